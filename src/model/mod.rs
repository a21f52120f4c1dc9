//! The words that every room shares: strict JSON, identifiers, times, localised text, faults, texts with slots.
//!
//! Nothing here knows what a credential means, and nothing here reads a clock, a file or a source of randomness.

pub mod entropy;
pub mod fault;
pub mod ids;
pub mod json;
pub mod network;
pub mod slotted;
pub mod text;
pub mod time;
