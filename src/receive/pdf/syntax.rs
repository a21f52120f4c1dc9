//! The objects of PDF (ISO 32000-2, section 7.3), out of bytes. Depth and number are bounded.

use std::cell::Cell;

use crate::limits;

/// An object.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Object {
    Array(Vec<Object>),
    Dictionary(Dictionary),
    Integer(i64),
    Name(Vec<u8>),
    /// Null, a truth value, a number with a fraction: nothing that is looked at here.
    Other,
    /// Another object, by its number.
    Reference(u32),
    Text(Vec<u8>),
}

/// Keys and values as they stand; the first of one name counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Dictionary(Vec<(Vec<u8>, Object)>);

impl Dictionary {
    pub(super) fn get(&self, key: &[u8]) -> Option<&Object> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    pub(super) fn integer(&self, key: &[u8]) -> Option<i64> {
        match self.get(key)? {
            Object::Integer(number) => Some(*number),
            _ => None,
        }
    }
}

/// Reads objects one after another; `None` from any of its functions means that the file is malformed or over a bound.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// How many objects were read of the file so far.
    objects: &'a Cell<usize>,
}

impl<'a> Reader<'a> {
    /// Begins at `at`, which a file may say to lie beyond its end.
    pub(super) fn new(bytes: &'a [u8], at: usize, objects: &'a Cell<usize>) -> Self {
        Self { bytes, at: at.min(bytes.len()), objects }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Over blanks and comments.
    pub(super) fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => {
                    while self.peek().is_some_and(|byte| !matches!(byte, b'\r' | b'\n')) {
                        self.at += 1;
                    }
                }
                byte if is_blank(byte) => self.at += 1,
                _ => break,
            }
        }
    }

    /// Whether the word `word` comes next; then it is read.
    pub(super) fn word(&mut self, word: &[u8]) -> bool {
        self.skip_blanks();
        let found = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        if found {
            self.at += word.len();
        }
        found
    }

    /// A number without sign or fraction.
    pub(super) fn number(&mut self) -> Option<u64> {
        self.skip_blanks();
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        std::str::from_utf8(&self.bytes[start..self.at]).ok()?.parse().ok()
    }

    /// The next object.
    pub(super) fn object(&mut self) -> Option<Object> {
        self.object_within(0)
    }

    fn object_within(&mut self, depth: usize) -> Option<Object> {
        self.objects.set(self.objects.get() + 1);
        if depth > limits::PDF_DEPTH_MAX || self.objects.get() > limits::PDF_OBJECTS_MAX {
            return None;
        }
        self.skip_blanks();
        match self.peek()? {
            b'/' => self.name().map(Object::Name),
            b'(' => self.text().map(Object::Text),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.dictionary(depth).map(Object::Dictionary),
            b'<' => self.hex_text().map(Object::Text),
            b'[' => {
                self.at += 1;
                let mut items = Vec::new();
                while !self.word(b"]") {
                    items.push(self.object_within(depth + 1)?);
                }
                Some(Object::Array(items))
            }
            b'0'..=b'9' => Some(self.reference().unwrap_or_else(|| self.numeric())),
            b'+' | b'-' | b'.' => Some(self.numeric()),
            _ => [&b"true"[..], b"false", b"null"].iter().any(|word| self.word(word)).then_some(Object::Other),
        }
    }

    /// `12 0 R`, if that comes next.
    fn reference(&mut self) -> Option<Object> {
        let start = self.at;
        let number = self.number().and_then(|number| u32::try_from(number).ok());
        let generation = number.and_then(|_| self.number());
        let found = generation.is_some() && self.word(b"R");
        if !found {
            self.at = start;
            return None;
        }
        number.map(Object::Reference)
    }

    fn numeric(&mut self) -> Object {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.')) {
            self.at += 1;
        }
        let text = std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or_default();
        text.parse().map_or(Object::Other, Object::Integer)
    }

    fn dictionary(&mut self, depth: usize) -> Option<Dictionary> {
        self.at += 2;
        let mut members = Vec::new();
        while !self.word(b">>") {
            let name = self.name()?;
            members.push((name, self.object_within(depth + 1)?));
        }
        Some(Dictionary(members))
    }

    fn name(&mut self) -> Option<Vec<u8>> {
        self.skip_blanks();
        if self.peek()? != b'/' {
            return None;
        }
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|byte| !is_blank(*byte) && !b"()<>[]{}/%".contains(byte)) {
            let escaped = self.bytes.get(self.at + 1..self.at + 3).filter(|_| byte == b'#');
            match escaped.and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok()) {
                Some(byte) => {
                    name.push(byte);
                    self.at += 3;
                }
                None => {
                    name.push(byte);
                    self.at += 1;
                }
            }
        }
        Some(name)
    }

    fn text(&mut self) -> Option<Vec<u8>> {
        let mut text = Vec::new();
        let mut open = 0_usize;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' if open == 1 => return Some(text),
                b')' => open -= 1,
                b'\\' => {
                    self.escaped(&mut text)?;
                    continue;
                }
                _ => {}
            }
            if open > 1 || byte != b'(' {
                text.push(byte);
            }
        }
    }

    fn escaped(&mut self, text: &mut Vec<u8>) -> Option<()> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' if self.peek() == Some(b'\n') => self.at += 1,
            b'\r' | b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit) = self.peek().filter(|byte| (b'0'..=b'7').contains(byte)) else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                text.push(u8::try_from(code & 0xff).expect("eight bits"));
            }
            byte => text.push(byte),
        }
        Some(())
    }

    fn hex_text(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let end = self.bytes[self.at..].iter().position(|byte| *byte == b'>')?;
        let digits = self.bytes[self.at..self.at + end].iter().filter(|byte| !is_blank(**byte));
        let mut digits = digits.map(|byte| char::from(*byte).to_digit(16)).collect::<Option<Vec<_>>>()?;
        self.at += end + 1;
        if digits.len() % 2 == 1 {
            digits.push(0);
        }
        digits.chunks_exact(2).map(|two| u8::try_from(two[0] * 16 + two[1]).ok()).collect()
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}
