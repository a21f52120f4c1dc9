//! How the Excel form lays a descriptor out: which sheets there are, and which keys each has.
//!
//! One sheet has a row for each key that stands once (`workload.hours`); each list of tables has a sheet with a row for
//! each table and a column for each of its keys.

use super::fields::{DESCRIPTOR, Field, Kind};
use crate::vocabulary::{Concept, List};

/// The sheet of the keys that stand once.
pub(super) const MAIN: &str = "Descriptor";
/// The sheet that holds the entries of the drop-down lists; it is not read.
pub(super) const LISTS: &str = "Lists";
/// Column in which an outcome of a component names its component.
pub(super) const COMPONENT: &str = "component";

/// A sheet with a row for each table.
pub(super) struct RecordSheet {
    /// Its name.
    pub name: &'static str,
    /// The key of the descriptor that it fills.
    pub key: &'static str,
    /// Set if its tables lie in the tables of `key` that the column [`COMPONENT`] names, under this key.
    pub inside: Option<&'static str>,
}

pub(super) const RECORD_SHEETS: &[RecordSheet] = &[
    RecordSheet { name: "Outcomes", key: "outcomes", inside: None },
    RecordSheet { name: "Assessments", key: "assessments", inside: None },
    RecordSheet { name: "Resources", key: "resources", inside: None },
    RecordSheet { name: "Partners", key: "partners", inside: None },
    RecordSheet { name: "Components", key: "components", inside: None },
    RecordSheet { name: "Component outcomes", key: "components", inside: Some("outcomes") },
    RecordSheet { name: "Rights", key: "rights", inside: None },
    RecordSheet { name: "Linked learning", key: "linked_learning", inside: None },
];

impl RecordSheet {
    /// The fields of its rows.
    pub(super) fn fields(&self) -> &'static [Field] {
        let fields = below(DESCRIPTOR, self.key);
        self.inside.map_or(fields, |key| below(fields, key))
    }
}

fn below(fields: &'static [Field], key: &str) -> &'static [Field] {
    let field = fields.iter().find(|field| field.name == key).expect("the layout names keys of the field table");
    field.below().expect("the layout names tables")
}

/// The keys of a table that stand once, with their dotted paths; lists of tables are left out.
pub(super) fn flat(fields: &'static [Field]) -> Vec<(String, &'static Field)> {
    let mut found = Vec::new();
    for field in fields {
        match field.kind {
            Kind::Tables(_) => {}
            Kind::Table(below) => {
                found.extend(flat(below).into_iter().map(|(path, inner)| (format!("{}.{path}", field.name), inner)));
            }
            _ => found.push((field.name.to_owned(), field)),
        }
    }
    found
}

/// The field of a dotted path.
pub(super) fn field_of(fields: &'static [Field], path: &str) -> Option<&'static Field> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let field = fields.iter().find(|field| field.name == first)?;
    match rest {
        None => Some(field),
        Some(rest) => field_of(field.below()?, rest),
    }
}

/// What a drop-down list shows for an entry: its label, or code and label where labels repeat.
pub(super) fn shown(list: List, concept: &Concept) -> String {
    match list {
        List::IscedF | List::Language => format!("{}{CODE_MARK}{}", concept.code, concept.label),
        _ => concept.label.clone(),
    }
}

/// Between code and label.
pub(super) const CODE_MARK: &str = " | ";
