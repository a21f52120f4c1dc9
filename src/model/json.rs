//! JSON that means one thing only, and its canonical form.
//!
//! What is secured by a signature must not be read differently by two readers: duplicate names, numbers that lose
//! digits, nesting without end and malformed text are errors here.

#[cfg(test)]
mod alike;
mod envelope;
mod given;
mod reading;
mod scan;
mod stride;
mod tree;
mod written;

use std::io::Write as _;

use std::fmt;

use serde::de::DeserializeSeed;
use serde_json::Value;
use thiserror::Error;

use self::reading::{Reader, Reading};

pub use self::envelope::{Enclosed, Envelope};
pub use self::given::Given;
pub use self::tree::{Document, Items, Json, Kind, Members};
pub(crate) use self::written::{Each, Written, members};

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

impl Document {
    /// Parses `bytes` strictly: UTF-8, no duplicate names, no lone surrogates, bounded depth and number of values, integers
    /// that every reader holds exactly (RFC 7493, section 2.2: up to 2^53 - 1). A number with a fraction or an exponent is the
    /// double nearest to it, as RFC 8785 reads it.
    ///
    /// # Errors
    ///
    /// [`JsonError`], whose text names the place.
    pub fn parse(bytes: &[u8], bytes_max: usize) -> Result<Self, JsonError> {
        if bytes.len() > bytes_max {
            return Err(JsonError::TooLong { bytes: bytes.len(), bytes_max });
        }
        let reason = match std::str::from_utf8(bytes).map_err(|_| None).and_then(scan::scan) {
            Ok(document) => return Ok(document),
            Err(reason) => reason,
        };
        // What was refused stays refused; the other reader says why, and where.
        let reason = reason.unwrap_or_else(|| match read(bytes) {
            Err(error) => error.to_string(),
            Ok(_) => "it is read in more than one way".to_owned(),
        });
        Err(JsonError::Malformed { reason })
    }
}

/// Reads as [`Document::parse`] does, more slowly, and says what is wrong.
fn read(bytes: &[u8]) -> Result<Document, serde_json::Error> {
    let mut reading = Reading::new(bytes.len());
    let mut text = serde_json::Deserializer::from_slice(bytes);
    Reader { reading: &mut reading, depth: 0 }.deserialize(&mut text)?;
    text.end()?;
    Ok(reading.document)
}

/// As [`Document::parse`], to a value that can be changed.
///
/// # Errors
///
/// [`JsonError`], whose text names the place.
pub fn parse_strict(bytes: &[u8], bytes_max: usize) -> Result<Value, JsonError> {
    Ok(Document::parse(bytes, bytes_max)?.root().to_value())
}

/// The canonical form of RFC 8785 (JSON Canonicalization Scheme).
#[must_use]
pub fn canonicalize(value: &Value) -> String {
    Document::of(value).root().to_canonical()
}

impl Json<'_> {
    /// The canonical form of RFC 8785 (JSON Canonicalization Scheme).
    #[must_use]
    pub fn to_canonical(self) -> String {
        let mut out = Vec::new();
        self.write(Form::Canonical, &mut out);
        String::from_utf8(out).expect("JSON that was written is UTF-8")
    }

    /// The value as JSON without white space, in the order in which it was read.
    #[must_use]
    pub fn to_text(self) -> String {
        let mut out = Vec::new();
        self.write(Form::AsRead, &mut out);
        String::from_utf8(out).expect("JSON that was written is UTF-8")
    }

    fn write(self, form: Form, out: &mut Vec<u8>) {
        match self.kind() {
            Kind::Number(number) => match form {
                Form::AsRead => out.extend_from_slice(number.to_string().as_bytes()),
                Form::Canonical => {
                    let double = number.as_f64().expect("strict JSON holds doubles only");
                    out.extend_from_slice(ryu_js::Buffer::new().format(double).as_bytes());
                }
            },
            Kind::Array(items) => {
                out.push(b'[');
                for (index, item) in items.enumerate() {
                    out.extend_from_slice(if index > 0 { b"," } else { b"" });
                    item.write(form, out);
                }
                out.push(b']');
            }
            Kind::Object(members) => {
                let mut members: Vec<_> = members.collect();
                if form == Form::Canonical {
                    members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
                }
                out.push(b'{');
                for (index, (name, member)) in members.into_iter().enumerate() {
                    out.extend_from_slice(if index > 0 { b"," } else { b"" });
                    write_text(name, out);
                    out.push(b':');
                    member.write(form, out);
                }
                out.push(b'}');
            }
            Kind::Text(text) => write_text(text, out),
            Kind::Bool(true) => out.extend_from_slice(b"true"),
            Kind::Bool(false) => out.extend_from_slice(b"false"),
            Kind::Null => out.extend_from_slice(b"null"),
        }
    }
}

/// As JSON.
impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_value().fmt(f)
    }
}

impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.root(), f)
    }
}

/// How JSON is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Members in the order in which they were read.
    AsRead,
    /// RFC 8785.
    Canonical,
}

/// Escapes exactly what RFC 8785, section 3.2.2.2 escapes, which is what serde_json escapes.
fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    loop {
        let (plain, special) = rest.split_at(stride::plain(rest));
        out.extend_from_slice(plain);
        let Some((byte, behind)) = special.split_first() else { break };
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            0x08 => out.extend_from_slice(b"\\b"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            0x0c => out.extend_from_slice(b"\\f"),
            b'\r' => out.extend_from_slice(b"\\r"),
            control => write!(out, "\\u{control:04x}").expect("memory takes what is written"),
        }
        rest = behind;
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits;

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
        assert_eq!(
            reason("{\n\"a\": 9007199254740993}"),
            "the integer 9007199254740993 is beyond 2^53 - 1, up to which every reader holds integers exactly at line 2 column 21"
        );
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

    /// What is accepted is what serde_json reads; what is refused is refused by it in the same words, or by a rule of ours.
    #[test]
    fn changed_texts_are_read_as_serde_json_reads_them() {
        let ours =
            ["duplicate name `", "up to which every reader holds", "nested deeper than", "a number beyond a double"];
        let seed = r#"{"id":"urn:a","n":[0,-0,1.50,1e3,-7,9007199254740991,true,false,null],"t":{"en":"\u00e9\ud83d\ude00\n","fi":"ä"}}"#;
        let parts: [&[u8]; 16] = [
            b"\"",
            b"\\",
            b"{",
            b"}",
            b"[",
            b"]",
            b",",
            b":",
            b"\"id\":1,",
            b"0",
            b"-",
            b"e9",
            b".",
            b"\\ud800",
            b"\xc3",
            b" ",
        ];
        let mut state = 1_u64;
        let mut draw = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).expect("31 bits") % below
        };
        let (mut accepted, mut refused) = (0, 0);
        for _ in 0..20_000 {
            let mut text = seed.as_bytes().to_vec();
            for _ in 0..=draw(3) {
                let at = draw(text.len());
                let end = (at + draw(4)).min(text.len());
                text.splice(at..end, parts[draw(parts.len())].iter().copied());
            }
            let theirs = serde_json::from_slice::<Value>(&text);
            alike::check(&text);
            match (Document::parse(&text, 1000), theirs) {
                (Ok(document), Ok(value)) => {
                    accepted += 1;
                    assert_eq!(document.root().to_value(), value);
                    assert_eq!(document.root().to_text(), value.to_string());
                    assert_eq!(document.root(), Document::of(&value).root());
                }
                (Err(JsonError::Malformed { reason }), theirs) => {
                    refused += 1;
                    let same = theirs.as_ref().is_err_and(|error| error.to_string() == reason);
                    assert!(same || ours.iter().any(|rule| reason.contains(rule)), "{reason} {theirs:?}");
                }
                (ours, theirs) => panic!("{ours:?} {theirs:?}"),
            }
        }
        assert!(accepted > 1000 && refused > 10_000, "{accepted} {refused}");
    }

    #[test]
    fn a_tree_is_taken_apart_and_put_together() {
        let value =
            serde_json::json!({"a": [1, {"b": "x"}], "proof": [{"p": "y"}], "c": {"d": [true, null]}, "e": 2.5});
        let mut document = Document::of(&value);
        assert_eq!(document.root().to_string(), value.to_string());
        let removed = document.remove("proof").expect("a member");
        assert_eq!(removed.root().to_string(), r#"[{"p":"y"}]"#);
        assert_eq!(document.root().to_string(), r#"{"a":[1,{"b":"x"}],"c":{"d":[true,null]},"e":2.5}"#);
        assert!(document.remove("proof").is_none());
        let members = document.root().as_object().expect("an object");
        let whole = Document::object(members.chain([("proof", removed.root())]));
        assert_eq!(whole.root(), Document::of(&value).root());
        assert_ne!(whole.root(), document.root());
        let last = document.remove("e").expect("a member");
        assert_eq!((last.root().to_string(), document.root().to_string()), {
            ("2.5".to_owned(), r#"{"a":[1,{"b":"x"}],"c":{"d":[true,null]}}"#.to_owned())
        });
        assert_eq!(Document::array([removed.root(), last.root()]).root().to_string(), r#"[[{"p":"y"}],2.5]"#);
    }

    #[test]
    fn canonical_form_sorts_by_utf16_and_formats_as_ecmascript() {
        let value = parse_strict(br#"{"\ud83d\ude00":1e21,"\ufb33":4.50,"a":[1.0,-0.0,true,null,"\u000f\n"]}"#, 200);
        let canonical = canonicalize(&value.expect("strict JSON"));
        assert_eq!(canonical, "{\"a\":[1,0,true,null,\"\\u000f\\n\"],\"\u{1F600}\":1e+21,\"\u{fb33}\":4.5}");
    }
}
