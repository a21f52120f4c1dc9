//! Texts as they can be shown: what no font has becomes code points in brackets, and where lines break.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::fonts::{self, Face};

/// A line that fits.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// What is drawn; a blank at its end joins it to the next line for readers of the text.
    pub(super) shown: String,
    /// The letters themselves, where what is drawn stands for others.
    pub(super) source: Option<String>,
}

/// A text ready to be broken into lines.
pub(super) struct Shown {
    text: String,
    source: String,
    /// Where each drawn piece begins, and the letter that it stands for; empty when all is drawn as it is.
    places: Vec<(usize, usize)>,
    replaced: bool,
}

impl Shown {
    /// Prepares a text; what no font has is replaced.
    pub(super) fn new(text: &str, face: Face) -> Self {
        let source: String = text.nfc().map(|letter| if letter == '\t' { ' ' } else { letter }).collect();
        if source.chars().all(|letter| letter == '\n' || is_drawn(letter, face)) {
            return Self { text: source.clone(), source, places: Vec::new(), replaced: false };
        }
        let mut shown = Self { text: String::new(), source: String::new(), places: Vec::new(), replaced: false };
        let mut open = false;
        for letter in source.chars() {
            let drawn = letter == '\n' || is_drawn(letter, face);
            if drawn && open {
                shown.text.push(']');
                open = false;
            }
            if is_invisible(letter) {
                continue;
            }
            if drawn {
                shown.places.push((shown.text.len(), shown.source.len()));
                shown.text.push(letter);
            } else {
                let start = shown.text.len() + usize::from(open);
                shown.text.push(if open { ' ' } else { '[' });
                shown.places.push((start, shown.source.len()));
                shown.text.push_str(&format!("U+{:04X}", u32::from(letter)));
                (open, shown.replaced) = (true, true);
            }
            shown.source.push(if is_sayable(letter) { letter } else { char::REPLACEMENT_CHARACTER });
        }
        if open {
            shown.text.push(']');
        }
        shown
    }

    /// Whether letters were replaced.
    pub(super) fn is_replaced(&self) -> bool {
        self.replaced
    }

    /// Breaks the text into lines of at most `width` points at `size`.
    pub(super) fn lines(&self, face: Face, size: f32, width: f32) -> Vec<Line> {
        let mut lines = Vec::new();
        for paragraph in ranges(&self.text, '\n') {
            self.break_paragraph(paragraph, face, size, width, &mut lines);
        }
        lines
    }

    fn break_paragraph(&self, paragraph: (usize, usize), face: Face, size: f32, width: f32, lines: &mut Vec<Line>) {
        let blank = fonts::advance(' ', face) * size;
        let mut line: Option<(usize, usize)> = None;
        let mut used = 0.0;
        let text = &self.text[paragraph.0..paragraph.1];
        for (start, end) in ranges(text, ' ') {
            let (mut start, end) = (paragraph.0 + start, paragraph.0 + end);
            if start == end {
                continue;
            }
            let mut long = measure(&self.text[start..end], face, size);
            if let Some((from, _)) = line {
                if used + blank + long <= width {
                    used += blank + long;
                    line = Some((from, end));
                    continue;
                }
                lines.extend(line.take().map(|line| self.line(line, true)));
            }
            while long > width {
                let cut = start + cut(&self.text[start..end], face, size, width);
                if cut >= end {
                    break;
                }
                lines.push(self.line((start, cut), false));
                start = cut;
                long = measure(&self.text[start..end], face, size);
            }
            used = long;
            line = Some((start, end));
        }
        lines.extend(line.map(|line| self.line(line, false)));
    }

    fn line(&self, (start, end): (usize, usize), goes_on: bool) -> Line {
        let mut shown = self.text[start..end].to_owned();
        let mut source = None;
        if !self.places.is_empty() {
            let from = self.places.iter().rev().find(|(drawn, _)| *drawn <= start).map_or(0, |(_, source)| *source);
            let until =
                self.places.iter().find(|(drawn, _)| *drawn >= end).map_or(self.source.len(), |(_, source)| *source);
            let mut letters = self.source[from..until.max(from)].to_owned();
            if letters.trim_end() != shown.trim_end() && !letters.is_empty() {
                if goes_on && self.source[until..].starts_with(' ') {
                    letters.push(' ');
                }
                source = Some(letters);
            }
        }
        if goes_on {
            shown.push(' ');
        }
        Line { shown, source }
    }
}

/// The width of a text in points, letter by letter.
pub(super) fn measure(text: &str, face: Face, size: f32) -> f32 {
    text.chars().map(|letter| fonts::advance(letter, face)).sum::<f32>() * size
}

/// Where a word that is too long is cut: after a sign that parts it, if there is one far enough to the right, else where
/// the width ends; never before a mark that belongs to the letter before it, and after one letter at least.
fn cut(word: &str, face: Face, size: f32, width: f32) -> usize {
    let mut used = 0.0;
    let mut last = 0;
    let mut parted = None;
    for (at, letter) in word.char_indices() {
        if at > 0 && !is_combining_mark(letter) {
            last = at;
        }
        used += fonts::advance(letter, face) * size;
        if used > width && last > 0 {
            break;
        }
        if matches!(letter, '/' | '-' | '?' | '&' | '=' | '_' | ':' | '.' | '@') && used > width / 2.0 {
            parted = Some(at + letter.len_utf8());
        }
    }
    let next = word.chars().next().map_or(0, char::len_utf8);
    parted.filter(|at| *at < word.len()).unwrap_or(if last == 0 { next } else { last })
}

/// Pieces between a sign, as ranges.
fn ranges(text: &str, sign: char) -> Vec<(usize, usize)> {
    let mut start = 0;
    let mut found = Vec::new();
    for (at, _) in text.match_indices(sign) {
        found.push((start, at));
        start = at + sign.len_utf8();
    }
    found.push((start, text.len()));
    found
}

/// Whether the letter is drawn as itself.
fn is_drawn(letter: char, face: Face) -> bool {
    is_sayable(letter) && !is_control(letter) && !is_invisible(letter) && fonts::face_of(letter, face).is_some()
}

/// What changes nothing that a reader sees when it is left out.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\r')
}

/// Signs that steer how other letters are shown: they are named, since they could hide what is written.
fn is_control(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

/// What a PDF for archives may give as text: no private letters, none that are none (ISO 19005-3, 6.2.11.7).
fn is_sayable(letter: char) -> bool {
    let code = u32::from(letter);
    let private = matches!(code, 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF);
    let none = matches!(code, 0xFDD0..=0xFDEF) || code & 0xFFFE == 0xFFFE;
    !private && !none && (!letter.is_control() || letter == '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, width: f32, expected: &[(&str, Option<&str>)]) {
        let lines = Shown::new(text, Face::Regular).lines(Face::Regular, 10.0, width);
        let found: Vec<_> = lines.iter().map(|line| (line.shown.as_str(), line.source.as_deref())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn lines_break_between_words_and_inside_what_is_too_long() {
        check("one two", 100.0, &[("one two", None)]);
        check("one  two three", 40.0, &[("one  two ", None), ("three", None)]);
        check("one\ntwo", 100.0, &[("one", None), ("two", None)]);
        check("mmmmmm", 28.0, &[("mmm", None), ("mmm", None)]);
        check("https://a.example/long", 60.0, &[("https://a.", None), ("example/long", None)]);
        check("", 10.0, &[]);
        check("m", 1.0, &[("m", None)]);
    }

    #[test]
    fn letters_without_a_font_are_given_by_their_numbers_and_kept_as_text() {
        check("Li 李明!", 200.0, &[("Li [U+674E U+660E]!", Some("Li 李明!"))]);
        check("李明", 50.0, &[("[U+674E ", Some("李")), ("U+660E]", Some("明"))]);
        check("😀", 200.0, &[("[U+1F600]", Some("😀"))]);
        check("a\u{7}b", 200.0, &[("a[U+0007]b", Some("a\u{fffd}b"))]);
        check("a\u{202e}b", 200.0, &[("a[U+202E]b", Some("a\u{202e}b"))]);
        check("\u{e000}", 200.0, &[("[U+E000]", Some("\u{fffd}"))]);
        check("soft\u{ad}ly", 200.0, &[("softly", None)]);
        check("cafe\u{301}", 200.0, &[("café", None)]);
    }

    #[test]
    fn it_is_known_whether_a_note_is_due() {
        for (text, expected) in [("Li", false), ("soft\u{ad}ly", false), ("李", true), ("[U+0041]", false)] {
            assert_eq!(Shown::new(text, Face::Regular).is_replaced(), expected, "{text}");
        }
    }
}
