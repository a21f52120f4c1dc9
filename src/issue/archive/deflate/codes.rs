//! The codes of one DEFLATE block (RFC 1951, sections 3.2.2 and 3.2.5 to 3.2.7), for symbols of which none is left out,
//! so that any text can be written with them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Literals, the end of a block and lengths.
pub(super) const SYMBOLS: usize = 286;
/// Distances.
pub(super) const DISTANCES: usize = 30;
/// The symbol that ends a block.
pub(super) const END: usize = 256;
/// Shortest and longest match.
pub(super) const MATCH_MIN: usize = 3;
pub(super) const MATCH_MAX: usize = 258;
/// How far back a match may lie.
pub(super) const DISTANCE_MAX: usize = 32 * 1024;
/// A code has at most so many bits.
const CODE_BITS_MAX: u32 = 15;

/// Bits to write, and how many they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Code {
    pub bits: u32,
    pub count: u32,
}

impl Code {
    /// This code, and `count` further `bits`.
    fn with(self, bits: u32, count: u32) -> Self {
        Self { bits: self.bits | bits << self.count, count: self.count + count }
    }
}

/// The codes of a block.
#[derive(Debug)]
pub(super) struct Codes {
    symbols: Vec<Code>,
    distances: Vec<Code>,
}

/// How often symbols of a block are used.
#[derive(Debug)]
pub(super) struct Uses {
    symbols: Vec<u64>,
    distances: Vec<u64>,
}

impl Default for Uses {
    fn default() -> Self {
        Self { symbols: vec![1; SYMBOLS], distances: vec![1; DISTANCES] }
    }
}

impl Uses {
    /// What is used weighs so much more than what may be.
    const WEIGHT: u64 = 8;

    pub fn literal(&mut self, byte: u8) {
        self.symbols[usize::from(byte)] += Self::WEIGHT;
    }

    pub fn copy(&mut self, length: usize, distance: usize) {
        self.symbols[length_symbol(length).0] += Self::WEIGHT;
        self.distances[distance_symbol(distance).0] += Self::WEIGHT;
    }

    pub fn codes(&self) -> Codes {
        Codes { symbols: codes(&self.symbols), distances: codes(&self.distances) }
    }
}

impl Codes {
    #[inline]
    pub fn literal(&self, byte: u8) -> Code {
        self.symbols[usize::from(byte)]
    }

    pub fn end(&self) -> Code {
        self.symbols[END]
    }

    #[inline]
    pub fn length(&self, length: usize) -> Code {
        let (symbol, extra, count) = length_symbol(length);
        self.symbols[symbol].with(extra, count)
    }

    #[inline]
    pub fn distance(&self, distance: usize) -> Code {
        let (symbol, extra, count) = distance_symbol(distance);
        self.distances[symbol].with(extra, count)
    }

    /// The header of a block with these codes. The lengths of the codes are written with four bits each: some hundred
    /// bytes more than the shortest form, and simple.
    pub fn header(&self, is_last: u32, push: &mut impl FnMut(u32, u32)) {
        push(is_last, 1);
        push(2, 2);
        push(u32::try_from(SYMBOLS - 257).expect("small"), 5);
        push(u32::try_from(DISTANCES - 1).expect("small"), 5);
        push(19 - 4, 4);
        // Lengths of code lengths, in the order of the standard: the three for repetitions are not used.
        for at in 0..19 {
            push(if at < 3 { 0 } else { 4 }, 3);
        }
        for code in self.symbols.iter().chain(&self.distances) {
            push(reversed(code.count, 4), 4);
        }
    }
}

/// Symbol of a length, extra bits and their number.
#[inline]
fn length_symbol(length: usize) -> (usize, u32, u32) {
    debug_assert!((MATCH_MIN..=MATCH_MAX).contains(&length), "{length}");
    let above = length - MATCH_MIN;
    match above {
        0..8 => (257 + above, 0, 0),
        255 => (285, 0, 0),
        _ => {
            let extra = above.ilog2() - 2;
            (257 + 4 * extra as usize + (above >> extra), low_bits(above, extra), extra)
        }
    }
}

/// Symbol of a distance, extra bits and their number.
#[inline]
fn distance_symbol(distance: usize) -> (usize, u32, u32) {
    debug_assert!((1..=DISTANCE_MAX).contains(&distance), "{distance}");
    let above = distance - 1;
    if above < 4 {
        return (above, 0, 0);
    }
    let extra = above.ilog2() - 1;
    (2 * extra as usize + (above >> extra), low_bits(above, extra), extra)
}

#[inline]
fn low_bits(value: usize, count: u32) -> u32 {
    u32::try_from(value & ((1 << count) - 1)).expect("at most 13 bits")
}

/// Canonical codes for symbols that are used so often; each use is at least 1.
fn codes(uses: &[u64]) -> Vec<Code> {
    let mut uses = uses.to_vec();
    let lengths = loop {
        let lengths = lengths(&uses);
        if lengths.iter().all(|length| *length <= CODE_BITS_MAX) {
            break lengths;
        }
        // Flatter uses make shorter codes.
        uses.iter_mut().for_each(|one| *one = *one / 2 + 1);
    };
    let mut next = 0;
    let mut codes = vec![Code::default(); uses.len()];
    for length in 1..=CODE_BITS_MAX {
        for (code, _) in codes.iter_mut().zip(&lengths).filter(|(_, own)| **own == length) {
            *code = Code { bits: reversed(next, length), count: length };
            next += 1;
        }
        next <<= 1;
    }
    codes
}

/// The lengths of Huffman's codes.
fn lengths(uses: &[u64]) -> Vec<u32> {
    let mut parents = vec![0; uses.len()];
    let mut heap: BinaryHeap<_> = uses.iter().enumerate().map(|(node, uses)| Reverse((*uses, node))).collect();
    while let (Some(Reverse((first, left))), Some(Reverse((second, right)))) = (heap.pop(), heap.pop()) {
        let node = parents.len();
        parents.push(0);
        (parents[left], parents[right]) = (node, node);
        heap.push(Reverse((first + second, node)));
        if heap.len() == 1 {
            break;
        }
    }
    let mut depths = vec![0; parents.len()];
    for node in (0..parents.len() - 1).rev() {
        depths[node] = depths[parents[node]] + 1;
    }
    depths.truncate(uses.len());
    depths
}

/// The lowest `count` bits the other way round: codes are written from their highest bit on.
fn reversed(bits: u32, count: u32) -> u32 {
    bits.reverse_bits() >> (32 - count)
}
