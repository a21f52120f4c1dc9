//! A seal as it is shown: who sealed by which certificate, when, at which level, and what that confirms.
//!
//! Names in a certificate were written by its holder and checked by an authority that may be anybody: they are made safe
//! to show like every other text, and whether the authority is trusted stands beside them.

use crate::model::time::Timestamp;
use crate::verify::{CertificateSummary, EUROPASS_NOTE, EuropassView, Report, SealSummary, level_name};

use super::view::{for_people, sign};
use super::visible::Shown;
use super::words;

/// A seal as it is shown.
#[derive(Debug)]
pub struct SealView {
    /// Whose certificate it is.
    pub holder: Shown,
    /// The holder's legal identifier.
    pub identifier: Option<Shown>,
    /// Who issued the certificate.
    pub authority: Shown,
    /// Whether that leads to a trusted authority.
    pub trusted: bool,
    /// Label and value of single facts.
    pub facts: Vec<(&'static str, Shown)>,
    /// What the certificate says of the issuer, beside what the credential says.
    pub fields: Vec<FieldView>,
    /// What only the credential says of its issuer.
    pub self_asserted: Vec<Shown>,
    /// One row a check.
    pub rows: Vec<SealRowView>,
}

/// One field of the issuer.
#[derive(Debug)]
pub struct FieldView {
    /// Its label.
    pub label: &'static str,
    /// What the certificate says.
    pub certificate: Option<Shown>,
    /// What the credential says.
    pub stated: Option<Shown>,
    /// Whether a certificate of a trusted authority says the same.
    pub confirmed: bool,
    /// That in words.
    pub word: &'static str,
}

/// One check of the seal.
#[derive(Debug)]
pub struct SealRowView {
    /// The check as machines name it.
    pub check: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The outcome as machines name it.
    pub outcome: &'static str,
    /// The outcome in words.
    pub word: &'static str,
    /// A sign for the outcome.
    pub sign: &'static str,
    /// What was found.
    pub detail: Shown,
    /// Its code.
    pub code: &'static str,
}

impl SealView {
    /// The view of a seal.
    #[must_use]
    pub fn new(seal: &SealSummary) -> Self {
        let certificate = &seal.certificate;
        let holder = certificate.organization.as_ref().or(certificate.common_name.as_ref());
        Self {
            holder: Shown::new(holder.unwrap_or(&certificate.subject)),
            identifier: certificate.organization_identifier.as_deref().map(Shown::new),
            authority: Shown::new(&certificate.issuer_short),
            trusted: certificate.trusted,
            facts: facts(seal),
            fields: seal
                .issuer_fields
                .iter()
                .filter(|field| field.certificate.is_some() || !field.stated.is_empty())
                .map(field)
                .collect(),
            self_asserted: seal.self_asserted.iter().map(|name| Shown::new(name)).collect(),
            rows: seal
                .rows
                .iter()
                .map(|row| SealRowView {
                    check: row.check,
                    title: words::seal_check(row.check),
                    outcome: row.outcome.name(),
                    word: words::outcome(row.outcome),
                    sign: sign(row.outcome),
                    detail: Shown::new(&row.detail),
                    code: row.code,
                })
                .collect(),
        }
    }
}

fn field(field: &crate::verify::IssuerField) -> FieldView {
    let stated = (!field.stated.is_empty()).then(|| Shown::new(&field.stated.join(", ")));
    let same = !field.stated.is_empty() && field.stated.iter().all(|text| Some(text) == field.certificate.as_ref());
    FieldView {
        label: words::issuer_field(field.field),
        certificate: field.certificate.as_deref().map(Shown::new),
        stated,
        confirmed: field.confirmed,
        word: match (field.confirmed, same) {
            (true, _) => "confirmed by the certificate",
            (false, true) => "the same, but the certificate is not trusted",
            (false, false) if field.stated.is_empty() => "not stated in the credential",
            (false, false) if field.certificate.is_none() => "not in the certificate",
            (false, false) => "not what the certificate says",
        },
    }
}

fn facts(seal: &SealSummary) -> Vec<(&'static str, Shown)> {
    let certificate = &seal.certificate;
    let mut facts = Vec::new();
    let mut fact = |label: &'static str, value: String| facts.push((label, Shown::new(&value)));
    fact("Sealed, by its own word", for_people(seal.claimed_time));
    fact(
        "Proven to exist",
        match &seal.proven_time {
            Some(proven) => format!("{}, by {}", for_people(proven.time), proven.authority),
            None => "no trusted time stamp proves when".to_owned(),
        },
    );
    fact("Level", level(seal));
    fact("Signature", seal.algorithm.to_owned());
    fact("Certificate valid", format!("{} to {}", day(certificate.not_before), day(certificate.not_after)));
    fact("Certificate says of itself", qualified(certificate));
    fact("Serial number", certificate.serial.clone());
    fact("SHA-256 of the certificate", certificate.sha256.clone());
    facts
}

fn level(seal: &SealSummary) -> String {
    let name = level_name(seal.level);
    let mut text = if seal.level == seal.usable_level {
        format!("JAdES {name}")
    } else {
        format!("JAdES {name} by its parts, of which {} can be relied on here", level_name(seal.usable_level))
    };
    if !seal.not_baseline.is_empty() {
        let reasons: Vec<&str> = seal.not_baseline.iter().map(|code| words::not_baseline(code)).collect();
        text = format!("{text}; not as the standard wants it: {}", reasons.join(", "));
    }
    text
}

fn qualified(certificate: &CertificateSummary) -> String {
    let stated = &certificate.qualified;
    if !stated.compliance {
        return "nothing about being qualified".to_owned();
    }
    let kinds = if stated.types.is_empty() { String::new() } else { format!(" for {}", stated.types.join(", ")) };
    let device = if stated.device { ", with its key in a qualified device" } else { "" };
    format!("EU qualified{kinds}{device}; only a trusted list of the Union confirms that")
}

fn day(at: Timestamp) -> String {
    at.to_jiff().strftime("%-d %B %Y").to_string()
}

/// How the Europass viewer would show the report.
#[derive(Debug)]
pub struct EuropassShown {
    /// What this is.
    pub note: &'static str,
    /// The overall word.
    pub ribbon: &'static str,
    /// Name, status and sentence of each check.
    pub checks: Vec<(&'static str, &'static str, Shown)>,
}

impl EuropassShown {
    /// The view of `report`.
    #[must_use]
    pub fn new(report: &Report) -> Self {
        let view = EuropassView::new(report);
        let checks = view.checks.iter();
        Self {
            note: EUROPASS_NOTE,
            ribbon: view.ribbon.name(),
            checks: checks.map(|c| (c.name, c.status.name(), Shown::new(&c.long_description))).collect(),
        }
    }
}
