//! The shape of a record: its members, all of them and no others.

use serde_json::{Map, Value};

use super::{RECORD_VERSION, RecordError};
use crate::model::time::Timestamp;

/// The version of the report in it.
const REPORT_VERSION: u32 = 1;
const MEMBERS: [&str; 6] = ["record_version", "type", "verifier", "made_at", "document", "report"];
const REPORT_MEMBERS: [&str; 9] = [
    "report_version",
    "decision",
    "reasons",
    "checks",
    "credential",
    "seal",
    "evaluated_at",
    "lists",
    "document_sha256",
];
const DECISIONS: [&str; 3] = ["accept", "reject", "undecided"];
const OUTCOMES: [&str; 4] = ["passed", "failed", "inconclusive", "not_applicable"];
/// Rows of a report.
const CHECKS: usize = 14;

/// What a signer looks at.
pub(super) struct Shape<'a> {
    pub(super) verifier: &'a str,
    pub(super) made_at: Timestamp,
}

/// Reads the shape of an unsigned record.
pub(super) fn read(value: &Value) -> Result<Shape<'_>, RecordError> {
    let record = value.as_object().ok_or_else(|| RecordError::shape("it is no object"))?;
    exactly(record, &MEMBERS)?;
    if record["record_version"] != RECORD_VERSION || record["type"] != "VerificationReport" {
        return Err(RecordError::shape("its type or version is another"));
    }
    let document = object(record, "document")?;
    exactly(document, &["name", "sha256"])?;
    if !(document["name"].is_null() || document["name"].is_string()) {
        return Err(RecordError::shape("`name` is no text"));
    }
    let report = object(record, "report")?;
    exactly(report, &REPORT_MEMBERS)?;
    if report["report_version"] != REPORT_VERSION || !is_one_of(&report["decision"], &DECISIONS) {
        return Err(RecordError::shape("the report's version or decision is another"));
    }
    checks(report)?;
    let reasons = report["reasons"].as_array().ok_or_else(|| RecordError::shape("`reasons` is no array"))?;
    for reason in reasons {
        texts(reason, &["code", "text"])?;
    }
    if !report["lists"].is_array() || !["credential", "seal"].iter().all(|name| is_object_or_null(&report[*name])) {
        return Err(RecordError::shape("`lists`, `credential` or `seal` is of another kind"));
    }
    let digest = text(document, "sha256")?;
    let is_digest = digest.len() == 64 && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if !is_digest || report["document_sha256"] != digest {
        return Err(RecordError::shape("the digest of what was checked is no digest, or two are there"));
    }
    let written = text(record, "made_at")?;
    if report["evaluated_at"] != written {
        return Err(RecordError::shape("it is of another time than the report in it"));
    }
    let made_at = Timestamp::parse(written).map_err(|_| RecordError::shape("`made_at` is no time"))?;
    Ok(Shape { verifier: text(record, "verifier")?, made_at })
}

fn checks(report: &Map<String, Value>) -> Result<(), RecordError> {
    let rows = report["checks"].as_array().filter(|rows| rows.len() == CHECKS);
    for row in rows.ok_or_else(|| RecordError::shape("it has not one row for each check"))? {
        texts(row, &["check", "outcome", "code", "detail"])?;
        if !is_one_of(&row["outcome"], &OUTCOMES) {
            return Err(RecordError::shape("a row has another outcome"));
        }
    }
    Ok(())
}

/// An object with texts under these names and nothing else.
fn texts(value: &Value, names: &[&str]) -> Result<(), RecordError> {
    let members = value.as_object().ok_or_else(|| RecordError::shape("a row is no object"))?;
    exactly(members, names)?;
    names.iter().try_for_each(|name| text(members, name).map(drop))
}

fn exactly(members: &Map<String, Value>, names: &[&str]) -> Result<(), RecordError> {
    if let Some(missing) = names.iter().find(|name| !members.contains_key(**name)) {
        return Err(RecordError::shape(format!("`{missing}` is missing")));
    }
    match members.len() == names.len() {
        true => Ok(()),
        false => Err(RecordError::shape("it has a member that a report has not")),
    }
}

fn object<'a>(members: &'a Map<String, Value>, name: &str) -> Result<&'a Map<String, Value>, RecordError> {
    members[name].as_object().ok_or_else(|| RecordError::shape(format!("`{name}` is no object")))
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Result<&'a str, RecordError> {
    members[name].as_str().ok_or_else(|| RecordError::shape(format!("`{name}` is no text")))
}

fn is_one_of(value: &Value, names: &[&str]) -> bool {
    value.as_str().is_some_and(|text| names.contains(&text))
}

fn is_object_or_null(value: &Value) -> bool {
    value.is_object() || value.is_null()
}
