//! Passphrases: from a prompt, a file or the environment; never from an argument.
#![expect(clippy::disallowed_methods, reason = "this file is where passphrases enter")]

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::keys::Passphrase;

/// The environment variable that holds a passphrase.
const VARIABLE: &str = "ELMSEAL_PASSPHRASE";

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
            let text = std::fs::read_to_string(file)
                .map_err(|source| PassphraseError::Unreadable { from: file.display().to_string(), source })?;
            return checked(text.trim_end_matches(['\r', '\n']).to_owned()).map(Some);
        }
        match std::env::var(VARIABLE) {
            Ok(text) => checked(text).map(Some),
            Err(_) => Ok(None),
        }
    }
}

fn ask(words: &str) -> Result<Passphrase, PassphraseError> {
    checked(prompt(words)?)
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
