//! `elmseal issue`: check, then issue; safe to run again.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};
use serde_json::json;

use crate::config::{Workspace, now};
use crate::descriptor;
use crate::elm::DataModel;
use crate::fetch::Danger;
use crate::issue::{
    self, BatchReport, Claiming, Existing, Observer, Output, Plan, Preview, SealingKeys, check_published, issue_batch,
};
use crate::keys::Secrets;
use crate::learners::{FaultSummary, Row};
use crate::ledger::{FileKind, Ledger, Letter};
use crate::proof::Cryptosuite;

use super::Common;
use super::check::{self, Checked, Conflicts, Judged, Known, check_list, judge, learners, print_not_passed};
use super::destination::OutputArguments;
use super::exit::{Ending, hinted};
use super::formats::{self, Format, wanted};
use super::lists::{self, ListArguments, Source};
use super::office::{Desk, award_id, ledger_told_at, stopped};
use super::output::{count, faults_json, print_event, print_faults, say};
use super::progress::{Audience, Progress};
use super::sealing::Sealing;
use super::{bound, erase, files, publish, sealing};

/// What to issue, and how.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The descriptor: TOML, YAML, JSON, or the form as a workbook
    pub descriptor: PathBuf,
    /// The learner list: CSV or XLSX
    pub learners: PathBuf,
    #[command(flatten)]
    pub list: ListArguments,
    #[command(flatten)]
    pub output: OutputArguments,
    /// Do everything but touch keys and ledger
    #[arg(long)]
    pub dry_run: bool,
    /// The forms, several with commas [default: `formats` of [seal] in elmseal.toml, else elm]
    #[arg(long, value_enum, value_delimiter = ',')]
    pub format: Vec<Format>,
    /// Version of the credentials data model
    #[arg(long, value_enum, default_value_t = Model::V1_1)]
    pub data_model: Model,
    /// Cryptosuite of the proofs
    #[arg(long, value_enum, default_value_t = Suite::EddsaRdfc2022)]
    pub suite: Suite,
    /// Replace awards that were issued with other content: the old ones are superseded and revoked
    #[arg(long)]
    pub replace: bool,
    /// Replace only these, revoked or not
    #[arg(long, value_name = "AWARD", conflicts_with = "replace")]
    pub replace_award: Vec<String>,
    /// Issue the good rows, and write the others to a CSV to correct and run again
    #[arg(long)]
    pub skip_faulty: bool,
    /// Where the faulty rows go [default: <list>.faulty.csv]
    #[arg(long, value_name = "FILE", requires = "skip_faulty")]
    pub faulty_out: Option<PathBuf>,
    /// Which of the signed credentials are verified once more before they leave
    #[arg(long, value_enum, default_value_t = Check::Sample)]
    pub check: Check,
    /// Let a time-stamp authority on loopback be asked: for tests on one machine
    #[arg(long)]
    pub danger_allow_loopback: bool,
}

/// A version of the data model.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Model {
    /// Verifiable Credentials Data Model 1.1
    #[value(name = "1.1")]
    V1_1,
    /// Verifiable Credentials Data Model 2.0
    #[value(name = "2.0")]
    V2_0,
}

/// Which credentials are verified before they leave.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Check {
    /// Some of each chunk, and all that were not made from a template
    Sample,
    /// Every one, which takes several times as long
    All,
}

/// A cryptosuite.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Suite {
    /// Over the graph
    #[value(name = "eddsa-rdfc-2022")]
    EddsaRdfc2022,
    /// Over the JSON text
    #[value(name = "eddsa-jcs-2022")]
    EddsaJcs2022,
}

impl From<Model> for DataModel {
    fn from(model: Model) -> Self {
        match model {
            Model::V1_1 => Self::V1_1,
            Model::V2_0 => Self::V2_0,
        }
    }
}

impl From<Check> for issue::Check {
    fn from(check: Check) -> Self {
        match check {
            Check::Sample => Self::Sample,
            Check::All => Self::All,
        }
    }
}

impl From<Suite> for Cryptosuite {
    fn from(suite: Suite) -> Self {
        match suite {
            Suite::EddsaRdfc2022 => Self::EddsaRdfc2022,
            Suite::EddsaJcs2022 => Self::EddsaJcs2022,
        }
    }
}

/// Runs it.
pub fn run(arguments: &Arguments, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    let done = issue(&workspace, arguments, &common.secrets(), common.audience())?;
    done.print(arguments, common);
    Ok(done.ending())
}

/// What came of a run.
pub struct Done {
    /// Faults of descriptor and list.
    pub faults: FaultSummary,
    /// What the first pass over the list found, if it came to that.
    pub checked: Option<Checked>,
    /// What was issued, if anything was to be.
    pub report: Option<BatchReport>,
    /// What is to be said of the output besides its place.
    pub remark: Option<String>,
    /// Where the faulty rows were written.
    pub faulty_rows: Option<PathBuf>,
}

/// Checks, then issues. The passphrase is asked for only when there is no fault.
pub fn issue(workspace: &Workspace, arguments: &Arguments, secrets: &dyn Secrets, audience: Audience) -> Result<Done> {
    let mut done =
        Done { faults: FaultSummary::default(), checked: None, report: None, remark: None, faulty_rows: None };
    let issued = lists::issued(workspace, arguments.list.date.as_deref())?;
    let Some(descriptor) = lists::read_descriptor(workspace, &arguments.descriptor, &mut done.faults)? else {
        return Ok(done);
    };
    done.faults.extend(descriptor::check_issue_date(&descriptor, issued));
    let model = arguments.data_model.into();
    let name = arguments.learners.to_string_lossy();
    let preview = check::preview(workspace, &descriptor, model, &name, issued, &mut done.faults)?;
    let formats = wanted(&arguments.format, workspace);
    if arguments.format.contains(&Format::Pdf) && !formats.iter().any(|format| format.is_carried_by_certificates()) {
        return Err(hinted(
            "a certificate carries a sealed file, and neither elm nor europass is among the forms",
            "name one of them as well: `--format elm,pdf`",
        ));
    }
    if arguments.format.contains(&Format::SdJwt)
        && !formats.iter().any(|format| matches!(format, issue::Format::Elm | issue::Format::Europass))
    {
        return Err(hinted(
            "an sd-jwt is made of an award's own document, and neither elm nor europass is among the forms",
            "name one of them as well: `--format elm,sd-jwt`",
        ));
    }
    if let Some(preview) = &preview {
        sealing::check(workspace, &descriptor, preview, &formats, issued, &mut done.faults)?;
    }
    let source = Source::new(workspace, &descriptor, &arguments.learners, &arguments.list, &mut done.faults)?;
    let Some(preview) = preview.filter(|_| done.faults.faults() == 0) else { return Ok(done) };

    if arguments.format.contains(&Format::SdJwt) {
        bound::check(workspace, &preview, &source, &arguments.descriptor, &mut done.faults)?;
        if done.faults.faults() > 0 {
            return Ok(done);
        }
    }
    let existing = existing(arguments)?;
    let conflicts = if existing == Existing::Refuse { Conflicts::AreFaults } else { Conflicts::AreReplaced };
    let path = workspace.ledger();
    let ledger = Ledger::open_existing(&path).map_err(|error| ledger_told_at(error, &path))?;
    let known = Known { ledger: ledger.as_ref(), conflicts, formats: &formats };
    let checked = check_list(&source, &preview, known, &mut done.faults, audience)?;
    let stop = checked.unusable || (done.faults.faults() > 0 && !arguments.skip_faulty);
    let good = checked.counts.passed;
    let nothing_to_write = good == checked.already;
    let already_erased = checked.erased;
    done.checked = Some(checked);
    if stop {
        return Ok(done);
    }
    if done.faults.faults() > 0 {
        let rows = faulty_rows(&source, &preview, known)?;
        let faulty = write_faulty(arguments, &rows)?;
        erase::note_beside(&path, FileKind::FaultyRows, &faulty, None)?;
        done.faulty_rows = Some(faulty);
    }
    if arguments.dry_run || good == 0 {
        return Ok(done);
    }
    if nothing_to_write {
        // Nothing is left of an earlier run either: no key is needed to say so.
        done.report = Some(BatchReport { already: good, already_erased, ..BatchReport::default() });
        if arguments.format.contains(&Format::Pdf) {
            let id = &descriptor.id;
            done.remark = Some(format!(
                "certificates of what was issued before are written by `elmseal export --descriptor {id} --format pdf`"
            ));
        }
        return Ok(done);
    }
    drop(ledger);
    let mut output = arguments.output.open(workspace, &descriptor)?;
    let certificates = formats::certificates(&arguments.format, workspace);

    let mut desk = Desk::open(workspace)?;
    let (publishing, data_integrity) = publish::Keys::unlock_issuing(&desk, secrets)?;
    let danger = if arguments.danger_allow_loopback { Danger::AllowLoopback } else { Danger::Nothing };
    let sealing = Sealing::unlock(workspace, &formats, &desk, secrets, danger)?;
    let seal = sealing.as_ref().map(Sealing::borrow);
    let keys = SealingKeys { data_integrity: &data_integrity, seal, publishing: publishing.borrow() };
    let at = now();
    let prefix = workspace.claims.as_ref().map(|claims| claims.link(""));
    let claims = workspace.claims.as_ref().zip(prefix.as_deref()).map(|(claims, prefix)| Claiming {
        prefix,
        expires: claims.expires(at),
        letter: if workspace.mail.is_some() { Letter::Once } else { Letter::None },
    });
    let plan = Plan {
        descriptor: &descriptor,
        model,
        suite: arguments.suite.into(),
        formats: &formats,
        seal_status: sealing::status(workspace),
        existing: &existing,
        check: arguments.check.into(),
        claims,
        issued,
        now: at,
        file: &name,
    };
    let skips = done.faults.faults() > 0;
    let mut observer =
        Watching { progress: Progress::begin("issuing", Some(good), audience), faults: done.faults.faults() };
    let out = arguments.output.place(workspace, &descriptor);
    // Before anything is sealed that could not be published.
    check_published(&desk.office(), publishing.borrow()).map_err(|error| stopped(error, workspace, &out))?;
    erase::note_written(&mut desk.ledger, FileKind::Output, &out)?;
    let report = source.with_learners(|learners| {
        // Without a fault in the first pass there is nobody to leave out; the batch checks each document itself.
        let good = learners.filter(|learner| !skips || !preview.check(learner).stop());
        let mut beside = certificates.as_ref().map(|certificates| certificates.beside(&mut *output, &formats));
        let output: &mut dyn Output = match &mut beside {
            Some(beside) => beside,
            None => &mut *output,
        };
        issue_batch(&mut desk.office(), keys, plan, good, output, &mut observer)
    })?;
    done.report = Some(report.map_err(|error| stopped(error, workspace, &out))?);
    done.remark = output.remark();
    Ok(done)
}

struct Watching {
    progress: Progress,
    /// Of the rows that were left out.
    faults: u64,
}

impl Observer for Watching {
    fn progressed(&mut self, learners: u64) {
        self.progress.at(learners, self.faults);
    }
}

fn existing(arguments: &Arguments) -> Result<Existing> {
    if !arguments.replace_award.is_empty() {
        let named: HashSet<_> = arguments.replace_award.iter().map(|text| award_id(text)).collect::<Result<_>>()?;
        return Ok(Existing::ReplaceNamed(named));
    }
    Ok(if arguments.replace { Existing::Replace } else { Existing::Refuse })
}

/// Writes the faulty rows where they do not take the place of rows that somebody may have corrected by now.
fn write_faulty(arguments: &Arguments, rows: &[u8]) -> Result<PathBuf> {
    let same = |path: &Path| files::read(path, rows.len()).is_ok_and(|there| there == rows);
    if let Some(path) = &arguments.faulty_out {
        if !same(path) {
            files::write_new(path, rows)?;
        }
        return Ok(path.clone());
    }
    let stem = arguments.learners.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let names =
        std::iter::once(format!("{stem}.faulty.csv")).chain((2_u32..).map(|n| format!("{stem}.faulty-{n}.csv")));
    let paths = names.map(|name| arguments.learners.with_file_name(name));
    let path = paths.into_iter().find(|path| !path.exists() || same(path)).expect("numbers do not end");
    files::write(&path, rows)?;
    Ok(path)
}

/// The rows that have faults as they are, with their header, so that they can be corrected and run again.
fn faulty_rows(source: &Source<'_>, preview: &Preview<'_>, known: Known<'_>) -> Result<Vec<u8>> {
    let rows = RefCell::new(csv::WriterBuilder::new().flexible(true).from_writer(Vec::new()));
    let mut failed = None;
    let mut write = |cells: &[String]| {
        if let Err(error) = rows.borrow_mut().write_record(cells) {
            failed.get_or_insert(error);
        }
    };
    let reading = source.read(&mut |row| {
        match row {
            Row::Passed { learner, cells } => {
                if matches!(judge(source, preview, known, &learner), Ok(Judged::Faulty(_))) {
                    write(&cells);
                }
            }
            Row::Faulty { cells, .. } => write(&cells),
            Row::NotPassed { .. } => {}
        }
        ControlFlow::Continue(())
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    let body = rows.into_inner().into_inner().context("memory can be written")?;
    // With the mark at its beginning Excel reads UTF-8, and so do we whatever a mapping file says of the first list.
    let mut whole = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    whole.write_record(&reading.header)?;
    let mut bytes = whole.into_inner().context("memory can be written")?;
    bytes.extend(body);
    Ok(bytes)
}

impl Done {
    /// Faults that were not skipped, and conflicts, are faults; what could be done was done.
    pub fn ending(&self) -> Ending {
        let conflicts = self.report.as_ref().is_some_and(|report| !report.conflicts.is_empty());
        let stopped = self.faults.faults() > 0 && self.faulty_rows.is_none();
        if stopped || conflicts { Ending::Fault } else { Ending::Done }
    }

    fn print(&self, arguments: &Arguments, common: &Common) {
        if common.json {
            print_event("done", self.to_json());
            return;
        }
        print_faults(&self.faults);
        print_not_passed(self.checked.as_ref());
        if let Some(path) = &self.faulty_rows {
            say!("rows with faults: {}", path.display());
            say!("correct them there and issue that file; nobody gets two awards");
        }
        let passed = self.checked.as_ref().map_or(0, |checked| checked.counts.passed);
        match &self.report {
            Some(report) => {
                print_report(report);
                if let Some(remark) = &self.remark {
                    say!("{remark}");
                }
            }
            None if self.faults.faults() > 0 && self.faulty_rows.is_none() => {
                // Rows can be left out only where the list was reached, and can be read.
                let rows_alone = self.checked.as_ref().is_some_and(|checked| !checked.unusable);
                let error = hinted(
                    format!("nothing was issued: {} to mend", count(self.faults.faults(), "fault")),
                    if rows_alone {
                        "mend what is named above and run it again, or issue the good rows with --skip-faulty"
                    } else {
                        "mend what is named above and run it again"
                    },
                );
                super::exit::print_error(&error);
            }
            None if arguments.dry_run => say!("{} would be certified; nothing was issued", learners(passed)),
            None => say!("there is nobody to certify"),
        }
    }

    fn to_json(&self) -> serde_json::Value {
        let mut answer = faults_json(&self.faults);
        if let Some(checked) = &self.checked {
            answer["learners"] = json!({
                "passed": checked.counts.passed, "not_passed": checked.counts.not_passed,
                "faulty": checked.counts.faulty,
            });
        }
        if let Some(report) = &self.report {
            answer["issued"] = json!({
                "batch": report.batch, "issued": report.issued, "replaced": report.replaced,
                "completed": report.completed, "added": report.added, "already": report.already,
                "already_erased": report.already_erased,
                "uploads": report.uploads, "links": report.links,
                "levels": report.levels.iter().map(|(level, number)| (level.short_name().to_owned(), json!(number)))
                    .collect::<serde_json::Map<_, _>>(),
                "short_of": report.short_of.iter()
                    .map(|(code, (reason, number))| json!({ "code": code, "reason": reason, "credentials": number }))
                    .collect::<Vec<_>>(),
                "output": report.output.as_ref().map(|path| path.display().to_string()),
                "conflicts": report.conflicts.iter()
                    .map(|one| json!({ "row": one.row, "award": one.award.to_string() })).collect::<Vec<_>>(),
            });
        }
        if let Some(remark) = &self.remark {
            answer["issued"]["remark"] = json!(remark);
        }
        answer["faulty_rows"] = json!(self.faulty_rows.as_ref().map(|path| path.display().to_string()));
        answer
    }
}

fn print_report(report: &BatchReport) {
    if report.issued > 0 {
        say!("issued {}", count(report.issued, "credential"));
    }
    if report.replaced > 0 {
        say!("  {} of them in place of an earlier one, which is revoked now", report.replaced);
    }
    if report.added > 0 {
        say!("added a form to {} that were issued before", count(report.added, "credential"));
    }
    if report.completed > 0 {
        say!("completed {} of an earlier run", count(report.completed, "credential"));
    }
    if report.already > 0 {
        say!("{} had theirs already; nothing is issued twice", learners(report.already));
    }
    if report.already_not_valid > 0 {
        say!("  {} of these are revoked, replaced or suspended", report.already_not_valid);
    }
    if report.already_erased > 0 {
        say!("  {} of these were erased, and are not issued again", report.already_erased);
    }
    for (level, number) in &report.levels {
        say!("sealed {} at {}", count(*number, "credential"), level.name());
    }
    for (code, (reason, number)) in &report.short_of {
        say!("  {number} of them below the level that is wished: {reason} ({code})");
    }
    if report.uploads > 0 {
        say!("made {} for upload to Europass", count(report.uploads, "file"));
        say!("  they are not sealed and do not count as issued: upload them to have them sealed there");
    }
    if report.links > 0 {
        say!(
            "made {} for learners: the receipt lists them, and whoever has one opens the award",
            count(report.links, "link")
        );
    }
    for conflict in &report.conflicts {
        say!(
            "row {}: already issued with other content as {} ({})",
            conflict.row,
            conflict.award,
            conflict.state.as_str()
        );
    }
    match &report.output {
        Some(path) => say!("written to {}", path.display()),
        None => say!("there was nothing to do, and nothing was written"),
    }
}
