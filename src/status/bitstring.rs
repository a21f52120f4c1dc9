//! The bits of a status list and their encoding: GZIP, then base64url without padding behind `u` (Bitstring Status List
//! 1.0, sections 3.3 and 3.4).

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use thiserror::Error;

use crate::limits;

/// Why a status list cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatusError {
    /// Not `u`, base64url and GZIP.
    #[error("the encoded list is malformed: {reason}")]
    Malformed {
        /// What is wrong.
        reason: &'static str,
    },
    /// The index lies beyond the list.
    #[error("status index {index} is beyond the list of {entries} entries")]
    OutOfRange {
        /// The index.
        index: u64,
        /// The list's entries.
        entries: usize,
    },
    /// Decompressed, the list is longer than the bound.
    #[error("the list has more than {bytes_max} bytes")]
    TooLong {
        /// The bound.
        bytes_max: usize,
    },
    /// The list is shorter than herd privacy demands.
    #[error("the list has {entries} entries, fewer than {entries_min}")]
    TooShort {
        /// The list's entries.
        entries: usize,
        /// The bound.
        entries_min: usize,
    },
}

impl StatusError {
    /// The W3C name of this error (Bitstring Status List 1.0, section 3.5).
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "MALFORMED_VALUE_ERROR",
            Self::OutOfRange { .. } => "RANGE_ERROR",
            Self::TooLong { .. } | Self::TooShort { .. } => "STATUS_LIST_LENGTH_ERROR",
        }
    }
}

/// The bits of a status list; index 0 is the leftmost bit of the first byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitstring(Vec<u8>);

impl Bitstring {
    /// A list of `entries` bits that are not set; at least [`limits::STATUS_LIST_ENTRIES_MIN`].
    #[must_use]
    pub fn new(entries: usize) -> Self {
        Self(vec![0; entries.max(limits::STATUS_LIST_ENTRIES_MIN).div_ceil(8)])
    }

    /// How many entries the list has.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.0.len() * 8
    }

    /// The bit at `index`.
    ///
    /// # Errors
    ///
    /// [`StatusError::OutOfRange`].
    pub fn get(&self, index: u64) -> Result<bool, StatusError> {
        let (byte, mask) = self.place(index)?;
        Ok(self.0[byte] & mask != 0)
    }

    /// Sets the bit at `index`.
    ///
    /// # Errors
    ///
    /// [`StatusError::OutOfRange`].
    pub fn set(&mut self, index: u64) -> Result<(), StatusError> {
        let (byte, mask) = self.place(index)?;
        self.0[byte] |= mask;
        Ok(())
    }

    /// Clears the bit at `index`.
    ///
    /// # Errors
    ///
    /// [`StatusError::OutOfRange`].
    pub fn clear(&mut self, index: u64) -> Result<(), StatusError> {
        let (byte, mask) = self.place(index)?;
        self.0[byte] &= !mask;
        Ok(())
    }

    /// The `encodedList`; equal bits give equal text.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut gzip = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
        gzip.write_all(&self.0).expect("writing to memory does not fail");
        let compressed = gzip.finish().expect("writing to memory does not fail");
        format!("u{}", URL_SAFE_NO_PAD.encode(compressed))
    }

    /// Reads an `encodedList`.
    ///
    /// # Errors
    ///
    /// [`StatusError`]; a list beyond [`limits::STATUS_LIST_BYTES_MAX`] is an error before it is in memory.
    pub fn decode(encoded: &str) -> Result<Self, StatusError> {
        let list = Self::decode_of_any_length(encoded)?;
        list.check_length()?;
        Ok(list)
    }

    /// That it has as many entries as herd privacy demands.
    ///
    /// # Errors
    ///
    /// [`StatusError::TooShort`].
    pub fn check_length(&self) -> Result<(), StatusError> {
        let (entries, entries_min) = (self.entries(), limits::STATUS_LIST_ENTRIES_MIN);
        if entries < entries_min { Err(StatusError::TooShort { entries, entries_min }) } else { Ok(()) }
    }

    /// As [`decode`](Self::decode), of a list that may be shorter than herd privacy demands.
    ///
    /// # Errors
    ///
    /// [`StatusError`] but `TooShort`.
    pub fn decode_of_any_length(encoded: &str) -> Result<Self, StatusError> {
        let malformed = |reason| StatusError::Malformed { reason };
        let text = encoded.strip_prefix('u').ok_or_else(|| malformed("it is not base64url multibase"))?;
        let compressed = URL_SAFE_NO_PAD.decode(text).map_err(|_| malformed("it is not base64url"))?;
        let bytes_max = limits::STATUS_LIST_BYTES_MAX;
        let mut bits = Vec::new();
        let mut reader = GzDecoder::new(compressed.as_slice()).take(bytes_max as u64 + 1);
        reader.read_to_end(&mut bits).map_err(|_| malformed("it is not GZIP"))?;
        if bits.len() > bytes_max {
            return Err(StatusError::TooLong { bytes_max });
        }
        Ok(Self(bits))
    }

    fn place(&self, index: u64) -> Result<(usize, u8), StatusError> {
        let entries = self.entries();
        let at = usize::try_from(index).ok().filter(|at| *at < entries);
        let at = at.ok_or(StatusError::OutOfRange { index, entries })?;
        Ok((at / 8, 0x80 >> (at % 8)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_survive_encoding() {
        let mut bits = Bitstring::new(0);
        assert_eq!(bits.entries(), limits::STATUS_LIST_ENTRIES_MIN);
        for index in [0, 7, 8, 131_071] {
            bits.set(index).expect("in range");
        }
        let read = Bitstring::decode(&bits.encode()).expect("a list");
        let set: Vec<u64> = (0..131_072).filter(|index| read.get(*index) == Ok(true)).collect();
        assert_eq!(set, [0, 7, 8, 131_071]);
        assert_eq!(read.get(131_072), Err(StatusError::OutOfRange { index: 131_072, entries: 131_072 }));
        assert_eq!(bits.0[0], 0b1000_0001, "index 0 is the leftmost bit");
    }

    #[test]
    fn the_example_of_the_specification_is_read() {
        let text = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";
        assert_eq!(Bitstring::decode(text), Ok(Bitstring::new(131_072)));
    }

    #[test]
    fn what_is_not_a_list_is_refused_for_its_reason() {
        let gzip = |bytes: &[u8]| {
            let mut gzip = GzBuilder::new().write(Vec::new(), Compression::fast());
            gzip.write_all(bytes).expect("memory");
            format!("u{}", URL_SAFE_NO_PAD.encode(gzip.finish().expect("memory")))
        };
        let whole = Bitstring::new(0).encode();
        let rows = [
            (whole[1..].to_owned(), StatusError::Malformed { reason: "it is not base64url multibase" }),
            ("u***".to_owned(), StatusError::Malformed { reason: "it is not base64url" }),
            ("uAAAA".to_owned(), StatusError::Malformed { reason: "it is not GZIP" }),
            (whole[..whole.len() - 8].to_owned(), StatusError::Malformed { reason: "it is not GZIP" }),
            (gzip(&[0; 100]), StatusError::TooShort { entries: 800, entries_min: 131_072 }),
            (
                gzip(&vec![0; limits::STATUS_LIST_BYTES_MAX + 1]),
                StatusError::TooLong { bytes_max: limits::STATUS_LIST_BYTES_MAX },
            ),
        ];
        for (text, expected) in rows {
            assert_eq!(Bitstring::decode(&text), Err(expected), "{text:.40}");
        }
    }
}
