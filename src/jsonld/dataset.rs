//! Quads, and the nodes that claims are read from.
//!
//! A [`Dataset`] is a set: a quad that is said twice is there once. What is read through [`Node`] is what canonical
//! N-Quads hold, and so what a signature over them covers.

use std::fmt;
use std::hash::{BuildHasher as _, Hash, Hasher};
use std::num::NonZeroU32;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

/// `rdf:type`.
pub const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
/// `rdf:langString`, the datatype of texts with a language.
pub const RDF_LANG_STRING: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
/// `xsd:string`, the datatype of texts without a language.
pub const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// A term of RDF 1.1: what stands in a quad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term<'a> {
    /// An absolute IRI.
    Iri(&'a str),
    /// A blank node, by its label without `_:`.
    Blank(&'a str),
    /// A literal.
    Literal {
        /// The lexical form.
        value: &'a str,
        /// The datatype's IRI; [`RDF_LANG_STRING`] when there is a language.
        datatype: &'a str,
        /// The language tag, in lower case.
        language: Option<&'a str>,
    },
}

impl<'a> Term<'a> {
    /// The IRI, if it is one.
    #[must_use]
    pub fn as_iri(self) -> Option<&'a str> {
        if let Self::Iri(iri) = self { Some(iri) } else { None }
    }

    /// The lexical form, if it is a literal of any datatype.
    #[must_use]
    pub fn as_literal(self) -> Option<&'a str> {
        if let Self::Literal { value, .. } = self { Some(value) } else { None }
    }

    /// The datatype, if it is a literal.
    #[must_use]
    pub fn datatype(self) -> Option<&'a str> {
        if let Self::Literal { datatype, .. } = self { Some(datatype) } else { None }
    }

    /// The language tag, if it is a literal that has one.
    #[must_use]
    pub fn language(self) -> Option<&'a str> {
        if let Self::Literal { language, .. } = self { language } else { None }
    }

    /// The IRI, the label or the lexical form.
    #[must_use]
    pub fn text(self) -> &'a str {
        match self {
            Self::Iri(text) | Self::Blank(text) | Self::Literal { value: text, .. } => text,
        }
    }
}

/// The datatype of a text with a language is known from that.
impl Hash for Term<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let tag = match *self {
            Self::Iri(_) => "",
            Self::Blank(_) => "_",
            Self::Literal { datatype, language, .. } => language.unwrap_or(datatype),
        };
        state.write(self.text().as_bytes());
        tag.hash(state);
    }
}

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

/// The number of a term in its dataset: equal terms have equal numbers, and they run from 0 to
/// [`Dataset::terms_len`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id(NonZeroU32);

impl Id {
    /// The number itself.
    pub(crate) fn at(self) -> usize {
        self.0.get() as usize - 1
    }

    /// The number of the term that comes after `terms` others.
    fn after(terms: usize) -> Self {
        let number = u32::try_from(terms).ok().and_then(|terms| NonZeroU32::MIN.checked_add(terms));
        Self(number.expect("the number of terms is bounded"))
    }
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

/// What kind of term a text is.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Iri,
    Blank,
    /// With the number of its tag.
    Literal(u32),
}

/// A term whose text lies among the texts of its dataset.
#[derive(Debug, Clone, Copy)]
struct Kept {
    start: u32,
    end: u32,
    kind: Kind,
}

/// What a literal has beside its text.
struct Tag {
    datatype: Box<str>,
    language: Option<Box<str>>,
}

/// A set of quads in the order in which they were first said.
///
/// Each term is kept once, all their texts lie in one string, and a quad is four numbers.
#[derive(Default)]
pub struct Dataset {
    texts: String,
    terms: Vec<Kept>,
    numbers: HashTable<Id>,
    quads: Vec<Numbers>,
    /// The places of the quads.
    known: HashTable<u32>,
    /// The quads of the default graph, by the number of their subject.
    of_subject: Vec<Chain>,
    /// For each quad the next one of its chain.
    next: Vec<u32>,
    /// Datatypes and languages that occurred: few, as a rule, and then each once.
    tags: Vec<Tag>,
    has_blanks: bool,
    /// Whether an IRI may have the character in it that ends one in N-Quads; what is read from JSON-LD is an IRI.
    has_odd_iris: bool,
    hasher: DefaultHashBuilder,
}

impl Dataset {
    /// With room for `quads` quads, of terms whose texts take `bytes` bytes.
    pub(super) fn with_capacity(quads: usize, bytes: usize) -> Self {
        Self {
            texts: String::with_capacity(bytes),
            terms: Vec::with_capacity(quads),
            numbers: HashTable::with_capacity(quads),
            quads: Vec::with_capacity(quads),
            known: HashTable::with_capacity(quads),
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
        let Self { known, quads, hasher, .. } = self;
        let hash = |quad: Numbers| {
            let half =
                |high: Option<Id>, low: Id| u64::from(high.map_or(0, |id| id.0.get())) << 32 | u64::from(low.0.get());
            hasher.hash_one((half(Some(quad.0), quad.2), half(quad.3, quad.1)))
        };
        let index = u32::try_from(quads.len()).expect("the number of quads is bounded");
        match known.entry(hash(quad), |at| quads[*at as usize] == quad, |at| hash(quads[*at as usize])) {
            Entry::Occupied(_) => return false,
            Entry::Vacant(place) => {
                place.insert(index);
            }
        }
        if graph.is_none() {
            let chain = &mut self.of_subject[subject.at()];
            match chain.last {
                NONE => chain.first = index,
                last => self.next[last as usize] = index,
            }
            chain.last = index;
        }
        self.quads.push(quad);
        self.next.push(NONE);
        true
    }

    /// The number of `term`, which is new if need be.
    pub(super) fn number(&mut self, term: Term<'_>) -> Id {
        self.has_odd_iris |= term.as_iri().is_some_and(|iri| iri.contains('>'));
        self.number_if(term, || true).expect("nothing is refused")
    }

    /// The number of an IRI.
    pub(super) fn iri(&mut self, iri: &str) -> Id {
        self.number(Term::Iri(iri))
    }

    /// The number of an IRI, if it is here or `fits`, which takes none with a `>`.
    pub(super) fn iri_if(&mut self, iri: &str, fits: impl FnOnce(&str) -> bool) -> Option<Id> {
        self.number_if(Term::Iri(iri), || fits(iri))
    }

    /// The number of an IRI, if it is here.
    pub(crate) fn known_iri(&self, iri: &str) -> Option<Id> {
        self.known(Term::Iri(iri))
    }

    /// The number of a term, if it is here.
    pub(crate) fn known(&self, term: Term<'_>) -> Option<Id> {
        self.find(self.hasher.hash_one(term), term)
    }

    /// The number of a literal.
    pub(super) fn literal(&mut self, value: &str, datatype: &str, language: Option<&str>) -> Id {
        self.number(Term::Literal { value, datatype, language })
    }

    fn number_if(&mut self, term: Term<'_>, fits: impl FnOnce() -> bool) -> Option<Id> {
        let hash = self.hasher.hash_one(term);
        match self.find(hash, term) {
            None if fits() => Some(self.add(hash, term)),
            known => known,
        }
    }

    /// The number of a datatype and language.
    fn tag(&mut self, datatype: &str, language: Option<&str>) -> u32 {
        /// From here on, looking for one takes longer than keeping it again.
        const TAGS_MAX: usize = 32;
        let same = |tag: &Tag| tag.language.as_deref() == language && *tag.datatype == *datatype;
        let at = self.tags.iter().take(TAGS_MAX).position(same).unwrap_or_else(|| {
            self.tags.push(Tag { datatype: datatype.into(), language: language.map(Into::into) });
            self.tags.len() - 1
        });
        u32::try_from(at).expect("the number of terms is bounded")
    }

    fn find(&self, hash: u64, term: Term<'_>) -> Option<Id> {
        self.numbers.find(hash, |id| self.term(*id) == term).copied()
    }

    fn add(&mut self, hash: u64, term: Term<'_>) -> Id {
        let place = |texts: &String| u32::try_from(texts.len()).expect("the length of a document is bounded");
        let kind = match term {
            Term::Iri(_) => Kind::Iri,
            Term::Blank(_) => Kind::Blank,
            Term::Literal { datatype, language, .. } => Kind::Literal(self.tag(datatype, language)),
        };
        self.has_blanks |= matches!(kind, Kind::Blank);
        let id = Id::after(self.terms.len());
        let start = place(&self.texts);
        self.texts.push_str(term.text());
        self.terms.push(Kept { start, end: place(&self.texts), kind });
        self.of_subject.push(Chain::EMPTY);
        let Self { texts, terms, tags, numbers, hasher, .. } = self;
        numbers.insert_unique(hash, id, |id| hasher.hash_one(view(texts, tags, terms[id.at()])));
        id
    }

    pub(crate) fn term(&self, id: Id) -> Term<'_> {
        view(&self.texts, &self.tags, self.terms[id.at()])
    }

    /// How many terms have a number.
    pub(crate) fn terms_len(&self) -> usize {
        self.terms.len()
    }

    /// Every subject of the default graph, in document order.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = Id> {
        let firsts = self.quads.iter().enumerate().filter(|(index, (subject, _, _, graph))| {
            graph.is_none() && self.of_subject[subject.at()].first as usize == *index
        });
        firsts.map(|(_, (subject, ..))| *subject)
    }

    /// Predicate and object of all that the default graph says of `subject`, in document order.
    pub(crate) fn said_of(&self, subject: Id) -> impl Iterator<Item = (Id, Id)> {
        self.chain(self.of_subject[subject.at()].first).map(|(_, predicate, object, _)| (predicate, object))
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
        Node { dataset: self, subject: self.term(subject), first: self.of_subject[subject.at()].first }
    }

    /// Every node of the default graph of which something is said, in document order.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.subjects().map(|subject| self.numbered(subject))
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

    pub(super) fn has_odd_iris(&self) -> bool {
        self.has_odd_iris
    }

    /// The blank nodes that stand in quads, with their labels, in no order.
    pub(super) fn blanks(&self) -> impl Iterator<Item = (&str, Id)> {
        let mut blanks = Vec::new();
        if self.has_blanks {
            let ids = self.quads.iter().flat_map(|quad| [Some(quad.0), Some(quad.2), quad.3]).flatten();
            blanks = ids.filter(|id| matches!(self.term(*id), Term::Blank(_))).collect();
            blanks.sort_unstable();
            blanks.dedup();
        }
        blanks.into_iter().filter_map(|id| match self.term(id) {
            Term::Blank(label) => Some((label, id)),
            _ => None,
        })
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

/// The term that is kept.
fn view<'a>(texts: &'a str, tags: &'a [Tag], term: Kept) -> Term<'a> {
    let text = &texts[term.start as usize..term.end as usize];
    match term.kind {
        Kind::Iri => Term::Iri(text),
        Kind::Blank => Term::Blank(text),
        Kind::Literal(tag) => {
            let Tag { datatype, language } = &tags[tag as usize];
            Term::Literal { value: text, datatype, language: language.as_deref() }
        }
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
    pub fn all<'p>(&self, predicate: &'p str) -> impl Iterator<Item = Term<'a>> + use<'a, 'p> {
        let dataset = self.dataset;
        let wanted = dataset.known_iri(predicate);
        let quads = dataset.chain(wanted.map_or(NONE, |_| self.first));
        quads.filter(move |quad| Some(quad.1) == wanted).map(move |quad| dataset.term(quad.2))
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
        f.debug_struct("Node").field("subject", &self.subject).field("quads", &self.properties().count()).finish()
    }
}

#[cfg(test)]
mod tests {
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
