//! Rule sets: what an alliance asks of a descriptor, as data.
//!
//! What the Council Recommendation of 2022 requires holds for every rule set: bounds are combined to the stricter one.

use std::collections::BTreeMap;

use super::fields::{DESCRIPTOR, Field, RULE_SET};
use super::table::{Context, Reader};
use super::tree;
use crate::model::fault::Faults;
use crate::model::text::Language;

const RECOMMENDATION: &str = include_str!("../../rules/recommendation-2022.toml");
const INGENIUM: &str = include_str!("../../rules/ingenium.toml");
/// The rule set that holds for every other.
const BASE: &str = "recommendation-2022";

/// What a rule set asks for; `None` and empty lists ask for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RuleSet {
    pub id: String,
    pub title: String,
    pub required: Vec<String>,
    pub title_chars_max: Option<u32>,
    pub description_sentences_max: Option<u32>,
    pub eqf_level: Bounds,
    pub hours_per_ects: Bounds,
    pub ects: Bounds,
    pub resources: Bounds,
    pub experts: Bounds,
    pub students: Bounds,
    pub licences: Vec<String>,
    pub licences_warned: Vec<String>,
}

/// The least and the most of something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Bounds {
    pub min: Option<u32>,
    pub max: Option<u32>,
}

impl Bounds {
    fn stricter(self, other: Self) -> Self {
        let min = self.min.into_iter().chain(other.min).max();
        let max = self.max.into_iter().chain(other.max).min();
        Self { min, max }
    }

    /// Whether `number` keeps to them.
    pub(super) fn hold(self, number: u32) -> bool {
        self.min.is_none_or(|min| number >= min) && self.max.is_none_or(|max| number <= max)
    }
}

/// As a person says it: `from 5 to 8`, `at least 3`.
impl std::fmt::Display for Bounds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.min, self.max) {
            (Some(min), Some(max)) => write!(f, "from {min} to {max}"),
            (Some(min), None) => write!(f, "at least {min}"),
            (None, Some(max)) => write!(f, "at most {max}"),
            (None, None) => f.write_str("any number"),
        }
    }
}

/// The rule sets that are known, by id.
#[derive(Debug, Clone)]
pub struct RuleSets(BTreeMap<String, RuleSet>);

impl RuleSets {
    /// Those that the program brings: `recommendation-2022` and `ingenium`.
    #[must_use]
    pub fn embedded() -> Self {
        let mut sets = Self(BTreeMap::new());
        for (file, text) in [("rules/recommendation-2022.toml", RECOMMENDATION), ("rules/ingenium.toml", INGENIUM)] {
            sets.add(file, text.as_bytes()).unwrap_or_else(|faults| panic!("{file}: {faults:?}"));
        }
        sets
    }

    /// Adds one from a file (TOML, YAML or JSON).
    ///
    /// # Errors
    ///
    /// The faults of the file, among them an id that is taken.
    pub fn add(&mut self, file: &str, bytes: &[u8]) -> Result<(), Faults> {
        let root = tree::parse(file, bytes)?;
        let language = Language::parse("en").expect("a language tag");
        let context = Context::new(file, language);
        let set = read(&Reader::new(&context, &root, "", RULE_SET));
        if self.0.contains_key(&set.id) {
            let what = format!("a rule set `{}` is already there", set.id);
            context.fault("duplicate", root.get("id").map_or(&root.at, |id| &id.at), what, "choose another id");
        }
        let faults = context.faults.into_inner();
        if faults.stop() {
            return Err(faults);
        }
        let set = match self.0.get(BASE) {
            Some(base) => base.with(set),
            None => set,
        };
        self.0.insert(set.id.clone(), set);
        Ok(())
    }

    /// The ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn get(&self, id: &str) -> Option<&RuleSet> {
        self.0.get(id)
    }
}

impl RuleSet {
    /// This one and `other` together, under the other's name.
    fn with(&self, other: Self) -> Self {
        let mut required = self.required.clone();
        required.extend(other.required.into_iter().filter(|key| !self.required.contains(key)));
        let least = |a: Option<u32>, b: Option<u32>| a.into_iter().chain(b).min();
        Self {
            required,
            title_chars_max: least(self.title_chars_max, other.title_chars_max),
            description_sentences_max: least(self.description_sentences_max, other.description_sentences_max),
            eqf_level: self.eqf_level.stricter(other.eqf_level),
            hours_per_ects: self.hours_per_ects.stricter(other.hours_per_ects),
            ects: self.ects.stricter(other.ects),
            resources: self.resources.stricter(other.resources),
            experts: self.experts.stricter(other.experts),
            students: self.students.stricter(other.students),
            ..other
        }
    }
}

fn read(reader: &Reader<'_>) -> RuleSet {
    let bounds = |min: &str, max: &str| Bounds { min: reader.whole(min), max: reader.whole(max) };
    reader.plain("source");
    for (path, node) in reader.items("required") {
        if let Some(key) = node.scalar().filter(|key| !is_key(key, DESCRIPTOR)) {
            let what = format!("`{path}` is \"{key}\", which is no key of a descriptor");
            reader.context.fault("unknown-key", &node.at, what, "write a key such as delivery.mode");
        }
    }
    RuleSet {
        id: reader.slug("id").unwrap_or_default(),
        title: reader.plain("title").unwrap_or_default(),
        required: reader.plains("required"),
        title_chars_max: reader.whole("title_chars_max"),
        description_sentences_max: reader.whole("description_sentences_max"),
        eqf_level: bounds("eqf_level_min", "eqf_level_max"),
        hours_per_ects: bounds("hours_per_ects_min", "hours_per_ects_max"),
        ects: Bounds { min: None, max: reader.whole("ects_max") },
        resources: Bounds { min: reader.whole("resources_min"), max: None },
        experts: bounds("experts_min", "experts_max"),
        students: bounds("students_min", "students_max"),
        licences: reader.plains("licences"),
        licences_warned: reader.plains("licences_warned"),
    }
}

/// Whether a dotted key leads to a field.
fn is_key(key: &str, fields: &[Field]) -> bool {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let Some(field) = fields.iter().find(|field| field.name == first) else { return false };
    match rest {
        None => true,
        Some(rest) => field.below().is_some_and(|below| is_key(rest, below)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recommendation_holds_for_every_set() {
        let mut sets = RuleSets::embedded();
        assert_eq!(sets.ids().collect::<Vec<_>>(), ["ingenium", "recommendation-2022"]);
        let lax = "id = \"lax\"\ntitle = \"Lax\"\nects_max = 100\nhours_per_ects_min = 26\n";
        sets.add("lax.toml", lax.as_bytes()).expect("a rule set");
        let lax = sets.get("lax").expect("it was added");
        assert!(lax.required.contains(&"outcomes".to_owned()));
        assert_eq!((lax.ects.max, lax.hours_per_ects), (Some(59), Bounds { min: Some(26), max: Some(30) }));
        let faults = sets.add("lax.toml", b"id = \"lax\"\ntitle = \"L\"\nrequired = [\"titel\"]\n").expect_err("taken");
        let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
        assert_eq!(codes, ["unknown-key", "duplicate"]);
    }
}
