//! A credential as it was received: nothing in it is proven yet.

use serde_json::Value;

use super::ProofError;
use crate::crypto::encoding::{from_base64, from_base64url_multibase};
use crate::jsonld::Contexts;
use crate::limits;
use crate::model::json::{Document, Json, Kind, Members};

/// The base contexts of VCDM 1.1 and 2.0, one of which comes first (VCDM 2.0, section 4.3).
pub(super) const BASE_CONTEXTS: [&str; 2] =
    ["https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"];

/// A credential that was received and whose proofs have not been verified.
///
/// Its accessors say `claimed`: they serve to find the keys that are needed for verifying, and for nothing else.
#[derive(Debug)]
pub struct UnverifiedCredential {
    /// The document without `proof`.
    unsecured: Document,
    /// A proof, or an array of proofs.
    proofs: Document,
}

impl UnverifiedCredential {
    /// Reads a credential strictly: one JSON value without duplicate names, of VCDM 1.1 or 2.0, with an issuer and at
    /// least one proof.
    ///
    /// # Errors
    ///
    /// [`ProofError::NotJson`], [`ProofError::NotACredential`], [`ProofError::MalformedMember`],
    /// [`ProofError::MissingProof`], [`ProofError::TooManyProofs`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofError> {
        Self::from_json(Document::parse(bytes, limits::CREDENTIAL_BYTES_MAX)?)
    }

    /// As [`parse`](Self::parse), from JSON that was read strictly before.
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse) but [`ProofError::NotJson`].
    pub fn from_value(document: &Value) -> Result<Self, ProofError> {
        Self::from_json(Document::of(document))
    }

    /// As [`from_value`](Self::from_value), of JSON as it was received.
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse) but [`ProofError::NotJson`].
    pub fn from_json(document: Document) -> Result<Self, ProofError> {
        let mut unsecured = document;
        let proofs = unsecured.remove("proof");
        check_unsecured(unsecured.root().as_object().ok_or(ProofError::NotACredential)?)?;
        Ok(Self { unsecured, proofs: counted(proofs)? })
    }

    /// The document without its proofs.
    #[must_use]
    pub fn unverified_document(&self) -> Json<'_> {
        self.unsecured.root()
    }

    fn unverified_members(&self) -> Members<'_> {
        self.unsecured.root().as_object().expect("checked when it was read")
    }

    /// The issuer that the document names.
    #[must_use]
    pub fn claimed_issuer(&self) -> &str {
        issuer(self.unverified_members()).expect("checked when it was read")
    }

    /// The id that the document gives itself.
    #[must_use]
    pub fn claimed_id(&self) -> Option<&str> {
        self.unverified_members().get("id").and_then(Json::as_str)
    }

    /// The verification methods that the proofs name, each once.
    #[must_use]
    pub fn claimed_methods(&self) -> Vec<&str> {
        let mut methods: Vec<&str> = Vec::new();
        for method in self.proofs().filter_map(|proof| proof.get("verificationMethod")).filter_map(Json::as_str) {
            if !methods.contains(&method) {
                methods.push(method);
            }
        }
        methods
    }

    /// The earliest time at which a proof says that it was made.
    #[must_use]
    pub fn claimed_created(&self) -> Option<crate::model::time::Timestamp> {
        let times = self.proofs().filter_map(|proof| proof.get("created")).filter_map(Json::as_str);
        times.filter_map(|text| crate::model::time::Timestamp::parse(text).ok()).min()
    }

    pub(super) fn proofs(&self) -> impl Iterator<Item = Json<'_>> + Clone {
        self.proofs.root().items()
    }
}

/// The member `proof`: one object or several, and not more than are looked at.
///
/// # Errors
///
/// [`ProofError::MissingProof`], [`ProofError::TooManyProofs`], [`ProofError::MalformedMember`].
pub(super) fn counted(proofs: Option<Document>) -> Result<Document, ProofError> {
    let proofs = proofs.ok_or(ProofError::MissingProof)?;
    match proofs.root().items().len() {
        0 => return Err(ProofError::MissingProof),
        found if found > limits::PROOFS_MAX => {
            return Err(ProofError::TooManyProofs { found, max: limits::PROOFS_MAX });
        }
        _ => {}
    }
    if proofs.root().items().any(|proof| proof.as_object().is_none()) {
        return Err(ProofError::MalformedMember { member: "proof" });
    }
    Ok(proofs)
}

/// Refuses what is no verifiable credential: the base context first, the type, an issuer.
pub(super) fn check_unsecured(document: Members<'_>) -> Result<(), ProofError> {
    check_credential(document)?;
    issuer(document).ok_or(ProofError::MalformedMember { member: "issuer" })?;
    Ok(())
}

/// The base context first, the type, and an id that is a text, if any.
pub(super) fn check_credential(document: Members<'_>) -> Result<(), ProofError> {
    let mut contexts = document.get("@context").and_then(Json::as_array).ok_or(ProofError::NotACredential)?;
    let first = contexts.next().and_then(Json::as_str);
    if !first.is_some_and(|first| BASE_CONTEXTS.contains(&first)) {
        return Err(ProofError::NotACredential);
    }
    let types = strings(document.get("type")).ok_or(ProofError::NotACredential)?;
    if !types.contains(&"VerifiableCredential") {
        return Err(ProofError::NotACredential);
    }
    if document.get("id").is_some_and(|id| !id.is_string()) {
        return Err(ProofError::MalformedMember { member: "id" });
    }
    Ok(())
}

/// The issuer's id: the member itself, or the `id` of its object (VCDM 2.0, section 4.7).
pub(super) fn issuer(document: Members<'_>) -> Option<&str> {
    match document.get("issuer")?.kind() {
        Kind::Text(id) => Some(id),
        Kind::Object(node) => node.get("id").and_then(Json::as_str),
        _ => None,
    }
}

/// A string, or an array of at least one string.
pub(super) fn strings(value: Option<Json<'_>>) -> Option<Vec<&str>> {
    match value?.kind() {
        Kind::Text(one) => Some(vec![one]),
        Kind::Array(all) if all.len() > 0 => all.map(Json::as_str).collect(),
        _ => None,
    }
}

/// An alias that a document declares for a context, and where its graph has to say so too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Alias<'a> {
    pub(super) iri: &'a str,
    sha256: [u8; 32],
}

/// The one context of the document that is not known by its IRI, if the document's `relatedResource` states its digest.
///
/// The alias chooses among contexts that are known, it never adds one: `relatedResource` names the entry exactly once,
/// with a SHA-256 digest (VCDM 2.0, section 5.3).
pub(super) fn alias<'a>(document: Json<'a>, contexts: &Contexts) -> Option<Alias<'a>> {
    let named = document.get("@context").and_then(Json::as_array)?;
    let mut unknown = named.filter_map(Json::as_str).filter(|iri| !contexts.contains(iri));
    let (Some(iri), None) = (unknown.next(), unknown.next()) else { return None };
    let resources = document.get("relatedResource")?;
    let mut stated = resources.items().filter(|resource| resource.get("id").and_then(Json::as_str) == Some(iri));
    let (Some(resource), None) = (stated.next(), stated.next()) else { return None };
    let text = |name| resource.get(name).map(|value| value.as_str().unwrap_or_default());
    let by_sri = text("digestSRI").map(|sri| sri.strip_prefix("sha256-").and_then(|digest| from_base64(digest).ok()));
    // A multihash of SHA-256 begins with its code and length.
    let by_multibase = text("digestMultibase").map(|multibase| {
        from_base64url_multibase(multibase).ok().and_then(|bytes| Some(bytes.strip_prefix(&[0x12, 0x20])?.to_vec()))
    });
    let digest = match (by_sri, by_multibase) {
        (Some(one), None) | (None, Some(one)) => one,
        (Some(one), Some(other)) if one == other => one,
        _ => None,
    };
    Some(Alias { iri, sha256: digest?.try_into().ok()? })
}

/// The contexts against which the document is read: `contexts`, and its alias if it declares one for a known context.
pub(super) fn contexts_of(document: Json<'_>, contexts: &Contexts) -> Option<Contexts> {
    let Alias { iri, sha256 } = alias(document, contexts)?;
    contexts.with_alias(iri, sha256)
}
