//! The demonstration keys of `keys-example/`: their secrets are public, so they are known by fingerprint and refused.

use std::path::Path;

use super::{Controller, KeysError, PublicKey, record, store};
use crate::crypto::encoding::to_hex;
use crate::crypto::sha256;

/// The passphrase of the demonstration keys.
pub const PASSPHRASE: &str = "these keys are public";

/// SHA-256 of each public key: the 32 bytes of an Ed25519 key, the SubjectPublicKeyInfo of the others.
const FINGERPRINTS: [&str; 5] = [
    "ab0846e69337de3944fd34aefc9aaa46bd544f898108dc758628d7d423753173",
    "48dcc585d2d8af727e3955a3ff5c2d32ce5ceaab9e23be6aa4e2105620e99347",
    "2510bceb5fa6573d37d6f6a95a6ec333ed754ae5d5429d872876a46c9cd01265",
    "b9bce3fd763ecd460a7ee987f5deb679a6bc03c3ce6fb57463fc2bbd9e32bb94",
    "dddaeade66bd6746e62156ba362752659edb4a8d6ed4185c4e82b058c846b07d",
];

const RECORDS: &str = include_str!("../../keys-example/keys.json");
const FILES: [(&str, &str); 5] = [
    ("example-data-integrity.pem", include_str!("../../keys-example/example-data-integrity.pem")),
    ("example-list.pem", include_str!("../../keys-example/example-list.pem")),
    ("example-log.pem", include_str!("../../keys-example/example-log.pem")),
    ("example-seal.pem", include_str!("../../keys-example/example-seal.pem")),
    ("example-status.pem", include_str!("../../keys-example/example-status.pem")),
];

/// Whether a key is a demonstration key, whatever it is called and wherever it lies.
#[must_use]
pub fn is_example(public: &PublicKey) -> bool {
    let digest = match public {
        PublicKey::Ed25519(key) => sha256(key.as_bytes()),
        PublicKey::Certified(chain) => chain.leaf().spki_sha256(),
    };
    FINGERPRINTS.contains(&to_hex(&digest).as_str())
}

/// Writes the demonstration keys into `folder`, which has no keys yet, as keys of `controller`.
///
/// They can only be unlocked by a store that was opened with [`Examples::Permitted`](super::Examples::Permitted).
///
/// # Errors
///
/// [`KeysError::Write`]; [`KeysError::NameTaken`] when the folder has keys.
pub fn install(folder: &Path, controller: &Controller) -> Result<(), KeysError> {
    let mut records = record::read(RECORDS.as_bytes()).expect("the embedded records are well formed");
    for record in &mut records {
        record.controller = controller.clone();
    }
    let keys = store::KeyStore::open(folder)?;
    if let Some(known) = keys.list()?.into_iter().next() {
        return Err(KeysError::NameTaken { name: known.name });
    }
    keys.write_all(&records, &FILES)
}
