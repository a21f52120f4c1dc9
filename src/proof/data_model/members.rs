//! Rules on single members.

use sha2::{Digest as _, Sha384, Sha512};

use super::{Checked, DataModel, DataModelError};
use crate::crypto::encoding::{from_base58_multibase, from_base64, from_base64url_multibase};
use crate::crypto::sha256;
use crate::jsonld::Contexts;
use crate::model::json::{Json, Kind, Members};

/// Whether a text is an absolute URL or another absolute IRI, such as a DID or a URN.
pub(super) fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let mut letters = scheme.chars();
    let named = letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.'));
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c);
    named && !rest.is_empty() && !rest.contains(forbidden)
}

/// `name` has to be one URL, if it is there.
pub(super) fn url_member(members: Members<'_>, name: &str, pointer: &str, clause: &'static str) -> Checked {
    match members.get(name) {
        None => Ok(()),
        Some(value) if value.as_str().is_some_and(is_url) => Ok(()),
        Some(_) => Err(DataModelError::new(format!("{pointer}/{name}"), "it has to be one URL", clause)),
    }
}

/// Each subject has to be an object of which something is claimed.
pub(super) fn subjects(members: Members<'_>) -> Checked {
    let clause = "VCDM 1.1, 4.4; VCDM 2.0, 4.8";
    let fault = |pointer: &str, reason| Err(DataModelError::new(pointer, reason, clause));
    let Some(found) = members.get("credentialSubject") else { return fault("/credentialSubject", "it is missing") };
    if found.items().len() == 0 {
        return fault("/credentialSubject", "it is empty");
    }
    for (index, subject) in found.items().enumerate() {
        let pointer =
            if found.is_array() { format!("/credentialSubject/{index}") } else { "/credentialSubject".into() };
        let Some(mut node) = subject.as_object() else { return fault(&pointer, "a subject has to be an object") };
        url_member(node, "id", &pointer, clause)?;
        if node.next().is_none() {
            return fault(&pointer, "nothing is claimed of a subject");
        }
    }
    Ok(())
}

/// A member whose values have a type, and an id where the version demands one.
struct Typed {
    name: &'static str,
    clause: &'static str,
    /// Whether an id is demanded by 1.1, and by 2.0.
    id: [bool; 2],
}

const TYPED: [Typed; 5] = [
    Typed { name: "credentialStatus", clause: "VCDM 1.1, 4.9; VCDM 2.0, 4.10", id: [true, false] },
    Typed { name: "credentialSchema", clause: "VCDM 1.1, 5.4; VCDM 2.0, 4.11", id: [true, true] },
    Typed { name: "refreshService", clause: "VCDM 1.1, 5.5; VCDM 2.0, 5.4", id: [true, false] },
    Typed { name: "termsOfUse", clause: "VCDM 1.1, 5.6; VCDM 2.0, 5.5", id: [false, false] },
    Typed { name: "evidence", clause: "VCDM 1.1, 5.7; VCDM 2.0, 5.6", id: [false, false] },
];

/// Status, schemas, services, terms of use and evidence.
pub(super) fn ids_and_types(members: Members<'_>, version: DataModel) -> Checked {
    for Typed { name, clause, id } in TYPED {
        let Some(values) = members.get(name) else { continue };
        for (index, value) in values.items().enumerate() {
            let pointer = if values.is_array() { format!("/{name}/{index}") } else { format!("/{name}") };
            let fault = |reason| Err(DataModelError::new(&pointer, reason, clause));
            let Some(node) = value.as_object() else { return fault("it has to be an object") };
            let typed = node.get("type").is_some_and(|types| {
                types.items().len() > 0 && types.items().all(|t| t.as_str().is_some_and(|text| !text.is_empty()))
            });
            if !typed {
                return fault("it has no `type`");
            }
            if id[usize::from(version == DataModel::V2)] && !node.contains("id") {
                return fault("it has no `id`");
            }
            url_member(node, "id", &pointer, clause)?;
        }
    }
    Ok(())
}

/// `name` and `description` are texts, or texts with a language and a direction, or several of those.
pub(super) fn check_texts(members: Members<'_>, pointer: &str) -> Checked {
    let clause = "VCDM 2.0, 4.6 and 11.1";
    for name in ["name", "description"] {
        let Some(values) = members.get(name) else { continue };
        let fault = |reason| Err(DataModelError::new(format!("{pointer}/{name}"), reason, clause));
        for value in values.items() {
            let node = match value.kind() {
                Kind::Text(_) => continue,
                Kind::Object(node) => node,
                _ => return fault("it has to be a text or a text with its language"),
            };
            if !node.get("@value").is_some_and(Json::is_string) {
                return fault("a text with a language has an `@value`");
            }
            for (member, value) in node {
                let allowed = match member {
                    "@value" => true,
                    "@language" => value.as_str().is_some_and(is_language),
                    "@direction" => matches!(value.as_str(), Some("ltr" | "rtl")),
                    _ => false,
                };
                if !allowed {
                    return fault("a text has `@value`, `@language` and `@direction` alone");
                }
            }
        }
    }
    Ok(())
}

/// Whether it has the form of a language tag (BCP 47).
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts
        .next()
        .is_some_and(|part| (1..=8).contains(&part.len()) && part.chars().all(|letter| letter.is_ascii_alphabetic()));
    let rest = |part: &str| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    primary && parts.all(rest)
}

/// Each related resource has an id of its own and at least one digest, which is compared where the resource is known.
pub(super) fn related_resources(members: Members<'_>, contexts: &Contexts) -> Checked {
    let clause = "VCDM 2.0, 5.3";
    let Some(resources) = members.get("relatedResource") else { return Ok(()) };
    let mut seen = Vec::new();
    for (index, resource) in resources.items().enumerate() {
        let array = resources.is_array();
        let pointer = if array { format!("/relatedResource/{index}") } else { "/relatedResource".into() };
        let fault = |reason| Err(DataModelError::new(&pointer, reason, clause));
        let Some(node) = resource.as_object() else { return fault("it has to be an object") };
        let Some(id) = node.get("id").and_then(Json::as_str).filter(|id| is_url(id)) else {
            return fault("it has no URL as its `id`");
        };
        if seen.contains(&id) {
            return fault("two related resources have one `id`");
        }
        seen.push(id);
        if node.get("mediaType").is_some_and(|found| !found.as_str().is_some_and(media_type)) {
            return fault("`mediaType` is no media type");
        }
        let digests = ["digestSRI", "digestMultibase"].map(|name| node.get(name));
        if digests.iter().all(Option::is_none) {
            return fault("it has no digest");
        }
        let known = contexts.bytes(id);
        for (name, value) in ["digestSRI", "digestMultibase"].into_iter().zip(digests) {
            let Some(values) = value else { continue };
            for value in values.items() {
                let Some(text) = value.as_str() else { return fault("a digest has to be a text") };
                let stated = if name == "digestSRI" { sri(text) } else { multihash(text) };
                let Some(Stated { algorithm, digest }) = stated else { return fault("a digest is malformed") };
                let matches = |bytes: &[u8]| algorithm.of(bytes) == digest || is_published(id, &digest);
                if known.is_some_and(|bytes| !matches(bytes)) {
                    return fault("a digest is not that of the resource");
                }
            }
        }
    }
    Ok(())
}

/// Digests that the W3C prints for its files, in base64: the copies that are carried here mean the same and have other bytes.
const PUBLISHED: [(&str, &str); 5] = [
    ("https://www.w3.org/ns/credentials/v2", "WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ="),
    ("https://www.w3.org/ns/credentials/v2", "l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"),
    (
        "https://www.w3.org/ns/credentials/examples/v2",
        "zNNbQTWCSUSi0bbz7dbua+RcENv7C6FvlmYJ1Y+I727HsPOHdzwELMYO9Mz68M26",
    ),
    ("https://w3id.org/security/data-integrity/v2", "Z/IebjOmwU5cz9L8eGX3R0+3GgSvfpQTbLOZ36yK6PQ="),
    ("https://w3id.org/security/multikey/v1", "uiwYLeLZL35HGEvMqPzwvq7m05hsUnv2ZMGVu8fFhZc="),
];

fn is_published(id: &str, digest: &[u8]) -> bool {
    let stated = |text: &str| from_base64(text).is_ok_and(|bytes| bytes == digest);
    PUBLISHED.iter().any(|(iri, text)| *iri == id && stated(text))
}

/// An algorithm of digests.
#[derive(Clone, Copy)]
enum Algorithm {
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => sha256(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }

    fn len(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

struct Stated {
    algorithm: Algorithm,
    digest: Vec<u8>,
}

/// `sha384-` and base64, as Subresource Integrity writes it.
fn sri(text: &str) -> Option<Stated> {
    let (name, encoded) = text.split_once('-')?;
    let algorithm = match name {
        "sha256" => Algorithm::Sha256,
        "sha384" => Algorithm::Sha384,
        "sha512" => Algorithm::Sha512,
        _ => return None,
    };
    let digest = from_base64(encoded).ok()?;
    (digest.len() == algorithm.len()).then_some(Stated { algorithm, digest })
}

/// A multihash in base64url or base58.
fn multihash(text: &str) -> Option<Stated> {
    let bytes = match text.strip_prefix('z') {
        Some(_) => from_base58_multibase(text, 66).ok()?,
        None => from_base64url_multibase(text).ok()?,
    };
    let (code, rest) = bytes.split_first()?;
    let (length, digest) = rest.split_first()?;
    let algorithm = match code {
        0x12 => Algorithm::Sha256,
        0x20 => Algorithm::Sha384,
        0x13 => Algorithm::Sha512,
        _ => return None,
    };
    let whole = usize::from(*length) == algorithm.len() && digest.len() == algorithm.len();
    whole.then(|| Stated { algorithm, digest: digest.to_vec() })
}

/// Whether it has the form of a media type (RFC 6838), with parameters or not.
pub(super) fn media_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default();
    let token =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c));
    essence.split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype))
}

/// Whether it is an `xsd:dateTime`; for VCDM 2.0 an `xsd:dateTimeStamp`, which has a time zone.
pub(super) fn date_time(text: &str, version: DataModel) -> bool {
    let shape = |bytes: &[u8], form: &str| {
        bytes.len() == form.len()
            && form.bytes().zip(bytes).all(|(f, b)| if f == b'0' { b.is_ascii_digit() } else { f == *b })
    };
    let bytes = text.as_bytes();
    let Some((start, rest)) = bytes.split_at_checked(19) else { return false };
    let fraction = match rest.split_first() {
        Some((b'.', rest)) => 1 + rest.iter().take_while(|b| b.is_ascii_digit()).count(),
        _ => 0,
    };
    let zone = &rest[fraction..];
    let zoned = zone == b"Z" || shape(zone, "+00:00") || shape(zone, "-00:00");
    let unzoned = zone.is_empty() && version == DataModel::V1;
    shape(start, "0000-00-00T00:00:00") && fraction != 1 && (zoned || unzoned) && instant(text).is_some()
}

/// The time of a date and time; without a zone, as if it were of UTC.
pub(super) fn instant(text: &str) -> Option<jiff::Timestamp> {
    match text.parse() {
        Ok(instant) => Some(instant),
        Err(_) => format!("{text}Z").parse().ok(),
    }
}
