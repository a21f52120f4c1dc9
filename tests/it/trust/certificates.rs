//! Members that are bound to certificates: exact ones, and what an authority issued to a legal identifier.

use elmseal::crypto::encoding::to_base64;
use elmseal::pki::{Certificate, PathPurpose, PathRequest, build_path};
use elmseal::trust::{SealBinding, is_organization_identifier};

use super::*;
use crate::support::pki::{Key, Party, Spec, TestPki};

const HOLDER: &str = "VATES-EXAMPLE1";
const ORGANIZATION_IDENTIFIER: &str = "2.5.4.97";

/// A list with one member, the holder of the test PKI's seals.
fn holder(certificates: &[&Certificate]) -> AllianceList {
    let mut uni = member("Example University", HOLDER, "did:web:uni.example", 1);
    uni.certificates = certificates.iter().map(|one| (*one).clone()).collect();
    empty().with_member(&uni, at(START)).expect("a list")
}

fn holder_of() -> Selector {
    Selector::new(HOLDER)
}

fn seal() -> Party {
    TestPki::get().seal(Key::P256)
}

/// Leaf and path of a seal, as a verifier hands them in: its path to an anchor of the list, or nothing above it.
fn path(list: &AllianceList, leaf: &Party) -> Vec<Certificate> {
    let pki = TestPki::get();
    let candidates = [pki.ca.certificate.clone(), pki.root.certificate.clone()];
    let request = PathRequest {
        leaf: &leaf.certificate,
        candidates: &candidates,
        anchors: &list.seal_authorities(),
        at: at("2026-06-01T00:00:00Z"),
        purpose: PathPurpose::Seal,
    };
    build_path(&request).map(|path| path.certificates().to_vec()).unwrap_or_default()
}

/// By what the list binds the seal.
fn check(list: &AllianceList, leaf: &Party, expected: Option<SealBinding>) {
    let path = path(list, leaf);
    let found = list.entities_by_seal(&leaf.certificate, &path);
    assert_eq!(found.len(), usize::from(expected.is_some()));
    let binding = found.first().and_then(|entity| entity.seal_binding(&leaf.certificate, &path));
    assert_eq!(binding, expected);
    let service = found.first().and_then(|entity| entity.sealing_service(&leaf.certificate, &path));
    assert_eq!(service.map(|service| service.kind), expected.map(|_| ServiceKind::Issuance));
}

fn standing(list: &AllianceList, leaf: &Party, time: &str) -> KeyStanding {
    list.entities[0].seal_standing(&leaf.certificate, &path(list, leaf), at(time))
}

#[test]
fn an_exact_certificate_binds_itself_alone() {
    let seal = seal();
    let list = holder(&[&seal.certificate]);
    check(&list, &seal, Some(SealBinding::Certificate));
    assert_eq!(list.seal_authorities(), std::slice::from_ref(&seal.certificate));
    // Another certificate of the same holder, from the same authority, and even of the same key.
    check(&list, &TestPki::get().seal(Key::Rsa2048), None);
    check(&list, &Spec::seal(Key::P256).serial(&[9]).issue(&TestPki::get().ca), None);
    // A stranger's certificate with the same words in it.
    check(&list, &Spec::seal(Key::Other).self_signed(), None);
    // The certificate binds whatever it says of its holder: the list says whose it is.
    let other =
        Spec::seal(Key::P256).attribute(ORGANIZATION_IDENTIFIER, Some("VATFI-01090445")).issue(&TestPki::get().ca);
    check(&holder(&[&other.certificate]), &other, Some(SealBinding::Certificate));
}

#[test]
fn an_authority_binds_what_it_issued_to_the_legal_identifier() {
    let pki = TestPki::get();
    for authority in [&pki.ca, &pki.root] {
        let list = holder(&[&authority.certificate]);
        for key in [Key::P256, Key::Rsa2048, Key::P384] {
            check(&list, &pki.seal(key), Some(SealBinding::Authority));
        }
        let with = |id: Option<&str>| Spec::seal(Key::P256).attribute(ORGANIZATION_IDENTIFIER, id).issue(&pki.ca);
        for other in [
            None,
            Some("VATES-EXAMPLE2"),
            Some("vates-example1"),
            Some("VATES-EXAMPLE1 "),
            Some("NTRES-EXAMPLE1"),
            Some(""),
        ] {
            check(&list, &with(other), None);
        }
        // The same identifier under another authority of the same name.
        let forger = Spec::authority("Example Seal CA", Key::Other).self_signed();
        check(&list, &Spec::seal(Key::P256).issue(&forger), None);
        check(&list, &Spec::seal(Key::P256).self_signed(), None);
    }
    // The authority's certificate was made anew for the same key: the list has the older one.
    let renewed = Spec::authority("Example Seal CA", Key::Ca).serial(&[7]).issue(&pki.root);
    let list = holder(&[&renewed.certificate]);
    let leaf = pki.seal(Key::P256);
    let path = [leaf.certificate.clone(), pki.ca.certificate.clone()];
    assert_eq!(list.entities_by_seal(&leaf.certificate, &path).len(), 1);
    let elsewhere = [leaf.certificate.clone(), pki.tsa_root.certificate.clone()];
    assert_eq!(list.entities_by_seal(&leaf.certificate, &elsewhere).len(), 0);
    assert_eq!(list.entities_by_seal(&leaf.certificate, &[]).len(), 0, "without a path nobody issued it");
}

#[test]
fn an_authority_may_serve_several_members_and_a_seal_only_one() {
    let pki = TestPki::get();
    let mut other = member("Lapland", "VATFI-01090445", "did:web:lapland.example", 20);
    other.certificates = vec![pki.ca.certificate.clone()];
    let list = holder(&[&pki.ca.certificate]).with_member(&other, at(START)).expect("a list");
    let leaf = seal();
    assert_eq!(list.entities_by_seal(&leaf.certificate, &path(&list, &leaf)), [&list.entities[0]]);
    let lapland = Spec::seal(Key::P256).attribute(ORGANIZATION_IDENTIFIER, Some("VATFI-01090445")).issue(&pki.ca);
    assert_eq!(list.entities_by_seal(&lapland.certificate, &path(&list, &lapland)), [&list.entities[1]]);
    assert_eq!(list.seal_authorities(), std::slice::from_ref(&pki.ca.certificate), "each once");

    other.certificates = vec![leaf.certificate.clone()];
    let twice = holder(&[&leaf.certificate]).with_member(&other, at(START));
    assert!(matches!(twice, Err(EditError::Ambiguous(ListError::Ambiguous { id })) if id.starts_with("sha256:")));
}

#[test]
fn rotated_certificates_stay_in_the_history() {
    let pki = TestPki::get();
    let (old, new) = (pki.seal(Key::P256), pki.seal(Key::Rsa2048));
    let day = at("2026-02-01T00:00:00Z");
    let list = holder(&[&old.certificate]).with_certificates(&holder_of(), std::slice::from_ref(&new.certificate), day);
    let list = list.expect("a change");
    assert_eq!(standing(&list, &old, "2026-01-31T23:59:59Z"), KeyStanding::Listed);
    assert_eq!(standing(&list, &old, "2026-02-01T00:00:00Z"), KeyStanding::Listed, "the second of the change");
    assert_eq!(standing(&list, &old, "2026-02-01T00:00:01Z"), KeyStanding::ListedAtOtherTimes);
    assert_eq!(standing(&list, &new, "2026-02-01T00:00:00Z"), KeyStanding::Listed);
    assert_eq!(standing(&list, &new, "2026-01-31T23:59:59Z"), KeyStanding::ListedAtOtherTimes);
    assert_eq!(standing(&list, &pki.seal(Key::P384), "2026-02-01T00:00:00Z"), KeyStanding::NotListed);
    assert_eq!(list.seal_authorities().len(), 2, "the old one stays an anchor");
    let keys = |list: &AllianceList| list.entities[0].services[0].current.identity.keys.clone();
    assert_eq!(keys(&list), [key(1)], "keys and certificates change apart");
    let both = list.with_certificates(&holder_of(), &[old.certificate.clone(), new.certificate.clone()], day);
    let both = both.expect("several at once");
    assert_eq!(standing(&both, &old, "2026-03-01T00:00:00Z"), KeyStanding::Listed);
    assert_eq!(AllianceList::parse(&both.to_bytes()).expect("read again"), both);
    let early = list.with_certificates(&holder_of(), &[], day.plus_seconds(-1));
    assert!(matches!(early, Err(EditError::BeforeCurrent { .. })));
}

#[test]
fn a_compromised_certificate_counts_for_all_times_and_for_its_key() {
    let pki = TestPki::get();
    let (stolen, other) = (pki.seal(Key::P256), pki.seal(Key::Rsa2048));
    let day = at("2026-02-01T00:00:00Z");
    let list = holder(&[&stolen.certificate, &other.certificate]);
    let marked = list.with_compromised_certificate(&holder_of(), &stolen.certificate, None, day).expect("a change");
    for time in ["2025-01-01T00:00:00Z", "2026-01-15T00:00:00Z", "2026-03-01T00:00:00Z"] {
        assert_eq!(standing(&marked, &stolen, time), KeyStanding::Compromised { since: None });
    }
    assert_eq!(standing(&marked, &other, "2026-03-01T00:00:00Z"), KeyStanding::Listed);
    assert_eq!(AllianceList::parse(&marked.to_bytes()).expect("read again"), marked);
    let since = Some(at("2026-01-10T00:00:00Z"));
    let dated = list.with_compromised_certificate(&holder_of(), &stolen.certificate, since, day).expect("a change");
    assert_eq!(standing(&dated, &stolen, "2026-01-15T00:00:00Z"), KeyStanding::Compromised { since });
    // It comes back neither as itself nor under another certificate of its key.
    let renewed = Spec::seal(Key::P256).serial(&[5]).issue(&pki.ca);
    for back in [&stolen, &renewed] {
        let again =
            marked.with_certificates(&holder_of(), std::slice::from_ref(&back.certificate), day.plus_seconds(1));
        assert!(matches!(again, Err(EditError::CompromisedCertificate { .. })), "{again:?}");
    }

    // Under an authority the list names no certificate of a seal, and still can say that one is stolen.
    let list = holder(&[&pki.ca.certificate]);
    let marked = list.with_compromised_certificate(&holder_of(), &stolen.certificate, None, day).expect("a change");
    assert_eq!(standing(&marked, &stolen, "2026-01-15T00:00:00Z"), KeyStanding::Compromised { since: None });
    let path = [renewed.certificate.clone(), pki.ca.certificate.clone()];
    let of_key = marked.entities[0].seal_standing(&renewed.certificate, &path, at("2026-03-01T00:00:00Z"));
    assert_eq!(of_key, KeyStanding::Compromised { since: None }, "the key, under whatever certificate");
    assert_eq!(standing(&marked, &other, "2026-03-01T00:00:00Z"), KeyStanding::Listed);
    let whole = list.with_compromised_certificate(&holder_of(), &pki.ca.certificate, None, day).expect("the authority");
    assert_eq!(standing(&whole, &other, "2026-03-01T00:00:00Z"), KeyStanding::Compromised { since: None });

    let strangers = Spec::seal(Key::P384).attribute(ORGANIZATION_IDENTIFIER, Some("VATFI-01090445")).issue(&pki.ca);
    let refused = list.with_compromised_certificate(&holder_of(), &strangers.certificate, None, day);
    assert!(matches!(refused, Err(EditError::NoSuchCertificate { .. })));
}

#[test]
fn a_service_whose_only_certificate_is_stolen_is_granted_again_with_another() {
    let pki = TestPki::get();
    let (stolen, new) = (pki.seal(Key::P256), pki.seal(Key::Rsa2048));
    let day = at("2026-02-01T00:00:00Z");
    let mut uni = member("Example University", HOLDER, "did:web:uni.example", 1);
    uni.issuing_keys.clear();
    uni.certificates = vec![stolen.certificate.clone()];
    let list = empty().with_member(&uni, at(START)).expect("a list");
    let marked = list.with_compromised_certificate(&holder_of(), &stolen.certificate, None, day).expect("a change");
    assert_eq!(marked.entities[0].services[0].current.standing, Standing::Compromised);
    let again = marked.with_standing(&holder_of(), Standing::Granted, day.plus_seconds(1));
    assert!(matches!(again, Err(EditError::CompromisedCertificate { .. })));
    let next = marked
        .with_certificates(&holder_of(), std::slice::from_ref(&new.certificate), day.plus_seconds(1))
        .expect("a change");
    assert_eq!(next.entities[0].services[0].current.standing, Standing::Granted);
    assert_eq!(standing(&next, &new, "2026-03-01T00:00:00Z"), KeyStanding::Listed);
    assert_eq!(standing(&next, &stolen, "2026-03-01T00:00:00Z"), KeyStanding::Compromised { since: None });
}

#[test]
fn what_a_list_names_beside_certificates_binds_nothing() {
    let seal = seal();
    let mut json = holder(&[]).to_json();
    let identity = "/LoTE/TrustedEntitiesList/0/TrustedEntityServices/0/ServiceInformation/ServiceDigitalIdentity";
    let named = json!({
        "X509Certificates": [{"val": "MIIB"}, {"val": "not base64"}],
        "X509SubjectNames": [seal.certificate.subject().text],
        "X509SKIs": ["q8mYl2Tn0eZ1sQ=="],
        "PublicKeyValues": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}],
        "OtherIds": ["did:web:uni.example"],
    });
    *json.pointer_mut(identity).expect("an identity") = named.clone();
    let list = AllianceList::parse(json.to_string().as_bytes()).expect("a list");
    let read = &list.entities[0].services[0].current.identity;
    assert_eq!((read.certificates.len(), read.unreadable.len()), (0, 2));
    assert_eq!((read.subject_names.len(), read.key_identifiers.len(), read.public_keys.len()), (1, 1, 1));
    check(&list, &seal, None);
    assert_eq!(list.seal_authorities(), []);
    assert_eq!(list.to_json().pointer(identity), Some(&named), "nothing gets lost");
    // With the certificate among them, that binds.
    json.pointer_mut(identity).expect("an identity")["X509Certificates"] =
        json!([{"val": to_base64(seal.certificate.der())}]);
    check(&AllianceList::parse(json.to_string().as_bytes()).expect("a list"), &seal, Some(SealBinding::Certificate));
    // What says that keys are stolen has to name them.
    *json.pointer_mut(identity).expect("an identity") = named;
    let status = "/LoTE/TrustedEntitiesList/0/TrustedEntityServices/0/ServiceInformation/ServiceStatus";
    *json.pointer_mut(status).expect("a status") = json!("https://alliance.example/lote/status/compromised");
    match AllianceList::parse(json.to_string().as_bytes()) {
        Err(ListError::Read(ReadError::Shape { place, .. })) => assert_eq!(place, identity),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_list_has_a_bounded_number_of_certificates() {
    let seal = seal();
    let list = |number: usize| {
        let mut list = holder(&[]);
        list.entities[0].services[0].current.identity.certificates = vec![seal.certificate.clone(); number];
        AllianceList::parse(&list.to_bytes()).map(drop)
    };
    assert_eq!(list(2_000), Ok(()));
    assert!(matches!(list(2_001), Err(ListError::Read(ReadError::Shape { place, .. })) if place == "/LoTE"));
}

#[test]
fn identifiers_of_organisations_have_a_form() {
    for good in ["VATES-Q3318001I", "NTRDE-HRB 12345", "PSDPL-PFSA-1234567890", "NO:NO-123", "LEIXG-529900"] {
        assert!(is_organization_identifier(good), "{good}");
    }
    for bad in ["", "VATES", "VATES-", "VAES-1", "vatES-1", "VATes-1", "OJ:EU-", "N:NO-1", "NOO:NO-1", "Uni-1"] {
        assert!(!is_organization_identifier(bad), "{bad}");
    }
}
