//! What is shown of a credential: who awarded what to whom, and what that consists of.
//!
//! Plain values, read from what was verified by `summary`; they say nothing of whether a check passed. Every text stands
//! in all languages that it has.

use crate::model::json::object;
use serde_json::Value;

use super::summary_badge::BadgeSummary;

/// A name in one or several languages: tag (empty if none) and text.
pub type Names = Vec<(String, String)>;

/// An organisation as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Names from the trust list; empty if no usable list names it.
    pub names: Names,
    /// Names that the credential claims; to be shown as claims only.
    pub claimed_names: Names,
    /// Legal identifier, as the credential states it.
    pub legal_id: Option<String>,
    /// DID or other identifier of the node.
    pub id: String,
}

/// An assessment or component with its grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graded {
    /// What was graded.
    pub titles: Names,
    /// The grade.
    pub grade: Names,
}

/// A term of a controlled list, such as a skill of ESCO.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coded {
    /// Its IRI.
    pub id: String,
    /// Its labels: those that the credential states, else the list's own; empty if neither has one.
    pub labels: Names,
}

/// What the learner can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearningOutcome {
    /// The outcome in words.
    pub titles: Names,
    /// Skills of ESCO that it is related to.
    pub skills: Vec<Coded>,
}

/// An assessment, or a part of the one above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// 0 for a whole, 1 for its parts, and so on.
    pub level: usize,
    /// What was assessed.
    pub titles: Names,
    /// The grade; empty if none is stated.
    pub grade: Names,
    /// What kind of assessment it was.
    pub kind: Option<Coded>,
    /// How the learner was supervised and identified.
    pub supervision: Option<Coded>,
}

/// A part of the achievement with an award of its own, such as one partner's module of a joint award.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// 1 for a part of the whole, 2 for a part of such a part, and so on.
    pub level: usize,
    /// Its title.
    pub titles: Names,
    /// Who awarded it.
    pub awarding_bodies: Vec<Organisation>,
    /// Credits, as stated.
    pub credits: Option<String>,
    /// What they are counted in, as in [`CredentialSummary::credit_framework`].
    pub credit_framework: Option<String>,
    /// Learning outcomes.
    pub outcomes: Vec<LearningOutcome>,
    /// Assessments.
    pub assessments: Vec<Assessment>,
}

/// A decision of a quality assurance agency, as the credential states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quality {
    /// What was decided.
    pub titles: Names,
    /// Who decided.
    pub agent: Option<Organisation>,
    /// When, as stated.
    pub decided: Option<String>,
}

/// A picture as a credential states it: nobody has looked into it, and it is not shown before it was drawn anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatedPicture {
    /// It lies at an address, which is not asked.
    Elsewhere,
    /// It lies in the credential.
    Embedded {
        /// What it is said to be, such as `image/png`.
        media_type: Option<String>,
        /// Its bytes, in base64.
        base64: String,
    },
    /// It is longer than what is read.
    TooLong,
    /// It stands behind as many as are shown.
    TooMany,
}

/// What is shown of a credential, read from what was verified.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CredentialSummary {
    /// The credential's id.
    pub id: String,
    /// Title of the achievement.
    pub titles: Names,
    /// Description of the specification.
    pub descriptions: Names,
    /// The learner's name.
    pub learner: Option<String>,
    /// The issuer.
    pub issuer: Option<Organisation>,
    /// The awarding bodies.
    pub awarding_bodies: Vec<Organisation>,
    /// When it was issued.
    pub issued: Option<String>,
    /// When it was sealed, by its issuer's word.
    pub sealed: Option<String>,
    /// From when it is valid.
    pub valid_from: Option<String>,
    /// Until when it is valid, the earlier of the dates stated.
    pub valid_until: Option<String>,
    /// Learning outcomes.
    pub outcomes: Vec<LearningOutcome>,
    /// Credits, as stated.
    pub credits: Option<String>,
    /// What they are counted in: `ECTS`, the name of another framework on its list, or the IRI of one that is not.
    pub credit_framework: Option<String>,
    /// EQF level.
    pub eqf_level: Option<String>,
    /// Level of a national framework.
    pub national_level: Option<Coded>,
    /// Workload as an ISO 8601 duration.
    pub workload: Option<String>,
    /// Grades of all assessments, those of components among them.
    pub grades: Vec<Graded>,
    /// Assessments of the achievement itself, each followed by its parts.
    pub assessments: Vec<Assessment>,
    /// Components, each followed by its own.
    pub components: Vec<Component>,
    /// Languages in which it was taught.
    pub languages: Vec<Coded>,
    /// How one takes part: on site, online and so on.
    pub modes: Vec<Coded>,
    /// Decisions of quality assurance agencies.
    pub quality: Vec<Quality>,
    /// What it says as an Open Badge, if it is one.
    pub badge: Option<BadgeSummary>,
    /// What was required to take part, as far as the credential's form states that.
    pub requirements: Vec<Names>,
    /// How it counts towards other learning, as stated.
    pub stackability: Names,
    /// By what the issuer knows the learner, if that was disclosed.
    pub learner_id: Option<String>,
    /// The issuer's country, as stated apart from its name.
    pub country: Option<String>,
    /// Its pictures, if they were asked for; they are no part of its JSON form.
    pub pictures: Vec<StatedPicture>,
}

impl CredentialSummary {
    /// The languages in which the title is given: those in which the credential can be read.
    #[must_use]
    pub fn text_languages(&self) -> Vec<&str> {
        let tags = self.titles.iter().map(|(language, _)| language.as_str());
        tags.filter(|language| !language.is_empty()).collect()
    }

    /// The summary as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let grade =
            |graded: &Graded| object! { "title": names_json(&graded.titles), "grade": names_json(&graded.grade) };
        object! {
            "id": &self.id,
            "title": names_json(&self.titles),
            "description": names_json(&self.descriptions),
            "learner": &self.learner,
            "issuer": self.issuer.as_ref().map(Organisation::to_json),
            "awarding_bodies": each(&self.awarding_bodies, Organisation::to_json),
            "issued": &self.issued,
            "sealed": &self.sealed,
            "valid_from": &self.valid_from,
            "valid_until": &self.valid_until,
            "outcomes": each(&self.outcomes, |outcome| names_json(&outcome.titles)),
            "learning_outcomes": each(&self.outcomes, LearningOutcome::to_json),
            "credits": &self.credits,
            "credit_framework": &self.credit_framework,
            "eqf_level": &self.eqf_level,
            "national_level": self.national_level.as_ref().map(Coded::to_json),
            "workload": &self.workload,
            "grades": each(&self.grades, grade),
            "assessments": each(&self.assessments, Assessment::to_json),
            "components": each(&self.components, Component::to_json),
            "languages": each(&self.languages, Coded::to_json),
            "text_languages": &self.text_languages(),
            "modes": each(&self.modes, Coded::to_json),
            "quality_assurance": each(&self.quality, Quality::to_json),
            "requirements": each(&self.requirements, names_json),
            "stackability": names_json(&self.stackability),
            "learner_id": &self.learner_id,
            "country": &self.country,
            "badge": self.badge.as_ref().map(BadgeSummary::to_json),
        }
    }
}

impl Organisation {
    /// The organisation as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        object! {
            "id": &self.id,
            "name": names_json(&self.names),
            "claimed_name": names_json(&self.claimed_names),
            "legal_id": &self.legal_id,
        }
    }
}

impl Coded {
    fn to_json(&self) -> Value {
        object! { "id": &self.id, "label": names_json(&self.labels) }
    }
}

impl LearningOutcome {
    fn to_json(&self) -> Value {
        object! { "title": names_json(&self.titles), "skills": each(&self.skills, Coded::to_json) }
    }
}

impl Assessment {
    fn to_json(&self) -> Value {
        object! {
            "level": &self.level,
            "title": names_json(&self.titles),
            "grade": names_json(&self.grade),
            "type": self.kind.as_ref().map(Coded::to_json),
            "supervision": self.supervision.as_ref().map(Coded::to_json),
        }
    }
}

impl Component {
    fn to_json(&self) -> Value {
        object! {
            "level": &self.level,
            "title": names_json(&self.titles),
            "awarding_bodies": each(&self.awarding_bodies, Organisation::to_json),
            "credits": &self.credits,
            "credit_framework": &self.credit_framework,
            "learning_outcomes": each(&self.outcomes, LearningOutcome::to_json),
            "assessments": each(&self.assessments, Assessment::to_json),
        }
    }
}

impl Quality {
    fn to_json(&self) -> Value {
        object! {
            "title": names_json(&self.titles),
            "agent": self.agent.as_ref().map(Organisation::to_json),
            "decided": &self.decided,
        }
    }
}

fn each<T>(items: &[T], to_json: impl Fn(&T) -> Value) -> Vec<Value> {
    items.iter().map(to_json).collect()
}

/// A map of language to text; a text without language stands under `und`.
pub(super) fn names_json(names: &Names) -> Value {
    let entry = |(language, text): &(String, String)| {
        let tag = if language.is_empty() { "und" } else { language };
        (tag.to_owned(), Value::String(text.clone()))
    };
    Value::Object(names.iter().map(entry).collect())
}
