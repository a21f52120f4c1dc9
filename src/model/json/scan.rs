//! Reads JSON from bytes into a tree, in one pass and without another reader between.
//!
//! It accepts what the reader in `reading` accepts and makes the same tree of it, a test says so; why a text is refused is
//! for that one to say, but for integers that are too large: of those beyond 64 bits it sees only the double.

use std::ops::{ControlFlow, Range};

use serde_json::Number;

use super::reading::{BEYOND_EXACT, EXACT_INTEGER_MAX, Names, Reading};
use super::stride::{Controls, ending};
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
    controls: Controls,
    /// Whether an integer ends here that not every reader holds exactly.
    is_too_large: bool,
    /// How many containers may be open.
    depth_max: usize,
    /// The containers that are open, innermost last.
    open: Vec<Container>,
    reading: Reading,
}

/// What comes next: in objects a name before each value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Name,
    Value,
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
    /// What is in it.
    next: Next,
    names: Names,
}

impl<'t> Scanner<'t> {
    /// Reads from `at` on.
    fn over(text: &'t str, at: usize) -> Self {
        Self {
            bytes: text.as_bytes(),
            at,
            controls: Controls::default(),
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
        let mut next = Next::Value;
        loop {
            let byte = self.peek()?;
            // Nearly all there is are texts: names and values are read in one place.
            if byte == b'"' {
                self.text()?;
            }
            if next == Next::Name {
                let Container { at, names, .. } = self.open.last_mut()?;
                if byte != b'"' || self.reading.is_taken(*at, names) || !self.skip(b':') {
                    return None;
                }
                next = Next::Value;
                continue;
            }
            if !self.reading.count() {
                return None;
            }
            let is_entered = match byte {
                b'"' => false,
                b'{' | b'[' => self.enter(byte)?,
                b't' => self.word(b"true", Node::Bool(true))?,
                b'f' => self.word(b"false", Node::Bool(false))?,
                b'n' => self.word(b"null", Node::Null)?,
                _ => self.number()?,
            };
            if !is_entered && self.leave()?.is_break() {
                return Some(());
            }
            next = self.open.last()?.next;
        }
    }

    /// Enters a container up to what is in it; `false` if there is nothing.
    fn enter(&mut self, begin: u8) -> Option<bool> {
        if self.open.len() == self.depth_max {
            return None;
        }
        self.at += 1;
        let (end, next) = if begin == b'{' { (b'}', Next::Name) } else { (b']', Next::Value) };
        let at = self.reading.document.open();
        self.open.push(Container { at, count: 0, end, next, names: Names::default() });
        if !self.skip(end) {
            return Some(true);
        }
        self.close();
        Some(false)
    }

    /// Leaves the containers that end behind a value.
    fn leave(&mut self) -> Option<ControlFlow<()>> {
        while let Some(container) = self.open.last_mut() {
            container.count += 1;
            let end = container.end;
            let byte = self.peek()?;
            self.at += 1;
            if byte == b',' {
                return Some(ControlFlow::Continue(()));
            }
            if byte != end {
                return None;
            }
            self.close();
        }
        Some(ControlFlow::Break(()))
    }

    /// Closes the innermost container.
    fn close(&mut self) {
        let Some(Container { at, count, next, names, .. }) = self.open.pop() else { return };
        self.reading.close_names(names);
        self.reading.document.close(at, count, if next == Next::Name { Node::Object } else { Node::Array });
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
        let end = start + ending(&self.bytes[start..])?;
        if self.controls.are_in(self.bytes, start..end) {
            return None;
        }
        if self.bytes[end] == b'\\' {
            return self.escaped_text(start);
        }
        self.at = end + 1;
        self.reading.document.push_part(start, end);
        Some(())
    }

    /// Reads the text that begins at `start` and has escapes.
    #[cold]
    fn escaped_text(&mut self, start: usize) -> Option<()> {
        let first = self.reading.document.texts_len();
        self.at = start;
        loop {
            let end = self.at + ending(&self.bytes[self.at..])?;
            if self.controls.are_in(self.bytes, self.at..end) {
                return None;
            }
            self.reading.document.append_part(self.at, end);
            self.at = end + 1;
            if self.bytes[end] == b'"' {
                self.reading.document.push_appended(first);
                return Some(());
            }
            let letter = self.escape()?;
            self.reading.document.append(letter);
        }
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
