//! Keys in PKCS#11 tokens, with SoftHSM 2: importing, signing and sealing with each kind, and what goes wrong.
#![expect(clippy::disallowed_methods, reason = "tests write key folders")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Barrier, Mutex};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, CertificateType, KeyType, ObjectClass};
use cryptoki::session::UserType;
use cryptoki::types::AuthPin;
use elmseal::crypto::checkpoint::Checkpoint;
use elmseal::jose::jades::{SealOptions, UnverifiedSeal, seal};
use elmseal::jose::{Algorithm, SealSigner as _};
use elmseal::keys::{
    Controller, ImportFault, Imported, KeyStore, KeysError, Material, Passphrase, Pin, Place, Role, SealKey, Secrets,
    Succession, TokenAddress, TokenError,
};
use elmseal::model::ids::Did;
use elmseal::model::time::Timestamp;
use elmseal::proof::{self, Cryptosuite, ProofOptions, ResolvedMethod, UnverifiedCredential, verify_proof};
use openssl::pkcs12::Pkcs12;
use openssl::stack::Stack;
use openssl::x509::X509;
use serde_json::json;

use crate::softhsm::{PIN, Tokens, inside};
use crate::support::pki::{Key, Party, Spec, TestPki, ext, pem};
use crate::support::seeded::Seeded;

const NOW: &str = "2026-07-01T12:00:00Z";
/// Sessions that are used at once.
const SESSIONS: usize = 6;

/// A PIN, and no passphrase: whoever has all keys in a token needs none.
struct PinAlone(Pin);

impl PinAlone {
    fn right() -> Self {
        Self::of(PIN)
    }

    fn of(pin: &str) -> Self {
        Self(Pin::new(pin.to_owned()).expect("a PIN"))
    }
}

impl Secrets for PinAlone {
    fn passphrase(&self) -> Result<&Passphrase, KeysError> {
        panic!("no passphrase is needed for a key in a token")
    }

    fn pin(&self, _: &str) -> Result<&Pin, KeysError> {
        Ok(&self.0)
    }
}

fn now() -> Timestamp {
    Timestamp::parse(NOW).expect("a time")
}

fn address(module: &Path, key: &str) -> TokenAddress {
    TokenAddress {
        module: module.to_owned(),
        token: "HSM".to_owned(),
        serial: None,
        key_label: Some(key.to_owned()),
        key_id: None,
    }
}

fn chain(key: Key) -> String {
    let pki = TestPki::get();
    pki.seal(key).pem() + &pki.ca.pem()
}

/// Imports a key of the token as the first of its role, into a store of its own.
fn import(
    folder: &Path,
    address: &TokenAddress,
    role: Role,
    certificates: Option<&str>,
    algorithm: Option<Algorithm>,
) -> Result<(KeyStore, Imported), KeysError> {
    let store = KeyStore::open(&folder.join(format!("{role}-{}", address.key_name())))?;
    let controller = Controller::Did(Did::parse("did:web:uni.example").expect("a DID"));
    let secrets = PinAlone::right();
    let material = Material::from_token(address, &secrets, certificates.map(str::as_bytes))?;
    assert!(!material.needs_passphrase());
    let (mut entropy, first) = (Seeded::new(1), Succession::First);
    let imported = store.import(material, role, "k", &controller, algorithm, first, &secrets, &mut entropy, now())?;
    Ok((store, imported))
}

fn seal_key(folder: &Path, address: &TokenAddress, key: Key, algorithm: Option<Algorithm>) -> (KeyStore, SealKey) {
    let (store, imported) = import(folder, address, Role::Seal, Some(&chain(key)), algorithm).expect("imported");
    assert_eq!(imported.warnings, Vec::<String>::new());
    let key = store.unlock_seal(&PinAlone::right()).expect("unlocked");
    (store, key)
}

fn check_seal(key: &SealKey, algorithm: Algorithm) {
    assert_eq!(key.algorithm(), algorithm);
    let file = seal("{\"a\":\"ä\"}", key, &SealOptions::new(now())).expect("sealed");
    let verified = UnverifiedSeal::parse(&file).and_then(UnverifiedSeal::verify_signature).expect("verified");
    assert_eq!((verified.payload(), verified.algorithm()), ("{\"a\":\"ä\"}", algorithm));
    assert_eq!(verified.certificate(), key.certificate());
    let changed = String::from_utf8(file).expect("text").replacen("\\\"a\\\"", "\\\"b\\\"", 1);
    let refused = UnverifiedSeal::parse(changed.as_bytes()).and_then(UnverifiedSeal::verify_signature);
    assert_eq!(refused.expect_err("refused").code(), "signature-invalid");
}

#[test]
fn every_kind_of_seal_key_seals() {
    let name = "pkcs11::every_kind_of_seal_key_seals";
    let Some((module, folder)) = inside() else {
        let Some(tokens) = Tokens::new("seals with keys in a token") else { return };
        for (label, id, key) in [("p256", "01", Key::P256), ("p384", "02", Key::P384), ("rsa", "03", Key::Rsa2048)] {
            tokens.add_key(label, id, &TestPki::get().seal(key).key_pem());
        }
        return tokens.process(name);
    };
    for (label, key, asked, used) in [
        ("p256", Key::P256, None, Algorithm::Es256),
        ("p384", Key::P384, None, Algorithm::Es384),
        ("rsa", Key::Rsa2048, None, Algorithm::Rs256),
    ] {
        let (store, key) = seal_key(&folder, &address(&module, label), key, asked);
        check_seal(&key, used);
        // What is on record names the token and no secret.
        let record = store.active(Role::Seal).expect("a record");
        let Place::Token(recorded) = &record.place else { panic!("in a token") };
        assert_eq!((recorded.token.as_str(), recorded.key_label.as_deref()), ("HSM", Some(label)));
        assert!(recorded.serial.is_some());
        assert_eq!(record.chain().map(|chain| chain.certificates().len()), Some(2));
        let records = fs::read_to_string(folder.join(format!("seal-{label}/keys.json"))).expect("records");
        let shown = format!("{key:?}");
        assert!(shown.contains("[redacted]") && !shown.contains(PIN), "{shown}");
        assert!(!records.contains(PIN) && !records.contains("PRIVATE"), "{records}");
        let files = fs::read_dir(folder.join(format!("seal-{label}"))).expect("a folder");
        assert_eq!(
            files.filter(|file| file.as_ref().expect("a file").path().extension().is_some_and(|e| e == "pem")).count(),
            0
        );
    }
    let pss = TokenAddress { key_label: None, key_id: Some(vec![3]), ..address(&module, "rsa") };
    let (_, key) = seal_key(&folder, &pss, Key::Rsa2048, Some(Algorithm::Ps256));
    check_seal(&key, Algorithm::Ps256);

    let fault = import(&folder, &address(&module, "p256"), Role::Seal, Some(&chain(Key::P256)), Some(Algorithm::Rs256));
    assert!(matches!(fault, Err(KeysError::Import(error)) if matches!(error.fault, ImportFault::AlgorithmKey { .. })));
    // The certificate of another key of the same kind.
    let other = Spec::seal(Key::Other).issue(&TestPki::get().ca).pem();
    let fault = import(&folder, &address(&module, "rsa"), Role::List, Some(&other), None).expect_err("refused");
    assert!(
        matches!(&fault, KeysError::Import(error) if error.fault == ImportFault::CertificateOfAnotherKey { count: 1 })
    );
    assert_eq!(fault.to_string(), "token `HSM`, key `rsa`: none of the 1 certificates is that of the private key");
    let fault = import(&folder, &address(&module, "rsa"), Role::Log, None, None).expect_err("refused");
    assert!(matches!(fault, KeysError::Import(error) if matches!(error.fault, ImportFault::KeyKind { .. })));
    let fault = import(&folder, &address(&module, "p384"), Role::List, None, None).expect_err("refused");
    assert!(
        matches!(fault, KeysError::Import(error) if error.fault == ImportFault::NoCertificate { role: Role::List })
    );
}

#[test]
fn ed25519_keys_sign_proofs_lists_and_checkpoints() {
    let name = "pkcs11::ed25519_keys_sign_proofs_lists_and_checkpoints";
    let Some((module, folder)) = inside() else {
        let Some(tokens) = Tokens::new("proofs with a key in a token") else { return };
        tokens.add_key("ed", "01", &TestPki::get().seal(Key::Ed25519).key_pem());
        tokens.add_private_key("alone", "02", &TestPki::get().seal(Key::Ed25519).key_pem());
        return tokens.process(name);
    };
    let secrets = PinAlone::right();
    let address = address(&module, "ed");
    let (store, imported) = import(&folder, &address, Role::DataIntegrity, None, None).expect("imported");
    let public = imported.record.verifying_key().expect("an Ed25519 key");
    let key = store.unlock_data_integrity(&secrets).expect("unlocked");
    let method = key.verification_method().to_owned();
    assert_eq!(method, "did:web:uni.example#k");
    let options =
        ProofOptions { suite: Cryptosuite::EddsaRdfc2022, verification_method: method.clone(), created: now() };
    let document = json!({
        "@context": ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/data-integrity/v2"],
        "id": "urn:credential:00000000-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential"],
        "issuer": "did:web:uni.example",
        "issuanceDate": "2026-07-01T12:00:00Z",
        "credentialSubject": {"id": "urn:epass:person:1"},
    });
    let contexts = elmseal::jsonld::Contexts::embedded();
    let draft = proof::prepare(document, &options, contexts).expect("a sound document");
    let sealed = draft.seal_with(key.signer()).expect("signed");
    let resolved = ResolvedMethod { id: method, controller: "did:web:uni.example".to_owned(), key: public };
    let verify = |bytes: &[u8]| {
        verify_proof(
            &UnverifiedCredential::parse(bytes).expect("a credential"),
            std::slice::from_ref(&resolved),
            contexts,
        )
        .map(drop)
        .map_err(|error| error.to_string())
    };
    let text = String::from_utf8(sealed.to_vec()).expect("text");
    assert_eq!(verify(text.as_bytes()), Ok(()));
    assert!(verify(text.replace("person:1", "person:2").as_bytes()).is_err());

    let (store, _) = import(&folder, &address, Role::Status, None, None).expect("imported");
    assert_eq!(store.unlock_status(&secrets).expect("unlocked").signer().verifying_key(), public);
    let (store, _) = import(&folder, &address, Role::Log, None, None).expect("imported");
    let log = store.unlock_log(&secrets).expect("unlocked");
    let checkpoint = Checkpoint { origin: "uni.example/log".into(), size: 1, root: [1; 32] };
    let note = log.sign_checkpoint(&checkpoint).expect("a note");
    assert_eq!(Checkpoint::verify(&note, "uni.example/log", public.as_bytes()), Ok(checkpoint));

    let fault =
        import(&folder, &TokenAddress { key_label: Some("alone".into()), ..address.clone() }, Role::Log, None, None);
    assert!(matches!(fault, Err(KeysError::Token(TokenError::PublicKeyMissing { key, .. })) if key == "alone"));
    let fault = import(&folder, &address, Role::Seal, Some(&chain(Key::P256)), None).expect_err("refused");
    assert!(
        matches!(fault, KeysError::Import(error) if matches!(error.fault, ImportFault::CertificateOfAnotherKey { .. }))
    );
}

#[test]
fn several_sessions_are_used_at_once() {
    let name = "pkcs11::several_sessions_are_used_at_once";
    let Some((module, folder)) = inside() else {
        let Some(tokens) = Tokens::new("several sessions with a token") else { return };
        tokens.add_key("rsa", "01", &TestPki::get().seal(Key::Rsa2048).key_pem());
        return tokens.process(name);
    };
    let (_, key) = seal_key(&folder, &address(&module, "rsa"), Key::Rsa2048, None);
    let token = key.token_key().expect("in a token");
    // Nobody goes on before each thread holds a session: with fewer sessions this would never end.
    let barrier = Barrier::new(SESSIONS);
    let held = Mutex::new(BTreeSet::new());
    std::thread::scope(|scope| {
        for _ in 0..SESSIONS {
            scope.spawn(|| {
                let lease = token.lease().expect("a session");
                held.lock().expect("unlocked").insert(lease.session());
                barrier.wait();
            });
        }
    });
    assert_eq!(held.lock().expect("unlocked").len(), SESSIONS, "each thread had one of its own");

    // They are kept: sealing in as many threads opens no more.
    std::thread::scope(|scope| {
        for _ in 0..SESSIONS {
            scope.spawn(|| {
                for _ in 0..20 {
                    check_seal(&key, Algorithm::Rs256);
                }
            });
        }
    });
    let kept: BTreeSet<u64> = {
        let leases: Vec<_> = (0..SESSIONS).map(|_| token.lease().expect("a session")).collect();
        leases.iter().map(elmseal::keys::Lease::session).collect()
    };
    assert_eq!(kept, *held.lock().expect("unlocked"));
    // And there is an end to them: the limit's worth can be held, and one that comes back is lent again.
    let all: Vec<_> = (0..elmseal::limits::TOKEN_SESSIONS_MAX).map(|_| token.lease().expect("a session")).collect();
    let waiting = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| token.lease().expect("a session").session());
        let last = all.last().expect("some").session();
        drop(all);
        assert_ne!(last, 0);
        waiting.join().expect("it ends")
    });
    assert_ne!(waiting, 0);
}

#[test]
fn a_session_that_dies_is_opened_anew() {
    let name = "pkcs11::a_session_that_dies_is_opened_anew";
    let Some((module, folder)) = inside() else {
        let Some(tokens) = Tokens::new("a session that dies") else { return };
        tokens.add_key("p256", "01", &TestPki::get().seal(Key::P256).key_pem());
        return tokens.process(name);
    };
    let (_, key) = seal_key(&folder, &address(&module, "p256"), Key::P256, None);
    check_seal(&key, Algorithm::Es256);
    for _ in 0..2 {
        end_all_sessions(&module);
        check_seal(&key, Algorithm::Es256);
    }
    // Where the key is gone as well, the error says so, and the key is of use again once it is back.
    rename(&module, "moved");
    end_all_sessions(&module);
    let said = key.sign(&[b"x"]).expect_err("gone").to_string();
    assert_eq!(said, "the key could not sign: the token `HSM` has no private key `p256`; there is `moved`");
    rename(&module, "p256");
    check_seal(&key, Algorithm::Es256);
}

/// Ends every session of this process, as a service does that was started anew.
fn end_all_sessions(module: &Path) {
    Pkcs11::new(module).expect("the module").finalize().expect("ended");
    let again = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
    Pkcs11::new(module).expect("the module").initialize(again).expect("begun");
}

/// Renames the one private key.
fn rename(module: &Path, label: &str) {
    let module = Pkcs11::new(module).expect("the module");
    let slot = module.get_slots_with_initialized_token().expect("slots")[0];
    let session = module.open_rw_session(slot).expect("a session");
    // Whether this process has logged in already does not matter.
    drop(session.login(UserType::User, Some(&AuthPin::from(PIN.to_owned()))));
    let private = session.find_objects(&[Attribute::Class(ObjectClass::PRIVATE_KEY)]).expect("objects")[0];
    session.update_attributes(private, &[Attribute::Label(label.as_bytes().to_vec())]).expect("renamed");
}

#[test]
fn certificates_in_the_token_are_found_by_the_key() {
    let name = "pkcs11::certificates_in_the_token_are_found_by_the_key";
    let Some((module, folder)) = inside() else {
        let Some(tokens) = Tokens::new("certificates in a token") else { return };
        tokens.add_key("p256", "01", &TestPki::get().seal(Key::P256).key_pem());
        return tokens.process(name);
    };
    let address = address(&module, "p256");
    let fault = import(&folder, &address, Role::Seal, None, None).expect_err("refused");
    assert!(
        matches!(fault, KeysError::Import(error) if error.fault == ImportFault::NoCertificate { role: Role::Seal })
    );
    let pki = TestPki::get();
    let own = pki.seal(Key::P256).certificate;
    let outside = Pkcs11::new(&module).expect("the module");
    let slot = outside.get_slots_with_initialized_token().expect("slots")[0];
    let session = outside.open_rw_session(slot).expect("a session");
    let put = |certificate: &elmseal::pki::Certificate, label: &str| {
        let object = [
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Label(label.as_bytes().to_vec()),
            Attribute::Subject(certificate.subject_der().to_vec()),
            Attribute::Value(certificate.der().to_vec()),
        ];
        session.create_object(&object).expect("stored");
    };
    // A renewed certificate of the key, one of another key, the authority's, and one that has ended.
    let spec = || Spec::seal(Key::P256);
    let ended = spec().serial(b"\x01").valid("2020-01-01T00:00:00Z", "2025-01-01T00:00:00Z").issue(&pki.ca);
    put(&ended.certificate, "ended");
    put(&pki.seal(Key::P384).certificate, "other");
    put(&pki.ca.certificate, "ca");
    put(&own, "own");
    let (_, imported) = import(&folder, &address, Role::Seal, None, None).expect("imported");
    let certificates = imported.record.chain().expect("a chain").certificates().to_vec();
    assert_eq!(certificates, [own, pki.ca.certificate.clone()]);
    assert_eq!(imported.warnings, ["2 certificates do not belong to it and are left out"]);
}

#[test]
fn a_key_that_wants_its_pin_for_each_signature_gets_it() {
    let name = "pkcs11::a_key_that_wants_its_pin_for_each_signature_gets_it";
    let Some((module, folder)) = inside() else {
        let Some(tokens) = Tokens::new("a key that wants its PIN each time") else { return };
        return tokens.process(name);
    };
    let outside = Pkcs11::new(&module).expect("the module");
    outside.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).expect("begun");
    let slot = outside.get_slots_with_initialized_token().expect("slots")[0];
    let session = outside.open_rw_session(slot).expect("a session");
    session.login(UserType::User, Some(&AuthPin::from(PIN.to_owned()))).expect("logged in");
    let private = |label: &[u8], rest: Vec<Attribute>| {
        let mut object = vec![
            Attribute::Class(ObjectClass::PRIVATE_KEY),
            Attribute::Token(true),
            Attribute::Private(true),
            Attribute::Sign(true),
            Attribute::AlwaysAuthenticate(true),
            Attribute::Label(label.to_vec()),
        ];
        object.extend(rest);
        session.create_object(&object).expect("stored");
    };
    let rsa = TestPki::get().seal(Key::Rsa2048).key.rsa().expect("RSA");
    let crt = |number: Option<&openssl::bn::BigNumRef>| number.expect("CRT").to_vec();
    private(
        b"rsa",
        vec![
            Attribute::KeyType(KeyType::RSA),
            Attribute::Modulus(rsa.n().to_vec()),
            Attribute::PublicExponent(rsa.e().to_vec()),
            Attribute::PrivateExponent(rsa.d().to_vec()),
            Attribute::Prime1(crt(rsa.p())),
            Attribute::Prime2(crt(rsa.q())),
            Attribute::Exponent1(crt(rsa.dmp1())),
            Attribute::Exponent2(crt(rsa.dmq1())),
            Attribute::Coefficient(crt(rsa.iqmp())),
        ],
    );
    let p256 = TestPki::get().seal(Key::P256).key.ec_key().expect("EC");
    let p256_oid = vec![0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    let rest = vec![
        Attribute::KeyType(KeyType::EC),
        Attribute::EcParams(p256_oid),
        Attribute::Value(p256.private_key().to_vec()),
    ];
    private(b"p256", rest);
    // That the token insists: without its PIN it does not sign.
    let object = session.find_objects(&[Attribute::Label(b"rsa".to_vec())]).expect("objects")[0];
    assert!(session.sign(&Mechanism::RsaPkcs, object, b"x").is_err());

    for algorithm in [Algorithm::Rs256, Algorithm::Ps256] {
        let (_, key) =
            seal_key(&folder.join(algorithm.name()), &address(&module, "rsa"), Key::Rsa2048, Some(algorithm));
        check_seal(&key, algorithm);
        check_seal(&key, algorithm);
    }
    // SoftHSM 2.6 does ECDSA over digests alone, and those cannot be signed this way.
    let refused = import(&folder, &address(&module, "p256"), Role::Seal, Some(&chain(Key::P256)), None);
    assert!(matches!(refused, Err(KeysError::Token(TokenError::AlwaysAuthenticate { key, .. })) if key == "p256"));
}

#[test]
fn what_is_wrong_with_a_token_is_said() {
    let name = "pkcs11::what_is_wrong_with_a_token_is_said";
    let Some((module, folder)) = inside() else {
        let Some(tokens) = Tokens::new("faults of tokens") else { return };
        let pki = TestPki::get();
        tokens.add_key("p256", "01", &pki.seal(Key::P256).key_pem());
        tokens.add_key("twice", "02", &pki.seal(Key::P384).key_pem());
        tokens.add_key("twice", "03", &pki.seal(Key::Rsa2048).key_pem());
        tokens.add_token("pair");
        tokens.add_token("pair");
        return tokens.process(name);
    };
    let right = address(&module, "p256");
    let fault = |address: &TokenAddress, pin: &str| {
        let opened = Material::from_token(address, &PinAlone::of(pin), None);
        let Err(KeysError::Token(fault)) = opened else { panic!("not a token's fault: {opened:?}") };
        assert!(!fault.remedy().is_empty());
        assert!(!format!("{fault} {fault:?}").contains(pin));
        fault.to_string()
    };
    let with = |edit: fn(&mut TokenAddress)| {
        let mut address = right.clone();
        edit(&mut address);
        fault(&address, PIN)
    };
    assert_eq!(
        with(|a| a.key_label = Some("p257".into())),
        "the token `HSM` has no private key `p257`; there is `p256`, `twice`, `twice`"
    );
    assert_eq!(with(|a| a.key_label = Some("twice".into())), "the token `HSM` has 2 private keys `twice`");
    assert_eq!(
        with(|a| a.key_id = Some(vec![2])),
        "the token `HSM` has no private key `p256`; there is `p256`, `twice`, `twice`"
    );
    assert!(with(|a| a.token = "HSN".into()).starts_with("there is no token `HSN`; there is "), "");
    assert!(
        with(|a| a.token = "pair".into()).starts_with("there are 2 tokens called `pair`, with the serial numbers "),
        ""
    );
    assert!(with(|a| a.serial = Some("0".into())).starts_with("there is no token `HSM`; there is "), "");
    assert!(
        with(|a| a.module = "/nowhere.so".into()).starts_with("the PKCS#11 module `/nowhere.so` cannot be loaded: ")
    );
    let no_module = folder.join("module.so");
    fs::write(&no_module, "no library").expect("written");
    assert!(fault(&TokenAddress { module: no_module, ..right.clone() }, PIN).contains("module.so` cannot be loaded: "));

    assert_eq!(fault(&right, "000000"), "the PIN does not open the token `HSM`");
    assert!(Material::from_token(&right, &PinAlone::right(), None).is_ok());
}

/// Runs the program in `folder` with the tokens in reach.
fn run(tokens: Option<&Tokens>, folder: &Path, pin: Option<&str>, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_elmseal"));
    command.args(arguments).current_dir(folder).env("ELMSEAL_PASSPHRASE", "a passphrase");
    command.envs(tokens.map(Tokens::environment));
    command.env_remove("ELMSEAL_PIN");
    if let Some(pin) = pin {
        command.env("ELMSEAL_PIN", pin);
    }
    let output = command.stdin(std::process::Stdio::null()).output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), said)
}

fn workspace(tokens: &Tokens, name: &str) -> PathBuf {
    let folder = tokens.folder().join(name);
    let (code, said) = run(Some(tokens), tokens.folder(), None, &["init", name]);
    assert_eq!(code, Some(0), "{said}");
    folder
}

#[test]
fn the_program_imports_a_seal_key_of_each_kind() {
    let Some(tokens) = Tokens::new("importing seal keys from a token") else { return };
    let pki = TestPki::get();
    let folder = workspace(&tokens, "workspace");
    let module = tokens.module_text();
    let mut command = "import";
    for (label, id, key, algorithm) in
        [("p256", "01", Key::P256, "ES256"), ("p384", "02", Key::P384, "ES384"), ("rsa", "03", Key::Rsa2048, "RS256")]
    {
        let party = Spec::seal(key).valid("2024-01-01T00:00:00Z", "2045-01-01T00:00:00Z").issue(&pki.ca);
        tokens.add_key(label, id, &party.key_pem());
        fs::write(folder.join("chain.pem"), party.pem() + &pem(&pki.ca.certificate)).expect("written");
        let source = ["--pkcs11", module, "--token", "HSM", "--key", label, "--certificates", "chain.pem"];
        let arguments = [&["key", command, "seal"], &source[..]].concat();
        // Without a PIN there is nobody to ask.
        let (code, said) = run(Some(&tokens), &folder, None, &arguments);
        assert_eq!(code, Some(3), "{said}");
        assert!(said.contains("no PIN is given for the token `HSM`") && said.contains("ELMSEAL_PIN"), "{said}");
        let (code, said) = run(Some(&tokens), &folder, Some(PIN), &arguments);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains(&format!("it lies in the token `HSM`, key `{label}`")), "{said}");
        assert!(said.contains(&format!("signs    with {algorithm}")), "{said}");
        command = "rotate";
    }
    let (code, said) = run(Some(&tokens), &folder, None, &["key", "list", "--json"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!((said.matches("\"place\": \"token\"").count(), said.matches("\"active\": false").count()), (3, 2));
    let records = fs::read_to_string(folder.join("keys/keys.json")).expect("records");
    assert!(!records.contains(PIN));
}

#[test]
fn the_program_issues_with_keys_in_a_token() {
    let Some(tokens) = Tokens::new("issuing with keys in a token") else { return };
    let folder = workspace(&tokens, "workspace");
    let pin_file = tokens.folder().join("pin");
    fs::write(&pin_file, format!("{PIN}\n")).expect("written");
    let pin_file = pin_file.to_str().expect("a name in UTF-8");
    let seeds = [("data-integrity", Key::Ed25519)];
    for (role, key) in seeds {
        tokens.add_key(role, "0a", &TestPki::get().seal(key).key_pem());
        let source = ["--pkcs11", tokens.module_text(), "--token", "HSM", "--key", role, "--pin-file", pin_file];
        let (code, said) = run(Some(&tokens), &folder, None, &[&["key", "rotate", role], &source[..]].concat());
        assert_eq!(code, Some(0), "{said}");
    }
    for arguments in [&["publish"][..], &["trust", "add", "uniovi"], &["trust", "sign"]] {
        let (code, said) = run(Some(&tokens), &folder, Some(PIN), arguments);
        assert_eq!(code, Some(0), "{said}");
    }
    let course = "descriptors/ingenium-framework.toml";
    let issue = ["issue", course, "learners/ingenium-framework.csv", "--out", "out"];
    // A wrong PIN, no token: nothing is issued, and the same command goes on.
    let (code, said) = run(Some(&tokens), &folder, Some("000000"), &issue);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("the PIN does not open the token `HSM`") && !said.contains("000000"), "{said}");
    tokens.hide();
    let (code, said) = run(Some(&tokens), &folder, Some(PIN), &issue);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("there is no token `HSM`") && said.contains("hint: plug it in"), "{said}");
    tokens.show();
    let (code, said) = run(Some(&tokens), &folder, Some(PIN), &issue);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("issued 12 credentials"), "{said}");
    let mut names: Vec<PathBuf> =
        fs::read_dir(folder.join("out")).expect("a folder").map(|file| file.expect("a file").path()).collect();
    names.retain(|name| name.extension().is_some_and(|e| e == "jsonld"));
    assert_eq!(names.len(), 12);
    let (code, said) = run(Some(&tokens), &folder, None, &["verify", names[0].to_str().expect("a name")]);
    assert_eq!(code, Some(0), "{said}");
}

/// Issues the example course as Europass credentials with the seal key of the workspace, which its list names, and has
/// one of them verified.
fn issue_for_europass(tokens: Option<&Tokens>, folder: &Path, pin: Option<&str>, algorithm: &str) {
    for arguments in [&["trust", "add", "uniovi"][..], &["trust", "sign"]] {
        let (code, said) = run(tokens, folder, None, arguments);
        assert_eq!(code, Some(0), "{said}");
    }
    let course = ["issue", "descriptors/ingenium-framework.toml", "learners/ingenium-framework.csv"];
    let (code, said) = run(tokens, folder, pin, &[&course[..], &["--format", "europass", "--out", "out"]].concat());
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("sealed 12 credentials at JAdES baseline B"), "{said}");
    let sealed: Vec<PathBuf> = fs::read_dir(folder.join("out"))
        .expect("a folder")
        .map(|file| file.expect("a file").path())
        .filter(|path| path.to_string_lossy().ends_with(".europass.jsonld"))
        .collect();
    assert_eq!(sealed.len(), 12);
    let (code, said) = run(tokens, folder, None, &["verify", sealed[0].to_str().expect("a name in UTF-8")]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(&format!("verified with {algorithm}")), "{said}");
    // The twin: one letter of what is claimed.
    let text = fs::read_to_string(&sealed[0]).expect("a seal").replacen("INGENIUM", "INGENIUN", 1);
    fs::write(&sealed[0], text).expect("written");
    let (code, said) = run(tokens, folder, None, &["verify", sealed[0].to_str().expect("a name in UTF-8")]);
    assert_eq!(code, Some(1), "{said}");
}

/// A seal of the example institution, which the authority says nothing more of.
fn uniovi(key: Key) -> Party {
    let spec = Spec::seal(key)
        .attribute("2.5.4.10", Some("University of Oviedo"))
        .valid("2024-01-01T00:00:00Z", "2045-01-01T00:00:00Z")
        .without(ext::INFORMATION_ACCESS)
        .without(ext::CRL_POINTS);
    spec.issue(&TestPki::get().ca)
}

#[test]
fn the_program_seals_for_europass_with_keys_in_a_token() {
    let Some(tokens) = Tokens::new("sealing with keys in a token") else { return };
    for (label, id, key, algorithm) in [("p256", "01", Key::P256, "ES256"), ("rsa", "02", Key::Rsa2048, "RS256")] {
        let folder = workspace(&tokens, label);
        let party = uniovi(key);
        tokens.add_key(label, id, &party.key_pem());
        fs::write(folder.join("chain.pem"), party.pem() + &TestPki::get().ca.pem()).expect("written");
        let source =
            ["--pkcs11", tokens.module_text(), "--token", "HSM", "--key", label, "--certificates", "chain.pem"];
        let (code, said) = run(Some(&tokens), &folder, Some(PIN), &[&["key", "import", "seal"], &source[..]].concat());
        assert_eq!(code, Some(0), "{said}");
        issue_for_europass(Some(&tokens), &folder, Some(PIN), algorithm);
    }
}

#[test]
fn the_program_seals_for_europass_with_a_key_from_a_file() {
    let place = tempfile::tempdir().expect("a folder");
    let (code, said) = run(None, place.path(), None, &["init", "workspace"]);
    assert_eq!(code, Some(0), "{said}");
    let folder = place.path().join("workspace");
    let party = uniovi(Key::Rsa3072);
    let read = |certificate: &elmseal::pki::Certificate| X509::from_der(certificate.der()).expect("a certificate");
    let mut others = Stack::new().expect("a stack");
    others.push(read(&TestPki::get().ca.certificate)).expect("room");
    let mut builder = Pkcs12::builder();
    builder.name("seal").pkey(&party.key).cert(&read(&party.certificate)).ca(others);
    let file = builder.build2("from the authority").and_then(|file| file.to_der()).expect("PKCS#12");
    fs::write(folder.join("seal.p12"), file).expect("written");
    fs::write(folder.join("password"), "from the authority\n").expect("written");
    let arguments =
        ["key", "import", "seal", "--pkcs12", "seal.p12", "--password-file", "password", "--algorithm", "ps256"];
    let (code, said) = run(None, &folder, None, &arguments);
    assert_eq!(code, Some(0), "{said}");
    issue_for_europass(None, &folder, None, "PS256");
}

#[test]
fn a_token_is_not_locked_by_the_program() {
    let Some(tokens) = Tokens::new("a wrong PIN") else { return };
    let folder = workspace(&tokens, "workspace");
    tokens.add_key("ed", "01", &TestPki::get().seal(Key::Ed25519).key_pem());
    let source = ["--pkcs11", tokens.module_text(), "--token", "HSM", "--key", "ed"];
    let arguments = [&["key", "rotate", "log"], &source[..]].concat();
    // A module says whether a PIN was wrong; each run of the program tries one once.
    let (code, said) = run(Some(&tokens), &folder, Some("000000"), &arguments);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("hint: the PIN comes from --pin-file, ELMSEAL_PIN or the prompt"), "{said}");
    let (code, said) = run(Some(&tokens), &folder, Some(PIN), &arguments);
    assert_eq!(code, Some(0), "{said}");
}
