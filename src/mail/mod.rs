//! Letters with links: taken out of the ledger's outbox, handed to a mail server, and noted there.
//!
//! A letter is handed over at least once. Before the first byte leaves, the ledger says that it is about to; when the server has
//! taken it, the ledger says that. Between the two, a crash or a connection that is cut before the server's last word leaves it
//! open whether it was taken: then it is sent again, with the same link and the same Message-ID, by which mail programs know
//! it for the same. One mail goes to a learner, with all that waits of a batch. *Invariant:* no mail has a transaction code.

mod server;

use std::path::Path;

use thiserror::Error;

use crate::claim::Letter;
use crate::crypto::encoding::to_hex;
use crate::crypto::sha256;
use crate::ledger::{Ledger, LedgerError, MailOutcome, Mailing};
use crate::limits::{MAIL_RETRY_SECONDS, MAIL_RETRY_SECONDS_MAX, MAIL_TRIES_MAX};
use crate::model::entropy::Entropy;
use crate::model::time::Timestamp;

pub use server::{Mail, MailServer, Undelivered};

/// Why sending stopped. What waits still waits.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MailError {
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The server takes no mail from us, as it is set up.
    #[error("the mail server does not take our mail: {reason}")]
    NotTaken {
        /// What it said.
        reason: String,
    },
    /// The server cannot be reached.
    #[error("the mail server cannot be reached: {reason}")]
    Unreachable {
        /// Why.
        reason: String,
    },
}

/// What sending did, in mails.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct SendReport {
    /// The server took them.
    pub sent: u64,
    /// They are tried again later.
    pub later: u64,
    /// They were given up.
    pub refused: u64,
    /// Letters that an earlier run may have sent, or not.
    pub uncertain: u64,
}

/// What sending needs.
pub struct Sending<'a> {
    /// The ledger's file; it is held only between two mails.
    pub ledger: &'a Path,
    /// Of which batch, if not of all.
    pub batch: Option<i64>,
    /// Writes a letter.
    pub write: &'a dyn Fn(&Ledger, &Mailing) -> Result<Letter, String>,
    /// What time it is.
    pub clock: &'a dyn Fn() -> Timestamp,
    /// For the ledger.
    pub entropy: &'a mut dyn Entropy,
}

/// Sends what is due, mail by mail, until nothing is.
///
/// # Errors
///
/// [`MailError`]; what was sent before is noted, and running the same again goes on.
pub fn send_waiting(sending: Sending<'_>, server: &mut MailServer) -> Result<SendReport, MailError> {
    let Sending { ledger: path, batch, write, clock, entropy } = sending;
    let mut report = SendReport::default();
    let mut before: Option<(Mailing, MailOutcome)> = None;
    let mut stopped = None;
    loop {
        let next = {
            let mut ledger = Ledger::open(path, entropy)?;
            match before.take() {
                None => report.uncertain = ledger.release_mailings(clock())? as u64,
                Some((mailing, outcome)) => ledger.settle_mailing(&mailing, &outcome, clock())?,
            }
            if let Some(stopped) = stopped {
                return Err(stopped);
            }
            match ledger.take_mailing(batch, clock())? {
                None => return Ok(report),
                Some(mailing) => match write(&ledger, &mailing) {
                    Ok(letter) => (mailing, letter),
                    // It would stand in the way of all others, and be no other the next time.
                    Err(reason) => {
                        let reason = format!("the letter cannot be written: {reason}");
                        report.refused += 1;
                        before = Some((mailing, MailOutcome::Refused { reason }));
                        continue;
                    }
                },
            }
        };
        let (mailing, letter) = next;
        let mail = Mail { to: &mailing.contact.address, name: &mailing.name, id: id_of(&mailing), letter, at: clock() };
        let outcome = match server.send(&mail) {
            Ok(()) => {
                report.sent += 1;
                MailOutcome::Sent
            }
            Err(Undelivered::Refused { reason }) => {
                report.refused += 1;
                MailOutcome::Refused { reason }
            }
            Err(Undelivered::Later { reason }) if mailing.attempts + 1 >= MAIL_TRIES_MAX => {
                report.refused += 1;
                MailOutcome::Refused { reason: format!("given up after {MAIL_TRIES_MAX} tries: {reason}") }
            }
            Err(Undelivered::Later { reason }) => {
                report.later += 1;
                MailOutcome::Later { due: next_try(mailing.attempts, clock()), reason }
            }
            Err(Undelivered::NotTaken { reason }) => {
                stopped = Some(MailError::NotTaken { reason: reason.clone() });
                waits(clock(), reason)
            }
            Err(Undelivered::Unreachable { reason }) => {
                stopped = Some(MailError::Unreachable { reason: reason.clone() });
                waits(clock(), reason)
            }
        };
        before = Some((mailing, outcome));
    }
}

fn waits(now: Timestamp, reason: String) -> MailOutcome {
    MailOutcome::Later { due: now, reason }
}

/// Each wait is twice as long as the one before.
fn next_try(attempts: u32, now: Timestamp) -> Timestamp {
    let wait = MAIL_RETRY_SECONDS.saturating_mul(1_i64 << attempts.min(20));
    now.plus_seconds(wait.min(MAIL_RETRY_SECONDS_MAX))
}

/// What names a mail: the same whenever it is sent again, and nothing that leads to a link.
fn id_of(mailing: &Mailing) -> String {
    let mut message = b"mail".to_vec();
    for link in &mailing.links {
        message.extend(link.token.as_str().as_bytes());
    }
    to_hex(&sha256(&message)[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let now = Timestamp::from_unix(0).expect("a time");
        let seconds = |attempts| next_try(attempts, now).unix();
        assert_eq!((seconds(0), seconds(1), seconds(2)), (900, 1_800, 3_600));
        assert_eq!((seconds(10), seconds(4_000_000_000)), (86_400, 86_400));
    }
}
