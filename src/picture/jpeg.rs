//! JPEG to points. Its size is looked at before it is decoded.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::paper::Paper;
use super::{PictureError, within};

/// Scans of a progressive JPEG: usual ones have ten.
const SCANS_MAX: usize = 32;

/// Reads the points of a JPEG.
pub(super) fn read(bytes: &[u8]) -> Result<Paper, PictureError> {
    let damaged = |_| PictureError::Damaged;
    let frame = jpeg_frame(bytes).ok_or(PictureError::Damaged)?;
    let (width, height) = within(frame.width, frame.height)?;
    let options = DecoderOptions::new_safe().jpeg_set_out_colorspace(ColorSpace::RGB).jpeg_set_max_scans(SCANS_MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(damaged)?;
    if decoder.dimensions() != Some((width, height)) {
        return Err(PictureError::Damaged);
    }
    let decoded = decoder.decode().map_err(damaged)?;
    let (points, rest) = decoded.as_chunks::<3>();
    match points.len() == width * height && rest.is_empty() {
        true => Ok(Paper { width, height, points: points.to_vec() }),
        false => Err(PictureError::Damaged),
    }
}

/// The frame header of a JPEG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Points in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Whether it is sent in passes, so that all of it is in memory at once.
    pub progressive: bool,
}

/// The only frame header of a JPEG before its first scan (ITU-T T.81, annex B).
#[must_use]
pub fn jpeg_frame(bytes: &[u8]) -> Option<Frame> {
    let two = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let mut at = 2;
    let mut found = None;
    loop {
        while *bytes.get(at)? == 0xff && *bytes.get(at + 1)? == 0xff {
            at += 1;
        }
        if bytes[at] != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        let length = usize::from(two(at + 2)?);
        match marker {
            0xda => return found,
            0xc0..=0xc2 if found.is_some() => return None,
            0xc0..=0xc2 => {
                let (height, width) = (u32::from(two(at + 5)?), u32::from(two(at + 7)?));
                found = Some(Frame { width, height, progressive: marker == 0xc2 });
            }
            _ => {}
        }
        at += 2 + length.max(2);
    }
}
