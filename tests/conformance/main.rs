//! Vectors of the standards and official artefacts, found in `../shared/reference`.
//!
//! Without that folder the tests skip and say so on standard error; with `ELMSEAL_JUDGES=required` a skip is a failure.

#[path = "../support/mod.rs"]
mod support;

mod contexts;
mod eddsa;
mod jcs;
mod json_ld;
mod rdf_canon;
mod shapes;
mod token_status;
mod wycheproof;
