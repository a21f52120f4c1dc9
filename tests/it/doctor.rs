//! `elmseal doctor`: a workspace in order, and everything that may be wrong with one, each by itself.
#![expect(clippy::disallowed_methods, reason = "tests write workspaces")]

mod around;
mod keys;

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use elmseal::cli::doctor::{Around, Findings, Grade, examine};
use elmseal::fetch::{Fetch, FetchError, LocalPublications, Purpose};
use elmseal::issue::{
    Batch, Check, Existing, Format, House, Office, Plan, PublishingKeys, Quiet, SealStatus, SealingKeys, Selection,
    ZipArchive, change_status, publish,
};
use elmseal::jose::{Es256Key, sign_compact};
use elmseal::jsonld::Contexts;
use elmseal::keys::{Controller, KeyStore, Material, Passphrase, Role, Secrets, Succession, example};
use elmseal::ledger::{Change, Ledger};
use elmseal::model::ids::{Did, Iri};
use elmseal::model::time::Timestamp;
use elmseal::pki::{Certificate, PkiServices, ServiceError};
use elmseal::proof::Cryptosuite;
use elmseal::publish::PublicationFolder;
use elmseal::trust::{AllianceList, Member, Selector, Standing, TrustRoot};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::course::{BASE, ISSUER, course, institution, learner};
use crate::support::pki::{Key, Party, Spec, TestPki, ext, pem, usage};
use crate::support::seeded::Seeded;
use crate::tsa::{Flaw, TestTsa, TsaOptions};

const LEGAL_ID: &str = "VATES-Q3318001I";
const PASSPHRASE: &str = "correct horse";

fn now() -> Timestamp {
    Timestamp::parse("2026-07-01T12:00:00Z").expect("a time")
}

fn days(days: i64) -> Timestamp {
    now().plus_seconds(days * 86_400)
}

fn passphrase() -> Passphrase {
    Passphrase::new(PASSPHRASE.to_owned()).expect("a passphrase")
}

fn tsa() -> &'static TestTsa {
    static MADE: OnceLock<TestTsa> = OnceLock::new();
    MADE.get_or_init(TestTsa::new)
}

/// A seal certificate of the institution.
fn seal_spec() -> Spec {
    Spec::seal(Key::P256).attribute("2.5.4.97", Some(LEGAL_ID))
}

const SETTINGS: &str = r#"base = "https://mc.uni.example"
[institution]
slug = "uni"
legal_name = "University of Examples"
organization_id = "VATES-Q3318001I"
country = "ESP"
time_zone = "Europe/Madrid"
did = "did:web:mc.uni.example"
[[trust]]
root = "trust/alliance.root.json"
[seal]
level = "t"
time_stamp_authority = "http://tsa.example/tsr"
authorities = "ca/root.pem"
time_stamp_authorities = "ca/tsa-root.pem"
formats = ["elm", "europass"]
"#;

/// The workspace that all others are copies of, since making keys is slow on purpose.
fn template() -> &'static Path {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    MADE.get_or_init(|| {
        let dir = TempDir::new().expect("a folder");
        let root = dir.path();
        write(root, "elmseal.toml", SETTINGS.as_bytes());
        write(root, "ca/root.pem", TestPki::get().root.pem().as_bytes());
        write(root, "ca/tsa-root.pem", pem(&tsa().root()).as_bytes());
        let store = KeyStore::open(&root.join("keys")).expect("a store");
        let controller = Controller::Did(Did::parse(ISSUER).expect("a DID"));
        for (seed, role) in (0..).zip([Role::DataIntegrity, Role::Status, Role::Log]) {
            let mut entropy = Seeded::new(seed);
            store.create(role, role.name(), &controller, &passphrase(), &mut entropy, days(-9)).expect("a key");
        }
        import_seal(&store, &seal_spec().issue(&TestPki::get().ca), Succession::First);
        issue(root);
        list(root, |member, _| member, |list| list);
        dir
    })
    .path()
}

/// Takes in a seal key with its certificate and that of its authority.
fn import_seal(store: &KeyStore, party: &Party, succession: Succession) {
    let chain = format!("{}{}", party.pem(), TestPki::get().ca.pem());
    let name = format!("seal-{}", store.list().expect("records").len());
    let unencrypted = || panic!("the key is not encrypted");
    let material = Material::from_pkcs8("seal.pem", party.key_pem().as_bytes(), &unencrypted, Some(chain.as_bytes()))
        .expect("a key");
    let (mut entropy, passphrase) = (Seeded::new(20), passphrase());
    let imported = store.import(
        material,
        Role::Seal,
        &name,
        &Controller::Itself,
        None,
        succession,
        &passphrase,
        &mut entropy,
        days(-8),
    );
    imported.expect("imported");
}

/// Issues two awards and publishes, a day ago.
fn issue(root: &Path) {
    let store = KeyStore::open(&root.join("keys")).expect("a store");
    let data_integrity = store.unlock_data_integrity(&passphrase()).expect("unlocked");
    let mut output = ZipArchive::new(root.join("issued.zip"));
    let (descriptor, existing) = (course(), Existing::Refuse);
    at_work(root, |office, publishing| {
        let plan = Plan {
            descriptor: &descriptor,
            model: elmseal::elm::DataModel::V1_1,
            suite: Cryptosuite::EddsaRdfc2022,
            formats: &[Format::Elm],
            seal_status: SealStatus::Stated,
            existing: &existing,
            check: Check::Sample,
            claims: None,
            issued: days(-1),
            now: days(-1),
            file: "learners.csv",
        };
        let keys = SealingKeys { data_integrity: &data_integrity, seal: None, publishing };
        let mut quiet = Quiet;
        let batch = Batch::begin(office, keys, plan, &mut output, &mut quiet).expect("a batch");
        batch.issue((2..4).map(learner)).expect("issued");
    });
    at_work(root, |office, publishing| publish(office, publishing, days(-1)).map(drop).expect("published"));
}

fn at_work(root: &Path, work: impl FnOnce(&mut Office<'_>, PublishingKeys<'_>)) {
    let store = KeyStore::open(&root.join("keys")).expect("a store");
    let records = store.list().expect("records");
    let status = store.unlock_status(&passphrase()).expect("unlocked");
    let log = store.unlock_log(&passphrase()).expect("unlocked");
    let mut entropy = Seeded::new(40);
    let mut ledger = Ledger::open(&root.join("ledger.db"), &mut entropy).expect("a ledger");
    let folder = PublicationFolder::new(root.join("public"));
    let institutions = [institution()];
    let house = House {
        issuer: &institutions[0],
        institutions: &institutions,
        mandate: None,
        base: BASE,
        contexts: Contexts::embedded(),
    };
    let mut office =
        Office { house, ledger: &mut ledger, folder: &folder, keys: &records, valid_days: 7, entropy: &mut entropy };
    work(&mut office, PublishingKeys { status: &status, log: &log, seal: None });
}

/// Writes the alliance list and its root file; `edit` changes the member, given the present keys.
fn list(root: &Path, edit: impl FnOnce(Member, &KeyStore) -> Member, after: impl FnOnce(AllianceList) -> AllianceList) {
    let store = KeyStore::open(&root.join("keys")).expect("a store");
    let multikey = |role| {
        let record = store.active(role).expect("a key");
        vec![record.verifying_key().expect("an Ed25519 key").to_multikey()]
    };
    let member = Member {
        names: vec![("en".into(), "University of Examples".into())],
        legal_ids: vec![LEGAL_ID.into()],
        country: "ES".into(),
        dids: vec![Did::parse(ISSUER).expect("a DID")],
        issuing_keys: multikey(Role::DataIntegrity),
        certificates: vec![TestPki::get().ca.certificate.clone()],
        status_keys: multikey(Role::Status),
        log_keys: multikey(Role::Log),
        ..Member::default()
    };
    let scheme = Iri::parse("https://alliance.example/lote").expect("an IRI");
    let list = AllianceList::new(scheme, vec![("en".into(), "Alliance".into())], None, days(-400))
        .with_member(&edit(member, &store), days(-300))
        .expect("a list");
    let list = after(list).reissued(days(-1), 7).expect("a list");
    let key = Es256Key::generate("Alliance office", days(-400)).expect("a key");
    let pinned = TrustRoot {
        list: "alliance".into(),
        version: 1,
        keys: vec![key.certificate().spki_sha256()],
        threshold: 1,
        expires: days(300),
        authoritative_for: vec!["*".into()],
    };
    write(root, "trust/alliance.root.json", pinned.to_json().to_string().as_bytes());
    let signed = sign_compact(&key, &list.to_bytes(), days(-1)).expect("a signed list");
    write(root, "trust/alliance.jwt", signed.as_bytes());
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
    fs::write(path, bytes).expect("a file");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            // Permissions are copied as well.
            fs::copy(&path, target).expect("a copy");
        }
    }
}

/// A web server that serves the publication folder, or fails.
enum Web {
    Serves(LocalPublications),
    Down,
}

impl Fetch for Web {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        match self {
            Self::Serves(folder) => folder.get(url, purpose),
            Self::Down => Err(FetchError::TimedOut { url: url.to_owned() }),
        }
    }
}

/// A time-stamp authority that is away.
struct Away;

impl PkiServices for Away {
    fn time_stamp(&self, _: &[u8]) -> Result<Vec<u8>, ServiceError> {
        Err(ServiceError::TimedOut { url: "http://tsa.example/tsr".into() })
    }

    fn ocsp(&self, url: &str, _: &[u8]) -> Result<Vec<u8>, ServiceError> {
        panic!("{url} is asked")
    }

    fn crl(&self, url: &str) -> Result<Vec<u8>, ServiceError> {
        panic!("{url} is asked")
    }

    fn ca_issuer(&self, url: &str) -> Result<Vec<u8>, ServiceError> {
        panic!("{url} is asked")
    }
}

/// A workspace, and what is around it.
struct Patient {
    dir: TempDir,
    /// What the web server has; a copy of the publication folder, as of when the patient was made.
    web: Web,
    served: PathBuf,
    stamp: Option<TsaOptions>,
    secret: &'static str,
    now: Timestamp,
    offline: bool,
}

impl Patient {
    fn healthy() -> Self {
        let dir = TempDir::new().expect("a folder");
        copy(template(), dir.path());
        let served = dir.path().join("served");
        copy(&dir.path().join("public"), &served);
        let web = Web::Serves(LocalPublications::new(BASE, &served));
        Self { dir, web, served, stamp: Some(TsaOptions::at(now())), secret: "", now: now(), offline: false }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn settings(&self, from: &str, to: &str) {
        assert!(SETTINGS.contains(from), "{from}");
        fs::write(self.path("elmseal.toml"), SETTINGS.replace(from, to)).expect("settings");
    }

    fn examine(&self) -> Findings {
        let passphrase = (!self.secret.is_empty()).then(|| Passphrase::new(self.secret.to_owned()).expect("one"));
        let nobody = Nobody;
        let secrets: &dyn Secrets = match &passphrase {
            Some(passphrase) => passphrase,
            None => &nobody,
        };
        let stamping = self.stamp.as_ref().map(|options| tsa().services(options));
        let services: &dyn PkiServices = match &stamping {
            Some(services) => services,
            None => &Away,
        };
        let clock = || self.now;
        examine(
            self.dir.path(),
            Around {
                fetch: (!self.offline).then_some(&self.web as &dyn Fetch),
                services: (!self.offline).then_some(services),
                secrets,
                clock: &clock,
                entropy: &mut Seeded::new(7),
            },
        )
    }
}

/// Knows nothing.
struct Nobody;

impl Secrets for Nobody {
    fn passphrase(&self) -> Result<&Passphrase, elmseal::keys::KeysError> {
        Err(elmseal::keys::KeysError::NoSecret("nobody knows".into()))
    }

    fn pin(&self, token: &str) -> Result<&elmseal::keys::Pin, elmseal::keys::KeysError> {
        Err(elmseal::keys::KeysError::NoPin { token: token.to_owned() })
    }
}

/// What is not in order: grade, check and code.
fn complaints(findings: &Findings) -> Vec<(Grade, &'static str, &'static str)> {
    let complaints = findings.iter().filter(|finding| finding.grade != Grade::Ok);
    complaints.map(|finding| (finding.grade, finding.check, finding.code)).collect()
}

/// Said where no passphrase is given.
const LOCKED: (Grade, &str, &str) = (NotChecked, "key_secrets", "keys-not-opened");

/// Examines a workspace that `harm` was done to. Opening keys is slow on purpose, and so is left out unless `harm` gives
/// the passphrase.
fn check(harm: impl FnOnce(&mut Patient), expected: &[(Grade, &'static str, &'static str)]) {
    let mut patient = Patient::healthy();
    harm(&mut patient);
    let findings = patient.examine();
    let mut found = complaints(&findings);
    if patient.secret.is_empty() {
        found.retain(|complaint| *complaint != LOCKED);
    }
    assert_eq!(found, expected, "{findings:#?}");
    for finding in findings.iter() {
        assert!(matches!(finding.grade, Grade::Ok | Grade::NotChecked) || !finding.advice.is_empty(), "{finding:?}");
        assert_eq!(finding.grade == Grade::Ok, finding.code == "ok", "{finding:?}");
        assert!(!finding.to_line(false).contains('\n'));
    }
}

use Grade::{Fault, NotChecked, Warning};

#[test]
fn a_workspace_in_order_has_nothing_but_good_findings() {
    let findings = Patient { secret: PASSPHRASE, ..Patient::healthy() }.examine();
    assert_eq!(complaints(&findings), [], "{findings:#?}");
    let checks: Vec<_> = findings.iter().map(|finding| finding.check).collect();
    assert_eq!(
        checks,
        [
            "settings",
            "keys",
            "key_files",
            "seal_key",
            "key_secrets",
            "seal_certificate",
            "seal_key_usage",
            "seal_identity",
            "seal_qualified",
            "seal_chain",
            "time_stamps",
            "clock",
            "did_document",
            "ledger",
            "publication_folder",
            "status_lists_due",
            "status_lists",
            "checkpoint",
            "alliance_list",
            "listing",
        ]
    );
}

#[test]
fn what_was_not_looked_at_is_said() {
    check(
        |patient| patient.offline = true,
        &[
            (NotChecked, "time_stamps", "offline"),
            (NotChecked, "clock", "offline"),
            (NotChecked, "did_document", "offline"),
            (NotChecked, "status_lists", "offline"),
            (NotChecked, "checkpoint", "offline"),
        ],
    );
    assert_eq!(complaints(&Patient::healthy().examine()), [LOCKED]);
}

#[test]
fn settings_are_read_first() {
    check(|patient| patient.settings("level = \"t\"", "level = \"x\""), &[(Fault, "settings", "bad-level")]);
    check(
        |patient| fs::remove_file(patient.path("elmseal.toml")).expect("removed"),
        &[(Fault, "settings", "settings-missing")],
    );
    check(
        |patient| patient.settings("authorities = \"ca/root.pem\"", "authorities = \"ca/nothing.pem\""),
        &[(Fault, "settings", "bad-authorities")],
    );
}

#[test]
fn the_command_says_a_line_for_each_and_ends_with_three_on_a_fault() {
    let run = |folder: &Path, passphrase: Option<&str>, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_elmseal"));
        command.args(["doctor", "--offline"]).args(arguments).current_dir(folder).env_remove("ELMSEAL_PASSPHRASE");
        if let Some(passphrase) = passphrase {
            command.env("ELMSEAL_PASSPHRASE", passphrase);
        }
        let output = command.output().expect("the program runs");
        (output.status.code(), String::from_utf8(output.stdout).expect("text"))
    };
    let place = TempDir::new().expect("a folder");
    let made = Command::new(env!("CARGO_BIN_EXE_elmseal"))
        .args(["init", "."])
        .current_dir(place.path())
        .env("ELMSEAL_PASSPHRASE", PASSPHRASE)
        .output()
        .expect("the program runs");
    assert!(made.status.success());
    let (code, said) = run(place.path(), Some(PASSPHRASE), &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\n0 faults, 0 warnings, "), "{said}");
    assert!(said.lines().any(|line| line.starts_with("ok          key secrets           4 keys opened")), "{said}");

    let (code, said) = run(place.path(), None, &["--json"]);
    assert_eq!(code, Some(0), "{said}");
    let json: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(json["healthy"], true);
    let findings = json["findings"].as_array().expect("findings");
    let of = |code: &str| findings.iter().find(|finding| finding["code"] == code).cloned().unwrap_or_default();
    assert_eq!(of("keys-not-opened")["outcome"], "not checked");

    let (code, said) = run(place.path(), Some("another"), &["--json"]);
    assert_eq!(code, Some(3), "{said}");
    let json: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(json["healthy"], false);
    assert!(!said.contains("another"), "{said}");
}
