//! What is asked behind a claim link, on the `public` listener. A GET changes nothing that anybody would miss: mail programs
//! open links before people do.
//!
//! Looking reads the ledger by itself, so that it does not wait for a batch that is being issued. What changes anything goes
//! through the clerk, and looks once more there. *Invariant:* a token stands in no log and no answer's address but the
//! claim's own. Test: `claims::served::a_token_is_written_nowhere`.

mod acting;
mod exchange;
mod files;
mod looking;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::RawQuery;
use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use url::Url;

use super::Shared;
use crate::claim::{self, Asking, House, Telling};
use crate::descriptor::types::Institution;
use crate::http::accept;
use crate::http::assets;
use crate::http::problem::Problem;
use crate::http::published::{NO_INDEX, ROBOTS};
use crate::issue::Certificates;
use crate::model::text::Language;
use crate::model::time::Timestamp;
use crate::render::html::{Address, Page, Site};
use crate::render::locale::Locale;
use crate::render::visible::Shown;
use crate::render::words::Text;

/// A page that asks how far a wallet is may ask this service, and loads nothing from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// What claim pages need beside the clerk.
pub struct Claims {
    /// Seconds for which a new link holds.
    valid_seconds: i64,
    /// Whether mails are sent.
    asking: Asking,
    /// Who tells the codes of offers.
    telling: Telling,
    /// The ledger's file.
    ledger: PathBuf,
    institution: Institution,
    certificates: Certificates,
    /// Where shared credentials lie: the publication base.
    publications: String,
    site: Site,
}

impl Claims {
    /// The pages of `institution`, whose links begin with `base`, hold for `valid_days`, and lead to awards of the ledger at
    /// `ledger`; what is shared lies below `publications`.
    #[must_use]
    pub fn new(
        institution: &Institution,
        ledger: PathBuf,
        publications: &str,
        (base, valid_days): (&str, u16),
        (asking, telling): (Asking, Telling),
    ) -> Self {
        let url = Url::parse(base).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
        let port = url.as_ref().and_then(Url::port).map(|port| format!(":{port}")).unwrap_or_default();
        let path = url.as_ref().map(|url| url.path().trim_end_matches('/').to_owned()).unwrap_or_default();
        Self {
            valid_seconds: i64::from(valid_days) * 86_400,
            asking,
            telling,
            ledger,
            institution: institution.clone(),
            certificates: Certificates::new(institution, publications),
            publications: publications.to_owned(),
            site: Site { host: format!("{host}{port}"), root: format!("{path}/") },
        }
    }

    /// From when on a link that is made at `now` opens nothing any more.
    fn expires(&self, now: Timestamp) -> Timestamp {
        now.plus_seconds(self.valid_seconds)
    }

    /// The page for a request, at `path` below the root.
    fn page(&self, headers: &HeaderMap, query: Option<&str>, path: String) -> Page {
        let (locale, choice) = accept::language(headers, query);
        Page::new(&self.site).in_language(locale, choice).at(Address::At(path))
    }

    /// The institution, as pages in `locale` name it.
    fn house(&self, locale: Locale) -> House {
        let names = &self.institution.legal_name;
        let wanted = Language::parse(locale.tag()).ok();
        let named = wanted.as_ref().and_then(|language| names.get(language)).map(|name| (locale.tag(), name));
        let (language, name) =
            named.or_else(|| names.iter().next().map(|(language, name)| (language.as_str(), name))).unwrap_or_default();
        let contact = self.institution.contact.as_ref();
        let by_mail = || contact?.email.as_ref().map(|email| (format!("mailto:{email}"), email.clone()));
        let page = || {
            let page =
                contact.and_then(|contact| contact.url.as_ref()).or(self.institution.homepage.as_ref())?.as_str();
            page.starts_with("https:").then(|| (page.to_owned(), page.to_owned()))
        };
        House { name: Text { language: language.to_owned(), text: Shown::new(name) }, contact: by_mail().or_else(page) }
    }

    fn path(&self) -> &str {
        self.site.root.trim_end_matches('/')
    }
}

/// The addresses of claim pages, and of what they load.
pub(super) fn addresses(claims: &Claims) -> Router<Shared> {
    let claim = |below: &str| format!("{}/claim/{{token}}{below}", claims.path());
    Router::new()
        .route(&claim(""), get(looking::page))
        .route(&claim("/progress"), get(looking::progress))
        .route(&claim("/files/{file}"), get(files::file))
        .route(&claim("/exchange"), post(exchange::exchange))
        .route(&claim("/wallet"), post(acting::wallet))
        .route(&claim("/share"), post(acting::share))
        .route(&claim("/unshare"), post(acting::unshare))
        .route(&claim("/ask"), post(acting::ask))
        .route(&format!("{}/assets/{{file}}", claims.path()), get(assets::asset))
}

/// The pages; their addresses are there only where they are.
fn claims(shared: &Shared) -> Result<Arc<Claims>, Problem> {
    shared.service.claims.clone().ok_or_else(Problem::not_found)
}

/// A page, kept by nobody and found by no search engine.
fn html(status: StatusCode, page: &Page, body: String) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (ROBOTS, NO_INDEX),
        (VARY, HeaderValue::from_static("Accept-Language")),
        (CONTENT_LANGUAGE, HeaderValue::from_static(page.locale.tag())),
    ];
    let mut response = (status, headers, body).into_response();
    response.extensions_mut().insert(Asks);
    response
}

/// The page of a problem, where somebody asked for a page behind a claim link; `None` elsewhere.
pub(super) fn problem_page(
    shared: &Shared,
    route: Option<&str>,
    (headers, asked): (&HeaderMap, Option<&str>),
    problem: &Problem,
) -> Option<Response> {
    let claims = shared.service.claims.as_ref()?;
    if !route?.contains("/claim/{token}") || accept::form(headers) != Some(accept::Form::Html) {
        return None;
    }
    let page = claims.page(headers, asked, String::new());
    let mut response = html(problem.status, &page, claim::problem(&page, &claims.house(page.locale), problem.code));
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    Some(response)
}

/// Marks a page that may ask this service how far a wallet is.
#[derive(Debug, Clone, Copy)]
struct Asks;

/// Lets a page that asks do so, where it was marked; to be called when all other headers are set.
pub(super) fn let_ask(response: &mut Response) {
    if response.extensions_mut().remove::<Asks>().is_some() {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    }
}

/// The query of a request without what is not for pages.
fn query(query: &RawQuery) -> Option<&str> {
    query.0.as_deref()
}
