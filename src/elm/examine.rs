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
    Examined { departures: profile::departures(&graph, root, version), codes: unlisted(&graph) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::elm::vocabulary_check;
    use crate::jsonld::{Contexts, to_dataset};

    #[test]
    fn one_look_finds_what_three_find() {
        let document = json!({
            "@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
            "id": "urn:credential:1",
            "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
            "issued": "2026-06-30T12:00:00",
            "validFrom": "2026-06-30T12:00:00",
            "credentialSubject": {
                "id": "urn:p", "type": "Person", "familyName": { "en": "A", "fi": "B" }, "dateOfBirth": "2001-05-06T00:00:00",
                "citizenshipCountry": {
                    "id": "urn:nowhere", "type": "Concept",
                    "inScheme": {
                        "id": "http://publications.europa.eu/resource/authority/country", "type": "ConceptScheme",
                    },
                },
            },
        });
        let dataset = to_dataset(&document, Contexts::embedded()).expect("quads");
        for version in ApVersion::ALL {
            let mut departures = profile::check_claimed(&dataset, "urn:credential:1", version);
            let dates = profile::check_dates(&dataset);
            assert_eq!(dates.len(), 3, "{dates:?}");
            departures.extend(dates);
            let codes = vocabulary_check(&dataset);
            assert_eq!(codes.len(), 1);
            assert_eq!(examine(&dataset, "urn:credential:1", version), Examined { departures, codes });
        }
    }
}
