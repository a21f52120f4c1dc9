//! A text that is taken for JSON, with the tree that it was read to, if it was: nobody has to read it once more.

use super::{Document, JsonError};

/// A text and, if it was read, what it says. Only who read the text says so.
#[derive(Debug)]
pub struct Given<'t> {
    bytes: &'t [u8],
    read: Option<Document>,
}

impl<'t> Given<'t> {
    /// A text that was not read.
    #[must_use]
    pub fn unread(bytes: &'t [u8]) -> Self {
        Self { bytes, read: None }
    }

    /// What `text` was read to, if it was.
    pub(super) fn read(text: &'t str, read: Option<Document>) -> Self {
        Self { bytes: text.as_bytes(), read }
    }

    /// The text.
    #[must_use]
    pub fn bytes(&self) -> &'t [u8] {
        self.bytes
    }

    /// Whether it was read.
    #[cfg(test)]
    pub(super) fn is_read(&self) -> bool {
        self.read.is_some()
    }

    /// What it says, as [`Document::parse`] has it.
    ///
    /// # Errors
    ///
    /// Those of [`Document::parse`].
    pub fn into_document(self, bytes_max: usize) -> Result<Document, JsonError> {
        match self.read {
            Some(document) if self.bytes.len() <= bytes_max => Ok(document),
            _ => Document::parse(self.bytes, bytes_max),
        }
    }
}
