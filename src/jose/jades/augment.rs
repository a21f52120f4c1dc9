//! From baseline B to T, LT and LTA: a time stamp, the values to judge the seal later, and a time stamp over all of it.

use super::error::JadesError;
use super::types::{Level, SealTrust};
use crate::model::entropy::Entropy;
use crate::model::time::Timestamp;
use crate::pki::PkiServices;

/// A sealed file with what was added to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Augmented {
    /// The file.
    pub file: Vec<u8>,
    /// The level that it has now.
    pub level: Level,
    /// Why that is below the wish: a stable name, and the reason in words.
    pub short_of: Option<(&'static str, String)>,
}

/// Brings a sealed file to the level `wish`, as far as it can be had. The seal is verified first; what is there already
/// stays, so that the same call goes on where an earlier one stopped.
///
/// # Errors
///
/// [`JadesError`]: the file is not a seal, or there is no usable time stamp over its signature. What lacks above level T
/// is no error; the result says so.
#[expect(clippy::unimplemented, reason = "the signature is there before the steps")]
pub fn augment(
    _file: &[u8],
    _wish: Level,
    _services: &dyn PkiServices,
    _entropy: &mut dyn Entropy,
    _trust: &SealTrust,
    _now: Timestamp,
) -> Result<Augmented, JadesError> {
    unimplemented!()
}
