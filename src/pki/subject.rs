//! Distinguished names: the fields that a seal certificate is judged by.
//!
//! It reads names and compares nothing: which certificate issued which is for `path`.

use std::fmt::Write as _;

use super::der::{self, NotDer, Reader};

/// A distinguished name (RFC 5280, section 4.1.2.4). A field that the name has twice is `None`: it says nothing certain.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// `CN`, commonName.
    pub common_name: Option<String>,
    /// `O`, organizationName.
    pub organization: Option<String>,
    /// organizationIdentifier (2.5.4.97), such as `VATES-A00000000` (ETSI EN 319 412-1, section 5.1.4).
    pub organization_identifier: Option<String>,
    /// `C`, countryName: two letters.
    pub country: Option<String>,
    /// serialNumber (2.5.4.5) of the subject, which is not the certificate's.
    pub serial_number: Option<String>,
    /// Whether it names a natural person: surname, givenName or pseudonym (ETSI EN 319 412-2, section 4.2.4).
    pub person: bool,
    /// The whole name as RFC 4514 writes it, the last part first.
    pub text: String,
}

/// Attribute types that have a short name in the text form: RFC 4514, section 3, and those of seal certificates.
const SHORT_NAMES: &[(&str, &str)] = &[
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "STREET"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "title"),
    ("2.5.4.15", "businessCategory"),
    ("2.5.4.17", "postalCode"),
    ("2.5.4.42", "givenName"),
    ("2.5.4.65", "pseudonym"),
    ("2.5.4.97", "organizationIdentifier"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
];

impl Name {
    /// Reads the DER of a Name.
    pub(super) fn from_der(der: &[u8]) -> Result<Self, NotDer> {
        let mut name = Self::default();
        let mut parts: Vec<String> = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        let mut sets = Reader::of(der, der::SEQUENCE)?;
        while !sets.is_empty() {
            let mut set = sets.expect(der::SET)?.reader();
            let mut part = String::new();
            while !set.is_empty() || part.is_empty() {
                let mut attribute = set.expect(der::SEQUENCE)?.reader();
                let oid = attribute.oid()?;
                let value = attribute.next()?;
                attribute.finish()?;
                if !part.is_empty() {
                    part.push('+');
                }
                let text = text(value)?;
                write_attribute(&mut part, &oid, text.as_deref(), value.raw);
                name.keep(&oid, text, &mut seen);
            }
            parts.push(part);
        }
        parts.reverse();
        name.text = parts.join(",");
        Ok(name)
    }

    fn keep(&mut self, oid: &str, text: Option<String>, seen: &mut Vec<String>) {
        let field = match oid {
            "2.5.4.3" => &mut self.common_name,
            "2.5.4.5" => &mut self.serial_number,
            "2.5.4.6" => &mut self.country,
            "2.5.4.10" => &mut self.organization,
            "2.5.4.97" => &mut self.organization_identifier,
            "2.5.4.4" | "2.5.4.42" | "2.5.4.65" => {
                self.person = true;
                return;
            }
            _ => return,
        };
        let again = seen.iter().any(|known| known == oid);
        *field = text.filter(|_| !again);
        seen.push(oid.to_owned());
    }
}

/// The text of a DirectoryString or IA5String; `None` for a value that is no text.
fn text(value: der::Value<'_>) -> Result<Option<String>, NotDer> {
    let body = value.body;
    let wide = |units: Vec<u16>| String::from_utf16(&units).map_err(|_| NotDer);
    Ok(Some(match value.tag {
        // UTF8String.
        0x0c => str::from_utf8(body).map_err(|_| NotDer)?.to_owned(),
        // NumericString, PrintableString, IA5String, VisibleString: subsets of ASCII that are often overstepped within it.
        0x12 | 0x13 | 0x16 | 0x1a if body.is_ascii() => String::from_utf8_lossy(body).into_owned(),
        // TeletexString: in practice Latin-1.
        0x14 => body.iter().map(|byte| char::from(*byte)).collect(),
        // BMPString.
        0x1e => {
            let (pairs, rest) = body.as_chunks::<2>();
            if !rest.is_empty() {
                return Err(NotDer);
            }
            wide(pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect())?
        }
        // UniversalString.
        0x1c => {
            let (groups, rest) = body.as_chunks::<4>();
            let read = |group: &[u8; 4]| char::from_u32(u32::from_be_bytes(*group)).ok_or(NotDer);
            if !rest.is_empty() {
                return Err(NotDer);
            }
            groups.iter().map(read).collect::<Result<String, NotDer>>()?
        }
        0x12 | 0x13 | 0x16 | 0x1a => return Err(NotDer),
        _ => return Ok(None),
    }))
}

/// Whether a reader would not see `c`, or would see what follows it in another order: a name is shown to whoever decides
/// about trust.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{115f}'..='\u{1160}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
}

/// `type=value` with the escapes of RFC 4514, section 2.4; what cannot be seen is escaped as well.
fn write_attribute(out: &mut String, oid: &str, text: Option<&str>, raw: &[u8]) {
    let short = SHORT_NAMES.iter().find(|(known, _)| *known == oid).map(|(_, name)| *name);
    out.push_str(short.unwrap_or(oid));
    out.push('=');
    let Some(text) = text else {
        out.push('#');
        for byte in raw {
            write!(out, "{byte:02x}").expect("a String takes all text");
        }
        return;
    };
    let last = text.chars().count().saturating_sub(1);
    for (at, c) in text.chars().enumerate() {
        let edge = (c == ' ' && (at == 0 || at == last)) || (c == '#' && at == 0);
        if edge || matches!(c, '"' | '+' | ',' | ';' | '<' | '>' | '\\') {
            out.push('\\');
            out.push(c);
        } else if is_unseen(c) {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                write!(out, "\\{byte:02X}").expect("a String takes all text");
            }
        } else {
            out.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(attributes: &[(&str, u8, &[u8])]) -> Result<Name, NotDer> {
        let sets: Vec<Vec<u8>> = attributes
            .iter()
            .map(|(oid, tag, value)| {
                let pair = der::encode(der::SEQUENCE, &[&der::encode_oid(oid), &der::encode(*tag, &[value])]);
                der::encode(der::SET, &[&pair])
            })
            .collect();
        Name::from_der(&der::encode(der::SEQUENCE, &[&sets.concat()]))
    }

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        let read = |text: &str| name(&[("2.5.4.3", 0x0c, text.as_bytes())]).expect("a name").text;
        assert_eq!(read("Universit\u{e9} \u{5d0}"), "CN=Universit\u{e9} \u{5d0}");
        assert_eq!(read("Uni\u{202e}ytisrev"), r"CN=Uni\E2\80\AEytisrev");
        assert_eq!(read("Uni\u{200b}\u{feff}\u{ad}"), r"CN=Uni\E2\80\8B\EF\BB\BF\C2\AD");
    }

    #[test]
    fn fields_and_text() {
        let read = name(&[
            ("2.5.4.6", 0x13, b"ES"),
            ("2.5.4.10", 0x0c, "Uni, \"Oviedo\"".as_bytes()),
            ("2.5.4.97", 0x0c, b"VATES-A00000000"),
            ("2.5.4.3", 0x1e, b"\0#\0S"),
            ("1.2.3", 0x0c, b"\n "),
        ]);
        let read = read.expect("a name");
        assert_eq!(read.organization.as_deref(), Some("Uni, \"Oviedo\""));
        assert_eq!(read.organization_identifier.as_deref(), Some("VATES-A00000000"));
        assert_eq!((read.common_name.as_deref(), read.country.as_deref()), (Some("#S"), Some("ES")));
        assert_eq!(read.text, r#"1.2.3=\0A\ ,CN=\#S,organizationIdentifier=VATES-A00000000,O=Uni\, \"Oviedo\",C=ES"#);
    }

    #[test]
    fn a_field_that_is_there_twice_says_nothing() {
        let one = ("2.5.4.97", 0x0c, &b"VATES-A"[..]);
        assert_eq!(name(&[one]).expect("a name").organization_identifier.as_deref(), Some("VATES-A"));
        for other in [&b"VATES-A"[..], b"VATES-B"] {
            let read = name(&[one, ("2.5.4.97", 0x0c, other), one]).expect("a name");
            assert_eq!(read.organization_identifier, None);
        }
    }

    #[test]
    fn a_text_that_is_not_in_its_encoding_is_refused() {
        for bad in [(0x0c, &b"\xff"[..]), (0x13, b"\xe9"), (0x1e, b"\0"), (0x1e, b"\xd8\0"), (0x1c, b"\xff\0\0\0")] {
            assert_eq!(name(&[("2.5.4.3", bad.0, bad.1)]), Err(NotDer), "{bad:?}");
        }
        assert_eq!(name(&[]).expect("an empty name").text, "");
    }
}
