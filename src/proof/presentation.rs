//! A presentation: credentials that somebody shows, and the proof that it is they who show them.
//!
//! What is proven is that the holder of a key has shown exactly these credentials, for the challenge and the domain that
//! were asked for. The credentials inside are strangers still: each is verified by itself.

use super::document::{BASE_CONTEXTS, counted, strings};
use super::hashing::Secured;
use super::verify::{Claim, ResolvedMethod, Showing, Use, find_method, read_proofs, verify_signatures};
use super::{ProofError, check_presentation_rules};
use crate::jsonld::Contexts;
use crate::limits;
use crate::model::json::{Document, Json, Kind, Members};
use crate::model::time::Timestamp;

/// `VerifiablePresentation` in VCDM 1.1 and 2.0.
const PRESENTATION: &str = "https://www.w3.org/2018/credentials#VerifiablePresentation";

/// A presentation as it was received: nothing in it is proven.
#[derive(Debug)]
pub struct UnverifiedPresentation {
    /// The document without `proof`.
    unsecured: Document,
    /// A proof, or an array of proofs.
    proofs: Document,
}

/// A presentation whose proofs verify.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct VerifiedPresentation {
    /// Who shows it: the controllers of the keys that made the proofs.
    pub shown_by: Vec<String>,
    /// When the earliest of the proofs that end does so.
    pub expires: Option<Timestamp>,
}

impl UnverifiedPresentation {
    /// Reads a presentation strictly: one JSON value without duplicate names, of VCDM 1.1 or 2.0, with at least one proof.
    ///
    /// # Errors
    ///
    /// [`ProofError::NotJson`], [`ProofError::NotAPresentation`], [`ProofError::MalformedMember`],
    /// [`ProofError::MissingProof`], [`ProofError::TooManyProofs`], [`ProofError::DataModel`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofError> {
        let mut unsecured = Document::parse(bytes, limits::REQUEST_BYTES_MAX)?;
        let rules = check_presentation_rules(unsecured.root());
        let proofs = unsecured.remove("proof");
        check_presentation(unsecured.root().as_object().ok_or(ProofError::NotAPresentation)?)?;
        let proofs = counted(proofs)?;
        rules?;
        Ok(Self { unsecured, proofs })
    }

    /// The holder that the presentation names.
    #[must_use]
    pub fn claimed_holder(&self) -> Option<&str> {
        holder(self.unsecured.root().get("holder")?)
    }

    /// The verification methods that the proofs name, each once.
    #[must_use]
    pub fn claimed_methods(&self) -> Vec<&str> {
        let mut methods: Vec<&str> = Vec::new();
        for method in self.proofs.root().items().filter_map(|proof| proof.get("verificationMethod")?.as_str()) {
            if !methods.contains(&method) {
                methods.push(method);
            }
        }
        methods
    }
}

fn check_presentation(document: Members<'_>) -> Result<(), ProofError> {
    let mut contexts = document.get("@context").and_then(Json::as_array).ok_or(ProofError::NotAPresentation)?;
    let first = contexts.next().and_then(Json::as_str);
    if !first.is_some_and(|first| BASE_CONTEXTS.contains(&first)) {
        return Err(ProofError::NotAPresentation);
    }
    let types = strings(document.get("type")).ok_or(ProofError::NotAPresentation)?;
    if !types.contains(&"VerifiablePresentation") {
        return Err(ProofError::NotAPresentation);
    }
    if document.get("id").is_some_and(|id| !id.is_string()) {
        return Err(ProofError::MalformedMember { member: "id" });
    }
    if document.get("holder").is_some_and(|named| holder(named).is_none()) {
        return Err(ProofError::MalformedMember { member: "holder" });
    }
    Ok(())
}

/// The holder's id: the member itself, or the `id` of its object (VCDM 2.0, section 4.13).
fn holder(named: Json<'_>) -> Option<&str> {
    match named.kind() {
        Kind::Text(id) => Some(id),
        Kind::Object(node) => node.get("id").and_then(Json::as_str),
        _ => None,
    }
}

/// Verifies every proof on `received` with the keys in `methods`, which their controllers name for authentication.
///
/// Each proof is for showing and bound to what was asked for, each key is controlled by the DID that names it, and the holder,
/// if one is named, made one of the proofs.
///
/// # Errors
///
/// [`ProofError`] names the first reason for which nothing is proven.
pub fn verify_presentation(
    received: &UnverifiedPresentation,
    methods: &[ResolvedMethod],
    asked: Showing<'_>,
    contexts: &Contexts,
) -> Result<VerifiedPresentation, ProofError> {
    let document = received.unsecured.root();
    let claims = read_proofs(document, received.proofs.root().items(), Use::Showing(asked))?;
    let keys = claims.iter().map(|claim| own_method(claim, methods)).collect::<Result<Vec<_>, _>>()?;
    if let Some(holder) = received.claimed_holder()
        && !keys.iter().any(|key| key.controller == holder)
    {
        return Err(ProofError::HolderNotProven { holder: holder.to_owned() });
    }
    let secured = verify_signatures(|| Secured::read_presentation(document, contexts), &claims, &keys)?;
    // The graph says the same: that this is a presentation, and whose.
    let mut presentations = secured.dataset.instances(PRESENTATION);
    if presentations.next().is_none() {
        return Err(ProofError::NotAPresentation);
    }
    let mut shown_by: Vec<String> = Vec::new();
    for key in &keys {
        if !shown_by.contains(&key.controller) {
            shown_by.push(key.controller.clone());
        }
    }
    let expires = claims.iter().zip(&keys).filter_map(|(claim, key)| claim.verified(key).expires).min();
    Ok(VerifiedPresentation { shown_by, expires })
}

/// The method that the proof names, if the DID that its name begins with controls it.
fn own_method<'m>(claim: &Claim<'_>, methods: &'m [ResolvedMethod]) -> Result<&'m ResolvedMethod, ProofError> {
    let method = find_method(claim, methods)?;
    if method.id.split_once('#').map(|(did, _)| did) != Some(method.controller.as_str()) {
        return Err(ProofError::MethodNotAuthorized { method: method.id.clone() });
    }
    Ok(method)
}
