//! What every processor canonicalizes alike: a lint of finished documents.
//!
//! Processors of JSON-LD disagree on a few things that the standards allow: how control characters are escaped, how
//! fractional numbers are written, whether language tags keep their case, the order of letters beyond the basic plane,
//! the names of nodes without id. A document without these verifies everywhere.

use std::fmt;

use serde_json::Value;

/// Something on which processors disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InteropFinding {
    /// Where, as a JSON pointer.
    pub pointer: String,
    /// What it is.
    pub trap: Trap,
}

/// The kinds of disagreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trap {
    /// A control character but the line feed, or U+007F.
    ControlCharacter,
    /// A language tag with upper-case letters.
    LanguageCase,
    /// Values of one member that mix letters beyond the basic plane with U+E000 to U+FFFF.
    MixedOrder,
    /// A node that has no id, or a relative one.
    NodeWithoutId,
    /// A number that is no integer, or too large for a double.
    Number,
}

impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ControlCharacter => "a control character",
            Self::LanguageCase => "a language tag in upper case",
            Self::MixedOrder => "letters whose order differs between UTF-8 and UTF-16",
            Self::NodeWithoutId => "a node without id",
            Self::Number => "a number that is no small integer",
        })
    }
}

/// Members whose value is a map of language to text.
const LANGUAGE_MAPS: [&str; 13] = [
    "altLabel",
    "birthName",
    "category",
    "definition",
    "description",
    "familyName",
    "fullName",
    "geographicName",
    "givenName",
    "legalName",
    "noteLiteral",
    "prefLabel",
    "title",
];
/// The largest integer that a double holds exactly.
const INTEGER_MAX: u64 = (1 << 53) - 1;

/// Every trap in an ELM document.
#[must_use]
pub fn interop_check(document: &Value) -> Vec<InteropFinding> {
    let mut findings = Vec::new();
    walk(document, "", &mut findings);
    findings
}

fn walk(value: &Value, pointer: &str, findings: &mut Vec<InteropFinding>) {
    let mut find = |trap| findings.push(InteropFinding { pointer: pointer.to_owned(), trap });
    match value {
        Value::String(text) if has_control(text) => find(Trap::ControlCharacter),
        Value::Number(number) if number.as_u64().is_none_or(|whole| whole > INTEGER_MAX) => find(Trap::Number),
        Value::Array(items) => {
            if mixes(items) {
                find(Trap::MixedOrder);
            }
            for (at, item) in items.iter().enumerate() {
                walk(item, &format!("{pointer}/{at}"), findings);
            }
        }
        Value::Object(members) => {
            let named = members.get("id").and_then(Value::as_str).is_some_and(|id| id.contains(':'));
            if members.contains_key("type") && !named {
                find(Trap::NodeWithoutId);
            }
            for (name, member) in members {
                let below = format!("{pointer}/{name}");
                if LANGUAGE_MAPS.contains(&name.as_str()) {
                    check_languages(member, &below, findings);
                }
                walk(member, &below, findings);
            }
        }
        _ => {}
    }
}

fn check_languages(map: &Value, pointer: &str, findings: &mut Vec<InteropFinding>) {
    let Some(map) = map.as_object() else { return };
    for tag in map.keys().filter(|tag| tag.chars().any(char::is_uppercase)) {
        findings.push(InteropFinding { pointer: format!("{pointer}/{tag}"), trap: Trap::LanguageCase });
    }
    let texts: Vec<Value> =
        map.values().flat_map(|value| value.as_array().cloned().unwrap_or(vec![value.clone()])).collect();
    if mixes(&texts) {
        findings.push(InteropFinding { pointer: pointer.to_owned(), trap: Trap::MixedOrder });
    }
}

fn has_control(text: &str) -> bool {
    text.chars().any(|letter| (letter < ' ' && letter != '\n') || letter == '\u{7f}')
}

fn mixes(values: &[Value]) -> bool {
    let letters = || values.iter().filter_map(Value::as_str).flat_map(str::chars);
    letters().any(|letter| letter > '\u{ffff}') && letters().any(|letter| ('\u{e000}'..='\u{ffff}').contains(&letter))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_trap_is_found_where_it_is() {
        let clean = json!({ "id": "urn:a", "type": "T", "title": { "en": "a\nb" }, "page": 1 });
        assert_eq!(interop_check(&clean), []);
        let rows = [
            (json!({ "id": "urn:a", "type": "T", "note": "a\tb" }), "/note", Trap::ControlCharacter),
            (json!({ "id": "urn:a", "type": "T", "note": "a\u{7f}" }), "/note", Trap::ControlCharacter),
            (json!({ "id": "urn:a", "type": "T", "title": { "en-GB": "a" } }), "/title/en-GB", Trap::LanguageCase),
            (json!({ "x": ["\u{1f600}", "\u{fb33}"] }), "/x", Trap::MixedOrder),
            (json!({ "title": { "en": "\u{1f600}", "fi": "\u{fb33}" } }), "/title", Trap::MixedOrder),
            (json!({ "x": { "type": "T" } }), "/x", Trap::NodeWithoutId),
            (json!({ "x": { "id": "a", "type": "T" } }), "/x", Trap::NodeWithoutId),
            (json!({ "value": 12.5 }), "/value", Trap::Number),
            (json!({ "value": 9_007_199_254_740_992_u64 }), "/value", Trap::Number),
        ];
        for (document, pointer, trap) in rows {
            assert_eq!(interop_check(&document), [InteropFinding { pointer: pointer.into(), trap }], "{document}");
        }
    }
}
