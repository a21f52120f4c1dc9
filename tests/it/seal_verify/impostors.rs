//! Certificates of a trusted authority that are not the institution's to seal with, and certificates that a list names
//! although their authority has taken them back. Each beside its good twin.

use elmseal::crypto::encoding::{to_base64, to_base64url};
use elmseal::jose::jades::SealTrust;
use elmseal::pki::Certificate;
use elmseal::verify::{Check, Decision, Outcome, Report};
use serde_json::{Value, json};

use super::world::{World, at, bind};
use super::{Row, check};
use crate::support::pki::status::{Crl, Ocsp, Revoked};
use crate::support::pki::{Key, Spec, TestPki, ext, purpose, qc_statements};
use crate::tsa::TsaOptions;

use Check::{AwardingBodies, IssuerKey, Scope, TrustAtSealing, TrustList, TrustNow};
use Outcome::{Failed, Inconclusive};

const ESIGN: &str = "0.4.0.1862.1.6.1";
const ESEAL: &str = "0.4.0.1862.1.6.2";
const WEB: &str = "0.4.0.1862.1.6.3";

/// The rows of a seal by nobody whom the list knows.
const NOT_LISTED: [Row; 6] = [
    (IssuerKey, Inconclusive, "seal-not-listed"),
    (TrustList, Failed, "issuer-not-listed"),
    (Scope, Inconclusive, "issuer-not-listed"),
    (AwardingBodies, Inconclusive, "issuer-not-listed"),
    (TrustAtSealing, Inconclusive, "issuer-not-listed"),
    (TrustNow, Inconclusive, "issuer-not-listed"),
];

/// A world whose university seals with a certificate of this kind, of the listed authority and with the listed identifier.
fn sealing_with(spec: &Spec) -> World {
    let mut world = World::new();
    world.leaf = spec.issue(&TestPki::get().ca);
    world.say(|_| {});
    world
}

#[test]
fn the_certificate_of_a_web_server_is_not_the_institutions_seal() {
    let seal = || Spec::seal(Key::P256);
    let plain = || seal().without(ext::QC_STATEMENTS);
    for good in [
        plain(),
        plain().purposes(false, &[purpose::CLIENT, purpose::EMAIL]),
        // Qualified seal certificates with the purposes of web servers exist.
        seal().purposes(false, &[purpose::SERVER, purpose::CLIENT]),
    ] {
        let world = sealing_with(&good);
        check(&world.report(&world.sealed()), Decision::Accept, &[]);
    }
    for (bad, code) in [
        (plain().purposes(false, &[purpose::SERVER, purpose::CLIENT]), "certificate-extended-key-usage"),
        (seal().with(ext::QC_STATEMENTS, false, qc_statements(&[WEB])), "certificate-qualified-type"),
    ] {
        let world = sealing_with(&bad);
        let report = world.report(&world.sealed());
        assert_eq!(report.decision, Decision::Reject, "{:#?}", report.checks);
        assert_eq!((report.row(IssuerKey).outcome, report.row(IssuerKey).code), (Failed, code));
    }
}

#[test]
fn the_certificate_of_somebody_who_works_there_is_not_the_institutions_seal() {
    let pki = TestPki::get();
    let with = |types: &[&str]| Spec::seal(Key::P256).with(ext::QC_STATEMENTS, false, qc_statements(types));
    let good = sealing_with(&with(&[ESEAL, ESIGN]));
    check(&good.report(&good.sealed()), Decision::Accept, &[]);
    for (oid, value) in [("2.5.4.42", "Eve"), ("2.5.4.4", "Mallory"), ("2.5.4.65", "Head of Registry")] {
        let world = sealing_with(&with(&[ESEAL]).attribute(oid, Some(value)));
        check(&world.report(&world.sealed()), Decision::Undecided, &NOT_LISTED);
    }
    // Without a type, a qualified certificate is one for signatures.
    for signature in [with(&[ESIGN]), Spec::seal(Key::P256).with(ext::QC_STATEMENTS, false, qc_statements(&[]))] {
        let mut world = sealing_with(&signature);
        check(&world.report(&world.sealed()), Decision::Undecided, &NOT_LISTED);
        // A list may name such a certificate itself: then its office knows what it is.
        let leaf = world.leaf.certificate.clone();
        bind(&mut world.list, vec![leaf]);
        check(&world.report(&world.sealed()), Decision::Accept, &[]);
    }
    assert!(!pki.seal(Key::P256).certificate.subject().person);
}

#[test]
fn a_list_that_names_a_certificate_does_not_outweigh_the_authority_that_revoked_it() {
    let pki = TestPki::get();
    let mut world = World::new();
    let leaf = world.leaf.certificate.clone();
    let answer = |reason| {
        let (now, since) = ("2026-06-09T00:00:00Z", "2026-06-01T12:00:00Z");
        Some(Ocsp::revoked(&leaf, &pki.ca.certificate, now, since, reason).sign(&pki.responder))
    };
    let stolen: Row = (IssuerKey, Failed, "certificate-compromised");
    let unanswered: Row = (IssuerKey, Inconclusive, "revocation-no-data");
    for authority_is_trusted in [false, true] {
        bind(&mut world.list, vec![leaf.clone()]);
        let authorities = if authority_is_trusted { vec![pki.ca.certificate.clone()] } else { Vec::new() };
        world.trust = SealTrust { authorities, ..world.trust.clone() };
        world.say(|_| {});
        check(&world.report(&world.sealed()), Decision::Accept, &[]);
        let confirmed = |report: &Report| -> Vec<bool> {
            report.seal.iter().flat_map(|seal| &seal.issuer_fields).map(|field| field.confirmed).collect()
        };
        assert_eq!(confirmed(&world.report(&world.sealed())), [true; 4]);
        world.say(|said| said.ocsp = answer(Some(1)));
        let report = world.report(&world.sealed());
        check(&report, Decision::Reject, &[stolen]);
        assert_eq!(confirmed(&report), [false; 4], "what was taken back confirms nothing");
        world.say(|said| said.ocsp = answer(Some(4)));
        let superseded = (IssuerKey, Failed, "certificate-revoked-then");
        check(&world.report(&world.sealed()), Decision::Reject, &[superseded]);
        // Silence counts only where an authority is trusted that could have said it.
        world.say(|said| (said.ocsp, said.crl) = (None, None));
        let report = world.report(&world.sealed());
        if authority_is_trusted {
            check(&report, Decision::Undecided, &[unanswered]);
        } else {
            check(&report, Decision::Accept, &[]);
        }
    }
    // An authority of the same name, which did not issue it, revokes nothing.
    bind(&mut world.list, vec![leaf.clone()]);
    world.trust.authorities.clear();
    let forger = Spec::authority("Example Seal CA", Key::Other).self_signed();
    let forged = Ocsp::revoked(&leaf, &forger.certificate, "2026-06-09T00:00:00Z", "2026-06-01T12:00:00Z", Some(1));
    let chain = vec![leaf.clone(), forger.certificate.clone()];
    let file = super::seal_with_chain(&world.leaf, chain, &world.payload().to_string(), super::world::SEALED);
    world.say(|said| said.ocsp = Some(forged.sign(&forger)));
    check(&world.report(&file), Decision::Accept, &[]);
}

/// Time stamps that may be repeated, with long revocation data that nobody signed: each is looked at once.
#[test]
fn long_revocation_data_beside_many_time_stamps_is_no_obstacle() {
    let world = World::new();
    let file: Value = serde_json::from_slice(&world.sealed()).expect("JSON");
    let signature = file["signatures"][0]["signature"].as_str().expect("text");
    let stranger = Spec::authority("Stranger", Key::Other).self_signed();
    let list = |issuer: &Certificate, lines: u32| {
        let line = |n: u32| Revoked {
            serial: [&[0x40], &n.to_be_bytes()[..]].concat(),
            at: "2026-06-01T00:00:00Z".into(),
            reason: None,
            invalid_since: None,
            extensions: Vec::new(),
        };
        let list = (0..lines).fold(Crl::at("2026-06-09T00:00:00Z"), |list, n| list.line(line(n)));
        list.signed(issuer.subject_der(), &stranger)
    };
    let lists = [list(&world.tsa.root(), 80_000), list(&TestPki::get().ca.certificate, 80_000)];
    let lists: Vec<Value> = lists.iter().map(|der| json!({"val": to_base64(der)})).collect();
    let item = |value: Value| to_base64url(value.to_string().as_bytes());
    let mut items = vec![item(json!({"rVals": {"crlVals": lists}}))];
    for minute in 0..8 {
        let tokens: Vec<Value> = (0..8)
            .map(|second| {
                let options = TsaOptions::at(at(&format!("2026-06-03T00:0{minute}:0{second}Z")));
                json!({"val": to_base64(&world.tsa.token(signature.as_bytes(), &options))})
            })
            .collect();
        items.push(item(json!({"sigTst": {"tstTokens": tokens}})));
    }
    let mut file = file;
    file["signatures"][0]["header"] = json!({"etsiU": items});
    let file = file.to_string().into_bytes();
    let report = world.report(&file);
    check(&report, Decision::Accept, &[(TrustAtSealing, Outcome::Passed, "granted-when-sealed")]);
}
