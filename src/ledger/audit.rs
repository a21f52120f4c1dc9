//! The audit: everything that can be recomputed is recomputed and compared with what the ledger says.

use rusqlite::Connection;
use thiserror::Error;

use super::events::{State, digest, read};
use super::{Ledger, LedgerError, award, damaged, hash, lists, log, time};
use crate::crypto::checkpoint::{Checkpoint, CheckpointError};
use crate::crypto::log_proof::{LABEL_SEALED, LABEL_STATUS, leaf_data};
use crate::crypto::merkle::{Frontier, leaf_hash};
use crate::crypto::sha256;
use crate::status::Purpose;

/// One thing that does not agree.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuditFault {
    /// An award stands for no key and nothing has replaced it.
    #[error("award {award} stands for no learner and was not replaced")]
    AwardWithoutKey {
        /// The award.
        award: String,
    },
    /// A stored checkpoint is not what the leaves make, so the log was rewritten.
    #[error("the checkpoint over {size} leaves has another root than the leaves")]
    CheckpointRoot {
        /// Its size.
        size: u64,
    },
    /// A stored checkpoint is not signed by the log's key, or is malformed.
    #[error("the checkpoint over {size} leaves is not usable: {reason}")]
    CheckpointSignature {
        /// Its size.
        size: u64,
        /// Why.
        reason: CheckpointError,
    },
    /// Checkpoints shrink.
    #[error("a checkpoint over {size} leaves follows one over more")]
    CheckpointShrinks {
        /// The later size.
        size: u64,
    },
    /// An event does not say what its digest says.
    #[error("event {event} was changed after it was logged")]
    EventChanged {
        /// The event.
        event: i64,
    },
    /// An event that the state before does not allow.
    #[error("event {event} changes award {award} after its revocation")]
    EventImpossible {
        /// The event.
        event: i64,
        /// The award.
        award: String,
    },
    /// A leaf is missing.
    #[error("leaf {leaf} is missing from the log")]
    LeafMissing {
        /// Its index.
        leaf: u64,
    },
    /// A leaf that does not belong to what it stands for.
    #[error("leaf {leaf} does not stand for what the ledger says")]
    LeafMismatch {
        /// Its index.
        leaf: u64,
    },
    /// A leaf that stands for nothing.
    #[error("leaf {leaf} stands for nothing in the ledger")]
    LeafUnknown {
        /// Its index.
        leaf: u64,
    },
    /// Bits of a published list are not what the events make.
    #[error("version {version} of status list `{list}` does not show what the events say")]
    ListBits {
        /// The list's id.
        list: String,
        /// Its version.
        version: i64,
    },
    /// Versions of a list go back in time.
    #[error("version {version} of status list `{list}` is not later than the one before")]
    ListOrder {
        /// The list's id.
        list: String,
        /// Its version.
        version: i64,
    },
    /// The two lists of a pair do not have the same awards at the same places.
    #[error("the lists behind `{list}` do not have the same awards at the same places")]
    PairBroken {
        /// The id of the document over both.
        list: String,
    },
    /// A rendition was sealed without being recorded first.
    #[error("the `{rendition}` rendition of award {award} was sealed without being recorded")]
    NotRecorded {
        /// The award.
        award: String,
        /// The rendition.
        rendition: String,
    },
    /// Sealed bytes are not those that were sealed.
    #[error("the sealed `{rendition}` bytes of award {award} were changed")]
    SealedBytes {
        /// The award.
        award: String,
        /// The rendition.
        rendition: String,
    },
    /// SQLite finds the file damaged.
    #[error("the database is damaged: {what}")]
    Storage {
        /// What SQLite says.
        what: String,
    },
    /// A file for upload is not the one that was made.
    #[error("the file for upload of award {award} was changed")]
    UploadBytes {
        /// The award.
        award: String,
    },
    /// An award without one place for each purpose.
    #[error("award {award} has {places} places on status lists, expected {expected}")]
    StatusPlaces {
        /// The award.
        award: String,
        /// Its places.
        places: u32,
        /// One a purpose.
        expected: usize,
    },
}

/// What was audited, and what does not agree.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct AuditReport {
    /// Awards.
    pub awards: u64,
    /// Sealed renditions.
    pub sealed: u64,
    /// Awards of which nothing was sealed, and nothing made for upload: running the same command again finishes them.
    pub unfinished: u64,
    /// Files that were made for upload; they are not sealed and count as nothing else.
    pub uploads: u64,
    /// Sealed renditions whose bytes were erased.
    pub erased: u64,
    /// Changes of status.
    pub events: u64,
    /// Leaves of the log.
    pub leaves: u64,
    /// Signed checkpoints.
    pub checkpoints: u64,
    /// Versions of status lists.
    pub list_versions: u64,
    /// What does not agree; empty when all is well.
    pub faults: Vec<AuditFault>,
}

impl Ledger {
    /// Recomputes the ledger: tree against leaves, leaves and digests against sealed bytes, events against the bits of
    /// the published lists, and that every sealed award and every event has its leaf. `log_keys` are the public keys
    /// that the log has had.
    ///
    /// # Errors
    ///
    /// [`LedgerError`] only when the ledger cannot be read; what does not agree stands in the report.
    pub fn audit(&self, origin: &str, log_keys: &[[u8; 32]]) -> Result<AuditReport, LedgerError> {
        let mut report = AuditReport::default();
        let connection = &self.connection;
        storage(connection, &mut report)?;
        tree(connection, origin, log_keys, &mut report)?;
        renditions(connection, &mut report)?;
        uploads(connection, &mut report)?;
        events(connection, &mut report)?;
        awards(connection, &mut report)?;
        list_versions(connection, &mut report)?;
        Ok(report)
    }
}

fn storage(connection: &Connection, report: &mut AuditReport) -> Result<(), LedgerError> {
    for pragma in ["PRAGMA integrity_check", "PRAGMA foreign_key_check"] {
        let mut statement = connection.prepare(pragma)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let what: String = row.get(0)?;
            if what != "ok" {
                report.faults.push(AuditFault::Storage { what });
            }
        }
    }
    Ok(())
}

fn tree(
    connection: &Connection,
    origin: &str,
    log_keys: &[[u8; 32]],
    report: &mut AuditReport,
) -> Result<(), LedgerError> {
    let mut signed = Vec::new();
    let mut statement = connection.prepare("SELECT size, note FROM checkpoints ORDER BY checkpoint")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.checkpoints += 1;
        let size = u64::from(row.get::<_, u32>(0)?);
        let note: String = row.get(1)?;
        if signed.last().is_some_and(|last: &Checkpoint| last.size > size) {
            report.faults.push(AuditFault::CheckpointShrinks { size });
        }
        let verify = |key: &[u8; 32]| Checkpoint::verify(&note, origin, key);
        let mut outcome = Err(CheckpointError::NotSignedByLog { origin: origin.to_owned() });
        for key in log_keys {
            outcome = verify(key);
            if outcome.is_ok() {
                break;
            }
        }
        match outcome {
            Ok(checkpoint) if checkpoint.size == size => signed.push(checkpoint),
            Ok(_) => report.faults.push(AuditFault::CheckpointRoot { size }),
            Err(reason) => report.faults.push(AuditFault::CheckpointSignature { size, reason }),
        }
    }
    signed.sort_by_key(|checkpoint| checkpoint.size);
    let mut frontier = Frontier::default();
    let mut next = signed.iter().peekable();
    let mut compare = |frontier: &Frontier, report: &mut AuditReport| {
        while let Some(checkpoint) = next.next_if(|checkpoint| checkpoint.size == frontier.size()) {
            if checkpoint.root != frontier.root() {
                report.faults.push(AuditFault::CheckpointRoot { size: checkpoint.size });
            }
        }
    };
    compare(&frontier, report);
    log::each_leaf(connection, &mut |leaf, hash| {
        if leaf != frontier.size() {
            report.faults.push(AuditFault::LeafMissing { leaf: frontier.size() });
        }
        frontier.push(hash);
        compare(&frontier, report);
        Ok(())
    })?;
    report.leaves = frontier.size();
    for checkpoint in next {
        report.faults.push(AuditFault::CheckpointRoot { size: checkpoint.size });
    }
    let sql = "SELECT leaf FROM leaves WHERE leaf NOT IN (SELECT leaf FROM renditions) AND leaf NOT IN (SELECT leaf FROM events)";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.faults.push(AuditFault::LeafUnknown { leaf: index(row.get(0)?)? });
    }
    Ok(())
}

fn renditions(connection: &Connection, report: &mut AuditReport) -> Result<(), LedgerError> {
    let sql = "SELECT r.award, r.digest, r.leaf, l.hash, s.salt, b.bytes, r.rendition, \
               EXISTS (SELECT 1 FROM recorded o WHERE o.award = r.award AND o.rendition = r.rendition) \
               FROM renditions r JOIN leaves l USING (leaf) \
               LEFT JOIN salts s USING (leaf) \
               LEFT JOIN sealed b ON b.award = r.award AND b.rendition = r.rendition AND b.copy = r.copy ORDER BY r.leaf";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.sealed += 1;
        let digest = hash(row.get(1)?)?;
        let bytes: Option<Vec<u8>> = row.get(5)?;
        match bytes {
            None => report.erased += 1,
            Some(bytes) if sha256(&bytes) == digest => {}
            Some(_) => {
                report.faults.push(AuditFault::SealedBytes { award: row.get(0)?, rendition: row.get(6)? });
            }
        }
        if !row.get::<_, bool>(7)? {
            report.faults.push(AuditFault::NotRecorded { award: row.get(0)?, rendition: row.get(6)? });
        }
        leaf(LABEL_SEALED, index(row.get(2)?)?, &hash(row.get(3)?)?, row.get(4)?, &digest, report)?;
    }
    Ok(())
}

fn uploads(connection: &Connection, report: &mut AuditReport) -> Result<(), LedgerError> {
    let sql = "SELECT u.award, u.digest, f.bytes FROM uploads u LEFT JOIN upload_files f USING (award)";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.uploads += 1;
        let (digest, bytes): (Vec<u8>, Option<Vec<u8>>) = (row.get(1)?, row.get(2)?);
        if bytes.is_some_and(|bytes| sha256(&bytes).as_slice() != digest) {
            report.faults.push(AuditFault::UploadBytes { award: row.get(0)? });
        }
    }
    Ok(())
}

fn events(connection: &Connection, report: &mut AuditReport) -> Result<(), LedgerError> {
    let sql = "SELECT e.event, e.award, e.change, e.at, e.digest, e.leaf, l.hash, s.salt, r.reason FROM events e \
               JOIN leaves l USING (leaf) LEFT JOIN salts s USING (leaf) LEFT JOIN reasons r USING (event) \
               ORDER BY e.award, e.event";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut before: (String, State) = (String::new(), State::Valid);
    while let Some(row) = rows.next()? {
        report.events += 1;
        let (event, name): (i64, String) = (row.get(0)?, row.get(1)?);
        let change = read(&row.get::<_, String>(2)?)?;
        let logged = hash(row.get(4)?)?;
        let reason: Option<String> = row.get(8)?;
        if let Some(reason) = reason {
            let said = digest(award(&name)?, change, time(row.get(3)?)?, &reason);
            if said != logged {
                report.faults.push(AuditFault::EventChanged { event });
            }
        }
        if before.0 != name {
            before = (name.clone(), State::Valid);
        }
        match before.1.after(change) {
            Some(now) => before.1 = now,
            None => report.faults.push(AuditFault::EventImpossible { event, award: name }),
        }
        leaf(LABEL_STATUS, index(row.get(5)?)?, &hash(row.get(6)?)?, row.get(7)?, &logged, report)?;
    }
    Ok(())
}

fn awards(connection: &Connection, report: &mut AuditReport) -> Result<(), LedgerError> {
    let sql = "SELECT a.award, (SELECT count(*) FROM status_entries e WHERE e.award = a.award), \
               EXISTS (SELECT 1 FROM renditions r WHERE r.award = a.award) \
               OR EXISTS (SELECT 1 FROM uploads u WHERE u.award = a.award), \
               EXISTS (SELECT 1 FROM identities i WHERE i.award = a.award AND i.key = a.key) \
               OR EXISTS (SELECT 1 FROM awards n WHERE n.supersedes = a.award) FROM awards a ORDER BY a.rowid";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.awards += 1;
        let (name, places, sealed, keyed): (String, u32, bool, bool) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        if !sealed {
            report.unfinished += 1;
        }
        if !keyed {
            report.faults.push(AuditFault::AwardWithoutKey { award: name.clone() });
        }
        let expected = Purpose::ALL.len();
        if usize::try_from(places).ok() != Some(expected) {
            report.faults.push(AuditFault::StatusPlaces { award: name, places, expected });
        }
    }
    Ok(())
}

fn list_versions(connection: &Connection, report: &mut AuditReport) -> Result<(), LedgerError> {
    let sql = "SELECT v.list, l.slug, v.version, v.valid_from, v.event, v.encoded FROM list_versions v \
               JOIN status_lists l USING (list) ORDER BY v.list, v.version";
    versions(connection, sql, report, |list, event| Ok(lists::bits(connection, list, event)?.encode()))?;
    let sql = "SELECT v.pair, p.slug, v.version, v.valid_from, v.event, v.encoded FROM pair_versions v \
               JOIN list_pairs p USING (pair) ORDER BY v.pair, v.version";
    versions(connection, sql, report, |pair, event| Ok(lists::encode(&lists::pair_bits(connection, pair, event)?)))?;
    // One index on both lists of a pair: what is published under it is about one award.
    let sql = "SELECT p.slug FROM list_pairs p WHERE EXISTS (SELECT position, award FROM status_entries \
               WHERE list = p.revocation EXCEPT SELECT position, award FROM status_entries WHERE list = p.suspension) \
               OR EXISTS (SELECT position, award FROM status_entries WHERE list = p.suspension \
               EXCEPT SELECT position, award FROM status_entries WHERE list = p.revocation)";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.faults.push(AuditFault::PairBroken { list: row.get(0)? });
    }
    Ok(())
}

/// The versions that `sql` gives, each with what `expected` makes of its list and last event.
fn versions(
    connection: &Connection,
    sql: &str,
    report: &mut AuditReport,
    expected: impl Fn(i64, i64) -> Result<String, LedgerError>,
) -> Result<(), LedgerError> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut before: Option<(i64, i64)> = None;
    while let Some(row) = rows.next()? {
        report.list_versions += 1;
        let (list, slug, version, from, event): (i64, String, i64, i64, i64) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        let encoded: String = row.get(5)?;
        if before.is_some_and(|(last, last_from)| last == list && last_from >= from) {
            report.faults.push(AuditFault::ListOrder { list: slug.clone(), version });
        }
        before = Some((list, from));
        if expected(list, event)? != encoded {
            report.faults.push(AuditFault::ListBits { list: slug, version });
        }
    }
    Ok(())
}

fn leaf(
    label: &str,
    index: u64,
    found: &[u8; 32],
    salt: Option<Vec<u8>>,
    digest: &[u8; 32],
    report: &mut AuditReport,
) -> Result<(), LedgerError> {
    let Some(salt) = salt else { return Ok(()) };
    if leaf_hash(&leaf_data(label, &hash(salt)?, digest)) != *found {
        report.faults.push(AuditFault::LeafMismatch { leaf: index });
    }
    Ok(())
}

fn index(leaf: i64) -> Result<u64, LedgerError> {
    u64::try_from(leaf).map_err(|_| damaged("a leaf has a negative index"))
}
