//! A seal as it is shown: who sealed by which certificate, when, at which level, and what that confirms.
//!
//! Names in a certificate were written by its holder and checked by an authority that may be anybody: they are made safe
//! to show like every other text, and whether the authority is trusted stands beside them.

use crate::verify::{CertificateSummary, EuropassView, IssuerField, Report, SealSummary, level_name};

use super::findings;
use super::lookalike;
use super::view::sign;
use super::visible::Shown;
use super::words::{Filling, Piece, Text, Words};

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
    /// Who sealed with whose certificate.
    pub sentence: Vec<Piece>,
    /// Label and value of single facts.
    pub facts: Vec<(String, Shown)>,
    /// What the certificate says of the issuer, beside what the credential says.
    pub fields: Vec<FieldView>,
    /// What only the credential says of its issuer.
    pub self_asserted: Vec<Shown>,
    /// The same in a sentence.
    pub own_word: Vec<Piece>,
    /// One row a check.
    pub rows: Vec<SealRowView>,
}

/// One field of the issuer.
#[derive(Debug)]
pub struct FieldView {
    /// Its label.
    pub label: String,
    /// What the certificate says.
    pub certificate: Option<Shown>,
    /// What the credential says.
    pub stated: Option<Shown>,
    /// Whether a certificate of a trusted authority says the same.
    pub confirmed: bool,
    /// That in words.
    pub word: String,
}

/// One check of the seal.
#[derive(Debug)]
pub struct SealRowView {
    /// The check as machines name it.
    pub check: &'static str,
    /// Its title.
    pub title: String,
    /// The outcome as machines name it.
    pub outcome: &'static str,
    /// The outcome in words.
    pub word: String,
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
    pub fn new(words: Words, seal: &SealSummary) -> Self {
        let certificate = &seal.certificate;
        let holder = certificate.organization.as_ref().or(certificate.common_name.as_ref());
        let holder = Shown::new(&lookalike::spelled(holder.unwrap_or(&certificate.subject)));
        let authority = Shown::new(&lookalike::spelled(&certificate.issuer_short));
        let named = |text: &Shown| [Text { language: String::new(), text: text.clone() }];
        let asserted: Vec<Text> = seal.self_asserted.iter().map(|name| Text::unknown(name)).collect();
        let (sealer, certifier) = (named(&holder), named(&authority));
        let fillings = [("holder", Filling::Foreign(&sealer)), ("authority", Filling::Foreign(&certifier))];
        Self {
            sentence: words.pieces("seal-sentence", &fillings),
            own_word: words.pieces("seal-own-word", &[("names", Filling::Foreign(&asserted))]),
            holder,
            identifier: certificate.organization_identifier.as_deref().map(Shown::new),
            authority,
            trusted: certificate.trusted,
            facts: facts(words, seal),
            fields: seal
                .issuer_fields
                .iter()
                .filter(|field| field.certificate.is_some() || !field.stated.is_empty())
                .map(|stated| field(words, stated))
                .collect(),
            self_asserted: seal.self_asserted.iter().map(|name| Shown::new(name)).collect(),
            rows: seal
                .rows
                .iter()
                .map(|row| SealRowView {
                    check: row.check,
                    title: words.text(findings::seal_check(row.check)),
                    outcome: row.outcome.name(),
                    word: words.outcome(row.outcome),
                    sign: sign(row.outcome),
                    detail: Shown::new(&row.detail),
                    code: row.code,
                })
                .collect(),
        }
    }
}

fn field(words: Words, field: &IssuerField) -> FieldView {
    let stated = (!field.stated.is_empty()).then(|| Shown::new(&field.stated.join(", ")));
    let same = !field.stated.is_empty() && field.stated.iter().all(|text| Some(text) == field.certificate.as_ref());
    FieldView {
        label: words.text(findings::issuer_field(field.field)),
        certificate: field.certificate.as_deref().map(Shown::new),
        stated,
        confirmed: field.confirmed,
        word: words.text(match (field.confirmed, same) {
            (true, _) => "seal-confirmed",
            (false, true) => "seal-same-untrusted",
            (false, false) if field.stated.is_empty() => "seal-not-stated",
            (false, false) if field.certificate.is_none() => "seal-not-certified",
            (false, false) => "seal-differs",
        }),
    }
}

fn facts(words: Words, seal: &SealSummary) -> Vec<(String, Shown)> {
    let certificate = &seal.certificate;
    let mut facts = Vec::new();
    let mut fact = |label: &str, value: &str| facts.push((words.text(label), Shown::new(value)));
    fact("seal-claimed-time", &words.moment(seal.claimed_time));
    let proven = match &seal.proven_time {
        Some(proven) => {
            let time = words.moment(proven.time);
            words.with_all("seal-proven-by", &[("time", &time), ("authority", &proven.authority)])
        }
        None => words.text("seal-not-proven"),
    };
    fact("seal-proven-time", &proven);
    fact("seal-level", &level(words, seal));
    fact("seal-algorithm", seal.algorithm);
    let (from, to) = (words.date(certificate.not_before), words.date(certificate.not_after));
    fact("seal-certificate-valid", &words.with_all("period", &[("from", &from), ("to", &to)]));
    fact("seal-certificate-states", &qualified(words, certificate));
    fact("seal-serial", &certificate.serial);
    fact("seal-fingerprint", &certificate.sha256);
    facts
}

fn level(words: Words, seal: &SealSummary) -> String {
    let name = level_name(seal.level);
    let text = if seal.level == seal.usable_level {
        words.with("seal-level-whole", "level", name)
    } else {
        words.with_all("seal-level-usable", &[("level", name), ("usable", level_name(seal.usable_level))])
    };
    if seal.not_baseline.is_empty() {
        return text;
    }
    let reason = |code: &&str| match *code {
        "sigT-after-2025-07-15" => words.text("seal-departs-time"),
        "typ" => words.text("seal-departs-type"),
        other => other.to_owned(),
    };
    let reasons: Vec<String> = seal.not_baseline.iter().map(reason).collect();
    words.with_all("seal-level-departs", &[("level", &text), ("reasons", &reasons.join(", "))])
}

fn qualified(words: Words, certificate: &CertificateSummary) -> String {
    let stated = &certificate.qualified;
    if !stated.compliance {
        return words.text("seal-qualified-not");
    }
    let text = match stated.types.as_slice() {
        [] => words.text("seal-qualified"),
        types => words.with("seal-qualified-for", "types", &types.join(", ")),
    };
    if stated.device { words.with("seal-qualified-device", "statement", &text) } else { text }
}

/// How the Europass viewer would show the report.
#[derive(Debug)]
pub struct EuropassShown {
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
            ribbon: view.ribbon.name(),
            checks: checks.map(|c| (c.name, c.status.name(), Shown::new(&c.long_description))).collect(),
        }
    }
}
