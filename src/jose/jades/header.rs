//! The protected header of a seal (ETSI TS 119 182-1, section 5.1 and 5.2).

use openssl::hash::{MessageDigest, hash};
use serde_json::{Map, Value};

use super::envelope::json_error;
use super::error::{Flaw, JadesError};
use super::types::{ClaimedTime, SigningTime};
use super::unsigned::StampContainer;
use crate::crypto::encoding::{from_base64, from_base64url};
use crate::jose::Algorithm;
use crate::limits;
use crate::model::json::parse_strict;
use crate::model::time::Timestamp;
use crate::pki::Certificate;

/// What `crit` may name: what is understood here, and what only adds to a signature and may be left aside.
const CRITICAL: [&str; 12] =
    ["adoTst", "b64", "etsiU", "exp", "iat", "sigPId", "sigPl", "sigT", "sigX5ts", "srAts", "srCms", "x5t#o"];
/// What RFC 7515 and RFC 7518 define, which `crit` must not name (RFC 7515, section 4.1.11).
const REGISTERED: [&str; 18] = [
    "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "epk", "apu", "apv", "iv",
    "tag", "p2s", "p2c",
];
/// From when on a baseline seal says its time in `iat`: 2025-07-15T00:00:00Z.
const IAT_SINCE_UNIX: i64 = 1_752_537_600;

/// The protected header, as far as it is used.
pub(super) struct Header {
    pub algorithm: Algorithm,
    /// Whether the payload is signed in base64url (`b64` true or absent).
    pub payload_encoded: bool,
    pub claimed: ClaimedTime,
    pub expires: Option<Timestamp>,
    pub references: Vec<Reference>,
    /// The first certificate of `x5c`, which is that of the key.
    pub leaf: Option<Certificate>,
    /// The other items of `x5c` in DER, which only judging the seal needs: reading one takes as long as the signature.
    pub issuers: Vec<Vec<u8>>,
    /// The content of `kid`, if it is base64.
    pub key_identifier: Option<Vec<u8>>,
    pub content_time_stamp: Option<StampContainer>,
    /// What keeps it from being baseline.
    pub not_baseline: Vec<&'static str>,
}

/// The digest of the signing certificate.
pub(super) struct Reference {
    member: &'static str,
    algorithm: MessageDigest,
    digest: Vec<u8>,
}

impl Reference {
    /// Whether it is that of `certificate`.
    pub fn names(&self, certificate: &Certificate) -> bool {
        hash(self.algorithm, certificate.der()).is_ok_and(|digest| *digest == *self.digest)
    }

    /// The member that holds it.
    pub fn member(&self) -> &'static str {
        self.member
    }
}

/// Reads the protected header; `unsigned` says whether the unprotected one holds `etsiU`.
pub(super) fn read(protected: &str, unsigned: Unsigned) -> Result<Header, JadesError> {
    if protected.len() > limits::JWS_HEADER_BYTES_MAX {
        let detail = format!("the protected header is longer than {} bytes", limits::JWS_HEADER_BYTES_MAX);
        return Err(JadesError::refused(Flaw::TooLong, detail));
    }
    let malformed = |detail| JadesError::refused(Flaw::Header, detail);
    let bytes = from_base64url(protected).map_err(|_| malformed("the protected header is not base64url"))?;
    let value = parse_strict(&bytes, limits::JWS_HEADER_BYTES_MAX).map_err(|error| json_error(&error.to_string()))?;
    let Value::Object(header) = value else { return Err(malformed("the protected header is not an object")) };
    if header.contains_key("sigD") {
        let detail = "the header has `sigD`: what is sealed would be in another place, which is not fetched";
        return Err(JadesError::refused(Flaw::Detached, detail));
    }
    if header.contains_key("etsiU") {
        return Err(member("etsiU", "belongs into the unprotected header"));
    }
    let payload_encoded = match header.get("b64") {
        None => true,
        Some(Value::Bool(encoded)) => *encoded,
        Some(_) => return Err(JadesError::refused(Flaw::B64, "`b64` is neither true nor false")),
    };
    check_critical(&header, unsigned)?;
    let algorithm = read_algorithm(&header)?;
    let mut not_baseline = Vec::new();
    let claimed = signing_time(&header)?;
    if claimed.member == SigningTime::SigT && claimed.time.unix() >= IAT_SINCE_UNIX {
        not_baseline.push("sigT-after-2025-07-15");
    }
    let references = read_references(&header, &mut not_baseline)?;
    if header.contains_key("x5t") {
        not_baseline.push("x5t");
    }
    if let Some(kind) = text(&header, "typ")?
        && !matches!(kind.to_ascii_lowercase().trim_start_matches("application/"), "jose" | "jose+json")
    {
        not_baseline.push("typ");
    }
    text(&header, "cty")?;
    let expires = match header.get("exp") {
        None => None,
        Some(value) => Some(numeric_date(value).ok_or_else(|| member("exp", "is not a time in seconds"))?),
    };
    let content_time_stamp = header.get("adoTst").map(StampContainer::read);
    let key_identifier = text(&header, "kid")?.and_then(|kid| from_base64(kid).ok());
    let (leaf, issuers) = read_chain(&header)?;
    Ok(Header {
        algorithm,
        payload_encoded,
        claimed,
        expires,
        references,
        leaf,
        issuers,
        key_identifier,
        content_time_stamp,
        not_baseline,
    })
}

/// The header of a token with a certificate in `x5c`: what a seal has to say and a token does not is left out.
pub(super) fn of_token(
    header: &Map<String, Value>,
    algorithm: Algorithm,
    issued: Option<Timestamp>,
) -> Result<Header, JadesError> {
    let (leaf, issuers) = read_chain(header)?;
    let leaf = leaf.ok_or_else(|| JadesError::refused(Flaw::CertificateMissing, "the token has no certificate"))?;
    let named = header.contains_key("x5t#S256");
    let references = if named { read_references(header, &mut Vec::new())? } else { Vec::new() };
    // Without a time of its own it says no more than that it is as old as its certificate.
    let time = issued.unwrap_or(leaf.not_before());
    Ok(Header {
        algorithm,
        payload_encoded: true,
        claimed: ClaimedTime { time, member: SigningTime::Iat },
        expires: None,
        references,
        leaf: Some(leaf),
        issuers,
        key_identifier: None,
        content_time_stamp: None,
        not_baseline: vec!["token"],
    })
}

/// Whether the unprotected header holds `etsiU`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsigned {
    Present,
    Absent,
}

fn member(name: &str, what: &str) -> JadesError {
    JadesError::refused(Flaw::HeaderMember, format!("`{name}` of the protected header {what}"))
}

fn text<'h>(header: &'h Map<String, Value>, name: &str) -> Result<Option<&'h str>, JadesError> {
    match header.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(member(name, "is not a text")),
    }
}

fn numeric_date(value: &Value) -> Option<Timestamp> {
    value.as_i64().and_then(Timestamp::from_unix)
}

/// The rules of `crit` (RFC 7515, section 4.1.11; RFC 7797, section 6; ETSI TS 119 182-1, section 5.1.9).
fn check_critical(header: &Map<String, Value>, unsigned: Unsigned) -> Result<(), JadesError> {
    let refused = |flaw, detail: String| Err(JadesError::refused(flaw, detail));
    let malformed = || refused(Flaw::CriticalMalformed, "`crit` is not a list of names".to_owned());
    let mut seen: Vec<&str> = Vec::new();
    match header.get("crit") {
        None => {}
        Some(Value::Array(names)) if names.is_empty() => {
            return refused(Flaw::CriticalEmpty, "`crit` is an empty list".to_owned());
        }
        Some(Value::Array(names)) => {
            for name in names {
                let Some(name) = name.as_str() else { return malformed() };
                if seen.contains(&name) {
                    return refused(Flaw::CriticalDuplicate, format!("`crit` names `{name}` twice"));
                }
                seen.push(name);
                if REGISTERED.contains(&name) {
                    let detail = format!("`crit` names `{name}`, which every reader of signatures understands");
                    return refused(Flaw::CriticalRegistered, detail);
                }
                if !CRITICAL.contains(&name) {
                    return refused(Flaw::CriticalUnknown, format!("`crit` names `{name}`, which is not understood"));
                }
                let present = header.contains_key(name) || (name == "etsiU" && unsigned == Unsigned::Present);
                if !present {
                    return refused(Flaw::CriticalAbsent, format!("`crit` names `{name}`, which is not there"));
                }
            }
        }
        Some(_) => return malformed(),
    }
    if header.contains_key("b64") && !seen.contains(&"b64") {
        return refused(Flaw::B64NotCritical, "`b64` is not named in `crit`".to_owned());
    }
    Ok(())
}

fn read_algorithm(header: &Map<String, Value>) -> Result<Algorithm, JadesError> {
    let name = header.get("alg").and_then(Value::as_str);
    let refused = |detail| JadesError::refused(Flaw::Algorithm, detail);
    let name = name.ok_or_else(|| refused("the protected header names no algorithm".to_owned()))?;
    Algorithm::from_name(name).ok_or_else(|| refused(format!("the algorithm `{name}` is not accepted for seals")))
}

fn signing_time(header: &Map<String, Value>) -> Result<ClaimedTime, JadesError> {
    let malformed = |name| JadesError::refused(Flaw::SigningTimeMalformed, format!("`{name}` is not a time"));
    match (header.get("iat"), header.get("sigT")) {
        (Some(_), Some(_)) => Err(JadesError::refused(Flaw::SigningTimeBoth, "the header has `iat` and `sigT`")),
        (None, None) => Err(JadesError::refused(Flaw::SigningTimeMissing, "the header has neither `iat` nor `sigT`")),
        (Some(value), None) => {
            let time = numeric_date(value).ok_or_else(|| malformed("iat"))?;
            Ok(ClaimedTime { time, member: SigningTime::Iat })
        }
        (None, Some(value)) => {
            let time = value.as_str().and_then(|text| Timestamp::parse(text).ok()).ok_or_else(|| malformed("sigT"))?;
            Ok(ClaimedTime { time, member: SigningTime::SigT })
        }
    }
}

fn read_references(
    header: &Map<String, Value>,
    not_baseline: &mut Vec<&'static str>,
) -> Result<Vec<Reference>, JadesError> {
    let malformed = |name: &str| {
        JadesError::refused(Flaw::CertificateReferenceMalformed, format!("`{name}` is not the digest of a certificate"))
    };
    let mut references = Vec::new();
    if let Some(value) = header.get("x5t#S256") {
        let digest = value.as_str().and_then(|text| from_base64url(text).ok()).filter(|digest| digest.len() == 32);
        let digest = digest.ok_or_else(|| malformed("x5t#S256"))?;
        references.push(Reference { member: "x5t#S256", algorithm: MessageDigest::sha256(), digest });
    }
    if let Some(value) = header.get("x5t#o") {
        references.push(other_digest("x5t#o", value)?);
    }
    if let Some(value) = header.get("sigX5ts") {
        // The first is that of the signing certificate; a single one belongs into `x5t#o`.
        let several = value.as_array().filter(|items| items.len() >= 2).ok_or_else(|| malformed("sigX5ts"))?;
        for item in several {
            other_digest("sigX5ts", item)?;
        }
        references.push(other_digest("sigX5ts", &several[0])?);
    }
    match references.len() {
        0 => {
            let detail = "the protected header does not say the digest of the signing certificate";
            Err(JadesError::refused(Flaw::CertificateReferenceMissing, detail))
        }
        1 => Ok(references),
        _ => {
            not_baseline.push("several-certificate-references");
            Ok(references)
        }
    }
}

/// A digest that names its algorithm: `{"digAlg": "S512", "digVal": "…"}`.
fn other_digest(name: &'static str, value: &Value) -> Result<Reference, JadesError> {
    let malformed = || {
        JadesError::refused(Flaw::CertificateReferenceMalformed, format!("`{name}` is not the digest of a certificate"))
    };
    let algorithm = match value.get("digAlg").and_then(Value::as_str) {
        Some("S256") => MessageDigest::sha256(),
        Some("S384") => MessageDigest::sha384(),
        Some("S512") => MessageDigest::sha512(),
        Some(other) => {
            let detail = format!("`{name}` uses the digest `{other}`, which is not accepted");
            return Err(JadesError::refused(Flaw::CertificateReferenceDigest, detail));
        }
        None => return Err(malformed()),
    };
    let digest = value.get("digVal").and_then(Value::as_str).and_then(|text| from_base64url(text).ok());
    let digest = digest.filter(|digest| digest.len() == algorithm.size()).ok_or_else(malformed)?;
    Ok(Reference { member: name, algorithm, digest })
}

fn read_chain(header: &Map<String, Value>) -> Result<(Option<Certificate>, Vec<Vec<u8>>), JadesError> {
    let malformed = |detail: &str| JadesError::refused(Flaw::Certificate, detail);
    let items = match header.get("x5c") {
        None => return Ok((None, Vec::new())),
        Some(Value::Array(items)) if !items.is_empty() => items,
        Some(_) => return Err(malformed("`x5c` is not a list of certificates")),
    };
    if items.len() > limits::SEAL_CHAIN_MAX {
        let detail =
            format!("`x5c` has {} certificates, more than the {} that are read", items.len(), limits::SEAL_CHAIN_MAX);
        return Err(JadesError::refused(Flaw::TooManyCertificates, detail));
    }
    let der = |item: &Value| {
        let der = item.as_str().and_then(|text| from_base64(text).ok());
        der.ok_or_else(|| malformed("`x5c` has what is no certificate"))
    };
    let mut chain = items.iter().map(der).collect::<Result<Vec<_>, _>>()?;
    let leaf = Certificate::from_der(&chain.remove(0)).map_err(|_| malformed("`x5c` has what is no certificate"))?;
    Ok((Some(leaf), chain))
}
