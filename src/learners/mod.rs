//! The learner list: CSV and XLSX in a stream, columns by name, faults by row.
//!
//! [`read`] goes over a list once and hands out its rows one by one, so that memory does not grow with the list; who
//! needs two passes (first all faults, then the awards) opens the list twice. What it does not say: whether a grade is
//! needed by the descriptor's assessments (room `elm`), and whether somebody was certified before (room `ledger`).

mod columns;
mod csv;
mod hidden;
mod mapping;
mod names;
mod read;
mod row;
mod seen;
mod summary;
mod text;
mod values;
mod xlsx;

pub use mapping::Mapping;
pub use read::{Context, Counts, Reading, Row, read};
pub use summary::FaultSummary;

use std::collections::BTreeMap;

use crate::model::time::Timestamp;
use crate::vocabulary::Concept;

/// A learner who passed, ready for an award: what one row says, checked.
///
/// `Debug` is not derived: a learner's data must not reach a log.
#[derive(Clone, PartialEq)]
pub struct Learner {
    /// Row in the list, as a spreadsheet counts.
    pub row: u64,
    /// The stable key (student number).
    pub key: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Full name, if the list has one.
    pub full_name: Option<String>,
    /// Language of the names, else the descriptor's.
    pub language: Option<crate::model::text::Language>,
    /// Overall grade.
    pub grade: Option<String>,
    /// Grade by assessment id.
    pub assessment_grades: BTreeMap<String, String>,
    /// Grade by component id; every component of the descriptor is there.
    pub component_grades: BTreeMap<String, Option<String>>,
    /// When the award was made, if the row says so.
    pub awarded: Option<Timestamp>,
    /// Date of birth, `YYYY-MM-DD`.
    pub date_of_birth: Option<jiff::civil::Date>,
    /// National id with its country.
    pub national_id: Option<(String, &'static Concept)>,
    /// Another identifier.
    pub other_identifier: Option<String>,
    /// Citizenships.
    pub citizenships: Vec<&'static Concept>,
    /// Gender.
    pub gender: Option<&'static Concept>,
    /// E-mail address: delivery only.
    pub email: Option<String>,
    /// Wallet address: delivery only.
    pub wallet: Option<String>,
}
