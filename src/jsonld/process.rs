//! Context processing (JSON-LD 1.1 API, section 4.1): a written context, applied to a compiled one.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::active::{Active, Against, Direction, Expanded};
use super::contexts::Contexts;
use super::error::ContextError;
use super::iri::{has_scheme, resolve};
use super::term::Definitions;
use crate::limits;

/// Whether protected terms may be redefined: below a property they may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protection {
    Holds,
    Overridden,
}

/// Whether a context applies to the nodes below the one it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Propagation {
    Below,
    NodeOnly,
}

/// What a context is processed with.
#[derive(Debug, Clone)]
pub(super) struct Processing<'a> {
    pub(super) contexts: &'a Contexts,
    pub(super) base_url: Option<Arc<str>>,
    pub(super) protection: Protection,
    pub(super) propagation: Propagation,
    /// The contexts that are being read, outermost first.
    pub(super) loading: Vec<String>,
    /// Whether scoped contexts that refer to one being read are looked into.
    pub(super) scopes: Scopes,
}

/// Whether contexts inside term definitions are checked when they are met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scopes {
    Checked,
    /// A context that is already being read is taken as checked, so that circles end.
    CheckedOnce,
}

pub(super) fn invalid(code: &'static str, value: impl ToString) -> ContextError {
    ContextError::Invalid { code, value: value.to_string() }
}

impl<'a> Processing<'a> {
    pub(super) fn new(contexts: &'a Contexts, base_url: Option<Arc<str>>) -> Self {
        Self {
            contexts,
            base_url,
            protection: Protection::Holds,
            propagation: Propagation::Below,
            loading: Vec::new(),
            scopes: Scopes::Checked,
        }
    }

    /// Applies `local` to `active`.
    pub(super) fn process(&self, active: &Arc<Active>, local: &Value) -> Result<Arc<Active>, ContextError> {
        let mut propagation = self.propagation;
        if let Some(Value::Bool(value)) = local.get("@propagate") {
            propagation = if *value { Propagation::Below } else { Propagation::NodeOnly };
        }
        let mut result = Active::clone(active);
        result.id = 0;
        if propagation == Propagation::NodeOnly && result.previous.is_none() {
            result.previous = Some(active.clone());
        }
        let items = match local {
            Value::Array(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        for item in items {
            match item {
                Value::Null => result = self.nullified(active, result, propagation)?,
                Value::String(iri) => result = self.referenced(result, iri)?,
                Value::Object(entries) => self.apply(&mut result, entries)?,
                other => return Err(invalid("invalid local context", other)),
            }
        }
        Ok(Arc::new(result))
    }

    fn nullified(
        &self,
        active: &Arc<Active>,
        result: Active,
        propagation: Propagation,
    ) -> Result<Active, ContextError> {
        if self.protection == Protection::Holds && active.has_protected_terms() {
            return Err(invalid("invalid context nullification", "null"));
        }
        let mut empty = Active {
            base: active.original_base.clone(),
            original_base: active.original_base.clone(),
            ..Active::default()
        };
        if propagation == Propagation::NodeOnly {
            empty.previous = Some(Arc::new(result));
        }
        Ok(empty)
    }

    fn referenced(&self, result: Active, iri: &str) -> Result<Active, ContextError> {
        let iri = self.absolute(iri)?;
        if self.scopes == Scopes::CheckedOnce && self.loading.contains(&iri) {
            return Ok(result);
        }
        if self.loading.len() >= limits::CONTEXTS_MAX {
            return Err(invalid("context overflow", iri));
        }
        let local = self.contexts.find(&iri).ok_or_else(|| ContextError::Unknown { iri: iri.clone() })?.clone();
        let mut inner = self.clone();
        inner.propagation = Propagation::Below;
        inner.loading.push(iri.clone());
        inner.base_url = Some(iri.into());
        let processed = inner.process(&Arc::new(result), &local.value)?;
        Ok(Arc::unwrap_or_clone(processed))
    }

    pub(super) fn absolute(&self, iri: &str) -> Result<String, ContextError> {
        let resolved = match &self.base_url {
            Some(base) => resolve(base, iri),
            None => iri.to_owned(),
        };
        if has_scheme(&resolved) { Ok(resolved) } else { Err(ContextError::Unknown { iri: iri.to_owned() }) }
    }

    /// One context object: section 4.1.2, step 5.4 on.
    fn apply(&self, result: &mut Active, entries: &Map<String, Value>) -> Result<(), ContextError> {
        if let Some(version) = entries.get("@version")
            && version.as_f64() != Some(1.1)
        {
            return Err(invalid("invalid @version value", version));
        }
        let imported;
        let mut entries = entries;
        if let Some(import) = entries.get("@import") {
            imported = self.imported(import, entries)?;
            entries = &imported;
        }
        if let Some(base) = entries.get("@base").filter(|_| self.loading.is_empty()) {
            result.base = match base {
                Value::Null => None,
                Value::String(text) if has_scheme(text) => Some(text.as_str().into()),
                Value::String(text) if result.base.is_some() => {
                    result.base.as_ref().map(|base| resolve(base, text).into())
                }
                other => return Err(invalid("invalid base IRI", other)),
            };
        }
        if let Some(vocab) = entries.get("@vocab") {
            result.vocab = match vocab {
                Value::Null => None,
                Value::String(text) => match result.expand(text, Against::VocabularyThenDocument) {
                    Expanded::Iri(iri) | Expanded::Blank(iri) | Expanded::Relative(iri) => Some(iri),
                    Expanded::Null | Expanded::Keyword(_) => return Err(invalid("invalid vocab mapping", text)),
                },
                other => return Err(invalid("invalid vocab mapping", other)),
            };
        }
        if let Some(language) = entries.get("@language") {
            result.language = match language {
                Value::Null => None,
                Value::String(text) => Some(text.to_ascii_lowercase().into()),
                other => return Err(invalid("invalid default language", other)),
            };
        }
        if let Some(direction) = entries.get("@direction") {
            result.direction = read_direction(direction)?;
        }
        if let Some(propagate) = entries.get("@propagate").filter(|value| !value.is_boolean()) {
            return Err(invalid("invalid @propagate value", propagate));
        }
        let protected = match entries.get("@protected") {
            None => false,
            Some(Value::Bool(protected)) => *protected,
            Some(other) => return Err(invalid("invalid @protected value", other)),
        };
        Definitions::new(self, result, entries, protected).create_all()
    }

    fn imported(&self, import: &Value, entries: &Map<String, Value>) -> Result<Map<String, Value>, ContextError> {
        let iri = import.as_str().ok_or_else(|| invalid("invalid @import value", import))?;
        let iri = self.absolute(iri)?;
        let local = self.contexts.find(&iri).ok_or_else(|| ContextError::Unknown { iri: iri.clone() })?;
        let Value::Object(source) = &local.value else { return Err(invalid("invalid remote context", iri)) };
        if source.contains_key("@import") {
            return Err(invalid("invalid context entry", "@import"));
        }
        let mut merged = source.clone();
        for (name, value) in entries.iter().filter(|(name, _)| *name != "@import") {
            merged.insert(name.clone(), value.clone());
        }
        Ok(merged)
    }
}

pub(super) fn read_direction(value: &Value) -> Result<Option<Direction>, ContextError> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text == "ltr" => Ok(Some(Direction::LeftToRight)),
        Value::String(text) if text == "rtl" => Ok(Some(Direction::RightToLeft)),
        other => Err(invalid("invalid base direction", other)),
    }
}
