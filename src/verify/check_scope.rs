//! What the issuer may issue, and on whose behalf.

use std::collections::HashSet;

use serde_json::Value;

use super::check_trust::unlisted;
use super::evidence::{Evidence, Listing, StatedOrganisation, achievements, awarding_bodies, each_once, unread_among};
use super::report::{Check, Finding};
use super::terms;
use crate::jsonld::{Node, Term};
use crate::proof::AuthenticCredential;
use crate::trust::{Period, Scope};

/// What one list says of one question.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Allows,
    Forbids(&'static str, String),
    Unknown(&'static str, String),
}

/// The row `scope`: type, level and field of what is claimed, by the scope that held when it was sealed.
pub(super) fn check_scope(evidence: &Evidence<'_>) -> Finding {
    let row = Check::Scope;
    if evidence.listings.is_empty() {
        return unlisted(row, evidence);
    }
    let said = |listing: &Listing<'_>| match period(listing, evidence) {
        None => Word::Unknown("scope-unknown", "no scope held when the credential was sealed".to_owned()),
        Some(Period { scope: None, .. }) => Word::Allows,
        Some(Period { scope: Some(scope), .. }) => judge(scope, evidence.credential),
    };
    let passed = Finding::passed(row, "in-scope", "the issuer may issue this type, level and field");
    combine(row, evidence, said, passed)
}

/// What the codes of levels and of fields of study stand behind, in their lists.
const EQF_LEVELS: &str = "http://data.europa.eu/snb/eqf/";
const ISCED_F_FIELDS: &str = "http://data.europa.eu/snb/isced-f/";

/// The members that lead from a credential to who awards, and by which identifier.
const LEADING: [&str; 6] =
    ["credentialSubject", "hasClaim", "awardedBy", "awardingBody", "eIDASIdentifier", "notation"];

/// The row `awarding_bodies`: each is the issuer, or a body on whose behalf the issuer may seal.
pub(super) fn check_awarding_bodies(evidence: &Evidence<'_>) -> Finding {
    let row = Check::AwardingBodies;
    // A viewer of the plain JSON shows a body that the graph does not hold, such as one whose id is no IRI.
    if let Some(unread) = unread_among(evidence.credential, &LEADING) {
        let detail = format!("{unread} cannot be read, so it is not known who awards");
        return Finding::inconclusive(row, "awarding-body-unread", detail);
    }
    let bodies = match awarding_bodies(evidence.credential) {
        Ok(bodies) => bodies,
        Err(count) => {
            let detail = format!("the credential names {count} awarding bodies, more than are looked at");
            return Finding::inconclusive(row, "awarding-bodies-many", detail);
        }
    };
    if let Some(authority) = evidence.claims().and_then(|claims| claims.get("issuing_authority")) {
        return check_authority(evidence, authority);
    }
    if bodies.is_empty() {
        return Finding::not_applicable(row, "no-awarding-body", "the credential names no awarding body");
    }
    if evidence.listings.is_empty() {
        return unlisted(row, evidence);
    }
    let said = |listing: &Listing<'_>| {
        let words = bodies.iter().map(|body| judge_body(body, listing, evidence));
        words.into_iter().find(|word| *word != Word::Allows).unwrap_or(Word::Allows)
    };
    let detail = if bodies.len() == 1 {
        "the awarding body is the issuer, or has given it a mandate"
    } else {
        "each awarding body is the issuer, or has given it a mandate"
    };
    combine(row, evidence, said, Finding::passed(row, "awarding-bodies-agree", detail))
}

/// The body that a learning credential names has to be the issuer. There is nothing of it but a name: one that lists give
/// the issuer is the issuer, and whose another is, nobody knows.
fn check_authority(evidence: &Evidence<'_>, authority: &Value) -> Finding {
    let row = Check::AwardingBodies;
    if evidence.listings.is_empty() {
        return unlisted(row, evidence);
    }
    let stated = authority.as_str().unwrap_or_default().trim().to_lowercase();
    let said = |listing: &Listing<'_>| {
        let own = listing.entity.names.iter().any(|(_, name)| name.trim().to_lowercase() == stated);
        if own {
            return Word::Allows;
        }
        let detail = "the lists do not give the issuer the name of the awarding body, and nothing else identifies it";
        Word::Unknown("awarding-body-unidentified", detail.to_owned())
    };
    combine(
        row,
        evidence,
        said,
        Finding::passed(row, "awarding-bodies-agree", "the awarding body has the issuer's name"),
    )
}

/// One word out of those of all lists that name the issuer.
fn combine(row: Check, evidence: &Evidence<'_>, said: impl Fn(&Listing<'_>) -> Word, passed: Finding) -> Finding {
    let words: Vec<(Word, bool)> =
        evidence.listings.iter().map(|listing| (said(listing), listing.is_authoritative())).collect();
    let forbidding = |(word, _): &&(Word, bool)| matches!(word, Word::Forbids(..));
    let all_forbid = words.iter().filter(forbidding).count() == words.len();
    let deciding = words.iter().filter(forbidding).find(|(_, authoritative)| *authoritative || all_forbid);
    if let Some((Word::Forbids(code, detail), _)) = deciding {
        return Finding::failed(row, code, detail.clone());
    }
    if let Some((Word::Forbids(_, detail), _)) = words.iter().find(|word| forbidding(word)) {
        return Finding::inconclusive(row, "lists-disagree", format!("the lists disagree: one says that {detail}"));
    }
    for (word, _) in words {
        if let Word::Unknown(code, detail) = word {
            return Finding::inconclusive(row, code, detail);
        }
    }
    passed
}

/// The period of the issuer's entry that held when the credential was sealed, as far as that is known.
fn period<'l>(listing: &Listing<'l>, evidence: &Evidence<'_>) -> Option<&'l Period> {
    listing.service.at(evidence.best_time())
}

fn judge(scope: &Scope, credential: &AuthenticCredential) -> Word {
    let root = credential.root();
    let forbids = |detail: String| Word::Forbids("out-of-scope", detail);
    let unknown = |detail: &str| Word::Unknown("scope-unknown", detail.to_owned());
    if let Some(types) = &scope.types {
        let general = |iri: &str| last_part(iri) == "VerifiableCredential";
        let outside = root.types().find(|found| !general(found) && !types.iter().any(|t| names(t, found)));
        if let Some(found) = outside {
            return forbids(format!("the issuer may not issue credentials of the type {}", last_part(found)));
        }
    }
    if let Some(profiles) = &scope.profiles {
        let found: Vec<&str> = root.all(terms::CREDENTIAL_PROFILES).filter_map(Term::as_iri).collect();
        if let Some(outside) = found.iter().find(|iri| !profiles.iter().any(|own| own == **iri)) {
            return forbids(format!("the issuer may not issue credentials of the profile {outside}"));
        }
        if found.is_empty() {
            return unknown("the issuer is limited to some profiles, and the credential names none");
        }
    }
    let achievements = achievements(credential);
    let specifications = each_once(achievements.iter().flat_map(|node| node.follow_all(terms::SPECIFIED_BY)));
    if let Some(levels) = &scope.eqf_levels {
        let aligned = aligned(credential, EQF_LEVELS);
        let found = [codes(&specifications, terms::EQF_LEVEL), aligned.clone().unwrap_or_default()].concat();
        let inside = |code: &str| code.parse::<u8>().is_ok_and(|level| levels.contains(&level));
        if let Some(outside) = found.iter().find(|code| !inside(code)) {
            return forbids(format!("the issuer may not award at EQF level {outside}"));
        }
        if aligned.is_none() && !all_state(credential, &achievements, terms::EQF_LEVEL) {
            return unknown("the issuer is limited to some EQF levels, and the credential does not state each one");
        }
    }
    if let Some(fields) = &scope.isced_f {
        let aligned = aligned(credential, ISCED_F_FIELDS);
        let found = [codes(&specifications, terms::ISCED_F), aligned.clone().unwrap_or_default()].concat();
        let inside = |code: &str| fields.iter().any(|field| code.starts_with(field.as_str()));
        if let Some(outside) = found.iter().find(|code| !inside(code)) {
            return forbids(format!("the issuer may not award in the field {outside} (ISCED-F)"));
        }
        if aligned.is_none() && !all_state(credential, &achievements, terms::ISCED_F) {
            return unknown("the issuer is limited to some fields, and the credential does not state each one");
        }
    }
    Word::Allows
}

/// The codes below `list` to which the achievement of each subject of a badge is aligned; `None` of another credential,
/// or where one of them is aligned to none: what one says does not hold for the others.
fn aligned(credential: &AuthenticCredential, list: &str) -> Option<Vec<String>> {
    if !credential.root().has_type(terms::OPEN_BADGE_CREDENTIAL) {
        return None;
    }
    let subjects = credential.root().follow_all(terms::CREDENTIAL_SUBJECT);
    let mut all = Vec::new();
    for subject in subjects {
        let achievements = terms::OB_ACHIEVEMENTS.into_iter().flat_map(|predicate| subject.follow_all(predicate));
        let mut some = None;
        for achievement in achievements {
            let targets = achievement.follow_all(terms::OB_ALIGNMENT).flat_map(|alignment| {
                let urls =
                    alignment.all(terms::SCHEMA_TARGET_URL).filter_map(|term| term.as_iri().or(term.as_literal()));
                urls.filter_map(|url| url.strip_prefix(list).map(str::to_owned)).collect::<Vec<String>>()
            });
            let codes: Vec<String> = targets.collect();
            if codes.is_empty() {
                return None;
            }
            some.get_or_insert_with(Vec::new).extend(codes);
        }
        all.extend(some?);
    }
    (!all.is_empty()).then_some(all)
}

/// Whether there is a claim, and the specification of each one, or of one of its parts, has `predicate`: what one says
/// does not hold for the others.
fn all_state(credential: &AuthenticCredential, achievements: &[Node<'_>], predicate: &str) -> bool {
    let specified = each_once(achievements.iter().flat_map(|node| node.follow_all(terms::SPECIFIED_BY)));
    let stating: HashSet<Term<'_>> =
        specified.iter().filter(|node| node.all(predicate).next().is_some()).map(Node::term).collect();
    let own = |node: &Node<'_>| node.all(terms::SPECIFIED_BY).any(|term| stating.contains(&term));
    let speaking: HashSet<Term<'_>> = achievements.iter().filter(|node| own(node)).map(Node::term).collect();
    let subjects = credential.root().follow_all(terms::CREDENTIAL_SUBJECT);
    let claims = each_once(subjects.flat_map(|subject| subject.follow_all(terms::HAS_CLAIM)));
    let mut awarded = claims.iter().filter(|claim| is_achievement(claim)).peekable();
    awarded.peek().is_some()
        && awarded.all(|claim| {
            speaking.contains(&claim.term()) || claim.all(terms::HAS_PART).any(|part| speaking.contains(&part))
        })
}

/// Whether a claim has a level and a field: activities, assessments and entitlements have none of their own.
fn is_achievement(claim: &Node<'_>) -> bool {
    let others = [terms::LEARNING_ACTIVITY, terms::LEARNING_ASSESSMENT, terms::LEARNING_ENTITLEMENT];
    claim.has_type(terms::LEARNING_ACHIEVEMENT) || !others.iter().any(|other| claim.has_type(other))
}

/// What stands behind the last slash of each concept's IRI.
fn codes(nodes: &[Node<'_>], predicate: &str) -> Vec<String> {
    let concepts = nodes.iter().flat_map(|node| node.all(predicate));
    concepts.map(|term| last_part(term.as_iri().unwrap_or_default()).to_owned()).collect()
}

fn last_part(iri: &str) -> &str {
    iri.rsplit(['/', '#']).next().unwrap_or(iri)
}

/// Whether `own`, an IRI or the last part of one, names `iri`.
fn names(own: &str, iri: &str) -> bool {
    own == iri || (!own.contains(':') && own == last_part(iri))
}

fn judge_body(body: &StatedOrganisation, listing: &Listing<'_>, evidence: &Evidence<'_>) -> Word {
    // What identifies it: each legal identifier, and its DID. Names never do.
    let identifiers: Vec<&str> = body.legal_ids.iter().map(String::as_str).chain(body.did()).collect();
    let shown = identifiers.first().copied().unwrap_or(&body.id);
    if identifiers.is_empty() {
        let detail = "an awarding body has neither a legal identifier nor a DID".to_owned();
        return Word::Forbids("awarding-body-unidentified", detail);
    }
    let entities: Vec<Option<&crate::trust::Entity>> = identifiers
        .iter()
        .map(|id| listing.list.entity_by_legal_id(id).or_else(|| listing.list.entity_by_did(id)))
        .collect();
    let mut known = entities.iter().flatten();
    let entity = known.next();
    if let Some(entity) = entity
        && known.any(|other| !std::ptr::eq(*other, *entity))
    {
        let detail = format!("the identifiers of the awarding body {shown} are those of different institutions");
        return Word::Forbids("awarding-body-ambiguous", detail);
    }
    if entity.is_some_and(|entity| std::ptr::eq(*entity, listing.entity)) {
        // An identifier that the entity does not have would be a claim that the list does not back.
        let foreign = body.legal_ids.iter().find(|id| !listing.entity.has_legal_id(id));
        return foreign.map_or(Word::Allows, |id| {
            let detail = format!("the awarding body claims the identifier {id}, which is not the issuer's");
            Word::Forbids("awarding-body-ambiguous", detail)
        });
    }
    let Some(period) = period(listing, evidence) else {
        return Word::Unknown("scope-unknown", "no scope held when the credential was sealed".to_owned());
    };
    let mandates = period.scope.as_ref().map(|scope| scope.on_behalf_of.as_slice()).unwrap_or_default();
    let of_entity =
        |mandate: &String| entity.is_some_and(|entity| entity.has_legal_id(mandate) || entity.has_did(mandate));
    let given = mandates.iter().any(|mandate| identifiers.contains(&mandate.as_str()) || of_entity(mandate));
    // One identifier being in the mandate must not carry a legal identifier that nobody backs.
    let backed = |id: &String| entity.is_some_and(|entity| entity.has_legal_id(id)) || mandates.contains(id);
    if given && body.legal_ids.iter().all(backed) {
        return Word::Allows;
    }
    let detail = format!("the issuer has no mandate to award on behalf of {shown}");
    Word::Forbids("no-mandate", detail)
}
