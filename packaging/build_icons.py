"""Takes the icons the window uses out of the npm package lucide-static into resources/icons.

Run it again to add an icon: `uv run python packaging/build_icons.py`. The package's checksum
is held here, so that the same icons come out.
"""

import hashlib
import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

PACKAGE, VERSION = "lucide-static", "1.62.0"
SHA256 = "386f9080c440d6f5049cefe3456ae8357f7a0c7f76e59670cd1cb83bc7050a44"
ICONS: list[str] = """
file-plus folder-open save save-all history import share x log-out undo-2 redo-2 search command
arrow-right-left eraser lock lock-open plus split merge brush-cleaning lightbulb
circle-question-mark target circle-stop chart-spline coins dices copy pencil badge-check columns-2
pin map building-2 users chart-column trending-up gauge layers list-checks sun-moon presentation
maximize hand mouse-pointer-2 lasso paintbrush pipette zoom-in zoom-out route scale clipboard-list
settings info keyboard table-2 circle-check triangle-alert circle-x trash-2 user-plus user-minus
sliders-horizontal message-square flag wallet eye eye-off house download upload file-spreadsheet
chevron-right chevron-down git-branch calendar filter arrow-up-down ellipsis-vertical play
""".split()
TARGET = Path(__file__).resolve().parents[1] / "resources" / "icons"


def packed() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", f"{PACKAGE}@{VERSION}", "--silent"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        archive = next(Path(folder).glob("*.tgz")).read_bytes()
    found = hashlib.sha256(archive).hexdigest()
    if found != SHA256:
        raise SystemExit(f"{PACKAGE} {VERSION} has another checksum: {found}")
    return archive


def main() -> None:
    with tarfile.open(fileobj=io.BytesIO(packed())) as archive:
        for icon in ICONS:
            member = archive.extractfile(f"package/icons/{icon}.svg")
            if member is None:
                raise SystemExit(f"no icon {icon}")
            (TARGET / f"{icon}.svg").write_bytes(member.read())
        licence = archive.extractfile("package/LICENSE")
        assert licence is not None
        (TARGET / "LICENSE").write_bytes(licence.read())
    print(f"{len(ICONS)} icons written to {TARGET}")


if __name__ == "__main__":
    main()
