//! The rows `integrity` and `proof`, from what came of verifying.

use super::report::{Check, Finding};
use super::resolve::Resolution;
use crate::jsonld::JsonLdError;
use crate::proof::ProofError;

/// Both rows.
pub(super) fn check_proof(resolution: &Resolution) -> [Finding; 2] {
    match resolution {
        Resolution::Authentic(_) => [
            Finding::passed(
                Check::Integrity,
                "unchanged",
                "the document is unambiguous and unchanged since it was sealed",
            ),
            Finding::passed(Check::Proof, "proof-verified", "the seal was made with the key that it names"),
        ],
        Resolution::Unavailable(reason) => [
            unchecked(Check::Integrity),
            Finding::inconclusive(
                Check::Proof,
                "key-unavailable",
                format!("the issuer's key could not be had: {reason}"),
            ),
        ],
        Resolution::Broken(error) => broken(error),
    }
}

/// Both rows for a document that is not authentic.
pub(super) fn broken(error: &ProofError) -> [Finding; 2] {
    let code = code(error);
    match error {
        // A signature that does not match says both: something was changed, or another key sealed it.
        ProofError::InvalidSignature => [
            Finding::failed(
                Check::Integrity,
                "content-not-sealed",
                "the document is not what this seal was made for: it was changed, or the seal is another's",
            ),
            Finding::failed(Check::Proof, code, "the signature does not match the document"),
        ],
        ProofError::DuplicateProof
        | ProofError::DuplicateProofId { .. }
        | ProofError::MalformedProofValue
        | ProofError::MethodNotAuthorized { .. }
        | ProofError::MissingProof
        | ProofError::PreviousProofMissing { .. }
        | ProofError::ProofOfAShowing { .. }
        | ProofError::TooManyProofs { .. }
        | ProofError::UnknownProofMember { .. }
        | ProofError::UnsupportedCryptosuite { .. }
        | ProofError::UnsupportedProofType { .. }
        | ProofError::WrongPurpose { .. } => {
            [unchecked(Check::Integrity), Finding::failed(Check::Proof, code, error.to_string())]
        }
        ProofError::MalformedMember { member } if member.starts_with("proof") => {
            [unchecked(Check::Integrity), Finding::failed(Check::Proof, code, error.to_string())]
        }
        ProofError::AmbiguousCredential { .. }
        | ProofError::Canonicalization(_)
        | ProofError::ConflictingContext
        | ProofError::Graph(_)
        | ProofError::IssuerNotInGraph { .. }
        | ProofError::MalformedMember { .. }
        | ProofError::NotACredential
        | ProofError::NotJson(_)
        | ProofError::ProofPresent => {
            [Finding::failed(Check::Integrity, code, error.to_string()), unchecked(Check::Proof)]
        }
    }
}

/// The row of a check that an earlier one made impossible.
pub(super) fn unchecked(check: Check) -> Finding {
    Finding::inconclusive(check, "not-checked", "not checked, since an earlier check did not pass")
}

/// The stable code of an error.
fn code(error: &ProofError) -> &'static str {
    match error {
        ProofError::AmbiguousCredential { .. } => "credential-ambiguous",
        ProofError::Canonicalization(_) => "graph-not-canonicalizable",
        ProofError::ConflictingContext => "proof-context-conflict",
        ProofError::DuplicateProof => "proof-duplicate",
        ProofError::DuplicateProofId { .. } => "proof-id-duplicate",
        ProofError::Graph(JsonLdError::UnknownContext { .. } | JsonLdError::InlineContext { .. }) => "context-unknown",
        ProofError::Graph(_) => "graph-unsound",
        ProofError::InvalidSignature => "signature-mismatch",
        ProofError::IssuerNotInGraph { .. } => "issuer-not-in-graph",
        ProofError::MalformedMember { .. } => "member-malformed",
        ProofError::MalformedProofValue => "proof-value-malformed",
        ProofError::MethodNotAuthorized { .. } => "method-not-authorized",
        ProofError::MissingProof => "proof-missing",
        ProofError::NotACredential => "not-a-credential",
        ProofError::NotJson(_) => "not-json",
        ProofError::PreviousProofMissing { .. } => "previous-proof-missing",
        ProofError::ProofOfAShowing { .. } => "proof-of-a-showing",
        ProofError::ProofPresent => "proof-present",
        ProofError::TooManyProofs { .. } => "proofs-many",
        ProofError::UnknownProofMember { .. } => "proof-member-unknown",
        ProofError::UnsupportedCryptosuite { .. } => "cryptosuite-unsupported",
        ProofError::UnsupportedProofType { .. } => "proof-type-unsupported",
        ProofError::WrongPurpose { .. } => "proof-purpose-wrong",
    }
}
