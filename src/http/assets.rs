//! Style sheet, script and icon of the pages: part of the program, so that a page loads nothing from elsewhere.

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;

use super::problem::Problem;
use super::published::{self, Caching};

/// `GET /assets/<file>`.
///
/// # Errors
///
/// A [`Problem`] when there is no such file.
pub async fn asset(headers: HeaderMap, Path(file): Path<String>) -> Result<Response, Problem> {
    let (kind, bytes) = match file.as_str() {
        "style.css" => ("text/css; charset=utf-8", include_str!("assets/style.css")),
        "claim.js" => ("text/javascript; charset=utf-8", include_str!("assets/claim.js")),
        "page.js" => ("text/javascript; charset=utf-8", include_str!("assets/page.js")),
        "icon.svg" => ("image/svg+xml", include_str!("assets/icon.svg")),
        _ => return Err(Problem::not_found()),
    };
    Ok(published::respond(&headers, kind, Caching::Page, bytes.as_bytes().to_vec()))
}
