//! What is shown of an SD-JWT VC: from its claims as they were disclosed, by the names of the EUDI learning credential and
//! what others call the same. Claims of other types are not guessed at.

use serde_json::{Map, Value};

use super::awarded::{CredentialSummary, Graded, LearningOutcome, Names, Organisation};
use super::evidence::Evidence;
use crate::limits;

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
    let stated = claims.get("learning_outcomes").and_then(Value::as_array);
    let texts = stated.into_iter().flatten().filter_map(Value::as_str).take(limits::SUMMARY_PARTS_MAX);
    texts.map(|text| LearningOutcome { titles: plain(text), skills: Vec::new() }).collect()
}
