//! Baking: a sealed badge inside its picture (Open Badges 3.0, section 5.3).

use super::BadgeError;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// The keyword of the text chunk.
const KEYWORD: &[u8] = b"openbadgecredential";
/// Length, type and checksum of a chunk.
const CHUNK_FRAME: usize = 12;
/// What declares the namespace of the element.
const NAMESPACE: &str = " xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\"";

/// Puts `text`, a sealed badge as JSON or a compact JWS, into a PNG: as its only `iTXt` chunk `openbadgecredential`, not
/// compressed, behind the header.
///
/// # Errors
///
/// [`BadgeError::Picture`] when `image` is no PNG, carries a badge already, or the text is too long for a chunk.
pub fn bake_png(image: &[u8], text: &[u8]) -> Result<Vec<u8>, BadgeError> {
    let fault = |reason| BadgeError::Picture { reason };
    let rest = image.strip_prefix(SIGNATURE).ok_or(fault("it is no PNG"))?;
    let mut at = 0;
    let mut header = 0;
    while at < rest.len() {
        let (kind, data, end) = chunk(rest, at).ok_or(fault("one of its parts is cut off"))?;
        if at == 0 {
            header = end;
            if kind != b"IHDR" {
                return Err(fault("it does not begin with its header"));
            }
        }
        let texts = [&b"iTXt"[..], b"tEXt", b"zTXt"];
        if texts.contains(&kind) && data.split(|byte| *byte == 0).next() == Some(KEYWORD) {
            return Err(fault("it carries a badge already"));
        }
        at = end;
    }
    if header == 0 {
        return Err(fault("it is empty"));
    }
    // Keyword, no compression, method 0, no language, no translated keyword, the text (PNG, section 11.3.3.4).
    let data = [KEYWORD, b"\0\0\0\0\0", text].concat();
    let length = u32::try_from(data.len()).ok().filter(|length| *length <= i32::MAX as u32);
    let length = length.ok_or(fault("the badge is too long for it"))?;
    let (front, back) = rest.split_at(header);
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(b"iTXt");
    checksum.update(&data);
    let checksum = checksum.finalize().to_be_bytes();
    Ok([SIGNATURE, front, &length.to_be_bytes(), b"iTXt", &data, &checksum, back].concat())
}

/// Type, data and end of the chunk at `at`.
fn chunk(bytes: &[u8], at: usize) -> Option<(&[u8], &[u8], usize)> {
    let (length, _) = bytes.get(at..)?.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let end = at.checked_add(length)?.checked_add(CHUNK_FRAME)?;
    let whole = bytes.get(at..end)?;
    Some((&whole[4..8], &whole[8..8 + length], end))
}

/// Puts `text`, a sealed badge as JSON or a compact JWS, into an SVG without a document type: as the first child of the
/// root, JSON as character data and a JWS as the attribute `verify`.
///
/// # Errors
///
/// [`BadgeError::Picture`] when `image` is no SVG, or carries a badge already.
pub fn bake_svg(image: &str, text: &str) -> Result<String, BadgeError> {
    let (front, back) = svg_around(image)?;
    let (before, after) = if text.trim_start().starts_with('{') { JSON } else { JWS };
    Ok([&front, before, &as_character_data(text), after, back].concat())
}

/// What stands around a JSON text, and around a JWS.
const JSON: (&str, &str) = ("<openbadges:credential><![CDATA[", "]]></openbadges:credential>");
const JWS: (&str, &str) = ("<openbadges:credential verify=\"", "\"/>");

/// The drawing up to where the badge goes, with the namespace declared, and what follows.
fn svg_around(image: &str) -> Result<(String, &str), BadgeError> {
    let fault = |reason| BadgeError::Picture { reason };
    let start = image.find("<svg").ok_or(fault("it is no SVG"))?;
    let opened = image[start..].find('>').map(|end| start + end).ok_or(fault("its root is cut off"))?;
    if image[..start].contains("<!DOCTYPE") || image[start..opened].ends_with('/') {
        return Err(fault("it has a document type, or nothing in it"));
    }
    if image.contains("openbadges") {
        return Err(fault("it carries a badge already"));
    }
    let name = start + "<svg".len();
    Ok((format!("{}{NAMESPACE}{}", &image[..name], &image[name..=opened]), &image[opened + 1..]))
}

/// A JSON text, or a part of one, as character data: what would end that is divided, and the two characters that XML does not have are
/// written as JSON escapes, which they can only be in a string.
#[must_use]
pub fn as_character_data(text: &str) -> String {
    text.replace("]]>", "]]]]><![CDATA[>").replace('\u{fffe}', "\\ufffe").replace('\u{ffff}', "\\uffff")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = "<svg width=\"1\" xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>";

    #[test]
    fn a_drawing_is_left_as_it_is_around_the_badge() {
        let baked = bake_svg(SVG, "{\"a\":\"]]> \u{ffff}\"}").expect("baked");
        assert_eq!(
            baked,
            "<svg xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\" width=\"1\" \
             xmlns=\"http://www.w3.org/2000/svg\"><openbadges:credential><![CDATA[{\"a\":\"]]]]><![CDATA[> \
             \\uffff\"}]]></openbadges:credential><path d=\"M0 0\"/></svg>"
        );
        let token = bake_svg(SVG, "eyJ.eyJ.c2ln").expect("baked");
        assert!(token.contains("<openbadges:credential verify=\"eyJ.eyJ.c2ln\"/><path"));
        for bad in ["", "<p/>", "<svg", "<svg/>", "<!DOCTYPE svg><svg></svg>", baked.as_str()] {
            assert!(matches!(bake_svg(bad, "{}"), Err(BadgeError::Picture { .. })), "{bad}");
        }
    }

    #[test]
    fn what_is_no_whole_png_is_refused() {
        let cut = [SIGNATURE, &[0, 0, 0, 9], b"IHDR"].concat();
        let other = [SIGNATURE, &[0; 4], b"IEND", &[0; 4]].concat();
        for (bad, why) in [
            (&b"GIF89a"[..], "it is no PNG"),
            (SIGNATURE, "it is empty"),
            (&cut, "one of its parts is cut off"),
            (&other, "it does not begin with its header"),
        ] {
            assert_eq!(bake_png(bad, b"{}"), Err(BadgeError::Picture { reason: why }));
        }
    }
}
