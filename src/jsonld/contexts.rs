//! The contexts that exist.
#![expect(clippy::unimplemented, reason = "the signatures land before the engine")]

use super::error::ContextError;

/// The contexts that exist: those of the binary and those that the operator imported. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Contexts {}

impl Contexts {
    /// The contexts of the binary.
    #[must_use]
    pub fn embedded() -> &'static Self {
        unimplemented!()
    }

    /// No contexts at all.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Adds a context that the operator vouches for.
    ///
    /// # Errors
    ///
    /// [`ContextError`] when the bytes do not have the digest, or are no context.
    pub fn import(&mut self, _iri: &str, _sha256: [u8; 32], _bytes: &[u8]) -> Result<(), ContextError> {
        unimplemented!()
    }

    /// These contexts, and `iri` for the one among them whose bytes have the digest `sha256`.
    ///
    /// An alias chooses among known contexts, it never adds one; `None` when none has the digest, or when `iri` is the
    /// name of another context.
    #[must_use]
    pub fn with_alias(&self, _iri: &str, _sha256: [u8; 32]) -> Option<Self> {
        unimplemented!()
    }

    /// The bytes of the context `iri`, as they are published.
    #[must_use]
    pub fn bytes(&self, _iri: &str) -> Option<&[u8]> {
        unimplemented!()
    }

    /// Whether `iri` is known.
    #[must_use]
    pub fn contains(&self, _iri: &str) -> bool {
        unimplemented!()
    }

    /// The derived ELM context for VCDM 2.0: its bytes and their SHA-256.
    #[must_use]
    pub fn derived_elm() -> (&'static [u8], [u8; 32]) {
        unimplemented!()
    }
}
