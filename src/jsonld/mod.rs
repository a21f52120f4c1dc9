//! Closed-world JSON-LD to canonical N-Quads.
//!
//! Contexts are known or the document is refused: nothing is fetched. Each chain of contexts is compiled once to a
//! table ([`Contexts`]); a document is read against it ([`to_dataset`]), and what is not accounted for in the graph is
//! an error. [`canonicalize`] is RDFC-1.0 with a bound on its work. Documents of one shape are compiled once to a
//! [`template`], of which only the slots are filled.
//!
//! This room does not know what a credential is.

mod active;
mod badges;
mod contexts;
mod dataset;
mod described;
mod embedded;
mod error;
mod iri;
mod lately;
mod node;
mod nquads;
mod number;
mod object;
mod process;
mod rdf_term;
mod rdfc;
mod read;
mod sorted;
pub mod template;
mod term;
#[cfg(test)]
mod tests;
mod value;

use serde_json::Value;

use crate::model::json::{Document, Json};

pub use contexts::Contexts;
pub use dataset::{Dataset, Node, Statement};
pub use error::{ContextError, JsonLdError, RdfcError};
pub use nquads::NQuadsError;
pub(crate) use rdf_term::Id as TermId;
pub use rdf_term::{RDF_LANG_STRING, RDF_TYPE, Term, XSD_STRING};
pub use rdfc::{Budget, Canonical, HashAlgorithm, canonical_digest, canonicalize, canonicalize_with};
pub use read::Dropped;

/// What happens to what the graph cannot hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// It is an error: for documents that are secured through their graph.
    #[default]
    Strict,
    /// It is dropped, as JSON-LD 1.1 says: for the W3C's vectors.
    Lenient,
    /// It is dropped and named: for documents whose bytes are secured. Which contexts apply, and where keywords may
    /// stand, is as strict as in [`Strict`](Self::Strict), or the same bytes could be made to mean something else.
    Sealed,
}

/// How a document is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// What happens to what the graph cannot hold.
    pub mode: Mode,
    /// The IRI that relative ones are resolved against; none in secured documents.
    pub base: Option<&'a str>,
    /// A known context that applies before the document's own.
    pub expand_context: Option<&'a str>,
    /// Where contexts may stand below the top of a document whose contexts are those that are known.
    pub inner: Inner,
}

/// Where known contexts may stand below the top.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Inner {
    /// Nowhere.
    #[default]
    Nowhere,
    /// In the credentials of a presentation, the values of `verifiableCredential` at its top.
    ShownCredentials,
}

/// The quads of a document that is secured through its graph: what the graph would not hold is refused.
///
/// # Errors
///
/// [`JsonLdError`], with the place as a JSON pointer.
pub fn to_dataset(document: &Value, contexts: &Contexts) -> Result<Dataset, JsonLdError> {
    to_dataset_with(document, contexts, &Options::default())
}

/// As [`to_dataset`], of JSON as it was received.
///
/// # Errors
///
/// [`JsonLdError`], with the place as a JSON pointer.
pub fn received_to_dataset(document: Json<'_>, contexts: &Contexts) -> Result<Dataset, JsonLdError> {
    read::to_dataset(document, contexts, &Options::default()).map(|(dataset, _)| dataset)
}

/// The quads of `document`, read as `options` say.
///
/// # Errors
///
/// [`JsonLdError`], with the place as a JSON pointer.
pub fn to_dataset_with(document: &Value, contexts: &Contexts, options: &Options<'_>) -> Result<Dataset, JsonLdError> {
    read::to_dataset(Document::of(document).root(), contexts, options).map(|(dataset, _)| dataset)
}

/// The quads of a document whose bytes are secured, and what of it the graph does not hold.
///
/// # Errors
///
/// [`JsonLdError`], with the place as a JSON pointer: contexts that are not known, keywords in data, and what breaks a
/// rule of JSON-LD.
pub fn to_dataset_of_sealed(document: &Value, contexts: &Contexts) -> Result<(Dataset, Dropped), JsonLdError> {
    sealed_to_dataset(Document::of(document).root(), contexts)
}

/// The quads of a presentation. The credentials in it name their own contexts, and may say different things of one node,
/// since each is read by itself.
///
/// # Errors
///
/// Those of [`to_dataset_of_sealed`], and [`JsonLdError::DroppedValue`] when the graph would not hold all that it shows.
pub fn presentation_to_dataset(document: Json<'_>, contexts: &Contexts) -> Result<Dataset, JsonLdError> {
    let options = Options { mode: Mode::Sealed, inner: Inner::ShownCredentials, ..Options::default() };
    let (dataset, dropped) = read::to_dataset(document, contexts, &options)?;
    if let Some(name) = dropped.names.first() {
        let reason = format!("`{name}` is no term of the contexts, or no value of its kind");
        return Err(JsonLdError::DroppedValue { pointer: String::new(), reason });
    }
    if !dropped.is_empty() {
        let reason = "the graph would not hold all of it".to_owned();
        return Err(JsonLdError::DroppedValue { pointer: String::new(), reason });
    }
    Ok(dataset)
}

/// As [`to_dataset_of_sealed`], of JSON as it was received.
///
/// # Errors
///
/// Those of [`to_dataset_of_sealed`].
pub fn sealed_to_dataset(document: Json<'_>, contexts: &Contexts) -> Result<(Dataset, Dropped), JsonLdError> {
    read::to_dataset(document, contexts, &Options { mode: Mode::Sealed, ..Options::default() })
}
