//! The statuses of a Token Status List: some bits each, from the least significant on, packed and compressed (zlib).

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::read::ZlibDecoder;

use super::StatusError;
use crate::limits;

/// A list of statuses of 1, 2, 4 or 8 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenStatuses {
    bits: u8,
    bytes: Vec<u8>,
}

impl TokenStatuses {
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
        let in_byte = 8 / self.bits;
        let at = usize::try_from(index / u64::from(in_byte)).ok().and_then(|at| self.bytes.get(at));
        let entries = self.bytes.len().saturating_mul(8 / usize::from(self.bits));
        let byte = at.ok_or(StatusError::OutOfRange { index, entries })?;
        let place = u8::try_from(index % u64::from(in_byte)).expect("it is below eight");
        let shift = place * self.bits;
        let mask = u8::MAX >> (8 - self.bits);
        Ok((byte >> shift) & mask)
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
}
