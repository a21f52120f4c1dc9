//! Whether the codes of a document stand on the controlled lists that it names.

use std::collections::BTreeSet;

use super::profile::Numbered;
use crate::jsonld::Dataset;
use crate::vocabulary::{List, Membership, member};

/// What the list says about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VocabularyOutcome {
    /// The list is complete and the code is not on it.
    Absent,
    /// The list is known only in part, or not at all, and the code is not on that part.
    Inconclusive,
}

/// A code that was not found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct VocabularyFinding {
    /// What the list says.
    pub outcome: VocabularyOutcome,
    /// The concept's IRI.
    pub concept: String,
    /// The IRI of the list that the document names; empty when it names none.
    pub scheme: String,
}

/// The codes of a document that are not found on their lists: absent ones first, each once.
#[must_use]
pub fn vocabulary_check(dataset: &Dataset) -> Vec<VocabularyFinding> {
    unlisted(&Numbered::new(dataset))
}

/// As [`vocabulary_check`], of a graph that was looked up before.
pub(super) fn unlisted(graph: &Numbered<'_>) -> Vec<VocabularyFinding> {
    let mut findings = BTreeSet::new();
    for (concept, schemes) in graph.concepts() {
        let mut look_up = |scheme: &str| {
            let outcome = match List::by_scheme(scheme).map(|list| member(list, concept)) {
                Some(Membership::Listed(_)) => return,
                Some(Membership::Absent) => VocabularyOutcome::Absent,
                Some(Membership::Inconclusive) | None => VocabularyOutcome::Inconclusive,
            };
            let (concept, scheme) = (concept.to_owned(), scheme.to_owned());
            findings.insert(VocabularyFinding { outcome, concept, scheme });
        };
        let mut schemes = schemes.peekable();
        if schemes.peek().is_none() {
            look_up("");
        }
        schemes.for_each(look_up);
    }
    findings.into_iter().collect()
}
