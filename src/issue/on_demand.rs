//! Renditions of awards that were issued before without them: made of the award's own sealed document, recorded, signed,
//! checked and stored as in a batch, and only then handed out. Running the same again goes on where it stopped.

use std::ops::ControlFlow;

use serde_json::Value;

use super::archive::Output;
use super::batch::{Observer, Step};
use super::draft::status_references;
use super::publication::publish;
use super::renditions::{RenditionError, Renditions, Sealer, own_document};
use super::secured::Draft;
use super::status::{Wanted, export_with};
use super::{Format, IssueError, Office, SealingKeys};
use crate::elm::AwardView;
use crate::ledger::{AwardRow, Filter, Ledger, LedgerError, Rendition, RunNumber, Sealed, State};
use crate::limits::BATCH_CHUNK_WHOLE;
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;
use crate::trust::did::method_did;

/// What handing out forms of awards did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ExportReport {
    /// Renditions that were made now.
    pub made: u64,
    /// Files that are in the output.
    pub files: u64,
    /// Awards of which no further form is made, since they were revoked or replaced.
    pub withheld: Vec<(AwardId, State)>,
    /// Awards without a sealed document that another form could be made of.
    pub without_source: Vec<AwardId>,
}

/// Hands out `formats` of what `filter` lets through; those that are made of an award's own document are made where they
/// are missing, and the ledger has them from then on.
///
/// # Errors
///
/// [`IssueError`]; then the output is not visible, and the same again completes it.
pub fn export_making(
    office: &mut Office<'_>,
    keys: SealingKeys<'_>,
    filter: &Filter,
    formats: &[Format],
    output: &mut dyn Output,
    now: Timestamp,
    observer: &mut dyn Observer,
) -> Result<ExportReport, IssueError> {
    let method = keys.data_integrity.verification_method();
    let issuer = office.house.issuer.did.as_ref().map(ToString::to_string).unwrap_or_default();
    if method_did(method) != Some(issuer.as_str()) {
        return Err(IssueError::KeyOfAnother { method: method.to_owned(), issuer });
    }
    let renditions = Renditions::default();
    let mut report = ExportReport::default();
    let lacking = lacking(office.ledger, filter, formats, &mut report)?;
    let mut making = Making { keys, now, renditions: &renditions, observer, run: None };
    for some in lacking.chunks(BATCH_CHUNK_WHOLE) {
        making.some(office, some, &mut report)?;
    }
    let Making { observer, run, .. } = making;
    let mut reached = |step| reached(observer, step);
    if run.is_some() {
        publish(office, keys.publishing, now)?;
        reached(Step::Published)?;
    }
    report.files = export_with(office.ledger, filter, Wanted::Only(formats), output, &renditions)?;
    reached(Step::Released)?;
    if let Some(run) = run {
        office.ledger.mark_delivered(run, now)?;
        reached(Step::Delivered)?;
    }
    Ok(report)
}

/// Whether any of `formats` would have to be made of what `filter` lets through, for which keys are needed.
///
/// # Errors
///
/// [`IssueError::Ledger`].
pub fn is_lacking(ledger: &Ledger, filter: &Filter, formats: &[Format]) -> Result<bool, IssueError> {
    Ok(!lacking(ledger, filter, formats, &mut ExportReport::default())?.is_empty())
}

fn reached(observer: &mut dyn Observer, step: Step) -> Result<(), IssueError> {
    match observer.reached(step) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(IssueError::Interrupted),
    }
}

/// A form that an award lacks, or that was stored and has not left.
struct Lacking {
    row: AwardRow,
    format: Format,
    rendition: Rendition,
    held: Held,
}

#[derive(PartialEq)]
enum Held {
    Not,
    Stored,
}

fn lacking(
    ledger: &Ledger,
    filter: &Filter,
    formats: &[Format],
    report: &mut ExportReport,
) -> Result<Vec<Lacking>, IssueError> {
    let wanted = || formats.iter().filter(|format| format.is_of_view());
    let mut lacking = Vec::new();
    ledger.list(filter, &mut |row| {
        for format in wanted() {
            let rendition = format.rendition().expect("what is made of a view is sealed");
            let found = row.renditions.iter().find(|one| one.rendition == rendition);
            let held = match found {
                Some(found) if found.delivered => continue,
                Some(_) => Held::Stored,
                None => Held::Not,
            };
            // What was erased has nothing that could be handed out.
            if row.learner_name.is_none() {
                continue;
            }
            if held == Held::Not && matches!(row.state, State::Revoked | State::Superseded) {
                report.withheld.push((row.award, row.state));
                continue;
            }
            lacking.push(Lacking { row: row.clone(), format: *format, rendition, held });
        }
    })?;
    Ok(lacking)
}

/// Makes what is lacking, some at a time.
struct Making<'m> {
    keys: SealingKeys<'m>,
    now: Timestamp,
    renditions: &'m Renditions,
    observer: &'m mut dyn Observer,
    run: Option<RunNumber>,
}

impl Making<'_> {
    fn some(&mut self, office: &mut Office<'_>, some: &[Lacking], report: &mut ExportReport) -> Result<(), IssueError> {
        let mut drafts = Vec::with_capacity(some.len());
        for one in some {
            match (&one.held, self.draft(office, one)?) {
                (Held::Stored, _) => {}
                (Held::Not, Some(draft)) => drafts.push((one, draft)),
                (Held::Not, None) => report.without_source.push(one.row.award),
            }
        }
        let chunk = office.ledger.chunk()?;
        let run = self.run.map_or_else(|| chunk.begin_run(self.now), Ok)?;
        for one in some.iter().filter(|one| one.held == Held::Stored) {
            chunk.put_out(run, one.row.number, Some(one.rendition))?;
        }
        let mut ready = Vec::with_capacity(drafts.len());
        for (one, draft) in drafts {
            let recorded = chunk.record(one.row.number, one.row.award, one.rendition, draft.digest())?;
            ready.push((one, draft.recorded(&recorded)));
        }
        chunk.commit()?;
        self.run = Some(run);
        reached(self.observer, Step::Recorded)?;
        let mut sealed = Vec::with_capacity(ready.len());
        for (one, ready) in ready {
            let signed = ready.sign(self.keys.data_integrity)?;
            reached(self.observer, Step::Signed)?;
            let bytes = signed.checked(office.house.contexts)?;
            reached(self.observer, Step::Checked)?;
            let content = self.renditions.content(one.format, bytes);
            sealed.push(Sealed::new(one.row.number, one.row.award, one.rendition, None, content));
        }
        report.made += sealed.len() as u64;
        office.ledger.store(run, sealed, Vec::new(), self.now, office.entropy)?;
        reached(self.observer, Step::Stored)
    }

    /// What is signed; `None` when nothing is stored that it could be made of.
    fn draft(&self, office: &Office<'_>, one: &Lacking) -> Result<Option<Draft>, IssueError> {
        if one.held == Held::Stored {
            return Ok(None);
        }
        let award = one.row.award;
        let Some(document) = sealed_document(office.ledger, award)? else { return Ok(None) };
        let failed = |source| IssueError::Rendition { award, source };
        let mut view = AwardView::read(&document).map_err(|error| failed(RenditionError::from(error)))?;
        // In `europass` form a document names one place alone.
        view.status = status_references(office.house.base, &one.row.status);
        let sealer = Sealer {
            method: self.keys.data_integrity.verification_method(),
            created: self.now,
            contexts: office.house.contexts,
        };
        self.renditions.draft(one.format, &view, sealer).map(Some).map_err(failed)
    }
}

/// The award's own document as it was sealed, of either form; `None` if it was sealed in none.
///
/// # Errors
///
/// [`IssueError::Ledger`], or [`IssueError::Rendition`] when it is none of this program's.
pub fn sealed_document(ledger: &Ledger, award: AwardId) -> Result<Option<Value>, IssueError> {
    for form in [Rendition::Elm, Rendition::Europass] {
        let sealed = match ledger.sealed_bytes(award, form) {
            Err(LedgerError::NotSealed { .. }) => continue,
            sealed => sealed?,
        };
        let unreadable = || IssueError::Rendition { award, source: RenditionError::UnreadableDocument };
        return own_document(form, &sealed).ok_or_else(unreadable).map(Some);
    }
    Ok(None)
}
