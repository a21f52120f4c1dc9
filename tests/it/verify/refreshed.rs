//! Lists that are fetched in the background: what reports use of them, and for how long.

use elmseal::fetch::{Fetch, FetchError, Offline, Purpose};
use elmseal::verify::{NotRefreshed, Verifier};

use super::*;

const LIST: &str = "https://alliance.example/trust/example.jwt";

fn world() -> World {
    let mut world = World::new();
    world.lists[0].url = Some(LIST.into());
    world.publish_list(0);
    world
}

/// What is published but for lists of trusted institutions: a report must not wait for those.
struct ButLists<F>(F);

impl<F: Fetch> Fetch for ButLists<F> {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        match purpose {
            Purpose::TrustList => Offline.get(url, purpose),
            _ => self.0.get(url, purpose),
        }
    }
}

/// The decision on the world's credential, and the state of the list.
fn state(verifier: &Verifier, world: &World, now: &str) -> (Decision, &'static str) {
    let source = ButLists(world.published());
    let report = verifier.verify_through(&source, &world.bytes(&world.sealed()), Asked::default(), at(now));
    (report.decision, report.lists[0].state)
}

#[test]
fn reports_use_the_last_good_list_while_it_holds() {
    let world = world();
    let verifier = world.verifier();
    assert!(verifier.has_lists_to_refresh() && !World::new().verifier().has_lists_to_refresh());
    let now = "2026-06-10T00:00:00Z";
    assert_eq!(state(&verifier, &world, now), (Decision::Undecided, "unavailable"));
    assert_eq!(verifier.refresh_lists(&world.published()), []);
    assert_eq!(state(&verifier, &world, now), (Decision::Accept, "fresh"));

    // A server that is away, and one that answers with something else, take nothing away.
    let away = verifier.refresh_lists(&Offline);
    let reason = format!("{LIST} cannot be reached: there is no network here");
    assert_eq!(away, [NotRefreshed { list: "example".into(), reason }]);
    let mut other = self::world();
    assert_eq!(verifier.refresh_lists(&other.published()).len(), 1, "signed with a key that the root does not pin");
    other.put(LIST, b"e30.e30.e30");
    assert_eq!(verifier.refresh_lists(&other.published()).len(), 1, "no list");
    assert_eq!(state(&verifier, &world, now), (Decision::Accept, "fresh"));

    // It holds for as long as it says itself.
    assert_eq!(state(&verifier, &world, "2026-06-14T23:59:59Z").1, "fresh");
    assert_eq!(state(&verifier, &world, "2026-06-15T00:00:00Z"), (Decision::Undecided, "expired"));
}

#[test]
fn a_list_that_was_changed_counts_from_the_next_round() {
    let mut world = world();
    let verifier = world.verifier();
    verifier.refresh_lists(&world.published());
    let now = "2026-06-10T00:00:00Z";
    let before = world.published();
    world.edit(|list| list.with_standing(&who(), Standing::Withdrawn, at("2026-06-05T00:00:00Z")));
    world.publish_list(0);
    assert_eq!(state(&verifier, &world, now), (Decision::Accept, "fresh"));
    assert_eq!(verifier.refresh_lists(&world.published()), []);
    let (decision, list) = state(&verifier, &world, now);
    assert_ne!((decision, list), (Decision::Accept, "fresh"));
    assert_eq!(list, "fresh");

    // The older one is authentic, and its coming back is no reason to accept anything.
    assert_eq!(verifier.refresh_lists(&before), []);
    assert_eq!(state(&verifier, &world, now), (Decision::Undecided, "rolled-back"));
}
