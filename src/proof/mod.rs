//! Data Integrity: creates and verifies proofs; makes the only `AuthenticCredential`.
