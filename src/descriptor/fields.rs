//! The keys of a descriptor, once: reader, JSON Schema, template and Excel form are all made from these tables.
//!
//! What is required here is required of every descriptor to be one at all; what an alliance requires beyond is said by
//! its rule set.

use crate::vocabulary::List;

/// A key of a table.
#[derive(Debug)]
pub(super) struct Field {
    /// The key.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// Whether it can be left out.
    pub need: Need,
    /// What it is for, in one sentence.
    pub doc: &'static str,
    /// A value in TOML, for the template; `{institution}` and `{language}` are filled in.
    pub example: &'static str,
}

/// Whether a key can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Optional,
    Required,
}

/// What a value is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// True or false.
    Bool,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// An entry of a controlled list.
    Concept(List),
    /// A calendar day.
    Date,
    /// A decimal number, kept as it is written.
    Decimal,
    /// A period such as `P3Y`.
    Duration,
    /// An e-mail address.
    Email,
    /// An absolute IRI.
    Iri,
    /// A language tag.
    Language,
    /// Several of these; one alone counts as several.
    List(&'static Kind),
    /// A text that is the same in every language.
    Plain,
    /// A skill of ESCO.
    Skill,
    /// A short name: lower-case letters, digits and hyphens.
    Slug,
    /// A table with these keys.
    Table(&'static [Field]),
    /// Any number of tables with these keys.
    Tables(&'static [Field]),
    /// A text, or a map of language to text.
    Text,
    /// A whole number between these.
    Whole(u32, u32),
}

use Kind::{
    Bool, Choice, Concept, Date, Decimal, Duration, Email, Iri, Language, Plain, Skill, Slug, Table, Tables, Text,
    Whole,
};
use Need::{Optional, Required};

const fn field(name: &'static str, kind: Kind, need: Need, doc: &'static str, example: &'static str) -> Field {
    Field { name, kind, need, doc, example }
}

/// The descriptor.
pub(super) const DESCRIPTOR: &[Field] = &[
    field(
        "id",
        Slug,
        Required,
        "Short name of the course; part of an award's identity, never change it",
        "\"my-course\"",
    ),
    field("edition", Plain, Required, "Which holding of the course; part of an award's identity", "\"2026-1\""),
    field("language", Language, Required, "Language of texts that name none", "\"{language}\""),
    field("rule_set", Slug, Required, "The rules that the course follows", "\"recommendation-2022\""),
    field("title", Text, Required, "Title of the micro-credential", "\"Title of the course\""),
    field(
        "description",
        Text,
        Optional,
        "What the course covers, in two or three sentences",
        "\"What the course covers.\"",
    ),
    field("credential_type", Choice(&["ects", "no-ects"]), Required, "Whether ECTS credits are awarded", "\"ects\""),
    field("eqf_level", Concept(List::Eqf), Required, "Level of the European Qualifications Framework, 1 to 8", "6"),
    field(
        "model",
        Choice(&["realigned", "joint", "decentralised"]),
        Optional,
        "Model of delivery; realigned unless said",
        "\"realigned\"",
    ),
    field(
        "awarding_bodies",
        Kind::List(&Slug),
        Required,
        "Institutions that award, the coordinating one first",
        "[\"{institution}\"]",
    ),
    field("learner_profile", Text, Optional, "Whom the course is for, in a sentence", "\"Staff of universities.\""),
    field(
        "target_groups",
        Kind::List(&Concept(List::TargetGroup)),
        Optional,
        "Groups of the European list",
        "[\"Persons with 3-10 years work experience\"]",
    ),
    field(
        "prerequisites",
        Text,
        Optional,
        "What is needed to enrol, or that it is open to all",
        "\"Open to everyone.\"",
    ),
    field("valid_for", Duration, Optional, "How long the credential is valid; for ever unless said", "\"P5Y\""),
    field(
        "learner_fields",
        Kind::List(&Choice(LEARNER_FIELDS)),
        Optional,
        "What of the learner list is sealed beside the names",
        "[\"date_of_birth\"]",
    ),
    field(
        "stackability",
        Choice(&["stand-alone", "stackable", "degree"]),
        Optional,
        "Stand-alone, stackable towards another credential, or relevant for a degree",
        "\"stand-alone\"",
    ),
    field(
        "supervision",
        Concept(List::Supervision),
        Optional,
        "Supervision and identity verification during assessment",
        "\"Supervised with ID Verification\"",
    ),
    field(
        "overall_assessment",
        Text,
        Optional,
        "Title of the overall grade, whose parts the assessments then are",
        "\"Overall grade\"",
    ),
    field("fields", Kind::List(&Concept(List::IscedF)), Optional, "Fields of study by ISCED-F code", "[\"0111\"]"),
    field("keywords", Kind::List(&Text), Optional, "Keywords", "[\"example\"]"),
    field("teaching_language", Kind::List(&Concept(List::Language)), Optional, "Languages of teaching", "[\"en\"]"),
    field(
        "opportunity_type",
        Concept(List::LearningOpportunity),
        Optional,
        "Kind of learning opportunity",
        "\"Short learning programme\"",
    ),
    field(
        "learning_setting",
        Concept(List::LearningSetting),
        Optional,
        "Formal or non-formal learning",
        "\"formal learning\"",
    ),
    field("homepage", Iri, Optional, "Page of the course", "\"https://www.example.org/course\""),
    field("contents", Text, Optional, "Contents and methods", "\"Contents and methods.\""),
    field("materials", Text, Optional, "Study materials", "\"Videos and exercises.\""),
    field("schedule", Text, Optional, "Schedule", "\"Tuesdays in May.\""),
    field("registration", Text, Optional, "How to register", "\"Fill in the form.\""),
    field("registration_url", Iri, Optional, "Where to register", "\"https://www.example.org/register\""),
    field("places", Whole(1, 1_000_000), Optional, "Number of study places", "50"),
    field("quota", Text, Optional, "How places are shared out", "\"At most five of each institution.\""),
    field("price", Text, Optional, "Price", "\"Free of charge\""),
    field("deadline", Date, Optional, "Last day to register", "2026-01-31"),
    field("accessibility", Text, Optional, "How accessible the course is", "\"Videos have subtitles.\""),
    field("other", Text, Optional, "Other relevant information", "\"Other information.\""),
    field("workload", Table(WORKLOAD), Required, "Workload of the learner", ""),
    field("delivery", Table(DELIVERY), Optional, "When and how the course is held", ""),
    field("contact", Table(CONTACT), Optional, "Where questions go", ""),
    field("quality", Table(QUALITY), Optional, "Quality assurance", ""),
    field("nqf_level", Table(NQF_LEVEL), Optional, "Level of a national framework", ""),
    field("outcomes", Tables(OUTCOMES), Optional, "Learning outcomes", ""),
    field("assessments", Tables(ASSESSMENTS), Optional, "Assessments", ""),
    field("resources", Tables(RESOURCES), Optional, "Resources that are useful for the course", ""),
    field("partners", Tables(PARTNERS), Optional, "Partners and their roles, one entry a role", ""),
    field("components", Tables(COMPONENTS), Optional, "Components of a decentralised micro-credential", ""),
    field("rights", Tables(RIGHTS), Optional, "Rights that the credential gives", ""),
    field("linked_learning", Tables(LINKED_LEARNING), Optional, "Other learning that the course is linked to", ""),
];

/// Fields of the learner list that may be sealed.
pub(super) const LEARNER_FIELDS: &[&str] =
    &["citizenship", "date_of_birth", "full_name", "gender", "national_id", "other_identifier"];

pub(super) const WORKLOAD: &[Field] = &[
    field("ects", Decimal, Optional, "ECTS credits, such as 1 or 2.5", "1"),
    field("hours", Whole(1, 10_000), Required, "Hours of work in all", "25"),
    field("contact_hours", Whole(0, 10_000), Optional, "Hours of contact with teachers", "10"),
];

pub(super) const DELIVERY: &[Field] = &[
    field("start", Date, Optional, "First day", "2026-02-01"),
    field("end", Date, Optional, "Last day", "2026-03-31"),
    field("mode", Concept(List::Mode), Optional, "Form of participation", "\"Online\""),
    field(
        "activity_type",
        Concept(List::LearningActivity),
        Optional,
        "Kind of learning activity",
        "\"e-learning coursework\"",
    ),
    field(
        "instructors",
        Kind::List(&Plain),
        Optional,
        "Names of instructors, if they agreed to be named",
        "[\"Example Person\"]",
    ),
];

pub(super) const CONTACT: &[Field] = &[
    field("email", Email, Optional, "E-mail address", "\"course@example.org\""),
    field("phone", Plain, Optional, "Telephone number", "\"+00 1 234 567\""),
    field("url", Iri, Optional, "Web page", "\"https://www.example.org/contact\""),
];

pub(super) const QUALITY: &[Field] = &[
    field("process", Text, Required, "The process that was followed", "\"Internal review of the university\""),
    field("body", Text, Required, "The body that decided", "\"Committee for continuing education\""),
    field("proposal_approved", Date, Optional, "When the proposal was approved", "2025-10-01"),
    field("final_review", Date, Optional, "When the final review was passed", "2026-01-15"),
    field("experts", Whole(0, 1000), Optional, "How many subject experts took part", "2"),
    field("students", Whole(0, 1000), Optional, "How many students took part", "2"),
    field("accreditation", Table(ACCREDITATION), Optional, "A formal decision of an agency", ""),
];

pub(super) const ACCREDITATION: &[Field] = &[
    field("title", Text, Required, "Title of the decision", "\"Decision on the programme\""),
    field("type", Concept(List::Accreditation), Required, "Kind of accreditation", "\"Program Quality Assurance\""),
    field("agency", Slug, Required, "The agency, as an institution of the workspace", "\"{institution}\""),
    field("decided", Date, Optional, "Day of the decision", "2025-12-01"),
];

pub(super) const NQF_LEVEL: &[Field] = &[
    field(
        "iri",
        Iri,
        Required,
        "IRI of the level in the qualification dataset register",
        "\"http://data.europa.eu/snb/qdr/c_670e54c7\"",
    ),
    field("label", Text, Required, "Label of the level", "\"IE NQF Level 6\""),
];

pub(super) const OUTCOMES: &[Field] = &[
    field("text", Text, Required, "What the learner can do", "\"Explain what the course is about.\""),
    field(
        "skills",
        Kind::List(&Skill),
        Optional,
        "ESCO skills: a label, an IRI, { iri, label }, or { text } for what is no skill of ESCO",
        "[{ text = \"what is no skill of ESCO\" }]",
    ),
    field("type", Concept(List::SkillType), Optional, "Knowledge or skill", "\"knowledge\""),
    field("reuse_level", Concept(List::SkillReuseLevel), Optional, "How widely it can be used", "\"cross-sector\""),
];

pub(super) const ASSESSMENTS: &[Field] = &[
    field("id", Slug, Required, "Its name in the learner list", "\"quiz\""),
    field("title", Text, Required, "Title", "\"Quiz\""),
    field("description", Text, Optional, "Description", "\"Ten questions.\""),
    field("type", Concept(List::Assessment), Optional, "Kind of assessment", "\"quiz\""),
    field("weight", Whole(0, 100), Optional, "Share of the overall grade in percent; of all or of none", "100"),
    field("pass_label", Text, Optional, "Grade of a learner for whom the list has none", "\"Passed\""),
    field("threshold", Decimal, Optional, "Grade, as a number, from which it is passed", "5"),
];

/// Of a component: its id is the component's unless said.
pub(super) const COMPONENT_ASSESSMENT: &[Field] = &[
    field("id", Slug, Optional, "Its name in the learner list; the component's unless said", "\"component-1\""),
    field("title", Text, Required, "Title", "\"Final test\""),
    field("description", Text, Optional, "Description", "\"Ten questions.\""),
    field("type", Concept(List::Assessment), Optional, "Kind of assessment", "\"written examination\""),
    field("pass_label", Text, Optional, "Grade of a learner for whom the list has none", "\"Passed\""),
    field("threshold", Decimal, Optional, "Grade, as a number, from which it is passed", "5"),
];

pub(super) const RESOURCES: &[Field] = &[
    field("title", Text, Required, "Title", "\"A useful book\""),
    field("url", Iri, Optional, "Where it is; books have none", "\"https://www.example.org/resource\""),
    field("licence", Plain, Optional, "Licence of an own open resource, such as CC BY-SA 4.0", "\"CC BY 4.0\""),
    field("own", Bool, Optional, "Whether it is the institution's own open resource", "true"),
];

pub(super) const PARTNERS: &[Field] = &[
    field("institution", Slug, Required, "The institution, by the name of its profile", "\"{institution}\""),
    field("role", Choice(&["lead", "developer", "accrediting"]), Required, "What it does", "\"accrediting\""),
];

pub(super) const COMPONENTS: &[Field] = &[
    field("id", Slug, Required, "Its name in the learner list", "\"component-1\""),
    field("title", Text, Required, "Title", "\"First component\""),
    field("description", Text, Optional, "Description", "\"What the component covers.\""),
    field("institution", Slug, Required, "The institution that awards it", "\"{institution}\""),
    field("eqf_level", Concept(List::Eqf), Optional, "EQF level, if it differs", "6"),
    field("mode", Concept(List::Mode), Optional, "Form of participation, if it differs", "\"Online\""),
    field("workload", Table(WORKLOAD), Required, "Workload of the component", ""),
    field("assessment", Table(COMPONENT_ASSESSMENT), Required, "Assessment of the component", ""),
    field("outcomes", Tables(OUTCOMES), Optional, "Learning outcomes of the component", ""),
];

pub(super) const RIGHTS: &[Field] = &[
    field("title", Text, Required, "Title", "\"Admission to the next course\""),
    field("type", Concept(List::Entitlement), Required, "Kind of entitlement", "\"learning opportunity\""),
    field("status", Concept(List::EntitlementStatus), Required, "Prospective or actual", "\"prospective\""),
];

pub(super) const LINKED_LEARNING: &[Field] = &[
    field("title", Text, Required, "Title of the other programme", "\"Bachelor of Arts in Music\""),
    field("part_of", Bool, Optional, "Whether this course is declared a part of it", "false"),
];

/// An institution's profile.
pub(super) const INSTITUTION: &[Field] = &[
    field("language", Language, Optional, "Language of texts that name none; English unless said", "\"en\""),
    field("legal_name", Text, Required, "Legal name", "\"Example University\""),
    field(
        "organization_id",
        Plain,
        Required,
        "Legal identifier in the form of EN 319 412-1: scheme, country, hyphen, number",
        "\"VATES-Q0000000A\"",
    ),
    field("country", Concept(List::Country), Required, "Country", "\"ESP\""),
    field("region", Plain, Optional, "Region", "\"Asturias\""),
    field("address", Plain, Optional, "Postal address", "\"1 Example Street, Example Town\""),
    field("homepage", Iri, Optional, "Home page", "\"https://www.example.org\""),
    field("logo", Plain, Optional, "Path of the logo (PNG or JPEG)", "\"logo.png\""),
    field("time_zone", Plain, Required, "Time zone of its dates", "\"Europe/Madrid\""),
    field("did", Plain, Optional, "Its DID, where it seals itself", "\"did:web:example.org\""),
    field("contact", Table(CONTACT), Optional, "Contact", ""),
    field("accreditation", Table(ACCREDITATION), Optional, "Its institutional accreditation", ""),
    field("certificate", Table(CERTIFICATE), Optional, "How its certificates as PDF look", ""),
];

/// How certificates look.
pub(super) const CERTIFICATE: &[Field] = &[
    field("colour", Plain, Optional, "Colour of title and headings, dark enough to be read", "\"#0e4a84\""),
    field("second_colour", Plain, Optional, "Colour of lines", "\"#c9972f\""),
    field("line", Text, Optional, "A line of the institution's own", "\"Issued within the Example alliance.\""),
    field("signatories", Tables(SIGNATORIES), Optional, "Who signs, at most six", ""),
];

pub(super) const SIGNATORIES: &[Field] = &[
    field("name", Plain, Required, "Name", "\"Prof. Ada Example\""),
    field("title", Text, Optional, "Office", "\"Rector\""),
];

/// A mandate to seal for other awarding bodies.
pub(super) const MANDATE: &[Field] = &[
    field("bodies", Kind::List(&Slug), Required, "The bodies that gave it", "[\"{institution}\"]"),
    field("document", Plain, Required, "Title or reference of the document", "\"Agreement of 1 March 2026\""),
    field("from", Date, Required, "First day", "2026-03-01"),
    field("until", Date, Optional, "Last day", "2029-02-28"),
];

/// A rule set.
pub(super) const RULE_SET: &[Field] = &[
    field("id", Slug, Required, "Its name in descriptors", "\"my-alliance\""),
    field("title", Plain, Required, "Title", "\"Rules of an alliance\""),
    field("source", Plain, Optional, "Where the rules come from", "\"Decision of the board\""),
    field("required", Kind::List(&Plain), Optional, "Keys that must be there, as `delivery.mode`", "[\"description\"]"),
    field("title_chars_max", Whole(1, 10_000), Optional, "Longest title, in characters", "50"),
    field("description_sentences_max", Whole(1, 100), Optional, "Most sentences of the description", "3"),
    field("eqf_level_min", Whole(1, 8), Optional, "Lowest EQF level", "5"),
    field("eqf_level_max", Whole(1, 8), Optional, "Highest EQF level", "8"),
    field("hours_per_ects_min", Whole(1, 100), Optional, "Fewest hours of work for a credit", "25"),
    field("hours_per_ects_max", Whole(1, 100), Optional, "Most hours of work for a credit", "30"),
    field("ects_max", Whole(1, 1000), Optional, "Most credits in all", "59"),
    field("resources_min", Whole(0, 100), Optional, "Fewest resources", "3"),
    field("experts_min", Whole(0, 1000), Optional, "Fewest subject experts in the review", "1"),
    field("experts_max", Whole(0, 1000), Optional, "Most subject experts in the review", "2"),
    field("students_min", Whole(0, 1000), Optional, "Fewest students in the review", "2"),
    field("students_max", Whole(0, 1000), Optional, "Most students in the review", "4"),
    field("licences", Kind::List(&Plain), Optional, "Licences that pass for own open resources", "[\"CC-BY\"]"),
    field("licences_warned", Kind::List(&Plain), Optional, "Licences that pass with a warning", "[\"CC-BY-NC\"]"),
];

impl Field {
    /// Fields below, if it is a table or several.
    pub(super) fn below(&self) -> Option<&'static [Field]> {
        match self.kind {
            Table(fields) | Tables(fields) => Some(fields),
            _ => None,
        }
    }
}
