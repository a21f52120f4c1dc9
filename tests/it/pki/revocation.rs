//! Whether a certificate was revoked: each statement that does not count for its own reason, beside one that does.

use elmseal::model::time::Timestamp;
use elmseal::pki::{
    Certificate, CertificatePath, PathPurpose, PathRequest, RevocationData, RevocationSource, RevocationState,
    build_path, check_revocation, ocsp_request,
};

use crate::support::pki::status::{Crl, Ocsp, ResponderId, Revoked, Status, crl_ext, failure, later};
use crate::support::pki::{Digest, Extension, Key, Party, Spec, TestPki, der, ext, purpose, usage};

/// When the seal was made.
const AT: &str = "2026-06-30T12:00:00Z";
/// When it is verified.
const NOW: &str = "2026-07-15T12:00:00Z";

fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

/// The usual leaf, and its path to the usual CA.
fn path() -> CertificatePath {
    path_of(&TestPki::get().seal(Key::P256), &TestPki::get().ca)
}

fn path_of(leaf: &Party, ca: &Party) -> CertificatePath {
    let (candidates, anchors) = ([], [ca.certificate.clone()]);
    let request = PathRequest {
        leaf: &leaf.certificate,
        candidates: &candidates,
        anchors: &anchors,
        at: time(AT),
        purpose: PathPurpose::Seal,
    };
    build_path(&request).expect("a path")
}

fn states(path: &CertificatePath, crls: &[Vec<u8>], responses: &[Vec<u8>], at: &str) -> Vec<RevocationState> {
    let data = RevocationData { crls: crls.to_vec(), ocsp_responses: responses.to_vec() };
    check_revocation(path, &data, time(at), time(NOW))
}

fn state(crls: &[Vec<u8>], responses: &[Vec<u8>]) -> RevocationState {
    let states = states(&path(), crls, responses, AT);
    assert_eq!(states.len(), 1);
    states[0].clone()
}

fn good(source: RevocationSource, produced: &str) -> RevocationState {
    RevocationState::Good { source, produced: time(produced), revoked_later: None }
}

fn revoked(at: &str, reason: Option<&'static str>) -> RevocationState {
    RevocationState::Revoked { at: time(at), reason, invalid_since: None }
}

/// Asserts that nothing counts, for the reason `code`.
fn unknown(crls: &[Vec<u8>], responses: &[Vec<u8>], code: &str) {
    match state(crls, responses) {
        RevocationState::Unknown { code: found, .. } => assert_eq!(found, code),
        other => panic!("{other:?} where {code} is due"),
    }
}

fn leaf() -> Certificate {
    TestPki::get().seal(Key::P256).certificate
}

fn crl(make: impl FnOnce(Crl) -> Crl) -> Vec<Vec<u8>> {
    vec![make(Crl::at(AT)).issue(&TestPki::get().ca)]
}

/// A response about the usual leaf, made at `AT` and changed by `make`, by the usual responder.
fn ocsp(make: impl FnOnce(&mut Ocsp)) -> Vec<Vec<u8>> {
    ocsp_by(&TestPki::get().responder, make)
}

fn ocsp_by(responder: &Party, make: impl FnOnce(&mut Ocsp)) -> Vec<Vec<u8>> {
    let mut response = Ocsp::good(&leaf(), &TestPki::get().ca.certificate, AT);
    make(&mut response);
    vec![response.sign(responder)]
}

#[test]
fn every_certificate_below_the_anchor_has_its_state() {
    let pki = TestPki::get();
    let seal = pki.seal(Key::Rsa2048);
    let candidates = [pki.ca.certificate.clone()];
    let build = |anchor: &Party| {
        let anchors = [anchor.certificate.clone()];
        let at = time(AT);
        let purpose = PathPurpose::Seal;
        let leaf = &seal.certificate;
        build_path(&PathRequest { leaf, candidates: &candidates, anchors: &anchors, at, purpose }).expect("a path")
    };
    let data = pki.good_revocation(&seal.certificate, AT);
    let both = [good(RevocationSource::Ocsp, AT), good(RevocationSource::Crl, AT)];
    assert_eq!(check_revocation(&build(&pki.root), &data, time(AT), time(NOW)), both);
    assert_eq!(check_revocation(&build(&pki.ca), &data, time(AT), time(NOW)), both[..1]);
    assert_eq!(check_revocation(&build(&seal), &data, time(AT), time(NOW)), []);
    let nothing = check_revocation(&build(&pki.root), &RevocationData::default(), time(AT), time(NOW));
    assert!(nothing.iter().all(|state| matches!(state, RevocationState::Unknown { code: "revocation-no-data", .. })));
    assert_eq!(nothing.len(), 2);
    // The CA's own revocation.
    let list = Crl::at(AT).revoke(&pki.ca.certificate, "2026-06-01T00:00:00Z", Some(2)).issue(&pki.root);
    let states = states(&build(&pki.root), &[list], &data.ocsp_responses, AT);
    assert_eq!(states, [both[0].clone(), revoked("2026-06-01T00:00:00Z", Some("cACompromise"))]);
}

#[test]
fn a_revocation_counts_from_its_date_on() {
    let (before, after) = ("2026-06-29T00:00:00Z", "2026-07-01T00:00:00Z");
    let made = "2026-07-02T00:00:00Z";
    let later_good = |source| RevocationState::Good { source, produced: time(made), revoked_later: Some(time(after)) };
    let list = |since: &str, reason| vec![Crl::at(made).revoke(&leaf(), since, reason).issue(&TestPki::get().ca)];
    let response = |since: &str, reason| {
        let ca = &TestPki::get().ca.certificate;
        vec![Ocsp::revoked(&leaf(), ca, made, since, reason).sign(&TestPki::get().responder)]
    };
    assert_eq!(state(&list(before, Some(1)), &[]), revoked(before, Some("keyCompromise")));
    assert_eq!(state(&list(before, None), &[]), revoked(before, None));
    assert_eq!(state(&list(AT, Some(4)), &[]), revoked(AT, Some("superseded")));
    assert_eq!(state(&list(after, Some(1)), &[]), later_good(RevocationSource::Crl));
    assert_eq!(state(&[], &response(before, Some(9))), revoked(before, Some("privilegeWithdrawn")));
    assert_eq!(state(&[], &response(before, None)), revoked(before, None));
    assert_eq!(state(&[], &response(after, Some(1))), later_good(RevocationSource::Ocsp));
    // A revocation outweighs a response that does not know of it, whichever is the newer.
    let good = ocsp(|_| {});
    assert_eq!(state(&list(before, None), &good), revoked(before, None));
    let newer = vec![Ocsp::good(&leaf(), &TestPki::get().ca.certificate, NOW).sign(&TestPki::get().responder)];
    assert_eq!(state(&list(before, None), &newer), revoked(before, None));
    // An old list counts when it says that there was a revocation.
    let old =
        vec![Crl::at("2026-05-01T00:00:00Z").revoke(&leaf(), "2026-04-01T00:00:00Z", None).issue(&TestPki::get().ca)];
    assert_eq!(state(&old, &good), revoked("2026-04-01T00:00:00Z", None));
}

#[test]
fn a_key_in_other_hands_counts_from_then_on() {
    let line = |since: &str| Revoked {
        serial: leaf().serial().to_vec(),
        at: "2026-07-01T00:00:00Z".to_owned(),
        reason: Some(1),
        invalid_since: Some(since.to_owned()),
        extensions: Vec::new(),
    };
    let list = |since: &str| vec![Crl::at("2026-07-02T00:00:00Z").line(line(since)).issue(&TestPki::get().ca)];
    let expected = RevocationState::Revoked {
        at: time("2026-07-01T00:00:00Z"),
        reason: Some("keyCompromise"),
        invalid_since: Some(time("2026-06-01T00:00:00Z")),
    };
    assert_eq!(state(&list("2026-06-01T00:00:00Z"), &[]), expected);
    assert!(matches!(state(&list("2026-06-30T18:00:00Z"), &[]), RevocationState::Good { revoked_later: Some(_), .. }));
}

#[test]
fn a_hold_is_lifted_by_a_later_statement() {
    let since = "2026-06-29T00:00:00Z";
    let hold = crl(|list| list.revoke(&leaf(), since, Some(6)));
    assert_eq!(state(&hold, &[]), revoked(since, Some("certificateHold")));
    assert_eq!(state(&hold, &ocsp(|_| {})), revoked(since, Some("certificateHold")));
    let next = ocsp(|response| {
        response.this_update = later(AT, 1);
        response.produced_at = later(AT, 1);
    });
    assert_eq!(state(&hold, &next), good(RevocationSource::Ocsp, &later(AT, 1)));
    unknown(&crl(|list| list.revoke(&leaf(), since, Some(8))), &[], "crl-remove-from-crl");
    let removed = ocsp(|response| response.status = Status::Revoked { at: since.to_owned(), reason: Some(8) });
    unknown(&[], &removed, "ocsp-remove-from-crl");
}

#[test]
fn a_list_is_of_the_issuer_and_of_its_time() {
    let pki = TestPki::get();
    assert_eq!(state(&crl(|list| list), &[]), good(RevocationSource::Crl, AT));
    assert_eq!(
        state(&crl(|list| list.revoke(&pki.responder.certificate, AT, None)), &[]),
        good(RevocationSource::Crl, AT)
    );
    // Before: made earlier, and to be replaced afterwards.
    let dated = |from: &str, until: Option<&str>| vec![Crl::at(from).until(until).issue(&pki.ca)];
    let (earlier, next) = ("2026-06-25T00:00:00Z", "2026-07-02T00:00:00Z");
    assert_eq!(state(&dated(earlier, Some(next)), &[]), good(RevocationSource::Crl, earlier));
    assert_eq!(state(&dated(earlier, Some(AT)), &[]), good(RevocationSource::Crl, earlier));
    unknown(&dated(earlier, Some("2026-06-30T11:59:59Z")), &[], "crl-stale");
    unknown(&dated(earlier, None), &[], "crl-stale");
    assert_eq!(state(&dated(next, None), &[]), good(RevocationSource::Crl, next));
    // The future, beyond what clocks may differ.
    assert_eq!(state(&dated("2026-07-15T12:04:00Z", None), &[]), good(RevocationSource::Crl, "2026-07-15T12:04:00Z"));
    unknown(&dated("2026-07-15T12:06:00Z", None), &[], "crl-not-yet-valid");
    // Others.
    unknown(&[Crl::at(AT).issue(&pki.root)], &[], "revocation-no-data");
    let stranger = Spec::authority("Example Seal CA", Key::Other).self_signed();
    unknown(&[Crl::at(AT).issue(&stranger)], &[], "crl-signature");
    unknown(&[Crl::at(AT).signed(pki.ca.certificate.subject_der(), &pki.root)], &[], "crl-signature");
    let mut changed = Crl::at(AT).revoke(&leaf(), AT, None).issue(&pki.ca);
    let place = changed.windows(8).position(|part| part == leaf().serial()).expect("the serial number");
    changed[place] ^= 1;
    unknown(&[changed], &[], "crl-signature");
    // One that counts is enough.
    assert_eq!(state(&[dated(earlier, None), dated(next, None)].concat(), &[]), good(RevocationSource::Crl, next));
}

#[test]
fn a_list_is_signed_as_lists_are() {
    let pki = TestPki::get();
    for (digest, code) in [(Digest::Sha1, "crl-weak-signature"), (Digest::Md5, "crl-weak-signature")] {
        unknown(&crl(|list| Crl { digest, ..list }), &[], code);
    }
    assert_eq!(state(&crl(|list| Crl { digest: Digest::Sha512, ..list }), &[]), good(RevocationSource::Crl, AT));
    let no_lists = Spec::authority("No Lists CA", Key::Other).usage(&[usage::KEY_CERT_SIGN]).issue(&pki.root);
    let seal = Spec::seal(Key::P256).issue(&no_lists);
    let states = states(&path_of(&seal, &no_lists), &[Crl::at(AT).issue(&no_lists)], &[], AT);
    assert!(matches!(states[0], RevocationState::Unknown { code: "crl-issuer-key-usage", .. }));
    unknown(&[b"0\x00".to_vec()], &[], "crl-malformed");
    let mut longer = Crl::at(AT).issue(&pki.ca);
    longer.push(0);
    unknown(&[longer], &[], "crl-malformed");
    let twice = Extension::new("2.5.29.20", false, der::number(2));
    unknown(
        &crl(|mut list| {
            list.extensions.push(twice);
            list
        }),
        &[],
        "crl-malformed",
    );
    unknown(&crl(|list| list.with("1.2.3.4", true, der::null())), &[], "crl-unknown-critical-extension");
    assert_eq!(state(&crl(|list| list.with("1.2.3.4", false, der::null())), &[]), good(RevocationSource::Crl, AT));
}

#[test]
fn a_list_covers_the_certificate() {
    let point = |fields: &[Vec<u8>]| {
        let fields: Vec<&[u8]> = fields.iter().map(Vec::as_slice).collect();
        crl(|list| list.with(crl_ext::DISTRIBUTION_POINT, true, der::seq(&fields)))
    };
    let flag = |n| vec![der::context_primitive(n, &[0xff])];
    let at = |url: &str| vec![der::context(0, &[&der::context(0, &[&der::context_primitive(6, url.as_bytes())])])];
    assert_eq!(state(&point(&at("http://pki.example/ca.crl")), &[]), good(RevocationSource::Crl, AT));
    unknown(&point(&at("http://pki.example/part2.crl")), &[], "crl-limited");
    assert_eq!(state(&point(&flag(1)), &[]), good(RevocationSource::Crl, AT));
    unknown(&point(&flag(2)), &[], "crl-limited");
    unknown(&point(&[der::context_primitive(3, &[1, 0x40])]), &[], "crl-limited");
    unknown(&point(&flag(4)), &[], "crl-indirect");
    unknown(&point(&flag(5)), &[], "crl-limited");
    unknown(&point(&[der::null()]), &[], "crl-malformed");
    unknown(&crl(|list| list.with(crl_ext::DELTA, true, der::number(1))), &[], "crl-delta");
    // A partial list that has the certificate elsewhere says nothing, not even that it was revoked.
    let other =
        crl(|list| list.revoke(&leaf(), AT, None).with(crl_ext::DISTRIBUTION_POINT, true, der::seq(&[&flag(4)[0]])));
    unknown(&other, &[], "crl-indirect");
}

#[test]
fn a_list_made_after_expiry_may_have_forgotten() {
    let pki = TestPki::get();
    let seal = Spec::seal(Key::P256).valid("2024-01-01T00:00:00Z", "2026-07-01T00:00:00Z").issue(&pki.ca);
    let (path, made) = (path_of(&seal, &pki.ca), "2026-07-10T00:00:00Z");
    let code = |crls: &[Vec<u8>], responses: &[Vec<u8>]| match &states(&path, crls, responses, AT)[0] {
        RevocationState::Unknown { code, .. } => *code,
        RevocationState::Good { .. } => "good",
        RevocationState::Revoked { .. } => "revoked",
    };
    let list = Crl::at(made);
    let kept = |since: &str| list.clone().with(crl_ext::EXPIRED_CERTIFICATES, false, der::generalized_time(since));
    assert_eq!(code(&[list.issue(&pki.ca)], &[]), "crl-after-expiry");
    assert_eq!(code(&[kept("2026-07-02T00:00:00Z").issue(&pki.ca)], &[]), "crl-after-expiry");
    assert_eq!(code(&[kept("2020-01-01T00:00:00Z").issue(&pki.ca)], &[]), "good");
    assert_eq!(code(&[list.revoke(&seal.certificate, AT, None).issue(&pki.ca)], &[]), "revoked");
    let mut response = Ocsp::good(&seal.certificate, &pki.ca.certificate, made);
    assert_eq!(code(&[], &[response.sign(&pki.responder)]), "ocsp-after-expiry");
    let cutoff = |since: &str| Extension::new("1.3.6.1.5.5.7.48.1.6", false, der::generalized_time(since));
    response.single_extensions = vec![cutoff("2026-07-02T00:00:00Z")];
    assert_eq!(code(&[], &[response.sign(&pki.responder)]), "ocsp-after-expiry");
    response.single_extensions = vec![cutoff("2020-01-01T00:00:00Z")];
    assert_eq!(code(&[], &[response.sign(&pki.responder)]), "good");
}

#[test]
fn a_response_is_about_the_certificate() {
    let pki = TestPki::get();
    for digest in [Digest::Sha1, Digest::Sha256, Digest::Sha384, Digest::Sha512] {
        assert_eq!(state(&[], &ocsp(|response| response.id_digest = digest)), good(RevocationSource::Ocsp, AT));
    }
    unknown(&[], &ocsp(|response| response.id_digest = Digest::Md5), "ocsp-wrong-issuer");
    let basic = Ocsp::good(&leaf(), &pki.ca.certificate, AT).sign_basic(&pki.responder);
    assert_eq!(state(&[], &[basic]), good(RevocationSource::Ocsp, AT));
    let other = pki.seal(Key::P384).certificate;
    let about = vec![Ocsp::good(&other, &pki.ca.certificate, AT).sign(&pki.responder)];
    unknown(&[], &about, "ocsp-other-certificate");
    assert_eq!(state(&[], &[about, ocsp(|_| {})].concat()), good(RevocationSource::Ocsp, AT));
    unknown(
        &[],
        &ocsp(|response| response.issuer_name = pki.root.certificate.subject_der().to_vec()),
        "ocsp-wrong-issuer",
    );
    unknown(&[], &ocsp(|response| response.issuer_key[20] ^= 1), "ocsp-wrong-issuer");
    unknown(&[], &ocsp(|response| response.status = Status::Unknown), "ocsp-unknown");
    let root = vec![Ocsp::good(&pki.ca.certificate, &pki.root.certificate, AT).sign(&pki.root)];
    unknown(&[], &root, "revocation-no-data");
}

#[test]
fn a_response_is_of_its_time() {
    let dated = |this: &str, next: Option<&str>, produced: &str| {
        ocsp(|response| {
            response.this_update = this.to_owned();
            response.next_update = next.map(str::to_owned);
            response.produced_at = produced.to_owned();
        })
    };
    let (earlier, next) = ("2026-06-25T00:00:00Z", "2026-07-02T00:00:00Z");
    assert_eq!(state(&[], &dated(earlier, Some(next), earlier)), good(RevocationSource::Ocsp, earlier));
    unknown(&[], &dated(earlier, Some("2026-06-30T11:59:59Z"), earlier), "ocsp-stale");
    // Made anew from what was known then: thisUpdate decides.
    unknown(&[], &dated(earlier, Some("2026-06-26T00:00:00Z"), next), "ocsp-stale");
    unknown(&[], &dated(earlier, None, earlier), "ocsp-stale");
    let moment = "2026-06-30T11:56:00Z";
    assert_eq!(state(&[], &dated(moment, None, moment)), good(RevocationSource::Ocsp, moment));
    assert_eq!(state(&[], &dated(next, None, next)), good(RevocationSource::Ocsp, next));
    unknown(&[], &dated("2026-07-15T12:06:00Z", None, AT), "ocsp-not-yet-valid");
    unknown(&[], &dated(AT, None, "2026-07-15T12:06:00Z"), "ocsp-not-yet-valid");
}

#[test]
fn a_responder_is_the_authority_or_has_its_mandate() {
    let pki = TestPki::get();
    let good = good(RevocationSource::Ocsp, AT);
    for id in [ResponderId::Key, ResponderId::Name] {
        assert_eq!(state(&[], &ocsp(|response| response.responder_id = id)), good);
        assert_eq!(state(&[], &ocsp_by(&pki.ca, |response| response.responder_id = id)), good);
    }
    assert_eq!(state(&[], &ocsp_by(&pki.ca, |response| response.certificates = Some(Vec::new()))), good);
    unknown(&[], &ocsp(|response| response.certificates = Some(Vec::new())), "ocsp-responder-unknown");
    let seal = pki.seal(Key::P256);
    unknown(&[], &ocsp(|response| response.certificates = Some(vec![leaf()])), "ocsp-responder-unknown");
    // A seal of the same authority, a responder of another one, one that is an authority, one without the purpose.
    unknown(&[], &ocsp_by(&seal, |_| {}), "ocsp-responder-not-delegated");
    unknown(&[], &ocsp_by(&Spec::responder().issue(&pki.root), |_| {}), "ocsp-responder-not-delegated");
    unknown(&[], &ocsp_by(&Spec::responder().self_signed(), |_| {}), "ocsp-responder-not-delegated");
    let row = |spec: Spec, code| unknown(&[], &ocsp_by(&spec.issue(&pki.ca), |_| {}), code);
    row(Spec::responder().without(ext::EXTENDED_KEY_USAGE), "ocsp-responder-not-delegated");
    row(Spec::responder().purposes(false, &[purpose::SERVER]), "ocsp-responder-not-delegated");
    row(Spec::responder().usage(&[usage::KEY_ENCIPHERMENT]), "ocsp-responder-not-delegated");
    row(Spec::responder().key(Key::Rsa1024), "ocsp-responder-not-delegated");
    row(Spec::responder().valid("2022-01-01T00:00:00Z", "2026-06-30T11:00:00Z"), "ocsp-responder-expired");
    row(Spec::responder().valid("2026-06-30T13:00:00Z", "2030-01-01T00:00:00Z"), "ocsp-responder-expired");
    // Expired today, but not when the response was made.
    let short = Spec::responder().valid("2022-01-01T00:00:00Z", "2026-07-01T00:00:00Z").issue(&pki.ca);
    assert_eq!(state(&[], &ocsp_by(&short, |_| {})), good);
    // Two certificates of one key: the one with the mandate is found.
    let both =
        [pki.ca.certificate.clone(), Spec::responder().issue(&pki.root).certificate, pki.responder.certificate.clone()];
    assert_eq!(state(&[], &ocsp(|response| response.certificates = Some(both.to_vec()))), good);
}

#[test]
fn a_responder_may_be_revoked_unless_it_is_marked() {
    let pki = TestPki::get();
    let plain = Spec::responder().without(ext::OCSP_NOCHECK).issue(&pki.ca);
    let response = ocsp_by(&plain, |_| {});
    let good = good(RevocationSource::Ocsp, AT);
    assert_eq!(state(&[], &response), good);
    let list =
        |since: &str| vec![Crl::at("2026-01-01T00:00:00Z").revoke(&plain.certificate, since, None).issue(&pki.ca)];
    unknown(&list("2025-12-01T00:00:00Z"), &response, "crl-stale");
    let states = states(&path(), &list("2025-12-01T00:00:00Z"), &response, AT);
    assert!(matches!(states[0], RevocationState::Unknown { .. }));
    let later = vec![Crl::at(NOW).revoke(&plain.certificate, "2026-07-10T00:00:00Z", None).issue(&pki.ca)];
    assert!(matches!(state(&later, &response), RevocationState::Good { .. }));
    assert_eq!(state(&list("2025-12-01T00:00:00Z"), &ocsp(|_| {})), good);
}

#[test]
fn a_response_is_signed_as_responses_are() {
    let pki = TestPki::get();
    unknown(&[], &ocsp(|response| response.digest = Digest::Sha1), "ocsp-weak-signature");
    assert_eq!(state(&[], &ocsp(|response| response.digest = Digest::Sha384)), good(RevocationSource::Ocsp, AT));
    let response = Ocsp::good(&leaf(), &pki.ca.certificate, AT);
    let stranger = Party { certificate: pki.responder.certificate.clone(), key: Key::Other.private() };
    unknown(&[], &[response.sign(&stranger)], "ocsp-signature");
    let impostor = Party { certificate: pki.ca.certificate.clone(), key: Key::Other.private() };
    unknown(&[], &[response.sign(&impostor)], "ocsp-signature");
    let mut changed = response.sign(&pki.responder);
    let place = changed.windows(6).position(|part| part == b"202606").expect("a date");
    changed[place + 9] ^= 1;
    assert!(matches!(state(&[], &[changed]), RevocationState::Unknown { code: "ocsp-signature", .. }));
    for (bytes, code) in [
        (failure(3), "ocsp-not-successful"),
        (failure(0), "ocsp-malformed"),
        (b"0\x00".to_vec(), "ocsp-malformed"),
        (b"garbage".to_vec(), "ocsp-malformed"),
    ] {
        unknown(&[], &[bytes], code);
    }
    let critical = Extension::new("1.2.3.4", true, der::null());
    let code = "ocsp-unknown-critical-extension";
    unknown(&[], &ocsp(|response| response.extensions = vec![critical.clone()]), code);
    unknown(&[], &ocsp(|response| response.single_extensions = vec![critical.clone()]), code);
    let nonce = Extension::new("1.3.6.1.5.5.7.48.1.2", false, der::octets(b"12345678"));
    assert_eq!(state(&[], &ocsp(|response| response.extensions = vec![nonce])), good(RevocationSource::Ocsp, AT));
}

#[test]
fn the_strongest_reason_is_named() {
    let stale = ocsp(|response| response.next_update = Some("2026-06-30T12:00:00Z".to_owned()));
    assert!(matches!(state(&[], &stale), RevocationState::Good { .. }));
    let garbage = vec![b"garbage".to_vec()];
    unknown(&crl(|list| Crl { digest: Digest::Sha1, ..list }), &garbage, "crl-weak-signature");
    unknown(&garbage, &[], "crl-malformed");
    assert_eq!(state(&garbage, &[garbage.clone(), ocsp(|_| {})].concat()), good(RevocationSource::Ocsp, AT));
    // The newest statement is the one that is named.
    let made = later(AT, 2);
    let newer = vec![Crl::at(&made).issue(&TestPki::get().ca)];
    assert_eq!(state(&newer, &ocsp(|_| {})), good(RevocationSource::Crl, &made));
    let many = vec![Crl::at(AT).issue(&TestPki::get().ca); 65];
    unknown(&many, &[], "revocation-too-many");
    assert_eq!(state(&many[..64], &[]), good(RevocationSource::Crl, AT));
}

#[test]
fn a_long_list_is_read_once() {
    let pki = TestPki::get();
    let mut list = Crl::at(AT);
    for n in 0..60_000_u32 {
        list.revoked.push(Revoked {
            serial: [&[1], &n.to_be_bytes()[..]].concat(),
            at: "2026-01-01T00:00:00Z".to_owned(),
            reason: Some(1),
            invalid_since: None,
            extensions: Vec::new(),
        });
    }
    let long = list.issue(&pki.ca);
    assert!(long.len() > 2_000_000, "{}", long.len());
    assert_eq!(state(std::slice::from_ref(&long), &[]), good(RevocationSource::Crl, AT));
    let last = list.revoke(&leaf(), AT, Some(5)).issue(&pki.ca);
    assert_eq!(state(&[long, last], &[]), revoked(AT, Some("cessationOfOperation")));
    let over = [Crl::at(AT).issue(&pki.ca), vec![0; 8 * 1024 * 1024]].concat();
    unknown(&[over], &[], "crl-malformed");
}

#[test]
fn a_request_names_certificate_and_issuer() {
    let pki = TestPki::get();
    let request = ocsp_request(&leaf(), &pki.ca.certificate);
    // The identifier is the one of a response about it.
    let id = der::seq(&[
        &der::seq(&[&der::oid("1.3.14.3.2.26"), &der::null()]),
        &der::octets(&crate::support::pki::sha1(pki.ca.certificate.subject_der())),
        &der::octets(&crate::support::pki::sha1(&crate::support::pki::key_bits(pki.ca.certificate.spki_der()))),
        &der::integer(leaf().serial()),
    ]);
    assert_eq!(request, der::seq(&[&der::seq(&[&der::seq(&[&der::seq(&[&id])])])]));
    assert!(openssl::ocsp::OcspRequest::from_der(&request).is_ok());
}
