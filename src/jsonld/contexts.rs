//! The contexts that exist, and the tables compiled from them.
//!
//! A context applied to a compiled one gives another compiled one, and the pair is remembered, so that the second
//! document with the same `@context` finds every table ready. What is remembered is bounded: a sender who invents chains
//! of known contexts costs time, not memory.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::active::{Active, Scope};
use super::embedded;
use super::error::ContextError;
use super::process::{Processing, Propagation, Protection};
use crate::limits;
use crate::model::json::parse_strict;

/// The contexts that exist: those of the binary and those that the operator imported. Cheap to clone.
#[derive(Clone)]
pub struct Contexts {
    known: Arc<HashMap<String, Arc<Local>>>,
    /// Other names of known ones.
    aliases: Vec<(String, Arc<Local>)>,
    compiled: Arc<Compiled>,
}

/// A context as it was written.
pub(super) struct Local {
    id: u64,
    /// What `@context` holds.
    pub(super) value: Value,
    bytes: Vec<u8>,
    sha256: [u8; 32],
}

/// How a scoped context came to apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum ScopedBy {
    Property,
    Type,
}

/// What was applied to a compiled context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Applied {
    Local(u64),
    Scope(u64, ScopedBy),
}

/// What was compiled so far.
#[derive(Default)]
struct Compiled {
    tables: RwLock<HashMap<(u64, Applied), Arc<Active>>>,
    start: OnceLock<Arc<Active>>,
    last_id: AtomicU64,
}

impl Contexts {
    /// The contexts of the binary.
    ///
    /// # Panics
    ///
    /// Panics if an embedded context breaks a rule of JSON-LD, which the tests exclude.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Contexts> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let mut contexts = Self::empty();
            for (iri, bytes) in embedded::all() {
                let sha256 = Sha256::digest(&bytes).into();
                contexts.import(iri, sha256, &bytes).expect("embedded contexts are well formed");
            }
            contexts
        })
    }

    /// The contexts of the binary without those of examples: under one of these any term is defined, so that what is issued for
    /// use does not name them, and a verifier does not take them for words that somebody defined.
    #[must_use]
    pub fn without_examples() -> &'static Self {
        static USUAL: OnceLock<Contexts> = OnceLock::new();
        USUAL.get_or_init(|| {
            let mut contexts = Self::embedded().clone();
            Arc::make_mut(&mut contexts.known).retain(|iri, _| !iri.contains("/credentials/examples/"));
            contexts
        })
    }

    /// No contexts at all.
    #[must_use]
    pub fn empty() -> Self {
        Self { known: Arc::default(), aliases: Vec::new(), compiled: Arc::default() }
    }

    /// Adds a context that the operator vouches for.
    ///
    /// # Errors
    ///
    /// [`ContextError`] when the bytes do not have the digest, are no context, or the IRI stands for another one.
    pub fn import(&mut self, iri: &str, sha256: [u8; 32], bytes: &[u8]) -> Result<(), ContextError> {
        if <[u8; 32]>::from(Sha256::digest(bytes)) != sha256 {
            return Err(ContextError::DigestMismatch { iri: iri.to_owned() });
        }
        if let Some(known) = self.find(iri) {
            let same = known.sha256 == sha256;
            return if same { Ok(()) } else { Err(ContextError::AlreadyKnown { iri: iri.to_owned() }) };
        }
        let malformed = |reason: String| ContextError::Malformed { iri: iri.to_owned(), reason };
        let document = parse_strict(bytes, limits::CONTEXT_BYTES_MAX).map_err(|e| malformed(e.to_string()))?;
        let Value::Object(mut members) = document else { return Err(malformed("it is no object".to_owned())) };
        let value = members.remove("@context").ok_or_else(|| malformed("it has no `@context`".to_owned()))?;
        let local = Local { id: self.next_id(), value, bytes: bytes.to_vec(), sha256 };
        Arc::make_mut(&mut self.known).insert(iri.to_owned(), Arc::new(local));
        Ok(())
    }

    /// These contexts, and `iri` for the one among them whose bytes have the digest `sha256`.
    ///
    /// An alias chooses among known contexts, it never adds one; `None` when none has the digest, or when `iri` is the
    /// name of another context.
    #[must_use]
    pub fn with_alias(&self, iri: &str, sha256: [u8; 32]) -> Option<Self> {
        let chosen = self.known.values().find(|local| local.sha256 == sha256)?.clone();
        let mut with_alias = self.clone();
        match self.find(iri) {
            Some(known) if known.sha256 != sha256 => return None,
            Some(_) => {}
            None => with_alias.aliases.push((iri.to_owned(), chosen)),
        }
        Some(with_alias)
    }

    /// The bytes of the context `iri`, as they are published.
    #[must_use]
    pub fn bytes(&self, iri: &str) -> Option<&[u8]> {
        self.find(iri).map(|local| local.bytes.as_slice())
    }

    /// Whether `iri` is known.
    #[must_use]
    pub fn contains(&self, iri: &str) -> bool {
        self.find(iri).is_some()
    }

    /// The IRIs that are known, in no order.
    pub fn iris(&self) -> impl Iterator<Item = &str> {
        self.known.keys().chain(self.aliases.iter().map(|(alias, _)| alias)).map(String::as_str)
    }

    /// The derived ELM context for VCDM 2.0: its bytes and their SHA-256.
    ///
    /// # Panics
    ///
    /// Panics if the derived context is not embedded, which the tests exclude.
    #[must_use]
    pub fn derived_elm() -> (&'static [u8], [u8; 32]) {
        let local = Self::embedded().find(embedded::DERIVED).expect("the derived context is embedded");
        (&local.bytes, local.sha256)
    }

    pub(super) fn find(&self, iri: &str) -> Option<&Arc<Local>> {
        let alias = || self.aliases.iter().find(|(alias, _)| alias == iri).map(|(_, local)| local);
        self.known.get(iri).or_else(alias)
    }

    pub(super) fn next_id(&self) -> u64 {
        self.compiled.last_id.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// The compiled context before any other.
    pub(super) fn start(&self) -> Arc<Active> {
        let start = || Arc::new(Active { id: self.next_id(), ..Active::default() });
        self.compiled.start.get_or_init(start).clone()
    }

    /// The known context `iri`, applied to `active`.
    pub(super) fn apply(&self, active: &Arc<Active>, iri: &str) -> Result<Arc<Active>, ContextError> {
        let local = self.find(iri).ok_or_else(|| ContextError::Unknown { iri: iri.to_owned() })?;
        self.remembered(active, Applied::Local(local.id), || {
            let mut processing = Processing::new(self, Some(iri.into()));
            processing.loading.push(iri.to_owned());
            processing.process(active, &local.value)
        })
    }

    /// A scoped context, applied to `active`.
    pub(super) fn apply_scope(
        &self,
        active: &Arc<Active>,
        scope: &Scope,
        by: ScopedBy,
    ) -> Result<Arc<Active>, ContextError> {
        self.remembered(active, Applied::Scope(scope.id, by), || {
            let mut processing = Processing::new(self, scope.base.clone());
            match by {
                ScopedBy::Property => processing.protection = Protection::Overridden,
                ScopedBy::Type => processing.propagation = Propagation::NodeOnly,
            }
            processing.process(active, &scope.value)
        })
    }

    fn remembered(
        &self,
        active: &Arc<Active>,
        applied: Applied,
        compile: impl FnOnce() -> Result<Arc<Active>, ContextError>,
    ) -> Result<Arc<Active>, ContextError> {
        let key = (active.id, applied);
        if active.id != 0 {
            let tables = self.compiled.tables.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(known) = tables.get(&key) {
                return Ok(known.clone());
            }
        }
        let mut made = compile()?;
        if active.id != 0 {
            let mut tables = self.compiled.tables.write().unwrap_or_else(PoisonError::into_inner);
            if tables.len() < limits::COMPILED_CONTEXTS_MAX {
                // A scope that changes nothing leads back: else every path through a document had a table of its own.
                if made.reads_like(active) {
                    return Ok(tables.entry(key).or_insert_with(|| active.clone()).clone());
                }
                Arc::make_mut(&mut made).id = self.next_id();
                return Ok(tables.entry(key).or_insert(made).clone());
            }
        }
        Ok(made)
    }
}

/// The compiled contexts that one document comes to: whoever reads it borrows them, so that threads that read at one time
/// do not count in one place.
#[derive(Default)]
pub(super) struct Visited {
    places: [OnceCell<Arc<Active>>; 16],
    more: OnceCell<Box<Self>>,
}

impl Visited {
    /// Keeps `active` as long as the document is read.
    pub(super) fn keep(&self, active: Arc<Active>) -> &Arc<Active> {
        match self.places.iter().find(|place| place.get().is_none()) {
            Some(place) => place.get_or_init(|| active),
            None => self.more.get_or_init(Box::default).keep(active),
        }
    }
}

impl Default for Contexts {
    fn default() -> Self {
        Self::empty()
    }
}

impl fmt::Debug for Contexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iris()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_that_change_nothing_share_a_table() {
        let mut contexts = Contexts::empty();
        let bytes = br#"{"@context": {
            "a": {"@id": "urn:a", "@type": "@id", "@context": {"d": "urn:d"}},
            "b": {"@id": "urn:b", "@type": "@id", "@context": {"d": "urn:d"}}
        }}"#;
        contexts.import("urn:c", Sha256::digest(bytes).into(), bytes).expect("a context");
        let outer = contexts.apply(&contexts.start(), "urn:c").expect("known");
        let below = |active: &Arc<Active>, name: &str| {
            let scope = active.term(name).and_then(|definition| definition.scope.clone()).expect("a scope");
            contexts.apply_scope(active, &scope, ScopedBy::Property).expect("a scope")
        };
        let inner = below(&outer, "a");
        assert_ne!(inner.id, outer.id);
        assert_eq!(below(&inner, "b").id, inner.id);
        assert_eq!(below(&inner, "a").id, inner.id);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut contexts = Contexts::empty();
        for number in 0..12 {
            let bytes = format!("{{\"@context\": {{\"t{number}\": \"urn:t\"}}}}").into_bytes();
            contexts.import(&format!("urn:c{number}"), Sha256::digest(&bytes).into(), &bytes).expect("a context");
        }
        let mut state = 1_u64;
        for _ in 0..300 {
            let mut active = contexts.start();
            for _ in 0..12 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let number = (state >> 33) % 12;
                active = contexts.apply(&active, &format!("urn:c{number}")).expect("known");
                assert!(active.term(&format!("t{number}")).is_some());
            }
        }
        let kept = contexts.compiled.tables.read().expect("no panic").len();
        assert_eq!(kept, limits::COMPILED_CONTEXTS_MAX);
    }
}
