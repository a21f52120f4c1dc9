//! What is wrong with a request, as RFC 9457 says it.
//!
//! A credential that is not accepted is no problem: it is an answer, 200 with a report.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::limits;

/// A request that is not answered, and why.
///
/// Its text never repeats a credential, a link or anything else of the request's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// A stable code in kebab case.
    pub code: &'static str,
    /// What happened, for people.
    pub title: &'static str,
    /// How to mend it.
    pub detail: String,
    /// After how many seconds to try again.
    pub retry_after: Option<u64>,
}

impl Problem {
    /// A problem with its parts.
    pub fn new(status: StatusCode, code: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, title, detail: detail.into(), retry_after: None }
    }

    /// 400: the request cannot be understood.
    pub fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unreadable-request", "The request could not be read", detail)
    }

    /// 400: nothing was given to check.
    #[must_use]
    pub fn nothing_to_check() -> Self {
        let detail = "Give a file, a link or the text of a credential.";
        Self::new(StatusCode::BAD_REQUEST, "nothing-to-check", "There is nothing to check", detail)
    }

    /// 404.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "There is nothing at this address",
            "The link may have been withdrawn.",
        )
    }

    /// 405.
    #[must_use]
    pub fn method_not_allowed() -> Self {
        let detail = "The header Allow names the methods of this address.";
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "This address does not take that method",
            detail,
        )
    }

    /// 406.
    #[must_use]
    pub fn not_acceptable() -> Self {
        let detail = "Answers are text/html or application/json.";
        Self::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", "There is no answer in the form asked for", detail)
    }

    /// 408: the body did not come in time.
    #[must_use]
    pub fn too_slow() -> Self {
        let detail = "The request was not complete in time.";
        Self::new(StatusCode::REQUEST_TIMEOUT, "too-slow", "The request came too slowly", detail)
    }

    /// 413.
    pub fn too_large(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "What was sent is too large", detail)
    }

    /// 413: more documents than are checked at a time.
    #[must_use]
    pub fn too_many() -> Self {
        let most = limits::SUBJECTS_MAX;
        Self::too_large(format!("Too many documents were sent; at most {most} are checked at a time."))
    }

    /// 415.
    #[must_use]
    pub fn unsupported_media_type() -> Self {
        let detail = "Send application/json (or a type of credentials), a form, or files as multipart/form-data; not compressed.";
        let title = "What was sent is of a type that is not read here";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", title, detail)
    }

    /// 429: the address has asked too much; there is room again after so many seconds.
    #[must_use]
    pub fn too_many_requests(seconds: u64) -> Self {
        let detail = format!("So much came from your address that it has to wait {seconds} s; then send it again.");
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests", detail);
        Self { retry_after: Some(seconds), ..problem }
    }

    /// 500.
    #[must_use]
    pub fn internal() -> Self {
        let title = "Something went wrong here";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", title, "The fault is ours; it has been noted.")
    }

    /// 502: the link could not be read.
    #[must_use]
    pub fn link_not_readable() -> Self {
        let detail = "No credential could be read from the link: it may be mistyped, withdrawn, not public, too large or \
                      not reachable just now. Ask for the file instead.";
        Self::new(StatusCode::BAD_GATEWAY, "link-not-readable", "The link could not be read", detail)
    }

    /// 503: all places are taken.
    #[must_use]
    pub fn busy() -> Self {
        let detail = "Many checks are under way. Try again in a moment.";
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "The service is busy", detail);
        Self { retry_after: Some(5), ..problem }
    }

    /// 504: the answer took too long.
    #[must_use]
    pub fn took_too_long() -> Self {
        let detail = "The check was given up. Nothing follows from that for the credential.";
        Self::new(StatusCode::GATEWAY_TIMEOUT, "took-too-long", "The check took too long", detail)
    }

    /// The JSON form, with the request's id as `instance`.
    #[must_use]
    pub fn to_json(&self, instance: &str) -> serde_json::Value {
        serde_json::json!({
            "type": "about:blank",
            "status": self.status.as_u16(),
            "code": self.code,
            "title": self.title,
            "detail": self.detail,
            "instance": instance,
        })
    }
}

/// The bare status with the problem beside it: `guard` writes the body, since it knows the request.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
