//! Quads, and the nodes that claims are read from.
//!
//! A [`Dataset`] is a set: a quad that is said twice is there once. What is read through [`Node`] is what canonical
//! N-Quads hold, and so what a signature over them covers.

use std::fmt;
use std::hash::BuildHasher as _;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::rdf_term::{Id, RDF_TYPE, Term, Terms};

/// A statement, in the default graph or in a named one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Statement<'a> {
    /// An IRI or a blank node.
    pub subject: Term<'a>,
    /// An IRI.
    pub predicate: &'a str,
    /// Any term.
    pub object: Term<'a>,
    /// The graph's name, or `None` in the default graph.
    pub graph: Option<Term<'a>>,
}

/// Subject, predicate, object and graph.
pub(super) type Numbers = (Id, Id, Id, Option<Id>);

/// The quads of the default graph that have one subject: the first and the last of a chain.
#[derive(Debug, Clone, Copy)]
struct Chain {
    first: u32,
    last: u32,
}

/// No quad: the end of a chain.
const NONE: u32 = u32::MAX;

impl Chain {
    const EMPTY: Self = Self { first: NONE, last: NONE };
}

/// A set of quads in the order in which they were first said.
///
/// Each term is kept once, and a quad is four numbers.
#[derive(Default)]
pub struct Dataset {
    terms: Terms,
    quads: Vec<Numbers>,
    /// The quads of the default graph, by the number of their subject.
    of_subject: Vec<Chain>,
    /// For each quad the next one of its chain.
    next: Vec<u32>,
    /// The places of the quads that are not found by going along a chain: see [`FEW`].
    others: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

/// How many quads of a chain are compared with a new one; what comes behind them lies in a table.
const FEW: usize = 16;

impl Dataset {
    /// With room for `quads` quads, of terms whose texts take `bytes` bytes.
    pub(super) fn with_capacity(quads: usize, bytes: usize) -> Self {
        Self {
            terms: Terms::with_capacity(quads, bytes),
            quads: Vec::with_capacity(quads),
            of_subject: Vec::with_capacity(quads),
            next: Vec::with_capacity(quads),
            ..Self::default()
        }
    }

    /// Adds a quad; `false` when it was there.
    pub fn insert(&mut self, quad: Statement<'_>) -> bool {
        let Statement { subject, predicate, object, graph } = quad;
        let subject = self.number(subject);
        let predicate = self.number(Term::Iri(predicate));
        let object = self.number(object);
        let graph = graph.map(|graph| self.number(graph));
        self.say(subject, predicate, object, graph)
    }

    /// Adds a quad of numbered terms; `false` when it was there.
    pub(super) fn say(&mut self, subject: Id, predicate: Id, object: Id, graph: Option<Id>) -> bool {
        let quad = (subject, predicate, object, graph);
        if self.of_subject.len() <= subject.at() {
            self.of_subject.resize(self.terms.len(), Chain::EMPTY);
        }
        let place = u32::try_from(self.quads.len()).expect("the number of quads is bounded");
        match self.in_chain(quad) {
            Some(true) => return false,
            Some(false) => {}
            None if self.is_other(quad, place) => {}
            None => return false,
        }
        if graph.is_none() {
            let chain = &mut self.of_subject[subject.at()];
            match chain.last {
                NONE => chain.first = place,
                last => self.next[last as usize] = place,
            }
            chain.last = place;
        }
        self.quads.push(quad);
        self.next.push(NONE);
        true
    }

    /// Whether `quad` is there; `None` when that cannot be seen from the beginning of a chain.
    fn in_chain(&self, quad: Numbers) -> Option<bool> {
        if quad.3.is_some() {
            return None;
        }
        let mut at = self.of_subject[quad.0.at()].first;
        for _ in 0..FEW {
            match self.quads.get(at as usize) {
                None => return Some(false),
                // All of them have its subject and its graph.
                Some((_, predicate, object, _)) if (predicate, object) == (&quad.1, &quad.2) => return Some(true),
                Some(_) => at = self.next[at as usize],
            }
        }
        None
    }

    /// Notes that `quad` will lie at `place`; `false` when it was noted before.
    fn is_other(&mut self, quad: Numbers, place: u32) -> bool {
        let Self { others, quads, hasher, .. } = self;
        let hash = |quad: &Numbers| hasher.hash_one(quad);
        match others.entry(hash(&quad), |at| quads[*at as usize] == quad, |at| hash(&quads[*at as usize])) {
            Entry::Occupied(_) => false,
            Entry::Vacant(free) => {
                free.insert(place);
                true
            }
        }
    }

    /// The number of `term`, which is new if need be.
    pub(super) fn number(&mut self, term: Term<'_>) -> Id {
        self.terms.number(term)
    }

    /// The number of an IRI.
    pub(super) fn iri(&mut self, iri: &str) -> Id {
        self.number(Term::Iri(iri))
    }

    /// The number of an IRI, if it is here or `fits`, which takes none with a `>`.
    pub(super) fn iri_if(&mut self, iri: &str, fits: impl FnOnce(&str) -> bool) -> Option<Id> {
        self.terms.number_if(Term::Iri(iri), || fits(iri))
    }

    /// The number of an IRI, if it is here.
    pub(crate) fn known_iri(&self, iri: &str) -> Option<Id> {
        self.known(Term::Iri(iri))
    }

    /// The number of a term, if it is here.
    pub(crate) fn known(&self, term: Term<'_>) -> Option<Id> {
        self.terms.known(term)
    }

    /// The number of a literal.
    pub(super) fn literal(&mut self, value: &str, datatype: &str, language: Option<&str>) -> Id {
        self.number(Term::Literal { value, datatype, language })
    }

    /// The terms.
    pub(super) fn terms(&self) -> &Terms {
        &self.terms
    }

    pub(crate) fn term(&self, id: Id) -> Term<'_> {
        self.terms.get(id)
    }

    /// How many terms have a number.
    pub(crate) fn terms_len(&self) -> usize {
        self.terms.len()
    }

    /// Every subject of the default graph, in document order.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = Id> {
        let firsts =
            self.quads.iter().enumerate().filter(|(index, (subject, _, _, graph))| {
                graph.is_none() && self.first_of(*subject) as usize == *index
            });
        firsts.map(|(_, (subject, ..))| *subject)
    }

    /// Predicate and object of all that the default graph says of `subject`, in document order.
    pub(crate) fn said_of(&self, subject: Id) -> impl Iterator<Item = (Id, Id)> {
        self.chain(self.first_of(subject)).map(|(_, predicate, object, _)| (predicate, object))
    }

    fn statement(&self, (subject, predicate, object, graph): Numbers) -> Statement<'_> {
        Statement {
            subject: self.term(subject),
            predicate: self.term(predicate).text(),
            object: self.term(object),
            graph: graph.map(|graph| self.term(graph)),
        }
    }

    /// The quads of all graphs.
    pub fn iter(&self) -> impl Iterator<Item = Statement<'_>> {
        self.quads.iter().map(|quad| self.statement(*quad))
    }

    /// The objects of `predicate` in all graphs, in document order.
    pub fn objects<'a>(&'a self, predicate: &str) -> impl Iterator<Item = Term<'a>> + use<'a> {
        let wanted = self.known_iri(predicate);
        let quads = wanted.map_or(&[][..], |_| &self.quads).iter();
        quads.filter(move |quad| Some(quad.1) == wanted).map(|quad| self.term(quad.2))
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
    pub fn node<'a>(&'a self, id: &'a str) -> Node<'a> {
        self.view(Term::Iri(id))
    }

    /// The node that `subject` names in the default graph.
    #[must_use]
    pub fn view<'a>(&'a self, subject: Term<'a>) -> Node<'a> {
        match self.known(subject) {
            Some(known) => self.numbered(known),
            None => Node { dataset: self, subject, first: NONE },
        }
    }

    /// The node of a number.
    pub(crate) fn numbered(&self, subject: Id) -> Node<'_> {
        Node { dataset: self, subject: self.term(subject), first: self.first_of(subject) }
    }

    fn is_literal(&self, id: Id) -> bool {
        self.terms.is_literal(id)
    }

    /// Every node of the default graph of which something is said, in document order.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.subjects().map(|subject| self.numbered(subject))
    }

    /// The first quad of the chain of `subject`.
    fn first_of(&self, subject: Id) -> u32 {
        self.of_subject.get(subject.at()).map_or(NONE, |chain| chain.first)
    }

    /// The quads of a chain from `first` on.
    fn chain(&self, first: u32) -> impl Iterator<Item = Numbers> {
        let mut at = first;
        std::iter::from_fn(move || {
            let quad = self.quads.get(at as usize)?;
            at = self.next[at as usize];
            Some(*quad)
        })
    }

    /// The blank nodes that stand in quads, with their labels, in no order.
    pub(super) fn blanks(&self) -> impl Iterator<Item = (&str, Id)> {
        let mut blanks = Vec::new();
        if self.terms.has_blanks() {
            let ids = self.quads.iter().flat_map(|quad| [Some(quad.0), Some(quad.2), quad.3]).flatten();
            blanks = ids.filter(|id| self.terms.is_blank(*id)).collect();
            blanks.sort_unstable();
            blanks.dedup();
        }
        blanks.into_iter().map(|id| (self.term(id).text(), id))
    }

    /// The quads as numbers, in order.
    pub(super) fn numbers(&self) -> &[Numbers] {
        &self.quads
    }

    /// The nodes of the default graph that have the type `class`, in document order.
    pub fn instances<'a>(&'a self, class: &'a str) -> impl Iterator<Item = Node<'a>> {
        self.nodes().filter(move |node| node.has_type(class))
    }
}

/// The same quads in the same order.
impl PartialEq for Dataset {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Dataset {}

impl fmt::Debug for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a> FromIterator<Statement<'a>> for Dataset {
    fn from_iter<I: IntoIterator<Item = Statement<'a>>>(quads: I) -> Self {
        let mut dataset = Self::default();
        for quad in quads {
            dataset.insert(quad);
        }
        dataset
    }
}

/// A node of the default graph and what is said of it.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    dataset: &'a Dataset,
    subject: Term<'a>,
    first: u32,
}

impl<'a> Node<'a> {
    /// The IRI, or the label of a blank node.
    #[must_use]
    pub fn id(&self) -> &'a str {
        self.subject.text()
    }

    /// The node as a term.
    #[must_use]
    pub fn term(&self) -> Term<'a> {
        self.subject
    }

    /// Whether nothing is said of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.first == NONE
    }

    /// Every predicate and object, in document order.
    pub fn properties(&self) -> impl Iterator<Item = (&'a str, Term<'a>)> + use<'a> {
        let dataset = self.dataset;
        dataset.chain(self.first).map(move |quad| {
            let Statement { predicate, object, .. } = dataset.statement(quad);
            (predicate, object)
        })
    }

    /// Every object of `predicate`, in document order.
    pub fn all(&self, predicate: &str) -> impl Iterator<Item = Term<'a>> + use<'a> {
        let dataset = self.dataset;
        self.objects(predicate).map(move |object| dataset.term(object))
    }

    /// The numbers of what [`all`](Self::all) finds.
    fn objects(&self, predicate: &str) -> impl Iterator<Item = Id> + use<'a> {
        let dataset = self.dataset;
        let wanted = dataset.known_iri(predicate);
        let quads = dataset.chain(wanted.map_or(NONE, |_| self.first));
        quads.filter(move |quad| Some(quad.1) == wanted).map(|quad| quad.2)
    }

    /// The object of `predicate` if there is exactly one.
    #[must_use]
    pub fn one(&self, predicate: &str) -> Option<Term<'a>> {
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
        let mut objects = self.objects(predicate);
        let target = objects.next().filter(|_| objects.next().is_none())?;
        (!self.dataset.is_literal(target)).then(|| self.dataset.numbered(target))
    }

    /// The nodes among the objects of `predicate`, in document order.
    pub fn follow_all(&self, predicate: &str) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let dataset = self.dataset;
        let nodes = self.objects(predicate).filter(move |target| !dataset.is_literal(*target));
        nodes.map(move |target| dataset.numbered(target))
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
        f.debug_struct("Node").field("subject", &self.subject).field("quads", &self.properties().count()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::rdf_term::{RDF_LANG_STRING, XSD_STRING};
    use super::*;

    fn literal<'a>(value: &'a str, language: Option<&'a str>) -> Term<'a> {
        let datatype = if language.is_some() { RDF_LANG_STRING } else { XSD_STRING };
        Term::Literal { value, datatype, language }
    }

    fn quad<'a>(subject: &'a str, predicate: &'a str, object: Term<'a>) -> Statement<'a> {
        Statement { subject: Term::Iri(subject), predicate, object, graph: None }
    }

    #[test]
    fn a_quad_said_twice_is_there_once() {
        let mut dataset = Dataset::default();
        assert!(dataset.insert(quad("urn:a", "urn:p", literal("x", None))));
        assert!(!dataset.insert(quad("urn:a", "urn:p", literal("x", None))));
        assert_eq!(dataset.len(), 1);
    }

    #[test]
    fn it_is_the_set_of_what_was_said() {
        // Two subjects in two graphs, with far more quads than are compared one by one, most of them said again.
        let (mut dataset, mut expected) = (Dataset::default(), BTreeSet::new());
        let mut state = 1_u64;
        for _ in 0..2000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let pick = |shift: u32, of: u64| (state >> shift) % of;
            let mut chosen = (pick(20, 2), pick(30, 3), pick(40, 40), pick(50, 3) == 0);
            // The second subject stays one of few quads.
            if chosen.0 == 1 {
                chosen.2 %= 4;
            }
            let (subject, predicate, object) =
                (format!("urn:s{}", chosen.0), format!("urn:p{}", chosen.1), format!("{}", chosen.2));
            let mut said = quad(&subject, &predicate, literal(&object, None));
            said.graph = chosen.3.then_some(Term::Iri("urn:g"));
            assert_eq!(dataset.insert(said), expected.insert(chosen), "{said:?}");
        }
        assert_eq!((dataset.len(), expected.len() > 200), (expected.len(), true));
        let of_first = expected.iter().filter(|(subject, _, _, is_in_graph)| *subject == 0 && !is_in_graph).count();
        assert_eq!(dataset.node("urn:s0").properties().count(), of_first);
    }

    #[test]
    fn nodes_are_read_from_the_default_graph_only() {
        let mut elsewhere = quad("urn:a", "urn:q", literal("hidden", None));
        elsewhere.graph = Some(Term::Blank("g"));
        let dataset: Dataset = [
            quad("urn:a", RDF_TYPE, Term::Iri("urn:T")),
            quad("urn:a", "urn:p", literal("en", Some("en"))),
            quad("urn:a", "urn:p", literal("fi", Some("fi"))),
            quad("urn:a", "urn:n", Term::Iri("urn:b")),
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
