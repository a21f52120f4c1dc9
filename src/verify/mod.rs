//! From bytes to a report: one path, one row a check, one decision.
//!
//! A bad credential is a report, never an error. What is not known is `inconclusive`, and no setting turns that into
//! an accept.

mod decide;
mod report;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use decide::{Weight, decide, weight};
pub use report::{
    Check, CredentialSummary, Decision, Finding, Graded, ListUsed, Names, Organisation, Outcome, REPORT_VERSION,
    Reason, Report,
};

use crate::fetch::Fetch;
use crate::jsonld::Contexts;
use crate::model::time::Timestamp;
use crate::trust::{TrustRoot, TrustStore};

/// Where a list of trusted entities comes from.
#[derive(Debug, Clone)]
pub enum ListSource {
    /// The signed list itself.
    Bytes(Vec<u8>),
    /// A URL that is fetched for each report.
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

/// Verifies credentials. It may be shared between threads; it holds no key.
pub struct Verifier {
    contexts: &'static Contexts,
    fetch: Arc<dyn Fetch>,
    anchors: Vec<ListAnchor>,
    seen: Mutex<TrustStore>,
}

impl Verifier {
    /// A verifier with the embedded contexts that trusts `anchors` and has seen nothing yet.
    #[must_use]
    pub fn new(fetch: Arc<dyn Fetch>, anchors: Vec<ListAnchor>) -> Self {
        Self { contexts: Contexts::embedded(), fetch, anchors, seen: Mutex::new(TrustStore::new()) }
    }

    /// With other contexts, such as the embedded ones and some that the operator imported.
    #[must_use]
    pub fn with_contexts(mut self, contexts: &'static Contexts) -> Self {
        self.contexts = contexts;
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
        self.verify_with_inclusion(bytes, None, now)
    }

    /// Verifies a document that comes with a file of inclusion proof.
    #[expect(clippy::unimplemented, reason = "the report's shape lands before the path to it")]
    #[must_use]
    pub fn verify_with_inclusion(&self, _bytes: &[u8], _inclusion: Option<&[u8]>, _now: Timestamp) -> Report {
        let _ = (self.contexts, &self.anchors);
        unimplemented!()
    }

    fn lock_seen(&self) -> MutexGuard<'_, TrustStore> {
        // What a panicking thread left is still true: entries are only ever added.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
