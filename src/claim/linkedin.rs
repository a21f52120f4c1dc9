//! The link by which LinkedIn is handed what was achieved. Its form is not documented by LinkedIn, and has been stable.

use url::form_urlencoded::Serializer;

use super::preview::Preview;
use crate::model::time::Timestamp;

/// Where LinkedIn takes certificates into a profile.
const ADDRESS: &str = "https://www.linkedin.com/profile/add?";

/// The link: title, institution, dates, the public link of the credential and its id; nothing of the learner.
#[must_use]
pub fn profile_link(preview: &Preview, organisation: &str, public: &str) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("startTask", "CERTIFICATION_NAME");
    query.append_pair("name", preview.title.text.as_str());
    query.append_pair("organizationName", organisation);
    let mut month = |at: Timestamp, year_name: &str, month_name: &str| {
        let date = at.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
        query.append_pair(year_name, &date.year().to_string());
        query.append_pair(month_name, &date.month().to_string());
    };
    month(preview.issued, "issueYear", "issueMonth");
    if let Some(until) = preview.valid_until {
        month(until, "expirationYear", "expirationMonth");
    }
    query.append_pair("certUrl", public);
    query.append_pair("certId", &preview.credential);
    format!("{ADDRESS}{}", query.finish())
}
