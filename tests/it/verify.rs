//! Verifying from bytes to a report: for each case the exact rows that differ from those of a good credential.

mod world;

use elmseal::model::time::Timestamp;
use elmseal::trust::{AllianceList, Scope, Selector, ServiceKind, Standing, TrustStore};
use elmseal::verify::{Check, Decision, Outcome, Report};
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
    assert_eq!(shown.outcomes, [vec![("en".to_owned(), "reads tide tables".to_owned())]]);
    assert_eq!(shown.valid_until.as_deref(), Some("2031-06-02T12:00:00Z"));
    assert_eq!(shown.grades[0].grade, [("en".to_owned(), "A".to_owned())]);
    assert_eq!(report.lists[0].sequence, Some(1));
}

#[test]
fn a_report_has_the_fixed_shape_in_json() {
    let world = World::new();
    let json = world.report(&world.sealed()).to_json();
    let names: Vec<&str> = json.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(names, ["report_version", "decision", "reasons", "checks", "credential", "evaluated_at", "lists"]);
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
    let open = (Integrity, Inconclusive, "seal-not-supported");
    check_stopped(&report(seal), Decision::Undecided, open, unproven);

    let mut bare = world.sealed();
    bare.as_object_mut().expect("an object").remove("proof");
    let unchecked = (Integrity, Inconclusive, "not-checked");
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
    check_stopped(&world.report(&unknown), Decision::Reject, integrity("context-unknown"), unproven);
    let mut undefined = world.sealed();
    undefined["surplus"] = json!("x");
    check_stopped(&world.report(&undefined), Decision::Reject, integrity("graph-unsound"), unproven);
}

#[test]
fn two_keys_under_one_did_are_both_the_issuers() {
    let mut world = World::new();
    world.edit(|list| {
        list.with_keys(&who(), ServiceKind::Issuance, &[multikey(1), multikey(11)], at("2026-06-01T00:00:00Z"))
    });
    for seed in [1, 11] {
        let document = world.seal(world.credential(), seed, "did:web:atlantic.example#key-1", SEALED);
        check(&world.report(&document), Decision::Accept, &[]);
    }
    let third = world.seal(world.credential(), 12, "did:web:atlantic.example#key-1", SEALED);
    world.publish_did(&[("key-1", 1), ("key-2", 11)]);
    check_stopped(
        &world.report(&third),
        Decision::Reject,
        (Integrity, Failed, "content-not-sealed"),
        (Proof, Failed, "signature-mismatch"),
    );
}

#[test]
fn an_old_credential_stays_good_after_a_rotation() {
    let mut world = World::new();
    let rotation = at("2026-06-05T00:00:00Z");
    world.edit(|list| list.with_keys(&who(), ServiceKind::Issuance, &[multikey(11)], rotation));
    world.publish_did(&[("key-2", 11)]);
    check(&world.report(&world.sealed()), Decision::Accept, &[]);
    let new = world.seal(world.credential(), 11, "did:web:atlantic.example#key-2", "2026-06-06T00:00:00Z");
    check(&world.report(&new), Decision::Accept, &[]);
    // The old key says that it sealed after it was replaced.
    let late = world.seal(world.credential(), 1, "did:web:atlantic.example#key-1", "2026-06-06T00:00:00Z");
    check(&world.report(&late), Decision::Undecided, &[(IssuerKey, Inconclusive, "key-not-listed-then")]);
}

#[test]
fn a_vanished_did_web_kills_nothing_and_proves_nothing() {
    let mut world = World::new();
    world.remove("https://atlantic.example/.well-known/did.json");
    check(&world.report(&world.sealed()), Decision::Accept, &[]);
    // Its tampered twin: the key that made the seal may be one that nobody can ask for any more.
    let mut tampered = world.sealed();
    tampered["credentialSubject"]["givenName"]["en"] = json!("Eve");
    check_stopped(
        &world.report(&tampered),
        Decision::Undecided,
        (Integrity, Inconclusive, "not-checked"),
        (Proof, Inconclusive, "key-unavailable"),
    );
    // Where the method names its key, the twin is known to be forged.
    let method = format!("did:web:atlantic.example#{}", multikey(1));
    let mut named = world.seal(world.credential(), 1, &method, SEALED);
    check(&world.report(&named), Decision::Accept, &[]);
    named["credentialSubject"]["givenName"]["en"] = json!("Eve");
    check_stopped(
        &world.report(&named),
        Decision::Reject,
        (Integrity, Failed, "content-not-sealed"),
        (Proof, Failed, "signature-mismatch"),
    );
}

#[test]
fn a_hijacked_did_web_forges_nothing() {
    let mut world = World::new();
    world.publish_did(&[("key-1", 66)]);
    check(&world.report(&world.sealed()), Decision::Accept, &[]);
    let forged = world.seal(world.credential(), 66, "did:web:atlantic.example#key-1", SEALED);
    check(&world.report(&forged), Decision::Undecided, &[(IssuerKey, Inconclusive, "key-not-listed")]);
}

#[test]
fn a_key_that_only_the_did_document_has_is_inconclusive() {
    let mut world = World::new();
    world.publish_did(&[("key-1", 1), ("key-2", 11)]);
    let document = world.seal(world.credential(), 11, "did:web:atlantic.example#key-2", SEALED);
    check(&world.report(&document), Decision::Undecided, &[(IssuerKey, Inconclusive, "key-not-listed")]);
    // A key of another role is no issuing key.
    world.publish_did(&[("key-1", 1), ("status", 2)]);
    let status_key = world.seal(world.credential(), 2, "did:web:atlantic.example#status", SEALED);
    check(&world.report(&status_key), Decision::Undecided, &[(IssuerKey, Inconclusive, "key-not-listed")]);
}

#[test]
fn an_unlisted_issuer_is_undecided() {
    let mut world = World::new();
    world.replace_list(0, |list| list.entities.clear());
    check(
        &world.report(&world.sealed()),
        Decision::Undecided,
        &[
            (IssuerKey, Inconclusive, "key-not-listed"),
            (TrustList, Failed, "issuer-not-listed"),
            (Scope, Inconclusive, "issuer-not-listed"),
            (AwardingBodies, Inconclusive, "issuer-not-listed"),
            (TrustAtSealing, Inconclusive, "issuer-not-listed"),
            (TrustNow, Inconclusive, "issuer-not-listed"),
        ],
    );
    world.lists.clear();
    check(
        &world.report(&world.sealed()),
        Decision::Undecided,
        &[
            (IssuerKey, Inconclusive, "no-list"),
            (TrustList, Inconclusive, "no-list"),
            (Scope, Inconclusive, "no-list"),
            (AwardingBodies, Inconclusive, "no-list"),
            (TrustAtSealing, Inconclusive, "no-list"),
            (TrustNow, Inconclusive, "no-list"),
        ],
    );
}

/// The rows that an unusable list leaves open.
fn open(code: &'static str) -> Vec<Row> {
    [IssuerKey, TrustList, Scope, AwardingBodies, TrustAtSealing, TrustNow]
        .map(|row| (row, Inconclusive, code))
        .to_vec()
}

#[test]
fn a_list_that_cannot_be_relied_on_leaves_trust_open() {
    let world = World::new();
    let later = at("2026-06-20T00:00:00Z");
    let mut rows = open("list-expired");
    rows.push((StatusList, Inconclusive, "status-list-expired"));
    rows.push((Status, Inconclusive, "status-unknown"));
    let report = world.verifier().verify(&world.bytes(&world.sealed()), later);
    check(&report, Decision::Undecided, &rows);
    assert_eq!(report.lists[0].state, "expired");

    let mut foreign = World::new();
    foreign.lists[0].root.keys = vec![[0; 32]];
    check(&foreign.report(&foreign.sealed()), Decision::Undecided, &open("list-unverified"));

    let mut gone = World::new();
    gone.lists[0].url = Some("https://alliance.example/trust/example.jwt".into());
    check(&gone.report(&gone.sealed()), Decision::Undecided, &open("list-unavailable"));
    gone.publish_list(0);
    check(&gone.report(&gone.sealed()), Decision::Accept, &[]);
}

#[test]
fn a_replayed_older_trust_list_is_recognised() {
    let mut world = World::new();
    let old = world.lists[0].list.clone();
    world.edit(|list| list.with_standing(&who(), Standing::Withdrawn, at("2026-06-05T00:00:00Z")));
    let verifier = world.verifier();
    let bytes = world.bytes(&world.sealed());
    check(&verifier.verify(&bytes, world.now), Decision::Undecided, &[(TrustNow, Failed, "issuer-withdrawn")]);
    // The next start of the verifier is shown the list from before the withdrawal.
    let kept = TrustStore::parse(verifier.seen().to_json().to_string().as_bytes()).expect("what was kept");
    world.lists[0].list = old;
    let report = world.verifier().with_seen(kept).verify(&bytes, world.now);
    check(&report, Decision::Undecided, &open("list-rolled-back"));
    assert_eq!(report.lists[0].state, "rolled-back");
    // Without memory it would pass, which is why it is kept.
    check(&world.report(&world.sealed()), Decision::Accept, &[]);
}

#[test]
fn another_list_with_the_same_number_is_recognised() {
    let mut world = World::new();
    let verifier = world.verifier();
    let bytes = world.bytes(&world.sealed());
    check(&verifier.verify(&bytes, world.now), Decision::Accept, &[]);
    world.replace_list(0, |list| list.entities[0].names[0].1 = "Other".into());
    let report = world.verifier().with_seen(verifier.seen()).verify(&bytes, world.now);
    check(&report, Decision::Undecided, &open("list-equivocated"));
}

#[test]
fn a_replayed_older_status_list_is_recognised() {
    let mut world = World::new();
    world.publish_status("revocation", &[7], "2026-06-09T00:00:00Z", 2);
    let verifier = world.verifier();
    let bytes = world.bytes(&world.sealed());
    check(&verifier.verify(&bytes, world.now), Decision::Reject, &[(Status, Failed, "revoked")]);
    let kept = TrustStore::parse(verifier.seen().to_json().to_string().as_bytes()).expect("what was kept");
    world.publish_status("revocation", &[], "2026-06-08T00:00:00Z", 2);
    let report = world.verifier().with_seen(kept).verify(&bytes, world.now);
    let rows = [(Status, Inconclusive, "status-unknown"), (StatusList, Inconclusive, "status-list-older")];
    check(&report, Decision::Undecided, &rows);
}

#[test]
fn revoked_rejects_and_suspended_leaves_open() {
    let mut world = World::new();
    world.publish_status("suspension", &[7], "2026-06-08T00:00:00Z", 2);
    check(&world.report(&world.sealed()), Decision::Undecided, &[(Status, Inconclusive, "suspended")]);
    world.publish_status("revocation", &[6, 7], "2026-06-08T00:00:00Z", 2);
    check(&world.report(&world.sealed()), Decision::Reject, &[(Status, Failed, "revoked")]);
    world.publish_status("revocation", &[6, 8], "2026-06-08T00:00:00Z", 2);
    world.publish_status("suspension", &[], "2026-06-08T00:00:00Z", 2);
    check(&world.report(&world.sealed()), Decision::Accept, &[]);
}

#[test]
fn a_status_list_counts_only_if_all_is_right_with_it() {
    let unknown = |code| [(Status, Inconclusive, "status-unknown"), (StatusList, Inconclusive, code)];
    let with = |change: fn(&mut World)| {
        let mut world = World::new();
        change(&mut world);
        world.report(&world.sealed())
    };
    let url = "https://atlantic.example/status/revocation.json";
    for (code, change) in [
        (
            "status-list-unavailable",
            (|w| w.remove("https://atlantic.example/status/revocation.json")) as fn(&mut World),
        ),
        ("status-list-other", |w| {
            w.copy("https://atlantic.example/status/suspension.json", "https://atlantic.example/status/revocation.json")
        }),
        ("status-list-expired", |w| w.publish_status("revocation", &[], "2026-06-01T00:00:00Z", 2)),
        ("status-list-from-the-future", |w| w.publish_status("revocation", &[], "2026-06-11T00:00:00Z", 2)),
        ("status-key-not-listed", |w| w.publish_status("revocation", &[], "2026-06-08T00:00:00Z", 1)),
        ("status-list-not-authentic", |w| {
            w.tamper("https://atlantic.example/status/revocation.json", "2026-06-15", "2026-06-16")
        }),
        ("status-list-not-authentic", |w| w.put("https://atlantic.example/status/revocation.json", b"[]")),
        ("status-list-other-issuer", |w| w.publish_foreign_status("revocation")),
        ("status-list-other-purpose", |w| w.publish_status_as("revocation", "suspension")),
        ("status-list-valid-too-long", |w| w.publish_status_for("revocation", 32)),
        ("status-index-out-of-range", |w| w.index = 200_000),
    ] {
        check(&with(change), Decision::Undecided, &unknown(code));
    }
    // The alliance says where the list lies now; its own id stays what credentials name.
    let mut moved = World::new();
    moved.copy(url, "https://archive.example/revocation.json");
    moved.remove(url);
    moved.edit(|list| list.with_moved_status_list(&who(), url, "https://archive.example/revocation.json"));
    check(&moved.report(&moved.sealed()), Decision::Accept, &[]);
}

#[test]
fn a_credential_without_status_has_nothing_to_look_up() {
    let world = World::new();
    let mut document = world.credential();
    document.as_object_mut().expect("an object").remove("credentialStatus");
    let sealed = world.seal(document, 1, "did:web:atlantic.example#key-1", SEALED);
    let rows = [(Status, NotApplicable, "no-status"), (StatusList, NotApplicable, "no-status")];
    check(&world.report(&sealed), Decision::Accept, &rows);
}

#[test]
fn an_awarding_body_needs_to_have_given_a_mandate() {
    let mut world = World::new();
    let foreign = |id: &str, legal_id: Option<&str>| {
        let mut body = world::organisation(id, "Lapland University", legal_id.unwrap_or("x"));
        if legal_id.is_none() {
            body.as_object_mut().expect("an object").remove("eIDASIdentifier");
        }
        body
    };
    let seal =
        |world: &World, body: &Value| world.seal(world.awarded_by(body), 1, "did:web:atlantic.example#key-1", SEALED);
    let lapland = foreign("did:web:lapland.example", Some("VATFI-01090445"));
    let by_id = foreign("https://atlantic.example/id/organisation/1", Some("VATFI-01090445"));
    let reject = |code| [(AwardingBodies, Failed, code)];
    for body in [&lapland, &by_id] {
        check(&world.report(&seal(&world, body)), Decision::Reject, &reject("no-mandate"));
    }
    // A name alone never is an identity.
    let nameless = foreign("https://atlantic.example/id/organisation/1", None);
    check(&world.report(&seal(&world, &nameless)), Decision::Reject, &reject("awarding-body-unidentified"));
    // The issuer's DID with somebody else's legal identifier, and the other way round, are nobody.
    let mixed = foreign("did:web:lapland.example", Some(LEGAL_ID));
    world.edit(|list| list.with_member(&world::lapland(), at("2026-06-01T00:00:00Z")));
    check(&world.report(&seal(&world, &mixed)), Decision::Reject, &reject("awarding-body-ambiguous"));

    check(&world.report(&seal(&world, &lapland)), Decision::Reject, &reject("no-mandate"));
    let scope = Scope { on_behalf_of: vec!["VATFI-01090445".into()], ..world::scope() };
    world.edit(|list| list.with_scope(&who(), &scope, at("2026-06-02T00:00:00Z")));
    for body in [&lapland, &by_id] {
        let report = world.report(&seal(&world, body));
        check(&report, Decision::Accept, &[]);
        let shown = report.credential.expect("a summary");
        assert_eq!(shown.awarding_bodies[0].names, [("en".to_owned(), "University of Lapland".to_owned())]);
    }
    // The mandate came later than the sealing.
    let mut late = World::new();
    late.edit(|list| list.with_scope(&who(), &scope, at("2026-06-03T00:00:00Z")));
    check(&late.report(&seal(&late, &lapland)), Decision::Reject, &reject("no-mandate"));
}

#[test]
fn the_issuers_identifier_must_be_the_one_on_the_list() {
    let world = World::new();
    let seal = |change: fn(&mut Value)| {
        let mut issuer = world.credential()["issuer"].clone();
        change(&mut issuer);
        let mut document = world.awarded_by(&issuer);
        document["issuer"] = issuer;
        world.seal(document, 1, "did:web:atlantic.example#key-1", SEALED)
    };
    let other = seal(|issuer| issuer["eIDASIdentifier"]["notation"] = json!("VATGB-OXFORD"));
    let rows = [(IssuerKey, Failed, "identity-mismatch"), (AwardingBodies, Failed, "awarding-body-ambiguous")];
    let report = world.report(&other);
    check(&report, Decision::Reject, &rows);
    let shown = report.credential.and_then(|shown| shown.issuer).expect("an issuer");
    assert_eq!(shown.names, [], "no listed name stands beside an identifier that is not the entity's");
    let absent = seal(|issuer| drop(issuer.as_object_mut().expect("an object").remove("eIDASIdentifier")));
    check(&world.report(&absent), Decision::Undecided, &[(IssuerKey, Inconclusive, "identity-absent")]);
}

#[test]
fn what_lies_out_of_scope_is_undecided() {
    let with = |scope: Scope| {
        let mut world = World::new();
        world.edit(|list| list.with_scope(&who(), &scope, at("2026-06-01T00:00:00Z")));
        world.report(&world.sealed())
    };
    let texts = |all: &[&str]| Some(all.iter().map(|text| (*text).to_owned()).collect());
    let out = [(Scope, Failed, "out-of-scope")];
    let unknown = [(Scope, Inconclusive, "scope-unknown")];
    let profile = "http://data.europa.eu/snb/credential/e34929035b";
    for (scope, decision, rows) in [
        (Scope { eqf_levels: Some(vec![7, 8]), ..Scope::default() }, Decision::Undecided, &out[..]),
        (Scope { eqf_levels: Some(vec![]), ..Scope::default() }, Decision::Undecided, &out),
        (Scope { isced_f: texts(&["061"]), ..Scope::default() }, Decision::Undecided, &out),
        (Scope { isced_f: texts(&["05", "061"]), ..Scope::default() }, Decision::Accept, &[]),
        (Scope { types: texts(&["OpenBadgeCredential"]), ..Scope::default() }, Decision::Undecided, &out),
        (Scope { types: texts(&["EuropeanDigitalCredential"]), ..Scope::default() }, Decision::Accept, &[]),
        (Scope { profiles: texts(&["http://x.example/p"]), ..Scope::default() }, Decision::Undecided, &out),
        (Scope { profiles: texts(&[profile]), ..Scope::default() }, Decision::Accept, &[]),
    ] {
        check(&with(scope), decision, rows);
    }
    let mut world = World::new();
    world.edit(|list| list.with_scope(&who(), &world::scope(), at("2026-06-01T00:00:00Z")));
    let mut silent = world.credential();
    silent["credentialSubject"]["hasClaim"]["specifiedBy"].as_object_mut().expect("an object").remove("eqfLevel");
    let sealed = world.seal(silent, 1, "did:web:atlantic.example#key-1", SEALED);
    check(&world.report(&sealed), Decision::Undecided, &unknown);
}

#[test]
fn a_standing_that_changed_shows_now_and_then() {
    let day = at("2026-06-05T00:00:00Z");
    for (standing, code) in [(Standing::Withdrawn, "issuer-withdrawn"), (Standing::Suspended, "issuer-suspended")] {
        let mut world = World::new();
        world.edit(|list| list.with_standing(&who(), standing, day));
        check(&world.report(&world.sealed()), Decision::Undecided, &[(TrustNow, Failed, code)]);
        // A time that the issuer claims counts against it.
        let late = world.seal(world.credential(), 1, "did:web:atlantic.example#key-1", "2026-06-06T00:00:00Z");
        let rows = [(TrustNow, Failed, code), (TrustAtSealing, Failed, "not-granted-then")];
        check(&world.report(&late), Decision::Undecided, &rows);
        world.edit(|list| list.with_standing(&who(), Standing::Granted, day.plus_seconds(3 * 86_400)));
        check(&world.report(&world.sealed()), Decision::Accept, &[]);
        let gap = world.report(&late);
        check(&gap, Decision::Undecided, &[(TrustAtSealing, Failed, "not-granted-then")]);
    }
}

#[test]
fn a_compromised_key_rejects_whatever_it_claims() {
    let day = at("2026-06-05T00:00:00Z");
    let mut world = World::new();
    world.edit(|list| list.with_compromised_key(&who(), &multikey(1), None, day));
    let stolen = (IssuerKey, Failed, "key-compromised");
    check(&world.report(&world.sealed()), Decision::Reject, &[stolen, (TrustNow, Failed, "issuer-compromised")]);
    // With a new key the member goes on; what the old one sealed stays rejected.
    world.edit(|list| list.with_keys(&who(), ServiceKind::Issuance, &[multikey(11)], day.plus_seconds(60)));
    check(&world.report(&world.sealed()), Decision::Reject, &[stolen]);
    let new = world.seal(world.credential(), 11, "did:web:atlantic.example#key-2", "2026-06-06T00:00:00Z");
    check(&world.report(&new), Decision::Accept, &[]);
    // A status key in other hands says nothing any more.
    let mut world = World::new();
    world.edit(|list| list.with_compromised_key(&who(), &multikey(2), None, day));
    let rows = [(Status, Inconclusive, "status-unknown"), (StatusList, Inconclusive, "status-key-compromised")];
    check(&world.report(&world.sealed()), Decision::Undecided, &rows);
}

#[test]
fn of_two_lists_that_disagree_neither_is_believed_alone() {
    let day = at("2026-06-05T00:00:00Z");
    let disagreeing = |edit: &dyn Fn(&AllianceList) -> AllianceList| {
        let mut world = World::new();
        let mut second = List::new("second", world.lists[0].list.clone());
        second.list = edit(&second.list);
        world.lists.push(second);
        world
    };
    let withdrawn = |list: &AllianceList| list.with_standing(&who(), Standing::Withdrawn, day).expect("a change");
    let agree = disagreeing(&AllianceList::clone);
    check(&agree.report(&agree.sealed()), Decision::Accept, &[]);

    let mut world = disagreeing(&withdrawn);
    let report = world.report(&world.sealed());
    check(&report, Decision::Undecided, &[(TrustNow, Inconclusive, "lists-disagree")]);
    assert_eq!(report.row(TrustNow).detail, "the lists disagree: `example` says granted, `second` says withdrawn");
    world.lists[1].root.authoritative_for = vec!["FI".into()];
    check(&world.report(&world.sealed()), Decision::Undecided, &[(TrustNow, Inconclusive, "lists-disagree")]);
    world.lists[1].root.authoritative_for = vec!["IE".into()];
    check(&world.report(&world.sealed()), Decision::Undecided, &[(TrustNow, Failed, "issuer-withdrawn")]);

    let stolen = |list: &AllianceList| {
        let rest = [multikey(1), multikey(11)];
        let list = list.with_keys(&who(), ServiceKind::Issuance, &rest, at("2026-06-01T00:00:00Z")).expect("a change");
        list.with_compromised_key(&who(), &multikey(1), None, day).expect("a change")
    };
    let mut world = disagreeing(&stolen);
    check(&world.report(&world.sealed()), Decision::Undecided, &[(IssuerKey, Inconclusive, "lists-disagree")]);
    world.lists[1].root.authoritative_for = vec!["*".into()];
    check(&world.report(&world.sealed()), Decision::Reject, &[(IssuerKey, Failed, "key-compromised")]);

    let narrow = |list: &AllianceList| {
        let scope = Scope { eqf_levels: Some(vec![8]), ..Scope::default() };
        list.with_scope(&who(), &scope, at("2026-06-01T00:00:00Z")).expect("a change")
    };
    let world = disagreeing(&narrow);
    check(&world.report(&world.sealed()), Decision::Undecided, &[(Scope, Inconclusive, "lists-disagree")]);

    // One list that cannot be asked might be the one that knows better.
    let mut world = disagreeing(&AllianceList::clone);
    world.lists[1].root.keys = vec![[0; 32]];
    check(&world.report(&world.sealed()), Decision::Undecided, &[(TrustList, Inconclusive, "list-unverified")]);
}

#[test]
fn a_credential_has_its_time() {
    let world = World::new();
    let seal = |member: &str, time: &str| {
        let mut document = world.credential();
        document[member] = json!(time);
        world.seal(document, 1, "did:web:atlantic.example#key-1", SEALED)
    };
    let reject = |code| [(Validity, Failed, code)];
    for member in ["validUntil", "expirationDate"] {
        check(&world.report(&seal(member, "2026-06-09T23:59:59Z")), Decision::Reject, &reject("expired"));
        check(&world.report(&seal(member, "2026-06-10T00:00:00Z")), Decision::Reject, &reject("expired"));
        check(&world.report(&seal(member, "2026-06-10T00:00:01Z")), Decision::Accept, &[]);
    }
    for member in ["validFrom", "issuanceDate"] {
        check(&world.report(&seal(member, "2026-06-10T00:05:01Z")), Decision::Reject, &reject("not-yet-valid"));
        check(&world.report(&seal(member, "2026-06-10T00:05:00Z")), Decision::Accept, &[]);
    }
    let future = world.seal(world.credential(), 1, "did:web:atlantic.example#key-1", "2026-06-11T00:00:00Z");
    check(&world.report(&future), Decision::Reject, &reject("not-yet-valid"));
    let naive = seal("validUntil", "2036-06-10T00:00:00");
    check(&world.report(&naive), Decision::Undecided, &[(Validity, Inconclusive, "date-unreadable")]);
}

#[test]
fn a_did_key_speaks_for_itself_and_nobody_vouches_for_it() {
    let world = World::new();
    let did = format!("did:key:{}", multikey(77));
    let mut issuer = world.credential()["issuer"].clone();
    issuer["id"] = json!(did);
    let mut document = world.awarded_by(&issuer);
    document["issuer"] = issuer;
    document.as_object_mut().expect("an object").remove("credentialStatus");
    let method = format!("{did}#{}", multikey(77));
    let sealed = world.seal(document, 77, &method, SEALED);
    check(
        &world.report(&sealed),
        Decision::Undecided,
        &[
            (IssuerKey, Passed, "key-is-issuer"),
            (TrustList, Failed, "issuer-not-listed"),
            (Scope, Inconclusive, "issuer-not-listed"),
            (AwardingBodies, Inconclusive, "issuer-not-listed"),
            (TrustAtSealing, Inconclusive, "issuer-not-listed"),
            (TrustNow, Inconclusive, "issuer-not-listed"),
            (Status, NotApplicable, "no-status"),
            (StatusList, NotApplicable, "no-status"),
        ],
    );
}

#[test]
fn a_proof_of_inclusion_only_informs() {
    let world = World::new();
    let bytes = world.bytes(&world.sealed());
    let report = |inclusion: &[u8]| world.verifier().verify_with_inclusion(&bytes, Some(inclusion), world.now);
    check(&report(&world.inclusion(&bytes, 3)), Decision::Accept, &[(Log, Passed, "in-log")]);
    check(&report(&world.inclusion(b"other", 3)), Decision::Accept, &[(Log, Failed, "not-in-log")]);
    check(&report(&world.inclusion(&bytes, 4)), Decision::Accept, &[(Log, Failed, "not-in-log")]);
    check(&report(b"{}"), Decision::Accept, &[(Log, Failed, "inclusion-proof-malformed")]);
}

fn who() -> Selector {
    Selector::new(LEGAL_ID)
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
