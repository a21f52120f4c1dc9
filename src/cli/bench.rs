//! `elmseal bench`: what issuing a large batch takes on this machine, as a table to publish.
//!
//! A workspace with throw-away keys is made in a temporary folder, and the commands' own code is run there over a list
//! of people who do not exist. Nothing stays behind.

mod list;
mod measure;
mod sealing;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, Parser as _, ValueEnum};
use serde_json::{Value, json};

use crate::config::{SystemEntropy, Workspace, now};
use crate::crypto::encoding::to_hex;
use crate::issue::{Selection, change_status};
use crate::keys::Passphrase;
use crate::ledger::{Change, Filter, Rendition};
use crate::model::entropy::Entropy as _;
use crate::verify::Decision;

use self::measure::{Machine, Scratch, Taken, measure};
use super::exit::{Ending, hinted};
use super::init::{self, NewKeys};
use super::office::{Desk, ledger_told, open_ledger, told};
use super::output::{note, print_faults, print_json, say};
use super::progress::Audience;
use super::verify::{By, Equipped};
use super::{Common, issue, ledger, publish};

/// How many, and where to.
#[derive(Debug, Args)]
pub struct Arguments {
    /// How many learners
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=9_999_999))]
    pub learners: u64,
    /// What the credentials are written to, several with commas: each is a batch of its own
    #[arg(long, value_enum, value_delimiter = ',', default_value = "deflate")]
    pub out: Vec<Out>,
    /// How many of the credentials are verified as anybody would
    #[arg(long, default_value_t = 500, value_name = "N")]
    pub sample: usize,
    /// Work in a new folder below this one [default: where the system has temporary files]
    #[arg(long, value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// What a batch is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Out {
    /// A ZIP archive, compressed
    Deflate,
    /// A folder with a file for each
    Folder,
    /// Nothing but a sample
    Null,
    /// A ZIP archive of the files as they are
    Store,
    /// A tar archive
    Tar,
}

impl Out {
    fn name(self) -> &'static str {
        match self {
            Self::Deflate => "deflate",
            Self::Folder => "folder",
            Self::Null => "null",
            Self::Store => "store",
            Self::Tar => "tar",
        }
    }

    /// The arguments of `elmseal issue`.
    fn words(self, below: &Path) -> Vec<PathBuf> {
        let out = match self {
            Self::Deflate | Self::Store => below.join("out.zip"),
            Self::Folder => below.join("out"),
            Self::Null => PathBuf::from("null"),
            Self::Tar => below.join("out.tar"),
        };
        let mut words = vec![PathBuf::from("--out"), out];
        if self == Self::Store {
            words.extend(["--compress", "store"].map(PathBuf::from));
        }
        words
    }
}

/// The course that everybody has passed, and the institution that gives it.
const COURSE: &str = "ingenium-framework.toml";
const INSTITUTION: &str = "uniovi";
const BASE: &str = "https://credentials.uniovi.example";

/// How many are sealed for the rate of sealing alone: a second or two.
const SEALED_ALONE_MAX: u64 = 50_000;

/// Runs it.
pub fn run(arguments: &Arguments, common: &Common) -> Result<Ending> {
    let scratch = Scratch::new(arguments.folder.as_deref(), &mut SystemEntropy)?;
    let list = scratch.path().join("learners.csv");
    list::write(&list, arguments.learners)?;
    let audience = if common.json { Audience::Nobody } else { Audience::People };
    let mut bench = Bench { arguments, scratch: &scratch, list, audience, rows: Vec::new() };
    let machine = Machine::this();
    for (number, out) in arguments.out.iter().enumerate() {
        let first = number == 0;
        bench.batch(*out, if first { Stages::All } else { Stages::IssueAlone })?;
    }
    let rows = bench.rows;
    if common.json {
        print_json(&json!({
            "version": env!("CARGO_PKG_VERSION"), "machine": machine.to_json(), "learners": arguments.learners,
            "stages": rows.iter().map(Row::to_json).collect::<Vec<_>>(),
        }));
    } else {
        print(&machine, arguments.learners, &rows);
    }
    Ok(Ending::Done)
}

/// What is done with a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stages {
    All,
    IssueAlone,
}

/// What was measured.
struct Row {
    stage: String,
    /// Learners or credentials that it was done for.
    number: u64,
    taken: Taken,
}

struct Bench<'a> {
    arguments: &'a Arguments,
    scratch: &'a Scratch,
    list: PathBuf,
    audience: Audience,
    rows: Vec<Row>,
}

impl Bench<'_> {
    fn add<T>(&mut self, stage: &str, number: u64, work: impl FnOnce() -> Result<T>) -> Result<T> {
        note!("{stage}…");
        let (done, taken) = measure(work)?;
        self.rows.push(Row { stage: stage.to_owned(), number, taken });
        Ok(done)
    }

    /// One batch in a workspace of its own.
    fn batch(&mut self, out: Out, stages: Stages) -> Result<()> {
        let (learners, audience) = (self.arguments.learners, self.audience);
        let folder = self.scratch.path().join(out.name());
        let secret = throw_away()?;
        let arguments =
            init::Arguments { folder: folder.clone(), base: BASE.to_owned(), institution: INSTITUTION.to_owned() };
        let workspace = init::make(&folder, &arguments, &NewKeys::Fresh(&secret))?;
        let course = folder.join("descriptors").join(COURSE);

        let dry_run = issue_arguments(&[&course, &self.list, Path::new("--dry-run")])?;
        if stages == Stages::All {
            let done =
                self.add("check the list", learners, || issue::issue(&workspace, &dry_run, &secret, audience))?;
            expect(done.checked.as_ref().map_or(0, |checked| checked.counts.passed), learners, &done)?;
            let sealing = sealing::Sealing::new(&workspace, &course, &self.list)?;
            let number = learners.min(SEALED_ALONE_MAX);
            self.add("seal alone, on one core", number, || sealing.run(number, 1))?;
            let cores = measure::cores();
            self.add(&format!("seal alone, on {cores} cores"), number, || sealing.run(number, cores))?;
        }
        let mut words = vec![course.clone(), self.list.clone()];
        words.extend(out.words(&folder));
        let real = issue_arguments(&words.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
        let stage = format!("issue, to {}", out.name());
        let done = self.add(&stage, learners, || issue::issue(&workspace, &real, &secret, audience))?;
        let report = done.report.as_ref();
        expect(report.map_or(0, |report| report.issued), learners, &done)?;
        if stages == Stages::All {
            let report = report.context("something was issued")?;
            let batch = report.batch.context("a batch has a number")?;
            let output = report.output.as_deref().context("something was written")?;
            self.afterwards(&workspace, batch, output, &secret)?;
        }
        std::fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))
    }

    /// What comes after issuing: somebody verifies, the ledger is audited, the batch is revoked.
    fn afterwards(&mut self, workspace: &Workspace, batch: i64, output: &Path, secret: &Passphrase) -> Result<()> {
        let learners = self.arguments.learners;
        let sample = sample(workspace, output, self.arguments.sample)?;
        let stranger = stranger(workspace)?;
        self.add("verify, one after the other", sample.len() as u64, || verify(&stranger, &sample, Decision::Accept))?;
        self.add("audit the ledger", learners, || {
            let audited = ledger::audit(workspace)?;
            let fault = audited.faults.first();
            fault.map_or(Ok(()), |fault| Err(broken(&format!("the audit found: {fault}"))))
        })?;
        self.add("revoke the batch and publish", learners, || {
            let mut desk = Desk::open(workspace)?;
            let keys = publish::Keys::unlock(&desk, secret)?;
            let (selection, mut entropy) = (Selection::Batch(batch), SystemEntropy);
            change_status(&mut desk.ledger, &selection, Change::Revoke, "a measurement", now(), &mut entropy)
                .map_err(told)?;
            publish::run_with(&mut desk, &keys)
        })?;
        // A verifier that has not seen the lists yet.
        verify(&self::stranger(workspace)?, &sample, Decision::Reject)
    }
}

/// A passphrase that nobody knows.
fn throw_away() -> Result<Passphrase> {
    let mut bytes = [0; 32];
    SystemEntropy.fill(&mut bytes);
    Ok(Passphrase::new(to_hex(&bytes))?)
}

/// The arguments of `elmseal issue`, as its own parser reads them.
fn issue_arguments(words: &[&Path]) -> Result<issue::Arguments> {
    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        arguments: issue::Arguments,
    }
    Ok(Line::try_parse_from(std::iter::once(Path::new("issue")).chain(words.iter().copied()))?.arguments)
}

fn expect(found: u64, expected: u64, done: &issue::Done) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    print_faults(&done.faults);
    Err(broken(&format!("{found} of {expected} learners were certified")))
}

fn broken(what: &str) -> anyhow::Error {
    hinted(what, "this is a fault of the program: please report it")
}

/// A verifier that has the alliance's root file and what is published, and nothing of the issuer's.
fn stranger(workspace: &Workspace) -> Result<Equipped> {
    let by = By {
        trust: workspace.trust.iter().map(|files| files.root.clone()).collect(),
        publications: vec![format!("{BASE}={}", workspace.public().display())],
        ..By::default()
    };
    Equipped::new(&by, None)
}

fn verify(stranger: &Equipped, sample: &[Vec<u8>], expected: Decision) -> Result<()> {
    for bytes in sample {
        let report = stranger.verifier.verify(bytes, now());
        if report.decision != expected {
            return Err(broken(&format!("a credential is judged `{}`", report.decision.name())));
        }
    }
    Ok(())
}

/// Credentials from all over the output; where it cannot be read at random, the ledger has the same.
fn sample(workspace: &Workspace, output: &Path, number: usize) -> Result<Vec<Vec<u8>>> {
    if output.extension().is_none_or(|extension| extension != "zip") {
        return from_ledger(workspace, number);
    }
    let mut archive = zip::ZipArchive::new(std::io::BufReader::new(super::files::open(output)?))?;
    let names = archive.file_names().map(|name| name.map(Cow::into_owned)).collect::<Result<Vec<_>, _>>()?;
    let names: Vec<String> = names.into_iter().filter(|name| name.ends_with(".jsonld")).collect();
    let mut sample = Vec::new();
    for name in names.iter().step_by((names.len() / number.max(1)).max(1)).take(number) {
        let mut bytes = Vec::new();
        std::io::copy(&mut archive.by_name(name)?, &mut bytes)?;
        sample.push(bytes);
    }
    Ok(sample)
}

fn from_ledger(workspace: &Workspace, number: usize) -> Result<Vec<Vec<u8>>> {
    let ledger = open_ledger(workspace)?;
    let mut awards = Vec::new();
    ledger.list(&Filter::default(), &mut |row| awards.push(row.award)).map_err(ledger_told)?;
    let spread = awards.iter().step_by((awards.len() / number.max(1)).max(1)).take(number);
    spread.map(|award| ledger.sealed_bytes(*award, Rendition::Elm).map_err(ledger_told)).collect()
}

impl Row {
    fn rate(&self) -> f64 {
        self.number as f64 / self.taken.wall.as_secs_f64()
    }

    fn cpu_us_each(&self) -> Option<f64> {
        self.taken.cpu.map(|cpu| cpu.as_secs_f64() * 1e6 / self.number as f64)
    }

    fn to_json(&self) -> Value {
        json!({
            "stage": self.stage, "number": self.number, "seconds": self.taken.wall.as_secs_f64(),
            "cpu_seconds": self.taken.cpu.map(|cpu| cpu.as_secs_f64()), "memory_bytes": self.taken.memory_bytes,
        })
    }
}

fn print(machine: &Machine, learners: u64, rows: &[Row]) {
    let unknown = || "not known".to_owned();
    say!("elmseal {}, {learners} learners, each with a display image", env!("CARGO_PKG_VERSION"));
    say!("{}, {} cores, {}, load {}", machine.processor, machine.cores, machine.kernel, machine.load);
    say!();
    say!("{:<30} {:>9} {:>10} {:>12} {:>9} {:>10}", "", "number", "a second", "CPU us each", "seconds", "peak MB");
    for row in rows {
        say!(
            "{:<30} {:>9} {:>10.0} {:>12} {:>9.2} {:>10}",
            row.stage,
            row.number,
            row.rate(),
            row.cpu_us_each().map_or_else(unknown, |us| format!("{us:.0}")),
            row.taken.wall.as_secs_f64(),
            row.taken.memory_bytes.map_or_else(unknown, |bytes| format!("{:.0}", bytes as f64 / 1e6)),
        );
    }
}
