//! A token: a compact JWS whose payload is a set of claims (RFC 7519), by a key that the issuer publishes or certifies.
//!
//! The header is read strictly. `jwk`, `jku` and `x5u` would name a key that nobody vouches for: they may stand there, and are
//! not looked at. Nothing of the payload is handed out as verified before the signature is.

use serde_json::{Map, Value};
use thiserror::Error;

use super::algorithm::Algorithm;
use super::public_key::PublicKey;
use crate::crypto::encoding::from_base64url;
use crate::limits;
use crate::model::json::{JsonError, parse_strict};

/// The algorithm of a token (RFC 7518, RFC 8037); `none` and HMAC are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenAlgorithm {
    /// Ed25519.
    EdDsa,
    /// One of those of seals.
    Jws(Algorithm),
}

impl TokenAlgorithm {
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            other => Algorithm::from_name(other).map(Self::Jws),
        }
    }
}

/// Why a text is no token, or not one of the issuer's key.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenError {
    /// Not an algorithm that is accepted, `none` among them.
    #[error("the algorithm `{found}` is not accepted; it has to be one of EdDSA, ES256, ES384, PS256, RS256")]
    Algorithm {
        /// The algorithm.
        found: String,
    },
    /// The issuer's key is one for other algorithms.
    #[error("the issuer's key is not one for the algorithm that the token names")]
    AlgorithmKey,
    /// `crit` names something, and nothing is understood here.
    #[error("`crit` of the header names `{name}`, which is not understood")]
    Critical {
        /// What it names.
        name: String,
    },
    /// The header or the payload is not strict JSON.
    #[error("the {part} is not acceptable: {source}")]
    Json {
        /// `header` or `payload`.
        part: &'static str,
        /// Why.
        source: JsonError,
    },
    /// Not three parts in base64url, or a member of the header is malformed.
    #[error("not a token: {reason}")]
    Malformed {
        /// What is wrong.
        reason: &'static str,
    },
    /// The signature does not match.
    #[error("the signature does not match the token")]
    Signature,
}

impl TokenError {
    /// A stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Algorithm { .. } => "token-algorithm",
            Self::AlgorithmKey => "token-algorithm-key",
            Self::Critical { .. } => "token-critical",
            Self::Json { .. } => "token-not-json",
            Self::Malformed { .. } => "token-malformed",
            Self::Signature => "signature-mismatch",
        }
    }
}

/// A token whose signature has not been verified.
#[derive(Debug)]
pub struct UnverifiedToken {
    protected: String,
    payload_encoded: String,
    signature_encoded: String,
    signature: Vec<u8>,
    algorithm: TokenAlgorithm,
    header: Map<String, Value>,
    payload: Map<String, Value>,
}

/// The claims that a key has signed.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct VerifiedToken {
    pub(super) header: Map<String, Value>,
    pub(super) payload: Map<String, Value>,
    text: String,
    method: String,
    controller: String,
    key: PublicKey,
}

impl UnverifiedToken {
    /// Reads a compact JWS with JSON claims.
    ///
    /// # Errors
    ///
    /// Every variant of [`TokenError`] but `AlgorithmKey` and `Signature`.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let malformed = |reason| TokenError::Malformed { reason };
        if text.len() > limits::CREDENTIAL_BYTES_MAX {
            return Err(malformed("it is longer than what is read"));
        }
        let parts: Vec<&str> = text.split('.').collect();
        let [protected, payload, signature] = parts[..] else { return Err(malformed("it has not three parts")) };
        if protected.len() > limits::JWS_HEADER_BYTES_MAX {
            return Err(malformed("its header is longer than what is read"));
        }
        let decode = |part| from_base64url(part).map_err(|_| malformed("a part is not base64url"));
        let header = object(&decode(protected)?, "header")?;
        let found = header.get("alg").and_then(Value::as_str).ok_or_else(|| malformed("its header has no `alg`"))?;
        let algorithm =
            TokenAlgorithm::from_name(found).ok_or_else(|| TokenError::Algorithm { found: found.to_owned() })?;
        if let Some(critical) = header.get("crit") {
            let name = critical.get(0).and_then(Value::as_str).unwrap_or_default().to_owned();
            return Err(TokenError::Critical { name });
        }
        if header.contains_key("b64") {
            return Err(malformed("its header has `b64`"));
        }
        for name in ["typ", "cty", "kid"] {
            if header.get(name).is_some_and(|value| !value.is_string()) {
                return Err(malformed("`typ`, `cty` and `kid` of its header have to be texts"));
            }
        }
        Ok(Self {
            payload: object(&decode(payload)?, "payload")?,
            signature: decode(signature)?,
            protected: protected.to_owned(),
            payload_encoded: payload.to_owned(),
            signature_encoded: signature.to_owned(),
            algorithm,
            header,
        })
    }

    /// The kind of token that it says it is, without `application/`.
    #[must_use]
    pub fn claimed_type(&self) -> Option<&str> {
        media_type(&self.header)
    }

    /// The key that the header names.
    #[must_use]
    pub fn claimed_key(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }

    /// Whether a certificate stands in the header.
    #[must_use]
    pub fn has_certificate(&self) -> bool {
        self.header.contains_key("x5c")
    }

    /// The claims, of which nothing is proven: they serve to find the key.
    #[must_use]
    pub fn claimed(&self) -> &Map<String, Value> {
        &self.payload
    }

    /// The algorithm.
    #[must_use]
    pub fn algorithm(&self) -> TokenAlgorithm {
        self.algorithm
    }

    /// The header, of which nothing is proven.
    #[must_use]
    pub fn claimed_header(&self) -> &Map<String, Value> {
        &self.header
    }

    /// Header, payload and signature as they stand there.
    pub(super) fn parts(&self) -> [&str; 3] {
        [&self.protected, &self.payload_encoded, &self.signature_encoded]
    }

    /// The header.
    pub(super) fn header(&self) -> &Map<String, Value> {
        &self.header
    }

    /// Verifies the signature with the key of a method that `controller` publishes for making claims.
    ///
    /// # Errors
    ///
    /// [`TokenError::AlgorithmKey`] or [`TokenError::Signature`].
    pub fn verify(&self, method: &str, controller: &str, key: &PublicKey) -> Result<VerifiedToken, TokenError> {
        if !key.suits(self.algorithm) {
            return Err(TokenError::AlgorithmKey);
        }
        let input = format!("{}.{}", self.protected, self.payload_encoded);
        if !key.verifies(self.algorithm, input.as_bytes(), &self.signature) {
            return Err(TokenError::Signature);
        }
        Ok(VerifiedToken {
            header: self.header.clone(),
            payload: self.payload.clone(),
            text: input,
            method: method.to_owned(),
            controller: controller.to_owned(),
            key: key.clone(),
        })
    }
}

impl VerifiedToken {
    /// The claims.
    #[must_use]
    pub fn claims(&self) -> &Map<String, Value> {
        &self.payload
    }

    /// The kind of token that it says it is, without `application/`.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        media_type(&self.header)
    }

    /// What was signed: header and claims as they stand there.
    #[must_use]
    pub fn signed(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The verification method.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Who controls it.
    #[must_use]
    pub fn controller(&self) -> &str {
        &self.controller
    }

    /// Its key.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }
}

/// `typ`, of which RFC 7515 (section 4.1.9) lets `application/` be left out, in any case.
fn media_type(header: &Map<String, Value>) -> Option<&str> {
    let found = header.get("typ").and_then(Value::as_str)?;
    let cut = found.get(..12).is_some_and(|start| start.eq_ignore_ascii_case("application/"));
    Some(if cut { &found[12..] } else { found })
}

fn object(bytes: &[u8], part: &'static str) -> Result<Map<String, Value>, TokenError> {
    match parse_strict(bytes, limits::CREDENTIAL_BYTES_MAX).map_err(|source| TokenError::Json { part, source })? {
        Value::Object(members) => Ok(members),
        _ => Err(TokenError::Malformed { reason: "header and payload have to be objects" }),
    }
}
