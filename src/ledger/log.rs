//! The transparency log: leaves in their order, checkpoints, proofs.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::renditions::Rendition;
use super::{Ledger, LedgerError, below, damaged, hash, text};
use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::log_proof::{LogProof, leaf_data};
use crate::crypto::merkle::{Frontier, Hash, consistency_path, inclusion_path, leaf_hash};
use crate::model::entropy::{Entropy, draw};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// Appends a leaf with a fresh salt and returns its index.
pub(super) fn append(
    connection: &Connection,
    label: &str,
    digest: &Hash,
    entropy: &mut dyn Entropy,
) -> Result<i64, LedgerError> {
    let salt: [u8; 32] = draw(entropy);
    let leaf: i64 =
        connection.prepare_cached("SELECT coalesce(max(leaf) + 1, 0) FROM leaves")?.query_row([], |row| row.get(0))?;
    let hash = leaf_hash(&leaf_data(label, &salt, digest));
    connection
        .prepare_cached("INSERT INTO leaves (leaf, hash) VALUES (?1, ?2)")?
        .execute(params![leaf, hash.as_slice()])?;
    connection
        .prepare_cached("INSERT INTO salts (leaf, salt) VALUES (?1, ?2)")?
        .execute(params![leaf, salt.as_slice()])?;
    Ok(leaf)
}

/// Brings `items` into an order that is drawn, so that a leaf's index does not tell a row (Fisher and Yates).
pub(super) fn shuffle<T>(items: &mut [T], entropy: &mut dyn Entropy) {
    for last in (1..items.len()).rev() {
        let other = usize::try_from(below(last as u64 + 1, entropy)).expect("below a length");
        items.swap(last, other);
    }
}

/// Calls `each` for the hash of every leaf in order.
pub(super) fn each_leaf(
    connection: &Connection,
    each: &mut dyn FnMut(u64, Hash) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let mut statement = connection.prepare_cached("SELECT leaf, hash FROM leaves ORDER BY leaf")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let leaf: i64 = row.get(0)?;
        let leaf = u64::try_from(leaf).map_err(|_| damaged("a leaf has a negative index"))?;
        each(leaf, hash(row.get(1)?)?)?;
    }
    Ok(())
}

impl Ledger {
    /// The log's present state, to be signed.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn log_state(&self, origin: &str) -> Result<Checkpoint, LedgerError> {
        let mut frontier = Frontier::default();
        each_leaf(&self.connection, &mut |_, hash| {
            frontier.push(hash);
            Ok(())
        })?;
        Ok(Checkpoint { origin: origin.to_owned(), size: frontier.size(), root: frontier.root() })
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
        let size = i64::try_from(size).map_err(|_| damaged("the log is too long"))?;
        let sql = "INSERT INTO checkpoints (size, note, at) VALUES (?1, ?2, ?3)";
        self.connection.execute(sql, params![size, note, at.unix()])?;
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
        let sql = "SELECT leaf, digest, salt FROM renditions JOIN salts USING (leaf) \
                   WHERE award = ?1 AND rendition = ?2 AND copy = 0";
        let found: Option<(u32, Vec<u8>, Vec<u8>)> = self
            .connection
            .query_row(sql, params![text(award), rendition.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((leaf, digest, salt)) = found else {
            self.award(award)?;
            return Err(LedgerError::NotSealed { award, rendition });
        };
        let index = u64::from(leaf);
        let (size, checkpoint) = self.last_checkpoint()?.ok_or(LedgerError::NotPublished { award })?;
        let leaves = self.leaves(size)?;
        let path = inclusion_path(&leaves, index).ok_or(LedgerError::NotPublished { award })?;
        Ok(LogProof { digest: hash(digest)?, salt: hash(salt)?, index, path, checkpoint })
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
        each_leaf(&self.connection, &mut |index, hash| {
            if index < size {
                leaves.push(hash);
            }
            Ok(())
        })?;
        Ok(leaves)
    }
}
