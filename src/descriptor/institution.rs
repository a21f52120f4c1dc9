//! Institutions' profiles and the mandate.

use super::certificate::read_certificate;
use super::days::{first_second, last_second, time_zone};
use super::fields::{INSTITUTION, MANDATE};
use super::read::{read_accreditation, read_contact};
use super::table::{Context, Reader};
use super::tree::{self, Node};
use super::types::{Institution, Mandate};
use crate::model::fault::Faults;
use crate::model::ids::Did;
use crate::model::text::Language;
use crate::vocabulary::{country_of_legal_identifier, vat_prefix};

/// Reads an institution's profile (TOML, YAML or JSON); its slug is the file's stem. The logo is not loaded, see
/// [`Institution::logo_path`].
#[must_use]
pub fn read_institution(file: &str, bytes: &[u8]) -> (Option<Institution>, Faults) {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let slug = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    match tree::parse(file, bytes) {
        Ok(root) => read_institution_table(file, slug, &root),
        Err(faults) => (None, faults),
    }
}

/// Reads a profile from a table of another file, such as `[institution]` of `elmseal.toml`.
#[must_use]
pub fn read_institution_table(file: &str, slug: &str, table: &Node) -> (Option<Institution>, Faults) {
    let context = Context::new(file, language_of(table));
    let found = read(&Reader::new(&context, table, "", INSTITUTION), slug);
    finish(context, found)
}

/// Reads `[mandate]` of `elmseal.toml`; its days are those of the zone named `zone`, else of UTC.
#[must_use]
pub fn read_mandate_table(file: &str, zone: &str, table: &Node) -> (Option<Mandate>, Faults) {
    let context = Context::new(file, language_of(table));
    let reader = Reader::new(&context, table, "", MANDATE);
    let zone = time_zone(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let bodies: Vec<_> = reader.slugs("bodies").into_iter().map(|(slug, _)| slug).collect();
    let (from, until) = (reader.date("from"), reader.date("until"));
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        context.fault("dates-reversed", reader.at("until"), "`until` lies before `from`", "put the days in order");
    }
    let found = reader.plain("document").zip(from).map(|(document, from)| Mandate {
        bodies,
        document,
        from: first_second(from, &zone),
        until: until.map(|day| last_second(day, &zone)),
    });
    drop(reader);
    finish(context, found)
}

/// A result exactly when no fault stops.
pub(super) fn finish<T>(context: Context<'_>, found: Option<T>) -> (Option<T>, Faults) {
    let faults = context.faults.into_inner();
    let found = if faults.stop() { None } else { found };
    (found, faults)
}

/// The language of texts that name none; a malformed one is reported when the key is read.
pub(super) fn language_of(table: &Node) -> Language {
    let named = table.get("language").and_then(Node::scalar).and_then(|tag| Language::parse(tag.trim()).ok());
    named.unwrap_or_else(|| Language::parse("en").expect("a language tag"))
}

fn read(reader: &Reader<'_>, slug: &str) -> Option<Institution> {
    let context = reader.context;
    reader.language("language");
    let country = reader.concept("country");
    let organization_id = reader.plain("organization_id").filter(|id| check_legal_identifier(reader, id));
    let pair = country.zip(organization_id.as_deref());
    if let Some((country, id)) = pair.filter(|(country, id)| country_of_legal_identifier(id) != Some(*country)) {
        let what = format!("`organization_id` is {id}, whose country is not {}", country.label);
        let prefix = vat_prefix(country).unwrap_or("??");
        let fix = format!("letters 4 and 5 name the country: {prefix} in a VAT number of {}", country.label);
        context.fault("identifier-country", reader.at("organization_id"), what, fix);
    }
    let zone_name = reader.plain("time_zone");
    let zone = zone_name.as_deref().and_then(time_zone);
    if let (Some(name), None) = (&zone_name, &zone) {
        let what = format!("`time_zone` is \"{}\", which is no time zone", super::values::shorten(name));
        context.fault("bad-time-zone", reader.at("time_zone"), what, "write its IANA name, such as Europe/Madrid");
    }
    let did = reader.plain("did").and_then(|text| match Did::parse(&text) {
        Ok(did) => Some(did),
        Err(error) => {
            context.fault("bad-did", reader.at("did"), format!("`did`: {error}"), "write did:web:… or did:key:…");
            None
        }
    });
    let utc = jiff::tz::TimeZone::UTC;
    let accreditation = reader.table("accreditation");
    let accreditation = accreditation.and_then(|table| read_accreditation(&table, zone.as_ref().unwrap_or(&utc)));
    let certificate = reader.table("certificate").map(|table| read_certificate(&table));
    let (region, address, homepage) = (reader.plain("region"), reader.plain("address"), reader.web("homepage"));
    let (contact, logo_path) = (reader.table("contact").map(|t| read_contact(&t)), reader.plain("logo"));
    Some(Institution {
        slug: slug.to_owned(),
        legal_name: reader.text("legal_name")?,
        organization_id: organization_id?,
        country: country?,
        region,
        address,
        contact,
        homepage,
        logo_path,
        logo: None,
        time_zone: zone_name?,
        did,
        accreditation,
        certificate,
    })
}

/// EN 319 412-1, section 5.1.4: three letters of the scheme, two of the country, a hyphen, the identifier.
fn check_legal_identifier(reader: &Reader<'_>, id: &str) -> bool {
    let fine = country_of_legal_identifier(id).is_some() && id.chars().all(|c| !c.is_whitespace());
    if !fine {
        let what = format!("`organization_id` is \"{}\", which is no legal identifier", super::values::shorten(id));
        let fix = "write scheme, country, hyphen and number, such as VATES-Q3318001I or NTRFI-2472908-2";
        reader.context.fault("bad-identifier", reader.at("organization_id"), what, fix);
    }
    fine
}
