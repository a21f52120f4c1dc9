//! What a registrar has before issuing: keys, a ledger, a publication folder; and what lies there afterwards.
#![expect(clippy::disallowed_methods, reason = "tests look into the files that were written")]

use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use elmseal::descriptor::types::{Descriptor, Institution, Mandate};
use elmseal::elm::DataModel;
use elmseal::issue::{
    Batch, BatchReport, Check, EraseStep, Erasing, ErasureReport, Existing, Format, House, IssueError, Observer,
    Office, Output, Plan, PublishReport, PublishingKeys, Quiet, SealStatus, SealingKeys, Selection, ZipArchive,
    audit_published, change_status, erase, log_origin, publish,
};
use elmseal::jsonld::Contexts;
use elmseal::keys::{Controller, DataIntegrityKey, KeyRecord, KeyStore, LogKey, Passphrase, Role, StatusKey};
use elmseal::learners::Learner;
use elmseal::ledger::{Change, Ledger, State, standing_place};
use elmseal::model::ids::{AwardId, Did};
use elmseal::model::time::Timestamp;
use elmseal::proof::{AuthenticCredential, Cryptosuite, UnverifiedCredential, verify_proof};
use elmseal::publish::{Document, PublicationFolder};
use elmseal::status::Bitstring;
use elmseal::trust::did::DidDocument;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::course::{BASE, ISSUER, course, institution, learner};
use crate::support::seeded::Seeded;

pub fn at(day: i64) -> Timestamp {
    Timestamp::parse("2026-07-01T10:00:00Z").expect("a time").plus_seconds(day * 86_400)
}

pub fn did() -> Did {
    Did::parse(ISSUER).expect("a DID")
}

/// Keys that all tests share, since making them is slow on purpose.
pub struct Keys {
    pub data_integrity: DataIntegrityKey,
    pub status: StatusKey,
    pub log: LogKey,
    pub records: Vec<KeyRecord>,
}

impl Keys {
    pub fn shared() -> &'static Self {
        static KEYS: OnceLock<Keys> = OnceLock::new();
        KEYS.get_or_init(|| {
            let dir = tempfile::tempdir().expect("a folder");
            let store = KeyStore::open(dir.path()).expect("a store");
            let passphrase = Passphrase::new("correct horse".into()).expect("a passphrase");
            for (seed, role) in (0..).zip([Role::DataIntegrity, Role::Status, Role::Log]) {
                let controller = Controller::Did(did());
                let mut entropy = Seeded::new(seed);
                store.create(role, role.name(), &controller, &passphrase, &mut entropy, at(-9)).expect("a key");
            }
            Self {
                data_integrity: store.unlock_data_integrity(&passphrase).expect("unlocked"),
                status: store.unlock_status(&passphrase).expect("unlocked"),
                log: store.unlock_log(&passphrase).expect("unlocked"),
                records: store.list().expect("records"),
            }
        })
    }

    pub fn publishing(&self) -> PublishingKeys<'_> {
        PublishingKeys { status: &self.status, log: &self.log, seal: None }
    }

    pub fn sealing(&self) -> SealingKeys<'_> {
        SealingKeys { data_integrity: &self.data_integrity, seal: None, publishing: self.publishing() }
    }
}

/// A workspace on disk; each command opens its ledger anew, as a process does.
pub struct Desk {
    pub dir: TempDir,
    pub descriptor: Descriptor,
    pub institutions: Vec<Institution>,
    pub mandate: Option<Mandate>,
    pub folder: PublicationFolder,
    /// Learners of a shape before templates make their documents, each of which is then verified; by default, the usual.
    pub template_after: Option<u32>,
    runs: u64,
}

impl Desk {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = PublicationFolder::new(dir.path().join("public"));
        let institutions = vec![institution()];
        Self { dir, descriptor: course(), institutions, mandate: None, folder, template_after: None, runs: 0 }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Opens the ledger, does one command's work, and closes it.
    pub fn at_work<T>(&mut self, work: impl FnOnce(&mut Office<'_>, &Descriptor) -> T) -> T {
        self.runs += 1;
        let mut entropy = Seeded::new(1000 + self.runs);
        let mut ledger = Ledger::open(&self.path("ledger.db"), &mut entropy).expect("a ledger");
        let house = House {
            issuer: &self.institutions[0],
            institutions: &self.institutions,
            mandate: self.mandate.as_ref(),
            base: BASE,
            contexts: Contexts::embedded(),
        };
        let mut office = Office {
            house,
            ledger: &mut ledger,
            folder: &self.folder,
            keys: &Keys::shared().records,
            valid_days: 7,
            entropy: &mut entropy,
        };
        work(&mut office, &self.descriptor)
    }

    pub fn issue(
        &mut self,
        learners: &[Learner],
        existing: &Existing,
        day: i64,
        output: &mut dyn Output,
        observer: &mut dyn Observer,
    ) -> Result<BatchReport, IssueError> {
        let template_after = self.template_after;
        self.at_work(|office, descriptor| {
            let mut plan = plan(descriptor, existing, day);
            if template_after.is_some() {
                plan.check = Check::All;
            }
            let mut batch = Batch::begin(office, Keys::shared().sealing(), plan, output, observer)?;
            if let Some(learners) = template_after {
                batch.set_template_after(learners);
            }
            batch.set_chunk(2);
            batch.issue(learners.to_vec())
        })
    }

    /// A run as the command line makes it, into `out.zip`.
    pub fn run(&mut self, learners: &[Learner], existing: &Existing, day: i64) -> BatchReport {
        let mut output = ZipArchive::new(self.path("out/out.zip"));
        self.issue(learners, existing, day, &mut output, &mut Quiet).expect("issued")
    }

    pub fn state(&mut self, award: AwardId) -> State {
        self.at_work(|office, _| office.ledger.award(award).expect("an award").state)
    }

    pub fn publish(&mut self, day: i64) -> PublishReport {
        self.at_work(|office, _| publish(office, Keys::shared().publishing(), at(day))).expect("published")
    }

    pub fn change(&mut self, selection: &Selection, change: Change) -> Result<usize, IssueError> {
        self.at_work(|office, _| {
            change_status(office.ledger, selection, change, "a reason", at(1), office.entropy).map(|done| done.len())
        })
    }

    /// Erases awards, as the command line does.
    pub fn erase(&mut self, awards: &[AwardId]) -> Result<ErasureReport, IssueError> {
        self.erase_until(awards, &mut |_| ControlFlow::Continue(()))
    }

    /// The same, stopped where `reached` says so.
    pub fn erase_until(
        &mut self,
        awards: &[AwardId],
        reached: &mut dyn FnMut(EraseStep) -> ControlFlow<()>,
    ) -> Result<ErasureReport, IssueError> {
        let erasing = Erasing { awards, reason: "request 17", outputs: &[], now: at(1) };
        self.at_work(|office, _| erase(office.ledger, office.folder, &erasing, reached))
    }

    /// The bit that verifiers see for `purpose` of a sealed credential.
    pub fn published_bit(&self, credential: &[u8], purpose: &str) -> bool {
        let document: Value = serde_json::from_slice(credential).expect("JSON");
        let entries = document["credentialStatus"].as_array().expect("an array");
        let entry = entries.iter().find(|entry| entry["statusPurpose"] == purpose).expect("an entry");
        let url = entry["statusListCredential"].as_str().expect("a URL");
        let slug = url.strip_prefix(&format!("{BASE}/status/")).and_then(|rest| rest.strip_suffix(".json"));
        let list = Document::StatusList(slug.expect("below the base").to_owned());
        let bytes = self.folder.read(&list).expect("readable").expect("published");
        let authentic = self.verify(&bytes);
        assert_eq!(authentic.id(), Some(url));
        let list: Value = serde_json::from_slice(&bytes).expect("JSON");
        assert_eq!(list["credentialSubject"]["statusPurpose"], purpose);
        assert_eq!(list["issuer"], ISSUER);
        let bits = Bitstring::decode(list["credentialSubject"]["encodedList"].as_str().expect("text")).expect("a list");
        let index: u64 = entry["statusListIndex"].as_str().expect("text").parse().expect("a number");
        bits.get(index).expect("in range")
    }

    /// Revocation and suspension of an award in the published document over both.
    pub fn published_standing(&self, award: AwardId) -> (bool, bool) {
        let ledger = Ledger::open_read(&self.path("ledger.db")).expect("a reader");
        let places = ledger.award(award).expect("an award").status;
        let (slug, index) = standing_place(&places).expect("a pair");
        let bytes = self.folder.read(&Document::StatusList(slug.clone())).expect("readable").expect("published");
        let authentic = self.verify(&bytes);
        assert_eq!(authentic.id(), Some(format!("{BASE}/status/{slug}.json").as_str()));
        let list: Value = serde_json::from_slice(&bytes).expect("JSON");
        let subjects = list["credentialSubject"].as_array().expect("two subjects");
        let purposes: Vec<_> = subjects.iter().map(|subject| subject["statusPurpose"].clone()).collect();
        assert_eq!(purposes, ["revocation", "suspension"]);
        let bit = |subject: &Value| {
            let list = Bitstring::decode(subject["encodedList"].as_str().expect("text")).expect("a list");
            list.get(index).expect("in range")
        };
        (bit(&subjects[0]), bit(&subjects[1]))
    }

    /// Verifies as a stranger does who has the published DID document.
    pub fn verify(&self, bytes: &[u8]) -> AuthenticCredential {
        let document = self.folder.read(&Document::DidDocument).expect("readable").expect("published");
        let document = DidDocument::parse(&document, &did()).expect("a DID document");
        let received = UnverifiedCredential::parse(bytes).expect("a credential");
        let methods = received.claimed_methods().into_iter().map(|id| document.resolve(id).expect("a method"));
        let methods: Vec<_> = methods.collect();
        verify_proof(&received, &methods, Contexts::embedded()).expect("authentic")
    }

    pub fn assert_sound(&mut self) {
        self.at_work(|office, _| {
            let key = *Keys::shared().log.verifying_key().as_bytes();
            let report = office.ledger.audit(&log_origin(BASE), &[key]).expect("readable");
            assert_eq!(report.faults, []);
            assert_eq!(report.unfinished, 0);
            assert_eq!(audit_published(office.ledger, office.folder).expect("readable"), []);
        });
    }
}

pub fn plan<'a>(descriptor: &'a Descriptor, existing: &'a Existing, day: i64) -> Plan<'a> {
    Plan {
        descriptor,
        model: DataModel::V1_1,
        suite: Cryptosuite::EddsaRdfc2022,
        formats: &[Format::Elm],
        seal_status: SealStatus::Stated,
        existing,
        check: Check::Sample,
        claims: None,
        issued: at(day),
        now: at(day),
        file: "learners.csv",
    }
}

pub fn learners(rows: std::ops::Range<u64>) -> Vec<Learner> {
    rows.map(learner).collect()
}

/// The files of an archive.
pub fn unzip(path: &Path) -> HashMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(File::open(path).expect("the archive")).expect("an archive");
    let mut files = HashMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("an entry");
        let name = file.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("readable");
        assert!(files.insert(name, bytes).is_none(), "a name twice");
    }
    files
}

pub fn credentials(files: &HashMap<String, Vec<u8>>) -> HashMap<AwardId, Vec<u8>> {
    let names = files.iter().filter(|(name, _)| name.ends_with(".elm.jsonld"));
    names.map(|(name, bytes)| (AwardId::parse(&name[..36]).expect("an award"), bytes.clone())).collect()
}

/// The awards by row, from the receipt.
pub fn by_row(files: &HashMap<String, Vec<u8>>) -> HashMap<u64, AwardId> {
    let receipt: Value = serde_json::from_slice(&files["receipt.json"]).expect("JSON");
    let entries = receipt.as_array().expect("an array").iter();
    entries
        .map(|entry| {
            let award = AwardId::parse(entry["award"].as_str().expect("text")).expect("an award");
            (entry["row"].as_u64().expect("a number"), award)
        })
        .collect()
}
