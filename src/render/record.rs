//! The record of a report, for whoever keeps it.

use crate::record::Record;
use crate::verify::Report;

/// The record of `report`: `verifier` is the host that made it, `name` what the asker called the document.
#[must_use]
pub fn record(verifier: &str, name: Option<&str>, report: &Report) -> Record {
    Record::new(verifier, name, report.evaluated_at, &report.document_hex(), report.to_json())
}
