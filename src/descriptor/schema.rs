//! The JSON Schema of descriptors, made from the field tables.

use serde_json::{Map, Value, json};

use super::fields::{DESCRIPTOR, Field, Kind, Need};
use crate::vocabulary::List;

/// By this key a JSON file names its schema to an editor; it says nothing about the course.
pub(super) const SCHEMA_KEY: &str = "$schema";

/// The JSON Schema (2020-12) of descriptors, for editors.
///
/// It says what every descriptor has to be; what a rule set asks for beyond, and what must agree with what, only
/// `elmseal check` knows.
#[must_use]
pub fn schema() -> Value {
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Micro-credential descriptor",
        "description": "A course that elmseal certifies: the INGENIUM Annex 1 descriptor.",
    });
    let object = schema.as_object_mut().expect("an object was written");
    object.extend(table(DESCRIPTOR));
    let properties = object["properties"].as_object_mut().expect("a table has properties");
    properties
        .insert(SCHEMA_KEY.to_owned(), json!({ "type": "string", "description": "Where editors find this schema." }));
    object.insert("$defs".to_owned(), definitions());
    schema
}

fn definitions() -> Value {
    json!({
        "text": {
            "description": "A text in the descriptor's language, or texts by language.",
            "anyOf": [
                { "type": ["string", "number"], "minLength": 1 },
                {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": { "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$" },
                    "additionalProperties": { "type": ["string", "number"], "minLength": 1 },
                },
            ],
        },
        "skill": {
            "description": "A skill of ESCO by label or IRI, or a text that is none.",
            "anyOf": [
                { "type": "string", "minLength": 1 },
                object_of(&["iri", "label"]),
                object_of(&["text"]),
            ],
        },
    })
}

fn object_of(keys: &[&str]) -> Value {
    let properties: Map<String, Value> =
        keys.iter().map(|key| ((*key).to_owned(), json!({ "type": "string" }))).collect();
    json!({ "type": "object", "properties": properties, "required": keys, "additionalProperties": false })
}

fn table(fields: &[Field]) -> Map<String, Value> {
    let properties: Map<String, Value> = fields.iter().map(|field| (field.name.to_owned(), property(field))).collect();
    let required: Vec<_> = fields.iter().filter(|f| f.need == Need::Required).map(|f| f.name).collect();
    let mut object = Map::new();
    object.insert("type".to_owned(), json!("object"));
    object.insert("properties".to_owned(), Value::Object(properties));
    object.insert("required".to_owned(), json!(required));
    object.insert("additionalProperties".to_owned(), json!(false));
    object
}

fn property(field: &Field) -> Value {
    let mut object = kind(&field.kind);
    object.insert("description".to_owned(), json!(field.doc));
    Value::Object(object)
}

fn kind(kind: &Kind) -> Map<String, Value> {
    let value = match kind {
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Choice(words) => json!({ "type": "string", "enum": words }),
        Kind::Concept(list) => concept(*list),
        Kind::Date => json!({ "type": "string", "format": "date", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" }),
        Kind::Decimal => json!({
            "anyOf": [{ "type": "number", "minimum": 0 }, { "type": "string", "pattern": "^\\d+(\\.\\d{1,2})?$" }],
        }),
        Kind::Duration => json!({ "type": "string", "pattern": "^P(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?$", "minLength": 3 }),
        Kind::Email => json!({ "type": "string", "format": "email" }),
        Kind::Iri => json!({ "type": "string", "format": "iri" }),
        Kind::Language => json!({ "type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$" }),
        Kind::List(item) => {
            let item = Value::Object(self::kind(item));
            json!({ "anyOf": [{ "type": "array", "items": item.clone() }, item] })
        }
        Kind::Plain => json!({ "type": ["string", "number"], "minLength": 1 }),
        Kind::Skill => json!({ "$ref": "#/$defs/skill" }),
        Kind::Slug => json!({ "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 64 }),
        Kind::Table(fields) => Value::Object(table(fields)),
        Kind::Tables(fields) => json!({ "type": "array", "items": Value::Object(table(fields)) }),
        Kind::Text => json!({ "$ref": "#/$defs/text" }),
        Kind::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
    };
    match value {
        Value::Object(object) => object,
        _ => unreachable!("every kind is written as an object"),
    }
}

/// Longest list whose labels are offered as examples.
const EXAMPLES_MAX: usize = 40;

/// Codes, IRIs and labels are all taken, in any case; an editor offers labels.
fn concept(list: List) -> Value {
    if list == List::Eqf {
        return json!({ "anyOf": [{ "type": "integer", "minimum": 1, "maximum": 8 }, { "type": "string" }] });
    }
    let mut value = json!({ "type": ["string", "number"] });
    if list.entries().len() <= EXAMPLES_MAX {
        value["examples"] = list.entries().iter().map(|concept| json!(concept.label)).collect();
    }
    value
}
