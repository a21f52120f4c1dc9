//! The European Learning Model: a course and a learner as an ELM v3 credential, and checks of finished ones.
//!
//! [`Mapper`] turns a [`Descriptor`](crate::descriptor::types::Descriptor) and a
//! [`Learner`](crate::learners::Learner) into the unsecured document of the `elm` rendition. What is the same for a
//! whole batch is written once, when the mapper is made; a document is then the learner's nodes around it.
//! [`Mapper::europass`] writes the same graph as the Commission's tools write it, [`Mapper::uploadable`] without a seal.
//! [`Shape`] says which learners one template serves, [`Mapper::slots`] what stands in its slots.
//! [`profile`] holds the application profile as a table, [`vocabulary_check`] looks codes up in the controlled lists.
//! [`AwardView`] is what a finished document says, as the other renditions of the award need it.
//! [`interop_check`] finds what processors canonicalize differently. Nothing here signs, and nothing knows where a document goes.

mod batch;
mod classes;
mod course;
mod europass;
mod examine;
pub mod image;
mod interop;
mod mapper;
mod node;
mod organisations;
mod phrases;
pub mod profile;
mod shape;
pub mod view;
mod vocabularies;

pub use europass::{SealIdentity, Sealer, issuer_differs};
pub use examine::{Examined, examine};
pub use image::{DisplayImages, ImageError, display_images};
pub use interop::{InteropFinding, Trap, interop_check};
pub use mapper::{DataModel, LearnerIds, Mapper, StatusPurpose, StatusReference, status_entry};
pub(crate) use phrases::{Phrase, phrase};
pub use shape::{Form, Shape};
pub use view::{AwardView, Names, ViewError};
pub use vocabularies::{VocabularyFinding, VocabularyOutcome, vocabulary_check};
