//! Who made an electronic seal, by the lists: an exact certificate, or an issuing authority and a legal identifier.
//!
//! A listed certificate of an end entity binds that certificate. A listed certificate of an authority binds every seal
//! certificate that the authority issued *and* whose organizationIdentifier (EN 319 412-1) is one of the entity's legal
//! identifiers, unless it is a person's: the authority says who the holder is, the list says that this body may issue. X509SubjectNames, X509SKIs
//! and JWKs of a list bind nothing, since a name or a key identifier can be written into any certificate. This room does
//! not build paths: whoever asks hands in one that was verified.

use super::list::{AllianceList, Entity, Identity, Interval, KeyStanding, Service, ServiceKind, Standing};
use crate::crypto::encoding::to_hex;
use crate::pki::{Certificate, QcType};

/// By what a list binds a certificate to an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SealBinding {
    /// The list names this very certificate.
    Certificate,
    /// The list names an authority that issued it, and its organizationIdentifier is a legal identifier of the entity.
    Authority,
}

impl AllianceList {
    /// The entities that one of their issuing services, now or earlier, binds to a seal.
    ///
    /// `path` is the verified path of the seal's certificate, from `leaf` up to the anchor. Lists of one alliance name one
    /// entity at most; several mean that the list is ambiguous about this certificate.
    #[must_use]
    pub fn entities_by_seal(&self, leaf: &Certificate, path: &[Certificate]) -> Vec<&Entity> {
        self.entities.iter().filter(|entity| entity.seal_binding(leaf, path).is_some()).collect()
    }

    /// Every certificate that an issuing service names, now or earlier, each once: the anchors of paths.
    ///
    /// Those of entities that were withdrawn are among them: what they sealed still has a path, and how the entity stands
    /// is another question.
    #[must_use]
    pub fn seal_authorities(&self) -> Vec<Certificate> {
        let mut found: Vec<Certificate> = Vec::new();
        let mut known = std::collections::HashSet::new();
        for service in self.entities.iter().flat_map(Entity::issuing_services) {
            for certificate in service.periods().flat_map(|period| &period.identity.certificates) {
                if known.insert(certificate.sha256()) {
                    found.push(certificate.clone());
                }
            }
        }
        found
    }
}

impl Entity {
    /// By what its issuing services, now or earlier, bind a seal of this certificate; the exact certificate goes first.
    #[must_use]
    pub fn seal_binding(&self, leaf: &Certificate, path: &[Certificate]) -> Option<SealBinding> {
        let identities = self.issuing_services().flat_map(Service::periods).map(|period| &period.identity);
        identities.filter_map(|identity| self.binding(identity, leaf, path)).min()
    }

    /// The issuing service that binds this certificate; without one, none.
    #[must_use]
    pub fn sealing_service(&self, leaf: &Certificate, path: &[Certificate]) -> Option<&Service> {
        let names =
            |service: &&Service| service.periods().any(|period| self.binding(&period.identity, leaf, path).is_some());
        self.issuing_services().find(names)
    }

    /// What its issuing services say of a seal by this certificate for the time `at`.
    ///
    /// A key in other hands counts for all times, under whatever certificate: the same key may have been certified again.
    #[must_use]
    pub fn seal_standing(
        &self,
        leaf: &Certificate,
        path: &[Certificate],
        at: crate::model::time::Timestamp,
    ) -> KeyStanding {
        let mut best = KeyStanding::NotListed;
        for service in self.issuing_services() {
            let compromised = service.periods().filter(|period| {
                period.standing == Standing::Compromised && names_key_of(&period.identity, leaf, path)
            });
            let mut since = compromised.map(|period| period.compromised_since);
            if let Some(first) = since.next() {
                // Several entries: the earliest start, and none at all means always.
                let since = since.fold(first, |since, next| since.and_then(|since| next.map(|next| since.min(next))));
                return KeyStanding::Compromised { since };
            }
            let binding = |interval: &Interval<'_>| self.binding(&interval.period.identity, leaf, path).is_some();
            let intervals: Vec<Interval<'_>> = service.intervals().into_iter().filter(binding).collect();
            best = if best == KeyStanding::Listed || intervals.iter().any(|interval| interval.touches(at)) {
                KeyStanding::Listed
            } else if intervals.is_empty() {
                best
            } else {
                KeyStanding::ListedAtOtherTimes
            };
        }
        best
    }

    pub(super) fn issuing_services(&self) -> impl Iterator<Item = &Service> {
        self.services.iter().filter(|service| service.kind == ServiceKind::Issuance)
    }

    fn binding(&self, identity: &Identity, leaf: &Certificate, path: &[Certificate]) -> Option<SealBinding> {
        if identity.certificates.iter().any(|listed| listed == leaf) {
            return Some(SealBinding::Certificate);
        }
        let holder = leaf.subject().organization_identifier.as_deref().filter(|_| is_of_organization(leaf));
        let ours = holder.is_some_and(|id| is_organization_identifier(id) && self.has_legal_id(id));
        let issued = || identity.authorities().any(|listed| issuers(leaf, path).any(|issuer| is_same(listed, issuer)));
        (ours && issued()).then_some(SealBinding::Authority)
    }
}

impl Identity {
    /// The certificates of authorities among its certificates.
    pub fn authorities(&self) -> impl Iterator<Item = &Certificate> {
        self.certificates.iter().filter(|certificate| certificate.is_ca())
    }

    /// Whether it names the key of this certificate: the certificate itself or another one of the same key.
    #[must_use]
    pub fn has_key_of(&self, certificate: &Certificate) -> bool {
        self.certificates.iter().any(|own| own.spki_sha256() == certificate.spki_sha256())
    }
}

/// Whether a certificate is its organisation's own. Authorities give signature certificates to people as well, with the
/// identifier of whom they work for; what somebody signs so is not what the institution seals. A qualified certificate
/// that names no type is one for signatures (ETSI EN 319 412-5, section 4.2.3).
fn is_of_organization(leaf: &Certificate) -> bool {
    let stated = leaf.qc_statements();
    let sealing = stated.types.contains(&QcType::ESeal);
    !leaf.subject().person && (sealing || stated.types.is_empty() && !stated.compliance)
}

/// How a certificate is told in texts: its digest.
#[must_use]
pub fn fingerprint(certificate: &Certificate) -> String {
    format!("sha256:{}", to_hex(&certificate.sha256()))
}

/// Whether a text has the form of an organizationIdentifier (EN 319 412-1, clause 5.1.4): three letters of the register
/// (or two letters and a colon for a national one), two letters of the country, a hyphen, and an identifier.
#[must_use]
pub fn is_organization_identifier(text: &str) -> bool {
    let Some((head, id)) = text.split_once('-') else { return false };
    let upper = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase());
    let (register, country) = match head.split_once(':') {
        Some((register, country)) => (register.len() == 2 && upper(register), country),
        None => (head.len() == 5 && head.get(..3).is_some_and(upper), head.get(3..).unwrap_or_default()),
    };
    register && country.len() == 2 && upper(country) && !id.is_empty()
}

/// The certificates above `leaf` on its path.
fn issuers<'p>(leaf: &'p Certificate, path: &'p [Certificate]) -> impl Iterator<Item = &'p Certificate> {
    path.iter().filter(move |certificate| *certificate != leaf)
}

/// Whether two certificates of authorities stand for one: the same key under the same name, as when it was certified
/// again or by another root.
fn is_same(listed: &Certificate, found: &Certificate) -> bool {
    listed == found || (listed.spki_sha256() == found.spki_sha256() && listed.subject_der() == found.subject_der())
}

fn names_key_of(identity: &Identity, leaf: &Certificate, path: &[Certificate]) -> bool {
    identity.has_key_of(leaf) || identity.authorities().any(|listed| issuers(leaf, path).any(|i| is_same(listed, i)))
}
