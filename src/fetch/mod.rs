//! The only way out: documents by URL, from the net under guard, or from a publication folder.
//!
//! Whatever a credential names, it is fetched through here or not at all. Contexts and schemas are never fetched.

mod answers;
mod at_hand;
mod counts;
mod guard;
mod hosts;
mod judge;
mod local;
mod once;
mod rules;
mod services;

use std::sync::Arc;

use thiserror::Error;

pub use answers::Cached;
pub use at_hand::AtHand;
pub use counts::{Counts, Event};
pub use guard::GuardedClient;
pub use judge::{Danger, Lookup, SystemLookup, UrlRefusal, judge_address, judge_url};
pub use local::{Layered, LocalPublications};
pub use once::AskedOnce;
pub use rules::{Purpose, Rule, Transport, Types};
pub use services::SealServices;

use crate::model::time::Timestamp;

/// Where the time is read, by which answers grow old and hosts are left alone.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The clock of this machine.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the edge where answers that are kept get their age")]
pub fn system_clock() -> Clock {
    Arc::new(|| Timestamp::from_jiff(jiff::Timestamp::now()))
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

    /// What [`get`](Self::get) says of `url`, if it can be said without waiting for another machine.
    fn at_hand(&self, _url: &str, _purpose: Purpose) -> Option<Result<Vec<u8>, FetchError>> {
        None
    }

    /// Whether whoever has this source may wait for other machines, also for what does not come through it.
    fn may_wait(&self) -> bool {
        true
    }
}

impl<F: Fetch + ?Sized> Fetch for &F {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        (**self).get(url, purpose)
    }

    fn at_hand(&self, url: &str, purpose: Purpose) -> Option<Result<Vec<u8>, FetchError>> {
        (**self).at_hand(url, purpose)
    }

    fn may_wait(&self) -> bool {
        (**self).may_wait()
    }
}

/// A source that has nothing: for verifying without a network.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offline;

impl Fetch for Offline {
    fn get(&self, url: &str, _: Purpose) -> Result<Vec<u8>, FetchError> {
        Err(FetchError::Unreachable { url: url.to_owned(), reason: "there is no network here".to_owned() })
    }
}
