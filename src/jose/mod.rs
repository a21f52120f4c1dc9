//! JSON Web Signatures: the compact form of a signed list (RFC 7515), JAdES seals, and credentials as tokens (JWT, SD-JWT).
//!
//! It names `josekit` and OpenSSL, as `pki` does. It says whether a text was signed by a pinned key; what a list means
//! and whether it is current is for `trust`.

mod algorithm;
mod certified_draft;
mod compact;
mod es256;
pub mod jades;
mod public_key;
mod sd_jwt;
mod token;
mod token_draft;

pub use self::algorithm::{Algorithm, SealSigner, SignError, SoftwareSealKey};
pub use self::certified_draft::CertifiedDraft;
pub use self::compact::{CompactJws, JoseError, Verified, sign_compact};
pub use self::es256::{Es256Error, Es256Key, PinnedKey, es256_certificate, verify_raw};
pub use self::public_key::{PublicKey, PublicKeyError};
pub use self::sd_jwt::{Disclosed, SdJwt, SdJwtError};
pub use self::token::{TokenAlgorithm, TokenError, UnverifiedToken, VerifiedToken};
pub use self::token_draft::TokenDraft;
pub use crate::pki::Certificate;
