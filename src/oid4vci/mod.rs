//! OpenID for Verifiable Credential Issuance 1.0, the issuer's side: what the messages say and how they are refused.
//!
//! The pre-authorized code flow alone, with proofs of the type `jwt`. It reads requests, verifies proofs, and writes
//! metadata, offers and answers; which code, token or nonce was given out is for the ledger, and nothing is issued here.

mod configuration;
mod dpop;
mod metadata;
mod nonce;
mod offer;
mod proof;
mod refusal;
mod request;
mod token;
mod words;

pub use configuration::{Configuration, Format};
pub use dpop::{DpopExpected, DpopProof, verify_dpop};
pub use metadata::{CredentialIssuer, authorization_server, credential_issuer};
pub use nonce::{Nonces, ValidNonce};
pub use offer::{CodeAsked, credential_offer};
pub use proof::{Proven, ProvenKey, verify_proofs};
pub use refusal::{Code, Refusal};
pub use request::{Asked, CredentialRequest, notification_request, transaction_request};
pub use token::{PRE_AUTHORIZED_CODE, TokenRequest, TokenType, token_response};
