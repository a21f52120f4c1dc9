//! What issuers and alliances publish: DID document, status lists, checkpoint, trust lists, contexts, shared credentials.
//!
//! A file is read only if its name has the one shape that its address allows, so no request chooses a path.
//! Credentials are found by the hash of their token: who can read the folder's names cannot make a link.
#![expect(clippy::disallowed_methods, reason = "published documents lie in a folder")]

use std::io::Read as _;
use std::path::PathBuf;

use axum::extract::{FromRef, Path, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::crypto;
use crate::limits;

use super::Shared;
use super::problem::Problem;

/// The header that keeps a document out of search engines.
pub const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
/// Its value.
pub const NO_INDEX: HeaderValue = HeaderValue::from_static("noindex, nofollow");

/// Where the published documents lie.
#[derive(Debug, Clone)]
pub struct Publications(pub PathBuf);

impl FromRef<Shared> for Publications {
    fn from_ref(shared: &Shared) -> Self {
        Self(shared.service.publications.clone())
    }
}

/// How long others may keep a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caching {
    /// For ever: the address is the content's digest.
    Content,
    /// Not at all, and out of search engines: a learner may withdraw it.
    Personal,
    /// Asked for again each time, cheaply: part of a page.
    Page,
    /// Minutes: signed again from time to time.
    Signed,
}

impl Caching {
    fn directives(self) -> &'static str {
        match self {
            Self::Content => "public, max-age=31536000, immutable",
            Self::Personal => "no-store",
            Self::Page => "public, no-cache",
            Self::Signed => "public, max-age=300",
        }
    }
}

/// `GET /.well-known/did.json`, or `did.json` below a base that has a path (did:web, section 3.2).
///
/// # Errors
///
/// A [`Problem`] when there is no such document, or it cannot be read.
pub async fn did_document(State(publications): State<Publications>, headers: HeaderMap) -> Result<Response, Problem> {
    publish(&publications, &headers, ".well-known/did.json".to_owned(), "application/did+json", Caching::Signed).await
}

/// `GET /status/<id>.json`, and `GET /status/<id>.jwt` of a list of the status of tokens.
///
/// # Errors
///
/// A [`Problem`] when there is no such document, or it cannot be read.
pub async fn status_list(
    State(publications): State<Publications>,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    if file.ends_with(".jwt") {
        let id = plain_name(&file, ".jwt")?;
        let name = format!("status/{id}.jwt");
        return publish(&publications, &headers, name, "application/statuslist+jwt", Caching::Signed).await;
    }
    let id = plain_name(&file, ".json")?;
    publish(&publications, &headers, format!("status/{id}.json"), "application/ld+json", Caching::Signed).await
}

/// `GET /log/checkpoint`.
///
/// # Errors
///
/// A [`Problem`] when there is no such document, or it cannot be read.
pub async fn checkpoint(State(publications): State<Publications>, headers: HeaderMap) -> Result<Response, Problem> {
    publish(&publications, &headers, "log/checkpoint".to_owned(), "text/plain; charset=utf-8", Caching::Signed).await
}

/// `GET /trust/<id>.jwt`.
///
/// # Errors
///
/// A [`Problem`] when there is no such document, or it cannot be read.
pub async fn trust_list(
    State(publications): State<Publications>,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let id = plain_name(&file, ".jwt")?;
    publish(&publications, &headers, format!("trust/{id}.jwt"), "application/jwt", Caching::Signed).await
}

/// `GET /contexts/<digest>.jsonld`.
///
/// # Errors
///
/// A [`Problem`] when there is no such document, or it cannot be read.
pub async fn context(
    State(publications): State<Publications>,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let digest = plain_name(&file, ".jsonld")?;
    publish(&publications, &headers, format!("contexts/{digest}.jsonld"), "application/ld+json", Caching::Content).await
}

/// `GET /c/<token>.jsonld`, and `GET /c/<token>` for those who want no page.
pub(super) async fn shared_credential(shared: &Shared, headers: &HeaderMap, file: &str) -> Result<Response, Problem> {
    let name = name_of_shared(token(file)?);
    publish(&Publications::from_ref(shared), headers, name, "application/ld+json", Caching::Personal).await
}

/// The bytes of the credential that is shared under the last part of a link; it blocks.
pub(super) fn read_shared(shared: &Shared, file: &str) -> Result<Vec<u8>, Problem> {
    read(shared.service.publications.join(name_of_shared(token(file)?)))
}

fn token(file: &str) -> Result<&str, Problem> {
    plain_name(file.strip_suffix(".jsonld").unwrap_or(file), "")
}

/// Under which name the folder holds what is shared under `token`.
fn name_of_shared(token: &str) -> String {
    format!("c/{}.jsonld", crypto::encoding::to_hex(&crypto::sha256(token.as_bytes())))
}

/// The name before `ending`, if it has only letters, digits, `-` and `_`.
fn plain_name<'a>(file: &'a str, ending: &str) -> Result<&'a str, Problem> {
    let name = file.strip_suffix(ending).unwrap_or_default();
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if plain && (1..=limits::PUBLISHED_NAME_BYTES_MAX).contains(&name.len()) {
        Ok(name)
    } else {
        Err(Problem::not_found())
    }
}

async fn publish(
    publications: &Publications,
    headers: &HeaderMap,
    name: String,
    kind: &'static str,
    caching: Caching,
) -> Result<Response, Problem> {
    let path = publications.0.join(name);
    let bytes = tokio::task::spawn_blocking(move || read(path)).await.map_err(|_| Problem::internal())??;
    let mut response = respond(headers, kind, caching, bytes);
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if caching == Caching::Personal {
        headers.insert(ROBOTS, NO_INDEX);
    }
    Ok(response)
}

fn read(path: PathBuf) -> Result<Vec<u8>, Problem> {
    let failed = |fault: std::io::Error| match fault.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => Problem::not_found(),
        kind => {
            tracing::error!(?kind, "a published document could not be read");
            Problem::internal()
        }
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    if !file.metadata().map_err(failed)?.is_file() {
        return Err(Problem::not_found());
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(limits::STATUS_LIST_BYTES_MAX).expect("a bound fits");
    let read = file.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
    if read > limits::STATUS_LIST_BYTES_MAX {
        tracing::error!("a published document is too long");
        return Err(Problem::internal());
    }
    Ok(bytes)
}

/// Bytes with their type, how long they keep, and their digest as validator (RFC 9110, section 8.8.3).
pub fn respond(headers: &HeaderMap, kind: &'static str, caching: Caching, bytes: Vec<u8>) -> Response {
    let keep = [(CACHE_CONTROL, caching.directives())];
    if caching == Caching::Personal {
        return (keep, [(CONTENT_TYPE, kind)], bytes).into_response();
    }
    let digest = crypto::encoding::to_hex(&crypto::sha256(&bytes)[..16]);
    let tag = format!("\"{digest}\"");
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = known.flat_map(|value| value.split(',')).map(|one| one.trim().trim_start_matches("W/"));
    if tags.any(|one| one == tag || one == "*") {
        return (StatusCode::NOT_MODIFIED, keep, [(ETAG, tag)]).into_response();
    }
    (keep, [(ETAG, tag)], [(CONTENT_TYPE, kind)], bytes).into_response()
}
