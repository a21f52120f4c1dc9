//! Lists of the status of copies (Token Status List): signed by the e-seal that seals the copies, and published beside the
//! other lists. A verifier trusts them by the certificate of the body that sealed the copy.

use serde_json::{Map, Value, json};

use super::publication::{DAY_SECONDS, PublishReport};
use super::restored::later_than_published_tokens;
use super::{IssueError, Office, PublishingKeys};
use crate::crypto::sha256;
use crate::jose::{CertifiedDraft, SealSigner};
use crate::ledger::{DueTokenList, Ledger};
use crate::limits::TOKEN_LIST_TTL_SECONDS;
use crate::model::time::Timestamp;
use crate::publish::{Document, PublicationFolder};

/// What the header of a list says that it is.
const TYP: &str = "statuslist+jwt";

/// Where a token list is published.
pub(super) fn token_list_url(base: &str, slug: &str) -> String {
    format!("{base}/{}", Document::TokenList(slug.to_owned()).path())
}

/// Signs and publishes the token lists that are due; gives the ids of those that nobody could sign.
///
/// # Errors
///
/// [`IssueError`].
pub(super) fn publish_due(
    office: &mut Office<'_>,
    keys: PublishingKeys<'_>,
    now: Timestamp,
    report: &mut PublishReport,
) -> Result<Vec<String>, IssueError> {
    let mut unsigned = Vec::new();
    for mut due in due_lists(office, now)? {
        due.valid_from = later_than_published_tokens(office, &due)?;
        match keys.seal {
            Some(signer) => {
                publish_list(office, signer, &due, now)?;
                report.lists.push(due.slug);
            }
            None => unsigned.push(due.slug),
        }
    }
    Ok(unsigned)
}

/// The lists that the ledger calls due, and those whose published file is not the version that the ledger kept.
fn due_lists(office: &Office<'_>, now: Timestamp) -> Result<Vec<DueTokenList>, IssueError> {
    let mut due = office.ledger.due_token_lists(now)?;
    for document in differing_token_lists(office.ledger, office.folder)? {
        let Document::TokenList(slug) = document else { continue };
        if due.iter().all(|list| list.slug != slug) {
            due.extend(office.ledger.next_token_version(&slug, now)?);
        }
    }
    Ok(due)
}

/// The token lists whose published file is not the version that the ledger kept.
///
/// # Errors
///
/// [`IssueError`].
pub(super) fn differing_token_lists(ledger: &Ledger, folder: &PublicationFolder) -> Result<Vec<Document>, IssueError> {
    let mut differing = Vec::new();
    for version in ledger.token_versions()? {
        let document = Document::TokenList(version.slug);
        let published = folder.read(&document)?;
        if published.is_none_or(|bytes| sha256(&bytes) != version.digest) {
            differing.push(document);
        }
    }
    Ok(differing)
}

fn publish_list(
    office: &mut Office<'_>,
    signer: &dyn SealSigner,
    due: &DueTokenList,
    now: Timestamp,
) -> Result<(), IssueError> {
    let shown = office.ledger.token_statuses(due)?;
    let valid_until = due.valid_from.plus_seconds(i64::from(office.valid_days) * DAY_SECONDS);
    let claims = json!({
        "sub": token_list_url(office.house.base, &due.slug),
        "iat": due.valid_from.min(now).unix(),
        "exp": valid_until.unix(),
        "ttl": TOKEN_LIST_TTL_SECONDS,
        "status_list": { "bits": shown.statuses.bits(), "lst": shown.statuses.encode() },
    });
    let Value::Object(claims) = claims else { unreachable!("claims are an object") };
    let signed = sign(signer, &claims)?;
    office.ledger.keep_token_version(due, valid_until, &shown, signed.as_bytes())?;
    office.folder.write(&Document::TokenList(due.slug.clone()), signed.as_bytes())?;
    Ok(())
}

fn sign(signer: &dyn SealSigner, claims: &Map<String, Value>) -> Result<String, IssueError> {
    Ok(CertifiedDraft::new(signer, TYP, claims)?.sign_with(signer)?)
}
