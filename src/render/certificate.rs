//! What was awarded, as a certificate shows it.
//!
//! Names of organisations come from the trust list first; one that only the credential states is marked so.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::picture::Picture;
use crate::verify::{
    Assessment, Coded, Component, CredentialSummary, Decision, Graded, LearningOutcome, Names, Organisation, Quality,
};

use super::badge::BadgeView;
use super::concepts;
use super::lookalike;
use super::visible::Shown;
use super::words::{Text, Words};

/// Who, what and when.
#[derive(Debug)]
pub struct Certificate {
    /// Heading: what is shown of a credential that was not accepted are claims.
    pub heading: String,
    /// The title.
    pub title: Option<Text>,
    /// The description.
    pub description: Option<Text>,
    /// The learner.
    pub learner: Option<Shown>,
    /// The issuer.
    pub issuer: Option<Party>,
    /// The awarding bodies.
    pub awarding_bodies: Vec<Party>,
    /// Label and value of single facts.
    pub facts: Vec<(String, Text)>,
    /// Title and grade of all assessments.
    pub grades: Vec<(Text, Text)>,
    /// Learning outcomes.
    pub outcomes: Vec<OutcomeView>,
    /// Assessments of the whole.
    pub assessments: Vec<AssessmentView>,
    /// Components.
    pub components: Vec<ComponentView>,
    /// Decisions of quality assurance agencies.
    pub quality: Vec<QualityView>,
    /// What was required to take part.
    pub requirements: Vec<Text>,
    /// What it says as a badge.
    pub badge: Option<BadgeView>,
    /// Its pictures, drawn anew.
    pub pictures: Vec<PictureView>,
    /// How many of its pictures are not shown.
    pub withheld: usize,
}

/// A picture in the page itself.
#[derive(Debug)]
pub struct PictureView {
    /// A `data:` address of a PNG.
    pub source: String,
    /// Its width in points.
    pub width: u32,
    /// Its height in points.
    pub height: u32,
}

impl PictureView {
    /// Of a picture that was drawn anew.
    #[must_use]
    pub fn new(picture: &Picture) -> Self {
        let source = format!("data:image/png;base64,{}", STANDARD.encode(&picture.png));
        Self { source, width: picture.width, height: picture.height }
    }
}

/// An organisation.
#[derive(Debug)]
pub struct Party {
    /// Its name, from the trust list if that names it.
    pub name: Text,
    /// Where the name comes from.
    pub source: Source,
    /// Its legal identifier or, without one, its DID.
    pub identifier: Shown,
}

/// Where a shown name comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Only the credential says so.
    Claimed,
    /// The trust list says so.
    TrustList,
}

impl Source {
    /// Whether the trust list says so; for templates.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        *self == Self::TrustList
    }
}

/// A learning outcome and the skills of ESCO that it is related to.
#[derive(Debug)]
pub struct OutcomeView {
    /// The outcome.
    pub title: Text,
    /// Label and IRI.
    pub skills: Vec<(Text, Shown)>,
}

/// An assessment.
#[derive(Debug)]
pub struct AssessmentView {
    /// Whether it is a part of another.
    pub is_part: bool,
    /// Depth for the style sheet: at most 3.
    pub depth: usize,
    /// What was assessed.
    pub title: Text,
    /// The kind of assessment.
    pub kind: Option<Text>,
    /// The grade.
    pub grade: Option<Text>,
    /// Supervision and identity.
    pub supervision: Option<Text>,
}

/// A component.
#[derive(Debug)]
pub struct ComponentView {
    /// Its title.
    pub title: Text,
    /// Who awarded it.
    pub awarding_bodies: Vec<Party>,
    /// Credits with what they are counted in.
    pub credits: Option<Shown>,
    /// Learning outcomes.
    pub outcomes: Vec<OutcomeView>,
    /// Assessments.
    pub assessments: Vec<AssessmentView>,
}

/// A decision of a quality assurance agency.
#[derive(Debug)]
pub struct QualityView {
    /// What was decided.
    pub title: Option<Text>,
    /// Who decided.
    pub agent: Option<Party>,
    /// When.
    pub decided: Option<Shown>,
}

impl Certificate {
    /// The certificate of a summary.
    #[must_use]
    pub fn new(words: Words, summary: &CredentialSummary, decision: Decision) -> Self {
        let parties = |organisations: &[Organisation]| organisations.iter().map(|it| Party::new(words, it)).collect();
        let graded = summary.grades.iter();
        Self {
            heading: words.text(match decision {
                Decision::Accept => "certificate-accept",
                Decision::Reject => "certificate-reject",
                Decision::Undecided => "certificate-undecided",
            }),
            title: words.chosen(&summary.titles),
            description: words.chosen(&summary.descriptions),
            learner: summary.learner.as_deref().map(Shown::new),
            issuer: summary.issuer.as_ref().map(|issuer| Party::new(words, issuer)),
            awarding_bodies: parties(&summary.awarding_bodies),
            facts: facts(words, summary),
            grades: graded.filter_map(|it| Some((words.chosen(&it.titles)?, words.chosen(&it.grade)?))).collect(),
            outcomes: outcomes(words, &summary.outcomes),
            assessments: match summary.assessments.as_slice() {
                // Badges and tokens state results without saying how they were assessed.
                [] => results(words, &summary.grades),
                stated => assessments(words, stated),
            },
            components: summary.components.iter().map(|component| component_view(words, component)).collect(),
            quality: summary.quality.iter().map(|quality| quality_view(words, quality)).collect(),
            requirements: summary.requirements.iter().filter_map(|names| words.chosen(names)).collect(),
            badge: summary.badge.as_ref().map(|badge| BadgeView::new(words, badge)),
            pictures: Vec::new(),
            withheld: 0,
        }
    }
}

impl Party {
    pub(super) fn new(words: Words, organisation: &Organisation) -> Self {
        let identifier = Shown::new(organisation.legal_id.as_deref().unwrap_or(&organisation.id));
        if let Some(name) = words.chosen(&organisation.names) {
            return Self { name, source: Source::TrustList, identifier };
        }
        let unnamed =
            || Text { language: words.locale().tag().to_owned(), text: Shown::new(&words.text("name-missing")) };
        let claimed = organisation.claimed_names.iter();
        let claimed = claimed.map(|(language, name)| (language.clone(), lookalike::spelled(name))).collect();
        let name = words.chosen(&claimed).unwrap_or_else(unnamed);
        Self { name, source: Source::Claimed, identifier }
    }
}

fn facts(words: Words, summary: &CredentialSummary) -> Vec<(String, Text)> {
    let own = |value: String| Text { language: words.locale().tag().to_owned(), text: Shown::new(&value) };
    let date = |value: &Option<String>| value.as_deref().map(|text| own(words.date_of(text)));
    let mut facts = Vec::new();
    let mut fact = |label: &str, value: Option<Text>| facts.extend(value.map(|value| (words.text(label), value)));
    fact("fact-issued", date(&summary.issued));
    fact("fact-valid-from", date(&summary.valid_from));
    fact("fact-valid-until", date(&summary.valid_until));
    let credits = credits(words, summary.credits.as_deref(), summary.credit_framework.as_deref());
    fact("fact-credits", credits.as_deref().map(Text::unknown));
    fact("fact-eqf", summary.eqf_level.as_deref().map(Text::unknown));
    fact("fact-national-level", summary.national_level.as_ref().and_then(|level| label(words, level)));
    fact("fact-workload", summary.workload.as_deref().map(|text| own(words.workload(text))));
    fact("fact-languages", labels(words, &summary.languages));
    fact("fact-modes", labels(words, &summary.modes));
    let stackability = Some(&summary.stackability).filter(|names: &&Names| !names.is_empty());
    fact("fact-stackability", stackability.and_then(|names| words.chosen(names)));
    fact("fact-learner-id", summary.learner_id.as_deref().map(Text::unknown));
    fact("fact-country", summary.country.as_deref().map(Text::unknown));
    if let Some(badge) = &summary.badge {
        fact("badge-type", badge.achievement_type.as_deref().map(Text::unknown));
        fact("badge-field", words.chosen(&badge.field_of_study));
    }
    let texts = summary.text_languages();
    fact("fact-texts", (texts.len() > 1).then(|| Text::unknown(&texts.join(", "))));
    fact("fact-credential", Some(Text::unknown(&summary.id)).filter(|_| !summary.id.is_empty()));
    facts
}

/// The number and what it counts: `1 ECTS`.
fn credits(words: Words, number: Option<&str>, framework: Option<&str>) -> Option<String> {
    let number = words.number(number?);
    Some(framework.map_or(number.clone(), |framework| format!("{number} {framework}")))
}

fn outcomes(words: Words, outcomes: &[LearningOutcome]) -> Vec<OutcomeView> {
    let skill = |coded: &Coded| Some((label(words, coded)?, Shown::new(&coded.id)));
    let view = |outcome: &LearningOutcome| {
        let title = words.chosen(&outcome.titles)?;
        Some(OutcomeView { title, skills: outcome.skills.iter().filter_map(skill).collect() })
    };
    outcomes.iter().filter_map(view).collect()
}

fn assessments(words: Words, assessments: &[Assessment]) -> Vec<AssessmentView> {
    let coded = |coded: &Option<Coded>| coded.as_ref().and_then(|coded| label(words, coded));
    let view = |assessment: &Assessment| {
        let grade = words.chosen(&assessment.grade);
        let title = words.chosen(&assessment.titles);
        (title.is_some() || grade.is_some()).then(|| AssessmentView {
            is_part: assessment.level > 0,
            depth: assessment.level.min(3),
            title: title.unwrap_or_else(|| Text::unknown("–")),
            kind: coded(&assessment.kind),
            grade,
            supervision: coded(&assessment.supervision),
        })
    };
    assessments.iter().filter_map(view).collect()
}

fn results(words: Words, results: &[Graded]) -> Vec<AssessmentView> {
    let untitled = || Text { language: words.locale().tag().to_owned(), text: Shown::new(&words.text("grade-column")) };
    let view = |result: &Graded| {
        Some(AssessmentView {
            is_part: false,
            depth: 0,
            title: words.chosen(&result.titles).unwrap_or_else(untitled),
            kind: None,
            grade: Some(words.chosen(&result.grade)?),
            supervision: None,
        })
    };
    results.iter().filter_map(view).collect()
}

fn component_view(words: Words, component: &Component) -> ComponentView {
    ComponentView {
        title: words.chosen(&component.titles).unwrap_or_else(|| Text::unknown("–")),
        awarding_bodies: component.awarding_bodies.iter().map(|body| Party::new(words, body)).collect(),
        credits: credits(words, component.credits.as_deref(), component.credit_framework.as_deref())
            .as_deref()
            .map(Shown::new),
        outcomes: outcomes(words, &component.outcomes),
        assessments: assessments(words, &component.assessments),
    }
}

fn quality_view(words: Words, quality: &Quality) -> QualityView {
    QualityView {
        title: words.chosen(&quality.titles),
        agent: quality.agent.as_ref().map(|agent| Party::new(words, agent)),
        decided: quality.decided.as_deref().map(|text| {
            let date = words.date_of(text);
            Shown::new(&words.with("quality-decided", "date", &date))
        }),
    }
}

/// The label of a term in the reader's language: that of its list, else what the credential states, else its IRI.
fn label(words: Words, coded: &Coded) -> Option<Text> {
    if let Some(label) = concepts::label(words.locale(), &coded.id) {
        return Some(Text { language: words.locale().tag().to_owned(), text: Shown::new(label) });
    }
    words.chosen(&coded.labels).or_else(|| (!coded.id.is_empty()).then(|| Text::unknown(&coded.id)))
}

/// The labels of terms, joined; of one language, if they all have it.
fn labels(words: Words, terms: &[Coded]) -> Option<Text> {
    let shown: Vec<Text> = terms.iter().filter_map(|term| label(words, term)).collect();
    let language = shown.first()?.language.clone();
    let same = shown.iter().all(|text| text.language == language);
    let joined = words.joined(&shown.iter().map(|text| text.text.to_string()).collect::<Vec<_>>());
    Some(Text { language: if same { language } else { String::new() }, text: Shown::new(&joined) })
}
