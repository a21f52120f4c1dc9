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

/// What the bytes of an IRI are: looked up without branches.
const OF_IRIS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0_u8;
    loop {
        kinds[byte as usize] = match byte {
            0..=b' ' | b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`' | b'\\' | 0x7f => EXCLUDED,
            b'#' => FRAGMENT,
            _ => 0,
        };
        if byte == u8::MAX {
            break kinds;
        }
        byte += 1;
    }
};

/// Whether `text` is an absolute IRI.
#[must_use]
pub fn is_absolute_iri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let mut letters = scheme.bytes();
    let starts_well = letters.next().is_some_and(|first| first.is_ascii_alphabetic());
    let found = rest.bytes().fold(0, |found, byte| found | OF_IRIS[usize::from(byte)]);
    starts_well
        && letters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        && found & EXCLUDED == 0
        && (found & FRAGMENT == 0 || rest.bytes().filter(|byte| *byte == b'#').count() == 1)
        && (rest.is_ascii() || !rest.chars().any(|c| matches!(c, '\u{80}'..='\u{9f}')))
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
