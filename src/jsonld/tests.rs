//! Strict mode: each refusal by its name and place, and what is accepted beside it.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::*;

const V1: &str = "https://www.w3.org/2018/credentials/v1";
const EDC_AP: &str = "http://data.europa.eu/snb/model/context/edc-ap";
const STATUS: &str = "https://www.w3.org/ns/credentials/status/v1";
const DATA_INTEGRITY: &str = "https://w3id.org/security/data-integrity/v2";

/// A credential with `members` added or replaced; a null takes the member away.
fn credential(members: Value) -> Value {
    let mut document = json!({
        "@context": [V1, EDC_AP, DATA_INTEGRITY, STATUS],
        "id": "urn:credential:1",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialSubject": {
            "id": "urn:epass:person:1",
            "type": "Person",
            "givenName": {"en": "Ana"},
        },
    });
    for (name, value) in members.as_object().expect("members") {
        document[name.as_str()] = value.clone();
    }
    document
}

fn subject(members: Value) -> Value {
    let mut subject = json!({"id": "urn:epass:person:1", "type": "Person"});
    for (name, value) in members.as_object().expect("members") {
        subject[name.as_str()] = value.clone();
    }
    credential(json!({"credentialSubject": subject}))
}

#[track_caller]
fn check(document: &Value, expected: Result<usize, (&str, &str)>) {
    let found = to_dataset(document, Contexts::embedded());
    let found = found.as_ref().map(Dataset::len).map_err(|e| (e.code(), e.pointer()));
    assert_eq!(found, expected, "{document}");
}

#[test]
fn a_plain_credential_is_accepted() {
    check(&credential(json!({})), Ok(5));
}

#[test]
fn undefined_terms_and_types_are_refused() {
    check(&credential(json!({"studentNumber": "1"})), Err(("undefined term", "/studentNumber")));
    check(&subject(json!({"fooBar": "1"})), Err(("undefined term", "/credentialSubject/fooBar")));
    check(&credential(json!({"type": ["VerifiableCredential", "Diploma"]})), Err(("undefined type", "/type/1")));
    check(&subject(json!({"hasClaim": {"id": "urn:a", "type": "a/b~c"}})), {
        Err(("undefined type", "/credentialSubject/hasClaim/type"))
    });
}

#[test]
fn ids_are_absolute_iris_without_a_prefix() {
    for (id, code) in [
        ("person:123", "compact IRI by accident"),
        ("elm:x", "compact IRI by accident"),
        ("notabsolute", "relative IRI"),
        ("", "relative IRI"),
        ("#fragment", "relative IRI"),
        ("//host/path", "relative IRI"),
        ("urn:with space", "invalid IRI"),
        ("urn:a#b#c", "invalid IRI"),
        ("@type", "dropped value"),
        ("@unknown", "dropped value"),
    ] {
        check(&credential(json!({"id": id})), Err((code, "/id")));
        check(&subject(json!({"hasClaim": id})), Err((code, "/credentialSubject/hasClaim")));
        let claim = json!({"hasClaim": {"id": id, "type": "LearningAchievement"}});
        check(&subject(claim), Err((code, "/credentialSubject/hasClaim/id")));
    }
    // `clv` is no prefix: its IRI does not end in a delimiter.
    check(&credential(json!({"id": "clv:1"})), Ok(5));
    check(&credential(json!({"id": "http://a.example/"})), Ok(5));
    check(&credential(json!({"id": 5})), Err(("invalid @id value", "/id")));
}

#[test]
fn what_the_graph_does_not_hold_is_refused() {
    check(&subject(json!({"hasClaim": null})), Err(("null member", "/credentialSubject/hasClaim")));
    check(&subject(json!({"hasClaim": ["urn:a", null]})), Err(("null member", "/credentialSubject/hasClaim/1")));
    check(&subject(json!({"hasClaim": []})), Err(("empty array", "/credentialSubject/hasClaim")));
    check(&subject(json!({"givenName": {"en": []}})), Err(("empty array", "/credentialSubject/givenName/en")));
    check(&subject(json!({"givenName": {"en": null}})), Err(("null member", "/credentialSubject/givenName/en")));
    check(&subject(json!({"givenName": {}})), Err(("dropped value", "/credentialSubject/givenName")));
    check(&subject(json!({"type": []})), Err(("empty array", "/credentialSubject/type")));
    check(&subject(json!({"hasClaim": [["urn:a"]]})), Err(("dropped value", "/credentialSubject/hasClaim/0")));
    check(&subject(json!({"givenName": {"e n": "x"}})), Err(("dropped value", "/credentialSubject/givenName/e n")));
    check(&json!([]), Err(("invalid JSON-LD document", "")));
    check(&json!({"@context": V1}), Err(("dropped value", "")));
    check(&json!({"@context": V1, "id": "urn:a"}), Err(("dropped value", "")));
}

#[test]
fn an_item_stands_once_in_its_array() {
    check(&subject(json!({"hasClaim": ["urn:a", "urn:b"]})), Ok(6));
    check(&subject(json!({"hasClaim": ["urn:a", "urn:a"]})), Err(("duplicate item", "/credentialSubject/hasClaim/1")));
    check(&subject(json!({"hasClaim": ["urn:a", {"id": "urn:a"}]})), {
        Err(("duplicate item", "/credentialSubject/hasClaim/1"))
    });
    check(
        &subject(json!({"givenName": {"en": ["a", "a"]}})),
        Err(("duplicate item", "/credentialSubject/givenName/1")),
    );
    check(&subject(json!({"givenName": {"en": "a", "EN": "a"}})), {
        Err(("duplicate item", "/credentialSubject/givenName/1"))
    });
    check(&subject(json!({"type": ["Person", "Person"]})), Err(("duplicate item", "/credentialSubject/type/1")));
    check(&credential(json!({"@context": [V1, EDC_AP, V1]})), Err(("duplicate item", "/@context/2")));
}

#[test]
fn one_id_has_one_content() {
    let body = |name: &str| json!({"id": "urn:org:1", "type": "Organisation", "legalName": {"en": name}});
    let two =
        |first: Value, second: Value| subject(json!({"memberOf": first, "groupMemberOf": second, "hasClaim": "urn:a"}));
    check(&two(body("MTU"), body("MTU")), Ok(9));
    // Order does not matter, nor whether one value stands in an array.
    let turned = json!({"legalName": {"en": ["MTU"]}, "type": ["Organisation"], "id": "urn:org:1"});
    check(&two(body("MTU"), turned), Ok(9));
    let place = "/credentialSubject/groupMemberOf";
    let different = Err(("one id with different content", place));
    check(&two(body("MTU"), body("Xamk")), different);
    check(&two(body("MTU"), json!({"id": "urn:org:1", "type": "Organisation"})), different);
    // A reference is no content: as a string beside a description, or as an object where nothing is described.
    check(&two(body("MTU"), json!("urn:org:1")), Ok(9));
    check(&two(json!({"id": "urn:org:1"}), json!({"id": "urn:org:1"})), Ok(7));
    // An object that says nothing beside one that does is what taking away a copy's only member leaves.
    check(&two(body("MTU"), json!({"id": "urn:org:1"})), different);
    check(&two(json!({"id": "urn:org:1"}), body("MTU")), different);
}

#[test]
fn equal_blank_nodes_inside_copies_are_equal() {
    let body = |city: &str| json!({"id": "urn:org:1", "type": "Organisation", "location": {"type": "Location", "description": {"en": city}}});
    let two = |first: Value, second: Value| subject(json!({"memberOf": first, "groupMemberOf": second}));
    check(&two(body("Cork"), body("Cork")), Ok(13));
    check(&two(body("Cork"), body("Kouvola")), {
        Err(("one id with different content", "/credentialSubject/groupMemberOf"))
    });
}

#[test]
fn keywords_stand_for_themselves_in_values_only() {
    check(&credential(json!({"@id": "urn:b"})), Err(("keyword in data", "/@id")));
    check(&subject(json!({"@type": "Person"})), Err(("keyword in data", "/credentialSubject/@type")));
    for keyword in ["@graph", "@included", "@index", "@nest", "@reverse"] {
        let document = subject(json!({keyword: {"id": "urn:b"}}));
        check(&document, Err(("keyword in data", &format!("/credentialSubject/{keyword}"))));
    }
    check(&subject(json!({"notation": {"@list": ["a"]}})), Err(("keyword in data", "/credentialSubject/notation")));
    check(&subject(json!({"notation": {"@set": ["a"]}})), Err(("keyword in data", "/credentialSubject/notation")));
    check(&subject(json!({"@unknown": "a"})), Err(("undefined term", "/credentialSubject/@unknown")));
    check(&subject(json!({"notation": {"@value": "a", "@language": "en"}})), Ok(5));
    check(&subject(json!({"notation": {"@value": "a", "@direction": "ltr"}})), {
        Err(("dropped value", "/credentialSubject/notation/@direction"))
    });
    check(&subject(json!({"notation": {"@value": "a", "@index": "i"}})), {
        Err(("invalid value object", "/credentialSubject/notation/@index"))
    });
    check(&subject(json!({"notation": {"@value": null}})), Err(("null member", "/credentialSubject/notation")));
    check(
        &subject(json!({"givenName": {"@none": "a"}})),
        Err(("keyword in data", "/credentialSubject/givenName/@none")),
    );
}

#[test]
fn contexts_are_known_and_at_the_top() {
    check(&credential(json!({"@context": [V1, {"x": "urn:x"}]})), Err(("inline context", "/@context/1")));
    check(&credential(json!({"@context": {"x": "urn:x"}})), Err(("inline context", "/@context")));
    check(&credential(json!({"@context": [V1, null]})), Err(("inline context", "/@context/1")));
    check(&subject(json!({"@context": EDC_AP})), Err(("inline context", "/credentialSubject/@context")));
    check(&credential(json!({"@context": [V1, "https://evil.example/"]})), {
        Err(("loading remote context failed", "/@context/1"))
    });
    check(&credential(json!({"@context": [V1, "./relative"]})), Err(("loading remote context failed", "/@context/1")));
    let many: Vec<String> = (0..13).map(|n| format!("urn:{n}")).collect();
    check(&credential(json!({"@context": many})), Err(("too large", "/@context")));
    // The trap of VCDM 2.0 with ELM: both mean something else by `description`.
    let clash = credential(json!({"@context": ["https://www.w3.org/ns/credentials/v2", EDC_AP]}));
    check(&clash, Err(("protected term redefinition", "/@context/1")));
}

#[test]
fn a_name_has_one_spelling() {
    let place = "/credentialSubject/http://data.europa.eu/snb/model/elm/hasClaim".replace("//data", "~1~1data");
    let place = place.replace(".eu/snb/model/elm/", ".eu~1snb~1model~1elm~1");
    check(&subject(json!({"http://data.europa.eu/snb/model/elm/hasClaim": {"id": "urn:a"}})), {
        Err(("name written out", &place))
    });
    check(&subject(json!({"elm:hasClaim": {"id": "urn:a"}})), {
        Err(("name written out", "/credentialSubject/elm:hasClaim"))
    });
    check(&subject(json!({"type": "elm:Person"})), Err(("name written out", "/credentialSubject/type")));
    // A name for which there is no term is a name.
    check(&subject(json!({"https://schema.org/knows": {"id": "urn:a"}})), Ok(5));
}

#[test]
fn numbers_keep_their_digits() {
    check(&subject(json!({"notation": 0.1})), Ok(5));
    check(&subject(json!({"notation": 0.300_000_000_000_000_04})), {
        Err(("dropped value", "/credentialSubject/notation"))
    });
}

#[test]
fn depth_is_bounded() {
    let mut nested = json!({"id": "urn:a", "type": "Person"});
    for level in 0..200 {
        nested = json!({"id": format!("urn:n{level}"), "memberOf": nested});
    }
    let found = to_dataset(&credential(json!({"credentialSubject": nested})), Contexts::embedded());
    assert!(matches!(found, Err(JsonLdError::TooLarge { what: "levels", .. })));
}

#[test]
fn quads_are_bounded() {
    let many: Vec<String> = (0..=crate::limits::QUADS_MAX).map(|n| format!("urn:{n}")).collect();
    let found = to_dataset(&subject(json!({"hasClaim": many})), Contexts::embedded());
    assert!(matches!(found, Err(JsonLdError::TooLarge { what: "quads", .. })));
}

#[test]
fn lenient_mode_drops_what_strict_mode_refuses() {
    let document = subject(json!({"fooBar": "1", "hasClaim": null, "familyName": {"en": []}}));
    let options = Options { mode: Mode::Lenient, ..Options::default() };
    let dataset = to_dataset_with(&document, Contexts::embedded(), &options).expect("lenient");
    assert_eq!(dataset.len(), 4);
}

#[test]
fn texts_and_dates_get_their_types() {
    let document = subject(json!({"givenName": {"en-GB": "Ana"}, "dateOfBirth": "1990-01-01T00:00:00Z"}));
    let dataset = to_dataset(&document, Contexts::embedded()).expect("a credential");
    let person = dataset.node("urn:credential:1").follow("https://www.w3.org/2018/credentials#credentialSubject");
    let person = person.expect("the subject");
    assert_eq!(person.texts("http://xmlns.com/foaf/0.1/givenName"), [(Some("en-gb"), "Ana")]);
    let born = person.one("http://data.europa.eu/snb/model/elm/dateOfBirth").and_then(Term::datatype);
    assert_eq!(born, Some("http://www.w3.org/2001/XMLSchema#dateTime"));
}

#[test]
fn a_proof_is_a_graph_of_its_own() {
    let proof = json!({"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofValue": "z1"});
    let dataset = to_dataset(&credential(json!({"proof": proof})), Contexts::embedded()).expect("a credential");
    assert_eq!(dataset.iter().filter(|quad| quad.graph.is_some()).count(), 3);
    check(&credential(json!({"proof": "urn:proof:1"})), Err(("dropped value", "/proof")));
}

#[test]
fn an_alias_chooses_and_never_adds() {
    let (bytes, digest) = Contexts::derived_elm();
    let iri = "https://issuer.example/contexts/derived.jsonld";
    let contexts = Contexts::embedded().with_alias(iri, digest).expect("an embedded digest");
    assert_eq!(contexts.bytes(iri), Some(bytes));
    assert!(!Contexts::embedded().contains(iri));
    assert!(Contexts::embedded().with_alias(iri, [0; 32]).is_none());
    assert!(Contexts::embedded().with_alias(V1, digest).is_none());
}

#[test]
fn an_import_needs_its_digest() {
    let bytes = br#"{"@context": {"x": "urn:x"}}"#;
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    let mut contexts = Contexts::empty();
    let iri = "https://a.example/".to_owned();
    assert_eq!(contexts.import(&iri, [0; 32], bytes), Err(ContextError::DigestMismatch { iri: iri.clone() }));
    assert_eq!(contexts.import(&iri, digest, bytes), Ok(()));
    assert_eq!(contexts.import(&iri, digest, bytes), Ok(()));
    let other = br#"{"@context": {"x": "urn:y"}}"#;
    let again = contexts.import(&iri, Sha256::digest(other).into(), other);
    assert_eq!(again, Err(ContextError::AlreadyKnown { iri }));
    let none = contexts.import("urn:none", Sha256::digest(b"{}").into(), b"{}");
    assert!(matches!(none, Err(ContextError::Malformed { .. })));
}

/// Every value of a document, replaced by values of every kind: an answer, never a panic.
#[test]
fn odd_values_have_an_answer() {
    let document = subject(json!({
        "givenName": {"en": "Ana"},
        "hasClaim": [{"id": "urn:claim:1", "type": "LearningAchievement", "title": {"en": ["t"]}}],
        "contactPoint": {"emailAddress": {"id": "mailto:a@b.example", "type": "Mailbox"}},
    }));
    let odd = [
        json!(null),
        json!([]),
        json!({}),
        json!(""),
        json!(5),
        json!(0.5),
        json!(true),
        json!([[null]]),
        json!("@id"),
        json!("_:b"),
        json!({"@value": {}}),
        json!({"@list": [[]]}),
        json!({"@graph": [1]}),
        json!({"@reverse": {"hasClaim": 1}}),
        json!({"@context": {"x": {"@context": {}}}}),
        json!({"id": ["urn:a"], "type": {"a": 1}}),
    ];
    let mut pointers = vec![String::new()];
    let mut index = 0;
    while index < pointers.len() {
        let at = pointers[index].clone();
        match document.pointer(&at) {
            Some(Value::Object(members)) => {
                pointers.extend(members.keys().map(|name| format!("{at}/{}", name.replace('/', "~1"))));
            }
            Some(Value::Array(items)) => pointers.extend((0..items.len()).map(|item| format!("{at}/{item}"))),
            _ => {}
        }
        index += 1;
    }
    assert!(pointers.len() > 20);
    for pointer in &pointers {
        for value in &odd {
            let mut changed = document.clone();
            *changed.pointer_mut(pointer).expect("a place of the document") = value.clone();
            let strict = to_dataset(&changed, Contexts::embedded());
            let lenient = Options { mode: Mode::Lenient, ..Options::default() };
            let lenient = to_dataset_with(&changed, Contexts::embedded(), &lenient);
            if let (Ok(strict), Ok(lenient)) = (&strict, &lenient) {
                assert_eq!(strict, lenient, "{pointer}: {value}");
            }
            assert!(strict.is_err() || lenient.is_ok(), "{pointer}: {value}");
        }
    }
}

#[test]
fn a_sealed_document_names_what_its_graph_does_not_hold() {
    let sealed = |document: &Value| to_dataset_of_sealed(document, Contexts::embedded());
    let plain = subject(json!({"hasClaim": {"id": "urn:claim:1", "type": "LearningAchievement"}}));
    let (dataset, dropped) = sealed(&plain).expect("a sound document");
    assert_eq!(dataset, to_dataset(&plain, Contexts::embedded()).expect("a sound document"));
    assert!(dropped.is_empty());

    let mut lax = plain.clone();
    lax["cnf"] = json!({"jwk": {}});
    lax["studentNumber"] = json!([{"id": "urn:s", "type": "Number"}]);
    lax["credentialSubject"]["dateModified"] = json!("2025-01-01T00:00:00Z");
    lax["credentialSubject"]["hasClaim"]["type"] = json!(["LearningAchievement", "Unheard"]);
    lax["credentialSubject"]["gender"] = json!({"id": "relative"});
    let (held, dropped) = sealed(&lax).expect("read all the same");
    assert_eq!(held, dataset);
    assert_eq!(dropped.names, ["cnf", "dateModified", "gender.id", "hasClaim.type", "studentNumber"]);
    assert_eq!(dropped.more, 0);

    let mut many = plain;
    for number in 0..crate::limits::DROPPED_NAMES_MAX + 5 {
        many[format!("surplus{number}")] = json!(1);
    }
    many["x".repeat(crate::limits::DROPPED_NAME_BYTES_MAX + 1)] = json!(1);
    let (_, dropped) = sealed(&many).expect("read all the same");
    assert_eq!((dropped.names.len(), dropped.more), (crate::limits::DROPPED_NAMES_MAX, 6));
}

#[test]
fn a_sealed_document_names_ids_of_different_content() {
    let reused = |second: Value| {
        let first = json!({"id": "urn:c", "type": "Concept", "notation": "a"});
        let document = subject(json!({"gender": first, "citizenshipCountry": second}));
        let (_, dropped) = to_dataset_of_sealed(&document, Contexts::embedded()).expect("read all the same");
        assert!(dropped.is_empty());
        (dropped.reused, dropped.reused_more)
    };
    let none: Vec<String> = Vec::new();
    assert_eq!(reused(json!({"notation": "a", "id": "urn:c", "type": ["Concept"]})), (none.clone(), 0));
    assert_eq!(reused(json!({"id": "urn:c", "type": "Concept"})), (none.clone(), 0), "a reference");
    assert_eq!(reused(json!("urn:c")), (none.clone(), 0), "a reference");
    assert_eq!(reused(json!({"id": "urn:d", "type": "Concept", "notation": "b"})), (none, 0));
    assert_eq!(reused(json!({"id": "urn:c", "type": "Concept", "notation": "b"})), (vec!["urn:c".to_owned()], 0));
    assert_eq!(reused(json!({"id": "urn:c", "type": "Note", "notation": "a"})), (vec!["urn:c".to_owned()], 0));
    let more = json!({"id": "urn:c", "type": "Concept", "notation": "a", "prefLabel": {"en": "A"}});
    assert_eq!(reused(more), (vec!["urn:c".to_owned()], 0));
}

/// What a signature over the bytes cannot prevent: the same bytes read by other rules.
#[test]
fn a_sealed_document_brings_no_rules_of_its_own() {
    let code = |document: &Value| match to_dataset_of_sealed(document, Contexts::embedded()) {
        Ok(_) => "read",
        Err(error) => error.code(),
    };
    let plain = subject(json!({}));
    assert_eq!(code(&plain), "read");
    let mut swapped = plain.clone();
    swapped["@context"] = json!([V1, EDC_AP, {"givenName": "http://xmlns.com/foaf/0.1/familyName"}]);
    assert_eq!(code(&swapped), "inline context");
    swapped["@context"] = json!([V1, EDC_AP, {"@vocab": "urn:any:"}]);
    assert_eq!(code(&swapped), "inline context");
    swapped["@context"] = json!([V1, EDC_AP, "https://evil.example/context"]);
    assert_eq!(code(&swapped), "loading remote context failed");
    swapped["@context"] = json!(EDC_AP);
    assert_eq!(code(&swapped), "read");
    let mut scoped = plain.clone();
    scoped["credentialSubject"]["@context"] = json!({"givenName": null});
    assert_eq!(code(&scoped), "inline context");
    scoped["credentialSubject"]["@context"] = json!(EDC_AP);
    assert_eq!(code(&scoped), "inline context");
    for keyword in ["@graph", "@included", "@reverse", "@nest", "@id", "@type", "@index", "@list", "@set"] {
        let mut worded = plain.clone();
        worded["credentialSubject"]["knows"] = json!({keyword: "urn:x"});
        worded["credentialSubject"]["hasClaim"] = json!({keyword: "urn:x"});
        assert_eq!(code(&worded), "keyword in data", "{keyword}");
    }
    assert_eq!(code(&json!([plain])), "invalid JSON-LD document");
    assert_eq!(code(&json!({"@context": [V1, EDC_AP], "@graph": [plain]})), "keyword in data");
}
