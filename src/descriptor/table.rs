//! Reads the values of one table by the kinds of its fields, and reports what does not fit.
//!
//! Every key of the field table must be asked for (a test build panics otherwise), and none but those can be: so reader
//! and schema cannot drift apart.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::fields::{Field, Kind, Need};
use super::schema::SCHEMA_KEY;
use super::tree::{At, Node, Value};
use super::values::{canonical_decimal, is_calendar_duration, is_email, is_slug, look_up, shorten, suggested_slug};
use crate::model::fault::Faults;
use crate::model::ids::Iri;
use crate::model::text::{Language, LocalisedText, TextError, clean};
use crate::vocabulary::{Concept, List, language_concept};

/// What all tables of a file share.
pub(super) struct Context<'a> {
    /// The file's name.
    pub file: &'a str,
    /// Language of texts that name none.
    pub language: Language,
    /// Keys that a form has a cell for, which is empty: where to write what is missing.
    pub blanks: BTreeMap<String, At>,
    /// What was found.
    pub faults: RefCell<Faults>,
}

impl<'a> Context<'a> {
    /// For a file in which texts that name no language are in `language`.
    pub(super) fn new(file: &'a str, language: Language) -> Self {
        Self { file, language, blanks: BTreeMap::new(), faults: Faults::new().into() }
    }

    /// Where a missing key is to be written: its empty cell in a form, else where its table stands.
    pub(super) fn missing_at<'b>(&'b self, path: &str, table: &'b At) -> &'b At {
        let below = format!("{path}.");
        let first = || self.blanks.range(below.clone()..).next().filter(|(key, _)| key.starts_with(&below));
        self.blanks.get(path).or_else(|| first().map(|(_, at)| at)).unwrap_or(table)
    }

    pub(super) fn fault(&self, code: &'static str, at: &At, what: impl Into<String>, fix: impl Into<String>) {
        self.faults.borrow_mut().fault(code, at.place(self.file), what, fix);
    }

    pub(super) fn warning(&self, code: &'static str, at: &At, what: impl Into<String>, fix: impl Into<String>) {
        self.faults.borrow_mut().warning(code, at.place(self.file), what, fix);
    }
}

/// A table that is being read.
pub(super) struct Reader<'a> {
    pub context: &'a Context<'a>,
    pub node: &'a Node,
    path: String,
    fields: &'static [Field],
    asked: Cell<u64>,
}

impl<'a> Reader<'a> {
    /// Begins to read: unknown and missing keys are reported here.
    pub(super) fn new(context: &'a Context<'a>, node: &'a Node, path: &str, fields: &'static [Field]) -> Self {
        let reader = Self { context, node, path: path.to_owned(), fields, asked: Cell::new(0) };
        if !matches!(node.value, Value::Table(_)) {
            let what = format!("`{path}` is {}, a table is expected", node.kind());
            context.fault("wrong-type", &node.at, what, format!("write keys with values: {}", reader.keys()));
            return reader;
        }
        let mut meant = Vec::new();
        let names_schema = |key: &str| path.is_empty() && key == SCHEMA_KEY;
        let known = |key: &str| names_schema(key) || fields.iter().any(|field| field.name == key);
        for entry in node.entries().iter().filter(|entry| !known(&entry.key)) {
            let what = format!("`{}` is not a key of {}", shorten(&entry.key), reader.name());
            let nearest = reader.nearest_key(&entry.key);
            let fix = match nearest {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("the keys are {}", reader.keys()),
            };
            context.fault("unknown-key", &entry.at, what, fix);
            meant.extend(nearest);
        }
        // A key that is only misspelt was reported just now.
        let required = fields.iter().filter(|field| field.need == Need::Required && !meant.contains(&field.name));
        for field in required.filter(|field| node.get(field.name).is_none()) {
            let path = reader.path_of(field.name);
            let at = context.missing_at(&path, &node.at);
            context.fault("missing", at, format!("`{path}` is missing"), format!("add it: {}", field.doc));
        }
        reader
    }

    /// The node of a key; the key must be one of the table's fields.
    pub(super) fn node(&self, name: &str) -> Option<&'a Node> {
        self.field(name);
        self.node.get(name)
    }

    /// Where a key's value stands, else where the table does.
    pub(super) fn at(&self, name: &str) -> &'a At {
        self.node.get(name).map_or(&self.node.at, |node| &node.at)
    }

    pub(super) fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    pub(super) fn text(&self, name: &str) -> Option<LocalisedText> {
        let node = self.node(name)?;
        self.localised(node, &self.path_of(name))
    }

    pub(super) fn texts(&self, name: &str) -> Vec<LocalisedText> {
        self.items(name).into_iter().filter_map(|(path, node)| self.localised(node, &path)).collect()
    }

    pub(super) fn plain(&self, name: &str) -> Option<String> {
        let node = self.node(name)?;
        self.plain_of(node, &self.path_of(name))
    }

    pub(super) fn plains(&self, name: &str) -> Vec<String> {
        self.items(name).into_iter().filter_map(|(path, node)| self.plain_of(node, &path)).collect()
    }

    pub(super) fn slug(&self, name: &str) -> Option<String> {
        let node = self.node(name)?;
        self.slug_of(node, &self.path_of(name))
    }

    /// Short names, each with the node that it stands in.
    pub(super) fn slugs(&self, name: &str) -> Vec<(String, &'a Node)> {
        self.items(name).into_iter().filter_map(|(path, node)| Some((self.slug_of(node, &path)?, node))).collect()
    }

    pub(super) fn whole(&self, name: &str) -> Option<u32> {
        let node = self.node(name)?;
        let Kind::Whole(least, most) = self.field(name).kind else { unreachable!("`{name}` is a whole number") };
        let (path, written) = (self.path_of(name), node.scalar().unwrap_or_default());
        let fix = format!("write a whole number from {least} to {most}, without unit");
        match written.trim().parse::<u32>() {
            Ok(number) if (least..=most).contains(&number) => Some(number),
            Ok(number) => {
                self.context.fault("out-of-range", &node.at, format!("`{path}` is {number}"), fix);
                None
            }
            Err(_) => {
                self.context.fault("bad-number", &node.at, format!("`{path}` is {}", shown(node)), fix);
                None
            }
        }
    }

    /// A decimal number as text, without needless zeros.
    pub(super) fn decimal(&self, name: &str) -> Option<String> {
        let node = self.node(name)?;
        let found = node.scalar().and_then(canonical_decimal);
        if found.is_none() {
            let what = format!("`{}` is {}", self.path_of(name), shown(node));
            self.context.fault("bad-number", &node.at, what, "write a number such as 1 or 2.5, with a point");
        }
        found
    }

    pub(super) fn boolean(&self, name: &str) -> Option<bool> {
        let node = self.node(name)?;
        let found = match &node.value {
            Value::Bool(value) => Some(*value),
            Value::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "yes" => Some(true),
                "false" | "no" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if found.is_none() {
            let what = format!("`{}` is {}", self.path_of(name), shown(node));
            self.context.fault("wrong-type", &node.at, what, "write true or false");
        }
        found
    }

    pub(super) fn choice(&self, name: &str) -> Option<&'static str> {
        let node = self.node(name)?;
        let Kind::Choice(words) = self.field(name).kind else { unreachable!("`{name}` is a choice") };
        self.choice_of(node, &self.path_of(name), words)
    }

    pub(super) fn choices(&self, name: &str) -> Vec<&'static str> {
        let Kind::List(Kind::Choice(words)) = self.field(name).kind else { unreachable!("`{name}` is choices") };
        self.items(name).into_iter().filter_map(|(path, node)| self.choice_of(node, &path, words)).collect()
    }

    pub(super) fn concept(&self, name: &str) -> Option<&'static Concept> {
        let node = self.node(name)?;
        let Kind::Concept(list) = self.field(name).kind else { unreachable!("`{name}` is of a list") };
        self.concept_of(node, &self.path_of(name), list)
    }

    pub(super) fn concepts(&self, name: &str) -> Vec<&'static Concept> {
        let Kind::List(&Kind::Concept(list)) = self.field(name).kind else { unreachable!("`{name}` is of a list") };
        let mut found: Vec<&'static Concept> = Vec::new();
        for (path, node) in self.items(name) {
            match self.concept_of(node, &path, list) {
                Some(concept) if found.contains(&concept) => {
                    let what = format!("`{path}` names \"{}\" again", concept.label);
                    self.context.fault("duplicate", &node.at, what, "name it once");
                }
                other => found.extend(other),
            }
        }
        found
    }

    pub(super) fn date(&self, name: &str) -> Option<Date> {
        let node = self.node(name)?;
        let written = node.scalar().unwrap_or_default().trim();
        let (path, fix) = (self.path_of(name), "write the day as year-month-day, such as 2026-05-10");
        let shaped = written.len() == 10 && written.as_bytes()[4] == b'-';
        match written.parse::<Date>() {
            Ok(date) if shaped && (1990..=2100).contains(&date.year()) => Some(date),
            Ok(date) if shaped => {
                let what = format!("`{path}` is {date}, which is not plausible");
                self.context.fault("implausible-date", &node.at, what, fix);
                None
            }
            _ => {
                self.context.fault("bad-date", &node.at, format!("`{path}` is {}, which is no day", shown(node)), fix);
                None
            }
        }
    }

    pub(super) fn iri(&self, name: &str) -> Option<Iri> {
        let text = self.plain(name)?;
        match Iri::parse(&text) {
            Ok(iri) => Some(iri),
            Err(_) => {
                let what = format!("`{}` is \"{}\", which is no address", self.path_of(name), shorten(&text));
                self.context.fault(
                    "bad-iri",
                    self.at(name),
                    what,
                    "write it whole, such as https://www.example.org/page",
                );
                None
            }
        }
    }

    /// An address that readers are sent to: of the web, so that no reader is handed a script or a file.
    pub(super) fn web(&self, name: &str) -> Option<Iri> {
        let iri = self.iri(name)?;
        let scheme = iri.as_str().split(':').next().unwrap_or_default().to_ascii_lowercase();
        if matches!(scheme.as_str(), "http" | "https") {
            return Some(iri);
        }
        let what = format!("`{}` is \"{}\", which is no web address", self.path_of(name), shorten(iri.as_str()));
        self.context.fault("bad-iri", self.at(name), what, "write it whole, such as https://www.example.org/page");
        None
    }

    pub(super) fn email(&self, name: &str) -> Option<String> {
        let text = self.plain(name)?;
        if is_email(&text) {
            return Some(text);
        }
        let what = format!("`{}` is \"{}\", which is no e-mail address", self.path_of(name), shorten(&text));
        self.context.fault("bad-email", self.at(name), what, "write one address, such as course@example.org");
        None
    }

    pub(super) fn duration(&self, name: &str) -> Option<String> {
        let text = self.plain(name)?;
        if is_calendar_duration(&text) {
            return Some(text);
        }
        let what =
            format!("`{}` is \"{}\", which is no period of days, months or years", self.path_of(name), shorten(&text));
        self.context.fault("bad-duration", self.at(name), what, "write an ISO 8601 period, such as P3Y or P18M");
        None
    }

    pub(super) fn language(&self, name: &str) -> Option<Language> {
        let text = self.plain(name)?;
        let found = Language::parse(&text).ok().filter(|language| language_concept(language).is_some());
        if found.is_none() {
            let what = format!("`{}` is \"{}\", which is no known language", self.path_of(name), shorten(&text));
            self.context.fault("bad-language", self.at(name), what, "write a tag of ISO 639-1, such as en or es");
        }
        found
    }

    /// The table of a key, empty or not.
    pub(super) fn table(&self, name: &str) -> Option<Reader<'a>> {
        let node = self.node(name)?;
        let Kind::Table(fields) = self.field(name).kind else { unreachable!("`{name}` is a table") };
        let reader = Reader::new(self.context, node, &self.path_of(name), fields);
        matches!(node.value, Value::Table(_)).then_some(reader)
    }

    pub(super) fn tables(&self, name: &str) -> Vec<Reader<'a>> {
        let Kind::Tables(fields) = self.field(name).kind else { unreachable!("`{name}` is tables") };
        let items = self.items(name).into_iter();
        items.map(|(path, node)| Reader::new(self.context, node, &path, fields)).collect()
    }

    /// Items of a list with their paths, counted from 1.
    pub(super) fn items(&self, name: &str) -> Vec<(String, &'a Node)> {
        let Some(node) = self.node(name) else { return Vec::new() };
        let path = self.path_of(name);
        node.items().iter().zip(1..).map(|(item, at)| (format!("{path}[{at}]"), item)).collect()
    }

    pub(super) fn localised(&self, node: &Node, path: &str) -> Option<LocalisedText> {
        let mut found: Option<LocalisedText> = None;
        let single = [(self.context.language.clone(), node)];
        let mut texts = Vec::new();
        match &node.value {
            Value::Text(_) | Value::Scalar(_) => texts.extend(single),
            Value::Table(entries) if !entries.is_empty() => {
                for entry in entries {
                    match Language::parse(&entry.key) {
                        Ok(language) => texts.push((language, &entry.node)),
                        Err(error) => {
                            let fix = "write the texts by language: { en = \"…\", es = \"…\" }";
                            self.context.fault("bad-language", &entry.at, format!("`{path}`: {error}"), fix);
                        }
                    }
                }
            }
            _ => {
                let what = format!("`{path}` is {}, a text is expected", node.kind());
                self.context.fault("wrong-type", &node.at, what, "write a text, or texts by language: { en = \"…\" }");
                return None;
            }
        }
        for (language, node) in texts {
            let text = self.plain_of(node, path)?;
            let added = match &mut found {
                Some(found) => found.insert(language, &text),
                None => LocalisedText::new(language, &text).map(|text| found = Some(text)),
            };
            added.expect("a plain text is clean");
        }
        found
    }

    fn plain_of(&self, node: &Node, path: &str) -> Option<String> {
        let Some(text) = node.scalar() else {
            let what = format!("`{path}` is {}, a text is expected", node.kind());
            self.context.fault("wrong-type", &node.at, what, "write a text");
            return None;
        };
        match clean(text) {
            Ok(text) => Some(text),
            Err(error) => {
                let code = if error == TextError::Empty { "empty-text" } else { "control-character" };
                let fix = "write the text, or leave the key out";
                self.context.fault(code, &node.at, format!("`{path}`: {error}"), fix);
                None
            }
        }
    }

    fn slug_of(&self, node: &Node, path: &str) -> Option<String> {
        let text = self.plain_of(node, path)?;
        if is_slug(&text) {
            return Some(text);
        }
        let what = format!("`{path}` is \"{}\", which is no short name", shorten(&text));
        let fix = match suggested_slug(&text) {
            Some(slug) => format!("write lower-case letters, digits and hyphens, such as {slug}"),
            None => "write lower-case letters, digits and hyphens".to_owned(),
        };
        self.context.fault("bad-slug", &node.at, what, fix);
        None
    }

    fn choice_of(&self, node: &Node, path: &str, words: &'static [&'static str]) -> Option<&'static str> {
        let text = self.plain_of(node, path)?;
        let found = words.iter().copied().find(|word| *word == text.to_ascii_lowercase());
        if found.is_none() {
            let what = format!("`{path}` is \"{}\"", shorten(&text));
            self.context.fault("bad-choice", &node.at, what, format!("write one of: {}", words.join(", ")));
        }
        found
    }

    fn concept_of(&self, node: &Node, path: &str, list: List) -> Option<&'static Concept> {
        let text = self.plain_of(node, path)?;
        match look_up(list, &text) {
            Ok(concept) => Some(concept),
            Err(fix) => {
                let what = format!("`{path}` is \"{}\", which is not on the list {}", shorten(&text), list.name());
                self.context.fault("not-listed", &node.at, what, fix);
                None
            }
        }
    }

    fn field(&self, name: &str) -> &'static Field {
        let at = self.fields.iter().position(|field| field.name == name);
        let at = at.unwrap_or_else(|| panic!("`{}` is a key of the field table", self.path_of(name)));
        self.asked.set(self.asked.get() | 1 << at);
        &self.fields[at]
    }

    fn name(&self) -> String {
        if self.path.is_empty() { "this file".to_owned() } else { format!("`{}`", self.path) }
    }

    fn keys(&self) -> String {
        self.fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ")
    }

    fn nearest_key(&self, key: &str) -> Option<&'static str> {
        let folded: String = key.chars().take(100).collect::<String>().to_lowercase().replace([' ', '-'], "_");
        let scored = self.fields.iter().map(|field| (strsim::jaro_winkler(field.name, &folded), field.name));
        let best = scored.max_by(|a, b| a.0.total_cmp(&b.0));
        best.filter(|(score, _)| *score > 0.8).map(|(_, name)| name)
    }
}

/// Reader and field table must agree: what is in the table is asked for.
impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let all = (1_u64 << self.fields.len()) - 1;
        let is_table = matches!(self.node.value, Value::Table(_));
        if cfg!(debug_assertions) && is_table && !std::thread::panicking() {
            let names = self.fields.iter().map(|field| field.name);
            let forgotten: Vec<_> = names.zip(0..).filter(|(_, at)| self.asked.get() & 1 << at == 0).collect();
            assert_eq!(self.asked.get(), all, "keys of `{}` that are never read: {forgotten:?}", self.path);
        }
    }
}

fn shown(node: &Node) -> String {
    match node.scalar() {
        Some(text) => format!("\"{}\"", shorten(text)),
        None => node.kind().to_owned(),
    }
}
