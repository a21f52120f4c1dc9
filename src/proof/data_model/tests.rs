//! Each clause with what keeps it and what breaks it, in both versions where both have it.

use serde_json::{Value, json};

use super::*;
use crate::model::json::Document;

fn v1() -> Value {
    json!({
        "@context": [V1],
        "type": ["VerifiableCredential"],
        "issuer": "did:web:uni.example",
        "issuanceDate": "2026-06-30T12:00:00Z",
        "credentialSubject": {"id": "did:example:learner"},
    })
}

fn v2() -> Value {
    json!({
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "issuer": "did:web:uni.example",
        "credentialSubject": {"id": "did:example:learner"},
    })
}

fn credential(document: &Value) -> Result<DataModel, DataModelError> {
    check_credential_rules(Document::of(document).root(), Contexts::embedded())
}

fn with(base: &Value, member: &str, value: Value) -> Value {
    let mut changed = base.clone();
    changed[member] = value;
    changed
}

/// `good` values of `member` keep the rules, `bad` ones break one at their place.
#[track_caller]
fn check(bases: &[Value], member: &str, good: &[Value], bad: &[(Value, &str)]) {
    for base in bases {
        for value in good {
            let made = credential(&with(base, member, value.clone()));
            assert!(made.is_ok(), "{member} {value}: {made:?}");
        }
        for (value, pointer) in bad {
            let broken = credential(&with(base, member, value.clone())).expect_err(&format!("{member} {value}"));
            assert_eq!(broken.pointer, *pointer, "{member} {value}: {broken}");
        }
    }
}

#[track_caller]
fn check_required(bases: &[Value], member: &str) {
    for base in bases {
        let mut without = base.clone();
        without.as_object_mut().expect("an object").remove(member);
        let broken = credential(&without).expect_err(member);
        assert_eq!((broken.pointer.as_str(), broken.reason), (format!("/{member}").as_str(), "it is missing"));
    }
}

#[test]
fn contexts_are_an_ordered_set_that_begins_with_the_base() {
    check_required(&[v1(), v2()], "@context");
    for base in [V1, V2] {
        let other = if base == V1 { V2 } else { V1 };
        let document = if base == V1 { v1() } else { v2() };
        check(
            &[document],
            "@context",
            &[json!([base]), json!([base, "https://a.example/b"]), json!([base, {"a": "urn:a"}])],
            &[
                (json!(base), "/@context"),
                (json!([]), "/@context"),
                (json!({"a": "urn:a"}), "/@context"),
                (json!(["https://a.example/b", base]), "/@context/0"),
                (json!([{"a": "urn:a"}, base]), "/@context/0"),
                (json!([base, base]), "/@context/1"),
                (json!([base, other]), "/@context/1"),
                (json!([base, "no url"]), "/@context/1"),
                (json!([base, null]), "/@context/1"),
                (json!([base, 1]), "/@context/1"),
                (json!([base, [base]]), "/@context/1"),
            ],
        );
    }
    assert_eq!((credential(&v1()), credential(&v2())), (Ok(DataModel::V1), Ok(DataModel::V2)));
    assert_eq!(credential(&json!([v2()])).expect_err("an array").pointer, "/");
}

#[test]
fn types_are_a_set_with_the_general_one() {
    check_required(&[v1(), v2()], "type");
    check(
        &[v1(), v2()],
        "type",
        &[json!("VerifiableCredential"), json!(["Other", "VerifiableCredential"])],
        &[
            (json!("Other"), "/type"),
            (json!([]), "/type"),
            (json!(["VerifiableCredential", 1]), "/type"),
            (json!(["VerifiableCredential", null]), "/type"),
            (json!(["VerifiableCredential", ""]), "/type"),
            (json!(["VerifiableCredential", "VerifiableCredential"]), "/type"),
            (json!({"a": "VerifiableCredential"}), "/type"),
        ],
    );
}

#[test]
fn an_id_is_one_url() {
    let not_one =
        [json!(null), json!(1), json!([]), json!(["urn:a"]), json!({}), json!("a"), json!(""), json!("urn:a b")];
    let bad: Vec<_> = not_one.iter().map(|value| (value.clone(), "/id")).collect();
    check(&[v1(), v2()], "id", &[json!("urn:uuid:a"), json!("https://a.example/1"), json!("did:example:1")], &bad);
    for value in not_one {
        for base in [v1(), v2()] {
            let subject = with(&base, "credentialSubject", json!({"id": value, "name": "x"}));
            assert_eq!(credential(&subject).expect_err("no URL").pointer, "/credentialSubject/id");
        }
    }
}

#[test]
fn an_issuer_is_a_url_or_has_one() {
    check_required(&[v1(), v2()], "issuer");
    check(
        &[v1(), v2()],
        "issuer",
        &[json!("https://a.example/1"), json!({"id": "did:web:a.example", "url": "https://a.example"})],
        &[
            (json!("a"), "/issuer"),
            (json!(null), "/issuer"),
            (json!({}), "/issuer"),
            (json!({"id": "a"}), "/issuer"),
            (json!({"id": null}), "/issuer"),
            (json!(["did:web:a.example"]), "/issuer"),
            (json!(1), "/issuer"),
        ],
    );
}

#[test]
fn dates_are_those_of_xml_schema() {
    check_required(&[v1()], "issuanceDate");
    let good =
        ["2026-06-30T12:00:00Z", "2026-06-30T12:00:00.5Z", "2026-06-30T12:00:00+02:00", "2026-06-30T12:00:00-11:30"]
            .map(|text| json!(text));
    let bad = [
        json!("2026-06-30"),
        json!("2026-06-30T12:00Z"),
        json!("2026-13-30T12:00:00Z"),
        json!("2026-06-30t12:00:00Z"),
        json!("2026-06-30 12:00:00Z"),
        json!("2026-06-30T12:00:00+02"),
        json!("2026-06-30T12:00:00.Z"),
        json!("30/06/2026"),
        json!(""),
        json!(1_782_820_800),
        json!(null),
        json!(["2026-06-30T12:00:00Z"]),
    ];
    for (base, names) in [(v1(), ["issuanceDate", "expirationDate"]), (v2(), ["validFrom", "validUntil"])] {
        for name in names {
            let pointer = format!("/{name}");
            let bad: Vec<_> = bad.iter().map(|value| (value.clone(), pointer.as_str())).collect();
            check(std::slice::from_ref(&base), name, &good, &bad);
        }
    }
    // Only 2.0 demands a time zone.
    let unzoned = json!("2026-06-30T12:00:00");
    check(&[v1()], "expirationDate", std::slice::from_ref(&unzoned), &[]);
    check(&[v2()], "validUntil", &[], &[(unzoned, "/validUntil")]);
}

#[test]
fn validity_ends_after_it_begins() {
    let from = with(&v2(), "validFrom", json!("2026-06-30T12:00:00Z"));
    check(
        &[from],
        "validUntil",
        &[json!("2026-06-30T12:00:00Z"), json!("2026-06-30T13:00:00+01:00")],
        &[(json!("2026-06-30T13:59:59+02:00"), "/validUntil")],
    );
}

#[test]
fn of_each_subject_something_is_claimed() {
    check_required(&[v1(), v2()], "credentialSubject");
    check(
        &[v1(), v2()],
        "credentialSubject",
        &[json!({"name": "x"}), json!([{"id": "urn:a"}, {"name": "x"}])],
        &[
            (json!([]), "/credentialSubject"),
            (json!({}), "/credentialSubject"),
            (json!([{"id": "urn:a"}, {}]), "/credentialSubject/1"),
            (json!("did:example:learner"), "/credentialSubject"),
            (json!(null), "/credentialSubject"),
            (json!([1]), "/credentialSubject/0"),
        ],
    );
}

#[test]
fn status_schema_service_terms_and_evidence_have_a_type_and_an_id_where_one_is_demanded() {
    // Whether 1.1 and 2.0 demand an id.
    for (member, demanded) in [
        ("credentialStatus", [true, false]),
        ("credentialSchema", [true, true]),
        ("refreshService", [true, false]),
        ("termsOfUse", [false, false]),
        ("evidence", [false, false]),
    ] {
        let (at, first) = (format!("/{member}"), format!("/{member}/0"));
        let id = format!("/{member}/id");
        let whole = json!({"id": "urn:a", "type": "T"});
        let second = format!("/{member}/1");
        check(
            &[v1(), v2()],
            member,
            &[whole.clone(), json!([whole, {"id": "urn:b", "type": ["T", "U"]}])],
            &[
                (json!("urn:a"), &at),
                (json!(null), &at),
                (json!({"id": "urn:a"}), &at),
                (json!({"id": "urn:a", "type": []}), &at),
                (json!({"id": "urn:a", "type": ""}), &at),
                (json!({"id": "urn:a", "type": 1}), &at),
                (json!([{"id": "urn:a"}]), &first),
                (json!([whole, {"id": "urn:b"}]), &second),
                (json!({"id": "a", "type": "T"}), &id),
                (json!({"id": ["urn:a"], "type": "T"}), &id),
            ],
        );
        for (base, demanded) in [v1(), v2()].into_iter().zip(demanded) {
            let without = credential(&with(&base, member, json!({"type": "T"})));
            assert_eq!(without.map_err(|e| e.reason).err(), demanded.then_some("it has no `id`"), "{member}");
        }
    }
}

#[test]
fn names_and_descriptions_are_texts_in_their_language() {
    let texts = [
        json!("x"),
        json!({"@value": "x"}),
        json!({"@value": "x", "@language": "de-AT"}),
        json!({"@value": "x", "@language": "ar", "@direction": "rtl"}),
        json!([{"@value": "x", "@language": "de"}, {"@value": "y", "@language": "en"}]),
    ];
    let others = [
        json!(1),
        json!(null),
        json!({}),
        json!({"@language": "de"}),
        json!({"@value": 1}),
        json!({"@value": "x", "@language": 1}),
        json!({"@value": "x", "@language": "not a tag"}),
        json!({"@value": "x", "@direction": "up"}),
        json!({"@value": "x", "url": "https://a.example"}),
        json!([1]),
    ];
    for member in ["name", "description"] {
        let bad: Vec<_> = others.iter().map(|value| (value.clone(), format!("/{member}"))).collect();
        let bad: Vec<_> = bad.iter().map(|(value, at)| (value.clone(), at.as_str())).collect();
        check(&[v2()], member, &texts, &bad);
        for (value, _) in bad {
            let issuer = with(&v2(), "issuer", json!({"id": "urn:a", member: value}));
            assert_eq!(credential(&issuer).expect_err("no text").pointer, format!("/issuer/{member}"));
            // 1.1 says nothing of them.
            assert_eq!(credential(&with(&v1(), member, value)), Ok(DataModel::V1));
        }
    }
}

#[test]
fn related_resources_have_ids_and_digests_of_their_own() {
    let resource = |id: &str, name: &str, digest: &str| json!({"id": id, name: digest});
    let unknown = resource("https://a.example/1", "digestSRI", &format!("sha256-{}=", "A".repeat(43)));
    let sri = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU";
    let multibase = "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA";
    let own = "https://www.w3.org/2018/credentials/v1";
    let digest = crate::crypto::sha256(Contexts::embedded().bytes(own).expect("known"));
    let own = resource(own, "digestSRI", &format!("sha256-{}", crate::crypto::encoding::to_base64(&digest)));
    let mut both = resource(V2, "digestSRI", sri);
    both["digestMultibase"] = json!(multibase);
    both["mediaType"] = json!("application/ld+json");
    let edited = |base: &Value, member: &str, value: Value| with(base, member, value);
    check(
        &[v2()],
        "relatedResource",
        &[unknown.clone(), own.clone(), both.clone(), json!([unknown, own, both])],
        &[
            (json!("https://a.example/1"), "/relatedResource"),
            (json!(["https://a.example/1"]), "/relatedResource/0"),
            (json!([unknown, unknown]), "/relatedResource/1"),
            (json!({"id": "https://a.example/1"}), "/relatedResource"),
            (edited(&unknown, "id", json!(null)), "/relatedResource"),
            (edited(&unknown, "id", json!("a")), "/relatedResource"),
            (edited(&unknown, "mediaType", json!("text")), "/relatedResource"),
            (edited(&unknown, "digestSRI", json!("sha256-AAAA")), "/relatedResource"),
            (edited(&unknown, "digestSRI", json!("md5-AAAA")), "/relatedResource"),
            (edited(&unknown, "digestSRI", json!(1)), "/relatedResource"),
            (edited(&unknown, "digestMultibase", json!("uEiBZ")), "/relatedResource"),
            // Known resources have other digests.
            (edited(&both, "digestSRI", unknown["digestSRI"].clone()), "/relatedResource"),
            (edited(&own, "digestMultibase", json!(multibase)), "/relatedResource"),
        ],
    );
}

#[test]
fn proofs_are_objects_with_a_type() {
    check(
        &[v1(), v2()],
        "proof",
        &[json!({"type": "DataIntegrityProof"}), json!([{"type": "A"}, {"type": "B"}])],
        &[
            (json!("z1"), "/proof"),
            (json!({}), "/proof"),
            (json!([{"type": "A"}, {}]), "/proof"),
            (json!({"type": 1}), "/proof"),
        ],
    );
}

#[test]
fn presentations_hold_credentials() {
    let presentation = |version: &str, member: &str, value: Value| {
        let base = json!({"@context": [version], "type": ["VerifiablePresentation"]});
        check_presentation_rules(Document::of(&with(&base, member, value)).root()).map_err(|broken| broken.pointer)
    };
    let enveloped = json!({
        "@context": V2, "type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt,e30.e30.e30",
    });
    for (version, found) in [(V1, DataModel::V1), (V2, DataModel::V2)] {
        let check = |member: &str, value: Value, expected: Result<DataModel, &str>| {
            let expected = expected.map_err(str::to_owned);
            assert_eq!(presentation(version, member, value.clone()), expected, "{version} {member} {value}");
        };
        check("type", json!("VerifiablePresentation"), Ok(found));
        check("type", json!("VerifiableCredential"), Err("/type"));
        check("id", json!("urn:a"), Ok(found));
        check("id", json!(["urn:a"]), Err("/id"));
        check("holder", json!("did:example:1"), Ok(found));
        check("holder", json!("a"), Err("/holder"));
        check("holder", json!({}), Err("/holder"));
        check("verifiableCredential", json!([v1(), v2(), enveloped]), Ok(found));
        check("verifiableCredential", json!([1]), Err("/verifiableCredential/0"));
        check("verifiableCredential", json!([v2(), null]), Err("/verifiableCredential/1"));
        check("proof", json!({}), Err("/proof"));
        check("@context", json!([]), Err("/@context"));
        let other = with(&enveloped, "id", json!("https://a.example/1"));
        check("verifiableCredential", other, Err("/verifiableCredential/0/id"));
    }
    assert_eq!(presentation(V1, "verifiableCredential", json!(["e30.e30.e30"])), Ok(DataModel::V1));
    assert_eq!(presentation(V2, "verifiableCredential", json!(["e30.e30.e30"])), Err("/verifiableCredential/0".into()));
    assert_eq!(presentation(V1, "holder", json!({"id": "did:example:1"})), Err("/holder".into()));
    assert_eq!(presentation(V2, "holder", json!({"id": "did:example:1"})), Ok(DataModel::V2));
}

#[test]
fn an_envelope_is_a_data_url() {
    let whole = json!({
        "@context": [V2], "type": ["EnvelopedVerifiableCredential"], "id": "data:application/vc+jwt,e30.e30.e30",
    });
    let place =
        |document: &Value| check_enveloped_rules(Document::of(document).root()).map_err(|broken| broken.pointer);
    assert_eq!(place(&whole), Ok(()));
    for (member, value) in [
        ("@context", json!(V1)),
        ("type", json!("VerifiableCredential")),
        ("id", json!("https://a.example/1")),
        ("id", json!("data:application/vc+jwt,")),
        ("id", json!("data:,e30")),
        ("id", json!(1)),
    ] {
        assert_eq!(place(&with(&whole, member, value)), Err(format!("/{member}")));
    }
}
