//! What every request goes through: an id, a line in the log, a deadline, the headers that protect a reader, and the
//! body of a problem in the form that was asked for.
//!
//! *Invariant:* neither path nor query nor body of a request is logged, only the address pattern that it matched.
//! `tests/it/http.rs` holds it.
#![expect(clippy::disallowed_methods, reason = "request ids are random, and the log says how long an answer took")]

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_TYPE, RETRY_AFTER, STRICT_TRANSPORT_SECURITY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use crate::render::html;

use super::Shared;
use super::accept::{self, Form};
use super::problem::Problem;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";
const ALWAYS: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// The middleware.
pub async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let id = Uuid::new_v4();
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    // Without an acceptable form a problem is still said, as JSON.
    let form = accept::form(request.headers()).unwrap_or(Form::Json);

    let answered = tokio::time::timeout(shared.service.patience.answer, next.run(request)).await;
    let mut response = answered.unwrap_or_else(|_| Problem::took_too_long().into_response());
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = with_body(&shared, &problem, form, id, response.headers(), &method);
    }
    protect(&shared, response.headers_mut());
    let id_text = HeaderValue::from_str(&id.to_string()).expect("a UUID is a header value");
    response.headers_mut().insert("x-request-id", id_text);

    tracing::info!(
        request_id = %id,
        method = %known(&method),
        route = route.as_deref().unwrap_or("none"),
        status = response.status().as_u16(),
        milliseconds = started.elapsed().as_millis(),
        "answered"
    );
    response
}

fn with_body(shared: &Shared, problem: &Problem, form: Form, id: Uuid, kept: &HeaderMap, method: &Method) -> Response {
    let instance = id.urn().to_string();
    let (kind, body) = match form {
        Form::Html => {
            let page = html::problem(&shared.site, problem.title, &problem.detail, &instance);
            ("text/html; charset=utf-8", page)
        }
        Form::Json => ("application/problem+json", format!("{}\n", problem.to_json(&instance))),
    };
    let body = if method == Method::HEAD { String::new() } else { body };
    let mut response = (problem.status, [(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-store")], body).into_response();
    if let Some(methods) = kept.get(ALLOW) {
        response.headers_mut().insert(ALLOW, methods.clone());
    }
    match problem.status {
        StatusCode::SERVICE_UNAVAILABLE => {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        // The rest of the body is not read, so the connection cannot be used again.
        StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE => {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        _ => {}
    }
    response
}

fn protect(shared: &Shared, headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        headers.insert(*name, HeaderValue::from_static(value));
    }
    let readers = if headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN) { "cross-origin" } else { "same-origin" };
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static(readers));
    if shared.service.base.scheme() == "https" {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

/// A method of the standard, or `other`: a made-up one is text of the asker's and is not logged.
fn known(method: &Method) -> &str {
    match *method {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::DELETE | Method::OPTIONS | Method::PATCH => {
            method.as_str()
        }
        _ => "other",
    }
}
