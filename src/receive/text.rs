//! Text: a document in JSON, a compact form (JWS, JWT, SD-JWT) or a link.

use std::borrow::Cow;

use super::{Carrier, ItemContent, ReceiveError};
use crate::limits;

/// What is done with a text that is neither JSON nor a compact form nor a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    /// The verifier says what is wrong with it.
    PassOn,
    /// It is no credential.
    Refuse,
}

/// What `bytes` are, if they are text.
pub(super) fn read(bytes: Cow<'_, [u8]>, unknown: Unknown) -> Result<(Carrier, ItemContent<'_>), ReceiveError> {
    let trimmed = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii();
    if trimmed.is_empty() {
        return Err(ReceiveError::Empty);
    }
    if is_compact(trimmed) {
        return Ok((Carrier::Text, ItemContent::Document(Cow::Owned(trimmed.to_vec()))));
    }
    if let Some(link) = std::str::from_utf8(trimmed).ok().filter(|text| is_link(text)) {
        return Ok((Carrier::Text, ItemContent::Link(link.to_owned())));
    }
    match unknown {
        Unknown::Refuse if !matches!(trimmed.first(), Some(b'{' | b'[')) => Err(ReceiveError::Unknown),
        _ => Ok((Carrier::Plain, ItemContent::Document(bytes))),
    }
}

/// Three parts of base64url with dots between, and disclosures after tildes (RFC 7515, section 7.1; RFC 9901, section 4).
pub(super) fn is_compact(text: &[u8]) -> bool {
    let mut parts = text.split(|byte| *byte == b'~');
    let jws = parts.next().unwrap_or_default();
    let base64url = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    // Of most texts the first byte says that they are none.
    jws.first().is_some_and(base64url)
        && jws.iter().filter(|byte| **byte == b'.').count() == 2
        && jws.split(|byte| *byte == b'.').all(|part| part.iter().all(base64url))
        && parts.all(|part| part.iter().all(|byte| base64url(byte) || *byte == b'.'))
}

/// One address and nothing else.
pub(super) fn is_link(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("https" | "http"))
        && text.len() <= limits::LINK_BYTES_MAX
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}
