//! Credentials of others: what the public fixtures of the digital credentials community come to, by their names.
//!
//! A name says what there is of registries (which are others', so that every issuer here is on no list), whether there is a
//! status and what it says, and whether the credential has expired. `did:web` and status lists come from files. The
//! pictures beside them are QR codes with links, which `receive` tests.
#![expect(clippy::disallowed_methods, reason = "fixtures are files")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use elmseal::fetch::{Fetch, FetchError, Purpose};
use elmseal::model::time::Timestamp;
use elmseal::verify::Check::{Integrity, Proof, Status, StatusList, Validity};
use elmseal::verify::Outcome::{Failed, Inconclusive, NotApplicable, Passed};
use elmseal::verify::{Check, Decision, Outcome, Report, Verifier};
use serde_json::{Value, json};

use crate::support;

const LISTS: &str = "https://digitalcredentials.github.io/vc-test-fixtures/statusLists/";
const DIDS: &str = "https://digitalcredentials.github.io/vc-test-fixtures/dids/";

/// The fixtures' own host, as files.
struct Host(PathBuf);

impl Fetch for Host {
    fn get(&self, url: &str, _: Purpose) -> Result<Vec<u8>, FetchError> {
        let lists = url.strip_prefix(LISTS).map(|rest| self.0.join("statusLists").join(rest));
        let path = lists.or_else(|| url.strip_prefix(DIDS).map(|rest| self.0.join("dids").join(rest)));
        path.and_then(|path| fs::read(path).ok()).ok_or_else(|| FetchError::NotFound { url: url.to_owned() })
    }
}

fn verifier(fixtures: &Path) -> Verifier {
    Verifier::new(Arc::new(Host(fixtures.to_owned())), Vec::new())
}

fn now() -> Timestamp {
    Timestamp::parse("2026-01-15T12:00:00Z").expect("a time")
}

/// Every file below a folder, by its path in it.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

fn row(report: &Report, check: Check) -> (Outcome, &'static str) {
    let row = report.row(check);
    (row.outcome, row.code)
}

/// What a name promises, as rows and a decision.
fn check_name(name: &str, report: &Report) {
    assert_eq!(row(report, Integrity), (Passed, "unchanged"), "{name}: {report:#?}");
    assert_eq!(row(report, Proof), (Passed, "proof-verified"), "{name}");
    let (status, list) = if name.contains("-revokedSta") {
        ((Failed, "revoked"), (Inconclusive, "status-list-other"))
    } else if name.contains("-validStatus") {
        ((Passed, "not-revoked-by-named-list"), (Inconclusive, "status-list-other"))
    } else {
        assert!(name.contains("-noStatus"), "{name}");
        ((NotApplicable, "no-status"), (NotApplicable, "no-status"))
    };
    assert_eq!((row(report, Status), row(report, StatusList)), (status, list), "{name}");
    let validity = if name.contains("-expired") {
        (Failed, "expired")
    } else {
        assert!(name.contains("-noExpiry"), "{name}");
        (Passed, "in-time")
    };
    assert_eq!(row(report, Validity), validity, "{name}");
    let bad = status.0 == Failed || validity.0 == Failed;
    let decision = if bad { Decision::Reject } else { Decision::Undecided };
    assert_eq!(report.decision, decision, "{name}");
    let shown = report.credential.as_ref().expect("a summary");
    assert!(!shown.titles.is_empty() && shown.badge.is_some(), "{name}: {shown:?}");
}

/// Its context is published nowhere that this program carries, so that what it says is not known.
const UNKNOWN_CONTEXT: &str = "dataIntegrityProof/didKey/legacyRegistry-noStatus-noExpiry-oldDCCExample.json";
/// The file is empty.
const EMPTY: &str = "ed25519/didKey/legacy-noStatus-noExpiry.json";

#[test]
fn every_fixture_comes_to_what_its_name_says_and_its_twins_are_rejected() {
    let Some(reference) = support::reference("credentials of other issuers") else { return };
    let fixtures = reference.join("vectors/learner-credentials");
    let verifier = verifier(&fixtures);
    let mut run = 0;
    for (name, bytes) in files(&fixtures.join("vc1.1")).into_iter().filter(|(name, _)| name.ends_with(".json")) {
        let report = verifier.verify(&bytes, now());
        if name == EMPTY {
            assert_eq!(row(&report, Integrity), (Failed, "not-json"));
            continue;
        }
        if name == UNKNOWN_CONTEXT {
            assert_eq!(row(&report, Integrity), (Inconclusive, "context-unknown"));
            assert_eq!(report.decision, Decision::Undecided);
            continue;
        }
        check_name(&name, &report);
        for twin in twins(&bytes) {
            let report = verifier.verify(twin.to_string().as_bytes(), now());
            assert_eq!(report.decision, Decision::Reject, "{name}: {twin}");
            assert_eq!(row(&report, Proof), (Failed, "signature-mismatch"), "{name}: {twin}");
            assert_eq!(report.credential, None, "{name}");
        }
        run += 1;
    }
    eprintln!("learner credentials: {run} run, {run} passed, 2 excepted");
    assert_eq!(run, 43);
}

/// The credential with one thing changed: a claim, a date, the issuer's name, and the options of each of its proofs.
fn twins(bytes: &[u8]) -> Vec<Value> {
    let document: Value = serde_json::from_slice(bytes).expect("JSON");
    let mut twins = Vec::new();
    let mut change = |pointer: &str, value: Value| {
        let mut twin = document.clone();
        if let Some(found) = twin.pointer_mut(pointer) {
            *found = value;
            twins.push(twin);
        }
    };
    change("/credentialSubject/achievement/name", json!("Another achievement"));
    change("/issuanceDate", json!("2009-01-01T00:00:00Z"));
    change("/credentialStatus/statusListIndex", json!("7777"));
    for proof in ["/proof", "/proof/0", "/proof/1"] {
        change(&format!("{proof}/created"), json!("2025-05-08T17:34:01Z"));
    }
    assert!(twins.len() >= 3);
    twins
}

#[test]
fn every_proof_of_a_set_has_to_verify() {
    let Some(reference) = support::reference("credentials with two proofs") else { return };
    let fixtures = reference.join("vectors/learner-credentials");
    let verifier = verifier(&fixtures);
    let bytes = fs::read(fixtures.join("vc1.1/bothSignatureTypes/didKey/oidf-noStatus-noExpiry.json")).expect("a file");
    let document: Value = serde_json::from_slice(&bytes).expect("JSON");
    let values: Vec<&Value> = (0..2).map(|index| &document["proof"][index]["proofValue"]).collect();
    // Each with the value of the other: one of the suite's, and neither over these options.
    for index in 0..2 {
        let mut twin = document.clone();
        twin["proof"][index]["proofValue"] = values[1 - index].clone();
        let report = verifier.verify(twin.to_string().as_bytes(), now());
        assert_eq!((report.decision, row(&report, Proof)), (Decision::Reject, (Failed, "signature-mismatch")));
    }
    // The old type with a cryptosuite says two things.
    let old = document["proof"].as_array().expect("two").iter().position(|p| p["type"] == "Ed25519Signature2020");
    let mut twin = document.clone();
    twin["proof"][old.expect("one of them")]["cryptosuite"] = json!("eddsa-rdfc-2022");
    let report = verifier.verify(twin.to_string().as_bytes(), now());
    assert_eq!((report.decision, row(&report, Proof)), (Decision::Reject, (Failed, "proof-member-unknown")));
}

#[test]
fn a_badge_is_shown_by_what_was_signed() {
    let Some(reference) = support::reference("an Open Badge") else { return };
    let fixtures = reference.join("vectors/learner-credentials");
    let name = "vc1.1/bothSignatureTypes/didWeb/oidf-validStatus-noExpiry.json";
    let report = verifier(&fixtures).verify(&fs::read(fixtures.join(name)).expect("a file"), now());
    let shown = report.credential.expect("a summary");
    let badge = shown.badge.expect("a badge");
    assert_eq!(shown.titles, [(String::new(), "Mock Bachelor of Science in Biology".to_owned())]);
    assert_eq!(shown.learner.as_deref(), Some("Taylor Tuna"));
    assert_eq!(badge.achievement_type.as_deref(), Some("BachelorDegree"));
    assert_eq!(badge.field_of_study, [(String::new(), "Biology".to_owned())]);
    assert!(badge.criteria[0].1.starts_with("In Recognition of proficiency"));
    let issuer = shown.issuer.expect("an issuer");
    assert!(issuer.names.is_empty(), "nobody vouches for it");
    assert_eq!(issuer.claimed_names[0].1, "Massachusetts Institute of Technology");
}

#[test]
fn status_lists_come_to_what_their_names_say() {
    let Some(reference) = support::reference("status lists of others") else { return };
    let fixtures = reference.join("vectors/learner-credentials");
    let verifier = verifier(&fixtures);
    let expected = BTreeMap::from([
        ("e5WK8CbZ1GjycuPombrj", ((Passed, "unchanged"), (Passed, "in-time"))),
        ("expired", ((Passed, "unchanged"), (Failed, "expired"))),
        ("missingBitStringType", ((Passed, "unchanged"), (Passed, "in-time"))),
        ("notYetValid", ((Passed, "unchanged"), (Failed, "not-yet-valid"))),
        ("tampered", ((Failed, "content-not-sealed"), (Inconclusive, "not-checked"))),
    ]);
    let found = files(&fixtures.join("statusLists/didkey-ed25519Signature2020"));
    let rows: BTreeMap<&str, _> = found
        .iter()
        .map(|(name, bytes)| {
            let report = verifier.verify(bytes, now());
            (name.as_str(), (row(&report, Integrity), row(&report, Validity)))
        })
        .collect();
    assert_eq!(rows, expected);
}
