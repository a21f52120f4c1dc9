//! `elmseal serve`: the HTTP services, one file each.

#[cfg(unix)]
mod signer;
mod verifier;

use std::io::IsTerminal;
use std::net::{SocketAddr, TcpListener};

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};

use super::Common;
use super::exit::Ending;

pub use verifier::service;

/// Which service, and how it runs; without a name it is the verifier.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    service: Option<Service>,
    #[command(flatten)]
    verifier: verifier::Arguments,
}

#[derive(Debug, Subcommand)]
enum Service {
    /// Serve the public page that verifies, and what is published; what `serve` alone does
    Verifier(verifier::Arguments),
    /// Sign the reports of the verifier on this machine, behind a socket; this process alone has the key
    #[cfg(unix)]
    Signer(signer::Arguments),
}

/// Runs it.
pub fn run(arguments: &Arguments, common: &Common) -> Result<Ending> {
    match &arguments.service {
        None => verifier::run(&arguments.verifier, common),
        Some(Service::Verifier(arguments)) => verifier::run(arguments, common),
        #[cfg(unix)]
        Some(Service::Signer(arguments)) => signer::run(arguments, common),
    }
}

/// Sends what the service tells to standard error.
fn log() {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
}

fn bind(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))
}
