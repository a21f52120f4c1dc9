//! What sealing and verifying may ask from the network, as a trait.
//!
//! The room itself has no network. It does not say whether an answer is true: time-stamp tokens, OCSP responses and
//! revocation lists are signed, and are judged from their bytes.

use thiserror::Error;

/// Why a service gave no answer. It never means that an answer is bad.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServiceError {
    /// The answer is of another kind than what was asked for.
    #[error("{url} answers with `{found}` where `{expected}` is due")]
    Content {
        /// The URL.
        url: String,
        /// The media type that is due.
        expected: &'static str,
        /// What the service says it is.
        found: String,
    },
    /// No such service is configured, or there is no network here.
    #[error("no {service} is configured")]
    NotConfigured {
        /// Which one, in words.
        service: &'static str,
    },
    /// The address may not be asked.
    #[error("{url} is not asked: {reason}")]
    Refused {
        /// The URL.
        url: String,
        /// Which rule forbids it.
        reason: String,
    },
    /// The service answers with an error.
    #[error("{url} answers with status {status}")]
    Status {
        /// The URL.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// No answer in time.
    #[error("{url} did not answer in time")]
    TimedOut {
        /// The URL.
        url: String,
    },
    /// The answer is longer than what is read.
    #[error("{url} answers with more than {bytes_max} bytes")]
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
    /// No connection, no such host, a TLS failure.
    #[error("{url} cannot be reached: {reason}")]
    Unreachable {
        /// The URL.
        url: String,
        /// What failed.
        reason: String,
    },
}

impl ServiceError {
    /// A stable name of the failure.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Content { .. } => "service-content",
            Self::NotConfigured { .. } => "service-not-configured",
            Self::Refused { .. } => "service-refused",
            Self::Status { .. } => "service-status",
            Self::TimedOut { .. } => "service-timed-out",
            Self::TooLong { .. } => "service-too-long",
            Self::TooManyRedirects { .. } => "service-redirects",
            Self::Unreachable { .. } => "service-unreachable",
        }
    }
}

/// The services of a public-key infrastructure. Blocking; an implementation bounds its time and the length of answers.
pub trait PkiServices: Send + Sync {
    /// Sends a time-stamp request (DER, RFC 3161) to the configured authority; the response in DER.
    ///
    /// # Errors
    ///
    /// [`ServiceError`] says why there is none.
    fn time_stamp(&self, request: &[u8]) -> Result<Vec<u8>, ServiceError>;

    /// Sends an OCSP request (DER, RFC 6960) to `url`; the response in DER.
    ///
    /// # Errors
    ///
    /// [`ServiceError`] says why there is none.
    fn ocsp(&self, url: &str, request: &[u8]) -> Result<Vec<u8>, ServiceError>;

    /// The revocation list at `url`, in DER.
    ///
    /// # Errors
    ///
    /// [`ServiceError`] says why there is none.
    fn crl(&self, url: &str) -> Result<Vec<u8>, ServiceError>;

    /// What `url` has of issuers' certificates: one in DER, some in PEM, or a PKCS#7 bundle.
    ///
    /// # Errors
    ///
    /// [`ServiceError`] says why there is none.
    fn ca_issuer(&self, url: &str) -> Result<Vec<u8>, ServiceError>;
}

/// No service at all: for sealing without a time stamp and for verifying without a network.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoServices;

impl PkiServices for NoServices {
    fn time_stamp(&self, _: &[u8]) -> Result<Vec<u8>, ServiceError> {
        Err(ServiceError::NotConfigured { service: "time-stamp authority" })
    }

    fn ocsp(&self, _: &str, _: &[u8]) -> Result<Vec<u8>, ServiceError> {
        Err(ServiceError::NotConfigured { service: "network" })
    }

    fn crl(&self, _: &str) -> Result<Vec<u8>, ServiceError> {
        Err(ServiceError::NotConfigured { service: "network" })
    }

    fn ca_issuer(&self, _: &str) -> Result<Vec<u8>, ServiceError> {
        Err(ServiceError::NotConfigured { service: "network" })
    }
}
