//! Selective disclosure (SD-JWT, RFC 9901): a token, the claims that its holder shows, and what binds them together.
//!
//! Disclosures are read only after the token was verified: each has to be one whose digest stands in it exactly once, and
//! every one has to be used. A key-binding token is for one showing; it is told, and not checked, since nobody here has
//! asked for it.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use thiserror::Error;

use crate::crypto::encoding::{from_base64url, to_base64url};
use crate::crypto::sha256;
use crate::limits;
use crate::model::json::parse_strict;

/// Why the disclosures of a token are not what it says.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SdJwtError {
    /// A digest stands in the token or its disclosures more than once.
    #[error("a digest stands there twice")]
    DigestTwice,
    /// The disclosed claim is there already.
    #[error("the claim `{name}` is disclosed and stands there as well")]
    ClaimTwice {
        /// The claim.
        name: String,
    },
    /// A part is malformed.
    #[error("{reason}")]
    Malformed {
        /// What is wrong.
        reason: &'static str,
    },
    /// More disclosures, or deeper ones, than are read.
    #[error("there are more disclosures than are read")]
    TooMany,
    /// A disclosure whose digest stands nowhere.
    #[error("a disclosure belongs to nothing in the token")]
    Unused,
    /// Another digest than SHA-256.
    #[error("the digest algorithm `{found}` is not known here")]
    UnknownAlgorithm {
        /// The algorithm.
        found: String,
    },
}

impl SdJwtError {
    /// A stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::DigestTwice => "disclosure-digest-twice",
            Self::ClaimTwice { .. } => "disclosure-claim-twice",
            Self::Malformed { .. } => "disclosure-malformed",
            Self::TooMany => "disclosures-many",
            Self::Unused => "disclosure-unused",
            Self::UnknownAlgorithm { .. } => "disclosure-algorithm",
        }
    }
}

/// The parts of an SD-JWT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SdJwt<'a> {
    /// The issuer's token.
    pub token: &'a str,
    disclosures: Vec<&'a str>,
    /// The key-binding token, if one is there.
    pub key_binding: Option<&'a str>,
}

/// The claims with those that were disclosed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosed {
    /// The claims.
    pub claims: Map<String, Value>,
    /// How many digests stand there whose claims are not shown, decoys among them.
    pub withheld: usize,
}

impl<'a> SdJwt<'a> {
    /// Whether a text has the form.
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        text.split_once('~').is_some_and(|(token, _)| token.matches('.').count() == 2)
    }

    /// Takes the compact form apart: the token, disclosures each followed by `~`, and a key-binding token if there is one.
    ///
    /// # Errors
    ///
    /// [`SdJwtError::Malformed`], [`SdJwtError::TooMany`].
    pub fn split(text: &'a str) -> Result<Self, SdJwtError> {
        let mut parts: Vec<&str> = text.split('~').collect();
        let last = parts.pop().filter(|_| !parts.is_empty());
        let last = last.ok_or(SdJwtError::Malformed { reason: "it has no `~`" })?;
        let token = parts.remove(0);
        if parts.len() > limits::DISCLOSURES_MAX {
            return Err(SdJwtError::TooMany);
        }
        if parts.iter().any(|part| part.is_empty()) {
            return Err(SdJwtError::Malformed { reason: "a disclosure is empty" });
        }
        Ok(Self { token, disclosures: parts, key_binding: (!last.is_empty()).then_some(last) })
    }

    /// Puts the disclosed claims where their digests stand in `claims`, those of the verified token.
    ///
    /// # Errors
    ///
    /// [`SdJwtError`].
    pub fn disclose(&self, claims: &Map<String, Value>) -> Result<Disclosed, SdJwtError> {
        match claims.get("_sd_alg").map(|name| name.as_str()) {
            None | Some(Some("sha-256")) => {}
            Some(found) => {
                return Err(SdJwtError::UnknownAlgorithm { found: found.unwrap_or_default().to_owned() });
            }
        }
        let mut opened = HashMap::new();
        for text in &self.disclosures {
            let digest = to_base64url(&sha256(text.as_bytes()));
            if opened.insert(digest, read(text)?).is_some() {
                return Err(SdJwtError::DigestTwice);
            }
        }
        let mut filling = Filling { opened, seen: HashSet::new(), withheld: 0 };
        let mut top = claims.clone();
        top.remove("_sd_alg");
        let claims = filling.object(top, 0)?;
        // One that was used was taken out.
        if filling.opened.is_empty() {
            Ok(Disclosed { claims, withheld: filling.withheld })
        } else {
            Err(SdJwtError::Unused)
        }
    }
}

/// A disclosed claim, or item of an array.
struct Disclosure {
    name: Option<String>,
    value: Value,
}

/// A disclosure: salt, name and value, or salt and value for an item of an array.
fn read(text: &str) -> Result<Disclosure, SdJwtError> {
    let malformed = |reason| SdJwtError::Malformed { reason };
    let bytes = from_base64url(text).map_err(|_| malformed("a disclosure is not base64url"))?;
    let value =
        parse_strict(&bytes, limits::CREDENTIAL_BYTES_MAX).map_err(|_| malformed("a disclosure is not JSON"))?;
    let Value::Array(mut items) = value else { return Err(malformed("a disclosure is no array")) };
    if !items.first().is_some_and(Value::is_string) {
        return Err(malformed("a disclosure has no salt"));
    }
    match items.len() {
        2 => Ok(Disclosure { name: None, value: items.remove(1) }),
        3 => {
            let (value, name) = (items.remove(2), items.remove(1));
            let Value::String(name) = name else { return Err(malformed("a disclosed claim has no name")) };
            if ["_sd", "...", "_sd_alg"].contains(&name.as_str()) {
                return Err(malformed("a disclosed claim has a reserved name"));
            }
            // What rules the token has to stand in it openly (SD-JWT VC, section 2.2.2.2).
            Ok(Disclosure { name: Some(name), value })
        }
        _ => Err(malformed("a disclosure has not two or three items")),
    }
}

struct Filling {
    opened: HashMap<String, Disclosure>,
    seen: HashSet<String>,
    withheld: usize,
}

impl Filling {
    /// The disclosure of a digest, which has to stand there for the first time.
    fn take(&mut self, digest: &str) -> Result<Option<Disclosure>, SdJwtError> {
        if !self.seen.insert(digest.to_owned()) {
            return Err(SdJwtError::DigestTwice);
        }
        let found = self.opened.remove(digest);
        self.withheld += usize::from(found.is_none());
        Ok(found)
    }

    fn value(&mut self, value: Value, depth: usize) -> Result<Value, SdJwtError> {
        if depth > limits::JSON_DEPTH_MAX {
            return Err(SdJwtError::TooMany);
        }
        match value {
            Value::Object(members) => self.object(members, depth).map(Value::Object),
            Value::Array(items) => self.array(items, depth).map(Value::Array),
            other => Ok(other),
        }
    }

    fn object(&mut self, members: Map<String, Value>, depth: usize) -> Result<Map<String, Value>, SdJwtError> {
        let malformed = |reason| SdJwtError::Malformed { reason };
        let (mut filled, mut digests) = (Map::new(), Vec::new());
        for (name, value) in members {
            match (name.as_str(), value) {
                ("_sd", Value::Array(items)) => digests = items,
                ("_sd", _) => return Err(malformed("`_sd` is no array")),
                ("_sd_alg", _) => return Err(malformed("`_sd_alg` stands below the top")),
                ("...", _) => return Err(malformed("`...` stands outside of an array")),
                (_, value) => {
                    let value = self.value(value, depth + 1)?;
                    filled.insert(name, value);
                }
            }
        }
        for digest in digests {
            let digest = digest.as_str().ok_or_else(|| malformed("a digest is no text"))?;
            let Some(Disclosure { name, value }) = self.take(digest)? else { continue };
            let name = name.ok_or_else(|| malformed("a claim is disclosed as an item of an array"))?;
            if filled.contains_key(&name) {
                return Err(SdJwtError::ClaimTwice { name });
            }
            let value = self.value(value, depth + 1)?;
            filled.insert(name, value);
        }
        Ok(filled)
    }

    fn array(&mut self, items: Vec<Value>, depth: usize) -> Result<Vec<Value>, SdJwtError> {
        let malformed = |reason| SdJwtError::Malformed { reason };
        let mut filled = Vec::with_capacity(items.len());
        for item in items {
            let Some(digest) = item.get("...") else {
                filled.push(self.value(item, depth + 1)?);
                continue;
            };
            let alone = item.as_object().is_some_and(|members| members.len() == 1);
            let digest = digest.as_str().filter(|_| alone).ok_or_else(|| malformed("`...` does not stand alone"))?;
            let Some(Disclosure { name, value }) = self.take(digest)? else { continue };
            if name.is_some() {
                return Err(malformed("an item of an array is disclosed as a claim"));
            }
            filled.push(self.value(value, depth + 1)?);
        }
        Ok(filled)
    }
}
