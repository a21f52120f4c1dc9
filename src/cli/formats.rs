//! The forms of awards, and the versions of their profile, by their names on the command line.

use clap::ValueEnum;

use crate::config::Workspace;
use crate::elm::profile::ApVersion;
use crate::issue::{self, Certificates};
use crate::ledger::Rendition;

/// A form in which awards leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// European Learning Model with a Data Integrity proof
    Elm,
    /// European Digital Credential with an X.509 seal
    Europass,
    /// Open Badges 3.0 with a Data Integrity proof: as JSON, and inside a PNG and an SVG
    Badge,
    /// Open Badges 3.0 as a token (VC-JWT)
    BadgeJwt,
    /// The European learning credential for a wallet (SD-JWT VC): made for a holder's key; a batch is checked for what it needs
    SdJwt,
    /// A certificate for people as PDF, with the sealed file of europass or elm inside
    Pdf,
    /// For upload to Europass, to be sealed there
    Uploadable,
}

impl Format {
    /// The form that is recorded; of a certificate there is none, since what counts is the file inside, and of `sd-jwt` none,
    /// since it is made of what is recorded when a key is known.
    pub fn recorded(self) -> Option<issue::Format> {
        match self {
            Self::Elm => Some(issue::Format::Elm),
            Self::Europass => Some(issue::Format::Europass),
            Self::Badge => Some(issue::Format::Badge),
            Self::BadgeJwt => Some(issue::Format::BadgeJwt),
            Self::Pdf | Self::SdJwt => None,
            Self::Uploadable => Some(issue::Format::Uploadable),
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
    /// Open Badges 3.0 with a Data Integrity proof
    Badge,
    /// Open Badges 3.0 as a token (VC-JWT)
    BadgeJwt,
}

impl From<Sealed> for Rendition {
    fn from(format: Sealed) -> Self {
        match format {
            Sealed::Elm => Self::Elm,
            Sealed::Europass => Self::Europass,
            Sealed::Badge => Self::Badge,
            Sealed::BadgeJwt => Self::BadgeJwt,
        }
    }
}

/// The makers of certificates, if they were named.
pub fn certificates(named: &[Format], workspace: &Workspace) -> Option<Certificates> {
    named.contains(&Format::Pdf).then(|| Certificates::new(&workspace.institution, &workspace.base))
}

/// The forms to be recorded that were named, each once; where none was, those of the settings.
pub fn wanted(named: &[Format], workspace: &Workspace) -> Vec<issue::Format> {
    let of_settings = || {
        let is = |name: &String| issue::Format::ALL.into_iter().find(|format| format.as_str() == name);
        workspace.seal.formats.iter().filter_map(is).collect()
    };
    let recorded = || named.iter().filter_map(|format| format.recorded());
    let mut formats: Vec<issue::Format> =
        if recorded().next().is_none() { of_settings() } else { recorded().collect() };
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
