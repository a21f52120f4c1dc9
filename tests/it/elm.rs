//! The mapping of descriptors and learners to ELM documents.

pub mod course;

use std::collections::{BTreeMap, HashMap};

use elmseal::crypto::encoding::{from_base64url_multibase, to_hex};
use elmseal::crypto::sha256;
use elmseal::descriptor::types::*;
use elmseal::elm::{
    DataModel, DisplayImages, LearnerIds, Mapper, VocabularyOutcome, display_images, interop_check, profile,
    vocabulary_check,
};
use elmseal::jsonld::{Budget, Contexts, Dataset, Mode, Options, canonicalize, to_dataset, to_dataset_with};
use elmseal::limits;
use elmseal::model::fault::Faults;
use elmseal::vocabulary::List;
use serde_json::{Value, json};

use self::course::*;

fn codes(faults: &Faults) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.code).collect()
}

/// Every node below `value`, by id.
fn nodes<'a>(value: &'a Value, found: &mut HashMap<&'a str, &'a Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| nodes(item, found)),
        Value::Object(members) => {
            if let Some(id) = members.get("id").and_then(Value::as_str)
                && let Some(earlier) = found.insert(id, value)
            {
                assert_eq!(earlier, value, "{id} stands for different contents");
            }
            members.values().for_each(|member| nodes(member, found));
        }
        _ => {}
    }
}

#[test]
fn one_id_has_one_content() {
    for descriptor in [course(), decentralised()] {
        let document = document(&descriptor);
        let mut found = HashMap::new();
        nodes(&document, &mut found);
        assert!(found.len() > 40);
        assert_eq!(interop_check(&document), []);
        for id in found.keys() {
            let ours = id.starts_with(BASE) || id.starts_with("urn:") || id.starts_with("did:");
            assert!(ours || id.starts_with("http://") || id.starts_with("mailto:"), "{id}");
        }
    }
}

#[test]
fn the_top_of_the_document_is_a_verifiable_credential_of_vcdm_1_1() {
    let document = document(&course());
    let members: Vec<&str> = document.as_object().expect("an object").keys().map(String::as_str).collect();
    let expected = [
        "@context",
        "type",
        "credentialProfiles",
        "credentialSchema",
        "displayParameter",
        "issuer",
        "credentialSubject",
        "id",
        "issued",
        "issuanceDate",
        "validFrom",
        "expirationDate",
        "validUntil",
        "credentialStatus",
    ];
    assert_eq!(members, expected);
    assert_eq!(
        document["@context"],
        json!([
            "https://www.w3.org/2018/credentials/v1",
            "http://data.europa.eu/snb/model/context/edc-ap",
            "https://w3id.org/security/data-integrity/v2",
            "https://www.w3.org/ns/credentials/status/v1",
        ])
    );
    assert_eq!(document["type"], json!(["VerifiableCredential", "EuropeanDigitalCredential"]));
    for name in ["issued", "issuanceDate", "validFrom"] {
        assert_eq!(document[name], "2026-07-01T10:00:00Z", "{name}");
    }
    for name in ["expirationDate", "validUntil"] {
        assert_eq!(document[name], "2029-07-01T10:00:00Z", "{name}");
    }
    assert_eq!(document["issuer"]["id"], "did:web:mc.uni.example");
    assert_eq!(document["issuer"]["eIDASIdentifier"]["notation"], "VATES-Q3318001I");
    assert_eq!(
        document["credentialStatus"][1],
        json!({
            "id": "https://mc.uni.example/status/s1.json#94567",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "suspension",
            "statusListIndex": "94567",
            "statusListCredential": "https://mc.uni.example/status/s1.json",
        })
    );
}

#[test]
fn every_row_of_the_form_has_its_place() {
    let document = document(&course());
    let claim = &document["credentialSubject"]["hasClaim"];
    let qualification = &claim["specifiedBy"];
    assert_eq!(document["displayParameter"]["title"]["es"], "Hacia un marco de microcredenciales INGENIUM");
    assert_eq!(claim["title"], qualification["title"]);
    assert_eq!(qualification["type"], "Qualification");
    assert_eq!(qualification["eqfLevel"]["id"], "http://data.europa.eu/snb/eqf/6");
    assert_eq!(qualification["nqfLevel"]["inScheme"]["id"], "http://data.europa.eu/snb/qdr/25831c2");
    assert_eq!(qualification["creditPoint"]["point"], "1");
    assert_eq!(claim["creditReceived"], qualification["creditPoint"]);
    assert_eq!(qualification["volumeOfLearning"], "PT25H");
    assert_eq!(qualification["mode"]["prefLabel"]["en"], "Online");
    assert_eq!(qualification["supplementaryDocument"]["contentURL"], "https://eur-lex.europa.eu/x");
    assert_eq!(qualification["thematicArea"]["id"], "http://data.europa.eu/snb/isced-f/0688");
    assert_eq!(qualification["category"]["en"], json!(["quality", "ESCO"]));
    assert_eq!(qualification["targetGroup"]["type"], "Concept");
    assert_eq!(qualification["entryRequirement"]["noteLiteral"]["en"], "None");
    assert_eq!(qualification["isPartialQualification"], true);
    assert_eq!(qualification["isPartOf"]["type"], "Qualification");
    assert_eq!(qualification["isPartOf"]["title"]["en"], "INGENIUM staff programme");
    assert_eq!(qualification.get("accreditation"), None);

    let activity = &claim["influencedBy"];
    assert_eq!(activity["workload"], "PT25H");
    assert_eq!(activity["temporal"]["startDate"], "2026-05-09T22:00:00Z");
    assert_eq!(activity["directedBy"]["type"], "Agent");
    assert_eq!(activity["directedBy"]["prefLabel"]["en"], "Ana García");
    assert_eq!(activity["specifiedBy"]["contactHour"], "14");
    assert_eq!(activity["specifiedBy"]["mode"], qualification["mode"]);

    let outcome = &qualification["learningOutcome"];
    assert_eq!(outcome["relatedESCOSkill"]["inScheme"]["id"], "http://data.europa.eu/esco/concept-scheme/skills");
    let unmatched: Vec<_> = outcome["additionalNote"].as_array().expect("two").iter().collect();
    assert_eq!(unmatched[0]["noteLiteral"]["en"], "evaluate data");
    assert_eq!(unmatched[1]["noteLiteral"]["en"], "documenting and recording information");

    let overall = &claim["provenBy"];
    assert_eq!(overall["grade"]["noteLiteral"]["en"], "8.5");
    let parts = overall["hasPart"].as_array().expect("two parts");
    assert_eq!(parts[0]["grade"]["noteLiteral"]["en"], "9");
    assert_eq!(parts[1]["grade"]["noteLiteral"]["en"], "Passed");
    assert_eq!(parts[0]["idVerification"]["type"], "Concept");
    let weight = &parts[1]["specifiedBy"]["additionalNote"]["noteLiteral"]["en"];
    assert_eq!(weight, "Weight in the overall grade: 60 %");
    for assessment in [overall, &parts[0], &parts[1]] {
        assert_eq!(assessment["awardedBy"]["type"], "AwardingProcess");
    }

    let right = &claim["entitlesTo"];
    assert_eq!(right["specifiedBy"]["entitlementStatus"]["prefLabel"]["en"], "actual");
    assert_eq!(right["awardedBy"], claim["awardedBy"]);
    let body = &claim["awardedBy"]["awardingBody"];
    assert_eq!(body, &document["issuer"]);
    assert_eq!(body["contactPoint"]["emailAddress"]["id"], "mailto:microcredenciales@uniovi.example");
    assert_eq!(body["contactPoint"]["phone"]["phoneNumber"], "+34 985 00 00 00");
    assert_eq!(body["location"]["address"]["countryCode"]["id"], code(List::Country, "ESP").iri);

    let opportunity = &claim["learningOpportunity"];
    assert_eq!(opportunity["providedBy"], *body);
    assert_eq!(opportunity["admissionProcedure"]["noteLiteral"]["en"], "By the form <https://forms.example/e>");
    assert_eq!(opportunity["scheduleInformation"]["noteLiteral"]["en"], "Two months");
    assert_eq!(opportunity["homepage"]["contentURL"], "https://uniovi.example/mc");
}

#[test]
fn what_has_no_property_is_a_note() {
    let document = document(&course());
    let claim = &document["credentialSubject"]["hasClaim"];
    let words = |value: &Value| -> Vec<String> {
        let notes = value["additionalNote"].as_array().expect("notes");
        notes.iter().map(|note| note["noteLiteral"]["en"].as_str().expect("English").to_owned()).collect()
    };
    assert_eq!(
        words(&claim["specifiedBy"]),
        [
            "Learner profile: Academic and administrative staff",
            "Contents and methods: 1. Regulation\n2. Tools",
            "Study materials: Moodle",
            "Accessibility: Captions on all videos",
            "Key resource: Handbook",
            "Licence (Handbook): CC-BY-4.0",
            "Linked learning: Accessibility course",
            "Integration: stackable towards another credential",
            "Quality assurance: INGENIUM internal review\nDecided by: INGENIUM quality committee\n\
             Proposal approved: 2026-01-15\nFinal review passed: 2026-03-02\nSubject experts taking part: 2\n\
             Students taking part: 3",
            "Developed with: South-Eastern Finland University of Applied Sciences",
            "Held once a year.",
        ]
    );
    assert_eq!(
        words(&claim["learningOpportunity"]),
        ["Study places: 50", "Registration closes: 2026-05-01", "Quota: 5 per institution", "Price: free"]
    );
}

#[test]
fn only_names_are_sealed_unless_the_descriptor_says_more() {
    let person = document(&course())["credentialSubject"].clone();
    let members: Vec<&str> = person.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(members, ["type", "hasClaim", "givenName", "familyName", "id"]);
    assert_eq!(person["givenName"], json!({ "en": "Zoë" }));

    let learner_fields = vec![
        LearnerField::Citizenship,
        LearnerField::DateOfBirth,
        LearnerField::FullName,
        LearnerField::NationalId,
        LearnerField::OtherIdentifier,
    ];
    let document = document(&Descriptor { learner_fields, ..course() });
    let person = &document["credentialSubject"];
    assert_eq!(person["fullName"]["en"], "Zoë Nguyễn");
    assert_eq!(person["dateOfBirth"], "1999-10-02T00:00:00Z");
    assert_eq!(person["nationalID"]["notation"], "X123");
    assert_eq!(person["nationalID"]["spatial"]["id"], code(List::Country, "ESP").iri);
    assert_eq!(person["identifier"]["notation"], "U1");
    assert_eq!(person["citizenshipCountry"].as_array().map(Vec::len), Some(2));
    assert!(!document.to_string().contains("zoe@example.org"));
}

#[test]
fn components_are_parts_with_their_own_award_credits_grade_and_specification() {
    let document = document(&decentralised());
    let claim = &document["credentialSubject"]["hasClaim"];
    assert_eq!(claim["creditReceived"]["point"], "4");
    assert_eq!(claim["awardedBy"]["awardingBody"].as_array().map(Vec::len), Some(2));
    let parts = claim["hasPart"].as_array().expect("two parts");
    let rows = [
        ("Design", "University of Oviedo", "A"),
        ("Tools", "South-Eastern Finland University of Applied Sciences", "B"),
    ];
    for (part, (title, body, grade)) in parts.iter().zip(rows) {
        assert_eq!(part["type"], "LearningAchievement");
        assert_eq!(part["title"]["en"], title);
        assert_eq!(part["awardedBy"]["awardingBody"]["legalName"]["en"], body);
        assert_eq!(part["creditReceived"]["point"], "2");
        assert_eq!(part["provenBy"]["grade"]["noteLiteral"]["en"], grade);
        assert_eq!(part["specifiedBy"]["type"], "Qualification");
        assert_eq!(part["specifiedBy"]["volumeOfLearning"], "PT50H");
        assert_eq!(part["specifiedBy"]["eqfLevel"]["id"], "http://data.europa.eu/snb/eqf/6");
    }
    let evidence = &document["evidence"];
    assert_eq!(evidence["dcType"]["id"], "http://data.europa.eu/snb/evidence-type/c_18016257");
    assert_eq!(evidence["evidenceTarget"], claim["awardedBy"]["awardingBody"][1]);
    let statement = evidence["evidenceStatement"].as_str().expect("a statement");
    assert!(statement.starts_with("University of Oviedo seals this credential on behalf of South-Eastern"));
    assert!(statement.contains("\"Consortium agreement 2025\""));
}

#[test]
fn an_awarding_body_without_mandate_stops_the_batch() {
    let joint = Descriptor { awarding_bodies: vec!["uniovi".into(), "xamk".into()], ..course() };
    let other = Mandate { bodies: vec!["mtu".into()], ..mandate() };
    let over = Mandate { until: Some(at("2026-06-30T00:00:00Z")), ..mandate() };
    let early = Mandate { from: at("2026-07-02T00:00:00Z"), ..mandate() };
    let rows = [
        (None, vec!["no-mandate"]),
        (Some(other), vec!["no-mandate"]),
        (Some(over), vec!["mandate-not-in-force"]),
        (Some(early), vec!["mandate-not-in-force"]),
    ];
    for (mandate, expected) in rows {
        let faults = mapper_with(&joint, &uniovi(), mandate.as_ref()).err().expect("a fault");
        assert_eq!(codes(&faults), expected);
        let faults = mapper_with(&decentralised(), &uniovi(), mandate.as_ref()).err().expect("a fault");
        assert_eq!(codes(&faults), expected);
    }
    assert!(mapper_with(&joint, &uniovi(), Some(&mandate())).is_ok());
    assert!(mapper_with(&course(), &uniovi(), None).is_ok(), "a body needs no mandate from itself");
}

#[test]
fn faults_that_only_show_in_the_mapping() {
    let mut nameless = uniovi();
    nameless.did = None;
    assert_eq!(codes(&mapper_with(&course(), &nameless, None).err().expect("a fault")), ["issuer-without-did"]);

    let unknown = Descriptor { awarding_bodies: vec!["nowhere".into()], ..course() };
    assert_eq!(codes(&mapper_with(&unknown, &uniovi(), None).err().expect("a fault")), ["institution-unknown"]);

    let mut two_labels = course();
    two_labels.outcomes.push(outcome("Another"));
    two_labels.outcomes[1].skills[0].label = "teamwork".into();
    assert_eq!(codes(&mapper_with(&two_labels, &uniovi(), None).err().expect("a fault")), ["skill-with-two-labels"]);

    let never = Descriptor { valid_for: Some("three years".into()), ..course() };
    assert_eq!(codes(&mapper_with(&never, &uniovi(), None).err().expect("a fault")), ["valid-for"]);

    let images = DisplayImages { by_language: BTreeMap::new(), unshown: BTreeMap::new() };
    let missing = Mapper::new(&course(), &uniovi(), &[xamk()], None, BASE, &images, at("2026-07-01T10:00:00Z"));
    assert_eq!(codes(&missing.err().expect("a fault")), ["display-image"]);

    let mut circular = uniovi();
    circular.accreditation = Some(Accreditation {
        title: text(&[("en", "Licence")]),
        kind: code(List::Accreditation, "003293d2ce"),
        agency: "uniovi".into(),
        decided: None,
    });
    assert_eq!(codes(&mapper_with(&course(), &circular, None).err().expect("a fault")), ["accreditation-cycle"]);
}

#[test]
fn a_learner_without_grade_is_a_fault_with_its_row() {
    let mut strict = course();
    strict.assessments[1].pass_label = None;
    let strict = mapper(&strict);
    let faults = strict.check_learner("list.csv", &learner());
    assert_eq!(codes(&faults), ["no-grade"]);
    let fault = faults.iter().next().expect("one");
    assert_eq!(fault.place.to_string(), "list.csv, row 2, column \"project\"");
    assert_eq!(fault.what, "the assessment \"Group proposal\" has no grade");

    let mut graded = learner();
    graded.assessment_grades.insert("project".into(), "7".into());
    assert!(strict.check_learner("list.csv", &graded).is_empty());
    graded.grade = None;
    assert_eq!(codes(&strict.check_learner("list.csv", &graded)), ["no-grade"], "the overall grade has no label");

    let mut labelled = learner();
    (labelled.grade, labelled.assessment_grades) = (None, BTreeMap::new());
    let document = mapper(&course()).document(&labelled, &ids(), &[]);
    let overall = &document["credentialSubject"]["hasClaim"]["provenBy"];
    assert_eq!(overall["grade"]["noteLiteral"]["en"], "Passed", "the label that all assessments share");

    let mut unnamed = graded.clone();
    unnamed.grade = Some("1".into());
    unnamed.given_name = "A\u{7}".into();
    assert_eq!(codes(&strict.check_learner("list.csv", &unnamed)), ["name-characters"]);
}

#[test]
fn the_rows_own_date_is_the_date_of_issuing() {
    let mut learner = learner();
    learner.awarded = Some(at("2026-06-15T08:00:00Z"));
    let document = mapper(&course()).document(&learner, &ids(), &[]);
    assert_eq!(document["issued"], "2026-06-15T08:00:00Z");
    assert_eq!(document["validUntil"], "2029-06-15T08:00:00Z");
    assert_eq!(document["credentialSubject"]["hasClaim"]["awardedBy"]["awardingDate"], "2026-06-15T08:00:00Z");
    assert_eq!(document.get("credentialStatus"), None);
}

#[test]
fn learners_share_what_the_batch_shares_and_nothing_else() {
    let mapper = mapper(&course());
    let (first, again) = (mapper.document(&learner(), &ids(), &[]), mapper.document(&learner(), &ids(), &[]));
    assert_eq!(first, again);
    let other = mapper.document(&learner(), &LearnerIds { seed: [8; 32], ..ids() }, &[]);
    let (mut left, mut right) = (HashMap::new(), HashMap::new());
    nodes(&first, &mut left);
    nodes(&other, &mut right);
    let shared: Vec<_> = left.keys().filter(|id| right.contains_key(*id)).collect();
    assert!(shared.iter().all(|id| !id.starts_with("urn:epass:")), "{shared:?}");
    assert!(left.keys().filter(|id| !right.contains_key(*id)).all(|id| id.starts_with("urn:epass:")));
}

#[test]
fn the_data_model_2_0_names_its_derived_context_and_pins_it() {
    let document = mapper(&course()).with_data_model(DataModel::V2_0).document(&learner(), &ids(), &status());
    let contexts = document["@context"].as_array().expect("two contexts");
    assert_eq!(contexts[0], "https://www.w3.org/ns/credentials/v2");
    let (bytes, digest) = Contexts::derived_elm();
    assert_eq!(sha256(bytes), digest);
    let derived = format!("{BASE}/contexts/{}.jsonld", to_hex(&digest));
    assert_eq!(contexts[1], derived.as_str());
    let related = &document["relatedResource"];
    assert_eq!(related["id"], derived.as_str());
    let multihash = from_base64url_multibase(related["digestMultibase"].as_str().expect("a text")).expect("multibase");
    assert_eq!(multihash, [&[0x12, 0x20], &digest[..]].concat());
    assert_eq!(document["validFrom"], "2026-07-01T10:00:00Z");
    assert_eq!(document["validUntil"], "2029-07-01T10:00:00Z");
}

#[test]
fn the_display_image_is_small_and_needs_no_fonts_of_the_machine() {
    for descriptor in [course(), decentralised()] {
        let images = display_images(&descriptor, &uniovi(), &[xamk()]).expect("images");
        assert_eq!(images.by_language.len(), 2);
        for (language, png) in &images.by_language {
            assert!(png.starts_with(b"\x89PNG") && png.len() <= limits::DISPLAY_IMAGE_BYTES_MAX, "{language}");
        }
        assert!(images.unshown.is_empty());
        assert_eq!(images, display_images(&descriptor, &uniovi(), &[xamk()]).expect("images"), "always the same bytes");
    }
}

#[test]
fn letters_that_the_fonts_lack_are_named_not_boxed() {
    let foreign = Descriptor { title: text(&[("zh", "微证书 2026")]), language: language("zh"), ..course() };
    let images = display_images(&foreign, &uniovi(), &[xamk()]).expect("images");
    assert_eq!(images.unshown, BTreeMap::from([(language("zh"), "微证书".to_owned())]));
    let warnings = images.warnings("course.toml");
    assert_eq!(codes(&warnings), ["image-letters"]);
    assert!(!warnings.stop());
    let both = Descriptor { title: text(&[("zh", "微证书"), ("en", "Micro-credential")]), ..course() };
    let images = display_images(&both, &uniovi(), &[xamk()]).expect("images");
    assert!(images.unshown.is_empty(), "the other language is shown instead");
}

#[test]
fn documents_keep_the_profile_and_the_lists_in_both_data_models() {
    for descriptor in [course(), decentralised()] {
        for model in [DataModel::V1_1, DataModel::V2_0] {
            let mapper = mapper(&descriptor).with_data_model(model);
            let document = mapper.document(&learner(), &ids(), &status());
            let mut contexts = Contexts::embedded().clone();
            if model == DataModel::V2_0 {
                let derived = document["@context"][1].as_str().expect("an IRI");
                contexts =
                    contexts.with_alias(derived, Contexts::derived_elm().1).expect("the derived context is known");
            }
            let dataset = to_dataset(&document, &contexts).expect("every member is in the graph");
            let root = ids().award.to_string();
            assert_eq!(
                profile::check(&dataset, &root, profile::Profile::GenericFull, profile::ApVersion::default()),
                []
            );
            // The national level is of a list that is known only in part.
            let unknown: Vec<_> = vocabulary_check(&dataset).into_iter().map(|finding| finding.concept).collect();
            assert!(
                unknown.iter().all(|concept| concept.contains("/qdr/") || concept.contains("/esco/")),
                "{unknown:?}"
            );
        }
    }
}

#[test]
fn both_data_models_say_the_same_of_the_award() {
    let lines = |model: DataModel| -> Vec<String> {
        let document = mapper(&course()).with_data_model(model).document(&learner(), &ids(), &status());
        let mut contexts = Contexts::embedded().clone();
        if model == DataModel::V2_0 {
            let derived = document["@context"][1].as_str().expect("an IRI");
            contexts = contexts.with_alias(derived, Contexts::derived_elm().1).expect("the derived context is known");
        }
        let dataset = to_dataset(&document, &contexts).expect("every member is in the graph");
        let canonical = canonicalize(&dataset, Budget::default()).expect("no blank nodes");
        let related =
            |line: &&str| line.contains("relatedResource") || line.starts_with("<https://mc.uni.example/contexts/");
        canonical.nquads.lines().filter(|line| !related(line)).map(str::to_owned).collect()
    };
    assert_eq!(lines(DataModel::V1_1), lines(DataModel::V2_0));
}

#[test]
fn a_title_that_is_one_endless_word_still_makes_a_picture() {
    let endless = Descriptor { title: text(&[("de", &"Donaudampfschifffahrt".repeat(5))]), ..course() };
    let images = display_images(&endless, &uniovi(), &[xamk()]).expect("images");
    assert_eq!(images.by_language.len(), 1);
}

/// The dataset of a changed document, read as a foreign one would be.
fn changed(pointer: &str, change: &dyn Fn(&mut Value)) -> Dataset {
    let mut document = document(&course());
    document.as_object_mut().expect("an object").shift_remove("credentialStatus");
    change(document.pointer_mut(pointer).unwrap_or_else(|| panic!("the document has {pointer}")));
    let options = Options { mode: Mode::Lenient, ..Options::default() };
    to_dataset_with(&document, Contexts::embedded(), &options).expect("quads")
}

fn drop_member(node: &mut Value, name: &str) {
    node.as_object_mut().expect("an object").shift_remove(name).expect("the member was there");
}

#[test]
fn a_document_that_departs_is_told_where() {
    let root = ids().award.to_string();
    let claim = "/credentialSubject/hasClaim";
    let grade = "/credentialSubject/hasClaim/provenBy";
    type Change = Box<dyn Fn(&mut Value)>;
    let without = |name: &'static str| -> Change { Box::new(move |node| drop_member(node, name)) };
    let with = |name: &'static str, value: Value| -> Change { Box::new(move |node| node[name] = value.clone()) };
    let rows: [(&str, Change, &str, &str, profile::Rule); 8] = [
        (claim, without("title"), "elm:LearningAchievement", "dc:title", profile::Rule::MinCount),
        (claim, with("title", json!("plain")), "elm:LearningAchievement", "dc:title", profile::Rule::Datatype),
        (
            claim,
            with("title", json!({ "en": ["a", "b"] })),
            "elm:LearningAchievement",
            "dc:title",
            profile::Rule::UniqueLanguage,
        ),
        (grade, without("grade"), "elm:LearningAssessment", "elm:grade", profile::Rule::MinCount),
        (
            grade,
            with("grade", json!({ "id": "urn:x", "type": "Agent" })),
            "elm:LearningAssessment",
            "elm:grade",
            profile::Rule::Class,
        ),
        (
            "/credentialSubject",
            with("familyName", json!({ "en": "A", "fi": "B" })),
            "elm:Person",
            "foaf:familyName",
            profile::Rule::MaxCount,
        ),
        (
            "",
            with("issued", json!("2026-07-01")),
            "elm:EuropeanDigitalCredential",
            "cred:issued",
            profile::Rule::Datatype,
        ),
        (
            "/credentialSubject/hasClaim/specifiedBy",
            with(
                "eqfLevel",
                json!({ "id": "urn:x", "type": "Concept", "inScheme": { "id": "urn:y", "type": "ConceptScheme" } }),
            ),
            "elm:Qualification",
            "elm:EQFLevel",
            profile::Rule::Scheme,
        ),
    ];
    for (pointer, change, class, property, rule) in rows {
        let findings = profile::check(
            &changed(pointer, &change),
            &root,
            profile::Profile::GenericFull,
            profile::ApVersion::default(),
        );
        let found: Vec<_> = findings.iter().map(|it| (it.class, it.property, it.rule)).collect();
        assert_eq!(found, [(class, property, rule)], "{pointer}");
    }
    assert_eq!(
        profile::check(&changed("", &|_| {}), &root, profile::Profile::GenericFull, profile::ApVersion::default()),
        []
    );
    let foreign = changed("", &|node| node["type"] = json!("VerifiableCredential"));
    assert!(!profile::applies(&foreign, &root));
    assert_eq!(
        profile::check(&foreign, &root, profile::Profile::GenericFull, profile::ApVersion::default())[0].rule,
        profile::Rule::Class
    );
}

#[test]
fn codes_are_absent_or_cannot_be_judged() {
    let qualification = "/credentialSubject/hasClaim/specifiedBy";
    let judge = |level: &str, scheme: &str| {
        let concept = json!({ "id": level, "type": "Concept", "inScheme": { "id": scheme, "type": "ConceptScheme" } });
        let dataset = changed(qualification, &|node| node["eqfLevel"] = concept.clone());
        let found = vocabulary_check(&dataset).into_iter().find(|finding| finding.concept == level);
        found.map(|finding| finding.outcome)
    };
    let eqf = "http://data.europa.eu/snb/eqf/25831c2";
    assert_eq!(judge("http://data.europa.eu/snb/eqf/5", eqf), None);
    assert_eq!(judge("http://data.europa.eu/snb/eqf/9", eqf), Some(VocabularyOutcome::Absent));
    assert_eq!(judge("urn:level:5", eqf), Some(VocabularyOutcome::Absent));
    assert_eq!(judge("urn:level:5", "urn:levels"), Some(VocabularyOutcome::Inconclusive));
    let partial = "http://data.europa.eu/snb/assessment/25831c2";
    assert_eq!(
        judge("http://data.europa.eu/snb/assessment/0000000000", partial),
        Some(VocabularyOutcome::Inconclusive)
    );
}
