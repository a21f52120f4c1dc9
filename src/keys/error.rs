//! Why a key cannot be made, listed or unlocked.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::Role;
use super::import::ImportError;
use super::token::TokenError;
use crate::jose::Es256Error;

/// Why a key cannot be made, listed or unlocked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeysError {
    /// The role has a key in use: it can be rotated.
    #[error("there is an active {role} key already")]
    AlreadyActive {
        /// The role.
        role: Role,
    },
    /// The name is also a file's name and a DID fragment.
    #[error("`{name}` is not a key name (letters a to z, digits and hyphens, at most 64)")]
    BadName {
        /// The name.
        name: String,
    },
    /// The key and its certificate could not be made.
    #[error("the key could not be made")]
    CannotMake(#[from] Es256Error),
    /// A passphrase of no characters protects nothing.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// A demonstration key, whose secret everybody has.
    #[error("`{name}` is a demonstration key whose secret is public: it seals nothing outside the demonstration")]
    ExampleKey {
        /// The key.
        name: String,
    },
    /// A key from elsewhere is not taken in.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The private key is not the one of the record.
    #[error("the private key of `{name}` is not the one that keys.json records")]
    KeyMismatch {
        /// The key.
        name: String,
    },
    /// The file is not an encrypted private key.
    #[error("`{path}` is not an encrypted PKCS#8 private key that can be read here")]
    MalformedKeyFile {
        /// The file.
        path: PathBuf,
    },
    /// `keys.json` does not say what it should.
    #[error("`{path}` is malformed: {reason}")]
    MalformedRecords {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Another key has the name.
    #[error("there is a key called `{name}` already")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// The role has no key in use.
    #[error("there is no active {role} key")]
    NoActiveKey {
        /// The role.
        role: Role,
    },
    /// The key lies in a token, and nobody knows its PIN.
    #[error("the PIN of the token `{token}` is not given")]
    NoPin {
        /// The token's label.
        token: String,
    },
    /// Whoever was asked for a secret did not give it.
    #[error("{0}")]
    NoSecret(Box<dyn std::error::Error + Send + Sync>),
    /// The file could not be read.
    #[error("`{path}` could not be read: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A certificate in the institution's name cannot be made.
    #[error("a certificate cannot be made: {reason}")]
    SelfIssued {
        /// Why.
        reason: String,
    },
    /// A token does not open or does not sign.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// Others than the owner may read the private key.
    #[error("`{path}` can be read by others (mode {mode:03o}, expected 600)")]
    TooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file could not be written.
    #[error("`{path}` could not be written: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The passphrase does not open the key.
    #[error("the passphrase does not open the key `{name}`")]
    WrongPassphrase {
        /// The key.
        name: String,
    },
}
