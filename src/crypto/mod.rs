//! Ed25519 keys, digests, multibase: the only room that names those crates.

pub mod checkpoint;
pub mod log_proof;
pub mod merkle;
