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
    walk(document, &Place::Root, &mut findings);
    findings
}

/// Where a value stands; it is written only for a finding.
enum Place<'a> {
    Root,
    Item(&'a Place<'a>, usize),
    Member(&'a Place<'a>, &'a str),
}

impl Place<'_> {
    fn pointer(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Item(above, at) => format!("{}/{at}", above.pointer()),
            Self::Member(above, name) => format!("{}/{name}", above.pointer()),
        }
    }
}

fn walk(value: &Value, place: &Place<'_>, findings: &mut Vec<InteropFinding>) {
    let mut find = |trap| findings.push(InteropFinding { pointer: place.pointer(), trap });
    match value {
        Value::String(text) if has_control(text) => find(Trap::ControlCharacter),
        Value::Number(number) if number.as_u64().is_none_or(|whole| whole > INTEGER_MAX) => find(Trap::Number),
        Value::Array(items) => {
            if mixes(items.iter()) {
                find(Trap::MixedOrder);
            }
            for (at, item) in items.iter().enumerate() {
                walk(item, &Place::Item(place, at), findings);
            }
        }
        Value::Object(members) => {
            let typed = members.keys().any(|name| name == "type");
            let id = || members.iter().find(|(name, _)| *name == "id").and_then(|(_, id)| id.as_str());
            if typed && !id().is_some_and(|id| id.contains(':')) {
                find(Trap::NodeWithoutId);
            }
            for (name, member) in members {
                let below = Place::Member(place, name);
                if LANGUAGE_MAPS.contains(&name.as_str()) {
                    check_languages(member, &below, findings);
                }
                walk(member, &below, findings);
            }
        }
        _ => {}
    }
}

fn check_languages(map: &Value, place: &Place<'_>, findings: &mut Vec<InteropFinding>) {
    let Some(map) = map.as_object() else { return };
    for tag in map.keys().filter(|tag| tag.chars().any(char::is_uppercase)) {
        let pointer = Place::Member(place, tag).pointer();
        findings.push(InteropFinding { pointer, trap: Trap::LanguageCase });
    }
    let texts = map.values().flat_map(|value| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice));
    if mixes(texts) {
        findings.push(InteropFinding { pointer: place.pointer(), trap: Trap::MixedOrder });
    }
}

fn has_control(text: &str) -> bool {
    let control = |byte: u8| (byte < b' ' && byte != b'\n') || byte == 0x7f;
    // A piece is looked at as a whole, which processors do for many bytes at once: pictures are long.
    text.as_bytes().chunks(64).any(|piece| piece.iter().fold(false, |found, byte| found | control(*byte)))
}

fn mixes<'a>(values: impl Iterator<Item = &'a Value>) -> bool {
    // Letters from U+E000 on take three or four bytes, the first of which is 0xee or larger.
    let mut texts = values.filter_map(Value::as_str).filter(|text| text.bytes().any(|byte| byte >= 0xee)).peekable();
    if texts.peek().is_none() {
        return false;
    }
    let letters: Vec<char> = texts.flat_map(str::chars).collect();
    letters.iter().any(|letter| *letter > '\u{ffff}')
        && letters.iter().any(|letter| ('\u{e000}'..='\u{ffff}').contains(letter))
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
