//! What is verified on the thread that hears the request, what on a thread of its own, and that both say the same.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use elmseal::fetch::{Fetch, FetchError, LocalPublications, Purpose};
use elmseal::http::{Patience, PublicService, Running};
use elmseal::limits;
use elmseal::model::time::Timestamp;
use serde_json::{Value, json};

use crate::support::pki::TestPki;
use crate::wire::{Answer, parse, post};
use crate::world::{BASE, NOW, World, seal_certificate};

/// What a source that is watched does when it is asked for what is at hand.
#[derive(Clone, Copy, PartialEq)]
enum AtHand {
    All,
    /// All but status lists.
    Some,
    None,
    Panics,
}

/// The publication folder, and the threads that waited for what is in it.
struct Watched {
    folder: LocalPublications,
    at_hand: AtHand,
    waited: Mutex<Vec<Option<String>>>,
}

impl Fetch for Watched {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        let thread = std::thread::current().name().map(str::to_owned);
        self.waited.lock().expect("no panic").push(thread);
        self.folder.get(url, purpose)
    }

    fn at_hand(&self, url: &str, purpose: Purpose) -> Option<Result<Vec<u8>, FetchError>> {
        match self.at_hand {
            AtHand::All => self.folder.at_hand(url, purpose),
            AtHand::Some if purpose == Purpose::StatusList => None,
            AtHand::Some => self.folder.at_hand(url, purpose),
            AtHand::None => None,
            AtHand::Panics => panic!("this is what the test is about"),
        }
    }
}

/// A service, and what its source saw.
struct Service {
    running: Running,
    source: Arc<Watched>,
}

impl Service {
    fn new(world: &World, at_hand: AtHand) -> Self {
        let folder = LocalPublications::new(BASE, &world.publications());
        let source = Arc::new(Watched { folder, at_hand, waited: Mutex::default() });
        let service = PublicService {
            verifier: world.verifier_through(source.clone()),
            publications: world.publications(),
            base: BASE.parse().expect("a URL"),
            clock: Arc::new(|| Timestamp::parse(NOW).expect("a time")),
            patience: Patience::default(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        Self { running: Running::start(listener, service).expect("a server"), source }
    }

    fn to(&self) -> SocketAddr {
        self.running.address()
    }

    /// The threads that waited since it was asked last.
    fn waited(&self) -> Vec<Option<String>> {
        std::mem::take(&mut *self.source.waited.lock().expect("no panic"))
    }

    fn verified(&self, credential: &Value) -> Answer {
        let body = json!({ "verifiableCredential": credential }).to_string();
        post(self.to(), "/vc-api/credentials/verify", "application/json", "*/*", body.as_bytes())
    }

    fn checked(&self, document: &[u8]) -> Answer {
        post(self.to(), "/verify", "application/json", "application/json", document)
    }
}

/// The document, followed by white space up to `length`.
fn padded(document: &Value, length: usize) -> Vec<u8> {
    let mut bytes = document.to_string().into_bytes();
    bytes.resize(length, b' ');
    bytes
}

#[test]
fn what_is_short_and_at_hand_is_verified_at_once() {
    let world = World::new();
    let services = [AtHand::All, AtHand::Some, AtHand::None].map(|at_hand| Service::new(&world, at_hand));
    let tampered = |document: &mut Value| document["credentialSubject"]["fullName"] = json!({ "en": "Eve" });
    let mut changed = world.credential(3, |_| {});
    tampered(&mut changed);
    let waits = |count: usize| vec![Some("verify".to_owned()); count];
    // The two status lists of each are waited for where they are not at hand; of what was changed, the DID document is, since
    // another key than the listed one could have made the seal.
    for (credential, decision, lists, documents) in [
        (world.credential(3, |_| {}), "accept", 2, 0),
        (world.credential(crate::world::REVOKED, |_| {}), "reject", 2, 0),
        (world.credential(crate::world::SUSPENDED, |_| {}), "undecided", 2, 0),
        (changed, "reject", 0, 1),
    ] {
        let [all, some, none] = services.each_ref().map(|service| {
            let answers = [service.verified(&credential), service.checked(credential.to_string().as_bytes())];
            assert_eq!(answers[1].json()["decision"], decision);
            assert_eq!(answers[0].json()["report"], answers[1].json());
            (answers.map(|answer| answer.body), service.waited())
        });
        assert_eq!(all.1, [], "nobody waits");
        assert_eq!([some.1, none.1], [waits(2 * lists), waits(2 * (lists + documents))]);
        assert_eq!([&some.0, &none.0], [&all.0; 2]);
    }
}

#[test]
fn what_is_long_or_may_ask_others_is_verified_on_a_thread_of_its_own() {
    let world = World::new();
    let service = Service::new(&world, AtHand::All);
    let credential = world.credential(3, |_| {});
    let longest = limits::LIGHT_DOCUMENT_BYTES_MAX;
    for (length, waited) in [(longest, 0), (longest + 1, 2)] {
        let answer = service.checked(&padded(&credential, length));
        assert_eq!(answer.json()["decision"], "accept");
        assert_eq!(service.waited(), vec![Some("verify".to_owned()); waited], "{length}");
    }
    // Of a seal's certificate its authority is asked, not the source.
    let sealed = world.sealed_file(&seal_certificate().issue(&TestPki::get().ca), |_| {});
    let answers = [AtHand::All, AtHand::None].map(|at_hand| {
        let service = Service::new(&world, at_hand);
        let answers = [service.verified(&sealed), service.checked(sealed.to_string().as_bytes())];
        assert_eq!(answers[1].json()["checks"][0]["outcome"], "passed", "the seal was looked at");
        answers.map(|answer| answer.body)
    });
    assert_eq!(answers[0], answers[1]);
    // Each of several is judged by itself.
    let both = format!("[{credential},{credential}{}]", " ".repeat(longest));
    assert_eq!(service.checked(both.as_bytes()).json()["reports"].as_array().map(Vec::len), Some(2));
    assert_eq!(service.waited(), []);
    // To be seen with its pictures.
    let seen = post(service.to(), "/verify", "application/json", "text/html", credential.to_string().as_bytes());
    assert_eq!(seen.status, 200);
    assert_eq!(service.waited(), vec![Some("verify".to_owned()); 2]);
}

#[test]
fn a_panic_ends_one_verification_and_nothing_else() {
    let world = World::new();
    let service = Service::new(&world, AtHand::Panics);
    let credential = world.credential(3, |_| {});
    for answer in [service.verified(&credential), service.checked(credential.to_string().as_bytes())] {
        assert_eq!((answer.status, answer.json()["code"].as_str()), (500, Some("internal")));
    }
    // The connection stays as well.
    let mut stream = TcpStream::connect(service.to()).expect("the server listens");
    let body = json!({ "verifiableCredential": credential }).to_string();
    for (connection, status) in [("keep-alive", 500), ("close", 500)] {
        let head = format!(
            "POST /vc-api/credentials/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: {connection}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(head.as_bytes()).expect("it takes requests");
        if connection == "close" {
            let mut answers = String::new();
            stream.read_to_string(&mut answers).expect("two answers");
            assert_eq!(answers.matches(&format!("HTTP/1.1 {status} ")).count(), 2, "{answers}");
            let second = answers.rfind("HTTP/1.1").expect("an answer");
            assert_eq!(parse(&answers[second..]).status, status);
        }
    }
}
