//! What a request asks to check: a credential's bytes or a link, one or many, out of JSON, a form or files.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use tokio::sync::OwnedSemaphorePermit;
use url::form_urlencoded;

use crate::limits;
use crate::model::json::{self, Json, JsonError, Kind};
use crate::receive;
use crate::render::view::Extra;
use crate::verify::ApVersion;

use super::Shared;
use super::check::place_among;
use super::problem::Problem;

/// One thing to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A document.
    Document {
        /// What the asker calls it.
        name: Option<String>,
        /// Its bytes, as they came.
        bytes: Bytes,
    },
    /// A link to one.
    Link(String),
    /// The last part of a link to one that is shared here.
    Shared(String),
}

/// Whether one answer was asked for, or a list of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A list, even of one.
    Many,
    /// One.
    One,
}

/// What a request asks to check.
#[derive(Debug, PartialEq, Eq)]
pub struct Intake {
    /// At least one subject.
    pub subjects: Vec<Subject>,
    /// The shape of the answer.
    pub shape: Shape,
}

impl Intake {
    fn new(subjects: Vec<Subject>, asked: Shape) -> Result<Self, Problem> {
        let shape = if subjects.len() == 1 { asked } else { Shape::Many };
        match subjects.len() {
            0 => Err(Problem::nothing_to_check()),
            count if count > limits::SUBJECTS_MAX => Err(Problem::too_many()),
            _ => Ok(Self { subjects, shape }),
        }
    }
}

/// Reads the query of `GET /verify`; `None` if there is none.
///
/// # Errors
///
/// A [`Problem`] unless the query is one `url`.
pub fn from_query(query: Option<&str>) -> Result<Option<Intake>, Problem> {
    let Some(query) = query.filter(|query| !query.is_empty()) else { return Ok(None) };
    let mut subjects = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "url" => subjects.push(link(&value)?),
            "view" | "profile_version" | "lang" => {}
            _ => {
                let known = "The parameters of this address are `url`, `view`, `profile_version` and `lang`.";
                return Err(Problem::unreadable(known));
            }
        }
    }
    match subjects.len() {
        0 => Ok(None),
        1 => Intake::new(subjects, Shape::One).map(Some),
        _ => Err(Problem::unreadable("Give one `url`.")),
    }
}

/// What is asked for beside the report, by the parameter `view`.
///
/// # Errors
///
/// A [`Problem`] when it names a view that there is not.
pub fn extra(query: Option<&str>) -> Result<Extra, Problem> {
    let mut extra = Extra::Nothing;
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        match (name.as_ref(), value.as_ref()) {
            ("view", "europass") => extra = Extra::Europass,
            ("view", "report") => extra = Extra::Record,
            ("view", "csv") => {}
            ("view", _) => {
                return Err(Problem::unreadable("The views beside the answer are `csv`, `europass` and `report`."));
            }
            _ => {}
        }
    }
    Ok(extra)
}

/// The version of the application profile to compare with, by the parameter `profile_version`.
///
/// # Errors
///
/// A [`Problem`] when it names a version that there is not.
pub fn profile_version(query: Option<&str>) -> Result<ApVersion, Problem> {
    let mut version = ApVersion::default();
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        if name == "profile_version" {
            let known = ApVersion::ALL.map(ApVersion::name).join(" and ");
            let unknown = || Problem::unreadable(format!("The versions of the application profile are {known}."));
            version = ApVersion::from_name(&value).ok_or_else(unknown)?;
        }
    }
    Ok(version)
}

/// Reads the body of `POST /verify`.
///
/// # Errors
///
/// A [`Problem`] when the body is of another type, too large or not readable as what it says to be.
pub async fn from_body(request: Request) -> Result<Intake, Problem> {
    let kind = media_type(request.headers())?;
    if announced_length(request.headers()).is_some_and(|length| length > limits::REQUEST_BYTES_MAX as u64) {
        return Err(body_problem(StatusCode::PAYLOAD_TOO_LARGE));
    }
    match kind.as_str() {
        "application/x-www-form-urlencoded" => from_form(&body(request).await?),
        _ if is_json(&kind) => from_json(body(request).await?),
        _ if TOKENS.contains(&kind.as_str()) => Intake::new(vec![document(None, body(request).await?)?], Shape::One),
        _ => Err(Problem::unsupported_media_type()),
    }
}

/// Reads a body that has to be JSON, for the VC API.
///
/// # Errors
///
/// A [`Problem`] when it is of another type or too large.
pub async fn json_body(mut request: Request) -> Result<Bytes, Problem> {
    let kind = media_type(request.headers())?;
    if !is_json(&kind) {
        return Err(Problem::unsupported_media_type());
    }
    let most = limits::VC_API_BODY_BYTES_MAX;
    let too_large = || {
        let credential = limits::CREDENTIAL_BYTES_MAX >> 20;
        Problem::too_large(format!("A credential or presentation may have at most {credential} MiB."))
    };
    if announced_length(request.headers()).is_some_and(|length| length > most as u64) {
        return Err(too_large());
    }
    DefaultBodyLimit::max(most).apply(&mut request);
    Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        other => body_problem(other),
    })
}

/// A body that is not JSON, or not such as is accepted.
pub fn not_json(fault: &JsonError) -> Problem {
    Problem::unreadable(format!("The body is {fault}."))
}

/// How many MiB a body may take beyond what each connection is allowed; `None` if it is a small one.
pub fn mib_of_large_body(headers: &HeaderMap) -> Option<u32> {
    let length = announced_length(headers).unwrap_or(limits::REQUEST_BYTES_MAX as u64);
    // Of files in parts one is in memory at a time.
    let at_once = if is_in_parts(headers) { length.min(limits::VC_API_BODY_BYTES_MAX as u64) } else { length };
    let mib = u32::try_from(at_once.div_ceil(1 << 20)).unwrap_or(u32::MAX);
    (length > limits::SMALL_BODY_BYTES_MAX as u64).then_some(mib)
}

fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok())
}

/// The media type without parameters, lower case; compressed bodies are refused.
fn media_type(headers: &HeaderMap) -> Result<String, Problem> {
    let plain = headers.get_all(CONTENT_ENCODING).iter().all(|encoding| encoding == "identity");
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).filter(|_| plain);
    let essence = kind.and_then(|kind| kind.split(';').next()).ok_or_else(Problem::unsupported_media_type)?;
    Ok(essence.trim().to_ascii_lowercase())
}

/// Credentials that are tokens: of VC-JOSE-COSE, of SD-JWT VC by its name and its earlier one, and JWTs of old.
const TOKENS: [&str; 4] = ["application/dc+sd-jwt", "application/jwt", "application/vc+jwt", "application/vc+sd-jwt"];

fn is_json(kind: &str) -> bool {
    kind == "application/json"
        || kind == "application/vc"
        || kind.strip_prefix("application/").is_some_and(|sub| sub.ends_with("+json"))
}

async fn body(request: Request) -> Result<Bytes, Problem> {
    let read = axum::body::to_bytes(request.into_body(), limits::REQUEST_BYTES_MAX).await;
    read.map_err(|fault| {
        let is_long =
            std::error::Error::source(&fault).is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>());
        body_problem(if is_long { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST })
    })
}

fn body_problem(status: StatusCode) -> Problem {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::too_large(format!("At most {} MiB are read in one request.", limits::REQUEST_BYTES_MAX >> 20))
        }
        _ => Problem::unreadable("The body ended early or is malformed."),
    }
}

/// A credential, `{"verifiableCredential": …}`, `{"url": …}`, or an array of these.
///
/// Bytes that are JSON but not strict JSON (such as a duplicate name) go to the verifier as they are: that is a finding
/// about the credential.
fn from_json(bytes: Bytes) -> Result<Intake, Problem> {
    let parsed = match json::Document::parse(&bytes, limits::REQUEST_BYTES_MAX) {
        Ok(parsed) => parsed,
        Err(_) if serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok() => {
            return Intake::new(vec![document(None, bytes)?], Shape::One);
        }
        Err(fault) => return Err(Problem::unreadable(format!("The body is {fault}."))),
    };
    let mut subjects = Vec::new();
    let shape = match parsed.root().kind() {
        Kind::Array(items) => {
            for item in items {
                add_subjects(item, None, &mut subjects)?;
            }
            Shape::Many
        }
        Kind::Object(members) => {
            add_subjects(parsed.root(), Some(&bytes), &mut subjects)?;
            if members.get("verifiableCredential").is_some_and(Json::is_array) { Shape::Many } else { Shape::One }
        }
        _ => return Err(Problem::unreadable("The body is JSON, but no object.")),
    };
    Intake::new(subjects, shape)
}

/// Adds the subjects of one JSON value, until there are too many; `bytes` are those it was parsed from, if they are all of
/// them.
fn add_subjects(value: Json<'_>, bytes: Option<&Bytes>, subjects: &mut Vec<Subject>) -> Result<(), Problem> {
    let Some(members) = value.as_object() else {
        return Err(Problem::unreadable("Each item must be an object."));
    };
    let own = || bytes.cloned().unwrap_or_else(|| written(value));
    let mut add = |subject| {
        subjects.push(subject);
        if subjects.len() > limits::SUBJECTS_MAX { Err(Problem::too_many()) } else { Ok(()) }
    };
    // A document of its own, whatever else it has: a presentation or a credential names its contexts, a JWS its payload.
    if members.get("@context").is_some() || members.get("payload").is_some() {
        return add(document(None, own())?);
    }
    match (members.get("verifiableCredential"), members.get("url").map(Json::kind)) {
        (Some(items), None) => match items.kind() {
            Kind::Array(mut items) => items.try_for_each(|item| add(document(None, written(item))?)),
            _ => add(document(None, written(items))?),
        },
        (None, Some(Kind::Text(url))) => add(link(url)?),
        (None, None) => add(document(None, own())?),
        _ => Err(Problem::unreadable("Give either `verifiableCredential` or `url`, a string.")),
    }
}

/// An item's bytes: those of a text are the text (a compact seal), those of anything else its JSON.
fn written(value: Json<'_>) -> Bytes {
    match value.as_str() {
        Some(text) => Bytes::copy_from_slice(text.as_bytes()),
        None => Bytes::from(value.to_text()),
    }
}

/// The fields `text` and `url` of a form; empty ones were not filled in.
fn from_form(bytes: &[u8]) -> Result<Intake, Problem> {
    let mut subjects = Vec::new();
    for (name, value) in form_urlencoded::parse(bytes) {
        subjects.extend(field(&name, &value)?);
        if subjects.len() > limits::SUBJECTS_MAX {
            break;
        }
    }
    Intake::new(subjects, Shape::One)
}

fn field(name: &str, value: &str) -> Result<Option<Subject>, Problem> {
    let value = value.trim();
    match name {
        "text" | "url" if value.is_empty() => Ok(None),
        "text" => document(None, Bytes::copy_from_slice(value.as_bytes())).map(Some),
        "url" => link(value).map(Some),
        _ => Err(Problem::unreadable("The fields of the form are `file`, `text` and `url`.")),
    }
}

/// Whether the body has parts, which are checked as they arrive.
pub fn is_in_parts(headers: &HeaderMap) -> bool {
    media_type(headers).is_ok_and(|kind| kind == "multipart/form-data")
}

/// The parts of a form, one after another.
pub struct Parts {
    form: Multipart,
    shared: Shared,
    /// Room for an archive that is longer than a credential.
    room: Option<OwnedSemaphorePermit>,
}

impl Parts {
    /// Of a request that says to have some.
    ///
    /// # Errors
    ///
    /// A [`Problem`] when it is no such form, or announces too much.
    pub async fn of(shared: &Shared, request: Request) -> Result<Self, Problem> {
        if announced_length(request.headers()).is_some_and(|length| length > limits::BULK_BYTES_MAX as u64) {
            return Err(bulk_problem(StatusCode::PAYLOAD_TOO_LARGE));
        }
        let form = Multipart::from_request(request, &()).await.map_err(|_| malformed_form())?;
        Ok(Self { form, shared: shared.clone(), room: None })
    }

    /// The next subject; fields that were not filled in are passed over.
    ///
    /// # Errors
    ///
    /// A [`Problem`] when the form is malformed, or a part of it too large.
    pub async fn next(&mut self) -> Result<Option<Subject>, Problem> {
        while let Some(mut part) = self.form.next_field().await.map_err(|fault| bulk_problem(fault.status()))? {
            let name = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(str::to_owned);
            let mut bytes = Vec::new();
            while let Some(more) = part.chunk().await.map_err(|fault| bulk_problem(fault.status()))? {
                bytes.extend_from_slice(&more);
                refuse_long(&bytes)?;
                if bytes.len() > limits::CREDENTIAL_BYTES_MAX && self.room.is_none() {
                    self.room = Some(place_among(&self.shared, &self.shared.archives).await?);
                }
            }
            match (name.as_str(), file_name) {
                // A browser sends a file field that was left alone as an empty file without a name.
                ("file", Some(file_name)) if file_name.is_empty() && bytes.is_empty() => {}
                ("file", file_name) => return document(file_name, bytes.into()).map(Some),
                (name, _) => {
                    let text = std::str::from_utf8(&bytes).map_err(|_| malformed_form())?;
                    if let Some(subject) = field(name, text)? {
                        return Ok(Some(subject));
                    }
                }
            }
        }
        Ok(None)
    }
}

fn malformed_form() -> Problem {
    Problem::unreadable("The form is malformed.")
}

fn bulk_problem(status: StatusCode) -> Problem {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let most = limits::BULK_BYTES_MAX >> 20;
            Problem::too_large(format!("At most {most} MiB are read in one request: send the files in parts."))
        }
        status => body_problem(status),
    }
}

/// A file may have the length of a credential, an archive more.
fn refuse_long(bytes: &[u8]) -> Result<(), Problem> {
    let bytes_max = if receive::is_archive(bytes) { limits::ARCHIVE_BYTES_MAX } else { limits::CREDENTIAL_BYTES_MAX };
    match bytes.len() > bytes_max {
        true => Err(Problem::too_large(format!("A credential may have at most {} MiB.", bytes_max >> 20))),
        false => Ok(()),
    }
}

fn document(name: Option<String>, bytes: Bytes) -> Result<Subject, Problem> {
    refuse_long(&bytes)?;
    let name = name.map(|name| name.chars().take(limits::FILE_NAME_CHARS_MAX).collect());
    Ok(Subject::Document { name, bytes })
}

fn link(text: &str) -> Result<Subject, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::nothing_to_check());
    }
    if text.len() > limits::LINK_BYTES_MAX {
        return Err(Problem::unreadable(format!("A link may have at most {} characters.", limits::LINK_BYTES_MAX)));
    }
    Ok(Subject::Link(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(body: &str) -> Result<(Vec<String>, Shape), String> {
        let intake = from_json(Bytes::copy_from_slice(body.as_bytes())).map_err(|problem| problem.detail)?;
        let text = |subject: Subject| match subject {
            Subject::Document { bytes, .. } => String::from_utf8(bytes.to_vec()).expect("UTF-8"),
            Subject::Link(url) => format!("link {url}"),
            Subject::Shared(file) => format!("shared {file}"),
        };
        Ok((intake.subjects.into_iter().map(text).collect(), intake.shape))
    }

    #[test]
    fn json_bodies_are_told_apart() {
        let one = |text: &str| Ok((vec![text.to_owned()], Shape::One));
        let credential = r#"{ "@context":[], "url":"x", "verifiableCredential":1 }"#;
        assert_eq!(texts(credential), one(credential), "a credential's bytes stay as they came");
        assert_eq!(texts(r#"{"verifiableCredential":{"a":1}}"#), one(r#"{"a":1}"#));
        assert_eq!(texts(r#"{"verifiableCredential":"e30.e30.x"}"#), one("e30.e30.x"));
        assert_eq!(texts(r#"{"url":"https://a.example/c"}"#), one("link https://a.example/c"));
        assert_eq!(texts(r#"{"a":1,"a":2}"#), one(r#"{"a":1,"a":2}"#), "a finding, not a problem");
        assert_eq!(
            texts(r#"{"verifiableCredential":[{"a":1},{"b":2}]}"#),
            Ok((vec![r#"{"a":1}"#.into(), r#"{"b":2}"#.into()], Shape::Many))
        );
        assert_eq!(
            texts(r#"[{"url":"https://a.example/c"}]"#),
            Ok((vec!["link https://a.example/c".into()], Shape::Many))
        );
    }

    #[test]
    fn bodies_without_subject_are_problems() {
        for (body, detail) in [
            ("[]", "Give a file, a link or the text of a credential."),
            ("3", "The body is JSON, but no object."),
            ("[3]", "Each item must be an object."),
            (r#"{"url":3}"#, "Give either `verifiableCredential` or `url`, a string."),
            (r#"{"url":"x","verifiableCredential":{}}"#, "Give either `verifiableCredential` or `url`, a string."),
            (
                &format!("[{}{{}}]", "{},".repeat(limits::SUBJECTS_MAX)),
                "Too many documents were sent; at most 500 are checked at a time.",
            ),
            (r#"{"url":" "}"#, "Give a file, a link or the text of a credential."),
        ] {
            assert_eq!(texts(body), Err(detail.to_owned()), "{body}");
        }
        assert!(texts("{").is_err_and(|detail| detail.starts_with("The body is not acceptable JSON")));
    }

    #[test]
    fn a_form_is_not_read_beyond_the_bound() {
        // What stands behind the first field too many would be a fault of its own.
        let form = |count: usize| format!("{}other=x", "text=a&".repeat(count));
        let refused = |count| from_form(form(count).as_bytes()).expect_err("a problem").detail;
        assert_eq!(refused(limits::SUBJECTS_MAX), "The fields of the form are `file`, `text` and `url`.");
        let many = refused(limits::SUBJECTS_MAX + 1);
        assert_eq!(many, "Too many documents were sent; at most 500 are checked at a time.");
    }
}
