//! RDFC-1.0 (RDF Dataset Canonicalization), with a bound on its work.
#![expect(clippy::unimplemented, reason = "the signatures land before the engine")]

use std::collections::BTreeMap;

use super::dataset::Dataset;
use super::error::RdfcError;

/// The most work that naming the blank nodes may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Most blank nodes.
    pub blank_nodes_max: usize,
    /// Most quads hashed in *Hash N-Degree Quads*, over all calls.
    pub steps_max: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { blank_nodes_max: crate::limits::BLANK_NODES_MAX, steps_max: 50_000 }
    }
}

/// The hash algorithm inside RDFC-1.0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HashAlgorithm {
    /// The default.
    #[default]
    Sha256,
    /// For P-384 suites.
    Sha384,
}

/// The canonical form of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical {
    /// The canonical N-Quads: sorted lines, each ending in a line feed.
    pub nquads: String,
    /// The canonical label of each blank node, by its label in the dataset; both without `_:`.
    pub labels: BTreeMap<String, String>,
}

/// The canonical form with SHA-256.
///
/// # Errors
///
/// [`RdfcError`] when the blank nodes need more than the budget.
pub fn canonicalize(dataset: &Dataset, budget: Budget) -> Result<Canonical, RdfcError> {
    canonicalize_with(dataset, budget, HashAlgorithm::Sha256)
}

/// The canonical form with the given algorithm.
///
/// # Errors
///
/// [`RdfcError`] when the blank nodes need more than the budget.
pub fn canonicalize_with(
    _dataset: &Dataset,
    _budget: Budget,
    _algorithm: HashAlgorithm,
) -> Result<Canonical, RdfcError> {
    unimplemented!()
}
