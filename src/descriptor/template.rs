//! A commented descriptor to begin with, made from the field tables.

use std::fmt::Write as _;

use super::fields::{DESCRIPTOR, Field, Kind, Need};
use crate::model::text::Language;

/// Keys that the template fills in although they may be left out: what the Council Recommendation requires.
const FILLED: &[&str] = &[
    "description",
    "delivery",
    "delivery.start",
    "delivery.end",
    "delivery.mode",
    "contact",
    "contact.email",
    "quality",
    "outcomes",
    "assessments",
    "assessments.type",
    "assessments.pass_label",
    "workload.ects",
];

/// A commented descriptor in TOML that [`read`](super::read()) takes as it is; `institution` is the slug of the awarding
/// body.
#[must_use]
pub fn template(language: &Language, institution: &str) -> String {
    let mut out = String::from(
        "# A course to be certified. Lines that begin with `#` are comments; remove the mark to use a key.\n\
         # A text can be given in several languages: title = { en = \"…\", es = \"…\" }\n\
         # `elmseal check` says what is wrong, `elmseal descriptor schema` prints a JSON Schema for editors.\n",
    );
    write_keys(&mut out, DESCRIPTOR, "", Mark::Plain);
    write_tables(&mut out, DESCRIPTOR, "", Mark::Plain);
    out.replace("{language}", language.as_str()).replace("{institution}", institution)
}

/// Whether a table is a suggestion only, all of it commented out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Commented,
    Plain,
}

/// The keys of a table that hold values; they must come before its tables.
fn write_keys(out: &mut String, fields: &[Field], path: &str, mark: Mark) {
    for field in fields.iter().filter(|field| field.below().is_none()) {
        let filled = mark == Mark::Plain && is_filled(field, path);
        let comment = if filled { "" } else { "# " };
        // In a commented table the explanations would be hard to tell from its keys: they come behind.
        let line = format!("{comment}{} = {}", field.name, field.example);
        let words = words(&field.kind);
        let stop = if words.is_empty() { "" } else { "." };
        match mark {
            Mark::Plain => writeln!(out, "\n# {}.{words}\n{line}", field.doc),
            Mark::Commented => writeln!(out, "{line}   # {}{stop}{words}", field.doc),
        }
        .expect("writing to a string does not fail");
    }
}

fn write_tables(out: &mut String, fields: &[Field], path: &str, mark: Mark) {
    for field in fields {
        let Some(below) = field.below() else { continue };
        let inner = join(path, field.name);
        let mark = if mark == Mark::Plain && is_filled(field, path) { Mark::Plain } else { Mark::Commented };
        let comment = if mark == Mark::Plain { "" } else { "# " };
        let (open, close) = if matches!(field.kind, Kind::Tables(_)) { ("[[", "]]") } else { ("[", "]") };
        writeln!(out, "\n# {}.\n{comment}{open}{inner}{close}", field.doc).expect("writing to a string does not fail");
        write_keys(out, below, &inner, mark);
        write_tables(out, below, &inner, mark);
    }
}

fn is_filled(field: &Field, path: &str) -> bool {
    field.need == Need::Required || FILLED.contains(&join(path, field.name).as_str())
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The words of a choice.
fn words(kind: &Kind) -> String {
    match *kind {
        Kind::Choice(words) | Kind::List(&Kind::Choice(words)) => format!(" One of: {}.", words.join(", ")),
        Kind::Concept(list) | Kind::List(&Kind::Concept(list)) if list.entries().len() <= 8 => {
            let labels: Vec<_> = list.entries().iter().map(|concept| concept.label.as_str()).collect();
            format!(" One of: {}.", labels.join(", "))
        }
        _ => String::new(),
    }
}
