//! What a finished ELM document says of an award, as other renditions need it: texts, dates, and who, owned.
//!
//! An [`AwardView`] is read from a document as this program issues it, in `elm` or in `europass` form, and both forms
//! of one award give the same view but for who issues and its status, which differ in them. Every other rendition is a
//! function of it, so that nothing of an award is recorded twice. It is made from one's own text, which was
//! checked when it was sealed: of a stranger's document the `verify` room says what was proven.

mod read;

use std::collections::BTreeMap;

use super::mapper::StatusReference;
use crate::crypto::encoding::from_base64;
use crate::model::time::Timestamp;
pub use read::ViewError;

/// A text by language; without any language where the document says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// The text in `language`, else in the same language of another region, else in English, else the first.
    #[must_use]
    pub fn best(&self, language: &str) -> Option<&str> {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
        let wanted = primary(language);
        let alike = || self.0.iter().find(|(tag, _)| primary(tag) == wanted).map(|(_, text)| text);
        let found = self.0.get(language).or_else(alike).or_else(|| self.0.get("en")).or_else(|| self.0.values().next());
        found.map(String::as_str)
    }

    /// The text in exactly `language`.
    #[must_use]
    pub fn get(&self, language: &str) -> Option<&str> {
        self.0.get(language).map(String::as_str)
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Languages and texts, by language.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(language, text)| (language.as_str(), text.as_str()))
    }
}

impl<L: Into<String>, T: Into<String>> FromIterator<(L, T)> for Names {
    fn from_iter<I: IntoIterator<Item = (L, T)>>(texts: I) -> Self {
        Self(texts.into_iter().map(|(language, text)| (language.into(), text.into())).collect())
    }
}

/// An award, as its document states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwardView {
    /// The credential's id, `urn:credential:<uuid>`.
    pub credential: String,
    /// The title.
    pub title: Names,
    /// The description; may be empty.
    pub description: Names,
    /// The tag of the language in which it was written first, such as `en`.
    pub language: String,
    /// The tags of all its languages.
    pub languages: Vec<String>,
    /// Who issues it: of `europass` the holder of the certificate.
    pub issuer: OrganisationView,
    /// The mandates under which the issuer seals for others.
    pub mandates: Vec<MandateView>,
    /// When it was issued.
    pub issued: Timestamp,
    /// From when it is valid.
    pub valid_from: Timestamp,
    /// Until when it is valid, if not for good.
    pub valid_until: Option<Timestamp>,
    /// The learner.
    pub learner: LearnerView,
    /// What was achieved.
    pub achievement: AchievementView,
    /// The picture of each language, in the order of the document.
    pub displays: Vec<DisplayView>,
    /// Its places on status lists; of `europass` the one of revocation.
    pub status: Vec<StatusReference>,
}

impl AwardView {
    /// The picture that is shown in `language`, else that of the first language.
    #[must_use]
    pub fn display(&self, language: &str) -> Option<&DisplayView> {
        let exact = self.displays.iter().find(|display| display.language == language);
        exact
            .or_else(|| self.displays.iter().find(|display| display.language == self.language))
            .or(self.displays.first())
    }
}

/// An entry of a controlled list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConceptView {
    /// Its IRI.
    pub iri: String,
    /// What stands behind the last slash of the IRI.
    pub code: String,
    /// Its label, mostly in English alone.
    pub label: Names,
}

/// An identifier under the law of a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalIdentifierView {
    /// The identifier, such as `VATES-Q3318001I`.
    pub notation: String,
    /// What kind it is, such as `VAT`.
    pub scheme: Option<String>,
    /// The country.
    pub country: ConceptView,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationView {
    /// Its node's id: its DID if it has one.
    pub id: String,
    /// The DID, if the id is one.
    pub did: Option<String>,
    /// Its legal name.
    pub name: Names,
    /// Another name, such as the common name of a certificate.
    pub other_name: Names,
    /// Its legal identifier.
    pub legal_identifier: LegalIdentifierView,
    /// The country where it is.
    pub country: ConceptView,
    /// The country's code of two letters, if the list has one.
    pub country_code: Option<String>,
    /// The region where it is.
    pub region: Names,
    /// The postal address.
    pub address: Names,
    /// Its e-mail address.
    pub email: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// A page with a form to write to it.
    pub contact_form: Option<String>,
    /// Its home page.
    pub homepage: Option<String>,
    /// Its logo.
    pub logo: Option<PictureView>,
    /// Its own accreditation.
    pub accreditation: Option<AccreditationView>,
}

/// A formal decision of an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccreditationView {
    /// Its title.
    pub title: Names,
    /// What kind it is.
    pub kind: ConceptView,
    /// The agency's name.
    pub agency: Names,
    /// When it was decided.
    pub decided: Option<Timestamp>,
}

/// A mandate under which the issuer seals for an awarding body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MandateView {
    /// The statement, in words.
    pub statement: String,
    /// The body that gave it.
    pub body: OrganisationView,
}

/// A picture inside a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureView {
    /// The media type, `image/png` or `image/jpeg`.
    pub media_type: String,
    /// The bytes in base64, as the document has them.
    pub base64: String,
}

impl PictureView {
    /// The picture's bytes; `None` where the text is no base64.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        from_base64(&self.base64).ok()
    }

    /// The picture as a `data:` URL.
    #[must_use]
    pub fn data_url(&self) -> String {
        format!("data:{};base64,{}", self.media_type, self.base64)
    }
}

/// The picture of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayView {
    /// The language's tag.
    pub language: String,
    /// The picture.
    pub image: PictureView,
}

/// The learner: names, and what else the descriptor has sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnerView {
    /// The node's id, random for each award.
    pub id: String,
    /// Given name.
    pub given_name: Names,
    /// Family name.
    pub family_name: Names,
    /// Full name, where it was sealed.
    pub full_name: Names,
    /// Date of birth, `YYYY-MM-DD`.
    pub date_of_birth: Option<String>,
    /// National identifier.
    pub national_id: Option<LegalIdentifierView>,
    /// Another identifier, such as the student number.
    pub other_identifier: Option<String>,
    /// Citizenships.
    pub citizenships: Vec<ConceptView>,
    /// Gender.
    pub gender: Option<ConceptView>,
}

impl LearnerView {
    /// The name to be shown: the full name, else given and family name.
    #[must_use]
    pub fn display_name(&self, language: &str) -> String {
        let full = self.full_name.best(language).map(str::to_owned);
        full.unwrap_or_else(|| {
            let parts = [&self.given_name, &self.family_name];
            parts.iter().filter_map(|name| name.best(language)).collect::<Vec<_>>().join(" ")
        })
    }
}

/// What was achieved: the course, or a component of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AchievementView {
    /// The node's id, random for each award.
    pub id: String,
    /// The title.
    pub title: Names,
    /// The description; may be empty.
    pub description: Names,
    /// Who awards it, at least one.
    pub awarding_bodies: Vec<OrganisationView>,
    /// When it was awarded.
    pub awarded: Timestamp,
    /// The credits received.
    pub credit: Option<CreditView>,
    /// What was to be learnt, the same for every learner.
    pub specification: SpecificationView,
    /// How it was assessed; an overall assessment holds the others.
    pub assessments: Vec<AssessmentView>,
    /// What the learner took part in.
    pub activity: Option<ActivityView>,
    /// The rights that come with it.
    pub rights: Vec<RightView>,
    /// The offer that the learner took.
    pub opportunity: Option<OpportunityView>,
    /// The components.
    pub parts: Vec<AchievementView>,
}

/// Credits of a framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditView {
    /// The framework, such as ECTS.
    pub framework: ConceptView,
    /// How many, as a decimal number.
    pub points: String,
}

/// What was to be learnt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecificationView {
    /// The node's id: the same for every learner of a batch.
    pub id: String,
    /// The title.
    pub title: Names,
    /// The description; may be empty.
    pub description: Names,
    /// The type of the learning opportunity.
    pub kind: Option<ConceptView>,
    /// The level of the European Qualifications Framework.
    pub eqf_level: Option<ConceptView>,
    /// The level of a national framework.
    pub nqf_level: Option<ConceptView>,
    /// The credits that it is worth.
    pub credit: Option<CreditView>,
    /// The workload in whole hours.
    pub hours: Option<u32>,
    /// What learners can do afterwards.
    pub outcomes: Vec<OutcomeView>,
    /// The mode of learning.
    pub mode: Option<ConceptView>,
    /// The setting, such as formal learning.
    pub setting: Option<ConceptView>,
    /// The languages of teaching.
    pub teaching_languages: Vec<ConceptView>,
    /// The fields of study (ISCED-F).
    pub fields: Vec<ConceptView>,
    /// Keywords: all of a language together.
    pub keywords: Vec<(String, String)>,
    /// The groups of learners it is for.
    pub target_groups: Vec<ConceptView>,
    /// What is required of learners before.
    pub prerequisites: Names,
    /// Whether it is a part of a larger qualification, if that was said.
    pub partial: Option<PartialView>,
    /// The titles of what it is a part of.
    pub part_of: Vec<Names>,
    /// The formal decision of an agency about it.
    pub accreditation: Option<AccreditationView>,
    /// Documents on the web that go with it.
    pub documents: Vec<DocumentView>,
    /// What has no member of its own: learner profile, stackability, quality assurance, licences, and others.
    pub notes: Vec<Names>,
}

/// Whether a qualification is a part of a larger one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartialView {
    /// It counts towards another.
    Part,
    /// It stands alone.
    Whole,
}

/// What a learner can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeView {
    /// The node's id: the same for every learner of a batch.
    pub id: String,
    /// In words.
    pub title: Names,
    /// Skill or knowledge.
    pub kind: Option<ConceptView>,
    /// How widely it is of use.
    pub reuse_level: Option<ConceptView>,
    /// The skills of ESCO.
    pub skills: Vec<ConceptView>,
    /// Skills that ESCO does not have, as texts.
    pub notes: Vec<Names>,
}

/// An assessment with its grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentView {
    /// The node's id, random for each award.
    pub id: String,
    /// The title.
    pub title: Names,
    /// The description; may be empty.
    pub description: Names,
    /// What kind it is.
    pub kind: Option<ConceptView>,
    /// The grade.
    pub grade: Names,
    /// How it was made sure who was assessed.
    pub verification: Option<ConceptView>,
    /// Its specification's id, the same for every learner of a batch; an overall assessment has none.
    pub specification: Option<String>,
    /// What else is said of it, such as its weight.
    pub notes: Vec<Names>,
    /// The assessments that it is made of.
    pub parts: Vec<AssessmentView>,
}

/// What the learner took part in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityView {
    /// What kind it is.
    pub kind: Option<ConceptView>,
    /// Its mode.
    pub mode: Option<ConceptView>,
    /// When it began.
    pub start: Option<Timestamp>,
    /// When it ended.
    pub end: Option<Timestamp>,
    /// The names of the teachers, where they were opted in.
    pub directed_by: Vec<Names>,
    /// The workload in whole hours.
    pub hours: Option<u32>,
    /// The hours of contact.
    pub contact_hours: Option<u32>,
}

/// A right that comes with an award.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightView {
    /// Its title.
    pub title: Names,
    /// What kind it is.
    pub kind: ConceptView,
    /// Whether it holds at once or on conditions.
    pub status: ConceptView,
}

/// The offer that the learner took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpportunityView {
    /// The course's page.
    pub homepage: Option<String>,
    /// How to register.
    pub admission: Names,
    /// When it takes place.
    pub schedule: Names,
    /// Who offers it.
    pub providers: Vec<OrganisationView>,
    /// Places, deadline, quota and price.
    pub notes: Vec<Names>,
}

/// A document on the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentView {
    /// Its title.
    pub title: Names,
    /// Its address.
    pub url: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_language_is_the_one_asked_for_or_the_nearest() {
        let names: Names = [("de", "Kurs"), ("en", "course"), ("pt-br", "curso")].into_iter().collect();
        let cases = [("de", "Kurs"), ("de-at", "Kurs"), ("pt", "curso"), ("pt-br", "curso"), ("fi", "course")];
        for (language, expected) in cases {
            assert_eq!(names.best(language), Some(expected), "{language}");
        }
        let without: Names = [("fi", "kurssi"), ("sv", "kurs")].into_iter().collect();
        assert_eq!(without.best("en"), Some("kurssi"));
        assert_eq!(without.get("en"), None);
        assert_eq!(Names::default().best("en"), None);
        assert!(Names::default().is_empty());
    }
}
