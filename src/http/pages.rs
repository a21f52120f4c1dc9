//! What pages have in common: their language and address, and the pages that answer no credential.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};
use url::form_urlencoded;

use crate::render::html::{self, Address, Page};

use super::Shared;
use super::accept;
use super::intake::{Intake, Subject};

/// The page for a request, in the language that it asks for.
pub fn page(shared: &Shared, headers: &HeaderMap, query: Option<&str>) -> Page {
    let (locale, choice) = accept::language(headers, query);
    Page::new(&shared.site).in_language(locale, choice)
}

/// Where the answer to `intake` can be had again: what was sent is not kept, a link can be followed again.
pub fn address(intake: &Intake) -> Address {
    match intake.subjects.as_slice() {
        [Subject::Link(url)] => {
            let query = form_urlencoded::Serializer::new(String::new()).append_pair("url", url).finish();
            Address::At(format!("verify?{query}"))
        }
        [Subject::Shared(file)] => Address::At(format!("c/{file}")),
        _ => Address::Nowhere,
    }
}

/// `GET /`.
pub async fn first(State(shared): State<Shared>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let page = page(&shared, &headers, query.as_deref()).at(Address::At(String::new()));
    lasting(&page, html::first(&page))
}

/// `GET /accessibility`.
pub async fn statement(State(shared): State<Shared>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let page = page(&shared, &headers, query.as_deref()).at(Address::At("accessibility".to_owned()));
    lasting(&page, html::statement(&page))
}

/// A page that is the same for everybody who reads its language.
fn lasting(page: &Page, body: String) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-cache"),
        (VARY, "Accept-Language"),
        (CONTENT_LANGUAGE, page.locale.tag()),
    ];
    (headers, body).into_response()
}
