//! What surrounds the public service: ids, limits for an address, other pages that ask, measurements, lists in the
//! background.

use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use elmseal::fetch::{Fetch, FetchError, Offline, Purpose};
use elmseal::http::{Measured, Operations, Patience, PublicService, Running, metrics_router, router_with};
use elmseal::model::network::Network;
use elmseal::model::time::Timestamp;
use elmseal::trust::TrustRoot;
use elmseal::verify::{ListAnchor, ListSource, Verifier};
use serde_json::json;
use tempfile::TempDir;

use crate::wire::{get, post, send};
use crate::world::{NOW, Nowhere};

/// A service with a clock that stands until it is moved.
struct Server {
    running: Running,
    clock: Arc<AtomicI64>,
    measured: Arc<Measured>,
    _folder: TempDir,
}

fn service(folder: &TempDir, clock: &Arc<AtomicI64>) -> PublicService {
    let clock = Arc::clone(clock);
    PublicService {
        verifier: Arc::new(Verifier::new(Arc::new(Nowhere), Vec::new())),
        publications: folder.path().to_owned(),
        base: "https://credentials.uni.example".parse().expect("a URL"),
        clock: Arc::new(move || Timestamp::from_unix(clock.load(Ordering::SeqCst)).expect("a time")),
        patience: Patience::default(),
    }
}

impl Server {
    fn new(trusted: &[&str], checks_per_minute: u32) -> Self {
        let folder = TempDir::new().expect("a folder");
        let clock = Arc::new(AtomicI64::new(Timestamp::parse(NOW).expect("a time").unix()));
        let measured: Arc<Measured> = Arc::default();
        let trusted_proxies = trusted.iter().map(|text| Network::parse(text).expect("a network")).collect();
        let counted = Arc::clone(&measured);
        let operations = Operations { trusted_proxies, checks_per_minute, measured: counted, report_signer: None };
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let running = Running::start_with(listener, service(&folder, &clock), operations).expect("a server");
        Self { running, clock, measured, _folder: folder }
    }

    fn address(&self) -> SocketAddr {
        self.running.address()
    }
}

#[test]
fn a_proxy_gives_ids_and_nobody_else() {
    let ours = |server: &Server, given: &str| {
        let answer = get(server.address(), "/nothing", &[("X-Request-Id", given)]);
        (answer.header("x-request-id").to_owned(), answer.json()["instance"].as_str().expect("an instance").to_owned())
    };
    let behind = Server::new(&["127.0.0.0/8"], 60);
    assert_eq!(ours(&behind, "abc-1_2.3"), ("abc-1_2.3".into(), "#abc-1_2.3".into()));
    let uuid = "0191e1b2-4c3d-7a5b-8c6d-7e8f9a0b1c2d";
    assert_eq!(ours(&behind, uuid), (uuid.into(), format!("urn:uuid:{uuid}")));
    for bad in ["", "a b", "a/b", "ü", &"a".repeat(65)] {
        let (id, instance) = ours(&behind, bad);
        assert_eq!((id.len(), instance), (36, format!("urn:uuid:{id}")), "{bad}");
    }
    let open = Server::new(&[], 60);
    assert_ne!(ours(&open, uuid).0, uuid, "a stranger's words are not taken into the log");
}

#[test]
fn an_address_that_asks_too_much_waits() {
    let server = Server::new(&[], 4);
    let check = || post(server.address(), "/verify", "application/json", "*/*", b"{}");
    assert_eq!((check().status, check().status), (200, 200));
    let refused = check();
    assert_eq!((refused.status, refused.header("retry-after")), (429, "15"));
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert!(!refused.header("content-security-policy").is_empty());
    let mut problem = refused.json();
    problem.as_object_mut().expect("an object").shift_remove("instance");
    let expected = json!({
        "type": "about:blank",
        "status": 429,
        "code": "too-many-requests",
        "title": "Too many requests",
        "detail": "So much came from your address that it has to wait 15 s; then send it again.",
    });
    assert_eq!(problem, expected);
    assert_eq!(get(server.address(), "/verify?url=https://a.example/c", &[]).status, 429, "a link is a check too");
    assert_eq!(get(server.address(), "/", &[]).status, 200, "a page is none");
    server.clock.fetch_add(14, Ordering::SeqCst);
    assert_eq!(check().status, 429);
    server.clock.fetch_add(1, Ordering::SeqCst);
    assert_eq!((check().status, check().status), (200, 429));
    for _ in 0..64 {
        get(server.address(), "/healthz", &[]);
    }
    assert_eq!(get(server.address(), "/healthz", &[]).status, 429, "and pages have their bound as well");
}

#[test]
fn clients_behind_a_proxy_are_told_apart_if_it_is_trusted() {
    let checked = |server: &Server, forwarded: &[&str]| {
        let headers: Vec<(&str, &str)> = forwarded.iter().map(|value| ("X-Forwarded-For", *value)).collect();
        let headers = [&headers[..], &[("Content-Type", "application/json")]].concat();
        send(server.address(), "POST", "/verify", &headers, b"{}").status
    };
    let trusting = Server::new(&["127.0.0.0/8"], 2);
    for client in ["203.0.113.1", "203.0.113.2", "2001:db8:1::1", "2001:db8:2::1"] {
        assert_eq!(checked(&trusting, &[client]), 200, "{client}");
        assert_eq!(checked(&trusting, &[client]), 429, "{client}");
    }
    assert_eq!(checked(&trusting, &["2001:db8:1::ffff"]), 429, "the same house");
    assert_eq!(checked(&trusting, &["198.51.100.7, 203.0.113.1"]), 429, "what the client itself says is hearsay");
    for _ in 0..5 {
        assert_eq!(checked(&trusting, &[]), 200, "a proxy that names nobody speaks for all");
    }
    let open = Server::new(&["10.0.0.0/8"], 2);
    assert_eq!((checked(&open, &["203.0.113.1"]), checked(&open, &["203.0.113.2"])), (200, 429));
}

#[test]
fn other_pages_may_ask_machines_and_never_read_pages() {
    let server = Server::new(&[], 60);
    let asking = [("Origin", "https://hr.example"), ("Access-Control-Request-Method", "POST")];
    let preflight = send(server.address(), "OPTIONS", "/verify", &asking, b"");
    assert_eq!((preflight.status, preflight.body.as_str()), (204, ""));
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "GET, HEAD, POST"),
        ("access-control-allow-headers", "accept, content-type, if-none-match"),
        ("access-control-max-age", "86400"),
        ("access-control-allow-credentials", ""),
    ] {
        assert_eq!(preflight.header(name), value, "{name}");
    }
    let origin = |accept: &str| {
        let answer = post(server.address(), "/verify", "application/json", accept, b"{}");
        (answer.status, answer.header("access-control-allow-origin").to_owned())
    };
    assert_eq!(origin("application/json"), (200, "*".into()));
    assert_eq!(origin("text/html"), (200, String::new()));
    let malformed = post(server.address(), "/verify", "application/json", "*/*", b"{");
    assert_eq!((malformed.status, malformed.header("access-control-allow-origin")), (400, "*"));
    for target in ["/", "/assets/page.js"] {
        assert_eq!(get(server.address(), target, &[]).header("access-control-allow-origin"), "", "{target}");
        assert_eq!(send(server.address(), "OPTIONS", target, &asking, b"").status, 405, "{target}");
    }
    let plain = send(server.address(), "OPTIONS", "/verify", &[], b"");
    assert_eq!((plain.status, plain.header("allow")), (405, "GET,HEAD,POST"));
}

#[test]
fn measurements_are_numbers_for_the_operator_alone() {
    use tower::ServiceExt as _;

    let server = Server::new(&[], 4);
    assert_eq!(get(server.address(), "/metrics", &[]).status, 404);
    for _ in 0..3 {
        post(server.address(), "/verify", "application/json", "*/*", b"{}");
    }
    get(server.address(), "/c/Geheimnis", &[]);
    get(server.address(), "/Geheimnis?Geheimnis", &[]);
    send(server.address(), "GEHEIMNIS", "/verify", &[], b"");

    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let request = axum::http::Request::get("/metrics").body(axum::body::Body::empty()).expect("a request");
    let answer = runtime.block_on(metrics_router(Arc::clone(&server.measured)).oneshot(request)).expect("an answer");
    assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let text = server.measured.to_text();
    for line in [
        "elmseal_http_requests_total{method=\"POST\",route=\"/verify\",status=\"200\"} 2",
        "elmseal_http_requests_total{method=\"POST\",route=\"/verify\",status=\"429\"} 1",
        "elmseal_http_requests_total{method=\"GET\",route=\"/c/{file}\",status=\"429\"} 1",
        "elmseal_http_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 2",
        "elmseal_http_requests_total{method=\"other\",route=\"/verify\",status=\"429\"} 1",
        "elmseal_http_request_seconds_bucket{route=\"/verify\",le=\"+Inf\"} 4",
        "elmseal_http_request_seconds_count{route=\"/verify\"} 4",
        "elmseal_http_requests_under_way 0",
        "elmseal_http_limited_total 3",
        "elmseal_decisions_total{decision=\"reject\"} 2",
        "elmseal_decisions_total{decision=\"accept\"} 0",
        "elmseal_fetches_total{purpose=\"status_list\",outcome=\"fetched\"} 0",
        "elmseal_places_taken{what=\"verifications\"} 0",
        "elmseal_places{what=\"verifications\"} 16",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(!text.to_lowercase().contains("geheimnis"), "{text}");
    // Each sample belongs to a family that was described before it, and is a number.
    let mut families = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("# TYPE ") {
            Some(family) => families.push(family.split(' ').next().expect("a name")),
            None if line.starts_with("# HELP ") => {}
            None => {
                let (name, value) = line.rsplit_once(' ').expect("a sample");
                value.parse::<f64>().expect("a number");
                assert!(families.iter().any(|family| name.starts_with(family)), "{line}");
            }
        }
    }
}

/// Says when a list of trusted entities is asked for.
struct Told(Mutex<Sender<String>>);

impl Fetch for Told {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        assert_eq!(purpose, Purpose::TrustList);
        self.0.lock().expect("no panic").send(url.to_owned()).expect("the test listens");
        Offline.get(url, purpose)
    }
}

#[test]
fn lists_are_fetched_before_anybody_asks() {
    let folder = TempDir::new().expect("a folder");
    let (tell, told) = channel();
    let url = "https://alliance.example/trust/example.jwt";
    let root = TrustRoot {
        list: "example".into(),
        version: 1,
        keys: vec![[0; 32]],
        threshold: 1,
        expires: Timestamp::parse("2030-01-01T00:00:00Z").expect("a time"),
        authoritative_for: vec![],
    };
    let anchor = ListAnchor { root, source: ListSource::Url(url.into()) };
    let verifier = Verifier::new(Arc::new(Told(Mutex::new(tell))), vec![anchor]);
    let clock = Arc::new(AtomicI64::new(0));
    let service = PublicService { verifier: Arc::new(verifier), ..service(&folder, &clock) };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let running = Running::start(listener, service).expect("a server");
    assert_eq!(told.recv().expect("it asks"), url);
    running.stop().expect("a clean end, though it waits for the next round");
}

#[test]
fn a_router_without_connections_limits_nobody() {
    use tower::ServiceExt as _;

    let folder = TempDir::new().expect("a folder");
    let clock = Arc::new(AtomicI64::new(0));
    let app = router_with(service(&folder, &clock), Operations { checks_per_minute: 1, ..Operations::default() });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for _ in 0..5 {
        let request = axum::http::Request::get("/healthz").body(axum::body::Body::empty()).expect("a request");
        assert_eq!(runtime.block_on(app.clone().oneshot(request)).expect("an answer").status(), 200);
    }
}
