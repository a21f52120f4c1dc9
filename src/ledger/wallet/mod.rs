//! What a wallet was offered and how far it came: offers, codes, access tokens, transactions, notifications, and what has
//! been used up.
//!
//! Of everything that lets somebody in only a digest is kept. An offer lives as long as whoever opened it says, a code for
//! minutes; whatever is made anew costs nobody what was there. An offer is used up when a credential was handed out, not
//! before: until then whoever came last has it. What OpenID4VCI says of all this is in the room `oid4vci`.

mod codes;
mod drawn;
mod progress;
mod tables;
mod transactions;

use rusqlite::{Connection, params};

use super::{ClaimNumber, Ledger, LedgerError, below, known_number, time};
use crate::crypto::encoding::to_base64url;
use crate::crypto::{hmac_sha256, sha256};
use crate::limits;
use crate::model::entropy::{Entropy, draw};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

pub use codes::{Access, Fetched, Grant, Redeemed};
pub use drawn::DrawnCodes;
pub use progress::OfferProgress;
pub(super) use tables::WALLETS;
pub use transactions::{Begun, Copies, Transaction, WalletEvent};

/// What lets a wallet in: it is shown once, and the ledger keeps its digest.
#[derive(Clone, PartialEq, Eq)]
pub struct WalletSecret(String);

impl WalletSecret {
    /// 128 random bits: what stands in a QR code, which has to be small.
    fn short(entropy: &mut dyn Entropy) -> Self {
        Self(to_base64url(&draw::<16>(entropy)))
    }

    /// 256 random bits.
    fn long(entropy: &mut dyn Entropy) -> Self {
        Self(to_base64url(&draw::<32>(entropy)))
    }

    /// What somebody types.
    fn six_digits(entropy: &mut dyn Entropy) -> Self {
        Self(format!("{:06}", below(1_000_000, entropy)))
    }

    /// As it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn digest(&self) -> [u8; 32] {
        sha256(self.0.as_bytes())
    }
}

/// Whoever has it gets in, so it does not reach a log.
impl std::fmt::Debug for WalletSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WalletSecret([redacted])")
    }
}

/// Whether a wallet has to show a code that its user got by another way than the offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionCode {
    /// Six digits.
    Asked,
    /// Whoever has the offer has the credential.
    None,
}

/// An offer that was opened.
#[derive(Debug)]
pub struct OpenedOffer {
    /// Its id, which stands in the address that a wallet is shown.
    pub id: WalletSecret,
    /// The code that the wallet is asked for; it is kept nowhere.
    pub tx_code: Option<WalletSecret>,
}

impl Ledger {
    /// Opens an offer of an award that holds until `expires`, behind the link `claim` if it is one's: of all that is opened
    /// behind a link, one is good for a credential.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`] or [`LedgerError::Sqlite`].
    pub fn open_offer(
        &mut self,
        (award, claim): (AwardId, Option<ClaimNumber>),
        code: TransactionCode,
        (created, expires): (Timestamp, Timestamp),
        entropy: &mut dyn Entropy,
    ) -> Result<OpenedOffer, LedgerError> {
        let number = known_number(&self.connection, award)?;
        let id = WalletSecret::short(entropy);
        let tx_code = match code {
            TransactionCode::Asked => Some(WalletSecret::six_digits(entropy)),
            TransactionCode::None => None,
        };
        let offer = id.digest();
        let kept = tx_code.as_ref().map(|code| self.code_digest(&offer, code.as_str()));
        let transaction = self.begin()?;
        forget_old(&transaction, created)?;
        // Whoever opens offers for ever closes the oldest of them.
        let sql = "DELETE FROM wallet_offers WHERE number = ?1 AND issued IS NULL AND offer NOT IN \
                   (SELECT offer FROM wallet_offers WHERE number = ?1 AND issued IS NULL ORDER BY created DESC LIMIT ?2)";
        transaction.execute(sql, params![number, limits::AWARD_OFFERS_MAX - 1])?;
        let sql = "INSERT INTO wallet_offers (offer, number, claim, tx_code, created, expires) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let claim = claim.map(ClaimNumber::get);
        transaction.execute(sql, params![offer, number, claim, kept, created.unix(), expires.unix()])?;
        transaction.commit()?;
        Ok(OpenedOffer { id, tx_code })
    }

    /// Closes all offers of an award: their codes and tokens are void.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`] or [`LedgerError::Sqlite`].
    pub fn close_offers(&mut self, award: AwardId) -> Result<(), LedgerError> {
        let number = known_number(&self.connection, award)?;
        close_offers(&self.connection, number)
    }

    /// Notes that something that may be used once was: `false` if it had been before.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn use_once(&mut self, what: &[u8; 32], until: Timestamp, now: Timestamp) -> Result<bool, LedgerError> {
        let transaction = self.begin()?;
        let new = use_once(&transaction, what, until, now)?;
        transaction.commit()?;
        Ok(new)
    }

    /// What is kept of a transaction code: keyed, since six digits are soon tried.
    fn code_digest(&self, offer: &[u8; 32], code: &str) -> [u8; 32] {
        let mut message = b"tx_code".to_vec();
        message.extend(offer);
        message.extend(code.as_bytes());
        hmac_sha256(&self.secret.0, &message)
    }
}

/// Closes the offers behind a link of which nothing was handed out.
pub(super) fn close_offers_behind(connection: &Connection, claim: i64) -> Result<(), LedgerError> {
    connection.prepare_cached("DELETE FROM wallet_offers WHERE claim = ?1 AND issued IS NULL")?.execute([claim])?;
    Ok(())
}

/// The same by the award's number: what hangs on an offer goes with it.
pub(super) fn close_offers(connection: &Connection, number: i64) -> Result<(), LedgerError> {
    connection.execute("DELETE FROM wallet_offers WHERE number = ?1", [number])?;
    Ok(())
}

pub(super) fn use_once(
    transaction: &rusqlite::Transaction<'_>,
    what: &[u8; 32],
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, LedgerError> {
    transaction.execute("DELETE FROM wallet_used WHERE expires < ?1", [now.unix()])?;
    let sql = "INSERT OR IGNORE INTO wallet_used (digest, expires) VALUES (?1, ?2)";
    Ok(transaction.execute(sql, params![what, until.unix()])? == 1)
}

/// Forgets what serves nobody any more.
fn forget_old(transaction: &rusqlite::Transaction<'_>, now: Timestamp) -> Result<(), LedgerError> {
    let now = now.unix();
    for sql in [
        "DELETE FROM wallet_codes WHERE expires < ?1",
        "DELETE FROM wallet_transactions WHERE expires < ?1",
        "DELETE FROM wallet_tokens WHERE expires < ?1 \
         AND NOT EXISTS (SELECT 1 FROM wallet_transactions t WHERE t.token = wallet_tokens.token)",
        "DELETE FROM wallet_offers WHERE expires < ?1 \
         AND NOT EXISTS (SELECT 1 FROM wallet_tokens t WHERE t.offer = wallet_offers.offer)",
    ] {
        transaction.execute(sql, [now])?;
    }
    Ok(())
}
