//! A workspace with a list of learners, and the one command that is run in it again and again.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use elmseal::keys::example::PASSPHRASE;
use tempfile::TempDir;

use super::Settings;

/// What a batch leaves as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// For `--format`.
    pub formats: &'static str,
    /// For `--out`.
    pub out: &'static str,
}

impl Form {
    pub const ZIP: Self = Self { formats: "elm", out: "issued/batch.zip" };
    pub const BOTH: Self = Self { formats: "elm,europass", out: "issued/batch.zip" };
    pub const FOLDER: Self = Self { formats: "elm", out: "issued/batch" };
    pub const TAR: Self = Self { formats: "elm", out: "issued/batch.tar" };

    /// Those that the program can write.
    pub fn known(settings: &Settings) -> Vec<Self> {
        let help = command(&settings.program, Path::new("/")).args(["issue", "--help"]).output().expect("started");
        let tar = String::from_utf8_lossy(&help.stdout).contains(".tar");
        let forms = [Self::ZIP, Self::BOTH, Self::FOLDER, Self::TAR];
        forms.into_iter().filter(|form| tar || *form != Self::TAR).collect()
    }

    pub fn files_per_learner(self) -> usize {
        self.formats.split(',').count()
    }
}

/// What may be seen on the disk, in the order of its coming in a first run.
#[derive(Debug, Clone, Copy)]
pub enum Sight {
    /// The ledger has its tables.
    Ledger,
    /// What is not visible yet of the archive has so many bytes, or a folder so many files.
    Writing(u64),
    /// A status list is published.
    List,
    /// The log's checkpoint is published.
    Checkpoint,
    /// The archive is in its place.
    Released,
}

/// When the program is killed.
#[derive(Debug, Clone, Copy)]
pub enum Moment {
    /// So long after its start.
    After(Duration),
    /// When this is seen.
    Seen(Sight),
}

/// How a run of the program ended.
pub struct Ended {
    pub killed: bool,
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
    pub took: Duration,
}

pub struct Desk {
    /// Dropped, the folder goes.
    _dir: TempDir,
    pub root: PathBuf,
    pub form: Form,
    pub learners: usize,
    program: String,
}

impl Desk {
    /// A workspace of its own.
    pub fn new(settings: &Settings, form: Form) -> Self {
        Self::at(settings, form, |_| ())
    }

    /// The same; `before` may put something over the empty folder, such as a small disk.
    pub fn at(settings: &Settings, form: Form, before: impl FnOnce(&Path)) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path().join("workspace");
        for name in ["workspace", "tmp"] {
            fs::create_dir(dir.path().join(name)).expect("a folder");
        }
        before(&root);
        copy(template(&settings.program), &root);
        let list = root.join("learners/list.csv");
        fs::write(list, self::list(settings.learners)).expect("written");
        Self { _dir: dir, root, form, learners: settings.learners, program: settings.program.clone() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Where the program may put temporary files.
    pub fn temporary(&self) -> PathBuf {
        self.root.with_file_name("tmp")
    }

    /// A folder beside the workspace.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.root.with_file_name(name)
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command(&self.program, &self.root);
        command.env("TMPDIR", self.temporary()).args(arguments);
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        end(self.command(arguments), None, self)
    }

    /// The one command.
    fn issue_command(&self) -> Command {
        let Form { formats, out } = self.form;
        let course = "descriptors/ingenium-framework.toml";
        self.command(&["issue", course, "learners/list.csv", "--format", formats, "--out", out, "--date", "2026-06-30"])
    }

    pub fn issue(&self) -> Ended {
        end(self.issue_command(), None, self)
    }

    /// Runs it and kills it at a moment, unless it has ended before.
    pub fn issue_killed(&self, moment: Moment) -> Ended {
        end(self.issue_command(), Some(moment), self)
    }

    pub fn sees(&self, sight: Sight) -> bool {
        let names = |folder: &str| files_in(&self.path(folder));
        let hidden = |name: &String| name.starts_with('.');
        match sight {
            Sight::Ledger => size(&self.path("ledger.db")) > 4096 || size(&self.path("ledger.db-wal")) > 4096,
            Sight::Writing(count) if self.form == Form::FOLDER => names(self.form.out).len() as u64 >= count.min(8),
            Sight::Writing(bytes) => names("issued")
                .iter()
                .filter(|name| hidden(name))
                .any(|name| size(&self.path("issued").join(name)) >= bytes),
            Sight::List => !names("public/status").is_empty(),
            Sight::Checkpoint => self.path("public/log/checkpoint").exists(),
            Sight::Released if self.form == Form::FOLDER => {
                names(self.form.out).iter().any(|name| name.starts_with("receipt."))
            }
            Sight::Released => names("issued").iter().any(|name| !hidden(name)),
        }
    }

    /// Where a killed run stood, by what it left; the audit's answer says the rest.
    pub fn stood(&self, awards: u64, sealed: u64) -> &'static str {
        if self.sees(Sight::Released) {
            "with the output visible"
        } else if self.sees(Sight::Checkpoint) {
            "after publishing"
        } else if self.sees(Sight::List) {
            "publishing"
        } else if sealed >= (self.learners * self.form.files_per_learner()) as u64 {
            "all sealed"
        } else if sealed > 0 {
            "between chunks"
        } else if awards > 0 {
            "in the first chunk"
        } else {
            "before the first record"
        }
    }
}

fn end(mut command: Command, moment: Option<Moment>, desk: &Desk) -> Ended {
    let begun = Instant::now();
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("started");
    let (ended, stdout, stderr) = readers(&mut child);
    let mut killed = false;
    if let Some(moment) = moment {
        let tick = Duration::from_millis(1);
        let wait = || match moment {
            Moment::After(time) => time.saturating_sub(begun.elapsed()),
            Moment::Seen(sight) if desk.sees(sight) => Duration::ZERO,
            Moment::Seen(_) => tick,
        };
        loop {
            let wait = wait();
            if wait.is_zero() {
                killed = child.kill().is_ok();
                break;
            }
            match ended.recv_timeout(wait) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(RecvTimeoutError::Disconnected) => break,
            }
        }
    }
    let (stdout, stderr) = (stdout.join().expect("read"), stderr.join().expect("read"));
    let status = child.wait().expect("it was started");
    // It may have ended between the look and the signal.
    let killed = killed && status.code().is_none();
    Ended { killed, status, stdout, stderr, took: begun.elapsed() }
}

type Reader = thread::JoinHandle<String>;

/// Reads both outputs to their ends, and tells of the end of the first.
fn readers(child: &mut Child) -> (std::sync::mpsc::Receiver<()>, Reader, Reader) {
    let (sender, receiver) = channel();
    let mut out = child.stdout.take().expect("a pipe");
    let stdout = thread::spawn(move || {
        let mut text = Vec::new();
        let _ = out.read_to_end(&mut text);
        let _ = sender.send(());
        String::from_utf8_lossy(&text).into_owned()
    });
    let mut err = child.stderr.take().expect("a pipe");
    let stderr = thread::spawn(move || {
        let mut text = Vec::new();
        let _ = err.read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    });
    (receiver, stdout, stderr)
}

fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("ELMSEAL_PASSPHRASE", PASSPHRASE);
    command
}

/// A list in which each family name is there once.
fn list(learners: usize) -> String {
    let mut list = "Student number,First name,Last name,Result,Final grade\n".to_owned();
    for n in 0..learners {
        let given = ["Zoë", "\"Ana \"\"Mäh\"\"\"", "ليلى", "Николай", "𝔊eorg"][n % 5];
        list.push_str(&format!("K-{n:06},{given},Family{n:06},passed,9.0\n"));
    }
    list
}

/// A demonstration's workspace, without what was issued: made once.
fn template(program: &str) -> &'static Path {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crash-workspace");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.parent().expect("a folder")).expect("a folder");
        let made = command(program, Path::new("/")).args(["demo", "--once"]).arg(&folder).output().expect("started");
        assert!(made.status.success(), "{made:?}");
        for name in ["issued", "public/status", "public/log", "public/.well-known", "public/c", "public/contexts"] {
            fs::remove_dir_all(folder.join(name)).expect("removed");
        }
        for name in ["ledger.db", "ledger.lock"] {
            fs::remove_file(folder.join(name)).expect("removed");
        }
        folder
    })
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// The names of what lies in a folder.
pub fn files_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect()
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |about| about.len())
}
