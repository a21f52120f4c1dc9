//! The Union's list of providers of public-sector attestations, and signed lists of other programs.

use elmseal::crypto::encoding::to_base64;
use elmseal::jose::{Algorithm, SoftwareSealKey};
use elmseal::trust::{Profile, SealBinding};

use super::*;
use crate::support::pki::{Key, Party, Spec, TestPki};

const HOLDER: &str = "VATES-EXAMPLE1";
const SERVICE: &str = "/LoTE/TrustedEntitiesList/0/TrustedEntityServices/0";

/// A list as the Union publishes them.
pub fn list() -> Value {
    let pki = TestPki::get();
    let names = |english: &str, other: &str| json!([{"lang": "en", "value": english}, {"lang": "es", "value": other}]);
    let uri = |uri: &str| json!([{"lang": "en", "uriValue": uri}]);
    let service = |kind: &str, certificate: &Party| {
        json!({
            "ServiceInformation": {
                "ServiceName": names("Attestations", "Certificaciones"),
                "ServiceDigitalIdentity": {"X509Certificates": [{"val": to_base64(certificate.certificate.der())}]},
                "ServiceTypeIdentifier": format!("http://uri.etsi.org/19602/SvcType/PubEAA/{kind}"),
                "ServiceStatus": "http://uri.etsi.org/19602/PubEAAProvidersList/SvcStatus/notified",
                "StatusStartingTime": "2026-05-01T00:00:00Z",
            },
            "ServiceHistory": [{
                "ServiceName": names("Attestations", "Certificaciones"),
                "ServiceDigitalIdentity": {"X509SKIs": ["q8mYl2Tn0eZ1sQ=="]},
                "ServiceStatus": "http://uri.etsi.org/19602/PubEAAProvidersList/SvcStatus/withdrawn",
                "StatusStartingTime": "2026-04-01T00:00:00Z",
            }],
        })
    };
    let entity = |name: &str, legal_id: &str, certificate: &Party| {
        json!({
            "TrustedEntityInformation": {
                "TEName": names(name, "Universidad"),
                "TETradeName": names(legal_id, "OJ:ES-LO2/2023"),
                "TEAddress": {
                    "TEPostalAddress": [{"lang": "en", "StreetAddress": "Calle 1", "StateOrProvince": "Asturias", "Country": "ES"}],
                    "TEElectronicAddress": uri("http://uri.etsi.org/19602/ListOfTrustedEntities/PubEAAProvider/ES"),
                },
                "TEInformationURI": uri("https://uni.example/policy"),
            },
            "TrustedEntityServices": [service("Issuance", certificate), service("Revocation", certificate)],
        })
    };
    json!({"LoTE": {
        "ListAndSchemeInformation": {
            "LoTEVersionIdentifier": 1,
            "LoTESequenceNumber": 12,
            "LoTEType": "http://uri.etsi.org/19602/LoTEType/EUPubEAAProvidersList",
            "SchemeOperatorName": names("European Commission", "Comisión Europea"),
            "SchemeOperatorAddress": {
                "SchemeOperatorPostalAddress": [{"lang": "en", "StreetAddress": "Rue 1", "Country": "BE"}],
                "SchemeOperatorElectronicAddress": uri("mailto:lists@example.eu"),
            },
            "SchemeName": names("EU:Providers", "EU:Proveedores"),
            "SchemeInformationURI": uri("https://lists.example.eu/rules"),
            "StatusDeterminationApproach": "http://uri.etsi.org/19602/PubEAAProvidersList/StatusDetn/EU",
            "SchemeTypeCommunityRules": uri("http://uri.etsi.org/19602/PubEAAProvidersList/schemerules/EU"),
            "SchemeTerritory": "EU",
            "PolicyOrLegalNotice": [{"LoTEPolicy": {"lang": "en", "uriValue": "https://lists.example.eu/policy"}}],
            "HistoricalInformationPeriod": 65_535,
            "ListIssueDateTime": "2026-05-01T00:00:00Z",
            "NextUpdate": "2026-11-01T00:00:00Z",
        },
        "TrustedEntitiesList": [
            entity("Example University", HOLDER, &pki.ca),
            entity("Other University", "VATES-EXAMPLE2", &pki.ca),
        ],
    }})
}

fn read(list: &Value) -> Result<AllianceList, ListError> {
    AllianceList::parse(list.to_string().as_bytes())
}

/// The list with the value at `pointer` changed.
fn with(pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let mut changed = list();
    let parent = changed.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}"));
    match name.parse::<usize>() {
        Ok(index) if parent.is_array() => parent[index] = value,
        _ => parent[name] = value,
    }
    changed
}

#[test]
fn the_unions_list_binds_providers_by_authority_and_identifier() {
    let pki = TestPki::get();
    let list = read(&list()).expect("a list");
    assert_eq!((list.profile, list.sequence, list.entities.len()), (Profile::EuPublicAttestations, 12, 2));
    assert_eq!(list.entities[0].legal_ids, [HOLDER], "the act is no identifier of the body");
    assert_eq!(list.entities[0].names[1], ("es".to_owned(), "Universidad".to_owned()));
    let leaf = pki.seal(Key::P256);
    let path = [leaf.certificate.clone(), pki.ca.certificate.clone()];
    assert_eq!(list.entities_by_seal(&leaf.certificate, &path), [&list.entities[0]]);
    assert_eq!(list.entities[0].seal_binding(&leaf.certificate, &path), Some(SealBinding::Authority));
    let standing = |time| list.entities[0].seal_standing(&leaf.certificate, &path, at(time));
    assert_eq!(standing("2026-06-01T00:00:00Z"), KeyStanding::Listed);
    assert_eq!(standing("2026-04-15T00:00:00Z"), KeyStanding::ListedAtOtherTimes, "a key identifier binds nothing");
    let service = list.entities[0].service(ServiceKind::Issuance).expect("a service");
    assert_eq!(service.at(at("2026-04-15T00:00:00Z")).map(|period| period.standing), Some(Standing::Withdrawn));
    let stranger = Spec::seal(Key::P256).attribute("2.5.4.97", Some("VATES-EXAMPLE3")).issue(&pki.ca);
    let path = [stranger.certificate.clone(), pki.ca.certificate.clone()];
    assert_eq!(list.entities_by_seal(&stranger.certificate, &path), Vec::<&elmseal::trust::Entity>::new());
}

#[test]
fn withdrawn_providers_and_those_without_certificate_are_read() {
    let status = format!("{SERVICE}/ServiceInformation/ServiceStatus");
    let withdrawn = with(&status, json!("http://uri.etsi.org/19602/PubEAAProvidersList/SvcStatus/withdrawn"));
    let list = read(&withdrawn).expect("a list");
    assert_eq!(list.entities[0].services[0].current.standing, Standing::Withdrawn);
    let list = read(&with(&format!("{SERVICE}/ServiceInformation/ServiceDigitalIdentity"), json!({}))).expect("a list");
    assert_eq!(list.entities[0].services[0].current.identity, elmseal::trust::Identity::default());
}

#[test]
fn what_is_not_understood_is_refused_unless_it_is_not_critical() {
    let information = format!("{SERVICE}/ServiceInformation");
    for place in [
        "/LoTE/ListAndSchemeInformation/SchemeExtensions".to_owned(),
        "/LoTE/TrustedEntitiesList/0/TrustedEntityInformation/TEInformationExtensions".to_owned(),
        format!("{information}/ServiceInformationExtensions"),
        format!("{SERVICE}/ServiceHistory/0/ServiceInformationExtensions"),
    ] {
        let harmless = json!({"Critical": false, "Other": {"limit": 1}});
        assert!(read(&with(&place, json!([harmless]))).is_ok(), "{place}");
        for bad in [json!({"Critical": true, "Other": 1}), json!({"Other": 1}), json!({"Critical": "false"}), json!(1)]
        {
            match read(&with(&place, json!([harmless, bad]))) {
                Err(ListError::Read(ReadError::Shape { place: found, .. })) => assert_eq!(found, format!("{place}/1")),
                other => panic!("{place}: {other:?}"),
            }
        }
    }
    for (pointer, value) in [
        ("/LoTE/ListAndSchemeInformation/LoTEVersionIdentifier".to_owned(), json!(2)),
        ("/LoTE/ListAndSchemeInformation/NextUpdate".to_owned(), json!("2026-11-01T00:00:00.0Z")),
        (format!("{information}/ServiceStatus"), json!("http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted")),
        (format!("{information}/ServiceTypeIdentifier"), json!("http://uri.etsi.org/19602/SvcType/PID/Issuance")),
        (format!("{SERVICE}/ServiceHistory/0/StatusStartingTime"), json!("2026-06-01T00:00:00Z")),
    ] {
        let parent = pointer.trim_end_matches("/StatusStartingTime");
        match read(&with(&pointer, value)) {
            Err(ListError::Read(ReadError::Shape { place, .. })) => assert_eq!(place, parent),
            other => panic!("{pointer}: {other:?}"),
        }
    }
    let surplus = with("/LoTE/ListAndSchemeInformation/Surplus", json!(1));
    assert!(
        matches!(read(&surplus), Err(ListError::Read(ReadError::Shape { reason, .. })) if reason.contains("`Surplus`"))
    );
    // Another list of the Union is not one of those who attest.
    let other =
        with("/LoTE/ListAndSchemeInformation/LoTEType", json!("http://uri.etsi.org/19602/LoTEType/EUPIDProvidersList"));
    assert!(read(&other).is_err());
}

/// A list signed with a certificate that an authority issued, and the root file that pins it.
fn signed(payload: &[u8], algorithm: Algorithm, key: Key, at: Timestamp) -> (Vec<u8>, TrustRoot) {
    let pki = TestPki::get();
    let party = pki.seal(key);
    let chain = vec![party.certificate.clone(), pki.ca.certificate.clone()];
    let signer = SoftwareSealKey::from_pkcs8(&party.key_pkcs8(), chain, algorithm).expect("a key");
    let root = TrustRoot {
        list: "eu".into(),
        version: 1,
        keys: vec![party.certificate.spki_sha256()],
        threshold: 1,
        expires: super::at("2030-01-01T00:00:00Z"),
        authoritative_for: vec![],
    };
    (sign_compact(&signer, payload, at).expect("a signature").into_bytes(), root)
}

#[test]
fn lists_are_sealed_with_certificates_of_authorities() {
    let payload = list().to_string();
    let issued = at("2026-05-01T00:00:00Z");
    for (algorithm, key) in [
        (Algorithm::Es256, Key::P256),
        (Algorithm::Es384, Key::P384),
        (Algorithm::Rs256, Key::Rsa2048),
        (Algorithm::Ps256, Key::Rsa3072),
    ] {
        let (bytes, root) = signed(payload.as_bytes(), algorithm, key, issued);
        let opened = open_list(&root, &bytes).expect("a list");
        assert_eq!((opened.list().entities.len(), opened.payload()), (2, payload.as_bytes()));
        let mut store = TrustStore::new();
        assert_eq!(
            state_of(&root, &opened, &mut store, at("2026-10-31T00:00:00Z")),
            ListState::Fresh,
            "for half a year"
        );
        assert_eq!(state_of(&root, &opened, &mut store, at("2026-11-01T00:00:00Z")), ListState::Expired);
        // Pinned is the certificate that signs, never the authority above it.
        let authority = TrustRoot { keys: vec![TestPki::get().ca.certificate.spki_sha256()], ..root.clone() };
        let refused = open_list(&authority, &bytes).expect_err("not pinned").to_string();
        assert_eq!(refused, "the signing certificate is not one that is pinned");
        let mut changed = bytes.clone();
        let last = changed.len() - 3;
        changed[last] = if changed[last] == b'A' { b'B' } else { b'A' };
        assert_eq!(
            open_list(&root, &changed).expect_err("changed").to_string(),
            "the signature does not match the list"
        );
    }
    let (bytes, root) = signed(
        with("/LoTE/ListAndSchemeInformation/NextUpdate", json!("2026-11-03T00:00:00Z")).to_string().as_bytes(),
        Algorithm::Es256,
        Key::P256,
        issued,
    );
    let opened = open_list(&root, &bytes).expect("a list");
    assert_eq!(state_of(&root, &opened, &mut TrustStore::new(), issued), ListState::ValidTooLong);
}

#[test]
fn a_list_certificate_signs_only_while_it_is_valid() {
    let pki = TestPki::get();
    let party = pki.seal(Key::P256);
    let key = |chain| SoftwareSealKey::from_pkcs8(&party.key_pkcs8(), chain, Algorithm::Es256).expect("a key");
    let signer = key(vec![party.certificate.clone()]);
    let sign = |time: &str| sign_compact(&signer, list().to_string().as_bytes(), at(time));
    assert!(sign("2028-12-31T23:59:59Z").is_ok());
    for time in ["2023-12-31T23:59:59Z", "2029-01-01T00:00:01Z"] {
        let refused = sign(time).expect_err("refused").to_string();
        assert!(refused.contains("is valid from 2024-01-01T00:00:00Z to 2029-01-01T00:00:00Z, not at"), "{refused}");
    }
}
