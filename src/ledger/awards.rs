//! Awards: recorded in chunks, stored sealed, delivered, listed, erased.

use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, params};

use super::events::{self, Change, State};
use super::{Ledger, LedgerError, award, damaged, hash, lists, log, text, time};
use crate::crypto::log_proof::LABEL_SEALED;
use crate::crypto::sha256;
use crate::model::entropy::Entropy;
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;
use crate::status::Purpose;

/// The place of an award on a status list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusPlace {
    /// What a set bit means.
    pub purpose: Purpose,
    /// The list's id: what stands between `/status/` and `.json`.
    pub list: String,
    /// The index.
    pub index: u64,
}

/// What the ledger knows of the award that stands for a key.
#[derive(Clone)]
pub struct Standing {
    /// The award.
    pub award: AwardId,
    /// Digest of what it certifies.
    pub content: [u8; 32],
    /// When the award counts as issued.
    pub issued: Timestamp,
    /// When it was recorded, which is the proof's `created`.
    pub created: Timestamp,
    /// The seed of its node ids; none after it was erased.
    pub seed: Option<[u8; 32]>,
    /// Its places on the status lists.
    pub status: Vec<StatusPlace>,
    /// Whether sealed bytes were stored.
    pub sealed: bool,
    /// Whether an output that has them was completed.
    pub delivered: bool,
    /// Its state.
    pub state: State,
    /// The award that it replaces.
    pub supersedes: Option<AwardId>,
}

/// A sealed rendition to be stored.
#[derive(Debug)]
pub struct Sealed {
    /// The award.
    pub award: AwardId,
    /// Its sealed bytes, as they leave.
    pub bytes: Vec<u8>,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    /// Its number.
    pub batch: i64,
    /// The descriptor's id.
    pub descriptor: String,
    /// The edition.
    pub edition: String,
    /// The course's title.
    pub title: String,
    /// When it began.
    pub opened: Timestamp,
    /// How many awards it recorded.
    pub awards: u64,
}

/// An award as it is listed.
#[derive(Clone)]
pub struct AwardRow {
    /// The award.
    pub award: AwardId,
    /// Its batch.
    pub batch: i64,
    /// The descriptor's id.
    pub descriptor: String,
    /// The edition.
    pub edition: String,
    /// The learner's row in the list.
    pub row: u64,
    /// The learner's key, unless erased.
    pub learner_key: Option<String>,
    /// The learner's name, unless erased.
    pub learner_name: Option<String>,
    /// When it counts as issued.
    pub issued: Timestamp,
    /// Its state.
    pub state: State,
    /// Whether it was sealed.
    pub sealed: bool,
    /// The award that it replaces.
    pub supersedes: Option<AwardId>,
    /// The award that replaced it.
    pub superseded_by: Option<AwardId>,
    /// Its places on the status lists.
    pub status: Vec<StatusPlace>,
    /// SHA-256 of the sealed bytes.
    pub digest: Option<[u8; 32]>,
}

/// Which awards are listed; what is `None` does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// One award.
    pub award: Option<AwardId>,
    /// Awards of one batch.
    pub batch: Option<i64>,
    /// Awards of one descriptor.
    pub descriptor: Option<String>,
    /// Awards of one edition.
    pub edition: Option<String>,
}

/// The only rendition that is made today.
pub(super) const ELM: &str = "elm";

impl Ledger {
    /// What stands for `key`.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn find(&self, key: &[u8; 32]) -> Result<Option<Standing>, LedgerError> {
        find(&self.connection, key)
    }

    /// Stores sealed credentials durably, each with its leaf in the log, in an order that is drawn. An award that
    /// replaces another supersedes it here.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`], also when one of them is stored already; then nothing is stored.
    pub fn store(
        &mut self,
        mut sealed: Vec<Sealed>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<(), LedgerError> {
        log::shuffle(&mut sealed, entropy);
        let transaction = self.begin()?;
        for one in sealed {
            let digest = sha256(&one.bytes);
            let leaf = log::append(&transaction, LABEL_SEALED, &digest, entropy)?;
            let name = text(one.award);
            let sql =
                "INSERT INTO renditions (award, rendition, copy, digest, leaf, sealed) VALUES (?1, ?2, 0, ?3, ?4, ?5)";
            transaction.prepare_cached(sql)?.execute(params![name, ELM, digest.as_slice(), leaf, at.unix()])?;
            let sql = "INSERT INTO sealed (award, rendition, copy, bytes) VALUES (?1, ?2, 0, ?3)";
            transaction.prepare_cached(sql)?.execute(params![name, ELM, one.bytes])?;
            let sql = "SELECT supersedes FROM awards WHERE award = ?1";
            let old: Option<String> = transaction.prepare_cached(sql)?.query_row([&name], |row| row.get(0))?;
            if let Some(old) = old {
                let old = award(&old)?;
                let reason = format!("replaced by {}", one.award);
                events::append(&transaction, old, Change::Supersede, &reason, at, entropy)?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// The sealed bytes of an award, as they left.
    ///
    /// # Errors
    ///
    /// [`LedgerError::NotSealed`] when there are none; [`LedgerError::Damaged`] when they are not those that were sealed.
    pub fn sealed_bytes(&self, award: AwardId) -> Result<Vec<u8>, LedgerError> {
        let sql = "SELECT bytes, digest FROM sealed JOIN renditions USING (award, rendition, copy) \
                   WHERE award = ?1 AND rendition = ?2 AND copy = 0";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found: Option<(Vec<u8>, Vec<u8>)> =
            statement.query_row(params![text(award), ELM], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let (bytes, digest) = found.ok_or(LedgerError::NotSealed { award })?;
        if sha256(&bytes).as_slice() == digest {
            Ok(bytes)
        } else {
            Err(damaged(format!("the sealed bytes of award {award} have another digest")))
        }
    }

    /// Notes that an output with these awards was completed.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn mark_delivered(&mut self, awards: &[AwardId], at: Timestamp) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        for award in awards {
            let sql = "INSERT OR IGNORE INTO deliveries (award, rendition, copy, at) VALUES (?1, ?2, 0, ?3)";
            transaction.prepare_cached(sql)?.execute(params![text(*award), ELM, at.unix()])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Calls `each` for every award that `filter` lets through, in the order in which they were recorded.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn list(&self, filter: &Filter, each: &mut dyn FnMut(AwardRow)) -> Result<(), LedgerError> {
        let mut sql =
            "SELECT a.award, a.batch, b.descriptor, b.edition, a.row, l.key, l.name, a.issued, a.supersedes, \
                       (SELECT n.award FROM awards n WHERE n.supersedes = a.award), r.digest \
                       FROM awards a JOIN batches b USING (batch) LEFT JOIN learners l USING (award) \
                       LEFT JOIN renditions r ON r.award = a.award AND r.rendition = 'elm' AND r.copy = 0 WHERE 1"
                .to_owned();
        let name = filter.award.map(text);
        let wanted: [(&str, Option<&dyn ToSql>); 4] = [
            (" AND a.award = ?", name.as_ref().map(|it| it as &dyn ToSql)),
            (" AND a.batch = ?", filter.batch.as_ref().map(|it| it as &dyn ToSql)),
            (" AND b.descriptor = ?", filter.descriptor.as_ref().map(|it| it as &dyn ToSql)),
            (" AND b.edition = ?", filter.edition.as_ref().map(|it| it as &dyn ToSql)),
        ];
        let mut values = Vec::new();
        for (condition, value) in wanted {
            if let Some(value) = value {
                sql.push_str(condition);
                values.push(value);
            }
        }
        sql.push_str(" ORDER BY a.batch, a.row, a.rowid");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(values.as_slice())?;
        while let Some(row) = rows.next()? {
            each(self.award_row(row)?);
        }
        Ok(())
    }

    /// One award.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`], or as [`list`](Self::list).
    pub fn award(&self, award: AwardId) -> Result<AwardRow, LedgerError> {
        let mut found = None;
        self.list(&Filter { award: Some(award), ..Filter::default() }, &mut |row| found = Some(row))?;
        found.ok_or(LedgerError::UnknownAward { award })
    }

    /// The batches, oldest first.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn batches(&self) -> Result<Vec<BatchRow>, LedgerError> {
        let sql = "SELECT batch, descriptor, edition, title, opened, \
                   (SELECT count(*) FROM awards a WHERE a.batch = b.batch) FROM batches b ORDER BY batch";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get::<_, u32>(5)?))
        })?;
        let mut batches = Vec::new();
        for row in rows {
            let (batch, descriptor, edition, title, opened, awards) = row?;
            let awards = u64::from(awards);
            batches.push(BatchRow { batch, descriptor, edition, title, opened: time(opened)?, awards });
        }
        Ok(batches)
    }

    /// Erases what can be traced to the learner: names, learner key, seed, salts, reasons, sealed bytes, shares. The log,
    /// the revocations and the fact that an award was made stay.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`] or [`LedgerError::Sqlite`].
    pub fn erase(&mut self, award: AwardId) -> Result<(), LedgerError> {
        self.award(award)?;
        let name = text(award);
        let transaction = self.begin()?;
        for sql in [
            "DELETE FROM salts WHERE leaf IN (SELECT leaf FROM renditions WHERE award = ?1)",
            "DELETE FROM salts WHERE leaf IN (SELECT leaf FROM events WHERE award = ?1)",
            "DELETE FROM reasons WHERE event IN (SELECT event FROM events WHERE award = ?1)",
            "DELETE FROM sealed WHERE award = ?1",
            "DELETE FROM seeds WHERE award = ?1",
            "DELETE FROM learners WHERE award = ?1",
            "DELETE FROM shares WHERE award = ?1",
        ] {
            transaction.execute(sql, [&name])?;
        }
        transaction.commit()?;
        // The write-ahead log still holds the deleted pages until it is folded in.
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    fn award_row(&self, row: &Row<'_>) -> Result<AwardRow, LedgerError> {
        let name: String = row.get(0)?;
        let optional = |found: Option<String>| found.map(|found| award(&found)).transpose();
        let digest: Option<Vec<u8>> = row.get(10)?;
        let digest = digest.map(hash).transpose()?;
        Ok(AwardRow {
            award: award(&name)?,
            batch: row.get(1)?,
            descriptor: row.get(2)?,
            edition: row.get(3)?,
            row: u64::from(row.get::<_, u32>(4)?),
            learner_key: row.get(5)?,
            learner_name: row.get(6)?,
            issued: time(row.get(7)?)?,
            state: events::state(&self.connection, &name)?,
            sealed: digest.is_some(),
            supersedes: optional(row.get(8)?)?,
            superseded_by: optional(row.get(9)?)?,
            status: lists::places(&self.connection, &name)?,
            digest,
        })
    }
}

pub(super) fn find(connection: &Connection, key: &[u8; 32]) -> Result<Option<Standing>, LedgerError> {
    let sql = "SELECT a.award, a.content, a.issued, a.created, a.supersedes, s.seed, \
               EXISTS (SELECT 1 FROM renditions r WHERE r.award = a.award), \
               EXISTS (SELECT 1 FROM deliveries d WHERE d.award = a.award) \
               FROM identities i JOIN awards a ON a.award = i.award LEFT JOIN seeds s ON s.award = a.award WHERE i.key = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([key.as_slice()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let name: String = row.get(0)?;
    let supersedes: Option<String> = row.get(4)?;
    let seed: Option<Vec<u8>> = row.get(5)?;
    Ok(Some(Standing {
        award: award(&name)?,
        content: hash(row.get(1)?)?,
        issued: time(row.get(2)?)?,
        created: time(row.get(3)?)?,
        seed: seed.map(hash).transpose()?,
        status: lists::places(connection, &name)?,
        sealed: row.get(6)?,
        delivered: row.get(7)?,
        state: events::state(connection, &name)?,
        supersedes: supersedes.map(|old| award(&old)).transpose()?,
    }))
}
