//! The forms of awards by their names on the command line.

use clap::ValueEnum;

use crate::config::Workspace;
use crate::issue;
use crate::ledger::Rendition;

/// A form in which awards leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// European Learning Model with a Data Integrity proof
    Elm,
    /// European Digital Credential with an X.509 seal
    Europass,
    /// For upload to Europass, to be sealed there
    Uploadable,
}

impl From<Format> for issue::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Elm => Self::Elm,
            Format::Europass => Self::Europass,
            Format::Uploadable => Self::Uploadable,
        }
    }
}

/// A sealed rendition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sealed {
    /// European Learning Model with a Data Integrity proof
    Elm,
    /// European Digital Credential with an X.509 seal
    Europass,
}

impl From<Sealed> for Rendition {
    fn from(format: Sealed) -> Self {
        match format {
            Sealed::Elm => Self::Elm,
            Sealed::Europass => Self::Europass,
        }
    }
}

/// The forms that were named, each once; where none was, those of the settings.
pub fn wanted(named: &[Format], workspace: &Workspace) -> Vec<issue::Format> {
    let of_settings = || {
        let is = |name: &String| issue::Format::ALL.into_iter().find(|format| format.as_str() == name);
        workspace.seal.formats.iter().filter_map(is).collect()
    };
    let mut formats: Vec<issue::Format> =
        if named.is_empty() { of_settings() } else { named.iter().map(|format| (*format).into()).collect() };
    formats.sort_unstable();
    formats.dedup();
    formats
}
