//! Distinguished Encoding Rules (X.690), as far as X.509 needs them: a strict reader over slices, and writers.
//!
//! Lengths are definite and minimal, tags have one byte. The reader copies nothing and goes over its input once, so
//! that a list of some megabytes costs its length. What the values mean is for its callers.

use crate::model::time::Timestamp;

/// BOOLEAN.
pub(super) const BOOLEAN: u8 = 0x01;
/// INTEGER.
pub(super) const INTEGER: u8 = 0x02;
/// BIT STRING.
pub(super) const BIT_STRING: u8 = 0x03;
/// OCTET STRING.
pub(super) const OCTET_STRING: u8 = 0x04;
/// NULL.
pub(super) const NULL: u8 = 0x05;
/// OBJECT IDENTIFIER.
pub(super) const OID: u8 = 0x06;
/// ENUMERATED.
pub(super) const ENUMERATED: u8 = 0x0a;
/// UTCTime.
pub(super) const UTC_TIME: u8 = 0x17;
/// GeneralizedTime.
pub(super) const GENERALIZED_TIME: u8 = 0x18;
/// SEQUENCE and SEQUENCE OF.
pub(super) const SEQUENCE: u8 = 0x30;
/// SET and SET OF.
pub(super) const SET: u8 = 0x31;

/// Deepest nesting that is walked: structures of X.509 stay below 20.
const DEPTH_MAX: usize = 64;

/// The bytes are not the DER that was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotDer;

/// The tag of a context-specific, constructed value: `[n] EXPLICIT`, or `[n] IMPLICIT` of a SEQUENCE.
pub(super) const fn context(n: u8) -> u8 {
    0xa0 | n
}

/// The tag of a context-specific, primitive value: `[n] IMPLICIT` of a text, number or bit string.
pub(super) const fn context_primitive(n: u8) -> u8 {
    0x80 | n
}

/// One value: its tag, what is in it, and all of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'a> {
    /// The tag.
    pub tag: u8,
    /// The contents.
    pub body: &'a [u8],
    /// Tag, length and contents.
    pub raw: &'a [u8],
}

impl<'a> Value<'a> {
    /// A reader of the contents.
    pub fn reader(&self) -> Reader<'a> {
        Reader::new(self.body)
    }
}

/// Reads values one after the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// A reader of the contents of the one value of tag `tag` that `bytes` is.
    pub fn of(bytes: &'a [u8], tag: u8) -> Result<Self, NotDer> {
        let mut outer = Self::new(bytes);
        let value = outer.expect(tag)?;
        outer.finish()?;
        Ok(value.reader())
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The tag of the next value.
    pub fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next value.
    pub fn next(&mut self) -> Result<Value<'a>, NotDer> {
        let [tag, first, after @ ..] = self.rest else { return Err(NotDer) };
        // Tags of several bytes do not occur in what is read here.
        if tag & 0x1f == 0x1f {
            return Err(NotDer);
        }
        let (length, header) = match *first {
            short @ 0..=0x7f => (usize::from(short), 2),
            0x81..=0x84 => {
                let count = usize::from(first & 0x7f);
                let digits = after.get(..count).ok_or(NotDer)?;
                let length = digits.iter().fold(0_usize, |sum, digit| sum << 8 | usize::from(*digit));
                let minimal = digits[0] != 0 && length >= 0x80;
                (minimal.then_some(length).ok_or(NotDer)?, 2 + count)
            }
            _ => return Err(NotDer),
        };
        let end = header.checked_add(length).ok_or(NotDer)?;
        let raw = self.rest.get(..end).ok_or(NotDer)?;
        self.rest = &self.rest[end..];
        Ok(Value { tag: *tag, body: &raw[header..], raw })
    }

    /// The next value, which has the tag `tag`.
    pub fn expect(&mut self, tag: u8) -> Result<Value<'a>, NotDer> {
        self.optional(tag)?.ok_or(NotDer)
    }

    /// The next value if it has the tag `tag`.
    pub fn optional(&mut self, tag: u8) -> Result<Option<Value<'a>>, NotDer> {
        if self.peek() == Some(tag) { self.next().map(Some) } else { Ok(None) }
    }

    /// Asserts that nothing is left.
    pub fn finish(&self) -> Result<(), NotDer> {
        if self.rest.is_empty() { Ok(()) } else { Err(NotDer) }
    }

    /// The next value as an OBJECT IDENTIFIER in dots.
    pub fn oid(&mut self) -> Result<String, NotDer> {
        oid(self.expect(OID)?.body)
    }

    /// The next value if it is a BOOLEAN, `false` otherwise: the default of every flag in X.509.
    pub fn flag(&mut self) -> Result<bool, NotDer> {
        self.optional(BOOLEAN)?.map_or(Ok(false), |value| boolean(value.body))
    }

    /// The next value as a point in time.
    pub fn time(&mut self) -> Result<Timestamp, NotDer> {
        time(self.next()?)
    }

    /// The next value as an INTEGER: its contents, which are minimal.
    pub fn integer(&mut self) -> Result<&'a [u8], NotDer> {
        let body = self.expect(INTEGER)?.body;
        match body {
            [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => Err(NotDer),
            _ => Ok(body),
        }
    }
}

/// Whether `bytes` is one DER value whose constructed parts are DER as well.
pub(super) fn is_der(bytes: &[u8]) -> bool {
    fn walk(mut reader: Reader<'_>, depth: usize) -> Result<(), NotDer> {
        while !reader.is_empty() {
            let value = reader.next()?;
            if value.tag & 0x20 != 0 {
                if depth == DEPTH_MAX {
                    return Err(NotDer);
                }
                walk(value.reader(), depth + 1)?;
            }
        }
        Ok(())
    }
    let mut outer = Reader::new(bytes);
    outer.next().is_ok_and(|value| outer.is_empty() && value.tag & 0x20 != 0 && walk(value.reader(), 0).is_ok())
}

/// The contents of an OBJECT IDENTIFIER in dots.
pub(super) fn oid(body: &[u8]) -> Result<String, NotDer> {
    let mut arcs: Vec<u64> = Vec::new();
    let mut arc = 0_u64;
    let mut begun = false;
    for byte in body {
        if !begun && *byte == 0x80 || arc >> 56 != 0 {
            return Err(NotDer);
        }
        arc = arc << 7 | u64::from(byte & 0x7f);
        begun = byte & 0x80 != 0;
        if !begun {
            arcs.push(arc);
            arc = 0;
        }
    }
    let (first, others) = arcs.split_first().filter(|_| !begun).ok_or(NotDer)?;
    let top = (first / 40).min(2);
    let mut text = format!("{top}.{}", first - top * 40);
    for arc in others {
        text.push('.');
        text.push_str(&arc.to_string());
    }
    Ok(text)
}

/// The contents of a BOOLEAN.
pub(super) fn boolean(body: &[u8]) -> Result<bool, NotDer> {
    match body {
        [0x00] => Ok(false),
        [0xff] => Ok(true),
        _ => Err(NotDer),
    }
}

/// The contents of a BIT STRING whose bits fill its bytes: a key or a signature.
pub(super) fn whole_bits(body: &[u8]) -> Result<&[u8], NotDer> {
    if let [0, bytes @ ..] = body { Ok(bytes) } else { Err(NotDer) }
}

/// The contents of a BIT STRING of named bits: bit 0 is the highest of the result.
pub(super) fn named_bits(body: &[u8]) -> Result<u16, NotDer> {
    let (unused, bytes) = match body {
        [0] => return Ok(0),
        [unused @ 0..=7, bytes @ ..] if !bytes.is_empty() && bytes.len() <= 2 => (*unused, bytes),
        _ => return Err(NotDer),
    };
    let last = bytes[bytes.len() - 1];
    if last & ((1 << unused) - 1) != 0 {
        return Err(NotDer);
    }
    Ok(u16::from(bytes[0]) << 8 | u16::from(bytes.get(1).copied().unwrap_or(0)))
}

/// A UTCTime or GeneralizedTime in the form of RFC 5280: to the second, in UTC.
pub(super) fn time(value: Value<'_>) -> Result<Timestamp, NotDer> {
    let digits = value.body.strip_suffix(b"Z").ok_or(NotDer)?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return Err(NotDer);
    }
    let number = |part: &[u8]| part.iter().fold(0_i32, |sum, digit| sum * 10 + i32::from(digit - b'0'));
    let (year, rest) = match (value.tag, digits.len()) {
        // RFC 5280, section 4.1.2.5.1: two digits are a year of 1950 to 2049.
        (UTC_TIME, 12) => {
            let short = number(&digits[..2]);
            (if short < 50 { 2000 + short } else { 1900 + short }, &digits[2..])
        }
        (GENERALIZED_TIME, 14) => (number(&digits[..4]), &digits[4..]),
        _ => return Err(NotDer),
    };
    let [month, day, hour, minute, second] = std::array::from_fn(|n| number(&rest[2 * n..2 * n + 2]));
    let small = |value: i32| i8::try_from(value).map_err(|_| NotDer);
    let year = i16::try_from(year).map_err(|_| NotDer)?;
    let at =
        jiff::civil::DateTime::new(year, small(month)?, small(day)?, small(hour)?, small(minute)?, small(second)?, 0)
            .map_err(|_| NotDer)?;
    // 9999-12-31, which says that there is no end, lies a day beyond the calendar of `Timestamp`.
    let at = at.to_zoned(jiff::tz::TimeZone::UTC).map_or(jiff::Timestamp::MAX, |at| at.timestamp());
    Ok(Timestamp::from_jiff(at))
}

/// A value of tag `tag` with the contents `parts`.
pub(super) fn encode(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length + 6);
    out.push(tag);
    match u8::try_from(length) {
        Ok(short @ 0..=0x7f) => out.push(short),
        _ => {
            let digits = length.to_be_bytes();
            let skipped = digits.iter().take_while(|digit| **digit == 0).count();
            let count = u8::try_from(digits.len() - skipped).expect("a length has at most eight bytes");
            out.push(0x80 | count);
            out.extend_from_slice(&digits[skipped..]);
        }
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// Encodes an OBJECT IDENTIFIER that this program names.
pub(super) fn encode_oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().expect("an object identifier in dots")).collect();
    let mut body = Vec::new();
    let first = arcs[0] * 40 + arcs[1];
    for arc in std::iter::once(&first).chain(&arcs[2..]) {
        let groups = (1..10).find(|count| count * 7 >= 64 || arc >> (count * 7) == 0).unwrap_or(10);
        for group in (0..groups).rev() {
            let low = u8::try_from(arc >> (group * 7) & 0x7f).expect("seven bits");
            body.push(if group == 0 { low } else { low | 0x80 });
        }
    }
    encode(OID, &[&body])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_one_form() {
        let good = [&b"\x04\x01a"[..], b"\x30\x00"];
        assert!(good.iter().all(|bytes| Reader::new(bytes).next().is_ok()));
        for bad in [
            &b""[..],
            b"\x04",
            b"\x04\x02a",
            b"\x04\x81\x01a",
            b"\x30\x80\0\0",
            b"\x1f\x81\x00",
            b"\x04\x85\0\0\0\0\x01a",
        ] {
            assert!(Reader::new(bad).next().is_err(), "{bad:?}");
        }
        for length in [0, 127, 128, 255, 256, 70_000] {
            let bytes = encode(OCTET_STRING, &[&vec![7; length]]);
            assert_eq!(Reader::of(&bytes, OCTET_STRING).expect("DER").rest.len(), length);
        }
    }

    #[test]
    fn identifiers_are_read_as_written() {
        for text in ["2.5.4.97", "1.3.6.1.5.5.7.48.1.5", "0.4.0.1862.1.6.2", "2.999.1", "1.2.840.113549.1.1.11"] {
            let bytes = encode_oid(text);
            assert_eq!(Reader::new(&bytes).oid().as_deref(), Ok(text));
        }
        for bad in [&b""[..], b"\x80\x01", b"\x2a\x86", b"\x2a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"] {
            assert_eq!(oid(bad), Err(NotDer));
        }
    }

    #[test]
    fn times_are_to_the_second_in_utc() {
        let read = |tag, text: &str| time(Value { tag, body: text.as_bytes(), raw: b"" }).map(|at| at.to_string());
        assert_eq!(read(UTC_TIME, "260630120000Z").as_deref(), Ok("2026-06-30T12:00:00Z"));
        assert_eq!(read(UTC_TIME, "500101000000Z").as_deref(), Ok("1950-01-01T00:00:00Z"));
        assert_eq!(read(GENERALIZED_TIME, "20500101000000Z").as_deref(), Ok("2050-01-01T00:00:00Z"));
        assert!(read(GENERALIZED_TIME, "99991231235959Z").expect("a time").starts_with("9999-12-30T"));
        for bad in
            ["2606301200Z", "260630120000", "260630120000+0200", "261330120000Z", "260230120000Z", "26063012000éZ"]
        {
            assert!(read(UTC_TIME, bad).is_err(), "{bad}");
        }
        assert!(read(GENERALIZED_TIME, "20260630120000.5Z").is_err());
    }

    #[test]
    fn bits_and_numbers_are_minimal() {
        assert_eq!(named_bits(b"\x06\xc0"), Ok(0xc000));
        assert_eq!(named_bits(b"\x07\x00\x80"), Ok(0x0080));
        assert!([&b""[..], b"\x08\x00", b"\x06\xc1", b"\x01"].iter().all(|bad| named_bits(bad).is_err()));
        for bad in [&b"\x02\x00"[..], b"\x02\x02\x00\x01", b"\x02\x02\xff\x80"] {
            assert!(Reader::new(bad).integer().is_err(), "{bad:?}");
        }
        assert_eq!(Reader::new(b"\x02\x02\x00\x80").integer(), Ok(&b"\x00\x80"[..]));
        assert!(is_der(b"\x30\x03\x02\x01\x05") && !is_der(b"\x30\x03\x02\x02\x05") && !is_der(b"\x30\x00\x00"));
        assert!(!is_der(&(0..100).fold(encode(SEQUENCE, &[]), |inner, _| encode(SEQUENCE, &[&inner]))));
    }
}
