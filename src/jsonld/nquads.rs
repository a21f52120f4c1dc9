//! N-Quads: the canonical form that RDFC-1.0 hashes, and a reader for it.

use std::borrow::Cow;

use thiserror::Error;

use super::dataset::{Dataset, Numbers};
use super::rdf_term::{Id, RDF_LANG_STRING, Term, Terms, XSD_STRING};

/// Appends `quad` as one canonical line (RDFC-1.0, section 5); `label` names blank nodes, without `_:`.
pub(super) fn write_quad(terms: &Terms, quad: Numbers, label: &dyn Fn(Id, &mut String), out: &mut String) {
    let (subject, predicate, object, graph) = quad;
    terms.write(subject, label, out);
    out.push(' ');
    terms.write(predicate, label, out);
    out.push(' ');
    terms.write(object, label, out);
    if let Some(graph) = graph {
        out.push(' ');
        terms.write(graph, label, out);
    }
    out.push_str(" .\n");
}

fn is_escaped(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\' || byte == 0x7f
}

/// Whether some of `text` is escaped.
pub(super) fn has_escapes(text: &str) -> bool {
    // Without an early end, many bytes are looked at in one step; few texts have anything to escape.
    text.bytes().fold(false, |found, byte| found | is_escaped(byte))
}

/// Canonical escapes: the named ones, `\uXXXX` for the other controls and U+007F, and nothing else.
pub(super) fn escape(text: &str, out: &mut String) {
    if !has_escapes(text) {
        return out.push_str(text);
    }
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| is_escaped(*byte)) {
        out.push_str(&text[plain..at]);
        plain = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x08 => out.push_str("\\b"),
            0x0c => out.push_str("\\f"),
            control => out.push_str(&format!("\\u{control:04X}")),
        }
    }
    out.push_str(&text[plain..]);
}

/// Why a text is not N-Quads.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[error("line {line}: expected {expected}")]
pub struct NQuadsError {
    /// The line, from 1.
    pub line: usize,
    /// What should have stood there.
    pub expected: &'static str,
}

impl Dataset {
    /// Reads RDF 1.1 N-Quads.
    ///
    /// # Errors
    ///
    /// [`NQuadsError`] with the first line that is not N-Quads.
    pub fn from_nquads(text: &str) -> Result<Self, NQuadsError> {
        let mut dataset = Self::default();
        for (index, line) in text.split(['\n', '\r']).enumerate() {
            let line_error = |expected| NQuadsError { line: index + 1, expected };
            let mut reader = Line { rest: line };
            reader.skip_space();
            if reader.rest.is_empty() || reader.rest.starts_with('#') {
                continue;
            }
            let (subject, predicate, object, graph) = reader.quad(&mut dataset).map_err(line_error)?;
            dataset.say(subject, predicate, object, graph);
        }
        Ok(dataset)
    }
}

struct Line<'a> {
    rest: &'a str,
}

impl<'a> Line<'a> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    fn quad(&mut self, dataset: &mut Dataset) -> Result<Numbers, &'static str> {
        let subject = self.term(dataset)?;
        if matches!(dataset.term(subject), Term::Literal { .. }) {
            return Err("a subject");
        }
        let predicate = self.term(dataset)?;
        if dataset.term(predicate).as_iri().is_none() {
            return Err("a predicate");
        }
        let object = self.term(dataset)?;
        let mut graph = None;
        if !self.rest.starts_with('.') {
            let name = self.term(dataset)?;
            if matches!(dataset.term(name), Term::Literal { .. }) {
                return Err("a graph name");
            }
            graph = Some(name);
        }
        let end = self.rest.strip_prefix('.').ok_or("a full stop")?.trim_start_matches([' ', '\t']);
        if end.is_empty() || end.starts_with('#') {
            Ok((subject, predicate, object, graph))
        } else {
            Err("the end of the line")
        }
    }

    fn term(&mut self, dataset: &mut Dataset) -> Result<Id, &'static str> {
        let id = match self.rest.as_bytes().first() {
            Some(b'<') => dataset.number(Term::Iri(&self.iri()?)),
            Some(b'_') => dataset.number(Term::Blank(self.label()?)),
            Some(b'"') => self.literal(dataset)?,
            _ => return Err("a term"),
        };
        self.skip_space();
        Ok(id)
    }

    fn iri(&mut self) -> Result<Cow<'a, str>, &'static str> {
        let body = self.rest.strip_prefix('<').ok_or("an IRI")?;
        let end = body.find('>').ok_or("the end of an IRI")?;
        self.rest = &body[end + 1..];
        unescape(&body[..end])
    }

    fn label(&mut self) -> Result<&'a str, &'static str> {
        let body = self.rest.strip_prefix("_:").ok_or("a blank node label")?;
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '\u{b7}');
        let end = body.find(|c| !fits(c)).unwrap_or(body.len());
        let label = body[..end].trim_end_matches('.');
        if label.is_empty() {
            return Err("a blank node label");
        }
        self.rest = &body[label.len()..];
        Ok(label)
    }

    fn literal(&mut self, dataset: &mut Dataset) -> Result<Id, &'static str> {
        let body = &self.rest[1..];
        let mut escaped = false;
        let mut end = None;
        for (at, byte) in body.bytes().enumerate() {
            match byte {
                b'\\' => escaped = !escaped,
                b'"' if !escaped => {
                    end = Some(at);
                    break;
                }
                _ => escaped = false,
            }
        }
        let end = end.ok_or("the end of a literal")?;
        let value = unescape(&body[..end])?;
        self.rest = &body[end + 1..];
        if let Some(tag) = self.rest.strip_prefix('@') {
            let length = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tag.len());
            if length == 0 {
                return Err("a language tag");
            }
            self.rest = &tag[length..];
            let language = tag[..length].to_ascii_lowercase();
            return Ok(dataset.literal(&value, RDF_LANG_STRING, Some(&language)));
        }
        let mut datatype = Cow::Borrowed(XSD_STRING);
        if let Some(rest) = self.rest.strip_prefix("^^") {
            self.rest = rest;
            datatype = self.iri()?;
        }
        Ok(dataset.literal(&value, &datatype, None))
    }
}

fn unescape(text: &str) -> Result<Cow<'_, str>, &'static str> {
    if !text.contains('\\') {
        return Ok(text.into());
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let mut after = rest[at + 1..].chars();
        let letter = after.next().ok_or("an escape")?;
        let digits = match letter {
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        if digits > 0 {
            let hex = rest.get(at + 2..at + 2 + digits).ok_or("hexadecimal digits")?;
            let number = u32::from_str_radix(hex, 16).map_err(|_| "hexadecimal digits")?;
            out.push(char::from_u32(number).ok_or("a character")?);
        } else {
            out.push(match letter {
                't' => '\t',
                'b' => '\u{8}',
                'n' => '\n',
                'r' => '\r',
                'f' => '\u{c}',
                '"' | '\'' | '\\' => letter,
                _ => return Err("an escape"),
            });
        }
        rest = &rest[at + 1 + letter.len_utf8() + digits..];
    }
    out.push_str(rest);
    Ok(out.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let line = "<urn:a> <urn:p> \"a\\\"\\\\\\n\\r\\t\\b\\f\\u0001\\u007Fü\u{85}\"@en _:g .\n";
        let dataset = Dataset::from_nquads(line).expect("N-Quads");
        let mut written = String::new();
        for quad in dataset.numbers() {
            write_quad(dataset.terms(), *quad, &|_, out| out.push('g'), &mut written);
        }
        assert_eq!(written, line);
    }

    #[test]
    fn datatypes_are_written_whether_or_not_they_are_kept_with_the_text() {
        let long = format!("urn:{}", "t".repeat(100));
        for datatype in ["http://www.w3.org/2001/XMLSchema#dateTime", "urn:t", &long] {
            for text in ["", "a", "a\\nb", "\\u0000", &"x".repeat(300)] {
                let line = format!("<urn:a> <urn:p> \"{text}\"^^<{datatype}> .\n");
                let dataset = Dataset::from_nquads(&line).expect("N-Quads");
                let mut written = String::new();
                write_quad(dataset.terms(), dataset.numbers()[0], &|_, _| {}, &mut written);
                assert_eq!(written, line);
            }
        }
    }

    #[test]
    fn lines_that_are_no_quads_are_refused() {
        for (line, expected) in [
            ("<urn:a> <urn:p> .", "a term"),
            ("\"a\" <urn:p> <urn:o> .", "a subject"),
            ("<urn:a> _:p <urn:o> .", "a predicate"),
            ("<urn:a> <urn:p> <urn:o>", "a term"),
            ("<urn:a> <urn:p> \"x", "the end of a literal"),
            ("<urn:a> <urn:p> \"\\x\" .", "an escape"),
            ("<urn:a> <urn:p> <urn:o> . x", "the end of the line"),
        ] {
            assert_eq!(Dataset::from_nquads(line), Err(NQuadsError { line: 1, expected }), "{line}");
        }
    }
}
