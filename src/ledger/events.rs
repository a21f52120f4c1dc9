//! Changes of status: appended, never undone. A revocation is final; a suspension can be lifted.

use std::fmt;

use rusqlite::{Connection, params};
use serde_json::json;

use super::{Ledger, LedgerError, log, number, time};
use crate::crypto::log_proof::LABEL_STATUS;
use crate::crypto::sha256;
use crate::model::entropy::Entropy;
use crate::model::ids::AwardId;
use crate::model::json::canonicalize;
use crate::model::time::Timestamp;

/// A change of an award's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Lift a suspension.
    Reinstate,
    /// Revoke for good.
    Revoke,
    /// Revoke because another award takes its place; made by the ledger alone.
    Supersede,
    /// Suspend until further notice.
    Suspend,
}

impl Change {
    /// The word that stands in the ledger.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reinstate => "reinstate",
            Self::Revoke => "revoke",
            Self::Supersede => "supersede",
            Self::Suspend => "suspend",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Reinstate, Self::Revoke, Self::Supersede, Self::Suspend].into_iter().find(|c| c.as_str() == text)
    }
}

/// What an award's events make of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum State {
    /// Revoked for good.
    Revoked,
    /// Replaced by another award, and so revoked for good.
    Superseded,
    /// Suspended.
    Suspended,
    /// Neither.
    #[default]
    Valid,
}

impl State {
    /// The state after `change`; `None` when the change is not possible, as a revocation is final.
    #[must_use]
    pub fn after(self, change: Change) -> Option<Self> {
        match (self, change) {
            (Self::Revoked | Self::Superseded, Change::Revoke | Change::Supersede) => Some(self),
            (Self::Revoked | Self::Superseded, Change::Reinstate | Change::Suspend) => None,
            (_, Change::Revoke) => Some(Self::Revoked),
            (_, Change::Supersede) => Some(Self::Superseded),
            (_, Change::Suspend) => Some(Self::Suspended),
            (_, Change::Reinstate) => Some(Self::Valid),
        }
    }

    /// The word that people read.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Superseded => "superseded",
            Self::Suspended => "suspended",
            Self::Valid => "valid",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a change was refused for an award.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The award is revoked or superseded, which is final.
    Final {
        /// The award.
        award: AwardId,
        /// Its state.
        state: State,
    },
    /// There is no such award.
    Unknown {
        /// The award.
        award: AwardId,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Final { award, state } => write!(f, "{award} is {state}, which is final"),
            Self::Unknown { award } => write!(f, "there is no award {award}"),
        }
    }
}

/// What a change did to an award.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// The award.
    pub award: AwardId,
    /// Its state before.
    pub before: State,
    /// Its state now; equal when there was nothing to change.
    pub now: State,
}

/// An event as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// What changed.
    pub change: Change,
    /// When.
    pub at: Timestamp,
    /// Why, unless erased.
    pub reason: Option<String>,
}

impl Ledger {
    /// Changes the status of all `awards`, or of none. An award that is in the wanted state already stays as it is.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Refused`] names every award that refuses.
    pub fn change(
        &mut self,
        awards: &[AwardId],
        change: Change,
        reason: &str,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<Changed>, LedgerError> {
        let mut changed = Vec::with_capacity(awards.len());
        let mut wanted = Vec::new();
        let mut refusals = Vec::new();
        let transaction = self.begin()?;
        for award in awards {
            let award = *award;
            let Some(number) = number(&transaction, award)? else {
                refusals.push(Refusal::Unknown { award });
                continue;
            };
            let before = state(&transaction, number)?;
            match before.after(change) {
                Some(now) => {
                    changed.push(Changed { award, before, now });
                    if before != now {
                        wanted.push((number, award));
                    }
                }
                None => refusals.push(Refusal::Final { award, state: before }),
            }
        }
        if !refusals.is_empty() {
            return Err(LedgerError::Refused { refusals });
        }
        wanted.sort_unstable();
        wanted.dedup();
        log::shuffle(&mut wanted, entropy);
        let mut log = log::Tail::find(&transaction)?;
        for (number, award) in wanted {
            Event { number, award, change, reason, at }.append(&transaction, &mut log, entropy)?;
        }
        transaction.commit()?;
        Ok(changed)
    }

    /// The events of an award, oldest first.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn events(&self, award: AwardId) -> Result<Vec<EventRow>, LedgerError> {
        let sql =
            "SELECT change, at, reason FROM events LEFT JOIN reasons USING (event) WHERE number = ?1 ORDER BY event";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([number(&self.connection, award)?])?;
        let mut events = Vec::new();
        while let Some(row) = rows.next()? {
            events.push(EventRow {
                change: read(&row.get::<_, String>(0)?)?,
                at: time(row.get(1)?)?,
                reason: row.get(2)?,
            });
        }
        Ok(events)
    }
}

/// A change of an award's status, to be appended.
pub(super) struct Event<'e> {
    pub(super) number: i64,
    pub(super) award: AwardId,
    pub(super) change: Change,
    pub(super) reason: &'e str,
    pub(super) at: Timestamp,
}

impl Event<'_> {
    /// Appends it with its leaf.
    pub(super) fn append(
        &self,
        connection: &Connection,
        log: &mut log::Tail<'_>,
        entropy: &mut dyn Entropy,
    ) -> Result<(), LedgerError> {
        let digest = digest(self.award, self.change, self.at, self.reason);
        let leaf = log.append(LABEL_STATUS, &digest, entropy)?;
        let sql = "INSERT INTO events (number, change, at, digest, leaf) VALUES (?1, ?2, ?3, ?4, ?5)";
        let row = params![self.number, self.change.as_str(), self.at.unix(), digest.as_slice(), leaf];
        connection.prepare_cached(sql)?.execute(row)?;
        let event = connection.last_insert_rowid();
        let sql = "INSERT INTO reasons (event, reason) VALUES (?1, ?2)";
        connection.prepare_cached(sql)?.execute(params![event, self.reason])?;
        Ok(())
    }
}

/// What stands in the leaf of an event: the digest of its canonical JSON.
pub(super) fn digest(award: AwardId, change: Change, at: Timestamp, reason: &str) -> [u8; 32] {
    let event = json!({
        "award": award.to_string(),
        "change": change.as_str(),
        "at": at.to_string(),
        "reason": reason,
    });
    sha256(canonicalize(&event).as_bytes())
}

/// The state that an award's events make.
pub(super) fn state(connection: &Connection, number: i64) -> Result<State, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT change FROM events WHERE number = ?1 ORDER BY event")?;
    let mut rows = statement.query([number])?;
    let mut state = State::default();
    while let Some(row) = rows.next()? {
        state = state.after(read(&row.get::<_, String>(0)?)?).unwrap_or(state);
    }
    Ok(state)
}

pub(super) fn read(change: &str) -> Result<Change, LedgerError> {
    Change::parse(change).ok_or_else(|| super::damaged(format!("`{change}` is not a change of status")))
}

impl Ledger {
    /// The awards of a batch that a change of the whole batch means: not those that were replaced.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn standing_of_batch(&self, batch: i64) -> Result<Vec<AwardId>, LedgerError> {
        let sql = "SELECT award FROM awards a WHERE batch = ?1 \
                   AND NOT EXISTS (SELECT 1 FROM awards n WHERE n.supersedes = a.number) ORDER BY row, number";
        let mut statement = self.connection.prepare_cached(sql)?;
        let awards = statement.query_map([batch], |row| Ok(AwardId::from_bytes(row.get(0)?)))?;
        Ok(awards.collect::<Result<_, _>>()?)
    }
}
