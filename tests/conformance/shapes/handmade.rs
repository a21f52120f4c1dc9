//! A change by hand for each kind of rule, on the sample of a micro-credential.

use serde_json::{Value, json};

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

/// A name, and what it changes.
pub type Mutation = (&'static str, Box<dyn Fn(&mut Value)>);

/// The changes.
pub fn mutations() -> Vec<Mutation> {
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
