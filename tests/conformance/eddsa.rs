//! The test vectors of Data Integrity EdDSA Cryptosuites 1.0 (`vc-di-eddsa`, TestVectors).
//!
//! Every signed document is found by walking the folder. `Ed25519Signature2020` is an older proof type that the standard
//! keeps for reference; it is refused here by name, which is asserted and counted as skipped. The vectors' issuer is an
//! https URL and not the DID of the key, so their signatures are verified and the binding to the issuer is asserted to
//! fail.
#![expect(clippy::disallowed_methods, reason = "vectors are files")]

use std::fs;
use std::path::{Path, PathBuf};

use elmseal::crypto::encoding::{from_base58_multibase, to_hex};
use elmseal::crypto::{SigningKey, VerifyingKey, sha256};
use elmseal::jsonld::{Budget, Contexts, canonicalize, to_dataset};
use elmseal::model::time::Timestamp;
use elmseal::proof::{
    Cryptosuite, ProofError, ProofOptions, ResolvedMethod, UnverifiedCredential, danger_verify_signatures, prepare,
    verify_proof,
};
use serde_json::{Value, json};

use crate::support;

/// The context of the vectors' alumni credential: everything that is not defined elsewhere has this prefix.
const EXAMPLES: &str = r#"{"@context":{"@vocab":"https://www.w3.org/ns/credentials/examples#"}}"#;

fn contexts() -> Contexts {
    let mut contexts = Contexts::embedded().clone();
    let citizenship = citizenship();
    for (iri, text) in [
        ("https://www.w3.org/ns/credentials/examples/v2", EXAMPLES),
        ("https://w3id.org/citizenship/v4rc1", citizenship.as_str()),
    ] {
        if !contexts.contains(iri) {
            contexts.import(iri, sha256(text.as_bytes()), text.as_bytes()).expect("a context");
        }
    }
    contexts
}

/// The terms that the vectors' employment document uses, as its canonical quads show them.
fn citizenship() -> String {
    let schema = |term: &str| json!(format!("https://schema.org/{term}"));
    let own = |term: &str| json!(format!("https://w3id.org/citizenship#{term}"));
    let date = |id: Value| json!({"@id": id, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"});
    let mut terms = serde_json::Map::new();
    for term in ["Person", "additionalName", "familyName", "gender", "givenName", "identifier"] {
        terms.insert(term.into(), schema(term));
    }
    for term in [
        "EmployablePerson",
        "EmploymentAuthorizationDocument",
        "EmploymentAuthorizationDocumentCredential",
        "birthCountry",
        "employmentAuthorizationDocument",
        "lprCategory",
        "lprNumber",
    ] {
        terms.insert(term.into(), own(term));
    }
    terms.insert("birthDate".into(), date(schema("birthDate")));
    terms.insert("residentSince".into(), date(own("residentSince")));
    terms.insert("image".into(), json!({"@id": schema("image"), "@type": "@id"}));
    json!({"@context": terms}).to_string()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn read_json(path: &Path) -> Value {
    serde_json::from_str(&read(path)).expect("JSON")
}

/// The key pair of the vectors; the private half has the multicodec 0x1300 as a varint before it.
fn signing_key(pair: &Value) -> SigningKey {
    let text = pair["privateKeyMultibase"].as_str().expect("a private key");
    let bytes = from_base58_multibase(text, 34).expect("base58btc");
    let seed = bytes.strip_prefix(&[0x80, 0x26]).expect("an Ed25519 private key");
    let key = SigningKey::from_seed(seed.try_into().expect("32 bytes"));
    assert_eq!(key.verifying_key().to_multikey(), pair["publicKeyMultibase"]);
    key
}

fn resolve(method: &str) -> ResolvedMethod {
    let (did, multikey) = method.split_once('#').expect("a fragment");
    let key = VerifyingKey::from_multikey(multikey).expect("a multikey");
    ResolvedMethod { id: method.into(), controller: did.into(), key }
}

fn parse(document: &Value) -> UnverifiedCredential {
    UnverifiedCredential::parse(document.to_string().as_bytes()).expect("a credential")
}

fn methods(received: &UnverifiedCredential) -> Vec<ResolvedMethod> {
    received.claimed_methods().into_iter().map(resolve).collect()
}

fn verify(document: &Value) -> Result<(), ProofError> {
    let received = parse(document);
    danger_verify_signatures(&received, &methods(&received), &contexts())
}

/// Proves the document of a folder anew and compares every intermediate value with the folder's.
fn check_creation(folder: &Path, suffix: &str, unsigned: &Path, key: &SigningKey) {
    let suite = if suffix == "JCS" { Cryptosuite::EddsaJcs2022 } else { Cryptosuite::EddsaRdfc2022 };
    let config = read_json(&folder.join(format!("proofConfig{suffix}.json")));
    let options = ProofOptions {
        suite,
        verification_method: config["verificationMethod"].as_str().expect("a method").into(),
        created: Timestamp::parse(config["created"].as_str().expect("a time")).expect("a time"),
    };
    let document = read_json(unsigned);
    let contexts = contexts();
    if suite == Cryptosuite::EddsaRdfc2022 {
        let dataset = to_dataset(&document, &contexts).expect("a dataset");
        let canonical = canonicalize(&dataset, Budget::default()).expect("canonical").nquads;
        assert_eq!(canonical, read(&folder.join(format!("canonDoc{suffix}.txt"))));
    }
    let draft = prepare(document, &options, &contexts).expect("a draft");
    let expected = |name: &str| read(&folder.join(format!("{name}{suffix}.txt")));
    assert_eq!(to_hex(&draft.hash_data()[..32]), expected("proofHash"));
    assert_eq!(to_hex(&draft.document_digest()), expected("docHash"));
    assert_eq!(to_hex(draft.hash_data()), expected("combinedHash"));
    assert_eq!(to_hex(&key.sign(draft.hash_data()).to_bytes()), expected("sigHex"));
    let sealed: Value = serde_json::from_slice(&draft.seal(key).to_vec()).expect("JSON");
    assert_eq!(sealed["proof"]["proofValue"], expected("sigBTC58"));
    assert_eq!(sealed, read_json(&folder.join(format!("signed{suffix}.json"))));
}

#[test]
fn documents_are_signed_as_the_vectors_are() {
    let Some(reference) = support::reference("the vc-di-eddsa vectors") else { return };
    let vectors = reference.join("vectors/vc-di-eddsa");
    let key = signing_key(&read_json(&vectors.join("keyPair.json")));
    let (rdfc, jcs) = (vectors.join("eddsa-rdfc-2022"), vectors.join("eddsa-jcs-2022"));
    check_creation(&rdfc, "DataInt", &vectors.join("unsigned.json"), &key);
    check_creation(&rdfc.join("employ"), "DataInt", &vectors.join("employmentAuth.json"), &key);
    check_creation(&jcs, "JCS", &vectors.join("unsigned.json"), &key);
}

#[test]
fn every_signed_document_verifies_and_its_twins_do_not() {
    let Some(reference) = support::reference("the vc-di-eddsa vectors") else { return };
    let mut run = 0;
    for path in signed_documents(&reference.join("vectors/vc-di-eddsa")) {
        let document = read_json(&path);
        assert_eq!(verify(&document), Ok(()), "{}", path.display());

        let received = parse(&document);
        let bound = verify_proof(&received, &methods(&received), &contexts()).map(drop);
        let first = received.claimed_methods()[0].to_owned();
        assert_eq!(bound, Err(ProofError::MethodNotAuthorized { method: first }), "{}", path.display());

        let mut claim = document.clone();
        claim["name"] = json!("Another name");
        assert_eq!(verify(&claim), Err(ProofError::InvalidSignature), "{}", path.display());
        let proofs = document["proof"].as_array().map_or(1, Vec::len);
        for index in 0..proofs {
            let mut later = document.clone();
            let proof = if later["proof"].is_array() { &mut later["proof"][index] } else { &mut later["proof"] };
            proof["created"] = json!("2023-02-24T23:36:39Z");
            assert_eq!(verify(&later), Err(ProofError::InvalidSignature), "{} proof {index}", path.display());
        }
        run += 1;
    }
    eprintln!("vc-di-eddsa: {run} signed documents verified");
    assert_eq!(run, 8);
}

#[test]
fn a_chain_is_as_strong_as_what_it_is_chained_to() {
    let Some(reference) = support::reference("the vc-di-eddsa vectors") else { return };
    let path = reference.join("vectors/vc-di-eddsa/proof-set-chain/signedProofChain2.json");
    let edited = |edit: fn(&mut Vec<Value>)| {
        let mut document = read_json(&path);
        edit(document["proof"].as_array_mut().expect("proofs"));
        verify(&document)
    };
    let first = "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544";
    let missing = Err(ProofError::PreviousProofMissing { id: first.into() });
    assert_eq!(edited(|proofs| drop(proofs.remove(0))), missing);
    // Without what it is chained to, or chained to something else, a proof covers another document.
    assert_eq!(
        edited(|proofs| drop(proofs[2].as_object_mut().expect("a proof").remove("previousProof"))),
        Err(ProofError::InvalidSignature)
    );
    assert_eq!(
        edited(|proofs| proofs[3]["previousProof"] = json!("urn:uuid:8cc9022b-6b14-4cf3-8571-74972c5feb54")),
        Err(ProofError::InvalidSignature)
    );
    let itself = "urn:uuid:d94f792a-c546-4d06-b38a-da070ab56c23";
    assert_eq!(
        edited(|proofs| proofs[2]["previousProof"] = json!("urn:uuid:d94f792a-c546-4d06-b38a-da070ab56c23")),
        Err(ProofError::PreviousProofMissing { id: itself.into() })
    );
    assert_eq!(edited(|proofs| proofs.push(proofs[0].clone())), Err(ProofError::DuplicateProof));
    assert_eq!(
        edited(|proofs| proofs[1]["id"] = proofs[0]["id"].clone()),
        Err(ProofError::DuplicateProofId { id: first.into() })
    );
    assert_eq!(
        edited(|proofs| proofs[2]["previousProof"] = json!([])),
        Err(ProofError::MalformedMember { member: "proof.previousProof" })
    );
}

/// The signed documents below `folder`, in order.
fn signed_documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the vectors") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(signed_documents(&path));
        } else if name.starts_with("signed") && name.ends_with(".json") {
            found.push(path);
        }
    }
    found.sort();
    found
}
