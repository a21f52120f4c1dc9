//! What a stranger can seal to keep the verifier busy: it is authentic, and it is answered soon.
//!
//! Sizes are such that work or memory for each pair of nodes would not end within the life of a test run.

use super::*;

/// The university's credential as sealed by a stranger, with `claims` instead of its own.
fn sealed_by_stranger(world: &World, claims: Value) -> Value {
    let mut document = world.credential();
    let did = format!("did:key:{}", multikey(66));
    document["issuer"] = json!(did);
    document.as_object_mut().expect("an object").remove("credentialStatus");
    document["credentialSubject"]["hasClaim"] = claims;
    world.seal(document, 66, &format!("{did}#{}", multikey(66)), SEALED)
}

/// The first of `count` things is `whole`, the others refer to it by its id.
fn shared(whole: &Value, index: usize) -> Value {
    if index == 0 { whole.clone() } else { whole["id"].clone() }
}

fn texts(count: usize) -> Value {
    let tag = |index: usize| format!("x-{index}");
    Value::Object((0..count).map(|index| (tag(index), json!("A"))).collect())
}

#[test]
fn assessments_that_many_achievements_share_are_shown_once() {
    let world = World::new();
    let assessment = |index: usize| {
        json!({
            "id": format!("urn:x:assessment:{index}"),
            "grade": if index == 0 {
                json!({"id": "urn:x:note", "noteLiteral": {"en": "A"}})
            } else {
                json!("urn:x:note")
            },
        })
    };
    let mut whole = assessment(0);
    whole["hasPart"] = (1..4_000).map(assessment).collect();
    let claims =
        (0..4_000).map(|index| json!({"id": format!("urn:x:claim:{index}"), "provenBy": shared(&whole, index)}));
    let report = world.report(&sealed_by_stranger(&world, claims.collect()));
    assert_eq!(report.decision, Decision::Undecided);
    assert_eq!(report.credential.expect("a summary").grades.len(), 4_000);
}

#[test]
fn texts_in_more_languages_than_there_are_are_not_shown() {
    let world = World::new();
    let note = json!({"id": "urn:x:note", "noteLiteral": texts(4_000)});
    let claims = (0..4_000).map(|index| {
        let assessment = json!({"id": format!("urn:x:assessment:{index}"), "grade": shared(&note, index)});
        json!({"id": format!("urn:x:claim:{index}"), "provenBy": assessment})
    });
    let report = world.report(&sealed_by_stranger(&world, claims.collect()));
    assert_eq!(report.decision, Decision::Undecided);
    assert_eq!(report.credential.expect("a summary").grades, []);
}

#[test]
fn awarding_bodies_beyond_the_bound_leave_the_answer_open() {
    let world = World::new();
    let identifier =
        json!({"id": "urn:x:identifier", "notation": (0..4_000).map(|n| n.to_string()).collect::<Vec<_>>()});
    let body =
        |index: usize| json!({"id": format!("urn:x:body:{index}"), "eIDASIdentifier": shared(&identifier, index)});
    let process = json!({"id": "urn:x:process", "awardingBody": (0..4_000).map(body).collect::<Vec<_>>()});
    let claims: Value = (0..3_000)
        .map(|index| json!({"id": format!("urn:x:claim:{index}"), "awardedBy": shared(&process, index)}))
        .collect();
    let report = world.report(&sealed_by_stranger(&world, claims.clone()));
    assert_eq!(report.decision, Decision::Undecided);
    assert_eq!(report.credential.expect("a summary").awarding_bodies, []);

    // Nor does the issuer itself get an answer that was not looked for.
    let mut document = world.credential();
    document["credentialSubject"]["hasClaim"] = claims;
    let sealed = world.seal(document, 1, "did:web:atlantic.example#key-1", SEALED);
    let report = world.report(&sealed);
    let row = report.checks.iter().find(|row| row.check == AwardingBodies).expect("a row");
    assert_eq!((row.outcome, row.code), (Inconclusive, "awarding-bodies-many"));
    assert_eq!(report.decision, Decision::Undecided);
}

#[test]
fn long_documents_are_not_compared_with_the_profile() {
    let world = World::new();
    let schemes: Vec<Value> =
        (0..4_000).map(|index| json!({"id": format!("urn:x:scheme:{index}"), "type": "ConceptScheme"})).collect();
    let concept = json!({"id": "urn:x:concept", "type": "Concept", "inScheme": schemes});
    let claims = (0..3_000).map(|index| {
        json!({"id": format!("urn:x:claim:{index}"), "type": "LearningAchievement", "dcType": shared(&concept, index)})
    });
    let report = world.report(&sealed_by_stranger(&world, claims.collect()));
    let row = report.checks.iter().find(|row| row.check == Profile).expect("a row");
    assert_eq!((row.outcome, row.code), (Inconclusive, "profile-too-long"));
}

#[test]
fn many_types_of_one_node_are_read_soon() {
    let world = World::new();
    let types: Vec<String> = (0..18_000).map(|index| format!("urn:x:type:{index}")).collect();
    let claim = json!({"id": "urn:x:claim", "type": types});
    assert_eq!(world.report(&sealed_by_stranger(&world, claim)).decision, Decision::Undecided);
}
