//! Writers of DER, independent of those of the program: what the tests make is read by other code than wrote it.

/// A value of any tag.
pub fn tlv(tag: u8, body: &[u8]) -> Vec<u8> {
    let digits = body.len().to_be_bytes();
    let digits = &digits[digits.iter().take_while(|digit| **digit == 0).count()..];
    let mut out = vec![tag];
    match digits {
        [] => out.push(0),
        [short @ 0..=0x7f] => out.push(*short),
        _ => {
            out.push(0x80 | u8::try_from(digits.len()).expect("few digits"));
            out.extend_from_slice(digits);
        }
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
        let low = |value: u64| u8::try_from(value & 0x7f).expect("seven bits");
        let mut groups = vec![low(arc)];
        let mut rest = arc >> 7;
        while rest > 0 {
            groups.push(low(rest) | 0x80);
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
