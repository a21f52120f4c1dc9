//! Reads JSON from bytes into a tree, in one pass and without another reader between.
//!
//! It accepts what the reader in `reading` accepts and makes the same tree of it, a test says so; why a text is refused is
//! for that one to say, but for integers that are too large: of those beyond 64 bits it sees only the double.

use std::ops::Range;

use serde_json::Number;

use super::reading::{BEYOND_EXACT, EXACT_INTEGER_MAX, Reading};
use super::tree::{Document, Node, Span};
use crate::limits;

/// The text is not JSON that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    /// An integer ends here that not every reader holds exactly.
    Integer,
    /// Something else.
    Malformed,
}

use Refused::Malformed;

type Result<T> = std::result::Result<T, Refused>;

/// Reads the one value that `text` is.
///
/// # Errors
///
/// Why it is refused, if it is for an integer; otherwise nothing.
pub(super) fn scan(text: &str) -> std::result::Result<Document, Option<String>> {
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0, reading: Reading::over(text) };
    match scanner.value(0) {
        Ok(()) if scanner.peek().is_none() => Ok(scanner.reading.document),
        Ok(()) | Err(Malformed) => Err(None),
        Err(Refused::Integer) => Err(Some(too_large(&text[..scanner.at]))),
    }
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

struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
    reading: Reading,
}

impl Scanner<'_> {
    /// The byte that comes next, white space left out.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    /// Goes over `byte`, if it comes next.
    fn skip(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Reads one value below `depth` open containers.
    fn value(&mut self, depth: usize) -> Result<()> {
        if !self.reading.count() {
            return Err(Malformed);
        }
        match self.peek().ok_or(Malformed)? {
            b'"' => self.text().map(drop),
            b'{' => self.object(deeper(depth)?),
            b'[' => self.array(deeper(depth)?),
            b't' => self.word(b"true", Node::Bool(true)),
            b'f' => self.word(b"false", Node::Bool(false)),
            b'n' => self.word(b"null", Node::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<()> {
        self.at += 1;
        let at = self.reading.document.open();
        let first = self.reading.open_names();
        let (mut many, mut count) = (None, 0);
        if !self.skip(b'}') {
            loop {
                if self.peek() != Some(b'"') {
                    return Err(Malformed);
                }
                let name = self.text()?;
                if self.reading.is_taken(first, name, &mut many) || !self.skip(b':') {
                    return Err(Malformed);
                }
                self.value(depth)?;
                count += 1;
                if !self.skip(b',') {
                    break;
                }
            }
            if !self.skip(b'}') {
                return Err(Malformed);
            }
        }
        self.reading.close_names(first);
        self.reading.document.close(at, count, Node::Object);
        Ok(())
    }

    fn array(&mut self, depth: usize) -> Result<()> {
        self.at += 1;
        let at = self.reading.document.open();
        let mut count = 0;
        if !self.skip(b']') {
            loop {
                self.value(depth)?;
                count += 1;
                if !self.skip(b',') {
                    break;
                }
            }
            if !self.skip(b']') {
                return Err(Malformed);
            }
        }
        self.reading.document.close(at, count, Node::Array);
        Ok(())
    }

    fn word(&mut self, word: &[u8], node: Node) -> Result<()> {
        if !self.bytes[self.at..].starts_with(word) {
            return Err(Malformed);
        }
        self.at += word.len();
        self.reading.document.push_plain(node);
        Ok(())
    }

    /// Reads the text whose first quotation mark comes next.
    fn text(&mut self) -> Result<Span> {
        let start = self.at + 1;
        let end = start + plain(&self.bytes[start..]);
        match self.bytes.get(end) {
            Some(b'"') => {
                self.at = end + 1;
                Ok(self.reading.document.push_part(start, end))
            }
            Some(b'\\') => {
                self.at = start;
                self.escaped_text()
            }
            _ => Err(Malformed),
        }
    }

    /// Reads what follows a quotation mark, with escapes.
    fn escaped_text(&mut self) -> Result<Span> {
        let start = self.reading.document.texts_len();
        loop {
            let end = self.at + plain(&self.bytes[self.at..]);
            self.reading.document.append_part(self.at, end);
            self.at = end + 1;
            match self.bytes.get(end) {
                Some(b'"') => return Ok(self.reading.document.push_appended(start)),
                Some(b'\\') => {
                    let letter = self.escape()?;
                    self.reading.document.append(letter);
                }
                _ => return Err(Malformed),
            }
        }
    }

    /// Reads what follows a reverse solidus.
    fn escape(&mut self) -> Result<char> {
        let letter = *self.bytes.get(self.at).ok_or(Malformed)?;
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.code_unit()?;
                if !(0xd800..0xdc00).contains(&unit) {
                    return char::from_u32(unit).ok_or(Malformed);
                }
                if self.bytes.get(self.at..self.at + 2) != Some(b"\\u") {
                    return Err(Malformed);
                }
                self.at += 2;
                let low = self.code_unit()?;
                if !(0xdc00..0xe000).contains(&low) {
                    return Err(Malformed);
                }
                char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00)).ok_or(Malformed)?
            }
            _ => return Err(Malformed),
        })
    }

    /// Four hexadecimal digits.
    fn code_unit(&mut self) -> Result<u32> {
        let digits = self.bytes.get(self.at..self.at + 4).ok_or(Malformed)?;
        self.at += 4;
        digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)?)).ok_or(Malformed)
    }

    fn number(&mut self) -> Result<()> {
        let start = self.at;
        let is_negative = self.bytes[start] == b'-';
        self.at += usize::from(is_negative);
        let integer = self.digits()?;
        let integer = &self.bytes[integer];
        if integer.len() > 1 && integer[0] == b'0' {
            return Err(Malformed);
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
                _ => return Err(Refused::Integer),
            }
        } else {
            self.double(start)?
        };
        self.reading.document.push_number(number);
        Ok(())
    }

    /// The double that is nearest to what was read from `start` on.
    fn double(&self, start: usize) -> Result<Number> {
        let written = std::str::from_utf8(&self.bytes[start..self.at]).map_err(|_| Malformed)?;
        Number::from_f64(written.parse().map_err(|_| Malformed)?).ok_or(Malformed)
    }

    /// The place of at least one digit.
    fn digits(&mut self) -> Result<Range<usize>> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.bytes.get(self.at) {
            self.at += 1;
        }
        if self.at == start { Err(Malformed) } else { Ok(start..self.at) }
    }
}

/// One container deeper.
fn deeper(depth: usize) -> Result<usize> {
    if depth < limits::JSON_DEPTH_MAX { Ok(depth + 1) } else { Err(Malformed) }
}

/// The integer of these digits, if 64 bits hold it.
fn magnitude(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |value, digit| value.checked_mul(10)?.checked_add(u64::from(digit - b'0')))
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
