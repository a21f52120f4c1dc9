//! The signature of a record: a compact JWS whose payload stands beside it.

use serde_json::{Map, Value, json};

use super::{DatedRecord, RecordError, SIGNATURE_TYPE, host_of, shape};
use crate::crypto::encoding::{from_base64url, to_base64url};
use crate::crypto::{Signature, VerifyingKey};
use crate::limits;
use crate::model::json::{canonicalize, parse_strict};
use crate::model::time::Timestamp;

impl DatedRecord {
    /// The protected header of a signature by the key `kid`, in base64url.
    #[must_use]
    pub fn header(kid: &str) -> String {
        let header = json!({ "alg": "EdDSA", "typ": SIGNATURE_TYPE, "kid": kid });
        to_base64url(header.to_string().as_bytes())
    }

    /// What is signed under `header` (RFC 7515, section 5.1).
    #[must_use]
    pub fn signing_input(&self, header: &str) -> String {
        signing_input(header, &self.canonical)
    }

    /// The JWS without its payload.
    #[must_use]
    pub fn detached(header: &str, signature: Signature) -> String {
        format!("{header}..{}", to_base64url(&signature.to_bytes()))
    }
}

fn signing_input(header: &str, payload: &str) -> String {
    format!("{header}.{}", to_base64url(payload.as_bytes()))
}

/// A record with a signature that nobody has verified yet.
#[derive(Debug)]
pub struct SignedRecord {
    value: Value,
    canonical: String,
    header: String,
    kid: String,
    signature: Signature,
}

/// What a key has signed.
#[derive(Debug, PartialEq)]
#[must_use]
pub struct VerifiedRecord {
    /// The record.
    pub record: Value,
    /// The key's verification method.
    pub signed_by: String,
    /// When it was made, by the word of its signer, who signs only what is of its own time.
    pub made_at: Timestamp,
}

impl SignedRecord {
    /// Reads a record with its signature.
    ///
    /// # Errors
    ///
    /// [`RecordError::Unsigned`], or why it is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, RecordError> {
        let mut value = parse_strict(bytes, limits::RECORD_BYTES_MAX)?;
        let members = value.as_object_mut().ok_or_else(|| RecordError::shape("it is no object"))?;
        let written = match members.shift_remove("signature") {
            Some(Value::String(text)) => text,
            Some(Value::Null) => return Err(RecordError::Unsigned),
            Some(_) => return Err(RecordError::SignatureForm { reason: "it is no text" }),
            None => return Err(RecordError::shape("`signature` is missing")),
        };
        shape::read(&value)?;
        let (header, kid) = header_of(&written)?;
        let malformed = || RecordError::SignatureForm { reason: "it is not 64 bytes in base64url" };
        let (_, signature) = written.rsplit_once('.').ok_or_else(malformed)?;
        let signature = from_base64url(signature).map_err(|_| malformed())?;
        let signature = Signature::from_bytes(signature.try_into().map_err(|_| malformed())?);
        Ok(Self { canonical: canonicalize(&value), value, header, kid, signature })
    }

    /// The verification method that it names; nothing is proven yet.
    #[must_use]
    pub fn claimed_key(&self) -> &str {
        &self.kid
    }

    /// Verifies the signature with the key of [`claimed_key`](Self::claimed_key).
    ///
    /// # Errors
    ///
    /// [`RecordError::Signature`], or [`RecordError::Verifier`] when the key is one of a host, and the record names another.
    pub fn verify(self, key: &VerifyingKey) -> Result<VerifiedRecord, RecordError> {
        let input = signing_input(&self.header, &self.canonical);
        key.verify_strict(input.as_bytes(), &self.signature).map_err(|_| RecordError::Signature)?;
        let shape = shape::read(&self.value)?;
        let did = self.kid.split('#').next().unwrap_or_default();
        if let Some(expected) = host_of(did).filter(|host| host != shape.verifier) {
            return Err(RecordError::Verifier { verifier: shape.verifier.to_owned(), expected });
        }
        let made_at = shape.made_at;
        Ok(VerifiedRecord { record: self.value, signed_by: self.kid, made_at })
    }
}

/// The verification method that a signature names; nothing is proven by that.
///
/// # Errors
///
/// [`RecordError::SignatureForm`], [`RecordError::Algorithm`] or [`RecordError::Critical`].
pub fn key_of(signature: &str) -> Result<String, RecordError> {
    header_of(signature).map(|(_, kid)| kid)
}

/// The header as it stands there, and the key that it names.
fn header_of(signature: &str) -> Result<(String, String), RecordError> {
    let malformed = |reason| RecordError::SignatureForm { reason };
    if signature.len() > limits::RECORD_SIGNATURE_BYTES_MAX {
        return Err(malformed("it is too long"));
    }
    let parts: Vec<&str> = signature.split('.').collect();
    let [header, "", _] = parts[..] else { return Err(malformed("it is no JWS with its payload left out")) };
    let decoded = from_base64url(header).map_err(|_| malformed("its header is not base64url"))?;
    let decoded = parse_strict(&decoded, limits::RECORD_SIGNATURE_BYTES_MAX);
    let decoded = decoded.map_err(|_| malformed("its header is not strict JSON"))?;
    let members: &Map<String, Value> = decoded.as_object().ok_or_else(|| malformed("its header is no object"))?;
    let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default();
    if members.contains_key("crit") || members.contains_key("b64") {
        return Err(RecordError::Critical);
    }
    if text("alg") != "EdDSA" {
        return Err(RecordError::Algorithm { found: text("alg").to_owned() });
    }
    if text("typ") != SIGNATURE_TYPE {
        return Err(malformed("its `typ` is not that of a verification report"));
    }
    match text("kid") {
        "" => Err(malformed("its header names no key")),
        kid => Ok((header.to_owned(), kid.to_owned())),
    }
}
