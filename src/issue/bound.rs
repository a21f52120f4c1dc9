//! Copies of an award that are bound to a holder's key.
//!
//! Each is made of the award's own sealed document, recorded, signed once, verified as a stranger would, stored, published
//! as far as its status needs it, and only then handed out. The same wish again is handed the same copy.

mod making;

use std::ops::ControlFlow;

use serde_json::Value;

use self::making::{Maker, Recording};
use super::batch::{Observer, Quiet, Step};
use super::holder::Holder;
use super::{IssueError, Office, SealingKeys};
use crate::attestation::lacking;
use crate::elm::AwardView;
use crate::ledger::{BoundFormat, CopyNumber};
use crate::model::fault::{Faults, Place};
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;

/// That an award is wished for a holder's key.
#[derive(Debug, Clone, Copy)]
pub struct BoundWish<'a> {
    /// Whose key.
    pub holder: &'a Holder,
    /// What makes two wishes one, together with award, format and key: whoever gives it again is handed the same copy.
    pub request: [u8; 32],
}

/// What is wished of an award.
#[derive(Debug, Clone, Copy)]
pub struct Bound<'a> {
    /// The award.
    pub award: AwardId,
    /// The form of its copies.
    pub format: BoundFormat,
    /// For whom: a copy each.
    pub wishes: &'a [BoundWish<'a>],
    /// Now.
    pub now: Timestamp,
}

/// Makes a copy of an award for each of `wishes`, in their order, or hands out the one that was made for the same wish.
///
/// # Errors
///
/// [`IssueError::NotStanding`] when the award was revoked or replaced; [`IssueError::Erased`]; [`IssueError::NotSealed`];
/// [`IssueError::NoSealKey`] or [`IssueError::SealKeyKind`] when an `sd-jwt` is wished and there is no key to seal it with;
/// [`IssueError::Rendition`] when the award lacks what the format needs; [`IssueError`] else: then the same wishes again go
/// on where these stopped.
pub fn issue_bound(
    office: &mut Office<'_>,
    keys: SealingKeys<'_>,
    award: AwardId,
    format: BoundFormat,
    wishes: &[BoundWish<'_>],
    now: Timestamp,
) -> Result<Vec<Vec<u8>>, IssueError> {
    issue_bound_observed(office, keys, Bound { award, format, wishes, now }, &mut Quiet)
}

/// What an award's own document lacks so that `sd-jwt` copies can be made of it.
#[must_use]
pub fn lacking_for_copies(document: &Value) -> Faults {
    match AwardView::read(document) {
        Ok(view) => lacking(&view),
        Err(error) => {
            let mut faults = Faults::new();
            let place = Place::File { file: "the award's own document".to_owned() };
            faults.fault("award-unreadable", place, error.to_string(), "report this as a fault of the program");
            faults
        }
    }
}

/// Whether an award could be copied in this form now.
///
/// # Errors
///
/// Why not, as [`issue_bound`].
pub fn check_bound(
    office: &Office<'_>,
    keys: SealingKeys<'_>,
    award: AwardId,
    format: BoundFormat,
    now: Timestamp,
) -> Result<(), IssueError> {
    Maker::new(office.house, office.ledger, keys, Bound { award, format, wishes: &[], now })?.check_content()
}

/// [`issue_bound`], told step by step; the observer may stop it.
///
/// # Errors
///
/// As [`issue_bound`], and [`IssueError::Interrupted`].
pub fn issue_bound_observed(
    office: &mut Office<'_>,
    keys: SealingKeys<'_>,
    bound: Bound<'_>,
    observer: &mut dyn Observer,
) -> Result<Vec<Vec<u8>>, IssueError> {
    let mut reached = |step| match observer.reached(step) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(IssueError::Interrupted),
    };
    let maker = Maker::new(office.house, office.ledger, keys, bound)?;
    let Recording { mut copies, of_wish, ready } = maker.record(office, bound.wishes)?;
    reached(Step::Recorded)?;
    let mut fresh = Vec::with_capacity(ready.len());
    for (at, ready) in ready {
        let signed = maker.sign(ready)?;
        reached(Step::Signed)?;
        fresh.push((at, maker.checked(signed)?));
        reached(Step::Checked)?;
    }
    if !fresh.is_empty() {
        let stored = fresh.iter().map(|(at, bytes)| (copies[*at].copy, bytes.as_slice())).collect();
        office.ledger.store_copies(stored, bound.now, office.entropy)?;
    }
    reached(Step::Stored)?;
    for (at, bytes) in fresh {
        copies[at].sealed = Some(bytes);
    }
    maker.publish_for(office, &copies)?;
    reached(Step::Published)?;
    let numbers: Vec<CopyNumber> = copies.iter().map(|copy| copy.copy).collect();
    office.ledger.mark_copies_released(&numbers, bound.now)?;
    reached(Step::Delivered)?;
    Ok(of_wish.into_iter().map(|at| copies[at].sealed.clone().expect("all are sealed by now")).collect())
}
