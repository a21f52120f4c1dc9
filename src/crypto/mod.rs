//! Ed25519 keys, digests, multibase: the only room that names those crates.
