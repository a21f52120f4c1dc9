//! Signing and sealing: each award by itself, its forms one after the other.
//!
//! A seal takes milliseconds of a core, or of a device that several threads keep busy, and a time stamp the time of a
//! journey. What one award needs depends on no other; the ledger is asked before and after, never here.

use std::ops::ControlFlow;
use std::sync::Mutex;

use super::batch::{Observer, Step};
use super::crew::{Queue, locked};
use super::renditions::Renditions;
use super::seal::Seal;
use super::stages::{Made, MadeFile, NewFile, Part, Vouching, Work};
use super::{Format, IssueError};
use crate::crypto::sha256_of;
use crate::jose::jades::Augmented;
use crate::jsonld::Contexts;
use crate::keys::DataIntegrityKey;
use crate::model::slotted::Content;
use crate::model::time::Timestamp;

/// What the threads share.
pub(super) struct Workshop<'w> {
    pub(super) data_integrity: &'w DataIntegrityKey,
    pub(super) seal: Option<Seal<'w>>,
    pub(super) contexts: &'w Contexts,
    pub(super) renditions: &'w Renditions,
    pub(super) now: Timestamp,
    pub(super) watch: &'w Mutex<Watch<'w>>,
}

impl Workshop<'_> {
    /// Makes what `work` asks for. After the first failure, here or elsewhere, no further award is begun; what is under
    /// way is finished, since a seal or a time stamp may have cost something.
    pub(super) fn make(&self, work: Vec<Work>, queue: &Queue) -> (Vec<Made>, Option<IssueError>) {
        let mut made = Vec::with_capacity(work.len());
        let last = work.len().saturating_sub(1);
        for (at, mut one) in work.into_iter().enumerate() {
            if at == last {
                one.vouch_for_itself();
            }
            if queue.is_stopped() {
                break;
            }
            match self.award(one) {
                Ok(one) => made.push(one),
                Err(error) => {
                    queue.stop();
                    return (made, Some(error));
                }
            }
        }
        (made, None)
    }

    fn award(&self, work: Work) -> Result<Made, IssueError> {
        let Work { row, standing, parts, mut drawn } = work;
        let reached = |step| locked(self.watch).reached(step);
        let mut files = Vec::with_capacity(parts.len());
        for part in parts {
            files.push(match part {
                Part::Stored(format) => MadeFile::Kept(format),
                Part::Upload(content) => {
                    let digest = sha256_of(content.pieces());
                    file(Format::Uploadable, content, digest, Vouching::Itself)
                }
                Part::Elm(prepared, template, vouching) => {
                    let issued = prepared.sign(self.data_integrity)?;
                    reached(Step::Signed)?;
                    let content = match vouching {
                        Vouching::Itself => {
                            let checked = issued.checked(self.contexts);
                            let content = checked.map_err(|source| IssueError::OwnOutput { row, source })?;
                            reached(Step::Checked)?;
                            content
                        }
                        Vouching::Others => issued.vouched_for(),
                    };
                    let digest = match template {
                        Some(template) => template.file_digest(&content),
                        None => sha256_of(content.pieces()),
                    };
                    file(Format::Elm, content, digest, vouching)
                }
                Part::OfView(format, ready) => {
                    let signed = ready.sign(self.data_integrity)?;
                    reached(Step::Signed)?;
                    let content = self.renditions.content(format, signed.checked(self.contexts)?);
                    reached(Step::Checked)?;
                    let digest = sha256_of(content.pieces());
                    file(format, content, digest, Vouching::Itself)
                }
                Part::Europass(prepared) => {
                    let seal = self.seal.as_ref().expect("a batch that seals has a seal");
                    let failed = |source| IssueError::Seal { row, source };
                    let sealed = prepared.seal(seal, self.now).map_err(failed)?;
                    reached(Step::Sealed)?;
                    let sealed = sealed.augmented(seal, &mut drawn, self.now).map_err(failed)?;
                    reached(Step::Augmented)?;
                    let checked = sealed.checked(seal, self.now);
                    let checked = checked.map_err(|source| IssueError::OwnSeal { row, source })?;
                    reached(Step::Checked)?;
                    let Augmented { file, level, short_of } = checked;
                    let (content, level) = (Content::from(file), Some(level));
                    let digest = sha256_of(content.pieces());
                    let (format, vouching) = (Format::Europass, Vouching::Itself);
                    MadeFile::New(NewFile { format, content, digest, level, short_of, vouching })
                }
            });
        }
        Ok(Made { row, standing, files })
    }
}

fn file(format: Format, content: Content, digest: [u8; 32], vouching: Vouching) -> MadeFile {
    MadeFile::New(NewFile { format, content, digest, level: None, short_of: None, vouching })
}

/// The observer, of whom nothing is asked any more once it has stopped the batch: no thread goes on beyond that.
pub(super) struct Watch<'o> {
    observer: &'o mut dyn Observer,
    halted: Halted,
}

#[derive(PartialEq)]
enum Halted {
    No,
    Yes,
}

impl<'o> Watch<'o> {
    pub(super) fn new(observer: &'o mut dyn Observer) -> Self {
        Self { observer, halted: Halted::No }
    }

    /// # Errors
    ///
    /// [`IssueError::Interrupted`] when the observer has stopped the batch.
    pub(super) fn reached(&mut self, step: Step) -> Result<(), IssueError> {
        if self.halted == Halted::No && self.observer.reached(step) == ControlFlow::Break(()) {
            self.halted = Halted::Yes;
        }
        if self.halted == Halted::Yes { Err(IssueError::Interrupted) } else { Ok(()) }
    }

    pub(super) fn progressed(&mut self, learners: u64) {
        if self.halted == Halted::No {
            self.observer.progressed(learners);
        }
    }
}
