//! The program killed at any moment, on full disks, and with folders that it may not write: running the same command
//! again completes the batch, nobody has two credentials, and nobody has none.
//!
//! `cargo test` runs a few moments that are told by what lies on the disk. `tests/crash/run.sh` runs two hundred at
//! random times, with thousands of learners; the variables that it sets are read in `settings`.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests write lists, look into the output, and read the environment")]

mod desk;
mod full;
mod moments;
mod restored;
mod whole;

/// What went wrong, in words; two hundred runs are counted, and do not stop at the first.
type Outcome<T = ()> = Result<T, String>;

/// Fails with a message unless a condition holds.
macro_rules! ensure {
    ($holds:expr, $($words:tt)*) => { if !$holds { return Err(format!($($words)*)); } };
}
use ensure;

/// How much is run, and with which program.
struct Settings {
    /// The program; by default the one that this test was built with.
    program: String,
    /// Batches that are killed at random times, beside those that are killed at what is seen.
    runs: u64,
    /// What the random times come from.
    seed: u64,
    /// Learners of a batch.
    learners: usize,
    /// Credentials of a batch that are verified one by one; the digests of all are compared.
    verified: usize,
}

impl Settings {
    fn read() -> Self {
        let number = |name: &str, usual: u64| {
            std::env::var(name).map_or(usual, |text| text.parse().unwrap_or_else(|e| panic!("{name}: {e}")))
        };
        let small = |name: &str, usual: u64| usize::try_from(number(name, usual)).expect("a number of learners");
        Self {
            program: std::env::var("ELMSEAL_CRASH_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_elmseal").into()),
            runs: number("ELMSEAL_CRASH_RUNS", 0),
            seed: number("ELMSEAL_CRASH_SEED", 1),
            learners: small("ELMSEAL_CRASH_LEARNERS", 40),
            verified: small("ELMSEAL_CRASH_VERIFIED", 4),
        }
    }
}
