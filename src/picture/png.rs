//! PNG to points and back. Texts and profiles are not even unpacked.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, Encoder, Limits, Transformations};

use super::paper::{Paper, on_white};
use super::{PictureError, within};

/// Bytes that the decoder may take beside the points.
const DECODER_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Reads the points of a PNG; of a moving one the first picture.
pub(super) fn read(bytes: &[u8]) -> Result<Paper, PictureError> {
    let damaged = |_| PictureError::Damaged;
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: DECODER_BYTES_MAX });
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let header = decoder.read_header_info().map_err(damaged)?;
    let (width, height) = within(header.width, header.height)?;
    let mut reader = decoder.read_info().map_err(damaged)?;
    let (colour, depth) = reader.output_color_type();
    if depth != BitDepth::Eight {
        return Err(PictureError::Damaged);
    }
    let mut frame = vec![0; reader.output_buffer_size().ok_or(PictureError::Damaged)?];
    let frame_read = reader.next_frame(&mut frame).map_err(damaged)?;
    if (frame_read.width as usize, frame_read.height as usize) != (width, height) {
        return Err(PictureError::Damaged);
    }
    let points: Vec<[u8; 3]> = frame.chunks_exact(colour.samples()).map(|point| on_paper(colour, point)).collect();
    match points.len() == width * height {
        true => Ok(Paper { width, height, points }),
        false => Err(PictureError::Damaged),
    }
}

fn on_paper(colour: ColorType, point: &[u8]) -> [u8; 3] {
    match (colour, point) {
        (ColorType::Rgb, &[red, green, blue]) => [red, green, blue],
        (ColorType::Rgba, &[red, green, blue, alpha]) => [red, green, blue].map(|channel| on_white(channel, alpha)),
        (ColorType::GrayscaleAlpha, &[grey, alpha]) => [on_white(grey, alpha); 3],
        _ => [point[0]; 3],
    }
}

/// Writes points as a PNG.
pub(super) fn write(paper: &Paper) -> Vec<u8> {
    let mut bytes = Vec::new();
    let length = |edge: usize| u32::try_from(edge).expect("an edge is at most the longest that is shown");
    let mut encoder = Encoder::new(&mut bytes, length(paper.width), length(paper.height));
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(paper.points.as_flattened())?;
        writer.finish()
    });
    written.expect("writing points to memory does not fail");
    bytes
}
