//! The W3C's toRdf vectors of JSON-LD 1.1. `exceptions.json` lists those that differ, by feature and with the reason.
//!
//! A vector's context is imported and the document names it, as operators import contexts. It stays inline where that
//! would change its meaning: `@base` is ignored in an imported context, and relative references have another base.
#![expect(clippy::disallowed_methods, reason = "vectors are files")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use elmseal::jsonld::{Budget, Contexts, Dataset, Mode, Options, canonicalize, to_dataset_with};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support;

const SUITE: &str = "https://w3c.github.io/json-ld-api/tests/";

#[test]
fn every_vector_passes_or_is_excepted() {
    let Some(reference) = support::reference("the JSON-LD toRdf vectors") else { return };
    let folder = reference.join("vectors/json-ld-tordf");
    let manifest = read_json(&folder.join("toRdf-manifest.jsonld"));
    let contexts = folder_contexts(&folder);
    let excepted = exceptions();
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let (mut wrong, mut unexpected, mut known) = (Vec::new(), Vec::new(), BTreeSet::new());
    for entry in manifest["sequence"].as_array().expect("a list of vectors") {
        let id = entry["@id"].as_str().expect("an id").trim_start_matches('#').to_owned();
        // Vectors of 1.0 alone, or of a processor in 1.0 mode, are not of this standard.
        if entry["option"]["specVersion"] == "json-ld-1.0" || entry["option"]["processingMode"] == "json-ld-1.0" {
            continue;
        }
        let kind = kind(entry);
        let result = run(entry, kind, &folder, &contexts);
        let (run, passed) = counts.entry(kind).or_default();
        *run += 1;
        *passed += usize::from(result.is_ok());
        match (result, excepted.contains(&id)) {
            (Ok(()), true) => unexpected.push(id.clone()),
            (Err(reason), false) => wrong.push(format!("{id}: {reason}")),
            _ => {}
        }
        known.insert(id);
    }
    for (kind, (run, passed)) in &counts {
        eprintln!("json-ld toRdf, {kind}: {run} run, {passed} passed, {} excepted", run - passed);
    }
    assert!(counts["positive"].1 >= 250 && counts["negative"].1 >= 80, "{counts:?}");
    assert!(wrong.is_empty(), "{} vectors fail:\n{}", wrong.len(), wrong.join("\n"));
    assert!(unexpected.is_empty(), "these pass, take them off the exceptions: {unexpected:?}");
    assert_eq!(excepted.difference(&known).count(), 0, "exceptions for vectors that do not exist");
}

fn kind(entry: &Value) -> &'static str {
    let types = entry["@type"].as_array().expect("types");
    if types.contains(&json!("jld:NegativeEvaluationTest")) {
        "negative"
    } else if types.contains(&json!("jld:PositiveSyntaxTest")) {
        "syntax"
    } else {
        "positive"
    }
}

fn run(entry: &Value, kind: &str, folder: &Path, contexts: &Contexts) -> Result<(), String> {
    let input = entry["input"].as_str().expect("an input");
    let Ok(text) = fs::read_to_string(folder.join(input)) else { return Err("the input is not in the folder".into()) };
    let document: Value = serde_json::from_str(&text).map_err(|e| format!("not read as JSON: {e}"))?;
    let base = entry["option"]["base"].as_str().map_or_else(|| format!("{SUITE}{input}"), str::to_owned);
    let expand_context = entry["option"]["expandContext"].as_str().map(|path| format!("{SUITE}{path}"));
    let options = Options {
        mode: Mode::Lenient,
        base: Some(&base),
        expand_context: expand_context.as_deref(),
        ..Options::default()
    };
    let found = read(document, contexts, &options);
    match (kind, found) {
        ("negative", Ok(_)) => Err("accepted".to_owned()),
        ("negative", Err((code, message))) => {
            let expected = entry["expectErrorCode"].as_str().expect("a code");
            if code == expected { Ok(()) } else { Err(format!("{message} instead of `{expected}`")) }
        }
        (_, Err((_, message))) => Err(message),
        ("syntax", Ok(_)) => Ok(()),
        (_, Ok(found)) => {
            let expected =
                fs::read_to_string(folder.join(entry["expect"].as_str().expect("a result"))).expect("a result");
            let expected = Dataset::from_nquads(&expected).map_err(|e| format!("the result is no N-Quads: {e}"))?;
            let (found, expected) = (canonical(&found)?, canonical(&expected)?);
            if found == expected { Ok(()) } else { Err(format!("found\n{found}instead of\n{expected}")) }
        }
    }
}

fn read(mut document: Value, contexts: &Contexts, options: &Options<'_>) -> Result<Dataset, (String, String)> {
    let mut contexts = contexts.clone();
    if let Some(context) = document.get("@context").filter(|context| can_be_imported(context)) {
        let bytes = json!({"@context": context}).to_string().into_bytes();
        let imported = contexts.import("https://vectors.example/context", Sha256::digest(&bytes).into(), &bytes);
        imported.map_err(|e| (e.code().to_owned(), e.to_string()))?;
        document["@context"] = json!("https://vectors.example/context");
    }
    to_dataset_with(&document, &contexts, options).map_err(|e| (e.code().to_owned(), e.to_string()))
}

fn can_be_imported(context: &Value) -> bool {
    let text = context.to_string();
    context.is_object() && !text.contains("\"@base\"") && !text.contains("\"@import\"") && !text.contains(".jsonld\"")
}

fn canonical(dataset: &Dataset) -> Result<String, String> {
    canonicalize(dataset, Budget::default()).map(|canonical| canonical.nquads).map_err(|e| e.to_string())
}

/// The contexts that the vectors refer to, by the IRIs under which the W3C serves them.
fn folder_contexts(folder: &Path) -> Contexts {
    let mut contexts = Contexts::empty();
    let mut open = vec![folder.join("toRdf")];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("the vectors") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("below the folder").to_string_lossy().into_owned();
            let bytes = fs::read(&path).expect("a file");
            if name.ends_with(".jsonld")
                && serde_json::from_slice::<Value>(&bytes).is_ok_and(|v| v.get("@context").is_some())
            {
                let imported = contexts.import(&format!("{SUITE}{name}"), Sha256::digest(&bytes).into(), &bytes);
                imported.unwrap_or_else(|e| eprintln!("not imported: {e}"));
            }
        }
    }
    contexts
}

fn exceptions() -> BTreeSet<String> {
    let all = read_json(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/exceptions.json"));
    let features = all["json-ld-tordf"].as_array().expect("a list of features");
    let mut ids = BTreeSet::new();
    for feature in features {
        assert!(feature["feature"].is_string() && feature["reason"].is_string(), "{feature}");
        for id in feature["vectors"].as_array().expect("a list of vectors") {
            assert!(ids.insert(id.as_str().expect("an id").to_owned()), "{id} stands twice");
        }
    }
    ids
}

fn read_json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
