//! Answers about credentials over HTTP: the same report whichever way it is asked for.

use std::net::TcpListener;
use std::sync::Arc;

use elmseal::http::{Patience, PublicService, Running};
use serde_json::Value;

use crate::wire::{Answer, get, post};
use crate::world::{self, BASE, World};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const TOKEN: &str = "wq3VJ8rTTk6Yc0b1nq7u2g";

/// The rows of a report that do not depend on the form of the credential, as `check outcome code`.
fn rows(report: &Value) -> Vec<String> {
    let rows = report["checks"].as_array().expect("rows").iter();
    let text = |row: &Value, member: &str| row[member].as_str().expect("a text").to_owned();
    rows.filter(|row| row["check"] != "profile" && row["check"] != "vocabularies")
        .map(|row| format!("{} {} {}", text(row, "check"), text(row, "outcome"), text(row, "code")))
        .collect()
}

fn world_server(world: &World) -> Running {
    let service = PublicService {
        verifier: world.verifier(),
        publications: world.publications(),
        base: BASE.parse().expect("a URL"),
        clock: Arc::new(world::now),
        patience: Patience::default(),
    };
    Running::start(TcpListener::bind("127.0.0.1:0").expect("a free port"), service).expect("a server")
}

#[test]
fn a_report_is_the_answer() {
    let world = World::new();
    let running = world_server(&world);
    let to = running.address();
    let good = world.credential(3, |_| {}).to_string();
    let answer = post(to, "/verify", "application/ld+json", "application/json", good.as_bytes());
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    assert_eq!((answer.header("cache-control"), answer.header("vary")), ("no-store", "Accept, Accept-Language"));
    let report = answer.json();
    assert_eq!(report["report_version"], 1);
    assert_eq!((&report["decision"], &report["evaluated_at"]), (&"accept".into(), &world::NOW.into()));
    insta::assert_json_snapshot!(rows(&report), @r#"
    [
      "integrity passed unchanged",
      "proof passed proof-verified",
      "issuer_key passed key-listed",
      "trust_list passed issuer-listed",
      "scope passed in-scope",
      "awarding_bodies passed awarding-bodies-agree",
      "trust_at_sealing inconclusive no-proof-of-existence",
      "trust_now passed issuer-granted",
      "status passed not-revoked",
      "status_list passed status-list-fresh",
      "validity passed in-time",
      "log not_applicable no-inclusion-proof"
    ]
    "#);

    let mut tampered = world.credential(3, |_| {});
    tampered["credentialSubject"]["fullName"]["en"] = "Mallory".into();
    let report = post(to, "/verify", "application/json", "*/*", tampered.to_string().as_bytes()).json();
    assert_eq!(report["decision"], "reject");
    assert_eq!(report["credential"], Value::Null, "nothing is shown of what was not verified");
    insta::assert_json_snapshot!(rows(&report)[..3], @r#"
    [
      "integrity failed content-not-sealed",
      "proof failed signature-mismatch",
      "issuer_key inconclusive not-checked"
    ]
    "#);
}

#[test]
fn every_way_of_asking_gets_the_same_answer() {
    let world = World::new();
    let running = world_server(&world);
    let to = running.address();
    let credential = world.credential(3, |_| {});
    world.share(TOKEN, &credential);
    let good = credential.to_string();
    let duplicate = good.replacen('{', "{\"issuer\":\"did:web:evil.example\",", 1);
    let encoded: String = url::form_urlencoded::byte_serialize(good.as_bytes()).collect();
    let link = format!("{BASE}/c/{TOKEN}.jsonld");
    let file = |name: &str, content: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n")
    };
    let form = "application/x-www-form-urlencoded";
    let multipart = "multipart/form-data; boundary=b";
    let json = "application/json";
    let cases = [
        ("as it is", json, good.clone(), "accept"),
        ("wrapped", json, format!("{{\"verifiableCredential\":{good}}}"), "accept"),
        ("a link in JSON", json, format!("{{\"url\":\"{link}\"}}"), "accept"),
        ("pasted", form, format!("text={encoded}"), "accept"),
        ("a link in a form", form, format!("text=&url={link}"), "accept"),
        ("a link to the page", form, format!("url={BASE}/c/{TOKEN}"), "accept"),
        ("a file", multipart, format!("{}--b--\r\n", file("a.jsonld", &good)), "accept"),
        ("a file that is none", multipart, format!("{}--b--\r\n", file("a.jsonld", "hello")), "reject"),
        ("pasted nonsense", form, "text=hello".to_owned(), "reject"),
        ("a duplicate name", json, duplicate, "reject"),
        ("an empty object", json, "{}".to_owned(), "reject"),
    ];
    for (what, kind, body, decision) in cases {
        let answer = post(to, "/verify", kind, "application/json", body.as_bytes());
        assert_eq!(answer.status, 200, "{what}: {answer:?}");
        assert_eq!(answer.json()["decision"], decision, "{what}");
        let page = post(to, "/verify", kind, BROWSER, body.as_bytes());
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{what}");
        assert!(page.body.contains(&format!("data-decision=\"{decision}\"")), "{what}");
    }

    let asked = get(to, &format!("/verify?url={link}"), &[]);
    assert_eq!(asked.json()["decision"], "accept");
    let page = get(to, &format!("/c/{TOKEN}"), &[("Accept", BROWSER)]);
    assert!(page.body.contains("data-decision=\"accept\""));
    assert_eq!((page.header("x-robots-tag"), page.header("cache-control")), ("noindex, nofollow", "no-store"));
    let itself = get(to, &format!("/c/{TOKEN}"), &[]);
    assert_eq!((itself.header("content-type"), itself.body.as_str()), ("application/ld+json", good.as_str()));
}

#[test]
fn many_are_answered_at_once_each_by_name() {
    let world = World::new();
    let running = world_server(&world);
    let to = running.address();
    let good = world.credential(3, |_| {}).to_string();
    let revoked = world.credential(world::REVOKED, |_| {}).to_string();
    let decisions = |answer: &Answer| -> Vec<(Value, Value)> {
        let reports = answer.json()["reports"].as_array().expect("reports").clone();
        reports.into_iter().map(|one| (one["name"].clone(), one["report"]["decision"].clone())).collect()
    };

    let body = format!("[{good},{{\"verifiableCredential\":{revoked}}}]");
    let answer = post(to, "/verify", "application/json", "application/json", body.as_bytes());
    assert_eq!(decisions(&answer), [(Value::Null, "accept".into()), (Value::Null, "reject".into())]);

    let part = |name: &str, content: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n")
    };
    let body = format!("{}{}--b--\r\n", part("<b>.jsonld", &good), part("two.jsonld", &revoked));
    let multipart = "multipart/form-data; boundary=b";
    let answer = post(to, "/verify", multipart, "application/json", body.as_bytes());
    assert_eq!(decisions(&answer), [("<b>.jsonld".into(), "accept".into()), ("two.jsonld".into(), "reject".into())]);
    let page = post(to, "/verify", multipart, BROWSER, body.as_bytes());
    assert!(page.body.contains("<h1>2 credentials checked</h1>") && page.body.contains("&#60;b&#62;.jsonld"));
}
