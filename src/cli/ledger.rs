//! `elmseal ledger`: audit it, copy it and put a copy back, or prove that it has an award.

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use crate::config::Workspace;
use crate::issue::{audit_published, log_origin};
use crate::keys::{KeyRecord, Role};
use crate::ledger::AuditReport;
use crate::publish::PublicationFolder;

use super::Common;
use super::exit::Ending;
use super::formats::Sealed;
use super::office::{award_id, ledger_told, open_ledger, told};
use super::output::{count, print_json, say};
use super::{backup, files, key};

/// What to do with the ledger.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Recompute the ledger: tree, digests, events, published lists
    Audit,
    /// Copy the ledger to a new file, also while a batch is being issued
    Backup(backup::BackupArguments),
    /// Put a copy into the ledger's place; the present one is kept under another name
    Restore(backup::RestoreArguments),
    /// Write the proof that the ledger has an award, for `elmseal verify --inclusion`
    Prove {
        /// The award: its id, or the name of the file that was issued
        award: String,
        /// The file to write [default: <award>.proof.json]
        #[arg(long)]
        out: Option<PathBuf>,
        /// Which sealed rendition of it
        #[arg(long, value_enum, default_value_t = Sealed::Elm)]
        format: Sealed,
    },
}

/// The public keys that the log has had.
pub fn log_keys(records: &[KeyRecord]) -> Vec<[u8; 32]> {
    let of_log = records.iter().filter(|record| record.role == Role::Log);
    of_log.filter_map(|record| record.verifying_key().map(|key| *key.as_bytes())).collect()
}

/// Runs it.
pub fn run(command: &Command, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    match command {
        Command::Backup(arguments) => return backup::backup(&workspace, arguments, common),
        Command::Restore(arguments) => return backup::restore(&workspace, arguments, common),
        Command::Audit | Command::Prove { .. } => {}
    }
    match command {
        Command::Backup(_) | Command::Restore(_) => Ok(Ending::Done),
        Command::Audit => {
            let Audited { report, faults } = audit(&workspace)?;
            if common.json {
                print_json(&json!({
                    "awards": report.awards, "sealed": report.sealed, "unfinished": report.unfinished, "uploads": report.uploads,
                    "erased": report.erased, "events": report.events, "leaves": report.leaves,
                    "checkpoints": report.checkpoints, "list_versions": report.list_versions,
                    "copies": report.copies,
                    "faults": faults,
                }));
            } else {
                say!(
                    "{}, {} sealed, {} unfinished, {} erased; {}; {}; {}",
                    count(report.awards, "award"),
                    report.sealed,
                    report.unfinished,
                    report.erased,
                    count(report.events, "event"),
                    count(report.leaves, "leaf").replace("leafs", "leaves"),
                    count(report.checkpoints, "checkpoint"),
                );
                if report.uploads > 0 {
                    say!("{} for upload, which are not sealed here", count(report.uploads, "file"));
                }
                if report.copies > 0 {
                    say!("{} bound to holders' keys", count(report.copies, "copy").replace("copys", "copies"));
                }
                for fault in &faults {
                    say!("fault: {fault}");
                }
                if faults.is_empty() {
                    say!("everything agrees");
                }
            }
            Ok(if faults.is_empty() { Ending::Done } else { Ending::Fault })
        }
        Command::Prove { award, out, format } => {
            let award = award_id(award)?;
            let proof = open_ledger(&workspace)?.prove(award, (*format).into()).map_err(ledger_told)?;
            let path = out.clone().unwrap_or_else(|| PathBuf::from(format!("{}.proof.json", award.uuid())));
            files::write_new(&path, proof.to_json().as_bytes())?;
            say!("wrote {}: hand it over with the credential", path.display());
            Ok(Ending::Done)
        }
    }
}

/// What an audit found.
pub struct Audited {
    /// What the ledger holds.
    pub report: AuditReport,
    /// What does not agree, in the ledger and in what is published.
    pub faults: Vec<String>,
}

/// Recomputes the ledger, and compares what is published with what was sealed.
pub fn audit(workspace: &Workspace) -> Result<Audited> {
    let ledger = open_ledger(workspace)?;
    let records = key::store(workspace)?.list().map_err(key::told)?;
    let log_keys: Vec<[u8; 32]> = records
        .iter()
        .filter(|record| record.role == Role::Log)
        .filter_map(|record| record.verifying_key().map(|key| *key.as_bytes()))
        .collect();
    let report = ledger.audit(&log_origin(&workspace.base), &log_keys).map_err(ledger_told)?;
    let folder = PublicationFolder::new(workspace.public());
    let differing = audit_published(&ledger, &folder).map_err(told)?;
    let differing = differing.iter().map(|document| format!("published {} is not what was sealed", document.path()));
    let faults = report.faults.iter().map(ToString::to_string).chain(differing).collect();
    Ok(Audited { report, faults })
}
