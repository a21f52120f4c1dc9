//! Descriptors and institutions: the examples pass, every rule has its fault with place and fix.

use elmseal::descriptor::examples::{
    DESCRIPTORS, HEALTHY_AGEING, INGENIUM_FRAMEWORK, INSTITUTIONS, STUDENT_LEADERSHIP,
};
use elmseal::descriptor::{
    CredentialType, DeliveryModel, Descriptor, Institution, RuleSets, Sources, check_issue_date, read,
    read_institution, read_mandate_table, schema, template, tree, xlsx_form,
};
use elmseal::model::fault::{Faults, Severity};
use elmseal::model::text::Language;
use elmseal::model::time::Timestamp;
use elmseal::vocabulary::esco::Index;
use serde_json::Value;

mod form;

const ESCO: &[u8] = include_bytes!("../fixtures/esco_skills.csv");

pub fn institutions() -> Vec<Institution> {
    let read = |example: &elmseal::descriptor::examples::Example| {
        let (institution, faults) = read_institution(example.file, example.text.as_bytes());
        assert_eq!(listed(&faults), Vec::<String>::new(), "{}", example.file);
        institution.expect("an example has no faults")
    };
    INSTITUTIONS.iter().map(read).collect()
}

fn read_with(file: &str, bytes: &[u8], esco: Option<&Index>) -> (Option<Descriptor>, Faults) {
    let (institutions, rule_sets) = (institutions(), RuleSets::embedded());
    read(file, bytes, &Sources { institutions: &institutions, rule_sets: &rule_sets, esco })
}

fn good(file: &str, text: &str) -> Descriptor {
    let (descriptor, faults) = read_with(file, text.as_bytes(), None);
    assert_eq!(listed(&faults), Vec::<String>::new(), "{file}");
    descriptor.expect("no fault stops")
}

/// Each fault as `place [code] what; fix`, a warning with `warning` before.
fn listed(faults: &Faults) -> Vec<String> {
    let one = |fault: &elmseal::model::fault::Fault| {
        let warning = if fault.severity == Severity::Warning { "warning " } else { "" };
        format!("{warning}{} [{}] {}; {}", fault.place, fault.code, fault.what, fault.fix)
    };
    faults.iter().map(one).collect()
}

/// Changes the INGENIUM example and tells the codes of what is then wrong, `~` before those of warnings.
fn check(changes: &[(&str, &str)], expected: &[&str]) -> Vec<String> {
    check_in(INGENIUM_FRAMEWORK.text, changes, expected)
}

fn check_in(text: &str, changes: &[(&str, &str)], expected: &[&str]) -> Vec<String> {
    let mut text = text.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "the example has `{from}`");
        text = text.replacen(from, to, 1);
    }
    let (descriptor, faults) = read_with("d.toml", text.as_bytes(), None);
    let code = |fault: &elmseal::model::fault::Fault| match fault.severity {
        Severity::Warning => format!("~{}", fault.code),
        Severity::Fault => fault.code.to_owned(),
    };
    assert_eq!(faults.iter().map(code).collect::<Vec<_>>(), expected, "{changes:?}: {:#?}", listed(&faults));
    assert_eq!(descriptor.is_some(), !faults.stop());
    listed(&faults)
}

#[test]
fn the_examples_pass_without_a_word() {
    for example in DESCRIPTORS {
        good(example.file, example.text);
    }
    let course = good(INGENIUM_FRAMEWORK.file, INGENIUM_FRAMEWORK.text);
    assert_eq!((course.id.as_str(), course.model), ("ingenium-framework", DeliveryModel::Realigned));
    assert_eq!((course.workload.ects.as_deref(), course.workload.hours), (Some("1"), 25));
    assert_eq!(course.credential_type, CredentialType::Ects);
    // Midnight in Oviedo, where it is summer time.
    assert_eq!(course.delivery.start.map(|at| at.to_string()).as_deref(), Some("2026-05-09T22:00:00Z"));
    assert_eq!(course.delivery.end.map(|at| at.to_string()).as_deref(), Some("2026-06-30T21:59:59Z"));
    let skills: usize = course.outcomes.iter().map(|outcome| outcome.skills.len()).sum();
    let texts: Vec<_> = course.outcomes.iter().flat_map(|outcome| &outcome.unmatched_skills).collect();
    assert_eq!((skills, texts.len()), (9, 4));
    assert_eq!(course.resources[3].licence.as_deref(), Some("CC-BY-SA-4.0"));

    let joint = good(STUDENT_LEADERSHIP.file, STUDENT_LEADERSHIP.text);
    assert_eq!(joint.awarding_bodies, ["mtu", "xamk"]);
    assert_eq!(joint.title.get(&Language::parse("fi").expect("a tag")), Some("Opiskelijajohtajuus"));

    let parts = good(HEALTHY_AGEING.file, HEALTHY_AGEING.text);
    let components: Vec<_> = parts
        .components
        .iter()
        .map(|c| (c.institution.as_str(), c.workload.ects.as_deref(), c.assessment.id.as_str()))
        .collect();
    let expected = [
        ("xamk", Some("2"), "active-life"),
        ("urn", Some("1.5"), "digital-care"),
        ("mus", Some("1.5"), "medicine-of-ageing"),
    ];
    assert_eq!(components, expected);
}

#[test]
fn yaml_and_json_say_the_same_as_toml() {
    let toml = format!("{:?}", good("d.toml", HEALTHY_AGEING.text));
    let root = tree::parse("d.toml", HEALTHY_AGEING.text.as_bytes()).expect("the example");
    let json = serde_json::to_string_pretty(&to_json(&root)).expect("JSON");
    assert_eq!(format!("{:?}", good("d.json", &json)), toml);
    // JSON in one line a value is YAML, too.
    assert_eq!(format!("{:?}", good("d.yaml", &json)), toml);
}

fn to_json(node: &tree::Node) -> Value {
    match &node.value {
        tree::Value::Bool(value) => Value::Bool(*value),
        tree::Value::List(items) => items.iter().map(to_json).collect(),
        tree::Value::Scalar(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone())),
        tree::Value::Text(text) => Value::String(text.clone()),
        tree::Value::Table(entries) => {
            Value::Object(entries.iter().map(|entry| (entry.key.clone(), to_json(&entry.node))).collect())
        }
    }
}

#[test]
fn a_level_is_not_guessed() {
    let faults = check(&[("eqf_level = 6", "eqf_level = \"Bachelor\"")], &["not-listed"]);
    assert_eq!(
        faults[0],
        "d.toml:18:13 [not-listed] `eqf_level` is \"Bachelor\", which is not on the list eqf; \
         \"Bachelor\" corresponds to EQF 6; write eqf_level = 6"
    );
    check(&[("eqf_level = 6", "eqf_level = 4")], &["eqf-level"]);
    check(&[("eqf_level = 6", "eqf_level = 9")], &["not-listed"]);
    check(&[("eqf_level = 6", "eqf_level = \"Level 7\"")], &[]);
    check(&[("eqf_level = 6", "eqf_level = 4"), ("\"ingenium\"", "\"recommendation-2022\"")], &[]);
}

#[test]
fn all_faults_come_at_once_with_their_places() {
    let faults = check(
        &[("title =", "titel ="), ("hours = 25", "hours = \"many\""), ("mode = \"Online\"", "mode = \"Onlin\"")],
        &["unknown-key", "bad-number", "not-listed"],
    );
    assert_eq!(faults[0], "d.toml:11:1 [unknown-key] `titel` is not a key of this file; did you mean `title`?");
    assert!(faults[1].contains("`workload.hours` is \"many\""), "{}", faults[1]);
    assert!(faults[2].ends_with("the nearest entries of the list mode are \"Online\" (920fbb3cbe)"), "{}", faults[2]);
}

#[test]
fn every_rule_has_its_fault() {
    let long = "x".repeat(51);
    let title = format!("title = \"{long}\"");
    check(&[("title = \"Towards INGENIUM Micro-credentials Framework\"", &title)], &["title-long"]);
    check(&[("description = \"\"\"", "description = \"\"\"One. Two. ")], &["~description-long"]);
    check(&[("hours = 25", "hours = 24")], &["hours-per-credit"]);
    check(&[("hours = 25", "hours = 31")], &["hours-per-credit"]);
    check(&[("hours = 25", "hours = 30")], &[]);
    check(&[("ects = 1\nhours = 25", "ects = 1.5\nhours = 40")], &[]);
    check(&[("ects = 1\nhours = 25", "ects = 60\nhours = 1500")], &["ects-many"]);
    check(&[("ects = 1\nhours = 25", "hours = 25")], &["ects-missing"]);
    check(&[("\"ects\"", "\"no-ects\"")], &["ects-unexpected"]);
    check(&[("\"ects\"", "\"no-ects\""), ("ects = 1\nhours", "hours")], &[]);
    check(&[("ects = 1\n", "ects = \"2,5\"\n")], &["bad-number"]);
    check(&[("contact_hours = 14", "contact_hours = 26")], &["contact-hours"]);
    check(&[("weight = 40", "weight = 50")], &["weights"]);
    check(&[("weight = 40", "threshold = 5")], &["weights"]);
    check(&[("weight = 40", ""), ("weight = 60", "")], &[]);
    check(&[("id = \"final\"", "id = \"ongoing\"")], &["duplicate"]);
    check(&[("CC BY-SA 4.0", "CC BY-NC-SA 4.0")], &[]);
    check(&[("CC BY-SA 4.0", "CC BY-NC 4.0")], &["~licence-advised-against"]);
    check(&[("CC BY-SA 4.0", "CC BY-ND 4.0")], &["~licence-advised-against"]);
    check(&[("CC BY-SA 4.0", "all rights reserved")], &["licence-unknown"]);
    check(&[("licence = \"CC BY-SA 4.0\"", "")], &["licence-missing"]);
    check(&[("email = \"microcredenciales@uniovi.es\"", "url = \"https://a.example\"")], &["contact-missing"]);
    check(&[("email = \"microcredenciales@uniovi.es\"", "phone = \"+34 985 000 000\"")], &[]);
    check(&[("microcredenciales@uniovi.es", "uniovi.es")], &["bad-email"]);
    check(&[("end = 2026-06-30", "end = 2026-05-09")], &["dates-reversed"]);
    check(&[("end = 2026-06-30", "end = \"30/06/2026\"")], &["bad-date"]);
    check(&[("end = 2026-06-30", "end = 2926-06-30")], &["implausible-date"]);
    check(&[("final_review = 2026-04-20", "final_review = 2026-02-15")], &["dates-reversed"]);
    check(&[("final_review = 2026-04-20", "")], &["missing"]);
    check(&[("experts = 2", "experts = 3")], &["review-panel"]);
    check(&[("students = 3", "students = 1")], &["review-panel"]);
    check(&[("students = 3", "students = 5")], &["review-panel"]);
    check(&[("edition = \"2026-05\"", "edition = \"May 2026\"")], &["bad-edition"]);
    check(&[("edition = \"2026-05\"", "edition = \"2026-05\"\nvalid_for = \"PT25H\"")], &["bad-duration"]);
    check(&[("edition = \"2026-05\"", "edition = \"2026-05\"\nvalid_for = \"P25M\"")], &[]);
    check(&[("id = \"ingenium-framework\"", "id = \"INGENIUM Framework\"")], &["bad-slug"]);
    check(&[("rule_set = \"ingenium\"", "rule_set = \"eciu\"")], &["unknown-rule-set"]);
    check(&[("mode = \"Online\"", "")], &["missing"]);
    check(&[("[\"0188\"]", "[\"0188\", \"0188\"]")], &["duplicate"]);
    check(&[("language = \"en\"", "language = \"english\"")], &["bad-language"]);
    check(&[("https://esco.ec.europa.eu/", "esco.ec.europa.eu")], &["bad-iri"]);
    check(
        &[("[workload]", "[nqf_level]\niri = \"http://data.europa.eu/snb/qdr/c_1\"\nlabel = \"L\"\n[workload]")],
        &[],
    );
    check(&[("[workload]", "[nqf_level]\niri = \"https://a.example/1\"\nlabel = \"L\"\n[workload]")], &["not-listed"]);
    check(&[("places = 50", "places = 0")], &["out-of-range"]);
    check(&[("title = \"Towards", "title = \"\\u0007Towards")], &["control-character"]);
    check(&[("title = \"Towards INGENIUM Micro-credentials Framework\"", "title = \" \"")], &["empty-text"]);
    check(
        &[("title = \"Towards INGENIUM Micro-credentials Framework\"", "title = { en = \"A\", eng_ = \"B\" }")],
        &["bad-language"],
    );
}

#[test]
fn resources_are_at_least_three() {
    let third = INGENIUM_FRAMEWORK.text.find("[[resources]]\ntitle = \"Europass\"").expect("the third");
    let partners = INGENIUM_FRAMEWORK.text.find("[[partners]]").expect("the partners");
    let text = format!("{}{}", &INGENIUM_FRAMEWORK.text[..third], &INGENIUM_FRAMEWORK.text[partners..]);
    let faults = check_in(&text, &[], &["resources-few"]);
    assert!(faults[0].ends_with("there are 2 resources; name at least 3 (rule set ingenium)"), "{}", faults[0]);
    check_in(&text, &[("\"ingenium\"", "\"recommendation-2022\"")], &[]);
}

#[test]
fn bodies_are_known_and_accredit() {
    let faults = check(
        &[("awarding_bodies = [\"uniovi\"]", "awarding_bodies = [\"unovi\"]")],
        &["unknown-institution", "not-accrediting"],
    );
    assert!(faults[0].ends_with("the institution `unovi` is not known; did you mean `uniovi`?"), "{}", faults[0]);
    check(&[("role = \"accrediting\"", "role = \"developer\"")], &["not-accrediting"]);
    check(&[("role = \"accrediting\"", "role = \"lead\"")], &["duplicate", "not-accrediting"]);
    check(&[("role = \"accrediting\"", "role = \"accreditor\"")], &["bad-choice", "not-accrediting"]);
    check(&[("awarding_bodies = [\"uniovi\"]", "awarding_bodies = []")], &["missing"]);
    check(&[("awarding_bodies = [\"uniovi\"]", "awarding_bodies = \"uniovi\"")], &[]);
    check(&[("model = \"realigned\"", "model = \"joint\"")], &["partners-missing"]);
    check(&[("model = \"realigned\"", "model = \"decentralised\"")], &["components-missing"]);
}

#[test]
fn components_differ_and_add_up() {
    let text = HEALTHY_AGEING.text;
    let faults = check_in(text, &[("ects = 5", "ects = 5.25")], &["credits-sum", "hours-per-credit"]);
    assert!(faults[0].contains("the components have 5 ECTS together, `workload.ects` is 5.25"), "{}", faults[0]);
    check_in(text, &[("hours = 130", "hours = 131")], &["~hours-sum"]);
    check_in(text, &[("id = \"digital-care\"", "id = \"active-life\"")], &["duplicate"]);
    check_in(text, &[("ects = 2\n", "")], &["ects-missing"]);
    check_in(text, &[("eqf_level = 7", "eqf_level = 2")], &["eqf-level"]);
    check_in(
        text,
        &[("institution = \"mus\"\nrole = \"accrediting\"", "institution = \"mus\"\nrole = \"developer\"")],
        &["not-accrediting"],
    );
    check_in(
        text,
        &[("institution = \"xamk\"\nrole = \"lead\"", "institution = \"xamk\"\nrole = \"developer\"")],
        &["partners-missing"],
    );
    check_in(text, &[("model = \"decentralised\"", "model = \"joint\"")], &["components-unexpected"]);
    check_in(
        text,
        &[("[components.assessment]\ntitle = \"Essay\"", "[components.assessment]\ntitel = \"Essay\"")],
        &["unknown-key"],
    );
}

#[test]
fn labels_of_skills_resolve_against_the_imported_classification() {
    let index = Index::import(ESCO).expect("the fixture");
    let skills = "skills = [\"Work in teams\", \"evaluate data\", \"assess example data\", \"twice named\", \"text: something else\"]";
    let from = "skills = [\n    { text = \"linking learning outcomes of qualifications with ESCO skills\" },\n    { text = \"evaluate data\" },\n]";
    assert!(INGENIUM_FRAMEWORK.text.contains(from));
    let text = INGENIUM_FRAMEWORK.text.replacen(from, skills, 1);
    let (descriptor, faults) = read_with("d.toml", text.as_bytes(), Some(&index));
    let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["skill-unmatched", "skill-alternative", "skill-ambiguous"]);
    assert!(listed(&faults)[0].contains("nearest: \"evaluate example data\" (http://data.europa.eu/esco/skill/"));
    let outcome = descriptor.expect("only warnings").outcomes.remove(3);
    assert_eq!(outcome.skills.iter().map(|skill| skill.label.as_str()).collect::<Vec<_>>(), ["work in teams"]);
    assert_eq!(outcome.unmatched_skills, ["evaluate data", "assess example data", "twice named", "something else"]);

    let wrong = INGENIUM_FRAMEWORK.text.replacen("label = \"work in teams\"", "label = \"work in team\"", 1);
    let (none, faults) = read_with("d.toml", wrong.as_bytes(), Some(&index));
    assert!(none.is_none());
    assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["label-differs"]);

    let other = INGENIUM_FRAMEWORK.text.replacen("skill/60c78287", "skill/60c78288", 1);
    let (some, faults) = read_with("d.toml", other.as_bytes(), Some(&index));
    assert!(some.is_some());
    assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["skill-not-imported"]);

    let from = "{ iri = \"http://data.europa.eu/esco/skill/60c78287-22eb-4103-9c8c-28deaa460da0\", label = \"work in teams\" }";
    check(&[(from, "\"http://data.europa.eu/esco/skill/60c78287-22eb-4103-9c8c-28deaa460da0\"")], &["skill-unknown"]);
    check(&[(from, "\"work in teams\"")], &["~esco-missing"]);
    check(&[(from, "{ iri = \"https://a.example/1\", label = \"work in teams\" }")], &["bad-skill"]);
    check(&[(from, "{ label = \"work in teams\" }")], &["bad-skill"]);
}

#[test]
fn a_date_of_issuing_before_the_review_is_a_fault() {
    let course = good(INGENIUM_FRAMEWORK.file, INGENIUM_FRAMEWORK.text);
    let codes = |at: &str| {
        let faults = check_issue_date(&course, Timestamp::parse(at).expect("a time"));
        faults.iter().map(|fault| fault.code).collect::<Vec<_>>()
    };
    assert_eq!(codes("2026-07-01T10:00:00Z"), Vec::<&str>::new());
    assert_eq!(codes("2026-06-01T10:00:00Z"), ["issued-before-end"]);
    assert_eq!(codes("2026-04-19T10:00:00Z"), ["issued-before-review", "issued-before-end"]);
}

#[test]
fn the_schema_describes_what_the_reader_reads() {
    let schema = schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    for example in DESCRIPTORS {
        let root = tree::parse(example.file, example.text.as_bytes()).expect("an example");
        conforms(&to_json(&root), &schema, &schema, example.file);
    }
    let language = Language::parse("en").expect("a tag");
    let root = tree::parse("d.toml", template(&language, "uniovi").as_bytes()).expect("the template");
    conforms(&to_json(&root), &schema, &schema, "template");
    // Every key of the schema is one that the reader knows: unknown ones would be faults.
    let keys: Vec<_> = schema["properties"].as_object().expect("keys").keys().cloned().collect();
    let all: String = keys.iter().map(|key| format!("\"{key}\" = true\n")).collect();
    let (_, faults) = read_with("d.toml", all.as_bytes(), None);
    assert!(faults.iter().all(|fault| fault.code != "unknown-key"), "{:#?}", listed(&faults));
}

/// The part of JSON Schema that our schema uses for structure.
fn conforms(value: &Value, schema: &Value, root: &Value, path: &str) {
    let schema = match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => root.pointer(reference.trim_start_matches('#')).expect(reference),
        None => schema,
    };
    if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
        let fits = |choice: &&Value| {
            let of = |name: &str| {
                choice["type"] == name || choice["type"].as_array().is_some_and(|t| t.contains(&name.into()))
            };
            match value {
                Value::Array(_) => of("array"),
                Value::Object(map) => {
                    let needed = choice["required"].as_array().map(Vec::as_slice).unwrap_or_default();
                    of("object") && needed.iter().all(|key| map.contains_key(key.as_str().unwrap_or_default()))
                        || choice.get("$ref").is_some()
                }
                Value::String(_) => of("string") || choice.get("$ref").is_some(),
                _ => of("integer") || of("number") || choice.get("$ref").is_some(),
            }
        };
        let choice = choices.iter().find(fits).unwrap_or_else(|| panic!("{path}: {value} fits none of {choices:?}"));
        conforms(value, choice, root, path);
        return;
    }
    match value {
        Value::Object(map) => {
            let properties = schema["properties"].as_object();
            for (key, inner) in map {
                match properties.and_then(|properties| properties.get(key)) {
                    Some(below) => conforms(inner, below, root, &format!("{path}.{key}")),
                    None => assert!(schema["additionalProperties"].is_object(), "{path}: `{key}` is not in the schema"),
                }
            }
            for key in schema["required"].as_array().map(Vec::as_slice).unwrap_or_default() {
                assert!(map.contains_key(key.as_str().expect("a name")), "{path}: {key} is required");
            }
        }
        Value::Array(items) => items.iter().for_each(|item| conforms(item, &schema["items"], root, path)),
        Value::String(text) => {
            if let Some(words) = schema["enum"].as_array() {
                assert!(words.contains(value), "{path}: {text}");
            }
        }
        _ => {}
    }
}

#[test]
fn the_template_passes_as_it_is() {
    for language in ["en", "es"] {
        let template = template(&Language::parse(language).expect("a tag"), "uniovi");
        let descriptor = good("d.toml", &template);
        assert_eq!((descriptor.language.as_str(), descriptor.awarding_bodies), (language, vec!["uniovi".to_owned()]));
    }
    // With every mark of a comment removed from a key, it is still a descriptor that is understood.
    let all = template(&Language::parse("en").expect("a tag"), "uniovi");
    let is_key = |line: &str| {
        line.starts_with("# [")
            || line.split(" = ").next().is_some_and(|k| k.len() > 2 && !k[2..].contains(' ') && line.contains(" = "))
    };
    let all: Vec<_> =
        all.lines().skip(3).map(|line| if is_key(line) { line.trim_start_matches("# ") } else { line }).collect();
    let (_, faults) = read_with("d.toml", all.join("\n").as_bytes(), None);
    let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["components-unexpected"], "{:#?}", listed(&faults));
}

#[test]
fn institutions_are_checked() {
    let xamk = INSTITUTIONS[4].text;
    let codes = |text: &str| {
        let (institution, faults) = read_institution("institutions/xamk.toml", text.as_bytes());
        assert_eq!(institution.is_some(), !faults.stop());
        faults.iter().map(|fault| fault.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(xamk), Vec::<&str>::new());
    let (institution, _) = read_institution("institutions/xamk.toml", xamk.as_bytes());
    let institution = institution.expect("the example");
    assert_eq!((institution.slug.as_str(), institution.country.code.as_str()), ("xamk", "FIN"));
    assert_eq!(codes(&xamk.replace("\"FIN\"", "\"FI\"")), Vec::<&str>::new());
    assert_eq!(codes(&xamk.replace("\"FIN\"", "\"ESP\"")), ["identifier-country"]);
    assert_eq!(codes(&xamk.replace("VATFI-", "FI")), ["bad-identifier"]);
    assert_eq!(codes(&xamk.replace("Europe/Helsinki", "Finland/Mikkeli")), ["bad-time-zone"]);
    assert_eq!(codes(&xamk.replace("\"FIN\"", "\"Finnland\"")), ["not-listed"]);
    assert_eq!(codes(&xamk.replace("region =", "did = \"did:ion:x\"\nregion =")), ["bad-did"]);
    assert_eq!(codes(&xamk.replace("region =", "logo = \"logo.png\"\ncolour =")), ["unknown-key"]);
    assert_eq!(codes("legal_name = 1"), ["missing", "missing", "missing"]);
}

#[test]
fn a_mandate_has_its_days_in_the_zone() {
    let read = |text: &str| {
        let table = tree::parse("elmseal.toml", text.as_bytes()).expect("a table");
        let (mandate, faults) = read_mandate_table("elmseal.toml", "Europe/Madrid", &table);
        (mandate, faults.iter().map(|fault| fault.code).collect::<Vec<_>>())
    };
    let (mandate, codes) =
        read("bodies = [\"mtu\"]\ndocument = \"Agreement\"\nfrom = 2026-01-01\nuntil = 2026-12-31\n");
    let mandate = mandate.expect("no faults");
    assert_eq!(codes, Vec::<&str>::new());
    assert_eq!(mandate.from.to_string(), "2025-12-31T23:00:00Z");
    assert_eq!(mandate.until.map(|at| at.to_string()).as_deref(), Some("2026-12-31T22:59:59Z"));
    let (none, codes) = read("bodies = \"mtu\"\ndocument = \"Agreement\"\nfrom = 2026-01-02\nuntil = 2026-01-01\n");
    assert!(none.is_none());
    assert_eq!(codes, ["dates-reversed"]);
}

#[test]
fn hostile_files_are_faults_and_never_panics() {
    let long = format!("title = \"{}\"", "x".repeat(1_500_000));
    let deep = format!("title = {}1{}", "{ a = ".repeat(60), " }".repeat(60));
    let wide: String = (0..9_000).map(|at| format!("key{at} = 1\n")).collect();
    let tables = "[[components]]\n".repeat(2_000);
    for text in [&long, &deep, &wide, &tables, "", "a", "id = 1", "\u{feff}id = 'x'", "[title.x.y]\nz = 1"] {
        let (none, faults) = read_with("d.toml", text.as_bytes(), None);
        assert!(none.is_none() && faults.stop());
    }
    let files: [&[u8]; 6] = [b"", b"\xff\xfe\x00", b"PK\x03\x04", &[0; 1000], b"{\"id\":{\"id\":[]}}", b"%PDF-1.7"];
    for name in ["d.toml", "d.yaml", "d.json", "d.xlsx", "d.docx", "d", ""] {
        for bytes in files {
            let (none, faults) = read_with(name, bytes, None);
            assert!(none.is_none() && faults.stop(), "{name}");
        }
    }
    // Every prefix and every flipped byte of a form is a descriptor or faults.
    let form = xlsx_form();
    for at in (0..form.len()).step_by(form.len() / 60) {
        let mut damaged = form.clone();
        damaged[at] ^= 0x55;
        assert!(read_with("d.xlsx", &damaged, None).0.is_none());
        assert!(read_with("d.xlsx", &form[..at], None).0.is_none());
    }
}

#[test]
fn damaged_files_are_faults_or_descriptors_and_never_panics() {
    let root = tree::parse("d.toml", HEALTHY_AGEING.text.as_bytes()).expect("the example");
    let json = serde_json::to_string_pretty(&to_json(&root)).expect("JSON");
    let yaml = to_yaml(&to_json(&root), 0);
    assert_eq!(format!("{:?}", good("d.yaml", &yaml)), format!("{:?}", good("d.toml", HEALTHY_AGEING.text)));
    let (institutions, rule_sets) = (institutions(), RuleSets::embedded());
    let sources = Sources { institutions: &institutions, rule_sets: &rule_sets, esco: None };
    for (file, text) in [("d.toml", HEALTHY_AGEING.text), ("d.json", &json), ("d.yaml", &yaml)] {
        for at in (0..text.len()).step_by(29) {
            for byte in [b'"', b'[', b'{', b'-', b'&', 0, 0xff, b'\n', b'9'] {
                let mut damaged = text.as_bytes().to_vec();
                damaged[at] = byte;
                let (descriptor, faults) = read(file, &damaged, &sources);
                assert_eq!(descriptor.is_none(), faults.stop(), "{file} at {at}");
            }
            let (descriptor, faults) = read(file, &text.as_bytes()[..at], &sources);
            assert_eq!(descriptor.is_none(), faults.stop(), "{file} up to {at}");
        }
    }
}

/// In blocks, as a person writes it.
fn to_yaml(value: &Value, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| match value {
                Value::Object(_) | Value::Array(_) => format!("{indent}{key}:\n{}", to_yaml(value, depth + 1)),
                _ => format!("{indent}{key}: {value}\n"),
            };
            map.iter().map(entry).collect()
        }
        Value::Array(items) => {
            let item = |item: &Value| match item {
                Value::Object(_) => format!("{indent}- {}", to_yaml(item, depth + 1).trim_start()),
                _ => format!("{indent}- {item}\n"),
            };
            items.iter().map(item).collect()
        }
        other => other.to_string(),
    }
}

#[test]
fn readers_are_sent_to_web_addresses_only() {
    for address in ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:a@b.example"] {
        let said = check(&[("https://esco.ec.europa.eu/", address)], &["bad-iri"]);
        assert!(said[0].contains("no web address"), "{said:?}");
    }
    check(&[("https://esco.ec.europa.eu/", "HTTPS://esco.ec.europa.eu/")], &[]);
}

#[test]
fn a_licence_of_what_is_not_own_is_no_rule_and_is_said() {
    check(&[("own = true", "own = false")], &["~licence-of-others"]);
}

#[test]
fn a_short_list_is_named_whole_when_nothing_on_it_is_near() {
    let said = check(&[("mode = \"Online\"", "mode = \"Hybrid\"")], &["not-listed"]);
    assert!(said[0].contains("\"Presential\"") && said[0].contains("\"Blended\""), "{said:?}");
}
