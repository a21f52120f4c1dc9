//! Writers of DER, independent of those of the program: what the tests make is read by other code than wrote it.

/// A value of any tag.
pub fn tlv(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match body.len() {
        n @ 0..128 => out.push(n as u8),
        n @ 128..256 => out.extend([0x81, n as u8]),
        n @ 256..65_536 => out.extend([0x82, (n >> 8) as u8, n as u8]),
        n @ 65_536..16_777_216 => out.extend([0x83, (n >> 16) as u8, (n >> 8) as u8, n as u8]),
        n => out.extend([0x84, (n >> 24) as u8, (n >> 16) as u8, (n >> 8) as u8, n as u8]),
    }
    out.extend_from_slice(body);
    out
}

/// SEQUENCE.
pub fn seq(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// SET, of members that are sorted already.
pub fn set(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x31, &parts.concat())
}

/// `[n]`, constructed: EXPLICIT, or IMPLICIT of a SEQUENCE's contents.
pub fn context(n: u8, parts: &[&[u8]]) -> Vec<u8> {
    tlv(0xa0 | n, &parts.concat())
}

/// `[n] IMPLICIT` of a primitive value.
pub fn context_primitive(n: u8, body: &[u8]) -> Vec<u8> {
    tlv(0x80 | n, body)
}

/// OBJECT IDENTIFIER, from dots.
pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().expect("a number")).collect();
    let mut body = Vec::new();
    for arc in std::iter::once(arcs[0] * 40 + arcs[1]).chain(arcs[2..].iter().copied()) {
        let mut groups = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            groups.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        body.extend(groups.iter().rev());
    }
    tlv(0x06, &body)
}

/// INTEGER, from the big-endian digits of a number that is not negative.
pub fn integer(digits: &[u8]) -> Vec<u8> {
    let skipped = digits.iter().take_while(|digit| **digit == 0).count();
    let digits = &digits[skipped..];
    if digits.first().is_none_or(|first| *first >= 0x80) {
        tlv(0x02, &[&[0], digits].concat())
    } else {
        tlv(0x02, digits)
    }
}

/// A small INTEGER.
pub fn number(value: u64) -> Vec<u8> {
    integer(&value.to_be_bytes())
}

/// BOOLEAN.
pub fn boolean(value: bool) -> Vec<u8> {
    tlv(0x01, &[if value { 0xff } else { 0 }])
}

/// ENUMERATED.
pub fn enumerated(value: u8) -> Vec<u8> {
    tlv(0x0a, &[value])
}

/// NULL.
pub fn null() -> Vec<u8> {
    tlv(0x05, &[])
}

/// OCTET STRING.
pub fn octets(bytes: &[u8]) -> Vec<u8> {
    tlv(0x04, bytes)
}

/// BIT STRING of whole bytes.
pub fn bits(bytes: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], bytes].concat())
}

/// BIT STRING in which these bits are set, without zeros at its end.
pub fn named_bits(set: &[u8]) -> Vec<u8> {
    let Some(last) = set.iter().max() else { return tlv(0x03, &[0]) };
    let mut bytes = vec![0; usize::from(last / 8) + 1];
    for bit in set {
        bytes[usize::from(bit / 8)] |= 0x80 >> (bit % 8);
    }
    tlv(0x03, &[&[7 - last % 8], &*bytes].concat())
}

/// UTF8String.
pub fn utf8(text: &str) -> Vec<u8> {
    tlv(0x0c, text.as_bytes())
}

/// PrintableString.
pub fn printable(text: &str) -> Vec<u8> {
    tlv(0x13, text.as_bytes())
}

/// GeneralizedTime, from `2026-06-30T12:00:00Z`; a fraction of a second stays.
pub fn generalized_time(text: &str) -> Vec<u8> {
    tlv(0x18, text.replace(['-', ':', 'T'], "").as_bytes())
}

/// UTCTime until 2049, GeneralizedTime afterwards (RFC 5280, section 4.1.2.5).
pub fn time(text: &str) -> Vec<u8> {
    let generalized = generalized_time(text);
    if (1950..2050).contains(&text[..4].parse::<u32>().expect("a year")) {
        tlv(0x17, &generalized[4..])
    } else {
        generalized
    }
}
