//! Node objects: ids, types, properties, and the keywords that stand among them.

use super::active::{Active, Against, Expanded, Held, Meaning, Property};
use super::contexts::ScopedBy;
use super::described::Source;
use super::error::JsonLdError;
use super::iri::Keyword;
use super::object::{Kind, Mirror, Object, Occurred, Origin};
use super::rdf_term::Id;
use super::read::{Graph, Reader, Result, Step};
use crate::model::json::{Json, Members};

/// A member with what its name stands for.
pub(super) struct Entry<'a, 'c> {
    pub(super) name: &'a str,
    pub(super) value: Json<'a>,
    pub(super) meaning: Meaning<'c>,
}

/// The members of an object but its context.
struct Entries<'a, 'c> {
    all: Vec<Entry<'a, 'c>>,
    /// The keywords that their names stand for.
    keywords: Keywords,
    /// The place of the first that is an id.
    id: Option<usize>,
    /// The node that this id names, where that was asked before.
    node: Option<Id>,
}

/// The members of a nest, where a context does not stand apart.
fn all_entries<'a, 'c>(active: &'c Active, members: Members<'a>) -> Vec<Entry<'a, 'c>> {
    members.map(|(name, value)| Entry { name, value, meaning: active.meaning(name) }).collect()
}

/// Keywords that stand among members.
#[derive(Debug, Clone, Copy, Default)]
struct Keywords(u32);

impl Keywords {
    fn add(&mut self, keyword: Keyword) {
        self.0 |= 1 << keyword as u32;
    }

    fn has(self, keyword: Keyword) -> bool {
        self.0 & 1 << keyword as u32 != 0
    }
}

/// A node while its members are read.
struct Current<'a> {
    active: Held<'a>,
    /// The context before those that its types scope: types are read against it.
    type_scoped: Held<'a>,
    subject: Option<Id>,
    graph: Graph,
    properties: Occurred,
    types: Occurred,
    /// Keywords that may stand once, and did.
    keywords: u32,
}

/// Which end of a property a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Object,
    Subject,
}

impl<'a> Reader<'a> {
    /// The members of an object but its context, read against `active`.
    fn entries<'c>(&mut self, active: &'c Held<'a>, members: Members<'a>) -> Entries<'a, 'c> {
        let mut all = Vec::with_capacity(members.len());
        let (mut keywords, mut id) = (Keywords::default(), None);
        for (name, value) in members.filter(|(name, _)| *name != "@context") {
            // Each is made where it stays: to move one costs as much as to look it up.
            let keyword = match self.term(active, name) {
                Some(definition) => {
                    all.push(Entry { name, value, meaning: Meaning::Term(definition) });
                    definition.iri.keyword()
                }
                None => {
                    let meaning = active.meaning(name);
                    let keyword = meaning.keyword();
                    all.push(Entry { name, value, meaning });
                    keyword
                }
            };
            if let Some(keyword) = keyword {
                if keyword == Keyword::Id && !keywords.has(keyword) {
                    id = Some(all.len() - 1);
                }
                keywords.add(keyword);
            }
        }
        Entries { all, keywords, id, node: None }
    }

    /// A JSON object: a node, a value, a list or a set.
    pub(super) fn object(
        &mut self,
        active: &Held<'a>,
        property: Option<Property<'_>>,
        members: Members<'a>,
        graph: Graph,
        origin: Origin,
    ) -> Result<()> {
        let mut type_scoped = self.context_of(active, property, members, &origin)?;
        let mut before_types = self.entries(&type_scoped, members);
        // An entry is missing: the context.
        if before_types.all.len() < members.len() && !self.is_at_root() {
            drop(before_types);
            type_scoped = self.inner_context(&type_scoped, members)?;
            before_types = self.entries(&type_scoped, members);
        }
        let source = Source::of(&type_scoped, members, graph);
        if let (true, Some(id), Some(source)) = (self.compares_copies(), before_types.id, source) {
            let written = before_types.all[id].value.as_str();
            before_types.node = written.and_then(|written| self.plain_id(&type_scoped, written));
            if let Some(node) = before_types.node.filter(|node| self.was_read(*node, source)) {
                self.objects.push(Object::node(Some(node)));
                return Ok(());
            }
        }
        let after_types = self.context_of_types(&type_scoped, &before_types)?;
        let active = after_types.as_ref().unwrap_or(&type_scoped);
        let mut entries = before_types;
        if !active.is(&type_scoped) {
            entries = self.entries(active, members);
        }
        let has = |keyword| entries.keywords.has(keyword);
        if has(Keyword::Value) {
            return self.value_object(&type_scoped, property, &entries.all);
        }
        if has(Keyword::List) || has(Keyword::Set) {
            return self.list_or_set(active, property.map(|property| property.name), &entries.all, graph);
        }
        if !self.is_strict() && entries.all.len() == 1 && has(Keyword::Language) {
            let language = entries.all[0].value;
            return if language.is_string() {
                Ok(())
            } else {
                Err(self.invalid("invalid language-tagged string", language))
            };
        }
        self.node((active, &type_scoped), &entries, graph, origin, source)
    }

    /// Section 5.1.2, steps 7 to 9: the context of an object before those of its types.
    fn context_of(
        &mut self,
        active: &Held<'a>,
        property: Option<Property<'_>>,
        members: Members<'a>,
        origin: &Origin,
    ) -> Result<Held<'a>> {
        let scope = property.and_then(|property| property.definition?.scope.as_ref());
        let mut active = active.clone();
        if let Some(previous) = active.previous().filter(|_| !origin.is_from_map) {
            let is = |name: &str, keyword| active.keyword(name) == Some(keyword);
            let (mut names, mut all) = (members, members);
            let is_value = names.any(|(name, _)| is(name, Keyword::Value));
            let is_reference = members.len() == 1 && all.all(|(name, _)| is(name, Keyword::Id));
            if !is_value && !is_reference {
                active = previous;
            }
        }
        if let Some(scope) = scope {
            active = self.apply_scope(&active, scope, ScopedBy::Property)?;
        }
        Ok(active)
    }

    /// `active` with the context that stands in an object below the top.
    fn inner_context(&mut self, active: &Held<'a>, members: Members<'a>) -> Result<Held<'a>> {
        let Some(local) = members.get("@context") else { return Ok(active.clone()) };
        self.enter(Step::Name("@context"))?;
        if self.is_closed() && !self.is_in_shown_credential() {
            return Err(JsonLdError::InlineContext { pointer: self.pointer() });
        }
        let inner = self.local_context(active, local)?;
        self.leave();
        Ok(inner)
    }

    /// Section 5.1.2, steps 10 and 11: the contexts that the types of an object scope; `None` if there is none.
    fn context_of_types(&mut self, type_scoped: &Held<'a>, entries: &Entries<'a, '_>) -> Result<Option<Held<'a>>> {
        if !entries.keywords.has(Keyword::Type) {
            return Ok(None);
        }
        let is_type = |entry: &&Entry<'_, '_>| entry.meaning.keyword() == Some(Keyword::Type);
        let mut names =
            entries.all.iter().filter(is_type).flat_map(|entry| entry.value.items()).filter_map(Json::as_str);
        if !names.any(|name| self.term(type_scoped, name).is_some_and(|definition| definition.scope.is_some())) {
            return Ok(None);
        }
        let scope = |name: &str| type_scoped.term(name).and_then(|definition| definition.scope.as_ref());
        let mut members: Vec<_> = entries.all.iter().filter(is_type).collect();
        members.sort_by_key(|entry| entry.name);
        let mut active = None;
        for member in members {
            let mut types: Vec<&str> = member.value.items().filter_map(Json::as_str).collect();
            types.sort_unstable();
            for scope in types.into_iter().filter_map(scope) {
                active = Some(self.apply_scope(active.as_ref().unwrap_or(type_scoped), scope, ScopedBy::Type)?);
            }
        }
        Ok(active)
    }

    fn node(
        &mut self,
        (active, type_scoped): (&Held<'a>, &Held<'a>),
        entries: &Entries<'a, '_>,
        graph: Graph,
        origin: Origin,
        source: Option<Source<'a>>,
    ) -> Result<()> {
        let blanks = self.blanks;
        let own = match entries.id {
            Some(id) if !entries.keywords.has(Keyword::Nest) => {
                self.own_id(active, &entries.all[id], entries.node).map(Some)?
            }
            None if !entries.keywords.has(Keyword::Nest) => None,
            _ => self.id_of(active, &entries.all)?,
        };
        let subject = match own {
            Some(found) => found,
            None => match origin.id {
                Some(expanded) => self.resource("", &expanded)?,
                None => Some(self.fresh_blank()),
            },
        };
        let mut current = Current {
            active: active.clone(),
            type_scoped: type_scoped.clone(),
            subject,
            graph,
            properties: Occurred::default(),
            types: Occurred::default(),
            keywords: 0,
        };
        let first = self.said.len();
        self.members(&mut current, &entries.all)?;
        let mut object = Object::node(subject);
        if self.is_closed() {
            self.said[first..].sort_unstable();
            self.deduplicate_said(first);
            match subject {
                // An object of an id alone says less than the same node elsewhere: that is different content too.
                // A blank node within would be another one where the same stands again.
                Some(node) if self.dataset.terms().is_iri(node) => {
                    self.describe(node, first, source.filter(|_| self.blanks == blanks))?
                }
                Some(_) => object.mirror = self.mirrors.blank(&self.said[first..]),
                None => {}
            }
        }
        self.said.truncate(first);
        self.objects.push(object);
        Ok(())
    }

    /// Leaves what was said twice from `first` on, where it is sorted, there once.
    fn deduplicate_said(&mut self, first: usize) {
        let mut kept = first;
        for at in first..self.said.len() {
            if at == first || self.said[at] != self.said[kept - 1] {
                self.said[kept] = self.said[at];
                kept += 1;
            }
        }
        self.said.truncate(kept);
    }

    /// The subject that an `@id` gives, which may be `known`; `None` when it cannot be one.
    fn own_id(&mut self, active: &Active, entry: &Entry<'a, '_>, known: Option<Id>) -> Result<Option<Id>> {
        let Entry { name, value, .. } = entry;
        self.enter(Step::Name(name))?;
        let Some(text) = value.as_str() else { return Err(self.invalid("invalid @id value", value)) };
        let term = match known {
            None => self.id(active, text)?,
            known => known,
        };
        self.leave();
        Ok(term)
    }

    /// The subject that an `@id` gives, here or in a nest; the inner `None` when it cannot be one.
    fn id_of(&mut self, active: &Active, entries: &[Entry<'a, '_>]) -> Result<Option<Option<Id>>> {
        for entry in entries {
            match entry.meaning.keyword() {
                Some(Keyword::Id) => return self.own_id(active, entry, None).map(Some),
                Some(Keyword::Nest) => {
                    for nested in entry.value.items().filter_map(Json::as_object) {
                        let inner: Vec<Entry<'a, '_>> = all_entries(active, nested);
                        if let Some(found) = self.id_of(active, &inner)? {
                            return Ok(Some(found));
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// Section 5.1.2, steps 13 and 14.
    fn members(&mut self, current: &mut Current<'a>, entries: &[Entry<'a, '_>]) -> Result<()> {
        let mut nests: Vec<(&'a str, Json<'a>)> = Vec::new();
        for Entry { name, value, meaning } in entries {
            self.enter(Step::Name(name))?;
            match meaning.expanded() {
                Expanded::Keyword(Keyword::Nest) if !self.is_closed() => nests.push((name, *value)),
                Expanded::Keyword(keyword) => self.keyword(current, name, *keyword, *value)?,
                Expanded::Null => self.undefined(name)?,
                Expanded::Relative(text) if !text.contains(':') => self.undefined(name)?,
                Expanded::Iri(_) | Expanded::Blank(_) | Expanded::Relative(_) => {
                    self.property(current, name, meaning, *value, End::Subject)?;
                }
            }
            self.leave();
        }
        nests.sort_by_key(|(name, _)| *name);
        for (name, value) in nests {
            self.enter(Step::Name(name))?;
            self.nest(current, name, value)?;
            self.leave();
        }
        Ok(())
    }

    fn undefined(&mut self, name: &str) -> Result<()> {
        if self.is_strict() {
            return Err(JsonLdError::UndefinedTerm { pointer: self.pointer(), term: name.to_owned() });
        }
        self.leave_out();
        Ok(())
    }

    fn keyword(&mut self, current: &mut Current<'a>, name: &'a str, keyword: Keyword, value: Json<'a>) -> Result<()> {
        let is_known_alias = !name.starts_with('@') && matches!(keyword, Keyword::Id | Keyword::Type);
        if self.is_closed() && !is_known_alias {
            return Err(JsonLdError::KeywordInData { pointer: self.pointer(), keyword: name.to_owned() });
        }
        if !matches!(keyword, Keyword::Included | Keyword::Type) {
            let bit = 1 << keyword as u32;
            if current.keywords & bit != 0 {
                return Err(self.invalid("colliding keywords", name));
            }
            current.keywords |= bit;
        }
        match keyword {
            Keyword::Type => self.types(current, value),
            Keyword::Graph => {
                if current.subject.is_none() {
                    return Ok(());
                }
                self.element_apart(current, value, current.subject)
            }
            Keyword::Included => {
                for item in value.items() {
                    let is_node = item.as_object().is_some_and(|mut members| {
                        !members.any(|(name, _)| {
                            let keyword = current.active.keyword(name);
                            matches!(keyword, Some(Keyword::Value | Keyword::List | Keyword::Set))
                        })
                    });
                    if !is_node {
                        return Err(self.invalid("invalid @included value", item));
                    }
                }
                self.element_apart(current, value, current.graph)
            }
            Keyword::Index => {
                let Some(index) = value.as_str() else { return Err(self.invalid("invalid @index value", value)) };
                let Some(subject) = current.subject else { return Ok(()) };
                match self.indexes.insert(subject, index) {
                    Some(before) if before != index => Err(self.invalid("conflicting indexes", index)),
                    _ => Ok(()),
                }
            }
            Keyword::Language if !value.is_string() => Err(self.invalid("invalid language-tagged string", value)),
            Keyword::Direction if !matches!(value.as_str(), Some("ltr" | "rtl")) => {
                Err(self.invalid("invalid base direction", value))
            }
            Keyword::Reverse => self.reverse(current, value),
            _ => Ok(()),
        }
    }

    /// What stands in a node and is no value of a property of it.
    fn element_apart(&mut self, current: &Current<'a>, value: Json<'a>, graph: Graph) -> Result<()> {
        let first = self.objects.len();
        self.element(&current.active, None, value, graph, Origin::default())?;
        self.objects.truncate(first);
        Ok(())
    }

    fn types(&mut self, current: &mut Current<'a>, value: Json<'a>) -> Result<()> {
        if self.is_strict() && value.items().len() == 0 {
            return Err(JsonLdError::EmptyArray { pointer: self.pointer() });
        }
        for (index, item) in value.items().enumerate() {
            let Some(text) = item.as_str() else { return Err(self.invalid("invalid type value", item)) };
            self.enter_item(value, index)?;
            let meaning = match self.term(&current.type_scoped, text) {
                Some(definition) => Meaning::Term(definition),
                None => Meaning::Other(current.type_scoped.expand(text, Against::VocabularyThenDocument)),
            };
            let expanded = meaning.expanded();
            if self.is_strict() && !matches!(expanded, Expanded::Iri(_) | Expanded::Blank(_)) {
                return Err(JsonLdError::UndefinedType { pointer: self.pointer(), value: text.to_owned() });
            }
            if self.is_strict() && meaning.definition().is_none() {
                self.check_compacted(&current.type_scoped, text, expanded)?;
            }
            let term = match self.iri_of(&meaning) {
                None => self.resource(text, expanded)?,
                known => known,
            };
            if let (true, Some(term)) = (self.is_closed(), term) {
                if !current.types.insert(term) && self.is_strict() {
                    return Err(JsonLdError::DuplicateItem { pointer: self.pointer() });
                }
                self.said.push((self.rdf_type, Mirror::Term(term)));
            }
            self.say(current.graph, current.subject, Some(self.rdf_type), term)?;
            self.leave_item(value);
        }
        Ok(())
    }

    /// `@reverse` as a member: a map of properties that point here.
    fn reverse(&mut self, current: &mut Current<'a>, value: Json<'a>) -> Result<()> {
        let Some(members) = value.as_object() else { return Err(self.invalid("invalid @reverse value", value)) };
        let active = current.active.clone();
        for (name, value) in members {
            self.enter(Step::Name(name))?;
            let meaning = active.meaning(name);
            match meaning.expanded() {
                Expanded::Keyword(_) => return Err(self.invalid("invalid reverse property map", name)),
                Expanded::Null => {}
                Expanded::Relative(text) if !text.contains(':') => {}
                _ => self.property(current, name, &meaning, value, End::Object)?,
            }
            self.leave();
        }
        Ok(())
    }

    /// `@nest`: members that belong to the node itself.
    fn nest(&mut self, current: &mut Current<'a>, name: &'a str, value: Json<'a>) -> Result<()> {
        let outer = current.active.clone();
        let inner = match outer.term(name).and_then(|definition| definition.scope.as_ref()) {
            Some(scope) => self.apply_scope(&outer, scope, ScopedBy::Property)?,
            None => outer.clone(),
        };
        current.active = inner.clone();
        for item in value.items() {
            let Some(members) = item.as_object() else { return Err(self.invalid("invalid @nest value", item)) };
            let entries = all_entries(&inner, members);
            if entries.iter().any(|entry| entry.meaning.keyword() == Some(Keyword::Value)) {
                return Err(self.invalid("invalid @nest value", item));
            }
            self.members(current, &entries)?;
        }
        current.active = outer;
        Ok(())
    }

    /// A property: its objects are read, then the quads between them and the node are made.
    fn property(
        &mut self,
        current: &mut Current<'a>,
        name: &'a str,
        meaning: &Meaning<'_>,
        value: Json<'a>,
        end: End,
    ) -> Result<()> {
        let predicate = self.iri_of(meaning);
        if predicate.is_none() {
            if self.is_strict() {
                return Err(JsonLdError::UndefinedTerm { pointer: self.pointer(), term: name.to_owned() });
            }
            self.leave_out();
        }
        if let (true, Some(predicate)) = (self.is_closed(), predicate)
            && !current.properties.insert(predicate)
        {
            let property = self.dataset.term(predicate).text().to_owned();
            return Err(JsonLdError::DuplicateProperty { pointer: self.pointer(), property });
        }
        let definition = meaning.definition();
        if self.is_strict() && definition.is_none() {
            self.check_compacted(&current.active, name, meaning.expanded())?;
        }
        let first = self.objects.len();
        self.read_objects(&current.active, Property { name, definition }, value, current.graph)?;
        if self.is_strict() {
            self.check_distinct(&self.objects[first..])?;
        }
        let is_reverse = definition.is_some_and(|definition| definition.is_reverse);
        let points_here = is_reverse != (end == End::Object);
        for at in first..self.objects.len() {
            let object = self.objects[at];
            if (is_reverse || end == End::Object) && object.kind != Kind::Node {
                return Err(self.invalid("invalid reverse property value", value));
            }
            if points_here {
                self.say(current.graph, object.term, predicate, current.subject)?;
            } else {
                self.say(current.graph, current.subject, predicate, object.term)?;
                if let (true, Some(predicate)) = (self.is_closed(), predicate) {
                    self.said.push((predicate, object.mirror));
                }
            }
        }
        self.objects.truncate(first);
        Ok(())
    }

    fn check_distinct(&self, objects: &[Object]) -> Result<()> {
        if objects.len() < 2 {
            return Ok(());
        }
        let mut seen = Occurred::default();
        for (index, object) in objects.iter().enumerate() {
            if object.term.is_some_and(|term| !seen.insert(term)) {
                return Err(JsonLdError::DuplicateItem { pointer: format!("{}/{index}", self.pointer()) });
            }
        }
        Ok(())
    }
}
