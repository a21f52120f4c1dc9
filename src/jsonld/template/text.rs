//! The JSON text of documents of one shape.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{Marks, Piece, Sample, TemplateError, Values};
use crate::model::slotted::{Content, Filling, Frame};

/// The JSON text of documents of one shape: constant parts and slots, escaped as JSON asks.
#[derive(Debug, Clone)]
pub struct TextTemplate {
    frame: Arc<Frame>,
    /// SHA-256 over the first part.
    head: Sha256,
}

/// Compiles documents of one shape to their text alone.
///
/// The values of the first of `samples` are its marks; the text of each of them is compared with what serde_json writes.
///
/// # Errors
///
/// [`TemplateError`]; then each document has to be written by itself.
pub fn compile_text(samples: &[Sample]) -> Result<TextTemplate, TemplateError> {
    let marked = samples.first().ok_or(TemplateError::TooFewSamples)?;
    let marks = Marks::new(&marked.values)?;
    let template = TextTemplate::split(&marked.document, &marks)?.0;
    super::prove(samples)?;
    template.compare(samples)?;
    Ok(template)
}

impl TextTemplate {
    /// The template of a marked document, and its strings that have marks.
    pub(super) fn split<'a>(
        document: &'a Value,
        marks: &Marks<'_>,
    ) -> Result<(Self, BTreeSet<&'a str>), TemplateError> {
        let mut writer =
            Writer { marks, pieces: Pieces::default(), marked: BTreeSet::new(), seen: vec![false; marks.len()] };
        writer.value(document)?;
        let Writer { pieces, marked, seen, .. } = writer;
        if let Some(slot) = seen.iter().position(|seen| !seen) {
            return Err(TemplateError::MarkMissing { slot });
        }
        Ok((Self::new(pieces.frame()), marked))
    }

    /// The texts of a frame.
    #[must_use]
    pub fn new(frame: Frame) -> Self {
        let head = Sha256::new_with_prefix(frame.parts().next().unwrap_or_default());
        Self { frame: Arc::new(frame), head }
    }

    pub(super) fn compare(&self, samples: &[Sample]) -> Result<(), TemplateError> {
        for (sample, Sample { document, values }) in samples.iter().enumerate() {
            let expected = serde_json::to_vec(document).expect("JSON values have a text form");
            if self.content(values)?.to_vec() != expected {
                return Err(TemplateError::Differs { what: "text", sample });
            }
        }
        Ok(())
    }

    pub(super) fn values(&self) -> usize {
        self.frame.values()
    }

    /// The constant parts and the slots.
    #[must_use]
    pub fn frame(&self) -> &Arc<Frame> {
        &self.frame
    }

    /// `values` as they stand in the text.
    ///
    /// # Errors
    ///
    /// [`TemplateError::ValueCount`].
    pub fn filling(&self, values: &Values) -> Result<Filling, TemplateError> {
        values.check_count(self.values())?;
        // With room for the value of a proof.
        let mut filling = Filling::with_capacity(values.len() + 1, values.bytes() + PROOF_VALUE_BYTES);
        if values.is_plain() {
            values.iter().for_each(|value| filling.push(value));
        } else {
            values.iter().for_each(|value| filling.push_with(|out| escape(value, out)));
        }
        Ok(filling)
    }

    /// The text with `values` in its slots.
    ///
    /// # Errors
    ///
    /// [`TemplateError::ValueCount`].
    pub fn content(&self, values: &Values) -> Result<Content, TemplateError> {
        Ok(Content::Framed { frame: self.frame.clone(), filling: self.filling(values)? })
    }

    /// The SHA-256 digest of the text with `filling` in its slots.
    ///
    /// # Panics
    ///
    /// Panics when `filling` lacks a value: a fault of this program, not of its input.
    #[must_use]
    pub fn digest(&self, filling: &Filling) -> [u8; 32] {
        let mut state = self.head.clone();
        for (slot, part) in self.frame.slots().iter().zip(self.frame.parts().skip(1)) {
            state.update(filling.get(*slot).expect("a filling fits its frame"));
            state.update(part);
        }
        state.finalize().into()
    }
}

/// What the base58 of a signature takes.
const PROOF_VALUE_BYTES: usize = 96;

/// JSON escapes of `text`, without the quotation marks.
pub(super) fn escape(text: &str, out: &mut String) {
    let quoted = serde_json::to_string(text).expect("a string is JSON");
    out.push_str(&quoted[1..quoted.len() - 1]);
}

/// A text that grows by constants and slots.
#[derive(Default)]
pub(super) struct Pieces {
    first: String,
    rest: Vec<(u16, String)>,
}

impl Pieces {
    pub(super) fn constant(&mut self, text: &str) {
        self.rest.last_mut().map_or(&mut self.first, |(_, part)| part).push_str(text);
    }

    pub(super) fn slot(&mut self, slot: u16) {
        self.rest.push((slot, String::new()));
    }

    fn frame(self) -> Frame {
        Frame::new(&self.first, self.rest.iter().map(|(slot, part)| (*slot, part.as_str())))
    }

    pub(super) fn into_parts(self) -> (String, Vec<(u16, String)>) {
        (self.first, self.rest)
    }
}

/// Writes a marked document.
struct Writer<'m, 'a> {
    marks: &'m Marks<'m>,
    pieces: Pieces,
    marked: BTreeSet<&'a str>,
    seen: Vec<bool>,
}

impl<'a> Writer<'_, 'a> {
    fn value(&mut self, value: &'a Value) -> Result<(), TemplateError> {
        match value {
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                self.pieces.constant("[");
                for (index, item) in items.iter().enumerate() {
                    self.pieces.constant(if index > 0 { "," } else { "" });
                    self.value(item)?;
                }
                self.pieces.constant("]");
                Ok(())
            }
            Value::Object(members) => {
                self.pieces.constant("{");
                for (index, (name, member)) in members.iter().enumerate() {
                    if self.marks.is_in(name) {
                        return Err(TemplateError::MarkInName { name: name.clone() });
                    }
                    self.pieces.constant(if index > 0 { "," } else { "" });
                    self.string(name)?;
                    self.pieces.constant(":");
                    self.value(member)?;
                }
                self.pieces.constant("}");
                Ok(())
            }
            Value::Number(_) | Value::Bool(_) | Value::Null => {
                let text = value.to_string();
                if self.marks.is_in(&text) {
                    return Err(TemplateError::MarkInNumber { text });
                }
                self.pieces.constant(&text);
                Ok(())
            }
        }
    }

    fn string(&mut self, text: &'a str) -> Result<(), TemplateError> {
        let mut escaped = String::new();
        self.pieces.constant("\"");
        for piece in self.marks.split(text)? {
            match piece {
                Piece::Constant(part) => {
                    escaped.clear();
                    escape(part, &mut escaped);
                    self.pieces.constant(&escaped);
                }
                Piece::Slot(slot) => {
                    self.pieces.slot(slot);
                    self.seen[usize::from(slot)] = true;
                    self.marked.insert(text);
                }
            }
        }
        self.pieces.constant("\"");
        Ok(())
    }
}
