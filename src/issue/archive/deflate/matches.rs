//! What of the constant parts of a text stands in them before.
//!
//! A match lies in one part and points into one part: how far it is from there to here depends on the values between.

use std::collections::HashMap;

use super::codes::{DISTANCE_MAX, MATCH_MAX};

/// Shorter matches save nothing, mostly.
const LENGTH_MIN: usize = 4;
/// How many places are looked at for one match.
const PLACES_MAX: usize = 512;
/// Matches of the shortest length are taken from near only.
const NEAR: usize = 2048;

/// A step of a compressed text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// A byte.
    Literal(u8),
    /// So many bytes that stand in the constant text already, from `at` on.
    Copy { at: usize, length: usize },
}

impl Token {
    /// How many bytes it makes.
    pub fn len(self) -> usize {
        match self {
            Self::Literal(_) => 1,
            Self::Copy { length, .. } => length,
        }
    }
}

/// The constant text and its parts.
#[derive(Debug, Default)]
pub(super) struct Constant {
    /// All parts.
    pub text: Vec<u8>,
    /// Where each part ends.
    pub ends: Vec<usize>,
    /// How long the value after each part is expected to be.
    pub values: Vec<usize>,
}

impl Constant {
    /// Where a part begins.
    pub fn start(&self, part: usize) -> usize {
        part.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    /// Which part the byte at `at` is in.
    pub fn part_of(&self, at: usize) -> usize {
        self.ends.partition_point(|end| *end <= at)
    }

    /// How far `from` is expected to lie before `at`, which is in `part`.
    pub fn distance(&self, from: usize, at: usize, part: usize) -> usize {
        at - from + self.values[self.part_of(from)..part].iter().sum::<usize>()
    }
}

/// The tokens of each part; none for the first part if it ends at `head_end`. All values together may be longer than is
/// expected by `slack` before a match reaches too far.
pub(super) fn tokens(constant: &Constant, head_end: usize, slack: usize) -> Vec<Vec<Token>> {
    let mut matcher = Matcher { constant, slack, places: HashMap::new() };
    matcher.learn(0, head_end);
    let parts = 0..constant.ends.len();
    parts.map(|part| if constant.ends[part] == head_end { Vec::new() } else { matcher.tokens(part) }).collect()
}

/// The constant text as far as it was looked at.
struct Matcher<'a> {
    constant: &'a Constant,
    slack: usize,
    places: HashMap<[u8; LENGTH_MIN], Vec<usize>>,
}

impl Matcher<'_> {
    /// Takes note of the places from `start` to `end`.
    fn learn(&mut self, start: usize, end: usize) {
        for at in start..end {
            if let Some(key) = self.constant.text[at..].first_chunk::<LENGTH_MIN>() {
                self.places.entry(*key).or_default().push(at);
            }
        }
    }

    /// The tokens of a part; where a longer match begins at the next byte, that one is taken.
    fn tokens(&mut self, part: usize) -> Vec<Token> {
        let end = self.constant.ends[part];
        let mut tokens = Vec::new();
        let mut at = self.constant.start(part);
        let mut found = self.longest(part, at);
        while at < end {
            self.learn(at, at + 1);
            let next = self.longest(part, at + 1);
            match found {
                Some((from, length)) if next.is_none_or(|(_, next)| next <= length) => {
                    tokens.push(Token::Copy { at: from, length });
                    self.learn(at + 1, at + length);
                    at += length;
                    found = self.longest(part, at);
                }
                _ => {
                    tokens.push(Token::Literal(self.constant.text[at]));
                    at += 1;
                    found = next;
                }
            }
        }
        tokens
    }

    /// The longest match for what stands at `at` in `part`: from where, and how long.
    fn longest(&self, part: usize, at: usize) -> Option<(usize, usize)> {
        let Constant { text, ends, .. } = self.constant;
        let end = ends[part];
        let rest = &text[at.min(end)..end];
        let places = self.places.get(rest.first_chunk::<LENGTH_MIN>()?)?;
        let mut best: Option<(usize, usize)> = None;
        for &from in places.iter().rev().take(PLACES_MAX) {
            let own = self.constant.part_of(from);
            let distance = self.constant.distance(from, at, part);
            let slack = if own == part { 0 } else { self.slack };
            if distance + slack > DISTANCE_MAX {
                break;
            }
            let source = &text[from..ends[own]];
            let length = source.iter().zip(rest).take(MATCH_MAX).take_while(|(one, other)| one == other).count();
            let worth = length > LENGTH_MIN || (length == LENGTH_MIN && distance <= NEAR);
            if worth && best.is_none_or(|(_, best)| length > best) {
                best = Some((from, length));
            }
        }
        best
    }
}
