//! Keys in tokens as what the rest of the program signs with.

use std::fmt;

use super::TokenKey;
use crate::crypto::{Ed25519Signer, Signature, SigningError, VerifyingKey};
use crate::jose::{Algorithm, SealSigner, SignError};
use crate::keys::chain::CertificateChain;
use crate::pki::Certificate;

/// An Ed25519 key in a token.
pub struct TokenEd25519 {
    pub key: TokenKey,
    pub public: VerifyingKey,
}

impl Ed25519Signer for TokenEd25519 {
    fn verifying_key(&self) -> VerifyingKey {
        self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SigningError> {
        self.key.sign_ed25519(message).map_err(|error| SigningError { reason: error.to_string() })
    }
}

/// A key with a certificate in a token.
pub struct TokenSealKey {
    pub key: TokenKey,
    pub chain: CertificateChain,
    pub algorithm: Algorithm,
}

impl SealSigner for TokenSealKey {
    fn certificate_chain(&self) -> &[Certificate] {
        self.chain.certificates()
    }

    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn sign(&self, parts: &[&[u8]]) -> Result<Vec<u8>, SignError> {
        let signed = self.key.sign_seal(self.algorithm, parts);
        signed.map_err(|error| SignError::Failed { reason: error.to_string() })
    }
}

impl fmt::Debug for TokenSealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.key)
    }
}
