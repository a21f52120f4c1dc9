//! Changes of status: appended, never undone. A revocation is final; a suspension can be lifted.

use std::fmt;

use rusqlite::{Connection, params};
use serde_json::json;

use super::{Ledger, LedgerError, award, log, text, time};
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
        let mut changed = Vec::new();
        let mut refusals = Vec::new();
        let transaction = self.begin()?;
        for award in awards {
            let award = *award;
            if !exists(&transaction, award)? {
                refusals.push(Refusal::Unknown { award });
                continue;
            }
            let before = state(&transaction, &text(award))?;
            match before.after(change) {
                Some(now) => changed.push(Changed { award, before, now }),
                None => refusals.push(Refusal::Final { award, state: before }),
            }
        }
        if !refusals.is_empty() {
            return Err(LedgerError::Refused { refusals });
        }
        let mut wanted: Vec<AwardId> =
            changed.iter().filter(|one| one.before != one.now).map(|one| one.award).collect();
        wanted.sort_unstable();
        wanted.dedup();
        log::shuffle(&mut wanted, entropy);
        for award in wanted {
            append(&transaction, award, change, reason, at, entropy)?;
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
            "SELECT change, at, reason FROM events LEFT JOIN reasons USING (event) WHERE award = ?1 ORDER BY event";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([text(award)])?;
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

/// Appends an event with its leaf. Nothing is appended when the award is in the wanted state already.
pub(super) fn append(
    connection: &Connection,
    award: AwardId,
    change: Change,
    reason: &str,
    at: Timestamp,
    entropy: &mut dyn Entropy,
) -> Result<(), LedgerError> {
    let name = text(award);
    let before = state(connection, &name)?;
    if before.after(change).is_none_or(|now| now == before) {
        return Ok(());
    }
    let digest = digest(award, change, at, reason);
    let leaf = log::append(connection, LABEL_STATUS, &digest, entropy)?;
    connection
        .prepare_cached("INSERT INTO events (award, change, at, digest, leaf) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![name, change.as_str(), at.unix(), digest.as_slice(), leaf])?;
    let event = connection.last_insert_rowid();
    connection
        .prepare_cached("INSERT INTO reasons (event, reason) VALUES (?1, ?2)")?
        .execute(params![event, reason])?;
    Ok(())
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
pub(super) fn state(connection: &Connection, name: &str) -> Result<State, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT change FROM events WHERE award = ?1 ORDER BY event")?;
    let mut rows = statement.query([name])?;
    let mut state = State::default();
    while let Some(row) = rows.next()? {
        state = state.after(read(&row.get::<_, String>(0)?)?).unwrap_or(state);
    }
    Ok(state)
}

pub(super) fn read(change: &str) -> Result<Change, LedgerError> {
    Change::parse(change).ok_or_else(|| super::damaged(format!("`{change}` is not a change of status")))
}

fn exists(connection: &Connection, award: AwardId) -> Result<bool, LedgerError> {
    Ok(connection.prepare_cached("SELECT 1 FROM awards WHERE award = ?1")?.exists([text(award)])?)
}

/// The awards that stand for their keys in a batch: those that a change of the whole batch means.
pub(super) fn standing_of_batch(connection: &Connection, batch: i64) -> Result<Vec<AwardId>, LedgerError> {
    let sql = "SELECT award FROM awards JOIN identities USING (award) WHERE batch = ?1 ORDER BY awards.row";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([batch])?;
    let mut awards = Vec::new();
    while let Some(row) = rows.next()? {
        awards.push(award(&row.get::<_, String>(0)?)?);
    }
    Ok(awards)
}

impl Ledger {
    /// The awards of a batch that stand for their keys: not those that were replaced.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn standing_of_batch(&self, batch: i64) -> Result<Vec<AwardId>, LedgerError> {
        standing_of_batch(&self.connection, batch)
    }
}
