//! Lists of the status of copies that were published after the ledger was copied.
//!
//! A copy that was made since is in no ledger: whose it is nobody knows here. What its list shows of it stays as it is, and
//! its place is given to nobody, since such a list is closed.

use serde_json::Value;

use super::{Beyond, REASON};
use crate::crypto::sha256;
use crate::issue::token_lists::token_list_url;
use crate::issue::{IssueError, Office};
use crate::jose::UnverifiedToken;
use crate::jose::jades::UnverifiedSeal;
use crate::keys::KeyRecord;
use crate::ledger::{Change, DueTokenList, State};
use crate::model::time::Timestamp;
use crate::publish::Document;
use crate::status::TokenStatuses;

/// What a published token list shows, if a certificate of this institution has signed it.
struct Shown {
    issued: Timestamp,
    expires: Timestamp,
    statuses: TokenStatuses,
}

impl Shown {
    fn read(bytes: &[u8], list: &str, office: &Office<'_>) -> Option<Self> {
        let token = UnverifiedToken::parse(std::str::from_utf8(bytes).ok()?).ok()?;
        let verified = UnverifiedSeal::of_token(&token).and_then(UnverifiedSeal::verify_signature).ok()?;
        let mut ours = office.keys.iter().filter_map(KeyRecord::certificate);
        if !ours.any(|ours| ours == verified.certificate()) {
            return None;
        }
        let claims: Value = serde_json::from_str(verified.payload()).ok()?;
        if claims["sub"].as_str()? != token_list_url(office.house.base, list) {
            return None;
        }
        let time = |name: &str| claims[name].as_i64().and_then(Timestamp::from_unix);
        let list = &claims["status_list"];
        let statuses = TokenStatuses::decode(list["bits"].as_u64()?, list["lst"].as_str()?).ok()?;
        Some(Self { issued: time("iat")?, expires: time("exp")?, statuses })
    }
}

/// Refuses to go on where a list was published later than the ledger knows.
///
/// # Errors
///
/// [`IssueError::ListBehind`].
pub(super) fn check(office: &Office<'_>) -> Result<(), IssueError> {
    let known = office.ledger.token_versions()?;
    for list in office.folder.token_lists()? {
        let Some(bytes) = office.folder.read(&Document::TokenList(list.clone()))? else { continue };
        let digest = sha256(&bytes);
        let kept = known.iter().find(|version| version.slug == list);
        if kept.is_some_and(|kept| kept.digest == digest) || office.ledger.has_taken_over(&list, &digest)? {
            continue;
        }
        // What is older was put back, and what is not ours was put there: both are written over.
        let Some(shown) = Shown::read(&bytes, &list, office) else { continue };
        if kept.is_none_or(|kept| shown.issued > kept.valid_from || shown.expires > kept.valid_until) {
            return Err(IssueError::ListBehind { list });
        }
    }
    Ok(())
}

/// The time from which the next version of a list holds: later than what is published, whatever the clock says.
///
/// # Errors
///
/// [`IssueError`].
pub(in crate::issue) fn later_than_published_tokens(
    office: &Office<'_>,
    due: &DueTokenList,
) -> Result<Timestamp, IssueError> {
    let Some(bytes) = office.folder.read(&Document::TokenList(due.slug.clone()))? else { return Ok(due.valid_from) };
    if !office.ledger.has_taken_over(&due.slug, &sha256(&bytes))? {
        return Ok(due.valid_from);
    }
    let shown = Shown::read(&bytes, &due.slug, office);
    Ok(shown.map_or(due.valid_from, |shown| due.valid_from.max(shown.issued.plus_seconds(1))))
}

/// Takes over what published lists show: of copies that are known, the status of their awards; of others, the status alone.
///
/// # Errors
///
/// [`IssueError`].
pub(super) fn take_over(office: &mut Office<'_>, at: Timestamp, beyond: &mut Beyond) -> Result<(), IssueError> {
    for list in office.folder.token_lists()? {
        let Some(bytes) = office.folder.read(&Document::TokenList(list.clone()))? else { continue };
        let Some(shown) = Shown::read(&bytes, &list, office) else { continue };
        if office.ledger.take_over_token_list(&list, shown.statuses.entries())? {
            beyond.lists.push(list.clone());
        }
        let known = office.ledger.copies_on(&list)?;
        for (index, award) in &known {
            let state = office.ledger.award(*award)?.state;
            let change = match (shown.statuses.get(*index), state) {
                (Ok(1), State::Valid | State::Suspended) => Change::Revoke,
                (Ok(2), State::Valid) => Change::Suspend,
                (Ok(0), State::Suspended) => Change::Reinstate,
                _ => continue,
            };
            office.ledger.change(&[*award], change, REASON, at, office.entropy)?;
            beyond.changed.push((*award, change));
        }
        let places = 0..shown.statuses.entries() as u64;
        let strays: Vec<(u64, u8)> = places
            .filter_map(|index| Some((index, shown.statuses.get(index).ok().filter(|status| *status != 0)?)))
            .filter(|(index, _)| known.binary_search_by_key(index, |(index, _)| *index).is_err())
            .collect();
        beyond.places += strays.len() as u64;
        office.ledger.keep_token_strays(&list, &strays)?;
        office.ledger.take_over_version(&list, &sha256(&bytes))?;
    }
    Ok(())
}
