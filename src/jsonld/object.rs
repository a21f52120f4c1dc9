//! What comes of a value, of a node, and of the members of a node while a document is read.

use hashbrown::{HashMap, HashSet};

use super::active::Expanded;
use super::rdf_term::Id;

/// A value of a property, after its own quads were made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Object {
    /// `None` if it cannot stand in a quad; that occurs in lenient mode only.
    pub(super) term: Option<Id>,
    pub(super) kind: Kind,
    pub(super) mirror: Mirror,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    List,
    Node,
    Value,
}

/// What a value says, independent of the labels of blank nodes: two descriptions of one id are compared by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Mirror {
    /// A blank node or a list, by the number of what it says among [`Mirrors`].
    Compound(u32),
    Nothing,
    Term(Id),
}

/// A property and a value of it.
pub(super) type Said = (Id, Mirror);

/// What blank nodes and lists say: equal ones have equal numbers.
#[derive(Debug, Default)]
pub(super) struct Mirrors {
    blanks: HashMap<Vec<Said>, u32>,
    lists: HashMap<Vec<Mirror>, u32>,
}

impl Mirrors {
    /// A blank node of which `said` is said, sorted.
    pub(super) fn blank(&mut self, said: &[Said]) -> Mirror {
        let next = self.next();
        Mirror::Compound(*self.blanks.entry_ref(said).or_insert(next))
    }

    /// A list.
    pub(super) fn list(&mut self, items: &[Mirror]) -> Mirror {
        let next = self.next();
        Mirror::Compound(*self.lists.entry_ref(items).or_insert(next))
    }

    fn next(&self) -> u32 {
        u32::try_from(self.blanks.len() + self.lists.len()).expect("the number of values is bounded")
    }
}

/// How a node came to be read.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    /// It stands in an id, type or index map, whose context was chosen already.
    pub(super) is_from_map: bool,
    /// The id that the map gives it.
    pub(super) id: Option<Expanded>,
}

impl Object {
    pub(super) fn of(term: Option<Id>, kind: Kind) -> Self {
        Self { term, kind, mirror: term.map_or(Mirror::Nothing, Mirror::Term) }
    }

    pub(super) fn node(term: Option<Id>) -> Self {
        Self::of(term, Kind::Node)
    }
}

/// Terms that occurred once: few, as a rule.
#[derive(Debug, Default)]
pub(super) struct Occurred {
    few: [Option<Id>; Self::FEW],
    many: Option<HashSet<Id>>,
}

impl Occurred {
    /// Up to here, going through them is quicker than a table.
    const FEW: usize = 24;

    /// Notes `id`; `false` when it was noted before.
    pub(super) fn insert(&mut self, id: Id) -> bool {
        for place in &mut self.few {
            match place {
                Some(known) if *known == id => return false,
                Some(_) => {}
                None => {
                    *place = Some(id);
                    return true;
                }
            }
        }
        self.many.get_or_insert_default().insert(id)
    }
}
