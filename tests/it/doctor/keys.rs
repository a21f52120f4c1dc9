//! Keys and the seal certificate.

use super::*;

#[test]
fn keys_are_there_private_and_open() {
    check(
        |patient| patient.secret = "wrong",
        &[(Fault, "key_secrets", "passphrase-wrong"), (NotChecked, "key_secrets", "keys-not-opened")],
    );
    check(
        |patient| fs::write(patient.path("keys/keys.json"), "{").expect("written"),
        &[
            (Fault, "keys", "keys-unreadable"),
            // Without its records no key is known, and so none is published as it is here.
            (Warning, "did_document", "did-document-has-more"),
            (Fault, "ledger", "ledger-damaged"),
        ],
    );
    check(
        |patient| {
            patient.secret = PASSPHRASE;
            fs::write(patient.path("keys/status.pem"), "nothing").expect("written");
        },
        &[(Fault, "key_secrets", "key-damaged")],
    );
    check(
        |patient| {
            patient.secret = PASSPHRASE;
            fs::remove_file(patient.path("keys/log.pem")).expect("removed");
        },
        &[(Fault, "key_files", "key-file-missing")],
    );
    check(
        |patient| {
            patient.secret = PASSPHRASE;
            fs::copy(patient.path("keys/log.pem"), patient.path("keys/status.pem")).expect("copied");
        },
        &[(Fault, "key_secrets", "key-mismatch")],
    );
}

#[cfg(unix)]
#[test]
fn key_files_that_others_may_read_are_faults() {
    use std::os::unix::fs::PermissionsExt as _;

    check(
        |patient| {
            patient.secret = PASSPHRASE;
            let open = fs::Permissions::from_mode(0o640);
            fs::set_permissions(patient.path("keys/status.pem"), open).expect("set");
        },
        &[(Fault, "key_files", "key-readable-by-others")],
    );
}

#[test]
fn demonstration_keys_are_for_demonstrations() {
    let swap = |patient: &Patient| {
        fs::remove_dir_all(patient.path("keys")).expect("removed");
        let controller = Controller::Did(Did::parse(ISSUER).expect("a DID"));
        example::install(&patient.path("keys"), &controller).expect("installed");
        fs::remove_file(patient.path("ledger.db")).expect("removed");
    };
    let patient = Patient::healthy();
    swap(&patient);
    let found = complaints(&patient.examine());
    let demonstration = found.iter().filter(|(_, _, code)| *code == "demonstration-key").count();
    assert!(demonstration >= 4, "{found:?}");

    patient.settings("[institution]", "demonstration = true\n[institution]");
    let found = complaints(&patient.examine());
    assert!(found.contains(&(Warning, "settings", "demonstration")), "{found:?}");
    assert!(!found.iter().any(|(_, _, code)| *code == "demonstration-key"), "{found:?}");
}

/// Puts another seal certificate in the place of the usual one, on a list that binds it.
fn with_seal(patient: &Patient, party: &Party) {
    let store = KeyStore::open(&patient.path("keys")).expect("a store");
    import_seal(&store, party, Succession::Rotation);
    list(
        patient.dir.path(),
        |mut member, _| {
            member.certificates.push(party.certificate.clone());
            member
        },
        |list| list,
    );
}

#[test]
fn the_seal_certificate_is_judged() {
    let pki = TestPki::get();
    let until = |end: &str| seal_spec().valid("2024-01-01T00:00:00Z", end);
    check(
        |patient| with_seal(patient, &until("2026-08-29T12:00:00Z").issue(&pki.ca)),
        &[(Warning, "seal_certificate", "certificate-expires-soon")],
    );
    check(|patient| with_seal(patient, &until("2026-08-30T12:00:00Z").issue(&pki.ca)), &[]);
    check(
        |patient| with_seal(patient, &until("2026-06-30T12:00:00Z").issue(&pki.ca)),
        &[(Fault, "seal_certificate", "certificate-expired")],
    );
    check(
        |patient| with_seal(patient, &seal_spec().attribute("2.5.4.97", Some("VATES-OTHER")).issue(&pki.ca)),
        &[(Fault, "seal_identity", "organization-identifier-differs")],
    );
    check(
        |patient| with_seal(patient, &seal_spec().without(ext::QC_STATEMENTS).issue(&pki.ca)),
        &[(Warning, "seal_qualified", "certificate-not-qualified")],
    );
    check(
        |patient| patient.settings("authorities = \"ca/root.pem\"\n", ""),
        // Without a path it is not known either whether the authority that the list names has issued it.
        &[(Warning, "seal_chain", "no-authorities"), (NotChecked, "listing", "seal-chain-missing")],
    );
    check(
        |patient| patient.settings("authorities = \"ca/root.pem\"", "authorities = \"ca/tsa-root.pem\""),
        &[(Fault, "seal_chain", "chain-incomplete"), (NotChecked, "listing", "seal-chain-missing")],
    );
}

/// Puts a certificate that importing refuses where an earlier version may have left it: into the records.
fn with_recorded(patient: &Patient, party: &Party) {
    let path = patient.path("keys/keys.json");
    let text = fs::read_to_string(&path).expect("records");
    let base64 = |certificate: &Certificate| elmseal::crypto::encoding::to_base64(certificate.der());
    // The authority's RSA signatures are the same each time.
    let usual = base64(&seal_spec().issue(&TestPki::get().ca).certificate);
    assert!(text.contains(&usual), "the record holds the certificate");
    fs::write(&path, text.replace(&usual, &base64(&party.certificate))).expect("records");
}

#[test]
fn a_certificate_that_is_not_one_of_an_organisations_seal_is_named() {
    let ca = &TestPki::get().ca;
    let unknown = (NotChecked, "listing", "seal-chain-missing");
    check(
        |patient| with_recorded(patient, &seal_spec().usage(&[usage::KEY_ENCIPHERMENT]).issue(ca)),
        &[(Fault, "seal_key_usage", "certificate-key-usage"), unknown],
    );
    check(
        |patient| with_recorded(patient, &seal_spec().attribute("2.5.4.97", None).issue(ca)),
        &[(Fault, "seal_identity", "certificate-subject"), (Fault, "listing", "seal-not-listed")],
    );
}
