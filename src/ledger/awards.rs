//! Awards: what is known of them, and listed.

use rusqlite::{Connection, OptionalExtension as _, Row, ToSql};

use super::events::{self, State};
use super::renditions::{Rendition, SealedRendition, UploadFile};
use super::{AwardNumber, Ledger, LedgerError, lists, renditions, time};
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
            "SELECT a.number, a.award, a.batch, b.descriptor, b.edition, a.row, l.key, l.name, a.issued, o.award, \
                       n.award, p.slug, a.position FROM awards a JOIN batches b USING (batch) \
                       LEFT JOIN learners l USING (number) LEFT JOIN list_pairs p USING (pair) \
                       LEFT JOIN awards o ON o.number = a.supersedes LEFT JOIN awards n ON n.supersedes = a.number \
                       WHERE 1"
                .to_owned();
        let name = filter.award.map(|award| award.uuid().into_bytes());
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
        sql.push_str(" ORDER BY a.batch, a.row, a.number");
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

    fn award_row(&self, row: &Row<'_>) -> Result<AwardRow, LedgerError> {
        let number: i64 = row.get(0)?;
        let optional = |found: Option<[u8; 16]>| found.map(AwardId::from_bytes);
        let pair: Option<(String, i64)> = row.get::<_, Option<String>>(11)?.zip(row.get(12)?);
        Ok(AwardRow {
            number: AwardNumber(number),
            award: AwardId::from_bytes(row.get(1)?),
            batch: row.get(2)?,
            descriptor: row.get(3)?,
            edition: row.get(4)?,
            row: u64::from(row.get::<_, u32>(5)?),
            learner_key: row.get(6)?,
            learner_name: row.get(7)?,
            issued: time(row.get(8)?)?,
            state: events::state(&self.connection, number)?,
            renditions: renditions::of(&self.connection, number)?,
            upload: renditions::upload_of(&self.connection, number)?,
            supersedes: optional(row.get(9)?),
            superseded_by: optional(row.get(10)?),
            status: lists::places(&self.connection, number, pair)?,
        })
    }
}

/// The part of a key that the tables have: 128 bits tell awards apart, and the index is half as long.
pub(super) fn short(key: &[u8; 32]) -> &[u8] {
    &key[..16]
}

/// The number of the award that stands for a key: the last of those that replaced one another.
pub(super) fn standing_number(connection: &Connection, key: &[u8; 32]) -> Result<Option<i64>, LedgerError> {
    let sql = "SELECT number FROM awards WHERE key = ?1 AND supersedes IS NULL";
    let first = connection.prepare_cached(sql)?.query_row([short(key)], |row| row.get(0)).optional()?;
    let Some(mut number) = first else { return Ok(None) };
    let mut next = connection.prepare_cached("SELECT number FROM awards WHERE supersedes = ?1")?;
    while let Some(newer) = next.query_row([number], |row| row.get(0)).optional()? {
        number = newer;
    }
    Ok(Some(number))
}

pub(super) fn find(connection: &Connection, key: &[u8; 32]) -> Result<Option<Standing>, LedgerError> {
    let Some(number) = standing_number(connection, key)? else { return Ok(None) };
    let sql = "SELECT a.award, a.content, a.issued, a.created, o.award, l.seed, p.slug, a.position \
               FROM awards a LEFT JOIN awards o ON o.number = a.supersedes LEFT JOIN learners l ON l.number = a.number \
               LEFT JOIN list_pairs p ON p.pair = a.pair WHERE a.number = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([number])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let supersedes: Option<[u8; 16]> = row.get(4)?;
    let pair: Option<(String, i64)> = row.get::<_, Option<String>>(6)?.zip(row.get(7)?);
    Ok(Some(Standing {
        number: AwardNumber(number),
        award: AwardId::from_bytes(row.get(0)?),
        content: row.get(1)?,
        issued: time(row.get(2)?)?,
        created: time(row.get(3)?)?,
        seed: row.get(5)?,
        status: lists::places(connection, number, pair)?,
        renditions: renditions::of(connection, number)?,
        upload: renditions::upload_of(connection, number)?,
        state: events::state(connection, number)?,
        supersedes: supersedes.map(AwardId::from_bytes),
    }))
}
