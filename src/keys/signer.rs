//! Unlocked keys: one type a role, so that a role's key cannot be used for another.

use std::fmt;

use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::{Ed25519Signer, SigningError, VerifyingKey};
use crate::jose::{Certificate, Es256Key, JoseError, sign_compact};
use crate::model::time::Timestamp;

/// The key that seals credentials.
pub struct DataIntegrityKey {
    pub(super) key: Box<dyn Ed25519Signer>,
    pub(super) verification_method: String,
}

impl DataIntegrityKey {
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

/// The key that signs the alliance list.
#[derive(Debug)]
pub struct ListKey {
    pub(super) key: Es256Key,
}

impl ListKey {
    /// Signs `payload` as compact JWS.
    ///
    /// # Errors
    ///
    /// [`JoseError::Signing`].
    pub fn sign_list(&self, payload: &[u8], at: Timestamp) -> Result<String, JoseError> {
        sign_compact(&self.key, payload, at)
    }

    /// Its self-issued certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        self.key.certificate()
    }
}

/// The key that seals credentials with a JAdES signature, and its certificate chain.
pub struct SealKey {
    _inside: (),
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey([redacted])")
    }
}

/// The key that signs the checkpoints of the ledger's log.
pub struct LogKey {
    pub(super) key: Box<dyn Ed25519Signer>,
}

impl LogKey {
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

impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogKey([redacted], public {})", self.key.verifying_key().to_multikey())
    }
}
