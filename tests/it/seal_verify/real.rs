//! The five public sealed files: what came of each row, as outcomes and codes alone; nothing of the files is kept here.
#![expect(clippy::disallowed_methods, reason = "the public files lie in a folder")]

use std::fmt::Write as _;
use std::fs;

use elmseal::crypto::encoding::{from_base64url, to_base64url};
use elmseal::jose::jades::{Level, SealTrust, UnverifiedSeal};
use elmseal::verify::{Decision, Outcome, Report, level_name};

use super::world::World;
use crate::support;

const FILES: [&str; 5] = [
    "2024-AA-Annex1-MC-signed",
    "2025-Sample-CertOfPart-signed",
    "2026-vendor-mc-signed",
    "Sample-CertOfPart-signed",
    "Sample-MC-Annex1-signed",
];

fn files() -> Vec<(&'static str, Vec<u8>)> {
    let Some(reference) = support::reference("golden reports of real files") else { return Vec::new() };
    let read = |name: &str| fs::read(reference.join(format!("elm/samples/{name}.jsonld"))).expect("a sample");
    FILES.into_iter().map(|name| (name, read(name))).collect()
}

/// Decision, level and the rows of report and seal: outcome and code.
fn outline(name: &str, report: &Report) -> String {
    let mut out = String::new();
    let mut line = |text: String| writeln!(out, "{text}").expect("a string");
    let reasons: Vec<&str> = report.reasons.iter().map(|reason| reason.code).collect();
    line(format!("{name}: {} ({})", report.decision, reasons.join(", ")));
    for row in &report.checks {
        line(format!("  {:<17} {:<14} {}", row.check.name(), row.outcome.name(), row.code));
    }
    if let Some(seal) = &report.seal {
        let proven = seal.proven_time.as_ref().map_or("unproven", |_| "proven");
        let (level, usable) = (level_name(seal.level), level_name(seal.usable_level));
        line(format!("  seal {level}, usable as {usable}, {proven}, baseline but for {:?}", seal.not_baseline));
        for row in &seal.rows {
            line(format!("    {:<21} {:<14} {}", row.check, row.outcome.name(), row.code));
        }
        let fields = seal.issuer_fields.iter().map(|field| format!("{} {}", field.field, field.confirmed));
        line(format!("    {}", fields.collect::<Vec<_>>().join(", ")));
    }
    out
}

#[test]
fn golden_reports_of_real_files() {
    let world = World::new();
    let (verifier, now) = (world.verifier(), world.now);
    let outlines: Vec<String> =
        files().iter().map(|(name, bytes)| outline(name, &verifier.verify(bytes, now))).collect();
    if !outlines.is_empty() {
        insta::assert_snapshot!("real_files", outlines.join("\n"));
    }
}

/// The authorities that each file brings, trusted: that of the seal's certificate, and those of the time stamps.
#[test]
fn golden_reports_of_real_files_whose_authorities_are_trusted() {
    let mut world = World::new();
    let mut outlines = Vec::new();
    for (name, bytes) in files() {
        let seal = UnverifiedSeal::parse(&bytes).and_then(UnverifiedSeal::verify_signature).expect("a seal");
        let issuer = seal.certificate().issuer();
        let (mut authorities, time_stamp_authorities): (Vec<_>, Vec<_>) =
            seal.certificates().into_iter().partition(|certificate| certificate.subject() == issuer);
        // A file without values brings no certificate but the seal's.
        if authorities.is_empty() {
            authorities.push(seal.certificate().clone());
        }
        world.trust = SealTrust { authorities, time_stamp_authorities };
        outlines.push(outline(name, &world.report(&bytes)));
    }
    if !outlines.is_empty() {
        insta::assert_snapshot!("real_files_with_anchors", outlines.join("\n"));
    }
}

/// One byte, at many places of payload, protected header and signature: rejected each time.
#[test]
fn a_changed_byte_of_a_real_file_is_noticed() {
    let world = World::new();
    let (verifier, now) = (world.verifier(), world.now);
    for (name, bytes) in files() {
        let text = std::str::from_utf8(&bytes).expect("text");
        let place = |name: &str| {
            let start = text.find(&format!("\"{name}\":\"")).expect("a member") + name.len() + 4;
            start..start + text[start..].find('"').expect("an end")
        };
        // The payload ends where the list of signatures begins.
        let payload = "{\"payload\":\"".len()..text.find("\",\"signatures\"").expect("signatures");
        for (part, range) in
            [("payload", payload), ("protected", place("protected")), ("signature", place("signature"))]
        {
            let step = (range.len() / 9).max(1);
            let plain = |index: &usize| bytes[*index].is_ascii_alphanumeric() && bytes[*index - 1] != b'\\';
            let places: Vec<usize> = range.clone().filter(plain).step_by(step).collect();
            assert!(places.len() >= 5, "{name} {part}");
            for index in places.into_iter().chain((range.start..range.end).rev().find(plain)) {
                let mut changed = bytes.clone();
                changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
                let report = verifier.verify(&changed, now);
                assert_eq!(report.decision, Decision::Reject, "{name} {part} {index}: {:?}", report.reasons);
                assert_eq!(report.credential, None);
            }
        }
    }
}

/// One byte of an unsigned item: its own row fails, what the seal covers is as good as before.
#[test]
fn a_changed_byte_of_an_unsigned_item_fails_its_row() {
    let world = World::new();
    let verifier = world.verifier();
    for (name, bytes) in files() {
        let text = String::from_utf8(bytes.clone()).expect("text");
        let start = text.find("\"etsiU\":[").expect("unsigned items") + "\"etsiU\":[".len();
        let end = start + text[start..].find(']').expect("an end");
        let plain = verifier.verify(&bytes, world.now);
        let mut at = start;
        for item in text[start..end].split(',') {
            let mut decoded = from_base64url(item.trim_matches('"')).expect("base64url");
            let member = String::from_utf8_lossy(&decoded[..12]).into_owned();
            // Near the end of an item is a digit of the last signature in it.
            let end = decoded.len() - 60;
            decoded[end] = if decoded[end] == b'A' { b'B' } else { b'A' };
            let changed = [&text[..at], "\"", &to_base64url(&decoded), "\"", &text[at + item.len()..]].concat();
            let report = verifier.verify(changed.as_bytes(), world.now);
            assert_eq!((report.decision, &report.checks), (plain.decision, &plain.checks), "{name} {member}");
            let (before, after) = (plain.seal.as_ref().expect("a seal"), report.seal.expect("a seal"));
            let failed = |check: &str| {
                let row = after.rows.iter().find(|row| row.check == check).expect("a row");
                row.outcome == Outcome::Failed
            };
            assert!(before.rows.iter().all(|row| row.outcome != Outcome::Failed), "{name}");
            // The archive time stamp is over all items before it.
            let own = if member.contains("sigTst") { "signature_time_stamp" } else { "archive_time_stamp" };
            assert!(failed(own), "{name} {member}: {:?}", after.rows);
            assert_eq!(failed("archive_time_stamp"), before.level == Level::Lta, "{name} {member}");
            assert_eq!(after.usable_level, Level::B);
            at += item.len() + 1;
        }
    }
}
