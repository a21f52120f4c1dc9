//! From an access token to what is handed out: each request is a transaction until then, so that it can be asked for later.

use rusqlite::{OptionalExtension as _, params};

use super::codes::Access;
use super::{Ledger, LedgerError, WalletSecret, close_offers_behind, limits, use_once};
use crate::crypto::sha256;
use crate::model::entropy::Entropy;
use crate::model::time::Timestamp;

/// What a wallet asks for.
#[derive(Debug)]
pub struct Copies<'a> {
    /// The configuration.
    pub configuration: &'a str,
    /// The digest of the nonce that its proofs have, and until when that would hold.
    pub nonce: ([u8; 32], Timestamp),
    /// What names each copy: the same again is the same copy.
    pub requests: &'a [[u8; 32]],
    /// The public keys that the copies are for, in the order of `requests`.
    pub holders: &'a str,
}

/// What came of asking.
#[derive(Debug)]
pub enum Begun {
    /// Something was handed out to another token.
    Issued,
    /// The nonce was used before.
    NonceUsed,
    /// More copies than one offer is good for.
    TooMany,
    /// It is a transaction now.
    Transaction(WalletSecret),
}

/// What was asked for and has not been handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// The configuration.
    pub configuration: String,
    /// The public keys that the copies are for.
    pub holders: String,
}

/// What a wallet says became of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalletEvent {
    /// It keeps it.
    Accepted,
    /// Its user did not want it.
    Deleted,
    /// It could not keep it.
    Failure,
}

impl WalletEvent {
    /// Its name in OpenID4VCI.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "credential_accepted",
            Self::Deleted => "credential_deleted",
            Self::Failure => "credential_failure",
        }
    }

    /// The event of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Accepted, Self::Deleted, Self::Failure].into_iter().find(|event| event.as_str() == name)
    }
}

impl Ledger {
    /// Uses the nonce up and notes what is asked for. Nothing was handed out for this offer yet, or to this token; what
    /// another token asked for before is void.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn begin_transaction(
        &mut self,
        access: &Access,
        copies: &Copies<'_>,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Begun, LedgerError> {
        let id = WalletSecret::long(entropy);
        let transaction = self.begin()?;
        let (nonce, until) = &copies.nonce;
        if !use_once(&transaction, nonce, *until, now)? {
            return Ok(Begun::NonceUsed);
        }
        let Access { offer, token, .. } = access;
        let sql = "UPDATE wallet_offers SET taken = ?2 WHERE offer = ?1 AND (issued IS NULL OR taken = ?2)";
        if transaction.execute(sql, params![offer, token])? != 1 {
            transaction.commit()?;
            return Ok(Begun::Issued);
        }
        let sql = "DELETE FROM wallet_transactions WHERE token <> ?2 \
                   AND token IN (SELECT token FROM wallet_tokens WHERE offer = ?1)";
        transaction.execute(sql, params![offer, token])?;
        for request in copies.requests {
            let sql = "INSERT OR IGNORE INTO wallet_copies (offer, configuration, request) VALUES (?1, ?2, ?3)";
            transaction.execute(sql, params![offer, copies.configuration, request])?;
        }
        let sql = "SELECT count(*) FROM wallet_copies WHERE offer = ?1 AND configuration = ?2";
        let count: i64 = transaction.query_row(sql, params![offer, copies.configuration], |row| row.get(0))?;
        if count > limits::OFFER_COPIES_MAX {
            return Ok(Begun::TooMany);
        }
        let sql = "INSERT INTO wallet_transactions (id, token, configuration, holders, expires) \
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        let expires = now.plus_seconds(limits::WALLET_TRANSACTION_SECONDS).unix();
        transaction.execute(sql, params![id.digest(), token, copies.configuration, copies.holders, expires])?;
        transaction.commit()?;
        Ok(Begun::Transaction(id))
    }

    /// What is under way as `id`, by this token.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn wallet_transaction(
        &self,
        access: &Access,
        id: &str,
        now: Timestamp,
    ) -> Result<Option<Transaction>, LedgerError> {
        let sql =
            "SELECT configuration, holders FROM wallet_transactions WHERE id = ?1 AND token = ?2 AND expires > ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let values = params![sha256(id.as_bytes()), access.token, now.unix()];
        let read = |row: &rusqlite::Row<'_>| Ok(Transaction { configuration: row.get(0)?, holders: row.get(1)? });
        Ok(statement.query_row(values, read).optional()?)
    }

    /// Ends a transaction, right before what was asked for is handed out: gives an id for notifications, or `None` if it is
    /// under way no more, so that nothing may be handed out. The offer is used up with it, and so are others behind its link.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn end_transaction(
        &mut self,
        access: &Access,
        id: &str,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Option<WalletSecret>, LedgerError> {
        let notification = WalletSecret::long(entropy);
        let Access { offer, token, .. } = access;
        let transaction = self.begin()?;
        let sql = "DELETE FROM wallet_transactions WHERE id = ?1 AND token = ?2";
        if transaction.execute(sql, params![sha256(id.as_bytes()), token])? != 1 {
            return Ok(None);
        }
        let sql = "UPDATE wallet_offers SET issued = coalesce(issued, ?2), taken = ?3 WHERE offer = ?1";
        transaction.execute(sql, params![offer, now.unix(), token])?;
        transaction.execute("DELETE FROM wallet_codes WHERE offer = ?1", [offer])?;
        let sql = "SELECT claim FROM wallet_offers WHERE offer = ?1";
        let claim: Option<i64> = transaction.query_row(sql, [offer], |row| row.get(0)).optional()?.flatten();
        if let Some(claim) = claim {
            close_offers_behind(&transaction, claim)?;
        }
        let sql = "INSERT INTO wallet_notifications (id, offer, at) VALUES (?1, ?2, ?3)";
        transaction.execute(sql, params![notification.digest(), offer, now.unix()])?;
        transaction.commit()?;
        Ok(Some(notification))
    }

    /// Gives up a transaction of which nothing will come.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn drop_transaction(&mut self, access: &Access, id: &str) -> Result<(), LedgerError> {
        let sql = "DELETE FROM wallet_transactions WHERE id = ?1 AND token = ?2";
        self.connection.execute(sql, params![sha256(id.as_bytes()), access.token])?;
        Ok(())
    }

    /// Notes what a wallet says; `false` if there is no such notification of this token's offer.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn note_wallet_event(
        &mut self,
        access: &Access,
        id: &str,
        event: WalletEvent,
        now: Timestamp,
    ) -> Result<bool, LedgerError> {
        let sql = "UPDATE wallet_notifications SET event = ?3, at = ?4 WHERE id = ?1 AND offer = ?2";
        let values = params![sha256(id.as_bytes()), access.offer, event.as_str(), now.unix()];
        Ok(self.connection.execute(sql, values)? == 1)
    }
}
