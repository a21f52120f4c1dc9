//! Exchanges with wallets behind claim links: each link gives one copy, to the wallet that came first.

use rusqlite::{OptionalExtension as _, params};

use super::wallet::{close_offers_behind, use_once};
use super::{ClaimNumber, Ledger, LedgerError, time};
use crate::model::time::Timestamp;

/// Exchanges. They go with their claim.
pub(super) const EXCHANGES: &str = "
-- `holder` is the DID of the wallet that has shown that it is its own, `handed` when the copy was handed out.
CREATE TABLE exchanges (
    claim INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
    holder TEXT NOT NULL,
    begun INTEGER NOT NULL,
    handed INTEGER
) STRICT;
";

/// How far the exchange behind a link came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exchange {
    /// Since when it is one wallet's.
    pub begun: Timestamp,
    /// When the copy was first handed out.
    pub handed: Option<Timestamp>,
}

/// Whether a wallet gets a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Its challenge was used before.
    ChallengeUsed,
    /// It does, and so does whoever comes again with the same DID.
    Here,
    /// Another wallet came first.
    OfAnother,
}

impl Ledger {
    /// The exchange behind a link, if a wallet has come.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn exchange(&self, claim: ClaimNumber) -> Result<Option<Exchange>, LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT begun, handed FROM exchanges WHERE claim = ?1")?;
        let mut rows = statement.query([claim.get()])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let handed = row.get::<_, Option<i64>>(1)?.map(time).transpose()?;
        Ok(Some(Exchange { begun: time(row.get(0)?)?, handed }))
    }

    /// Uses up a challenge and keeps the exchange behind a link for the wallet with this DID, unless it is another's. Offers
    /// behind the link that waited for a wallet are void then.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn take_exchange(
        &mut self,
        claim: ClaimNumber,
        holder: &str,
        (challenge, until): (&[u8; 32], Timestamp),
        now: Timestamp,
    ) -> Result<Taken, LedgerError> {
        let transaction = self.begin()?;
        if !use_once(&transaction, challenge, until, now)? {
            return Ok(Taken::ChallengeUsed);
        }
        let sql = "INSERT INTO exchanges (claim, holder, begun) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        transaction.execute(sql, params![claim.get(), holder, now.unix()])?;
        let sql = "SELECT holder FROM exchanges WHERE claim = ?1";
        let first: Option<String> = transaction.query_row(sql, [claim.get()], |row| row.get(0)).optional()?;
        let taken = if first.as_deref() == Some(holder) { Taken::Here } else { Taken::OfAnother };
        if taken == Taken::Here {
            close_offers_behind(&transaction, claim.get())?;
        }
        transaction.commit()?;
        Ok(taken)
    }

    /// Notes that the copy was handed out; the first time counts.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn hand_over(&mut self, claim: ClaimNumber, now: Timestamp) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        let sql = "UPDATE exchanges SET handed = ?2 WHERE claim = ?1 AND handed IS NULL";
        transaction.execute(sql, params![claim.get(), now.unix()])?;
        transaction.commit()?;
        Ok(())
    }
}
