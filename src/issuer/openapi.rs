//! The description of the `admin` interface (OpenAPI 3.1), which the service itself serves.
//!
//! `tests/it/issuer.rs` holds it against the routes of the service and the answers that it gives.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::{Admission, Shared};
use crate::http::problem_schema;
use crate::http::published::{self, Caching};
use crate::issue::Securing;

/// `GET /openapi.json`.
pub(super) async fn document(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let text = format!("{:#}\n", description(&shared.service.admission));
    published::respond(&headers, "application/json", Caching::Page, text.into_bytes())
}

fn description(admission: &Admission) -> Value {
    let security = match admission {
        Admission::Anybody => json!([]),
        Admission::Tokens(_) => json!([{ "token": [] }]),
    };
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "elmseal issuer",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" },
            "description": "Issues credentials as the VC API has it. Each is recorded in the ledger before it is signed. The \
                            credential's `id`, or else the header Idempotency-Key, names the wish: the same again is answered with \
                            what was issued, and another document under the same name is refused."
        },
        "security": security,
        "paths": {
            "/healthz": { "get": file("Says that the service answers", "text/plain") },
            "/openapi.json": { "get": file("This description", "application/json") },
            "/vc-api/{securing}/credentials/issue": { "post": issue() },
            "/vc-api/{securing}/credentials/status": { "post": status() },
            "/vc-api/{securing}/credentials/status/publish": { "post": publish() },
        },
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas(),
        },
    })
}

fn file(summary: &str, kind: &str) -> Value {
    let operation = json!({
        "summary": summary,
        "security": [],
        "responses": {
            "200": { "description": "The document", "content": { kind: {} } },
            "304": { "description": "It has not changed" },
        },
    });
    problems(operation, &[])
}

fn issue() -> Value {
    let issued =
        |what: &str| json!({ "description": what, "content": { "application/json": { "schema": schema("Issued") } } });
    let operation = json!({
        "summary": "Issues a credential",
        "parameters": [securing(), {
            "name": "Idempotency-Key", "in": "header", "schema": { "type": "string" },
            "description": "Names the wish where the credential has no id",
        }],
        "requestBody": body("Wish"),
        "responses": { "200": issued("It was issued before"), "201": issued("It was issued now") },
    });
    problems(operation, &["400", "401", "408", "409", "413", "415", "503", "507"])
}

fn status() -> Value {
    let operation = json!({
        "summary": "Revokes, suspends or reinstates a credential; verifiers see it when it is published",
        "parameters": [securing()],
        "requestBody": body("Change"),
        "responses": {
            "200": { "description": "It is so", "content": { "application/json": { "schema": schema("Changed") } } },
        },
    });
    problems(operation, &["400", "401", "408", "409", "413", "415", "503", "507"])
}

fn publish() -> Value {
    let operation = json!({
        "summary": "Publishes what is due: status lists and the log's checkpoint",
        "parameters": [securing()],
        "responses": {
            "200": { "description": "What was published", "content": { "application/json": { "schema": schema("Published") } } },
        },
    });
    problems(operation, &["401", "409", "503", "507"])
}

fn securing() -> Value {
    json!({ "name": "securing", "in": "path", "required": true, "schema": { "enum": Securing::ALL.map(Securing::name) } })
}

fn body(name: &str) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": schema(name) } } })
}

fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn problems(mut operation: Value, codes: &[&str]) -> Value {
    for code in ["404", "405", "429", "500", "504"].iter().chain(codes) {
        let content = json!({ "application/problem+json": { "schema": schema("Problem") } });
        operation["responses"][*code] = json!({ "description": "A problem (RFC 9457)", "content": content });
    }
    operation
}

fn schemas() -> Value {
    let text = json!({ "type": "string" });
    let states = json!({ "enum": ["valid", "suspended", "revoked", "superseded"] });
    json!({
        "Problem": problem_schema(),
        "Wish": {
            "type": "object",
            "required": ["credential"],
            "additionalProperties": false,
            "properties": {
                "credential": { "type": "object" },
                "options": { "type": ["object", "null"], "additionalProperties": false, "properties": {
                    "type": { "const": "DataIntegrityProof" },
                    "cryptosuite": text,
                    "proofPurpose": { "const": "assertionMethod" },
                    "verificationMethod": text,
                    "mediaType": { "const": "application/vc+jwt" },
                    "credentialStatus": { "type": ["boolean", "object", "null"] },
                }},
            },
        },
        "Issued": {
            "type": "object",
            "required": ["verifiableCredential"],
            "additionalProperties": false,
            "properties": { "verifiableCredential": { "type": "object", "required": ["@context", "type", "id"] } },
        },
        "Change": {
            "type": "object",
            "required": ["credentialId", "credentialStatus", "reason"],
            "additionalProperties": false,
            "properties": {
                "credentialId": text,
                "credentialStatus": {
                    "type": "object",
                    "required": ["statusPurpose"],
                    "additionalProperties": false,
                    "properties": {
                        "type": { "const": "BitstringStatusListEntry" },
                        "statusPurpose": { "enum": ["revocation", "suspension"] },
                    },
                },
                "status": { "enum": [true, false, "0", "1"] },
                "reason": text,
            },
        },
        "Changed": {
            "type": "object",
            "required": ["award", "before", "now"],
            "properties": { "award": text, "before": states, "now": states },
        },
        "Published": {
            "type": "object",
            "required": ["status_lists", "checkpoint"],
            "properties": {
                "status_lists": { "type": "array", "items": text },
                "checkpoint": { "type": ["integer", "null"] },
            },
        },
    })
}
