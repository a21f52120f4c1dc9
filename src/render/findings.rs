//! What the code of a check means in plain words, and what to do about it: ids of messages.
//!
//! A code that is not here is worded by its outcome, so that a new check is never shown without words; the exact finding,
//! in English, stands beside it in any case.

use crate::verify::{About, Check, Finding, Outcome};

/// Title and question of a check.
#[must_use]
pub fn check(check: Check) -> (&'static str, &'static str) {
    match check {
        Check::Integrity => ("check-integrity", "check-integrity-asks"),
        Check::Proof => ("check-proof", "check-proof-asks"),
        Check::IssuerKey => ("check-issuer-key", "check-issuer-key-asks"),
        Check::TrustList => ("check-trust-list", "check-trust-list-asks"),
        Check::Scope => ("check-scope", "check-scope-asks"),
        Check::AwardingBodies => ("check-awarding-bodies", "check-awarding-bodies-asks"),
        Check::TrustAtSealing => ("check-trust-at-sealing", "check-trust-at-sealing-asks"),
        Check::TrustNow => ("check-trust-now", "check-trust-now-asks"),
        Check::Status => ("check-status", "check-status-asks"),
        Check::StatusList => ("check-status-list", "check-status-list-asks"),
        Check::Validity => ("check-validity", "check-validity-asks"),
        Check::Log => ("check-log", "check-log-asks"),
        Check::Profile => ("check-profile", "check-profile-asks"),
        Check::Vocabularies => ("check-vocabularies", "check-vocabularies-asks"),
    }
}

/// What was found, in an exact sentence with what it is about; nothing if only the English one is exact.
#[must_use]
pub fn exactly(finding: &Finding) -> Option<(&'static str, &About)> {
    let about = finding.about.as_deref()?;
    let message = match (finding.code, about) {
        ("expired", About::Time(_)) => "exact-expired",
        ("in-time", About::Time(_)) => "exact-in-time",
        ("issuer-listed", About::Lists(_)) => "exact-issuer-listed",
        ("key-listed", About::Lists(_)) => "exact-key-listed",
        ("no-proof-of-existence", About::Time(_)) => "exact-no-proof-of-time",
        ("not-yet-valid", About::Time(_)) => "exact-not-yet-valid",
        _ => return None,
    };
    Some((message, about))
}

/// Exact findings of which the general sentence says all: the English one is not shown beside it.
pub const WHOLE: [&str; 21] = [
    "every code is on its controlled list",
    "no configured list names the issuer",
    "no list names the issuer, so nobody vouches that this is its key",
    "no proof of inclusion came with the credential",
    "not checked, since an earlier check did not pass",
    "the award is neither revoked nor suspended",
    "the credential has no status entry: it cannot be revoked",
    "the credential names no awarding body",
    "the document is not what this seal was made for: it was changed, or the seal is another's",
    "the document is unambiguous and unchanged since it was sealed",
    "the issuer has revoked this award",
    "the issuer has suspended this award",
    "the issuer is in good standing now",
    "the issuer may issue this type, level and field",
    "the key is the issuer's own identifier; nobody vouches for who that is",
    "the list names this key, but not for the time at which the credential says it was sealed",
    "the seal was made with the key that it names",
    "the seal's signature does not match the document",
    "the signature does not match the document",
    "the status lists are the issuer's and up to date",
    "whether the award was revoked or suspended could not be checked",
];

/// What was found, in a general sentence.
#[must_use]
pub fn found(check: Check, outcome: Outcome, code: &str) -> &'static str {
    let revocation =
        check == Check::IssuerKey && ["revocation-", "ocsp-", "crl-"].iter().any(|kind| code.starts_with(kind));
    if revocation {
        return "found-revocation-unknown";
    }
    by_code(code).or_else(|| by_check(check, outcome)).unwrap_or(match outcome {
        Outcome::Passed => "found-other-passed",
        Outcome::Failed => "found-other-failed",
        Outcome::Inconclusive => "found-other-inconclusive",
        Outcome::NotApplicable => "found-other-not-applicable",
    })
}

fn by_code(code: &str) -> Option<&'static str> {
    Some(match code {
        "unchanged" => "found-unchanged",
        "proof-verified" | "seal-verified" => "found-seal-verified",
        "key-listed" | "certificate-listed" => "found-key-listed",
        "key-is-issuer" => "found-key-is-issuer",
        "issuer-listed" => "found-issuer-listed",
        "in-scope" => "found-in-scope",
        "awarding-bodies-agree" => "found-awarding-bodies-agree",
        "granted-when-sealed" => "found-granted-then",
        "issuer-granted" => "found-granted-now",
        "not-revoked" | "not-revoked-by-named-list" => "found-not-revoked",
        "status-list-fresh" => "found-status-list-fresh",
        "in-time" => "found-in-time",
        "in-log" => "found-in-log",
        "profile-followed" => "found-profile-followed",
        "codes-listed" => "found-codes-listed",
        "no-awarding-body" => "found-no-awarding-body",
        "no-status" => "found-no-status",
        "no-inclusion-proof" => "found-no-inclusion-proof",
        "no-profile" => "found-no-profile",
        "not-checked" => "found-not-checked",
        "no-proof-of-existence" | "no-time" => "found-no-proof-of-time",
        "no-list" => "found-no-list",
        "list-unavailable"
        | "list-unverified"
        | "list-expired"
        | "list-rolled-back"
        | "list-equivocated"
        | "list-issued-in-future"
        | "list-root-expired"
        | "list-valid-too-long"
        | "list-changed" => "found-list-unusable",
        "issuer-not-listed" | "seal-not-listed" | "proof-not-listed" | "key-not-listed" => "found-not-listed",
        "key-not-listed-then" => "found-key-not-listed-then",
        "key-compromised" | "certificate-compromised" | "issuer-compromised" => "found-key-compromised",
        "lists-disagree" => "found-lists-disagree",
        "identity-mismatch" | "entities-differ" => "found-identity-mismatch",
        "identity-absent" | "identity-unread" | "identity-not-certified" | "identity-shortened" => {
            "found-identity-unclear"
        }
        "issuer-withdrawn" => "found-issuer-withdrawn",
        "issuer-suspended" => "found-issuer-suspended",
        "not-granted-then" | "issuer-not-yet-granted" => "found-not-granted-then",
        "no-history" => "found-standing-unknown",
        "out-of-scope" => "found-out-of-scope",
        "scope-unknown" => "found-scope-unknown",
        "no-mandate" => "found-no-mandate",
        "awarding-body-ambiguous" | "awarding-body-unread" | "awarding-body-unidentified" | "awarding-bodies-many" => {
            "found-awarding-unclear"
        }
        "revoked" => "found-revoked",
        "suspended" => "found-suspended",
        "status-unknown" => "found-status-unknown",
        "not-yet-valid" => "found-not-yet-valid",
        "expired" => "found-expired",
        "date-unreadable" => "found-date-unreadable",
        "not-in-log" | "inclusion-proof-malformed" => "found-not-in-log",
        "log-key-not-listed" => "found-log-key-unknown",
        "profile-departs" | "ids-reused" | "members-outside-graph" => "found-profile-departs",
        "profile-too-long" => "found-profile-unread",
        "code-not-on-list" => "found-code-not-listed",
        "code-unknown" => "found-code-unknown",
        "content-not-sealed" | "payload-missing" => "found-changed",
        "signature-invalid" | "signature-mismatch" | "seal-signature-invalid" => "found-signature-invalid",
        "not-sealed-yet" | "proof-missing" => "found-no-seal",
        "key-unavailable" => "found-key-unavailable",
        "context-unknown" => "found-context-unknown",
        "certificate-expired" | "certificate-not-valid-then" => "found-certificate-expired",
        "certificate-revoked" | "certificate-revoked-then" | "certificate-on-hold" => "found-certificate-revoked",
        _ => return None,
    })
}

/// The codes of these checks are many, and mean one thing to whoever reads the page.
fn by_check(check: Check, outcome: Outcome) -> Option<&'static str> {
    match (check, outcome) {
        (Check::Integrity, Outcome::Failed) => Some("found-unreadable"),
        (Check::Proof, Outcome::Failed) => Some("found-seal-wrong"),
        (Check::IssuerKey, Outcome::Failed) => Some("found-certificate-misused"),
        (Check::IssuerKey, Outcome::Inconclusive) => Some("found-certificate-untrusted"),
        (Check::TrustAtSealing | Check::TrustNow, Outcome::Inconclusive) => Some("found-standing-unknown"),
        (Check::Status, Outcome::Inconclusive) => Some("found-status-unknown"),
        (Check::StatusList, Outcome::Inconclusive) => Some("found-status-list-unusable"),
        _ => None,
    }
}

/// What to do about a row; nothing where it came out well, or where there is nothing to check.
#[must_use]
pub fn todo(finding: &Finding) -> Option<&'static str> {
    if matches!(finding.outcome, Outcome::Passed | Outcome::NotApplicable) || finding.code == "not-checked" {
        return None;
    }
    Some(match (finding.check, finding.code) {
        (Check::Log | Check::Profile | Check::Vocabularies, _) | (_, "no-proof-of-existence") => "todo-nothing",
        (_, "no-list" | "list-unavailable" | "list-expired" | "list-rolled-back" | "list-unverified") => {
            "todo-operator"
        }
        (_, "expired") => "todo-renew",
        (_, "key-unavailable" | "status-unknown" | "suspended" | "not-yet-valid") | (Check::StatusList, _) => {
            "todo-later"
        }
        (Check::Integrity | Check::Proof, _) => "todo-original",
        _ => "todo-institution",
    })
}

/// What a check of a seal is called.
#[must_use]
pub fn seal_check(check: &str) -> &'static str {
    match check {
        "signature" => "seal-check-signature",
        "certificate_reference" => "seal-check-reference",
        "critical_headers" => "seal-check-critical",
        "baseline" => "seal-check-baseline",
        "content_time_stamp" => "seal-check-content-time",
        "signature_time_stamp" => "seal-check-signature-time",
        "certificate_values" => "seal-check-certificates",
        "revocation_values" => "seal-check-revocation-data",
        "archive_time_stamp" => "seal-check-archive-time",
        "certificate_path" => "seal-check-path",
        "revocation" => "seal-check-revocation",
        _ => "seal-check-other",
    }
}

/// What a field of the issuer is called.
#[must_use]
pub fn issuer_field(field: &str) -> &'static str {
    match field {
        "eIDASIdentifier" => "seal-field-id",
        "legalName" => "seal-field-name",
        "altLabel" => "seal-field-other-name",
        "country" => "seal-field-country",
        _ => "seal-field-other",
    }
}
