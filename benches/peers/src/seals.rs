//! Sealing with templates: for each learner the slots are filled, hashed, signed, and the JSON is written to memory.

use std::hint::black_box;
use std::path::Path;

use elmseal::config::Workspace;
use elmseal::crypto::SigningKey;
use elmseal::descriptor::{self, Sources};
use elmseal::elm::{Form, LearnerIds, Mapper, StatusPurpose, StatusReference, display_images};
use elmseal::jsonld::Contexts;
use elmseal::jsonld::template::{Sample, Scratch, Values};
use elmseal::learners::{Context, Learner, Row, read};
use elmseal::model::ids::AwardId;
use elmseal::model::time::Timestamp;
use elmseal::proof::{Cryptosuite, DraftTemplate, ProofOptions};
use serde_json::Value;

use crate::inputs::{BASE, SEED};
use crate::worker::Work;

/// Where the sample has its grade.
const GRADE: &str = "/credentialSubject/hasClaim/provenBy/grade/noteLiteral/en";
/// How many different learners there are.
const LEARNERS: usize = 256;

fn options(text: &str) -> ProofOptions {
    let options: Value = serde_json::from_str(text).expect("JSON");
    ProofOptions {
        suite: Cryptosuite::EddsaRdfc2022,
        verification_method: options["verificationMethod"].as_str().expect("a method").to_owned(),
        created: Timestamp::parse(options["created"].as_str().expect("a time")).expect("a time"),
    }
}

/// Draws, seals and writes: what the threads do, each with a scratch of its own.
fn work(template: DraftTemplate, fill: impl Fn(usize, &mut Values) + Send + Sync + 'static) -> Work {
    thread_local! {
        static OWN: std::cell::RefCell<(Scratch, Values, Vec<u8>)> = std::cell::RefCell::default();
    }
    let key = SigningKey::from_seed(&SEED);
    Box::new(move |number| {
        OWN.with_borrow_mut(|(scratch, values, file)| {
            values.clear();
            fill(number % LEARNERS, values);
            let draft = template.draft(values, scratch).expect("the template serves it");
            let sealed = draft.seal(&key);
            file.clear();
            sealed.write_to(file).expect("memory can be written");
            black_box(&*file);
        });
    })
}

/// The archived sample: a learner has nine values in it, where the measurements of others have them, too.
pub fn archived(unsigned: &str, options_text: &str, contexts: &Contexts) -> Work {
    let document = unsigned.lines().next().expect("a document");
    let document: Value = serde_json::from_str(document).expect("JSON");
    let sample = |texts: &[String]| {
        let mut document = document.clone();
        fill(&mut document, texts);
        let mut values = Values::default();
        texts.iter().for_each(|text| values.push(text));
        Sample { document, values }
    };
    let marks = values(0xabc, |slot| format!("Mark-{slot}-Q"));
    let hostile = values(0xdef, |slot| format!("\"{slot}\\ \u{1f600}\n\u{2028}"));
    let template = DraftTemplate::compile(&[sample(&marks), sample(&hostile)], &options(options_text), contexts);
    let learners: Vec<Vec<String>> =
        (0..LEARNERS).map(|number| values(number, |slot| format!("Ána {slot} {number}"))).collect();
    work(template.expect("it is compiled"), move |number, values| {
        learners[number].iter().for_each(|text| values.push(text));
    })
}

fn uuid(number: usize) -> String {
    format!("3ef0ac26-9a1f-41c6-871b-{number:012x}")
}

/// Credential, given, family and full name, national id, certificate number, grade, date of birth, mail address.
fn values(number: usize, text: impl Fn(usize) -> String) -> Vec<String> {
    let mut values = vec![uuid(number)];
    values.extend((1..7).map(text));
    values.push(format!("19{:02}-10-01T22:00:00Z", 10 + number % 89));
    values.push(format!("learner{number}"));
    values
}

fn fill(document: &mut Value, texts: &[String]) {
    let subject = "/credentialSubject";
    let places = [
        ("/id".to_owned(), format!("urn:credential:{}", texts[0])),
        (format!("{subject}/givenName/en"), texts[1].clone()),
        (format!("{subject}/familyName/en"), texts[2].clone()),
        (format!("{subject}/fullName/en"), texts[3].clone()),
        (format!("{subject}/nationalID/notation"), texts[4].clone()),
        ("/identifier/notation".to_owned(), texts[5].clone()),
        (GRADE.to_owned(), texts[6].clone()),
        (format!("{subject}/dateOfBirth"), texts[7].clone()),
        (format!("{subject}/contactPoint/emailAddress/id"), format!("mailto:{}@learners.example", texts[8])),
    ];
    for (place, text) in places {
        *document.pointer_mut(&place).unwrap_or_else(|| panic!("the sample has no {place}")) = text.into();
    }
}

/// Our course with the display image of its demonstration: from a learner of the list to the sealed text.
pub fn course(folder: &Path, options_text: &str) -> Work {
    let workspace = Workspace::open(&folder.join("demo")).expect("the demonstration");
    let file = workspace.root.join("descriptors/ingenium-framework.toml");
    let sources = Sources { institutions: &workspace.institutions, rule_sets: &workspace.rule_sets, esco: None };
    let (descriptor, faults) = descriptor::read("course.toml", &std::fs::read(file).expect("a course"), &sources);
    let descriptor = descriptor.unwrap_or_else(|| panic!("{faults:?}"));
    let list = std::fs::File::open(workspace.root.join("learners/ingenium-framework.csv")).expect("a list");
    let context = Context {
        file_name: "list.csv",
        descriptor: &descriptor,
        mapping: None,
        time_zone: &workspace.institution.time_zone,
        today: jiff::civil::date(2026, 11, 22),
    };
    let mut learners: Vec<Learner> = Vec::new();
    read(std::io::BufReader::new(list), &context, &mut |row| {
        if let Row::Passed { learner, .. } = row {
            learners.push(*learner);
        }
        std::ops::ControlFlow::Continue(())
    });
    let images = display_images(&descriptor, &workspace.institution, &workspace.institutions).expect("an image");
    let issued = Timestamp::parse("2026-06-30T10:00:00Z").expect("a time");
    let mapper = Mapper::new(&descriptor, &workspace.institution, &workspace.institutions, None, BASE, &images, issued);
    let mapper = mapper.unwrap_or_else(|faults| panic!("{faults:?}"));
    let status = |index: u64| {
        [("revocation", StatusPurpose::Revocation), ("suspension", StatusPurpose::Suspension)]
            .map(|(name, purpose)| StatusReference { list_url: format!("{BASE}/status/{name}-1.json"), index, purpose })
    };
    let many: Vec<(Learner, LearnerIds, [StatusReference; 2])> = (0..LEARNERS)
        .map(|number| {
            let learner = learners[number % learners.len()].clone();
            let award = AwardId::parse(&format!("urn:credential:{}", uuid(number))).expect("an id");
            (learner, LearnerIds { award, seed: [u8::try_from(number).expect("few"); 32] }, status(number as u64))
        })
        .collect();
    let (first, _, places) = &many[0];
    let form = Form::Elm(places);
    let shape = mapper.shape(first, form);
    assert!(many.iter().all(|(learner, _, places)| mapper.shape(learner, Form::Elm(places)) == shape), "one shape");
    let template = DraftTemplate::compile(&mapper.samples(first, form), &options(options_text), Contexts::embedded());
    work(template.expect("it is compiled"), move |number, values| {
        let (learner, ids, places) = &many[number];
        mapper.slots(learner, ids, Form::Elm(places), values);
    })
}
