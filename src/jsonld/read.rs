//! From a document to quads: the walk, and what it remembers.
//!
//! Expansion and the conversion to RDF (JSON-LD 1.1 API, sections 5.1 and 8.1) in one pass: a quad is made where its
//! value stands, so a refusal can name the place. Nodes are in `node`, values and maps in `value`.

use std::collections::BTreeSet;
use std::sync::Arc;

use hashbrown::HashMap;

use super::active::{Active, Against, Expanded, Held, Meaning, Property, Scope, TermDefinition};
use super::contexts::{Contexts, ScopedBy, Visited};
use super::dataset::Dataset;
use super::described::Descriptions;
use super::error::{ContextError, JsonLdError};
use super::iri::Keyword;
use super::lately::Lately;
use super::object::{Mirrors, Object, Origin, Said};
use super::process::Processing;
use super::rdf_term::{Id, RDF_TYPE, Term};
use super::{Inner, Mode, Options};
use crate::limits;
use crate::model::ids::is_absolute_iri;
use crate::model::json::{Json, Kind, Members};

pub(super) type Result<T> = std::result::Result<T, JsonLdError>;

/// A walk through one document.
pub(super) struct Reader<'a> {
    contexts: &'a Contexts,
    visited: &'a Visited,
    /// What scopes make of contexts, as far as the document has come to them.
    scoped: HashMap<(u64, u64, ScopedBy), &'a Arc<Active>>,
    pub(super) mode: Mode,
    pub(super) inner: Inner,
    base: Option<Arc<str>>,
    pub(super) dataset: Dataset,
    path: Vec<Step<'a>>,
    /// How long the path was where it was longest.
    deepest: usize,
    /// The blank nodes that the document labels.
    labels: HashMap<Arc<str>, Id>,
    pub(super) blanks: usize,
    /// The values of the properties that are being read, innermost last.
    pub(super) objects: Vec<Object>,
    /// What is said of the nodes that are being read, innermost last.
    pub(super) said: Vec<Said>,
    pub(super) descriptions: Descriptions<'a>,
    pub(super) mirrors: Mirrors,
    lately: Lately<'a>,
    pub(super) reused: BTreeSet<Arc<str>>,
    pub(super) reused_more: usize,
    pub(super) indexes: HashMap<Id, &'a str>,
    /// `rdf:type`.
    pub(super) rdf_type: Id,
    /// Language tags that occurred, as written and as kept.
    languages: Vec<(&'a str, Arc<str>)>,
    left_out: BTreeSet<String>,
    left_out_more: usize,
}

/// What the graph of a sealed document does not hold, by the names of its members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dropped {
    /// The names, each once, as many as are listed.
    pub names: Vec<String>,
    /// How many other places there are.
    pub more: usize,
    /// Ids that stand for nodes of different content, which are one node in the graph; each once, as many as are listed.
    pub reused: Vec<String>,
    /// How many other places there are.
    pub reused_more: usize,
}

impl Dropped {
    /// Whether the graph holds the whole document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.more == 0
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    Index(usize),
    Name(&'a str),
}

/// The most steps to a place in a document: a level can take two, a name and an index.
const STEPS_MAX: usize = 2 * limits::JSON_DEPTH_MAX;

/// The graph in which quads are made; the default one is `None`.
pub(super) type Graph = Option<Id>;

/// The quads of `document`, and what of it they do not hold.
pub(super) fn to_dataset(document: Json<'_>, contexts: &Contexts, options: &Options<'_>) -> Result<(Dataset, Dropped)> {
    let mut dataset = Dataset::with_capacity(document.size() / 4, document.size() * 12);
    let visited = Visited::default();
    let mut reader = Reader {
        contexts,
        visited: &visited,
        scoped: HashMap::new(),
        mode: options.mode,
        inner: options.inner,
        base: options.base.map(Into::into),
        rdf_type: dataset.iri(RDF_TYPE),
        languages: Vec::new(),
        dataset,
        path: Vec::new(),
        deepest: 0,
        labels: HashMap::new(),
        blanks: 0,
        objects: Vec::new(),
        said: Vec::new(),
        descriptions: Descriptions::default(),
        mirrors: Mirrors::default(),
        lately: Lately::default(),
        reused: BTreeSet::new(),
        reused_more: 0,
        indexes: HashMap::new(),
        left_out: BTreeSet::new(),
        left_out_more: 0,
    };
    let mut active = contexts.start();
    if let Some(base) = options.base {
        let base: Arc<str> = base.into();
        active = Arc::new(Active { id: 0, base: Some(base.clone()), original_base: Some(base), ..Active::default() });
    }
    if let Some(iri) = options.expand_context {
        active = contexts.apply(&active, iri).map_err(|source| reader.context_error(source))?;
    }
    reader.document(active, document)?;
    let dropped = Dropped {
        names: reader.left_out.into_iter().collect(),
        more: reader.left_out_more,
        reused: reader.reused.iter().map(ToString::to_string).collect(),
        reused_more: reader.reused_more,
    };
    Ok((reader.dataset, dropped))
}

impl<'a> Reader<'a> {
    pub(super) fn is_strict(&self) -> bool {
        self.mode == Mode::Strict
    }

    /// Whether contexts are those that are known, at the top, and keywords stand through their aliases only.
    pub(super) fn is_closed(&self) -> bool {
        self.mode != Mode::Lenient
    }

    /// Whether this is the context of a credential that a presentation shows, or of a proof on one.
    pub(super) fn is_in_shown_credential(&self) -> bool {
        let names = self.path.iter().filter_map(|step| match step {
            Step::Name(name) => Some(*name),
            Step::Index(_) => None,
        });
        let place: Vec<&str> = names.take(4).collect();
        let at_one =
            matches!(place[..], ["verifiableCredential", "@context"] | ["verifiableCredential", "proof", "@context"]);
        self.inner == Inner::ShownCredentials && at_one
    }

    /// Remembers that what stands here is not in the graph.
    pub(super) fn leave_out(&mut self) {
        if self.mode != Mode::Sealed {
            return;
        }
        let mut names = self.path.iter().rev().filter_map(|step| match step {
            Step::Name(name) => Some(*name),
            Step::Index(_) => None,
        });
        let name = match names.next().unwrap_or_default() {
            name @ ("id" | "type") => names.next().map_or(name.to_owned(), |parent| format!("{parent}.{name}")),
            name => name.to_owned(),
        };
        let listed = self.left_out.len() < limits::DROPPED_NAMES_MAX && name.len() <= limits::DROPPED_NAME_BYTES_MAX;
        if !self.left_out.contains(&name) {
            if listed {
                self.left_out.insert(name);
            } else {
                self.left_out_more += 1;
            }
        }
    }

    fn document(&mut self, active: Arc<Active>, document: Json<'a>) -> Result<()> {
        match document.kind() {
            Kind::Object(members) => self.root(active, members)?,
            Kind::Array(_) if !self.is_closed() => {
                self.element(&Held::Made(active), None, document, None, Origin::default())?;
            }
            _ if self.is_closed() => return Err(self.invalid("invalid JSON-LD document", document)),
            _ => {}
        }
        if self.is_strict() && self.dataset.is_empty() {
            return Err(self.dropped("the document says nothing"));
        }
        Ok(())
    }

    fn root(&mut self, active: Arc<Active>, members: Members<'a>) -> Result<()> {
        let mut inner = Held::Made(active);
        if let Some(local) = members.get("@context") {
            self.path.push(Step::Name("@context"));
            inner = self.local_context(&inner, local)?;
            self.path.pop();
        }
        if inner.id != 0 {
            inner = Held::Kept(self.visited.keep(inner.shared().clone()));
        }
        // Only `@graph`: what it holds is the document (section 5.1.2, last steps).
        if !self.is_closed() {
            let mut rest = members.filter(|(name, _)| *name != "@context");
            if let (Some((name, value)), None) = (rest.next(), rest.next())
                && inner.expand(name, Against::Vocabulary).keyword() == Some(Keyword::Graph)
            {
                return self.element(&inner, None, value, None, Origin::default());
            }
        }
        self.object(&inner, None, members, None, Origin::default())
    }

    /// Applies a context that the document names or, in lenient mode, holds.
    pub(super) fn local_context(&mut self, active: &Held<'a>, local: Json<'a>) -> Result<Held<'a>> {
        let items = local.items();
        let mut all = items;
        let all_known = all.all(|item| item.as_str().is_some_and(|iri| self.contexts.contains(iri)));
        if !all_known && !self.is_closed() {
            let processing = Processing::new(self.contexts, self.base.clone());
            let processed = processing.process(active.shared(), &local.to_value());
            return processed.map(Held::Made).map_err(|source| self.context_error(source));
        }
        if items.len() > limits::CONTEXTS_MAX {
            return Err(self.too_large("contexts", limits::CONTEXTS_MAX));
        }
        let mut active = active.shared().clone();
        for (index, item) in items.enumerate() {
            self.enter_item(local, index)?;
            let Some(iri) = item.as_str() else { return Err(JsonLdError::InlineContext { pointer: self.pointer() }) };
            if self.is_strict() && items.take(index).any(|before| before == item) {
                return Err(JsonLdError::DuplicateItem { pointer: self.pointer() });
            }
            active = self.contexts.apply(&active, iri).map_err(|source| self.context_error(source))?;
            self.leave_item(local);
        }
        Ok(Held::Made(active))
    }

    /// One JSON value below `property`, `None` at the top and in `@graph`: its quads are made, its objects appended.
    pub(super) fn element(
        &mut self,
        active: &Held<'a>,
        property: Option<Property<'_>>,
        value: Json<'a>,
        graph: Graph,
        origin: Origin,
    ) -> Result<()> {
        match value.kind() {
            Kind::Null if self.is_strict() => Err(JsonLdError::NullMember { pointer: self.pointer() }),
            Kind::Null => Ok(()),
            Kind::Array(items) => {
                if self.is_strict() && items.len() == 0 {
                    return Err(JsonLdError::EmptyArray { pointer: self.pointer() });
                }
                if self.is_strict() && matches!(self.path.last(), Some(Step::Index(_))) {
                    return Err(self.dropped("an array within an array is flattened"));
                }
                for (index, item) in items.enumerate() {
                    self.enter(Step::Index(index))?;
                    self.element(active, property, item, graph, origin.clone())?;
                    self.leave();
                }
                Ok(())
            }
            Kind::Object(members) => self.object(active, property, members, graph, origin),
            scalar => {
                let Some(property) = property else {
                    return if self.is_strict() { Err(self.dropped("a value outside of a node")) } else { Ok(()) };
                };
                let object = match property.definition.and_then(|definition| definition.scope.as_ref()) {
                    Some(scope) => {
                        let active = self.apply_scope(active, scope, ScopedBy::Property)?;
                        self.scalar(&active, Property::of(&active, property.name), scalar)?
                    }
                    None => self.scalar(active, property, scalar)?,
                };
                self.objects.push(object);
                Ok(())
            }
        }
    }

    /// `active` with the context that a definition scopes.
    pub(super) fn apply_scope(&mut self, active: &Held<'a>, scope: &Scope, by: ScopedBy) -> Result<Held<'a>> {
        let key = (active.id, scope.id, by);
        if let Some(known) = self.scoped.get(&key) {
            return Ok(Held::Kept(known));
        }
        let applied = self.contexts.apply_scope(active.shared(), scope, by);
        let applied = applied.map_err(|source| self.context_error(source))?;
        if active.id == 0 || applied.id == 0 {
            return Ok(Held::Made(applied));
        }
        let kept = self.visited.keep(applied);
        self.scoped.insert(key, kept);
        Ok(Held::Kept(kept))
    }

    /// Adds a quad; one with a part that RDF does not allow is left out.
    pub(super) fn say(
        &mut self,
        graph: Graph,
        subject: Option<Id>,
        predicate: Option<Id>,
        object: Option<Id>,
    ) -> Result<()> {
        let (Some(subject), Some(predicate), Some(object)) = (subject, predicate, object) else { return Ok(()) };
        if self.dataset.len() >= limits::QUADS_MAX {
            return Err(self.too_large("quads", limits::QUADS_MAX));
        }
        self.dataset.say(subject, predicate, object, graph);
        Ok(())
    }

    pub(super) fn fresh_blank(&mut self) -> Id {
        let label = format!("b{}", self.blanks);
        self.blanks += 1;
        self.dataset.number(Term::Blank(&label))
    }

    /// The term of an IRI, if it is an absolute one.
    pub(super) fn absolute(&mut self, iri: &str) -> Option<Id> {
        // Only absolute ones are ever numbered.
        self.dataset.iri_if(iri, is_absolute_iri)
    }

    /// The term of the IRI that a name stands for, if it is an absolute one.
    pub(super) fn iri_of(&mut self, meaning: &Meaning<'_>) -> Option<Id> {
        let Expanded::Iri(iri) = meaning.expanded() else { return None };
        let Some(definition) = meaning.definition() else { return self.absolute(iri) };
        match self.lately.iri(definition) {
            None if definition.is_absolute => {
                let id = self.dataset.iri_if(iri, |_| true)?;
                self.lately.keep_iri(definition, id);
                Some(id)
            }
            known => known,
        }
    }

    /// What `name` as the name of a member, or as a type, stands for, if it is a term.
    pub(super) fn term<'c>(&mut self, active: &'c Held<'a>, name: &'a str) -> Option<&'c TermDefinition> {
        match active {
            Held::Kept(kept) => self.lately.term(kept, name),
            Held::Made(made) => made.defined(name),
        }
    }

    /// The keyword that `name` as the name of a member stands for.
    pub(super) fn keyword_of(&mut self, active: &Held<'a>, name: &'a str) -> Option<Keyword> {
        match Keyword::parse(name) {
            None => self.term(active, name)?.iri.keyword(),
            keyword => keyword,
        }
    }

    /// The term for an id that is an absolute IRI and is read as it is written.
    pub(super) fn plain_id(&mut self, active: &Active, written: &str) -> Option<Id> {
        if active.is_plain_iri(written) { self.absolute(written) } else { None }
    }

    /// The term for an id as it is written; `None` when another mode than strict leaves it out.
    pub(super) fn id(&mut self, active: &Active, written: &str) -> Result<Option<Id>> {
        if let Some(plain) = self.plain_id(active, written) {
            return Ok(Some(plain));
        }
        self.check_no_prefix(active, written)?;
        self.resource(written, &active.expand(written, Against::Document))
    }

    /// The term for an expanded id; `None` when another mode than strict leaves it out.
    pub(super) fn resource(&mut self, written: &str, expanded: &Expanded) -> Result<Option<Id>> {
        if let Expanded::Iri(iri) = expanded
            && let Some(id) = self.absolute(iri)
        {
            return Ok(Some(id));
        }
        match expanded {
            Expanded::Blank(label) => {
                if let Some(known) = self.labels.get(label) {
                    return Ok(Some(*known));
                }
                let fresh = self.fresh_blank();
                self.labels.insert(label.clone(), fresh);
                Ok(Some(fresh))
            }
            _ if !self.is_strict() => {
                self.leave_out();
                Ok(None)
            }
            Expanded::Iri(_) => Err(JsonLdError::InvalidIri { pointer: self.pointer(), value: written.to_owned() }),
            Expanded::Relative(_) => {
                Err(JsonLdError::RelativeIri { pointer: self.pointer(), value: written.to_owned() })
            }
            Expanded::Null | Expanded::Keyword(_) => Err(self.dropped("an id in the form of a keyword")),
        }
    }

    /// `tag` in lower case.
    pub(super) fn language(&mut self, tag: &'a str) -> Arc<str> {
        if let Some((_, kept)) = self.languages.iter().find(|(written, _)| *written == tag) {
            return kept.clone();
        }
        let kept: Arc<str> = tag.to_ascii_lowercase().into();
        // Beyond what the Union speaks, with room to spare, looking for one costs more than making it.
        if self.languages.len() < 64 {
            self.languages.push((tag, kept.clone()));
        }
        kept
    }

    /// Refuses, in strict mode, an id whose beginning is a prefix by accident.
    pub(super) fn check_no_prefix(&self, active: &Active, value: &str) -> Result<()> {
        match active.accidental_prefix(value) {
            Some(prefix) if self.is_strict() => Err(JsonLdError::CompactIri {
                pointer: self.pointer(),
                value: value.to_owned(),
                prefix: prefix.to_owned(),
            }),
            _ => Ok(()),
        }
    }

    /// Refuses, in strict mode, a name that is written out although there is a term for it.
    pub(super) fn check_compacted(&self, active: &Active, written: &str, expanded: &Expanded) -> Result<()> {
        match active.term_instead_of(written, expanded) {
            Some(term) if self.is_strict() => Err(JsonLdError::UncompactedName {
                pointer: self.pointer(),
                name: written.to_owned(),
                term: term.to_owned(),
            }),
            _ => Ok(()),
        }
    }

    pub(super) fn enter(&mut self, step: Step<'a>) -> Result<()> {
        self.path.push(step);
        self.deepest = self.deepest.max(self.path.len());
        if self.path.len() > STEPS_MAX {
            return Err(self.too_large("levels", limits::JSON_DEPTH_MAX));
        }
        Ok(())
    }

    /// Whether what was read elsewhere in the document could stand here without being too deep.
    pub(super) fn is_shallow(&self) -> bool {
        self.path.len() + self.deepest <= STEPS_MAX
    }

    /// Enters item `index` of `value`, which is the value itself unless it is an array.
    pub(super) fn enter_item(&mut self, value: Json<'_>, index: usize) -> Result<()> {
        if value.is_array() { self.enter(Step::Index(index)) } else { Ok(()) }
    }

    pub(super) fn leave_item(&mut self, value: Json<'_>) {
        if value.is_array() {
            self.leave();
        }
    }

    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    pub(super) fn is_at_root(&self) -> bool {
        self.path.is_empty()
    }

    pub(super) fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            pointer.push('/');
            match step {
                Step::Index(index) => pointer.push_str(&index.to_string()),
                Step::Name(name) => pointer.push_str(&name.replace('~', "~0").replace('/', "~1")),
            }
        }
        pointer
    }

    pub(super) fn invalid(&self, code: &'static str, value: impl ToString) -> JsonLdError {
        JsonLdError::Invalid { pointer: self.pointer(), code, value: value.to_string() }
    }

    pub(super) fn dropped(&self, reason: &str) -> JsonLdError {
        JsonLdError::DroppedValue { pointer: self.pointer(), reason: reason.to_owned() }
    }

    fn too_large(&self, what: &'static str, max: usize) -> JsonLdError {
        JsonLdError::TooLarge { pointer: self.pointer(), what, max }
    }

    pub(super) fn context_error(&self, source: ContextError) -> JsonLdError {
        let pointer = self.pointer();
        match source {
            ContextError::Unknown { iri } => JsonLdError::UnknownContext { pointer, iri },
            source => JsonLdError::Context { pointer, source },
        }
    }
}
