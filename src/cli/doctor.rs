//! `elmseal doctor`: whether a workspace would issue, seal and publish as it should, and what to do where not.
//!
//! Each check gives findings, never an error: one thing that is broken does not hide the others. Nothing is changed. What
//! was not looked at is said, since silence would look like health.

mod alliance;
mod certificate;
mod finding;
mod keys;
mod published;
mod stamp;

pub use finding::{Finding, Findings, Grade};

use std::io::IsTerminal as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use clap::Args;
use serde_json::json;

use crate::config::{Asking, ConfigError, SystemEntropy, Workspace, now};
use crate::fetch::{Danger, Fetch, GuardedClient, SealServices};
use crate::keys::Secrets;
use crate::ledger::Ledger;
use crate::model::entropy::Entropy;
use crate::model::time::Timestamp;
use crate::pki::PkiServices;

use super::Common;
use super::exit::Ending;
use super::key;
use super::output::{count, print_json, say};

/// How thoroughly to look.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Ask nothing from the network
    #[arg(long)]
    pub offline: bool,
    /// Ask for the passphrase or PIN that is not given otherwise, and try the keys
    #[arg(long)]
    pub unlock: bool,
    /// Let loopback addresses be asked: for tests on one machine
    #[arg(long)]
    pub danger_allow_loopback: bool,
}

/// What there is around the workspace: network, secrets, clock and chance.
pub struct Around<'a> {
    /// Where published documents are fetched as verifiers would; `None` leaves those checks out.
    pub fetch: Option<&'a dyn Fetch>,
    /// The time-stamp authority; `None` leaves that check out.
    pub services: Option<&'a dyn PkiServices>,
    /// Who knows the secrets of the keys.
    pub secrets: &'a dyn Secrets,
    /// This computer's clock.
    pub clock: &'a dyn Fn() -> Timestamp,
    /// For the random number of a time-stamp request.
    pub entropy: &'a mut dyn Entropy,
}

/// Runs it.
pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<Ending> {
    let folder = common.workspace_folder()?;
    let danger = if arguments.danger_allow_loopback { Danger::AllowLoopback } else { Danger::Nothing };
    let network = if arguments.offline {
        None
    } else {
        let authority = Workspace::open(&folder).ok().and_then(|workspace| workspace.seal.time_stamp_authority);
        let told = "the network cannot be set up";
        let client = GuardedClient::new(danger).context(told)?;
        Some((client, SealServices::new(danger, authority.as_deref()).context(told)?))
    };
    let asking = if arguments.unlock { Asking::Permitted } else { Asking::Never };
    let secrets = common.secrets().asking(asking);
    let findings = examine(
        &folder,
        Around {
            fetch: network.as_ref().map(|(client, _)| client as &dyn Fetch),
            services: network.as_ref().map(|(_, services)| services as &dyn PkiServices),
            secrets: &secrets,
            clock: &now,
            entropy: &mut SystemEntropy,
        },
    );
    if common.json {
        print_json(&json!({
            "workspace": folder.display().to_string(),
            "healthy": !findings.has(Grade::Fault),
            "findings": findings.iter().map(Finding::to_json).collect::<Vec<_>>(),
        }));
    } else {
        print(&findings);
    }
    Ok(if findings.has(Grade::Fault) { Ending::Fault } else { Ending::Done })
}

fn print(findings: &Findings) {
    let coloured = std::io::stdout().is_terminal();
    for finding in findings.iter() {
        say!("{}", finding.to_line(coloured));
    }
    let number = |grade| findings.iter().filter(|finding| finding.grade == grade).count() as u64;
    say!();
    say!(
        "{}, {}, {} not checked",
        count(number(Grade::Fault), "fault"),
        count(number(Grade::Warning), "warning"),
        number(Grade::NotChecked)
    );
}

/// Looks at the workspace in `folder`. The findings stand in one order, with at least one for each check that applies.
#[must_use]
pub fn examine(folder: &Path, mut around: Around<'_>) -> Findings {
    let mut findings = Findings::default();
    let workspace = match Workspace::open(folder) {
        Ok(workspace) => workspace,
        Err(error) => {
            unreadable(error, &mut findings);
            return findings;
        }
    };
    findings.ok("settings", format!("elmseal.toml and what it names can be read; publishes at {}", workspace.base));
    if workspace.demonstration {
        let what = "this is a demonstration: its keys are known to everybody, and nothing that it issues counts";
        findings.warn("settings", "demonstration", what, "make a workspace of your own with `elmseal init DIR`");
    }
    let records = match key::store(&workspace) {
        Ok(store) => keys::examine(&workspace, &store, around.secrets, &mut findings),
        Err(error) => {
            let what = format!("the keys cannot be read: {error}");
            findings.fault("keys", "keys-unreadable", what, "put keys/keys.json back from a backup");
            Vec::new()
        }
    };
    let now = (around.clock)();
    let path = certificate::examine(&workspace, &records, now, &mut findings);
    stamp::examine(&workspace, &mut around, &mut findings);
    let reachable = published::did_document(&workspace, &records, around.fetch, &mut findings);
    match Ledger::open_existing(&workspace.ledger()) {
        Ok(Some(ledger)) => {
            let fetch = published::Source::new(around.fetch, reachable);
            published::ledger(&workspace, &ledger, &records, now, &mut findings);
            published::lists(&workspace, &ledger, fetch, now, &mut findings);
            published::checkpoint(&workspace, &ledger, fetch, &mut findings);
        }
        Ok(None) => findings.ok("ledger", "nothing was issued here yet"),
        Err(error) => {
            let what = format!("the ledger cannot be read: {error}");
            findings.fault(
                "ledger",
                "ledger-unreadable",
                what,
                "put ledger.db back from a backup, and tell nobody else to issue meanwhile",
            );
        }
    }
    alliance::examine(&workspace, &records, path.as_ref(), around.fetch, now, &mut findings);
    findings
}

fn unreadable(error: ConfigError, findings: &mut Findings) {
    match error {
        ConfigError::Faults { faults, .. } => {
            for fault in faults.iter() {
                let what = format!("{}: {}", fault.place, fault.what);
                if fault.severity == crate::model::fault::Severity::Fault {
                    findings.fault("settings", fault.code, what, &fault.fix);
                } else {
                    findings.warn("settings", fault.code, what, &fault.fix);
                }
            }
        }
        ConfigError::Missing { .. } => {
            let what = "there is no elmseal.toml here";
            findings.fault("settings", "settings-missing", what, "make a workspace with `elmseal init DIR`");
        }
        error => {
            findings.fault("settings", "settings-unreadable", error.to_string(), "correct the path or its permissions")
        }
    }
}
