# What the scripts of this folder share. They run as root or with sudo, without input, and may run
# again and again. A peer that cannot be installed counts as one failure.

set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
repository=$(cd "$here/../.." && pwd)
exec < /dev/null

# Says what is missing and ends the script.
give_up()
{
  echo "FAIL $1"
  echo '0 passed, 1 failed, 0 skipped'
  exit 1
}

# Installs the packages that a peer's lock file pins.
install_npm()
{
  command -v node > /dev/null || give_up 'node is not installed'
  (cd "$here/$1" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund) ||
    give_up "npm cannot install $1"
}

# Installs a Debian package unless its program is there.
install_debian()
{
  local program=$1 package=$2 sudo=''
  command -v "$program" > /dev/null && return
  ((EUID == 0)) || sudo='sudo -n'
  export DEBIAN_FRONTEND=noninteractive
  $sudo apt-get update -q &&
    $sudo apt-get install -q -y --no-install-recommends "$package" ||
    give_up "$package cannot be installed"
  command -v "$program" > /dev/null || give_up "$package has no $program"
}

# Builds and runs Desktop/Interop; its last line has the totals. The program ends what it starts.
run_interop()
{
  dotnet build "$repository/Desktop/Interop" -c Release -v quiet -nologo ||
    give_up 'Desktop/Interop does not build'
  dotnet "$repository/Desktop/Interop/bin/Release/net10.0/Interop.dll" "$@"
}
