//! The services of a public-key infrastructure, asked through the guarded client.
//!
//! Where to ask for a time stamp is for the operator's settings alone; where to ask about a certificate stands in the
//! certificate. Whether an answer is true is not asked here: all of them are signed.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::answers::{Answers, ages_of_the_table};
use super::guard::GuardedClient;
use super::judge::{Danger, SystemLookup, UrlRefusal, judge_url};
use super::{Clock, Counts, Fetch, FetchError, Purpose, system_clock};
use crate::crypto;
use crate::limits;
use crate::pki::{PkiServices, ServiceError};

/// Longest OCSP request that is asked by GET (RFC 6960, appendix A.1).
const OCSP_GET_BYTES_MAX: usize = 255;

/// Time stamps, revocation and issuers' certificates from the net, under guard.
pub struct SealServices {
    client: GuardedClient,
    time_stamp_authority: Option<String>,
    answers: Answers,
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
        Self { client, time_stamp_authority, answers: answers(system_clock()) }
    }

    /// With another clock, by which answers grow old and hosts that fail are left alone.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { client: self.client.with_clock(Arc::clone(&clock)), answers: answers(clock), ..self }
    }

    /// Counts what comes of asking in `counts`.
    #[must_use]
    pub fn counted(self, counts: Arc<Counts>) -> Self {
        let client = self.client.counted(Arc::clone(&counts));
        Self { client, answers: self.answers.counted(counts), ..self }
    }

    /// Whether a URL may be that of a time-stamp authority: for telling the operator before anything is sealed.
    ///
    /// # Errors
    ///
    /// [`UrlRefusal`] names the first rule that forbids it.
    pub fn judge_authority(url: &str, danger: Danger) -> Result<(), UrlRefusal> {
        judge_url(url, Purpose::TimeStamp, danger).map(drop)
    }

    fn get(&self, url: &str, purpose: Purpose, expected: &'static str) -> Result<Vec<u8>, ServiceError> {
        self.answers
            .get_or(url, purpose, b"", || self.client.get(url, purpose))
            .map_err(|error| service_error(error, expected))
    }
}

fn answers(clock: Clock) -> Answers {
    Answers::new(clock, ages_of_the_table, limits::SERVICE_CACHE_BYTES_MAX)
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
        self.answers
            .get_or(url, Purpose::Ocsp, request, ask)
            .map_err(|error| service_error(error, "application/ocsp-response"))
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
