//! DEFLATE (RFC 1951) for texts that share their constant parts.
//!
//! The constant parts are compressed once: where they repeat each other, and which codes they use, does not depend on
//! the values between them. Only how far back a match lies does, where there are values in between, and that is filled in
//! with the values. So a text takes about as long as it takes to copy it.

mod bits;
mod codes;
mod matches;

use flate2::{Compress, Compression, FlushCompress};

use self::bits::{BitWriter, Run, Runs};
use self::codes::{Code, Codes, DISTANCE_MAX, MATCH_MAX, MATCH_MIN, Uses};
use self::matches::{Constant, Token, tokens};
use crate::model::slotted::{Filling, Frame};

/// A first part that is this long is compressed by itself, once; in credentials it holds the pictures.
const HEAD_BYTES_MIN: usize = 1024;
/// Steps of a block: what comes after them has other codes.
const BLOCK_TOKENS: usize = 8 * 1024;
/// How much longer than those of the sample all values of a text may be.
const SLACK: usize = 2 * 1024;

/// The constant parts of texts, compressed.
#[derive(Debug)]
pub(super) struct PackedFrame {
    /// The first part in whole bytes, if it is long.
    head: Vec<u8>,
    parts: Vec<Part>,
    steps: Vec<Step>,
    words: Vec<u32>,
    blocks: Vec<Codes>,
}

/// A part of the frame, and the slot after it.
#[derive(Debug)]
struct Part {
    /// Its steps end there.
    steps_end: usize,
    /// Its bytes end there, in the constant text.
    end: usize,
    /// The block in which it ends.
    block: usize,
    /// The slot before this one with the same value.
    earlier: Option<usize>,
}

#[derive(Debug)]
enum Step {
    /// Bits that are always the same.
    Bits(Run),
    /// A match across values: the code of its length, how far it is without them, the part that it points into.
    Across { length: Code, distance: usize, part: usize, block: usize },
}

/// The values are so long that a match would point too far back.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooFar;

impl PackedFrame {
    /// Compresses the parts of `frame`, in expectation of values such as those of `sample`.
    pub fn new(frame: &Frame, sample: &Filling) -> Self {
        let mut constant = Constant::default();
        for (at, part) in frame.parts().enumerate() {
            constant.text.extend_from_slice(part.as_bytes());
            constant.ends.push(constant.text.len());
            let value = frame.slots().get(at).map_or("", |slot| value(sample, *slot));
            constant.values.push(value.len());
        }
        let head_end = Some(constant.ends[0]).filter(|end| *end >= HEAD_BYTES_MIN).unwrap_or(0);
        let tokens = tokens(&constant, head_end, SLACK);
        let mut packed = Self {
            head: if head_end > 0 { whole_bytes(&constant.text[..head_end]) } else { Vec::new() },
            parts: Vec::new(),
            steps: Vec::new(),
            words: Vec::new(),
            blocks: block_codes(&tokens, &constant, frame, sample),
        };
        packed.weave(&tokens, &constant, frame);
        packed
    }

    /// Adds the compressed text with the values of `filling` to `out`. `before` is scratch.
    ///
    /// # Errors
    ///
    /// [`TooFar`]; then `out` has bytes that mean nothing.
    pub fn pack(
        &self,
        frame: &Frame,
        filling: &Filling,
        before: &mut Vec<usize>,
        out: &mut Vec<u8>,
    ) -> Result<(), TooFar> {
        before.clear();
        before.push(0);
        let mut sum = 0;
        for slot in frame.slots() {
            sum += value(filling, *slot).len();
            before.push(sum);
        }
        out.extend_from_slice(&self.head);
        let mut writer = BitWriter::new(out);
        let mut steps_start = 0;
        for (at, part) in self.parts.iter().enumerate() {
            for step in &self.steps[steps_start..part.steps_end] {
                match step {
                    Step::Bits(run) => writer.push_all(run, &self.words),
                    Step::Across { length, distance, part, block } => {
                        let distance = distance + before[at] - before[*part];
                        if distance > DISTANCE_MAX {
                            return Err(TooFar);
                        }
                        writer.push_code(*length);
                        writer.push_code(self.blocks[*block].distance(distance));
                    }
                }
            }
            steps_start = part.steps_end;
            if let Some(slot) = frame.slots().get(at) {
                let here = part.end + before[at];
                let distance = part.earlier.map(|slot| here - self.parts[slot].end - before[slot]);
                push_value(&mut writer, &self.blocks[part.block], value(filling, *slot).as_bytes(), distance);
            }
        }
        if let Some(last) = self.blocks.last() {
            writer.push_code(last.end());
        }
        writer.finish();
        Ok(())
    }

    /// Turns tokens into steps.
    fn weave(&mut self, tokens: &[Vec<Token>], constant: &Constant, frame: &Frame) {
        let mut runs = Runs::default();
        let (mut block, mut count) = (0, 0);
        runs.header(&self.blocks, block);
        for (part, tokens) in tokens.iter().enumerate() {
            let mut at = constant.start(part);
            for token in tokens {
                if count == BLOCK_TOKENS {
                    runs.push(self.blocks[block].end());
                    (block, count) = (block + 1, 0);
                    runs.header(&self.blocks, block);
                }
                count += 1;
                let codes = &self.blocks[block];
                match *token {
                    Token::Literal(byte) => runs.push(codes.literal(byte)),
                    Token::Copy { at: from, length } if constant.part_of(from) == part => {
                        runs.push(codes.length(length));
                        runs.push(codes.distance(at - from));
                    }
                    Token::Copy { at: from, length } => {
                        let own = constant.part_of(from);
                        let length = codes.length(length);
                        self.steps.extend(runs.cut().map(Step::Bits));
                        self.steps.push(Step::Across { length, distance: at - from, part: own, block });
                    }
                }
                at += token.len();
            }
            self.steps.extend(runs.cut().map(Step::Bits));
            let slots = frame.slots();
            let earlier = slots.get(part).and_then(|slot| slots[..part].iter().rposition(|own| own == slot));
            self.parts.push(Part { steps_end: self.steps.len(), end: constant.ends[part], block, earlier });
        }
        self.words = runs.words;
    }
}

fn value(filling: &Filling, slot: u16) -> &str {
    filling.get(slot).expect("a filling fits its frame")
}

/// A value as a match, if it stood before at `distance`, else byte by byte.
fn push_value(writer: &mut BitWriter<'_>, codes: &Codes, mut value: &[u8], distance: Option<usize>) {
    if let Some(distance) = distance.filter(|distance| *distance <= DISTANCE_MAX) {
        while value.len() > MATCH_MIN {
            let length = value.len().min(MATCH_MAX);
            writer.push_code(codes.length(length));
            writer.push_code(codes.distance(distance));
            value = &value[length..];
        }
    }
    value.iter().for_each(|byte| writer.push_code(codes.literal(*byte)));
}

/// A text compressed by itself, in whole bytes, and with more to follow.
fn whole_bytes(text: &[u8]) -> Vec<u8> {
    let mut compress = Compress::new(Compression::best(), false);
    let mut packed = Vec::with_capacity(text.len() + text.len() / 8 + 64);
    compress
        .compress_vec(text, &mut packed, FlushCompress::Sync)
        .expect("raw compression has no errors, and there is room enough");
    packed
}

/// The codes of each block: by what is in it, the values of the sample among it.
fn block_codes(tokens: &[Vec<Token>], constant: &Constant, frame: &Frame, sample: &Filling) -> Vec<Codes> {
    let mut blocks = Vec::new();
    let (mut uses, mut count) = (Uses::default(), 0);
    for (part, tokens) in tokens.iter().enumerate() {
        let mut at = constant.start(part);
        for token in tokens {
            if count == BLOCK_TOKENS {
                blocks.push(std::mem::take(&mut uses).codes());
                count = 0;
            }
            count += 1;
            match *token {
                Token::Literal(byte) => uses.literal(byte),
                Token::Copy { at: from, length } => uses.copy(length, constant.distance(from, at, part)),
            }
            at += token.len();
        }
        if let Some(slot) = frame.slots().get(part)
            && !frame.slots()[..part].contains(slot)
        {
            value(sample, *slot).bytes().for_each(|byte| uses.literal(byte));
        }
    }
    blocks.push(uses.codes());
    blocks
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::DeflateDecoder;

    use super::*;

    fn filling(values: &[&str]) -> Filling {
        let mut filling = Filling::default();
        values.iter().for_each(|value| filling.push(value));
        filling
    }

    fn inflate(bytes: &[u8]) -> Option<Vec<u8>> {
        let mut text = Vec::new();
        DeflateDecoder::new(bytes).read_to_end(&mut text).is_ok().then_some(text)
    }

    fn packed(frame: &Frame, sample: &Filling, filling: &Filling) -> Result<Vec<u8>, TooFar> {
        let mut out = Vec::new();
        PackedFrame::new(frame, sample).pack(frame, filling, &mut Vec::new(), &mut out).map(|()| out)
    }

    /// The same numbers each time.
    struct Numbers(u32);

    impl Numbers {
        fn below(&mut self, end: u32) -> u32 {
            self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (self.0 >> 8) % end
        }

        fn text(&mut self, longest: u32) -> String {
            let words = ["urn:", "é", "{\"type\":\"", "a", "aaaaaaaa", "𝒜", "\u{0}", "Healthy ageing", "\",\""];
            let count = self.below(longest);
            (0..count).map(|_| words[self.below(9) as usize]).collect()
        }
    }

    #[test]
    fn any_values_in_any_parts_come_out_again() {
        let mut numbers = Numbers(7);
        for round in 0..200 {
            let first = numbers.text(if round % 3 == 0 { 3_000 } else { 20 });
            let rest: Vec<(u16, String)> = (0..numbers.below(40))
                .map(|_| (u16::try_from(numbers.below(6)).expect("small"), numbers.text(40)))
                .collect();
            let frame = Frame::new(&first, rest.iter().map(|(slot, part)| (*slot, part.as_str())));
            let mut values = || {
                let mut values = Filling::default();
                (0..6).for_each(|_| values.push(&numbers.text(60)));
                values
            };
            let (sample, filling) = (values(), values());
            let bytes = packed(&frame, &sample, &filling).expect("near enough");
            let text = frame
                .parts()
                .zip(frame.slots().iter().map(|slot| value(&filling, *slot)).chain([""]))
                .flat_map(|(part, value)| [part, value])
                .collect::<String>();
            assert!(inflate(&bytes).expect("DEFLATE") == text.as_bytes(), "{round}");
        }
    }

    #[test]
    fn other_values_make_another_text_and_a_changed_byte_does_not_go_unnoticed() {
        let frame = Frame::new("{\"name\":\"", [(0, "\",\"id\":\"urn:epass:person:"), (1, "\"}")]);
        let sample = filling(&["Ann", "1"]);
        let bytes = packed(&frame, &sample, &sample).expect("near enough");
        let text = inflate(&bytes).expect("DEFLATE");
        assert_eq!(text, b"{\"name\":\"Ann\",\"id\":\"urn:epass:person:1\"}");
        let other = packed(&frame, &sample, &filling(&["Anne", "1"])).expect("near enough");
        assert_eq!(inflate(&other).expect("DEFLATE"), b"{\"name\":\"Anne\",\"id\":\"urn:epass:person:1\"}");
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_ne!(inflate(&changed).as_ref(), Some(&text), "{at}");
        }
    }

    #[test]
    fn values_that_push_a_match_out_of_reach_are_refused() {
        let part = "what stands here stands there";
        let frame = Frame::new(part, [(0, part)]);
        let sample = filling(&["short"]);
        let long = |length: usize| filling(&[&"v".repeat(length)]);
        let near = packed(&frame, &sample, &long(DISTANCE_MAX - part.len())).expect("just near enough");
        assert_eq!(inflate(&near).expect("DEFLATE").len(), DISTANCE_MAX + part.len());
        assert_eq!(packed(&frame, &sample, &long(DISTANCE_MAX - part.len() + 1)), Err(TooFar));
    }

    #[test]
    fn a_text_of_several_blocks_comes_out_again() {
        let mut numbers = Numbers(3);
        let noise: String =
            (0..60_000).map(|_| char::from(b' ' + u8::try_from(numbers.below(90)).expect("small"))).collect();
        let frame = Frame::new("", [(0, noise.as_str()), (0, "end")]);
        let sample = filling(&["value"]);
        let packed = PackedFrame::new(&frame, &sample);
        assert!(packed.blocks.len() > 4);
        let mut out = Vec::new();
        packed.pack(&frame, &sample, &mut Vec::new(), &mut out).expect("near enough");
        assert!(inflate(&out).expect("DEFLATE") == format!("value{noise}valueend").into_bytes());
    }
}
