//! What other renditions read of an award's own document: all that the mapper wrote, and the same in both forms.

use elmseal::descriptor::types::LearnerField;
use elmseal::elm::view::{AwardView, PartialView, ViewError};
use elmseal::elm::{SealIdentity, Sealer, StatusPurpose};
use serde_json::Value;

use crate::elm::course::{
    BASE, at, course, decentralised, document, ids, learner, mandate, mapper, mapper_with, status, uniovi, xamk,
};

fn view(document: &Value) -> AwardView {
    AwardView::read(document).unwrap_or_else(|error| panic!("{error}"))
}

/// The certificate of the institution itself.
fn own() -> SealIdentity {
    SealIdentity {
        organization: "Universidad de Oviedo".into(),
        common_name: "Sello".into(),
        organization_identifier: uniovi().organization_id,
        country: "ES".into(),
    }
}

#[test]
fn the_form_of_the_course_is_read_back() {
    let view = view(&document(&course()));
    assert_eq!(view.credential, ids().award.to_string());
    assert_eq!(view.title.get("es"), Some("Hacia un marco de microcredenciales INGENIUM"));
    assert_eq!((view.language.as_str(), view.languages.join(" ")), ("en", "en es".to_owned()));
    assert_eq!(view.issued, at("2026-07-01T10:00:00Z"));
    assert_eq!(view.valid_until, Some(at("2029-07-01T10:00:00Z")));
    assert_eq!(view.status, status());
    assert_eq!(view.displays.iter().map(|it| it.language.as_str()).collect::<Vec<_>>(), ["en", "es"]);
    assert_eq!(view.display("fi").and_then(|it| it.image.bytes()).as_deref(), Some(&b"\x89PNG"[..]));
    assert_eq!(view.mandates, []);

    let issuer = &view.issuer;
    assert_eq!(issuer.did.as_deref(), Some("did:web:mc.uni.example"));
    assert_eq!(issuer.legal_identifier.notation, "VATES-Q3318001I");
    assert_eq!(issuer.legal_identifier.scheme.as_deref(), Some("VAT"));
    assert_eq!((issuer.country.code.as_str(), issuer.country_code.as_deref()), ("ESP", Some("ES")));
    assert_eq!(issuer.homepage.as_deref(), Some("https://uniovi.example/"));
    assert_eq!(issuer.email.as_deref(), Some("microcredenciales@uniovi.example"));
    assert_eq!(issuer.phone.as_deref(), Some("+34 985 00 00 00"));
    assert_eq!(issuer.region.best("en"), Some("Asturias"));
    assert_eq!(issuer.address.best("en"), Some("Calle San Francisco 3, Oviedo"));

    // Only what the descriptor seals.
    assert_eq!(view.learner.display_name("en"), "Zoë Nguyễn");
    assert!(view.learner.full_name.is_empty() && view.learner.date_of_birth.is_none());

    let achievement = &view.achievement;
    assert_eq!(achievement.awarding_bodies, std::slice::from_ref(issuer));
    assert_eq!(achievement.credit.as_ref().map(|it| it.points.as_str()), Some("1"));
    let overall = &achievement.assessments[0];
    assert_eq!((overall.title.best("en"), overall.grade.best("en")), (Some("Overall grade"), Some("8.5")));
    let parts: Vec<_> =
        overall.parts.iter().map(|it| (it.title.best("en"), it.grade.best("en"), it.notes[0].best("en"))).collect();
    let quizzes = (Some("Quizzes"), Some("9"), Some("Weight in the overall grade: 40 %"));
    assert_eq!(parts, [quizzes, (Some("Group proposal"), Some("Passed"), Some("Weight in the overall grade: 60 %"))]);
    assert!(overall.parts[0].verification.is_some() && overall.parts[0].kind.is_some());
    let activity = achievement.activity.as_ref().expect("an activity");
    assert_eq!((activity.hours, activity.contact_hours), (Some(25), Some(14)));
    assert_eq!(activity.start, Some(at("2026-05-09T22:00:00Z")));
    assert_eq!(activity.directed_by[0].best("en"), Some("Ana García"));
    assert_eq!(achievement.rights[0].title.best("en"), Some("May propose a micro-credential"));
    let opportunity = achievement.opportunity.as_ref().expect("an opportunity");
    assert_eq!(opportunity.homepage.as_deref(), Some("https://uniovi.example/mc"));
    assert_eq!(opportunity.admission.best("en"), Some("By the form <https://forms.example/e>"));

    let specification = &achievement.specification;
    assert_eq!(specification.eqf_level.as_ref().map(|it| it.code.as_str()), Some("6"));
    assert_eq!(specification.nqf_level.as_ref().and_then(|it| it.label.best("en")), Some("NQF Level 6"));
    assert_eq!((specification.hours, specification.partial), (Some(25), Some(PartialView::Part)));
    assert_eq!(specification.part_of[0].best("en"), Some("INGENIUM staff programme"));
    assert_eq!(specification.prerequisites.best("en"), Some("None"));
    assert_eq!(specification.documents[0].url, "https://eur-lex.europa.eu/x");
    let keywords: Vec<_> = specification.keywords.iter().map(|(tag, word)| (tag.as_str(), word.as_str())).collect();
    assert_eq!(keywords, [("en", "quality"), ("en", "ESCO")]);
    assert_eq!(specification.fields[0].code, "0688");
    assert_eq!(specification.teaching_languages[0].code, "ENG");
    let outcome = &specification.outcomes[0];
    assert_eq!(outcome.skills[0].iri, "http://data.europa.eu/esco/skill/60c78287-22eb-4103-9c8c-28deaa460da0");
    assert_eq!(outcome.skills[0].label.best("en"), Some("work in teams"));
    assert_eq!(outcome.notes.len(), 2);
    assert!(specification.notes.iter().any(|note| note.best("en").is_some_and(|text| text.contains("quality"))));
}

#[test]
fn components_and_what_else_is_sealed_of_a_learner_are_read_back() {
    let joint = view(&document(&decentralised()));
    let parts: Vec<_> = joint
        .achievement
        .parts
        .iter()
        .map(|part| {
            (part.title.best("en"), part.awarding_bodies[0].name.best("en"), part.assessments[0].grade.best("en"))
        })
        .collect();
    let xamk = xamk().legal_name.get_or_first(&course().language).to_owned();
    let expected =
        [(Some("Design"), Some("University of Oviedo"), Some("A")), (Some("Tools"), Some(xamk.as_str()), Some("B"))];
    assert_eq!(parts, expected);
    assert_eq!(joint.achievement.awarding_bodies.len(), 2);
    assert_eq!(joint.mandates[0].body.name.best("en"), Some(xamk.as_str()));
    assert!(joint.mandates[0].statement.contains("Consortium agreement 2025"));

    let fields = [
        LearnerField::FullName,
        LearnerField::DateOfBirth,
        LearnerField::NationalId,
        LearnerField::OtherIdentifier,
        LearnerField::Citizenship,
    ];
    let learner =
        view(&document(&elmseal::descriptor::types::Descriptor { learner_fields: fields.into(), ..course() }));
    let learner = learner.learner;
    assert_eq!(learner.full_name.best("en"), Some("Zoë Nguyễn"));
    assert_eq!(learner.date_of_birth.as_deref(), Some("1999-10-02"));
    assert_eq!(learner.other_identifier.as_deref(), Some("U1"));
    assert_eq!(learner.national_id.map(|id| (id.notation, id.country.code)), Some(("X123".into(), "ESP".into())));
    assert_eq!(learner.citizenships.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["ESP", "FIN"]);
}

#[test]
fn both_forms_of_an_award_give_the_same_view_but_for_issuer_and_status() {
    for descriptor in [course(), decentralised()] {
        let sealer = Sealer::new(
            &descriptor,
            &uniovi(),
            &[uniovi(), xamk()],
            Some(&mandate()),
            BASE,
            at("2026-07-01T10:00:00Z"),
            &own(),
        );
        let sealer = sealer.unwrap_or_else(|faults| panic!("{faults:#?}"));
        let mapper = mapper_with(&descriptor, &uniovi(), Some(&mandate())).expect("a mapper");
        let place = format!("{BASE}/status/r1.json#94567");
        let europass = view(&mapper.europass(&learner(), &ids(), Some(&place), &sealer));
        let elm = view(&document(&descriptor));
        assert_eq!(europass.issuer.name.best("en"), Some("Universidad de Oviedo"));
        assert_eq!(europass.issuer.other_name.best("en"), Some("Sello"));
        assert_eq!(europass.status[0].list_url, format!("{BASE}/status/r1.json"));
        assert_eq!((europass.status[0].index, europass.status[0].purpose), (94567, StatusPurpose::Revocation));
        let same = AwardView { issuer: elm.issuer.clone(), status: elm.status.clone(), ..europass };
        assert_eq!(same, elm);
    }
}

#[test]
fn what_is_missing_or_shaped_otherwise_is_named_with_its_place() {
    let whole = document(&course());
    let check = |pointer: &str, value: Value, expected: &str| {
        let mut changed = whole.clone();
        *changed.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        let error = AwardView::read(&changed).expect_err(expected);
        assert_eq!(error.to_string(), expected);
    };
    check("/issued", Value::Null, "`issued` is missing");
    check("/validUntil", "tomorrow".into(), "`validUntil` is not a time");
    check("/credentialSubject/familyName", Value::Null, "`credentialSubject.familyName` is missing");
    check("/issuer/legalName", 7.into(), "`issuer.legalName` is not a text by language");
    let volume = "/credentialSubject/hasClaim/specifiedBy/volumeOfLearning";
    let hours =
        "`credentialSubject.hasClaim.specifiedBy.volumeOfLearning` is not a duration in whole hours, such as PT25H";
    check(volume, "P25M".into(), hours);
    let note = "/credentialSubject/hasClaim/specifiedBy/additionalNote/1/noteLiteral";
    check(note, Value::Null, "`credentialSubject.hasClaim.specifiedBy.additionalNote[1].noteLiteral` is missing");
    let purpose = "`credentialStatus[1].statusPurpose` is not revocation or suspension";
    check("/credentialStatus/1/statusPurpose", "message".into(), purpose);

    let mut deep = mapper(&decentralised()).document(&learner(), &ids(), &status());
    for _ in 0..8 {
        let claim = deep["credentialSubject"]["hasClaim"].clone();
        deep["credentialSubject"]["hasClaim"]["hasPart"] = claim;
    }
    assert!(matches!(AwardView::read(&deep), Err(ViewError::Deep { .. })));
}
