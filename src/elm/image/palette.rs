//! PNG with a palette: the commonest colours, the others drawn as the nearest of them.

use std::collections::HashMap;

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};
use resvg::tiny_skia::Pixmap;

/// Encodes opaque pixels with at most `colours` colours, which must be 16 or fewer.
pub(crate) fn encode(pixels: &Pixmap, colours: usize) -> Result<Vec<u8>, EncodingError> {
    debug_assert!((1..=16).contains(&colours), "an index takes four bits");
    let palette = commonest(pixels, colours);
    let mut nearest: HashMap<[u8; 3], u8> = HashMap::new();
    let width = pixels.width() as usize;
    let mut rows = Vec::with_capacity(pixels.pixels().len() / 2 + pixels.height() as usize);
    for row in pixels.pixels().chunks(width) {
        for pair in row.chunks(2) {
            let mut byte = 0;
            for (at, pixel) in pair.iter().enumerate() {
                let colour = [pixel.red(), pixel.green(), pixel.blue()];
                let index = *nearest.entry(colour).or_insert_with(|| nearest_of(&palette, colour));
                byte |= index << (4 - 4 * at);
            }
            rows.push(byte);
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Four);
    encoder.set_palette(palette.concat());
    encoder.set_compression(Compression::High);
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rows)?;
    writer.finish()?;
    Ok(bytes)
}

/// The commonest colours, of those that look alike only one.
fn commonest(pixels: &Pixmap, colours: usize) -> Vec<[u8; 3]> {
    let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
    for pixel in pixels.pixels() {
        *counts.entry([pixel.red(), pixel.green(), pixel.blue()]).or_default() += 1;
    }
    let mut ranked: Vec<_> = counts.into_iter().collect();
    // By count, then by colour, so that the same drawing always gives the same bytes.
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut chosen: Vec<[u8; 3]> = Vec::with_capacity(colours);
    for (colour, _) in ranked {
        if chosen.len() == colours {
            break;
        }
        if chosen.iter().all(|other| distance(*other, colour) >= ALIKE) {
            chosen.push(colour);
        }
    }
    chosen
}

/// Squared distance below which two colours look alike.
const ALIKE: i32 = 40 * 40;

fn nearest_of(palette: &[[u8; 3]], colour: [u8; 3]) -> u8 {
    let best = palette.iter().enumerate().min_by_key(|(_, other)| distance(**other, colour));
    best.and_then(|(at, _)| u8::try_from(at).ok()).expect("a palette has at most 16 colours and at least one")
}

fn distance(a: [u8; 3], b: [u8; 3]) -> i32 {
    a.iter().zip(b).map(|(x, y)| (i32::from(*x) - i32::from(y)).pow(2)).sum()
}
