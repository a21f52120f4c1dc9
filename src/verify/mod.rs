//! From bytes to a report: one path, one row a check, one decision.
//!
//! A bad credential is a report, never an error. What is not known is `inconclusive`, and no setting turns that into
//! an accept.

mod awarded;
mod check_log;
mod check_profile;
mod check_proof;
mod check_scope;
mod check_seal;
mod check_status;
mod check_trust;
mod check_validity;
mod decide;
mod europass;
mod evidence;
mod form;
mod kept;
mod lists;
mod presentation;
mod report;
mod resolve;
mod seal_report;
mod sealed;
mod status_token;
mod summarise_seal;
mod summary;
mod summary_badge;
mod summary_parts;
mod summary_pictures;
mod summary_sd_jwt;
mod terms;
mod token;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use awarded::{
    Assessment, Coded, Component, CredentialSummary, Graded, LearningOutcome, Names, Organisation, Quality,
    StatedPicture,
};
pub use decide::{Weight, decide, weight};
pub use europass::{EuropassCheck, EuropassStatus, EuropassView, NOTE as EUROPASS_NOTE, Ribbon};
pub use form::begins_unsealed;
pub use lists::NotRefreshed;
pub use presentation::{NotShown, PresentationReport};
pub use report::{About, Check, Decision, Finding, ListUsed, Outcome, REPORT_VERSION, Reason, Report};
pub use seal_report::{
    CertificateSummary, IssuerField, ProvenTime, QualifiedStatements, SealFinding, SealSummary, level_name,
};
pub use summary_badge::{Alignment, BadgeSummary, StatedEvidence};

pub use crate::elm::profile::ApVersion;
pub use crate::proof::Showing;

use self::check_status::{Asks, Entry, Imperfect, Looked, ReadList, Reason as StatusReason};
use self::evidence::{Evidence, ListSnapshot};
use self::kept::Kept;
use self::lists::Refreshed;
use self::resolve::{Resolution, Sources, resolve_and_verify, resolve_and_verify_with};
use crate::crypto::sha256;
use crate::fetch::{Fetch, Purpose};
use crate::jose::jades::SealTrust;
use crate::jsonld::Contexts;
use crate::model::json::Given;
use crate::model::time::Timestamp;
use crate::pki::{NoServices, PkiServices};
use crate::proof::AuthenticCredential;
use crate::status::{Bitstring, StatusError};
use crate::trust::{KeyStanding, ServiceKind, TrustRoot, TrustStore};

/// Where a list of trusted entities comes from.
#[derive(Debug, Clone)]
pub enum ListSource {
    /// The signed list itself.
    Bytes(Vec<u8>),
    /// A URL that is fetched for each report, or in the background ([`Verifier::refresh_lists`]).
    Url(String),
}

/// A list that the verifier trusts, with what it was told about it before.
#[derive(Debug, Clone)]
pub struct ListAnchor {
    /// The pinned root file.
    pub root: TrustRoot,
    /// Where the list comes from.
    pub source: ListSource,
}

/// What is asked of a document, beside what is asked of every one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// The file of inclusion proof that came with it, to be judged too.
    pub inclusion: Option<&'a [u8]>,
    /// The version of the application profile that it is compared with.
    pub profile_version: ApVersion,
    /// Whether the credential's pictures are read as well.
    pub pictures: Pictures<'a>,
}

/// Whether the pictures of a credential are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pictures<'a> {
    /// Those for a reader of this language.
    In(&'a str),
    /// They are left alone.
    #[default]
    Left,
}

/// Verifies credentials. It may be shared between threads; it holds no key.
pub struct Verifier {
    fetch: Arc<dyn Fetch>,
    anchors: Vec<ListAnchor>,
    seal_trust: SealTrust,
    services: Arc<dyn PkiServices>,
    seen: Mutex<TrustStore>,
    kept: Kept,
    refreshed: Refreshed,
    contexts: &'static Contexts,
}

impl Verifier {
    /// A verifier with the embedded contexts but those of examples that trusts `anchors` and has seen nothing yet.
    #[must_use]
    pub fn new(fetch: Arc<dyn Fetch>, anchors: Vec<ListAnchor>) -> Self {
        Self {
            fetch,
            anchors,
            seal_trust: SealTrust::default(),
            services: Arc::new(NoServices),
            seen: Mutex::new(TrustStore::new()),
            kept: Kept::default(),
            refreshed: Refreshed::default(),
            contexts: Contexts::without_examples(),
        }
    }

    /// With authorities of seals and time stamps that the operator trusts, beside those that lists name, and the services
    /// that say what such an authority has revoked.
    #[must_use]
    pub fn with_pki(mut self, trust: SealTrust, services: Arc<dyn PkiServices>) -> Self {
        self.seal_trust = trust;
        self.services = services;
        self
    }

    /// With the contexts of the specification's examples, under which any term is defined: for conformance suites.
    #[must_use]
    pub fn with_examples(mut self) -> Self {
        self.contexts = Contexts::embedded();
        self
    }

    /// With what was seen of lists before.
    #[must_use]
    pub fn with_seen(mut self, seen: TrustStore) -> Self {
        self.seen = Mutex::new(seen);
        self
    }

    /// What was seen of lists up to now, to be kept for the next start.
    #[must_use]
    pub fn seen(&self) -> TrustStore {
        self.lock_seen().clone()
    }

    /// Where documents are fetched from.
    #[must_use]
    pub fn fetch(&self) -> &dyn Fetch {
        &*self.fetch
    }

    /// Verifies a document as it was received.
    #[must_use]
    pub fn verify(&self, bytes: &[u8], now: Timestamp) -> Report {
        self.verify_as_asked(bytes, Asked::default(), now)
    }

    /// Verifies a document, and what else is asked of it.
    #[must_use]
    pub fn verify_as_asked(&self, bytes: &[u8], asked: Asked<'_>, now: Timestamp) -> Report {
        self.verify_through(&*self.fetch, bytes, asked, now)
    }

    /// Verifies a document with what `fetch` has, such as the verifier's own source for as long as somebody waits.
    #[must_use]
    pub fn verify_through(&self, fetch: &dyn Fetch, bytes: &[u8], asked: Asked<'_>, now: Timestamp) -> Report {
        self.verify_given(fetch, Given::unread(bytes), asked, now)
    }

    /// As [`verify_through`](Self::verify_through), of a document that may have been read already.
    ///
    /// Only this function knows the order of the steps.
    #[must_use]
    pub fn verify_given(&self, fetch: &dyn Fetch, given: Given<'_>, asked: Asked<'_>, now: Timestamp) -> Report {
        // 1. The lists, since they name the keys.
        let lists: Vec<ListSnapshot> = (0..self.anchors.len()).map(|place| self.snapshot(place, fetch, now)).collect();
        let used: Vec<ListUsed> = lists.iter().map(ListSnapshot::used).collect();
        let bytes = given.bytes();
        let document = sha256(bytes);
        let finish = |rows, credential, seal| finish(rows, credential, seal, now, used.clone(), document);

        // 2. The document is one that is read here, and its seal or its proofs verify.
        let Received { mut rows, credential, seal } = self.open(given, fetch, &lists, now);
        let Some(credential) = credential else {
            let shown = seal.map(sealed::ExaminedSeal::into_summary);
            return finish(rows, None, shown);
        };

        // 3. From here on only what was verified is read.
        let examination = seal.as_ref().map(|seal| &seal.examination);
        let evidence = Evidence::gather(&credential, examination, &lists, now);
        rows.push(check_trust::check_issuer_key(&evidence));
        rows.push(check_trust::check_trust_list(&evidence));
        rows.push(check_scope::check_scope(&evidence));
        rows.push(check_scope::check_awarding_bodies(&evidence));
        rows.push(check_trust::check_trust_at_sealing(&evidence));
        rows.push(check_trust::check_trust_now(&evidence));
        rows.extend(match check_status::entries(&credential) {
            Ok(entries) => {
                let looked: Vec<(Entry, Looked)> = entries
                    .into_iter()
                    .map(|entry| {
                        let outcome = match entry.asks {
                            Asks::Token => self.look_up_token(&entry, fetch, &evidence),
                            Asks::Purpose(_) | Asks::Standing => self.look_up(&entry, fetch, &evidence),
                        };
                        (entry, outcome)
                    })
                    .collect();
                check_status::check_status(&looked)
            }
            Err(reason) => check_status::unreadable(reason),
        });
        rows.push(check_validity::check_validity(&credential, now));
        rows.push(check_log::check_log(bytes, asked.inclusion, &evidence));
        rows.extend(check_profile::check_profile(&credential, asked.profile_version));
        let summary = summary_badge::summarise_badge(&evidence).or_else(|| summary_sd_jwt::summarise_sd_jwt(&evidence));
        let mut summary = summary.unwrap_or_else(|| summary::summarise(&evidence));
        if let Pictures::In(language) = asked.pictures {
            summary.pictures = summary_pictures::pictures(&credential.root(), language);
        }
        let shown = seal.as_ref().zip(credential.seal()).map(|(examined, seal)| {
            summarise_seal::summarise_seal(seal, &examined.examination, Some(&credential.issuer_node()))
        });
        finish(rows, Some(summary), shown)
    }

    /// A credential that its own proofs secure.
    fn open_proven(&self, given: Given<'_>, fetch: &dyn Fetch, lists: &[ListSnapshot], now: Timestamp) -> Received {
        let stopped = |rows: [Finding; 2]| Received { rows: rows.into(), credential: None, seal: None };
        let received = match check_proof::read_unsealed(given) {
            Ok(received) => received,
            Err(rows) => return stopped(rows),
        };
        let resolution = resolve_and_verify(&received, &self.sources(fetch, lists, ServiceKind::Issuance, now));
        let rows = check_proof::check_proof(&resolution);
        match resolution {
            Resolution::Authentic(credential) => {
                Received { rows: rows.into(), credential: Some(*credential), seal: None }
            }
            Resolution::Broken(_) | Resolution::Unavailable(_) => stopped(rows),
        }
    }

    fn sources<'a>(
        &'a self,
        fetch: &'a dyn Fetch,
        lists: &'a [ListSnapshot],
        kind: ServiceKind,
        now: Timestamp,
    ) -> Sources<'a> {
        Sources { contexts: self.contexts, fetch, lists, kept: &self.kept, kind, now }
    }

    /// The bit of one status entry: the list is fetched, verified like a credential, and read.
    fn look_up(&self, entry: &Entry, fetch: &dyn Fetch, evidence: &Evidence<'_>) -> Looked {
        let url = &entry.list_url;
        let moved = evidence.listings.iter().filter_map(|listing| listing.entity.service(ServiceKind::StatusList));
        let location = moved.map(|service| service.location_of(url)).find(|place| place != url).unwrap_or(url);
        let fetched = fetch.get(location, Purpose::StatusList);
        let bytes =
            fetched.map_err(|e| ("status-list-unavailable", format!("the status list could not be had: {e}")))?;
        let bad =
            |reason: String| ("status-list-not-authentic", format!("the status list {url} is not authentic: {reason}"));
        let sources = self.sources(fetch, evidence.lists, ServiceKind::StatusList, evidence.now);
        if let Some(token) = form::token_in(&bytes) {
            let list = status_token::open_list(&token, url, &sources)?;
            let decode = |text: &str| Bitstring::decode_of_any_length(text).map(Arc::new);
            return self.judge_list(&list, entry, evidence, decode)?.of(entry);
        }
        let read = self.kept.status_list(location, bytes).map_err(|e| bad(e.to_string()))?;
        let list = match resolve_and_verify_with(read.received(), &sources, |methods| read.verify(methods)) {
            Resolution::Authentic(list) => list,
            Resolution::Broken(error) => return Err(bad(error.to_string())),
            Resolution::Unavailable(reason) => {
                return Err((
                    "status-key-unavailable",
                    format!("the key of the status list {url} could not be had: {reason}"),
                ));
            }
        };
        let bits = self.judge_list(&list, entry, evidence, |text| read.decode(text))?;
        // Only lists of listed issuers are kept, or a stranger's would push them out.
        if !evidence.listings.is_empty() {
            self.kept.keep(location, &read);
        }
        bits.of(entry)
    }

    /// What an authentic list says, if it is the one that the entry names, of the issuer, by a key for that, and in its time.
    fn judge_list(
        &self,
        list: &AuthenticCredential,
        entry: &Entry,
        evidence: &Evidence<'_>,
        decode: impl Fn(&str) -> Result<Arc<Bitstring>, StatusError>,
    ) -> Result<ReadList, StatusReason> {
        let url = &entry.list_url;
        let newest = self.lock_seen().status.newest(url);
        // Whoever is listed keeps lists of its own, as they should be. Of others, what the list that they name says is
        // told, and what is wrong with it beside: their credentials stay open in any case.
        let listed = !evidence.listings.is_empty() || entry.asks == Asks::Standing;
        let imperfect = if listed { Imperfect::Refused } else { Imperfect::Told };
        let mut bits = check_status::read_list(list, entry, imperfect, newest, evidence.now, decode)?;
        if let Err(reason) = check_status::check_list_issuer(list, entry, evidence) {
            imperfect.note(&mut bits.reservation, reason)?;
        }
        judge_status_key(list, bits.valid_from, evidence).map_err(|code| {
            (code, format!("the status list {url} is not sealed with a key that is listed for that"))
        })?;
        if !evidence.listings.is_empty() {
            self.lock_seen().status.remember(url, bits.valid_from);
        }
        Ok(bits)
    }

    fn lock_seen(&self) -> MutexGuard<'_, TrustStore> {
        // What a panicking thread left is still true: entries are only ever added.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The report about something from which no document could be had at all; `row`, one of [`Check::Integrity`], says why.
/// `given` is what was handed over.
#[must_use]
pub fn report_without_document(row: Finding, given: &[u8], now: Timestamp) -> Report {
    finish(vec![row], None, None, now, Vec::new(), sha256(given))
}

/// What was received, once seal and proofs have been looked at.
struct Received {
    /// The rows so far.
    rows: Vec<Finding>,
    /// The credential, if it is authentic.
    credential: Option<AuthenticCredential>,
    /// What is known of the seal, if its signature was verified.
    seal: Option<sealed::ExaminedSeal>,
}

/// The report: rows in their order, each check with one, what was not reached marked so.
fn finish(
    mut rows: Vec<Finding>,
    credential: Option<CredentialSummary>,
    seal: Option<SealSummary>,
    evaluated_at: Timestamp,
    lists: Vec<ListUsed>,
    document: [u8; 32],
) -> Report {
    let row = |check| {
        let made = rows.iter().position(|row| row.check == check);
        made.map_or_else(|| check_proof::unchecked(check), |made| rows.remove(made))
    };
    let checks: Vec<Finding> = Check::ALL.into_iter().map(row).collect();
    let (decision, mut reasons) = decide(&checks);
    // What was not reached explains nothing as long as the row that stopped it is there.
    if reasons.iter().any(|reason| reason.code != "not-checked") {
        reasons.retain(|reason| reason.code != "not-checked");
    }
    Report { decision, reasons, checks, credential, seal, evaluated_at, lists, document }
}

/// For a listed issuer, a status list counts only under a key that was listed for status lists when its validity began:
/// since that is short, a key that was replaced soon counts no more.
fn judge_status_key(
    list: &AuthenticCredential,
    valid_from: Timestamp,
    evidence: &Evidence<'_>,
) -> Result<(), &'static str> {
    let key = list.issuer_key().and_then(|key| key.multikey()).ok_or("status-key-not-listed")?;
    // A list that binds the issuer by its certificate alone says nothing about the keys of its status lists.
    for listing in evidence.listings.iter().filter(|listing| listing.entity.has_did(list.issuer())) {
        let service = listing.entity.service(ServiceKind::StatusList).unwrap_or(listing.service);
        match service.key_standing(&key, valid_from) {
            KeyStanding::Listed => {}
            KeyStanding::Compromised { .. } => return Err("status-key-compromised"),
            KeyStanding::ListedAtOtherTimes | KeyStanding::NotListed => return Err("status-key-not-listed"),
        }
    }
    Ok(())
}
