//! TOML to the tree.

use toml_edit::{Document, Item, Table, TableLike, Value as TomlValue};

use super::{At, Budget, Entry, Lines, Malformed, Node, Value};

pub(super) fn parse(text: &str) -> Result<Node, Malformed> {
    let lines = Lines::new(text);
    let document = Document::parse(text).map_err(|error| {
        let at = error.span().map_or(At::Text { line: 1, column: 1 }, |span| lines.at(span.start));
        let message = error.message().trim().replace('\n', "; ");
        match message.contains("duplicate key") {
            true => Malformed { code: "duplicate-key", ..Malformed::syntax(at, message) },
            false => Malformed::syntax(at, message),
        }
    })?;
    let mut reader = Reader { text, lines, budget: Budget::new() };
    let root: &Table = document.as_table();
    let entries = reader.entries(root, 0)?;
    Ok(Node { at: At::File, value: Value::Table(entries) })
}

struct Reader<'a> {
    text: &'a str,
    lines: Lines<'a>,
    budget: Budget,
}

impl Reader<'_> {
    fn entries(&mut self, table: &dyn TableLike, depth: usize) -> Result<Vec<Entry>, Malformed> {
        let mut entries = Vec::new();
        for (name, item) in table.iter() {
            let key = table.get_key_value(name).and_then(|(key, _)| key.span());
            let at = key.map_or(At::File, |span| self.lines.at(span.start));
            if let Some(node) = self.item(item, &at, depth + 1)? {
                entries.push(Entry { key: name.to_owned(), at, node });
            }
        }
        Ok(entries)
    }

    fn item(&mut self, item: &Item, key_at: &At, depth: usize) -> Result<Option<Node>, Malformed> {
        let at = item.span().map_or_else(|| key_at.clone(), |span| self.lines.at(span.start));
        self.budget.spend(depth, &at)?;
        let value = match item {
            Item::None => return Ok(None),
            Item::Value(value) => return self.value(value, &at, depth).map(Some),
            Item::Table(table) => Value::Table(self.entries(table, depth)?),
            Item::ArrayOfTables(tables) => {
                let mut items = Vec::new();
                for table in tables {
                    let at = table.span().map_or_else(|| at.clone(), |span| self.lines.at(span.start));
                    self.budget.spend(depth + 1, &at)?;
                    items.push(Node { at, value: Value::Table(self.entries(table, depth + 1)?) });
                }
                Value::List(items)
            }
        };
        Ok(Some(Node { at, value }))
    }

    fn value(&mut self, value: &TomlValue, key_at: &At, depth: usize) -> Result<Node, Malformed> {
        let span = value.span();
        let at = span.clone().map_or_else(|| key_at.clone(), |span| self.lines.at(span.start));
        self.budget.spend(depth, &at)?;
        let value = match value {
            TomlValue::String(text) => Value::Text(text.value().clone()),
            TomlValue::Boolean(value) => Value::Bool(*value.value()),
            TomlValue::Integer(_) | TomlValue::Float(_) | TomlValue::Datetime(_) => {
                let written = span.and_then(|span| self.text.get(span)).unwrap_or_default();
                Value::Scalar(written.trim().to_owned())
            }
            TomlValue::Array(array) => {
                let mut items = Vec::new();
                for item in array {
                    items.push(self.value(item, &at, depth + 1)?);
                }
                Value::List(items)
            }
            TomlValue::InlineTable(table) => Value::Table(self.entries(table, depth)?),
        };
        Ok(Node { at, value })
    }
}
