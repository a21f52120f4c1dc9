//! Text of unknown origin, made safe to show: what cannot be seen, or turns the reading order, is written out.
//!
//! It does not escape HTML (the templates do), and letters that merely look alike are for [`lookalike`](super::lookalike).

use std::fmt;

/// A text in which no character is invisible or changes the direction of what follows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown(String);

impl Shown {
    /// Makes `text` safe to show: control, format and direction characters, and marks piled on a letter, become `[U+202E]`;
    /// line ends become blanks.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut shown = String::with_capacity(text.len());
        let mut marks = 0;
        for c in text.chars() {
            marks = if is_mark(c) { marks + 1 } else { 0 };
            match c {
                '\n' | '\t' => shown.push(' '),
                _ if is_hidden(c) || marks > MARKS_MAX => shown.push_str(&format!("[U+{:04X}]", u32::from(c))),
                _ => shown.push(c),
            }
        }
        Self(shown)
    }

    /// The same as a sentence of a page: its first letter large, unless it begins with something that is no word, and a full
    /// stop at its end, unless it has one.
    #[must_use]
    pub fn sentence(&self) -> String {
        let stop =
            if self.0.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '`' | ')' | '\'')) { "." } else { "" };
        let first = self.0.split(' ').next().unwrap_or_default();
        let word =
            !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'\'' | b','));
        let text = if word { format!("{}{}", first[..1].to_ascii_uppercase(), &self.0[1..]) } else { self.0.clone() };
        text + stop
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Most marks on one letter: what no language goes beyond, and more of which would cover other lines.
const MARKS_MAX: usize = 4;

/// Whether `c` is put over, under or through the letter before it.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}'
            | '\u{483}'..='\u{489}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

/// Whether a reader could not see `c`, or would see what follows it in another order.
///
/// Controls (Cc), and of the format characters (Cf) and fillers those that Unicode calls default-ignorable.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_begin_large_unless_they_begin_with_a_name_and_have_an_end() {
        for (text, sentence) in [
            ("the award was revoked", "The award was revoked."),
            ("it is so.", "It is so."),
            ("`alliance` is expired", "`alliance` is expired."),
            ("https://a.example is not there", "https://a.example is not there."),
            ("did:web:a.example is unknown", "did:web:a.example is unknown."),
            ("élan", "élan."),
            ("", ""),
        ] {
            assert_eq!(Shown::new(text).sentence(), sentence);
        }
    }

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        let cases = [
            ("Zoë Ångström", "Zoë Ångström"),
            ("Γιώργος Παπαδόπουλος", "Γιώργος Παπαδόπουλος"),
            ("שלום", "שלום"),
            ("one\ntwo\tthree", "one two three"),
            ("Uni\u{202e}ytisrev", "Uni[U+202E]ytisrev"),
            ("a\u{200b}b\u{feff}", "a[U+200B]b[U+FEFF]"),
            ("\u{1b}[31mred", "[U+001B][31mred"),
            ("tag\u{e0041}", "tag[U+E0041]"),
            ("Tr\u{1b0}\u{301}\u{323}ng", "Tr\u{1b0}\u{301}\u{323}ng"),
            ("a\u{301}\u{302}\u{303}\u{304}\u{489}b", "a\u{301}\u{302}\u{303}\u{304}[U+0489]b"),
            ("", ""),
        ];
        for (text, shown) in cases {
            assert_eq!(Shown::new(text).as_str(), shown, "{text:?}");
        }
    }
}
