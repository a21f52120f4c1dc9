//! The rows `integrity` and `proof`, from what came of verifying.

use super::report::{Check, Finding};
use super::resolve::Resolution;
use crate::jose::TokenError;
use crate::jose::jades::JadesError;
use crate::jsonld::JsonLdError;
use crate::limits;
use crate::model::json::{Given, Json};
use crate::proof::{ProofError, UnverifiedCredential};

/// Reads a document that is no seal's envelope; both rows if it is not a credential with proofs.
pub(super) fn read_unsealed(given: Given<'_>) -> Result<UnverifiedCredential, [Finding; 2]> {
    let document = given.into_document(limits::CREDENTIAL_BYTES_MAX).map_err(|error| broken(&error.into()))?;
    if is_uploadable(document.root()) {
        let detail = "this file is not sealed: it is one for uploading to Europass, where an institution seals what is in \
                      it. Ask for the file that was made there";
        return Err([unchecked(Check::Integrity), Finding::failed(Check::Proof, "not-sealed-yet", detail)]);
    }
    UnverifiedCredential::from_json(document).map_err(|error| broken(&error))
}

/// Whether this is what the Europass issuer takes for sealing: a credential in a wrapper, with or without an address to
/// deliver to.
fn is_uploadable(document: Json<'_>) -> bool {
    let Some(mut members) = document.as_object() else { return false };
    members.get("credential").is_some_and(|credential| credential.as_object().is_some())
        && members.all(|(name, _)| matches!(name, "credential" | "deliveryDetails"))
}

/// Both rows for a sealed credential.
pub(super) fn sealed() -> [Finding; 2] {
    [
        Finding::passed(Check::Integrity, "unchanged", "the document is unambiguous and unchanged since it was sealed"),
        seal_verified(),
    ]
}

/// The row `proof` for a seal whose signature was verified.
pub(super) fn seal_verified() -> Finding {
    Finding::passed(Check::Proof, "seal-verified", "the seal was made with the key of the certificate that it names")
}

/// Both rows for a sealed document whose seal is good and whose content is not: what cannot be read for certain is never
/// shown as a credential.
pub(super) fn broken_payload(error: &ProofError) -> [Finding; 2] {
    if let ProofError::Graph(JsonLdError::UnknownContext { iri, .. }) = error {
        let detail =
            format!("the sealed document uses the context {iri}, which is not known here, so what it means is not");
        return [Finding::inconclusive(Check::Integrity, "context-unknown", detail), seal_verified()];
    }
    [Finding::failed(Check::Integrity, code(error), error.to_string()), seal_verified()]
}

/// Both rows for an envelope whose seal is broken.
pub(super) fn broken_seal(error: &JadesError) -> [Finding; 2] {
    let code = error.code();
    match code {
        "signature-invalid" => [
            Finding::failed(
                Check::Integrity,
                "content-not-sealed",
                "the document is not what this seal was made for: it was changed, or the seal is another's",
            ),
            Finding::failed(Check::Proof, "seal-signature-invalid", "the seal's signature does not match the document"),
        ],
        "json-malformed" | "duplicate-name" | "not-a-jws" | "payload-missing" | "payload-malformed" | "too-long" => {
            [Finding::failed(Check::Integrity, code, error.to_string()), unchecked(Check::Proof)]
        }
        _ => [unchecked(Check::Integrity), Finding::failed(Check::Proof, code, error.to_string())],
    }
}

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
        Resolution::Unavailable(reason) => unavailable(reason),
        Resolution::Broken(error) => broken(error),
    }
}

/// Both rows where the key could not be had.
pub(super) fn unavailable(reason: &str) -> [Finding; 2] {
    let detail = format!("the issuer's key could not be had: {reason}");
    [unchecked(Check::Integrity), Finding::inconclusive(Check::Proof, "key-unavailable", detail)]
}

/// Both rows for a token that is none, or not the issuer's.
pub(super) fn broken_token(error: &TokenError) -> [Finding; 2] {
    match error {
        TokenError::Signature => broken(&ProofError::InvalidSignature),
        TokenError::Json { .. } | TokenError::Malformed { .. } => {
            [Finding::failed(Check::Integrity, error.code(), error.to_string()), unchecked(Check::Proof)]
        }
        _ => [unchecked(Check::Integrity), Finding::failed(Check::Proof, error.code(), error.to_string())],
    }
}

/// Both rows for a document that is not authentic.
pub(super) fn broken(error: &ProofError) -> [Finding; 2] {
    let code = code(error);
    match error {
        ProofError::MissingProof => {
            let detail = "the document carries neither a proof nor an electronic seal: anybody could have written it";
            [unchecked(Check::Integrity), Finding::failed(Check::Proof, code, detail)]
        }
        ProofError::Graph(JsonLdError::UnknownContext { iri, .. }) => {
            let detail =
                format!("the document uses the context {iri}, which is not known here, so what it means is not");
            [Finding::inconclusive(Check::Integrity, code, detail), unchecked(Check::Proof)]
        }
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
        | ProofError::HolderNotProven { .. }
        | ProofError::MethodNotAuthorized { .. }
        | ProofError::OtherShowing { .. }
        | ProofError::PreviousProofMissing { .. }
        | ProofError::ProofOfAShowing { .. }
        | ProofError::ProofUnverified
        | ProofError::TooManyProofs { .. }
        | ProofError::UnknownProofMember { .. }
        | ProofError::UnsupportedCryptosuite { .. }
        | ProofError::UnsupportedProofType { .. }
        | ProofError::WrongPurpose { .. }
        | ProofError::WrongPurposeOfShowing { .. } => {
            [unchecked(Check::Integrity), Finding::failed(Check::Proof, code, error.to_string())]
        }
        ProofError::MalformedMember { member } if member.starts_with("proof") => {
            [unchecked(Check::Integrity), Finding::failed(Check::Proof, code, error.to_string())]
        }
        ProofError::AmbiguousCredential { .. }
        | ProofError::Canonicalization(_)
        | ProofError::ClaimHidden { .. }
        | ProofError::ClaimsConflict { .. }
        | ProofError::ConflictingContext
        | ProofError::DataModel(_)
        | ProofError::Disclosure(_)
        | ProofError::Graph(_)
        | ProofError::IssuerNotInGraph { .. }
        | ProofError::MalformedMember { .. }
        | ProofError::NotACredential
        | ProofError::NotAPresentation
        | ProofError::NotJson(_)
        | ProofError::NotTheSealedDocument
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
pub(super) fn code(error: &ProofError) -> &'static str {
    match error {
        ProofError::AmbiguousCredential { .. } => "credential-ambiguous",
        ProofError::Canonicalization(_) => "graph-not-canonicalizable",
        ProofError::ConflictingContext => "proof-context-conflict",
        ProofError::ClaimHidden { .. } => "claim-hidden",
        ProofError::ClaimsConflict { .. } => "claims-conflict",
        ProofError::DataModel(_) => "data-model-broken",
        ProofError::Disclosure(error) => error.code(),
        ProofError::DuplicateProof => "proof-duplicate",
        ProofError::DuplicateProofId { .. } => "proof-id-duplicate",
        ProofError::Graph(JsonLdError::InlineContext { .. }) => "context-inline",
        ProofError::Graph(JsonLdError::UnknownContext { .. }) => "context-unknown",
        ProofError::Graph(_) => "graph-unsound",
        ProofError::HolderNotProven { .. } => "holder-not-proven",
        ProofError::InvalidSignature => "signature-mismatch",
        ProofError::IssuerNotInGraph { .. } => "issuer-not-in-graph",
        ProofError::MalformedMember { .. } => "member-malformed",
        ProofError::MalformedProofValue => "proof-value-malformed",
        ProofError::MethodNotAuthorized { .. } => "method-not-authorized",
        ProofError::MissingProof => "proof-missing",
        ProofError::NotACredential => "not-a-credential",
        ProofError::NotAPresentation => "not-a-presentation",
        ProofError::NotJson(_) => "not-json",
        ProofError::NotTheSealedDocument => "proof-of-another-document",
        ProofError::OtherShowing { .. } => "proof-of-another-showing",
        ProofError::PreviousProofMissing { .. } => "previous-proof-missing",
        ProofError::ProofOfAShowing { .. } => "proof-of-a-showing",
        ProofError::ProofPresent => "proof-present",
        ProofError::ProofUnverified => "proof-unverified",
        ProofError::TooManyProofs { .. } => "proofs-many",
        ProofError::UnknownProofMember { .. } => "proof-member-unknown",
        ProofError::UnsupportedCryptosuite { .. } => "cryptosuite-unsupported",
        ProofError::UnsupportedProofType { .. } => "proof-type-unsupported",
        ProofError::WrongPurposeOfShowing { .. } => "proof-purpose-not-showing",
        ProofError::WrongPurpose { .. } => "proof-purpose-wrong",
    }
}
