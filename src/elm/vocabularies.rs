//! Whether the codes of a document stand on the controlled lists that it names.

/// What the list says about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VocabularyOutcome {
    /// The list is complete and the code is not on it.
    Absent,
    /// The list is known only in part, or not at all, and the code is not on that part.
    Inconclusive,
}

/// A code that was not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VocabularyFinding {
    /// The concept's IRI.
    pub concept: String,
    /// The IRI of the list that the document names.
    pub scheme: String,
    /// What the list says.
    pub outcome: VocabularyOutcome,
}
