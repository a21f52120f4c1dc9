//! Recording: awards come into being in chunks, each durable as a whole before anything of it is signed.

use std::cell::RefCell;

use rusqlite::{Transaction, TransactionBehavior, params};

use super::awards::{self, Standing};
use super::events::State;
use super::renditions::Rendition;
use super::{AwardNumber, Ledger, LedgerError, damaged, lists, text};
use crate::model::entropy::{Entropy, draw};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// What is recorded of a new award.
pub struct NewAward<'a> {
    /// Its identity, from [`Ledger::award_key`].
    pub key: [u8; 32],
    /// Digest of what it certifies, from [`Ledger::content_digest`].
    pub content: [u8; 32],
    /// The batch, from [`Chunk::open_batch`].
    pub batch: i64,
    /// The learner's row in the list.
    pub row: u64,
    /// When the award counts as issued.
    pub issued: Timestamp,
    /// Now.
    pub created: Timestamp,
    /// The award that it replaces.
    pub supersedes: Option<AwardId>,
    /// The learner's key: personal data, erasable.
    pub learner_key: &'a str,
    /// The learner's name: personal data, erasable.
    pub learner_name: &'a str,
}

/// The ledger's receipt for a draft: it knows what is about to be signed.
///
/// Only [`Chunk::record`] makes one.
#[derive(Debug)]
pub struct Recorded {
    number: AwardNumber,
    award: AwardId,
    rendition: Rendition,
    digest: Vec<u8>,
}

impl Recorded {
    /// The award's number.
    #[must_use]
    pub fn number(&self) -> AwardNumber {
        self.number
    }

    /// The award.
    #[must_use]
    pub fn award(&self) -> AwardId {
        self.award
    }

    /// The rendition.
    #[must_use]
    pub fn rendition(&self) -> Rendition {
        self.rendition
    }

    /// The digest of what is to be signed.
    #[must_use]
    pub fn digest(&self) -> &[u8] {
        &self.digest
    }
}

/// A run that puts sealed credentials and files for upload into one output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunNumber(i64);

/// A transaction in which a chunk of awards is recorded: all of it or nothing.
pub struct Chunk<'a> {
    transaction: Transaction<'a>,
    list_entries: usize,
    outputs: &'a RefCell<Vec<(i64, &'static str)>>,
}

impl Chunk<'_> {
    /// Begins a batch and returns its number.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn open_batch(&self, descriptor: &str, edition: &str, title: &str, at: Timestamp) -> Result<i64, LedgerError> {
        let sql = "INSERT INTO batches (descriptor, edition, title, opened) VALUES (?1, ?2, ?3, ?4)";
        self.transaction.execute(sql, params![descriptor, edition, title, at.unix()])?;
        Ok(self.transaction.last_insert_rowid())
    }

    /// Begins a run: what it puts out is delivered when [`Ledger::mark_delivered`] says so.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn begin_run(&self, _at: Timestamp) -> Result<RunNumber, LedgerError> {
        self.outputs.borrow_mut().clear();
        Ok(RunNumber(1))
    }

    /// Notes that a run puts out what an earlier one stored and did not deliver; `None` stands for the file for upload.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn put_out(
        &self,
        _run: RunNumber,
        number: AwardNumber,
        rendition: Option<Rendition>,
    ) -> Result<(), LedgerError> {
        self.outputs.borrow_mut().push((number.0, rendition.map_or("uploadable", Rendition::as_str)));
        Ok(())
    }

    /// What stands for `key`.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn find(&self, key: &[u8; 32]) -> Result<Option<Standing>, LedgerError> {
        awards::find(&self.transaction, key)
    }

    /// Draws id, seed and status indices of a new award and lets it stand for its key.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`], also when another award stands for the key that `new` does not supersede.
    pub fn allot(&self, new: &NewAward<'_>, entropy: &mut dyn Entropy) -> Result<Standing, LedgerError> {
        let id = AwardId::random(entropy);
        let seed: [u8; 32] = draw(entropy);
        let name = text(id);
        let sql = "INSERT INTO awards (award, key, content, batch, row, issued, created, supersedes) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let row = i64::try_from(new.row).map_err(|_| damaged("a row number is out of range"))?;
        let old = new.supersedes.map(text);
        self.transaction.prepare_cached(sql)?.execute(params![
            name,
            new.key.as_slice(),
            new.content.as_slice(),
            new.batch,
            row,
            new.issued.unix(),
            new.created.unix(),
            old
        ])?;
        let number = AwardNumber(self.transaction.last_insert_rowid());
        if old.is_some() {
            let sql = "UPDATE identities SET award = ?2 WHERE key = ?1 AND award = ?3";
            let moved = self.transaction.prepare_cached(sql)?.execute(params![new.key.as_slice(), name, old])?;
            if moved != 1 {
                return Err(damaged(format!("the award that {id} replaces does not stand for its key")));
            }
        } else {
            let sql = "INSERT INTO identities (key, award) VALUES (?1, ?2)";
            self.transaction.prepare_cached(sql)?.execute(params![new.key.as_slice(), name])?;
        }
        let sql = "INSERT INTO seeds (award, seed) VALUES (?1, ?2)";
        self.transaction.prepare_cached(sql)?.execute(params![name, seed.as_slice()])?;
        let sql = "INSERT INTO learners (award, key, name) VALUES (?1, ?2, ?3)";
        self.transaction.prepare_cached(sql)?.execute(params![name, new.learner_key, new.learner_name])?;
        let status = lists::allot(&self.transaction, &name, self.list_entries, entropy)?;
        Ok(Standing {
            number,
            award: id,
            content: new.content,
            issued: new.issued,
            created: new.created,
            seed: Some(seed),
            status,
            renditions: Vec::new(),
            upload: None,
            state: State::Valid,
            supersedes: new.supersedes,
        })
    }

    /// Changes what an award certifies that was never sealed, since nothing of it has left.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`], also when it was sealed.
    pub fn amend(&self, award: AwardId, content: &[u8; 32], name: &str) -> Result<(), LedgerError> {
        let sql = "UPDATE awards SET content = ?2 WHERE award = ?1";
        self.transaction.prepare_cached(sql)?.execute(params![text(award), content.as_slice()])?;
        let sql = "UPDATE learners SET name = ?2 WHERE award = ?1";
        self.transaction.prepare_cached(sql)?.execute(params![text(award), name])?;
        Ok(())
    }

    /// Records what is about to be signed.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`], also when this rendition was sealed, or there is no such award.
    pub fn record(
        &self,
        number: AwardNumber,
        award: AwardId,
        rendition: Rendition,
        digest: &[u8],
    ) -> Result<Recorded, LedgerError> {
        let sql = "INSERT INTO recorded (award, rendition, digest) VALUES (?1, ?2, ?3) \
                   ON CONFLICT DO UPDATE SET digest = excluded.digest";
        self.transaction.prepare_cached(sql)?.execute(params![text(award), rendition.as_str(), digest])?;
        Ok(Recorded { number, award, rendition, digest: digest.to_vec() })
    }

    /// Makes the chunk durable.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`]; then nothing of it is kept.
    pub fn commit(self) -> Result<(), LedgerError> {
        Ok(self.transaction.commit()?)
    }
}

impl Ledger {
    /// Begins a chunk.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn chunk(&mut self) -> Result<Chunk<'_>, LedgerError> {
        let Self { connection, list_entries, outputs, .. } = self;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Chunk { transaction, list_entries: *list_entries, outputs })
    }
}
