//! Golden runs of the command line: `tests/cmd`, and what the README says.
#![expect(clippy::disallowed_methods, reason = "tests read and write files and the environment")]

use std::fs;
use std::path::Path;

/// Runs the `console` blocks of a file in an empty folder, with `files` in it, and compares what is printed.
///
/// With `TRYCMD=overwrite` what was printed is written into the file.
fn check(file: &str, files: &[(&str, &str)]) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let place = tempfile::tempdir().expect("a folder");
    let copy = place.path().join("run.md");
    let folder = place.path().join("run.in");
    fs::create_dir(&folder).expect("a folder");
    fs::copy(&source, &copy).expect("a copy");
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("a file");
    }
    let cases = trycmd::TestCases::new();
    cases.env("ELMSEAL_PASSPHRASE", "a passphrase for this test").case(copy.to_str().expect("a name in UTF-8"));
    cases.run();
    if std::env::var("TRYCMD").is_ok_and(|mode| mode == "overwrite") {
        fs::copy(&copy, &source).expect("the result");
    }
}

#[test]
fn bad_usage_is_a_fault_with_a_hint() {
    check("tests/cmd/usage.md", &[]);
}

#[test]
fn a_batch_lives_and_is_revoked() {
    check("tests/cmd/life.md", &[]);
}

#[test]
fn what_the_readme_says_is_so() {
    check("README.md", &[]);
}

#[test]
fn faults_come_all_at_once() {
    const FAULTY: &str = "Student number,First name,Last name,Result\n\
                          1,Ada,Lovelace,passed\n2,Emmy,,passed\n1,Lise,Meitner,passed\n3,Max,Planck,failed\n";
    const CHANGED: &str = "Student number,First name,Last name,Result\n1,Ada,King,passed\n";
    check("tests/cmd/faults.md", &[("faulty.csv", FAULTY), ("changed.csv", CHANGED)]);
}
