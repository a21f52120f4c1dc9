//! An organisation as a `Profile`.

use serde_json::{Map, Value, json};

use super::LEGAL_IDENTIFIER;
use crate::elm::view::OrganisationView;

/// All that an award states of an organisation and a profile has a member for.
pub(super) fn profile(organisation: &OrganisationView, language: &str) -> Value {
    let mut profile = Map::new();
    profile.insert("id".to_owned(), json!(organisation.id));
    profile.insert("type".to_owned(), json!(["Profile"]));
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            profile.insert(name.to_owned(), value);
        }
    };
    add("name", organisation.name.best(language).map(|name| json!(name)));
    add("url", organisation.homepage.as_ref().map(|url| json!(url)));
    add("email", organisation.email.as_ref().map(|email| json!(email)));
    add("phone", organisation.phone.as_ref().map(|phone| json!(phone)));
    add("address", Some(address(organisation, language)));
    let identifier = json!({
        "type": "IdentifierEntry",
        "identifier": organisation.legal_identifier.notation,
        "identifierType": LEGAL_IDENTIFIER,
    });
    add("otherIdentifier", Some(json!([identifier])));
    add("image", organisation.logo.as_ref().map(|logo| json!({ "id": logo.data_url(), "type": "Image" })));
    Value::Object(profile)
}

fn address(organisation: &OrganisationView, language: &str) -> Value {
    let mut address = Map::new();
    address.insert("type".to_owned(), json!(["Address"]));
    let mut add = |name: &str, text: Option<&str>| {
        if let Some(text) = text {
            address.insert(name.to_owned(), json!(text));
        }
    };
    add("addressCountry", organisation.country.label.best(language));
    add("addressCountryCode", organisation.country_code.as_deref());
    add("addressRegion", organisation.region.best(language));
    // The award has the address as one text.
    add("streetAddress", organisation.address.best(language));
    Value::Object(address)
}
