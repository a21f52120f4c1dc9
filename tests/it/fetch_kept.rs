//! The guard over time and in a crowd: what is kept and for how long, hosts that fail, hosts that attack.

use std::io;
use std::net::IpAddr;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use elmseal::fetch::{
    Cached, Clock, Counts, Danger, Event, Fetch, FetchError, GuardedClient, Lookup, Purpose, SealServices, Types,
    UrlRefusal,
};
use elmseal::limits;
use elmseal::model::time::Timestamp;
use elmseal::pki::PkiServices as _;

use crate::responder::{Reply, Request, Responder, bare, ok};

const PATIENT: Duration = Duration::from_secs(20);

/// A clock that stands until it is moved.
#[derive(Clone)]
struct Hand(Arc<AtomicI64>);

impl Hand {
    fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_800_000_000)))
    }

    fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.0.load(Ordering::SeqCst)).expect("a time")
    }

    fn clock(&self) -> Clock {
        let hand = self.clone();
        Arc::new(move || hand.now())
    }
}

/// What is answered the first time, the second time and so on.
type Answering = fn(usize) -> Result<Vec<u8>, FetchError>;

/// Answers with how often it was asked.
#[derive(Default)]
struct Counting {
    asked: AtomicUsize,
    answer: Option<Answering>,
}

impl Fetch for Counting {
    fn get(&self, _: &str, _: Purpose) -> Result<Vec<u8>, FetchError> {
        let count = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        self.answer.map_or_else(|| Ok(count.to_string().into_bytes()), |answer| answer(count))
    }
}

fn cached(source: Counting, hand: &Hand) -> (Cached<Counting>, Arc<Counts>) {
    let counts: Arc<Counts> = Arc::default();
    (Cached::new(source, hand.clock(), Arc::clone(&counts)), counts)
}

#[test]
fn an_answer_grows_old_by_its_purpose() {
    for purpose in Purpose::ALL {
        let hand = Hand::new();
        let (source, counts) = cached(Counting::default(), &hand);
        let get = || source.get("https://a.example/x", purpose).expect("an answer");
        let age = match purpose {
            Purpose::Credential | Purpose::TimeStamp => 0,
            Purpose::CaIssuers | Purpose::Crl | Purpose::Ocsp => 300,
            Purpose::Checkpoint | Purpose::DidDocument | Purpose::StatusList | Purpose::TrustList => 60,
        };
        assert_eq!(purpose.rule().kept_seconds, age, "{purpose:?}");
        let at_hand = || source.at_hand("https://a.example/x", purpose);
        assert_eq!(at_hand(), None, "nobody has asked");
        assert_eq!(get(), b"1");
        if age == 0 {
            assert_eq!(get(), b"2", "{purpose:?} is nobody else's");
            assert_eq!(at_hand(), None);
            continue;
        }
        hand.forward(age - 1);
        assert_eq!(get(), b"1", "{purpose:?}");
        assert_eq!(at_hand(), Some(Ok(b"1".to_vec())));
        hand.forward(1);
        assert_eq!(at_hand(), None, "{purpose:?} is too old");
        assert_eq!(get(), b"2", "{purpose:?}");
        hand.forward(-3600);
        assert_eq!(get(), b"3", "a clock that was set back makes nothing young");
        assert_eq!(counts.get(purpose, Event::Kept), 2);
    }
}

#[test]
fn a_list_is_kept_no_longer_than_it_says_that_it_holds() {
    let hand = Hand::new();
    let answer = |count| {
        let list = format!(r#"{{"n":{count},"validUntil" : "2027-01-15T08:00:25Z","proof":{{}}}}"#);
        Ok(list.into_bytes())
    };
    assert_eq!(hand.now().to_string(), "2027-01-15T08:00:00Z");
    let (source, _) = cached(Counting { answer: Some(answer), ..Counting::default() }, &hand);
    let get = |purpose| source.get("https://a.example/x", purpose).expect("a list")[5];
    assert_eq!((get(Purpose::StatusList), get(Purpose::StatusList)), (b'1', b'1'));
    hand.forward(24);
    assert_eq!(get(Purpose::StatusList), b'1');
    hand.forward(1);
    assert_eq!(get(Purpose::StatusList), b'2', "its own end");
    hand.forward(9);
    assert_eq!(get(Purpose::StatusList), b'2', "one that is over does not have everybody ask");
    hand.forward(1);
    assert_eq!(get(Purpose::StatusList), b'3');
    assert_eq!(get(Purpose::DidDocument), b'4');
    hand.forward(59);
    assert_eq!(get(Purpose::DidDocument), b'4', "other documents say no such thing");
}

#[test]
fn that_there_is_nothing_is_kept_for_a_moment() {
    let hand = Hand::new();
    let answer = |count| match count {
        1 => Err(FetchError::NotFound { url: "https://a.example/x".to_owned() }),
        _ => Ok(b"list".to_vec()),
    };
    let (source, _) = cached(Counting { answer: Some(answer), ..Counting::default() }, &hand);
    let get = || source.get("https://a.example/x", Purpose::StatusList);
    let gone = Err(FetchError::NotFound { url: "https://a.example/x".to_owned() });
    assert_eq!((get(), get()), (gone.clone(), gone.clone()));
    hand.forward(9);
    assert_eq!(get(), gone);
    hand.forward(1);
    assert_eq!(get(), Ok(b"list".to_vec()));
}

#[test]
fn what_is_kept_is_bounded() {
    let hand = Hand::new();
    let answer = |_| Ok(vec![0; 4 * 1024 * 1024]);
    let (source, counts) = cached(Counting { answer: Some(answer), ..Counting::default() }, &hand);
    let get = |number: usize| {
        source.get(&format!("https://a.example/{number}"), Purpose::StatusList).expect("a list");
        hand.forward(1);
        counts.get(Purpose::StatusList, Event::Kept)
    };
    // Seven of 4 MiB and their addresses fit into 32 MiB.
    for number in 0..8 {
        assert_eq!(get(number), 0);
    }
    assert_eq!(get(1), 1, "the second oldest is there");
    assert_eq!(get(0), 1, "the oldest had to go");
    assert_eq!(get(1), 1, "and now the next");

    let (source, counts) = cached(Counting::default(), &hand);
    for number in 0..2 * limits::ANSWERS_KEPT_MAX {
        source.get(&format!("https://a.example/{number}"), Purpose::StatusList).expect("a list");
        hand.forward(0);
    }
    let last = format!("https://a.example/{}", 2 * limits::ANSWERS_KEPT_MAX - 1);
    source.get(&last, Purpose::StatusList).expect("a list");
    assert!(counts.get(Purpose::StatusList, Event::Kept) <= 1);
}

/// Threat 19: an issuer does not learn of each verification, and a crowd is one request.
#[test]
fn a_herd_is_one_request() {
    let server = Responder::start(|_: &Request| ok("application/json", b"{}"));
    let hand = Hand::new();
    let counts: Arc<Counts> = Arc::default();
    let client = client(Danger::AllowLoopback, &["127.0.0.1"], PATIENT).counted(Arc::clone(&counts));
    let source = Cached::new(client, hand.clock(), Arc::clone(&counts));
    let url = server.url("/status/1.json");
    let all = 32;
    let barrier = Barrier::new(all);
    for round in 1..=2 {
        std::thread::scope(|scope| {
            for _ in 0..all {
                scope.spawn(|| {
                    barrier.wait();
                    assert_eq!(source.get(&url, Purpose::StatusList), Ok(b"{}".to_vec()));
                });
            }
        });
        assert_eq!(server.connections(), round, "one for all, and one more when the answer had grown old");
        hand.forward(60);
    }
    let of = |event| counts.get(Purpose::StatusList, event);
    assert_eq!((of(Event::Fetched), of(Event::Kept)), (2, 62));
    let seen = &server.requests()[0];
    assert_eq!((seen.method.as_str(), seen.body.len()), ("GET", 0));
}

/// Every name leads to these addresses, one answer a look-up; the last one stays.
struct Names {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
}

impl Lookup for Names {
    fn addresses(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst);
        Ok(self.answers[turn.min(self.answers.len() - 1)].clone())
    }
}

fn client(danger: Danger, answers: &[&str], budget: Duration) -> GuardedClient {
    let answers = answers.iter().map(|text| text.split(' ').map(|one| one.parse().expect("an address")).collect());
    let names = Names { answers: answers.collect(), asked: AtomicUsize::new(0) };
    GuardedClient::with_lookup(danger, Arc::new(names), budget).expect("a client")
}

/// Threat 1: nothing inside is reached, however it is written or wherever a name leads.
#[test]
fn no_way_of_writing_an_inner_host_connects() {
    let server = Responder::start(|_: &Request| ok("application/json", b"{}"));
    let port = server.url("").rsplit(':').next().expect("a port").to_owned();
    let inside = "127.0.0.1 127.0.0.53 10.0.0.1 169.254.169.254 192.168.0.1 100.64.0.1 0.0.0.0 ::1 ::ffff:127.0.0.1 \
                  fe80::1 fd00::1 64:ff9b::7f00:1 2002:7f00:1::";
    let address = UrlRefusal::AddressAsHost;
    let local = |host: &str| UrlRefusal::LocalName { host: host.into() };
    let nowhere = |host: &str| UrlRefusal::NoPublicAddress { host: host.into() };
    for (host, expected) in [
        ("127.1", address.clone()),
        ("127.0.0.1", address.clone()),
        ("0", address.clone()),
        ("2130706433", address.clone()),
        ("0x7f000001", address.clone()),
        ("0x7f.1", address.clone()),
        ("0177.1", address.clone()),
        ("[::1]", address.clone()),
        ("[::]", address.clone()),
        ("[::ffff:127.0.0.1]", address.clone()),
        ("[0:0:0:0:0:ffff:7f00:1]", address.clone()),
        ("169.254.169.254", address),
        ("localhost", local("localhost")),
        ("localhost.", local("localhost.")),
        ("LocalHost", local("localhost")),
        ("db.internal", local("db.internal")),
        ("127.0.0.1.nip.example", nowhere("127.0.0.1.nip.example")),
        ("localtest.example", nowhere("localtest.example")),
    ] {
        let client = client(Danger::Nothing, &[inside], PATIENT);
        let refused = |url: String, reason| Err(FetchError::Refused { url, reason });
        // On its usual port, and on the one at which somebody listens.
        let usual = format!("https://{host}/x");
        assert_eq!(client.get(&usual, Purpose::Credential), refused(usual.clone(), expected.clone()), "{host}");
        for scheme in ["http", "https"] {
            let url = format!("{scheme}://{host}:{port}/x");
            for purpose in Purpose::ALL {
                let answer = client.get(&url, purpose);
                assert!(matches!(answer, Err(FetchError::Refused { .. })), "{url} {purpose:?} {answer:?}");
            }
        }
        // Plain http is for what is signed itself, and for the same hosts.
        let plain = format!("http://{host}/x");
        assert_eq!(client.get(&plain, Purpose::Crl), refused(plain.clone(), expected), "{host}");
    }
    assert_eq!(server.connections(), 0);
}

/// Threat 1: a name that was public and leads inside the second time, and a page that leads inside.
#[test]
fn neither_rebinding_nor_a_redirect_leads_inside() {
    let inner = Responder::start(|_: &Request| ok("application/json", b"secret"));
    let secret = inner.url("/secret");
    let port = secret.rsplit(':').next().and_then(|rest| rest.split('/').next()).expect("a port").to_owned();
    let outer = Responder::start(move |request: &Request| match request.target.as_str() {
        "/by-name" => bare("302 There", &format!("Location: https://again.example:{port}/secret\r\n")),
        "/by-name-443" => bare("302 There", "Location: https://again.example/secret\r\n"),
        "/by-address" => bare("301 There", &format!("Location: https://127.0.0.1:{port}/secret\r\n")),
        "/by-number" => bare("307 There", &format!("Location: //2130706433:{port}/secret\r\n")),
        "/by-mapped" => bare("308 There", &format!("Location: https://[::ffff:7f00:1]:{port}/secret\r\n")),
        _ => bare("302 There", "Location: gopher://127.0.0.1/\r\n"),
    });
    // Loopback is let through as `localhost` alone: what is judged on the way is what a public server would send.
    let url = |path: &str| outer.url(path).replace("127.0.0.1", "localhost");
    let client = client(Danger::AllowLoopback, &["127.0.0.1", "127.0.0.1 ::1"], PATIENT);
    let get = |path: &str| client.get(&url(path), Purpose::Credential);
    assert!(matches!(get("/by-name"), Err(FetchError::Refused { reason: UrlRefusal::OtherPort, .. })));
    let nowhere = UrlRefusal::NoPublicAddress { host: "again.example".into() };
    assert_eq!(
        get("/by-name-443"),
        Err(FetchError::Refused { url: "https://again.example/secret".into(), reason: nowhere })
    );
    assert!(matches!(get("/elsewhere"), Err(FetchError::Refused { reason: UrlRefusal::NotHttps, .. })));
    assert_eq!(outer.connections(), 3);
    assert_eq!(inner.connections(), 0);

    // Let through at the first look-up, inside at the second: each connection is made to what was judged for it, and no
    // second connection uses what was found for the first.
    let rebinding = self::client(Danger::AllowLoopback, &["127.0.0.1", "10.0.0.1", "169.254.169.254"], PATIENT);
    let url = inner.url("/x").replace("127.0.0.1", "localhost");
    assert_eq!(rebinding.get(&url, Purpose::StatusList), Ok(b"secret".to_vec()));
    for _ in 0..2 {
        let reason = UrlRefusal::NoPublicAddress { host: "localhost".into() };
        let refused = Err(FetchError::Refused { url: url.clone(), reason });
        assert_eq!(rebinding.get(&url, Purpose::StatusList), refused);
    }
    assert_eq!(inner.connections(), 1);
}

/// Threat 1 and 12: a server that drips, one that never ends, one that sends what would unpack to more.
#[test]
fn hosts_that_attack_cost_little() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    io::Write::write_all(&mut packer, &vec![0; 16 * 1024 * 1024]).expect("memory");
    let bomb = packer.finish().expect("memory");
    let sent = bomb.clone();
    let server = Responder::start(move |request: &Request| match request.target.as_str() {
        "/drips" => Reply::Unfinished(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Len".to_vec()),
        "/stops" => Reply::Unfinished(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec()),
        "/bomb-said" => {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", sent.len());
            Reply::Bytes([head.as_bytes(), &sent].concat())
        }
        "/bomb" => ok("application/octet-stream", &sent),
        "/endless" => {
            let chunk = format!("10000\r\n{}\r\n", "x".repeat(65_536)).repeat(8);
            Reply::Bytes(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}").into_bytes())
        }
        _ => Reply::HangUp,
    });
    let brief = client(Danger::AllowLoopback, &["127.0.0.1"], Duration::from_millis(300));
    for path in ["/drips", "/stops"] {
        let url = server.url(path);
        assert_eq!(brief.get(&url, Purpose::StatusList), Err(FetchError::TimedOut { url: url.clone() }), "{path}");
    }
    let patient = client(Danger::AllowLoopback, &["127.0.0.1"], PATIENT);
    let get = |path: &str, purpose| patient.get(&server.url(path), purpose);
    let packed = FetchError::Content { url: server.url("/bomb-said"), found: "gzip".into() };
    assert_eq!(get("/bomb-said", Purpose::StatusList), Err(packed));
    assert_eq!(get("/bomb", Purpose::StatusList), Ok(bomb), "nothing is unpacked that does not say so");
    let too_long = FetchError::TooLong { url: server.url("/endless"), bytes_max: limits::DID_DOCUMENT_BYTES_MAX };
    assert_eq!(get("/endless", Purpose::DidDocument), Err(too_long));
}

#[test]
fn a_host_that_fails_is_left_alone_for_a_while() {
    let server = Responder::start(|request: &Request| match request.target.as_str() {
        "/well" => ok("application/json", b"{}"),
        "/500" => bare("500 Oh", ""),
        _ => Reply::HangUp,
    });
    let hand = Hand::new();
    let client = client(Danger::AllowLoopback, &["127.0.0.1"], PATIENT).with_clock(hand.clock());
    let get = |path: &str, purpose| client.get(&server.url(path), purpose);
    let alone = |path: &str| {
        let reason = "127.0.0.1 was not reachable a moment ago".to_owned();
        Err(FetchError::Unreachable { url: server.url(path), reason })
    };
    for _ in 0..2 * limits::HOST_FAILURES_MAX {
        assert!(matches!(get("/500", Purpose::StatusList), Err(FetchError::Status { status: 500, .. })), "an answer");
    }
    let before = server.connections();
    for _ in 0..limits::HOST_FAILURES_MAX {
        assert!(matches!(get("/down", Purpose::StatusList), Err(FetchError::Unreachable { .. })));
    }
    assert_eq!(server.connections(), before + limits::HOST_FAILURES_MAX);
    assert_eq!(get("/well", Purpose::StatusList), alone("/well"));
    assert_eq!(get("/well", Purpose::TrustList), Ok(b"{}".to_vec()), "other documents of the host are asked for");
    hand.forward(limits::HOST_PAUSE_SECONDS - 1);
    assert_eq!(get("/down", Purpose::StatusList), alone("/down"));
    assert_eq!(server.connections(), before + limits::HOST_FAILURES_MAX + 1);

    hand.forward(1);
    assert!(matches!(get("/down", Purpose::StatusList), Err(FetchError::Unreachable { reason, .. })
        if !reason.contains("a moment ago")));
    assert_eq!(get("/well", Purpose::StatusList), alone("/well"), "the one that tried has failed");
    hand.forward(limits::HOST_PAUSE_SECONDS);
    assert_eq!(get("/well", Purpose::StatusList), Ok(b"{}".to_vec()));
    assert_eq!(get("/well", Purpose::StatusList), Ok(b"{}".to_vec()));
}

#[test]
fn answers_about_certificates_grow_old_by_the_clock() {
    let server = Responder::start(|request: &Request| match request.target.as_str() {
        "/crl" => ok("application/pkix-crl", b"list"),
        _ => bare("404 No", ""),
    });
    let hand = Hand::new();
    let client = client(Danger::AllowLoopback, &["127.0.0.1"], PATIENT);
    let services = SealServices::with_client(client, None).with_clock(hand.clock());
    for (seconds, connections) in [(0, 1), (299, 1), (1, 2)] {
        hand.forward(seconds);
        assert_eq!(services.crl(&server.url("/crl")), Ok(b"list".to_vec()));
        assert_eq!(server.connections(), connections);
    }
    for (seconds, connections) in [(0, 3), (9, 3), (1, 4)] {
        hand.forward(seconds);
        assert!(services.crl(&server.url("/none")).is_err());
        assert_eq!(server.connections(), connections);
    }
}

#[test]
fn each_purpose_takes_its_types() {
    for purpose in Purpose::ALL {
        let rule = purpose.rule();
        for page in ["text/html", "application/xhtml+xml", "text/css", "application/xml", "multipart/mixed"] {
            assert!(!rule.takes(page), "{purpose:?} {page}");
        }
        let exact = matches!(rule.types, Types::Exactly(_));
        assert_eq!(exact, matches!(purpose, Purpose::Ocsp | Purpose::TimeStamp), "{purpose:?}");
        assert_eq!(rule.takes(""), !exact, "{purpose:?}");
        assert_eq!(rule.takes("application/octet-stream"), !exact, "{purpose:?}");
        assert_eq!(rule.takes("image/png"), purpose == Purpose::Credential, "{purpose:?}");
    }
}
