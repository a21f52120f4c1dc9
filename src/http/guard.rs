//! What every request goes through, in this order: an id, a line in the log, a count, a limit for its address, a deadline,
//! the headers that protect a reader, and the body of a problem in the form that was asked for.
//!
//! *Invariant:* neither path nor query nor body nor address of a request is logged or counted, only the address pattern that
//! it matched. `tests/it/http.rs` holds it.
#![expect(clippy::disallowed_methods, reason = "request ids are random, and the log says how long an answer took")]

use std::net::IpAddr;
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ALLOW, CACHE_CONTROL,
    CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER, STRICT_TRANSPORT_SECURITY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::Url;
use uuid::Uuid;

use crate::limits;
use crate::model::network::Network;
use crate::render::html::{self, Page};

use super::accept::{self, Form};
use super::limit::{self, Cost};
use super::listen::Peer;
use super::metrics::UnderWay;
use super::pages;
use super::problem::Problem;
use super::{Operations, Shared};

/// The header with a request's id.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";
/// As [`POLICY`], for a page with pictures that this service has drawn and that stand in the page itself.
const POLICY_WITH_PICTURES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                                    form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const ALWAYS: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// Marks an answer in which pictures stand.
#[derive(Debug, Clone, Copy)]
pub struct WithPictures;

/// A request of which the answer is to be counted and logged: what is said of it is said here, for each service.
pub struct Begun {
    /// Its id.
    pub id: String,
    /// The connection's other end.
    pub peer: Option<IpAddr>,
    /// Its method.
    pub method: Method,
    /// The address pattern that it matched.
    pub route: Option<String>,
    started: Instant,
    under_way: UnderWay,
}

impl Begun {
    /// Begins with `request`.
    pub fn with(operations: &Operations, request: &Request) -> Self {
        let peer = request.extensions().get::<ConnectInfo<Peer>>().map(|info| info.0.0.ip());
        Self {
            id: request_id(&operations.trusted_proxies, peer, request.headers()),
            peer,
            method: request.method().clone(),
            route: request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()),
            started: Instant::now(),
            under_way: operations.measured.begun(),
        }
    }

    /// Gives the answer its id, logs and counts it; `token` is the name of what let the request in, where something had to.
    pub fn end(self, response: &mut Response, token: Option<&str>) {
        let Self { id, method, route, started, under_way, .. } = self;
        response.headers_mut().insert(REQUEST_ID, HeaderValue::from_str(&id).expect("an id is a header value"));
        let (method, route) = (known(&method), route.as_deref().unwrap_or("none"));
        let (status, took) = (response.status().as_u16(), started.elapsed());
        tracing::info!(request_id = id, method, route, status, token, milliseconds = took.as_millis(), "answered");
        under_way.answered(method, route, status, took);
    }
}

/// The middleware.
pub async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let begun = Begun::with(&shared.operations, &request);
    let route = begun.route.as_deref();
    // Without an acceptable form a problem is still said, as JSON.
    let form = accept::form(request.headers()).unwrap_or(Form::Json);
    let page = pages::page(&shared, request.headers(), request.uri().query());

    let mut response = match admit(&shared, begun.peer, request.headers(), route) {
        Err(problem) => problem.into_response(),
        Ok(()) if is_preflight(&request) && is_cross_origin(route) => preflight(),
        Ok(()) => {
            let answered = tokio::time::timeout(shared.service.patience.answer, next.run(request)).await;
            answered.unwrap_or_else(|_| Problem::took_too_long().into_response())
        }
    };
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = with_body(&page, &problem, form, &begun.id, response.headers(), &begun.method);
    }
    share(route, response.headers_mut());
    let drawn = response.extensions_mut().remove::<WithPictures>().is_some();
    protect(&shared.service.base, response.headers_mut());
    if drawn {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY_WITH_PICTURES));
    }
    begun.end(&mut response, None);
    response
}

/// A new id, or the one that a trusted proxy has given; nobody else's words go into the log.
fn request_id(trusted: &[Network], peer: Option<IpAddr>, headers: &HeaderMap) -> String {
    let by_proxy = peer.is_some_and(|peer| trusted.iter().any(|network| network.contains(peer)));
    let sane = |id: &&str| {
        let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
        plain && (1..=limits::REQUEST_ID_BYTES_MAX).contains(&id.len())
    };
    let given = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).filter(|_| by_proxy).filter(sane);
    given.map_or_else(|| Uuid::new_v4().to_string(), str::to_owned)
}

fn admit(shared: &Shared, peer: Option<IpAddr>, headers: &HeaderMap, route: Option<&str>) -> Result<(), Problem> {
    let trusted = &shared.operations.trusted_proxies;
    let Some(client) = peer.and_then(|peer| limit::client(peer, headers, trusted)) else { return Ok(()) };
    let checks = route.is_some_and(|route| route.ends_with("/verify") || route.ends_with("/c/{file}"));
    let cost = if checks { Cost::Check } else { Cost::Look };
    shared.limiter.admit(client, cost, (shared.service.clock)()).map_err(|seconds| {
        shared.operations.measured.limited();
        Problem::too_many_requests(seconds)
    })
}

/// Whether a browser asks if it may ask (Fetch standard, section 3.2.2).
fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// Whether pages of others may read what is there: answers for machines, which hold nothing that a reader's cookies would
/// show, since there are none.
fn is_cross_origin(route: Option<&str>) -> bool {
    const MEANT: [&str; 10] = [
        "/verify",
        "/openapi.json",
        "/status/{file}",
        "/log/checkpoint",
        "/trust/{file}",
        "/contexts/{file}",
        "/c/{file}",
        "/did.json",
        "/.well-known/did.json",
        "/healthz",
    ];
    route.is_some_and(|route| MEANT.iter().any(|meant| route.ends_with(meant)))
}

fn preflight() -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "accept, content-type, if-none-match"),
        (ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Lets pages of others read answers for machines, and never a page.
fn share(route: Option<&str>, headers: &mut HeaderMap) {
    let is_page = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_page && is_cross_origin(route) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after, x-request-id"));
    }
}

fn with_body(page: &Page, problem: &Problem, form: Form, id: &str, kept: &HeaderMap, method: &Method) -> Response {
    match form {
        Form::Html => {
            let page = html::problem(page, problem.code, problem.title, &problem.detail, &instance(id));
            said(problem, ("text/html; charset=utf-8", page), kept, method)
        }
        Form::Json | Form::Csv => as_json(problem, id, kept, method),
    }
}

/// The answer with a problem as JSON.
pub fn as_json(problem: &Problem, id: &str, kept: &HeaderMap, method: &Method) -> Response {
    let body = format!("{}\n", problem.to_json(&instance(id)));
    said(problem, ("application/problem+json", body), kept, method)
}

fn instance(id: &str) -> String {
    match Uuid::try_parse(id) {
        Ok(id) => id.urn().to_string(),
        Err(_) => format!("#{id}"),
    }
}

fn said(problem: &Problem, (kind, body): (&str, String), kept: &HeaderMap, method: &Method) -> Response {
    let body = if method == Method::HEAD { String::new() } else { body };
    let mut response = (problem.status, [(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-store")], body).into_response();
    if let Some(methods) = kept.get(ALLOW) {
        response.headers_mut().insert(ALLOW, methods.clone());
    }
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    // The rest of the body is not read, so the connection cannot be used again.
    if matches!(problem.status, StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE) {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Sets the headers that protect a reader of what is served at `base`.
pub fn protect(base: &Url, headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        headers.insert(*name, HeaderValue::from_static(value));
    }
    let readers = if headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN) { "cross-origin" } else { "same-origin" };
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static(readers));
    if base.scheme() == "https" {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

/// A method of the standard, or `other`: a made-up one is text of the asker's and is not logged.
pub fn known(method: &Method) -> &str {
    match *method {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::DELETE | Method::OPTIONS | Method::PATCH => {
            method.as_str()
        }
        _ => "other",
    }
}
