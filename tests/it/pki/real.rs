//! What real seals hold: the certificates of public sealed credentials are read, and say what is known of them.

use elmseal::crypto::encoding::{from_base64, from_base64url};
use elmseal::pki::{Certificate, KeyKind, QcType};
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
