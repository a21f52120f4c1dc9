//! The statuses of a Token Status List: some bits each, from the least significant on, packed and compressed (zlib).

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use super::StatusError;
use crate::limits;

/// A list of statuses of 1, 2, 4 or 8 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenStatuses {
    bits: u8,
    bytes: Vec<u8>,
}

impl TokenStatuses {
    /// A list of `entries` statuses of `bits` each that are all 0.
    ///
    /// # Panics
    ///
    /// Panics if a status has not 1, 2, 4 or 8 bits.
    #[must_use]
    pub fn new(bits: u8, entries: usize) -> Self {
        assert!(matches!(bits, 1 | 2 | 4 | 8), "a status has 1, 2, 4 or 8 bits");
        Self { bits, bytes: vec![0; entries.div_ceil(8 / usize::from(bits))] }
    }

    /// Bits of a status.
    #[must_use]
    pub fn bits(&self) -> u8 {
        self.bits
    }

    /// How many statuses the list has.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.bytes.len() * (8 / usize::from(self.bits))
    }

    /// Sets the status at `index`; of `status`, the bits that the list has room for.
    ///
    /// # Errors
    ///
    /// [`StatusError::OutOfRange`].
    pub fn set(&mut self, index: u64, status: u8) -> Result<(), StatusError> {
        let entries = self.entries();
        let (at, shift, mask) = self.place(index)?;
        let byte = self.bytes.get_mut(at).ok_or(StatusError::OutOfRange { index, entries })?;
        *byte = *byte & !(mask << shift) | (status & mask) << shift;
        Ok(())
    }

    /// The `lst`: zlib, then base64url.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
        zlib.write_all(&self.bytes).expect("writing to memory does not fail");
        URL_SAFE_NO_PAD.encode(zlib.finish().expect("writing to memory does not fail"))
    }

    /// Reads `lst` with `bits` for each status.
    ///
    /// # Errors
    ///
    /// [`StatusError::Malformed`]; a list beyond [`limits::STATUS_LIST_BYTES_MAX`] is [`StatusError::TooLong`] before it is
    /// in memory.
    pub fn decode(bits: u64, lst: &str) -> Result<Self, StatusError> {
        let malformed = |reason| StatusError::Malformed { reason };
        let bits = match bits {
            1 => 1,
            2 => 2,
            4 => 4,
            8 => 8,
            _ => return Err(malformed("a status has 1, 2, 4 or 8 bits")),
        };
        let compressed = URL_SAFE_NO_PAD.decode(lst).map_err(|_| malformed("it is not base64url"))?;
        let bytes_max = limits::STATUS_LIST_BYTES_MAX;
        let mut bytes = Vec::new();
        let mut reader = ZlibDecoder::new(compressed.as_slice()).take(bytes_max as u64 + 1);
        reader.read_to_end(&mut bytes).map_err(|_| malformed("it is not zlib"))?;
        if bytes.len() > bytes_max { Err(StatusError::TooLong { bytes_max }) } else { Ok(Self { bits, bytes }) }
    }

    /// The status at `index`: 0 is valid, 1 invalid, 2 suspended, others are the issuer's own.
    ///
    /// # Errors
    ///
    /// [`StatusError::OutOfRange`].
    pub fn get(&self, index: u64) -> Result<u8, StatusError> {
        let (at, shift, mask) = self.place(index)?;
        let byte = self.bytes.get(at).ok_or(StatusError::OutOfRange { index, entries: self.entries() })?;
        Ok((byte >> shift) & mask)
    }

    /// The byte of an index, how far its status is shifted in it, and which bits a status has.
    fn place(&self, index: u64) -> Result<(usize, u8, u8), StatusError> {
        let in_byte = 8 / self.bits;
        let beyond = StatusError::OutOfRange { index, entries: self.entries() };
        let at = usize::try_from(index / u64::from(in_byte)).map_err(|_| beyond)?;
        let place = u8::try_from(index % u64::from(in_byte)).expect("it is below eight");
        Ok((at, place * self.bits, u8::MAX >> (8 - self.bits)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statuses(bits: u64, lst: &str, count: u64) -> Vec<u8> {
        let list = TokenStatuses::decode(bits, lst).expect("a list");
        (0..count).map(|index| list.get(index).expect("in range")).collect()
    }

    #[test]
    fn statuses_begin_with_the_least_significant_bits() {
        // The bytes b9 a3, and c9 44 f9: the examples of the specification.
        assert_eq!(statuses(1, "eNrbuRgAAhcBXQ", 16), [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]);
        assert_eq!(statuses(2, "eNo76fITAAPfAgc", 12), [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]);
        assert_eq!(statuses(4, "eNrbuRgAAhcBXQ", 4), [9, 11, 3, 10]);
        assert_eq!(statuses(8, "eNrbuRgAAhcBXQ", 2), [0xb9, 0xa3]);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        let malformed = |reason| Err(StatusError::Malformed { reason });
        assert_eq!(TokenStatuses::decode(3, "eNrbuRgAAhcBXQ"), malformed("a status has 1, 2, 4 or 8 bits"));
        assert_eq!(TokenStatuses::decode(1, "***"), malformed("it is not base64url"));
        assert_eq!(TokenStatuses::decode(1, "AAAA"), malformed("it is not zlib"));
        let list = TokenStatuses::decode(1, "eNrbuRgAAhcBXQ").expect("a list");
        assert_eq!(list.get(16), Err(StatusError::OutOfRange { index: 16, entries: 16 }));
        assert_eq!(list.get(u64::MAX), Err(StatusError::OutOfRange { index: u64::MAX, entries: 16 }));
    }

    #[test]
    fn what_is_set_is_read_back_and_encoded_as_in_the_specification() {
        let mut list = TokenStatuses::new(2, 12);
        for (index, status) in (0..).zip([1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]) {
            list.set(index, status).expect("in range");
        }
        assert_eq!((list.entries(), list.encode().as_str()), (12, "eNo76fITAAPfAgc"));
        list.set(1, 0).expect("in range");
        assert_eq!((list.get(0), list.get(1), list.get(2)), (Ok(1), Ok(0), Ok(0)));
        assert_eq!(list.set(12, 1), Err(StatusError::OutOfRange { index: 12, entries: 12 }));
        assert_eq!(TokenStatuses::decode(2, &list.encode()), Ok(list));
    }
}
