//! What the checks look at: the authentic credential, the lists, and what the lists say of its issuer.
//!
//! Everything here is gathered before the first check, so that a check is a function of values.

use std::collections::BTreeSet;
use std::sync::Arc;

use hashbrown::HashSet;
use serde_json::{Map, Value};

use super::report::ListUsed;
use super::terms;
use crate::crypto::encoding::to_hex;
use crate::jose::jades::{SealExamination, VerifiedSeal};
use crate::jsonld::{Node, Term};
use crate::limits;
use crate::model::time::Timestamp;
use crate::pki::{Certificate, PathPurpose, PathRequest, build_path};
use crate::proof::AuthenticCredential;
use crate::trust::{AllianceList, Entity, ListState, Service, ServiceKind, Standing, TrustRoot, VerifiedList};

/// A configured list as it was found for this report.
#[derive(Debug)]
pub(super) struct ListSnapshot {
    pub(super) root: TrustRoot,
    pub(super) state: ListState,
    pub(super) verified: Option<Arc<VerifiedList>>,
}

impl ListSnapshot {
    /// The list, if it may be relied on.
    pub(super) fn usable(&self) -> Option<&AllianceList> {
        self.signed().filter(|_| self.state == ListState::Fresh)
    }

    /// The list, if a pinned key has signed it, however old it is.
    pub(super) fn signed(&self) -> Option<&AllianceList> {
        self.verified.as_deref().map(VerifiedList::list)
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
#[derive(Debug, Clone)]
pub(super) struct Listing<'a> {
    pub(super) snapshot: &'a ListSnapshot,
    pub(super) list: &'a AllianceList,
    pub(super) entity: &'a Entity,
    pub(super) service: &'a Service,
    /// For a seal, the certificates from the seal's to the anchor, by which the list knows it.
    pub(super) path: Vec<Certificate>,
}

impl Listing<'_> {
    /// Whether this list has the last word on the entity where lists disagree.
    pub(super) fn is_authoritative(&self) -> bool {
        self.entity.legal_ids.iter().any(|id| self.snapshot.root.is_authoritative_for(id))
    }

    /// Whether the issuer was in good standing at `at`; `None` where the list does not say how it stood before its first
    /// period.
    pub(super) fn was_granted(&self, at: Timestamp) -> Option<bool> {
        match self.service.at(at) {
            Some(period) => Some(period.standing == Standing::Granted),
            None if self.list.profile.begins_with_the_first_period() => Some(false),
            None => None,
        }
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
    pub(super) examination: Option<&'a SealExamination>,
    pub(super) now: Timestamp,
}

impl<'a> Evidence<'a> {
    pub(super) fn gather(
        credential: &'a AuthenticCredential,
        examination: Option<&'a SealExamination>,
        lists: &'a [ListSnapshot],
        now: Timestamp,
    ) -> Self {
        let mut listings = Vec::new();
        for snapshot in lists {
            let Some(list) = snapshot.usable() else { continue };
            match (credential.seal(), examination) {
                (Some(seal), Some(examination)) => {
                    listings.extend(listing_of_seal(snapshot, list, seal, examination, now));
                }
                _ => listings.extend(list.entity_by_did(credential.issuer()).and_then(|entity| {
                    let service = entity.service(ServiceKind::Issuance)?;
                    Some(Listing { snapshot, list, entity, service, path: Vec::new() })
                })),
            }
        }
        Self { credential, lists, listings, examination, now }
    }

    /// The time in question: what a trusted time stamp proves, else when the issuer says that it sealed, else now.
    pub(super) fn best_time(&self) -> Timestamp {
        let proven = self.examination.and_then(|examination| examination.best_time.proven());
        proven.or(self.credential.created()).unwrap_or(self.now)
    }

    /// The legal identifier of the seal's certificate.
    pub(super) fn certified_id(&self) -> Option<&str> {
        self.credential.seal()?.certificate().subject().organization_identifier.as_deref()
    }

    /// The claims of an SD-JWT VC; none of a credential that has a graph.
    pub(super) fn claims(&self) -> Option<&Map<String, Value>> {
        self.credential.token()?.claims()
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

/// The entity that a list binds to a seal's certificate, through the list's own anchors.
///
/// Whose certificate it is can be said of an expired one too: then the path is judged at the time that the seal claims,
/// and the row `issuer_key` says that this proves nothing.
fn listing_of_seal<'a>(
    snapshot: &'a ListSnapshot,
    list: &'a AllianceList,
    seal: &VerifiedSeal,
    examination: &SealExamination,
    now: Timestamp,
) -> Option<Listing<'a>> {
    let leaf = seal.certificate();
    let anchors = list.seal_authorities();
    let candidates = seal.certificates();
    let best = examination.best_time.proven().unwrap_or(now);
    let path = [best, seal.claimed_time().time].into_iter().find_map(|at| {
        let request = PathRequest { leaf, candidates: &candidates, anchors: &anchors, at, purpose: PathPurpose::Seal };
        build_path(&request).ok()
    });
    let path = path.map(|path| path.certificates().to_vec()).unwrap_or_default();
    // Several entities for one certificate would let one answer for the other.
    let [entity] = list.entities_by_seal(leaf, &path)[..] else { return None };
    let service = entity.sealing_service(leaf, &path)?;
    Some(Listing { snapshot, list, entity, service, path })
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
        // A badge states it as one of the identifiers of a profile, by a type that says what it is.
        let entries = node.follow_all(terms::OB_OTHER_IDENTIFIER).filter(|entry| {
            entry.texts(terms::OB_IDENTIFIER_TYPE).iter().any(|(_, kind)| *kind == terms::OB_LEGAL_IDENTIFIER)
        });
        let stated = entries.flat_map(|entry| {
            let found: Vec<String> =
                entry.all(terms::OB_IDENTIFIER).filter_map(Term::as_literal).map(str::to_owned).collect();
            found
        });
        Self { id: node.id().to_owned(), legal_ids: notations.chain(stated).collect() }
    }

    /// Its DID, if that is what its id is.
    pub(super) fn did(&self) -> Option<&str> {
        self.id.starts_with("did:").then_some(self.id.as_str())
    }
}

/// What of a sealed document, among these members, stands in its text and not in its graph.
///
/// Members beyond those that are listed by name count as any of them.
pub(super) fn unread_among(credential: &AuthenticCredential, members: &[&str]) -> Option<String> {
    let dropped = credential.dropped();
    let among = |name: &&String| name.split('.').next().is_some_and(|member| members.contains(&member));
    match dropped.names.iter().find(among) {
        Some(name) => Some(format!("`{name}`")),
        None if dropped.more > 0 => Some(format!("more than {} kinds of member", dropped.names.len())),
        None => None,
    }
}

/// Every awarding body that is named anywhere in the credential, each once.
///
/// # Errors
///
/// How many there are, if they are more than are looked at: each may share long lists of identifiers with the others.
pub(super) fn awarding_bodies(credential: &AuthenticCredential) -> Result<Vec<StatedOrganisation>, usize> {
    let dataset = credential.dataset();
    // The creator of a badge's achievement counts as awarding it where it is stated by what the law calls it: what else
    // badges name there may be whoever wrote the course down.
    let creators = dataset.objects(terms::OB_CREATOR).map(|creator| dataset.view(creator));
    let awarding = creators.filter(|creator| !StatedOrganisation::read(creator).legal_ids.is_empty());
    let bodies = each_once(dataset.objects(terms::AWARDING_BODY).map(|body| dataset.view(body)).chain(awarding));
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
    let mut known: HashSet<Term<'a>> = HashSet::new();
    let mut found: Vec<Node<'a>> = Vec::new();
    let mut open: Vec<Node<'a>> = nodes.collect();
    open.reverse();
    while let Some(node) = open.pop() {
        if !known.insert(node.term()) {
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
    let mut known: HashSet<Term<'a>> = HashSet::new();
    nodes.filter(|node| known.insert(node.term())).collect()
}
