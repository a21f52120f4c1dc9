//! Whether the award still stands: the status entries of the credential, and the status lists that they name.

use std::sync::Arc;

use super::evidence::Evidence;
use super::report::{Check, Finding};
use super::terms;
use crate::jsonld::{Node, Term};
use crate::limits;
use crate::model::time::Timestamp;
use crate::proof::AuthenticCredential;
use crate::status::{Bitstring, Purpose, StatusError};

/// A status entry of the credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) list_url: String,
    pub(super) index: u64,
    pub(super) asks: Asks,
}

/// What an entry asks its list for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// The bit of one purpose, from a list of that purpose alone (Bitstring Status List 1.0).
    Purpose(Purpose),
    /// The bits of whatever purposes the document has: an ELM `CredentialStatus`, which is a URL with an index.
    Standing,
}

/// The entries of an authentic credential.
///
/// # Errors
///
/// Code and detail of the reason for which the status cannot be looked up.
pub(super) fn entries(credential: &AuthenticCredential) -> Result<Vec<Entry>, (&'static str, String)> {
    // One that the graph does not hold, such as with an id that is no IRI, is not none.
    if let Some(member) = credential.unread().iter().find(|member| ["credentialStatus", "status"].contains(member)) {
        let detail =
            format!("the credential has a `{member}` that cannot be read, so it is not known whether it was revoked");
        return Err(("status-entry-malformed", detail));
    }
    let statuses: Vec<&Term> = credential.root().all(terms::CREDENTIAL_STATUS).collect();
    if statuses.len() > limits::STATUS_ENTRIES_MAX {
        return Err(("status-entries-many", format!("the credential has {} status entries", statuses.len())));
    }
    // What some issuers write is not the member of the data model, so nobody looks it up and nobody may take it for none.
    if statuses.is_empty() && credential.root().all(terms::ELM_STATUS).next().is_some() {
        let detail = "the credential gives a status in the member `status`, where the data model has none: whether it was \
                      revoked is not known here, so ask the issuer";
        return Err(("status-form-unknown", detail.to_owned()));
    }
    statuses.into_iter().map(|status| read_entry(&credential.dataset().view(status))).collect()
}

fn read_entry(node: &Node<'_>) -> Result<Entry, (&'static str, String)> {
    if !node.has_type(terms::BITSTRING_STATUS_LIST_ENTRY) && node.has_type(terms::ELM_CREDENTIAL_STATUS) {
        return read_reference(node);
    }
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
        asks: Asks::Purpose(purpose.ok_or_else(|| malformed("purpose"))?),
    })
}

/// The status of a Europass file: the list's URL, and the index as its fragment, in decimal digits without leading zeros.
fn read_reference(node: &Node<'_>) -> Result<Entry, (&'static str, String)> {
    let reference = node.term().as_iri().and_then(|iri| iri.split_once('#'));
    let canonical = |text: &str| text.parse().ok().filter(|index: &u64| index.to_string() == text);
    let read = reference.and_then(|(url, fragment)| Some((url, canonical(fragment)?)));
    match read.filter(|(url, _)| !url.is_empty() && url.len() <= limits::LINK_BYTES_MAX) {
        Some((url, index)) => Ok(Entry { list_url: url.to_owned(), index, asks: Asks::Standing }),
        None => {
            let detail = "the credential's status is no address of a status list with an index";
            Err(("status-entry-malformed", detail.to_owned()))
        }
    }
}

/// A status list that was read, with its dates.
#[derive(Debug)]
pub(super) struct ReadList {
    lists: Vec<(Purpose, Arc<Bitstring>)>,
    pub(super) valid_from: Timestamp,
}

impl ReadList {
    /// The bits at the index of an entry, by purpose.
    ///
    /// # Errors
    ///
    /// Code and detail: the index is beyond the end.
    pub(super) fn of(&self, entry: &Entry) -> Looked {
        let bit = |(purpose, bits): &(Purpose, Arc<Bitstring>)| Ok((*purpose, bits.get(entry.index)?));
        let bits: Result<Vec<_>, StatusError> = self.lists.iter().map(bit).collect();
        bits.map_err(|error| ("status-index-out-of-range", error.to_string()))
    }
}

/// Whether the status list is the issuer's own.
///
/// A sealed file names its issuer by the seal's certificate and its status list by the institution's DID: there, a list
/// of trusted entities has to bind both to one entity, and none to two.
///
/// # Errors
///
/// Code and detail of the reason for which it is not, or for which that is not known.
pub(super) fn check_list_issuer(
    list: &AuthenticCredential,
    entry: &Entry,
    evidence: &Evidence<'_>,
) -> Result<(), (&'static str, String)> {
    let (url, of_list, of_credential) = (&entry.list_url, list.issuer(), evidence.credential.issuer());
    // A DID that only the sealed text names says nothing: the seal's holder has to be the one who is listed under it.
    let has_did = |did: &str| evidence.listings.iter().any(|listing| listing.entity.has_did(did));
    if of_list == of_credential {
        if evidence.credential.issuer_proof().is_some() || has_did(of_list) {
            return Ok(());
        }
        let detail =
            format!("no configured list says that {of_list}, of the status list {url}, is the body that sealed");
        return Err(("status-issuer-not-listed", detail));
    }
    let other = Err(("status-list-other-issuer", format!("the status list {url} is not the issuer's")));
    if entry.asks != Asks::Standing || of_credential.starts_with("did:") {
        return other;
    }
    if evidence.listings.is_empty() {
        let detail = format!("no configured list says that the status list {url} is of the body that sealed");
        return Err(("status-issuer-not-listed", detail));
    }
    let named = evidence.listings.iter().map(|listing| (listing.entity, listing.list.entity_by_did(of_list)));
    let (mut same, mut elsewhere) = (false, false);
    for (entity, named) in named {
        match named {
            Some(named) if named == entity => same = true,
            Some(_) => elsewhere = true,
            None => {}
        }
    }
    if same && !elsewhere { Ok(()) } else { other }
}

/// Reads an authentic status list credential for `entry`, its lists by `decode`. Whose it is, [`check_list_issuer`] says.
///
/// # Errors
///
/// Code and detail of the reason for which it says nothing about the award.
pub(super) fn read_list(
    list: &AuthenticCredential,
    entry: &Entry,
    newest_seen: Option<Timestamp>,
    now: Timestamp,
    decode: impl Fn(&str) -> Result<Arc<Bitstring>, StatusError>,
) -> Result<ReadList, (&'static str, String)> {
    let url = &entry.list_url;
    if list.id() != Some(url.as_str()) {
        return Err(("status-list-other", format!("{url} holds the status list of another address")));
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
    let subjects: Vec<Node<'_>> = root.follow_all(terms::CREDENTIAL_SUBJECT).collect();
    let other_purpose = || {
        let purpose = if let Asks::Purpose(purpose) = entry.asks { purpose.as_str() } else { "revocation" };
        ("status-list-other-purpose", format!("the status list {url} is not for {purpose}"))
    };
    let mut lists: Vec<(Purpose, Arc<Bitstring>)> = Vec::new();
    match (entry.asks, subjects.as_slice()) {
        (_, []) => return Err(malformed("no subject")),
        (Asks::Purpose(_), [_, _, ..]) => return Err(malformed("several subjects")),
        _ => {}
    }
    for subject in &subjects {
        if !subject.has_type(terms::BITSTRING_STATUS_LIST) {
            return Err(malformed("no bitstring"));
        }
        // A purpose of the issuer's own, such as a message, says nothing about whether the award stands.
        let purpose = subject.text(terms::STATUS_PURPOSE).ok_or_else(|| malformed("no purpose"))?;
        let Some(purpose) = Purpose::parse(purpose) else { continue };
        if lists.iter().any(|(known, _)| *known == purpose) {
            return Err(malformed("two lists of one purpose"));
        }
        if entry.asks != Asks::Standing && entry.asks != Asks::Purpose(purpose) {
            return Err(other_purpose());
        }
        let encoded = subject.text(terms::ENCODED_LIST).ok_or_else(|| malformed("no encoded list"))?;
        lists.push((purpose, decode(encoded).map_err(|e| malformed(&e.to_string()))?));
    }
    // A document that says nothing of revocation does not say that the award stands.
    let revocation = lists.iter().any(|(purpose, _)| *purpose == Purpose::Revocation);
    if lists.is_empty() || entry.asks == Asks::Standing && !revocation {
        return Err(other_purpose());
    }
    Ok(ReadList { lists, valid_from })
}

/// What came of one entry: the bits by purpose, or why they could not be read.
pub(super) type Looked = Result<Vec<(Purpose, bool)>, (&'static str, String)>;

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
    let bits = || looked.iter().filter_map(|(_, outcome)| outcome.as_ref().ok()).flatten();
    let set = |purpose| bits().any(|bit| *bit == (purpose, true));
    let status = if set(Purpose::Revocation) {
        Finding::failed(Check::Status, "revoked", "the issuer has revoked this award")
    } else if set(Purpose::Suspension) {
        Finding::inconclusive(Check::Status, "suspended", "the issuer has suspended this award")
    } else if fault.is_some() {
        let detail = "whether the award was revoked or suspended could not be checked";
        Finding::inconclusive(Check::Status, "status-unknown", detail)
    } else {
        let asked = |purpose| bits().any(|(known, _)| *known == purpose);
        let detail = match (asked(Purpose::Revocation), asked(Purpose::Suspension)) {
            (true, true) => "the award is neither revoked nor suspended",
            (true, false) => "the award is not revoked; the issuer has no list of suspensions for it",
            (false, _) => "the award is not suspended; the issuer has no list of revocations for it",
        };
        Finding::passed(Check::Status, "not-revoked", detail)
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
        let entry = |purpose| Entry {
            list_url: "https://a.example/status/1.json".into(),
            index: 7,
            asks: Asks::Purpose(purpose),
        };
        let gone = || Err(("status-list-unavailable", "x".to_owned()));
        type Bit = Result<bool, (&'static str, String)>;
        let both = |revoked: Bit, suspended: Bit| {
            let of = |purpose, bit: Bit| (entry(purpose), bit.map(|bit| vec![(purpose, bit)]));
            let looked = [of(Purpose::Revocation, revoked), of(Purpose::Suspension, suspended)];
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
        let reference = Entry { asks: Asks::Standing, ..entry(Purpose::Revocation) };
        for (revoked, suspended, expected) in [
            (false, false, "not-revoked"),
            (true, false, "revoked"),
            (false, true, "suspended"),
            (true, true, "revoked"),
        ] {
            let bits = vec![(Purpose::Revocation, revoked), (Purpose::Suspension, suspended)];
            assert_eq!(check_status(&[(reference.clone(), Ok(bits))])[0].code, expected);
        }
        assert_eq!(check_status(&[]).map(|row| row.outcome), [Outcome::NotApplicable; 2]);
    }
}
