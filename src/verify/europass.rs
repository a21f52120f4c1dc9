//! How the Europass viewer would show a report: its own seven checks and its ribbon.
//!
//! It is a view. The viewer calls a file without a seal "skipped", never looks up revocation, and leaves accreditation out
//! of the ribbon; none of that has a part in our decision.

use serde_json::{Value, json};

use super::report::{Check, Outcome, Report};

/// The base of the check's concepts.
const CHECKS: &str = "http://data.europa.eu/snb/verification/";
/// The base of the status concepts.
const STATUSES: &str = "http://data.europa.eu/snb/verification-status/";

/// What the viewer says of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EuropassStatus {
    /// As it should be.
    Ok,
    /// Not as it should be.
    Error,
    /// Not looked at.
    Skipped,
}

impl EuropassStatus {
    /// The viewer's word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Error => "ERROR",
            Self::Skipped => "SKIPPED",
        }
    }

    /// The concept's IRI.
    #[must_use]
    pub fn iri(self) -> String {
        let code = match self {
            Self::Ok => "9895008394",
            Self::Error => "9d26eb9a37",
            Self::Skipped => "641f0c5e5d",
        };
        format!("{STATUSES}{code}")
    }
}

/// The viewer's overall word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ribbon {
    /// No check failed and none that counts was skipped.
    Verified,
    /// A check that counts was skipped.
    PartiallyVerified,
    /// A check that counts failed.
    VerificationFailed,
}

impl Ribbon {
    /// The viewer's words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Verified => "Verified",
            Self::PartiallyVerified => "Partially Verified",
            Self::VerificationFailed => "Verification Failed",
        }
    }
}

/// One of the viewer's checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EuropassCheck {
    /// Its name: `format`, `seal`, `owner`, `revocation`, `accreditation`, `expiry`, `custom`.
    pub name: &'static str,
    /// The code of its concept.
    code: &'static str,
    /// What the viewer says.
    pub status: EuropassStatus,
    /// In a few words.
    pub description: String,
    /// In a sentence.
    pub long_description: String,
}

impl EuropassCheck {
    /// The concept's IRI.
    #[must_use]
    pub fn iri(&self) -> String {
        format!("{CHECKS}{}", self.code)
    }
}

/// A report as the Europass viewer would show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EuropassView {
    /// The checks in the viewer's order.
    pub checks: Vec<EuropassCheck>,
    /// The overall word.
    pub ribbon: Ribbon,
}

/// What the view says of itself, on a page, a terminal and in JSON.
pub const NOTE: &str = "This is how the Europass viewer words it. It is no second opinion: the decision above stands, and \
                        it is stricter.";

impl EuropassView {
    /// The view of `report`.
    #[must_use]
    pub fn new(report: &Report) -> Self {
        let checks =
            vec![format(report), seal(report), owner(), revocation(), accreditation(), expiry(report), custom()];
        let counted = |status| {
            let ignored =
                |check: &&EuropassCheck| matches!(check.name, "revocation" | "accreditation" | "owner" | "custom");
            checks.iter().filter(|check| !ignored(check)).any(|check| check.status == status)
        };
        let ribbon = if counted(EuropassStatus::Error) {
            Ribbon::VerificationFailed
        } else if counted(EuropassStatus::Skipped) {
            Ribbon::PartiallyVerified
        } else {
            Ribbon::Verified
        };
        Self { checks, ribbon }
    }

    /// The view as JSON: the checks in the shape that the viewer's service gives, the ribbon, and what this is.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let concept = |id: String, name: &str| json!({ "id": id, "type": "Concept", "prefLabel": { "en": name } });
        let checks: Vec<Value> = self
            .checks
            .iter()
            .map(|check| {
                json!({
                    "type": concept(check.iri(), check.name),
                    "status": concept(check.status.iri(), check.status.name()),
                    "description": { "en": check.description },
                    "longDescription": { "en": check.long_description },
                })
            })
            .collect();
        json!({ "note": NOTE, "ribbon": self.ribbon.name(), "checks": checks })
    }
}

fn check(
    (name, code): (&'static str, &'static str),
    status: EuropassStatus,
    description: &str,
    long_description: impl Into<String>,
) -> EuropassCheck {
    EuropassCheck { name, code, status, description: description.to_owned(), long_description: long_description.into() }
}

/// The viewer compares with the shapes of the profile; whoever departs from them is not valid there.
fn format(report: &Report) -> EuropassCheck {
    let id = ("format", "2f5b89b96f");
    let row = report.row(Check::Profile);
    if report.credential.is_none() {
        return check(id, EuropassStatus::Error, "Format", "The credential is corrupted or cannot be read.");
    }
    match row.outcome {
        Outcome::Passed => check(id, EuropassStatus::Ok, "Format", "The credential is technically valid."),
        Outcome::Failed if row.code == "members-outside-graph" => {
            check(id, EuropassStatus::Ok, "Format", "The credential is technically valid.")
        }
        Outcome::Failed => check(
            id,
            EuropassStatus::Error,
            "Format",
            format!("The credential departs from the application profile: {}.", row.detail),
        ),
        Outcome::Inconclusive | Outcome::NotApplicable => {
            check(id, EuropassStatus::Skipped, "Format", "There is no application profile to compare it with.")
        }
    }
}

/// The viewer wants a signature that holds, of a certificate whose authority it knows.
fn seal(report: &Report) -> EuropassCheck {
    let id = ("seal", "f9c2016fe9");
    let Some(seal) = &report.seal else {
        let failed = report.checks.iter().any(|row| row.check == Check::Proof && row.code.starts_with("seal-"));
        return if failed {
            check(id, EuropassStatus::Error, "Seal", "The electronic seal is broken.")
        } else {
            check(id, EuropassStatus::Skipped, "Seal", "The credential has no electronic seal that Europass knows.")
        };
    };
    let signer = seal.certificate.common_name.as_deref().or(seal.certificate.organization.as_deref());
    let signer = signer.unwrap_or(&seal.certificate.subject);
    if seal.certificate.trusted && report.row(Check::Proof).outcome == Outcome::Passed {
        return check(id, EuropassStatus::Ok, "Seal", format!("Sealed by {signer}."));
    }
    let detail = "The seal is not accepted: its certificate leads to no authority that is trusted here";
    check(id, EuropassStatus::Error, "Seal", format!("{detail} (signed by {signer})."))
}

fn owner() -> EuropassCheck {
    let id = ("owner", "1faf8d450f");
    check(id, EuropassStatus::Skipped, "Owner", "The viewer does not compare the learner with its user.")
}

fn revocation() -> EuropassCheck {
    let id = ("revocation", "271aef9eb4");
    check(id, EuropassStatus::Skipped, "Revocation", "The viewer does not look up whether it was revoked.")
}

fn accreditation() -> EuropassCheck {
    let id = ("accreditation", "e2bbc86a28");
    check(id, EuropassStatus::Skipped, "Accreditation", "The database of accreditations was not asked.")
}

/// The viewer compares the credential's end with its clock.
fn expiry(report: &Report) -> EuropassCheck {
    let id = ("expiry", "94d828f160");
    let row = report.row(Check::Validity);
    match (row.outcome, row.code) {
        (Outcome::Failed, "expired") => check(id, EuropassStatus::Error, "Expiry", "The credential has expired."),
        (Outcome::Passed | Outcome::Failed, _) => {
            check(id, EuropassStatus::Ok, "Expiry", "The credential has not expired.")
        }
        _ => check(id, EuropassStatus::Skipped, "Expiry", "Whether the credential has expired could not be read."),
    }
}

fn custom() -> EuropassCheck {
    let id = ("custom", "c_50990fe3");
    check(
        id,
        EuropassStatus::Skipped,
        "Custom",
        "The credential came without a presentation, so there are no further checks.",
    )
}
