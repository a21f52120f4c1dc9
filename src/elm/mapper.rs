//! From descriptor and learner to the unsecured document.

use serde_json::{Map, Value, json};

use crate::crypto::encoding::{to_base64url_multibase, to_hex};
use crate::descriptor::types::{Descriptor, Institution, LearnerField, Mandate};
use crate::elm::batch::{Sealing, add_span, awarding_bodies, check_dids, check_skills, display, duration, evidence};
use crate::elm::classes::{
    AwardingProcess, DisplayParameter, Evidence, Identifier, LearningAchievement, LearningActivity, LearningAssessment,
    LearningEntitlement, LegalIdentifier, Note, Organisation, Person,
};
use crate::elm::course::{Course, PlannedAssessment, Planner};
use crate::elm::image::DisplayImages;
use crate::elm::node::{Node, NodeKey, concept_value};
use crate::elm::organisations::{Organisations, listed};
use crate::elm::shape::node_names;
use crate::jsonld::Contexts;
use crate::learners::Learner;
use crate::model::fault::{Faults, Place};
use crate::model::ids::{AwardId, is_absolute_iri};
use crate::model::text::{Language, LocalisedText, clean};
use crate::model::time::Timestamp;
use crate::vocabulary::{Concept, List};

/// The contexts of VCDM 1.1 documents, all public, in the order in which they combine.
const CONTEXTS_1_1: [&str; 4] = [
    "https://www.w3.org/2018/credentials/v1",
    "http://data.europa.eu/snb/model/context/edc-ap",
    "https://w3id.org/security/data-integrity/v2",
    "https://www.w3.org/ns/credentials/status/v1",
];
/// The base context of VCDM 2.0.
const CONTEXT_2_0: &str = "https://www.w3.org/ns/credentials/v2";
/// The application profile that documents state and are checked against.
pub(super) const PROFILE: &str = "http://data.europa.eu/snb/model/ap/edc-generic-full";

/// What makes the ids of one learner's nodes: fixed when the award is recorded, never derived from the learner's data.
#[derive(Clone)]
pub struct LearnerIds {
    /// The award, whose id is the credential's.
    pub award: AwardId,
    /// Random; node ids are `urn:epass:<kind>:<uuid>` with the UUID from an HMAC under it.
    pub seed: [u8; 32],
}

/// What a status list says about an award.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusPurpose {
    /// Withdrawn for good.
    Revocation,
    /// Not valid for the time being.
    Suspension,
}

impl StatusPurpose {
    /// The name in `statusPurpose` (Bitstring Status List 1.0, section 2.1).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Revocation => "revocation",
            Self::Suspension => "suspension",
        }
    }
}

/// An award's place on a status list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReference {
    /// Where the status list credential is published.
    pub list_url: String,
    /// The award's index on it.
    pub index: u64,
    /// What a set bit means.
    pub purpose: StatusPurpose,
}

/// The version of the Verifiable Credentials Data Model that a document follows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DataModel {
    /// VCDM 1.1 with the public ELM context.
    #[default]
    V1_1,
    /// VCDM 2.0 with the derived ELM context, pinned by `relatedResource`.
    V2_0,
}

/// A batch, ready to be written for each of its learners.
pub struct Mapper {
    language: Language,
    learner_fields: Vec<LearnerField>,
    valid_for: Option<jiff::Span>,
    pub(super) issued: Timestamp,
    base: String,
    issuer: Node<Organisation<'static>>,
    pub(super) display: Node<DisplayParameter<'static>>,
    pub(super) course: Course,
    pub(super) evidence: Vec<Node<Evidence<'static>>>,
    model: DataModel,
    /// The nodes of each learner.
    pub(super) node_names: Vec<String>,
}

impl Mapper {
    /// Maps what the whole batch shares.
    ///
    /// `institutions` holds every profile that the descriptor names; `base` is the publication base URL without a
    /// slash at its end; `issued` is the date of issuing of rows that name none.
    ///
    /// # Errors
    ///
    /// Faults of the descriptor that only show here: an issuer without DID, an awarding body without mandate.
    pub fn new(
        descriptor: &Descriptor,
        issuer: &Institution,
        institutions: &[Institution],
        mandate: Option<&Mandate>,
        base: &str,
        images: &DisplayImages,
        issued: Timestamp,
    ) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let place = Place::File { file: descriptor.id.clone() };
        let base = base.trim_end_matches('/');
        if !is_absolute_iri(base) {
            let what = format!("the publication base `{base}` is not an absolute URL");
            faults.fault("base-url", place.clone(), what, "write it as https://mc.uni.example");
        }
        let profiles = || std::iter::once(issuer).chain(institutions);
        check_dids(issuer, profiles(), &place, &mut faults);
        let first = descriptor.awarding_bodies.first().map(String::as_str);
        let coordinator = first.zip(descriptor.contact.as_ref());
        let mut organisations = Organisations::new(base, &descriptor.language, profiles(), coordinator, place.clone());

        let issuer_node = organisations.node(&issuer.slug, &mut faults);
        let course = Planner { base, descriptor, organisations: &mut organisations, time_zone: &issuer.time_zone }
            .course(&mut faults);
        check_skills(descriptor, &place, &mut faults);
        let sealing = Sealing {
            name: issuer.legal_name.get_or_first(&descriptor.language),
            organization_id: &issuer.organization_id,
            called: &format!("`{}`", issuer.slug),
        };
        let bodies = awarding_bodies(descriptor);
        let evidence = evidence(base, descriptor, &sealing, &bodies, mandate, issued, &mut organisations, &mut faults);
        let display = display(base, descriptor, images, &place, &mut faults);
        let valid_for = descriptor.valid_for.as_deref().map(|text| duration(text, issued, &place, &mut faults));
        match (issuer_node, course, display) {
            (Some(issuer), Some(course), Some(display)) if !faults.stop() => Ok(Self {
                language: descriptor.language.clone(),
                learner_fields: descriptor.learner_fields.clone(),
                valid_for: valid_for.flatten(),
                issued,
                base: base.to_owned(),
                issuer,
                display,
                node_names: node_names(&course),
                course,
                evidence,
                model: DataModel::default(),
            }),
            _ => Err(faults),
        }
    }

    /// The same batch in another version of the data model.
    #[must_use]
    pub fn with_data_model(self, model: DataModel) -> Self {
        Self { model, ..self }
    }

    /// What keeps `learner` from being certified, such as an assessment with neither grade nor pass label.
    ///
    /// `file` is the learner list's name, for the places of the faults.
    #[must_use]
    pub fn check_learner(&self, file: &str, learner: &Learner) -> Faults {
        let mut faults = Faults::new();
        let place =
            |column: Option<&str>| Place::Row { file: file.into(), row: learner.row, column: column.map(Into::into) };
        let mut names = vec![("given name", &learner.given_name), ("family name", &learner.family_name)];
        names.extend(learner.full_name.as_ref().map(|name| ("full name", name)));
        for (column, name) in names {
            if clean(name).as_ref() != Ok(name) {
                let what = format!("the {column} is empty or has characters that cannot be sealed");
                faults.fault("name-characters", place(Some(column)), what, "type the name again");
            }
        }
        for (title, column) in self.ungraded(&self.course, learner) {
            faults.fault(
                "no-grade",
                place(column.as_deref()),
                format!("the assessment \"{title}\" has no grade"),
                "add the grade to the list, or a `pass_label` to the assessment in the descriptor",
            );
        }
        let several = self.course.assessments.len() > 1;
        if learner.grade.is_some() && self.course.overall.is_none() && (several || self.course.assessments.is_empty()) {
            faults.warning(
                "overall-grade-unused",
                place(None),
                "the overall grade is not sealed, since the descriptor has no overall assessment",
                "add `overall_assessment` with its title to the descriptor",
            );
        }
        if let Err(reason) = self.valid_until(self.date(learner)) {
            faults.fault("valid-for", place(None), reason, "shorten `valid_for` in the descriptor");
        }
        faults
    }

    /// The unsecured document of one award.
    ///
    /// # Panics
    ///
    /// Panics if [`check_learner`](Self::check_learner) finds a fault in `learner`.
    #[must_use]
    pub fn document(&self, learner: &Learner, ids: &LearnerIds, status: &[StatusReference]) -> Value {
        let date = self.date(learner).to_string();
        let mut document = Map::new();
        let mut add = |name: &str, value: Value| {
            document.insert(name.into(), value);
        };
        // What a batch shares comes first, so that it is hashed once.
        let related = match self.model {
            DataModel::V1_1 => {
                add("@context", json!(CONTEXTS_1_1));
                None
            }
            DataModel::V2_0 => {
                let (iri, related) = self.derived_context();
                add("@context", json!([CONTEXT_2_0, iri]));
                Some(related)
            }
        };
        add("type", json!(["VerifiableCredential", "EuropeanDigitalCredential"]));
        add("credentialProfiles", concept_value(listed(List::Credential, "e34929035b")));
        add("credentialSchema", json!({ "id": PROFILE, "type": "ShaclValidator2017" }));
        add("displayParameter", self.display.value().clone());
        add("issuer", self.issuer.value().clone());
        if let Some(evidence) = one_or_array(&self.evidence) {
            add("evidence", evidence);
        }
        if let Some(related) = related {
            add("relatedResource", related);
        }
        add("credentialSubject", self.person(learner, ids).value().clone());
        add("id", json!(ids.award.to_string()));
        add("issued", json!(date));
        add("issuanceDate", json!(date));
        add("validFrom", json!(date));
        if let Some(until) = self.end(learner) {
            add("expirationDate", json!(until.to_string()));
            add("validUntil", json!(until.to_string()));
        }
        if !status.is_empty() {
            add("credentialStatus", status.iter().map(status_entry).collect());
        }
        Value::Object(document)
    }

    /// The derived context's IRI below the publication base, and the member that pins its digest.
    fn derived_context(&self) -> (String, Value) {
        let (_, digest) = Contexts::derived_elm();
        let iri = format!("{}/contexts/{}.jsonld", self.base, to_hex(&digest));
        // A multihash: 0x12 is SHA-256, 0x20 its length (VCDM 2.0, section 5.3).
        let multihash = [&[0x12, 0x20], &digest[..]].concat();
        let related = json!({
            "id": iri,
            "mediaType": "application/ld+json",
            "digestMultibase": to_base64url_multibase(&multihash),
        });
        (iri, related)
    }

    /// When the award of `learner` counts as issued.
    pub(super) fn date(&self, learner: &Learner) -> Timestamp {
        learner.awarded.unwrap_or(self.issued)
    }

    /// When the award of `learner`, who was checked, ceases to be valid.
    pub(super) fn end(&self, learner: &Learner) -> Option<Timestamp> {
        self.valid_until(self.date(learner)).expect("the learner was checked")
    }

    fn valid_until(&self, from: Timestamp) -> Result<Option<Timestamp>, String> {
        self.valid_for.map(|span| add_span(from, span)).transpose()
    }

    pub(super) fn person<'a>(&'a self, learner: &'a Learner, ids: &LearnerIds) -> Node<Person<'static>> {
        let mut names = NodeNames { key: NodeKey::new(&ids.seed), used: Vec::new() };
        let id = names.next("person");
        let stated = self.stated(learner);
        let person = Person {
            language: stated.language,
            given_name: &learner.given_name,
            family_name: &learner.family_name,
            full_name: stated.full_name,
            date_of_birth: stated.date_of_birth,
            national_id: stated.national_id.map(|(notation, country)| {
                let content = LegalIdentifier { notation, country, scheme: None };
                Node::named(&names.next("legalIdentifier"), &content)
            }),
            identifier: stated
                .other_identifier
                .map(|notation| Node::named(&names.next("identifier"), &Identifier { notation })),
            citizenships: stated.citizenships.iter().map(|concept| &**concept).collect(),
            gender: stated.gender,
            claim: self.achievement(&self.course, learner, &mut names),
        };
        Node::named(&id, &person)
    }

    /// What the descriptor has stated of `learner` beside the names.
    pub(super) fn stated<'a>(&'a self, learner: &'a Learner) -> Stated<'a> {
        let sealed = |field| self.learner_fields.contains(&field);
        let national_id = learner.national_id.as_ref().filter(|_| sealed(LearnerField::NationalId));
        Stated {
            language: learner.language.as_ref().unwrap_or(&self.language),
            full_name: learner.full_name.as_deref().filter(|_| sealed(LearnerField::FullName)),
            date_of_birth: learner.date_of_birth.filter(|_| sealed(LearnerField::DateOfBirth)),
            national_id: national_id.map(|(notation, country)| (notation.as_str(), *country)),
            other_identifier: learner.other_identifier.as_deref().filter(|_| sealed(LearnerField::OtherIdentifier)),
            citizenships: if sealed(LearnerField::Citizenship) { &learner.citizenships } else { &[] },
            gender: learner.gender.filter(|_| sealed(LearnerField::Gender)),
        }
    }

    fn achievement(
        &self,
        course: &Course,
        learner: &Learner,
        names: &mut NodeNames,
    ) -> Node<LearningAchievement<'static>> {
        let id = names.next("learningAchievement");
        let process = AwardingProcess { bodies: course.bodies.clone(), date: self.date(learner) };
        let awarded_by = Node::named(&names.next("awardingProcess"), &process);
        let assessments = course.assessments.iter().map(|planned| {
            let grade = self.grade(course, planned, learner).expect("the learner was checked");
            let content = LearningAssessment {
                title: &planned.title,
                grade: Node::named(&names.next("note"), &Note { text: &grade }),
                awarded_by: awarded_by.clone(),
                verification: planned.verification,
                specification: Some(planned.specification.clone()),
                parts: Vec::new(),
            };
            Node::named(&names.next("learningAssessment"), &content)
        });
        let mut proven_by: Vec<_> = assessments.collect();
        if let Some(title) = &course.overall {
            let grade = self.overall_grade(course, learner).expect("the learner was checked");
            let content = LearningAssessment {
                title,
                grade: Node::named(&names.next("note"), &Note { text: &grade }),
                awarded_by: awarded_by.clone(),
                verification: course.assessments.first().and_then(|planned| planned.verification),
                specification: None,
                parts: proven_by,
            };
            proven_by = vec![Node::named(&names.next("learningAssessment"), &content)];
        }
        let influenced_by = course.activity.as_ref().map(|planned| {
            let content = LearningActivity {
                title: &course.title,
                awarded_by: awarded_by.clone(),
                specification: planned.specification.clone(),
                hours: planned.hours,
                temporal: planned.temporal.clone(),
                directed_by: planned.directed_by.clone(),
            };
            Node::named(&names.next("learningActivity"), &content)
        });
        let rights = course.rights.iter().map(|right| {
            let content = LearningEntitlement {
                title: &right.title,
                awarded_by: awarded_by.clone(),
                specification: right.specification.clone(),
            };
            Node::named(&names.next("learningEntitlement"), &content)
        });
        let entitles_to = rights.collect();
        let parts = course.parts.iter().map(|part| self.achievement(part, learner, names)).collect();
        let content = LearningAchievement {
            title: &course.title,
            description: course.description.as_ref(),
            awarded_by,
            credit: course.credit.clone(),
            specification: course.specification.clone(),
            proven_by,
            influenced_by,
            entitles_to,
            opportunity: course.opportunity.clone(),
            parts,
        };
        Node::named(&id, &content)
    }

    /// The row's grade, else the pass label; a single assessment takes the overall grade for its own.
    fn grade(&self, course: &Course, planned: &PlannedAssessment, learner: &Learner) -> Option<LocalisedText> {
        match given_grade(course, planned, learner) {
            Some(grade) => LocalisedText::new(self.language.clone(), grade).ok(),
            None => planned.pass_label.clone(),
        }
    }

    /// The row's overall grade, else the pass label that all assessments share, those of components among them.
    fn overall_grade(&self, course: &Course, learner: &Learner) -> Option<LocalisedText> {
        if let Some(grade) = &learner.grade {
            return LocalisedText::new(self.language.clone(), grade).ok();
        }
        let components = course.parts.iter().flat_map(|part| &part.assessments);
        let mut labels = course.assessments.iter().chain(components).map(|planned| planned.pass_label.as_ref());
        let first = labels.next()??;
        labels.all(|label| label == Some(first)).then(|| first.clone())
    }

    /// Titles of assessments without a grade, with the name under which the list would have it.
    fn ungraded(&self, course: &Course, learner: &Learner) -> Vec<(String, Option<String>)> {
        let mut missing = Vec::new();
        for planned in course.assessments.iter().filter(|it| self.grade(course, it, learner).is_none()) {
            let column = course.component.as_ref().unwrap_or(&planned.id);
            missing.push((planned.title.get_or_first(&self.language).to_owned(), Some(column.clone())));
        }
        if let Some(title) = course.overall.as_ref().filter(|_| self.overall_grade(course, learner).is_none()) {
            missing.push((title.get_or_first(&self.language).to_owned(), None));
        }
        for part in &course.parts {
            missing.extend(self.ungraded(part, learner));
        }
        missing
    }
}

/// The grade that the row has for an assessment of `course`.
pub(super) fn given_grade<'a>(course: &Course, planned: &PlannedAssessment, learner: &'a Learner) -> Option<&'a str> {
    let own = match &course.component {
        Some(component) => learner.component_grades.get(component).and_then(Option::as_ref),
        None => learner.assessment_grades.get(&planned.id).or_else(|| {
            let single = course.overall.is_none() && course.assessments.len() == 1;
            learner.grade.as_ref().filter(|_| single)
        }),
    };
    own.map(String::as_str)
}

/// What is stated of a learner beside the names and the grades.
pub(super) struct Stated<'a> {
    pub(super) language: &'a Language,
    pub(super) full_name: Option<&'a str>,
    pub(super) date_of_birth: Option<jiff::civil::Date>,
    pub(super) national_id: Option<(&'a str, &'static Concept)>,
    pub(super) other_identifier: Option<&'a str>,
    pub(super) citizenships: &'a [&'static Concept],
    pub(super) gender: Option<&'static Concept>,
}

/// Nodes as the value of a member: nothing if there is none, the bare node if there is one.
pub(super) fn one_or_array<C>(nodes: &[Node<C>]) -> Option<Value> {
    match nodes {
        [] => None,
        [one] => Some(one.value().clone()),
        several => Some(several.iter().map(|node| node.value().clone()).collect()),
    }
}

/// Hands out the ids of one learner's nodes.
struct NodeNames {
    key: NodeKey,
    used: Vec<(&'static str, usize)>,
}

impl NodeNames {
    fn next(&mut self, kind: &'static str) -> String {
        let slot = match self.used.iter().position(|(name, _)| *name == kind) {
            Some(at) => &mut self.used[at].1,
            None => {
                self.used.push((kind, 0));
                &mut self.used.last_mut().expect("it was just pushed").1
            }
        };
        *slot += 1;
        self.key.id(kind, *slot)
    }
}

/// A plain `BitstringStatusListEntry`, with an id that is its place on the list.
#[must_use]
pub fn status_entry(reference: &StatusReference) -> Value {
    json!({
        "id": format!("{}#{}", reference.list_url, reference.index),
        "type": "BitstringStatusListEntry",
        "statusPurpose": reference.purpose.as_str(),
        "statusListIndex": reference.index.to_string(),
        "statusListCredential": reference.list_url,
    })
}
