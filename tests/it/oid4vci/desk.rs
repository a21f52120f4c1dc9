//! An issuer with one award, its service for wallets asked without a socket, and a wallet.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use elmseal::crypto::encoding::{to_base58_multibase, to_base64url};
use elmseal::crypto::{Ed25519Signer, Signature, SigningError, SigningKey, VerifyingKey, sha256};
use elmseal::descriptor::types::Descriptor;
use elmseal::elm::DataModel;
use elmseal::fetch::{Layered, LocalPublications};
use elmseal::http::{Operations, Patience, Peer};
use elmseal::issue::{Batch, Check, Existing, Format, Plan, Quiet, SealStatus, StatusWish, ZipArchive};
use elmseal::issuer::wallet::{Offer, offer};
use elmseal::issuer::{Admission, Clerk, IssuerService, Premises, Profile, public_router};
use elmseal::jose::jades::SealTrust;
use elmseal::jose::{Algorithm, SealSigner, SoftwareSealKey};
use elmseal::jsonld::Contexts;
use elmseal::keys::DataIntegrityKey;
use elmseal::ledger::{AwardRow, Ledger, TransactionCode};
use elmseal::model::ids::AwardId;
use elmseal::model::time::Timestamp;
use elmseal::oid4vci::{Configuration, CredentialIssuer, PRE_AUTHORIZED_CODE};
use elmseal::pki::NoServices;
use elmseal::proof::Cryptosuite;
use elmseal::publish::PublicationFolder;
use elmseal::verify::Verifier;
use http_body_util::BodyExt as _;
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey, PointConversionForm};
use openssl::ecdsa::EcdsaSig;
use openssl::nid::Nid;
use openssl::pkey::Private;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use crate::issuer::shop::{Answer, Keys, at, at_work, audited, by_key};
use crate::support::course::{BASE, course_for_wallets, learner};
use crate::support::pki::{Key, TestPki};
use crate::support::seeded::Seeded;
use crate::world::Nowhere;

/// The issuer's identifier towards wallets; another host than that of what is published.
pub const ISSUER: &str = "https://learners.uni.example";

/// A key that can be taken away, or that somebody has to come for.
struct Switched {
    key: SigningKey,
    away: Arc<AtomicBool>,
    held: Arc<Mutex<()>>,
}

impl Ed25519Signer for Switched {
    fn verifying_key(&self) -> VerifyingKey {
        self.key.verifying_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SigningError> {
        drop(self.held.lock().expect("no panic"));
        match self.away.load(Ordering::SeqCst) {
            true => Err(SigningError { reason: "the token is not there".to_owned() }),
            false => Ok(self.key.sign(message)),
        }
    }
}

/// The issuer.
pub struct Desk {
    folder: TempDir,
    runtime: Runtime,
    clerk: Option<Arc<Clerk>>,
    public: Router,
    now: Arc<AtomicI64>,
    away: Arc<AtomicBool>,
    held: Arc<Mutex<()>>,
    pub patience: Patience,
    pub operations: Operations,
    issuer: String,
    runs: u64,
    pub award: AwardId,
}

impl Desk {
    pub fn new() -> Self {
        Self::with(ISSUER, |_| {})
    }

    /// The same under another identifier, or with another award.
    pub fn with(issuer: &str, edit: impl FnOnce(&mut Descriptor)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = Keys::new();
        let mut descriptor = course_for_wallets();
        edit(&mut descriptor);
        let plan = Plan {
            descriptor: &descriptor,
            model: DataModel::V1_1,
            suite: Cryptosuite::EddsaRdfc2022,
            formats: &[Format::Elm],
            seal_status: SealStatus::Stated,
            existing: &Existing::Refuse,
            check: Check::Sample,
            claims: None,
            issued: at(0),
            now: at(0),
            file: "learners.csv",
        };
        at_work(folder.path(), &keys, 0, |office| {
            let mut output = ZipArchive::new(folder.path().join("out.zip"));
            let mut observer = Quiet;
            let batch = Batch::begin(office, keys.sealing(), plan, &mut output, &mut observer).expect("begun");
            batch.issue(vec![learner(1)]).expect("issued");
        });
        let award = audited(folder.path(), &keys, 1)[0].award;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let now = Arc::new(AtomicI64::new(at(1).unix()));
        let issuer = issuer.to_owned();
        let mut desk = Self {
            folder,
            runtime,
            clerk: None,
            public: Router::new(),
            now,
            away: Arc::default(),
            held: Arc::default(),
            patience: Patience::default(),
            operations: Operations::default(),
            issuer,
            runs: 0,
            award,
        };
        desk.restart();
        desk
    }

    /// Stops the service, if it runs, and starts it anew over what is on the disk.
    pub fn restart(&mut self) {
        drop(self.clerk.take());
        self.public = Router::new();
        self.runs += 1;
        let keys = Keys::new();
        let method = keys.data_integrity.verification_method().to_owned();
        let signer = Switched {
            key: SigningKey::from_seed(&[61; 32]),
            away: Arc::clone(&self.away),
            held: Arc::clone(&self.held),
        };
        let pki = TestPki::get();
        let seal = pki.seal(Key::P256);
        let chain = vec![seal.certificate.clone(), pki.ca.certificate.clone()];
        let seal = SoftwareSealKey::from_pkcs8(&seal.key_pkcs8(), chain, Algorithm::Es256).expect("a key");
        let seal: Box<dyn SealSigner> = Box::new(seal);
        let premises = Premises {
            institutions: vec![by_key(&keys)],
            institution: by_key(&keys),
            mandate: None,
            base: BASE.to_owned(),
            contexts: Contexts::without_examples().clone(),
            ledger: self.folder.path().join("ledger.db"),
            list_entries: elmseal::limits::STATUS_LIST_ENTRIES_MIN,
            folder: PublicationFolder::new(self.folder.path().join("public")),
            records: Vec::new(),
            valid_days: 7,
            data_integrity: DataIntegrityKey::new(Box::new(signer), method),
            status: keys.status,
            log: keys.log,
            seal: Some(seal),
        };
        let clerk = Arc::new(Clerk::begin(premises, Box::new(Seeded::new(900 + self.runs))).expect("a thread"));
        let now = Arc::clone(&self.now);
        let service = IssuerService {
            clerk: Arc::clone(&clerk),
            admission: Admission::Tokens(self.folder.path().join("tokens.json")),
            profile: Profile::Strict,
            status: StatusWish::Stated,
            publications: self.folder.path().join("public"),
            base: BASE.parse().expect("a URL"),
            claims: None,
            wallets: Some(Arc::new(CredentialIssuer {
                id: self.issuer.clone(),
                names: vec![("en".to_owned(), "University of Examples".to_owned())],
                offered: Configuration::ALL.to_vec(),
            })),
            clock: Arc::new(move || Timestamp::from_unix(now.load(Ordering::SeqCst)).expect("a time")),
            patience: self.patience,
        };
        self.public = public_router(service, self.operations.clone());
        self.clerk = Some(clerk);
    }

    /// Lets time pass.
    pub fn pass(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.now.load(Ordering::SeqCst)).expect("a time")
    }

    /// Takes the key that signs badges away, or gives it back.
    pub fn take_key_away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }

    /// Keeps the key that signs badges busy.
    pub fn keep_key_busy(&self) -> Arc<Mutex<()>> {
        Arc::clone(&self.held)
    }

    /// Holds the ledger, as a batch does.
    pub fn hold_ledger(&self) -> Ledger {
        Ledger::open(&self.folder.path().join("ledger.db"), &mut Seeded::new(77)).expect("a ledger")
    }

    /// How many copies of the award there are.
    pub fn copies(&mut self) -> usize {
        let award = self.award;
        self.at_work(|office| office.ledger.copies(award).expect("readable").len())
    }

    /// The ledger at work beside the service, as the command line is.
    pub fn at_work<T>(&mut self, work: impl FnOnce(&mut elmseal::issue::Office<'_>) -> T) -> T {
        self.runs += 1;
        at_work(self.folder.path(), &Keys::new(), self.runs, work)
    }

    /// An offer that holds for half a year.
    pub fn offer(&mut self, code: TransactionCode) -> Offer {
        let (now, award, issuer) = (self.now(), self.award, self.issuer.clone());
        let until = now.plus_seconds(180 * 86_400);
        self.at_work(|office| offer(office, &issuer, (award, None), code, (now, until)).expect("an offer"))
    }

    /// That the ledger is whole; and its awards.
    pub fn audited(&self) -> Vec<AwardRow> {
        audited(self.folder.path(), &Keys::new(), 1)
    }

    /// What lies in the ledger's files, as somebody sees it who has them.
    pub fn ledger_bytes(&self) -> Vec<u8> {
        let mut all = Vec::new();
        for name in ["ledger.db", "ledger.db-wal"] {
            all.extend(std::fs::read(self.folder.path().join(name)).unwrap_or_default());
        }
        all
    }

    /// A verifier that reads what is published, and knows the authority of the e-seal.
    pub fn verifier(&self) -> Verifier {
        verifier(BASE, &self.folder.path().join("public"))
    }

    pub fn get(&self, target: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", target, headers, "")
    }

    pub fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.runtime.block_on(answer(self.public.clone(), request(method, target, headers, body)))
    }

    /// The same asked so often at one time.
    pub fn at_once(&self, times: usize, target: &str, headers: &[(&str, &str)], body: &str) -> Vec<Answer> {
        self.runtime.block_on(async {
            let one = || tokio::spawn(answer(self.public.clone(), request("POST", target, headers, body)));
            let under_way: Vec<_> = (0..times).map(|_| one()).collect();
            let mut answers = Vec::new();
            for one in under_way {
                answers.push(one.await.expect("no panic"));
            }
            answers
        })
    }

    /// A path of this issuer.
    pub fn path(&self, name: &str) -> String {
        let url: url::Url = self.issuer.parse().expect("a URL");
        format!("{}{name}", url.path().trim_end_matches('/'))
    }

    /// Fetches an offer: its code.
    pub fn code(&self, offer: &Offer) -> String {
        let path = offer.reference.strip_prefix("https://learners.uni.example").expect("an address of this issuer");
        let answer = self.get(path, &[]);
        assert_eq!(answer.status, 200, "{}", answer.body);
        let code = &answer.json()["grants"][PRE_AUTHORIZED_CODE]["pre-authorized_code"];
        code.as_str().expect("a code").to_owned()
    }

    pub fn post_form(&self, pairs: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let form = form(pairs);
        let all: Vec<_> = [FORM].into_iter().chain(headers.iter().copied()).collect();
        self.send("POST", &self.path("/oid4vci/token"), &all, &form)
    }

    /// A token for a code.
    pub fn redeem(&self, code: &str, tx_code: Option<&str>) -> Answer {
        let mut pairs = vec![("grant_type", PRE_AUTHORIZED_CODE), ("pre-authorized_code", code)];
        pairs.extend(tx_code.map(|code| ("tx_code", code)));
        self.post_form(&pairs, &[])
    }

    /// The token of a new offer without a transaction code.
    pub fn token(&mut self) -> String {
        let offer = self.offer(TransactionCode::None);
        let answer = self.redeem(&self.code(&offer), None);
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()["access_token"].as_str().expect("a token").to_owned()
    }

    pub fn nonce(&self) -> String {
        let answer = self.send("POST", &self.path("/oid4vci/nonce"), &[], "");
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{}", answer.body);
        answer.json()["c_nonce"].as_str().expect("a nonce").to_owned()
    }

    /// Asks with a token.
    pub fn ask(&self, name: &str, token: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers = [JSON, ("authorization", bearer.as_str())];
        self.send("POST", &self.path(&format!("/oid4vci/{name}")), &headers, &body.to_string())
    }

    /// A good proof of a key.
    pub fn proof(&self, wallet: &Wallet, nonce: &str) -> String {
        wallet.jws(&wallet.header(), &self.claims(nonce))
    }

    pub fn claims(&self, nonce: &str) -> Value {
        json!({ "aud": self.issuer, "iat": self.now().unix(), "nonce": nonce })
    }

    /// A good request for one copy.
    pub fn wish(&self, configuration: &str, wallet: &Wallet) -> Value {
        let proof = self.proof(wallet, &self.nonce());
        json!({ "credential_configuration_id": configuration, "proofs": { "jwt": [proof] } })
    }
}

/// A verifier that reads what is published below `base` from a folder, and knows the authority of the e-seal.
pub fn verifier(base: &str, public: &std::path::Path) -> Verifier {
    let local = LocalPublications::new(base, public);
    let trust = SealTrust { authorities: vec![TestPki::get().root.certificate.clone()], ..SealTrust::default() };
    Verifier::new(Arc::new(Layered::new(vec![local], Box::new(Nowhere))), Vec::new())
        .with_pki(trust, Arc::new(NoServices))
}

pub const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
pub const JSON: (&str, &str) = ("content-type", "application/json");

pub fn form(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn request(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let peer = ConnectInfo(Peer(([198, 51, 100, 7], 4711).into()));
    request.extension(peer).body(Body::from(body.to_owned())).expect("a request")
}

async fn answer(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.expect("routers do not fail");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    Answer { status, headers, body: String::from_utf8(bytes.to_vec()).expect("UTF-8") }
}

/// A wallet's key, and how the wallet names it.
pub struct Wallet {
    key: HolderKey,
    naming: Naming,
}

enum HolderKey {
    Ed25519(Box<SigningKey>),
    P256(EcKey<Private>),
}

/// How a proof names its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    DidJwk,
    DidKey,
    Jwk,
}

impl Wallet {
    pub fn ed25519(seed: u8, naming: Naming) -> Self {
        Self { key: HolderKey::Ed25519(Box::new(SigningKey::from_seed(&[seed; 32]))), naming }
    }

    pub fn p256(seed: u8, naming: Naming) -> Self {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).expect("a group");
        let mut context = BigNumContext::new().expect("a context");
        let secret = BigNum::from_slice(&sha256(&[seed])).expect("a number");
        let mut point = openssl::ec::EcPoint::new(&group).expect("a point");
        point.mul_generator2(&group, &secret, &mut context).expect("a point");
        let key = EcKey::from_private_components(&group, &secret, &point).expect("a key");
        Self { key: HolderKey::P256(key), naming }
    }

    pub fn algorithm(&self) -> &'static str {
        match self.key {
            HolderKey::Ed25519(_) => "EdDSA",
            HolderKey::P256(_) => "ES256",
        }
    }

    pub fn jwk(&self) -> Value {
        match &self.key {
            HolderKey::Ed25519(key) => {
                json!({ "crv": "Ed25519", "kty": "OKP", "x": to_base64url(key.verifying_key().as_bytes()) })
            }
            HolderKey::P256(key) => {
                let bytes = self.point(key, PointConversionForm::UNCOMPRESSED);
                json!({ "crv": "P-256", "kty": "EC", "x": to_base64url(&bytes[1..33]), "y": to_base64url(&bytes[33..]) })
            }
        }
    }

    fn point(&self, key: &EcKey<Private>, form: PointConversionForm) -> Vec<u8> {
        let mut context = BigNumContext::new().expect("a context");
        key.public_key().to_bytes(key.group(), form, &mut context).expect("a point")
    }

    pub fn did_key(&self) -> String {
        match &self.key {
            HolderKey::Ed25519(key) => key.verifying_key().to_did_key(),
            HolderKey::P256(key) => {
                let codec = [0x80, 0x24].into_iter().chain(self.point(key, PointConversionForm::COMPRESSED));
                format!("did:key:{}", to_base58_multibase(&codec.collect::<Vec<u8>>()))
            }
        }
    }

    pub fn did_jwk(&self) -> String {
        format!("did:jwk:{}", to_base64url(self.jwk().to_string().as_bytes()))
    }

    /// The DID that a credential is bound to.
    pub fn did(&self) -> String {
        if self.naming == Naming::DidKey { self.did_key() } else { self.did_jwk() }
    }

    /// The header of a good proof.
    pub fn header(&self) -> Value {
        let mut header = json!({ "alg": self.algorithm(), "typ": "openid4vci-proof+jwt" });
        match self.naming {
            Naming::Jwk => header["jwk"] = self.jwk(),
            Naming::DidJwk => header["kid"] = json!(format!("{}#0", self.did_jwk())),
            Naming::DidKey => {
                let did = self.did_key();
                header["kid"] = json!(format!("{did}#{}", did.trim_start_matches("did:key:")));
            }
        }
        header
    }

    pub fn jws(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| to_base64url(value.to_string().as_bytes());
        let input = format!("{}.{}", part(header), part(claims));
        let signature = match &self.key {
            HolderKey::Ed25519(key) => key.sign(input.as_bytes()).to_bytes().to_vec(),
            HolderKey::P256(key) => {
                let signature = EcdsaSig::sign(&sha256(input.as_bytes()), key).expect("signed");
                let number = |one: &openssl::bn::BigNumRef| one.to_vec_padded(32).expect("32 bytes");
                [number(signature.r()), number(signature.s())].concat()
            }
        };
        format!("{input}.{}", to_base64url(&signature))
    }

    /// A DPoP proof of the same key.
    pub fn dpop(&self, address: &str, token: Option<&str>, jti: &str, at: Timestamp) -> String {
        let header = json!({ "alg": self.algorithm(), "typ": "dpop+jwt", "jwk": self.jwk() });
        let mut claims = json!({ "htm": "POST", "htu": address, "iat": at.unix(), "jti": jti });
        if let Some(token) = token {
            claims["ath"] = json!(to_base64url(&sha256(token.as_bytes())));
        }
        self.jws(&header, &claims)
    }
}
