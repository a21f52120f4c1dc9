//! To come.
use anyhow::Result;
use clap::Args;

use super::Common;
use super::exit::Ending;

/// Nothing yet.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(_arguments: &Arguments, _common: &Common) -> Result<Ending> {
    Ok(Ending::Fault)
}
