//! Verifying as the VC API asks for it, in two profiles that differ in where the verdict stands: in the status of the answer
//! (`/vc-api`), or in its body alone (`/vcalm`, the successor's draft).
//!
//! `verified` says less than *accepted*. These interfaces know no list of trusted entities, so it says that the proof is that
//! of the key which it names, that nothing was changed, that the credential is in time and that its status lists could be read
//! and say nothing against it. Whether anybody vouches for the issuer is not in it: what is open there stands among the
//! warnings, and the whole report, with its decision, lies beside. What a report rejects is never verified.

use std::sync::MutexGuard;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::limits;
use crate::model::json::{Enclosed, Envelope, Given, JsonError, Written, members, parse_strict};
use crate::verify::{
    Asked, Check, Decision, Finding, NotShown, Outcome, PresentationReport, Report, Showing, begins_unsealed,
};

use super::Shared;
use super::check::{self, Work};
use super::intake;
use super::problem::Problem;

/// A problem type of the data model.
macro_rules! vcdm {
    ($name:literal) => {
        concat!("https://www.w3.org/TR/vc-data-model#", $name)
    };
}

/// A problem type of the security vocabulary.
macro_rules! security {
    ($name:literal) => {
        concat!("https://w3id.org/security#", $name)
    };
}

/// A problem type of status lists.
macro_rules! status {
    ($name:literal) => {
        concat!("https://www.w3.org/ns/credentials/status-list#", $name)
    };
}

/// Where the verdict stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Profile {
    /// In the answer's body alone: VCALM.
    Body,
    /// In its status too: 200 or 400, as the VC API has it.
    Status,
}

/// `POST /vc-api/credentials/verify`.
pub async fn credential_by_status(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    answered(Profile::Status, credential(&shared, request).await)
}

/// `POST /vcalm/credentials/verify`.
pub async fn credential_by_body(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    answered(Profile::Body, credential(&shared, request).await)
}

/// `POST /vc-api/presentations/verify`.
pub async fn presentation_by_status(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    answered(Profile::Status, presentation(&shared, request).await)
}

/// `POST /vcalm/presentations/verify`.
pub async fn presentation_by_body(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    answered(Profile::Body, presentation(&shared, request).await)
}

/// What is answered, in its written form.
struct Answer {
    verified: bool,
    text: Vec<u8>,
}

/// The answer with its verdict; a request that cannot be read is a verdict too where the status is one.
fn answered(profile: Profile, verdict: Result<Answer, Problem>) -> Result<Response, Problem> {
    let Answer { verified, text } = match (profile, verdict) {
        (Profile::Status, Err(problem)) if problem.status == StatusCode::BAD_REQUEST => {
            let details = json!({ "type": "about:blank", "title": problem.title, "detail": problem.detail, "code": problem.code });
            let body = json!({ "verified": false, "problemDetails": [details], "warnings": [] });
            Answer { verified: false, text: body.to_line() }
        }
        (_, verdict) => verdict?,
    };
    let status = match (profile, verified) {
        (Profile::Status, false) => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    };
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    Ok((status, headers, text).into_response())
}

async fn credential(shared: &Shared, request: Request) -> Result<Answer, Problem> {
    let _room = check::room_for(shared, request.headers()).await?;
    let body = body(shared, request).await?;
    let own = shared.clone();
    let report = check::in_turn(shared, Work::on(&body), move |verifier, fetch, now| {
        let alone = own.alone_with_wide(&body);
        // A seal's envelope is read elsewhere, for what it seals.
        let is_read = |name: &str, text: &str| name == "verifiableCredential" && begins_unsealed(text);
        let opened = Envelope::open_reading(&body, limits::VC_API_BODY_BYTES_MAX, is_read);
        let (credential, _) = subject(opened, "verifiableCredential")?;
        let _alone = alone.or_else(|| credential.alone(&own));
        Ok(match credential {
            Subject::Object(given) => verifier.verify_given(fetch, given, Asked::default(), now),
            Subject::Text(text) => verifier.verify_through(fetch, text.as_bytes(), Asked::default(), now),
        })
    });
    let report = report.await??;
    shared.operations.measured.decided(report.decision);
    let result = Verified::of(&report);
    Ok(Answer { verified: result.is_verified(), text: result.to_line() })
}

async fn presentation(shared: &Shared, request: Request) -> Result<Answer, Problem> {
    let _room = check::room_for(shared, request.headers()).await?;
    let body = body(shared, request).await?;
    let own = shared.clone();
    let report = check::in_turn(shared, Work::Any, move |verifier, fetch, now| {
        let alone = own.alone_with_wide(&body);
        let opened = Envelope::open(&body, limits::VC_API_BODY_BYTES_MAX);
        let (presentation, options) = subject(opened, "verifiablePresentation")?;
        let asked = |name: &str| match options.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str())),
            Some(_) => Err(Problem::unreadable(format!("`options.{name}` must be a text."))),
        };
        let asked = Showing { challenge: asked("challenge")?, domain: asked("domain")? };
        let _alone = alone.or_else(|| presentation.alone(&own));
        Ok(verifier.verify_presentation_through(fetch, presentation.bytes(), asked, now))
    });
    let report = report.await??;
    for inside in &report.credentials {
        shared.operations.measured.decided(inside.decision);
    }
    let result = Presented::of(&report);
    Ok(Answer { verified: result.is_verified(), text: result.to_line() })
}

async fn body(shared: &Shared, request: Request) -> Result<Bytes, Problem> {
    let body = tokio::time::timeout(shared.service.patience.body, intake::json_body(request));
    body.await.map_err(|_| Problem::too_slow())?
}

/// What is to be verified.
enum Subject<'b> {
    /// An object of the body.
    Object(Given<'b>),
    /// A text, such as a token.
    Text(String),
}

impl Subject<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Object(given) => given.bytes(),
            Self::Text(text) => text.as_bytes(),
        }
    }

    /// As [`Shared::alone_with_wide`], after the body was not found to be wide: with escapes, a text is it only when read.
    fn alone<'s>(&self, shared: &'s Shared) -> Option<MutexGuard<'s, ()>> {
        match self {
            Self::Object(_) => None,
            Self::Text(text) => shared.alone_with_wide(text.as_bytes()),
        }
    }
}

/// What is to be verified, and the options, which may be `null`.
fn subject<'b>(opened: Result<Enclosed<'b>, JsonError>, member: &str) -> Result<(Subject<'b>, Value), Problem> {
    let members = match opened {
        Ok(Enclosed::Object(members)) => members,
        Ok(Enclosed::Other) => return Err(Problem::unreadable("The body is JSON, but no object.")),
        Err(fault) => return Err(intake::not_json(&fault)),
    };
    let read = |text: &str| parse_strict(text.as_bytes(), text.len()).map_err(|fault| intake::not_json(&fault));
    let options = match members.get("options") {
        None | Some("null") => Value::Null,
        Some(options) => read(options)?,
    };
    if !matches!(options, Value::Null | Value::Object(_)) {
        return Err(Problem::unreadable("`options` must be an object."));
    }
    let given = members.get(member).unwrap_or_default();
    let subject = match given.as_bytes().first() {
        // Its own bytes: whoever reads it is strict.
        Some(b'{') => members.into_member(member).map(Subject::Object),
        Some(b'"') => match read(given)? {
            Value::String(text) => Some(Subject::Text(text)),
            _ => unreachable!("what begins with a quotation mark is a text"),
        },
        _ => None,
    };
    let missing = || Problem::unreadable(format!("Give `{member}`, an object or a text."));
    Ok((subject.ok_or_else(missing)?, options))
}

/// What speaks against a credential, and what is open beside.
struct Verified<'a> {
    problems: Vec<Detail<'a>>,
    warnings: Vec<Detail<'a>>,
    report: &'a Report,
}

impl<'a> Verified<'a> {
    fn of(report: &'a Report) -> Self {
        let mut verdict = Self { problems: Vec::new(), warnings: Vec::new(), report };
        for row in &report.checks {
            match counts(row) {
                Counts::Nothing => {}
                Counts::Warning => verdict.warnings.push(Detail::of_row(row)),
                Counts::Against => verdict.problems.push(Detail::of_row(row)),
            }
        }
        // What was not reached explains nothing as long as the row that stopped it is there.
        let reached = |problem: &Detail<'_>| problem.code != "not-checked";
        if report.checks.iter().any(|row| row.outcome == Outcome::Failed) {
            verdict.warnings.retain(reached);
        }
        if verdict.problems.iter().any(reached) {
            verdict.problems.retain(reached);
        }
        // A report that rejects says so in one of these rows; should it not, nothing is verified all the same.
        if verdict.problems.is_empty() && report.decision == Decision::Reject {
            let detail = report.reasons.first().map_or("rejected", |reason| reason.text.as_str());
            let rejected =
                Detail { kind: "about:blank", title: "rejected", detail, code: "rejected", credential: None };
            verdict.problems.push(rejected);
        }
        verdict
    }

    fn is_verified(&self) -> bool {
        self.problems.is_empty()
    }
}

impl Written for Verified<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, {
            "verified": self.is_verified(),
            "problemDetails": self.problems,
            "warnings": self.warnings,
            "report": self.report,
        })
    }
}

/// A problem detail (RFC 9457).
#[derive(Clone, Copy)]
struct Detail<'a> {
    kind: &'static str,
    title: &'static str,
    detail: &'a str,
    code: &'static str,
    /// The credential's place in a presentation.
    credential: Option<usize>,
}

impl Written for Detail<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        let Self { kind, title, detail, code, credential } = self;
        match credential {
            None => members!(out, { "type": kind, "title": title, "detail": detail, "code": code }),
            Some(place) => {
                members!(out, { "type": kind, "title": title, "detail": detail, "code": code, "credential": place })
            }
        }
    }
}

/// What a row is for the verdict.
enum Counts {
    Nothing,
    Warning,
    Against,
}

fn counts(row: &Finding) -> Counts {
    match (row.check, row.outcome) {
        (_, Outcome::Passed | Outcome::NotApplicable) => Counts::Nothing,
        (Check::Integrity | Check::Proof | Check::Status | Check::StatusList | Check::Validity, _)
        | (Check::IssuerKey | Check::AwardingBodies, Outcome::Failed) => Counts::Against,
        (
            Check::IssuerKey
            | Check::AwardingBodies
            | Check::TrustList
            | Check::Scope
            | Check::TrustAtSealing
            | Check::TrustNow
            | Check::Log
            | Check::Profile
            | Check::Vocabularies,
            _,
        ) => Counts::Warning,
    }
}

impl<'a> Detail<'a> {
    /// A row, of the type that the standards name for it.
    fn of_row(row: &'a Finding) -> Self {
        let kind = match (row.check, row.code) {
            (Check::Integrity, "not-json" | "json-malformed" | "duplicate-name") => vcdm!("PARSING_ERROR"),
            (Check::Integrity, "content-not-sealed") => vcdm!("CRYPTOGRAPHIC_SECURITY_ERROR"),
            (Check::Integrity, _) => vcdm!("MALFORMED_VALUE_ERROR"),
            (Check::Proof, "method-not-authorized") => security!("INVALID_VERIFICATION_METHOD"),
            (Check::Proof, "proof-purpose-wrong") => security!("INVALID_PROOF_PURPOSE_FOR_VERIFICATION_METHOD"),
            (Check::Proof | Check::IssuerKey, _) => security!("PROOF_VERIFICATION_ERROR"),
            (Check::StatusList, "status-list-unavailable") => status!("STATUS_RETRIEVAL_ERROR"),
            (Check::Status | Check::StatusList, _) => status!("STATUS_VERIFICATION_ERROR"),
            (Check::Validity, _) => vcdm!("RANGE_ERROR"),
            _ => "about:blank",
        };
        Self { kind, title: row.check.name(), detail: &row.detail, code: row.code, credential: None }
    }

    /// Why nobody showed the presentation.
    fn not_shown(reason: &'a NotShown) -> Self {
        let kind = match reason.code {
            "proof-of-another-showing" if reason.detail.contains("`domain`") => security!("INVALID_DOMAIN_ERROR"),
            "proof-of-another-showing" => security!("INVALID_CHALLENGE_ERROR"),
            "method-not-authorized" | "holder-not-proven" => security!("INVALID_VERIFICATION_METHOD"),
            "proof-purpose-not-showing" => security!("INVALID_PROOF_PURPOSE_FOR_VERIFICATION_METHOD"),
            _ => security!("PROOF_VERIFICATION_ERROR"),
        };
        Self { kind, title: "presentation", detail: &reason.detail, code: reason.code, credential: None }
    }
}

/// What a presentation and its credentials came to.
struct Presented<'a> {
    problems: Vec<Detail<'a>>,
    warnings: Vec<Detail<'a>>,
    results: Vec<Verified<'a>>,
    report: &'a PresentationReport,
}

impl<'a> Presented<'a> {
    fn of(report: &'a PresentationReport) -> Self {
        let results: Vec<Verified<'a>> = report.credentials.iter().map(Verified::of).collect();
        let mut problems: Vec<Detail<'a>> = report.shown_by.as_ref().err().map(Detail::not_shown).into_iter().collect();
        let mut warnings = Vec::new();
        for (place, result) in results.iter().enumerate() {
            let placed = |detail: &Detail<'a>| Detail { credential: Some(place), ..*detail };
            problems.extend(result.problems.iter().map(placed));
            warnings.extend(result.warnings.iter().map(placed));
        }
        Self { problems, warnings, results, report }
    }

    fn is_verified(&self) -> bool {
        self.problems.is_empty()
    }
}

impl Written for Presented<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        let shown_by = self.report.shown_by.as_ref();
        members!(out, {
            "verified": self.is_verified(),
            "problemDetails": self.problems,
            "warnings": self.warnings,
            "presentationResult": json!({ "verified": shown_by.is_ok(), "shownBy": shown_by.ok() }),
            "credentialResults": self.results,
        })
    }
}
