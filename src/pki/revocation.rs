//! Whether the certificates of a path were revoked at a time.
//!
//! Lists and responses are weighed here: a revocation that counted at the time outweighs everything, a statement that was
//! current then says that there was none, and everything else leaves it open, with its reason. Nothing is fetched.

use super::certificate::Certificate;
use super::crl::Crl;
use super::ocsp::{NoResponse, Response};
use super::path::CertificatePath;
use crate::limits;
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

/// A certificate's revocation, as a list or a response states it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Revocation {
    /// Since when.
    pub at: Timestamp,
    /// CRLReason (RFC 5280, section 5.3.1).
    pub reason: Option<u8>,
    /// invalidityDate: since when the key may have been in other hands.
    pub invalid_since: Option<Timestamp>,
}

impl Revocation {
    /// Whether it says that the certificate is taken off a list, which only lists of changes may.
    pub fn is_removal(&self) -> bool {
        self.reason == Some(8)
    }

    /// Whether the certificate is only on hold.
    fn is_hold(&self) -> bool {
        self.reason == Some(6)
    }

    /// Whether it counts against what was signed at `at`.
    pub fn counts_at(&self, at: Timestamp) -> bool {
        self.at <= at || self.invalid_since.is_some_and(|since| since <= at)
    }

    fn reason_name(&self) -> Option<&'static str> {
        const NAMES: [&str; 11] = [
            "unspecified",
            "keyCompromise",
            "cACompromise",
            "affiliationChanged",
            "superseded",
            "cessationOfOperation",
            "certificateHold",
            "",
            "removeFromCRL",
            "privilegeWithdrawn",
            "aACompromise",
        ];
        self.reason.and_then(|reason| NAMES.get(usize::from(reason)).copied()).filter(|name| !name.is_empty())
    }
}

/// What one list or response says of one certificate.
#[derive(Debug)]
pub(super) enum Finding {
    /// It was not revoked, by a statement that counts.
    Good {
        /// When it was said.
        produced: Timestamp,
        /// As of when.
        this_update: Timestamp,
    },
    /// It is about other certificates.
    Other,
    /// It was revoked at some time.
    Revoked {
        /// How.
        revocation: Revocation,
        /// As of when.
        this_update: Timestamp,
    },
    /// It may be about the certificate, but does not count.
    Unusable {
        /// A name of the reason that stays the same.
        code: &'static str,
        /// The reason in words.
        detail: String,
    },
}

/// A finding that does not count.
pub(super) fn unusable(code: &'static str, detail: impl Into<String>) -> Finding {
    Finding::Unusable { code, detail: detail.into() }
}

/// The time in question, and now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    at: Timestamp,
    now: Timestamp,
}

impl Window {
    /// Whether `time` lies in the future, by more than clocks may differ.
    pub fn is_future(self, time: Timestamp) -> bool {
        time > self.now.plus_seconds(limits::CLOCK_SKEW_SECONDS_MAX)
    }

    /// Whether a statement as of `this_update` says something of the time in question: it was made afterwards, or was not
    /// to be replaced until then. Without nextUpdate there is always something newer, so it holds for a moment.
    pub fn is_current(self, this_update: Timestamp, next_update: Option<Timestamp>) -> bool {
        let until = next_update.unwrap_or(this_update.plus_seconds(limits::CLOCK_SKEW_SECONDS_MAX));
        this_update >= self.at || until >= self.at
    }
}

/// What `data` says of each certificate of `path` below the anchor, leaf first, at the time `at`; nothing when the anchor
/// is the leaf.
///
/// A statement counts when the issuer in the path signed it, or for OCSP a responder that it delegated; when it is not of
/// the future as of `now`; and when it was made after `at`, or was current then. A revocation counts from its date on, or
/// from its invalidityDate if that is earlier; one that came later is told as `revoked_later`.
#[must_use]
pub fn check_revocation(
    path: &CertificatePath,
    data: &RevocationData,
    at: Timestamp,
    now: Timestamp,
) -> Vec<RevocationState> {
    RevocationReader::new(data).check(path, at, now)
}

/// Revocation data that is read once, and whose lists are verified once, for several paths and times.
pub struct RevocationReader<'a> {
    values: usize,
    crls: Vec<Crl<'a>>,
    responses: Vec<Response<'a>>,
    unreadable: Option<(&'static str, String)>,
}

impl<'a> RevocationReader<'a> {
    /// Reads what can be read.
    #[must_use]
    pub fn new(data: &'a RevocationData) -> Self {
        let values = data.crls.len() + data.ocsp_responses.len();
        let mut read = Self { values, crls: Vec::new(), responses: Vec::new(), unreadable: None };
        if values > limits::REVOCATION_VALUES_MAX {
            return read;
        }
        for crl in &data.crls {
            match Crl::parse(crl) {
                Ok(crl) => read.crls.push(crl),
                Err(_) => read.unreadable = Some(("crl-malformed", "a list is not one, or is too long".to_owned())),
            }
        }
        for response in &data.ocsp_responses {
            read.unreadable = match Response::parse(response) {
                Ok(response) => {
                    read.responses.push(response);
                    continue;
                }
                Err(NoResponse::Malformed) => {
                    Some(("ocsp-malformed", "an OCSP response is not one, or is too long".to_owned()))
                }
                Err(NoResponse::NotSuccessful(status)) => {
                    Some(("ocsp-not-successful", format!("the responder gave no answer (status {status})")))
                }
            };
        }
        read
    }

    /// As [`check_revocation`].
    #[must_use]
    pub fn check(&self, path: &CertificatePath, at: Timestamp, now: Timestamp) -> Vec<RevocationState> {
        let pairs = path.certificates().windows(2);
        if self.values > limits::REVOCATION_VALUES_MAX {
            let detail = format!("there are {} lists and responses, more than are looked at", self.values);
            return pairs
                .map(|_| RevocationState::Unknown { code: "revocation-too-many", detail: detail.clone() })
                .collect();
        }
        pairs.map(|pair| self.state(&pair[0], &pair[1], Window { at, now })).collect()
    }

    fn state(&self, certificate: &Certificate, issuer: &Certificate, window: Window) -> RevocationState {
        let lists = self.crls.iter().map(|list| (RevocationSource::Crl, list.find(certificate, issuer, window)));
        let responses = self
            .responses
            .iter()
            .map(|response| (RevocationSource::Ocsp, response.find(certificate, issuer, &self.crls, window)));
        let findings: Vec<_> = lists.chain(responses).collect();
        weigh(&findings, window).unwrap_or_else(|| self.unknown(&findings))
    }

    /// Why nothing counts: what is about the certificate is named before what cannot be read, and that before what is about
    /// others.
    fn unknown(&self, findings: &[(RevocationSource, Finding)]) -> RevocationState {
        const OTHER: &str = "ocsp-other-certificate";
        let unusable = |other: bool| {
            findings.iter().find_map(|(_, finding)| match finding {
                Finding::Unusable { code, detail } if (*code == OTHER) == other => Some((*code, detail.clone())),
                _ => None,
            })
        };
        let nothing = || ("revocation-no-data", "no list and no OCSP response is about the certificate".to_owned());
        let found = unusable(false).or_else(|| self.unreadable.clone()).or_else(|| unusable(true));
        let (code, detail) = found.unwrap_or_else(nothing);
        RevocationState::Unknown { code, detail }
    }
}

/// Weighs what counts; `None` if nothing does.
fn weigh(findings: &[(RevocationSource, Finding)], window: Window) -> Option<RevocationState> {
    let goods = || {
        findings.iter().filter_map(|(source, finding)| match finding {
            Finding::Good { produced, this_update } => Some((*source, *produced, *this_update)),
            _ => None,
        })
    };
    let mut later: Option<(RevocationSource, Timestamp, Timestamp)> = None;
    for (source, finding) in findings {
        let Finding::Revoked { revocation, this_update } = finding else { continue };
        let lifted = revocation.is_hold() && goods().any(|(_, _, since)| since > *this_update);
        if lifted {
            continue;
        }
        if revocation.counts_at(window.at) {
            return Some(RevocationState::Revoked {
                at: revocation.at,
                reason: revocation.reason_name(),
                invalid_since: revocation.invalid_since,
            });
        }
        if later.is_none_or(|(_, _, known)| revocation.at < known) {
            later = Some((*source, *this_update, revocation.at));
        }
    }
    let best = goods().max_by_key(|(_, produced, _)| *produced).map(|(source, produced, _)| (source, produced));
    // Who says that it was revoked afterwards says as well that it was not before.
    let implied = later.filter(|(_, since, _)| *since >= window.at).map(|(source, since, _)| (source, since));
    let (source, produced) = best.or(implied)?;
    Some(RevocationState::Good { source, produced, revoked_later: later.map(|(_, _, at)| at) })
}
