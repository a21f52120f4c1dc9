//! The status of a sealed file: a URL with an index, whose document is of the body that the seal's certificate names.

use std::collections::HashMap;

use elmseal::crypto::SigningKey;
use elmseal::fetch::{Fetch, FetchError, Purpose};
use elmseal::jsonld::Contexts;
use elmseal::model::ids::Did;
use elmseal::proof::{Cryptosuite, ProofOptions, prepare};
use elmseal::status::{Bitstring, Purpose as StatusPurpose, list_credential};
use elmseal::trust::{AllianceList, Member};
use serde_json::Value;

use super::world::at;
use super::*;

const DID: &str = "did:web:uni.example";
const OTHER_DID: &str = "did:web:lapland.example";
const URL: &str = "https://uni.example/status/standing-00000000000000aa.json";

struct Shelf(HashMap<String, Vec<u8>>);

impl Fetch for Shelf {
    fn get(&self, url: &str, _: Purpose) -> Result<Vec<u8>, FetchError> {
        self.0.get(url).cloned().ok_or_else(|| FetchError::NotFound { url: url.to_owned() })
    }
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

fn multikey(seed: u8) -> String {
    key(seed).verifying_key().to_multikey()
}

/// The world with a university that is known by its authority and by a DID, beside another member.
fn world() -> World {
    let mut world = World::new();
    let month = world.list.issued;
    let member = |name: &str, legal_id: &str, did: &str, seed: u8| Member {
        names: vec![("en".into(), name.into())],
        legal_ids: vec![legal_id.into()],
        country: legal_id[3..5].into(),
        dids: vec![Did::parse(did).expect("a DID")],
        certificates: vec![TestPki::get().ca.certificate.clone()],
        status_keys: vec![multikey(seed)],
        ..Member::default()
    };
    let start = at("2026-01-01T00:00:00Z");
    let list = AllianceList::new(world.list.scheme.clone(), world.list.operator.clone(), Some("EU".into()), month);
    world.list = list
        .with_member(&member("University on the List", LEGAL_ID, DID, 2), start)
        .and_then(|list| list.with_member(&member("Lapland", "VATFI-01090445", OTHER_DID, 22), start))
        .and_then(|list| list.reissued(month, 14))
        .expect("a list");
    world
}

/// The document of an issuer, sealed with the key of `seed`, with these indices set.
fn document(issuer: &str, seed: u8, revoked: &[u64], suspended: &[u64]) -> Vec<u8> {
    document_of(issuer, seed, &[(StatusPurpose::Revocation, revoked), (StatusPurpose::Suspension, suspended)])
}

fn document_of(issuer: &str, seed: u8, lists: &[(StatusPurpose, &[u64])]) -> Vec<u8> {
    let bits = |set: &[u64]| {
        let mut bits = Bitstring::new(131_072);
        set.iter().for_each(|index| bits.set(*index).expect("an index"));
        bits
    };
    let lists: Vec<_> = lists.iter().map(|(purpose, set)| (*purpose, bits(set))).collect();
    let (from, until) = (at("2026-06-08T00:00:00Z"), at("2026-06-15T00:00:00Z"));
    let options = ProofOptions {
        suite: Cryptosuite::EddsaRdfc2022,
        verification_method: format!("{issuer}#{}", multikey(seed)),
        created: from,
    };
    let unsecured = list_credential(URL, issuer, &lists, from, until);
    prepare(unsecured, &options, Contexts::embedded()).expect("sound").seal(&key(seed)).to_vec()
}

fn payload(world: &World, index: &str) -> Value {
    let mut payload = world.payload();
    payload["credentialStatus"] = json!({"id": format!("{URL}#{index}"), "type": "CredentialStatus"});
    payload
}

fn report(world: &World, published: Option<Vec<u8>>, index: &str) -> Report {
    let shelf = Shelf(published.map(|bytes| (URL.to_owned(), bytes)).into_iter().collect());
    world.verifier().verify_through(&shelf, &world.seal(&payload(world, index)), Asked::default(), world.now)
}

const FRESH: Row = (StatusList, Passed, "status-list-fresh");

#[test]
fn a_sealed_file_is_revoked_or_suspended_at_its_index() {
    let world = world();
    let with = |revoked: &[u64], suspended: &[u64]| report(&world, Some(document(DID, 2, revoked, suspended)), "7");
    check(&with(&[6, 8], &[9]), Decision::Accept, &[(Status, Passed, "not-revoked"), FRESH]);
    check(&with(&[7], &[]), Decision::Reject, &[(Status, Failed, "revoked"), FRESH]);
    check(&with(&[], &[7]), Decision::Undecided, &[(Status, Inconclusive, "suspended"), FRESH]);
}

#[test]
fn a_document_without_a_list_of_revocation_does_not_say_that_the_award_stands() {
    let world = world();
    let of = |lists: &[(StatusPurpose, &[u64])]| report(&world, Some(document_of(DID, 2, lists)), "7");
    let revocation = (StatusPurpose::Revocation, &[] as &[u64]);
    check(&of(&[revocation]), Decision::Accept, &[(Status, Passed, "not-revoked"), FRESH]);
    let unknown = [(Status, Inconclusive, "status-unknown"), (StatusList, Inconclusive, "status-list-other-purpose")];
    check(&of(&[(StatusPurpose::Suspension, &[])]), Decision::Undecided, &unknown);
    check(&of(&[(StatusPurpose::Suspension, &[7])]), Decision::Undecided, &unknown);
}

#[test]
fn the_document_is_of_the_body_that_sealed() {
    let world = world();
    let stranger = format!("did:key:{}", multikey(66));
    for (published, index, code) in [
        (None, "7", "status-list-unavailable"),
        (Some(document(DID, 2, &[], &[])), "131072", "status-index-out-of-range"),
        // Another member's, with a key that the list names for its status lists.
        (Some(document(OTHER_DID, 22, &[], &[])), "7", "status-list-other-issuer"),
        (Some(document(&stranger, 66, &[], &[])), "7", "status-list-other-issuer"),
        // In the university's name, by a key that nobody listed for that.
        (Some(document(DID, 22, &[], &[])), "7", "status-key-unavailable"),
    ] {
        let rows = [(Status, Inconclusive, "status-unknown"), (StatusList, Inconclusive, code)];
        check(&report(&world, published, index), Decision::Undecided, &rows);
    }
    let malformed =
        [(Status, Inconclusive, "status-entry-malformed"), (StatusList, Inconclusive, "status-entry-malformed")];
    check(&report(&world, Some(document(DID, 2, &[], &[])), "07"), Decision::Undecided, &malformed);
}

/// A sealed text may call its issuer by any DID: only one that the list has of the body that sealed says whose lists count.
#[test]
fn a_did_that_only_the_sealed_text_names_vouches_for_no_status_list() {
    let world = world();
    let stranger = format!("did:key:{}", multikey(66));
    for (did, seed, rows) in [
        (DID, 2, [(Status, Passed, "not-revoked"), FRESH]),
        (
            stranger.as_str(),
            66,
            [(Status, Inconclusive, "status-unknown"), (StatusList, Inconclusive, "status-issuer-not-listed")],
        ),
    ] {
        let mut payload = payload(&world, "7");
        payload["issuer"]["id"] = json!(did);
        let shelf = Shelf([(URL.to_owned(), document(did, seed, &[], &[]))].into_iter().collect());
        let report = world.verifier().verify_through(&shelf, &world.seal(&payload), Asked::default(), world.now);
        for (check, outcome, code) in rows {
            assert_eq!((report.row(check).outcome, report.row(check).code), (outcome, code), "{did}");
        }
        assert_eq!(report.decision == Decision::Accept, did == DID, "{:#?}", report.reasons);
    }
}

#[test]
fn without_a_list_nothing_says_whose_the_document_is() {
    let mut world = world();
    // The university is on the list by its DID alone, so that nothing leads from the seal to it.
    for entity in &mut world.list.entities {
        entity.services[0].current.identity.certificates.clear();
    }
    let report = report(&world, Some(document(DID, 2, &[7], &[])), "7");
    let row = |check| report.checks.iter().find(|row| row.check == check).expect("a row");
    assert_eq!((row(StatusList).outcome, row(StatusList).code), (Inconclusive, "status-issuer-not-listed"));
    assert_eq!((row(Status).outcome, row(Status).code), (Inconclusive, "status-unknown"));
    assert_ne!(report.decision, Decision::Accept);
}

/// What the seal covers and the graph does not hold is not absent.
#[test]
fn a_status_or_a_date_that_cannot_be_read_is_not_none() {
    let world = World::new();
    let with = |member: &str, value: Value| {
        let mut payload = world.payload();
        payload[member] = value;
        world.report(&world.seal(&payload))
    };
    let entry = |id: &str| json!({"id": id, "type": "CredentialStatus"});
    let malformed = [Status, StatusList].map(|row| (row, Inconclusive, "status-entry-malformed"));
    for id in ["https://uni.example/1.json#7#7", "status/1.json#7", "", "https://uni.example/a b#7"] {
        check(&with("credentialStatus", entry(id)), Decision::Undecided, &malformed);
        check(&with("status", entry(id)), Decision::Undecided, &malformed);
    }
    let second = json!([entry("urn:x#7"), entry("https://uni.example/1.json#7#7")]);
    check(&with("credentialStatus", second), Decision::Undecided, &malformed);
    for absent in [json!(null), json!([])] {
        check(&with("credentialStatus", absent), Decision::Accept, &[]);
    }
    let unread = [(Validity, Inconclusive, "date-unreadable")];
    for member in ["expirationDate", "validUntil"] {
        check(&with(member, json!({"id": "no IRI", "type": "Note"})), Decision::Undecided, &unread);
        check(&with(member, json!("2027-01-01T00:00:00Z")), Decision::Accept, &[]);
    }
}

/// Nor is a body that awards: a viewer of the plain JSON shows it.
#[test]
fn an_awarding_body_that_cannot_be_read_is_not_none() {
    let world = World::new();
    for place in ["/hasClaim", "/hasClaim/awardedBy", "/hasClaim/awardedBy/awardingBody"] {
        let mut payload = world.payload();
        let node = payload["credentialSubject"].pointer_mut(place).expect("a node");
        node["id"] = json!("no IRI");
        let unread = [(AwardingBodies, Inconclusive, "awarding-body-unread")];
        check(&world.report(&world.seal(&payload)), Decision::Undecided, &unread);
    }
}

/// Nor is a second identifier of the issuer, or whatever stands among more members than are told by name.
#[test]
fn an_identifier_that_cannot_be_read_is_not_none() {
    let world = World::new();
    let mut second = world.payload();
    let stated = second["issuer"]["eIDASIdentifier"].take();
    let mut other = stated.clone();
    other["id"] = json!("no IRI");
    other["notation"] = json!("VATIE-1234567T");
    second["issuer"]["eIDASIdentifier"] = json!([stated, other]);
    let unread = |body: bool| {
        let mut rows = vec![(IssuerKey, Inconclusive, "identity-unread")];
        rows.extend(body.then_some((AwardingBodies, Inconclusive, "awarding-body-unread")));
        rows
    };
    check(&world.report(&world.seal(&second)), Decision::Undecided, &unread(true));

    let with_unknown = |count: usize| {
        let mut payload = world.payload();
        for number in 0..count {
            payload[format!("unheardOf{number}")] = json!("of");
        }
        world.report(&world.seal(&payload))
    };
    let names_max = elmseal::limits::DROPPED_NAMES_MAX;
    check(&with_unknown(names_max), Decision::Accept, &[]);
    check(&with_unknown(names_max + 1), Decision::Undecided, &unread(true));
}
