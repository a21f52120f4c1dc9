//! Reads JSON strictly into a tree: what two readers could take for two things is an error.

use std::fmt;

use hashbrown::HashSet;
use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::tree::{Document, Node, Span};
use crate::limits;

/// Greatest integer that a double holds exactly, 2^53 - 1 (RFC 7493, section 2.2).
pub(super) const EXACT_INTEGER_MAX: u64 = (1 << 53) - 1;
/// What is wrong with a greater one. As a number with an exponent it would be a double for every reader; as an integer it is
/// one value for readers of doubles and another for those of long integers.
pub(super) const BEYOND_EXACT: &str = "is beyond 2^53 - 1, up to which every reader holds integers exactly";

/// Up to here, going through an object's names is quicker than a table of them.
const FEW_NAMES: usize = 32;

/// The name of a member.
#[derive(Clone, Copy)]
struct NameRead {
    span: Span,
    /// What most names differ in.
    beginning: u64,
}

/// What is read so far.
pub(super) struct Reading {
    pub(super) document: Document,
    /// The names of the objects that are open, innermost last.
    names: Vec<NameRead>,
    /// Of each open object that has more than a few names, innermost last, all of them.
    many: Vec<HashSet<String>>,
    /// How many values were read.
    values: usize,
}

impl Reading {
    /// For a text of `bytes` bytes.
    pub(super) fn new(bytes: usize) -> Self {
        Self { document: Document::with_capacity(bytes), names: Vec::new(), many: Vec::new(), values: 0 }
    }

    /// For `text`, of which texts are parts.
    pub(super) fn over(text: &str) -> Self {
        Self { document: Document::over(text), names: Vec::new(), many: Vec::new(), values: 0 }
    }

    /// Counts one more value; `false` when there are too many.
    pub(super) fn count(&mut self) -> bool {
        self.values += 1;
        self.values <= limits::JSON_VALUES_MAX
    }

    /// Where the names of an object begin that is opened now.
    pub(super) fn open_names(&self) -> usize {
        self.names.len()
    }

    /// Forgets the names of the object that is closed now, which begin at `first`.
    pub(super) fn close_names(&mut self, first: usize) {
        if self.names.len() - first > FEW_NAMES {
            self.many.pop();
        }
        self.names.truncate(first);
    }

    /// Whether the name that was read last stands among those of its object, which begin at `first`, before.
    pub(super) fn is_taken(&mut self, first: usize) -> bool {
        let span = self.document.last_text();
        let name = NameRead { span, beginning: self.document.beginning(span) };
        let names = &self.names[first..];
        let taken = if names.len() < FEW_NAMES {
            let text = |name: &NameRead| self.document.text(name.span);
            names.iter().filter(|other| other.beginning == name.beginning).any(|other| text(other) == text(&name))
        } else {
            self.is_among_many(first, span)
        };
        self.names.push(name);
        taken
    }

    #[cold]
    fn is_among_many(&mut self, first: usize, name: Span) -> bool {
        let text = |name: Span| self.document.text(name).to_owned();
        let names = &self.names[first..];
        if names.len() == FEW_NAMES {
            self.many.push(names.iter().map(|other| text(other.span)).collect());
        }
        let many = self.many.last_mut().expect("the table of the innermost object that has many names");
        !many.insert(text(name))
    }
}

/// Reads one value below `depth` open containers.
pub(super) struct Reader<'r> {
    pub(super) reading: &'r mut Reading,
    pub(super) depth: usize,
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if !self.reading.count() {
            return Err(de::Error::custom(format_args!("more than {} values", limits::JSON_VALUES_MAX)));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<(), E> {
        self.reading.document.push_plain(Node::Bool(truth));
        Ok(())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        if value.unsigned_abs() > EXACT_INTEGER_MAX {
            return Err(E::custom(format_args!("the integer {value} {BEYOND_EXACT}")));
        }
        self.reading.document.push_number(value.into());
        Ok(())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        if value > EXACT_INTEGER_MAX {
            return Err(E::custom(format_args!("the integer {value} {BEYOND_EXACT}")));
        }
        self.reading.document.push_number(value.into());
        Ok(())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        let value = Number::from_f64(value).ok_or_else(|| E::custom("a number beyond a double"))?;
        self.reading.document.push_number(value);
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.reading.document.push_text(text);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.reading.document.push_plain(Node::Null);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let (depth, reading) = (deeper::<A::Error>(self.depth)?, self.reading);
        let at = reading.document.open();
        let mut count = 0;
        while items.next_element_seed(Reader { reading: &mut *reading, depth })?.is_some() {
            count += 1;
        }
        reading.document.close(at, count, Node::Array);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let (depth, reading) = (deeper::<A::Error>(self.depth)?, self.reading);
        let at = reading.document.open();
        let first = reading.open_names();
        let mut count = 0;
        while let Some(name) = members.next_key_seed(Name(&mut reading.document))? {
            if reading.is_taken(first) {
                let name = reading.document.text(name);
                return Err(de::Error::custom(format_args!("duplicate name `{name}`")));
            }
            members.next_value_seed(Reader { reading: &mut *reading, depth })?;
            count += 1;
        }
        reading.close_names(first);
        reading.document.close(at, count, Node::Object);
        Ok(())
    }
}

/// Reads the name of a member.
struct Name<'r>(&'r mut Document);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Span;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Span, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Span;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<Span, E> {
        Ok(self.0.push_text(text))
    }
}

fn deeper<E: de::Error>(depth: usize) -> Result<usize, E> {
    if depth >= limits::JSON_DEPTH_MAX {
        return Err(E::custom(format_args!("nested deeper than {} levels", limits::JSON_DEPTH_MAX)));
    }
    Ok(depth + 1)
}
