//! What every request goes through: an id, a line in the log, a count, a limit for its address, a deadline, the headers that
//! protect a reader; and, where credentials are issued, a token.
//!
//! *Invariant:* neither path nor body nor token nor address of a request is logged or counted, only the address pattern that
//! it matched and the name of the token. `tests/it/issuer/guarded.rs` holds it.
#![expect(clippy::disallowed_methods, reason = "tokens lie in a file")]

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::tokens::Tokens;
use super::{Admission, Shared, claim};
use crate::http::limit::{self, Cost};
use crate::http::problem::Problem;
use crate::http::{Begun, as_json, protect};

/// The name of the token that let a request in, for the log.
#[derive(Debug, Clone)]
struct LetIn(String);

/// Marks an answer to somebody who may be guessing.
#[derive(Debug, Clone, Copy)]
pub struct Guessed;

/// The middleware of both listeners.
pub async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let begun = Begun::with(&shared.operations, &request);
    let headers = request.headers().clone();
    let asked = request.uri().query().map(str::to_owned);
    // What changes anything for somebody who shows no token of a system.
    let acts = begun.method == Method::POST && begun.route.as_deref().is_some_and(|route| route.contains("/claim/"));
    let cost = if acts { Cost::Check } else { Cost::Look };
    let mut response = match within_limit(&shared, begun.peer, &headers, cost) {
        Err(problem) => problem.into_response(),
        Ok(()) => {
            let answered = tokio::time::timeout(shared.service.patience.answer, next.run(request)).await;
            answered.unwrap_or_else(|_| took_too_long().into_response())
        }
    };
    // Who guesses is slowed down sooner.
    let guessed = response.extensions_mut().remove::<Guessed>().is_some();
    if (guessed || response.status() == StatusCode::UNAUTHORIZED)
        && let Err(problem) = within_limit(&shared, begun.peer, &headers, Cost::Check)
    {
        response = problem.into_response();
    }
    let token = response.extensions_mut().remove::<LetIn>();
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let challenge = response.headers_mut().remove(WWW_AUTHENTICATE);
        let page = claim::problem_page(&shared, begun.route.as_deref(), (&headers, asked.as_deref()), &problem);
        response = page.unwrap_or_else(|| as_json(&problem, &begun.id, response.headers(), &begun.method));
        if let Some(challenge) = challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
    }
    protect(&shared.service.base, response.headers_mut());
    claim::let_ask(&mut response);
    begun.end(&mut response, token.as_ref().map(|name| name.0.as_str()));
    response
}

fn took_too_long() -> Problem {
    let title = "Issuing took too long";
    let detail = "What was begun is being finished: send the same request again, with the same id, and it is answered.";
    let problem = Problem::new(StatusCode::GATEWAY_TIMEOUT, "took-too-long", title, detail);
    Problem { retry_after: Some(5), ..problem }
}

fn within_limit(shared: &Shared, peer: Option<IpAddr>, headers: &HeaderMap, cost: Cost) -> Result<(), Problem> {
    let trusted = &shared.operations.trusted_proxies;
    let Some(client) = peer.and_then(|peer| limit::client(peer, headers, trusted)) else { return Ok(()) };
    shared.limiter.admit(client, cost, (shared.service.clock)()).map_err(|seconds| {
        shared.operations.measured.limited();
        Problem::too_many_requests(seconds)
    })
}

/// The middleware of what changes anything: a token, unless anybody may.
pub async fn admit(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let name = match &shared.service.admission {
        Admission::Anybody => None,
        Admission::Tokens(path) => match std::fs::read(path) {
            Ok(bytes) => match Tokens::parse(&bytes) {
                Ok(tokens) => match shown(request.headers()).and_then(|shown| tokens.name_of(shown)) {
                    Some(name) => Some(name.to_owned()),
                    None => return refused(),
                },
                Err(_) => return unreadable(),
            },
            // Nobody was given one.
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => return refused(),
            Err(_) => return unreadable(),
        },
    };
    let mut response = next.run(request).await;
    // Answers hold credentials: nobody between keeps them.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(name) = name {
        response.extensions_mut().insert(LetIn(name));
    }
    response
}

/// The token of `Authorization: Bearer …` (RFC 6750, section 2.1); of several headers none counts.
fn shown(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (Some(one), None) = (all.next(), all.next()) else { return None };
    let (scheme, token) = one.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn refused() -> Response {
    let title = "A token is needed";
    let detail = "Send `Authorization: Bearer TOKEN` with a token of `elmseal serve token new NAME`.";
    let problem = Problem::new(StatusCode::UNAUTHORIZED, "no-token", title, detail);
    let mut response = problem.into_response();
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"elmseal\""));
    response
}

fn unreadable() -> Response {
    tracing::error!("the file with the digests of the tokens cannot be read");
    Problem::internal().into_response()
}
