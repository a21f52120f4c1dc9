//! What a time stamp, an expiry, a revocation and a membership change: what is proven counts for the sealer, what is only
//! claimed counts against.

use elmseal::crypto::encoding::{to_base64, to_base64url};
use elmseal::jose::jades::Level;
use elmseal::model::time::Timestamp;
use elmseal::trust::Standing;
use elmseal::verify::{Check, Decision, Outcome, Report};
use serde_json::{Value, json};

use super::world::{World, at, seal_by};
use super::{Row, check};
use crate::support::pki::status::{Crl, Ocsp, Revoked};
use crate::support::pki::{Key, Spec, TestPki, der, ext};
use crate::tsa::{Flaw, TsaDigest, TsaOptions};

use Check::{IssuerKey, TrustAtSealing, TrustNow};
use Outcome::{Failed, Inconclusive, Passed};

/// When the seal is stamped: a day after it says that it was made.
const STAMPED: &str = "2026-06-03T12:00:00Z";
const PROVEN: Row = (TrustAtSealing, Passed, "granted-when-sealed");

fn key(outcome: Outcome, code: &'static str) -> Row {
    (IssuerKey, outcome, code)
}

/// The file with one time stamp over its signature, of whatever kind.
fn stamped(world: &World, file: &[u8], options: &TsaOptions) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(file).expect("JSON");
    let signature = value["signatures"][0]["signature"].as_str().expect("a signature").to_owned();
    let token = world.tsa.token(signature.as_bytes(), options);
    let item = json!({"sigTst": {"tstTokens": [{"val": to_base64(&token)}]}}).to_string();
    value["signatures"][0]["header"] = json!({"etsiU": [to_base64url(item.as_bytes())]});
    value.to_string().into_bytes()
}

#[track_caller]
fn seal_row(report: &Report, check: &str, outcome: Outcome, code: &str) {
    let seal = report.seal.as_ref().expect("a seal");
    let row = seal.rows.iter().find(|row| row.check == check).expect("a row");
    assert_eq!((row.outcome, row.code), (outcome, code), "{:#?}", seal.rows);
}

#[test]
fn a_trusted_time_stamp_proves_when_the_seal_existed() {
    let world = World::new();
    for level in [Level::T, Level::Lt, Level::Lta] {
        let report = world.report(&world.raised(&world.sealed(), level, STAMPED));
        check(&report, Decision::Accept, &[PROVEN]);
        let seal = report.seal.expect("a seal");
        assert_eq!((seal.level, seal.usable_level), (level, level));
        let proven = seal.proven_time.expect("a proven time");
        assert_eq!((proven.time.to_string().as_str(), proven.authority.as_str()), (STAMPED, "Test Time-Stamp Unit"));
    }
    // A fraction of a second, and another hash.
    for options in [
        TsaOptions { fraction: "123".into(), ..TsaOptions::at(at(STAMPED)) },
        TsaOptions { digest: TsaDigest::Sha512, ..TsaOptions::at(at(STAMPED)) },
    ] {
        check(&world.report(&stamped(&world, &world.sealed(), &options)), Decision::Accept, &[PROVEN]);
    }
}

/// T14: a time stamp that is not what it should be proves nothing, and takes nothing away.
#[test]
fn t14_a_bad_time_stamp_proves_nothing() {
    let world = World::new();
    for (flaw, outcome, code) in [
        (Flaw::OwnAuthority, Inconclusive, "time-stamp-authority-untrusted"),
        (Flaw::KeyUsageMissing, Failed, "certificate-extended-key-usage"),
        (Flaw::KeyUsageNotCritical, Failed, "certificate-extended-key-usage"),
        (Flaw::KeyUsageOfOthers, Failed, "certificate-extended-key-usage"),
        (Flaw::WrongImprint, Failed, "time-stamp-imprint"),
        (Flaw::OtherReference, Failed, "time-stamp-certificate-reference"),
        (Flaw::NoReference, Failed, "time-stamp-attribute"),
        (Flaw::SubstitutedCertificate, Failed, "time-stamp-certificate-reference"),
        (Flaw::BrokenSignature, Failed, "time-stamp-signature"),
        (Flaw::OtherKey, Failed, "time-stamp-signature"),
        (Flaw::ChangedContent, Failed, "time-stamp-digest"),
        (Flaw::TwoSigners, Failed, "time-stamp-signers"),
        (Flaw::FutureTime, Failed, "time-stamp-in-future"),
        (Flaw::ExpiredCertificate, Failed, "certificate-expired"),
    ] {
        let file = stamped(&world, &world.sealed(), &TsaOptions::flawed(at(STAMPED), flaw));
        let report = world.report(&file);
        check(&report, Decision::Accept, &[]);
        seal_row(&report, "signature_time_stamp", outcome, code);
        let seal = report.seal.expect("a seal");
        assert_eq!((seal.level, seal.usable_level, seal.proven_time), (Level::T, Level::B, None), "{flaw:?}");
    }
    // A token that was copied from another file.
    let other: Value = serde_json::from_slice(&world.raised(&world.sealed(), Level::T, STAMPED)).expect("JSON");
    let mut payload = world.payload();
    payload["credentialSubject"]["givenName"] = json!({"en": "Eve"});
    let mut copied: Value = serde_json::from_slice(&world.seal(&payload)).expect("JSON");
    copied["signatures"][0]["header"] = other["signatures"][0]["header"].clone();
    let report = world.report(copied.to_string().as_bytes());
    check(&report, Decision::Accept, &[]);
    seal_row(&report, "signature_time_stamp", Failed, "time-stamp-imprint");
}

/// An authority of time stamps that nobody trusts proves nothing; the seal is as good as without.
#[test]
fn an_untrusted_authority_of_time_stamps_is_no_proof_and_no_fault() {
    let mut world = World::new();
    let file = world.raised(&world.sealed(), Level::Lta, STAMPED);
    world.trust.time_stamp_authorities.clear();
    let report = world.report(&file);
    check(&report, Decision::Accept, &[]);
    seal_row(&report, "signature_time_stamp", Inconclusive, "time-stamp-authority-untrusted");
    let seal = report.seal.expect("a seal");
    assert_eq!((seal.level, seal.usable_level), (Level::Lta, Level::B));
}

#[test]
fn an_expired_certificate_counts_only_with_a_proof() {
    let pki = TestPki::get();
    let mut world = World::new();
    world.leaf = Spec::seal(Key::P256).valid("2026-01-01T00:00:00Z", "2026-06-05T00:00:00Z").issue(&pki.ca);
    world.say(|_| {});
    let file = world.sealed();
    let report = world.report(&file);
    check(&report, Decision::Undecided, &[key(Inconclusive, "certificate-expired")]);
    assert_eq!(
        report.row(IssuerKey).detail,
        "the certificate of Example University (VATES-EXAMPLE1) expired at 2026-06-05T00:00:00Z, and no trusted time \
         stamp proves that the seal was made before"
    );
    // Its revocation data is in the file, as of when it was still valid.
    check(&world.report(&world.raised(&file, Level::Lta, STAMPED)), Decision::Accept, &[PROVEN]);
    let late = stamped(&world, &file, &TsaOptions::at(at("2026-06-07T00:00:00Z")));
    let report = world.report(&late);
    check(&report, Decision::Undecided, &[key(Inconclusive, "certificate-expired")]);

    // Sealed, by its own word, when the certificate was not valid.
    for when in ["2026-06-05T00:00:01Z", "2025-12-31T23:59:59Z"] {
        let report = world.report(&seal_by(&world.leaf, &world.payload().to_string(), when));
        assert_eq!(report.decision, Decision::Reject, "{when}");
        assert_eq!(report.row(IssuerKey).code, "certificate-not-valid-then");
    }
    // A claim of the future.
    let file = seal_by(&world.leaf, &world.payload().to_string(), "2026-06-04T00:00:00Z");
    world.now = at("2026-06-03T00:00:00Z");
    world.say(|_| {});
    let report = world.report(&file);
    assert_eq!((report.decision, report.row(Check::Validity).code), (Decision::Reject, "not-yet-valid"));
}

#[test]
fn a_revoked_certificate_counts_by_reason_and_proof() {
    let pki = TestPki::get();
    let mut world = World::new();
    let plain = world.sealed();
    let proven = world.raised(&plain, Level::Lta, STAMPED);
    let leaf = world.leaf.certificate.clone();
    let mut revoked = |since: &str, reason: Option<u8>, file: &[u8]| {
        let response = Ocsp::revoked(&leaf, &pki.ca.certificate, "2026-06-09T00:00:00Z", since, reason);
        world.say(|said| said.ocsp = Some(response.sign(&pki.responder)));
        world.report(file)
    };
    const LATER: &str = "2026-06-05T00:00:00Z";
    const EARLIER: &str = "2026-06-01T12:00:00Z";
    // Superseded, or for no reason that is said: before it, and proven so, the seal counts.
    for reason in [Some(4), Some(5), None] {
        check(&revoked(LATER, reason, &plain), Decision::Undecided, &[key(Inconclusive, "certificate-revoked")]);
        check(&revoked(LATER, reason, &proven), Decision::Accept, &[PROVEN]);
        check(&revoked(EARLIER, reason, &plain), Decision::Reject, &[key(Failed, "certificate-revoked-then")]);
    }
    // The key came into other hands: without proof nothing counts, whatever the seal claims.
    check(&revoked(LATER, Some(1), &plain), Decision::Reject, &[key(Failed, "certificate-compromised")]);
    check(&revoked(LATER, Some(1), &proven), Decision::Accept, &[PROVEN]);
    check(&revoked(EARLIER, Some(1), &plain), Decision::Reject, &[key(Failed, "certificate-compromised")]);
    // Suspended.
    check(&revoked(LATER, Some(6), &plain), Decision::Undecided, &[key(Inconclusive, "certificate-on-hold")]);
}

/// A theft that is dated back to before the proof (invalidityDate), by the authority's list.
#[test]
fn a_theft_before_the_proof_counts_against_it() {
    let pki = TestPki::get();
    let mut world = World::new();
    // No addresses of a responder: the list alone speaks.
    world.leaf = Spec::seal(Key::P256).without(ext::INFORMATION_ACCESS).issue(&pki.ca);
    let leaf = world.leaf.certificate.clone();
    let proven = stamped(&world, &world.sealed(), &TsaOptions::at(at(STAMPED)));
    let mut with = |invalid_since: Option<&str>| {
        let line = Revoked {
            serial: leaf.serial().to_vec(),
            at: "2026-06-05T00:00:00Z".into(),
            reason: Some(1),
            invalid_since: invalid_since.map(str::to_owned),
            extensions: Vec::new(),
        };
        let list = Crl::at("2026-06-09T00:00:00Z").line(line).issue(&pki.ca);
        world.say(|said| said.crl = Some(list));
        world.report(&proven)
    };
    check(&with(None), Decision::Accept, &[PROVEN]);
    check(&with(Some("2026-06-04T00:00:00Z")), Decision::Accept, &[PROVEN]);
    check(&with(Some("2026-06-02T00:00:00Z")), Decision::Reject, &[key(Failed, "certificate-compromised"), PROVEN]);
}

/// T11: what an authority said once is not what it says now.
#[test]
fn t11_old_and_foreign_revocation_data_says_nothing() {
    let pki = TestPki::get();
    let mut world = World::new();
    let leaf = world.leaf.certificate.clone();
    let file = world.sealed();
    let other = Spec::seal(Key::P256).serial(&[0x33; 8]).issue(&pki.ca);
    let good = |about, when: &str| Ocsp::good(about, &pki.ca.certificate, when);
    let stranger = Spec::responder().issue(&pki.root);
    let undated = Ocsp { next_update: None, ..good(&leaf, "2026-06-03T00:00:00Z") };
    let mut found = Vec::new();
    for (response, crl) in [
        // Out of date, of another certificate, of a responder that is another authority's, unreadable, none at all.
        (Some(good(&leaf, "2026-05-01T00:00:00Z").sign(&pki.responder)), false),
        (Some(undated.sign(&pki.responder)), false),
        (Some(good(&other.certificate, "2026-06-09T00:00:00Z").sign(&pki.responder)), false),
        (Some(good(&leaf, "2026-06-09T00:00:00Z").sign(&stranger)), false),
        (Some(b"nonsense".to_vec()), false),
        (None, false),
        (None, true),
    ] {
        world.say(|said| {
            said.ocsp = response.clone();
            said.crl = crl.then(|| Crl::at("2026-05-01T00:00:00Z").issue(&pki.ca));
        });
        let report = world.report(&file);
        assert_eq!(report.decision, Decision::Undecided);
        let row = report.row(IssuerKey);
        assert_eq!(row.outcome, Inconclusive, "{row:?}");
        found.push(row.code);
        assert!(row.detail.contains("could not be established"), "{row:?}");
        assert!(world.authorities.asked().len() <= elmseal::limits::REVOCATION_REQUESTS_MAX);
    }
    let expected = ["ocsp-stale", "ocsp-stale", "ocsp-other-certificate", "ocsp-responder-not-delegated"];
    assert_eq!(found[..4], expected);
    assert_eq!(found[4..], ["ocsp-malformed", "revocation-no-data", "crl-stale"]);
    // A list in place of a responder.
    world.say(|said| {
        said.ocsp = None;
        said.crl = Some(Crl::at("2026-06-09T00:00:00Z").issue(&pki.ca));
    });
    check(&world.report(&file), Decision::Accept, &[]);
    assert_eq!(world.authorities.asked(), ["http://pki.example/ocsp", "http://pki.example/ca.crl"]);

    // What the file brings from the time of the time stamp is enough for that time, without asking anybody.
    let proven = world.raised(&file, Level::Lt, STAMPED);
    world.say(|said| (said.ocsp, said.crl) = (None, None));
    check(&world.report(&proven), Decision::Accept, &[PROVEN]);
    assert!(world.authorities.asked().is_empty());
}

/// A certificate that names a hundred responders has a few of them asked.
#[test]
fn few_authorities_are_asked() {
    let pki = TestPki::get();
    let mut world = World::new();
    let responders: Vec<Vec<u8>> = (0..100)
        .map(|number| {
            let url = format!("http://pki.example/ocsp/{number}");
            der::seq(&[&der::oid("1.3.6.1.5.5.7.48.1"), &der::context_primitive(6, url.as_bytes())])
        })
        .collect();
    let access = der::seq(&responders.iter().map(Vec::as_slice).collect::<Vec<_>>());
    world.leaf = Spec::seal(Key::P256).with(ext::INFORMATION_ACCESS, false, access).issue(&pki.ca);
    world.say(|said| (said.ocsp, said.crl) = (None, None));
    let report = world.report(&world.sealed());
    assert_eq!((report.decision, report.row(IssuerKey).outcome), (Decision::Undecided, Inconclusive));
    assert_eq!(world.authorities.asked().len(), elmseal::limits::REVOCATION_REQUESTS_MAX);

    // One that names nobody has nobody to ask: whoever trusts its authority knows that it revokes nothing.
    let quiet = Spec::seal(Key::P256).without(ext::INFORMATION_ACCESS).without(ext::CRL_POINTS);
    world.leaf = quiet.issue(&pki.ca);
    world.say(|_| {});
    check(&world.report(&world.sealed()), Decision::Accept, &[]);
    assert!(world.authorities.asked().is_empty());
}

#[test]
fn a_proven_time_decides_on_membership() {
    let mut world = World::new();
    let plain = world.sealed();
    let proven = world.raised(&plain, Level::Lta, STAMPED);
    let period = |world: &mut World, standing, from: &str| {
        let service = &mut world.list.entities[0].services[0];
        let mut earlier = service.current.clone();
        (earlier.standing, earlier.from) = (Standing::Granted, at("2026-01-01T00:00:00Z"));
        service.history = vec![earlier];
        service.current.standing = standing;
        service.current.from = at(from);
    };
    // Withdrawn after the proven time: trusted then, no longer now.
    period(&mut world, Standing::Withdrawn, "2026-06-05T00:00:00Z");
    let now = (TrustNow, Failed, "issuer-withdrawn");
    check(&world.report(&proven), Decision::Undecided, &[PROVEN, now]);
    check(&world.report(&plain), Decision::Undecided, &[now]);
    // Withdrawn between the claimed and the proven time: the claim proves nothing.
    period(&mut world, Standing::Withdrawn, "2026-06-03T00:00:00Z");
    check(&world.report(&proven), Decision::Undecided, &[(TrustAtSealing, Failed, "not-granted-then"), now]);
    // Admitted again since: what was sealed in between does not count as sealed by a member.
    let service = &mut world.list.entities[0].services[0];
    let mut again = service.current.clone();
    (again.standing, again.from) = (Standing::Granted, at("2026-06-08T00:00:00Z"));
    service.history.insert(0, std::mem::replace(&mut service.current, again));
    check(&world.report(&proven), Decision::Undecided, &[(TrustAtSealing, Failed, "not-granted-then")]);

    // The list says since when the key is in other hands.
    let stolen = |since: Option<&str>| {
        let mut world = World::new();
        period(&mut world, Standing::Compromised, "2026-06-08T00:00:00Z");
        let service = &mut world.list.entities[0].services[0];
        service.current.compromised_since = since.map(at);
        let mut granted = service.current.clone();
        (granted.standing, granted.from, granted.compromised_since) =
            (Standing::Granted, at("2026-06-09T00:00:00Z"), None::<Timestamp>);
        service.history.insert(0, std::mem::replace(&mut service.current, granted));
        world
    };
    let world = stolen(Some("2026-06-05T00:00:00Z"));
    check(&world.report(&world.raised(&world.sealed(), Level::Lta, STAMPED)), Decision::Accept, &[PROVEN]);
    check(&world.report(&world.sealed()), Decision::Reject, &[key(Failed, "key-compromised")]);
    let world = stolen(Some("2026-06-03T00:00:00Z"));
    let report = world.report(&world.raised(&world.sealed(), Level::Lta, STAMPED));
    check(&report, Decision::Reject, &[key(Failed, "key-compromised"), PROVEN]);
    let world = stolen(None);
    let report = world.report(&world.raised(&world.sealed(), Level::Lta, STAMPED));
    check(&report, Decision::Reject, &[key(Failed, "key-compromised"), PROVEN]);
}
