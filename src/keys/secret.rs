//! The secrets that open keys: the passphrase of key files and the PIN of a token, and who is asked for them.

use std::fmt;

use zeroize::Zeroizing;

use super::KeysError;

/// The secret that opens key files. It is wiped when dropped and its `Debug` shows nothing.
///
/// It comes from a prompt, a file or the environment, never from an argument or a URL.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes over `text`.
    ///
    /// # Errors
    ///
    /// [`KeysError::EmptyPassphrase`].
    pub fn new(text: String) -> Result<Self, KeysError> {
        let text = Zeroizing::new(text);
        if text.is_empty() { Err(KeysError::EmptyPassphrase) } else { Ok(Self(text)) }
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase([redacted])")
    }
}

/// The secret that opens a PKCS#11 token. It is wiped when dropped and its `Debug` shows nothing.
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes over `text`.
    ///
    /// # Errors
    ///
    /// [`KeysError::EmptyPassphrase`]: an empty PIN would use up one of the few attempts.
    pub fn new(text: String) -> Result<Self, KeysError> {
        let text = Zeroizing::new(text);
        if text.is_empty() { Err(KeysError::EmptyPassphrase) } else { Ok(Self(text)) }
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin([redacted])")
    }
}

/// Who knows the secrets. Nobody is asked for one that is not needed: a key in a token needs no passphrase.
pub trait Secrets {
    /// The passphrase of the key files.
    ///
    /// # Errors
    ///
    /// [`KeysError::NoSecret`].
    fn passphrase(&self) -> Result<&Passphrase, KeysError>;

    /// The PIN of the token called `token`.
    ///
    /// # Errors
    ///
    /// [`KeysError::NoSecret`] or [`KeysError::NoPin`].
    fn pin(&self, token: &str) -> Result<&Pin, KeysError>;
}

/// A passphrase alone opens key files, and no token.
impl Secrets for Passphrase {
    fn passphrase(&self) -> Result<&Passphrase, KeysError> {
        Ok(self)
    }

    fn pin(&self, token: &str) -> Result<&Pin, KeysError> {
        Err(KeysError::NoPin { token: token.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown_and_not_empty() {
        let passphrase = Passphrase::new("correct horse".into()).expect("a passphrase");
        assert_eq!(format!("{passphrase:?}"), "Passphrase([redacted])");
        assert!(matches!(Passphrase::new(String::new()), Err(KeysError::EmptyPassphrase)));
        assert_eq!(format!("{:?}", Pin::new("1234".into()).expect("a PIN")), "Pin([redacted])");
        assert!(matches!(Pin::new(String::new()), Err(KeysError::EmptyPassphrase)));
    }

    #[test]
    fn a_passphrase_opens_no_token() {
        let passphrase = Passphrase::new("p".into()).expect("a passphrase");
        assert!(matches!(passphrase.pin("HSM"), Err(KeysError::NoPin { token }) if token == "HSM"));
    }
}
