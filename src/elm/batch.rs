//! What a batch states once beside the course, and the faults that only show when it is put together.

use crate::descriptor::types::{Descriptor, Institution, Mandate};
use crate::elm::classes::{DisplayDetail, DisplayParameter, Evidence, IndividualDisplay};
use crate::elm::image::DisplayImages;
use crate::elm::node::{Node, OneOrMore};
use crate::elm::organisations::{Organisations, listed, picture};
use crate::model::fault::{Faults, Place};
use crate::model::text::Language;
use crate::model::time::Timestamp;
use crate::vocabulary::{Concept, List, language_concept};

/// How the credential is shown in each language of its title.
pub(super) fn display(
    base: &str,
    descriptor: &Descriptor,
    images: &DisplayImages,
    place: &Place,
    faults: &mut Faults,
) -> Option<Node<DisplayParameter<'static>>> {
    let mut concept = |language: &Language| -> Option<&'static Concept> {
        let found = language_concept(language);
        if found.is_none() {
            faults.fault(
                "display-language",
                place.clone(),
                format!("the language `{language}` is not on the language list"),
                "use the code of an official language of the Union, such as `en`",
            );
        }
        found
    };
    let primary_language = concept(&descriptor.language);
    let mut languages = Vec::new();
    let mut displays = Vec::new();
    for (language, _) in descriptor.title.iter() {
        let Some(concept) = concept(language) else { continue };
        languages.push(concept);
        if let Some(png) = images.by_language.get(language) {
            let page = DisplayDetail { image: picture(base, png, "PNG") };
            let content = IndividualDisplay { language: concept, page: Node::constant(base, &page) };
            displays.push(Node::constant(base, &content));
        }
    }
    if displays.len() < languages.len() {
        let what = "there is not a display image for each language of the title";
        faults.fault("display-image", place.clone(), what, "draw the images from the same descriptor");
    }
    let content = DisplayParameter {
        title: &descriptor.title,
        description: descriptor.description.as_ref(),
        primary_language: primary_language?,
        languages: OneOrMore::new(languages)?,
        displays: OneOrMore::new(displays)?,
    };
    Some(Node::constant(base, &content))
}

/// Who seals: the institution itself, or the holder of a seal certificate.
pub(super) struct Sealing<'a> {
    /// Its name, as mandates state it.
    pub(super) name: &'a str,
    /// Its legal identifier; bodies with the same one need no mandate.
    pub(super) organization_id: &'a str,
    /// How faults call it.
    pub(super) called: &'a str,
}

/// The mandate of every one of `bodies` that is not the one that seals; a fault for each that has given none.
#[expect(clippy::too_many_arguments, reason = "what a mandate is judged by")]
pub(super) fn evidence(
    base: &str,
    descriptor: &Descriptor,
    sealing: &Sealing<'_>,
    bodies: &[&str],
    mandate: Option<&Mandate>,
    issued: Timestamp,
    organisations: &mut Organisations<'_>,
    faults: &mut Faults,
) -> Vec<Node<Evidence<'static>>> {
    let place = Place::File { file: descriptor.id.clone() };
    let mut evidence = Vec::new();
    for slug in bodies {
        let Some(body) = organisations.profile(slug) else { continue };
        if body.organization_id == sealing.organization_id {
            continue;
        }
        let given = mandate.filter(|mandate| mandate.bodies.iter().any(|name| name == slug));
        let Some(mandate) = given else {
            faults.fault(
                "no-mandate",
                place.clone(),
                format!("{} would seal for the awarding body `{slug}` without its mandate", sealing.called),
                "add a [mandate] with document, dates and this body to elmseal.toml, or let the body seal itself",
            );
            continue;
        };
        if issued < mandate.from || mandate.until.is_some_and(|until| until < issued) {
            faults.fault(
                "mandate-not-in-force",
                place.clone(),
                format!("the mandate \"{}\" of `{slug}` is not in force on {issued}", mandate.document),
                "renew the mandate, or correct its dates in elmseal.toml",
            );
            continue;
        }
        let Some(target) = organisations.node(slug, faults) else { continue };
        let until = mandate.until.map(|until| format!(" until {until}")).unwrap_or_default();
        let statement = format!(
            "{} seals this credential on behalf of {}, which remains responsible for what it awards, under the \
             mandate \"{}\" in force from {}{until}",
            sealing.name,
            body.legal_name.get_or_first(&descriptor.language),
            mandate.document,
            mandate.from,
        );
        let kind = listed(List::Evidence, "c_18016257");
        evidence.push(Node::constant(base, &Evidence { kind, statement: &statement, target }));
    }
    evidence
}

/// The slugs of all awarding bodies of a course and its components, each once, in order.
pub(super) fn awarding_bodies(descriptor: &Descriptor) -> Vec<&str> {
    let components = descriptor.components.iter().map(|component| component.institution.as_str());
    let mut bodies: Vec<&str> = Vec::new();
    for slug in descriptor.awarding_bodies.iter().map(String::as_str).chain(components) {
        if !bodies.contains(&slug) {
            bodies.push(slug);
        }
    }
    bodies
}

/// The issuer has a DID, and no two institutions share one.
pub(super) fn check_dids<'a>(
    issuer: &Institution,
    profiles: impl Iterator<Item = &'a Institution>,
    place: &Place,
    faults: &mut Faults,
) {
    if issuer.did.is_none() {
        faults.fault(
            "issuer-without-did",
            place.clone(),
            format!("the issuer `{}` has no DID", issuer.slug),
            "add `did` to [institution] in elmseal.toml",
        );
    }
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for profile in profiles {
        let Some(did) = &profile.did else { continue };
        match seen.iter().find(|(other, _)| *other == did.as_str()) {
            Some((_, slug)) if *slug != profile.slug => faults.fault(
                "shared-did",
                place.clone(),
                format!("`{slug}` and `{}` have the same DID {did}", profile.slug),
                "give each institution its own DID, or none",
            ),
            Some(_) => {}
            None => seen.push((did.as_str(), &profile.slug)),
        }
    }
}

/// One skill must not have two labels: the graph would merge them.
pub(super) fn check_skills(descriptor: &Descriptor, place: &Place, faults: &mut Faults) {
    let parts = descriptor.components.iter().flat_map(|component| &component.outcomes);
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for skill in descriptor.outcomes.iter().chain(parts).flat_map(|outcome| &outcome.skills) {
        match seen.iter().find(|(iri, _)| *iri == skill.iri.as_str()) {
            Some((_, label)) if *label != skill.label => faults.fault(
                "skill-with-two-labels",
                place.clone(),
                format!("the skill {} is called \"{label}\" and \"{}\"", skill.iri, skill.label),
                "use its preferred label",
            ),
            Some(_) => {}
            None => seen.push((skill.iri.as_str(), &skill.label)),
        }
    }
}

/// A calendar duration that can be added to the date of issuing.
pub(super) fn duration(text: &str, issued: Timestamp, place: &Place, faults: &mut Faults) -> Option<jiff::Span> {
    let parsed = text.parse::<jiff::Span>().map_err(|_| format!("`valid_for` is `{text}`"));
    match parsed.and_then(|span| add_span(issued, span).map(|_| span)) {
        Ok(span) => Some(span),
        Err(what) => {
            faults.fault("valid-for", place.clone(), what, "write a duration such as P3Y or P18M");
            None
        }
    }
}

/// The same time of day, that many years, months and days later, in UTC.
pub(super) fn add_span(from: Timestamp, span: jiff::Span) -> Result<Timestamp, String> {
    let start = from.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
    match start.checked_add(span) {
        Ok(end) if end > start => Ok(Timestamp::from_jiff(end.timestamp())),
        _ => Err(format!("the validity {span} cannot be added to {from}")),
    }
}
