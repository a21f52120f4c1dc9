//! What the service issues, by an independent verifier.
#![expect(clippy::disallowed_methods, reason = "the judge is a process that reads files")]

use std::fs;
use std::process::Command;

use elmseal::crypto::SigningKey;
use elmseal::issue::Securing;
use serde_json::{Value, json};

use super::issue_at;
use super::shop::{Shop, v1, v2};
use crate::judges::{answer, judges};

#[test]
fn an_independent_verifier_agrees_with_what_is_issued() {
    let Some((judges, reference)) = judges("Digital Bazaar's verifier", "node_modules/@digitalbazaar/vc") else {
        return;
    };
    let shop = Shop::new();
    let folder = tempfile::tempdir().expect("a folder");
    let public = SigningKey::from_seed(&[61; 32]).verifying_key();
    let method = format!("{}#{}", shop.did, public.to_multikey());
    let key = json!({
        "id": method, "type": "Multikey", "controller": shop.did, "publicKeyMultibase": public.to_multikey(),
    });
    let did = json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": shop.did, "verificationMethod": [key], "assertionMethod": [method],
    });
    fs::create_dir(folder.path().join("did")).expect("a folder");
    fs::write(folder.path().join("did/issuer.json"), did.to_string()).expect("a file");
    let mut lines = Vec::new();
    for securing in [Securing::EddsaRdfc2022, Securing::EddsaJcs2022] {
        for make in [v1, v2] {
            let issued = shop.post(&issue_at(securing), &json!({ "credential": make(&shop, "Ada") }));
            let credential = issued.json()["verifiableCredential"].clone();
            let mut twin = credential.clone();
            twin["credentialSubject"]["id"] = json!("did:example:Bob");
            lines.extend([credential.to_string(), twin.to_string()]);
        }
    }
    let many = folder.path().join("many.jsonl");
    fs::write(&many, lines.join("\n")).expect("a file");
    let context = reference.join("elm/contexts/edc-ap-3.2.jsonld");
    let mut node = Command::new("node");
    node.arg("verify.mjs").arg(folder.path()).arg(context).arg("2026-07-01T10:00:00Z").arg(&many).current_dir(judges);
    let verdicts: Vec<Value> = answer(&mut node);
    assert_eq!(verdicts.len(), 8);
    for (number, verdict) in verdicts.iter().enumerate() {
        let expected = if number % 2 == 0 { Value::Null } else { json!(["Error: Invalid signature."]) };
        assert_eq!(*verdict, expected, "{}", lines[number]);
    }
}
