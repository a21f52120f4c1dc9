//! The documents that are compared: the official samples, and what our mapper makes of the example courses.
#![expect(clippy::disallowed_methods, reason = "the reference is files")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use elmseal::descriptor::examples::{DESCRIPTORS, Example, INSTITUTIONS};
use elmseal::descriptor::{self, Descriptor, Institution, Mandate, RuleSets, Sources};
use elmseal::elm::{LearnerIds, Mapper, display_images};
use elmseal::learners::Learner;
use elmseal::model::ids::{AwardId, Did};
use elmseal::model::time::Timestamp;
use serde_json::Value;

use crate::support;

/// Our example courses: the descriptor, who seals, and for whom else.
pub const MODELS: [(&str, &str, &[&str]); 3] = [
    ("ingenium-framework", "uniovi", &[]),
    ("student-leadership", "mtu", &["xamk"]),
    ("healthy-ageing", "xamk", &["urn", "mus"]),
];

/// A document of each of our example courses.
pub fn models() -> BTreeMap<String, Value> {
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

/// The official samples without proof and status, sealed ones unwrapped.
pub fn samples(folder: &Path) -> BTreeMap<String, Value> {
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

/// Pictures are replaced by a short text, which the shapes cannot tell from them.
pub fn shrink(document: &mut Value) {
    match document {
        Value::Array(items) => items.iter_mut().for_each(shrink),
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == "content" && text.len() > 100 => *text = "c2hvcnQ=".to_owned(),
                    _ => shrink(member),
                }
            }
        }
        _ => {}
    }
}
