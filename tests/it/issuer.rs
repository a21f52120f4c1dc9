//! The issuer's HTTP service: what it issues verifies, is in the ledger, and is issued once.

mod crashed;
mod guarded;
mod judged;
pub mod shop;

use elmseal::issue::Securing;
use elmseal::ledger::{Ledger, State};
use elmseal::verify::{Check, Outcome, Report};
use serde_json::{Value, json};

use crate::support::seeded::Seeded;
use shop::{Answer, Shop, V1, V2, at, v1, v2};

const ISSUE: &str = "/vc-api/eddsa-rdfc-2022/credentials/issue";
const STATUS: &str = "/vc-api/eddsa-rdfc-2022/credentials/status";
const PUBLISH: &str = "/vc-api/eddsa-rdfc-2022/credentials/status/publish";

fn issue_at(securing: Securing) -> String {
    format!("/vc-api/{}/credentials/issue", securing.name())
}

fn row(report: &Report, check: Check) -> (Outcome, &'static str) {
    let row = report.checks.iter().find(|row| row.check == check).expect("every check has its row");
    (row.outcome, row.code)
}

/// The rows that say that something is what its issuer signed, and stands.
fn stands(shop: &Shop, credential: &Value) -> Vec<(Outcome, &'static str)> {
    let report = shop.verifier().verify(credential.to_string().as_bytes(), at(0).plus_seconds(10));
    [Check::Integrity, Check::Proof, Check::Status, Check::Validity].map(|check| row(&report, check)).to_vec()
}

fn refused(answer: &Answer, status: u16, code: &str) -> String {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = answer.json();
    assert_eq!(problem["code"], code, "{problem}");
    problem["detail"].as_str().expect("a text").to_owned()
}

#[test]
fn what_is_issued_verifies_in_every_form_and_a_changed_one_does_not() {
    let shop = Shop::new();
    for securing in Securing::ALL {
        for make in [v1, v2] {
            let document = make(&shop, "Ada");
            let answer = shop.post(&issue_at(securing), &json!({ "credential": document }));
            if securing == Securing::VcJwt && make(&shop, "Ada")["@context"][0] == V1 {
                refused(&answer, 400, "not-for-tokens");
                continue;
            }
            assert_eq!(answer.status, 201, "{}", answer.body);
            assert_eq!(answer.header("cache-control"), "no-store");
            let credential = answer.json()["verifiableCredential"].clone();
            assert!(stands(&shop, &credential).iter().all(|(outcome, _)| *outcome == Outcome::Passed), "{credential}");
            let mut twin = credential.clone();
            if securing == Securing::VcJwt {
                assert_eq!(credential["type"], "EnvelopedVerifiableCredential");
                let token = credential["id"].as_str().expect("a token").to_owned();
                assert!(token.starts_with("data:application/vc+jwt,"));
                let (head, signature) = token.rsplit_once('.').expect("three parts");
                let other = if signature.starts_with('A') { "B" } else { "A" };
                twin["id"] = json!(format!("{head}.{other}{}", &signature[1..]));
            } else {
                assert_eq!(credential["proof"]["cryptosuite"], securing.name());
                assert_eq!(credential["issuer"], shop.did);
                let contexts = credential["@context"].as_array().expect("contexts");
                let added = contexts.contains(&json!("https://w3id.org/security/data-integrity/v2"));
                assert_eq!(added, contexts[0] == V1, "only VCDM 1.1 needs the context of proofs");
                let purposes: Vec<&Value> = credential["credentialStatus"]
                    .as_array()
                    .expect("entries")
                    .iter()
                    .map(|e| &e["statusPurpose"])
                    .collect();
                assert_eq!(purposes, ["revocation", "suspension"]);
                twin["credentialSubject"]["id"] = json!("did:example:somebody-else");
            }
            let row = stands(&shop, &twin)[1];
            assert_eq!(row, (Outcome::Failed, "signature-mismatch"), "{twin}");
        }
    }
    shop.audited(5);
}

#[test]
fn one_wish_is_issued_once_and_another_under_its_name_is_refused() {
    let shop = Shop::new();
    let named = |name: &str| {
        let mut document = v2(&shop, name);
        document["id"] = json!("urn:uuid:0b1c5a0e-57f8-4c5c-9f3b-000000000001");
        json!({ "credential": document })
    };
    let first = shop.post(ISSUE, &named("Ada"));
    assert_eq!(first.status, 201, "{}", first.body);
    let again = shop.post(ISSUE, &named("Ada"));
    assert_eq!((again.status, &again.body), (200, &first.body));
    let detail = refused(&shop.post(ISSUE, &named("Bob")), 409, "other-content");
    assert!(!detail.contains("Ada") && !detail.contains("Bob"), "{detail}");
    // Another form of the same is the same award, with the same places on the lists.
    let other = shop.post(&issue_at(Securing::EddsaJcs2022), &named("Ada"));
    assert_eq!(other.status, 201);
    let status = |answer: &Answer| answer.json()["verifiableCredential"]["credentialStatus"].clone();
    assert_eq!(status(&other), status(&first));
    let rows = shop.audited(1);
    assert_eq!(rows[0].renditions.len(), 2);
    assert_eq!(rows[0].learner_key.as_deref(), Some("urn:uuid:0b1c5a0e-57f8-4c5c-9f3b-000000000001"));
    assert_eq!((rows[0].descriptor.as_str(), rows[0].edition.as_str(), rows[0].row), ("vc-api", "2026-07-01", 1));

    // Without an id, the header names the wish, and the ledger names the credential.
    let keyed = |key: &str, name: &str| {
        shop.send("POST", ISSUE, &[("idempotency-key", key)], &json!({ "credential": v2(&shop, name) }))
    };
    let first = keyed("k-1", "Cleo");
    assert_eq!((first.status, keyed("k-1", "Cleo").status, keyed("k-2", "Cleo").status), (201, 200, 201));
    assert_eq!(keyed("k-1", "Cleo").body, first.body);
    refused(&keyed("k-1", "Dan"), 409, "other-content");
    refused(&keyed(&"k".repeat(256), "Dan"), 400, "unreadable-request");
    let id = first.json()["verifiableCredential"]["id"].as_str().expect("an id").to_owned();
    assert!(id.starts_with("urn:credential:"), "{id}");
    // And with neither, each is another.
    let plain = json!({ "credential": v2(&shop, "Eve") });
    assert_eq!((shop.post(ISSUE, &plain).status, shop.post(ISSUE, &plain).status), (201, 201));
    let rows = shop.audited(5);
    assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert!(rows.iter().all(|row| row.batch == rows[0].batch), "a day's are one batch");
}

#[test]
fn what_breaks_a_rule_is_refused_with_its_place_and_nothing_is_recorded() {
    let shop = Shop::new();
    let changed = |edit: &dyn Fn(&mut Value)| {
        let mut document = v2(&shop, "Ada");
        edit(&mut document);
        json!({ "credential": document })
    };
    let none = |name: &'static str| {
        move |document: &mut Value| drop(document.as_object_mut().expect("one").shift_remove(name))
    };
    for securing in Securing::ALL {
        for (edit, code, place) in [
            (&none("issuer") as &dyn Fn(&mut Value), "data-model-broken", "/issuer"),
            (&none("type"), "data-model-broken", "/type"),
            (&none("@context"), "data-model-broken", "/@context"),
            (&none("credentialSubject"), "data-model-broken", "/credentialSubject"),
            (&|d| d["issuer"] = json!("did:web:somebody.example"), "other-issuer", "/issuer"),
            (&|d| d["issuer"] = json!({ "id": "did:web:somebody.example" }), "other-issuer", "/issuer"),
            (&|d| d["id"] = json!("not a url"), "data-model-broken", "/id"),
            (&|d| d["id"] = json!("urn:credential:6f1b2e7e-8d0a-4b8a-9c37-000000000000"), "reserved-id", "/id"),
            (&|d| d["validFrom"] = json!("2026-07-01"), "data-model-broken", "/validFrom"),
            (&|d| d["undefinedTerm"] = json!("x"), "graph-unsound", "/undefinedTerm"),
            (&|d| d["type"] = json!(["VerifiableCredential", "UndefinedType"]), "graph-unsound", "/type"),
            (&|d| d["@context"] = json!([V2, "https://evil.example/context"]), "graph-unsound", "/@context"),
            (&|d| d["@context"] = json!([V2, { "a": "urn:a" }]), "graph-unsound", "/@context"),
            (&|d| d["proof"] = json!({ "type": "DataIntegrityProof" }), "proof-present", "/proof"),
        ] {
            let detail = refused(&shop.post(&issue_at(securing), &changed(edit)), 400, code);
            assert!(detail.starts_with(place), "{}: {detail}", securing.name());
        }
    }
    for (body, place) in [
        (json!([]), "The body"),
        (json!({}), "/credential"),
        (json!({ "credential": "text" }), "/credential"),
        (json!({ "credential": v2(&shop, "Ada"), "options": { "challenge": "c" } }), "/options/challenge"),
        (json!({ "credential": v2(&shop, "Ada"), "more": 1 }), "/more"),
    ] {
        let detail = refused(&shop.post(ISSUE, &body), 400, "unreadable-request");
        assert!(detail.starts_with(place), "{detail}");
    }
    refused(&shop.post("/vc-api/ecdsa-rdfc-2019/credentials/issue", &changed(&|_| {})), 404, "not-found");
    shop.audited(0);
    // The issuer may be an object, which is kept; a status of the caller's is kept beside ours.
    let object = changed(&|d| d["issuer"] = json!({ "id": shop.did, "name": "Example" }));
    let issued = shop.post(ISSUE, &object);
    assert_eq!((issued.status, &issued.json()["verifiableCredential"]["issuer"]["name"]), (201, &json!("Example")));
    let without =
        shop.post(ISSUE, &json!({ "credential": v2(&shop, "Ada"), "options": { "credentialStatus": false } }));
    assert_eq!(without.status, 201);
    assert!(without.json()["verifiableCredential"].get("credentialStatus").is_none());
    shop.audited(2);
}

#[test]
fn a_revocation_shows_when_it_is_published_and_stays() {
    let shop = Shop::new();
    let mut document = v2(&shop, "Ada");
    document["id"] = json!("https://uni.example/credentials/1");
    let issued = shop.post(ISSUE, &json!({ "credential": document }));
    let credential = issued.json()["verifiableCredential"].clone();
    let change = |id: &str, purpose: &str, set: bool| {
        let entry = json!({ "type": "BitstringStatusListEntry", "statusPurpose": purpose });
        let body = json!({ "credentialId": id, "credentialStatus": entry, "status": set, "reason": "an example" });
        shop.post(STATUS, &body)
    };
    let status = |credential: &Value| stands(&shop, credential)[2];
    let id = "https://uni.example/credentials/1";
    let suspended = change(id, "suspension", true);
    assert_eq!(
        (suspended.status, &suspended.json()["before"], &suspended.json()["now"]),
        (200, &json!("valid"), &json!("suspended"))
    );
    assert_eq!(status(&credential).0, Outcome::Passed, "it is not published yet");
    assert_eq!(shop.post(PUBLISH, &json!({})).status, 200);
    assert_eq!(status(&credential), (Outcome::Inconclusive, "suspended"));
    assert_eq!(change(id, "suspension", false).json()["now"], "valid");
    // The award's own id is as good.
    let award = suspended.json()["award"].as_str().expect("an id").to_owned();
    assert_eq!(change(&award, "revocation", true).json()["now"], "revoked");
    let published = shop.post(PUBLISH, &json!({})).json();
    assert_eq!(published["checkpoint"], 4, "{published}");
    assert_eq!(status(&credential), (Outcome::Failed, "revoked"));
    // It is for good: neither lifted, nor forgotten, nor issued in another form.
    refused(&change(id, "suspension", true), 409, "status-refused");
    refused(&change(id, "revocation", false), 400, "unreadable-request");
    assert_eq!(shop.post(ISSUE, &json!({ "credential": document })).body, issued.body);
    refused(&shop.post(&issue_at(Securing::VcJwt), &json!({ "credential": document })), 409, "not-valid");
    refused(&change("https://uni.example/credentials/2", "revocation", true), 404, "unknown-credential");
    let entry = json!({ "statusPurpose": "revocation" });
    refused(&shop.post(STATUS, &json!({ "credentialId": id, "credentialStatus": entry })), 400, "no-reason");
    assert_eq!(shop.audited(1)[0].state, State::Revoked);
}

#[test]
fn the_public_listener_serves_what_is_published_and_nothing_else() {
    let shop = Shop::new();
    assert_eq!(shop.post(ISSUE, &json!({ "credential": v2(&shop, "Ada") })).status, 201);
    let list = std::fs::read_dir(shop.public().join("status")).expect("lists").next().expect("a list").expect("one");
    let target = format!("/status/{}", list.file_name().to_string_lossy());
    let got = shop.public_get(&target, &[]);
    assert_eq!((got.status, got.header("content-type")), (200, "application/ld+json"));
    let tag = got.header("etag").to_owned();
    assert_eq!(shop.public_get(&target, &[("if-none-match", &tag)]).status, 304);
    assert_eq!(shop.public_get("/log/checkpoint", &[]).status, 200);
    assert_eq!(shop.public_get("/healthz", &[]).body, "ok\n");
    for target in ["/", "/verify", ISSUE, "/openapi.json", "/c/abc.jsonld", "/status/../../ledger.db"] {
        refused(&shop.public_get(target, &[]), 404, "not-found");
    }
}

#[test]
fn another_process_at_the_ledger_is_waited_for_and_then_told() {
    let shop = Shop::new();
    let wish = json!({ "credential": v2(&shop, "Ada") });
    let mut entropy = Seeded::new(77);
    let held = Ledger::open(&shop.ledger(), &mut entropy).expect("a ledger");
    let busy = shop.post(ISSUE, &wish);
    refused(&busy, 503, "ledger-in-use");
    assert_eq!(busy.header("retry-after"), "5");
    drop(held);
    assert_eq!(shop.post(ISSUE, &wish).status, 201);
    // While there is nothing to do, the service holds nothing.
    shop.idle();
    drop(Ledger::open(&shop.ledger(), &mut entropy).expect("nobody else has it"));
    shop.audited(1);
}

#[test]
fn many_at_once_with_one_id_are_one_award() {
    let shop = Shop::new();
    let mut document = v2(&shop, "Ada");
    document["id"] = json!("https://uni.example/credentials/many");
    let wish = json!({ "credential": document });
    let answers = shop.at_once(20, ISSUE, &wish);
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 201) && answer.body == answers[0].body));
    shop.audited(1);
}

#[test]
fn the_conformance_profile_knows_examples_and_many_documents_of_one_id() {
    let strict = Shop::new();
    let with_examples = |shop: &Shop, name: &str| {
        let mut document = v2(shop, name);
        document["@context"] = json!([V2, "https://www.w3.org/ns/credentials/examples/v2"]);
        document["id"] = json!("http://university.example/credentials/1872");
        document["credentialSubject"]["favouriteRoom"] = json!("B 12");
        json!({ "credential": document })
    };
    refused(&strict.post(ISSUE, &with_examples(&strict, "Ada")), 400, "graph-unsound");
    let shop = Shop::for_conformance();
    for name in ["Ada", "Bob"] {
        let issued = shop.send_without_token("POST", ISSUE, &with_examples(&shop, name));
        assert_eq!(issued.status, 201, "{}", issued.body);
        assert!(issued.json()["verifiableCredential"]["proof"].is_object());
    }
    assert_eq!(shop.send_without_token("POST", ISSUE, &with_examples(&shop, "Ada")).status, 200);
    shop.audited(2);
}

#[test]
fn the_description_names_every_address_and_answer() {
    let shop = Shop::new();
    let description = shop.send_without_token("GET", "/openapi.json", &Value::Null).json();
    let source = include_str!("../../src/issuer/mod.rs");
    let admin =
        source.split("pub fn admin_router").nth(1).and_then(|rest| rest.split("\n}").next()).expect("its routes");
    let mut routes: Vec<&str> = admin.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    routes.sort_unstable();
    let mut described: Vec<&String> = description["paths"].as_object().expect("paths").keys().collect();
    described.sort_unstable();
    assert_eq!(described, routes);
    let hold = |what: &str, target: &str, answer: &Answer| {
        let operation = &description["paths"][target.replace("eddsa-rdfc-2022", "{securing}")]["post"];
        let response = &operation["responses"][answer.status.to_string()];
        assert!(response.is_object(), "{what}: {} is not described", answer.status);
        let kind = answer.header("content-type");
        let schema = &response["content"][kind]["schema"];
        assert!(schema.is_object(), "{what}: {kind} is not described");
        let schema = json!({ "$ref": schema["$ref"], "components": description["components"] });
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        let faults: Vec<String> = validator.iter_errors(&answer.json()).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{what}: {faults:?}");
    };
    let mut document = v2(&shop, "Ada");
    document["id"] = json!("https://uni.example/credentials/1");
    let wish = json!({ "credential": document });
    let entry = json!({ "statusPurpose": "suspension" });
    let change =
        json!({ "credentialId": "https://uni.example/credentials/1", "credentialStatus": entry, "reason": "r" });
    for (target, body, status) in [
        (ISSUE, &wish, 201),
        (ISSUE, &wish, 200),
        (ISSUE, &json!({}), 400),
        (STATUS, &change, 200),
        (STATUS, &json!({}), 400),
        (PUBLISH, &json!({}), 200),
    ] {
        let answer = shop.post(target, body);
        assert_eq!(answer.status, status, "{}", answer.body);
        hold(&format!("{target} {status}"), target, &answer);
    }
    let stranger = shop.send_without_token("POST", ISSUE, &wish);
    assert_eq!(stranger.status, 401);
    hold("without a token", ISSUE, &stranger);
}

#[test]
fn names_of_forms_are_those_of_the_addresses() {
    for securing in Securing::ALL {
        assert_eq!(Securing::from_name(securing.name()), Some(securing));
    }
    assert_eq!(Securing::from_name("none"), None);
}
