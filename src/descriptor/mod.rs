//! The Annex 1 descriptor and the institutions' profiles: read, checked, never guessed.
//!
//! The keys are one table (`fields`), from which the reader, the JSON Schema, the template and the Excel form are made.
//! A fault is data with its place; all faults of a file come at once.
#![expect(clippy::unimplemented, reason = "signatures first")]

pub mod tree;
pub mod types;

use serde_json::Value;

pub use types::*;

use crate::model::fault::Faults;
use crate::model::text::Language;
use crate::model::time::Timestamp;
use crate::vocabulary::esco::Index;
use tree::Node;

/// What a descriptor is read against.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The institutions of the workspace.
    pub institutions: &'a [Institution],
    /// The rule sets.
    pub rule_sets: &'a RuleSets,
    /// ESCO, if it was imported.
    pub esco: Option<&'a Index>,
}

/// The rule sets that are known, by id.
#[derive(Debug, Clone)]
pub struct RuleSets(());

impl RuleSets {
    /// Those that the program brings.
    #[must_use]
    pub fn embedded() -> Self {
        unimplemented!()
    }

    /// Adds one from a file (TOML, YAML or JSON).
    ///
    /// # Errors
    ///
    /// The faults of the file.
    pub fn add(&mut self, _file: &str, _bytes: &[u8]) -> Result<(), Faults> {
        unimplemented!()
    }
}

/// Reads a descriptor: TOML, YAML, JSON or the Excel form, as the ending of `file` says.
///
/// There is a descriptor exactly when no fault stops; warnings may come with it.
#[must_use]
pub fn read(_file: &str, _bytes: &[u8], _sources: &Sources<'_>) -> (Option<Descriptor>, Faults) {
    unimplemented!()
}

/// Reads an institution's profile; its slug is the file's stem. The logo is not loaded, see `Institution::logo_path`.
#[must_use]
pub fn read_institution(_file: &str, _bytes: &[u8]) -> (Option<Institution>, Faults) {
    unimplemented!()
}

/// Reads a profile from a table of another file, such as `[institution]` of `elmseal.toml`.
#[must_use]
pub fn read_institution_table(_file: &str, _slug: &str, _table: &Node) -> (Option<Institution>, Faults) {
    unimplemented!()
}

/// Reads `[mandate]` of `elmseal.toml`; its days are those of `time_zone`.
#[must_use]
pub fn read_mandate_table(_file: &str, _time_zone: &str, _table: &Node) -> (Option<Mandate>, Faults) {
    unimplemented!()
}

/// What is wrong with issuing `descriptor` at `issued`: before its final review, say.
#[must_use]
pub fn check_issue_date(_descriptor: &Descriptor, _issued: Timestamp) -> Faults {
    unimplemented!()
}

/// The JSON Schema (2020-12) of descriptors, for editors.
#[must_use]
pub fn schema() -> Value {
    unimplemented!()
}

/// A commented descriptor in TOML that `read` takes as it is; `institution` is the slug of the awarding body.
#[must_use]
pub fn template(_language: &Language, _institution: &str) -> String {
    unimplemented!()
}

/// The form as an Excel workbook with drop-down lists.
#[must_use]
pub fn xlsx_form() -> Vec<u8> {
    unimplemented!()
}

/// The time zone of this name (IANA), from the tables that the program brings.
#[must_use]
pub fn time_zone(name: &str) -> Option<jiff::tz::TimeZone> {
    jiff::tz::TimeZoneDatabase::bundled().get(name).ok()
}
