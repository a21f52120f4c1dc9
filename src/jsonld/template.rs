//! Documents of one shape, compiled: canonical N-Quads and JSON text of which only the slots are filled.
//!
//! A batch makes documents that differ in a few values. [`compile`] reads one of them on the generic path, with marks in
//! the places of the values, and splits what comes out: lines that are constant are sorted and hashed once, the others are
//! filled, put in order and hashed after them. What could make a value change more than its own place is refused, and
//! what is compiled is compared with the generic path for several samples before anybody uses it.
//!
//! A [`Template`] holds for the contexts that it was compiled against. This room does not know what a credential is.

mod lines;
#[cfg(test)]
mod tests;
mod text;

use std::fmt;
use std::ops::Range;

use serde_json::Value;
use thiserror::Error;

use super::{Budget, Contexts, JsonLdError, canonicalize, to_dataset};
use lines::Lines;

pub use lines::Scratch;
pub use text::{TextTemplate, compile_text};

/// Why documents are not compiled, or a value cannot be filled in. The generic path serves in both cases.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum TemplateError {
    /// A mark is a part of another, or two of them overlap in the document.
    #[error("the mark of slot {slot} cannot be told from another")]
    AmbiguousMark {
        /// The slot.
        slot: usize,
    },
    /// A node without an id: its label would depend on the values.
    #[error("the document has blank nodes")]
    BlankNodes,
    /// What was compiled is not what the generic path makes.
    #[error("the {what} of sample {sample} differs from the generic path")]
    Differs {
        /// The text, or the canonical form.
        what: &'static str,
        /// Which sample, from 0.
        sample: usize,
    },
    /// The value of a slot does not stand in the graph as it stands in the text.
    #[error("a text with a mark is not the same in the graph")]
    Expanded,
    /// A sample is no document whose graph holds all that it shows.
    #[error(transparent)]
    Graph(#[from] JsonLdError),
    /// Two values make two lines of the graph one.
    #[error("two values make two statements one")]
    LinesCollapse,
    /// A mark in the name of a member, so that a value could be another term.
    #[error("a mark stands in the name `{name}`")]
    MarkInName {
        /// The name.
        name: String,
    },
    /// A mark in a number, of which the graph holds another form.
    #[error("a mark stands in the number `{text}`")]
    MarkInNumber {
        /// The number.
        text: String,
    },
    /// A mark in a predicate, a type, a datatype, a language tag or a graph's name.
    #[error("a mark stands where no value can")]
    MarkInPlace,
    /// A mark that the document does not hold.
    #[error("the mark of slot {slot} is not in the document")]
    MarkMissing {
        /// The slot.
        slot: usize,
    },
    /// A mark that is empty, or that would have to be escaped.
    #[error("the mark of slot {slot} is not printable ASCII without quotation marks")]
    MarkUnsuitable {
        /// The slot.
        slot: usize,
    },
    /// A value in an IRI with a character that an IRI would not keep as it is.
    #[error("the value of slot {slot} stands in an IRI and has characters other than letters, digits and `-._~`")]
    NotUnreserved {
        /// The slot.
        slot: usize,
    },
    /// Two values give two nodes one id.
    #[error("two values give two nodes one id")]
    SameNode,
    /// There have to be two samples at least.
    #[error("there are fewer samples than two")]
    TooFewSamples,
    /// A slot has the same value in all samples, so that nothing shows whether it is filled.
    #[error("slot {slot} has one value in all samples")]
    Unproven {
        /// The slot.
        slot: usize,
    },
    /// More values or fewer than there are slots.
    #[error("there are {found} values for {expected} slots")]
    ValueCount {
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// The IRI begins with a slot, so that what it is resolved against could depend on the value.
    #[error("an IRI begins with a slot")]
    WithoutScheme,
}

/// The values for the slots of a template, by their numbers, as they are: escaped for nothing.
///
/// They are a learner's data: `Debug` does not show them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Values {
    text: String,
    ends: Vec<usize>,
}

impl Values {
    /// Forgets all values, and keeps the memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// Adds the next value.
    pub fn push(&mut self, value: &str) {
        self.text.push_str(value);
        self.ends.push(self.text.len());
    }

    /// Adds the next value, which `write` appends to what is there.
    pub fn push_with(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.ends.push(self.text.len());
    }

    /// The value of a number.
    #[must_use]
    pub fn get(&self, number: usize) -> Option<&str> {
        self.range(number).map(|range| &self.text[range])
    }

    fn range(&self, number: usize) -> Option<Range<usize>> {
        let end = *self.ends.get(number)?;
        Some(number.checked_sub(1).map_or(0, |before| self.ends[before])..end)
    }

    /// All values in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|number| self.get(number))
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether no value has a character that JSON or N-Quads escapes.
    fn is_plain(&self) -> bool {
        // Without an early end the loop goes over many bytes at a time.
        !self.text.bytes().fold(false, |found, byte| found | (byte < b' ') | matches!(byte, b'"' | b'\\' | 0x7f))
    }

    /// How many bytes they have together.
    fn bytes(&self) -> usize {
        self.text.len()
    }

    fn check_count(&self, expected: usize) -> Result<(), TemplateError> {
        let found = self.len();
        if found == expected { Ok(()) } else { Err(TemplateError::ValueCount { found, expected }) }
    }
}

impl<'a> FromIterator<&'a str> for Values {
    fn from_iter<I: IntoIterator<Item = &'a str>>(all: I) -> Self {
        let mut values = Self::default();
        all.into_iter().for_each(|value| values.push(value));
        values
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Values({})", self.len())
    }
}

/// A document of the shape, made by the generic path, and the values that it was made of.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The document.
    pub document: Value,
    /// The value of each slot.
    pub values: Values,
}

/// Canonical form and JSON text of documents of one shape.
#[derive(Debug, Clone)]
pub struct Template {
    lines: Lines,
    text: TextTemplate,
}

/// Compiles documents of one shape.
///
/// The values of the first of `samples` are its marks: each of them is printable, occurs where its value belongs and
/// nowhere else. Canonical form and text of every sample are compared with those of the generic path, so the samples after the first should
/// have other values, hostile ones among them.
///
/// # Errors
///
/// [`TemplateError`]; then each document has to go the generic path.
pub fn compile(samples: &[Sample], contexts: &Contexts) -> Result<Template, TemplateError> {
    let marked = samples.first().ok_or(TemplateError::TooFewSamples)?;
    let marks = Marks::new(&marked.values)?;
    let (text, strings) = TextTemplate::split(&marked.document, &marks)?;
    let lines = Lines::split(&to_dataset(&marked.document, contexts)?, &marks, &strings)?;
    let template = Template { lines, text };
    prove(samples)?;
    template.text.compare(samples)?;
    for (sample, Sample { document, values }) in samples.iter().enumerate() {
        let dataset = to_dataset(document, contexts)?;
        let generic = canonicalize(&dataset, Budget::default()).map_err(|_| TemplateError::BlankNodes)?;
        if template.canonical(values)? != generic.nquads {
            return Err(TemplateError::Differs { what: "canonical form", sample });
        }
    }
    Ok(template)
}

impl Template {
    /// The SHA-256 digest of the canonical form with `values` in its slots.
    ///
    /// # Errors
    ///
    /// [`TemplateError`] for values that this template does not serve; the generic path says what becomes of them.
    pub fn digest(&self, values: &Values, scratch: &mut Scratch) -> Result<[u8; 32], TemplateError> {
        values.check_count(self.text.values())?;
        self.lines.digest(values, scratch)
    }

    /// The canonical form with `values` in its slots, to be compared with the generic path's.
    ///
    /// # Errors
    ///
    /// As [`digest`](Self::digest).
    pub fn canonical(&self, values: &Values) -> Result<String, TemplateError> {
        values.check_count(self.text.values())?;
        self.lines.canonical(values)
    }

    /// The JSON text.
    #[must_use]
    pub fn text(&self) -> &TextTemplate {
        &self.text
    }

    /// How many bytes of the canonical form are hashed once for all documents.
    #[must_use]
    pub fn constant_bytes(&self) -> usize {
        self.lines.constant_bytes()
    }
}

/// Each slot has to have different values in the samples.
fn prove(samples: &[Sample]) -> Result<(), TemplateError> {
    let [marked, others @ ..] = samples else { return Err(TemplateError::TooFewSamples) };
    if others.is_empty() {
        return Err(TemplateError::TooFewSamples);
    }
    for other in others {
        other.values.check_count(marked.values.len())?;
    }
    let same = |slot: &usize| others.iter().all(|other| other.values.get(*slot) == marked.values.get(*slot));
    match (0..marked.values.len()).find(same) {
        Some(slot) => Err(TemplateError::Unproven { slot }),
        None => Ok(()),
    }
}

/// A part of a marked text.
enum Piece<'a> {
    Constant(&'a str),
    Slot(u16),
}

/// What stands in the slots of the first sample.
struct Marks<'a>(Vec<&'a str>);

impl<'a> Marks<'a> {
    fn new(values: &'a Values) -> Result<Self, TemplateError> {
        let marks: Vec<&str> = values.iter().collect();
        if u16::try_from(marks.len()).is_err() {
            return Err(TemplateError::ValueCount { found: marks.len(), expected: usize::from(u16::MAX) });
        }
        for (slot, mark) in marks.iter().enumerate() {
            let plain = |byte: u8| (b'!'..=b'~').contains(&byte) && !matches!(byte, b'"' | b'\\' | b'<' | b'>');
            if mark.is_empty() || !mark.bytes().all(plain) {
                return Err(TemplateError::MarkUnsuitable { slot });
            }
            if marks.iter().enumerate().any(|(other, text)| other != slot && text.contains(mark)) {
                return Err(TemplateError::AmbiguousMark { slot });
            }
        }
        Ok(Self(marks))
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn is_in(&self, text: &str) -> bool {
        self.0.iter().any(|mark| text.contains(mark))
    }

    /// `text` as constants and slots.
    fn split<'t>(&self, text: &'t str) -> Result<Vec<Piece<'t>>, TemplateError> {
        let mut found = Vec::new();
        for (slot, mark) in self.0.iter().enumerate() {
            found.extend(text.match_indices(mark).map(|(at, _)| (at, at + mark.len(), slot)));
        }
        found.sort_unstable();
        let mut pieces = Vec::new();
        let mut end = 0;
        for (from, to, slot) in found {
            if from < end {
                return Err(TemplateError::AmbiguousMark { slot });
            }
            if from > end {
                pieces.push(Piece::Constant(&text[end..from]));
            }
            pieces.push(Piece::Slot(u16::try_from(slot).expect("their number was checked")));
            end = to;
        }
        if end < text.len() {
            pieces.push(Piece::Constant(&text[end..]));
        }
        Ok(pieces)
    }
}
