//! A credential as it was received: nothing in it is proven yet.

use serde_json::{Map, Value};

use super::ProofError;
use crate::crypto::encoding::{from_base64, from_base64url_multibase};
use crate::jsonld::Contexts;
use crate::limits;
use crate::model::json::parse_strict;

/// The base contexts of VCDM 1.1 and 2.0, one of which comes first (VCDM 2.0, section 4.3).
const BASE_CONTEXTS: [&str; 2] = ["https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"];

/// A credential that was received and whose proofs have not been verified.
///
/// Its accessors say `claimed`: they serve to find the keys that are needed for verifying, and for nothing else.
#[derive(Debug)]
pub struct UnverifiedCredential {
    /// The document without `proof`.
    unsecured: Map<String, Value>,
    proofs: Vec<Map<String, Value>>,
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
        Self::from_value(parse_strict(bytes, limits::CREDENTIAL_BYTES_MAX)?)
    }

    /// As [`parse`](Self::parse), from JSON that was read strictly before.
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse) but [`ProofError::NotJson`].
    pub fn from_value(document: Value) -> Result<Self, ProofError> {
        let Value::Object(mut unsecured) = document else { return Err(ProofError::NotACredential) };
        let proof = unsecured.shift_remove("proof");
        check_unsecured(&unsecured)?;
        let proofs = match proof {
            None => return Err(ProofError::MissingProof),
            Some(Value::Array(proofs)) if proofs.is_empty() => return Err(ProofError::MissingProof),
            Some(Value::Array(proofs)) if proofs.len() > limits::PROOFS_MAX => {
                return Err(ProofError::TooManyProofs { found: proofs.len(), max: limits::PROOFS_MAX });
            }
            Some(Value::Array(proofs)) => proofs,
            Some(one) => vec![one],
        };
        let object = |proof| if let Value::Object(proof) = proof { Some(proof) } else { None };
        let proofs = proofs.into_iter().map(object).collect::<Option<Vec<_>>>();
        Ok(Self { unsecured, proofs: proofs.ok_or(ProofError::MalformedMember { member: "proof" })? })
    }

    /// The document without its proofs.
    #[must_use]
    pub fn unverified_document(&self) -> &Map<String, Value> {
        &self.unsecured
    }

    /// The issuer that the document names.
    #[must_use]
    pub fn claimed_issuer(&self) -> &str {
        issuer(&self.unsecured).expect("checked when it was read")
    }

    /// The id that the document gives itself.
    #[must_use]
    pub fn claimed_id(&self) -> Option<&str> {
        self.unsecured.get("id").and_then(Value::as_str)
    }

    /// The verification methods that the proofs name, each once.
    #[must_use]
    pub fn claimed_methods(&self) -> Vec<&str> {
        let mut methods: Vec<&str> = Vec::new();
        for method in self.proofs.iter().filter_map(|proof| proof.get("verificationMethod")).filter_map(Value::as_str) {
            if !methods.contains(&method) {
                methods.push(method);
            }
        }
        methods
    }

    /// The earliest time at which a proof says that it was made.
    #[must_use]
    pub fn claimed_created(&self) -> Option<crate::model::time::Timestamp> {
        let times = self.proofs.iter().filter_map(|proof| proof.get("created")).filter_map(Value::as_str);
        times.filter_map(|text| crate::model::time::Timestamp::parse(text).ok()).min()
    }

    pub(super) fn proofs(&self) -> &[Map<String, Value>] {
        &self.proofs
    }
}

/// Refuses what is no verifiable credential: the base context first, the type, an issuer.
pub(super) fn check_unsecured(document: &Map<String, Value>) -> Result<(), ProofError> {
    check_credential(document)?;
    issuer(document).ok_or(ProofError::MalformedMember { member: "issuer" })?;
    Ok(())
}

/// The base context first, the type, and an id that is a text, if any.
pub(super) fn check_credential(document: &Map<String, Value>) -> Result<(), ProofError> {
    let contexts = document.get("@context").and_then(Value::as_array).ok_or(ProofError::NotACredential)?;
    let first = contexts.first().and_then(Value::as_str);
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
pub(super) fn issuer(document: &Map<String, Value>) -> Option<&str> {
    match document.get("issuer")? {
        Value::String(id) => Some(id),
        Value::Object(node) => node.get("id").and_then(Value::as_str),
        _ => None,
    }
}

/// A string, or an array of at least one string.
pub(super) fn strings(value: Option<&Value>) -> Option<Vec<&str>> {
    match value? {
        Value::String(one) => Some(vec![one]),
        Value::Array(all) if !all.is_empty() => all.iter().map(Value::as_str).collect(),
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
pub(super) fn alias<'a>(document: &'a Map<String, Value>, contexts: &Contexts) -> Option<Alias<'a>> {
    let named = document.get("@context").and_then(Value::as_array)?;
    let mut unknown = named.iter().filter_map(Value::as_str).filter(|iri| !contexts.contains(iri));
    let (Some(iri), None) = (unknown.next(), unknown.next()) else { return None };
    let resources = document.get("relatedResource")?;
    let resources = resources.as_array().map_or(std::slice::from_ref(resources), Vec::as_slice);
    let mut stated = resources.iter().filter(|resource| resource.get("id").and_then(Value::as_str) == Some(iri));
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
pub(super) fn contexts_of(document: &Map<String, Value>, contexts: &Contexts) -> Option<Contexts> {
    let Alias { iri, sha256 } = alias(document, contexts)?;
    contexts.with_alias(iri, sha256)
}
