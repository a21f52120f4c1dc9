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
use crate::limits;
use crate::model::time::Timestamp;
use crate::receive::{self, ItemContent, Items, ReceiveError};
use crate::render::html;
use crate::render::view::Extra;
use crate::verify::{ApVersion, Asked, Check, Finding, Report, Verifier, report_without_document};

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
    let _room = room_for(&shared, request.headers()).await?;
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
    let asked_for = intake.shape;
    let reports = reports(&shared, intake, version).await?;
    let shape = if reports.len() == 1 { asked_for } else { Shape::Many };
    let body = match form {
        Form::Html => page(&shared.site, shape, &reports, extra),
        Form::Json => machine_form(shape, &reports, extra),
    };
    let kind = match form {
        Form::Html => "text/html; charset=utf-8",
        Form::Json => "application/json",
    };
    Ok(([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-store"), (VARY, "Accept")], body).into_response())
}

/// Room for a large body, to be kept until the answer is there: small ones never wait for large ones.
pub async fn room_for(shared: &Shared, headers: &HeaderMap) -> Result<Option<OwnedSemaphorePermit>, Problem> {
    match intake::is_large(headers) {
        true => place_among(shared, &shared.large_bodies).await.map(Some),
        false => Ok(None),
    }
}

/// Does `work` in its turn, with a source of documents for as long as somebody waits.
///
/// # Errors
///
/// A [`Problem`] when there is no place, or the work ended early.
pub async fn in_turn<T: Send + 'static>(
    shared: &Shared,
    work: impl FnOnce(&Verifier, &dyn Fetch, Timestamp) -> T + Send + 'static,
) -> Result<T, Problem> {
    let place = place_among(shared, &shared.places).await?;
    let (verifier, now) = (Arc::clone(&shared.service.verifier), (shared.service.clock)());
    let (wanted, _asker) = oneshot::channel();
    let done = tokio::task::spawn_blocking(move || {
        let fetch = AskedOnce::new(WhileWanted { verifier: Arc::clone(&verifier), wanted });
        let done = work(&verifier, &fetch, now);
        // Held until the work is done.
        drop(place);
        done
    });
    done.await.map_err(|fault| {
        tracing::error!(panicked = fault.is_panic(), "a verification ended early");
        Problem::internal()
    })
}

/// A report, and what its document is called.
pub type Named = (Option<String>, Report);

/// Checks all that is in `intake`; one subject may give many reports, such as an archive.
///
/// # Errors
///
/// A [`Problem`] when there is no place, there is too much to check, or the one link that was given cannot be read.
pub async fn reports(shared: &Shared, intake: Intake, version: ApVersion) -> Result<Vec<Named>, Problem> {
    let mut checking = Checking::new(shared, version);
    for subject in intake.subjects {
        checking.check(subject, intake.shape).await?;
    }
    Ok(checking.reports)
}

/// A request under way: what it asks, and the answers so far.
struct Checking {
    asked: Arc<AskedFor>,
    reports: Vec<Named>,
    /// Gone when the answer was given up, or the asker is.
    _asker: oneshot::Receiver<()>,
}

/// What a thread needs that checks for one request.
struct AskedFor {
    shared: Shared,
    fetch: AskedOnce<WhileWanted>,
    version: ApVersion,
}

impl Checking {
    fn new(shared: &Shared, version: ApVersion) -> Self {
        let (wanted, asker) = oneshot::channel();
        let fetch = AskedOnce::new(WhileWanted { verifier: Arc::clone(&shared.service.verifier), wanted });
        let asked = Arc::new(AskedFor { shared: shared.clone(), fetch, version });
        Self { asked, reports: Vec::new(), _asker: asker }
    }

    /// Checks what is in `subject`, in its turn.
    async fn check(&mut self, subject: Subject, shape: Shape) -> Result<(), Problem> {
        let place = place_among(&self.asked.shared, &self.asked.shared.places).await?;
        let asked = Arc::clone(&self.asked);
        let room = limits::SUBJECTS_MAX - self.reports.len();
        let checked = tokio::task::spawn_blocking(move || {
            let reports = asked.check(subject, shape, room);
            // Held until the work is done.
            drop(place);
            reports
        });
        let reports = checked.await.map_err(|fault| {
            tracing::error!(panicked = fault.is_panic(), "a verification ended early");
            Problem::internal()
        })??;
        for (_, report) in &reports {
            self.asked.shared.operations.measured.decided(report.decision);
        }
        self.reports.extend(reports);
        Ok(())
    }
}

/// The verifier's source of documents, for as long as somebody waits for the answer: else strangers whose servers keep
/// silent would hold all places with work that nobody sees.
struct WhileWanted {
    verifier: Arc<Verifier>,
    wanted: oneshot::Sender<()>,
}

impl Fetch for WhileWanted {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        if self.wanted.is_closed() {
            return Err(FetchError::TimedOut { url: url.to_owned() });
        }
        self.verifier.fetch().get(url, purpose)
    }
}

impl AskedFor {
    fn check(&self, subject: Subject, shape: Shape, room: usize) -> Result<Vec<Named>, Problem> {
        match subject {
            Subject::Document { name, bytes } => self.all(&bytes, receive::items(&bytes, name.as_deref()), room),
            Subject::Shared(file) => {
                let bytes = published::read_shared(&self.shared, &file)?;
                self.all(&bytes, receive::items(&bytes, None), room)
            }
            Subject::Link(url) => match (self.behind(None, &url, room), shape) {
                (Err(problem), Shape::Many) if problem.code == "link-not-readable" => {
                    Ok(vec![(Some(shown_link(&url)), self.not_reached(&problem, &url))])
                }
                (reports, _) => reports,
            },
        }
    }

    /// The reports on all of `items` of `given`, of which there may be `room`.
    fn all(&self, given: &[u8], items: Items<'_>, room: usize) -> Result<Vec<Named>, Problem> {
        let mut reports = Vec::new();
        for item in items.take_while(|_| !self.fetch.source().wanted.is_closed()) {
            if reports.len() >= room {
                return Err(Problem::too_many());
            }
            match item.content {
                ItemContent::Document(bytes) => reports.push((item.name, self.verify(&bytes))),
                ItemContent::Nothing(reason) => reports.push((item.name, self.nothing(&reason, given))),
                ItemContent::Link(url) => match self.behind(item.name.as_deref(), &url, room - reports.len()) {
                    Ok(found) => reports.extend(found),
                    Err(problem) => {
                        reports.push((Some(named_link(item.name.as_deref(), &url)), self.not_reached(&problem, &url)))
                    }
                },
            }
        }
        Ok(reports)
    }

    fn verify(&self, bytes: &[u8]) -> Report {
        let asked = Asked { profile_version: self.version, ..Asked::default() };
        self.shared.service.verifier.verify_through(&self.fetch, bytes, asked, self.now())
    }

    fn nothing(&self, reason: &ReceiveError, given: &[u8]) -> Report {
        report_without_document(Finding::failed(Check::Integrity, reason.code(), reason.to_string()), given, self.now())
    }

    fn not_reached(&self, problem: &Problem, url: &str) -> Report {
        let row = Finding::inconclusive(Check::Integrity, problem.code, problem.detail.clone());
        report_without_document(row, url.as_bytes(), self.now())
    }

    fn now(&self) -> Timestamp {
        (self.shared.service.clock)()
    }

    /// The reports on what a link leads to, which is followed once.
    fn behind(&self, name: Option<&str>, url: &str, room: usize) -> Result<Vec<Named>, Problem> {
        let bytes = self.follow(url)?;
        self.all(&bytes, receive::items_behind_link(&bytes, Some(&named_link(name, url))), room)
    }

    /// Reads a link. What went wrong is not told apart in the answer: that would map the network behind this service.
    fn follow(&self, url: &str) -> Result<Vec<u8>, Problem> {
        let web = Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
        if !web {
            return Err(Problem::unreadable("This is not a link: a link begins with https://."));
        }
        // A link of this service's own is not asked from the net: behind a proxy, or on loopback, it could not be.
        let base = self.shared.service.base.as_str().trim_end_matches('/');
        if let Some(file) = url.strip_prefix(base).and_then(|rest| rest.strip_prefix("/c/")) {
            return published::read_shared(&self.shared, file).map_err(|_| Problem::link_not_readable());
        }
        self.fetch.get(url, Purpose::Credential).map_err(|_| Problem::link_not_readable())
    }
}

/// What the document behind a link is called, which may have been found in something with a name.
fn named_link(name: Option<&str>, url: &str) -> String {
    match name {
        Some(name) => format!("{name}: {}", shown_link(url)),
        None => shown_link(url),
    }
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
