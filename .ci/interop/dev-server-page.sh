#!/usr/bin/env bash
# The page of the dev server in headless Chromium, with the desktop sample as the device: what a
# person sees and does, by mouse and by keyboard, in light and dark, in a large and a small window.
# Leaves screenshots in artifacts/dev-server-page. Needs node and npm. Ends with its totals.
source "$(dirname "${BASH_SOURCE[0]}")/peers/common.bash"
install_npm dev-server-page
for browser in chromium chromium-browser google-chrome; do
  command -v "$browser" > /dev/null && break
done
if ! command -v "$browser" > /dev/null; then
  browser=chromium
  install_debian chromium chromium
fi

for project in FirmwarePacker Lwm2m.DevServer Samples.DesktopTemperature; do
  dotnet build "$repository/Desktop/$project" -c Release -v quiet -nologo ||
    give_up "Desktop/$project does not build"
done

pictures="$repository/artifacts/dev-server-page"
rm -rf "$pictures"
mkdir -p "$pictures"
built() { echo "$repository/Desktop/$1/bin/Release/net10.0/$1.dll"; }
images=$(mktemp -d)
trap 'rm -rf "$images"' EXIT
for version in 1.1.0 1.2.0; do
  dotnet "$(built FirmwarePacker)" placeholder 100000 "$version" \
    --output "$images/$version.img" || give_up 'no firmware image'
done
node "$here/dev-server-page/run.js" "$(command -v "$browser")" "$(built Lwm2m.DevServer)" \
  "$(built Samples.DesktopTemperature)" "$pictures" "$images"
