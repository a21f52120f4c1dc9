//! The verification report to keep: what was checked, when, by whom and with what result.
//!
//! It is not signed. The member `signature` is where a signature by the verifier's operator has its place.

use serde_json::{Value, json};

use crate::verify::Report;

/// Version of the form.
pub const RECORD_VERSION: u32 = 1;

/// The report as a document of its own: `verifier` is the host that made it, `name` what the asker called the document.
#[must_use]
pub fn record(verifier: &str, name: Option<&str>, report: &Report) -> Value {
    json!({
        "record_version": RECORD_VERSION,
        "type": "VerificationReport",
        "verifier": verifier,
        "made_at": report.evaluated_at.to_string(),
        "document": { "name": name, "sha256": report.document_hex() },
        "report": report.to_json(),
        "signature": Value::Null,
    })
}
