//! All checks of a finished document's graph, which is looked up once for them.

use super::profile::{self, ApVersion, Numbered, ProfileFinding};
use super::vocabularies::{VocabularyFinding, unlisted};
use crate::jsonld::Dataset;

/// What a document's graph was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// What departs from the profiles that it claims, and dates without a time zone.
    pub departures: Vec<ProfileFinding>,
    /// Codes that are not found on their lists.
    pub codes: Vec<VocabularyFinding>,
}

/// Examines the document whose root is `root`: as [`profile::check_claimed`], [`profile::check_dates`] and
/// [`vocabulary_check`](super::vocabulary_check) one after the other.
#[must_use]
pub fn examine(dataset: &Dataset, root: &str, version: ApVersion) -> Examined {
    let graph = Numbered::new(dataset);
    let mut departures = profile::claimed_departures(&graph, root, version);
    departures.extend(profile::undated(&graph));
    Examined { departures, codes: unlisted(&graph) }
}
