//! Whether the credential stands in the issuer's transparency log, by a proof file that travels with it.

use super::evidence::Evidence;
use super::report::{Check, Finding};
use crate::crypto::VerifyingKey;
use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::log_proof::LogProof;
use crate::trust::ServiceKind;

/// The row `log`. It proves order, not time: without a witness a checkpoint is the issuer's own word.
pub(super) fn check_log(sealed: &[u8], inclusion: Option<&[u8]>, evidence: &Evidence<'_>) -> Finding {
    let row = Check::Log;
    let Some(bytes) = inclusion else {
        return Finding::not_applicable(row, "no-inclusion-proof", "no proof of inclusion came with the credential");
    };
    let proof = match LogProof::parse(bytes) {
        Ok(proof) => proof,
        Err(e) => return Finding::failed(row, "inclusion-proof-malformed", e.to_string()),
    };
    let keys: Vec<VerifyingKey> = evidence
        .listings
        .iter()
        .filter_map(|listing| listing.entity.service(ServiceKind::Log))
        .flat_map(|service| service.periods().flat_map(|period| &period.identity.keys))
        .filter_map(|key| VerifyingKey::from_multikey(key).ok())
        .collect();
    if keys.is_empty() {
        let detail = "no configured list names a key of the issuer's log";
        return Finding::inconclusive(row, "log-key-not-listed", detail);
    }
    let origin = match Checkpoint::unverified(&proof.checkpoint) {
        Ok(checkpoint) => checkpoint.origin,
        Err(e) => return Finding::failed(row, "inclusion-proof-malformed", e.to_string()),
    };
    let mut fault = None;
    for key in keys {
        match proof.verify(sealed, &origin, key.as_bytes()) {
            Ok(checkpoint) => {
                let detail = format!(
                    "the credential is entry {} of {} in the issuer's log {origin}; the log is the issuer's own word",
                    proof.index, checkpoint.size
                );
                return Finding::passed(row, "in-log", detail);
            }
            Err(e) => fault = Some(e),
        }
    }
    Finding::failed(row, "not-in-log", fault.map(|e| e.to_string()).unwrap_or_default())
}
