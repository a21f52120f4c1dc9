//! What real seals hold: the certificates of public sealed credentials are read, and say what is known of them.

use elmseal::crypto::encoding::{from_base64, from_base64url};
use elmseal::model::time::Timestamp;
use elmseal::pki::{
    Certificate, CertificatePath, KeyKind, PathError, PathPurpose, PathRequest, QcType, RevocationData,
    RevocationSource, RevocationState, build_path, check_revocation,
};
use serde_json::Value;

use crate::support::reference;

/// A sealed sample: its protected header, and the objects of `etsiU` by name.
pub struct Sample {
    pub name: String,
    pub protected: Value,
    pub unsigned: Vec<Value>,
}

/// Every sealed sample, in order of their names.
pub fn samples(what: &str) -> Vec<Sample> {
    let Some(folder) = reference(what) else { return Vec::new() };
    let mut files: Vec<_> = std::fs::read_dir(folder.join("elm/samples")).expect("the samples").flatten().collect();
    files.sort_by_key(std::fs::DirEntry::file_name);
    let mut found = Vec::new();
    for file in files {
        let name = file.file_name().to_string_lossy().into_owned();
        if !name.ends_with("-signed.jsonld") || name.contains("-unsigned") {
            continue;
        }
        let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).expect("JSON");
        let envelope = json(&std::fs::read(file.path()).expect("a sample"));
        let signature = &envelope["signatures"][0];
        let decode = |text: &Value| json(&from_base64url(text.as_str().expect("text")).expect("base64url"));
        let unsigned = signature["header"]["etsiU"].as_array().expect("etsiU").iter().map(decode).collect();
        found.push(Sample { name, protected: decode(&signature["protected"]), unsigned });
    }
    assert_eq!(found.len(), 5);
    found
}

/// The bytes of a base64 text.
pub fn bytes(text: &Value) -> Vec<u8> {
    from_base64(text.as_str().expect("text")).expect("base64")
}

/// The leaf of a sample.
pub fn leaf(sample: &Sample) -> Certificate {
    Certificate::from_der(&bytes(&sample.protected["x5c"][0])).expect("a certificate")
}

#[test]
fn seal_certificates_say_who_they_are_of() {
    for sample in samples("certificates of the samples") {
        let leaf = leaf(&sample);
        let name = &sample.name;
        assert_eq!(leaf.issuer_serial_der(), bytes(&sample.protected["kid"]), "{name}");
        let digest = from_base64url(sample.protected["x5t#S256"].as_str().expect("text")).expect("base64url");
        assert_eq!(leaf.sha256().as_slice(), digest, "{name}");
        assert_eq!(leaf.key(), KeyKind::Rsa { bits: 2048 }, "{name}");
        let usage = leaf.key_usage().expect("key usage");
        assert!(usage.digital_signature() && usage.non_repudiation() && !usage.key_cert_sign(), "{name}");
        assert!(leaf.qc_statements().compliance && !leaf.is_ca() && !leaf.has_ocsp_nocheck(), "{name}");
        assert!(leaf.policies().iter().any(|oid| oid == "0.4.0.194112.1.1"), "{name}: {:?}", leaf.policies());
        let subject = leaf.subject();
        let fields = |name: &elmseal::pki::Name| {
            [&name.common_name, &name.organization, &name.organization_identifier, &name.country]
                .map(|field| field.clone().unwrap_or_default())
        };
        if name.starts_with("2026") {
            assert_eq!(subject.organization_identifier.as_deref(), Some("NTREE-17207834"));
        } else {
            assert_eq!(fields(subject), ["TEST SEAL", "ORGANIZACION TEST", "VATES-A00000000", "ES"], "{name}");
            assert_eq!(leaf.qc_statements().types, [QcType::ESeal], "{name}");
            assert!(!leaf.qc_statements().sscd, "{name}");
            assert_eq!(subject.serial_number.as_deref(), Some("A00000000"), "{name}");
        }
    }
}

/// The values of one member of `etsiU`: `xVals` as certificates, `rVals` as lists and responses.
fn values(sample: &Sample) -> (Vec<Certificate>, RevocationData) {
    let member = |name: &str| sample.unsigned.iter().find_map(|object| object.get(name));
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let certificates = list(member("xVals"));
    let certificates = certificates.iter().map(|value| bytes(&value["x509Cert"]["val"]));
    let revocation = |name: &str| {
        let values = list(member("rVals").map(|values| &values[name]));
        values.iter().map(|value| bytes(&value["val"])).collect()
    };
    let data = RevocationData { crls: revocation("crlVals"), ocsp_responses: revocation("ocspVals") };
    (certificates.map(|der| Certificate::from_der(&der).expect("a certificate")).collect(), data)
}

fn path(
    leaf: &Certificate,
    candidates: &[Certificate],
    anchor: &str,
    at: Timestamp,
    purpose: PathPurpose,
) -> Result<CertificatePath, PathError> {
    let named = |certificate: &&Certificate| certificate.subject().common_name.as_deref() == Some(anchor);
    let anchors: Vec<Certificate> = candidates.iter().filter(named).cloned().collect();
    build_path(&PathRequest { leaf, candidates, anchors: &anchors, at, purpose })
}

#[test]
fn seals_of_others_have_a_path_and_were_not_revoked() {
    let now = Timestamp::parse("2026-07-01T00:00:00Z").expect("a time");
    let rows = [
        ("2025", "ANF Global Root CA", 3, RevocationSource::Ocsp, "2025-02-12T12:09:45Z"),
        ("2026", "Halcom Root Certificate Authority", 3, RevocationSource::Crl, "2026-01-12T03:24:43Z"),
        (
            "Sample-CertOfPart",
            "ANF AC Qualified Certificates for eSeal",
            2,
            RevocationSource::Ocsp,
            "2023-09-27T12:07:02Z",
        ),
        ("Sample-MC", "ANF AC Qualified Certificates for eSeal", 2, RevocationSource::Ocsp, "2023-09-27T11:54:17Z"),
    ];
    for sample in samples("values of the samples") {
        let (leaf, (certificates, data)) = (leaf(&sample), values(&sample));
        let at = Timestamp::parse(sample.protected["sigT"].as_str().expect("text")).expect("a time");
        let Some((_, anchor, length, source, produced)) = rows.iter().find(|row| sample.name.starts_with(row.0)) else {
            let nobody = path(&leaf, &certificates, "nobody", at, PathPurpose::Seal);
            assert_eq!(nobody.expect_err("no values").code(), "certificate-untrusted");
            continue;
        };
        let path = path(&leaf, &certificates, anchor, at, PathPurpose::Seal).expect("a path");
        assert_eq!(path.certificates().len(), *length);
        let states = check_revocation(&path, &data, at, now);
        let produced = Timestamp::parse(produced).expect("a time");
        assert_eq!(
            states[0],
            RevocationState::Good { source: *source, produced, revoked_later: None },
            "{}",
            sample.name
        );
        assert!(matches!(states.get(1), None | Some(RevocationState::Unknown { code: "revocation-no-data", .. })));

        let state = |data: &RevocationData, at| match &check_revocation(&path, data, at, now)[0] {
            RevocationState::Unknown { code, .. } => *code,
            state => panic!("{state:?}"),
        };
        let (stale, signature) = match source {
            RevocationSource::Ocsp => ("ocsp-stale", "ocsp-signature"),
            RevocationSource::Crl => ("crl-stale", "crl-signature"),
        };
        assert_eq!(state(&data, at.plus_seconds(30 * 86_400)), stale);
        // A digit of a date that was signed.
        let date = produced.to_string().replace(['-', ':', 'T'], "");
        let mut changed = data.clone();
        for value in changed.crls.iter_mut().chain(&mut changed.ocsp_responses) {
            if let Some(place) = value.windows(13).position(|part| *part == date.as_bytes()[2..]) {
                value[place + 11] ^= 1;
            }
        }
        assert_eq!(state(&changed, at), signature);
    }
}

#[test]
fn time_stamps_of_the_samples_lead_to_a_test_authority() {
    let now = Timestamp::parse("2026-07-01T00:00:00Z").expect("a time");
    for sample in samples("time stamps of the samples").iter().filter(|sample| sample.name.starts_with("Sample")) {
        let (certificates, data) = values(sample);
        let tsa = |certificate: &&Certificate| certificate.subject().common_name.as_deref() == Some("good-tsa");
        let tsa = certificates.iter().find(tsa).expect("the authority");
        let path = |at: &str| {
            let at = Timestamp::parse(at).expect("a time");
            path(tsa, &certificates, "root-ca", at, PathPurpose::TimeStamp)
        };
        let good = path("2023-09-27T12:00:00Z").expect("a path");
        let at = Timestamp::parse("2023-09-27T12:00:00Z").expect("a time");
        let states = check_revocation(&good, &data, at, now);
        assert!(matches!(states[0], RevocationState::Good { source: RevocationSource::Crl, .. }), "{states:?}");
        assert_eq!(path("2023-12-20T12:00:00Z").expect_err("it expired").code(), "certificate-expired");
        assert_eq!(path("2022-02-01T12:00:00Z").expect_err("not yet").code(), "certificate-not-yet-valid");
    }
}
