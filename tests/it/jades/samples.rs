//! Real sealed credentials: every part that can be checked holds, and one changed byte anywhere shows.
#![expect(clippy::disallowed_methods, reason = "tests read files")]

use std::collections::BTreeSet;

use elmseal::jose::Algorithm;
use elmseal::jose::jades::{BestTime, Level, Outcome, SealExamination, SealTrust, VerifiedSeal, is_envelope};
use elmseal::pki::{Certificate, RevocationData};
use serde_json::Value;

use super::draft::{at, open, verdict};
use crate::support::reference;

/// When the samples are judged.
const NOW: &str = "2026-07-01T00:00:00Z";

struct Sample {
    name: String,
    bytes: Vec<u8>,
    json: Value,
}

/// The sealed samples: name and bytes.
fn samples() -> Vec<Sample> {
    let Some(folder) = reference("real seals") else { return Vec::new() };
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder.join("elm/samples")).expect("the samples").flatten() {
        let bytes = std::fs::read(file.path()).expect("a sample");
        let name = file.file_name().to_string_lossy().into_owned();
        if !is_envelope(&bytes) {
            assert!(!name.ends_with("-signed.jsonld") || name.contains("unsigned"), "{name} is sealed");
            continue;
        }
        let json = serde_json::from_slice(&bytes).expect("JSON");
        found.push(Sample { name, bytes, json });
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    assert_eq!(found.len(), 5);
    found
}

impl Sample {
    fn items(&self) -> usize {
        self.json["signatures"][0]["header"]["etsiU"].as_array().expect("etsiU").len()
    }

    /// With the characters at a position of a text of the file replaced by another of base64url.
    fn changed(&self, pointer: &str, position: usize) -> Vec<u8> {
        let mut json = self.json.clone();
        let text = json.pointer_mut(pointer).expect("a member");
        let mut changed = text.as_str().expect("a text").as_bytes().to_vec();
        changed[position] = if changed[position] == b'A' { b'B' } else { b'A' };
        *text = Value::String(String::from_utf8(changed).expect("ASCII"));
        json.to_string().into_bytes()
    }

    fn length(&self, pointer: &str) -> usize {
        self.json.pointer(pointer).and_then(Value::as_str).expect("a text").len()
    }
}

fn examine(seal: &VerifiedSeal, trust: &SealTrust) -> SealExamination {
    seal.examine(trust, &RevocationData::default(), at(NOW))
}

/// Trusts whatever the file holds: to see that everything else is right.
fn trusting(seal: &VerifiedSeal) -> SealTrust {
    let all: Vec<Certificate> = seal.certificates();
    SealTrust { authorities: vec![seal.certificate().clone()], time_stamp_authorities: all }
}

#[test]
fn real_seals_hold_and_their_test_authorities_prove_nothing() {
    for sample in samples() {
        let seal = open(&sample.bytes).unwrap_or_else(|error| panic!("{}: {error}", sample.name));
        let name = &sample.name;
        assert_eq!(seal.algorithm(), Algorithm::Rs256, "{name}");
        assert_eq!(seal.payload(), sample.json["payload"].as_str().expect("a text"), "{name}");
        let level = if sample.items() == 1 { Level::T } else { Level::Lta };
        assert_eq!(seal.level(), level, "{name}");
        let vendor = name.starts_with("2026");
        let remarks: &[&str] = if vendor { &["sigT-after-2025-07-15"] } else { &[] };
        assert_eq!(seal.not_baseline(), remarks, "{name}");

        let examination = examine(&seal, &SealTrust::default());
        for (check, outcome, code) in [
            ("signature", Outcome::Passed, "ok"),
            ("certificate_reference", Outcome::Passed, "ok"),
            ("critical_headers", Outcome::Passed, "ok"),
            ("baseline", Outcome::Passed, if vendor { "sigT-after-2025-07-15" } else { "ok" }),
            ("signature_time_stamp", Outcome::Inconclusive, "time-stamp-authority-untrusted"),
            ("certificate_path", Outcome::Inconclusive, "certificate-untrusted"),
            ("revocation", Outcome::Inconclusive, "no-path"),
        ] {
            let row = examination.row(check);
            assert_eq!((row.outcome, row.code), (outcome, code), "{name}: {row:?}");
        }
        let content = examination.row("content_time_stamp");
        assert_eq!(content.outcome, if vendor { Outcome::NotApplicable } else { Outcome::Inconclusive }, "{name}");
        let archive = examination.row("archive_time_stamp");
        assert_eq!(archive.outcome == Outcome::Inconclusive, level == Level::Lta, "{name}: {archive:?}");
        assert_eq!(examination.best_time, BestTime::Unproven, "{name}");
        assert_eq!(examination.level, level, "{name}: {:#?}", examination.rows);
    }
}

#[test]
fn the_imprints_of_real_time_stamps_fit() {
    for sample in samples() {
        let seal = open(&sample.bytes).expect("a seal");
        let examination = examine(&seal, &trusting(&seal));
        for check in ["content_time_stamp", "signature_time_stamp", "archive_time_stamp", "certificate_path"] {
            let row = examination.row(check);
            assert!(
                matches!(row.outcome, Outcome::Passed | Outcome::NotApplicable),
                "{} with everything in it trusted: {row:?}",
                sample.name
            );
        }
        let proven = examination.best_time.proven().expect("proven");
        let claimed = seal.claimed_time().time;
        assert!(proven >= claimed && proven <= claimed.plus_seconds(60), "{}: {claimed} {proven}", sample.name);
    }
}

#[test]
fn a_changed_byte_of_a_real_seal_is_refused() {
    for sample in samples() {
        for pointer in ["/signatures/0/protected", "/signatures/0/signature"] {
            let length = sample.length(pointer);
            for position in (0..length).step_by((length / 40).max(1)).chain([length - 1]) {
                let file = sample.changed(pointer, position);
                assert_ne!(verdict(&file), "accepted", "{} {pointer} {position}", sample.name);
            }
        }
        let payload = sample.json["payload"].as_str().expect("a text").as_bytes().to_vec();
        for position in (0..payload.len()).step_by(payload.len() / 40) {
            let mut changed = payload.clone();
            changed[position] ^= 1;
            let Ok(changed) = String::from_utf8(changed) else { continue };
            let mut json = sample.json.clone();
            json["payload"] = Value::String(changed);
            assert_eq!(verdict(&json.to_string().into_bytes()), "signature-invalid", "{} {position}", sample.name);
        }
    }
}

#[test]
fn a_changed_byte_of_an_unsigned_property_fails_its_row() {
    for sample in samples() {
        let seal = open(&sample.bytes).expect("a seal");
        let trust = trusting(&seal);
        let failed = |file: &[u8]| -> BTreeSet<&'static str> {
            let examination = examine(&open(file).expect("the signature holds"), &trust);
            let failed = examination.rows.into_iter().filter(|row| row.outcome == Outcome::Failed);
            failed.map(|row| row.check).collect()
        };
        assert!(failed(&sample.bytes).is_subset(&BTreeSet::from(["revocation"])), "{}: the right twin", sample.name);
        for index in 0..sample.items() {
            let pointer = format!("/signatures/0/header/etsiU/{index}");
            let length = sample.length(&pointer);
            let archived = sample.items() > 1 && index + 1 < sample.items();
            // What is archived fails the archive time stamp, whatever else it fails. An item that can no longer be read
            // is of no kind: that is said of the seal as a whole.
            let its_own: &[&str] = match (archived, sample.items()) {
                (true, _) => &["archive_time_stamp"],
                (false, 1) => &["signature_time_stamp", "baseline"],
                (false, _) => &["archive_time_stamp", "baseline"],
            };
            for position in (1..length).step_by(length / if archived { 6 } else { 50 }) {
                let rows = failed(&sample.changed(&pointer, position));
                let found = its_own.iter().any(|check| rows.contains(check));
                assert!(found, "{} item {index} at {position}: {rows:?}", sample.name);
            }
        }
    }
}
