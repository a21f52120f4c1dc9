//! The only way out: documents by URL, from the net under guard, or from a publication folder.
//!
//! Whatever a credential names, it is fetched through here or not at all. Contexts and schemas are never fetched.

mod guard;
mod local;
mod once;
mod services;

use thiserror::Error;

pub use guard::{Danger, GuardedClient, Lookup, SystemLookup, UrlRefusal, judge_address, judge_url};
pub use local::{Layered, LocalPublications};
pub use once::AskedOnce;
pub use services::SealServices;

use crate::limits;

/// What a document is fetched for; it bounds its length, and where it may come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Certificates of an issuer, where a certificate says that they are.
    CaIssuers,
    /// A checkpoint of a transparency log.
    Checkpoint,
    /// A credential that somebody asks about.
    Credential,
    /// A revocation list.
    Crl,
    /// A DID document.
    DidDocument,
    /// An answer about one certificate (RFC 6960).
    Ocsp,
    /// A status list credential.
    StatusList,
    /// A time stamp (RFC 3161).
    TimeStamp,
    /// A list of trusted entities.
    TrustList,
}

impl Purpose {
    /// The most bytes that are read.
    #[must_use]
    pub fn bytes_max(self) -> usize {
        match self {
            Self::CaIssuers => limits::CA_ISSUERS_BYTES_MAX,
            Self::Checkpoint => limits::CHECKPOINT_BYTES_MAX,
            Self::Credential => limits::CREDENTIAL_BYTES_MAX,
            Self::Crl => limits::FETCH_BYTES_MAX,
            Self::DidDocument => limits::DID_DOCUMENT_BYTES_MAX,
            Self::Ocsp => limits::OCSP_BYTES_MAX,
            Self::StatusList => limits::FETCH_BYTES_MAX,
            Self::TimeStamp => limits::TIME_STAMP_BYTES_MAX,
            Self::TrustList => limits::TRUST_LIST_BYTES_MAX,
        }
    }

    /// Whether it may come without TLS: what public-key infrastructures serve is signed itself, and is mostly served over
    /// plain http, since TLS would need the certificates that are asked about (RFC 5280, section 8).
    #[must_use]
    pub fn may_be_plain(self) -> bool {
        matches!(self, Self::CaIssuers | Self::Crl | Self::Ocsp | Self::TimeStamp)
    }

    /// The media type that an answer must have, where peers keep to one.
    fn answer_type(self) -> Option<&'static str> {
        match self {
            Self::Ocsp => Some("application/ocsp-response"),
            Self::TimeStamp => Some("application/timestamp-reply"),
            _ => None,
        }
    }
}

/// Why a document could not be had.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchError {
    /// The server answered with a web page or an encoding that is not accepted.
    #[error("{url} answers with `{found}`, which is not a document of this kind")]
    Content {
        /// The URL.
        url: String,
        /// What the server says it is.
        found: String,
    },
    /// There is no such document.
    #[error("{url} is not there")]
    NotFound {
        /// The URL.
        url: String,
    },
    /// The address may not be asked.
    #[error("{url} is not fetched: {reason}")]
    Refused {
        /// The URL.
        url: String,
        /// Which rule forbids it.
        reason: UrlRefusal,
    },
    /// The server answered with an error.
    #[error("{url} answers with status {status}")]
    Status {
        /// The URL.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// The answer took too long.
    #[error("{url} did not answer in time")]
    TimedOut {
        /// The URL.
        url: String,
    },
    /// The document is longer than what is read.
    #[error("{url} is longer than {bytes_max} bytes")]
    TooLong {
        /// The URL.
        url: String,
        /// The bound.
        bytes_max: usize,
    },
    /// Too many redirects.
    #[error("{url} redirects more than {redirects_max} times")]
    TooManyRedirects {
        /// The URL.
        url: String,
        /// The bound.
        redirects_max: usize,
    },
    /// No connection, no such host, a TLS failure, a file that cannot be read.
    #[error("{url} cannot be reached: {reason}")]
    Unreachable {
        /// The URL.
        url: String,
        /// What failed.
        reason: String,
    },
}

/// A source of documents by URL.
///
/// Blocking; an implementation bounds its time and the length of what it returns.
pub trait Fetch: Send + Sync {
    /// The document at `url`.
    ///
    /// # Errors
    ///
    /// [`FetchError`] says why there is none. It never means that the document is bad.
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError>;
}

/// A source that has nothing: for verifying without a network.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offline;

impl Fetch for Offline {
    fn get(&self, url: &str, _: Purpose) -> Result<Vec<u8>, FetchError> {
        Err(FetchError::Unreachable { url: url.to_owned(), reason: "there is no network here".to_owned() })
    }
}
