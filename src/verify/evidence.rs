//! What the checks look at: the authentic credential, the lists, and what the lists say of its issuer.
//!
//! Everything here is gathered before the first check, so that a check is a function of values.

use std::collections::{BTreeSet, HashSet};

use super::report::ListUsed;
use super::terms;
use crate::crypto::encoding::to_hex;
use crate::jsonld::{Node, Term};
use crate::limits;
use crate::model::time::Timestamp;
use crate::proof::AuthenticCredential;
use crate::trust::{AllianceList, Entity, ListState, Service, ServiceKind, TrustRoot, VerifiedList};

/// A configured list as it was found for this report.
#[derive(Debug)]
pub(super) struct ListSnapshot {
    pub(super) root: TrustRoot,
    pub(super) state: ListState,
    pub(super) verified: Option<VerifiedList>,
}

impl ListSnapshot {
    /// The list, if it may be relied on.
    pub(super) fn usable(&self) -> Option<&AllianceList> {
        self.signed().filter(|_| self.state == ListState::Fresh)
    }

    /// The list, if a pinned key has signed it, however old it is.
    pub(super) fn signed(&self) -> Option<&AllianceList> {
        self.verified.as_ref().map(VerifiedList::list)
    }

    pub(super) fn used(&self) -> ListUsed {
        ListUsed {
            id: self.root.list.clone(),
            sequence: self.signed().map(|list| list.sequence),
            digest: self.verified.as_ref().map(|verified| to_hex(&verified.digest())),
            state: self.state.name(),
        }
    }
}

/// A usable list's entry for the issuer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listing<'a> {
    pub(super) snapshot: &'a ListSnapshot,
    pub(super) list: &'a AllianceList,
    pub(super) entity: &'a Entity,
    pub(super) service: &'a Service,
}

impl Listing<'_> {
    /// Whether this list has the last word on the entity where lists disagree.
    pub(super) fn is_authoritative(&self) -> bool {
        self.entity.legal_ids.iter().any(|id| self.snapshot.root.is_authoritative_for(id))
    }

    /// The list's name.
    pub(super) fn name(&self) -> &str {
        &self.snapshot.root.list
    }
}

/// Everything that the checks on issuer, trust, scope and time look at.
#[derive(Debug)]
pub(super) struct Evidence<'a> {
    pub(super) credential: &'a AuthenticCredential,
    pub(super) lists: &'a [ListSnapshot],
    pub(super) listings: Vec<Listing<'a>>,
    pub(super) now: Timestamp,
}

impl<'a> Evidence<'a> {
    pub(super) fn gather(credential: &'a AuthenticCredential, lists: &'a [ListSnapshot], now: Timestamp) -> Self {
        let listings = lists.iter().filter_map(|snapshot| {
            let list = snapshot.usable()?;
            let entity = list.entity_by_did(credential.issuer())?;
            let service = entity.service(ServiceKind::Issuance)?;
            Some(Listing { snapshot, list, entity, service })
        });
        Self { credential, lists, listings: listings.collect(), now }
    }

    /// The time in question: when the issuer says that it sealed, else now.
    pub(super) fn claimed_time(&self) -> Timestamp {
        self.credential.created().unwrap_or(self.now)
    }

    /// Why no list can be asked: the first one that is unusable, or that there is none.
    pub(super) fn unusable(&self) -> Option<(&'static str, String)> {
        if self.lists.is_empty() {
            return Some(("no-list", "no list of trusted institutions is configured".to_owned()));
        }
        let bad = self.lists.iter().find(|snapshot| snapshot.state != ListState::Fresh)?;
        Some((bad.state.code(), format!("the list `{}` {}", bad.root.list, bad.state.explanation())))
    }
}

/// An organisation as the credential states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StatedOrganisation {
    pub(super) id: String,
    pub(super) legal_ids: BTreeSet<String>,
}

impl StatedOrganisation {
    pub(super) fn read(node: &Node<'_>) -> Self {
        let identifiers = node.follow_all(terms::EIDAS_LEGAL_IDENTIFIER);
        let notations = identifiers.flat_map(|identifier| {
            let found: Vec<String> =
                identifier.all(terms::NOTATION).filter_map(Term::as_literal).map(str::to_owned).collect();
            found
        });
        Self { id: node.id().to_owned(), legal_ids: notations.collect() }
    }

    /// Its DID, if that is what its id is.
    pub(super) fn did(&self) -> Option<&str> {
        self.id.starts_with("did:").then_some(self.id.as_str())
    }
}

/// Every awarding body that is named anywhere in the credential, each once.
///
/// # Errors
///
/// How many there are, if they are more than are looked at: each may share long lists of identifiers with the others.
pub(super) fn awarding_bodies(credential: &AuthenticCredential) -> Result<Vec<StatedOrganisation>, usize> {
    let dataset = credential.dataset();
    let naming = dataset.iter().filter(|quad| &*quad.predicate == terms::AWARDING_BODY);
    let bodies = each_once(naming.map(|quad| dataset.view(&quad.object)));
    if bodies.len() > limits::AWARDING_BODIES_MAX {
        return Err(bodies.len());
    }
    Ok(bodies.iter().map(StatedOrganisation::read).collect())
}

/// The achievements that the credential claims, with their parts, each once.
pub(super) fn achievements(credential: &AuthenticCredential) -> Vec<Node<'_>> {
    let subjects = credential.root().follow_all(terms::CREDENTIAL_SUBJECT);
    with_parts(subjects.flat_map(|subject| subject.follow_all(terms::HAS_CLAIM)))
}

/// The nodes and the parts below them, each once, a whole before its parts.
pub(super) fn with_parts<'a>(nodes: impl Iterator<Item = Node<'a>>) -> Vec<Node<'a>> {
    let mut known: HashSet<Term> = HashSet::new();
    let mut found: Vec<Node<'a>> = Vec::new();
    let mut open: Vec<Node<'a>> = nodes.collect();
    open.reverse();
    while let Some(node) = open.pop() {
        if !known.insert(node.term().clone()) {
            continue;
        }
        let mut parts: Vec<Node<'a>> = node.follow_all(terms::HAS_PART).collect();
        parts.reverse();
        open.extend(parts);
        found.push(node);
    }
    found
}

/// The nodes, each once: many may refer to the same, and to look at it for each of them would have no end.
pub(super) fn each_once<'a>(nodes: impl Iterator<Item = Node<'a>>) -> Vec<Node<'a>> {
    let mut known: HashSet<Term> = HashSet::new();
    nodes.filter(|node| known.insert(node.term().clone())).collect()
}
