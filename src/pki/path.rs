//! From a certificate to an anchor, at a time (RFC 5280, section 6).
//!
//! Which certificates may issued which is searched here, with a bound; each path that reaches an anchor is judged by
//! OpenSSL's verifier at the time in question, and then by the rules that OpenSSL leaves out. Revocation is for
//! `revocation`; whom an anchor is trusted for is for the caller.

use thiserror::Error;

use super::certificate::Certificate;
use crate::model::time::Timestamp;

/// What the first certificate of a path is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PathPurpose {
    /// Sealing or signing documents: digitalSignature or nonRepudiation, and no CA.
    Seal,
    /// Time stamps: extendedKeyUsage is critical and timeStamping alone (RFC 3161, section 2.3).
    TimeStamp,
    /// OCSP responses in the name of the CA that issued the certificate (RFC 6960, section 4.2.2.2).
    OcspSigning,
}

/// A path that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct PathRequest<'a> {
    /// The certificate that signed.
    pub leaf: &'a Certificate,
    /// Certificates that may lie between, in any order; nothing is trusted for being here.
    pub candidates: &'a [Certificate],
    /// What is trusted: roots, intermediates, or `leaf` itself.
    pub anchors: &'a [Certificate],
    /// When the path must have been valid.
    pub at: Timestamp,
    /// What for.
    pub purpose: PathPurpose,
}

/// A path that was found valid: from the leaf to the anchor. Only [`build_path`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificatePath {
    certificates: Vec<Certificate>,
}

impl CertificatePath {
    /// The certificate that the path is for.
    #[must_use]
    pub fn leaf(&self) -> &Certificate {
        &self.certificates[0]
    }

    /// All its certificates, from the leaf to the anchor. There is one when the anchor is the leaf.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The certificates above the leaf, to the anchor.
    #[must_use]
    pub fn issuers(&self) -> &[Certificate] {
        &self.certificates[1..]
    }

    /// The anchor.
    #[must_use]
    pub fn anchor(&self) -> &Certificate {
        &self.certificates[self.certificates.len() - 1]
    }
}

/// Why there is no path. Where several paths fail, the reason of the one that failed last in the order of the checks.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathError {
    /// No certificate leads to one that is trusted.
    #[error("no path leads from `{subject}` to a certificate that is trusted")]
    Untrusted {
        /// The leaf.
        subject: String,
    },
}

impl PathError {
    /// A name of the reason that stays the same.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Untrusted { .. } => "certificate-untrusted",
        }
    }
}

/// Finds a path from the leaf to an anchor that was valid at the time, for the purpose.
///
/// # Errors
///
/// [`PathError`], with a stable [`PathError::code`].
#[expect(clippy::unimplemented, reason = "the signature is there before the search")]
pub fn build_path(_request: &PathRequest<'_>) -> Result<CertificatePath, PathError> {
    unimplemented!()
}
