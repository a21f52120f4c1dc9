//! A batch: learners come in one by one, are recorded, sealed and stored in chunks, and leave together.
//!
//! Memory does not grow with the batch. Each step leaves the ledger such that the same command goes on from there. How the
//! chunks go from thread to thread is told by the pipeline.

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Mutex, RwLock};

use super::archive::Output;
use super::crew::{Crew, Issued, locked};
use super::delivery::Shelf;
use super::draft::Drafting;
use super::preview::Preview;
use super::publication::{PublishReport, publish};
use super::receipt::Receipts;
use super::renditions::Renditions;
use super::seal::{Seal, check_validity, seal_identity};
use super::workshop::{Watch, Workshop};
use super::{Format, IssueError, Office, SealingKeys};
use crate::descriptor::types::Descriptor;
use crate::elm::{DataModel, SealIdentity};
use crate::jose::jades::Level;
use crate::learners::Learner;
use crate::ledger::{Letter, State};
use crate::limits::{BATCH_CHUNK, BATCH_CHUNK_WHOLE, TEMPLATE_AFTER};
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
    /// The forms that are wanted, each once.
    pub formats: &'a [Format],
    /// Whether Europass credentials say where their status is published.
    pub seal_status: SealStatus,
    /// What happens with an award that was issued with other content.
    pub existing: &'a Existing,
    /// Which of the signed credentials are verified before they leave.
    pub check: Check,
    /// Whether each award gets a link by which its learner comes to it.
    pub claims: Option<Claiming<'a>>,
    /// The date of issuing of rows that name none.
    pub issued: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// The learner list's name, for the places of faults.
    pub file: &'a str,
}

/// Links that a batch makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claiming<'a> {
    /// What stands before the token in a link.
    pub prefix: &'a str,
    /// From when on they open nothing any more.
    pub expires: Timestamp,
    /// Whether mails with them are put into the outbox; only then addresses are kept.
    pub letter: Letter,
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

/// Which of the signed credentials are verified, as a stranger would, before they leave. When one fails, nothing leaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Check {
    /// Every one.
    All,
    /// Every seal, every credential that was made by itself, and of those from a template the first of each chunk and one
    /// of some at random.
    #[default]
    Sample,
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
    /// Of those, the ones that were erased: nothing is made of them unless a replacement names them.
    pub already_erased: u64,
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
    /// Links that were made for learners.
    pub links: u64,
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

/// A batch that is to be issued.
pub struct Batch<'b, 'a> {
    office: &'b mut Office<'a>,
    keys: SealingKeys<'b>,
    plan: Plan<'b>,
    preview: Preview<'b>,
    identity: Option<SealIdentity>,
    output: &'b mut dyn Output,
    observer: &'b mut dyn Observer,
    chunk_learners: usize,
    template_after: u32,
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
    learners: impl IntoIterator<Item = Learner, IntoIter: Send>,
    output: &mut dyn Output,
    observer: &mut dyn Observer,
) -> Result<BatchReport, IssueError> {
    Batch::begin(office, keys, plan, output, observer)?.issue(learners)
}

impl<'b, 'a> Batch<'b, 'a> {
    /// Prepares a batch. Nothing is recorded yet.
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
        if plan.formats.iter().any(|format| format.is_signed()) && method_did(method) != Some(issuer) {
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
        let small = plan.formats == [Format::Elm];
        let (chunk_learners, template_after) = (if small { BATCH_CHUNK } else { BATCH_CHUNK_WHOLE }, TEMPLATE_AFTER);
        Ok(Self { office, keys, plan, preview, identity, output, observer, chunk_learners, template_after })
    }

    /// Deals with so many learners at a time.
    pub fn set_chunk(&mut self, learners: usize) {
        self.chunk_learners = learners.max(1);
    }

    /// Compiles a template for a shape of learners after so many of them, instead of some.
    pub fn set_template_after(&mut self, learners: u32) {
        self.template_after = learners.max(1);
        self.preview.set_template_after(self.template_after);
    }

    /// Issues for all `learners`, publishes the status lists that the batch needs, and releases the output. When there was
    /// nothing to do, nothing is written.
    ///
    /// # Errors
    ///
    /// [`IssueError`]; then no output is visible, what was stored before stays stored, and running the same again
    /// completes it.
    pub fn issue(self, learners: impl IntoIterator<Item = Learner, IntoIter: Send>) -> Result<BatchReport, IssueError> {
        let Self { office, keys, plan, preview, identity, output, observer, chunk_learners, template_after } = self;
        let watch = Mutex::new(Watch::new(observer));
        let renditions = Renditions::default();
        let receipts =
            Receipts::new(keys.seal.map(|seal| seal.level), plan.claims.map(|claims| claims.prefix.to_owned()));
        let drafting = Drafting {
            house: office.house,
            plan,
            preview: &preview,
            identity: identity.as_ref(),
            digests: office.ledger.digests(),
            renditions: &renditions,
            method: keys.data_integrity.verification_method(),
            maps: RwLock::default(),
            template_after,
        };
        let workshop = Workshop {
            data_integrity: keys.data_integrity,
            seal: keys.seal,
            contexts: office.house.contexts,
            renditions: &renditions,
            now: plan.now,
            watch: &watch,
        };
        let crew = Crew { drafting: &drafting, workshop: &workshop, chunk_learners };
        let shelf = Shelf { output: &mut *output, receipts, renditions: &renditions, watch: &watch };
        let Issued { mut report, run, receipts } = crew.issue(office, learners.into_iter(), shelf)?;
        let Some(run) = run else { return Ok(report) };
        let reached = |step| locked(&watch).reached(step);
        // Before anything leaves, verifiers can read its status.
        report.published = publish(office, keys.publishing, plan.now)?;
        reached(Step::Published)?;
        receipts.put(output)?;
        report.output = output.finish().map_err(IssueError::Output)?;
        reached(Step::Released)?;
        office.ledger.mark_delivered(run, plan.now)?;
        reached(Step::Delivered)?;
        Ok(report)
    }
}
