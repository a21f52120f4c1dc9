//! An issuer whose batch has made links, and its public service, asked without a socket.
#![expect(clippy::disallowed_methods, reason = "tests look into the files that were written")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use elmseal::claim::{Asking, Telling};
use elmseal::descriptor::types::{Contact, Institution};
use elmseal::elm::DataModel;
use elmseal::http::{Operations, Patience};
use elmseal::issue::{
    BatchReport, Check, Claiming, Existing, Format, IssueError, Office, Plan, Quiet, Seal, SealStatus, SealingKeys,
    StatusWish, ZipArchive, change_status, issue_batch,
};
use elmseal::issue::{Observer, Selection};
use elmseal::issuer::{Admission, Claims, Clerk, IssuerService, Premises, Profile, public_router};
use elmseal::jose::jades::{Level, SealTrust, SigningTime};
use elmseal::jose::{Algorithm, SoftwareSealKey};
use elmseal::jsonld::Contexts;
use elmseal::learners::Learner;
use elmseal::ledger::{Change, ClaimToken, Letter};
use elmseal::limits::STATUS_LIST_ENTRIES_MIN;
use elmseal::model::ids::AwardId;
use elmseal::model::time::Timestamp;
use elmseal::oid4vci::{Configuration, CredentialIssuer};
use elmseal::pki::NoServices;
use elmseal::proof::Cryptosuite;
use elmseal::publish::PublicationFolder;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use crate::issuer::shop::{Answer, Keys, at, at_work, by_key};
use crate::support::course::{BASE, course, learner};
use crate::support::pki::TestPki;
use crate::support::seeded::Seeded;
use crate::world;

/// Where links lead.
pub const CLAIMS: &str = "https://claim.uni.example";

/// A learner of the course who has an address.
pub fn reachable(row: u64) -> Learner {
    Learner { email: Some(format!("learner{row}@uni.example")), ..learner(row) }
}

pub struct House {
    folder: TempDir,
    runtime: Runtime,
    pub router: Router,
    /// Kept so that its thread ends with the house.
    _clerk: Arc<Clerk>,
    clock: Arc<AtomicI64>,
    runs: u64,
    /// The e-seal, which seals for Europass.
    seal: Option<Arc<SoftwareSealKey>>,
    /// What a batch issues.
    pub formats: &'static [Format],
    keys: fn() -> Keys,
}

impl House {
    /// An issuer that sends mails.
    pub fn new() -> Self {
        Self::with(Asking::ByMail, Telling::Page)
    }

    pub fn with(asking: Asking, telling: Telling) -> Self {
        Self::of((asking, telling), Keys::new, None)
    }

    /// An issuer with an e-seal, whose batches are sealed for Europass as well.
    pub fn sealing() -> Self {
        let pki = TestPki::get();
        let party = world::seal_certificate().issue(&pki.ca);
        let chain = vec![party.certificate.clone(), pki.ca.certificate.clone()];
        let seal = SoftwareSealKey::from_pkcs8(&party.key_pkcs8(), chain, Algorithm::Es256).expect("a key");
        Self {
            formats: &[Format::Elm, Format::Europass],
            ..Self::of((Asking::ByMail, Telling::Page), Keys::by_document, Some(Arc::new(seal)))
        }
    }

    fn of(manner: (Asking, Telling), make_keys: fn() -> Keys, seal: Option<Arc<SoftwareSealKey>>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = make_keys();
        let contact = Contact { email: Some("registrar@uni.example".into()), phone: None, url: None };
        let named = Institution { contact: Some(contact), ..by_key(&keys) };
        let claims = Claims::new(&named, folder.path().join("ledger.db"), BASE, (CLAIMS, 180), manner);
        let premises = Premises {
            institutions: vec![by_key(&keys)],
            institution: by_key(&keys),
            mandate: None,
            base: BASE.to_owned(),
            contexts: Contexts::embedded().clone(),
            ledger: folder.path().join("ledger.db"),
            list_entries: STATUS_LIST_ENTRIES_MIN,
            folder: PublicationFolder::new(folder.path().join("public")),
            records: keys.records,
            valid_days: 7,
            data_integrity: keys.data_integrity,
            status: keys.status,
            seal: None,
            log: keys.log,
        };
        let clerk = Arc::new(Clerk::begin(premises, Box::new(Seeded::new(19))).expect("a thread"));
        let clock = Arc::new(AtomicI64::new(at(1).unix()));
        let told = Arc::clone(&clock);
        let offered = Configuration::ALL.to_vec();
        let service = IssuerService {
            clerk: Arc::clone(&clerk),
            admission: Admission::Anybody,
            profile: Profile::Strict,
            status: StatusWish::Stated,
            publications: folder.path().join("public"),
            base: BASE.parse().expect("a URL"),
            claims: Some(Arc::new(claims)),
            wallets: Some(Arc::new(CredentialIssuer { id: CLAIMS.to_owned(), names: Vec::new(), offered })),
            clock: Arc::new(move || Timestamp::from_unix(told.load(Ordering::SeqCst)).expect("a time")),
            patience: Patience::default(),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let router = public_router(service, Operations::default());
        Self { folder, runtime, router, _clerk: clerk, clock, runs: 0, seal, formats: &[Format::Elm], keys: make_keys }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Lets the service's clock stand at so many seconds after [`at`] of a day.
    pub fn set_clock(&self, day: i64, seconds: i64) {
        self.clock.store(at(day).unix() + seconds, Ordering::SeqCst);
    }

    /// The ledger at work once, as the command line would be.
    pub fn at_work<T>(&mut self, work: impl FnOnce(&mut Office<'_>) -> T) -> T {
        self.runs += 1;
        at_work(self.folder.path(), &self.keys(), self.runs, work)
    }

    /// The keys of the house, made of their seeds.
    pub fn keys(&self) -> Keys {
        (self.keys)()
    }

    /// Issues to learners with links, and says what the receipt says of each row: award and link.
    pub fn issue(&mut self, learners: &[Learner]) -> BTreeMap<u64, (AwardId, String)> {
        let report = self.batch(learners, &Existing::Refuse, &mut Quiet).expect("issued");
        Self::receipt(&report.output.unwrap_or_else(|| self.path("out.zip")))
    }

    pub fn batch(
        &mut self,
        learners: &[Learner],
        existing: &Existing,
        observer: &mut dyn Observer,
    ) -> Result<BatchReport, IssueError> {
        let mut output = ZipArchive::new(self.path("out.zip"));
        let prefix = format!("{CLAIMS}/claim/");
        let descriptor = course();
        let authorities = vec![TestPki::get().root.certificate.clone()];
        let trust = SealTrust { authorities, time_stamp_authorities: Vec::new() };
        let (formats, signer, keys) = (self.formats, self.seal.clone(), self.keys());
        self.at_work(|office| {
            let expires = at(0).plus_seconds(180 * 86_400);
            let plan = Plan {
                descriptor: &descriptor,
                model: DataModel::V2_0,
                suite: Cryptosuite::EddsaRdfc2022,
                formats,
                seal_status: SealStatus::Stated,
                existing,
                check: Check::Sample,
                claims: Some(Claiming { prefix: &prefix, expires, letter: Letter::Once }),
                issued: at(0),
                now: at(0),
                file: "learners.csv",
            };
            let seal = signer.as_deref().map(|signer| Seal {
                signer,
                services: &NoServices,
                trust: &trust,
                level: Level::B,
                signing_time: SigningTime::Iat,
            });
            let keys = SealingKeys { seal, ..keys.sealing() };
            issue_batch(office, keys, plan, learners.to_vec(), &mut output, observer)
        })
    }

    /// What the receipt in an archive says of each row: award and link.
    fn receipt(archive: &Path) -> BTreeMap<u64, (AwardId, String)> {
        let file = std::fs::File::open(archive).expect("the archive");
        let mut archive = zip::ZipArchive::new(file).expect("an archive");
        let receipt: Value =
            serde_json::from_reader(archive.by_name("receipt.json").expect("a receipt")).expect("JSON");
        let line = |line: &Value| {
            let award = AwardId::parse(line["award"].as_str().expect("an id")).expect("an id");
            (line["row"].as_u64().expect("a row"), (award, line["claim"].as_str().unwrap_or_default().to_owned()))
        };
        receipt.as_array().expect("lines").iter().map(line).collect()
    }

    pub fn change(&mut self, award: AwardId, change: Change) {
        let one = Selection::Awards(vec![award]);
        self.at_work(|office| change_status(office.ledger, &one, change, "a reason", at(1), office.entropy))
            .expect("changed");
    }

    pub fn get(&self, target: &str) -> Answer {
        self.send("GET", target, &[("accept", "text/html")]).0
    }

    pub fn post(&self, target: &str) -> Answer {
        self.send("POST", target, &[("accept", "text/html")]).0
    }

    /// The answer, and its body as bytes.
    pub fn send(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> (Answer, Vec<u8>) {
        self.send_with(method, target, headers, Vec::new())
    }

    /// The same of a request with a body.
    pub fn send_with(&self, method: &str, target: &str, headers: &[(&str, &str)], body: Vec<u8>) -> (Answer, Vec<u8>) {
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let router = self.router.clone();
        self.runtime.block_on(async {
            let response = router.oneshot(request).await.expect("an answer");
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let bytes = response.into_body().collect().await.expect("a body").to_bytes().to_vec();
            let body = String::from_utf8_lossy(&bytes).into_owned();
            (Answer { status, headers, body }, bytes)
        })
    }
}

/// The path of a link.
pub fn path_of(link: &str) -> &str {
    link.strip_prefix(CLAIMS).expect("a link of this house")
}

/// The token of a link.
pub fn token_of(link: &str) -> ClaimToken {
    let token = path_of(link).strip_prefix("/claim/").expect("a link");
    ClaimToken::parse(token).expect("a token")
}
