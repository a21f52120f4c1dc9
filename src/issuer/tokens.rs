//! Bearer tokens: 256 random bits, shown once. What is kept is a name and a digest, by which nobody gets in.

use serde_json::{Value, json};
use thiserror::Error;

use crate::crypto::encoding::{from_hex, to_base64url, to_hex};
use crate::crypto::sha256;
use crate::limits;
use crate::model::entropy::{Entropy, draw};
use crate::model::json::parse_strict;
use crate::model::time::Timestamp;

/// What a token begins with, so that it is known for what it is where it lies about.
const PREFIX: &str = "elmseal_";

/// Why there are no tokens, or not one more.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokensError {
    /// There is no token of this name.
    #[error("there is no token `{name}`")]
    Absent {
        /// The name.
        name: String,
    },
    /// The file is none that this program writes.
    #[error("it is no list of tokens")]
    Malformed,
    /// The name is used.
    #[error("there is a token `{name}` already")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// The name has other characters than letters, digits, `-`, `_` and `.`, or is too long.
    #[error("`{name}` is no name of a token")]
    NotAName {
        /// The name.
        name: String,
    },
    /// There are as many as are kept.
    #[error("there are {max} tokens already")]
    TooMany {
        /// The bound.
        max: usize,
    },
}

/// A token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its name, which stands in the log beside what was done with it.
    pub name: String,
    /// SHA-256 of the token.
    digest: [u8; 32],
    /// When it was made.
    pub created: Timestamp,
}

/// The tokens that let somebody in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens(Vec<Kept>);

impl Tokens {
    /// Reads a file of tokens.
    ///
    /// # Errors
    ///
    /// [`TokensError::Malformed`].
    pub fn parse(bytes: &[u8]) -> Result<Self, TokensError> {
        let document = parse_strict(bytes, limits::TOKENS_FILE_BYTES_MAX).map_err(|_| TokensError::Malformed)?;
        let all = document.get("tokens").and_then(Value::as_array).ok_or(TokensError::Malformed)?;
        let read = |one: &Value| {
            let text = |name: &str| one.get(name).and_then(Value::as_str);
            let digest = from_hex(text("sha256")?).ok()?.try_into().ok()?;
            let created = Timestamp::parse(text("created")?).ok()?;
            Some(Kept { name: text("name")?.to_owned(), digest, created })
        };
        let kept: Option<Vec<Kept>> = all.iter().map(read).collect();
        kept.map(Self).ok_or(TokensError::Malformed)
    }

    /// As they are kept.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let one = |kept: &Kept| json!({ "name": kept.name, "sha256": to_hex(&kept.digest), "created": kept.created.to_string() });
        json!({ "tokens": self.0.iter().map(one).collect::<Vec<_>>() })
    }

    /// Makes one more and hands it out: the only time that it is seen.
    ///
    /// # Errors
    ///
    /// [`TokensError::NotAName`], [`TokensError::NameTaken`], [`TokensError::TooMany`].
    pub fn add(&mut self, name: &str, at: Timestamp, entropy: &mut dyn Entropy) -> Result<String, TokensError> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if name.is_empty() || name.len() > limits::TOKEN_NAME_BYTES_MAX || !name.bytes().all(plain) {
            return Err(TokensError::NotAName { name: name.to_owned() });
        }
        if self.0.iter().any(|kept| kept.name == name) {
            return Err(TokensError::NameTaken { name: name.to_owned() });
        }
        if self.0.len() >= limits::TOKENS_MAX {
            return Err(TokensError::TooMany { max: limits::TOKENS_MAX });
        }
        let token = format!("{PREFIX}{}", to_base64url(&draw::<32>(entropy)));
        self.0.push(Kept { name: name.to_owned(), digest: sha256(token.as_bytes()), created: at });
        Ok(token)
    }

    /// Makes a token void.
    ///
    /// # Errors
    ///
    /// [`TokensError::Absent`].
    pub fn remove(&mut self, name: &str) -> Result<(), TokensError> {
        let before = self.0.len();
        self.0.retain(|kept| kept.name != name);
        if self.0.len() == before { Err(TokensError::Absent { name: name.to_owned() }) } else { Ok(()) }
    }

    /// All of them, the oldest first.
    #[must_use]
    pub fn kept(&self) -> &[Kept] {
        &self.0
    }

    /// The name of the token that was shown, if it is one. It takes as long whichever it is, and whether it is one.
    #[must_use]
    pub fn name_of(&self, shown: &str) -> Option<&str> {
        let digest = sha256(shown.as_bytes());
        let mut found = None;
        for kept in &self.0 {
            let differs = kept.digest.iter().zip(digest).fold(0_u8, |differs, (a, b)| differs | (a ^ b));
            if std::hint::black_box(differs) == 0 {
                found = Some(kept.name.as_str());
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(u8);

    impl Entropy for Counting {
        fn fill(&mut self, bytes: &mut [u8]) {
            self.0 += 1;
            bytes.fill(self.0);
        }
    }

    fn at() -> Timestamp {
        Timestamp::parse("2026-07-01T10:00:00Z").expect("a time")
    }

    #[test]
    fn a_token_lets_in_until_it_is_removed_and_is_kept_nowhere() {
        let (mut tokens, mut entropy) = (Tokens::default(), Counting(0));
        let first = tokens.add("registrar", at(), &mut entropy).expect("a token");
        let second = tokens.add("moodle", at(), &mut entropy).expect("a token");
        assert_eq!(first.len(), PREFIX.len() + 43);
        let text = tokens.to_json().to_string();
        assert!(!text.contains(&first[PREFIX.len()..]), "only its digest is kept");
        let mut read = Tokens::parse(text.as_bytes()).expect("read");
        assert_eq!(read, tokens);
        assert_eq!(read.name_of(&first), Some("registrar"));
        assert_eq!(read.name_of(&second), Some("moodle"));
        for wrong in ["", "elmseal_", &first[..first.len() - 1], &format!("{first}A"), &first.to_uppercase()] {
            assert_eq!(read.name_of(wrong), None, "{wrong}");
        }
        read.remove("registrar").expect("removed");
        assert_eq!((read.name_of(&first), read.name_of(&second)), (None, Some("moodle")));
        assert_eq!(read.remove("registrar"), Err(TokensError::Absent { name: "registrar".into() }));
    }

    #[test]
    fn names_are_plain_and_used_once_and_files_are_whole_or_none() {
        let (mut tokens, mut entropy) = (Tokens::default(), Counting(0));
        tokens.add("a", at(), &mut entropy).expect("a token");
        assert_eq!(tokens.add("a", at(), &mut entropy), Err(TokensError::NameTaken { name: "a".into() }));
        for bad in ["", "a b", "ä", "a\n", &"a".repeat(limits::TOKEN_NAME_BYTES_MAX + 1)] {
            assert_eq!(tokens.add(bad, at(), &mut entropy), Err(TokensError::NotAName { name: bad.into() }));
        }
        for bad in ["", "[]", "{}", r#"{"tokens":[{}]}"#, r#"{"tokens":[{"name":"a","sha256":"00","created":"x"}]}"#] {
            assert_eq!(Tokens::parse(bad.as_bytes()), Err(TokensError::Malformed), "{bad}");
        }
    }
}
