//! Status lists: places drawn at random, rolled over when a list fills, and the versions that were published.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::awards::StatusPlace;
use super::events::{Change, read};
use super::{Ledger, LedgerError, below, damaged, time};
use crate::crypto::sha256;
use crate::model::entropy::{Entropy, draw};
use crate::model::time::Timestamp;
use crate::status::{Bitstring, Purpose};

/// What the ids of documents over both lists of a pair begin with.
const STANDING: &str = "standing-";

/// What a published status list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The bits of one purpose.
    Purpose(Purpose),
    /// The bits of both lists of a pair, in one document: for credentials whose status is one URL with an index.
    Standing,
}

/// A list of which a new version is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueList {
    /// Its number in the ledger, among the lists or among the pairs.
    list: i64,
    /// Its id: what stands between `/status/` and `.json`.
    pub slug: String,
    /// What its bits mean.
    pub shows: Shown,
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

/// Draws places on an open pair of lists, with the same index on both; opens a new pair when there is none.
///
/// Lists without a pair are those of ledgers before there were pairs: nothing is added to them.
pub(super) fn allot(
    connection: &Connection,
    award: &str,
    entries_new: usize,
    entropy: &mut dyn Entropy,
) -> Result<Vec<StatusPlace>, LedgerError> {
    // Seven eighths of a list are given out: beyond that, drawing a free place takes many tries.
    let sql = "SELECT r.list, r.slug, s.list, s.slug, r.entries FROM list_pairs p \
               JOIN status_lists r ON r.list = p.revocation JOIN status_lists s ON s.list = p.suspension \
               WHERE r.allotted < r.entries / 8 * 7 ORDER BY p.pair LIMIT 1";
    let open = connection.prepare_cached(sql)?.query_row([], |row| {
        let lists = [(row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)];
        Ok(Pair { lists, entries: u64::from(row.get::<_, u32>(4)?) })
    });
    let pair = match open.optional()? {
        Some(pair) => pair,
        None => open_pair(connection, entries_new, entropy)?,
    };
    let sql = "INSERT OR IGNORE INTO status_entries (list, position, award, purpose) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = connection.prepare_cached(sql)?;
    let mut take = |list: i64, position: i64, purpose: Purpose| -> Result<bool, LedgerError> {
        Ok(insert.execute(params![list, position, award, purpose.as_str()])? == 1)
    };
    let [(revocation, _), (suspension, _)] = pair.lists;
    // At most seven eighths of the places are taken, so a free one is drawn soon.
    let index = loop {
        let index = below(pair.entries, entropy);
        let position = i64::try_from(index).map_err(|_| damaged("a status list is too long"))?;
        if take(revocation, position, Purpose::Revocation)? {
            if !take(suspension, position, Purpose::Suspension)? {
                return Err(damaged(format!("place {position} of a pair of status lists is taken on one of them")));
            }
            break index;
        }
        let sql = "SELECT 1 FROM status_entries WHERE list = ?1 AND position = ?2";
        if !connection.prepare_cached(sql)?.exists(params![revocation, position])? {
            return Err(damaged(format!("award {award} has a place for {} already", Purpose::Revocation)));
        }
    };
    let sql = "UPDATE status_lists SET allotted = allotted + 1 WHERE list IN (?1, ?2)";
    connection.prepare_cached(sql)?.execute([revocation, suspension])?;
    let places = Purpose::ALL.into_iter().zip(pair.lists);
    Ok(places.map(|(purpose, (_, list))| StatusPlace { purpose, list, index }).collect())
}

/// A pair of lists: number and id of each, in the order of [`Purpose::ALL`].
struct Pair {
    lists: [(i64, String); 2],
    entries: u64,
}

/// The number of lists tells how much was issued, so their ids are drawn too.
fn open_pair(connection: &Connection, entries: usize, entropy: &mut dyn Entropy) -> Result<Pair, LedgerError> {
    let drawn: String = draw::<8>(entropy).iter().map(|byte| format!("{byte:02x}")).collect();
    // Whole bytes, and never fewer than herd privacy demands.
    let entries = Bitstring::new(entries).entries() as u64;
    let stored = i64::try_from(entries).map_err(|_| damaged("a status list is too long"))?;
    let open = |purpose: Purpose| -> Result<(i64, String), LedgerError> {
        let slug = format!("{purpose}-{drawn}");
        let sql = "INSERT INTO status_lists (slug, purpose, entries) VALUES (?1, ?2, ?3)";
        connection.execute(sql, params![slug, purpose.as_str(), stored])?;
        Ok((connection.last_insert_rowid(), slug))
    };
    let lists = [open(Purpose::Revocation)?, open(Purpose::Suspension)?];
    let sql = "INSERT INTO list_pairs (slug, revocation, suspension) VALUES (?1, ?2, ?3)";
    connection.execute(sql, params![format!("{STANDING}{drawn}"), lists[0].0, lists[1].0])?;
    Ok(Pair { lists, entries })
}

/// The place of an award in the document over both lists of its pair: the document's id and the index. `None` for an
/// award of a ledger before there were pairs, whose places have different indices.
#[must_use]
pub fn standing_place(places: &[StatusPlace]) -> Option<(String, u64)> {
    let of = |purpose: Purpose| {
        let place = places.iter().find(|place| place.purpose == purpose)?;
        Some((place.list.strip_prefix(purpose.as_str())?.strip_prefix('-')?, place.index))
    };
    let (revocation, suspension) = (of(Purpose::Revocation)?, of(Purpose::Suspension)?);
    (revocation == suspension).then(|| (format!("{STANDING}{}", revocation.0), revocation.1))
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

/// Lists and pairs alike: number, id, purpose (of a pair none), newest version, and whether an event came after it.
const NEWEST: &str = "SELECT l.list, l.slug, l.purpose, v.valid_from, v.valid_until, v.digest, \
    EXISTS (SELECT 1 FROM events e JOIN status_entries s ON s.award = e.award \
            WHERE s.list = l.list AND e.event > coalesce(v.event, 0)) \
    FROM status_lists l LEFT JOIN list_versions v ON v.list = l.list \
    AND v.version = (SELECT max(version) FROM list_versions w WHERE w.list = l.list) \
    UNION ALL \
    SELECT p.pair, p.slug, NULL, v.valid_from, v.valid_until, v.digest, \
    EXISTS (SELECT 1 FROM events e JOIN status_entries s ON s.award = e.award \
            WHERE s.list = p.revocation AND e.event > coalesce(v.event, 0)) \
    FROM list_pairs p LEFT JOIN pair_versions v ON v.pair = p.pair \
    AND v.version = (SELECT max(version) FROM pair_versions w WHERE w.pair = p.pair)";

/// A row of [`NEWEST`].
struct Newest {
    list: i64,
    slug: String,
    shows: Shown,
    version: Option<(i64, i64, [u8; 32])>,
    changed: bool,
}

impl Newest {
    fn read(row: &Row<'_>) -> Result<Self, LedgerError> {
        let named: Option<String> = row.get(2)?;
        let shows = named.map_or(Ok(Shown::Standing), |text| purpose(&text).map(Shown::Purpose))?;
        let digest: Option<Vec<u8>> = row.get(5)?;
        let digest = digest.map(super::hash).transpose()?;
        let (from, until): (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
        let version = from.zip(until).zip(digest).map(|((from, until), digest)| (from, until, digest));
        Ok(Self { list: row.get(0)?, slug: row.get(1)?, shows, version, changed: row.get(6)? })
    }

    fn is_due(&self, now: Timestamp) -> bool {
        self.version.is_none_or(|(from, until, _)| self.changed || now.unix() >= from + (until - from) / 2)
    }

    fn next(self, now: Timestamp) -> Result<DueList, LedgerError> {
        let valid_from = self.version.map_or(Ok(now), |(from, ..)| time(now.unix().max(from + 1)))?;
        Ok(DueList { list: self.list, slug: self.slug, shows: self.shows, valid_from })
    }
}

impl Ledger {
    fn newest(&self) -> Result<Vec<Newest>, LedgerError> {
        let mut statement = self.connection.prepare_cached(NEWEST)?;
        let mut rows = statement.query([])?;
        let mut newest = Vec::new();
        while let Some(row) = rows.next()? {
            newest.push(Newest::read(row)?);
        }
        Ok(newest)
    }

    /// The lists of which a new version is due: never published, changed since, or past half of their validity. The two
    /// lists of a pair and the document over them change together.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn due_lists(&self, now: Timestamp) -> Result<Vec<DueList>, LedgerError> {
        self.newest()?.into_iter().filter(|list| list.is_due(now)).map(|list| list.next(now)).collect()
    }

    /// The next version of a list, whether or not it is due; `None` when there is no such list.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn next_version(&self, slug: &str, now: Timestamp) -> Result<Option<DueList>, LedgerError> {
        self.newest()?.into_iter().find(|list| list.slug == slug).map(|list| list.next(now)).transpose()
    }

    /// The present bits that a list shows, and the last event that they show.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn list_bits(&self, due: &DueList) -> Result<(Vec<(Purpose, Bitstring)>, i64), LedgerError> {
        let event: i64 =
            self.connection.query_row("SELECT coalesce(max(event), 0) FROM events", [], |row| row.get(0))?;
        let bits = match due.shows {
            Shown::Purpose(purpose) => vec![(purpose, bits(&self.connection, due.list, event)?)],
            Shown::Standing => pair_bits(&self.connection, due.list, event)?,
        };
        Ok((bits, event))
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
        bits: &[(Purpose, Bitstring)],
        sealed: &[u8],
    ) -> Result<(), LedgerError> {
        let sql = match due.shows {
            Shown::Purpose(_) => {
                "INSERT INTO list_versions (list, version, valid_from, valid_until, event, encoded, digest) \
                 SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM list_versions WHERE list = ?1"
            }
            Shown::Standing => {
                "INSERT INTO pair_versions (pair, version, valid_from, valid_until, event, encoded, digest) \
                 SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM pair_versions WHERE pair = ?1"
            }
        };
        let digest = sha256(sealed);
        let (from, until) = (due.valid_from.unix(), valid_until.unix());
        self.connection.execute(sql, params![due.list, from, until, event, encode(bits), digest.as_slice()])?;
        Ok(())
    }

    /// The newest version of every list that has one.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn list_versions(&self) -> Result<Vec<ListVersion>, LedgerError> {
        let kept = self.newest()?.into_iter().filter_map(|list| Some((list.slug, list.version?)));
        kept.map(|(slug, (from, until, digest))| {
            Ok(ListVersion { slug, valid_from: time(from)?, valid_until: time(until)?, digest })
        })
        .collect()
    }
}

/// Both lists of a pair after the events up to and with `event`.
pub(super) fn pair_bits(
    connection: &Connection,
    pair: i64,
    event: i64,
) -> Result<Vec<(Purpose, Bitstring)>, LedgerError> {
    let sql = "SELECT revocation, suspension FROM list_pairs WHERE pair = ?1";
    let (revocation, suspension): (i64, i64) =
        connection.query_row(sql, [pair], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let lists = [(Purpose::Revocation, revocation), (Purpose::Suspension, suspension)];
    lists.into_iter().map(|(purpose, list)| Ok((purpose, bits(connection, list, event)?))).collect()
}

/// The bits of a version as the ledger keeps them: the encoded lists, with spaces between them.
pub(super) fn encode(bits: &[(Purpose, Bitstring)]) -> String {
    bits.iter().map(|(_, bits)| bits.encode()).collect::<Vec<_>>().join(" ")
}
