//! Metadata, offers and codes: what is looked at is not used up, and what is used up is used once.

use elmseal::issue::{Selection, change_status};
use elmseal::ledger::{Change, DrawnCodes, TransactionCode};
use elmseal::oid4vci::PRE_AUTHORIZED_CODE;
use serde_json::json;

use super::desk::{Desk, ISSUER, Naming, Wallet};
use super::refused;
use crate::issuer::shop::at;

#[test]
fn metadata_lie_where_wallets_look() {
    let plain = Desk::new();
    let below = Desk::with("https://learners.uni.example/mc", |_| {});
    for name in ["openid-credential-issuer", "oauth-authorization-server"] {
        let both = |ending: &str| format!("/.well-known/{name}{ending}");
        for (desk, id, places) in [
            (&plain, ISSUER, vec![both(""), both("/")]),
            (
                &below,
                "https://learners.uni.example/mc",
                vec![both("/mc"), both("/mc/"), format!("/mc{}", both("")), format!("/mc{}", both("/"))],
            ),
        ] {
            for place in places {
                let answer = desk.get(&place, &[("accept", "application/jwt, application/json;q=0.5")]);
                assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"), "{place}");
                assert_eq!(answer.header("access-control-allow-origin"), "*");
                let member = if name.starts_with("openid") { "credential_issuer" } else { "issuer" };
                assert_eq!(answer.json()[member], id, "{place}");
            }
        }
        assert_eq!(below.get(&both(""), &[]).status, 404);
    }
    let metadata = plain.get("/.well-known/openid-credential-issuer", &[]).json();
    let ids: Vec<_> = metadata["credential_configurations_supported"].as_object().expect("an object").keys().collect();
    assert_eq!(ids, ["learning_credential_sd_jwt", "open_badge_jwt", "open_badge_ldp"]);
}

#[test]
fn whoever_looks_at_an_offer_uses_nothing_up() {
    let mut desk = Desk::new();
    let offer = desk.offer(TransactionCode::Asked);
    let id = offer.reference.strip_prefix("https://learners.uni.example/offers/").expect("an address").to_owned();
    assert_eq!(id.len(), 22, "128 bits");
    let target = format!("/offers/{id}");
    let encoded: String = url::form_urlencoded::byte_serialize(offer.reference.as_bytes()).collect();
    assert_eq!(offer.deep_link, format!("openid-credential-offer://?credential_offer_uri={encoded}"));
    let tx_code = offer.tx_code.clone().expect("a code");
    assert!(tx_code.len() == 6 && tx_code.bytes().all(|digit| digit.is_ascii_digit()), "{tx_code}");

    let answer = desk.get(&target, &[("accept-language", "de-AT, en;q=0.5")]);
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
    for (name, value) in [("x-robots-tag", "noindex, nofollow"), ("referrer-policy", "no-referrer")] {
        assert_eq!(answer.header(name), value);
    }
    let body = answer.json();
    assert_eq!(body["credential_issuer"], ISSUER);
    assert_eq!(
        body["credential_configuration_ids"],
        json!(["learning_credential_sd_jwt", "open_badge_jwt", "open_badge_ldp"])
    );
    let grant = &body["grants"][PRE_AUTHORIZED_CODE];
    assert_eq!((&grant["tx_code"]["input_mode"], &grant["tx_code"]["length"]), (&json!("numeric"), &json!(6)));
    assert!(grant["tx_code"]["description"].as_str().expect("a text").starts_with("Die sechs Ziffern"));

    // Looked at a hundred times, and weeks later, after a restart: still there, each time with a new code.
    let first = desk.code(&offer);
    for _ in 0..100 {
        assert_ne!(desk.code(&offer), first);
    }
    desk.pass(100 * 86_400);
    desk.restart();
    refused("an old code", &desk.redeem(&first, Some(&tx_code)), 400, "invalid_grant");
    let late = desk.code(&offer);
    desk.restart();
    let token = desk.redeem(&late, Some(&tx_code));
    assert_eq!((token.status, token.header("cache-control")), (200, "no-store"), "{}", token.body);
    let token = token.json();
    assert_eq!((&token["token_type"], &token["expires_in"]), (&json!("Bearer"), &json!(3600)));
    assert!(token.get("authorization_details").is_none() && token.get("c_nonce").is_none());
    refused("a used code", &desk.redeem(&late, Some(&tx_code)), 400, "invalid_grant");
    // A token that was lost costs nothing either: the offer is there until something was handed out.
    let again = desk.code(&offer);
    assert_eq!(desk.redeem(&again, Some(&tx_code)).status, 200);
    desk.pass(81 * 86_400);
    assert_eq!(desk.get(&target, &[]).status, 404, "the offer has ended");
    assert_eq!(desk.get("/offers/AAAAAAAAAAAAAAAAAAAAAA", &[]).status, 404);
}

#[test]
fn a_code_that_many_redeem_at_once_gives_one_token() {
    let mut desk = Desk::new();
    let offer = desk.offer(TransactionCode::None);
    let code = desk.code(&offer);
    let form = super::desk::form(&[("grant_type", PRE_AUTHORIZED_CODE), ("pre-authorized_code", &code)]);
    let answers = desk.at_once(20, "/oid4vci/token", &[super::desk::FORM], &form);
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        refused("the others", answer, 400, "invalid_grant");
    }
}

#[test]
fn five_wrong_transaction_codes_burn_the_codes_and_not_the_offer() {
    let mut desk = Desk::new();
    let offer = desk.offer(TransactionCode::Asked);
    let right = offer.tx_code.clone().expect("a code");
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let (one, other) = (desk.code(&offer), desk.code(&offer));
    // Whoever fetches many codes has no more tries for that.
    for code in [&one, &other, &one, &other] {
        refused("wrong", &desk.redeem(code, Some(wrong)), 400, "invalid_grant");
    }
    let mut twin = Desk::new();
    let again = twin.offer(TransactionCode::Asked);
    let code = twin.code(&again);
    let good = again.tx_code.clone().expect("a code");
    let bad = if good == "000000" { "000001" } else { "000000" };
    for _ in 0..4 {
        refused("wrong", &twin.redeem(&code, Some(bad)), 400, "invalid_grant");
    }
    twin.restart();
    assert_eq!(twin.redeem(&code, Some(&good)).status, 200, "the fifth try is right");

    desk.restart();
    refused("the fifth", &desk.redeem(&one, Some(wrong)), 400, "invalid_grant");
    for code in [&one, &other] {
        refused("burnt", &desk.redeem(code, Some(&right)), 400, "invalid_grant");
    }
    // The first time somebody has mistyped; then it takes longer and longer.
    let mut code = desk.code(&offer);
    let target = offer.reference.strip_prefix(ISSUER).expect("an address").to_owned();
    for wait in [60, 120] {
        for _ in 0..5 {
            refused("wrong", &desk.redeem(&code, Some(wrong)), 400, "invalid_grant");
        }
        let waits = desk.get(&target, &[]);
        assert_eq!((waits.status, waits.header("retry-after")), (429, wait.to_string().as_str()));
        desk.pass(wait - 1);
        assert_eq!(desk.get(&target, &[]).status, 429);
        desk.pass(1);
        code = desk.code(&offer);
    }
    assert_eq!(desk.redeem(&code, Some(&right)).status, 200);
}

/// Six digits that are not these.
fn other(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

/// A new code from the ledger, as the registrar gets it.
fn drawn(desk: &mut Desk) -> String {
    let (award, now) = (desk.award, desk.now());
    match desk.at_work(|office| office.ledger.draw_tx_codes(&[award], now, office.entropy)).expect("readable") {
        DrawnCodes::Drawn(codes) if codes.len() == 1 => codes[0].as_str().to_owned(),
        none => panic!("{none:?}"),
    }
}

#[test]
fn a_code_that_is_drawn_anew_is_right_and_the_one_before_is_wrong() {
    let mut desk = Desk::new();
    // Of two offers that wait it is the newer one's.
    let older = desk.offer(TransactionCode::Asked);
    desk.pass(1);
    let offer = desk.offer(TransactionCode::Asked);
    let first = offer.tx_code.clone().expect("a code");
    let code = desk.code(&offer);
    let second = drawn(&mut desk);
    assert!(second.len() == 6 && second.bytes().all(|digit| digit.is_ascii_digit()), "{second}");
    assert_ne!(first, second);
    refused("the old code", &desk.redeem(&code, Some(&first)), 400, "invalid_grant");
    let bytes = desk.ledger_bytes();
    assert!(!bytes.windows(6).any(|window| window == second.as_bytes()), "a digest alone is kept");
    desk.restart();
    assert_eq!(desk.redeem(&code, Some(&second)).status, 200);
    let before = older.tx_code.clone().expect("a code");
    let old = desk.code(&older);
    assert_eq!(desk.redeem(&old, Some(&before)).status, 200, "the other offer keeps its own");
}

#[test]
fn of_offers_of_one_second_the_one_that_a_wallet_fetched_last_gets_the_code() {
    let mut desk = Desk::new();
    let (one, other) = (desk.offer(TransactionCode::Asked), desk.offer(TransactionCode::Asked));
    for offer in [&one, &other, &one] {
        desk.pass(1);
        let code = desk.code(offer);
        let told = drawn(&mut desk);
        assert_eq!(desk.redeem(&code, Some(&told)).status, 200);
    }
}

#[test]
fn a_code_that_is_drawn_anew_begins_the_count_anew_and_shortens_no_waiting() {
    let mut desk = Desk::new();
    let offer = desk.offer(TransactionCode::Asked);
    let mut code = desk.code(&offer);
    let mut right = offer.tx_code.clone().expect("a code");
    // Four wrong ones are not enough to burn anything, and four more of the next code neither.
    for _ in 0..2 {
        for _ in 0..4 {
            refused("wrong", &desk.redeem(&code, Some(other(&right))), 400, "invalid_grant");
        }
        right = drawn(&mut desk);
    }
    for _ in 0..5 {
        refused("wrong", &desk.redeem(&code, Some(other(&right))), 400, "invalid_grant");
    }
    refused("burnt", &desk.redeem(&code, Some(&right)), 400, "invalid_grant");
    code = desk.code(&offer);
    for _ in 0..5 {
        refused("wrong", &desk.redeem(&code, Some(other(&right))), 400, "invalid_grant");
    }
    let target = offer.reference.strip_prefix(ISSUER).expect("an address").to_owned();
    right = drawn(&mut desk);
    let waits = desk.get(&target, &[]);
    assert_eq!((waits.status, waits.header("retry-after")), (429, "60"));
    desk.pass(60);
    code = desk.code(&offer);
    // The next time it takes twice as long, as if nothing had been drawn.
    for _ in 0..5 {
        refused("wrong", &desk.redeem(&code, Some(other(&right))), 400, "invalid_grant");
    }
    drawn(&mut desk);
    assert_eq!(desk.get(&target, &[]).header("retry-after"), "120");
    desk.pass(120);
    right = drawn(&mut desk);
    code = desk.code(&offer);
    assert_eq!(desk.redeem(&code, Some(&right)).status, 200);
}

#[test]
fn no_code_is_drawn_where_no_offer_is_open() {
    let mut desk = Desk::new();
    let award = desk.award;
    let none = |desk: &mut Desk, what: &str| {
        let now = desk.now();
        let drawn = desk.at_work(|office| office.ledger.draw_tx_codes(&[award], now, office.entropy));
        assert!(matches!(drawn, Ok(DrawnCodes::NoOffer(one)) if one == award), "{what}: {drawn:?}");
    };
    none(&mut desk, "none was opened");
    let bare = desk.offer(TransactionCode::None);
    none(&mut desk, "none that asks for a code");
    let code = desk.code(&bare);
    assert_eq!(desk.redeem(&code, None).status, 200);
    // One that was handed out, and its twin that was not.
    let offer = desk.offer(TransactionCode::Asked);
    let right = drawn(&mut desk);
    let code = desk.code(&offer);
    let token = desk.redeem(&code, Some(&right)).json()["access_token"].as_str().expect("a token").to_owned();
    drawn(&mut desk);
    let wish = desk.wish("open_badge_jwt", &Wallet::ed25519(1, Naming::Jwk));
    assert_eq!(desk.ask("credential", &token, &wish).status, 200);
    none(&mut desk, "it was used");
    // One whose time is over, and a second before.
    desk.offer(TransactionCode::Asked);
    desk.pass(180 * 86_400 - 1);
    drawn(&mut desk);
    desk.pass(1);
    none(&mut desk, "it has ended");
}

#[test]
fn nothing_that_lets_somebody_in_is_kept() {
    let mut desk = Desk::new();
    let offer = desk.offer(TransactionCode::Asked);
    let tx_code = offer.tx_code.clone().expect("a code");
    let (code, used) = (desk.code(&offer), desk.code(&offer));
    let token = desk.redeem(&used, Some(&tx_code)).json()["access_token"].as_str().expect("a token").to_owned();
    let wallet = Wallet::ed25519(1, Naming::Jwk);
    desk.take_key_away(true);
    let wish = desk.wish("open_badge_jwt", &wallet);
    let later = desk.ask("credential", &token, &wish);
    assert_eq!(later.status, 202, "{}", later.body);
    let transaction = later.json()["transaction_id"].as_str().expect("an id").to_owned();
    let id = offer.reference.rsplit('/').next().expect("an id").to_owned();
    desk.at_work(|_| ());
    let bytes = desk.ledger_bytes();
    for secret in [&id, &code, &used, &token, &transaction] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
    }
}

#[test]
fn what_was_revoked_or_erased_is_offered_no_more() {
    let mut desk = Desk::new();
    let (offer, other) = (desk.offer(TransactionCode::None), desk.offer(TransactionCode::None));
    let code = desk.code(&offer);
    let token = desk.redeem(&code, None).json()["access_token"].as_str().expect("a token").to_owned();
    let award = desk.award;
    desk.at_work(|office| {
        let one = Selection::Awards(vec![award]);
        let done = change_status(office.ledger, &one, Change::Revoke, "a reason", at(1), office.entropy);
        assert_eq!(done.expect("revoked").len(), 1);
    });
    let target = other.reference.strip_prefix(ISSUER).expect("an address").to_owned();
    assert_eq!(desk.get(&target, &[]).status, 404);
    let wish = desk.wish("open_badge_jwt", &Wallet::ed25519(1, Naming::Jwk));
    refused("revoked", &desk.ask("credential", &token, &wish), 400, "credential_request_denied");

    let mut desk = Desk::new();
    let offer = desk.offer(TransactionCode::None);
    let code = desk.code(&offer);
    let award = desk.award;
    desk.at_work(|office| office.ledger.close_offers(award).expect("closed"));
    refused("closed", &desk.redeem(&code, None), 400, "invalid_grant");
}

#[test]
fn only_what_can_be_made_of_an_award_is_offered() {
    let mut desk = Desk::with(ISSUER, |descriptor| descriptor.quality = None);
    let offer = desk.offer(TransactionCode::None);
    let target = offer.reference.strip_prefix(ISSUER).expect("an address").to_owned();
    let offered = desk.get(&target, &[]).json()["credential_configuration_ids"].clone();
    assert_eq!(offered, json!(["open_badge_jwt", "open_badge_ldp"]));
    let code = desk.code(&offer);
    let token = desk.redeem(&code, None).json()["access_token"].as_str().expect("a token").to_owned();
    let wish = desk.wish("learning_credential_sd_jwt", &Wallet::ed25519(1, Naming::Jwk));
    refused("what is not there", &desk.ask("credential", &token, &wish), 400, "credential_request_denied");
}
