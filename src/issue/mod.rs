//! Issuing: prepare, record, seal, check the own output, store, publish, release; and what becomes of awards later.
//!
//! Synchronous from end to end. It does not read lists or settings and does not verify what others issued.

mod archive;
mod batch;
mod bound;
mod certificates;
mod crew;
mod delivery;
mod draft;
mod drawn;
mod erasure;
mod error;
mod format;
mod holder;
mod lone;
mod on_demand;
mod pipeline;
mod prepared;
mod preview;
mod publication;
mod receipt;
mod recorder;
mod renditions;
mod restored;
mod seal;
mod secured;
mod stages;
mod status;
mod templates;
mod token_lists;
mod workshop;

pub use crate::ledger::BoundFormat;
pub use archive::{Compression, Folder, Null, Output, TarArchive, ZipArchive, output_for};
pub use batch::{
    Batch, BatchReport, Check, Claiming, Conflict, Existing, Observer, Plan, Quiet, SealStatus, Step, issue_batch,
};
pub use bound::{Bound, BoundWish, check_bound, issue_bound, issue_bound_observed, lacking_for_copies};
pub use certificates::{Certificates, Certified, CertifyingError, CertifyingOutput, add_certificates};
pub use erasure::{EraseStep, Erasing, ErasureReport, OutputFiles, erase, look_for};
pub use error::IssueError;
pub use format::Format;
pub use holder::{Holder, HolderError};
pub use lone::{
    Commission, Identity, LONE_BATCH, LoneError, Novelty, Released, Securing, StatusWish, award_of_id, issue_lone,
};
pub use on_demand::{ExportReport, export_making, is_lacking, sealed_document};
pub use prepared::{Issued, Prepared};
pub use preview::{Preview, Sameness};
pub use publication::{PublishReport, audit_published, did_document, log_origin, publish};
pub use renditions::RenditionError;
pub use restored::{Beyond, EachFile, StrayFile, check_published, is_credential, take_over};
pub use seal::{OwnSealError, PreparedSeal, Seal, SealedFile, seal_identity};
pub use status::{Selection, Wanted, change_status, export, share, share_as, unshare};

use crate::descriptor::types::{Institution, Mandate};
use crate::jose::SealSigner;
use crate::jsonld::Contexts;
use crate::keys::{DataIntegrityKey, KeyRecord, LogKey, StatusKey};
use crate::ledger::Ledger;
use crate::model::entropy::Entropy;
use crate::publish::PublicationFolder;

/// The institution as an issuer: what stays the same from batch to batch.
#[derive(Clone, Copy)]
pub struct House<'a> {
    /// The institution that seals; it has a DID.
    pub issuer: &'a Institution,
    /// The profiles of all institutions that descriptors name, the issuer's too.
    pub institutions: &'a [Institution],
    /// The mandate to seal for other awarding bodies.
    pub mandate: Option<&'a Mandate>,
    /// The publication base URL, without a slash at its end.
    pub base: &'a str,
    /// The contexts that documents may name.
    pub contexts: &'a Contexts,
}

/// Where an issuer works: its ledger, its publication folder, its source of randomness.
pub struct Office<'a> {
    /// The institution.
    pub house: House<'a>,
    /// The ledger, open for writing.
    pub ledger: &'a mut Ledger,
    /// The publication folder.
    pub folder: &'a PublicationFolder,
    /// All keys, the retired ones too: the DID document names them.
    pub keys: &'a [KeyRecord],
    /// Days for which a status list holds.
    pub valid_days: u16,
    /// Randomness.
    pub entropy: &'a mut dyn Entropy,
}

/// The unlocked keys with which documents are published.
#[derive(Clone, Copy)]
pub struct PublishingKeys<'a> {
    /// Seals status lists.
    pub status: &'a StatusKey,
    /// Signs checkpoints.
    pub log: &'a LogKey,
    /// The e-seal, which signs the lists with the status of `sd-jwt` copies; without it, those that are due stay due.
    pub seal: Option<&'a dyn SealSigner>,
}

/// The unlocked keys with which a batch is issued.
#[derive(Clone, Copy)]
pub struct SealingKeys<'a> {
    /// Makes the proofs of `elm`.
    pub data_integrity: &'a DataIntegrityKey,
    /// Seals `europass`; without it, that form is refused.
    pub seal: Option<Seal<'a>>,
    /// Publishes the status lists that the batch needs.
    pub publishing: PublishingKeys<'a>,
}
