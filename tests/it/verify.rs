//! Verifying from bytes to a report: for each case the exact rows that differ from those of a good credential.

mod abuse;
mod kept;
mod keys;
mod lists;
mod refreshed;
mod status;
mod world;

use elmseal::crypto::encoding::to_hex;
use elmseal::crypto::sha256;
use elmseal::model::time::Timestamp;
use elmseal::trust::{AllianceList, Scope, Selector, ServiceKind, Standing, TrustStore};
use elmseal::verify::{Asked, Check, Decision, Outcome, Report};
use serde_json::{Value, json};

use world::{LEGAL_ID, List, World, at, multikey};

use Check::*;
use Outcome::{Failed, Inconclusive, NotApplicable, Passed};

type Row = (Check, Outcome, &'static str);

/// The rows of a good credential of the fixture.
const GOOD: [Row; 14] = [
    (Integrity, Passed, "unchanged"),
    (Proof, Passed, "proof-verified"),
    (IssuerKey, Passed, "key-listed"),
    (TrustList, Passed, "issuer-listed"),
    (Scope, Passed, "in-scope"),
    (AwardingBodies, Passed, "awarding-bodies-agree"),
    (TrustAtSealing, Inconclusive, "no-proof-of-existence"),
    (TrustNow, Passed, "issuer-granted"),
    (Status, Passed, "not-revoked"),
    (StatusList, Passed, "status-list-fresh"),
    (Validity, Passed, "in-time"),
    (Log, NotApplicable, "no-inclusion-proof"),
    (Profile, Failed, "profile-departs"),
    (Vocabularies, Inconclusive, "code-unknown"),
];

/// All rows behind one that stops the path.
const STOPPED: [Row; 12] = [
    (IssuerKey, Inconclusive, "not-checked"),
    (TrustList, Inconclusive, "not-checked"),
    (Scope, Inconclusive, "not-checked"),
    (AwardingBodies, Inconclusive, "not-checked"),
    (TrustAtSealing, Inconclusive, "not-checked"),
    (TrustNow, Inconclusive, "not-checked"),
    (Status, Inconclusive, "not-checked"),
    (StatusList, Inconclusive, "not-checked"),
    (Validity, Inconclusive, "not-checked"),
    (Log, Inconclusive, "not-checked"),
    (Profile, Inconclusive, "not-checked"),
    (Vocabularies, Inconclusive, "not-checked"),
];

#[track_caller]
fn check(report: &Report, decision: Decision, changed: &[Row]) {
    let expected: Vec<Row> =
        GOOD.iter().map(|row| *changed.iter().rev().find(|other| other.0 == row.0).unwrap_or(row)).collect();
    let found: Vec<Row> = report.checks.iter().map(|row| (row.check, row.outcome, row.code)).collect();
    assert_eq!(found, expected, "{:#?}", report.checks);
    assert_eq!(report.decision, decision);
    assert!(!report.reasons.is_empty());
}

#[track_caller]
fn check_stopped(report: &Report, decision: Decision, integrity: Row, proof: Row) {
    let changed: Vec<Row> = STOPPED.into_iter().chain([integrity, proof]).collect();
    check(report, decision, &changed);
    assert_eq!(report.credential, None);
}

const SEALED: &str = "2026-06-02T12:00:00Z";

fn who() -> Selector {
    Selector::new(LEGAL_ID)
}

#[test]
fn a_good_credential_is_accepted() {
    let world = World::new();
    let report = world.report(&world.sealed());
    check(&report, Decision::Accept, &[]);
    assert_eq!(report.reasons[0].code, "accepted");
    let shown = report.credential.expect("a summary");
    assert_eq!(shown.titles, [("en".to_owned(), "Marine data".to_owned())]);
    assert_eq!(shown.learner.as_deref(), Some("Aoife Ní Bhriain"));
    let issuer = shown.issuer.expect("an issuer");
    assert_eq!(issuer.names, [("en".to_owned(), "Atlantic University".to_owned())]);
    assert_eq!(issuer.claimed_names, [("en".to_owned(), "The Best University".to_owned())]);
    assert_eq!(shown.awarding_bodies, [issuer]);
    assert_eq!((shown.eqf_level.as_deref(), shown.credits.as_deref()), (Some("6"), Some("3")));
    assert_eq!(shown.credit_framework.as_deref(), Some("ECTS"));
    assert_eq!(shown.outcomes[0].titles, [("en".to_owned(), "reads tide tables".to_owned())]);
    assert_eq!(shown.outcomes.len(), 1);
    assert_eq!(shown.valid_until.as_deref(), Some("2031-06-02T12:00:00Z"));
    assert_eq!(shown.grades[0].grade, [("en".to_owned(), "A".to_owned())]);
    assert_eq!(report.lists[0].sequence, Some(1));
}

#[test]
fn a_report_has_the_fixed_shape_in_json() {
    let world = World::new();
    let json = world.report(&world.sealed()).to_json();
    let names: Vec<&str> = json.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "report_version",
            "decision",
            "reasons",
            "checks",
            "credential",
            "seal",
            "evaluated_at",
            "lists",
            "document_sha256"
        ]
    );
    assert_eq!(json["document_sha256"], json!(to_hex(&sha256(&world.bytes(&world.sealed())))));
    assert_eq!((&json["report_version"], &json["decision"]), (&json!(1), &json!("accept")));
    let rows: Vec<&str> = json["checks"].as_array().expect("rows").iter().filter_map(|r| r["check"].as_str()).collect();
    assert_eq!(
        rows,
        [
            "integrity",
            "proof",
            "issuer_key",
            "trust_list",
            "scope",
            "awarding_bodies",
            "trust_at_sealing",
            "trust_now",
            "status",
            "status_list",
            "validity",
            "log",
            "profile",
            "vocabularies"
        ]
    );
    assert_eq!(
        json["checks"][11],
        json!({
            "check": "log", "outcome": "not_applicable", "code": "no-inclusion-proof",
            "detail": "no proof of inclusion came with the credential",
        })
    );
    assert_eq!(json["evaluated_at"], json!("2026-06-10T00:00:00Z"));
    assert_eq!(json["lists"][0]["id"], json!("example"));
}

#[test]
fn a_tampered_credential_is_rejected() {
    let world = World::new();
    let broken = (Integrity, Failed, "content-not-sealed");
    let mismatch = (Proof, Failed, "signature-mismatch");
    for (pointer, value) in [
        ("/credentialSubject/hasClaim/provenBy/grade/noteLiteral/en", json!("A+")),
        ("/credentialSubject/givenName/en", json!("Aoibhe")),
        ("/credentialStatus/0/statusListIndex", json!("8")),
        ("/expirationDate", json!("2041-06-02T12:00:00Z")),
        ("/proof/created", json!("2026-06-01T12:00:00Z")),
    ] {
        let mut document = world.sealed();
        *document.pointer_mut(pointer).expect(pointer) = value;
        check_stopped(&world.report(&document), Decision::Reject, broken, mismatch);
    }
}

/// Under the context of the specification's examples any word is defined: that is for conformance suites.
#[test]
fn words_that_nobody_defined_are_for_conformance_suites_alone() {
    let world = World::new();
    let mut document = world.credential();
    let contexts = document["@context"].as_array_mut().expect("an array");
    contexts.push(json!("https://www.w3.org/ns/credentials/examples/v2"));
    document["credentialSubject"]["favouriteRoom"] = json!("B 12");
    let sealed = world.seal(document, 1, &format!("{}#key-1", world::DID), SEALED);
    let usual = world.report(&sealed);
    let row = |report: &Report, check| {
        let row = report.checks.iter().find(|row| row.check == check).expect("a row");
        (row.outcome, row.code)
    };
    assert_eq!((usual.decision, row(&usual, Integrity)), (Decision::Undecided, (Inconclusive, "context-unknown")));
    let suites = |document: &Value| world.verifier().with_examples().verify(&world.bytes(document), world.now);
    let known = suites(&sealed);
    assert_eq!((known.decision, row(&known, Integrity)), (Decision::Accept, (Passed, "unchanged")));
    let mut changed = sealed;
    changed["credentialSubject"]["favouriteRoom"] = json!("B 13");
    assert_eq!(suites(&changed).decision, Decision::Reject);
}

#[test]
fn what_is_no_sealed_credential_is_a_report_too() {
    let world = World::new();
    let report = |bytes: &[u8]| world.verifier().verify(bytes, world.now);
    let unproven = (Proof, Inconclusive, "not-checked");
    let integrity = |code| (Integrity, Failed, code);
    for (bytes, code) in [
        (&b""[..], "not-json"),
        (b"\xff\xfe", "not-json"),
        (b"[1]", "not-a-credential"),
        (
            br#"{"type":"VerifiablePresentation","@context":["https://www.w3.org/2018/credentials/v1"]}"#,
            "not-a-credential",
        ),
        (br#"{"a":1,"a":2}"#, "not-json"),
    ] {
        check_stopped(&report(bytes), Decision::Reject, integrity(code), unproven);
    }
    let seal = br#" { "payload" : "{}", "signatures": [] }"#;
    let unchecked = (Integrity, Inconclusive, "not-checked");
    check_stopped(&report(seal), Decision::Reject, unchecked, (Proof, Failed, "signature-missing"));
    let uploadable = json!({"credential": world.sealed(), "deliveryDetails": {"deliveryAddress": ["a@b.example"]}});
    check_stopped(&world.report(&uploadable), Decision::Reject, unchecked, (Proof, Failed, "not-sealed-yet"));

    let mut bare = world.sealed();
    bare.as_object_mut().expect("an object").remove("proof");
    check_stopped(&world.report(&bare), Decision::Reject, unchecked, (Proof, Failed, "proof-missing"));

    for (pointer, value, row) in [
        ("/proof/proofPurpose", json!("authentication"), "proof-purpose-wrong"),
        ("/proof/cryptosuite", json!("ecdsa-rdfc-2019"), "cryptosuite-unsupported"),
        ("/proof/verificationMethod", json!("did:web:evil.example#key-1"), "method-not-authorized"),
        ("/proof/proofValue", json!("z1"), "proof-value-malformed"),
    ] {
        let mut document = world.sealed();
        *document.pointer_mut(pointer).expect(pointer) = value;
        check_stopped(&world.report(&document), Decision::Reject, unchecked, (Proof, Failed, row));
    }
    let mut unknown = world.sealed();
    unknown["@context"][1] = json!("https://evil.example/context");
    let not_known = (Integrity, Inconclusive, "context-unknown");
    check_stopped(&world.report(&unknown), Decision::Undecided, not_known, unproven);
    let mut inline = world.sealed();
    inline["@context"][1] = json!({"surplus": "https://evil.example/surplus"});
    check_stopped(&world.report(&inline), Decision::Reject, integrity("context-inline"), unproven);
    let mut undefined = world.sealed();
    undefined["surplus"] = json!("x");
    check_stopped(&world.report(&undefined), Decision::Reject, integrity("graph-unsound"), unproven);
}

#[test]
fn the_same_evidence_gives_the_same_report() {
    let world = World::new();
    let bytes = world.bytes(&world.sealed());
    let verifier = world.verifier();
    let twice: [Report; 2] = [(); 2].map(|()| verifier.verify(&bytes, world.now));
    assert_eq!(twice[0], twice[1]);
    let another: Timestamp = world.now.plus_seconds(1);
    assert_eq!(verifier.verify(&bytes, another).checks, twice[0].checks);
}
