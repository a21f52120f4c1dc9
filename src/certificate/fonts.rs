//! The fonts of the binary: which letters they have, how wide a text is, and its glyphs.
//!
//! Texts are set in Libertinus Serif (Latin, Greek, Cyrillic, Hebrew); letters that it lacks in DejaVu Sans Mono, which
//! has Arabic and others. What neither has is written as code points by [`super::letters`], never as empty boxes.

use std::sync::LazyLock;

use harfrust::{Direction, FontRef, ShapeOptions, ShaperData, UnicodeBuffer};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};
use unicode_bidi::BidiInfo;

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Regular,
    Italic,
    Semibold,
    /// For letters that the others lack.
    Other,
}

/// Glyphs of one font that follow one another.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) face: Face,
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
}

struct Loaded {
    font: Font,
    parsed: FontRef<'static>,
    shaping: ShaperData,
    units: f32,
}

/// All fonts, parsed once.
static FONTS: LazyLock<[Loaded; 4]> = LazyLock::new(|| {
    let load = |family: &str, style: &str| {
        let bytes = typst_assets::fonts().find(|bytes| is(bytes, family, style)).expect("the binary carries the font");
        let parsed = FontRef::new(bytes).expect("an embedded font can be parsed");
        Loaded {
            font: Font::new(bytes.into(), 0).expect("an embedded font can be parsed"),
            shaping: ShaperData::new(&parsed),
            units: f32::from(parsed.metrics(Size::unscaled(), LocationRef::default()).units_per_em),
            parsed,
        }
    };
    [
        load("Libertinus Serif", "Regular"),
        load("Libertinus Serif", "Italic"),
        load("Libertinus Serif", "Semibold"),
        load("DejaVu Sans Mono", "Book"),
    ]
});

fn is(bytes: &[u8], family: &str, style: &str) -> bool {
    use skrifa::string::StringId;
    let Ok(font) = FontRef::new(bytes) else { return false };
    let has = |id: StringId, wanted: &str| font.localized_strings(id).any(|name| name.chars().eq(wanted.chars()));
    let named = |family_id, style_id| has(family_id, family) && has(style_id, style);
    named(StringId::TYPOGRAPHIC_FAMILY_NAME, StringId::TYPOGRAPHIC_SUBFAMILY_NAME)
        || named(StringId::FAMILY_NAME, StringId::SUBFAMILY_NAME)
}

fn loaded(face: Face) -> &'static Loaded {
    &FONTS[face as usize]
}

/// The font as the PDF takes it.
pub(super) fn font(face: Face) -> Font {
    loaded(face).font.clone()
}

/// Letters of Latin scripts, whose widths are looked up once.
const COMMON: usize = 0x250;

/// Widths of the common letters in each face; `None` where it lacks the letter.
static WIDTHS: LazyLock<[Vec<Option<f32>>; 4]> = LazyLock::new(|| {
    [Face::Regular, Face::Italic, Face::Semibold, Face::Other].map(|face| {
        let letters = (0..COMMON).map(|code| u32::try_from(code).ok().and_then(char::from_u32));
        letters.map(|letter| letter.and_then(|letter| measured(letter, face))).collect()
    })
});

/// The width of a letter that the face has.
fn measured(letter: char, face: Face) -> Option<f32> {
    let glyph = glyph(face, letter)?;
    let font = loaded(face);
    let metrics = font.parsed.glyph_metrics(Size::unscaled(), LocationRef::default());
    Some(metrics.advance_width(glyph).unwrap_or(0.0) / font.units)
}

/// The same, looked up for common letters.
fn width_in(letter: char, face: Face) -> Option<f32> {
    let common = usize::try_from(u32::from(letter)).ok().and_then(|code| WIDTHS[face as usize].get(code));
    common.copied().unwrap_or_else(|| measured(letter, face))
}

/// The face that has the letter, the wanted one first; `None` when neither has.
pub(super) fn face_of(letter: char, wanted: Face) -> Option<Face> {
    [wanted, Face::Other].into_iter().find(|face| width_in(letter, *face).is_some())
}

fn glyph(face: Face, letter: char) -> Option<skrifa::GlyphId> {
    loaded(face).parsed.charmap().map(letter).filter(|glyph| glyph.to_u32() != 0)
}

/// The width of a letter by itself, in parts of the size.
pub(super) fn advance(letter: char, wanted: Face) -> f32 {
    width_in(letter, wanted).or_else(|| width_in(letter, Face::Other)).unwrap_or(0.0)
}

/// The glyphs of a line, from left to right, of letters that some font has.
pub(super) fn shape(line: &str, wanted: Face) -> Vec<Run> {
    let mut runs = Vec::new();
    if line.is_empty() {
        return runs;
    }
    // Below the Hebrew letters nothing is written from right to left.
    if line.chars().all(|letter| letter < '\u{590}') {
        shape_by_face(line, wanted, Direction::LeftToRight, &mut runs);
        return runs;
    }
    let bidi = BidiInfo::new(line, None);
    for paragraph in &bidi.paragraphs {
        let (levels, ranges) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for range in ranges {
            let direction = if levels[range.start].is_rtl() { Direction::RightToLeft } else { Direction::LeftToRight };
            shape_by_face(&line[range], wanted, direction, &mut runs);
        }
    }
    runs
}

/// The width of glyphs, in parts of the size.
pub(super) fn width(runs: &[Run]) -> f32 {
    runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.x_advance).sum()
}

/// Splits a text of one direction where the font changes.
fn shape_by_face(text: &str, wanted: Face, direction: Direction, runs: &mut Vec<Run>) {
    let mut pieces: Vec<(Face, std::ops::Range<usize>)> = Vec::new();
    for (at, letter) in text.char_indices() {
        let face = face_of(letter, wanted).unwrap_or(wanted);
        let end = at + letter.len_utf8();
        match pieces.last_mut() {
            Some((last, range)) if *last == face => range.end = end,
            _ => pieces.push((face, at..end)),
        }
    }
    if direction == Direction::RightToLeft {
        pieces.reverse();
    }
    runs.extend(pieces.into_iter().map(|(face, range)| shape_run(&text[range], face, direction)));
}

fn shape_run(text: &str, face: Face, direction: Direction) -> Run {
    let font = loaded(face);
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.set_direction(direction);
    buffer.guess_segment_properties();
    let shaper = font.shaping.shaper(&font.parsed).build();
    let output = shaper.shape(buffer, ShapeOptions::new());

    let (infos, positions) = (output.glyph_infos(), output.glyph_positions());
    let mut starts: Vec<usize> = infos.iter().map(|info| info.cluster as usize).collect();
    starts.sort_unstable();
    starts.dedup();
    let end_of = |start: usize| {
        let next = starts.partition_point(|other| *other <= start);
        starts.get(next).copied().unwrap_or(text.len())
    };
    let part = |value: i32| units(value) / font.units;
    let glyphs = infos.iter().zip(positions).map(|(info, position)| {
        let start = info.cluster as usize;
        KrillaGlyph::new(
            GlyphId::new(info.glyph_id),
            part(position.x_advance),
            part(position.x_offset),
            part(position.y_offset),
            part(position.y_advance),
            start..end_of(start),
            None,
        )
    });
    Run { face, text: text.to_owned(), glyphs: glyphs.collect() }
}

#[expect(clippy::cast_precision_loss, reason = "widths of glyphs are far below what a float holds exactly")]
fn units(value: i32) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_greek_cyrillic_and_hebrew_are_set_in_one_font_and_arabic_in_the_other() {
        for (letter, expected) in [
            ('ș', Some(Face::Regular)),
            ('Ω', Some(Face::Regular)),
            ('Ж', Some(Face::Regular)),
            ('א', Some(Face::Regular)),
            ('م', Some(Face::Other)),
            ('李', None),
            ('😀', None),
        ] {
            assert_eq!(face_of(letter, Face::Regular), expected, "{letter}");
        }
    }

    #[test]
    fn a_line_of_two_directions_keeps_every_letter() {
        let runs = shape("Noa נועה Levi", Face::Regular);
        let letters: usize = runs.iter().map(|run| run.text.chars().count()).sum();
        assert_eq!(letters, 13);
        assert!(runs.iter().flat_map(|run| &run.glyphs).all(|glyph| glyph.glyph_id.to_u32() != 0));
        let hebrew = runs.iter().find(|run| run.text.contains('נ')).expect("a run of Hebrew");
        assert!(hebrew.glyphs[0].text_range.start > hebrew.glyphs[3].text_range.start, "from right to left");
        assert!(width(&runs) > 4.0);
    }
}
