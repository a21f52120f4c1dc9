//! How far the offers of an award came, for whoever waits beside the wallet.

use super::transactions::WalletEvent;
use super::{ClaimNumber, Ledger, LedgerError, known_number, time};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// How far an offer came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferProgress {
    /// The link behind which it was opened, if it was one.
    pub claim: Option<ClaimNumber>,
    /// When it was opened.
    pub created: Timestamp,
    /// Until when it can be fetched.
    pub expires: Timestamp,
    /// When a wallet fetched it last.
    pub fetched: Option<Timestamp>,
    /// When a credential was handed out.
    pub issued: Option<Timestamp>,
    /// What the wallet said last, if it said anything.
    pub event: Option<WalletEvent>,
}

impl Ledger {
    /// The offers of an award, the oldest first.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`], [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn wallet_offers(&self, award: AwardId) -> Result<Vec<OfferProgress>, LedgerError> {
        let sql = "SELECT created, expires, fetched, issued, claim, (SELECT event FROM wallet_notifications n \
                   WHERE n.offer = o.offer AND event IS NOT NULL ORDER BY at DESC LIMIT 1) \
                   FROM wallet_offers o WHERE number = ?1 ORDER BY created, offer";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([known_number(&self.connection, award)?])?;
        let mut offers = Vec::new();
        while let Some(row) = rows.next()? {
            let event: Option<String> = row.get(5)?;
            offers.push(OfferProgress {
                claim: row.get::<_, Option<i64>>(4)?.map(ClaimNumber),
                created: time(row.get(0)?)?,
                expires: time(row.get(1)?)?,
                fetched: row.get::<_, Option<i64>>(2)?.map(time).transpose()?,
                issued: row.get::<_, Option<i64>>(3)?.map(time).transpose()?,
                event: event.as_deref().and_then(WalletEvent::from_name),
            });
        }
        Ok(offers)
    }
}
