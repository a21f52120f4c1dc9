//! Terms that were looked up lately: a document uses few names, and those again and again.

use super::active::{Active, TermDefinition};
use super::rdf_term::Id;

/// How many places there are for each kind, one for each value of a byte; what falls on a place that is taken replaces what lies there.
const PLACES: usize = 256;

/// What was looked up lately while a document is read. It makes nothing known that a table does not say.
pub(super) struct Lately<'a> {
    terms: Box<[Option<Found<'a>>; PLACES]>,
    /// By the number of a definition its number and the term of its IRI.
    iris: Box<[Option<(u64, Id)>; PLACES]>,
}

/// A name, and what it is in a context: a term, or none.
#[derive(Clone, Copy)]
struct Found<'a> {
    active: &'a Active,
    name: &'a str,
    definition: Option<&'a TermDefinition>,
}

impl Default for Lately<'_> {
    fn default() -> Self {
        Self { terms: Box::new([None; PLACES]), iris: Box::new([None; PLACES]) }
    }
}

impl<'a> Lately<'a> {
    /// The definition of `name` in `active`, as [`Active::defined`] has it.
    pub(super) fn term(&mut self, active: &'a Active, name: &'a str) -> Option<&'a TermDefinition> {
        let place = &mut self.terms[place(active, name)];
        match place {
            Some(found) if std::ptr::eq(found.active, active) && found.name == name => found.definition,
            _ => {
                let definition = active.defined(name);
                *place = Some(Found { active, name, definition });
                definition
            }
        }
    }

    /// The term of the IRI of `definition`.
    pub(super) fn iri(&self, definition: &TermDefinition) -> Option<Id> {
        self.iris[of_definition(definition)].filter(|(number, _)| *number == definition.id).map(|(_, id)| id)
    }

    /// Keeps `id` as the term of the IRI of `definition`.
    pub(super) fn keep_iri(&mut self, definition: &TermDefinition, id: Id) {
        self.iris[of_definition(definition)] = Some((definition.id, id));
    }
}

fn of_definition(definition: &TermDefinition) -> usize {
    usize::from(definition.id.to_le_bytes()[0])
}

/// Both ends of a name and its length tell most names apart.
fn place(active: &Active, name: &str) -> usize {
    let bytes = name.as_bytes();
    let (first, last) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (Some(first), Some(last)) => (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into()),
            _ => (bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)), 0),
        },
    };
    let mixed = first ^ last.rotate_left(29) ^ (bytes.len() as u64) << 40 ^ active.id << 7;
    usize::from(mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes()[0])
}
