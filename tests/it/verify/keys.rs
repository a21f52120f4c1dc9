//! Whose key sealed it: rotation, lost and stolen domains, stolen keys.

use super::*;

#[test]
fn two_keys_under_one_did_are_both_the_issuers() {
    let mut world = World::new();
    world.edit(|list| {
        list.with_keys(&who(), ServiceKind::Issuance, &[multikey(1), multikey(11)], at("2026-06-01T00:00:00Z"))
    });
    for seed in [1, 11] {
        let document = world.seal(world.credential(), seed, "did:web:atlantic.example#key-1", SEALED);
        check(&world.report(&document), Decision::Accept, &[]);
    }
    let third = world.seal(world.credential(), 12, "did:web:atlantic.example#key-1", SEALED);
    world.publish_did(&[("key-1", 1), ("key-2", 11)]);
    check_stopped(
        &world.report(&third),
        Decision::Reject,
        (Integrity, Failed, "content-not-sealed"),
        (Proof, Failed, "signature-mismatch"),
    );
}

#[test]
fn an_old_credential_stays_good_after_a_rotation() {
    let mut world = World::new();
    let rotation = at("2026-06-05T00:00:00Z");
    world.edit(|list| list.with_keys(&who(), ServiceKind::Issuance, &[multikey(11)], rotation));
    world.publish_did(&[("key-2", 11)]);
    check(&world.report(&world.sealed()), Decision::Accept, &[]);
    let new = world.seal(world.credential(), 11, "did:web:atlantic.example#key-2", "2026-06-06T00:00:00Z");
    check(&world.report(&new), Decision::Accept, &[]);
    // The old key says that it sealed after it was replaced.
    let late = world.seal(world.credential(), 1, "did:web:atlantic.example#key-1", "2026-06-06T00:00:00Z");
    check(&world.report(&late), Decision::Undecided, &[(IssuerKey, Inconclusive, "key-not-listed-then")]);
}

/// What a member's first key sealed, after so many rotations and without its did:web, and the same changed.
fn after_rotations(count: u8) -> [Report; 2] {
    let mut world = World::new();
    let sealed = world.sealed();
    for number in 0..count {
        let day = at("2026-06-05T00:00:00Z").plus_seconds(60 * i64::from(number));
        world.edit(|list| list.with_keys(&who(), ServiceKind::Issuance, &[multikey(100 + number)], day));
    }
    world.publish_did(&[("key-1", 99)]);
    let mut changed = sealed.clone();
    changed["credentialSubject"]["givenName"]["en"] = json!("Eve");
    [world.report(&sealed), world.report(&changed)]
}

#[test]
fn many_rotations_never_turn_an_old_credential_into_a_forged_one() {
    let [sealed, changed] = after_rotations(20);
    check(&sealed, Decision::Accept, &[]);
    check_stopped(
        &changed,
        Decision::Reject,
        (Integrity, Failed, "content-not-sealed"),
        (Proof, Failed, "signature-mismatch"),
    );
    // Beyond the number of keys that are tried nothing is known of either.
    for report in after_rotations(70) {
        check_stopped(
            &report,
            Decision::Undecided,
            (Integrity, Inconclusive, "not-checked"),
            (Proof, Inconclusive, "key-unavailable"),
        );
    }
}

#[test]
fn a_vanished_did_web_kills_nothing_and_proves_nothing() {
    let mut world = World::new();
    world.remove("https://atlantic.example/.well-known/did.json");
    check(&world.report(&world.sealed()), Decision::Accept, &[]);
    // Its tampered twin: the key that made the seal may be one that nobody can ask for any more.
    let mut tampered = world.sealed();
    tampered["credentialSubject"]["givenName"]["en"] = json!("Eve");
    check_stopped(
        &world.report(&tampered),
        Decision::Undecided,
        (Integrity, Inconclusive, "not-checked"),
        (Proof, Inconclusive, "key-unavailable"),
    );
    // Where the method names its key, the twin is known to be forged.
    let method = format!("did:web:atlantic.example#{}", multikey(1));
    let mut named = world.seal(world.credential(), 1, &method, SEALED);
    check(&world.report(&named), Decision::Accept, &[]);
    named["credentialSubject"]["givenName"]["en"] = json!("Eve");
    check_stopped(
        &world.report(&named),
        Decision::Reject,
        (Integrity, Failed, "content-not-sealed"),
        (Proof, Failed, "signature-mismatch"),
    );
}

#[test]
fn a_hijacked_did_web_forges_nothing() {
    let mut world = World::new();
    world.publish_did(&[("key-1", 66)]);
    check(&world.report(&world.sealed()), Decision::Accept, &[]);
    let forged = world.seal(world.credential(), 66, "did:web:atlantic.example#key-1", SEALED);
    check(&world.report(&forged), Decision::Undecided, &[(IssuerKey, Inconclusive, "key-not-listed")]);
}

#[test]
fn a_key_that_only_the_did_document_has_is_inconclusive() {
    let mut world = World::new();
    world.publish_did(&[("key-1", 1), ("key-2", 11)]);
    let document = world.seal(world.credential(), 11, "did:web:atlantic.example#key-2", SEALED);
    check(&world.report(&document), Decision::Undecided, &[(IssuerKey, Inconclusive, "key-not-listed")]);
    // A key of another role is no issuing key.
    world.publish_did(&[("key-1", 1), ("status", 2)]);
    let status_key = world.seal(world.credential(), 2, "did:web:atlantic.example#status", SEALED);
    check(&world.report(&status_key), Decision::Undecided, &[(IssuerKey, Inconclusive, "key-not-listed")]);
}

#[test]
fn a_compromised_key_rejects_whatever_it_claims() {
    let day = at("2026-06-05T00:00:00Z");
    let mut world = World::new();
    world.edit(|list| list.with_compromised_key(&who(), &multikey(1), None, day));
    let stolen = (IssuerKey, Failed, "key-compromised");
    check(&world.report(&world.sealed()), Decision::Reject, &[stolen, (TrustNow, Failed, "issuer-compromised")]);
    // With a new key the member goes on; what the old one sealed stays rejected.
    world.edit(|list| list.with_keys(&who(), ServiceKind::Issuance, &[multikey(11)], day.plus_seconds(60)));
    check(&world.report(&world.sealed()), Decision::Reject, &[stolen]);
    let new = world.seal(world.credential(), 11, "did:web:atlantic.example#key-2", "2026-06-06T00:00:00Z");
    check(&world.report(&new), Decision::Accept, &[]);
    // A status key in other hands says nothing any more.
    let mut world = World::new();
    world.edit(|list| list.with_compromised_key(&who(), &multikey(2), None, day));
    let rows = [(Status, Inconclusive, "status-unknown"), (StatusList, Inconclusive, "status-key-compromised")];
    check(&world.report(&world.sealed()), Decision::Undecided, &rows);
}

#[test]
fn a_did_key_speaks_for_itself_and_nobody_vouches_for_it() {
    let world = World::new();
    let did = format!("did:key:{}", multikey(77));
    let mut issuer = world.credential()["issuer"].clone();
    issuer["id"] = json!(did);
    let mut document = world.awarded_by(&issuer);
    document["issuer"] = issuer;
    document.as_object_mut().expect("an object").remove("credentialStatus");
    let method = format!("{did}#{}", multikey(77));
    let sealed = world.seal(document, 77, &method, SEALED);
    check(
        &world.report(&sealed),
        Decision::Undecided,
        &[
            (IssuerKey, Passed, "key-is-issuer"),
            (TrustList, Failed, "issuer-not-listed"),
            (Scope, Inconclusive, "issuer-not-listed"),
            (AwardingBodies, Inconclusive, "issuer-not-listed"),
            (TrustAtSealing, Inconclusive, "issuer-not-listed"),
            (TrustNow, Inconclusive, "issuer-not-listed"),
            (Status, NotApplicable, "no-status"),
            (StatusList, NotApplicable, "no-status"),
        ],
    );
}

#[test]
fn the_dates_of_a_published_key_are_respected() {
    let created = SEALED;
    for (expires, revoked, good) in [
        (None, None, true),
        (Some("2026-06-03T00:00:00Z"), None, true),
        (Some(created), None, false),
        (None, Some("2026-06-11T00:00:00Z"), true),
        (None, Some("2026-06-10T00:00:00Z"), false),
    ] {
        let mut world = World::new();
        world.publish_dated(11, expires, revoked);
        let sealed = world.seal(world.credential(), 11, "did:web:atlantic.example#dated", created);
        let report = world.report(&sealed);
        if good {
            check(&report, Decision::Undecided, &[(IssuerKey, Inconclusive, "key-not-listed")]);
        } else {
            let unchecked = (Integrity, Inconclusive, "not-checked");
            check_stopped(&report, Decision::Reject, unchecked, (Proof, Failed, "method-not-authorized"));
        }
    }
}

#[test]
fn no_changed_byte_is_accepted() {
    let world = World::new();
    let verifier = world.verifier();
    let bytes = world.bytes(&world.sealed());
    for place in (0..bytes.len()).step_by(29) {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        assert_ne!(verifier.verify(&changed, world.now).decision, Decision::Accept, "byte {place}");
    }
}

/// The university's credential as a JWT of VCDM 1.1 by the key of `seed`, made at `iat`.
fn token(world: &World, seed: u8, iat: &str, credential: &Value) -> Report {
    use elmseal::crypto::encoding::to_base64url;
    use world::{DID, key};

    let part = |value: Value| to_base64url(value.to_string().as_bytes());
    let header = part(json!({"alg": "EdDSA", "typ": "JWT", "kid": format!("{DID}#key-1")}));
    let claims = part(json!({"iss": DID, "jti": credential["id"], "iat": at(iat).unix(), "vc": credential}));
    let input = format!("{header}.{claims}");
    let signature = to_base64url(&key(seed).sign(input.as_bytes()).to_bytes());
    world.verifier().verify(format!("{input}.{signature}").as_bytes(), world.now)
}

#[test]
fn a_token_by_a_listed_key_counts_as_a_proof_by_it_does() {
    let mut world = World::new();
    let credential = world.credential();
    check(&token(&world, 1, SEALED, &credential), Decision::Accept, &[]);
    // The domain is lost: the list still knows the key.
    world.remove("https://atlantic.example/.well-known/did.json");
    check(&token(&world, 1, SEALED, &credential), Decision::Accept, &[]);
    // A key of the DID's document alone is one that nobody vouches for.
    world.publish_did(&[("key-1", 12)]);
    let row = (IssuerKey, Inconclusive, "key-not-listed");
    check(&token(&world, 12, SEALED, &credential), Decision::Undecided, &[row]);
    let report = token(&world, 13, SEALED, &credential);
    assert_eq!((report.decision, report.row(Proof).code), (Decision::Reject, "signature-mismatch"));
    // A replaced key counts for what was made before.
    let rotation = at("2026-06-05T00:00:00Z");
    world.edit(|list| list.with_keys(&who(), ServiceKind::Issuance, &[multikey(11)], rotation));
    check(&token(&world, 1, SEALED, &credential), Decision::Accept, &[]);
    let row = (IssuerKey, Inconclusive, "key-not-listed-then");
    check(&token(&world, 1, "2026-06-06T00:00:00Z", &credential), Decision::Undecided, &[row]);
    // Revoked is revoked.
    world.publish_status("revocation", &[7], "2026-06-09T00:00:00Z", 2);
    let report = token(&world, 1, SEALED, &credential);
    assert_eq!((report.decision, report.row(Status).code), (Decision::Reject, "revoked"));
}
