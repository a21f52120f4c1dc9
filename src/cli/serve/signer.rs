//! `elmseal serve signer`: signs the verifier's reports, in a process of its own with the key of the role `report`.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::config::now;
use crate::signer::{Access, Running, Signer, Socket, SocketError};

use super::log;
use super::verifier::signer_socket;
use crate::cli::Common;
use crate::cli::exit::{Ending, hinted};
use crate::cli::key;
use crate::cli::output::say;

/// Where to be asked.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The socket at which the verifier asks [default: that of [serve] in elmseal.toml]
    #[arg(long, value_name = "PATH")]
    pub socket: Option<PathBuf>,
    /// Let this group connect too, by its number: that of the verifier, if another user runs it
    #[arg(long, value_name = "GID")]
    pub group: Option<u32>,
}

/// Runs it.
pub fn run(arguments: &Arguments, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    let path = arguments.socket.clone().or_else(|| signer_socket(Some(&workspace))).ok_or_else(|| {
        hinted("it is not said where to be asked", "give --socket PATH, or `report_signer` in [serve] of elmseal.toml")
    })?;
    let key = key::store(&workspace)?.unlock_report(&common.secrets()).map_err(key::told)?;
    let method = key.verification_method().to_owned();
    let access = arguments.group.map_or(Access::Owner, Access::Group);
    let socket = Socket::bind(&path, access).map_err(told)?;
    log();
    let running = Running::start(socket, &Signer::new(key, Arc::new(now))).context("no thread can be started")?;
    say!("signing reports as {method} at {} (stop with Ctrl-C)", path.display());
    running.until_signal()?;
    Ok(Ending::Done)
}

fn told(error: SocketError) -> anyhow::Error {
    let hint = match &error {
        SocketError::Foreign { .. } => "name a path that is free: nothing is overwritten",
        SocketError::InUse { .. } => "stop the other signer, or name another path",
        _ => "name a path in a folder that exists and that you may write to",
    };
    hinted(error.to_string(), hint)
}
