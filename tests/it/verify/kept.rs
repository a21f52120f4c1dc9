//! A verifier that has read the lists before judges what is published now as one that has not.

use elmseal::verify::Verifier;

use super::*;

const LIST: &str = "https://alliance.example/trust/example.jwt";

/// A world whose list of trusted institutions is published too.
fn published() -> World {
    let mut world = World::new();
    world.lists[0].url = Some(LIST.into());
    world.publish_list(0);
    world
}

/// A verifier that has read and kept the lists of `world`, and the credential that it accepted.
fn acquainted(world: &World) -> (Verifier, Vec<u8>) {
    let (verifier, bytes) = (world.verifier(), world.bytes(&world.sealed()));
    for _ in 0..2 {
        check(&verifier.verify(&bytes, world.now), Decision::Accept, &[]);
    }
    (verifier, bytes)
}

/// What `verifier` says of what `world` publishes now; a verifier that has kept nothing says the same.
#[track_caller]
fn ask(verifier: &Verifier, world: &World, bytes: &[u8], now: Timestamp) -> Report {
    let report = verifier.verify_through(&world.published(), bytes, Asked::default(), now);
    let fresh = world.verifier().with_seen(verifier.seen()).verify(bytes, now);
    assert_eq!(report, fresh);
    report
}

#[test]
fn kept_lists_give_the_same_report() {
    let world = published();
    let (verifier, bytes) = acquainted(&world);
    check(&ask(&verifier, &world, &bytes, world.now), Decision::Accept, &[]);
    let mut other = published();
    other.index = 8;
    other.lists = world.lists;
    let another = other.bytes(&other.sealed());
    other.publish_list(0);
    check(&ask(&verifier, &other, &another, other.now), Decision::Accept, &[]);
}

#[test]
fn a_kept_list_that_has_expired_is_not_relied_on() {
    let world = published();
    let (verifier, bytes) = acquainted(&world);
    let report = ask(&verifier, &world, &bytes, at("2026-06-20T00:00:00Z"));
    assert_eq!(report.decision, Decision::Undecided);
    let codes = [TrustList, Status, StatusList].map(|row| report.row(row).code);
    assert_eq!(codes, ["list-expired", "status-unknown", "status-list-expired"]);
    // And it is good again for whoever asks about the time in which it was.
    check(&ask(&verifier, &world, &bytes, world.now), Decision::Accept, &[]);
}

#[test]
fn a_newer_version_takes_the_place_of_the_kept_one() {
    let mut world = published();
    let (verifier, bytes) = acquainted(&world);
    world.publish_status("revocation", &[7], "2026-06-09T00:00:00Z", 2);
    check(&ask(&verifier, &world, &bytes, world.now), Decision::Reject, &[(Status, Failed, "revoked")]);
    // The older one, which was kept first, does not come back.
    let older = published();
    let report = verifier.verify_through(&older.published(), &bytes, Asked::default(), world.now);
    assert_eq!(report.row(StatusList).code, "status-list-older");
    check(&ask(&verifier, &world, &bytes, world.now), Decision::Reject, &[(Status, Failed, "revoked")]);
}

#[test]
fn a_kept_list_is_judged_by_what_the_alliance_says_now() {
    let mut world = published();
    let (verifier, bytes) = acquainted(&world);
    world.replace_list(0, |list| {
        let service = list.entities[0].services.iter_mut().find(|service| service.kind == ServiceKind::StatusList);
        service.expect("a service").current.standing = Standing::Compromised;
        list.sequence += 1;
    });
    world.publish_list(0);
    let rows = [(Status, Inconclusive, "status-unknown"), (StatusList, Inconclusive, "status-key-compromised")];
    check(&ask(&verifier, &world, &bytes, world.now), Decision::Undecided, &rows);
}

/// What is done to a list of this name.
type Change = fn(&mut World, &str);

#[test]
fn what_is_kept_for_an_address_does_not_vouch_for_other_bytes_there() {
    let unknown = |code| [(Status, Inconclusive, "status-unknown"), (StatusList, Inconclusive, code)];
    let url = "https://atlantic.example/status/revocation.json";
    let changes: [(&str, Change); 4] = [
        ("status-list-other-issuer", |world, _| world.publish_foreign_status("revocation")),
        ("status-list-not-authentic", |world, url| world.tamper(url, "2026-06-15", "2026-06-16")),
        ("status-list-other", |world, url| world.copy("https://atlantic.example/status/suspension.json", url)),
        ("status-list-unavailable", |world, url| world.remove(url)),
    ];
    for (code, change) in changes {
        let mut world = published();
        let (verifier, bytes) = acquainted(&world);
        change(&mut world, url);
        check(&ask(&verifier, &world, &bytes, world.now), Decision::Undecided, &unknown(code));
    }
    let mut world = published();
    let (verifier, bytes) = acquainted(&world);
    world.tamper(LIST, ".", "..");
    let report = ask(&verifier, &world, &bytes, world.now);
    assert_eq!((report.decision, report.row(TrustList).code), (Decision::Undecided, "list-unverified"));
    world.remove(LIST);
    let report = ask(&verifier, &world, &bytes, world.now);
    assert_eq!((report.decision, report.row(TrustList).code), (Decision::Undecided, "list-unavailable"));
}
