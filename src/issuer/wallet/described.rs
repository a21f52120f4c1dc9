//! What wallets read before they ask: metadata and offers.

use axum::extract::{Path, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::super::Shared;
use super::super::guard::Guessed;
use super::answer::{self, Failed};
use crate::http::accept;
use crate::http::problem::Problem;
use crate::http::published::{NO_INDEX, ROBOTS};
use crate::ledger::Fetched;
use crate::oid4vci::{CodeAsked, authorization_server, credential_issuer, credential_offer};

/// `GET /.well-known/openid-credential-issuer…`.
pub(super) async fn issuer(State(shared): State<Shared>) -> Result<Response, Problem> {
    Ok(document(&credential_issuer(&*super::issuer(&shared)?)))
}

/// `GET /.well-known/oauth-authorization-server…`.
pub(super) async fn server(State(shared): State<Shared>) -> Result<Response, Problem> {
    Ok(document(&authorization_server(&*super::issuer(&shared)?)))
}

fn document(body: &Value) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "public, max-age=300"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (headers, format!("{body}\n")).into_response()
}

/// `GET /offers/{id}`: each time with a new code, so that whoever looks at the link uses nothing up.
pub(super) async fn offer(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let issuer = super::issuer(&shared)?;
    let now = (shared.service.clock)();
    let language = accept::language(&headers, None).0;
    let fetched = shared.service.clerk.ask(move |opened| {
        let (office, keys) = opened?;
        let fetched = office.ledger.fetch_offer(&id, now, office.entropy);
        let fetched = fetched.map_err(|error| super::super::refusal::of_ledger(&error))?;
        let offered = match &fetched {
            Fetched::Ready { award, .. } => super::copies::offered(office, keys, *award, &issuer.offered, now),
            _ => Vec::new(),
        };
        Ok((issuer, offered, fetched))
    });
    let (issuer, offered, fetched) = fetched.await?;
    let (code, asks_code) = match fetched {
        Fetched::Ready { code, asks_code, .. } if !offered.is_empty() => (code, asks_code),
        Fetched::Ready { .. } | Fetched::Gone => {
            let mut response = Problem::not_found().into_response();
            response.extensions_mut().insert(Guessed);
            return Ok(response);
        }
        Fetched::Issued => return Err(used().into()),
        Fetched::Waits { seconds } => {
            return Err(Problem::too_many_requests(u64::try_from(seconds).unwrap_or_default()).into());
        }
    };
    let asked = match asks_code {
        true => CodeAsked::SixDigits { language: language.tag() },
        false => CodeAsked::None,
    };
    let offer = credential_offer(&issuer.id, &offered, code.as_str(), asked);
    let mut response = answer::json(StatusCode::OK, &offer);
    let headers = response.headers_mut();
    headers.insert(ROBOTS, NO_INDEX);
    headers.insert(VARY, HeaderValue::from_static("accept-language"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    Ok(response)
}

fn used() -> Problem {
    let title = "A wallet has this credential already";
    let detail = "This offer was used. Open the page of the credential again, and have another made for this wallet.";
    Problem::new(StatusCode::GONE, "offer-used", title, detail)
}
