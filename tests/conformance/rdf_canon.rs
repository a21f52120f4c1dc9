//! The W3C's vectors for RDFC-1.0 (`rdf-canon`), all of them.

use std::collections::BTreeMap;
use std::fs;

use elmseal::jsonld::{Budget, Canonical, Dataset, HashAlgorithm, RdfcError, canonicalize_with};
use serde_json::Value;

use crate::support;

#[test]
fn every_vector_has_its_canonical_form() {
    let Some(reference) = support::reference("the rdf-canon vectors") else { return };
    let folder = reference.join("vectors/rdf-canon");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let manifest: Value = serde_json::from_str(&read("manifest.jsonld")).expect("the manifest is JSON");
    let entries = manifest["entries"].as_array().expect("a list of vectors");
    let mut wrong = Vec::new();
    for entry in entries {
        let text = |name: &str| entry[name].as_str().unwrap_or_default();
        let dataset = Dataset::from_nquads(&read(text("action"))).unwrap_or_else(|e| panic!("{}: {e}", text("id")));
        let algorithm = if text("hashAlgorithm") == "SHA384" { HashAlgorithm::Sha384 } else { HashAlgorithm::Sha256 };
        let found = canonicalize_with(&dataset, Budget::default(), algorithm);
        let fits = match text("type") {
            "rdfc:RDFC10EvalTest" => canonical(&found).is_some_and(|c| c.nquads == read(text("result"))),
            "rdfc:RDFC10MapTest" => {
                let map: BTreeMap<String, String> =
                    serde_json::from_str(&read(text("result"))).expect("a map of labels");
                canonical(&found).is_some_and(|c| c.labels == map)
            }
            "rdfc:RDFC10NegativeEvalTest" => found == Err(RdfcError::BudgetExhausted),
            other => panic!("{}: unknown type {other}", text("id")),
        };
        if !fits {
            wrong.push(text("id").to_owned());
        }
    }
    eprintln!("rdf-canon: {} run, {} passed, 0 excepted", entries.len(), entries.len() - wrong.len());
    assert_eq!(entries.len(), 86);
    assert!(wrong.is_empty(), "{wrong:?}");
}

fn canonical(found: &Result<Canonical, RdfcError>) -> Option<&Canonical> {
    found.as_ref().ok()
}
