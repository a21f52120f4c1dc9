//! Base encodings: hexadecimal, base64 with and without padding, base64url, and the multibase forms `z` and `u`.
//!
//! Decoders accept one spelling of each value: no white space, no missing or needless padding, no stray bits.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use thiserror::Error;

use super::base58;

/// Why a text is not in the encoding that it should be in.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodingError {
    /// A character, length or trailing bits that the encoding does not have.
    #[error("the text is not {encoding}")]
    Malformed {
        /// The encoding.
        encoding: &'static str,
    },
    /// A multibase text of another base.
    #[error("the text does not begin with the multibase prefix `{prefix}`")]
    WrongPrefix {
        /// The prefix that was expected.
        prefix: char,
    },
}

/// Lower-case hexadecimal.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 0xf));
    }
    text
}

/// Reads lower-case or upper-case hexadecimal.
///
/// # Errors
///
/// [`EncodingError::Malformed`].
pub fn from_hex(text: &str) -> Result<Vec<u8>, EncodingError> {
    let fault = EncodingError::Malformed { encoding: "hexadecimal" };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let pair = |&[high, low]: &[u8; 2]| Some(digit(high)? << 4 | digit(low)?);
    let bytes = pairs.iter().map(pair).collect::<Option<Vec<u8>>>();
    bytes.filter(|_| rest.is_empty()).ok_or(fault)
}

/// Base64 with padding (RFC 4648, section 4).
#[must_use]
pub fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads base64 with padding.
///
/// # Errors
///
/// [`EncodingError::Malformed`].
pub fn from_base64(text: &str) -> Result<Vec<u8>, EncodingError> {
    STANDARD.decode(text).map_err(|_| EncodingError::Malformed { encoding: "base64" })
}

/// Base64url without padding (RFC 4648, section 5).
#[must_use]
pub fn to_base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads base64url without padding.
///
/// # Errors
///
/// [`EncodingError::Malformed`].
pub fn from_base64url(text: &str) -> Result<Vec<u8>, EncodingError> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| EncodingError::Malformed { encoding: "base64url without padding" })
}

/// Multibase base58btc: `z` and the text (Controlled Identifiers 1.0, section 2.4).
#[must_use]
pub fn to_base58_multibase(bytes: &[u8]) -> String {
    match bytes.len() {
        ..=base58::BYTES_MAX => base58::to_multibase(bytes),
        _ => format!("z{}", bs58::encode(bytes).into_string()),
    }
}

/// Reads multibase base58btc of at most `bytes_max` bytes; base58 takes quadratic time, so longer text is not decoded.
///
/// # Errors
///
/// [`EncodingError`].
pub fn from_base58_multibase(text: &str, bytes_max: usize) -> Result<Vec<u8>, EncodingError> {
    let fault = EncodingError::Malformed { encoding: "base58btc of the expected length" };
    let body = text.strip_prefix('z').ok_or(EncodingError::WrongPrefix { prefix: 'z' })?;
    // A base58 digit carries more than 0.73 bytes.
    if body.len() > bytes_max * 3 / 2 + 1 {
        return Err(fault);
    }
    let bytes = bs58::decode(body).into_vec().ok();
    bytes.filter(|bytes| bytes.len() <= bytes_max).ok_or(fault)
}

/// Multibase base64url: `u` and the text.
#[must_use]
pub fn to_base64url_multibase(bytes: &[u8]) -> String {
    format!("u{}", to_base64url(bytes))
}

/// Reads multibase base64url.
///
/// # Errors
///
/// [`EncodingError`].
pub fn from_base64url_multibase(text: &str) -> Result<Vec<u8>, EncodingError> {
    from_base64url(text.strip_prefix('u').ok_or(EncodingError::WrongPrefix { prefix: 'u' })?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_reads_what_it_writes() {
        for bytes in [&b""[..], b"\x00", b"\x00\xff\x10", b"hello world!"] {
            assert_eq!(from_hex(&to_hex(bytes)).as_deref(), Ok(bytes));
            assert_eq!(from_base64(&to_base64(bytes)).as_deref(), Ok(bytes));
            assert_eq!(from_base64url(&to_base64url(bytes)).as_deref(), Ok(bytes));
            assert_eq!(from_base58_multibase(&to_base58_multibase(bytes), 12).as_deref(), Ok(bytes));
            assert_eq!(from_base64url_multibase(&to_base64url_multibase(bytes)).as_deref(), Ok(bytes));
        }
    }

    #[test]
    fn a_value_has_one_spelling() {
        let bad = |encoding| Err(EncodingError::Malformed { encoding });
        for text in ["0", "0g", "+1", " 00", "é"] {
            assert_eq!(from_hex(text), bad("hexadecimal"), "{text}");
        }
        for text in ["AA", "AB==", "AA==\n", "A A=", "_w=="] {
            assert_eq!(from_base64(text), bad("base64"), "{text}");
        }
        for text in ["AA==", "AB", "/w", "A", "AA "] {
            assert_eq!(from_base64url(text), bad("base64url without padding"), "{text}");
        }
        for text in ["z0", "zO", "zI", "zl", "z2 ", "z11111"] {
            assert_eq!(from_base58_multibase(text, 4), bad("base58btc of the expected length"), "{text}");
        }
        assert_eq!(from_base58_multibase("AA", 4), Err(EncodingError::WrongPrefix { prefix: 'z' }));
        assert_eq!(from_base64url_multibase("AA"), Err(EncodingError::WrongPrefix { prefix: 'u' }));
        assert_eq!(
            from_base58_multibase(&format!("z{}", "2".repeat(1 << 20)), 64),
            bad("base58btc of the expected length")
        );
    }
}
