//! Unlocked keys: one type a role, so that a role's key cannot be used for another.

use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::{SigningKey, VerifyingKey};
use crate::jose::{Certificate, Es256Key, JoseError, sign_compact};
use crate::model::time::Timestamp;

/// The key that seals credentials.
#[derive(Debug)]
pub struct DataIntegrityKey {
    pub(super) key: SigningKey,
    pub(super) verification_method: String,
}

impl DataIntegrityKey {
    /// The key, for sealing drafts of credentials.
    #[must_use]
    pub fn signing_key(&self) -> &SigningKey {
        &self.key
    }

    /// What the proof names: the controller's DID and a fragment.
    #[must_use]
    pub fn verification_method(&self) -> &str {
        &self.verification_method
    }
}

/// The key that seals status list credentials.
#[derive(Debug)]
pub struct StatusKey {
    pub(super) key: SigningKey,
    pub(super) verification_method: String,
}

impl StatusKey {
    /// The key, for sealing drafts of status list credentials.
    #[must_use]
    pub fn signing_key(&self) -> &SigningKey {
        &self.key
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

/// The key that signs the checkpoints of the ledger's log.
#[derive(Debug)]
pub struct LogKey {
    pub(super) key: SigningKey,
}

impl LogKey {
    /// The signed note of `checkpoint`.
    #[must_use]
    pub fn sign_checkpoint(&self, checkpoint: &Checkpoint) -> String {
        let public = self.key.verifying_key();
        checkpoint.sign(public.as_bytes(), |body| self.key.sign(body).to_bytes())
    }

    /// The public key.
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey {
        self.key.verifying_key()
    }
}
