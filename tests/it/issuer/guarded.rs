//! Who may issue, and what the service tells of it to nobody.
#![expect(clippy::disallowed_methods, reason = "tokens lie in a file")]

use elmseal::issuer::tokens::Tokens;
use serde_json::{Value, json};

use crate::log::Lines;

use super::shop::{Shop, v2};
use super::{ISSUE, PUBLISH, STATUS, refused};

#[test]
fn without_a_good_token_nothing_is_done_and_a_removed_one_is_void_at_once() {
    let shop = Shop::new();
    let wish = json!({ "credential": v2(&shop, "Ada") });
    let good = format!("Bearer {}", shop.token);
    let shorter = &good[..good.len() - 1];
    let longer = format!("{good}A");
    let basic = format!("Basic {}", shop.token);
    let bare = shop.token.clone();
    for headers in [
        &[][..],
        &[("authorization", "Bearer ")],
        &[("authorization", "Bearer elmseal_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")],
        &[("authorization", shorter)],
        &[("authorization", &longer)],
        &[("authorization", &basic)],
        &[("authorization", &bare)],
        &[("authorization", &good), ("authorization", &good)],
        &[("x-authorization", &good)],
    ] {
        for target in [ISSUE, STATUS, PUBLISH] {
            let answer = shop.send_as(headers, target, &wish);
            refused(&answer, 401, "no-token");
            assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"elmseal\"");
        }
    }
    // In the address it counts for nothing.
    let in_query = shop.send_as(&[], &format!("{ISSUE}?access_token={}", shop.token), &wish);
    refused(&in_query, 401, "no-token");
    shop.audited(0);
    assert_eq!(shop.send_as(&[("authorization", &good)], ISSUE, &wish).status, 201);
    assert_eq!(shop.send_as(&[("authorization", &good.replacen("Bearer", "bearer", 1))], ISSUE, &wish).status, 201);
    let path = shop.path("tokens.json");
    let mut tokens = Tokens::parse(&std::fs::read(&path).expect("the file")).expect("tokens");
    tokens.remove("registrar").expect("removed");
    std::fs::write(&path, tokens.to_json().to_string()).expect("a file");
    refused(&shop.send_as(&[("authorization", &good)], ISSUE, &wish), 401, "no-token");
    std::fs::write(&path, "{").expect("a file");
    refused(&shop.send_as(&[("authorization", &good)], ISSUE, &wish), 500, "internal");
    std::fs::remove_file(&path).expect("removed");
    refused(&shop.send_as(&[("authorization", &good)], ISSUE, &wish), 401, "no-token");
    assert_eq!(shop.send_without_token("GET", "/healthz", &Value::Null).status, 200);
    shop.audited(2);
}

#[test]
fn nothing_of_credentials_tokens_or_reasons_is_logged() {
    let lines = Lines::default();
    let token = lines.of(|| {
        let shop = Shop::new();
        // Whether anybody listens at a place in the source is remembered when a thread first comes there.
        shop.send_without_token("GET", "/healthz", &Value::Null);
        lines.begin_anew();
        let mut document = v2(&shop, "Geheimnis");
        document["id"] = json!("urn:example:Geheimnis");
        assert_eq!(shop.post(ISSUE, &json!({ "credential": document })).status, 201);
        document["credentialSubject"]["id"] = json!("did:example:Geheimnis-2");
        assert_eq!(shop.post(ISSUE, &json!({ "credential": document })).status, 409);
        document["id"] = json!("urn:example:Geheimnis-2");
        document["Geheimnis"] = json!("Geheimnis");
        assert_eq!(shop.post(ISSUE, &json!({ "credential": document })).status, 400);
        let entry = json!({ "statusPurpose": "revocation" });
        let change =
            json!({ "credentialId": "urn:example:Geheimnis", "credentialStatus": entry, "reason": "Geheimnis" });
        assert_eq!(shop.post(STATUS, &change).status, 200);
        assert_eq!(shop.post(PUBLISH, &json!({})).status, 200);
        let guess = [("authorization", "Bearer Geheimnis"), ("x-request-id", "Geheimnis"), ("user-agent", "Geheimnis")];
        assert_eq!(shop.send_as(&guess, &format!("{ISSUE}?Geheimnis"), &change).status, 401);
        assert_eq!(shop.send("POST", "/Geheimnis", &[("idempotency-key", "Geheimnis")], &change).status, 404);
        shop.idle();
        shop.token.clone()
    });
    let log = lines.text();
    assert_eq!(log.matches("answered").count(), 7, "{log}");
    assert!(log.contains("/vc-api/{securing}/credentials/issue"), "{log}");
    assert_eq!(log.matches("registrar").count(), 5, "the token's name stands beside what was done with it: {log}");
    for secret in ["Geheimnis", "geheimnis", &token, &token[8..], "Bearer"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}
