//! PNG badges: the text chunk that a credential is baked into (Open Badges 3.0, section 5.3).
//!
//! Only chunks are read, never pixels. Exactly one credential may be there; checksums have to be right; what is compressed is
//! unpacked up to a bound.

use std::borrow::Cow;
use std::io::Read as _;

use super::ReceiveError;
use super::bytes::u32_be_at;
use crate::limits;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const KEYWORD: &[u8] = b"openbadgecredential";
const OLD_KEYWORD: &[u8] = b"openbadges";

/// Whether `bytes` begin as a PNG does.
pub(super) fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

/// The credential in a PNG; `None` if it is a picture like any other.
pub(super) fn read(bytes: &[u8]) -> Result<Option<Cow<'_, [u8]>>, ReceiveError> {
    let mut rest = &bytes[SIGNATURE.len()..];
    let mut found = None;
    let mut old = false;
    loop {
        let (kind, data, after) = chunk(rest).ok_or(damaged("it is cut off or one of its parts was changed"))?;
        rest = after;
        match kind {
            b"IEND" => break,
            b"iTXt" | b"tEXt" | b"zTXt" => {}
            _ => continue,
        }
        let (keyword, text) = split(data).ok_or(damaged("a text in it is malformed"))?;
        old |= keyword == OLD_KEYWORD;
        if keyword != KEYWORD {
            continue;
        }
        let text = text_of(kind, text)?;
        if found.replace(text).is_some() {
            return Err(ReceiveError::Several { what: "credentials are in the picture" });
        }
    }
    match found {
        None if old => Err(ReceiveError::OldBadge),
        found => Ok(found),
    }
}

/// The chunk at the front: its type, its data and what follows. Its checksum is right.
fn chunk(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let length = usize::try_from(u32_be_at(bytes, 0)?).ok()?;
    let sum = u32_be_at(bytes, length.checked_add(8)?)?;
    let (kind, data) = bytes[4..length + 8].split_at(4);
    (crc32fast::hash(&bytes[4..length + 8]) == sum).then_some((kind, data, &bytes[length + 12..]))
}

/// What stands before the first zero byte, and what after it.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == 0)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

/// The text after the keyword (PNG, sections 11.3.3.2 to 11.3.3.4).
fn text_of<'a>(kind: &[u8], text: &'a [u8]) -> Result<Cow<'a, [u8]>, ReceiveError> {
    let malformed = || damaged("a text in it is malformed");
    match kind {
        b"tEXt" => Ok(Cow::Borrowed(text)),
        b"zTXt" => {
            let packed = text.strip_prefix(b"\0").ok_or_else(malformed)?;
            inflate(packed, "picture").map(Cow::Owned)
        }
        _ => {
            let ([compressed, method], text) = text.split_first_chunk::<2>().ok_or_else(malformed)?;
            let (_language, text) = split(text).ok_or_else(malformed)?;
            let (_translated, text) = split(text).ok_or_else(malformed)?;
            match (compressed, method) {
                (0, _) => Ok(Cow::Borrowed(text)),
                (1, 0) => inflate(text, "picture").map(Cow::Owned),
                _ => Err(malformed()),
            }
        }
    }
}

/// Unpacks a zlib stream, up to the length of a credential.
pub(super) fn inflate(packed: &[u8], what: &'static str) -> Result<Vec<u8>, ReceiveError> {
    let bytes_max = limits::CREDENTIAL_BYTES_MAX as u64;
    let mut text = Vec::new();
    let read = flate2::read::ZlibDecoder::new(packed).take(bytes_max + 1).read_to_end(&mut text);
    if text.len() as u64 > bytes_max {
        return Err(ReceiveError::Bomb { what, bytes_max });
    }
    match read {
        Ok(_) => Ok(text),
        Err(_) => Err(ReceiveError::Damaged { what, reason: "something in it cannot be unpacked" }),
    }
}

fn damaged(reason: &'static str) -> ReceiveError {
    ReceiveError::Damaged { what: "PNG picture", reason }
}
