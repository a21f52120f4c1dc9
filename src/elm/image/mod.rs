//! The display image of each language: an SVG template drawn as PNG, once a batch.
//!
//! The picture shows the course, never a learner: title, awarding bodies, level, workload. It is made in process with
//! fonts that the binary carries, and is small, since every credential of the batch holds a copy.

mod card;
pub(crate) mod fonts;
pub(crate) mod palette;

use std::collections::BTreeMap;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::Tree;
use thiserror::Error;

use crate::descriptor::types::{Descriptor, Institution};
use crate::limits;
use crate::model::fault::{Faults, Place};
use crate::model::text::Language;

use self::fonts::Fonts;

/// A PNG for each language of the title. They show the course, never a learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayImages {
    /// PNG bytes by language.
    pub by_language: BTreeMap<Language, Vec<u8>>,
    /// Letters that the fonts lack, by language; the picture says in place of them that it cannot show them.
    pub unshown: BTreeMap<Language, String>,
}

impl DisplayImages {
    /// A warning for each language whose picture lacks letters; `file` is the descriptor's name.
    #[must_use]
    pub fn warnings(&self, file: &str) -> Faults {
        let mut warnings = Faults::new();
        for (language, letters) in &self.unshown {
            warnings.warning(
                "image-letters",
                Place::File { file: file.to_owned() },
                format!("the display image in `{language}` cannot show the letters {letters}"),
                "add the text in a language of Latin, Greek or Cyrillic letters; the credential itself has all letters",
            );
        }
        warnings
    }
}

/// Why there is no image.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImageError {
    /// The template and the texts do not make a picture: a fault of this program.
    #[error("the display image in `{language}` cannot be drawn: {reason}")]
    Drawing {
        /// Its language.
        language: Language,
        /// What the renderer says.
        reason: String,
    },
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

/// Scales with numbers of colours, best first; the first that is small enough is taken.
const QUALITIES: [(f32, usize); 4] = [(1.0, 16), (0.85, 16), (0.7, 16), (0.6, 8)];

/// Draws the display image in each language of the title.
///
/// `institutions` holds the profiles of the awarding bodies; the issuer's own may be missing from it.
///
/// # Errors
///
/// [`ImageError::TooLarge`] when a picture stays above
/// [`DISPLAY_IMAGE_BYTES_MAX`](crate::limits::DISPLAY_IMAGE_BYTES_MAX).
pub fn display_images(
    descriptor: &Descriptor,
    issuer: &Institution,
    institutions: &[Institution],
) -> Result<DisplayImages, ImageError> {
    let fonts = Fonts::embedded();
    let slugs = descriptor.awarding_bodies.iter();
    let bodies: Vec<&Institution> = slugs
        .filter_map(|slug| std::iter::once(issuer).chain(institutions).find(|profile| profile.slug == *slug))
        .collect();
    let mut images = DisplayImages { by_language: BTreeMap::new(), unshown: BTreeMap::new() };
    for (language, _) in descriptor.title.iter() {
        let card = card::draw(descriptor, &bodies, language, &fonts);
        images.by_language.insert(language.clone(), png(&card.svg, language, &fonts)?);
        if !card.unshown.is_empty() {
            images.unshown.insert(language.clone(), card.unshown);
        }
    }
    Ok(images)
}

fn png(svg: &str, language: &Language, fonts: &Fonts) -> Result<Vec<u8>, ImageError> {
    let drawing = |reason: String| ImageError::Drawing { language: language.clone(), reason };
    let tree = Tree::from_str(svg, fonts.options()).map_err(|fault| drawing(fault.to_string()))?;
    let mut smallest = usize::MAX;
    for (scale, colours) in QUALITIES {
        let size = tree.size().to_int_size().scale_by(scale).ok_or_else(|| drawing("no size".to_owned()))?;
        let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(|| drawing("no size".to_owned()))?;
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
        let bytes = palette::encode(&pixels, colours).map_err(|fault| drawing(fault.to_string()))?;
        if bytes.len() <= limits::DISPLAY_IMAGE_BYTES_MAX {
            return Ok(bytes);
        }
        smallest = smallest.min(bytes.len());
    }
    let bytes_max = limits::DISPLAY_IMAGE_BYTES_MAX;
    Err(ImageError::TooLarge { language: language.clone(), bytes: smallest, bytes_max })
}
