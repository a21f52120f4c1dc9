//! `elmseal key`: the workspace's keys.

mod import;
mod show;

use anyhow::{Context as _, Result};
use clap::{Subcommand, ValueEnum};

use crate::config::{PassphraseError, SystemEntropy, Workspace, now};
use crate::keys::{
    Controller, Examples, KeyRecord, KeyStore, KeysError, Passphrase, Role, SealSubject, Secrets, Succession,
};
use crate::model::text::Language;
use crate::vocabulary::country_alpha2;

use super::exit::{Ending, hinted};
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
    /// Take in the first key of a role from a file or a token: a seal key with its certificate from an authority
    Import {
        /// What the key is for
        role: RoleName,
        /// Its name, which becomes the fragment of its verification method
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        source: import::Source,
    },
    /// List all keys with their history
    List,
    /// Make a new key for a role, or take one in, and retire the one that signs now
    Rotate {
        /// What the key is for
        role: RoleName,
        /// The new key's name
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        source: import::Source,
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
    /// Signs verification reports
    Report,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::DataIntegrity => Self::DataIntegrity,
            RoleName::Status => Self::Status,
            RoleName::List => Self::List,
            RoleName::Log => Self::Log,
            RoleName::Seal => Self::Seal,
            RoleName::Report => Self::Report,
        }
    }
}

/// Runs it.
pub fn run(command: &Command, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    let store = store(&workspace)?;
    match command {
        Command::List => show::list(&store, common)?,
        Command::New { role, name } => {
            let passphrase = common.new_passphrase()?;
            let record = create(&store, (*role).into(), name.as_deref(), &workspace, &passphrase)?;
            show::made(&record, common);
        }
        Command::Import { role, name, source } => {
            let asked = import::Asked { role: (*role).into(), name: name.as_deref(), succession: Succession::First };
            import::run(&asked, source, &workspace, &store, common)?;
        }
        Command::Rotate { role, name, source } if source.is_given() => {
            let asked = import::Asked { role: (*role).into(), name: name.as_deref(), succession: Succession::Rotation };
            import::run(&asked, source, &workspace, &store, common)?;
        }
        Command::Rotate { role, name, .. } => {
            let secrets = common.secrets();
            let record = rotate(&store, (*role).into(), name.as_deref(), &workspace, &secrets)?;
            show::made(&record, common);
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
    let controller = controller(workspace);
    let name = name.map_or_else(|| free_name(store, role), |name| Ok(name.to_owned()))?;
    let mut entropy = SystemEntropy;
    let made = if role == Role::Seal {
        store.create_seal(&name, &controller, &subject(workspace)?, passphrase, &mut entropy, now())
    } else {
        store.create(role, &name, &controller, passphrase, &mut entropy, now())
    };
    made.map_err(told)
}

fn rotate(
    store: &KeyStore,
    role: Role,
    name: Option<&str>,
    workspace: &Workspace,
    secrets: &dyn Secrets,
) -> Result<KeyRecord> {
    // Said before a passphrase is asked for.
    store.active(role).map_err(told)?;
    store.check_passphrase(role, secrets).map_err(told)?;
    let name = name.map_or_else(|| free_name(store, role), |name| Ok(name.to_owned()))?;
    let passphrase = secrets.passphrase().map_err(told)?;
    let mut entropy = SystemEntropy;
    let made = if role == Role::Seal {
        store.rotate_seal(&name, &subject(workspace)?, passphrase, &mut entropy, now())
    } else {
        store.rotate(role, &name, passphrase, &mut entropy, now())
    };
    made.map_err(told)
}

/// In whose name the workspace's keys sign.
fn controller(workspace: &Workspace) -> Controller {
    match &workspace.institution.did {
        Some(did) if did.is_web() => Controller::Did(did.clone()),
        _ => Controller::Itself,
    }
}

/// Whom a self-issued certificate names: the institution of the profile.
fn subject(workspace: &Workspace) -> Result<SealSubject> {
    let institution = &workspace.institution;
    let english = Language::parse("en").expect("a language tag");
    let country = country_alpha2(institution.country)
        .with_context(|| format!("the country of {} has no code of two letters", institution.slug))?;
    Ok(SealSubject {
        organization: institution.legal_name.get_or_first(&english).to_owned(),
        organization_identifier: institution.organization_id.clone(),
        country: country.to_owned(),
    })
}

/// `status-1`, `status-2` and so on: the first that no key has.
fn free_name(store: &KeyStore, role: Role) -> Result<String> {
    let used: Vec<String> = store.list().map_err(told)?.into_iter().map(|record| record.name).collect();
    let mut names = (1..).map(|number| format!("{}-{number}", role.name()));
    Ok(names.find(|name| !used.contains(name)).expect("the numbers do not end"))
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
        KeysError::NoActiveKey { role: Role::Seal } => {
            "take in the key and certificate of the institution's electronic \
            seal with `elmseal key import seal`, or make one for trying out with `elmseal key new seal`"
                .to_owned()
        }
        KeysError::NoActiveKey { role } => format!("make one with `elmseal key new {role}`"),
        KeysError::AlreadyActive { role } => format!("replace it with `elmseal key rotate {role}`"),
        KeysError::WrongPassphrase { .. } => {
            "the passphrase comes from --passphrase-file, ELMSEAL_PASSPHRASE or the prompt".to_owned()
        }
        KeysError::TooOpen { .. } => "chmod 600 the key file: others on this machine can read it".to_owned(),
        KeysError::ExampleKey { .. } => {
            "demonstration keys are known to everybody; make your own with `elmseal key new`".to_owned()
        }
        KeysError::Import(fault) => fault.fault.remedy().to_owned(),
        KeysError::Token(fault) => fault.remedy().to_owned(),
        KeysError::NoPin { .. } => "the PIN comes from --pin-file, ELMSEAL_PIN or the prompt".to_owned(),
        KeysError::SelfIssued { .. } => {
            "mend the institution's profile in elmseal.toml, or import a key with its certificate".to_owned()
        }
        _ => return error.into(),
    };
    hinted(error.to_string(), hint)
}
