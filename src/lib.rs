//! elmseal issues micro-credentials as sealed European Learning Model v3 credentials and lets anyone check them.
//!
//! The rooms and the direction of their imports are in `ARCHITECTURE.md`; `tests/architecture.rs` holds them.

pub mod attestation;
pub mod badge;
pub mod certificate;
pub mod claim;
pub mod cli;
pub mod config;
pub mod crypto;
pub mod descriptor;
pub mod elm;
pub mod fetch;
pub mod http;
pub mod issue;
pub mod issuer;
pub mod jose;
pub mod jsonld;
pub mod keys;
pub mod learners;
pub mod ledger;
pub mod limits;
pub mod mail;
pub mod model;
pub mod oid4vci;
pub mod picture;
pub mod pki;
pub mod proof;
pub mod publish;
pub mod receive;
pub mod record;
pub mod render;
#[cfg(unix)]
pub mod signer;
pub mod status;
pub mod trust;
pub mod verify;
pub mod vocabulary;
