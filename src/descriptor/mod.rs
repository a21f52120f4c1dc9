//! The Annex 1 descriptor and the institutions' profiles: read, checked, never guessed.

pub mod types;

pub use types::*;
