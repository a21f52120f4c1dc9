//! Whether the credential is in its time.

use super::report::{About, Check, Finding};
use super::terms;
use crate::limits;
use crate::model::time::Timestamp;
use crate::proof::AuthenticCredential;

/// The members that say from when and until when a credential is valid.
const DATES: [&str; 4] = ["validFrom", "issuanceDate", "validUntil", "expirationDate"];

/// The row `validity`: the latest start and the earliest end of all that the credential and its proofs state.
pub(super) fn check_validity(credential: &AuthenticCredential, now: Timestamp) -> Finding {
    let row = Check::Validity;
    let root = credential.root();
    if let Some(member) = credential.unread().iter().find(|member| DATES.contains(member)) {
        let detail = format!("the credential has a `{member}` that cannot be read");
        return Finding::inconclusive(row, "date-unreadable", detail);
    }
    let read = |predicates: [&str; 2]| -> Result<Vec<Timestamp>, Finding> {
        let literals = predicates.into_iter().flat_map(|predicate| root.all(predicate).collect::<Vec<_>>());
        let parse = |term: crate::jsonld::Term<'_>| {
            let text = term.as_literal().unwrap_or_default();
            Timestamp::parse(text).map_err(|e| Finding::inconclusive(row, "date-unreadable", e.to_string()))
        };
        literals.map(parse).collect()
    };
    let (starts, ends) =
        match (read([terms::VALID_FROM, terms::ISSUANCE_DATE]), read([terms::VALID_UNTIL, terms::EXPIRATION_DATE])) {
            (Ok(starts), Ok(ends)) => (starts, ends),
            (Err(finding), _) | (_, Err(finding)) => return finding,
        };
    let created = credential.proofs().iter().filter_map(|proof| proof.created);
    let sealed = credential.seal().map(|seal| seal.claimed_time().time);
    let token = credential.token().and_then(|token| token.not_before());
    let start = starts.into_iter().chain(created).chain(sealed).chain(token).chain(credential.created()).max();
    let end = ends.into_iter().chain(credential.expires()).min();
    let latest_start = now.plus_seconds(limits::CLOCK_SKEW_SECONDS_MAX);
    if let Some(start) = start.filter(|start| *start > latest_start) {
        let detail = format!("the credential is valid from {start} on");
        return Finding::failed(row, "not-yet-valid", detail).about(About::Time(start));
    }
    match end {
        Some(end) if end <= now => {
            Finding::failed(row, "expired", format!("the credential was valid until {end}")).about(About::Time(end))
        }
        Some(end) => {
            Finding::passed(row, "in-time", format!("the credential is valid until {end}")).about(About::Time(end))
        }
        None => Finding::passed(row, "in-time", "the credential has no end of validity"),
    }
}
