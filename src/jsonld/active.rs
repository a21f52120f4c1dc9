//! A compiled context: the table that names in a document are looked up in.

use std::ops::Deref;
use std::sync::Arc;

use hashbrown::HashMap;
use serde_json::Value;

use super::iri::{Keyword, has_keyword_form, has_scheme, resolve, scheme};

/// What a term stands for (JSON-LD 1.1 API, section 4.1).
#[derive(Debug, Clone)]
pub(super) struct TermDefinition {
    /// Its number among all definitions.
    pub(super) id: u64,
    pub(super) iri: Expanded,
    /// Whether `iri` is an absolute IRI, of which a quad can be made.
    pub(super) is_absolute: bool,
    pub(super) is_prefix: bool,
    pub(super) is_protected: bool,
    pub(super) is_reverse: bool,
    pub(super) type_mapping: Option<TypeMapping>,
    pub(super) container: Container,
    pub(super) index: Option<Arc<str>>,
    pub(super) language: Option<Option<Arc<str>>>,
    pub(super) direction: Option<Option<Direction>>,
    pub(super) nest: Option<Arc<str>>,
    pub(super) scope: Option<Arc<Scope>>,
}

impl TermDefinition {
    /// Whether both mean the same, protected or not.
    pub(super) fn means_the_same(&self, other: &Self) -> bool {
        let scope = |definition: &Self| definition.scope.as_ref().map(|s| (s.value.clone(), s.base.clone()));
        self.iri == other.iri
            && self.is_prefix == other.is_prefix
            && self.is_reverse == other.is_reverse
            && self.type_mapping == other.type_mapping
            && self.container == other.container
            && self.index == other.index
            && self.language == other.language
            && self.direction == other.direction
            && self.nest == other.nest
            && scope(self) == scope(other)
    }
}

/// A context inside a term's definition, which applies below the term.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) id: u64,
    pub(super) value: Value,
    pub(super) base: Option<Arc<str>>,
}

/// How the strings of a term are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TypeMapping {
    Id,
    Json,
    None,
    Vocab,
    Datatype(Arc<str>),
}

/// The shapes that a term's value may have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Container(u8);

impl Container {
    pub(super) const GRAPH: Self = Self(1);
    pub(super) const ID: Self = Self(2);
    pub(super) const INDEX: Self = Self(4);
    pub(super) const LANGUAGE: Self = Self(8);
    pub(super) const LIST: Self = Self(16);
    pub(super) const SET: Self = Self(32);
    pub(super) const TYPE: Self = Self(64);

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn count(self) -> u32 {
        self.0.count_ones()
    }
}

/// The base direction of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    LeftToRight,
    RightToLeft,
}

/// What a name or value of a document stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expanded {
    /// Ignored on purpose, or in the form of a keyword that does not exist.
    Null,
    Keyword(Keyword),
    /// Text with a scheme.
    Iri(Arc<str>),
    /// A blank node, with its `_:`.
    Blank(Arc<str>),
    /// Anything else.
    Relative(Arc<str>),
}

impl Expanded {
    pub(super) fn of(text: &str) -> Self {
        if text.starts_with("_:") {
            Self::Blank(text.into())
        } else if has_scheme(text) {
            Self::Iri(text.into())
        } else {
            Self::Relative(text.into())
        }
    }

    pub(super) fn keyword(&self) -> Option<Keyword> {
        if let Self::Keyword(keyword) = self { Some(*keyword) } else { None }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Iri(text) | Self::Blank(text) | Self::Relative(text) => Some(text),
            Self::Null | Self::Keyword(_) => None,
        }
    }
}

/// Against what a name is read (JSON-LD 1.1 API, section 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Against {
    /// Terms and `@vocab`: property names.
    Vocabulary,
    /// Terms, `@vocab`, then the base: types and `@type: @vocab`.
    VocabularyThenDocument,
    /// The base: ids and `@type: @id`.
    Document,
}

/// A compiled context (the specification's *active context*).
#[derive(Debug, Clone, Default)]
pub(super) struct Active {
    /// Its number among the kept ones; 0 when it depends on one document.
    pub(super) id: u64,
    pub(super) terms: HashMap<Arc<str>, Arc<TermDefinition>>,
    /// Whether terms may have a colon, so that what looks like an IRI may be one.
    pub(super) has_terms_with_colon: bool,
    pub(super) base: Option<Arc<str>>,
    pub(super) original_base: Option<Arc<str>>,
    pub(super) vocab: Option<Arc<str>>,
    pub(super) language: Option<Arc<str>>,
    pub(super) direction: Option<Direction>,
    pub(super) previous: Option<Arc<Active>>,
}

/// A compiled context in the hands of whoever reads a document.
#[derive(Debug, Clone)]
pub(super) enum Held<'a> {
    /// One that is kept while the document is read.
    Kept(&'a Arc<Active>),
    /// One that serves one place of the document.
    Made(Arc<Active>),
}

impl<'a> Held<'a> {
    pub(super) fn shared(&self) -> &Arc<Active> {
        match self {
            Self::Kept(active) => active,
            Self::Made(active) => active,
        }
    }

    /// The context that applied before one that is for a single node.
    pub(super) fn previous(&self) -> Option<Self> {
        match self {
            Self::Kept(active) => active.previous.as_ref().map(Self::Kept),
            Self::Made(active) => active.previous.clone().map(Self::Made),
        }
    }

    /// Whether both are one table.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(self.shared(), other.shared())
    }
}

impl Deref for Held<'_> {
    type Target = Active;

    fn deref(&self) -> &Active {
        self.shared()
    }
}

/// What the name of a member stands for.
#[derive(Debug)]
pub(super) enum Meaning<'c> {
    Term(&'c TermDefinition),
    Other(Expanded),
}

impl<'c> Meaning<'c> {
    pub(super) fn expanded(&self) -> &Expanded {
        match self {
            Self::Term(definition) => &definition.iri,
            Self::Other(expanded) => expanded,
        }
    }

    pub(super) fn definition(&self) -> Option<&'c TermDefinition> {
        if let Self::Term(definition) = self { Some(definition) } else { None }
    }

    pub(super) fn keyword(&self) -> Option<Keyword> {
        self.expanded().keyword()
    }
}

/// The property whose values are read, with its term in the context that they are read in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Property<'c> {
    pub(super) name: &'c str,
    pub(super) definition: Option<&'c TermDefinition>,
}

impl<'c> Property<'c> {
    pub(super) fn of(active: &'c Active, name: &'c str) -> Self {
        Self { name, definition: active.term(name).map(|definition| &**definition) }
    }
}

impl Active {
    /// What `name` as the name of a member stands for.
    pub(super) fn meaning(&self, name: &str) -> Meaning<'_> {
        match self.defined(name) {
            Some(definition) => Meaning::Term(definition),
            None => Meaning::Other(self.expand(name, Against::Vocabulary)),
        }
    }

    /// The definition of `name`, if it is a term and not in the form of a keyword.
    pub(super) fn defined(&self, name: &str) -> Option<&TermDefinition> {
        self.term(name).filter(|_| !has_keyword_form(name)).map(|definition| &**definition)
    }

    pub(super) fn term(&self, name: &str) -> Option<&Arc<TermDefinition>> {
        self.terms.get(name)
    }

    /// The keyword that the name of a member stands for.
    pub(super) fn keyword(&self, name: &str) -> Option<Keyword> {
        match Keyword::parse(name) {
            None if !has_keyword_form(name) => self.term(name)?.iri.keyword(),
            keyword => keyword,
        }
    }

    pub(super) fn has_protected_terms(&self) -> bool {
        self.terms.values().any(|definition| definition.is_protected)
    }

    /// Whether both read every document alike; their numbers may differ.
    pub(super) fn reads_like(&self, other: &Self) -> bool {
        let same_term = |(name, mine): (&Arc<str>, &Arc<TermDefinition>)| {
            other.term(name).is_some_and(|theirs| {
                Arc::ptr_eq(mine, theirs) || (mine.is_protected == theirs.is_protected && mine.means_the_same(theirs))
            })
        };
        let same_previous = match (&self.previous, &other.previous) {
            (Some(mine), Some(theirs)) => Arc::ptr_eq(mine, theirs),
            (mine, theirs) => mine.is_none() && theirs.is_none(),
        };
        same_previous
            && (&self.base, &self.original_base) == (&other.base, &other.original_base)
            && (&self.vocab, &self.language, self.direction) == (&other.vocab, &other.language, other.direction)
            && self.terms.len() == other.terms.len()
            && self.terms.iter().all(same_term)
    }

    /// Whether `value` as an id is read as it is: it has a scheme, and neither a keyword nor a prefix at its beginning.
    pub(super) fn is_plain_iri(&self, value: &str) -> bool {
        let Some(scheme) = scheme(value) else { return false };
        let is_prefix = !value[scheme.len() + 1..].starts_with("//") && self.term(scheme).is_some();
        !(is_prefix || self.has_terms_with_colon && self.term(value).is_some())
    }

    /// The prefix that `value` would hit as a compact IRI.
    pub(super) fn accidental_prefix<'v>(&self, value: &'v str) -> Option<&'v str> {
        let at = value.find(':').filter(|at| *at > 0)?;
        let (prefix, suffix) = (&value[..at], &value[at + 1..]);
        let is_prefix = prefix != "_" && !suffix.starts_with("//") && self.term(prefix).is_some_and(|d| d.is_prefix);
        is_prefix.then_some(prefix)
    }

    /// The term that stands for `expanded`, if `written` is none itself; the first by name.
    pub(super) fn term_instead_of(&self, written: &str, expanded: &Expanded) -> Option<&str> {
        if self.terms.contains_key(written) {
            return None;
        }
        let same = self.terms.iter().filter(|(_, definition)| definition.iri == *expanded && !definition.is_reverse);
        same.map(|(term, _)| &**term).min()
    }

    /// IRI expansion (section 5.2) of a name or value of a document.
    pub(super) fn expand(&self, value: &str, against: Against) -> Expanded {
        if let Some(keyword) = Keyword::parse(value) {
            return Expanded::Keyword(keyword);
        }
        if has_keyword_form(value) {
            return Expanded::Null;
        }
        if let Some(definition) = self.term(value)
            && (against != Against::Document || definition.iri.keyword().is_some())
        {
            return definition.iri.clone();
        }
        if let Some(at) = value.find(':').filter(|at| *at > 0) {
            let (prefix, suffix) = (&value[..at], &value[at + 1..]);
            if prefix == "_" {
                return Expanded::Blank(value.into());
            }
            if suffix.starts_with("//") {
                return Expanded::of(value);
            }
            if let Some(definition) = self.term(prefix).filter(|d| d.is_prefix)
                && let Some(start) = definition.iri.text()
            {
                return Expanded::of(&format!("{start}{suffix}"));
            }
            if has_scheme(value) {
                return Expanded::Iri(value.into());
            }
        }
        if against != Against::Document
            && let Some(vocab) = &self.vocab
        {
            return Expanded::of(&format!("{vocab}{value}"));
        }
        if against != Against::Vocabulary
            && let Some(base) = &self.base
        {
            return Expanded::of(&resolve(base, value));
        }
        Expanded::Relative(value.into())
    }
}
