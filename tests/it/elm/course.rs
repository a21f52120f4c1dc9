//! A course that uses every row of the form, its institutions and a learner, made by hand.

use std::collections::BTreeMap;

use elmseal::descriptor::types::*;
use elmseal::elm::{DisplayImages, LearnerIds, Mapper, StatusPurpose, StatusReference};
use elmseal::learners::Learner;
use elmseal::model::fault::Faults;
use elmseal::model::ids::{AwardId, Did, Iri};
use elmseal::model::text::{Language, LocalisedText};
use elmseal::model::time::Timestamp;
use elmseal::vocabulary::{Concept, List, find};
use serde_json::Value;

pub const BASE: &str = "https://mc.uni.example";

pub fn language(tag: &str) -> Language {
    Language::parse(tag).expect("a tag")
}

pub fn text(pairs: &[(&str, &str)]) -> LocalisedText {
    let mut made = LocalisedText::new(language(pairs[0].0), pairs[0].1).expect("a text");
    for (tag, words) in &pairs[1..] {
        made.insert(language(tag), words).expect("a text");
    }
    made
}

pub fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

pub fn code(list: List, code: &str) -> &'static Concept {
    find(list, code).expect("a code")
}

pub fn institution(slug: &str, name: &str, country: &str, id: &str, did: Option<&str>) -> Institution {
    Institution {
        slug: slug.into(),
        legal_name: text(&[("en", name)]),
        organization_id: id.into(),
        country: code(List::Country, country),
        region: Some("Asturias".into()),
        address: Some("Calle San Francisco 3, Oviedo".into()),
        contact: Some(Contact { email: Some(format!("office@{slug}.example")), phone: None, url: None }),
        homepage: Some(Iri::parse(&format!("https://{slug}.example/")).expect("an IRI")),
        logo_path: None,
        logo: None,
        time_zone: "Europe/Madrid".into(),
        did: did.map(|did| Did::parse(did).expect("a DID")),
        accreditation: None,
        certificate: None,
    }
}

pub fn uniovi() -> Institution {
    institution("uniovi", "University of Oviedo", "ESP", "VATES-Q3318001I", Some("did:web:mc.uni.example"))
}

pub fn xamk() -> Institution {
    institution("xamk", "South-Eastern Finland University of Applied Sciences", "FIN", "VATFI-24729080", None)
}

pub fn assessment(id: &str, title: &str, weight: Option<u8>, pass_label: Option<&str>) -> Assessment {
    Assessment {
        id: id.into(),
        title: text(&[("en", title)]),
        description: None,
        kind: Some(code(List::Assessment, "b1b68f6735")),
        weight,
        pass_label: pass_label.map(|label| text(&[("en", label)])),
        threshold: None,
    }
}

pub fn outcome(words: &str) -> Outcome {
    Outcome {
        text: text(&[("en", words)]),
        skills: vec![EscoSkill {
            iri: Iri::parse("http://data.europa.eu/esco/skill/60c78287-22eb-4103-9c8c-28deaa460da0").expect("an IRI"),
            label: "work in teams".into(),
        }],
        unmatched_skills: vec!["evaluate data".into(), "documenting and recording information".into()],
        kind: Some(code(List::SkillType, "skill")),
        reuse_level: Some(code(List::SkillReuseLevel, "cross-sector")),
    }
}

/// A course that uses every row of the form.
pub fn course() -> Descriptor {
    Descriptor {
        id: "ingenium-framework".into(),
        edition: "2026-05".into(),
        language: language("en"),
        rule_set: "ingenium".into(),
        title: text(&[
            ("en", "Towards an INGENIUM micro-credentials Framework"),
            ("es", "Hacia un marco de microcredenciales INGENIUM"),
        ]),
        description: Some(text(&[("en", "Trains staff in the design and certification of joint micro-credentials.")])),
        credential_type: CredentialType::Ects,
        eqf_level: code(List::Eqf, "6"),
        nqf_level: Some(NqfLevel {
            iri: Iri::parse("http://data.europa.eu/snb/qdr/c_670e54c7").expect("an IRI"),
            label: text(&[("en", "NQF Level 6")]),
        }),
        workload: Workload { ects: Some("1".into()), hours: 25, contact_hours: Some(14) },
        delivery: Delivery {
            start: Some(at("2026-05-09T22:00:00Z")),
            end: Some(at("2026-06-30T21:59:59Z")),
            mode: Some(code(List::Mode, "920fbb3cbe")),
            activity_type: Some(code(List::LearningActivity, "bf2e3a7bae")),
            instructors: vec!["Ana García".into()],
        },
        resources: vec![
            Resource {
                title: text(&[("en", "Council Recommendation 2022")]),
                url: Some(Iri::parse("https://eur-lex.europa.eu/x").expect("an IRI")),
                licence: None,
                own: false,
            },
            Resource { title: text(&[("en", "Handbook")]), url: None, licence: Some("CC-BY-4.0".into()), own: true },
        ],
        assessments: vec![
            assessment("quiz", "Quizzes", Some(40), Some("Passed")),
            assessment("project", "Group proposal", Some(60), Some("Passed")),
        ],
        overall_assessment: Some(text(&[("en", "Overall grade")])),
        contact: Some(Contact {
            email: Some("microcredenciales@uniovi.example".into()),
            phone: Some("+34 985 00 00 00".into()),
            url: None,
        }),
        other: Some(text(&[("en", "Held once a year.")])),
        outcomes: vec![outcome("Design an INGENIUM joint micro-credential")],
        learner_profile: Some(text(&[("en", "Academic and administrative staff")])),
        target_groups: vec![code(List::TargetGroup, "022beab85a")],
        awarding_bodies: vec!["uniovi".into()],
        valid_for: Some("P3Y".into()),
        learner_fields: Vec::new(),
        prerequisites: Some(text(&[("en", "None")])),
        linked_learning: vec![
            LinkedLearning { title: text(&[("en", "INGENIUM staff programme")]), part_of: true },
            LinkedLearning { title: text(&[("en", "Accessibility course")]), part_of: false },
        ],
        stackability: Some(Stackability::Stackable),
        supervision: Some(code(List::Supervision, "70be69aaf9")),
        rights: vec![Right {
            title: text(&[("en", "May propose a micro-credential")]),
            kind: code(List::Entitlement, "64aad92881"),
            status: code(List::EntitlementStatus, "b7015a8a8c"),
        }],
        quality: Some(Quality {
            process: text(&[("en", "INGENIUM internal review")]),
            body: text(&[("en", "INGENIUM quality committee")]),
            proposal_approved: Some(at("2026-01-14T23:00:00Z")),
            final_review: Some(at("2026-03-01T23:00:00Z")),
            experts: Some(2),
            students: Some(3),
            accreditation: None,
        }),
        model: DeliveryModel::Realigned,
        partners: vec![
            Partner { institution: "uniovi".into(), role: PartnerRole::Lead },
            Partner { institution: "xamk".into(), role: PartnerRole::Developer },
        ],
        components: Vec::new(),
        fields: vec![code(List::IscedF, "0688")],
        keywords: vec![text(&[("en", "quality")]), text(&[("en", "ESCO")])],
        teaching_languages: vec![code(List::Language, "ENG")],
        opportunity_type: Some(code(List::LearningOpportunity, "74a4a268e8")),
        learning_setting: Some(code(List::LearningSetting, "e207a81fc7")),
        page: CoursePage {
            homepage: Some(Iri::parse("https://uniovi.example/mc").expect("an IRI")),
            contents: Some(text(&[("en", "1. Regulation\n2. Tools")])),
            materials: Some(text(&[("en", "Moodle")])),
            registration: Some(text(&[("en", "By the form")])),
            registration_url: Some(Iri::parse("https://forms.example/e").expect("an IRI")),
            places: Some(50),
            quota: Some(text(&[("en", "5 per institution")])),
            price: Some(text(&[("en", "free")])),
            deadline: Some(at("2026-05-01T21:59:59Z")),
            schedule: Some(text(&[("en", "Two months")])),
            accessibility: Some(text(&[("en", "Captions on all videos")])),
        },
    }
}

/// Components of two institutions.
pub fn decentralised() -> Descriptor {
    let component = |id: &str, title: &str, institution: &str| Component {
        id: id.into(),
        title: text(&[("en", title)]),
        description: None,
        institution: institution.into(),
        eqf_level: None,
        workload: Workload { ects: Some("2".into()), hours: 50, contact_hours: None },
        mode: None,
        outcomes: vec![outcome(title)],
        assessment: assessment("exam", "Exam", None, None),
    };
    Descriptor {
        model: DeliveryModel::Decentralised,
        awarding_bodies: vec!["uniovi".into(), "xamk".into()],
        components: vec![component("design", "Design", "uniovi"), component("tools", "Tools", "xamk")],
        assessments: Vec::new(),
        overall_assessment: None,
        workload: Workload { ects: Some("4".into()), hours: 100, contact_hours: None },
        ..course()
    }
}

pub fn learner() -> Learner {
    Learner {
        row: 2,
        key: "U1".into(),
        given_name: "Zoë".into(),
        family_name: "Nguyễn".into(),
        full_name: Some("Zoë Nguyễn".into()),
        language: None,
        grade: Some("8.5".into()),
        assessment_grades: BTreeMap::from([("quiz".into(), "9".into())]),
        component_grades: BTreeMap::from([("design".into(), Some("A".into())), ("tools".into(), Some("B".into()))]),
        awarded: None,
        date_of_birth: Some(jiff::civil::date(1999, 10, 2)),
        national_id: Some(("X123".into(), code(List::Country, "ESP"))),
        other_identifier: Some("U1".into()),
        citizenships: vec![code(List::Country, "ESP"), code(List::Country, "FIN")],
        gender: None,
        email: Some("zoe@example.org".into()),
        wallet: None,
    }
}

pub fn ids() -> LearnerIds {
    let award = AwardId::parse("urn:credential:9f3c2b1a-0000-4000-8000-000000000001").expect("an award id");
    LearnerIds { award, seed: [7; 32] }
}

pub fn mandate() -> Mandate {
    Mandate {
        bodies: vec!["xamk".into()],
        document: "Consortium agreement 2025".into(),
        from: at("2025-01-01T00:00:00Z"),
        until: Some(at("2027-01-01T00:00:00Z")),
    }
}

pub fn no_images(descriptor: &Descriptor) -> DisplayImages {
    let by_language = descriptor.title.iter().map(|(language, _)| (language.clone(), b"\x89PNG".to_vec())).collect();
    DisplayImages { by_language, unshown: BTreeMap::new() }
}

pub fn mapper_with(descriptor: &Descriptor, issuer: &Institution, mandate: Option<&Mandate>) -> Result<Mapper, Faults> {
    let images = no_images(descriptor);
    Mapper::new(descriptor, issuer, &[uniovi(), xamk()], mandate, BASE, &images, at("2026-07-01T10:00:00Z"))
}

pub fn mapper(descriptor: &Descriptor) -> Mapper {
    mapper_with(descriptor, &uniovi(), Some(&mandate())).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

pub fn status() -> Vec<StatusReference> {
    let reference =
        |name: &str, purpose| StatusReference { list_url: format!("{BASE}/status/{name}.json"), index: 94567, purpose };
    vec![reference("r1", StatusPurpose::Revocation), reference("s1", StatusPurpose::Suspension)]
}

pub fn document(descriptor: &Descriptor) -> Value {
    mapper(descriptor).document(&learner(), &ids(), &status())
}
