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
use super::publication::{PublishReport, list_url, publish};
use super::receipt::{self, Line};
use super::{IssueError, Office, Prepared, SealingKeys};
use crate::descriptor::types::Descriptor;
use crate::elm::{DataModel, LearnerIds, Mapper, StatusPurpose, StatusReference};
use crate::learners::Learner;
use crate::ledger::{Chunk, NewAward, Sealed, Standing, State};
use crate::limits::BATCH_CHUNK;
use crate::model::fault::Faults;
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;
use crate::proof::{Cryptosuite, ProofOptions, prepare};
use crate::status::Purpose;
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

/// A learner of the chunk whose credential goes into the output.
enum Work {
    /// It is to be sealed.
    Seal { row: u64, prepared: Box<Prepared> },
    /// It was sealed by an earlier run that did not complete its output.
    Stored { row: u64, award: AwardId },
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
        let awards: Vec<AwardId> = self.lines.iter().map(|(_, award)| *award).collect();
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
                None => self.office.ledger.sealed_bytes(award)?,
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
                    let issued = prepared.sign(self.keys.data_integrity);
                    self.reached(Step::Signed)?;
                    let award = issued.award();
                    let checked = issued.checked(self.office.house.contexts);
                    let bytes = checked.map_err(|source| IssueError::OwnOutput { row, source })?;
                    self.reached(Step::Checked)?;
                    sealed.push(Sealed { award, bytes: bytes.clone() });
                    released.push((row, award, Some(bytes)));
                }
            }
        }
        if !sealed.is_empty() {
            self.office.ledger.store(sealed, self.plan.now, self.office.entropy)?;
        }
        Ok(released)
    }
}

/// What recording one learner after the other needs.
struct Recorder<'r> {
    chunk: &'r Chunk<'r>,
    entropy: &'r mut dyn crate::model::entropy::Entropy,
    plan: &'r Plan<'r>,
    base: &'r str,
    contexts: &'r crate::jsonld::Contexts,
    method: &'r str,
    preview: &'r Preview<'r>,
    mappers: &'r mut HashMap<Timestamp, Mapper>,
    report: &'r mut BatchReport,
}

impl Recorder<'_> {
    /// What is to be done for a learner; `None` when nothing stands for the key that this run may use.
    fn learner(
        &mut self,
        learner: &Learner,
        key: [u8; 32],
        content: [u8; 32],
        found: Option<Standing>,
    ) -> Result<Option<(AwardId, Option<Work>)>, IssueError> {
        let Some(found) = found else {
            self.report.issued += 1;
            let new = self.allot(learner, key, content, None)?;
            return Ok(Some((new.award, Some(self.draft(learner, &new)?))));
        };
        let award = found.award;
        let revoked = matches!(found.state, State::Revoked | State::Superseded);
        if !found.sealed && !revoked {
            // Nothing of it has left, so its content may still be mended.
            if found.content != content {
                self.chunk.amend(award, &content, &name(learner))?;
            }
            self.report.completed += 1;
            return Ok(Some((award, Some(self.draft(learner, &found)?))));
        }
        if found.content == content {
            if found.sealed && !found.delivered && found.seed.is_some() {
                self.report.completed += 1;
                return Ok(Some((award, Some(Work::Stored { row: learner.row, award }))));
            }
            self.report.already += 1;
            self.report.already_not_valid += u64::from(found.state != State::Valid);
            return Ok(Some((award, None)));
        }
        let replace = match self.plan.existing {
            Existing::Refuse => false,
            Existing::Replace => !revoked,
            Existing::ReplaceNamed(named) => named.contains(&award),
        };
        if !replace {
            self.report.conflicts.push(Conflict { row: learner.row, award, state: found.state });
            return Ok(Some((award, None)));
        }
        self.report.issued += 1;
        self.report.replaced += 1;
        let new = self.allot(learner, key, content, Some(award))?;
        Ok(Some((new.award, Some(self.draft(learner, &new)?))))
    }

    fn allot(
        &mut self,
        learner: &Learner,
        key: [u8; 32],
        content: [u8; 32],
        supersedes: Option<AwardId>,
    ) -> Result<Standing, IssueError> {
        let Plan { descriptor, issued, now, .. } = *self.plan;
        let batch = match self.report.batch {
            Some(batch) => batch,
            None => {
                let title = descriptor.title.get_or_first(&descriptor.language);
                self.chunk.open_batch(&descriptor.id, &descriptor.edition, title, now)?
            }
        };
        self.report.batch = Some(batch);
        let new = NewAward {
            key,
            content,
            batch,
            row: learner.row,
            issued,
            created: now,
            supersedes,
            learner_key: &learner.key,
            learner_name: &name(learner),
        };
        Ok(self.chunk.allot(&new, self.entropy)?)
    }

    /// The document of an award with what the ledger fixed for it, recorded by its hashes.
    fn draft(&mut self, learner: &Learner, standing: &Standing) -> Result<Work, IssueError> {
        let row = learner.row;
        let refused = |source| IssueError::Document { row, source };
        let issued = standing.issued;
        if let std::collections::hash_map::Entry::Vacant(entry) = self.mappers.entry(issued) {
            entry.insert(self.preview.mapper_at(issued)?);
        }
        let mapper = &self.mappers[&issued];
        let seed = standing.seed.expect("an award that is not sealed has its seed");
        let status: Vec<StatusReference> = standing
            .status
            .iter()
            .map(|place| StatusReference {
                list_url: list_url(self.base, &place.list),
                index: place.index,
                purpose: match place.purpose {
                    Purpose::Revocation => StatusPurpose::Revocation,
                    Purpose::Suspension => StatusPurpose::Suspension,
                },
            })
            .collect();
        let document = mapper.document(learner, &LearnerIds { award: standing.award, seed }, &status);
        let options = ProofOptions {
            suite: self.plan.suite,
            verification_method: self.method.to_owned(),
            created: standing.created,
        };
        let draft = prepare(document, &options, self.contexts).map_err(refused)?;
        let recorded = self.chunk.record(standing.award, draft.hash_data())?;
        Ok(Work::Seal { row, prepared: Box::new(Prepared::new(draft, &recorded)) })
    }
}

/// How the learner is called in the ledger.
fn name(learner: &Learner) -> String {
    learner.full_name.clone().unwrap_or_else(|| format!("{} {}", learner.given_name, learner.family_name))
}
