//! Compact JWS by a pinned key with a certificate: the form of a signed alliance list.
//!
//! The protected header is read strictly. What it may hold is what JAdES baseline B needs (ETSI TS 119 182-1, table 1),
//! in the forms that other programs write, and nothing that changes how the payload is read. The certificate has to be
//! valid at the time that the header claims; who issued it is not looked at, since the pin decides.

use openssl::hash::{MessageDigest, hash};
use serde_json::{Map, Value, json};
use thiserror::Error;

use super::algorithm::{Algorithm, SealSigner, SignError};
use super::es256::PinnedKey;
use crate::crypto::encoding::{from_base64, from_base64url, to_base64, to_base64url};
use crate::limits;
use crate::model::json::{JsonError, parse_strict};
use crate::model::time::Timestamp;
use crate::pki::Certificate;

/// Names that a protected header may hold; `kid` is a hint that is not followed. `jku`, `jwk` and `x5u` would name a key
/// that is not the pinned one; `b64` and `sigD` would change what is signed; none of them is known here.
const KNOWN_NAMES: [&str; 10] = ["alg", "cty", "crit", "iat", "kid", "sigT", "typ", "x5c", "x5t#S256", "x5t#o"];
/// Names that `crit` may list: what is understood here and not of RFC 7515 (section 4.1.11).
const CRITICAL_NAMES: [&str; 3] = ["iat", "sigT", "x5t#o"];

/// Why a text is not a compact JWS of the pinned key.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum JoseError {
    /// The digest of the signing certificate is not that of the first certificate of `x5c`.
    #[error("`{name}` is not the digest of the first certificate in `x5c`")]
    CertificateMismatch {
        /// The member.
        name: &'static str,
    },
    /// The certificate was not valid at the time of signing.
    #[error("the certificate `{subject}` is valid from {from} to {until}, not at {at}")]
    CertificateNotValid {
        /// Its subject.
        subject: String,
        /// The first moment of its validity.
        from: Timestamp,
        /// The last moment of its validity.
        until: Timestamp,
        /// When it signed, or was to sign.
        at: Timestamp,
    },
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
    /// `crit` names something that is not understood here, or not there (RFC 7515, section 4.1.11).
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
/// [`JoseError::CertificateNotValid`] or [`JoseError::Signing`].
pub fn sign_compact(key: &dyn SealSigner, payload: &[u8], at: Timestamp) -> Result<String, JoseError> {
    let chain = key.certificate_chain();
    let leaf = chain.first().ok_or(JoseError::Signing(SignError::NoCertificate))?;
    valid_at(leaf, at)?;
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

/// The certificate, if it is valid at `at`.
fn valid_at(certificate: &Certificate, at: Timestamp) -> Result<(), JoseError> {
    let (from, until) = (certificate.not_before(), certificate.not_after());
    if (from..=until).contains(&at) {
        return Ok(());
    }
    Err(JoseError::CertificateNotValid { subject: certificate.subject().text.clone(), from, until, at })
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

    /// The certificate by which it claims to be signed: what is shown before anybody has pinned it.
    #[must_use]
    pub fn claimed_certificate(&self) -> &Certificate {
        &self.certificate
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
    check_critical(header)?;
    if let Some(name) = header.keys().find(|name| !KNOWN_NAMES.contains(&name.as_str())) {
        return Err(JoseError::UnknownMember { name: name.clone() });
    }
    for name in ["typ", "cty", "kid"] {
        if header.get(name).is_some_and(|value| !value.is_string()) {
            return Err(member(name));
        }
    }
    let time = signing_time(header)?;
    let chain = header.get("x5c").and_then(Value::as_array).filter(|chain| chain.len() <= limits::SEAL_CHAIN_MAX);
    let leaf = chain.ok_or(member("x5c"))?.first().and_then(Value::as_str).and_then(|leaf| from_base64(leaf).ok());
    let certificate = Certificate::from_der(&leaf.ok_or(member("x5c"))?).map_err(|_| member("x5c"))?;
    check_reference(header, &certificate)?;
    if !algorithm.suits(&certificate) {
        return Err(wrong());
    }
    valid_at(&certificate, time)?;
    Ok((algorithm, certificate, time))
}

fn check_critical(header: &Map<String, Value>) -> Result<(), JoseError> {
    let malformed = JoseError::MalformedMember { name: "crit" };
    let names = match header.get("crit") {
        None => return Ok(()),
        Some(Value::Array(names)) if !names.is_empty() => names,
        Some(_) => return Err(malformed),
    };
    for (index, name) in names.iter().enumerate() {
        let Some(name) = name.as_str().filter(|_| !names[..index].contains(name)) else { return Err(malformed) };
        if !CRITICAL_NAMES.contains(&name) || !header.contains_key(name) {
            return Err(JoseError::UnknownCritical { name: name.to_owned() });
        }
    }
    Ok(())
}

/// The claimed time: in `iat`, or as older programs write it in `sigT`, never both.
fn signing_time(header: &Map<String, Value>) -> Result<Timestamp, JoseError> {
    let member = |name| JoseError::MalformedMember { name };
    match (header.get("iat"), header.get("sigT")) {
        (Some(seconds), None) => seconds.as_i64().and_then(Timestamp::from_unix).ok_or(member("iat")),
        (None, Some(text)) => text.as_str().and_then(|text| Timestamp::parse(text).ok()).ok_or(member("sigT")),
        _ => Err(member("iat")),
    }
}

/// Exactly one digest of the signing certificate, and it is that of `certificate`.
fn check_reference(header: &Map<String, Value>, certificate: &Certificate) -> Result<(), JoseError> {
    let member = |name| JoseError::MalformedMember { name };
    let decoded = |value: &Value| value.as_str().and_then(|text| from_base64url(text).ok());
    let (name, algorithm, digest) = match (header.get("x5t#S256"), header.get("x5t#o")) {
        (Some(digest), None) => ("x5t#S256", MessageDigest::sha256(), decoded(digest)),
        (None, Some(other)) => {
            let algorithm = match other.get("digAlg").and_then(Value::as_str) {
                Some("S384") => MessageDigest::sha384(),
                Some("S512") => MessageDigest::sha512(),
                _ => return Err(member("x5t#o")),
            };
            ("x5t#o", algorithm, other.get("digVal").and_then(decoded))
        }
        _ => return Err(member("x5t#S256")),
    };
    let digest = digest.ok_or(member(name))?;
    let found = hash(algorithm, certificate.der()).map_err(|_| member(name))?;
    if *found == *digest { Ok(()) } else { Err(JoseError::CertificateMismatch { name }) }
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
        assert_eq!(
            reason(&set("crit", json!(["sigT"]))),
            "`crit` names `sigT`, which is not understood",
            "it is not there"
        );
        for malformed in [json!([]), json!("iat"), json!([1]), json!(["iat", "iat"])] {
            assert_eq!(reason(&set("crit", malformed)), "`crit` of the protected header is missing or malformed");
        }
        for name in ["b64", "jwk", "jku", "x5u", "sigD", "x5t", "sigX5ts"] {
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
        assert_eq!(
            reason(&set("sigT", json!("2026-05-28T20:26:40Z"))),
            "`iat` of the protected header is missing or malformed"
        );
        for bad in [json!("S512"), json!({"digAlg": "S1", "digVal": "AA"}), json!({"digAlg": "S512"})] {
            let both = with_header(&key, |header| {
                header.remove("x5t#S256");
                header.insert("x5t#o".into(), bad);
            });
            assert_eq!(reason(&both), "`x5t#o` of the protected header is missing or malformed");
        }
        let twice = with_raw_header(&key, r#"{"alg":"ES256","alg":"none"}"#);
        assert_eq!(reason(&twice), "the protected header is not acceptable");
    }

    #[test]
    fn headers_of_other_programs_are_read() {
        let key = key();
        let pin = PinnedKey::Spki(key.certificate().spki_sha256());
        let accepted = |edit: &dyn Fn(&mut serde_json::Map<String, Value>)| {
            let jws = with_header(&key, |header| edit(header));
            CompactJws::parse(jws.as_bytes()).and_then(|jws| jws.verify(&pin)).expect("accepted").iat
        };
        assert_eq!(accepted(&|header| drop(header.insert("kid".into(), json!("MC4wF")))), at());
        assert_eq!(accepted(&|header| drop(header.insert("crit".into(), json!(["iat"])))), at());
        let old = |header: &mut serde_json::Map<String, Value>| {
            header.remove("iat");
            header.insert("sigT".into(), json!(at().to_string()));
            header.insert("crit".into(), json!(["sigT"]));
        };
        assert_eq!(accepted(&old), at());
        let digest = hash(MessageDigest::sha512(), key.certificate().der()).expect("a digest");
        let longer = |digest: &[u8]| {
            let other = json!({"digAlg": "S512", "digVal": to_base64url(digest)});
            move |header: &mut serde_json::Map<String, Value>| {
                header.remove("x5t#S256");
                header.insert("x5t#o".into(), other.clone());
            }
        };
        assert_eq!(accepted(&longer(&digest)), at());
        let mut changed = digest.to_vec();
        changed[0] ^= 1;
        let mismatch = "`x5t#o` is not the digest of the first certificate in `x5c`";
        assert_eq!(reason(&with_header(&key, longer(&changed))), mismatch);
    }

    #[test]
    fn a_certificate_signs_while_it_is_valid() {
        let key = key();
        let (from, until) = (key.certificate().not_before(), key.certificate().not_after());
        for good in [from, until] {
            assert!(sign_compact(&key, b"{}", good).is_ok());
        }
        for bad in [from.plus_seconds(-1), until.plus_seconds(1)] {
            let expected = format!("the certificate `CN=list` is valid from {from} to {until}, not at {bad}");
            assert_eq!(sign_compact(&key, b"{}", bad).expect_err("refused").to_string(), expected);
            let claimed = with_header(&key, |header| drop(header.insert("iat".into(), json!(bad.unix()))));
            assert_eq!(reason(&claimed), expected);
        }
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
