//! Independent judges over credentials of all three example courses, issued by the real path: Digital Bazaar's verifier
//! with the public contexts, and the official SHACL shapes in pyshacl.
#![expect(clippy::disallowed_methods, reason = "judges are handed files")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use elmseal::descriptor::types::{Descriptor, Institution, Mandate};
use elmseal::descriptor::{self, RuleSets, Sources};
use elmseal::elm::DataModel;
use elmseal::issue::{
    self, Check, Existing, Folder, Format, House, Office, Plan, PublishingKeys, Quiet, SealStatus, SealingKeys,
    Selection,
};
use elmseal::jsonld::Contexts;
use elmseal::keys::{Controller, Examples, KeyStore, Passphrase, example};
use elmseal::learners::Learner;
use elmseal::ledger::{Change, Ledger};
use elmseal::model::entropy::Entropy;
use elmseal::model::ids::{AwardId, Did};
use elmseal::model::time::Timestamp;
use elmseal::proof::Cryptosuite;
use elmseal::publish::PublicationFolder;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support;

const NOW: &str = "2027-01-15T12:00:00Z";
const LATER: &str = "2027-01-15T13:00:00Z";
/// When the judges look.
const JUDGED: &str = "2027-01-16T12:00:00Z";
/// What becomes of the learners' awards; each learner is named after it.
const FATES: [&str; 3] = ["Kept", "Revoked", "Suspended"];

/// One of the example courses, and who seals it for whom.
struct Course {
    file: &'static str,
    issuer: &'static str,
    mandates: &'static [&'static str],
    suite: Cryptosuite,
    model: DataModel,
}

const COURSES: [Course; 5] = [
    Course::new("ingenium-framework", "uniovi", &[]),
    Course::new("ingenium-framework", "uniovi", &[]).with(Cryptosuite::EddsaJcs2022, DataModel::V1_1),
    Course::new("ingenium-framework", "uniovi", &[]).with(Cryptosuite::EddsaRdfc2022, DataModel::V2_0),
    Course::new("student-leadership", "mtu", &["xamk"]),
    Course::new("healthy-ageing", "xamk", &["urn", "mus"]),
];

impl Course {
    const fn new(file: &'static str, issuer: &'static str, mandates: &'static [&'static str]) -> Self {
        Self { file, issuer, mandates, suite: Cryptosuite::EddsaRdfc2022, model: DataModel::V1_1 }
    }

    const fn with(self, suite: Cryptosuite, model: DataModel) -> Self {
        Self { suite, model, ..self }
    }

    fn name(&self) -> String {
        format!("{}.{}.{:?}", self.file, self.suite.name(), self.model)
    }

    fn base(&self) -> String {
        format!("https://{:?}.{}.{}.example", self.model, self.suite.name(), self.file).replace('_', "-").to_lowercase()
    }
}

#[test]
fn independent_verifiers_agree() {
    let Some((judges, reference)) = judges("Digital Bazaar's verifier", "node_modules/@digitalbazaar/vc") else {
        return;
    };
    let folder = issue_all();
    tamper_with_all(folder.path());
    let verdicts = verify(&judges, &reference, folder.path());

    let mut expected = BTreeMap::new();
    for course in &COURSES {
        for fate in FATES {
            let set = match fate {
                "Revoked" => vec!["revocation"],
                "Suspended" => vec!["suspension"],
                _ => vec![],
            };
            expected.insert(format!("{}.{fate}", course.name()), (true, set));
        }
        expected.insert(format!("{}.Tampered", course.name()), (false, vec![]));
    }
    let names: Vec<_> = verdicts.keys().cloned().collect();
    assert_eq!(names, expected.keys().cloned().collect::<Vec<_>>());
    for (name, (verified, set)) in expected {
        let verdict = &verdicts[&name];
        assert_eq!(verdict["verified"], verified, "{name}: {verdict:#}");
        // The lists are authentic and of the credential's issuer, whatever they say.
        assert_eq!(verdict["status"]["verified"], true, "{name}: {verdict:#}");
        assert_eq!(verdict["status"]["checked"], json!(["revocation", "suspension"]), "{name}");
        assert_eq!(verdict["status"]["set"], json!(set), "{name}");
        let reason = verdict["errors"].to_string();
        assert_eq!(reason, if verified { "[]" } else { r#"["Error: Invalid signature."]"# }, "{name}");
    }
}

#[test]
fn the_official_shapes_are_met() {
    let what = "the official shapes";
    let Some(python) = support::shacl::python(what) else { return };
    let Some((judges, reference)) = judges(what, "node_modules/jsonld") else { return };
    let folder = issue_all();
    // The quads, without proof and status: the shapes know neither. They are those of data model 1.1.
    verify(&judges, &reference, folder.path());
    let mut requests = Vec::new();
    let mut request = |name: String, nquads: String| {
        let (version, profile) = ("1.2.0", "edc-generic-full");
        requests.push(support::shacl::Request { name, version, profile, nquads });
    };
    for course in COURSES.iter().filter(|course| course.model == DataModel::V1_1) {
        for fate in FATES {
            let name = format!("{}.{fate}", course.name());
            let quads =
                fs::read_to_string(folder.path().join(format!("quads/{name}.nq"))).expect("verify.mjs wrote it");
            if name == format!("{}.Kept", COURSES[0].name()) {
                let lines = quads.lines().filter(|line| !line.contains("credentialProfiles>"));
                request("Spoiled".to_owned(), lines.map(|line| format!("{line}\n")).collect());
            }
            request(name, quads);
        }
    }
    let verdicts = support::shacl::judge(&python, &reference, &requests);
    for (name, violations) in &verdicts.violations {
        assert_eq!(violations.is_empty(), name != "Spoiled", "{name}: {violations:#?}");
    }
    assert!(verdicts.violations.contains_key("Spoiled"));
}

/// The judges' folder and the reference data, unless one is missing.
pub fn judges(what: &str, installed: &str) -> Option<(PathBuf, PathBuf)> {
    Some((support::judge(what, installed)?, support::reference(what)?))
}

fn verify(judges: &Path, reference: &Path, folder: &Path) -> BTreeMap<String, Value> {
    let context = reference.join("elm/contexts/edc-ap-3.2.jsonld");
    answer(Command::new("node").arg("verify.mjs").arg(folder).arg(context).arg(JUDGED).current_dir(judges))
}

/// What a judge says, which runs to its end.
pub fn answer<T: DeserializeOwned>(command: &mut Command) -> T {
    let output = command.output().expect("the judge runs");
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{wrong}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {wrong}"))
}

/// For each credential that was kept, a copy in which the learner has another name.
fn tamper_with_all(folder: &Path) {
    for course in &COURSES {
        let file = |fate: &str| folder.join(format!("credentials/{}.{fate}.jsonld", course.name()));
        let kept = fs::read_to_string(file("Kept")).expect("it was issued");
        let tampered = kept.replace("Kept", "Tampered");
        assert_ne!(tampered, kept);
        fs::write(file("Tampered"), tampered).expect("a file");
    }
}

/// A folder as verify.mjs reads it, with credentials of all courses.
fn issue_all() -> TempDir {
    let judged = TempDir::new().expect("a folder");
    for kind in ["contexts", "credentials", "did", "status"] {
        fs::create_dir(judged.path().join(kind)).expect("a folder");
    }
    for course in &COURSES {
        issue_course(course, judged.path());
    }
    judged
}

fn issue_course(course: &Course, judged: &Path) {
    let work = TempDir::new().expect("a folder");
    let base = course.base();
    let did = Did::parse(&format!("did:web:{}", base.trim_start_matches("https://"))).expect("a DID");
    let mut institutions = institutions();
    for institution in &mut institutions {
        institution.did = (institution.slug == course.issuer).then(|| did.clone());
    }
    let issuer = institutions.iter().find(|institution| institution.slug == course.issuer).expect("an example");
    let descriptor = read_descriptor(course.file, &institutions);
    let mandate = Mandate {
        bodies: course.mandates.iter().map(|slug| (*slug).to_owned()).collect(),
        document: "An example of a consortium agreement".to_owned(),
        from: time("2026-01-01T00:00:00Z"),
        until: None,
    };

    let key_folder = work.path().join("keys");
    example::install(&key_folder, &Controller::Did(did)).expect("demonstration keys");
    let store = KeyStore::open_with(&key_folder, Examples::Permitted).expect("a key store");
    let passphrase = Passphrase::new(example::PASSPHRASE.to_owned()).expect("a passphrase");
    let data_integrity = store.unlock_data_integrity(&passphrase).expect("the key");
    let status = store.unlock_status(&passphrase).expect("the key");
    let log = store.unlock_log(&passphrase).expect("the key");
    let publishing = PublishingKeys { status: &status, log: &log, seal: None };

    let mut entropy = Counter(0);
    let mut ledger = Ledger::open(&work.path().join("ledger.db"), &mut entropy).expect("a ledger");
    let publications = PublicationFolder::new(work.path().join("public"));
    let keys = store.list().expect("records");
    let mut office = Office {
        house: House {
            issuer,
            institutions: &institutions,
            mandate: (!course.mandates.is_empty()).then_some(&mandate),
            base: &base,
            contexts: Contexts::embedded(),
        },
        ledger: &mut ledger,
        folder: &publications,
        keys: &keys,
        valid_days: 7,
        entropy: &mut entropy,
    };
    let plan = Plan {
        descriptor: &descriptor,
        model: course.model,
        suite: course.suite,
        formats: &[Format::Elm],
        seal_status: SealStatus::Stated,
        existing: &Existing::Refuse,
        check: Check::Sample,
        claims: None,
        issued: time(NOW),
        now: time(NOW),
        file: "learners.csv",
    };
    let learners = FATES.iter().zip(2..).map(|(fate, row)| learner(&descriptor, fate, row));
    let mut output = Folder::new(work.path().join("issued"));
    let sealing = SealingKeys { data_integrity: &data_integrity, seal: None, publishing };
    let report = issue::issue_batch(&mut office, sealing, plan, learners, &mut output, &mut Quiet).expect("a batch");
    assert_eq!(report.issued, FATES.len() as u64);

    for (fate, change) in [("Revoked", Change::Revoke), ("Suspended", Change::Suspend)] {
        let chosen = Selection::Awards(vec![award(&work.path().join("issued"), fate)]);
        let reason = "an example";
        issue::change_status(office.ledger, &chosen, change, reason, time(LATER), office.entropy).expect("a change");
    }
    issue::publish(&mut office, publishing, time(LATER)).expect("published");

    for fate in FATES {
        let text = credential(&work.path().join("issued"), fate).to_string();
        fs::write(judged.join(format!("credentials/{}.{fate}.jsonld", course.name())), text).expect("a file");
    }
    let public = work.path().join("public");
    fs::copy(public.join(".well-known/did.json"), judged.join(format!("did/{}.json", course.name()))).expect("a copy");
    for entry in fs::read_dir(public.join("contexts")).expect("the derived context") {
        let entry = entry.expect("an entry");
        let iri = format!("{base}/contexts/{}", entry.file_name().to_string_lossy());
        let name: String = url::form_urlencoded::byte_serialize(iri.as_bytes()).collect();
        fs::copy(entry.path(), judged.join("contexts").join(name)).expect("a copy");
    }
    for entry in fs::read_dir(public.join("status")).expect("status lists") {
        let entry = entry.expect("an entry");
        let name = format!("status/{}.{}", course.name(), entry.file_name().to_string_lossy());
        fs::copy(entry.path(), judged.join(name)).expect("a copy");
    }
}

fn credential(issued: &Path, fate: &str) -> Value {
    let files = fs::read_dir(issued).expect("the batch's folder").map(|entry| entry.expect("an entry").path());
    let sealed = files.filter(|path| path.extension().is_some_and(|extension| extension == "jsonld"));
    let mut texts = sealed.map(|path| fs::read_to_string(path).expect("a credential"));
    let text = texts.find(|text| text.contains(fate)).expect("one for each learner");
    serde_json::from_str(&text).expect("JSON")
}

fn award(issued: &Path, fate: &str) -> AwardId {
    AwardId::parse(credential(issued, fate)["id"].as_str().expect("an id")).expect("an award")
}

fn learner(descriptor: &Descriptor, fate: &str, row: u64) -> Learner {
    let grades = descriptor.components.iter().map(|component| (component.id.clone(), Some("5".to_owned())));
    Learner {
        family_name: fate.to_owned(),
        grade: descriptor.overall_assessment.as_ref().map(|_| "9".to_owned()),
        assessment_grades: descriptor.assessments.iter().map(|one| (one.id.clone(), "9".to_owned())).collect(),
        component_grades: grades.collect(),
        ..support::course::learner(row)
    }
}

fn institutions() -> Vec<Institution> {
    let mut paths: Vec<_> = fs::read_dir(examples().join("institutions"))
        .expect("the examples")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let (institution, faults) = descriptor::read_institution(&name, &fs::read(path).expect("a file"));
        institution.unwrap_or_else(|| panic!("{faults:?}"))
    };
    paths.into_iter().map(read).collect()
}

fn read_descriptor(course: &str, institutions: &[Institution]) -> Descriptor {
    let name = format!("{course}.toml");
    let bytes = fs::read(examples().join(&name)).expect("an example");
    let rule_sets = RuleSets::embedded();
    let sources = Sources { institutions, rule_sets: &rule_sets, esco: None };
    let (descriptor, faults) = descriptor::read(&name, &bytes, &sources);
    descriptor.unwrap_or_else(|| panic!("{faults:?}"))
}

fn examples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples")
}

fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

/// Bytes that never repeat, the same in every run.
struct Counter(u64);

impl Entropy for Counter {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            self.0 += 1;
            let block = elmseal::crypto::sha256(&self.0.to_be_bytes());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}
