//! The unsecured badge of an award.
//!
//! Open Badges has no texts by language: a badge is in one language, the award's first unless another is asked for.

use serde_json::{Map, Value, json};

use super::achievement::{achievement, results};
use super::profile::profile;
use super::{BadgeError, CONTEXTS};
use crate::elm::status_entry;
use crate::elm::view::{AwardView, OrganisationView};

/// How a badge is made.
#[derive(Debug, Clone, Copy)]
pub struct BadgeSettings<'a> {
    /// The DID of the key that will seal it; its holder issues the badge.
    pub issuer: &'a str,
    /// The language of the badge; by default the award's.
    pub language: Option<&'a str>,
}

/// The unsecured badge of an award, without its picture.
///
/// # Errors
///
/// [`BadgeError::ForeignIssuer`] when the key's holder has no part in the award, [`BadgeError::Credits`].
pub fn document(view: &AwardView, settings: &BadgeSettings<'_>) -> Result<Value, BadgeError> {
    let language = settings.language.unwrap_or(&view.language);
    let issuer = issuer(view, settings.issuer)?;
    let mut document = Map::new();
    let mut add = |name: &str, value: Value| {
        document.insert(name.to_owned(), value);
    };
    add("@context", json!(CONTEXTS));
    add("type", json!(["VerifiableCredential", "OpenBadgeCredential"]));
    if let Some(title) = view.title.best(language) {
        add("name", json!(title));
    }
    if let Some(description) = view.description.best(language) {
        add("description", json!(description));
    }
    add("issuer", profile(issuer, language));
    add("id", json!(view.credential));
    add("validFrom", json!(view.valid_from.to_string()));
    if let Some(until) = view.valid_until {
        add("validUntil", json!(until.to_string()));
    }
    add("awardedDate", json!(view.achievement.awarded.to_string()));
    add("credentialSubject", subject(view, language)?);
    if !view.status.is_empty() {
        add("credentialStatus", view.status.iter().map(status_entry).collect());
    }
    Ok(Value::Object(document))
}

/// The organisation whose DID it is: the issuer, an awarding body, or one that gave the issuer a mandate.
fn issuer<'a>(view: &'a AwardView, did: &str) -> Result<&'a OrganisationView, BadgeError> {
    let bodies = view.achievement.awarding_bodies.iter();
    let mandates = view.mandates.iter().map(|mandate| &mandate.body);
    let mut organisations = std::iter::once(&view.issuer).chain(bodies).chain(mandates);
    organisations
        .find(|organisation| organisation.did.as_deref() == Some(did))
        .ok_or_else(|| BadgeError::ForeignIssuer { did: did.to_owned(), credential: view.credential.clone() })
}

fn subject(view: &AwardView, language: &str) -> Result<Value, BadgeError> {
    let mut subject = Map::new();
    subject.insert("id".to_owned(), json!(view.learner.id));
    subject.insert("type".to_owned(), json!(["AchievementSubject"]));
    // The name as it stands in the award's other forms. A hash of a name hides nothing, since names can be guessed, and
    // whoever is shown the badge could not read whose it is.
    let name = json!({
        "type": "IdentityObject",
        "hashed": false,
        "identityHash": view.learner.display_name(language),
        "identityType": "name",
    });
    subject.insert("identifier".to_owned(), json!([name]));
    if let Some(credit) = &view.achievement.credit {
        subject.insert("creditsEarned".to_owned(), points(&credit.points)?);
    }
    let specification = &view.achievement.specification;
    let mut described = achievement(view, language);
    if let Some(credit) = &specification.credit {
        described["creditsAvailable"] = points(&credit.points)?;
    }
    let results = results(&view.achievement, language);
    if !results.is_empty() {
        let descriptions: Vec<Value> = results.iter().map(|result| result.description.clone()).collect();
        described["resultDescription"] = json!(descriptions);
    }
    subject.insert("achievement".to_owned(), described);
    if !results.is_empty() {
        subject.insert("result".to_owned(), results.into_iter().map(|result| result.value).collect());
    }
    Ok(Value::Object(subject))
}

/// A number of credits as JSON: whole where it is whole, so that every processor writes it alike.
fn points(points: &str) -> Result<Value, BadgeError> {
    let fault = || BadgeError::Credits { points: points.to_owned() };
    if let Ok(whole) = points.parse::<u32>() {
        return Ok(json!(whole));
    }
    let number: f64 = points.parse().map_err(|_| fault())?;
    if number.is_finite() && number >= 0.0 { Ok(json!(number)) } else { Err(fault()) }
}
