//! The ledger: what was issued, what became of it, and the transparency log over both.
//!
//! One SQLite file, one writer, durable before anything is released. It does not seal and does not publish: it records,
//! keeps and proves.

mod audit;
mod awards;
mod backup;
mod chunk;
mod claims;
mod copies;
mod erase;
mod events;
mod exchanges;
mod frames;
mod lists;
mod log;
mod numbers;
mod outbox;
mod remains;
mod renditions;
mod restored;
mod schema;
mod shares;
mod token_lists;
mod wallet;
mod written;

use std::cell::RefCell;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, TransactionBehavior};
use thiserror::Error;

pub use audit::{AuditFault, AuditReport};
pub use awards::{AwardRow, BatchRow, Filter, Standing, StatusPlace};
pub use backup::{BackupReport, Restoring, backup};
pub use chunk::{Chunk, NewAward, Recorded, RunNumber};
pub use claims::{Claim, ClaimNumber, ClaimState, ClaimTerms, ClaimToken, Contact, Opened, Opening, Renewal};
pub use copies::{BoundCopy, BoundFormat, CopyChunk, CopyNumber, CopyRow, CopyWish, RecordedCopy, TokenPlace};
pub use erase::{Erasure, personal_tables};
pub use events::{Change, Changed, EventRow, Refusal, State};
pub use exchanges::{Exchange, Taken};
pub use lists::{DueList, ListVersion, Shown, standing_place};
pub use outbox::{
    Letter, LetterFilter, LetterLink, LetterNumber, LetterRow, LetterState, Mailing, Outcome as MailOutcome,
};
pub use remains::Cleaned;
pub use renditions::{Rendition, Sealed, SealedRendition, Upload, UploadFile};
pub use restored::Stray;
pub use shares::{Share, ShareToken};
pub use token_lists::{DueTokenList, ShownStatuses};
pub use wallet::{
    Access, Begun, Copies, DrawnCodes, Fetched, Grant, OfferProgress, OpenedOffer, Redeemed, Transaction,
    TransactionCode, WalletEvent, WalletSecret,
};
pub use written::{FileKind, WrittenFile, note_file};

use crate::crypto::hmac_sha256;
use crate::crypto::merkle::Frontier;
use crate::limits;
use crate::model::entropy::{Entropy, draw};
use crate::model::ids::AwardId;

/// Why the ledger could not do what was asked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// Another process reads the ledger and does not end, so that its file cannot be cleaned.
    #[error("another elmseal is reading the ledger, and does not end")]
    BeingRead,
    /// Another process writes to the ledger.
    #[error("the ledger {} is in use by another elmseal", path.display())]
    InUse {
        /// The ledger's file.
        path: PathBuf,
    },
    /// A value in the ledger has a form that this program never writes.
    #[error("the ledger is damaged: {what}")]
    Damaged {
        /// What was found.
        what: String,
    },
    /// There is a file already where a copy was to be.
    #[error("{} is there already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file, or another that belongs to it, could not be opened, read or written.
    #[error("the ledger {} could not be opened: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no ledger yet.
    #[error("there is no ledger at {}", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// What should be a copy of a ledger is none.
    #[error("{} is not a copy of a ledger: {what}", path.display())]
    NotALedger {
        /// The file.
        path: PathBuf,
        /// Why not.
        what: String,
    },
    /// A leaf has not been covered by a signed checkpoint yet.
    #[error("award {award} is not covered by a signed checkpoint yet")]
    NotPublished {
        /// The award.
        award: AwardId,
    },
    /// The rendition was never sealed, or the award was erased.
    #[error("award {award} has no sealed `{}` credential in the ledger", rendition.as_str())]
    NotSealed {
        /// The award.
        award: AwardId,
        /// The rendition.
        rendition: Rendition,
    },
    /// A change of status was refused for some awards, and so for all.
    #[error("nothing was changed: {}", refusals.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Refused {
        /// Which, and why.
        refusals: Vec<Refusal>,
    },
    /// A restored copy was being put into the ledger's place when the program was stopped.
    #[error("restoring the ledger {} was not completed", path.display())]
    Restoring {
        /// The ledger's file.
        path: PathBuf,
    },
    /// SQLite failed; when the disk is full, nothing of the transaction is kept.
    #[error("the ledger could not be read or written: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A later version of the program wrote the ledger.
    #[error("the ledger has version {found}, this program knows {known}")]
    TooNew {
        /// Its version.
        found: i64,
        /// The newest version known here.
        known: usize,
    },
    /// There is no such award.
    #[error("there is no award {award} in the ledger")]
    UnknownAward {
        /// The award.
        award: AwardId,
    },
}

/// Whether `cause`, of this room or another, is that there is no room left on the disk.
#[must_use]
pub fn is_disk_full(cause: &(dyn std::error::Error + 'static)) -> bool {
    let sqlite = cause.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code);
    let file = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    sqlite == Some(rusqlite::ErrorCode::DiskFull) || file == Some(std::io::ErrorKind::StorageFull)
}

/// The number of an award: its place in the order in which awards were recorded. It never leaves the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AwardNumber(i64);

impl AwardNumber {
    /// The number, from 1 up, without gaps but for transactions that failed.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }
}

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
    /// Held by the one writer for as long as it lives; a reader holds none.
    _lock: Option<File>,
    secret: Secret,
    list_entries: usize,
    /// When the next commit is on the disk.
    durability: Durability,
    /// What was read once and is kept.
    known: Known,
}

/// When what is committed is on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Durability {
    /// Before the commit returns.
    AtOnce,
    /// With the next commit that is durable at once: the write-ahead log is synced up to its end.
    WithTheNext,
}

/// What the ledger keeps in memory, so that it is not read for each award. What a transaction changes of it is put back
/// only when that holds.
#[derive(Debug, Default)]
struct Known {
    /// The pair of lists on which places are given out.
    open: Option<lists::OpenPair>,
    /// Frames by where they lie in memory.
    stored: frames::Stored,
    /// Frames by number.
    read: RefCell<frames::Read>,
    /// The tree over a beginning of the log.
    frontier: RefCell<Frontier>,
    /// The bits of all lists after some event.
    bits: RefCell<Option<lists::AllBits>>,
}

/// The key of the ledger's HMACs; it never leaves the ledger.
#[derive(Clone)]
struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

impl Ledger {
    /// Opens the ledger for writing, creates it where there is none, and brings it to the newest version.
    ///
    /// # Errors
    ///
    /// [`LedgerError::InUse`] while another process writes; [`LedgerError::TooNew`], [`LedgerError::File`] or
    /// [`LedgerError::Sqlite`] when it cannot be opened.
    pub fn open(path: &Path, entropy: &mut dyn Entropy) -> Result<Self, LedgerError> {
        let lock = lock(path)?;
        not_restoring(path)?;
        Self::writable(path, lock, Some(entropy))
    }

    /// Opens the file for writing under a lock that is held; without `entropy` it must have its secret already.
    fn writable(path: &Path, lock: File, entropy: Option<&mut dyn Entropy>) -> Result<Self, LedgerError> {
        drop(private(path).map_err(|source| LedgerError::File { path: path.to_owned(), source })?);
        let mut connection = Connection::open(path)?;
        prepare(&connection)?;
        prepare_writing(&connection)?;
        schema::migrate(&mut connection)?;
        if let Some(entropy) = entropy {
            let drawn: [u8; 32] = draw(entropy);
            let sql = "INSERT OR IGNORE INTO settings (name, value) VALUES ('secret', ?1)";
            connection.execute(sql, [drawn.as_slice()])?;
        }
        let secret = secret(&connection)?.ok_or_else(|| damaged("there is no secret"))?;
        Ok(Self {
            connection,
            _lock: Some(lock),
            secret,
            list_entries: limits::STATUS_LIST_ENTRIES_MIN,
            durability: Durability::AtOnce,
            known: Known::default(),
        })
    }

    /// Opens the ledger for reading alone; a writer may work at the same time.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Missing`] when there is none; else as [`open`](Self::open).
    pub fn open_read(path: &Path) -> Result<Self, LedgerError> {
        Self::open_existing(path)?.ok_or_else(|| LedgerError::Missing { path: path.to_owned() })
    }

    /// Opens the ledger for reading alone; `None` when there is none, or when its first writer was stopped before it
    /// had made the tables.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_existing(path: &Path) -> Result<Option<Self>, LedgerError> {
        not_restoring(path)?;
        if !path.is_file() {
            return Ok(None);
        }
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        prepare(&connection)?;
        connection.pragma_update(None, "query_only", "ON")?;
        if schema::version(&connection)? == 0 {
            return Ok(None);
        }
        if schema::is_old(&connection)? {
            upgrade(path)?;
        }
        let Some(secret) = secret(&connection)? else { return Ok(None) };
        Ok(Some(Self {
            connection,
            _lock: None,
            secret,
            list_entries: limits::STATUS_LIST_ENTRIES_MIN,
            durability: Durability::AtOnce,
            known: Known::default(),
        }))
    }

    /// Makes new status lists this long; never shorter than [`limits::STATUS_LIST_ENTRIES_MIN`].
    pub fn set_list_entries(&mut self, entries: usize) {
        self.list_entries = entries;
    }

    /// What makes the ledger's keyed digests, for any thread.
    #[must_use]
    pub fn digests(&self) -> Digests {
        Digests(self.secret.clone())
    }

    /// As [`Digests::award_key`].
    #[must_use]
    pub fn award_key(&self, institution: &str, descriptor: &str, edition: &str, learner: &str) -> [u8; 32] {
        self.digests().award_key(institution, descriptor, edition, learner)
    }

    /// As [`Digests::content_digest`].
    #[must_use]
    pub fn content_digest(&self, quads: &[u8; 32]) -> [u8; 32] {
        self.digests().content_digest(quads)
    }

    /// As [`Digests::content_digest_of_json`].
    #[must_use]
    pub fn content_digest_of_json(&self, canonical: &[u8]) -> [u8; 32] {
        self.digests().content_digest_of_json(canonical)
    }

    /// Says when what is committed from now on is on the disk.
    fn make_durable(&mut self, wanted: Durability) -> Result<(), LedgerError> {
        if self.durability != wanted {
            let synchronous = if wanted == Durability::AtOnce { SYNCED } else { NOT_SYNCED };
            self.connection.pragma_update(None, "synchronous", synchronous)?;
            self.durability = wanted;
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<rusqlite::Transaction<'_>, LedgerError> {
        self.make_durable(Durability::AtOnce)?;
        Ok(self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }
}

/// Makes the digests by which the ledger finds awards and compares what they certify.
#[derive(Debug, Clone)]
pub struct Digests(Secret);

impl Digests {
    /// A key of the ledger's own for one purpose, which is lost with the ledger.
    #[must_use]
    pub fn key_for(&self, purpose: &str) -> [u8; 32] {
        let mut message = b"key for ".to_vec();
        message.extend(purpose.as_bytes());
        hmac_sha256(&self.0.0, &message)
    }

    /// The identity of an award: an HMAC, so that the ledger shows no learner key where it cannot be erased.
    #[must_use]
    pub fn award_key(&self, institution: &str, descriptor: &str, edition: &str, learner: &str) -> [u8; 32] {
        let mut message = b"award key".to_vec();
        for part in [institution, descriptor, edition, learner] {
            message.extend((part.len() as u64).to_be_bytes());
            message.extend(part.as_bytes());
        }
        hmac_sha256(&self.0.0, &message)
    }

    /// The digest by which two runs are compared: whether they certify the same. It is made of the SHA-256 digest of the
    /// canonical N-Quads of what is certified.
    #[must_use]
    pub fn content_digest(&self, quads: &[u8; 32]) -> [u8; 32] {
        let mut message = b"content-2".to_vec();
        message.extend(quads);
        hmac_sha256(&self.0.0, &message)
    }

    /// The same as ledgers before version 4 have it: made of the canonical JSON (RFC 8785). Where an award has another
    /// [`content_digest`](Self::content_digest), this one may be the same.
    #[must_use]
    pub fn content_digest_of_json(&self, canonical: &[u8]) -> [u8; 32] {
        let mut message = b"content".to_vec();
        message.extend(canonical);
        hmac_sha256(&self.0.0, &message)
    }
}

/// Refuses a ledger that another is about to take the place of.
fn not_restoring(path: &Path) -> Result<(), LedgerError> {
    if backup::marker(path).exists() { Err(LedgerError::Restoring { path: path.to_owned() }) } else { Ok(()) }
}

/// Opens or creates a file that only its owner may read.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes the caller the one writer, for as long as it holds the file. Waits a moment for another: a service writes in
/// moments, and a process that another thread starts holds a copy of each open file until its own program runs.
fn lock(path: &Path) -> Result<File, LedgerError> {
    let file = |source| LedgerError::File { path: path.to_owned(), source };
    let lock = private(&path.with_extension("lock")).map_err(file)?;
    let mut patience = Duration::from_millis(limits::LEDGER_WAIT_MILLISECONDS);
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) if !patience.is_zero() => {
                std::thread::sleep(LOCK_STEP);
                patience = patience.saturating_sub(LOCK_STEP);
            }
            Err(TryLockError::WouldBlock) => return Err(LedgerError::InUse { path: path.to_owned() }),
            Err(TryLockError::Error(source)) => return Err(file(source)),
        }
    }
}

/// How long it waits between two tries to become the one writer.
const LOCK_STEP: Duration = Duration::from_millis(20);

/// Brings a ledger that is only to be read to the newest version.
fn upgrade(path: &Path) -> Result<(), LedgerError> {
    let _lock = lock(path)?;
    let mut connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    prepare(&connection)?;
    prepare_writing(&connection)?;
    schema::migrate(&mut connection)
}

/// SQLite's word for syncing the write-ahead log at each commit.
const SYNCED: &str = "FULL";
/// SQLite's word for syncing it only before it is folded in.
const NOT_SYNCED: &str = "NORMAL";

/// How the one writer works. Every commit is synced before it counts: what is recorded is signed next, what is stored
/// may have cost a time stamp, and a change of status is published. In chunks, the sync itself is not what takes time.
/// The write-ahead log is folded in when it is long, so that a page which many chunks change is written once.
fn prepare_writing(connection: &Connection) -> Result<(), LedgerError> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", SYNCED)?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    connection.pragma_update(None, "wal_autocheckpoint", limits::LEDGER_WAL_BYTES_MAX / page)?;
    connection.pragma_update(None, "journal_size_limit", limits::LEDGER_WAL_BYTES_MAX)?;
    Ok(())
}

fn prepare(connection: &Connection) -> Result<(), LedgerError> {
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    // Else SQLite would plan a statement anew with each value that is bound: several times what running it takes.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // A negative number counts kibibytes.
    connection.pragma_update(None, "cache_size", -limits::LEDGER_CACHE_BYTES_MAX / 1024)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn secret(connection: &Connection) -> Result<Option<Secret>, LedgerError> {
    let sql = "SELECT value FROM settings WHERE name = 'secret'";
    let bytes: Option<Vec<u8>> = connection.query_row(sql, [], |row| row.get(0)).optional()?;
    bytes.map(|bytes| hash(bytes).map(Secret)).transpose()
}

fn damaged(what: impl Into<String>) -> LedgerError {
    LedgerError::Damaged { what: what.into() }
}

/// An award id as it stood in the tables of older versions, and as faults name it.
fn text(award: AwardId) -> String {
    award.uuid().hyphenated().to_string()
}

/// The number of an award.
fn number(connection: &Connection, award: AwardId) -> Result<Option<i64>, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT number FROM awards WHERE award = ?1")?;
    Ok(statement.query_row([award.uuid().as_bytes()], |row| row.get(0)).optional()?)
}

/// The same of one that has to be there.
fn known_number(connection: &Connection, award: AwardId) -> Result<i64, LedgerError> {
    number(connection, award)?.ok_or(LedgerError::UnknownAward { award })
}

/// A hash from the tables.
fn hash(bytes: Vec<u8>) -> Result<[u8; 32], LedgerError> {
    bytes.try_into().map_err(|_| damaged("a hash has another length"))
}

/// A time from the tables.
fn time(seconds: i64) -> Result<crate::model::time::Timestamp, LedgerError> {
    crate::model::time::Timestamp::from_unix(seconds).ok_or_else(|| damaged("a time is out of range"))
}

/// A number below `bound`, each as likely as the other.
fn below(bound: u64, entropy: &mut dyn Entropy) -> u64 {
    let zone = u64::MAX - u64::MAX % bound;
    loop {
        let drawn = u64::from_be_bytes(draw(entropy));
        if drawn < zone {
            return drawn % bound;
        }
    }
}
