//! The transparency log: leaves in their order, checkpoints, proofs.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::numbers::file;
use super::renditions::Rendition;
use super::{Ledger, LedgerError, below, damaged, known_number};
use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::log_proof::{LogProof, leaf_data};
use crate::crypto::merkle::{Frontier, Hash, consistency_path, inclusion_path, leaf_hash};
use crate::model::entropy::{Entropy, draw};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// The end of the log, within a transaction.
pub(super) struct Tail<'t> {
    connection: &'t Connection,
    next: i64,
}

impl<'t> Tail<'t> {
    /// Where the log ends now.
    pub(super) fn find(connection: &'t Connection) -> Result<Self, LedgerError> {
        let sql = "SELECT coalesce(max(leaf) + 1, 0) FROM leaves";
        let next = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        Ok(Self { connection, next })
    }

    /// Appends a leaf with a fresh salt and returns its index.
    pub(super) fn append(&mut self, label: &str, digest: &Hash, entropy: &mut dyn Entropy) -> Result<i64, LedgerError> {
        let salt: [u8; 32] = draw(entropy);
        let (leaf, hash) = (self.next, leaf_hash(&leaf_data(label, &salt, digest)));
        let sql = "INSERT INTO leaves (leaf, hash) VALUES (?1, ?2)";
        self.connection.prepare_cached(sql)?.execute(params![leaf, hash.as_slice()])?;
        let sql = "INSERT INTO salts (leaf, salt) VALUES (?1, ?2)";
        self.connection.prepare_cached(sql)?.execute(params![leaf, salt.as_slice()])?;
        self.next += 1;
        Ok(leaf)
    }
}

/// Brings `items` into an order that is drawn, so that a leaf's index does not tell a row (Fisher and Yates).
pub(super) fn shuffle<T>(items: &mut [T], entropy: &mut dyn Entropy) {
    for last in (1..items.len()).rev() {
        let other = usize::try_from(below(last as u64 + 1, entropy)).expect("below a length");
        items.swap(last, other);
    }
}

/// Calls `each` for the hash of every leaf from `first` on, in order.
pub(super) fn each_leaf(
    connection: &Connection,
    first: u64,
    each: &mut dyn FnMut(u64, Hash) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let first = i64::try_from(first).map_err(|_| damaged("the log is too long"))?;
    let mut statement = connection.prepare_cached("SELECT leaf, hash FROM leaves WHERE leaf >= ?1 ORDER BY leaf")?;
    let mut rows = statement.query([first])?;
    while let Some(row) = rows.next()? {
        let leaf: i64 = row.get(0)?;
        let leaf = u64::try_from(leaf).map_err(|_| damaged("a leaf has a negative index"))?;
        each(leaf, row.get(1)?)?;
    }
    Ok(())
}

impl Ledger {
    /// The log's present state, to be signed. Of the leaves below the newest checkpoint only the roots of full subtrees
    /// are read, as they were kept with it; the audit compares them with the leaves.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn log_state(&self, origin: &str) -> Result<Checkpoint, LedgerError> {
        let mut known = self.known.frontier.borrow_mut();
        if known.size() == 0 {
            *known = self.kept_frontier()?;
        }
        let mut frontier = known.clone();
        each_leaf(&self.connection, frontier.size(), &mut |leaf, hash| {
            if leaf != frontier.size() {
                return Err(damaged(format!("leaf {} is missing from the log", frontier.size())));
            }
            frontier.push(hash);
            Ok(())
        })?;
        *known = frontier.clone();
        Ok(Checkpoint { origin: origin.to_owned(), size: frontier.size(), root: frontier.root() })
    }

    /// What was kept with the newest checkpoint that has it.
    fn kept_frontier(&self) -> Result<Frontier, LedgerError> {
        let sql = "SELECT size, subtrees FROM checkpoints WHERE subtrees IS NOT NULL ORDER BY checkpoint DESC LIMIT 1";
        let found: Option<(u32, Vec<u8>)> =
            self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((size, subtrees)) = found else { return Ok(Frontier::default()) };
        read_frontier(size, &subtrees).ok_or_else(|| damaged("what is kept with a checkpoint has another form"))
    }

    /// How many leaves the log has.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn log_size(&self) -> Result<u64, LedgerError> {
        let size: u32 = self.connection.query_row("SELECT count(*) FROM leaves", [], |row| row.get(0))?;
        Ok(u64::from(size))
    }

    /// Keeps a signed checkpoint.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn keep_checkpoint(&mut self, size: u64, note: &str, at: Timestamp) -> Result<(), LedgerError> {
        let known = self.known.frontier.borrow();
        let subtrees = (known.size() == size).then(|| known.subtrees().concat());
        let size = i64::try_from(size).map_err(|_| damaged("the log is too long"))?;
        let sql = "INSERT INTO checkpoints (size, note, at, subtrees) VALUES (?1, ?2, ?3, ?4)";
        self.connection.execute(sql, params![size, note, at.unix(), subtrees])?;
        Ok(())
    }

    /// The newest signed checkpoint: size and note.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn last_checkpoint(&self) -> Result<Option<(u64, String)>, LedgerError> {
        let sql = "SELECT size, note FROM checkpoints ORDER BY checkpoint DESC LIMIT 1";
        let found = self.connection.query_row(sql, [], |row| Ok((row.get::<_, u32>(0)?, row.get(1)?))).optional()?;
        Ok(found.map(|(size, note)| (u64::from(size), note)))
    }

    /// The proof that a sealed rendition of an award stands in the log, under the newest signed checkpoint.
    ///
    /// # Errors
    ///
    /// [`LedgerError::NotSealed`] when there is no leaf or its salt was erased; [`LedgerError::NotPublished`] when the
    /// leaf is newer than the checkpoint.
    pub fn prove(&self, award: AwardId, rendition: Rendition) -> Result<LogProof, LedgerError> {
        let sql = "SELECT leaf, digest, salt FROM renditions JOIN salts USING (leaf) WHERE file = ?1";
        let file = file(known_number(&self.connection, award)?, Some(rendition));
        let found: Option<(u32, Hash, [u8; 32])> =
            self.connection.query_row(sql, [file], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        let Some((leaf, digest, salt)) = found else {
            return Err(LedgerError::NotSealed { award, rendition });
        };
        let index = u64::from(leaf);
        let (size, checkpoint) = self.last_checkpoint()?.ok_or(LedgerError::NotPublished { award })?;
        let leaves = self.leaves(size)?;
        let path = inclusion_path(&leaves, index).ok_or(LedgerError::NotPublished { award })?;
        Ok(LogProof { digest, salt, index, path, checkpoint })
    }

    /// The proof that the log of `old_size` leaves is a beginning of the one of `new_size` leaves (RFC 6962, section
    /// 2.1.2); `None` when it is empty or there are fewer leaves.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn prove_consistency(&self, old_size: u64, new_size: u64) -> Result<Option<Vec<Hash>>, LedgerError> {
        let leaves = self.leaves(new_size)?;
        if leaves.len() as u64 == new_size { Ok(consistency_path(&leaves, old_size)) } else { Ok(None) }
    }

    /// The hashes of the first `size` leaves.
    fn leaves(&self, size: u64) -> Result<Vec<Hash>, LedgerError> {
        let mut leaves = Vec::new();
        each_leaf(&self.connection, 0, &mut |index, hash| {
            if index < size {
                leaves.push(hash);
            }
            Ok(())
        })?;
        Ok(leaves)
    }
}

/// The roots of full subtrees as they are kept with a checkpoint over `size` leaves.
pub(super) fn read_frontier(size: u32, subtrees: &[u8]) -> Option<Frontier> {
    let (hashes, rest) = subtrees.as_chunks::<32>();
    if rest.is_empty() { Frontier::new(u64::from(size), hashes.to_vec()) } else { None }
}
