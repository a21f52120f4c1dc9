//! Values: literals, lists, and the maps by language, index, id and type.

use std::borrow::Cow;

use super::active::{Active, Against, Container, Expanded, Held, Property, TypeMapping};
use super::contexts::ScopedBy;
use super::error::JsonLdError;
use super::iri::Keyword;
use super::node::Entry;
use super::number;
use super::object::{self, Mirror, Object, Origin};
use super::rdf_term::{RDF_LANG_STRING, XSD_STRING};
use super::read::{Graph, Reader, Result, Step};
use crate::model::ids::is_absolute_iri;
use crate::model::json::{Json, Kind, Members};

const RDF_FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
const RDF_JSON: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
const RDF_NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
const RDF_REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";

/// Whether a datatype is an absolute IRI; those of XML Schema, which most are, without another look.
fn is_datatype(iri: &str) -> bool {
    iri.strip_prefix("http://www.w3.org/2001/XMLSchema#")
        .is_some_and(|name| name.bytes().all(|b| b.is_ascii_alphabetic()))
        || is_absolute_iri(iri)
}

/// Language tags as JSON-LD requires them (BCP 47, section 2.2.9: well-formed, as far as the shape goes).
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let fits = |part: &str| (1..=8).contains(&part.len());
    parts.next().is_some_and(|first| fits(first) && first.bytes().all(|b| b.is_ascii_alphabetic()))
        && parts.all(|part| fits(part) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

impl<'a> Reader<'a> {
    /// Appends the objects of one property: section 5.1.2, steps 13.6 to 13.12.
    pub(super) fn read_objects(
        &mut self,
        active: &Held<'a>,
        property: Property<'_>,
        value: Json<'a>,
        graph: Graph,
    ) -> Result<()> {
        let container = property.definition.map(|d| d.container).unwrap_or_default();
        let by_key = Container::INDEX.with(Container::ID).with(Container::TYPE);
        match value.kind() {
            _ if property.definition.is_some_and(|d| d.type_mapping == Some(TypeMapping::Json)) => {
                let object = self.json_literal(value);
                self.objects.push(object);
                Ok(())
            }
            Kind::Object(members) if container.has(Container::LANGUAGE) => self.language_map(active, members),
            Kind::Object(members) if container.has(by_key) => self.keyed_map(active, property, members, graph),
            _ if container.has(Container::GRAPH) && !container.has(by_key) => {
                for (index, item) in value.items().enumerate() {
                    self.enter_item(value, index)?;
                    self.graph_item(active, property, item, None)?;
                    self.leave_item(value);
                }
                Ok(())
            }
            _ if container.has(Container::LIST) => self.list_container(active, property, value, graph),
            _ => self.element(active, Some(property), value, graph, Origin::default()),
        }
    }

    /// A scalar below `property`: section 5.3.
    pub(super) fn scalar(&mut self, active: &Active, property: Property<'_>, value: Kind<'_>) -> Result<Object> {
        let definition = property.definition;
        let mapping = definition.and_then(|d| d.type_mapping.as_ref());
        if let (Kind::Text(text), Some(TypeMapping::Id | TypeMapping::Vocab)) = (value, mapping) {
            let against = match mapping {
                Some(TypeMapping::Vocab) => Against::VocabularyThenDocument,
                _ => Against::Document,
            };
            if against == Against::Document {
                let term = self.id(active, text)?;
                return Ok(Object::node(term));
            }
            if active.term(text).is_none() {
                self.check_no_prefix(active, text)?;
            }
            let term = self.resource(text, &active.expand(text, against))?;
            return Ok(Object::node(term));
        }
        let datatype = match mapping {
            Some(TypeMapping::Datatype(iri)) => Some(&**iri),
            _ => None,
        };
        let mut language = None;
        if matches!(value, Kind::Text(_)) && datatype.is_none() {
            language = definition.and_then(|d| d.language.as_ref()).unwrap_or(&active.language).as_deref();
            let direction = definition.and_then(|d| d.direction).unwrap_or(active.direction);
            if self.is_strict() && direction.is_some() {
                return Err(self.dropped("a base direction"));
            }
        }
        self.literal(value, datatype, language)
    }

    /// Section 8.2, *Object to RDF Conversion*, for values.
    fn literal(&mut self, value: Kind<'_>, datatype: Option<&str>, language: Option<&str>) -> Result<Object> {
        let (text, natural): (Cow<'_, str>, &str) = match value {
            Kind::Text(text) => (text.into(), XSD_STRING),
            Kind::Bool(truth) => (truth.to_string().into(), XSD_BOOLEAN),
            Kind::Number(number) => {
                let form = number::canonical(number, datatype);
                if self.is_strict() && !form.is_exact {
                    return Err(self.dropped("digits of a number"));
                }
                (form.text.into(), form.datatype)
            }
            Kind::Null | Kind::Array(_) | Kind::Object(_) => unreachable!("the callers saw a scalar"),
        };
        if !(language.is_none_or(is_language_tag) && datatype.is_none_or(is_datatype)) {
            if self.is_strict() {
                return Err(self.dropped("a datatype or language tag that is none"));
            }
            return Ok(Object::of(None, object::Kind::Value));
        }
        let datatype = if language.is_some() { RDF_LANG_STRING } else { datatype.unwrap_or(natural) };
        let term = self.dataset.literal(&text, datatype, language);
        Ok(Object::of(Some(term), object::Kind::Value))
    }

    fn json_literal(&mut self, value: Json<'_>) -> Object {
        let term = self.dataset.literal(&value.to_canonical(), RDF_JSON, None);
        Object::of(Some(term), object::Kind::Value)
    }

    /// An object with `@value`: section 5.1.2, step 15.
    pub(super) fn value_object(
        &mut self,
        type_scoped: &Active,
        property: Option<Property<'_>>,
        entries: &[Entry<'a, '_>],
    ) -> Result<()> {
        let (mut value, mut language, mut datatype) = (None, None, None);
        let (mut has_direction, mut seen) = (false, Vec::new());
        for Entry { name, value: member, meaning } in entries {
            self.enter(Step::Name(name))?;
            if let Some(keyword) = meaning.keyword() {
                if seen.contains(&keyword) {
                    return Err(self.invalid("colliding keywords", name));
                }
                seen.push(keyword);
            }
            match meaning.expanded() {
                Expanded::Keyword(Keyword::Value) => value = Some(*member),
                Expanded::Keyword(Keyword::Language) => match member.as_str() {
                    Some(tag) => language = Some(tag.to_ascii_lowercase()),
                    None => return Err(self.invalid("invalid language-tagged string", member)),
                },
                Expanded::Keyword(Keyword::Type) => datatype = self.value_type(type_scoped, *member)?,
                Expanded::Keyword(Keyword::Direction) => {
                    if self.is_strict() {
                        return Err(self.dropped("a base direction"));
                    }
                    if !matches!(member.as_str(), Some("ltr" | "rtl")) {
                        return Err(self.invalid("invalid base direction", member));
                    }
                    has_direction = true;
                }
                Expanded::Keyword(Keyword::Index) if !self.is_strict() => {
                    if !member.is_string() {
                        return Err(self.invalid("invalid @index value", member));
                    }
                }
                Expanded::Null if !self.is_strict() => {}
                Expanded::Relative(text) if !self.is_strict() && !text.contains(':') => {}
                _ => return Err(self.invalid("invalid value object", name)),
            }
            self.leave();
        }
        let value = value.expect("the caller saw an `@value`");
        if datatype.is_some() && (language.is_some() || has_direction) {
            return Err(self.invalid("invalid value object", "@type beside @language or @direction"));
        }
        if let Some(ValueType::Json) = datatype {
            let object = self.json_literal(value);
            self.objects.push(object);
            return Ok(());
        }
        match value.kind() {
            Kind::Null if self.is_strict() => return Err(JsonLdError::NullMember { pointer: self.pointer() }),
            Kind::Null => return Ok(()),
            Kind::Array(_) | Kind::Object(_) => return Err(self.invalid("invalid value object value", value)),
            Kind::Text(_) => {}
            _ if language.is_some() => return Err(self.invalid("invalid language-tagged value", value)),
            _ => {}
        }
        if property.is_none() {
            return if self.is_strict() { Err(self.dropped("a value outside of a node")) } else { Ok(()) };
        }
        let datatype = match &datatype {
            Some(ValueType::Datatype(iri)) => Some(&**iri),
            _ => None,
        };
        let object = self.literal(value.kind(), datatype, language.as_deref())?;
        self.objects.push(object);
        Ok(())
    }

    fn value_type(&self, type_scoped: &Active, member: Json<'_>) -> Result<Option<ValueType>> {
        match member.kind() {
            Kind::Null if !self.is_strict() => Ok(None),
            Kind::Text(text) => match type_scoped.expand(text, Against::VocabularyThenDocument) {
                Expanded::Keyword(Keyword::Json) => Ok(Some(ValueType::Json)),
                Expanded::Iri(iri) if is_absolute_iri(&iri) => Ok(Some(ValueType::Datatype(iri))),
                _ if self.is_strict() => {
                    Err(JsonLdError::UndefinedType { pointer: self.pointer(), value: text.to_owned() })
                }
                _ => Err(self.invalid("invalid typed value", text)),
            },
            Kind::Array(_) if member.items().all(Json::is_string) => Err(self.invalid("invalid typed value", member)),
            _ => Err(self.invalid("invalid type value", member)),
        }
    }

    /// An object with `@list` or `@set`.
    pub(super) fn list_or_set(
        &mut self,
        active: &Held<'a>,
        property: Option<&str>,
        entries: &[Entry<'a, '_>],
        graph: Graph,
    ) -> Result<()> {
        let mut found = None;
        for Entry { name, value: member, meaning } in entries {
            if self.is_closed() {
                return Err(JsonLdError::KeywordInData { pointer: self.pointer(), keyword: (*name).to_owned() });
            }
            match meaning.keyword() {
                Some(keyword @ (Keyword::List | Keyword::Set)) if found.is_none() => {
                    found = Some((keyword, *name, *member))
                }
                Some(Keyword::Index) if member.is_string() => {}
                Some(Keyword::Index) => return Err(self.invalid("invalid @index value", member)),
                None if matches!(meaning.expanded(), Expanded::Null) => {}
                _ => return Err(self.invalid("invalid set or list object", name)),
            }
        }
        let (keyword, name, value) = found.expect("the caller saw a `@list` or `@set`");
        self.enter(Step::Name(name))?;
        let property = property.map(|name| Property::of(active, name));
        if keyword == Keyword::Set {
            self.element(active, property, value, graph, Origin::default())?;
        } else if let Some(property) = property {
            self.list(active, property, value, graph)?;
        }
        self.leave();
        Ok(())
    }

    /// The value of a term whose container is `@list`.
    fn list_container(
        &mut self,
        active: &Held<'a>,
        property: Property<'_>,
        value: Json<'a>,
        graph: Graph,
    ) -> Result<()> {
        let is_list = |mut members: Members<'_>| members.any(|(name, _)| active.keyword(name) == Some(Keyword::List));
        match value.kind() {
            Kind::Null => self.element(active, Some(property), value, graph, Origin::default()),
            Kind::Object(members) if is_list(members) => {
                self.element(active, Some(property), value, graph, Origin::default())
            }
            _ => self.list(active, property, value, graph),
        }
    }

    fn list(&mut self, active: &Held<'a>, property: Property<'_>, value: Json<'a>, graph: Graph) -> Result<()> {
        let first = self.objects.len();
        for (index, item) in value.items().enumerate() {
            self.enter(Step::Index(index))?;
            if item.is_array() {
                self.list(active, property, item, graph)?;
            } else {
                self.element(active, Some(property), item, graph, Origin::default())?;
            }
            self.leave();
        }
        let objects = self.objects.split_off(first);
        let mut next = self.dataset.iri(RDF_NIL);
        let (first, rest) = (self.dataset.iri(RDF_FIRST), self.dataset.iri(RDF_REST));
        for object in objects.iter().rev() {
            let cell = self.fresh_blank();
            self.say(graph, Some(cell), Some(first), object.term)?;
            self.say(graph, Some(cell), Some(rest), Some(next))?;
            next = cell;
        }
        let items: Vec<Mirror> = objects.iter().map(|object| object.mirror).collect();
        let mirror = self.mirrors.list(&items);
        self.objects.push(Object { term: Some(next), kind: object::Kind::List, mirror });
        Ok(())
    }

    fn language_map(&mut self, active: &Held<'a>, members: Members<'a>) -> Result<()> {
        if self.is_strict() && members.len() == 0 {
            return Err(self.dropped("a map without texts"));
        }
        for (tag, value) in members {
            self.enter(Step::Name(tag))?;
            if self.is_strict() && value.items().len() == 0 {
                return Err(JsonLdError::EmptyArray { pointer: self.pointer() });
            }
            let is_none = self.keyword_of(active, tag) == Some(Keyword::None);
            if is_none && self.is_strict() {
                return Err(JsonLdError::KeywordInData { pointer: self.pointer(), keyword: tag.to_owned() });
            }
            let language = (!is_none).then(|| self.language(tag));
            for item in value.items() {
                match item.kind() {
                    Kind::Null if self.is_strict() => {
                        return Err(JsonLdError::NullMember { pointer: self.pointer() });
                    }
                    Kind::Null => {}
                    text @ Kind::Text(_) => {
                        let object = self.literal(text, None, language.as_deref())?;
                        self.objects.push(object);
                    }
                    _ => return Err(self.invalid("invalid language map value", item)),
                }
            }
            self.leave();
        }
        Ok(())
    }

    /// A map by index, id or type: section 5.1.2, step 13.8.
    fn keyed_map(
        &mut self,
        active: &Held<'a>,
        property: Property<'_>,
        members: Members<'a>,
        graph: Graph,
    ) -> Result<()> {
        if self.is_strict() && members.len() == 0 {
            return Err(self.dropped("a map without nodes"));
        }
        let definition = property.definition.expect("a container stands in a definition");
        let container = definition.container;
        for (key, value) in members {
            self.enter(Step::Name(key))?;
            let mut map_context = active.clone();
            if container.has(Container::ID.with(Container::TYPE))
                && let Some(previous) = active.previous()
            {
                map_context = previous;
            }
            let scope = map_context.term(key).and_then(|d| d.scope.clone()).filter(|_| container.has(Container::TYPE));
            if let Some(scope) = scope {
                map_context = self.apply_scope(&map_context, &scope, ScopedBy::Type)?;
            }
            let expanded = active.expand(key, Against::Vocabulary);
            let is_none = expanded.keyword() == Some(Keyword::None);
            let id = (container.has(Container::ID) && !is_none).then(|| active.expand(key, Against::Document));
            let first = self.objects.len();
            let inner = Property::of(&map_context, property.name);
            for item in value.items() {
                if container.has(Container::GRAPH) {
                    self.graph_item(&map_context, inner, item, id.clone())?;
                } else {
                    let origin = Origin { is_from_map: true, id: id.clone() };
                    self.element(&map_context, Some(inner), item, graph, origin)?;
                }
            }
            if container.has(Container::TYPE) && !is_none {
                let class = self.resource(key, &active.expand(key, Against::VocabularyThenDocument))?;
                for at in first..self.objects.len() {
                    self.say(graph, self.objects[at].term, Some(self.rdf_type), class)?;
                }
            }
            if let Some(index) = definition.index.as_deref().filter(|_| !is_none) {
                self.index_property(active, index, key, first, graph)?;
            } else if self.is_strict() && container.has(Container::INDEX) {
                return Err(self.dropped("an index"));
            }
            self.leave();
        }
        Ok(())
    }

    /// A map by index whose keys are values of a property: of the objects from `first` on.
    fn index_property(&mut self, active: &Active, index: &str, key: &str, first: usize, graph: Graph) -> Result<()> {
        let value = self.scalar(active, Property::of(active, index), Kind::Text(key))?;
        let Expanded::Iri(predicate) = active.expand(index, Against::Vocabulary) else { return Ok(()) };
        let predicate = self.dataset.iri(&predicate);
        for at in first..self.objects.len() {
            let object = self.objects[at];
            if object.kind == object::Kind::Value {
                return Err(self.invalid("invalid value object", key));
            }
            self.say(graph, object.term, Some(predicate), value.term)?;
        }
        Ok(())
    }

    /// A value of a term whose container is `@graph`: a graph of its own.
    fn graph_item(
        &mut self,
        active: &Held<'a>,
        property: Property<'_>,
        item: Json<'a>,
        id: Option<Expanded>,
    ) -> Result<()> {
        if item.is_null() {
            return self.element(active, Some(property), item, None, Origin::default());
        }
        let by_key = Container::INDEX.with(Container::ID);
        let is_map_item = id.is_some() || property.definition.is_some_and(|d| d.container.has(by_key));
        let is_graph = is_map_item && item.as_object().is_some_and(|members| is_graph_object(active, members));
        let origin = Origin { is_from_map: true, id: id.clone() };
        if is_graph {
            return self.element(active, Some(property), item, None, origin);
        }
        let graph_name = match id {
            Some(expanded) => self.resource("", &expanded)?,
            None => Some(self.fresh_blank()),
        };
        let (before, first) = (self.dataset.len(), self.objects.len());
        let origin = Origin { is_from_map: is_map_item, id: None };
        self.element(active, Some(property), item, graph_name, origin)?;
        if self.is_strict() && self.dataset.len() == before {
            return Err(self.dropped("a graph that says nothing"));
        }
        let mut object = Object::node(graph_name);
        if let Some(inner) = self.objects.split_off(first).last() {
            let inner = self.mirrors.list(&[inner.mirror]);
            object.mirror = self.mirrors.blank(&[(self.rdf_type, inner)]);
        }
        self.objects.push(object);
        Ok(())
    }
}

enum ValueType {
    Datatype(std::sync::Arc<str>),
    Json,
}

/// Whether an object is a graph object: `@graph`, and beside it `@id` and `@index` at most.
fn is_graph_object(active: &Active, mut members: Members<'_>) -> bool {
    let mut has_graph = false;
    members.all(|(name, _)| match active.keyword(name) {
        Some(Keyword::Graph) => {
            has_graph = true;
            true
        }
        Some(Keyword::Id | Keyword::Index | Keyword::Context) => true,
        _ => false,
    }) && has_graph
}
