//! The tables of the ledger and their migrations.
//!
//! What happened is appended and never changed: triggers refuse it. What can be traced to a person (names, learner
//! keys, seeds, salts, reasons, sealed bytes) lies in tables of its own, so that erasing a learner leaves the log and
//! the revocations true.

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

use super::claims::CLAIMS;
use super::copies::COPIES;
use super::exchanges::EXCHANGES;
use super::numbers::NUMBERS;
use super::wallet::WALLETS;
use super::{LedgerError, damaged};

/// One migration a version; a released one is never edited.
const MIGRATIONS: &[&str] =
    &[FIRST, PAIRS, RENDITIONS, NUMBERS, DOCUMENTS, WALLETS, CLAIMS, ERASURES, COPIES, EXCHANGES];

/// Brings the ledger to the newest version, all the way or not at all.
///
/// # Errors
///
/// [`LedgerError::Damaged`] when rows of an older version refer to others that are not there: then it stays as it is.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), LedgerError> {
    if version(connection)? == MIGRATIONS.len() {
        return Ok(());
    }
    // Within a transaction the switch has no effect.
    connection.pragma_update(None, "foreign_keys", "OFF")?;
    let done = advance(connection);
    connection.pragma_update(None, "foreign_keys", "ON")?;
    done
}

fn advance(connection: &mut Connection) -> Result<(), LedgerError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    whole(&transaction)?;
    for (next, migration) in (1_i64..).zip(MIGRATIONS).skip(found) {
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", next)?;
    }
    whole(&transaction)?;
    Ok(transaction.commit()?)
}

/// Refuses a ledger in which rows refer to others that are not there: copying its tables would lose them in silence.
fn whole(connection: &Connection) -> Result<(), LedgerError> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let table: Option<String> = statement.query_row([], |row| row.get(0)).optional()?;
    match table {
        Some(table) => Err(damaged(format!("a row of the table `{table}` refers to another that is missing"))),
        None => Ok(()),
    }
}

/// Whether a later migration than the ledger's is known.
pub(super) fn is_old(connection: &Connection) -> Result<bool, LedgerError> {
    Ok(version(connection)? < MIGRATIONS.len())
}

/// The version of the ledger's tables; of an empty file 0.
///
/// # Errors
///
/// [`LedgerError::TooNew`] when a later program wrote it.
pub(super) fn version(connection: &Connection) -> Result<usize, LedgerError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = MIGRATIONS.len();
    usize::try_from(found).ok().filter(|found| *found <= known).ok_or(LedgerError::TooNew { found, known })
}

const FIRST: &str = "
CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;

CREATE TABLE batches (
    batch INTEGER PRIMARY KEY,
    descriptor TEXT NOT NULL,
    edition TEXT NOT NULL,
    title TEXT NOT NULL,
    opened INTEGER NOT NULL
) STRICT;

-- One row an award. `key` is an HMAC of institution, descriptor, edition and learner key, `content` one of what is
-- certified; `digest` is what was recorded before sealing.
CREATE TABLE awards (
    award TEXT PRIMARY KEY,
    key BLOB NOT NULL,
    content BLOB NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches,
    row INTEGER NOT NULL,
    issued INTEGER NOT NULL,
    created INTEGER NOT NULL,
    supersedes TEXT UNIQUE REFERENCES awards,
    digest BLOB
) STRICT;
CREATE INDEX awards_by_batch ON awards (batch);

-- Which award stands for a key now; a replacement takes its place.
CREATE TABLE identities (key BLOB PRIMARY KEY, award TEXT NOT NULL UNIQUE REFERENCES awards) STRICT, WITHOUT ROWID;

CREATE TABLE leaves (leaf INTEGER PRIMARY KEY, hash BLOB NOT NULL) STRICT;

CREATE TABLE renditions (
    award TEXT NOT NULL REFERENCES awards,
    rendition TEXT NOT NULL,
    copy INTEGER NOT NULL,
    digest BLOB NOT NULL,
    leaf INTEGER NOT NULL UNIQUE REFERENCES leaves,
    sealed INTEGER NOT NULL,
    PRIMARY KEY (award, rendition, copy)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
    award TEXT NOT NULL,
    rendition TEXT NOT NULL,
    copy INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (award, rendition, copy)
) STRICT, WITHOUT ROWID;

CREATE TABLE status_lists (
    list INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL CHECK (purpose IN ('revocation', 'suspension')),
    entries INTEGER NOT NULL,
    allotted INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE status_entries (
    list INTEGER NOT NULL REFERENCES status_lists,
    position INTEGER NOT NULL,
    award TEXT NOT NULL REFERENCES awards,
    purpose TEXT NOT NULL,
    PRIMARY KEY (list, position),
    UNIQUE (award, purpose)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    event INTEGER PRIMARY KEY,
    award TEXT NOT NULL REFERENCES awards,
    change TEXT NOT NULL CHECK (change IN ('revoke', 'suspend', 'reinstate', 'supersede')),
    at INTEGER NOT NULL,
    digest BLOB NOT NULL,
    leaf INTEGER NOT NULL UNIQUE REFERENCES leaves
) STRICT;
CREATE INDEX events_by_award ON events (award, event);

-- Every version of a status list that was sealed: its times only grow, `event` is the last event that it shows.
CREATE TABLE list_versions (
    list INTEGER NOT NULL REFERENCES status_lists,
    version INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    event INTEGER NOT NULL,
    encoded TEXT NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (list, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (checkpoint INTEGER PRIMARY KEY, size INTEGER NOT NULL, note TEXT NOT NULL, at INTEGER NOT NULL) STRICT;

-- What can be traced to a person; erasing deletes from these tables alone.
CREATE TABLE learners (award TEXT PRIMARY KEY REFERENCES awards, key TEXT NOT NULL, name TEXT NOT NULL) STRICT;
CREATE TABLE seeds (award TEXT PRIMARY KEY REFERENCES awards, seed BLOB NOT NULL) STRICT;
CREATE TABLE salts (leaf INTEGER PRIMARY KEY REFERENCES leaves, salt BLOB NOT NULL) STRICT;
CREATE TABLE reasons (event INTEGER PRIMARY KEY REFERENCES events, reason TEXT NOT NULL) STRICT;
CREATE TABLE sealed (
    award TEXT NOT NULL REFERENCES awards,
    rendition TEXT NOT NULL,
    copy INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (award, rendition, copy)
) STRICT;
CREATE TABLE shares (token_hash BLOB PRIMARY KEY, award TEXT NOT NULL REFERENCES awards, at INTEGER NOT NULL) STRICT;
CREATE INDEX shares_by_award ON shares (award);

CREATE TRIGGER awards_keep BEFORE UPDATE OF award, key, batch, issued, created, supersedes ON awards
BEGIN SELECT RAISE(ABORT, 'awards are append-only'); END;
CREATE TRIGGER awards_keep_sealed BEFORE UPDATE ON awards
WHEN EXISTS (SELECT 1 FROM renditions WHERE renditions.award = OLD.award)
BEGIN SELECT RAISE(ABORT, 'a sealed award does not change'); END;
CREATE TRIGGER awards_stay BEFORE DELETE ON awards BEGIN SELECT RAISE(ABORT, 'awards are append-only'); END;
CREATE TRIGGER leaves_keep BEFORE UPDATE ON leaves BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER leaves_stay BEFORE DELETE ON leaves BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER renditions_keep BEFORE UPDATE ON renditions
BEGIN SELECT RAISE(ABORT, 'renditions are append-only'); END;
CREATE TRIGGER renditions_stay BEFORE DELETE ON renditions
BEGIN SELECT RAISE(ABORT, 'renditions are append-only'); END;
CREATE TRIGGER status_entries_keep BEFORE UPDATE ON status_entries
BEGIN SELECT RAISE(ABORT, 'status entries are append-only'); END;
CREATE TRIGGER status_entries_stay BEFORE DELETE ON status_entries
BEGIN SELECT RAISE(ABORT, 'status entries are append-only'); END;
CREATE TRIGGER events_keep BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER list_versions_keep BEFORE UPDATE ON list_versions
BEGIN SELECT RAISE(ABORT, 'versions of lists are append-only'); END;
CREATE TRIGGER list_versions_stay BEFORE DELETE ON list_versions
BEGIN SELECT RAISE(ABORT, 'versions of lists are append-only'); END;
CREATE TRIGGER checkpoints_keep BEFORE UPDATE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;
CREATE TRIGGER checkpoints_stay BEFORE DELETE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;
";

/// Lists that were opened before have no pair, and so no new places: awards from now on have one index on two lists.
const PAIRS: &str = "
CREATE TABLE list_pairs (
    pair INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    revocation INTEGER NOT NULL UNIQUE REFERENCES status_lists,
    suspension INTEGER NOT NULL UNIQUE REFERENCES status_lists
) STRICT;

-- Every version of the document over both lists of a pair that was sealed.
CREATE TABLE pair_versions (
    pair INTEGER NOT NULL REFERENCES list_pairs,
    version INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    event INTEGER NOT NULL,
    encoded TEXT NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (pair, version)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER list_pairs_keep BEFORE UPDATE ON list_pairs
BEGIN SELECT RAISE(ABORT, 'pairs of lists are append-only'); END;
CREATE TRIGGER list_pairs_stay BEFORE DELETE ON list_pairs
BEGIN SELECT RAISE(ABORT, 'pairs of lists are append-only'); END;
CREATE TRIGGER pair_versions_keep BEFORE UPDATE ON pair_versions
BEGIN SELECT RAISE(ABORT, 'versions of lists are append-only'); END;
CREATE TRIGGER pair_versions_stay BEFORE DELETE ON pair_versions
BEGIN SELECT RAISE(ABORT, 'versions of lists are append-only'); END;
";

/// What was recorded before sealing, for each rendition; the level of seals; files for upload, which are not sealed.
const RENDITIONS: &str = "
CREATE TABLE recorded (
    award TEXT NOT NULL REFERENCES awards,
    rendition TEXT NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (award, rendition)
) STRICT, WITHOUT ROWID;
INSERT INTO recorded (award, rendition, digest) SELECT award, 'elm', digest FROM awards WHERE digest IS NOT NULL;
ALTER TABLE awards DROP COLUMN digest;
ALTER TABLE renditions ADD COLUMN level TEXT;

CREATE TABLE uploads (award TEXT PRIMARY KEY REFERENCES awards, digest BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
-- Can be traced to a person, like sealed bytes.
CREATE TABLE upload_files (award TEXT PRIMARY KEY REFERENCES awards, bytes BLOB NOT NULL) STRICT;

DROP TRIGGER awards_keep_sealed;
CREATE TRIGGER awards_keep_sealed BEFORE UPDATE ON awards
WHEN EXISTS (SELECT 1 FROM renditions WHERE renditions.award = OLD.award)
OR EXISTS (SELECT 1 FROM uploads WHERE uploads.award = OLD.award)
BEGIN SELECT RAISE(ABORT, 'a sealed award does not change'); END;
CREATE TRIGGER recorded_keep BEFORE UPDATE ON recorded
WHEN EXISTS (SELECT 1 FROM renditions r WHERE r.award = OLD.award AND r.rendition = OLD.rendition)
BEGIN SELECT RAISE(ABORT, 'a sealed rendition does not change'); END;
CREATE TRIGGER recorded_stay BEFORE DELETE ON recorded BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;
CREATE TRIGGER renditions_recorded BEFORE INSERT ON renditions
WHEN NOT EXISTS (SELECT 1 FROM recorded r WHERE r.award = NEW.award AND r.rendition = NEW.rendition)
BEGIN SELECT RAISE(ABORT, 'a rendition is recorded before it is sealed'); END;
CREATE TRIGGER uploads_keep BEFORE UPDATE ON uploads BEGIN SELECT RAISE(ABORT, 'uploads are append-only'); END;
CREATE TRIGGER uploads_stay BEFORE DELETE ON uploads BEGIN SELECT RAISE(ABORT, 'uploads are append-only'); END;
";

/// Documents that were issued over HTTP are awards of a batch a day, which is found by its name. An older program would
/// not know their forms, so that it has to refuse the ledger.
const DOCUMENTS: &str = "CREATE INDEX batches_by_name ON batches (descriptor, edition);";

/// Who was to be forgotten and how far that has come, without any learner's data; and where files with learners' data were
/// written.
const ERASURES: &str = "
CREATE TABLE erasures (
    number INTEGER PRIMARY KEY REFERENCES awards,
    begun INTEGER NOT NULL,
    reason TEXT NOT NULL,
    erased INTEGER,
    cleaned INTEGER CHECK (cleaned IS NULL OR erased IS NOT NULL)
) STRICT;
CREATE TABLE written_files (
    kind TEXT NOT NULL CHECK (kind IN ('backup', 'faulty-rows', 'output')),
    path TEXT NOT NULL,
    at INTEGER NOT NULL,
    expires INTEGER,
    PRIMARY KEY (kind, path)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER erasures_keep BEFORE UPDATE OF number, begun, reason ON erasures
BEGIN SELECT RAISE(ABORT, 'erasures are append-only'); END;
CREATE TRIGGER erasures_stay BEFORE DELETE ON erasures BEGIN SELECT RAISE(ABORT, 'erasures are append-only'); END;
";
