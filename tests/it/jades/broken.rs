//! Seals that break a rule of the envelope, the header, `crit`, the algorithm, the certificate, the payload or the
//! signature: each is refused with its own code, and the seal that it was made from is accepted.

use std::collections::BTreeSet;

use elmseal::crypto::encoding::{from_base64url, to_base64, to_base64url};
use elmseal::jose::jades::{Flaw, JadesError, UnverifiedSeal, is_envelope};
use elmseal::jose::{Algorithm, SealSigner as _, SignError, SoftwareSealKey};
use elmseal::limits;
use serde_json::{Value, json};

use super::draft::{Draft, PAYLOAD, open, sealed, signer, verdict};
use crate::support::pki::{Key, Spec, TestPki};

type Change = fn(&mut Draft);

/// A broken seal: what is broken, the code, and how.
type Case = (&'static str, &'static str, Change);

fn check(algorithm: Algorithm, cases: &[Case]) {
    assert_eq!(verdict(&Draft::new(algorithm).build()), "accepted", "the right twin");
    let mut wrong = Vec::new();
    for (name, code, change) in cases {
        let mut draft = Draft::new(algorithm);
        change(&mut draft);
        let found = verdict(&draft.build());
        if found != *code {
            wrong.push(format!("{name}: {found} instead of {code}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn one(file: &mut Value) -> &mut serde_json::Map<String, Value> {
    file["signatures"][0].as_object_mut().expect("an object")
}

const ENVELOPE: &[Case] = &[
    ("nothing", "json-malformed", |d| d.text = |_| String::new()),
    ("a list", "json-malformed", |d| d.text = |text| format!("[{text}]")),
    ("an open object", "json-malformed", |d| d.text = |text| text[..text.len() - 1].to_owned()),
    ("text behind it", "json-malformed", |d| d.text = |text| text + " x"),
    ("a byte order mark", "json-malformed", |d| d.text = |text| format!("\u{feff}{text}")),
    ("half a character", "json-malformed", |d| d.text = |text| text.replacen("{\\\"id", "\\ud800{\\\"id", 1)),
    ("a control character", "json-malformed", |d| d.text = |text| text.replacen("{\\\"id", "\n{\\\"id", 1)),
    ("a member twice", "duplicate-name", |d| d.text = |text| text.replacen('{', "{\"a\":1,\"a\":2,", 1)),
    ("two payloads", "duplicate-name", |d| d.text = |text| text.replacen('{', "{\"payload\":\"\",", 1)),
    ("an escaped name twice", "duplicate-name", |d| d.text = |text| text.replacen('{', "{\"\\u0070ayload\":\"\",", 1)),
    ("a member of a signature twice", "duplicate-name", |d| {
        d.text = |text| text.replacen("{\"protected\"", "{\"signature\":\"AA\",\"protected\"", 1);
    }),
    ("a member of another member twice", "duplicate-name", |d| {
        d.text = |text| text.replacen('{', "{\"x\":{\"y\":[{\"z\":1,\"z\":1}]},", 1);
    }),
    ("no payload", "payload-missing", |d| {
        d.file = |file| drop(file.as_object_mut().expect("one").shift_remove("payload"))
    }),
    ("a payload that is an object", "payload-malformed", |d| d.file = |file| file["payload"] = json!({})),
    ("a payload that is a list", "payload-malformed", |d| d.file = |file| file["payload"] = json!(["x"])),
    ("a payload that is a number", "payload-malformed", |d| d.file = |file| file["payload"] = json!(1)),
    ("a payload that is null", "payload-malformed", |d| d.file = |file| file["payload"] = json!(null)),
    ("no signatures", "signature-missing", |d| {
        d.file = |file| drop(file.as_object_mut().expect("one").shift_remove("signatures"));
    }),
    ("an empty list of signatures", "signature-missing", |d| d.file = |file| file["signatures"] = json!([])),
    ("signatures that are an object", "not-a-jws", |d| {
        d.file = |file| file["signatures"] = file["signatures"][0].take()
    }),
    ("a signature that is a text", "not-a-jws", |d| d.file = |file| file["signatures"][0] = json!("x")),
    ("the same signature twice", "several-signatures", |d| {
        d.file = |file| {
            let twin = file["signatures"][0].clone();
            file["signatures"].as_array_mut().expect("a list").push(twin);
        };
    }),
    ("both forms", "not-a-jws", |d| d.file = |file| file["signature"] = json!("AA")),
    ("no protected header", "not-a-jws", |d| d.file = |file| drop(one(file).shift_remove("protected"))),
    ("a protected header that is an object", "not-a-jws", |d| {
        d.file = |file| drop(one(file).insert("protected".into(), json!({})));
    }),
    ("no signature value", "not-a-jws", |d| d.file = |file| drop(one(file).shift_remove("signature"))),
    ("an unprotected header that is a text", "not-a-jws", |d| {
        d.file = |file| drop(one(file).insert("header".into(), json!("x")));
    }),
    ("the algorithm in the unprotected header", "algorithm-unprotected", |d| {
        d.unset("alg");
        d.unprotected.insert("alg".into(), json!("ES256"));
    }),
    ("crit in the unprotected header", "critical-unprotected", |d| {
        d.unprotected.insert("crit".into(), json!(["b64"]));
    }),
    ("a key in the unprotected header", "unprotected-member", |d| {
        d.unprotected.insert("jwk".into(), json!({}));
    }),
];

const HEADER: &[Case] = &[
    ("padding", "header-malformed", |d| d.file = |file| pad(file, "protected")),
    ("not JSON", "json-malformed", |d| d.header_text = Some("{".into())),
    ("a list", "header-malformed", |d| d.header_text = Some("[]".into())),
    ("the algorithm twice", "duplicate-name", |d| {
        d.header_text = Some(Value::Object(d.header.clone()).to_string().replacen('{', "{\"alg\":\"none\",", 1));
    }),
    ("sigT twice", "duplicate-name", |d| {
        let text = Value::Object(d.header.clone()).to_string();
        let twice = "\"sigT\":\"2025-01-01T00:00:00Z\",\"sigT\":\"2024-01-01T00:00:00Z\",\"crit\"";
        d.header_text = Some(text.replacen("\"crit\"", twice, 1));
    }),
    ("too long", "too-long", |d| d.set("x", json!("x".repeat(limits::JWS_HEADER_BYTES_MAX)))),
    ("a payload that lies elsewhere", "detached", |d| {
        d.set("sigD", json!({"mId": "x", "pars": ["https://x.example"]}))
    }),
    ("etsiU", "header-member-malformed", |d| d.set("etsiU", json!([]))),
    ("a type that is a number", "header-member-malformed", |d| d.set("typ", json!(1))),
    ("a content type that is a list", "header-member-malformed", |d| d.set("cty", json!([]))),
    ("an end that is a text", "header-member-malformed", |d| d.set("exp", json!("2030"))),
    ("two times", "signing-time-twice", |d| d.set("sigT", json!("2025-01-01T00:00:00Z"))),
    ("no time", "signing-time-missing", |d| d.unset("iat")),
    ("a time with a fraction", "signing-time-malformed", |d| d.set("iat", json!(1_780_000_000.5))),
    ("a time that is a text", "signing-time-malformed", |d| d.set("iat", json!("1780000000"))),
    ("a date as a time", "signing-time-malformed", |d| {
        d.unset("iat");
        d.set("sigT", json!("2025-01-01"));
    }),
    ("b64 that is a text", "b64-malformed", |d| d.set("b64", json!("false"))),
    ("b64 that crit does not name", "b64-not-critical", |d| d.unset("crit")),
    ("b64 that crit does not name among others", "b64-not-critical", |d| d.set("crit", json!(["iat"]))),
];

const CRITICAL: &[Case] = &[
    ("empty", "critical-empty", |d| d.set("crit", json!([]))),
    ("a text", "critical-malformed", |d| d.set("crit", json!("b64"))),
    ("a number in it", "critical-malformed", |d| d.set("crit", json!(["b64", 1]))),
    ("a name twice", "critical-duplicate", |d| d.set("crit", json!(["b64", "b64"]))),
    ("a registered name", "critical-registered", |d| d.set("crit", json!(["b64", "alg"]))),
    ("a registered name of keys", "critical-registered", |d| d.set("crit", json!(["b64", "x5t#S256"]))),
    ("an unknown name", "critical-unknown", |d| {
        d.set("zzz", json!(1));
        d.set("crit", json!(["b64", "zzz"]));
    }),
    ("a start of validity, which is not understood", "critical-unknown", |d| {
        d.set("nbf", json!(1));
        d.set("crit", json!(["b64", "nbf"]));
    }),
    ("a name that is not there", "critical-absent", |d| d.set("crit", json!(["b64", "sigT"]))),
    ("etsiU that is not there", "critical-absent", |d| d.set("crit", json!(["b64", "etsiU"]))),
];

const ALGORITHM: &[Case] = &[
    ("none", "algorithm-not-accepted", |d| d.set("alg", json!("none"))),
    ("HMAC with the public key", "algorithm-not-accepted", |d| d.set("alg", json!("HS256"))),
    ("EdDSA", "algorithm-not-accepted", |d| d.set("alg", json!("EdDSA"))),
    ("an object identifier", "algorithm-not-accepted", |d| d.set("alg", json!("1.2.840.113549.1.1.11"))),
    ("in lower case", "algorithm-not-accepted", |d| d.set("alg", json!("es256"))),
    ("a number", "algorithm-not-accepted", |d| d.set("alg", json!(256))),
    ("missing", "algorithm-not-accepted", |d| d.unset("alg")),
    ("of another kind of key", "algorithm-key-mismatch", |d| d.set("alg", json!("RS256"))),
    ("of another curve", "algorithm-key-mismatch", |d| d.set("alg", json!("ES384"))),
];

fn pki() -> &'static TestPki {
    TestPki::get()
}

const CERTIFICATE: &[Case] = &[
    ("a digest of something else", "certificate-reference-mismatch", |d| {
        d.set("x5t#S256", json!(to_base64url(&[0; 32])))
    }),
    ("another certificate first", "certificate-reference-mismatch", |d| {
        d.set("x5c", json!([to_base64(pki().ca.certificate.der()), d.header["x5c"][0]]));
    }),
    ("an additional digest of something else", "certificate-reference-mismatch", |d| {
        d.set("x5t#o", json!({"digAlg": "S512", "digVal": to_base64url(&[0; 64])}));
    }),
    ("no digest", "certificate-reference-missing", |d| d.unset("x5t#S256")),
    ("a short digest", "certificate-reference-malformed", |d| d.set("x5t#S256", json!(to_base64url(&[0; 20])))),
    ("a digest in padded base64", "certificate-reference-malformed", |d| d.set("x5t#S256", json!(to_base64(&[0; 32])))),
    ("SHA-1", "certificate-reference-digest", |d| {
        d.unset("x5t#S256");
        d.set("x5t#o", json!({"digAlg": "S1", "digVal": to_base64url(&[0; 20])}));
    }),
    ("a digest without algorithm", "certificate-reference-malformed", |d| {
        d.unset("x5t#S256");
        d.set("x5t#o", json!({"digVal": to_base64url(&[0; 64])}));
    }),
    ("a list of one digest", "certificate-reference-malformed", |d| {
        d.unset("x5t#S256");
        d.set("sigX5ts", json!([{"digAlg": "S512", "digVal": to_base64url(&[0; 64])}]));
    }),
    ("no certificate", "certificate-missing", |d| d.unset("x5c")),
    ("an empty chain", "certificate-malformed", |d| d.set("x5c", json!([]))),
    ("a chain that is a text", "certificate-malformed", |d| d.set("x5c", d.header["x5c"][0].clone())),
    ("no certificate in the chain", "certificate-malformed", |d| {
        d.set("x5c", json!([to_base64(b"0\x03\x02\x01\x01")]))
    }),
    ("base64url in the chain", "certificate-malformed", |d| {
        let der = pki().seal(Key::P256).certificate.der().to_vec();
        d.set("x5c", json!([to_base64url(&der)]));
    }),
    ("a byte behind the certificate", "certificate-malformed", |d| {
        let mut der = pki().seal(Key::P256).certificate.der().to_vec();
        der.push(0);
        d.set("x5c", json!([to_base64(&der)]));
    }),
    ("a long chain", "too-many-certificates", |d| {
        let leaf = d.header["x5c"][0].clone();
        d.set("x5c", Value::Array(vec![leaf; limits::SEAL_CHAIN_MAX + 1]));
    }),
    ("the name of another with the same kind of key", "signature-invalid", |d| {
        d.in_the_name_of(&Spec::seal(Key::P256).key(Key::P256).serial(&[9]).issue(&pki().ca));
        d.signer = signer(&pki().seal(Key::P256), Algorithm::Es256);
        d.signature = |_| to_base64url(&[1; 64]);
    }),
];

const PAYLOAD_AND_SIGNATURE: &[Case] = &[
    ("a changed byte", "signature-invalid", |d| d.text = |text| text.replacen("credential:1", "credential:2", 1)),
    ("a space more", "signature-invalid", |d| d.text = |text| text.replacen("{\\\"id", "{ \\\"id", 1)),
    ("no payload to speak of", "signature-invalid", |d| d.file = |file| file["payload"] = json!("")),
    ("signed in base64url, and said not to be", "signature-invalid", |d| {
        d.signed_payload = Some(to_base64url(PAYLOAD.as_bytes()));
    }),
    ("not signed in base64url, and said to be", "payload-malformed", |d| {
        d.unset("b64");
        d.unset("crit");
    }),
    ("base64url that was signed decoded", "signature-invalid", |d| {
        d.unset("b64");
        d.unset("crit");
        d.payload = to_base64url(PAYLOAD.as_bytes());
        d.signed_payload = Some(PAYLOAD.to_owned());
    }),
    ("the header of another time", "signature-invalid", |d| {
        d.file = |file| {
            let protected = one(file)["protected"].as_str().expect("a text");
            let header = String::from_utf8(from_base64url(protected).expect("base64url")).expect("text");
            let later = header.replace("\"iat\":17", "\"iat\":18");
            assert_ne!(later, header);
            one(file).insert("protected".into(), json!(to_base64url(later.as_bytes())));
        };
    }),
    ("padding", "signature-malformed", |d| d.file = |file| pad(file, "signature")),
    ("a line break in it", "signature-malformed", |d| d.signature = |text| format!("{}\n{}", &text[..10], &text[10..])),
    ("the alphabet of base64", "signature-malformed", |d| d.signature = |text| format!("+{}", &text[1..])),
    ("stray bits", "signature-malformed", |d| d.signature = stray_bits),
    ("empty", "signature-invalid", |d| d.signature = |_| String::new()),
    ("zeros", "signature-invalid", |d| d.signature = |_| to_base64url(&[0; 64])),
    ("a byte short", "signature-invalid", |d| {
        d.signature = |text| to_base64url(&from_base64url(&text).expect("base64url")[..63]);
    }),
    ("in DER", "signature-invalid", |d| d.signature = in_der),
    ("by another key", "signature-invalid", |d| {
        d.signer = signer(&pki().seal(Key::P384), Algorithm::Es384);
    }),
];

fn pad(file: &mut Value, name: &str) {
    let text = format!("{}=", one(file)[name].as_str().expect("a text"));
    one(file).insert(name.into(), json!(text));
}

/// The same bytes with a bit set that no byte has.
fn stray_bits(text: String) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let last = *text.as_bytes().last().expect("a character");
    let value = ALPHABET.iter().position(|letter| *letter == last).expect("a letter");
    assert_eq!(value % 16, 0, "64 bytes leave four bits");
    format!("{}{}", &text[..text.len() - 1], char::from(ALPHABET[value + 1]))
}

fn in_der(text: String) -> String {
    use openssl::bn::BigNum;
    let raw = from_base64url(&text).expect("base64url");
    let number = |bytes| BigNum::from_slice(bytes).expect("a number");
    let signature = openssl::ecdsa::EcdsaSig::from_private_components(number(&raw[..32]), number(&raw[32..]));
    to_base64url(&signature.and_then(|signature| signature.to_der()).expect("DER"))
}

const UNSIGNED: &[Case] = &[
    ("a text", "etsiu-malformed", |d| d.etsi_u(json!("x"))),
    ("an object", "etsiu-malformed", |d| d.etsi_u(json!({}))),
    ("empty", "etsiu-malformed", |d| d.etsi_u(json!([]))),
    ("a number in it", "etsiu-malformed", |d| d.etsi_u(json!([1]))),
    ("a list in it", "etsiu-malformed", |d| d.etsi_u(json!([["x"]]))),
    ("texts and objects", "etsiu-mixed", |d| d.etsi_u(json!(["e30", {}]))),
    ("too many items", "too-many-unsigned", |d| {
        d.etsi_u(Value::Array(vec![json!("e30"); limits::SEAL_UNSIGNED_MAX + 1]))
    }),
    ("an object with a name twice", "duplicate-name", |d| {
        d.etsi_u(json!([{"xVals": []}]));
        d.text = |text| text.replacen("{\"xVals\":[]}", "{\"xVals\":[],\"xVals\":[]}", 1);
    }),
];

#[test]
fn what_breaks_a_rule_of_the_envelope_is_refused() {
    check(Algorithm::Es256, ENVELOPE);
}

#[test]
fn what_breaks_a_rule_of_the_header_is_refused() {
    check(Algorithm::Es256, HEADER);
    check(Algorithm::Es256, CRITICAL);
}

#[test]
fn what_breaks_a_rule_of_algorithm_or_certificate_is_refused() {
    check(Algorithm::Es256, ALGORITHM);
    check(Algorithm::Es256, CERTIFICATE);
    check(
        Algorithm::Rs256,
        &[
            ("of PSS", "signature-invalid", |d| d.set("alg", json!("PS256"))),
            ("of a curve", "algorithm-key-mismatch", |d| d.set("alg", json!("ES256"))),
        ],
    );
    check(Algorithm::Ps256, &[("of PKCS#1 v1.5", "signature-invalid", |d| d.set("alg", json!("RS256")))]);
    check(Algorithm::Es384, &[("of P-256", "algorithm-key-mismatch", |d| d.set("alg", json!("ES256")))]);
}

#[test]
fn what_changes_payload_or_signature_is_refused() {
    check(Algorithm::Es256, PAYLOAD_AND_SIGNATURE);
    for algorithm in Algorithm::ALL {
        check(
            algorithm,
            &[("a changed byte", "signature-invalid", |d| d.text = |text| text.replacen("1.50", "1.51", 1))],
        );
    }
}

#[test]
fn what_breaks_a_rule_of_the_unsigned_properties_is_refused() {
    check(Algorithm::Es256, UNSIGNED);
}

#[test]
fn a_file_that_is_too_long_is_refused_unread() {
    let file = vec![b' '; limits::CREDENTIAL_BYTES_MAX + 1];
    assert_eq!(verdict(&file), "too-long");
}

#[test]
fn every_flaw_has_a_code_of_its_own() {
    let codes: BTreeSet<&str> = Flaw::ALL.iter().map(|flaw| flaw.code()).collect();
    assert_eq!(codes.len(), Flaw::ALL.len());
    let groups = [ENVELOPE, HEADER, CRITICAL, ALGORITHM, CERTIFICATE, PAYLOAD_AND_SIGNATURE, UNSIGNED];
    let cases: Vec<&Case> = groups.iter().flat_map(|group| group.iter()).collect();
    assert!(cases.len() >= 100, "{} cases", cases.len());
    let used: BTreeSet<&str> = cases.iter().map(|(_, code, _)| *code).collect();
    // The one is tested above, the other where time stamps are added.
    let missing: Vec<&&str> = codes.iter().filter(|code| !used.contains(*code) && **code != "etsiu-clear").collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

/// What differs from our own files and is a seal all the same.
#[test]
fn other_forms_of_a_seal_are_read() {
    let accepted: &[(&str, Change)] = &[
        ("white space", |d| {
            d.text = |text| format!(" \n{}\r\n\t", text.replacen("\"signatures\":", "\n \"signatures\" : ", 1))
        }),
        ("escapes", |d| d.text = |text| text.replacen("Ünï", "\\u00dcn\\u00EF", 1).replacen("urn:", "urn\\u003a", 1)),
        ("members that JWS does not know", |d| d.text = |text| text.replacen('{', "{\"extra\":{\"a\":[1]},", 1)),
        ("members of the signature that JWS does not know", |d| {
            d.file = |file| drop(one(file).insert("x".into(), json!(1)))
        }),
        ("the flattened form", |d| {
            d.file = |file| {
                let mut one = file["signatures"][0].take();
                one["payload"] = file["payload"].take();
                *file = one;
            };
        }),
        ("the payload in base64url", |d| {
            d.unset("b64");
            d.unset("crit");
            d.payload = to_base64url(PAYLOAD.as_bytes());
        }),
        ("the payload in base64url, said so", |d| {
            d.set("b64", json!(true));
            d.payload = to_base64url(PAYLOAD.as_bytes());
        }),
        ("sigT", |d| {
            d.unset("iat");
            d.set("sigT", json!("2025-07-14T23:59:59Z"));
            d.set("crit", json!(["b64", "sigT"]));
        }),
        ("a digest by SHA-512", |d| {
            d.unset("x5t#S256");
            let der = pki().seal(Key::P256).certificate.der().to_vec();
            let digest = openssl::hash::hash(openssl::hash::MessageDigest::sha512(), &der).expect("a digest");
            d.set("x5t#o", json!({"digAlg": "S512", "digVal": to_base64url(&digest)}));
            d.set("crit", json!(["b64", "x5t#o"]));
        }),
        ("two digests in a list", |d| {
            d.unset("x5t#S256");
            let digest = |der: &[u8]| json!({"digAlg": "S256", "digVal": to_base64url(&elmseal::crypto::sha256(der))});
            let leaf = pki().seal(Key::P256);
            d.set("sigX5ts", json!([digest(leaf.certificate.der()), digest(pki().ca.certificate.der())]));
        }),
        ("the certificate among the values", |d| {
            let leaf = d.header["x5c"][0].clone();
            d.unset("x5c");
            let values = json!({"xVals": [{"x509Cert": {"val": leaf}}]}).to_string();
            d.etsi_u(json!([to_base64url(values.as_bytes())]));
        }),
        ("the certificate among clear values", |d| {
            let leaf = d.header["x5c"][0].clone();
            d.unset("x5c");
            d.etsi_u(json!([{"xVals": [{"x509Cert": {"val": leaf}}]}]));
        }),
        ("the full name of the type", |d| d.set("typ", json!("application/jose"))),
        ("names of other places, which are not asked", |d| {
            d.set("jku", json!("http://127.0.0.1/keys"));
            d.set("x5u", json!("http://127.0.0.1/chain"));
            d.set("jwk", json!({"kty": "oct", "k": "AA"}));
        }),
        ("etsiU named in crit", |d| {
            d.set("crit", json!(["b64", "etsiU"]));
            d.etsi_u(json!(["eyJjU2lnIjp7fX0"]));
        }),
        ("an end and a start of validity", |d| {
            d.set("exp", json!(4_000_000_000_u32));
            d.set("nbf", json!(1));
            d.set("crit", json!(["b64", "exp", "iat"]));
        }),
    ];
    for (name, change) in accepted {
        let mut draft = Draft::new(Algorithm::Es256);
        change(&mut draft);
        let file = draft.build();
        let seal = open(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(seal.payload(), PAYLOAD, "{name}");
        assert!(is_envelope(&file) || name.starts_with("members that"), "{name}");
    }
}

#[test]
fn an_envelope_is_told_by_its_first_member() {
    for (text, yes) in [
        ("{\"payload\":1", true),
        (" \n{ \"payload\"", true),
        ("{\"signatures\":[", true),
        ("{\"protected\":\"", true),
        ("{\"@context\":[],\"payload\":1}", false),
        ("[{\"payload\":1}]", false),
        ("\"payload\"", false),
        ("", false),
    ] {
        assert_eq!(is_envelope(text.as_bytes()), yes, "{text}");
    }
}

#[test]
fn only_its_own_private_key_is_taken_for_a_certificate() {
    let seal = pki().seal(Key::P256);
    let chain = || vec![seal.certificate.clone()];
    let of = |pkcs8: &[u8], algorithm| SoftwareSealKey::from_pkcs8(pkcs8, chain(), algorithm);
    let right = of(&seal.key_pkcs8(), Algorithm::Es256).expect("a signer");
    assert!(!format!("{right:?}").contains("key: "), "{right:?}");
    assert!(format!("{right:?}").contains("[redacted]"));
    let other = pki().seal(Key::P384).key_pkcs8();
    assert!(matches!(of(&other, Algorithm::Es256), Err(SignError::NotThePrivateKey)));
    assert!(matches!(of(b"0\x00", Algorithm::Es256), Err(SignError::NotThePrivateKey)));
    assert!(matches!(of(&seal.key_pkcs8(), Algorithm::Es384), Err(SignError::AlgorithmKey { .. })));
    let none = SoftwareSealKey::from_pkcs8(&seal.key_pkcs8(), Vec::new(), Algorithm::Es256);
    assert!(matches!(none, Err(SignError::NoCertificate)));
    let weak = Spec::seal(Key::Rsa1024).issue(&pki().ca);
    let weak = SoftwareSealKey::from_pkcs8(&weak.key_pkcs8(), vec![weak.certificate.clone()], Algorithm::Rs256);
    assert!(matches!(weak, Err(SignError::AlgorithmKey { .. })));
}

/// josekit is a second reader of the same signatures.
#[test]
fn another_reader_verifies_the_signatures() {
    use josekit::jws::{ES256, ES384, JwsVerifier, PS256, RS256};
    for algorithm in Algorithm::ALL {
        let party = pki().seal(super::draft::key_of(algorithm));
        let file: Value = serde_json::from_slice(&sealed(&party, algorithm)).expect("JSON");
        let text = |name: &str| file["signatures"][0][name].as_str().expect("a text").to_owned();
        let input = format!("{}.{}", text("protected"), file["payload"].as_str().expect("a text"));
        let signature = from_base64url(&text("signature")).expect("base64url");
        let spki = party.certificate.spki_der();
        let verifier: Box<dyn JwsVerifier> = match algorithm {
            Algorithm::Rs256 => Box::new(RS256.verifier_from_der(spki).expect("a key")),
            Algorithm::Ps256 => {
                let pkcs1 = party.key.rsa().and_then(|key| key.public_key_to_der_pkcs1()).expect("PKCS#1");
                Box::new(PS256.verifier_from_der(pkcs1).expect("a key"))
            }
            Algorithm::Es256 => Box::new(ES256.verifier_from_der(spki).expect("a key")),
            Algorithm::Es384 => Box::new(ES384.verifier_from_der(spki).expect("a key")),
        };
        assert!(verifier.verify(input.as_bytes(), &signature).is_ok(), "{algorithm}");
        assert!(verifier.verify(&input.as_bytes()[1..], &signature).is_err(), "{algorithm}");
        let parts = [input.as_bytes()];
        assert!(algorithm.verify(&party.certificate, &parts, &signature).is_ok());
        let split: Vec<&[u8]> = input.as_bytes().chunks(7).collect();
        assert!(algorithm.verify(&party.certificate, &split, &signature).is_ok());
        assert!(signer(&party, algorithm).sign(&[b"x"]).is_ok());
    }
}

#[test]
fn an_error_names_the_rule_and_says_it_in_words() {
    let mut draft = Draft::new(Algorithm::Es256);
    draft.set("alg", json!("none"));
    match UnverifiedSeal::parse(&draft.build()) {
        Err(error @ JadesError::Refused { flaw: Flaw::Algorithm, .. }) => {
            assert_eq!(error.to_string(), "the algorithm `none` is not accepted for seals");
        }
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("accepted"),
    }
}
