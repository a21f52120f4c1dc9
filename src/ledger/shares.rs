//! Shared credentials: a link with 128 random bits, of which the ledger keeps a hash alone.

use rusqlite::params;

use super::{ClaimToken, Ledger, LedgerError, known_number, time};
use crate::crypto::encoding::to_hex;
use crate::crypto::{hmac_sha256, sha256};
use crate::model::entropy::{Entropy, draw};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// The token of a share: 32 hexadecimal digits. It is shown once and kept nowhere.
pub struct ShareToken(String);

impl ShareToken {
    /// Draws a new one.
    #[must_use]
    pub fn random(entropy: &mut dyn Entropy) -> Self {
        Self(to_hex(&draw::<16>(entropy)))
    }

    /// The token of a share that is opened by a claim link at `at`: whoever has that link can have this one shown again.
    #[must_use]
    pub fn of_claim(claim: &ClaimToken, at: Timestamp) -> Self {
        let mut message = b"share".to_vec();
        message.extend(at.unix().to_be_bytes());
        let key = sha256(&[b"share of ".as_slice(), claim.as_str().as_bytes()].concat());
        Self(to_hex(&hmac_sha256(&key, &message)[..16]))
    }

    /// The token as it stands in the link.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the token: under it the ledger and the publication folder know the share.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        sha256(self.0.as_bytes())
    }
}

/// Whoever has the token can read the credential, so it does not reach a log.
impl std::fmt::Debug for ShareToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ShareToken(redacted)")
    }
}

/// A share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// SHA-256 of its token.
    pub token_hash: [u8; 32],
    /// Since when.
    pub at: Timestamp,
}

impl Ledger {
    /// Notes that an award is shared under a token.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`] or [`LedgerError::Sqlite`].
    pub fn add_share(&mut self, award: AwardId, token: &ShareToken, at: Timestamp) -> Result<(), LedgerError> {
        let sql = "INSERT INTO shares (token_hash, number, at) VALUES (?1, ?2, ?3)";
        self.connection
            .execute(sql, params![token.hash().as_slice(), known_number(&self.connection, award)?, at.unix()])?;
        Ok(())
    }

    /// The shares of an award.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`], [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn shares(&self, award: AwardId) -> Result<Vec<Share>, LedgerError> {
        let sql = "SELECT token_hash, at FROM shares WHERE number = ?1 ORDER BY at, token_hash";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([known_number(&self.connection, award)?])?;
        let mut shares = Vec::new();
        while let Some(row) = rows.next()? {
            shares.push(Share { token_hash: row.get(0)?, at: time(row.get(1)?)? });
        }
        Ok(shares)
    }

    /// Forgets the shares of an award.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`] or [`LedgerError::Sqlite`].
    pub fn remove_shares(&mut self, award: AwardId) -> Result<(), LedgerError> {
        self.connection.execute("DELETE FROM shares WHERE number = ?1", [known_number(&self.connection, award)?])?;
        Ok(())
    }
}
