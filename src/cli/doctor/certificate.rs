//! The seal certificate: how long it holds, whom it names, what it is for, and whether it leads to an authority.

use crate::config::Workspace;
use crate::issue::seal_identity;
use crate::keys::{CertificateChain, KeyRecord, Role};
use crate::model::time::Timestamp;
use crate::pki::{Certificate, CertificatePath, PathError, PathPurpose, PathRequest, QcType, build_path};

use super::finding::Findings;

/// Days before its end from which somebody should order a new one: authorities take weeks.
const EXPIRES_SOON_DAYS: i64 = 60;
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Looks at the certificate of the active seal key; the path to a configured authority, if there is one.
pub fn examine(
    workspace: &Workspace,
    records: &[KeyRecord],
    now: Timestamp,
    findings: &mut Findings,
) -> Option<CertificatePath> {
    let record = records.iter().rev().find(|record| record.role == Role::Seal && record.is_active())?;
    let chain = record.chain()?;
    let leaf = chain.leaf();
    validity(leaf, now, findings);
    // Dates are said already; the rest is judged for a time at which it held.
    let last = leaf.not_after().plus_seconds(-1).max(leaf.not_before());
    let at = now.clamp(leaf.not_before(), last);
    usage(leaf, at, findings);
    identity(workspace, leaf, findings);
    qualified(leaf, findings);
    path(workspace, chain, at, findings)
}

fn validity(leaf: &Certificate, now: Timestamp, findings: &mut Findings) {
    const NEW: &str = "ask the authority that issued it for a new one, and take that in with `elmseal key rotate seal`";
    let (begin, end) = (leaf.not_before(), leaf.not_after());
    let days = (end.unix() - now.unix()) / DAY_SECONDS;
    if now < begin {
        let what = format!("it holds from {begin} on, which is still to come");
        findings.fault(
            "seal_certificate",
            "certificate-not-yet-valid",
            what,
            "wait, or see whether this computer's clock is right",
        );
    } else if end < now {
        findings.fault("seal_certificate", "certificate-expired", format!("it held until {end}"), NEW);
    } else if days < EXPIRES_SOON_DAYS {
        let what = format!("it holds until {end}, {days} more days");
        findings.warn("seal_certificate", "certificate-expires-soon", what, NEW);
    } else {
        findings.ok("seal_certificate", format!("{} until {end}, {days} more days", leaf.subject().text));
    }
}

fn usage(leaf: &Certificate, at: Timestamp, findings: &mut Findings) {
    let request =
        PathRequest { leaf, candidates: &[], anchors: std::slice::from_ref(leaf), at, purpose: PathPurpose::Seal };
    match build_path(&request) {
        Ok(_) => findings.ok("seal_key_usage", "it may be used for seals"),
        Err(error) => {
            let advice = "ask the authority that issued it for a certificate for electronic seals";
            findings.fault("seal_key_usage", error.code(), format!("it is not one for seals: {error}"), advice);
        }
    }
}

fn identity(workspace: &Workspace, leaf: &Certificate, findings: &mut Findings) {
    let advice =
        "correct `organization_id` in [institution] of elmseal.toml, or ask for a certificate of this institution";
    match seal_identity(leaf) {
        Ok(named) if named.organization_identifier == workspace.institution.organization_id => {
            findings
                .ok("seal_identity", format!("it names {} ({})", named.organization, named.organization_identifier));
        }
        Ok(named) => {
            let ours = &workspace.institution.organization_id;
            let what = format!("it names {}, and elmseal.toml the institution {ours}", named.organization_identifier);
            findings.fault("seal_identity", "organization-identifier-differs", what, advice);
        }
        Err(faults) => {
            for fault in faults.iter() {
                findings.fault("seal_identity", fault.code, fault.what.clone(), &fault.fix);
            }
        }
    }
}

fn qualified(leaf: &Certificate, findings: &mut Findings) {
    let statements = leaf.qc_statements();
    if statements.compliance && statements.types.contains(&QcType::ESeal) {
        let device = if statements.sscd { ", with a key in a qualified device" } else { "" };
        findings.ok("seal_qualified", format!("it states to be a qualified certificate for seals{device}"));
    } else {
        let what =
            "it does not state to be a qualified certificate for seals, and Europass shows only what such ones sealed";
        let advice = "order one from a qualified trust service provider, unless the seals are for your alliance alone";
        findings.warn("seal_qualified", "certificate-not-qualified", what, advice);
    }
}

fn path(
    workspace: &Workspace,
    chain: &CertificateChain,
    at: Timestamp,
    findings: &mut Findings,
) -> Option<CertificatePath> {
    const CHECK: &str = "seal_chain";
    let anchors = &workspace.seal.trust.authorities;
    if anchors.is_empty() {
        let what = "no authority is configured, so that seals are not brought above level T, nor judged here";
        let advice = "name the certificates of its authority as `authorities` in [seal] of elmseal.toml";
        findings.warn(CHECK, "no-authorities", what, advice);
        return None;
    }
    let leaf = chain.leaf();
    let request = PathRequest { leaf, candidates: chain.certificates(), anchors, at, purpose: PathPurpose::Seal };
    match build_path(&request) {
        Ok(path) => {
            let issuers: Vec<&str> = path.issuers().iter().map(|issuer| issuer.subject().text.as_str()).collect();
            findings.ok(
                CHECK,
                format!(
                    "complete, by {}",
                    if issuers.is_empty() { "itself".to_owned() } else { issuers.join(", then ") }
                ),
            );
            Some(path)
        }
        Err(error @ PathError::Untrusted { .. }) => {
            let what = format!("it does not lead to a configured authority: {error}");
            let advice =
                "import the key again with its issuers' certificates, or add the authority to `authorities` in [seal]";
            findings.fault(CHECK, "chain-incomplete", what, advice);
            None
        }
        Err(error) => {
            // What is wrong with the certificate itself is said above.
            let own = PathRequest {
                leaf,
                candidates: &[],
                anchors: std::slice::from_ref(leaf),
                at,
                purpose: PathPurpose::Seal,
            };
            if build_path(&own).is_ok() {
                let advice = "ask the authority for the certificates that hold now, and import the key with them";
                findings.fault(CHECK, error.code(), error.to_string(), advice);
            }
            None
        }
    }
}
