//! The Annex 1 descriptor and the institutions' profiles: read, checked, never guessed.
//!
//! The keys are one table (`fields`), from which the reader, the JSON Schema, the template and the Excel form are made.
//! A fault is data with its place; all faults of a file come at once. Rules that belong to an alliance are data, too
//! ([`RuleSets`]).

mod certificate;
mod checks;
mod days;
pub mod examples;
mod fields;
mod form;
mod institution;
mod layout;
mod licence;
mod read;
mod rules;
mod schema;
mod sheet;
mod skills;
mod table;
mod template;
pub mod tree;
pub mod types;
mod values;

pub use checks::check_issue_date;
pub use days::time_zone;
pub use form::xlsx_form;
pub use institution::{read_institution, read_institution_table, read_mandate_table};
pub use read::{Sources, read};
pub use rules::RuleSets;
pub use schema::schema;
pub use template::template;
pub use types::*;
