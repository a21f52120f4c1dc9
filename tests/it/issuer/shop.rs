//! An issuer's service with its ledger and what it publishes, asked without a socket.
#![expect(clippy::disallowed_methods, reason = "tests look into the files that were written")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use elmseal::crypto::SigningKey;
use elmseal::descriptor::types::Institution;
use elmseal::fetch::{Layered, LocalPublications};
use elmseal::http::{Operations, Patience};
use elmseal::issue::{House, Office, PublishingKeys, SealingKeys, StatusWish, log_origin};
use elmseal::issuer::tokens::Tokens;
use elmseal::issuer::{Admission, Clerk, IssuerService, Premises, Profile, admin_router, public_router};
use elmseal::jsonld::Contexts;
use elmseal::keys::{Controller, DataIntegrityKey, KeyRecord, LogKey, Place, PublicKey, Role, State, StatusKey};
use elmseal::ledger::{AwardRow, Filter, Ledger};
use elmseal::model::ids::Did;
use elmseal::model::time::Timestamp;
use elmseal::publish::PublicationFolder;
use elmseal::verify::Verifier;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use crate::support::course::{BASE, ISSUER, institution};
use crate::support::seeded::Seeded;
use crate::world::Nowhere;

pub const V1: &str = "https://www.w3.org/2018/credentials/v1";
pub const V2: &str = "https://www.w3.org/ns/credentials/v2";

pub fn at(day: i64) -> Timestamp {
    Timestamp::parse("2026-07-01T10:00:00Z").expect("a time").plus_seconds(day * 86_400)
}

/// An answer as it came.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }
}

/// Keys that live as long as they are used; the DID is that of the first.
pub struct Keys {
    pub did: String,
    pub data_integrity: DataIntegrityKey,
    pub status: StatusKey,
    pub log: LogKey,
    pub log_key: [u8; 32],
    /// What the DID document is made of, if there is to be one.
    pub records: Vec<KeyRecord>,
}

impl Keys {
    pub fn new() -> Self {
        let key = || Box::new(SigningKey::from_seed(&[61; 32]));
        let log = SigningKey::from_seed(&[62; 32]);
        let public = key().verifying_key();
        let method = format!("{}#{}", public.to_did_key(), public.to_multikey());
        Self {
            did: public.to_did_key(),
            data_integrity: DataIntegrityKey::new(key(), method.clone()),
            status: StatusKey::new(key(), method),
            log_key: *log.verifying_key().as_bytes(),
            log: LogKey::new(Box::new(log)),
            records: Vec::new(),
        }
    }

    /// Keys by a DID whose document names them, each for one purpose.
    pub fn by_document() -> Self {
        let record = |role: Role, seed: u8| {
            let key = Box::new(SigningKey::from_seed(&[seed; 32]));
            let record = KeyRecord {
                role,
                name: role.name().to_owned(),
                controller: Controller::Did(Did::parse(ISSUER).expect("a DID")),
                public: PublicKey::Ed25519(key.verifying_key()),
                algorithm: None,
                place: Place::File,
                created: at(-9),
                state: State::Active,
            };
            (key, record.verification_method().expect("a method"), record)
        };
        let (key, method, data_integrity) = record(Role::DataIntegrity, 61);
        let (status_key, status_method, status) = record(Role::Status, 63);
        Self {
            did: ISSUER.to_owned(),
            data_integrity: DataIntegrityKey::new(key, method),
            status: StatusKey::new(status_key, status_method),
            records: vec![data_integrity, status],
            ..Self::new()
        }
    }

    pub fn sealing(&self) -> SealingKeys<'_> {
        let publishing = PublishingKeys { status: &self.status, log: &self.log, seal: None };
        SealingKeys { data_integrity: &self.data_integrity, seal: None, publishing }
    }
}

/// The institution, by the DID of the keys.
pub fn by_key(keys: &Keys) -> Institution {
    Institution { did: Some(Did::parse(&keys.did).expect("a DID")), ..institution() }
}

/// The ledger in `folder`, at work once, as the command line would be.
pub fn at_work<T>(folder: &Path, keys: &Keys, run: u64, work: impl FnOnce(&mut Office<'_>) -> T) -> T {
    let mut entropy = Seeded::new(5000 + run);
    let mut ledger = Ledger::open(&folder.join("ledger.db"), &mut entropy).expect("a ledger");
    let institutions = [by_key(keys)];
    let public = PublicationFolder::new(folder.join("public"));
    let mut office = Office {
        house: House {
            issuer: &institutions[0],
            institutions: &institutions,
            mandate: None,
            base: BASE,
            contexts: Contexts::embedded(),
        },
        ledger: &mut ledger,
        folder: &public,
        keys: &keys.records,
        valid_days: 7,
        entropy: &mut entropy,
    };
    work(&mut office)
}

/// That the ledger in `folder` is whole; and its awards.
pub fn audited(folder: &Path, keys: &Keys, awards: usize) -> Vec<AwardRow> {
    let ledger = Ledger::open_existing(&folder.join("ledger.db")).expect("readable");
    let Some(ledger) = ledger else {
        assert_eq!(awards, 0);
        return Vec::new();
    };
    let report = ledger.audit(&log_origin(BASE), &[keys.log_key]).expect("readable");
    assert_eq!(report.faults, []);
    let mut rows = Vec::new();
    ledger.list(&Filter::default(), &mut |row| rows.push(row)).expect("listed");
    assert_eq!(rows.len(), awards);
    rows
}

/// The service.
pub struct Shop {
    folder: TempDir,
    runtime: Runtime,
    clerk: Arc<Clerk>,
    admin: Router,
    public: Router,
    pub token: String,
    pub did: String,
}

impl Shop {
    pub fn new() -> Self {
        Self::with(Profile::Strict)
    }

    pub fn for_conformance() -> Self {
        Self::with(Profile::Conformance)
    }

    fn with(profile: Profile) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = Keys::new();
        let (mut tokens, mut entropy) = (Tokens::default(), Seeded::new(8));
        let token = tokens.add("registrar", at(0), &mut entropy).expect("a token");
        let token_file = folder.path().join("tokens.json");
        std::fs::write(&token_file, tokens.to_json().to_string()).expect("a file");
        let did = keys.did.clone();
        let (contexts, admission) = match profile {
            Profile::Conformance => (Contexts::embedded().clone(), Admission::Anybody),
            Profile::Strict => (Contexts::without_examples().clone(), Admission::Tokens(token_file)),
        };
        let premises = Premises {
            institutions: vec![by_key(&keys)],
            institution: by_key(&keys),
            mandate: None,
            base: BASE.to_owned(),
            contexts,
            ledger: folder.path().join("ledger.db"),
            list_entries: elmseal::limits::STATUS_LIST_ENTRIES_MIN,
            folder: PublicationFolder::new(folder.path().join("public")),
            records: Vec::new(),
            valid_days: 7,
            data_integrity: keys.data_integrity,
            status: keys.status,
            log: keys.log,
            seal: None,
        };
        let clerk = Arc::new(Clerk::begin(premises, Box::new(Seeded::new(9))).expect("a thread"));
        let service = IssuerService {
            clerk: Arc::clone(&clerk),
            admission,
            profile,
            status: StatusWish::Stated,
            publications: folder.path().join("public"),
            base: BASE.parse().expect("a URL"),
            claims: None,
            wallets: None,
            clock: Arc::new(|| at(0)),
            patience: Patience::default(),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let admin = admin_router(service.clone(), Operations::default());
        let public = public_router(service, Operations::default());
        Self { folder, runtime, clerk, admin, public, token, did }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn ledger(&self) -> PathBuf {
        self.path("ledger.db")
    }

    pub fn public(&self) -> PathBuf {
        self.path("public")
    }

    /// Waits until the service has done all that it was asked.
    pub fn idle(&self) {
        self.clerk.finish();
    }

    pub fn audited(&self, awards: usize) -> Vec<AwardRow> {
        audited(self.folder.path(), &Keys::new(), awards)
    }

    /// A verifier that reads what is published, and trusts nobody.
    pub fn verifier(&self) -> Verifier {
        let local = LocalPublications::new(BASE, &self.public());
        Verifier::new(Arc::new(Layered::new(vec![local], Box::new(Nowhere))), Vec::new())
    }

    pub fn post(&self, target: &str, body: &Value) -> Answer {
        self.send("POST", target, &[], body)
    }

    pub fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let all: Vec<(&str, &str)> = headers.iter().copied().chain([("authorization", bearer.as_str())]).collect();
        self.ask(&self.admin, method, target, &all, body)
    }

    pub fn send_without_token(&self, method: &str, target: &str, body: &Value) -> Answer {
        self.ask(&self.admin, method, target, &[], body)
    }

    pub fn send_as(&self, headers: &[(&str, &str)], target: &str, body: &Value) -> Answer {
        self.ask(&self.admin, "POST", target, headers, body)
    }

    pub fn public_get(&self, target: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(&self.public, "GET", target, headers, &Value::Null)
    }

    /// The same asked so often at one time.
    pub fn at_once(&self, times: usize, target: &str, body: &Value) -> Vec<Answer> {
        let bearer = format!("Bearer {}", self.token);
        let headers = [("authorization", bearer.as_str())];
        self.runtime.block_on(async {
            let mut under_way = Vec::new();
            for _ in 0..times {
                under_way.push(tokio::spawn(answer(self.admin.clone(), request("POST", target, &headers, body))));
            }
            let mut answers = Vec::new();
            for one in under_way {
                answers.push(one.await.expect("no panic"));
            }
            answers
        })
    }

    fn ask(&self, router: &Router, method: &str, target: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        self.runtime.block_on(answer(router.clone(), request(method, target, headers, body)))
    }
}

fn request(method: &str, target: &str, headers: &[(&str, &str)], body: &Value) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(target).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = if method == "GET" { Body::empty() } else { Body::from(body.to_string()) };
    request.body(body).expect("a request")
}

async fn answer(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.expect("routers do not fail");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    Answer { status, headers, body: String::from_utf8(bytes.to_vec()).expect("UTF-8") }
}

/// A credential of VCDM 2.0.
pub fn v2(shop: &Shop, name: &str) -> Value {
    json!({
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "issuer": shop.did,
        "validFrom": "2026-07-01T09:00:00Z",
        "credentialSubject": { "id": format!("did:example:{name}") },
    })
}

/// The same in VCDM 1.1.
pub fn v1(shop: &Shop, name: &str) -> Value {
    json!({
        "@context": [V1],
        "type": ["VerifiableCredential"],
        "issuer": shop.did,
        "issuanceDate": "2026-07-01T09:00:00Z",
        "credentialSubject": { "id": format!("did:example:{name}") },
    })
}
