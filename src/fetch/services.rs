//! The services of a public-key infrastructure, asked through the guarded client.
//!
//! Where to ask for a time stamp is for the operator's settings alone; where to ask about a certificate stands in the
//! certificate. Whether an answer is true is not asked here: all of them are signed.
#![expect(clippy::disallowed_methods, reason = "answers are kept for a while")]

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::guard::{Danger, GuardedClient, SystemLookup, UrlRefusal, judge_url};
use super::{Fetch, FetchError, Purpose};
use crate::crypto;
use crate::limits;
use crate::pki::{PkiServices, ServiceError};

/// Longest OCSP request that is asked by GET (RFC 6960, appendix A.1).
const OCSP_GET_BYTES_MAX: usize = 255;

/// Time stamps, revocation and issuers' certificates from the net, under guard.
pub struct SealServices {
    client: GuardedClient,
    time_stamp_authority: Option<String>,
    kept: Mutex<VecDeque<Kept>>,
}

/// An answer about certificates, for a while.
struct Kept {
    url: String,
    request: Vec<u8>,
    answer: Vec<u8>,
    since: Instant,
}

impl SealServices {
    /// Services with the operating system's resolver. `time_stamp_authority` is the URL of the settings.
    ///
    /// # Errors
    ///
    /// When TLS or a thread cannot be set up.
    pub fn new(danger: Danger, time_stamp_authority: Option<&str>) -> io::Result<Self> {
        let budget = Duration::from_secs(limits::SERVICE_SECONDS_MAX);
        let client = GuardedClient::with_lookup(danger, Arc::new(SystemLookup), budget)?;
        Ok(Self::with_client(client, time_stamp_authority))
    }

    /// Services over a client of one's own.
    #[must_use]
    pub fn with_client(client: GuardedClient, time_stamp_authority: Option<&str>) -> Self {
        let time_stamp_authority = time_stamp_authority.map(str::to_owned);
        Self { client, time_stamp_authority, kept: Mutex::default() }
    }

    /// Whether a URL may be that of a time-stamp authority: for telling the operator before anything is sealed.
    ///
    /// # Errors
    ///
    /// [`UrlRefusal`] names the first rule that forbids it.
    pub fn judge_authority(url: &str, danger: Danger) -> Result<(), UrlRefusal> {
        judge_url(url, Purpose::TimeStamp, danger).map(drop)
    }

    fn kept_or(
        &self,
        url: &str,
        request: &[u8],
        ask: impl FnOnce() -> Result<Vec<u8>, FetchError>,
    ) -> Result<Vec<u8>, FetchError> {
        // A panic elsewhere leaves the answers as they were.
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |entry: &Kept| entry.since.elapsed() < Duration::from_secs(limits::SERVICE_CACHE_SECONDS_MAX);
        let same = |entry: &Kept| entry.url == url && entry.request == request;
        if let Some(entry) = kept().iter().find(|entry| fresh(entry) && same(entry)) {
            return Ok(entry.answer.clone());
        }
        let answer = ask()?;
        let mut entries = kept();
        entries.retain(|entry| fresh(entry) && !same(entry));
        let (url, request) = (url.to_owned(), request.to_vec());
        entries.push_back(Kept { url, request, answer: answer.clone(), since: Instant::now() });
        let mut bytes: usize = entries.iter().map(|entry| entry.answer.len()).sum();
        while bytes > limits::SERVICE_CACHE_BYTES_MAX {
            bytes -= entries.pop_front().map_or(bytes, |oldest| oldest.answer.len());
        }
        Ok(answer)
    }

    fn get(&self, url: &str, purpose: Purpose, expected: &'static str) -> Result<Vec<u8>, ServiceError> {
        self.kept_or(url, b"", || self.client.get(url, purpose)).map_err(|error| service_error(error, expected))
    }
}

impl PkiServices for SealServices {
    fn time_stamp(&self, request: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let url = self.time_stamp_authority.as_deref();
        let url = url.ok_or(ServiceError::NotConfigured { service: "time-stamp authority" })?;
        let ask = || self.client.post(url, Purpose::TimeStamp, ("application/timestamp-query", request.to_vec()));
        let answer = match ask() {
            // Once more, since a request that found no connection has done nothing.
            Err(FetchError::Unreachable { .. }) => ask(),
            answer => answer,
        };
        answer.map_err(|error| service_error(error, "application/timestamp-reply"))
    }

    fn ocsp(&self, url: &str, request: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let ask = || {
            let body = ("application/ocsp-request", request.to_vec());
            match self.client.post(url, Purpose::Ocsp, body) {
                Err(FetchError::Status { status: 405 | 501, .. }) if request.len() <= OCSP_GET_BYTES_MAX => {
                    let text: String =
                        url::form_urlencoded::byte_serialize(crypto::encoding::to_base64(request).as_bytes()).collect();
                    self.client.get(&format!("{}/{text}", url.trim_end_matches('/')), Purpose::Ocsp)
                }
                answer => answer,
            }
        };
        self.kept_or(url, request, ask).map_err(|error| service_error(error, "application/ocsp-response"))
    }

    fn crl(&self, url: &str) -> Result<Vec<u8>, ServiceError> {
        self.get(url, Purpose::Crl, "application/pkix-crl")
    }

    fn ca_issuer(&self, url: &str) -> Result<Vec<u8>, ServiceError> {
        self.get(url, Purpose::CaIssuers, "application/pkix-cert")
    }
}

fn service_error(error: FetchError, expected: &'static str) -> ServiceError {
    match error {
        FetchError::Content { url, found } => ServiceError::Content { url, expected, found },
        FetchError::NotFound { url } => ServiceError::Status { url, status: 404 },
        FetchError::Refused { url, reason } => ServiceError::Refused { url, reason: reason.to_string() },
        FetchError::Status { url, status } => ServiceError::Status { url, status },
        FetchError::TimedOut { url } => ServiceError::TimedOut { url },
        FetchError::TooLong { url, bytes_max } => ServiceError::TooLong { url, bytes_max },
        FetchError::TooManyRedirects { url, redirects_max } => ServiceError::TooManyRedirects { url, redirects_max },
        FetchError::Unreachable { url, reason } => ServiceError::Unreachable { url, reason },
    }
}
