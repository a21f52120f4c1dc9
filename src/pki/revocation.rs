//! Whether the certificates of a path were revoked at a time.

use super::certificate::Certificate;
use super::path::CertificatePath;
use crate::model::time::Timestamp;

/// Signed statements about revocation, in DER, as a seal embeds them or as they were fetched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RevocationData {
    /// Certificate revocation lists.
    pub crls: Vec<Vec<u8>>,
    /// Each an OCSPResponse or a BasicOCSPResponse.
    pub ocsp_responses: Vec<Vec<u8>>,
}

/// What kind of statement was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RevocationSource {
    /// A certificate revocation list.
    Crl,
    /// An OCSP response.
    Ocsp,
}

/// What is known of one certificate at the time in question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RevocationState {
    /// It was not revoked then.
    Good {
        /// Who says so.
        source: RevocationSource,
        /// When that was said: producedAt of a response, thisUpdate of a list.
        produced: Timestamp,
        /// When it was revoked afterwards, if it is known that it was.
        revoked_later: Option<Timestamp>,
    },
    /// It was revoked then.
    Revoked {
        /// Since when.
        at: Timestamp,
        /// Why, as RFC 5280 names it (`keyCompromise`).
        reason: Option<&'static str>,
        /// Since when its key may have been in other hands, if that is said.
        invalid_since: Option<Timestamp>,
    },
    /// Nothing that counts says either.
    Unknown {
        /// A name of the reason that stays the same.
        code: &'static str,
        /// The reason in words.
        detail: String,
    },
}

/// What `data` says of each certificate of `path` below the anchor, leaf first, at the time `at`.
#[expect(clippy::unimplemented, reason = "the signature is there before the checks")]
#[must_use]
pub fn check_revocation(
    _path: &CertificatePath,
    _data: &RevocationData,
    _at: Timestamp,
    _now: Timestamp,
) -> Vec<RevocationState> {
    unimplemented!()
}

/// An OCSP request in DER for `certificate`, which `issuer` issued.
#[expect(clippy::unimplemented, reason = "the signature is there before the checks")]
#[must_use]
pub fn ocsp_request(_certificate: &Certificate, _issuer: &Certificate) -> Vec<u8> {
    unimplemented!()
}
