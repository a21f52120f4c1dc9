//! Sealing at baseline B, and the file as it is written.

use super::error::JadesError;
use super::types::{SealOptions, SigningTime};
use crate::crypto::encoding::{to_base64, to_base64url};
use crate::jose::{SealSigner, SignError};

/// What the payload is, in `cty`: what every file that Europass has sealed says.
const CONTENT_TYPE: &str = "octet-stream";

/// Seals `payload` at baseline B: JWS general JSON, the payload first and as it is (RFC 7797), without white space.
///
/// # Errors
///
/// [`JadesError::Signing`].
pub fn seal(payload: &str, signer: &dyn SealSigner, options: &SealOptions) -> Result<Vec<u8>, JadesError> {
    let protected = to_base64url(protected_header(signer, options)?.as_bytes());
    let signature = signer.sign(&[protected.as_bytes(), b".", payload.as_bytes()])?;
    Ok(write_file(payload, &protected, &[], &to_base64url(&signature)))
}

/// The protected header, its members in the order that the field's tools use. All values are ASCII that needs no escape.
fn protected_header(signer: &dyn SealSigner, options: &SealOptions) -> Result<String, SignError> {
    let chain = signer.certificate_chain();
    let leaf = chain.first().ok_or(SignError::NoCertificate)?;
    let algorithm = signer.algorithm();
    if !algorithm.suits(leaf) {
        return Err(SignError::AlgorithmKey { algorithm });
    }
    let sent: Vec<String> = std::iter::once(leaf)
        .chain(chain[1..].iter().filter(|issuer| !issuer.is_self_issued()))
        .map(|certificate| to_base64(certificate.der()))
        .collect();
    let (time, critical) = match options.signing_time {
        SigningTime::Iat => (format!("\"iat\":{}", options.at.unix()), "\"b64\""),
        SigningTime::SigT => (format!("\"sigT\":\"{}\"", options.at), "\"b64\",\"sigT\""),
    };
    Ok(format!(
        "{{\"alg\":\"{algorithm}\",\"cty\":\"{CONTENT_TYPE}\",\"kid\":\"{kid}\",\"x5t#S256\":\"{digest}\",\"x5c\":[\"{sent}\"],\
         \"typ\":\"jose+json\",\"b64\":false,{time},\"crit\":[{critical}]}}",
        kid = to_base64(&leaf.issuer_serial_der()),
        digest = to_base64url(&leaf.sha256()),
        sent = sent.join("\",\""),
    ))
}

/// The file. `payload` is the value of the member, `unsigned` the items of `etsiU`.
pub(super) fn write_file(payload: &str, protected: &str, unsigned: &[&str], signature: &str) -> Vec<u8> {
    let unsigned_bytes: usize = unsigned.iter().map(|item| item.len() + 3).sum();
    // Quotation marks are a tenth of JSON text; where there are more of them, the vector grows once.
    let room = payload.len() + payload.len() / 6 + protected.len() + unsigned_bytes + signature.len() + 128;
    let mut file = Vec::with_capacity(room);
    file.extend_from_slice(b"{\"payload\":\"");
    push_escaped(&mut file, payload);
    file.extend_from_slice(b"\",\"signatures\":[{\"protected\":\"");
    file.extend_from_slice(protected.as_bytes());
    if !unsigned.is_empty() {
        file.extend_from_slice(b"\",\"header\":{\"etsiU\":[\"");
        for (index, item) in unsigned.iter().enumerate() {
            if index > 0 {
                file.extend_from_slice(b"\",\"");
            }
            file.extend_from_slice(item.as_bytes());
        }
        file.extend_from_slice(b"\"]},\"signature\":\"");
    } else {
        file.extend_from_slice(b"\",\"signature\":\"");
    }
    file.extend_from_slice(signature.as_bytes());
    file.extend_from_slice(b"\"}]}");
    file
}

/// Escapes what JSON demands and nothing else (RFC 8259, section 7), in runs between the places that need it.
fn push_escaped(out: &mut Vec<u8>, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let bytes = text.as_bytes();
    let mut run = 0;
    loop {
        let at = next_to_escape(bytes, run);
        out.extend_from_slice(&bytes[run..at]);
        let Some(&byte) = bytes.get(at) else { return };
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            8 => out.extend_from_slice(b"\\b"),
            12 => out.extend_from_slice(b"\\f"),
            other => {
                out.extend_from_slice(b"\\u00");
                out.extend([DIGITS[usize::from(other >> 4)], DIGITS[usize::from(other & 0xf)]]);
            }
        }
        run = at + 1;
    }
}

/// Where the first quotation mark, reverse solidus or control character is from `from` on; the length if nowhere.
///
/// Eight bytes at a time: subtracting sets the top bit of each byte that borrows, and only bytes above a true hit can be
/// hit by mistake, so the lowest hit is always true.
fn next_to_escape(bytes: &[u8], mut from: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = 0x8080_8080_8080_8080;
    let below = |word: u64, bound: u64| word.wrapping_sub(ONES * bound) & !word & TOPS;
    let (words, _) = bytes[from..].as_chunks::<8>();
    for word in words {
        let word = u64::from_le_bytes(*word);
        let hits =
            below(word, 0x20) | below(word ^ (ONES * u64::from(b'"')), 1) | below(word ^ (ONES * u64::from(b'\\')), 1);
        if hits != 0 {
            return from + (hits.trailing_zeros() / 8) as usize;
        }
        from += 8;
    }
    let hit = bytes[from..].iter().position(|byte| *byte < 0x20 || *byte == b'"' || *byte == b'\\');
    hit.map_or(bytes.len(), |offset| from + offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_escaped_as_json_demands() {
        let mut text = String::from("plain \u{fc}\u{1F600}\u{7f}\u{80} and \"quoted\" \\ back");
        for code in 0..0x24_u8 {
            text.push(char::from(code));
            text.push_str(&"x".repeat(usize::from(code)));
        }
        for start in 0..text.len() {
            let Some(part) = text.get(start..) else { continue };
            let mut escaped = Vec::new();
            push_escaped(&mut escaped, part);
            let file = format!("\"{}\"", String::from_utf8(escaped).expect("text"));
            assert_eq!(file, serde_json::to_string(part).expect("a string is JSON"));
        }
    }
}
