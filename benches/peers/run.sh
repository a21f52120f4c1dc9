#!/usr/bin/env bash
# Measures elmseal beside ssi, Digital Bazaar's verifier and the naive limit: on the same inputs, in the same run, in turn.
#
#   benches/peers/run.sh                       prints the tables of BENCHMARKS.md
#   PEERS_ROUNDS=9 PEERS_MILLISECONDS=1000     more rounds, longer ones
#   PEERS_CPU=0                                the core that everything is pinned to
#   PEERS_SAMPLE=FILE                          the archived sample (input b); without it that input is left out
#   PEERS_PROFILE=quick                        builds faster, and measures some per cent less
#
# Needs a Rust toolchain, node, npm and taskset. Builds about 640 crates the first time, none of which elmseal has.
set -euo pipefail
cd "$(dirname "$0")"
profile="${PEERS_PROFILE:-release}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
sample="${PEERS_SAMPLE:-../../../shared/reference/elm/samples/Sample-MC-Annex1-unsigned.jsonld}"

command -v taskset >/dev/null || { echo "install taskset (util-linux) first" >&2; exit 1; }
[ -d node/node_modules ] || npm ci --prefix node --ignore-scripts --no-audit --no-fund >&2
# Each by itself: what one of them needs of a shared crate (ssi takes serde_json with `arbitrary_precision`) is not in the other.
build() { cargo build --locked --profile "$profile" --no-default-features "$@" >&2; }
build --features elmseal --bin elmseal-worker
build --features ssi --bin ssi-worker
build --bin peers

inputs=$(mktemp -d "${TMPDIR:-/tmp}/elmseal-peers-XXXXXX")
trap 'rm -rf "$inputs"' EXIT
programs="$CARGO_TARGET_DIR/$profile"
node node/worker.mjs contexts "$inputs/open-badges.json"
if [ -f "$sample" ]; then
  "$programs/elmseal-worker" prepare "$inputs" "$sample" >/dev/null
else
  echo "skipped: input b, the archived sample: $sample is not there" >&2
  "$programs/elmseal-worker" prepare "$inputs" >/dev/null
fi
echo "elmseal    $(git rev-parse --short HEAD 2>/dev/null || echo 'not known')"
echo "versions   $(rustc --version | cut -d' ' -f2), node $(node --version), $(sed -n '/^name = "ssi"$/{n;s/version = "\(.*\)"/ssi \1/p}' Cargo.lock), @digitalbazaar/vc $(node -p "require('./node/node_modules/@digitalbazaar/vc/package.json').version")"
"$programs/peers" "$inputs"
