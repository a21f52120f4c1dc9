//! Publishing what verifiers need: status lists, the checkpoint, the DID document, the derived context.

use super::restored::{check_published, later_than_published};
use super::token_lists::{self, differing_token_lists};
use super::{House, IssueError, Office, PublishingKeys};
use crate::crypto::sha256;
use crate::jsonld::Contexts;
use crate::keys::{Controller, KeyRecord, Role, State};
use crate::ledger::{DueList, Ledger, StatusPlace, standing_place};
use crate::model::ids::Did;
use crate::model::time::Timestamp;
use crate::proof::{Cryptosuite, ProofOptions, prepare};
use crate::publish::{Document, PublicationFolder};
use crate::status::list_credential;
use crate::trust::did::{DidDocument, VerificationMethod, method_did};

pub(super) const DAY_SECONDS: i64 = 24 * 60 * 60;

/// What was published; what was up to date is not named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublishReport {
    /// Ids of the status lists of which a new version was sealed.
    pub lists: Vec<String>,
    /// The size of the log, if a checkpoint was published.
    pub checkpoint: Option<u64>,
    /// The issuer, if its DID document was published.
    pub did_document: Option<Did>,
}

impl PublishReport {
    /// Whether everything was up to date.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The name of the log: its publication base without the scheme, and `/log` (C2SP tlog-checkpoint: a schema-less URL).
#[must_use]
pub fn log_origin(base: &str) -> String {
    let rest = base.split_once("://").map_or(base, |(_, rest)| rest);
    format!("{}/log", rest.trim_end_matches('/'))
}

/// The DID document of `did` with all its keys for credentials, status lists and verification reports. Retired ones stay, with their time, so
/// that what they sealed stays verifiable.
///
/// # Errors
///
/// [`IssueError::Did`].
pub fn did_document(did: &Did, keys: &[KeyRecord]) -> Result<DidDocument, IssueError> {
    let of_issuer = keys.iter().filter(|record| record.controller == Controller::Did(did.clone()));
    let (of_reports, of_claims): (Vec<_>, Vec<_>) = of_issuer.partition(|record| record.role == Role::Report);
    let method = |record: &KeyRecord| {
        let expires = if let State::Retired { at } = record.state { Some(at) } else { None };
        let (id, key) = (record.verification_method()?, record.verifying_key()?);
        Some(VerificationMethod { id, controller: did.to_string(), key, expires, revoked: None })
    };
    let methods = |records: Vec<&KeyRecord>| records.into_iter().filter_map(method).collect();
    // A key for reports makes no claims about learners.
    Ok(DidDocument::new(did.clone(), methods(of_claims))?.naming(methods(of_reports))?)
}

/// Publishes what is due: status lists that changed or are past half of their validity, the checkpoint of the log, the
/// DID document and the derived context where they differ from what is there.
///
/// # Errors
///
/// [`IssueError::LogBehind`] or [`IssueError::ListBehind`] when the ledger is older than what is published, and nothing
/// is written; [`IssueError::NoSealForLists`] when lists of the status of copies are due and no e-seal was handed in, and
/// all else is published; [`IssueError`] else: what was published before it stays, and running again goes on.
pub fn publish(office: &mut Office<'_>, keys: PublishingKeys<'_>, now: Timestamp) -> Result<PublishReport, IssueError> {
    check_published(office, keys)?;
    let mut report = PublishReport::default();
    for mut due in due_lists(office, now)? {
        due.valid_from = later_than_published(office, &due)?;
        publish_list(office, keys, &due, now)?;
        report.lists.push(due.slug);
    }
    let unsigned = token_lists::publish_due(office, keys, now, &mut report)?;
    report.checkpoint = publish_checkpoint(office, keys, now)?;
    let issuer = office.house.issuer.did.as_ref().filter(|did| did.is_web());
    if let Some(did) = issuer {
        let document = did_document(did, office.keys)?;
        let bytes = format!("{:#}\n", document.to_json()).into_bytes();
        if put(office.folder, &Document::DidDocument, &bytes)? == Put::Written {
            report.did_document = Some(did.clone());
        }
    }
    let (context, digest) = Contexts::derived_elm();
    put(office.folder, &Document::Context(digest), context)?;
    if unsigned.is_empty() { Ok(report) } else { Err(IssueError::NoSealForLists { lists: unsigned }) }
}

/// What is published and is not what the ledger kept: somebody changed it, put an older version back, or removed it.
///
/// # Errors
///
/// [`IssueError::Ledger`] or [`IssueError::Publish`] when either cannot be read.
pub fn audit_published(ledger: &Ledger, folder: &PublicationFolder) -> Result<Vec<Document>, IssueError> {
    let mut differing = Vec::new();
    for version in ledger.list_versions()? {
        let document = Document::StatusList(version.slug);
        let published = folder.read(&document)?;
        if published.is_none_or(|bytes| sha256(&bytes) != version.digest) {
            differing.push(document);
        }
    }
    differing.extend(differing_token_lists(ledger, folder)?);
    if let Some((_, note)) = ledger.last_checkpoint()?
        && folder.read(&Document::Checkpoint)?.as_deref() != Some(note.as_bytes())
    {
        differing.push(Document::Checkpoint);
    }
    Ok(differing)
}

/// The lists that the ledger calls due, and those whose published file is not the version that the ledger kept: a crash
/// may have come between the two.
fn due_lists(office: &Office<'_>, now: Timestamp) -> Result<Vec<DueList>, IssueError> {
    let mut due = office.ledger.due_lists(now)?;
    for version in office.ledger.list_versions()? {
        let published = office.folder.read(&Document::StatusList(version.slug.clone()))?;
        let differs = published.is_none_or(|bytes| sha256(&bytes) != version.digest);
        if differs && due.iter().all(|list| list.slug != version.slug) {
            due.extend(office.ledger.next_version(&version.slug, now)?);
        }
    }
    Ok(due)
}

fn publish_list(
    office: &mut Office<'_>,
    keys: PublishingKeys<'_>,
    due: &DueList,
    now: Timestamp,
) -> Result<(), IssueError> {
    let refused = |source| IssueError::StatusList { list: due.slug.clone(), source };
    let House { base, contexts, .. } = office.house;
    let (bits, event) = office.ledger.list_bits(due)?;
    let valid_until = due.valid_from.plus_seconds(i64::from(office.valid_days) * DAY_SECONDS);
    let method = keys.status.verification_method();
    let issuer = method_did(method).unwrap_or(method);
    let url = list_url(base, &due.slug);
    let unsecured = list_credential(&url, issuer, &bits, due.valid_from, valid_until);
    let options = ProofOptions {
        suite: Cryptosuite::EddsaRdfc2022,
        verification_method: method.to_owned(),
        created: due.valid_from.min(now),
    };
    let draft = prepare(unsecured, &options, contexts).map_err(refused)?;
    let bytes = draft.seal_with(keys.status.signer())?.to_vec();
    office.ledger.keep_list_version(due, valid_until, event, &bits, &bytes)?;
    office.folder.write(&Document::StatusList(due.slug.clone()), &bytes)?;
    Ok(())
}

/// Where a status list is published.
pub(super) fn list_url(base: &str, slug: &str) -> String {
    format!("{base}/{}", Document::StatusList(slug.to_owned()).path())
}

/// What a credential names whose status is one URL with an index: the document over both lists of the award's pair.
/// `None` for an award that was recorded before there were pairs.
pub(super) fn standing_reference(base: &str, places: &[StatusPlace]) -> Option<String> {
    standing_place(places).map(|(slug, index)| format!("{}#{index}", list_url(base, &slug)))
}

fn publish_checkpoint(
    office: &mut Office<'_>,
    keys: PublishingKeys<'_>,
    now: Timestamp,
) -> Result<Option<u64>, IssueError> {
    let size = office.ledger.log_size()?;
    let origin = log_origin(office.house.base);
    let known = office.ledger.last_checkpoint()?.filter(|(known, note)| {
        let public = keys.log.verifying_key();
        let ours = crate::crypto::checkpoint::Checkpoint::verify(note, &origin, public.as_bytes());
        *known == size && ours.is_ok()
    });
    let note = match known {
        Some((_, note)) => note,
        None => {
            let state = office.ledger.log_state(&origin)?;
            let note = keys.log.sign_checkpoint(&state)?;
            office.ledger.keep_checkpoint(state.size, &note, now)?;
            note
        }
    };
    let put = put(office.folder, &Document::Checkpoint, note.as_bytes())?;
    Ok((put == Put::Written).then_some(size))
}

#[derive(Debug, PartialEq, Eq)]
enum Put {
    UpToDate,
    Written,
}

fn put(folder: &PublicationFolder, document: &Document, bytes: &[u8]) -> Result<Put, IssueError> {
    if folder.read(document)?.as_deref() == Some(bytes) {
        return Ok(Put::UpToDate);
    }
    folder.write(document, bytes)?;
    Ok(Put::Written)
}
