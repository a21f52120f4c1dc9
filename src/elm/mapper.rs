//! From descriptor and learner to the unsecured document.
#![expect(clippy::unimplemented, reason = "signatures first, so that the rooms above can be written against them")]

use serde_json::Value;

use crate::descriptor::types::{Descriptor, Institution, Mandate};
use crate::elm::image::DisplayImages;
use crate::learners::Learner;
use crate::model::fault::Faults;
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// What makes the ids of one learner's nodes: fixed when the award is recorded, never derived from the learner's data.
#[derive(Clone)]
pub struct LearnerIds {
    /// The award, whose id is the credential's.
    pub award: AwardId,
    /// Random; node ids are `urn:epass:<kind>:<uuid>` with the UUID from an HMAC under it.
    pub seed: [u8; 32],
}

/// What a status list says about an award.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusPurpose {
    /// Withdrawn for good.
    Revocation,
    /// Not valid for the time being.
    Suspension,
}

/// An award's place on a status list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReference {
    /// Where the status list credential is published.
    pub list_url: String,
    /// The award's index on it.
    pub index: u64,
    /// What a set bit means.
    pub purpose: StatusPurpose,
}

/// The version of the Verifiable Credentials Data Model that a document follows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DataModel {
    /// VCDM 1.1 with the public ELM context.
    #[default]
    V1_1,
    /// VCDM 2.0 with the derived ELM context, pinned by `relatedResource`.
    V2_0,
}

/// A batch, ready to be written for each of its learners.
pub struct Mapper {
    _batch: (),
}

impl Mapper {
    /// Maps what the whole batch shares.
    ///
    /// `institutions` holds every profile that the descriptor names; `base` is the publication base URL without a
    /// slash at its end; `issued` is the date of issuing of rows that name none.
    ///
    /// # Errors
    ///
    /// Faults of the descriptor that only show here: an issuer without DID, an awarding body without mandate.
    pub fn new(
        _descriptor: &Descriptor,
        _issuer: &Institution,
        _institutions: &[Institution],
        _mandate: Option<&Mandate>,
        _base: &str,
        _images: &DisplayImages,
        _issued: Timestamp,
    ) -> Result<Self, Faults> {
        unimplemented!()
    }

    /// The same batch in another version of the data model.
    #[must_use]
    pub fn with_data_model(self, _model: DataModel) -> Self {
        unimplemented!()
    }

    /// What keeps `learner` from being certified, such as an assessment with neither grade nor pass label.
    ///
    /// `file` is the learner list's name, for the places of the faults.
    #[must_use]
    pub fn check_learner(&self, _file: &str, _learner: &Learner) -> Faults {
        unimplemented!()
    }

    /// The unsecured document of one award.
    ///
    /// # Panics
    ///
    /// Panics if [`check_learner`](Self::check_learner) finds a fault in `learner`.
    #[must_use]
    pub fn document(&self, _learner: &Learner, _ids: &LearnerIds, _status: &[StatusReference]) -> Value {
        unimplemented!()
    }
}
