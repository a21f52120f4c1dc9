//! Ed25519 keys, digests, base encodings and the arithmetic of a log: the only room that names those crates.
//!
//! It knows bytes, keys and signatures. What is signed, by whom and for what is the business of `proof`, `keys` and
//! `trust`.

mod base58;
pub mod checkpoint;
pub mod encoding;
mod key;
pub mod log_proof;
pub mod merkle;
pub mod private_key_file;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

pub use self::key::{Ed25519Signer, KeyError, Signature, SigningError, SigningKey, VerifyingKey};

/// The SHA-256 digest of `bytes`.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The SHA-256 digest of `pieces`, one after the other.
#[must_use]
pub fn sha256_of<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    pieces.into_iter().fold(Sha256::new(), |state, piece| state.chain_update(piece)).finalize().into()
}

/// A key for many HMAC-SHA-256 (RFC 2104): what depends on the key alone is computed once.
pub struct MacKey(Hmac<Sha256>);

impl MacKey {
    /// From the key.
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        Self(Hmac::new_from_slice(key).expect("an HMAC key may have any length"))
    }

    /// The HMAC of `bytes`.
    #[must_use]
    pub fn mac(&self, bytes: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(bytes);
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for MacKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MacKey([redacted])")
    }
}

/// The HMAC-SHA-256 of `bytes` under `key` (RFC 2104).
#[must_use]
pub fn hmac_sha256(key: &[u8], bytes: &[u8]) -> [u8; 32] {
    MacKey::new(key).mac(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standards() {
        let empty = encoding::to_hex(&sha256(b""));
        assert_eq!(empty, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(sha256_of([&b"ab"[..], b"", b"c"]), sha256(b"abc"));
        // RFC 4231, test case 2.
        let mac = encoding::to_hex(&hmac_sha256(b"Jefe", b"what do ya want for nothing?"));
        assert_eq!(mac, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
