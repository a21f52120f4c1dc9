//! Project Wycheproof's vectors for the signature schemes that are verified here.
//!
//! The verifiers have to give the expected result for every vector; there are no exceptions. Strict Ed25519
//! verification refuses more than RFC 8032 demands only for keys and points of small order, of which these vectors
//! have none.
#![expect(clippy::disallowed_methods, reason = "vectors are files")]

use std::fs;
use std::sync::LazyLock;

use elmseal::crypto::encoding::{from_base64url, from_hex};
use elmseal::crypto::{Signature, VerifyingKey};
use elmseal::jose::{Algorithm, verify_raw};
use elmseal::pki::Certificate;
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private, Public};
use openssl::rsa::Rsa;
use openssl::x509::X509;
use serde_json::Value;

use crate::support;

#[test]
fn ed25519() {
    check("ed25519_test.json", 151, |group, message, signature| {
        let key = hex(&group["publicKey"]["pk"]);
        let Ok(key) = VerifyingKey::from_bytes(&key.try_into().expect("32 bytes")) else { return false };
        let Ok(signature) = <[u8; 64]>::try_from(signature) else { return false };
        key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    });
}

#[test]
fn ecdsa_p256_raw() {
    check("ecdsa_secp256r1_sha256_p1363_test.json", 262, |group, message, signature| {
        verify_raw(&hex(&group["publicKeyDer"]), message, signature).is_ok()
    });
}

/// The way that seals take: a certificate with the key, and [`Algorithm::verify`].
#[test]
fn ecdsa_of_seals() {
    for (file, algorithm, count) in [
        ("ecdsa_secp256r1_sha256_p1363_test.json", Algorithm::Es256, 262),
        ("ecdsa_secp384r1_sha384_p1363_test.json", Algorithm::Es384, 280),
    ] {
        check(file, count, |group, message, signature| {
            let key = PKey::public_key_from_der(&hex(&group["publicKeyDer"])).expect("a key");
            algorithm.verify(&certificate_of(&key), &[message], signature).is_ok()
        });
    }
}

/// RSA with PKCS#1 v1.5 and PSS, and ECDSA, as compact JWS. The algorithm is the group's; a header that names another one
/// is not verified.
#[test]
fn signatures_of_seals_in_jws() {
    let file = "json_web_signature_test.json";
    let Some(reference) = support::reference(file) else { return };
    let text = fs::read(reference.join("vectors/wycheproof").join(file)).expect("the vectors");
    let vectors: Value = serde_json::from_slice(&text).expect("JSON");
    let mut run = std::collections::BTreeMap::new();
    let mut wrong = Vec::new();
    for group in vectors["testGroups"].as_array().expect("groups") {
        let name = group["public"]["alg"].as_str().unwrap_or_default();
        let Some(algorithm) = Algorithm::from_name(name) else { continue };
        let certificate = certificate_of(&public_key(&group["public"]));
        for test in group["tests"].as_array().expect("tests") {
            let verified = || {
                let (input, signature) = test["jws"].as_str()?.rsplit_once('.')?;
                let (header, payload) = input.split_once('.')?;
                let header: Value = serde_json::from_slice(&from_base64url(header).ok()?).ok()?;
                let parts = [header_of(input), b".", payload.as_bytes()];
                let named = header["alg"].as_str().and_then(Algorithm::from_name)?;
                let signature = from_base64url(signature).ok()?;
                (named == algorithm && algorithm.verify(&certificate, &parts, &signature).is_ok()).then_some(())
            };
            let found = verified().is_some();
            if found != (test["result"] == "valid") {
                wrong.push(format!("{}: {} {}", test["tcId"], test["flags"], test["comment"]));
            }
            *run.entry(name.to_owned()).or_insert(0) += 1;
        }
    }
    // Two figures of RFC 7520 are for PS384, which the vectors' keys call PS256.
    assert_eq!(wrong, ["346: [] \"Figure20\"", "350: [] \"Figure20\""]);
    let expected = [("ES256", 39), ("PS256", 50), ("RS256", 233)].map(|(name, count)| (name.to_owned(), count));
    assert_eq!(run, expected.into());
}

/// The bytes before the first dot.
fn header_of(input: &str) -> &[u8] {
    input.split('.').next().unwrap_or_default().as_bytes()
}

fn public_key(jwk: &Value) -> PKey<Public> {
    let number = |name: &str| {
        let bytes = from_base64url(jwk[name].as_str().expect("text")).expect("base64url");
        BigNum::from_slice(&bytes).expect("a number")
    };
    if jwk["kty"] == "RSA" {
        let key = Rsa::from_public_components(number("n"), number("e")).expect("a key");
        return PKey::from_rsa(key).expect("a key");
    }
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).expect("a curve");
    let key = EcKey::from_public_key_affine_coordinates(&group, &number("x"), &number("y")).expect("a key");
    PKey::from_ec_key(key).expect("a key")
}

/// A certificate of the key; nobody looks at who signed it.
fn certificate_of(key: &PKey<Public>) -> Certificate {
    static SIGNER: LazyLock<PKey<Private>> = LazyLock::new(|| PKey::generate_ed25519().expect("a key"));
    let mut builder = X509::builder().expect("a certificate");
    builder.set_version(2).expect("a version");
    builder.set_not_before(&Asn1Time::from_unix(1_700_000_000).expect("a time")).expect("a time");
    builder.set_not_after(&Asn1Time::from_unix(1_900_000_000).expect("a time")).expect("a time");
    let serial = BigNum::from_u32(5).and_then(|number| number.to_asn1_integer()).expect("a number");
    builder.set_serial_number(&serial).expect("a number");
    builder.set_pubkey(key).expect("a key");
    builder.sign(&SIGNER, MessageDigest::null()).expect("a signature");
    Certificate::from_der(&builder.build().to_der().expect("DER")).expect("a certificate")
}

/// Runs every vector of `file` and asserts its expected result.
fn check(file: &str, count: usize, verify: impl Fn(&Value, &[u8], &[u8]) -> bool) {
    let Some(reference) = support::reference(file) else { return };
    let text = fs::read(reference.join("vectors/wycheproof").join(file)).expect("the vectors");
    let vectors: Value = serde_json::from_slice(&text).expect("JSON");
    let mut run = 0;
    let mut wrong = Vec::new();
    for group in vectors["testGroups"].as_array().expect("groups") {
        for test in group["tests"].as_array().expect("tests") {
            let found = verify(group, &hex(&test["msg"]), &hex(&test["sig"]));
            let expected = match test["result"].as_str() {
                Some("valid") => true,
                Some("invalid") => false,
                other => panic!("a result of another kind: {other:?}"),
            };
            if found != expected {
                wrong.push(format!("{}: {} {}", test["tcId"], test["flags"], test["comment"]));
            }
            run += 1;
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(run, count);
    assert_eq!(vectors["numberOfTests"], count);
}

fn hex(value: &Value) -> Vec<u8> {
    from_hex(value.as_str().expect("text")).expect("hexadecimal")
}
