//! Which form of an answer a request asks for (RFC 9110, section 12.5.1).

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE};
use url::form_urlencoded;

use crate::render::html::Choice;
use crate::render::locale::Locale;

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

/// The language of a page: the one that `lang` in `query` names, else the one that `headers` prefer, else English.
#[must_use]
pub fn language(headers: &HeaderMap, query: Option<&str>) -> (Locale, Choice) {
    let mut parameters = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let asked = parameters.find(|(name, _)| name == "lang").and_then(|(_, tag)| Locale::from_tag(&tag));
    if let Some(locale) = asked {
        return (locale, Choice::Asked);
    }
    let mut best = (0, Locale::default());
    for value in headers.get_all(ACCEPT_LANGUAGE) {
        for range in value.to_str().unwrap_or_default().split(',') {
            let mut parts = range.split(';').map(str::trim);
            let locale = parts.next().and_then(Locale::from_tag);
            let quality = quality(parts);
            // Of equal ones the first.
            if let Some(locale) = locale.filter(|_| quality > best.0) {
                best = (quality, locale);
            }
        }
    }
    (best.1, Choice::Preferred)
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
        let thousandths = quality(parts);
        if specific > best.0 {
            best = (specific, thousandths);
        }
    }
    best.1
}

/// The quality value among the parameters of a range, in thousandths.
fn quality<'a>(mut parameters: impl Iterator<Item = &'a str>) -> u16 {
    let quality = parameters.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    quality.map_or(1000, in_thousandths)
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
    fn the_preferred_language_is_found() {
        let preferred = |locale| (locale, Choice::Preferred);
        let cases = [
            (None, "", preferred(Locale::En)),
            (Some("de-AT,de;q=0.9,en;q=0.8"), "", preferred(Locale::De)),
            (Some("tlh, fi;q=0.4, el;q=0.7"), "", preferred(Locale::El)),
            (Some("sv;q=0, *"), "", preferred(Locale::En)),
            (Some("fr;q=7"), "", preferred(Locale::En)),
            (Some("de"), "lang=ga", (Locale::Ga, Choice::Asked)),
            (Some("de"), "url=x&lang=bg-BG", (Locale::Bg, Choice::Asked)),
            (Some("de"), "lang=tlh", preferred(Locale::De)),
        ];
        for (accepted, query, expected) in cases {
            let mut headers = HeaderMap::new();
            if let Some(accepted) = accepted {
                headers.insert(ACCEPT_LANGUAGE, accepted.parse().expect("a header value"));
            }
            assert_eq!(language(&headers, Some(query)), expected, "{accepted:?} {query:?}");
        }
    }

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
