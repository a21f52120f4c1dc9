//! One tree for TOML, YAML, JSON and the Excel form, in which everything knows where it stands.
//!
//! Only what the three notations share is let through: no anchors, aliases or tags, no duplicate keys, no null. It does
//! not know what the keys mean.

mod json;
mod toml;
mod yaml;

use std::sync::Arc;

use crate::limits;
use crate::model::fault::{Faults, Place};

/// Where a node stands in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// A cell of a sheet.
    Cell {
        /// The sheet.
        sheet: Arc<str>,
        /// The cell in A1 notation.
        cell: String,
    },
    /// The file as a whole.
    File,
    /// A position in a text, both from 1, the column in characters.
    Text {
        /// The line.
        line: u32,
        /// The column.
        column: u32,
    },
}

impl At {
    /// The place in the file of this name.
    #[must_use]
    pub fn place(&self, file: &str) -> Place {
        let file = file.to_owned();
        match self {
            Self::Cell { sheet, cell } => Place::Cell { file, sheet: sheet.to_string(), cell: cell.clone() },
            Self::File => Place::File { file },
            Self::Text { line, column } => Place::Text { file, line: *line, column: *column },
        }
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it begins.
    pub at: At,
    /// What it is.
    pub value: Value,
}

/// A value of any of the notations.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// True or false.
    Bool(bool),
    /// A list.
    List(Vec<Node>),
    /// A number or an unquoted date, as it is written.
    Scalar(String),
    /// Keys and values, in the order of the file; no key twice.
    Table(Vec<Entry>),
    /// A text.
    Text(String),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub at: At,
    /// The value.
    pub node: Node,
}

impl Node {
    /// What kind of value it is, in words.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Bool(_) => "true or false",
            Value::List(_) => "a list",
            Value::Scalar(_) => "a number or date",
            Value::Table(_) => "a table",
            Value::Text(_) => "a text",
        }
    }

    /// The entries, if it is a table.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a key, if it is a table that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// The items of a list; anything else counts as a list of itself.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// The text, number or date as it is written.
    #[must_use]
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) | Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Takes the value of a key out of a table: `elmseal.toml` is read table by table.
    pub fn take(&mut self, key: &str) -> Option<Node> {
        let Value::Table(entries) = &mut self.value else { return None };
        let at = entries.iter().position(|entry| entry.key == key)?;
        Some(entries.remove(at).node)
    }
}

/// Reads TOML, YAML or JSON, as the ending of `file` says.
///
/// # Errors
///
/// The faults of the notation: not UTF-8, too long, bad syntax, a duplicate key.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Node, Faults> {
    let text = text(file, bytes)?;
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let parsed = match ending.as_str() {
        "toml" => toml::parse(text),
        "yaml" | "yml" => yaml::parse(text),
        "json" => json::parse(text),
        _ => {
            let what = format!("the ending of `{file}` is none that is read");
            return Err(one("unknown-format", &At::File, file, what, "name the file .toml, .yaml, .json or .xlsx"));
        }
    };
    parsed.map_err(|Malformed { at, code, what, fix }| one(code, &at, file, what, fix))
}

/// What is wrong with the notation; each reader stops at the first.
struct Malformed {
    at: At,
    code: &'static str,
    what: String,
    fix: String,
}

impl Malformed {
    fn syntax(at: At, what: impl Into<String>) -> Self {
        Self { at, code: "syntax", what: what.into(), fix: "mend the notation at this place".to_owned() }
    }

    fn duplicate(at: At, key: &str) -> Self {
        let what = format!("the key `{key}` stands twice in the same table");
        Self { at, code: "duplicate-key", what, fix: "keep one of them".to_owned() }
    }

    fn too_deep(at: At) -> Self {
        Self::syntax(at, format!("the nesting is deeper than {} levels", limits::DESCRIPTOR_DEPTH_MAX))
    }

    fn too_many(at: At) -> Self {
        Self::syntax(at, format!("the file has more than {} values", limits::DESCRIPTOR_VALUES_MAX))
    }

    fn null(at: At, key: &str) -> Self {
        let what = format!("`{key}` has no value");
        Self { at, code: "no-value", what, fix: "write a value or leave the key out".to_owned() }
    }
}

/// Counts values and depth while a reader goes.
struct Budget {
    values: usize,
}

impl Budget {
    fn new() -> Self {
        Self { values: 0 }
    }

    fn spend(&mut self, depth: usize, at: &At) -> Result<(), Malformed> {
        self.values += 1;
        if depth > limits::DESCRIPTOR_DEPTH_MAX {
            return Err(Malformed::too_deep(at.clone()));
        }
        if self.values > limits::DESCRIPTOR_VALUES_MAX {
            return Err(Malformed::too_many(at.clone()));
        }
        Ok(())
    }
}

/// The bytes as text: UTF-8, with or without a byte order mark, within the bound.
fn text<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, Faults> {
    if bytes.len() > limits::DESCRIPTOR_BYTES_MAX {
        let what = format!("the file has {} bytes, at most {} are read", bytes.len(), limits::DESCRIPTOR_BYTES_MAX);
        return Err(one("too-long", &At::File, file, what, "shorten the file"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let good = &bytes[..error.valid_up_to()];
        let lines = Lines::new(std::str::from_utf8(good).expect("the part before the fault is UTF-8"));
        let at = lines.at(good.len());
        let what = "the file is not UTF-8 from here on";
        one("not-utf-8", &at, file, what, "save the file as text in UTF-8")
    })
}

fn one(code: &'static str, at: &At, file: &str, what: impl Into<String>, fix: impl Into<String>) -> Faults {
    let mut faults = Faults::new();
    faults.fault(code, at.place(file), what, fix);
    faults
}

/// Where lines begin, to turn offsets into lines and columns.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    fn at(&self, offset: usize) -> At {
        let line = self.starts.partition_point(|start| *start <= offset).max(1) - 1;
        let start = self.starts[line];
        // A line that is megabytes long must not be counted for each of its values.
        let within = self.text.get(start..offset).unwrap_or_default();
        let column = if within.len() > 10_000 { within.len() } else { within.chars().count() };
        At::Text { line: number(line + 1), column: number(column + 1) }
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(file: &str, bytes: &[u8]) -> String {
        let faults = parse(file, bytes).expect_err("a fault");
        let fault = faults.iter().next().expect("one fault");
        format!("{} [{}] {}", fault.place, fault.code, fault.what)
    }

    /// Without places, to compare notations.
    fn plain(node: &Node) -> String {
        match &node.value {
            Value::Bool(value) => value.to_string(),
            Value::List(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(",")),
            Value::Scalar(text) => text.clone(),
            Value::Table(entries) => {
                let entries: Vec<_> = entries.iter().map(|e| format!("{}:{}", e.key, plain(&e.node))).collect();
                format!("{{{}}}", entries.join(","))
            }
            Value::Text(text) => format!("{text:?}"),
        }
    }

    #[test]
    fn the_notations_give_the_same_tree() {
        let expected = r#"{a:"x",b:{c:[1,2.50],d:true},e:[{f:"ü\ng"},{f:"2026-05-10"}]}"#;
        let toml = "a = \"x\"\nb.c = [1, 2.50]\nb.d = true\n[[e]]\nf = \"ü\\ng\"\n[[e]]\nf = '2026-05-10'\n";
        let yaml = "a: x\nb:\n  c: [1, 2.50]\n  d: true\ne:\n  - f: \"ü\\ng\"\n  - f: '2026-05-10'\n";
        let json = r#"{"a":"x","b":{"c":[1,2.50],"d":true},"e":[{"f":"ü\ng"},{"f":"2026-05-10"}]}"#;
        for (file, text) in [("d.toml", toml), ("d.yaml", yaml), ("d.JSON", json)] {
            assert_eq!(plain(&parse(file, text.as_bytes()).expect(file)), expected, "{file}");
        }
    }

    #[test]
    fn values_know_where_they_stand() {
        let at = |file: &str, text: &str| parse(file, text.as_bytes()).expect(file).get("b").expect("b").at.clone();
        let expected = At::Text { line: 2, column: 5 };
        assert_eq!(at("d.toml", "a = 'ü'\nb = 'x'\n"), expected);
        assert_eq!(at("d.yml", "a: 'ü'\nb:  x\n"), expected);
        assert_eq!(at("d.json", "{\"a\":\"ü\",\n\"b\":\"x\"}"), expected);
    }

    #[test]
    fn what_is_ambiguous_or_hostile_is_refused_with_its_place() {
        assert_eq!(
            fault("d.json", br#"{"a":1,"a":2}"#),
            "d.json:1:8 [duplicate-key] the key `a` stands twice in the same table"
        );
        assert_eq!(
            fault("d.yaml", b"a: 1\na: 2\n"),
            "d.yaml:2:1 [duplicate-key] the key `a` stands twice in the same table"
        );
        assert!(
            fault("d.toml", b"a = 1\na = 2\n").starts_with("d.toml:2:1 ["),
            "{}",
            fault("d.toml", b"a = 1\na = 2\n")
        );
        assert!(fault("d.yaml", b"a: &x 1\nb: *x\n").contains("[yaml-anchor]"));
        assert!(fault("d.yaml", b"a: !!str 1\n").contains("[yaml-tag]"));
        assert!(fault("d.yaml", b"a: 1\n---\nb: 2\n").contains("second document"));
        assert!(fault("d.yaml", b"a: ~\n").contains("[no-value]"));
        assert!(fault("d.json", b"{\"a\":null}").contains("[no-value]"));
        assert_eq!(fault("d.toml", b"a = '\xff'"), "d.toml:1:6 [not-utf-8] the file is not UTF-8 from here on");
        assert!(fault("d.txt", b"").contains("[unknown-format]"));
        assert!(fault("d.toml", &vec![b'#'; limits::DESCRIPTOR_BYTES_MAX + 1]).contains("[too-long]"));
        for (file, open) in [("d.json", "["), ("d.yaml", "["), ("d.toml", "[")] {
            let deep = if file == "d.toml" { format!("a = {}", open.repeat(5000)) } else { open.repeat(5000) };
            assert!(fault(file, deep.as_bytes()).contains("[syntax]"), "{file}");
        }
        let many = format!("[{}1]", "1,".repeat(limits::DESCRIPTOR_VALUES_MAX));
        assert!(fault("d.json", many.as_bytes()).contains("more than"));
        // In TOML this is an empty table named 1.
        for file in ["d.json", "d.yaml"] {
            assert!(parse(file, b"[1]").is_err(), "{file}");
        }
        for file in ["d.json", "d.yaml", "d.toml"] {
            assert!(parse(file, b"\x00\x01\x02").is_err(), "{file}");
            assert!(parse(file, b"just text").is_err(), "{file}");
        }
    }
}
