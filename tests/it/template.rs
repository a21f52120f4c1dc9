//! Templates make what the generic path makes: for random learners of many shapes, in every form.

use std::collections::HashMap;

use elmseal::crypto::{SigningKey, sha256};
use elmseal::descriptor::types::{Descriptor, LearnerField};
use elmseal::elm::{DataModel, Form, LearnerIds, Mapper, SealIdentity, Sealer, Shape, StatusReference};
use elmseal::jsonld::template::{Sample, Scratch, TemplateError, TextTemplate, Values, compile, compile_text};
use elmseal::jsonld::{Budget, Contexts, canonicalize, to_dataset};
use elmseal::learners::Learner;
use elmseal::model::entropy::draw;
use elmseal::model::ids::AwardId;
use elmseal::model::slotted::Content;
use elmseal::model::time::Timestamp;
use elmseal::proof::{Cryptosuite, DraftTemplate, DraftTemplateError, ProofOptions, prepare};
use elmseal::vocabulary::List;
use serde_json::{Value, json};

use crate::elm::course as elm;
use crate::support::seeded::Seeded;

const ALL_FIELDS: [LearnerField; 6] = [
    LearnerField::FullName,
    LearnerField::DateOfBirth,
    LearnerField::NationalId,
    LearnerField::OtherIdentifier,
    LearnerField::Citizenship,
    LearnerField::Gender,
];

/// Texts that JSON, N-Quads and sorting treat each in a way of its own; `clean` keeps them.
const TEXTS: [&str; 12] = [
    "Zoë",
    "O'Brien",
    "\"q\" \\ \\u0041",
    "a\nb",
    "\u{1f600}\u{10ffff}",
    "\u{202e}\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    "\u{2028}x\u{2029}",
    "\u{feff}x",
    "\u{e000}\u{fffd}\u{ffff}",
    "<b>&amp;%41@en^^`{|}",
    "e\u{301}é",
    "-",
];

fn options(created: &str) -> ProofOptions {
    ProofOptions {
        suite: Cryptosuite::EddsaRdfc2022,
        verification_method: "did:web:mc.uni.example#key-1".to_owned(),
        created: elm::at(created),
    }
}

/// Courses of several kinds: one assessment, two with an overall one, components; with all fields of a learner and without.
fn mappers() -> Vec<Mapper> {
    let with_fields = |descriptor: Descriptor| Descriptor { learner_fields: ALL_FIELDS.to_vec(), ..descriptor };
    let single = Descriptor {
        assessments: vec![elm::assessment("exam", "Exam", None, Some("Passed"))],
        overall_assessment: None,
        valid_for: None,
        rights: Vec::new(),
        ..elm::course()
    };
    let three = Descriptor {
        assessments: ["a", "b", "c"].map(|id| elm::assessment(id, id, None, Some("Passed"))).to_vec(),
        rights: [elm::course().rights, elm::course().rights].concat(),
        ..with_fields(elm::course())
    };
    vec![
        elm::mapper(&single),
        elm::mapper(&with_fields(elm::course())),
        elm::mapper(&three),
        elm::mapper(&with_fields(elm::decentralised())),
        elm::mapper(&with_fields(elm::course())).with_data_model(DataModel::V2_0),
    ]
}

fn pick(entropy: &mut Seeded, from: &[&'static str]) -> &'static str {
    from[usize::from(draw::<1>(entropy)[0]) % from.len()]
}

fn text(entropy: &mut Seeded) -> String {
    format!("{}{}", pick(entropy, &TEXTS), pick(entropy, &TEXTS))
}

fn learner(entropy: &mut Seeded) -> Learner {
    let yes = |entropy: &mut Seeded| draw::<1>(entropy)[0] & 1 == 1;
    let country = |entropy: &mut Seeded| elm::code(List::Country, pick(entropy, &["ESP", "FIN", "FRA"]));
    let usual = elm::learner();
    let assessment_grades: Vec<&str> =
        ["exam", "quiz", "project", "a", "b", "c"].into_iter().filter(|_| yes(entropy)).collect();
    Learner {
        given_name: text(entropy),
        family_name: text(entropy),
        full_name: yes(entropy).then(|| text(entropy)),
        language: yes(entropy).then(|| elm::language(pick(entropy, &["fi", "pt-br"]))),
        grade: yes(entropy).then(|| text(entropy)),
        assessment_grades: assessment_grades.into_iter().map(|id| (id.to_owned(), text(entropy))).collect(),
        component_grades: ["design", "tools"].iter().map(|id| ((*id).to_owned(), Some(text(entropy)))).collect(),
        awarded: yes(entropy).then(|| Timestamp::from_unix(1_750_000_000 + i64::from(draw::<1>(entropy)[0]))).flatten(),
        date_of_birth: yes(entropy).then(|| jiff::civil::date(1980 + i16::from(draw::<1>(entropy)[0] & 31), 2, 3)),
        national_id: yes(entropy).then(|| (text(entropy) + "\t\u{0}\u{7f}", country(entropy))),
        other_identifier: yes(entropy).then(|| text(entropy) + " \r"),
        citizenships: (0..draw::<1>(entropy)[0] & 1).map(|_| country(entropy)).collect(),
        gender: None,
        email: yes(entropy).then(|| format!("{}@example.org", text(entropy))),
        ..usual
    }
}

/// Somebody of the same shape.
fn another(learner: &Learner, entropy: &mut Seeded) -> Learner {
    let mut other = learner.clone();
    other.given_name = text(entropy);
    other.family_name = text(entropy);
    other.full_name.iter_mut().for_each(|name| *name = text(entropy));
    other.grade.iter_mut().for_each(|grade| *grade = text(entropy));
    other.assessment_grades.values_mut().for_each(|grade| *grade = text(entropy));
    other.component_grades.values_mut().flatten().for_each(|grade| *grade = text(entropy));
    other.national_id.iter_mut().for_each(|(notation, _)| *notation = text(entropy) + "\t\u{0}\u{7f}");
    other.awarded = Timestamp::from_unix(1_750_000_000 + i64::from(draw::<1>(entropy)[0]));
    other
}

fn ids(entropy: &mut Seeded) -> LearnerIds {
    LearnerIds { award: AwardId::random(entropy), seed: draw(entropy) }
}

fn status(entropy: &mut Seeded) -> Vec<StatusReference> {
    let index = u64::from(u16::from_be_bytes(draw(entropy)));
    let kept = usize::from(draw::<1>(entropy)[0] % 3);
    elm::status().into_iter().take(kept).map(|place| StatusReference { index, ..place }).collect()
}

fn canonical(document: &Value) -> String {
    canonicalize(&to_dataset(document, Contexts::embedded()).expect("a dataset"), Budget::default())
        .expect("canonical")
        .nquads
}

#[test]
fn drafts_of_templates_are_those_of_the_generic_path() {
    let key = SigningKey::from_seed(&[7; 32]);
    let mut scratch = Scratch::default();
    let (mut shapes, mut learners) = (0, 0);
    for (number, mapper) in mappers().iter().enumerate() {
        let suite = if number == 2 { Cryptosuite::EddsaJcs2022 } else { Cryptosuite::EddsaRdfc2022 };
        let options = ProofOptions { suite, ..options("2026-07-01T10:00:01Z") };
        let mut templates: HashMap<Shape, DraftTemplate> = HashMap::new();
        let mut entropy = Seeded::new(number as u64);
        let mut values = Values::default();
        for _ in 0..10 {
            let (learner, status) = (learner(&mut entropy), status(&mut entropy));
            if mapper.check_learner("list", &learner).stop() {
                continue;
            }
            let form = Form::Elm(&status);
            let template = templates.entry(mapper.shape(&learner, form)).or_insert_with(|| {
                DraftTemplate::compile(&mapper.samples(&learner, form), &options, Contexts::embedded())
                    .expect("it is compiled")
            });
            for _ in 0..5 {
                let (learner, ids) = (another(&learner, &mut entropy), ids(&mut entropy));
                mapper.slots(&learner, &ids, form, &mut values);
                let draft = template.draft(&values, &mut scratch).expect("a draft");
                let document = mapper.in_form(&learner, &ids, form);
                let generic = prepare(document, &options, Contexts::embedded()).expect("a draft");
                assert_eq!(draft.hash_data(), generic.hash_data());
                let (sealed, whole) = (draft.seal(&key), generic.seal(&key).to_vec());
                assert_eq!(sealed.to_vec(), whole);
                assert_eq!(template.file_digest(&sealed), sha256(&whole));
                assert_eq!(template.file_digest(&Content::Whole(whole.clone())), sha256(&whole));
                learners += 1;
            }
        }
        shapes += templates.len();
    }
    assert!(shapes > 30 && learners > 150, "{shapes} shapes, {learners} learners");
}

#[test]
fn previews_and_texts_for_europass_are_those_of_the_generic_path() {
    let same = elm::ids();
    let identity = SealIdentity {
        organization: "University of Oviedo".into(),
        common_name: "Seal".into(),
        organization_identifier: elm::uniovi().organization_id,
        country: "ES".into(),
    };
    let mut scratch = Scratch::default();
    for (number, mapper) in mappers()[..4].iter().enumerate() {
        let descriptor = if number == 3 { elm::decentralised() } else { elm::course() };
        let (institutions, mandate) = ([elm::uniovi(), elm::xamk()], elm::mandate());
        let issued = elm::at("2026-07-01T10:00:00Z");
        let sealer =
            Sealer::new(&descriptor, &elm::uniovi(), &institutions, Some(&mandate), elm::BASE, issued, &identity);
        let sealer = sealer.unwrap_or_else(|faults| panic!("{faults:#?}"));
        let mut entropy = Seeded::new(100 + number as u64);
        let mut values = Values::default();
        for _ in 0..6 {
            let (learner, ids) = (learner(&mut entropy), ids(&mut entropy));
            if mapper.check_learner("list", &learner).stop() {
                continue;
            }
            let place = format!("{}/status/p1.json#{}", elm::BASE, draw::<1>(&mut entropy)[0]);
            let place = (draw::<1>(&mut entropy)[0] & 1 == 1).then_some(place.as_str());
            let preview = compile(&mapper.samples(&learner, Form::Preview(&same)), Contexts::embedded());
            let preview = preview.expect("it is compiled");
            mapper.slots(&learner, &ids, Form::Preview(&same), &mut values);
            let expected = canonical(&mapper.document(&learner, &same, &[]));
            assert_eq!(preview.digest(&values, &mut scratch), Ok(sha256(expected.as_bytes())));
            assert_eq!(preview.canonical(&values).as_deref(), Ok(expected.as_str()));
            for form in [Form::Europass { status: place, sealer: &sealer }, Form::Uploadable(place)] {
                let template: TextTemplate = compile_text(&mapper.samples(&learner, form)).expect("it is compiled");
                mapper.slots(&learner, &ids, form, &mut values);
                let text = mapper.in_form(&learner, &ids, form).to_string();
                let content = template.content(&values).expect("it is filled");
                assert_eq!(String::from_utf8(content.to_vec()).expect("text"), text);
                let filling = template.filling(&values).expect("it is filled");
                assert_eq!(template.digest(&filling), sha256(text.as_bytes()));
            }
        }
    }
}

#[test]
fn what_is_no_slot_is_another_shape() {
    let mapper = &mappers()[1];
    let places = elm::status();
    let usual = elm::learner();
    let shape = |learner: &Learner| mapper.shape(learner, Form::Elm(&places));
    let (fin, esp) = (elm::code(List::Country, "FIN"), elm::code(List::Country, "ESP"));
    let slots = [
        Learner { given_name: "Ann".into(), family_name: "Bo".into(), ..usual.clone() },
        Learner { full_name: Some("x".into()), grade: Some("1".into()), ..usual.clone() },
        Learner { awarded: Timestamp::from_unix(1_700_000_000), row: 7, key: "K".into(), ..usual.clone() },
        Learner { national_id: Some(("Y".into(), esp)), other_identifier: Some("2".into()), ..usual.clone() },
        Learner { email: None, wallet: Some("w".into()), ..usual.clone() },
    ];
    assert!(slots.iter().all(|learner| shape(learner) == shape(&usual)));
    let others = [
        Learner { full_name: None, ..usual.clone() },
        Learner { language: Some(elm::language("fi")), ..usual.clone() },
        Learner { grade: None, ..usual.clone() },
        Learner { assessment_grades: [("project".to_owned(), "9".to_owned())].into(), ..usual.clone() },
        Learner { date_of_birth: None, ..usual.clone() },
        Learner { national_id: None, ..usual.clone() },
        Learner { national_id: Some(("X123".into(), fin)), ..usual.clone() },
        Learner { other_identifier: None, ..usual.clone() },
        Learner { citizenships: vec![esp], ..usual.clone() },
        Learner { citizenships: vec![fin, esp], ..usual.clone() },
        Learner { gender: Some(fin), citizenships: vec![esp], ..usual.clone() },
    ];
    for (number, other) in others.iter().enumerate() {
        assert!(shape(other) != shape(&usual), "{number}");
        assert!(others[..number].iter().all(|before| shape(before) != shape(other)), "{number}");
    }
    let other_list = [StatusReference { list_url: format!("{}/status/r2.json", elm::BASE), ..places[0].clone() }];
    let same = elm::ids();
    let upload = |learner: &Learner| mapper.shape(learner, Form::Uploadable(None));
    assert!(mapper.shape(&usual, Form::Elm(&places[..1])) != shape(&usual));
    assert!(mapper.shape(&usual, Form::Elm(&other_list)) != mapper.shape(&usual, Form::Elm(&places[..1])));
    assert!(mapper.shape(&usual, Form::Preview(&same)) != mapper.shape(&usual, Form::Elm(&[])));
    assert!(upload(&Learner { email: None, ..usual.clone() }) != upload(&usual));
}

#[test]
fn proofs_of_another_time_are_hashed_anew() {
    let mapper = &mappers()[0];
    let (learner, ids, places) = (elm::learner(), elm::ids(), elm::status());
    let form = Form::Elm(&places);
    let samples = mapper.samples(&learner, form);
    let template = DraftTemplate::compile(&samples, &options("2026-07-01T10:00:01Z"), Contexts::embedded());
    let later = options("2026-07-02T10:00:01Z");
    let later_template = template.expect("it is compiled").at(later.created).expect("a template");
    let mut values = Values::default();
    mapper.slots(&learner, &ids, form, &mut values);
    let draft = later_template.draft(&values, &mut Scratch::default()).expect("a draft");
    let generic = prepare(mapper.in_form(&learner, &ids, form), &later, Contexts::embedded()).expect("a draft");
    assert_eq!(draft.hash_data(), generic.hash_data());
    let key = SigningKey::from_seed(&[7; 32]);
    assert_eq!(draft.seal(&key).to_vec(), generic.seal(&key).to_vec());
}

#[test]
fn what_cannot_be_a_template_says_so() {
    let mapper = &mappers()[0];
    let samples = mapper.samples(&elm::learner(), Form::Elm(&[]));
    let compile = |samples: &[Sample], options: &ProofOptions| {
        DraftTemplate::compile(samples, options, Contexts::embedded()).map(drop)
    };
    let usual = options("2026-07-01T10:00:01Z");
    assert!(compile(&samples, &usual).is_ok());
    let tampered = |change: fn(&mut Value)| {
        let mut tampered = samples.clone();
        change(&mut tampered[1].document);
        match compile(&tampered, &usual) {
            Err(DraftTemplateError::Template(error)) => error,
            other => panic!("{other:?}"),
        }
    };
    let differs = TemplateError::Differs { what: "text", sample: 1 };
    assert_eq!(tampered(|it| it["issuer"]["legalName"]["en"] = json!("Another")), differs);
    assert_eq!(tampered(|it| it["credentialSubject"]["givenName"]["en"] = json!("Another")), differs);
    assert_eq!(tampered(|it| it["issued"] = json!("2026-07-01T10:00:09Z")), differs);
    // RFC 8785 writes this number in another way than JSON needs to.
    let jcs = ProofOptions { suite: Cryptosuite::EddsaJcs2022, ..usual.clone() };
    let numbered = |number: Value| {
        let with = |sample: &Sample| {
            let mut sample = sample.clone();
            for at in 0..2 {
                sample.document["displayParameter"]["individualDisplay"][at]["displayDetail"]["page"] = number.clone();
            }
            sample
        };
        compile(&samples.iter().map(with).collect::<Vec<_>>(), &jcs).map_err(|error| error.to_string())
    };
    assert_eq!(numbered(json!(2)), Ok(()));
    assert_eq!(numbered(json!(2.0)), Err("the canonical form of sample 0 differs from the generic path".to_owned()));
}
