//! Contents of files as the ledger keeps them: what is constant once, under the digest of its encoding, and what fills it.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{LedgerError, damaged};
use crate::crypto::sha256;
use crate::limits::FRAMES_KEPT_MAX;
use crate::model::slotted::{Content, Filling, Frame};

/// Frames that were stored in the present or an earlier transaction, by where they lie in memory.
///
/// It must not outlive a transaction that was rolled back, or an erasure.
#[derive(Debug, Default)]
pub(super) struct Stored {
    /// The frame is kept, so that no other can come to lie where it lies.
    numbers: HashMap<usize, (Arc<Frame>, i64)>,
}

impl Stored {
    /// The number of a frame, which is stored if it is new.
    pub(super) fn number(&mut self, connection: &Connection, frame: &Arc<Frame>) -> Result<i64, LedgerError> {
        let place = Arc::as_ptr(frame) as usize;
        if let Some((_, number)) = self.numbers.get(&place) {
            return Ok(*number);
        }
        let number = store(connection, frame)?;
        if self.numbers.len() >= FRAMES_KEPT_MAX {
            self.numbers.clear();
        }
        self.numbers.insert(place, (Arc::clone(frame), number));
        Ok(number)
    }
}

fn store(connection: &Connection, frame: &Frame) -> Result<i64, LedgerError> {
    let bytes = encode_frame(frame);
    let digest = sha256(&bytes);
    let sql = "SELECT frame FROM frames WHERE digest = ?1";
    let known = connection.prepare_cached(sql)?.query_row([digest.as_slice()], |row| row.get(0)).optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    let sql = "INSERT INTO frames (digest, bytes) VALUES (?1, ?2)";
    connection.prepare_cached(sql)?.execute(params![digest.as_slice(), bytes])?;
    Ok(connection.last_insert_rowid())
}

/// Frames that were read, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Read {
    frames: HashMap<i64, Arc<Frame>>,
}

impl Read {
    /// The content that the ledger keeps as `bytes` in the slots of `frame`.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Damaged`] when either is not what this program writes.
    pub(super) fn content(
        &mut self,
        connection: &Connection,
        frame: Option<i64>,
        bytes: Vec<u8>,
    ) -> Result<Content, LedgerError> {
        let Some(number) = frame else { return Ok(Content::Whole(bytes)) };
        let filling = decode_filling(&bytes).ok_or_else(|| damaged("what fills a file has another form"))?;
        let frame = match self.frames.get(&number) {
            Some(frame) => Arc::clone(frame),
            None => {
                let frame = Arc::new(load(connection, number)?);
                if self.frames.len() >= FRAMES_KEPT_MAX {
                    self.frames.clear();
                }
                self.frames.insert(number, Arc::clone(&frame));
                frame
            }
        };
        if filling.len() < frame.values() {
            return Err(damaged("what fills a file has too few values"));
        }
        Ok(Content::Framed { frame, filling })
    }
}

fn load(connection: &Connection, number: i64) -> Result<Frame, LedgerError> {
    let sql = "SELECT digest, bytes FROM frames WHERE frame = ?1";
    let found: Option<(Vec<u8>, Vec<u8>)> =
        connection.prepare_cached(sql)?.query_row([number], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (digest, bytes) = found.ok_or_else(|| damaged(format!("frame {number} is missing")))?;
    let frame = decode_frame(&bytes).filter(|_| sha256(&bytes).as_slice() == digest);
    frame.ok_or_else(|| damaged(format!("frame {number} was changed")))
}

/// The numbers of all frames that are not what their digests say.
pub(super) fn changed(connection: &Connection) -> Result<Vec<i64>, LedgerError> {
    let mut statement = connection.prepare("SELECT frame FROM frames ORDER BY frame")?;
    let mut rows = statement.query([])?;
    let mut changed = Vec::new();
    while let Some(row) = rows.next()? {
        let number = row.get(0)?;
        match load(connection, number) {
            Ok(_) => {}
            Err(LedgerError::Damaged { .. }) => changed.push(number),
            Err(other) => return Err(other),
        }
    }
    Ok(changed)
}

/// How a content is stored: the number of its frame, and the bytes.
pub(super) fn encode<'a>(
    content: &'a Content,
    stored: &mut Stored,
    connection: &Connection,
    scratch: &'a mut Vec<u8>,
) -> Result<(Option<i64>, &'a [u8]), LedgerError> {
    match content {
        Content::Whole(bytes) => Ok((None, bytes)),
        Content::Framed { frame, filling } => {
            let number = stored.number(connection, frame)?;
            scratch.clear();
            encode_filling(filling, scratch);
            Ok((Some(number), scratch))
        }
    }
}

/// A frame as bytes from which it can be read in one way: the number of parts, each with its length, then the slots.
fn encode_frame(frame: &Frame) -> Vec<u8> {
    let mut bytes = Vec::new();
    push_number(frame.slots().len(), &mut bytes);
    for part in frame.parts() {
        push_number(part.len(), &mut bytes);
        bytes.extend(part.as_bytes());
    }
    for slot in frame.slots() {
        bytes.extend(slot.to_be_bytes());
    }
    bytes
}

fn decode_frame(bytes: &[u8]) -> Option<Frame> {
    let mut rest = bytes;
    let slots = take_number(&mut rest)?;
    let part = |rest: &mut &'_ [u8]| -> Option<String> {
        let length = take_number(rest)?;
        let (part, after) = rest.split_at_checked(length)?;
        *rest = after;
        String::from_utf8(part.to_vec()).ok()
    };
    let first = part(&mut rest)?;
    // Each slot has a part and two bytes, so a number that is too great ends here.
    let mut parts = Vec::new();
    for _ in 0..slots {
        parts.push(part(&mut rest)?);
    }
    let numbers = rest.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]]));
    if rest.len() != slots.checked_mul(2)? {
        return None;
    }
    Some(Frame::new(&first, numbers.zip(parts.iter().map(String::as_str))))
}

/// What fills a frame: the number of values, each with its length.
fn encode_filling(filling: &Filling, bytes: &mut Vec<u8>) {
    push_number(filling.len(), bytes);
    for value in filling.iter() {
        push_number(value.len(), bytes);
        bytes.extend(value.as_bytes());
    }
}

fn decode_filling(bytes: &[u8]) -> Option<Filling> {
    let mut rest = bytes;
    let mut filling = Filling::default();
    for _ in 0..take_number(&mut rest)? {
        let length = take_number(&mut rest)?;
        let (value, after) = rest.split_at_checked(length)?;
        rest = after;
        filling.push(std::str::from_utf8(value).ok()?);
    }
    rest.is_empty().then_some(filling)
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow (LEB128).
fn push_number(number: usize, bytes: &mut Vec<u8>) {
    let mut rest = number;
    while rest > 0x7f {
        bytes.push(rest.to_le_bytes()[0] & 0x7f | 0x80);
        rest >>= 7;
    }
    bytes.push(rest.to_le_bytes()[0] & 0x7f);
}

fn take_number(rest: &mut &[u8]) -> Option<usize> {
    let mut number: usize = 0;
    for shift in (0..usize::BITS - 7).step_by(7) {
        let (first, after) = rest.split_first()?;
        *rest = after;
        number |= usize::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_and_fillings_are_read_as_they_were_written() {
        let long = "x".repeat(300);
        for frame in [
            Frame::new("all", []),
            Frame::new("", [(0, "")]),
            Frame::new("{", [(1, "ü"), (0, &long), (1, ""), (700, "}")]),
        ] {
            let bytes = encode_frame(&frame);
            assert_eq!(decode_frame(&bytes), Some(frame));
            for cut in 0..bytes.len() {
                assert_eq!(decode_frame(&bytes[..cut]), None, "cut at {cut}");
            }
            assert_eq!(decode_frame(&[&bytes[..], b"\0"].concat()), None);
        }
        let mut filling = Filling::default();
        for value in ["", "Ann", &long, "ü"] {
            filling.push(value);
        }
        let mut bytes = Vec::new();
        encode_filling(&filling, &mut bytes);
        assert!(decode_filling(&bytes) == Some(filling));
        assert!((0..bytes.len()).all(|cut| decode_filling(&bytes[..cut]).is_none()));
    }

    #[test]
    fn frames_that_differ_have_other_bytes() {
        let frames = [
            Frame::new("ab", [(0, "")]),
            Frame::new("a", [(0, "b")]),
            Frame::new("a", [(1, "b")]),
            Frame::new("a", [(0, ""), (0, "b")]),
        ];
        let encoded: std::collections::HashSet<_> = frames.iter().map(encode_frame).collect();
        assert_eq!(encoded.len(), frames.len());
    }
}
