//! Bits in the order of DEFLATE (RFC 1951, section 3.1.1): the first one is the lowest of its byte.

use super::codes::{Code, Codes};

/// Writes bits after the bytes that a buffer has.
#[derive(Debug)]
pub(super) struct BitWriter<'a> {
    out: &'a mut Vec<u8>,
    waiting: u64,
    count: u32,
}

impl<'a> BitWriter<'a> {
    /// Begins at the end of `out`, with a whole byte.
    pub fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, waiting: 0, count: 0 }
    }

    /// Writes a code.
    #[inline]
    pub fn push_code(&mut self, code: Code) {
        self.push(code.bits, code.count);
    }

    /// Writes the lowest `count` bits of `bits`, at most 32; the others are zero.
    #[inline]
    fn push(&mut self, bits: u32, count: u32) {
        self.waiting |= u64::from(bits) << self.count;
        self.count += count;
        if self.count >= 32 {
            let [a, b, c, d, ..] = self.waiting.to_le_bytes();
            self.out.extend_from_slice(&[a, b, c, d]);
            self.waiting >>= 32;
            self.count -= 32;
        }
    }

    /// Writes a run of `words`.
    pub fn push_all(&mut self, run: &Run, words: &[u32]) {
        for word in &words[run.start..run.end] {
            self.push(*word, 32);
        }
        self.push(run.rest, run.rest_bits);
    }

    /// Writes what waits; the last byte is filled up with zeros.
    pub fn finish(self) {
        let bytes = self.count.div_ceil(8) as usize;
        self.out.extend_from_slice(&self.waiting.to_le_bytes()[..bytes]);
    }
}

/// A run of bits that were written once and are copied often: whole words, and less than a word after them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    start: usize,
    end: usize,
    rest: u32,
    rest_bits: u32,
}

/// Collects runs of bits.
#[derive(Debug, Default)]
pub(super) struct Runs {
    pub words: Vec<u32>,
    start: usize,
    waiting: u64,
    count: u32,
}

impl Runs {
    /// Adds the header of a block.
    pub fn header(&mut self, blocks: &[Codes], block: usize) {
        let is_last = block + 1 == blocks.len();
        blocks[block].header(u32::from(is_last), &mut |bits, count| self.push(Code { bits, count }));
    }

    /// Adds a code to the run.
    pub fn push(&mut self, Code { bits, count }: Code) {
        self.waiting |= u64::from(bits) << self.count;
        self.count += count;
        if self.count >= 32 {
            let [a, b, c, d, ..] = self.waiting.to_le_bytes();
            self.words.push(u32::from_le_bytes([a, b, c, d]));
            self.waiting >>= 32;
            self.count -= 32;
        }
    }

    /// Ends the run, and begins another; `None` when it is empty.
    pub fn cut(&mut self) -> Option<Run> {
        let [a, b, c, d, ..] = self.waiting.to_le_bytes();
        let rest = u32::from_le_bytes([a, b, c, d]);
        let run = Run { start: self.start, end: self.words.len(), rest, rest_bits: self.count };
        (self.start, self.waiting, self.count) = (run.end, 0, 0);
        (run.start < run.end || run.rest_bits > 0).then_some(run)
    }
}
