//! The lists of trusted entities as they are now.
//!
//! A list that lies at a URL is fetched for each report, unless a service refreshes its lists in the background: then reports
//! use the last version that verified, so that none of them waits for a list's server, and a server that is away for a
//! while harms nobody. How long that may go on the list says itself: one that is over leaves the answer open, as ever.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::evidence::ListSnapshot;
use super::{ListSource, Verifier};
use crate::fetch::{Fetch, Purpose};
use crate::model::time::Timestamp;
use crate::trust::{ListState, TrustRoot, state_of};

/// The last version of each list that verified when it was fetched in the background, by its place among the lists.
#[derive(Debug, Default)]
pub(super) struct Refreshed(Mutex<HashMap<usize, Arc<[u8]>>>);

impl Refreshed {
    fn get(&self, place: usize) -> Option<Arc<[u8]>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&place).cloned()
    }

    fn set(&self, place: usize, bytes: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(place, bytes.into());
    }
}

/// A list that could not be refreshed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRefreshed {
    /// The list.
    pub list: String,
    /// Why not.
    pub reason: String,
}

impl Verifier {
    /// Whether there are lists that lie at a URL.
    #[must_use]
    pub fn has_lists_to_refresh(&self) -> bool {
        self.anchors.iter().any(|anchor| matches!(anchor.source, ListSource::Url(_)))
    }

    /// Fetches each list that lies at a URL through `fetch`, for the reports to come; says which could not be had.
    ///
    /// What cannot be fetched or does not verify changes nothing. A list that verifies is used from now on, whatever it
    /// says: that it is older than one seen before, or another one of the same number, has to show in reports.
    pub fn refresh_lists(&self, fetch: &dyn Fetch) -> Vec<NotRefreshed> {
        let mut missed = Vec::new();
        for (place, anchor) in self.anchors.iter().enumerate() {
            let ListSource::Url(url) = &anchor.source else { continue };
            let fetched = fetch.get(url, Purpose::TrustList).map_err(|e| e.to_string());
            let verified = fetched.and_then(|bytes| {
                self.kept.open_list(place, &anchor.root, &bytes).map_err(|e| e.to_string())?;
                Ok(bytes)
            });
            match verified {
                Ok(bytes) => self.refreshed.set(place, &bytes),
                Err(reason) => missed.push(NotRefreshed { list: anchor.root.list.clone(), reason }),
            }
        }
        missed
    }

    /// The list number `place` as it is now: fetched if need be, its signature verified, judged against what was seen
    /// before.
    pub(super) fn snapshot(&self, place: usize, fetch: &dyn Fetch, now: Timestamp) -> ListSnapshot {
        let anchor = &self.anchors[place];
        let root = &anchor.root;
        match &anchor.source {
            ListSource::Bytes(bytes) => self.opened(place, root, bytes, now),
            ListSource::Url(url) => match self.refreshed.get(place) {
                Some(bytes) => self.opened(place, root, &bytes, now),
                None => match fetch.get(url, Purpose::TrustList) {
                    Ok(bytes) => self.opened(place, root, &bytes, now),
                    Err(e) => unusable(root, ListState::Unavailable { reason: e.to_string() }),
                },
            },
        }
    }

    fn opened(&self, place: usize, root: &TrustRoot, bytes: &[u8], now: Timestamp) -> ListSnapshot {
        match self.kept.open_list(place, root, bytes) {
            Ok(verified) => {
                let state = state_of(root, &verified, &mut self.lock_seen(), now);
                ListSnapshot { root: root.clone(), state, verified: Some(verified) }
            }
            Err(e) => unusable(root, ListState::Unverified { reason: e.to_string() }),
        }
    }
}

fn unusable(root: &TrustRoot, state: ListState) -> ListSnapshot {
    ListSnapshot { root: root.clone(), state, verified: None }
}
