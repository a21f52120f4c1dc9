//! `elmseal check`: what would be wrong, before any key is touched.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use serde_json::json;

use crate::config::Workspace;
use crate::descriptor::{self, Descriptor};
use crate::elm::DataModel;
use crate::issue::{IssueError, Preview, Sameness};
use crate::learners::{Counts, FaultSummary, Learner, Row};
use crate::ledger::{Ledger, LedgerError, Rendition};
use crate::model::fault::{Faults, Place};
use crate::model::time::Timestamp;

use super::Common;
use super::exit::Ending;
use super::lists::{self, ListArguments, Source};
use super::office::{house, ledger_told, told};
use super::output::{Progress, count, faults_json, print_faults, print_json, say};

/// What to check.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The descriptor: TOML, YAML, JSON, or the form as a workbook
    pub descriptor: PathBuf,
    /// The learner list: CSV or XLSX
    pub learners: Option<PathBuf>,
    #[command(flatten)]
    pub list: ListArguments,
}

/// Runs it.
pub fn run(arguments: &Arguments, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    let mut faults = FaultSummary::default();
    let issued = lists::issued(&workspace, arguments.list.date.as_deref())?;
    let descriptor = lists::read_descriptor(&workspace, &arguments.descriptor, &mut faults)?;
    let mut checked = None;
    if let Some(descriptor) = &descriptor {
        faults.extend(descriptor::check_issue_date(descriptor, issued));
        let name = arguments.learners.as_deref().map(shown).unwrap_or_default();
        let preview = preview(&workspace, descriptor, DataModel::V1_1, &name, issued, &mut faults)?;
        if let (Some(preview), Some(path)) = (&preview, &arguments.learners) {
            let source = Source::new(&workspace, descriptor, path, &arguments.list, &mut faults)?;
            checked = Some(check_list(&source, preview, None, &mut faults)?);
        }
    }
    report(arguments, checked.as_ref(), &faults, common);
    Ok(if faults.faults() > 0 { Ending::Fault } else { Ending::Done })
}

/// The batch as it would be; what is wrong with it is among the faults.
pub fn preview<'a>(
    workspace: &'a Workspace,
    descriptor: &'a Descriptor,
    model: DataModel,
    file: &str,
    issued: Timestamp,
    faults: &mut FaultSummary,
) -> Result<Option<Preview<'a>>> {
    match Preview::new(house(workspace), descriptor, model, file, issued) {
        Ok(preview) => {
            faults.extend(preview.warnings());
            Ok(Some(preview))
        }
        Err(IssueError::Faults { faults: found, .. }) => {
            faults.extend(found);
            Ok(None)
        }
        Err(error) => Err(told(error)),
    }
}

/// What the first pass over a list found.
pub struct Checked {
    /// How many rows of each kind; a learner whom the descriptor does not allow is faulty.
    pub counts: Counts,
    /// Rows of people who did not pass, while there is room, with the reason.
    pub not_passed: Vec<(u64, String)>,
    /// Learners whose award was issued before, with the same content.
    pub already: u64,
    /// Whether the list as a whole cannot be used.
    pub unusable: bool,
}

/// Whether an award that was issued with other content is a fault of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflicts {
    /// It is replaced.
    AreReplaced,
    /// It is a fault.
    AreFaults,
}

/// The first pass over a list: every fault of every row, no key, the ledger at most read.
pub fn check_list(
    source: &Source<'_>,
    preview: &Preview<'_>,
    ledger: Option<(&Ledger, Conflicts)>,
    faults: &mut FaultSummary,
) -> Result<Checked> {
    let mut not_passed = Vec::new();
    let mut refused: u64 = 0;
    let mut already: u64 = 0;
    let mut unreadable = None;
    let (mut rows, mut progress) = (0, Progress::counting("rows checked"));
    let reading = source.read(&mut |row| {
        rows += 1;
        progress.at(rows);
        match row {
            Row::Passed { learner, .. } => match judge(source, preview, ledger, &learner) {
                Ok(Judged::New) => {}
                Ok(Judged::Already) => already += 1,
                Ok(Judged::Faulty(found)) => {
                    refused += 1;
                    faults.extend(found);
                }
                Err(error) => {
                    unreadable = Some(error);
                    return ControlFlow::Break(());
                }
            },
            Row::NotPassed { row, why } => {
                if not_passed.len() < crate::limits::FAULTS_LISTED_MAX {
                    not_passed.push((row, why));
                }
            }
            Row::Faulty { faults: found, .. } => faults.extend(found),
        }
        ControlFlow::Continue(())
    })?;
    if let Some(error) = unreadable {
        return Err(ledger_told(error));
    }
    let mut counts = reading.counts;
    counts.passed -= refused;
    counts.faulty += refused;
    let unusable = reading.faults.stop();
    faults.extend(reading.faults);
    Ok(Checked { counts, not_passed, already, unusable })
}

/// What the first pass thinks of a learner who passed.
pub enum Judged {
    /// There is an award with this content already.
    Already,
    /// The row has to be corrected, or its award replaced.
    Faulty(Faults),
    /// An award is to be issued.
    New,
}

/// Judges one learner against the descriptor and the ledger.
pub fn judge(
    source: &Source<'_>,
    preview: &Preview<'_>,
    ledger: Option<(&Ledger, Conflicts)>,
    learner: &Learner,
) -> std::result::Result<Judged, LedgerError> {
    let mut found = preview.check(learner);
    if found.stop() {
        return Ok(Judged::Faulty(found));
    }
    let Some((ledger, conflicts)) = ledger else { return Ok(Judged::New) };
    match preview.standing(ledger, learner)? {
        None => Ok(Judged::New),
        // What an earlier run left unfinished is to be finished.
        Some((standing, Sameness::Same)) if standing.sealed(Rendition::Elm).is_some_and(|one| one.delivered) => {
            Ok(Judged::Already)
        }
        Some((_, Sameness::Same)) => Ok(Judged::New),
        Some(_) if conflicts == Conflicts::AreReplaced => Ok(Judged::New),
        Some((standing, Sameness::Different)) => {
            let place = Place::Row { file: source.name().to_owned(), row: learner.row, column: None };
            let what = format!("already issued with other content as {}", standing.award);
            found.fault(
                "already-issued",
                place,
                what,
                "revoke it, or issue a replacement that names the old one (--replace)",
            );
            Ok(Judged::Faulty(found))
        }
    }
}

fn report(arguments: &Arguments, checked: Option<&Checked>, faults: &FaultSummary, common: &Common) {
    if common.json {
        let mut answer = faults_json(faults);
        if let Some(checked) = checked {
            answer["learners"] = json!({
                "passed": checked.counts.passed,
                "not_passed": checked.counts.not_passed,
                "faulty": checked.counts.faulty,
            });
        }
        print_json(&answer);
        return;
    }
    print_faults(faults);
    print_not_passed(checked);
    match (faults.faults(), checked) {
        (0, Some(checked)) => {
            say!(
                "{}: nothing is wrong; {} would be certified",
                shown(&arguments.descriptor),
                learners(checked.counts.passed)
            );
        }
        (0, None) => say!("{}: nothing is wrong", shown(&arguments.descriptor)),
        (number, _) => say!("{} to mend before anything is issued", count(number, "fault")),
    }
}

/// Who did not pass, in words.
pub fn print_not_passed(checked: Option<&Checked>) {
    let Some(checked) = checked.filter(|checked| checked.counts.not_passed > 0) else { return };
    say!("not certified, because they did not pass:");
    for (row, why) in &checked.not_passed {
        say!("  row {row}: {why}");
    }
    let more = checked.counts.not_passed - checked.not_passed.len() as u64;
    if more > 0 {
        say!("  and {more} more");
    }
}

/// `1 learner`, `12 learners`.
pub fn learners(number: u64) -> String {
    count(number, "learner")
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
