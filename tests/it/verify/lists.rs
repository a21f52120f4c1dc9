//! What lists of trusted institutions say, and lists that cannot be relied on.

use super::*;

#[test]
fn an_unlisted_issuer_is_undecided() {
    let mut world = World::new();
    world.replace_list(0, |list| list.entities.clear());
    check(
        &world.report(&world.sealed()),
        Decision::Undecided,
        &[
            (IssuerKey, Inconclusive, "key-not-listed"),
            (TrustList, Failed, "issuer-not-listed"),
            (Scope, Inconclusive, "issuer-not-listed"),
            (AwardingBodies, Inconclusive, "issuer-not-listed"),
            (TrustAtSealing, Inconclusive, "issuer-not-listed"),
            (TrustNow, Inconclusive, "issuer-not-listed"),
        ],
    );
    world.lists.clear();
    check(
        &world.report(&world.sealed()),
        Decision::Undecided,
        &[
            (IssuerKey, Inconclusive, "no-list"),
            (TrustList, Inconclusive, "no-list"),
            (Scope, Inconclusive, "no-list"),
            (AwardingBodies, Inconclusive, "no-list"),
            (TrustAtSealing, Inconclusive, "no-list"),
            (TrustNow, Inconclusive, "no-list"),
        ],
    );
}

/// The rows that an unusable list leaves open.
fn open(code: &'static str) -> Vec<Row> {
    [IssuerKey, TrustList, Scope, AwardingBodies, TrustAtSealing, TrustNow]
        .map(|row| (row, Inconclusive, code))
        .to_vec()
}

#[test]
fn a_list_that_cannot_be_relied_on_leaves_trust_open() {
    let world = World::new();
    let later = at("2026-06-20T00:00:00Z");
    let mut rows = open("list-expired");
    rows.push((StatusList, Inconclusive, "status-list-expired"));
    rows.push((Status, Inconclusive, "status-unknown"));
    let report = world.verifier().verify(&world.bytes(&world.sealed()), later);
    check(&report, Decision::Undecided, &rows);
    assert_eq!(report.lists[0].state, "expired");

    let mut foreign = World::new();
    foreign.lists[0].root.keys = vec![[0; 32]];
    check(&foreign.report(&foreign.sealed()), Decision::Undecided, &open("list-unverified"));

    let mut gone = World::new();
    gone.lists[0].url = Some("https://alliance.example/trust/example.jwt".into());
    check(&gone.report(&gone.sealed()), Decision::Undecided, &open("list-unavailable"));
    gone.publish_list(0);
    check(&gone.report(&gone.sealed()), Decision::Accept, &[]);
}

#[test]
fn a_replayed_older_trust_list_is_recognised() {
    let mut world = World::new();
    let old = world.lists[0].list.clone();
    world.edit(|list| list.with_standing(&who(), Standing::Withdrawn, at("2026-06-05T00:00:00Z")));
    let verifier = world.verifier();
    let bytes = world.bytes(&world.sealed());
    check(&verifier.verify(&bytes, world.now), Decision::Undecided, &[(TrustNow, Failed, "issuer-withdrawn")]);
    // The next start of the verifier is shown the list from before the withdrawal.
    let kept = TrustStore::parse(verifier.seen().to_json().to_string().as_bytes()).expect("what was kept");
    world.lists[0].list = old;
    let report = world.verifier().with_seen(kept).verify(&bytes, world.now);
    check(&report, Decision::Undecided, &open("list-rolled-back"));
    assert_eq!(report.lists[0].state, "rolled-back");
    // Without memory it would pass, which is why it is kept.
    check(&world.report(&world.sealed()), Decision::Accept, &[]);
}

#[test]
fn another_list_with_the_same_number_is_recognised() {
    let mut world = World::new();
    let verifier = world.verifier();
    let bytes = world.bytes(&world.sealed());
    check(&verifier.verify(&bytes, world.now), Decision::Accept, &[]);
    world.replace_list(0, |list| list.entities[0].names[0].1 = "Other".into());
    let report = world.verifier().with_seen(verifier.seen()).verify(&bytes, world.now);
    check(&report, Decision::Undecided, &open("list-equivocated"));
}

#[test]
fn an_awarding_body_needs_to_have_given_a_mandate() {
    let mut world = World::new();
    let foreign = |id: &str, legal_id: Option<&str>| {
        let mut body = super::world::organisation(id, "Lapland University", legal_id.unwrap_or("x"));
        if legal_id.is_none() {
            body.as_object_mut().expect("an object").remove("eIDASIdentifier");
        }
        body
    };
    let seal =
        |world: &World, body: &Value| world.seal(world.awarded_by(body), 1, "did:web:atlantic.example#key-1", SEALED);
    let lapland = foreign("did:web:lapland.example", Some("VATFI-01090445"));
    let by_id = foreign("https://atlantic.example/id/organisation/1", Some("VATFI-01090445"));
    let reject = |code| [(AwardingBodies, Failed, code)];
    for body in [&lapland, &by_id] {
        check(&world.report(&seal(&world, body)), Decision::Reject, &reject("no-mandate"));
    }
    // A name alone never is an identity.
    let nameless = foreign("https://atlantic.example/id/organisation/1", None);
    check(&world.report(&seal(&world, &nameless)), Decision::Reject, &reject("awarding-body-unidentified"));
    // The issuer's DID with somebody else's legal identifier, and the other way round, are nobody.
    let mixed = foreign("did:web:lapland.example", Some(LEGAL_ID));
    world.edit(|list| list.with_member(&super::world::lapland(), at("2026-06-01T00:00:00Z")));
    check(&world.report(&seal(&world, &mixed)), Decision::Reject, &reject("awarding-body-ambiguous"));

    check(&world.report(&seal(&world, &lapland)), Decision::Reject, &reject("no-mandate"));
    let scope = Scope { on_behalf_of: vec!["VATFI-01090445".into()], ..super::world::scope() };
    world.edit(|list| list.with_scope(&who(), &scope, at("2026-06-02T00:00:00Z")));
    for body in [&lapland, &by_id] {
        let report = world.report(&seal(&world, body));
        check(&report, Decision::Accept, &[]);
        let shown = report.credential.expect("a summary");
        assert_eq!(shown.awarding_bodies[0].names, [("en".to_owned(), "University of Lapland".to_owned())]);
    }
    // The mandate came later than the sealing.
    let mut late = World::new();
    late.edit(|list| list.with_scope(&who(), &scope, at("2026-06-03T00:00:00Z")));
    check(&late.report(&seal(&late, &lapland)), Decision::Reject, &reject("no-mandate"));
}

#[test]
fn the_issuers_identifier_must_be_the_one_on_the_list() {
    let world = World::new();
    let seal = |change: fn(&mut Value)| {
        let mut issuer = world.credential()["issuer"].clone();
        change(&mut issuer);
        let mut document = world.awarded_by(&issuer);
        document["issuer"] = issuer;
        world.seal(document, 1, "did:web:atlantic.example#key-1", SEALED)
    };
    let other = seal(|issuer| issuer["eIDASIdentifier"]["notation"] = json!("VATGB-OXFORD"));
    let rows = [(IssuerKey, Failed, "identity-mismatch"), (AwardingBodies, Failed, "awarding-body-ambiguous")];
    let report = world.report(&other);
    check(&report, Decision::Reject, &rows);
    let shown = report.credential.and_then(|shown| shown.issuer).expect("an issuer");
    assert_eq!(shown.names, [], "no listed name stands beside an identifier that is not the entity's");
    let absent = seal(|issuer| drop(issuer.as_object_mut().expect("an object").remove("eIDASIdentifier")));
    check(&world.report(&absent), Decision::Undecided, &[(IssuerKey, Inconclusive, "identity-absent")]);
}

#[test]
fn what_lies_out_of_scope_is_undecided() {
    let with = |scope: Scope| {
        let mut world = World::new();
        world.edit(|list| list.with_scope(&who(), &scope, at("2026-06-01T00:00:00Z")));
        world.report(&world.sealed())
    };
    let texts = |all: &[&str]| Some(all.iter().map(|text| (*text).to_owned()).collect());
    let out = [(Scope, Failed, "out-of-scope")];
    let unknown = [(Scope, Inconclusive, "scope-unknown")];
    let profile = "http://data.europa.eu/snb/credential/e34929035b";
    for (scope, decision, rows) in [
        (Scope { eqf_levels: Some(vec![7, 8]), ..Scope::default() }, Decision::Undecided, &out[..]),
        (Scope { eqf_levels: Some(vec![]), ..Scope::default() }, Decision::Undecided, &out),
        (Scope { isced_f: texts(&["061"]), ..Scope::default() }, Decision::Undecided, &out),
        (Scope { isced_f: texts(&["05", "061"]), ..Scope::default() }, Decision::Accept, &[]),
        (Scope { types: texts(&["OpenBadgeCredential"]), ..Scope::default() }, Decision::Undecided, &out),
        (Scope { types: texts(&["EuropeanDigitalCredential"]), ..Scope::default() }, Decision::Accept, &[]),
        (Scope { profiles: texts(&["http://x.example/p"]), ..Scope::default() }, Decision::Undecided, &out),
        (Scope { profiles: texts(&[profile]), ..Scope::default() }, Decision::Accept, &[]),
    ] {
        check(&with(scope), decision, rows);
    }
    let mut world = World::new();
    world.edit(|list| list.with_scope(&who(), &super::world::scope(), at("2026-06-01T00:00:00Z")));
    let mut silent = world.credential();
    silent["credentialSubject"]["hasClaim"]["specifiedBy"].as_object_mut().expect("an object").remove("eqfLevel");
    let sealed = world.seal(silent, 1, "did:web:atlantic.example#key-1", SEALED);
    check(&world.report(&sealed), Decision::Undecided, &unknown);
}

#[test]
fn a_level_that_one_achievement_states_does_not_cover_another() {
    let mut world = World::new();
    world.edit(|list| list.with_scope(&who(), &super::world::scope(), at("2026-06-01T00:00:00Z")));
    let with = |other: Value| {
        let mut document = world.credential();
        let first = document["credentialSubject"]["hasClaim"].clone();
        document["credentialSubject"]["hasClaim"] = json!([other, first]);
        world.report(&world.seal(document, 1, "did:web:atlantic.example#key-1", SEALED))
    };
    let silent = json!({"id": "urn:x:claim", "type": "LearningAchievement", "title": {"en": "Doctor of Law"}});
    check(&with(silent.clone()), Decision::Undecided, &[(Scope, Inconclusive, "scope-unknown")]);
    let mut whole = silent;
    whole["hasPart"] = json!("urn:epass:learningAchievement:1");
    check(&with(whole), Decision::Accept, &[]);
    let activity = json!({"id": "urn:x:claim", "type": "LearningActivity", "title": {"en": "Lectures"}});
    check(&with(activity), Decision::Accept, &[]);
}

#[test]
fn nobody_is_shown_for_the_achievement_of_another() {
    let world = World::new();
    let mut document = world.credential();
    let other = json!({"id": "urn:epass:person:2", "type": "Person", "fullName": {"en": "Bran"}});
    document["credentialSubject"] = json!([document["credentialSubject"], other]);
    let sealed = world.seal(document, 1, "did:web:atlantic.example#key-1", SEALED);
    let mut turned = sealed.clone();
    turned["credentialSubject"].as_array_mut().expect("two").reverse();
    for (document, learners) in [(sealed, "Aoife Ní Bhriain, Bran"), (turned, "Bran, Aoife Ní Bhriain")] {
        let report = world.report(&document);
        check(&report, Decision::Accept, &[]);
        assert_eq!(report.credential.expect("a summary").learner.as_deref(), Some(learners));
    }
}

#[test]
fn a_stranger_does_not_get_the_name_of_whose_identifier_it_claims() {
    let world = World::new();
    let did = format!("did:key:{}", multikey(66));
    let stranger = super::world::organisation(&did, "Atlantic", LEGAL_ID);
    let mut document = world.awarded_by(&super::world::organisation("did:web:atlantic.example", "Atlantic", LEGAL_ID));
    document["issuer"] = stranger;
    document["issuer"]["eIDASIdentifier"] = json!({"id": "urn:x:1", "type": "LegalIdentifier", "notation": LEGAL_ID});
    document.as_object_mut().expect("an object").remove("credentialStatus");
    let sealed = world.seal(document, 66, &format!("{did}#{}", multikey(66)), SEALED);
    let report = world.report(&sealed);
    assert_eq!(report.decision, Decision::Undecided);
    let shown = report.credential.expect("a summary");
    assert_eq!(shown.issuer.expect("an issuer").names, []);
    assert_eq!(shown.awarding_bodies[0].names, []);
}

#[test]
fn a_standing_that_changed_shows_now_and_then() {
    let day = at("2026-06-05T00:00:00Z");
    for (standing, code) in [(Standing::Withdrawn, "issuer-withdrawn"), (Standing::Suspended, "issuer-suspended")] {
        let mut world = World::new();
        world.edit(|list| list.with_standing(&who(), standing, day));
        check(&world.report(&world.sealed()), Decision::Undecided, &[(TrustNow, Failed, code)]);
        // A time that the issuer claims counts against it.
        let late = world.seal(world.credential(), 1, "did:web:atlantic.example#key-1", "2026-06-06T00:00:00Z");
        let rows = [(TrustNow, Failed, code), (TrustAtSealing, Failed, "not-granted-then")];
        check(&world.report(&late), Decision::Undecided, &rows);
        world.edit(|list| list.with_standing(&who(), Standing::Granted, day.plus_seconds(3 * 86_400)));
        check(&world.report(&world.sealed()), Decision::Accept, &[]);
        let gap = world.report(&late);
        check(&gap, Decision::Undecided, &[(TrustAtSealing, Failed, "not-granted-then")]);
    }
}

#[test]
fn of_two_lists_that_disagree_neither_is_believed_alone() {
    let day = at("2026-06-05T00:00:00Z");
    let disagreeing = |edit: &dyn Fn(&AllianceList) -> AllianceList| {
        let mut world = World::new();
        let mut second = List::new("second", world.lists[0].list.clone());
        second.list = edit(&second.list);
        world.lists.push(second);
        world
    };
    let withdrawn = |list: &AllianceList| list.with_standing(&who(), Standing::Withdrawn, day).expect("a change");
    let agree = disagreeing(&AllianceList::clone);
    check(&agree.report(&agree.sealed()), Decision::Accept, &[]);

    let mut world = disagreeing(&withdrawn);
    let report = world.report(&world.sealed());
    check(&report, Decision::Undecided, &[(TrustNow, Inconclusive, "lists-disagree")]);
    assert_eq!(report.row(TrustNow).detail, "the lists disagree: `example` says granted, `second` says withdrawn");
    world.lists[1].root.authoritative_for = vec!["FI".into()];
    check(&world.report(&world.sealed()), Decision::Undecided, &[(TrustNow, Inconclusive, "lists-disagree")]);
    world.lists[1].root.authoritative_for = vec!["IE".into()];
    check(&world.report(&world.sealed()), Decision::Undecided, &[(TrustNow, Failed, "issuer-withdrawn")]);

    let stolen = |list: &AllianceList| {
        let rest = [multikey(1), multikey(11)];
        let list = list.with_keys(&who(), ServiceKind::Issuance, &rest, at("2026-06-01T00:00:00Z")).expect("a change");
        list.with_compromised_key(&who(), &multikey(1), None, day).expect("a change")
    };
    let mut world = disagreeing(&stolen);
    check(&world.report(&world.sealed()), Decision::Undecided, &[(IssuerKey, Inconclusive, "lists-disagree")]);
    world.lists[1].root.authoritative_for = vec!["*".into()];
    check(&world.report(&world.sealed()), Decision::Reject, &[(IssuerKey, Failed, "key-compromised")]);

    let narrow = |list: &AllianceList| {
        let scope = Scope { eqf_levels: Some(vec![8]), ..Scope::default() };
        list.with_scope(&who(), &scope, at("2026-06-01T00:00:00Z")).expect("a change")
    };
    let world = disagreeing(&narrow);
    check(&world.report(&world.sealed()), Decision::Undecided, &[(Scope, Inconclusive, "lists-disagree")]);

    // One list that cannot be asked might be the one that knows better.
    let mut world = disagreeing(&AllianceList::clone);
    world.lists[1].root.keys = vec![[0; 32]];
    check(&world.report(&world.sealed()), Decision::Undecided, &[(TrustList, Inconclusive, "list-unverified")]);
}
