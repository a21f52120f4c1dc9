//! What is shown of an SD-JWT VC: from its claims as they were disclosed, by the names of the EUDI learning credential and
//! what others call the same. Claims of other types are not guessed at.

use serde_json::{Map, Value};

use super::awarded::{Coded, CredentialSummary, Graded, LearningOutcome, Names, Organisation, Quality};
use super::evidence::Evidence;
use crate::limits;
use crate::model::text::Language;
use crate::vocabulary::language_concept;

/// Reads the summary of an SD-JWT VC; `None` of another credential.
pub(super) fn summarise_sd_jwt(evidence: &Evidence<'_>) -> Option<CredentialSummary> {
    let credential = evidence.credential;
    let claims = credential.token()?.claims()?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let names = |name: &str| text(name).map(plain).unwrap_or_default();
    let learner: Vec<&str> = [text("given_name"), text("family_name")].into_iter().flatten().collect();
    let mut titles = names("achievement_title");
    if titles.is_empty() {
        titles = names("vct");
    }
    let grade = names("assessment_grade");
    let date = |name: &str| text(name).map(str::to_owned);
    let until = credential.expires().map(|time| time.to_string());
    Some(CredentialSummary {
        id: credential.id().unwrap_or_default().to_owned(),
        titles: titles.clone(),
        descriptions: names("achievement_description"),
        learner: (!learner.is_empty()).then(|| learner.join(" ")),
        issuer: Some(issuer(evidence, claims)),
        issued: date("date_of_issuance").or_else(|| credential.created().map(|time| time.to_string())),
        sealed: credential.created().map(|time| time.to_string()),
        valid_from: credential.token()?.not_before().map(|time| time.to_string()),
        valid_until: until.or_else(|| date("date_of_expiry")),
        outcomes: outcomes(claims),
        workload: date("expected_study_time"),
        eqf_level: date("level_of_learning_experience"),
        languages: texts(claims, "language_of_classes").map(coded).collect(),
        quality: texts(claims, "types_of_quality_assurance").map(quality).collect(),
        requirements: texts(claims, "prerequisites_to_enroll").map(plain).collect(),
        stackability: text("integration_stackability_options").map(plain).unwrap_or_default(),
        learner_id: date("learner_identification"),
        country: date("issuing_country"),
        grades: if grade.is_empty() { Vec::new() } else { vec![Graded { titles, grade }] },
        ..CredentialSummary::default()
    })
}

/// A text whose language nothing says.
fn plain(text: &str) -> Names {
    vec![(String::new(), text.to_owned())]
}

fn issuer(evidence: &Evidence<'_>, claims: &Map<String, Value>) -> Organisation {
    let listed = evidence.listings.first().map(|listing| listing.entity.names.clone());
    Organisation {
        names: listed.unwrap_or_default(),
        claimed_names: claims.get("issuing_authority").and_then(Value::as_str).map(plain).unwrap_or_default(),
        legal_id: None,
        id: claims.get("iss").and_then(Value::as_str).unwrap_or_default().to_owned(),
    }
}

fn outcomes(claims: &Map<String, Value>) -> Vec<LearningOutcome> {
    let outcome = |text: &str| LearningOutcome { titles: plain(text), skills: Vec::new() };
    texts(claims, "learning_outcomes").map(outcome).collect()
}

/// The texts of an array, or the one that stands in its place.
fn texts<'a>(claims: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let stated: &[Value] = match claims.get(name) {
        Some(Value::Array(items)) => items,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    stated.iter().filter_map(Value::as_str).take(limits::SUMMARY_PARTS_MAX)
}

/// A language: by its tag, if it is one of the list, so that it is shown in the reader's language.
fn coded(text: &str) -> Coded {
    let listed = Language::parse(text).ok().and_then(|tag| language_concept(&tag));
    match listed {
        Some(concept) => Coded { id: concept.iri.clone(), labels: vec![("en".to_owned(), concept.label.clone())] },
        None => Coded { id: String::new(), labels: plain(text) },
    }
}

fn quality(text: &str) -> Quality {
    Quality { titles: plain(text), agent: None, decided: None }
}
