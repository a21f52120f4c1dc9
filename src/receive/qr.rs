//! QR codes in pictures.
//!
//! The reader of codes takes time by the cube of the corner patterns that it finds, and by the size of the areas around
//! them. Both are counted here first, by its own rules, and pictures where they are many are not handed to it.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::picture::Grey;
use super::{ReceiveError, text};
use crate::limits;

/// The texts of all codes in the picture that hold a link or a credential, each once.
pub(super) fn read(grey: &Grey) -> Result<Vec<u8>, ReceiveError> {
    let pixels = grey.width * grey.height;
    let mut other = false;
    let mut tried = HashSet::new();
    for pixels_max in [limits::QR_PIXELS_MAX / 4, limits::QR_PIXELS_MAX] {
        let by = (1..).find(|by| pixels / (by * by) <= pixels_max).expect("some divisor is large enough");
        if !tried.insert(by) {
            continue;
        }
        let smaller = if by == 1 { None } else { Some(grey.smaller(by)) };
        let Some(black) = black(smaller.as_ref().unwrap_or(grey)) else { continue };
        let mut usable = HashSet::new();
        for content in codes(&black) {
            match is_usable(&content) {
                true => drop(usable.insert(content)),
                false => other = true,
            }
        }
        let mut usable = usable.into_iter();
        match (usable.next(), usable.next()) {
            (Some(_), Some(_)) => return Err(ReceiveError::Several { what: "QR codes are in the picture" }),
            (Some(only), None) => return Ok(only),
            (None, _) => {}
        }
    }
    Err(if other { ReceiveError::NotInQrCode } else { ReceiveError::NoQrCode })
}

/// Whether a code's text is a link or may be a credential.
fn is_usable(content: &[u8]) -> bool {
    let trimmed = content.trim_ascii();
    trimmed.starts_with(b"{") || text::is_compact(trimmed) || std::str::from_utf8(trimmed).is_ok_and(text::is_link)
}

/// What is black and what is white.
struct Black {
    width: usize,
    height: usize,
    points: Vec<bool>,
}

/// Compares each point with the mean around it; `None` for a picture too small for a code.
fn black(grey: &Grey) -> Option<Black> {
    let (width, height) = (grey.width, grey.height);
    if width < 21 || height < 21 {
        return None;
    }
    // Sums of all points above and to the left.
    let stride = width + 1;
    let mut sums = vec![0_u32; stride * (height + 1)];
    for y in 0..height {
        let mut row = 0;
        for x in 0..width {
            row += u32::from(grey.points[y * width + x]);
            sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
        }
    }
    let reach = (width.max(height) / 8).max(8);
    let mut points = Vec::with_capacity(width * height);
    for y in 0..height {
        let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(height));
        for x in 0..width {
            let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(width));
            let sum = sums[bottom * stride + right] + sums[top * stride + left]
                - sums[top * stride + right]
                - sums[bottom * stride + left];
            let count = (bottom - top) * (right - left);
            let point = usize::from(grey.points[y * width + x]);
            points.push(point * count * 100 < sum as usize * 92);
        }
    }
    Some(Black { width, height, points })
}

/// The contents of all codes.
fn codes(black: &Black) -> Vec<Vec<u8>> {
    if !is_quick(black) {
        return Vec::new();
    }
    // A second defence only: what the reader is given is bounded above.
    let found = catch_unwind(AssertUnwindSafe(|| {
        let is_black = |x, y| black.points[y * black.width + x];
        let mut prepared = rqrr::PreparedImage::prepare_from_bitmap(black.width, black.height, is_black);
        let grids = prepared.detect_grids();
        let contents = grids.iter().filter_map(|grid| {
            let mut content = Vec::new();
            grid.decode_to(&mut content).ok().map(|_| content)
        });
        contents.collect()
    }));
    found.unwrap_or_default()
}

/// A stretch of black points in a row, and the number of its area.
#[derive(Clone, Copy)]
struct Stretch {
    start: usize,
    end: usize,
    area: usize,
}

/// Whether the reader would be done with it soon: few corner patterns, few steps of filling areas.
fn is_quick(black: &Black) -> bool {
    let areas = Areas::of(black);
    let mut corners = HashSet::new();
    let mut steps = 0_u64;
    for row in &areas.rows {
        for three in row.windows(3) {
            let [left, stone, right] = [three[0], three[1], three[2]];
            let lengths = [
                left.end - left.start,
                stone.start - left.end,
                stone.end - stone.start,
                right.start - stone.end,
                right.end - right.start,
            ];
            if !is_corner_profile(lengths) {
                continue;
            }
            let [left, stone, right] = [left, stone, right].map(|stretch| areas.root(stretch.area));
            let (stone_size, ring_size) = (areas.sizes[stone], areas.sizes[right]);
            steps += stone_size + ring_size;
            if left == right && left != stone && (11..70).contains(&(stone_size * 100 / ring_size)) {
                corners.insert(stone);
            }
        }
    }
    corners.len() <= limits::QR_CORNERS_MAX && steps <= limits::QR_STEPS_MAX
}

/// Whether black, white, black, white, black are as one, one, three, one, one: the reader's own test.
fn is_corner_profile(lengths: [usize; 5]) -> bool {
    let mean = (lengths[0] + lengths[1] + lengths[3] + lengths[4]) / 4;
    let off = mean * 3 / 4;
    lengths
        .iter()
        .zip([1, 1, 3, 1, 1])
        .all(|(length, times)| (times * mean - off..=times * mean + off).contains(length))
}

/// The black areas: stretches that touch above one another belong to one.
struct Areas {
    rows: Vec<Vec<Stretch>>,
    above: Vec<usize>,
    sizes: Vec<u64>,
}

impl Areas {
    fn of(black: &Black) -> Self {
        let mut areas = Self { rows: Vec::with_capacity(black.height), above: Vec::new(), sizes: Vec::new() };
        for points in black.points.chunks_exact(black.width) {
            let mut row = Vec::new();
            let mut x = 0;
            while x < points.len() {
                let color = points[x];
                let start = x;
                while x < points.len() && points[x] == color {
                    x += 1;
                }
                if color {
                    row.push(Stretch { start, end: x, area: areas.above.len() });
                    areas.above.push(areas.above.len());
                    areas.sizes.push((x - start) as u64);
                }
            }
            areas.join(&row);
            areas.rows.push(row);
        }
        areas
    }

    /// Joins the areas of `row` with those of the row before it.
    fn join(&mut self, row: &[Stretch]) {
        let Some(before) = self.rows.pop() else { return };
        let (mut upper, mut lower) = (0, 0);
        while upper < before.len() && lower < row.len() {
            let (one, other) = (before[upper], row[lower]);
            if one.start < other.end && other.start < one.end {
                self.unite(one.area, other.area);
            }
            if one.end <= other.end { upper += 1 } else { lower += 1 }
        }
        self.rows.push(before);
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if one == other {
            return;
        }
        let (large, small) = if self.sizes[one] >= self.sizes[other] { (one, other) } else { (other, one) };
        self.above[small] = large;
        self.sizes[large] += self.sizes[small];
    }

    fn root(&self, mut area: usize) -> usize {
        while self.above[area] != area {
            area = self.above[area];
        }
        area
    }
}
