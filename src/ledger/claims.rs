//! Claims: the links by which learners come to their awards, and the addresses to which they are sent.
//!
//! Of a link's token the ledger keeps a digest alone, but for a mail that waits to be sent: that is emptied when the mail
//! was sent. An award may have several links, each with a time of its own; withdrawing an award's links withdraws all.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::outbox::{self, Letter};
use super::{AwardNumber, Chunk, Ledger, LedgerError, known_number, time, wallet};
use crate::crypto::encoding::to_hex;
use crate::crypto::sha256;
use crate::model::entropy::{Entropy, draw};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// Claims, contacts and the outbox. `contacts` and `outbox` can be traced to a person, and claims open what can.
pub(super) const CLAIMS: &str = "
CREATE TABLE claims (
    claim INTEGER PRIMARY KEY,
    number INTEGER NOT NULL REFERENCES awards,
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    withdrawn INTEGER
) STRICT;
CREATE INDEX claims_by_award ON claims (number);

-- Where a learner is written to, and in which language.
CREATE TABLE contacts (
    number INTEGER PRIMARY KEY REFERENCES awards,
    address TEXT NOT NULL,
    language TEXT NOT NULL
) STRICT;

-- One row a letter with a link. The token stands here until the letter was sent or is given up.
CREATE TABLE outbox (
    letter INTEGER PRIMARY KEY,
    number INTEGER NOT NULL REFERENCES awards,
    claim INTEGER NOT NULL REFERENCES claims,
    token TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'refused')),
    queued INTEGER NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    settled INTEGER,
    reason TEXT
) STRICT;
CREATE INDEX outbox_by_award ON outbox (number);
CREATE INDEX outbox_waiting ON outbox (due) WHERE token IS NOT NULL;
";

/// The token of a claim: 160 random bits as 40 hexadecimal digits, which no mail program breaks or cuts.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimToken(String);

impl ClaimToken {
    /// How many digits it has.
    const DIGITS: usize = 40;

    /// Draws a new one.
    #[must_use]
    pub fn random(entropy: &mut dyn Entropy) -> Self {
        Self(to_hex(&draw::<20>(entropy)))
    }

    /// The token of a link; `None` if it has not the form of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (text.len() == Self::DIGITS && digits).then(|| Self(text.to_owned()))
    }

    /// The token as it stands in the link.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the token: under it the ledger knows the claim.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        sha256(self.0.as_bytes())
    }
}

/// Whoever has the token comes to the award, so it does not reach a log.
impl std::fmt::Debug for ClaimToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClaimToken(redacted)")
    }
}

/// The number of a claim. It never leaves the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClaimNumber(pub(super) i64);

impl ClaimNumber {
    /// The number, for tables that refer to claims.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }
}

/// A link to an award.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Its number.
    pub number: ClaimNumber,
    /// The award.
    pub award: AwardId,
    /// Since when.
    pub created: Timestamp,
    /// From when on it opens nothing any more.
    pub expires: Timestamp,
    /// When it was withdrawn, if it was.
    pub withdrawn: Option<Timestamp>,
}

/// Whether a link opens anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimState {
    /// Its time is over.
    Expired,
    /// It opens the award.
    Open,
    /// It was withdrawn.
    Withdrawn,
}

impl Claim {
    /// Whether it opens anything at `now`.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> ClaimState {
        match self.withdrawn {
            Some(_) => ClaimState::Withdrawn,
            None if now >= self.expires => ClaimState::Expired,
            None => ClaimState::Open,
        }
    }
}

/// What a new link is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimTerms {
    /// Now.
    pub created: Timestamp,
    /// From when on it opens nothing any more.
    pub expires: Timestamp,
    /// Whether a mail with it is put into the outbox.
    pub letter: Letter,
}

/// Where a learner is written to.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// The e-mail address.
    pub address: String,
    /// The language to write in: a tag of BCP 47.
    pub language: String,
}

impl Ledger {
    /// Makes one more link to an award and hands out its token: the only time that it is seen.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`] or [`LedgerError::Sqlite`].
    pub fn open_claim(
        &mut self,
        award: AwardId,
        terms: ClaimTerms,
        entropy: &mut dyn Entropy,
    ) -> Result<ClaimToken, LedgerError> {
        let transaction = self.begin()?;
        let number = known_number(&transaction, award)?;
        let token = open(&transaction, number, terms, entropy)?;
        transaction.commit()?;
        Ok(token)
    }

    /// The claim of a token, whatever became of it; `None` when there is none, or its award was erased.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn claim_by_token(&self, token: &ClaimToken) -> Result<Option<Claim>, LedgerError> {
        let sql = format!("{CLAIM} WHERE c.token_hash = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([token.hash().as_slice()])?;
        rows.next()?.map(claim).transpose()
    }

    /// The claim of a number.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn claim(&self, number: ClaimNumber) -> Result<Option<Claim>, LedgerError> {
        let sql = format!("{CLAIM} WHERE c.claim = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([number.0])?;
        rows.next()?.map(claim).transpose()
    }

    /// All links of an award, oldest first.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`], [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn claims(&self, award: AwardId) -> Result<Vec<Claim>, LedgerError> {
        let sql = format!("{CLAIM} WHERE c.number = ?1 ORDER BY c.claim");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([known_number(&self.connection, award)?])?;
        let mut claims = Vec::new();
        while let Some(row) = rows.next()? {
            claims.push(claim(row)?);
        }
        Ok(claims)
    }

    /// Withdraws all links of an award that are open at `now`, takes the letters with them out of the outbox, closes what was
    /// offered to wallets by them, and says how many links there were.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`] or [`LedgerError::Sqlite`].
    pub fn withdraw_claims(&mut self, award: AwardId, now: Timestamp) -> Result<usize, LedgerError> {
        let transaction = self.begin()?;
        let number = known_number(&transaction, award)?;
        let sql = "UPDATE claims SET withdrawn = ?2 WHERE number = ?1 AND withdrawn IS NULL AND expires > ?2";
        let withdrawn = transaction.execute(sql, params![number, now.unix()])?;
        outbox::give_up(&transaction, number, "the link was withdrawn", now)?;
        wallet::close_offers(&transaction, number)?;
        transaction.commit()?;
        Ok(withdrawn)
    }

    /// Lets all links of an award that were not withdrawn, expired ones too, hold until `expires`, and says how many there are.
    /// None is made to end sooner.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`] or [`LedgerError::Sqlite`].
    pub fn renew_claims(&mut self, award: AwardId, expires: Timestamp) -> Result<usize, LedgerError> {
        let number = known_number(&self.connection, award)?;
        let sql = "UPDATE claims SET expires = max(expires, ?2) WHERE number = ?1 AND withdrawn IS NULL";
        Ok(self.connection.execute(sql, params![number, expires.unix()])?)
    }

    /// Where the learner of an award is written to; `None` when no address is on file.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`] or [`LedgerError::Sqlite`].
    pub fn contact(&self, award: AwardId) -> Result<Option<Contact>, LedgerError> {
        let mut statement =
            self.connection.prepare_cached("SELECT address, language FROM contacts WHERE number = ?1")?;
        let read = |row: &Row<'_>| Ok(Contact { address: row.get(0)?, language: row.get(1)? });
        Ok(statement.query_row([known_number(&self.connection, award)?], read).optional()?)
    }

    /// Notes where the learner of an award is written to from now on.
    ///
    /// # Errors
    ///
    /// [`LedgerError::UnknownAward`] or [`LedgerError::Sqlite`].
    pub fn set_contact(&mut self, award: AwardId, contact: &Contact) -> Result<(), LedgerError> {
        write_contact(&self.connection, known_number(&self.connection, award)?, contact)
    }
}

impl Chunk<'_> {
    /// Notes where the learner of an award is written to.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn set_contact(&self, number: AwardNumber, contact: &Contact) -> Result<(), LedgerError> {
        write_contact(self.transaction(), number.0, contact)
    }
}

fn write_contact(connection: &Connection, number: i64, contact: &Contact) -> Result<(), LedgerError> {
    let sql = "INSERT INTO contacts (number, address, language) VALUES (?1, ?2, ?3) \
               ON CONFLICT DO UPDATE SET address = excluded.address, language = excluded.language";
    connection.prepare_cached(sql)?.execute(params![number, contact.address, contact.language])?;
    Ok(())
}

/// Links that are made while awards are stored.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// What they are to be.
    pub terms: ClaimTerms,
    /// For which awards, each once.
    pub awards: &'a [(AwardNumber, Renewal)],
}

/// Whether an award that has a link gets one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// It does: its first one reached nobody.
    Anew,
    /// It does not.
    IfNone,
}

/// The tokens of links that were made, by award.
pub type Opened = HashMap<AwardNumber, ClaimToken>;

/// Makes links, each for an award.
pub(super) fn open_all(
    connection: &Connection,
    opening: Opening<'_>,
    entropy: &mut dyn Entropy,
) -> Result<Opened, LedgerError> {
    let Opening { terms, awards } = opening;
    let mut opened = Opened::with_capacity(awards.len());
    for (number, renewal) in awards {
        if *renewal == Renewal::Anew || !has_open(connection, number.0, terms.created)? {
            opened.insert(*number, open(connection, number.0, terms, entropy)?);
        }
    }
    Ok(opened)
}

/// Whether an award has a link that was not withdrawn and holds at `now`.
fn has_open(connection: &Connection, number: i64, now: Timestamp) -> Result<bool, LedgerError> {
    let sql = "SELECT 1 FROM claims WHERE number = ?1 AND withdrawn IS NULL AND expires > ?2";
    Ok(connection.prepare_cached(sql)?.exists(params![number, now.unix()])?)
}

/// Makes a link, and puts a letter with it into the outbox if that is wished.
pub(super) fn open(
    connection: &Connection,
    number: i64,
    terms: ClaimTerms,
    entropy: &mut dyn Entropy,
) -> Result<ClaimToken, LedgerError> {
    let token = ClaimToken::random(entropy);
    let sql = "INSERT INTO claims (number, token_hash, created, expires) VALUES (?1, ?2, ?3, ?4)";
    let hash = token.hash();
    let row = params![number, hash.as_slice(), terms.created.unix(), terms.expires.unix()];
    connection.prepare_cached(sql)?.execute(row)?;
    let claim = ClaimNumber(connection.last_insert_rowid());
    outbox::queue(connection, number, claim, &token, terms)?;
    Ok(token)
}

const CLAIM: &str =
    "SELECT c.claim, a.award, c.created, c.expires, c.withdrawn FROM claims c JOIN awards a USING (number)";

fn claim(row: &Row<'_>) -> Result<Claim, LedgerError> {
    Ok(Claim {
        number: ClaimNumber(row.get(0)?),
        award: AwardId::from_bytes(row.get(1)?),
        created: time(row.get(2)?)?,
        expires: time(row.get(3)?)?,
        withdrawn: row.get::<_, Option<i64>>(4)?.map(time).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_as_they_are_written_and_shown_to_nobody() {
        struct Ones;
        impl Entropy for Ones {
            fn fill(&mut self, bytes: &mut [u8]) {
                bytes.fill(0xa1);
            }
        }
        let token = ClaimToken::random(&mut Ones);
        assert_eq!(token.as_str(), "a1".repeat(20));
        assert_eq!(format!("{token:?}"), "ClaimToken(redacted)");
        assert_eq!(ClaimToken::parse(token.as_str()), Some(token));
        for other in ["", "a1", &"A1".repeat(20), &"a1".repeat(21), &"g1".repeat(20), &"é".repeat(20)] {
            assert_eq!(ClaimToken::parse(other), None, "{other}");
        }
    }
}
