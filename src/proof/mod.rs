//! Data Integrity proofs (VC Data Integrity 1.0, cryptosuites `eddsa-rdfc-2022` and `eddsa-jcs-2022`): creates and
//! verifies them, verifies the older proof type `Ed25519Signature2020`, and makes the only [`AuthenticCredential`], from a proof or from a verified seal.
//!
//! A document is secured through its graph under either suite: what the graph would not hold is refused before
//! anything is hashed, and what is shown of a credential is read from the graph. A seal covers bytes: what their graph does
//! not hold is named, and nobody reads it. Whether a credential is current and
//! whether its issuer is to be trusted are no questions of this room; it fetches nothing and knows no clock.
//!
//! [`prepare`] drafts one document; a [`DraftTemplate`] drafts documents of one shape and makes the same of them.
//!
//! Departures that are decided here: `domain` and `challenge` are refused, since they bind a proof to one showing and
//! a credential is no showing; `nonce` is carried and covered by the signature; `expires` is reported to the caller.

mod authentic;
mod create;
mod data_model;
mod document;
mod error;
mod hashing;
mod presentation;
mod sealed;
mod template;
mod token;
mod verify;

pub use self::authentic::{AuthenticCredential, IssuerKey, TokenFacts, VerifiedProof};
pub use self::create::{Draft, ProofOptions, prepare};
pub use self::data_model::{
    DataModel, DataModelError, check_credential_rules, check_enveloped_rules, check_presentation_rules,
};
pub use self::document::UnverifiedCredential;
pub use self::error::ProofError;
pub use self::presentation::{UnverifiedPresentation, VerifiedPresentation, verify_presentation};
pub use self::sealed::{SealedDocument, authenticate_seal, authenticate_sealed_proof, sealed_document};
pub use self::template::{DraftTemplate, DraftTemplateError};
pub use self::token::{authenticate_sealed_token, authenticate_token};
pub use self::verify::{ResolvedMethod, Showing, danger_verify_signatures, verify_proof};

/// A cryptosuite for Ed25519 (Data Integrity EdDSA Cryptosuites 1.0).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cryptosuite {
    /// Over the canonical quads (RDFC-1.0).
    #[default]
    EddsaRdfc2022,
    /// Over the canonical JSON (RFC 8785).
    EddsaJcs2022,
    /// The proof type `Ed25519Signature2020`, from before there were cryptosuites: over the canonical quads, as
    /// [`EddsaRdfc2022`](Self::EddsaRdfc2022). It is verified and never made.
    Ed25519Signature2020,
}

impl Cryptosuite {
    /// The name in `cryptosuite`, or the proof's type where that says it all.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EddsaRdfc2022 => "eddsa-rdfc-2022",
            Self::EddsaJcs2022 => "eddsa-jcs-2022",
            Self::Ed25519Signature2020 => "Ed25519Signature2020",
        }
    }

    /// The suite of a name in `cryptosuite`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::EddsaRdfc2022, Self::EddsaJcs2022].into_iter().find(|suite| suite.name() == name)
    }
}
