//! A report as it is shown: texts made safe, names chosen, words in the reader's language. Templates and terminal read
//! nothing else.

use crate::picture::Picture;
use crate::verify::{About, Decision, Finding, Outcome, Report};

use super::certificate::{Certificate, Party, PictureView};
use super::findings;
use super::locale::Locale;
use super::seal::{EuropassShown, SealView};
use super::visible::Shown;
use super::words::{Filling, Piece, Text, Words};

/// What is shown beside the report itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extra {
    /// Nothing.
    #[default]
    Nothing,
    /// How the Europass viewer would word it.
    Europass,
    /// Nothing, but laid out as a report to print.
    Record,
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
    pub word: String,
    /// What the decision means.
    pub meaning: String,
    /// Who awarded what to whom, sealed by whom and when, and whether it can be relied on: one sentence.
    pub sentence: Vec<Piece>,
    /// Why; nothing for what was accepted.
    pub reasons: Vec<ReasonView>,
    /// Who, what and when.
    pub credential: Option<Certificate>,
    /// The seal, if there is one.
    pub seal: Option<SealView>,
    /// How the Europass viewer would show it, if that was asked for.
    pub europass: Option<EuropassShown>,
    /// One row a check.
    pub rows: Vec<Row>,
    /// How many rows came to which outcome: name, words and number.
    pub tally: Vec<(&'static str, String, usize)>,
    /// The time that the checks were made for.
    pub evaluated_at: String,
    /// The same for people.
    pub evaluated: String,
    /// The lists that were consulted.
    pub lists: Vec<List>,
    /// SHA-256 of what was checked.
    pub document: String,
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

/// Why a credential was not accepted.
#[derive(Debug, PartialEq, Eq)]
pub struct ReasonView {
    /// In the reader's language; nothing in English where the exact finding says it as well.
    pub general: Option<Vec<Piece>>,
    /// Whether that says all that the exact finding says.
    pub is_whole: bool,
    /// The exact finding, in English.
    pub exact: Shown,
    /// What to do.
    pub todo: Option<String>,
}

/// One check.
#[derive(Debug)]
pub struct Row {
    /// The check as machines name it.
    pub check: &'static str,
    /// Its title.
    pub title: String,
    /// What it asks.
    pub question: String,
    /// The outcome as machines name it.
    pub outcome: &'static str,
    /// The outcome in words.
    pub word: String,
    /// A sign for the outcome; only a passed check has a tick.
    pub sign: &'static str,
    /// What was found and what to do.
    pub found: ReasonView,
    /// Its code.
    pub code: &'static str,
}

/// A list of trusted entities.
#[derive(Debug)]
pub struct List {
    /// Its name, number and state.
    pub sentence: Vec<Piece>,
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
    /// The view of `report` in `locale`; `name` is what the asker called the document.
    #[must_use]
    pub fn new(locale: Locale, name: Option<&str>, report: &Report) -> Self {
        let words = Words::new(locale);
        let credential = report.credential.as_ref().map(|summary| Certificate::new(words, summary, report.decision));
        let seal = report.seal.as_ref().map(|seal| SealView::new(words, seal));
        let tally = Outcome::ALL.iter().filter_map(|outcome| {
            let count = report.checks.iter().filter(|finding| finding.outcome == *outcome).count();
            (count > 0).then(|| (outcome.name(), words.outcome(*outcome), count))
        });
        Self {
            levels: Levels { top: "h1", middle: "h2", low: "h3" },
            name: name.map(Shown::new),
            decision: report.decision.name(),
            word: words.decision(report.decision),
            meaning: words.meaning(report.decision),
            sentence: sentence(words, report, credential.as_ref(), seal.as_ref()),
            reasons: reasons(words, report),
            rows: report.checks.iter().map(|finding| row(words, finding)).collect(),
            tally: tally.collect(),
            evaluated_at: report.evaluated_at.to_string(),
            evaluated: words.moment(report.evaluated_at),
            lists: report.lists.iter().map(|used| list(words, used)).collect(),
            document: report.document_hex(),
            europass: None,
            credential,
            seal,
        }
    }

    /// The same with what was asked for beside it.
    #[must_use]
    pub fn with(mut self, extra: Extra, report: &Report) -> Self {
        self.europass = (extra == Extra::Europass).then(|| EuropassShown::new(report));
        self
    }

    /// The same with the pictures of the credential, and how many of them are not shown.
    #[must_use]
    pub fn with_pictures(mut self, pictures: &[Picture], withheld: usize) -> Self {
        if let Some(credential) = &mut self.credential {
            credential.pictures = pictures.iter().map(PictureView::new).collect();
            credential.withheld = withheld;
        }
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
            (None, None) => self.word.clone(),
        }
    }
}

/// The one sentence. What it needs is there, or it says only whether the document can be relied on.
fn sentence(words: Words, report: &Report, shown: Option<&Certificate>, seal: Option<&SealView>) -> Vec<Piece> {
    let (whole, bare) = match report.decision {
        Decision::Accept => ("sentence-accept", "bare-accept"),
        Decision::Reject => ("sentence-reject", "bare-reject"),
        Decision::Undecided => ("sentence-undecided", "bare-undecided"),
    };
    let told = || {
        let (shown, summary) = (shown?, report.credential.as_ref()?);
        let issuer = shown.issuer.as_ref();
        let awarders: Vec<Text> = match shown.awarding_bodies.as_slice() {
            [] => issuer.map(|party| party.name.clone()).into_iter().collect(),
            bodies => bodies.iter().map(|party| party.name.clone()).collect(),
        };
        let sealers: Vec<Text> = match seal {
            Some(seal) => vec![Text::unknown(seal.holder.as_str())],
            None => issuer.map(|party| party.name.clone()).into_iter().collect(),
        };
        let date = match &report.seal {
            Some(seal) => words.date(seal.proven_time.as_ref().map_or(seal.claimed_time, |proven| proven.time)),
            None => words.date_of(summary.sealed.as_deref().or(summary.issued.as_deref())?),
        };
        let one = |party: &[Party]| party.len() == 1 && issuer.is_some_and(|it| it.identifier == party[0].identifier);
        let itself = seal.is_none() && (shown.awarding_bodies.is_empty() || one(&shown.awarding_bodies));
        if awarders.is_empty() || sealers.is_empty() {
            return None;
        }
        let title = [shown.title.clone()?];
        let learner = [Text::unknown(shown.learner.as_ref()?.as_str())];
        let date = [Text { language: words.locale().tag().to_owned(), text: Shown::new(&date) }];
        Some(words.pieces(
            whole,
            &[
                ("awarder", Filling::Foreign(&awarders)),
                ("count", Filling::Own(if awarders.len() == 1 { "one" } else { "many" })),
                ("title", Filling::Foreign(&title)),
                ("learner", Filling::Foreign(&learner)),
                ("sealer", Filling::Foreign(&sealers)),
                ("self", Filling::Own(if itself { "yes" } else { "no" })),
                ("date", Filling::Foreign(&date)),
            ],
        ))
    };
    told().unwrap_or_else(|| vec![Piece::Own(words.text(bare))])
}

/// Each reason once: several rows may have the same.
fn reasons(words: Words, report: &Report) -> Vec<ReasonView> {
    let mut shown: Vec<ReasonView> = Vec::new();
    if report.decision == Decision::Accept {
        return shown;
    }
    for reason in &report.reasons {
        let row = report.checks.iter().find(|row| row.code == reason.code && row.detail == reason.text);
        let found: ReasonView = match row {
            Some(row) => found(words, row),
            None => ReasonView { general: None, is_whole: false, exact: Shown::new(&reason.text), todo: None },
        };
        // What to do is said once.
        let told = shown.iter().any(|known| known.todo == found.todo);
        let todo = found.todo.filter(|_| !told);
        if !shown.iter().any(|known| known.exact == found.exact) {
            shown.push(ReasonView { todo, ..found });
        }
    }
    shown
}

fn found(words: Words, finding: &Finding) -> ReasonView {
    let general = || match findings::exactly(finding) {
        Some((message, About::Time(at))) => {
            let at = [Text { language: words.locale().tag().to_owned(), text: Shown::new(&words.moment(*at)) }];
            words.pieces(message, &[("date", Filling::Foreign(&at))])
        }
        Some((message, About::Lists(names))) => {
            let names: Vec<Text> = names.iter().map(|name| Text::unknown(name)).collect();
            words.pieces(message, &[("lists", Filling::Foreign(&names))])
        }
        None => vec![Piece::Own(words.text(findings::found(finding.check, finding.outcome, finding.code)))],
    };
    ReasonView {
        general: (words.locale() != Locale::En || findings::exactly(finding).is_some()).then(general),
        is_whole: findings::exactly(finding).is_some() || findings::WHOLE.contains(&finding.detail.as_str()),
        exact: Shown::new(&finding.detail),
        todo: findings::todo(finding).map(|id| words.text(id)),
    }
}

fn row(words: Words, finding: &Finding) -> Row {
    let (title, question) = findings::check(finding.check);
    Row {
        check: finding.check.name(),
        title: words.text(title),
        question: words.text(question),
        outcome: finding.outcome.name(),
        word: words.outcome(finding.outcome),
        sign: sign(finding.outcome),
        found: found(words, finding),
        code: finding.code,
    }
}

fn list(words: Words, used: &crate::verify::ListUsed) -> List {
    let sequence = used.sequence.map_or_else(|| "–".to_owned(), |number| number.to_string());
    let id = [Text::unknown(&used.id)];
    let state = [Text { language: "en".to_owned(), text: Shown::new(used.state) }];
    List {
        sentence: words.pieces(
            "report-list",
            &[
                ("list", Filling::Foreign(&id)),
                ("sequence", Filling::Own(&sequence)),
                ("state", Filling::Foreign(&state)),
            ],
        ),
        id: Shown::new(&used.id),
        sequence: used.sequence.map_or_else(|| "unknown".to_owned(), |number| number.to_string()),
        digest: used.digest.as_deref().unwrap_or("none").chars().take(16).collect(),
        digest_whole: used.digest.clone().unwrap_or_default(),
        state: used.state,
    }
}

pub(super) fn sign(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "✓",
        Outcome::Failed => "✕",
        Outcome::Inconclusive => "?",
        Outcome::NotApplicable => "–",
    }
}
