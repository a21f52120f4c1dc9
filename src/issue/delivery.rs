//! The output's thread: what is stored in the ledger goes into the output and onto the receipts, chunk by chunk.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender};

use super::archive::Output;
use super::batch::Step;
use super::crew::{Alarm, Event, Queue, locked};
use super::receipt::{Line, Receipts};
use super::renditions::{LeavingFile, Renditions};
use super::workshop::Watch;
use super::{Format, IssueError};
use crate::crypto::sha256_of;
use crate::jose::jades::Level;
use crate::ledger::{ClaimToken, Standing};
use crate::model::slotted::Content;

/// A chunk that the ledger has stored.
pub(super) struct Delivery {
    /// How many learners of the list have been dealt with, up to and with those of this chunk.
    pub(super) dealt_with: u64,
    pub(super) awards: Vec<Stored>,
}

/// An award of which something goes into the output.
pub(super) struct Stored {
    pub(super) row: u64,
    pub(super) standing: Standing,
    /// The token of its new link.
    pub(super) claim: Option<ClaimToken>,
    pub(super) files: Vec<StoredFile>,
}

/// A form of an award, as it leaves.
pub(super) struct StoredFile {
    pub(super) format: Format,
    pub(super) content: Content,
    pub(super) digest: [u8; 32],
    pub(super) level: Option<Level>,
}

/// The output with what is said of it.
pub(super) struct Shelf<'s, 'w> {
    pub(super) output: &'s mut dyn Output,
    pub(super) receipts: Receipts,
    pub(super) renditions: &'s Renditions,
    pub(super) watch: &'s Mutex<Watch<'w>>,
}

impl Shelf<'_, '_> {
    /// Takes in chunks until there are no more, or the batch is stopped, and hands out the receipts.
    pub(super) fn take_in(mut self, deliveries: Receiver<Delivery>, queue: &Queue, events: Sender<Event>) -> Receipts {
        let events = Alarm(events);
        for delivery in deliveries {
            if queue.is_stopped() {
                break;
            }
            let event = match self.chunk(delivery) {
                Ok(()) => Event::Written,
                Err(error) => Event::Failed(error),
            };
            let over = matches!(event, Event::Failed(_));
            if events.0.send(event).is_err() || over {
                break;
            }
        }
        self.receipts
    }

    fn chunk(&mut self, delivery: Delivery) -> Result<(), IssueError> {
        let Delivery { dealt_with, awards } = delivery;
        for Stored { row, standing, claim, files } in awards {
            for StoredFile { format, content, digest, level } in files {
                let award = standing.award;
                let files = self.renditions.files(format, award, content);
                let files = files.map_err(|source| IssueError::Rendition { award, source })?;
                for (at, LeavingFile { name, content }) in files.into_iter().enumerate() {
                    // The first is what was sealed.
                    let digest = if at == 0 { digest } else { sha256_of(content.pieces()) };
                    self.output.add(&name, &content).map_err(IssueError::Output)?;
                    let line = Line {
                        row,
                        standing: &standing,
                        claim: claim.as_ref(),
                        format: Some(format),
                        file: &name,
                        digest: &digest,
                        level,
                    };
                    self.receipts.add(&*self.output, &line).map_err(IssueError::Output)?;
                    for (name, digest) in self.output.added_beside() {
                        let beside = Line { format: None, file: &name, digest: &digest, level: None, ..line };
                        self.receipts.add(&*self.output, &beside).map_err(IssueError::Output)?;
                    }
                }
            }
        }
        let mut watch = locked(self.watch);
        watch.progressed(dealt_with);
        watch.reached(Step::Written)
    }
}
