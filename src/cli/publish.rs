//! `elmseal publish`: what is due is signed again and published; for cron.

use anyhow::Result;
use serde_json::json;

use crate::config::now;
use crate::issue::{PublishReport, PublishingKeys, publish};
use crate::keys::{DataIntegrityKey, IssuingKeys, KeysError, LogKey, SealKey, Secrets, StatusKey};

use super::Common;
use super::exit::Ending;
use super::key;
use super::office::{Desk, ledger_told, told};
use super::output::{print_json, say};

/// The unlocked keys that publish.
pub struct Keys {
    status: StatusKey,
    log: LogKey,
    /// The e-seal, where there are lists that it signs.
    seal: Option<SealKey>,
}

impl Keys {
    /// Unlocks them.
    pub fn unlock(desk: &Desk<'_>, secrets: &dyn Secrets) -> Result<Self> {
        Ok(Self {
            status: desk.store.unlock_status(secrets).map_err(key::told)?,
            log: desk.store.unlock_log(secrets).map_err(key::told)?,
            seal: seal_of_lists(desk, secrets)?,
        })
    }

    /// Unlocks them with the e-seal, if there is one, for copies that it signs.
    pub fn unlock_with_seal(desk: &Desk<'_>, secrets: &dyn Secrets) -> Result<Self> {
        Ok(Self { seal: seal(desk, secrets)?, ..Self::unlock(desk, secrets)? })
    }

    /// With those that a batch needs as well.
    pub fn unlock_issuing(desk: &Desk<'_>, secrets: &dyn Secrets) -> Result<(Self, DataIntegrityKey)> {
        let IssuingKeys { data_integrity, status, log } = desk.store.unlock_issuing(secrets).map_err(key::told)?;
        Ok((Self { status, log, seal: seal_of_lists(desk, secrets)? }, data_integrity))
    }

    /// As issuing wants them.
    pub fn borrow(&self) -> PublishingKeys<'_> {
        PublishingKeys { status: &self.status, log: &self.log, seal: self.seal.as_ref().map(|seal| seal as _) }
    }
}

/// The e-seal, if there are lists that it signs; else nobody is asked for its PIN.
fn seal_of_lists(desk: &Desk<'_>, secrets: &dyn Secrets) -> Result<Option<SealKey>> {
    let has_lists = desk.ledger.has_token_lists().map_err(ledger_told)?;
    if has_lists { seal(desk, secrets) } else { Ok(None) }
}

fn seal(desk: &Desk<'_>, secrets: &dyn Secrets) -> Result<Option<SealKey>> {
    match desk.store.unlock_seal(secrets) {
        Err(KeysError::NoActiveKey { .. }) => Ok(None),
        unlocked => unlocked.map(Some).map_err(key::told),
    }
}

/// Publishes with keys that are unlocked already.
pub fn run_with(desk: &mut Desk<'_>, keys: &Keys) -> Result<PublishReport> {
    publish(&mut desk.office(), keys.borrow(), now()).map_err(told)
}

/// Runs it.
pub fn run(common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    let mut desk = Desk::open(&workspace)?;
    let keys = Keys::unlock(&desk, &common.secrets())?;
    let report = run_with(&mut desk, &keys)?;
    if common.json {
        print_json(&json!({
            "status_lists": report.lists,
            "checkpoint": report.checkpoint,
            "did_document": report.did_document.as_ref().map(ToString::to_string),
        }));
        return Ok(Ending::Done);
    }
    for list in &report.lists {
        say!("status list {list}");
    }
    if let Some(size) = report.checkpoint {
        say!("checkpoint of {size} leaves");
    }
    if let Some(did) = &report.did_document {
        say!("DID document of {did}");
    }
    if report.is_empty() {
        say!("everything is up to date");
    } else {
        say!("published in {}", desk.folder.dir().display());
    }
    Ok(Ending::Done)
}
