//! Why a document is not authentic, or cannot be secured.

use thiserror::Error;

use super::DataModelError;
use crate::jose::SdJwtError;
use crate::jsonld::{JsonLdError, RdfcError};
use crate::model::json::JsonError;

/// Why a document is not authentic, or cannot be secured.
///
/// None of them means "try again": what could not be fetched has failed before this room is asked.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProofError {
    /// The document has no id and more than one credential in its graph, so that nothing says which one it is.
    #[error("the document has no `id`, and its graph has {found} credentials")]
    AmbiguousCredential {
        /// How many there are.
        found: usize,
    },
    /// The blank nodes cannot be named within the budget.
    #[error("the graph cannot be canonicalized: {0}")]
    Canonicalization(#[from] RdfcError),
    /// A claim that rules a token was left to its holder to show.
    #[error("the claim `{claim}` is one that may not be withheld")]
    ClaimHidden {
        /// The claim.
        claim: &'static str,
    },
    /// A claim of the token says something else than the credential in it.
    #[error("the claim `{claim}` of the token contradicts the credential in it")]
    ClaimsConflict {
        /// The claim.
        claim: &'static str,
    },
    /// The proof's own `@context` is not the document's, so that the two would be read differently.
    #[error("the proof's `@context` is not the document's")]
    ConflictingContext,
    /// The document breaks a rule of the data model.
    #[error("the document breaks a rule of the data model: {0}")]
    DataModel(#[from] DataModelError),
    /// What was disclosed is not what the token says.
    #[error("what was disclosed does not belong to the token: {0}")]
    Disclosure(#[from] SdJwtError),
    /// One proof twice: the second says nothing.
    #[error("a proof is there twice")]
    DuplicateProof,
    /// Two proofs of one id: a chain could mean either.
    #[error("two proofs have the id `{id}`")]
    DuplicateProofId {
        /// The id.
        id: String,
    },
    /// What the document shows is not what its graph would hold.
    #[error("the document cannot be secured through its graph: {0}")]
    Graph(#[from] JsonLdError),
    /// The signature does not match the document and its proof options.
    #[error("the signature does not match the document")]
    InvalidSignature,
    /// Nobody who proves the showing is the one whom the presentation names as its holder.
    #[error("no proof is that of the holder `{holder}`")]
    HolderNotProven {
        /// The holder that the presentation names.
        holder: String,
    },
    /// The issuer that the document shows is not the one in its graph.
    #[error("the issuer in the graph is not `{claimed}`")]
    IssuerNotInGraph {
        /// The issuer that the JSON shows.
        claimed: String,
    },
    /// A member that every credential or proof has is missing or malformed.
    #[error("`{member}` is missing or malformed")]
    MalformedMember {
        /// The member.
        member: &'static str,
    },
    /// `proofValue` is not an encoded signature of the suite.
    #[error("`proofValue` is not an encoded signature")]
    MalformedProofValue,
    /// The document's issuer does not control the key that made the proof, or the key is not known.
    #[error("verification method `{method}` is not the issuer's")]
    MethodNotAuthorized {
        /// The verification method that the proof names.
        method: String,
    },
    /// The document has no proof.
    #[error("the document has no proof")]
    MissingProof,
    /// Not a verifiable credential of VCDM 1.1 or 2.0.
    #[error("the document is not a verifiable credential")]
    NotACredential,
    /// Not JSON that means one thing only.
    #[error(transparent)]
    NotJson(#[from] JsonError),
    /// Not a verifiable presentation of VCDM 1.1 or 2.0.
    #[error("the document is not a verifiable presentation")]
    NotAPresentation,
    /// The seal covers another document than the one whose proofs were verified.
    #[error("the seal covers another document than the proof")]
    NotTheSealedDocument,
    /// The proof is of a showing, but not of the one that was asked for.
    #[error("the proof's `{member}` is not the one that was asked for")]
    OtherShowing {
        /// `domain` or `challenge`.
        member: &'static str,
    },
    /// A proof is chained to one that is not there.
    #[error("the previous proof `{id}` is not in the document")]
    PreviousProofMissing {
        /// The id of the missing proof.
        id: String,
    },
    /// The document to be secured has a proof already.
    #[error("the document has a proof already")]
    ProofPresent,
    /// The proof is bound to one showing, so that it is not one by which a credential is issued.
    #[error("the proof has a `{member}`, so it is for a showing and not for issuing")]
    ProofOfAShowing {
        /// `domain` or `challenge`.
        member: &'static str,
    },
    /// What is sealed carries a proof of its own, which has not been verified.
    #[error("the sealed credential has a proof, which was not verified")]
    ProofUnverified,
    /// More proofs than are verified.
    #[error("{found} proofs, more than the {max} that are verified")]
    TooManyProofs {
        /// How many there are.
        found: usize,
        /// The bound.
        max: usize,
    },
    /// A member that a proof does not have.
    #[error("a proof has no member `{member}`")]
    UnknownProofMember {
        /// The member.
        member: String,
    },
    /// The proof's cryptosuite is not implemented here.
    #[error("unsupported cryptosuite `{found}`")]
    UnsupportedCryptosuite {
        /// The suite that the proof names.
        found: String,
    },
    /// The proof is of another type than those that are verified.
    #[error("proof type is `{found}`, expected `DataIntegrityProof` or `Ed25519Signature2020`")]
    UnsupportedProofType {
        /// The type.
        found: String,
    },
    /// The proof was made for another purpose than issuing.
    #[error("proof purpose is `{found}`, expected `assertionMethod`")]
    WrongPurpose {
        /// The purpose that the proof names.
        found: String,
    },
    /// The proof was made for another purpose than showing.
    #[error("proof purpose is `{found}`, expected `authentication`")]
    WrongPurposeOfShowing {
        /// The purpose that the proof names.
        found: String,
    },
}

impl ProofError {
    /// The W3C name of this error: what the HTTP API and the logs call it, for good.
    ///
    /// The names are those of VC Data Integrity 1.0, section 4.7, VCDM 2.0, section 7.5, and Controlled Identifiers 1.0,
    /// section 3.5.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "PARSING_ERROR",
            Self::AmbiguousCredential { .. }
            | Self::ClaimHidden { .. }
            | Self::ClaimsConflict { .. }
            | Self::DataModel(_)
            | Self::Disclosure(_)
            | Self::MalformedMember { .. }
            | Self::MalformedProofValue
            | Self::NotACredential
            | Self::NotAPresentation => "MALFORMED_VALUE_ERROR",
            Self::Canonicalization(_) | Self::ConflictingContext | Self::Graph(_) | Self::IssuerNotInGraph { .. } => {
                "PROOF_TRANSFORMATION_ERROR"
            }
            Self::HolderNotProven { .. } | Self::MethodNotAuthorized { .. } => "INVALID_VERIFICATION_METHOD",
            Self::ProofPresent => "PROOF_GENERATION_ERROR",
            Self::WrongPurpose { .. } | Self::WrongPurposeOfShowing { .. } => {
                "INVALID_PROOF_PURPOSE_FOR_VERIFICATION_METHOD"
            }
            Self::OtherShowing { member: "domain" } | Self::ProofOfAShowing { member: "domain" } => {
                "INVALID_DOMAIN_ERROR"
            }
            Self::OtherShowing { .. } | Self::ProofOfAShowing { .. } => "INVALID_CHALLENGE_ERROR",
            Self::DuplicateProof
            | Self::DuplicateProofId { .. }
            | Self::InvalidSignature
            | Self::MissingProof
            | Self::NotTheSealedDocument
            | Self::PreviousProofMissing { .. }
            | Self::ProofUnverified
            | Self::TooManyProofs { .. }
            | Self::UnknownProofMember { .. }
            | Self::UnsupportedCryptosuite { .. }
            | Self::UnsupportedProofType { .. } => "PROOF_VERIFICATION_ERROR",
        }
    }
}
