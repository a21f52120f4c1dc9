//! What a batch would certify, without key and ledger: the checks before issuing, `--dry-run`, and the digest by which
//! two runs are compared.

use serde_json::Value;

use super::{House, IssueError};
use crate::descriptor::types::Descriptor;
use crate::elm::{DataModel, DisplayImages, LearnerIds, Mapper, display_images};
use crate::learners::Learner;
use crate::ledger::{Ledger, LedgerError, Standing};
use crate::model::fault::Faults;
use crate::model::ids::AwardId;
use crate::model::json::canonicalize;
use crate::model::time::Timestamp;

/// The award of every preview: its documents differ only in what is certified.
const SAME_AWARD: &str = "00000000-0000-4000-8000-000000000000";
/// 2026-01-01T00:00:00Z, the time of every preview, so that the day of a run is not part of what it certifies.
const SAME_TIME: i64 = 1_767_225_600;

/// A batch that is looked at and not issued.
pub struct Preview<'a> {
    house: House<'a>,
    descriptor: &'a Descriptor,
    model: DataModel,
    file: String,
    images: DisplayImages,
    mapper: Mapper,
    same: LearnerIds,
}

impl<'a> Preview<'a> {
    /// Maps what the whole batch shares. `file` is the learner list's name, for the places of faults.
    ///
    /// # Errors
    ///
    /// [`IssueError::NoDid`], [`IssueError::Image`], or [`IssueError::Faults`] of descriptor and mandate.
    pub fn new(
        house: House<'a>,
        descriptor: &'a Descriptor,
        model: DataModel,
        file: &str,
        issued: Timestamp,
    ) -> Result<Self, IssueError> {
        if house.issuer.did.is_none() {
            return Err(IssueError::NoDid { slug: house.issuer.slug.clone() });
        }
        let images = display_images(descriptor, house.issuer, house.institutions)?;
        // The mandate is judged at the time of issuing; the preview's own time only has to lie within it.
        map(house, descriptor, model, &images, issued)?;
        let fixed = Timestamp::from_unix(SAME_TIME).expect("a fixed time");
        let at = house.mandate.map_or(fixed, |mandate| mandate.from);
        let mapper = map(house, descriptor, model, &images, at)?;
        let same = LearnerIds { award: AwardId::parse(SAME_AWARD).expect("a fixed award id"), seed: [0; 32] };
        Ok(Self { house, descriptor, model, file: file.to_owned(), images, mapper, same })
    }

    /// What keeps `learner` from being certified.
    #[must_use]
    pub fn check(&self, learner: &Learner) -> Faults {
        self.mapper.check_learner(&self.file, learner)
    }

    /// The document that `learner` would get, with an id, times and node ids that are the same for everybody and without
    /// status. [`check`](Self::check) has found no fault.
    #[must_use]
    pub fn document(&self, learner: &Learner) -> Value {
        self.mapper.document(learner, &self.same, &[])
    }

    /// What the ledger knows of the award that `learner` would get, and whether that is the same as this one.
    ///
    /// # Errors
    ///
    /// [`LedgerError`] when it cannot be read.
    pub fn standing(&self, ledger: &Ledger, learner: &Learner) -> Result<Option<(Standing, Sameness)>, LedgerError> {
        let Some(standing) = ledger.find(&self.key(ledger, learner))? else { return Ok(None) };
        let same = standing.content == self.content(ledger, learner);
        Ok(Some((standing, if same { Sameness::Same } else { Sameness::Different })))
    }

    pub(super) fn key(&self, ledger: &Ledger, learner: &Learner) -> [u8; 32] {
        let Descriptor { id, edition, .. } = self.descriptor;
        ledger.award_key(&self.house.issuer.organization_id, id, edition, &learner.key)
    }

    pub(super) fn content(&self, ledger: &Ledger, learner: &Learner) -> [u8; 32] {
        ledger.content_digest(canonicalize(&self.document(learner)).as_bytes())
    }

    /// The mapper for awards that were issued at `issued`.
    pub(super) fn mapper_at(&self, issued: Timestamp) -> Result<Mapper, IssueError> {
        map(self.house, self.descriptor, self.model, &self.images, issued)
    }
}

/// Whether two runs certify the same for a learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    /// They differ.
    Different,
    /// They are the same.
    Same,
}

fn map(
    house: House<'_>,
    descriptor: &Descriptor,
    model: DataModel,
    images: &DisplayImages,
    issued: Timestamp,
) -> Result<Mapper, IssueError> {
    let House { issuer, institutions, mandate, base, .. } = house;
    let mapper = Mapper::new(descriptor, issuer, institutions, mandate, base, images, issued);
    mapper.map(|mapper| mapper.with_data_model(model)).map_err(|faults| IssueError::Faults { faults })
}
