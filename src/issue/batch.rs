//! A batch: learners come in one by one, are recorded, sealed and stored in chunks, and leave together.
//!
//! Memory does not grow with the batch: of what was dealt with, only row and award id are kept. Each step leaves the
//! ledger such that the same command goes on from there.

use std::collections::{HashMap, HashSet};
use std::mem;
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::output::Output;
use super::preview::Preview;
use super::publication::{PublishReport, publish};
use super::receipt::{self, Line};
use super::recorder::{Recorder, Work};
use super::{IssueError, Office, SealingKeys};
use crate::descriptor::types::Descriptor;
use crate::elm::{DataModel, Mapper};
use crate::learners::Learner;
use crate::ledger::{Rendition, Sealed, State};
use crate::limits::BATCH_CHUNK;
use crate::model::fault::Faults;
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;
use crate::proof::Cryptosuite;
use crate::trust::did::method_did;

/// What is to be issued, and how.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    /// The course.
    pub descriptor: &'a Descriptor,
    /// The version of the data model.
    pub model: DataModel,
    /// The suite of the proofs.
    pub suite: Cryptosuite,
    /// What happens with an award that was issued with other content.
    pub existing: &'a Existing,
    /// The date of issuing of rows that name none.
    pub issued: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// The learner list's name, for the places of faults.
    pub file: &'a str,
}

/// What happens with an award that was issued already and would now have other content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Existing {
    /// It is a conflict and nothing is issued for it.
    #[default]
    Refuse,
    /// A replacement is issued that supersedes and revokes it; not if it was revoked, since that may have had a reason
    /// that this list does not know.
    Replace,
    /// The same, but only for the awards that are named, revoked or not.
    ReplaceNamed(HashSet<AwardId>),
}

/// An award that was issued already with other content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conflict {
    /// The learner's row.
    pub row: u64,
    /// The award that was issued.
    pub award: AwardId,
    /// Its state.
    pub state: State,
}

/// The points between which a batch may be torn apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// A chunk is durable in the ledger and not signed.
    Recorded,
    /// A credential is signed and not checked.
    Signed,
    /// A credential is checked and not stored.
    Checked,
    /// A chunk of sealed credentials is durable in the ledger.
    Stored,
    /// A chunk is in the output, which nobody sees yet.
    Written,
    /// The status lists are published.
    Published,
    /// The output is durable and visible.
    Released,
    /// The ledger knows that the output is complete.
    Delivered,
}

/// Looks on while a batch is issued.
pub trait Observer {
    /// So many learners have been dealt with.
    fn progressed(&mut self, _learners: u64) {}

    /// A step was reached; `Break` stops there, as though the power had failed.
    fn reached(&mut self, _step: Step) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// An observer that does not look.
#[derive(Debug)]
pub struct Quiet;

impl Observer for Quiet {}

/// What a batch did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct BatchReport {
    /// The batch's number in the ledger; `None` when nothing was recorded.
    pub batch: Option<i64>,
    /// Awards that were recorded and sealed now.
    pub issued: u64,
    /// Of these, the ones that replace another.
    pub replaced: u64,
    /// Awards that an earlier run had recorded and that were completed now.
    pub completed: u64,
    /// Awards that were issued before, with the same content.
    pub already: u64,
    /// Of these, the ones that are revoked, superseded or suspended.
    pub already_not_valid: u64,
    /// Awards that were issued before, with other content.
    pub conflicts: Vec<Conflict>,
    /// Rows of learners whom an earlier row of the list named already.
    pub repeated: Vec<u64>,
    /// Where the output is; `None` when there was nothing to do.
    pub output: Option<PathBuf>,
    /// What was published.
    pub published: PublishReport,
}

impl BatchReport {
    /// Whether there was nothing to do.
    #[must_use]
    pub fn nothing_done(&self) -> bool {
        self.issued == 0 && self.completed == 0
    }
}

/// A batch that is being issued.
pub struct Batch<'b, 'a> {
    office: &'b mut Office<'a>,
    keys: SealingKeys<'b>,
    plan: Plan<'b>,
    preview: Preview<'b>,
    mappers: HashMap<Timestamp, Mapper>,
    output: &'b mut dyn Output,
    observer: &'b mut dyn Observer,
    waiting: Vec<Learner>,
    chunk_learners: usize,
    seen: HashSet<AwardId>,
    lines: Vec<Line>,
    dealt_with: u64,
    report: BatchReport,
}

/// Issues a batch for all `learners`: what [`Batch`] does, from end to end.
///
/// # Errors
///
/// [`IssueError`]; running the same again goes on where this one stopped.
pub fn issue_batch(
    office: &mut Office<'_>,
    keys: SealingKeys<'_>,
    plan: Plan<'_>,
    learners: impl IntoIterator<Item = Learner>,
    output: &mut dyn Output,
    observer: &mut dyn Observer,
) -> Result<BatchReport, IssueError> {
    let mut batch = Batch::begin(office, keys, plan, output, observer)?;
    for learner in learners {
        batch.add(learner)?;
    }
    batch.finish()
}

impl<'b, 'a> Batch<'b, 'a> {
    /// Begins a batch. Nothing is recorded before the first chunk is full.
    ///
    /// # Errors
    ///
    /// [`IssueError::KeyOfAnother`] when the key does not belong to the issuer's DID; else as [`Preview::new`].
    pub fn begin(
        office: &'b mut Office<'a>,
        keys: SealingKeys<'b>,
        plan: Plan<'b>,
        output: &'b mut dyn Output,
        observer: &'b mut dyn Observer,
    ) -> Result<Self, IssueError> {
        let preview = Preview::new(office.house, plan.descriptor, plan.model, plan.file, plan.issued)?;
        let method = keys.data_integrity.verification_method();
        let issuer = office.house.issuer.did.as_ref().expect("a preview has an issuer with a DID").as_str();
        if method_did(method) != Some(issuer) {
            return Err(IssueError::KeyOfAnother { method: method.to_owned(), issuer: issuer.to_owned() });
        }
        Ok(Self {
            office,
            keys,
            plan,
            preview,
            mappers: HashMap::new(),
            output,
            observer,
            waiting: Vec::new(),
            chunk_learners: BATCH_CHUNK,
            seen: HashSet::new(),
            lines: Vec::new(),
            dealt_with: 0,
            report: BatchReport::default(),
        })
    }

    /// Deals with so many learners at a time instead of [`BATCH_CHUNK`].
    pub fn set_chunk(&mut self, learners: usize) {
        self.chunk_learners = learners.max(1);
    }

    /// Adds a learner; every so many, a chunk is recorded, sealed and stored.
    ///
    /// # Errors
    ///
    /// [`IssueError`]; what was stored before stays stored.
    pub fn add(&mut self, learner: Learner) -> Result<(), IssueError> {
        self.waiting.push(learner);
        if self.waiting.len() < self.chunk_learners { Ok(()) } else { self.chunk() }
    }

    /// Issues what is left, publishes the status lists that the batch needs, and releases the output. When there was
    /// nothing to do, nothing is written.
    ///
    /// # Errors
    ///
    /// [`IssueError`]; then no output is visible, and running the same again completes it.
    pub fn finish(mut self) -> Result<BatchReport, IssueError> {
        self.chunk()?;
        if self.lines.is_empty() {
            return Ok(self.report);
        }
        // Before anything leaves, verifiers can read its status.
        self.report.published = publish(self.office, self.keys.publishing, self.plan.now)?;
        self.reached(Step::Published)?;
        let (ledger, lines) = (&*self.office.ledger, &self.lines);
        self.output.add("receipt.csv", &mut |to| receipt::csv(to, ledger, lines)).map_err(IssueError::Output)?;
        self.output.add("receipt.json", &mut |to| receipt::json(to, ledger, lines)).map_err(IssueError::Output)?;
        self.report.output = self.output.finish().map_err(IssueError::Output)?;
        self.reached(Step::Released)?;
        let awards: Vec<_> = self.lines.iter().map(|(_, award)| (*award, Some(Rendition::Elm))).collect();
        self.office.ledger.mark_delivered(&awards, self.plan.now)?;
        self.reached(Step::Delivered)?;
        Ok(self.report)
    }

    fn reached(&mut self, step: Step) -> Result<(), IssueError> {
        match self.observer.reached(step) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(IssueError::Interrupted),
        }
    }

    fn chunk(&mut self) -> Result<(), IssueError> {
        let learners = mem::take(&mut self.waiting);
        let count = learners.len() as u64;
        if count == 0 {
            return Ok(());
        }
        let work = self.record(&learners)?;
        drop(learners);
        self.reached(Step::Recorded)?;
        let released = self.seal(work)?;
        self.reached(Step::Stored)?;
        for (row, award, bytes) in released {
            let bytes = match bytes {
                Some(bytes) => bytes,
                None => self.office.ledger.sealed_bytes(award, Rendition::Elm)?,
            };
            let name = receipt::file_name(award);
            self.output.add(&name, &mut |to| to.write_all(&bytes)).map_err(IssueError::Output)?;
            self.lines.push((row, award));
        }
        self.dealt_with += count;
        self.observer.progressed(self.dealt_with);
        self.reached(Step::Written)
    }

    /// Records a chunk in one transaction: who has an award already, and what is about to be signed for the others.
    fn record(&mut self, learners: &[Learner]) -> Result<Vec<Work>, IssueError> {
        let mut faults = Faults::new();
        let mut contents = Vec::new();
        for learner in learners {
            let ledger = &*self.office.ledger;
            match self.preview.document(learner) {
                Ok(document) => {
                    contents.push((self.preview.key(ledger, learner), Preview::content(ledger, &document)));
                }
                Err(found) => faults.extend(found),
            }
        }
        if faults.stop() {
            return Err(IssueError::Faults { faults });
        }
        // Counted apart and added when the transaction holds.
        let mut report = BatchReport { batch: self.report.batch, ..BatchReport::default() };
        let mut seen = HashSet::new();
        let mut work = Vec::new();
        let chunk = self.office.ledger.chunk()?;
        let mut recorder = Recorder {
            chunk: &chunk,
            entropy: self.office.entropy,
            plan: &self.plan,
            base: self.office.house.base,
            contexts: self.office.house.contexts,
            method: self.keys.data_integrity.verification_method(),
            preview: &self.preview,
            mappers: &mut self.mappers,
            report: &mut report,
        };
        for (learner, (key, content)) in learners.iter().zip(contents) {
            let found = recorder.chunk.find(&key)?;
            if found.as_ref().is_some_and(|found| self.seen.contains(&found.award) || seen.contains(&found.award)) {
                recorder.report.repeated.push(learner.row);
                continue;
            }
            let one = recorder.learner(learner, key, content, found)?;
            if let Some((award, one)) = one {
                seen.insert(award);
                work.extend(one);
            }
        }
        chunk.commit()?;
        self.seen.extend(seen);
        self.report.batch = report.batch;
        self.report.issued += report.issued;
        self.report.replaced += report.replaced;
        self.report.completed += report.completed;
        self.report.already += report.already;
        self.report.already_not_valid += report.already_not_valid;
        self.report.conflicts.extend(report.conflicts);
        self.report.repeated.extend(report.repeated);
        Ok(work)
    }

    /// Seals what was recorded, checks every credential as a stranger would, and stores them in one transaction.
    #[expect(clippy::type_complexity, reason = "row, award, and the bytes unless the ledger has them")]
    fn seal(&mut self, work: Vec<Work>) -> Result<Vec<(u64, AwardId, Option<Vec<u8>>)>, IssueError> {
        let mut released = Vec::new();
        let mut sealed = Vec::new();
        for one in work {
            match one {
                Work::Stored { row, award } => released.push((row, award, None)),
                Work::Seal { row, prepared } => {
                    let issued = prepared.sign(self.keys.data_integrity)?;
                    self.reached(Step::Signed)?;
                    let award = issued.award();
                    let checked = issued.checked(self.office.house.contexts);
                    let bytes = checked.map_err(|source| IssueError::OwnOutput { row, source })?;
                    self.reached(Step::Checked)?;
                    sealed.push(Sealed { award, rendition: Rendition::Elm, level: None, bytes: bytes.clone() });
                    released.push((row, award, Some(bytes)));
                }
            }
        }
        if !sealed.is_empty() {
            self.office.ledger.store(sealed, Vec::new(), self.plan.now, self.office.entropy)?;
        }
        Ok(released)
    }
}
