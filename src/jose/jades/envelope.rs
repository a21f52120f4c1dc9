//! The outer JSON of a sealed file: JWS general or flattened serialization, read strictly and once.
//!
//! The payload is kept as the text that the member holds; it is not parsed. Members that JWS does not know are ignored,
//! as the field's tools do, but no name may stand twice anywhere.

use serde_json::{Map, Value};

use super::error::{Flaw, JadesError};
use crate::limits;
use crate::model::json::Document;

/// What the file holds, before any of it is believed.
pub(super) struct Envelope {
    /// The value of `payload`.
    pub payload: String,
    /// The protected header in base64url.
    pub protected: String,
    /// The items of `etsiU`.
    pub unsigned: Vec<Value>,
    /// The signature in base64url.
    pub signature: String,
}

/// Whether `bytes` begin as a sealed file does: an object whose first member is one of JWS. Nothing else is looked at.
#[must_use]
pub fn is_envelope(bytes: &[u8]) -> bool {
    let rest = bytes.trim_ascii_start();
    let Some(rest) = rest.strip_prefix(b"{") else { return false };
    let rest = rest.trim_ascii_start();
    ["\"payload\"", "\"signatures\"", "\"protected\""].iter().any(|name| rest.starts_with(name.as_bytes()))
}

/// Reads the outer JSON.
pub(super) fn read(bytes: &[u8]) -> Result<Envelope, JadesError> {
    let bytes_max = limits::CREDENTIAL_BYTES_MAX;
    if bytes.len() > bytes_max {
        let detail = format!("the file has {} bytes, more than the {bytes_max} that are read", bytes.len());
        return Err(JadesError::refused(Flaw::TooLong, detail));
    }
    let document = Document::parse(bytes, bytes_max).map_err(|error| json_error(&error.to_string()))?;
    let members = document.root().as_object().ok_or_else(|| json_error("it is not an object"))?;
    let (mut payload, mut others) = (None, Map::new());
    for (name, value) in members {
        if name == "payload" {
            let text =
                value.as_str().ok_or_else(|| JadesError::refused(Flaw::PayloadType, "the payload is not a text"))?;
            payload = Some(text.to_owned());
        } else {
            others.insert(name.to_owned(), value.to_value());
        }
    }
    let payload = payload.ok_or_else(|| {
        JadesError::refused(Flaw::PayloadMissing, "the file has no payload; a detached one is not looked for")
    })?;
    let signature = one_signature(&mut others)?;
    let Signature { protected, header, value } = signature_parts(signature)?;
    Ok(Envelope { payload, protected, unsigned: unsigned_items(header)?, signature: value })
}

/// The flaw behind an error of strict JSON.
pub(super) fn json_error(reason: &str) -> JadesError {
    let flaw = if reason.contains("duplicate name `") { Flaw::DuplicateName } else { Flaw::Json };
    JadesError::refused(flaw, format!("the JSON is not acceptable: {reason}"))
}

/// The one signature, of the general or the flattened form.
fn one_signature(others: &mut Map<String, Value>) -> Result<Map<String, Value>, JadesError> {
    let flat = ["protected", "header", "signature"].iter().any(|name| others.contains_key(*name));
    let Some(signatures) = others.remove("signatures") else {
        if flat {
            return Ok(std::mem::take(others));
        }
        return Err(JadesError::refused(Flaw::SignatureMissing, "the file has no signature"));
    };
    let not_a_jws = |detail| JadesError::refused(Flaw::NotAJws, detail);
    if flat {
        return Err(not_a_jws("the file has `signatures` and the members of a single signature"));
    }
    let Value::Array(signatures) = signatures else { return Err(not_a_jws("`signatures` is not a list")) };
    let mut signatures = signatures.into_iter();
    match (signatures.next(), signatures.len()) {
        (None, _) => Err(JadesError::refused(Flaw::SignatureMissing, "the list of signatures is empty")),
        (Some(Value::Object(signature)), 0) => Ok(signature),
        (Some(_), 0) => Err(not_a_jws("the signature is not an object")),
        (Some(_), more) => {
            let detail = format!("the file has {} signatures; one is accepted", more + 1);
            Err(JadesError::refused(Flaw::SignatureNotOne, detail))
        }
    }
}

/// One signature: its two headers and its value.
struct Signature {
    protected: String,
    header: Option<Map<String, Value>>,
    value: String,
}

fn signature_parts(mut members: Map<String, Value>) -> Result<Signature, JadesError> {
    let mut text = |name: &str| match members.remove(name) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(JadesError::refused(Flaw::NotAJws, format!("`{name}` is not a text"))),
        None => Err(JadesError::refused(Flaw::NotAJws, format!("the signature has no `{name}`"))),
    };
    let (protected, value) = (text("protected")?, text("signature")?);
    let header = match members.remove("header") {
        None => None,
        Some(Value::Object(header)) => Some(header),
        Some(_) => return Err(JadesError::refused(Flaw::NotAJws, "`header` is not an object")),
    };
    Ok(Signature { protected, header, value })
}

/// The items of `etsiU`, which is all that the unprotected header may hold.
fn unsigned_items(header: Option<Map<String, Value>>) -> Result<Vec<Value>, JadesError> {
    let Some(mut header) = header else { return Ok(Vec::new()) };
    let etsi_u = header.remove("etsiU");
    if let Some(name) = header.keys().next() {
        let flaw = match name.as_str() {
            "alg" => Flaw::AlgorithmUnprotected,
            "crit" => Flaw::CriticalUnprotected,
            _ => Flaw::UnprotectedMember,
        };
        return Err(JadesError::refused(flaw, format!("the unprotected header has `{name}`, which is not accepted")));
    }
    let refused = |flaw, detail: &str| Err(JadesError::refused(flaw, detail));
    let items = match etsi_u {
        None => return Ok(Vec::new()),
        Some(Value::Array(items)) => items,
        Some(_) => return refused(Flaw::EtsiU, "`etsiU` is not a list"),
    };
    if items.is_empty() {
        return refused(Flaw::EtsiU, "`etsiU` is an empty list");
    }
    if items.len() > limits::SEAL_UNSIGNED_MAX {
        let detail =
            format!("`etsiU` has {} items, more than the {} that are read", items.len(), limits::SEAL_UNSIGNED_MAX);
        return refused(Flaw::TooManyUnsigned, &detail);
    }
    let texts = items.iter().filter(|item| item.is_string()).count();
    let objects = items.iter().filter(|item| item.is_object()).count();
    if texts + objects < items.len() {
        return refused(Flaw::EtsiU, "an item of `etsiU` is neither a text nor an object");
    }
    if texts > 0 && objects > 0 {
        return refused(Flaw::EtsiUMixed, "`etsiU` has texts and objects");
    }
    Ok(items)
}
