//! The alliance list as types: who may issue what, by which keys, since when.
//!
//! An *entity* is an institution. Each of its *services* (issuing; signing status lists) has a current period and a
//! history; a period starts at its own time and lasts until the next later one starts (the rule of ETSI TS 119 612,
//! which TS 119 602 inherits). Keys are never removed, only moved to the history. It does not say how a list is written
//! as JSON or how it is signed.

use crate::limits;
use crate::model::ids::{Did, Iri};
use crate::model::time::Timestamp;
use crate::pki::Certificate;

/// Texts by language: language tag and text, in the order of the list.
pub type Names = Vec<(String, String)>;

/// Whose rules a list follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// An alliance's, as this program writes them.
    Alliance,
    /// The European Union's list of providers of public-sector attestations.
    EuPublicAttestations,
}

impl Profile {
    /// For how long a version of such a list may be good, in seconds.
    #[must_use]
    pub fn seconds_max(self) -> i64 {
        match self {
            Self::Alliance => limits::TRUST_LIST_SECONDS_MAX,
            Self::EuPublicAttestations => limits::EU_TRUST_LIST_SECONDS_MAX,
        }
    }

    /// Whether the start of an entity's first period says since when it counts. Where it says only since when the list
    /// says so, nothing is known of the time before.
    #[must_use]
    pub fn begins_with_the_first_period(self) -> bool {
        self == Self::Alliance
    }
}

/// A list of trusted entities (ETSI TS 119 602).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllianceList {
    /// Whose rules it follows.
    pub profile: Profile,
    /// The base of the scheme's own identifiers, such as `https://alliance.example/lote`; of the Union's list its type.
    pub scheme: Iri,
    /// Sequence number; one more with each publication.
    pub sequence: u64,
    /// Who keeps the list.
    pub operator: Names,
    /// Where the scheme's rules are: language and URI.
    pub information: Names,
    /// Two letters, such as `EU`.
    pub territory: Option<String>,
    /// When this version was issued.
    pub issued: Timestamp,
    /// Until when this version may be relied on.
    pub next_update: Timestamp,
    /// The members.
    pub entities: Vec<Entity>,
}

/// A member of the alliance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Names by language: what is shown for a credential of this entity.
    pub names: Names,
    /// Legal identifiers in the form of EN 319 412-1, such as `VATFI-01090445`.
    pub legal_ids: Vec<String>,
    /// Postal addresses, one a language.
    pub addresses: Vec<PostalAddress>,
    /// Web or mail addresses: language and URI.
    pub electronic: Names,
    /// Where the entity tells about its micro-credentials: language and URI.
    pub information: Names,
    /// Identifiers of other registers: scheme such as `schac` or `eter`, and value.
    pub identifiers: Vec<(String, String)>,
    /// What it does; one entry for each kind.
    pub services: Vec<Service>,
}

/// A postal address in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostalAddress {
    /// Language tag.
    pub language: String,
    /// Street and number, if known.
    pub street: Option<String>,
    /// Town, if known.
    pub locality: Option<String>,
    /// State or province, if known.
    pub region: Option<String>,
    /// Postal code, if known.
    pub postal_code: Option<String>,
    /// Country, two letters.
    pub country: String,
}

/// What a service is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ServiceKind {
    /// Issuing micro-credentials.
    Issuance,
    /// Signing the checkpoints of the transparency log of what was issued.
    Log,
    /// Signing the status lists of what was issued.
    StatusList,
}

impl ServiceKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Issuance, Self::StatusList, Self::Log];

    /// The last part of the kind's identifier.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Issuance => "microcredential-issuance",
            Self::Log => "transparency-log",
            Self::StatusList => "status-list",
        }
    }
}

/// A service with its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// What it is for.
    pub kind: ServiceKind,
    /// Names by language.
    pub names: Names,
    /// The current period.
    pub current: Period,
    /// Earlier periods, the latest first.
    pub history: Vec<Period>,
    /// Status lists that have moved: the URL that credentials name, and where the list lies now.
    pub moved: Vec<(String, String)>,
}

/// How a service stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// In good standing.
    Granted,
    /// Suspended: nothing new may be relied on until it is granted again.
    Suspended,
    /// No longer a member, from then on.
    Withdrawn,
    /// Its keys came into other hands.
    Compromised,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Granted, Self::Suspended, Self::Withdrawn, Self::Compromised];

    /// The last part of the status identifier.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Suspended => "suspended",
            Self::Withdrawn => "withdrawn",
            Self::Compromised => "compromised",
        }
    }
}

/// A stretch of time in which status, keys and scope stay the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// How the service stands.
    pub standing: Standing,
    /// From when.
    pub from: Timestamp,
    /// By what it is recognised.
    pub identity: Identity,
    /// What it may do.
    pub scope: Option<Scope>,
    /// For compromised keys: since when they may have been in other hands; without it, always.
    pub compromised_since: Option<Timestamp>,
}

/// By what a service is recognised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// DIDs of other methods than did:key.
    pub dids: Vec<Did>,
    /// Ed25519 keys in Multikey form (`z6Mk…`), written as `did:key:z6Mk…`.
    pub keys: Vec<String>,
    /// Certificates: those of end entities bind themselves, those of authorities what they issued (see
    /// [`Entity::seal_binding`]).
    pub certificates: Vec<Certificate>,
    /// Values under `X509Certificates` that no certificate could be read from; they bind nothing.
    pub unreadable: Vec<String>,
    /// `X509SubjectNames`; they bind nothing.
    pub subject_names: Vec<String>,
    /// `X509SKIs`; they bind nothing.
    pub key_identifiers: Vec<String>,
    /// Other public keys as JWK; they bind nothing.
    pub public_keys: Vec<serde_json::Value>,
}

/// What a service may issue. An absent member does not limit; an empty one allows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// IRIs of credential profiles.
    pub profiles: Option<Vec<String>>,
    /// Credential types, as IRIs or last parts of IRIs.
    pub types: Option<Vec<String>>,
    /// EQF levels.
    pub eqf_levels: Option<Vec<u8>>,
    /// ISCED-F codes; a broad code covers the narrow ones below it.
    pub isced_f: Option<Vec<String>>,
    /// Legal identifiers or DIDs of the bodies on whose behalf it may issue.
    pub on_behalf_of: Vec<String>,
}

/// A period with its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval<'l> {
    /// The period.
    pub period: &'l Period,
    /// When the next one starts; none for the current one.
    pub until: Option<Timestamp>,
}

impl Interval<'_> {
    /// Whether `at` lies in it: from its start to before its end.
    #[must_use]
    pub fn contains(&self, at: Timestamp) -> bool {
        self.period.from <= at && self.until.is_none_or(|until| at < until)
    }

    /// Whether something of the second `at` may have been done in it. Times are of whole seconds, and what was sealed in the
    /// second in which its key was replaced was sealed before.
    #[must_use]
    pub fn touches(&self, at: Timestamp) -> bool {
        self.period.from <= at && self.until.is_none_or(|until| at <= until)
    }
}

/// What a list says of a key at a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStanding {
    /// The key has been in other hands since then, or always; this holds for all times.
    Compromised {
        /// Since when, if the list says so.
        since: Option<Timestamp>,
    },
    /// The key was listed at that time.
    Listed,
    /// The key is on the list, but not for that time.
    ListedAtOtherTimes,
    /// The list does not know the key.
    NotListed,
}

impl AllianceList {
    /// The entity that one of its services, now or earlier, lists under `did` (a did:web, or a did:key).
    #[must_use]
    pub fn entity_by_did(&self, did: &str) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.has_did(did))
    }

    /// The entity with the legal identifier `id`.
    #[must_use]
    pub fn entity_by_legal_id(&self, id: &str) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.has_legal_id(id))
    }
}

impl Entity {
    /// Whether `id` is one of its legal identifiers.
    #[must_use]
    pub fn has_legal_id(&self, id: &str) -> bool {
        self.legal_ids.iter().any(|own| own == id)
    }

    /// Whether one of its issuing periods lists `did`.
    #[must_use]
    pub fn has_did(&self, did: &str) -> bool {
        let issuing = self.services.iter().filter(|service| service.kind == ServiceKind::Issuance);
        issuing.flat_map(Service::periods).any(|period| period.identity.has_did(did))
    }

    /// Its service of this kind.
    #[must_use]
    pub fn service(&self, kind: ServiceKind) -> Option<&Service> {
        self.services.iter().find(|service| service.kind == kind)
    }
}

impl Identity {
    /// Whether it names `did`.
    #[must_use]
    pub fn has_did(&self, did: &str) -> bool {
        let by_key = did.strip_prefix("did:key:").is_some_and(|key| self.has_key(key));
        by_key || self.dids.iter().any(|own| own.as_str() == did)
    }

    /// Whether it names the key, in Multikey form.
    #[must_use]
    pub fn has_key(&self, multikey: &str) -> bool {
        self.keys.iter().any(|own| own == multikey)
    }
}

impl Service {
    /// All periods, the current one first.
    pub fn periods(&self) -> impl Iterator<Item = &Period> {
        std::iter::once(&self.current).chain(&self.history)
    }

    /// All periods with their ends, the earliest first.
    #[must_use]
    pub fn intervals(&self) -> Vec<Interval<'_>> {
        let mut periods: Vec<&Period> = self.periods().collect();
        // The sort is stable, so of two that start together the one listed first, the later one, ends up last.
        periods.reverse();
        periods.sort_by_key(|period| period.from);
        let ends = periods.iter().skip(1).map(|next| Some(next.from)).chain([None]);
        periods.iter().zip(ends).map(|(period, until)| Interval { period, until }).collect()
    }

    /// The period that holds at `at`, if any does yet.
    #[must_use]
    pub fn at(&self, at: Timestamp) -> Option<&Period> {
        self.intervals().into_iter().find(|interval| interval.contains(at)).map(|interval| interval.period)
    }

    /// All keys that were ever listed, the current ones first, each once.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = Vec::new();
        for key in self.periods().flat_map(|period| &period.identity.keys) {
            if !keys.contains(&key.as_str()) {
                keys.push(key);
            }
        }
        keys
    }

    /// What the list says of `multikey` for the time `at`.
    #[must_use]
    pub fn key_standing(&self, multikey: &str, at: Timestamp) -> KeyStanding {
        let naming = |interval: &Interval<'_>| interval.period.identity.has_key(multikey);
        let intervals: Vec<Interval<'_>> = self.intervals().into_iter().filter(naming).collect();
        let mut compromised =
            intervals.iter().map(|i| i.period).filter(|period| period.standing == Standing::Compromised);
        if let Some(first) = compromised.next() {
            // Several entries: the earliest start, and none at all means always.
            let since = compromised.fold(first.compromised_since, |since, period| {
                since.and_then(|since| period.compromised_since.map(|other| since.min(other)))
            });
            return KeyStanding::Compromised { since };
        }
        if intervals.iter().any(|interval| interval.touches(at)) {
            KeyStanding::Listed
        } else if intervals.is_empty() {
            KeyStanding::NotListed
        } else {
            KeyStanding::ListedAtOtherTimes
        }
    }

    /// Where the status list with this URL lies now.
    #[must_use]
    pub fn location_of<'a>(&'a self, url: &'a str) -> &'a str {
        self.moved.iter().find(|(old, _)| old == url).map_or(url, |(_, new)| new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_unix(1_767_225_600 + day * 86_400).expect("a day")
    }

    fn period(standing: Standing, from: i64, keys: &[&str]) -> Period {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        let identity = Identity { keys, ..Identity::default() };
        Period { standing, from: at(from), identity, scope: None, compromised_since: None }
    }

    fn service(current: Period, history: Vec<Period>) -> Service {
        Service { kind: ServiceKind::Issuance, names: vec![], current, history, moved: vec![] }
    }

    #[test]
    fn a_period_lasts_until_the_next_later_one() {
        let service = service(
            period(Standing::Granted, 20, &["new"]),
            vec![period(Standing::Suspended, 10, &["old"]), period(Standing::Granted, 0, &["old"])],
        );
        let standing = |day| service.at(at(day)).map(|period| period.standing);
        assert_eq!(standing(-1), None);
        assert_eq!(standing(0), Some(Standing::Granted));
        assert_eq!(standing(9), Some(Standing::Granted));
        assert_eq!(standing(10), Some(Standing::Suspended));
        assert_eq!(standing(20), Some(Standing::Granted));
        assert_eq!(service.key_standing("old", at(19)), KeyStanding::Listed);
        assert_eq!(service.key_standing("old", at(20)), KeyStanding::Listed);
        assert_eq!(service.key_standing("old", at(20).plus_seconds(1)), KeyStanding::ListedAtOtherTimes);
        assert_eq!(service.key_standing("new", at(19)), KeyStanding::ListedAtOtherTimes);
        assert_eq!(service.key_standing("other", at(19)), KeyStanding::NotListed);
        assert_eq!(service.keys(), ["new", "old"]);
    }

    #[test]
    fn a_compromised_key_stays_compromised_for_all_times() {
        let mut stolen = period(Standing::Compromised, 10, &["old"]);
        let granted = period(Standing::Granted, 0, &["old"]);
        let current = period(Standing::Granted, 11, &["new"]);
        let always = service(current.clone(), vec![stolen.clone(), granted.clone()]);
        for day in [-5, 5, 10, 15] {
            assert_eq!(always.key_standing("old", at(day)), KeyStanding::Compromised { since: None });
        }
        assert_eq!(always.key_standing("new", at(12)), KeyStanding::Listed);
        stolen.compromised_since = Some(at(7));
        let dated = service(current, vec![stolen, granted]);
        assert_eq!(dated.key_standing("old", at(5)), KeyStanding::Compromised { since: Some(at(7)) });
    }

    #[test]
    fn of_two_periods_that_start_together_the_later_listed_first_holds() {
        let service = service(period(Standing::Withdrawn, 0, &["k"]), vec![period(Standing::Granted, 0, &["k"])]);
        assert_eq!(service.at(at(0)).map(|p| p.standing), Some(Standing::Withdrawn));
    }
}
