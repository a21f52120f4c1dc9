//! What wallets get: it verifies, it is for their key, it is made once, and it is not lost when something fails.

use elmseal::crypto::encoding::from_base64url;
use elmseal::ledger::{TransactionCode, WalletEvent};
use elmseal::oid4vci::PRE_AUTHORIZED_CODE;
use elmseal::verify::{Check, Outcome, Report};
use serde_json::{Value, json};

use super::desk::{Desk, ISSUER, JSON, Naming, Wallet};
use super::refused;
use crate::issuer::shop::Answer;

const ALL: [&str; 3] = ["learning_credential_sd_jwt", "open_badge_jwt", "open_badge_ldp"];

/// The credentials of an answer.
fn credentials(answer: &Answer) -> Vec<Value> {
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{}", answer.body);
    let body = answer.json();
    assert!(body.get("transaction_id").is_none());
    body["credentials"].as_array().expect("an array").iter().map(|one| one["credential"].clone()).collect()
}

/// As a wallet hands it on: a text is a text, and an object is JSON.
fn handed_on(credential: &Value) -> Vec<u8> {
    credential.as_str().map_or_else(|| credential.to_string(), str::to_owned).into_bytes()
}

fn row(report: &Report, check: Check) -> (Outcome, &'static str) {
    let row = report.row(check);
    (row.outcome, row.code)
}

/// The claims of a token.
fn claims(credential: &Value) -> Value {
    let text = credential.as_str().expect("a text");
    let payload = text.split('.').nth(1).expect("a payload");
    serde_json::from_slice(&from_base64url(payload).expect("base64url")).expect("JSON")
}

/// That a copy is for the wallet's key, verifies, and does not when a byte is another.
fn check(desk: &Desk, configuration: &str, wallet: &Wallet, credential: &Value) {
    match configuration {
        "learning_credential_sd_jwt" => {
            assert!(credential.as_str().expect("a text").ends_with('~'));
            assert_eq!(claims(credential)["cnf"]["jwk"], wallet.jwk());
        }
        "open_badge_jwt" => {
            let claims = claims(credential);
            assert_eq!(
                (&claims["credentialSubject"]["id"], &claims["sub"]),
                (&json!(wallet.did()), &json!(wallet.did()))
            );
        }
        _ => assert_eq!(credential["credentialSubject"]["id"], wallet.did()),
    }
    let report = desk.verifier().verify(&handed_on(credential), desk.now());
    for one in [Check::Integrity, Check::Proof, Check::Validity, Check::Status] {
        assert_eq!(row(&report, one).0, Outcome::Passed, "{configuration}: {:?}", report.row(one));
    }
    let mut twin = handed_on(credential);
    let at = match credential {
        Value::String(text) => text.find('.').expect("a token") + 20,
        _ => String::from_utf8_lossy(&twin).find("did:").expect("a DID") + 9,
    };
    twin[at] = if twin[at] == b'A' { b'B' } else { b'A' };
    let report = desk.verifier().verify(&twin, desk.now());
    assert!(
        [Check::Integrity, Check::Proof].iter().any(|one| row(&report, *one).0 == Outcome::Failed),
        "{configuration}: a changed byte is noticed"
    );
}

#[test]
fn a_wallet_gets_every_form_for_its_key() {
    let mut desk = Desk::new();
    let offer = desk.offer(TransactionCode::Asked);
    let code = desk.code(&offer);
    desk.restart();
    let token = desk.redeem(&code, offer.tx_code.as_deref()).json()["access_token"].as_str().expect("one").to_owned();
    for (seed, configuration) in (1..).zip(ALL) {
        desk.restart();
        for wallet in [
            Wallet::ed25519(seed, Naming::Jwk),
            Wallet::ed25519(seed + 10, Naming::DidKey),
            Wallet::p256(seed, Naming::DidJwk),
            Wallet::p256(seed + 10, Naming::DidKey),
        ] {
            let answer = desk.ask("credential", &token, &desk.wish(configuration, &wallet));
            let got = credentials(&answer);
            assert_eq!(got.len(), 1);
            check(&desk, configuration, &wallet, &got[0]);
        }
    }
    desk.audited();
}

#[test]
fn a_batch_has_a_copy_for_each_key_and_there_is_an_end_to_them() {
    let mut desk = Desk::new();
    let token = desk.token();
    let batch = |desk: &Desk, seeds: std::ops::Range<u8>| {
        let nonce = desk.nonce();
        let wallets: Vec<_> = seeds.map(|seed| Wallet::ed25519(seed, Naming::Jwk)).collect();
        let proofs: Vec<_> = wallets.iter().map(|wallet| desk.proof(wallet, &nonce)).collect();
        let wish = json!({ "credential_configuration_id": ALL[0], "proofs": { "jwt": proofs } });
        (wallets, wish)
    };
    let (wallets, wish) = batch(&desk, 1..6);
    let got = credentials(&desk.ask("credential", &token, &wish));
    assert_eq!(got.len(), 5);
    let mut places = Vec::new();
    for (wallet, credential) in wallets.iter().zip(&got) {
        check(&desk, ALL[0], wallet, credential);
        places.push(claims(credential)["status"]["status_list"]["idx"].as_u64().expect("a place"));
    }
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), 5, "nobody can tell that they are of one award");
    let (_, wish) = batch(&desk, 6..11);
    assert_eq!(credentials(&desk.ask("credential", &token, &wish)).len(), 5);
    let (_, wish) = batch(&desk, 11..12);
    refused("the eleventh", &desk.ask("credential", &token, &wish), 400, "credential_request_denied");
    desk.audited();
}

#[test]
fn whoever_lost_an_answer_gets_the_same_again_and_nobody_else_does() {
    let mut desk = Desk::new();
    let offer = desk.offer(TransactionCode::None);
    let redeem =
        |desk: &Desk, code: &str| desk.redeem(code, None).json()["access_token"].as_str().expect("a token").to_owned();
    let (first, second, third) = (desk.code(&offer), desk.code(&offer), desk.code(&offer));
    let (one, other) = (redeem(&desk, &first), redeem(&desk, &second));
    let wallet = Wallet::p256(1, Naming::Jwk);
    for configuration in ALL {
        let wish = desk.wish(configuration, &wallet);
        let answer = desk.ask("credential", &one, &wish);
        let got = credentials(&answer);
        refused("a nonce twice", &desk.ask("credential", &one, &wish), 400, "invalid_nonce");
        desk.restart();
        let again = desk.ask("credential", &one, &desk.wish(configuration, &wallet));
        assert_eq!(credentials(&again), got, "{configuration}");
        assert_ne!(again.json()["notification_id"], answer.json()["notification_id"]);
        let stranger = desk.wish(configuration, &Wallet::p256(2, Naming::Jwk));
        refused("another token", &desk.ask("credential", &other, &stranger), 400, "credential_request_denied");
    }
    // The offer is used up, and says so.
    refused("another code", &desk.redeem(&third, None), 400, "invalid_grant");
    let target = offer.reference.strip_prefix(ISSUER).expect("an address").to_owned();
    let used = desk.get(&target, &[]);
    assert_eq!((used.status, &used.json()["code"]), (410, &json!("offer-used")));
    // Another device gets another offer.
    let token = desk.token();
    assert_eq!(desk.copies(), 3, "none was made twice");
    let wish = desk.wish(ALL[1], &Wallet::p256(3, Naming::Jwk));
    assert_eq!(credentials(&desk.ask("credential", &token, &wish)).len(), 1);
    assert_eq!(desk.copies(), 4);
    desk.audited();
}

#[test]
fn one_nonce_at_many_places_at_once_gives_one_answer() {
    let mut desk = Desk::new();
    let token = desk.token();
    let wish = desk.wish(ALL[1], &Wallet::ed25519(1, Naming::Jwk)).to_string();
    let bearer = format!("Bearer {token}");
    let answers = desk.at_once(10, "/oid4vci/credential", &[JSON, ("authorization", &bearer)], &wish);
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        refused("the others", answer, 400, "invalid_nonce");
    }
}

#[test]
fn what_cannot_be_sealed_now_is_fetched_later() {
    let mut desk = Desk::new();
    let offer = desk.offer(TransactionCode::None);
    let code = desk.code(&offer);
    let token = desk.redeem(&code, None).json()["access_token"].as_str().expect("a token").to_owned();
    let wallet = Wallet::ed25519(1, Naming::DidKey);
    desk.take_key_away(true);
    let later = desk.ask("credential", &token, &desk.wish(ALL[2], &wallet));
    assert_eq!((later.status, later.header("cache-control")), (202, "no-store"), "{}", later.body);
    let later = later.json();
    assert!(later["interval"].as_u64().is_some_and(|seconds| seconds > 0));
    assert!(later.get("credentials").is_none() && later.get("notification_id").is_none());
    let wish = json!({ "transaction_id": later["transaction_id"], "more": 1 });
    desk.restart();
    let still = desk.ask("deferred", &token, &wish);
    assert_eq!((still.status, still.json()), (202, later.clone()), "the same id as long as it takes");
    // The token is too old for something new, and good for what was asked for.
    desk.pass(3_601);
    desk.restart();
    desk.take_key_away(false);
    let stranger = desk.token();
    refused("another token", &desk.ask("deferred", &stranger, &wish), 400, "invalid_transaction_id");
    let answer = desk.ask("deferred", &token, &wish);
    let got = credentials(&answer);
    check(&desk, ALL[2], &wallet, &got[0]);
    assert!(answer.json().get("notification_id").is_none(), "some wallets refuse it there");
    refused("it is over", &desk.ask("deferred", &token, &wish), 400, "invalid_transaction_id");
    desk.audited();
}

#[test]
fn who_comes_last_has_the_offer_until_something_was_handed_out() {
    let mut desk = Desk::new();
    let offer = desk.offer(TransactionCode::None);
    let redeem = |desk: &Desk| {
        let code = desk.code(&offer);
        desk.redeem(&code, None).json()["access_token"].as_str().expect("a token").to_owned()
    };
    let (first, second) = (redeem(&desk), redeem(&desk));
    desk.take_key_away(true);
    let later = desk.ask("credential", &first, &desk.wish(ALL[1], &Wallet::ed25519(1, Naming::Jwk)));
    assert_eq!(later.status, 202);
    desk.take_key_away(false);
    let got = desk.ask("credential", &second, &desk.wish(ALL[1], &Wallet::ed25519(2, Naming::Jwk)));
    assert_eq!(credentials(&got).len(), 1);
    let wish = json!({ "transaction_id": later.json()["transaction_id"] });
    refused("the first", &desk.ask("deferred", &first, &wish), 400, "invalid_transaction_id");
}

#[test]
fn a_wallet_may_ask_as_others_ask() {
    let mut desk = Desk::new();
    let token = desk.token();
    let wallet = Wallet::ed25519(1, Naming::DidJwk);
    // `proof`, as before version 1.0, and members that nobody knows.
    let proof = desk.proof(&wallet, &desk.nonce());
    let wish = json!({
        "credential_configuration_id": ALL[1], "format": "jwt_vc_json", "more": { "a": 1 },
        "proof": { "proof_type": "jwt", "jwt": proof },
    });
    check(&desk, ALL[1], &wallet, &credentials(&desk.ask("credential", &token, &wish))[0]);

    // By credential identifier, where authorization details were asked for.
    let offer = desk.offer(TransactionCode::None);
    let code = desk.code(&offer);
    let details = json!([{ "type": "openid_credential", "credential_configuration_id": ALL[2] }]).to_string();
    let pairs =
        [("grant_type", PRE_AUTHORIZED_CODE), ("pre-authorized_code", &code), ("authorization_details", &details)];
    let answer = desk.post_form(&pairs, &[]).json();
    let token = answer["access_token"].as_str().expect("a token").to_owned();
    let identifier = answer["authorization_details"][0]["credential_identifiers"][0].clone();
    let mut wish = desk.wish(ALL[2], &wallet);
    refused("by configuration", &desk.ask("credential", &token, &wish), 400, "invalid_credential_request");
    let members = wish.as_object_mut().expect("an object");
    members.shift_remove("credential_configuration_id");
    members.insert("credential_identifier".to_owned(), json!(ALL[1]));
    refused("not in the details", &desk.ask("credential", &token, &wish), 400, "unknown_credential_identifier");
    wish["credential_identifier"] = identifier;
    check(&desk, ALL[2], &wallet, &credentials(&desk.ask("credential", &token, &wish))[0]);
}

#[test]
fn a_token_of_a_key_serves_with_its_proof() {
    let mut desk = Desk::new();
    let offer = desk.offer(TransactionCode::None);
    let code = desk.code(&offer);
    let wallet = Wallet::p256(1, Naming::Jwk);
    let at = |name: &str| format!("{ISSUER}/oid4vci/{name}");
    let pairs = [("grant_type", PRE_AUTHORIZED_CODE), ("pre-authorized_code", code.as_str())];
    let proof = wallet.dpop(&at("token"), None, "1", desk.now());
    let token = desk.post_form(&pairs, &[("dpop", &proof)]).json()["access_token"].as_str().expect("one").to_owned();
    let bound = format!("DPoP {token}");
    let proof = wallet.dpop(&at("credential"), Some(&token), "2", desk.now());
    let headers = [JSON, ("authorization", bound.as_str()), ("dpop", proof.as_str())];
    let wish = desk.wish(ALL[0], &wallet).to_string();
    let answer = desk.send("POST", "/oid4vci/credential", &headers, &wish);
    check(&desk, ALL[0], &wallet, &credentials(&answer)[0]);
}

#[test]
fn wallets_say_what_became_of_it() {
    let mut desk = Desk::new();
    let token = desk.token();
    let stranger = desk.token();
    let answer = desk.ask("credential", &token, &desk.wish(ALL[1], &Wallet::ed25519(1, Naming::Jwk)));
    let id = answer.json()["notification_id"].clone();
    let award = desk.award;
    let progress = |desk: &mut Desk| desk.at_work(|office| office.ledger.wallet_offers(award).expect("offers"));
    assert_eq!(progress(&mut desk).iter().filter(|offer| offer.issued.is_some()).count(), 1);
    let say = |event: &str| json!({ "notification_id": id, "event": event, "event_description": "x" });
    refused(
        "another's",
        &desk.ask("notification", &stranger, &say("credential_accepted")),
        400,
        "invalid_notification_id",
    );
    desk.restart();
    for (event, known) in [
        ("credential_accepted", WalletEvent::Accepted),
        ("credential_accepted", WalletEvent::Accepted),
        ("credential_deleted", WalletEvent::Deleted),
        ("credential_failure", WalletEvent::Failure),
    ] {
        let answer = desk.ask("notification", &token, &say(event));
        assert_eq!((answer.status, answer.body.as_str()), (204, ""));
        assert!(progress(&mut desk).iter().any(|offer| offer.event == Some(known)), "{event}");
    }
}
