//! From bytes to text: which encoding a list has, and its text in a stream, without a guess that nobody sees.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::limits::LEARNER_ROW_BYTES_MAX;

/// What was found out about a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detected {
    /// UTF-8 or UTF-16, for certain.
    Certain(&'static Encoding),
    /// UTF-8 or UTF-16, by the byte order mark at its beginning.
    Marked(&'static Encoding),
    /// Not UTF-8, and plausible as Windows-1252.
    Likely(&'static Encoding),
    /// UTF-8 up to this line, where something else begins.
    Mixed { line: u64 },
    /// None of these: another code page.
    Unknown { line: u64 },
}

/// Reads all of `source` and says what its encoding is; leaves it at its beginning.
pub(super) fn detect<S: Read + Seek>(source: &mut S) -> io::Result<Detected> {
    source.seek(SeekFrom::Start(0))?;
    let mut survey = Survey::default();
    let mut buffer = vec![0_u8; 64 * 1024];
    let mut first = true;
    loop {
        let count = source.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        let bytes = &buffer[..count];
        if first {
            first = false;
            if let Some((encoding, _)) = Encoding::for_bom(bytes) {
                if encoding != UTF_8 {
                    source.seek(SeekFrom::Start(0))?;
                    return Ok(Detected::Marked(encoding));
                }
                survey.marked = true;
            } else if let Some(encoding) = utf_16_without_mark(bytes) {
                source.seek(SeekFrom::Start(0))?;
                return Ok(Detected::Certain(encoding));
            }
            source.seek(SeekFrom::Start(count as u64))?;
        }
        survey.add(bytes);
    }
    source.seek(SeekFrom::Start(0))?;
    Ok(survey.finish())
}

/// Text without a mark whose every other byte is zero in most places.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096)];
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let half = sample.len() / 2;
    match (zeros(0), zeros(1)) {
        (even, odd) if half > 8 && odd * 2 > half && even == 0 => Some(UTF_16LE),
        (even, odd) if half > 8 && even * 2 > half && odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// What the bytes of a file look like.
#[derive(Default)]
struct Survey {
    rest: Vec<u8>,
    line: u64,
    letters_utf_8: u64,
    invalid_at: Option<u64>,
    undefined_1252_at: Option<u64>,
    marked: bool,
    high: u64,
    high_runs: u64,
    previous_high: bool,
}

impl Survey {
    fn add(&mut self, bytes: &[u8]) {
        let mut joined = std::mem::take(&mut self.rest);
        joined.extend_from_slice(bytes);
        let mut at = 0;
        while at < joined.len() {
            let byte = joined[at];
            if byte < 0x80 {
                self.line += u64::from(byte == b'\n');
                self.previous_high = false;
                at += 1;
                continue;
            }
            let wanted = match byte {
                0xc2..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xf4 => 4,
                _ => 1,
            };
            if at + wanted > joined.len() {
                self.rest = joined[at..].to_vec();
                return;
            }
            if wanted > 1 && std::str::from_utf8(&joined[at..at + wanted]).is_ok() {
                self.letters_utf_8 += 1;
                joined[at..at + wanted].iter().for_each(|byte| self.high(*byte));
                at += wanted;
            } else {
                self.invalid_at.get_or_insert(self.line + 1);
                self.high(byte);
                at += 1;
            }
        }
    }

    fn high(&mut self, byte: u8) {
        self.high += 1;
        self.high_runs += u64::from(self.previous_high);
        self.previous_high = true;
        if matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d) {
            self.undefined_1252_at.get_or_insert(self.line + 1);
        }
    }

    fn finish(mut self) -> Detected {
        if !self.rest.is_empty() {
            self.invalid_at.get_or_insert(self.line + 1);
            for byte in std::mem::take(&mut self.rest) {
                self.high(byte);
            }
        }
        match (self.invalid_at, self.undefined_1252_at) {
            (None, _) if self.marked => Detected::Marked(UTF_8),
            (None, _) => Detected::Certain(UTF_8),
            (Some(line), _) if self.letters_utf_8 > 0 => Detected::Mixed { line },
            (Some(_), Some(line)) => Detected::Unknown { line },
            // Languages that Windows-1252 was made for hardly ever have two accented letters in a row;
            // Greek and Cyrillic code pages have words of them.
            (Some(line), None) if self.high_runs * 3 > self.high => Detected::Unknown { line },
            (Some(_), None) => Detected::Likely(WINDOWS_1252),
        }
    }
}

/// Text as UTF-8 with `\n` as the only line end, in a stream; a byte sequence that is not text is an error.
pub(super) struct Decoding<S> {
    source: S,
    decoder: Decoder,
    raw: Vec<u8>,
    unread: std::ops::Range<usize>,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
    after_return: bool,
    in_quotes: bool,
    row_bytes: usize,
    line: u64,
}

impl<S: Read> Decoding<S> {
    pub fn new(source: S, encoding: &'static Encoding) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; 32 * 1024],
            unread: 0..0,
            ready: Vec::new(),
            given: 0,
            ended: false,
            after_return: false,
            in_quotes: false,
            row_bytes: 0,
            line: 1,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.given = 0;
        while self.ready.is_empty() && !self.ended {
            if self.unread.is_empty() {
                let count = self.source.read(&mut self.raw)?;
                self.unread = 0..count;
                self.ended = count == 0;
            }
            let mut text = String::with_capacity(self.unread.len() * 3 + 16);
            let bytes = &self.raw[self.unread.clone()];
            let (result, used) = self.decoder.decode_to_string_without_replacement(bytes, &mut text, self.ended);
            self.unread.start += used;
            if let DecoderResult::Malformed(..) = result {
                return Err(wrong(format!("line {} has bytes that are not text in the list's encoding", self.line)));
            }
            self.take(&text)?;
            if self.ended {
                // A last row without a line end is a row like the others.
                self.ready.push(b'\n');
            }
        }
        Ok(())
    }

    /// Unifies line ends and watches for a quotation mark that is never closed.
    fn take(&mut self, text: &str) -> io::Result<()> {
        for byte in text.bytes() {
            if byte == b'\n' && self.after_return {
                self.after_return = false;
                continue;
            }
            self.after_return = byte == b'\r';
            let byte = if byte == b'\r' { b'\n' } else { byte };
            self.row_bytes += 1;
            match byte {
                b'"' => self.in_quotes = !self.in_quotes,
                b'\n' => {
                    self.line += 1;
                    if !self.in_quotes {
                        self.row_bytes = 0;
                    }
                }
                _ => {}
            }
            if self.row_bytes > LEARNER_ROW_BYTES_MAX {
                return Err(wrong(format!("the row that ends near line {} is too long", self.line)));
            }
            self.ready.push(byte);
        }
        Ok(())
    }
}

impl<S: Read> Read for Decoding<S> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.ready.len() {
            self.fill()?;
        }
        let count = out.len().min(self.ready.len() - self.given);
        out[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

fn wrong(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn check(bytes: &[u8], expected: Detected) {
        assert_eq!(detect(&mut Cursor::new(bytes)).expect("memory is readable"), expected);
    }

    #[test]
    fn encodings_are_detected_or_refused() {
        check("name\nJosé\n".as_bytes(), Detected::Certain(UTF_8));
        check(b"\xef\xbb\xbfname\n", Detected::Marked(UTF_8));
        check(b"name\nJos\xe9\nM\xfcller\n", Detected::Likely(WINDOWS_1252));
        check(b"\xff\xfen\0a\0", Detected::Marked(UTF_16LE));
        check(b"n\0a\0m\0e\0\n\0J\0o\0s\0\xe9\0", Detected::Certain(UTF_16LE));
        check("name\nJosé\nJ".bytes().chain(*b"os\xe9\n").collect::<Vec<_>>().as_slice(), Detected::Mixed { line: 3 });
        // Greek in Windows-1253.
        check(b"name\n\xc3\xe9\xfe\xf1\xe3\xef\xf2\n", Detected::Unknown { line: 2 });
    }

    #[test]
    fn text_is_unified_and_an_open_quotation_mark_is_found() {
        let decode = |bytes: &[u8]| {
            let mut text = String::new();
            let mut decoding = Decoding::new(Cursor::new(bytes.to_vec()), UTF_8);
            decoding.read_to_string(&mut text).map(|_| text)
        };
        assert_eq!(decode(b"a\r\nb\rc").expect("text"), "a\nb\nc\n");
        let open = format!("\"{}", "a\n".repeat(LEARNER_ROW_BYTES_MAX));
        assert!(decode(open.as_bytes()).is_err());
    }
}
