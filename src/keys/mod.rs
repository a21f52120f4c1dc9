//! Where keys live: encrypted PKCS#8 files and PKCS#11 tokens, key roles and their history.
//!
//! A role's key signs nothing else, so unlocking a role gives a type that can do that role's work alone. It does not
//! say whether anyone trusts a key; that is for DID documents and the alliance list.

mod chain;
mod error;
pub mod example;
mod import;
mod making;
mod record;
mod secret;
mod self_issued;
mod signer;
mod store;
mod token;

use std::fmt;

pub use self::chain::CertificateChain;
pub use self::error::KeysError;
pub use self::import::{ImportError, ImportFault, Material};
pub use self::making::{Imported, Succession};
pub use self::record::{Controller, KeyRecord, Place, PublicKey, State};
pub use self::secret::{Passphrase, Pin, Secrets};
pub use self::self_issued::SealSubject;
pub use self::signer::{DataIntegrityKey, ListKey, LogKey, ReportKey, SealKey, StatusKey};
pub use self::store::{Examples, IssuingKeys, KeyStore};
pub use self::token::{Lease, TokenAddress, TokenError, TokenKey};

/// What a key is for. A role's key signs nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Proofs on credentials (Ed25519).
    DataIntegrity,
    /// Proofs on status list credentials (Ed25519).
    Status,
    /// The alliance list, with a certificate that may be self-issued.
    List,
    /// Checkpoints of the ledger's log (Ed25519).
    Log,
    /// Seals of credentials (JAdES), with the certificate of a certification authority.
    Seal,
    /// Verification reports (Ed25519).
    Report,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 6] = [Self::DataIntegrity, Self::Status, Self::List, Self::Log, Self::Seal, Self::Report];

    /// The name on the command line and in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DataIntegrity => "data-integrity",
            Self::Status => "status",
            Self::List => "list",
            Self::Log => "log",
            Self::Seal => "seal",
            Self::Report => "report",
        }
    }

    /// Whether its keys come with an X.509 certificate; the others are Ed25519 keys.
    #[must_use]
    pub fn has_certificate(self) -> bool {
        matches!(self, Self::List | Self::Seal)
    }

    /// The role of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_found_by_name() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(role));
        }
        assert_eq!(Role::from_name("seals"), None);
    }
}
