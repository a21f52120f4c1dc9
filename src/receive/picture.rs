//! Pictures as brightness: PNG and JPEG, made smaller while they are read. Their size is looked at first.

use std::io::Cursor;

use png::{ColorType, Transformations};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::ReceiveError;
use crate::limits;
use crate::picture::jpeg_frame;

/// Brightness, a byte a point, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grey {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) points: Vec<u8>,
}

impl Grey {
    /// The picture with each `by` times `by` points made one.
    pub(super) fn smaller(&self, by: usize) -> Self {
        let (width, height) = (self.width / by, self.height / by);
        let mut points = Vec::with_capacity(width * height);
        let mut sums = vec![0_usize; width];
        for y in 0..height {
            sums.fill(0);
            for row in self.points.chunks_exact(self.width).skip(y * by).take(by) {
                for (sum, points) in sums.iter_mut().zip(row.chunks_exact(by)) {
                    *sum += points.iter().map(|point| usize::from(*point)).sum::<usize>();
                }
            }
            points.extend(sums.iter().map(|sum| u8::try_from(sum / (by * by)).expect("a mean of bytes")));
        }
        Self { width, height, points }
    }
}

/// Whether `bytes` begin as a JPEG does.
pub(super) fn is_jpeg(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xd8, 0xff])
}

/// The format of a picture that is not read here.
pub(super) fn other_kind(bytes: &[u8]) -> Option<&'static str> {
    let brand = bytes.get(4..12).unwrap_or_default();
    match bytes {
        _ if bytes.starts_with(b"GIF8") => Some("GIF"),
        _ if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => Some("WebP"),
        _ if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") => Some("TIFF"),
        _ if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) => Some("BMP"),
        _ if brand.starts_with(b"ftypavif") => Some("AVIF"),
        _ if brand.starts_with(b"ftyphei") || brand.starts_with(b"ftypmif1") => Some("HEIC"),
        _ => None,
    }
}

fn within(width: u32, height: u32, pixels_max: u64) -> Result<(), ReceiveError> {
    match u64::from(width) * u64::from(height) {
        pixels if (1..=pixels_max).contains(&pixels) => Ok(()),
        _ => Err(ReceiveError::Pixels { width, height }),
    }
}

/// Reads a PNG row by row.
pub(super) fn from_png(bytes: &[u8]) -> Result<Grey, ReceiveError> {
    let damaged = |_| ReceiveError::Damaged { what: "PNG picture", reason: "its points cannot be read" };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: 8 * 1024 * 1024 });
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let header = decoder.read_header_info().map_err(damaged)?;
    let (width, height, interlaced) = (header.width, header.height, header.interlaced);
    let pixels_max = if interlaced { limits::PICTURE_PIXELS_WHOLE_MAX } else { limits::PICTURE_PIXELS_MAX };
    within(width, height, pixels_max)?;
    let mut reader = decoder.read_info().map_err(damaged)?;
    let (colour, _) = reader.output_color_type();
    let (width, height) = (width as usize, height as usize);
    let mut points = Vec::with_capacity(width * height);
    if interlaced {
        let mut frame = vec![0; reader.output_buffer_size().ok_or(ReceiveError::NoQrCode)?];
        reader.next_frame(&mut frame).map_err(damaged)?;
        points.extend(frame.chunks_exact(colour.samples()).map(|point| brightness(colour, point)));
    } else {
        while let Some(row) = reader.next_row().map_err(damaged)? {
            points.extend(row.data().chunks_exact(colour.samples()).map(|point| brightness(colour, point)));
        }
    }
    match points.len() == width * height {
        true => Ok(Grey { width, height, points }),
        false => Err(ReceiveError::Damaged { what: "PNG picture", reason: "points are missing" }),
    }
}

/// The brightness of a point on white paper.
fn brightness(colour: ColorType, point: &[u8]) -> u8 {
    let mixed =
        |red: u8, green: u8, blue: u8| (u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114) / 1000;
    let on_white = |grey: u32, alpha: u8| (grey * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
    let grey = match (colour, point) {
        (ColorType::Rgb, &[red, green, blue]) => mixed(red, green, blue),
        (ColorType::Rgba, &[red, green, blue, alpha]) => on_white(mixed(red, green, blue), alpha),
        (ColorType::GrayscaleAlpha, &[grey, alpha]) => on_white(u32::from(grey), alpha),
        _ => u32::from(point[0]),
    };
    u8::try_from(grey).expect("a mean of bytes")
}

/// Reads a JPEG.
pub(super) fn from_jpeg(bytes: &[u8]) -> Result<Grey, ReceiveError> {
    let damaged = || ReceiveError::Damaged { what: "JPEG picture", reason: "its points cannot be read" };
    let frame = jpeg_frame(bytes).ok_or_else(damaged)?;
    let pixels_max = if frame.progressive { limits::PICTURE_PIXELS_WHOLE_MAX } else { limits::PICTURE_PIXELS_MAX };
    within(frame.width, frame.height, pixels_max)?;
    let options = DecoderOptions::new_safe().jpeg_set_out_colorspace(ColorSpace::Luma).jpeg_set_max_scans(32);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| damaged())?;
    let (width, height) = (frame.width as usize, frame.height as usize);
    if decoder.dimensions() != Some((width, height)) {
        return Err(damaged());
    }
    let points = decoder.decode().map_err(|_| damaged())?;
    match points.len() == width * height {
        true => Ok(Grey { width, height, points }),
        false => Err(damaged()),
    }
}
