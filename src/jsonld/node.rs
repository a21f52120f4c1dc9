//! Node objects: ids, types, properties, and the keywords that stand among them.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::active::{Active, Against, Expanded, TermDefinition};
use super::contexts::ScopedBy;
use super::dataset::{Id, Term};
use super::error::JsonLdError;
use super::iri::Keyword;
use super::object::{Kind, Mirror, Object, Occurred, Origin, Said};
use super::read::{Graph, Reader, Result, Step};

/// A member with what its name stands for.
pub(super) type Entry<'a> = (&'a str, &'a Value, Expanded);

/// A node while its members are read.
pub(super) struct Current {
    pub(super) active: Arc<Active>,
    /// The context before those that its types scope: types are read against it.
    pub(super) type_scoped: Arc<Active>,
    subject: Option<Id>,
    graph: Graph,
    said: Vec<Said>,
    properties: Occurred,
    types: Occurred,
    /// Keywords that may stand once.
    keywords: Vec<Keyword>,
}

/// Which end of a property a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Object,
    Subject,
}

fn items(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        one => std::slice::from_ref(one),
    }
}

impl<'a> Reader<'a> {
    /// A JSON object: a node, a value, a list or a set.
    pub(super) fn object(
        &mut self,
        active: &Arc<Active>,
        property: Option<&str>,
        members: &'a Map<String, Value>,
        graph: Graph,
        origin: Origin,
        out: &mut Vec<Object>,
    ) -> Result<()> {
        let (active, type_scoped, entries) = self.contexts_of(active, property, members, &origin)?;
        let has = |keyword| entries.iter().any(|(_, _, expanded)| expanded.keyword() == Some(keyword));
        if has(Keyword::Value) {
            return self.value_object(&type_scoped, property, &entries, out);
        }
        if has(Keyword::List) || has(Keyword::Set) {
            return self.list_or_set(&active, property, &entries, graph, out);
        }
        let only_language = entries.len() == 1 && has(Keyword::Language);
        if only_language && !self.is_strict() {
            let (_, language, _) = &entries[0];
            return if language.is_string() {
                Ok(())
            } else {
                Err(self.invalid("invalid language-tagged string", language))
            };
        }
        self.node(active, type_scoped, &entries, graph, origin, out)
    }

    /// Section 5.1.2, steps 7 to 11: the context of an object, the one before its types' contexts, and the members read
    /// against the first.
    fn contexts_of(
        &mut self,
        active: &Arc<Active>,
        property: Option<&str>,
        members: &'a Map<String, Value>,
        origin: &Origin,
    ) -> Result<(Arc<Active>, Arc<Active>, Vec<Entry<'a>>)> {
        let scope = property.and_then(|p| active.term(p)).and_then(|definition| definition.scope.clone());
        let mut active = active.clone();
        if let Some(previous) = active.previous.clone().filter(|_| !origin.is_from_map) {
            let is_value = members.keys().any(|name| active.keyword(name) == Some(Keyword::Value));
            let is_reference =
                members.len() == 1 && members.keys().all(|name| active.keyword(name) == Some(Keyword::Id));
            if !is_value && !is_reference {
                active = previous;
            }
        }
        if let Some(scope) = scope {
            active = self
                .contexts
                .apply_scope(&active, &scope, ScopedBy::Property)
                .map_err(|source| self.context_error(source))?;
        }
        if let Some(local) = members.get("@context")
            && !self.is_at_root()
        {
            self.enter(Step::Name("@context"))?;
            if self.is_closed() {
                return Err(JsonLdError::InlineContext { pointer: self.pointer() });
            }
            active = self.local_context(&active, local)?;
            self.leave();
        }
        let read = |active: &Active| -> Vec<Entry<'a>> {
            let named = members.iter().filter(|(name, _)| *name != "@context");
            named.map(|(name, value)| (name.as_str(), value, active.expand(name, Against::Vocabulary))).collect()
        };
        let type_scoped = active.clone();
        let mut entries = read(&active);
        let mut type_members: Vec<_> =
            entries.iter().filter(|(.., expanded)| expanded.keyword() == Some(Keyword::Type)).collect();
        type_members.sort_by_key(|(name, ..)| *name);
        for (_, value, _) in type_members {
            let mut types: Vec<&str> = items(value).iter().filter_map(Value::as_str).collect();
            types.sort_unstable();
            for name in types {
                if let Some(scope) = type_scoped.term(name).and_then(|definition| definition.scope.as_ref()) {
                    active = self
                        .contexts
                        .apply_scope(&active, scope, ScopedBy::Type)
                        .map_err(|source| self.context_error(source))?;
                }
            }
        }
        if !Arc::ptr_eq(&active, &type_scoped) {
            entries = read(&active);
        }
        Ok((active, type_scoped, entries))
    }

    fn node(
        &mut self,
        active: Arc<Active>,
        type_scoped: Arc<Active>,
        entries: &[Entry<'a>],
        graph: Graph,
        origin: Origin,
        out: &mut Vec<Object>,
    ) -> Result<()> {
        let subject = match self.id_of(&active, entries)? {
            Some(found) => found,
            None => match origin.id {
                Some(expanded) => self.resource("", expanded)?,
                None => Some(self.fresh_blank()),
            },
        };
        let mut current = Current {
            active,
            type_scoped,
            subject,
            graph,
            said: Vec::new(),
            properties: Occurred::default(),
            types: Occurred::default(),
            keywords: Vec::new(),
        };
        self.members(&mut current, entries)?;
        let Current { subject, mut said, .. } = current;
        let mut object = Object::node(subject);
        if self.is_closed() {
            said.sort_unstable();
            said.dedup();
            match object.term.map(|node| (node, self.dataset.term(node))) {
                // An object of an id alone says less than the same node elsewhere: that is different content too.
                Some((node, Term::Iri(_))) => self.describe(node, said)?,
                Some((_, Term::Blank(_))) => object.mirror = Mirror::Blank(said),
                _ => {}
            }
        }
        out.push(object);
        Ok(())
    }

    /// The subject that an `@id` gives, here or in a nest; the inner `None` when it cannot be one.
    fn id_of(&mut self, active: &Active, entries: &[Entry<'a>]) -> Result<Option<Option<Id>>> {
        for (name, value, expanded) in entries {
            match expanded.keyword() {
                Some(Keyword::Id) => {
                    self.enter(Step::Name(name))?;
                    let Some(text) = value.as_str() else { return Err(self.invalid("invalid @id value", value)) };
                    let term = self.id(active, text)?;
                    self.leave();
                    return Ok(Some(term));
                }
                Some(Keyword::Nest) => {
                    for nested in items(value).iter().filter_map(Value::as_object) {
                        let inner: Vec<_> = nested
                            .iter()
                            .map(|(name, value)| (name.as_str(), value, active.expand(name, Against::Vocabulary)))
                            .collect();
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
    fn members(&mut self, current: &mut Current, entries: &[Entry<'a>]) -> Result<()> {
        let mut nests: Vec<(&'a str, &'a Value)> = Vec::new();
        for (name, value, expanded) in entries {
            self.enter(Step::Name(name))?;
            match expanded {
                Expanded::Keyword(Keyword::Nest) if !self.is_closed() => nests.push((name, value)),
                Expanded::Keyword(keyword) => self.keyword(current, name, *keyword, value)?,
                Expanded::Null => self.undefined(name)?,
                Expanded::Relative(text) if !text.contains(':') => self.undefined(name)?,
                Expanded::Iri(_) | Expanded::Blank(_) | Expanded::Relative(_) => {
                    self.property(current, name, expanded, value, End::Subject)?;
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

    fn keyword(&mut self, current: &mut Current, name: &'a str, keyword: Keyword, value: &'a Value) -> Result<()> {
        let is_known_alias = !name.starts_with('@') && matches!(keyword, Keyword::Id | Keyword::Type);
        if self.is_closed() && !is_known_alias {
            return Err(JsonLdError::KeywordInData { pointer: self.pointer(), keyword: name.to_owned() });
        }
        if !matches!(keyword, Keyword::Included | Keyword::Type) {
            if current.keywords.contains(&keyword) {
                return Err(self.invalid("colliding keywords", name));
            }
            current.keywords.push(keyword);
        }
        match keyword {
            Keyword::Type => self.types(current, value),
            Keyword::Graph => {
                if current.subject.is_none() {
                    return Ok(());
                }
                self.element(&current.active, None, value, current.subject, Origin::default(), &mut Vec::new())
            }
            Keyword::Included => {
                for item in items(value) {
                    let is_node = item.as_object().is_some_and(|members| {
                        let other = |name: &String| {
                            let keyword = current.active.expand(name, Against::Vocabulary).keyword();
                            matches!(keyword, Some(Keyword::Value | Keyword::List | Keyword::Set))
                        };
                        !members.keys().any(other)
                    });
                    if !is_node {
                        return Err(self.invalid("invalid @included value", item));
                    }
                }
                self.element(&current.active, None, value, current.graph, Origin::default(), &mut Vec::new())
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
            Keyword::Direction if value != "ltr" && value != "rtl" => {
                Err(self.invalid("invalid base direction", value))
            }
            Keyword::Reverse => self.reverse(current, value),
            _ => Ok(()),
        }
    }

    fn types(&mut self, current: &mut Current, value: &'a Value) -> Result<()> {
        if self.is_strict() && items(value).is_empty() {
            return Err(JsonLdError::EmptyArray { pointer: self.pointer() });
        }
        for (index, item) in items(value).iter().enumerate() {
            let Some(text) = item.as_str() else { return Err(self.invalid("invalid type value", item)) };
            self.enter_item(value, index)?;
            let expanded = current.type_scoped.expand(text, Against::VocabularyThenDocument);
            if self.is_strict() && !matches!(expanded, Expanded::Iri(_) | Expanded::Blank(_)) {
                return Err(JsonLdError::UndefinedType { pointer: self.pointer(), value: text.to_owned() });
            }
            if self.is_strict() {
                self.check_compacted(&current.type_scoped, text, &expanded)?;
            }
            let term = self.resource(text, expanded)?;
            if let (true, Some(term)) = (self.is_closed(), term) {
                if !current.types.insert(term) && self.is_strict() {
                    return Err(JsonLdError::DuplicateItem { pointer: self.pointer() });
                }
                current.said.push((self.rdf_type, Mirror::Term(term)));
            }
            self.say(current.graph, current.subject, Some(self.rdf_type), term)?;
            self.leave_item(value);
        }
        Ok(())
    }

    /// `@reverse` as a member: a map of properties that point here.
    fn reverse(&mut self, current: &mut Current, value: &'a Value) -> Result<()> {
        let Some(members) = value.as_object() else { return Err(self.invalid("invalid @reverse value", value)) };
        for (name, value) in members {
            self.enter(Step::Name(name))?;
            let expanded = current.active.expand(name, Against::Vocabulary);
            match &expanded {
                Expanded::Keyword(_) => return Err(self.invalid("invalid reverse property map", name)),
                Expanded::Null => {}
                Expanded::Relative(text) if !text.contains(':') => {}
                _ => self.property(current, name, &expanded, value, End::Object)?,
            }
            self.leave();
        }
        Ok(())
    }

    /// `@nest`: members that belong to the node itself.
    fn nest(&mut self, current: &mut Current, name: &'a str, value: &'a Value) -> Result<()> {
        let outer = current.active.clone();
        current.active = self.scoped_to(&outer, name)?;
        for item in items(value) {
            let Some(members) = item.as_object() else { return Err(self.invalid("invalid @nest value", item)) };
            let entries: Vec<Entry<'a>> = members
                .iter()
                .map(|(name, value)| (name.as_str(), value, current.active.expand(name, Against::Vocabulary)))
                .collect();
            if entries.iter().any(|(_, _, expanded)| expanded.keyword() == Some(Keyword::Value)) {
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
        current: &mut Current,
        name: &'a str,
        expanded: &Expanded,
        value: &'a Value,
        end: End,
    ) -> Result<()> {
        let predicate = match expanded {
            Expanded::Iri(iri) => self.absolute(iri),
            _ => None,
        };
        if predicate.is_none() {
            if self.is_strict() {
                return Err(JsonLdError::UndefinedTerm { pointer: self.pointer(), term: name.to_owned() });
            }
            self.leave_out();
        }
        if let (true, Some(predicate)) = (self.is_closed(), predicate)
            && !current.properties.insert(predicate)
        {
            let property = self.dataset.term(predicate).as_iri().unwrap_or_default().to_owned();
            return Err(JsonLdError::DuplicateProperty { pointer: self.pointer(), property });
        }
        if self.is_strict() {
            self.check_compacted(&current.active, name, expanded)?;
        }
        let definition = current.active.term(name).cloned();
        let objects = self.objects(&current.active, definition.as_deref(), name, value, current.graph)?;
        if self.is_strict() {
            self.check_distinct(&objects)?;
        }
        let is_reverse = definition.is_some_and(|d: Arc<TermDefinition>| d.is_reverse);
        let points_here = is_reverse != (end == End::Object);
        for object in objects {
            if (is_reverse || end == End::Object) && object.kind != Kind::Node {
                return Err(self.invalid("invalid reverse property value", value));
            }
            if points_here {
                self.say(current.graph, object.term, predicate, current.subject)?;
            } else {
                self.say(current.graph, current.subject, predicate, object.term)?;
                if let (true, Some(predicate)) = (self.is_closed(), predicate) {
                    current.said.push((predicate, object.mirror));
                }
            }
        }
        Ok(())
    }

    fn check_distinct(&self, objects: &[Object]) -> Result<()> {
        let mut seen = Occurred::default();
        for (index, object) in objects.iter().enumerate().filter(|_| objects.len() > 1) {
            if object.term.is_some_and(|term| !seen.insert(term)) {
                return Err(JsonLdError::DuplicateItem { pointer: format!("{}/{index}", self.pointer()) });
            }
        }
        Ok(())
    }
}
