//! Texts that differ in few places: what is constant once, what varies apart.
//!
//! The credentials of a batch are nearly the same text. A [`Frame`] is that text with slots, a [`Filling`] what stands in
//! the slots of one of them, already escaped for the syntax of the frame. A [`Content`] is a file either way.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

/// A text of constant parts with a slot between each two of them.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame {
    /// All constant parts, one after the other.
    text: String,
    /// Where each part ends.
    ends: Vec<usize>,
    /// The number of the value that stands after each part but the last; a value may stand in several places.
    slots: Vec<u16>,
}

impl Frame {
    /// A text that begins with `first` and goes on with a slot and a part for each of `rest`.
    #[must_use]
    pub fn new<'a>(first: &str, rest: impl IntoIterator<Item = (u16, &'a str)>) -> Self {
        let mut frame = Self { text: first.to_owned(), ends: vec![first.len()], slots: Vec::new() };
        for (slot, part) in rest {
            frame.text.push_str(part);
            frame.ends.push(frame.text.len());
            frame.slots.push(slot);
        }
        frame
    }

    /// The constant parts in order, empty ones among them: one more than there are slots.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        self.ends.iter().zip(starts).map(|(end, start)| &self.text[start..*end])
    }

    /// The number of the value in each slot, in order.
    #[must_use]
    pub fn slots(&self) -> &[u16] {
        &self.slots
    }

    /// How many values a filling needs.
    #[must_use]
    pub fn values(&self) -> usize {
        self.slots.iter().map(|slot| usize::from(*slot) + 1).max().unwrap_or(0)
    }
}

/// The values for the slots of a frame, by their numbers.
///
/// They are a learner's data: `Debug` does not show them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Filling {
    text: String,
    ends: Vec<u32>,
}

impl Filling {
    /// No value yet, with room for so many of so many bytes together.
    #[must_use]
    pub fn with_capacity(values: usize, bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), ends: Vec::with_capacity(values) }
    }

    /// Adds the next value.
    ///
    /// # Panics
    ///
    /// Panics when all values together are longer than 4 GiB, which the bounds of what is read exclude.
    pub fn push(&mut self, value: &str) {
        self.text.push_str(value);
        self.end_value();
    }

    /// Adds the next value, which `write` appends to what is there.
    ///
    /// # Panics
    ///
    /// As [`push`](Self::push).
    pub fn push_with(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.end_value();
    }

    fn end_value(&mut self) {
        self.ends.push(u32::try_from(self.text.len()).expect("values are bounded"));
    }

    /// The value of a number.
    #[must_use]
    pub fn get(&self, number: u16) -> Option<&str> {
        let number = usize::from(number);
        let end = *self.ends.get(number)? as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        Some(&self.text[start..end])
    }

    /// All values in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..).map_while(|number| self.get(number))
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
}

impl fmt::Debug for Filling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Filling({} values)", self.len())
    }
}

/// The content of a file.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// All of it.
    Whole(Vec<u8>),
    /// A text that shares its constant parts with others.
    Framed {
        /// The constant parts.
        frame: Arc<Frame>,
        /// A value for each number that the frame names.
        filling: Filling,
    },
}

impl Content {
    /// Its bytes in pieces, in order.
    ///
    /// # Panics
    ///
    /// Panics when the filling lacks a value that the frame names: a fault of this program, not of its input.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let (whole, framed) = match self {
            Self::Whole(bytes) => (Some(bytes.as_slice()), None),
            Self::Framed { frame, filling } => (None, Some((frame, filling))),
        };
        let framed = framed.into_iter().flat_map(|(frame, filling)| {
            let values = frame.slots().iter().map(|slot| filling.get(*slot).expect("a filling fits its frame"));
            frame
                .parts()
                .zip(values.map(Some).chain([None]))
                .flat_map(|(part, value)| std::iter::once(part.as_bytes()).chain(value.map(str::as_bytes)))
        });
        whole.into_iter().chain(framed)
    }

    /// How many bytes it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pieces().map(<[u8]>::len).sum()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes it.
    ///
    /// # Errors
    ///
    /// Those of `to`.
    pub fn write_to(&self, to: &mut dyn Write) -> io::Result<()> {
        self.pieces().try_for_each(|piece| to.write_all(piece))
    }

    /// All of its bytes.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.len());
        self.pieces().for_each(|piece| bytes.extend_from_slice(piece));
        bytes
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Whole(bytes)
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filling(values: &[&str]) -> Filling {
        let mut filling = Filling::default();
        values.iter().for_each(|value| filling.push(value));
        filling
    }

    #[test]
    fn a_frame_and_its_filling_make_the_text() {
        let frame = Arc::new(Frame::new("{\"a\":\"", [(1, "\",\"b\":\""), (0, ""), (1, "\"}")]));
        assert_eq!(frame.values(), 2);
        assert_eq!(frame.parts().collect::<Vec<_>>(), ["{\"a\":\"", "\",\"b\":\"", "", "\"}"]);
        let content = Content::Framed { frame, filling: filling(&["x", "yy"]) };
        assert_eq!(String::from_utf8(content.to_vec()).expect("text"), "{\"a\":\"yy\",\"b\":\"xyy\"}");
        assert_eq!(content.len(), 20);
        let mut written = Vec::new();
        content.write_to(&mut written).expect("memory can be written");
        assert_eq!(written, content.to_vec());
    }

    #[test]
    fn a_text_without_slots_is_its_one_part() {
        let content = Content::Framed { frame: Arc::new(Frame::new("all", [])), filling: Filling::default() };
        assert_eq!(content.to_vec(), b"all");
        assert_eq!(Content::from(b"all".to_vec()).to_vec(), b"all");
        assert!(Content::from(Vec::new()).is_empty());
    }

    #[test]
    fn values_are_found_by_number_and_not_shown() {
        let values = filling(&["", "Ann", "Bo"]);
        assert_eq!(values.iter().collect::<Vec<_>>(), ["", "Ann", "Bo"]);
        assert_eq!((values.get(2), values.get(3), values.len()), (Some("Bo"), None, 3));
        assert_eq!(format!("{values:?}"), "Filling(3 values)");
    }
}
