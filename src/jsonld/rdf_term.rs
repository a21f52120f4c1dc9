//! The terms of a dataset: each is kept once, in the form that it has in a line of N-Quads, and has a number.

use std::hash::{BuildHasher as _, Hash, Hasher};
use std::num::NonZeroU32;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::nquads::{escape, has_escapes};

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
        state.write(self.text().as_bytes());
        match *self {
            Self::Iri(_) => state.write_u8(0),
            Self::Blank(_) => state.write_u8(1),
            Self::Literal { datatype, language, .. } => language.unwrap_or(datatype).hash(state),
        }
    }
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

/// What kind of term a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// Where the term as it is written ends, which begins before the text; `None` if it does not lie there as it is written.
    written: Option<NonZeroU32>,
    kind: Kind,
}

/// What a literal has beside its text.
struct Tag {
    datatype: Box<str>,
    language: Option<Box<str>>,
    /// As it is written behind the text.
    written: Box<str>,
}

impl Tag {
    fn new(datatype: &str, language: Option<&str>) -> Self {
        let written = match language {
            Some(language) => format!("\"@{language}"),
            None if datatype == XSD_STRING => "\"".to_owned(),
            None => format!("\"^^<{datatype}>"),
        };
        Self { datatype: datatype.into(), language: language.map(Into::into), written: written.into() }
    }
}

/// All terms, by their numbers.
#[derive(Default)]
pub(super) struct Terms {
    texts: String,
    all: Vec<Kept>,
    numbers: HashTable<Id>,
    /// Datatypes and languages that occurred: few, as a rule, and then each once.
    tags: Vec<Tag>,
    has_blanks: bool,
    /// Whether an IRI may have the character in it that ends one in N-Quads; what is read from JSON-LD is an IRI.
    has_odd_iris: bool,
    hasher: DefaultHashBuilder,
}

impl Terms {
    /// With room for `terms` terms whose texts take `bytes` bytes.
    pub(super) fn with_capacity(terms: usize, bytes: usize) -> Self {
        Self {
            texts: String::with_capacity(bytes),
            all: Vec::with_capacity(terms),
            numbers: HashTable::with_capacity(terms),
            ..Self::default()
        }
    }

    /// The number of `term`, which is new if need be.
    pub(super) fn number(&mut self, term: Term<'_>) -> Id {
        self.has_odd_iris |= term.as_iri().is_some_and(|iri| iri.contains('>'));
        self.number_if(term, || true).expect("nothing is refused")
    }

    /// The number of `term`, if it is here or `fits`, which takes no IRI with a `>`.
    pub(super) fn number_if(&mut self, term: Term<'_>, fits: impl FnOnce() -> bool) -> Option<Id> {
        let hash = self.hasher.hash_one(term);
        match self.find(hash, term) {
            None if fits() => Some(self.add(hash, term)),
            known => known,
        }
    }

    /// The number of a term, if it is here.
    pub(super) fn known(&self, term: Term<'_>) -> Option<Id> {
        self.find(self.hasher.hash_one(term), term)
    }

    fn find(&self, hash: u64, term: Term<'_>) -> Option<Id> {
        self.numbers.find(hash, |id| self.get(*id) == term).copied()
    }

    fn add(&mut self, hash: u64, term: Term<'_>) -> Id {
        let place = |texts: &String| u32::try_from(texts.len()).expect("the length of a document is bounded");
        let id = Id::after(self.all.len());
        let mut kept = Kept { start: 0, end: 0, written: None, kind: Kind::Iri };
        let mut keep = |texts: &mut String, text: &str| {
            kept.start = place(texts);
            texts.push_str(text);
            kept.end = place(texts);
        };
        match term {
            Term::Iri(iri) => {
                self.texts.push('<');
                keep(&mut self.texts, iri);
                self.texts.push('>');
                kept.written = NonZeroU32::new(place(&self.texts));
            }
            Term::Blank(label) => {
                keep(&mut self.texts, label);
                kept.kind = Kind::Blank;
                self.has_blanks = true;
            }
            Term::Literal { value, datatype, language } => {
                let tag = self.tag(datatype, language);
                let Self { texts, tags, .. } = self;
                let written = &tags[tag].written;
                texts.push('"');
                keep(texts, value);
                // Once for each literal that has it, only a short one is no more than what the document has.
                if written.len() <= Self::TAG_BYTES_MAX && !has_escapes(value) {
                    texts.push_str(written);
                    kept.written = NonZeroU32::new(place(texts));
                }
                kept.kind = Kind::Literal(u32::try_from(tag).expect("the number of terms is bounded"));
            }
        }
        self.all.push(kept);
        let Self { texts, all, tags, numbers, hasher, .. } = self;
        numbers.insert_unique(hash, id, |id| hasher.hash_one(view(texts, tags, all[id.at()])));
        id
    }

    /// What is written behind literals is kept with each up to here: enough for the datatypes of XML Schema.
    const TAG_BYTES_MAX: usize = 64;

    /// The number of a datatype and language.
    fn tag(&mut self, datatype: &str, language: Option<&str>) -> usize {
        /// From here on, looking for one takes longer than keeping it again.
        const TAGS_MAX: usize = 32;
        let same = |tag: &Tag| tag.language.as_deref() == language && *tag.datatype == *datatype;
        self.tags.iter().take(TAGS_MAX).position(same).unwrap_or_else(|| {
            self.tags.push(Tag::new(datatype, language));
            self.tags.len() - 1
        })
    }

    /// The term of a number.
    pub(super) fn get(&self, id: Id) -> Term<'_> {
        view(&self.texts, &self.tags, self.all[id.at()])
    }

    /// Whether this is the number of a literal.
    pub(super) fn is_literal(&self, id: Id) -> bool {
        matches!(self.all[id.at()].kind, Kind::Literal(_))
    }

    /// A term as it stands in canonical N-Quads, where it lies here in that form: every IRI, and most literals.
    pub(super) fn written(&self, id: Id) -> Option<&str> {
        let Kept { start, written, .. } = self.all[id.at()];
        // What begins a term is one byte.
        written.map(|end| &self.texts[start as usize - 1..end.get() as usize])
    }

    /// Appends a term as it stands in canonical N-Quads; `label` names blank nodes, without `_:`.
    pub(super) fn write(&self, id: Id, label: &dyn Fn(Id, &mut String), out: &mut String) {
        if let Some(written) = self.written(id) {
            return out.push_str(written);
        }
        if let Kind::Literal(tag) = self.all[id.at()].kind {
            out.push('"');
            escape(self.get(id).text(), out);
            return out.push_str(&self.tags[tag as usize].written);
        }
        out.push_str("_:");
        label(id, out);
    }

    /// Whether a term is a blank node.
    pub(super) fn is_blank(&self, id: Id) -> bool {
        self.all[id.at()].kind == Kind::Blank
    }

    /// Whether a term is an IRI.
    pub(super) fn is_iri(&self, id: Id) -> bool {
        self.all[id.at()].kind == Kind::Iri
    }

    /// Whether there are blank nodes.
    pub(super) fn has_blanks(&self) -> bool {
        self.has_blanks
    }

    /// Whether an IRI may have a `>` in it.
    pub(super) fn has_odd_iris(&self) -> bool {
        self.has_odd_iris
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }
}

/// The term that is kept.
fn view<'a>(texts: &'a str, tags: &'a [Tag], term: Kept) -> Term<'a> {
    let text = &texts[term.start as usize..term.end as usize];
    match term.kind {
        Kind::Iri => Term::Iri(text),
        Kind::Blank => Term::Blank(text),
        Kind::Literal(tag) => {
            let Tag { datatype, language, .. } = &tags[tag as usize];
            Term::Literal { value: text, datatype, language: language.as_deref() }
        }
    }
}
