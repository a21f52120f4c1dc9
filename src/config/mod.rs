//! `elmseal.toml` and the environment, read once and turned into checked types.
//!
//! Time, randomness and passphrases enter here too, so that no other room names where they come from.

mod claims;
mod mail;
mod passphrase;
mod seal;
mod serve;
mod system;
mod workspace;

pub use claims::{ClaimCode, ClaimSettings};
pub use mail::{MailSettings, MailTls};
pub use passphrase::{AskedSecrets, Asking, PassphraseError, PassphraseSource, import_password, mail_password};
pub use seal::{FORMATS, SealSettings, StatusStated, authorities};
pub use serve::ServeSettings;
pub use system::{SystemEntropy, now};
pub use workspace::{ConfigError, FILE, Lists, TrustFiles, Workspace};

/// The ESCO index in a workspace, made by `elmseal esco import`.
pub const ESCO_INDEX: &str = "esco.index";
