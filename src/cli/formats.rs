//! The renditions by their names on the command line.

use clap::ValueEnum;

use crate::ledger::Rendition;

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
