//! What becomes of awards: revoked, suspended, reinstated, shared, handed out again.

use super::archive::Output;
use super::renditions::{LeavingFile, Renditions};
use super::{Format, IssueError, Office};
use crate::ledger::{Change, Changed, Filter, Ledger, LedgerError, Rendition, ShareToken};
use crate::limits::REASON_BYTES_MAX;
use crate::model::entropy::Entropy;
use crate::model::ids::AwardId;
use crate::model::time::Timestamp;
use crate::publish::{Document, PublicationFolder};

/// Which awards a change is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// These.
    Awards(Vec<AwardId>),
    /// All of a batch but those that were replaced.
    Batch(i64),
}

/// Changes the status of all selected awards, or of none. It shows to verifiers when it is published.
///
/// # Errors
///
/// [`IssueError::NoReason`], [`IssueError::NothingSelected`], or the ledger's refusal that names every award that is
/// unknown or revoked.
pub fn change_status(
    ledger: &mut Ledger,
    selection: &Selection,
    change: Change,
    reason: &str,
    now: Timestamp,
    entropy: &mut dyn Entropy,
) -> Result<Vec<Changed>, IssueError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.len() > REASON_BYTES_MAX {
        return Err(IssueError::NoReason { bytes_max: REASON_BYTES_MAX });
    }
    let awards = match selection {
        Selection::Awards(awards) => awards.clone(),
        Selection::Batch(batch) => ledger.standing_of_batch(*batch)?,
    };
    if awards.is_empty() {
        return Err(IssueError::NothingSelected);
    }
    Ok(ledger.change(&awards, change, reason, now, entropy)?)
}

/// Publishes one credential under a link that cannot be guessed, and returns the link. Nothing else knows it.
///
/// # Errors
///
/// [`IssueError::Ledger`] when the award has no sealed credential; [`IssueError::Publish`].
pub fn share(
    office: &mut Office<'_>,
    award: AwardId,
    form: Option<Rendition>,
    now: Timestamp,
) -> Result<String, IssueError> {
    let token = ShareToken::random(office.entropy);
    share_as(office, award, form, &token, now)
}

/// The same under a link that is known already.
///
/// # Errors
///
/// As [`share`].
pub fn share_as(
    office: &mut Office<'_>,
    award: AwardId,
    form: Option<Rendition>,
    token: &ShareToken,
    now: Timestamp,
) -> Result<String, IssueError> {
    let known = office.ledger.award(award)?;
    // Unless one is named, the one that every verifier reads, if there is one.
    let first = || known.renditions.first().map_or(Rendition::Elm, |one| one.rendition);
    let rendition = form.unwrap_or_else(first);
    let bytes = office.ledger.sealed_bytes(award, rendition)?;
    // First the ledger: a share that is published is always one that can be withdrawn.
    office.ledger.add_share(award, token, now)?;
    office.folder.write(&Document::Shared(token.hash()), &bytes)?;
    Ok(format!("{}/c/{}.jsonld", office.house.base, token.as_str()))
}

/// Withdraws all links of an award and says how many there were.
///
/// # Errors
///
/// [`IssueError::Ledger`] or [`IssueError::Publish`].
pub fn unshare(ledger: &mut Ledger, folder: &PublicationFolder, award: AwardId) -> Result<usize, IssueError> {
    ledger.award(award)?;
    let shares = ledger.shares(award)?;
    for share in &shares {
        folder.remove(&Document::Shared(share.token_hash))?;
    }
    ledger.remove_shares(award)?;
    Ok(shares.len())
}

/// Which forms of awards are handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// All that there are.
    All,
    /// These.
    Only(&'a [Format]),
}

/// Hands out what `filter` lets through once more, byte for byte as it left, and says how many files there are. Of each
/// award, the wanted forms that there are.
///
/// # Errors
///
/// [`IssueError::Ledger`] or [`IssueError::Output`].
pub fn export(
    ledger: &Ledger,
    filter: &Filter,
    wanted: Wanted<'_>,
    output: &mut dyn Output,
) -> Result<u64, IssueError> {
    export_with(ledger, filter, wanted, output, &Renditions::default())
}

/// The same with pictures that were drawn before.
pub(super) fn export_with(
    ledger: &Ledger,
    filter: &Filter,
    wanted: Wanted<'_>,
    output: &mut dyn Output,
    renditions: &Renditions,
) -> Result<u64, IssueError> {
    let wants = |form: Option<Rendition>| match wanted {
        Wanted::All => true,
        Wanted::Only(formats) => formats.iter().any(|format| format.rendition() == form),
    };
    let mut files = Vec::new();
    ledger.list(filter, &mut |row| {
        let sealed = row.renditions.iter().map(|one| Some(one.rendition));
        let there = sealed.chain(row.upload.as_ref().map(|_| None));
        files.extend(there.filter(|form| wants(*form)).map(|form| (row.award, form)));
    })?;
    let mut count = 0;
    for (award, form) in files {
        let content = match form {
            Some(rendition) => match ledger.sealed_content(award, rendition) {
                Err(LedgerError::NotSealed { .. }) => continue,
                content => content?,
            },
            None => match ledger.upload_content(award)? {
                Some(content) => content,
                None => continue,
            },
        };
        let files = match form.map(Format::of) {
            Some(Some(format)) => renditions.files(format, award, content),
            Some(None) => Ok(vec![LeavingFile::new(form.expect("it is one").file_name(award), content)]),
            None => Ok(vec![LeavingFile::new(Format::Uploadable.file_name(award), content)]),
        };
        for LeavingFile { name, content } in files.map_err(|source| IssueError::Rendition { award, source })? {
            output.add(&name, &content).map_err(IssueError::Output)?;
            count += 1;
        }
    }
    output.finish().map_err(IssueError::Output)?;
    Ok(count)
}
