//! The verifier's addresses: the first page, and answers about credentials.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use url::Url;

use crate::fetch::{AskedOnce, Fetch, FetchError, Purpose};
use crate::render::html;
use crate::render::view::Extra;
use crate::verify::{ApVersion, Asked, Report};

use super::Shared;
use super::accept::{self, Form};
use super::intake::{self, Intake, Shape, Subject};
use super::problem::Problem;
use super::published;

/// `GET /`.
pub async fn first_page(State(shared): State<Shared>) -> Response {
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (headers, html::first(&shared.site)).into_response()
}

/// `GET /verify?url=`.
pub async fn by_query(
    State(shared): State<Shared>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let form = accept::form(&headers).ok_or_else(Problem::not_acceptable)?;
    let extra = intake::extra(query.as_deref())?;
    let version = intake::profile_version(query.as_deref())?;
    match (intake::from_query(query.as_deref())?, form) {
        (Some(intake), form) => answer(shared, intake, form, extra, version).await,
        (None, Form::Html) => Ok((StatusCode::SEE_OTHER, [(LOCATION, shared.site.root)]).into_response()),
        (None, Form::Json) => Err(Problem::nothing_to_check()),
    }
}

/// `POST /verify`.
pub async fn by_body(State(shared): State<Shared>, request: Request<Body>) -> Result<Response, Problem> {
    let form = accept::form(request.headers()).ok_or_else(Problem::not_acceptable)?;
    let extra = intake::extra(request.uri().query())?;
    let version = intake::profile_version(request.uri().query())?;
    // Kept until the answer is there: small bodies never wait for large ones.
    let _room = match intake::is_large(request.headers()) {
        true => Some(place_among(&shared, &shared.large_bodies).await?),
        false => None,
    };
    let intake = tokio::time::timeout(shared.service.patience.body, intake::from_body(request));
    let intake = intake.await.map_err(|_| Problem::too_slow())??;
    answer(shared, intake, form, extra, version).await
}

/// `GET /c/<token>.jsonld` is the shared credential. `GET /c/<token>` is it too, but a browser gets the page that says
/// what this verifier thinks of it.
pub async fn shared(
    State(shared): State<Shared>,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let form = accept::form(&headers);
    if file.contains('.') || form != Some(Form::Html) {
        return published::shared_credential(&shared, &headers, &file).await;
    }
    let intake = Intake { subjects: vec![Subject::Shared(file)], shape: Shape::One };
    let mut response = answer(shared, intake, Form::Html, Extra::Nothing, ApVersion::default()).await?;
    response.headers_mut().insert(published::ROBOTS, published::NO_INDEX);
    Ok(response)
}

async fn place_among(shared: &Shared, places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Problem> {
    let place = tokio::time::timeout(shared.service.patience.queue, places.clone().acquire_owned());
    Ok(place.await.map_err(|_| Problem::busy())?.expect("the semaphore is never closed"))
}

async fn answer(
    shared: Shared,
    intake: Intake,
    form: Form,
    extra: Extra,
    version: ApVersion,
) -> Result<Response, Problem> {
    let place = place_among(&shared, &shared.places).await?;
    let shape = intake.shape;
    let site = shared.site.clone();
    // The receiver is gone when the answer was given up, or the asker is.
    let (wanted, _asker) = oneshot::channel::<()>();
    let checked = tokio::task::spawn_blocking(move || {
        let fetch = WhileWanted { fetch: shared.service.verifier.fetch(), wanted: &wanted };
        let fetch = AskedOnce::new(&fetch);
        let subjects = intake.subjects.iter().take_while(|_| !wanted.is_closed());
        let reports = subjects.map(|subject| check(&shared, &fetch, version, subject)).collect::<Result<Vec<_>, _>>();
        // Held until the work is done.
        drop(place);
        reports
    });
    let reports = checked.await.map_err(|fault| {
        tracing::error!(panicked = fault.is_panic(), "a verification ended early");
        Problem::internal()
    })??;
    let body = match form {
        Form::Html => page(&site, shape, &reports, extra),
        Form::Json => machine_form(shape, &reports, extra),
    };
    let kind = match form {
        Form::Html => "text/html; charset=utf-8",
        Form::Json => "application/json",
    };
    Ok(([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-store"), (VARY, "Accept")], body).into_response())
}

type Named = (Option<String>, Report);

/// The verifier's source of documents, for as long as somebody waits for the answer: else strangers whose servers keep
/// silent would hold all places with work that nobody sees.
struct WhileWanted<'a> {
    fetch: &'a dyn Fetch,
    wanted: &'a oneshot::Sender<()>,
}

impl Fetch for WhileWanted<'_> {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        if self.wanted.is_closed() {
            return Err(FetchError::TimedOut { url: url.to_owned() });
        }
        self.fetch.get(url, purpose)
    }
}

fn check(shared: &Shared, fetch: &dyn Fetch, version: ApVersion, subject: &Subject) -> Result<Named, Problem> {
    let now = (shared.service.clock)();
    let asked = Asked { profile_version: version, ..Asked::default() };
    let verify = |bytes: &[u8]| shared.service.verifier.verify_through(fetch, bytes, asked, now);
    match subject {
        Subject::Document { name, bytes } => Ok((name.clone(), verify(bytes))),
        Subject::Shared(file) => Ok((None, verify(&published::read_shared(shared, file)?))),
        Subject::Link(url) => Ok((Some(shown_link(url)), verify(&follow(shared, fetch, url)?))),
    }
}

/// Reads a link. What went wrong is not told apart in the answer: that would map the network behind this service.
fn follow(shared: &Shared, fetch: &dyn Fetch, url: &str) -> Result<Vec<u8>, Problem> {
    let web = Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
    if !web {
        return Err(Problem::unreadable("This is not a link: a link begins with https://."));
    }
    // A link of this service's own is not asked from the net: behind a proxy, or on loopback, it could not be.
    let base = shared.service.base.as_str().trim_end_matches('/');
    if let Some(file) = url.strip_prefix(base).and_then(|rest| rest.strip_prefix("/c/")) {
        return published::read_shared(shared, file).map_err(|_| Problem::link_not_readable());
    }
    fetch.get(url, Purpose::Credential).map_err(|_| Problem::link_not_readable())
}

/// The host alone: the path of a shared credential is a secret of the learner's.
fn shown_link(url: &str) -> String {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    format!("link to {host}")
}

fn page(site: &html::Site, shape: Shape, reports: &[Named], extra: Extra) -> String {
    match (shape, reports) {
        (Shape::One, [(name, report)]) => html::report(site, name.as_deref(), report, extra),
        _ => {
            let numbered = reports.iter().enumerate().map(|(index, (name, report))| {
                (name.clone().unwrap_or_else(|| format!("document {}", index + 1)), report)
            });
            html::reports(site, &numbered.collect::<Vec<_>>(), extra)
        }
    }
}

fn machine_form(shape: Shape, reports: &[Named], extra: Extra) -> String {
    let written = |report: &Report| match extra {
        Extra::Nothing => report.to_json(),
        Extra::Europass => report.to_json_with_europass(),
    };
    let value = match (shape, reports) {
        (Shape::One, [(_, report)]) => written(report),
        _ => {
            let items = reports.iter().map(|(name, report)| json!({ "name": name, "report": written(report) }));
            json!({ "reports": items.collect::<Vec<_>>() })
        }
    };
    let mut body = value.to_string();
    body.push('\n');
    body
}
