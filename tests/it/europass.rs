//! The `europass` rendition: the same graph as `elm`, in the form of the Commission's tools, with the issuer that the
//! seal certificate names.

use std::collections::BTreeSet;

use elmseal::descriptor::examples::{DESCRIPTORS, Example, INSTITUTIONS};
use elmseal::descriptor::types::{Descriptor, Institution, Mandate};
use elmseal::descriptor::{self, RuleSets, Sources};
use elmseal::elm::profile::Profile;
use elmseal::elm::{
    LearnerIds, Mapper, SealIdentity, Sealer, StatusPurpose, StatusReference, VocabularyOutcome, display_images,
    interop_check, profile, vocabulary_check,
};
use elmseal::jsonld::{Budget, Contexts, canonicalize, to_dataset};
use elmseal::learners::Learner;
use elmseal::model::fault::Faults;
use elmseal::model::ids::{AwardId, Did};
use elmseal::model::text::{Language, LocalisedText};
use elmseal::model::time::Timestamp;
use serde_json::{Value, json};

use crate::support;
use crate::support::course::{BASE, ISSUER, course, institution, learner};
use crate::support::shacl::Request;

const ID: &str = "urn:credential:9f3c2b1a-0000-4000-8000-000000000001";
const PLACE: &str = "https://mc.uni.example/status/standing-0011223344556677.json#4711";

fn at() -> Timestamp {
    Timestamp::parse("2026-12-20T10:00:00Z").expect("a time")
}

fn ids() -> LearnerIds {
    LearnerIds { award: AwardId::parse(ID).expect("an award id"), seed: [7; 32] }
}

/// The certificate of `institution` itself.
fn own(institution: &Institution) -> SealIdentity {
    SealIdentity {
        organization: "Universidad de Ejemplos".into(),
        common_name: "Sello de la Universidad".into(),
        organization_identifier: institution.organization_id.clone(),
        country: elmseal::vocabulary::country_alpha2(institution.country).expect("a country").into(),
    }
}

fn other() -> SealIdentity {
    SealIdentity {
        organization: "Seals for All".into(),
        common_name: "Seals for All e-seal".into(),
        organization_identifier: "VATDE-129274202".into(),
        country: "DE".into(),
    }
}

fn mandate(bodies: &[&str]) -> Mandate {
    let from = Timestamp::parse("2026-01-01T00:00:00Z").expect("a time");
    let bodies = bodies.iter().map(|slug| (*slug).to_owned()).collect();
    Mandate { bodies, document: "Agreement 7".into(), from, until: Some(from.plus_seconds(3 * 365 * 86_400)) }
}

/// A course with who seals it and under which mandate.
struct Case {
    descriptor: Descriptor,
    issuer: Institution,
    institutions: Vec<Institution>,
    mandate: Option<Mandate>,
}

impl Case {
    fn small() -> Self {
        Self { descriptor: course(), issuer: institution(), institutions: vec![institution()], mandate: None }
    }

    /// One of the example courses, sealed by `issuer` for itself and `bodies`.
    fn example(name: &str, issuer: &str, bodies: &[&str]) -> Self {
        let read = |example: &Example| descriptor::read_institution(example.file, example.text.as_bytes()).0;
        let institutions: Vec<Institution> = INSTITUTIONS.iter().filter_map(read).collect();
        let rule_sets = RuleSets::embedded();
        let sources = Sources { institutions: &institutions, rule_sets: &rule_sets, esco: None };
        let example = DESCRIPTORS.iter().find(|it| it.file.starts_with(name)).expect("the example");
        let (descriptor, faults) = descriptor::read(example.file, example.text.as_bytes(), &sources);
        let descriptor = descriptor.unwrap_or_else(|| panic!("{faults:#?}"));
        let mut issuer = institutions.iter().find(|it| it.slug == issuer).expect("the profile").clone();
        issuer.did = Some(Did::parse(ISSUER).expect("a DID"));
        Self { descriptor, issuer, institutions, mandate: Some(mandate(bodies)) }
    }

    fn mapper(&self) -> Mapper {
        let images = display_images(&self.descriptor, &self.issuer, &self.institutions).expect("images");
        let mandate = self.mandate.as_ref();
        let made = Mapper::new(&self.descriptor, &self.issuer, &self.institutions, mandate, BASE, &images, at());
        made.unwrap_or_else(|faults| panic!("{faults:#?}"))
    }

    fn sealer(&self, identity: &SealIdentity) -> Result<Sealer, Faults> {
        let mandate = self.mandate.as_ref();
        Sealer::new(&self.descriptor, &self.issuer, &self.institutions, mandate, BASE, at(), identity)
    }

    fn learner(&self) -> Learner {
        let assessments = self.descriptor.assessments.iter().map(|it| (it.id.clone(), "9".to_owned()));
        let components = self.descriptor.components.iter().map(|it| (it.id.clone(), Some("8".to_owned())));
        Learner {
            family_name: "Nguyễn".into(),
            grade: Some("8.5".into()),
            assessment_grades: assessments.collect(),
            component_grades: components.collect(),
            ..learner(2)
        }
    }

    fn elm(&self) -> Value {
        let reference = |purpose, list: &str| StatusReference { list_url: list.into(), index: 4711, purpose };
        let status = [
            reference(StatusPurpose::Revocation, "https://mc.uni.example/status/revocation-0011223344556677.json"),
            reference(StatusPurpose::Suspension, "https://mc.uni.example/status/suspension-0011223344556677.json"),
        ];
        self.mapper().document(&self.learner(), &ids(), &status)
    }

    fn europass(&self, identity: &SealIdentity) -> Value {
        let sealer = self.sealer(identity).unwrap_or_else(|faults| panic!("{faults:#?}"));
        self.mapper().europass(&self.learner(), &ids(), Some(PLACE), &sealer)
    }
}

fn quads(document: &Value) -> BTreeSet<String> {
    let dataset = to_dataset(document, Contexts::embedded()).expect("every term is in the contexts");
    let canonical = canonicalize(&dataset, Budget::default()).expect("canonical quads");
    canonical.nquads.lines().map(str::to_owned).collect()
}

/// The predicates of `quads`, with the class where it is the type that differs.
pub fn predicates<'a>(quads: impl Iterator<Item = &'a String>) -> BTreeSet<String> {
    quads
        .map(|quad| {
            let mut parts = quad.split(' ').skip(1);
            let (predicate, object) = (parts.next().expect("a predicate"), parts.next().expect("an object"));
            let short = |iri: &str| iri.trim_matches(['<', '>']).rsplit(['#', '/']).next().unwrap_or(iri).to_owned();
            match short(predicate).as_str() {
                "type" if object.starts_with('<') && predicate.contains("rdf-syntax") => format!("a {}", short(object)),
                name => name.to_owned(),
            }
        })
        .collect()
}

/// What stands in the one and not in the other, as predicates.
fn check(case: &Case, identity: &SealIdentity, only_elm: &[&str], only_europass: &[&str]) {
    let (elm, europass) = (quads(&case.elm()), quads(&case.europass(identity)));
    assert!(elm.intersection(&europass).count() > 90);
    let found: Vec<_> = predicates(elm.difference(&europass)).into_iter().collect();
    assert_eq!(found, only_elm, "only in elm");
    let found: Vec<_> = predicates(europass.difference(&elm)).into_iter().collect();
    assert_eq!(found, only_europass, "only in europass");
}

/// `elm`: its issuer, and two entries of status.
pub const ONLY_ELM: [&str; 6] = [
    "a BitstringStatusListEntry",
    "credentialStatus",
    "issuer",
    "statusListCredential",
    "statusListIndex",
    "statusPurpose",
];
/// `europass`: the issuer as the certificate names it, and one place of status.
pub const ONLY_EUROPASS: [&str; 13] = [
    "a Address",
    "a CredentialStatus",
    "a LegalIdentifier",
    "a Location",
    "a Organisation",
    "address",
    "altLabel",
    "countryCode",
    "credentialStatus",
    "eidasLegalIdentifier",
    "issuer",
    "legalName",
    "location",
];

#[test]
fn the_graph_is_that_of_elm_but_for_status_and_what_the_certificate_says() {
    let identifier = ["notation", "spatial"];
    let mut europass: Vec<&str> = [&ONLY_EUROPASS[..], &identifier].concat();
    europass.sort_unstable();
    let case = Case::small();
    check(&case, &own(&case.issuer), &ONLY_ELM, &europass);
    let case = Case::example("ingenium-framework", "uniovi", &[]);
    check(&case, &own(&case.issuer), &ONLY_ELM, &europass);
    // A mandate that `elm` states is stated here in the same words.
    let case = Case::example("student-leadership", "mtu", &["xamk"]);
    check(&case, &own(&case.issuer), &ONLY_ELM, &europass);

    // Another organisation's certificate: the mandate is what sealing adds.
    let mut case = Case::small();
    case.mandate = Some(mandate(&["uni"]));
    let mut europass: Vec<&str> =
        [&europass[..], &["a Concept", "a ConceptScheme", "a Evidence", "evidence", "evidenceStatement"]].concat();
    europass.extend(["evidenceTarget", "inScheme", "prefLabel", "type"]);
    europass.sort_unstable();
    check(&case, &other(), &ONLY_ELM, &europass);
}

#[test]
fn documents_keep_the_profile_and_the_form_of_the_commissions_tools() {
    let cases = [
        (Case::small(), None),
        (Case::example("ingenium-framework", "uniovi", &[]), None),
        (Case::example("student-leadership", "mtu", &["xamk"]), None),
        (Case::example("healthy-ageing", "xamk", &["urn", "mus"]), None),
        (Case::example("healthy-ageing", "xamk", &["urn", "mus", "xamk"]), Some(other())),
    ];
    for (case, identity) in cases {
        let name = case.descriptor.id.clone();
        let document = case.europass(&identity.unwrap_or_else(|| own(&case.issuer)));
        let dataset = to_dataset(&document, Contexts::embedded()).expect("every term is in the contexts");
        let version = profile::ApVersion::default();
        assert_eq!(profile::check(&dataset, ID, Profile::GenericFull, version), [], "{name}");
        if document.get("evidence").is_some() {
            assert_eq!(profile::check(&dataset, ID, Profile::IssuedByMandate, version), [], "{name}");
        }
        assert_eq!(
            vocabulary_check(&dataset).iter().filter(|it| it.outcome == VocabularyOutcome::Absent).count(),
            0,
            "{name}"
        );
        assert_eq!(interop_check(&document), [], "{name}");
        let members = document.as_object().expect("an object");
        assert_eq!(members.keys().next_back().map(String::as_str), Some("@context"));
        let contexts = ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"];
        assert_eq!(document["@context"], json!(contexts));
        assert_eq!(document["type"], json!(["VerifiableCredential", "EuropeanDigitalCredential"]));
        assert_eq!(document["id"], ID);
        assert_eq!(document["credentialStatus"], json!({ "id": PLACE, "type": "CredentialStatus" }));
        assert_ne!(
            document["issuer"]["id"],
            document["credentialSubject"]["hasClaim"]["awardedBy"]["awardingBody"]["id"]
        );
        let mut seen = std::collections::BTreeMap::new();
        walk(&document, &mut seen);
        assert!(seen.len() > 20, "{name}");
    }
}

#[test]
fn the_official_shapes_are_met() {
    let what = "the official shapes over europass";
    let Some(reference) = support::reference(what) else { return };
    let Some(python) = support::shacl::python(what) else { return };
    let cases = [
        (Case::small(), None),
        (Case::example("ingenium-framework", "uniovi", &[]), None),
        (Case::example("student-leadership", "mtu", &["xamk"]), None),
        (Case::example("healthy-ageing", "xamk", &["urn", "mus"]), None),
        (Case::example("healthy-ageing", "xamk", &["urn", "mus", "xamk"]), Some(other())),
    ];
    let mut requests = Vec::new();
    for (at, (case, identity)) in cases.iter().enumerate() {
        let document = case.europass(&identity.clone().unwrap_or_else(|| own(&case.issuer)));
        let mut request = |version, profile, document: &Value| {
            let nquads = quads(document).into_iter().map(|quad| quad + "\n").collect();
            requests.push(Request { name: format!("{at} {version} {profile}"), version, profile, nquads });
        };
        request("1.2.0", "edc-generic-full", &document);
        if document.get("evidence").is_some() {
            request("1.2.0", "edc-issued-by-mandate", &document);
        }
        // The older shapes refuse any status.
        let mut without = document.clone();
        without.as_object_mut().expect("an object").shift_remove("credentialStatus");
        request("1.1.0", "edc-generic-full", &without);
        if at == 0 {
            without.as_object_mut().expect("an object").shift_remove("issuer");
            request("1.2.0", "edc-generic-full", &without);
            requests.last_mut().expect("just made").name = "spoiled".to_owned();
        }
    }
    let verdicts = support::shacl::judge(&python, &reference, &requests);
    assert_eq!(verdicts.violations.len(), 14);
    for (name, violations) in verdicts.violations {
        assert_eq!(violations.is_empty(), name != "spoiled", "{name}: {violations:?}");
    }
}

/// No array of one item, no node twice with other content, full times.
fn walk(value: &Value, seen: &mut std::collections::BTreeMap<String, Value>) {
    match value {
        Value::Array(items) => {
            assert_ne!(items.len(), 1, "{value}");
            items.iter().for_each(|item| walk(item, seen));
        }
        Value::Object(members) => {
            if let Some(id) = members.get("id").and_then(Value::as_str) {
                let before = seen.insert(id.to_owned(), value.clone());
                assert!(before.is_none_or(|before| before == *value), "{id} has two contents");
            }
            for (name, member) in members {
                if name.starts_with("valid") || name.starts_with("issu") && member.is_string() || name.ends_with("Date")
                {
                    let text = member.as_str().expect("a text");
                    assert!(text.len() == 20 && text.ends_with('Z') && text.contains('T'), "{name}: {text}");
                }
                walk(member, seen);
            }
        }
        _ => {}
    }
}

#[test]
fn the_issuer_is_who_the_certificate_names() {
    let mut case = Case::small();
    case.mandate = Some(mandate(&["uni"]));
    let issuer = case.europass(&other())["issuer"].clone();
    assert_eq!(issuer["type"], "Organisation");
    assert_eq!(issuer["legalName"], json!({ "en": "Seals for All" }));
    assert_eq!(issuer["altLabel"], json!({ "en": "Seals for All e-seal" }));
    let identifier = &issuer["eIDASIdentifier"];
    assert_eq!(identifier["notation"], "VATDE-129274202");
    let germany = "http://publications.europa.eu/resource/authority/country/DEU";
    assert_eq!((&identifier["spatial"]["id"], identifier.get("schemeName")), (&json!(germany), None));
    assert_eq!(issuer["location"]["address"]["countryCode"]["id"], germany);
    let names: Vec<&String> = issuer.as_object().expect("an object").keys().collect();
    assert_eq!(
        names,
        ["id", "type", "legalName", "altLabel", "eIDASIdentifier", "location"]
            .map(str::to_owned)
            .iter()
            .collect::<Vec<_>>()
    );
}

#[test]
fn sealing_for_others_needs_their_mandate() {
    let codes = |case: &Case, identity: &SealIdentity| match case.sealer(identity) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(|fault| fault.code).collect::<Vec<_>>(),
    };
    let mut case = Case::small();
    let own = own(&case.issuer);
    assert_eq!(codes(&case, &own), [""; 0]);
    assert_eq!(codes(&case, &other()), ["no-mandate"], "no mandate at all");
    case.mandate = Some(mandate(&["somebody-else"]));
    assert_eq!(codes(&case, &other()), ["no-mandate"], "a mandate of another body");
    case.mandate = Some(mandate(&["uni"]));
    assert_eq!(codes(&case, &other()), [""; 0]);
    let document = case.europass(&other());
    let evidence = &document["evidence"];
    assert_eq!(evidence["dcType"]["id"], "http://data.europa.eu/snb/evidence-type/c_18016257");
    let statement = evidence["evidenceStatement"].as_str().expect("a statement");
    assert!(statement.starts_with("Seals for All seals this credential on behalf of University of Examples"));
    assert_eq!(evidence["evidenceTarget"]["id"], ISSUER);
    assert_eq!(case.europass(&own).get("evidence"), None, "none is needed for its own");
    let past = case.mandate.as_mut().expect("a mandate");
    past.until = Some(past.from.plus_seconds(1));
    assert_eq!(codes(&case, &other()), ["mandate-not-in-force"]);

    // An institution that awards nothing itself lends its desk to others: it too must have mandated the sealer.
    let mut case = Case::example("student-leadership", "mtu", &["xamk"]);
    case.descriptor.awarding_bodies.retain(|slug| slug != "mtu");
    assert_eq!(codes(&case, &other()), ["certificate-of-another"]);
    case.mandate = Some(mandate(&["xamk", "mtu"]));
    assert_eq!(codes(&case, &other()), [""; 0]);
}

#[test]
fn a_certificate_that_says_too_little_or_contradicts_itself_seals_nothing() {
    let case = Case::small();
    let good = own(&case.issuer);
    let rows = [
        (SealIdentity { organization: " ".into(), ..good.clone() }, "certificate-name"),
        (SealIdentity { common_name: "a\u{7}".into(), ..good.clone() }, "certificate-name"),
        (SealIdentity { country: "FR".into(), ..good.clone() }, "certificate-country"),
        (SealIdentity { country: "QQ".into(), ..good.clone() }, "certificate-country"),
        (SealIdentity { country: String::new(), ..good.clone() }, "certificate-country"),
    ];
    for (identity, code) in rows {
        let faults = case.sealer(&identity).err().unwrap_or_else(|| panic!("{identity:?} is refused"));
        assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [code], "{identity:?}");
    }
    let nobody = SealIdentity { organization_identifier: String::new(), ..good };
    let faults = case.sealer(&nobody).err().expect("refused");
    assert!(faults.iter().any(|fault| fault.code == "certificate-identifier"));
}

#[test]
fn what_is_uploaded_has_no_issuer_and_one_address() {
    let case = Case::small();
    let (mapper, plain) = (case.mapper(), case.learner());
    let file = mapper.uploadable(&plain, &ids(), Some(PLACE));
    assert_eq!(file.as_object().expect("an object").keys().collect::<Vec<_>>(), ["credential"]);
    let mut sealed = case.europass(&own(&case.issuer));
    sealed.as_object_mut().expect("an object").shift_remove("issuer");
    assert_eq!(file["credential"], sealed);
    let dataset = to_dataset(&file["credential"], Contexts::embedded()).expect("every term is in the contexts");
    let departures = profile::check(&dataset, ID, Profile::GenericFull, profile::ApVersion::default());
    assert_eq!(departures.iter().map(|it| it.property).collect::<Vec<_>>(), ["cred:issuer"]);

    let mail = Learner { email: Some("zoe@example.org".into()), ..plain.clone() };
    let file = mapper.uploadable(&mail, &ids(), None);
    assert_eq!(file["deliveryDetails"], json!({ "deliveryAddress": ["zoe@example.org"] }));
    assert_eq!(file["credential"].get("credentialStatus"), None);
    assert!(!file["credential"].to_string().contains("zoe@"), "an address is for delivery alone");
    let both = Learner { wallet: Some("wallet-7".into()), ..mail };
    let file = mapper.uploadable(&both, &ids(), None);
    assert_eq!(file["deliveryDetails"], json!({ "deliveryAddress": ["wallet-7"] }));
}

#[test]
fn the_language_of_the_certificates_names_is_the_primary_one() {
    let mut case = Case::small();
    let spanish = Language::parse("es").expect("a tag");
    case.descriptor.title = LocalisedText::new(spanish.clone(), "Un curso pequeño").expect("a text");
    case.descriptor.language = spanish;
    let issuer = case.europass(&own(&case.issuer))["issuer"].clone();
    assert_eq!(issuer["legalName"], json!({ "es": "Universidad de Ejemplos" }));
}
