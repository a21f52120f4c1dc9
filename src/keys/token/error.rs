//! What a token answers when it does not sign, in words, and what to do.

use std::path::PathBuf;

use thiserror::Error;

/// Why a key in a token cannot be used.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenError {
    /// The key wants its PIN for every single signature.
    #[error(
        "the key `{key}` in the token `{token}` wants its PIN for every signature, which does not go with the way it signs"
    )]
    AlwaysAuthenticate {
        /// The token.
        token: String,
        /// The key.
        key: String,
    },
    /// The token or its module answered something else.
    #[error("the token `{token}` failed: {reason}")]
    Failed {
        /// The token.
        token: String,
        /// What it said.
        reason: String,
    },
    /// The token was there and is not any more, or does not answer.
    #[error("the token `{token}` is gone or does not answer: {reason}")]
    Gone {
        /// The token.
        token: String,
        /// What it said.
        reason: String,
    },
    /// No such key in the token.
    #[error("the token `{token}` has no private key `{key}`{}", known_names(known))]
    KeyMissing {
        /// The token.
        token: String,
        /// The key.
        key: String,
        /// The keys that it has.
        known: Vec<String>,
    },
    /// The token does not sign that way.
    #[error("the token `{token}` does not sign with {mechanism}")]
    Mechanism {
        /// The token.
        token: String,
        /// What was wanted.
        mechanism: &'static str,
    },
    /// The library cannot be loaded.
    #[error("the PKCS#11 module `{path}` cannot be loaded: {reason}")]
    Module {
        /// The library.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The token takes no PIN any more.
    #[error("the PIN of the token `{token}` is locked")]
    PinLocked {
        /// The token.
        token: String,
    },
    /// The PIN is not the token's.
    #[error("the PIN does not open the token `{token}`{}", if *last_try { "; one more wrong PIN locks it" } else { "" })]
    PinWrong {
        /// The token.
        token: String,
        /// Whether one more mistake locks the token.
        last_try: bool,
    },
    /// The public half of the key is nowhere in the token.
    #[error("the token `{token}` does not show the public half of the key `{key}`")]
    PublicKeyMissing {
        /// The token.
        token: String,
        /// The key.
        key: String,
    },
    /// Several keys answer the description.
    #[error("the token `{token}` has {count} private keys `{key}`")]
    SeveralKeys {
        /// The token.
        token: String,
        /// The key.
        key: String,
        /// How many.
        count: usize,
    },
    /// Several tokens answer the description.
    #[error("there are {} tokens called `{token}`, with the serial numbers {}", serials.len(), serials.join(", "))]
    SeveralTokens {
        /// The token.
        token: String,
        /// Their serial numbers.
        serials: Vec<String>,
    },
    /// No such token.
    #[error("there is no token `{token}`{}", known_names(known))]
    TokenMissing {
        /// The token.
        token: String,
        /// The tokens that are there.
        known: Vec<String>,
    },
}

impl TokenError {
    /// What to do.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::AlwaysAuthenticate { .. } => {
                "ask the vendor for a token or setting that signs many times after one PIN (bulk sealing)"
            }
            Self::Failed { .. } => "the vendor's own tools say more about the token",
            Self::Gone { .. } => "plug the token in or start its service, then run the same command again",
            Self::KeyMissing { .. } => "name one of its keys with --key LABEL or --key-id HEX",
            Self::Mechanism { .. } => "choose the other algorithm with --algorithm, or a token that signs that way",
            Self::Module { .. } => "name the vendor's library, such as /usr/lib/softhsm/libsofthsm2.so, with --pkcs11",
            Self::PinLocked { .. } => "unlock it with the vendor's tool and the PUK or security officer's PIN",
            Self::PinWrong { .. } => {
                "the PIN comes from --pin-file, ELMSEAL_PIN or the prompt; after a few mistakes the token locks itself"
            }
            Self::PublicKeyMissing { .. } => "store the public key beside the private one, with the same id",
            Self::SeveralKeys { .. } => "name one with --key-id HEX",
            Self::SeveralTokens { .. } => "name one with --serial NUMBER",
            Self::TokenMissing { .. } => "plug it in, or name one that is there with --token LABEL",
        }
    }
}

fn known_names(known: &[String]) -> String {
    let names = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.is_empty() { String::new() } else { format!("; there is {names}") }
}
