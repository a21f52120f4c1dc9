//! Rows that only warn: the application profile, and codes on controlled lists.

use std::collections::BTreeSet;

use super::report::{Check, Finding};
use crate::elm::profile::{self, ApVersion};
use crate::elm::{Examined, VocabularyFinding, VocabularyOutcome, examine};
use crate::jsonld::Dropped;
use crate::limits;
use crate::proof::AuthenticCredential;

/// The rows `profile` and `vocabularies`; another version of the profile than usual is named.
pub(super) fn check_profile(credential: &AuthenticCredential, version: ApVersion) -> [Finding; 2] {
    let root = credential.root();
    let dataset = credential.dataset();
    if !profile::applies(dataset, root.id()) {
        let detail = "the credential is not one of the European Learning Model";
        return [Check::Profile, Check::Vocabularies].map(|row| Finding::not_applicable(row, "no-profile", detail));
    }
    if dataset.len() > limits::PROFILE_QUADS_MAX {
        let detail = "the document is longer than those that are compared with the profile";
        return [Check::Profile, Check::Vocabularies].map(|row| Finding::inconclusive(row, "profile-too-long", detail));
    }
    let Examined { departures, codes: unknown } = examine(dataset, root.id(), version);
    let outside = outside_graph(credential.dropped());
    let reused = reused_ids(credential.dropped());
    let profile = match departures.as_slice() {
        [] => match (reused, outside) {
            (Some(reused), Some(outside)) => {
                Finding::failed(Check::Profile, "ids-reused", format!("{reused}; {outside}"))
            }
            (Some(reused), None) => Finding::failed(Check::Profile, "ids-reused", reused),
            (None, Some(outside)) => Finding::failed(Check::Profile, "members-outside-graph", outside),
            (None, None) => {
                let detail = format!("the document follows the application profile{}", said(version));
                Finding::passed(Check::Profile, "profile-followed", detail)
            }
        },
        [first, rest @ ..] => {
            let words = format!("{} of {} ({}): {}", first.property, first.class, first.node, first.message);
            let parts = [Some(counted(&words, rest.len()) + &said(version)), reused, outside];
            let detail = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
            Finding::failed(Check::Profile, "profile-departs", detail)
        }
    };
    let vocabularies = match unknown.as_slice() {
        [] => Finding::passed(Check::Vocabularies, "codes-listed", "every code is on its controlled list"),
        // Absent ones come first.
        [first, rest @ ..] => match first.outcome {
            VocabularyOutcome::Absent => {
                let detail = counted(&format!("{} is not on the list {}", first.concept, first.scheme), rest.len());
                Finding::failed(Check::Vocabularies, "code-not-on-list", detail)
            }
            VocabularyOutcome::Inconclusive => {
                Finding::inconclusive(Check::Vocabularies, "code-unknown", not_carried(&unknown))
            }
        },
    };
    [profile, vocabularies]
}

/// The version, where somebody asked for another than the newest.
fn said(version: ApVersion) -> String {
    if version == ApVersion::default() { String::new() } else { format!(" (version {version})") }
}

/// What of a sealed document no context defines: nothing of it was looked at.
fn outside_graph(dropped: &Dropped) -> Option<String> {
    if dropped.is_empty() {
        return None;
    }
    let names = dropped.names.join(", ");
    let others = if dropped.more == 0 { String::new() } else { format!(" and {} more", dropped.more) };
    Some(format!(
        "no context of the document says what these members mean, so they were not looked at: {names}{others}"
    ))
}

/// Ids that a sealed document uses for several nodes: whoever reads its graph sees one that has all they say.
fn reused_ids(dropped: &Dropped) -> Option<String> {
    if dropped.reused.is_empty() && dropped.reused_more == 0 {
        return None;
    }
    let ids = dropped.reused.join(", ");
    let others = if dropped.reused_more == 0 { String::new() } else { format!(" and {} more", dropped.reused_more) };
    Some(format!("these ids stand for nodes of different content: {ids}{others}"))
}

/// How many codes could not be looked up, and on which lists: this program carries those in part or not at all.
fn not_carried(unknown: &[VocabularyFinding]) -> String {
    let schemes: BTreeSet<&str> = unknown.iter().map(|finding| finding.scheme.as_str()).collect();
    let named: Vec<&str> =
        schemes.into_iter().map(|scheme| if scheme.is_empty() { "a list that is not named" } else { scheme }).collect();
    let codes = if unknown.len() == 1 { "1 code was" } else { &format!("{} codes were", unknown.len()) };
    format!("{codes} not looked up, since the whole list is not carried here: {}", named.join(", "))
}

/// The first of several, and how many more there are.
fn counted(first: &str, more: usize) -> String {
    if more == 0 { first.to_owned() } else { format!("{first}, and {more} more") }
}
