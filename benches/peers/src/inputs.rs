//! Makes the inputs that every peer gets: documents to seal, sealed ones to verify, contexts and keys.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use elmseal::crypto::{SigningKey, VerifyingKey};
use elmseal::jsonld::{Budget, Contexts, canonicalize, to_dataset};
use elmseal::model::time::Timestamp;
use elmseal::proof::{Cryptosuite, ProofOptions, prepare as draft};
use serde_json::{Map, Value, json};

/// The seed of the key that seals.
pub const SEED: [u8; 32] = [7; 32];
/// Where the demonstration publishes.
pub const BASE: &str = "https://credentials.uniovi.example";
/// The proofs' `created`.
const CREATED: &str = "2026-06-30T12:00:00Z";
/// How many different credentials of each kind there are.
const CREDENTIALS: usize = 32;
const VC_V1: &str = "https://www.w3.org/2018/credentials/v1";

/// Puts everything into `folder`; `open-badges.json` with that context has to be there.
pub fn prepare(folder: &Path, sample: Option<&Path>) {
    let open_badges = fs::read_to_string(folder.join("open-badges.json")).expect("node has written it");
    let open_badges: Map<String, Value> = serde_json::from_str(&open_badges).expect("JSON");
    let mut known: BTreeMap<String, Value> = BTreeMap::new();
    for iri in Contexts::embedded().iris().filter(|iri| iri.starts_with("http")) {
        let bytes = Contexts::embedded().bytes(iri).expect("it is embedded");
        known.insert(iri.to_owned(), serde_json::from_slice(bytes).expect("JSON"));
    }
    known.extend(open_badges);
    let text = serde_json::to_string(&known).expect("JSON");
    write(folder, "contexts.json", &text);
    let contexts = contexts(&text);

    course(folder, &contexts);
    let key = SigningKey::from_seed(&SEED).verifying_key();
    let did = key.to_did_key();
    let own = method(&format!("{did}#{}", key.to_multikey()), &did, &key);
    let benched = method(&format!("{}#bench", did_web()), &did_web(), &key);
    let mut keys = vec![own, benched];
    keys.extend(published_keys(folder));
    write(folder, "keys.json", &serde_json::to_string(&keys).expect("JSON"));

    if let Some(sample) = sample {
        archived(folder, sample, &did, &contexts);
    }
    let badges: Vec<Value> = (0..CREDENTIALS).map(|number| badge(number, &did)).collect();
    seal_all(folder, "c", &badges, &keys[0], &contexts);
}

/// The contexts of the peers, for elmseal.
pub fn contexts(text: &str) -> Contexts {
    let known: BTreeMap<String, Value> = serde_json::from_str(text).expect("JSON");
    let mut contexts = Contexts::embedded().clone();
    for (iri, document) in known.iter().filter(|(iri, _)| !Contexts::embedded().contains(iri)) {
        let bytes = document.to_string().into_bytes();
        contexts.import(iri, elmseal::crypto::sha256(&bytes), &bytes).expect("a context");
    }
    contexts
}

/// Our course: what `elmseal demo` issues and does not revoke or suspend, and one of it without proof.
fn course(folder: &Path, contexts: &Contexts) {
    let demo = folder.join("demo");
    if demo.exists() {
        fs::remove_dir_all(&demo).expect("the old one goes");
    }
    let words = ["elmseal", "demo", "--once", demo.to_str().expect("a path")];
    let _ = elmseal::cli::run(words.iter().map(Into::into));
    let listed = fs::read_dir(demo.join("issued")).expect("it was issued");
    let mut paths: Vec<_> = listed.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(".elm.jsonld"));
    paths.sort();
    let (mut signed, mut unsigned) = (Vec::new(), Vec::new());
    let mut created = String::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("a credential");
        let mut document: Map<String, Value> = serde_json::from_str(&text).expect("JSON");
        let proof = document.remove("proof").expect("it is sealed");
        created = proof["created"].as_str().expect("a time").to_owned();
        if unsigned.is_empty() {
            write(folder, "course.nq", &canonical(&document, contexts));
        }
        signed.push(serde_json::from_str::<Value>(&text).expect("JSON").to_string());
        unsigned.push(Value::Object(document).to_string());
    }
    let accepted: Vec<String> = signed.into_iter().filter(|text| is_accepted(folder, text)).collect();
    write(folder, "course.signed.jsonl", &(accepted.join("\n") + "\n"));
    write(folder, "course.unsigned.jsonl", &(unsigned.join("\n") + "\n"));
    let now = Timestamp::parse(&created).expect("a time").plus_seconds(60);
    write(folder, "now", &now.to_string());
    let options = options(&format!("{}#bench", did_web()));
    write(folder, "course.options.json", &options.to_string());
}

/// Whether the demonstration left it as it is: two learners' awards are revoked or suspended.
fn is_accepted(folder: &Path, text: &str) -> bool {
    let document: Value = serde_json::from_str(text).expect("JSON");
    let entries = document["credentialStatus"].as_array().expect("two lists");
    entries.iter().all(|entry| {
        let url = entry["statusListCredential"].as_str().expect("a URL");
        let list = fs::read(folder.join("demo/public").join(url.trim_start_matches(BASE).trim_start_matches('/')));
        let list: Value = serde_json::from_slice(&list.expect("it is published")).expect("JSON");
        let subject = &list["credentialSubject"];
        let bits =
            elmseal::status::Bitstring::decode(subject["encodedList"].as_str().expect("a list")).expect("a list");
        let index: u64 = entry["statusListIndex"].as_str().expect("an index").parse().expect("a number");
        !bits.get(index).expect("it is on the list")
    })
}

fn did_web() -> String {
    BASE.replace("https://", "did:web:")
}

fn published_keys(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("demo/public/.well-known/did.json")).expect("a DID document");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let methods = document["verificationMethod"].as_array().expect("methods").iter();
    let multikey = |one: &Value| {
        let key = VerifyingKey::from_multikey(one["publicKeyMultibase"].as_str().expect("a key")).expect("a key");
        method(one["id"].as_str().expect("an id"), one["controller"].as_str().expect("a DID"), &key)
    };
    methods.map(multikey).collect()
}

fn method(id: &str, controller: &str, key: &VerifyingKey) -> Value {
    json!({"id": id, "type": "Multikey", "controller": controller, "publicKeyMultibase": key.to_multikey()})
}

/// The archived sample without its images, of our key, dated as VCDM 1.1 wants it.
fn archived(folder: &Path, sample: &Path, did: &str, contexts: &Contexts) {
    let text = fs::read_to_string(sample).expect("the sample");
    let mut document: Value = serde_json::from_str(&text).expect("JSON");
    without_images(&mut document);
    let issuer = document["issuer"]["id"].as_str().expect("an issuer").to_owned();
    let mut document: Value = serde_json::from_str(
        &document.to_string().replace(&format!("\"id\":\"{issuer}\""), &format!("\"id\":\"{did}\"")),
    )
    .expect("JSON");
    document["issuanceDate"] = document["validFrom"].clone();
    document["@context"] =
        json!([VC_V1, "http://data.europa.eu/snb/model/context/edc-ap", "https://w3id.org/security/data-integrity/v2"]);
    let many: Vec<Value> = (0..CREDENTIALS)
        .map(|number| {
            let mut one = document.clone();
            one["id"] = format!("urn:credential:3ef0ac26-9a1f-41c6-871b-{number:012}").into();
            one["credentialSubject"]["fullName"]["en"] = format!("Ana Andromeda {number}").into();
            one
        })
        .collect();
    let Value::Object(first) = &many[0] else { unreachable!("it is an object") };
    write(folder, "b.nq", &canonical(first, contexts));
    let key = SigningKey::from_seed(&SEED).verifying_key();
    seal_all(folder, "b", &many, &method(&format!("{did}#{}", key.to_multikey()), did, &key), contexts);
}

fn without_images(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_images),
        Value::Object(members) => {
            if members.get("type").is_some_and(|kind| kind == "MediaObject") {
                members.remove("content");
            }
            members.values_mut().for_each(without_images);
        }
        _ => {}
    }
}

/// A badge: most of its nodes have no id.
fn badge(number: usize, did: &str) -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": format!("urn:uuid:6d0f2c1e-5b7a-4a53-9c1b-{number:012}"),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Reads a river's level",
        "issuer": {"id": did, "type": ["Profile"], "name": "School of Rivers", "url": "https://rivers.example/"},
        "validFrom": "2026-06-30T10:00:00Z",
        "validUntil": "2031-06-30T10:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [{
                "type": "IdentityObject",
                "hashed": true,
                "identityHash": format!("sha256${number:064x}"),
                "identityType": "emailAddress",
                "salt": "low-water",
            }],
            "achievement": {
                "id": "https://rivers.example/achievements/levels",
                "type": ["Achievement"],
                "achievementType": "Badge",
                "name": "Reads a river's level",
                "description": "Reads staff gauges, notes the level with its time, and knows when a reading is to be repeated.",
                "criteria": {"narrative": "Three readings at three gauges, none of them more than a centimetre off."},
                "tag": ["hydrology", "measuring"],
                "alignment": [{
                    "type": ["Alignment"],
                    "targetName": "Field measurements",
                    "targetUrl": "https://frameworks.example/field-measurements",
                    "targetFramework": "Water professions",
                    "targetCode": "W-4.2",
                }],
                "resultDescription": [{
                    "id": "urn:uuid:0f4c1c55-23b0-4b3c-8a1a-5d7b6f5c9d10",
                    "type": ["ResultDescription"],
                    "name": "Deviation",
                    "resultType": "Percent",
                }],
            },
            "result": [
                {
                    "type": ["Result"],
                    "resultDescription": "urn:uuid:0f4c1c55-23b0-4b3c-8a1a-5d7b6f5c9d10",
                    "value": format!("{}", 60 + number),
                },
                {"type": ["Result"], "status": "Completed", "value": "three gauges"},
            ],
        },
        "evidence": [{
            "type": ["Evidence"],
            "name": "Field book",
            "narrative": format!("Pages {number} to {}, countersigned by the gauge keeper.", number + 3),
            "genre": "Notes",
        }],
    })
}

fn seal_all(folder: &Path, name: &str, documents: &[Value], method: &Value, contexts: &Contexts) {
    let key = SigningKey::from_seed(&SEED);
    let id = method["id"].as_str().expect("an id");
    let options_json = options(id);
    let options = ProofOptions {
        suite: Cryptosuite::EddsaRdfc2022,
        verification_method: id.to_owned(),
        created: Timestamp::parse(CREATED).expect("a time"),
    };
    let seal = |document: &Value| {
        let sealed = draft(document.clone(), &options, contexts).expect("a sound document").seal(&key);
        String::from_utf8(sealed.to_vec()).expect("JSON is text") + "\n"
    };
    write(folder, &format!("{name}.signed.jsonl"), &documents.iter().map(seal).collect::<String>());
    let unsigned: String = documents.iter().map(|document| document.to_string() + "\n").collect();
    write(folder, &format!("{name}.unsigned.jsonl"), &unsigned);
    write(folder, &format!("{name}.options.json"), &options_json.to_string());
}

fn options(method: &str) -> Value {
    json!({"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": CREATED, "verificationMethod": method, "proofPurpose": "assertionMethod"})
}

fn canonical(document: &Map<String, Value>, contexts: &Contexts) -> String {
    let dataset = to_dataset(&Value::Object(document.clone()), contexts).expect("a sound document");
    canonicalize(&dataset, Budget::default()).expect("few blank nodes").nquads
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap_or_else(|error| panic!("{name}: {error}"));
}
