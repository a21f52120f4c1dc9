//! Passphrases, PINs and passwords: from a prompt, a file or the environment; never from an argument.
#![expect(clippy::disallowed_methods, reason = "this file is where passphrases enter")]

use std::cell::OnceCell;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use thiserror::Error;
use zeroize::Zeroizing;

use crate::keys::{KeysError, Passphrase, Pin, Secrets};

/// The environment variable that holds a passphrase.
const VARIABLE: &str = "ELMSEAL_PASSPHRASE";
/// The environment variable that holds the PIN of a token.
const PIN_VARIABLE: &str = "ELMSEAL_PIN";
/// The environment variable that holds the password of a file from which a key is imported.
const IMPORT_VARIABLE: &str = "ELMSEAL_IMPORT_PASSWORD";
/// The environment variable that holds the password of the mail server.
const MAIL_VARIABLE: &str = "ELMSEAL_MAIL_PASSWORD";

/// Why there is no passphrase.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PassphraseError {
    /// Two entries of a new one differ.
    #[error("the two entries are not the same")]
    Different,
    /// It is empty.
    #[error("the passphrase is empty")]
    Empty,
    /// There is nobody to ask.
    #[error("no passphrase is given, and there is no terminal to ask for it")]
    NobodyToAsk,
    /// There is nobody to ask for the password of a file.
    #[error("no password is given for `{file}`, and there is no terminal to ask for it")]
    NobodyToAskForPassword {
        /// The file.
        file: String,
    },
    /// There is nobody to ask for the PIN of a token.
    #[error("no PIN is given for the token `{token}`, and there is no terminal to ask for it")]
    NobodyToAskForPin {
        /// The token's label.
        token: String,
    },
    /// The file or the terminal cannot be read.
    #[error("the passphrase cannot be read from {from}: {source}")]
    Unreadable {
        /// Where it was to come from.
        from: String,
        /// Why.
        source: std::io::Error,
    },
}

/// Where a passphrase comes from: the file that was named, else the environment, else a prompt.
#[derive(Debug, Clone, Default)]
pub struct PassphraseSource {
    file: Option<PathBuf>,
}

impl PassphraseSource {
    /// With the file of `--passphrase-file`, if it was given.
    #[must_use]
    pub fn new(file: Option<&Path>) -> Self {
        Self { file: file.map(Path::to_owned) }
    }

    /// The passphrase of keys that exist.
    ///
    /// # Errors
    ///
    /// [`PassphraseError`].
    pub fn read(&self) -> Result<Passphrase, PassphraseError> {
        match self.without_asking()? {
            Some(passphrase) => Ok(passphrase),
            None => ask("Passphrase of the keys: "),
        }
    }

    /// A passphrase for new keys; asked for twice at a prompt.
    ///
    /// # Errors
    ///
    /// [`PassphraseError`].
    pub fn read_new(&self) -> Result<Passphrase, PassphraseError> {
        if let Some(passphrase) = self.without_asking()? {
            return Ok(passphrase);
        }
        let first = prompt("New passphrase for the keys: ")?;
        let second = prompt("Once more: ")?;
        if first != second {
            return Err(PassphraseError::Different);
        }
        checked(first)
    }

    fn without_asking(&self) -> Result<Option<Passphrase>, PassphraseError> {
        if let Some(file) = &self.file {
            return checked(read_file(file)?).map(Some);
        }
        match std::env::var(VARIABLE) {
            Ok(text) => checked(text).map(Some),
            Err(_) => Ok(None),
        }
    }
}

/// Whether a person may be asked for what is not given otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Asking {
    /// At a terminal, yes.
    #[default]
    Permitted,
    /// No: what is not given is missing.
    Never,
}

/// The secrets of a workspace's keys, asked for when a key needs them, and once.
#[derive(Debug, Default)]
pub struct AskedSecrets {
    asking: Asking,
    passphrase: PassphraseSource,
    pin_file: Option<PathBuf>,
    known: OnceCell<Passphrase>,
    pin: OnceCell<(String, Pin)>,
}

impl AskedSecrets {
    /// With the files of `--passphrase-file` and `--pin-file`, if they were given.
    #[must_use]
    pub fn new(passphrase_file: Option<&Path>, pin_file: Option<&Path>) -> Self {
        Self {
            passphrase: PassphraseSource::new(passphrase_file),
            pin_file: pin_file.map(Path::to_owned),
            ..Self::default()
        }
    }

    /// The same, saying whether a person may be asked.
    #[must_use]
    pub fn asking(mut self, asking: Asking) -> Self {
        self.asking = asking;
        self
    }

    fn read_passphrase(&self) -> Result<Passphrase, PassphraseError> {
        match self.asking {
            Asking::Permitted => self.passphrase.read(),
            Asking::Never => self.passphrase.without_asking()?.ok_or(PassphraseError::NobodyToAsk),
        }
    }

    fn read_pin(&self, token: &str) -> Result<Pin, PassphraseError> {
        let text = match &self.pin_file {
            Some(file) => read_file(file)?,
            None => match std::env::var(PIN_VARIABLE) {
                Ok(text) => text,
                Err(_) if self.asking == Asking::Never => {
                    return Err(PassphraseError::NobodyToAskForPin { token: token.to_owned() });
                }
                Err(_) => prompt(&format!("PIN of the token {token}: ")).map_err(|fault| match fault {
                    PassphraseError::NobodyToAsk => PassphraseError::NobodyToAskForPin { token: token.to_owned() },
                    other => other,
                })?,
            },
        };
        Pin::new(text).map_err(|_| PassphraseError::Empty)
    }
}

impl Secrets for AskedSecrets {
    fn passphrase(&self) -> Result<&Passphrase, KeysError> {
        if self.known.get().is_none() {
            let passphrase = self.read_passphrase().map_err(|error| KeysError::NoSecret(Box::new(error)))?;
            return Ok(self.known.get_or_init(|| passphrase));
        }
        Ok(self.known.get().expect("looked at above"))
    }

    fn pin(&self, token: &str) -> Result<&Pin, KeysError> {
        if self.pin.get().is_none() {
            let pin = self.read_pin(token).map_err(|error| KeysError::NoSecret(Box::new(error)))?;
            return Ok(&self.pin.get_or_init(|| (token.to_owned(), pin)).1);
        }
        // One PIN is asked for. Giving it to another token would use up one of that token's attempts.
        let known = self.pin.get().filter(|(known, _)| known == token);
        known.map(|(_, pin)| pin).ok_or_else(|| KeysError::NoPin { token: token.to_owned() })
    }
}

/// The password of a file with a key: from the file that was named, else the environment, else a prompt.
///
/// # Errors
///
/// [`PassphraseError`].
pub fn import_password(from: Option<&Path>, of: &str) -> Result<Passphrase, PassphraseError> {
    let text = match (from, std::env::var(IMPORT_VARIABLE)) {
        (Some(from), _) => read_file(from)?,
        (None, Ok(text)) => text,
        (None, Err(_)) => prompt(&format!("Password of {of}: ")).map_err(|fault| match fault {
            PassphraseError::NobodyToAsk => PassphraseError::NobodyToAskForPassword { file: of.to_owned() },
            other => other,
        })?,
    };
    checked(text)
}

/// The password of the mail server: from the file that was named, else the environment; `None` where there is none.
///
/// # Errors
///
/// [`PassphraseError::Unreadable`].
pub fn mail_password(from: Option<&Path>) -> Result<Option<Zeroizing<String>>, PassphraseError> {
    match from {
        Some(from) => Ok(Some(Zeroizing::new(read_file(from)?))),
        None => Ok(std::env::var(MAIL_VARIABLE).ok().map(Zeroizing::new)),
    }
}

fn ask(words: &str) -> Result<Passphrase, PassphraseError> {
    checked(prompt(words)?)
}

/// A secret that stands alone in a file, without the end of its line.
fn read_file(file: &Path) -> Result<String, PassphraseError> {
    let text = std::fs::read_to_string(file)
        .map_err(|source| PassphraseError::Unreadable { from: file.display().to_string(), source })?;
    Ok(Zeroizing::new(text).trim_end_matches(['\r', '\n']).to_owned())
}

fn prompt(words: &str) -> Result<String, PassphraseError> {
    if !std::io::stdin().is_terminal() {
        return Err(PassphraseError::NobodyToAsk);
    }
    rpassword::prompt_password(words)
        .map_err(|source| PassphraseError::Unreadable { from: "the terminal".to_owned(), source })
}

fn checked(text: String) -> Result<Passphrase, PassphraseError> {
    Passphrase::new(text).map_err(|_| PassphraseError::Empty)
}
