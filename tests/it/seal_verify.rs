//! Verifying sealed files from bytes to a report: for each case the exact rows that differ from those of a good one.

mod attacks;
mod european;
mod impostors;
mod real;
mod status;
mod times;
mod world;

use elmseal::jose::jades::{Level, SealTrust};
use elmseal::verify::{Asked, Check, Decision, EuropassStatus, EuropassView, Outcome, Report, Ribbon};
use serde_json::json;

use crate::support::pki::{Key, Spec, TestPki};
use world::{LEGAL_ID, World, bind, seal_by, seal_with_chain, without_list};

use Check::*;
use Outcome::{Failed, Inconclusive, NotApplicable, Passed};

type Row = (Check, Outcome, &'static str);

/// The rows of a good file at level B.
const GOOD: [Row; 14] = [
    (Integrity, Passed, "unchanged"),
    (Proof, Passed, "seal-verified"),
    (IssuerKey, Passed, "certificate-listed"),
    (TrustList, Passed, "issuer-listed"),
    (Scope, Passed, "in-scope"),
    (AwardingBodies, Passed, "awarding-bodies-agree"),
    (TrustAtSealing, Inconclusive, "no-proof-of-existence"),
    (TrustNow, Passed, "issuer-granted"),
    (Status, NotApplicable, "no-status"),
    (StatusList, NotApplicable, "no-status"),
    (Validity, Passed, "in-time"),
    (Log, NotApplicable, "no-inclusion-proof"),
    (Profile, Failed, "profile-departs"),
    (Vocabularies, Passed, "codes-listed"),
];

#[track_caller]
fn check(report: &Report, decision: Decision, changed: &[Row]) {
    let expected = |row: &Row| *changed.iter().rev().find(|other| other.0 == row.0).unwrap_or(row);
    let found = report.checks.iter().map(|row| ((row.check, row.outcome, row.code), &row.detail));
    let wrong: Vec<_> =
        found.zip(GOOD.iter().map(expected)).filter(|((found, _), expected)| found != expected).collect();
    assert!(wrong.is_empty(), "found and expected: {wrong:#?}");
    assert_eq!(report.decision, decision, "{:?}", report.reasons);
}

/// All rows behind `integrity` and `proof` unreached.
#[track_caller]
fn check_stopped(report: &Report, decision: Decision, integrity: Row, proof: Row) {
    let mut changed: Vec<Row> = Check::ALL.into_iter().map(|check| (check, Inconclusive, "not-checked")).collect();
    changed.extend([integrity, proof]);
    check(report, decision, &changed);
    assert_eq!(report.credential, None);
}

#[test]
fn a_good_seal_is_accepted() {
    let world = World::new();
    let report = world.report(&world.sealed());
    check(&report, Decision::Accept, &[]);
    assert_eq!(world.authorities.asked(), ["http://pki.example/ocsp"]);

    let shown = report.credential.expect("a summary");
    assert_eq!(shown.issuer.expect("an issuer").names, [("en".to_owned(), "University on the List".to_owned())]);
    let seal = report.seal.expect("a seal");
    assert_eq!((seal.level, seal.usable_level, seal.algorithm), (Level::B, Level::B, "ES256"));
    assert_eq!(seal.claimed_time.to_string(), world::SEALED);
    assert_eq!(seal.proven_time, None);
    assert!(seal.not_baseline.is_empty());
    let certificate = &seal.certificate;
    assert_eq!(certificate.organization_identifier.as_deref(), Some(LEGAL_ID));
    assert_eq!(certificate.organization.as_deref(), Some("Example University"));
    assert_eq!(certificate.issuer_short, "Example Trust Services");
    assert!(certificate.trusted && certificate.qualified.compliance && certificate.qualified.device);
    assert_eq!(certificate.qualified.types, ["seal"]);
    let confirmed: Vec<(&str, bool)> = seal.issuer_fields.iter().map(|f| (f.field, f.confirmed)).collect();
    assert_eq!(confirmed, [("eIDASIdentifier", true), ("legalName", true), ("altLabel", true), ("country", true)]);
    assert_eq!(seal.self_asserted, ["homepage"]);
}

#[test]
fn a_report_on_a_seal_has_the_fixed_shape_in_json() {
    let world = World::new();
    let json = world.report(&world.sealed()).to_json();
    let names =
        |value: &serde_json::Value| -> Vec<String> { value.as_object().expect("an object").keys().cloned().collect() };
    assert_eq!(
        names(&json["seal"]),
        [
            "level",
            "usable_level",
            "not_baseline",
            "algorithm",
            "claimed_time",
            "proven_time",
            "certificate",
            "issuer_fields",
            "self_asserted",
            "checks",
        ]
    );
    assert_eq!(json["seal"]["level"], "B");
    assert_eq!(
        json["seal"]["issuer_fields"][0],
        json!({
            "field": "eIDASIdentifier", "certificate": LEGAL_ID, "stated": [LEGAL_ID], "confirmed": true,
        })
    );
    let rows = json["seal"]["checks"].as_array().expect("rows");
    let checks: Vec<&str> = rows.iter().filter_map(|row| row["check"].as_str()).collect();
    assert_eq!(checks, elmseal::jose::jades::SEAL_CHECKS);
    assert_eq!(json["report_version"], 1);
    assert!(json.get("europass_view").is_none());
}

/// Whoever seals is known by a certificate, or by nobody.
#[test]
fn a_certificate_counts_for_whom_a_list_binds_it_to() {
    let pki = TestPki::get();
    // The leaf itself on the list: its authority is asked, and need not answer.
    let mut world = World::new();
    let leaf = world.leaf.certificate.clone();
    bind(&mut world.list, vec![leaf]);
    check(&world.report(&world.sealed()), Decision::Accept, &[]);
    assert_eq!(world.authorities.asked(), ["http://pki.example/ocsp"]);

    // The authority's own authority is another CA: it binds too, since the path leads through it.
    let mut world = World::new();
    bind(&mut world.list, vec![pki.root.certificate.clone()]);
    check(&world.report(&world.sealed()), Decision::Accept, &[]);
    assert_eq!(world.authorities.asked(), ["http://pki.example/ocsp", "http://pki.example/root.crl"]);

    // Another holder of the same authority.
    let world = World::new();
    let other = Spec::seal(Key::P256).attribute("2.5.4.97", Some("VATES-OTHER")).issue(&pki.ca);
    let mut payload = world.payload();
    payload["issuer"]["eIDASIdentifier"]["notation"] = json!("VATES-OTHER");
    payload["credentialSubject"]["hasClaim"]["awardedBy"]["awardingBody"] = payload["issuer"].clone();
    let report = world.report(&seal_by(&other, &payload.to_string(), world::SEALED));
    let unlisted = [IssuerKey, Scope, AwardingBodies, TrustAtSealing, TrustNow];
    let mut rows: Vec<Row> = unlisted.map(|row| (row, Inconclusive, "issuer-not-listed")).into();
    rows.extend([(IssuerKey, Inconclusive, "seal-not-listed"), (TrustList, Failed, "issuer-not-listed")]);
    check(&report, Decision::Undecided, &rows);
    let text = &report.row(IssuerKey).detail;
    assert_eq!(
        text,
        "sealed by Example University (VATES-OTHER) with a certificate of Example Trust Services; no configured list \
         knows Example University (VATES-OTHER), and its certificate comes from a trusted authority"
    );
    // Nobody vouches for the authority either.
    let mut world = World::new();
    bind(&mut world.list, vec![pki.tsa_root.certificate.clone()]);
    check(&world.report(&world.sealed()), Decision::Undecided, &rows);
    assert!(world.authorities.asked().is_empty(), "an untrusted certificate says nothing about whom to ask");
    let report = world.report(&world.sealed());
    assert!(report.row(IssuerKey).detail.ends_with("and no trusted authority issued that certificate"));
    assert!(report.seal.expect("a seal").issuer_fields.iter().all(|field| !field.confirmed));

    // A certificate that somebody made for themselves, in the university's name.
    let world = World::new();
    let own = Spec::seal(Key::P256).self_signed();
    let file = seal_with_chain(&own, vec![own.certificate.clone()], &world.payload().to_string(), world::SEALED);
    check(&world.report(&file), Decision::Undecided, &rows);

    // No list at all.
    let report = without_list(SealTrust::default()).verify(&world.sealed(), world.now);
    assert_eq!(report.decision, Decision::Undecided);
    assert_eq!(report.row(IssuerKey).code, "no-list");
    assert_eq!(report.row(TrustList).code, "no-list");
}

#[test]
fn the_issuer_is_who_the_certificate_says() {
    let world = World::new();
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut payload = world.payload();
        change(&mut payload["issuer"]);
        world.report(&world.seal(&payload))
    };
    let key = |outcome, code| (IssuerKey, outcome, code);
    let other = with(&|issuer| issuer["eIDASIdentifier"]["notation"] = json!("VATES-OTHER"));
    check(&other, Decision::Reject, &[key(Failed, "identity-mismatch")]);
    assert!(other.row(IssuerKey).detail.contains("the issuer as VATES-OTHER, but its seal is that of VATES-EXAMPLE1"));

    let absent = with(&|issuer| drop(issuer.as_object_mut().expect("an object").remove("eIDASIdentifier")));
    check(&absent, Decision::Undecided, &[key(Inconclusive, "identity-absent")]);

    // The number alone, of the same country and of another.
    let number = with(&|issuer| issuer["eIDASIdentifier"]["notation"] = json!("EXAMPLE1"));
    check(&number, Decision::Undecided, &[key(Inconclusive, "identity-shortened")]);
    let foreign = with(&|issuer| {
        issuer["eIDASIdentifier"]["notation"] = json!("EXAMPLE1");
        issuer["eIDASIdentifier"]["spatial"]["id"] =
            json!("http://publications.europa.eu/resource/authority/country/FRA");
    });
    check(&foreign, Decision::Reject, &[key(Failed, "identity-mismatch")]);

    // Two identifiers, one of which is the certificate's.
    let both = with(&|issuer| {
        let mut second = issuer["eIDASIdentifier"].clone();
        second["id"] = json!("urn:epass:legalIdentifier:3");
        second["notation"] = json!("VATES-OTHER");
        issuer["eIDASIdentifier"] = json!([issuer["eIDASIdentifier"], second]);
    });
    check(&both, Decision::Reject, &[key(Failed, "identity-mismatch")]);

    // A name that the certificate does not have is only the credential's own word.
    let renamed = with(&|issuer| issuer["legalName"] = json!({"en": "University of Cambridge"}));
    check(&renamed, Decision::Accept, &[]);
    let seal = renamed.seal.expect("a seal");
    let name = seal.issuer_fields.iter().find(|field| field.field == "legalName").expect("a field");
    assert!(!name.confirmed);
    assert!(seal.self_asserted.contains(&"legalName".to_owned()));
}

#[test]
fn members_that_no_context_defines_are_named() {
    let world = World::new();
    let mut payload = world.payload();
    payload["cnf"] = json!({"jwk": {}});
    payload["credentialSubject"]["dateModified"] = json!("2025-01-01T00:00:00Z");
    let report = world.report(&world.seal(&payload));
    check(&report, Decision::Accept, &[]);
    assert!(
        report.row(Profile).detail.ends_with("so they were not looked at: cnf, dateModified"),
        "{}",
        report.row(Profile).detail
    );
}

#[test]
fn the_europass_view_is_a_view() {
    let world = World::new();
    let view = |report: &Report| {
        let view = EuropassView::new(report);
        (view.checks.iter().map(|c| (c.name, c.status.name())).collect::<Vec<_>>(), view.ribbon)
    };
    let usual = |format, seal, expiry| {
        vec![
            ("format", format),
            ("seal", seal),
            ("owner", "SKIPPED"),
            ("revocation", "SKIPPED"),
            ("accreditation", "SKIPPED"),
            ("expiry", expiry),
            ("custom", "SKIPPED"),
        ]
    };
    // The payload of these tests is no whole application profile.
    let good = world.report(&world.sealed());
    assert_eq!(view(&good), (usual("ERROR", "OK", "OK"), Ribbon::VerificationFailed));
    assert_eq!(good.decision, Decision::Accept);

    let mut expired = world.payload();
    expired["expirationDate"] = json!("2026-06-05T00:00:00Z");
    let expired = world.report(&world.seal(&expired));
    assert_eq!(view(&expired).0[5], ("expiry", "ERROR"));

    // No seal: the viewer skips, we reject.
    let unsealed = world.report(world.payload().to_string().as_bytes());
    assert_eq!(unsealed.decision, Decision::Reject);
    assert_eq!(unsealed.row(Proof).code, "proof-missing");
    assert_eq!(view(&unsealed).0[1], ("seal", "SKIPPED"));

    let changed = String::from_utf8(world.sealed()).expect("text").replace("Marine data", "Marine Data");
    let changed = world.report(changed.as_bytes());
    assert_eq!(view(&changed).0[1], ("seal", "ERROR"));

    let json = good.to_json_with_europass();
    let first = &json["europass_view"]["checks"][0];
    assert_eq!(first["type"]["id"], "http://data.europa.eu/snb/verification/2f5b89b96f");
    assert_eq!(first["status"]["id"], "http://data.europa.eu/snb/verification-status/9d26eb9a37");
    assert_eq!(json["europass_view"]["checks"][1]["status"]["prefLabel"]["en"], "OK");
    assert_eq!(json["europass_view"]["ribbon"], "Verification Failed");
    assert_eq!(EuropassStatus::Skipped.iri(), "http://data.europa.eu/snb/verification-status/641f0c5e5d");
    // What we say stays what it was.
    let mut ours = json.clone();
    ours.as_object_mut().expect("an object").remove("europass_view");
    assert_eq!(ours, good.to_json());
}

/// The status of a Europass file is a URL with an index; its list is the institution's, by a list that binds DID and seal.
#[test]
fn a_status_of_a_sealed_file_is_looked_up() {
    let world = World::new();
    let with = |status: serde_json::Value| {
        let mut payload = world.payload();
        payload["credentialStatus"] = status;
        world.report(&world.seal(&payload))
    };
    let url = "https://uni.example/status/standing-00.json#7";
    let gone = with(json!({"id": url, "type": "CredentialStatus"}));
    let rows = [(Status, Inconclusive, "status-unknown"), (StatusList, Inconclusive, "status-list-unavailable")];
    check(&gone, Decision::Undecided, &rows);
    let malformed = with(json!({"id": "https://uni.example/status/1.json", "type": "CredentialStatus"}));
    let rows = [Status, StatusList].map(|row| (row, Inconclusive, "status-entry-malformed"));
    check(&malformed, Decision::Undecided, &rows);

    // A status that the data model does not know is not none.
    let mut payload = world.payload();
    payload["status"] = json!({"id": "https://uni.example/status/1#7", "type": "StatusList2021Entry"});
    let rows = [Status, StatusList].map(|row| (row, Inconclusive, "status-form-unknown"));
    check(&world.report(&world.seal(&payload)), Decision::Undecided, &rows);
}
