//! Keys from elsewhere: each form with its broken twins, and which certificates a key may have.

use std::fs;

use elmseal::jose::jades::{SealOptions, UnverifiedSeal, seal};
use elmseal::jose::{Algorithm, SealSigner as _};
use elmseal::keys::{
    ImportError, ImportFault, Imported, KeyStore, KeysError, Material, Passphrase, Role, SealSubject, State, Succession,
};
use elmseal::pki::Certificate;
use openssl::pkcs12::Pkcs12;
use openssl::pkey::PKey;
use openssl::stack::Stack;
use openssl::symm::Cipher;
use openssl::x509::X509;
use p12_keystore::{KeyStore as Pkcs12Store, KeyStoreEntry, PrivateKey, PrivateKeyChain};
use tempfile::TempDir;

use super::{at, passphrase, uni};
use crate::support::pki::{Digest, Key, Party, Spec, TestPki, ext, pem, qc_statements, usage};
use crate::support::seeded::Seeded;

const NOW: &str = "2026-07-01T12:00:00Z";
const PASSWORD: &str = "from the authority";

fn ca() -> &'static Party {
    &TestPki::get().ca
}

/// A PKCS#12 file as OpenSSL 3 writes it: PBES2 with AES-256, and SHA-256 in the MAC.
fn pkcs12(party: &Party, others: &[&Certificate]) -> Vec<u8> {
    let mut stack = Stack::new().expect("a stack");
    for other in others {
        stack.push(X509::from_der(other.der()).expect("a certificate")).expect("room");
    }
    let certificate = X509::from_der(party.certificate.der()).expect("a certificate");
    let file = Pkcs12::builder().name("seal").pkey(&party.key).cert(&certificate).ca(stack).build2(PASSWORD);
    file.expect("PKCS#12").to_der().expect("DER")
}

fn read(bytes: &[u8]) -> Result<Material, ImportError> {
    Material::from_pkcs12("key.p12", bytes, &passphrase(PASSWORD), None)
}

fn read_pem(key: &str, certificates: Option<&str>) -> Result<Material, KeysError> {
    let password = || Passphrase::new(PASSWORD.to_owned());
    Material::from_pkcs8("key.pem", key.as_bytes(), &password, certificates.map(str::as_bytes))
}

/// Imports into an empty folder.
fn import(
    material: Material,
    role: Role,
    algorithm: Option<Algorithm>,
) -> Result<(TempDir, KeyStore, Imported), KeysError> {
    let folder = TempDir::new().expect("a folder");
    let store = KeyStore::open(folder.path())?;
    let imported = import_into(&store, material, role, "k", algorithm, Succession::First)?;
    Ok((folder, store, imported))
}

fn import_into(
    store: &KeyStore,
    material: Material,
    role: Role,
    name: &str,
    algorithm: Option<Algorithm>,
    succession: Succession,
) -> Result<Imported, KeysError> {
    let (mut entropy, secrets) = (Seeded::new(3), passphrase("p"));
    store.import(material, role, name, &uni(), algorithm, succession, &secrets, &mut entropy, at(NOW))
}

fn fault(result: Result<impl Sized, KeysError>) -> ImportFault {
    match result.map(drop).expect_err("refused") {
        KeysError::Import(error) => {
            assert!(!error.fault.remedy().is_empty());
            assert!(error.place.starts_with("key.p"), "{}", error.place);
            error.fault
        }
        other => panic!("another fault: {other}"),
    }
}

/// The key that was imported seals, its file is under the workspace's passphrase, and nothing of it is shown.
fn check_seals(folder: &TempDir, store: &KeyStore, algorithm: Algorithm) {
    let key = store.unlock_seal(&passphrase("p")).expect("unlocked");
    assert_eq!(key.algorithm(), algorithm);
    let file = seal("{}", &key, &SealOptions::new(at(NOW))).expect("sealed");
    let verified = UnverifiedSeal::parse(&file).and_then(UnverifiedSeal::verify_signature).expect("verified");
    assert_eq!((verified.algorithm(), verified.certificate()), (algorithm, key.certificate()));
    let wrong = store.unlock_seal(&passphrase(PASSWORD));
    assert!(matches!(wrong, Err(KeysError::WrongPassphrase { .. })), "{wrong:?}");
    let written = fs::read_to_string(folder.path().join("k.pem")).expect("the file");
    assert!(written.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    let records = fs::read_to_string(folder.path().join("keys.json")).expect("records");
    let shown = format!("{key:?}");
    for secret in ["PRIVATE", PASSWORD] {
        assert!(!records.contains(secret) && !shown.contains(secret), "{records} {shown}");
    }
    assert!(shown.contains("[redacted]") && shown.len() < 300, "{shown}");
}

#[test]
fn a_pkcs12_file_of_each_kind_of_key_is_imported() {
    for (key, asked, used) in [
        (Key::Rsa2048, None, Algorithm::Rs256),
        (Key::Rsa3072, Some(Algorithm::Ps256), Algorithm::Ps256),
        (Key::P256, None, Algorithm::Es256),
        (Key::P384, Some(Algorithm::Es384), Algorithm::Es384),
    ] {
        let file = pkcs12(&TestPki::get().seal(key), &[&ca().certificate]);
        let material = read(&file).expect("read");
        assert!(material.needs_passphrase());
        assert!(format!("{material:?}").contains("[redacted]"));
        let (folder, store, imported) = import(material, Role::Seal, asked).expect("imported");
        assert_eq!(imported.warnings, Vec::<String>::new());
        let chain = imported.record.chain().expect("a chain").certificates();
        assert_eq!(chain, [TestPki::get().seal(key).certificate, ca().certificate.clone()]);
        check_seals(&folder, &store, used);

        // The twins: another password, a changed byte of the key, another algorithm.
        let other = Material::from_pkcs12("key.p12", &file, &passphrase("another"), None).map_err(KeysError::from);
        assert_eq!(fault(other), ImportFault::WrongPassword);
        let mut changed = file.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        assert_eq!(fault(read(&changed).map_err(KeysError::from)), ImportFault::WrongPassword);
        let wrong = if used == Algorithm::Es256 { Algorithm::Rs256 } else { Algorithm::Es256 };
        let refused = fault(import(read(&file).expect("read"), Role::Seal, Some(wrong)));
        assert!(matches!(refused, ImportFault::AlgorithmKey { .. }), "{refused}");
    }
}

#[test]
fn a_pkcs12_file_with_old_ciphers_is_imported() {
    for file in [
        &include_bytes!("../../fixtures/pkcs12/3des-rc2.p12")[..],
        &include_bytes!("../../fixtures/pkcs12/rc2.p12")[..],
    ] {
        let (folder, store, imported) = import(read(file).expect("read"), Role::Seal, None).expect("imported");
        assert_eq!(imported.warnings, Vec::<String>::new());
        check_seals(&folder, &store, Algorithm::Rs256);
        let other = Material::from_pkcs12("key.p12", file, &passphrase("another"), None).map_err(KeysError::from);
        assert_eq!(fault(other), ImportFault::WrongPassword);
    }
}

#[test]
fn a_pkcs12_file_with_several_keys_wants_a_choice() {
    let mut store = Pkcs12Store::new();
    let parties = [("old seal", TestPki::get().seal(Key::P256)), ("new seal", TestPki::get().seal(Key::P384))];
    for (alias, party) in &parties {
        let key = PrivateKey::from_der(&party.key_pkcs8()).expect("a key");
        let certificates = [&party.certificate, &ca().certificate]
            .map(|one| p12_keystore::Certificate::from_der(one.der()).expect("a certificate"));
        let chain = PrivateKeyChain::new(*alias, key, certificates);
        store.add_entry(alias, KeyStoreEntry::PrivateKeyChain(chain));
    }
    let file = store.writer(PASSWORD).encryption_iterations(100).mac_iterations(100).write().expect("written");
    let read = |alias| Material::from_pkcs12("key.p12", &file, &passphrase(PASSWORD), alias).map_err(KeysError::from);
    for (alias, party) in &parties {
        let (_, _, imported) = import(read(Some(*alias)).expect("read"), Role::Seal, None).expect("imported");
        assert_eq!(imported.record.certificate(), Some(&party.certificate));
    }
    assert_eq!(fault(read(None)).to_string(), "there are 2 private keys: `new seal`, `old seal`");
    assert_eq!(
        fault(read(Some("seal"))).to_string(),
        "no private key is called `seal`; there is `new seal`, `old seal`"
    );

    let mut store = Pkcs12Store::new();
    let certificate = p12_keystore::Certificate::from_der(ca().certificate.der()).expect("a certificate");
    store.add_entry("ca", KeyStoreEntry::Certificate(certificate));
    let file = store.writer(PASSWORD).encryption_iterations(100).mac_iterations(100).write().expect("written");
    let none = Material::from_pkcs12("key.p12", &file, &passphrase(PASSWORD), None).map_err(KeysError::from);
    assert_eq!(fault(none), ImportFault::NoKey { certificates: 1 });
}

#[test]
fn what_is_no_pkcs12_file_is_refused() {
    let file = pkcs12(&TestPki::get().seal(Key::P256), &[]);
    for bad in [&b""[..], b"-----BEGIN", &file[..file.len() - 1], ca().certificate.der()] {
        let refused = fault(read(bad).map_err(KeysError::from));
        assert!(matches!(refused, ImportFault::MalformedPkcs12 { .. }), "{refused}");
    }
    let long = vec![0; elmseal::limits::KEY_IMPORT_BYTES_MAX + 1];
    assert!(matches!(fault(read(&long).map_err(KeysError::from)), ImportFault::TooLong { .. }));
}

#[test]
fn a_pkcs8_key_with_its_certificates_is_imported() {
    let party = TestPki::get().seal(Key::Rsa2048);
    let chain = party.pem() + &ca().pem();
    let encrypted = |password: &str| {
        let pem = party.key.private_key_to_pem_pkcs8_passphrase(Cipher::aes_256_cbc(), password.as_bytes());
        String::from_utf8(pem.expect("PKCS#8")).expect("text")
    };
    for key in [party.key_pem(), encrypted(PASSWORD), format!("Bag Attributes\n{}{}", party.pem(), party.key_pem())] {
        let material = read_pem(&key, Some(&chain)).expect("read");
        let (folder, store, imported) = import(material, Role::Seal, None).expect("imported");
        assert_eq!(imported.warnings, Vec::<String>::new());
        check_seals(&folder, &store, Algorithm::Rs256);
    }
    assert_eq!(fault(read_pem(&encrypted("another"), Some(&chain))), ImportFault::WrongPassword);
    let import = |key: &str, chain: Option<&str>| read_pem(key, chain).and_then(|read| import(read, Role::Seal, None));
    assert_eq!(fault(import(&party.key_pem(), None)), ImportFault::NoCertificate { role: Role::Seal });
    let other = Spec::seal(Key::Other).issue(ca()).pem() + &ca().pem();
    assert_eq!(fault(import(&party.key_pem(), Some(&other))), ImportFault::CertificateOfAnotherKey { count: 2 });
    for broken in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", &chain[..chain.len() / 2]] {
        let refused = fault(import(&party.key_pem(), Some(broken)));
        assert!(matches!(refused, ImportFault::MalformedCertificates { .. }), "{refused}");
    }
    let traditional = party.key.rsa().expect("RSA").private_key_to_pem().expect("PEM");
    let traditional = String::from_utf8(traditional).expect("text");
    assert_eq!(fault(read_pem(&traditional, None)), ImportFault::NotPkcs8 { found: "`RSA PRIVATE KEY`".to_owned() });
    assert_eq!(fault(read_pem(&chain, None)), ImportFault::NotPkcs8 { found: "`CERTIFICATE`".to_owned() });
    for (bad, found) in [("", "a file without a private key"), ("-----BEGIN PRIVATE KEY-----\nMII", "a broken PEM")] {
        assert_eq!(fault(read_pem(bad, None)), ImportFault::NotPkcs8 { found: found.to_owned() });
    }
    let nonsense = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    assert_eq!(fault(read_pem(nonsense, None)), ImportFault::MalformedKey);
}

#[test]
fn numbers_that_do_not_fit_together_are_no_key() {
    use openssl::bn::BigNum;
    use openssl::rsa::Rsa;
    let rsa = TestPki::get().seal(Key::Rsa2048).key.rsa().expect("RSA");
    let own = |number: &openssl::bn::BigNumRef| number.to_owned().expect("a number");
    // An exponent of the Chinese remainder that is wrong by two: its signatures would give the primes away.
    let mut dmp1: BigNum = own(rsa.dmp1().expect("CRT"));
    dmp1.add_word(2).expect("a number");
    let (p, q) = (own(rsa.p().expect("p")), own(rsa.q().expect("q")));
    let rest = (own(rsa.dmq1().expect("CRT")), own(rsa.iqmp().expect("CRT")));
    let faulty = Rsa::from_private_components(own(rsa.n()), own(rsa.e()), own(rsa.d()), p, q, dmp1, rest.0, rest.1);
    let pem = PKey::from_rsa(faulty.expect("a key")).and_then(|key| key.private_key_to_pem_pkcs8()).expect("PEM");
    assert_eq!(fault(read_pem(str::from_utf8(&pem).expect("text"), None)), ImportFault::MalformedKey);
}

#[test]
fn ed25519_keys_are_imported_for_their_roles_alone() {
    let key = TestPki::get().seal(Key::Ed25519).key_pem();
    for role in [Role::DataIntegrity, Role::Status, Role::Log] {
        let (_folder, store, imported) = import(read_pem(&key, None).expect("read"), role, None).expect("imported");
        let public = imported.record.verifying_key().expect("an Ed25519 key");
        let secret = passphrase("p");
        let unlocked = match role {
            Role::DataIntegrity => store.unlock_data_integrity(&secret).expect("unlocked").signer().verifying_key(),
            Role::Status => store.unlock_status(&secret).expect("unlocked").signer().verifying_key(),
            _ => store.unlock_log(&secret).expect("unlocked").verifying_key(),
        };
        assert_eq!(unlocked, public);
        let rsa = TestPki::get().seal(Key::Rsa2048).key_pem();
        let refused = fault(import(read_pem(&rsa, None).expect("read"), role, None)).to_string();
        assert_eq!(refused, format!("the key is RSA with 2048 bits; a {role} key is an Ed25519 key"));
        let refused = fault(import(read_pem(&key, None).expect("read"), role, Some(Algorithm::Es256)));
        assert_eq!(refused, ImportFault::AlgorithmRole { role });
    }
}

#[test]
fn a_seal_key_has_a_certificate_for_seals() {
    let check = |spec: Spec, expected: &str| {
        let party = spec.issue(ca());
        let result = read_pem(&party.key_pem(), Some(&party.pem())).and_then(|read| import(read, Role::Seal, None));
        let said = result.map(drop).map_err(|error| error.to_string());
        let subject = party.certificate.subject().text.clone();
        let expected = if expected.is_empty() { Ok(()) } else { Err(expected.replace("SUBJECT", &subject)) };
        assert_eq!(said, expected.map_err(|text| format!("key.pem: {text}")));
    };
    let spec = || Spec::seal(Key::P256);
    check(spec(), "");
    check(
        spec().valid("2020-01-01T00:00:00Z", "2026-07-01T11:59:59Z"),
        "the certificate of SUBJECT was valid until 2026-07-01T11:59:59Z",
    );
    check(spec().valid("2020-01-01T00:00:00Z", "2026-07-01T12:00:00Z"), "");
    check(
        spec().valid("2026-07-01T12:00:01Z", "2030-01-01T00:00:00Z"),
        "the certificate of SUBJECT is valid only from 2026-07-01T12:00:01Z",
    );
    check(spec().ca(None), "the certificate of SUBJECT is one of a certification authority");
    let no_usage = "the certificate of SUBJECT does not say that its key may sign documents (key usage)";
    check(spec().usage(&[usage::KEY_ENCIPHERMENT]), no_usage);
    check(spec().without(ext::KEY_USAGE), no_usage);
    check(spec().usage(&[usage::NON_REPUDIATION]), "");
    let personal = "the certificate of SUBJECT has no organizationIdentifier, so it is not one of an organisation";
    check(spec().attribute("2.5.4.97", None), personal);
    let kinds = "a seal key is RSA with 2048 bits or more, or an elliptic curve key on P-256 or P-384";
    check(Spec::seal(Key::Rsa1024), &format!("the key is RSA with 1024 bits; {kinds}"));
    check(Spec::seal(Key::P521), &format!("the key is an elliptic curve key on P-521; {kinds}"));
    check(Spec::seal(Key::Ed25519), &format!("the key is an Ed25519 key; {kinds}"));

    // The list's office needs no organizationIdentifier.
    let party = spec().attribute("2.5.4.97", None).issue(ca());
    let material = read_pem(&party.key_pem(), Some(&party.pem())).expect("read");
    let (_folder, store, _) = import(material, Role::List, None).expect("imported");
    let list = store.unlock_list(&passphrase("p")).expect("unlocked");
    assert_eq!(list.certificate(), &party.certificate);
}

#[test]
fn what_should_be_known_of_a_certificate_is_said() {
    let check = |spec: Spec, others: &[&Certificate], expected: &[&str]| {
        let party = spec.issue(ca());
        let chain = others.iter().fold(party.pem(), |text, other| text + &pem(other));
        let material = read_pem(&party.key_pem(), Some(&chain)).expect("read");
        let (_, _, imported) = import(material, Role::Seal, None).expect("imported");
        assert_eq!(imported.warnings, expected);
    };
    let spec = || Spec::seal(Key::P256);
    let (root, authority) = (&TestPki::get().root.certificate, &ca().certificate);
    check(spec(), &[authority], &[]);
    check(spec(), &[root, authority], &[]);
    let missing = format!(
        "the certificate of the authority that issued it is missing ({}): verifiers may not find it; name it with \
         --certificates",
        authority.subject().text
    );
    check(spec(), &[], &[&missing]);
    check(spec(), &[root], &[&missing, "1 certificates do not belong to it and are left out"]);
    let simple = "the certificate does not call itself a qualified one: Europass may not accept its seals";
    check(spec().without(ext::QC_STATEMENTS), &[authority], &[simple]);
    let personal = "the certificate is not one for electronic seals of an organisation";
    let esign = qc_statements(&["0.4.0.1862.1.6.1"]);
    check(spec().without(ext::QC_STATEMENTS).with(ext::QC_STATEMENTS, false, esign), &[authority], &[personal]);
    let ends = "the certificate is valid only until 2026-08-01T00:00:00Z: order the next one";
    check(spec().valid("2024-01-01T00:00:00Z", "2026-08-01T00:00:00Z"), &[authority], &[ends]);
    // An authority of the same name whose key it is not.
    let namesake = Spec::authority("Example Seal CA", Key::Other).self_signed().certificate;
    check(spec(), &[&namesake, authority, root], &["1 certificates do not belong to it and are left out"]);
    assert_eq!(namesake.subject(), authority.subject());
    check(spec().digest(Digest::Sha384), &[authority], &[]);
}

#[test]
fn a_seal_key_is_replaced_by_another_and_stays_on_record() {
    let folder = TempDir::new().expect("a folder");
    let store = KeyStore::open(folder.path()).expect("a store");
    let subject = SealSubject {
        organization: "Universität Beispiel".to_owned(),
        organization_identifier: "VATDE-123456789".to_owned(),
        country: "DE".to_owned(),
    };
    let secret = passphrase("p");
    let mut entropy = Seeded::new(7);
    let first = store.create_seal("own-1", &uni(), &subject, &secret, &mut entropy, at(NOW)).expect("made");
    let chain = first.chain().expect("a chain").certificates();
    let (leaf, authority) = (&chain[0], &chain[1]);
    assert_eq!((chain.len(), leaf.is_ca(), authority.is_ca(), authority.is_self_issued()), (2, false, true, true));
    assert_eq!(leaf.subject().organization.as_deref(), Some("Universität Beispiel"));
    assert_eq!(leaf.subject().organization_identifier.as_deref(), Some("VATDE-123456789"));
    assert_eq!(leaf.subject().country.as_deref(), Some("DE"));
    assert!(!leaf.qc_statements().compliance);
    assert_eq!(leaf.issuer(), authority.subject());

    let second = store.rotate_seal("own-2", &subject, &secret, &mut entropy, at(NOW)).expect("rotated");
    let file = pkcs12(&TestPki::get().seal(Key::Rsa2048), &[&ca().certificate]);
    let again = import_into(&store, read(&file).expect("read"), Role::Seal, "bought", None, Succession::First);
    assert!(matches!(again, Err(KeysError::AlreadyActive { role: Role::Seal })));
    let third = import_into(&store, read(&file).expect("read"), Role::Seal, "bought", None, Succession::Rotation);
    let third = third.expect("imported").record;
    let records = store.list().expect("records");
    let retired = State::Retired { at: at(NOW) };
    assert_eq!(records.iter().map(|record| record.state).collect::<Vec<_>>(), [retired, retired, State::Active]);
    assert_eq!(
        records.iter().map(|record| &record.public).collect::<Vec<_>>(),
        [&first.public, &second.public, &third.public]
    );
    assert_eq!(store.unlock_seal(&secret).expect("unlocked").certificate(), third.certificate().expect("one"));
    assert!(["own-1.pem", "own-2.pem", "bought.pem"].iter().all(|name| folder.path().join(name).exists()));

    for (edit, reason) in [
        (
            SealSubject { country: "Germany".into(), ..subject.clone() },
            "the institution's country is not two capital letters",
        ),
        (
            SealSubject { organization: "a".repeat(65), ..subject.clone() },
            "the institution's legal name has no letter or more than 64",
        ),
        (SealSubject { organization_identifier: String::new(), ..subject }, "the institution has no legal identifier"),
    ] {
        let refused = store.rotate_seal("own-3", &edit, &secret, &mut entropy, at(NOW)).expect_err("refused");
        assert_eq!(refused.to_string(), format!("a certificate cannot be made: {reason}"));
    }
    assert!(store.rotate(Role::Seal, "own-3", &secret, &mut entropy, at(NOW)).is_err());
}

#[test]
fn records_of_the_first_version_are_read() {
    let folder = TempDir::new().expect("a folder");
    let store = KeyStore::open(folder.path()).expect("a store");
    let secret = passphrase("p");
    store.create(Role::List, "list-1", &uni(), &secret, &mut Seeded::new(1), at(NOW)).expect("made");
    let path = folder.path().join("keys.json");
    let new = fs::read_to_string(&path).expect("records");
    let mut json: serde_json::Value = serde_json::from_str(&new).expect("JSON");
    json["version"] = serde_json::json!(1);
    let key = json["keys"][0].as_object_mut().expect("a key");
    let certificates = key.remove("certificates").expect("a chain");
    key.insert("certificate".to_owned(), certificates[0].clone());
    assert_eq!(key.remove("algorithm"), Some(serde_json::json!("ES256")));
    fs::write(&path, json.to_string()).expect("written");
    let key = store.unlock_list(&secret).expect("unlocked");
    assert!(key.sign_list(b"{}", at(NOW)).is_ok());
    // Written again, it is of the second version, and says the same.
    store.create(Role::Log, "log-1", &uni(), &secret, &mut Seeded::new(2), at(NOW)).expect("made");
    assert!(fs::read_to_string(&path).expect("records").starts_with(new.split("\n    }").next().expect("a part")));

    for (from, to) in [
        ("\"ES256\"", "\"RS257\""),
        ("\"certificates\": [", "\"certificates\": [\"AAAA\","),
        ("\"version\": 2", "\"version\": 3"),
    ] {
        fs::write(&path, new.replace(from, to)).expect("written");
        assert!(matches!(store.list(), Err(KeysError::MalformedRecords { .. })), "{to}");
    }
}
