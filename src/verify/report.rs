//! The report: what was checked, what came out, and what is shown of the credential.
//!
//! It says nothing of how a check is made, nor how a report looks to a person.

use std::fmt;

use serde_json::Value;

use super::awarded::CredentialSummary;
use super::europass::EuropassView;
use super::seal_report::SealSummary;
use crate::crypto::encoding::to_hex;
use crate::model::json::{Written, members};
use crate::model::time::Timestamp;

/// Version of the report's JSON form.
pub const REPORT_VERSION: u32 = 1;

/// One check; a report has one row for each, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Check {
    /// The document is unambiguous and unchanged since it was sealed.
    Integrity,
    /// There is a proof for making claims, by a key that could be found.
    Proof,
    /// The key was the issuer's at the time in question.
    IssuerKey,
    /// A usable list of trusted entities names the issuer.
    TrustList,
    /// The issuer may issue this type, level and field.
    Scope,
    /// The awarding bodies are the issuer, or gave it a mandate.
    AwardingBodies,
    /// The issuer was granted when the credential was sealed.
    TrustAtSealing,
    /// The issuer is granted now.
    TrustNow,
    /// The award is not revoked or suspended.
    Status,
    /// The status lists are authentic and fresh.
    StatusList,
    /// The credential is neither too young nor too old.
    Validity,
    /// The credential is in the issuer's transparency log.
    Log,
    /// The document follows the application profile.
    Profile,
    /// Codes are on their controlled lists.
    Vocabularies,
}

impl Check {
    /// All checks in the order of a report.
    pub const ALL: [Self; 14] = [
        Self::Integrity,
        Self::Proof,
        Self::IssuerKey,
        Self::TrustList,
        Self::Scope,
        Self::AwardingBodies,
        Self::TrustAtSealing,
        Self::TrustNow,
        Self::Status,
        Self::StatusList,
        Self::Validity,
        Self::Log,
        Self::Profile,
        Self::Vocabularies,
    ];

    /// The row's name, as machines read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Integrity => "integrity",
            Self::Proof => "proof",
            Self::IssuerKey => "issuer_key",
            Self::TrustList => "trust_list",
            Self::Scope => "scope",
            Self::AwardingBodies => "awarding_bodies",
            Self::TrustAtSealing => "trust_at_sealing",
            Self::TrustNow => "trust_now",
            Self::Status => "status",
            Self::StatusList => "status_list",
            Self::Validity => "validity",
            Self::Log => "log",
            Self::Profile => "profile",
            Self::Vocabularies => "vocabularies",
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// As it should be.
    Passed,
    /// Not as it should be.
    Failed,
    /// Could not be checked, or the answer is not known.
    Inconclusive,
    /// There is nothing to check.
    NotApplicable,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 4] = [Self::Passed, Self::Failed, Self::Inconclusive, Self::NotApplicable];

    /// The outcome's name, as machines read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Inconclusive => "inconclusive",
            Self::NotApplicable => "not_applicable",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Every check that decides came out well.
    Accept,
    /// The credential must not be relied on.
    Reject,
    /// Something that decides could not be checked, or nobody vouches for the issuer.
    Undecided,
}

impl Decision {
    /// The decision's name, as machines read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Undecided => "undecided",
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One row of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The check.
    pub check: Check,
    /// What it came to.
    pub outcome: Outcome,
    /// A stable code, such as `issuer-not-listed`.
    pub code: &'static str,
    /// One sentence in plain words.
    pub detail: String,
    /// What the sentence is about, for whoever words it in another language.
    pub about: Option<Box<About>>,
}

/// What a sentence names that is no word of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// Names of lists.
    Lists(Vec<String>),
    /// A time.
    Time(Timestamp),
}

impl Finding {
    /// The same, with what its sentence is about.
    #[must_use]
    pub fn about(self, about: About) -> Self {
        Self { about: Some(Box::new(about)), ..self }
    }

    /// A row that passed.
    pub fn passed(check: Check, code: &'static str, detail: impl Into<String>) -> Self {
        Self { check, outcome: Outcome::Passed, code, detail: detail.into(), about: None }
    }

    /// A row that failed.
    pub fn failed(check: Check, code: &'static str, detail: impl Into<String>) -> Self {
        Self { check, outcome: Outcome::Failed, code, detail: detail.into(), about: None }
    }

    /// A row that could not be decided.
    pub fn inconclusive(check: Check, code: &'static str, detail: impl Into<String>) -> Self {
        Self { check, outcome: Outcome::Inconclusive, code, detail: detail.into(), about: None }
    }

    /// A row for which there is nothing to check.
    pub fn not_applicable(check: Check, code: &'static str, detail: impl Into<String>) -> Self {
        Self { check, outcome: Outcome::NotApplicable, code, detail: detail.into(), about: None }
    }
}

/// Why the decision is what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The code of the row that decided.
    pub code: &'static str,
    /// That row's detail.
    pub text: String,
}

/// A list of trusted entities that was consulted, whether or not it was usable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListUsed {
    /// The list's name in the verifier's configuration.
    pub id: String,
    /// Its sequence number, if its signature was good.
    pub sequence: Option<u64>,
    /// SHA-256 of its payload in hex, if its signature was good.
    pub digest: Option<String>,
    /// What it was good for: `fresh`, `expired`, `rolled-back` and so on.
    pub state: &'static str,
}

/// The whole answer for one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The answer.
    pub decision: Decision,
    /// What led to it.
    pub reasons: Vec<Reason>,
    /// One row for each check, in the order of [`Check::ALL`].
    pub checks: Vec<Finding>,
    /// What the credential says, if it is authentic.
    pub credential: Option<CredentialSummary>,
    /// The electronic seal, if there is one whose signature was verified.
    pub seal: Option<SealSummary>,
    /// The time that the checks were made for.
    pub evaluated_at: Timestamp,
    /// The lists that were consulted.
    pub lists: Vec<ListUsed>,
    /// SHA-256 of the document, byte for byte as it was handed over.
    pub document: [u8; 32],
}

impl Report {
    /// The row of `check`.
    ///
    /// # Panics
    ///
    /// Never: a report has a row for each check.
    #[must_use]
    pub fn row(&self, check: Check) -> &Finding {
        self.checks.iter().find(|row| row.check == check).expect("a report has a row for each check")
    }

    /// SHA-256 of the document, in hex.
    #[must_use]
    pub fn document_hex(&self) -> String {
        to_hex(&self.document)
    }

    /// The report as JSON, in the shape that `GET /verify` and `--json` give.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.to_value()
    }
}

impl Written for Report {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, {
            "report_version": u64::from(REPORT_VERSION),
            "decision": self.decision.name(),
            "reasons": self.reasons,
            "checks": self.checks,
            "credential": self.credential,
            "seal": self.seal,
            "evaluated_at": self.evaluated_at.to_string(),
            "lists": self.lists,
            "document_sha256": self.document_hex(),
        })
    }
}

impl Written for Reason {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, { "code": self.code, "text": self.text })
    }
}

impl Written for Finding {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, {
            "check": self.check.name(),
            "outcome": self.outcome.name(),
            "code": self.code,
            "detail": self.detail,
        })
    }
}

impl Written for ListUsed {
    fn write(&self, out: &mut Vec<u8>) {
        members!(out, {
            "id": self.id,
            "sequence": self.sequence,
            "digest": self.digest,
            "state": self.state,
        })
    }
}

impl Report {
    /// The report as JSON, with how the Europass viewer would word it in the member `europass_view`.
    #[must_use]
    pub fn to_json_with_europass(&self) -> Value {
        let mut report = self.to_json();
        report["europass_view"] = EuropassView::new(self).to_json();
        report
    }
}
