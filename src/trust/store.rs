//! What a verifier remembers of the lists that it has seen, so that an older one cannot be played back to it.
//!
//! Values only: the caller reads them at the start and keeps them at the end.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::shape::{At, ReadError};
use crate::crypto::encoding::{from_hex, to_hex};
use crate::limits;
use crate::model::json::parse_strict;
use crate::model::time::Timestamp;

/// The highest version of a list that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenList {
    /// Its sequence number.
    pub sequence: u64,
    /// SHA-256 of its payload.
    pub digest: [u8; 32],
    /// When it was issued.
    pub issued: Timestamp,
    /// The base of its scheme.
    pub scheme: String,
    /// Its operator's first name.
    pub operator: String,
    /// Its territory.
    pub territory: String,
}

/// The trust lists and status lists that were seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustStore {
    lists: BTreeMap<String, SeenList>,
    /// Status lists.
    pub status: StatusSeen,
}

impl TrustStore {
    /// Nothing seen yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What was seen of the list `id`.
    #[must_use]
    pub fn list(&self, id: &str) -> Option<&SeenList> {
        self.lists.get(id)
    }

    /// Remembers `seen` of the list `id` if it is newer than what is remembered.
    pub fn remember(&mut self, id: &str, seen: SeenList) {
        if self.lists.get(id).is_none_or(|known| known.sequence < seen.sequence) {
            self.lists.insert(id.to_owned(), seen);
        }
    }

    /// Takes over whatever `other` has seen that is newer: for two processes that share one file.
    pub fn merge(&mut self, other: Self) {
        for (id, seen) in other.lists {
            self.remember(&id, seen);
        }
        for (url, from) in other.status.newest {
            self.status.remember(&url, from);
        }
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// [`ReadError`] names the place of the first fault.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReadError> {
        let value = parse_strict(bytes, limits::TRUST_STORE_BYTES_MAX)?;
        let at = At::root(&value);
        at.object(&["lists", "statusLists"])?;
        let mut store = Self::new();
        for (id, seen) in at.required("lists")?.entries()? {
            seen.object(&["sequence", "digest", "issued", "scheme", "operator", "territory"])?;
            let digest_at = seen.required("digest")?;
            let digest = from_hex(digest_at.text()?).ok().and_then(|bytes| bytes.try_into().ok());
            let text = |name: &str| seen.optional(name).and_then(|at| at.raw().as_str()).unwrap_or_default().to_owned();
            let known = SeenList {
                sequence: seen.required("sequence")?.number()?,
                digest: digest.ok_or_else(|| digest_at.fault("is not a digest in hex"))?,
                issued: seen.required("issued")?.time()?,
                scheme: text("scheme"),
                operator: text("operator"),
                territory: text("territory"),
            };
            store.lists.insert(id.to_owned(), known);
        }
        for (url, from) in at.required("statusLists")?.entries()? {
            store.status.newest.insert(url.to_owned(), from.time()?);
        }
        Ok(store)
    }

    /// The store as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let entry = |seen: &SeenList| {
            json!({
                "sequence": seen.sequence,
                "digest": to_hex(&seen.digest),
                "issued": seen.issued.to_string(),
                "scheme": seen.scheme,
                "operator": seen.operator,
                "territory": seen.territory,
            })
        };
        let lists: Map<String, Value> = self.lists.iter().map(|(id, seen)| (id.clone(), entry(seen))).collect();
        let status: Map<String, Value> =
            self.status.newest.iter().map(|(url, from)| (url.clone(), json!(from.to_string()))).collect();
        json!({ "lists": lists, "statusLists": status })
    }
}

/// The newest start of validity that was seen of each status list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatusSeen {
    newest: BTreeMap<String, Timestamp>,
}

impl StatusSeen {
    /// The newest `validFrom` that was seen of the status list at `url`.
    #[must_use]
    pub fn newest(&self, url: &str) -> Option<Timestamp> {
        self.newest.get(url).copied()
    }

    /// Remembers that an authentic status list of this age was seen.
    pub fn remember(&mut self, url: &str, valid_from: Timestamp) {
        let newest = self.newest.entry(url.to_owned()).or_insert(valid_from);
        *newest = valid_from.max(*newest);
        if self.newest.len() > limits::STATUS_LISTS_SEEN_MAX {
            let oldest = self.newest.iter().min_by_key(|(_, from)| **from).map(|(url, _)| url.clone());
            oldest.map(|url| self.newest.remove(&url));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(sequence: u64) -> SeenList {
        SeenList {
            sequence,
            digest: [3; 32],
            issued: Timestamp::from_unix(1_800_000_000).expect("a time"),
            scheme: "https://a.example/lote".into(),
            operator: "A".into(),
            territory: "EU".into(),
        }
    }

    #[test]
    fn a_full_memory_is_read_again() {
        let mut store = TrustStore::new();
        let day = Timestamp::from_unix(1_800_000_000).expect("a time");
        for index in 0..=limits::STATUS_LISTS_SEEN_MAX {
            let url = format!("https://a.example/{index:0>width$}", width = limits::LINK_BYTES_MAX);
            store.status.newest.insert(url, day);
        }
        store.status.remember("https://a.example/new", day.plus_seconds(60));
        let written = format!("{:#}\n", store.to_json());
        assert!(TrustStore::parse(written.as_bytes()).is_ok());
    }

    #[test]
    fn the_highest_is_kept_and_survives_writing() {
        let mut store = TrustStore::new();
        store.remember("a", seen(4));
        store.remember("a", seen(3));
        assert_eq!(store.list("a").map(|s| s.sequence), Some(4));
        let day = Timestamp::from_unix(1_800_000_000).expect("a time");
        store.status.remember("https://a.example/status/1.json", day);
        store.status.remember("https://a.example/status/1.json", day.plus_seconds(-60));
        assert_eq!(store.status.newest("https://a.example/status/1.json"), Some(day));
        assert_eq!(TrustStore::parse(store.to_json().to_string().as_bytes()), Ok(store));
    }
}
