//! The outbox: letters with links that wait to be sent, and what became of them.
//!
//! A letter is put in by the transaction that makes its link. Whoever sends takes some of one learner at a time, and says
//! in the ledger that they are about to be sent before the first byte leaves: after a crash those are known for what they
//! are, perhaps sent and perhaps not.

use rusqlite::{Connection, Row, params};

use super::claims::ClaimNumber;
use super::{ClaimTerms, ClaimToken, Contact, Ledger, LedgerError, damaged, time};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// Whether a mail with a new link is put into the outbox. Without an address there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Letter {
    /// None.
    #[default]
    None,
    /// If none was ever put in for the award.
    Once,
    /// In any case.
    Always,
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LetterState {
    /// It waits to be sent.
    Waiting,
    /// It was about to be sent when the program was stopped, or it is being sent now.
    Sending,
    /// A mail server took it.
    Sent,
    /// It was given up, for a reason.
    Refused,
}

impl LetterState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Sending, Self::Sent, Self::Refused];

    /// The word that stands in the ledger.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Refused => "refused",
        }
    }
}

/// The number of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LetterNumber(i64);

impl LetterNumber {
    /// The number.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }
}

/// A letter as it is listed.
#[derive(Clone)]
pub struct LetterRow {
    /// Its number.
    pub letter: LetterNumber,
    /// The award.
    pub award: AwardId,
    /// The batch of the award.
    pub batch: i64,
    /// Where it goes, unless that was erased.
    pub address: Option<String>,
    /// What became of it.
    pub state: LetterState,
    /// When it was put in.
    pub queued: Timestamp,
    /// From when on it is tried.
    pub due: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was sent or given up.
    pub settled: Option<Timestamp>,
    /// Why it was not sent the last time.
    pub reason: Option<String>,
}

/// A link in a mail.
#[derive(Clone)]
pub struct LetterLink {
    /// The letter.
    pub letter: LetterNumber,
    /// The award.
    pub award: AwardId,
    /// The link's token.
    pub token: ClaimToken,
    /// Until when the link holds.
    pub expires: Timestamp,
}

/// What one learner gets at once: all that waits of one batch.
#[derive(Clone)]
pub struct Mailing {
    /// Where to.
    pub contact: Contact,
    /// The learner's name.
    pub name: String,
    /// The links, by award. Never empty.
    pub links: Vec<LetterLink>,
    /// How often it was tried before.
    pub attempts: u32,
}

/// What became of a mailing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A mail server took it.
    Sent,
    /// It may be taken later; not before `due`.
    Later {
        /// From when on it is tried again.
        due: Timestamp,
        /// What was said.
        reason: String,
    },
    /// It is not tried again.
    Refused {
        /// What was said.
        reason: String,
    },
}

/// Which letters are meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LetterFilter {
    /// Those of a batch.
    pub batch: Option<i64>,
    /// Those of which this became.
    pub state: Option<LetterState>,
}

impl Ledger {
    /// Takes the next letters of one learner that are due, and notes that they are about to be sent. Letters of links that hold
    /// no more are given up.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn take_mailing(&mut self, batch: Option<i64>, now: Timestamp) -> Result<Option<Mailing>, LedgerError> {
        let transaction = self.begin()?;
        let sql = "UPDATE outbox SET state = 'refused', token = NULL, settled = ?1, reason = 'the link holds no more' \
                   WHERE token IS NOT NULL AND state = 'waiting' \
                   AND claim IN (SELECT claim FROM claims WHERE expires <= ?1 OR withdrawn IS NOT NULL)";
        transaction.execute(sql, [now.unix()])?;
        let mailing = next(&transaction, batch, now)?;
        if let Some(mailing) = &mailing {
            for link in &mailing.links {
                let sql = "UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE letter = ?1";
                transaction.prepare_cached(sql)?.execute([link.letter.0])?;
            }
        }
        transaction.commit()?;
        Ok(mailing)
    }

    /// Notes what became of a mailing. What was sent or given up has no token any more.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn settle_mailing(&mut self, mailing: &Mailing, outcome: &Outcome, now: Timestamp) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        for link in &mailing.links {
            let letter = link.letter.0;
            match outcome {
                Outcome::Sent => transaction
                    .prepare_cached(
                        "UPDATE outbox SET state = 'sent', token = NULL, settled = ?2, reason = NULL WHERE letter = ?1",
                    )?
                    .execute(params![letter, now.unix()])?,
                Outcome::Later { due, reason } => transaction
                    .prepare_cached(
                        "UPDATE outbox SET state = 'waiting', due = ?2, reason = ?3 WHERE letter = ?1 AND token IS NOT NULL",
                    )?
                    .execute(params![letter, due.unix(), reason])?,
                Outcome::Refused { reason } => transaction
                    .prepare_cached(
                        "UPDATE outbox SET state = 'refused', token = NULL, settled = ?2, reason = ?3 WHERE letter = ?1",
                    )?
                    .execute(params![letter, now.unix(), reason])?,
            };
        }
        Ok(transaction.commit()?)
    }

    /// Lets letters wait once more that were about to be sent when a program was stopped, and says how many. One of them may
    /// have been sent: its learner gets the same link twice.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn release_mailings(&mut self, now: Timestamp) -> Result<usize, LedgerError> {
        let sql = "UPDATE outbox SET state = 'waiting', due = ?1 WHERE state = 'sending'";
        Ok(self.connection.execute(sql, [now.unix()])?)
    }

    /// The letters that `filter` lets through, oldest first.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn letters(&self, filter: LetterFilter) -> Result<Vec<LetterRow>, LedgerError> {
        let sql = "SELECT o.letter, a.award, a.batch, c.address, o.state, o.queued, o.due, o.attempts, o.settled, o.reason \
                   FROM outbox o JOIN awards a USING (number) LEFT JOIN contacts c USING (number) \
                   WHERE (?1 IS NULL OR a.batch = ?1) AND (?2 IS NULL OR o.state = ?2) ORDER BY o.letter";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![filter.batch, filter.state.map(LetterState::as_str)])?;
        let mut letters = Vec::new();
        while let Some(row) = rows.next()? {
            letters.push(letter(row)?);
        }
        Ok(letters)
    }

    /// When the last letter of an award was put into the outbox.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn last_letter(&self, award: AwardId) -> Result<Option<Timestamp>, LedgerError> {
        let sql = "SELECT max(o.queued) FROM outbox o JOIN awards a USING (number) WHERE a.award = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let last: Option<i64> = statement.query_row([award.uuid().as_bytes()], |row| row.get(0))?;
        last.map(time).transpose()
    }
}

/// What waits of the learner who waits longest: all letters of the same batch to the same address and name.
fn next(connection: &Connection, batch: Option<i64>, now: Timestamp) -> Result<Option<Mailing>, LedgerError> {
    let sql = "SELECT a.batch, c.address, c.language, l.name FROM outbox o JOIN awards a USING (number) \
               JOIN contacts c USING (number) JOIN learners l USING (number) \
               WHERE o.token IS NOT NULL AND o.state = 'waiting' AND o.due <= ?1 AND (?2 IS NULL OR a.batch = ?2) \
               ORDER BY o.due, o.letter LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![now.unix(), batch])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let of: i64 = row.get(0)?;
    let contact = Contact { address: row.get(1)?, language: row.get(2)? };
    let name: String = row.get(3)?;
    let sql = "SELECT o.letter, a.award, o.token, k.expires, o.attempts FROM outbox o JOIN awards a USING (number) \
               JOIN contacts c USING (number) JOIN learners l USING (number) JOIN claims k ON k.claim = o.claim \
               WHERE o.token IS NOT NULL AND o.state = 'waiting' AND o.due <= ?1 AND a.batch = ?2 AND c.address = ?3 \
               AND c.language = ?4 AND l.name = ?5 ORDER BY o.letter";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![now.unix(), of, contact.address, contact.language, name])?;
    let (mut links, mut attempts) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let token: String = row.get(2)?;
        links.push(LetterLink {
            letter: LetterNumber(row.get(0)?),
            award: AwardId::from_bytes(row.get(1)?),
            token: ClaimToken::parse(&token).ok_or_else(|| damaged("a token has another form"))?,
            expires: time(row.get(3)?)?,
        });
        attempts = attempts.max(row.get(4)?);
    }
    Ok(Some(Mailing { contact, name, links, attempts }))
}

/// Puts a letter with a link into the outbox, as `terms` wish.
pub(super) fn queue(
    connection: &Connection,
    number: i64,
    claim: ClaimNumber,
    token: &ClaimToken,
    terms: ClaimTerms,
) -> Result<(), LedgerError> {
    let unless = match terms.letter {
        Letter::None => return Ok(()),
        Letter::Once => "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.number = c.number)",
        Letter::Always => "",
    };
    let sql = format!(
        "INSERT INTO outbox (number, claim, token, state, queued, due) \
         SELECT c.number, ?2, ?3, 'waiting', ?4, ?4 FROM contacts c WHERE c.number = ?1 {unless}"
    );
    let row = params![number, claim.0, token.as_str(), terms.created.unix()];
    connection.prepare_cached(&sql)?.execute(row)?;
    Ok(())
}

/// Gives up what waits of an award.
pub(super) fn give_up(connection: &Connection, number: i64, reason: &str, now: Timestamp) -> Result<(), LedgerError> {
    let sql = "UPDATE outbox SET state = 'refused', token = NULL, settled = ?2, reason = ?3 \
               WHERE number = ?1 AND token IS NOT NULL";
    connection.execute(sql, params![number, now.unix(), reason])?;
    Ok(())
}

fn letter(row: &Row<'_>) -> Result<LetterRow, LedgerError> {
    let word: String = row.get(4)?;
    let state = LetterState::ALL.into_iter().find(|state| state.as_str() == word);
    Ok(LetterRow {
        letter: LetterNumber(row.get(0)?),
        award: AwardId::from_bytes(row.get(1)?),
        batch: row.get(2)?,
        address: row.get(3)?,
        state: state.ok_or_else(|| damaged("a letter has an unknown state"))?,
        queued: time(row.get(5)?)?,
        due: time(row.get(6)?)?,
        attempts: row.get(7)?,
        settled: row.get::<_, Option<i64>>(8)?.map(time).transpose()?,
        reason: row.get(9)?,
    })
}
