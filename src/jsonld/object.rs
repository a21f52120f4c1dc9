//! What comes of a value, of a node, and of the members of a node while a document is read.

use hashbrown::HashSet;

use super::active::Expanded;
use super::dataset::Id;

/// A value of a property, after its own quads were made.
#[derive(Debug)]
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mirror {
    Blank(Vec<Said>),
    List(Vec<Mirror>),
    Nothing,
    Term(Id),
}

/// A property and a value of it.
pub(super) type Said = (Id, Mirror);

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
    few: Vec<Id>,
    many: HashSet<Id>,
}

impl Occurred {
    /// Up to here, going through them is quicker than a table.
    const FEW: usize = 32;

    /// Notes `id`; `false` when it was noted before.
    pub(super) fn insert(&mut self, id: Id) -> bool {
        if self.few.contains(&id) || self.many.contains(&id) {
            return false;
        }
        if self.few.len() < Self::FEW {
            self.few.push(id);
        } else {
            self.many.insert(id);
        }
        true
    }
}
