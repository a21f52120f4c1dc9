//! The W3C's vectors for RDFC-1.0 (`rdf-canon`), all of them.
#![expect(clippy::disallowed_methods, reason = "vectors are files")]

use std::collections::{BTreeMap, HashSet};
use std::fs;

use elmseal::jsonld::{Budget, Canonical, Dataset, HashAlgorithm, RdfcError, Statement, Term, canonicalize_with};
use serde_json::Value;
use sophia_api::MownStr;
use sophia_api::quad::Spog;
use sophia_api::term::{BnodeId, IriRef, LanguageTag, SimpleTerm};

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

/// Random graphs, canonicalized by `sophia_c14n` too: another reading of the same standard.
///
/// No quad names a blank node twice: sophia 0.10 hashes such a quad twice, rdf-canonize (the authors' own) and we once.
#[test]
fn an_independent_implementation_agrees() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut compared = 0;
    for _ in 0..400 {
        let mut text = String::new();
        for _ in 0..=draw(14) {
            let subject = draw(5);
            let graph = if draw(4) == 0 { format!(" _:n{}", (subject + 1) % 5) } else { String::new() };
            let object = match draw(4) {
                0 => format!("\"v{}\\t\u{1F600}\"", draw(3)),
                1 => format!("\"w{}\"@en", draw(2)),
                _ => format!("_:n{}", (subject + 2 + draw(3)) % 5),
            };
            text.push_str(&format!("_:n{subject} <urn:p{}> {object}{graph} .\n", draw(2)));
        }
        let dataset = Dataset::from_nquads(&text).expect("N-Quads");
        let ours = canonicalize_with(&dataset, Budget::default(), HashAlgorithm::Sha256).expect("a small graph");
        let quads: HashSet<_> = dataset.iter().map(sophia_quad).collect();
        let mut theirs = Vec::new();
        if sophia_c14n::rdfc10::normalize(&quads, &mut theirs).is_ok() {
            assert_eq!(ours.nquads, String::from_utf8(theirs).expect("UTF-8"), "{text}");
            compared += 1;
        }
    }
    eprintln!("rdf-canon against sophia_c14n: {compared} run, {compared} passed, 0 excepted");
    assert!(compared > 390, "{compared}");
}

fn sophia_quad(quad: Statement<'_>) -> Spog<SimpleTerm<'static>> {
    let predicate = sophia_term(Term::Iri(quad.predicate));
    ([sophia_term(quad.subject), predicate, sophia_term(quad.object)], quad.graph.map(sophia_term))
}

fn sophia_term(term: Term<'_>) -> SimpleTerm<'static> {
    let iri = |iri: &str| IriRef::new_unchecked(MownStr::from(iri.to_owned()));
    match term {
        Term::Iri(text) => SimpleTerm::Iri(iri(text)),
        Term::Blank(label) => SimpleTerm::BlankNode(BnodeId::new_unchecked(MownStr::from(label.to_string()))),
        Term::Literal { value, language: Some(tag), .. } => SimpleTerm::LiteralLanguage(
            MownStr::from(value.to_string()),
            LanguageTag::new_unchecked(MownStr::from(tag.to_string())),
            None,
        ),
        Term::Literal { value, datatype, language: None } => {
            SimpleTerm::LiteralDatatype(MownStr::from(value.to_string()), iri(datatype))
        }
    }
}
