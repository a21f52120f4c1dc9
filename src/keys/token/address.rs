//! Where a key lies in a token.

use std::fmt;
use std::path::PathBuf;

use crate::crypto::encoding::to_hex;

/// Where a key lies: the vendor's library, the token, and the key in it. No secret is part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenAddress {
    /// The PKCS#11 module: a shared library.
    pub module: PathBuf,
    /// The token's label.
    pub token: String,
    /// The token's serial number, where labels are not enough.
    pub serial: Option<String>,
    /// The key's label (CKA_LABEL).
    pub key_label: Option<String>,
    /// The key's id (CKA_ID).
    pub key_id: Option<Vec<u8>>,
}

impl TokenAddress {
    /// How the key is called in messages.
    #[must_use]
    pub fn key_name(&self) -> String {
        match (&self.key_label, &self.key_id) {
            (Some(label), _) => label.clone(),
            (None, Some(id)) => to_hex(id),
            (None, None) => "any".to_owned(),
        }
    }
}

impl fmt::Display for TokenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "token `{}`, key `{}`", self.token, self.key_name())
    }
}
