//! JSON to the tree, with positions and without duplicates.

use super::{At, Budget, Entry, Lines, Malformed, Node, Value};

pub(super) fn parse(text: &str) -> Result<Node, Malformed> {
    let mut reader = Reader { text, offset: 0, lines: Lines::new(text), budget: Budget::new() };
    reader.blanks();
    let root = reader.value(0)?;
    reader.blanks();
    if reader.offset < text.len() {
        return Err(Malformed::syntax(reader.here(), "something follows the end of the value"));
    }
    match root.value {
        Value::Table(_) => Ok(root),
        _ => Err(Malformed::syntax(root.at, "the file must be an object")),
    }
}

struct Reader<'a> {
    text: &'a str,
    offset: usize,
    lines: Lines<'a>,
    budget: Budget,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Result<Node, Malformed> {
        let at = self.here();
        self.budget.spend(depth, &at)?;
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(_) => self.word(&at)?,
            None => return Err(Malformed::syntax(at, "the file ends where a value should stand")),
        };
        Ok(Node { at, value })
    }

    fn object(&mut self, depth: usize) -> Result<Value, Malformed> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut names = std::collections::HashSet::new();
        self.offset += 1;
        self.blanks();
        if self.eat(b'}') {
            return Ok(Value::Table(entries));
        }
        loop {
            let at = self.here();
            if self.peek() != Some(b'"') {
                return Err(Malformed::syntax(at, "a name in double quotes should stand here"));
            }
            let key = self.string()?;
            if !names.insert(key.clone()) {
                return Err(Malformed::duplicate(at, &key));
            }
            self.blanks();
            self.expect(b':')?;
            self.blanks();
            if self.text[self.offset..].starts_with("null") {
                return Err(Malformed::null(self.here(), &key));
            }
            let node = self.value(depth + 1)?;
            entries.push(Entry { key, at, node });
            self.blanks();
            if self.eat(b'}') {
                return Ok(Value::Table(entries));
            }
            self.expect(b',')?;
            self.blanks();
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Malformed> {
        let mut items = Vec::new();
        self.offset += 1;
        self.blanks();
        if self.eat(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blanks();
            if self.eat(b']') {
                return Ok(Value::List(items));
            }
            self.expect(b',')?;
            self.blanks();
        }
    }

    /// The bounds of a string are found here, its escapes are serde_json's business.
    fn string(&mut self) -> Result<String, Malformed> {
        let start = self.offset;
        let bytes = self.text.as_bytes();
        let mut end = start + 1;
        while end < bytes.len() && bytes[end] != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        let literal = self.text.get(start..=end).unwrap_or_default();
        let text = serde_json::from_str(literal).map_err(|_| {
            Malformed::syntax(self.here(), "a text is not closed, or has a control character or bad escape")
        })?;
        self.offset = end + 1;
        Ok(text)
    }

    fn word(&mut self, at: &At) -> Result<Value, Malformed> {
        let rest = &self.text[self.offset..];
        let end =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))).unwrap_or(rest.len());
        let word = &rest[..end];
        let value = match word {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => return Err(Malformed::null(at.clone(), "the list")),
            _ if serde_json::from_str::<serde_json::Number>(word).is_ok() => Value::Scalar(word.to_owned()),
            _ => return Err(Malformed::syntax(at.clone(), "a value should stand here")),
        };
        self.offset += end;
        Ok(value)
    }

    fn expect(&mut self, byte: u8) -> Result<(), Malformed> {
        match self.eat(byte) {
            true => Ok(()),
            false => Err(Malformed::syntax(self.here(), format!("`{}` should stand here", char::from(byte)))),
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.offset += usize::from(found);
        found
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    fn blanks(&mut self) {
        let rest = &self.text.as_bytes()[self.offset..];
        self.offset += rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count();
    }

    fn here(&self) -> At {
        self.lines.at(self.offset)
    }
}
