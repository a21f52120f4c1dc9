//! Recording: awards come into being in chunks, each durable as a whole before anything of it is signed.

use std::cell::RefCell;

use rusqlite::{Transaction, TransactionBehavior, params};

use super::awards::{self, Standing};
use super::events::State;
use super::lists::{self, OpenPair};
use super::numbers::file;
use super::renditions::Rendition;
use super::{AwardNumber, Durability, Ledger, LedgerError, damaged};
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
pub struct RunNumber(pub(super) i64);

/// A transaction in which a chunk of awards is recorded: all of it or nothing.
pub struct Chunk<'a> {
    transaction: Transaction<'a>,
    list_entries: usize,
    /// The pair of lists on which places are given out; it goes back to the ledger when the transaction holds.
    open: RefCell<Option<OpenPair>>,
    home: &'a mut Option<OpenPair>,
}

impl Chunk<'_> {
    pub(super) fn transaction(&self) -> &Transaction<'_> {
        &self.transaction
    }

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

    /// The last batch of this name, and the number of its next row; begins it where there is none.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn continue_batch(
        &self,
        descriptor: &str,
        edition: &str,
        title: &str,
        at: Timestamp,
    ) -> Result<(i64, u64), LedgerError> {
        let sql = "SELECT max(batch) FROM batches WHERE descriptor = ?1 AND edition = ?2";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let found: Option<i64> = statement.query_row(params![descriptor, edition], |row| row.get(0))?;
        let Some(batch) = found else { return Ok((self.open_batch(descriptor, edition, title, at)?, 1)) };
        let sql = "SELECT coalesce(max(row), 0) + 1 FROM awards WHERE batch = ?1";
        let row: i64 = self.transaction.prepare_cached(sql)?.query_row([batch], |row| row.get(0))?;
        Ok((batch, u64::try_from(row).map_err(|_| damaged("a row number is out of range"))?))
    }

    /// Begins a run: what it puts out is delivered when [`Ledger::mark_delivered`] says so.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn begin_run(&self, at: Timestamp) -> Result<RunNumber, LedgerError> {
        self.transaction.execute("INSERT INTO runs (began) VALUES (?1)", [at.unix()])?;
        Ok(RunNumber(self.transaction.last_insert_rowid()))
    }

    /// Notes that a run puts out what an earlier one stored and did not deliver; `None` stands for the file for upload.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn put_out(
        &self,
        run: RunNumber,
        number: AwardNumber,
        rendition: Option<Rendition>,
    ) -> Result<(), LedgerError> {
        let sql = "INSERT INTO deliveries (file, run) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET run = excluded.run";
        self.transaction.prepare_cached(sql)?.execute([file(number.0, rendition), run.0])?;
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
        let place = self.draw_place(entropy)?;
        let supersedes = new.supersedes.map(|old| self.replaced(old, &new.key)).transpose()?;
        let row = i64::try_from(new.row).map_err(|_| damaged("a row number is out of range"))?;
        let sql = "INSERT INTO awards (award, key, content, batch, row, issued, created, supersedes, pair, position) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        self.transaction.prepare_cached(sql)?.execute(params![
            id.uuid().as_bytes(),
            awards::short(&new.key),
            new.content.as_slice(),
            new.batch,
            row,
            new.issued.unix(),
            new.created.unix(),
            supersedes,
            place.pair,
            place.position,
        ])?;
        let number = AwardNumber(self.transaction.last_insert_rowid());
        let sql = "INSERT INTO learners (number, key, name, seed) VALUES (?1, ?2, ?3, ?4)";
        let learner = params![number.0, new.learner_key, new.learner_name, seed.as_slice()];
        self.transaction.prepare_cached(sql)?.execute(learner)?;
        let status = place.places;
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

    /// A place on the open pair of lists, or on a new one.
    fn draw_place(&self, entropy: &mut dyn Entropy) -> Result<lists::Place, LedgerError> {
        let mut open = self.open.borrow_mut();
        let pair = match open.take().filter(|pair| !pair.is_full()) {
            Some(pair) => open.insert(pair),
            None => open.insert(OpenPair::new(&self.transaction, self.list_entries, entropy)?),
        };
        pair.draw(entropy)
    }

    /// The number of the award that is replaced, which stands for `key`.
    fn replaced(&self, old: AwardId, key: &[u8; 32]) -> Result<i64, LedgerError> {
        let standing = awards::standing_number(&self.transaction, key)?;
        let known = super::number(&self.transaction, old)?;
        standing
            .filter(|_| standing == known)
            .ok_or_else(|| damaged(format!("the award {old}, which is to be replaced, does not stand for its key")))
    }

    /// Changes what an award certifies that was never sealed, since nothing of it has left.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`], also when it was sealed.
    pub fn amend(&self, award: AwardId, content: &[u8; 32], name: &str) -> Result<(), LedgerError> {
        let number = super::known_number(&self.transaction, award)?;
        let sql = "UPDATE awards SET content = ?2 WHERE number = ?1";
        self.transaction.prepare_cached(sql)?.execute(params![number, content.as_slice()])?;
        let sql = "UPDATE learners SET name = ?2 WHERE number = ?1";
        self.transaction.prepare_cached(sql)?.execute(params![number, name])?;
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
        let sql = "INSERT INTO recorded (file, digest) VALUES (?1, ?2) \
                   ON CONFLICT DO UPDATE SET digest = excluded.digest";
        self.transaction.prepare_cached(sql)?.execute(params![file(number.0, Some(rendition)), digest])?;
        Ok(Recorded { number, award, rendition, digest: digest.to_vec() })
    }

    /// Keeps the chunk; it is durable as it was begun to be.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`]; then nothing of it is kept.
    pub fn commit(self) -> Result<(), LedgerError> {
        self.transaction.commit()?;
        *self.home = self.open.into_inner();
        Ok(())
    }
}

impl Ledger {
    /// Begins a chunk that is durable when it is committed.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn chunk(&mut self) -> Result<Chunk<'_>, LedgerError> {
        self.begin_chunk(Durability::AtOnce)
    }

    /// Begins a chunk that the next durable one makes durable: should the power fail before that, it never was. For what
    /// nobody acts on until more of it is recorded, such as awards that are allotted and not yet drafted.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn provisional_chunk(&mut self) -> Result<Chunk<'_>, LedgerError> {
        self.begin_chunk(Durability::WithTheNext)
    }

    fn begin_chunk(&mut self, wanted: Durability) -> Result<Chunk<'_>, LedgerError> {
        self.make_durable(wanted)?;
        let Self { connection, list_entries, known, .. } = self;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let home = &mut known.open;
        let open = match home.take() {
            Some(open) => Some(open),
            None => OpenPair::read(&transaction)?,
        };
        Ok(Chunk { transaction, list_entries: *list_entries, open: RefCell::new(open), home })
    }
}
