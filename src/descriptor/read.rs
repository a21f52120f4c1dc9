//! From the tree to a [`Descriptor`]: every key of the field table, then the rules.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::checks;
use super::days::{first_second, last_second, time_zone};
use super::fields::DESCRIPTOR;
use super::institution::language_of;
use super::licence;
use super::rules::RuleSets;
use super::sheet;
use super::skills::read_skills;
use super::table::{Context, Reader};
use super::tree;
use super::types::*;
use super::values::shorten;
use crate::model::fault::Faults;
use crate::model::ids::Iri;
use crate::model::text::LocalisedText;
use crate::vocabulary::esco::Index;
use crate::vocabulary::{List, Membership, member};

/// What a descriptor is read against.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The institutions of the workspace.
    pub institutions: &'a [Institution],
    /// The rule sets.
    pub rule_sets: &'a RuleSets,
    /// ESCO, if it was imported.
    pub esco: Option<&'a Index>,
}

/// Reads a descriptor: TOML, YAML, JSON or the Excel form, as the ending of `file` says.
///
/// There is a descriptor exactly when no fault stops; warnings may come with it.
#[must_use]
pub fn read(file: &str, bytes: &[u8], sources: &Sources<'_>) -> (Option<Descriptor>, Faults) {
    let (root, blanks, mut faults) = if file.to_ascii_lowercase().ends_with(".xlsx") {
        sheet::parse(file, bytes)
    } else {
        let (root, faults) = tree::parse(file, bytes).map_or_else(|f| (None, f), |root| (Some(root), Faults::new()));
        (root, BTreeMap::new(), faults)
    };
    let Some(root) = root else { return (None, faults) };
    let context = Context { blanks, ..Context::new(file, language_of(&root)) };
    let reader = Reader::new(&context, &root, "", DESCRIPTOR);
    let found = read_descriptor(&reader, sources);
    checks::check(&reader, &found, sources);
    drop(reader);
    faults.extend(context.faults.take());
    let found = if faults.stop() { None } else { Some(found) };
    (found, faults)
}

/// Reads every key. Where a value is missing or faulty, a stand-in is taken: a fault was reported, so nobody gets it.
fn read_descriptor(reader: &Reader<'_>, sources: &Sources<'_>) -> Descriptor {
    let bodies = reader.slugs("awarding_bodies");
    let first = bodies.first().and_then(|(slug, _)| sources.institutions.iter().find(|i| i.slug == *slug));
    let zone = first.and_then(|i| time_zone(&i.time_zone)).unwrap_or(TimeZone::UTC);
    let day = |name: &str| reader.date(name);
    reader.language("language");
    Descriptor {
        id: reader.slug("id").unwrap_or_default(),
        edition: reader.plain("edition").unwrap_or_default(),
        language: reader.context.language.clone(),
        rule_set: reader.slug("rule_set").unwrap_or_default(),
        title: reader.text("title").unwrap_or_else(|| stand_in(reader)),
        description: reader.text("description"),
        credential_type: match reader.choice("credential_type") {
            Some("no-ects") => CredentialType::NoEcts,
            _ => CredentialType::Ects,
        },
        eqf_level: reader.concept("eqf_level").unwrap_or_else(|| &List::Eqf.entries()[0]),
        nqf_level: reader.table("nqf_level").and_then(|table| {
            let (iri, label) = (table.iri("iri"), table.text("label"));
            let iri = iri.filter(|iri| check_nqf_level(&table, iri));
            Some(NqfLevel { iri: iri?, label: label? })
        }),
        workload: reader.table("workload").map(|table| read_workload(&table)).unwrap_or_default(),
        delivery: reader.table("delivery").map(|table| read_delivery(&table, &zone)).unwrap_or_default(),
        resources: reader.tables("resources").iter().map(|table| read_resource(table)).collect(),
        assessments: reader.tables("assessments").iter().map(|table| read_assessment(table)).collect(),
        overall_assessment: reader.text("overall_assessment"),
        contact: reader.table("contact").map(|table| read_contact(&table)),
        other: reader.text("other"),
        outcomes: reader.tables("outcomes").iter().map(|table| read_outcome(table, sources)).collect(),
        learner_profile: reader.text("learner_profile"),
        target_groups: reader.concepts("target_groups"),
        awarding_bodies: bodies.into_iter().map(|(slug, _)| slug).collect(),
        valid_for: reader.duration("valid_for"),
        learner_fields: reader.choices("learner_fields").into_iter().map(learner_field).collect(),
        prerequisites: reader.text("prerequisites"),
        linked_learning: reader.tables("linked_learning").iter().map(|table| read_linked(table)).collect(),
        stackability: reader.choice("stackability").map(|word| match word {
            "degree" => Stackability::Degree,
            "stackable" => Stackability::Stackable,
            _ => Stackability::StandAlone,
        }),
        supervision: reader.concept("supervision"),
        rights: reader.tables("rights").iter().filter_map(|table| read_right(table)).collect(),
        quality: reader.table("quality").map(|table| read_quality(&table, &zone)),
        model: match reader.choice("model") {
            Some("joint") => DeliveryModel::Joint,
            Some("decentralised") => DeliveryModel::Decentralised,
            _ => DeliveryModel::Realigned,
        },
        partners: reader.tables("partners").iter().filter_map(|table| read_partner(table)).collect(),
        components: reader.tables("components").iter().map(|table| read_component(table, sources)).collect(),
        fields: reader.concepts("fields"),
        keywords: reader.texts("keywords"),
        teaching_languages: reader.concepts("teaching_language"),
        opportunity_type: reader.concept("opportunity_type"),
        learning_setting: reader.concept("learning_setting"),
        page: CoursePage {
            homepage: reader.web("homepage"),
            contents: reader.text("contents"),
            materials: reader.text("materials"),
            registration: reader.text("registration"),
            registration_url: reader.web("registration_url"),
            places: reader.whole("places"),
            quota: reader.text("quota"),
            price: reader.text("price"),
            deadline: day("deadline").map(|day| last_second(day, &zone)),
            schedule: reader.text("schedule"),
            accessibility: reader.text("accessibility"),
        },
    }
}

/// Levels of national frameworks are those of the qualification dataset register; our list of them is partial.
fn check_nqf_level(table: &Reader<'_>, iri: &Iri) -> bool {
    let known = member(List::Nqf, iri.as_str()) != Membership::Absent;
    if !known {
        let what = format!("`nqf_level.iri` is {}, which is no level of a national framework", shorten(iri.as_str()));
        let fix = "the IRI of a level begins with http://data.europa.eu/snb/qdr/";
        table.context.fault("not-listed", table.at("iri"), what, fix);
    }
    known
}

fn stand_in(reader: &Reader<'_>) -> LocalisedText {
    LocalisedText::new(reader.context.language.clone(), "-").expect("a hyphen is a text")
}

fn learner_field(word: &str) -> LearnerField {
    match word {
        "citizenship" => LearnerField::Citizenship,
        "date_of_birth" => LearnerField::DateOfBirth,
        "full_name" => LearnerField::FullName,
        "gender" => LearnerField::Gender,
        "national_id" => LearnerField::NationalId,
        "other_identifier" => LearnerField::OtherIdentifier,
        _ => unreachable!("the field table names these words"),
    }
}

fn read_workload(table: &Reader<'_>) -> Workload {
    let hours = table.whole("hours").unwrap_or_default();
    Workload { ects: table.decimal("ects"), hours, contact_hours: table.whole("contact_hours") }
}

fn read_delivery(table: &Reader<'_>, zone: &TimeZone) -> Delivery {
    let (start, end) = (table.date("start"), table.date("end"));
    if start.zip(end).is_some_and(|(start, end)| end < start) {
        let what = "`delivery.end` lies before `delivery.start`";
        table.context.fault("dates-reversed", table.at("end"), what, "put the days in order");
    }
    Delivery {
        start: start.map(|day| first_second(day, zone)),
        end: end.map(|day| last_second(day, zone)),
        mode: table.concept("mode"),
        activity_type: table.concept("activity_type"),
        instructors: table.plains("instructors"),
    }
}

fn read_resource(table: &Reader<'_>) -> Resource {
    Resource {
        title: table.text("title").unwrap_or_else(|| stand_in(table)),
        url: table.web("url"),
        licence: table.plain("licence").map(|text| licence::canonical(&text).unwrap_or(text)),
        own: table.boolean("own").unwrap_or(false),
    }
}

fn read_assessment(table: &Reader<'_>) -> Assessment {
    let weight = table.whole("weight").and_then(|weight| u8::try_from(weight).ok());
    Assessment { id: table.slug("id").unwrap_or_default(), weight, ..read_component_assessment(table, "") }
}

/// What an assessment and that of a component have in common.
fn read_component_assessment(table: &Reader<'_>, id: &str) -> Assessment {
    Assessment {
        id: table.slug("id").unwrap_or_else(|| id.to_owned()),
        title: table.text("title").unwrap_or_else(|| stand_in(table)),
        description: table.text("description"),
        kind: table.concept("type"),
        weight: None,
        pass_label: table.text("pass_label"),
        threshold: table.decimal("threshold").and_then(|text| text.parse().ok()),
    }
}

pub(super) fn read_contact(table: &Reader<'_>) -> Contact {
    let contact = Contact { email: table.email("email"), phone: table.plain("phone"), url: table.web("url") };
    if let Some(phone) = &contact.phone {
        let digits = phone.bytes().filter(u8::is_ascii_digit).count();
        if digits < 5 || !phone.chars().all(|c| c.is_ascii_digit() || " +-/().".contains(c)) {
            let what = format!("`{}` is \"{}\", which is no telephone number", table.path_of("phone"), phone);
            table.context.fault("bad-phone", table.at("phone"), what, "write it with digits, such as +34 985 000 000");
        }
    }
    if table.node.get("email").is_none() && table.node.get("phone").is_none() {
        let what = format!("`{}` has neither an e-mail address nor a telephone number", table.path_of("email"));
        table.context.fault("contact-missing", &table.node.at, what, "add `email` or `phone`");
    }
    contact
}

fn read_outcome(table: &Reader<'_>, sources: &Sources<'_>) -> Outcome {
    let (skills, unmatched_skills) = read_skills(table, "skills", sources.esco);
    Outcome {
        text: table.text("text").unwrap_or_else(|| stand_in(table)),
        skills,
        unmatched_skills,
        kind: table.concept("type"),
        reuse_level: table.concept("reuse_level"),
    }
}

fn read_linked(table: &Reader<'_>) -> LinkedLearning {
    let part_of = table.boolean("part_of").unwrap_or(false);
    LinkedLearning { title: table.text("title").unwrap_or_else(|| stand_in(table)), part_of }
}

fn read_right(table: &Reader<'_>) -> Option<Right> {
    let (title, kind, status) = (table.text("title"), table.concept("type"), table.concept("status"));
    Some(Right { title: title?, kind: kind?, status: status? })
}

fn read_quality(table: &Reader<'_>, zone: &TimeZone) -> Quality {
    let day = |name: &str| table.date(name).map(|day| first_second(day, zone));
    Quality {
        process: table.text("process").unwrap_or_else(|| stand_in(table)),
        body: table.text("body").unwrap_or_else(|| stand_in(table)),
        proposal_approved: day("proposal_approved"),
        final_review: day("final_review"),
        experts: table.whole("experts"),
        students: table.whole("students"),
        accreditation: table.table("accreditation").and_then(|table| read_accreditation(&table, zone)),
    }
}

pub(super) fn read_accreditation(table: &Reader<'_>, zone: &TimeZone) -> Option<Accreditation> {
    let (title, kind, agency) = (table.text("title"), table.concept("type"), table.slug("agency"));
    let decided = table.date("decided").map(|day| first_second(day, zone));
    Some(Accreditation { title: title?, kind: kind?, agency: agency?, decided })
}

fn read_partner(table: &Reader<'_>) -> Option<Partner> {
    let (institution, role) = (table.slug("institution"), table.choice("role"));
    let role = match role? {
        "accrediting" => PartnerRole::Accrediting,
        "developer" => PartnerRole::Developer,
        _ => PartnerRole::Lead,
    };
    Some(Partner { institution: institution?, role })
}

fn read_component(table: &Reader<'_>, sources: &Sources<'_>) -> Component {
    let id = table.slug("id").unwrap_or_default();
    let assessment = table.table("assessment").map(|assessment| read_component_assessment(&assessment, &id));
    Component {
        title: table.text("title").unwrap_or_else(|| stand_in(table)),
        description: table.text("description"),
        institution: table.slug("institution").unwrap_or_default(),
        eqf_level: table.concept("eqf_level"),
        workload: table.table("workload").map(|workload| read_workload(&workload)).unwrap_or_default(),
        mode: table.concept("mode"),
        outcomes: table.tables("outcomes").iter().map(|outcome| read_outcome(outcome, sources)).collect(),
        assessment: assessment.unwrap_or_else(|| Assessment {
            id: id.clone(),
            title: stand_in(table),
            description: None,
            kind: None,
            weight: None,
            pass_label: None,
            threshold: None,
        }),
        id,
    }
}
