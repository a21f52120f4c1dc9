//! Whose keys to try on a proof: listed keys first, the DID document after them.
//!
//! A listed key serves when a did:web has vanished or was taken over; a DID document can only add keys that nobody has
//! listed, and whoever uses one learns that from the row `issuer_key`.

use super::evidence::ListSnapshot;
use super::kept::Kept;
use crate::fetch::{Fetch, Purpose};
use crate::jsonld::Contexts;
use crate::limits;
use crate::model::ids::Did;
use crate::model::time::Timestamp;
use crate::proof::{AuthenticCredential, ProofError, ResolvedMethod, UnverifiedCredential, verify_proof};
use crate::trust::did::{DidDocument, did_web_url, method_did};
use crate::trust::{Service, ServiceKind};

/// What came of verifying the proofs of a document.
#[derive(Debug)]
pub(super) enum Resolution<A = Box<AuthenticCredential>> {
    /// Every proof verifies.
    Authentic(A),
    /// The document is not authentic, whatever keys there are.
    Broken(ProofError),
    /// A key that is needed could not be had.
    Unavailable(String),
}

/// Where keys come from.
pub(super) struct Sources<'a> {
    pub(super) contexts: &'a Contexts,
    pub(super) fetch: &'a dyn Fetch,
    pub(super) lists: &'a [ListSnapshot],
    pub(super) kept: &'a Kept,
    pub(super) kind: ServiceKind,
    pub(super) now: Timestamp,
}

/// Finds the keys of `received` and verifies its proofs.
pub(super) fn resolve_and_verify(received: &UnverifiedCredential, sources: &Sources<'_>) -> Resolution {
    resolve_and_verify_with(received, sources, |keys| verify_proof(received, keys, sources.contexts).map(Box::new))
}

/// As [`resolve_and_verify`], where `verify` is [`verify_proof`] of `received` with some keys.
pub(super) fn resolve_and_verify_with<A>(
    received: &UnverifiedCredential,
    sources: &Sources<'_>,
    verify: impl Fn(&[ResolvedMethod]) -> Result<A, ProofError>,
) -> Resolution<A> {
    // Without keys, everything that is wrong with the proofs themselves shows before anything is asked from the net.
    match verify(&[]) {
        Ok(authentic) => return Resolution::Authentic(authentic),
        Err(ProofError::MethodNotAuthorized { .. }) => {}
        Err(broken) => return Resolution::Broken(broken),
    }
    let methods = received.claimed_methods();
    let issuer = received.claimed_issuer();
    if !methods.iter().any(|method| method_did(method) == Some(issuer)) {
        let method = methods.first().copied().unwrap_or_default().to_owned();
        return Resolution::Broken(ProofError::MethodNotAuthorized { method });
    }

    let listed: Vec<Candidates> = methods.iter().map(|method| listed_keys(method, sources)).collect();
    let (choices, mut tried) = combinations(&listed);
    let mut last = None;
    for choice in choices {
        match verify(&choice) {
            Ok(authentic) => return Resolution::Authentic(authentic),
            Err(ProofError::InvalidSignature) => last = Some(ProofError::InvalidSignature),
            Err(broken) => return Resolution::Broken(broken),
        }
    }
    // Every method named its key itself, so no DID document could bring another one.
    if let Some(broken) = last
        && listed.iter().all(|candidates| candidates.certain)
    {
        return Resolution::Broken(broken);
    }

    // What was not tried may have made the seal, so that nothing that failed shows a forgery.
    let failed = |tried: Tried, broken: ProofError| match tried {
        Tried::All => Resolution::Broken(broken),
        Tried::NotAll => {
            let keys_max = limits::ISSUER_KEYS_TRIED_MAX;
            Resolution::Unavailable(format!(
                "more than {keys_max} keys could have made the seal, and it names none of them"
            ))
        }
    };
    let mut resolved = Vec::new();
    for (method, candidates) in methods.iter().zip(&listed) {
        let found = match published_method(method, received, sources) {
            // What the list knows for certain needs no document.
            _ if candidates.certain => candidates.keys.clone(),
            Ok(found) => {
                // Of several methods one may be listed and another published.
                let mut keys = candidates.keys.clone();
                keys.retain(|key| *key != found);
                keys.insert(0, found);
                keys
            }
            Err(Missing::Unauthorized) if candidates.keys.is_empty() || methods.len() == 1 => {
                return failed(tried, ProofError::MethodNotAuthorized { method: (*method).to_owned() });
            }
            Err(Missing::Unknown(reason)) if candidates.keys.is_empty() || methods.len() == 1 => {
                return Resolution::Unavailable(reason);
            }
            Err(_) => candidates.keys.clone(),
        };
        resolved.push(Candidates { keys: found, ..candidates.clone() });
    }
    let mut broken = ProofError::InvalidSignature;
    let (choices, again) = combinations(&resolved);
    tried = tried.and(again);
    for choice in choices {
        match verify(&choice) {
            Ok(authentic) => return Resolution::Authentic(authentic),
            Err(error) => broken = error,
        }
    }
    failed(tried, broken)
}

/// Whether every key that could have made a seal was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tried {
    All,
    NotAll,
}

impl Tried {
    fn and(self, other: Self) -> Self {
        if self == Self::All { other } else { self }
    }
}

/// Keys that may be the method's.
#[derive(Debug, Clone)]
struct Candidates {
    keys: Vec<ResolvedMethod>,
    /// Whether the method's own name says which key it is, so that there is no other.
    certain: bool,
    /// Whether these are all that the lists name.
    tried: Tried,
}

/// The keys that signed lists name for the method's DID, and a did:key's own.
fn listed_keys(method: &str, sources: &Sources<'_>) -> Candidates {
    let none = Candidates { keys: Vec::new(), certain: false, tried: Tried::All };
    let Some(did) = method_did(method).and_then(|text| Did::parse(text).ok()) else { return none };
    if !did.is_web() {
        let own = DidDocument::of_did_key(&did).and_then(|document| document.resolve(method));
        return Candidates { keys: own.into_iter().collect(), certain: true, tried: Tried::All };
    }
    let fragment = method.split_once('#').map_or("", |(_, fragment)| fragment);
    let listed = || {
        let lists = sources.lists.iter().filter_map(ListSnapshot::signed);
        let services = lists.filter_map(|list| list.entity_by_did(did.as_str())?.service(sources.kind));
        services.flat_map(Service::keys)
    };
    let resolved = |multikey: &str| {
        let key = sources.kept.key(multikey)?;
        Some(ResolvedMethod { id: method.to_owned(), controller: did.to_string(), key })
    };
    if let Some(named) = listed().filter(|multikey| *multikey == fragment).find_map(resolved) {
        return Candidates { keys: vec![named], certain: true, tried: Tried::All };
    }
    let mut keys: Vec<ResolvedMethod> = Vec::new();
    let mut tried = Tried::All;
    for found in listed().filter_map(resolved) {
        if keys.contains(&found) {
            continue;
        }
        if keys.len() == limits::ISSUER_KEYS_TRIED_MAX {
            tried = Tried::NotAll;
            continue;
        }
        keys.push(found);
    }
    Candidates { keys, certain: false, tried }
}

/// Why there is no key of a method.
enum Missing {
    /// The DID's own document does not name the method for making claims.
    Unauthorized,
    /// It could not be found out.
    Unknown(String),
}

/// The key that the DID's own document names, unless it was revoked by now or had expired when it is said to have sealed
/// (Controlled Identifiers 1.0, section 2.2).
fn published_method(
    method: &str,
    received: &UnverifiedCredential,
    sources: &Sources<'_>,
) -> Result<ResolvedMethod, Missing> {
    let unknown = |reason: String| Missing::Unknown(reason);
    let did = method_did(method).and_then(|text| Did::parse(text).ok());
    let did = did.ok_or_else(|| unknown(format!("`{method}` is not a method that is understood")))?;
    if !did.is_web() {
        let document = DidDocument::of_did_key(&did).map_err(|e| unknown(e.to_string()))?;
        return document.resolve(method).map_err(|_| Missing::Unauthorized);
    }
    let url = did_web_url(&did).map_err(|e| unknown(e.to_string()))?;
    let bytes = sources.fetch.get(url.as_str(), Purpose::DidDocument).map_err(|e| unknown(e.to_string()))?;
    let document = DidDocument::parse(&bytes, &did).map_err(|e| unknown(e.to_string()))?;
    let found = document.assertion_method(method).map_err(|_| Missing::Unauthorized)?;
    let sealed = received.claimed_created().unwrap_or(sources.now);
    if found.revoked.is_some_and(|revoked| revoked <= sources.now)
        || found.expires.is_some_and(|expires| expires <= sealed)
    {
        return Err(Missing::Unauthorized);
    }
    document.resolve(method).map_err(|_| Missing::Unauthorized)
}

/// Each way of taking one candidate of each method, as many as are tried, and whether these are all.
fn combinations(candidates: &[Candidates]) -> (Vec<Vec<ResolvedMethod>>, Tried) {
    let mut ways: Vec<Vec<ResolvedMethod>> = vec![Vec::new()];
    let mut tried = Tried::All;
    for Candidates { keys, tried: listed, .. } in candidates {
        let longer = ways.iter().flat_map(|way| {
            keys.iter().map(move |key| way.iter().chain(std::iter::once(key)).cloned().collect::<Vec<_>>())
        });
        let all = ways.len() * keys.len() <= limits::ISSUER_KEYS_TRIED_MAX;
        tried = tried.and(*listed).and(if all { Tried::All } else { Tried::NotAll });
        ways = longer.take(limits::ISSUER_KEYS_TRIED_MAX).collect();
    }
    ways.retain(|way| !way.is_empty());
    (ways, tried)
}
