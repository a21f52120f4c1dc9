//! What is shown of a credential: who awarded what to whom, and what that consists of.
//!
//! Plain values, read from what was verified by `summary`; they say nothing of whether a check passed. Every text stands
//! in all languages that it has.

use serde_json::Value;

use super::summary_badge::BadgeSummary;
use crate::limits;
use crate::model::json::{Each, Written, members};

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
}

impl Written for CredentialSummary {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, {
            "id": self.id,
            "title": ByLanguage(&self.titles),
            "description": ByLanguage(&self.descriptions),
            "learner": self.learner,
            "issuer": self.issuer,
            "awarding_bodies": self.awarding_bodies,
            "issued": self.issued,
            "sealed": self.sealed,
            "valid_from": self.valid_from,
            "valid_until": self.valid_until,
            "outcomes": Each(&self.outcomes, LearningOutcome::titles),
            "learning_outcomes": self.outcomes,
            "credits": self.credits,
            "credit_framework": self.credit_framework,
            "eqf_level": self.eqf_level,
            "national_level": self.national_level,
            "workload": self.workload,
            "grades": self.grades,
            "assessments": self.assessments,
            "components": self.components,
            "languages": self.languages,
            "text_languages": self.text_languages(),
            "modes": self.modes,
            "quality_assurance": self.quality,
            "requirements": Each(&self.requirements, ByLanguage),
            "stackability": ByLanguage(&self.stackability),
            "learner_id": self.learner_id,
            "country": self.country,
            "badge": self.badge,
        })
    }
}

impl Written for Organisation {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, {
            "id": self.id,
            "name": ByLanguage(&self.names),
            "claimed_name": ByLanguage(&self.claimed_names),
            "legal_id": self.legal_id,
        })
    }
}

impl Written for Graded {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, { "title": ByLanguage(&self.titles), "grade": ByLanguage(&self.grade) })
    }
}

impl Written for Coded {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, { "id": self.id, "label": ByLanguage(&self.labels) })
    }
}

impl LearningOutcome {
    fn titles(&self) -> ByLanguage<'_> {
        ByLanguage(&self.titles)
    }
}

impl Written for LearningOutcome {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, { "title": self.titles(), "skills": self.skills })
    }
}

impl Written for Assessment {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, {
            "level": self.level,
            "title": ByLanguage(&self.titles),
            "grade": ByLanguage(&self.grade),
            "type": self.kind,
            "supervision": self.supervision,
        })
    }
}

impl Written for Component {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, {
            "level": self.level,
            "title": ByLanguage(&self.titles),
            "awarding_bodies": self.awarding_bodies,
            "credits": self.credits,
            "credit_framework": self.credit_framework,
            "learning_outcomes": self.outcomes,
            "assessments": self.assessments,
        })
    }
}

impl Written for Quality {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, { "title": ByLanguage(&self.titles), "agent": self.agent, "decided": self.decided })
    }
}

/// A map of language to text; a text without language stands under `und`, and of several in one language the last counts.
pub(super) struct ByLanguage<'a>(pub(super) &'a Names);

impl Written for ByLanguage<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        let names = self.0.iter().map(|(language, text)| {
            let tag = if language.is_empty() { "und" } else { language };
            (tag, text.as_str())
        });
        // As a rule they are few, and looking for each among the others is the least work.
        if names.len() > limits::LANGUAGES_MAX {
            return Value::Object(names.map(|(tag, text)| (tag.to_owned(), text.into())).collect()).write(out);
        }
        out.push(b'{');
        for (at, (tag, text)) in names.clone().enumerate() {
            let same = |(other, _): &(&str, &str)| *other == tag;
            if names.clone().take(at).any(|name| same(&name)) {
                continue;
            }
            let last = names.clone().skip(at + 1).rfind(same);
            if at > 0 {
                out.push(b',');
            }
            tag.write(out);
            out.push(b':');
            last.map_or(text, |(_, text)| text).write(out);
        }
        out.push(b'}');
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;

    #[test]
    fn of_several_texts_in_one_language_the_last_counts() {
        let check = |names: &[(&str, &str)], expected: Value| {
            let names: Names = names.iter().map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned())).collect();
            let text = String::from_utf8(ByLanguage(&names).to_line()).expect("a text");
            assert_eq!(text, format!("{expected}\n"));
        };
        check(&[], json!({}));
        check(
            &[("", "a"), ("en", "b"), ("und", "c"), ("en", "d"), ("fi", "e")],
            json!({ "und": "c", "en": "d", "fi": "e" }),
        );
        let many: Vec<String> = (0..=limits::LANGUAGES_MAX).map(|number| format!("x{number}")).collect();
        let mut pairs: Vec<(&str, &str)> = many.iter().map(|tag| (tag.as_str(), "a")).collect();
        pairs.push(("x0", "b"));
        let mut expected: Map<String, Value> = many.iter().map(|tag| (tag.clone(), "a".into())).collect();
        expected["x0"] = "b".into();
        check(&pairs, expected.into());
    }
}
