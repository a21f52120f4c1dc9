//! What a verified seal is worth: its certificate, its time stamps and what they prove.

use super::read::Seal;
use super::types::{SealExamination, SealTrust};
use crate::model::time::Timestamp;
use crate::pki::RevocationData;

/// What is judged, and against what.
pub(super) struct SealView<'a> {
    pub seal: &'a Seal,
    pub trust: &'a SealTrust,
    pub extra: &'a RevocationData,
    pub now: Timestamp,
}

#[expect(clippy::unimplemented, reason = "the signature is there before the checks")]
pub(super) fn examine(_view: &SealView<'_>) -> SealExamination {
    unimplemented!()
}
