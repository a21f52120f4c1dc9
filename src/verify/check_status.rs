//! Whether the award still stands: the status entries of the credential, and the status lists that they name.

use super::report::{Check, Finding};
use super::terms;
use crate::jsonld::{Node, Term};
use crate::limits;
use crate::model::time::Timestamp;
use crate::proof::AuthenticCredential;
use crate::status::{Bitstring, Purpose};

/// A status entry of the credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) list_url: String,
    pub(super) index: u64,
    pub(super) purpose: Purpose,
}

/// The entries of an authentic credential.
///
/// # Errors
///
/// Code and detail of the reason for which the status cannot be looked up.
pub(super) fn entries(credential: &AuthenticCredential) -> Result<Vec<Entry>, (&'static str, String)> {
    let statuses: Vec<&Term> = credential.root().all(terms::CREDENTIAL_STATUS).collect();
    if statuses.len() > limits::STATUS_ENTRIES_MAX {
        return Err(("status-entries-many", format!("the credential has {} status entries", statuses.len())));
    }
    statuses.into_iter().map(|status| read_entry(&credential.dataset().view(status))).collect()
}

fn read_entry(node: &Node<'_>) -> Result<Entry, (&'static str, String)> {
    if !node.has_type(terms::BITSTRING_STATUS_LIST_ENTRY) {
        return Err(("status-type-unknown", "the credential's status is of a type that is not understood".to_owned()));
    }
    // An entry of several bits lies elsewhere in the list, and what its values mean is the issuer's own.
    if node.all(terms::STATUS_SIZE).any(|size| size.as_literal() != Some("1")) {
        return Err(("status-size-unknown", "the credential's status has another size than one bit".to_owned()));
    }
    let malformed = |what: &str| ("status-entry-malformed", format!("the status entry has no usable {what}"));
    let index = node.text(terms::STATUS_LIST_INDEX).and_then(|text| text.parse().ok());
    let purpose = node.text(terms::STATUS_PURPOSE).and_then(Purpose::parse);
    let list = node.one(terms::STATUS_LIST_CREDENTIAL);
    let list_url = list.and_then(|term| term.as_iri().or_else(|| term.as_literal()));
    // It is remembered, and what is remembered is bounded.
    let list_url = list_url.filter(|url| url.len() <= limits::LINK_BYTES_MAX);
    Ok(Entry {
        list_url: list_url.ok_or_else(|| malformed("list"))?.to_owned(),
        index: index.ok_or_else(|| malformed("index"))?,
        purpose: purpose.ok_or_else(|| malformed("purpose"))?,
    })
}

/// A status list that was read, with its dates.
#[derive(Debug)]
pub(super) struct ReadList {
    pub(super) bits: Bitstring,
    pub(super) valid_from: Timestamp,
}

/// Reads an authentic status list credential for `entry`.
///
/// # Errors
///
/// Code and detail of the reason for which it says nothing about the award.
pub(super) fn read_list(
    list: &AuthenticCredential,
    entry: &Entry,
    issuer: &str,
    newest_seen: Option<Timestamp>,
    now: Timestamp,
) -> Result<ReadList, (&'static str, String)> {
    let url = &entry.list_url;
    if list.id() != Some(url.as_str()) {
        return Err(("status-list-other", format!("{url} holds the status list of another address")));
    }
    if list.issuer() != issuer {
        return Err(("status-list-other-issuer", format!("the status list {url} is not the issuer's")));
    }
    let root = list.root();
    if !root.has_type(terms::BITSTRING_STATUS_LIST_CREDENTIAL) {
        return Err(("status-list-malformed", format!("{url} is not a status list")));
    }
    let time = |predicate| root.text(predicate).and_then(|text| Timestamp::parse(text).ok());
    let (Some(valid_from), Some(valid_until)) = (time(terms::VALID_FROM), time(terms::VALID_UNTIL)) else {
        return Err(("status-list-undated", format!("the status list {url} does not say for how long it is good")));
    };
    if valid_from > now.plus_seconds(limits::CLOCK_SKEW_SECONDS_MAX) {
        return Err((
            "status-list-from-the-future",
            format!("the status list {url} is good only from {valid_from} on"),
        ));
    }
    if valid_from.plus_seconds(limits::STATUS_LIST_SECONDS_MAX) < valid_until {
        let detail = format!("the status list {url} claims to be good for longer than a status list may be");
        return Err(("status-list-valid-too-long", detail));
    }
    if valid_until <= now || list.expires().is_some_and(|expires| expires <= now) {
        return Err(("status-list-expired", format!("the status list {url} was good until {valid_until}")));
    }
    if let Some(newest) = newest_seen.filter(|newest| valid_from < *newest) {
        let detail = format!("the status list {url} is of {valid_from}; one of {newest} was seen before");
        return Err(("status-list-older", detail));
    }
    let malformed = |reason: &str| ("status-list-malformed", format!("the status list {url} cannot be read: {reason}"));
    let subject = root.follow(terms::CREDENTIAL_SUBJECT).ok_or_else(|| malformed("no subject"))?;
    if !subject.has_type(terms::BITSTRING_STATUS_LIST) {
        return Err(malformed("no bitstring"));
    }
    if subject.text(terms::STATUS_PURPOSE) != Some(entry.purpose.as_str()) {
        let detail = format!("the status list {url} is not for {}", entry.purpose);
        return Err(("status-list-other-purpose", detail));
    }
    let encoded = subject.text(terms::ENCODED_LIST).ok_or_else(|| malformed("no encoded list"))?;
    let bits = Bitstring::decode(encoded).map_err(|e| malformed(&e.to_string()))?;
    Ok(ReadList { bits, valid_from })
}

/// What came of one entry: the bit, or why it could not be read.
pub(super) type Looked = Result<bool, (&'static str, String)>;

/// The rows `status` and `status_list`, from what came of each entry.
pub(super) fn check_status(looked: &[(Entry, Looked)]) -> [Finding; 2] {
    if looked.is_empty() {
        return [
            Finding::not_applicable(
                Check::Status,
                "no-status",
                "the credential has no status entry: it cannot be revoked",
            ),
            Finding::not_applicable(Check::StatusList, "no-status", "the credential names no status list"),
        ];
    }
    let fault = looked.iter().find_map(|(_, outcome)| outcome.as_ref().err());
    let list = match fault {
        Some((code, detail)) => Finding::inconclusive(Check::StatusList, code, detail.clone()),
        None => {
            Finding::passed(Check::StatusList, "status-list-fresh", "the status lists are the issuer's and up to date")
        }
    };
    let set = |purpose| looked.iter().any(|(entry, outcome)| entry.purpose == purpose && *outcome == Ok(true));
    let status = if set(Purpose::Revocation) {
        Finding::failed(Check::Status, "revoked", "the issuer has revoked this award")
    } else if set(Purpose::Suspension) {
        Finding::inconclusive(Check::Status, "suspended", "the issuer has suspended this award")
    } else if fault.is_some() {
        let detail = "whether the award was revoked or suspended could not be checked";
        Finding::inconclusive(Check::Status, "status-unknown", detail)
    } else {
        Finding::passed(Check::Status, "not-revoked", "the award is neither revoked nor suspended")
    };
    [status, list]
}

/// Both rows, where the entries themselves cannot be read.
pub(super) fn unreadable((code, detail): (&'static str, String)) -> [Finding; 2] {
    [Finding::inconclusive(Check::Status, code, detail.clone()), Finding::inconclusive(Check::StatusList, code, detail)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::report::Outcome;

    #[test]
    fn rows_follow_from_the_bits() {
        let entry = |purpose| Entry { list_url: "https://a.example/status/1.json".into(), index: 7, purpose };
        let gone = || Err(("status-list-unavailable", "x".to_owned()));
        let both = |revoked: Looked, suspended: Looked| {
            let looked = [(entry(Purpose::Revocation), revoked), (entry(Purpose::Suspension), suspended)];
            check_status(&looked).map(|row| (row.outcome, row.code))
        };
        use Outcome::{Failed, Inconclusive, Passed};
        for (revoked, suspended, status, list) in [
            (Ok(false), Ok(false), (Passed, "not-revoked"), (Passed, "status-list-fresh")),
            (Ok(true), Ok(false), (Failed, "revoked"), (Passed, "status-list-fresh")),
            (Ok(false), Ok(true), (Inconclusive, "suspended"), (Passed, "status-list-fresh")),
            (Ok(true), Ok(true), (Failed, "revoked"), (Passed, "status-list-fresh")),
            (gone(), Ok(false), (Inconclusive, "status-unknown"), (Inconclusive, "status-list-unavailable")),
            (Ok(true), gone(), (Failed, "revoked"), (Inconclusive, "status-list-unavailable")),
            (gone(), Ok(true), (Inconclusive, "suspended"), (Inconclusive, "status-list-unavailable")),
        ] {
            assert_eq!(both(revoked, suspended), [status, list]);
        }
        assert_eq!(check_status(&[]).map(|row| row.outcome), [Outcome::NotApplicable; 2]);
    }
}
