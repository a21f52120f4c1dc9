//! Changes that a seeded program makes: drop, duplicate, retype, re-language, re-id, re-code, rewrite.

use elmseal::model::entropy::{Entropy, draw};
use serde_json::{Map, Value, json};

use crate::support::seeded::Seeded;

/// Random choices that repeat.
pub struct Dice(Seeded);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(Seeded::new(seed))
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        let entropy: &mut dyn Entropy = &mut self.0;
        let number = u64::from_be_bytes(draw(entropy));
        usize::try_from(number % u64::try_from(end).expect("small")).expect("small")
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// What a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    Drop,
    Duplicate,
    Retype,
    ReLanguage,
    ReId,
    ReCode,
    Rewrite,
}

impl Change {
    pub const ALL: [Self; 7] =
        [Self::Drop, Self::Duplicate, Self::Retype, Self::ReLanguage, Self::ReId, Self::ReCode, Self::Rewrite];
}

/// Other spellings of literals, of which some are right somewhere.
pub const SPELLINGS: [&str; 20] = [
    "2026-06-30T12:00:00Z",
    "2026-06-30T12:00:00+02:00",
    "2026-06-30T12:00:00",
    "2026-06-30T12:00:00.123Z",
    "30.06.2026",
    "2026-02-30T12:00:00Z",
    "PT25H",
    "P1Y2M",
    "25 hours",
    "1",
    "+1",
    "01",
    "-1",
    "1.5",
    "150",
    "true",
    "yes",
    "",
    "https://uni.example/a b",
    "ä",
];

const CLASSES: [&str; 12] = [
    "Agent",
    "Organisation",
    "Person",
    "Concept",
    "LearningActivity",
    "LearningAssessment",
    "Qualification",
    "LearningAchievementSpecification",
    "Note",
    "Identifier",
    "LegalIdentifier",
    "MediaObject",
];

/// A changed copy, or `None` if the document has nothing to change in this way or stays the same.
pub fn mutate(document: &Value, change: Change, dice: &mut Dice) -> Option<Value> {
    let mut copy = document.clone();
    let mut nodes = Vec::new();
    find(&copy, String::new(), &mut nodes);
    let at = |filter: &dyn Fn(&Value) -> bool| -> Vec<String> {
        let found = nodes.iter().filter(|pointer| filter(document.pointer(pointer).expect("it was found")));
        found.cloned().collect()
    };
    let candidates = match change {
        Change::Retype => at(&|value| value.get("type").is_some()),
        Change::ReLanguage => at(&is_language_map),
        Change::ReId => at(&|value| value.get("id").is_some()),
        Change::ReCode => at(&|value| value["type"] == "Concept"),
        Change::Drop | Change::Duplicate => at(&|value| !is_language_map(value)),
        Change::Rewrite => at(&|value| !is_language_map(value) && literals(value).next().is_some()),
    };
    if candidates.is_empty() {
        return None;
    }
    let pointer = dice.pick(&candidates);
    let ids: Vec<Value> = at(&|value| value.get("id").is_some())
        .iter()
        .map(|pointer| document.pointer(pointer).expect("it was found")["id"].clone())
        .collect();
    let node = copy.pointer_mut(pointer).expect("it was found");
    match change {
        Change::Drop => {
            let names = names(node, &["@context"]);
            node.as_object_mut()?.shift_remove(dice.pick(&names));
        }
        Change::Duplicate => duplicate(node, dice)?,
        Change::Retype => retype(node, dice),
        Change::ReLanguage => re_language(node, dice),
        Change::ReId => match dice.below(3) {
            0 => node["id"] = json!("urn:made:another"),
            1 => node["id"] = dice.pick(&ids).clone(),
            _ => drop(node.as_object_mut()?.shift_remove("id")),
        },
        Change::ReCode => re_code(node, dice),
        Change::Rewrite => {
            let names: Vec<String> = literals(node).cloned().collect();
            node[dice.pick(&names)] = json!(dice.pick(&SPELLINGS));
        }
    }
    (copy != *document).then_some(copy)
}

/// The pointers of all objects.
fn find(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| find(item, format!("{pointer}/{at}"), found));
        }
        Value::Object(members) => {
            for (name, member) in members.iter().filter(|(name, _)| *name != "@context" && !name.contains('/')) {
                find(member, format!("{pointer}/{name}"), found);
            }
            found.push(pointer);
        }
        _ => {}
    }
}

fn is_language_map(value: &Value) -> bool {
    let tag = |name: &String| name.len() == 2 || name.as_bytes().get(2) == Some(&b'-');
    value.as_object().is_some_and(|members| !members.is_empty() && members.keys().all(|name| tag(name) && name != "id"))
}

fn names(node: &Value, but: &[&str]) -> Vec<String> {
    let members = node.as_object().expect("an object");
    members.keys().filter(|name| !but.contains(&name.as_str())).cloned().collect()
}

/// Members that are numbers, booleans or texts without language.
fn literals(node: &Value) -> impl Iterator<Item = &String> {
    let members = node.as_object().expect("an object").iter();
    let plain = members.filter(|(_, value)| value.is_string() || value.is_number() || value.is_boolean());
    plain.map(|(name, _)| name).filter(|name| !matches!(name.as_str(), "id" | "type" | "@context"))
}

fn duplicate(node: &mut Value, dice: &mut Dice) -> Option<()> {
    let names = names(node, &["@context", "id", "type"]);
    if names.is_empty() {
        return None;
    }
    let member = &mut node[dice.pick(&names)];
    let mut several = match member.take() {
        Value::Array(items) => items,
        one => vec![one],
    };
    let mut again = dice.pick(&several).clone();
    match &mut again {
        Value::String(text) => text.push('1'),
        map if is_language_map(map) => {
            for text in map.as_object_mut()?.values_mut() {
                *text = json!("again");
            }
        }
        Value::Object(_) => rename(&mut again),
        other => *other = json!(7),
    }
    several.push(again);
    // Two language maps are one, with several texts in a language.
    *member = if several.iter().all(is_language_map) { merged(several) } else { json!(several) };
    Some(())
}

fn merged(maps: Vec<Value>) -> Value {
    let mut all = Map::new();
    for (language, texts) in maps.iter().filter_map(Value::as_object).flatten() {
        let known = all.entry(language.clone()).or_insert_with(|| json!([])).as_array_mut().expect("a list");
        match texts {
            Value::Array(texts) => known.extend(texts.iter().cloned()),
            one => known.push(one.clone()),
        }
    }
    Value::Object(all)
}

/// Other ids for a copy and what is in it, except concepts.
fn rename(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(rename),
        Value::Object(members) => {
            if members.get("type").is_some_and(|class| class == "Concept") {
                return;
            }
            if let Some(Value::String(id)) = members.get_mut("id") {
                id.push_str("-again");
            }
            members.values_mut().for_each(rename);
        }
        _ => {}
    }
}

fn retype(node: &mut Value, dice: &mut Dice) {
    let class = *dice.pick(&CLASSES);
    match dice.below(3) {
        0 => node["type"] = json!(class),
        1 => {
            let mut classes = one_or_more(&node["type"]);
            classes.push(json!("urn:made:class"));
            node["type"] = json!(classes);
        }
        _ => drop(node.as_object_mut().expect("a node").shift_remove("type")),
    }
}

fn one_or_more(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.clone(),
        one => vec![one.clone()],
    }
}

fn re_language(map: &mut Value, dice: &mut Dice) {
    let names = names(map, &[]);
    let name = dice.pick(&names).clone();
    let members = map.as_object_mut().expect("a map");
    match dice.below(5) {
        0 => {
            let text = members.shift_remove(&name).expect("it is there");
            members.insert("fi".to_owned(), text);
        }
        1 => drop(members.insert("sv".to_owned(), json!("ord"))),
        2 => {
            let text = members[&name].clone();
            let mut texts = one_or_more(&text);
            texts.push(json!("another"));
            members.insert(name, json!(texts));
        }
        3 => {
            let text = members.shift_remove(&name).expect("it is there");
            members.insert("en-gb".to_owned(), text);
        }
        _ => *map = json!("no language"),
    }
}

fn re_code(concept: &mut Value, dice: &mut Dice) {
    match dice.below(6) {
        0 => concept["id"] = json!("http://data.europa.eu/snb/eqf/9"),
        1 => concept["inScheme"] = json!({ "id": "urn:made:list", "type": "ConceptScheme" }),
        2 => drop(concept.as_object_mut().expect("a node").shift_remove("inScheme")),
        3 => concept["inScheme"] = json!({ "id": concept["inScheme"]["id"] }),
        4 => {
            let list = json!({ "id": "urn:made:list", "type": "ConceptScheme" });
            concept["inScheme"] = json!([concept["inScheme"], list]);
        }
        _ => concept["notation"] = json!("another"),
    }
}
