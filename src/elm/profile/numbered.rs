//! A document's graph by the numbers of the table: looked up once a term, not once a use.

use super::plan::{Class, ClassChoice, Classes, Property, Table};
use crate::jsonld::{Dataset, RDF_TYPE, Term, TermId};

/// A graph that is compared with the table.
pub(in crate::elm) struct Numbered<'a> {
    dataset: &'a Dataset,
    table: &'static Table,
    /// Every node of which something is said, in document order.
    nodes: Vec<Kept>,
    /// For each term the place of its node.
    places: Vec<u32>,
    /// What is said of the nodes, one behind the other.
    said: Vec<(Property, TermId)>,
    /// The types of the nodes, one behind the other.
    types: Vec<Class>,
}

/// A node, and where what is said of it ends among what is said of all; it begins where that of the node before ends.
#[derive(Clone, Copy)]
struct Kept {
    id: TermId,
    said_end: usize,
    types_end: usize,
    /// Its types as a set.
    classes: Classes,
}

/// A node with what is said of it in words of the table, in document order.
#[derive(Clone, Copy)]
pub(super) struct Looked<'g> {
    pub(super) id: TermId,
    /// Properties that the table names, and their values.
    pub(super) said: &'g [(Property, TermId)],
    /// The types that the table names.
    pub(super) types: &'g [Class],
    /// The same as a set.
    pub(super) classes: Classes,
}

impl<'g> Looked<'g> {
    /// The values of a property.
    pub(super) fn values(&self, property: Property) -> impl Iterator<Item = TermId> + Clone + use<'g> {
        self.said.iter().filter(move |(said, _)| *said == property).map(|(_, value)| *value)
    }
}

/// Stands for a property that the table does not name.
const UNNAMED: Property = Property::MAX;
/// Stands for a class that the table does not name.
const NO_CLASS: Class = Class::MAX;
/// Stands for a term that is no node.
const NO_NODE: u32 = u32::MAX;

impl<'a> Numbered<'a> {
    /// Looks up what `dataset` says.
    pub(in crate::elm) fn new(dataset: &'a Dataset) -> Self {
        const NEW_PROPERTY: Property = Property::MAX - 1;
        const NEW_CLASS: Class = Class::MAX - 1;
        let table = Table::get();
        let rdf_type = dataset.known_iri(RDF_TYPE);
        let terms = dataset.terms_len();
        let (mut properties, mut class_numbers) = (vec![NEW_PROPERTY; terms], vec![NEW_CLASS; terms]);
        let iri = |id: TermId| dataset.term(id).as_iri();
        let mut places = vec![NO_NODE; terms];
        let (mut nodes, mut said, mut types) = (Vec::new(), Vec::with_capacity(dataset.len()), Vec::new());
        for (place, id) in (0..).zip(dataset.subjects()) {
            places[id.at()] = place;
            let mut classes = 0;
            for (predicate, object) in dataset.said_of(id) {
                let property = &mut properties[predicate.at()];
                if *property == NEW_PROPERTY {
                    *property = iri(predicate).and_then(|iri| table.property(iri)).unwrap_or(UNNAMED);
                }
                if *property != UNNAMED {
                    said.push((*property, object));
                }
                if Some(predicate) == rdf_type {
                    let class = &mut class_numbers[object.at()];
                    if *class == NEW_CLASS {
                        *class = iri(object).and_then(|iri| table.class(iri)).unwrap_or(NO_CLASS);
                    }
                    if *class != NO_CLASS {
                        classes |= 1 << *class;
                        types.push(*class);
                    }
                }
            }
            nodes.push(Kept { id, said_end: said.len(), types_end: types.len(), classes });
        }
        Self { dataset, table, nodes, places, said, types }
    }

    pub(super) fn dataset(&self) -> &'a Dataset {
        self.dataset
    }

    pub(super) fn table(&self) -> &'static Table {
        self.table
    }

    /// Every node, in document order.
    pub(super) fn nodes(&self) -> impl Iterator<Item = Looked<'_>> {
        let (mut said_start, mut types_start) = (0, 0);
        self.nodes.iter().map(move |kept| {
            let Kept { id, said_end, types_end, classes } = *kept;
            let (said, types) = (&self.said[said_start..said_end], &self.types[types_start..types_end]);
            (said_start, types_start) = (said_end, types_end);
            Looked { id, said, types, classes }
        })
    }

    /// What is said of a term in words of the table.
    pub(super) fn of(&self, id: TermId) -> Looked<'_> {
        let place = self.places[id.at()] as usize;
        let Some(Kept { said_end, types_end, classes, .. }) = self.nodes.get(place).copied() else {
            return Looked { id, said: &[], types: &[], classes: 0 };
        };
        let before = place.checked_sub(1).map(|before| self.nodes[before]);
        let (said_start, types_start) = before.map_or((0, 0), |before| (before.said_end, before.types_end));
        Looked { id, said: &self.said[said_start..said_end], types: &self.types[types_start..types_end], classes }
    }

    /// The IRI of a node, or the label of a blank one.
    pub(super) fn id(&self, node: TermId) -> &'a str {
        self.term(node).text()
    }

    pub(super) fn term(&self, id: TermId) -> Term<'a> {
        self.dataset.term(id)
    }

    /// Whether a value is a node of one of the classes.
    pub(super) fn is_of(&self, value: TermId, classes: &ClassChoice) -> bool {
        let node = self.nodes.get(self.places[value.at()] as usize);
        node.is_some_and(|node| node.classes & classes.any != 0)
    }

    /// Every concept, with the IRIs of the lists that it names, in document order.
    pub(in crate::elm) fn concepts(&self) -> impl Iterator<Item = (&'a str, impl Iterator<Item = &'a str>)> {
        let named = &self.table.named;
        self.nodes().filter(|node| node.classes & named.concept.any != 0).map(move |node| {
            let schemes = node.values(named.in_scheme).filter_map(|scheme| self.term(scheme).as_iri());
            (self.id(node.id), schemes)
        })
    }
}
