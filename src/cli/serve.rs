//! `elmseal serve`: the HTTP services, one file each.

mod issuer;
#[cfg(unix)]
mod signer;
mod token;
mod verifier;

use std::io::IsTerminal;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};

use super::Common;
use super::exit::{Ending, hinted};
use crate::http::{Tls, TlsError};

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

/// How a listener is secured; without it, TLS is the business of the proxy in front.
#[derive(Debug, Args)]
pub struct Secured {
    /// Speak TLS with this certificate: a PEM file, with those that lead to its authority. SIGHUP has it read again
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's key: a PEM file without a passphrase
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

impl Secured {
    fn is_wished(&self) -> bool {
        self.tls_cert.is_some()
    }

    fn read(&self) -> Result<Option<Tls>> {
        let Some((certificate, key)) = self.tls_cert.as_ref().zip(self.tls_key.as_ref()) else { return Ok(None) };
        let told = |error: TlsError| {
            hinted(error.to_string(), "name a certificate chain and its key, both as PEM, and let this user read them")
        };
        Tls::new(certificate, key).map(Some).map_err(told)
    }
}

#[derive(Debug, Subcommand)]
enum Service {
    /// Serve the interface by which other systems issue credentials (VC API)
    Issuer(issuer::Arguments),
    /// Make, list and remove the tokens that let systems issue
    #[command(subcommand)]
    Token(token::Command),
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
        Some(Service::Issuer(arguments)) => issuer::run(arguments, common),
        Some(Service::Token(command)) => token::run(command, common),
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
