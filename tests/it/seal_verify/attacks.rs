//! Attacks on sealed files, each with its exact outcome: duplicate names, header games, confused algorithms, swapped
//! certificates, swapped contexts, proofs that disagree, sizes.

use elmseal::crypto::SigningKey;
use elmseal::crypto::encoding::{from_base64url, to_base64, to_base64url};
use elmseal::jose::{Algorithm, SealSigner, SoftwareSealKey};
use elmseal::jsonld::Contexts;
use elmseal::proof::{Cryptosuite, ProofOptions, prepare};
use elmseal::verify::{Check, Decision, Outcome, Report};
use serde_json::{Map, Value, json};

use super::world::{SEALED, World, at, bind, seal_by, seal_with_chain};
use super::{Row, check, check_stopped};
use crate::support::pki::{Key, Party, Spec, TestPki, usage};

use Check::{Integrity, IssuerKey, Proof};
use Outcome::{Failed, Inconclusive, Passed};

const UNCHECKED: Row = (Integrity, Inconclusive, "not-checked");
const UNPROVEN: Row = (Proof, Inconclusive, "not-checked");
const SEAL_GOOD: Row = (Proof, Passed, "seal-verified");

/// A file whose seal is broken: rejected for `code`.
#[track_caller]
fn broken(report: &Report, code: &'static str) {
    check_stopped(report, Decision::Reject, UNCHECKED, (Proof, Failed, code));
}

/// A file that is not unambiguous: rejected for `code`.
#[track_caller]
fn ambiguous(report: &Report, code: &'static str) {
    check_stopped(report, Decision::Reject, (Integrity, Failed, code), UNPROVEN);
}

#[track_caller]
fn changed(report: &Report) {
    let integrity = (Integrity, Failed, "content-not-sealed");
    check_stopped(report, Decision::Reject, integrity, (Proof, Failed, "seal-signature-invalid"));
}

/// The parts of a file.
struct Parts {
    payload: String,
    header: Map<String, Value>,
    protected: String,
    signature: String,
}

fn parts(file: &[u8]) -> Parts {
    let file: Value = serde_json::from_slice(file).expect("JSON");
    let signature = &file["signatures"][0];
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let protected = text(&signature["protected"]);
    let header = serde_json::from_slice(&from_base64url(&protected).expect("base64url")).expect("a header");
    Parts { payload: text(&file["payload"]), header, protected, signature: text(&signature["signature"]) }
}

impl Parts {
    fn file(&self) -> Vec<u8> {
        self.with_unprotected(&json!(null))
    }

    fn with_unprotected(&self, header: &Value) -> Vec<u8> {
        let mut signature = Map::new();
        signature.insert("protected".into(), json!(self.protected));
        if !header.is_null() {
            signature.insert("header".into(), header.clone());
        }
        signature.insert("signature".into(), json!(self.signature));
        format!("{{\"payload\":{},\"signatures\":[{}]}}", json!(self.payload), Value::Object(signature)).into_bytes()
    }

    /// Signs again whatever stands in the header.
    fn signed(mut self, party: &Party) -> Self {
        self.sign_text(party, &Value::Object(self.header.clone()).to_string());
        self
    }

    fn sign_text(&mut self, party: &Party, header: &str) {
        self.protected = to_base64url(header.as_bytes());
        let algorithm = Algorithm::usual(&party.certificate).expect("an algorithm");
        let chain = vec![party.certificate.clone()];
        let key = SoftwareSealKey::from_pkcs8(&party.key_pkcs8(), chain, algorithm).expect("a key");
        let input = format!("{}.{}", self.protected, self.payload);
        self.signature = to_base64url(&key.sign(&[input.as_bytes()]).expect("a signature"));
    }
}

/// The header of a good file with a change, signed again: only its rules can refuse it.
fn with_header(world: &World, change: impl FnOnce(&mut Map<String, Value>)) -> Vec<u8> {
    let mut parts = parts(&world.sealed());
    change(&mut parts.header);
    parts.signed(&world.leaf).file()
}

#[test]
fn the_same_header_signed_again_is_accepted() {
    let world = World::new();
    check(&world.report(&with_header(&world, |_| {})), Decision::Accept, &[]);
}

/// T5: a name that stands twice, in the envelope, in the protected header, in the payload.
#[test]
fn t5_duplicate_names_are_refused_at_every_layer() {
    let world = World::new();
    let good = parts(&world.sealed());
    let envelope = String::from_utf8(good.file()).expect("text");
    let twice = envelope.replacen("\"signatures\":", "\"payload\":\"{}\",\"signatures\":", 1);
    ambiguous(&world.report(twice.as_bytes()), "duplicate-name");
    let twice = envelope.replacen("\"signature\":", "\"protected\":\"\",\"signature\":", 1);
    ambiguous(&world.report(twice.as_bytes()), "duplicate-name");

    let mut header = parts(&world.sealed());
    let text = Value::Object(header.header.clone()).to_string();
    for name in ["alg", "crit", "b64"] {
        let repeated = text.replacen('{', &format!("{{\"{name}\":{},", good.header[name]), 1);
        header.sign_text(&world.leaf, &repeated);
        ambiguous(&world.report(&header.file()), "duplicate-name");
    }

    let payload = good.payload.as_str();
    for twice in [
        payload.replacen("\"issuer\":", "\"issuer\":{\"id\":\"urn:epass:org:2\"},\"issuer\":", 1),
        payload.replacen("\"givenName\":", "\"givenName\":{\"en\":\"Eve\"},\"givenName\":", 1),
        payload.replacen("\"givenName\":", "\"\\u0067ivenName\":{\"en\":\"Eve\"},\"givenName\":", 1),
    ] {
        let report = world.report(&world.seal_text(&twice));
        check_stopped(&report, Decision::Reject, (Integrity, Failed, "not-json"), SEAL_GOOD);
        assert!(report.seal.is_some(), "the seal itself is good, and shown");
    }
    for bad in [
        payload.replacen("\"Aoife\"", "\"\\ud800\"", 1),
        payload.replacen("\"Aoife\"", "9007199254740993", 1),
        format!("{payload} {{}}"),
        format!("{}1{}", "[".repeat(70), "]".repeat(70)),
    ] {
        let report = world.report(&world.seal_text(&bad));
        check_stopped(&report, Decision::Reject, (Integrity, Failed, "not-json"), SEAL_GOOD);
    }
    let report = world.report(&world.seal_text("[]"));
    check_stopped(&report, Decision::Reject, (Integrity, Failed, "not-a-credential"), SEAL_GOOD);
}

/// T6: what `crit` and `b64` may say, and where.
#[test]
fn t6_crit_and_b64_play_no_games() {
    let world = World::new();
    let report = |change: &dyn Fn(&mut Map<String, Value>)| world.report(&with_header(&world, change));
    let crit = |value: Value| move |header: &mut Map<String, Value>| drop(header.insert("crit".into(), value.clone()));
    broken(&report(&crit(json!([]))), "critical-empty");
    broken(&report(&crit(json!("b64"))), "critical-malformed");
    broken(&report(&crit(json!(["b64", 1]))), "critical-malformed");
    broken(&report(&crit(json!(["b64", "b64"]))), "critical-duplicate");
    broken(&report(&crit(json!(["b64", "exp"]))), "critical-absent");
    broken(&report(&crit(json!(["b64", "alg"]))), "critical-registered");
    broken(&report(&crit(json!(["b64", "x5c"]))), "critical-registered");
    let unknown = |header: &mut Map<String, Value>| {
        header.insert("zzz".into(), json!(1));
        header.insert("crit".into(), json!(["b64", "zzz"]));
    };
    broken(&report(&unknown), "critical-unknown");
    let none = |header: &mut Map<String, Value>| drop(header.remove("crit"));
    broken(&report(&none), "b64-not-critical");
    let detached = |header: &mut Map<String, Value>| {
        header.insert("sigD".into(), json!({"mId": "http://uri.etsi.org/19182/HttpHeaders", "pars": []}));
        header.insert("crit".into(), json!(["b64", "sigD"]));
    };
    broken(&report(&detached), "detached");
    let both = |header: &mut Map<String, Value>| drop(header.insert("sigT".into(), json!(SEALED)));
    broken(&report(&both), "signing-time-twice");
    let never = |header: &mut Map<String, Value>| drop(header.remove("iat"));
    broken(&report(&never), "signing-time-missing");

    // What is not signed may not say it either.
    let good = parts(&world.sealed());
    broken(&world.report(&good.with_unprotected(&json!({"crit": ["b64"]}))), "critical-unprotected");
    broken(&world.report(&good.with_unprotected(&json!({"alg": "ES256"}))), "algorithm-unprotected");
    broken(&world.report(&good.with_unprotected(&json!({"b64": true}))), "unprotected-member");

    // The payload read as base64url: another text than the one that was signed.
    let encoded = |header: &mut Map<String, Value>| {
        header.insert("b64".into(), json!(true));
    };
    let refused = report(&encoded);
    assert_eq!(refused.decision, Decision::Reject);
    assert_eq!(refused.credential, None);
}

/// T7: the algorithm is one of four, and the key's own.
#[test]
fn t7_algorithms_are_not_confused() {
    let world = World::new();
    let report = |algorithm: &str| {
        world.report(&with_header(&world, |header| drop(header.insert("alg".into(), json!(algorithm)))))
    };
    for algorithm in ["none", "None", "HS256", "EdDSA", "ES512", "ES256K", "RS1", "http://www.w3.org/2001/04/xmldsig#"]
    {
        broken(&report(algorithm), "algorithm-not-accepted");
    }
    for algorithm in ["RS256", "PS256", "ES384"] {
        broken(&report(algorithm), "algorithm-key-mismatch");
    }
    // An ES256 signature in DER, of zeros, too short, and one of an HMAC's length with the public key in mind.
    let mut good = parts(&world.sealed());
    for signature in [&[0x30, 0x06, 2, 1, 1, 2, 1, 1][..], &[0; 64], &[1; 32], &[1; 63], &[1; 65], &[]] {
        good.signature = to_base64url(signature);
        let report = world.report(&good.file());
        assert_eq!(report.decision, Decision::Reject, "{signature:?}");
        assert!(["seal-signature-invalid", "signature-malformed"].contains(&report.row(Proof).code));
    }
    // A second spelling of the same signature bytes.
    let mut padded = parts(&world.sealed());
    padded.signature.push('=');
    broken(&world.report(&padded.file()), "signature-malformed");
    let mut loose = parts(&world.sealed());
    let last = loose.signature.pop().expect("a digit");
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let index = alphabet.find(last).expect("a digit");
    loose.signature.push(alphabet.as_bytes()[index ^ 1].into());
    broken(&world.report(&loose.file()), "signature-malformed");
}

/// T8: the certificate is the one that the header's digest names, and a path leads from it to an authority.
#[test]
fn t8_certificates_are_not_swapped() {
    let pki = TestPki::get();
    let world = World::new();
    let key = |report: &Report, outcome, code| {
        assert_eq!(
            (report.row(IssuerKey).outcome, report.row(IssuerKey).code),
            (outcome, code),
            "{:#?}",
            report.checks
        );
    };

    // The digest names the university's certificate; the first of `x5c` is another of the same authority.
    let other = Spec::seal(Key::P256).serial(&[0x55; 8]).issue(&pki.ca);
    let swapped = with_header(&world, |header| {
        header.insert("x5c".into(), json!([to_base64(other.certificate.der())]));
    });
    broken(&world.report(&swapped), "certificate-reference-mismatch");
    // Digest and certificate are those of a certificate whose key did not sign.
    let stranger = Spec::seal(Key::P384).issue(&pki.ca);
    let mut claimed = parts(&seal_by(&stranger, &world.payload().to_string(), SEALED));
    claimed.header.insert("alg".into(), json!("ES256"));
    broken(&world.report(&claimed.signed(&world.leaf).file()), "algorithm-key-mismatch");
    // `jwk`, `jku` and `x5u` are looked at by nobody.
    let hinted = with_header(&world, |header| {
        header.insert("jwk".into(), json!({"kty": "oct", "k": "AAAA"}));
        header.insert("jku".into(), json!("http://127.0.0.1/keys"));
        header.insert("x5u".into(), json!("http://169.254.169.254/"));
    });
    check(&world.report(&hinted), Decision::Accept, &[]);

    // A good signature with a certificate of one's own making, under the name of the authority.
    let forged_ca = Spec::authority("Example Seal CA", Key::Rsa3072).self_signed();
    let forged = Spec::seal(Key::P256).issue(&forged_ca);
    let chain = vec![forged.certificate.clone(), forged_ca.certificate.clone(), pki.ca.certificate.clone()];
    let report = world.report(&seal_with_chain(&forged, chain, &world.payload().to_string(), SEALED));
    assert_eq!(report.decision, Decision::Undecided);
    key(&report, Inconclusive, "seal-not-listed");

    // The seal of an authority's own certificate.
    let as_leaf =
        Spec::seal(Key::P256).ca(None).usage(&[usage::DIGITAL_SIGNATURE, usage::KEY_CERT_SIGN]).issue(&pki.ca);
    let report = world.report(&seal_by(&as_leaf, &world.payload().to_string(), SEALED));
    assert_eq!(report.decision, Decision::Reject, "{:#?}", report.checks);
    key(&report, Failed, "certificate-ca-as-leaf");
    // A certificate that may only encipher keys.
    let mute = Spec::seal(Key::P256).usage(&[usage::KEY_CERT_SIGN]).issue(&pki.ca);
    let report = world.report(&seal_by(&mute, &world.payload().to_string(), SEALED));
    assert_eq!(report.decision, Decision::Reject, "{:#?}", report.checks);
    key(&report, Failed, "certificate-key-usage");
}

/// T2: the same sealed bytes must not be read by rules that the file brings along.
#[test]
fn t2_a_sealed_payload_brings_no_context_of_its_own() {
    let world = World::new();
    let sealed = |change: &dyn Fn(&mut Value)| {
        let mut payload = world.payload();
        change(&mut payload);
        world.report(&world.seal(&payload))
    };
    let inline = sealed(&|payload| {
        let swap = json!({"grade": "http://data.europa.eu/snb/model/elm/noteLiteral"});
        payload["@context"].as_array_mut().expect("contexts").push(swap);
    });
    check_stopped(&inline, Decision::Reject, (Integrity, Failed, "context-inline"), SEAL_GOOD);
    let vocabulary = sealed(&|payload| {
        payload["@context"].as_array_mut().expect("contexts").push(json!({"@vocab": "urn:any:"}));
    });
    check_stopped(&vocabulary, Decision::Reject, (Integrity, Failed, "context-inline"), SEAL_GOOD);
    let scoped = sealed(&|payload| payload["credentialSubject"]["@context"] = json!({"grade": null}));
    check_stopped(&scoped, Decision::Reject, (Integrity, Failed, "context-inline"), SEAL_GOOD);
    let unknown = sealed(&|payload| {
        payload["@context"].as_array_mut().expect("contexts").push(json!("https://vendor.example/context.jsonld"));
    });
    check_stopped(&unknown, Decision::Undecided, (Integrity, Inconclusive, "context-unknown"), SEAL_GOOD);
    assert!(unknown.seal.is_some());
    let worded = sealed(&|payload| payload["credentialSubject"]["@graph"] = json!([]));
    check_stopped(&worded, Decision::Reject, (Integrity, Failed, "graph-unsound"), SEAL_GOOD);
}

/// T9: a proof and a seal on one credential are both verified, and lead to one institution.
#[test]
fn t9_proof_and_seal_lead_to_one_institution() {
    let key = SigningKey::from_seed(&[7; 32]);
    let did = key.verifying_key().to_did_key();
    let method = format!("{did}#{}", key.verifying_key().to_multikey());
    let mut world = World::new();
    let mut payload = world.payload();
    payload["issuer"]["id"] = json!(did);
    payload["credentialSubject"]["hasClaim"]["awardedBy"]["awardingBody"] = payload["issuer"].clone();
    payload["@context"].as_array_mut().expect("contexts").push(json!("https://w3id.org/security/data-integrity/v2"));
    let options = ProofOptions { suite: Cryptosuite::EddsaRdfc2022, verification_method: method, created: at(SEALED) };
    let draft = prepare(payload, &options, Contexts::embedded()).expect("a draft");
    let proven: Value = serde_json::from_slice(&draft.seal(&key).to_vec()).expect("JSON");
    let list = |world: &mut World, key: &SigningKey| {
        let service = &mut world.list.entities[0].services[0];
        service.current.identity.keys = vec![key.verifying_key().to_multikey()];
    };
    // Both are the university's.
    list(&mut world, &key);
    check(&world.report(&world.seal(&proven)), Decision::Accept, &[]);

    // The list knows the seal and not the proof's key.
    let mut unlisted = World::new();
    list(&mut unlisted, &SigningKey::from_seed(&[8; 32]));
    let report = unlisted.report(&unlisted.seal(&proven));
    check(&report, Decision::Undecided, &[(IssuerKey, Inconclusive, "proof-not-listed")]);

    // Two members: the proof is one's, the seal the other's.
    let mut two = World::new();
    let mut second = two.list.entities[0].clone();
    second.legal_ids = vec!["VATIE-1234567T".into()];
    second.services[0].current.identity.certificates.clear();
    second.services[0].current.identity.keys = vec![key.verifying_key().to_multikey()];
    two.list.entities.push(second);
    let report = two.report(&two.seal(&proven));
    let body = (Check::AwardingBodies, Failed, "awarding-body-ambiguous");
    check(&report, Decision::Reject, &[(IssuerKey, Failed, "entities-differ"), body]);

    // The proof is changed, the seal is over the changed document: the seal is good, the proof is not.
    let mut altered = proven.clone();
    altered["credentialSubject"]["givenName"] = json!({"en": "Eve"});
    let report = world.report(&world.seal(&altered));
    let rows = ((Integrity, Failed, "content-not-sealed"), (Proof, Failed, "signature-mismatch"));
    check_stopped(&report, Decision::Reject, rows.0, rows.1);
    // A proof that nobody can verify is not passed over.
    let mut unread = proven.clone();
    unread["proof"]["type"] = json!("RsaSignature2018");
    broken(&world.report(&world.seal(&unread)), "proof-type-unsupported");
    // Cut off, the credential is a sealed one without a proof.
    let mut cut = proven;
    cut.as_object_mut().expect("an object").remove("proof");
    check(&world.report(&world.seal(&cut)), Decision::Accept, &[]);
}

/// T13: sizes are bounded, and the bound is an answer.
#[test]
fn t13_sizes_are_bounded() {
    let world = World::new();
    let verifier = world.verifier();
    let report = |file: &[u8]| verifier.verify(file, world.now);
    // Eight megabytes of one text, changed after sealing.
    let long = json!({"note": "x".repeat(8_000_000)}).to_string();
    let mut file = world.seal_text(&long);
    assert_eq!(report(&file).row(Integrity).code, "not-a-credential");
    let middle = file.len() / 2;
    file[middle] = b'y';
    changed(&report(&file));
    // Longer than what is read.
    let longer = world.seal_text(&"x".repeat(elmseal::limits::CREDENTIAL_BYTES_MAX));
    ambiguous(&report(&longer), "too-long");

    // Ten thousand certificates, as many as fit into a file that is read, and a few too many.
    let one = to_base64(world.leaf.certificate.der());
    let many = |count: usize| with_header(&world, |header| drop(header.insert("x5c".into(), json!(vec![&one; count]))));
    ambiguous(&report(&many(10_000)), "too-long");
    ambiguous(&report(&many(5_000)), "too-long");
    broken(&report(&many(20)), "too-many-certificates");
    let tiny = with_header(&world, |header| drop(header.insert("x5c".into(), json!(vec!["MAA="; 5_000]))));
    broken(&report(&tiny), "too-many-certificates");

    // Unsigned items: of a number that is read, and of one that is not.
    let items = |count: usize| {
        let item = to_base64url(br#"{"unheard":{}}"#);
        parts(&world.sealed()).with_unprotected(&json!({"etsiU": vec![item; count]}))
    };
    check(&report(&items(64)), Decision::Accept, &[]);
    broken(&report(&items(65)), "too-many-unsigned");
    broken(&report(&items(100_000)), "too-many-unsigned");

    // Several signatures.
    let text = String::from_utf8(world.sealed()).expect("text");
    let (head, tail) = text.split_once("\"signatures\":[").expect("signatures");
    let signature = tail.strip_suffix("]}").expect("an end");
    let twice = format!("{head}\"signatures\":[{signature},{signature}]}}");
    broken(&report(twice.as_bytes()), "several-signatures");
    let crowd = format!("{head}\"signatures\":[{}]}}", vec![signature; 1000].join(","));
    broken(&report(crowd.as_bytes()), "several-signatures");

    // Deep and wide.
    let deep = format!("{{\"payload\":{}1{},\"signatures\":[]}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(report(deep.as_bytes()).decision, Decision::Reject);
    let deep = world.seal_text(&format!("{{\"a\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000)));
    check_stopped(&report(&deep), Decision::Reject, (Integrity, Failed, "not-json"), SEAL_GOOD);
    let wide = world.seal_text(&format!("[{}1]", "1,".repeat(1_500_000)));
    check_stopped(&report(&wide), Decision::Reject, (Integrity, Failed, "not-json"), SEAL_GOOD);
}

/// One changed byte in what is sealed, for each algorithm.
#[test]
fn what_was_sealed_is_what_is_read() {
    let pki = TestPki::get();
    for key in [Key::P256, Key::P384, Key::Rsa2048, Key::Rsa3072] {
        let mut world = World::new();
        world.leaf = pki.seal(key);
        world.say(|_| {});
        check(&world.report(&world.sealed()), Decision::Accept, &[]);
        let file = String::from_utf8(world.sealed()).expect("text");
        changed(&world.report(file.replacen("Marine data", "Marine Data", 1).as_bytes()));
        let mut other = parts(&world.sealed());
        other.header.insert("iat".into(), json!(at("2026-06-03T12:00:00Z").unix()));
        other.protected = to_base64url(Value::Object(other.header.clone()).to_string().as_bytes());
        changed(&world.report(&other.file()));
    }
    // Escapes of the envelope are not what is sealed.
    let world = World::new();
    let file = String::from_utf8(world.sealed()).expect("text");
    let escaped = file.replacen("Marine", "\\u004darine", 1);
    assert_ne!(escaped, file);
    check(&world.report(escaped.as_bytes()), Decision::Accept, &[]);
    let mut unbound = World::new();
    bind(&mut unbound.list, vec![]);
    assert_eq!(unbound.report(&unbound.sealed()).decision, Decision::Undecided);
}
