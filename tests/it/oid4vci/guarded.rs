//! What the service tells of wallets to nobody, whom it slows down, and what it does when somebody has to be waited for.

use std::time::Duration;

use elmseal::http::Patience;
use elmseal::ledger::TransactionCode;
use serde_json::json;

use crate::log::Lines;

use super::desk::{Desk, ISSUER, Naming, Wallet};
use super::refused;

#[test]
fn nothing_that_lets_somebody_in_is_logged() {
    let lines = Lines::default();
    let secrets = lines.of(|| {
        let mut desk = Desk::new();
        // Whether anybody listens at a place in the source is remembered when a thread first comes there.
        assert_eq!(desk.get("/healthz", &[]).status, 200);
        lines.begin_anew();
        let offer = desk.offer(TransactionCode::None);
        let code = desk.code(&offer);
        let token = desk.redeem(&code, None).json()["access_token"].as_str().expect("a token").to_owned();
        let wallet = Wallet::ed25519(1, Naming::DidKey);
        desk.take_key_away(true);
        let later = desk.ask("credential", &token, &desk.wish("open_badge_jwt", &wallet));
        let id = later.json()["transaction_id"].as_str().expect("an id").to_owned();
        desk.take_key_away(false);
        let nonce = desk.nonce();
        let proof = desk.proof(&wallet, &nonce);
        let wish = json!({ "credential_configuration_id": "open_badge_jwt", "proofs": { "jwt": [proof] } });
        let answer = desk.ask("credential", &token, &wish);
        let notification = answer.json()["notification_id"].as_str().expect("an id").to_owned();
        let event = json!({ "notification_id": notification, "event": "credential_accepted" });
        assert_eq!(desk.ask("notification", &token, &event).status, 204);
        refused("wrong", &desk.ask("credential", &token, &wish), 400, "invalid_nonce");
        let offer = offer.reference.rsplit('/').next().expect("an id").to_owned();
        vec![offer, code, token, id, nonce, proof, notification, wallet.did_key()]
    });
    let log = lines.text();
    assert_eq!(log.matches("answered").count(), 8, "{log}");
    assert!(log.contains("/offers/{id}") && log.contains("/oid4vci/credential"), "{log}");
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret}: {log}");
    }
}

#[test]
fn who_guesses_is_slowed_down_and_who_looks_is_not() {
    let mut desk = Desk::new();
    desk.operations.checks_per_minute = 8;
    desk.restart();
    let offer = desk.offer(TransactionCode::None);
    let target = offer.reference.strip_prefix(ISSUER).expect("an address").to_owned();
    for _ in 0..20 {
        assert_eq!(desk.get(&target, &[]).status, 200);
    }
    let statuses: Vec<u16> = (0..20).map(|_| desk.redeem("AAAA", None).status).collect();
    let guesses = statuses.iter().take_while(|status| **status == 400).count();
    assert!((1..=8).contains(&guesses), "{statuses:?}");
    assert!(statuses[guesses..].iter().all(|status| *status == 429), "{statuses:?}");
    desk.pass(60);
    refused("after a minute", &desk.redeem("AAAA", None), 400, "invalid_grant");
}

#[test]
fn while_somebody_has_to_come_for_the_seal_a_wallet_is_told_to_wait() {
    let mut desk = Desk::new();
    desk.patience = Patience { answer: Duration::from_millis(600), ..Patience::default() };
    desk.restart();
    let token = desk.token();
    let wallet = Wallet::ed25519(1, Naming::DidKey);
    let wish = desk.wish("open_badge_ldp", &wallet);
    let key = desk.keep_key_busy();
    let held = key.lock().expect("no panic");
    let later = desk.ask("credential", &token, &wish);
    assert_eq!(later.status, 202, "{}", later.body);
    drop(held);
    // What was begun is finished meanwhile, and handed out now.
    let wish = json!({ "transaction_id": later.json()["transaction_id"] });
    desk.patience = Patience::default();
    desk.restart();
    let answer = desk.ask("deferred", &token, &wish);
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.json()["credentials"][0]["credential"]["credentialSubject"]["id"], wallet.did());
    assert_eq!(desk.copies(), 1);
    desk.audited();
}

#[test]
fn a_link_that_is_withdrawn_takes_its_offers_with_it() {
    let mut desk = Desk::new();
    let offer = desk.offer(TransactionCode::None);
    let code = desk.code(&offer);
    let token = desk.redeem(&code, None).json()["access_token"].as_str().expect("a token").to_owned();
    let (award, now) = (desk.award, desk.now());
    desk.at_work(|office| office.ledger.withdraw_claims(award, now).expect("withdrawn"));
    let target = offer.reference.strip_prefix(ISSUER).expect("an address").to_owned();
    assert_eq!(desk.get(&target, &[]).status, 404);
    let wish = desk.wish("open_badge_jwt", &Wallet::ed25519(1, Naming::Jwk));
    refused("withdrawn", &desk.ask("credential", &token, &wish), 401, "invalid_token");
}

#[test]
fn while_another_has_the_ledger_a_wallet_is_told_to_come_back() {
    let mut desk = Desk::new();
    let token = desk.token();
    let wish = desk.wish("open_badge_jwt", &Wallet::ed25519(1, Naming::Jwk));
    let held = desk.hold_ledger();
    let busy = desk.ask("credential", &token, &wish);
    refused("held", &busy, 503, "temporarily_unavailable");
    assert_eq!(busy.header("retry-after"), "5");
    drop(held);
    assert_eq!(desk.ask("credential", &token, &wish).status, 200, "the same request again");
}

#[test]
fn who_opens_offers_for_ever_closes_the_oldest() {
    let mut desk = Desk::new();
    let oldest = desk.offer(TransactionCode::None);
    let target = oldest.reference.strip_prefix(ISSUER).expect("an address").to_owned();
    let mut last = None;
    for _ in 1..20 {
        desk.pass(1);
        assert_eq!(desk.get(&target, &[]).status, 200);
        last = Some(desk.offer(TransactionCode::None));
    }
    desk.pass(1);
    desk.offer(TransactionCode::None);
    assert_eq!(desk.get(&target, &[]).status, 404);
    desk.code(&last.expect("an offer"));
}
