//! The log: its tree, its checkpoints, and that each leaf stands for one thing.

use super::super::{LedgerError, damaged, log};
use super::{AuditFault, Auditor};
use crate::crypto::checkpoint::{Checkpoint, CheckpointError};
use crate::crypto::log_proof::leaf_data;
use crate::crypto::merkle::{Frontier, leaf_hash};

/// Which leaves something stands behind: a bit a leaf.
#[derive(Default)]
pub(super) struct Seen {
    words: Vec<u64>,
    leaves: u64,
}

impl Seen {
    fn of_length(leaves: u64) -> Self {
        let words = usize::try_from(leaves.div_ceil(64)).expect("leaves were counted one by one");
        Self { words: vec![0; words], leaves }
    }

    /// Notes a leaf; `None` when there is no such leaf, and else whether it was noted before.
    fn note(&mut self, leaf: u64) -> Option<bool> {
        let word = self.words.get_mut(usize::try_from(leaf / 64).ok()?).filter(|_| leaf < self.leaves)?;
        let mask = 1 << (leaf % 64);
        let before = *word & mask != 0;
        *word |= mask;
        Some(before)
    }

    fn others(&self) -> impl Iterator<Item = u64> {
        (0..self.leaves).filter(|leaf| {
            let word = usize::try_from(leaf / 64).ok().and_then(|at| self.words.get(at));
            word.is_some_and(|word| word & (1 << (leaf % 64)) == 0)
        })
    }
}

impl Auditor<'_> {
    /// Compares the leaves with the checkpoints over them.
    pub(super) fn tree(&mut self, origin: &str, log_keys: &[[u8; 32]]) -> Result<(), LedgerError> {
        let marks = self.checkpoints(origin, log_keys)?;
        let mut frontier = Frontier::default();
        let mut next = marks.iter().peekable();
        let report = &mut self.report;
        let mut compare = |frontier: &Frontier, faults: &mut Vec<AuditFault>| {
            while let Some(mark) = next.next_if(|mark| mark.size() == frontier.size()) {
                let size = frontier.size();
                match mark {
                    Mark::Signed(checkpoint) if checkpoint.root != frontier.root() => {
                        faults.push(AuditFault::CheckpointRoot { size });
                    }
                    Mark::Kept(kept) if kept != frontier => faults.push(AuditFault::CheckpointSubtrees { size }),
                    _ => {}
                }
            }
        };
        compare(&frontier, &mut report.faults);
        log::each_leaf(self.connection, 0, &mut |leaf, hash| {
            if leaf != frontier.size() {
                report.faults.push(AuditFault::LeafMissing { leaf: frontier.size() });
            }
            frontier.push(hash);
            compare(&frontier, &mut report.faults);
            Ok(())
        })?;
        report.leaves = frontier.size();
        for mark in next {
            let size = mark.size();
            report.faults.push(match mark {
                Mark::Signed(_) => AuditFault::CheckpointRoot { size },
                Mark::Kept(_) => AuditFault::CheckpointSubtrees { size },
            });
        }
        self.leaves = Seen::of_length(self.report.leaves);
        Ok(())
    }

    /// The checkpoints whose signatures hold, and what was kept with checkpoints, by their sizes.
    fn checkpoints(&mut self, origin: &str, log_keys: &[[u8; 32]]) -> Result<Vec<Mark>, LedgerError> {
        let mut marks = Vec::new();
        let mut last = 0;
        let mut statement =
            self.connection.prepare("SELECT size, note, subtrees FROM checkpoints ORDER BY checkpoint")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.report.checkpoints += 1;
            let faults = &mut self.report.faults;
            let size = row.get::<_, u32>(0)?;
            let note: String = row.get(1)?;
            let subtrees: Option<Vec<u8>> = row.get(2)?;
            if let Some(subtrees) = subtrees {
                match log::read_frontier(size, &subtrees) {
                    Some(kept) => marks.push(Mark::Kept(kept)),
                    None => faults.push(AuditFault::CheckpointSubtrees { size: u64::from(size) }),
                }
            }
            let size = u64::from(size);
            if last > size {
                faults.push(AuditFault::CheckpointShrinks { size });
            }
            let mut outcome = Err(CheckpointError::NotSignedByLog { origin: origin.to_owned() });
            for key in log_keys {
                outcome = Checkpoint::verify(&note, origin, key);
                if outcome.is_ok() {
                    break;
                }
            }
            match outcome {
                Ok(checkpoint) if checkpoint.size == size => {
                    last = size;
                    marks.push(Mark::Signed(checkpoint));
                }
                Ok(_) => faults.push(AuditFault::CheckpointRoot { size }),
                Err(reason) => faults.push(AuditFault::CheckpointSignature { size, reason }),
            }
        }
        marks.sort_by_key(Mark::size);
        Ok(marks)
    }

    /// Compares a leaf with what stands behind it; without its salt, which was erased, nobody can.
    pub(super) fn leaf(
        &mut self,
        label: &str,
        leaf: i64,
        found: Option<[u8; 32]>,
        salt: Option<[u8; 32]>,
        digest: &[u8; 32],
    ) -> Result<(), LedgerError> {
        let leaf = u64::try_from(leaf).map_err(|_| damaged("a leaf has a negative index"))?;
        match (self.leaves.note(leaf), found) {
            (Some(false), Some(found)) => {
                if salt.is_some_and(|salt| leaf_hash(&leaf_data(label, &salt, digest)) != found) {
                    self.fault(AuditFault::LeafMismatch { leaf });
                }
            }
            (Some(true), _) => self.fault(AuditFault::LeafShared { leaf }),
            _ => self.fault(AuditFault::LeafMissing { leaf }),
        }
        Ok(())
    }

    pub(super) fn unknown_leaves(&mut self) {
        let faults = self.leaves.others().map(|leaf| AuditFault::LeafUnknown { leaf });
        self.report.faults.extend(faults);
    }
}

/// Something that the tree has to agree with at some size.
enum Mark {
    Signed(Checkpoint),
    Kept(Frontier),
}

impl Mark {
    fn size(&self) -> u64 {
        match self {
            Self::Signed(checkpoint) => checkpoint.size,
            Self::Kept(frontier) => frontier.size(),
        }
    }
}
