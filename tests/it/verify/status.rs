//! Status lists, validity and the log.

use super::*;

#[test]
fn a_replayed_older_status_list_is_recognised() {
    let mut world = World::new();
    world.publish_status("revocation", &[7], "2026-06-09T00:00:00Z", 2);
    let verifier = world.verifier();
    let bytes = world.bytes(&world.sealed());
    check(&verifier.verify(&bytes, world.now), Decision::Reject, &[(Status, Failed, "revoked")]);
    let kept = TrustStore::parse(verifier.seen().to_json().to_string().as_bytes()).expect("what was kept");
    world.publish_status("revocation", &[], "2026-06-08T00:00:00Z", 2);
    let report = world.verifier().with_seen(kept).verify(&bytes, world.now);
    let rows = [(Status, Inconclusive, "status-unknown"), (StatusList, Inconclusive, "status-list-older")];
    check(&report, Decision::Undecided, &rows);
}

#[test]
fn revoked_rejects_and_suspended_leaves_open() {
    let mut world = World::new();
    world.publish_status("suspension", &[7], "2026-06-08T00:00:00Z", 2);
    check(&world.report(&world.sealed()), Decision::Undecided, &[(Status, Inconclusive, "suspended")]);
    world.publish_status("revocation", &[6, 7], "2026-06-08T00:00:00Z", 2);
    check(&world.report(&world.sealed()), Decision::Reject, &[(Status, Failed, "revoked")]);
    world.publish_status("revocation", &[6, 8], "2026-06-08T00:00:00Z", 2);
    world.publish_status("suspension", &[], "2026-06-08T00:00:00Z", 2);
    check(&world.report(&world.sealed()), Decision::Accept, &[]);
}

#[test]
fn a_status_list_counts_only_if_all_is_right_with_it() {
    let unknown = |code| [(Status, Inconclusive, "status-unknown"), (StatusList, Inconclusive, code)];
    let with = |change: fn(&mut World)| {
        let mut world = World::new();
        change(&mut world);
        world.report(&world.sealed())
    };
    let url = "https://atlantic.example/status/revocation.json";
    for (code, change) in [
        (
            "status-list-unavailable",
            (|w| w.remove("https://atlantic.example/status/revocation.json")) as fn(&mut World),
        ),
        ("status-list-other", |w| {
            w.copy("https://atlantic.example/status/suspension.json", "https://atlantic.example/status/revocation.json")
        }),
        ("status-list-expired", |w| w.publish_status("revocation", &[], "2026-06-01T00:00:00Z", 2)),
        ("status-list-from-the-future", |w| w.publish_status("revocation", &[], "2026-06-11T00:00:00Z", 2)),
        ("status-key-not-listed", |w| w.publish_status("revocation", &[], "2026-06-08T00:00:00Z", 1)),
        ("status-list-not-authentic", |w| {
            w.tamper("https://atlantic.example/status/revocation.json", "2026-06-15", "2026-06-16")
        }),
        ("status-list-not-authentic", |w| w.put("https://atlantic.example/status/revocation.json", b"[]")),
        ("status-list-other-issuer", |w| w.publish_foreign_status("revocation")),
        ("status-list-other-purpose", |w| w.publish_status_as("revocation", "suspension")),
        ("status-list-valid-too-long", |w| w.publish_status_for("revocation", 32)),
        ("status-index-out-of-range", |w| w.index = 200_000),
    ] {
        check(&with(change), Decision::Undecided, &unknown(code));
    }
    // The alliance says where the list lies now; its own id stays what credentials name.
    let mut moved = World::new();
    moved.copy(url, "https://archive.example/revocation.json");
    moved.remove(url);
    moved.edit(|list| list.with_moved_status_list(&who(), url, "https://archive.example/revocation.json"));
    check(&moved.report(&moved.sealed()), Decision::Accept, &[]);
}

const STANDING: &str = "https://atlantic.example/status/standing.json";

#[test]
fn a_status_that_is_a_url_with_an_index_has_both_purposes() {
    let none: &[u64] = &[];
    let with = |lists: &[(&str, &[u64])]| {
        let mut world = World::new();
        world.publish_standing(lists);
        world.report(&world.sealed_with_reference(&format!("{STANDING}#7")))
    };
    check(&with(&[("revocation", &[6, 8]), ("suspension", none)]), Decision::Accept, &[]);
    check(&with(&[("revocation", &[7]), ("suspension", none)]), Decision::Reject, &[(Status, Failed, "revoked")]);
    let suspended = [(Status, Inconclusive, "suspended")];
    check(&with(&[("revocation", none), ("suspension", &[7])]), Decision::Undecided, &suspended);
    check(&with(&[("revocation", &[7]), ("suspension", &[7])]), Decision::Reject, &[(Status, Failed, "revoked")]);
    // A document over one list says what it says; without revocations it does not say that the award stands.
    check(&with(&[("revocation", &[7])]), Decision::Reject, &[(Status, Failed, "revoked")]);
    let code = "status-list-other-purpose";
    let unknown = [(Status, Inconclusive, "status-unknown"), (StatusList, Inconclusive, code)];
    check(&with(&[("suspension", &[7])]), Decision::Undecided, &unknown);
    check(&with(&[("revocation", none)]), Decision::Accept, &[]);
}

#[test]
fn a_status_that_is_a_url_counts_only_if_all_is_right_with_it() {
    let both: &[(&str, &[u64])] = &[("revocation", &[]), ("suspension", &[])];
    let unknown = |code| [(Status, Inconclusive, "status-unknown"), (StatusList, Inconclusive, code)];
    let malformed = |code| [(Status, Inconclusive, code), (StatusList, Inconclusive, code)];
    let mut world = World::new();
    world.publish_standing(both);
    check(&world.report(&world.sealed_with_reference(&format!("{STANDING}#0"))), Decision::Accept, &[]);
    for fragment in ["", "#", "#07", "#+7", "#-1", "#7a", "#0x7", "#list", "#18446744073709551616"] {
        let report = world.report(&world.sealed_with_reference(&format!("{STANDING}{fragment}")));
        check(&report, Decision::Undecided, &malformed("status-entry-malformed"));
    }
    let with = |change: fn(&mut World), reference: &str| {
        let mut world = World::new();
        world.publish_standing(&[("revocation", &[]), ("suspension", &[])]);
        change(&mut world);
        world.report(&world.sealed_with_reference(reference))
    };
    let seven = format!("{STANDING}#7");
    for (code, reference, change) in [
        ("status-list-unavailable", &seven, (|w| w.remove(STANDING)) as fn(&mut World)),
        ("status-index-out-of-range", &format!("{STANDING}#131072"), |_| {}),
        ("status-list-other", &seven, |w| w.copy("https://atlantic.example/status/revocation.json", STANDING)),
        ("status-list-other-issuer", &seven, World::publish_foreign_standing),
        ("status-list-not-authentic", &seven, |w| w.tamper(STANDING, "\"suspension\"", "\"refresh\"")),
    ] {
        check(&with(change, reference), Decision::Undecided, &unknown(code));
    }
    // An entry of the specification's own kind wants a list of one purpose.
    let mut document = world.credential();
    document["credentialStatus"][0]["statusListCredential"] = json!(STANDING);
    let report = world.report(&world.seal(document, 1, "did:web:atlantic.example#key-1", SEALED));
    check(&report, Decision::Undecided, &unknown("status-list-malformed"));
}

#[test]
fn a_credential_without_status_has_nothing_to_look_up() {
    let world = World::new();
    let mut document = world.credential();
    document.as_object_mut().expect("an object").remove("credentialStatus");
    let sealed = world.seal(document, 1, "did:web:atlantic.example#key-1", SEALED);
    let rows = [(Status, NotApplicable, "no-status"), (StatusList, NotApplicable, "no-status")];
    check(&world.report(&sealed), Decision::Accept, &rows);
}

#[test]
fn a_list_under_an_endless_address_is_not_remembered() {
    let mut world = World::new();
    let long = format!("https://atlantic.example/status/{}.json", "x".repeat(2_100));
    world.copy("https://atlantic.example/status/revocation.json", &long);
    let mut document = world.credential();
    document["credentialStatus"][0]["statusListCredential"] = json!(long);
    let report = world.report(&world.seal(document, 1, "did:web:atlantic.example#key-1", SEALED));
    let code = "status-entry-malformed";
    check(&report, Decision::Undecided, &[(Status, Inconclusive, code), (StatusList, Inconclusive, code)]);
}

#[test]
fn an_entry_of_several_bits_is_not_read_as_one() {
    let world = World::new();
    let with = |size: u8| {
        let mut document = world.credential();
        document["credentialStatus"][0]["statusSize"] = json!(size);
        world.report(&world.seal(document, 1, "did:web:atlantic.example#key-1", SEALED))
    };
    check(&with(1), Decision::Accept, &[]);
    let code = "status-size-unknown";
    check(&with(2), Decision::Undecided, &[(Status, Inconclusive, code), (StatusList, Inconclusive, code)]);
}

#[test]
fn a_credential_has_its_time() {
    let world = World::new();
    let seal = |member: &str, time: &str| {
        let mut document = world.credential();
        document[member] = json!(time);
        world.seal(document, 1, "did:web:atlantic.example#key-1", SEALED)
    };
    let reject = |code| [(Validity, Failed, code)];
    for member in ["validUntil", "expirationDate"] {
        check(&world.report(&seal(member, "2026-06-09T23:59:59Z")), Decision::Reject, &reject("expired"));
        check(&world.report(&seal(member, "2026-06-10T00:00:00Z")), Decision::Reject, &reject("expired"));
        check(&world.report(&seal(member, "2026-06-10T00:00:01Z")), Decision::Accept, &[]);
    }
    for member in ["validFrom", "issuanceDate"] {
        check(&world.report(&seal(member, "2026-06-10T00:05:01Z")), Decision::Reject, &reject("not-yet-valid"));
        check(&world.report(&seal(member, "2026-06-10T00:05:00Z")), Decision::Accept, &[]);
    }
    let future = world.seal(world.credential(), 1, "did:web:atlantic.example#key-1", "2026-06-11T00:00:00Z");
    check(&world.report(&future), Decision::Reject, &reject("not-yet-valid"));
    let naive = seal("validUntil", "2036-06-10T00:00:00");
    check(&world.report(&naive), Decision::Undecided, &[(Validity, Inconclusive, "date-unreadable")]);
}

#[test]
fn a_proof_of_inclusion_only_informs() {
    let world = World::new();
    let bytes = world.bytes(&world.sealed());
    let report = |inclusion: &[u8]| {
        world.verifier().verify_as_asked(&bytes, Asked { inclusion: Some(inclusion), ..Asked::default() }, world.now)
    };
    check(&report(&world.inclusion(&bytes, 3)), Decision::Accept, &[(Log, Passed, "in-log")]);
    check(&report(&world.inclusion(b"other", 3)), Decision::Accept, &[(Log, Failed, "not-in-log")]);
    check(&report(&world.inclusion(&bytes, 4)), Decision::Accept, &[(Log, Failed, "not-in-log")]);
    check(&report(b"{}"), Decision::Accept, &[(Log, Failed, "inclusion-proof-malformed")]);
}
