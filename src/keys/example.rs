//! The demonstration keys of `keys-example/`: their secrets are public, so they are known by fingerprint and refused.

use super::PublicKey;
use crate::crypto::encoding::to_hex;
use crate::crypto::sha256;

/// The passphrase of the demonstration keys.
pub const PASSPHRASE: &str = "these keys are public";

/// SHA-256 of each public key: the 32 bytes of an Ed25519 key, the SubjectPublicKeyInfo of a P-256 key.
const FINGERPRINTS: [&str; 0] = [];

/// Whether a key is a demonstration key, whatever it is called and wherever it lies.
#[must_use]
pub fn is_example(public: &PublicKey) -> bool {
    let digest = match public {
        PublicKey::Ed25519(key) => sha256(key.as_bytes()),
        PublicKey::Es256(certificate) => certificate.spki_sha256(),
    };
    FINGERPRINTS.contains(&to_hex(&digest).as_str())
}
