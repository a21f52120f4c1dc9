//! A document's graph by the numbers of the table: looked up once a term, not once a use.

use super::plan::{Class, ClassChoice, Classes, Property, Table};
use crate::jsonld::{Dataset, RDF_TYPE, Term, TermId};

/// A graph that is compared with the table.
pub(in crate::elm) struct Numbered<'a> {
    dataset: &'a Dataset,
    table: &'static Table,
    rdf_type: Option<TermId>,
    /// The number of each property that is used, by that of its term.
    properties: Vec<Property>,
    /// The classes of each node, by the number of its term.
    classes: Vec<Classes>,
}

/// Stands for a property that the table does not name.
const UNNAMED: Property = Property::MAX;

/// What is said of a node: properties that the table names, and their values.
pub(super) type Said = [(Property, TermId)];

impl<'a> Numbered<'a> {
    /// Looks up what `dataset` says.
    pub(in crate::elm) fn new(dataset: &'a Dataset) -> Self {
        const NEW: Property = Property::MAX - 1;
        let table = Table::get();
        let rdf_type = dataset.known_iri(RDF_TYPE);
        let mut properties = vec![NEW; dataset.terms_len()];
        let mut classes: Vec<Classes> = vec![0; dataset.terms_len()];
        let mut known: Vec<Option<Option<Class>>> = vec![None; dataset.terms_len()];
        let iri = |id: TermId| dataset.term(id).as_iri();
        for subject in dataset.subjects() {
            for (predicate, object) in dataset.said_of(subject) {
                if properties[predicate.at()] == NEW {
                    properties[predicate.at()] = iri(predicate).and_then(|iri| table.property(iri)).unwrap_or(UNNAMED);
                }
                if Some(predicate) == rdf_type {
                    let class = known[object.at()].get_or_insert_with(|| iri(object).and_then(|iri| table.class(iri)));
                    classes[subject.at()] |= class.map_or(0, |class| 1 << class);
                }
            }
        }
        Self { dataset, table, rdf_type, properties, classes }
    }
    pub(super) fn dataset(&self) -> &'a Dataset {
        self.dataset
    }

    pub(super) fn table(&self) -> &'static Table {
        self.table
    }

    /// Every node of which something is said, in document order.
    pub(super) fn nodes(&self) -> impl Iterator<Item = TermId> {
        self.dataset.subjects()
    }

    /// The IRI of a node, or the label of a blank one.
    pub(super) fn id(&self, node: TermId) -> &'a str {
        match self.term(node) {
            Term::Iri(text) | Term::Blank(text) | Term::Literal { value: text, .. } => text,
        }
    }

    pub(super) fn term(&self, id: TermId) -> &'a Term {
        self.dataset.term(id)
    }

    /// The types of a node that the table names, in document order.
    pub(super) fn types(&self, node: TermId) -> impl Iterator<Item = Class> {
        let types = self.dataset.said_of(node).filter(|(predicate, _)| Some(*predicate) == self.rdf_type);
        types.filter_map(|(_, class)| self.table.class(self.term(class).as_iri()?))
    }

    /// What is said of a node in words of the table, in document order.
    pub(super) fn said_of(&self, node: TermId) -> impl Iterator<Item = (Property, TermId)> {
        let said = self.dataset.said_of(node).map(|(predicate, value)| (self.properties[predicate.at()], value));
        said.filter(|(property, _)| *property != UNNAMED)
    }

    /// The values of a property of a node, in document order.
    pub(super) fn values(&self, node: TermId, property: Property) -> impl Iterator<Item = TermId> {
        self.said_of(node).filter(move |(said, _)| *said == property).map(|(_, value)| value)
    }

    /// Whether a value is a node of one of the classes.
    pub(super) fn is_of(&self, value: TermId, classes: &ClassChoice) -> bool {
        self.classes[value.at()] & classes.any != 0
    }

    /// Every concept, with the IRIs of the lists that it names, in document order.
    pub(in crate::elm) fn concepts(&self) -> impl Iterator<Item = (&'a str, impl Iterator<Item = &'a str>)> {
        let named = &self.table.named;
        self.nodes().filter(|node| self.is_of(*node, &named.concept)).map(move |node| {
            let schemes = self.values(node, named.in_scheme).filter_map(|scheme| self.term(scheme).as_iri());
            (self.id(node), schemes)
        })
    }
}
