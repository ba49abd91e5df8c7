#!/usr/bin/env bash
# The README's first command, as a newcomer runs it: with a server of its own, ended by SIGTERM,
# ended by itself, and against servers that are not there. Ends with its totals.
set -euo pipefail
cd "$(dirname "$0")/../.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
passed=0 failed=0
output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT
sample=Desktop/Samples.DesktopTemperature
dotnet build "$sample" -c Release --nologo -v quiet
program="$sample/bin/Release/net10.0/Samples.DesktopTemperature.dll"

# check NAME COMMAND…: one line and one count for each.
check()
{
  local name=$1
  shift
  if "$@" >/dev/null 2>&1; then
    passed=$((passed + 1))
    echo "pass $name"
  else
    failed=$((failed + 1))
    echo "FAIL $name"
  fi
}

# run FILE ARGUMENTS…: what the sample prints, its errors and its exit code, in files.
run()
{
  local name=$1 status=0
  shift
  timeout 60 dotnet "$program" "$@" >"$output/$name.out" 2>"$output/$name.err" || status=$?
  echo "$status" >"$output/$name.code"
}

says() { grep -Eq -e "$2" "$output/$1"; }
exits() { [[ $(<"$output/$1.code") == "$2" ]]; }
is_one_line() { [[ $(wc -l <"$output/$1.err") == 1 ]]; }

run whole --duration 11
check 'ends by itself with 0' exits whole 0
for line in 'registered: Accepted \(2.01\)' 'Discover /3303 → 2.05' 'Read /3/0 → 2.05' \
  'Observe /3303/0/5700 → 2.05' 'notification of /3303/0/5700: 2.05' \
  'Write /3303/0/5750 "kitchen" → 2.04' 'Execute /3303/0/5605 .* → 2.04' 'Update sent: Triggered' \
  'registered: Accepted \(2.04\)' 'Deregistered:' 'stopped: Accepted'; do
  check "shows: $line" says whole.out "$line"
done

for signal in TERM INT; do
  status=0
  timeout --preserve-status --signal="$signal" --kill-after=10 4 dotnet "$program" \
    >"$output/$signal.out" 2>"$output/$signal.err" || status=$?
  check "SIG$signal deregisters" says "$signal.out" 'Deregistered:'
  check "SIG$signal: exit code 0" test "$status" -eq 0
done

run nobody --server coap://127.0.0.1:9 --timeout 2
check 'no server: exit code 1' exits nobody 1
check 'no server: one sentence' is_one_line nobody
run unknown --server coap://no-such-host.invalid
check 'unknown host: exit code 1' exits unknown 1
check 'unknown host: says so' says unknown.err 'name has no address'
for wrong in '--server http://example' '--duration soon' '--nonsense'; do
  # shellcheck disable=SC2086
  run wrong $wrong
  check "$wrong: exit code 2" exits wrong 2
  check "$wrong: one sentence" is_one_line wrong
done
run help --help
check 'help: exit code 0' exits help 0
check 'help: names the options' says help.out '--endpoint'

echo "$passed passed, $failed failed, 0 skipped"
((failed == 0))
