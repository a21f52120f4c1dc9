//! A descriptor that is right: what the Annex 1 form says, in types that cannot hold its faults.
//!
//! These types are made only by the readers of this room; they carry no places, since whoever holds one has no fault
//! left to report.

use std::sync::Arc;

use crate::model::ids::{Did, Iri};
use crate::model::text::{Language, LocalisedText};
use crate::model::time::Timestamp;
use crate::vocabulary::Concept;

/// A course that is certified: the descriptor of INGENIUM's Annex 1, checked against its rule set.
#[derive(Debug, Clone)]
pub struct Descriptor {
    /// The course's own name in this workspace, such as `ingenium-framework`.
    pub id: String,
    /// Which holding of the course, such as `2026-05`; part of an award's identity.
    pub edition: String,
    /// The language of texts that do not name one, and the credential's primary language.
    pub language: Language,
    /// The rule set's id.
    pub rule_set: String,
    /// Title, at most what the rule set allows.
    pub title: LocalisedText,
    /// Brief description.
    pub description: Option<LocalisedText>,
    /// Whether the credential carries ECTS credits.
    pub credential_type: CredentialType,
    /// EQF level.
    pub eqf_level: &'static Concept,
    /// Level of a national framework: its IRI in the qualification dataset register, and its label.
    pub nqf_level: Option<NqfLevel>,
    /// Workload.
    pub workload: Workload,
    /// Delivery.
    pub delivery: Delivery,
    /// Key resources.
    pub resources: Vec<Resource>,
    /// Assessments, in order; their ids name columns of the learner list.
    pub assessments: Vec<Assessment>,
    /// Title of the overall grade's assessment; when present, the assessments are its parts.
    pub overall_assessment: Option<LocalisedText>,
    /// Contact for questions on the course.
    pub contact: Option<Contact>,
    /// Other relevant information.
    pub other: Option<LocalisedText>,
    /// Learning outcomes, at least one.
    pub outcomes: Vec<Outcome>,
    /// Typical learner, in free text.
    pub learner_profile: Option<LocalisedText>,
    /// Target groups.
    pub target_groups: Vec<&'static Concept>,
    /// Awarding bodies, at least one, as slugs of institution profiles, the coordinating one first.
    pub awarding_bodies: Vec<String>,
    /// How long the credential is valid, as an ISO 8601 calendar duration such as `P3Y`.
    pub valid_for: Option<String>,
    /// Fields of the learner list that are sealed beside the names.
    pub learner_fields: Vec<LearnerField>,
    /// Prerequisites to enrol.
    pub prerequisites: Option<LocalisedText>,
    /// Linked learning.
    pub linked_learning: Vec<LinkedLearning>,
    /// Integration and stackability.
    pub stackability: Option<Stackability>,
    /// Supervision and identity verification during assessment.
    pub supervision: Option<&'static Concept>,
    /// Rights that the credential gives.
    pub rights: Vec<Right>,
    /// Quality assurance.
    pub quality: Option<Quality>,
    /// Model of delivery.
    pub model: DeliveryModel,
    /// Partners and their roles.
    pub partners: Vec<Partner>,
    /// Components of a decentralised micro-credential.
    pub components: Vec<Component>,
    /// Fields of study (ISCED-F).
    pub fields: Vec<&'static Concept>,
    /// Keywords.
    pub keywords: Vec<LocalisedText>,
    /// Languages of teaching.
    pub teaching_languages: Vec<&'static Concept>,
    /// Type of the learning opportunity, such as a short learning programme.
    pub opportunity_type: Option<&'static Concept>,
    /// Formal or non-formal.
    pub learning_setting: Option<&'static Concept>,
    /// The rest of the course page.
    pub page: CoursePage,
}

/// Whether credits are awarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialType {
    /// With ECTS credits.
    Ects,
    /// Without.
    NoEcts,
}

/// A level of a national framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NqfLevel {
    /// IRI of the level in `http://data.europa.eu/snb/qdr/…`.
    pub iri: Iri,
    /// Its label.
    pub label: LocalisedText,
}

/// Workload of the learner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Workload {
    /// ECTS credits as a plain decimal such as `1` or `2.5`.
    pub ects: Option<String>,
    /// Hours of work in all.
    pub hours: u32,
    /// Hours of contact with teachers.
    pub contact_hours: Option<u32>,
}

/// When and how the course was held.
#[derive(Debug, Clone, Default)]
pub struct Delivery {
    /// First day, as the midnight that begins it in the institution's time zone.
    pub start: Option<Timestamp>,
    /// Last day, as the last second of it in the institution's time zone.
    pub end: Option<Timestamp>,
    /// Form of participation.
    pub mode: Option<&'static Concept>,
    /// Kind of the learning activity.
    pub activity_type: Option<&'static Concept>,
    /// Names of instructors; present only when the institution chose to name them.
    pub instructors: Vec<String>,
}

/// A resource that is useful for the course.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Title.
    pub title: LocalisedText,
    /// Where it is; books have none.
    pub url: Option<Iri>,
    /// Licence, as in `CC-BY-SA-4.0`.
    pub licence: Option<String>,
    /// Whether it is the alliance's own open resource.
    pub own: bool,
}

/// One assessment.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// Its name in the learner list, such as `quiz`.
    pub id: String,
    /// Title.
    pub title: LocalisedText,
    /// Description.
    pub description: Option<LocalisedText>,
    /// Type.
    pub kind: Option<&'static Concept>,
    /// Share of the overall grade in percent.
    pub weight: Option<u8>,
    /// What stands as grade of a learner who has none in the list, such as `Passed`.
    pub pass_label: Option<LocalisedText>,
    /// Grade, as a number, from which the assessment is passed.
    pub threshold: Option<f64>,
}

/// Where questions go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Web page.
    pub url: Option<Iri>,
}

/// A learning outcome.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What the learner can do.
    pub text: LocalisedText,
    /// ESCO skills that were found.
    pub skills: Vec<EscoSkill>,
    /// Labels that matched no skill; they stay text.
    pub unmatched_skills: Vec<String>,
    /// Knowledge or skill.
    pub kind: Option<&'static Concept>,
    /// Reuse level.
    pub reuse_level: Option<&'static Concept>,
}

/// A skill of ESCO.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscoSkill {
    /// `http://data.europa.eu/esco/skill/<uuid>`.
    pub iri: Iri,
    /// Preferred label in English.
    pub label: String,
}

/// A field of the learner list that a descriptor may seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LearnerField {
    /// Citizenship.
    Citizenship,
    /// Date of birth.
    DateOfBirth,
    /// Full name beside given and family name.
    FullName,
    /// Gender.
    Gender,
    /// National identification number with its country.
    NationalId,
    /// Another identifier, such as a student number.
    OtherIdentifier,
}

/// Learning that this course is linked to.
#[derive(Debug, Clone)]
pub struct LinkedLearning {
    /// Title of the other programme.
    pub title: LocalisedText,
    /// Whether this course is declared a part of it.
    pub part_of: bool,
}

/// Integration options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stackability {
    /// Relevant for a degree.
    Degree,
    /// Stackable towards another credential.
    Stackable,
    /// Stand-alone.
    StandAlone,
}

/// A right that the credential gives to its holder.
#[derive(Debug, Clone)]
pub struct Right {
    /// Title.
    pub title: LocalisedText,
    /// Type of entitlement.
    pub kind: &'static Concept,
    /// Prospective or actual.
    pub status: &'static Concept,
}

/// Quality assurance of the course.
#[derive(Debug, Clone)]
pub struct Quality {
    /// The process that was followed.
    pub process: LocalisedText,
    /// The body that decided.
    pub body: LocalisedText,
    /// When the proposal was approved (day).
    pub proposal_approved: Option<Timestamp>,
    /// When the final review was passed (day).
    pub final_review: Option<Timestamp>,
    /// How many subject experts took part.
    pub experts: Option<u32>,
    /// How many students took part.
    pub students: Option<u32>,
    /// A formal accreditation decision, if there is one.
    pub accreditation: Option<Accreditation>,
}

/// A formal decision of an agency.
#[derive(Debug, Clone)]
pub struct Accreditation {
    /// Title of the decision.
    pub title: LocalisedText,
    /// Type of accreditation.
    pub kind: &'static Concept,
    /// Slug of the agency's institution profile.
    pub agency: String,
    /// Date of the decision.
    pub decided: Option<Timestamp>,
}

/// INGENIUM's three models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryModel {
    /// One institution's micro-credential, realigned for the alliance.
    Realigned,
    /// Jointly developed.
    Joint,
    /// Decentralised: components of several institutions.
    Decentralised,
}

/// A partner of the course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Slug of its institution profile.
    pub institution: String,
    /// What it does.
    pub role: PartnerRole,
}

/// What a partner does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerRole {
    /// Accredits, and so awards.
    Accrediting,
    /// Takes part in the development.
    Developer,
    /// Leads.
    Lead,
}

/// A component of a decentralised micro-credential: a course of one institution with its own credits.
#[derive(Debug, Clone)]
pub struct Component {
    /// Its name in the learner list.
    pub id: String,
    /// Title.
    pub title: LocalisedText,
    /// Description.
    pub description: Option<LocalisedText>,
    /// Slug of the institution that awards it.
    pub institution: String,
    /// EQF level, if it differs.
    pub eqf_level: Option<&'static Concept>,
    /// Workload.
    pub workload: Workload,
    /// Mode of participation, if it differs.
    pub mode: Option<&'static Concept>,
    /// Its learning outcomes.
    pub outcomes: Vec<Outcome>,
    /// Its assessment; the row's grade of the component is its grade.
    pub assessment: Assessment,
}

/// What a course page says beyond the form.
#[derive(Debug, Clone, Default)]
pub struct CoursePage {
    /// Home page of the course.
    pub homepage: Option<Iri>,
    /// Table of contents and methods.
    pub contents: Option<LocalisedText>,
    /// Study materials.
    pub materials: Option<LocalisedText>,
    /// How and where to register: text.
    pub registration: Option<LocalisedText>,
    /// Where to register: address.
    pub registration_url: Option<Iri>,
    /// Number of study places.
    pub places: Option<u32>,
    /// Quota per institution or group.
    pub quota: Option<LocalisedText>,
    /// Price.
    pub price: Option<LocalisedText>,
    /// Last day of registration.
    pub deadline: Option<Timestamp>,
    /// Schedule.
    pub schedule: Option<LocalisedText>,
    /// Accessibility.
    pub accessibility: Option<LocalisedText>,
}

/// An institution's profile: `[institution]` of `elmseal.toml`, or `institutions/<slug>.toml`.
#[derive(Debug, Clone)]
pub struct Institution {
    /// Its short name in this workspace, such as `uniovi`.
    pub slug: String,
    /// Legal name by language.
    pub legal_name: LocalisedText,
    /// Legal identifier in the form of EN 319 412-1, such as `VATES-Q3318001I`.
    pub organization_id: String,
    /// Country.
    pub country: &'static Concept,
    /// Region, as text.
    pub region: Option<String>,
    /// Postal address, as text.
    pub address: Option<String>,
    /// Contact.
    pub contact: Option<Contact>,
    /// Home page.
    pub homepage: Option<Iri>,
    /// Where the logo lies, relative to the file that names it; whoever reads files fills `logo` from it.
    pub logo_path: Option<String>,
    /// Logo as PNG or JPEG bytes.
    pub logo: Option<Arc<[u8]>>,
    /// Time zone of its calendar dates, such as `Europe/Madrid`.
    pub time_zone: String,
    /// Its DID, where it signs itself.
    pub did: Option<Did>,
    /// Its institutional accreditation, if it is to be stated.
    pub accreditation: Option<Accreditation>,
    /// How its certificates look, unless they are to look as the program has them.
    pub certificate: Option<CertificateDesign>,
}

/// How an institution's certificates look, and who signs them.
#[derive(Debug, Clone)]
pub struct CertificateDesign {
    /// Colour of title and headings (red, green, blue), dark enough to be read.
    pub colour: [u8; 3],
    /// Colour of lines.
    pub second_colour: [u8; 3],
    /// Who signs.
    pub signatories: Vec<Signatory>,
    /// A line of the institution's own.
    pub line: Option<LocalisedText>,
}

/// Without signatories, in blue and gold as the display image.
impl Default for CertificateDesign {
    fn default() -> Self {
        Self { colour: [0x0e, 0x4a, 0x84], second_colour: [0xc9, 0x97, 0x2f], signatories: Vec::new(), line: None }
    }
}

/// Who signs a certificate.
#[derive(Debug, Clone)]
pub struct Signatory {
    /// Name.
    pub name: String,
    /// Office, such as Rector.
    pub title: Option<LocalisedText>,
}

/// A mandate to seal for other awarding bodies (`[mandate]` of `elmseal.toml`).
#[derive(Debug, Clone)]
pub struct Mandate {
    /// Slugs of the bodies that gave it.
    pub bodies: Vec<String>,
    /// Title or reference of the document.
    pub document: String,
    /// From when it holds.
    pub from: Timestamp,
    /// Until when it holds.
    pub until: Option<Timestamp>,
}
