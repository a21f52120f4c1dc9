//! The guarded fetcher: what it refuses before a connection, what it refuses of an answer, and publication folders.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::io::{self, BufRead, BufReader, Write};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use elmseal::crypto::{encoding, sha256};
use elmseal::fetch::{
    Danger, Fetch, FetchError, GuardedClient, Layered, LocalPublications, Lookup, Offline, Purpose, UrlRefusal,
    judge_address, judge_url,
};

const SHORT: Duration = Duration::from_millis(400);

fn check_url(url: &str, danger: Danger, expected: Result<(), UrlRefusal>) {
    assert_eq!(judge_url(url, Purpose::StatusList, danger).map(drop), expected, "{url} {danger:?}");
}

#[test]
fn urls_are_judged_by_their_text_alone() {
    let local = |host: &str| Err(UrlRefusal::LocalName { host: host.to_owned() });
    for (url, expected) in [
        ("https://uni.example/status/1.json", Ok(())),
        ("https://uni.example:443/x", Ok(())),
        ("https://UNI.example/x#fragment", Ok(())),
        ("http://uni.example/", Err(UrlRefusal::NotHttps)),
        ("file:///etc/passwd", Err(UrlRefusal::NotHttps)),
        ("ftp://uni.example/", Err(UrlRefusal::NotHttps)),
        ("uni.example", Err(UrlRefusal::NotAUrl)),
        ("https://uni.example:8443/", Err(UrlRefusal::OtherPort)),
        ("https://user@uni.example/", Err(UrlRefusal::UserInfo)),
        ("https://user:pass@uni.example/", Err(UrlRefusal::UserInfo)),
        ("https://:pass@uni.example/", Err(UrlRefusal::UserInfo)),
        ("https://127.0.0.1/", Err(UrlRefusal::AddressAsHost)),
        ("https://127.1/", Err(UrlRefusal::AddressAsHost)),
        ("https://2130706433/", Err(UrlRefusal::AddressAsHost)),
        ("https://0x7f000001/", Err(UrlRefusal::AddressAsHost)),
        ("https://0177.0.0.1/", Err(UrlRefusal::AddressAsHost)),
        ("https://127.0.0.1./", Err(UrlRefusal::AddressAsHost)),
        ("https://１２７.0.0.1/", Err(UrlRefusal::AddressAsHost)),
        ("https://93.184.216.34/", Err(UrlRefusal::AddressAsHost)),
        ("https://[::1]/", Err(UrlRefusal::AddressAsHost)),
        ("https://[::ffff:127.0.0.1]/", Err(UrlRefusal::AddressAsHost)),
        ("https://localhost/", local("localhost")),
        ("https://localhost./", local("localhost.")),
        ("https://LOCALHOST/", local("localhost")),
        ("https://a.localhost/", local("a.localhost")),
        ("https://intranet/", local("intranet")),
        ("https://printer.local/", local("printer.local")),
        ("https://metadata.google.internal/", local("metadata.google.internal")),
        ("https://x.home.arpa/", local("x.home.arpa")),
        ("https://0/", Err(UrlRefusal::AddressAsHost)),
        ("https://[::ffff:7f00:1]/", Err(UrlRefusal::AddressAsHost)),
        ("https://[fd00::1]/", Err(UrlRefusal::AddressAsHost)),
        ("https://169.254.169.254/latest/meta-data/", Err(UrlRefusal::AddressAsHost)),
        (&format!("https://uni.example/{}", "a".repeat(2029)), Err(UrlRefusal::TooLong { bytes_max: 2048 })),
    ] {
        check_url(url, Danger::Nothing, expected);
    }
}

#[test]
fn loopback_is_let_through_only_where_that_was_asked_for() {
    for url in ["http://127.0.0.1:8080/", "https://127.0.0.1:8443/x", "http://localhost:8080/", "http://[::1]:8080/"] {
        check_url(url, Danger::AllowLoopback, Ok(()));
    }
    for (url, expected) in [
        ("http://user@127.0.0.1:8080/", UrlRefusal::UserInfo),
        ("http://10.0.0.1/", UrlRefusal::NotHttps),
        ("https://10.0.0.1/", UrlRefusal::AddressAsHost),
        ("http://uni.example/", UrlRefusal::NotHttps),
        ("https://uni.example:8443/", UrlRefusal::OtherPort),
        ("http://a.localhost/", UrlRefusal::NotHttps),
        ("http://[::ffff:127.0.0.1]:80/", UrlRefusal::NotHttps),
        ("ftp://127.0.0.1/", UrlRefusal::NotHttps),
    ] {
        check_url(url, Danger::AllowLoopback, Err(expected));
    }
}

#[test]
fn only_public_addresses_are_connected_to() {
    let check = |text: &str, expected: bool| {
        let address: IpAddr = text.parse().expect("an address");
        assert_eq!(judge_address(address), expected, "{text}");
    };
    for public in ["93.184.216.34", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.32.0.1", "2a00:1450::1", "2606::1"]
    {
        check(public, true);
    }
    for special in [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.9",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:8.8.8.8",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ] {
        check(special, false);
    }
}

/// Answers every name with what it was given, one answer a look-up; the last one stays.
struct FakeLookup {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
}

impl FakeLookup {
    fn new(answers: &[&[&str]]) -> Arc<Self> {
        let parse = |texts: &&[&str]| texts.iter().map(|text| text.parse().expect("an address")).collect();
        Arc::new(Self { answers: answers.iter().map(parse).collect(), asked: AtomicUsize::new(0) })
    }
}

impl Lookup for FakeLookup {
    fn addresses(&self, _host: &str) -> io::Result<Vec<IpAddr>> {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst);
        Ok(self.answers[turn.min(self.answers.len() - 1)].clone())
    }
}

/// A server on loopback that counts connections and answers each request with raw bytes.
struct Server {
    port: u16,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// `answer` gets the path and its own port; what it returns is written as it is. `None` leaves the connection open
    /// without an answer.
    fn start(answer: fn(&str, u16) -> Option<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        std::thread::spawn(move || {
            let mut open: Vec<TcpStream> = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                counter.fetch_add(1, Ordering::SeqCst);
                let mut reader = BufReader::new(stream.try_clone().expect("a handle"));
                let mut first = String::new();
                reader.read_line(&mut first).expect("a request");
                let mut line = String::new();
                while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                    line.clear();
                }
                let path = first.split(' ').nth(1).unwrap_or_default();
                match answer(path, port) {
                    // A client that has seen enough closes the connection, and then writing fails.
                    Some(bytes) => drop(stream.write_all(bytes.as_bytes())),
                    None => open.push(stream),
                }
            }
        });
        Self { port, connections }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn ok(headers: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n{headers}Connection: close\r\n\r\n{body}", body.len())
}

fn redirect(target: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

fn answers(path: &str, port: u16) -> Option<String> {
    let own = |path: &str| format!("http://127.0.0.1:{port}{path}");
    Some(match path {
        "/ok" => ok("Content-Type: text/plain\r\n", "{}"),
        "/image" => ok("Content-Type: image/png\r\n", "x"),
        "/html" => ok("Content-Type: text/html; charset=utf-8\r\n", "<p>"),
        "/gzip" => ok("Content-Encoding: gzip\r\n", "x"),
        "/404" => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned(),
        "/500" => "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n".to_owned(),
        "/one" => redirect(&own("/ok")),
        "/two" => redirect("/one"),
        "/three" => redirect(&own("/two")),
        "/four" => redirect(&own("/three")),
        "/loop" => redirect("/loop"),
        "/to-private" => redirect("http://10.0.0.1/"),
        "/to-metadata" => redirect("https://169.254.169.254/latest"),
        "/to-name" => redirect("https://rebind.example/"),
        "/to-file" => redirect("file:///etc/passwd"),
        "/said-long" => "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n{".to_owned(),
        "/long" => {
            let chunk = "x".repeat(65_536);
            let body: String = (0..10).map(|_| format!("10000\r\n{chunk}\r\n")).collect();
            format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}0\r\n\r\n")
        }
        "/half" => "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{".to_owned(),
        _ => return None,
    })
}

fn client(danger: Danger, lookup: Arc<FakeLookup>) -> GuardedClient {
    GuardedClient::with_lookup(danger, lookup, SHORT).expect("a client")
}

#[test]
fn answers_are_taken_or_refused_by_rule() {
    let server = Server::start(answers);
    let client =
        GuardedClient::with_lookup(Danger::AllowLoopback, FakeLookup::new(&[&["127.0.0.1"]]), Duration::from_secs(20))
            .expect("a client");
    let get = |path: &str| client.get(&server.url(path), Purpose::Checkpoint);
    let url = |path: &str| server.url(path);
    for path in ["/ok", "/one", "/two", "/three"] {
        assert_eq!(get(path), Ok(b"{}".to_vec()), "{path}");
    }
    let refused = |url: &str, reason| Err(FetchError::Refused { url: url.to_owned(), reason });
    for (path, expected) in [
        ("/html", Err(FetchError::Content { url: url("/html"), found: "text/html; charset=utf-8".into() })),
        ("/gzip", Err(FetchError::Content { url: url("/gzip"), found: "gzip".into() })),
        ("/404", Err(FetchError::NotFound { url: url("/404") })),
        ("/500", Err(FetchError::Status { url: url("/500"), status: 500 })),
        ("/four", Err(FetchError::TooManyRedirects { url: url("/four"), redirects_max: 3 })),
        ("/loop", Err(FetchError::TooManyRedirects { url: url("/loop"), redirects_max: 3 })),
        ("/to-private", refused("http://10.0.0.1/", UrlRefusal::NotHttps)),
        ("/to-metadata", refused("https://169.254.169.254/latest", UrlRefusal::AddressAsHost)),
        ("/to-name", refused("https://rebind.example/", UrlRefusal::NoPublicAddress { host: "rebind.example".into() })),
        ("/to-file", refused("file:///etc/passwd", UrlRefusal::NotHttps)),
        ("/image", Err(FetchError::Content { url: url("/image"), found: "image/png".into() })),
        ("/said-long", Err(FetchError::TooLong { url: url("/said-long"), bytes_max: 65_536 })),
        ("/long", Err(FetchError::TooLong { url: url("/long"), bytes_max: 65_536 })),
    ] {
        assert_eq!(get(path), expected, "{path}");
    }
    assert!(matches!(get("/half"), Err(FetchError::Unreachable { .. })));
}

#[test]
fn a_server_that_does_not_answer_is_left() {
    let server = Server::start(answers);
    let client = client(Danger::AllowLoopback, FakeLookup::new(&[&["127.0.0.1"]]));
    let url = server.url("/silence");
    assert_eq!(client.get(&url, Purpose::Credential), Err(FetchError::TimedOut { url: url.clone() }));
}

#[test]
fn what_is_refused_is_never_connected_to() {
    let server = Server::start(answers);
    let port = server.port;
    let client = client(Danger::Nothing, FakeLookup::new(&[&["127.0.0.1", "::1", "10.0.0.1", "fe80::1"]]));
    for url in [
        format!("http://127.0.0.1:{port}/ok"),
        format!("https://127.0.0.1:{port}/ok"),
        format!("https://localhost:{port}/ok"),
        format!("https://2130706433:{port}/ok"),
        format!("https://[::1]:{port}/ok"),
        format!("https://rebind.example:{port}/ok"),
        format!("https://user@rebind.example:{port}/ok"),
        "https://rebind.example/ok".to_owned(),
    ] {
        let answer = client.get(&url, Purpose::StatusList);
        assert!(matches!(answer, Err(FetchError::Refused { .. })), "{url}: {answer:?}");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_name_that_answers_differently_the_second_time_is_judged_again() {
    let server = Server::start(answers);
    let client = client(Danger::AllowLoopback, FakeLookup::new(&[&["127.0.0.1"], &["10.0.0.1"]]));
    let url = format!("http://localhost:{}/ok", server.port);
    assert_eq!(client.get(&url, Purpose::Credential), Ok(b"{}".to_vec()));
    let reason = UrlRefusal::NoPublicAddress { host: "localhost".into() };
    assert_eq!(client.get(&url, Purpose::Credential), Err(FetchError::Refused { url, reason }));
    assert_eq!(server.connections(), 1);
}

#[test]
fn it_may_be_called_where_an_asynchronous_runtime_runs() {
    let server = Server::start(answers);
    let client = client(Danger::AllowLoopback, FakeLookup::new(&[&["127.0.0.1"]]));
    let url = server.url("/ok");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let answer = runtime.block_on(async move { client.get(&url, Purpose::Credential) });
    assert_eq!(answer, Ok(b"{}".to_vec()));
}

#[test]
fn a_publication_folder_serves_what_lies_below_its_base() {
    let outer = tempfile::tempdir().expect("a folder");
    let folder = outer.path().join("public");
    let write = |path: &str, text: &str| {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().expect("a parent")).expect("folders");
        std::fs::write(file, text).expect("a file");
    };
    write(".well-known/did.json", "did");
    write("status/1.json", "list");
    write("log/checkpoint", &"x".repeat(65_537));
    let shared = encoding::to_hex(&sha256(b"token"));
    write(&format!("c/{shared}.jsonld"), "shared");
    std::fs::write(outer.path().join("secret"), "secret").expect("a file");

    let base = "https://uni.example/mc";
    let local = LocalPublications::new(&format!("{base}/"), &folder);
    let get = |path: &str| local.get(&format!("{base}{path}"), Purpose::Checkpoint);
    assert_eq!(get("/.well-known/did.json"), Ok(b"did".to_vec()));
    assert_eq!(get("/did.json"), Ok(b"did".to_vec()), "a base with a path");
    assert_eq!(get("/status/1.json"), Ok(b"list".to_vec()));
    assert_eq!(get("/c/token.jsonld"), Ok(b"shared".to_vec()));
    let too_long = FetchError::TooLong { url: format!("{base}/log/checkpoint"), bytes_max: 65_536 };
    assert_eq!(get("/log/checkpoint"), Err(too_long));
    for path in [
        "",
        "/",
        "/../secret",
        "/..%2fsecret",
        "/status/../../secret",
        "/status//1.json",
        "/status",
        "/status/2.json",
        "/status/1.json?x=1",
        "/status\\1.json",
        "x/status/1.json",
        &format!("/c/{shared}.jsonld"),
        "/c/token",
    ] {
        assert_eq!(get(path), Err(FetchError::NotFound { url: format!("{base}{path}") }), "{path}");
    }

    let layered = Layered::new(vec![local], Box::new(Offline));
    assert_eq!(layered.get(&format!("{base}/status/1.json"), Purpose::StatusList), Ok(b"list".to_vec()));
    let missing = format!("{base}/status/2.json");
    assert_eq!(layered.get(&missing, Purpose::StatusList), Err(FetchError::NotFound { url: missing }));
    let elsewhere = layered.get("https://uni.example/mcx/status/1.json", Purpose::StatusList);
    assert!(matches!(elsewhere, Err(FetchError::Unreachable { .. })));
}
