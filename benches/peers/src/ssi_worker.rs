//! `ssi` as a peer: seals and verifies what `elmseal-worker prepare` has put into a folder.
//!
//! Contexts come from memory, parsed; keys from a map; `created` is fixed. There is no public way to hand in processed
//! contexts, so it processes them each time.

mod worker;

use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use ssi::claims::data_integrity::suites::EdDsaRdfc2022;
use ssi::claims::data_integrity::{AnySuite, CryptographicSuite as _, DataIntegrity, ProofOptions, from_json_slice};
use ssi::claims::vc::v1::JsonCredential;
use ssi::claims::{SignatureEnvironment, VerificationParameters};
use ssi::json_ld::ContextLoader;
use ssi::verification_methods::{AnyMethod, Multikey, SingleSecretSigner};

fn main() {
    let folder = std::env::args().nth(1).expect("the folder with the inputs");
    let folder = Path::new(&folder);
    let text =
        |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let contexts: BTreeMap<String, serde_json::Value> = serde_json::from_str(&text("contexts.json")).expect("JSON");
    let contexts = contexts.into_iter().map(|(iri, document)| (iri, document.to_string())).collect();
    let loader = ContextLoader::empty().with_context_map_from(contexts).expect("contexts");

    let keys: Vec<serde_json::Value> = serde_json::from_str(&text("keys.json")).expect("JSON");
    let mut any = HashMap::new();
    let mut multikeys = HashMap::new();
    for key in keys {
        let multikey: Multikey = serde_json::from_value(key).expect("a Multikey");
        any.insert(multikey.id.clone(), AnyMethod::Multikey(multikey.clone()));
        multikeys.insert(multikey.id.clone(), multikey);
    }
    let parameters = Arc::new(VerificationParameters::from_resolver(any).with_json_ld_loader(loader.clone()));
    let multikeys = Arc::new(multikeys);
    let environment = Arc::new(SignatureEnvironment { json_ld_loader: loader, eip712_loader: () });

    let mut works: BTreeMap<String, worker::Work> = BTreeMap::new();
    for name in ["b", "course"] {
        if !folder.join(format!("{name}.signed.jsonl")).exists() {
            continue;
        }
        let signed: Vec<Vec<u8>> = text(&format!("{name}.signed.jsonl")).lines().map(|line| line.into()).collect();
        let parameters = parameters.clone();
        let verify = move |number: usize| {
            let vc: DataIntegrity<JsonCredential, AnySuite> =
                from_json_slice(&signed[number % signed.len()]).expect("a credential");
            let verdict = pollster::block_on(vc.verify(&*parameters)).expect("it can be verified");
            verdict.expect("it verifies");
            black_box(vc);
        };
        works.insert(format!("verify-{name}"), Box::new(verify));

        let unsigned: Vec<JsonCredential> = text(&format!("{name}.unsigned.jsonl"))
            .lines()
            .map(|line| serde_json::from_str(line).expect("a credential"))
            .collect();
        let options: serde_json::Value = serde_json::from_str(&text(&format!("{name}.options.json"))).expect("JSON");
        let options: ProofOptions<Multikey, ()> = serde_json::from_value(options).expect("proof options");
        let secret = ssi::jwk::JWK::from(ssi::jwk::Params::OKP(ssi::jwk::OctetParams {
            curve: "Ed25519".to_owned(),
            public_key: ssi::jwk::Base64urlUInt(public(&text("keys.json"))),
            private_key: Some(ssi::jwk::Base64urlUInt(vec![7; 32])),
        }));
        let signer = SingleSecretSigner::new(secret);
        let (multikeys, environment) = (multikeys.clone(), environment.clone());
        let seal = move |number: usize| {
            let credential = unsigned[number % unsigned.len()].clone();
            let sealed = EdDsaRdfc2022.sign_with(&*environment, credential, &*multikeys, &signer, options.clone(), ());
            let sealed = pollster::block_on(sealed).expect("it seals");
            black_box(serde_json::to_vec(&sealed).expect("JSON"));
        };
        works.insert(format!("seal-{name}"), Box::new(seal));
    }
    worker::serve(&works);
}

/// The 32 bytes of the first key.
fn public(keys: &str) -> Vec<u8> {
    let keys: serde_json::Value = serde_json::from_str(keys).expect("JSON");
    let text = keys[0]["publicKeyMultibase"].as_str().expect("a key");
    bs58::decode(text.trim_start_matches('z')).into_vec().expect("base58")[2..].to_vec()
}
