//! A batch: learners come in one by one, are recorded, sealed and stored in chunks, and leave together.
//!
//! Memory does not grow with the batch: of what was dealt with, only row and award id are kept. Each step leaves the
//! ledger such that the same command goes on from there.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::mem;
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::archive::Output;
use super::preview::Preview;
use super::publication::{PublishReport, publish};
use super::receipt::{self, Line};
use super::recorder::{Maps, Part, Recorder, Work};
use super::seal::{Seal, check_validity, seal_identity};
use super::workshop::{Made, MadeFile, Outcome, Workshop};
use super::{Format, IssueError, Office, SealingKeys};
use crate::descriptor::types::Descriptor;
use crate::elm::{DataModel, SealIdentity};
use crate::jose::jades::{Level, Shortfall};
use crate::learners::Learner;
use crate::ledger::{RunNumber, Sealed, State, Upload};
use crate::limits::BATCH_CHUNK;
use crate::model::fault::Faults;
use crate::model::ids::AwardId;
use crate::model::slotted::Content;
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
    /// The forms that are wanted, each once.
    pub formats: &'a [Format],
    /// Whether Europass credentials say where their status is published.
    pub seal_status: SealStatus,
    /// What happens with an award that was issued with other content.
    pub existing: &'a Existing,
    /// The date of issuing of rows that name none.
    pub issued: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// The learner list's name, for the places of faults.
    pub file: &'a str,
}

/// Whether Europass credentials say where their status is published.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SealStatus {
    /// They do not: their revocation shows to nobody.
    LeftOut,
    /// They do.
    #[default]
    Stated,
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
    /// A credential is sealed at baseline B, and not yet at the wished level.
    Sealed,
    /// A seal has its time stamp and values, and is not checked.
    Augmented,
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
pub trait Observer: Send {
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
    /// Awards that were issued before and have got another rendition now.
    pub added: u64,
    /// Files for upload that were made now; they are not sealed, and no award counts as issued because of them.
    pub uploads: u64,
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
    /// How many Europass seals have which level.
    pub levels: BTreeMap<Level, u64>,
    /// Why seals are below the wished level: a stable name, the reason in words of the first, and how many.
    pub short_of: BTreeMap<&'static str, (String, u64)>,
    /// Where the output is; `None` when there was nothing to do.
    pub output: Option<PathBuf>,
    /// What was published.
    pub published: PublishReport,
}

impl BatchReport {
    /// Whether there was nothing to do.
    #[must_use]
    pub fn nothing_done(&self) -> bool {
        self.issued + self.completed + self.added + self.uploads == 0
    }
}

/// A batch that is being issued.
pub struct Batch<'b, 'a> {
    office: &'b mut Office<'a>,
    keys: SealingKeys<'b>,
    plan: Plan<'b>,
    preview: Preview<'b>,
    identity: Option<SealIdentity>,
    maps: HashMap<Timestamp, Maps>,
    output: &'b mut dyn Output,
    observer: &'b mut dyn Observer,
    waiting: Vec<Learner>,
    chunk_learners: usize,
    seen: HashSet<AwardId>,
    lines: Vec<Line>,
    dealt_with: u64,
    run: Option<RunNumber>,
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
    /// [`IssueError::KeyOfAnother`] when the key does not belong to the issuer's DID; [`IssueError::NoSealKey`],
    /// [`IssueError::SealCertificate`] or [`IssueError::Faults`] when Europass credentials are wanted and cannot be
    /// sealed; else as [`Preview::new`].
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
        if plan.formats.contains(&Format::Elm) && method_did(method) != Some(issuer) {
            return Err(IssueError::KeyOfAnother { method: method.to_owned(), issuer: issuer.to_owned() });
        }
        let mut identity = None;
        if plan.formats.contains(&Format::Europass) {
            let certificate = keys.seal.as_ref().and_then(Seal::certificate).ok_or(IssueError::NoSealKey)?;
            check_validity(certificate, plan.now)?;
            let named = seal_identity(certificate).map_err(|faults| IssueError::Faults { faults })?;
            preview.sealer_at(&named, plan.issued)?;
            identity = Some(named);
        }
        Ok(Self {
            office,
            keys,
            plan,
            preview,
            identity,
            maps: HashMap::new(),
            output,
            observer,
            waiting: Vec::new(),
            chunk_learners: BATCH_CHUNK,
            seen: HashSet::new(),
            lines: Vec::new(),
            dealt_with: 0,
            run: None,
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
        let wish = self.keys.seal.map(|seal| seal.level);
        let mut receipt = Vec::new();
        receipt::csv(&mut receipt, ledger, lines, wish).map_err(IssueError::Output)?;
        self.output.add("receipt.csv", &Content::Whole(mem::take(&mut receipt))).map_err(IssueError::Output)?;
        receipt::json(&mut receipt, ledger, lines, wish).map_err(IssueError::Output)?;
        self.output.add("receipt.json", &Content::Whole(receipt)).map_err(IssueError::Output)?;
        self.report.output = self.output.finish().map_err(IssueError::Output)?;
        self.reached(Step::Released)?;
        if let Some(run) = self.run {
            self.office.ledger.mark_delivered(run, self.plan.now)?;
        }
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
        let made = self.seal(work)?;
        self.reached(Step::Stored)?;
        for Made { row, award, files, .. } in made {
            for MadeFile { format, bytes, .. } in files {
                let bytes = match (bytes, format.rendition()) {
                    (Some(bytes), _) => bytes,
                    (None, Some(rendition)) => self.office.ledger.sealed_bytes(award, rendition)?,
                    (None, None) => self.office.ledger.upload_bytes(award)?.unwrap_or_default(),
                };
                let name = format.file_name(award);
                self.output.add(&name, &Content::Whole(bytes)).map_err(IssueError::Output)?;
                self.lines.push(Line { row, award, format });
            }
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
            identity: self.identity.as_ref(),
            maps: &mut self.maps,
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
        let mut run = self.run;
        for one in &work {
            let run = match run {
                Some(run) => run,
                None => *run.insert(chunk.begin_run(self.plan.now)?),
            };
            for part in &one.parts {
                if let Part::Stored(format) = part {
                    chunk.put_out(run, one.number, format.rendition())?;
                }
            }
        }
        chunk.commit()?;
        self.run = run;
        self.seen.extend(seen);
        self.report.batch = report.batch;
        self.report.issued += report.issued;
        self.report.added += report.added;
        self.report.replaced += report.replaced;
        self.report.completed += report.completed;
        self.report.already += report.already;
        self.report.already_not_valid += report.already_not_valid;
        self.report.conflicts.extend(report.conflicts);
        self.report.repeated.extend(report.repeated);
        Ok(work)
    }

    /// Seals what was recorded, checks every credential as a stranger would, and stores them in one transaction. Where
    /// one fails, what is whole is stored all the same, so that nothing is sealed or stamped twice.
    fn seal(&mut self, work: Vec<Work>) -> Result<Vec<Made>, IssueError> {
        let workshop = Workshop {
            data_integrity: self.keys.data_integrity,
            seal: self.keys.seal,
            preview: &self.preview,
            contexts: self.office.house.contexts,
            now: self.plan.now,
        };
        let Outcome { mut made, error } = workshop.make(work, self.observer, self.office.entropy);
        if matches!(error, Some(IssueError::Interrupted)) {
            return Err(IssueError::Interrupted);
        }
        let (mut sealed, mut uploads) = (Vec::new(), Vec::new());
        for Made { number, award, files, .. } in &mut made {
            let (number, award) = (*number, *award);
            for MadeFile { format, bytes, level, short_of } in files {
                let Some(bytes) = bytes.clone() else { continue };
                if let Some(level) = level {
                    *self.report.levels.entry(*level).or_default() += 1;
                }
                if let Some(Shortfall { code, detail }) = short_of.take() {
                    self.report.short_of.entry(code).or_insert((detail, 0)).1 += 1;
                }
                match format.rendition() {
                    Some(rendition) => {
                        let level = level.map(Level::short_name);
                        sealed.push(Sealed::new(number, award, rendition, level, bytes.into()));
                    }
                    None => uploads.push(Upload::new(number, award, bytes.into())),
                }
            }
        }
        self.report.uploads += uploads.len() as u64;
        if let Some(run) = self.run.filter(|_| !sealed.is_empty() || !uploads.is_empty()) {
            self.office.ledger.store(run, sealed, uploads, self.plan.now, self.office.entropy)?;
        }
        match error {
            Some(error) => Err(error),
            None => Ok(made),
        }
    }
}
