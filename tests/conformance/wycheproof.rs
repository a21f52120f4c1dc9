//! Project Wycheproof's vectors for the two signature schemes that are verified here.
//!
//! Both verifiers have to give the expected result for every vector; there are no exceptions. Strict Ed25519
//! verification refuses more than RFC 8032 demands only for keys and points of small order, of which these vectors
//! have none.
#![expect(clippy::disallowed_methods, reason = "vectors are files")]

use std::fs;

use elmseal::crypto::encoding::from_hex;
use elmseal::crypto::{Signature, VerifyingKey};
use elmseal::jose::verify_raw;
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
