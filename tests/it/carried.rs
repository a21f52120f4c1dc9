//! Each carrier through the service and the command line: the same report as for the plain document; many at a time.
#![expect(clippy::disallowed_methods, reason = "tests write files and run the program")]

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use elmseal::fetch::{Danger, Fetch, FetchError, GuardedClient, Purpose};
use elmseal::http::{Patience, PublicService, Running};
use elmseal::model::time::Timestamp;
use elmseal::verify::Verifier;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::carriers::{Pdf, Picture, badge, chunk, itxt, member, svg, zip};
use crate::certificate;
use crate::wire::{Answer, send};
use crate::world::{BASE, NOW, World};

const TOKEN: &str = "wq3VJ8rTTk6Yc0b1nq7u2g";

fn serve(verifier: Arc<Verifier>, publications: std::path::PathBuf) -> Running {
    let service = PublicService {
        verifier,
        publications,
        base: BASE.parse().expect("a URL"),
        clock: Arc::new(|| Timestamp::parse(NOW).expect("a time")),
        patience: Patience::default(),
    };
    Running::start(TcpListener::bind("127.0.0.1:0").expect("a free port"), service).expect("a server")
}

/// Sends files as a browser does.
fn upload(to: SocketAddr, files: &[(&str, Vec<u8>)], headers: &[(&str, &str)]) -> Answer {
    let mut body = Vec::new();
    for (name, content) in files {
        let disposition = format!("Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"");
        body.extend(format!("--xyz\r\n{disposition}\r\n\r\n").bytes());
        body.extend(content);
        body.extend(b"\r\n");
    }
    body.extend(b"--xyz--\r\n");
    let kind = [("Content-Type", "multipart/form-data; boundary=xyz")];
    send(to, "POST", "/verify", &[&kind[..], headers].concat(), &body)
}

/// The files that carry `document`, and what is added to their name in a list.
fn carriers(document: &str) -> Vec<(&'static str, Vec<u8>)> {
    let document = document.as_bytes();
    let text = String::from_utf8_lossy(document);
    vec![
        ("award.jsonld", document.to_vec()),
        ("award.png", badge(&[chunk(b"iTXt", &itxt("openbadgecredential", document))])),
        ("award.svg", svg(&format!("<openbadges:credential><![CDATA[{text}]]></openbadges:credential>"))),
        ("award.pdf", Pdf::with("award.jsonld", document).bytes()),
        ("award.zip", zip(&[member("award.jsonld", document)])),
        ("badges.zip", zip(&[member("a.png", &badge(&[chunk(b"iTXt", &itxt("openbadgecredential", document))]))])),
        ("certificate.pdf", certificate::carrying("award.elm.jsonld", document)),
    ]
}

#[test]
fn every_carrier_gives_the_report_of_what_it_carries() {
    let world = World::new();
    let running = serve(world.verifier(), world.publications());
    let good = world.credential(0, |_| {});
    let changed = good.to_string().replacen("2026", "2025", 1);
    for (document, decision) in [(good.to_string(), "accept"), (changed, "reject")] {
        let plain =
            send(running.address(), "POST", "/verify", &[("Content-Type", "application/json")], document.as_bytes());
        let plain = plain.json();
        assert_eq!(plain["decision"], decision);
        for (name, file) in carriers(&document) {
            let answer = upload(running.address(), &[(name, file)], &[]);
            assert_eq!((answer.status, answer.json()), (200, plain.clone()), "{name}");
        }
        // A picture of a code that leads to the same document, shared here.
        world.share(TOKEN, &serde_json::from_str::<Value>(&document).expect("JSON"));
        let code = Picture::qr(format!("{BASE}/c/{TOKEN}").as_bytes(), 8);
        for file in [code.png(), code.jpeg(), format!("{BASE}/c/{TOKEN}.jsonld").into_bytes()] {
            let answer = upload(running.address(), &[("code", file)], &[]).json();
            assert_eq!((&answer["decision"], &answer["credential"]), (&plain["decision"], &plain["credential"]));
        }
    }
    let files: Vec<_> =
        carriers(&good.to_string()).into_iter().chain([("code.png", Picture::qr(b"hello", 4).png())]).collect();
    let list = upload(running.address(), &files, &[]).json();
    let told = |item: &Value| format!("{} {}", item["name"].as_str().unwrap_or("-"), item["report"]["decision"]);
    let told: Vec<String> = list["reports"].as_array().expect("a list").iter().map(told).collect();
    assert_eq!(
        told,
        [
            "award.jsonld \"accept\"",
            "award.png \"accept\"",
            "award.svg \"accept\"",
            "award.pdf: award.jsonld \"accept\"",
            "award.zip: award.jsonld \"accept\"",
            "badges.zip: a.png \"accept\"",
            "certificate.pdf: award.elm.jsonld \"accept\"",
            "code.png \"reject\"",
        ]
    );
    assert_eq!(list["reports"][7]["report"]["reasons"][0]["code"], "qr-code-other");
}

#[test]
fn a_code_that_leads_into_this_network_is_refused() {
    let inside = TcpListener::bind("127.0.0.1:0").expect("a free port");
    inside.set_nonblocking(true).expect("it can");
    let port = inside.local_addr().expect("an address").port();
    let fetch = GuardedClient::new(Danger::Nothing).expect("a client");
    let folder = TempDir::new().expect("a folder");
    let running = serve(Arc::new(Verifier::new(Arc::new(fetch), Vec::new())), folder.path().to_owned());
    for url in [
        format!("https://127.0.0.1:{port}/c"),
        format!("http://127.0.0.1:{port}/c"),
        format!("https://localhost:{port}/c"),
        format!("https://[::1]:{port}/c"),
        "https://169.254.169.254/latest/meta-data".to_owned(),
    ] {
        let picture = Picture::qr(url.as_bytes(), 4).png();
        let answer = upload(running.address(), &[("code.png", picture)], &[]).json();
        let reason = (&answer["decision"], &answer["reasons"][0]["code"]);
        assert_eq!(reason, (&json!("undecided"), &json!("link-not-readable")), "{url}");
        assert!(!answer.to_string().contains("127.0.0.1"), "nothing is said of the network");
    }
    assert_eq!(inside.accept().expect_err("nobody came").kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn five_hundred_files_are_checked_and_one_more_is_too_many() {
    let world = World::new();
    let running = serve(world.verifier(), world.publications());
    let good = world.credential(0, |_| {}).to_string().into_bytes();
    let mut files: Vec<(&str, Vec<u8>)> = vec![("x.json", b"{}".to_vec()); 499];
    files.push(("good.json", good));
    let answer = upload(running.address(), &files, &[]).json();
    let reports = answer["reports"].as_array().expect("a list");
    assert_eq!(reports.len(), 500);
    let accepted = |item: &&Value| item["report"]["decision"] == "accept";
    assert_eq!(reports.iter().filter(accepted).map(|item| &item["name"]).collect::<Vec<_>>(), ["good.json"]);
    files.push(("x.json", b"{}".to_vec()));
    assert_eq!(upload(running.address(), &files, &[]).status, 413);
    let archive = |count| zip(&(0..count).map(|at| member(&format!("{at}.json"), b"{}")).collect::<Vec<_>>());
    let answer = upload(running.address(), &[("a.zip", archive(300)), ("b.zip", archive(200))], &[]).json();
    assert_eq!(answer["reports"].as_array().expect("a list").len(), 500);
    assert_eq!(upload(running.address(), &[("a.zip", archive(300)), ("b.zip", archive(201))], &[]).status, 413);
}

#[test]
fn a_table_for_spreadsheets_is_given() {
    let world = World::new();
    let running = serve(world.verifier(), world.publications());
    let good = world.credential(0, |_| {}).to_string().into_bytes();
    let files = [("=cmd|' /C calc'!A0.json", b"{}".to_vec()), ("a\u{202e}nosj.exe", good)];
    let answer = upload(running.address(), &files, &[("Accept", "text/csv")]);
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/csv; charset=utf-8; header=present"));
    let lines: Vec<&str> = answer.body.split("\r\n").collect();
    assert!(lines[0].starts_with("\u{feff}file,decision,learner,title,issuer,"));
    assert!(lines[1].starts_with("\"'=cmd|' /C calc'!A0.json\",\"reject\",\"\","), "{}", lines[1]);
    assert!(lines[2].starts_with("\"a[U+202E]nosj.exe\",\"accept\",\""), "{}", lines[2]);
    assert_eq!((lines.len(), lines[3]), (4, ""));
    let page = upload(running.address(), &files, &[("Accept", "text/html")]).body;
    assert!(page.contains("a[U+202E]nosj.exe") && !page.contains('\u{202e}'));
}

/// A net that says when it is asked, and answers when it is told to.
struct Slow {
    asked: Mutex<Sender<()>>,
    told: Mutex<Receiver<()>>,
}

impl Fetch for Slow {
    fn get(&self, url: &str, _: Purpose) -> Result<Vec<u8>, FetchError> {
        self.asked.lock().expect("no panic").send(()).expect("the test listens");
        let _ = self.told.lock().expect("no panic").recv();
        Err(FetchError::NotFound { url: url.to_owned() })
    }
}

#[test]
fn a_client_has_one_bulk_at_a_time() {
    let (asked, hears) = channel();
    let (tell, told) = channel();
    let slow = Slow { asked: Mutex::new(asked), told: Mutex::new(told) };
    let folder = TempDir::new().expect("a folder");
    let running = serve(Arc::new(Verifier::new(Arc::new(slow), Vec::new())), folder.path().to_owned());
    let address = running.address();
    let bulk = |client: &str, content: &[u8]| {
        let archive = zip(&[member("a.txt", content), member("b.json", b"{}")]);
        upload(address, &[("applicants.zip", archive)], &[("X-Forwarded-For", client)])
    };
    std::thread::scope(|scope| {
        let first = scope.spawn(|| bulk("203.0.113.9", b"https://a.example/c"));
        hears.recv().expect("the first one is under way");
        let second = bulk("203.0.113.9", b"{}");
        assert_eq!((second.status, second.header("retry-after")), (429, "30"));
        assert_eq!(second.json()["code"], "too-many-requests");
        assert_eq!(bulk("203.0.113.10", b"{}").status, 200, "another client");
        let few = upload(address, &[("a.json", b"{}".to_vec())], &[("X-Forwarded-For", "203.0.113.9")]);
        assert_eq!(few.status, 200, "no bulk");
        let array = |count: usize| {
            let body = Value::Array(vec![json!({"a": 1}); count]).to_string();
            let headers = [("Content-Type", "application/json"), ("X-Forwarded-For", "203.0.113.9")];
            send(address, "POST", "/verify", &headers, body.as_bytes())
        };
        let many = array(20);
        assert_eq!((many.status, many.header("retry-after")), (429, "30"), "an array is a bulk as well");
        assert_eq!(array(19).json()["reports"].as_array().map(Vec::len), Some(19), "no bulk");
        tell.send(()).expect("it waits");
        assert_eq!(first.join().expect("an answer").json()["reports"].as_array().map(Vec::len), Some(2));
    });
    assert_eq!(bulk("203.0.113.9", b"{}").status, 200, "its turn is over");
}

#[test]
fn the_command_line_takes_every_carrier() {
    let world = World::new();
    let document = world.credential(0, |_| {}).to_string();
    let folder = TempDir::new().expect("a folder");
    let inside = folder.path().join("applicants");
    fs::create_dir(&inside).expect("a folder");
    for (name, file) in carriers(&document) {
        fs::write(inside.join(name), file).expect("a file");
    }
    fs::write(inside.join(".hidden"), "x").expect("a file");
    let run = |what: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_elmseal"));
        let output = command.current_dir(folder.path()).args(["verify", "--json", what]).output().expect("it runs");
        serde_json::from_slice::<Value>(&output.stdout).expect("JSON")
    };
    let plain = run("applicants/award.jsonld");
    assert_eq!(plain["checks"][1]["code"], "key-unavailable", "there is no network and no publication here");
    let all = run("applicants");
    let all = all.as_array().expect("a list");
    let names: Vec<&str> = all.iter().map(|item| item["input"].as_str().expect("a name")).collect();
    assert_eq!(
        names,
        [
            "applicants/award.jsonld",
            "applicants/award.pdf: award.jsonld",
            "applicants/award.png",
            "applicants/award.svg",
            "applicants/award.zip: award.jsonld",
            "applicants/badges.zip: a.png",
            "applicants/certificate.pdf: award.elm.jsonld",
        ]
    );
    for item in all {
        assert_eq!(
            (&item["report"]["checks"], &item["report"]["document_sha256"]),
            (&plain["checks"], &plain["document_sha256"])
        );
    }
}
