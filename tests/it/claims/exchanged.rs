//! Wallets that speak VC-API come for a badge behind a claim link.

use elmseal::crypto::SigningKey;
use elmseal::ledger::{Access, Begun, Change, Copies, Fetched, Grant, Redeemed, Taken, WalletSecret};
use serde_json::{Value, json};

use super::house::{CLAIMS, House, path_of, reachable, token_of};
use crate::issuer::shop::{Answer, at};
use crate::vc_api::shown_by;

const SUITE: &str = "eddsa-rdfc-2022";

type Wallet = (SigningKey, String, String);

/// A wallet: its key, its DID, its method.
fn wallet(seed: u8) -> Wallet {
    let key = SigningKey::from_seed(&[seed; 32]);
    let did = key.verifying_key().to_did_key();
    let method = format!("{did}#{}", key.verifying_key().to_multikey());
    (key, did, method)
}

fn post(house: &House, path: &str, body: &str) -> Answer {
    let headers = [("content-type", "application/json"), ("accept", "application/json")];
    house.send_with("POST", &format!("{path}/exchange"), &headers, body.as_bytes().to_vec()).0
}

/// A challenge of the exchange at `path`.
fn challenge(house: &House, path: &str) -> String {
    let asked = post(house, path, "{}");
    assert_eq!(asked.status, 200, "{}", asked.body);
    let request = asked.json()["verifiablePresentationRequest"].clone();
    assert_eq!(request["query"][0]["type"], "DIDAuthentication");
    assert_eq!(request["query"][0]["acceptedMethods"], json!([{ "method": "key" }]));
    assert_eq!(request["domain"], CLAIMS);
    request["challenge"].as_str().expect("a challenge").to_owned()
}

fn unproven(wallet: &Wallet) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"], "holder": wallet.1,
    })
}

/// What a wallet sends that shows its DID for a challenge; `edit` changes the proof's options before it is signed.
fn signed(wallet: &Wallet, challenge: &str, edit: impl FnOnce(&mut Value)) -> Value {
    shown_by(wallet, unproven(wallet), SUITE, |proof| {
        proof["challenge"] = json!(challenge);
        proof["domain"] = json!(CLAIMS);
        edit(proof);
    })
}

fn send(house: &House, path: &str, presentation: &Value) -> Answer {
    post(house, path, &json!({ "verifiablePresentation": presentation }).to_string())
}

fn code(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["code"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_wallet_shows_its_did_and_gets_the_badge_bound_to_it_once() {
    let mut house = House::new();
    let rows = house.issue(&[reachable(1)]);
    let (award, link) = &rows[&1];
    let path = path_of(link);
    let json = [("accept", "application/json")];
    // The link says where, to a wallet alone, and is used by neither.
    let (told, _) = house.send("GET", &format!("{path}?iuv=1"), &json);
    assert_eq!(told.json(), json!({ "protocols": { "vcapi": format!("{link}/exchange") } }));
    assert_eq!((told.header("cache-control"), told.header("x-robots-tag")), ("no-store", "noindex, nofollow"));
    assert!(house.get(&format!("{path}?iuv=1")).body.starts_with("<!doctype html>"));
    assert!(house.send("GET", path, &json).0.body.starts_with("<!doctype html>"));

    let ours = wallet(1);
    // Without a body it begins as well.
    assert_eq!(house.send("POST", &format!("{path}/exchange"), &json).0.status, 200);
    let got = send(&house, path, &signed(&ours, &challenge(&house, path), |_| {}));
    assert_eq!((got.status, got.header("cache-control")), (200, "no-store"), "{}", got.body);
    let badge = &got.json()["verifiablePresentation"]["verifiableCredential"][0];
    assert_eq!(badge["credentialSubject"]["id"], json!(ours.1));
    assert_eq!(badge["id"], json!(format!("urn:credential:{}", award.uuid().hyphenated())));
    assert_eq!(badge["proof"]["cryptosuite"], SUITE);
    assert_eq!(got.json()["verifiablePresentation"]["type"], json!(["VerifiablePresentation"]));

    // The same wallet gets the same again, another one nothing, and the page says that the link was used.
    let again = send(&house, path, &signed(&ours, &challenge(&house, path), |_| {}));
    assert_eq!(again.body, got.body);
    let theirs = wallet(2);
    let refused = send(&house, path, &signed(&theirs, &challenge(&house, path), |_| {}));
    assert_eq!(code(&refused), (410, "link-used".to_owned()));
    let offer = house.post(&format!("{path}/wallet"));
    assert_eq!(offer.status, 303, "{}", offer.body);
}

#[test]
fn a_wallet_that_was_broken_off_completes_and_no_other_does() {
    let mut house = House::new();
    let rows = house.issue(&[reachable(1)]);
    let (_, link) = &rows[&1];
    let (path, token) = (path_of(link), token_of(link));
    let (ours, theirs) = (wallet(1), wallet(2));
    // The service was stopped after it had kept the exchange for a wallet and before anything was made.
    house.at_work(|office| {
        let claim = office.ledger.claim_by_token(&token).expect("readable").expect("a claim");
        let (until, now) = (claim.expires, claim.created);
        let taken = office.ledger.take_exchange(claim.number, &ours.1, (&[7; 32], until), now);
        assert_eq!(taken.expect("writable"), Taken::Here);
        let taken = office.ledger.take_exchange(claim.number, &ours.1, (&[7; 32], until), now);
        assert_eq!(taken.expect("writable"), Taken::ChallengeUsed);
        let begun = office.ledger.exchange(claim.number).expect("readable").expect("one");
        assert_eq!((begun.begun, begun.handed), (now, None));
    });
    let refused = send(&house, path, &signed(&theirs, &challenge(&house, path), |_| {}));
    assert_eq!(code(&refused), (410, "link-used".to_owned()));
    let got = send(&house, path, &signed(&ours, &challenge(&house, path), |_| {}));
    assert_eq!(got.status, 200, "{}", got.body);
}

/// Opens an offer on the page, and gives its id and the code that the page shows.
fn offer(house: &House, path: &str) -> (String, String) {
    let page = house.post(&format!("{path}/wallet"));
    assert_eq!(page.status, 200, "{}", page.body);
    let id = page.body.split("%2Foffers%2F").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
    let code = page.body.split("class=\"digits\" lang=\"\">").nth(1).and_then(|rest| rest.get(..6)).expect("a code");
    (id.to_owned(), code.to_owned())
}

#[test]
fn one_link_gives_one_copy_whichever_way_wallets_come() {
    let mut house = House::new();
    let rows = house.issue(&[reachable(1), reachable(2)]);
    let fetched = |house: &House, id: &str| house.send("GET", &format!("/offers/{id}"), &[]).0.status;
    // First by the exchange: the offers that waited are void. Those behind another link are not.
    let (path, other) = (path_of(&rows[&1].1), path_of(&rows[&2].1));
    let ((one, _), (elsewhere, digits)) = (offer(&house, path), offer(&house, other));
    assert_eq!((fetched(&house, &one), fetched(&house, &elsewhere)), (200, 200));
    let got = send(&house, path, &signed(&wallet(1), &challenge(&house, path), |_| {}));
    assert_eq!(got.status, 200, "{}", got.body);
    assert_eq!((fetched(&house, &one), fetched(&house, &elsewhere)), (404, 200));

    // First by an offer: the others are void, and so is the exchange.
    let (another, its_digits) = offer(&house, other);
    house.at_work(|office| {
        let (ledger, entropy) = (&mut *office.ledger, &mut *office.entropy);
        let now = at(0);
        let Fetched::Ready { award, code, .. } = ledger.fetch_offer(&elsewhere, now, entropy).expect("readable") else {
            panic!("the offer waits")
        };
        assert_eq!(award, rows[&2].0);
        let Fetched::Ready { code: late, .. } = ledger.fetch_offer(&another, now, entropy).expect("readable") else {
            panic!("the other waits, too")
        };
        let mut token = |code: &WalletSecret, digits: &str| match ledger
            .redeem_code(code.as_str(), Some(digits), &Grant::default(), now, entropy)
            .expect("readable")
        {
            Redeemed::Token(token) => ledger.wallet_access(token.as_str()).expect("readable").expect("access"),
            other => panic!("{other:?}"),
        };
        let (first, second) = (token(&code, &digits), token(&late, &its_digits));
        let mut begin = |access: &Access, nonce: u8| {
            let copies =
                Copies { configuration: "x", nonce: ([nonce; 32], at(1)), requests: &[[nonce; 32]], holders: "[]" };
            match ledger.begin_transaction(access, &copies, now, entropy).expect("writable") {
                Begun::Transaction(id) => id,
                other => panic!("{other:?}"),
            }
        };
        let (early, late) = (begin(&first, 1), begin(&second, 2));
        assert!(ledger.end_transaction(&first, early.as_str(), now, entropy).expect("writable").is_some());
        assert_eq!(ledger.end_transaction(&second, late.as_str(), now, entropy).expect("writable"), None);
    });
    assert_eq!((fetched(&house, &elsewhere), fetched(&house, &another)), (410, 404));
    let refused = send(&house, other, &signed(&wallet(2), &challenge(&house, other), |_| {}));
    assert_eq!(code(&refused), (410, "link-used".to_owned()));
    assert_eq!(house.post(&format!("{other}/wallet")).status, 303);
}

#[test]
fn what_is_not_shown_here_and_now_gets_nothing() {
    let mut house = House::new();
    let rows = house.issue(&[reachable(1), reachable(2)]);
    let (path, other) = (path_of(&rows[&1].1), path_of(&rows[&2].1));
    let (ours, theirs) = (wallet(1), wallet(2));
    let fresh = || challenge(&house, path);
    let refused = |what: &str, presentation: &Value, expected: &str| {
        let answer = send(&house, path, presentation);
        assert_eq!(code(&answer), (400, expected.to_owned()), "{what}: {}", answer.body);
        assert!(!answer.body.contains("did:key:"), "{what}: nothing of it is said again");
    };
    let without = |member: &str| {
        let mut changed = signed(&ours, &fresh(), |_| {});
        changed.as_object_mut().expect("an object").shift_remove(member);
        changed
    };
    let with = |member: &str, value: &str| signed(&ours, &fresh(), |proof| proof[member] = json!(value));
    refused("another challenge", &signed(&ours, "c-1", |_| {}), "challenge-unknown");
    refused("that of another link", &signed(&ours, &challenge(&house, other), |_| {}), "challenge-unknown");
    let none = signed(&ours, "", |proof| drop(proof.as_object_mut().expect("options").shift_remove("challenge")));
    refused("no challenge", &none, "challenge-unknown");
    refused("another domain", &with("domain", "https://evil.example"), "domain-other");
    let none = signed(&ours, &fresh(), |proof| drop(proof.as_object_mut().expect("options").shift_remove("domain")));
    refused("no domain", &none, "domain-other");
    refused("for claims", &with("proofPurpose", "assertionMethod"), "purpose-wrong");
    refused("no proof", &without("proof"), "proof-missing");
    refused("nobody", &without("holder"), "holder-missing");
    refused("another suite", &with("cryptosuite", "ecdsa-rdfc-2019"), "proof-unknown");
    refused("over", &with("expires", "2026-01-01T00:00:00Z"), "proof-expired");
    let web = "did:web:wallet.example#key-1";
    refused("a DID elsewhere", &with("verificationMethod", web), "key-unavailable");
    refused("the method of another", &with("verificationMethod", &theirs.2), "holder-not-shown");
    let mut stolen = signed(&ours, &fresh(), |_| {});
    stolen["holder"] = json!(theirs.1);
    refused("the DID of another", &stolen, "holder-not-shown");
    let mut changed = signed(&ours, &fresh(), |_| {});
    changed["id"] = json!("urn:uuid:0191e1b2-4c3d-7a5b-8c6d-7e8f9a0b1c01");
    refused("changed", &changed, "signature-wrong");
    let mut unread = signed(&ours, &fresh(), |_| {});
    unread["type"] = json!(["VerifiableCredential"]);
    refused("no presentation", &unread, "presentation-malformed");

    let old = fresh();
    house.set_clock(1, 5 * 60);
    refused("old", &signed(&ours, &old, |_| {}), "challenge-unknown");
    let used = fresh();
    let wrong = signed(&theirs, &used, |_| {});
    assert_eq!(send(&house, path, &signed(&ours, &used, |_| {})).status, 200);
    assert_eq!(code(&send(&house, path, &wrong)), (400, "challenge-unknown".to_owned()), "used");
}

#[test]
fn what_is_no_message_of_an_exchange_is_refused() {
    let mut house = House::new();
    let rows = house.issue(&[reachable(1)]);
    let path = path_of(&rows[&1].1);
    for body in ["[]", "{", "{\"a\":1}", "{\"verifiablePresentation\":1}", "{\"verifiablePresentation\":[]}", "null"] {
        assert_eq!(code(&post(&house, path, body)), (400, "unreadable-request".to_owned()), "{body}");
    }
    let twice = "{\"verifiablePresentation\":{},\"verifiablePresentation\":{}}";
    assert_eq!(code(&post(&house, path, twice)), (400, "unreadable-request".to_owned()));
    let long = format!("{{\"verifiablePresentation\":{{\"a\":\"{}\"}}}}", "a".repeat(64 * 1024));
    assert_eq!(code(&post(&house, path, &long)), (400, "unreadable-request".to_owned()));
    let empty = post(&house, path, "{\"verifiablePresentation\":{}}");
    assert_eq!(code(&empty), (400, "presentation-malformed".to_owned()));
    let text = [("content-type", "text/plain"), ("accept", "application/json")];
    let (answer, _) = house.send_with("POST", &format!("{path}/exchange"), &text, b"{}".to_vec());
    assert_eq!(answer.status, 415);
    assert_eq!(house.send("GET", &format!("{path}/exchange"), &[("accept", "application/json")]).0.status, 405);
}

#[test]
fn a_link_that_opens_nothing_gives_nothing() {
    let mut house = House::new();
    let rows = house.issue(&[reachable(1), reachable(2), reachable(3), reachable(4)]);
    let path = |row: u64| path_of(&rows[&row].1).to_owned();
    let ours = wallet(1);
    let before: Vec<_> = (1..=4).map(|row| signed(&ours, &challenge(&house, &path(row)), |_| {})).collect();
    house.change(rows[&1].0, Change::Revoke);
    house.change(rows[&2].0, Change::Suspend);
    house.at_work(|office| office.ledger.withdraw_claims(rows[&3].0, at(1)).expect("withdrawn"));
    let json = [("accept", "application/json")];
    for (row, status, expected) in [(1, 410, "link-closed"), (2, 409, "suspended"), (3, 410, "link-closed")] {
        let path = path(row);
        let expected = (status, expected.to_owned());
        assert_eq!(code(&post(&house, &path, "{}")), expected, "{row}");
        let shown = &before[usize::try_from(row).expect("few") - 1];
        assert_eq!(code(&send(&house, &path, shown)), expected, "{row}");
        assert_eq!(code(&house.send("GET", &format!("{path}?iuv=1"), &json).0), expected, "{row}");
    }
    house.change(rows[&2].0, Change::Reinstate);
    assert_eq!(send(&house, &path(2), &before[1]).status, 200);
    house.set_clock(181, 0);
    assert_eq!(code(&post(&house, &path(4), "{}")), (410, "link-closed".to_owned()));
    let unknown = format!("/claim/{}", "0".repeat(40));
    assert_eq!(code(&post(&house, &unknown, "{}")), (404, "not-found".to_owned()));
    assert_eq!(code(&post(&house, "/claim/x", "{}")), (404, "not-found".to_owned()));
}
