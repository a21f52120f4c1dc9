//! From the bytes of a sealed file to an authentic credential and what is known of its seal.

use super::check_proof;
use super::check_seal::is_revocable;
use super::evidence::ListSnapshot;
use super::report::{Check, Finding, Outcome};
use super::resolve::{Resolution, resolve_and_verify};
use super::seal_report::SealSummary;
use super::summarise_seal::summarise_seal;
use super::{Received, Verifier};
use crate::fetch::Fetch;
use crate::jose::jades::{SealExamination, UnverifiedSeal, VerifiedSeal};
use crate::limits;
use crate::model::time::Timestamp;
use crate::pki::{RevocationData, RevocationState, ServiceError, ocsp_request};
use crate::proof::{
    AuthenticCredential, ProofError, SealedDocument, authenticate_seal, authenticate_sealed_proof, sealed_document,
};
use crate::trust::ServiceKind;

/// A seal whose signature was verified, with what came of looking at it.
pub(super) struct ExaminedSeal {
    pub(super) examination: SealExamination,
    /// The summary without what the credential says of its issuer, for a payload that is no credential.
    plain: SealSummary,
}

impl ExaminedSeal {
    pub(super) fn new(seal: &VerifiedSeal, examination: SealExamination) -> Self {
        let plain = summarise_seal(seal, &examination, None);
        Self { examination, plain }
    }

    /// What is shown of the seal where no credential could be read.
    pub(super) fn into_summary(self) -> SealSummary {
        self.plain
    }
}

impl Verifier {
    /// A file that is a seal's envelope.
    pub(super) fn open_sealed(
        &self,
        bytes: &[u8],
        fetch: &dyn Fetch,
        lists: &[ListSnapshot],
        now: Timestamp,
    ) -> Received {
        let verified = UnverifiedSeal::parse(bytes).and_then(UnverifiedSeal::verify_signature);
        let seal = match verified {
            Ok(seal) => seal,
            Err(error) => {
                return Received { rows: check_proof::broken_seal(&error).into(), credential: None, seal: None };
            }
        };
        let examined = ExaminedSeal::new(&seal, self.examine(&seal, lists, now));
        let (mut rows, credential) = self.authenticate(seal, fetch, lists, now);
        if let Some(row) = examined.plain.rows.iter().find(|row| row.check == "critical_headers")
            && row.outcome == Outcome::Failed
        {
            rows[1] = Finding::failed(Check::Proof, row.code, row.detail.clone());
        }
        Received { rows: rows.into(), credential, seal: Some(examined) }
    }

    /// The credential in a verified seal; its own proofs, if it carries any, have to verify too.
    fn authenticate(
        &self,
        seal: VerifiedSeal,
        fetch: &dyn Fetch,
        lists: &[ListSnapshot],
        now: Timestamp,
    ) -> ([Finding; 2], Option<AuthenticCredential>) {
        let contexts = self.contexts;
        let answer = |made: Result<AuthenticCredential, ProofError>| match made {
            Ok(credential) => (check_proof::sealed(), Some(credential)),
            Err(error) => (check_proof::broken_payload(&error), None),
        };
        let received = match sealed_document(&seal) {
            Ok(SealedDocument::Plain(_)) => return answer(authenticate_seal(seal, contexts)),
            Ok(SealedDocument::WithProof(received)) => received,
            Err(error) => return answer(Err(error)),
        };
        let resolution = resolve_and_verify(&received, &self.sources(fetch, lists, ServiceKind::Issuance, now));
        match resolution {
            Resolution::Authentic(credential) => answer(authenticate_sealed_proof(seal, *credential, contexts)),
            // The seal is good; the proof inside it is not, or its key could not be had.
            other => (check_proof::check_proof(&other), None),
        }
    }

    /// Examines a seal: with what the file brings, and, for certificates of trusted authorities alone, with what those say
    /// of revocation today.
    pub(super) fn examine(&self, seal: &VerifiedSeal, lists: &[ListSnapshot], now: Timestamp) -> SealExamination {
        let mut trust = self.seal_trust.clone();
        for list in lists.iter().filter_map(ListSnapshot::usable) {
            trust.authorities.extend(list.seal_authorities());
        }
        let examination = seal.examine(&trust, &RevocationData::default(), now);
        let fetched = self.fetch_revocation(seal, &examination);
        if fetched.crls.is_empty() && fetched.ocsp_responses.is_empty() {
            return examination;
        }
        seal.examine(&trust, &fetched, now)
    }

    /// Asks the authorities of a trusted path for what the file does not say of revocation.
    ///
    /// An address in a certificate that nobody vouches for would let whoever made the file choose what this program asks.
    fn fetch_revocation(&self, seal: &VerifiedSeal, examination: &SealExamination) -> RevocationData {
        let mut data = RevocationData::default();
        let Ok(path) = &examination.path else { return data };
        let mut left = limits::REVOCATION_REQUESTS_MAX;
        let issued = path.with_issuer(&seal.certificates());
        let pairs = issued.as_ref().unwrap_or(path).certificates().windows(2);
        for (index, pair) in pairs.enumerate() {
            let [certificate, issuer] = pair else { continue };
            let known = examination.revocation.get(index);
            if known.is_some_and(|state| !matches!(state, RevocationState::Unknown { .. }))
                || !is_revocable(certificate)
            {
                continue;
            }
            let request = ocsp_request(certificate, issuer);
            let mut answered = false;
            for url in certificate.ocsp_urls() {
                if answered || left == 0 {
                    break;
                }
                left -= 1;
                match self.services.ocsp(url, &request) {
                    Ok(response) => {
                        data.ocsp_responses.push(response);
                        answered = true;
                    }
                    Err(error) => left = if is_silent(&error) { 0 } else { left },
                }
            }
            for url in certificate.crl_urls() {
                if answered || left == 0 {
                    break;
                }
                left -= 1;
                match self.services.crl(url) {
                    Ok(list) => {
                        data.crls.push(list);
                        answered = true;
                    }
                    Err(error) => left = if is_silent(&error) { 0 } else { left },
                }
            }
        }
        data
    }
}

/// Whether a service took all the time that it had: then no other one is waited for.
fn is_silent(error: &ServiceError) -> bool {
    matches!(error, ServiceError::TimedOut { .. })
}
