//! Reads JSON from bytes into a tree, in one pass and without another reader between.
//!
//! It accepts what the reader in `reading` accepts and makes the same tree of it, a test says so; why a text is refused is
//! for that one to say, but for integers that are too large: of those beyond 64 bits it sees only the double.

use std::ops::Range;

use serde_json::Number;

use super::reading::{BEYOND_EXACT, EXACT_INTEGER_MAX, Reading};
use super::tree::{Document, Node};
use crate::limits;

/// Reads the one value that `text` is.
///
/// # Errors
///
/// Why it is refused, if it is for an integer; otherwise nothing.
pub(super) fn scan(text: &str) -> Result<Document, Option<String>> {
    let mut scanner = Scanner::over(text, 0);
    match scanner.value() {
        Some(()) if scanner.peek().is_none() => Ok(scanner.reading.document),
        _ => Err(scanner.is_too_large.then(|| too_large(&text[..scanner.at]))),
    }
}

/// Reads the value of a member of the object that `text` is: the one that begins at `at`. Tells where it ends.
pub(super) fn scan_member(text: &str, at: usize) -> Option<(Document, usize)> {
    let mut scanner = Scanner::over(text, at);
    scanner.depth_max -= 1;
    scanner.value()?;
    Some((scanner.reading.document, scanner.at))
}

/// What is wrong with the integer that `text` ends in.
fn too_large(text: &str) -> String {
    let start = text.rfind(|letter: char| letter != '-' && !letter.is_ascii_digit()).map_or(0, |before| before + 1);
    let integer = &text[start..];
    let shown = &integer[..integer.len().min(DIGITS_SHOWN)];
    let dots = if shown.len() < integer.len() { "…" } else { "" };
    let line = 1 + text.bytes().filter(|byte| *byte == b'\n').count();
    let column = text.len() - text.rfind('\n').map_or(0, |end| end + 1);
    format!("the integer {shown}{dots} {BEYOND_EXACT} at line {line} column {column}")
}

/// A fault shows no more of an integer's digits.
const DIGITS_SHOWN: usize = 40;

/// Reads values; `None` wherever the text is not JSON that is accepted.
struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
    /// Whether there are control characters anywhere: between values they may be, in texts not.
    has_controls: bool,
    /// Whether an integer ends here that not every reader holds exactly.
    is_too_large: bool,
    /// How many containers may be open.
    depth_max: usize,
    /// The containers that are open, innermost last.
    open: Vec<Container>,
    reading: Reading,
}

/// An object or array of which the end was not reached.
#[derive(Clone, Copy)]
struct Container {
    /// Its node.
    at: usize,
    /// How many values were read in it.
    count: usize,
    /// What ends it.
    end: u8,
    /// Where its names begin, if it is an object.
    first_name: usize,
}

impl<'t> Scanner<'t> {
    /// Reads from `at` on.
    fn over(text: &'t str, at: usize) -> Self {
        Self {
            bytes: text.as_bytes(),
            at,
            has_controls: has_controls(text.as_bytes()),
            is_too_large: false,
            depth_max: limits::JSON_DEPTH_MAX,
            open: Vec::new(),
            reading: Reading::over(text),
        }
    }

    /// The byte that comes next, white space left out.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match *self.bytes.get(self.at)? {
                other @ b'!'.. => return Some(other),
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                other => return Some(other),
            }
        }
    }

    /// Goes over `byte`, if it comes next.
    fn skip(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Reads one value with all that is in it.
    fn value(&mut self) -> Option<()> {
        loop {
            if !self.reading.count() {
                return None;
            }
            let begins_container = match self.peek()? {
                b'"' => self.text().map(|()| false),
                b'{' => self.container(b'}'),
                b'[' => self.container(b']'),
                b't' => self.word(b"true", Node::Bool(true)),
                b'f' => self.word(b"false", Node::Bool(false)),
                b'n' => self.word(b"null", Node::Null),
                _ => self.number(),
            };
            if begins_container? {
                continue;
            }
            loop {
                let Some(container) = self.open.last_mut() else { return Some(()) };
                container.count += 1;
                let end = container.end;
                let next = self.peek()?;
                self.at += 1;
                if next == b',' {
                    break;
                }
                if next != end {
                    return None;
                }
                self.close();
            }
            self.name()?;
        }
    }

    /// Opens a container up to the first value in it; `false` if there is none.
    fn container(&mut self, end: u8) -> Option<bool> {
        if self.open.len() == self.depth_max {
            return None;
        }
        self.at += 1;
        let (at, first_name) = (self.reading.document.open(), self.reading.open_names());
        self.open.push(Container { at, count: 0, end, first_name });
        if self.skip(end) {
            self.close();
            return Some(false);
        }
        self.name()?;
        Some(true)
    }

    /// Closes the innermost container.
    fn close(&mut self) {
        let Some(Container { at, count, end, first_name }) = self.open.pop() else { return };
        self.reading.close_names(first_name);
        self.reading.document.close(at, count, if end == b'}' { Node::Object } else { Node::Array });
    }

    /// Reads the name of a member and the colon behind it, if the innermost container is an object.
    fn name(&mut self) -> Option<()> {
        let Some(&Container { end: b'}', first_name, .. }) = self.open.last() else { return Some(()) };
        if self.peek()? != b'"' {
            return None;
        }
        self.text()?;
        (!self.reading.is_taken(first_name) && self.skip(b':')).then_some(())
    }

    fn word(&mut self, word: &[u8], node: Node) -> Option<bool> {
        if !self.bytes[self.at..].starts_with(word) {
            return None;
        }
        self.at += word.len();
        self.reading.document.push_plain(node);
        Some(false)
    }

    /// Reads the text whose first quotation mark comes next.
    fn text(&mut self) -> Option<()> {
        let start = self.at + 1;
        let end = self.plain(start)?;
        if self.bytes[end] == b'\\' {
            self.at = start;
            return self.escaped_text();
        }
        self.at = end + 1;
        self.reading.document.push_part(start, end);
        Some(())
    }

    /// Reads what follows a quotation mark, with escapes.
    #[cold]
    fn escaped_text(&mut self) -> Option<()> {
        let start = self.reading.document.texts_len();
        loop {
            let end = self.plain(self.at)?;
            self.reading.document.append_part(self.at, end);
            self.at = end + 1;
            if self.bytes[end] == b'"' {
                self.reading.document.push_appended(start);
                return Some(());
            }
            let letter = self.escape()?;
            self.reading.document.append(letter);
        }
    }

    /// Where what stands for itself from `start` on ends: at a quotation mark or a reverse solidus.
    fn plain(&self, start: usize) -> Option<usize> {
        let end = start + ending(&self.bytes[start..])?;
        if self.has_controls { self.without_controls(start, end) } else { Some(end) }
    }

    #[cold]
    fn without_controls(&self, start: usize, end: usize) -> Option<usize> {
        (!has_controls(&self.bytes[start..end])).then_some(end)
    }

    /// Reads what follows a reverse solidus.
    fn escape(&mut self) -> Option<char> {
        let letter = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.code_unit()?;
                if !(0xd800..0xdc00).contains(&unit) {
                    return char::from_u32(unit);
                }
                if self.bytes.get(self.at..self.at + 2) != Some(b"\\u") {
                    return None;
                }
                self.at += 2;
                let low = self.code_unit()?;
                if !(0xdc00..0xe000).contains(&low) {
                    return None;
                }
                char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00))?
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn code_unit(&mut self) -> Option<u32> {
        let digits = self.bytes.get(self.at..self.at + 4)?;
        self.at += 4;
        digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)?))
    }

    fn number(&mut self) -> Option<bool> {
        let start = self.at;
        let is_negative = self.bytes[start] == b'-';
        self.at += usize::from(is_negative);
        let integer = self.digits()?;
        let integer = &self.bytes[integer];
        if integer.len() > 1 && integer[0] == b'0' {
            return None;
        }
        let mut is_integer = true;
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
            is_integer = false;
        }
        if let Some(b'e' | b'E') = self.bytes.get(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.bytes.get(self.at) {
                self.at += 1;
            }
            self.digits()?;
            is_integer = false;
        }
        let number = if is_integer {
            match magnitude(integer) {
                Some(0) if is_negative => self.double(start)?,
                Some(value @ ..=EXACT_INTEGER_MAX) if is_negative => (-value.cast_signed()).into(),
                Some(value @ ..=EXACT_INTEGER_MAX) => value.into(),
                _ => {
                    self.is_too_large = true;
                    return None;
                }
            }
        } else {
            self.double(start)?
        };
        self.reading.document.push_number(number);
        Some(false)
    }

    /// The double that is nearest to what was read from `start` on.
    fn double(&self, start: usize) -> Option<Number> {
        let written = std::str::from_utf8(&self.bytes[start..self.at]).ok()?;
        Number::from_f64(written.parse().ok()?)
    }

    /// The place of at least one digit.
    fn digits(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.bytes.get(self.at) {
            self.at += 1;
        }
        if self.at == start { None } else { Some(start..self.at) }
    }
}

/// The integer of these digits, if 64 bits hold it.
fn magnitude(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |value, digit| value.checked_mul(10)?.checked_add(u64::from(digit - b'0')))
}

/// How many bytes there are before the first quotation mark or reverse solidus.
fn ending(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    // Most texts end here.
    while at < STRIDE {
        let Some(word) = bytes[at..].first_chunk() else { return ending_by_bytes(bytes) };
        if let Some(found) = ending_in(*word) {
            return Some(at + found);
        }
        at += 8;
    }
    far_ending(bytes)
}

const STRIDE: usize = 32;

/// The place in a word.
fn ending_in(word: [u8; 8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let word = u64::from_le_bytes(word);
    // Exact for the lowest byte that is found: what is borrowed comes from there.
    let zero = |word: u64| word.wrapping_sub(ONES);
    let found = (zero(word ^ (ONES * u64::from(b'"'))) | zero(word ^ (ONES * u64::from(b'\\')))) & !word & HIGHS;
    (found != 0).then(|| found.trailing_zeros() as usize / 8)
}

#[cold]
fn ending_by_bytes(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| matches!(byte, b'"' | b'\\'))
}

/// A text that is long is gone over in strides that do not end early: many bytes an instruction.
#[inline(never)]
fn far_ending(bytes: &[u8]) -> Option<usize> {
    let ends = |byte: &u8| u8::from(*byte == b'"') | u8::from(*byte == b'\\');
    let has_none = |stride: &&[u8; STRIDE]| stride.iter().map(ends).fold(0, |found, ends| found | ends) == 0;
    let mut at = bytes.as_chunks().0.iter().take_while(has_none).count() * STRIDE;
    while let Some(word) = bytes[at..].first_chunk() {
        if let Some(found) = ending_in(*word) {
            return Some(at + found);
        }
        at += 8;
    }
    Some(at + ending_by_bytes(&bytes[at..])?)
}

/// Whether there are control characters in `bytes`.
fn has_controls(bytes: &[u8]) -> bool {
    bytes.iter().fold(u8::MAX, |least, byte| least.min(*byte)) < b' '
}

/// How many bytes there are before the first that does not stand for itself in a text: a quotation mark, a reverse solidus,
/// a control character.
pub(super) fn plain(bytes: &[u8]) -> usize {
    const STEP: usize = 64;
    let begin = plain_by_words(&bytes[..bytes.len().min(STEP)]);
    if begin < STEP {
        return begin;
    }
    // A text that is long, such as a picture, is gone over in steps that do not end early: many bytes an instruction.
    let is_whole = |step: &&[u8]| step.iter().fold(true, |whole, byte| whole & is_plain(*byte));
    let rest = &bytes[STEP..];
    let whole = rest.chunks_exact(STEP).take_while(is_whole).count() * STEP;
    STEP + whole + plain_by_words(&rest[whole..])
}

fn is_plain(byte: u8) -> bool {
    byte >= b' ' && byte != b'"' && byte != b'\\'
}

fn plain_by_words(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    // Exact for the lowest byte that is found: what is borrowed comes from there.
    let below = |word: u64, bound: u8| word.wrapping_sub(ONES * u64::from(bound)) & !word & HIGHS;
    let mut words = bytes.chunks_exact(8);
    let mut at = 0;
    for word in words.by_ref() {
        let word = u64::from_le_bytes(word.try_into().expect("eight bytes"));
        let found =
            below(word, b' ') | below(word ^ (ONES * u64::from(b'"')), 1) | below(word ^ (ONES * u64::from(b'\\')), 1);
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at + words.remainder().iter().take_while(|byte| is_plain(**byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_at_its_first_byte_that_does_not_stand_for_itself() {
        for len in [0, 1, 7, 8, 63, 64, 65, 127, 128, 129, 200] {
            let all = vec![b'a'; len];
            assert_eq!(plain(&all), len);
            for (at, end) in (0..len).zip([b'"', b'\\', 0x1f, 0].into_iter().cycle()) {
                let mut text = all.clone();
                text[at] = end;
                assert_eq!(plain(&text), at, "{end:#x} at {at} of {len}");
                // Beyond ASCII all stand for themselves.
                text[at] = end | 0x80;
                assert_eq!(plain(&text), len, "{:#x} at {at} of {len}", end | 0x80);
            }
        }
    }
}
