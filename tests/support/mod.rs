//! What several test binaries need: where the reference data lies, and how a skip is said.
#![expect(
    clippy::disallowed_methods,
    reason = "the environment says whether skips are allowed, and reference data lie in files"
)]
#![allow(dead_code, clippy::allow_attributes, reason = "each binary uses a part, and one of them all of it")]

pub mod alliance;
pub mod course;
pub mod pki;
pub mod seeded;
pub mod shacl;

use std::path::PathBuf;

/// The folder `../shared/reference`, or `None` after saying on standard error what is skipped.
///
/// # Panics
///
/// Panics if the folder is missing although `ELMSEAL_JUDGES=required` is set.
pub fn reference(what: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/reference");
    if folder.is_dir() {
        return Some(folder);
    }
    skip(what, "../shared/reference is not there");
    None
}

/// The folder `tests/judges`.
pub fn judges_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/judges")
}

/// The folder of the judges, or `None` after saying what is skipped, where one of them is not installed.
///
/// # Panics
///
/// Panics if it is missing although `ELMSEAL_JUDGES=required` is set.
pub fn judge(what: &str, installed: &str) -> Option<PathBuf> {
    let judges = judges_folder();
    if judges.join(installed).exists() {
        return Some(judges);
    }
    skip(what, "run tests/judges/setup.sh first");
    None
}

/// Says that a test is skipped, or fails if skips are not allowed.
///
/// # Panics
///
/// Panics if `ELMSEAL_JUDGES=required` is set.
pub fn skip(what: &str, why: &str) {
    assert!(!judges_required(), "{what} must not be skipped: {why}");
    eprintln!("skipped: {what}: {why}");
}

/// Whether a missing judge is a failure.
pub fn judges_required() -> bool {
    std::env::var("ELMSEAL_JUDGES").is_ok_and(|value| value == "required")
}

/// What lies in a folder.
///
/// # Panics
///
/// Panics if it cannot be read.
pub fn files_in(folder: &std::path::Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a readable folder");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

/// The content of a file.
///
/// # Panics
///
/// Panics if it cannot be read.
pub fn read_file(path: &std::path::Path) -> Vec<u8> {
    std::fs::read(path).expect("a readable file")
}
