//! What each profile and version says of one document that keeps them all, and of its changed twins.

use serde_json::{Value, json};

use super::*;
use crate::jsonld::{Contexts, to_dataset_of_sealed};

const ROOT: &str = "urn:credential:1";

/// A code of a list; `list` without the part that all lists share.
fn code(list: &str) -> Value {
    let scheme = match list {
        "language" | "country" => format!("http://publications.europa.eu/resource/authority/{list}"),
        _ => format!("http://data.europa.eu/snb/{list}/25831c2"),
    };
    json!({ "id": format!("urn:code:{list}"), "type": "Concept", "inScheme": { "id": scheme, "type": "ConceptScheme" } })
}

fn media() -> Value {
    json!({
        "id": "urn:media", "type": "MediaObject", "content": "c2hvcnQ=",
        "contentEncoding": code("encoding"), "contentType": code("file-type"),
    })
}

fn organisation() -> Value {
    json!({
        "id": "urn:uni", "type": "Organisation", "legalName": { "en": "University" },
        "eIDASIdentifier": { "id": "urn:legal", "type": "LegalIdentifier", "notation": "VATES-1", "spatial": code("country") },
        "location": {
            "id": "urn:place", "type": "Location",
            "address": { "id": "urn:address", "type": "Address", "countryCode": code("country") },
        },
    })
}

fn awarding() -> Value {
    json!({ "id": "urn:awarding", "type": "AwardingProcess", "awardingBody": organisation() })
}

fn qualification() -> Value {
    json!({
        "id": "urn:qualification", "type": "Qualification", "title": { "en": "Course" }, "maximumDuration": "P1M",
        "language": code("language"), "mode": code("mode"), "thematicArea": code("isced-f"), "nqfLevel": code("qdr"),
        "learningOutcome": { "id": "urn:outcome", "type": "LearningOutcome", "title": { "en": "Can do it" } },
        "awardingOpportunity": { "id": "urn:chance", "type": "AwardingOpportunity", "awardingBody": organisation() },
    })
}

/// A credential that keeps every profile; its qualification is its own part, or parts would never end.
fn credential() -> Value {
    let mut whole = qualification();
    whole["hasPart"] = json!("urn:qualification");
    json!({
        "@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
        "id": ROOT,
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialProfiles": code("credential"),
        "credentialSchema": [
            { "id": "http://data.europa.eu/snb/model/ap/edc-generic-full", "type": "ShaclValidator2017" },
        ],
        "displayParameter": {
            "id": "urn:display", "type": "DisplayParameter", "title": { "en": "Course" },
            "language": code("language"), "primaryLanguage": code("language"),
            "individualDisplay": {
                "id": "urn:individual", "type": "IndividualDisplay", "language": code("language"),
                "displayDetail": { "id": "urn:detail", "type": "DisplayDetail", "page": 1, "image": media() },
            },
        },
        "issuer": organisation(),
        "issued": "2026-06-30T12:00:00Z",
        "validFrom": "2026-06-30T12:00:00Z",
        "evidence": {
            "id": "urn:evidence", "type": "Evidence", "dcType": code("evidence-type"),
            "evidenceStatement": "On behalf of the other university", "embeddedEvidence": media(),
            "accreditation": {
                "id": "urn:accreditation", "type": "Accreditation", "title": { "en": "Decision" },
                "dcType": code("accreditation"), "accreditingAgent": organisation(),
            },
        },
        "credentialSubject": {
            "id": "urn:person", "type": "Person", "fullName": { "en": "Ann Other" }, "dateOfBirth": "2001-05-06T00:00:00Z",
            "hasClaim": {
                "id": "urn:achievement", "type": "LearningAchievement", "title": { "en": "Course" },
                "awardedBy": awarding(), "specifiedBy": whole,
                "creditReceived": { "id": "urn:credit", "type": "CreditPoint", "point": "2", "framework": code("credit") },
                "provenBy": {
                    "id": "urn:exam", "type": "LearningAssessment", "title": { "en": "Exam" }, "awardedBy": awarding(),
                    "grade": { "id": "urn:grade", "type": "Note", "noteLiteral": { "en": "9" } },
                },
            },
        },
    })
}

/// What is found in the changed credential: class, property and rule.
fn found(profile: Profile, version: ApVersion, change: impl Fn(&mut Value)) -> Vec<(&'static str, &'static str, Rule)> {
    let mut document = credential();
    change(&mut document);
    // Nodes stand more than once in part, which only sealed documents may do.
    let (dataset, dropped) = to_dataset_of_sealed(&document, Contexts::embedded()).expect("quads");
    assert!(dropped.is_empty(), "{dropped:?}");
    let findings = check(&dataset, ROOT, profile, version);
    findings.into_iter().map(|finding| (finding.class, finding.property, finding.rule)).collect()
}

/// Takes the member at the end of `pointer` away.
fn without(pointer: &'static str) -> impl Fn(&mut Value) {
    move |document| {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let node = document.pointer_mut(parent).and_then(Value::as_object_mut).expect("a node");
        assert!(node.shift_remove(name).is_some(), "{pointer}");
    }
}

#[test]
fn one_document_keeps_every_profile() {
    for version in ApVersion::ALL {
        for profile in Profile::ALL {
            assert_eq!(found(profile, version, |_| {}), [], "{} {version}", profile.name());
        }
    }
}

#[test]
fn a_sub_profile_asks_for_more_than_the_general_one() {
    use Profile::{Accredited, Converted, DiplomaSupplement, IssuedByMandate};
    let claim = "/credentialSubject/hasClaim";
    let rows: [(&str, &[Profile], (&str, &str)); 16] = [
        (
            "/evidence",
            &[Accredited, Converted, DiplomaSupplement, IssuedByMandate],
            ("elm:EuropeanDigitalCredential", "cred:evidence"),
        ),
        ("/evidence/accreditation", &[Accredited, DiplomaSupplement], ("elm:Evidence", "elm:accreditation")),
        ("/evidence/embeddedEvidence", &[Converted], ("elm:Evidence", "elm:embeddedEvidence")),
        ("/evidence/evidenceStatement", &[IssuedByMandate], ("elm:Evidence", "elm:evidenceStatement")),
        ("/credentialSubject/fullName", &[DiplomaSupplement], ("elm:Person", "foaf:fullName")),
        ("/credentialSubject/dateOfBirth", &[DiplomaSupplement], ("elm:Person", "elm:dateOfBirth")),
        ("creditReceived", &[DiplomaSupplement], ("elm:LearningAchievement", "elm:creditReceived")),
        ("provenBy", &[DiplomaSupplement], ("elm:LearningAchievement", "elm:provenBy")),
        ("specifiedBy/language", &[DiplomaSupplement], ("elm:Qualification", "dc:language")),
        ("specifiedBy/mode", &[DiplomaSupplement], ("elm:Qualification", "elm:mode")),
        ("specifiedBy/thematicArea", &[DiplomaSupplement], ("elm:Qualification", "elm:ISCEDFCode")),
        ("specifiedBy/nqfLevel", &[DiplomaSupplement], ("elm:Qualification", "elm:NQFLevel")),
        ("specifiedBy/maximumDuration", &[DiplomaSupplement], ("elm:Qualification", "elm:maximumDuration")),
        ("specifiedBy/learningOutcome", &[DiplomaSupplement], ("elm:Qualification", "elm:learningOutcome")),
        ("specifiedBy/awardingOpportunity", &[DiplomaSupplement], ("elm:Qualification", "elm:awardingOpportunity")),
        ("specifiedBy/hasPart", &[DiplomaSupplement], ("elm:Qualification", "elm:hasPart")),
    ];
    for (place, asking, (class, property)) in rows {
        let pointer: &'static str =
            if place.starts_with('/') { place } else { Box::leak(format!("{claim}/{place}").into_boxed_str()) };
        for profile in Profile::ALL {
            let expected = if asking.contains(&profile) { vec![(class, property, Rule::MinCount)] } else { vec![] };
            let found = found(profile, ApVersion::default(), without(pointer));
            assert_eq!(found, expected, "{} without {pointer}", profile.name());
        }
    }
}

#[test]
fn what_is_accredited_is_one_achievement() {
    let newest = ApVersion::default();
    let another = |document: &mut Value| {
        let first = document["credentialSubject"]["hasClaim"].clone();
        let activity = json!({ "id": "urn:activity", "type": "LearningActivity", "title": { "en": "T" }, "awardedBy": awarding() });
        document["credentialSubject"]["hasClaim"] = json!([first, activity]);
    };
    assert_eq!(found(Profile::GenericFull, newest, another), []);
    let person = |rule| ("elm:Person", "elm:hasClaim", rule);
    let both = [person(Rule::MaxCount), person(Rule::Shape)];
    assert_eq!(found(Profile::Accredited, newest, another), both);
    assert_eq!(found(Profile::DiplomaSupplement, newest, another), both);
    assert_eq!(found(Profile::IssuedByMandate, newest, another), []);
}

#[test]
fn lists_are_asked_for_unless_they_are_left_out() {
    let level = |document: &mut Value| {
        let qualification = &mut document["credentialSubject"]["hasClaim"]["specifiedBy"];
        qualification["nqfLevel"]["inScheme"]["id"] = json!("urn:another:list");
    };
    let newest = ApVersion::default();
    assert_eq!(found(Profile::GenericFull, newest, level), [("elm:Qualification", "elm:NQFLevel", Rule::Scheme)]);
    assert_eq!(found(Profile::GenericNoCv, newest, level), []);
}

#[test]
fn versions_differ_in_status_terms_and_schema() {
    let credential = |property, rule| ("elm:EuropeanDigitalCredential", property, rule);
    let both = |change: &dyn Fn(&mut Value)| ApVersion::ALL.map(|version| found(Profile::GenericFull, version, change));

    let status = |document: &mut Value| {
        document["credentialStatus"] = json!({ "id": "https://uni.example/list#7", "type": "CredentialStatus" });
    };
    assert_eq!(both(&status), [vec![credential("cred:credentialStatus", Rule::Datatype)], vec![]]);
    let two = |document: &mut Value| {
        let place = |n: u8| json!({ "id": format!("https://uni.example/list#{n}"), "type": "CredentialStatus" });
        document["credentialStatus"] = json!([place(1), place(2)]);
    };
    assert_eq!(both(&two)[1], [credential("cred:credentialStatus", Rule::MaxCount)]);
    let terms = |document: &mut Value| {
        document["termsOfUse"] = json!({ "id": "https://uni.example/terms", "type": "TermsOfUse" });
    };
    assert_eq!(both(&terms), [vec![credential("cred:termsOfUse", Rule::Datatype)], vec![]]);
    let schema = |document: &mut Value| document["credentialSchema"][0] = json!({ "type": "ShaclValidator2017" });
    assert_eq!(both(&schema), [vec![], vec![credential("cred:credentialSchema", Rule::Kind)]]);
}

#[test]
fn entries_of_the_w3cs_lists_are_not_compared() {
    let mut document = credential();
    document["@context"].as_array_mut().expect("contexts").push(json!("https://www.w3.org/ns/credentials/status/v1"));
    let entry = |purpose: &str| {
        json!({
            "id": format!("https://uni.example/{purpose}#7"), "type": "BitstringStatusListEntry",
            "statusPurpose": purpose, "statusListIndex": "7", "statusListCredential": "https://uni.example/list",
        })
    };
    document["credentialStatus"] = json!([entry("revocation"), entry("suspension")]);
    let dataset = to_dataset_of_sealed(&document, Contexts::embedded()).expect("quads").0;
    for version in ApVersion::ALL {
        assert_eq!(check(&dataset, ROOT, Profile::GenericFull, version), []);
    }
}

#[test]
fn a_document_is_compared_with_what_it_claims() {
    let claiming = |names: &[&str]| {
        let mut document = credential();
        without("/evidence")(&mut document);
        let schemas = names.iter().map(
            |name| json!({ "id": format!("http://data.europa.eu/snb/model/ap/{name}"), "type": "ShaclValidator2017" }),
        );
        document["credentialSchema"] = schemas.collect();
        let dataset = to_dataset_of_sealed(&document, Contexts::embedded()).expect("quads").0;
        let findings = check_claimed(&dataset, ROOT, ApVersion::default());
        (claimed(&dataset, ROOT), findings.into_iter().map(|finding| finding.property).collect::<Vec<_>>())
    };
    assert_eq!(claiming(&["edc-generic-full"]), (vec![Profile::GenericFull], vec![]));
    assert_eq!(claiming(&["edc-of-others"]), (vec![], vec![]));
    let mandate = (vec![Profile::IssuedByMandate], vec!["cred:evidence"]);
    assert_eq!(claiming(&["edc-issued-by-mandate"]), mandate);
    let several = (vec![Profile::Accredited, Profile::Converted], vec!["cred:evidence"]);
    assert_eq!(claiming(&["edc-converted", "edc-accredited", "edc-converted"]), several);
}

#[test]
fn profiles_and_versions_have_names() {
    for profile in Profile::ALL {
        assert_eq!(Profile::from_iri(&profile.iri()), Some(profile));
    }
    assert_eq!(Profile::from_iri("http://data.europa.eu/snb/model/ap/edc-other"), None);
    for version in ApVersion::ALL {
        assert_eq!(ApVersion::from_name(version.name()), Some(version));
    }
    assert_eq!(ApVersion::from_name("1.3.0"), None);
}
