//! What a document says of each id: all that say something have to say the same.
//!
//! Documents repeat whole nodes, an organisation or a concept wherever it is meant. What stands in the same context with the
//! same members was read before, and its quads are there: such a copy is compared as JSON and not read again.

use super::active::{Active, Held};
use super::error::JsonLdError;
use super::object::Said;
use super::rdf_term::Id;
use super::read::{Graph, Reader, Result};
use super::{Inner, Mode};
use crate::limits;
use crate::model::json::Members;

/// What was said of each id so far; nothing in lenient mode.
#[derive(Default)]
pub(super) struct Descriptions<'a> {
    /// By the number of an id.
    of: Vec<Option<Description>>,
    said: Vec<Said>,
    sources: Vec<Source<'a>>,
}

/// What was said of an id where it stood first.
#[derive(Clone, Copy)]
struct Description {
    /// Where it begins and ends in `said`.
    said: (u32, u32),
    /// What it was read from, as its place in `sources`, if to read that again changes nothing.
    source: Option<u32>,
}

/// A node, and all that its reading depends on.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    active: &'a Active,
    members: Members<'a>,
    graph: Graph,
}

impl<'a> Source<'a> {
    /// `members` as they are read below `active` in `graph`; `None` where the context serves one place only.
    pub(super) fn of(active: &Held<'a>, members: Members<'a>, graph: Graph) -> Option<Self> {
        match active {
            Held::Kept(active) => Some(Self { active, members, graph }),
            Held::Made(_) => None,
        }
    }

    fn is_copy_of(&self, other: &Self) -> bool {
        std::ptr::eq(self.active, other.active)
            && self.graph == other.graph
            && self.members.are_copies_of(other.members)
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).expect("the length of a document is bounded")
}

impl<'a> Reader<'a> {
    /// Whether a node could have been read before: in strict mode only, since the others take note of each place, and read
    /// contexts below the top.
    pub(super) fn compares_copies(&self) -> bool {
        (self.mode, self.inner) == (Mode::Strict, Inner::Nowhere)
    }

    /// Whether `source` is a copy of what was read for `node`.
    pub(super) fn was_read(&self, node: Id, source: Source<'a>) -> bool {
        let Descriptions { of, sources, .. } = &self.descriptions;
        let first = of.get(node.at()).copied().flatten().and_then(|first| first.source);
        first.is_some_and(|first| source.is_copy_of(&sources[first as usize])) && self.is_shallow()
    }

    /// Remembers what one object says of the IRI `node`, which is `said` from `first` on, sorted; all that say something have to say
    /// the same. `source` is what it was read from, if nothing in it is told apart from what else is like it.
    pub(super) fn describe(&mut self, node: Id, first: usize, source: Option<Source<'a>>) -> Result<()> {
        let said = &self.said[first..];
        // What is sealed may refer to a node by its id, and its type; where the graph is secured that is less, too.
        if self.mode == Mode::Sealed && said.iter().all(|(predicate, _)| *predicate == self.rdf_type) {
            return Ok(());
        }
        let Descriptions { of, said: before, sources } = &mut self.descriptions;
        match of.get(node.at()).copied().flatten() {
            None => {
                let start = before.len();
                before.extend_from_slice(said);
                if of.len() <= node.at() {
                    of.resize(self.dataset.terms_len(), None);
                }
                let source = source.map(|source| {
                    sources.push(source);
                    place(sources.len() - 1)
                });
                of[node.at()] = Some(Description { said: (place(start), place(before.len())), source });
            }
            Some(Description { said: (start, end), .. }) if before[start as usize..end as usize] == *said => {}
            Some(_) if self.mode == Mode::Sealed => {
                let id = self.dataset.term(node).text();
                let listed = self.reused.len() < limits::DROPPED_NAMES_MAX && id.len() <= limits::REUSED_ID_BYTES_MAX;
                match listed {
                    true => drop(self.reused.insert(id.into())),
                    false if self.reused.contains(id) => {}
                    false => self.reused_more += 1,
                }
            }
            Some(_) => {
                let id = self.dataset.term(node).text().to_owned();
                return Err(JsonLdError::DifferentContent { pointer: self.pointer(), id });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{Budget, Contexts, canonicalize, to_dataset};

    /// The same with the members of each object in the opposite order, so that it is no copy and is read.
    fn turned(value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                Value::Object(members.iter().rev().map(|(name, value)| (name.clone(), turned(value))).collect())
            }
            Value::Array(items) => items.iter().map(turned).collect(),
            other => other.clone(),
        }
    }

    /// `second` behind `first` is read alike whether it could be a copy or cannot be one: to canonical N-Quads, or to what
    /// is wrong. `place` is where the first stands, the second is a claim of the subject.
    #[track_caller]
    fn check(place: &str, first: &Value, second: &Value) -> Result<String, String> {
        let read = |second: &Value| {
            let mut document = json!({
                "@context": ["https://www.w3.org/ns/credentials/v2", "urn:elmseal:context:elm-for-vcdm2"],
                "type": "VerifiableCredential", "issuer": "urn:i", "evidence": {"id": "urn:e", "type": "Note"},
                "credentialSubject": {"id": "urn:subject"}
            });
            *document.pointer_mut(place).expect("a place") = first.clone();
            document["credentialSubject"]["hasClaim"] = second.clone();
            let dataset = to_dataset(&document, Contexts::embedded()).map_err(|error| error.to_string())?;
            Ok(canonicalize(&dataset, Budget::default()).expect("few blank nodes").nquads)
        };
        let found = read(second);
        assert_eq!(found, read(&turned(second)), "{first} and {second}");
        found
    }

    #[track_caller]
    fn is_other_content(found: Result<String, String>) {
        assert!(found.as_ref().is_err_and(|error| error.contains("described differently")), "{found:?}");
    }

    /// The issuer stands before the subject and in the context of its claims.
    const BEFORE: &str = "/issuer";

    #[test]
    fn copies_are_read_as_what_is_no_copy() {
        let body = json!({
            "id": "urn:a", "type": ["Organisation", "Agent"], "legalName": {"en": ["MTU", "x"], "ga": "MTU"},
            "notation": [1, -1.5, true, "1"], "location": {"id": "urn:l", "type": "Location"}, "homepage": "urn:h"
        });
        assert!(check(BEFORE, &body, &body).is_ok());
        assert!(check(BEFORE, &body, &json!([{"id": "urn:b", "location": body}, body])).is_ok());
        assert!(check(BEFORE, &json!({"id": "urn:a"}), &json!({"id": "urn:a"})).is_ok());
        // Each blank node is one of its own, but for those that the document labels.
        let blank = json!({"id": "urn:a", "location": {"type": "Location"}});
        assert_eq!(check(BEFORE, &blank, &blank).expect("two locations").matches("location> _:").count(), 2);
        let labelled = json!({"id": "urn:a", "location": {"id": "_:l", "type": "Location"}});
        assert_eq!(check(BEFORE, &labelled, &labelled).expect("one location").matches("location> _:").count(), 1);
    }

    #[test]
    fn what_is_nearly_a_copy_is_none() {
        let with = |name: &str, value: Value| json!({"id": "urn:a", "type": "Organisation", name: value});
        for (one, other) in [
            (json!(1), json!("1")),
            (json!(1), json!(true)),
            (json!(1), json!(1.5)),
            (json!(true), json!(false)),
            (json!("x"), json!("xx")),
            (json!(["x", "y"]), json!(["x", "z"])),
            (json!(["x", "y"]), json!(["x"])),
        ] {
            is_other_content(check(BEFORE, &with("notation", one), &with("notation", other)));
        }
        for (one, other) in [(json!(0.0), json!(-0.0)), (json!(1.0), json!(1)), (json!(["x"]), json!("x"))] {
            assert!(check(BEFORE, &with("notation", one), &with("notation", other)).is_ok());
        }
        for wrong in [json!(null), json!([]), json!({"@context": "urn:c"}), json!({"unknown": 1})] {
            assert!(check(BEFORE, &with("location", json!("urn:l")), &with("location", wrong)).is_err());
        }
    }

    #[test]
    fn in_another_context_the_same_is_no_copy() {
        let body = json!({"id": "urn:a", "type": "Organisation", "description": "x"});
        is_other_content(check("/evidence", &body, &body));
        let alike = json!({"id": "urn:a", "type": "Organisation", "notation": "x"});
        assert!(check("/evidence", &alike, &alike).is_ok());
    }

    #[test]
    fn a_copy_is_no_deeper_than_a_document_may_be() {
        let below = |levels: usize, inner: &Value| {
            (0..levels)
                .fold(inner.clone(), |inner, level| json!({"id": format!("urn:{level}:{levels}"), "location": inner}))
        };
        let body = below(70, &json!("urn:end"));
        assert!(check(BEFORE, &body, &below(20, &body)).is_ok());
        assert!(check(BEFORE, &body, &below(60, &body)).is_err_and(|error| error.contains("levels")));
    }
}
