//! The shape of a learner's documents: what two learners have to have in common so that one template serves both.
//!
//! Everything that decides which members a document has is a part of the shape, and every value that is no slot: languages, concepts,
//! countries, whether there is an end date, the status lists. What is left are the values of the slots, always in one order.

use serde_json::Value;

use crate::elm::europass::Sealer;
use crate::elm::mapper::{LearnerIds, Mapper, StatusReference};
use crate::jsonld::template::{Sample, Values};
use crate::learners::Learner;

/// A document that a mapper writes for a learner.
#[derive(Clone, Copy)]
pub enum Form<'a> {
    /// [`Mapper::document`], with these places on status lists.
    Elm(&'a [StatusReference]),
    /// [`Mapper::document`] without status, and with the same ids for everybody: what two runs are compared by.
    Preview(&'a LearnerIds),
    /// [`Mapper::europass`], with `<list URL>#<index>` as its status.
    Europass {
        /// The status.
        status: Option<&'a str>,
        /// Who seals.
        sealer: &'a Sealer,
    },
    /// [`Mapper::uploadable`], with `<list URL>#<index>` as its status.
    Uploadable(Option<&'a str>),
}

/// What documents have in common that one template makes. It is one of the mapper, the form and the sealer that it was asked from.
///
/// It holds what a learner shares with others, a citizenship for example, so `Debug` is not derived.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Shape(Box<[u8]>);

impl Mapper {
    /// The document in a form, by the generic path. `ids` are not used for a preview.
    ///
    /// # Panics
    ///
    /// Panics if [`check_learner`](Self::check_learner) finds a fault in `learner`.
    #[must_use]
    pub fn in_form(&self, learner: &Learner, ids: &LearnerIds, form: Form<'_>) -> Value {
        match form {
            Form::Elm(status) => self.document(learner, ids, status),
            Form::Preview(same) => self.document(learner, same, &[]),
            Form::Europass { status, sealer } => self.europass(learner, ids, status, sealer),
            Form::Uploadable(status) => self.uploadable(learner, ids, status),
        }
    }

    /// The shape of a learner's document.
    #[must_use]
    #[expect(clippy::unimplemented, reason = "its users are built at the same time")]
    pub fn shape(&self, learner: &Learner, form: Form<'_>) -> Shape {
        let _ = (learner, form);
        unimplemented!()
    }

    /// Writes the values of the slots of a learner's document, in the order of its shape. `ids` are not used for a preview.
    ///
    /// # Panics
    ///
    /// Panics if [`check_learner`](Self::check_learner) finds a fault in `learner`.
    #[expect(clippy::unimplemented, reason = "its users are built at the same time")]
    pub fn slots(&self, learner: &Learner, ids: &LearnerIds, form: Form<'_>, values: &mut Values) {
        let _ = (learner, ids, form, values);
        unimplemented!()
    }

    /// Samples of the shape that `learner` has, for compiling: one with marks, one with other values, one with hostile ones.
    ///
    /// # Panics
    ///
    /// Panics if [`check_learner`](Self::check_learner) finds a fault in `learner`.
    #[must_use]
    #[expect(clippy::unimplemented, reason = "its users are built at the same time")]
    pub fn samples(&self, learner: &Learner, form: Form<'_>) -> Vec<Sample> {
        let _ = (learner, form);
        unimplemented!()
    }
}
