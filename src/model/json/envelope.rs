//! The members of an object as the texts that they are: for who hands one of them on, to a reader that reads it strictly.

use serde_json::Value;

use super::scan::scan_member;
use super::stride::{Controls, ending};
use super::{Document, Given, JsonError};
use crate::limits;

/// The members of one object, each with its text. What is in the texts is JSON; whether it is such as is accepted
/// ([`Document::parse`]), who reads it finds out. No name stands twice.
#[derive(Debug)]
pub struct Envelope<'t> {
    members: Vec<Member<'t>>,
}

#[derive(Debug)]
struct Member<'t> {
    name: String,
    text: &'t str,
    /// What it says, if it was read.
    read: Option<Document>,
}

/// What a text is.
#[derive(Debug)]
pub enum Enclosed<'t> {
    /// An object.
    Object(Envelope<'t>),
    /// Something else.
    Other,
}

impl<'t> Envelope<'t> {
    /// Takes `bytes` apart, which takes no memory for what is in the members.
    ///
    /// # Errors
    ///
    /// [`JsonError`]: it is no JSON, names a member twice, or is too long or too deep.
    pub fn open(bytes: &'t [u8], bytes_max: usize) -> Result<Enclosed<'t>, JsonError> {
        Self::open_by(bytes, bytes_max, |text| Walker::over(text).enclosed(|_, _| false))
    }

    /// As [`open`](Self::open), and reads the members that are wanted, which `is_wanted` tells by the name and by how the text
    /// begins, if they are such JSON as is accepted: then their texts are gone over once, not twice.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open).
    pub fn open_reading(
        bytes: &'t [u8],
        bytes_max: usize,
        is_wanted: impl Fn(&str, &str) -> bool,
    ) -> Result<Enclosed<'t>, JsonError> {
        Self::open_by(bytes, bytes_max, |text| {
            // Where it is not such JSON, it may be JSON all the same.
            Walker::over(text).enclosed(is_wanted).or_else(|| Walker::over(text).enclosed(|_, _| false))
        })
    }

    fn open_by(
        bytes: &'t [u8],
        bytes_max: usize,
        open: impl FnOnce(&'t str) -> Option<Enclosed<'t>>,
    ) -> Result<Enclosed<'t>, JsonError> {
        if bytes.len() > bytes_max {
            return Err(JsonError::TooLong { bytes: bytes.len(), bytes_max });
        }
        let enclosed = std::str::from_utf8(bytes).ok().and_then(open);
        enclosed.ok_or_else(|| match Document::parse(bytes, bytes_max) {
            Err(error) => error,
            Ok(_) => JsonError::Malformed {
                reason: format!("an object of more than {} members", limits::ENVELOPE_MEMBERS_MAX),
            },
        })
    }

    /// The text of the member `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'t str> {
        self.members.iter().find(|member| member.name == name).map(|member| member.text)
    }

    /// The member `name`.
    #[must_use]
    pub fn into_member(self, name: &str) -> Option<Given<'t>> {
        self.members.into_iter().find(|member| member.name == name).map(|member| Given::read(member.text, member.read))
    }
}

/// Goes over a text; `None` wherever it is no JSON.
struct Walker<'t> {
    text: &'t str,
    at: usize,
    controls: Controls,
}

impl<'t> Walker<'t> {
    fn over(text: &'t str) -> Self {
        Self { text, at: 0, controls: Controls::default() }
    }

    fn enclosed(mut self, is_wanted: impl Fn(&str, &str) -> bool) -> Option<Enclosed<'t>> {
        let enclosed = if self.peek()? == b'{' {
            let mut members: Vec<Member<'t>> = Vec::new();
            self.at += 1;
            self.list(b'}', |walker| {
                walker.peek()?;
                let start = walker.at;
                walker.string()?;
                let name: String = serde_json::from_str(&walker.text[start..walker.at]).ok()?;
                walker.skip(b':')?;
                walker.peek()?;
                let start = walker.at;
                let read = if is_wanted(&name, &walker.text[start..]) {
                    let (document, end) = scan_member(walker.text, start)?;
                    walker.at = end;
                    Some(document)
                } else {
                    walker.value(1)?;
                    None
                };
                let is_new =
                    members.len() < limits::ENVELOPE_MEMBERS_MAX && members.iter().all(|member| member.name != name);
                members.push(Member { name, text: &walker.text[start..walker.at], read });
                is_new.then_some(())
            })?;
            Enclosed::Object(Envelope { members })
        } else {
            self.value(0)?;
            Enclosed::Other
        };
        self.peek().is_none().then_some(enclosed)
    }

    /// The byte that comes next, white space left out.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    fn skip(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        match self.peek()? {
            b'"' => self.string(),
            b'{' | b'[' if depth >= limits::JSON_DEPTH_MAX => None,
            b'{' => {
                self.at += 1;
                self.list(b'}', |walker| {
                    walker.peek()?;
                    walker.string()?;
                    walker.skip(b':')?;
                    walker.value(depth + 1)
                })
            }
            b'[' => {
                self.at += 1;
                self.list(b']', |walker| walker.value(depth + 1))
            }
            _ => self.plain_word(),
        }
    }

    /// What follows the beginning of a container, up to its `end`.
    fn list(&mut self, end: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        if self.skip(end).is_some() {
            return Some(());
        }
        loop {
            item(self)?;
            if self.skip(b',').is_none() {
                return self.skip(end);
            }
        }
    }

    /// A text with its quotation marks.
    fn string(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut escapes = false;
        self.at += usize::from(bytes.get(start) == Some(&b'"'));
        if self.at == start {
            return None;
        }
        loop {
            let end = self.at + ending(&bytes[self.at..])?;
            if self.controls.are_in(bytes, self.at..end) {
                return None;
            }
            self.at = end;
            if bytes[self.at] == b'"' {
                break;
            }
            self.at = (self.at + 2).min(bytes.len());
            escapes = true;
        }
        self.at += 1;
        // What the escapes are, is for the reader that knows them.
        let well_formed = || serde_json::from_str::<serde::de::IgnoredAny>(self.text.get(start..self.at)?).ok();
        if escapes { well_formed().map(drop) } else { Some(()) }
    }

    /// A number, `true`, `false` or `null`.
    fn plain_word(&mut self) -> Option<()> {
        let rest = &self.text.as_bytes()[self.at..];
        let len =
            rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')).count();
        let word = &self.text[self.at..self.at + len];
        self.at += len;
        let is_digit = len == 1 && rest[0].is_ascii_digit();
        (is_digit || serde_json::from_str::<Value>(word).is_ok()).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(text: &str) -> Vec<(String, &str)> {
        match Envelope::open(text.as_bytes(), 1000) {
            Ok(Enclosed::Object(envelope)) => {
                envelope.members.into_iter().map(|member| (member.name, member.text)).collect()
            }
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn members_are_the_texts_that_they_are() {
        assert_eq!(members("{}"), []);
        let found =
            members(" { \"a\" : {\"x\": [1, \"}\\\"\" , {}]} ,\n\"\\u0062\":\"t\\\\\",\"c\":-1.5e3, \"d\":null } ");
        let texts = ["{\"x\": [1, \"}\\\"\" , {}]}", "\"t\\\\\"", "-1.5e3", "null"];
        assert_eq!(found, ["a", "b", "c", "d"].map(str::to_owned).into_iter().zip(texts).collect::<Vec<_>>());
        // What is wrong inside and is JSON all the same is for the reader of the member.
        assert_eq!(members(r#"{"a":{"b":1,"b":2}}"#), [("a".to_owned(), r#"{"b":1,"b":2}"#)]);
        assert!(matches!(Envelope::open(b"[{}]", 1000), Ok(Enclosed::Other)));
    }

    /// That it says the same as what is read later, the tests of both readers say.
    #[test]
    fn a_member_that_is_wanted_is_read_on_the_way_if_it_is_accepted() {
        let reads = |text: &str| match Envelope::open_reading(text.as_bytes(), 1000, |name, _| name == "m") {
            Ok(Enclosed::Object(envelope)) => envelope.into_member("m").expect("a member").is_read(),
            other => panic!("{text}: {other:?}"),
        };
        let deep = |levels| format!("{{\"m\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        for text in [r#"{"m":{"a":[1]}}"#, r#"{"x":9007199254740993,"\u006d" : null }"#, &deep(63)] {
            assert!(reads(text), "{text}");
        }
        for text in [r#"{"m":{"a":1,"a":2}}"#, r#"{"m":9007199254740993}"#] {
            assert!(!reads(text), "{text}");
        }
        assert!(Envelope::open_reading(deep(64).as_bytes(), 1000, |_, _| true).is_err());
    }

    #[test]
    fn what_is_no_json_is_refused_as_the_reader_refuses_it() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(64), "]".repeat(64));
        for text in [
            "",
            "{",
            "{}}",
            "{} {}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\":[1,]}",
            "{\"a\":[1}",
            "{\"a\":01}",
            "{\"a\":nul}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u12\"}",
            "{\"a\":\"\n\"}",
            "{\"a\":1 2}",
            "{\"a\":1,\"\\u0061\":2}",
            "{\"a\":\"x}",
            "\u{feff}{}",
            "{\"a\":\"\\",
            &deep,
        ] {
            let ours = Envelope::open(text.as_bytes(), 1000).expect_err(text);
            assert_eq!(Document::parse(text.as_bytes(), 1000).map(|_| ()), Err(ours), "{text}");
        }
        assert!(Envelope::open(deep.replacen('[', "", 1).replacen(']', "", 1).as_bytes(), 1000).is_ok());
        assert!(Envelope::open(b"{\"a\":\"\xff\"}", 1000).is_err());
        let of = |count: usize| (0..count).map(|number| format!("\"{number}\":0")).collect::<Vec<_>>().join(",");
        assert_eq!(members(&format!("{{{}}}", of(64))).len(), 64);
        let many = Envelope::open(format!("{{{}}}", of(65)).as_bytes(), 1000).expect_err("too many");
        assert_eq!(many, JsonError::Malformed { reason: "an object of more than 64 members".to_owned() });
        assert_eq!(Envelope::open(b"{}", 1).expect_err("too long"), JsonError::TooLong { bytes: 2, bytes_max: 1 });
    }
}
