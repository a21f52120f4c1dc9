//! Reports as a table for spreadsheets (RFC 4180).
//!
//! What a document or a file's name says may look like a formula, which spreadsheets would run: no cell begins as one.

use std::fmt::Write as _;

use crate::render::visible::Shown;
use crate::verify::{CredentialSummary, Names};

use super::check::Named;

const COLUMNS: [&str; 11] = [
    "file",
    "decision",
    "learner",
    "title",
    "issuer",
    "issuer_is_listed",
    "awarded_by",
    "issued",
    "valid_until",
    "credential",
    "reasons",
];

/// A row a document.
pub fn csv(reports: &[Named]) -> String {
    // Spreadsheets take a table for UTF-8 only if it begins so.
    let mut table = format!("\u{feff}{}\r\n", COLUMNS.join(","));
    for (index, (name, report)) in reports.iter().enumerate() {
        let name = name.clone().unwrap_or_else(|| format!("document {}", index + 1));
        let nothing = CredentialSummary::default();
        let credential = report.credential.as_ref().unwrap_or(&nothing);
        let issuer = credential.issuer.as_ref();
        let listed = issuer.is_some_and(|issuer| !issuer.names.is_empty());
        let named = |names: &Names, claimed: &Names| in_english(if names.is_empty() { claimed } else { names });
        let bodies = credential.awarding_bodies.iter().map(|body| named(&body.names, &body.claimed_names));
        let reasons: Vec<&str> = report.reasons.iter().map(|reason| reason.text.as_str()).collect();
        let cells = [
            name,
            report.decision.name().to_owned(),
            credential.learner.clone().unwrap_or_default(),
            in_english(&credential.titles),
            issuer.map(|issuer| named(&issuer.names, &issuer.claimed_names)).unwrap_or_default(),
            issuer.map(|_| if listed { "yes" } else { "no" }).unwrap_or_default().to_owned(),
            bodies.collect::<Vec<_>>().join("; "),
            credential.issued.clone().unwrap_or_default(),
            credential.valid_until.clone().unwrap_or_default(),
            credential.id.clone(),
            reasons.join("; "),
        ];
        let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
        writeln!(table, "{}\r", cells.join(",")).expect("a string takes all");
    }
    table
}

/// The English text, or the first.
fn in_english(names: &Names) -> String {
    let english = names.iter().find(|(language, _)| language == "en");
    english.or(names.first()).map(|(_, text)| text.clone()).unwrap_or_default()
}

/// A text as a cell: made visible, in quotes, and never a formula.
fn cell(text: &str) -> String {
    let shown = Shown::new(text);
    let formula = shown.as_str().trim_start().starts_with(['=', '+', '-', '@']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", shown.as_str().replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, expected) in [
            ("Anna", "\"Anna\""),
            ("a \"b\", c", "\"a \"\"b\"\", c\""),
            ("=HYPERLINK(\"https://a.example\")", "\"'=HYPERLINK(\"\"https://a.example\"\")\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"' =1\""),
            ("\r=1", "\"[U+000D]=1\""),
            ("a\u{202e}b\n=1", "\"a[U+202E]b =1\""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
