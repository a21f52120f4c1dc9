//! What a report shows of a seal: from the verified signature, its examination, and what the credential says.

use super::check_seal::{authority, stated_countries};
use super::report::Outcome;
use super::seal_report::{CertificateSummary, IssuerField, ProvenTime, QualifiedStatements, SealFinding, SealSummary};
use super::terms;
use crate::crypto::encoding::to_hex;
use crate::jose::jades::{self, Level, SealExamination, VerifiedSeal};
use crate::jsonld::{Node, RDF_TYPE};
use crate::limits;
use crate::pki::{Certificate, QcType, RevocationState};

/// The summary; `issuer` is the credential's own node of its issuer, if the payload is a credential.
pub(super) fn summarise_seal(
    seal: &VerifiedSeal,
    examination: &SealExamination,
    issuer: Option<&Node<'_>>,
) -> SealSummary {
    let trusted = examination.path.is_ok();
    let proven = examination.best_time.proven();
    let usable = if proven.is_some() { examination.level } else { Level::B };
    // What a certificate says that was taken back confirms nothing.
    let revoked = examination.revocation.iter().any(|state| matches!(state, RevocationState::Revoked { .. }));
    let fields = issuer_fields(seal.certificate(), issuer, trusted && !revoked);
    SealSummary {
        level: seal.level(),
        usable_level: usable.min(seal.level()),
        not_baseline: seal.not_baseline().to_vec(),
        algorithm: seal.algorithm().name(),
        claimed_time: seal.claimed_time().time,
        proven_time: proven.map(|time| ProvenTime { time, authority: time_stamp_authority(examination) }),
        certificate: certificate(seal.certificate(), trusted),
        self_asserted: issuer.map(|issuer| self_asserted(issuer, &fields)).unwrap_or_default(),
        issuer_fields: fields,
        rows: examination.rows.iter().map(row).collect(),
    }
}

fn row(row: &jades::SealRow) -> SealFinding {
    let outcome = match row.outcome {
        jades::Outcome::Passed => Outcome::Passed,
        jades::Outcome::Failed => Outcome::Failed,
        jades::Outcome::Inconclusive => Outcome::Inconclusive,
        jades::Outcome::NotApplicable => Outcome::NotApplicable,
    };
    SealFinding { check: row.check, outcome, code: row.code, detail: row.detail.clone() }
}

fn certificate(certificate: &Certificate, trusted: bool) -> CertificateSummary {
    let subject = certificate.subject();
    let stated = certificate.qc_statements();
    let kind = |kind: &QcType| match kind {
        QcType::ESeal => "seal".to_owned(),
        QcType::ESign => "signature".to_owned(),
        QcType::Web => "web".to_owned(),
        QcType::Other(oid) => oid.clone(),
    };
    CertificateSummary {
        subject: subject.text.clone(),
        organization: subject.organization.clone(),
        organization_identifier: subject.organization_identifier.clone(),
        common_name: subject.common_name.clone(),
        country: subject.country.clone(),
        issuer: certificate.issuer().text.clone(),
        issuer_short: authority(certificate),
        serial: certificate.serial_hex(),
        sha256: to_hex(&certificate.sha256()),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        qualified: QualifiedStatements {
            compliance: stated.compliance,
            types: stated.types.iter().map(kind).collect(),
            device: stated.sscd,
        },
        trusted,
    }
}

/// The four fields that a certificate can confirm (what sealing on Europass writes over).
fn issuer_fields(certificate: &Certificate, issuer: Option<&Node<'_>>, vouched: bool) -> Vec<IssuerField> {
    let subject = certificate.subject();
    let texts = |predicate: &str| -> Vec<String> {
        let texts = issuer.map(|node| node.texts(predicate)).unwrap_or_default();
        let mut texts: Vec<String> = texts.into_iter().map(|(_, text)| text.to_owned()).collect();
        texts.sort_unstable();
        texts.dedup();
        texts.truncate(limits::LANGUAGES_MAX);
        texts
    };
    let identifiers = issuer.map(super::evidence::StatedOrganisation::read);
    let identifiers = identifiers.map(|stated| stated.legal_ids.into_iter().collect()).unwrap_or_default();
    let countries = issuer.map(stated_countries).unwrap_or_default();
    let field = |field, certificate: &Option<String>, stated: Vec<String>| {
        let same = !stated.is_empty() && stated.iter().all(|text| Some(text) == certificate.as_ref());
        IssuerField { field, certificate: certificate.clone(), confirmed: same && vouched, stated }
    };
    vec![
        field("eIDASIdentifier", &subject.organization_identifier, identifiers),
        field("legalName", &subject.organization, texts(terms::LEGAL_NAME)),
        field("altLabel", &subject.common_name, texts(terms::ALT_LABEL)),
        field("country", &subject.country, countries),
    ]
}

/// The last parts of all other predicates of the issuer, each once.
fn self_asserted(issuer: &Node<'_>, fields: &[IssuerField]) -> Vec<String> {
    let confirmed = |name: &str| fields.iter().any(|field| field.confirmed && field.field == name);
    let mut names: Vec<String> = Vec::new();
    for (predicate, _) in issuer.properties() {
        let name = match predicate {
            RDF_TYPE => continue,
            terms::EIDAS_LEGAL_IDENTIFIER => "eIDASIdentifier",
            other => other.rsplit(['/', '#']).next().unwrap_or(other),
        };
        if !confirmed(name) && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names.sort_unstable();
    names
}

fn time_stamp_authority(examination: &SealExamination) -> String {
    let name = examination
        .time_stamp_authority
        .as_ref()
        .map(|certificate| super::check_seal::short_name(certificate.subject()));
    name.unwrap_or_default()
}
