//! Unlocked keys: one type a role, so that a role's key cannot be used for another.

use std::fmt;

use super::token::{TokenKey, TokenSealKey};
use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::{Ed25519Signer, SigningError, VerifyingKey};
use crate::jose::{Algorithm, JoseError, SealSigner, SignError, SoftwareSealKey, sign_compact};
use crate::model::time::Timestamp;
use crate::pki::Certificate;
use crate::record::DatedRecord;

/// The key that seals credentials.
pub struct DataIntegrityKey {
    pub(super) key: Box<dyn Ed25519Signer>,
    pub(super) verification_method: String,
}

impl DataIntegrityKey {
    /// A key that is not one of a store: whoever has it answers for it.
    #[must_use]
    pub fn new(key: Box<dyn Ed25519Signer>, verification_method: String) -> Self {
        Self { key, verification_method }
    }

    /// The key, for sealing drafts of credentials.
    #[must_use]
    pub fn signer(&self) -> &dyn Ed25519Signer {
        &*self.key
    }

    /// What the proof names: the controller's DID and a fragment.
    #[must_use]
    pub fn verification_method(&self) -> &str {
        &self.verification_method
    }
}

/// The key that seals status list credentials.
pub struct StatusKey {
    pub(super) key: Box<dyn Ed25519Signer>,
    pub(super) verification_method: String,
}

impl StatusKey {
    /// A key that is not one of a store: whoever has it answers for it.
    #[must_use]
    pub fn new(key: Box<dyn Ed25519Signer>, verification_method: String) -> Self {
        Self { key, verification_method }
    }

    /// The key, for sealing drafts of status list credentials.
    #[must_use]
    pub fn signer(&self) -> &dyn Ed25519Signer {
        &*self.key
    }

    /// What the proof names: the controller's DID and a fragment.
    #[must_use]
    pub fn verification_method(&self) -> &str {
        &self.verification_method
    }
}

/// The key that signs verification reports.
pub struct ReportKey {
    pub(super) key: Box<dyn Ed25519Signer>,
    pub(super) verification_method: String,
}

impl ReportKey {
    /// Signs a verification report: a compact JWS without its payload.
    ///
    /// # Errors
    ///
    /// [`SigningError`] when the key lies in a device that does not answer.
    pub fn sign_record(&self, record: &DatedRecord) -> Result<String, SigningError> {
        let header = DatedRecord::header(&self.verification_method);
        let signature = self.key.sign(record.signing_input(&header).as_bytes())?;
        Ok(DatedRecord::detached(&header, signature))
    }

    /// What the signature names: the controller's DID and a fragment.
    #[must_use]
    pub fn verification_method(&self) -> &str {
        &self.verification_method
    }
}

/// A key with a certificate, wherever it lies.
#[derive(Debug)]
pub(super) enum CertifiedKey {
    Software(SoftwareSealKey),
    Token(Box<TokenSealKey>),
}

impl CertifiedKey {
    fn signer(&self) -> &dyn SealSigner {
        match self {
            Self::Software(key) => key,
            Self::Token(key) => &**key,
        }
    }
}

/// The key that signs the alliance list, and its certificate chain.
#[derive(Debug)]
pub struct ListKey {
    pub(super) key: CertifiedKey,
}

impl ListKey {
    /// Signs `payload` as compact JWS.
    ///
    /// # Errors
    ///
    /// [`JoseError::Signing`].
    pub fn sign_list(&self, payload: &[u8], at: Timestamp) -> Result<String, JoseError> {
        sign_compact(self.key.signer(), payload, at)
    }

    /// Its certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.key.signer().certificate_chain()[0]
    }
}

/// The key that seals credentials with a JAdES signature, and its certificate chain. Several threads may seal at once; a
/// token is then kept busy by a session each.
#[derive(Debug)]
pub struct SealKey {
    pub(super) key: CertifiedKey,
}

impl SealKey {
    /// Its certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.key.signer().certificate_chain()[0]
    }

    /// The key in its token, if it lies in one.
    #[must_use]
    pub fn token_key(&self) -> Option<&TokenKey> {
        match &self.key {
            CertifiedKey::Software(_) => None,
            CertifiedKey::Token(key) => Some(&key.key),
        }
    }
}

impl SealSigner for SealKey {
    fn certificate_chain(&self) -> &[Certificate] {
        self.key.signer().certificate_chain()
    }

    fn algorithm(&self) -> Algorithm {
        self.key.signer().algorithm()
    }

    fn sign(&self, parts: &[&[u8]]) -> Result<Vec<u8>, SignError> {
        self.key.signer().sign(parts)
    }
}

/// The key that signs the checkpoints of the ledger's log.
pub struct LogKey {
    pub(super) key: Box<dyn Ed25519Signer>,
}

impl LogKey {
    /// A key that is not one of a store: whoever has it answers for it.
    #[must_use]
    pub fn new(key: Box<dyn Ed25519Signer>) -> Self {
        Self { key }
    }

    /// The signed note of `checkpoint`.
    ///
    /// # Errors
    ///
    /// [`SigningError`] when the key lies in a device that does not answer.
    pub fn sign_checkpoint(&self, checkpoint: &Checkpoint) -> Result<String, SigningError> {
        let public = self.key.verifying_key();
        let signature = self.key.sign(checkpoint.body().as_bytes())?;
        Ok(checkpoint.sign(public.as_bytes(), |_| signature.to_bytes()))
    }

    /// The public key.
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey {
        self.key.verifying_key()
    }
}

impl fmt::Debug for DataIntegrityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataIntegrityKey([redacted], {})", self.verification_method)
    }
}

impl fmt::Debug for StatusKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusKey([redacted], {})", self.verification_method)
    }
}

impl fmt::Debug for ReportKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReportKey([redacted], {})", self.verification_method)
    }
}

impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogKey([redacted], public {})", self.key.verifying_key().to_multikey())
    }
}
