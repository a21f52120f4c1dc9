//! What goes from stage to stage of a batch, for one learner.
//!
//! Mapped and judged; an award allotted; drafted; recorded, and so ready to be sealed; sealed; in the output. Each is made of
//! the one before.

use std::sync::Arc;

use super::drawn::Drawn;
use super::seal::Payload;
use super::secured;
use super::{Format, Prepared, PreparedSeal};
use crate::jose::jades::{Level, Shortfall};
use crate::learners::Learner;
use crate::ledger::Standing;
use crate::model::slotted::Content;
use crate::proof::{Draft, DraftTemplate};

/// A learner without a fault, with what would be certified.
pub(super) struct Judged {
    pub(super) learner: Learner,
    /// By which the ledger finds the award.
    pub(super) key: [u8; 32],
    /// By which two runs are compared.
    pub(super) content: [u8; 32],
}

/// A learner for whose award something goes into the output.
pub(super) struct Allotted {
    pub(super) learner: Learner,
    pub(super) standing: Standing,
    /// The forms to be made.
    pub(super) wanted: Vec<Format>,
    /// The forms that an earlier run stored and did not deliver.
    pub(super) stored: Vec<Format>,
}

/// The forms of an award before they are recorded.
pub(super) struct Drafted {
    pub(super) row: u64,
    pub(super) standing: Standing,
    /// Never empty.
    pub(super) parts: Vec<DraftedPart>,
}

/// A form of an award, not recorded yet.
pub(super) enum DraftedPart {
    /// With the template that made it.
    Elm(Box<Draft>, Option<Arc<DraftTemplate>>),
    Europass(Payload),
    /// Made of what the award's own document says.
    OfView(Format, Box<secured::Draft>),
    Stored(Format),
    Upload(Content),
}

/// The forms of an award that the ledger knows.
pub(super) struct Work {
    pub(super) row: u64,
    pub(super) standing: Standing,
    /// Never empty.
    pub(super) parts: Vec<Part>,
    /// Randomness for this award alone.
    pub(super) drawn: Drawn,
}

impl Work {
    /// Has what is signed for this award verified. It is asked of the last one that a thread signs in a row: a key that goes
    /// wrong on the way, and stays so, is noticed before anything of the chunk is stored.
    pub(super) fn vouch_for_itself(&mut self) {
        for part in &mut self.parts {
            if let Part::Elm(_, _, vouching) = part {
                *vouching = Vouching::Itself;
            }
        }
    }
}

/// A form of an award.
pub(super) enum Part {
    /// To be signed.
    Elm(Box<Prepared>, Option<Arc<DraftTemplate>>, Vouching),
    /// To be sealed.
    Europass(PreparedSeal),
    /// To be signed; it is always verified itself.
    OfView(Format, Box<secured::Ready>),
    /// Sealed or made by an earlier run that did not complete its output.
    Stored(Format),
    /// For upload, as it leaves.
    Upload(Content),
}

/// How it is known that what is signed is authentic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vouching {
    /// It is verified itself.
    Itself,
    /// Others of the same template and chunk are verified.
    Others,
}

/// An award of which every wanted form is there.
pub(super) struct Made {
    pub(super) row: u64,
    pub(super) standing: Standing,
    pub(super) files: Vec<MadeFile>,
}

/// A form of an award.
pub(super) enum MadeFile {
    /// An earlier run stored it.
    Kept(Format),
    /// It was made now.
    New(NewFile),
}

/// A form of an award that was made now.
pub(super) struct NewFile {
    pub(super) format: Format,
    pub(super) content: Content,
    /// SHA-256 of the content.
    pub(super) digest: [u8; 32],
    /// The level of its seal.
    pub(super) level: Option<Level>,
    /// Why the level is below the wish.
    pub(super) short_of: Option<Shortfall>,
    pub(super) vouching: Vouching,
}
