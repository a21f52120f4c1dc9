//! Status lists: places drawn at random, rolled over when a list fills, and the versions that were published.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::awards::StatusPlace;
use super::events::{Change, read};
use super::{Ledger, LedgerError, below, damaged, time};
use crate::crypto::sha256;
use crate::model::entropy::{Entropy, draw};
use crate::model::time::Timestamp;
use crate::status::{Bitstring, Purpose};

/// A list of which a new version is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueList {
    /// Its number in the ledger.
    pub list: i64,
    /// Its id: what stands between `/status/` and `.json`.
    pub slug: String,
    /// What a set bit means.
    pub purpose: Purpose,
    /// Since when the next version holds: now, and later than the version before.
    pub valid_from: Timestamp,
}

/// A version of a list that was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListVersion {
    /// The list's id.
    pub slug: String,
    /// Since when it holds.
    pub valid_from: Timestamp,
    /// Until when it holds.
    pub valid_until: Timestamp,
    /// SHA-256 of the sealed document.
    pub digest: [u8; 32],
}

/// Draws a place on an open list; opens a new list when there is none.
pub(super) fn allot(
    connection: &Connection,
    award: &str,
    purpose: Purpose,
    entries_new: usize,
    entropy: &mut dyn Entropy,
) -> Result<StatusPlace, LedgerError> {
    // Seven eighths of a list are given out: beyond that, drawing a free place takes many tries.
    let sql = "SELECT list, slug, entries FROM status_lists WHERE purpose = ?1 AND allotted < entries / 8 * 7 \
               ORDER BY list LIMIT 1";
    let open: Option<(i64, String, u32)> = connection
        .prepare_cached(sql)?
        .query_row([purpose.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let (list, slug, entries) = match open {
        Some((list, slug, entries)) => (list, slug, u64::from(entries)),
        None => open_list(connection, purpose, entries_new, entropy)?,
    };
    let sql = "INSERT OR IGNORE INTO status_entries (list, position, award, purpose) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = connection.prepare_cached(sql)?;
    // At most seven eighths of the places are taken, so a free one is drawn soon.
    let index = loop {
        let index = below(entries, entropy);
        let position = i64::try_from(index).map_err(|_| damaged("a status list is too long"))?;
        if insert.execute(params![list, position, award, purpose.as_str()])? == 1 {
            break index;
        }
        let sql = "SELECT 1 FROM status_entries WHERE list = ?1 AND position = ?2";
        if !connection.prepare_cached(sql)?.exists(params![list, position])? {
            return Err(damaged(format!("award {award} has a place for {purpose} already")));
        }
    };
    connection.prepare_cached("UPDATE status_lists SET allotted = allotted + 1 WHERE list = ?1")?.execute([list])?;
    Ok(StatusPlace { purpose, list: slug, index })
}

/// The number of lists tells how much was issued, so their ids are drawn too.
fn open_list(
    connection: &Connection,
    purpose: Purpose,
    entries: usize,
    entropy: &mut dyn Entropy,
) -> Result<(i64, String, u64), LedgerError> {
    let drawn: String = draw::<8>(entropy).iter().map(|byte| format!("{byte:02x}")).collect();
    let slug = format!("{purpose}-{drawn}");
    let sql = "INSERT INTO status_lists (slug, purpose, entries) VALUES (?1, ?2, ?3)";
    // Whole bytes, and never fewer than herd privacy demands.
    let entries = Bitstring::new(entries).entries() as u64;
    let stored = i64::try_from(entries).map_err(|_| damaged("a status list is too long"))?;
    connection.execute(sql, params![slug, purpose.as_str(), stored])?;
    Ok((connection.last_insert_rowid(), slug, entries))
}

/// The places of an award, revocation first.
pub(super) fn places(connection: &Connection, award: &str) -> Result<Vec<StatusPlace>, LedgerError> {
    let sql = "SELECT e.purpose, l.slug, e.position FROM status_entries e JOIN status_lists l USING (list) \
               WHERE e.award = ?1 ORDER BY e.purpose";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([award])?;
    let mut places = Vec::new();
    while let Some(row) = rows.next()? {
        let purpose = purpose(&row.get::<_, String>(0)?)?;
        places.push(StatusPlace { purpose, list: row.get(1)?, index: u64::from(row.get::<_, u32>(2)?) });
    }
    Ok(places)
}

pub(super) fn purpose(text: &str) -> Result<Purpose, LedgerError> {
    Purpose::parse(text).ok_or_else(|| damaged(format!("`{text}` is not a purpose")))
}

/// The bits of a list after the events up to and with `event`.
pub(super) fn bits(connection: &Connection, list: i64, event: i64) -> Result<Bitstring, LedgerError> {
    let sql = "SELECT entries, purpose FROM status_lists WHERE list = ?1";
    let (entries, text): (u32, String) = connection.query_row(sql, [list], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let purpose = purpose(&text)?;
    let mut bits = Bitstring::new(usize::try_from(entries).map_err(|_| damaged("a status list is too long"))?);
    let sql = "SELECT s.position, e.change FROM status_entries s JOIN events e ON e.award = s.award \
               WHERE s.list = ?1 AND e.event <= ?2 ORDER BY s.position, e.event";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([list, event])?;
    let mut last: Option<(u64, bool)> = None;
    let mut set = |entry: Option<(u64, bool)>| match entry {
        Some((index, true)) => bits.set(index).map_err(|e| damaged(e.to_string())),
        _ => Ok(()),
    };
    while let Some(row) = rows.next()? {
        let index = u64::from(row.get::<_, u32>(0)?);
        let change = read(&row.get::<_, String>(1)?)?;
        let before = last.filter(|(at, _)| *at == index).map(|(_, bit)| bit);
        if before.is_none() {
            set(last)?;
        }
        last = Some((index, bit_after(purpose, change, before.unwrap_or(false))));
    }
    set(last)?;
    Ok(bits)
}

/// A revocation leaves the suspension's bit as it was: the purposes do not touch each other.
fn bit_after(purpose: Purpose, change: Change, before: bool) -> bool {
    match (purpose, change) {
        (Purpose::Revocation, Change::Revoke | Change::Supersede) | (Purpose::Suspension, Change::Suspend) => true,
        (Purpose::Suspension, Change::Reinstate) => false,
        _ => before,
    }
}

impl Ledger {
    /// The lists of which a new version is due: never published, changed since, or past half of their validity.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn due_lists(&self, now: Timestamp) -> Result<Vec<DueList>, LedgerError> {
        let sql = "SELECT l.list, l.slug, l.purpose, v.valid_from, v.valid_until, \
                   EXISTS (SELECT 1 FROM events e JOIN status_entries s ON s.award = e.award \
                           WHERE s.list = l.list AND e.event > coalesce(v.event, 0)) \
                   FROM status_lists l LEFT JOIN list_versions v ON v.list = l.list \
                   AND v.version = (SELECT max(version) FROM list_versions w WHERE w.list = l.list) ORDER BY l.list";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut due = Vec::new();
        while let Some(row) = rows.next()? {
            let (from, until): (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
            let changed: bool = row.get(5)?;
            let valid_from = match (from, until) {
                (Some(from), Some(until)) if changed || now.unix() >= from + (until - from) / 2 => {
                    time(now.unix().max(from + 1))?
                }
                (Some(_), Some(_)) => continue,
                _ => now,
            };
            let purpose = purpose(&row.get::<_, String>(2)?)?;
            due.push(DueList { list: row.get(0)?, slug: row.get(1)?, purpose, valid_from });
        }
        Ok(due)
    }

    /// The next version of a list, whether or not it is due; `None` when there is no such list.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn next_version(&self, slug: &str, now: Timestamp) -> Result<Option<DueList>, LedgerError> {
        let sql = "SELECT l.list, l.purpose, (SELECT max(valid_from) FROM list_versions v WHERE v.list = l.list) \
                   FROM status_lists l WHERE l.slug = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([slug])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let purpose = purpose(&row.get::<_, String>(1)?)?;
        let last: Option<i64> = row.get(2)?;
        let valid_from = time(last.map_or(now.unix(), |last| now.unix().max(last + 1)))?;
        Ok(Some(DueList { list: row.get(0)?, slug: slug.to_owned(), purpose, valid_from }))
    }

    /// The present bits of a list, and the last event that they show.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn list_bits(&self, list: i64) -> Result<(Bitstring, i64), LedgerError> {
        let event: i64 =
            self.connection.query_row("SELECT coalesce(max(event), 0) FROM events", [], |row| row.get(0))?;
        Ok((bits(&self.connection, list, event)?, event))
    }

    /// Keeps a sealed version of a list, before it is published.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn keep_list_version(
        &mut self,
        due: &DueList,
        valid_until: Timestamp,
        event: i64,
        bits: &Bitstring,
        sealed: &[u8],
    ) -> Result<(), LedgerError> {
        let sql = "INSERT INTO list_versions (list, version, valid_from, valid_until, event, encoded, digest) \
                   SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM list_versions WHERE list = ?1";
        let digest = sha256(sealed);
        let (from, until) = (due.valid_from.unix(), valid_until.unix());
        self.connection.execute(sql, params![due.list, from, until, event, bits.encode(), digest.as_slice()])?;
        Ok(())
    }

    /// The newest version of every list that has one.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn list_versions(&self) -> Result<Vec<ListVersion>, LedgerError> {
        let sql = "SELECT l.slug, v.valid_from, v.valid_until, v.digest FROM status_lists l JOIN list_versions v USING (list) \
                   WHERE v.version = (SELECT max(version) FROM list_versions w WHERE w.list = l.list) ORDER BY l.list";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut versions = Vec::new();
        while let Some(row) = rows.next()? {
            versions.push(ListVersion {
                slug: row.get(0)?,
                valid_from: time(row.get(1)?)?,
                valid_until: time(row.get(2)?)?,
                digest: super::hash(row.get(3)?)?,
            });
        }
        Ok(versions)
    }
}
