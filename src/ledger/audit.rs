//! The audit: everything that can be recomputed is recomputed and compared with what the ledger says.

mod awards;
mod copies;
mod files;
mod leaves;

use rusqlite::Connection;
use thiserror::Error;

use super::{Ledger, LedgerError, frames};
use crate::crypto::checkpoint::CheckpointError;

/// One thing that does not agree.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuditFault {
    /// Two awards stand for one key.
    #[error("award {award} stands for the same learner and course as another")]
    AwardTwice {
        /// The award.
        award: String,
    },
    /// A stored checkpoint is not what the leaves make, so the log was rewritten.
    #[error("the checkpoint over {size} leaves has another root than the leaves")]
    CheckpointRoot {
        /// Its size.
        size: u64,
    },
    /// A stored checkpoint is not signed by the log's key, or is malformed.
    #[error("the checkpoint over {size} leaves is not usable: {reason}")]
    CheckpointSignature {
        /// Its size.
        size: u64,
        /// Why.
        reason: CheckpointError,
    },
    /// What is kept with a checkpoint to go on from is not what the leaves make.
    #[error("the subtrees kept with the checkpoint over {size} leaves are not those of the leaves")]
    CheckpointSubtrees {
        /// Its size.
        size: u64,
    },
    /// Checkpoints shrink.
    #[error("a checkpoint over {size} leaves follows one over more")]
    CheckpointShrinks {
        /// The later size.
        size: u64,
    },
    /// Two outputs that were completed have the same file.
    #[error("the `{form}` file of award {award} was delivered twice")]
    DeliveredTwice {
        /// The award.
        award: String,
        /// The rendition, or `uploadable`.
        form: String,
    },
    /// A delivery of a file that is not there.
    #[error("a delivery names file {file}, which the ledger does not have")]
    DeliveryUnknown {
        /// The file's number.
        file: i64,
    },
    /// An event does not say what its digest says.
    #[error("event {event} was changed after it was logged")]
    EventChanged {
        /// The event.
        event: i64,
    },
    /// An event that the state before does not allow.
    #[error("event {event} changes award {award} after its revocation")]
    EventImpossible {
        /// The event.
        event: i64,
        /// The award.
        award: String,
    },
    /// The constant parts that files share were changed.
    #[error("the constant parts of files, number {frame}, were changed")]
    Frame {
        /// Their number.
        frame: i64,
    },
    /// Two rows stand behind one leaf.
    #[error("leaf {leaf} stands for two things in the ledger")]
    LeafShared {
        /// Its index.
        leaf: u64,
    },
    /// A leaf is missing.
    #[error("leaf {leaf} is missing from the log")]
    LeafMissing {
        /// Its index.
        leaf: u64,
    },
    /// A leaf that does not belong to what it stands for.
    #[error("leaf {leaf} does not stand for what the ledger says")]
    LeafMismatch {
        /// Its index.
        leaf: u64,
    },
    /// A leaf that stands for nothing.
    #[error("leaf {leaf} stands for nothing in the ledger")]
    LeafUnknown {
        /// Its index.
        leaf: u64,
    },
    /// Bits of a published list are not what the events make.
    #[error("version {version} of status list `{list}` does not show what the events say")]
    ListBits {
        /// The list's id.
        list: String,
        /// Its version.
        version: i64,
    },
    /// Versions of a list go back in time.
    #[error("version {version} of status list `{list}` is not later than the one before")]
    ListOrder {
        /// The list's id.
        list: String,
        /// Its version.
        version: i64,
    },
    /// The two lists of a pair do not have the same awards at the same places.
    #[error("the lists behind `{list}` do not have the same awards at the same places")]
    PairBroken {
        /// The id of the document over both.
        list: String,
    },
    /// A rendition was sealed without being recorded first.
    #[error("the `{rendition}` rendition of award {award} was sealed without being recorded")]
    NotRecorded {
        /// The award.
        award: String,
        /// The rendition.
        rendition: String,
    },
    /// Sealed bytes are not those that were sealed.
    #[error("the sealed `{rendition}` bytes of award {award} were changed")]
    SealedBytes {
        /// The award.
        award: String,
        /// The rendition.
        rendition: String,
    },
    /// SQLite finds the file damaged.
    #[error("the database is damaged: {what}")]
    Storage {
        /// What SQLite says.
        what: String,
    },
    /// A file for upload is not the one that was made.
    #[error("the file for upload of award {award} was changed")]
    UploadBytes {
        /// The award.
        award: String,
    },
    /// An award replaces one of another learner or course.
    #[error("award {award} replaces one of another learner or course")]
    ReplacesOther {
        /// The award.
        award: String,
    },
    /// Two awards have one place, or a place is none of its list.
    #[error("the place {position} of award {award} on `{list}` is taken or beyond the list")]
    StatusPlaceTaken {
        /// The award.
        award: String,
        /// The id of the document over both lists.
        list: String,
        /// The place.
        position: i64,
    },
    /// An award without one place for each purpose.
    #[error("award {award} has {places} places on status lists, expected {expected}")]
    StatusPlaces {
        /// The award.
        award: String,
        /// Its places.
        places: usize,
        /// One a purpose.
        expected: usize,
    },
}

/// What was audited, and what does not agree.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct AuditReport {
    /// Awards.
    pub awards: u64,
    /// Sealed renditions.
    pub sealed: u64,
    /// Awards of which nothing was sealed, and nothing made for upload: running the same command again finishes them.
    pub unfinished: u64,
    /// Files that were made for upload; they are not sealed and count as nothing else.
    pub uploads: u64,
    /// Sealed renditions whose bytes were erased.
    pub erased: u64,
    /// Sealed renditions and files for upload that are in no output which was completed: running the same command again
    /// puts them into one.
    pub undelivered: u64,
    /// Copies that are bound to a holder's key.
    pub copies: u64,
    /// Changes of status.
    pub events: u64,
    /// Leaves of the log.
    pub leaves: u64,
    /// Signed checkpoints.
    pub checkpoints: u64,
    /// Versions of status lists.
    pub list_versions: u64,
    /// What does not agree; empty when all is well.
    pub faults: Vec<AuditFault>,
}

impl Ledger {
    /// Recomputes the ledger: tree against leaves, leaves and digests against sealed bytes, events against the bits of
    /// the published lists; that every sealed rendition and every event has its leaf and no other thing has it, that no
    /// learner has two awards, that every award has a place of its own on the status lists, and that no file was
    /// delivered twice. Memory does not grow with the ledger but for a few bits an award. `log_keys` are the public keys
    /// that the log has had.
    ///
    /// # Errors
    ///
    /// [`LedgerError`] only when the ledger cannot be read; what does not agree stands in the report.
    pub fn audit(&self, origin: &str, log_keys: &[[u8; 32]]) -> Result<AuditReport, LedgerError> {
        let connection = &self.connection;
        let mut auditor = Auditor { connection, report: AuditReport::default(), leaves: leaves::Seen::default() };
        auditor.storage()?;
        auditor.tree(origin, log_keys)?;
        auditor.files()?;
        auditor.copies()?;
        auditor.events()?;
        auditor.unknown_leaves();
        auditor.awards()?;
        auditor.lists()?;
        auditor.token_lists()?;
        Ok(auditor.report)
    }
}

/// What one part of the audit after the other needs.
struct Auditor<'a> {
    connection: &'a Connection,
    report: AuditReport,
    leaves: leaves::Seen,
}

impl Auditor<'_> {
    fn fault(&mut self, fault: AuditFault) {
        self.report.faults.push(fault);
    }

    fn storage(&mut self) -> Result<(), LedgerError> {
        for pragma in ["PRAGMA integrity_check", "PRAGMA foreign_key_check"] {
            let mut statement = self.connection.prepare(pragma)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let what: String = row.get(0)?;
                if what != "ok" {
                    self.report.faults.push(AuditFault::Storage { what });
                }
            }
        }
        for frame in frames::changed(self.connection)? {
            self.fault(AuditFault::Frame { frame });
        }
        Ok(())
    }
}
