//! What the lists say of the issuer: its key, whether it is listed, whether it is and was granted.
//!
//! Where lists disagree, a negative word of the list that is authoritative for the entity wins; otherwise both are
//! shown and the answer is open.

use super::check_seal;
use super::evidence::{Evidence, Listing, StatedOrganisation};
use super::report::{About, Check, Finding};
use crate::model::time::Timestamp;
use crate::trust::{KeyStanding, Standing};

/// The rows `issuer_key`, `trust_list`, `trust_at_sealing` and `trust_now`.
pub(super) fn check_issuer_key(evidence: &Evidence<'_>) -> Finding {
    let row = Check::IssuerKey;
    if let (Some(seal), Some(examination)) = (evidence.credential.seal(), evidence.examination) {
        return check_seal::check_certificate(evidence, seal, examination);
    }
    let Some(proof) = evidence.credential.issuer_key() else {
        return Finding::inconclusive(row, "key-not-listed", "nothing says whose key made the seal");
    };
    // No list names keys of other kinds.
    let key = proof.multikey().unwrap_or_default();
    if evidence.listings.is_empty() {
        if let Some((code, detail)) = evidence.unusable() {
            return Finding::inconclusive(row, code, format!("whose key it is could not be checked: {detail}"));
        }
        if ["did:key:", "did:jwk:"].iter().any(|method| proof.controller.starts_with(method)) {
            let detail = "the key is the issuer's own identifier; nobody vouches for who that is";
            return Finding::passed(row, "key-is-issuer", detail);
        }
        let detail = "no list names the issuer, so nobody vouches that this is its key";
        return Finding::inconclusive(row, "key-not-listed", detail);
    }
    identity_finding(evidence).unwrap_or_else(|| key_finding(evidence, &key))
}

/// The identifier that the issuer states must be the entity's; `None` if it is.
fn identity_finding(evidence: &Evidence<'_>) -> Option<Finding> {
    let row = Check::IssuerKey;
    let stated = StatedOrganisation::read(&evidence.credential.issuer_node());
    if stated.legal_ids.is_empty() {
        let detail = "the credential does not state the issuer's legal identifier";
        return Some(Finding::inconclusive(row, "identity-absent", detail));
    }
    let matches = |listing: &Listing<'_>| stated.legal_ids.iter().all(|legal_id| listing.entity.has_legal_id(legal_id));
    let matching = evidence.listings.iter().filter(|listing| matches(listing)).count();
    let ids = stated.legal_ids.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    if matching == 0 {
        let detail =
            format!("the credential gives the issuer as {ids}, but the list has this issuer under another identifier");
        return Some(Finding::failed(row, "identity-mismatch", detail));
    }
    if matching < evidence.listings.len() {
        let detail = format!("the lists disagree on whether {ids} is the issuer");
        return Some(Finding::inconclusive(row, "lists-disagree", detail));
    }
    None
}

fn key_finding(evidence: &Evidence<'_>, key: &str) -> Finding {
    let row = Check::IssuerKey;
    let at = evidence.best_time();
    let standing = |listing: &Listing<'_>| listing.service.key_standing(key, at);
    let stolen = |listing: &&Listing<'_>| matches!(standing(listing), KeyStanding::Compromised { .. });
    let listings = &evidence.listings;
    if let Some(first) = listings.iter().find(stolen) {
        let all = listings.iter().all(|listing| stolen(&listing));
        let authoritative = listings.iter().filter(stolen).any(Listing::is_authoritative);
        let others_know = listings.iter().any(|listing| standing(listing) == KeyStanding::Listed);
        return if all || authoritative || !others_know {
            let detail = format!("the list `{}` says that this key came into other hands", first.name());
            Finding::failed(row, "key-compromised", detail)
        } else {
            let detail =
                format!("the list `{}` says that this key came into other hands, another does not", first.name());
            Finding::inconclusive(row, "lists-disagree", detail)
        };
    }
    if let Some(listing) = listings.iter().find(|listing| standing(listing) == KeyStanding::Listed) {
        let detail = format!("the list `{}` names this key for the time of sealing", listing.name());
        return Finding::passed(row, "key-listed", detail).about(About::Lists(vec![listing.name().to_owned()]));
    }
    if listings.iter().any(|listing| standing(listing) == KeyStanding::ListedAtOtherTimes) {
        let detail = "the list names this key, but not for the time at which the credential says it was sealed";
        return Finding::inconclusive(row, "key-not-listed-then", detail);
    }
    Finding::inconclusive(row, "key-not-listed", "the list names the issuer, but not this key")
}

/// Whether a list names the issuer, and all lists could be asked.
pub(super) fn check_trust_list(evidence: &Evidence<'_>) -> Finding {
    let row = Check::TrustList;
    if let Some((code, detail)) = evidence.unusable() {
        return Finding::inconclusive(row, code, detail);
    }
    let names: Vec<String> = evidence.listings.iter().map(|l| format!("`{}`", l.name())).collect();
    if names.is_empty() {
        return Finding::failed(row, "issuer-not-listed", "no configured list names the issuer");
    }
    let lists = evidence.listings.iter().map(|listing| listing.name().to_owned()).collect();
    let detail = format!("the issuer is on the list {}", names.join(" and "));
    Finding::passed(row, "issuer-listed", detail).about(About::Lists(lists))
}

/// Whether the issuer is in good standing now.
pub(super) fn check_trust_now(evidence: &Evidence<'_>) -> Finding {
    let row = Check::TrustNow;
    let Some(first) = evidence.listings.first() else { return unlisted(row, evidence) };
    let standing = |listing: &Listing<'_>| listing.service.at(evidence.now).map(|period| period.standing);
    let negative = |listing: &&Listing<'_>| standing(listing) != Some(Standing::Granted);
    if !evidence.listings.iter().any(|listing| negative(&listing)) {
        return Finding::passed(row, "issuer-granted", "the issuer is in good standing now");
    }
    let agreed = evidence.listings.iter().all(|listing| standing(listing) == standing(first));
    let authoritative = evidence.listings.iter().filter(negative).find(|listing| listing.is_authoritative());
    let Some(deciding) = authoritative.or(agreed.then_some(first)) else {
        let said: Vec<String> = evidence
            .listings
            .iter()
            .map(|listing| {
                let word = standing(listing).map_or("not yet granted", Standing::name);
                format!("`{}` says {word}", listing.name())
            })
            .collect();
        return Finding::inconclusive(row, "lists-disagree", format!("the lists disagree: {}", said.join(", ")));
    };
    let since = deciding.service.at(evidence.now).map(|period| period.from.to_string()).unwrap_or_default();
    let list = deciding.name();
    match standing(deciding) {
        Some(Standing::Suspended) => Finding::failed(
            row,
            "issuer-suspended",
            format!("the issuer is suspended since {since}, says the list `{list}`"),
        ),
        Some(Standing::Compromised) => {
            let detail = format!("the issuer's keys are in other hands since {since}, says the list `{list}`");
            Finding::failed(row, "issuer-compromised", detail)
        }
        None => {
            Finding::failed(row, "issuer-not-yet-granted", format!("the list `{list}` grants the issuer only later"))
        }
        Some(Standing::Withdrawn | Standing::Granted) => {
            let detail = format!("the issuer is no longer a member since {since}, says the list `{list}`");
            Finding::failed(row, "issuer-withdrawn", detail)
        }
    }
}

/// Whether the issuer was in good standing when it sealed. Unless a trusted time stamp proves when that was, a good answer
/// stays open; a bad one counts against the issuer.
pub(super) fn check_trust_at_sealing(evidence: &Evidence<'_>) -> Finding {
    let row = Check::TrustAtSealing;
    if evidence.listings.is_empty() {
        return unlisted(row, evidence);
    }
    let Some(at) = evidence.credential.created() else {
        return Finding::inconclusive(row, "no-time", "the credential does not say when it was sealed");
    };
    if let Some(proven) = evidence.examination.and_then(|examination| examination.best_time.proven()) {
        return check_seal::granted_at(evidence, proven, at);
    }
    let told: Vec<&Listing<'_>> = evidence.listings.iter().filter(|l| l.was_granted(at).is_some()).collect();
    if told.is_empty() {
        return untold(evidence, at);
    }
    let against = told.iter().copied().filter(|listing| listing.was_granted(at) == Some(false));
    if against.clone().count() == told.len() || against.clone().any(Listing::is_authoritative) {
        let detail =
            format!("the credential says that it was sealed at {at}, when the issuer was not in good standing");
        return Finding::failed(row, "not-granted-then", detail);
    }
    if against.count() > 0 {
        return Finding::inconclusive(
            row,
            "lists-disagree",
            format!("the lists disagree on how the issuer stood at {at}"),
        );
    }
    let detail = format!("the issuer says that it sealed at {at}; nothing else proves it");
    Finding::inconclusive(row, "no-proof-of-existence", detail).about(About::Time(at))
}

/// The row `trust_at_sealing` where no list says how the issuer stood then.
pub(super) fn untold(evidence: &Evidence<'_>, at: Timestamp) -> Finding {
    let names: Vec<String> = evidence.listings.iter().map(|listing| format!("`{}`", listing.name())).collect();
    let detail = format!("the list {} does not say how the issuer stood at {at}", names.join(" and "));
    Finding::inconclusive(Check::TrustAtSealing, "no-history", detail)
}

/// The row of a check that needs a list's word on the issuer, where there is none.
pub(super) fn unlisted(row: Check, evidence: &Evidence<'_>) -> Finding {
    match evidence.unusable() {
        Some((code, detail)) => Finding::inconclusive(row, code, detail),
        None => Finding::inconclusive(row, "issuer-not-listed", "no configured list names the issuer"),
    }
}
