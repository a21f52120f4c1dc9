//! What a batch would certify, without key and ledger: the checks before issuing, `--dry-run`, and the digest by which
//! two runs are compared.

use std::borrow::Cow;

use serde_json::Value;

use super::{House, IssueError};
use crate::descriptor::types::Descriptor;
use crate::elm::profile::{self, ApVersion, ProfileFinding};
use crate::elm::{
    DataModel, DisplayImages, InteropFinding, LearnerIds, Mapper, SealIdentity, Sealer, Trap, VocabularyFinding,
    VocabularyOutcome, display_images, interop_check, vocabulary_check,
};
use crate::jsonld::{Contexts, Dataset, to_dataset};
use crate::learners::Learner;
use crate::ledger::{Ledger, LedgerError, Standing};
use crate::model::fault::{Faults, Place};
use crate::model::ids::AwardId;
use crate::model::json::canonicalize;
use crate::model::time::Timestamp;
use crate::publish::Document;

/// The award of every preview: its documents differ only in what is certified.
const SAME_AWARD: &str = "urn:credential:00000000-0000-4000-8000-000000000000";
/// 2026-01-01T00:00:00Z, the time of every preview, so that the day of a run is not part of what it certifies.
const SAME_TIME: i64 = 1_767_225_600;
/// The mapping makes documents that hold; where one does not, the descriptor or a profile says something it cannot know.
const MEND_DESCRIPTOR: &str = "change what the descriptor or the institution's profile says there";

/// A batch that is looked at and not issued.
pub struct Preview<'a> {
    house: House<'a>,
    descriptor: &'a Descriptor,
    model: DataModel,
    file: String,
    images: DisplayImages,
    mapper: Mapper,
    same: LearnerIds,
    contexts: Cow<'a, Contexts>,
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
        let contexts = match model {
            DataModel::V1_1 => Cow::Borrowed(house.contexts),
            DataModel::V2_0 => {
                let (_, digest) = Contexts::derived_elm();
                let iri = format!("{}/{}", house.base, Document::Context(digest).path());
                house.contexts.with_alias(&iri, digest).map_or(Cow::Borrowed(house.contexts), Cow::Owned)
            }
        };
        Ok(Self { house, descriptor, model, file: file.to_owned(), images, mapper, same, contexts })
    }

    /// What is worth knowing of the batch and stops nothing: letters that its picture cannot show.
    #[must_use]
    pub fn warnings(&self) -> Faults {
        self.images.warnings(&self.descriptor.id)
    }

    /// What keeps `learner` from being certified.
    #[must_use]
    pub fn check(&self, learner: &Learner) -> Faults {
        self.document(learner).err().unwrap_or_default()
    }

    /// The document that `learner` would get, with an id, times and node ids that are the same for everybody and without
    /// status.
    ///
    /// # Errors
    ///
    /// What keeps `learner` from being certified: what the descriptor asks for and the row lacks, or a document that
    /// shows what its graph does not hold, departs from the application profile, or names a code that is on no list.
    pub fn document(&self, learner: &Learner) -> Result<Value, Faults> {
        let mut faults = self.mapper.check_learner(&self.file, learner);
        if faults.stop() {
            return Err(faults);
        }
        let document = self.mapper.document(learner, &self.same, &[]);
        let place = Place::Row { file: self.file.clone(), row: learner.row, column: None };
        for InteropFinding { pointer, trap } in interop_check(&document) {
            let what = format!("{trap} at {pointer}: verifiers would disagree on it");
            match trap {
                Trap::MixedOrder => faults.warning("not-interoperable", place.clone(), what, MEND_DESCRIPTOR),
                _ => faults.fault("not-interoperable", place.clone(), what, MEND_DESCRIPTOR),
            }
        }
        match to_dataset(&document, &self.contexts) {
            Ok(dataset) => self.judge(&dataset, SAME_AWARD, &place, &mut faults),
            Err(e) => faults.fault("not-securable", place, e.to_string(), MEND_DESCRIPTOR),
        }
        if faults.stop() { Err(faults) } else { Ok(document) }
    }

    fn judge(&self, dataset: &Dataset, root: &str, place: &Place, faults: &mut Faults) {
        for ProfileFinding { node, class, property, message, .. } in
            profile::check_claimed(dataset, root, ApVersion::default())
        {
            let what = format!("{class} {property} of `{node}`: {message}");
            faults.fault("not-in-profile", place.clone(), what, MEND_DESCRIPTOR);
        }
        for VocabularyFinding { concept, scheme, outcome } in vocabulary_check(dataset) {
            if outcome == VocabularyOutcome::Absent {
                let what = format!("`{concept}` is not on the list `{scheme}`");
                faults.fault("not-on-list", place.clone(), what, MEND_DESCRIPTOR);
            }
        }
    }

    /// What keeps `document`, in the form of Europass, from being sealed for the learner of `row`: a term that its
    /// contexts lack, a departure from the application profile, a code that is on no list.
    pub(super) fn check_europass(&self, document: &Value, row: u64) -> Faults {
        let mut faults = Faults::new();
        let place = Place::Row { file: self.file.clone(), row, column: None };
        match to_dataset(document, self.house.contexts) {
            Ok(dataset) => self.judge(&dataset, document["id"].as_str().unwrap_or_default(), &place, &mut faults),
            Err(e) => faults.fault("not-securable", place, e.to_string(), MEND_DESCRIPTOR),
        }
        faults
    }

    /// What the ledger knows of the award that `learner` would get, and whether that is the same as this one.
    /// [`check`](Self::check) has found no fault.
    ///
    /// # Errors
    ///
    /// [`LedgerError`] when it cannot be read.
    pub fn standing(&self, ledger: &Ledger, learner: &Learner) -> Result<Option<(Standing, Sameness)>, LedgerError> {
        let Some(standing) = ledger.find(&self.key(ledger, learner))? else { return Ok(None) };
        let document = self.mapper.document(learner, &self.same, &[]);
        let same = standing.content == Self::content(ledger, &document);
        Ok(Some((standing, if same { Sameness::Same } else { Sameness::Different })))
    }

    pub(super) fn key(&self, ledger: &Ledger, learner: &Learner) -> [u8; 32] {
        let Descriptor { id, edition, .. } = self.descriptor;
        ledger.award_key(&self.house.issuer.organization_id, id, edition, &learner.key)
    }

    pub(super) fn content(ledger: &Ledger, document: &Value) -> [u8; 32] {
        ledger.content_digest(canonicalize(document).as_bytes())
    }

    /// The mapper for awards that were issued at `issued`.
    pub(super) fn mapper_at(&self, issued: Timestamp) -> Result<Mapper, IssueError> {
        map(self.house, self.descriptor, self.model, &self.images, issued)
    }

    /// Who seals, for awards that were issued at `issued`.
    ///
    /// # Errors
    ///
    /// [`IssueError::Faults`] when the certificate does not name a sealer, or another than the institution without its
    /// mandate.
    pub fn sealer_at(&self, identity: &SealIdentity, issued: Timestamp) -> Result<Sealer, IssueError> {
        let House { issuer, institutions, mandate, base, .. } = self.house;
        let sealer = Sealer::new(self.descriptor, issuer, institutions, mandate, base, issued, identity);
        sealer.map_err(|faults| IssueError::Faults { faults })
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
