//! The learner list: CSV and XLSX in a stream, columns by name, faults by row.

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
