//! Which form of an answer a request asks for (RFC 9110, section 12.5.1).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// The forms that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A table for spreadsheets.
    Csv,
    /// A page.
    Html,
    /// JSON.
    Json,
}

/// The form that `headers` prefer; JSON if they do not say, `None` if they accept neither.
#[must_use]
pub fn form(headers: &HeaderMap) -> Option<Form> {
    let mut ranges = Vec::new();
    for value in headers.get_all(ACCEPT) {
        ranges.extend(value.to_str().unwrap_or_default().split(',').map(str::trim).filter(|range| !range.is_empty()));
    }
    if ranges.is_empty() {
        return Some(Form::Json);
    }
    let html = weight(&ranges, "text", "html");
    let json = weight(&ranges, "application", "json").max(weight(&ranges, "application", "problem+json"));
    match (html, json) {
        (0, 0) => None,
        (html, json) if html > json => Some(Form::Html),
        _ => Some(Form::Json),
    }
}

/// As [`form`], where a table is possible as well: by the parameter `view=csv`, or if it is preferred.
#[must_use]
pub fn form_or_csv(headers: &HeaderMap, query: Option<&str>) -> Option<Form> {
    let asked = |(name, value): (_, _)| name == "view" && value == "csv";
    let mut ranges = headers.get_all(ACCEPT).iter().flat_map(|value| value.to_str().unwrap_or_default().split(','));
    let named = ranges.next().is_some_and(|range| range.trim().to_ascii_lowercase().starts_with("text/csv"));
    match named || url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).any(asked) {
        true => Some(Form::Csv),
        false => form(headers),
    }
}

/// The weight in thousandths of the most specific range that covers the type.
fn weight(ranges: &[&str], kind: &str, sub: &str) -> u16 {
    let mut best = (0, 0);
    for range in ranges {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let specific = match name.split_once('/') {
            Some((k, s)) if k == kind && s == sub => 3,
            Some((k, "*")) if k == kind => 2,
            Some(("*", "*")) => 1,
            _ => continue,
        };
        let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let thousandths = quality.map_or(1000, in_thousandths);
        if specific > best.0 {
            best = (specific, thousandths);
        }
    }
    best.1
}

/// A quality value (`0.8`) in thousandths; 0 for one that is malformed.
fn in_thousandths(quality: &str) -> u16 {
    let (whole, fraction) = quality.split_once('.').unwrap_or((quality, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    match (whole, digits) {
        ("1", true) => 1000,
        ("0", true) => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preferred_form_is_found() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        let cases = [
            (None, Some(Form::Json)),
            (Some(""), Some(Form::Json)),
            (Some("*/*"), Some(Form::Json)),
            (Some(browser), Some(Form::Html)),
            (Some("text/html"), Some(Form::Html)),
            (Some("TEXT/HTML"), Some(Form::Html)),
            (Some("text/*, application/json;q=0.5"), Some(Form::Html)),
            (Some("application/json, text/html;q=0.9"), Some(Form::Json)),
            (Some("application/*"), Some(Form::Json)),
            (Some("application/problem+json"), Some(Form::Json)),
            (Some("text/html;q=0, */*"), Some(Form::Json)),
            (Some("application/json;q=0.1, text/html;q=0.2"), Some(Form::Html)),
            (Some("application/json;q=0"), None),
            (Some("application/json;q=7"), None),
            (Some("image/png"), None),
            (Some("application/xml"), None),
        ];
        for (accept, expected) in cases {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(ACCEPT, accept.parse().expect("a header value"));
            }
            assert_eq!(form(&headers), expected, "{accept:?}");
        }
    }
}
