//! What a time-stamp token says: TSTInfo (RFC 3161, section 2.4.2), read with fractional seconds.
//!
//! TSTInfo is DER by the standard, and is read strictly. Whether anybody signed it is for the token.

use std::fmt;

use super::der::{self, NotDer, Reader};
use super::timestamp::DigestAlgorithm;
use crate::model::time::Timestamp;

/// How far the stamped time may be from the true one (RFC 3161, section 2.4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accuracy {
    /// Whole seconds.
    pub seconds: u32,
    /// Thousandths, below 1000.
    pub millis: u32,
    /// Millionths, below 1000.
    pub micros: u32,
}

impl fmt::Display for Accuracy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}{:03} s", self.seconds, self.millis, self.micros)
    }
}

/// The fields of a TSTInfo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TstInfo {
    /// The authority's policy, in dotted form.
    pub(super) policy: String,
    /// How the stamped data was hashed, in dotted form.
    pub(super) imprint_algorithm: String,
    pub(super) imprint: Vec<u8>,
    /// The content of the INTEGER.
    pub(super) serial: Vec<u8>,
    pub(super) time: Timestamp,
    /// The digits after the decimal point; the last one is not zero.
    pub(super) fraction: String,
    pub(super) accuracy: Option<Accuracy>,
    pub(super) ordering: bool,
    /// The content of the INTEGER.
    pub(super) nonce: Option<Vec<u8>>,
}

impl TstInfo {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, NotDer> {
        let mut info = Reader::of(bytes, der::SEQUENCE)?;
        if info.integer()? != [1] {
            return Err(NotDer);
        }
        let policy = info.oid()?;
        let mut message_imprint = info.expect(der::SEQUENCE)?.reader();
        let imprint_algorithm = plain_algorithm(&mut message_imprint)?;
        let imprint = message_imprint.expect(der::OCTET_STRING)?.body.to_vec();
        message_imprint.finish()?;
        let known = DigestAlgorithm::from_oid(&imprint_algorithm);
        if known.is_some_and(|algorithm| algorithm.digest_bytes() != imprint.len()) {
            return Err(NotDer);
        }
        let serial = info.integer()?.to_vec();
        let (time, fraction) = read_time(info.expect(der::GENERALIZED_TIME)?.body).ok_or(NotDer)?;
        let accuracy = info.optional(der::SEQUENCE)?.map(|value| read_accuracy(value.reader())).transpose()?;
        let ordering = true_flag(&mut info)?;
        let nonce = if info.peek() == Some(der::INTEGER) { Some(info.integer()?.to_vec()) } else { None };
        // The name of the authority is a hint: the signed certificate reference says who it is.
        info.optional(der::context(0))?;
        if let Some(extensions) = info.optional(der::context(1))? {
            refuse_critical(extensions.reader())?;
        }
        info.finish()?;
        Ok(Self { policy, imprint_algorithm, imprint, serial, time, fraction, accuracy, ordering, nonce })
    }
}

/// An AlgorithmIdentifier without parameters (absent or NULL), in dotted form.
pub(super) fn plain_algorithm(reader: &mut Reader<'_>) -> Result<String, NotDer> {
    let mut algorithm = reader.expect(der::SEQUENCE)?.reader();
    let oid = algorithm.oid()?;
    if algorithm.optional(der::NULL)?.is_some_and(|null| !null.body.is_empty()) {
        return Err(NotDer);
    }
    algorithm.finish()?;
    Ok(oid)
}

/// A BOOLEAN that is `false` unless it is there: DER does not write a default.
fn true_flag(reader: &mut Reader<'_>) -> Result<bool, NotDer> {
    let there = reader.peek() == Some(der::BOOLEAN);
    if reader.flag()? == there { Ok(there) } else { Err(NotDer) }
}

/// `YYYYMMDDhhmmss[.s…]Z`; a fraction has no trailing zeros and is not empty.
fn read_time(text: &[u8]) -> Option<(Timestamp, String)> {
    let body = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = match body.split_once('.') {
        None => (body, ""),
        Some((_, fraction)) if fraction.is_empty() || fraction.ends_with('0') => return None,
        Some((whole, fraction)) => (whole, fraction),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 14 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let number = |from: usize, to: usize| whole[from..to].parse::<i8>().ok();
    let date = jiff::civil::Date::new(whole[..4].parse().ok()?, number(4, 6)?, number(6, 8)?).ok()?;
    let time = jiff::civil::Time::new(number(8, 10)?, number(10, 12)?, number(12, 14)?, 0).ok()?;
    let at = date.to_datetime(time).to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some((Timestamp::from_jiff(at.timestamp()), fraction.to_owned()))
}

fn read_accuracy(mut reader: Reader<'_>) -> Result<Accuracy, NotDer> {
    let mut part = |tag, min, max| match reader.optional(tag)? {
        None => Ok(0),
        Some(value) => small_number(value.body).filter(|n| (min..=max).contains(n)).ok_or(NotDer),
    };
    let seconds = part(der::INTEGER, 0, u32::MAX)?;
    let millis = part(der::context_primitive(0), 1, 999)?;
    let micros = part(der::context_primitive(1), 1, 999)?;
    reader.finish()?;
    Ok(Accuracy { seconds, millis, micros })
}

/// The contents of an INTEGER in its shortest form, if it lies from 0 to 2^31 - 1.
pub(super) fn small_number(body: &[u8]) -> Option<u32> {
    let shortest = !matches!(body, [] | [0x00, 0x00..0x80, ..]) && body.len() <= 4 && body[0] < 0x80;
    shortest.then(|| body.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

/// No extension of a TSTInfo is understood here, so none may be critical.
fn refuse_critical(mut extensions: Reader<'_>) -> Result<(), NotDer> {
    while !extensions.is_empty() {
        let mut extension = extensions.expect(der::SEQUENCE)?.reader();
        extension.oid()?;
        if true_flag(&mut extension)? {
            return Err(NotDer);
        }
        extension.expect(der::OCTET_STRING)?;
        extension.finish()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_time(text: &str, expected: Option<(&str, &str)>) {
        let read = read_time(text.as_bytes()).map(|(time, fraction)| (time.to_string(), fraction));
        let expected = expected.map(|(time, fraction)| (time.to_owned(), fraction.to_owned()));
        assert_eq!(read, expected, "{text}");
    }

    #[test]
    fn times_have_any_number_of_fraction_digits() {
        let at = "2026-07-01T12:00:00Z";
        check_time("20260701120000Z", Some((at, "")));
        check_time("20260701120000.5Z", Some((at, "5")));
        check_time("20260701120000.000000001Z", Some((at, "000000001")));
        let long = "3".repeat(60);
        check_time(&format!("20260701120000.{long}Z"), Some((at, &long)));
        for bad in [
            "",
            "Z",
            "20260701120000",
            "20260701120000.Z",
            "20260701120000.0Z",
            "20260701120000.50Z",
            "20260701120000,5Z",
            "20260701120000.5",
            "20260701120000.5+0200",
            "202607011200Z",
            "20260732120000Z",
            "20260701240000Z",
            "20260701120060Z",
            "2026070112000-Z",
            "+2260701120000Z",
            "20260701120000.-5Z",
            "20260701120000.5.5Z",
            " 20260701120000Z",
        ] {
            check_time(bad, None);
        }
    }

    #[test]
    fn accuracy_has_parts_below_a_thousand() {
        let check = |bytes: &[u8], expected: Option<(u32, u32, u32)>| {
            let read = read_accuracy(Reader::new(bytes)).ok().map(|a| (a.seconds, a.millis, a.micros));
            assert_eq!(read, expected, "{bytes:02x?}");
        };
        check(&[], Some((0, 0, 0)));
        check(&[2, 1, 1], Some((1, 0, 0)));
        check(&[0x80, 2, 1, 0xf4, 0x81, 1, 100], Some((0, 500, 100)));
        check(&[2, 1, 1, 0x80, 1, 1, 0x81, 1, 1], Some((1, 1, 1)));
        check(&[0x80, 1, 0], None);
        check(&[0x80, 2, 3, 0xe8], None);
        check(&[0x81, 1, 1, 0x80, 1, 1], None);
        check(&[2, 1, 0xff], None);
    }
}
