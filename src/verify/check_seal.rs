//! The row `issuer_key` for an electronic seal: whose certificate it is, and whether it may count.
//!
//! A claimed time counts against the sealer only; for it, only what a trusted time stamp proves counts (ETSI EN 319 102-1
//! calls the rest "no proof of existence").

use serde_json::{Map, Value};
use url::Url;

use super::evidence::{Evidence, ListSnapshot, Listing, StatedOrganisation, unread_among};
use super::report::{Check, Finding};
use super::terms;
use crate::jose::jades::{ClaimedTime, SealExamination, VerifiedSeal};
use crate::jsonld::{Node, Term};
use crate::model::time::Timestamp;
use crate::pki::{Certificate, Name, RevocationState};
use crate::trust::KeyStanding;
use crate::vocabulary;

/// How what the credential calls its issuer stands to the certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Identity {
    /// The certificate has no organizationIdentifier, so that there is nothing to compare.
    NotInCertificate,
    /// The credential states none.
    NotStated,
    /// The same.
    Same,
    /// The number alone, without the register that the certificate names, in the same country.
    Shortened,
    /// Another one.
    Other { stated: String, certified: String },
}

/// The row `issuer_key` of a sealed credential.
pub(super) fn check_certificate(
    evidence: &Evidence<'_>,
    seal: &VerifiedSeal,
    examination: &SealExamination,
) -> Finding {
    let row = Check::IssuerKey;
    // What is wrong whatever is trusted comes first, then what could not be established.
    let stages = [
        claimed_against_validity(seal.certificate(), seal.claimed_time()),
        misused(examination),
        revoked(seal, examination),
        different_identity(evidence, seal),
        entities_differ(evidence),
        standing(evidence, seal, examination, Side::Against),
        untrusted(evidence, seal, examination),
        revocation_unknown(seal, examination),
        standing(evidence, seal, examination, Side::For),
        identity_unclear(evidence, seal),
    ];
    let found = stages.into_iter().flatten().next();
    found.unwrap_or_else(|| {
        let listing = evidence.listings.first().map(Listing::name).unwrap_or_default();
        let detail = format!(
            "the list `{listing}` recognises the certificate of {}, and nothing is known against it",
            holder(seal.certificate())
        );
        Finding::passed(row, "certificate-listed", detail)
    })
}

/// A seal that says of itself that it was made outside of its certificate's validity.
fn claimed_against_validity(certificate: &Certificate, claimed: ClaimedTime) -> Option<Finding> {
    let (from, until) = (certificate.not_before(), certificate.not_after());
    (claimed.time < from || claimed.time > until).then(|| {
        let detail = format!(
            "the seal says that it was made at {}, but its certificate is valid from {from} to {until}",
            claimed.time
        );
        Finding::failed(Check::IssuerKey, "certificate-not-valid-then", detail)
    })
}

/// A certificate that is not one for seals, or that its authority did not issue.
fn misused(examination: &SealExamination) -> Option<Finding> {
    let error = examination.path.as_ref().err()?;
    let code = error.code();
    MISUSED.contains(&code).then(|| Finding::failed(Check::IssuerKey, code, error.to_string()))
}

/// Reasons for which no time and no further certificate would make a path valid.
const MISUSED: [&str; 8] = [
    "certificate-ca-as-leaf",
    "certificate-extended-key-usage",
    "certificate-issuer-not-ca",
    "certificate-key-usage",
    "certificate-name-constraints",
    "certificate-path-broken",
    "certificate-path-length",
    "certificate-qualified-type",
];

/// What is known to be revoked: at once if the key came into other hands, else if it was sealed after.
fn revoked(seal: &VerifiedSeal, examination: &SealExamination) -> Option<Finding> {
    let row = Check::IssuerKey;
    let proven = examination.best_time.proven();
    let path = examination.path.as_ref().ok()?;
    for (certificate, state) in path.certificates().iter().zip(&examination.revocation) {
        let RevocationState::Revoked { at, reason, invalid_since } = state else { continue };
        let stolen = matches!(reason, Some("keyCompromise" | "cACompromise" | "aACompromise"));
        let from = if stolen { invalid_since.map_or(*at, |since| since.min(*at)) } else { *at };
        if proven.is_some_and(|proven| proven < from) {
            continue;
        }
        let whose = holder(certificate);
        if *reason == Some("certificateHold") {
            let detail = format!("the certificate of {whose} is suspended since {from}");
            return Some(Finding::inconclusive(row, "certificate-on-hold", detail));
        }
        let why = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
        if stolen {
            let detail =
                format!("the certificate of {whose} is revoked since {from}{why}: its key came into other hands");
            return Some(Finding::failed(row, "certificate-compromised", detail));
        }
        let sealed = proven.unwrap_or(seal.claimed_time().time);
        if sealed >= from {
            let detail = format!("the certificate of {whose} was revoked at {from}{why}, before the seal was made");
            return Some(Finding::failed(row, "certificate-revoked-then", detail));
        }
        let detail = format!(
            "the certificate of {whose} was revoked at {from}{why}, and nothing proves that the seal was made before"
        );
        return Some(Finding::inconclusive(row, "certificate-revoked", detail));
    }
    None
}

/// The identifier that the credential gives its issuer is not the certificate's.
fn different_identity(evidence: &Evidence<'_>, seal: &VerifiedSeal) -> Option<Finding> {
    let Identity::Other { stated, certified } = identity(&evidence.credential.issuer_node(), seal.certificate()) else {
        return None;
    };
    let detail = format!("the credential gives the issuer as {stated}, but its seal is that of {certified}");
    Some(Finding::failed(Check::IssuerKey, "identity-mismatch", detail))
}

fn identity_unclear(evidence: &Evidence<'_>, seal: &VerifiedSeal) -> Option<Finding> {
    let row = Check::IssuerKey;
    // A viewer of the plain JSON shows an identifier that the graph does not hold, such as one whose id is no IRI.
    if let Some(unread) = unread_among(evidence.credential, &["issuer", "eIDASIdentifier", "notation"]) {
        let detail = format!("{unread} cannot be read, so it is not known whom the credential gives as its issuer");
        return Some(Finding::inconclusive(row, "identity-unread", detail));
    }
    match identity(&evidence.credential.issuer_node(), seal.certificate()) {
        Identity::Same | Identity::Other { .. } => None,
        Identity::NotStated => {
            // The claims of an SD-JWT VC have no member for it: whose certificate it is says who issued.
            if let Some(claims) = evidence.claims() {
                return named_otherwise(claims, seal.certificate());
            }
            let detail = "the credential does not state the issuer's legal identifier";
            Some(Finding::inconclusive(row, "identity-absent", detail))
        }
        Identity::NotInCertificate => {
            let detail = "the certificate of the seal does not state its holder's legal identifier";
            Some(Finding::inconclusive(row, "identity-not-certified", detail))
        }
        Identity::Shortened => {
            let detail = "the credential gives the issuer's identifier without the register that the certificate names";
            Some(Finding::inconclusive(row, "identity-shortened", detail))
        }
    }
}

/// The issuer that an SD-JWT VC names beside a certificate is one of the certificate's names on the web.
fn named_otherwise(claims: &Map<String, Value>, certificate: &Certificate) -> Option<Finding> {
    let stated = claims.get("iss")?;
    let (names, url) = (certificate.web_names(), stated.as_str().and_then(|text| Url::parse(text).ok()));
    let host = url.as_ref().filter(|url| url.scheme() == "https").and_then(Url::host_str);
    let of_host = host.is_some_and(|host| names.hosts.iter().any(|own| own.eq_ignore_ascii_case(host)));
    if of_host || stated.as_str().is_some_and(|iss| names.uris.iter().any(|uri| uri == iss)) {
        return None;
    }
    let detail = "the certificate of the seal does not have the name by which the credential calls its issuer";
    Some(Finding::inconclusive(Check::IssuerKey, "identity-not-certified", detail))
}

/// Seal and proof of one credential have to lead to one entity, on each list that knows one of them.
fn entities_differ(evidence: &Evidence<'_>) -> Option<Finding> {
    let row = Check::IssuerKey;
    evidence.credential.issuer_proof()?;
    let differ = |detail: &str| Some(Finding::failed(row, "entities-differ", detail));
    for snapshot in evidence.lists {
        let Some(list) = snapshot.usable() else { continue };
        let by_proof = list.entity_by_did(evidence.credential.issuer());
        let by_seal: Vec<&Listing<'_>> =
            evidence.listings.iter().filter(|listing| std::ptr::eq(listing.snapshot, snapshot)).collect();
        match (by_proof, by_seal.as_slice()) {
            (Some(entity), [listing]) if std::ptr::eq(entity, listing.entity) => {}
            (Some(_), [_, ..]) => {
                return differ("the proof and the seal of the credential are those of two institutions");
            }
            (Some(entity), []) if !evidence.certified_id().is_some_and(|id| entity.has_legal_id(id)) => {
                return differ("the credential's proof is that of one institution, its seal that of another");
            }
            (None, [_, ..]) => {
                let detail = "the list knows who made the seal, but not who made the credential's own proof";
                return Some(Finding::inconclusive(row, "proof-not-listed", detail));
            }
            (Some(_) | None, []) => {}
        }
    }
    None
}

/// Which way a list's word goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Against,
    For,
}

/// What the lists say of the certificate for the time in question.
fn standing(
    evidence: &Evidence<'_>,
    seal: &VerifiedSeal,
    examination: &SealExamination,
    side: Side,
) -> Option<Finding> {
    let row = Check::IssuerKey;
    let at = evidence.best_time();
    let proven = examination.best_time.proven();
    let word = |listing: &Listing<'_>| {
        let standing = listing.entity.seal_standing(seal.certificate(), &listing.path, at);
        match standing {
            // What a trusted time stamp proves to be older than the theft is the institution's own.
            KeyStanding::Compromised { since: Some(since) } if proven.is_some_and(|proven| proven < since) => {
                KeyStanding::Listed
            }
            other => other,
        }
    };
    let stolen = |listing: &&Listing<'_>| matches!(word(listing), KeyStanding::Compromised { .. });
    let listings = &evidence.listings;
    if side == Side::Against {
        let first = listings.iter().find(stolen)?;
        let others_know = listings.iter().any(|listing| word(listing) == KeyStanding::Listed);
        return Some(if listings.iter().filter(stolen).any(Listing::is_authoritative) || !others_know {
            let detail = format!("the list `{}` says that the seal's key came into other hands", first.name());
            Finding::failed(row, "key-compromised", detail)
        } else {
            let detail =
                format!("the list `{}` says that the seal's key came into other hands, another does not", first.name());
            Finding::inconclusive(row, "lists-disagree", detail)
        });
    }
    if listings.iter().any(|listing| word(listing) == KeyStanding::Listed) {
        return None;
    }
    if listings.is_empty() {
        return Some(not_listed(evidence, seal, "its certificate comes from a trusted authority"));
    }
    let detail = "the list names this certificate, but not for the time at which the credential was sealed";
    Some(Finding::inconclusive(row, "key-not-listed-then", detail))
}

/// A certificate that leads to nobody who is trusted, or does not do so for the time in question.
fn untrusted(evidence: &Evidence<'_>, seal: &VerifiedSeal, examination: &SealExamination) -> Option<Finding> {
    let row = Check::IssuerKey;
    let error = examination.path.as_ref().err()?;
    let certificate = seal.certificate();
    Some(match error.code() {
        "certificate-untrusted" => not_listed(evidence, seal, "no trusted authority issued that certificate"),
        "certificate-expired" => {
            let detail = format!(
                "the certificate of {} expired at {}, and no trusted time stamp proves that the seal was made before",
                holder(certificate),
                certificate.not_after()
            );
            Finding::inconclusive(row, "certificate-expired", detail)
        }
        code => Finding::inconclusive(row, code, error.to_string()),
    })
}

/// "Sealed by X with a certificate of Y; nobody here knows X."
fn not_listed(evidence: &Evidence<'_>, seal: &VerifiedSeal, also: &str) -> Finding {
    let row = Check::IssuerKey;
    let certificate = seal.certificate();
    let (who, by) = (holder(certificate), authority(certificate));
    if let Some((code, detail)) = evidence.unusable() {
        let detail = format!("sealed by {who} with a certificate of {by}; whose it is could not be checked: {detail}");
        return Finding::inconclusive(row, code, detail);
    }
    let identifier = certificate.subject().organization_identifier.as_deref();
    let names = |list: &&ListSnapshot| {
        let entity = identifier.and_then(|id| list.usable()?.entity_by_legal_id(id));
        entity.is_some()
    };
    let unknown = match evidence.lists.iter().find(names) {
        // The identifier alone says nothing: any authority can write it into a certificate.
        Some(list) => format!("the list `{}` has that institution, but not with this certificate", list.root.list),
        None => format!("no configured list knows {who}"),
    };
    let detail = format!("sealed by {who} with a certificate of {by}; {unknown}, and {also}");
    Finding::inconclusive(row, "seal-not-listed", detail)
}

/// A certificate that names where its revocation is said, and of which nothing is known.
fn revocation_unknown(seal: &VerifiedSeal, examination: &SealExamination) -> Option<Finding> {
    let row = Check::IssuerKey;
    let path = examination.path.as_ref().ok()?;
    for (certificate, state) in path.certificates().iter().zip(&examination.revocation) {
        let RevocationState::Unknown { code, detail } = state else { continue };
        // An authority that says nowhere what it revokes has nothing that could be asked; whoever trusts it knows that.
        if !is_revocable(certificate) {
            continue;
        }
        let whose =
            if certificate == seal.certificate() { holder(certificate) } else { certificate.subject().text.clone() };
        let detail = format!("whether the certificate of {whose} was revoked could not be established: {detail}");
        return Some(Finding::inconclusive(row, code, detail));
    }
    None
}

/// Whether a certificate says where its revocation could be asked.
pub(super) fn is_revocable(certificate: &Certificate) -> bool {
    !certificate.ocsp_urls().is_empty() || !certificate.crl_urls().is_empty()
}

/// The identifier of the issuer beside the certificate's.
pub(super) fn identity(issuer: &Node<'_>, certificate: &Certificate) -> Identity {
    let stated = StatedOrganisation::read(issuer);
    let Some(certified) = certificate.subject().organization_identifier.as_deref() else {
        return Identity::NotInCertificate;
    };
    if stated.legal_ids.is_empty() {
        return Identity::NotStated;
    }
    let same = |id: &&String| id.as_str() == certified;
    let short = |id: &&String| is_shortened(id, certified, &stated_countries(issuer));
    match stated.legal_ids.iter().find(|id| !same(id) && !short(id)) {
        Some(other) => Identity::Other { stated: other.clone(), certified: certified.to_owned() },
        None if stated.legal_ids.iter().all(|id| same(&id)) => Identity::Same,
        None => Identity::Shortened,
    }
}

/// Whether `stated` is the number of `certified` alone (`12345678` of `NTREE-12345678`), with the same country.
fn is_shortened(stated: &str, certified: &str, countries: &[String]) -> bool {
    let Some((register, number)) = certified.split_once('-') else { return false };
    let country = register.get(register.len().saturating_sub(2)..).unwrap_or_default();
    stated == number && countries.iter().any(|stated| stated == country)
}

/// The countries of the issuer's legal identifiers, in two letters.
pub(super) fn stated_countries(issuer: &Node<'_>) -> Vec<String> {
    let identifiers = issuer.follow_all(terms::EIDAS_LEGAL_IDENTIFIER);
    let concepts = identifiers.flat_map(|identifier| identifier.all(terms::SPATIAL).collect::<Vec<_>>());
    let mut countries: Vec<String> = concepts.filter_map(Term::as_iri).filter_map(country_of).collect();
    countries.sort_unstable();
    countries.dedup();
    countries
}

/// The two letters of an entry of the list of countries.
fn country_of(concept: &str) -> Option<String> {
    match vocabulary::member(vocabulary::List::Country, concept) {
        vocabulary::Membership::Listed(concept) => vocabulary::country_alpha2(concept).map(str::to_owned),
        _ => None,
    }
}

/// Who holds a certificate: organisation and legal identifier.
pub(super) fn holder(certificate: &Certificate) -> String {
    let name = certificate.subject();
    let shown = short_name(name);
    match &name.organization_identifier {
        Some(id) => format!("{shown} ({id})"),
        None => shown,
    }
}

/// Who issued it: organisation, else common name, else the whole name.
pub(super) fn authority(certificate: &Certificate) -> String {
    short_name(certificate.issuer())
}

pub(super) fn short_name(name: &Name) -> String {
    name.organization.clone().or_else(|| name.common_name.clone()).unwrap_or_else(|| name.text.clone())
}

/// The row `trust_at_sealing` where a trusted time stamp proves when the seal existed.
pub(super) fn granted_at(evidence: &Evidence<'_>, proven: Timestamp, claimed: Timestamp) -> Finding {
    let row = Check::TrustAtSealing;
    for (at, words) in
        [(claimed, "the seal says that it was made"), (proven, "a trusted time stamp proves the seal for")]
    {
        let told: Vec<&Listing<'_>> = evidence.listings.iter().filter(|l| l.was_granted(at).is_some()).collect();
        if told.is_empty() {
            return super::check_trust::untold(evidence, at);
        }
        let against = told.iter().copied().filter(|listing| listing.was_granted(at) == Some(false));
        if against.clone().count() == told.len() || against.clone().any(Listing::is_authoritative) {
            let detail = format!("{words} {at}, when the issuer was not in good standing");
            return Finding::failed(row, "not-granted-then", detail);
        }
        if against.count() > 0 {
            let detail = format!("the lists disagree on how the issuer stood at {at}");
            return Finding::inconclusive(row, "lists-disagree", detail);
        }
    }
    let detail = format!("a trusted time stamp proves the seal for {proven}, when the issuer was in good standing");
    Finding::passed(row, "granted-when-sealed", detail)
}
