#!/bin/sh
# A disk image for macOS out of the bundle packaging/build.py leaves:
#   python packaging/build.py --out dist && sh packaging/macos/make_dmg.sh 0.1.0
# Signing and notarising need an Apple account: set IDENTITY and PROFILE to have them done.
set -eu
version="$1"
root="$(cd "$(dirname "$0")/../.." && pwd)"
bundle="$root/dist/SalesPlanner.app"
image="$root/dist/SalesPlanner-$version-macos.dmg"
[ -d "$bundle" ] || { echo "no bundle at $bundle: run packaging/build.py first"; exit 1; }
if [ -n "${IDENTITY:-}" ]; then
    codesign --deep --force --options runtime --timestamp --sign "$IDENTITY" "$bundle"
fi
stage="$(mktemp -d)"
trap 'rm -rf "$stage"' EXIT
cp -R "$bundle" "$stage/"
ln -s /Applications "$stage/Applications"
hdiutil create -volname SalesPlanner -srcfolder "$stage" -ov -format UDZO "$image"
if [ -n "${PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$PROFILE" --wait
    xcrun stapler staple "$image"
fi
echo "$image"
