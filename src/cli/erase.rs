//! `elmseal erase`: what the ledger, its outputs and its links have of a learner goes.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use serde_json::{Value, json};

use crate::config::{SystemEntropy, Workspace, now};
use crate::issue::{Erasing, ErasureReport, Selection, change_status, erase as erase_awards, look_for};
use crate::ledger::{AwardRow, Change, FileKind, Ledger, LedgerError, State, WrittenFile, note_file};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

use super::Common;
use super::erase_mentions::{Whom, mentions};
use super::exit::{Ending, hinted};
use super::office::{Desk, award_id, ledger_told, open_ledger, told};
use super::output::{count, note, print_json, say};
use super::publish;

/// Whom to erase.
#[derive(Debug, Args)]
#[command(
    after_help = "What goes: names, learner keys, sealed bytes, salts, reasons, links, mails that wait, and the learner's files in the archives and \
folders that were written. What stays: that there was an award, its place on the status lists, the leaves of the log, and a keyed \
digest by which the learner is not certified twice by mistake. Copies of the ledger, learner lists and what has left are not touched; \
they are named. Erasing does not revoke: what the learner holds stays valid, unless --revoke is given. See docs/privacy.md."
)]
pub struct Arguments {
    /// Learners by their keys in the learner lists, or awards: ids, or names of files that were issued
    #[arg(value_name = "LEARNER|AWARD", required_unless_present = "resume")]
    pub learners: Vec<String>,
    /// Why; it stays in the ledger, so do not name the learner
    #[arg(long, required_unless_present_any = ["resume", "dry_run"])]
    pub reason: Option<String>,
    /// An archive or a folder that the ledger may not know, such as one that was moved; again for each
    #[arg(long, value_name = "FILE|DIR")]
    pub archive: Vec<PathBuf>,
    /// Revoke the awards as well, and publish that
    #[arg(long, conflicts_with = "resume")]
    pub revoke: bool,
    /// Say what would go, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Complete what was stopped before, and nothing else
    #[arg(long, conflicts_with_all = ["learners", "dry_run"])]
    pub resume: bool,
}

/// Runs it.
pub fn run(arguments: &Arguments, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    let outputs = absolute(&arguments.archive)?;
    let rows = {
        let ledger = open_ledger(&workspace)?;
        let rows = rows(&ledger, &arguments.learners)?;
        if arguments.dry_run {
            let awards: Vec<AwardId> = rows.iter().map(|row| row.award).collect();
            let erasing = Erasing { awards: &awards, reason: "", outputs: &outputs, now: now() };
            let report = look_for(&ledger, &erasing).map_err(told)?;
            return print(&Told::new(&workspace, &report, &rows, Tense::Would)?, common);
        }
        rows
    };
    let reason = arguments.reason.clone().unwrap_or_else(|| "completed what was stopped".to_owned());
    check_reason(&reason, &rows)?;
    let awards: Vec<AwardId> = rows.iter().map(|row| row.award).collect();
    let mut desk = Desk::open(&workspace)?;
    if arguments.revoke {
        revoke(&mut desk, &rows, &reason, common)?;
    }
    let erasing = Erasing { awards: &awards, reason: &reason, outputs: &outputs, now: now() };
    let folder = desk.folder.clone();
    let report = erase_awards(&mut desk.ledger, &folder, &erasing, &mut |_| ControlFlow::Continue(())).map_err(told)?;
    drop(desk);
    print(&Told::new(&workspace, &report, &rows, Tense::Did)?, common)
}

/// The awards that are meant: all that are known, or nothing is done.
fn rows(ledger: &Ledger, learners: &[String]) -> Result<Vec<AwardRow>> {
    let mut rows = Vec::new();
    for text in learners {
        let awards = match award_id(text) {
            Ok(award) if ledger.award(award).is_ok() => vec![award],
            _ => ledger.awards_of_learner(text).map_err(ledger_told)?,
        };
        if awards.is_empty() {
            return Err(hinted(
                format!(
                    "`{text}` is neither an award in the ledger nor the key of a learner there; nothing was erased"
                ),
                "`elmseal list --json` shows learner keys; who was erased already is known by the ids of the awards alone",
            ));
        }
        for award in awards {
            rows.push(ledger.award(award).map_err(ledger_told)?);
        }
    }
    Ok(rows)
}

/// The reason stays where the name goes.
fn check_reason(reason: &str, rows: &[AwardRow]) -> Result<()> {
    let lower = reason.to_lowercase();
    let says = |text: &str| text.chars().count() > 2 && lower.contains(&text.to_lowercase());
    let names = rows.iter().filter_map(|row| row.learner_name.as_deref()).flat_map(str::split_whitespace);
    let keys = rows.iter().filter_map(|row| row.learner_key.as_deref());
    match names.chain(keys).find(|text| says(text)) {
        None => Ok(()),
        Some(text) => Err(hinted(
            format!("the reason has `{text}` in it, and would stay where the learner is erased; nothing was erased"),
            "say why without naming the learner, such as the number of the request",
        )),
    }
}

fn revoke(desk: &mut Desk<'_>, rows: &[AwardRow], reason: &str, common: &Common) -> Result<()> {
    let valid = rows.iter().filter(|row| !is_final(row.state)).map(|row| row.award).collect::<Vec<_>>();
    if valid.is_empty() {
        return Ok(());
    }
    // Unlocked first: a change that cannot be published is no surprise afterwards.
    let keys = publish::Keys::unlock(desk, &common.secrets())?;
    let number = valid.len() as u64;
    let selection = Selection::Awards(valid);
    change_status(&mut desk.ledger, &selection, Change::Revoke, reason, now(), &mut SystemEntropy).map_err(told)?;
    publish::run_with(desk, &keys)?;
    note!("{} revoked, and published", count(number, "award"));
    Ok(())
}

fn is_final(state: State) -> bool {
    matches!(state, State::Revoked | State::Superseded)
}

fn absolute(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    paths.iter().map(|path| std::path::absolute(path).with_context(|| path.display().to_string())).collect()
}

/// Notes in an open ledger that a file with learners' data is written.
pub fn note_written(ledger: &mut Ledger, kind: FileKind, path: &Path) -> Result<()> {
    let file = WrittenFile { kind, path: std::path::absolute(path)?, at: now(), expires: None };
    ledger.note_file(&file).map_err(ledger_told)
}

/// The same while another process may write the ledger. Where it cannot be noted, that is said.
pub fn note_beside(ledger: &Path, kind: FileKind, path: &Path, expires: Option<Timestamp>) -> Result<()> {
    let file = WrittenFile { kind, path: std::path::absolute(path)?, at: now(), expires };
    match note_file(ledger, &file) {
        Ok(()) | Err(LedgerError::Missing { .. }) => {}
        Err(error) => note!(
            "the ledger could not note that {} was written ({error}): whoever erases a learner has to name it",
            path.display()
        ),
    }
    Ok(())
}

/// Whether something was done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tense {
    Did,
    Would,
}

/// What is said of an erasure.
struct Told<'t> {
    tense: Tense,
    report: &'t ErasureReport,
    /// Awards whose credentials stay valid.
    valid: usize,
    /// Copies of the ledger that are there, and until when; also those that restoring kept.
    backups: Vec<(PathBuf, Option<Timestamp>)>,
    /// Lists of the institution in which the learner still stands.
    lists: Vec<PathBuf>,
}

impl<'t> Told<'t> {
    fn new(workspace: &Workspace, report: &'t ErasureReport, rows: &[AwardRow], tense: Tense) -> Result<Self> {
        let ledger = open_ledger(workspace)?;
        let mut valid = 0;
        for award in &report.awards {
            valid += usize::from(!is_final(ledger.award(*award).map_err(ledger_told)?.state));
        }
        let of = |kind| report.untouched.iter().filter(move |file| file.kind == kind && file.path.exists());
        let mut backups: Vec<_> = of(FileKind::Backup).map(|file| (file.path.clone(), file.expires)).collect();
        backups.extend(super::erase_mentions::kept_ledgers(&workspace.ledger()).into_iter().map(|path| (path, None)));
        let whom = Whom::new(rows);
        let faulty = of(FileKind::FaultyRows).map(|file| file.path.clone()).collect();
        let lists = mentions(&workspace.root.join("learners"), faulty, &whom);
        Ok(Self { tense, report, valid, backups, lists })
    }

    fn ending(&self) -> Ending {
        if self.report.failed.is_empty() { Ending::Done } else { Ending::Fault }
    }

    fn to_json(&self) -> Value {
        let report = self.report;
        let shown = |path: &Path| path.display().to_string();
        json!({
            "done": self.tense == Tense::Did,
            "awards": report.awards.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "still_valid": self.valid,
            "links": report.links,
            "outputs": report.outputs.iter().map(|one| json!({ "path": shown(&one.path), "files": one.files })).collect::<Vec<_>>(),
            "failed": report.failed.iter().map(|(path, why)| json!({ "path": shown(path), "why": why })).collect::<Vec<_>>(),
            "absent": report.absent.iter().map(|file| shown(&file.path)).collect::<Vec<_>>(),
            "backups": self.backups.iter()
                .map(|(path, until)| json!({ "path": shown(path), "expires": until.map(|until| until.to_string()) }))
                .collect::<Vec<_>>(),
            "lists": self.lists.iter().map(|path| shown(path)).collect::<Vec<_>>(),
        })
    }

    fn say(&self) {
        let (report, would) = (self.report, self.tense == Tense::Would);
        let number = count(report.awards.len() as u64, "award");
        match self.tense {
            Tense::Did => say!("erased {number}"),
            Tense::Would => say!("would erase {number}; nothing was done"),
        }
        for award in &report.awards {
            say!("  {award}");
        }
        if report.links > 0 {
            say!("{} {}", count(report.links as u64, "link"), if would { "would be withdrawn" } else { "withdrawn" });
        }
        for one in &report.outputs {
            let files = count(one.files, "file");
            let done = if would { "would be taken out of" } else { "taken out of" };
            say!("{files} {done} {}", one.path.display());
        }
        for file in &report.absent {
            say!("not looked into, since it is not there any more: {}", file.path.display());
        }
        if !report.absent.is_empty() {
            say!("  if such an archive was moved, run this again with the award's id and --archive");
        }
        self.say_what_stays();
        for (path, why) in &report.failed {
            note!("fault: {}: {why}", path.display());
        }
        if !report.failed.is_empty() {
            note!(
                "       the learner's files are still in it: see to it, then run this again with the award's id and --archive"
            );
        }
    }

    fn say_what_stays(&self) {
        if self.valid > 0 {
            let number = count(self.valid as u64, "award");
            say!("still valid: {number}. What the learner holds goes on to verify; `elmseal revoke AWARD` ends that");
        }
        for (path, expires) in &self.backups {
            let until = match expires {
                Some(until) if *until < now() => format!("was to be deleted by {until}"),
                Some(until) => format!("to be deleted by {until}"),
                None => "kept when another was restored".to_owned(),
            };
            say!("not touched, copy of the ledger: {} ({until})", path.display());
        }
        for path in &self.lists {
            say!("not touched, the learner still stands in it: {}", path.display());
        }
        say!("not touched: what has left, mails that were sent, receipts (they name awards by id) and lists elsewhere");
    }
}

fn print(told: &Told<'_>, common: &Common) -> Result<Ending> {
    if common.json {
        print_json(&told.to_json());
    } else {
        told.say();
    }
    Ok(told.ending())
}
