//! YAML to the tree: the part of YAML 1.2 that says one thing.
//!
//! Anchors, aliases, tags, several documents and keys that are no text are refused: they make a file say what a reader
//! does not see.

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::{At, Budget, Entry, Malformed, Node, Value, number};

pub(super) fn parse(text: &str) -> Result<Node, Malformed> {
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    let mut budget = Budget::new();
    let mut documents = 0;
    for step in Parser::new_from_str(text) {
        let (event, span) = step.map_err(|error| Malformed::syntax(at(error.marker()), error.info().to_owned()))?;
        let at = at(&span.start);
        refuse(&event, &at)?;
        let node = match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return Err(Malformed::syntax(at, "a second document begins here"));
                }
                continue;
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                budget.spend(open.len(), &at)?;
                let value = match event {
                    Event::SequenceStart(..) => Building::List(Vec::new()),
                    _ => Building::Table(Vec::new(), None),
                };
                open.push(Open { at, value });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Open { at, value } = open.pop().expect("what ends has begun");
                let value = match value {
                    Building::List(items) => Value::List(items),
                    Building::Table(entries, _) => Value::Table(entries),
                };
                Node { at, value }
            }
            Event::Scalar(text, style, ..) => {
                budget.spend(open.len(), &at)?;
                if let Some(Open { value: Building::Table(entries, key @ None), .. }) = open.last_mut() {
                    if entries.iter().any(|entry| entry.key == text) {
                        return Err(Malformed::duplicate(at, &text));
                    }
                    *key = Some((text.into_owned(), at));
                    continue;
                }
                Node { value: scalar(&text, style, &at, open.last())?, at }
            }
            Event::Alias(_) | Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
        };
        match open.last_mut() {
            None => root = Some(node),
            Some(Open { value: Building::List(items), .. }) => items.push(node),
            Some(Open { value: Building::Table(entries, key), .. }) => match key.take() {
                Some((key, at)) => entries.push(Entry { key, at, node }),
                None => return Err(Malformed::syntax(node.at, "a key must be a text")),
            },
        }
    }
    let root = root.ok_or_else(|| Malformed::syntax(At::File, "the file is empty"))?;
    match root.value {
        Value::Table(_) => Ok(root),
        _ => Err(Malformed::syntax(root.at, "the file must be keys with values, such as `title: …`")),
    }
}

struct Open {
    at: At,
    value: Building,
}

enum Building {
    List(Vec<Node>),
    /// Entries, and the key whose value comes next.
    Table(Vec<Entry>, Option<(String, At)>),
}

fn refuse(event: &Event<'_>, at: &At) -> Result<(), Malformed> {
    let (anchor, tagged) = match event {
        Event::Alias(_) => (1, false),
        Event::Scalar(_, _, anchor, tag) => (*anchor, tag.is_some()),
        Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) => (*anchor, tag.is_some()),
        _ => (0, false),
    };
    let (code, name, fix) = match (anchor > 0, tagged) {
        (true, _) => ("yaml-anchor", "an anchor or alias (`&` or `*`)", "write the value out, or put it in quotes"),
        (_, true) => ("yaml-tag", "a tag (`!`)", "leave the tag out, or put the value in quotes"),
        _ => return Ok(()),
    };
    let what = format!("{name} is not read");
    Err(Malformed { at: at.clone(), code, what, fix: fix.to_owned() })
}

/// A plain scalar by the core schema of YAML 1.2 (`yes` and `no` are texts); anything quoted is a text.
fn scalar(text: &str, style: ScalarStyle, at: &At, parent: Option<&Open>) -> Result<Value, Malformed> {
    if style != ScalarStyle::Plain {
        return Ok(Value::Text(text.to_owned()));
    }
    match text {
        "true" | "True" | "TRUE" => Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => Ok(Value::Bool(false)),
        "" | "~" | "null" | "Null" | "NULL" => {
            let key = match parent {
                Some(Open { value: Building::Table(_, Some((key, _))), .. }) => key,
                _ => "the list",
            };
            Err(Malformed::null(at.clone(), key))
        }
        _ if text.parse::<f64>().is_ok_and(f64::is_finite) => Ok(Value::Scalar(text.to_owned())),
        _ => Ok(Value::Text(text.to_owned())),
    }
}

fn at(marker: &Marker) -> At {
    At::Text { line: number(marker.line()), column: number(marker.col() + 1) }
}
