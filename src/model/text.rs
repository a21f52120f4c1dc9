//! Text in one or several languages.

use std::collections::BTreeMap;
use std::fmt;

use thiserror::Error;

/// Why a language tag or a localised text is refused.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextError {
    /// The tag is not lower-case BCP 47 of a language, optionally with script or region.
    #[error("`{tag}` is not a language tag such as `en` or `pt-br`")]
    BadLanguage {
        /// The tag.
        tag: String,
    },
    /// There is no text, or only blanks.
    #[error("the text is empty")]
    Empty,
    /// The text has a control character, which processors canonicalize differently.
    #[error("the text has the control character U+{code:04X}")]
    ControlCharacter {
        /// The character's code point.
        code: u32,
    },
}

/// A language tag, lower case (BCP 47), since processors disagree on the case of others.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language(String);

impl Language {
    /// Parses `tag`; upper case is folded.
    ///
    /// # Errors
    ///
    /// [`TextError::BadLanguage`] unless it is two or three letters with subtags of two to eight letters or digits.
    pub fn parse(tag: &str) -> Result<Self, TextError> {
        let lower = tag.to_ascii_lowercase();
        let mut parts = lower.split('-');
        let primary = parts.next().unwrap_or_default();
        let fine = matches!(primary.len(), 2 | 3)
            && primary.bytes().all(|b| b.is_ascii_lowercase())
            && parts.all(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
        if fine { Ok(Self(lower)) } else { Err(TextError::BadLanguage { tag: tag.to_owned() }) }
    }

    /// The tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text in at least one language; none of its texts is blank.
///
/// Tabs become blanks and line ends become line feeds, so that every processor canonicalizes the text alike; any other
/// control character is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalisedText(BTreeMap<Language, String>);

impl LocalisedText {
    /// A text in one language.
    ///
    /// # Errors
    ///
    /// See [`clean`].
    pub fn new(language: Language, text: &str) -> Result<Self, TextError> {
        Ok(Self(BTreeMap::from([(language, clean(text)?)])))
    }

    /// Adds or replaces the text of one language.
    ///
    /// # Errors
    ///
    /// See [`clean`].
    pub fn insert(&mut self, language: Language, text: &str) -> Result<(), TextError> {
        self.0.insert(language, clean(text)?);
        Ok(())
    }

    /// The text in `language`, else in the first language that there is.
    #[must_use]
    pub fn get_or_first(&self, language: &Language) -> &str {
        self.0.get(language).or_else(|| self.0.values().next()).expect("a localised text has at least one text")
    }

    /// The text in exactly `language`.
    #[must_use]
    pub fn get(&self, language: &Language) -> Option<&str> {
        self.0.get(language).map(String::as_str)
    }

    /// Languages and texts, by language.
    pub fn iter(&self) -> impl Iterator<Item = (&Language, &str)> {
        self.0.iter().map(|(language, text)| (language, text.as_str()))
    }
}

/// Folds white space at the ends, tabs and line ends, and refuses what is left of control characters.
///
/// # Errors
///
/// [`TextError::Empty`] or [`TextError::ControlCharacter`].
pub fn clean(text: &str) -> Result<String, TextError> {
    if !text.chars().any(char::is_control) {
        let trimmed = text.trim();
        return if trimmed.is_empty() { Err(TextError::Empty) } else { Ok(trimmed.to_owned()) };
    }
    let folded = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    let trimmed = folded.trim();
    if trimmed.is_empty() {
        return Err(TextError::Empty);
    }
    match trimmed.chars().find(|c| c.is_control() && *c != '\n') {
        Some(c) => Err(TextError::ControlCharacter { code: c.into() }),
        None => Ok(trimmed.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cleaned_or_refused() {
        assert_eq!(clean(" a\tb\r\nc "), Ok("a b\nc".into()));
        assert_eq!(clean(" \n"), Err(TextError::Empty));
        assert_eq!(clean("a\u{7f}"), Err(TextError::ControlCharacter { code: 0x7f }));
    }

    #[test]
    fn language_tags_are_folded() {
        assert_eq!(Language::parse("pt-BR").expect("a tag").as_str(), "pt-br");
        for bad in ["", "e", "english", "en_GB", "en-", "12"] {
            assert!(Language::parse(bad).is_err(), "{bad}");
        }
    }
}
