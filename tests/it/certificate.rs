//! Certificates as PDF: what they carry and say, what becomes of hostile values, and what others read of them.
#![expect(clippy::disallowed_methods, reason = "judges are handed files")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use elmseal::certificate::{Attachment, CertificateError, CertificateTemplate, render};
use elmseal::crypto::encoding::to_hex;
use elmseal::crypto::sha256;
use elmseal::descriptor::types::{CertificateDesign, Descriptor, Institution, Signatory};
use elmseal::elm::AwardView;
use elmseal::learners::Learner;
use elmseal::receive::{self, Carrier, ItemContent};
use serde_json::Value;

use crate::elm::course::{at, course, decentralised, ids, learner, mandate, mapper_with, status, text, uniovi};
use crate::support;

const VERIFIER: &str = "https://mc.uni.example/";
const SEALED: &[u8] = b"{\"@context\":[],\"id\":\"urn:credential:1\",\"sealed\":\"byte for byte\"}\n";

/// The institution with signatories and a line of its own.
fn issuer() -> Institution {
    let signatory = |name: &str, title| Signatory { name: name.to_owned(), title: Some(text(title)) };
    let signatories = vec![
        signatory("Ada Ejemplo", &[("en", "Rector"), ("es", "Rectora")]),
        signatory("Matti Esimerkki", &[("en", "Vice-rector")]),
    ];
    let line = Some(text(&[("en", "Within the INGENIUM alliance")]));
    Institution {
        certificate: Some(CertificateDesign { signatories, line, ..CertificateDesign::default() }),
        ..uniovi()
    }
}

fn view(descriptor: &Descriptor, learner: &Learner) -> AwardView {
    let mapper = mapper_with(descriptor, &uniovi(), Some(&mandate())).unwrap_or_else(|faults| panic!("{faults:#?}"));
    AwardView::read(&mapper.document(learner, &ids(), &status())).expect("an award of our own")
}

fn pdf_of(award: &AwardView, issuer: &Institution) -> Result<Vec<u8>, CertificateError> {
    let attachment = Attachment { name: "award.elm.jsonld", media_type: "application/ld+json", bytes: SEALED };
    render(award, &attachment, &CertificateTemplate::of(issuer), VERIFIER, at("2026-07-01T10:00:00Z"))
}

/// The certificate of a course with this file inside.
pub fn carrying(name: &str, bytes: &[u8]) -> Vec<u8> {
    let attachment = Attachment { name, media_type: "application/ld+json", bytes };
    let award = view(&course(), &learner());
    let template = CertificateTemplate::of(&issuer());
    render(&award, &attachment, &template, VERIFIER, at("2026-07-01T10:00:00Z")).expect("a certificate")
}

/// The one credential that a PDF carries, with its name.
pub fn carried(pdf: &[u8]) -> (String, Vec<u8>) {
    let items: Vec<_> = receive::items(pdf, None).collect();
    let [item] = items.as_slice() else { panic!("{} items", items.len()) };
    let Carrier::PdfAttachment { file } = &item.carrier else { panic!("{:?}", item.carrier) };
    let ItemContent::Document(bytes) = &item.content else { panic!("no document") };
    (file.clone(), bytes.to_vec())
}

#[test]
fn the_sealed_file_is_inside_byte_for_byte_and_the_same_input_gives_the_same_bytes() {
    for descriptor in [course(), decentralised()] {
        let award = view(&descriptor, &learner());
        let pdf = pdf_of(&award, &issuer()).expect("a certificate");
        assert!(pdf.starts_with(b"%PDF-1.7"));
        assert_eq!(carried(&pdf), ("award.elm.jsonld".to_owned(), SEALED.to_vec()));
        assert_eq!(pdf, pdf_of(&award, &issuer()).expect("a certificate"));
        assert_ne!(pdf, pdf_of(&award, &uniovi()).expect("a certificate"), "the template shows");
    }
}

#[test]
fn what_no_font_has_and_what_no_line_holds_is_shown_all_the_same() {
    let mut hostile = learner();
    hostile.given_name = "李明 نور נועה 😀\u{202e}\u{fffe}\u{e000}".into();
    hostile.family_name = "W".repeat(400);
    let mut course = course();
    course.title = text(&[("en", &"Unbreakable".repeat(60)), ("es", &"muchas palabras ".repeat(200))]);
    course.description = Some(text(&[("en", &"One sentence after the other. ".repeat(900))]));
    let pdf = pdf_of(&view(&course, &hostile), &issuer()).expect("a certificate");
    assert_eq!(carried(&pdf).1, SEALED);
}

#[test]
fn what_is_too_much_is_refused() {
    let award = view(&course(), &learner());
    let attachment = Attachment { name: "a.jsonld", media_type: "application/ld+json", bytes: SEALED };
    let template = CertificateTemplate::of(&issuer());
    let long = format!("https://mc.uni.example/{}", "a".repeat(4000));
    let refused = render(&award, &attachment, &template, &long, at("2026-07-01T10:00:00Z"));
    assert!(matches!(refused, Err(CertificateError::AddressTooLong { length: 4023 })), "{refused:?}");

    let mut course = course();
    course.description = Some(text(&[("en", &"Too long by far. ".repeat(50_000))]));
    let refused = pdf_of(&view(&course, &learner()), &issuer());
    assert!(matches!(refused, Err(CertificateError::TooManyPages { pages_max: 300 })), "{refused:?}");
}

/// Runs the program in a workspace, and gives its exit code and what it printed.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_elmseal"))
        .args(arguments)
        .current_dir(folder)
        .env("ELMSEAL_PASSPHRASE", "a passphrase")
        .output()
        .expect("the program runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn a_batch_and_an_export_give_the_same_certificates_and_they_verify_like_their_files() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path();
    assert_eq!(run(folder, &["init", "."]).0, Some(0));
    let course = ["descriptors/ingenium-framework.toml", "learners/ingenium-framework.csv"];
    let (code, said) = run(folder, &["issue", course[0], course[1], "--format", "elm,pdf", "--out", "issued"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = run(folder, &["export", "--batch", "1", "--format", "pdf", "--out", "again"]);
    assert_eq!(code, Some(0), "{said}");

    let names = |what: &str| {
        let files = support::files_in(&folder.join(what));
        let name = |path: &PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
        files.iter().map(name).filter(|name| name.ends_with(".pdf")).collect::<BTreeSet<_>>()
    };
    let certificates = names("issued");
    assert!(!certificates.is_empty());
    assert_eq!(certificates, names("again"));
    assert!(!support::files_in(&folder.join("again")).iter().any(|path| path.ends_with("jsonld")));
    let receipt = support::read_file(&folder.join("issued").join("receipt.json"));
    let receipt: Vec<serde_json::Value> = serde_json::from_slice(&receipt).expect("JSON");
    let listed = receipt.iter().filter(|line| line["rendition"] == "pdf");
    let listed: BTreeMap<_, _> = listed.map(|line| (line["file"].as_str().expect("a name"), line)).collect();
    assert_eq!(listed.keys().copied().collect::<Vec<_>>(), certificates.iter().collect::<Vec<_>>());
    for name in &certificates {
        let line = listed[name.as_str()];
        let bytes = support::read_file(&folder.join("issued").join(name));
        assert_eq!((&line["sha256"], &line["sealed"]), (&to_hex(&sha256(&bytes)).into(), &false.into()));
        assert!(receipt.iter().any(|other| other["rendition"] == "elm" && other["award"] == line["award"]));
    }
    for name in &certificates {
        let pdf = support::read_file(&folder.join("issued").join(name));
        assert_eq!(pdf, support::read_file(&folder.join("again").join(name)), "{name}");
        let sealed = name.replace(".pdf", ".elm.jsonld");
        assert_eq!(carried(&pdf), (sealed.clone(), support::read_file(&folder.join("issued").join(&sealed))));
    }

    let name = certificates.first().expect("a certificate");
    let report = |path: &str| {
        let (code, said) = run(folder, &["verify", "--json", path]);
        let report: Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}"));
        (code, report["decision"].clone(), report["checks"].clone(), report["document_sha256"].clone())
    };
    let sealed = format!("issued/{}", name.replace(".pdf", ".elm.jsonld"));
    assert_eq!(report(&format!("issued/{name}")), report(&sealed));

    // Its twin carries a file in which the learner has another name.
    let text = String::from_utf8(support::read_file(&folder.join(&sealed))).expect("text");
    let given = serde_json::from_str::<Value>(&text).expect("JSON")["credentialSubject"]["givenName"].clone();
    let given = given.as_object().and_then(|names| names.values().next()).and_then(Value::as_str).expect("a name");
    let changed = text.replacen(given, "Mallory", 1);
    std::fs::write(folder.join("changed.pdf"), carrying("award.elm.jsonld", changed.as_bytes())).expect("a file");
    let (code, decision, ..) = report("changed.pdf");
    assert_eq!((code, decision), (Some(1), Value::from("reject")));
}

#[test]
fn a_certificate_without_a_sealed_file_to_carry_is_refused() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path();
    assert_eq!(run(folder, &["init", "."]).0, Some(0));
    let issue = |format: &str| {
        let course = ["descriptors/ingenium-framework.toml", "learners/ingenium-framework.csv"];
        run(folder, &["issue", course[0], course[1], "--format", format, "--out", "issued"])
    };
    let (code, said) = issue("badge,pdf");
    assert_eq!(code, Some(3));
    assert!(said.contains("neither elm nor europass is among the forms"), "{said}");
    assert!(!folder.join("issued").exists() && !folder.join("ledger.db").exists(), "{said}");

    assert_eq!(issue("badge").0, Some(0));
    let (code, said) = run(folder, &["export", "--batch", "1", "--format", "pdf", "--out", "again"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("neither as europass nor as elm") && said.contains("there is nothing to export"), "{said}");
    assert!(!folder.join("again").exists());
}

/// A tool of Debian with its output, or nothing if it is not there.
fn tool(what: &str, arguments: &[&str]) -> Option<(bool, String)> {
    match Command::new(what).args(arguments).output() {
        Ok(output) => {
            let text = [output.stdout, output.stderr].concat();
            Some((output.status.success(), String::from_utf8_lossy(&text).into_owned()))
        }
        Err(_) => {
            support::skip("the judges of certificates", &format!("{what} is not installed"));
            None
        }
    }
}

#[test]
fn others_find_the_attachment_the_structure_and_the_languages() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("award.pdf");
    let path = path.to_str().expect("a path");
    for (descriptor, languages) in [(course(), vec!["en", "es"]), (decentralised(), vec!["en"])] {
        let pdf = pdf_of(&view(&descriptor, &learner()), &issuer()).expect("a certificate");
        std::fs::write(path, &pdf).expect("a file");

        let Some((sound, told)) = tool("qpdf", &["--check", path]) else { return };
        assert!(sound && told.contains("No syntax or stream encoding errors found"), "{told}");

        let out = folder.path().join("attached.jsonld");
        let Some((sound, told)) = tool("pdfdetach", &["-save", "1", "-o", out.to_str().expect("a path"), path]) else {
            return;
        };
        assert!(sound, "{told}");
        assert_eq!(std::fs::read(&out).expect("the attachment"), SEALED);

        let Some((sound, info)) = tool("pdfinfo", &[path]) else { return };
        assert!(sound, "{info}");
        for expected in ["Tagged:          yes", "PDF version:     1.7", "Page size:       595.28 x 841.89 pts (A4)"] {
            assert!(info.contains(expected), "{expected} is not in\n{info}");
        }
        let Some((_, structure)) = tool("pdfinfo", &["-struct-text", path]) else { return };
        for expected in ["Document", "Sect", "H1", "H2", "Table", "TR", "TH", "TD", "LBody", "Figure", "Link"] {
            assert!(structure.contains(expected), "{expected} is not in\n{structure}");
        }
        assert!(structure.contains("Zoë Nguyễn"), "{structure}");
        let Some((_, objects)) = tool("qpdf", &["--qdf", "--object-streams=disable", path, "-"]) else { return };
        for language in languages {
            assert!(objects.contains(&format!("/Lang ({language})")), "{language}");
        }
        for expected in ["/AFRelationship /Data", "/AF [", "/EmbeddedFiles", "/Subtype /application#2fld+json"] {
            assert!(objects.contains(expected), "{expected}");
        }
        for expected in ["<pdfaid:part>3", "<pdfaid:conformance>A", "<pdfuaid:part>1"] {
            assert!(objects.contains(expected), "{expected}");
        }
    }
}
