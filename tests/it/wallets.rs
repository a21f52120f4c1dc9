//! Wallets of others take credentials from the built program: each goes the whole way from the offer to the notification, and
//! what it got is verified by others and by this program. `tests/judges/wallets` has the drivers.
#![expect(clippy::disallowed_methods, reason = "programs are run, and handed files")]

mod shop;

use std::collections::BTreeMap;

use elmseal::ledger::TransactionCode;
use serde_json::{Value, json};

use self::shop::Shop;
use crate::support;

const SD_JWT: &str = "learning_credential_sd_jwt";
const BADGE_JWT: &str = "open_badge_jwt";
const BADGE: &str = "open_badge_ldp";
const CONTEXT: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// Awards that become something else in the course of a test.
const TO_REVOKE: usize = 9;
const REVOKED: usize = 10;
/// Where wallets that are not refused find each form.
const AWARDS: [(usize, &str); 3] = [(0, SD_JWT), (1, BADGE_JWT), (2, BADGE)];

#[test]
fn wallets_of_others_take_every_form_that_they_know() {
    let what = "wallets of others";
    let Some(reference) = support::reference(what) else { return };
    let installed = ["@openid4vc/openid4vci", "@credo-ts/openid4vc", "@sphereon/oid4vci-client", "@sd-jwt/sd-jwt-vc"];
    if !installed.iter().all(|package| support::judge(what, &format!("node_modules/{package}")).is_some()) {
        return;
    }
    let context = support::read_file(&reference.join("open-badges/context-3.0.3.json"));
    let context: Value = serde_json::from_slice(&context).expect("JSON");
    let shop = Shop::open(json!({ CONTEXT: context }));
    let before = shop.offer(shop.awards[REVOKED], TransactionCode::None);
    shop.change("revoke", REVOKED);
    let gone = json!({ "offer": before.deep_link, "configuration": BADGE, "alg": "ES256", "named": "jwk" });

    let mut got = BTreeMap::new();
    oid4vc_ts(&shop, gone, &mut got);
    sphereon(&shop, &mut got);
    credo(&shop, &mut got);
    exchange(&shop, &mut got);
    assert_eq!(got.len(), 13, "{:?}", got.keys());
    judge(&shop, &got);
    change_status(&shop, &got);
}

/// Credentials that wallets got, by wallet and task, each with its holder.
type Got = BTreeMap<String, (Value, Value)>;

/// Keeps what a task got, and gives the rest of what came of it.
fn keep(got: &mut Got, wallet: &str, name: &str, done: &mut Value) -> Value {
    let one = done[name].take();
    assert_eq!(one["refused"], Value::Null, "{wallet} {name}");
    let credentials = one["credentials"].as_array().expect("credentials");
    let holders = one["holders"].as_array().expect("holders");
    assert_eq!(credentials.len(), holders.len(), "{wallet} {name}");
    for (at, (credential, holder)) in credentials.iter().zip(holders).enumerate() {
        got.insert(format!("{wallet} {name} {at}"), (credential.clone(), holder.clone()));
    }
    json!([one["kind"], one["notified"], credentials.len()])
}

/// Where a task was refused, with which status and code.
fn refused(done: &Value, name: &str) -> Value {
    let refused = &done[name]["refused"];
    json!([refused["step"], refused["status"], refused["error"]])
}

fn with(mut task: Value, member: &str, value: Value) -> Value {
    task[member] = value;
    task
}

/// Another code of six digits.
fn wrong(task: Value) -> Value {
    let other = if task["txCode"] == "000000" { "000001" } else { "000000" };
    with(task, "txCode", json!(other))
}

/// All that it can: every form, a batch, tokens bound to a key, notifications.
fn oid4vc_ts(shop: &Shop, gone: Value, got: &mut Got) {
    let disclosed = shop.task(0, SD_JWT, ("ES256", "jwk"));
    let revoke = ["revoke", &shop.awards[TO_REVOKE].to_string(), "--reason", "for a test"];
    let mut done = shop.call(
        "owf.mjs",
        &json!({
            "disclosed": disclosed,
            "token": shop.task(1, BADGE_JWT, ("EdDSA", "did:key")),
            "proof": with(shop.task(2, BADGE, ("ES256", "did:jwk")), "dpop", json!(true)),
            "batch": with(shop.task(0, SD_JWT, ("ES256", "did:key")), "count", json!(3)),
            "the offer again": disclosed,
            "the code twice": with(shop.task(2, BADGE, ("ES256", "jwk")), "redeemTwice", json!(true)),
            "a wrong code": wrong(shop.task(2, BADGE, ("ES256", "jwk"))),
            "revoked before": gone,
            "revoked meanwhile":
                with(shop.task(TO_REVOKE, BADGE, ("ES256", "jwk")), "between", shop.command_between(&revoke)),
        }),
    );
    let mut keep = |name: &str| keep(got, "oid4vc-ts", name, &mut done);
    assert_eq!(keep("disclosed"), json!(["Bearer", true, 1]));
    assert_eq!(keep("token"), json!(["Bearer", true, 1]));
    assert_eq!(keep("proof"), json!(["DPoP", true, 1]));
    assert_eq!(keep("batch"), json!(["Bearer", true, 3]));
    assert_eq!(refused(&done, "the offer again"), json!(["offer", 410, "about:blank"]));
    assert_eq!(refused(&done, "the code twice"), json!(["second token", 400, "invalid_grant"]));
    assert_eq!(refused(&done, "a wrong code"), json!(["token", 400, "invalid_grant"]));
    assert_eq!(refused(&done, "revoked before"), json!(["offer", 404, "about:blank"]));
    assert_eq!(refused(&done, "revoked meanwhile"), json!(["credential", 400, "credential_request_denied"]));
}

/// Every form, in the words of an earlier draft. It sends no notification by itself.
fn sphereon(shop: &Shop, got: &mut Got) {
    let task =
        |award, configuration, key, format: &str| with(shop.task(award, configuration, key), "format", json!(format));
    let mut done = shop.call(
        "sphereon.mjs",
        &json!({
            "disclosed": task(0, SD_JWT, ("ES256", "jwk"), "dc+sd-jwt"),
            "token": task(1, BADGE_JWT, ("ES256", "did:jwk"), "jwt_vc_json"),
            "proof": task(2, BADGE, ("EdDSA", "did:key"), "ldp_vc"),
            "a wrong code": wrong(task(2, BADGE, ("ES256", "jwk"), "ldp_vc")),
        }),
    );
    for name in ["disclosed", "token", "proof"] {
        assert_eq!(keep(got, "sphereon", name, &mut done), json!(["Bearer", false, 1]));
    }
    // It says no more of an answer than its status.
    let wrong = &done["a wrong code"]["refused"];
    assert_eq!(wrong["step"], "token");
    assert!(wrong["cause"].as_str().is_some_and(|cause| cause.contains("failed with status: 400")), "{wrong}");
}

/// A whole wallet, which verifies what it gets up to the certificate's authority and the status before it keeps it. It takes no
/// badge: its `jwt_vc_json` is of VCDM 1.1 alone, and its `ldp_vc` as well.
fn credo(shop: &Shop, got: &mut Got) {
    let batch = with(shop.task(0, SD_JWT, ("ES256", "jwk")), "count", json!(2));
    let mut done = shop.call(
        "credo.mjs",
        &json!({
            "disclosed": with(batch, "status", json!(true)),
            "token": shop.task(1, BADGE_JWT, ("EdDSA", "did:key")),
            "a wrong code": wrong(shop.task(0, SD_JWT, ("ES256", "jwk"))),
        }),
    );
    assert_eq!(keep(got, "credo", "disclosed", &mut done), json!(["DPoP", true, 2]));
    assert_eq!(refused(&done, "a wrong code"), json!(["token", 400, "invalid_grant"]));
    let cause = &done["token"]["refused"]["cause"];
    assert!(cause.as_str().is_some_and(|cause| cause.contains("JWT does not contain a valid 'vc' claim")), "{cause}");
}

/// Digital Bazaar's presentations, in both kinds of proof, for a badge behind a claim link.
fn exchange(shop: &Shop, got: &mut Got) {
    let link = |award: usize| format!("{}/claim/{}", shop.issuer, shop.claim(shop.awards[award]).as_str());
    let (older, newer) = (link(3), link(4));
    let task = |link: &str, wallet: &str, suite: &str, version: f64| json!({ "link": link, "wallet": wallet, "suite": suite, "version": version });
    let mut done = shop.call(
        "exchange.mjs",
        &json!({
            "older": task(&older, "one", "Ed25519Signature2020", 1.0),
            "newer": task(&newer, "one", "eddsa-rdfc-2022", 2.0),
            "another": task(&newer, "two", "eddsa-rdfc-2022", 2.0),
            "of nobody": with(task(&link(5), "one", "eddsa-rdfc-2022", 2.0), "challenge", json!("c-1")),
            "revoked": task(&link(REVOKED), "one", "eddsa-rdfc-2022", 2.0),
        }),
    );
    for name in ["older", "newer"] {
        assert_eq!(keep(got, "exchange", name, &mut done), json!(["DIDAuthentication", false, 1]));
    }
    assert_eq!(refused(&done, "another"), json!(["presentation", 410, "link-used"]));
    assert_eq!(refused(&done, "of nobody"), json!(["presentation", 400, "challenge-unknown"]));
    assert_eq!(refused(&done, "revoked"), json!(["interaction", 410, "link-closed"]));
}

/// Others and this program verify all that was got, and not one that was changed.
fn judge(shop: &Shop, got: &Got) {
    let mut tasks: serde_json::Map<String, Value> =
        got.iter().map(|(name, (credential, _))| (name.clone(), credential.clone())).collect();
    let mut changed = Vec::new();
    for (name, from) in
        [("disclosed", "oid4vc-ts disclosed 0"), ("token", "oid4vc-ts token 0"), ("proof", "oid4vc-ts proof 0")]
    {
        let mut credential = got[from].0.clone();
        match &mut credential {
            // A letter of the payload, or of the signature.
            Value::String(text) => {
                let at = text.find('.').expect("a header") + 20;
                let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
                text.replace_range(at..=at, other);
            }
            node => node["name"] = json!("Another"),
        }
        changed.push(credential.clone());
        tasks.insert(format!("changed {name}"), credential);
    }
    let verdicts = shop.call("check.mjs", &Value::Object(tasks));
    for (name, (credential, holder)) in got {
        let verdict = &verdicts[name];
        assert_eq!((&verdict["verified"], &verdict["error"]), (&json!(true), &Value::Null), "{name}");
        match credential.as_str().is_some_and(|text| text.contains('~')) {
            true => {
                assert_eq!(verdict["bound"], holder["jwk"], "{name}");
                assert_eq!((&verdict["status"], &verdict["refused"]), (&json!(0), &Value::Null), "{name}");
                assert_eq!(verdict["vct"], "urn:eu.europa.ec.eudi:learning:credential:1", "{name}");
            }
            false => {
                assert_eq!(verdict["bound"], holder["did"], "{name}");
                assert_eq!(verdict["set"], json!([]), "{name}");
            }
        }
    }
    for name in ["changed disclosed", "changed token", "changed proof"] {
        assert_eq!(verdicts[name]["verified"], false, "{name}");
    }
    let (code, said) = shop.verify(got.values().map(|(credential, _)| credential));
    assert_eq!(code, Some(0), "{said}");
    for credential in &changed {
        assert_eq!(shop.verify([credential]).0, Some(1));
    }
}

/// What was got says that it is suspended, reinstated, revoked, to others and to this program.
fn change_status(shop: &Shop, got: &Got) {
    let names = ["oid4vc-ts disclosed 0", "oid4vc-ts token 0", "oid4vc-ts proof 0"];
    let credentials = || names.iter().map(|name| &got[*name].0);
    let tasks: serde_json::Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), got[*name].0.clone())).collect();
    let refused = "SDJWTException: Status is not valid";
    for (change, status, refused, set, code) in [
        ("suspend", 2, json!(refused), json!(["suspension"]), Some(2)),
        ("reinstate", 0, Value::Null, json!([]), Some(0)),
        ("revoke", 1, json!(refused), json!(["revocation"]), Some(1)),
    ] {
        for (award, _) in AWARDS {
            shop.change(change, award);
        }
        let verdicts = shop.call("check.mjs", &Value::Object(tasks.clone()));
        let disclosed = &verdicts[names[0]];
        assert_eq!((&disclosed["status"], &disclosed["refused"]), (&json!(status), &refused), "{change}");
        assert_eq!((&verdicts[names[1]]["set"], &verdicts[names[2]]["set"]), (&set, &set), "{change}");
        for credential in credentials() {
            let (found, said) = shop.verify([credential]);
            assert_eq!(found, code, "{change}: {said}");
        }
    }
}
