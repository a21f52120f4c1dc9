//! The public service over real connections: exact answers, and what it does with hostile requests.
#![expect(clippy::disallowed_methods, reason = "the service is tested on files")]

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use elmseal::crypto;
use elmseal::fetch::{Fetch, FetchError, Purpose};
use elmseal::http::{Patience, PublicService, Running, router};
use elmseal::model::time::Timestamp;
use elmseal::verify::Verifier;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::log::Lines;
use crate::support::pki::TestPki;
use crate::wire::{Answer, exchange, get, parse, post, send};
use crate::world::{self, NOW, Nowhere, World};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const TOKEN: &str = "wq3VJ8rTTk6Yc0b1nq7u2g";
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// A net that says when it is asked and answers when it is told to.
struct Slow {
    asked: Mutex<Sender<()>>,
    told: Mutex<Receiver<()>>,
}

impl Fetch for Slow {
    fn get(&self, _: &str, _: Purpose) -> Result<Vec<u8>, FetchError> {
        self.asked.lock().expect("no panic").send(()).expect("the test listens");
        // The sender is dropped at the end of a test that never tells.
        let _ = self.told.lock().expect("no panic").recv();
        Ok(b"{}".to_vec())
    }
}

struct Server {
    running: Option<Running>,
    folder: TempDir,
}

impl Server {
    fn new() -> Self {
        Self::with("https://credentials.uni.example", Arc::new(Nowhere), Patience::default())
    }

    fn with(base: &str, fetch: Arc<dyn Fetch>, patience: Patience) -> Self {
        let folder = folder();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let running = Running::start(listener, service(base, fetch, patience, &folder)).expect("a server");
        Self { running: Some(running), folder }
    }

    fn address(&self) -> SocketAddr {
        self.running.as_ref().expect("runs until the end").address()
    }
}

fn service(base: &str, fetch: Arc<dyn Fetch>, patience: Patience, folder: &TempDir) -> PublicService {
    PublicService {
        verifier: Arc::new(Verifier::new(fetch, Vec::new())),
        publications: folder.path().join("public"),
        base: base.parse().expect("a URL"),
        clock: Arc::new(|| Timestamp::parse(NOW).expect("a time")),
        patience,
    }
}

/// A publication folder with one of each, and files that must never be served, inside of it and beside it.
fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let digest = crypto::encoding::to_hex(&crypto::sha256(TOKEN.as_bytes()));
    for (name, content) in [
        ("public/.well-known/did.json", r#"{"id":"did:web:credentials.uni.example"}"#),
        ("public/status/revocation-1.json", r#"{"type":"list"}"#),
        ("public/log/checkpoint", "credentials.uni.example\n1\nAA==\n"),
        ("public/trust/ingenium.jwt", "e30.e30.c2ln"),
        ("public/contexts/0123abcd.jsonld", r#"{"@context":{}}"#),
        (&format!("public/c/{digest}.jsonld"), r#"{"shared":true}"#),
        ("public/private.json", "secret"),
        ("public/status/private.txt", "secret"),
        ("private.json", "secret"),
        ("ledger.db", "secret"),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
    }
    folder
}

/// A problem document without its instance, which is random.
fn problem(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), "application/problem+json", "{answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store");
    let mut problem = answer.json();
    assert_eq!(problem["status"], answer.status);
    let instance = problem.as_object_mut().expect("an object").shift_remove("instance").expect("an instance");
    assert_eq!(instance, format!("urn:uuid:{}", answer.header("x-request-id")));
    problem
}

fn code(answer: &Answer) -> String {
    problem(answer)["code"].as_str().expect("a code").to_owned()
}

#[test]
fn published_documents_are_served_with_their_types() {
    let server = Server::new();
    let minutes = "public, max-age=300";
    for (target, kind, caching, body) in [
        ("/.well-known/did.json", "application/did+json", minutes, r#"{"id":"did:web:credentials.uni.example"}"#),
        ("/status/revocation-1.json", "application/ld+json", minutes, r#"{"type":"list"}"#),
        ("/log/checkpoint", "text/plain; charset=utf-8", minutes, "credentials.uni.example\n1\nAA==\n"),
        ("/trust/ingenium.jwt", "application/jwt", minutes, "e30.e30.c2ln"),
        (
            "/contexts/0123abcd.jsonld",
            "application/ld+json",
            "public, max-age=31536000, immutable",
            r#"{"@context":{}}"#,
        ),
        (&format!("/c/{TOKEN}.jsonld"), "application/ld+json", "no-store", r#"{"shared":true}"#),
    ] {
        let answer = get(server.address(), target, &[]);
        assert_eq!((answer.status, answer.body.as_str()), (200, body), "{target}");
        assert_eq!(answer.header("content-type"), kind, "{target}");
        assert_eq!(answer.header("cache-control"), caching, "{target}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{target}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{target}");

        let head = send(server.address(), "HEAD", target, &[], b"");
        assert_eq!((head.status, head.body.as_str()), (200, ""), "{target}");
        assert_eq!(head.header("content-length"), body.len().to_string(), "{target}");
    }
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let server = Server::new();
    let first = get(server.address(), "/status/revocation-1.json", &[]);
    let tag = first.header("etag").to_owned();
    assert_eq!(tag.len(), 34);
    for known in [tag.as_str(), &format!("W/{tag}"), &format!("\"other\", {tag}"), "*"] {
        let again = get(server.address(), "/status/revocation-1.json", &[("If-None-Match", known)]);
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{known}");
        assert_eq!(again.header("etag"), tag);
    }
    fs::write(server.folder.path().join("public/status/revocation-1.json"), "{}").expect("a file");
    let changed = get(server.address(), "/status/revocation-1.json", &[("If-None-Match", &tag)]);
    assert_eq!((changed.status, changed.body.as_str()), (200, "{}"));
}

#[test]
fn a_shared_credential_needs_its_token() {
    let server = Server::new();
    let path = format!("/c/{TOKEN}.jsonld");
    let answer = get(server.address(), &path, &[]);
    assert_eq!(answer.header("x-robots-tag"), "noindex, nofollow");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("etag"), "");

    let digest = crypto::encoding::to_hex(&crypto::sha256(TOKEN.as_bytes()));
    let stored = format!("/c/{digest}.jsonld");
    let other = format!("/c/{}.jsonld", TOKEN.to_lowercase());
    for target in [stored.as_str(), &other, "/c/.jsonld", "/c/", &format!("/c/{TOKEN}.json"), &format!("/c/{digest}")] {
        assert_eq!(code(&get(server.address(), target, &[])), "not-found", "{target}");
    }

    fs::remove_file(server.folder.path().join(format!("public/c/{digest}.jsonld"))).expect("it was there");
    assert_eq!(code(&get(server.address(), &path, &[])), "not-found", "withdrawn");
}

#[test]
fn no_request_chooses_a_file() {
    let server = Server::new();
    for target in [
        "/private.json",
        "/status/private.txt",
        "/status/../private.json",
        "/status/..%2fprivate.json",
        "/status/..%2Fprivate.json",
        "/status/%2e%2e%2fprivate.json",
        "/status/%2e%2e/%2e%2e/private.json",
        "/status/..%5cprivate.json",
        "/status/....//private.json",
        "/status//../../private.json",
        "/status/..%252fprivate.json",
        "/status/revocation-1.json%00.json",
        "/status/revocation-1%00.json",
        "/status/.json",
        "/status/..json",
        "/status/revocation-1.json/",
        "/status/REVOCATION-1.json",
        "/status/%c0%ae%c0%ae%c0%afprivate.json",
        "/trust/../../ledger.db",
        "/trust/%2e%2e%2f%2e%2e%2fledger.db",
        "/contexts/..%2f..%2fledger.db",
        "/log/checkpoint/../../private.json",
        "/.well-known/../private.json",
        "/.well-known/",
        "/assets/..%2f..%2fledger.db",
        "/assets/../../Cargo.toml",
        "//etc/passwd",
        "/c/..%2fstatus%2frevocation-1.jsonld",
    ] {
        let answer = get(server.address(), target, &[]);
        assert!(!answer.body.contains("secret"), "{target}");
        // A path that is not UTF-8 once decoded is malformed; everything else is nowhere.
        assert!(matches!(answer.status, 400 | 404), "{target}: {answer:?}");
    }
}

#[test]
fn a_base_with_a_path_is_served_below_it() {
    let server = Server::with("https://uni.example/mc", Arc::new(Nowhere), Patience::default());
    let did = get(server.address(), "/mc/did.json", &[]);
    assert_eq!((did.status, did.body.as_str()), (200, r#"{"id":"did:web:credentials.uni.example"}"#));
    assert_eq!(get(server.address(), "/mc/status/revocation-1.json", &[]).status, 200);
    let page = get(server.address(), "/mc/", &[]);
    assert_eq!(page.status, 200);
    assert!(page.body.contains("href=\"/mc/assets/style.css\"") && page.body.contains("action=\"/mc/verify\""));
    assert_eq!(get(server.address(), "/mc", &[]).status, 200);
    assert_eq!(get(server.address(), "/mc/verify?url=nonsense", &[]).status, 400);
    assert_eq!(code(&get(server.address(), "/.well-known/did.json", &[])), "not-found");
}

#[test]
fn pages_are_protected() {
    let server = Server::new();
    let page = get(server.address(), "/", &[("Accept", BROWSER)]);
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
        ("referrer-policy", "no-referrer"),
        ("strict-transport-security", "max-age=31536000"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(page.header(name), value, "{name}");
    }
    for forbidden in ["<style", "style=", "onclick", "onload", "javascript:", "http://", "<script>"] {
        assert!(!page.body.contains(forbidden), "{forbidden}");
    }
    for (asset, kind) in [
        ("style.css", "text/css; charset=utf-8"),
        ("page.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ] {
        assert!(page.body.contains(&format!("\"/assets/{asset}\"")), "{asset}");
        let answer = get(server.address(), &format!("/assets/{asset}"), &[]);
        assert_eq!((answer.status, answer.header("content-type")), (200, kind));
    }
    assert_eq!(get(server.address(), "/", &[("Host", "evil.example")]).body, page.body, "no host of the asker's");
    let health = get(server.address(), "/healthz", &[]);
    assert_eq!((health.status, health.body.as_str()), (200, "ok\n"));
}

#[test]
fn requests_that_cannot_be_answered_get_a_problem() {
    let server = Server::new();
    let to = server.address();
    insta::assert_json_snapshot!(problem(&get(to, "/nothing/here", &[])), @r#"
    {
      "type": "about:blank",
      "status": 404,
      "code": "not-found",
      "title": "There is nothing at this address",
      "detail": "The link may have been withdrawn."
    }
    "#);
    let wrong_method = send(to, "DELETE", "/verify", &[], b"");
    assert_eq!(wrong_method.header("allow"), "GET,HEAD,POST");
    insta::assert_json_snapshot!(problem(&wrong_method), @r#"
    {
      "type": "about:blank",
      "status": 405,
      "code": "method-not-allowed",
      "title": "This address does not take that method",
      "detail": "The header Allow names the methods of this address."
    }
    "#);
    insta::assert_json_snapshot!(problem(&get(to, "/verify?url=x", &[("Accept", "image/png")])), @r#"
    {
      "type": "about:blank",
      "status": 406,
      "code": "not-acceptable",
      "title": "There is no answer in the form asked for",
      "detail": "Answers are text/html or application/json."
    }
    "#);
    insta::assert_json_snapshot!(problem(&post(to, "/verify", "text/plain", "*/*", b"{}")), @r#"
    {
      "type": "about:blank",
      "status": 415,
      "code": "unsupported-media-type",
      "title": "What was sent is of a type that is not read here",
      "detail": "Send application/json (or a type of credentials), a form, or files as multipart/form-data; not compressed."
    }
    "#);
    insta::assert_json_snapshot!(problem(&post(to, "/verify", "application/json", "*/*", b"{")), @r#"
    {
      "type": "about:blank",
      "status": 400,
      "code": "unreadable-request",
      "title": "The request could not be read",
      "detail": "The body is not acceptable JSON: EOF while parsing an object at line 1 column 1."
    }
    "#);
    insta::assert_json_snapshot!(problem(&get(to, "/verify", &[])), @r#"
    {
      "type": "about:blank",
      "status": 400,
      "code": "nothing-to-check",
      "title": "There is nothing to check",
      "detail": "Give a file, a link or the text of a credential."
    }
    "#);
    insta::assert_json_snapshot!(problem(&get(to, "/verify?url=https://other.example/c.jsonld", &[])), @r#"
    {
      "type": "about:blank",
      "status": 502,
      "code": "link-not-readable",
      "title": "The link could not be read",
      "detail": "No credential could be read from the link: it may be mistyped, withdrawn, not public, too large or not reachable just now. Ask for the file instead."
    }
    "#);

    assert_eq!(send(to, "POST", "/status/revocation-1.json", &[], b"").header("allow"), "GET,HEAD");
    let page = get(to, "/nothing/here", &[("Accept", BROWSER)]);
    assert_eq!((page.status, page.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(page.body.contains("<h1 lang=\"en\">There is nothing at this address</h1>"));
    let head = send(to, "HEAD", "/nothing/here", &[], b"");
    assert_eq!((head.status, head.body.as_str()), (404, ""));
    let first = get(to, "/verify", &[("Accept", BROWSER)]);
    assert_eq!((first.status, first.header("location")), (303, "/"));
}

#[test]
fn bodies_of_other_kinds_are_refused() {
    let server = Server::new();
    let to = server.address();
    let mib = 1024 * 1024;
    let form = "application/x-www-form-urlencoded";
    let cases: Vec<(&str, &str, Vec<u8>, &str)> = vec![
        ("no type", "", b"{}".to_vec(), "unsupported-media-type"),
        ("xml", "application/xml", b"<a/>".to_vec(), "unsupported-media-type"),
        ("html", "text/html", b"<a>".to_vec(), "unsupported-media-type"),
        ("not UTF-8", "application/json", vec![0x7b, 0xff], "unreadable-request"),
        ("not JSON", "application/json", b"hello".to_vec(), "unreadable-request"),
        ("empty JSON", "application/json", Vec::new(), "unreadable-request"),
        ("no object", "application/json", b"[1]".to_vec(), "unreadable-request"),
        ("nothing in it", "application/json", b"[]".to_vec(), "nothing-to-check"),
        ("empty form", form, Vec::new(), "nothing-to-check"),
        ("blank form", form, b"text=&url=++".to_vec(), "nothing-to-check"),
        ("unknown field", form, b"other=1".to_vec(), "unreadable-request"),
        ("no link", form, b"url=javascript:alert(1)".to_vec(), "unreadable-request"),
        ("a file", form, b"url=file:///etc/passwd".to_vec(), "unreadable-request"),
        ("long link", form, format!("url=https://a.example/{}", "a".repeat(2048)).into_bytes(), "unreadable-request"),
        ("no boundary", "multipart/form-data", b"x".to_vec(), "unreadable-request"),
        ("cut short", "multipart/form-data; boundary=b", b"--b\r\nContent-Dispo".to_vec(), "unreadable-request"),
        ("empty parts", "multipart/form-data; boundary=b", b"--b--\r\n".to_vec(), "nothing-to-check"),
        (
            "long credential",
            "application/json",
            format!("{{\"a\":\"{}\"}}", "a".repeat(11 * mib)).into_bytes(),
            "too-large",
        ),
        ("too many", "application/json", format!("[{}]", vec!["{}"; 501].join(",")).into_bytes(), "too-large"),
    ];
    for (what, kind, body, expected) in cases {
        let headers = if kind.is_empty() { vec![] } else { vec![("Content-Type", kind)] };
        assert_eq!(code(&send(to, "POST", "/verify", &headers, &body)), expected, "{what}");
    }
    let compressed = [("Content-Type", "application/json"), ("Content-Encoding", "gzip")];
    assert_eq!(code(&send(to, "POST", "/verify", &compressed, b"{}")), "unsupported-media-type");
}

#[test]
fn a_body_over_the_bound_is_not_read() {
    let server = Server::new();
    // The length is only announced: who waits for the body has not looked.
    let head =
        "POST /verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n";
    let answer = parse(&exchange(server.address(), head.as_bytes()));
    assert_eq!(code(&answer), "too-large");
    assert_eq!(answer.header("connection"), "close");
}

#[test]
fn silence_ends_a_request() {
    let brief = Duration::from_millis(50);
    let patience = Patience { body: brief, ..Patience::default() };
    let server = Server::with("https://a.example", Arc::new(Nowhere), patience);
    let partial = "POST /verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{";
    let answer = parse(&exchange(server.address(), partial.as_bytes()));
    assert_eq!((answer.status, code(&answer).as_str()), (408, "too-slow"));
    assert_eq!(answer.header("connection"), "close");

    let patience = Patience { silence: brief, ..Patience::default() };
    let server = Server::with("https://a.example", Arc::new(Nowhere), patience);
    assert_eq!(exchange(server.address(), b"GET /healthz HT"), "", "a head that never ends");
}

#[test]
fn a_check_that_takes_too_long_is_given_up() {
    let (asked, _hears) = channel();
    let (tell, told) = channel();
    let slow = Slow { asked: Mutex::new(asked), told: Mutex::new(told) };
    let patience = Patience { answer: Duration::from_millis(50), ..Patience::default() };
    let server = Server::with("https://a.example", Arc::new(slow), patience);
    let answer = get(server.address(), "/verify?url=https://b.example/c", &[]);
    assert_eq!((answer.status, code(&answer).as_str()), (504, "took-too-long"));
    drop(tell);
}

#[test]
fn large_bodies_wait_for_each_other_and_small_ones_for_none() {
    let patience = Patience { queue: Duration::from_millis(20), ..Patience::default() };
    let head = |length: &str| {
        format!("POST /verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n{length}\r\n\r\n")
    };
    // Eleven MiB twice, and one of a length that is not said, which counts as the greatest.
    let (eleven, unsaid) = ("Content-Length: 11534336", "Transfer-Encoding: chunked");
    for lengths in [&[eleven, eleven][..], &[unsaid]] {
        let server = Server::with("https://a.example", Arc::new(Nowhere), patience);
        let to = server.address();
        let mut open = Vec::new();
        for length in lengths {
            let length = format!("{length}\r\nExpect: 100-continue");
            let mut stream = TcpStream::connect(to).expect("the server listens");
            stream.write_all(head(&length).as_bytes()).expect("it takes requests");
            // The server asks for the body when it has a place for it.
            let mut begun = [0; 12];
            stream.read_exact(&mut begun).expect("an answer");
            assert_eq!(&begun, b"HTTP/1.1 100");
            open.push(stream);
        }
        let refused = parse(&exchange(to, head("Content-Length: 2000000").as_bytes()));
        assert_eq!((refused.status, code(&refused).as_str()), (503, "busy"));
        assert_eq!(post(to, "/verify", "application/json", "*/*", b"{}").status, 200);
    }
}

#[test]
fn what_nobody_waits_for_is_not_begun() {
    let (asked, hears) = channel();
    let (tell, told) = channel();
    let slow = Slow { asked: Mutex::new(asked), told: Mutex::new(told) };
    let patience = Patience { answer: Duration::from_millis(50), ..Patience::default() };
    let mut server = Server::with("https://a.example", Arc::new(slow), patience);
    let links: Value = (0..100).map(|index| json!({"url": format!("https://b.example/{index}")})).collect();
    let answer = post(server.address(), "/verify", "application/json", "*/*", links.to_string().as_bytes());
    assert_eq!((answer.status, code(&answer).as_str()), (504, "took-too-long"));
    hears.recv().expect("the first check asks");
    drop(tell);
    server.running.take().expect("it runs").stop().expect("a clean end");
    // Heard until the last thread that could ask is gone.
    assert!(hears.recv().is_err(), "no other check asks");
}

#[test]
fn a_full_house_says_so_and_still_publishes() {
    let places = elmseal::limits::VERIFICATIONS_MAX;
    let (asked, hears) = channel();
    let (tell, told) = channel();
    let slow = Slow { asked: Mutex::new(asked), told: Mutex::new(told) };
    let patience = Patience { queue: Duration::from_millis(20), ..Patience::default() };
    let server = Server::with("https://a.example", Arc::new(slow), patience);
    let to = server.address();
    std::thread::scope(|scope| {
        for _ in 0..places {
            scope.spawn(move || get(to, "/verify?url=https://b.example/c", &[]));
        }
        for _ in 0..places {
            hears.recv().expect("each check asks");
        }
        let full = get(to, "/verify?url=https://b.example/c", &[]);
        assert_eq!((full.status, code(&full).as_str(), full.header("retry-after")), (503, "busy", "5"));
        assert_eq!(get(to, "/status/revocation-1.json", &[]).status, 200);
        drop(tell);
    });
}

#[test]
fn what_is_under_way_is_answered_before_the_end() {
    let (asked, hears) = channel();
    let (tell, told) = channel();
    let slow = Slow { asked: Mutex::new(asked), told: Mutex::new(told) };
    let mut server = Server::with("https://a.example", Arc::new(slow), Patience::default());
    let to = server.address();
    let mut idle = TcpStream::connect(to).expect("the server listens");
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").expect("it takes requests");
    let mut begun = [0; 12];
    idle.read_exact(&mut begun).expect("an answer");
    std::thread::scope(|scope| {
        let asking = scope.spawn(move || get(to, "/verify?url=https://b.example/c", &[]));
        hears.recv().expect("the check asks");
        let running = server.running.take().expect("it runs");
        let stopping = scope.spawn(move || running.stop());
        drop(tell);
        assert_eq!(asking.join().expect("no panic").status, 200);
        stopping.join().expect("no panic").expect("a clean end");
    });
    assert!(TcpStream::connect(to).is_err(), "nothing listens any more");
}

#[test]
fn nothing_of_a_request_is_logged() {
    use tower::ServiceExt as _;

    let lines = Lines::default();
    let folder = folder();
    let app = router(service("https://a.example", Arc::new(Nowhere), Patience::default(), &folder));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    lines.of(|| {
        // Whether anybody listens at a place in the source is remembered when a thread first comes there, and that may have
        // been another test's: so come there once, and ask again.
        let first = axum::http::Request::get("/healthz").body(axum::body::Body::empty()).expect("a request");
        drop(runtime.block_on(app.clone().oneshot(first)));
        lines.begin_anew();
        for (method, target, kind, body) in [
            ("GET", format!("/c/{TOKEN}.jsonld"), "", ""),
            ("GET", "/verify?url=https://b.example/c/Geheimnis".to_owned(), "", ""),
            ("GET", "/Geheimnis?Geheimnis".to_owned(), "", ""),
            ("GEHEIMNIS", "/verify".to_owned(), "", ""),
            ("POST", "/verify".to_owned(), "application/x-www-form-urlencoded", "text=Geheimnis&url="),
            ("POST", "/verify".to_owned(), "application/json", r#"{"Geheimnis":"Geheimnis"}"#),
        ] {
            let request = axum::http::Request::builder().method(method).uri(target).header("Content-Type", kind);
            let request = request.header("User-Agent", "Geheimnis").header("Referer", "https://Geheimnis.example");
            let request = request.header("X-Request-Id", "Geheimnis").header("X-Forwarded-For", "203.0.113.77");
            let request = request.body(axum::body::Body::from(body)).expect("a request");
            drop(runtime.block_on(app.clone().oneshot(request)));
        }
    });
    let log = lines.text();
    assert_eq!(log.matches("answered").count(), 6, "{log}");
    assert!(log.contains("/c/{file}"), "{log}");
    for secret in [TOKEN, &TOKEN.to_lowercase(), "Geheimnis", "geheimnis", "GEHEIMNIS", "b.example", "203.0.113"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}

/// A sealed file, by upload: the page and the machine's form tell of the seal, and on request how Europass words it.
#[test]
fn a_sealed_file_is_checked_by_upload() {
    let world = World::new();
    let sealed = world.sealed_file(&world::seal_certificate().issue(&TestPki::get().ca), |_| {}).to_string();
    let folder = TempDir::new().expect("a folder");
    let service = PublicService {
        verifier: world.verifier(),
        ..service("https://credentials.uni.example", Arc::new(Nowhere), Patience::default(), &folder)
    };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let running = Running::start(listener, service).expect("a server");
    let address = running.address();

    let upload = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"award.europass.jsonld\"\r\n\
         Content-Type: application/ld+json\r\n\r\n{sealed}\r\n--x--\r\n"
    );
    let kind = "multipart/form-data; boundary=x";
    let page = post(address, "/verify?view=europass", kind, "text/html", upload.as_bytes());
    assert_eq!(page.status, 200);
    let page = page.body;
    for shown in [
        "data-decision=\"accept\">Accepted</h1>",
        "<h2>The electronic seal</h2>",
        "<span class=\"listed\">trusted authority</span>",
        "data-seal-check=\"signature\" data-outcome=\"passed\"",
        "confirmed by the certificate",
        "As the Europass viewer words it:",
        "<tr data-europass=\"seal\" lang=\"en\"><th scope=\"row\">seal</th><td>OK</td>",
    ] {
        assert!(page.contains(shown), "{shown}\n{page}");
    }
    let machine = |target: &str| post(address, target, "application/json", "application/json", sealed.as_bytes());
    let answer = machine("/verify").json();
    assert_eq!((&answer["decision"], &answer["seal"]["level"]), (&json!("accept"), &json!("B")));
    assert!(answer.get("europass_view").is_none());
    let answer = machine("/verify?view=europass").json();
    assert_eq!(answer["europass_view"]["checks"][1]["status"]["prefLabel"]["en"], "OK");
    let refused = machine("/verify?view=edc");
    assert_eq!(refused.status, 400);
    let profile = |target: &str| {
        let answer = machine(target).json();
        let rows = answer["checks"].as_array().expect("rows").clone();
        rows.into_iter().find(|row| row["check"] == "profile").expect("the row")
    };
    assert_eq!(profile("/verify?profile_version=1.2.0"), profile("/verify"));
    let older = profile("/verify?profile_version=1.1.0")["detail"].to_string();
    assert!(older.contains("(version 1.1.0)"), "{older}");
    let refused = machine("/verify?profile_version=1.0.0");
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("The versions of the application profile are 1.1.0 and 1.2.0."), "{}", refused.body);
    running.stop().expect("a clean end");
}
