//! The rules of the Verifiable Credentials Data Model, 1.1 and 2.0, on a document as it is written: one function for what is
//! issued and for what is verified. `CONFORMANCE.md` lists the clauses with their tests.
//!
//! It says nothing of what terms mean (`jsonld` refuses those that no context defines), nor whether a proof verifies.

mod members;

#[cfg(test)]
mod tests;

use thiserror::Error;

use self::members::{
    check_texts, date_time, ids_and_types, is_url, media_type, related_resources, subjects, url_member,
};
use crate::jsonld::Contexts;
use crate::model::json::{Json, Kind, Members};

/// The base context of VCDM 1.1.
const V1: &str = "https://www.w3.org/2018/credentials/v1";
/// The base context of VCDM 2.0.
const V2: &str = "https://www.w3.org/ns/credentials/v2";

/// A version of the data model, by the base context of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataModel {
    /// VCDM 1.1.
    V1,
    /// VCDM 2.0.
    V2,
}

/// A rule of the data model that a document breaks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{pointer}: {reason} ({clause})")]
pub struct DataModelError {
    /// The place, as a JSON pointer; `/` alone is the document.
    pub pointer: String,
    /// What is wrong.
    pub reason: &'static str,
    /// The clause: the specification and its section.
    pub clause: &'static str,
}

impl DataModelError {
    fn new(pointer: impl Into<String>, reason: &'static str, clause: &'static str) -> Self {
        Self { pointer: pointer.into(), reason, clause }
    }
}

/// What becomes of a rule.
type Checked = Result<(), DataModelError>;

impl DataModel {
    /// The version of a document: its first context.
    ///
    /// # Errors
    ///
    /// The rule on `@context` that it breaks.
    pub fn of(members: Members<'_>) -> Result<Self, DataModelError> {
        let clause = "VCDM 1.1, 4.1; VCDM 2.0, 4.3";
        let fault = |pointer: &str, reason| DataModelError::new(pointer, reason, clause);
        let contexts = members.get("@context").ok_or_else(|| fault("/@context", "it is missing"))?;
        // VCDM 2.0 shows an enveloped credential with the base context alone, which is no set.
        let all = match contexts.kind() {
            Kind::Array(all) => all,
            _ => return Err(fault("/@context", "it has to be an array")),
        };
        let mut version = None;
        for (index, context) in all.enumerate() {
            let pointer = format!("/@context/{index}");
            let found = match context.kind() {
                Kind::Text(V1) => Some(Self::V1),
                Kind::Text(V2) => Some(Self::V2),
                Kind::Text(url) if is_url(url) => None,
                Kind::Object(_) => None,
                _ => return Err(fault(&pointer, "a context is a URL or an object")),
            };
            match (index, found) {
                (0, None) => return Err(fault(&pointer, "the first has to be the base context of the data model")),
                (0, found) => version = found,
                (_, None) => {}
                (_, Some(other)) if Some(other) == version => {
                    return Err(fault(&pointer, "the base context stands there twice"));
                }
                (_, Some(_)) => {
                    return Err(fault(&pointer, "the base contexts of both versions contradict each other"));
                }
            }
        }
        version.ok_or_else(|| fault("/@context", "it is empty"))
    }
}

/// Checks a credential, with or without its proofs, against the rules of its version.
///
/// The digests of related resources are computed for those among `contexts`; no other resource is known here.
///
/// # Errors
///
/// The first rule that it breaks.
pub fn check_credential_rules(document: Json<'_>, contexts: &Contexts) -> Result<DataModel, DataModelError> {
    let members = object(document)?;
    let version = DataModel::of(members)?;
    types(members, "VerifiableCredential", "VCDM 1.1, 4.3; VCDM 2.0, 4.5")?;
    url_member(members, "id", "", "VCDM 1.1, 4.2; VCDM 2.0, 4.4")?;
    issuer(members)?;
    dates(members, version)?;
    subjects(members)?;
    ids_and_types(members, version)?;
    if version == DataModel::V2 {
        check_texts(members, "")?;
        if let Some(issuer) = members.get("issuer").and_then(Json::as_object) {
            check_texts(issuer, "/issuer")?;
        }
        related_resources(members, contexts)?;
    }
    proofs(members)?;
    Ok(version)
}

/// Checks a presentation against the rules of its version, but not the credentials in it.
///
/// # Errors
///
/// The first rule that it breaks.
pub fn check_presentation_rules(document: Json<'_>) -> Result<DataModel, DataModelError> {
    let clause = "VCDM 1.1, 4.10; VCDM 2.0, 4.13";
    let members = object(document)?;
    let version = DataModel::of(members)?;
    types(members, "VerifiablePresentation", clause)?;
    url_member(members, "id", "", clause)?;
    if let Some(holder) = members.get("holder") {
        let named = match (holder.kind(), version) {
            (Kind::Text(id), _) => is_url(id),
            (Kind::Object(node), DataModel::V2) => node.get("id").and_then(Json::as_str).is_some_and(is_url),
            _ => false,
        };
        if !named {
            return Err(DataModelError::new(
                "/holder",
                "it has to be a URL, or an object with one as its `id`",
                clause,
            ));
        }
    }
    if let Some(credentials) = members.get("verifiableCredential") {
        for (index, credential) in credentials.items().enumerate() {
            let pointer = format!("/verifiableCredential/{index}");
            match credential.as_object() {
                Some(node) if is_enveloped(node) => enveloped(node, &pointer)?,
                Some(_) => {}
                // Of 1.1 a presentation may hold a JWT as it is (6.3.1).
                None if version == DataModel::V1 && credential.is_string() => {}
                None => return Err(DataModelError::new(pointer, "a credential has to be an object", clause)),
            }
        }
    }
    proofs(members)?;
    Ok(version)
}

/// Checks an enveloped credential or presentation: the object around a `data:` URL.
///
/// # Errors
///
/// The rule that it breaks.
pub fn check_enveloped_rules(document: Json<'_>) -> Checked {
    enveloped(object(document)?, "")
}

/// Whether it says of itself that it is an envelope.
pub(crate) fn is_enveloped(members: Members<'_>) -> bool {
    let named = |name: &str| members.get("type").is_some_and(|types| types.items().any(|t| t.as_str() == Some(name)));
    named("EnvelopedVerifiableCredential") || named("EnvelopedVerifiablePresentation")
}

fn enveloped(members: Members<'_>, pointer: &str) -> Checked {
    let clause = "VCDM 2.0, 4.13.1";
    let fault = |member: &str, reason| Err(DataModelError::new(format!("{pointer}{member}"), reason, clause));
    let context = members.get("@context");
    let base = context.is_some_and(|context| context.items().next().and_then(Json::as_str) == Some(V2));
    if !base {
        return fault("/@context", "the first has to be the base context of VCDM 2.0");
    }
    if !is_enveloped(members) {
        return fault("/type", "it has to name an enveloped credential or presentation");
    }
    let data = members.get("id").and_then(Json::as_str).and_then(|id| id.strip_prefix("data:"));
    match data.and_then(|data| data.split_once(',')) {
        Some((media, content)) if media_type(media) && !content.is_empty() => Ok(()),
        _ => fault("/id", "it has to be a `data:` URL with a media type and content"),
    }
}

fn object(document: Json<'_>) -> Result<Members<'_>, DataModelError> {
    let clause = "VCDM 1.1, 3.2; VCDM 2.0, 4.1";
    document.as_object().ok_or_else(|| DataModelError::new("/", "the document has to be an object", clause))
}

/// `type` has to be a string or a set of strings with `required` among them.
fn types(members: Members<'_>, required: &'static str, clause: &'static str) -> Checked {
    let fault = |reason| Err(DataModelError::new("/type", reason, clause));
    let Some(found) = members.get("type") else { return fault("it is missing") };
    let mut seen = Vec::new();
    for item in found.items() {
        let Some(text) = item.as_str().filter(|text| !text.is_empty()) else { return fault("a type has to be a text") };
        if seen.contains(&text) {
            return fault("a type stands there twice");
        }
        seen.push(text);
    }
    if seen.contains(&required) { Ok(()) } else { fault("the general type of the data model is missing") }
}

/// A URL, or an object with one as its `id`.
fn issuer(members: Members<'_>) -> Checked {
    let clause = "VCDM 1.1, 4.5; VCDM 2.0, 4.7";
    let fault = |reason| Err(DataModelError::new("/issuer", reason, clause));
    match members.get("issuer").map(Json::kind) {
        None => fault("it is missing"),
        Some(Kind::Text(id)) if is_url(id) => Ok(()),
        Some(Kind::Object(node)) if node.get("id").and_then(Json::as_str).is_some_and(is_url) => Ok(()),
        Some(_) => fault("it has to be a URL, or an object with one as its `id`"),
    }
}

/// The dates of validity: with a time zone in 2.0, and the end not before the beginning.
fn dates(members: Members<'_>, version: DataModel) -> Checked {
    let clause = match version {
        DataModel::V1 => "VCDM 1.1, 4.6 and 4.8",
        DataModel::V2 => "VCDM 2.0, 4.9",
    };
    if version == DataModel::V1 && !members.contains("issuanceDate") {
        return Err(DataModelError::new("/issuanceDate", "it is missing", clause));
    }
    for name in ["issuanceDate", "expirationDate", "validFrom", "validUntil"] {
        let Some(value) = members.get(name) else { continue };
        let written = value.as_str().is_some_and(|text| date_time(text, version));
        if !written {
            let reason = match version {
                DataModel::V1 => "it has to be a date and time as XML Schema writes them",
                DataModel::V2 => "it has to be a date and time with a time zone as XML Schema writes them",
            };
            return Err(DataModelError::new(format!("/{name}"), reason, clause));
        }
    }
    let at = |name| members.get(name).and_then(Json::as_str).and_then(members::instant);
    match (version, at("validFrom"), at("validUntil")) {
        (DataModel::V2, Some(from), Some(until)) if until < from => {
            Err(DataModelError::new("/validUntil", "it lies before `validFrom`", clause))
        }
        _ => Ok(()),
    }
}

/// A proof is an object with a type; without one of its own there may be none, as in an envelope.
fn proofs(members: Members<'_>) -> Checked {
    let clause = "VCDM 1.1, 4.7; VCDM 2.0, 4.12";
    let Some(proofs) = members.get("proof") else { return Ok(()) };
    for proof in proofs.items() {
        let typed = proof.get("type").is_some_and(|named| named.items().all(|name| name.is_string()));
        if !typed {
            return Err(DataModelError::new("/proof", "a proof has to be an object with a `type`", clause));
        }
    }
    Ok(())
}
