//! Ed25519 keys and signatures (RFC 8032), with strict verification.

use std::fmt;

use ed25519_dalek::Signer as _;
use ed25519_dalek::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use thiserror::Error;
use zeroize::Zeroizing;

use super::base58;
use super::encoding::{from_base58_multibase, to_base58_multibase};
use crate::model::entropy::{Entropy, draw};

/// The multicodec of an Ed25519 public key, as a varint (Controlled Identifiers 1.0, section 2.2.2).
const ED25519_PUBLIC: [u8; 2] = [0xed, 0x01];

/// Why a text is not a key or a signature.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The signature is not one of this key over this message.
    #[error("the signature does not match")]
    InvalidSignature,
    /// Not a multikey: base58btc, the codec of Ed25519 and 32 bytes.
    #[error("`{text}` is not an Ed25519 multikey (z6Mk…)")]
    NotAMultikey {
        /// The text.
        text: String,
    },
    /// The private key is not PKCS#8 of an Ed25519 key.
    #[error("the private key is not PKCS#8 of an Ed25519 key")]
    NotAPrivateKey,
    /// The bytes are not a point of the curve, or one of small order, for which anybody can make signatures.
    #[error("the public key is not a usable point of the curve")]
    WeakKey,
}

/// An Ed25519 public key that is a point of the curve and not of small order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// From the 32 bytes of RFC 8032.
    ///
    /// # Errors
    ///
    /// [`KeyError::WeakKey`].
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::WeakKey)?;
        if key.is_weak() { Err(KeyError::WeakKey) } else { Ok(Self(key)) }
    }

    /// From the `publicKeyMultibase` of a Multikey: `z6Mk…`.
    ///
    /// # Errors
    ///
    /// [`KeyError::NotAMultikey`] or [`KeyError::WeakKey`].
    pub fn from_multikey(text: &str) -> Result<Self, KeyError> {
        let fault = || KeyError::NotAMultikey { text: text.chars().take(80).collect() };
        let bytes = from_base58_multibase(text, 34).map_err(|_| fault())?;
        let key = bytes.strip_prefix(&ED25519_PUBLIC).and_then(|key| <&[u8; 32]>::try_from(key).ok());
        Self::from_bytes(key.ok_or_else(fault)?)
    }

    /// As `publicKeyMultibase` of a Multikey.
    #[must_use]
    pub fn to_multikey(&self) -> String {
        to_base58_multibase(&[&ED25519_PUBLIC[..], self.as_bytes()].concat())
    }

    /// As did:key, without a fragment.
    #[must_use]
    pub fn to_did_key(&self) -> String {
        format!("did:key:{}", self.to_multikey())
    }

    /// The 32 bytes of RFC 8032.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Verifies `signature` over `message`, refusing points of small order and scalars that are not reduced, so that
    /// one message has one signature by one key.
    ///
    /// # Errors
    ///
    /// [`KeyError::InvalidSignature`].
    pub fn verify_strict(&self, message: &[u8], signature: &Signature) -> Result<(), KeyError> {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0.verify_strict(message, &signature).map_err(|_| KeyError::InvalidSignature)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({})", self.to_multikey())
    }
}

/// An Ed25519 signature: the 64 bytes of RFC 8032.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; 64]);

impl Signature {
    /// From its bytes; whether they are a signature is for [`VerifyingKey::verify_strict`] to say.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 64] {
        self.0
    }

    /// From multibase base58btc, as `proofValue` holds it; `None` if that is malformed or not 64 bytes long.
    #[must_use]
    pub fn from_multibase(text: &str) -> Option<Self> {
        base58::from_multibase(text).map(Self)
    }

    /// As multibase base58btc.
    #[must_use]
    pub fn to_multibase(self) -> String {
        base58::to_multibase(&self.0)
    }
}

/// Why a key that exists did not sign: it lies in a device that is gone, locked or broken.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[error("the signature could not be made: {reason}")]
pub struct SigningError {
    /// What the key's device says, in words.
    pub reason: String,
}

/// A private Ed25519 key, wherever it lies: in memory, or in a device that signs and never gives it away.
pub trait Ed25519Signer: Send + Sync {
    /// The public key.
    fn verifying_key(&self) -> VerifyingKey;

    /// Signs `message`.
    ///
    /// # Errors
    ///
    /// [`SigningError`] when the key's device does not answer as it should; a key in memory always signs.
    fn sign(&self, message: &[u8]) -> Result<Signature, SigningError>;
}

/// An Ed25519 private key. It is wiped when dropped, cannot be cloned, and its `Debug` shows the public key alone.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// From the 32 bytes seed of RFC 8032.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// Draws a new key.
    pub fn generate(entropy: &mut dyn Entropy) -> Self {
        Self::from_seed(&Zeroizing::new(draw::<32>(entropy)))
    }

    /// From PKCS#8 (RFC 5958, RFC 8410), with or without the public key.
    ///
    /// # Errors
    ///
    /// [`KeyError::NotAPrivateKey`].
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        ed25519_dalek::SigningKey::from_pkcs8_der(der).map(Self).map_err(|_| KeyError::NotAPrivateKey)
    }

    /// As PKCS#8, unencrypted: for the room that encrypts it.
    #[must_use]
    pub fn to_pkcs8(&self) -> Zeroizing<Vec<u8>> {
        // Version 1, without the public key, is what every tool reads.
        let seed = ed25519_dalek::pkcs8::KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        let der = seed.to_pkcs8_der().expect("an Ed25519 key has a PKCS#8 form");
        Zeroizing::new(der.as_bytes().to_vec())
    }

    /// Signs `message`.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }

    /// The public key.
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }
}

impl Ed25519Signer for SigningKey {
    fn verifying_key(&self) -> VerifyingKey {
        Self::verifying_key(self)
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SigningError> {
        Ok(Self::sign(self, message))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey([redacted], public {})", self.verifying_key().to_multikey())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::encoding::from_hex;

    /// RFC 8032, section 7.1, test 2.
    fn rfc_key() -> SigningKey {
        let seed = from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb").expect("hexadecimal");
        SigningKey::from_seed(&seed.try_into().expect("32 bytes"))
    }

    #[test]
    fn signs_as_rfc_8032_does_and_refuses_the_twin() {
        let key = rfc_key();
        let signature = key.sign(&[0x72]);
        let expected = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                        085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        assert_eq!(signature.to_bytes().to_vec(), from_hex(expected).expect("hexadecimal"));
        assert_eq!(key.verifying_key().verify_strict(&[0x72], &signature), Ok(()));
        assert_eq!(key.verifying_key().verify_strict(&[0x73], &signature), Err(KeyError::InvalidSignature));
        assert_eq!(Signature::from_multibase(&signature.to_multibase()), Some(signature));
    }

    #[test]
    fn multikeys_are_read_and_refused() {
        let key = rfc_key().verifying_key();
        let text = key.to_multikey();
        assert!(text.starts_with("z6Mk"));
        assert_eq!(VerifyingKey::from_multikey(&text), Ok(key));
        assert_eq!(key.to_did_key(), format!("did:key:{text}"));
        // A P-256 multikey, a truncated one, another base, nothing.
        for bad in ["zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP", &text[..40], &text[1..], ""] {
            assert_eq!(VerifyingKey::from_multikey(bad), Err(KeyError::NotAMultikey { text: bad.into() }));
        }
    }

    #[test]
    fn points_of_small_order_are_no_keys() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(VerifyingKey::from_bytes(&identity), Err(KeyError::WeakKey));
        assert_eq!(VerifyingKey::from_bytes(&[0; 32]), Err(KeyError::WeakKey));
    }

    /// Made for this key and the message 0, with the point of order two added to R: the equation that verifies many signatures
    /// at once holds for half of such signatures, so each is verified by itself.
    #[test]
    fn a_point_of_small_order_added_to_a_signature_is_refused() {
        let signature = "19e44e15f085df368fc950304820d61e5eb3162b640ea213a3b19603e5c4d0c1\
                         b0be87e81838763e131a6aa4f83dde60155dca9a88c1134e5c3ade71504f4d04";
        let bytes = from_hex(signature).expect("hexadecimal").try_into().expect("64 bytes");
        let verified = rfc_key().verifying_key().verify_strict(&[0], &Signature::from_bytes(bytes));
        assert_eq!(verified, Err(KeyError::InvalidSignature));
    }

    #[test]
    fn pkcs8_is_read_back_and_nothing_else_is() {
        let key = rfc_key();
        let der = key.to_pkcs8();
        assert_eq!(SigningKey::from_pkcs8(&der).expect("PKCS#8").verifying_key(), key.verifying_key());
        assert_eq!(SigningKey::from_pkcs8(&der[..47]).err(), Some(KeyError::NotAPrivateKey));
    }

    #[test]
    fn debug_shows_no_secret() {
        let key = rfc_key();
        let shown = format!("{key:?} {key:#?}");
        assert_eq!(shown.matches("[redacted]").count(), 2);
        assert!(!shown.contains("4ccd089b") && !shown.contains("76, 205, 8") && !shown.contains("secret"));
    }
}
