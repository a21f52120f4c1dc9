//! Lists of trusted entities, DID documents, and what they say of an issuer: pure decisions.

pub mod did;
