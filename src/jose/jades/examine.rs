//! What a verified seal is worth: its certificate, its time stamps and what they prove.
//!
//! The certificate is judged at the best time: the earliest that a time stamp proves, or else now. A certificate that has
//! expired, or was revoked for another reason than a stolen key, is an open question where no time is proven, since the
//! seal may be older; it is a failure where the proven time lies after it.

use std::cell::Cell;

use super::read::Seal;
use super::stamps::{Doubt, Judge, Judged, Stamps};
use super::types::{BestTime, Level, Outcome, SEAL_CHECKS, SealExamination, SealRow, SealTrust};
use super::unsigned::Content;
use crate::limits;
use crate::model::time::Timestamp;
use crate::pki::{
    Certificate, CertificatePath, PathError, PathPurpose, PathRequest, RevocationData, RevocationReader,
    RevocationState, build_path,
};

/// What keeps a seal from being baseline and is usual in files that Europass shows: a remark.
const REMARKS: [&str; 2] = ["sigT-after-2025-07-15", "typ"];

/// What is judged, and against what.
pub(super) struct SealView<'a> {
    pub seal: &'a Seal,
    pub trust: &'a SealTrust,
    pub extra: &'a RevocationData,
    pub now: Timestamp,
}

/// Judges a seal.
pub(super) fn examine(view: &SealView<'_>) -> SealExamination {
    let seal = view.seal;
    let candidates = seal.certificates();
    let embedded = seal.unsigned.revocation_data();
    let mut revocation_data = embedded.clone();
    revocation_data.crls.extend(view.extra.crls.iter().cloned());
    revocation_data.ocsp_responses.extend(view.extra.ocsp_responses.iter().cloned());
    let (all, in_file) = (RevocationReader::new(&revocation_data), RevocationReader::new(&embedded));
    let judge = Judge {
        seal,
        trust: view.trust,
        candidates: &candidates,
        revocation: &all,
        now: view.now,
        tokens_read: Cell::new(0),
        signatures_verified: Cell::new(0),
    };
    let stamps = judge.stamps();

    let proofs = stamps.signature.proofs().chain(stamps.archive.proofs());
    let (proven, time_stamp_authority) = proofs.min_by_key(|(time, _)| *time).unzip();
    let best_time = proven.map_or(BestTime::Unproven, BestTime::Proven);
    let at = proven.unwrap_or(view.now);
    let path = seal_path(&PathRequest {
        leaf: &seal.certificate,
        candidates: &candidates,
        anchors: &view.trust.authorities,
        at,
        purpose: PathPurpose::Seal,
    });
    let issued = path.as_ref().ok().and_then(|path| path.with_issuer(&candidates));
    let states = |data: &RevocationReader<'_>| match (&issued, &path) {
        // Whoever trusts the certificate itself need not know its authority; what that has revoked counts if it is known.
        (Some(issued), _) => {
            let states = data.check(issued, at, view.now);
            states.into_iter().filter(|state| !matches!(state, RevocationState::Unknown { .. })).collect()
        }
        (None, Ok(path)) => data.check(path, at, view.now),
        (None, Err(_)) => Vec::new(),
    };
    let revocation = states(&all);

    let rows = SEAL_CHECKS
        .iter()
        .map(|check| {
            let verdict = match *check {
                "signature" => Ok(Verdict::passed(format!("verified with {}", seal.header.algorithm))),
                "certificate_reference" => reference(seal),
                "critical_headers" => critical_headers(seal, view.now),
                "baseline" => baseline(seal),
                "content_time_stamp" => content_time_stamp(&stamps, proven),
                "signature_time_stamp" => time_stamps(&stamps.signature, "over the signature"),
                "certificate_values" => certificate_values(seal),
                "revocation_values" => revocation_values(seal, &embedded),
                "archive_time_stamp" => time_stamps(&stamps.archive, "over the whole seal"),
                "certificate_path" => certificate_path(&path, best_time),
                _ => revocation_row(seal, &path, &revocation, best_time),
            };
            row(check, verdict)
        })
        .collect::<Vec<_>>();
    let complete =
        path.is_err() || states(&in_file).iter().all(|state| !matches!(state, RevocationState::Unknown { .. }));
    let level = reached(seal, &stamps, &rows, complete);
    SealExamination { rows, best_time, time_stamp_authority, path, revocation, level }
}

/// The path of the seal's certificate. Where it is trusted itself and so is an authority that issued it, the path goes on
/// to the authority, which says what it has revoked.
fn seal_path(request: &PathRequest<'_>) -> Result<CertificatePath, PathError> {
    let anchors: Vec<Certificate> = request.anchors.iter().filter(|anchor| *anchor != request.leaf).cloned().collect();
    if anchors.len() < request.anchors.len()
        && let Ok(path) = build_path(&PathRequest { anchors: &anchors, ..*request })
    {
        return Ok(path);
    }
    build_path(request)
}

/// What a check found where nothing is wrong.
struct Verdict {
    outcome: Outcome,
    code: &'static str,
    detail: String,
}

impl Verdict {
    fn passed(detail: impl Into<String>) -> Self {
        Self { outcome: Outcome::Passed, code: "ok", detail: detail.into() }
    }

    fn remark(code: &'static str, detail: impl Into<String>) -> Self {
        Self { outcome: Outcome::Passed, code, detail: detail.into() }
    }

    fn absent(detail: impl Into<String>) -> Self {
        Self { outcome: Outcome::NotApplicable, code: "absent", detail: detail.into() }
    }
}

fn row(check: &'static str, verdict: Result<Verdict, Doubt>) -> SealRow {
    match verdict {
        Ok(Verdict { outcome, code, detail }) | Err(Doubt { outcome, code, detail }) => {
            SealRow { check, outcome, code, detail }
        }
    }
}

fn reference(seal: &Seal) -> Result<Verdict, Doubt> {
    if seal.header.issuers.iter().any(|der| Certificate::from_der(der).is_err()) {
        return Err(Doubt::failed("certificate-malformed", "`x5c` has what is no certificate"));
    }
    let members: Vec<&str> = seal.header.references.iter().map(super::header::Reference::member).collect();
    let detail = format!("`{}` is the digest of the certificate", members.join("`, `"));
    // `kid` is a hint for finding the certificate; the digest decides.
    Ok(match &seal.header.key_identifier {
        Some(identifier) if *identifier != seal.certificate.issuer_serial_der() => {
            Verdict::remark("kid-differs", format!("{detail}, but `kid` names another one"))
        }
        _ => Verdict::passed(detail),
    })
}

fn critical_headers(seal: &Seal, now: Timestamp) -> Result<Verdict, Doubt> {
    match seal.header.expires {
        Some(expires) if expires <= now => {
            Err(Doubt::failed("header-expired", format!("the seal says that it must not be accepted after {expires}")))
        }
        _ => Ok(Verdict::passed("the rules of `crit` are kept")),
    }
}

fn baseline(seal: &Seal) -> Result<Verdict, Doubt> {
    for item in &seal.unsigned.items {
        if let Content::Unreadable(reason) = &item.content {
            return Err(Doubt::failed("etsiu-item-unreadable", format!("an item of `etsiU` cannot be read: {reason}")));
        }
    }
    let (level, against) = seal.structure();
    let fault = against.iter().find(|reason| !REMARKS.contains(reason)).or(against.first());
    let Some(code) = fault else { return Ok(Verdict::passed(level.name())) };
    let detail = format!("not a baseline seal: {}", against.join(", "));
    if REMARKS.contains(code) { Ok(Verdict::remark(code, detail)) } else { Err(Doubt::failed(code, detail)) }
}

fn time_stamps(judged: &Judged, what: &str) -> Result<Verdict, Doubt> {
    if judged.tokens.is_empty() {
        return Ok(Verdict::absent(format!("no time stamp {what}")));
    }
    match (judged.doubt(), judged.proven()) {
        (Some(doubt), _) => Err(doubt.clone()),
        (None, Some(time)) => Ok(Verdict::passed(format!("a time stamp {what} of {time}"))),
        (None, None) => Ok(Verdict::absent(format!("no time stamp {what}"))),
    }
}

fn content_time_stamp(stamps: &Stamps, proven: Option<Timestamp>) -> Result<Verdict, Doubt> {
    let content = stamps.content.proven();
    if let (Some(content), Some(proven)) = (content, proven)
        && content > proven
    {
        let detail = format!("the time stamp over the content is of {content}, after the signature of {proven}");
        return Err(Doubt::failed("content-time-stamp-after-signature", detail));
    }
    time_stamps(&stamps.content, "over the content")
}

fn certificate_values(seal: &Seal) -> Result<Verdict, Doubt> {
    let failed = |detail: String| Doubt::failed("certificate-values-malformed", detail);
    let mut present = false;
    for item in &seal.unsigned.items {
        match &item.content {
            Content::Certificates(Err(reason)) | Content::Values(Err(reason)) => return Err(failed(reason.clone())),
            Content::Certificates(Ok(_)) | Content::Values(Ok(_)) => present = true,
            _ => {}
        }
    }
    if !present {
        return Ok(Verdict::absent("no certificates besides those in the header"));
    }
    let mut count = 0;
    for der in seal.unsigned.certificates() {
        count += 1;
        if count > limits::SEAL_CERTIFICATES_MAX {
            let detail = format!("more certificates than the {} that are read", limits::SEAL_CERTIFICATES_MAX);
            return Err(Doubt::failed("too-many-certificates", detail));
        }
        Certificate::from_der(der).map_err(|error| failed(error.to_string()))?;
    }
    Ok(Verdict::passed(format!("{count} certificates")))
}

fn revocation_values(seal: &Seal, embedded: &RevocationData) -> Result<Verdict, Doubt> {
    let failed = |detail: String| Doubt::failed("revocation-values-malformed", detail);
    let mut present = false;
    for item in &seal.unsigned.items {
        match &item.content {
            Content::Revocation(Err(reason)) | Content::Values(Err(reason)) => return Err(failed(reason.clone())),
            Content::Revocation(Ok(_)) | Content::Values(Ok(_)) => present = true,
            _ => {}
        }
    }
    if !present {
        return Ok(Verdict::absent("no revocation data in the file"));
    }
    if seal.unsigned.revocation_count() > limits::SEAL_REVOCATION_MAX {
        let detail = format!("more revocation data than the {} that are read", limits::SEAL_REVOCATION_MAX);
        return Err(Doubt::failed("too-many-revocation-values", detail));
    }
    if !embedded.crls.iter().all(|der| openssl::x509::X509Crl::from_der(der).is_ok()) {
        return Err(failed("a revocation list cannot be read".to_owned()));
    }
    let (crls, responses) = (embedded.crls.len(), embedded.ocsp_responses.len());
    Ok(Verdict::passed(format!("{crls} revocation lists and {responses} OCSP responses")))
}

fn certificate_path(path: &Result<CertificatePath, PathError>, best_time: BestTime) -> Result<Verdict, Doubt> {
    let when = match best_time {
        BestTime::Proven(at) => format!("at the proven time {at}"),
        BestTime::Unproven => "now; no earlier time is proven".to_owned(),
    };
    match path {
        Ok(path) => {
            let anchor = path.anchor().subject();
            Ok(Verdict::passed(format!("leads to {} {when}", anchor.text)))
        }
        Err(error) => Err(match error.code() {
            code @ ("certificate-untrusted" | "certificate-expired") => Doubt::open(code, format!("{error}, {when}")),
            code => Doubt::failed(code, format!("{error}, {when}")),
        }),
    }
}

fn revocation_row(
    seal: &Seal,
    path: &Result<CertificatePath, PathError>,
    states: &[RevocationState],
    best_time: BestTime,
) -> Result<Verdict, Doubt> {
    if path.is_err() {
        return Err(Doubt::open("no-path", "not looked at, since the certificate does not lead to a trusted one"));
    }
    if states.is_empty() {
        return Ok(Verdict::absent("the certificate itself is trusted"));
    }
    let mut doubts: Vec<Doubt> = states.iter().filter_map(|state| state_doubt(seal, state, best_time)).collect();
    doubts.sort_by_key(|doubt| doubt.outcome != Outcome::Failed);
    if let Some(first) = doubts.into_iter().next() {
        return Err(first);
    }
    let later = states.iter().find_map(|state| match state {
        RevocationState::Good { revoked_later, .. } => *revoked_later,
        _ => None,
    });
    Ok(match later {
        Some(at) => {
            Verdict::remark("revoked-after-sealing", format!("revoked on {at}, after the proven time of sealing"))
        }
        None => Verdict::passed("no certificate of the path was revoked"),
    })
}

/// Reasons of a revocation that say nothing against seals made before it.
const HARMLESS: [&str; 4] = ["affiliationChanged", "superseded", "cessationOfOperation", "privilegeWithdrawn"];

fn state_doubt(seal: &Seal, state: &RevocationState, best_time: BestTime) -> Option<Doubt> {
    match state {
        RevocationState::Good { .. } => None,
        RevocationState::Unknown { code, detail } => Some(Doubt::open(code, detail.clone())),
        RevocationState::Revoked { at, reason, .. } => {
            let why = reason.map_or(String::new(), |reason| format!(" ({reason})"));
            let detail = format!("the certificate was revoked on {at}{why}");
            if *reason == Some("certificateHold") {
                return Some(Doubt::open("certificate-on-hold", detail));
            }
            let earlier = seal.header.claimed.time < *at;
            let harmless = reason.is_some_and(|reason| HARMLESS.contains(&reason));
            Some(if best_time == BestTime::Unproven && earlier && harmless {
                let detail = format!("{detail}; nothing proves that the seal is older");
                Doubt::open("certificate-revoked-no-proof-of-time", detail)
            } else {
                Doubt::failed("certificate-revoked", detail)
            })
        }
    }
}

/// The highest level of which every part holds.
fn reached(seal: &Seal, stamps: &Stamps, rows: &[SealRow], complete: bool) -> Level {
    let failed = |check: &str| rows.iter().any(|row| row.check == check && row.outcome == Outcome::Failed);
    let structural = seal.structure().0;
    if structural < Level::T || !stamps.signature.holds() || failed("signature_time_stamp") || failed("baseline") {
        return Level::B;
    }
    if structural < Level::Lt || failed("certificate_values") || failed("revocation_values") || !complete {
        return Level::T;
    }
    if structural < Level::Lta || !stamps.archive.holds() || failed("archive_time_stamp") {
        return Level::Lt;
    }
    Level::Lta
}
