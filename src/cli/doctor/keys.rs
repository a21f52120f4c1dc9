//! The keys: whether each role has one, who else may read it, and whether it opens and signs.

use crate::config::Workspace;
use crate::jose::SealSigner as _;
use crate::keys::{KeyRecord, KeyStore, KeysError, Place, Role, Secrets};

use super::finding::Findings;
use crate::cli::output::count;

/// What the seal key signs to show that it can: nothing that could be taken for a seal, since it has no header.
const TRIAL: &[u8] = b"elmseal doctor: a trial";

/// Looks at the keys, and gives the records of all of them.
pub fn examine(
    workspace: &Workspace,
    store: &KeyStore,
    secrets: &dyn Secrets,
    findings: &mut Findings,
) -> Vec<KeyRecord> {
    // Opening the store has read them already.
    let records = store.list().unwrap_or_default();
    let active: Vec<&KeyRecord> = records.iter().filter(|record| record.is_active()).collect();
    present(workspace, &active, findings);
    demonstration(workspace, &active, findings);
    permissions(workspace, &active, findings);
    unlock(store, &active, secrets, findings);
    records
}

fn present(workspace: &Workspace, active: &[&KeyRecord], findings: &mut Findings) {
    let has = |role: Role| active.iter().any(|record| record.role == role);
    let mut missing = false;
    for role in [Role::DataIntegrity, Role::Status, Role::Log].into_iter().filter(|role| !has(*role)) {
        missing = true;
        let what = format!("there is no {role} key, and nothing can be issued without one");
        findings.fault("keys", "key-missing", what, &format!("make one with `elmseal key new {role}`"));
    }
    if !has(Role::Seal) && workspace.seal.formats.iter().any(|format| format == "europass") {
        missing = true;
        let what = "`formats` in [seal] of elmseal.toml names europass, and there is no seal key";
        let advice = "import the institution's e-seal with `elmseal key import seal`, or leave europass out";
        findings.fault("keys", "key-missing", what, advice);
    }
    if !missing {
        let named: Vec<String> = active.iter().map(|record| format!("{} `{}`", record.role, record.name)).collect();
        findings.ok("keys", format!("{} in use: {}", count(active.len() as u64, "key"), named.join(", ")));
    }
}

fn demonstration(workspace: &Workspace, active: &[&KeyRecord], findings: &mut Findings) {
    for record in active.iter().filter(|record| record.is_example() && !workspace.demonstration) {
        let what = format!("`{}` is a demonstration key, whose secret everybody has", record.name);
        let advice =
            format!("make one of your own with `elmseal key rotate {}`, and tell whoever lists your keys", record.role);
        findings.fault("keys", "demonstration-key", what, &advice);
    }
}

#[cfg(unix)]
fn permissions(workspace: &Workspace, active: &[&KeyRecord], findings: &mut Findings) {
    use std::os::unix::fs::PermissionsExt as _;

    let files = active.iter().filter(|record| record.place == Place::File && !record.is_example());
    let mut looked = 0;
    let mut wrong = false;
    for record in files {
        let path = workspace.keys().join(format!("{}.pem", record.name));
        match path.metadata() {
            Ok(metadata) => {
                looked += 1;
                let mode = metadata.permissions().mode() & 0o777;
                if mode & 0o077 != 0 {
                    wrong = true;
                    let what = format!("others may read {} (mode {mode:03o})", path.display());
                    findings.fault(
                        "key_files",
                        "key-readable-by-others",
                        what,
                        &format!("chmod 600 {}", path.display()),
                    );
                }
            }
            Err(error) => {
                wrong = true;
                let what = format!("{} cannot be looked at: {error}", path.display());
                findings.fault(
                    "key_files",
                    "key-file-missing",
                    what,
                    "put it back from a backup; without it the key is lost",
                );
            }
        }
    }
    if !wrong && looked > 0 {
        findings.ok("key_files", format!("{} that only its owner may read", count(looked, "file")));
    }
}

#[cfg(not(unix))]
fn permissions(_: &Workspace, _: &[&KeyRecord], findings: &mut Findings) {
    findings.skip("key_files", "no-permissions-here", "who may read the key files is not known on this system", "");
}

fn unlock(store: &KeyStore, active: &[&KeyRecord], secrets: &dyn Secrets, findings: &mut Findings) {
    let mut opened = 0;
    let mut stuck = Vec::new();
    let mut locked = false;
    for record in active {
        // A wrong passphrase is wrong for all files, and each wrong PIN uses up one of the token's attempts.
        let place = std::mem::discriminant(&record.place);
        if stuck.contains(&place) {
            locked = true;
            continue;
        }
        let result = match record.role {
            Role::DataIntegrity => store.unlock_data_integrity(secrets).map(drop),
            Role::Status => store.unlock_status(secrets).map(drop),
            Role::List => store.unlock_list(secrets).map(drop),
            Role::Log => store.unlock_log(secrets).map(drop),
            Role::Report => store.unlock_report(secrets).map(drop),
            Role::Seal => match store.unlock_seal(secrets) {
                Ok(key) => {
                    try_seal(&key, findings);
                    Ok(())
                }
                Err(error) => Err(error),
            },
        };
        match result {
            Ok(()) => opened += 1,
            Err(error) => {
                locked |= refused(record, &error, findings);
                let secret = matches!(
                    error,
                    KeysError::NoPin { .. }
                        | KeysError::NoSecret(_)
                        | KeysError::Token(_)
                        | KeysError::WrongPassphrase { .. }
                );
                stuck.extend(secret.then_some(place));
            }
        }
    }
    if opened > 0 {
        findings.ok("key_secrets", format!("{} opened, each the one that keys.json records", count(opened, "key")));
    }
    if locked {
        let what = format!("{} of {} keys were not opened", active.len() as u64 - opened, active.len());
        let advice = "give --passphrase-file (and --pin-file), or run `elmseal doctor --unlock` to be asked";
        findings.skip("key_secrets", "keys-not-opened", what, advice);
    }
}

/// Says why a key does not open; `true` when that is only because no secret was given.
fn refused(record: &KeyRecord, error: &KeysError, findings: &mut Findings) -> bool {
    let mut fault = |code, advice: &str| findings.fault("key_secrets", code, error.to_string(), advice);
    match error {
        KeysError::NoSecret(_) | KeysError::NoPin { .. } => return true,
        // Both are said elsewhere, with what to do.
        KeysError::TooOpen { .. } | KeysError::ExampleKey { .. } => {}
        KeysError::Read { .. } if record.place == Place::File => {}
        KeysError::WrongPassphrase { .. } => {
            fault("passphrase-wrong", "the passphrase comes from --passphrase-file, ELMSEAL_PASSPHRASE or the prompt");
        }
        KeysError::KeyMismatch { .. } => fault("key-mismatch", "put the key's file and keys.json back from one backup"),
        KeysError::MalformedKeyFile { .. } => fault("key-damaged", "put the key's file back from a backup"),
        KeysError::Token(_) => {
            fault("token-unusable", "see that the token is there, its PIN right, and its module installed")
        }
        _ => fault("key-unusable", "correct what is said"),
    }
    false
}

/// The seal key signs a trial, which its certificate must verify.
fn try_seal(key: &crate::keys::SealKey, findings: &mut Findings) {
    let verified = key.sign(&[TRIAL]).map_err(|error| error.to_string()).and_then(|signature| {
        let verified = key.algorithm().verify(key.certificate(), &[TRIAL], &signature);
        verified.map_err(|_| "its certificate does not verify what it signs".to_owned())
    });
    match verified {
        Ok(()) => {
            findings.ok("seal_key", format!("it signs with {}, and its certificate verifies that", key.algorithm()))
        }
        Err(why) => {
            let advice = "import key and certificate again, from one delivery, with `elmseal key rotate seal`";
            findings.fault("seal_key", "seal-key-unusable", format!("the seal key does not sign: {why}"), advice);
        }
    }
}
