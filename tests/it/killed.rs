//! The program killed in the middle of a batch, and the program on a full disk: running the same command again completes
//! the batch, and every learner has one credential.
//!
//! A limit on the size of files stands in for both. At the limit the operating system kills the process (SIGXFSZ), in the
//! middle of a write; where the signal is ignored, the write fails as it does on a full disk.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests write a list and look into the output")]

use std::collections::HashSet;
use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const LEARNERS: usize = 24;
/// SIGXFSZ on Linux and macOS.
const FILE_SIZE_SIGNAL: i32 = 25;

struct Desk {
    dir: TempDir,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let desk = Self { dir };
        let made = desk.command(Command::new(env!("CARGO_BIN_EXE_elmseal")).args(["init", "."]));
        assert!(made.status.success(), "{made:?}");
        let mut list = "Student number,First name,Last name,Result,Final grade\n".to_owned();
        for n in 0..LEARNERS {
            list.push_str(&format!("K-{n:03},Name{n},Family{n},passed,9.0\n"));
        }
        fs::write(desk.path("learners/killed.csv"), list).expect("written");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn command(&self, command: &mut Command) -> Output {
        let passphrase = ("ELMSEAL_PASSPHRASE", "correct horse battery");
        command.current_dir(self.dir.path()).env(passphrase.0, passphrase.1).output().expect("started")
    }

    /// `elmseal issue`, after `before` in a shell.
    fn issue(&self, before: &str) -> Output {
        let script = format!("{before} exec \"$0\" \"$@\"");
        let program = env!("CARGO_BIN_EXE_elmseal");
        let arguments = ["issue", "descriptors/ingenium-framework.toml", "learners/killed.csv"];
        self.command(Command::new("sh").args(["-c", &script, program]).args(arguments))
    }

    fn elmseal(&self, arguments: &[&str]) -> Output {
        self.command(Command::new(env!("CARGO_BIN_EXE_elmseal")).args(arguments))
    }

    fn archives(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.path("issued")) else { return Vec::new() };
        let paths = entries.map(|entry| entry.expect("an entry").path());
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "zip")).collect()
    }

    fn assert_complete(&self) {
        let done = self.issue("");
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        let archives = self.archives();
        assert_eq!(archives.len(), 1);
        let files = fs::read_dir(self.path("issued")).expect("a folder").count();
        assert_eq!(files, 1, "what the killed runs left, which may hold learners' data, is gone");
        assert_eq!(credentials(&archives[0]).len(), LEARNERS);
        let audit = self.elmseal(&["ledger", "audit"]);
        let told = String::from_utf8_lossy(&audit.stdout);
        assert_eq!(audit.status.code(), Some(0), "{told}");
        assert!(told.starts_with(&format!("{LEARNERS} awards, {LEARNERS} sealed, 0 unfinished")), "{told}");
        let again = self.issue("");
        assert_eq!((again.status.code(), self.archives().len()), (Some(0), 1), "nothing is issued twice");
    }
}

/// The names of the credentials in an archive.
fn credentials(path: &Path) -> HashSet<String> {
    let archive = zip::ZipArchive::new(File::open(path).expect("the archive")).expect("an archive");
    let names = archive.file_names().map(|name| name.expect("a name").into_owned());
    names.filter(|name| name.ends_with(".elm.jsonld")).collect()
}

#[test]
fn killed_in_the_middle_of_a_write_the_same_command_completes_the_batch() {
    let desk = Desk::new();
    // Blocks of 512 bytes: in the tables of the ledger, in its journal, in the archive.
    for blocks in [40, 300, 900, 1300] {
        let killed = desk.issue(&format!("ulimit -f {blocks};"));
        let stderr = String::from_utf8_lossy(&killed.stderr);
        assert_eq!(killed.status.signal(), Some(FILE_SIZE_SIGNAL), "{blocks}: {:?} {stderr}", killed.status);
        assert!(desk.archives().is_empty(), "{blocks}: nothing half-written is seen");
    }
    desk.assert_complete();
}

#[test]
fn on_a_full_disk_the_program_says_so_and_the_next_run_completes() {
    let desk = Desk::new();
    for blocks in [40, 300, 900, 1300] {
        let full = desk.issue(&format!("trap '' XFSZ; ulimit -f {blocks};"));
        let stderr = String::from_utf8_lossy(&full.stderr);
        assert_eq!(full.status.code(), Some(3), "{blocks}: {stderr}");
        assert!(stderr.starts_with("error: "), "{blocks}: {stderr}");
        assert!(desk.archives().is_empty(), "{blocks}");
    }
    desk.assert_complete();
}
