//! A report as it is shown: texts made safe, names chosen, words plain. Templates and terminal read nothing else.

use crate::model::text::Language;
use crate::model::time::Timestamp;
use crate::verify::{CredentialSummary, Decision, Names, Organisation, Outcome, Report};

use super::seal::{EuropassShown, SealView};
use super::visible::Shown;
use super::words;

/// What is shown beside the report itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extra {
    /// Nothing.
    #[default]
    Nothing,
    /// How the Europass viewer would word it.
    Europass,
}

/// A report as it is shown.
#[derive(Debug)]
pub struct View {
    /// The elements of the three levels of headings: one lower on a page with several reports.
    pub levels: Levels,
    /// What was checked, if the asker gave it a name.
    pub name: Option<Shown>,
    /// The decision as machines name it; style sheets use it.
    pub decision: &'static str,
    /// The decision in plain words.
    pub word: &'static str,
    /// What the decision means.
    pub meaning: &'static str,
    /// Why.
    pub reasons: Vec<Shown>,
    /// Who, what and when.
    pub credential: Option<Facts>,
    /// The seal, if there is one.
    pub seal: Option<SealView>,
    /// How the Europass viewer would show it, if that was asked for.
    pub europass: Option<EuropassShown>,
    /// One row a check.
    pub rows: Vec<Row>,
    /// How many rows came to which outcome, in words.
    pub tally: String,
    /// The time that the checks were made for.
    pub evaluated_at: String,
    /// The same for people.
    pub evaluated: String,
    /// The lists that were consulted.
    pub lists: Vec<List>,
}

/// Names of heading elements.
#[derive(Debug)]
pub struct Levels {
    /// Of the decision.
    pub top: &'static str,
    /// Of the parts.
    pub middle: &'static str,
    /// Of what stands within a part.
    pub low: &'static str,
}

/// One check.
#[derive(Debug)]
pub struct Row {
    /// The check as machines name it.
    pub check: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it asks.
    pub question: &'static str,
    /// The outcome as machines name it.
    pub outcome: &'static str,
    /// The outcome in words.
    pub word: &'static str,
    /// A sign for the outcome; only a passed check has a tick.
    pub sign: &'static str,
    /// The sentence of the check.
    pub detail: Shown,
    /// Its code.
    pub code: &'static str,
}

/// A text and its language.
#[derive(Debug, Clone)]
pub struct Text {
    /// BCP 47, empty if not known or no such tag.
    pub language: String,
    /// The text.
    pub text: Shown,
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

/// Who, what and when.
#[derive(Debug)]
pub struct Facts {
    /// Heading: what is shown of a credential that was not accepted are claims.
    pub heading: &'static str,
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
    pub facts: Vec<(&'static str, Shown)>,
    /// Title and grade.
    pub grades: Vec<(Text, Text)>,
    /// Learning outcomes.
    pub outcomes: Vec<Text>,
}

/// A list of trusted entities.
#[derive(Debug)]
pub struct List {
    /// Its name.
    pub id: Shown,
    /// Sequence number, or why there is none.
    pub sequence: String,
    /// The digest's first digits.
    pub digest: String,
    /// The whole digest.
    pub digest_whole: String,
    /// What it was good for.
    pub state: &'static str,
}

impl View {
    /// The view of `report`; `name` is what the asker called the document.
    #[must_use]
    pub fn new(name: Option<&str>, report: &Report) -> Self {
        let rows: Vec<Row> = report
            .checks
            .iter()
            .map(|finding| {
                let (title, question) = words::check(finding.check);
                Row {
                    check: finding.check.name(),
                    title,
                    question,
                    outcome: finding.outcome.name(),
                    word: words::outcome(finding.outcome),
                    sign: sign(finding.outcome),
                    detail: Shown::new(&finding.detail),
                    code: finding.code,
                }
            })
            .collect();
        Self {
            levels: Levels { top: "h1", middle: "h2", low: "h3" },
            name: name.map(Shown::new),
            decision: report.decision.name(),
            word: words::decision(report.decision),
            meaning: words::meaning(report.decision),
            reasons: reasons(report),
            credential: report.credential.as_ref().map(|summary| Facts::new(summary, report.decision)),
            seal: report.seal.as_ref().map(SealView::new),
            europass: None,
            tally: tally(report),
            rows,
            evaluated_at: report.evaluated_at.to_string(),
            evaluated: for_people(report.evaluated_at),
            lists: report
                .lists
                .iter()
                .map(|list| List {
                    id: Shown::new(&list.id),
                    sequence: list.sequence.map_or_else(|| "unknown".to_owned(), |number| number.to_string()),
                    digest: list.digest.as_deref().unwrap_or("none").chars().take(16).collect(),
                    digest_whole: list.digest.clone().unwrap_or_default(),
                    state: list.state,
                })
                .collect(),
        }
    }

    /// The same with what was asked for beside it.
    #[must_use]
    pub fn with(mut self, extra: Extra, report: &Report) -> Self {
        self.europass = (extra == Extra::Europass).then(|| EuropassShown::new(report));
        self
    }

    /// The same as one of several reports on a page.
    #[must_use]
    pub fn among_others(mut self) -> Self {
        self.levels = Levels { top: "h2", middle: "h3", low: "h4" };
        self
    }

    /// The title of the page: the decision, and of what.
    #[must_use]
    pub fn title(&self) -> String {
        let credential = self.credential.as_ref().and_then(|facts| facts.title.as_ref());
        match (credential, &self.name) {
            (Some(title), _) => format!("{}: {}", self.word, title.text),
            (None, Some(name)) => format!("{}: {name}", self.word),
            (None, None) => self.word.to_owned(),
        }
    }
}

impl Facts {
    fn new(summary: &CredentialSummary, decision: Decision) -> Self {
        let heading = match decision {
            Decision::Accept => "What was awarded",
            Decision::Reject => "What the rejected credential claims",
            Decision::Undecided => "What the credential claims",
        };
        let mut facts = Vec::new();
        let mut fact = |label: &'static str, value: Option<String>| {
            facts.extend(value.map(|value| (label, Shown::new(&value))));
        };
        fact("Issued", summary.issued.as_deref().map(date_for_people));
        fact("Valid from", summary.valid_from.as_deref().map(date_for_people));
        fact("Valid until", summary.valid_until.as_deref().map(date_for_people));
        fact("Credits", credits_for_people(summary));
        fact("EQF level", summary.eqf_level.clone());
        fact("Workload", summary.workload.as_deref().map(workload_for_people));
        fact("Credential", Some(summary.id.clone()).filter(|id| !id.is_empty()));
        Self {
            heading,
            title: chosen(&summary.titles),
            description: chosen(&summary.descriptions),
            learner: summary.learner.as_deref().map(Shown::new),
            issuer: summary.issuer.as_ref().map(Party::new),
            awarding_bodies: summary.awarding_bodies.iter().map(Party::new).collect(),
            facts,
            grades: summary
                .grades
                .iter()
                .filter_map(|graded| Some((chosen(&graded.titles)?, chosen(&graded.grade)?)))
                .collect(),
            outcomes: summary.outcomes.iter().filter_map(|outcome| chosen(&outcome.titles)).collect(),
        }
    }
}

impl Party {
    fn new(organisation: &Organisation) -> Self {
        let identifier = Shown::new(organisation.legal_id.as_deref().unwrap_or(&organisation.id));
        if let Some(name) = chosen(&organisation.names) {
            return Self { name, source: Source::TrustList, identifier };
        }
        let unnamed = || Text { language: String::new(), text: Shown::new("an organisation without a name") };
        let name = chosen(&organisation.claimed_names).unwrap_or_else(unnamed);
        Self { name, source: Source::Claimed, identifier }
    }
}

/// The English text, else the first.
fn chosen(names: &Names) -> Option<Text> {
    let english = names.iter().find(|(language, _)| language == "en" || language.starts_with("en-"));
    let (language, text) = english.or_else(|| names.first())?;
    let language = Language::parse(language).map(|tag| tag.to_string()).unwrap_or_default();
    Some(Text { language, text: Shown::new(text) })
}

/// Each reason once: several rows may have the same.
fn reasons(report: &Report) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    for reason in &report.reasons {
        let text = Shown::new(&reason.text);
        if !shown.contains(&text) {
            shown.push(text);
        }
    }
    shown
}

pub(super) fn sign(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "✓",
        Outcome::Failed => "✕",
        Outcome::Inconclusive => "?",
        Outcome::NotApplicable => "–",
    }
}

fn tally(report: &Report) -> String {
    let parts = Outcome::ALL.iter().filter_map(|outcome| {
        let count = report.checks.iter().filter(|finding| finding.outcome == *outcome).count();
        (count > 0).then(|| format!("{count} {}", words::outcome(*outcome).to_lowercase()))
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// `30 June 2026, 12:00:05 UTC`.
pub(super) fn for_people(at: Timestamp) -> String {
    at.to_jiff().strftime("%-d %B %Y, %H:%M:%S UTC").to_string()
}

/// The date of an `xsd:dateTime`, or the text itself if it is none.
fn date_for_people(text: &str) -> String {
    Timestamp::parse(text).map_or_else(|_| text.to_owned(), |at| at.to_jiff().strftime("%-d %B %Y").to_string())
}

/// The number and what it counts: `1 ECTS`.
fn credits_for_people(summary: &CredentialSummary) -> Option<String> {
    let number = summary.credits.as_deref()?;
    Some(summary.credit_framework.as_deref().map_or(number.to_owned(), |framework| format!("{number} {framework}")))
}

/// `PT25H` as `25 hours`; anything else as it stands.
fn workload_for_people(text: &str) -> String {
    let hours = text.strip_prefix("PT").and_then(|rest| rest.strip_suffix('H'));
    match hours.filter(|hours| !hours.is_empty() && hours.bytes().all(|byte| byte.is_ascii_digit())) {
        Some("1") => "1 hour".to_owned(),
        Some(hours) => format!("{hours} hours"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_written_for_people() {
        assert_eq!(workload_for_people("PT25H"), "25 hours");
        assert_eq!(workload_for_people("PT1H"), "1 hour");
        assert_eq!(workload_for_people("P25M"), "P25M");
        assert_eq!(workload_for_people("PT<b>H"), "PT<b>H");
        assert_eq!(date_for_people("2026-06-30T12:00:00Z"), "30 June 2026");
        assert_eq!(date_for_people("soon"), "soon");
    }

    #[test]
    fn english_is_chosen_else_the_first() {
        let names = |pairs: &[(&str, &str)]| -> Names {
            pairs.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned())).collect()
        };
        let text = |names: Names| chosen(&names).map(|text| text.text.to_string());
        assert_eq!(text(names(&[("es", "uno"), ("en", "one")])), Some("one".into()));
        assert_eq!(text(names(&[("es", "uno"), ("", "un")])), Some("uno".into()));
        assert_eq!(text(names(&[])), None);
    }
}
