//! Requests that are not as they have to be: for each the status and the code that the specifications have for it, and a good
//! twin.

use elmseal::crypto::encoding::to_base64url;
use elmseal::ledger::TransactionCode;
use elmseal::oid4vci::PRE_AUTHORIZED_CODE;
use serde_json::{Value, json};

use super::desk::{Desk, FORM, ISSUER, JSON, Naming, Wallet, form};
use super::refused;

const BADGE: &str = "open_badge_jwt";

#[test]
fn token_requests() {
    let mut desk = Desk::new();
    let (with, without) = (desk.offer(TransactionCode::Asked), desk.offer(TransactionCode::None));
    let (asked, none) = (desk.code(&with), desk.code(&without));
    let right = with.tx_code.clone().expect("a code");
    let grant = ("grant_type", PRE_AUTHORIZED_CODE);
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let details = |kind: &str, id: &str| json!([{ "type": kind, "credential_configuration_id": id }]).to_string();
    let (foreign, unknown) = (details("payment", BADGE), details("openid_credential", "nothing"));
    let good = ("pre-authorized_code", none.as_str());
    for (what, pairs, code) in [
        ("nothing", vec![], "invalid_request"),
        ("no grant", vec![good], "invalid_request"),
        ("an empty grant", vec![("grant_type", ""), good], "invalid_request"),
        ("two grants", vec![grant, grant, good], "invalid_request"),
        ("another grant", vec![("grant_type", "authorization_code"), ("code", "x")], "unsupported_grant_type"),
        ("client credentials", vec![("grant_type", "client_credentials")], "unsupported_grant_type"),
        ("no code", vec![grant], "invalid_request"),
        ("two codes", vec![grant, good, good], "invalid_request"),
        ("a foreign code", vec![grant, ("pre-authorized_code", "AAAA")], "invalid_grant"),
        ("no tx_code", vec![grant, ("pre-authorized_code", &asked)], "invalid_request"),
        ("an empty tx_code", vec![grant, ("pre-authorized_code", &asked), ("tx_code", "")], "invalid_request"),
        ("a wrong tx_code", vec![grant, ("pre-authorized_code", &asked), ("tx_code", wrong)], "invalid_grant"),
        ("a tx_code for nothing", vec![grant, good, ("tx_code", "123456")], "invalid_request"),
        (
            "details that are no JSON",
            vec![grant, good, ("authorization_details", "[")],
            "invalid_authorization_details",
        ),
        ("no details", vec![grant, good, ("authorization_details", "[]")], "invalid_authorization_details"),
        ("foreign details", vec![grant, good, ("authorization_details", &foreign)], "invalid_authorization_details"),
        ("unknown details", vec![grant, good, ("authorization_details", &unknown)], "invalid_authorization_details"),
    ] {
        refused(what, &desk.post_form(&pairs, &[]), 400, code);
    }
    let pairs = [grant, good];
    let json = desk.send("POST", "/oid4vci/token", &[JSON], &json!({ "pre-authorized_code": none }).to_string());
    refused("JSON", &json, 400, "invalid_request");
    let long = format!("{}&more={}", form(&pairs), "a".repeat(70_000));
    refused("too long", &desk.send("POST", "/oid4vci/token", &[FORM], &long), 400, "invalid_request");
    assert_eq!(desk.get("/oid4vci/token", &[]).status, 405);
    // None of it has used anything up; what is unknown is ignored.
    let sphereon = [grant, ("pre-authorized_code", &asked), ("tx_code", &right), ("user_pin", &right)];
    assert_eq!(desk.post_form(&sphereon, &[]).status, 200);
    assert_eq!(desk.post_form(&pairs, &[]).status, 200);
}

/// A request for a credential that is good but for what `edit` does to header and claims of its proof.
fn with_proof(desk: &Desk, wallet: &Wallet, edit: &dyn Fn(&mut Value, &mut Value)) -> Value {
    let (mut header, mut claims) = (wallet.header(), desk.claims(&desk.nonce()));
    edit(&mut header, &mut claims);
    asking(&[wallet.jws(&header, &claims)])
}

fn asking(proofs: &[String]) -> Value {
    json!({ "credential_configuration_id": BADGE, "proofs": { "jwt": proofs } })
}

#[test]
fn proofs() {
    let mut desk = Desk::new();
    let token = desk.token();
    let (ed, ec) = (Wallet::ed25519(1, Naming::Jwk), Wallet::p256(2, Naming::DidKey));
    let remove = |name: &'static str| {
        move |value: &mut Value| drop(value.as_object_mut().expect("an object").shift_remove(name))
    };
    type Edit<'a> = &'a dyn Fn(&mut Value, &mut Value);
    let now = desk.now().unix();
    let rows: [(&str, Edit<'_>, &str); 26] = [
        ("no typ", &|h, _| remove("typ")(h), "invalid_proof"),
        ("another typ", &|h, _| h["typ"] = json!("JWT"), "invalid_proof"),
        ("no alg", &|h, _| remove("alg")(h), "invalid_proof"),
        ("alg none", &|h, _| h["alg"] = json!("none"), "invalid_proof"),
        ("alg HS256", &|h, _| h["alg"] = json!("HS256"), "invalid_proof"),
        ("an alg that is not offered", &|h, _| h["alg"] = json!("ES384"), "invalid_proof"),
        ("the alg of another kind of key", &|h, _| h["alg"] = json!("ES256"), "invalid_proof"),
        ("no key", &|h, _| remove("jwk")(h), "invalid_proof"),
        ("two keys", &|h, _| h["kid"] = json!(ed.did_jwk()), "invalid_proof"),
        ("a certificate beside", &|h, _| h["x5c"] = json!(["AA"]), "invalid_proof"),
        (
            "a foreign kid",
            &|h, _| {
                remove("jwk")(h);
                h["kid"] = json!("did:web:uni.example#1")
            },
            "invalid_proof",
        ),
        (
            "a kid that is no DID",
            &|h, _| {
                remove("jwk")(h);
                h["kid"] = json!("key-1")
            },
            "invalid_proof",
        ),
        ("a private key", &|h, _| h["jwk"]["d"] = json!("AAAA"), "invalid_proof"),
        ("a private key of RSA", &|h, _| h["jwk"]["dp"] = json!("AAAA"), "invalid_proof"),
        ("another's key", &|h, _| h["jwk"] = Wallet::ed25519(9, Naming::Jwk).jwk(), "invalid_proof"),
        ("a critical member", &|h, _| h["crit"] = json!(["x"]), "invalid_proof"),
        ("no aud", &|_, c| remove("aud")(c), "invalid_proof"),
        ("another aud", &|_, c| c["aud"] = json!(format!("{ISSUER}/")), "invalid_proof"),
        ("no iat", &|_, c| remove("iat")(c), "invalid_proof"),
        ("iat as a text", &|_, c| c["iat"] = json!(now.to_string()), "invalid_proof"),
        ("an old iat", &|_, c| c["iat"] = json!(now - 301), "invalid_proof"),
        ("an iat to come", &|_, c| c["iat"] = json!(now + 301), "invalid_proof"),
        ("an exp that is past", &|_, c| c["exp"] = json!(now - 301), "invalid_proof"),
        ("no nonce", &|_, c| remove("nonce")(c), "invalid_proof"),
        ("a nonce that is no text", &|_, c| c["nonce"] = json!(7), "invalid_proof"),
        ("a foreign nonce", &|_, c| c["nonce"] = json!("AAAA"), "invalid_nonce"),
    ];
    for (what, edit, code) in rows {
        refused(what, &desk.ask("credential", &token, &with_proof(&desk, &ed, edit)), 400, code);
    }
    let nonce = desk.nonce();
    let (one, other) = (desk.proof(&ed, &nonce), desk.proof(&ec, &nonce));
    let cut = &one[..one.len() - 4];
    for (what, proofs, code) in [
        ("a changed signature", vec![format!("{cut}AAAA")], "invalid_proof"),
        ("no JWS", vec!["abc".to_owned()], "invalid_proof"),
        ("too long", vec![format!("{one}{}", "A".repeat(9_000))], "invalid_proof"),
        ("none", vec![], "invalid_proof"),
        ("two of one key", vec![one.clone(), other.clone(), desk.proof(&ed, &nonce)], "invalid_proof"),
        ("two nonces", vec![one.clone(), desk.proof(&ec, &desk.nonce())], "invalid_nonce"),
        (
            "more than a batch",
            (0..6).map(|seed| desk.proof(&Wallet::ed25519(20 + seed, Naming::Jwk), &nonce)).collect(),
            "invalid_proof",
        ),
    ] {
        refused(what, &desk.ask("credential", &token, &asking(&proofs)), 400, code);
    }
    desk.pass(300);
    let fresh = asking(&[desk.proof(&ed, &nonce)]);
    refused("an old nonce in a new proof", &desk.ask("credential", &token, &fresh), 400, "invalid_nonce");
}

#[test]
fn credential_requests() {
    let mut desk = Desk::new();
    let token = desk.token();
    let wallet = Wallet::ed25519(1, Naming::DidKey);
    let with = |edit: &dyn Fn(&mut Value)| {
        let mut wish = desk.wish(BADGE, &wallet);
        edit(&mut wish);
        wish
    };
    let remove = |name: &'static str| {
        move |value: &mut Value| drop(value.as_object_mut().expect("an object").shift_remove(name))
    };
    type Edit<'a> = &'a dyn Fn(&mut Value);
    let proof = desk.proof(&wallet, &desk.nonce());
    let rows: [(&str, Edit<'_>, &str); 14] = [
        ("no configuration", &|w| remove("credential_configuration_id")(w), "invalid_credential_request"),
        (
            "a configuration that is no text",
            &|w| w["credential_configuration_id"] = json!(1),
            "invalid_credential_request",
        ),
        (
            "an unknown configuration",
            &|w| w["credential_configuration_id"] = json!("nothing"),
            "unknown_credential_configuration",
        ),
        ("both ways to ask", &|w| w["credential_identifier"] = json!(BADGE), "invalid_credential_request"),
        (
            "an identifier that nobody gave",
            &|w| {
                remove("credential_configuration_id")(w);
                w["credential_identifier"] = json!(BADGE);
            },
            "unknown_credential_identifier",
        ),
        (
            "as drafts had it",
            &|w| {
                remove("credential_configuration_id")(w);
                w["format"] = json!("jwt_vc_json");
            },
            "invalid_credential_request",
        ),
        ("no proofs", &|w| remove("proofs")(w), "invalid_proof"),
        ("proofs of another type", &|w| w["proofs"] = json!({ "attestation": ["x"] }), "invalid_proof"),
        ("proofs of two types", &|w| w["proofs"]["di_vp"] = json!([{}]), "invalid_proof"),
        ("a proof that is no text", &|w| w["proofs"] = json!({ "jwt": [{}] }), "invalid_proof"),
        ("one proof for an array", &|w| w["proofs"] = json!({ "jwt": proof.as_str() }), "invalid_proof"),
        (
            "proof and proofs",
            &|w| w["proof"] = json!({ "proof_type": "jwt", "jwt": proof.as_str() }),
            "invalid_credential_request",
        ),
        (
            "a proof of another type",
            &|w| {
                remove("proofs")(w);
                w["proof"] = json!({ "proof_type": "cwt", "cwt": "x" });
            },
            "invalid_proof",
        ),
        (
            "an encrypted answer",
            &|w| w["credential_response_encryption"] = json!({ "jwk": {}, "enc": "A128GCM" }),
            "invalid_encryption_parameters",
        ),
    ];
    for (what, edit, code) in rows {
        refused(what, &desk.ask("credential", &token, &with(edit)), 400, code);
    }
    let bearer = format!("Bearer {token}");
    let authorized = [JSON, ("authorization", bearer.as_str())];
    let twice = desk.wish(BADGE, &wallet).to_string().replacen('{', r#"{"credential_configuration_id":"x","#, 1);
    for (what, headers, body) in [
        ("no JSON", authorized, "{"),
        ("no object", authorized, "[]"),
        ("a member twice", authorized, twice.as_str()),
        ("a form", [FORM, authorized[1]], "credential_configuration_id=x"),
    ] {
        let answer = desk.send("POST", "/oid4vci/credential", &headers, body);
        refused(what, &answer, 400, "invalid_credential_request");
    }
}

#[test]
fn tokens() {
    let mut desk = Desk::new();
    let token = desk.token();
    let wish = desk.wish(BADGE, &Wallet::ed25519(1, Naming::Jwk)).to_string();
    let good = format!("Bearer {token}");
    let (shorter, other) = (good[..good.len() - 1].to_owned(), format!("Bearer {}", to_base64url(&[7; 32])));
    let (basic, dpop) = (format!("Basic {token}"), format!("DPoP {token}"));
    for name in ["credential", "deferred", "notification"] {
        let target = format!("/oid4vci/{name}");
        for (what, headers) in [
            ("none", vec![JSON]),
            ("an empty one", vec![JSON, ("authorization", "Bearer ")]),
            ("a foreign one", vec![JSON, ("authorization", &other)]),
            ("a shorter one", vec![JSON, ("authorization", &shorter)]),
            ("another scheme", vec![JSON, ("authorization", &basic)]),
            ("two", vec![JSON, ("authorization", &good), ("authorization", &good)]),
        ] {
            let answer = desk.send("POST", &target, &headers, &wish);
            refused(&format!("{name}: {what}"), &answer, 401, "invalid_token");
            assert_eq!(answer.header("www-authenticate"), "Bearer error=\"invalid_token\"");
        }
        let answer = desk.send("POST", &target, &[JSON, ("authorization", &dpop)], &wish);
        refused("DPoP without a proof", &answer, 401, "invalid_dpop_proof");
        assert_eq!(answer.header("www-authenticate"), "DPoP error=\"invalid_dpop_proof\", algs=\"ES256 EdDSA\"");
        let in_query = desk.send("POST", &format!("{target}?access_token={token}"), &[JSON], &wish);
        refused("in the address", &in_query, 401, "invalid_token");
    }
    desk.pass(3_600);
    let wish = desk.wish(BADGE, &Wallet::ed25519(1, Naming::Jwk));
    refused("an old one", &desk.ask("credential", &token, &wish), 401, "invalid_token");
}

#[test]
fn deferred_requests_and_notifications() {
    let mut desk = Desk::new();
    let token = desk.token();
    for (name, what, body, code) in [
        ("deferred", "nothing", json!({}), "invalid_credential_request"),
        ("deferred", "no text", json!({ "transaction_id": 1 }), "invalid_credential_request"),
        ("deferred", "unknown", json!({ "transaction_id": "AAAA" }), "invalid_transaction_id"),
        (
            "deferred",
            "encrypted",
            json!({ "transaction_id": "AAAA", "credential_response_encryption": {} }),
            "invalid_encryption_parameters",
        ),
        ("notification", "nothing", json!({}), "invalid_notification_request"),
        ("notification", "no event", json!({ "notification_id": "AAAA" }), "invalid_notification_request"),
        (
            "notification",
            "another event",
            json!({ "notification_id": "AAAA", "event": "credential_lost" }),
            "invalid_notification_request",
        ),
        (
            "notification",
            "unknown",
            json!({ "notification_id": "AAAA", "event": "credential_accepted" }),
            "invalid_notification_id",
        ),
    ] {
        refused(&format!("{name}: {what}"), &desk.ask(name, &token, &body), 400, code);
    }
}

#[test]
fn proofs_of_tokens_keys() {
    let mut desk = Desk::new();
    let offer = desk.offer(TransactionCode::None);
    let (wallet, thief) = (Wallet::p256(4, Naming::Jwk), Wallet::p256(5, Naming::Jwk));
    let address = format!("{ISSUER}/oid4vci/token");
    let now = desk.now();
    let code = desk.code(&offer);
    let pairs = [("grant_type", PRE_AUTHORIZED_CODE), ("pre-authorized_code", code.as_str())];
    let edited = |edit: &dyn Fn(&mut Value, &mut Value)| {
        let mut header = json!({ "alg": "ES256", "typ": "dpop+jwt", "jwk": wallet.jwk() });
        let mut claims = json!({ "htm": "POST", "htu": address, "iat": now.unix(), "jti": "j" });
        edit(&mut header, &mut claims);
        wallet.jws(&header, &claims)
    };
    type Edit<'a> = &'a dyn Fn(&mut Value, &mut Value);
    let rows: [(&str, Edit<'_>); 9] = [
        ("another typ", &|h, _| h["typ"] = json!("JWT")),
        ("alg none", &|h, _| h["alg"] = json!("none")),
        ("a private key", &|h, _| h["jwk"]["d"] = json!("AAAA")),
        ("another's key", &|h, _| h["jwk"] = thief.jwk()),
        ("another method", &|_, c| c["htm"] = json!("GET")),
        ("another address", &|_, c| c["htu"] = json!(format!("{ISSUER}/oid4vci/credential"))),
        ("an old one", &|_, c| c["iat"] = json!(now.unix() - 301)),
        ("no jti", &|_, c| c["jti"] = json!("")),
        ("no iat", &|_, c| c["iat"] = Value::Null),
    ];
    for (what, edit) in rows {
        let proof = edited(edit);
        refused(what, &desk.post_form(&pairs, &[("dpop", &proof)]), 400, "invalid_dpop_proof");
    }
    let proof = edited(&|_, c| c["htu"] = json!(format!("{address}?a=b#c")));
    refused("two proofs", &desk.post_form(&pairs, &[("dpop", &proof), ("dpop", &proof)]), 400, "invalid_dpop_proof");
    let answer = desk.post_form(&pairs, &[("dpop", &proof)]);
    assert_eq!((answer.status, &answer.json()["token_type"]), (200, &json!("DPoP")), "{}", answer.body);
    let token = answer.json()["access_token"].as_str().expect("a token").to_owned();
    let other = desk.code(&offer);
    let again = [("grant_type", PRE_AUTHORIZED_CODE), ("pre-authorized_code", other.as_str())];
    refused("used before", &desk.post_form(&again, &[("dpop", &proof)]), 400, "invalid_dpop_proof");

    let wish = desk.wish(BADGE, &wallet).to_string();
    let target = format!("{ISSUER}/oid4vci/credential");
    let bound = format!("DPoP {token}");
    let ask = |authorization: &str, proof: &str| {
        let headers = [JSON, ("authorization", authorization), ("dpop", proof)];
        desk.send("POST", "/oid4vci/credential", &headers, &wish)
    };
    let good = wallet.dpop(&target, Some(&token), "k-1", now);
    refused("shown by itself", &ask(&format!("Bearer {token}"), &good), 401, "invalid_token");
    for (what, proof) in [
        ("the thief's", thief.dpop(&target, Some(&token), "k-2", now)),
        ("of no token", wallet.dpop(&target, None, "k-3", now)),
        ("of another token", wallet.dpop(&target, Some("AAAA"), "k-4", now)),
        ("of another address", wallet.dpop(&address, Some(&token), "k-5", now)),
    ] {
        refused(what, &ask(&bound, &proof), 401, "invalid_dpop_proof");
    }
    // A good one gets as far as what it asks for, and serves once.
    let first = ask(&bound, &good);
    assert!(first.status != 401, "{}", first.body);
    refused("shown again", &ask(&bound, &good), 401, "invalid_dpop_proof");
}
