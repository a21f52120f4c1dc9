//! JSON Web Signatures: the compact form of a signed list (RFC 7515), and JAdES seals.
//!
//! It names `josekit` and OpenSSL, as `pki` does. It says whether a text was signed by a pinned key; what a list means
//! and whether it is current is for `trust`.

mod algorithm;
mod compact;
mod es256;
pub mod jades;

pub use self::algorithm::{Algorithm, SealSigner, SignError, SoftwareSealKey};
pub use self::compact::{CompactJws, JoseError, Verified, sign_compact};
pub use self::es256::{Es256Error, Es256Key, PinnedKey, es256_certificate, verify_raw};
pub use crate::pki::Certificate;
