//! Hostile input to every reader: whatever the bytes are, there is an answer and no panic.
//!
//! A seeded loop changes good input: flips, cuts, repeats and splices. It is a smoke test in every run; set
//! `ELMSEAL_HOSTILE_ROUNDS` for a longer one.
#![expect(clippy::disallowed_methods, reason = "tests read and write files and the environment")]

use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Arc;

use elmseal::crypto::encoding::{from_base64url, to_base64url};
use elmseal::crypto::private_key_file;
use elmseal::descriptor::{self, RuleSets, Sources, examples};
use elmseal::fetch::Offline;
use elmseal::jose::jades::{BestTime, Level, SEAL_CHECKS, SealTrust, UnverifiedSeal, is_envelope};
use elmseal::jose::{Algorithm, CompactJws, SealSigner as _, SoftwareSealKey, sign_compact};
use elmseal::keys::{Controller, Examples, KeyStore, KeysError, Material, Passphrase, example};
use elmseal::learners::{Context, Mapping, read};
use elmseal::model::json::parse_strict;
use elmseal::model::time::Timestamp;
use elmseal::pki::{
    Certificate, PathPurpose, PathRequest, RevocationData, RevocationState, build_path, check_revocation, ocsp_request,
};
use elmseal::trust::{AllianceList, TrustRoot, TrustStore, open_list, state_of};
use elmseal::verify::{Decision, Verifier};
use elmseal::vocabulary::esco::Index;

use crate::carriers;
use crate::jades::levels::at_level;
use crate::support::pki::status::{Crl, Ocsp};
use crate::support::pki::{self, Digest, Key, Spec, TestPki, der, purpose};

/// A small generator of repeatable numbers (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).expect("small")).expect("small")
    }
}

/// What parsers choke on.
const SPLICES: &[&[u8]] = &[
    b"\"",
    b"\\",
    b"{",
    b"[",
    b"]}",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\\ud800",
    b"1e999",
    b"-0",
    b"&a ",
    b"*a",
    b"!!x ",
    b"'''",
    b"\n\n",
    b"\r",
    b"null",
    b"@context",
    b"\xe2\x80\xae",
    b"\xf0\x9f\x98\x80",
    b"999999999999999999999",
    b"= [[",
    b"--- ",
];

fn changed(good: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len() + 1);
        match numbers.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
            1 => bytes.truncate(at),
            2 => {
                let splice = SPLICES[numbers.below(SPLICES.len())];
                bytes.splice(at..at, splice.iter().copied());
            }
            3 if at < bytes.len() => {
                let end = (at + 1 + numbers.below(40)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let times = 1 + numbers.below(30);
                bytes.splice(at..at, piece.repeat(times));
            }
            4 if at < bytes.len() => {
                let end = (at + 1 + numbers.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => {
                let opening: &[u8] = [&b"["[..], b"{\"a\":", b"(", b"- "][numbers.below(4)];
                bytes.splice(at..at, opening.repeat(1 + numbers.below(200)));
            }
        }
    }
    bytes
}

fn rounds() -> usize {
    std::env::var("ELMSEAL_HOSTILE_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(150)
}

fn check(seed: u64, good: &[u8], mut reader: impl FnMut(&[u8])) {
    reader(good);
    let mut numbers = Numbers(seed);
    for _ in 0..rounds() {
        reader(&changed(good, &mut numbers));
    }
}

fn institutions() -> Vec<descriptor::Institution> {
    let read = |example: &examples::Example| descriptor::read_institution(example.file, example.text.as_bytes()).0;
    examples::INSTITUTIONS.iter().filter_map(read).collect()
}

fn example() -> descriptor::Descriptor {
    let institutions = institutions();
    let rule_sets = RuleSets::embedded();
    let sources = Sources { institutions: &institutions, rule_sets: &rule_sets, esco: None };
    let example = examples::INGENIUM_FRAMEWORK;
    descriptor::read(example.file, example.text.as_bytes(), &sources).0.expect("the example is right")
}

#[test]
fn strict_json() {
    let good = br#"{"a":[1,2.5,-3e2,"x\u00e9\n",{"b":null,"c":true}],"d":{"e":"\ud83d\ude00"}}"#;
    check(1, good, |bytes| drop(parse_strict(bytes, 1 << 20)));
}

#[test]
fn descriptors_in_every_notation() {
    let institutions = institutions();
    let rule_sets = RuleSets::embedded();
    let sources = Sources { institutions: &institutions, rule_sets: &rule_sets, esco: None };
    let yaml = b"id: a\nedition: '1'\nlanguage: en\ntitle: {en: A, es: B}\noutcomes:\n  - text: Can\n    skills: [x]\n";
    let json = br#"{"id":"a","edition":"1","language":"en","title":{"en":"A"},"outcomes":[{"text":"Can"}]}"#;
    let toml = examples::INGENIUM_FRAMEWORK.text.as_bytes();
    for (seed, name, good) in [(2, "a.toml", toml), (3, "a.yaml", &yaml[..]), (4, "a.json", &json[..])] {
        check(seed, good, |bytes| drop(descriptor::read(name, bytes, &sources)));
    }
    let form = descriptor::xlsx_form();
    let mut numbers = Numbers(5);
    drop(descriptor::read("a.xlsx", &form, &sources));
    for _ in 0..rounds() / 5 {
        drop(descriptor::read("a.xlsx", &changed(&form, &mut numbers), &sources));
    }
    let profile = examples::INSTITUTIONS[0];
    check(6, profile.text.as_bytes(), |bytes| drop(descriptor::read_institution(profile.file, bytes)));
}

#[test]
fn learner_lists_and_mappings() {
    let course = example();
    let today = jiff::civil::date(2026, 7, 1);
    let go = |name: &str, bytes: &[u8]| {
        let context =
            Context { file_name: name, descriptor: &course, mapping: None, time_zone: "Europe/Madrid", today };
        let mut rows = 0_u64;
        let reading = read(Cursor::new(bytes), &context, &mut |_| {
            rows += 1;
            ControlFlow::Continue(())
        });
        let counts = reading.counts;
        assert_eq!(counts.passed + counts.not_passed + counts.faulty, rows, "every row is counted once");
    };
    let list = include_bytes!("../../examples/learners/ingenium-framework.csv");
    check(7, list, |bytes| go("l.csv", bytes));
    let wide: Vec<u8> = String::from_utf8_lossy(list).encode_utf16().flat_map(u16::to_le_bytes).collect();
    check(8, &wide, |bytes| go("l.csv", bytes));
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(String::from_utf8_lossy(list).lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write(row, column, cell).expect("a cell");
        }
    }
    let workbook = book.save_to_buffer().expect("a workbook");
    let mut numbers = Numbers(9);
    for _ in 0..rounds() / 2 {
        go("l.xlsx", &changed(&workbook, &mut numbers));
    }
    let mapping = b"encoding = \"windows-1253\"\nsheet = \"A\"\n[columns]\nkey = \"K\"\n\"assessment.quiz\" = \"Q\"\n";
    check(10, mapping, |bytes| drop(Mapping::read("m.toml", &String::from_utf8_lossy(bytes))));
}

#[test]
fn documents_to_verify() {
    let verifier = Verifier::new(Arc::new(Offline), Vec::new());
    let now = Timestamp::parse("2026-07-01T12:00:00Z").expect("a time");
    let good = br#"{"@context":["https://www.w3.org/2018/credentials/v1","https://w3id.org/security/data-integrity/v2"],"id":"urn:credential:1","type":["VerifiableCredential"],"issuer":"did:web:uni.example","issuanceDate":"2026-06-30T12:00:00Z","credentialSubject":{"id":"urn:x:1"},"proof":{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","created":"2026-06-30T12:00:00Z","verificationMethod":"did:web:uni.example#a","proofPurpose":"assertionMethod","proofValue":"z5C"}}"#;
    check(11, good, |bytes| {
        let report = verifier.verify(bytes, now);
        assert_ne!(report.decision, Decision::Accept);
        assert_eq!(report.checks.len(), 14, "one row a check, always");
    });
}

#[test]
fn lists_roots_tokens_and_indexes() {
    let root = br#"{"list":"ingenium","version":1,"keys":["sha256:0707070707070707070707070707070707070707070707070707070707070707"],"threshold":1,"expires":"2030-01-01T00:00:00Z","authoritativeFor":["*"]}"#;
    assert!(TrustRoot::parse(root).is_ok());
    check(12, root, |bytes| drop(TrustRoot::parse(bytes)));
    let scheme = elmseal::model::ids::Iri::parse("https://alliance.example/lote").expect("an IRI");
    let now = Timestamp::parse("2026-07-01T12:00:00Z").expect("a time");
    let list = AllianceList::new(scheme, vec![("en".into(), "Alliance".into())], Some("EU".into()), now);
    check(13, &list.to_bytes(), |bytes| drop(AllianceList::parse(bytes)));
    check(14, b"{\"lists\":{}}", |bytes| drop(TrustStore::parse(bytes)));
    check(15, b"eyJhbGciOiJFUzI1NiIsImlhdCI6MX0.e30.AAAA", |bytes| drop(CompactJws::parse(bytes)));
    let esco = b"conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels\nKnowledgeSkillCompetence,http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab,skill/competence,sector-specific,manage staff,\"a\nb\"\n";
    check(16, esco, |bytes| drop(Index::import(bytes)));
    check(17, b"elmseal ESCO index\n\x01\x00\x00", |bytes| drop(Index::from_bytes(bytes)));
}

#[test]
fn carriers_of_credentials() {
    let go = |bytes: &[u8]| {
        let found: Vec<_> = elmseal::receive::items(bytes, Some("a")).collect();
        assert!(!found.is_empty(), "there is always an answer");
    };
    let credential = br#"{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:x"}"#;
    let baked = carriers::chunk(b"iTXt", &carriers::itxt("openbadgecredential", credential));
    let pdf = carriers::Pdf::with("a.json", credential);
    let modern = carriers::Pdf { in_streams: true, ..pdf.clone() };
    let element = "<openbadges:credential><![CDATA[{}]]></openbadges:credential>";
    let code = carriers::Picture::qr(b"https://a.example/c", 8);
    for (seed, good) in [
        (31, carriers::badge(&[baked])),
        (32, carriers::svg(element)),
        (33, pdf.bytes()),
        (34, modern.bytes()),
        (35, carriers::zip(&[carriers::member("a.json", credential), carriers::member("b.json", credential)])),
        (36, b"eyJhbGciOiJFUzI1NiJ9.e30.c2ln~WyJhIl0~".to_vec()),
        (37, code.jpeg()),
    ] {
        check(seed, &good, go);
    }
    // Points rather than bytes: a changed PNG is stopped by its checksums.
    let mut numbers = Numbers(38);
    for _ in 0..rounds() / 5 {
        let mut picture = code.clone();
        for _ in 0..numbers.below(400) {
            let at = numbers.below(picture.points.len());
            let run = numbers.below(300).min(picture.points.len() - at);
            picture.points[at..at + run].fill([0, 255][numbers.below(2)]);
        }
        go(&picture.png());
    }
}

/// Lists of others, changed before they are signed and after: what is read says what was signed, and binds nobody else.
#[test]
fn lists_to_import() {
    let pki = TestPki::get();
    let signer = pki.seal(Key::P256);
    let chain = vec![signer.certificate.clone()];
    let key = SoftwareSealKey::from_pkcs8(&signer.key_pkcs8(), chain, Algorithm::Es256).expect("a key");
    let at = Timestamp::parse("2026-05-01T00:00:00Z").expect("a time");
    let sign = |payload: &[u8]| sign_compact(&key, payload, at).expect("a signature").into_bytes();
    let root = TrustRoot {
        list: "eu".into(),
        version: 1,
        keys: vec![signer.certificate.spki_sha256()],
        threshold: 1,
        expires: Timestamp::parse("2030-01-01T00:00:00Z").expect("a time"),
        authoritative_for: vec![],
    };
    let stranger = Spec::seal(Key::P384).attribute("2.5.4.97", Some("VATXX-NOBODY")).issue(&pki.ca);
    let path = [stranger.certificate.clone(), pki.ca.certificate.clone()];
    let payload = crate::trust::european::list().to_string().into_bytes();
    check(31, &payload, |bytes| {
        if let Ok(opened) = open_list(&root, &sign(bytes)) {
            assert_eq!(opened.payload(), bytes);
            assert!(opened.list().entities_by_seal(&stranger.certificate, &path).is_empty());
            let _ = state_of(&root, &opened, &mut TrustStore::new(), at);
        }
    });
    let signed = sign(&payload);
    check(32, &signed, |bytes| {
        if let Ok(opened) = open_list(&root, bytes) {
            assert_eq!(opened.payload(), payload, "only what was signed");
        }
    });
    let header = from_base64url(str::from_utf8(&signed).expect("text").split('.').next().expect("a header"));
    check(33, &header.expect("base64url"), |bytes| {
        let input = format!("{}.{}", to_base64url(bytes), to_base64url(&payload));
        let signature = key.sign(&[input.as_bytes()]).expect("a signature");
        let jws = format!("{input}.{}", to_base64url(&signature));
        if let Ok(opened) = open_list(&root, jws.as_bytes()) {
            assert_eq!(opened.payload(), payload);
            assert!((signer.certificate.not_before()..=signer.certificate.not_after()).contains(&opened.signed_at()));
        }
    });
}

#[test]
fn seals() {
    let algorithm = Algorithm::Es256;
    let good = at_level(Level::Lta, algorithm);
    let now = Timestamp::parse("2026-07-01T12:00:00Z").expect("a time");
    let payload =
        UnverifiedSeal::parse(&good).and_then(UnverifiedSeal::verify_signature).expect("a seal").payload().to_owned();
    let read = |bytes: &[u8]| {
        let _ = is_envelope(bytes);
        if let Ok(seal) = UnverifiedSeal::parse(bytes).and_then(UnverifiedSeal::verify_signature) {
            assert_eq!(seal.payload(), payload, "only what was sealed is read");
            let examination = seal.examine(&SealTrust::default(), &RevocationData::default(), now);
            assert_eq!(examination.rows.len(), SEAL_CHECKS.len(), "one row a check, always");
            assert_eq!(examination.best_time, BestTime::Unproven, "nobody is trusted");
        }
    };
    check(20, &good, read);
    // Changes behind the encodings, which hide most of them from the readers within.
    let file: serde_json::Value = serde_json::from_slice(&good).expect("JSON");
    let text = |value: &serde_json::Value| from_base64url(value.as_str().expect("a text")).expect("base64url");
    let protected = text(&file["signatures"][0]["protected"]);
    check(21, &protected, |bytes| {
        let mut file = file.clone();
        file["signatures"][0]["protected"] = to_base64url(bytes).into();
        read(file.to_string().as_bytes());
    });
    for (index, item) in file["signatures"][0]["header"]["etsiU"].as_array().expect("a list").iter().enumerate() {
        check(22 + index as u64, &text(item), |bytes| {
            let mut file = file.clone();
            file["signatures"][0]["header"]["etsiU"][index] = to_base64url(bytes).into();
            read(file.to_string().as_bytes());
        });
    }
}

#[test]
fn keys_from_elsewhere() {
    let password = || Passphrase::new("from the authority".to_owned());
    let read = |bytes: &[u8]| Material::from_pkcs12("a file", bytes, &password()?, None).map_err(KeysError::from);
    let good = &include_bytes!("../fixtures/pkcs12/3des-rc2.p12")[..];
    assert!(read(good).is_ok());
    let mut numbers = Numbers(21);
    // Few, since those that stay well formed cost what guessing a password costs.
    for _ in 0..rounds() / 10 {
        assert!(read(&changed(good, &mut numbers)).is_err(), "its MAC holds all of it");
    }
    let party = TestPki::get().seal(Key::P256);
    let (key, certificates) = (party.key_pem(), party.pem());
    check(22, key.as_bytes(), |bytes| drop(Material::from_pkcs8("a file", bytes, &password, None)));
    check(23, certificates.as_bytes(), |bytes| {
        drop(Material::from_pkcs8("a file", key.as_bytes(), &password, Some(bytes)));
    });
}

#[test]
fn key_files_and_their_list() {
    // As long as a key, and a SEQUENCE as one is.
    let mut key = [7; 48];
    key[..2].copy_from_slice(&[0x30, 46]);
    let pem = private_key_file::encrypt(&key, "correct horse", &[1; 16], [2; 16]);
    assert_eq!(private_key_file::decrypt(&pem, "correct horse").expect("the key").as_slice(), key);
    let mut numbers = Numbers(18);
    // Few, since those that stay well formed cost what guessing a passphrase costs.
    for _ in 0..rounds() / 20 {
        let bytes = changed(pem.as_bytes(), &mut numbers);
        drop(private_key_file::decrypt(&String::from_utf8_lossy(&bytes), "correct horse"));
    }
    let folder = tempfile::tempdir().expect("a folder");
    example::install(folder.path(), &Controller::Itself).expect("the example keys");
    let list = folder.path().join("keys.json");
    let good = std::fs::read(&list).expect("the list of keys");
    let store = KeyStore::open_with(folder.path(), Examples::Permitted).expect("a store");
    assert_eq!(store.list().expect("the keys").len(), 5);
    check(19, &good, |bytes| {
        std::fs::write(&list, bytes).expect("the folder can be written");
        drop(store.list());
    });
}

#[test]
fn certificates_lists_and_responses() {
    let pki = TestPki::get();
    let seal = pki.seal(Key::P256).certificate;
    let at = Timestamp::parse("2026-06-30T12:00:00Z").expect("a time");
    let candidates = [pki.ca.certificate.clone()];
    let anchors = [pki.root.certificate.clone()];
    let path = |leaf: &Certificate, candidates: &[Certificate], anchors: &[Certificate], purpose| {
        build_path(&PathRequest { leaf, candidates, anchors, at, purpose })
    };
    let good = path(&seal, &candidates, &anchors, PathPurpose::Seal).expect("a path");
    let use_it = |bytes: &[u8]| {
        let Ok(read) = Certificate::from_der(bytes) else { return };
        drop((read.issuer_serial_der(), read.serial_hex(), ocsp_request(&read, &pki.ca.certificate)));
        for purpose in [PathPurpose::Seal, PathPurpose::TimeStamp, PathPurpose::OcspSigning] {
            drop(path(&read, &candidates, &anchors, purpose));
            drop(path(&seal, std::slice::from_ref(&read), &anchors, purpose));
            drop(path(&seal, &candidates, std::slice::from_ref(&read), purpose));
        }
    };
    check(40, seal.der(), use_it);
    check(41, pki.responder.certificate.der(), use_it);
    check(42, pki.root.pem().as_bytes(), |bytes| drop(Certificate::from_pem_bundle(bytes)));

    let data = pki.good_revocation(&seal, "2026-06-30T12:00:00Z");
    let states = |crl: &[u8], response: &[u8]| {
        let data = RevocationData { crls: vec![crl.to_vec()], ocsp_responses: vec![response.to_vec()] };
        check_revocation(&good, &data, at, at)
    };
    let is_good = |state: &RevocationState| matches!(state, RevocationState::Good { .. });
    let (crl, response) = (&data.crls[0], &data.ocsp_responses[0]);
    assert!(states(crl, response).iter().all(is_good));
    check(43, crl, |bytes| assert_eq!(is_good(&states(bytes, response)[1]), bytes == crl));
    check(44, response, |bytes| assert_eq!(is_good(&states(crl, bytes)[0]), bytes == response));
}

#[test]
fn what_an_authority_signed_may_be_malformed_as_well() {
    let at = Timestamp::parse("2026-06-30T12:00:00Z").expect("a time");
    // A small key, since each round signs.
    let authority = Spec::authority("Small CA", Key::P384).self_signed();
    let seal = Spec::seal(Key::P256).purposes(false, &[purpose::EMAIL]).ca(None);
    let anchors = [authority.certificate.clone()];
    for (seed, extension) in (50..).zip(&seal.extensions) {
        check(seed, &extension.value, |value| {
            let changed = seal.clone().with(&extension.oid, extension.critical, value.to_vec());
            let der = changed.to_der(authority.certificate.subject_der(), &authority.key);
            let Ok(leaf) = Certificate::from_der(&der) else { return };
            let request =
                PathRequest { leaf: &leaf, candidates: &[], anchors: &anchors, at, purpose: PathPurpose::Seal };
            drop(build_path(&request));
        });
    }
    let leaf = Spec::seal(Key::P256).issue(&authority);
    let request =
        PathRequest { leaf: &leaf.certificate, candidates: &[], anchors: &anchors, at, purpose: PathPurpose::Seal };
    let path = build_path(&request).expect("a path");
    let states = |data: &RevocationData| check_revocation(&path, data, at, at);
    let list = Crl::at("2026-06-30T12:00:00Z");
    for (seed, oid) in (70..).zip(["2.5.29.27", "2.5.29.28", "2.5.29.60"]) {
        check(seed, &der::seq(&[&der::context_primitive(1, &[0xff])]), |value| {
            let crls = vec![list.clone().with(oid, false, value.to_vec()).issue(&authority)];
            drop(states(&RevocationData { crls, ocsp_responses: Vec::new() }));
        });
    }
    // What the signature of a list or response is over, changed and signed again.
    let response = Ocsp::good(&leaf.certificate, &authority.certificate, "2026-06-30T12:00:00Z");
    let line = list.revoke(&leaf.certificate, "2026-06-30T12:00:00Z", Some(1)).issue(&authority);
    let signed = |contents: &[u8]| pki::signed(contents, &authority.key, Digest::Sha256);
    check(73, contents(&line), |bytes| {
        drop(states(&RevocationData { crls: vec![signed(bytes)], ocsp_responses: Vec::new() }));
    });
    check(74, contents(&response.sign_basic(&authority)), |bytes| {
        drop(states(&RevocationData { crls: Vec::new(), ocsp_responses: vec![signed(bytes)] }));
    });
}

/// The first part of a signed structure, which the signature is over.
fn contents(signed: &[u8]) -> &[u8] {
    let header = |bytes: &[u8]| match bytes[1] {
        short @ 0..=0x7f => (2, usize::from(short)),
        long => {
            let end = 2 + usize::from(long & 0x7f);
            (end, bytes[2..end].iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)))
        }
    };
    let inner = &signed[header(signed).0..];
    let (skip, length) = header(inner);
    &inner[..skip + length]
}
