//! What a batch would certify, without key and ledger: the checks before issuing, `--dry-run`, and the digest by which
//! two runs are compared.

use std::borrow::Cow;

use serde_json::Value;

use super::templates::{Templates, is_plain};
use super::{House, IssueError};
use crate::crypto::sha256;
use crate::descriptor::types::Descriptor;
use crate::elm::profile::{ApVersion, Field, Fields, Source};
use crate::elm::{
    DataModel, DisplayImages, Examined, Form, InteropFinding, LearnerIds, Mapper, SealIdentity, Sealer, Shape, Trap,
    VocabularyFinding, VocabularyOutcome, display_images, examine, interop_check,
};
use crate::jsonld::template::{Scratch, Template, Values, compile};
use crate::jsonld::{self, Budget, Contexts, Dataset, RdfcError, to_dataset};
use crate::learners::Learner;
use crate::ledger::{Digests, Ledger, LedgerError, Standing};
use crate::limits::TEMPLATE_AFTER;
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
    profile_version: ApVersion,
    templates: Templates<Template>,
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
        let (file, profile_version) = (file.to_owned(), ApVersion::default());
        let templates = Templates::new(TEMPLATE_AFTER);
        Ok(Self { house, descriptor, model, file, images, mapper, same, contexts, profile_version, templates })
    }

    /// Compared with another version of the application profile than the newest.
    #[must_use]
    pub fn with_profile_version(mut self, version: ApVersion) -> Self {
        self.profile_version = version;
        self.templates = Templates::new(TEMPLATE_AFTER);
        self
    }

    /// What is worth knowing of the batch and stops nothing: letters that its picture cannot show.
    #[must_use]
    pub fn warnings(&self) -> Faults {
        self.images.warnings(&self.descriptor.id)
    }

    /// What keeps `learner` from being certified.
    #[must_use]
    pub fn check(&self, learner: &Learner) -> Faults {
        let faults = self.mapper.check_learner(&self.file, learner);
        if faults.stop() {
            return faults;
        }
        let shape = self.shape(learner);
        // What is found in a document beside that depends on its shape alone, where its values are plain.
        if is_plain(learner) && self.templates.has_passed(&shape) {
            return Faults::new();
        }
        match self.judged(learner) {
            Ok(_) => {
                self.passed(learner, shape);
                Faults::new()
            }
            Err(faults) => faults,
        }
    }

    fn shape(&self, learner: &Learner) -> Shape {
        self.mapper.shape(learner, Form::Preview(&self.same))
    }

    fn passed(&self, learner: &Learner, shape: Shape) {
        let samples = || self.mapper.samples(learner, Form::Preview(&self.same));
        self.templates.passed(shape, || compile(&samples(), &self.contexts).ok());
    }

    /// Compiles a template for a shape of learners after so many of them.
    pub(super) fn set_template_after(&mut self, learners: u32) {
        self.templates = Templates::new(learners);
    }

    /// The document that `learner` would get, with an id, times and node ids that are the same for everybody and without
    /// status.
    ///
    /// # Errors
    ///
    /// What keeps `learner` from being certified: what the descriptor asks for and the row lacks, or a document that
    /// shows what its graph does not hold, departs from the application profile, or names a code that is on no list.
    pub fn document(&self, learner: &Learner) -> Result<Value, Faults> {
        self.judged(learner).map(|(document, _)| document)
    }

    /// The SHA-256 digest of the canonical quads of [`document`](Self::document): what `learner` would be certified.
    ///
    /// # Errors
    ///
    /// As [`document`](Self::document).
    pub(super) fn certified(&self, learner: &Learner) -> Result<[u8; 32], Faults> {
        let faults = self.mapper.check_learner(&self.file, learner);
        if faults.stop() {
            return Err(faults);
        }
        let shape = self.shape(learner);
        if let Some(template) = self.templates.get(&shape).filter(|_| is_plain(learner)) {
            let mut values = Values::default();
            self.mapper.slots(learner, &self.same, Form::Preview(&self.same), &mut values);
            if let Ok(digest) = template.digest(&values, &mut Scratch::default()) {
                return Ok(digest);
            }
        }
        let (_, dataset) = self.judged(learner)?;
        let digest = digest(&dataset).map_err(|e| {
            let mut faults = Faults::new();
            faults.fault("not-securable", self.place(learner), e.to_string(), MEND_DESCRIPTOR);
            faults
        })?;
        self.passed(learner, shape);
        Ok(digest)
    }

    /// The document of `learner` and its graph.
    fn judged(&self, learner: &Learner) -> Result<(Value, Dataset), Faults> {
        let mut faults = self.mapper.check_learner(&self.file, learner);
        if faults.stop() {
            return Err(faults);
        }
        let document = self.mapper.document(learner, &self.same, &[]);
        let place = self.place(learner);
        for InteropFinding { pointer, trap } in interop_check(&document) {
            let what = format!("{trap} at {pointer}: verifiers would disagree on it");
            match trap {
                Trap::MixedOrder => faults.warning("not-interoperable", place.clone(), what, MEND_DESCRIPTOR),
                _ => faults.fault("not-interoperable", place.clone(), what, MEND_DESCRIPTOR),
            }
        }
        match to_dataset(&document, &self.contexts) {
            Ok(dataset) => {
                judge(&dataset, SAME_AWARD, self.profile_version, &place, &mut faults);
                if faults.stop() { Err(faults) } else { Ok((document, dataset)) }
            }
            Err(e) => {
                faults.fault("not-securable", place, e.to_string(), MEND_DESCRIPTOR);
                Err(faults)
            }
        }
    }

    fn place(&self, learner: &Learner) -> Place {
        Place::Row { file: self.file.clone(), row: learner.row, column: None }
    }

    /// What keeps `document`, in the form of Europass, from being sealed for the learner of `row`: a term that its
    /// contexts lack, a departure from the application profile, a code that is on no list.
    pub(super) fn check_europass(&self, document: &Value, row: u64) -> Faults {
        let mut faults = Faults::new();
        let place = Place::Row { file: self.file.clone(), row, column: None };
        match to_dataset(document, self.house.contexts) {
            Ok(dataset) => {
                let id = document["id"].as_str().unwrap_or_default();
                judge(&dataset, id, self.profile_version, &place, &mut faults);
            }
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
        let digests = ledger.digests();
        let Some(standing) = ledger.find(&self.key(&digests, learner))? else { return Ok(None) };
        let newer = self.certified(learner).ok().map(|certified| digests.content_digest(&certified));
        let same = newer == Some(standing.content) || self.content_of_json(&digests, learner) == standing.content;
        Ok(Some((standing, if same { Sameness::Same } else { Sameness::Different })))
    }

    /// The key by which the ledger knows the award of `learner`.
    pub(super) fn key(&self, digests: &Digests, learner: &Learner) -> [u8; 32] {
        let Descriptor { id, edition, .. } = self.descriptor;
        digests.award_key(&self.house.issuer.organization_id, id, edition, &learner.key)
    }

    /// The digest of what `learner`, who has no fault, would be certified, as older ledgers have it.
    pub(super) fn content_of_json(&self, digests: &Digests, learner: &Learner) -> [u8; 32] {
        digests.content_digest_of_json(canonicalize(&self.mapper.document(learner, &self.same, &[])).as_bytes())
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

/// The SHA-256 digest of a graph's canonical form.
fn digest(dataset: &Dataset) -> Result<[u8; 32], RdfcError> {
    Ok(sha256(jsonld::canonicalize(dataset, Budget::default())?.nquads.as_bytes()))
}

/// What departs from the profile, as the fields that the issuer can change.
fn judge(dataset: &Dataset, root: &str, version: ApVersion, place: &Place, faults: &mut Faults) {
    let Examined { departures, codes: mut unlisted } = examine(dataset, root, version);
    unlisted.retain(|it| it.outcome == VocabularyOutcome::Absent);
    if departures.is_empty() && unlisted.is_empty() {
        return;
    }
    let fields = Fields::new(dataset);
    let mut tell = |code, field: Option<Field>, what: String, elm: String| {
        let Some(field) = field else {
            let hint = "the program writes this itself: report it as an error of the program";
            return faults.fault(code, place.clone(), format!("{elm}: {what}"), hint);
        };
        let what = format!("{field}: {what}");
        let (place, hint) = match field.source {
            Source::Learners => (in_column(place, &field.key), format!("correct {field}")),
            _ => (place.clone(), format!("change {field}")),
        };
        if !faults.iter().any(|known| known.code == code && known.place == place && known.what == what) {
            faults.fault(code, place, what, hint);
        }
    };
    for finding in &departures {
        let elm = format!("{} {} of `{}`", finding.class, finding.property, finding.node);
        tell("not-in-profile", fields.of_finding(finding), finding.in_plain_words(), elm);
    }
    for VocabularyFinding { concept, scheme, .. } in &unlisted {
        let what = format!("`{concept}` is not on the list `{scheme}`");
        tell("not-on-list", fields.of_node(concept), what, concept.clone());
    }
}

/// The same place, in a column.
fn in_column(place: &Place, column: &str) -> Place {
    match place {
        Place::Row { file, row, .. } => Place::Row { file: file.clone(), row: *row, column: Some(column.to_owned()) },
        other => other.clone(),
    }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_departure_is_told_as_what_the_issuer_wrote() {
        let document = json!({
            "@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
            "id": "urn:credential:1",
            "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
            "issued": "2026-06-30T12:00:00",
            "credentialSubject": {
                "id": "urn:p", "type": "Person", "familyName": { "en": "A", "fi": "B" },
                "hasClaim": {
                    "id": "urn:a", "type": "LearningAchievement", "title": { "en": "Course" },
                    "specifiedBy": {
                        "id": "urn:q", "type": "Qualification", "title": { "en": "Course" },
                        "learningOutcome": { "id": "urn:o", "type": "LearningOutcome" },
                        "eqfLevel": {
                            "id": "http://data.europa.eu/snb/eqf/9", "type": "Concept",
                            "inScheme": { "id": "http://data.europa.eu/snb/eqf/25831c2", "type": "ConceptScheme" },
                        },
                    },
                },
            },
        });
        let dataset = to_dataset(&document, Contexts::embedded()).expect("quads");
        let place = Place::Row { file: "learners.csv".into(), row: 2, column: None };
        let mut faults = Faults::new();
        judge(&dataset, "urn:credential:1", ApVersion::default(), &place, &mut faults);
        let told = |code: &str, what: &str| {
            let found = faults.iter().find(|fault| fault.code == code && fault.what.starts_with(what));
            let found = found.unwrap_or_else(|| panic!("{code} {what}: {faults:#?}"));
            (found.place.to_string(), found.fix.clone())
        };
        let row = "learners.csv, row 2";
        assert_eq!(
            told("not-in-profile", "`outcomes.text` of the descriptor: nothing is said"),
            (row.to_owned(), "change `outcomes.text` of the descriptor".to_owned())
        );
        assert_eq!(
            told("not-in-profile", "the column `family_name` of the learner list: the profile takes fewer values"),
            (
                format!("{row}, column \"family_name\""),
                "correct the column `family_name` of the learner list".to_owned()
            )
        );
        let date = told("not-in-profile", "the column `awarded` of the learner list: the date has no time zone");
        assert_eq!(date.1, "correct the column `awarded` of the learner list");
        assert_eq!(
            told("not-on-list", "`eqf_level` of the descriptor: `http://data.europa.eu/snb/eqf/9` is not on the list"),
            (row.to_owned(), "change `eqf_level` of the descriptor".to_owned())
        );
        let schema = told("not-in-profile", "elm:EuropeanDigitalCredential cred:credentialSchema");
        assert!(schema.1.starts_with("the program writes this itself"));
    }
}
