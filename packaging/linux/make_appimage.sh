#!/bin/sh
# An AppImage out of the folder packaging/build.py leaves; needs appimagetool on the path.
#   python packaging/build.py --out dist && sh packaging/linux/make_appimage.sh 0.1.0
# With --folder-only the AppDir is made and checked, and no image.
set -eu
version="$1"
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
out="${OUT:-$root/dist}"
folder="$out/SalesPlanner"
[ -x "$folder/salesplanner" ] || { echo "no app at $folder: run packaging/build.py first"; exit 1; }
appdir="$out/SalesPlanner.AppDir"
rm -rf "$appdir"
mkdir -p "$appdir/usr/lib" "$appdir/usr/bin" "$appdir/usr/share/applications" \
    "$appdir/usr/share/mime/packages" "$appdir/usr/share/metainfo" \
    "$appdir/usr/share/icons/hicolor/256x256/apps"
cp -a "$folder" "$appdir/usr/lib/salesplanner"
ln -s ../lib/salesplanner/salesplanner "$appdir/usr/bin/salesplanner"
cp "$here/salesplanner.desktop" "$appdir/usr/share/applications/"
cp "$here/salesplanner.desktop" "$appdir/"
cp "$here/salesplanner.xml" "$appdir/usr/share/mime/packages/"
cp "$here/io.github.salesplanner.metainfo.xml" "$appdir/usr/share/metainfo/"
cp "$root/resources/app/salesplanner.png" "$appdir/usr/share/icons/hicolor/256x256/apps/"
cp "$root/resources/app/salesplanner.png" "$appdir/"
printf '#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/usr/lib/salesplanner/salesplanner" "$@"\n' \
    > "$appdir/AppRun"
chmod +x "$appdir/AppRun"
[ "${2:-}" = "--folder-only" ] && { echo "$appdir"; exit 0; }
ARCH="$(uname -m)" appimagetool "$appdir" "$out/SalesPlanner-$version-linux-$(uname -m).AppImage"
