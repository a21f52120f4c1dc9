//! Why something could not be issued, changed or published.

use std::io;

use thiserror::Error;

use super::renditions::RenditionError;
use super::seal::OwnSealError;
use crate::crypto::SigningError;
use crate::elm::ImageError;
use crate::jose::SignError;
use crate::jose::jades::JadesError;
use crate::ledger::{LedgerError, State};
use crate::model::fault::{Fault, Faults};
use crate::model::ids::AwardId;
use crate::proof::ProofError;
use crate::publish::PublishError;
use crate::trust::did::DidError;

/// Why something could not be issued, changed or published.
///
/// Whatever it is, the ledger is whole: running the same command again goes on where this one stopped.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The DID document cannot be made from the keys.
    #[error("the DID document cannot be made: {0}")]
    Did(#[from] DidError),
    /// A document that was made here cannot be secured.
    #[error("the credential of row {row} cannot be secured: {source}")]
    Document {
        /// The learner's row.
        row: u64,
        /// Why.
        source: ProofError,
    },
    /// The award was erased, so that nothing is there that another form could be made of.
    #[error("award {award} was erased")]
    Erased {
        /// The award.
        award: AwardId,
    },
    /// The descriptor or a learner has faults, so that nothing of the chunk was recorded.
    #[error("{}", summary(faults))]
    Faults {
        /// What is wrong.
        faults: Faults,
    },
    /// A display image cannot be made.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// An award has no place that a sealed credential could name, and the settings want one stated.
    #[error(
        "award {award} was recorded before there were status places for Europass, so its credential cannot name one"
    )]
    NoStatusPlace {
        /// The award.
        award: AwardId,
    },
    /// Europass credentials are wanted, and there is nothing to seal them with.
    #[error("there is no key to seal with")]
    NoSealKey,
    /// A rendition of an award cannot be made of what its own document says.
    #[error("{award}: {source}")]
    Rendition {
        /// The award.
        award: AwardId,
        /// Why.
        source: RenditionError,
    },
    /// The observer stopped the batch.
    #[error("stopped; running the same command again completes the batch")]
    Interrupted,
    /// The unlocked key is not the issuer's.
    #[error("key `{method}` is not one of `{issuer}`")]
    KeyOfAnother {
        /// The verification method.
        method: String,
        /// The issuer's DID.
        issuer: String,
    },
    /// The ledger refused or failed.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A status list was published after the ledger was copied from which this one was restored.
    #[error("status list `{list}` was published later than this ledger knows, and may show more")]
    ListBehind {
        /// The list's id.
        list: String,
    },
    /// The published log is not a beginning of this ledger's: publishing would take back what was signed.
    #[error("the published log has {published} leaves, which this ledger with {here} does not continue")]
    LogBehind {
        /// Leaves of the published log.
        published: u64,
        /// Leaves of this ledger.
        here: u64,
    },
    /// The issuer's profile has no DID.
    #[error("the profile of `{slug}` has no DID, so it cannot seal")]
    NoDid {
        /// The institution.
        slug: String,
    },
    /// A change of status needs a reason.
    #[error("a reason of 1 to {bytes_max} bytes is required")]
    NoReason {
        /// The bound.
        bytes_max: usize,
    },
    /// The award was never sealed, so that nothing is there that another form could be made of.
    #[error("award {award} was not sealed yet")]
    NotSealed {
        /// The award.
        award: AwardId,
    },
    /// The award was revoked or replaced, so that no other form of it is made.
    #[error("award {award} is {state}")]
    NotStanding {
        /// The award.
        award: AwardId,
        /// How it stands.
        state: State,
    },
    /// The selection holds no award.
    #[error("no award was selected")]
    NothingSelected,
    /// The archive or folder could not be written.
    #[error("the output could not be written: {0}")]
    Output(#[source] io::Error),
    /// What was signed of a lone document does not verify, so it was not stored and does not leave.
    #[error("the signed document does not verify: {source}")]
    OwnDocument {
        /// Why.
        source: ProofError,
    },
    /// What was sealed is not what was to be sealed, so it was not stored and does not leave.
    #[error("the sealed credential of row {row} is not released: {source}")]
    OwnSeal {
        /// The learner's row.
        row: u64,
        /// Why.
        source: OwnSealError,
    },
    /// What was sealed does not verify, so it was not stored and does not leave.
    #[error("the sealed credential of row {row} does not verify: {source}")]
    OwnOutput {
        /// The learner's row.
        row: u64,
        /// Why.
        source: ProofError,
    },
    /// A credential that left has the place of another award on the status lists.
    #[error("award {award}, which left, has the place of award {other} on the status lists")]
    PlaceTaken {
        /// The award that left.
        award: AwardId,
        /// The award that has its place here.
        other: AwardId,
    },
    /// A document could not be published.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// A key that lies in a device did not sign.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// A credential could not be sealed as it was wished; nothing of it was released.
    #[error("the credential of row {row} could not be sealed: {source}")]
    Seal {
        /// The learner's row.
        row: u64,
        /// Why.
        source: JadesError,
    },
    /// The seal certificate cannot be used.
    #[error("the seal certificate cannot be used: {reason}")]
    SealCertificate {
        /// Why.
        reason: String,
    },
    /// The key that seals is not of the kind that a format is signed with.
    #[error("the seal key signs with {found}, and {format} is signed with {wanted} alone")]
    SealKeyKind {
        /// What it signs with.
        found: &'static str,
        /// The format.
        format: &'static str,
        /// What the format is signed with.
        wanted: &'static str,
    },
    /// Lists of the status of copies are due, and there is no e-seal to sign them with; all else was published.
    #[error("the status lists {} are due, and there is no e-seal to sign them with", lists.join(", "))]
    NoSealForLists {
        /// Their ids.
        lists: Vec<String>,
    },
    /// The e-seal could not sign a token.
    #[error("the e-seal did not sign: {0}")]
    TokenSeal(#[from] SignError),
    /// A status list cannot be sealed.
    #[error("status list `{list}` cannot be sealed: {source}")]
    StatusList {
        /// The list's id.
        list: String,
        /// Why.
        source: ProofError,
    },
}

fn summary(faults: &Faults) -> String {
    let first = faults.iter().next().map(|Fault { place, what, .. }| format!("{place}: {what}")).unwrap_or_default();
    match faults.len() {
        0 | 1 => first,
        more => format!("{first} (and {} more)", more - 1),
    }
}
