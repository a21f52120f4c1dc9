//! The description of the service's interface (OpenAPI 3.1), which the service itself serves.
//!
//! `tests/it/vc_api.rs` holds it against the routes of the service and the answers that it gives.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::Shared;
use super::published::{self, Caching};
use crate::record::{RECORD_VERSION, Unsigned};
use crate::verify::{Check, Outcome, REPORT_VERSION};

/// `GET /openapi.json`.
pub async fn document(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let base = shared.service.base.as_str().trim_end_matches('/');
    let text = format!("{:#}\n", description(base));
    published::respond(&headers, "application/json", Caching::Page, text.into_bytes())
}

fn description(base: &str) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "elmseal",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" },
            "description": "Verifies micro-credentials. `/verify` answers with a report whose decision also asks who vouches for \
                            the issuer. The two profiles of the VC API know no list of trusted entities: there `verified` says that \
                            proof, dates and status are good, and an issuer for whom nobody vouches is a warning. It never means \
                            that a credential was accepted."
        },
        "servers": [{ "url": base }],
        "paths": paths(),
        "components": { "schemas": schemas() },
    })
}

fn paths() -> Value {
    json!({
        "/": { "get": with_parameters(page("The page on which people verify"), &["lang"]) },
        "/accessibility": { "get": with_parameters(page("What the pages do for everybody to read them"), &["lang"]) },
        "/assets/{file}": { "get": asset() },
        "/healthz": { "get": file("Says that the service answers", "text/plain") },
        "/openapi.json": { "get": file("This description", "application/json") },
        "/verify": {
            "get": with_parameters(verify("Verifies what a link leads to"), &["url", "view", "profile_version", "lang"]),
            "post": with_body(
                with_parameters(verify("Verifies one document or many"), &["view", "profile_version", "lang"]),
                json!({
                    "application/dc+sd-jwt": { "schema": { "type": "string" } },
                    "application/json": { "schema": { "type": ["object", "array"] } },
                    "application/vc+jwt": { "schema": { "type": "string" } },
                    "application/x-www-form-urlencoded": { "schema": { "type": "object" } },
                    "multipart/form-data": { "schema": { "type": "object" } },
                }),
            ),
        },
        "/vc-api/credentials/verify": { "post": vc_api("verifiableCredential", "CredentialVerdict", "400") },
        "/vc-api/presentations/verify": { "post": vc_api("verifiablePresentation", "PresentationVerdict", "400") },
        "/vcalm/credentials/verify": { "post": vc_api("verifiableCredential", "CredentialVerdict", "200") },
        "/vcalm/presentations/verify": { "post": vc_api("verifiablePresentation", "PresentationVerdict", "200") },
        "/c/{file}": { "get": file("A credential that its learner shares", "application/ld+json") },
        "/.well-known/did.json": { "get": file("The issuer's DID document", "application/did+json") },
        "/did.json": { "get": file("The issuer's DID document, below a base with a path", "application/did+json") },
        "/status/{file}": { "get": file("A status list credential; of a name in .jwt a Token Status List (application/statuslist+jwt)", "application/ld+json") },
        "/log/checkpoint": { "get": file("The checkpoint of the transparency log", "text/plain") },
        "/trust/{file}": { "get": file("A signed list of trusted entities", "application/jwt") },
        "/contexts/{file}": { "get": file("A context by its digest", "application/ld+json") },
    })
}

/// Problems that any address may answer with.
fn problems(mut operation: Value, codes: &[&str]) -> Value {
    for code in ["404", "405", "429", "500", "504"].iter().chain(codes) {
        let problem = json!({
            "description": "A problem (RFC 9457)",
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
        let responses = operation["responses"].as_object_mut().expect("an operation has responses");
        responses.entry((*code).to_owned()).or_insert(problem);
    }
    operation
}

fn page(summary: &str) -> Value {
    let html = json!({ "text/html": { "schema": { "type": "string" } } });
    problems(json!({ "summary": summary, "responses": { "200": { "description": "A page", "content": html } } }), &[])
}

fn file(summary: &str, kind: &str) -> Value {
    let operation = json!({
        "summary": summary,
        "responses": {
            "200": { "description": "The document", "content": { kind: {} } },
            "304": { "description": "It has not changed" },
        },
    });
    problems(operation, &["400"])
}

fn asset() -> Value {
    let mut operation = file("A part of the pages", "text/css");
    for kind in ["text/javascript", "image/svg+xml"] {
        operation["responses"]["200"]["content"][kind] = json!({});
    }
    operation
}

fn verify(summary: &str) -> Value {
    let either = json!({ "oneOf": [
        { "$ref": "#/components/schemas/Report" },
        { "$ref": "#/components/schemas/Reports" },
        { "$ref": "#/components/schemas/Record" },
    ]});
    let operation = json!({
        "summary": summary,
        "responses": {
            "200": {
                "description": "A report; a credential that is not accepted is no problem",
                "content": {
                    "application/json": { "schema": either },
                    "text/csv": { "schema": { "type": "string" } },
                    "text/html": { "schema": { "type": "string" } },
                },
            },
            "303": { "description": "To the first page, when nothing was given" },
        },
    });
    problems(operation, &["400", "406", "408", "413", "415", "502", "503"])
}

fn vc_api(member: &str, verdict: &str, refused: &str) -> Value {
    let content = json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{verdict}") } } });
    let mut operation = json!({
        "summary": format!("Verifies `{member}`"),
        "responses": { "200": { "description": "The verdict", "content": content } },
    });
    if refused != "200" {
        operation["responses"][refused] = json!({ "description": "It is not verified", "content": content });
    }
    let options = json!({
        "type": "object",
        "properties": { "challenge": { "type": "string" }, "domain": { "type": "string" } },
    });
    let body = json!({
        "type": "object",
        "required": [member],
        "properties": { member: { "type": ["object", "string"] }, "options": options },
    });
    let operation = with_body(operation, json!({ "application/json": { "schema": body } }));
    problems(operation, &["400", "408", "413", "415", "503"])
}

fn with_body(mut operation: Value, content: Value) -> Value {
    operation["requestBody"] = json!({ "required": true, "content": content });
    operation
}

fn with_parameters(mut operation: Value, names: &[&str]) -> Value {
    let parameter = |name: &&str| json!({ "name": name, "in": "query", "schema": { "type": "string" } });
    operation["parameters"] = names.iter().map(parameter).collect();
    operation
}

/// The schema of a problem document.
#[must_use]
pub fn problem_schema() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["type", "status", "code", "title", "detail", "instance"],
        "properties": {
            "type": text, "code": text, "title": text, "detail": text, "instance": text,
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
        },
    })
}

fn schemas() -> Value {
    let text = json!({ "type": "string" });
    let checks = Check::ALL.map(Check::name);
    let outcomes = Outcome::ALL.map(Outcome::name);
    let details = json!({ "type": "array", "items": { "$ref": "#/components/schemas/Detail" } });
    json!({
        "Problem": problem_schema(),
        "Report": {
            "type": "object",
            "required": ["report_version", "decision", "reasons", "checks", "credential", "seal", "evaluated_at", "lists"],
            "properties": {
                "report_version": { "const": REPORT_VERSION },
                "decision": { "enum": ["accept", "reject", "undecided"] },
                "reasons": { "type": "array", "minItems": 1, "items": {
                    "type": "object", "required": ["code", "text"], "properties": { "code": text, "text": text },
                }},
                "checks": { "type": "array", "minItems": checks.len(), "maxItems": checks.len(), "items": {
                    "type": "object",
                    "required": ["check", "outcome", "code", "detail"],
                    "properties": {
                        "check": { "enum": checks }, "outcome": { "enum": outcomes }, "code": text, "detail": text,
                    },
                }},
                "credential": { "type": ["object", "null"] },
                "seal": { "type": ["object", "null"] },
                "evaluated_at": { "type": "string", "format": "date-time" },
                "lists": { "type": "array", "items": {
                    "type": "object", "required": ["id", "state"], "properties": { "id": text, "state": text },
                }},
            },
        },
        "Reports": {
            "type": "object",
            "required": ["reports"],
            "additionalProperties": false,
            "properties": { "reports": { "type": "array", "items": {
                "type": "object",
                "required": ["name", "report"],
                "properties": {
                    "name": { "type": ["string", "null"] },
                    "report": { "anyOf": [
                        { "$ref": "#/components/schemas/Report" },
                        { "$ref": "#/components/schemas/Record" },
                    ]},
                },
            }}},
        },
        "Record": {
            "type": "object",
            "required": ["record_version", "type", "verifier", "made_at", "document", "report", "signature"],
            "additionalProperties": false,
            "properties": {
                "record_version": { "const": RECORD_VERSION },
                "type": { "const": "VerificationReport" },
                "verifier": text,
                "made_at": { "type": "string", "format": "date-time" },
                "document": { "type": "object", "required": ["name", "sha256"] },
                "report": { "$ref": "#/components/schemas/Report" },
                "signature": { "type": ["string", "null"] },
                "unsigned": { "enum": Unsigned::ALL.map(Unsigned::name) },
            },
        },
        "Detail": {
            "type": "object",
            "required": ["type", "title", "detail", "code"],
            "properties": {
                "type": text, "title": text, "detail": text, "code": text,
                "credential": { "type": "integer", "minimum": 0 },
            },
        },
        "CredentialVerdict": {
            "type": "object",
            "required": ["verified", "problemDetails", "warnings"],
            "properties": {
                "verified": { "type": "boolean" },
                "problemDetails": details,
                "warnings": details,
                "report": { "$ref": "#/components/schemas/Report" },
            },
        },
        "PresentationVerdict": {
            "type": "object",
            "required": ["verified", "problemDetails", "warnings"],
            "properties": {
                "verified": { "type": "boolean" },
                "problemDetails": details,
                "warnings": details,
                "presentationResult": {
                    "type": "object",
                    "required": ["verified", "shownBy"],
                    "properties": {
                        "verified": { "type": "boolean" },
                        "shownBy": { "type": ["array", "null"], "items": text },
                    },
                },
                "credentialResults": { "type": "array", "items": { "$ref": "#/components/schemas/CredentialVerdict" } },
            },
        },
    })
}
