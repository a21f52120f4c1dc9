//! ESCO: import, index, search, and what the labels of the real course stand for.
#![expect(clippy::disallowed_methods, reason = "the reference is a file")]

use elmseal::vocabulary::esco::{EscoError, Index, LabelKind, Resolution};

use crate::support::reference;

const FIXTURE: &[u8] = include_bytes!("../fixtures/esco_skills.csv");

/// The labels of the INGENIUM course, and the skill that each finds.
const COURSE: [(&str, Option<&str>); 11] = [
    ("apply system organisational policies", Some("07e47d58-dd0e-4302-9e68-70a188e89065")),
    ("ensure ongoing compliance with regulations", Some("1c7c161d-1c78-4098-b28d-147857d44699")),
    ("documenting and recording information", None),
    ("assess project resource needs", Some("b2235ce8-d0f0-4954-9b60-e2c1aeeadab5")),
    ("apply quality standards", None),
    ("use online tools to collaborate", Some("580660a6-5d3a-421d-a54f-d85b706c2b2f")),
    ("use ICT resources to solve work related tasks", Some("5c845ff8-b3f7-42b1-a846-a4238a8b404e")),
    ("digital communication and collaboration", Some("574257ea-7b64-4100-b7b6-e27c233fe143")),
    ("linking learning outcomes of qualifications with ESCO skills", None),
    ("evaluate data", None),
    ("work in teams", Some("60c78287-22eb-4103-9c8c-28deaa460da0")),
];

fn check_course(index: &Index) {
    for (label, expected) in COURSE {
        let expected = expected.map(|uuid| format!("http://data.europa.eu/esco/skill/{uuid}"));
        match (index.resolve(label), expected) {
            (Resolution::Preferred(skill), Some(iri)) => assert_eq!(skill.iri, iri, "{label}"),
            (Resolution::Unmatched(nearest), None) => assert!(nearest.len() <= 3, "{label}"),
            (other, expected) => panic!("{label}: {other:?}, expected {expected:?}"),
        }
    }
    // One preferred label is also an alternative label of another skill; the preferred one wins.
    let elsewhere = index.with_alternative("use online tools to collaborate");
    let labels: Vec<_> = elsewhere.iter().map(|skill| skill.label.as_str()).collect();
    assert_eq!(labels, ["collaborate through digital technologies"]);
}

#[test]
fn the_eleven_labels_of_the_course_stand_for_what_they_should() {
    check_course(&Index::import(FIXTURE).expect("the fixture is ESCO-shaped"));
}

#[test]
fn the_eleven_labels_of_the_course_in_escos_own_file() {
    let Some(folder) = reference("the labels of the course in ESCO's file") else { return };
    let csv = std::fs::read(folder.join("esco/skills_en.csv")).expect("ESCO's file");
    let index = Index::import(&csv).expect("ESCO's download");
    assert_eq!(index.len(), 882);
    check_course(&index);
    let Resolution::Unmatched(nearest) = index.resolve("evaluate data") else { panic!("it matches nothing") };
    assert!(nearest.iter().any(|skill| skill.label.contains("evaluate")), "{nearest:?}");
}

#[test]
fn labels_are_never_guessed() {
    let index = Index::import(FIXTURE).expect("the fixture");
    let labels =
        |skills: &[elmseal::vocabulary::esco::Skill]| skills.iter().map(|s| s.label.clone()).collect::<Vec<_>>();
    match index.resolve("  WORK in\tteams ") {
        Resolution::Preferred(skill) => assert_eq!(skill.label, "work in teams"),
        other => panic!("{other:?}"),
    }
    match index.resolve("assess example data") {
        Resolution::Alternative(skills) => assert_eq!(labels(&skills), ["evaluate example data"]),
        other => panic!("{other:?}"),
    }
    match index.resolve("twice named") {
        Resolution::Ambiguous(skills) => assert_eq!(labels(&skills), ["twice named", "Twice Named"]),
        other => panic!("{other:?}"),
    }
    match index.resolve("evaluate data") {
        Resolution::Unmatched(skills) => assert_eq!(skills[0].label, "evaluate example data"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(index.resolve("withdrawn example"), Resolution::Unmatched(_)));
    assert_eq!(index.resolve(""), Resolution::Unmatched(Vec::new()));
}

#[test]
fn a_search_ranks_the_same_label_first() {
    let index = Index::import(FIXTURE).expect("the fixture");
    let hits = index.find("use online tools to collaborate", 2);
    assert_eq!((hits[0].skill.label.as_str(), hits[0].by), ("use online tools to collaborate", LabelKind::Preferred));
    assert_eq!(hits[1].by, LabelKind::Alternative);
    assert_eq!(hits[1].skill.label, "collaborate through digital technologies");
    assert_eq!(index.find("teams work", 10)[0].skill.label, "work in teams");
    assert!(index.find("zzzz qqqq", 10).is_empty());
}

#[test]
fn an_index_file_is_read_back_and_damage_is_seen() {
    let index = Index::import(FIXTURE).expect("the fixture");
    let bytes = index.to_bytes();
    let again = Index::from_bytes(&bytes).expect("what was written");
    assert_eq!(again.to_bytes(), bytes);
    check_course(&again);
    let skill = again.by_iri("http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000001").expect("a skill");
    assert_eq!(skill.kind.map(|c| c.code.as_str()), Some("knowledge"));
    assert_eq!(skill.reuse_level.map(|c| c.code.as_str()), Some("cross-sector"));

    for at in [0, 25, bytes.len() - 1] {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        assert!(matches!(Index::from_bytes(&damaged), Err(EscoError::Damaged { .. })), "byte {at}");
    }
    for length in 0..bytes.len().min(200) {
        assert!(matches!(Index::from_bytes(&bytes[..length]), Err(EscoError::Damaged { .. })), "{length} bytes");
    }
    let mut newer = bytes;
    newer[b"elmseal ESCO index\n".len()] = 2;
    assert_eq!(Index::from_bytes(&newer).err(), Some(EscoError::OtherVersion { found: 2, expected: 1 }));
}

#[test]
fn another_file_is_refused_by_name_of_what_is_missing() {
    let import = |text: &str| Index::import(text.as_bytes()).expect_err(text);
    assert_eq!(import("name;grade\nA;1\n"), EscoError::MissingColumn { column: "conceptType" });
    let head = "conceptType,conceptUri,preferredLabel,altLabels\n";
    assert_eq!(import(head), EscoError::Empty);
    let occupation = format!("{head}Occupation,http://data.europa.eu/esco/occupation/1,cook,\n");
    let expected = "KnowledgeSkillCompetence";
    assert_eq!(import(&occupation), EscoError::WrongKind { row: 2, found: "Occupation".into(), expected });
    let nameless = format!("{head}{expected},http://data.europa.eu/esco/skill/1,,\n");
    assert!(matches!(import(&nameless), EscoError::BadRow { row: 2, .. }));
    let latin1 = [head.as_bytes(), b"KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/1,caf\xe9,\n"].concat();
    let refused = Index::import(&latin1).expect_err("not UTF-8");
    assert_eq!(refused, EscoError::BadRow { row: 2, reason: "not UTF-8".into() });
    let refused = Index::import(b"\x00\xff\xfe\x01").err();
    assert_eq!(refused, Some(EscoError::BadRow { row: 1, reason: "not UTF-8".into() }));
}
