//! Quads, and the nodes that claims are read from.
//!
//! A [`Dataset`] is a set: a quad that is said twice is there once. What is read through [`Node`] is what canonical
//! N-Quads hold, and so what a signature over them covers.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

/// `rdf:type`.
pub const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
/// `rdf:langString`, the datatype of texts with a language.
pub const RDF_LANG_STRING: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
/// `xsd:string`, the datatype of texts without a language.
pub const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// A term of RDF 1.1: what stands in a quad.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Term {
    /// An absolute IRI.
    Iri(Arc<str>),
    /// A blank node, by its label without `_:`.
    Blank(Arc<str>),
    /// A literal.
    Literal {
        /// The lexical form.
        value: Arc<str>,
        /// The datatype's IRI; [`RDF_LANG_STRING`] when there is a language.
        datatype: Arc<str>,
        /// The language tag, in lower case.
        language: Option<Arc<str>>,
    },
}

impl Term {
    /// The IRI, if it is one.
    #[must_use]
    pub fn as_iri(&self) -> Option<&str> {
        if let Self::Iri(iri) = self { Some(iri) } else { None }
    }

    /// The lexical form, if it is a literal of any datatype.
    #[must_use]
    pub fn as_literal(&self) -> Option<&str> {
        if let Self::Literal { value, .. } = self { Some(value) } else { None }
    }

    /// The datatype, if it is a literal.
    #[must_use]
    pub fn datatype(&self) -> Option<&str> {
        if let Self::Literal { datatype, .. } = self { Some(datatype) } else { None }
    }

    /// The language tag, if it is a literal that has one.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        if let Self::Literal { language, .. } = self { language.as_deref() } else { None }
    }
}

/// A statement, in the default graph or in a named one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Quad {
    /// An IRI or a blank node.
    pub subject: Term,
    /// An IRI.
    pub predicate: Arc<str>,
    /// Any term.
    pub object: Term,
    /// The graph's name, or `None` in the default graph.
    pub graph: Option<Term>,
}

/// A set of quads in the order in which they were first said.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Dataset {
    quads: Vec<Quad>,
    known: HashSet<Quad>,
    by_subject: HashMap<Term, Vec<usize>>,
}

impl Dataset {
    /// Adds a quad; `false` when it was there.
    pub fn insert(&mut self, quad: Quad) -> bool {
        if !self.known.insert(quad.clone()) {
            return false;
        }
        if quad.graph.is_none() {
            self.by_subject.entry(quad.subject.clone()).or_default().push(self.quads.len());
        }
        self.quads.push(quad);
        true
    }

    /// The quads of all graphs.
    pub fn iter(&self) -> impl Iterator<Item = &Quad> {
        self.quads.iter()
    }

    /// How many quads there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.quads.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.quads.is_empty()
    }

    /// The node `id` of the default graph; one of which nothing is said has no properties.
    #[must_use]
    pub fn node<'a>(&'a self, id: &str) -> Node<'a> {
        self.view(&Term::Iri(id.into()))
    }

    /// The node that `subject` names in the default graph.
    #[must_use]
    pub fn view<'a>(&'a self, subject: &Term) -> Node<'a> {
        let (subject, quads) = match self.by_subject.get_key_value(subject) {
            Some((known, quads)) => (known.clone(), quads.as_slice()),
            None => (subject.clone(), &[][..]),
        };
        Node { dataset: self, subject, quads }
    }

    /// Every node of the default graph of which something is said, in document order.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        let firsts = self.quads.iter().enumerate().filter(|(index, quad)| {
            quad.graph.is_none() && self.by_subject.get(&quad.subject).is_some_and(|all| all[0] == *index)
        });
        firsts.map(|(_, quad)| self.view(&quad.subject))
    }

    /// The nodes of the default graph that have the type `class`, in document order.
    pub fn instances<'a>(&'a self, class: &'a str) -> impl Iterator<Item = Node<'a>> {
        self.nodes().filter(move |node| node.has_type(class))
    }
}

impl FromIterator<Quad> for Dataset {
    fn from_iter<I: IntoIterator<Item = Quad>>(quads: I) -> Self {
        let mut dataset = Self::default();
        for quad in quads {
            dataset.insert(quad);
        }
        dataset
    }
}

/// A node of the default graph and what is said of it.
#[derive(Clone)]
pub struct Node<'a> {
    dataset: &'a Dataset,
    subject: Term,
    quads: &'a [usize],
}

impl<'a> Node<'a> {
    /// The IRI, or the label of a blank node.
    #[must_use]
    pub fn id(&self) -> &str {
        match &self.subject {
            Term::Iri(text) | Term::Blank(text) | Term::Literal { value: text, .. } => text,
        }
    }

    /// The node as a term.
    #[must_use]
    pub fn term(&self) -> &Term {
        &self.subject
    }

    /// Whether nothing is said of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.quads.is_empty()
    }

    /// Every predicate and object, in document order.
    pub fn properties(&self) -> impl Iterator<Item = (&'a str, &'a Term)> + use<'a> {
        let dataset = self.dataset;
        self.quads.iter().map(move |index| (&*dataset.quads[*index].predicate, &dataset.quads[*index].object))
    }

    /// Every object of `predicate`, in document order.
    pub fn all<'p>(&self, predicate: &'p str) -> impl Iterator<Item = &'a Term> + use<'a, 'p> {
        self.properties().filter(move |(found, _)| *found == predicate).map(|(_, object)| object)
    }

    /// The object of `predicate` if there is exactly one.
    #[must_use]
    pub fn one(&self, predicate: &str) -> Option<&'a Term> {
        let mut all = self.all(predicate);
        all.next().filter(|_| all.next().is_none())
    }

    /// The lexical form of the object of `predicate` if there is exactly one and it is a literal.
    #[must_use]
    pub fn text(&self, predicate: &str) -> Option<&'a str> {
        self.one(predicate).and_then(Term::as_literal)
    }

    /// The node that is the object of `predicate` if there is exactly one and it is no literal.
    #[must_use]
    pub fn follow(&self, predicate: &str) -> Option<Node<'a>> {
        let target = self.one(predicate)?;
        (!matches!(target, Term::Literal { .. })).then(|| self.dataset.view(target))
    }

    /// The nodes among the objects of `predicate`, in document order.
    pub fn follow_all<'p>(&self, predicate: &'p str) -> impl Iterator<Item = Node<'a>> + use<'a, 'p> {
        let dataset = self.dataset;
        self.all(predicate).filter(|t| !matches!(t, Term::Literal { .. })).map(move |target| dataset.view(target))
    }

    /// The literals of `predicate` as language and text.
    #[must_use]
    pub fn texts(&self, predicate: &str) -> Vec<(Option<&'a str>, &'a str)> {
        self.all(predicate).filter_map(|term| Some((term.language(), term.as_literal()?))).collect()
    }

    /// The IRIs of its types.
    pub fn types(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.all(RDF_TYPE).filter_map(Term::as_iri)
    }

    /// Whether `class` is among its types.
    #[must_use]
    pub fn has_type(&self, class: &str) -> bool {
        self.types().any(|found| found == class)
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node").field("subject", &self.subject).field("quads", &self.quads.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(value: &str, language: Option<&str>) -> Term {
        let datatype = if language.is_some() { RDF_LANG_STRING } else { XSD_STRING };
        Term::Literal { value: value.into(), datatype: datatype.into(), language: language.map(Into::into) }
    }

    fn quad(subject: &str, predicate: &str, object: Term) -> Quad {
        Quad { subject: Term::Iri(subject.into()), predicate: predicate.into(), object, graph: None }
    }

    #[test]
    fn a_quad_said_twice_is_there_once() {
        let mut dataset = Dataset::default();
        assert!(dataset.insert(quad("urn:a", "urn:p", literal("x", None))));
        assert!(!dataset.insert(quad("urn:a", "urn:p", literal("x", None))));
        assert_eq!(dataset.len(), 1);
    }

    #[test]
    fn nodes_are_read_from_the_default_graph_only() {
        let mut elsewhere = quad("urn:a", "urn:q", literal("hidden", None));
        elsewhere.graph = Some(Term::Blank("g".into()));
        let dataset: Dataset = [
            quad("urn:a", RDF_TYPE, Term::Iri("urn:T".into())),
            quad("urn:a", "urn:p", literal("en", Some("en"))),
            quad("urn:a", "urn:p", literal("fi", Some("fi"))),
            quad("urn:a", "urn:n", Term::Iri("urn:b".into())),
            elsewhere,
        ]
        .into_iter()
        .collect();
        let node = dataset.node("urn:a");
        assert!(node.has_type("urn:T"));
        assert_eq!(node.one("urn:p"), None);
        assert_eq!(node.texts("urn:p"), [(Some("en"), "en"), (Some("fi"), "fi")]);
        assert_eq!(node.text("urn:q"), None);
        let next = node.follow("urn:n").expect("a node");
        assert_eq!((next.id(), next.is_empty()), ("urn:b", true));
        assert_eq!(dataset.instances("urn:T").count(), 1);
    }
}
