#!/usr/bin/env bash
# Two hundred batches, each killed by SIGKILL at random times, most once and some up to four times in a row, then
# completed by the same command and looked over; then full disks and folders that cannot be written (as root, who can
# make small disks).
#
#   tests/crash/run.sh [RUNS [LEARNERS [SEED]]]
#
# Prints where the killed runs stood, and ends with 0 when all of them were whole: each learner of the list has one award
# and one credential of each form, in the ledger and in what left, each award one place on the status lists, the audit
# finds nothing, `unzip -t` reads the archive, credentials verify, nothing temporary is left, and what verifiers need is
# published. tests/crash/whole.rs says it all.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -z "${ELMSEAL_CRASH_PROGRAM:-}" ]; then
  cargo build --locked --release --bin elmseal
  ELMSEAL_CRASH_PROGRAM="${CARGO_TARGET_DIR:-$PWD/target}/release/elmseal"
fi
export ELMSEAL_CRASH_PROGRAM
export ELMSEAL_CRASH_RUNS="${1:-200}" ELMSEAL_CRASH_LEARNERS="${2:-3000}" ELMSEAL_CRASH_SEED="${3:-1}"
export ELMSEAL_CRASH_VERIFIED="${ELMSEAL_CRASH_VERIFIED:-25}"
cargo test --locked --test crash moments::killed_at_random_times -- --nocapture
# The others look at what is seen on the disk, and need few learners for it.
ELMSEAL_CRASH_RUNS=0 ELMSEAL_CRASH_LEARNERS=40 cargo test --locked --test crash -- --nocapture
