//! elmseal itself, and the naive limit: `prepare FOLDER [SAMPLE]` makes the inputs of everybody, `FOLDER` works on them.

mod inputs;
mod seals;
mod worker;

use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use ed25519_dalek::Signer as _;
use elmseal::crypto::VerifyingKey;
use elmseal::fetch::{Fetch, FetchError, Purpose};
use elmseal::model::time::Timestamp;
use elmseal::proof::{ResolvedMethod, UnverifiedCredential, verify_proof};
use elmseal::trust::TrustRoot;
use elmseal::verify::{ListAnchor, ListSource, Verifier};
use mimalloc::MiMalloc;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// As the program `elmseal` has it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["prepare", folder] => inputs::prepare(Path::new(folder), None),
        ["prepare", folder, sample] => inputs::prepare(Path::new(folder), Some(Path::new(sample))),
        [folder] => worker::serve(&works(Path::new(folder))),
        _ => panic!("elmseal-worker prepare FOLDER [SAMPLE], or elmseal-worker FOLDER"),
    }
}

fn works(folder: &Path) -> BTreeMap<String, worker::Work> {
    let text =
        |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let contexts = Arc::new(inputs::contexts(&text("contexts.json")));
    let methods: Arc<Vec<ResolvedMethod>> = Arc::new(methods(&text("keys.json")));
    let verifier = Arc::new(verifier(folder));
    let now = Timestamp::parse(text("now").trim()).expect("a time");

    let mut works: BTreeMap<String, worker::Work> = BTreeMap::new();
    for name in ["b", "course", "c"] {
        if !folder.join(format!("{name}.signed.jsonl")).exists() {
            continue;
        }
        let signed: Arc<Vec<Vec<u8>>> =
            Arc::new(text(&format!("{name}.signed.jsonl")).lines().map(|line| line.as_bytes().to_vec()).collect());
        let verify = {
            let (signed, contexts, methods) = (signed.clone(), contexts.clone(), methods.clone());
            move |number: usize| {
                let received = UnverifiedCredential::parse(&signed[number % signed.len()]).expect("a credential");
                let _ = black_box(verify_proof(&received, &methods, &contexts).expect("it verifies"));
            }
        };
        works.insert(format!("verify-{name}"), Box::new(verify));
        if name == "c" {
            continue;
        }
        // The course is of a listed issuer, with status lists; the sample is of nobody's.
        let (verifier, expected) = (verifier.clone(), if name == "course" { "accept" } else { "undecided" });
        let report = move |number: usize| {
            let report = verifier.verify(&signed[number % signed.len()], now);
            assert_eq!(report.decision.name(), expected, "{:#?}", report.checks);
            black_box(report);
        };
        works.insert(format!("report-{name}"), Box::new(report));

        let options = text(&format!("{name}.options.json"));
        let seal = match name {
            "b" => seals::archived(&text("b.unsigned.jsonl"), &options, &contexts),
            _ => seals::course(folder, &options),
        };
        works.insert(format!("seal-{name}"), seal);

        let canonical = text(&format!("{name}.nq")).into_bytes();
        let key = ed25519_dalek::SigningKey::from_bytes(&inputs::SEED);
        let limit = move |_: usize| {
            let mut hash_data = [0; 64];
            hash_data[32..].copy_from_slice(&Sha256::digest(black_box(&canonical)));
            black_box(key.sign(&hash_data));
        };
        works.insert(format!("limit-{name}"), Box::new(limit));
    }
    works
}

fn methods(keys: &str) -> Vec<ResolvedMethod> {
    let keys: Vec<Value> = serde_json::from_str(keys).expect("JSON");
    let text = |key: &Value, name: &str| key[name].as_str().expect("a text").to_owned();
    keys.iter()
        .map(|key| ResolvedMethod {
            id: text(key, "id"),
            controller: text(key, "controller"),
            key: VerifyingKey::from_multikey(&text(key, "publicKeyMultibase")).expect("a key"),
        })
        .collect()
}

/// What is published, in memory.
struct Memory(HashMap<String, Vec<u8>>);

impl Fetch for Memory {
    fn get(&self, url: &str, _: Purpose) -> Result<Vec<u8>, FetchError> {
        self.0.get(url).cloned().ok_or_else(|| FetchError::NotFound { url: url.to_owned() })
    }
}

/// A verifier that trusts the alliance list of the demonstration and has its publications in memory.
fn verifier(folder: &Path) -> Verifier {
    let demo = folder.join("demo");
    let mut published = HashMap::new();
    for name in [".well-known", "status", "log"] {
        for entry in std::fs::read_dir(demo.join("public").join(name)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let file = path.file_name().expect("a name").to_string_lossy();
            published.insert(format!("{}/{name}/{file}", inputs::BASE), std::fs::read(&path).expect("a file"));
        }
    }
    let root =
        TrustRoot::parse(&std::fs::read(demo.join("trust/ingenium.root.json")).expect("a root")).expect("a root");
    let list = std::fs::read(demo.join("trust/ingenium.jwt")).expect("a list");
    Verifier::new(Arc::new(Memory(published)), vec![ListAnchor { root, source: ListSource::Bytes(list) }])
}
