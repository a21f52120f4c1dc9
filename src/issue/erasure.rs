//! Erasing learners: what was published and written is withdrawn first, then the ledger's rows go, then what they left in
//! its file. Stopped anywhere, the same again completes it.
//!
//! It does not revoke: a credential that the learner holds stays valid unless it is revoked as well. What the
//! institution has beside that (learner lists, copies of the ledger) is named, and not touched.

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::IssueError;
use super::archive::{Taking, files_of, variants};
use super::status::unshare;
use crate::ledger::{Cleaned, FileKind, Ledger, WrittenFile};
use crate::limits::REASON_BYTES_MAX;
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;
use crate::publish::PublicationFolder;

/// What is to be erased.
#[derive(Debug, Clone, Copy)]
pub struct Erasing<'a> {
    /// The awards; what was erased before is looked for in the outputs once more.
    pub awards: &'a [AwardId],
    /// Why; it stays in the ledger, so it must not name the learner.
    pub reason: &'a str,
    /// Archives and folders that the ledger may not know.
    pub outputs: &'a [PathBuf],
    /// Now.
    pub now: Timestamp,
}

/// The points between which erasing may be stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EraseStep {
    /// It is noted that the awards are to be erased.
    Noted,
    /// Their links are withdrawn.
    Withdrawn,
    /// The outputs are without their files.
    TakenOut,
    /// The ledger's tables are without them.
    Deleted,
    /// Nothing of them is left in the ledger's file.
    Cleaned,
}

/// An output, and how many files of the awards are or were in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFiles {
    /// Where it is.
    pub path: PathBuf,
    /// How many files.
    pub files: u64,
}

/// What erasing does or did.
#[derive(Debug, Default)]
pub struct ErasureReport {
    /// The awards, those of an erasure that was stopped before among them.
    pub awards: Vec<AwardId>,
    /// Links under which they were shared.
    pub links: usize,
    /// Outputs with their files.
    pub outputs: Vec<OutputFiles>,
    /// Outputs that could not be read or written, and why: their files are still in them.
    pub failed: Vec<(PathBuf, String)>,
    /// Outputs that are not where they were written.
    pub absent: Vec<WrittenFile>,
    /// Copies of the ledger, and lists of faulty rows, which are not touched.
    pub untouched: Vec<WrittenFile>,
    /// What cleaning the ledger's file took.
    pub cleaned: Cleaned,
}

/// Says what erasing would do, and does nothing.
///
/// # Errors
///
/// [`IssueError::Ledger`].
pub fn look_for(ledger: &Ledger, erasing: &Erasing<'_>) -> Result<ErasureReport, IssueError> {
    let mut report = begin(ledger, erasing)?;
    for award in &report.awards {
        report.links += ledger.shares(*award)?.len();
    }
    outputs(ledger, erasing, Taking::Count, &mut report)?;
    Ok(report)
}

/// Erases awards, and completes what was stopped before.
///
/// # Errors
///
/// [`IssueError::NoReason`], [`IssueError::Ledger`], [`IssueError::Publish`], or [`IssueError::Interrupted`] when `reached`
/// says so; the same again completes it. An output that cannot be changed is no error: it stands in the report.
pub fn erase(
    ledger: &mut Ledger,
    folder: &PublicationFolder,
    erasing: &Erasing<'_>,
    reached: &mut dyn FnMut(EraseStep) -> ControlFlow<()>,
) -> Result<ErasureReport, IssueError> {
    let reason = erasing.reason.trim();
    if reason.is_empty() || reason.len() > REASON_BYTES_MAX {
        return Err(IssueError::NoReason { bytes_max: REASON_BYTES_MAX });
    }
    let mut reached = |step| match reached(step) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(IssueError::Interrupted),
    };
    for path in erasing.outputs {
        let file = WrittenFile { kind: FileKind::Output, path: path.clone(), at: erasing.now, expires: None };
        ledger.note_file(&file)?;
    }
    ledger.begin_erasing(erasing.awards, reason, erasing.now)?;
    reached(EraseStep::Noted)?;
    let mut report = begin(ledger, erasing)?;
    for award in &report.awards {
        report.links += unshare(ledger, folder, *award)?;
    }
    reached(EraseStep::Withdrawn)?;
    outputs(ledger, erasing, Taking::Out, &mut report)?;
    reached(EraseStep::TakenOut)?;
    ledger.delete_personal(&report.awards, erasing.now)?;
    reached(EraseStep::Deleted)?;
    report.cleaned = ledger.clean(erasing.now)?;
    reached(EraseStep::Cleaned)?;
    Ok(report)
}

/// The awards: those that are meant, and those of erasures that were stopped.
fn begin(ledger: &Ledger, erasing: &Erasing<'_>) -> Result<ErasureReport, IssueError> {
    let stopped = ledger.erasures()?.into_iter().filter(|one| one.cleaned.is_none()).map(|one| one.award);
    let mut awards = erasing.awards.to_vec();
    awards.extend(stopped);
    awards.sort_unstable();
    awards.dedup();
    Ok(ErasureReport { awards, ..ErasureReport::default() })
}

fn outputs(
    ledger: &Ledger,
    erasing: &Erasing<'_>,
    taking: Taking,
    report: &mut ErasureReport,
) -> Result<(), IssueError> {
    let mut paths: Vec<PathBuf> = erasing.outputs.to_vec();
    for file in ledger.written_files()? {
        if file.kind != FileKind::Output {
            report.untouched.push(file);
            continue;
        }
        match variants(&file.path) {
            Ok(found) if found.is_empty() => report.absent.push(file),
            Ok(found) => paths.extend(found),
            Err(error) => report.failed.push((file.path, error.to_string())),
        }
    }
    paths.sort();
    paths.dedup();
    for path in paths {
        match files_of(&path, &report.awards, taking) {
            Ok(0) => {}
            Ok(files) => report.outputs.push(OutputFiles { path, files }),
            Err(error) => report.failed.push((path, error.to_string())),
        }
    }
    Ok(())
}
