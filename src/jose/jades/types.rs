//! The words of sealing and of judging a seal.

use crate::model::time::Timestamp;
use crate::pki::{Certificate, CertificatePath, PathError, RevocationState};

/// A baseline level of JAdES (ETSI TS 119 182-1, table 1), the lower first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A signature with its certificate and a claimed time.
    B,
    /// With a time stamp over the signature.
    T,
    /// With the certificates and revocation data that are needed to judge it without a network.
    Lt,
    /// With a time stamp over all of it.
    Lta,
}

impl Level {
    /// The name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::B => "JAdES baseline B",
            Self::T => "JAdES baseline T",
            Self::Lt => "JAdES baseline LT",
            Self::Lta => "JAdES baseline LTA",
        }
    }

    /// The short name in settings: `b`, `t`, `lt`, `lta`.
    #[must_use]
    pub fn short_name(self) -> &'static str {
        match self {
            Self::B => "b",
            Self::T => "t",
            Self::Lt => "lt",
            Self::Lta => "lta",
        }
    }

    /// The level of a short name.
    #[must_use]
    pub fn from_short_name(name: &str) -> Option<Self> {
        [Self::B, Self::T, Self::Lt, Self::Lta].into_iter().find(|level| level.short_name() == name)
    }
}

/// Which member of the protected header says when it was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum SigningTime {
    /// `iat`, in seconds: what baseline seals have since 15 July 2025.
    #[default]
    Iat,
    /// `sigT`, as text, named in `crit`: what the deployed Europass of 2023 reads.
    SigT,
}

impl SigningTime {
    /// The member's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Iat => "iat",
            Self::SigT => "sigT",
        }
    }
}

/// What the person or program that seals chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealOptions {
    /// When it is sealed.
    pub at: Timestamp,
    /// How that is said.
    pub signing_time: SigningTime,
}

impl SealOptions {
    /// Sealed at `at`, said in `iat`.
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        Self { at, signing_time: SigningTime::Iat }
    }
}

/// When the one who sealed says that it was; nothing proves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimedTime {
    /// The time.
    pub time: Timestamp,
    /// The member that says it.
    pub member: SigningTime,
}

/// Whom a verifier trusts: certificates, of which each may be a root, an intermediate or the end of a path itself.
#[derive(Debug, Clone, Default)]
pub struct SealTrust {
    /// Those that issue seal certificates.
    pub authorities: Vec<Certificate>,
    /// Those that issue certificates of time-stamp authorities.
    pub time_stamp_authorities: Vec<Certificate>,
}

/// What came out of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It is as it must be.
    Passed,
    /// It is not as it must be.
    Failed,
    /// It could not be decided.
    Inconclusive,
    /// There is nothing of this kind.
    NotApplicable,
}

/// The names of the checks of a seal, in the order of the rows.
pub const SEAL_CHECKS: [&str; 11] = [
    "signature",
    "certificate_reference",
    "critical_headers",
    "baseline",
    "content_time_stamp",
    "signature_time_stamp",
    "certificate_values",
    "revocation_values",
    "archive_time_stamp",
    "certificate_path",
    "revocation",
];

/// One check of a seal, and what came out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealRow {
    /// Its name, one of [`SEAL_CHECKS`].
    pub check: &'static str,
    /// What came out.
    pub outcome: Outcome,
    /// A stable name of why; `ok` where it passed without a remark.
    pub code: &'static str,
    /// The same in words.
    pub detail: String,
}

/// The earliest time at which the seal is known to have existed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BestTime {
    /// A time stamp of a trusted authority says so.
    Proven(Timestamp),
    /// No time stamp proves anything.
    Unproven,
}

impl BestTime {
    /// The proven time.
    #[must_use]
    pub fn proven(self) -> Option<Timestamp> {
        match self {
            Self::Proven(at) => Some(at),
            Self::Unproven => None,
        }
    }
}

/// What is known about a seal whose signature is verified.
#[derive(Debug)]
pub struct SealExamination {
    /// One row for each of [`SEAL_CHECKS`], in this order.
    pub rows: Vec<SealRow>,
    /// Since when the seal is known to exist.
    pub best_time: BestTime,
    /// The certificate of the authority whose time stamp proves the best time; none where none is proven.
    pub time_stamp_authority: Option<Certificate>,
    /// The path from the seal certificate to a trusted one, judged at the best time, or now where none is proven.
    pub path: Result<CertificatePath, PathError>,
    /// The state of each certificate of the path below its anchor; empty without a path.
    pub revocation: Vec<RevocationState>,
    /// The highest level of which every part holds, whether or not its authorities are trusted.
    pub level: Level,
}

impl SealExamination {
    /// The row of a check.
    ///
    /// # Panics
    ///
    /// Panics if `check` is none of [`SEAL_CHECKS`].
    #[must_use]
    pub fn row(&self, check: &str) -> &SealRow {
        self.rows.iter().find(|row| row.check == check).expect("there is a row for each check")
    }

    /// The worst outcome of all rows: failed, then inconclusive, then passed.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let any = |outcome| self.rows.iter().any(|row| row.outcome == outcome);
        if any(Outcome::Failed) {
            Outcome::Failed
        } else if any(Outcome::Inconclusive) {
            Outcome::Inconclusive
        } else {
            Outcome::Passed
        }
    }
}
