; Installer for Windows, made with Inno Setup 6 from the folder packaging\build.py leaves:
;   python packaging\build.py --out dist
;   iscc /DVersion=0.1.0 packaging\windows\salesplanner.iss
; Installs for the user alone (no administrator), opens .salesplan files, can be taken out again.
#ifndef Version
  #error Say the version: iscc /DVersion=0.1.0
#endif

[Setup]
AppId={{6E0C8C55-5D0B-4B7B-9E43-6C2E2B0F7A61}
AppName=SalesPlanner
AppVersion={#Version}
AppPublisher=SalesPlanner
DefaultDirName={autopf}\SalesPlanner
DefaultGroupName=SalesPlanner
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
Compression=lzma2/max
SolidCompression=yes
OutputDir=..\..\dist
OutputBaseFilename=SalesPlanner-{#Version}-windows-setup
SetupIconFile=..\..\resources\app\salesplanner.ico
UninstallDisplayIcon={app}\salesplanner.exe
LicenseFile=..\..\LICENSE
ChangesAssociations=yes
WizardStyle=modern

[Files]
Source: "..\..\dist\SalesPlanner\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\SalesPlanner"; Filename: "{app}\salesplanner.exe"
Name: "{autodesktop}\SalesPlanner"; Filename: "{app}\salesplanner.exe"; Tasks: desktopicon

[Tasks]
Name: desktopicon; Description: "An icon on the desktop"; Flags: unchecked

[Registry]
Root: HKA; Subkey: "Software\Classes\.salesplan"; ValueType: string; ValueData: "SalesPlanner.Plan"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\SalesPlanner.Plan"; ValueType: string; ValueData: "SalesPlanner plan"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\SalesPlanner.Plan\DefaultIcon"; ValueType: string; ValueData: "{app}\salesplanner.exe,0"
Root: HKA; Subkey: "Software\Classes\SalesPlanner.Plan\shell\open\command"; ValueType: string; ValueData: """{app}\salesplanner.exe"" ""%1"""

[Run]
Filename: "{app}\salesplanner.exe"; Description: "Start SalesPlanner"; Flags: nowait postinstall skipifsilent
