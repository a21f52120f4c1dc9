//! A signed list: its signature, and whether it may be relied on at a time.
//!
//! Everything that is wrong with a list makes it unusable, which is never the same as "nobody is on it".

use thiserror::Error;

use super::list::AllianceList;
use super::lote::ListError;
use super::root::TrustRoot;
use super::store::{SeenList, TrustStore};
use crate::crypto::sha256;
use crate::jose::{CompactJws, JoseError};
use crate::limits;
use crate::model::time::Timestamp;

/// Why a signed list cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SignedListError {
    /// The signed payload is not a list.
    #[error("the signed payload is not a list: {0}")]
    List(#[from] ListError),
    /// The signature is not one of a pinned key.
    #[error("{0}")]
    Signature(#[from] JoseError),
    /// The root wants more signatures than a list in compact form has.
    #[error("the root file wants {threshold} signatures; a list in compact form has one")]
    Threshold {
        /// What the root wants.
        threshold: u64,
    },
}

/// A list that a pinned key has signed.
#[derive(Debug)]
pub struct VerifiedList {
    list: AllianceList,
    payload: Vec<u8>,
    digest: [u8; 32],
    signed_at: Timestamp,
}

impl VerifiedList {
    /// The list.
    #[must_use]
    pub fn list(&self) -> &AllianceList {
        &self.list
    }

    /// The list's JSON as it was signed.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// SHA-256 of the payload.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// When its signer says that it was signed.
    #[must_use]
    pub fn signed_at(&self) -> Timestamp {
        self.signed_at
    }

    fn seen(&self) -> SeenList {
        SeenList {
            sequence: self.list.sequence,
            digest: self.digest,
            issued: self.list.issued,
            scheme: self.list.scheme.to_string(),
            operator: self.list.operator.first().map(|(_, name)| name.clone()).unwrap_or_default(),
            territory: self.list.territory.clone().unwrap_or_default(),
        }
    }
}

/// Verifies the signature of a list (compact JWS, ES256) with the keys of `root`, and reads it.
///
/// # Errors
///
/// [`SignedListError`]: what comes in is not a list that this root knows.
pub fn open_list(root: &TrustRoot, bytes: &[u8]) -> Result<VerifiedList, SignedListError> {
    if root.threshold != 1 {
        return Err(SignedListError::Threshold { threshold: root.threshold });
    }
    let verified = CompactJws::parse(bytes)?.verify_any(&root.pins())?;
    let list = AllianceList::parse(&verified.payload)?;
    let digest = sha256(&verified.payload);
    Ok(VerifiedList { list, payload: verified.payload, digest, signed_at: verified.iat })
}

/// Whether a list may be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListState {
    /// Operator, scheme or territory are not those that were seen before.
    Changed {
        /// What has changed.
        what: &'static str,
    },
    /// Another list with the same sequence number was seen.
    Equivocated,
    /// Its next update is past.
    Expired,
    /// It may be relied on.
    Fresh,
    /// It says that it was issued in the future.
    IssuedInFuture,
    /// The verifier's root file is past its date.
    RootExpired,
    /// A list with a higher sequence number was seen, or one issued later.
    RolledBack {
        /// The highest sequence number that was seen.
        seen: u64,
    },
    /// It could not be had.
    Unavailable {
        /// Why.
        reason: String,
    },
    /// Its signature or its form is not good.
    Unverified {
        /// Why.
        reason: String,
    },
    /// It claims to be good for longer than lists may be.
    ValidTooLong,
}

impl ListState {
    /// The state's name, as reports have it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Changed { .. } => "changed",
            Self::Equivocated => "equivocated",
            Self::Expired => "expired",
            Self::Fresh => "fresh",
            Self::IssuedInFuture => "issued-in-future",
            Self::RolledBack { .. } => "rolled-back",
            Self::RootExpired => "root-expired",
            Self::Unavailable { .. } => "unavailable",
            Self::Unverified { .. } => "unverified",
            Self::ValidTooLong => "valid-too-long",
        }
    }

    /// The code of the report row.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Changed { .. } => "list-changed",
            Self::Equivocated => "list-equivocated",
            Self::Expired => "list-expired",
            Self::Fresh => "list-fresh",
            Self::IssuedInFuture => "list-issued-in-future",
            Self::RolledBack { .. } => "list-rolled-back",
            Self::RootExpired => "list-root-expired",
            Self::Unavailable { .. } => "list-unavailable",
            Self::Unverified { .. } => "list-unverified",
            Self::ValidTooLong => "list-valid-too-long",
        }
    }

    /// What it means, in words that follow the list's name.
    #[must_use]
    pub fn explanation(&self) -> String {
        match self {
            Self::Changed { what } => format!("has another {what} than before"),
            Self::Equivocated => "differs from another one with the same number that was seen before".to_owned(),
            Self::Expired => "is past its date".to_owned(),
            Self::Fresh => "is up to date".to_owned(),
            Self::IssuedInFuture => "says that it was issued in the future".to_owned(),
            Self::RolledBack { seen } => format!("is older than number {seen}, which was seen before"),
            Self::RootExpired => "cannot be relied on, since the verifier's root file is past its date".to_owned(),
            Self::Unavailable { reason } => format!("could not be had: {reason}"),
            Self::Unverified { reason } => format!("could not be verified: {reason}"),
            Self::ValidTooLong => "claims to be good for longer than a list may be".to_owned(),
        }
    }
}

/// Judges a verified list against the time and what was seen before; remembers it if it is fresh.
///
/// An expired list is remembered too, so that an even older one is recognised.
pub fn state_of(root: &TrustRoot, verified: &VerifiedList, store: &mut TrustStore, now: Timestamp) -> ListState {
    let list = &verified.list;
    let seen = verified.seen();
    let latest = now.plus_seconds(limits::CLOCK_SKEW_SECONDS_MAX);
    if list.issued > latest || verified.signed_at > latest {
        return ListState::IssuedInFuture;
    }
    // The signer's certificate is judged at the time that the signature claims. With a key that was retired, somebody could
    // claim a time at which its certificate was still valid.
    if verified.signed_at.plus_seconds(limits::TRUST_LIST_SIGNED_BEFORE_SECONDS_MAX) < list.issued {
        let reason = format!("it was issued at {}, long after its signature of {}", list.issued, verified.signed_at);
        return ListState::Unverified { reason };
    }
    if list.issued.plus_seconds(list.profile.seconds_max()) < list.next_update {
        return ListState::ValidTooLong;
    }
    if let Some(known) = store.list(&root.list) {
        for (what, old, new) in [
            ("scheme", &known.scheme, &seen.scheme),
            ("operator", &known.operator, &seen.operator),
            ("territory", &known.territory, &seen.territory),
        ] {
            if old != new {
                return ListState::Changed { what };
            }
        }
        if seen.sequence < known.sequence || (seen.sequence > known.sequence && seen.issued < known.issued) {
            return ListState::RolledBack { seen: known.sequence };
        }
        if seen.sequence == known.sequence && seen.digest != known.digest {
            return ListState::Equivocated;
        }
    }
    store.remember(&root.list, seen);
    if root.expires <= now {
        return ListState::RootExpired;
    }
    if list.next_update <= now {
        return ListState::Expired;
    }
    ListState::Fresh
}
