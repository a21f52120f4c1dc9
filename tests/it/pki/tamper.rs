//! Nothing of a certificate, a list or a response can be changed: each byte is changed, and none of it counts any more.

use elmseal::model::time::Timestamp;
use elmseal::pki::{
    Certificate, PathPurpose, PathRequest, RevocationData, RevocationState, build_path, check_revocation,
};

use crate::support::pki::{Key, TestPki};

const AT: &str = "2026-06-30T12:00:00Z";

/// Every way of changing one byte of `good` that is tried: a low and a high bit of each.
fn changes(good: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..good.len()).flat_map(move |at| {
        [0x01, 0x40].map(|bit| {
            let mut changed = good.to_vec();
            changed[at] ^= bit;
            changed
        })
    })
}

fn path(leaf: &Certificate, candidate: &Certificate) -> Result<elmseal::pki::CertificatePath, &'static str> {
    let anchors = [TestPki::get().root.certificate.clone()];
    let (candidates, at) = ([candidate.clone()], Timestamp::parse(AT).expect("a time"));
    let request = PathRequest { leaf, candidates: &candidates, anchors: &anchors, at, purpose: PathPurpose::Seal };
    build_path(&request).map_err(|error| error.code())
}

#[test]
fn a_changed_certificate_has_no_path() {
    let pki = TestPki::get();
    let (seal, ca) = (pki.seal(Key::P256).certificate, &pki.ca.certificate);
    assert!(path(&seal, ca).is_ok());
    let mut codes = std::collections::BTreeSet::new();
    for changed in changes(seal.der()).filter_map(|der| Certificate::from_der(&der).ok()) {
        codes.insert(path(&changed, ca).expect_err("a byte is changed"));
    }
    for changed in changes(ca.der()).filter_map(|der| Certificate::from_der(&der).ok()) {
        codes.insert(path(&seal, &changed).expect_err("a byte is changed"));
    }
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), ["certificate-path-broken", "certificate-untrusted"]);
}

#[test]
fn a_changed_list_or_response_says_nothing() {
    let pki = TestPki::get();
    let seal = pki.seal(Key::P256).certificate;
    let path = path(&seal, &pki.ca.certificate).expect("a path");
    let at = Timestamp::parse(AT).expect("a time");
    let data = pki.good_revocation(&seal, AT);
    let (crl, response) = (&data.crls[0], &data.ocsp_responses[0]);
    let good = |crl: &[u8], response: &[u8]| {
        let data = RevocationData { crls: vec![crl.to_vec()], ocsp_responses: vec![response.to_vec()] };
        goods(&check_revocation(&path, &data, at, at))
    };
    assert_eq!(good(crl, response), [true, true]);
    for changed in changes(crl) {
        assert_eq!(good(&changed, response), [true, false]);
    }
    for changed in changes(response) {
        assert_eq!(good(crl, &changed), [false, true]);
    }
}

/// Which of the states are good; the others leave it open.
fn goods(states: &[RevocationState]) -> Vec<bool> {
    let good = |state: &RevocationState| match state {
        RevocationState::Good { .. } => true,
        RevocationState::Unknown { .. } => false,
        RevocationState::Revoked { .. } => panic!("nobody revoked it"),
    };
    states.iter().map(good).collect()
}
