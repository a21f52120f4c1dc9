//! A small course and its learners, for tests of what comes after the descriptor and the list.

use std::collections::BTreeMap;

use elmseal::descriptor::types::*;
use elmseal::learners::Learner;
use elmseal::model::ids::Did;
use elmseal::model::text::{Language, LocalisedText};
use elmseal::vocabulary::{Concept, List, find};

/// The publication base of the tests.
pub const BASE: &str = "https://mc.uni.example";
/// The issuer of the tests.
pub const ISSUER: &str = "did:web:mc.uni.example";

fn english() -> Language {
    Language::parse("en").expect("a tag")
}

fn text(words: &str) -> LocalisedText {
    LocalisedText::new(english(), words).expect("a text")
}

fn code(list: List, code: &str) -> &'static Concept {
    find(list, code).expect("a code")
}

/// The institution that issues.
pub fn institution() -> Institution {
    Institution {
        slug: "uni".into(),
        legal_name: text("University of Examples"),
        organization_id: "VATES-Q3318001I".into(),
        country: code(List::Country, "ESP"),
        region: None,
        address: Some("Main Street 1, Exampleton".into()),
        contact: None,
        homepage: None,
        logo_path: None,
        logo: None,
        time_zone: "Europe/Madrid".into(),
        did: Some(Did::parse(ISSUER).expect("a DID")),
        accreditation: None,
        certificate: None,
    }
}

/// A course with one assessment.
pub fn course() -> Descriptor {
    Descriptor {
        id: "small-course".into(),
        edition: "2026-05".into(),
        language: english(),
        rule_set: "recommendation-2022".into(),
        title: text("A small course"),
        description: Some(text("Small, for tests.")),
        credential_type: CredentialType::Ects,
        eqf_level: code(List::Eqf, "6"),
        nqf_level: None,
        workload: Workload { ects: Some("1".into()), hours: 25, contact_hours: None },
        delivery: Delivery {
            start: None,
            end: None,
            mode: Some(code(List::Mode, "920fbb3cbe")),
            activity_type: None,
            instructors: Vec::new(),
        },
        resources: Vec::new(),
        assessments: vec![Assessment {
            id: "exam".into(),
            title: text("Exam"),
            description: None,
            kind: Some(code(List::Assessment, "b1b68f6735")),
            weight: None,
            pass_label: Some(text("Passed")),
            threshold: None,
        }],
        overall_assessment: None,
        contact: None,
        other: None,
        outcomes: vec![Outcome {
            text: text("Do small things"),
            skills: Vec::new(),
            unmatched_skills: Vec::new(),
            kind: None,
            reuse_level: None,
        }],
        learner_profile: None,
        target_groups: Vec::new(),
        awarding_bodies: vec!["uni".into()],
        valid_for: None,
        learner_fields: Vec::new(),
        prerequisites: None,
        linked_learning: Vec::new(),
        stackability: None,
        supervision: None,
        rights: Vec::new(),
        quality: None,
        model: DeliveryModel::Realigned,
        partners: Vec::new(),
        components: Vec::new(),
        fields: Vec::new(),
        keywords: Vec::new(),
        teaching_languages: Vec::new(),
        opportunity_type: None,
        learning_setting: None,
        page: CoursePage::default(),
    }
}

/// The course with what a learning credential of the European wallet must say as well.
pub fn course_for_wallets() -> Descriptor {
    let quality = Quality {
        process: text("Internal evaluation"),
        body: text("Senate"),
        proposal_approved: None,
        final_review: None,
        experts: None,
        students: None,
        accreditation: None,
    };
    Descriptor { teaching_languages: vec![code(List::Language, "ENG")], quality: Some(quality), ..course() }
}

/// The learner of row `row`.
pub fn learner(row: u64) -> Learner {
    Learner {
        row,
        key: format!("S{row:05}"),
        given_name: format!("Zoë {row}"),
        family_name: "Núñez".into(),
        full_name: None,
        language: None,
        grade: None,
        assessment_grades: BTreeMap::new(),
        component_grades: BTreeMap::new(),
        awarded: None,
        date_of_birth: None,
        national_id: None,
        other_identifier: None,
        citizenships: Vec::new(),
        gender: None,
        email: None,
        wallet: None,
    }
}
