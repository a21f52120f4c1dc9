//! From a verified seal to an authentic credential: the payload is read strictly as JSON and against known contexts only.
//!
//! Real payloads hold members that no context defines. The seal covers them, their graph does not: they are named, and
//! nothing here reads them.

use std::collections::BTreeSet;

use super::document::{check_credential, contexts_of};
use super::verify::{ISSUER, VERIFIABLE_CREDENTIAL};
use super::{AuthenticCredential, ProofError, UnverifiedCredential};
use crate::crypto::sha256;
use crate::jose::jades::VerifiedSeal;
use crate::jsonld::{Contexts, Dataset, Node, Term, TermId, sealed_to_dataset};
use crate::limits;
use crate::model::json::{Document, Json};

/// What is sealed.
#[derive(Debug)]
pub enum SealedDocument {
    /// A credential that only the seal secures.
    Plain(Document),
    /// A credential that carries proofs of its own, which have to be verified too.
    WithProof(UnverifiedCredential),
}

/// Reads the payload of a seal: one JSON value without duplicate names, bounded in depth and number of values.
///
/// # Errors
///
/// [`ProofError::NotJson`], and [`ProofError::NotACredential`] or the other errors of [`UnverifiedCredential::parse`].
pub fn sealed_document(seal: &VerifiedSeal) -> Result<SealedDocument, ProofError> {
    let document = Document::parse(seal.payload().as_bytes(), limits::CREDENTIAL_BYTES_MAX)?;
    let members = document.root().as_object().ok_or(ProofError::NotACredential)?;
    if members.contains("proof") {
        return UnverifiedCredential::from_json(document).map(SealedDocument::WithProof);
    }
    check_credential(members)?;
    Ok(SealedDocument::Plain(document))
}

/// The credential that a verified seal covers, where nothing else secures it.
///
/// # Errors
///
/// [`ProofError::ProofUnverified`] if the payload carries a proof: both have to be verified, with
/// [`authenticate_sealed_proof`]. Else those of [`sealed_document`], [`ProofError::Graph`] for a context that is not
/// known, and [`ProofError::AmbiguousCredential`] or [`ProofError::MalformedMember`] if the graph does not say which node is
/// the credential or who its issuer is.
pub fn authenticate_seal(seal: VerifiedSeal, contexts: &Contexts) -> Result<AuthenticCredential, ProofError> {
    let SealedDocument::Plain(document) = sealed_document(&seal)? else { return Err(ProofError::ProofUnverified) };
    let document = document.root();
    let own = contexts_of(document, contexts);
    let claimed = document.get("id").and_then(Json::as_str).map(Term::Iri);
    let (dataset, dropped) = sealed_to_dataset(document, own.as_ref().unwrap_or(contexts))?;
    let root = root_of(&dataset, claimed)?;
    let unread = unread(document, &dataset.numbered(root));
    let issuer = dataset.numbered(root).one(ISSUER).and_then(|issuer| dataset.known(issuer));
    let issuer = issuer.ok_or(ProofError::MalformedMember { member: "issuer" })?;
    let document_digest = sha256(seal.payload().as_bytes());
    Ok(AuthenticCredential {
        dataset,
        root,
        issuer,
        document_digest,
        proofs: Vec::new(),
        seal: Some(Box::new(seal)),
        token: None,
        dropped,
        unread,
    })
}

/// The members that decide whether a credential stands, with their predicates.
const DECISIVE: [(&str, &str); 6] = [
    ("credentialStatus", "https://www.w3.org/2018/credentials#credentialStatus"),
    ("status", "http://data.europa.eu/snb/model/elm/status"),
    ("validFrom", "https://www.w3.org/2018/credentials#validFrom"),
    ("issuanceDate", "https://www.w3.org/2018/credentials#issuanceDate"),
    ("validUntil", "https://www.w3.org/2018/credentials#validUntil"),
    ("expirationDate", "https://www.w3.org/2018/credentials#expirationDate"),
];

/// The decisive members of which the document has more values than the graph.
pub(super) fn unread(document: Json<'_>, root: &Node<'_>) -> Vec<&'static str> {
    let lost = |(member, predicate): &&(&str, &str)| {
        let values = document.get(member).into_iter().flat_map(Json::items);
        let written: BTreeSet<String> = values.filter(|value| !value.is_null()).map(|v| v.to_string()).collect();
        written.len() > root.all(predicate).count()
    };
    DECISIVE.iter().filter(lost).map(|(member, _)| *member).collect()
}

/// The credential whose own proofs were verified, `authentic`, with the seal that covers the same document.
///
/// # Errors
///
/// [`ProofError::NotTheSealedDocument`] if the seal covers another document than the proofs.
pub fn authenticate_sealed_proof(
    seal: VerifiedSeal,
    authentic: AuthenticCredential,
    contexts: &Contexts,
) -> Result<AuthenticCredential, ProofError> {
    let SealedDocument::WithProof(received) = sealed_document(&seal)? else {
        return Err(ProofError::NotTheSealedDocument);
    };
    // The graph is the same if and only if the claims are.
    let document = received.unverified_document();
    let own = contexts_of(document, contexts);
    let (dataset, _) = sealed_to_dataset(document, own.as_ref().unwrap_or(contexts))?;
    if dataset != authentic.dataset {
        return Err(ProofError::NotTheSealedDocument);
    }
    Ok(AuthenticCredential { seal: Some(Box::new(seal)), ..authentic })
}

/// The credential's node: the one with the document's id, else the only credential of the graph.
pub(super) fn root_of(dataset: &Dataset, claimed: Option<Term<'_>>) -> Result<TermId, ProofError> {
    if let Some(root) = claimed {
        let known = dataset.known(root).filter(|known| dataset.numbered(*known).has_type(VERIFIABLE_CREDENTIAL));
        return known.ok_or(ProofError::NotACredential);
    }
    let mut credentials = dataset.instances(VERIFIABLE_CREDENTIAL);
    let first = credentials.next().ok_or(ProofError::NotACredential)?;
    match credentials.count() {
        0 => dataset.known(first.term()).ok_or(ProofError::NotACredential),
        others => Err(ProofError::AmbiguousCredential { found: others + 1 }),
    }
}
