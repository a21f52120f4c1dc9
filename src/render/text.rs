//! Reports as plain text, for a terminal or a file.

use std::fmt::Write as _;

use crate::verify::{Decision, EUROPASS_NOTE, Outcome, Report};

use super::certificate::{Party, Source};
use super::locale::Locale;
use super::seal::{EuropassShown, SealView};
use super::view::View;
use super::visible::Shown;

/// Whether text may carry colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Letters only: for files, pipes and `NO_COLOR`.
    #[default]
    Plain,
    /// ANSI colours, for a terminal.
    Coloured,
}

/// One report: the decision first, then who and what, then a line for each check.
#[must_use]
pub fn report(report: &Report, style: Style) -> String {
    named(None, report, style)
}

/// One report of several; `name` says which document it is about.
#[must_use]
pub fn named(name: Option<&str>, report: &Report, style: Style) -> String {
    let view = View::new(Locale::En, name, report);
    let mut out = String::new();
    let mut line = |text: std::fmt::Arguments<'_>| {
        out.write_fmt(text).expect("writing to a string does not fail");
        out.push('\n');
    };

    let word = paint(view.word.to_uppercase(), decision_colour(report.decision), style);
    match &view.name {
        Some(name) => line(format_args!("{word}  {name}")),
        None => line(format_args!("{word}")),
    }
    match view.reasons.as_slice() {
        [] => line(format_args!("  {}", view.meaning)),
        reasons => reasons.iter().for_each(|reason| line(format_args!("  {}", reason.exact))),
    }

    if let Some(facts) = &view.credential {
        line(format_args!(""));
        line(format_args!("{}", facts.heading));
        let mut rows: Vec<(&str, String)> = Vec::new();
        rows.extend(facts.title.as_ref().map(|title| ("Title", title.text.to_string())));
        rows.extend(facts.learner.as_ref().map(|learner| ("Awarded to", learner.to_string())));
        rows.extend(facts.issuer.as_ref().map(|issuer| ("Issued by", party(issuer))));
        rows.extend(facts.awarding_bodies.iter().map(|body| ("Awarding body", party(body))));
        rows.extend(facts.facts.iter().map(|(label, value)| (label.as_str(), value.text.to_string())));
        rows.extend(facts.grades.iter().map(|(title, grade)| ("Result", format!("{}: {}", title.text, grade.text))));
        rows.extend(facts.outcomes.iter().map(|outcome| ("Outcome", outcome.title.text.to_string())));
        let width = widest(rows.iter().map(|(label, _)| *label));
        for (label, value) in rows {
            line(format_args!("  {:<width$}  {value}", label));
        }
    }

    if let Some(seal) = &view.seal {
        line(format_args!(""));
        line(format_args!("Electronic seal"));
        seal_lines(seal, style).iter().for_each(|text| line(format_args!("{text}")));
    }

    line(format_args!(""));
    let tally = view.tally.iter().map(|(_, word, count)| format!("{count} {}", word.to_lowercase()));
    line(format_args!("Checks: {}", tally.collect::<Vec<_>>().join(", ")));
    let width = widest(view.rows.iter().map(|row| row.check));
    let outcomes = widest(view.rows.iter().map(|row| row.outcome));
    for (row, finding) in view.rows.iter().zip(&report.checks) {
        let outcome = paint(format!("{:<outcomes$}", row.outcome), outcome_colour(finding.outcome), style);
        line(format_args!("  {:<width$}  {outcome}  {}", row.check, row.found.exact));
    }

    line(format_args!(""));
    line(format_args!("Evaluated at {}", view.evaluated_at));
    for list in &view.lists {
        line(format_args!(
            "Trust list {}, sequence {}, {}, sha256 {}",
            list.id, list.sequence, list.state, list.digest
        ));
    }
    out
}

/// One line for one document of many: the decision, the name, the first reason.
#[must_use]
pub fn line(name: &str, report: &Report, style: Style) -> String {
    let word = paint(format!("{:<9}", report.decision.name()), decision_colour(report.decision), style);
    let reason = report.reasons.first().map(|reason| format!("  {}", Shown::new(&reason.text))).unwrap_or_default();
    format!("{word}  {}{reason}\n", Shown::new(name))
}

/// How the Europass viewer would word a report, with a word that it is a view.
#[must_use]
pub fn europass(report: &Report) -> String {
    let shown = EuropassShown::new(report);
    let width = widest(shown.checks.iter().map(|(name, _, _)| *name));
    let statuses = widest(shown.checks.iter().map(|(_, status, _)| *status));
    let mut out = format!("As the Europass viewer words it: {}\n  {}\n", shown.ribbon, EUROPASS_NOTE);
    for (name, status, text) in &shown.checks {
        writeln!(out, "  {name:<width$}  {status:<statuses$}  {text}").expect("writing to a string does not fail");
    }
    out
}

/// Who sealed, the facts, what the certificate says of the issuer, and a line for each check of the seal.
fn seal_lines(seal: &SealView, style: Style) -> Vec<String> {
    let id = seal.identifier.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
    let trust = if seal.trusted { "a trusted authority" } else { "not trusted here" };
    let mut rows: Vec<(&str, String)> = vec![
        ("Sealed by", format!("{}{id}", seal.holder)),
        ("Certificate of", format!("{} ({trust})", seal.authority)),
    ];
    rows.extend(seal.facts.iter().map(|(label, value)| (label.as_str(), value.to_string())));
    for field in &seal.fields {
        let certified = field.certificate.as_ref().map_or("-", Shown::as_str);
        let stated = field.stated.as_ref().filter(|_| !field.confirmed);
        let stated = stated.map(|text| format!("the credential says {text}: ")).unwrap_or_default();
        rows.push((&field.label, format!("{certified} ({stated}{})", field.word)));
    }
    if !seal.self_asserted.is_empty() {
        let names: Vec<&str> = seal.self_asserted.iter().map(Shown::as_str).collect();
        rows.push(("Only its own word", names.join(", ")));
    }
    let width = widest(rows.iter().map(|(label, _)| *label));
    let mut lines: Vec<String> = rows.into_iter().map(|(label, value)| format!("  {label:<width$}  {value}")).collect();
    let width = widest(seal.rows.iter().map(|row| row.check));
    let outcomes = widest(seal.rows.iter().map(|row| row.outcome));
    for row in &seal.rows {
        let outcome = paint(format!("{:<outcomes$}", row.outcome), outcome_colour_of(row.outcome), style);
        lines.push(format!("  {:<width$}  {outcome}  {}", row.check, row.detail));
    }
    lines
}

fn party(party: &Party) -> String {
    let source = match party.source {
        Source::TrustList => "name from the trust list",
        Source::Claimed => "name as claimed, not on a trust list",
    };
    let identifier = party.identifier.to_string();
    let separator = if identifier.is_empty() { "" } else { "; " };
    format!("{} ({identifier}{separator}{source})", party.name.text)
}

fn widest<'a>(labels: impl Iterator<Item = &'a str>) -> usize {
    labels.map(|label| label.chars().count()).max().unwrap_or(0)
}

fn decision_colour(decision: Decision) -> &'static str {
    match decision {
        Decision::Accept => "1;32",
        Decision::Reject => "1;31",
        Decision::Undecided => "1;33",
    }
}

fn outcome_colour(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "32",
        Outcome::Failed => "31",
        Outcome::Inconclusive => "33",
        Outcome::NotApplicable => "2",
    }
}

fn outcome_colour_of(name: &str) -> &'static str {
    let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.name() == name);
    outcome.map_or("0", outcome_colour)
}

fn paint(text: String, colour: &str, style: Style) -> String {
    match style {
        Style::Plain => text,
        Style::Coloured => format!("\u{1b}[{colour}m{text}\u{1b}[0m"),
    }
}
