//! Controlled lists and ESCO: looked up by code, IRI or label, never guessed.

/// One entry of a controlled list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Concept {
    /// The concept's IRI.
    pub iri: String,
    /// IRI of the list (concept scheme).
    pub scheme: &'static str,
    /// What stands behind the last slash of the IRI.
    pub code: String,
    /// Label in English.
    pub label: String,
}
