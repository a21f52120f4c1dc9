//! Another transaction code for an offer that is open, for somebody who tells it to the learner.

use rusqlite::{OptionalExtension as _, params};

use super::{Ledger, LedgerError, WalletSecret, known_number};
use crate::ledger::State;
use crate::model::entropy::Entropy;
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// What came of asking for transaction codes: one for each award, or none for any.
#[derive(Debug)]
pub enum DrawnCodes {
    /// The codes, in the order of the awards; they are kept nowhere.
    Drawn(Vec<WalletSecret>),
    /// The award was erased.
    Erased(AwardId),
    /// No offer of the award is open.
    NoOffer(AwardId),
    /// The award is not valid.
    NotValid(AwardId, State),
}

impl Ledger {
    /// Draws a new transaction code for the newest offer of each award that is open at `now` and asks for one. The old code is
    /// wrong from then on, and wrong tries are counted anew; an offer that waits goes on waiting, so that nobody has more tries
    /// for it in a day. Whoever has a token by the old code keeps it. Each award is named once.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`], [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn draw_tx_codes(
        &mut self,
        awards: &[AwardId],
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<DrawnCodes, LedgerError> {
        let mut offers = Vec::with_capacity(awards.len());
        for award in awards {
            let row = self.award(*award)?;
            if row.learner_name.is_none() {
                return Ok(DrawnCodes::Erased(*award));
            }
            if row.state != State::Valid {
                return Ok(DrawnCodes::NotValid(*award, row.state));
            }
            match self.open_offer_of(*award, now)? {
                Some(offer) => offers.push(offer),
                None => return Ok(DrawnCodes::NoOffer(*award)),
            }
        }
        let codes: Vec<WalletSecret> = offers.iter().map(|_| WalletSecret::six_digits(entropy)).collect();
        let kept: Vec<[u8; 32]> =
            offers.iter().zip(&codes).map(|(offer, code)| self.code_digest(offer, code.as_str())).collect();
        let transaction = self.begin()?;
        for ((award, offer), kept) in awards.iter().zip(&offers).zip(&kept) {
            let sql = "UPDATE wallet_offers SET tx_code = ?2, wrong = 0 WHERE offer = ?1 AND issued IS NULL";
            // The service may have handed it out, or closed it, since it was looked for: a code would be for nothing.
            if transaction.execute(sql, params![offer, kept])? != 1 {
                return Ok(DrawnCodes::NoOffer(*award));
            }
        }
        transaction.commit()?;
        Ok(DrawnCodes::Drawn(codes))
    }

    /// The newest offer of an award that is open and asks for a transaction code; of some that were opened in one second, as by
    /// a button that was pressed twice, the one that a wallet fetched last.
    fn open_offer_of(&self, award: AwardId, now: Timestamp) -> Result<Option<[u8; 32]>, LedgerError> {
        let sql = "SELECT offer FROM wallet_offers WHERE number = ?1 AND issued IS NULL AND tx_code IS NOT NULL \
                   AND expires > ?2 ORDER BY created DESC, fetched DESC, offer DESC LIMIT 1";
        let number = known_number(&self.connection, award)?;
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(params![number, now.unix()], |row| row.get(0)).optional()?)
    }
}
