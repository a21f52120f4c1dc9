//! What a ledger that was restored from a copy takes over from the world: lists, and awards that it does not know.
//!
//! An award that left after the copy was made has an id and a place, and no learner: whom it is for stands in no ledger.
//! It stands for itself, so that it can be revoked and its place is given to nobody.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::chunk::Chunk;
use super::{AwardNumber, Known, Ledger, LedgerError, awards, damaged, lists, log, token_lists};
use crate::crypto::merkle::{Frontier, Hash};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// The setting up to which pair of lists no place is given out any more.
const CLOSED: &str = "closed-pairs";
/// What the settings begin with that keep which published version of a list was taken over.
const TAKEN_OVER: &str = "taken-over-";

/// An award that left and that the ledger does not know.
#[derive(Debug, Clone, Copy)]
pub struct Stray<'a> {
    /// The award.
    pub award: AwardId,
    /// What the ids of its lists end in.
    pub lists: &'a str,
    /// Its place on both.
    pub index: u64,
    /// The batch that it is entered in.
    pub batch: i64,
    /// Its number among those.
    pub row: u64,
    /// Now.
    pub at: Timestamp,
}

impl Ledger {
    /// Gives out no place of the present lists any more: new awards get new lists, since places of these may have been
    /// given out after the copy was made.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn close_lists(&mut self) -> Result<(), LedgerError> {
        let sql = "INSERT OR REPLACE INTO settings (name, value) \
                   SELECT ?1, CAST(CAST(coalesce(max(pair), 0) AS TEXT) AS BLOB) FROM list_pairs";
        self.connection.execute(sql, [CLOSED])?;
        token_lists::close(&self.connection)?;
        // Which lists there are and which one is open was read before.
        self.known = Known::default();
        Ok(())
    }

    /// Makes a pair of lists known that was opened after the copy was made; it is closed as well. `false` when it was
    /// known.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn take_over_lists(&mut self, name: &str, entries: usize) -> Result<bool, LedgerError> {
        if self.pair(name)?.is_some() {
            return Ok(false);
        }
        let transaction = self.begin()?;
        lists::OpenPair::named(&transaction, name.to_owned(), entries)?;
        transaction.commit()?;
        self.close_lists()?;
        Ok(true)
    }

    /// The award that has a place on a list.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn award_at(&self, list: &str, index: u64) -> Result<Option<AwardId>, LedgerError> {
        let position = i64::try_from(index).map_err(|_| damaged("a place is out of range"))?;
        let sql = "SELECT a.award FROM list_pairs p JOIN status_lists l ON l.list IN (p.revocation, p.suspension) \
                   JOIN awards a ON a.pair = p.pair AND a.position = ?2 WHERE l.slug = ?1 \
                   UNION ALL SELECT a.award FROM lone_places e JOIN status_lists l USING (list) \
                   JOIN awards a USING (number) WHERE l.slug = ?1 AND e.position = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row(params![list, position], |row| Ok(AwardId::from_bytes(row.get(0)?)));
        Ok(found.optional()?)
    }

    /// The number of an award.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`] or [`LedgerError::Sqlite`].
    pub fn award_number(&self, award: AwardId) -> Result<AwardNumber, LedgerError> {
        super::known_number(&self.connection, award).map(AwardNumber)
    }

    /// Notes that what a published version of a list shows is in the ledger now.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn take_over_version(&mut self, list: &str, digest: &[u8; 32]) -> Result<(), LedgerError> {
        let sql = "INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)";
        self.connection.execute(sql, params![format!("{TAKEN_OVER}{list}"), digest.as_slice()])?;
        Ok(())
    }

    /// Whether that was noted of this version.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn has_taken_over(&self, list: &str, digest: &[u8; 32]) -> Result<bool, LedgerError> {
        let sql = "SELECT 1 FROM settings WHERE name = ?1 AND value = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.exists(params![format!("{TAKEN_OVER}{list}"), digest.as_slice()])?)
    }

    /// Whether this signed checkpoint is one that the ledger kept.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn has_checkpoint(&self, note: &str) -> Result<bool, LedgerError> {
        Ok(self.connection.prepare_cached("SELECT 1 FROM checkpoints WHERE note = ?1")?.exists([note])?)
    }

    /// The root over the first `size` leaves; `None` when there are fewer.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn log_root(&self, size: u64) -> Result<Option<Hash>, LedgerError> {
        let mut frontier = Frontier::default();
        log::each_leaf(&self.connection, 0, &mut |index, hash| {
            if index < size {
                frontier.push(hash);
            }
            Ok(())
        })?;
        Ok((frontier.size() == size).then(|| frontier.root()))
    }

    fn pair(&self, name: &str) -> Result<Option<i64>, LedgerError> {
        pair(&self.connection, name)
    }
}

impl Chunk<'_> {
    /// Enters an award that left and is not known; it stands for itself. Its lists are known.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`], also when its id or its place is another award's already.
    pub fn enter_stray(&self, stray: &Stray<'_>, key: &[u8; 32]) -> Result<AwardNumber, LedgerError> {
        let transaction = self.transaction();
        let Stray { award, lists, index, batch, row, at } = *stray;
        let pair = pair(transaction, lists)?.ok_or_else(|| damaged(format!("there are no lists `{lists}`")))?;
        let sql = "INSERT INTO awards (award, key, content, batch, row, issued, created, pair, position) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8)";
        let row = i64::try_from(row).map_err(|_| damaged("a row number is out of range"))?;
        let position = i64::try_from(index).map_err(|_| damaged("a place is out of range"))?;
        let (id, at) = (award.uuid(), at.unix());
        let named = params![id.as_bytes(), awards::short(key), key.as_slice(), batch, row, at, pair, position];
        transaction.prepare_cached(sql)?.execute(named)?;
        Ok(AwardNumber(transaction.last_insert_rowid()))
    }
}

/// The pair of lists whose ids end in `name`.
fn pair(connection: &Connection, name: &str) -> Result<Option<i64>, LedgerError> {
    let sql = "SELECT pair FROM list_pairs WHERE slug = ?1";
    let slug = lists::standing(name);
    Ok(connection.prepare_cached(sql)?.query_row([slug], |row| row.get(0)).optional()?)
}

/// The last pair of lists of which no place is given out any more.
pub(super) fn closed(connection: &Connection) -> Result<i64, LedgerError> {
    let sql = "SELECT CAST(CAST(value AS TEXT) AS INTEGER) FROM settings WHERE name = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([CLOSED], |row| row.get(0)).optional()?.unwrap_or(0))
}
