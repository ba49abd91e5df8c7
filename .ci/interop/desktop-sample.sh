#!/usr/bin/env bash
# The README's commands, as a newcomer runs them: the sample with a server of its own, ended by
# SIGTERM, ended by itself; its scenarios; against the server that is started alone, over coaps and
# coap; and against servers that are not there or do not want it. Ends with its totals.
set -euo pipefail
cd "$(dirname "$0")/../.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
passed=0 failed=0
output=$(mktemp -d)
server_pid= program_pid=
last=
trap 'kill $server_pid $program_pid 2>/dev/null || true; rm -rf "$output"' EXIT
sample=Desktop/Samples.DesktopTemperature
server=Desktop/Lwm2m.DevServer
dotnet build "$sample" -c Release --nologo -v quiet
dotnet build "$server" -c Release --nologo -v quiet
program="$sample/bin/Release/net10.0/Samples.DesktopTemperature.dll"

# check NAME COMMAND…: one line and one count for each; after a failure, what was printed last.
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
    tail -n 8 "$output/$last.out" "$output/$last.err" | sed 's/^/  | /'
  fi
}

# run FILE ARGUMENTS…: what the sample prints, its errors and its exit code, in files.
run()
{
  local name=$1 status=0
  last=$name
  shift
  timeout 60 dotnet "$program" "$@" >"$output/$name.out" 2>"$output/$name.err" || status=$?
  echo "$status" >"$output/$name.code"
}

# await FILE TEXT: until a file has a line with a text, or half a minute.
await()
{
  for _ in {1..300}; do
    grep -q "$2" "$output/$1" && break
    sleep 0.1
  done
}

says() { grep -Eq -e "$2" "$output/$1"; }
exits() { [[ $(<"$output/$1.code") == "$2" ]]; }
is_one_line() { [[ $(wc -l <"$output/$1.err") == 1 ]]; }

run whole --duration 20
check 'ends by itself with 0' exits whole 0
for line in 'listens on coaps://' 'full handshake, TLS_PSK_WITH_AES_128_CCM_8, extended master' \
  'connection id [0-9A-F]{12} as sample' 'registered: accepted \(2.01\)' \
  'Discover /3303 → 2.05' 'Read /3/0 → 2.05' \
  'Observe /3303/0/5700 → 2.05' 'notification of /3303/0/5700: 2.05' \
  'Write /3303/0/5750 "kitchen" → 2.04' 'Execute /3303/0/5605 .* → 2.04' \
  'Update sent: the server has triggered it' 'registered: accepted \(2.04\)' \
  'moved here from .* known by its connection id' 'Update sent: the secure session goes on' \
  'Deregistered:' \
  'stopped: accepted'; do
  check "shows: $line" says whole.out "$line"
done

sed '1,/moved here from/d' "$output/whole.out" >"$output/moved.out"
check 'the observation goes on from the new port' says moved.out 'notification of /3303/0/5700'

for scenario in bootstrap queue firmware; do
  run "$scenario" --scenario "$scenario"
  check "$scenario: exit code 0" exits "$scenario" 0
  check "$scenario: a verdict in the last line" \
    bash -c "tail -n 1 '$output/$scenario.out' | grep -q 'sample  passed: '"
done
check 'queue: the server keeps the request' says queue.out 'is asleep: a request waits'
check 'bootstrap: Finish is answered' says bootstrap.out 'Finish /bs → 2.04'
check 'firmware: progress' says firmware.out 'the device has [0-9]+ of 204864 bytes'
check 'firmware: the first one runs' says firmware.out 'Read /3/0/3 → 2.05 Content "2.0.0"'
check 'firmware: the second one runs' says firmware.out 'Read /3/0/3 → 2.05 Content "3.0.0"'
check 'firmware: a restart is no Deregister' \
  test "$(grep -c 'Deregistered:' "$output/firmware.out")" -eq 1
check 'firmware: pushed' says firmware.out 'firmware 2.0.0 pushed, 204864 bytes'
check 'firmware: pulled' says firmware.out 'firmware 3.0.0 pulled, in two parts, 204864 bytes'
check 'firmware: states and digest' \
  says firmware.out 'states 0-1-2-3-0, result 1, SHA-256 as sent'

for signal in TERM INT; do
  status=0
  last=$signal
  # Without job control, what runs in the background ignores SIGINT.
  set -m
  dotnet "$program" >"$output/$signal.out" 2>"$output/$signal.err" &
  program_pid=$!
  set +m
  await "$signal.out" 'registered: accepted'
  kill "-$signal" "$program_pid" || true
  wait "$program_pid" || status=$?
  program_pid=
  check "SIG$signal deregisters" says "$signal.out" 'Deregistered:'
  check "SIG$signal: exit code 0" test "$status" -eq 0
done

# The server alone: what it shows at its start is what the sample is given.
dotnet "$server/bin/Release/net10.0/Lwm2m.DevServer.dll" --port 0 --coap-port 0 --quiet \
  </dev/null >"$output/server.out" 2>"$output/server.err" &
server_pid=$!
await server.out 'Without protection'
secure=$(sed -n 's/^  --server //p' "$output/server.out")
plain=$(sed -n 's/^Without protection: //p' "$output/server.out")
uri=${secure%% *}
# shellcheck disable=SC2086
run coaps --server $secure --duration 2 --endpoint by-coaps
check 'coaps: registers with the line that the server shows' says coaps.out 'accepted \(2.01\)'
check 'coaps: exit code 0' exits coaps 0
run coap --server "$plain" --duration 2 --endpoint by-coap
check 'coap: registers' says coap.out 'accepted \(2.01\)'
check 'coap: exit code 0' exits coap 0
check 'the server knows one by its identity' says server.out 'registered by-coaps at .* \(device\)'
check 'the server knows the other' says server.out 'registered by-coap at [0-9.:]+, '
run stranger --server "$uri" --identity nobody --key 00
check 'unknown identity: exit code 1' exits stranger 1
check 'unknown identity: one sentence' is_one_line stranger
check 'unknown identity: says so' says stranger.err 'does not know the PSK identity'
run wrongkey --server "$uri" --identity device --key 00 --timeout 3
check 'wrong key: exit code 1' exits wrongkey 1
check 'wrong key: one sentence' is_one_line wrongkey
check 'wrong key: says so' says wrongkey.err 'wrong key'
status=0
kill -TERM "$server_pid"
wait "$server_pid" || status=$?
server_pid=
check 'the server ends with 0' test "$status" -eq 0

for scheme in 'coap' 'coaps'; do
  credentials=$([[ $scheme == coap ]] || echo '--identity a --key 00')
  # shellcheck disable=SC2086
  run nobody --server $scheme://127.0.0.1:9 $credentials --timeout 2
  check "no $scheme server: exit code 1" exits nobody 1
  check "no $scheme server: one sentence" is_one_line nobody
done
run unknown --server coap://no-such-host.invalid
check 'unknown host: exit code 1' exits unknown 1
check 'unknown host: says so' says unknown.err 'name has no address'
long_identity=$(printf 'i%.0s' {1..129})
long_key=$(printf '00%.0s' {1..65})
for wrong in '--server http://example' '--duration soon' '--nonsense' \
  '--server coaps://127.0.0.1' '--identity a' '--key 00' '--identity a --key 012' \
  '--identity a --key 0x00' '--server coap://127.0.0.1 --identity a --key 00' \
  "--identity $long_identity --key 00" "--identity a --key $long_key" \
  '--scenario nothing' '--scenario queue --duration 5'; do
  # shellcheck disable=SC2086
  run wrong $wrong
  check "${wrong:0:60}: exit code 2" exits wrong 2
  check "${wrong:0:60}: one sentence" is_one_line wrong
done
run help --help
check 'help: exit code 0' exits help 0
for option in --server --identity --key --endpoint --scenario; do
  check "help: names $option" says help.out "$option "
done

echo "$passed passed, $failed failed, 0 skipped"
((failed == 0))
