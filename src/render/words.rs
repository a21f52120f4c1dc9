//! Plain words for decisions, outcomes and checks, the same on a terminal and on a page.

use crate::verify::{Check, Decision, Outcome};

/// The decision in one or a few words.
#[must_use]
pub fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Accept => "Accepted",
        Decision::Reject => "Rejected",
        Decision::Undecided => "Could not be decided",
    }
}

/// What the decision means for whoever asked.
#[must_use]
pub fn meaning(decision: Decision) -> &'static str {
    match decision {
        Decision::Accept => {
            "The credential is unchanged, its issuer is on the trust list, and at the time of this check it was neither \
             withdrawn nor expired."
        }
        Decision::Reject => "Do not rely on this credential.",
        Decision::Undecided => {
            "Something that matters could not be established. This is neither an approval nor a rejection: try again \
             later, or ask the institution that is named as issuer."
        }
    }
}

/// The outcome of one check.
#[must_use]
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "Passed",
        Outcome::Failed => "Failed",
        Outcome::Inconclusive => "Not established",
        Outcome::NotApplicable => "Not applicable",
    }
}

/// What a check is called on a page, and what it asks.
#[must_use]
pub fn check(check: Check) -> (&'static str, &'static str) {
    match check {
        Check::Integrity => ("Integrity", "Is the content unambiguous and unchanged since it was sealed?"),
        Check::Proof => ("Seal", "Is there a seal that was made for issuing credentials?"),
        Check::IssuerKey => ("Issuer's key", "Did the key that sealed it belong to the issuer at that time?"),
        Check::TrustList => ("Trust list", "Does a current list of trusted institutions name the issuer?"),
        Check::Scope => ("Issuer's scope", "May the issuer award credentials of this type, level and field?"),
        Check::AwardingBodies => ("Awarding bodies", "Are the awarding bodies the issuer, or did they authorise it?"),
        Check::TrustAtSealing => ("Trust when sealed", "Was the issuer trusted at the time of sealing?"),
        Check::TrustNow => ("Trust today", "Is the issuer trusted at the time of this check?"),
        Check::Status => ("Not withdrawn", "Has the award been neither revoked nor suspended?"),
        Check::StatusList => ("Status lists", "Are the lists of withdrawn awards genuine and current?"),
        Check::Validity => ("Period of validity", "Is the credential within its dates?"),
        Check::Log => ("Issuer's log", "Is it entered in the issuer's public log?"),
        Check::Profile => ("Form", "Does it follow the European profile for credentials?"),
        Check::Vocabularies => ("Controlled terms", "Are its codes on the European lists of terms?"),
    }
}

/// What a check of a seal is called on a page.
#[must_use]
pub fn seal_check(check: &str) -> &'static str {
    match check {
        "signature" => "Signature",
        "certificate_reference" => "Named certificate",
        "critical_headers" => "Binding headers",
        "baseline" => "Baseline form",
        "content_time_stamp" => "Time stamp of the content",
        "signature_time_stamp" => "Time stamp of the seal",
        "certificate_values" => "Certificates in the file",
        "revocation_values" => "Revocation data in the file",
        "archive_time_stamp" => "Archive time stamp",
        "certificate_path" => "Certificate's authority",
        "revocation" => "Certificate not revoked",
        _ => "Another check",
    }
}

/// What a field of the issuer is called.
#[must_use]
pub fn issuer_field(field: &str) -> &'static str {
    match field {
        "eIDASIdentifier" => "Legal identifier",
        "legalName" => "Legal name",
        "altLabel" => "Other name",
        "country" => "Country",
        _ => "Another field",
    }
}

/// What keeps a seal from being baseline.
#[must_use]
pub fn not_baseline(code: &'static str) -> &'static str {
    match code {
        "sigT-after-2025-07-15" => "its time is written in the form that ended in July 2025",
        "typ" => "its header names another type",
        other => other,
    }
}
