//! What templates make is judged by strangers: a thousand credentials full of what trips programs up.
#![expect(clippy::disallowed_methods, reason = "judges are handed files")]

use std::collections::HashMap;
use std::fs;
use std::process::Command;

use elmseal::crypto::SigningKey;
use elmseal::descriptor::types::{Descriptor, LearnerField};
use elmseal::elm::{Form, LearnerIds, Mapper, Shape, StatusReference};
use elmseal::jsonld::Contexts;
use elmseal::jsonld::template::{Scratch, Values};
use elmseal::learners::Learner;
use elmseal::model::entropy::draw;
use elmseal::model::ids::AwardId;
use elmseal::proof::{Cryptosuite, DraftTemplate, ProofOptions};
use serde_json::{Value, json};

use crate::elm::course as elm;
use crate::judges::{answer, judges};
use crate::support::seeded::Seeded;

const CREDENTIALS: usize = 1024;
/// Every so many credentials one has a changed twin.
const TWIN_EVERY: usize = 16;
const NOW: &str = "2026-07-02T10:00:00Z";
const DID: &str = "did:web:mc.uni.example";

/// Quotes and backslashes, line feeds, controls that a reader of lists refuses but a graph may hold, right-to-left, beyond
/// the basic plane, combining, private use, separators, and what looks like an escape or markup.
const TEXTS: [&str; 16] = [
    "Zoë",
    "\"quoted\" 'n' O\\'Neill",
    "\\u0041 \\n \\",
    "line\nfeed",
    "\u{5e9}\u{5b8}\u{5dc}\u{5d5}\u{5b9}\u{5dd}",
    "لَيْلى",
    "\u{20bb7}子 👩🏽\u{200d}🔬",
    "\u{10ffff}",
    "e\u{301}\u{328}",
    "x\u{2028}y\u{2029}z",
    "\u{e000}\u{fffd}\u{ffff}",
    "<b>&amp;%41</b>",
    "@en^^<x> _:b0 .",
    "a\u{a0}\u{2003}b",
    "{\"@id\": \"urn:x\"} [] ,",
    "Maximiliana Aurelia Konstantina Theophila Wilhelmine zu Hohenberg-Wolkenstein-Trostburg und Rodenegg",
];

#[test]
fn hostile_values_verify_elsewhere_and_changed_ones_do_not() {
    let Some((judges, reference)) = judges("Digital Bazaar's verifier", "node_modules/@digitalbazaar/vc") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let key = SigningKey::from_seed(&[7; 32]);
    let method = json!({
        "id": format!("{DID}#key-1"), "type": "Multikey", "controller": DID,
        "publicKeyMultibase": key.verifying_key().to_multikey(),
    });
    let did = json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": DID, "verificationMethod": [method], "assertionMethod": [format!("{DID}#key-1")],
    });
    fs::create_dir(folder.path().join("did")).expect("a folder");
    fs::write(folder.path().join("did/issuer.json"), did.to_string()).expect("a file");

    let credentials = seal_all(&key);
    let twins: Vec<String> = credentials.iter().step_by(TWIN_EVERY).map(|credential| changed(credential)).collect();
    let lines = [credentials, twins].concat();
    let many = folder.path().join("many.jsonl");
    fs::write(&many, lines.join("\n")).expect("a file");
    let context = reference.join("elm/contexts/edc-ap-3.2.jsonld");
    let mut node = Command::new("node");
    node.arg("verify.mjs").arg(folder.path()).arg(context).arg(NOW).arg(&many).current_dir(judges);
    let verdicts: Vec<Value> = answer(&mut node);

    assert_eq!(verdicts.len(), CREDENTIALS + CREDENTIALS / TWIN_EVERY);
    for (number, verdict) in verdicts.iter().enumerate() {
        let expected = if number < CREDENTIALS { Value::Null } else { json!(["Error: Invalid signature."]) };
        assert_eq!(*verdict, expected, "{}", lines[number]);
    }
}

/// The credentials of learners of several shapes, all made by templates.
fn seal_all(key: &SigningKey) -> Vec<String> {
    let all = vec![LearnerField::FullName, LearnerField::NationalId, LearnerField::OtherIdentifier];
    let with_all = Descriptor { learner_fields: all, ..elm::course() };
    let mappers = [elm::mapper(&with_all), elm::mapper(&elm::decentralised())];
    let options = ProofOptions {
        suite: Cryptosuite::EddsaRdfc2022,
        verification_method: format!("{DID}#key-1"),
        created: elm::at("2026-07-01T10:00:01Z"),
    };
    let mut templates: HashMap<(usize, Shape), DraftTemplate> = HashMap::new();
    let (mut entropy, mut scratch, mut values) = (Seeded::new(1), Scratch::default(), Values::default());
    let mut credentials = Vec::new();
    for number in 0..CREDENTIALS {
        let mapper: &Mapper = &mappers[number % mappers.len()];
        let learner = learner(number);
        let faults = mapper.check_learner("list", &learner);
        assert!(!faults.stop(), "{faults:#?}");
        let ids = LearnerIds { award: AwardId::random(&mut entropy), seed: draw(&mut entropy) };
        let status: Vec<StatusReference> =
            elm::status().into_iter().map(|place| StatusReference { index: number as u64, ..place }).collect();
        let form = Form::Elm(&status);
        let template = templates.entry((number % mappers.len(), mapper.shape(&learner, form))).or_insert_with(|| {
            DraftTemplate::compile(&mapper.samples(&learner, form), &options, Contexts::embedded())
                .expect("it is compiled")
        });
        mapper.slots(&learner, &ids, form, &mut values);
        let draft = template.draft(&values, &mut scratch).expect("the template serves it");
        credentials.push(String::from_utf8(draft.seal(key).to_vec()).expect("JSON is text"));
    }
    assert_eq!(templates.len(), 3, "shapes");
    credentials
}

fn learner(number: usize) -> Learner {
    let text = |shift: usize| TEXTS[(number / shift + shift) % TEXTS.len()];
    let long = text(1).repeat(1 + number % 3);
    Learner {
        given_name: text(1).to_owned(),
        family_name: format!("{}{}", text(16), text(3)),
        full_name: (number % 4 < 2).then(|| format!("{long} {}", text(5))),
        grade: Some(text(7).to_owned()),
        national_id: elm::learner().national_id.map(|(_, country)| (format!("{}{number}", text(2)), country)),
        other_identifier: Some(text(11).to_owned()),
        ..elm::learner()
    }
}

/// The same with another name.
fn changed(credential: &str) -> String {
    let mut document: Value = serde_json::from_str(credential).expect("JSON");
    let name = &mut document["credentialSubject"]["familyName"];
    let (_, text) = name.as_object_mut().expect("languages").iter_mut().next().expect("a language");
    *text = format!("{}.", text.as_str().expect("a text")).into();
    document.to_string()
}
