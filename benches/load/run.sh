#!/usr/bin/env bash
# Measures the service beside a node server on @digitalbazaar/vc: the same credential, the same client, in turn.
#
#   benches/load/run.sh                 prints the table, and what honest clients hear among hostile ones
#   ELMSEAL=FILE                        the program to measure [default: target/release/elmseal, which it builds]
#   LOAD_SECONDS=10 LOAD_CONNECTIONS=8  for how long, and how many requests at one time
#   LOAD_HOSTILE_SECONDS=10             for how long each of the hostile rounds takes; 0 leaves them out
#   LOAD_EDC_AP=FILE                    the context of the European Learning Model, for the node server
#
# Needs node and npm, and takes wrk where it is installed (a package of most distributions). The credential is the demonstration's; the service also reads its status lists, the node server does not.
set -euo pipefail
cd "$(dirname "$0")"
seconds="${LOAD_SECONDS:-10}"
connections="${LOAD_CONNECTIONS:-8}"
hostile="${LOAD_HOSTILE_SECONDS:-$seconds}"
edc_ap="${LOAD_EDC_AP:-../../../shared/reference/elm/contexts/edc-ap-3.2.jsonld}"
if [ -z "${ELMSEAL:-}" ]; then
  cargo build --release --bin elmseal --manifest-path ../../Cargo.toml >&2
  ELMSEAL=../../target/release/elmseal
fi
elmseal=$(realpath "$ELMSEAL")
peers=../../tests/judges
[ -d "$peers/node_modules" ] || npm ci --prefix "$peers" --ignore-scripts --no-audit --no-fund >&2

folder=$(mktemp -d "${TMPDIR:-/tmp}/elmseal-load-XXXXXX")
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true; rm -rf "$folder"' EXIT
"$elmseal" demo --once "$folder/demo" >/dev/null
# Of the demonstration's credentials one that is good.
for file in $(find "$folder/demo" -name '*.jsonld' -not -path '*/public/*' -not -name '*europass*' | sort); do
  if "$elmseal" --workspace "$folder/demo" verify "$file" >/dev/null 2>&1; then credential=$file; break; fi
done

first_line() { for _ in $(seq 100); do grep -m1 -o 'http://[^ ]*' "$1" && return; sleep 0.1; done; echo "no server: $(cat "$1")" >&2; exit 1; }
RUST_LOG=warn "$elmseal" --workspace "$folder/demo" serve --listen 127.0.0.1:0 >"$folder/elmseal.log" 2>&1 &
elmseal_pid=$!
servers+=("$elmseal_pid")
elmseal_root="$(first_line "$folder/elmseal.log")"
elmseal_url="${elmseal_root}vc-api/credentials/verify"

command -v wrk >/dev/null || echo "without wrk: clients on node, which take a good part of the processor" >&2
echo "server     requests/s requests/CPU-s  median ms  p99 ms  p99/median"
node load.mjs elmseal "$elmseal_pid" "$elmseal_url" "$credential" "$seconds" "$connections"
if [ -f "$edc_ap" ]; then
  node server.mjs "$peers" "$folder/demo/public/.well-known/did.json" "$edc_ap" >"$folder/node.log" 2>&1 &
  servers+=("$!")
  node load.mjs node "$!" "$(first_line "$folder/node.log")" "$credential" "$seconds" "$connections"
else
  echo "skipped: the node server, since $edc_ap is not there" >&2
fi
[ "$hostile" -gt 0 ] || exit 0
echo
node hostile.mjs "$elmseal_pid" "$elmseal_root" "$credential" "$hostile"
