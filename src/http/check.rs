//! The verifier's addresses: the first page, and answers about credentials.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::limits;
use crate::model::json::{Written, members};
use crate::render::html::{self, Beside, Page};
use crate::render::record::record;
use crate::render::view::Extra;
use crate::verify::{ApVersion, Report};

use super::Shared;
use super::accept::{self, Form};
use super::bulk;
use super::checking::{Checking, Wish};
pub use super::checking::{Work, in_turn};
use super::drawing;
use super::guard::WithPictures;
use super::intake::{self, Intake, Shape, Subject};
use super::pages;
use super::problem::Problem;
use super::published;
use super::signing;
use super::table;

/// `GET /verify?url=`.
pub async fn by_query(
    State(shared): State<Shared>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let form = accept::form_or_csv(&headers, query.as_deref()).ok_or_else(Problem::not_acceptable)?;
    let extra = intake::extra(query.as_deref())?;
    let version = intake::profile_version(query.as_deref())?;
    let page = pages::page(&shared, &headers, query.as_deref());
    match (intake::from_query(query.as_deref())?, form) {
        (Some(intake), form) => answer(shared, intake, form, extra, version, page).await,
        (None, Form::Html) => Ok((StatusCode::SEE_OTHER, [(LOCATION, shared.site.root.clone())]).into_response()),
        (None, Form::Json | Form::Csv) => Err(Problem::nothing_to_check()),
    }
}

/// `POST /verify`.
pub async fn by_body(State(shared): State<Shared>, request: Request<Body>) -> Result<Response, Problem> {
    let form = accept::form_or_csv(request.headers(), request.uri().query()).ok_or_else(Problem::not_acceptable)?;
    let extra = intake::extra(request.uri().query())?;
    let version = intake::profile_version(request.uri().query())?;
    let page = pages::page(&shared, request.headers(), request.uri().query());
    let _room = room_for(&shared, request.headers()).await?;
    if intake::is_in_parts(request.headers()) {
        let reports = bulk::reports(&shared, request, wish(version, form, &page)).await?;
        return Ok(present(&shared, &page, form, Shape::One, &reports, extra).await);
    }
    let client = bulk::client(&shared, &request);
    let intake = tokio::time::timeout(shared.service.patience.body, intake::from_body(request));
    let intake = intake.await.map_err(|_| Problem::too_slow())??;
    let _turn = bulk::turn(&shared, client, &intake)?;
    answer(shared, intake, form, extra, version, page).await
}

/// `GET /c/<token>.jsonld` is the shared credential. `GET /c/<token>` is it too, but a browser gets the page that says
/// what this verifier thinks of it.
pub async fn shared(
    State(shared): State<Shared>,
    headers: HeaderMap,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let form = accept::form(&headers);
    if file.contains('.') || form != Some(Form::Html) {
        return published::shared_credential(&shared, &headers, &file).await;
    }
    let extra = intake::extra(query.as_deref())?;
    let page = pages::page(&shared, &headers, query.as_deref());
    let intake = Intake { subjects: vec![Subject::Shared(file)], shape: Shape::One };
    let mut response = answer(shared, intake, Form::Html, extra, ApVersion::default(), page).await?;
    response.headers_mut().insert(published::ROBOTS, published::NO_INDEX);
    Ok(response)
}

pub async fn place_among(shared: &Shared, places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Problem> {
    let place = tokio::time::timeout(shared.service.patience.queue, places.clone().acquire_owned());
    Ok(place.await.map_err(|_| Problem::busy())?.expect("the semaphore is never closed"))
}

async fn answer(
    shared: Shared,
    intake: Intake,
    form: Form,
    extra: Extra,
    version: ApVersion,
    page: Page,
) -> Result<Response, Problem> {
    let page = page.at(pages::address(&intake));
    let shape = intake.shape;
    let reports = reports(&shared, intake, wish(version, form, &page)).await?;
    Ok(present(&shared, &page, form, shape, &reports, extra).await)
}

/// The reports in the form that was asked for.
async fn present(
    shared: &Shared,
    page: &Page,
    form: Form,
    asked_for: Shape,
    reports: &[Named],
    extra: Extra,
) -> Response {
    let shape = if reports.len() == 1 { asked_for } else { Shape::Many };
    let drawn = drawing::drawn(shared, reports).await;
    let body = match form {
        Form::Html => written(shared, page, shape, reports, extra, &drawn).await,
        Form::Csv => table::csv(reports),
        Form::Json => machine_form(shared, shape, reports, extra).await,
    };
    let kind = match form {
        Form::Html => "text/html; charset=utf-8",
        Form::Csv => "text/csv; charset=utf-8; header=present",
        Form::Json => "application/json",
    };
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-store"), (VARY, "Accept, Accept-Language")];
    let mut response = (headers, body).into_response();
    if !drawn.pictures.is_empty() {
        response.extensions_mut().insert(WithPictures);
    }
    response
}

/// What is asked of each document for an answer in this form.
fn wish(version: ApVersion, form: Form, page: &Page) -> Wish {
    Wish { version, pictures: (form == Form::Html).then(|| page.locale.tag()) }
}

/// Room for a large body, to be kept until the answer is there: small ones never wait for large ones.
pub async fn room_for(shared: &Shared, headers: &HeaderMap) -> Result<Option<OwnedSemaphorePermit>, Problem> {
    let Some(mib) = intake::mib_of_large_body(headers) else { return Ok(None) };
    let room = shared.body_room.clone().acquire_many_owned(mib.min(limits::LARGE_BODIES_MIB_MAX));
    let room = tokio::time::timeout(shared.service.patience.queue, room);
    Ok(Some(room.await.map_err(|_| Problem::busy())?.expect("the semaphore is never closed")))
}

/// A report, and what its document is called.
pub type Named = (Option<String>, Report);

/// Checks all that is in `intake`; one subject may give many reports, such as an archive.
///
/// # Errors
///
/// A [`Problem`] when there is no place, there is too much to check, or the one link that was given cannot be read.
pub async fn reports(shared: &Shared, intake: Intake, wish: Wish) -> Result<Vec<Named>, Problem> {
    let mut checking = Checking::new(shared, wish);
    for subject in intake.subjects {
        checking.check(subject, intake.shape).await?;
    }
    Ok(checking.reports)
}

async fn written(
    shared: &Shared,
    page: &Page,
    shape: Shape,
    reports: &[Named],
    extra: Extra,
    drawn: &drawing::Drawn,
) -> String {
    match (shape, reports) {
        (Shape::One, [(name, report)]) => {
            let record = kept(shared, name.as_deref(), report).await;
            let beside = Beside { extra, record: &record, pictures: &drawn.pictures, withheld: drawn.withheld };
            html::report(page, name.as_deref(), report, beside)
        }
        _ => {
            let numbered = reports.iter().enumerate().map(|(index, (name, report))| {
                (name.clone().unwrap_or_else(|| html::document_number(page, index + 1)), report)
            });
            html::reports(page, &numbered.collect::<Vec<_>>(), extra, &table::csv(reports))
        }
    }
}

/// The record of a report, signed if somebody signs here.
async fn kept(shared: &Shared, name: Option<&str>, report: &Report) -> Value {
    signing::signed(shared, record(&shared.site.host, name, report)).await
}

/// What is written of one document.
enum Content<'a> {
    Report(&'a Report),
    Value(Value),
}

impl Written for Content<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Report(report) => report.write(out),
            Self::Value(value) => value.write(out),
        }
    }
}

/// One of several, with the name under which it came.
struct Item<'a> {
    name: Option<&'a str>,
    content: Content<'a>,
}

impl Written for Item<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, { "name": self.name, "report": self.content })
    }
}

struct Items<'a>(Vec<Item<'a>>);

impl Written for Items<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, { "reports": self.0 })
    }
}

async fn machine_form(shared: &Shared, shape: Shape, reports: &[Named], extra: Extra) -> String {
    let mut items = Vec::with_capacity(reports.len());
    for (name, report) in reports {
        let content = match extra {
            Extra::Nothing => Content::Report(report),
            Extra::Europass => Content::Value(report.to_json_with_europass()),
            Extra::Record => Content::Value(kept(shared, name.as_deref(), report).await),
        };
        items.push(Item { name: name.as_deref(), content });
    }
    let body = match (shape, items.as_slice()) {
        (Shape::One, [only]) => only.content.to_line(),
        _ => Items(items).to_line(),
    };
    String::from_utf8(body).expect("JSON that was written is UTF-8")
}
