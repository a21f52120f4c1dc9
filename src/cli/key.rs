//! `elmseal key`: the workspace's keys.

use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use serde_json::json;

use crate::config::{PassphraseError, SystemEntropy, Workspace, now};
use crate::keys::{Controller, Examples, KeyRecord, KeyStore, KeysError, Passphrase, PublicKey, Role, Secrets, State};

use super::exit::{Ending, hinted};
use super::output::{print_json, say};
use super::{Common, no_passphrase};

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the first key of a role
    New {
        /// What the key is for
        role: RoleName,
        /// Its name, which becomes the fragment of its verification method
        #[arg(long)]
        name: Option<String>,
    },
    /// List all keys with their history
    List,
    /// Make a new key for a role and retire the one that signs now
    Rotate {
        /// What the key is for
        role: RoleName,
        /// The new key's name
        #[arg(long)]
        name: Option<String>,
    },
}

/// A role as it is written on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RoleName {
    /// Seals credentials
    DataIntegrity,
    /// Seals status lists
    Status,
    /// Signs the alliance list
    List,
    /// Signs checkpoints of the ledger
    Log,
    /// Seals credentials as Europass wants them, with a certificate
    Seal,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::DataIntegrity => Self::DataIntegrity,
            RoleName::Status => Self::Status,
            RoleName::List => Self::List,
            RoleName::Log => Self::Log,
            RoleName::Seal => Self::Seal,
        }
    }
}

/// Runs it.
pub fn run(command: &Command, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    let store = store(&workspace)?;
    match command {
        Command::List => list(&store, common)?,
        Command::New { role, name } => {
            let passphrase = common.new_passphrase()?;
            let record = create(&store, (*role).into(), name.as_deref(), &workspace, &passphrase)?;
            made(&record, common);
        }
        Command::Rotate { role, name } => {
            let role = Role::from(*role);
            let secrets = common.secrets();
            check_passphrase(&store, role, &secrets)?;
            let name = name.clone().map_or_else(|| free_name(&store, role), Ok)?;
            let record = store
                .rotate(role, &name, secrets.passphrase().map_err(told)?, &mut SystemEntropy, now())
                .map_err(told)?;
            made(&record, common);
        }
    }
    Ok(Ending::Done)
}

/// The workspace's key store; demonstration keys are taken in a demonstration only.
pub fn store(workspace: &Workspace) -> Result<KeyStore> {
    let examples = if workspace.demonstration { Examples::Permitted } else { Examples::default() };
    KeyStore::open_with(&workspace.keys(), examples).map_err(told)
}

/// Makes a key in the institution's name, or in its own where the institution has no did:web.
pub fn create(
    store: &KeyStore,
    role: Role,
    name: Option<&str>,
    workspace: &Workspace,
    passphrase: &Passphrase,
) -> Result<KeyRecord> {
    let controller = match &workspace.institution.did {
        Some(did) if did.is_web() => Controller::Did(did.clone()),
        _ => Controller::Itself,
    };
    let name = name.map_or_else(|| free_name(store, role), |name| Ok(name.to_owned()))?;
    store.create(role, &name, &controller, passphrase, &mut SystemEntropy, now()).map_err(told)
}

/// `status-1`, `status-2` and so on: the first that no key has.
fn free_name(store: &KeyStore, role: Role) -> Result<String> {
    let used: Vec<String> = store.list().map_err(told)?.into_iter().map(|record| record.name).collect();
    let mut names = (1..).map(|number| format!("{}-{number}", role.name()));
    Ok(names.find(|name| !used.contains(name)).expect("the numbers do not end"))
}

/// A rotation under another passphrase would leave keys that no one passphrase opens.
fn check_passphrase(store: &KeyStore, role: Role, secrets: &dyn Secrets) -> Result<()> {
    match role {
        Role::DataIntegrity => store.unlock_data_integrity(secrets).map(drop),
        Role::Status => store.unlock_status(secrets).map(drop),
        Role::List => store.unlock_list(secrets).map(drop),
        Role::Log => store.unlock_log(secrets).map(drop),
        Role::Seal => store.unlock_seal(secrets).map(drop),
    }
    .map_err(told)
}

/// The error with advice.
pub fn told(error: KeysError) -> anyhow::Error {
    let error = match error {
        KeysError::NoSecret(source) => match source.downcast::<PassphraseError>() {
            Ok(asked) => return no_passphrase(*asked),
            Err(source) => KeysError::NoSecret(source),
        },
        other => other,
    };
    let hint = match &error {
        KeysError::NoActiveKey { role } => format!("make one with `elmseal key new {role}`"),
        KeysError::AlreadyActive { role } => format!("replace it with `elmseal key rotate {role}`"),
        KeysError::WrongPassphrase { .. } => {
            "the passphrase comes from --passphrase-file, ELMSEAL_PASSPHRASE or the prompt".to_owned()
        }
        KeysError::TooOpen { .. } => "chmod 600 the key file: others on this machine can read it".to_owned(),
        KeysError::ExampleKey { .. } => {
            "demonstration keys are known to everybody; make your own with `elmseal key new`".to_owned()
        }
        _ => return error.into(),
    };
    hinted(error.to_string(), hint)
}

fn made(record: &KeyRecord, common: &Common) {
    if common.json {
        print_json(&key_json(record));
        return;
    }
    say!("made the key {} for {}", record.name, record.role);
    if let Some(method) = record.verification_method() {
        say!("verification method: {method}");
    }
    say!("next: `elmseal publish`, and tell the alliance office: its list has to name the key");
}

fn list(store: &KeyStore, common: &Common) -> Result<()> {
    let records = store.list().map_err(told)?;
    if common.json {
        print_json(&records.iter().map(key_json).collect());
        return Ok(());
    }
    for record in &records {
        let state = match record.state {
            State::Active => "active".to_owned(),
            State::Retired { at } => format!("retired {at}"),
        };
        say!("{:<15} {:<20} {:<28} {}", record.role.name(), record.name, state, public(record));
    }
    if records.is_empty() {
        say!("there are no keys; make them with `elmseal key new ROLE`");
    }
    Ok(())
}

fn key_json(record: &KeyRecord) -> serde_json::Value {
    json!({
        "role": record.role.name(),
        "name": record.name,
        "active": record.is_active(),
        "retired": match record.state { State::Active => None, State::Retired { at } => Some(at.to_string()) },
        "created": record.created.to_string(),
        "public": public(record),
        "verification_method": record.verification_method(),
        "example": record.is_example(),
    })
}

fn public(record: &KeyRecord) -> String {
    match &record.public {
        PublicKey::Ed25519(key) => key.to_multikey(),
        PublicKey::Es256(certificate) => {
            format!("sha256:{}", crate::crypto::encoding::to_hex(&certificate.spki_sha256()))
        }
    }
}
