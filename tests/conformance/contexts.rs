//! The contexts that the project states, compared with the official ones of `../shared/reference/elm/contexts`.
#![expect(clippy::disallowed_methods, reason = "vectors are files")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use elmseal::jsonld::{Budget, Contexts, Dataset, Mode, Options, canonicalize, to_dataset, to_dataset_with};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support;

const EDC_AP: &str = "http://data.europa.eu/snb/model/context/edc-ap";
const V1: &str = "https://www.w3.org/2018/credentials/v1";
const V2: &str = "https://www.w3.org/ns/credentials/v2";

#[test]
fn every_sample_has_the_graph_that_the_official_context_gives() {
    let Some(reference) = support::reference("the samples of the European Learning Model") else { return };
    let official = with_context(Contexts::embedded(), EDC_AP, &reference.join("elm/contexts/edc-ap-3.2.jsonld"));
    let samples = samples(&reference);
    let mut quads = 0;
    for (name, sample) in &samples {
        let ours = lenient(sample, Contexts::embedded(), name);
        assert!(!ours.is_empty(), "{name}");
        assert_same(&ours, &lenient(sample, &official, name), name);
        quads += ours.len();
    }
    eprintln!("contexts: {} samples run, all passed, 0 excepted, {quads} quads", samples.len());
    assert_eq!(samples.len(), 12);
}

#[test]
fn samples_have_their_published_hashes() {
    let Some(reference) = support::reference("the hashes of the samples") else { return };
    let list = fs::read_to_string(reference.join("elm/samples/canonical-sha256.txt")).expect("the list of hashes");
    let mut expected = BTreeMap::new();
    for line in list.lines() {
        let words: Vec<_> = line.split_whitespace().collect();
        let [hash, quads, _, _, id] = words[..] else { panic!("{line}") };
        expected.insert(id.to_owned(), (hash.to_owned(), quads.parse::<usize>().expect("a number")));
    }
    let mut compared = 0;
    for (name, sample) in samples(&reference) {
        let Some((hash, quads)) = sample["id"].as_str().and_then(|id| expected.get(id)) else { continue };
        if !name.contains("-signed") {
            continue;
        }
        let dataset = lenient(&sample, Contexts::embedded(), &name);
        assert_eq!((dataset.len(), &sha256(&nquads(&dataset))), (*quads, hash), "{name}");
        compared += 1;
    }
    eprintln!("hashes: {compared} run, {compared} passed, 0 excepted");
    assert_eq!(compared, 4);
}

#[test]
fn the_derived_context_gives_the_same_graph_with_vcdm_2() {
    let Some(reference) = support::reference("the derived context") else { return };
    let (_, digest) = Contexts::derived_elm();
    let iri = "https://issuer.example/contexts/derived.jsonld";
    let contexts = Contexts::embedded().with_alias(iri, digest).expect("the digest of an embedded context");
    let official = with_context(Contexts::embedded(), iri, &reference.join("elm/contexts/derived-for-vcdm2.jsonld"));
    let mut run = 0;
    for (name, sample) in samples(&reference) {
        // VCDM 2.0 defines `cnf`, which VCDM 1.1 and ELM drop.
        if sample["@context"] != serde_json::json!([V1, EDC_AP]) || sample.get("cnf").is_some() {
            continue;
        }
        let mut with_v2 = sample.clone();
        with_v2["@context"] = serde_json::json!([V2, iri]);
        let ours = lenient(&with_v2, &contexts, &name);
        assert_same(&ours, &lenient(&with_v2, &official, &name), &name);
        assert_same(&ours, &lenient(&sample, &contexts, &name), &name);
        run += 1;
    }
    eprintln!("derived context: {run} run, {run} passed, 0 excepted");
    assert!(run >= 8, "{run}");
}

#[test]
fn open_badges_contexts_define_what_the_official_ones_do() {
    let Some(reference) = support::reference("the contexts of Open Badges") else { return };
    let folder = reference.join("open-badges");
    let index: BTreeMap<String, String> =
        serde_json::from_slice(&fs::read(folder.join("index.json")).expect("the index")).expect("an index");
    for (iri, file) in &index {
        let official: Value = serde_json::from_slice(&fs::read(folder.join(file)).expect("a context")).expect("JSON");
        let ours: Value = serde_json::from_slice(Contexts::embedded().bytes(iri).expect("known")).expect("JSON");
        let top = official["@context"].as_object().expect("a context");
        assert_eq!(ours["@context"], absolute(&official["@context"], top), "{iri}");
    }
    assert_eq!(index.len(), 5);
}

/// The context with every IRI written out, as ours are built: `xsd:` where it is a prefix, and terms named by terms.
fn absolute(value: &Value, top: &serde_json::Map<String, Value>) -> Value {
    match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), absolute(value, top))).collect::<Value>()
        }
        Value::String(text) => match (text.split_once(':'), top.get("xsd").and_then(Value::as_str)) {
            (Some(("xsd", local)), Some(base)) => format!("{base}{local}").into(),
            (None, _) if top.contains_key(text) => top[text]["@id"].clone(),
            _ => value.clone(),
        },
        other => other.clone(),
    }
}

/// Compares line by line: a whole sample is too long to be read.
fn assert_same(ours: &Dataset, theirs: &Dataset, name: &str) {
    let (ours, theirs) = (nquads(ours), nquads(theirs));
    for (ours, theirs) in ours.lines().zip(theirs.lines()) {
        assert_eq!(ours, theirs, "{name}");
    }
    assert_eq!(ours.len(), theirs.len(), "{name}");
}

/// Strict mode is for hostile input and must not refuse what honest issuers wrote.
#[test]
fn strict_mode_reads_what_honest_issuers_wrote() {
    let Some(reference) = support::reference("credentials of other issuers") else { return };
    let contexts = Contexts::embedded();
    let mut refused = BTreeMap::new();
    let mut run = 0;
    for (name, document) in samples(&reference).into_iter().chain(learner_credentials(&reference)) {
        run += 1;
        if let Err(e) = to_dataset(&document, contexts) {
            refused.insert(name, (e.code(), e.pointer().to_owned()));
        }
    }
    let expected = [
        // A context of its own that nobody imported here.
        ("2026-vendor-mc-signed.jsonld", ("undefined term", "/cnf")),
        (
            "dataIntegrityProof/didKey/legacyRegistry-noStatus-noExpiry-oldDCCExample.json",
            ("loading remote context failed", "/@context/2"),
        ),
        // Awarding processes that stand in full once and in short later.
        ("annex1-mc.json", ("one id with different content", "/credentialSubject/hasClaim/provenBy/awardedBy")),
        // The name is spelt with a Greek iota, so that JSON-LD drops the identifier in silence.
        ("minimal.jsonld", ("undefined term", "/issuer/eIDAS\u{399}dentifier")),
    ];
    let expected = expected.map(|(name, (code, pointer))| (name.to_owned(), (code, pointer.to_owned())));
    eprintln!("honest credentials: {run} run, {} passed, {} excepted", run - refused.len(), refused.len());
    assert_eq!(refused, BTreeMap::from(expected));
    assert!(run > 50, "{run}");
}

/// The credentials of a public test suite, by their paths; one of its files is empty.
fn learner_credentials(reference: &Path) -> BTreeMap<String, Value> {
    let root = reference.join("vectors/learner-credentials/vc1.1");
    let mut found = BTreeMap::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder of credentials") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "json") {
                let text = fs::read_to_string(&path).expect("a credential");
                let name = path.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
                if !text.trim().is_empty() {
                    found.insert(name, serde_json::from_str(&text).expect("a credential is JSON"));
                }
            }
        }
    }
    found
}

fn nquads(dataset: &Dataset) -> String {
    canonicalize(dataset, Budget::default()).expect("samples have few blank nodes").nquads
}

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn lenient(document: &Value, contexts: &Contexts, name: &str) -> Dataset {
    let options = Options { mode: Mode::Lenient, ..Options::default() };
    to_dataset_with(document, contexts, &options).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The known contexts, but `iri` stands for the file.
fn with_context(contexts: &Contexts, iri: &str, file: &Path) -> Contexts {
    let mut made = Contexts::empty();
    for known in contexts.iris().filter(|known| *known != iri) {
        let bytes = contexts.bytes(known).expect("a known context");
        made.import(known, Sha256::digest(bytes).into(), bytes).expect("a known context");
    }
    let bytes = fs::read(file).expect("an official context");
    made.import(iri, Sha256::digest(&bytes).into(), &bytes).expect("an official context");
    made
}

/// Every credential of the samples, unpacked from its seal and from the wrapper of uploadable files.
fn samples(reference: &Path) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(reference.join("elm/samples")).expect("the samples") {
        let path: PathBuf = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if name.ends_with(".txt") {
            continue;
        }
        let mut value: Value = serde_json::from_str(&fs::read_to_string(&path).expect("a sample"))
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        if let Some(payload) = value["payload"].as_str() {
            value = serde_json::from_str(payload).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
        if value["@context"].is_null() && value["credential"].is_object() {
            value = value["credential"].take();
        }
        found.insert(name, value);
    }
    found
}

/// Needs no reference data: the list of contexts is true, so a changed dependency is seen.
#[test]
fn the_index_names_every_context_with_its_digest() {
    let index =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("contexts/INDEX.toml")).expect("the index");
    let contexts = Contexts::embedded();
    let mut listed = BTreeMap::new();
    let mut iri = String::new();
    for line in index.lines() {
        let value = |line: &str| line.split('"').nth(1).expect("a quoted value").to_owned();
        if line.starts_with("iri = ") {
            iri = value(line);
        } else if line.starts_with("sha256 = ") {
            listed.insert(iri.clone(), value(line));
        }
    }
    let digest =
        |iri: &str| Sha256::digest(contexts.bytes(iri).expect("known")).iter().map(|b| format!("{b:02x}")).collect();
    let known: BTreeMap<String, String> = contexts.iris().map(|iri| (iri.to_owned(), digest(iri))).collect();
    assert_eq!(listed, known);
}
