//! What a badge is for: the `Achievement`, its alignments to frameworks, and the learner's results.

use serde_json::{Map, Value, json};

use super::profile::profile;
use crate::elm::view::{AchievementView, AssessmentView, AwardView, ConceptView};
use crate::elm::{Phrase, phrase};
use crate::model::text::Language;

/// How the level's framework is called in alignments; verifiers and the drawing find it by that.
pub(super) const EQF: &str = "European Qualifications Framework";
const ESCO: &str = "ESCO";
const ISCED_F: &str = "ISCED-F 2013";
const NQF: &str = "National Qualifications Framework";

/// The course, the same for every learner of a batch; without credits and results.
pub(super) fn achievement(view: &AwardView, language: &str) -> Value {
    let (claim, specification) = (&view.achievement, &view.achievement.specification);
    let mut achievement = Map::new();
    let mut add = |name: &str, value: Value| {
        achievement.insert(name.to_owned(), value);
    };
    let title = claim.title.best(language).unwrap_or_default();
    add("id", json!(specification.id));
    add("type", json!(["Achievement"]));
    add("achievementType", json!("MicroCredential"));
    add("name", json!(title));
    // Required; what has no description has its title.
    let description = specification.description.best(language).or(view.description.best(language));
    add("description", json!(description.unwrap_or(title)));
    add("criteria", criteria(view, language));
    if let Some(body) = claim.awarding_bodies.first() {
        // Of the same content as the issuer where it is the issuer: a node of one id has one content.
        add("creator", profile(body, language));
    }
    add("inLanguage", json!(language));
    let fields: Vec<&str> = specification.fields.iter().filter_map(|field| field.label.best(language)).collect();
    if !fields.is_empty() {
        add("fieldOfStudy", json!(fields.join(", ")));
    }
    let tags = tags(&specification.keywords, language);
    if !tags.is_empty() {
        add("tag", json!(tags));
    }
    let alignments = alignments(claim, language);
    if !alignments.is_empty() {
        add("alignment", json!(alignments));
    }
    Value::Object(achievement)
}

/// What had to be achieved, in words: outcomes, assessments, workload, components, and who awards.
fn criteria(view: &AwardView, language: &str) -> Value {
    let claim = &view.achievement;
    let word = |word: Phrase| Language::parse(language).map_or("", |language| phrase(word, &language));
    let mut lines: Vec<String> = Vec::new();
    let mut add = |line: String| lines.push(line);
    for outcome in &claim.specification.outcomes {
        outcome.title.best(language).into_iter().for_each(|text| add(format!("- {text}")));
    }
    for part in &claim.parts {
        let bodies: Vec<&str> = part.awarding_bodies.iter().filter_map(|body| body.name.best(language)).collect();
        let title = part.title.best(language).unwrap_or_default();
        add(format!("- {title} ({})", bodies.join(", ")));
    }
    if let Some(hours) = claim.specification.hours {
        add(format!("{}: {hours} {}", word(Phrase::Workload), word(Phrase::Hours)));
    }
    let bodies: Vec<&str> = claim.awarding_bodies.iter().filter_map(|body| body.name.best(language)).collect();
    add(format!("{}: {}", word(Phrase::AwardedBy), bodies.join(", ")));
    view.mandates.iter().for_each(|mandate| add(mandate.statement.clone()));
    let narrative = lines.join("\n");
    match claim.opportunity.as_ref().and_then(|offer| offer.homepage.as_ref()) {
        Some(page) => json!({ "id": page, "narrative": narrative }),
        None => json!({ "narrative": narrative }),
    }
}

/// The keywords of the language, else all of them; each once.
fn tags<'a>(keywords: &'a [(String, String)], language: &str) -> Vec<&'a str> {
    let own: Vec<&str> = keywords.iter().filter(|(tag, _)| tag == language).map(|(_, word)| word.as_str()).collect();
    let mut tags = if own.is_empty() { keywords.iter().map(|(_, word)| word.as_str()).collect() } else { own };
    let mut seen = Vec::new();
    tags.retain(|tag| {
        let fresh = !seen.contains(tag);
        seen.push(*tag);
        fresh
    });
    tags
}

/// Levels, fields and skills, each once, those of the components too.
fn alignments(claim: &AchievementView, language: &str) -> Vec<Value> {
    let mut alignments: Vec<Value> = Vec::new();
    let mut add = |concept: &ConceptView, framework: &str, kind: &str| {
        let made = json!({
            "type": ["Alignment"],
            "targetName": concept.label.best(language).unwrap_or(&concept.code),
            "targetUrl": concept.iri,
            "targetFramework": framework,
            "targetCode": concept.code,
            "targetType": kind,
        });
        if !alignments.contains(&made) {
            alignments.push(made);
        }
    };
    for part in std::iter::once(claim).chain(&claim.parts) {
        let specification = &part.specification;
        specification.eqf_level.iter().for_each(|level| add(level, EQF, "ext:QualificationLevel"));
        specification.nqf_level.iter().for_each(|level| add(level, NQF, "ext:QualificationLevel"));
        specification.fields.iter().for_each(|field| add(field, ISCED_F, "ext:FieldOfStudy"));
        let skills = specification.outcomes.iter().flat_map(|outcome| &outcome.skills);
        skills.for_each(|skill| add(skill, ESCO, "ceasn:Competency"));
    }
    alignments
}

/// A grade, with what it is the grade of.
pub(super) struct Graded {
    /// The `ResultDescription`, the same for every learner of a batch.
    pub(super) description: Value,
    /// The learner's `Result`.
    pub(super) value: Value,
}

/// Every grade of an award: the overall one first, then its parts, then those of the components.
pub(super) fn results(claim: &AchievementView, language: &str) -> Vec<Graded> {
    let mut grades: Vec<(String, &AssessmentView)> = Vec::new();
    collect(claim, None, language, &mut grades);
    let id = &claim.specification.id;
    let results = grades.into_iter().enumerate().map(|(at, (name, assessment))| {
        let description = format!("{id}#result-{}", at + 1);
        Graded {
            value: json!({
                "type": ["Result"],
                "resultDescription": description,
                "value": assessment.grade.best(language).unwrap_or_default(),
            }),
            description: json!({
                "id": description,
                "type": ["ResultDescription"],
                "name": name,
                "resultType": "Result",
            }),
        }
    });
    results.collect()
}

fn collect<'a>(
    claim: &'a AchievementView,
    component: Option<&str>,
    language: &str,
    grades: &mut Vec<(String, &'a AssessmentView)>,
) {
    fn assessed<'a>(
        assessment: &'a AssessmentView,
        component: Option<&str>,
        language: &str,
        grades: &mut Vec<(String, &'a AssessmentView)>,
    ) {
        let title = assessment.title.best(language).unwrap_or_default();
        let name = component.map_or_else(|| title.to_owned(), |component| format!("{component}: {title}"));
        grades.push((name, assessment));
        assessment.parts.iter().for_each(|part| assessed(part, component, language, grades));
    }
    claim.assessments.iter().for_each(|assessment| assessed(assessment, component, language, grades));
    for part in &claim.parts {
        collect(part, part.title.best(language), language, grades);
    }
}
