//! Whether the award still stands: the status entries of the credential, and the status lists that they name.

use std::sync::Arc;

use super::evidence::Evidence;
use super::report::{Check, Finding};
use super::{status_token, terms};
use crate::jsonld::{Node, Term};
use crate::limits;
use crate::model::time::Timestamp;
use crate::proof::{AuthenticCredential, TokenFacts};
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
    /// The status of a Token Status List.
    Token,
}

/// The names that a kind of status list has for its parts.
struct Form {
    entry: &'static str,
    index: &'static str,
    purpose: &'static str,
    list: &'static str,
    credential: &'static str,
    bits: &'static str,
    encoded: &'static str,
}

impl Form {
    /// Bitstring Status List 1.0, and Status List 2021, from which it came.
    const ALL: [Self; 2] = [
        Self {
            entry: terms::BITSTRING_STATUS_LIST_ENTRY,
            index: terms::STATUS_LIST_INDEX,
            purpose: terms::STATUS_PURPOSE,
            list: terms::STATUS_LIST_CREDENTIAL,
            credential: terms::BITSTRING_STATUS_LIST_CREDENTIAL,
            bits: terms::BITSTRING_STATUS_LIST,
            encoded: terms::ENCODED_LIST,
        },
        Self {
            entry: terms::OLD_STATUS_LIST_ENTRY,
            index: terms::OLD_STATUS_LIST_INDEX,
            purpose: terms::OLD_STATUS_PURPOSE,
            list: terms::OLD_STATUS_LIST_CREDENTIAL_OF,
            credential: terms::OLD_STATUS_LIST_CREDENTIAL,
            bits: terms::OLD_STATUS_LIST,
            encoded: terms::OLD_ENCODED_LIST,
        },
    ];
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
    if let Some(claims) = credential.token().and_then(TokenFacts::claims) {
        return Ok(status_token::entry_of(claims)?.into_iter().collect());
    }
    let statuses: Vec<Term<'_>> = credential.root().all(terms::CREDENTIAL_STATUS).collect();
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
    let Some(form) = Form::ALL.into_iter().find(|form| node.has_type(form.entry)) else {
        let named = node.types().next().and_then(|iri| iri.rsplit(['#', '/']).next());
        let detail = match named {
            Some(named) => format!(
                "the credential's status is of the type {named}, which is not understood here: whether it was revoked is \
                 not known, so ask the issuer"
            ),
            None => "the credential's status is of a type that is not understood".to_owned(),
        };
        return Err(("status-type-unknown", detail));
    };
    // An entry of several bits lies elsewhere in the list, and what its values mean is the issuer's own.
    if node.all(terms::STATUS_SIZE).any(|size| size.as_literal() != Some("1")) {
        return Err(("status-size-unknown", "the credential's status has another size than one bit".to_owned()));
    }
    let malformed = |what: &str| ("status-entry-malformed", format!("the status entry has no usable {what}"));
    let index = node.text(form.index).and_then(|text| text.parse().ok());
    let purpose = node.text(form.purpose).and_then(Purpose::parse);
    let list = node.one(form.list);
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

/// What becomes of a list that says something, and against which something speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Imperfect {
    /// It says nothing.
    Refused,
    /// What it says is told, and what speaks against it beside.
    Told,
}

impl Imperfect {
    /// Notes `reason`, if none was before it.
    ///
    /// # Errors
    ///
    /// `reason`, if such a list is refused.
    pub(super) fn note(self, noted: &mut Option<Reason>, reason: Reason) -> Result<(), Reason> {
        match self {
            Self::Refused => Err(reason),
            Self::Told => {
                noted.get_or_insert(reason);
                Ok(())
            }
        }
    }
}

/// Code and detail.
pub(super) type Reason = (&'static str, String);

/// A status list that was read, with its dates.
#[derive(Debug)]
pub(super) struct ReadList {
    lists: Vec<(Purpose, Arc<Bitstring>)>,
    pub(super) valid_from: Timestamp,
    /// What speaks against relying on it, though it is what the credential names: code and detail.
    pub(super) reservation: Option<Reason>,
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
        let bits = bits.map_err(|error| ("status-index-out-of-range", error.to_string()))?;
        Ok(Bits { bits, reservation: self.reservation.clone() })
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
        if evidence.credential.issuer_key().is_some() || has_did(of_list) {
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
    imperfect: Imperfect,
    newest_seen: Option<Timestamp>,
    now: Timestamp,
    decode: impl Fn(&str) -> Result<Arc<Bitstring>, StatusError>,
) -> Result<ReadList, (&'static str, String)> {
    let url = &entry.list_url;
    let mut reservation = None;
    if list.id() != Some(url.as_str()) {
        let other = ("status-list-other", format!("{url} holds the status list of another address"));
        imperfect.note(&mut reservation, other)?;
    }
    let root = list.root();
    let Some(form) = Form::ALL.into_iter().find(|form| root.has_type(form.credential)) else {
        return Err(("status-list-malformed", format!("{url} is not a status list")));
    };
    // Whether or not there is a member is not the same as whether it can be read.
    let time = |predicates: [&str; 2]| {
        let stated = predicates.into_iter().find(|predicate| root.all(predicate).next().is_some())?;
        Some(root.text(stated).and_then(|text| Timestamp::parse(text).ok()))
    };
    let (from, until) =
        (time([terms::VALID_FROM, terms::ISSUANCE_DATE]), time([terms::VALID_UNTIL, terms::EXPIRATION_DATE]));
    let undated = ("status-list-undated", format!("the status list {url} does not say for how long it is good"));
    let (Some(Some(valid_from)), None | Some(Some(_))) = (from, until) else { return Err(undated) };
    let valid_until = until.flatten();
    if valid_until.is_none() {
        imperfect.note(&mut reservation, undated)?;
    }
    if valid_from > now.plus_seconds(limits::CLOCK_SKEW_SECONDS_MAX) {
        return Err((
            "status-list-from-the-future",
            format!("the status list {url} is good only from {valid_from} on"),
        ));
    }
    if valid_until.is_some_and(|until| valid_from.plus_seconds(limits::STATUS_LIST_SECONDS_MAX) < until) {
        let detail = format!("the status list {url} claims to be good for longer than a status list may be");
        return Err(("status-list-valid-too-long", detail));
    }
    if let Some(until) = valid_until.into_iter().chain(list.expires()).min().filter(|until| *until <= now) {
        return Err(("status-list-expired", format!("the status list {url} was good until {until}")));
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
        if !subject.has_type(form.bits) {
            return Err(malformed("no bitstring"));
        }
        // A purpose of the issuer's own, such as a message, says nothing about whether the award stands.
        let purpose = subject.text(form.purpose).ok_or_else(|| malformed("no purpose"))?;
        let Some(purpose) = Purpose::parse(purpose) else { continue };
        if lists.iter().any(|(known, _)| *known == purpose) {
            return Err(malformed("two lists of one purpose"));
        }
        if entry.asks != Asks::Standing && entry.asks != Asks::Purpose(purpose) {
            return Err(other_purpose());
        }
        let encoded = subject.text(form.encoded).ok_or_else(|| malformed("no encoded list"))?;
        // Status List 2021 has no `u` before what it encodes.
        let encoded = if form.encoded == terms::OLD_ENCODED_LIST { format!("u{encoded}") } else { encoded.to_owned() };
        let bits = decode(&encoded).map_err(|e| malformed(&e.to_string()))?;
        if let Err(short) = bits.check_length() {
            imperfect.note(&mut reservation, malformed(&short.to_string()))?;
        }
        lists.push((purpose, bits));
    }
    // A document that says nothing of revocation does not say that the award stands.
    let revocation = lists.iter().any(|(purpose, _)| *purpose == Purpose::Revocation);
    if lists.is_empty() || entry.asks == Asks::Standing && !revocation {
        return Err(other_purpose());
    }
    Ok(ReadList { lists, valid_from, reservation })
}

/// What a status list says of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits {
    /// By purpose.
    pub(super) bits: Vec<(Purpose, bool)>,
    /// What speaks against relying on it, if anything: code and detail.
    pub(super) reservation: Option<Reason>,
}

/// What came of one entry, or why it could not be read.
pub(super) type Looked = Result<Bits, (&'static str, String)>;

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
    let reservation =
        looked.iter().find_map(|(_, outcome)| outcome.as_ref().ok().and_then(|bits| bits.reservation.as_ref()));
    let list = match fault.or(reservation) {
        Some((code, detail)) => Finding::inconclusive(Check::StatusList, code, detail.clone()),
        None => {
            Finding::passed(Check::StatusList, "status-list-fresh", "the status lists are the issuer's and up to date")
        }
    };
    let bits = || looked.iter().filter_map(|(_, outcome)| outcome.as_ref().ok()).flat_map(|looked| &looked.bits);
    let set = |purpose| bits().any(|bit| *bit == (purpose, true));
    let status = if set(Purpose::Revocation) {
        Finding::failed(Check::Status, "revoked", "the issuer has revoked this award")
    } else if set(Purpose::Suspension) {
        Finding::inconclusive(Check::Status, "suspended", "the issuer has suspended this award")
    } else if fault.is_some() {
        let detail = "whether the award was revoked or suspended could not be checked";
        Finding::inconclusive(Check::Status, "status-unknown", detail)
    } else if reservation.is_some() {
        let detail = "the list that the credential names does not have it as revoked or suspended; what speaks against \
                      relying on that list stands with it";
        Finding::passed(Check::Status, "not-revoked-by-named-list", detail)
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
            let of = |purpose, bit: Bit| {
                let looked = bit.map(|bit| Bits { bits: vec![(purpose, bit)], reservation: None });
                (entry(purpose), looked)
            };
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
            let looked = Bits { bits, reservation: None };
            assert_eq!(check_status(&[(reference.clone(), Ok(looked))])[0].code, expected);
        }
        assert_eq!(check_status(&[]).map(|row| row.outcome), [Outcome::NotApplicable; 2]);
        for (revoked, status) in [(false, (Passed, "not-revoked-by-named-list")), (true, (Failed, "revoked"))] {
            let reservation = Some(("status-list-other", "x".to_owned()));
            let looked = Bits { bits: vec![(Purpose::Revocation, revoked)], reservation };
            let rows = check_status(&[(entry(Purpose::Revocation), Ok(looked))]);
            assert_eq!(rows.map(|row| (row.outcome, row.code)), [status, (Inconclusive, "status-list-other")]);
        }
    }
}
