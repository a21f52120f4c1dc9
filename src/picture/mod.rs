//! Pictures of others, drawn anew: decoded to points and encoded again as a plain PNG, or refused.
//!
//! What a picture holds beside its points (texts, profiles, places where it was taken, another file behind its end) does not
//! come through. PNG and JPEG are read. Drawings (SVG) are refused: they are programs in a way, and what a drawing looks like is
//! for its issuer to draw. Where a picture came from, and whether its credential is genuine, is for the caller to know.

mod jpeg;
mod paper;
mod png;

use thiserror::Error;

pub use self::jpeg::{Frame, jpeg_frame};

use crate::limits;
use paper::Paper;

/// A picture that was drawn anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// It, as a PNG of eight bits and three channels with no chunks but the needed ones.
    pub png: Vec<u8>,
    /// Its width in points.
    pub width: u32,
    /// Its height in points.
    pub height: u32,
}

/// Why a picture is not shown.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PictureError {
    /// Its points cannot be read.
    #[error("the picture is damaged")]
    Damaged,
    /// It is no PNG or JPEG.
    #[error("the picture is neither PNG nor JPEG")]
    Kind,
    /// It has too many points, or none.
    #[error(
        "the picture has {width} times {height} points, and none of more than {} is drawn",
        limits::SHOWN_PIXELS_MAX
    )]
    Pixels {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// It is longer than what is read.
    #[error("the picture is longer than the {} MiB that are read", limits::SHOWN_PICTURE_BYTES_MAX >> 20)]
    TooLong,
    /// It is of another type than it is said to be.
    #[error("the picture is not of the type that it is said to be")]
    Type,
}

/// Reads the points of a picture of one kind.
type Reader = fn(&[u8]) -> Result<Paper, PictureError>;

/// Draws `bytes` anew; `media_type` is what they are said to be, if something is said.
///
/// # Errors
///
/// [`PictureError`]: then nothing of it is to be shown.
pub fn redraw(bytes: &[u8], media_type: Option<&str>) -> Result<Picture, PictureError> {
    if bytes.len() > limits::SHOWN_PICTURE_BYTES_MAX {
        return Err(PictureError::TooLong);
    }
    let (kind, read): (_, Reader) = match bytes {
        _ if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => ("image/png", png::read),
        _ if bytes.starts_with(&[0xff, 0xd8, 0xff]) => ("image/jpeg", jpeg::read),
        _ => return Err(PictureError::Kind),
    };
    if media_type.is_some_and(|said| said != kind) {
        return Err(PictureError::Type);
    }
    // One of paper is white, and points that can be seen through show it.
    let mut paper = read(bytes)?.no_larger_than(limits::SHOWN_EDGE_MAX);
    loop {
        let png = png::write(&paper);
        if png.len() <= limits::SHOWN_PNG_BYTES_MAX || paper.width.max(paper.height) < 64 {
            let (width, height) = (paper.width, paper.height);
            return Ok(Picture { png, width: narrow(width), height: narrow(height) });
        }
        paper = paper.smaller(2);
    }
}

fn narrow(length: usize) -> u32 {
    u32::try_from(length).expect("an edge is at most the longest that is shown")
}

/// Whether so many points are read, before memory is taken for them.
fn within(width: u32, height: u32) -> Result<(usize, usize), PictureError> {
    match u64::from(width) * u64::from(height) {
        pixels if (1..=limits::SHOWN_PIXELS_MAX).contains(&pixels) => Ok((width as usize, height as usize)),
        _ => Err(PictureError::Pixels { width, height }),
    }
}
