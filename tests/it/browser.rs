//! The verifier's pages in a real browser: `tests/browser/drive.mjs` does what a person would do.
#![expect(clippy::disallowed_methods, reason = "the test hands files to the browser")]

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use elmseal::badge::{bake_png, bake_svg};
use elmseal::crypto::encoding::to_base64;
use elmseal::http::{Operations, Patience, PublicService, Running};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::carriers::Picture;
use crate::certificate;
use crate::signer::Office;
use crate::support::{self, pki::TestPki};
use crate::world::{self, BASE, REVOKED, SUSPENDED, World};

const TOKEN: &str = "wq3VJ8rTTk6Yc0b1nq7u2g";

/// Payloads for every text that a page shows.
const HOSTILE: &str =
    "\"'><script>window.pwned=1;alert(1)</script><img src=https://evil.example/x onerror=window.pwned=2>";

/// A real browser, and the walks through pages that are there for it.
pub struct Browser {
    walks: PathBuf,
}

impl Browser {
    /// The browser, or `None` after saying what is skipped.
    pub fn find(what: &str) -> Option<Self> {
        let walks = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
        let there = |package: &&str| walks.join("node_modules").join(package).is_dir();
        if !["playwright-core", "axe-core"].iter().all(there) {
            support::skip(what, "run tests/judges/setup.sh first");
            return None;
        }
        let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
        if !Path::new(&chromium).exists() {
            support::skip(what, "there is no chromium");
            return None;
        }
        Some(Self { walks })
    }

    /// Goes a walk through the pages at `address`, with what `folder` has for it, to its good end. Whoever wants to look at
    /// the pages names a folder in `ELMSEAL_SHOTS`.
    pub fn walk(&self, walk: &str, address: SocketAddr, folder: &Path) {
        let mut command = Command::new("node");
        command.arg(format!("{walk}.mjs")).arg(format!("http://{address}")).arg(folder);
        let output = command.current_dir(&self.walks).output().expect("node runs");
        if let Some(kept) = std::env::var_os("ELMSEAL_SHOTS").map(PathBuf::from) {
            fs::create_dir_all(&kept).expect("a folder");
            let pictures = folder.join("shots");
            let copied = Command::new("cp").arg("-rT").arg(pictures).arg(kept.join(walk)).status();
            assert!(copied.is_ok_and(|status| status.success()));
        }
        let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{said}\n{wrong}");
        assert!(said.trim_end().ends_with("passed, 0 failed"), "{said}");
    }
}

#[test]
fn a_person_gets_the_answer_in_a_browser() {
    let Some(browser) = Browser::find("the browser test") else { return };
    let world = World::new();
    let folder = TempDir::new().expect("a folder");
    let shown = ["Zoë Ångström", "Data literacy", "University of the Example", "Explains data", "Passed"];
    let good = world.credential(3, |_| {});
    let mut tampered = good.clone();
    tampered["credentialSubject"]["fullName"]["en"] = json!("Mallory");
    let hostile = world.strangers_credential(|document| poison(document, HOSTILE));
    let spoofed = world.strangers_credential(|document| poison(document, "University\u{202e}elpmaxE eht fo"));
    let ca = &TestPki::get().ca;
    let sealed = world.sealed_file(&world::seal_certificate().issue(ca), |_| {});
    let mut changed = sealed.clone();
    changed["payload"] = json!(sealed["payload"].as_str().expect("text").replace("Zoë", "Mallory"));
    let mut in_hostile_names = world::seal_certificate();
    for attribute in ["2.5.4.3", "2.5.4.10", "2.5.4.97"] {
        in_hostile_names = in_hostile_names.attribute(attribute, Some(HOSTILE));
    }
    let strangers = world.sealed_file(&in_hostile_names.self_signed(), |document| poison(document, HOSTILE));
    let stranger = world.strangers_credential(|_| {});
    let expired = world.credential(3, |document| document["expirationDate"] = json!("2026-06-30T12:00:00Z"));
    let unreachable = world.credential(3, |document| {
        for entry in document["credentialStatus"].as_array_mut().expect("entries") {
            entry["statusListCredential"] = json!(format!("{BASE}/status/gone.json"));
        }
    });
    let joint = world.credential(3, make_joint);
    let joint_shows = [
        "Γεώργιος Παπαδημητρίου-Αλεξανδρόπουλος",
        "Thinking with data",
        "analyse data",
        "Components",
        "Statistics in practice",
        "7.5 ECTS",
        "Excellent",
        "Agency of the Example",
        "25 hours",
    ];
    let emblem = Picture::qr(b"Wind energy", 8).png();
    let badge = world.badge(&format!("data:image/png;base64,{}", to_base64(&emblem)), |_| {});
    let page = Picture::qr(b"Data literacy", 9).photographed(0.0, 3);
    let pages: [(&str, &str, &[u8]); 1] = [("ENG", "JPEG", &page.jpeg())];
    let pictured = world.credential(3, |document| document["displayParameter"] = crate::pictures::display(&pages));
    let with_picture = |mut case: Value| {
        case["pictures"] = json!(1);
        case
    };
    let badge_shows = ["Wind energy", "What had to be achieved", "Guild of the Wind", "design wind farms", "92 of 100"];
    let baked = bake_png(&emblem, badge.to_string().as_bytes()).expect("a badge");
    let drawn = bake_svg(r#"<svg xmlns="http://www.w3.org/2000/svg"><title>Badge</title></svg>"#, &badge.to_string())
        .expect("a badge");
    let cases = json!({
        "cases": [
            save(&folder, "accepted.jsonld", &good, "accept", &shown, &["Self-styled"]),
            save(&folder, "tampered.jsonld", &tampered, "reject", &["Rejected"], &["Mallory"]),
            save(&folder, "revoked.jsonld", &world.credential(REVOKED, |_| {}), "reject", &["revoked"], &[]),
            save(&folder, "suspended.jsonld", &world.credential(SUSPENDED, |_| {}), "undecided", &["suspended"], &[]),
            save(&folder, "unknown-issuer.jsonld", &stranger, "undecided", &["on no trust list"], &[]),
            save(&folder, "expired.jsonld", &expired, "reject", &["valid until 30 June 2026"], &[]),
            save(&folder, "list-unreachable.jsonld", &unreachable, "undecided", &["could not be checked"], &[]),
            save(&folder, "joint.jsonld", &joint, "accept", &joint_shows, &[]),
            with_picture(save(&folder, "badge.jsonld", &badge, "undecided", &badge_shows, &[])),
            with_picture(save(&folder, "pictured.jsonld", &pictured, "accept", &["As its issuer made it look"], &[])),
            save(&folder, "hostile.jsonld", &hostile, "undecided", &[HOSTILE, "on no trust list"], &[]),
            save(&folder, "spoofed.jsonld", &spoofed, "undecided", &["University[U+202E]elpmaxE eht fo"], &["\u{202e}"]),
            save(
                &folder,
                "sealed.jsonld",
                &sealed,
                "accept",
                &["The electronic seal", "trusted authority", "VATES-Q3318001I", "confirmed by the certificate"],
                &["not trusted here"],
            ),
            save(&folder, "seal-changed.jsonld", &changed, "reject", &["changed"], &["Mallory", "The electronic seal"]),
            save(&folder, "seal-hostile.jsonld", &strangers, "undecided", &[HOSTILE, "not trusted here"], &[]),
        ],
        "carriers": [
            carrier(&folder, "certificate.pdf", &certificate::carrying("a.jsonld", good.to_string().as_bytes()), "accept", &shown),
            carrier(&folder, "tampered.pdf", &certificate::carrying("a.jsonld", tampered.to_string().as_bytes()), "reject", &["Rejected"]),
            with_picture(carrier(&folder, "badge.png", &baked, "undecided", &badge_shows)),
            with_picture(carrier(&folder, "badge.svg", drawn.as_bytes(), "undecided", &badge_shows)),
        ],
        "photo": "qr.png",
        "link": {"url": format!("{BASE}/c/{TOKEN}.jsonld"), "decision": "accept"},
        "deadLink": format!("{BASE}/c/{}.jsonld", TOKEN.to_lowercase()),
        "page": format!("/c/{TOKEN}"),
    });
    fs::write(folder.path().join("cases.json"), cases.to_string()).expect("a file");
    world.share(TOKEN, &good);
    let code = Picture::qr(format!("{BASE}/c/{TOKEN}.jsonld").as_bytes(), 6);
    fs::write(folder.path().join("qr.png"), code.photographed(7.0, 1).png()).expect("a file");

    let service = PublicService {
        verifier: world.verifier(),
        publications: world.publications(),
        base: BASE.parse().expect("a URL"),
        clock: Arc::new(world::now),
        patience: Patience::default(),
    };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let office = Office::new();
    let _signer = office.run();
    let operations = Operations { report_signer: Some(office.socket()), ..Operations::default() };
    let running = Running::start_with(listener, service, operations).expect("a server");
    browser.walk("drive", running.address(), folder.path());
    running.stop().expect("a clean end");
}

fn save(folder: &TempDir, file: &str, document: &Value, decision: &str, shows: &[&str], not: &[&str]) -> Value {
    let mut case = carrier(folder, file, document.to_string().as_bytes(), decision, shows);
    case["not"] = json!(not);
    case
}

fn carrier(folder: &TempDir, file: &str, bytes: &[u8], decision: &str, shows: &[&str]) -> Value {
    fs::write(folder.path().join(file), bytes).expect("a file");
    json!({"file": file, "decision": decision, "shows": shows})
}

/// A joint award with everything that a certificate shows, in three scripts.
fn make_joint(document: &mut Value) {
    let claim = &mut document["credentialSubject"]["hasClaim"];
    claim["title"] = json!({"en": "Thinking with data: analytical methods for public administration in European regions",
        "bg": "Аналитично мислене с данни"});
    claim["creditReceived"] = json!({"id": "urn:epass:creditPoint:1", "type": "CreditPoint", "point": "7.5",
        "framework": {"id": "http://data.europa.eu/snb/education-credit/6fcec5c5af", "type": "Concept"}});
    claim["provenBy"]["hasPart"] = json!([
        {"id": "urn:epass:learningAssessment:2", "type": "LearningAssessment", "title": {"en": "Oral examination"},
            "grade": {"id": "urn:epass:note:2", "type": "Note", "noteLiteral": {"en": "Excellent"}},
            "idVerification": {"id": "http://data.europa.eu/snb/supervision-verification/unknown", "type": "Concept",
                "prefLabel": {"en": "Supervised on site with identity check"}}},
    ]);
    claim["specifiedBy"]["description"] = json!({"en": "Reads, questions and explains figures of public administration, \
        alone and in a team, and presents findings so that others can decide on them."});
    claim["specifiedBy"]["volumeOfLearning"] = json!("PT25H");
    claim["specifiedBy"]["learningOutcome"]["relatedESCOSkill"] = json!([
        {"id": "http://data.europa.eu/esco/skill/1", "type": "Concept", "prefLabel": {"en": "analyse data"}},
        {"id": "http://data.europa.eu/esco/skill/2", "type": "Concept", "prefLabel": {"en": "think critically"}},
    ]);
    claim["specifiedBy"]["accreditation"] = json!({"id": "urn:epass:accreditation:1", "type": "Accreditation",
        "title": {"en": "Accredited programme"}, "dateIssued": "2025-03-01T00:00:00Z",
        "accreditingAgent": {"id": "https://agency.example", "type": "Organisation",
            "legalName": {"en": "Agency of the Example"}}});
    let mut part = claim.clone();
    part["id"] = json!("urn:epass:learningAchievement:2");
    part["title"] = json!({"en": "Statistics in practice", "bg": "Статистика в практиката"});
    claim["hasPart"] = json!([part]);
    document["credentialSubject"]["fullName"] = json!({"el": "Γεώργιος Παπαδημητρίου-Αλεξανδρόπουλος"});
}

/// Puts `text` wherever a page shows something of the credential.
fn poison(document: &mut Value, text: &str) {
    for pointer in [
        "/issuer/legalName/en",
        "/issuer/eIDASIdentifier/notation",
        "/credentialSubject/fullName/en",
        "/credentialSubject/hasClaim/title/en",
        "/credentialSubject/hasClaim/awardedBy/awardingBody/legalName/en",
        "/credentialSubject/hasClaim/awardedBy/awardingBody/eIDASIdentifier/notation",
        "/credentialSubject/hasClaim/provenBy/title/en",
        "/credentialSubject/hasClaim/provenBy/grade/noteLiteral/en",
        "/credentialSubject/hasClaim/specifiedBy/learningOutcome/title/en",
    ] {
        *document.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = json!(text);
    }
}
