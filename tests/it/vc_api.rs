//! The VC API's two profiles over real connections, and the description of the interface that the service serves: every
//! answer here is held against it.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use elmseal::crypto::{SigningKey, encoding, sha256};
use elmseal::http::{Operations, Patience, PublicService, Running};
use elmseal::jsonld::{Budget, Contexts, canonicalize, presentation_to_dataset};
use elmseal::model::json::Document;
use elmseal::model::time::Timestamp;
use elmseal::verify::Verifier;
use serde_json::{Value, json};

use crate::wire::{Answer, get, send};
use crate::world::{NOW, Nowhere, REVOKED, SUSPENDED, World};

const CONTEXT: &str = "https://www.w3.org/2018/credentials/v1";

struct Server {
    running: Running,
    world: World,
    description: Value,
}

impl Server {
    fn new() -> Self {
        let world = World::new();
        let verifier = world.verifier();
        Self::with(world, verifier)
    }

    fn with(world: World, verifier: Arc<Verifier>) -> Self {
        let service = PublicService {
            verifier,
            publications: world.publications(),
            base: "https://verify.example".parse().expect("a URL"),
            clock: Arc::new(|| Timestamp::parse(NOW).expect("a time")),
            patience: Patience::default(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let running = Running::start_with(listener, service, Operations::default()).expect("a server");
        let description = get(running.address(), "/openapi.json", &[]).json();
        Self { running, world, description }
    }

    fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// Asks, and holds the answer against the description.
    fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let answer = send(self.address(), method, target, headers, body);
        self.hold(method, target, &answer);
        answer
    }

    fn hold(&self, method: &str, target: &str, answer: &Answer) {
        let path = target.split('?').next().expect("a path");
        let paths = self.description["paths"].as_object().expect("paths");
        let template = |one: &&String| {
            let like = one.split('{').next().expect("a beginning");
            if one.contains('{') { path.starts_with(like) && path.len() > like.len() } else { *one == path }
        };
        let Some(described) = paths.keys().find(template) else {
            assert_eq!(answer.status, 404, "{method} {target} is not described");
            return;
        };
        let methods = &paths[described];
        let operation = match method {
            "HEAD" => &methods["get"],
            method => &methods[method.to_ascii_lowercase()],
        };
        if operation.is_null() {
            assert_eq!(answer.status, 405, "{method} {target} is not described");
            return;
        }
        let status = answer.status.to_string();
        let response = operation["responses"].get(&status);
        let response = response.unwrap_or_else(|| panic!("{method} {target}: {status} is not described"));
        let kind = answer.header("content-type").split(';').next().unwrap_or_default();
        let Some(content) = response.get("content") else { return };
        let content =
            content.get(kind).unwrap_or_else(|| panic!("{method} {target} {status}: `{kind}` is not described"));
        if let Some(schema) = content.get("schema").filter(|_| kind.ends_with("json")) {
            let schema = json!({ "allOf": [schema], "components": self.description["components"] });
            let validator = jsonschema::validator_for(&schema).expect("a schema");
            let faults: Vec<String> = validator.iter_errors(&answer.json()).map(|fault| fault.to_string()).collect();
            assert!(faults.is_empty(), "{method} {target} {status}: {faults:#?}\n{}", answer.body);
        }
    }

    fn post(&self, target: &str, body: &Value) -> Answer {
        self.ask("POST", target, &[("Content-Type", "application/json")], body.to_string().as_bytes())
    }

    /// The verdict on a credential, the same in both profiles but for the status.
    fn credential(&self, credential: &Value) -> Value {
        self.both("credentials", &json!({ "verifiableCredential": credential }))
    }

    fn presentation(&self, presentation: &Value, options: &Value) -> Value {
        self.both("presentations", &json!({ "verifiablePresentation": presentation, "options": options }))
    }

    fn both(&self, what: &str, body: &Value) -> Value {
        let by_status = self.post(&format!("/vc-api/{what}/verify"), body);
        let by_body = self.post(&format!("/vcalm/{what}/verify"), body);
        let verdict = by_body.json();
        // What is written without a value in between is what its value is written as.
        assert_eq!(by_body.body, format!("{verdict}\n"));
        assert_eq!(by_body.status, 200);
        assert_eq!(by_status.status, if verdict["verified"] == true { 200 } else { 400 });
        assert_eq!(by_status.json(), verdict);
        assert_eq!(by_status.header("cache-control"), "no-store");
        assert!(verdict.get("verifiableCredential").is_none(), "nothing is echoed");
        verdict
    }
}

fn codes(details: &Value) -> Vec<&str> {
    details.as_array().expect("details").iter().map(|detail| detail["code"].as_str().expect("a code")).collect()
}

fn no_status(document: &mut Value) {
    document.as_object_mut().expect("an object").shift_remove("credentialStatus");
}

#[test]
fn verified_says_what_was_verified_and_no_more() {
    let server = Server::new();
    let listed = server.world.credential(3, |_| {});
    let verdict = server.credential(&listed);
    assert_eq!((&verdict["verified"], codes(&verdict["problemDetails"])), (&json!(true), vec![]));
    assert_eq!(verdict["report"]["decision"], "accept");

    // Nobody vouches for a stranger: verified, with a warning, and never accepted.
    let stranger = server.world.strangers_credential(no_status);
    let verdict = server.credential(&stranger);
    assert_eq!((&verdict["verified"], codes(&verdict["problemDetails"])), (&json!(true), vec![]));
    assert_eq!(verdict["report"]["decision"], "undecided");
    assert!(codes(&verdict["warnings"]).contains(&"issuer-not-listed"), "{verdict}");
}

#[test]
fn what_speaks_against_a_credential_is_said() {
    let server = Server::new();
    let tampered = |mut credential: Value| {
        credential["credentialSubject"]["fullName"]["en"] = json!("Somebody Else");
        credential
    };
    let stranger = server.world.strangers_credential(no_status);
    let mut unproven = stranger.clone();
    unproven.as_object_mut().expect("an object").shift_remove("proof");
    let mut showing = stranger.clone();
    showing["proof"]["proofPurpose"] = json!("authentication");
    let over = |document: &mut Value| {
        no_status(document);
        document["validUntil"] = json!("2026-06-29T12:00:01Z");
        document["expirationDate"] = json!("2026-06-29T12:00:01Z");
    };
    let vcdm = "https://www.w3.org/TR/vc-data-model#";
    let security = "https://w3id.org/security#";
    let status = "https://www.w3.org/ns/credentials/status-list#";
    for (what, credential, code, kind) in [
        ("tampered", tampered(stranger), "content-not-sealed", format!("{vcdm}CRYPTOGRAPHIC_SECURITY_ERROR")),
        ("no proof", unproven, "proof-missing", format!("{security}PROOF_VERIFICATION_ERROR")),
        (
            "other purpose",
            showing,
            "proof-purpose-wrong",
            format!("{security}INVALID_PROOF_PURPOSE_FOR_VERIFICATION_METHOD"),
        ),
        ("revoked", server.world.credential(REVOKED, |_| {}), "revoked", format!("{status}STATUS_VERIFICATION_ERROR")),
        (
            "suspended",
            server.world.credential(SUSPENDED, |_| {}),
            "suspended",
            format!("{status}STATUS_VERIFICATION_ERROR"),
        ),
        ("expired", server.world.strangers_credential(over), "expired", format!("{vcdm}RANGE_ERROR")),
        ("no credential", json!({}), "not-a-credential", format!("{vcdm}MALFORMED_VALUE_ERROR")),
        ("no JSON inside", json!("nothing"), "not-json", format!("{vcdm}PARSING_ERROR")),
    ] {
        let verdict = server.credential(&credential);
        assert_eq!(verdict["verified"], false, "{what}: {verdict}");
        let details = verdict["problemDetails"].as_array().expect("details");
        let found = details.iter().find(|detail| detail["code"] == code);
        assert_eq!(found.map(|detail| detail["type"].clone()), Some(json!(kind)), "{what}: {details:#?}");
    }

    let cut_off = World::new();
    let nowhere = Arc::new(Verifier::new(Arc::new(Nowhere), Vec::new()));
    let server = Server::with(cut_off, nowhere);
    let own = server.world.strangers_credential(|_| {});
    let verdict = server.credential(&own);
    assert_eq!(verdict["verified"], false, "a status list that cannot be read is not one that says nothing");
    assert!(codes(&verdict["problemDetails"]).contains(&"status-list-unavailable"), "{verdict}");
}

#[test]
fn requests_that_cannot_be_read_are_told_apart_by_profile() {
    let server = Server::new();
    let json_type = [("Content-Type", "application/json")];
    for (what, body) in [
        ("no JSON", "{"),
        ("a name twice", r#"{"verifiableCredential":{},"verifiableCredential":{}}"#),
        ("no object", "[]"),
        ("nothing", "{}"),
        ("a number", r#"{"verifiableCredential":3}"#),
        ("options", r#"{"verifiableCredential":{},"options":[]}"#),
    ] {
        let by_status = server.ask("POST", "/vc-api/credentials/verify", &json_type, body.as_bytes());
        assert_eq!((by_status.status, &by_status.json()["verified"]), (400, &json!(false)), "{what}");
        let by_body = server.ask("POST", "/vcalm/credentials/verify", &json_type, body.as_bytes());
        assert_eq!((by_body.status, by_body.header("content-type")), (400, "application/problem+json"), "{what}");
    }
    for path in ["/vc-api/presentations/verify", "/vcalm/presentations/verify"] {
        let challenge = r#"{"verifiablePresentation":{},"options":{"challenge":3}}"#;
        assert_eq!(server.ask("POST", path, &json_type, challenge.as_bytes()).status, 400);
        assert_eq!(server.ask("POST", path, &[("Content-Type", "text/plain")], b"{}").status, 415);
        assert_eq!(server.ask("GET", path, &[], b"").status, 405);
        let long = format!(r#"{{"verifiablePresentation":"{}"}}"#, "a".repeat(11 * 1024 * 1024));
        assert_eq!(server.ask("POST", path, &json_type, long.as_bytes()).status, 413);
    }
}

fn holder() -> (SigningKey, String, String) {
    let key = SigningKey::from_seed(&[77; 32]);
    let did = key.verifying_key().to_did_key();
    let method = format!("{did}#{}", key.verifying_key().to_multikey());
    (key, did, method)
}

/// The presentation as the holder proves it; `edit` changes the proof's options before that.
fn shown(presentation: Value, suite: &str, edit: impl FnOnce(&mut Value)) -> Value {
    shown_by(&holder(), presentation, suite, edit)
}

/// The same of another holder: a key, its DID, its method.
pub fn shown_by(
    (key, _, method): &(SigningKey, String, String),
    mut presentation: Value,
    suite: &str,
    edit: impl FnOnce(&mut Value),
) -> Value {
    let mut proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2026-06-30T12:00:00Z",
        "verificationMethod": method,
        "proofPurpose": "authentication",
        "challenge": "c-1",
        "domain": "https://hr.example",
    });
    edit(&mut proof);
    let digest = |document: &Value| match suite {
        "eddsa-jcs-2022" => sha256(Document::of(document).root().to_canonical().as_bytes()),
        _ => {
            let read = Document::of(document);
            let dataset = presentation_to_dataset(read.root(), Contexts::embedded()).expect("a sound document");
            sha256(canonicalize(&dataset, Budget::default()).expect("a canonical form").nquads.as_bytes())
        }
    };
    let mut options = proof.clone();
    if suite != "eddsa-jcs-2022" {
        options["@context"] = presentation["@context"].clone();
    }
    let signature = key.sign(&[digest(&options), digest(&presentation)].concat()).to_bytes();
    proof["proofValue"] = json!(encoding::to_base58_multibase(&signature));
    presentation["proof"] = proof;
    presentation
}

fn unproven(credentials: &[Value]) -> Value {
    let (_, did, _) = holder();
    json!({
        "@context": [CONTEXT, "https://w3id.org/security/data-integrity/v2"],
        "type": ["VerifiablePresentation"],
        "holder": did,
        "verifiableCredential": credentials,
    })
}

const ASKED: fn() -> Value = || json!({ "challenge": "c-1", "domain": "https://hr.example" });

#[test]
fn a_presentation_is_verified_with_all_that_is_in_it() {
    let server = Server::new();
    let listed = server.world.credential(3, |_| {});
    let stranger = server.world.strangers_credential(no_status);
    for suite in ["eddsa-rdfc-2022", "eddsa-jcs-2022"] {
        let presentation = shown(unproven(&[listed.clone(), stranger.clone()]), suite, |_| {});
        let verdict = server.presentation(&presentation, &ASKED());
        assert_eq!((&verdict["verified"], codes(&verdict["problemDetails"])), (&json!(true), vec![]), "{verdict}");
        assert_eq!(verdict["presentationResult"], json!({ "verified": true, "shownBy": [holder().1] }));
        let decisions: Vec<&Value> = verdict["credentialResults"]
            .as_array()
            .expect("results")
            .iter()
            .map(|result| &result["report"]["decision"])
            .collect();
        assert_eq!(decisions, ["accept", "undecided"]);
        let of_the_second = verdict["warnings"].as_array().expect("warnings");
        assert!(of_the_second.iter().any(|row| row["credential"] == 1 && row["code"] == "issuer-not-listed"));
        // Who asks for no challenge compares none.
        assert_eq!(server.presentation(&presentation, &json!({}))["verified"], true);
    }
    let empty = shown(unproven(&[]), "eddsa-jcs-2022", |_| {});
    assert_eq!(server.presentation(&empty, &ASKED())["verified"], true);
}

/// Presentations that Digital Bazaar's stack has made (`tests/judges/presentations.mjs`).
#[test]
fn presentations_that_others_made_are_verified() {
    let server = Server::new();
    let made: Value = serde_json::from_str(include_str!("vc_api/presentations.json")).expect("JSON");
    for (name, presentation) in made.as_object().expect("presentations by name") {
        let verdict = server.presentation(presentation, &ASKED());
        assert_eq!(
            (&verdict["verified"], codes(&verdict["problemDetails"])),
            (&json!(true), vec![]),
            "{name}: {verdict}"
        );
        assert_eq!(verdict["credentialResults"].as_array().map(Vec::len), Some(2), "{name}");
        let other = json!({ "challenge": "c-2", "domain": "https://hr.example" });
        assert_eq!(server.presentation(presentation, &other)["verified"], false, "{name}");

        let mut swapped = presentation.clone();
        swapped["verifiableCredential"].as_array_mut().expect("credentials").truncate(1);
        let verdict = server.presentation(&swapped, &ASKED());
        assert_eq!(codes(&verdict["problemDetails"]), ["signature-mismatch"], "{name}");
        let mut changed = presentation.clone();
        changed["verifiableCredential"][1]["issuer"] = changed["verifiableCredential"][0]["issuer"].clone();
        let verdict = server.presentation(&changed, &ASKED());
        assert_eq!(verdict["presentationResult"]["verified"], false, "{name}");
        assert_eq!(verdict["credentialResults"][1]["verified"], false, "{name}");
        let mut unknown = presentation.clone();
        unknown["verifiableCredential"][0]["@context"] = json!(["https://evil.example/context"]);
        assert_eq!(codes(&server.presentation(&unknown, &ASKED())["problemDetails"])[0], "context-unknown", "{name}");
        let mut more = presentation.clone();
        more["unheardOf"] = json!("yes");
        assert_eq!(codes(&server.presentation(&more, &ASKED())["problemDetails"])[0], "graph-unsound", "{name}");
    }
}

#[test]
fn a_presentation_that_proves_nothing_is_refused_for_its_reason() {
    let server = Server::new();
    let stranger = server.world.strangers_credential(no_status);
    let fine = || unproven(std::slice::from_ref(&stranger));
    let refused = |what: &str, presentation: &Value, options: &Value, code: &str| {
        let verdict = server.presentation(presentation, options);
        assert_eq!(verdict["verified"], false, "{what}");
        assert_eq!(codes(&verdict["problemDetails"]), [code], "{what}: {}", verdict["problemDetails"]);
        assert_eq!(verdict["presentationResult"]["verified"], false, "{what}");
    };
    for suite in ["eddsa-rdfc-2022", "eddsa-jcs-2022"] {
        let check = |what: &str, presentation: &Value, code| refused(what, presentation, &ASKED(), code);
        let good = shown(fine(), suite, |_| {});
        let changed = |pointer: &str, value: Value| {
            let mut changed = good.clone();
            *changed.pointer_mut(pointer).expect("it is there") = value;
            changed
        };
        check("no proof", &fine(), "proof-missing");
        check(
            "no challenge",
            &shown(fine(), suite, |p| drop(p.as_object_mut().expect("an object").shift_remove("challenge"))),
            "proof-of-another-showing",
        );
        check(
            "another challenge",
            &shown(fine(), suite, |p| p["challenge"] = json!("c-2")),
            "proof-of-another-showing",
        );
        check(
            "another domain",
            &shown(fine(), suite, |p| p["domain"] = json!("https://evil.example")),
            "proof-of-another-showing",
        );
        check(
            "a claim",
            &shown(fine(), suite, |p| p["proofPurpose"] = json!("assertionMethod")),
            "proof-purpose-not-showing",
        );
        check("over", &shown(fine(), suite, |p| p["expires"] = json!("2026-06-30T12:00:01Z")), "proof-expired");
        let someone = SigningKey::from_seed(&[78; 32]).verifying_key();
        let method = format!("{}#{}", someone.to_did_key(), someone.to_multikey());
        check("another's key", &changed("/proof/verificationMethod", json!(method)), "holder-not-proven");
        let mut unnamed = fine();
        unnamed["holder"] = json!("somebody");
        check("a holder that is no URL", &shown(unnamed, "eddsa-jcs-2022", |_| {}), "data-model-broken");
        let mut nobody = fine();
        nobody["holder"] = json!("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK");
        check("another holder", &shown(nobody, suite, |_| {}), "holder-not-proven");
        check("challenge changed after", &changed("/proof/challenge", json!("c-2")), "proof-of-another-showing");
        check("time changed after", &changed("/proof/created", json!("2026-06-30T12:00:01Z")), "signature-mismatch");
        check("type", &changed("/type", json!(["VerifiableCredential"])), "not-a-presentation");
        let mut fewer = good.clone();
        fewer["verifiableCredential"] = json!([]);
        check("a credential left out", &fewer, "signature-mismatch");
        let mut more = good.clone();
        more["verifiableCredential"].as_array_mut().expect("credentials").push(server.world.credential(3, |_| {}));
        check("a credential put in", &more, "signature-mismatch");
        let options = json!({ "challenge": "c-2", "domain": "https://hr.example" });
        refused("asked for another challenge", &good, &options, "proof-of-another-showing");
    }
    let many = shown(unproven(&vec![json!({}); 101]), "eddsa-jcs-2022", |_| {});
    refused("too many", &many, &ASKED(), "credentials-many");
}

#[test]
fn a_good_showing_makes_no_credential_good() {
    let server = Server::new();
    let mut tampered = server.world.strangers_credential(no_status);
    tampered["credentialSubject"]["fullName"]["en"] = json!("Somebody Else");
    let revoked = server.world.credential(REVOKED, |_| {});
    let listed = server.world.credential(3, |_| {});
    let presentation = shown(unproven(&[listed, tampered, revoked]), "eddsa-rdfc-2022", |_| {});
    let verdict = server.presentation(&presentation, &ASKED());
    assert_eq!(verdict["verified"], false);
    assert_eq!(verdict["presentationResult"]["verified"], true);
    let results = verdict["credentialResults"].as_array().expect("results");
    let verified: Vec<&Value> = results.iter().map(|result| &result["verified"]).collect();
    assert_eq!(verified, [&json!(true), &json!(false), &json!(false)]);
    let places: Vec<&Value> =
        verdict["problemDetails"].as_array().expect("details").iter().map(|d| &d["credential"]).collect();
    assert!(places.contains(&&json!(1)) && places.contains(&&json!(2)) && !places.contains(&&json!(0)));
}

#[test]
fn the_description_names_every_address_and_answer() {
    let server = Server::new();
    // What the router knows, as its source has it.
    let source = include_str!("../../src/http/mod.rs");
    let routes = source.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut routes: Vec<&str> = routes.collect();
    routes.sort_unstable();
    let mut described: Vec<&String> = server.description["paths"].as_object().expect("paths").keys().collect();
    described.sort_unstable();
    assert_eq!(described, routes);
    assert_eq!(server.description["openapi"], "3.1.0");
    assert_eq!(server.description["servers"], json!([{ "url": "https://verify.example" }]));

    let listed = server.world.credential(3, |_| {}).to_string();
    let page = [("Accept", "text/html")];
    let json_type = [("Content-Type", "application/json")];
    for (method, target, headers, body, status) in [
        ("GET", "/", &page[..], "", 200),
        ("GET", "/assets/style.css", &[], "", 200),
        ("GET", "/healthz", &[], "", 200),
        ("GET", "/openapi.json", &[], "", 200),
        ("GET", "/verify", &page, "", 303),
        ("GET", "/verify", &[], "", 400),
        ("GET", "/verify?url=https://a.example/c", &[], "", 502),
        ("GET", "/verify?url=https://a.example/c", &[("Accept", "image/png")], "", 406),
        ("POST", "/verify", &json_type, &listed, 200),
        ("POST", "/verify", &json_type, "[{\"a\":1},{\"b\":2}]", 200),
        ("POST", "/verify", &json_type, "{", 400),
        ("POST", "/verify", &[("Content-Type", "text/html")], "{", 415),
        ("DELETE", "/verify", &[], "", 405),
        ("GET", "/.well-known/did.json", &[], "", 200),
        ("GET", "/status/revocation.json", &[], "", 200),
        ("GET", "/status/nothing.json", &[], "", 404),
        ("GET", "/log/checkpoint", &[], "", 404),
        ("GET", "/trust/none.jwt", &[], "", 404),
        ("GET", "/contexts/none.jsonld", &[], "", 404),
        ("GET", "/c/none.jsonld", &[], "", 404),
        ("GET", "/nothing", &[], "", 404),
    ] {
        let answer = server.ask(method, target, headers, body.as_bytes());
        assert_eq!(answer.status, status, "{method} {target}: {}", answer.body);
    }
}
