//! A sealed credential that somebody changed: whatever it is, verifying fails, each time for a reason that has a name.
//!
//! Values are changed one at a time, members are added, removed and renamed, in the claims and in the proof. What the
//! graph cannot see is refused before anything is hashed.

use std::collections::BTreeMap;

use elmseal::crypto::SigningKey;
use elmseal::elm::{DataModel, Mapper};
use elmseal::jsonld::{Contexts, JsonLdError};
use elmseal::model::json::JsonError;
use elmseal::model::time::Timestamp;
use elmseal::proof::{
    AuthenticCredential, Cryptosuite, ProofError, ProofOptions, ResolvedMethod, UnverifiedCredential, prepare,
    verify_proof,
};
use serde_json::{Map, Value, json};

use crate::elm::course as elm;

const ISSUER: &str = "did:web:uni.example";
const METHOD: &str = "did:web:uni.example#key-1";

/// A credential of the shape that this program issues: nodes of a batch and of a learner, texts in two languages,
/// concepts that occur twice with the same content, status entries.
fn unsecured() -> Value {
    let language = json!({
        "id": "http://publications.europa.eu/resource/authority/language/ENG",
        "type": "Concept",
        "inScheme": {"id": "http://publications.europa.eu/resource/authority/language", "type": "ConceptScheme"},
        "prefLabel": {"en": "English"},
        "notation": "language",
    });
    let country = json!({
        "id": "http://publications.europa.eu/resource/authority/country/FIN",
        "type": "Concept",
        "inScheme": {"id": "http://publications.europa.eu/resource/authority/country", "type": "ConceptScheme"},
        "prefLabel": {"en": "Finland"},
        "notation": "country",
    });
    let university = json!({
        "id": ISSUER,
        "type": "Organisation",
        "legalName": {"en": "University of Example", "fi": "Esimerkin yliopisto"},
        "location": {
            "id": "https://uni.example/id/location/1",
            "type": "Location",
            "address": {"id": "https://uni.example/id/address/1", "type": "Address", "countryCode": country},
        },
    });
    json!({
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            "http://data.europa.eu/snb/model/context/edc-ap",
            "https://w3id.org/security/data-integrity/v2",
            "https://www.w3.org/ns/credentials/status/v1",
        ],
        "id": "urn:credential:9f3c2b1a-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issuer": university,
        "issuanceDate": "2026-06-30T12:00:00Z",
        "issued": "2026-06-30T12:00:00Z",
        "validFrom": "2026-06-30T12:00:00Z",
        "displayParameter": {
            "id": "https://uni.example/id/display/1",
            "type": "DisplayParameter",
            "title": {"en": "Sustainable cities", "fi": "Kest\u{e4}v\u{e4}t kaupungit"},
            "primaryLanguage": language,
            "language": [language],
        },
        "credentialSubject": {
            "id": "urn:epass:person:1",
            "type": "Person",
            "givenName": {"en": "Aino"},
            "familyName": {"en": "Virtanen"},
            "hasClaim": {
                "id": "urn:epass:learningAchievement:1",
                "type": "LearningAchievement",
                "title": {"en": "Sustainable cities"},
                "awardedBy": {
                    "id": "urn:epass:awardingProcess:1",
                    "type": "AwardingProcess",
                    "awardingBody": university,
                    "awardingDate": "2026-06-30T12:00:00Z",
                },
                "provenBy": {
                    "id": "urn:epass:learningAssessment:1",
                    "type": "LearningAssessment",
                    "title": {"en": "Project"},
                    "grade": {"id": "urn:epass:note:1", "type": "Note", "noteLiteral": {"en": "4"}},
                },
            },
        },
        "credentialStatus": [
            {
                "id": "https://uni.example/status/1.json#7",
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": "7",
                "statusListCredential": "https://uni.example/status/1.json",
            },
        ],
    })
}

fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

fn seal(unsecured: Value, suite: Cryptosuite) -> Value {
    seal_by(METHOD, unsecured, suite)
}

fn seal_by(method: &str, unsecured: Value, suite: Cryptosuite) -> Value {
    let created = Timestamp::parse("2026-06-30T12:00:01Z").expect("a time");
    let options = ProofOptions { suite, verification_method: method.into(), created };
    let draft = prepare(unsecured, &options, Contexts::embedded()).expect("a draft");
    serde_json::from_slice(&draft.seal(&key()).to_vec()).expect("JSON")
}

fn verify(document: &Value) -> Result<AuthenticCredential, ProofError> {
    verify_by(METHOD, document)
}

fn verify_by(method: &str, document: &Value) -> Result<AuthenticCredential, ProofError> {
    let received = UnverifiedCredential::from_value(document)?;
    let (controller, _) = method.split_once('#').expect("a fragment");
    let resolved = ResolvedMethod { id: method.into(), controller: controller.into(), key: key().verifying_key() };
    verify_proof(&received, &[resolved], Contexts::embedded())
}

/// Why a document is refused: the error's name, with that of the graph's error.
fn reason(method: &str, document: &Value) -> String {
    let name = |shown: String| shown.chars().take_while(|c| c.is_alphanumeric()).collect::<String>();
    match verify_by(method, document) {
        Ok(_) => "accepted".to_owned(),
        Err(ProofError::Graph(inner)) => format!("Graph: {}", name(format!("{inner:?}"))),
        Err(other) => name(format!("{other:?}")),
    }
}

/// Every place of `document` as a JSON pointer, without the root.
fn pointers(document: &Value) -> Vec<String> {
    let escape = |name: &str| name.replace('~', "~0").replace('/', "~1");
    let mut found = Vec::new();
    let children: Vec<(String, &Value)> = match document {
        Value::Object(members) => members.iter().map(|(name, value)| (escape(name), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
        _ => Vec::new(),
    };
    for (name, child) in children {
        found.push(format!("/{name}"));
        found.extend(pointers(child).into_iter().map(|below| format!("/{name}{below}")));
    }
    found
}

fn object_at<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Map<String, Value> {
    document.pointer_mut(pointer).and_then(Value::as_object_mut).expect("an object")
}

/// The document's objects: the pointer of each, the root's being empty.
fn objects(document: &Value) -> Vec<String> {
    let inner = pointers(document).into_iter().filter(|p| document.pointer(p).is_some_and(Value::is_object));
    std::iter::once(String::new()).chain(inner).collect()
}

/// What was done where, and why the result is refused.
type Refusal = (&'static str, String, String);

/// Applies every mutation to every place of the claims; none may be accepted.
fn mutate_claims(sealed: &Value) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut note = |what: &'static str, pointer: &str, changed: &Value| {
        assert_ne!(changed, sealed, "{what} at {pointer} changed nothing");
        let reason = reason(METHOD, changed);
        assert_ne!(reason, "accepted", "{what} at {pointer}");
        refusals.push((what, pointer.to_owned(), reason));
    };
    for pointer in pointers(sealed).into_iter().filter(|pointer| !pointer.starts_with("/proof")) {
        let edited = |edit: &dyn Fn(&mut Value)| {
            let mut changed = sealed.clone();
            edit(changed.pointer_mut(&pointer).expect("the place is there"));
            changed
        };
        if sealed.pointer(&pointer).is_some_and(Value::is_string) {
            note(
                "append a letter",
                &pointer,
                &edited(&|value| *value = json!(format!("{}x", value.as_str().expect("text")))),
            );
            note("empty the text", &pointer, &edited(&|value| *value = json!("")));
            note("make it a number", &pointer, &edited(&|value| *value = json!(1)));
            note("make it an object", &pointer, &edited(&|value| *value = json!({})));
        }
        note("make it null", &pointer, &edited(&|value| *value = Value::Null));
        note("make it an empty array", &pointer, &edited(&|value| *value = json!([])));
        if let Some(items) = sealed.pointer(&pointer).and_then(Value::as_array) {
            let first = items[0].clone();
            note(
                "repeat an item",
                &pointer,
                &edited(&|value| value.as_array_mut().expect("items").push(first.clone())),
            );
        }
    }
    for pointer in objects(sealed).into_iter().filter(|pointer| !pointer.starts_with("/proof")) {
        let edited = |edit: &dyn Fn(&mut Map<String, Value>)| {
            let mut changed = sealed.clone();
            edit(object_at(&mut changed, &pointer));
            changed
        };
        let names: Vec<String> =
            sealed.pointer(&pointer).and_then(Value::as_object).expect("an object").keys().cloned().collect();
        for name in names.iter().filter(|name| *name != "proof") {
            note("remove a member", &format!("{pointer}/{name}"), &edited(&|members| drop(members.shift_remove(name))));
            for (what, other) in
                [("rename to nothing known", format!("{name}x")), ("rename to a known term", "dateIssued".into())]
            {
                let renamed = edited(&|members| {
                    let value = members.shift_remove(name).expect("the member is there");
                    members.insert(other.clone(), value);
                });
                note(what, &format!("{pointer}/{name}"), &renamed);
            }
        }
        for (what, name, value) in [
            ("add an unknown member", "unknownMember", json!("x")),
            ("add a known member", "dateIssued", json!("2026-07-01T00:00:00Z")),
            ("add a null member", "dateIssued", Value::Null),
            ("add an empty array", "dateIssued", json!([])),
            ("add an inline context", "@context", json!({"title": "urn:x"})),
            ("add a keyword", "@index", json!("x")),
            ("add an IRI as a member", "urn:x:p", json!("x")),
        ] {
            note(what, &pointer, &edited(&|members| drop(members.insert(name.into(), value.clone()))));
        }
    }
    refusals
}

#[test]
fn the_sealed_credential_itself_is_authentic() {
    for suite in [Cryptosuite::EddsaRdfc2022, Cryptosuite::EddsaJcs2022] {
        let credential = verify(&seal(unsecured(), suite)).expect("authentic");
        assert_eq!(credential.issuer(), ISSUER);
        assert_eq!(credential.id(), Some("urn:credential:9f3c2b1a-0000-4000-8000-000000000001"));
        assert_eq!(credential.methods().collect::<Vec<_>>(), [METHOD]);
        assert_eq!(credential.issuer_proof().map(|proof| proof.cryptosuite), Some(suite));
        assert_eq!(credential.created().map(|at| at.to_string()).as_deref(), Some("2026-06-30T12:00:01Z"));
    }
}

#[test]
fn every_change_of_the_claims_is_refused_for_its_reason() {
    let refusals = mutate_claims(&seal(unsecured(), Cryptosuite::EddsaRdfc2022));
    let mut table: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (what, _, reason) in &refusals {
        *table.entry((what, reason)).or_default() += 1;
    }
    let lines = table.iter().map(|((what, reason), count)| format!("{what:<24} {reason:<24} {count:>3}\n"));
    insta::assert_snapshot!(lines.collect::<String>());
}

/// The reasons are those of the other suite, but that a proof which carries the document's context notices another.
#[test]
fn every_change_of_the_claims_is_refused_under_the_jcs_suite_too() {
    let rdfc = mutate_claims(&seal(unsecured(), Cryptosuite::EddsaRdfc2022));
    let jcs = mutate_claims(&seal(unsecured(), Cryptosuite::EddsaJcs2022));
    assert_eq!(rdfc.len(), jcs.len());
    for (rdfc, jcs) in rdfc.iter().zip(&jcs) {
        if jcs.2 == "ConflictingContext" {
            assert!(jcs.1.starts_with("/@context"), "{jcs:?}");
        } else {
            assert_eq!(rdfc, jcs);
        }
    }
}

/// The graph's errors that a changed value or member may lead to.
const GRAPH_REASONS: [&str; 6] =
    ["DifferentContent", "DroppedValue", "KeywordInData", "UndefinedTerm", "UndefinedType", "UnknownContext"];

/// What this program issues, whole: each value changed, each member removed and renamed, one member added to each object.
#[test]
fn nothing_of_an_issued_credential_can_be_changed() {
    check_issued(&elm::mapper(&elm::course()).with_data_model(DataModel::V1_1), 1, 3000);
}

#[test]
fn nothing_of_an_issued_credential_of_components_can_be_changed() {
    check_issued(&elm::mapper(&elm::decentralised()).with_data_model(DataModel::V2_0), 5, 800);
}

/// Changes every place of what `mapper` writes, or one in `step`, since there are thousands.
fn check_issued(mapper: &Mapper, step: usize, changes_min: usize) {
    const ISSUED_BY: &str = "did:web:mc.uni.example#key-1";
    let unsecured = mapper.document(&elm::learner(), &elm::ids(), &elm::status());
    let sealed = seal_by(ISSUED_BY, unsecured, Cryptosuite::EddsaRdfc2022);
    assert_eq!(verify_by(ISSUED_BY, &sealed).expect("authentic").issuer(), "did:web:mc.uni.example");
    let mut changes = 0;
    let mut refuse = |what: &str, pointer: &str, changed: &Value| {
        let reason = reason(ISSUED_BY, changed);
        let known = match reason.strip_prefix("Graph: ") {
            Some(inner) => GRAPH_REASONS.contains(&inner),
            None => ["DataModel", "InvalidSignature", "MalformedMember", "MethodNotAuthorized", "NotACredential"]
                .contains(&reason.as_str()),
        };
        assert!(known, "{what} at {pointer}: {reason}");
        changes += 1;
    };
    for pointer in pointers(&sealed).into_iter().filter(|pointer| !pointer.starts_with("/proof")).step_by(step) {
        let mut changed = sealed.clone();
        let value = changed.pointer_mut(&pointer).expect("the place is there");
        match value {
            Value::String(text) => text.push('x'),
            Value::Bool(truth) => *truth = !*truth,
            Value::Number(_) => *value = json!(4321),
            _ => continue,
        }
        refuse("change a value", &pointer, &changed);
    }
    for pointer in objects(&sealed).into_iter().filter(|pointer| !pointer.starts_with("/proof")).step_by(step) {
        let members = sealed.pointer(&pointer).and_then(Value::as_object).expect("an object");
        for name in members.keys().filter(|name| *name != "proof") {
            let mut changed = sealed.clone();
            let value = object_at(&mut changed, &pointer).shift_remove(name).expect("the member is there");
            refuse("remove a member", &format!("{pointer}/{name}"), &changed);
            object_at(&mut changed, &pointer).insert(format!("{name}x"), value);
            refuse("rename a member", &format!("{pointer}/{name}"), &changed);
        }
        let mut changed = sealed.clone();
        object_at(&mut changed, &pointer).insert("unknownMember".into(), json!("x"));
        refuse("add a member", &pointer, &changed);
    }
    assert!(changes > changes_min, "{changes}");
}

/// VCDM 2.0 with a context below the issuer's own base: the signed digest chooses among the contexts that are known.
#[test]
fn a_context_under_another_name_needs_its_signed_digest() {
    const ISSUED_BY: &str = "did:web:mc.uni.example#key-1";
    let mapper = elm::mapper(&elm::course()).with_data_model(DataModel::V2_0);
    let document = mapper.document(&elm::learner(), &elm::ids(), &elm::status());
    let created = Timestamp::parse("2026-06-30T12:00:01Z").expect("a time");
    let options = ProofOptions { suite: Cryptosuite::default(), verification_method: ISSUED_BY.into(), created };
    let check = |edit: fn(&mut Value)| {
        let mut changed = document.clone();
        edit(&mut changed);
        match prepare(changed, &options, Contexts::embedded()) {
            Ok(_) => "fine",
            Err(ProofError::Graph(JsonLdError::UnknownContext { .. })) => "unknown context",
            Err(other) => panic!("{other}"),
        }
    };
    assert_eq!(check(|_| ()), "fine");
    assert_eq!(check(|d| drop(object_at(d, "").shift_remove("relatedResource"))), "unknown context");
    assert_eq!(check(|d| d["relatedResource"]["id"] = json!("https://evil.example/c")), "unknown context");
    let other_digest = "uEiAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for digest in [other_digest, "", "x", "zQm"] {
        let mut changed = document.clone();
        changed["relatedResource"]["digestMultibase"] = json!(digest);
        let refused = prepare(changed, &options, Contexts::embedded()).map(drop);
        assert!(matches!(refused, Err(ProofError::Graph(JsonLdError::UnknownContext { .. }))), "{digest}: {refused:?}");
    }
    assert_eq!(
        check(|d| d["relatedResource"] = json!([d["relatedResource"], d["relatedResource"]])),
        "unknown context"
    );
    assert_eq!(
        check(|d| d["@context"].as_array_mut().expect("contexts").push(json!("https://evil.example/c"))),
        "unknown context"
    );
    // Two digests that disagree name no context.
    assert_eq!(
        check(|d| d["relatedResource"]["digestSRI"] = json!("sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")),
        "unknown context"
    );
}

/// Changes the proof and asserts why the credential is refused.
fn check_proof(sealed: &Value, edit: impl FnOnce(&mut Map<String, Value>), expected: ProofError) {
    let mut changed = sealed.clone();
    edit(object_at(&mut changed, "/proof"));
    assert_ne!(&changed, sealed);
    assert_eq!(verify(&changed).map(drop), Err(expected), "{}", changed["proof"]);
}

#[test]
fn every_change_of_the_proof_is_refused() {
    use ProofError as E;
    for suite in [Cryptosuite::EddsaRdfc2022, Cryptosuite::EddsaJcs2022] {
        let other = if suite == Cryptosuite::EddsaJcs2022 { "eddsa-rdfc-2022" } else { "eddsa-jcs-2022" };
        let sealed = seal(unsecured(), suite);
        let set = |name: &'static str, value: Value, expected: E| {
            check_proof(&sealed, |proof| drop(proof.insert(name.into(), value)), expected);
        };
        let malformed = |member| E::MalformedMember { member };
        set("created", json!("2026-06-30T12:00:02Z"), E::InvalidSignature);
        set("created", json!("2026-06-30"), malformed("proof.created"));
        set("created", json!(1), malformed("proof.created"));
        set("verificationMethod", json!(format!("{METHOD}x")), E::MethodNotAuthorized { method: format!("{METHOD}x") });
        set("verificationMethod", json!({"id": METHOD}), malformed("proof.verificationMethod"));
        set("proofPurpose", json!("authentication"), E::WrongPurpose { found: "authentication".into() });
        set("cryptosuite", json!("eddsa-2022"), E::UnsupportedCryptosuite { found: "eddsa-2022".into() });
        set("type", json!("RsaSignature2018"), E::UnsupportedProofType { found: "RsaSignature2018".into() });
        let member = "cryptosuite".to_owned();
        set("type", json!("Ed25519Signature2020"), E::UnknownProofMember { member });
        set("type", json!(["DataIntegrityProof"]), malformed("proof.type"));
        set("proofValue", json!(key().sign(b"x").to_multibase()), E::InvalidSignature);
        for value in [json!(""), json!("z"), json!("zz"), json!("uAAAA"), json!(null), json!([])] {
            set("proofValue", value, E::MalformedProofValue);
        }
        set("domain", json!("uni.example"), E::ProofOfAShowing { member: "domain" });
        set("challenge", json!("x"), E::ProofOfAShowing { member: "challenge" });
        set("nonce", json!("x"), E::InvalidSignature);
        set("expires", json!("2027-06-30T12:00:00Z"), E::InvalidSignature);
        set("expires", json!("soon"), malformed("proof.expires"));
        set("id", json!("urn:x:1"), E::InvalidSignature);
        set("id", json!(1), malformed("proof.id"));
        set("previousProof", json!("urn:x:1"), E::PreviousProofMissing { id: "urn:x:1".into() });
        set("unknownMember", json!("x"), E::UnknownProofMember { member: "unknownMember".into() });
        for (member, expected) in [
            ("created", E::InvalidSignature),
            ("cryptosuite", malformed("proof.cryptosuite")),
            ("proofPurpose", malformed("proof.proofPurpose")),
            ("proofValue", E::MalformedProofValue),
            ("type", malformed("proof.type")),
            ("verificationMethod", malformed("proof.verificationMethod")),
        ] {
            check_proof(&sealed, |proof| drop(proof.shift_remove(member)), expected);
        }
        // A proof of one suite is none of the other.
        match suite {
            Cryptosuite::EddsaRdfc2022 => {
                set("cryptosuite", json!(other), E::InvalidSignature);
                let member = "@context".to_owned();
                set("@context", sealed["@context"].clone(), E::UnknownProofMember { member });
            }
            Cryptosuite::EddsaJcs2022 => {
                let member = "@context".to_owned();
                set("cryptosuite", json!(other), E::UnknownProofMember { member });
                set("@context", json!(["https://www.w3.org/2018/credentials/v1"]), E::ConflictingContext);
                check_proof(&sealed, |proof| drop(proof.shift_remove("@context")), E::InvalidSignature);
            }
            Cryptosuite::Ed25519Signature2020 => unreachable!("it is not made"),
        }
    }
}

#[test]
fn the_set_of_proofs_is_what_was_made() {
    let sealed = seal(unsecured(), Cryptosuite::EddsaRdfc2022);
    let with = |proof: Option<Value>| {
        let mut changed = sealed.clone();
        match proof {
            Some(proof) => changed["proof"] = proof,
            None => drop(object_at(&mut changed, "").remove("proof")),
        }
        verify(&changed).map(drop)
    };
    let proof = sealed["proof"].clone();
    assert_eq!(with(None), Err(ProofError::MissingProof));
    assert_eq!(with(Some(json!([]))), Err(ProofError::MissingProof));
    assert_eq!(with(Some(json!("x"))), Err(ProofError::MalformedMember { member: "proof" }));
    assert_eq!(with(Some(json!([proof, "x"]))), Err(ProofError::MalformedMember { member: "proof" }));
    assert_eq!(with(Some(json!([proof, proof]))), Err(ProofError::DuplicateProof));
    let many = vec![proof.clone(); 6];
    assert_eq!(with(Some(json!(many))), Err(ProofError::TooManyProofs { found: 6, max: 5 }));
    let mut foreign = proof.clone();
    foreign["verificationMethod"] = json!("did:web:evil.example#k");
    let refused = Err(ProofError::MethodNotAuthorized { method: "did:web:evil.example#k".into() });
    assert_eq!(with(Some(json!([proof, foreign]))), refused);
    let mut changed = proof.clone();
    changed["created"] = json!("2026-06-30T12:00:02Z");
    assert_eq!(with(Some(json!([proof, changed]))), Err(ProofError::InvalidSignature));
    assert_eq!(with(Some(json!([proof]))), Ok(()));
}

#[test]
fn only_the_issuers_own_key_makes_it_authentic() {
    let sealed = seal(unsecured(), Cryptosuite::EddsaRdfc2022);
    let received = UnverifiedCredential::parse(sealed.to_string().as_bytes()).expect("a credential");
    let check = |id: &str, controller: &str, seed: u8| {
        let key = SigningKey::from_seed(&[seed; 32]).verifying_key();
        let method = ResolvedMethod { id: id.into(), controller: controller.into(), key };
        verify_proof(&received, &[method], Contexts::embedded()).map(drop)
    };
    let unauthorized = |method: &str| Err(ProofError::MethodNotAuthorized { method: method.into() });
    assert_eq!(check(METHOD, ISSUER, 7), Ok(()));
    assert_eq!(check(METHOD, ISSUER, 8), Err(ProofError::InvalidSignature));
    assert_eq!(check(METHOD, "did:web:evil.example", 7), unauthorized(METHOD));
    assert_eq!(check("did:web:evil.example#key-1", ISSUER, 7), unauthorized(METHOD));
    assert_eq!(check("did:web:uni.example#other", ISSUER, 7), unauthorized(METHOD));

    // The method says that it is evil's, and evil's key signed: the issuer is still another one.
    let created = Timestamp::parse("2026-06-30T12:00:01Z").expect("a time");
    let id = "did:web:evil.example#key-1".to_owned();
    let options = ProofOptions { suite: Cryptosuite::EddsaRdfc2022, verification_method: id.clone(), created };
    let forged = prepare(unsecured(), &options, Contexts::embedded()).expect("a draft").seal(&key());
    let received = UnverifiedCredential::parse(&forged.to_vec()).expect("a credential");
    for controller in ["did:web:evil.example", ISSUER] {
        let method = ResolvedMethod { id: id.clone(), controller: controller.into(), key: key().verifying_key() };
        assert_eq!(verify_proof(&received, &[method], Contexts::embedded()).map(drop), unauthorized(&id));
    }
}

#[test]
fn what_is_no_credential_is_not_sealed_and_not_read() {
    let created = Timestamp::parse("2026-06-30T12:00:01Z").expect("a time");
    let options = ProofOptions { suite: Cryptosuite::EddsaRdfc2022, verification_method: METHOD.into(), created };
    let edited = |edit: fn(&mut Value)| {
        let mut document = unsecured();
        edit(&mut document);
        prepare(document, &options, Contexts::embedded()).map(drop)
    };
    assert_eq!(edited(|d| d["proof"] = json!({})), Err(ProofError::ProofPresent));
    assert_eq!(edited(|d| d["type"] = json!(["VerifiablePresentation"])), Err(ProofError::NotACredential));
    assert_eq!(edited(|d| d["type"] = json!([])), Err(ProofError::NotACredential));
    assert_eq!(
        edited(|d| d["@context"] = json!("https://www.w3.org/2018/credentials/v1")),
        Err(ProofError::NotACredential)
    );
    assert_eq!(edited(|d| d["@context"].as_array_mut().expect("contexts").reverse()), Err(ProofError::NotACredential));
    assert_eq!(edited(|d| *d = json!([])), Err(ProofError::NotACredential));
    assert_eq!(edited(|d| d["issuer"] = json!([ISSUER])), Err(ProofError::MalformedMember { member: "issuer" }));
    assert_eq!(edited(|d| d["id"] = json!(1)), Err(ProofError::MalformedMember { member: "id" }));
    for bytes in [&b"{"[..], br#"{"a":1,"a":2}"#] {
        assert!(matches!(UnverifiedCredential::parse(bytes), Err(ProofError::NotJson(JsonError::Malformed { .. }))));
    }
    assert_eq!(UnverifiedCredential::parse(b"[1]").err(), Some(ProofError::NotACredential));
}
