//! Identifiers: absolute IRIs, DIDs, award ids.

use std::fmt;

use thiserror::Error;
use uuid::Uuid;

use super::entropy::{Entropy, draw};

/// Why a text is not the identifier that it should be.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdError {
    /// Not `urn:credential:` and a lower-case UUID.
    #[error("`{text}` is not an award id (urn:credential: and a UUID)")]
    NotAnAwardId {
        /// The text.
        text: String,
    },
    /// Not a DID of a method that is understood here.
    #[error("`{text}` is not a did:web or did:key identifier")]
    NotADid {
        /// The text.
        text: String,
    },
    /// Not an absolute IRI (RFC 3987).
    #[error("`{text}` is not an absolute IRI")]
    NotAnIri {
        /// The text.
        text: String,
    },
}

/// An absolute IRI: a scheme, a colon and no character that IRIs exclude (RFC 3987, section 2.2).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Iri(String);

impl Iri {
    /// Parses `text`.
    ///
    /// # Errors
    ///
    /// [`IdError::NotAnIri`] when there is no scheme or an excluded character.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        if is_absolute_iri(text) { Ok(Self(text.to_owned())) } else { Err(IdError::NotAnIri { text: text.to_owned() }) }
    }

    /// The IRI as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Iri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A character that IRIs exclude.
const EXCLUDED: u8 = 1;
/// What begins a fragment.
const FRAGMENT: u8 = 2;
/// A part of a character beyond ASCII.
const BEYOND_ASCII: u8 = 0x80;

/// What a byte of an IRI is, told without branches.
#[inline]
fn kind(byte: u8) -> u8 {
    let is_excluded = (byte <= b' ')
        | (byte == b'"')
        | (byte == b'<')
        | (byte == b'>')
        | (byte == b'\\')
        | (byte == b'^')
        | (byte == b'`')
        | (byte.wrapping_sub(b'{') <= b'}' - b'{')
        | (byte == 0x7f);
    (u8::from(is_excluded) * EXCLUDED) | (u8::from(byte == b'#') * FRAGMENT) | (byte & BEYOND_ASCII)
}

/// What kinds of bytes there are among `bytes`: sixteen are looked at in one step, the last ones perhaps twice.
fn kinds(bytes: &[u8]) -> u8 {
    let Some(last) = bytes.last_chunk::<16>() else { return bytes.iter().fold(0, |found, byte| found | kind(*byte)) };
    let mut found = [0; 16];
    let mut look = |chunk: &[u8; 16]| {
        for (found, byte) in found.iter_mut().zip(chunk) {
            *found |= kind(*byte);
        }
    };
    bytes.as_chunks().0.iter().for_each(&mut look);
    look(last);
    found.iter().fold(0, |all, kinds| all | kinds)
}

/// Whether `text` is an absolute IRI.
#[must_use]
pub fn is_absolute_iri(text: &str) -> bool {
    let Some(end) = text.bytes().position(|byte| byte == b':') else { return false };
    let (scheme, rest) = text.split_at(end);
    let is_scheme = matches!(scheme, "http" | "https")
        || scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    let found = kinds(rest.as_bytes());
    is_scheme
        && found & EXCLUDED == 0
        && (found & FRAGMENT == 0 || rest.bytes().filter(|byte| *byte == b'#').count() == 1)
        && (found & BEYOND_ASCII == 0 || !rest.chars().any(|c| matches!(c, '\u{80}'..='\u{9f}')))
}

/// A DID of the two methods that issuers use here (DID 1.0; did:web; did:key).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Did(String);

impl Did {
    /// Parses `text`, which must not have a fragment, path or query.
    ///
    /// # Errors
    ///
    /// [`IdError::NotADid`] when the method is another one or the identifier is malformed.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let fault = || IdError::NotADid { text: text.to_owned() };
        let rest = text.strip_prefix("did:").ok_or_else(fault)?;
        let (method, id) = rest.split_once(':').ok_or_else(fault)?;
        let letters = |extra: &str| {
            !id.is_empty()
                && id.split(':').all(|part| !part.is_empty())
                && id.bytes().all(|b| b.is_ascii_alphanumeric() || extra.as_bytes().contains(&b))
        };
        let fine = match method {
            "web" => letters(".-_%:"),
            "key" => letters("") && id.starts_with('z'),
            _ => false,
        };
        if fine { Ok(Self(text.to_owned())) } else { Err(fault()) }
    }

    /// The DID as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a did:web.
    #[must_use]
    pub fn is_web(&self) -> bool {
        self.0.starts_with("did:web:")
    }
}

impl fmt::Display for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The identity of an award, which is also its credential's id: `urn:credential:<uuid v4>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AwardId(Uuid);

impl AwardId {
    /// Draws a new one.
    pub fn random(entropy: &mut dyn Entropy) -> Self {
        Self(random_uuid(entropy))
    }

    /// Parses `urn:credential:<uuid>`, or the bare UUID as a person types it.
    ///
    /// # Errors
    ///
    /// [`IdError::NotAnAwardId`] when it is neither.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let uuid = text.strip_prefix("urn:credential:").unwrap_or(text);
        let parsed = Uuid::try_parse(uuid).ok().filter(|id| id.hyphenated().to_string() == uuid);
        parsed.map(Self).ok_or_else(|| IdError::NotAnAwardId { text: text.to_owned() })
    }

    /// The award id of a UUID's 16 bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// The UUID alone, as it stands in file names.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        self.0
    }
}

impl fmt::Display for AwardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "urn:credential:{}", self.0.hyphenated())
    }
}

/// Draws a version 4 UUID (RFC 9562, section 5.4).
pub fn random_uuid(entropy: &mut dyn Entropy) -> Uuid {
    uuid::Builder::from_random_bytes(draw(entropy)).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iris_are_absolute_or_refused() {
        for good in ["urn:credential:1", "https://a.example/ü", "mailto:a@b.example", "did:key:z6Mk"] {
            assert!(is_absolute_iri(good), "{good}");
        }
        for bad in ["", "a", "/a", "1a:b", "urn:a b", "http://a/<b>", "a\u{0}:b", ":x", "urn:a#b#c"] {
            assert!(!is_absolute_iri(bad), "{bad}");
        }
    }

    #[test]
    fn every_character_counts_wherever_it_stands() {
        // Around the sixteen bytes that are looked at in one step.
        for length in 0..50 {
            for odd in ('\0'..='\u{a1}').chain(['ü', '€', '🦀']) {
                for at in [0, length / 3, length / 2, length] {
                    let text = format!("urn:{}{odd}{}", "a".repeat(at), "b".repeat(length - at));
                    let excluded = matches!(odd, '\0'..=' ' | '\u{7f}'..='\u{9f}') || "<>\"{}|^`\\".contains(odd);
                    assert_eq!(is_absolute_iri(&text), !excluded, "{text:?}");
                    assert!(!is_absolute_iri(&format!("urn:#{text}#")), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn dids_of_other_methods_and_with_fragments_are_refused() {
        assert!(Did::parse("did:web:uni.example:mc").expect("a did:web").is_web());
        assert!(!Did::parse("did:key:z6MkExample").expect("a did:key").is_web());
        for bad in ["did:ion:abc", "did:web:", "did:web:a#k", "did:web:a/b", "did:key:abc", "did:web:a::b", "web:a"] {
            assert_eq!(Did::parse(bad), Err(IdError::NotADid { text: bad.into() }));
        }
    }

    #[test]
    fn award_ids_are_lower_case_uuids() {
        let text = "urn:credential:9f3c2b1a-0000-4000-8000-000000000001";
        assert_eq!(AwardId::parse(text).expect("an award id").to_string(), text);
        assert!(AwardId::parse(&text.to_uppercase()).is_err());
        assert!(AwardId::parse("urn:credential:1").is_err());
    }
}
