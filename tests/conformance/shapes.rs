//! Our application profile against the official shapes, judged by pyshacl: the same departures at the same places.
//!
//! Both get the same quads. The judge runs `tests/judges/shacl.py` with the Python that `setup.sh` beside it installs.
#![expect(clippy::disallowed_methods, reason = "the reference and the judge's input are files")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use elmseal::descriptor::examples::{DESCRIPTORS, Example, INSTITUTIONS};
use elmseal::descriptor::{self, Descriptor, Institution, Mandate, RuleSets, Sources};
use elmseal::elm::{LearnerIds, Mapper, display_images, profile};
use elmseal::jsonld::{Budget, Contexts, Mode, Options, canonicalize, to_dataset_with};
use elmseal::learners::Learner;
use elmseal::model::ids::{AwardId, Did};
use elmseal::model::time::Timestamp;
use serde_json::{Value, json};

use crate::support;

/// The namespaces of the table's short names.
const NAMESPACES: [(&str, &str); 9] = [
    ("adms:", "http://www.w3.org/ns/adms#"),
    ("cred:", "https://www.w3.org/2018/credentials#"),
    ("dc:", "http://purl.org/dc/terms/"),
    ("elm:", "http://data.europa.eu/snb/model/elm/"),
    ("foaf:", "http://xmlns.com/foaf/0.1/"),
    ("org:", "http://www.w3.org/ns/org#"),
    ("person:", "http://www.w3.org/ns/person#"),
    ("rov:", "http://www.w3.org/ns/regorg#"),
    ("skos:", "http://www.w3.org/2004/02/skos/core#"),
];

/// Where a document departs: node and property.
type Departures = BTreeSet<(String, String)>;

#[test]
fn our_table_judges_as_the_official_shapes() {
    let what = "the comparison with the official shapes";
    let Some(reference) = support::reference(what) else { return };
    let Some(python) = python(what) else { return };
    let mut cases: BTreeMap<String, Value> = samples(&reference.join("elm/samples"));
    assert!(cases.len() >= 11, "the walk found the samples");
    cases.extend(models());
    let base = cases["annex1-mc"].clone();
    for (name, mutate) in mutations() {
        let mut document = base.clone();
        mutate(&mut document);
        assert_ne!(document, base, "{name} changes something");
        cases.insert(format!("mutation-{name}"), document);
    }

    let folder = tempfile::tempdir().expect("a folder");
    let mut ours = BTreeMap::new();
    for (name, document) in &cases {
        let (nquads, departures) = judge_ourselves(document);
        fs::write(folder.path().join(format!("{name}.nq")), nquads).expect("the folder takes files");
        ours.insert(name.clone(), departures);
    }
    for (name, ..) in MODELS {
        assert_eq!(ours[name], Departures::new(), "{name} keeps the profile");
    }
    let theirs = judge_with_pyshacl(&python, &reference, folder.path());
    assert_eq!(theirs.keys().collect::<Vec<_>>(), ours.keys().collect::<Vec<_>>());
    for (name, departures) in &ours {
        let ours_only: Vec<_> = departures.difference(&theirs[name]).collect();
        let theirs_only: Vec<_> = theirs[name].difference(departures).collect();
        assert!(ours_only.is_empty() && theirs_only.is_empty(), "{name}: {ours_only:?}, {theirs_only:?}");
    }
    let conform = ours.values().filter(|departures| departures.is_empty()).count();
    assert!(conform >= 8 && ours.len() - conform >= 25, "{conform} of {} conform", ours.len());
}

/// Our example courses: the descriptor, who seals, and for whom else.
const MODELS: [(&str, &str, &[&str]); 3] = [
    ("ingenium-framework", "uniovi", &[]),
    ("student-leadership", "mtu", &["xamk"]),
    ("healthy-ageing", "xamk", &["urn", "mus"]),
];

/// A document of each of our example courses.
fn models() -> BTreeMap<String, Value> {
    let read = |example: &Example| descriptor::read_institution(example.file, example.text.as_bytes()).0;
    let institutions: Vec<Institution> = INSTITUTIONS.iter().filter_map(read).collect();
    let rule_sets = RuleSets::embedded();
    let sources = Sources { institutions: &institutions, rule_sets: &rule_sets, esco: None };
    let mut documents = BTreeMap::new();
    for (name, issuer, mandated) in MODELS {
        let example = DESCRIPTORS.iter().find(|it| it.file.starts_with(name)).expect("the example");
        let (read, faults) = descriptor::read(example.file, example.text.as_bytes(), &sources);
        let course = read.unwrap_or_else(|| panic!("{faults:#?}"));
        let mut issuer = institutions.iter().find(|it| it.slug == issuer).expect("the profile").clone();
        issuer.did = Some(Did::parse("did:web:mc.uni.example").expect("a DID"));
        let at = Timestamp::parse("2026-12-20T10:00:00Z").expect("a time");
        let bodies = mandated.iter().map(|slug| (*slug).to_owned()).collect();
        let mandate = Mandate { bodies, document: "Agreement".into(), from: at, until: None };
        let images = display_images(&course, &issuer, &institutions).expect("images");
        let base = "https://mc.uni.example";
        let mapper = Mapper::new(&course, &issuer, &institutions, Some(&mandate), base, &images, at);
        let mapper = mapper.unwrap_or_else(|faults| panic!("{faults:#?}"));
        let award = AwardId::parse("urn:credential:9f3c2b1a-0000-4000-8000-000000000001").expect("an award id");
        let document = mapper.document(&learner(&course), &LearnerIds { award, seed: [7; 32] }, &[]);
        documents.insert(name.to_owned(), document);
    }
    documents
}

/// Somebody who passed `course`, graded in everything.
fn learner(course: &Descriptor) -> Learner {
    let assessments = course.assessments.iter().map(|it| (it.id.clone(), "9".to_owned()));
    let components = course.components.iter().map(|it| (it.id.clone(), Some("8".to_owned())));
    Learner {
        family_name: "Nguyễn".into(),
        grade: Some("8.5".into()),
        assessment_grades: assessments.collect(),
        component_grades: components.collect(),
        ..support::course::learner(2)
    }
}

/// The canonical quads of `document`, and where our table says that it departs.
fn judge_ourselves(document: &Value) -> (String, Departures) {
    let options = Options { mode: Mode::Lenient, ..Options::default() };
    let dataset = to_dataset_with(document, Contexts::embedded(), &options).expect("quads");
    let root = document["id"].as_str().expect("an id");
    let findings = profile::check(&dataset, root, profile::Profile::GenericFull, profile::ApVersion::default());
    let departures = findings.into_iter().map(|finding| (finding.node, finding.property.to_owned())).collect();
    (canonicalize(&dataset, Budget::default()).expect("canonical quads").nquads, departures)
}

fn judge_with_pyshacl(python: &str, reference: &Path, folder: &Path) -> BTreeMap<String, Departures> {
    let shapes = folder.join("shapes.ttl");
    let read = |name: &str| {
        let text = fs::read_to_string(reference.join("elm/shapes/1.2.0").join(name)).expect("the shapes");
        // What they import is the other file, which is appended.
        text.lines().filter(|line| !line.contains("owl:imports")).collect::<Vec<_>>().join("\n")
    };
    let both = format!("{}\n{}", read("EDC-generic-no-cv.ttl"), read("EDC-generic-full.ttl"));
    fs::write(&shapes, both).expect("the folder takes files");
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/judges/shacl.py");
    let output = Command::new(python).arg(script).arg(&shapes).arg(folder).output().expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let judged: BTreeMap<String, Value> = serde_json::from_slice(&output.stdout).expect("the judge prints JSON");
    let departures = |report: &Value| -> Departures {
        let violations = report["violations"].as_array().expect("violations");
        violations.iter().map(|line| departure(line.as_str().expect("a line"))).collect()
    };
    judged.iter().map(|(name, report)| (name.clone(), departures(report))).collect()
}

/// Node and property of one line of the judge.
fn departure(line: &str) -> (String, String) {
    let mut words = line.split(' ');
    let node = words.next().expect("a node").to_owned();
    let path = words.next().expect("a path");
    let short = NAMESPACES.iter().find_map(|(prefix, iri)| Some(format!("{prefix}{}", path.strip_prefix(iri)?)));
    (node, short.unwrap_or_else(|| path.to_owned()))
}

fn python(what: &str) -> Option<String> {
    let installed = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judges/venv/bin/python");
    let python = if Path::new(installed).exists() { installed.to_owned() } else { "python3".to_owned() };
    let found = Command::new(&python).args(["-c", "import pyshacl"]).output();
    if found.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    support::skip(what, "there is no Python with pyshacl: run tests/judges/setup.sh");
    None
}

/// The official samples without proof and status, sealed ones unwrapped.
fn samples(folder: &Path) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the samples") {
        let path = entry.expect("an entry").path();
        let Ok(mut document) = serde_json::from_slice::<Value>(&fs::read(&path).expect("a file")) else { continue };
        if let Some(payload) = document["payload"].as_str() {
            document = serde_json::from_str(payload).expect("the payload is JSON");
        }
        if document["credential"].is_object() {
            document = document["credential"].take();
        }
        let members = document.as_object_mut().expect("an object");
        members.shift_remove("proof");
        members.shift_remove("credentialStatus");
        found.insert(path.file_stem().expect("a name").to_string_lossy().into_owned(), document);
    }
    found
}

/// Changes every node of `class`.
fn each(value: &mut Value, class: &str, change: &dyn Fn(&mut Value)) {
    if value["type"] == class {
        change(value);
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| each(item, class, change)),
        Value::Object(members) => members.values_mut().for_each(|member| each(member, class, change)),
        _ => {}
    }
}

fn without(class: &'static str, member: &'static str) -> Box<dyn Fn(&mut Value)> {
    Box::new(move |document| {
        each(document, class, &|node| {
            node.as_object_mut().expect("a node").shift_remove(member);
        });
    })
}

fn with(class: &'static str, member: &'static str, value: Value) -> Box<dyn Fn(&mut Value)> {
    Box::new(move |document| each(document, class, &|node| node[member] = value.clone()))
}

fn top(member: &'static str, value: Value) -> Box<dyn Fn(&mut Value)> {
    Box::new(move |document| document[member] = value.clone())
}

/// Changes the value at each pointer.
fn at(pointer: &'static str, change: fn(&mut Value)) -> Box<dyn Fn(&mut Value)> {
    Box::new(move |document| change(document.pointer_mut(pointer).expect("the sample has the member")))
}

type Mutation = (&'static str, Box<dyn Fn(&mut Value)>);

fn mutations() -> Vec<Mutation> {
    let concept = |iri: &str, scheme: &str| json!({ "id": iri, "type": "Concept", "inScheme": { "id": scheme, "type": "ConceptScheme" } });
    let claim = |extra: Value| {
        let mut claim = json!({
            "id": "urn:epass:claim:1", "type": "Claim", "title": { "en": "Took part" },
            "awardedBy": { "id": "urn:epass:awardingProcess:1" },
        });
        claim.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        claim
    };
    let level = "/credentialSubject/hasClaim/specifiedBy/eqfLevel";
    vec![
        ("no-achievement-title", without("LearningAchievement", "title")),
        ("no-awarded-by", without("LearningAchievement", "awardedBy")),
        ("no-awarding-body", without("AwardingProcess", "awardingBody")),
        ("no-country", without("Address", "countryCode")),
        (
            "no-credential-profile",
            at("", |document| drop(document.as_object_mut().expect("a node").shift_remove("credentialProfiles"))),
        ),
        ("no-display", without("DisplayParameter", "individualDisplay")),
        ("no-image", without("DisplayDetail", "image")),
        (
            "no-issuer-identifier",
            at("/issuer", |issuer| drop(issuer.as_object_mut().expect("a node").shift_remove("eIDASIdentifier"))),
        ),
        ("no-location", without("Organisation", "location")),
        ("no-outcome-title", without("LearningOutcome", "title")),
        ("no-primary-language", without("DisplayParameter", "primaryLanguage")),
        ("no-scheme-type", without("ConceptScheme", "type")),
        ("no-spatial", without("LegalIdentifier", "spatial")),
        ("no-agency", without("Accreditation", "accreditingAgent")),
        ("no-point", without("CreditPoint", "point")),
        ("no-note-text", without("Note", "noteLiteral")),
        ("two-languages-in-a-name", with("Person", "familyName", json!({ "en": "A", "fi": "B" }))),
        ("two-legal-names-in-a-language", with("Organisation", "legalName", json!({ "en": ["A", "B"] }))),
        ("two-issued", top("issued", json!(["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]))),
        ("title-as-plain-string", with("Qualification", "title", json!("Data literacy"))),
        ("issuer-as-did", top("issuer", json!("did:web:uni.example"))),
        ("concept-without-type", at(level, |level| drop(level.as_object_mut().expect("a node").shift_remove("type")))),
        (
            "level-of-another-list",
            at(level, |level| {
                level["inScheme"]["id"] = json!("http://data.europa.eu/snb/isced-f/25831c2");
            }),
        ),
        ("level-of-no-list", at(level, |level| drop(level.as_object_mut().expect("a node").shift_remove("inScheme")))),
        ("page-zero", with("DisplayDetail", "page", json!(0))),
        ("schema-of-another-type", top("credentialSchema", json!({ "id": "urn:schema:1", "type": "Concept" }))),
        (
            "evidence-of-another-list",
            top(
                "evidence",
                json!({
                    "id": "urn:epass:evidence:1", "type": "Evidence", "dcType": concept("urn:x:1", "urn:x:scheme"),
                }),
            ),
        ),
        (
            "evidence",
            top(
                "evidence",
                json!({
                    "id": "urn:epass:evidence:1", "type": "Evidence",
                    "dcType": concept("http://data.europa.eu/snb/evidence-type/c_18016257", "http://data.europa.eu/snb/evidence-type/25831c2"),
                }),
            ),
        ),
        (
            "grade-of-another-class",
            with("LearningAssessment", "grade", json!({ "id": "urn:epass:x:1", "type": "Agent" })),
        ),
        ("too-complete", with("LearningActivity", "levelOfCompletion", json!(150))),
        ("volume-in-words", with("Qualification", "volumeOfLearning", json!("fifty hours"))),
        (
            "another-type",
            top("type", json!(["VerifiableCredential", "EuropeanDigitalCredential", "VerifiablePresentation"])),
        ),
        ("untyped-claim", with("Person", "hasClaim", claim(json!({})))),
        (
            "typed-claim",
            with(
                "Person",
                "hasClaim",
                claim(json!({
                    "dcType": concept("http://data.europa.eu/snb/claim-type/x", "http://data.europa.eu/snb/claim-type/25831c2"),
                })),
            ),
        ),
    ]
}
