//! The issuer's desk: ledger, publication folder and keys of a workspace, opened together.

use std::path::Path;

use anyhow::Result;

use crate::config::{SystemEntropy, Workspace};
use crate::issue::{House, IssueError, Office};
use crate::jose::jades::JadesError;
use crate::jsonld::Contexts;
use crate::keys::{KeyRecord, KeyStore};
use crate::ledger::{Ledger, LedgerError};
use crate::model::ids::AwardId;
use crate::publish::PublicationFolder;

use super::exit::hinted;
use super::key;

/// What an [`Office`] borrows.
pub struct Desk<'a> {
    workspace: &'a Workspace,
    /// The keys, locked.
    pub store: KeyStore,
    records: Vec<KeyRecord>,
    /// The ledger, open for writing.
    pub ledger: Ledger,
    /// Where documents are published.
    pub folder: PublicationFolder,
    entropy: SystemEntropy,
}

impl<'a> Desk<'a> {
    /// Opens all of it.
    pub fn open(workspace: &'a Workspace) -> Result<Self> {
        let store = key::store(workspace)?;
        let records = store.list().map_err(key::told)?;
        let mut entropy = SystemEntropy;
        let path = workspace.ledger();
        let mut ledger = Ledger::open(&path, &mut entropy).map_err(|error| ledger_told_at(error, &path))?;
        ledger.set_list_entries(workspace.lists.entries);
        let folder = PublicationFolder::new(workspace.public());
        Ok(Self { workspace, store, records, ledger, folder, entropy })
    }

    /// As issuing wants it.
    pub fn office(&mut self) -> Office<'_> {
        Office {
            house: house(self.workspace),
            ledger: &mut self.ledger,
            folder: &self.folder,
            keys: &self.records,
            valid_days: self.workspace.lists.valid_days,
            entropy: &mut self.entropy,
        }
    }
}

/// The institution as an issuer.
pub fn house(workspace: &Workspace) -> House<'_> {
    House {
        issuer: &workspace.institution,
        institutions: &workspace.institutions,
        mandate: workspace.mandate.as_ref(),
        base: &workspace.base,
        contexts: Contexts::embedded(),
    }
}

/// The ledger, for reading alone.
pub fn open_ledger(workspace: &Workspace) -> Result<Ledger> {
    let path = workspace.ledger();
    Ledger::open_read(&path).map_err(|error| ledger_told_at(error, &path))
}

/// The award of an id, or of the name of a file that was issued.
pub fn award_id(text: &str) -> Result<AwardId> {
    let name = Path::new(text).file_name().and_then(|name| name.to_str()).unwrap_or(text);
    let bare = name.split('.').next().unwrap_or(name);
    AwardId::parse(text)
        .or_else(|_| AwardId::parse(bare))
        .map_err(|error| hinted(error.to_string(), "`elmseal list` shows the awards and their ids"))
}

/// The error with advice.
pub fn ledger_told(error: LedgerError) -> anyhow::Error {
    let hint = match &error {
        LedgerError::BeingRead => {
            "stop what reads it, such as `elmseal serve issuer`, and run the same again: it goes on"
        }
        LedgerError::InUse { .. } => "wait until it has ended; two at a time would give one learner two awards",
        LedgerError::Missing { .. } => "nothing was issued in this workspace yet: see `elmseal issue --help`",
        LedgerError::NotPublished { .. } => "run `elmseal publish`, which signs a checkpoint, and ask again",
        LedgerError::UnknownAward { .. } => "`elmseal list` shows the awards and their ids",
        LedgerError::Refused { .. } => "leave those awards out; `elmseal show AWARD` says how they stand",
        LedgerError::Restoring { .. } => "run `elmseal ledger restore` with the same copy again: it completes it",
        LedgerError::TooNew { .. } => "use the version of elmseal that wrote it, or a later one",
        _ => return error.into(),
    };
    hinted(error.to_string(), hint)
}

/// The same with the ledger's place, where SQLite says only what failed.
pub fn ledger_told_at(error: LedgerError, path: &Path) -> anyhow::Error {
    match error {
        LedgerError::Sqlite(source) => hinted(
            format!("the ledger {} could not be read or written: {source}", path.display()),
            format!("see that its disk has room and can be written, {AGAIN}"),
        ),
        other => ledger_told(other),
    }
}

/// What is true of all that issues.
const AGAIN: &str = "then run the same command again: it goes on where it stopped, and issues nothing twice";

/// The same for long work.
pub fn stopped(error: IssueError, workspace: &Workspace, output: &Path) -> anyhow::Error {
    match error {
        IssueError::Ledger(error) => ledger_told_at(error, &workspace.ledger()),
        IssueError::Output(source) => hinted(
            format!("the output {} could not be written: {source}", output.display()),
            format!("nothing is lost: see that the disk has room and the folder can be written, {AGAIN}"),
        ),
        IssueError::Publish(source) => hinted(
            source.to_string(),
            format!("nothing has left: see that the disk has room and the publication folder can be written, {AGAIN}"),
        ),
        other => told(other),
    }
}

/// The error with advice.
pub fn told(error: IssueError) -> anyhow::Error {
    match error {
        IssueError::Ledger(error) => ledger_told(error),
        IssueError::Faults { faults, .. } => {
            let mut summary = crate::learners::FaultSummary::default();
            summary.extend(faults);
            super::output::print_faults(&summary);
            hinted("nothing was issued", "mend what is named above, then run it again")
        }
        IssueError::NoDid { slug } => hinted(
            format!("the institution `{slug}` has no DID, and so cannot seal"),
            "write `did = \"did:web:…\"` in `[institution]` of elmseal.toml",
        ),
        IssueError::NoSealKey => hinted(
            error.to_string(),
            "import the institution's e-seal with `elmseal key import seal`, or leave out the format europass",
        ),
        IssueError::NoSealForLists { .. } => hinted(
            error.to_string(),
            "import the institution's e-seal with `elmseal key import seal`, then run `elmseal publish`: until then verifiers \
             do not see what became of the awards on these lists",
        ),
        IssueError::NoStatusPlace { .. } => hinted(
            error.to_string(),
            "issue a replacement for it, or write status = false in [seal] of elmseal.toml to leave the status out",
        ),
        IssueError::Seal { row, source } if matches!(source, JadesError::Service(_) | JadesError::TimeStamp { .. }) => {
            hinted(
                format!("the credential of row {row} got no time stamp, and was not released: {source}"),
                "run the same command again: it goes on where it stopped, and seals nothing twice. If the authority \
                 stays away, name another in [seal] of elmseal.toml, or write level = \"b\" to do without time stamps",
            )
        }
        IssueError::Seal { row, source } => hinted(
            format!("the credential of row {row} could not be sealed: {source}"),
            "nothing of it was released; when the key answers again, run the same command again",
        ),
        IssueError::SealCertificate { .. } => {
            hinted(error.to_string(), "import a certificate that holds now, with its key")
        }
        IssueError::SealKeyKind { .. } => hinted(
            error.to_string(),
            "import an e-seal with a P-256 key, with `elmseal key import seal`; wallets take no other",
        ),
        IssueError::NoReason { .. } => hinted(error.to_string(), "give it with --reason \"…\"; it stays in the ledger"),
        IssueError::NothingSelected => hinted(error.to_string(), "name awards, or a batch with --batch"),
        IssueError::Output(_) => hinted(
            error.to_string(),
            "nothing is lost: make room and run the same command again, it goes on where it stopped",
        ),
        IssueError::ListBehind { .. } => hinted(
            error.to_string(),
            "the ledger is older than what is published: put it in its place with `elmseal ledger restore`, which takes \
             over what the lists show, or restore a later copy",
        ),
        IssueError::LogBehind { .. } => hinted(
            error.to_string(),
            "the ledger is older than what is published: restore a later copy if there is one. Else begin a new log with \
             `elmseal key rotate log`: what the old one proved stays provable, and whoever watches it has to be told",
        ),
        IssueError::PlaceTaken { .. } => hinted(
            error.to_string(),
            "revoking either would revoke both: restore a later copy, which knows the one that left",
        ),
        IssueError::Publish(_) => hinted(
            error.to_string(),
            "see that the disk has room and the publication folder can be written, then run `elmseal publish`",
        ),
        other => other.into(),
    }
}
