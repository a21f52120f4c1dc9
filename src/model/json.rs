//! JSON that means one thing only, and its canonical form.
//!
//! What is secured by a signature must not be read differently by two readers: duplicate names, numbers that lose
//! digits, nesting without end and malformed text are errors here.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};
use thiserror::Error;

use crate::limits;

/// Why a text is not JSON that is accepted here.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonError {
    /// Not JSON (RFC 8259), or outside the rules of I-JSON (RFC 7493): duplicate names, numbers beyond a double.
    #[error("not acceptable JSON: {reason}")]
    Malformed {
        /// What and where.
        reason: String,
    },
    /// Longer than the bound for this kind of document.
    #[error("the document has {bytes} bytes, more than the {bytes_max} that are read")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The bound.
        bytes_max: usize,
    },
}

/// Parses `bytes` strictly: UTF-8, no duplicate names, no lone surrogates, bounded depth and number of values, integers
/// that a double holds exactly (RFC 7493).
///
/// # Errors
///
/// [`JsonError`], whose text names the place.
pub fn parse_strict(bytes: &[u8], bytes_max: usize) -> Result<Value, JsonError> {
    if bytes.len() > bytes_max {
        return Err(JsonError::TooLong { bytes: bytes.len(), bytes_max });
    }
    let malformed = |e: serde_json::Error| JsonError::Malformed { reason: e.to_string() };
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let values = Cell::new(0);
    let value = Strict { depth: 0, values: &values }.deserialize(&mut reader).map_err(malformed)?;
    reader.end().map_err(malformed)?;
    Ok(value)
}

/// The canonical form of RFC 8785 (JSON Canonicalization Scheme).
#[must_use]
pub fn canonicalize(value: &Value) -> String {
    let mut out = String::new();
    write_canonical(value, &mut out);
    out
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Number(number) => {
            let double = number.as_f64().expect("strict JSON holds doubles only");
            out.push_str(ryu_js::Buffer::new().format(double));
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (index, (name, member)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&quoted(name));
                out.push(':');
                write_canonical(member, out);
            }
            out.push('}');
        }
        Value::String(text) => out.push_str(&quoted(text)),
        Value::Bool(_) | Value::Null => out.push_str(&value.to_string()),
    }
}

/// serde_json escapes exactly what RFC 8785, section 3.2.2.2 escapes.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string is JSON")
}

/// Greatest integer that a double holds exactly, 2^53 - 1 (RFC 7493, section 2.2).
const EXACT_INTEGER_MAX: u64 = (1 << 53) - 1;

/// Reads one value as [`parse_strict`] does, for a reader that walks the outermost object itself.
pub(crate) struct Strict<'c> {
    /// How many objects and arrays are open.
    pub(crate) depth: usize,
    /// How many values were read so far.
    pub(crate) values: &'c Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.values.replace(self.values.get() + 1) >= limits::JSON_VALUES_MAX {
            return Err(de::Error::custom(format_args!("more than {} values", limits::JSON_VALUES_MAX)));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() > EXACT_INTEGER_MAX {
            return Err(E::custom(format_args!("the number {value} loses digits in a double")));
        }
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        if value > EXACT_INTEGER_MAX {
            return Err(E::custom(format_args!("the number {value} loses digits in a double")));
        }
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number beyond a double"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let depth = deeper::<A::Error>(self.depth)?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(Strict { depth, values: self.values })? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let depth = deeper::<A::Error>(self.depth)?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            match object.entry(name) {
                Entry::Vacant(free) => {
                    free.insert(members.next_value_seed(Strict { depth, values: self.values })?);
                }
                Entry::Occupied(taken) => {
                    return Err(de::Error::custom(format_args!("duplicate name `{}`", taken.key())));
                }
            }
        }
        Ok(Value::Object(object))
    }
}

fn deeper<E: de::Error>(depth: usize) -> Result<usize, E> {
    if depth >= limits::JSON_DEPTH_MAX {
        return Err(E::custom(format_args!("nested deeper than {} levels", limits::JSON_DEPTH_MAX)));
    }
    Ok(depth + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str) -> String {
        match parse_strict(text.as_bytes(), 1000) {
            Err(JsonError::Malformed { reason }) => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn ambiguous_json_is_refused() {
        assert!(reason(r#"{"a":1,"a":2}"#).contains("duplicate name `a`"));
        assert!(reason(r#"{"a":{"b":1,"\u0062":2}}"#).contains("duplicate name `b`"));
        assert!(reason("9007199254740993").contains("loses digits"));
        assert!(reason("1e999").contains("number out of range"));
        assert!(reason(r#""\ud800""#).contains("lone leading surrogate") || !reason(r#""\ud800""#).is_empty());
        assert!(reason(&"[".repeat(100)).contains("nested deeper"));
        assert!(reason("{} x").contains("trailing characters"));
        assert!(!reason("\u{feff}{}").is_empty());
    }

    #[test]
    fn the_number_of_values_is_bounded() {
        let zeros = |count: usize| format!("[{}0]", "0,".repeat(count - 2));
        let read = |count: usize| parse_strict(zeros(count).as_bytes(), 1 << 22);
        assert!(read(limits::JSON_VALUES_MAX).is_ok());
        match read(limits::JSON_VALUES_MAX + 1) {
            Err(JsonError::Malformed { reason }) => assert!(reason.contains("more than 1000000 values"), "{reason}"),
            other => panic!("{:?}", other.map(|_| ())),
        }
    }

    #[test]
    fn length_is_bounded() {
        assert_eq!(parse_strict(b"[1,2]", 4), Err(JsonError::TooLong { bytes: 5, bytes_max: 4 }));
    }

    #[test]
    fn canonical_form_sorts_by_utf16_and_formats_as_ecmascript() {
        let value = parse_strict(br#"{"\ud83d\ude00":1e21,"\ufb33":4.50,"a":[1.0,-0.0,true,null,"\u000f\n"]}"#, 200);
        let canonical = canonicalize(&value.expect("strict JSON"));
        assert_eq!(canonical, "{\"a\":[1,0,true,null,\"\\u000f\\n\"],\"\u{1F600}\":1e+21,\"\u{fb33}\":4.5}");
    }
}
