//! The unsigned properties of a seal: time stamps, certificates and revocation data in `etsiU`.
//!
//! Each item is kept as the text that it is in the file, since archive time stamps cover these texts. What an item holds
//! is read leniently: a fault is kept beside it and fails the row that the item belongs to, not the file.

use serde_json::{Map, Value};

use crate::crypto::encoding::{from_base64, from_base64url};
use crate::limits;
use crate::model::json::parse_strict;
use crate::pki::RevocationData;

/// How the items are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Base64url texts, or no items at all.
    Encoded,
    /// Objects, which no archive time stamp can cover: their bytes are not defined.
    Clear,
}

/// All items of `etsiU`, in order.
pub(super) struct Unsigned {
    pub form: Form,
    pub items: Vec<Item>,
}

/// One item.
pub(super) struct Item {
    /// The text in the file; empty for an object.
    pub text: String,
    pub content: Content,
}

/// What an item holds.
pub(super) enum Content {
    SignatureTimeStamp(StampContainer),
    ArchiveTimeStamp(StampContainer),
    /// `xVals`.
    Certificates(Result<Vec<Vec<u8>>, String>),
    /// `rVals`.
    Revocation(Result<RevocationData, String>),
    /// `tstVD` or `anyValData`: both.
    Values(Result<(Vec<Vec<u8>>, RevocationData), String>),
    /// One that only says where values are, which keeps a seal from level LT.
    Reference,
    /// One that is not used here.
    Other,
    /// One that cannot be read.
    Unreadable(String),
}

/// A time stamp: tokens that are all over the same bytes.
pub(super) struct StampContainer {
    /// CMS tokens in DER, or why there are none.
    pub tokens: Result<Vec<Vec<u8>>, String>,
    /// What an archive time stamp covers, if it says so and it is not everything.
    pub covers: Option<String>,
}

impl Unsigned {
    /// Reads the items, which are all texts or all objects.
    pub fn read(items: Vec<Value>) -> Self {
        let form = if items.iter().any(Value::is_object) { Form::Clear } else { Form::Encoded };
        let items = items.into_iter().map(Item::read).collect();
        Self { form, items }
    }

    /// The texts of the items before `index`, joined.
    pub fn texts_before(&self, index: usize) -> String {
        self.items[..index].iter().map(|item| item.text.as_str()).collect()
    }

    /// The texts of all items.
    pub fn texts(&self) -> Vec<&str> {
        self.items.iter().map(|item| item.text.as_str()).collect()
    }

    /// The certificates in DER that the values hold, the first of each.
    pub fn certificates(&self) -> impl Iterator<Item = &[u8]> {
        self.items
            .iter()
            .flat_map(|item| match &item.content {
                Content::Certificates(Ok(found)) | Content::Values(Ok((found, _))) => found.iter(),
                _ => [].iter(),
            })
            .map(Vec::as_slice)
    }

    /// How many revocation lists and OCSP responses there are.
    pub fn revocation_count(&self) -> usize {
        let count = |item: &Item| match &item.content {
            Content::Revocation(Ok(found)) | Content::Values(Ok((_, found))) => {
                found.crls.len() + found.ocsp_responses.len()
            }
            _ => 0,
        };
        self.items.iter().map(count).sum()
    }

    /// All revocation data; none where there are more than the bound, which fails the row.
    pub fn revocation_data(&self) -> RevocationData {
        let mut all = RevocationData::default();
        for item in &self.items {
            if let Content::Revocation(Ok(found)) | Content::Values(Ok((_, found))) = &item.content {
                all.crls.extend(found.crls.iter().cloned());
                all.ocsp_responses.extend(found.ocsp_responses.iter().cloned());
            }
        }
        if self.revocation_count() > limits::SEAL_REVOCATION_MAX {
            return RevocationData::default();
        }
        all
    }
}

impl Item {
    fn read(item: Value) -> Self {
        match item {
            Value::String(text) => {
                let content = from_base64url(&text)
                    .map_err(|_| "it is not base64url".to_owned())
                    .and_then(|bytes| {
                        parse_strict(&bytes, limits::CREDENTIAL_BYTES_MAX).map_err(|error| error.to_string())
                    })
                    .map_or_else(Content::Unreadable, |value| Content::read(&value));
                Self { text, content }
            }
            object => Self { text: String::new(), content: Content::read(&object) },
        }
    }
}

impl Content {
    fn read(value: &Value) -> Self {
        let unreadable = |reason: &str| Self::Unreadable(reason.to_owned());
        let Some(members) = value.as_object() else { return unreadable("it is not an object") };
        let mut members = members.iter();
        let (Some((name, value)), None) = (members.next(), members.next()) else {
            return unreadable("it does not have exactly one member");
        };
        match name.as_str() {
            "sigTst" => Self::SignatureTimeStamp(StampContainer::read(value)),
            "arcTst" => Self::ArchiveTimeStamp(StampContainer::read(value)),
            "xVals" => Self::Certificates(read_certificates(value)),
            "rVals" => Self::Revocation(read_revocation(value)),
            "tstVD" | "anyValData" => Self::Values(read_values(value)),
            "xRefs" | "rRefs" | "axRefs" | "arRefs" | "sigRTst" | "rfsTst" => Self::Reference,
            "axVals" | "arVals" | "cSig" | "sigPSt" | "evidenceRecord" => Self::Other,
            other => Self::Unreadable(format!("`{other}` is not known")),
        }
    }
}

impl StampContainer {
    /// Reads `{"tstTokens": [{"val": "…"}]}`.
    pub fn read(value: &Value) -> Self {
        let covers = match value.get("timeStamped") {
            None => None,
            Some(Value::String(text)) if text == "all" => None,
            Some(other) => Some(other.to_string()),
        };
        Self { tokens: read_tokens(value), covers }
    }
}

fn read_tokens(value: &Value) -> Result<Vec<Vec<u8>>, String> {
    let tokens = value.get("tstTokens").and_then(Value::as_array).ok_or("it has no list `tstTokens`")?;
    if tokens.is_empty() || tokens.len() > limits::SEAL_TOKENS_MAX {
        return Err(format!("it has {} tokens; 1 to {} are read", tokens.len(), limits::SEAL_TOKENS_MAX));
    }
    tokens.iter().map(|token| read_object(token).ok_or_else(|| "a token is not in base64".to_owned())).collect()
}

/// The bytes of `{"val": "…"}`.
fn read_object(value: &Value) -> Option<Vec<u8>> {
    value.get("val").and_then(Value::as_str).and_then(|text| from_base64(text).ok())
}

fn read_certificates(value: &Value) -> Result<Vec<Vec<u8>>, String> {
    let items = value.as_array().ok_or("the certificates are not a list")?;
    let mut found = Vec::new();
    for item in items {
        if let Some(certificate) = item.get("x509Cert") {
            found.push(read_object(certificate).ok_or("a certificate is not in base64")?);
        } else if item.get("otherCert").is_none() {
            return Err("an item of the certificates is none".to_owned());
        }
    }
    Ok(found)
}

fn read_revocation(value: &Value) -> Result<RevocationData, String> {
    let members = value.as_object().ok_or("the revocation data are not an object")?;
    if let Some(name) = members.keys().find(|name| !["crlVals", "ocspVals", "otherVals"].contains(&name.as_str())) {
        return Err(format!("`{name}` is not known among revocation data"));
    }
    let list = |members: &Map<String, Value>, name: &str| -> Result<Vec<Vec<u8>>, String> {
        let Some(value) = members.get(name) else { return Ok(Vec::new()) };
        let items = value.as_array().ok_or_else(|| format!("`{name}` is not a list"))?;
        if items.len() > limits::SEAL_REVOCATION_MAX {
            return Err(format!("`{name}` has more than {} items", limits::SEAL_REVOCATION_MAX));
        }
        items
            .iter()
            .map(|item| read_object(item).ok_or_else(|| format!("an item of `{name}` is not in base64")))
            .collect()
    };
    Ok(RevocationData { crls: list(members, "crlVals")?, ocsp_responses: list(members, "ocspVals")? })
}

fn read_values(value: &Value) -> Result<(Vec<Vec<u8>>, RevocationData), String> {
    let members = value.as_object().ok_or("the validation data are not an object")?;
    let certificates = members.get("xVals").map_or(Ok(Vec::new()), read_certificates)?;
    let revocation = members.get("rVals").map_or(Ok(RevocationData::default()), read_revocation)?;
    Ok((certificates, revocation))
}
