//! Term definitions (JSON-LD 1.1 API, section 4.2).

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::active::{Active, Against, Container, Expanded, Scope, TermDefinition, TypeMapping};
use super::error::ContextError;
use super::iri::{Keyword, ends_in_delimiter, has_keyword_form};
use super::process::{Processing, Propagation, Protection, Scopes, invalid, read_direction};
use crate::model::ids::is_absolute_iri;

/// The definitions of one context object while they are being made.
pub(super) struct Definitions<'a> {
    processing: &'a Processing<'a>,
    active: &'a mut Active,
    local: &'a Map<String, Value>,
    protected: bool,
    /// `false` while a term is being defined, `true` after.
    defined: HashMap<&'a str, bool>,
}

const NOT_TERMS: [&str; 8] =
    ["@base", "@direction", "@import", "@language", "@propagate", "@protected", "@version", "@vocab"];

const ENTRIES: [&str; 10] = [
    "@id",
    "@reverse",
    "@container",
    "@context",
    "@direction",
    "@index",
    "@language",
    "@nest",
    "@prefix",
    "@protected",
];

impl<'a> Definitions<'a> {
    pub(super) fn new(
        processing: &'a Processing<'a>,
        active: &'a mut Active,
        local: &'a Map<String, Value>,
        protected: bool,
    ) -> Self {
        Self { processing, active, local, protected, defined: HashMap::new() }
    }

    pub(super) fn create_all(&mut self) -> Result<(), ContextError> {
        let local = self.local;
        local.keys().filter(|name| !NOT_TERMS.contains(&name.as_str())).try_for_each(|name| self.create(name))
    }

    fn create(&mut self, term: &'a str) -> Result<(), ContextError> {
        match self.defined.get(term) {
            Some(true) => return Ok(()),
            Some(false) => return Err(invalid("cyclic IRI mapping", term)),
            None => {}
        }
        if term.is_empty() {
            return Err(invalid("invalid term definition", term));
        }
        self.defined.insert(term, false);
        let value = &self.local[term];
        if term == "@type" {
            let fine = value.as_object().is_some_and(|entries| {
                !entries.is_empty()
                    && entries.iter().all(|(name, value)| match name.as_str() {
                        "@container" => value == "@set",
                        "@protected" => true,
                        _ => false,
                    })
            });
            if !fine {
                return Err(invalid("keyword redefinition", term));
            }
        } else if Keyword::parse(term).is_some() {
            return Err(invalid("keyword redefinition", term));
        } else if has_keyword_form(term) {
            return Ok(());
        }
        let previous = self.active.terms.remove(term);
        let written;
        let (entries, is_simple) = match value {
            Value::Null | Value::String(_) => {
                written = Map::from_iter([("@id".to_owned(), value.clone())]);
                (&written, value.is_string())
            }
            Value::Object(entries) => (entries, false),
            other => return Err(invalid("invalid term definition", other)),
        };
        let Some(mut definition) = self.read(term, entries, is_simple)? else { return Ok(()) };
        if self.processing.protection == Protection::Holds
            && let Some(previous) = previous.filter(|previous| previous.is_protected)
        {
            if !definition.means_the_same(&previous) {
                return Err(invalid("protected term redefinition", term));
            }
            definition = TermDefinition::clone(&previous);
        }
        definition.is_absolute = matches!(&definition.iri, Expanded::Iri(iri) if is_absolute_iri(iri));
        self.active.has_terms_with_colon |= term.contains(':');
        self.active.terms.insert(term.into(), Arc::new(definition));
        self.defined.insert(term, true);
        Ok(())
    }

    /// Steps 10 to 26; `None` when the definition is ignored.
    fn read(
        &mut self,
        term: &'a str,
        entries: &Map<String, Value>,
        is_simple: bool,
    ) -> Result<Option<TermDefinition>, ContextError> {
        let mut definition = TermDefinition {
            id: self.processing.contexts.next_id(),
            iri: Expanded::Null,
            is_absolute: false,
            is_prefix: false,
            is_protected: self.protected,
            is_reverse: false,
            type_mapping: None,
            container: Container::default(),
            index: None,
            language: None,
            direction: None,
            nest: None,
            scope: None,
        };
        match entries.get("@protected") {
            None => {}
            Some(Value::Bool(protected)) => definition.is_protected = *protected,
            Some(other) => return Err(invalid("invalid @protected value", other)),
        }
        if let Some(value) = entries.get("@type") {
            definition.type_mapping = Some(self.type_mapping(value)?);
        }
        if let Some(value) = entries.get("@reverse") {
            return self.read_reverse(definition, entries, value);
        }
        let id = entries.get("@id").filter(|id| id.as_str() != Some(term));
        match id {
            Some(Value::Null) => {}
            Some(Value::String(id)) => {
                if Keyword::parse(id).is_none() && has_keyword_form(id) {
                    return Ok(None);
                }
                definition.iri = self.mapped(term, id)?;
                let is_name = !term.contains([':', '/']);
                let ends_well = match &definition.iri {
                    Expanded::Iri(iri) | Expanded::Relative(iri) => ends_in_delimiter(iri),
                    Expanded::Blank(_) => true,
                    Expanded::Null | Expanded::Keyword(_) => false,
                };
                definition.is_prefix = is_name && is_simple && ends_well;
            }
            Some(other) => return Err(invalid("invalid IRI mapping", other)),
            None => definition.iri = self.implied(term)?,
        }
        self.read_options(term, entries, &mut definition)?;
        Ok(Some(definition))
    }

    fn type_mapping(&mut self, value: &Value) -> Result<TypeMapping, ContextError> {
        let text = value.as_str().ok_or_else(|| invalid("invalid type mapping", value))?;
        match self.expand(text)? {
            Expanded::Keyword(Keyword::Id) => Ok(TypeMapping::Id),
            Expanded::Keyword(Keyword::Json) => Ok(TypeMapping::Json),
            Expanded::Keyword(Keyword::None) => Ok(TypeMapping::None),
            Expanded::Keyword(Keyword::Vocab) => Ok(TypeMapping::Vocab),
            Expanded::Iri(iri) => Ok(TypeMapping::Datatype(iri)),
            _ => Err(invalid("invalid type mapping", text)),
        }
    }

    /// Step 13: a reverse property.
    fn read_reverse(
        &mut self,
        mut definition: TermDefinition,
        entries: &Map<String, Value>,
        value: &Value,
    ) -> Result<Option<TermDefinition>, ContextError> {
        if entries.contains_key("@id") || entries.contains_key("@nest") {
            return Err(invalid("invalid reverse property", value));
        }
        let text = value.as_str().ok_or_else(|| invalid("invalid IRI mapping", value))?;
        if has_keyword_form(text) {
            return Ok(None);
        }
        definition.iri = match self.expand(text)? {
            iri @ (Expanded::Iri(_) | Expanded::Blank(_)) => iri,
            _ => return Err(invalid("invalid IRI mapping", text)),
        };
        match entries.get("@container") {
            None | Some(Value::Null) => {}
            Some(Value::String(container)) if container == "@set" => definition.container = Container::SET,
            Some(Value::String(container)) if container == "@index" => definition.container = Container::INDEX,
            Some(other) => return Err(invalid("invalid reverse property", other)),
        }
        definition.is_reverse = true;
        Ok(Some(definition))
    }

    /// Step 14.2: the IRI that `@id` gives.
    fn mapped(&mut self, term: &'a str, id: &str) -> Result<Expanded, ContextError> {
        let iri = self.expand(id)?;
        match &iri {
            Expanded::Keyword(Keyword::Context) => return Err(invalid("invalid keyword alias", id)),
            Expanded::Keyword(_) | Expanded::Iri(_) | Expanded::Blank(_) => {}
            // A term may stand for an IRI relative to the vocabulary, if there is one.
            Expanded::Relative(_) if self.active.vocab.is_some() => {}
            Expanded::Relative(_) | Expanded::Null => return Err(invalid("invalid IRI mapping", id)),
        }
        let inner = term.get(1..term.len().saturating_sub(1)).unwrap_or(term);
        if inner.contains(':') || term.contains('/') {
            self.defined.insert(term, true);
            if self.expand(term)? != iri {
                return Err(invalid("invalid IRI mapping", term));
            }
        }
        Ok(iri)
    }

    /// Steps 15 to 18: the IRI of a term without `@id`.
    fn implied(&mut self, term: &'a str) -> Result<Expanded, ContextError> {
        if let Some(at) = term.find(':').filter(|at| *at > 0) {
            let (prefix, suffix) = (&term[..at], &term[at + 1..]);
            if self.local.contains_key(prefix) {
                self.create(prefix)?;
            }
            if let Some(start) = self.active.term(prefix).and_then(|d| d.iri.text()) {
                return Ok(Expanded::of(&format!("{start}{suffix}")));
            }
            return Ok(Expanded::of(term));
        }
        if term.contains('/') {
            return match self.active.expand(term, Against::Vocabulary) {
                iri @ Expanded::Iri(_) => Ok(iri),
                _ => Err(invalid("invalid IRI mapping", term)),
            };
        }
        if term == "@type" {
            return Ok(Expanded::Keyword(Keyword::Type));
        }
        match &self.active.vocab {
            Some(vocab) => Ok(Expanded::of(&format!("{vocab}{term}"))),
            None => Err(invalid("invalid IRI mapping", term)),
        }
    }

    /// Steps 19 to 26.
    fn read_options(
        &mut self,
        term: &str,
        entries: &Map<String, Value>,
        definition: &mut TermDefinition,
    ) -> Result<(), ContextError> {
        if let Some(value) = entries.get("@container") {
            definition.container = read_container(value)?;
            if definition.container.has(Container::TYPE) {
                let mapping = definition.type_mapping.get_or_insert(TypeMapping::Id);
                if !matches!(mapping, TypeMapping::Id | TypeMapping::Vocab) {
                    return Err(invalid("invalid type mapping", term));
                }
            }
        }
        if let Some(value) = entries.get("@index") {
            let index = value.as_str().filter(|_| definition.container.has(Container::INDEX));
            let index = index.ok_or_else(|| invalid("invalid term definition", value))?;
            if !matches!(self.expand(index)?, Expanded::Iri(_)) {
                return Err(invalid("invalid term definition", index));
            }
            definition.index = Some(index.into());
        }
        if let Some(value) = entries.get("@context") {
            definition.scope = Some(self.scope(value)?);
        }
        if !entries.contains_key("@type") {
            match entries.get("@language") {
                None => {}
                Some(Value::Null) => definition.language = Some(None),
                Some(Value::String(tag)) => definition.language = Some(Some(tag.to_ascii_lowercase().into())),
                Some(other) => return Err(invalid("invalid language mapping", other)),
            }
            if let Some(value) = entries.get("@direction") {
                definition.direction = Some(read_direction(value)?);
            }
        }
        if let Some(value) = entries.get("@nest") {
            let nest = value.as_str().filter(|nest| *nest == "@nest" || Keyword::parse(nest).is_none());
            definition.nest = Some(nest.ok_or_else(|| invalid("invalid @nest value", value))?.into());
        }
        if let Some(value) = entries.get("@prefix") {
            if term.contains([':', '/']) {
                return Err(invalid("invalid term definition", term));
            }
            definition.is_prefix = value.as_bool().ok_or_else(|| invalid("invalid @prefix value", value))?;
            if definition.is_prefix && definition.iri.keyword().is_some() {
                return Err(invalid("invalid term definition", term));
            }
        }
        match entries.keys().find(|name| *name != "@type" && !ENTRIES.contains(&name.as_str())) {
            Some(other) => Err(invalid("invalid term definition", other)),
            None => Ok(()),
        }
    }

    /// Step 21: a scoped context is checked where it is defined.
    fn scope(&self, value: &Value) -> Result<Arc<Scope>, ContextError> {
        let mut inner = self.processing.clone();
        inner.protection = Protection::Overridden;
        inner.propagation = Propagation::Below;
        inner.scopes = Scopes::CheckedOnce;
        inner.process(&Arc::new(self.active.clone()), value).map_err(|e| invalid("invalid scoped context", e))?;
        let id = self.processing.contexts.next_id();
        Ok(Arc::new(Scope { id, value: value.clone(), base: self.processing.base_url.clone() }))
    }

    /// IRI expansion (section 5.2) inside a context: terms that it needs are defined first.
    fn expand(&mut self, value: &str) -> Result<Expanded, ContextError> {
        if Keyword::parse(value).is_none() && !has_keyword_form(value) {
            self.define_first(value)?;
            if let Some(at) = value.find(':').filter(|at| *at > 0)
                && &value[..at] != "_"
                && !value[at + 1..].starts_with("//")
            {
                self.define_first(&value[..at])?;
            }
        }
        Ok(self.active.expand(value, Against::Vocabulary))
    }

    fn define_first(&mut self, name: &str) -> Result<(), ContextError> {
        let local = self.local;
        match local.get_key_value(name) {
            Some((term, _)) if self.defined.get(term.as_str()) != Some(&true) => {
                if NOT_TERMS.contains(&term.as_str()) {
                    Ok(())
                } else {
                    self.create(term)
                }
            }
            _ => Ok(()),
        }
    }
}

fn read_container(value: &Value) -> Result<Container, ContextError> {
    let fault = || invalid("invalid container mapping", value);
    let items = match value {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut container = Container::default();
    for item in items {
        container = container.with(match item.as_str() {
            Some("@graph") => Container::GRAPH,
            Some("@id") => Container::ID,
            Some("@index") => Container::INDEX,
            Some("@language") => Container::LANGUAGE,
            Some("@list") => Container::LIST,
            Some("@set") => Container::SET,
            Some("@type") => Container::TYPE,
            _ => return Err(fault()),
        });
    }
    let rest = container.without(Container::SET);
    let fine = match rest.count() {
        0 => container.has(Container::SET),
        1 => !(rest.has(Container::LIST) && container.has(Container::SET)),
        2 => rest.has(Container::GRAPH) && rest.has(Container::ID.with(Container::INDEX)),
        _ => false,
    };
    if fine { Ok(container) } else { Err(fault()) }
}
