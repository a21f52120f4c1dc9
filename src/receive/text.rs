//! Text: a document in JSON, a compact form (JWS, JWT, SD-JWT) or a link.

use std::borrow::Cow;

use super::{Carrier, ItemContent, ReceiveError};
use crate::limits;

/// What `bytes` are, if they are text; what is neither JSON nor compact nor a link goes on as it is, and the verifier says
/// what is wrong with it.
pub(super) fn read(bytes: &[u8]) -> (Carrier, ItemContent<'_>) {
    let as_it_is = (Carrier::Plain, ItemContent::Document(Cow::Borrowed(bytes)));
    let trimmed = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    if trimmed.is_empty() {
        return (Carrier::Text, ItemContent::Nothing(ReceiveError::Empty));
    }
    if is_compact(trimmed) {
        return (Carrier::Text, ItemContent::Document(Cow::Borrowed(trimmed)));
    }
    match std::str::from_utf8(trimmed) {
        Ok(text) if is_link(text) => (Carrier::Text, ItemContent::Link(text.to_owned())),
        _ => as_it_is,
    }
}

/// Three parts of base64url with dots between, and disclosures after tildes (RFC 7515, section 7.1; RFC 9901, section 4).
pub(super) fn is_compact(text: &[u8]) -> bool {
    let mut parts = text.split(|byte| *byte == b'~');
    let jws = parts.next().unwrap_or_default();
    let base64url = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    jws.iter().filter(|byte| **byte == b'.').count() == 2
        && jws.split(|byte| *byte == b'.').all(|part| part.iter().all(base64url))
        && !jws.starts_with(b".")
        && parts.all(|part| part.iter().all(|byte| base64url(byte) || *byte == b'.'))
}

/// One address and nothing else.
pub(super) fn is_link(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("https" | "http"))
        && text.len() <= limits::LINK_BYTES_MAX
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}
