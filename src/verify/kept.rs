//! What came of verifying a list: for the same bytes the same again, so that a list that many credentials name is read
//! once.
//!
//! Kept is only what follows from the bytes and a key alone. Dates, the issuer, which keys count and what was seen before
//! are judged anew for each report, and the bytes are fetched anew by whoever fetches.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::crypto::VerifyingKey;
use crate::jsonld::Contexts;
use crate::limits;
use crate::proof::{AuthenticCredential, ProofError, ResolvedMethod, UnverifiedCredential, verify_proof};
use crate::status::{Bitstring, StatusError};
use crate::trust::{SignedListError, TrustRoot, VerifiedList, open_list};

/// The lists that a verifier has read.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The last version of each configured list of trusted entities, by its place among them.
    trust: Mutex<Vec<Option<TrustList>>>,
    /// Status lists of listed issuers by where they lie, the one that came last at the end.
    status: Mutex<Vec<(String, Arc<StatusList>)>>,
    /// Keys that lists name, by their Multikey form.
    keys: Mutex<Vec<(String, VerifyingKey)>>,
}

/// A list of trusted entities: its bytes, and what they hold.
type TrustList = (Arc<[u8]>, Arc<VerifiedList>);

impl Kept {
    /// The configured list number `place`, which `bytes` are.
    ///
    /// # Errors
    ///
    /// Those of [`open_list`].
    pub(super) fn open_list(
        &self,
        place: usize,
        root: &TrustRoot,
        bytes: &[u8],
    ) -> Result<Arc<VerifiedList>, SignedListError> {
        let known = locked(&self.trust).get(place).cloned().flatten();
        if let Some((_, list)) = known.filter(|(known, _)| **known == *bytes) {
            return Ok(list);
        }
        let list = Arc::new(open_list(root, bytes)?);
        let mut trust = locked(&self.trust);
        let room = trust.len().max(place + 1);
        trust.resize(room, None);
        trust[place] = Some((bytes.into(), Arc::clone(&list)));
        Ok(list)
    }

    /// The key that a list names in Multikey form; `None` if it is none of those that are understood.
    pub(super) fn key(&self, multikey: &str) -> Option<VerifyingKey> {
        let known = locked(&self.keys).iter().find(|(text, _)| text == multikey).map(|(_, key)| *key);
        if known.is_some() {
            return known;
        }
        let key = VerifyingKey::from_multikey(multikey).ok()?;
        let mut keys = locked(&self.keys);
        if keys.len() >= limits::LISTED_KEYS_KEPT_MAX {
            keys.remove(0);
        }
        keys.push((multikey.to_owned(), key));
        Some(key)
    }

    /// The status list that lies at `location`, which `bytes` are; one that is not kept is read.
    ///
    /// # Errors
    ///
    /// Those of [`UnverifiedCredential::parse`].
    pub(super) fn status_list(&self, location: &str, bytes: Vec<u8>) -> Result<Arc<StatusList>, ProofError> {
        let known = locked(&self.status).iter().find(|(at, _)| at == location).map(|(_, list)| Arc::clone(list));
        match known.filter(|list| list.bytes == bytes) {
            Some(list) => Ok(list),
            None => StatusList::parse(bytes).map(Arc::new),
        }
    }

    /// Keeps a status list in place of what was kept for `location`. For lists of listed issuers alone: a stranger's would
    /// push them out.
    pub(super) fn keep(&self, location: &str, list: &Arc<StatusList>) {
        let mut status = locked(&self.status);
        let at = status.iter().position(|(at, _)| at == location);
        if at.is_some_and(|at| Arc::ptr_eq(&status[at].1, list)) {
            return;
        }
        at.map(|at| status.remove(at));
        status.push((location.to_owned(), Arc::clone(list)));
        let mut size: usize = status.iter().map(|(_, list)| list.size()).sum();
        let mut surplus = 0;
        while status.len() - surplus > limits::STATUS_LISTS_KEPT_MAX || size > limits::STATUS_LISTS_KEPT_BYTES_MAX {
            size -= status[surplus].1.size();
            surplus += 1;
        }
        status.drain(..surplus);
    }
}

/// A status list as it was received, and what its bytes came to.
#[derive(Debug)]
pub(super) struct StatusList {
    bytes: Vec<u8>,
    received: UnverifiedCredential,
    /// The credential, and the keys with which it verified.
    verified: Mutex<Option<(Vec<ResolvedMethod>, Arc<AuthenticCredential>)>>,
    /// The method for which no key was given, where that was all that was wrong.
    unkeyed: OnceLock<String>,
    /// Encoded lists and their bits.
    decoded: Mutex<Vec<(String, Arc<Bitstring>)>>,
}

impl StatusList {
    fn parse(bytes: Vec<u8>) -> Result<Self, ProofError> {
        let received = UnverifiedCredential::parse(&bytes)?;
        let (verified, decoded) = (Mutex::default(), Mutex::default());
        Ok(Self { bytes, received, verified, unkeyed: OnceLock::new(), decoded })
    }

    /// About how much memory it takes: the bytes are there as JSON and as a graph too, and each list as text and as bits.
    fn size(&self) -> usize {
        let bits: usize = locked(&self.decoded).iter().map(|(text, bits)| text.len() + bits.entries() / 8).sum();
        3 * self.bytes.len() + bits
    }

    /// The credential before its proofs are verified.
    pub(super) fn received(&self) -> &UnverifiedCredential {
        &self.received
    }

    /// Verifies the proofs with `methods`, once for the same keys.
    ///
    /// # Errors
    ///
    /// Those of [`verify_proof`].
    pub(super) fn verify(&self, methods: &[ResolvedMethod]) -> Result<Arc<AuthenticCredential>, ProofError> {
        if let Some((by, list)) = &*locked(&self.verified)
            && by == methods
        {
            return Ok(Arc::clone(list));
        }
        if let Some(method) = self.unkeyed.get().filter(|_| methods.is_empty()) {
            return Err(ProofError::MethodNotAuthorized { method: method.clone() });
        }
        let verified = verify_proof(&self.received, methods, Contexts::without_examples());
        if let (Err(ProofError::MethodNotAuthorized { method }), true) = (&verified, methods.is_empty()) {
            self.unkeyed.get_or_init(|| method.clone());
        }
        let list = Arc::new(verified?);
        *locked(&self.verified) = Some((methods.to_vec(), Arc::clone(&list)));
        Ok(list)
    }

    /// Decodes one of the lists in it, once for the same text.
    ///
    /// # Errors
    ///
    /// Those of [`Bitstring::decode_of_any_length`].
    pub(super) fn decode(&self, encoded: &str) -> Result<Arc<Bitstring>, StatusError> {
        let known = locked(&self.decoded).iter().find(|(text, _)| text == encoded).map(|(_, bits)| Arc::clone(bits));
        if let Some(bits) = known {
            return Ok(bits);
        }
        let bits = Arc::new(Bitstring::decode_of_any_length(encoded)?);
        locked(&self.decoded).push((encoded.to_owned(), Arc::clone(&bits)));
        Ok(bits)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Whole values are put in under the lock, so what a panicking thread left is good.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn list(entries: usize) -> Arc<StatusList> {
        let document = json!({
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiableCredential"],
            "issuer": "did:web:uni.example",
            "proof": {},
        });
        let list = StatusList::parse(document.to_string().into_bytes()).expect("a credential");
        list.decode(&Bitstring::new(entries).encode()).expect("a list");
        Arc::new(list)
    }

    fn kept(kept: &Kept) -> Vec<String> {
        locked(&kept.status).iter().map(|(location, _)| location.clone()).collect()
    }

    #[test]
    fn the_oldest_make_room() {
        let all = Kept::default();
        let small = list(0);
        for number in 0..=limits::STATUS_LISTS_KEPT_MAX {
            all.keep(&format!("{number}"), &small);
        }
        assert_eq!(kept(&all).len(), limits::STATUS_LISTS_KEPT_MAX);
        assert_eq!(kept(&all)[0], "1");
        all.keep("1", &list(0));
        assert_eq!(kept(&all).last().map(String::as_str), Some("1"), "it came last");
    }

    #[test]
    fn what_is_kept_has_a_bound_in_bytes() {
        let all = Kept::default();
        // Three of sixteen mebibytes of bits fit beside what else is there of them, four do not.
        for number in 0..4 {
            all.keep(&format!("{number}"), &list(limits::STATUS_LIST_BYTES_MAX * 8));
        }
        assert_eq!(kept(&all), ["1", "2", "3"]);
    }
}
