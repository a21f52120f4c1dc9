//! Token status lists: a place drawn at random for each copy, and the versions that were published.
//!
//! A status is made of the award's events, like the bits of its other lists: one change of an award shows in all of them.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::events::{State, read};
use super::lists::ListVersion;
use super::{Ledger, LedgerError, below, damaged, time};
use crate::crypto::encoding::to_hex;
use crate::crypto::sha256;
use crate::limits;
use crate::model::entropy::{Entropy, draw};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;
use crate::status::TokenStatuses;

/// What the ids of token lists begin with.
const TOKENS: &str = "tokens-";
/// The setting up to which token list no place is given out any more.
const CLOSED: &str = "closed-token-lists";
/// Bits of a status: valid, invalid, suspended (Token Status List, section 7.1).
const BITS: u8 = 2;

/// A place that was drawn.
pub(super) struct Drawn {
    pub(super) list: i64,
    pub(super) slug: String,
    pub(super) position: i64,
}

/// A token list of which a new version is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueTokenList {
    list: i64,
    /// Its id: what stands between `/status/` and `.jwt`.
    pub slug: String,
    /// Since when the next version holds: now, and later than the version before.
    pub valid_from: Timestamp,
}

/// The statuses of a token list, and up to what they show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownStatuses {
    /// The statuses.
    pub statuses: TokenStatuses,
    event: i64,
    copy: i64,
}

/// Draws a place that nobody has, on the open list or on a new one. Half of a list is given out: then a draw takes two
/// tries at the worst, and whoever guesses an index learns little.
pub(super) fn draw_place(connection: &Connection, entropy: &mut dyn Entropy) -> Result<Drawn, LedgerError> {
    let sql =
        "SELECT list, slug, entries FROM token_lists WHERE list > ?1 AND given < entries / 2 ORDER BY list LIMIT 1";
    let open = connection.prepare_cached(sql)?.query_row([closed(connection)?], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, u32>(2)?))
    });
    let (list, slug, entries) = match open.optional()? {
        Some(open) => open,
        None => {
            let drawn = to_hex(&draw::<8>(entropy));
            let entries = u32::try_from(limits::TOKEN_LIST_ENTRIES).expect("the bound is below 2^32");
            let slug = format!("{TOKENS}{drawn}");
            (open_list(connection, &slug, entries)?, slug, entries)
        }
    };
    let mut taken = connection.prepare_cached("SELECT 1 FROM copies WHERE list = ?1 AND position = ?2")?;
    let position = loop {
        let drawn = i64::try_from(below(u64::from(entries), entropy)).expect("it is below 2^32");
        if !taken.exists([list, drawn])? {
            break drawn;
        }
    };
    connection.prepare_cached("UPDATE token_lists SET given = given + 1 WHERE list = ?1")?.execute([list])?;
    Ok(Drawn { list, slug, position })
}

fn open_list(connection: &Connection, slug: &str, entries: u32) -> Result<i64, LedgerError> {
    connection.execute("INSERT INTO token_lists (slug, entries) VALUES (?1, ?2)", params![slug, entries])?;
    Ok(connection.last_insert_rowid())
}

/// The last token list of which no place is given out any more.
fn closed(connection: &Connection) -> Result<i64, LedgerError> {
    let sql = "SELECT CAST(CAST(value AS TEXT) AS INTEGER) FROM settings WHERE name = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([CLOSED], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Gives out no place of the present token lists any more.
pub(super) fn close(connection: &Connection) -> Result<(), LedgerError> {
    let sql = "INSERT OR REPLACE INTO settings (name, value) \
               SELECT ?1, CAST(CAST(coalesce(max(list), 0) AS TEXT) AS BLOB) FROM token_lists";
    connection.execute(sql, [CLOSED])?;
    Ok(())
}

/// The statuses of a list after `event`, for its copies up to `copy`, with those that version `version` shows of strays.
pub(super) fn statuses(
    connection: &Connection,
    list: i64,
    event: i64,
    copy: i64,
    version: i64,
) -> Result<TokenStatuses, LedgerError> {
    let sql = "SELECT entries FROM token_lists WHERE list = ?1";
    let entries: u32 = connection.prepare_cached(sql)?.query_row([list], |row| row.get(0))?;
    let mut statuses = TokenStatuses::new(BITS, entries as usize);
    let mut set = |position: i64, status: u8| -> Result<(), LedgerError> {
        let index = u64::try_from(position).map_err(|_| damaged("a place on a list is negative"))?;
        statuses.set(index, status).map_err(|error| damaged(error.to_string()))
    };
    let sql = "SELECT position, status FROM token_strays WHERE list = ?1 AND version <= ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([list, version])?;
    while let Some(row) = rows.next()? {
        set(row.get(0)?, row.get(1)?)?;
    }
    let sql = "SELECT c.position, e.change FROM events e CROSS JOIN copies c ON c.number = e.number \
               WHERE c.list = ?1 AND e.event <= ?2 AND c.copy <= ?3 ORDER BY c.copy, e.event";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([list, event, copy])?;
    let mut current: Option<(i64, State)> = None;
    while let Some(row) = rows.next()? {
        let (position, change) = (row.get(0)?, read(&row.get::<_, String>(1)?)?);
        let before = current.filter(|(at, _)| *at == position).map(|(_, state)| state).unwrap_or_default();
        let now = before.after(change).unwrap_or(before);
        set(position, status_of(now))?;
        current = Some((position, now));
    }
    Ok(statuses)
}

fn status_of(state: State) -> u8 {
    match state {
        State::Valid => 0,
        State::Revoked | State::Superseded => 1,
        State::Suspended => 2,
    }
}

/// Token lists with their newest versions.
const NEWEST: &str = "SELECT l.list, l.slug, v.valid_from, v.valid_until, v.digest, v.event, v.copy \
    FROM token_lists l LEFT JOIN token_versions v ON v.list = l.list \
    AND v.version = (SELECT max(version) FROM token_versions w WHERE w.list = l.list) ORDER BY l.list";
/// Whether an event came after one, of an award that has a copy on a list, or a copy after one whose award has an event.
const CHANGED: &str = "SELECT EXISTS (SELECT 1 FROM events e CROSS JOIN copies c ON c.number = e.number \
    WHERE e.event > ?2 AND c.list = ?1) \
    OR EXISTS (SELECT 1 FROM copies c CROSS JOIN events e ON e.number = c.number WHERE c.copy > ?3 AND c.list = ?1)";

struct Newest {
    list: i64,
    slug: String,
    version: Option<Version>,
}

struct Version {
    from: i64,
    until: i64,
    digest: [u8; 32],
    event: i64,
    copy: i64,
}

impl Newest {
    fn next(self, now: Timestamp) -> Result<DueTokenList, LedgerError> {
        let valid_from = self.version.map_or(Ok(now), |it| time(now.unix().max(it.from + 1)))?;
        Ok(DueTokenList { list: self.list, slug: self.slug, valid_from })
    }
}

impl Ledger {
    fn newest_tokens(&self) -> Result<Vec<Newest>, LedgerError> {
        let mut statement = self.connection.prepare_cached(NEWEST)?;
        let mut rows = statement.query([])?;
        let mut newest = Vec::new();
        while let Some(row) = rows.next()? {
            let from: Option<i64> = row.get(2)?;
            let read = |from| -> Result<_, rusqlite::Error> {
                let (until, digest, event, copy) = (row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?);
                Ok(Version { from, until, digest, event, copy })
            };
            newest.push(Newest { list: row.get(0)?, slug: row.get(1)?, version: from.map(read).transpose()? });
        }
        Ok(newest)
    }

    /// Whether any copy has a place on a token list, so that lists have to be signed.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn has_token_lists(&self) -> Result<bool, LedgerError> {
        Ok(self.connection.prepare_cached("SELECT 1 FROM token_lists LIMIT 1")?.exists([])?)
    }

    /// The token lists of which a new version is due: never published, changed since, or past half of their validity.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn due_token_lists(&self, now: Timestamp) -> Result<Vec<DueTokenList>, LedgerError> {
        let mut due = Vec::new();
        let mut changed = self.connection.prepare_cached(CHANGED)?;
        for list in self.newest_tokens()? {
            let is_due = match &list.version {
                None => true,
                Some(it) if now.unix() >= it.from + (it.until - it.from) / 2 => true,
                Some(it) => changed.query_row([list.list, it.event, it.copy], |row| row.get(0))?,
            };
            if is_due {
                due.push(list.next(now)?);
            }
        }
        Ok(due)
    }

    /// The next version of a token list, whether or not it is due; `None` when there is no such list.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn next_token_version(&self, slug: &str, now: Timestamp) -> Result<Option<DueTokenList>, LedgerError> {
        self.newest_tokens()?.into_iter().find(|list| list.slug == slug).map(|list| list.next(now)).transpose()
    }

    /// The present statuses of a token list.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn token_statuses(&self, due: &DueTokenList) -> Result<ShownStatuses, LedgerError> {
        let sql = "SELECT (SELECT coalesce(max(event), 0) FROM events), (SELECT coalesce(max(copy), 0) FROM copies)";
        let (event, copy) = self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(ShownStatuses { statuses: statuses(&self.connection, due.list, event, copy, i64::MAX)?, event, copy })
    }

    /// Keeps a signed version of a token list, before it is published.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn keep_token_version(
        &mut self,
        due: &DueTokenList,
        valid_until: Timestamp,
        shown: &ShownStatuses,
        signed: &[u8],
    ) -> Result<(), LedgerError> {
        let sql = "INSERT INTO token_versions (list, version, valid_from, valid_until, event, copy, encoded, digest) \
                   SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7 FROM token_versions WHERE list = ?1";
        let (from, until) = (due.valid_from.unix(), valid_until.unix());
        let (encoded, digest) = (shown.statuses.encode(), sha256(signed));
        let row = params![due.list, from, until, shown.event, shown.copy, encoded, digest.as_slice()];
        self.connection.execute(sql, row)?;
        Ok(())
    }

    /// The newest version of every token list that has one.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn token_versions(&self) -> Result<Vec<ListVersion>, LedgerError> {
        let kept = self.newest_tokens()?.into_iter().filter_map(|list| Some((list.slug, list.version?)));
        kept.map(|(slug, Version { from, until, digest, .. })| {
            Ok(ListVersion { slug, valid_from: time(from)?, valid_until: time(until)?, digest })
        })
        .collect()
    }

    /// Makes a token list known that was opened after the copy was made; it is closed. `false` when it was known.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn take_over_token_list(&mut self, slug: &str, entries: usize) -> Result<bool, LedgerError> {
        let transaction = self.begin()?;
        let known = transaction.prepare_cached("SELECT 1 FROM token_lists WHERE slug = ?1")?.exists([slug])?;
        if !known {
            let entries = u32::try_from(entries).map_err(|_| damaged("a status list is too long"))?;
            open_list(&transaction, slug, entries)?;
            close(&transaction)?;
        }
        transaction.commit()?;
        Ok(!known)
    }

    /// The copies that have a place on a list, with their awards, by index.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn copies_on(&self, slug: &str) -> Result<Vec<(u64, AwardId)>, LedgerError> {
        let sql = "SELECT c.position, a.award FROM copies c JOIN token_lists l USING (list) JOIN awards a USING (number) \
                   WHERE l.slug = ?1 ORDER BY c.position";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([slug])?;
        let mut copies = Vec::new();
        while let Some(row) = rows.next()? {
            let index = u64::try_from(row.get::<_, i64>(0)?).map_err(|_| damaged("a place on a list is negative"))?;
            copies.push((index, AwardId::from_bytes(row.get(1)?)));
        }
        Ok(copies)
    }

    /// Keeps the status of copies that are not known, as a published list showed it: later versions show it as well.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn keep_token_strays(&mut self, slug: &str, strays: &[(u64, u8)]) -> Result<(), LedgerError> {
        let sql = "INSERT INTO token_strays (list, position, status, version) \
                   SELECT l.list, ?2, ?3, (SELECT coalesce(max(version), 0) + 1 FROM token_versions v WHERE v.list = l.list) \
                   FROM token_lists l WHERE l.slug = ?1 \
                   ON CONFLICT DO UPDATE SET status = excluded.status, version = excluded.version";
        let transaction = self.begin()?;
        for (index, status) in strays {
            let position = i64::try_from(*index).map_err(|_| damaged("a place is out of range"))?;
            transaction.prepare_cached(sql)?.execute(params![slug, position, status])?;
        }
        Ok(transaction.commit()?)
    }
}
