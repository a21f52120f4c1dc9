//! Erasing: whatever can be traced to a learner goes, and the log, the revocations and the fact that an award was made
//! stay true without it.
//!
//! What is to be erased is noted first, so that an erasure that was stopped is completed. Archives, published files and
//! copies of the ledger are the business of `issue` and `cli`.

use rusqlite::params;

use super::remains;
use super::{Known, Ledger, LedgerError, known_number, time};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// The tables with what can be traced to a person, and what deletes the rows of one award from each, in this order; `?1`
/// is the award's number. A table that is added and holds such rows gets its line here.
const PERSONAL: &[(&str, &str)] = &[
    (
        "salts",
        "DELETE FROM salts WHERE leaf IN (SELECT leaf FROM renditions WHERE file BETWEEN ?1 << 4 AND ?1 << 4 | 15)",
    ),
    ("salts", "DELETE FROM salts WHERE leaf IN (SELECT leaf FROM events WHERE number = ?1)"),
    ("reasons", "DELETE FROM reasons WHERE event IN (SELECT event FROM events WHERE number = ?1)"),
    ("sealed", "DELETE FROM sealed WHERE file BETWEEN ?1 << 4 AND ?1 << 4 | 15"),
    ("upload_files", "DELETE FROM upload_files WHERE file BETWEEN ?1 << 4 AND ?1 << 4 | 15"),
    ("learners", "DELETE FROM learners WHERE number = ?1"),
    ("shares", "DELETE FROM shares WHERE number = ?1"),
    (
        "salts",
        "DELETE FROM salts WHERE leaf IN \
         (SELECT leaf FROM sealed_copies WHERE copy IN (SELECT copy FROM copies WHERE number = ?1))",
    ),
    ("copy_secrets", "DELETE FROM copy_secrets WHERE copy IN (SELECT copy FROM copies WHERE number = ?1)"),
    ("wallet_offers", "DELETE FROM wallet_offers WHERE number = ?1"),
    ("outbox", "DELETE FROM outbox WHERE number = ?1"),
    ("contacts", "DELETE FROM contacts WHERE number = ?1"),
    ("claims", "DELETE FROM claims WHERE number = ?1"),
    // Ledgers before version 4 named awards by text.
    (
        "sealed_before",
        "DELETE FROM sealed_before WHERE replace(award, '-', '') = (SELECT lower(hex(award)) FROM awards WHERE number = ?1)",
    ),
];

/// Tables whose rows go with those that they refer to (`ON DELETE CASCADE`).
const ALONG: &[&str] =
    &["exchanges", "wallet_codes", "wallet_copies", "wallet_notifications", "wallet_tokens", "wallet_transactions"];

/// Frames hold what several learners have in common, or one alone: they go with the last file that has them.
const FRAMES: (&str, &str) = (
    "frames",
    "DELETE FROM frames WHERE NOT EXISTS (SELECT 1 FROM sealed s WHERE s.frame = frames.frame) \
     AND NOT EXISTS (SELECT 1 FROM upload_files u WHERE u.frame = frames.frame)",
);

/// The tables from which erasing deletes, each once.
#[must_use]
pub fn personal_tables() -> Vec<&'static str> {
    let mut tables: Vec<_> =
        PERSONAL.iter().chain([&FRAMES]).map(|(table, _)| *table).chain(ALONG.iter().copied()).collect();
    tables.sort_unstable();
    tables.dedup();
    tables
}

/// That an award was to be erased, and how far that has come. It says nothing of the learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The award.
    pub award: AwardId,
    /// When it was asked for.
    pub begun: Timestamp,
    /// Why.
    pub reason: String,
    /// When its rows were deleted.
    pub erased: Option<Timestamp>,
    /// When nothing of them was left in the ledger's file.
    pub cleaned: Option<Timestamp>,
}

impl Ledger {
    /// The awards of a learner, by the key that the lists gave; none of those that were erased.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn awards_of_learner(&self, key: &str) -> Result<Vec<AwardId>, LedgerError> {
        // There is no index: it would hold every learner's key once more, for what is asked seldom.
        let sql = "SELECT a.award FROM learners l JOIN awards a USING (number) WHERE l.key = ?1 ORDER BY a.number";
        let mut statement = self.connection.prepare_cached(sql)?;
        let awards = statement.query_map([key], |row| Ok(AwardId::from_bytes(row.get(0)?)))?;
        Ok(awards.collect::<Result<_, _>>()?)
    }

    /// Notes that awards are to be erased; those that are noted already keep their reason.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`] or [`LedgerError::Sqlite`]; then nothing is noted.
    pub fn begin_erasing(&mut self, awards: &[AwardId], reason: &str, at: Timestamp) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        for award in awards {
            let number = known_number(&transaction, *award)?;
            let sql = "INSERT INTO erasures (number, begun, reason) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
            transaction.prepare_cached(sql)?.execute(params![number, at.unix(), reason])?;
        }
        Ok(transaction.commit()?)
    }

    /// What was to be erased, oldest first.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn erasures(&self) -> Result<Vec<Erasure>, LedgerError> {
        let sql = "SELECT a.award, e.begun, e.reason, e.erased, e.cleaned FROM erasures e JOIN awards a USING (number) \
                   ORDER BY e.begun, e.number";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut erasures = Vec::new();
        while let Some(row) = rows.next()? {
            let at = |column| row.get::<_, Option<i64>>(column)?.map(time).transpose();
            erasures.push(Erasure {
                award: AwardId::from_bytes(row.get(0)?),
                begun: time(row.get(1)?)?,
                reason: row.get(2)?,
                erased: at(3)?,
                cleaned: at(4)?,
            });
        }
        Ok(erasures)
    }

    /// Deletes what can be traced to the learners of `awards` from all tables, in one transaction: names, learner keys,
    /// seeds, salts, reasons, sealed bytes, shares. The log, the revocations and the fact that an award was made stay.
    /// The file may still hold it in bytes that are not used; [`clean`](Self::clean) sees to those.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`] or [`LedgerError::Sqlite`]; then nothing is deleted.
    pub fn delete_personal(&mut self, awards: &[AwardId], at: Timestamp) -> Result<(), LedgerError> {
        // A frame that goes may come again, under another number.
        self.known = Known::default();
        let transaction = self.begin()?;
        for award in awards {
            let number = known_number(&transaction, *award)?;
            for (_, sql) in PERSONAL {
                transaction.prepare_cached(sql)?.execute([number])?;
            }
            let sql = "UPDATE erasures SET erased = ?2 WHERE number = ?1 AND erased IS NULL";
            transaction.prepare_cached(sql)?.execute(params![number, at.unix()])?;
        }
        transaction.execute(FRAMES.1, [])?;
        Ok(transaction.commit()?)
    }

    /// Overwrites what deleted rows left in the ledger's file and in its write-ahead log, and notes that for all that was
    /// deleted. Says how many pages of the file had to be written.
    ///
    /// # Errors
    ///
    /// [`LedgerError::BeingRead`] while another process reads the ledger; [`LedgerError::Damaged`] when the file is not as
    /// SQLite writes it; [`LedgerError::File`] or [`LedgerError::Sqlite`]. The same again completes it.
    pub fn clean(&mut self, at: Timestamp) -> Result<remains::Cleaned, LedgerError> {
        let cleaned = remains::clean(self, &personal_tables())?;
        // Written after, and so seen by every process that keeps pages of the file in memory: they are read anew.
        let sql = "UPDATE erasures SET cleaned = ?1 WHERE erased IS NOT NULL AND cleaned IS NULL";
        let transaction = self.begin()?;
        transaction.execute(sql, [at.unix()])?;
        transaction.commit()?;
        remains::fold_in(&self.connection)?;
        Ok(cleaned)
    }

    /// Erases awards: notes it, deletes what is in the tables, and cleans the file.
    ///
    /// # Errors
    ///
    /// As [`begin_erasing`](Self::begin_erasing), [`delete_personal`](Self::delete_personal) and [`clean`](Self::clean).
    pub fn erase(&mut self, awards: &[AwardId], reason: &str, at: Timestamp) -> Result<(), LedgerError> {
        self.begin_erasing(awards, reason, at)?;
        self.delete_personal(awards, at)?;
        self.clean(at)?;
        Ok(())
    }
}
