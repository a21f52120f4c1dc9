//! `elmseal serve verifier`: the public page that verifies, and what is published.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use clap::Args;

use crate::config::{Workspace, now};
use crate::http::{Door, Listeners, Measured, Operations, Patience, PublicService, serve_until_signal};

use super::{Secured, bind, log};
use crate::cli::Common;
use crate::cli::exit::{Ending, hinted};
use crate::cli::output::say;
use crate::cli::verify::{By, Equipped};

/// Where to listen, and what to serve.
#[derive(Debug, Args)]
#[group(skip)]
pub struct Arguments {
    /// Address and port to listen on
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Serve as this address [default: the workspace's base]
    #[arg(long, value_name = "URL")]
    pub base: Option<String>,
    /// Also serve measurements for Prometheus, at /metrics of this address and port; let the public not reach it
    #[arg(long, value_name = "ADDRESS")]
    pub metrics: Option<SocketAddr>,
    /// Have reports signed by `elmseal serve signer` at this socket [default: that of [serve] in elmseal.toml]
    #[arg(long, value_name = "PATH")]
    pub report_signer: Option<PathBuf>,
    #[command(flatten)]
    pub secured: Secured,
    #[command(flatten)]
    pub by: By,
}

/// Runs it.
pub fn run(arguments: &Arguments, common: &Common) -> Result<Ending> {
    let workspace = common.workspace_if_any()?;
    refuse_danger(arguments)?;
    let equipped = Equipped::new(&arguments.by, workspace.as_ref())?;
    let service = service(&equipped, workspace.as_ref(), arguments.base.as_deref())?;
    let tls = arguments.secured.read()?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let public = Door { listener: bind(arguments.listen)?, tls };
    let address = public.listener.local_addr()?;
    let metrics = arguments.metrics.map(bind).transpose()?;
    log();
    say!("serving on {scheme}://{address}/ (stop with Ctrl-C)");
    if let Some(metrics) = &metrics {
        say!("measurements on http://{}/metrics", metrics.local_addr()?);
    }
    let operations = Operations {
        report_signer: arguments.report_signer.clone().or_else(|| signer_socket(workspace.as_ref())),
        ..operations(&equipped, workspace.as_ref())
    };
    serve_until_signal(Listeners { public, metrics }, service, operations)?;
    equipped.remember()?;
    Ok(Ending::Done)
}

/// The socket of the signer that the workspace names.
pub fn signer_socket(workspace: Option<&Workspace>) -> Option<PathBuf> {
    let workspace = workspace?;
    workspace.serve.report_signer.as_ref().map(|path| workspace.root.join(path))
}

/// How the service is run: as the workspace says, if there is one.
fn operations(equipped: &Equipped, workspace: Option<&Workspace>) -> Operations {
    let settings = workspace.map(|workspace| workspace.serve.clone()).unwrap_or_default();
    Operations {
        trusted_proxies: settings.trusted_proxies,
        checks_per_minute: settings.checks_per_minute,
        measured: Arc::new(Measured::new(Arc::clone(&equipped.fetched))),
        report_signer: None,
    }
}

/// Loopback may be fetched only by a service that only loopback can ask.
fn refuse_danger(arguments: &Arguments) -> Result<()> {
    if arguments.by.danger_allow_loopback && !arguments.listen.ip().is_loopback() {
        return Err(hinted(
            "--danger-allow-loopback is refused for a service that others can reach",
            "listen on 127.0.0.1, or leave it out",
        ));
    }
    if arguments.by.conformance && !arguments.listen.ip().is_loopback() {
        return Err(hinted(
            "--conformance is refused for a service that others can reach: it takes any word for one that is defined",
            "listen on 127.0.0.1, or leave it out",
        ));
    }
    Ok(())
}

/// The public service of a workspace, or of a verifier alone.
pub fn service(equipped: &Equipped, workspace: Option<&Workspace>, base: Option<&str>) -> Result<PublicService> {
    let base = base.or(workspace.map(|workspace| workspace.base.as_str())).unwrap_or("https://localhost");
    let base = url::Url::parse(base)
        .map_err(|error| hinted(format!("`{base}` is no address: {error}"), "write https://host"))?;
    let publications = workspace.map_or_else(|| PathBuf::from("public"), Workspace::public);
    Ok(PublicService {
        verifier: Arc::clone(&equipped.verifier),
        publications,
        base,
        clock: Arc::new(now),
        patience: Patience::default(),
    })
}
