//! JAdES baseline seals (ETSI TS 119 182-1): sealing a text, adding time stamps and values, reading and judging a seal.
//!
//! The envelope is JWS in JSON with the payload as it is (RFC 7797). What a seal says about who sealed comes from the
//! certificate that the signed header names; whether that certificate is trusted is judged against anchors that the caller
//! names. Nothing is fetched here: what is needed from the network is asked through [`crate::pki::PkiServices`].

mod augment;
mod envelope;
mod error;
mod examine;
mod header;
mod read;
mod stamps;
mod types;
mod unsigned;
mod values;
mod write;

pub use self::augment::{Augmented, Shortfall, augment};
pub use self::envelope::is_envelope;
pub use self::error::{Flaw, JadesError};
pub use self::read::{UnverifiedSeal, VerifiedSeal};
pub use self::types::{
    BestTime, ClaimedTime, Level, Outcome, SEAL_CHECKS, SealExamination, SealOptions, SealRow, SealTrust, SigningTime,
};
pub use self::write::seal;
