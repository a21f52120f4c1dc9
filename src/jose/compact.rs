//! Compact JWS by a pinned key with a certificate: the form of a signed alliance list.
//!
//! The protected header is read strictly. What it may hold is what JAdES baseline B needs (ETSI TS 119 182-1, table 1)
//! and nothing that changes how the payload is read.

use serde_json::{Value, json};
use thiserror::Error;

use super::algorithm::{Algorithm, SealSigner, SignError};
use super::es256::PinnedKey;
use crate::crypto::encoding::{from_base64, from_base64url, to_base64, to_base64url};
use crate::limits;
use crate::model::json::{JsonError, parse_strict};
use crate::model::time::Timestamp;
use crate::pki::Certificate;

/// Names that a protected header may hold. `jku`, `jwk`, `x5u` and `kid` would name a key that is not the pinned one;
/// `b64` and `sigD` would change what is signed; none of them is known here.
const KNOWN_NAMES: [&str; 7] = ["alg", "cty", "crit", "iat", "typ", "x5c", "x5t#S256"];

/// Why a text is not a compact JWS of the pinned key.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum JoseError {
    /// `x5t#S256` is not the digest of the first certificate of `x5c`.
    #[error("`x5t#S256` is not the digest of the first certificate in `x5c`")]
    CertificateMismatch,
    /// The protected header is not strict JSON.
    #[error("the protected header is not acceptable")]
    Header(#[source] JsonError),
    /// The signature does not match.
    #[error("the signature does not match the list")]
    InvalidSignature,
    /// The certificate in `x5c` is not the pinned one.
    #[error("the signing certificate is not one that is pinned")]
    KeyNotPinned,
    /// Not three parts in base64url.
    #[error("not a compact JWS: {reason}")]
    Malformed {
        /// What is wrong.
        reason: &'static str,
    },
    /// A member of the protected header is missing or malformed.
    #[error("`{name}` of the protected header is missing or malformed")]
    MalformedMember {
        /// The member.
        name: &'static str,
    },
    /// The key could not sign.
    #[error("the list could not be signed")]
    Signing(#[source] SignError),
    /// The longest text that is read is shorter.
    #[error("the JWS has {bytes} bytes, more than the {bytes_max} that are read")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The bound.
        bytes_max: usize,
    },
    /// `crit` names something: nothing that it may name is understood here (RFC 7515, section 4.1.11).
    #[error("`crit` names `{name}`, which is not understood")]
    UnknownCritical {
        /// What it names.
        name: String,
    },
    /// A member that is not understood, or that would name another key.
    #[error("the protected header has `{name}`, which is not accepted")]
    UnknownMember {
        /// The member.
        name: String,
    },
    /// Not an algorithm of seals, or one for another key than the certificate's.
    #[error("the algorithm is `{found}`, expected one of RS256, PS256, ES256, ES384 that suits the certificate")]
    WrongAlgorithm {
        /// The algorithm.
        found: String,
    },
}

/// Signs `payload` as a compact JWS with the protected header of JAdES baseline B: `alg`, `iat`, `typ`, `x5t#S256`,
/// `x5c`.
///
/// # Errors
///
/// [`JoseError::Signing`].
pub fn sign_compact(key: &dyn SealSigner, payload: &[u8], at: Timestamp) -> Result<String, JoseError> {
    let chain = key.certificate_chain();
    let leaf = chain.first().ok_or(JoseError::Signing(SignError::NoCertificate))?;
    let header = json!({
        "alg": key.algorithm().name(),
        "typ": "JOSE",
        "iat": at.unix(),
        "x5t#S256": to_base64url(&leaf.sha256()),
        "x5c": chain.iter().map(|certificate| to_base64(certificate.der())).collect::<Vec<_>>(),
    });
    let input = format!("{}.{}", to_base64url(header.to_string().as_bytes()), to_base64url(payload));
    let signature = key.sign(&[input.as_bytes()]).map_err(JoseError::Signing)?;
    Ok(format!("{input}.{}", to_base64url(&signature)))
}

/// A compact JWS whose signature has not been verified.
#[derive(Debug)]
pub struct CompactJws {
    signing_input: String,
    payload: Vec<u8>,
    signature: Vec<u8>,
    algorithm: Algorithm,
    certificate: Certificate,
    iat: Timestamp,
}

/// What a pinned key signed, and when it says that it did.
#[derive(Debug, PartialEq, Eq)]
pub struct Verified {
    /// The payload.
    pub payload: Vec<u8>,
    /// The claimed signing time.
    pub iat: Timestamp,
    /// The SHA-256 digest of the certificate that signed.
    pub certificate_sha256: [u8; 32],
    /// The SHA-256 digest of the key that signed.
    pub spki_sha256: [u8; 32],
}

impl CompactJws {
    /// Reads a compact JWS and its protected header.
    ///
    /// # Errors
    ///
    /// Every variant of [`JoseError`] but `InvalidSignature`, `KeyNotPinned` and `Signing`.
    pub fn parse(bytes: &[u8]) -> Result<Self, JoseError> {
        let bytes_max = limits::TRUST_LIST_BYTES_MAX;
        if bytes.len() > bytes_max {
            return Err(JoseError::TooLong { bytes: bytes.len(), bytes_max });
        }
        let malformed = |reason| JoseError::Malformed { reason };
        let text = str::from_utf8(bytes).map_err(|_| malformed("not text"))?;
        // A file ends in a line feed where an editor wrote it; nothing else is tolerated.
        let text = text.strip_suffix('\n').unwrap_or(text);
        let mut parts = text.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(malformed("not three parts"));
        };
        let decode = |part| from_base64url(part).map_err(|_| malformed("a part is not base64url"));
        let (algorithm, certificate, iat) = read_header(&decode(header)?)?;
        Ok(Self {
            signing_input: format!("{header}.{payload}"),
            payload: decode(payload)?,
            signature: decode(signature)?,
            algorithm,
            certificate,
            iat,
        })
    }

    /// Verifies the signature with the key that `pinned` names.
    ///
    /// # Errors
    ///
    /// [`JoseError::KeyNotPinned`] or [`JoseError::InvalidSignature`].
    pub fn verify(&self, pinned: &PinnedKey) -> Result<Verified, JoseError> {
        self.verify_any(std::slice::from_ref(pinned))
    }

    /// Verifies the signature with the one key among `pinned` that the header's certificate is of.
    ///
    /// # Errors
    ///
    /// [`JoseError::KeyNotPinned`] or [`JoseError::InvalidSignature`].
    pub fn verify_any(&self, pinned: &[PinnedKey]) -> Result<Verified, JoseError> {
        if !pinned.iter().any(|key| key.matches(&self.certificate)) {
            return Err(JoseError::KeyNotPinned);
        }
        let signed = self.algorithm.verify(&self.certificate, &[self.signing_input.as_bytes()], &self.signature);
        signed.map_err(|_| JoseError::InvalidSignature)?;
        Ok(Verified {
            payload: self.payload.clone(),
            iat: self.iat,
            certificate_sha256: self.certificate.sha256(),
            spki_sha256: self.certificate.spki_sha256(),
        })
    }
}

fn read_header(bytes: &[u8]) -> Result<(Algorithm, Certificate, Timestamp), JoseError> {
    let member = |name| JoseError::MalformedMember { name };
    let header = parse_strict(bytes, limits::JWS_HEADER_BYTES_MAX).map_err(JoseError::Header)?;
    let header = header.as_object().ok_or(JoseError::Malformed { reason: "the header is not an object" })?;
    let found = header.get("alg").and_then(Value::as_str).ok_or(member("alg"))?;
    let wrong = || JoseError::WrongAlgorithm { found: found.to_owned() };
    let algorithm = Algorithm::from_name(found).ok_or_else(wrong)?;
    if let Some(critical) = header.get("crit") {
        let first = critical.as_array().and_then(|names| names.first()).and_then(Value::as_str);
        return Err(JoseError::UnknownCritical { name: first.ok_or(member("crit"))?.to_owned() });
    }
    if let Some(name) = header.keys().find(|name| !KNOWN_NAMES.contains(&name.as_str())) {
        return Err(JoseError::UnknownMember { name: name.clone() });
    }
    for name in ["typ", "cty"] {
        if header.get(name).is_some_and(|value| !value.is_string()) {
            return Err(member(name));
        }
    }
    let iat = header.get("iat").and_then(Value::as_i64).and_then(Timestamp::from_unix).ok_or(member("iat"))?;
    let chain = header.get("x5c").and_then(Value::as_array).ok_or(member("x5c"))?;
    let leaf = chain.first().and_then(Value::as_str).and_then(|leaf| from_base64(leaf).ok());
    let certificate = Certificate::from_der(&leaf.ok_or(member("x5c"))?).map_err(|_| member("x5c"))?;
    let digest = header.get("x5t#S256").and_then(Value::as_str).and_then(|text| from_base64url(text).ok());
    if digest.ok_or(member("x5t#S256"))? != certificate.sha256() {
        return Err(JoseError::CertificateMismatch);
    }
    if !algorithm.suits(&certificate) {
        return Err(wrong());
    }
    Ok((algorithm, certificate, iat))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::Es256Key;

    const AT: i64 = 1_780_000_000;

    fn at() -> Timestamp {
        Timestamp::from_unix(AT).expect("a time")
    }

    fn key() -> Es256Key {
        Es256Key::generate("list", at()).expect("a key")
    }

    fn reason(jws: &str) -> String {
        CompactJws::parse(jws.as_bytes()).expect_err("refused").to_string()
    }

    /// The JWS with its header edited and signed again, so that the header alone decides.
    fn with_header(key: &Es256Key, edit: impl FnOnce(&mut serde_json::Map<String, Value>)) -> String {
        let jws = sign_compact(key, b"{}", at()).expect("a JWS");
        let header = from_base64url(jws.split('.').next().expect("a header")).expect("base64url");
        let mut header: Value = serde_json::from_slice(&header).expect("JSON");
        edit(header.as_object_mut().expect("an object"));
        with_raw_header(key, &header.to_string())
    }

    fn with_raw_header(key: &Es256Key, header: &str) -> String {
        let input = format!("{}.{}", to_base64url(header.as_bytes()), to_base64url(b"{}"));
        format!("{input}.{}", to_base64url(&key.sign(input.as_bytes()).expect("a signature")))
    }

    #[test]
    fn a_list_verifies_with_its_pin_and_no_other() {
        let (key, other) = (key(), key());
        let jws = sign_compact(&key, br#"{"LoTE":{}}"#, at()).expect("a JWS");
        let parsed = CompactJws::parse(format!("{jws}\n").as_bytes()).expect("a JWS");
        let expected = Verified {
            payload: br#"{"LoTE":{}}"#.to_vec(),
            iat: at(),
            certificate_sha256: key.certificate().sha256(),
            spki_sha256: key.certificate().spki_sha256(),
        };
        assert_eq!(parsed.verify(&PinnedKey::Certificate(key.certificate().sha256())).expect("verified"), expected);
        assert_eq!(parsed.verify(&PinnedKey::Spki(key.certificate().spki_sha256())).expect("verified"), expected);
        let foreign = PinnedKey::Spki(other.certificate().spki_sha256());
        assert!(matches!(parsed.verify(&foreign), Err(JoseError::KeyNotPinned)));
        assert!(matches!(parsed.verify_any(&[]), Err(JoseError::KeyNotPinned)));
    }

    #[test]
    fn a_changed_payload_or_signature_does_not_verify() {
        let key = key();
        let pin = PinnedKey::Spki(key.certificate().spki_sha256());
        let jws = sign_compact(&key, b"{}", at()).expect("a JWS");
        let parts: Vec<&str> = jws.split('.').collect();
        let payload = format!("{}.{}.{}", parts[0], to_base64url(b"[]"), parts[2]);
        let short = format!("{}.{}.{}", parts[0], parts[1], to_base64url(&[0; 63]));
        let zero = format!("{}.{}.{}", parts[0], parts[1], to_base64url(&[0; 64]));
        for changed in [payload, short, zero] {
            let parsed = CompactJws::parse(changed.as_bytes()).expect("well formed");
            assert!(matches!(parsed.verify(&pin), Err(JoseError::InvalidSignature)));
        }
    }

    #[test]
    fn headers_that_would_be_read_differently_are_refused() {
        let key = key();
        let set =
            |name: &'static str, value: Value| with_header(&key, |header| drop(header.insert(name.into(), value)));
        let unset = |name: &'static str| with_header(&key, |header| drop(header.remove(name)));
        assert_eq!(
            reason(&set("alg", json!("none"))),
            "the algorithm is `none`, expected one of RS256, PS256, ES256, ES384 that suits the certificate"
        );
        assert_eq!(
            reason(&set("alg", json!("HS256"))),
            "the algorithm is `HS256`, expected one of RS256, PS256, ES256, ES384 that suits the certificate"
        );
        assert_eq!(reason(&unset("alg")), "`alg` of the protected header is missing or malformed");
        assert_eq!(reason(&set("crit", json!(["b64"]))), "`crit` names `b64`, which is not understood");
        assert_eq!(reason(&set("crit", json!([]))), "`crit` of the protected header is missing or malformed");
        for name in ["b64", "jwk", "jku", "x5u", "kid", "sigD", "sigT"] {
            assert_eq!(
                reason(&set(name, json!("x"))),
                format!("the protected header has `{name}`, which is not accepted")
            );
        }
        for name in ["iat", "x5c", "x5t#S256"] {
            assert_eq!(reason(&unset(name)), format!("`{name}` of the protected header is missing or malformed"));
        }
        assert_eq!(reason(&set("iat", json!("1"))), "`iat` of the protected header is missing or malformed");
        assert_eq!(reason(&set("x5c", json!(["AA=="]))), "`x5c` of the protected header is missing or malformed");
        let mismatch = "`x5t#S256` is not the digest of the first certificate in `x5c`";
        assert_eq!(reason(&set("x5t#S256", json!(to_base64url(&[0; 32])))), mismatch);
        let other = to_base64(self::key().certificate().der());
        assert_eq!(reason(&set("x5c", json!([other]))), mismatch);
        let twice = with_raw_header(&key, r#"{"alg":"ES256","alg":"none"}"#);
        assert_eq!(reason(&twice), "the protected header is not acceptable");
    }

    #[test]
    fn what_is_no_compact_jws_is_refused() {
        for (bad, why) in [
            ("", "not three parts"),
            ("a.b", "not three parts"),
            ("a.b.c.d", "not three parts"),
            ("e30=.e30.AA", "a part is not base64url"),
            (" e30.e30.AA", "a part is not base64url"),
            ("W10.e30.AA", "the header is not an object"),
        ] {
            assert_eq!(reason(bad), format!("not a compact JWS: {why}"), "{bad}");
        }
        assert!(matches!(
            CompactJws::parse(&vec![b'a'; limits::TRUST_LIST_BYTES_MAX + 1]),
            Err(JoseError::TooLong { .. })
        ));
    }
}
