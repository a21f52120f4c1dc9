//! What verifiers fetch: the DID document, the status lists and the checkpoint, beside what the workspace has.

use crate::config::Workspace;
use crate::crypto::sha256;
use crate::fetch::{Fetch, FetchError, Purpose};
use crate::issue::{audit_published, did_document as expected_document, log_origin};
use crate::keys::{KeyRecord, Role};
use crate::ledger::{Ledger, LedgerError, ListVersion};
use crate::model::time::Timestamp;
use crate::publish::{Document, PublicationFolder};
use crate::trust::did::{DidDocument, did_web_url};

use super::finding::Findings;
use crate::cli::output::count;

/// Most status lists that are fetched; the rest is said.
const LISTS_FETCHED_MAX: usize = 20;
const PUBLISH: &str = "run `elmseal publish`, and copy public/ to where the address in elmseal.toml leads";

/// Where published documents are fetched.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// From the net.
    Net(&'a dyn Fetch),
    /// Nothing is asked.
    Offline,
    /// Nobody answered.
    Unreachable,
}

/// Whether the host of the publications answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// It does, or was not asked.
    Perhaps,
    /// It does not.
    No,
}

impl<'a> Source<'a> {
    /// Of the network, and of whether somebody answered.
    pub fn new(fetch: Option<&'a dyn Fetch>, reached: Reached) -> Self {
        match (fetch, reached) {
            (None, _) => Self::Offline,
            (Some(_), Reached::No) => Self::Unreachable,
            (Some(fetch), Reached::Perhaps) => Self::Net(fetch),
        }
    }

    /// The source, or `None` after saying what is not checked.
    fn or_skip(self, check: &'static str, findings: &mut Findings) -> Option<&'a dyn Fetch> {
        match self {
            Self::Net(fetch) => return Some(fetch),
            Self::Offline => {
                findings.skip(check, "offline", "what is published was not fetched", "run it without --offline")
            }
            Self::Unreachable => findings.skip(check, "unreachable", "what is published cannot be fetched", ""),
        }
        None
    }
}

/// Fetches the DID document from where verifiers do, and compares it with the keys.
pub fn did_document(
    workspace: &Workspace,
    records: &[KeyRecord],
    fetch: Option<&dyn Fetch>,
    findings: &mut Findings,
) -> Reached {
    const CHECK: &str = "did_document";
    let Some(did) = &workspace.institution.did else {
        let advice = "write `did = \"did:web:…\"` in [institution] of elmseal.toml";
        findings.warn(CHECK, "no-did", "the institution has no DID, and so issues only with an X.509 seal", advice);
        return Reached::Perhaps;
    };
    if !did.is_web() {
        findings.ok(CHECK, format!("{did} needs none"));
        return Reached::Perhaps;
    }
    let expected = expected_document(did, records);
    let (Ok(url), Ok(expected)) = (did_web_url(did), expected) else {
        let advice = "correct `did` in [institution] of elmseal.toml";
        findings.fault(CHECK, "did-unusable", format!("{did} has no document that could be published"), advice);
        return Reached::Perhaps;
    };
    let Some(fetch) = fetch else {
        findings.skip(CHECK, "offline", format!("{url} was not fetched"), "run it without --offline");
        return Reached::Perhaps;
    };
    let bytes = match fetch.get(url.as_str(), Purpose::DidDocument) {
        Ok(bytes) => bytes,
        Err(FetchError::NotFound { .. }) => {
            findings.fault(CHECK, "did-document-missing", format!("there is nothing at {url}"), PUBLISH);
            return Reached::Perhaps;
        }
        Err(error) => {
            let advice = "see whether the web server runs and its certificate holds; verifiers cannot fetch it either";
            findings.fault(CHECK, "did-document-unreachable", error.to_string(), advice);
            return Reached::No;
        }
    };
    match DidDocument::parse(&bytes, did) {
        Err(error) => findings.fault(CHECK, "did-document-malformed", format!("{url}: {error}"), PUBLISH),
        Ok(found) if found == expected => findings.ok(CHECK, format!("{url} has the keys of this workspace")),
        Ok(found) => {
            let missing = expected.methods().iter().find(|method| !found.methods().contains(method));
            match missing {
                Some(method) => {
                    let what = format!("{url} does not have `{}` as it is here", method.id);
                    findings.fault(CHECK, "did-document-differs", what, PUBLISH);
                }
                None => {
                    let what = format!("{url} has keys that this workspace does not know");
                    let advice =
                        "see who put them there: whoever has their secrets can issue in the institution's name";
                    findings.warn(CHECK, "did-document-has-more", what, advice);
                }
            }
        }
    }
    Reached::Perhaps
}

/// Audits the ledger, and compares the publication folder with it.
pub fn ledger(workspace: &Workspace, ledger: &Ledger, records: &[KeyRecord], now: Timestamp, findings: &mut Findings) {
    let log_keys: Vec<[u8; 32]> = records
        .iter()
        .filter(|record| record.role == Role::Log)
        .filter_map(|record| record.verifying_key().map(|key| *key.as_bytes()))
        .collect();
    let damaged = "run `elmseal ledger audit` for all of it, and put ledger.db back from a backup";
    match ledger.audit(&log_origin(&workspace.base), &log_keys) {
        Ok(report) if report.faults.is_empty() => {
            findings.ok("ledger", format!("{} and their log agree", count(report.awards, "award")));
            if report.unfinished > 0 {
                let what = format!("{} recorded and not sealed", count(report.unfinished, "award"));
                findings.warn(
                    "ledger",
                    "awards-unfinished",
                    what,
                    "run the `elmseal issue` again that was stopped: it goes on there",
                );
            }
        }
        Ok(report) => {
            let first = report.faults.first().map(ToString::to_string).unwrap_or_default();
            let what = format!("{}, the first: {first}", count(report.faults.len() as u64, "disagreement"));
            findings.fault("ledger", "ledger-damaged", what, damaged);
        }
        Err(error) => findings.fault("ledger", "ledger-damaged", error.to_string(), damaged),
    }
    match audit_published(ledger, &PublicationFolder::new(workspace.public())) {
        Ok(differing) if differing.is_empty() => findings.ok("publication_folder", "public/ has what was sealed last"),
        Ok(differing) => {
            let paths: Vec<String> = differing.iter().map(Document::path).collect();
            let what = format!("not as it was sealed: {}", paths.join(", "));
            findings.fault("publication_folder", "publication-folder-differs", what, "run `elmseal publish`");
        }
        Err(error) => {
            findings.fault(
                "publication_folder",
                "publication-folder-unreadable",
                error.to_string(),
                "see its permissions",
            );
        }
    }
    due(ledger, now, findings);
}

/// Whether a new version of a status list is due.
fn due(ledger: &Ledger, now: Timestamp, findings: &mut Findings) {
    const CHECK: &str = "status_lists_due";
    let cron = "run `elmseal publish`, and have cron run it every day";
    let known = || -> Result<_, LedgerError> {
        let versions = [ledger.list_versions()?, ledger.token_versions()?].concat();
        Ok((versions, ledger.due_lists(now)?.len() + ledger.due_token_lists(now)?.len()))
    };
    let (versions, due) = match known() {
        Ok(known) => known,
        Err(error) => {
            findings.fault(CHECK, "ledger-damaged", error.to_string(), "run `elmseal ledger audit`");
            return;
        }
    };
    if let Some(old) = versions.iter().find(|version| version.valid_until < now) {
        let what = format!("{} held until {}: credentials on it cannot be checked", old.slug, old.valid_until);
        findings.fault(CHECK, "status-list-expired", what, cron);
    } else if due > 0 {
        let what =
            format!("{} to be signed again: changed, new, or past half of the time", count(due as u64, "status list"));
        findings.warn(CHECK, "status-lists-due", what, cron);
    } else {
        findings.ok(CHECK, format!("{} up to date", count(versions.len() as u64, "status list")));
    }
}

/// Fetches the status lists from where verifiers do.
pub fn lists(workspace: &Workspace, ledger: &Ledger, source: Source<'_>, now: Timestamp, findings: &mut Findings) {
    const CHECK: &str = "status_lists";
    let Some(fetch) = source.or_skip(CHECK, findings) else { return };
    // What cannot be read is said above.
    let named = |version: &ListVersion| Document::StatusList(version.slug.clone());
    let of_tokens = |version: &ListVersion| Document::TokenList(version.slug.clone());
    let mut versions: Vec<(Document, ListVersion)> = Vec::new();
    versions.extend(ledger.list_versions().unwrap_or_default().into_iter().map(|version| (named(&version), version)));
    versions
        .extend(ledger.token_versions().unwrap_or_default().into_iter().map(|version| (of_tokens(&version), version)));
    versions.retain(|(_, version)| now <= version.valid_until);
    let mut same = 0;
    for (document, version) in versions.iter().take(LISTS_FETCHED_MAX) {
        let url = format!("{}/{}", workspace.base, document.path());
        match fetch.get(&url, Purpose::StatusList) {
            Ok(bytes) if sha256(&bytes) == version.digest => same += 1,
            Ok(_) => findings.fault(
                CHECK,
                "status-list-differs",
                format!("{url} is not the one that was signed last"),
                PUBLISH,
            ),
            Err(FetchError::NotFound { .. }) => {
                findings.fault(CHECK, "status-list-missing", format!("there is nothing at {url}"), PUBLISH);
            }
            Err(error) => {
                findings.fault(
                    CHECK,
                    "status-list-unreachable",
                    error.to_string(),
                    "see whether the web server answers",
                );
                break;
            }
        }
    }
    if same > 0 {
        findings.ok(CHECK, format!("{} published as signed", count(same, "status list")));
    }
    if versions.len() > LISTS_FETCHED_MAX {
        let what = format!("{} more were not fetched", versions.len() - LISTS_FETCHED_MAX);
        findings.skip(CHECK, "too-many", what, "");
    }
}

/// Fetches the checkpoint of the log from where verifiers do.
pub fn checkpoint(workspace: &Workspace, ledger: &Ledger, source: Source<'_>, findings: &mut Findings) {
    const CHECK: &str = "checkpoint";
    let (Ok(last), Ok(size)) = (ledger.last_checkpoint(), ledger.log_size()) else { return };
    match &last {
        Some((known, _)) if *known < size => {
            let what =
                format!("{} since the last checkpoint", count(size - known, "entry").replace("entrys", "entries"));
            findings.warn(CHECK, "checkpoint-due", what, "run `elmseal publish`");
        }
        None if size > 0 => {
            findings.warn(CHECK, "checkpoint-due", "no checkpoint was signed yet", "run `elmseal publish`");
        }
        _ => {}
    }
    let Some((_, note)) = last else { return };
    let Some(fetch) = source.or_skip(CHECK, findings) else { return };
    let url = format!("{}/{}", workspace.base, Document::Checkpoint.path());
    match fetch.get(&url, Purpose::Checkpoint) {
        Ok(bytes) if bytes == note.as_bytes() => findings.ok(CHECK, "published as signed"),
        Ok(_) => {
            findings.fault(CHECK, "checkpoint-differs", format!("{url} is not the one that was signed last"), PUBLISH)
        }
        Err(FetchError::NotFound { .. }) => {
            findings.fault(CHECK, "checkpoint-missing", format!("there is nothing at {url}"), PUBLISH);
        }
        Err(error) => {
            findings.fault(CHECK, "checkpoint-unreachable", error.to_string(), "see whether the web server answers")
        }
    }
}
