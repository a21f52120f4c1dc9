//! `elmseal ledger backup` and `restore`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use serde_json::json;

use crate::config::{SystemEntropy, Workspace, now};
use crate::issue::{Beyond, IssueError, Office, is_credential, log_origin, take_over};
use crate::keys::{KeyRecord, Role, State};
use crate::ledger::{BackupReport, Change, Erasure, FileKind, Ledger, LedgerError, Restoring};
use crate::limits::{CREDENTIAL_BYTES_MAX, FAULTS_LISTED_MAX};
use crate::publish::PublicationFolder;

use super::exit::{Ending, hinted};
use super::ledger::log_keys;
use super::office::{house, ledger_told, told};
use super::output::{count, note, print_json, say};
use super::{Common, archives, erase, key};

/// Where to copy it.
#[derive(Debug, Args)]
#[command(
    after_help = "The copy has all that the ledger has: learners' names and keys and every credential, which is personal data, and the \
secret by which learners are known again. Only you can read it; keep it where others cannot. It has neither keys nor what is \
published: copy the folders keys and public as well."
)]
pub struct BackupArguments {
    /// The new file
    pub file: PathBuf,
}

/// What to put back.
#[derive(Debug, Args)]
#[command(
    after_help = "The copy is checked first: whole, of a version that this program knows, and without a fault in its audit. \
Then what the world knows beyond it is taken over: revocations that the published status lists show, and the credentials of the \
archives that are named. New awards get places on new status lists."
)]
pub struct RestoreArguments {
    /// The copy, from `elmseal ledger backup`; it is left as it is
    pub file: PathBuf,
    /// An archive or a folder that was issued after the copy was made; again for each
    #[arg(long, value_name = "FILE|DIR")]
    pub archive: Vec<PathBuf>,
}

/// Copies the ledger.
pub fn backup(workspace: &Workspace, arguments: &BackupArguments, common: &Common) -> Result<Ending> {
    let BackupArguments { file } = arguments;
    let done = crate::ledger::backup(&workspace.ledger(), file).map_err(|error| copy_told(error, file))?;
    let BackupReport { awards, leaves, bytes } = done;
    let expires = now().plus_seconds(i64::from(workspace.backup_days) * 86_400);
    erase::note_beside(&workspace.ledger(), FileKind::Backup, file, Some(expires))?;
    if common.json {
        print_json(
            &json!({ "file": file.display().to_string(), "awards": awards, "leaves": leaves, "bytes": bytes, "expires": expires.to_string() }),
        );
    } else {
        say!("copied the ledger with {} to {}", count(awards, "award"), file.display());
        say!("it holds learners' data, and no keys: keep it where only you can read it, and copy the folder keys too");
        say!("delete it by {expires}: learners who are erased stay in it until then");
    }
    Ok(Ending::Done)
}

/// Puts a copy back.
pub fn restore(workspace: &Workspace, arguments: &RestoreArguments, common: &Common) -> Result<Ending> {
    let RestoreArguments { file, archive } = arguments;
    let records = key::store(workspace)?.list().map_err(key::told)?;
    let mut restoring = Restoring::begin(&workspace.ledger(), file).map_err(|error| copy_told(error, file))?;
    let result = examine(workspace, &mut restoring, &records, archive)
        .and_then(|(awards, beyond)| Ok((awards, beyond, erase_again(workspace, &mut restoring)?)));
    let (awards, beyond, erased) = match result {
        Ok(found) => found,
        Err(error) => {
            restoring.give_up();
            return Err(error);
        }
    };
    let kept = restoring.take_place().map_err(ledger_told)?;
    if common.json {
        let mut answer = to_json(awards, &beyond, kept.as_deref());
        answer["erased_again"] = json!(erased);
        print_json(&answer);
    } else {
        print(awards, &beyond, kept.as_deref(), file);
        if erased > 0 {
            say!("{} erased again, as in the ledger that was there", count(erased, "award"));
        }
    }
    Ok(Ending::Done)
}

/// Erases in the copy whom the present ledger, if it can be read, knows as erased: an older copy has them still.
fn erase_again(workspace: &Workspace, restoring: &mut Restoring) -> Result<u64> {
    let path = workspace.ledger();
    let present = Ledger::open_existing(&path).ok().flatten();
    let Some(erasures) = present.and_then(|present| present.erasures().ok()) else { return Ok(0) };
    let ledger = restoring.ledger();
    let known = ledger.erasures().map_err(ledger_told)?;
    let is_new = |one: &Erasure| !known.iter().any(|known| known.award == one.award && known.cleaned.is_some());
    let mut again = Vec::new();
    for one in erasures.into_iter().filter(is_new) {
        // An award that the copy does not know has nothing in it.
        if ledger.award_number(one.award).is_ok() {
            ledger.begin_erasing(&[one.award], &one.reason, one.begun).map_err(ledger_told)?;
            again.push(one.award);
        }
    }
    if !again.is_empty() {
        ledger.delete_personal(&again, now()).map_err(ledger_told)?;
        ledger.clean(now()).map_err(ledger_told)?;
    }
    Ok(again.len() as u64)
}

/// The copy's audit, and what is known beyond it.
fn examine(
    workspace: &Workspace,
    restoring: &mut Restoring,
    records: &[KeyRecord],
    paths: &[PathBuf],
) -> Result<(u64, Beyond)> {
    let folder = PublicationFolder::new(workspace.public());
    let all_log_keys = log_keys(records);
    let report = restoring.ledger().audit(&log_origin(&workspace.base), &all_log_keys).map_err(ledger_told)?;
    if !report.faults.is_empty() {
        for fault in report.faults.iter().take(FAULTS_LISTED_MAX) {
            note!("fault: {fault}");
        }
        return Err(hinted(
            format!(
                "the copy has {}, and was not put into the ledger's place",
                count(report.faults.len() as u64, "fault")
            ),
            "restore another copy; the ledger that is there is as it was",
        ));
    }
    let active = records.iter().filter(|record| record.role == Role::Log && record.state == State::Active);
    let log_keys = log_keys(&active.cloned().collect::<Vec<_>>());
    let mut entropy = SystemEntropy;
    let mut office = Office {
        house: house(workspace),
        ledger: restoring.ledger(),
        folder: &folder,
        keys: records,
        valid_days: workspace.lists.valid_days,
        entropy: &mut entropy,
    };
    let mut unread = None;
    let beyond = take_over(
        &mut office,
        &log_keys,
        &mut |each| {
            for path in paths {
                let read = archives::each_file(path, CREDENTIAL_BYTES_MAX, &mut |name, bytes| {
                    if is_credential(&name) { each(name, bytes).map_err(anyhow::Error::new) } else { Ok(()) }
                });
                if let Err(error) = read {
                    match error.downcast::<IssueError>() {
                        Ok(error) => return Err(error),
                        Err(error) => unread = Some(error),
                    }
                    break;
                }
            }
            Ok(())
        },
        now(),
    )
    .map_err(told)?;
    match unread {
        Some(error) => Err(error),
        None => Ok((report.awards, beyond)),
    }
}

fn copy_told(error: LedgerError, file: &Path) -> anyhow::Error {
    let hint = match &error {
        LedgerError::Exists { .. } => "name another file: a copy never takes the place of another",
        LedgerError::NotALedger { .. } => "name a file that `elmseal ledger backup` made",
        LedgerError::InUse { .. } => "wait until the other elmseal has ended",
        LedgerError::Damaged { .. } => "restore another copy; the ledger that is there is as it was",
        LedgerError::File { .. } | LedgerError::Sqlite(_) => {
            let hint =
                "see that its disk has room and that you may write there, then run it again; nothing was changed";
            return hinted(format!("{}: {error}", file.display()), hint);
        }
        _ => return ledger_told(error),
    };
    hinted(error.to_string(), hint)
}

fn print(awards: u64, beyond: &Beyond, kept: Option<&Path>, file: &Path) {
    say!("restored the ledger with {} from {}", count(awards, "award"), file.display());
    if let Some(kept) = kept {
        say!("the ledger that was there is kept as {}", kept.display());
    }
    for stray in beyond.strays.iter().take(FAULTS_LISTED_MAX) {
        say!("not in the copy: {}", stray.file);
    }
    if beyond.strays.len() > FAULTS_LISTED_MAX {
        say!("and {} more", beyond.strays.len() - FAULTS_LISTED_MAX);
    }
    for file in beyond.foreign.iter().take(FAULTS_LISTED_MAX) {
        say!("not sealed by this institution, and passed over: {file}");
    }
    if !beyond.changed.is_empty() {
        let of = |wanted| beyond.changed.iter().filter(|(_, change)| *change == wanted).count();
        say!(
            "taken over from the published status lists: {} revoked, {} suspended, {} reinstated",
            of(Change::Revoke),
            of(Change::Suspend),
            of(Change::Reinstate)
        );
    }
    if beyond.places > 0 {
        say!("  {} of these are known by their place alone", beyond.places);
    }
    if let Some(batch) = beyond.batch {
        say!("awards that the copy did not know are in batch {batch}: `elmseal list --batch {batch}`");
        say!("next: issue the same lists again, so that each learner has an award that the ledger knows; then");
        say!("      `elmseal revoke --batch {batch} --reason …` revokes those that they take the place of");
    }
    if let Some((published, here)) = beyond.log {
        say!(
            "the published log has {published} leaves, the copy {here}: the rest is lost, and publishing would fork it"
        );
        say!("next: restore a later copy if there is one; else `elmseal key rotate log` begins a new log");
    }
    say!("then: `elmseal ledger audit`, and `elmseal publish`");
}

fn to_json(awards: u64, beyond: &Beyond, kept: Option<&Path>) -> serde_json::Value {
    json!({
        "awards": awards,
        "kept": kept.map(|path| path.display().to_string()),
        "batch": beyond.batch,
        "strays": beyond.strays.iter()
            .map(|one| json!({ "award": one.award.to_string(), "file": one.file })).collect::<Vec<_>>(),
        "foreign": beyond.foreign,
        "changed": beyond.changed.iter()
            .map(|(award, change)| json!({ "award": award.to_string(), "change": change.as_str() })).collect::<Vec<_>>(),
        "places": beyond.places,
        "lists": beyond.lists,
        "log": beyond.log.map(|(published, here)| json!({ "published": published, "copy": here })),
    })
}
