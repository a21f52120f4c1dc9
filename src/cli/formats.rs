//! The forms of awards, and the versions of their profile, by their names on the command line.

use clap::ValueEnum;

use crate::config::Workspace;
use crate::elm::profile::ApVersion;
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

/// The version of the application profile that is named.
///
/// # Errors
///
/// Which versions there are, when it is none of them.
pub fn profile_version(name: &str) -> Result<ApVersion, String> {
    ApVersion::from_name(name).ok_or_else(|| {
        let known = ApVersion::ALL.map(ApVersion::name).join(" and ");
        format!("the versions are {known}")
    })
}
