//! The display image of each language: an SVG template drawn as PNG, once a batch.
#![expect(clippy::unimplemented, reason = "signatures first, so that the rooms above can be written against them")]

use std::collections::BTreeMap;

use thiserror::Error;

use crate::descriptor::types::{Descriptor, Institution};
use crate::model::text::Language;

/// A PNG for each language of the title. They show the course, never a learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayImages {
    /// PNG bytes by language.
    pub by_language: BTreeMap<Language, Vec<u8>>,
}

/// Why there is no image.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImageError {
    /// The picture cannot be made small enough.
    #[error("the display image in `{language}` takes {bytes} bytes, more than {bytes_max}")]
    TooLarge {
        /// Its language.
        language: Language,
        /// Its size.
        bytes: usize,
        /// The limit.
        bytes_max: usize,
    },
}

/// Draws the display image in each language of the title.
///
/// # Errors
///
/// [`ImageError::TooLarge`] when a picture stays above [`DISPLAY_IMAGE_BYTES_MAX`](crate::limits::DISPLAY_IMAGE_BYTES_MAX).
pub fn display_images(
    _descriptor: &Descriptor,
    _issuer: &Institution,
    _institutions: &[Institution],
) -> Result<DisplayImages, ImageError> {
    unimplemented!()
}
