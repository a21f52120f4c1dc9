//! The signature algorithms of seals, signing with a private key in memory, and verifying.
//!
//! Straight over OpenSSL, where the other signatures of this room go through josekit: a signature here is made over parts
//! that are never joined, with a key that is read once, and josekit makes PS256 only with keys that are marked for it.

use std::fmt;

use openssl::bn::BigNum;
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::{Id, PKey, PKeyRef, Private, Public};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Signer, Verifier};
use thiserror::Error;

use crate::pki::{Certificate, KeyKind};

/// Fewest bits of an RSA key: SOG-IS names no smaller one.
const RSA_BITS_MIN: u32 = 2048;

/// A signature algorithm of a seal (RFC 7518, section 3.1). Nothing else is read or written: no HMAC, no `none`, and no
/// EdDSA, which European validators do not accept in seals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// ECDSA with P-384 and SHA-384.
    Es384,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Rs256, Self::Ps256, Self::Es256, Self::Es384];

    /// The name in `alg`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
        }
    }

    /// The algorithm of a name in `alg`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// Whether the certificate's key is one for this algorithm.
    #[must_use]
    pub fn suits(self, certificate: &Certificate) -> bool {
        match self {
            Self::Rs256 | Self::Ps256 => {
                matches!(certificate.key(), KeyKind::Rsa { bits } if bits >= RSA_BITS_MIN)
            }
            Self::Es256 => certificate.key() == KeyKind::P256,
            Self::Es384 => certificate.key() == KeyKind::P384,
        }
    }

    /// The algorithm that is used with the certificate's key if nothing else is asked for: RS256 for RSA, as Europass.
    #[must_use]
    pub fn usual(certificate: &Certificate) -> Option<Self> {
        [Self::Rs256, Self::Es256, Self::Es384].into_iter().find(|algorithm| algorithm.suits(certificate))
    }

    /// Length of r and of s in bytes; `None` for RSA.
    fn coordinate_bytes(self) -> Option<usize> {
        match self {
            Self::Rs256 | Self::Ps256 => None,
            Self::Es256 => Some(32),
            Self::Es384 => Some(48),
        }
    }

    fn digest(self) -> MessageDigest {
        match self {
            Self::Rs256 | Self::Ps256 | Self::Es256 => MessageDigest::sha256(),
            Self::Es384 => MessageDigest::sha384(),
        }
    }

    /// Verifies a signature in its JWS form over `parts`, joined, with the certificate's key.
    ///
    /// # Errors
    ///
    /// [`SignError::InvalidSignature`], also when the key is not one for this algorithm.
    pub fn verify(self, certificate: &Certificate, parts: &[&[u8]], signature: &[u8]) -> Result<(), SignError> {
        if !self.suits(certificate) {
            return Err(SignError::InvalidSignature);
        }
        // Read with the certificate: finding out what kind of key it is takes OpenSSL longer than verifying.
        let key = certificate.public_key().ok_or(SignError::InvalidSignature)?;
        match self.verify_with(key, parts, signature) {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(SignError::InvalidSignature),
        }
    }

    /// Whether `signature` in its JWS form is one over `parts`, joined, with `key`, which has to be one for this algorithm.
    pub(super) fn verifies(self, key: &PKeyRef<Public>, parts: &[&[u8]], signature: &[u8]) -> bool {
        self.verify_with(key, parts, signature).unwrap_or(false)
    }

    fn verify_with(self, key: &PKeyRef<Public>, parts: &[&[u8]], signature: &[u8]) -> Result<bool, ErrorStack> {
        let der;
        let signature = match self.coordinate_bytes() {
            None => signature,
            Some(bytes) if signature.len() == 2 * bytes => {
                let (r, s) = signature.split_at(bytes);
                der = EcdsaSig::from_private_components(BigNum::from_slice(r)?, BigNum::from_slice(s)?)?.to_der()?;
                &der
            }
            Some(_) => return Ok(false),
        };
        let mut verifier = Verifier::new(self.digest(), key)?;
        if self == Self::Ps256 {
            verifier.set_rsa_padding(Padding::PKCS1_PSS)?;
            verifier.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
            verifier.set_rsa_mgf1_md(self.digest())?;
        }
        for part in parts {
            verifier.update(part)?;
        }
        verifier.verify(signature)
    }

    fn sign_with(self, key: &PKey<Private>, parts: &[&[u8]]) -> Result<Vec<u8>, ErrorStack> {
        let mut signer = Signer::new(self.digest(), key)?;
        if self == Self::Ps256 {
            signer.set_rsa_padding(Padding::PKCS1_PSS)?;
            signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
            signer.set_rsa_mgf1_md(self.digest())?;
        }
        for part in parts {
            signer.update(part)?;
        }
        let signature = signer.sign_to_vec()?;
        let Some(bytes) = self.coordinate_bytes() else { return Ok(signature) };
        let signature = EcdsaSig::from_der(&signature)?;
        let width = i32::try_from(bytes).expect("a coordinate has 32 or 48 bytes");
        let mut raw = signature.r().to_vec_padded(width)?;
        raw.extend(signature.s().to_vec_padded(width)?);
        Ok(raw)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why something was not signed, or a signature is not one.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SignError {
    /// The certificate's key is not one for the algorithm.
    #[error("{algorithm} needs another key than the certificate has")]
    AlgorithmKey {
        /// The algorithm.
        algorithm: Algorithm,
    },
    /// The key, or the device that holds it, could not sign.
    #[error("the key could not sign: {reason}")]
    Failed {
        /// What failed, without any secret.
        reason: String,
    },
    /// The signature is not one of this key over this text.
    #[error("the signature does not match")]
    InvalidSignature,
    /// No certificate at all.
    #[error("there is no certificate for the key")]
    NoCertificate,
    /// Not PKCS#8, or not the private key of the certificate.
    #[error("not the private key of the certificate")]
    NotThePrivateKey,
}

/// A key that seals, wherever it is kept, with its certificates.
pub trait SealSigner: Send + Sync {
    /// The certificate of the key, then that of its issuer, and so on; never empty. The anchor may be left out.
    fn certificate_chain(&self) -> &[Certificate];

    /// The algorithm that this key signs with.
    fn algorithm(&self) -> Algorithm;

    /// Signs `parts` as if they were joined; the signature in its JWS form (RFC 7518, section 3; r and s for ECDSA).
    ///
    /// # Errors
    ///
    /// [`SignError`].
    fn sign(&self, parts: &[&[u8]]) -> Result<Vec<u8>, SignError>;
}

/// A private key in memory with its certificates. Its `Debug` shows the certificate alone; OpenSSL clears the key's
/// memory when it is dropped.
pub struct SoftwareSealKey {
    key: PKey<Private>,
    algorithm: Algorithm,
    chain: Vec<Certificate>,
}

impl SoftwareSealKey {
    /// From unencrypted PKCS#8 and the certificates, that of the key first.
    ///
    /// # Errors
    ///
    /// [`SignError::NoCertificate`], [`SignError::NotThePrivateKey`] or [`SignError::AlgorithmKey`].
    pub fn from_pkcs8(der: &[u8], chain: Vec<Certificate>, algorithm: Algorithm) -> Result<Self, SignError> {
        let leaf = chain.first().ok_or(SignError::NoCertificate)?;
        let key = PKey::private_key_from_pkcs8(der).map_err(|_| SignError::NotThePrivateKey)?;
        let public = leaf.public_key().ok_or(SignError::NotThePrivateKey)?;
        if !matches!(key.id(), Id::RSA | Id::EC) || !key.public_eq(public) {
            return Err(SignError::NotThePrivateKey);
        }
        if !algorithm.suits(leaf) {
            return Err(SignError::AlgorithmKey { algorithm });
        }
        Ok(Self { key, algorithm, chain })
    }
}

impl SealSigner for SoftwareSealKey {
    fn certificate_chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn sign(&self, parts: &[&[u8]]) -> Result<Vec<u8>, SignError> {
        let signed = self.algorithm.sign_with(&self.key, parts);
        signed.map_err(|error| SignError::Failed { reason: error.to_string() })
    }
}

impl fmt::Debug for SoftwareSealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SoftwareSealKey([redacted], {}, {:?})", self.algorithm, self.chain.first())
    }
}
