//! A token that is ready to be signed by an Ed25519 key: what is recorded of it is exactly what is signed.

use serde_json::{Map, Value, json};

use crate::crypto::encoding::to_base64url;
use crate::crypto::{Ed25519Signer, SigningError, sha256};
use crate::model::time::Timestamp;

/// A token of VC-JOSE-COSE (section 3.1) whose claims are a credential of VCDM 2.0, not signed yet.
///
/// Signing uses it up, since a draft is signed once:
///
/// ```compile_fail,E0382
/// fn twice(draft: elmseal::jose::TokenDraft, key: &dyn elmseal::crypto::Ed25519Signer) {
///     let first = draft.sign_with(key);
///     let second = draft.sign_with(key);
/// }
/// ```
#[must_use]
pub struct TokenDraft {
    /// Header and claims, as they are signed.
    input: String,
}

impl TokenDraft {
    /// The token of `credential` by the key that `method` names, which says that it was made at `issued`.
    pub fn new(method: &str, credential: &Map<String, Value>, issued: Timestamp) -> Self {
        let header = json!({ "alg": "EdDSA", "typ": "vc+jwt", "cty": "vc", "kid": method });
        let mut claims = credential.clone();
        // A registered claim is no member of the credential.
        claims.insert("iat".to_owned(), issued.unix().into());
        let claims = serde_json::to_vec(&claims).expect("JSON values have a text form");
        Self { input: format!("{}.{}", to_base64url(header.to_string().as_bytes()), to_base64url(&claims)) }
    }

    /// The token of an Open Badge (Open Badges 3.0, section 8.2): the badge's members as claims, and beside them what they
    /// say once more as registered claims, which readers of that specification ask for.
    pub fn open_badge(method: &str, badge: &Map<String, Value>) -> Self {
        let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": method });
        let id = |member: &str| badge.get(member).and_then(|value| value.get("id").or(Some(value))).cloned();
        let time = |member: &str| {
            let time = badge.get(member).and_then(Value::as_str).and_then(|text| Timestamp::parse(text).ok());
            time.map(|time| json!(time.unix()))
        };
        let subject = badge.get("credentialSubject").and_then(|subject| subject.get("id")).cloned();
        let registered = [
            ("iss", id("issuer")),
            ("jti", id("id")),
            ("sub", subject),
            ("nbf", time("validFrom")),
            ("exp", time("validUntil")),
        ];
        let mut claims = badge.clone();
        for (claim, value) in registered {
            claims.extend(value.map(|value| (claim.to_owned(), value)));
        }
        let claims = serde_json::to_vec(&claims).expect("JSON values have a text form");
        Self { input: format!("{}.{}", to_base64url(header.to_string().as_bytes()), to_base64url(&claims)) }
    }

    /// SHA-256 of what is signed.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        sha256(self.input.as_bytes())
    }

    /// Has it signed, and hands out the token in its compact form.
    ///
    /// # Errors
    ///
    /// [`SigningError`] when the key lies in a device that does not answer.
    pub fn sign_with(self, signer: &dyn Ed25519Signer) -> Result<String, SigningError> {
        let signature = signer.sign(self.input.as_bytes())?;
        Ok(format!("{}.{}", self.input, to_base64url(&signature.to_bytes())))
    }
}

/// Its claims are a learner's data.
impl std::fmt::Debug for TokenDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenDraft([redacted])")
    }
}
