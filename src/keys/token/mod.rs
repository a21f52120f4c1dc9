//! Keys in PKCS#11 tokens: smart cards, USB tokens, hardware security modules.
//!
//! A token signs and never gives its keys away. The module, a library of the token's vendor, is loaded into this process
//! and trusted with it. What stands in `keys.json` is where a key lies; the PIN stands nowhere.

mod address;
mod error;
mod key;
mod module;
mod pool;
mod signer;

pub use self::address::TokenAddress;
pub use self::error::TokenError;
pub use self::key::TokenKey;
pub use self::pool::Lease;
pub(super) use self::signer::{TokenEd25519, TokenSealKey};
