//! `elmseal check`: what would be wrong, before any key is touched.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use serde_json::json;

use crate::config::Workspace;
use crate::descriptor::{self, Descriptor};
use crate::elm::DataModel;
use crate::elm::profile::ApVersion;
use crate::issue::{Format, IssueError, Preview, Sameness};
use crate::learners::{Counts, FaultSummary, Learner, Row};
use crate::ledger::{Ledger, LedgerError};
use crate::model::fault::{Faults, Place};
use crate::model::time::Timestamp;

use super::Common;
use super::exit::Ending;
use super::in_order::in_order;
use super::lists::{self, ListArguments, Source};
use super::office::{house, ledger_told, told};
use super::output::{count, faults_json, print_event, print_faults, say};
use super::progress::{Audience, Progress};
use super::{formats, sealing};

/// What to check.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The descriptor: TOML, YAML, JSON, or the form as a workbook
    pub descriptor: PathBuf,
    /// The learner list: CSV or XLSX
    pub learners: Option<PathBuf>,
    #[command(flatten)]
    pub list: ListArguments,
    /// The forms that are to be issued, several with commas [default: `formats` of [seal] in elmseal.toml, else elm]
    #[arg(long, value_enum, value_delimiter = ',')]
    pub format: Vec<formats::Format>,
    /// Compare with this version of Europass' application profile
    #[arg(long, value_parser = formats::profile_version, value_name = "VERSION", default_value_t)]
    pub profile_version: ApVersion,
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
        let preview = preview(&workspace, descriptor, DataModel::V1_1, &name, issued, &mut faults)?
            .map(|preview| preview.with_profile_version(arguments.profile_version));
        let formats = formats::wanted(&arguments.format, &workspace);
        if let Some(preview) = &preview {
            sealing::check(&workspace, descriptor, preview, &formats, issued, &mut faults)?;
        }
        if let (Some(preview), Some(path)) = (&preview, &arguments.learners) {
            let source = Source::new(&workspace, descriptor, path, &arguments.list, &mut faults)?;
            let known = Known { ledger: None, conflicts: Conflicts::AreFaults, formats: &formats };
            checked = Some(check_list(&source, preview, known, &mut faults, common.audience())?);
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
    /// Of these, the ones whose award was erased.
    pub erased: u64,
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

/// What the rows of a list are judged against.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// What was issued before.
    pub ledger: Option<&'a Ledger>,
    /// What becomes of awards that were issued with other content.
    pub conflicts: Conflicts,
    /// The forms that are wanted.
    pub formats: &'a [Format],
}

/// The first pass over a list: every fault of every row, no key, the ledger at most read.
pub fn check_list(
    source: &Source<'_>,
    preview: &Preview<'_>,
    known: Known<'_>,
    faults: &mut FaultSummary,
    audience: Audience,
) -> Result<Checked> {
    let mut not_passed = Vec::new();
    let mut refused: u64 = 0;
    let mut already: u64 = 0;
    let mut erased: u64 = 0;
    let mut unreadable = None;
    let (mut rows, mut progress) = (0, Progress::begin("checking", None, audience));
    let file = source.open()?;
    let found_in = |row: Row| {
        let found = match &row {
            Row::Passed { learner, .. } => preview.check(learner),
            _ => Faults::new(),
        };
        (row, found)
    };
    let reading = in_order(
        move |each| source.read_from(file, each),
        found_in,
        |(row, found)| {
            rows += 1;
            progress.at(rows, faults.faults());
            match row {
                Row::Passed { learner, .. } => match judge_found(source, preview, known, &learner, found) {
                    Ok(Judged::New) => faults.extend(undelivered(source, known, &learner)),
                    Ok(Judged::Already) => already += 1,
                    Ok(Judged::Erased(found)) => {
                        already += 1;
                        erased += 1;
                        faults.extend(found);
                    }
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
        },
    );
    if let Some(error) = unreadable {
        return Err(ledger_told(error));
    }
    let mut counts = reading.counts;
    counts.passed -= refused;
    counts.faulty += refused;
    let unusable = reading.faults.stop();
    faults.extend(reading.faults);
    Ok(Checked { counts, not_passed, already, erased, unusable })
}

/// What the first pass thinks of a learner who passed.
pub enum Judged {
    /// There is an award with this content already.
    Already,
    /// The award was erased, and is not issued again because the list still has the row.
    Erased(Faults),
    /// The row has to be corrected, or its award replaced.
    Faulty(Faults),
    /// An award is to be issued.
    New,
}

/// Judges one learner against the descriptor and the ledger.
pub fn judge(
    source: &Source<'_>,
    preview: &Preview<'_>,
    known: Known<'_>,
    learner: &Learner,
) -> std::result::Result<Judged, LedgerError> {
    judge_found(source, preview, known, learner, preview.check(learner))
}

/// The same with what the descriptor finds in the learner.
fn judge_found(
    source: &Source<'_>,
    preview: &Preview<'_>,
    known: Known<'_>,
    learner: &Learner,
    mut found: Faults,
) -> std::result::Result<Judged, LedgerError> {
    if found.stop() {
        return Ok(Judged::Faulty(found));
    }
    let Some(ledger) = known.ledger else { return Ok(Judged::New) };
    match preview.standing(ledger, learner)? {
        None => Ok(Judged::New),
        Some((standing, _)) if standing.seed.is_none() && known.conflicts == Conflicts::AreFaults => {
            let place = Place::Row { file: source.name().to_owned(), row: learner.row, column: None };
            let award = standing.award;
            found.warning(
                "erased",
                place,
                format!("this learner's award {award} was erased, and is not issued again"),
                format!("take the row out of the list; to issue it anew on purpose, --replace-award {award}"),
            );
            Ok(Judged::Erased(found))
        }
        Some((standing, _)) if standing.seed.is_none() => Ok(Judged::New),
        // What an earlier run left unfinished is to be finished.
        Some((standing, Sameness::Same)) if Format::all_delivered(known.formats, &standing) => Ok(Judged::Already),
        Some((_, Sameness::Same)) => Ok(Judged::New),
        Some(_) if known.conflicts == Conflicts::AreReplaced => Ok(Judged::New),
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

/// A file for upload without an address is uploaded all the same, and Europass then delivers it to nobody.
fn undelivered(source: &Source<'_>, known: Known<'_>, learner: &Learner) -> Faults {
    let mut found = Faults::new();
    if known.formats.contains(&Format::Uploadable) && learner.email.is_none() && learner.wallet.is_none() {
        found.warning(
            "no-delivery-address",
            Place::Row { file: source.name().to_owned(), row: learner.row, column: None },
            "there is neither e-mail nor wallet address, so that Europass will deliver the credential to nobody",
            "add a column with the learners' e-mail or wallet addresses",
        );
    }
    found
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
        print_event("done", answer);
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
