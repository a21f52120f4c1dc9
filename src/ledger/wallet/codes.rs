//! From an offer to an access token: codes are made when the offer is fetched, and redeemed once.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Ledger, LedgerError, WalletSecret, forget_old, limits, time};
use crate::crypto::sha256;
use crate::model::entropy::Entropy;
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// What came of fetching an offer.
#[derive(Debug)]
pub enum Fetched {
    /// There is no such offer, or it has ended, or its award was revoked, replaced or erased.
    Gone,
    /// A credential was handed out for it.
    Issued,
    /// It is here.
    Ready {
        /// The award.
        award: AwardId,
        /// A new code for it.
        code: WalletSecret,
        /// Whether the wallet has to show a transaction code.
        asks_code: bool,
    },
    /// Too many wrong transaction codes were tried; there are new codes after so many seconds.
    Waits {
        /// The seconds.
        seconds: i64,
    },
}

/// What a token is to be.
#[derive(Debug, Default, Clone)]
pub struct Grant {
    /// The thumbprint of the key that it is bound to.
    pub key: Option<[u8; 32]>,
    /// What may be asked for by identifier; `None` if nothing was asked for so.
    pub identifiers: Option<Vec<String>>,
}

/// What came of a code.
#[derive(Debug)]
pub enum Redeemed {
    /// The wallet has to show a transaction code, and did not.
    CodeMissing,
    /// The wallet has shown a transaction code, and none was asked for.
    CodeUnexpected,
    /// The transaction code is wrong.
    CodeWrong,
    /// The code was never given, has expired, was used, or was burnt.
    Refused,
    /// A token.
    Token(WalletSecret),
}

/// What a token lets a wallet do.
#[derive(Debug, Clone)]
pub struct Access {
    pub(super) token: [u8; 32],
    pub(super) offer: [u8; 32],
    /// The award that was offered.
    pub award: AwardId,
    /// The thumbprint of the key that it is bound to.
    pub key: Option<[u8; 32]>,
    /// What may be asked for by identifier; `None` if by configuration.
    pub identifiers: Option<Vec<String>>,
    /// Until when something new may be asked for.
    pub expires: Timestamp,
}

impl Access {
    /// The digest of the offer that it came from.
    #[must_use]
    pub fn offer(&self) -> &[u8; 32] {
        &self.offer
    }
}

/// An offer, as far as codes go.
struct Row {
    number: i64,
    tx_code: Option<[u8; 32]>,
    expires: i64,
    burnt: i64,
    waits: i64,
    issued: Option<i64>,
}

impl Ledger {
    /// Makes a new code for the offer with this id, beside those that there are.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn fetch_offer(&mut self, id: &str, now: Timestamp, entropy: &mut dyn Entropy) -> Result<Fetched, LedgerError> {
        let offer = sha256(id.as_bytes());
        let code = WalletSecret::long(entropy);
        let transaction = self.begin()?;
        forget_old(&transaction, now)?;
        let Some(row) = row(&transaction, &offer)?.filter(|row| now.unix() < row.expires) else {
            transaction.commit()?;
            return Ok(Fetched::Gone);
        };
        let Some(award) = standing(&transaction, row.number)? else { return Ok(Fetched::Gone) };
        if row.issued.is_some() {
            return Ok(Fetched::Issued);
        }
        if now.unix() < row.waits {
            return Ok(Fetched::Waits { seconds: row.waits - now.unix() });
        }
        // Whoever fetches it for ever makes no more of them: the oldest goes.
        let sql = "DELETE FROM wallet_codes WHERE offer = ?1 AND code NOT IN \
                   (SELECT code FROM wallet_codes WHERE offer = ?1 ORDER BY expires DESC LIMIT ?2)";
        transaction.execute(sql, params![offer, limits::OFFER_CODES_MAX - 1])?;
        let expires = now.plus_seconds(limits::OFFER_CODE_SECONDS).unix().min(row.expires);
        let sql = "INSERT INTO wallet_codes (code, offer, expires) VALUES (?1, ?2, ?3)";
        transaction.execute(sql, params![code.digest(), offer, expires])?;
        transaction.execute("UPDATE wallet_offers SET fetched = ?2 WHERE offer = ?1", params![offer, now.unix()])?;
        transaction.commit()?;
        Ok(Fetched::Ready { award, code, asks_code: row.tx_code.is_some() })
    }

    /// Takes a code and gives a token for it, once.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn redeem_code(
        &mut self,
        code: &str,
        tx_code: Option<&str>,
        grant: &Grant,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Redeemed, LedgerError> {
        let digest = sha256(code.as_bytes());
        let sql = "SELECT offer FROM wallet_codes WHERE code = ?1 AND expires > ?2";
        let found: Option<[u8; 32]> =
            self.connection.query_row(sql, params![digest, now.unix()], |row| row.get(0)).optional()?;
        let Some(offer) = found else { return Ok(Redeemed::Refused) };
        let shown = tx_code.map(|code| self.code_digest(&offer, code));
        let token = WalletSecret::long(entropy);
        let transaction = self.begin()?;
        let Some(row) = row(&transaction, &offer)?.filter(|row| now.unix() < row.expires && row.issued.is_none())
        else {
            return Ok(Redeemed::Refused);
        };
        match (row.tx_code, shown) {
            (Some(_), None) => return Ok(Redeemed::CodeMissing),
            (None, Some(_)) => return Ok(Redeemed::CodeUnexpected),
            (Some(kept), Some(shown)) if kept != shown => {
                count_wrong(&transaction, &offer, &row, now)?;
                transaction.commit()?;
                return Ok(Redeemed::CodeWrong);
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
        if transaction.execute("DELETE FROM wallet_codes WHERE code = ?1", [digest])? != 1 {
            return Ok(Redeemed::Refused);
        }
        transaction.execute("UPDATE wallet_offers SET wrong = 0 WHERE offer = ?1", [offer])?;
        let sql = "INSERT INTO wallet_tokens (token, offer, expires, key, identifiers) VALUES (?1, ?2, ?3, ?4, ?5)";
        let expires = now.plus_seconds(limits::WALLET_TOKEN_SECONDS).unix();
        let identifiers = grant.identifiers.as_ref().map(|all| all.join(" "));
        transaction.execute(sql, params![token.digest(), offer, expires, grant.key, identifiers])?;
        transaction.commit()?;
        Ok(Redeemed::Token(token))
    }

    /// What a token lets a wallet do, if it is one. An old one serves for what was asked for before.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn wallet_access(&self, token: &str) -> Result<Option<Access>, LedgerError> {
        let digest = sha256(token.as_bytes());
        let sql = "SELECT t.offer, t.expires, t.key, t.identifiers, a.award FROM wallet_tokens t \
                   JOIN wallet_offers o USING (offer) JOIN awards a USING (number) WHERE t.token = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([digest])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let identifiers: Option<String> = row.get(3)?;
        Ok(Some(Access {
            token: digest,
            offer: row.get(0)?,
            award: AwardId::from_bytes(row.get(4)?),
            key: row.get(2)?,
            identifiers: identifiers.map(|all| all.split_whitespace().map(str::to_owned).collect()),
            expires: time(row.get(1)?)?,
        }))
    }
}

/// After so many wrong transaction codes all codes are burnt, and from the second time on there are new ones only after a
/// while, twice as long each time: otherwise whoever has the offer would soon have tried them all.
fn count_wrong(connection: &Connection, offer: &[u8; 32], row: &Row, now: Timestamp) -> Result<(), LedgerError> {
    let sql = "UPDATE wallet_offers SET wrong = wrong + 1 WHERE offer = ?1 RETURNING wrong";
    let wrong: i64 = connection.query_row(sql, [offer], |row| row.get(0))?;
    if wrong < limits::TX_CODE_TRIES_MAX {
        return Ok(());
    }
    connection.execute("DELETE FROM wallet_codes WHERE offer = ?1", [offer])?;
    let doubled = u32::try_from(row.burnt - 1).ok().map(|times| limits::TX_CODE_WAIT_SECONDS << times.min(20));
    let waits = now.unix() + doubled.unwrap_or_default().min(limits::TX_CODE_WAIT_SECONDS_MAX);
    let sql = "UPDATE wallet_offers SET wrong = 0, burnt = burnt + 1, waits = ?2 WHERE offer = ?1";
    connection.execute(sql, params![offer, waits])?;
    Ok(())
}

fn row(connection: &Connection, offer: &[u8; 32]) -> Result<Option<Row>, LedgerError> {
    let sql = "SELECT number, tx_code, expires, burnt, waits, issued FROM wallet_offers WHERE offer = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Row {
            number: row.get(0)?,
            tx_code: row.get(1)?,
            expires: row.get(2)?,
            burnt: row.get(3)?,
            waits: row.get(4)?,
            issued: row.get(5)?,
        })
    };
    Ok(statement.query_row([offer], read).optional()?)
}

/// The award of a number, unless it was revoked, replaced or erased.
fn standing(connection: &Connection, number: i64) -> Result<Option<AwardId>, LedgerError> {
    let sql = "SELECT a.award FROM awards a JOIN learners l USING (number) WHERE a.number = ?1 AND NOT EXISTS \
               (SELECT 1 FROM events e WHERE e.number = a.number AND e.change IN ('revoke', 'supersede'))";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row([number], |row| row.get(0)).optional()?.map(AwardId::from_bytes))
}
