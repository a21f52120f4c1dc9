//! A token that is ready to be signed by a key with a certificate: what is recorded of it is exactly what is signed.

use serde_json::{Map, Value, json};

use super::algorithm::{SealSigner, SignError};
use crate::crypto::encoding::{to_base64, to_base64url};
use crate::crypto::sha256;

/// A token by a key with a certificate, not signed yet.
///
/// Signing uses it up, since a draft is signed once:
///
/// ```compile_fail,E0382
/// fn twice(draft: elmseal::jose::CertifiedDraft, key: &dyn elmseal::jose::SealSigner) {
///     let first = draft.sign_with(key);
///     let second = draft.sign_with(key);
/// }
/// ```
#[must_use]
pub struct CertifiedDraft {
    /// Header and claims, as they are signed.
    input: String,
}

impl CertifiedDraft {
    /// The token with `claims` of the type that `typ` names, for the key of `signer`. Its header has the certificates up to
    /// the anchor and without it: whoever verifies has the anchors that it trusts.
    ///
    /// # Errors
    ///
    /// [`SignError::NoCertificate`].
    pub fn new(signer: &dyn SealSigner, typ: &str, claims: &Map<String, Value>) -> Result<Self, SignError> {
        let (leaf, above) = signer.certificate_chain().split_first().ok_or(SignError::NoCertificate)?;
        let above = above.iter().filter(|certificate| !certificate.is_self_issued());
        let chain: Vec<String> = std::iter::once(leaf).chain(above).map(|one| to_base64(one.der())).collect();
        let header = json!({ "alg": signer.algorithm().name(), "typ": typ, "x5c": chain });
        let claims = serde_json::to_vec(claims).expect("JSON values have a text form");
        Ok(Self { input: format!("{}.{}", to_base64url(header.to_string().as_bytes()), to_base64url(&claims)) })
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
    /// [`SignError`] when the key cannot sign, or the device that has it does not answer.
    pub fn sign_with(self, signer: &dyn SealSigner) -> Result<String, SignError> {
        let signature = signer.sign(&[self.input.as_bytes()])?;
        Ok(format!("{}.{}", self.input, to_base64url(&signature)))
    }
}

/// Its claims may be a learner's data.
impl std::fmt::Debug for CertifiedDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CertifiedDraft([redacted])")
    }
}
