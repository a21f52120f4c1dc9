//! Values: literals, lists, and the maps by language, index, id and type.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value};

use super::active::{Active, Against, Container, Expanded, TermDefinition, TypeMapping};
use super::contexts::ScopedBy;
use super::dataset::{RDF_LANG_STRING, XSD_STRING};
use super::error::JsonLdError;
use super::iri::Keyword;
use super::node::Entry;
use super::number;
use super::object::{Kind, Mirror, Object, Origin};
use super::read::{Graph, Reader, Result, Step};
use crate::model::ids::is_absolute_iri;
use crate::model::json;

const RDF_FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
const RDF_JSON: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
const RDF_NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
const RDF_REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";

static STRING: LazyLock<Arc<str>> = LazyLock::new(|| XSD_STRING.into());
static LANG_STRING: LazyLock<Arc<str>> = LazyLock::new(|| RDF_LANG_STRING.into());

/// Whether a datatype is an absolute IRI; those of XML Schema, which most are, without another look.
fn is_datatype(iri: &str) -> bool {
    iri.strip_prefix("http://www.w3.org/2001/XMLSchema#")
        .is_some_and(|name| name.bytes().all(|b| b.is_ascii_alphabetic()))
        || is_absolute_iri(iri)
}

fn items(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        one => std::slice::from_ref(one),
    }
}

/// Language tags as JSON-LD requires them (BCP 47, section 2.2.9: well-formed, as far as the shape goes).
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let fits = |part: &str| (1..=8).contains(&part.len());
    parts.next().is_some_and(|first| fits(first) && first.bytes().all(|b| b.is_ascii_alphabetic()))
        && parts.all(|part| fits(part) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

impl<'a> Reader<'a> {
    /// The objects of one property: section 5.1.2, steps 13.6 to 13.12.
    pub(super) fn objects(
        &mut self,
        active: &Arc<Active>,
        definition: Option<&TermDefinition>,
        name: &'a str,
        value: &'a Value,
        graph: Graph,
    ) -> Result<Vec<Object>> {
        let mut out = Vec::new();
        let container = definition.map(|d| d.container).unwrap_or_default();
        let by_key = Container::INDEX.with(Container::ID).with(Container::TYPE);
        match value {
            _ if definition.is_some_and(|d| d.type_mapping == Some(TypeMapping::Json)) => {
                out.push(self.json_literal(value));
            }
            Value::Object(members) if container.has(Container::LANGUAGE) => {
                self.language_map(active, members, &mut out)?;
            }
            Value::Object(members) if container.has(by_key) => {
                let definition = definition.expect("a container stands in a definition");
                self.keyed_map(active, definition, name, members, graph, &mut out)?;
            }
            _ if container.has(Container::GRAPH) && !container.has(by_key) => {
                for (index, item) in items(value).iter().enumerate() {
                    self.enter_item(value, index)?;
                    self.graph_item(active, name, item, None, &mut out)?;
                    self.leave_item(value);
                }
            }
            _ if container.has(Container::LIST) => self.list_container(active, name, value, graph, &mut out)?,
            _ => self.element(active, Some(name), value, graph, Origin::default(), &mut out)?,
        }
        Ok(out)
    }

    /// A scalar below `property`: section 5.3.
    pub(super) fn scalar(&mut self, active: &Active, property: &str, value: &Value) -> Result<Object> {
        let definition = active.term(property);
        let mapping = definition.and_then(|d| d.type_mapping.as_ref());
        if let (Value::String(text), Some(TypeMapping::Id | TypeMapping::Vocab)) = (value, mapping) {
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
            let term = self.resource(text, active.expand(text, against))?;
            return Ok(Object::node(term));
        }
        let datatype = match mapping {
            Some(TypeMapping::Datatype(iri)) => Some(iri.clone()),
            _ => None,
        };
        let mut language = None;
        if value.is_string() && datatype.is_none() {
            language = definition.and_then(|d| d.language.clone()).unwrap_or_else(|| active.language.clone());
            let direction = definition.and_then(|d| d.direction).unwrap_or(active.direction);
            if self.is_strict() && direction.is_some() {
                return Err(self.dropped("a base direction"));
            }
        }
        self.literal(value, datatype, language)
    }

    /// Section 8.2, *Object to RDF Conversion*, for values.
    fn literal(&mut self, value: &Value, datatype: Option<Arc<str>>, language: Option<Arc<str>>) -> Result<Object> {
        let (text, natural): (Cow<'_, str>, &str) = match value {
            Value::String(text) => (text.into(), XSD_STRING),
            Value::Bool(truth) => (truth.to_string().into(), XSD_BOOLEAN),
            Value::Number(number) => {
                let form = number::canonical(number, datatype.as_deref());
                if self.is_strict() && !form.is_exact {
                    return Err(self.dropped("digits of a number"));
                }
                (form.text.into(), form.datatype)
            }
            Value::Null | Value::Array(_) | Value::Object(_) => {
                return Err(self.invalid("invalid value object value", value));
            }
        };
        let is_fine = language.as_deref().is_none_or(is_language_tag) && datatype.as_deref().is_none_or(is_datatype);
        if !is_fine {
            if self.is_strict() {
                return Err(self.dropped("a datatype or language tag that is none"));
            }
            return Ok(Object::of(None, Kind::Value));
        }
        let term = match (&language, datatype) {
            (Some(language), _) => self.dataset.literal(&text, &LANG_STRING, Some(language)),
            (None, Some(datatype)) => self.dataset.literal(&text, &datatype, None),
            (None, None) if natural == XSD_STRING => self.dataset.literal(&text, &STRING, None),
            (None, None) => self.dataset.literal(&text, &natural.into(), None),
        };
        Ok(Object::of(Some(term), Kind::Value))
    }

    fn json_literal(&mut self, value: &Value) -> Object {
        let text = json::canonicalize(value);
        let term = self.dataset.literal(&text, &RDF_JSON.into(), None);
        Object::of(Some(term), Kind::Value)
    }

    /// An object with `@value`: section 5.1.2, step 15.
    pub(super) fn value_object(
        &mut self,
        type_scoped: &Active,
        property: Option<&str>,
        entries: &[Entry<'a>],
        out: &mut Vec<Object>,
    ) -> Result<()> {
        let (mut value, mut language, mut datatype) = (None, None, None);
        let (mut has_direction, mut seen) = (false, Vec::new());
        for (name, member, expanded) in entries {
            self.enter(Step::Name(name))?;
            if let Some(keyword) = expanded.keyword() {
                if seen.contains(&keyword) {
                    return Err(self.invalid("colliding keywords", name));
                }
                seen.push(keyword);
            }
            match expanded {
                Expanded::Keyword(Keyword::Value) => value = Some(*member),
                Expanded::Keyword(Keyword::Language) => match member {
                    Value::String(tag) => language = Some(tag.to_ascii_lowercase().into()),
                    _ => return Err(self.invalid("invalid language-tagged string", member)),
                },
                Expanded::Keyword(Keyword::Type) => datatype = self.value_type(type_scoped, member)?,
                Expanded::Keyword(Keyword::Direction) => {
                    if self.is_strict() {
                        return Err(self.dropped("a base direction"));
                    }
                    if *member != "ltr" && *member != "rtl" {
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
            out.push(self.json_literal(value));
            return Ok(());
        }
        match value {
            Value::Null if self.is_strict() => return Err(JsonLdError::NullMember { pointer: self.pointer() }),
            Value::Null => return Ok(()),
            Value::Array(_) | Value::Object(_) => return Err(self.invalid("invalid value object value", value)),
            Value::String(_) => {}
            _ if language.is_some() => return Err(self.invalid("invalid language-tagged value", value)),
            _ => {}
        }
        if property.is_none() {
            return if self.is_strict() { Err(self.dropped("a value outside of a node")) } else { Ok(()) };
        }
        let datatype = match datatype {
            Some(ValueType::Datatype(iri)) => Some(iri),
            _ => None,
        };
        let object = self.literal(value, datatype, language)?;
        out.push(object);
        Ok(())
    }

    fn value_type(&self, type_scoped: &Active, member: &Value) -> Result<Option<ValueType>> {
        match member {
            Value::Null if !self.is_strict() => Ok(None),
            Value::String(text) => match type_scoped.expand(text, Against::VocabularyThenDocument) {
                Expanded::Keyword(Keyword::Json) => Ok(Some(ValueType::Json)),
                Expanded::Iri(iri) if is_absolute_iri(&iri) => Ok(Some(ValueType::Datatype(iri))),
                _ if self.is_strict() => {
                    Err(JsonLdError::UndefinedType { pointer: self.pointer(), value: text.clone() })
                }
                _ => Err(self.invalid("invalid typed value", text)),
            },
            Value::Array(types) if types.iter().all(Value::is_string) => {
                Err(self.invalid("invalid typed value", member))
            }
            _ => Err(self.invalid("invalid type value", member)),
        }
    }

    /// An object with `@list` or `@set`.
    pub(super) fn list_or_set(
        &mut self,
        active: &Arc<Active>,
        property: Option<&str>,
        entries: &[Entry<'a>],
        graph: Graph,
        out: &mut Vec<Object>,
    ) -> Result<()> {
        let mut found = None;
        for (name, member, expanded) in entries {
            if self.is_closed() {
                return Err(JsonLdError::KeywordInData { pointer: self.pointer(), keyword: (*name).to_owned() });
            }
            match expanded.keyword() {
                Some(keyword @ (Keyword::List | Keyword::Set)) if found.is_none() => {
                    found = Some((keyword, *name, *member))
                }
                Some(Keyword::Index) if member.is_string() => {}
                Some(Keyword::Index) => return Err(self.invalid("invalid @index value", member)),
                None if matches!(expanded, Expanded::Null) => {}
                _ => return Err(self.invalid("invalid set or list object", name)),
            }
        }
        let (keyword, name, value) = found.expect("the caller saw a `@list` or `@set`");
        self.enter(Step::Name(name))?;
        if keyword == Keyword::Set {
            self.element(active, property, value, graph, Origin::default(), out)?;
        } else if let Some(property) = property {
            let object = self.list(active, property, value, graph)?;
            out.push(object);
        }
        self.leave();
        Ok(())
    }

    /// The value of a term whose container is `@list`.
    fn list_container(
        &mut self,
        active: &Arc<Active>,
        name: &str,
        value: &'a Value,
        graph: Graph,
        out: &mut Vec<Object>,
    ) -> Result<()> {
        let is_list = |members: &Map<String, Value>| {
            members.keys().any(|name| active.expand(name, Against::Vocabulary).keyword() == Some(Keyword::List))
        };
        match value {
            Value::Null => self.element(active, Some(name), value, graph, Origin::default(), out),
            Value::Object(members) if is_list(members) => {
                self.element(active, Some(name), value, graph, Origin::default(), out)
            }
            _ => {
                let object = self.list(active, name, value, graph)?;
                out.push(object);
                Ok(())
            }
        }
    }

    fn list(&mut self, active: &Arc<Active>, property: &str, value: &'a Value, graph: Graph) -> Result<Object> {
        let mut objects = Vec::new();
        for (index, item) in items(value).iter().enumerate() {
            self.enter(Step::Index(index))?;
            if item.is_array() {
                let inner = self.list(active, property, item, graph)?;
                objects.push(inner);
            } else {
                self.element(active, Some(property), item, graph, Origin::default(), &mut objects)?;
            }
            self.leave();
        }
        let mut next = self.dataset.iri(RDF_NIL);
        let (first, rest) = (self.dataset.iri(RDF_FIRST), self.dataset.iri(RDF_REST));
        for object in objects.iter().rev() {
            let cell = self.fresh_blank();
            self.say(graph, Some(cell), Some(first), object.term)?;
            self.say(graph, Some(cell), Some(rest), Some(next))?;
            next = cell;
        }
        let mirror = Mirror::List(objects.into_iter().map(|object| object.mirror).collect());
        Ok(Object { term: Some(next), kind: Kind::List, mirror })
    }

    fn language_map(&mut self, active: &Active, members: &'a Map<String, Value>, out: &mut Vec<Object>) -> Result<()> {
        if self.is_strict() && members.is_empty() {
            return Err(self.dropped("a map without texts"));
        }
        for (tag, value) in members {
            self.enter(Step::Name(tag))?;
            if self.is_strict() && items(value).is_empty() {
                return Err(JsonLdError::EmptyArray { pointer: self.pointer() });
            }
            let is_none = active.expand(tag, Against::Vocabulary).keyword() == Some(Keyword::None);
            if is_none && self.is_strict() {
                return Err(JsonLdError::KeywordInData { pointer: self.pointer(), keyword: tag.clone() });
            }
            let language = (!is_none).then(|| self.language(tag));
            for item in items(value) {
                match item {
                    Value::Null if self.is_strict() => {
                        return Err(JsonLdError::NullMember { pointer: self.pointer() });
                    }
                    Value::Null => {}
                    Value::String(_) => {
                        let object = self.literal(item, None, language.clone())?;
                        out.push(object);
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
        active: &Arc<Active>,
        definition: &TermDefinition,
        name: &'a str,
        members: &'a Map<String, Value>,
        graph: Graph,
        out: &mut Vec<Object>,
    ) -> Result<()> {
        if self.is_strict() && members.is_empty() {
            return Err(self.dropped("a map without nodes"));
        }
        let container = definition.container;
        for (key, value) in members {
            self.enter(Step::Name(key))?;
            let mut map_context = active.clone();
            if container.has(Container::ID.with(Container::TYPE))
                && let Some(previous) = &active.previous
            {
                map_context = previous.clone();
            }
            if container.has(Container::TYPE)
                && let Some(scope) = map_context.term(key).and_then(|d| d.scope.clone())
            {
                map_context = self
                    .contexts
                    .apply_scope(&map_context, &scope, ScopedBy::Type)
                    .map_err(|source| self.context_error(source))?;
            }
            let expanded = active.expand(key, Against::Vocabulary);
            let is_none = expanded.keyword() == Some(Keyword::None);
            let id = (container.has(Container::ID) && !is_none).then(|| active.expand(key, Against::Document));
            let mut objects = Vec::new();
            for item in items(value) {
                if container.has(Container::GRAPH) {
                    self.graph_item(&map_context, name, item, id.clone(), &mut objects)?;
                } else {
                    let origin = Origin { is_from_map: true, id: id.clone() };
                    self.element(&map_context, Some(name), item, graph, origin, &mut objects)?;
                }
            }
            if container.has(Container::TYPE) && !is_none {
                let class = self.resource(key, active.expand(key, Against::VocabularyThenDocument))?;
                for object in &objects {
                    self.say(graph, object.term, Some(self.rdf_type), class)?;
                }
            }
            if let Some(index) = definition.index.as_deref().filter(|_| !is_none) {
                self.index_property(active, index, key, &objects, graph)?;
            } else if self.is_strict() && container.has(Container::INDEX) {
                return Err(self.dropped("an index"));
            }
            out.append(&mut objects);
            self.leave();
        }
        Ok(())
    }

    /// A map by index whose keys are values of a property.
    fn index_property(
        &mut self,
        active: &Active,
        index: &str,
        key: &str,
        objects: &[Object],
        graph: Graph,
    ) -> Result<()> {
        let value = self.scalar(active, index, &Value::String(key.to_owned()))?;
        let Expanded::Iri(predicate) = active.expand(index, Against::Vocabulary) else { return Ok(()) };
        let predicate = self.dataset.iri(&predicate);
        for object in objects {
            if object.kind == Kind::Value {
                return Err(self.invalid("invalid value object", key));
            }
            self.say(graph, object.term, Some(predicate), value.term)?;
        }
        Ok(())
    }

    /// A value of a term whose container is `@graph`: a graph of its own.
    fn graph_item(
        &mut self,
        active: &Arc<Active>,
        name: &str,
        item: &'a Value,
        id: Option<Expanded>,
        out: &mut Vec<Object>,
    ) -> Result<()> {
        if item.is_null() {
            return self.element(active, Some(name), item, None, Origin::default(), out);
        }
        let is_map_item =
            id.is_some() || active.term(name).is_some_and(|d| d.container.has(Container::INDEX.with(Container::ID)));
        let is_graph = is_map_item && item.as_object().is_some_and(|members| is_graph_object(active, members));
        let origin = Origin { is_from_map: true, id: id.clone() };
        if is_graph {
            return self.element(active, Some(name), item, None, origin, out);
        }
        let graph_name = match id {
            Some(expanded) => self.resource("", expanded)?,
            None => Some(self.fresh_blank()),
        };
        let before = self.dataset.len();
        let mut inner = Vec::new();
        let origin = Origin { is_from_map: is_map_item, id: None };
        self.element(active, Some(name), item, graph_name, origin, &mut inner)?;
        if self.is_strict() && self.dataset.len() == before {
            return Err(self.dropped("a graph that says nothing"));
        }
        let mut object = Object::node(graph_name);
        if let Some(inner) = inner.pop() {
            object.mirror = Mirror::Blank(vec![(self.rdf_type, Mirror::List(vec![inner.mirror]))]);
        }
        out.push(object);
        Ok(())
    }
}

enum ValueType {
    Datatype(Arc<str>),
    Json,
}

/// Whether an object is a graph object: `@graph`, and beside it `@id` and `@index` at most.
fn is_graph_object(active: &Active, members: &Map<String, Value>) -> bool {
    let mut has_graph = false;
    members.keys().all(|name| match active.expand(name, Against::Vocabulary).keyword() {
        Some(Keyword::Graph) => {
            has_graph = true;
            true
        }
        Some(Keyword::Id | Keyword::Index | Keyword::Context) => true,
        _ => false,
    }) && has_graph
}
