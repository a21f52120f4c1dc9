//! Reads JSON strictly into a tree: what two readers could take for two things is an error.

use std::fmt;

use hashbrown::HashSet;
use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::tree::{Document, Node};
use crate::limits;

/// Greatest integer that a double holds exactly, 2^53 - 1 (RFC 7493, section 2.2).
pub(super) const EXACT_INTEGER_MAX: u64 = (1 << 53) - 1;
/// What is wrong with a greater one. As a number with an exponent it would be a double for every reader; as an integer it is
/// one value for readers of doubles and another for those of long integers.
pub(super) const BEYOND_EXACT: &str = "is beyond 2^53 - 1, up to which every reader holds integers exactly";

/// Up to here, going through an object's names is quicker than a table of them.
const FEW_NAMES: usize = 32;

/// What is read so far.
pub(super) struct Reading {
    pub(super) document: Document,
    /// Of each open object that has more than a few names, innermost last, all of them.
    many: Vec<HashSet<String>>,
    /// How many values were read.
    values: usize,
}

/// The names of an object that is open.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Names {
    count: usize,
    /// A bit for each, which others may share.
    bits: u64,
}

impl Reading {
    /// For a text of `bytes` bytes.
    pub(super) fn new(bytes: usize) -> Self {
        Self { document: Document::with_capacity(bytes), many: Vec::new(), values: 0 }
    }

    /// For `text`, of which texts are parts.
    pub(super) fn over(text: &str) -> Self {
        Self { document: Document::over(text), many: Vec::new(), values: 0 }
    }

    /// Counts one more value; `false` when there are too many.
    pub(super) fn count(&mut self) -> bool {
        self.values += 1;
        self.values <= limits::JSON_VALUES_MAX
    }

    /// Forgets the names of an object that is closed now.
    pub(super) fn close_names(&mut self, names: Names) {
        if names.count > FEW_NAMES {
            self.many.pop();
        }
    }

    /// Whether the name that was read last stands among those of its object before, which begins at the node `object`.
    pub(super) fn is_taken(&mut self, object: usize, names: &mut Names) -> bool {
        let bit = 1 << (mark(self.document.last_bytes()) % 64);
        let is_new = names.bits & bit == 0;
        names.bits |= bit;
        names.count += 1;
        if names.count > FEW_NAMES {
            return self.is_among_many(object, names.count - 1);
        }
        !is_new && self.is_among_few(object, names.count - 1)
    }

    #[cold]
    fn is_among_few(&self, object: usize, count: usize) -> bool {
        self.document.members_of_open(object, count).contains(self.document.last_text())
    }

    #[cold]
    fn is_among_many(&mut self, object: usize, count: usize) -> bool {
        if count == FEW_NAMES {
            let names = self.document.members_of_open(object, count).map(|(name, _)| name.to_owned());
            self.many.push(names.collect());
        }
        let many = self.many.last_mut().expect("the table of the innermost object that has many names");
        !many.insert(self.document.last_text().to_owned())
    }
}

/// A number in which names that differ mostly differ.
fn mark(name: &[u8]) -> usize {
    let [first, ..] = name else { return 0 };
    name.len() + 3 * usize::from(*first) + 5 * usize::from(name[name.len() - 1])
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
        let (mut names, mut count) = (Names::default(), 0);
        while members.next_key_seed(Name(&mut reading.document))?.is_some() {
            if reading.is_taken(at, &mut names) {
                let name = reading.document.last_text();
                return Err(de::Error::custom(format_args!("duplicate name `{name}`")));
            }
            members.next_value_seed(Reader { reading: &mut *reading, depth })?;
            count += 1;
        }
        reading.close_names(names);
        reading.document.close(at, count, Node::Object);
        Ok(())
    }
}

/// Reads the name of a member.
struct Name<'r>(&'r mut Document);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.push_text(text);
        Ok(())
    }
}

fn deeper<E: de::Error>(depth: usize) -> Result<usize, E> {
    if depth >= limits::JSON_DEPTH_MAX {
        return Err(E::custom(format_args!("nested deeper than {} levels", limits::JSON_DEPTH_MAX)));
    }
    Ok(depth + 1)
}
