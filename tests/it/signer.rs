//! Signed verification reports: what the signer signs and what it refuses, what a changed report comes to, and what the
//! service says when its signer is away.
#![expect(clippy::disallowed_methods, reason = "tests write keys, sockets and reports")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use elmseal::crypto::VerifyingKey;
use elmseal::http::{self, Operations, Patience, PublicService};
use elmseal::issue::did_document;
use elmseal::keys::{Controller, KeyStore, KeysError, Passphrase, Role};
use elmseal::limits;
use elmseal::model::ids::Did;
use elmseal::model::time::Timestamp;
use elmseal::record::{Answer, RecordError, Refusal, SignedRecord, frame};
use elmseal::signer::{Access, Running, Signer, Socket, SocketError};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::seeded::Seeded;
use crate::wire::{get, post};
use crate::world::{self, BASE, DID, World};

const METHOD: &str = "did:web:credentials.uni.example#report-1";
const BROWSER: &str = "text/html";

/// A key store with a report key, and nothing else.
pub struct Office {
    folder: TempDir,
    store: KeyStore,
    key: VerifyingKey,
}

fn secret() -> Passphrase {
    Passphrase::new("a passphrase for this test".into()).expect("a passphrase")
}

impl Office {
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let store = KeyStore::open(&folder.path().join("keys")).expect("a store");
        let controller = Controller::Did(Did::parse(DID).expect("a DID"));
        let made = Timestamp::parse("2026-06-01T00:00:00Z").expect("a time");
        let record = store.create(Role::Report, "report-1", &controller, &secret(), &mut Seeded::new(5), made);
        let key = record.expect("a key").verifying_key().expect("an Ed25519 key");
        Self { folder, store, key }
    }

    fn signer(&self, now: &str) -> Signer {
        let now = Timestamp::parse(now).expect("a time");
        Signer::new(self.store.unlock_report(&secret()).expect("unlocked"), Arc::new(move || now))
    }

    pub fn socket(&self) -> std::path::PathBuf {
        self.folder.path().join("signer.sock")
    }

    pub fn run(&self) -> Running {
        let socket = Socket::bind(&self.socket(), Access::Owner).expect("a socket");
        Running::start(socket, &self.signer(world::NOW)).expect("a signer")
    }
}

fn service(world: &World, report_signer: Option<&Path>) -> http::Running {
    let service = PublicService {
        verifier: world.verifier(),
        publications: world.publications(),
        base: BASE.parse().expect("a URL"),
        clock: Arc::new(world::now),
        patience: Patience::default(),
    };
    let operations = Operations { report_signer: report_signer.map(Path::to_owned), ..Operations::default() };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    http::Running::start_with(listener, service, operations).expect("a server")
}

/// The record that the service gives for a good credential.
fn asked(world: &World, running: &http::Running) -> Value {
    let good = world.credential(3, |_| {}).to_string();
    let answer =
        post(running.address(), "/verify?view=report", "application/ld+json", "application/json", good.as_bytes());
    assert_eq!(answer.status, 200);
    answer.json()
}

fn check(record: &Value, key: &VerifyingKey) -> Result<String, RecordError> {
    let verified = SignedRecord::parse(record.to_string().as_bytes())?.verify(key)?;
    Ok(verified.signed_by)
}

/// The record without a word on its signature: what a signer is handed.
fn unsigned(mut record: Value) -> Value {
    let members = record.as_object_mut().expect("an object");
    members.shift_remove("signature");
    members.shift_remove("unsigned");
    record
}

#[test]
fn a_signed_report_is_verified_and_a_changed_one_is_not() {
    let (office, world) = (Office::new(), World::new());
    let _signer = office.run();
    let running = service(&world, Some(&office.socket()));
    let record = asked(&world, &running);
    assert_eq!(check(&record, &office.key), Ok(METHOD.to_owned()));
    assert_eq!(record.get("unsigned"), None);
    assert_eq!(record["report"]["decision"], "accept");

    // Written anew, with its members in another order, it is the same report.
    let turned: Value =
        record.as_object().expect("an object").clone().into_iter().rev().collect::<serde_json::Map<_, _>>().into();
    assert_eq!(check(&turned, &office.key), Ok(METHOD.to_owned()));

    for (pointer, value) in [
        ("/verifier", json!("verify.example")),
        ("/document/name", json!("another.jsonld")),
        ("/report/decision", json!("reject")),
        ("/report/checks/0/outcome", json!("failed")),
        ("/report/checks/0/detail", json!("")),
        ("/report/credential/learner", json!("Mallory")),
        ("/report/lists/0/state", json!("expired")),
    ] {
        let mut changed = record.clone();
        *changed.pointer_mut(pointer).expect(pointer) = value;
        assert_eq!(check(&changed, &office.key), Err(RecordError::Signature), "{pointer}");
    }
    let mut later = record.clone();
    later["made_at"] = json!("2026-07-01T12:00:01Z");
    later["report"]["evaluated_at"] = json!("2026-07-01T12:00:01Z");
    assert_eq!(check(&later, &office.key), Err(RecordError::Signature));
    let mut more = record.clone();
    more["note"] = json!("accepted");
    assert!(matches!(check(&more, &office.key), Err(RecordError::Shape { .. })));
    let other = VerifyingKey::from_multikey("z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK").expect("a key");
    assert_eq!(check(&record, &other), Err(RecordError::Signature));
}

#[test]
fn a_signature_is_of_its_kind_or_none() {
    let (office, world) = (Office::new(), World::new());
    let _signer = office.run();
    let record = asked(&world, &service(&world, Some(&office.socket())));
    let written = record["signature"].as_str().expect("a signature");
    let (header, signature) = written.split_once("..").expect("detached");
    let decoded = elmseal::crypto::encoding::from_base64url(header).expect("base64url");
    assert_eq!(
        String::from_utf8(decoded).expect("UTF-8"),
        format!(r#"{{"alg":"EdDSA","typ":"vnd.elmseal.verification-report+jws","kid":"{METHOD}"}}"#)
    );
    let with = |text: String| {
        let mut changed = record.clone();
        changed["signature"] = json!(text);
        check(&changed, &office.key).expect_err("refused")
    };
    let headed =
        |header: &str| with(format!("{}..{signature}", elmseal::crypto::encoding::to_base64url(header.as_bytes())));
    let typ = elmseal::record::SIGNATURE_TYPE;
    assert_eq!(
        headed(&format!(r#"{{"alg":"none","typ":"{typ}","kid":"{METHOD}"}}"#)),
        RecordError::Algorithm { found: "none".into() }
    );
    assert_eq!(
        headed(&format!(r#"{{"alg":"EdDSA","typ":"{typ}","kid":"{METHOD}","crit":["b64"]}}"#)),
        RecordError::Critical
    );
    assert!(matches!(
        headed(&format!(r#"{{"alg":"EdDSA","typ":"JWT","kid":"{METHOD}"}}"#)),
        RecordError::SignatureForm { .. }
    ));
    assert_eq!(
        headed(&format!(r#"{{"alg":"EdDSA","typ":"{typ}","kid":"did:web:evil.example#k"}}"#)),
        RecordError::Signature
    );
    assert!(matches!(with(format!("{header}.e30.{signature}")), RecordError::SignatureForm { .. }));
    assert!(matches!(with(format!("{header}..{}", &signature[1..])), RecordError::SignatureForm { .. }));
    assert_eq!(
        check(&unsigned(record.clone()), &office.key),
        Err(RecordError::Shape { reason: "`signature` is missing".into() })
    );
    let mut null = unsigned(record.clone());
    null["signature"] = Value::Null;
    assert_eq!(check(&null, &office.key), Err(RecordError::Unsigned));
}

#[test]
fn a_signer_signs_reports_of_now_and_nothing_else() {
    let (office, world) = (Office::new(), World::new());
    let record = unsigned(asked(&world, &service(&world, None)));
    let ask = |bytes: &[u8]| office.signer(world::NOW).answer(bytes);
    let refused = |bytes: &[u8]| match ask(bytes) {
        Answer::Refused(refusal) => refusal,
        Answer::Signed(_) => panic!("it was signed: {}", String::from_utf8_lossy(bytes)),
    };
    assert!(matches!(ask(record.to_string().as_bytes()), Answer::Signed(_)));

    // A credential, a token's signing input, a report without its record, and what is no JSON.
    for other in [
        world.credential(3, |_| {}).to_string(),
        "eyJhbGciOiJFZERTQSJ9.e30".to_owned(),
        record["report"].to_string(),
        "{}".to_owned(),
        String::new(),
        format!("[{record}]"),
        record.to_string().replacen('{', r#"{"record_version":1,"#, 1),
    ] {
        assert_eq!(refused(other.as_bytes()), Refusal::NotAReport, "{other}");
    }
    let changed = |pointer: &str, value: Value| {
        let mut changed = record.clone();
        *changed.pointer_mut(pointer).expect(pointer) = value;
        changed.to_string()
    };
    for (pointer, value) in [
        ("/record_version", json!(2)),
        ("/type", json!("VerifiableCredential")),
        ("/report/report_version", json!(2)),
        ("/report/decision", json!("excellent")),
        ("/report/checks", json!([])),
        ("/report/checks/3/outcome", json!("splendid")),
        ("/report/checks/3", json!({"check": "status"})),
        ("/report/document_sha256", json!("00")),
        ("/document/sha256", json!("x".repeat(64))),
        ("/report/evaluated_at", json!("2026-07-01T12:00:01Z")),
        ("/made_at", json!("now")),
        ("/report/credential", json!("a text")),
    ] {
        assert_eq!(refused(changed(pointer, value).as_bytes()), Refusal::NotAReport, "{pointer}");
    }
    assert_eq!(refused(changed("/verifier", json!("verify.evil.example")).as_bytes()), Refusal::Verifier);

    let at = |now: &str| office.signer(now).answer(record.to_string().as_bytes());
    for good in ["2026-07-01T11:59:00Z", "2026-07-01T12:01:00Z"] {
        assert!(matches!(at(good), Answer::Signed(_)), "{good}");
    }
    for bad in ["2026-07-01T11:58:59Z", "2026-07-01T12:01:01Z", "2027-07-01T12:00:00Z"] {
        assert_eq!(at(bad), Answer::Refused(Refusal::NotNow), "{bad}");
    }
}

#[test]
fn what_is_too_long_or_breaks_off_gets_no_signature() {
    let office = Office::new();
    let _signer = office.run();
    let mut stream = UnixStream::connect(office.socket()).expect("it listens");
    let length = u32::try_from(limits::RECORD_BYTES_MAX + 1).expect("short");
    stream.write_all(&length.to_be_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    assert_eq!(Answer::parse(&answer[4..]), Some(Answer::Refused(Refusal::TooLong)));

    let mut stream = UnixStream::connect(office.socket()).expect("it listens");
    stream.write_all(&[0, 0, 1, 0, b'{']).expect("sent");
    stream.shutdown(std::net::Shutdown::Write).expect("broken off");
    answer.clear();
    stream.read_to_end(&mut answer).expect("an answer");
    assert_eq!(Answer::parse(&answer[4..]), Some(Answer::Refused(Refusal::NotAReport)));
}

#[test]
fn a_signer_that_is_away_is_said_and_is_no_error() {
    let (office, world) = (Office::new(), World::new());
    let why = |running: &http::Running| {
        let record = asked(&world, running);
        assert_eq!(record["signature"], Value::Null);
        assert_eq!(record["report"]["decision"], "accept");
        record["unsigned"].as_str().expect("a reason").to_owned()
    };
    assert_eq!(why(&service(&world, None)), "no-signer");
    let running = service(&world, Some(&office.socket()));
    assert_eq!(why(&running), "signer-away");

    // Somebody who answers nonsense, or a signature that is none.
    let answers: [&[u8]; 3] =
        [b"no length", &[0, 255, 255, 255], &frame(br#"{"signature":"e30..AA"}"#).expect("short")];
    for answer in answers {
        let listener = UnixListener::bind(office.socket()).expect("a socket");
        let told = std::thread::scope(|scope| {
            scope.spawn(|| {
                let (mut stream, _) = listener.accept().expect("a verifier");
                stream.write_all(answer).expect("sent");
            });
            why(&running)
        });
        assert_eq!(told, "signer-away");
        fs::remove_file(office.socket()).expect("it was there");
    }

    // One whose clock is another refuses, and the page says so in words.
    let socket = Socket::bind(&office.socket(), Access::Owner).expect("a socket");
    let _signer = Running::start(socket, &office.signer("2026-07-02T12:00:00Z")).expect("a signer");
    assert_eq!(why(&running), "signer-refused");
    let good = world.credential(3, |_| {}).to_string();
    let page = post(running.address(), "/verify", "application/ld+json", BROWSER, good.as_bytes());
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("data-signed=\"no\">This report is not signed: the signer of this service did not answer.")
    );
}

#[test]
fn the_page_says_who_signed() {
    let (office, world) = (Office::new(), World::new());
    let _signer = office.run();
    let running = service(&world, Some(&office.socket()));
    let token = "wq3VJ8rTTk6Yc0b1nq7u2g";
    world.share(token, &world.credential(3, |_| {}));
    for view in ["", "?view=report"] {
        let page = get(running.address(), &format!("/c/{token}{view}"), &[("Accept", BROWSER)]);
        let told = format!("data-signed=\"yes\">Signed by <bdi lang=\"\">{METHOD}</bdi>. ");
        assert!(page.body.contains(&told), "{}", page.body);
        let (_, rest) = page.body.split_once("base64,").expect("the record to keep");
        let kept = elmseal::crypto::encoding::from_base64(rest.split('"').next().expect("an end")).expect("base64");
        let kept: Value = serde_json::from_slice(&kept).expect("JSON");
        assert_eq!(check(&kept, &office.key), Ok(METHOD.to_owned()));
    }
}

#[test]
fn a_socket_takes_nobodys_place_and_goes_with_its_process() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("signer.sock");
    let bind = || Socket::bind(&path, Access::Owner);
    fs::write(&path, "a file of somebody's").expect("a file");
    assert!(matches!(bind(), Err(SocketError::Foreign { .. })));
    assert_eq!(fs::read_to_string(&path).expect("it is still there"), "a file of somebody's");
    fs::remove_file(&path).expect("removed");
    std::os::unix::fs::symlink(folder.path().join("elsewhere"), &path).expect("a link");
    assert!(matches!(bind(), Err(SocketError::Foreign { .. })), "a link leads elsewhere");
    fs::remove_file(&path).expect("removed");

    let socket = bind().expect("a socket");
    let mode = |path: &Path| fs::symlink_metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert!(matches!(bind(), Err(SocketError::InUse { .. })));
    drop(socket);
    assert!(!path.exists());

    // What a process left that was killed.
    drop(UnixListener::bind(&path).expect("a socket"));
    assert!(path.exists());
    let group = fs::metadata(folder.path()).expect("a folder").gid();
    let socket = Socket::bind(&path, Access::Group(group)).expect("a socket");
    assert_eq!((mode(&path), fs::metadata(&path).expect("it is there").gid()), (0o660, group));
    // Another one of its name is not its own to remove.
    fs::remove_file(&path).expect("removed");
    fs::write(&path, "a file of somebody's").expect("a file");
    drop(socket);
    assert!(path.exists());
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing else is left");
}

#[test]
fn the_did_document_names_the_key_and_not_for_credentials() {
    let office = Office::new();
    let did = Did::parse(DID).expect("a DID");
    let document = did_document(&did, &office.store.list().expect("records")).expect("a document");
    assert_eq!(document.named_method(METHOD).map(|method| method.key), Ok(office.key));
    assert!(document.assertion_method(METHOD).is_err(), "it makes no claims about learners");
    assert_eq!(document.to_json()["assertionMethod"], json!([]));
    assert!(matches!(office.store.unlock_data_integrity(&secret()), Err(KeysError::NoActiveKey { .. })));
}

fn elmseal(office: &Office, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_elmseal"));
    command.current_dir(office.folder.path()).env("ELMSEAL_PASSPHRASE", "a passphrase for this test").args(arguments);
    command
}

fn told(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned())
}

#[test]
fn the_commands_sign_and_check() {
    let (office, world) = (Office::new(), World::new());
    let workspace = format!(
        "base = \"{BASE}\"\n[institution]\nslug = \"uniovi\"\nlegal_name = \"Example\"\n\
         organization_id = \"VATES-EXAMPLE1\"\ncountry = \"ESP\"\ntime_zone = \"Europe/Madrid\"\n\
         [serve]\nreport_signer = \"signer.sock\"\n"
    );
    fs::write(office.folder.path().join("elmseal.toml"), workspace).expect("a file");
    let mut signer = elmseal(&office, &["serve", "signer"]).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut line = String::new();
    BufReader::new(signer.stdout.take().expect("piped")).read_line(&mut line).expect("it says that it signs");
    assert!(line.starts_with(&format!("signing reports as {METHOD} at ")), "{line}");
    let again = elmseal(&office, &["serve", "signer"]).output().expect("it ends");
    assert_eq!(again.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&again.stderr).contains("another process answers at"));
    // This process's clock is the machine's, so it refuses what the test's clock says.
    assert_eq!(asked(&world, &service(&world, Some(&office.socket())))["unsigned"], "signer-refused");
    let ended = Command::new("kill").arg(signer.id().to_string()).status().expect("told to stop");
    assert!(ended.success() && signer.wait().expect("it ends").success());
    assert!(!office.socket().exists(), "its socket went with it");

    let running = office.run();
    let record = asked(&world, &service(&world, Some(&office.socket())));
    drop(running);
    let path = office.folder.path().join("report.json");
    let did = office.folder.path().join("did.json");
    let document = did_document(&Did::parse(DID).expect("a DID"), &office.store.list().expect("records"));
    fs::write(&did, document.expect("a document").to_json().to_string()).expect("a file");
    let check = |record: &Value, by: &[&str]| {
        fs::write(&path, record.to_string()).expect("a file");
        let all = [&["report", "check", "report.json"], by].concat();
        told(&elmseal(&office, &all).output().expect("it runs"))
    };
    let key = office.key.to_multikey();
    for by in [["--did-document", "did.json"], ["--key", &key]] {
        assert_eq!(check(&record, &by), (Some(0), format!("SIGNED  {METHOD}")), "{by:?}");
        let mut changed = record.clone();
        changed["report"]["decision"] = "reject".into();
        assert_eq!(check(&changed, &by), (Some(1), "NOT SIGNED AS IT STANDS".to_owned()), "{by:?}");
    }
    let nobody: [&str; 0] = [];
    // Nothing is published here, and the name does not exist: the key cannot be had.
    assert_eq!(check(&record, &nobody), (Some(2), "NOT KNOWN".to_owned()));
    fs::create_dir_all(office.folder.path().join("public/.well-known")).expect("a folder");
    fs::copy(&did, office.folder.path().join("public/.well-known/did.json")).expect("published");
    assert_eq!(check(&record, &nobody), (Some(0), format!("SIGNED  {METHOD}")));
}
