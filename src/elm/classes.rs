//! The classes of ELM v3 that a micro-credential is made of, each with exactly the properties that are written.
//!
//! A property that the profile requires is a field without `Option`, so it cannot be missing; lists of at least one are
//! [`OneOrMore`]. What varies among learners is written last, since a batch hashes what comes before it once. Names are
//! those of the public context, which differ here and there from the ontology's (`dcType`, `thematicArea`,
//! `eIDASIdentifier`).

use serde_json::{Value, json};

use crate::elm::node::{Class, Members, Node, OneOrMore, concept_with_label, monolingual};
use crate::model::text::{Language, LocalisedText};
use crate::model::time::Timestamp;
use crate::vocabulary::Concept;

macro_rules! class {
    (@of $type:ident <$life:lifetime>) => { $type<'static> };
    (@of $type:ident) => { $type };
    ($type:ident $(<$life:lifetime>)?, $kind:literal, |$this:ident, $members:ident| $body:block) => {
        impl $(<$life>)? Class for $type $(<$life>)? {
            const NAME: &'static str = stringify!($type);
            const KIND: &'static str = $kind;
            type Of = class!(@of $type $(<$life>)?);
            fn write(&self, $members: &mut Members) {
                let $this = self;
                $body
            }
        }
    };
}

/// A text.
pub(super) struct Note<'a> {
    pub(super) text: &'a LocalisedText,
}
class!(Note<'a>, "note", |note, members| { members.text("noteLiteral", note.text) });

/// A document on the web.
pub(super) struct WebResource<'a> {
    pub(super) title: Option<&'a LocalisedText>,
    pub(super) url: &'a str,
}
class!(WebResource<'a>, "webResource", |page, members| {
    members.maybe_text("title", page.title);
    members.string("contentURL", page.url);
});

/// A picture inside the credential.
pub(super) struct MediaObject<'a> {
    pub(super) base64: &'a str,
    pub(super) encoding: &'a Concept,
    pub(super) file_type: &'a Concept,
}
class!(MediaObject<'a>, "mediaObject", |media, members| {
    members.concept("contentType", media.file_type);
    members.concept("contentEncoding", media.encoding);
    members.string("content", media.base64);
});

/// An identifier under the law of a country.
pub(super) struct LegalIdentifier<'a> {
    pub(super) notation: &'a str,
    pub(super) country: &'a Concept,
    pub(super) scheme: Option<&'a str>,
}
class!(LegalIdentifier<'a>, "legalIdentifier", |identifier, members| {
    members.string("notation", identifier.notation);
    if let Some(scheme) = identifier.scheme {
        members.string("schemeName", scheme);
    }
    members.concept("spatial", identifier.country);
});

/// Another identifier, such as a student number.
pub(super) struct Identifier<'a> {
    pub(super) notation: &'a str,
}
class!(Identifier<'a>, "identifier", |identifier, members| { members.string("notation", identifier.notation) });

/// A postal address.
pub(super) struct Address<'a> {
    pub(super) country: &'a Concept,
    pub(super) full: Option<Node<Note<'static>>>,
}
class!(Address<'a>, "address", |address, members| {
    members.concept("countryCode", address.country);
    members.maybe_node("fullAddress", address.full.as_ref());
});

/// Where an organisation is.
pub(super) struct Location<'a> {
    pub(super) address: Node<Address<'static>>,
    pub(super) region: Option<&'a LocalisedText>,
}
class!(Location<'a>, "location", |location, members| {
    members.maybe_text("geographicName", location.region);
    members.node("address", &location.address);
});

/// A mail box, whose id is its `mailto:` IRI.
pub(super) struct Mailbox;
class!(Mailbox, "mailbox", |_mailbox, _members| {});

/// A telephone number.
pub(super) struct Phone<'a> {
    pub(super) number: &'a str,
}
class!(Phone<'a>, "phone", |phone, members| { members.string("phoneNumber", phone.number) });

/// Where questions go.
pub(super) struct ContactPoint {
    pub(super) email: Option<Node<Mailbox>>,
    pub(super) phone: Option<Node<Phone<'static>>>,
    pub(super) form: Option<Node<WebResource<'static>>>,
}
class!(ContactPoint, "contactPoint", |contact, members| {
    members.maybe_node("emailAddress", contact.email.as_ref());
    members.maybe_node("phone", contact.phone.as_ref());
    members.maybe_node("contactForm", contact.form.as_ref());
});

/// An organisation. The profile asks for a name and a place; we always state the legal identifier.
pub(super) struct Organisation<'a> {
    pub(super) legal_name: &'a LocalisedText,
    pub(super) other_name: Option<&'a LocalisedText>,
    pub(super) identifier: Node<LegalIdentifier<'static>>,
    pub(super) location: Node<Location<'static>>,
    pub(super) contact: Option<Node<ContactPoint>>,
    pub(super) homepage: Option<Node<WebResource<'static>>>,
    pub(super) logo: Option<Node<MediaObject<'static>>>,
    pub(super) accreditation: Option<Node<Accreditation<'static>>>,
}
class!(Organisation<'a>, "organisation", |organisation, members| {
    members.text("legalName", organisation.legal_name);
    members.maybe_text("altLabel", organisation.other_name);
    members.node("eIDASIdentifier", &organisation.identifier);
    members.node("location", &organisation.location);
    members.maybe_node("contactPoint", organisation.contact.as_ref());
    members.maybe_node("homepage", organisation.homepage.as_ref());
    members.maybe_node("accreditation", organisation.accreditation.as_ref());
    members.maybe_node("logo", organisation.logo.as_ref());
});

/// A formal decision of an agency.
pub(super) struct Accreditation<'a> {
    pub(super) title: &'a LocalisedText,
    pub(super) kind: &'a Concept,
    pub(super) agent: Node<Organisation<'static>>,
    pub(super) decided: Option<Timestamp>,
}
class!(Accreditation<'a>, "accreditation", |accreditation, members| {
    members.text("title", accreditation.title);
    members.concept("dcType", accreditation.kind);
    if let Some(decided) = accreditation.decided {
        members.string("dateIssued", decided.to_string());
    }
    members.node("accreditingAgent", &accreditation.agent);
});

/// Somebody who is named, and nothing else: a `Person` would need claims of his own.
pub(super) struct Agent<'a> {
    pub(super) name: &'a LocalisedText,
}
class!(Agent<'a>, "agent", |agent, members| { members.text("prefLabel", agent.name) });

/// A stretch of time.
pub(super) struct PeriodOfTime {
    pub(super) start: Option<Timestamp>,
    pub(super) end: Option<Timestamp>,
}
class!(PeriodOfTime, "periodOfTime", |period, members| {
    if let Some(start) = period.start {
        members.string("startDate", start.to_string());
    }
    if let Some(end) = period.end {
        members.string("endDate", end.to_string());
    }
});

/// Credits of a framework.
pub(super) struct CreditPoint<'a> {
    pub(super) framework: &'a Concept,
    pub(super) point: &'a str,
}
class!(CreditPoint<'a>, "creditPoint", |credit, members| {
    members.concept("framework", credit.framework);
    members.string("point", credit.point);
});

/// What a learner can do.
pub(super) struct LearningOutcome<'a> {
    pub(super) title: &'a LocalisedText,
    pub(super) kind: Option<&'a Concept>,
    pub(super) reuse_level: Option<&'a Concept>,
    pub(super) skills: Vec<Value>,
    pub(super) notes: Vec<Node<Note<'static>>>,
}
class!(LearningOutcome<'a>, "learningOutcome", |outcome, members| {
    members.text("title", outcome.title);
    members.maybe_concept("dcType", outcome.kind);
    members.maybe_concept("reusabilityLevel", outcome.reuse_level);
    members.list("relatedESCOSkill", outcome.skills.clone());
    members.nodes("additionalNote", &outcome.notes);
});

/// A level of a national framework.
pub(super) struct NationalLevel<'a> {
    pub(super) iri: &'a str,
    pub(super) label: &'a LocalisedText,
}

/// What is learnt in a course, whoever learns it.
pub(super) struct Qualification<'a> {
    pub(super) title: &'a LocalisedText,
    pub(super) description: Option<&'a LocalisedText>,
    pub(super) kind: Option<&'a Concept>,
    pub(super) eqf_level: Option<&'a Concept>,
    pub(super) national_level: Option<NationalLevel<'a>>,
    pub(super) credit: Option<Node<CreditPoint<'static>>>,
    pub(super) hours: Option<u32>,
    pub(super) outcomes: Vec<Node<LearningOutcome<'static>>>,
    pub(super) mode: Option<&'a Concept>,
    pub(super) setting: Option<&'a Concept>,
    pub(super) languages: Vec<&'a Concept>,
    pub(super) fields: Vec<&'a Concept>,
    pub(super) keywords: &'a [LocalisedText],
    pub(super) target_groups: Vec<&'a Concept>,
    pub(super) entry_requirement: Option<Node<Note<'static>>>,
    pub(super) partial: Option<Partiality>,
    pub(super) part_of: Vec<Node<Qualification<'static>>>,
    pub(super) accreditation: Option<Node<Accreditation<'static>>>,
    pub(super) documents: Vec<Node<WebResource<'static>>>,
    pub(super) notes: Vec<Node<Note<'static>>>,
}

/// Whether a qualification is a part of a larger one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Partiality {
    /// It stands alone.
    Whole,
    /// It counts towards another.
    Part,
}

impl<'a> Qualification<'a> {
    /// A qualification of which only the title is known.
    pub(super) fn titled(title: &'a LocalisedText) -> Self {
        Self {
            title,
            description: None,
            kind: None,
            eqf_level: None,
            national_level: None,
            credit: None,
            hours: None,
            outcomes: Vec::new(),
            mode: None,
            setting: None,
            languages: Vec::new(),
            fields: Vec::new(),
            keywords: &[],
            target_groups: Vec::new(),
            entry_requirement: None,
            partial: None,
            part_of: Vec::new(),
            accreditation: None,
            documents: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// Scheme of the national levels, which the profile asks for.
const NATIONAL_LEVELS: &str = "http://data.europa.eu/snb/qdr/25831c2";

class!(Qualification<'a>, "qualification", |qualification, members| {
    members.text("title", qualification.title);
    members.maybe_text("description", qualification.description);
    members.maybe_concept("dcType", qualification.kind);
    members.maybe_concept("eqfLevel", qualification.eqf_level);
    if let Some(level) = &qualification.national_level {
        let label = crate::elm::node::language_map(level.label);
        members.value("nqfLevel", concept_with_label(level.iri, NATIONAL_LEVELS, label));
    }
    members.maybe_node("creditPoint", qualification.credit.as_ref());
    if let Some(hours) = qualification.hours {
        members.string("volumeOfLearning", hours_duration(hours));
    }
    members.nodes("learningOutcome", &qualification.outcomes);
    members.maybe_concept("mode", qualification.mode);
    members.maybe_concept("learningSetting", qualification.setting);
    members.concepts("language", &qualification.languages);
    members.concepts("thematicArea", &qualification.fields);
    members.texts("category", qualification.keywords);
    members.concepts("targetGroup", &qualification.target_groups);
    members.maybe_node("entryRequirement", qualification.entry_requirement.as_ref());
    if let Some(partial) = qualification.partial {
        members.value("isPartialQualification", (partial == Partiality::Part).into());
    }
    members.nodes("isPartOf", &qualification.part_of);
    members.maybe_node("accreditation", qualification.accreditation.as_ref());
    members.nodes("supplementaryDocument", &qualification.documents);
    members.nodes("additionalNote", &qualification.notes);
});

/// `xsd:duration` of whole hours; never minutes or months by mistake.
pub(super) fn hours_duration(hours: u32) -> String {
    format!("PT{hours}H")
}

/// The offer that the learner took.
pub(super) struct LearningOpportunity<'a> {
    pub(super) title: &'a LocalisedText,
    pub(super) kind: Option<&'a Concept>,
    pub(super) provided_by: OneOrMore<Node<Organisation<'static>>>,
    pub(super) admission: Option<Node<Note<'static>>>,
    pub(super) schedule: Option<Node<Note<'static>>>,
    pub(super) homepage: Option<Node<WebResource<'static>>>,
    pub(super) notes: Vec<Node<Note<'static>>>,
}
class!(LearningOpportunity<'a>, "learningOpportunity", |opportunity, members| {
    members.text("title", opportunity.title);
    members.maybe_concept("dcType", opportunity.kind);
    members.maybe_node("admissionProcedure", opportunity.admission.as_ref());
    members.maybe_node("scheduleInformation", opportunity.schedule.as_ref());
    members.maybe_node("homepage", opportunity.homepage.as_ref());
    members.nodes("additionalNote", &opportunity.notes);
    members.nodes("providedBy", opportunity.provided_by.as_slice());
});

/// What learners do in a course.
pub(super) struct LearningActivitySpecification<'a> {
    pub(super) title: &'a LocalisedText,
    pub(super) kind: Option<&'a Concept>,
    pub(super) mode: Option<&'a Concept>,
    pub(super) languages: Vec<&'a Concept>,
    pub(super) hours: u32,
    pub(super) contact_hours: Option<u32>,
}
class!(LearningActivitySpecification<'a>, "learningActivitySpecification", |activity, members| {
    members.text("title", activity.title);
    members.maybe_concept("dcType", activity.kind);
    members.maybe_concept("mode", activity.mode);
    members.concepts("language", &activity.languages);
    members.string("volumeOfLearning", hours_duration(activity.hours));
    if let Some(hours) = activity.contact_hours {
        members.string("contactHour", hours.to_string());
    }
});

/// How an assessment is made.
pub(super) struct LearningAssessmentSpecification<'a> {
    pub(super) title: &'a LocalisedText,
    pub(super) description: Option<&'a LocalisedText>,
    pub(super) kind: Option<&'a Concept>,
    pub(super) notes: Vec<Node<Note<'static>>>,
}
class!(LearningAssessmentSpecification<'a>, "learningAssessmentSpecification", |assessment, members| {
    members.text("title", assessment.title);
    members.maybe_text("description", assessment.description);
    members.maybe_concept("dcType", assessment.kind);
    members.nodes("additionalNote", &assessment.notes);
});

/// What a right consists of.
pub(super) struct LearningEntitlementSpecification<'a> {
    pub(super) title: &'a LocalisedText,
    pub(super) kind: &'a Concept,
    pub(super) status: &'a Concept,
}
class!(LearningEntitlementSpecification<'a>, "learningEntitlementSpecification", |right, members| {
    members.text("title", right.title);
    members.concept("dcType", right.kind);
    members.concept("entitlementStatus", right.status);
});

/// The act of awarding.
pub(super) struct AwardingProcess {
    pub(super) bodies: OneOrMore<Node<Organisation<'static>>>,
    pub(super) date: Timestamp,
}
class!(AwardingProcess, "awardingProcess", |process, members| {
    members.nodes("awardingBody", process.bodies.as_slice());
    members.string("awardingDate", process.date.to_string());
});

/// What the learner did.
pub(super) struct LearningActivity<'a> {
    pub(super) title: &'a LocalisedText,
    pub(super) awarded_by: Node<AwardingProcess>,
    pub(super) specification: Node<LearningActivitySpecification<'static>>,
    pub(super) hours: u32,
    pub(super) temporal: Option<Node<PeriodOfTime>>,
    pub(super) directed_by: Vec<Node<Agent<'static>>>,
}
class!(LearningActivity<'a>, "learningActivity", |activity, members| {
    members.text("title", activity.title);
    members.string("workload", hours_duration(activity.hours));
    members.maybe_node("temporal", activity.temporal.as_ref());
    members.nodes("directedBy", &activity.directed_by);
    members.node("specifiedBy", &activity.specification);
    members.node("awardedBy", &activity.awarded_by);
});

/// How the learner was assessed, with the grade.
pub(super) struct LearningAssessment<'a> {
    pub(super) title: &'a LocalisedText,
    pub(super) grade: Node<Note<'static>>,
    pub(super) awarded_by: Node<AwardingProcess>,
    pub(super) verification: Option<&'a Concept>,
    pub(super) specification: Option<Node<LearningAssessmentSpecification<'static>>>,
    pub(super) parts: Vec<Node<LearningAssessment<'static>>>,
}
class!(LearningAssessment<'a>, "learningAssessment", |assessment, members| {
    members.text("title", assessment.title);
    members.maybe_concept("idVerification", assessment.verification);
    members.maybe_node("specifiedBy", assessment.specification.as_ref());
    members.node("grade", &assessment.grade);
    members.nodes("hasPart", &assessment.parts);
    members.node("awardedBy", &assessment.awarded_by);
});

/// A right that the learner has.
pub(super) struct LearningEntitlement<'a> {
    pub(super) title: &'a LocalisedText,
    pub(super) awarded_by: Node<AwardingProcess>,
    pub(super) specification: Node<LearningEntitlementSpecification<'static>>,
}
class!(LearningEntitlement<'a>, "learningEntitlement", |right, members| {
    members.text("title", right.title);
    members.node("specifiedBy", &right.specification);
    members.node("awardedBy", &right.awarded_by);
});

/// What the learner achieved; its specification is always a `Qualification`.
pub(super) struct LearningAchievement<'a> {
    pub(super) title: &'a LocalisedText,
    pub(super) description: Option<&'a LocalisedText>,
    pub(super) awarded_by: Node<AwardingProcess>,
    pub(super) credit: Option<Node<CreditPoint<'static>>>,
    pub(super) specification: Node<Qualification<'static>>,
    pub(super) proven_by: Vec<Node<LearningAssessment<'static>>>,
    pub(super) influenced_by: Option<Node<LearningActivity<'static>>>,
    pub(super) entitles_to: Vec<Node<LearningEntitlement<'static>>>,
    pub(super) opportunity: Option<Node<LearningOpportunity<'static>>>,
    pub(super) parts: Vec<Node<LearningAchievement<'static>>>,
}
class!(LearningAchievement<'a>, "learningAchievement", |achievement, members| {
    members.text("title", achievement.title);
    members.maybe_text("description", achievement.description);
    members.maybe_node("creditReceived", achievement.credit.as_ref());
    members.node("specifiedBy", &achievement.specification);
    members.maybe_node("learningOpportunity", achievement.opportunity.as_ref());
    members.maybe_node("influencedBy", achievement.influenced_by.as_ref());
    members.nodes("provenBy", &achievement.proven_by);
    members.nodes("entitlesTo", &achievement.entitles_to);
    members.nodes("hasPart", &achievement.parts);
    members.node("awardedBy", &achievement.awarded_by);
});

/// The learner. Names are in one language: the profile allows one value each.
pub(super) struct Person<'a> {
    pub(super) language: &'a Language,
    pub(super) given_name: &'a str,
    pub(super) family_name: &'a str,
    pub(super) full_name: Option<&'a str>,
    pub(super) date_of_birth: Option<jiff::civil::Date>,
    pub(super) national_id: Option<Node<LegalIdentifier<'static>>>,
    pub(super) identifier: Option<Node<Identifier<'static>>>,
    pub(super) citizenships: Vec<&'a Concept>,
    pub(super) gender: Option<&'a Concept>,
    pub(super) claim: Node<LearningAchievement<'static>>,
}
class!(Person<'a>, "person", |person, members| {
    members.node("hasClaim", &person.claim);
    members.value("givenName", monolingual(person.language, person.given_name));
    members.value("familyName", monolingual(person.language, person.family_name));
    if let Some(full_name) = person.full_name {
        members.value("fullName", monolingual(person.language, full_name));
    }
    if let Some(date) = person.date_of_birth {
        // The day as midnight UTC, never converted from a local midnight, which would move it.
        members.string("dateOfBirth", format!("{date}T00:00:00Z"));
    }
    members.maybe_node("nationalID", person.national_id.as_ref());
    members.maybe_node("identifier", person.identifier.as_ref());
    members.concepts("citizenshipCountry", &person.citizenships);
    members.maybe_concept("gender", person.gender);
});

/// One page of the display in one language.
pub(super) struct DisplayDetail {
    pub(super) image: Node<MediaObject<'static>>,
}
class!(DisplayDetail, "displayDetail", |detail, members| {
    members.value("page", json!(1));
    members.node("image", &detail.image);
});

/// The display in one language.
pub(super) struct IndividualDisplay<'a> {
    pub(super) language: &'a Concept,
    pub(super) page: Node<DisplayDetail>,
}
class!(IndividualDisplay<'a>, "individualDisplay", |display, members| {
    members.concept("language", display.language);
    members.node("displayDetail", &display.page);
});

/// How the credential is shown.
pub(super) struct DisplayParameter<'a> {
    pub(super) title: &'a LocalisedText,
    pub(super) description: Option<&'a LocalisedText>,
    pub(super) primary_language: &'a Concept,
    pub(super) languages: OneOrMore<&'a Concept>,
    pub(super) displays: OneOrMore<Node<IndividualDisplay<'static>>>,
}
class!(DisplayParameter<'a>, "displayParameter", |display, members| {
    members.text("title", display.title);
    members.maybe_text("description", display.description);
    members.concept("primaryLanguage", display.primary_language);
    members.concepts("language", display.languages.as_slice());
    members.nodes("individualDisplay", display.displays.as_slice());
});

/// What a claim of the issuer rests on: here, the mandate of an awarding body.
pub(super) struct Evidence<'a> {
    pub(super) kind: &'a Concept,
    pub(super) statement: &'a str,
    pub(super) target: Node<Organisation<'static>>,
}
class!(Evidence<'a>, "evidence", |evidence, members| {
    members.concept("dcType", evidence.kind);
    members.string("evidenceStatement", evidence.statement);
    members.node("evidenceTarget", &evidence.target);
});
