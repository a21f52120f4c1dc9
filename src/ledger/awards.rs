//! Awards: what is known of them, listed, erased.

use rusqlite::{Connection, Row, ToSql};

use super::events::{self, State};
use super::renditions::{Rendition, SealedRendition, UploadFile};
use super::{AwardNumber, Ledger, LedgerError, award, hash, lists, renditions, text, time};
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
    /// Its number.
    pub number: AwardNumber,
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
    /// The renditions that were sealed.
    pub renditions: Vec<SealedRendition>,
    /// The file for upload that was made.
    pub upload: Option<UploadFile>,
    /// Its state.
    pub state: State,
    /// The award that it replaces.
    pub supersedes: Option<AwardId>,
}

impl Standing {
    /// A rendition that was sealed.
    #[must_use]
    pub fn sealed(&self, rendition: Rendition) -> Option<&SealedRendition> {
        self.renditions.iter().find(|one| one.rendition == rendition)
    }

    /// Whether something of it may have left: what it certifies does not change any more.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        !self.renditions.is_empty() || self.upload.is_some()
    }
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
    /// Its number.
    pub number: AwardNumber,
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
    /// The renditions that were sealed; none of an award that is not finished, or was made for upload alone.
    pub renditions: Vec<SealedRendition>,
    /// The file for upload that was made: it is not sealed, and does not make the award count as issued.
    pub upload: Option<UploadFile>,
    /// The award that it replaces.
    pub supersedes: Option<AwardId>,
    /// The award that replaced it.
    pub superseded_by: Option<AwardId>,
    /// Its places on the status lists.
    pub status: Vec<StatusPlace>,
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

impl Ledger {
    /// What stands for `key`.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn find(&self, key: &[u8; 32]) -> Result<Option<Standing>, LedgerError> {
        find(&self.connection, key)
    }

    /// Calls `each` for every award that `filter` lets through, in the order in which they were recorded.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn list(&self, filter: &Filter, each: &mut dyn FnMut(AwardRow)) -> Result<(), LedgerError> {
        let mut sql =
            "SELECT a.award, a.batch, b.descriptor, b.edition, a.row, l.key, l.name, a.issued, a.supersedes, \
                       (SELECT n.award FROM awards n WHERE n.supersedes = a.award), a.rowid \
                       FROM awards a JOIN batches b USING (batch) LEFT JOIN learners l USING (award) WHERE 1"
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
            "DELETE FROM upload_files WHERE award = ?1",
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
        Ok(AwardRow {
            number: AwardNumber(row.get(10)?),
            award: award(&name)?,
            batch: row.get(1)?,
            descriptor: row.get(2)?,
            edition: row.get(3)?,
            row: u64::from(row.get::<_, u32>(4)?),
            learner_key: row.get(5)?,
            learner_name: row.get(6)?,
            issued: time(row.get(7)?)?,
            state: events::state(&self.connection, &name)?,
            renditions: renditions::of(&self.connection, &name)?,
            upload: renditions::upload_of(&self.connection, &name)?,
            supersedes: optional(row.get(8)?)?,
            superseded_by: optional(row.get(9)?)?,
            status: lists::places(&self.connection, &name)?,
        })
    }
}

pub(super) fn find(connection: &Connection, key: &[u8; 32]) -> Result<Option<Standing>, LedgerError> {
    let sql = "SELECT a.award, a.content, a.issued, a.created, a.supersedes, s.seed, a.rowid \
               FROM identities i JOIN awards a ON a.award = i.award LEFT JOIN seeds s ON s.award = a.award WHERE i.key = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([key.as_slice()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let name: String = row.get(0)?;
    let supersedes: Option<String> = row.get(4)?;
    let seed: Option<Vec<u8>> = row.get(5)?;
    Ok(Some(Standing {
        number: AwardNumber(row.get(6)?),
        award: award(&name)?,
        content: hash(row.get(1)?)?,
        issued: time(row.get(2)?)?,
        created: time(row.get(3)?)?,
        seed: seed.map(hash).transpose()?,
        status: lists::places(connection, &name)?,
        renditions: renditions::of(connection, &name)?,
        upload: renditions::upload_of(connection, &name)?,
        state: events::state(connection, &name)?,
        supersedes: supersedes.map(|old| award(&old)).transpose()?,
    }))
}
