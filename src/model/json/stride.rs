//! Finds what ends a text, or must not be in it, many bytes at a time: most of a document is texts.

use std::ops::Range;

/// How many bytes are looked at together.
const STRIDE: usize = 32;
const WORD: usize = 8;
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// How many bytes there are before the first quotation mark or reverse solidus, which both end what stands for itself in a
/// text.
pub(super) fn ending(bytes: &[u8]) -> Option<usize> {
    find(bytes, ends, |byte| u8::from(byte == b'"') | u8::from(byte == b'\\'))
}

/// How many bytes there are before the first that is escaped when a text is written: one that [`ending`] finds, or a control
/// character.
pub(super) fn plain(bytes: &[u8]) -> usize {
    let alone = |byte| u8::from(byte < b' ') | u8::from(byte == b'"') | u8::from(byte == b'\\');
    find(bytes, |word| ends(word) | below(word, b' '), alone).unwrap_or(bytes.len())
}

/// Marks quotation marks and reverse solidi, as [`below`] does.
fn ends(word: u64) -> u64 {
    let of = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    of(b'"') | of(b'\\')
}

/// Whether there are escapes in `bytes`.
pub(super) fn has_escapes(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |found, byte| found | u8::from(*byte == b'\\')) != 0
}

/// The control characters of a document: between values they may be, in texts not. Each is looked for once.
#[derive(Default)]
pub(super) struct Controls {
    /// Where the next one is, of what was looked at last.
    next: usize,
}

impl Controls {
    /// Whether there are any in `range`, which begins no earlier than the one before.
    pub(super) fn are_in(&mut self, bytes: &[u8], range: Range<usize>) -> bool {
        if self.next <= range.start {
            self.next = Self::next(bytes, range.start);
        }
        self.next < range.end
    }

    #[cold]
    fn next(bytes: &[u8], from: usize) -> usize {
        let next = find(&bytes[from..], |word| below(word, b' '), |byte| u8::from(byte < b' '));
        next.map_or(bytes.len(), |next| from + next)
    }
}

/// Marks the bytes of a word that are below `bound`, each by its high bit. It is right up to the lowest byte that is marked:
/// what is borrowed comes from there.
fn below(word: u64, bound: u8) -> u64 {
    word.wrapping_sub(ONES * u64::from(bound)) & !word & HIGHS
}

/// The first byte that `in_word` marks in its word, and for which `alone` is not zero.
fn find(bytes: &[u8], in_word: impl Fn(u64) -> u64, alone: impl Fn(u8) -> u8) -> Option<usize> {
    let marked = |word: &[u8; WORD]| match in_word(u64::from_le_bytes(*word)) {
        0 => None,
        marks => Some(marks.trailing_zeros() as usize / 8),
    };
    let in_words = |bytes: &[u8]| {
        let (words, rest) = bytes.as_chunks();
        let first = words.iter().enumerate().find_map(|(place, word)| Some(WORD * place + marked(word)?));
        first.or_else(|| Some(bytes.len() - rest.len() + rest.iter().position(|byte| alone(*byte) != 0)?))
    };
    // Most texts end soon.
    let (head, rest) = bytes.split_at(bytes.len().min(STRIDE));
    if let Some(found) = in_words(head) {
        return Some(found);
    }
    // Long ones are gone over in strides that do not end early: many bytes an instruction.
    let has_none = |stride: &&[u8; STRIDE]| stride.iter().fold(0, |found, byte| found | alone(*byte)) == 0;
    let at = rest.as_chunks().0.iter().take_while(has_none).count() * STRIDE;
    Some(head.len() + at + in_words(&rest[at..])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_found_wherever_it_is() {
        let control = |bytes: &[u8]| Controls::next(bytes, 0);
        for len in [0, 1, 7, 8, 31, 32, 33, 63, 64, 65, 71, 127, 128, 129, 200] {
            let all = vec![b'a'; len];
            assert_eq!((ending(&all), control(&all), has_escapes(&all), plain(&all)), (None, len, false, len));
            for (at, byte) in (0..len).zip([b'"', b'\\', 0x1f, 0].into_iter().cycle()) {
                let shown = format!("{byte:#x} at {at} of {len}");
                let mut text = all.clone();
                text[at] = byte;
                let found = if byte < b' ' { (None, at) } else { (Some(at), len) };
                assert_eq!((ending(&text), control(&text)), found, "{shown}");
                assert_eq!(plain(&text), at, "{shown}");
                assert_eq!(has_escapes(&text), byte == b'\\', "{shown}");
                // Whatever follows.
                text[at + 1..].fill(byte);
                assert_eq!((ending(&text), control(&text)), found, "{shown} and on");
                // Beyond ASCII all stand for themselves.
                text[at..].fill(byte | 0x80);
                assert_eq!((ending(&text), control(&text)), (None, len), "{shown}, beyond ASCII");
            }
        }
    }

    #[test]
    fn control_characters_are_known_part_by_part() {
        let bytes = b"ab\ncd\tef";
        for start in 0..bytes.len() {
            let mut controls = Controls::default();
            for (start, end) in [(start, start), (start, start + 1), (start + 1, bytes.len())] {
                let any = bytes[start..end].iter().any(u8::is_ascii_control);
                assert_eq!(controls.are_in(bytes, start..end), any, "{start} {end}");
            }
        }
    }
}
