//! What an award says, by the names of the type's metadata. A copy is in one language, the award's first.

use serde_json::{Map, Value, json};

use super::AttestationError;
use crate::elm::view::{AssessmentView, AwardView, ConceptView, CreditView, Names, PartialView};
use crate::elm::{Phrase, phrase};
use crate::model::fault::{Faults, Place};
use crate::model::text::Language;
use crate::vocabulary::{List, Membership, language_alpha2, member};

/// The entry of credit frameworks that is ECTS.
const ECTS: &str = "6fcec5c5af";
/// Claims that can be withheld, of an award that states all of them.
pub(super) const WITHHELD_MAX: usize = 10;

/// The claims of an award.
pub(super) struct Stated {
    /// Of the offer and who made it.
    pub(super) open: Map<String, Value>,
    /// Of the person and the result.
    pub(super) withheld: Vec<(&'static str, Value)>,
}

/// Reads the claims of an award, in the order of the type's metadata.
///
/// # Errors
///
/// [`AttestationError::Lacking`] with all that the type demands and the award does not state.
pub(super) fn of(view: &AwardView, pseudonym: &str) -> Result<Stated, AttestationError> {
    let mut reading = Reading { view, language: &view.language, faults: Faults::new() };
    let open = reading.open();
    let withheld = reading.withheld(pseudonym);
    let faults = reading.faults;
    if faults.stop() { Err(AttestationError::Lacking { faults }) } else { Ok(Stated { open, withheld }) }
}

struct Reading<'v> {
    view: &'v AwardView,
    language: &'v str,
    faults: Faults,
}

impl<'v> Reading<'v> {
    fn best(&self, names: &'v Names) -> Option<&'v str> {
        names.best(self.language).filter(|text| !text.trim().is_empty())
    }

    fn word(&self, word: Phrase) -> &'static str {
        Language::parse(self.language).map_or("", |language| phrase(word, &language))
    }

    /// What the type demands; a fault where the award lacks it.
    fn demanded<T>(&mut self, found: Option<T>, claim: &str, member: &str, fix: &str) -> Option<T> {
        if found.is_none() {
            let place = Place::File { file: format!("{}, {member}", self.view.credential) };
            let what = format!("the award does not state it, and the learning credential demands `{claim}`");
            self.faults.fault("attestation-claim-missing", place, what, fix);
        }
        found
    }

    fn open(&mut self) -> Map<String, Value> {
        let (view, achievement) = (self.view, &self.view.achievement);
        let bodies: Vec<&str> = achievement.awarding_bodies.iter().filter_map(|body| self.best(&body.name)).collect();
        let authority = (!bodies.is_empty()).then(|| bodies.join(", "));
        let authority =
            self.demanded(authority, "issuing_authority", "awardingBody.legalName", "name the awarding body");
        let country = achievement.awarding_bodies.iter().find_map(|body| body.country_code.as_deref());
        let country = self.demanded(
            country,
            "issuing_country",
            "awardingBody.location.address.countryCode",
            "write the awarding body's country as one with a code of two letters (ISO 3166-1)",
        );
        let title = self.best(&view.title).or(self.best(&achievement.title));
        let title = self.demanded(title, "achievement_title", "displayParameter.title", "give the course a title");
        let description = self.best(&view.description).or(self.best(&achievement.specification.description));
        let languages: Vec<String> = achievement.specification.teaching_languages.iter().filter_map(tag).collect();
        let languages = self.demanded(
            (!languages.is_empty()).then_some(languages),
            "language_of_classes",
            "specifiedBy.language",
            "name the languages of teaching in the descriptor, and issue a replacement",
        );
        let mut open = Map::new();
        let mut add = |name: &str, value: Option<Value>| open.extend(value.map(|value| (name.to_owned(), value)));
        add("issuing_authority", authority.map(Value::from));
        add("issuing_country", country.map(Value::from));
        add("date_of_issuance", Some(date(&view.issued.to_string())));
        add("date_of_expiry", view.valid_until.map(|until| date(&until.to_string())));
        add("achievement_title", title.map(Value::from));
        add("achievement_description", description.map(Value::from));
        add("language_of_classes", languages.map(|tags| json!(tags)));
        open
    }

    fn withheld(&mut self, pseudonym: &str) -> Vec<(&'static str, Value)> {
        let (learner, achievement) = (&self.view.learner, &self.view.achievement);
        let specification = &achievement.specification;
        let family = self.best(&learner.family_name).or(self.best(&learner.full_name));
        let family = self.demanded(family, "family_name", "credentialSubject.familyName", "give the family name");
        let outcomes: Vec<&str> = specification.outcomes.iter().filter_map(|one| self.best(&one.title)).collect();
        let time = self.study_time();
        let time = self.demanded(
            time,
            "expected_study_time",
            "specifiedBy.volumeOfLearning",
            "state the workload in the descriptor, and issue a replacement",
        );
        let level = self.level();
        let level = self.demanded(
            level,
            "level_of_learning_experience",
            "specifiedBy.eqfLevel",
            "state the level in the descriptor, and issue a replacement",
        );
        let quality = self.quality();
        let quality = self.demanded(
            (!quality.is_empty()).then_some(quality),
            "types_of_quality_assurance",
            "specifiedBy.accreditation",
            "describe the quality assurance or name an accreditation in the descriptor, and issue a replacement",
        );
        let learner_id = learner.other_identifier.as_deref().unwrap_or(pseudonym);
        let texts = |texts: Vec<&str>| (!texts.is_empty()).then(|| json!(texts));
        let all = [
            ("family_name", family.map(Value::from)),
            ("given_name", self.best(&learner.given_name).map(Value::from)),
            ("learning_outcomes", texts(outcomes)),
            ("assessment_grade", self.grade().map(Value::from)),
            ("learner_identification", Some(learner_id.into())),
            ("expected_study_time", time.map(Value::from)),
            ("level_of_learning_experience", level.map(Value::from)),
            ("types_of_quality_assurance", quality.map(|kinds| json!(kinds))),
            ("prerequisites_to_enroll", texts(self.best(&specification.prerequisites).into_iter().collect())),
            ("integration_stackability_options", self.stackability().map(Value::from)),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// The workload in hours and credits, whichever are stated.
    fn study_time(&self) -> Option<String> {
        let specification = &self.view.achievement.specification;
        let hours = specification.hours.map(|hours| format!("{hours} {}", self.word(Phrase::Hours)));
        let credits = specification.credit.as_ref().map(|credit| self.credits(credit));
        let parts: Vec<String> = hours.into_iter().chain(credits).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    fn credits(&self, CreditView { framework, points }: &'v CreditView) -> String {
        let called = if framework.code == ECTS { "ECTS" } else { self.label(framework) };
        format!("{points} {called}")
    }

    fn label(&self, concept: &'v ConceptView) -> &'v str {
        self.best(&concept.label).unwrap_or(&concept.code)
    }

    /// The level of the European framework, else that of a national one.
    fn level(&self) -> Option<String> {
        let specification = &self.view.achievement.specification;
        let european =
            specification.eqf_level.as_ref().map(|level| format!("{} {}", self.word(Phrase::Level), level.code));
        european.or_else(|| specification.nqf_level.as_ref().map(|level| self.label(level).to_owned()))
    }

    /// The institution's own process, and the kinds of formal decisions about the course and the awarding bodies.
    fn quality(&self) -> Vec<&'v str> {
        let achievement = &self.view.achievement;
        let bodies = achievement.awarding_bodies.iter().filter_map(|body| body.accreditation.as_ref());
        let formal = achievement.specification.accreditation.iter().chain(bodies);
        let mut kinds: Vec<&str> = self.noted(Phrase::Quality).into_iter().collect();
        for accreditation in formal {
            let kind = self.label(&accreditation.kind);
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        kinds
    }

    /// The first line of the note that begins with a label.
    fn noted(&self, label: Phrase) -> Option<&'v str> {
        self.view.achievement.specification.notes.iter().find_map(|note| {
            let labelled = |(tag, text): (&str, &'v str)| {
                let label = phrase(label, &Language::parse(tag).ok()?);
                let text = text.strip_prefix(label)?.strip_prefix(": ")?;
                Some((tag == self.language, text.lines().next()?.trim()))
            };
            let found: Vec<(bool, &str)> = note.iter().filter_map(labelled).collect();
            found.iter().find(|(own, _)| *own).or(found.first()).map(|(_, text)| *text)
        })
    }

    /// The overall grade; of assessments beside one another, each with its title.
    fn grade(&self) -> Option<String> {
        let assessments = &self.view.achievement.assessments;
        let named = |one: &'v AssessmentView| {
            let grade = self.best(&one.grade)?;
            Some(self.best(&one.title).map_or_else(|| grade.to_owned(), |title| format!("{title}: {grade}")))
        };
        match assessments.as_slice() {
            [] => None,
            [one] => self.best(&one.grade).map(str::to_owned),
            several => Some(several.iter().filter_map(named).collect::<Vec<_>>().join("; ")),
        }
        .filter(|grade| !grade.is_empty())
    }

    /// Whether it counts towards something, and towards what.
    fn stackability(&self) -> Option<String> {
        let specification = &self.view.achievement.specification;
        let whole = specification.partial.map(|partial| match partial {
            PartialView::Part => self.word(Phrase::Stackable),
            PartialView::Whole => self.word(Phrase::StandAlone),
        });
        let stated = self.noted(Phrase::Integration).or(whole);
        let parents = specification.part_of.iter().filter_map(|parent| self.best(parent));
        let parts: Vec<&str> = stated.into_iter().chain(parents).collect();
        (!parts.is_empty()).then(|| parts.join(": "))
    }
}

/// The tag of a language (ISO 639-1, else 639-3).
fn tag(language: &ConceptView) -> Option<String> {
    match member(List::Language, &language.iri) {
        Membership::Listed(concept) => {
            Some(language_alpha2(concept).map_or_else(|| concept.code.to_ascii_lowercase(), str::to_owned))
        }
        Membership::Absent | Membership::Inconclusive => None,
    }
}

/// The day of a time, in UTC.
fn date(time: &str) -> Value {
    time.split('T').next().unwrap_or(time).into()
}
