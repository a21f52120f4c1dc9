//! Bitstring Status List 1.0: the bits, their encoding, and the status list credential as a document.
//!
//! It says nothing about which award has which index: the ledger knows that when issuing, the signed credential when
//! verifying.

pub mod bitstring;
pub mod credential;
mod token;

use std::fmt;

pub use self::token::TokenStatuses;
pub use bitstring::{Bitstring, StatusError};
pub use credential::list_credential;

/// What a set bit means (Bitstring Status List 1.0, section 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// The credential is revoked for good.
    Revocation,
    /// The credential does not count for now.
    Suspension,
}

impl Purpose {
    /// Both purposes, in the order in which they stand in a credential.
    pub const ALL: [Self; 2] = [Self::Revocation, Self::Suspension];

    /// The word of the specification.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Revocation => "revocation",
            Self::Suspension => "suspension",
        }
    }

    /// Reads the word of the specification.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
