//! What a report says of an electronic seal: its level, its times, its certificate, and what that confirms of the issuer.
//!
//! Names stand here as the certificate writes them. Who the holder is to be trusted for is not said here: that is in the
//! rows of the report.

use super::report::Outcome;
use crate::jose::jades::Level;
use crate::model::json::{Written, members};
use crate::model::time::Timestamp;

/// An electronic seal whose signature was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealSummary {
    /// The level that the parts of the file make, whether or not they hold.
    pub level: Level,
    /// The level of what can be relied on here: B as long as no trusted time stamp proves when the seal existed.
    pub usable_level: Level,
    /// Why the seal is none of the baseline, if so.
    pub not_baseline: Vec<&'static str>,
    /// The signature algorithm, such as `RS256`.
    pub algorithm: &'static str,
    /// When the sealer says that it sealed.
    pub claimed_time: Timestamp,
    /// The earliest time at which a trusted time stamp proves the seal.
    pub proven_time: Option<ProvenTime>,
    /// The certificate that the seal names.
    pub certificate: CertificateSummary,
    /// What the certificate says of the issuer, beside what the credential says.
    pub issuer_fields: Vec<IssuerField>,
    /// What else the credential says of its issuer: only its own word.
    pub self_asserted: Vec<String>,
    /// One row for each check of the seal.
    pub rows: Vec<SealFinding>,
}

/// Since when a seal is known to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenTime {
    /// The time of the time stamp.
    pub time: Timestamp,
    /// The name of the authority that made it.
    pub authority: String,
}

/// A certificate as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateSummary {
    /// The holder's whole name (RFC 4514).
    pub subject: String,
    /// The organisation (O).
    pub organization: Option<String>,
    /// The legal identifier (organizationIdentifier).
    pub organization_identifier: Option<String>,
    /// The common name (CN).
    pub common_name: Option<String>,
    /// The country (C).
    pub country: Option<String>,
    /// The whole name of the authority that issued it.
    pub issuer: String,
    /// The authority's organisation, or its common name.
    pub issuer_short: String,
    /// The serial number in hex.
    pub serial: String,
    /// SHA-256 of the certificate in hex.
    pub sha256: String,
    /// From when it is valid.
    pub not_before: Timestamp,
    /// Until when it is valid.
    pub not_after: Timestamp,
    /// What it states of itself (ETSI EN 319 412-5).
    pub qualified: QualifiedStatements,
    /// Whether it leads to a trusted authority at the time in question.
    pub trusted: bool,
}

/// What a certificate states of itself; whether that is so, only a trusted list of the Union says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QualifiedStatements {
    /// That it is an EU qualified certificate.
    pub compliance: bool,
    /// For what: `seal`, `signature`, `web`, or an object identifier.
    pub types: Vec<String>,
    /// That its key lies in a qualified device.
    pub device: bool,
}

/// One statement of the certificate beside the credential's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerField {
    /// The member of the issuer: `eIDASIdentifier`, `legalName`, `altLabel`, `country`.
    pub field: &'static str,
    /// What the certificate says.
    pub certificate: Option<String>,
    /// What the credential says.
    pub stated: Vec<String>,
    /// Whether a certificate of a trusted authority says the same, and is not known to be revoked.
    pub confirmed: bool,
}

/// One check of a seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealFinding {
    /// Its name, such as `signature_time_stamp`.
    pub check: &'static str,
    /// What it came to.
    pub outcome: Outcome,
    /// A stable code.
    pub code: &'static str,
    /// One sentence.
    pub detail: String,
}

impl Written for SealSummary {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, {
            "level": level_name(self.level),
            "usable_level": level_name(self.usable_level),
            "not_baseline": self.not_baseline,
            "algorithm": self.algorithm,
            "claimed_time": self.claimed_time.to_string(),
            "proven_time": self.proven_time,
            "certificate": self.certificate,
            "issuer_fields": self.issuer_fields,
            "self_asserted": self.self_asserted,
            "checks": self.rows,
        })
    }
}

impl Written for ProvenTime {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, { "time": self.time.to_string(), "authority": self.authority })
    }
}

/// Without the authority's short name, which the long one says too.
impl Written for CertificateSummary {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, {
            "subject": self.subject,
            "organization": self.organization,
            "organization_identifier": self.organization_identifier,
            "common_name": self.common_name,
            "country": self.country,
            "issuer": self.issuer,
            "serial": self.serial,
            "sha256": self.sha256,
            "not_before": self.not_before.to_string(),
            "not_after": self.not_after.to_string(),
            "qualified": self.qualified,
            "trusted": self.trusted,
        })
    }
}

impl Written for QualifiedStatements {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, { "compliance": self.compliance, "types": self.types, "device": self.device })
    }
}

impl Written for IssuerField {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, {
            "field": self.field,
            "certificate": self.certificate,
            "stated": self.stated,
            "confirmed": self.confirmed,
        })
    }
}

impl Written for SealFinding {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, {
            "check": self.check,
            "outcome": self.outcome.name(),
            "code": self.code,
            "detail": self.detail,
        })
    }
}

/// The level's letters: `B`, `T`, `LT`, `LTA`.
#[must_use]
pub fn level_name(level: Level) -> &'static str {
    match level {
        Level::B => "B",
        Level::T => "T",
        Level::Lt => "LT",
        Level::Lta => "LTA",
    }
}
