//! Seals for the tests: right ones, and ones of which any part can be changed before or after signing.

use elmseal::crypto::encoding::{from_base64url, to_base64, to_base64url};
use elmseal::jose::jades::{JadesError, SealOptions, UnverifiedSeal, VerifiedSeal, seal};
use elmseal::jose::{Algorithm, SealSigner, SoftwareSealKey};
use elmseal::model::time::Timestamp;
use serde_json::{Map, Value, json};

use crate::support::pki::{Key, Party, TestPki};

/// When the tests seal.
pub const SEALED: &str = "2026-06-30T12:00:00Z";

/// A payload with everything that JSON escapes.
pub const PAYLOAD: &str =
    "{\"id\":\"urn:credential:1\",\"name\":\"Ünïversity \\\"Å\\\"\\n\u{1F600}\u{2028}\u{7f}\",\"n\":1.50}";

pub fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

/// The signer of a party, with the certificate of the CA that issued it.
pub fn signer(party: &Party, algorithm: Algorithm) -> SoftwareSealKey {
    let chain = vec![party.certificate.clone(), TestPki::get().ca.certificate.clone()];
    SoftwareSealKey::from_pkcs8(&party.key_pkcs8(), chain, algorithm).expect("a signer")
}

/// The key that the tests use with an algorithm.
pub fn key_of(algorithm: Algorithm) -> Key {
    match algorithm {
        Algorithm::Rs256 => Key::Rsa2048,
        Algorithm::Ps256 => Key::Rsa3072,
        Algorithm::Es256 => Key::P256,
        Algorithm::Es384 => Key::P384,
    }
}

/// A seal at baseline B.
pub fn sealed(party: &Party, algorithm: Algorithm) -> Vec<u8> {
    seal(PAYLOAD, &signer(party, algorithm), &SealOptions::new(at(SEALED))).expect("a seal")
}

/// Reads a file and verifies its signature.
pub fn open(file: &[u8]) -> Result<VerifiedSeal, JadesError> {
    UnverifiedSeal::parse(file)?.verify_signature()
}

/// The code by which a file is refused, or `accepted`.
pub fn verdict(file: &[u8]) -> &'static str {
    open(file).map_or_else(|error| error.code(), |_| "accepted")
}

/// A seal in parts.
pub struct Draft {
    /// The protected header.
    pub header: Map<String, Value>,
    /// Its text, where it is not that of `header`.
    pub header_text: Option<String>,
    /// The value of `payload`.
    pub payload: String,
    /// What is signed for the payload, where it is not the payload.
    pub signed_payload: Option<String>,
    /// The unprotected header.
    pub unprotected: Map<String, Value>,
    /// Who signs.
    pub signer: SoftwareSealKey,
    /// Changes the signature in base64url.
    pub signature: fn(String) -> String,
    /// Changes the finished JSON.
    pub file: fn(&mut Value),
    /// Changes the finished text.
    pub text: fn(String) -> String,
}

impl Draft {
    /// A right seal of that algorithm.
    pub fn new(algorithm: Algorithm) -> Self {
        Self::of(&TestPki::get().seal(key_of(algorithm)), algorithm)
    }

    /// A right seal of that party.
    pub fn of(party: &Party, algorithm: Algorithm) -> Self {
        let file: Value = serde_json::from_slice(&sealed(party, algorithm)).expect("JSON");
        let protected = file["signatures"][0]["protected"].as_str().expect("a text");
        let header = serde_json::from_slice(&from_base64url(protected).expect("base64url")).expect("JSON");
        Self {
            header,
            header_text: None,
            payload: PAYLOAD.to_owned(),
            signed_payload: None,
            unprotected: Map::new(),
            signer: signer(party, algorithm),
            signature: |signature| signature,
            file: |_| {},
            text: |text| text,
        }
    }

    pub fn set(&mut self, name: &str, value: Value) {
        self.header.insert(name.to_owned(), value);
    }

    pub fn unset(&mut self, name: &str) {
        self.header.shift_remove(name);
    }

    pub fn etsi_u(&mut self, value: Value) {
        self.unprotected.insert("etsiU".to_owned(), value);
    }

    /// The header's certificate in place of the one that signs, with the digest that belongs to it.
    pub fn in_the_name_of(&mut self, party: &Party) {
        self.set("x5c", json!([to_base64(party.certificate.der())]));
        self.set("x5t#S256", json!(to_base64url(&party.certificate.sha256())));
    }

    /// The file.
    pub fn build(&self) -> Vec<u8> {
        let header = self.header_text.clone().unwrap_or_else(|| Value::Object(self.header.clone()).to_string());
        let protected = to_base64url(header.as_bytes());
        let payload = self.signed_payload.as_deref().unwrap_or(&self.payload);
        let signature = self.signer.sign(&[protected.as_bytes(), b".", payload.as_bytes()]).expect("a signature");
        let mut one = Map::new();
        one.insert("protected".to_owned(), json!(protected));
        if !self.unprotected.is_empty() {
            one.insert("header".to_owned(), Value::Object(self.unprotected.clone()));
        }
        one.insert("signature".to_owned(), json!((self.signature)(to_base64url(&signature))));
        let mut file = json!({"payload": self.payload, "signatures": [one]});
        (self.file)(&mut file);
        (self.text)(file.to_string()).into_bytes()
    }
}
