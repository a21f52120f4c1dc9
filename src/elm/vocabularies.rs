//! Whether the codes of a document stand on the controlled lists that it names.

use std::collections::BTreeSet;

use crate::jsonld::Dataset;
use crate::vocabulary::{List, Membership, member};

const CONCEPT: &str = "http://www.w3.org/2004/02/skos/core#Concept";
const IN_SCHEME: &str = "http://www.w3.org/2004/02/skos/core#inScheme";

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
    let mut findings = BTreeSet::new();
    for concept in dataset.instances(CONCEPT) {
        let schemes: Vec<&str> = concept.all(IN_SCHEME).filter_map(|term| term.as_iri()).collect();
        for scheme in if schemes.is_empty() { vec![""] } else { schemes } {
            let outcome = match List::by_scheme(scheme).map(|list| member(list, concept.id())) {
                Some(Membership::Listed(_)) => continue,
                Some(Membership::Absent) => VocabularyOutcome::Absent,
                Some(Membership::Inconclusive) | None => VocabularyOutcome::Inconclusive,
            };
            let (concept, scheme) = (concept.id().to_owned(), scheme.to_owned());
            findings.insert(VocabularyFinding { outcome, concept, scheme });
        }
    }
    findings.into_iter().collect()
}
