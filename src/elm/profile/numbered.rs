//! A document's graph by the numbers of the table: looked up once a term, not once a use.

use super::plan::{Class, ClassChoice, Classes, Property, Table};
use crate::jsonld::{Dataset, RDF_TYPE, Term, TermId};

/// A graph that is compared with the table.
pub(in crate::elm) struct Numbered<'a> {
    dataset: &'a Dataset,
    table: &'static Table,
    rdf_type: Option<TermId>,
    /// Every node of which something is said, in document order.
    nodes: Vec<TermId>,
    /// The number of each property that is used, by that of its term.
    properties: Vec<Property>,
    /// The number of each class that is used, by that of its term.
    class_numbers: Vec<Class>,
    /// The classes of each node, by the number of its term.
    classes: Vec<Classes>,
}

/// Stands for a property that the table does not name.
const UNNAMED: Property = Property::MAX;
/// Stands for a class that the table does not name.
const NO_CLASS: Class = Class::MAX;

/// What is said of a node: properties that the table names, and their values.
pub(super) type Said = [(Property, TermId)];

impl<'a> Numbered<'a> {
    /// Looks up what `dataset` says.
    pub(in crate::elm) fn new(dataset: &'a Dataset) -> Self {
        const NEW_PROPERTY: Property = Property::MAX - 1;
        const NEW_CLASS: Class = Class::MAX - 1;
        let table = Table::get();
        let rdf_type = dataset.known_iri(RDF_TYPE);
        let terms = dataset.terms_len();
        let (mut properties, mut class_numbers) = (vec![NEW_PROPERTY; terms], vec![NEW_CLASS; terms]);
        let mut classes: Vec<Classes> = vec![0; terms];
        let iri = |id: TermId| dataset.term(id).as_iri();
        let nodes: Vec<TermId> = dataset.subjects().collect();
        for &subject in &nodes {
            for (predicate, object) in dataset.said_of(subject) {
                let property = &mut properties[predicate.at()];
                if *property == NEW_PROPERTY {
                    *property = iri(predicate).and_then(|iri| table.property(iri)).unwrap_or(UNNAMED);
                }
                if Some(predicate) == rdf_type {
                    let class = &mut class_numbers[object.at()];
                    if *class == NEW_CLASS {
                        *class = iri(object).and_then(|iri| table.class(iri)).unwrap_or(NO_CLASS);
                    }
                    classes[subject.at()] |= if *class == NO_CLASS { 0 } else { 1 << *class };
                }
            }
        }
        Self { dataset, table, rdf_type, nodes, properties, class_numbers, classes }
    }
    pub(super) fn dataset(&self) -> &'a Dataset {
        self.dataset
    }

    pub(super) fn table(&self) -> &'static Table {
        self.table
    }

    /// Visits every node, in document order, with what is said of it in words of the table.
    pub(super) fn walk(&self, mut visit: impl FnMut(TermId, &Said)) {
        let mut said = Vec::new();
        for &node in &self.nodes {
            said.clear();
            said.extend(self.said_of(node));
            visit(node, &said);
        }
    }

    /// The IRI of a node, or the label of a blank one.
    pub(super) fn id(&self, node: TermId) -> &'a str {
        self.term(node).text()
    }

    pub(super) fn term(&self, id: TermId) -> Term<'a> {
        self.dataset.term(id)
    }

    /// The types of a node that the table names, in document order.
    pub(super) fn types(&self, node: TermId) -> impl Iterator<Item = Class> {
        let types = self.dataset.said_of(node).filter(|(predicate, _)| Some(*predicate) == self.rdf_type);
        types.map(|(_, class)| self.class_numbers[class.at()]).filter(|class| *class != NO_CLASS)
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
        self.nodes.iter().copied().filter(|node| self.is_of(*node, &named.concept)).map(move |node| {
            let schemes = self.values(node, named.in_scheme).filter_map(|scheme| self.term(scheme).as_iri());
            (self.id(node), schemes)
        })
    }
}
