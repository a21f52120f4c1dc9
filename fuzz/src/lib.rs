//! One function a parser: it takes any bytes, and must neither panic nor take long nor much memory.
//!
//! `cargo +nightly fuzz run <target>` gives them to libFuzzer; `drive` changes good input at random where that is not there.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};

use elmseal::descriptor::{self, Descriptor, Institution, RuleSets, Sources, examples};
use elmseal::fetch::Offline;
use elmseal::jose::jades::UnverifiedSeal;
use elmseal::jose::{CompactJws, SdJwt, UnverifiedToken};
use elmseal::jsonld::Dataset;
use elmseal::learners::{self, Context};
use elmseal::model::ids::Did;
use elmseal::model::json;
use elmseal::model::time::Timestamp;
use elmseal::receive;
use elmseal::status::{Bitstring, TokenStatuses};
use elmseal::trust::did::DidDocument;
use elmseal::trust::{AllianceList, TrustRoot};
use elmseal::verify::{Decision, Verifier};
use serde_json::Value;

/// A target: its name, what it does, and a good input to begin with.
pub type Target = (&'static str, fn(&[u8]), &'static [u8]);

const CREDENTIAL: &[u8] = include_bytes!("../seeds/credential.json");
const COMPACT: &[u8] = include_bytes!("../seeds/compact.jwt");

/// All of them. Each begins with a file in `seeds` or in the examples; carriers are made as `tests/it/hostile.rs` makes them.
pub const TARGETS: &[Target] = &[
    ("json", json, CREDENTIAL),
    ("jws", jws, COMPACT),
    ("jades", jades, include_bytes!("../seeds/seal.json")),
    ("token", token, COMPACT),
    ("sd_jwt", sd_jwt, include_bytes!("../seeds/disclosing.txt")),
    ("verify", verify, CREDENTIAL),
    ("descriptor", descriptor, examples::INGENIUM_FRAMEWORK.text.as_bytes()),
    ("learners", learners, include_bytes!("../../examples/learners/ingenium-framework.csv")),
    ("status_list", status_list, include_bytes!("../seeds/list.txt")),
    ("nquads", nquads, include_bytes!("../seeds/graph.nq")),
    ("did_document", did_document, include_bytes!("../seeds/did.json")),
    ("trust_list", trust_list, include_bytes!("../seeds/root.json")),
    ("png", png, include_bytes!("../seeds/badge.png")),
    ("svg", svg, include_bytes!("../seeds/badge.svg")),
    ("pdf", pdf, include_bytes!("../seeds/attached.pdf")),
    ("zip", zip, include_bytes!("../seeds/two.zip")),
    ("picture", picture, include_bytes!("../seeds/code.jpg")),
    ("text", text, COMPACT),
];

static INSTITUTIONS: LazyLock<Vec<Institution>> = LazyLock::new(|| {
    let read = |example: &examples::Example| descriptor::read_institution(example.file, example.text.as_bytes()).0;
    examples::INSTITUTIONS.iter().filter_map(read).collect()
});
static RULE_SETS: LazyLock<RuleSets> = LazyLock::new(RuleSets::embedded);
static COURSE: LazyLock<Descriptor> = LazyLock::new(|| {
    let example = examples::INGENIUM_FRAMEWORK;
    let read = descriptor::read(example.file, example.text.as_bytes(), &sources());
    read.0.expect("the example is right")
});
static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| Verifier::new(Arc::new(Offline), Vec::new()));

fn sources() -> Sources<'static> {
    Sources { institutions: &INSTITUTIONS, rule_sets: &RULE_SETS, esco: None }
}

fn as_text(bytes: &[u8], go: impl FnOnce(&str)) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        go(text);
    }
}

/// Strict JSON, and that its canonical form is read as the same.
pub fn json(bytes: &[u8]) {
    if let Ok(value) = json::parse_strict(bytes, 1 << 20) {
        let canonical = json::canonicalize(&value);
        match json::parse_strict(canonical.as_bytes(), usize::MAX) {
            Ok(again) => assert_eq!(json::canonicalize(&again), canonical),
            // RFC 8785 writes doubles from 2^53 to 10^21 as integers, which are read up to 2^53 - 1.
            Err(fault) => assert!(has_large_double(&value), "{fault}"),
        }
    }
}

fn has_large_double(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64().is_some_and(|double| (9e15..1e21).contains(&double.abs())),
        Value::Array(items) => items.iter().any(has_large_double),
        Value::Object(members) => members.values().any(has_large_double),
        _ => false,
    }
}

/// A compact JWS with a certificate, such as a signed list.
pub fn jws(bytes: &[u8]) {
    drop(CompactJws::parse(bytes));
}

/// A JAdES envelope.
pub fn jades(bytes: &[u8]) {
    drop(UnverifiedSeal::parse(bytes));
}

/// A JWT of a credential.
pub fn token(bytes: &[u8]) {
    as_text(bytes, |text| drop(UnverifiedToken::parse(text)));
}

/// An SD-JWT with its disclosures.
pub fn sd_jwt(bytes: &[u8]) {
    as_text(bytes, |text| {
        let Ok(parts) = SdJwt::split(text) else { return };
        if let Ok(token) = UnverifiedToken::parse(parts.token) {
            drop(parts.disclose(token.claimed()));
        }
    });
}

/// The whole way of a document without network and lists: nothing is accepted.
pub fn verify(bytes: &[u8]) {
    let now = Timestamp::parse("2026-07-01T12:00:00Z").expect("a time");
    let report = VERIFIER.verify(bytes, now);
    assert_ne!(report.decision, Decision::Accept);
    assert_eq!(report.checks.len(), 14);
}

/// A descriptor in each notation.
pub fn descriptor(bytes: &[u8]) {
    for file in ["a.toml", "a.yaml", "a.json", "a.xlsx"] {
        drop(descriptor::read(file, bytes, &sources()));
    }
}

/// A learner list as text and as a workbook.
pub fn learners(bytes: &[u8]) {
    for file_name in ["l.csv", "l.xlsx"] {
        let today = jiff::civil::date(2026, 7, 1);
        let context = Context { file_name, descriptor: &COURSE, mapping: None, time_zone: "Europe/Madrid", today };
        drop(learners::read(Cursor::new(bytes), &context, &mut |_| ControlFlow::Continue(())));
    }
}

/// A compressed status list, of bits and of tokens.
pub fn status_list(bytes: &[u8]) {
    as_text(bytes, |text| {
        drop(Bitstring::decode(text));
        drop(TokenStatuses::decode(2, text));
    });
}

/// N-Quads.
pub fn nquads(bytes: &[u8]) {
    as_text(bytes, |text| drop(Dataset::from_nquads(text)));
}

/// A DID document.
pub fn did_document(bytes: &[u8]) {
    let did = Did::parse("did:web:uni.example").expect("a DID");
    drop(DidDocument::parse(bytes, &did));
}

/// A list of trusted entities, and the file that pins one.
pub fn trust_list(bytes: &[u8]) {
    drop(AllianceList::parse(bytes));
    drop(TrustRoot::parse(bytes));
}

/// `kind` is what such a file begins with, so that changes do not lead elsewhere.
fn carrier(kind: &[u8], bytes: &[u8]) {
    let mut whole = bytes.to_vec();
    let head = kind.len().min(whole.len());
    whole[..head].copy_from_slice(&kind[..head]);
    text(&whole);
}

/// A PNG badge or picture.
pub fn png(bytes: &[u8]) {
    carrier(b"\x89PNG\r\n\x1a\n", bytes);
}

/// An SVG badge.
pub fn svg(bytes: &[u8]) {
    carrier(b"<", bytes);
}

/// A PDF with attachments.
pub fn pdf(bytes: &[u8]) {
    carrier(b"%PDF-", bytes);
}

/// An archive.
pub fn zip(bytes: &[u8]) {
    carrier(b"PK\x03\x04", bytes);
}

/// A JPEG of a QR code.
pub fn picture(bytes: &[u8]) {
    carrier(b"\xff\xd8\xff", bytes);
}

/// Whatever it is.
pub fn text(bytes: &[u8]) {
    assert!(receive::items(bytes, Some("a")).count() > 0, "there is always an answer");
}
