//! The values of level LT: every certificate and all revocation data that judging the seal needs.

use super::augment::Shortfall;
use super::read::VerifiedSeal;
use super::types::{SealExamination, SealTrust};
use super::unsigned::Content;
use crate::crypto::encoding::{to_base64, to_base64url};
use crate::limits;
use crate::model::time::Timestamp;
use crate::pki::{
    Certificate, CertificatePath, PathError, PathPurpose, PathRequest, PkiServices, RevocationData, RevocationState,
    TimeStampToken, build_path, check_revocation, ocsp_request,
};

/// Most issuers' certificates that are fetched for one path.
const ISSUERS_FETCHED_MAX: usize = 4;

/// What was collected.
pub(super) struct Collected {
    certificates: Vec<Certificate>,
    revocation: RevocationData,
}

impl Collected {
    /// The items of `etsiU`: `xVals`, if there is any certificate to add, and `rVals`.
    pub fn items(&self) -> Vec<String> {
        let vals = |values: &mut dyn Iterator<Item = &[u8]>| {
            values.map(|der| format!("{{\"val\":\"{}\"}}", to_base64(der))).collect::<Vec<_>>().join(",")
        };
        let mut items = Vec::new();
        if !self.certificates.is_empty() {
            let certificates = self.certificates.iter();
            let certificates =
                certificates.map(|found| format!("{{\"x509Cert\":{{\"val\":\"{}\"}}}}", to_base64(found.der())));
            items.push(format!("{{\"xVals\":[{}]}}", certificates.collect::<Vec<_>>().join(",")));
        }
        let mut members = Vec::new();
        if !self.revocation.crls.is_empty() {
            members.push(format!("\"crlVals\":[{}]", vals(&mut self.revocation.crls.iter().map(Vec::as_slice))));
        }
        if !self.revocation.ocsp_responses.is_empty() {
            let responses = &mut self.revocation.ocsp_responses.iter().map(Vec::as_slice);
            members.push(format!("\"ocspVals\":[{}]", vals(responses)));
        }
        items.push(format!("{{\"rVals\":{{{}}}}}", members.join(",")));
        items.iter().map(|item| to_base64url(item.as_bytes())).collect()
    }
}

/// Collects the values for the seal's path at its proven time and for those of its time-stamp authorities.
pub(super) fn collect(
    seal: &VerifiedSeal,
    examination: &SealExamination,
    services: &dyn PkiServices,
    trust: &SealTrust,
    now: Timestamp,
) -> Result<Collected, Shortfall> {
    let Some(proven) = examination.best_time.proven() else {
        let row = examination.row("signature_time_stamp");
        return Err(Shortfall::new(row.code, row.detail.clone()));
    };
    let mut candidates = seal.certificates();
    let mut paths = Vec::new();
    let mut find = |leaf: &Certificate, anchors: &[Certificate], at, purpose| {
        let found = find_path(leaf, &mut candidates, anchors, at, purpose, services);
        found.map(|path| paths.push((path, at))).map_err(|error| Shortfall::new(error.code(), error.to_string()))
    };
    find(seal.certificate(), &trust.authorities, proven, PathPurpose::Seal)?;
    for item in &seal.seal().unsigned.items {
        let Content::SignatureTimeStamp(stamp) = &item.content else { continue };
        for der in stamp.tokens.iter().flatten() {
            let known = seal.certificates();
            let token = TimeStampToken::parse(der);
            let stamped = token.and_then(|token| token.verify_with(seal.seal().signature_text.as_bytes(), &known));
            let stamped = stamped.map_err(|error| Shortfall::new(error.code(), error.to_string()))?;
            find(stamped.tsa(), &trust.time_stamp_authorities, stamped.time(), PathPurpose::TimeStamp)?;
        }
    }

    let mut collected = Collected { certificates: Vec::new(), revocation: seal.revocation_data() };
    let had = collected.revocation.clone();
    for (path, at) in &paths {
        add_revocation(&mut collected.revocation, path, *at, services, now)?;
    }
    collected.revocation.crls.retain(|crl| !had.crls.contains(crl));
    collected.revocation.ocsp_responses.retain(|response| !had.ocsp_responses.contains(response));
    let sealed = seal.seal();
    let issuers = sealed.header.issuers.iter().map(Vec::as_slice);
    let mut known: Vec<Certificate> = sealed.header.leaf.iter().cloned().collect();
    known.extend(issuers.chain(sealed.unsigned.certificates()).filter_map(|der| Certificate::from_der(der).ok()));
    for certificate in paths.iter().flat_map(|(path, _)| path.certificates()) {
        // Whoever trusts a root has it.
        let root = certificate.is_self_issued() && certificate.is_ca();
        if !root && !known.contains(certificate) {
            known.push(certificate.clone());
            collected.certificates.push(certificate.clone());
        }
    }
    Ok(collected)
}

/// A path, with the certificates of issuers fetched from where the certificates say that they lie.
fn find_path(
    leaf: &Certificate,
    candidates: &mut Vec<Certificate>,
    anchors: &[Certificate],
    at: Timestamp,
    purpose: PathPurpose,
    services: &dyn PkiServices,
) -> Result<CertificatePath, PathError> {
    let mut end = leaf.clone();
    for _ in 0..=ISSUERS_FETCHED_MAX {
        let path = build_path(&PathRequest { leaf, candidates, anchors, at, purpose });
        match path {
            Err(error) if error.code() == "certificate-untrusted" => {
                let found = end.ca_issuer_urls().iter().find_map(|url| issuer_at(url, &end, services));
                let Some(issuer) = found else { return Err(error) };
                candidates.push(issuer.clone());
                end = issuer;
            }
            other => return other,
        }
    }
    build_path(&PathRequest { leaf, candidates, anchors, at, purpose })
}

/// The issuer of `certificate` among what `url` has: DER, PEM or a PKCS#7 bundle.
fn issuer_at(url: &str, certificate: &Certificate, services: &dyn PkiServices) -> Option<Certificate> {
    let bytes = services.ca_issuer(url).ok()?;
    let found = match Certificate::from_der(&bytes) {
        Ok(one) => vec![one],
        Err(_) => Certificate::from_pem_bundle(&bytes).unwrap_or_else(|_| from_pkcs7(&bytes)),
    };
    found.into_iter().find(|issuer| issuer.subject_der() == certificate.issuer_der() && issuer != certificate)
}

fn from_pkcs7(bytes: &[u8]) -> Vec<Certificate> {
    let Ok(bundle) = openssl::pkcs7::Pkcs7::from_der(bytes) else { return Vec::new() };
    let certificates = bundle.signed().and_then(openssl::pkcs7::Pkcs7SignedRef::certificates);
    let der = certificates.into_iter().flatten().filter_map(|found| found.to_der().ok());
    der.filter_map(|der| Certificate::from_der(&der).ok()).take(limits::SEAL_CHAIN_MAX).collect()
}

/// Adds what says that each certificate of `path` below its anchor was good at `at`.
fn add_revocation(
    data: &mut RevocationData,
    path: &CertificatePath,
    at: Timestamp,
    services: &dyn PkiServices,
    now: Timestamp,
) -> Result<(), Shortfall> {
    let count = path.certificates().len() - 1;
    for index in 0..count {
        let state = |data: &RevocationData| check_revocation(path, data, at, now).into_iter().nth(index);
        let good = |data: &RevocationData| matches!(state(data), Some(RevocationState::Good { .. }));
        let [certificate, issuer] = [&path.certificates()[index], &path.certificates()[index + 1]];
        // Of a certificate that names no place to ask, nothing can be collected; whether the seal's own path can be judged
        // all the same is seen afterwards.
        let silent = certificate.ocsp_urls().is_empty() && certificate.crl_urls().is_empty();
        if good(data) || certificate.has_ocsp_nocheck() || silent {
            continue;
        }
        let mut why = String::new();
        let mut found = None;
        // OCSP first: it is short and as fresh as the seal.
        for url in certificate.ocsp_urls() {
            match services.ocsp(url, &ocsp_request(certificate, issuer)) {
                Ok(response) => {
                    let one = RevocationData { ocsp_responses: vec![response], crls: Vec::new() };
                    if good(&one) {
                        found = Some(one);
                        break;
                    }
                    why = describe(state(&one))?;
                }
                Err(error) => why = error.to_string(),
            }
        }
        if found.is_none() {
            for url in certificate.crl_urls() {
                match services.crl(url) {
                    Ok(crl) => {
                        let one = RevocationData { crls: vec![crl], ocsp_responses: Vec::new() };
                        if good(&one) {
                            found = Some(one);
                            break;
                        }
                        why = describe(state(&one))?;
                    }
                    Err(error) => why = error.to_string(),
                }
            }
        }
        let Some(found) = found else {
            let detail = format!("no revocation data for the certificate of {}: {why}", certificate.subject().text);
            return Err(Shortfall::new("revocation-data-missing", detail));
        };
        data.crls.extend(found.crls);
        data.ocsp_responses.extend(found.ocsp_responses);
    }
    Ok(())
}

/// Why what was fetched does not help; an error where it says that the certificate was revoked.
fn describe(state: Option<RevocationState>) -> Result<String, Shortfall> {
    match state {
        Some(RevocationState::Revoked { at, .. }) => {
            Err(Shortfall::new("certificate-revoked", format!("a certificate was revoked on {at}")))
        }
        Some(RevocationState::Unknown { detail, .. }) => Ok(detail),
        Some(RevocationState::Good { .. }) | None => Ok("it says nothing".to_owned()),
    }
}
