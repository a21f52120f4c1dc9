//! Signing and sealing a chunk on all cores: each award by itself, its forms one after the other.
//!
//! A seal takes milliseconds of a core, or of a device that several threads keep busy, and a time stamp the time of a
//! journey. What one award needs depends on no other; the ledger is asked before and after, never here.

use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::batch::{Observer, Step};
use super::preview::Preview;
use super::recorder::{Part, Work};
use super::seal::Seal;
use super::{Format, IssueError};
use crate::crypto::sha256;
use crate::jose::jades::{Level, Shortfall};
use crate::jsonld::Contexts;
use crate::keys::DataIntegrityKey;
use crate::ledger::AwardNumber;
use crate::limits::SEALING_THREADS_MIN;
use crate::model::entropy::Entropy;
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// What the threads share.
pub(super) struct Workshop<'w> {
    pub(super) data_integrity: &'w DataIntegrityKey,
    pub(super) seal: Option<Seal<'w>>,
    pub(super) preview: &'w Preview<'w>,
    pub(super) contexts: &'w Contexts,
    pub(super) now: Timestamp,
}

/// An award of which every wanted form is there.
pub(super) struct Made {
    pub(super) row: u64,
    pub(super) number: AwardNumber,
    pub(super) award: AwardId,
    pub(super) files: Vec<MadeFile>,
}

/// A form of an award.
pub(super) struct MadeFile {
    pub(super) format: Format,
    /// `None` when an earlier run stored it.
    pub(super) bytes: Option<Vec<u8>>,
    pub(super) level: Option<Level>,
    /// Why the level is below the wish.
    pub(super) short_of: Option<Shortfall>,
}

/// What came of a chunk: what is whole, and why the rest is not.
pub(super) struct Outcome {
    pub(super) made: Vec<Made>,
    pub(super) error: Option<IssueError>,
}

impl Workshop<'_> {
    /// Makes what `work` asks for. After the first failure no further award is begun; those under way are finished, since
    /// a seal or a time stamp may have cost something.
    pub(super) fn make(&self, work: Vec<Work>, observer: &mut dyn Observer, entropy: &mut dyn Entropy) -> Outcome {
        let count = work.len();
        let jobs: Vec<Mutex<Option<(Work, Drawn)>>> =
            work.into_iter().map(|one| Mutex::new(Some((one, Drawn::new(entropy))))).collect();
        let results: Vec<Mutex<Option<Result<Made, IssueError>>>> = jobs.iter().map(|_| Mutex::new(None)).collect();
        let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
        let watch = Mutex::new(Watch { observer, halted: Halted::No });
        let run = || {
            while !stopped.load(Ordering::SeqCst) {
                let at = next.fetch_add(1, Ordering::SeqCst);
                let Some(job) = jobs.get(at) else { break };
                let (one, mut drawn) = locked(job).take().expect("each job is taken once");
                let result = self.award(one, &mut drawn, &watch);
                if result.is_err() {
                    stopped.store(true, Ordering::SeqCst);
                }
                *locked(&results[at]) = Some(result);
            }
        };
        let threads = threads().min(count);
        if threads <= 1 {
            run();
        } else {
            thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(run))));
        }
        let mut outcome = Outcome { made: Vec::with_capacity(count), error: None };
        for result in results {
            match result.into_inner().unwrap_or_else(PoisonError::into_inner) {
                Some(Ok(made)) => outcome.made.push(made),
                // A stop by the observer is as though the power had failed: nothing counts that came beside it.
                Some(Err(error)) if outcome.error.is_none() || matches!(error, IssueError::Interrupted) => {
                    outcome.error = Some(error);
                }
                _ => {}
            }
        }
        outcome
    }

    fn award(&self, work: Work, entropy: &mut dyn Entropy, watch: &Mutex<Watch<'_>>) -> Result<Made, IssueError> {
        let Work { row, number, award, parts } = work;
        let reached = |step| locked(watch).reached(step);
        let mut files = Vec::with_capacity(parts.len());
        for part in parts {
            let plain = |format, bytes| MadeFile { format, bytes, level: None, short_of: None };
            files.push(match part {
                Part::Stored(format) => plain(format, None),
                Part::Upload(bytes) => plain(Format::Uploadable, Some(bytes)),
                Part::Elm(prepared) => {
                    let issued = prepared.sign(self.data_integrity)?;
                    reached(Step::Signed)?;
                    let checked = issued.checked(self.contexts);
                    let bytes = checked.map_err(|source| IssueError::OwnOutput { row, source })?;
                    reached(Step::Checked)?;
                    plain(Format::Elm, Some(bytes))
                }
                Part::Europass(prepared) => {
                    let seal = self.seal.as_ref().expect("a batch that seals has a seal");
                    let failed = |source| IssueError::Seal { row, source };
                    let faults = self.preview.check_europass(&prepared.document(), row);
                    if faults.stop() {
                        return Err(IssueError::Faults { faults });
                    }
                    let sealed = prepared.seal(seal, self.now).map_err(failed)?;
                    reached(Step::Sealed)?;
                    let sealed = sealed.augmented(seal, entropy, self.now).map_err(failed)?;
                    reached(Step::Augmented)?;
                    let checked = sealed.checked(seal, self.now);
                    let checked = checked.map_err(|source| IssueError::OwnSeal { row, source })?;
                    reached(Step::Checked)?;
                    let (bytes, level) = (Some(checked.file), Some(checked.level));
                    MadeFile { format: Format::Europass, bytes, level, short_of: checked.short_of }
                }
            });
        }
        Ok(Made { row, number, award, files })
    }
}

/// The observer, of whom nothing is asked any more once it has stopped the batch: no thread goes on beyond that.
struct Watch<'o> {
    observer: &'o mut dyn Observer,
    halted: Halted,
}

#[derive(PartialEq)]
enum Halted {
    No,
    Yes,
}

impl Watch<'_> {
    fn reached(&mut self, step: Step) -> Result<(), IssueError> {
        if self.halted == Halted::No && self.observer.reached(step) == ControlFlow::Break(()) {
            self.halted = Halted::Yes;
        }
        if self.halted == Halted::Yes { Err(IssueError::Interrupted) } else { Ok(()) }
    }
}

/// As many as there are cores, and some more: a thread that waits for a token or a time stamp keeps no core busy.
fn threads() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).max(SEALING_THREADS_MIN)
}

fn locked<T: ?Sized>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Randomness for one award, so that threads need not share a source: SHA-256 over 32 drawn bytes and a counter.
struct Drawn {
    seed: [u8; 32],
    blocks: u64,
}

impl Drawn {
    fn new(entropy: &mut dyn Entropy) -> Self {
        Self { seed: crate::model::entropy::draw(entropy), blocks: 0 }
    }
}

impl Entropy for Drawn {
    fn fill(&mut self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(32) {
            let block = sha256(&[&self.seed[..], &self.blocks.to_be_bytes()].concat());
            part.copy_from_slice(&block[..part.len()]);
            self.blocks += 1;
        }
    }
}
