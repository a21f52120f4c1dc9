//! Changing an alliance list: each change gives a new value, and nothing is ever removed.
//!
//! A change moves the current period of a service into its history and starts a new one. [`AllianceList::reissued`]
//! then numbers and dates the list for signing. It does not say who may change a list, nor does it sign.

use thiserror::Error;

use super::list::{
    AllianceList, Entity, Identity, KeyStanding, Names, Period, PostalAddress, Profile, Scope, Service, ServiceKind,
    Standing,
};
use super::lote::ListError;
use crate::crypto::VerifyingKey;
use crate::limits;
use crate::model::ids::{Did, Iri};
use crate::model::time::Timestamp;
use crate::pki::Certificate;

/// Why a list is not changed.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EditError {
    /// The change would make an identifier stand for two entities.
    #[error(transparent)]
    Ambiguous(#[from] ListError),
    /// The service started later than the change.
    #[error("the current status began at {from}, after {at}")]
    BeforeCurrent {
        /// When the current status began.
        from: Timestamp,
        /// The time of the change.
        at: Timestamp,
    },
    /// The key of the certificate came into other hands, so it can never be good again.
    #[error("the key of the certificate `{subject}` came into other hands; give the member a certificate of a new key")]
    CompromisedCertificate {
        /// The certificate's subject.
        subject: String,
    },
    /// The key came into other hands, so it can never be good again.
    #[error("`{key}` came into other hands; give the member a new key")]
    CompromisedKey {
        /// The key.
        key: String,
    },
    /// The certificate is none that this member's list entry binds.
    #[error("the certificate `{subject}` is not one of this member")]
    NoSuchCertificate {
        /// The certificate's subject.
        subject: String,
    },
    /// The key is not a current or earlier key of the service.
    #[error("`{key}` is not a key of this member")]
    NoSuchKey {
        /// The key.
        key: String,
    },
    /// No entity has this identifier.
    #[error("no member has the identifier `{id}`")]
    NoSuchMember {
        /// The identifier.
        id: String,
    },
    /// The entity has no service of this kind.
    #[error("the member has no service `{kind}`")]
    NoSuchService {
        /// The kind.
        kind: &'static str,
    },
    /// A list is good for at most two weeks.
    #[error("a list may be good for at most {days_max} days")]
    TooLong {
        /// The bound.
        days_max: i64,
    },
    /// The entity is compromised or withdrawn for good, or is as it should become already.
    #[error("the member is `{standing}` already")]
    Unchanged {
        /// How it stands.
        standing: &'static str,
    },
    /// The text is not an Ed25519 key in Multikey form or as did:key.
    #[error("`{text}` is not an Ed25519 key (z6Mk… or did:key:z6Mk…)")]
    NotAKey {
        /// The text.
        text: String,
    },
}

/// How an entity of a list is named: by a legal identifier or a DID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector(String);

impl Selector {
    /// By a legal identifier (`VATFI-…`) or a DID.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self(id.to_owned())
    }
}

/// What is needed to add a member.
#[derive(Debug, Clone, Default)]
pub struct Member {
    /// Names by language.
    pub names: Names,
    /// Legal identifiers in the form of EN 319 412-1.
    pub legal_ids: Vec<String>,
    /// Country, two letters.
    pub country: String,
    /// Home page, if any.
    pub homepage: Option<String>,
    /// DIDs of other methods than did:key.
    pub dids: Vec<Did>,
    /// Keys that seal credentials, as Multikey or did:key.
    pub issuing_keys: Vec<String>,
    /// Certificates of its seals, or of the authorities that issue them.
    pub certificates: Vec<Certificate>,
    /// Keys that seal status lists, as Multikey or did:key.
    pub status_keys: Vec<String>,
    /// Keys that sign checkpoints of the log, as Multikey or did:key.
    pub log_keys: Vec<String>,
    /// What it may issue.
    pub scope: Scope,
}

impl AllianceList {
    /// An empty list with sequence number 0: [`reissued`](Self::reissued) makes it number 1.
    #[must_use]
    pub fn new(scheme: Iri, operator: Names, territory: Option<String>, now: Timestamp) -> Self {
        Self {
            profile: Profile::Alliance,
            scheme,
            sequence: 0,
            operator,
            information: Vec::new(),
            territory,
            issued: now,
            next_update: now,
            entities: Vec::new(),
        }
    }

    /// The list numbered and dated for signing.
    ///
    /// # Errors
    ///
    /// [`EditError::TooLong`] beyond two weeks.
    pub fn reissued(&self, now: Timestamp, valid_days: i64) -> Result<Self, EditError> {
        let days_max = limits::TRUST_LIST_SECONDS_MAX / 86_400;
        if !(1..=days_max).contains(&valid_days) {
            return Err(EditError::TooLong { days_max });
        }
        let mut list = self.clone();
        list.sequence += 1;
        list.issued = now;
        list.next_update = now.plus_seconds(valid_days * 86_400);
        Ok(list)
    }

    /// The list with a new member, granted from `from`.
    ///
    /// # Errors
    ///
    /// [`EditError::NotAKey`]; [`EditError::Ambiguous`] when an identifier is a member's already.
    pub fn with_member(&self, member: &Member, from: Timestamp) -> Result<Self, EditError> {
        let service = |kind, name: &str, dids: Vec<Did>, keys: &[String], scope| -> Result<Service, EditError> {
            let keys = keys.iter().map(|key| multikey(key)).collect::<Result<_, _>>()?;
            let identity = Identity { dids, keys, ..Identity::default() };
            let current = Period { standing: Standing::Granted, from, identity, scope, compromised_since: None };
            let names = vec![("en".to_owned(), name.to_owned())];
            Ok(Service { kind, names, current, history: Vec::new(), moved: Vec::new() })
        };
        let mut issuing = service(
            ServiceKind::Issuance,
            "Issuing micro-credentials",
            member.dids.clone(),
            &member.issuing_keys,
            Some(member.scope.clone()),
        )?;
        issuing.current.identity.certificates.clone_from(&member.certificates);
        let mut services = vec![issuing];
        for (kind, name, keys) in [
            (ServiceKind::StatusList, "Status lists of micro-credentials", &member.status_keys),
            (ServiceKind::Log, "Transparency log of micro-credentials", &member.log_keys),
        ] {
            if !keys.is_empty() {
                services.push(service(kind, name, member.dids.clone(), keys, None)?);
            }
        }
        let address = PostalAddress {
            language: "en".to_owned(),
            street: None,
            locality: None,
            region: None,
            postal_code: None,
            country: member.country.clone(),
        };
        let entity = Entity {
            names: member.names.clone(),
            legal_ids: member.legal_ids.clone(),
            addresses: if member.country.is_empty() { Vec::new() } else { vec![address] },
            electronic: member.homepage.iter().map(|uri| ("en".to_owned(), uri.clone())).collect(),
            information: Vec::new(),
            identifiers: Vec::new(),
            services,
        };
        let mut list = self.clone();
        if let Some(taken) = member.legal_ids.iter().find(|id| self.entity_by_legal_id(id).is_some()) {
            return Err(ListError::Ambiguous { id: taken.clone() }.into());
        }
        list.entities.push(entity);
        list.check_unambiguous()?;
        Ok(list)
    }

    /// The list with all services of a member in another standing from `at` on; keys and scope stay.
    ///
    /// For keys in other hands use [`with_compromised_key`](Self::with_compromised_key).
    ///
    /// # Errors
    ///
    /// [`EditError::NoSuchMember`], [`EditError::Unchanged`], [`EditError::BeforeCurrent`];
    /// [`EditError::CompromisedKey`] when a service would be granted again with the keys that others have.
    pub fn with_standing(&self, who: &Selector, standing: Standing, at: Timestamp) -> Result<Self, EditError> {
        self.changed(who, |entity| {
            let all_so = entity.services.iter().all(|service| service.current.standing == standing);
            if all_so {
                return Err(EditError::Unchanged { standing: standing.name() });
            }
            entity.services.iter_mut().try_for_each(|service| {
                let stolen = service.current.identity.keys.iter().find(|key| is_compromised(service, key));
                if let Some(key) = stolen.filter(|_| matches!(standing, Standing::Granted | Standing::Suspended)) {
                    return Err(EditError::CompromisedKey { key: key.clone() });
                }
                let certificates = &service.current.identity.certificates;
                let stolen = certificates.iter().find(|one| is_compromised_certificate(service, one));
                if let Some(one) = stolen.filter(|_| matches!(standing, Standing::Granted | Standing::Suspended)) {
                    return Err(EditError::CompromisedCertificate { subject: one.subject().text.clone() });
                }
                let next = Period { standing, from: at, compromised_since: None, ..service.current.clone() };
                succeed(service, next)
            })
        })
    }

    /// The list with other keys for a service of a member from `at` on; the old ones stay in the history.
    ///
    /// A service that was compromised is granted again with its new keys.
    ///
    /// # Errors
    ///
    /// [`EditError::NoSuchMember`], [`EditError::NoSuchService`], [`EditError::NotAKey`],
    /// [`EditError::CompromisedKey`], [`EditError::BeforeCurrent`], [`EditError::Ambiguous`].
    pub fn with_keys(
        &self,
        who: &Selector,
        kind: ServiceKind,
        keys: &[String],
        at: Timestamp,
    ) -> Result<Self, EditError> {
        let keys: Vec<String> = keys.iter().map(|key| multikey(key)).collect::<Result<_, _>>()?;
        self.changed(who, |entity| {
            let service = service_mut(entity, kind)?;
            if let Some(key) = keys.iter().find(|key| is_compromised(service, key)) {
                return Err(EditError::CompromisedKey { key: key.clone() });
            }
            let mut next = renewed(service, at);
            next.identity.keys.clone_from(&keys);
            succeed(service, next)
        })
    }

    /// The list with other certificates for a member's issuing from `at` on: of its seals, or of the authorities that
    /// issue them. The old ones stay in the history, so that what was sealed before stays verifiable.
    ///
    /// # Errors
    ///
    /// [`EditError::NoSuchMember`], [`EditError::NoSuchService`], [`EditError::CompromisedCertificate`],
    /// [`EditError::BeforeCurrent`], [`EditError::Ambiguous`].
    pub fn with_certificates(
        &self,
        who: &Selector,
        certificates: &[Certificate],
        at: Timestamp,
    ) -> Result<Self, EditError> {
        self.changed(who, |entity| {
            let service = service_mut(entity, ServiceKind::Issuance)?;
            if let Some(one) = certificates.iter().find(|one| is_compromised_certificate(service, one)) {
                return Err(EditError::CompromisedCertificate { subject: one.subject().text.clone() });
            }
            let mut next = renewed(service, at);
            next.identity.certificates = certificates.to_vec();
            succeed(service, next)
        })
    }

    /// The list with the key of `certificate` marked as in other hands, since `since` or always; what else the member
    /// has stays.
    ///
    /// It is one that the list names, or one of this member that a named authority issued. Without another key or
    /// certificate the service itself is compromised until it gets new ones.
    ///
    /// # Errors
    ///
    /// [`EditError::NoSuchMember`], [`EditError::NoSuchService`], [`EditError::NoSuchCertificate`],
    /// [`EditError::BeforeCurrent`].
    pub fn with_compromised_certificate(
        &self,
        who: &Selector,
        certificate: &Certificate,
        since: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Self, EditError> {
        self.changed(who, |entity| {
            // Whether the authority really signed it matters little: marking what nobody uses does no harm.
            let listed = entity.issuing_services().flat_map(Service::periods).flat_map(|p| p.identity.authorities());
            let issuers: Vec<Certificate> =
                listed.filter(|issuer| issuer.subject_der() == certificate.issuer_der()).cloned().collect();
            let named =
                entity.issuing_services().flat_map(Service::periods).any(|p| p.identity.has_key_of(certificate));
            if !named && entity.seal_binding(certificate, &issuers).is_none() {
                return Err(EditError::NoSuchCertificate { subject: certificate.subject().text.clone() });
            }
            let service = service_mut(entity, ServiceKind::Issuance)?;
            let mut rest = service.current.clone();
            rest.identity.certificates.retain(|own| own.spki_sha256() != certificate.spki_sha256());
            let stolen = Identity { certificates: vec![certificate.clone()], ..Identity::default() };
            part(service, rest, stolen, since, at)
        })
    }

    /// The list with `key` of a member marked as in other hands, since `since` or always; its other keys stay.
    ///
    /// Without another key the service itself is compromised until it gets new ones.
    ///
    /// # Errors
    ///
    /// [`EditError::NoSuchMember`], [`EditError::NoSuchKey`], [`EditError::BeforeCurrent`].
    pub fn with_compromised_key(
        &self,
        who: &Selector,
        key: &str,
        since: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Self, EditError> {
        let key = multikey(key)?;
        self.changed(who, |entity| {
            let named = |service: &&mut Service| service.keys().contains(&key.as_str());
            let service = entity.services.iter_mut().find(named);
            let service = service.ok_or_else(|| EditError::NoSuchKey { key: key.clone() })?;
            let mut rest = service.current.clone();
            rest.identity.keys.retain(|own| *own != key);
            let stolen = Identity { keys: vec![key.clone()], ..Identity::default() };
            part(service, rest, stolen, since, at)
        })
    }

    /// The list with another scope for a member's issuing from `at` on.
    ///
    /// # Errors
    ///
    /// [`EditError::NoSuchMember`], [`EditError::NoSuchService`], [`EditError::BeforeCurrent`].
    pub fn with_scope(&self, who: &Selector, scope: &Scope, at: Timestamp) -> Result<Self, EditError> {
        self.changed(who, |entity| {
            let service = service_mut(entity, ServiceKind::Issuance)?;
            let next = Period { from: at, scope: Some(scope.clone()), ..service.current.clone() };
            succeed(service, next)
        })
    }

    /// The list saying where a status list of a member lies now.
    ///
    /// # Errors
    ///
    /// [`EditError::NoSuchMember`], [`EditError::NoSuchService`].
    pub fn with_moved_status_list(&self, who: &Selector, old: &str, new: &str) -> Result<Self, EditError> {
        self.changed(who, |entity| {
            let service = service_mut(entity, ServiceKind::StatusList)?;
            service.moved.retain(|(known, _)| known != old);
            service.moved.push((old.to_owned(), new.to_owned()));
            Ok(())
        })
    }

    fn changed(
        &self,
        who: &Selector,
        change: impl FnOnce(&mut Entity) -> Result<(), EditError>,
    ) -> Result<Self, EditError> {
        let mut list = self.clone();
        let entity = list.entities.iter_mut().find(|entity| entity.has_legal_id(&who.0) || entity.has_did(&who.0));
        change(entity.ok_or_else(|| EditError::NoSuchMember { id: who.0.clone() })?)?;
        list.check_unambiguous()?;
        Ok(list)
    }
}

fn service_mut(entity: &mut Entity, kind: ServiceKind) -> Result<&mut Service, EditError> {
    let service = entity.services.iter_mut().find(|service| service.kind == kind);
    service.ok_or(EditError::NoSuchService { kind: kind.name() })
}

fn is_compromised(service: &Service, key: &str) -> bool {
    matches!(service.key_standing(key, service.current.from), KeyStanding::Compromised { .. })
}

fn is_compromised_certificate(service: &Service, certificate: &Certificate) -> bool {
    let mut stolen = service.periods().filter(|period| period.standing == Standing::Compromised);
    stolen.any(|period| period.identity.has_key_of(certificate))
}

/// The current period from `at` on, without what came into other hands.
fn renewed(service: &Service, at: Timestamp) -> Period {
    let mut next = Period { from: at, ..service.current.clone() };
    next.identity.keys.retain(|key| !is_compromised(service, key));
    next.identity.certificates.retain(|certificate| !is_compromised_certificate(service, certificate));
    if next.standing == Standing::Compromised {
        next.standing = Standing::Granted;
        next.compromised_since = None;
    }
    next
}

/// Parts what came into other hands from what did not.
fn part(
    service: &mut Service,
    mut rest: Period,
    stolen: Identity,
    since: Option<Timestamp>,
    at: Timestamp,
) -> Result<(), EditError> {
    rest.from = at;
    let stolen = Period {
        standing: Standing::Compromised,
        from: at,
        identity: Identity { dids: rest.identity.dids.clone(), ..stolen },
        scope: rest.scope.clone(),
        compromised_since: since,
    };
    if rest.identity.keys.is_empty() && rest.identity.certificates.is_empty() {
        return succeed(service, stolen);
    }
    // Of two periods that start together the current one holds; the mark on the key counts all the same.
    succeed(service, rest)?;
    service.history.insert(0, stolen);
    Ok(())
}

fn succeed(service: &mut Service, next: Period) -> Result<(), EditError> {
    if next.from < service.current.from {
        return Err(EditError::BeforeCurrent { from: service.current.from, at: next.from });
    }
    let past = std::mem::replace(&mut service.current, next);
    service.history.insert(0, past);
    Ok(())
}

/// The Multikey form of a key that is given so or as did:key.
fn multikey(text: &str) -> Result<String, EditError> {
    let bare = text.strip_prefix("did:key:").unwrap_or(text);
    let key = VerifyingKey::from_multikey(bare).map_err(|_| EditError::NotAKey { text: text.to_owned() })?;
    Ok(key.to_multikey())
}
