//! Badges before independent judges: Digital Bazaar's verifier with the official context in safe mode, openbadgeslib for
//! both ways of securing, and readers of pictures (Pillow, lxml, pypng, pngcheck).
#![expect(clippy::disallowed_methods, reason = "judges are handed files")]

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use super::*;
use crate::judges::{answer, judges};
use crate::support;

/// When the judges look: a day after the awards were made and changed.
const JUDGED: &str = "2026-07-03T10:00:00Z";
const CONTEXT: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

/// Four learners of a course with fractional credits: kept, revoked, suspended, and one whose name was changed afterwards.
fn issued(desk: &mut Desk) -> HashMap<String, Vec<u8>> {
    desk.descriptor.workload.ects = Some("1.5".to_owned());
    desk.descriptor.workload.hours = 40;
    desk.descriptor.fields =
        vec![elmseal::vocabulary::find(elmseal::vocabulary::List::IscedF, "0688").expect("a field")];
    issue(desk, &[Format::Badge, Format::BadgeJwt], &learners(2..6), 0, &mut Quiet).expect("issued");
    let files = unzip(&desk.path("out/out.zip"));
    let rows = by_row(&files);
    desk.change(&Selection::Awards(vec![rows[&3]]), Change::Revoke).expect("revoked");
    desk.change(&Selection::Awards(vec![rows[&4]]), Change::Suspend).expect("suspended");
    desk.publish(1);
    let names = [(2, "Kept"), (3, "Revoked"), (4, "Suspended"), (5, "Tampered")];
    let mut named = HashMap::new();
    for (name, bytes) in files {
        let fate = names.iter().find(|(row, _)| name.starts_with(&rows[row].uuid().hyphenated().to_string()));
        let Some((_, fate)) = fate else { continue };
        let ending = name.rsplit('.').next().expect("an ending");
        named.insert(format!("{fate}.{ending}"), if *fate == "Tampered" { tampered(&bytes) } else { bytes });
    }
    assert_eq!(named.len(), 16);
    named
}

/// The same file with another name of the learner, in a sound picture.
fn tampered(file: &[u8]) -> Vec<u8> {
    let (carrier, document) = carried(file);
    let Ok(text) = String::from_utf8(document.clone()) else { panic!("a badge is text") };
    let changed = if text.starts_with('{') {
        text.replacen("Zoë 5", "Eve 5", 1)
    } else {
        let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        let claims = elmseal::crypto::encoding::from_base64url(&parts[1]).expect("base64url");
        let claims = String::from_utf8(claims).expect("text").replacen("Zoë 5", "Eve 5", 1);
        parts[1] = elmseal::crypto::encoding::to_base64url(claims.as_bytes());
        parts.join(".")
    };
    assert_ne!(changed, text);
    let picture = |badge: &str| {
        let value: Value = serde_json::from_str(badge).expect("JSON");
        badge::Drawing::new(&badge::Face::of(&value)).expect("a drawing")
    };
    match carrier {
        Carrier::PngBadge => badge::bake_png(picture(&changed).png(), changed.as_bytes()).expect("baked"),
        Carrier::SvgBadge => badge::bake_svg(picture(&changed).svg(), &changed).expect("baked").into_bytes(),
        _ => changed.into_bytes(),
    }
}

#[test]
fn digital_bazaars_verifier_agrees_with_the_official_context() {
    let Some((judges, reference)) = judges("Digital Bazaar's verifier", "node_modules/@digitalbazaar/vc") else {
        return;
    };
    let mut desk = Desk::new();
    let files = issued(&mut desk);
    let folder = desk.path("judged");
    for kind in ["contexts", "credentials", "did", "status"] {
        fs::create_dir_all(folder.join(kind)).expect("a folder");
    }
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".json")) {
        fs::write(folder.join("credentials").join(format!("{name}ld")), bytes).expect("a file");
    }
    let context = CONTEXT.replace(':', "%3A").replace('/', "%2F");
    fs::copy(reference.join("open-badges/context-3.0.3.json"), folder.join("contexts").join(context)).expect("a copy");
    let public = desk.folder.dir();
    fs::copy(public.join(".well-known/did.json"), folder.join("did/issuer.json")).expect("a copy");
    for entry in fs::read_dir(public.join("status")).expect("a folder") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), folder.join("status").join(entry.file_name())).expect("a copy");
    }
    let elm = reference.join("elm/contexts/edc-ap-3.2.jsonld");
    let mut node = Command::new("node");
    let node = node.arg("verify.mjs").args([&folder, &elm]).arg(JUDGED).current_dir(judges);
    let verdicts: BTreeMap<String, Value> = answer(node);
    let expected =
        [("Kept", None), ("Revoked", Some("revocation")), ("Suspended", Some("suspension")), ("Tampered", None)];
    assert_eq!(verdicts.len(), expected.len());
    for (name, set) in expected {
        let verdict = &verdicts[name];
        let errors = if name == "Tampered" { json!(["Error: Invalid signature."]) } else { json!([]) };
        assert_eq!((&verdict["verified"], &verdict["errors"]), (&json!(name != "Tampered"), &errors), "{verdict:#}");
        assert_eq!(verdict["status"]["checked"], json!(["revocation", "suspension"]), "{name}");
        assert_eq!(verdict["status"]["set"], json!(set.into_iter().collect::<Vec<_>>()), "{name}");
    }
}

#[test]
fn openbadgeslib_and_readers_of_pictures_agree() {
    let what = "openbadgeslib";
    let Some(judges) = support::judge(what, "venv/bin/python") else { return };
    let python = judges.join("venv/bin/python");
    let installed = Command::new(&python).args(["-c", "import openbadgeslib, PIL, lxml, pyld"]).status();
    if !installed.is_ok_and(|it| it.success()) {
        return support::skip(what, "run tests/judges/setup.sh first");
    }
    let mut desk = Desk::new();
    let files = issued(&mut desk);
    let folder = desk.path("judged");
    fs::create_dir(&folder).expect("a folder");
    for (name, bytes) in &files {
        fs::write(folder.join(name), bytes).expect("a file");
    }
    let key = *Keys::shared().data_integrity.signer().verifying_key().as_bytes();
    // SubjectPublicKeyInfo of Ed25519 (RFC 8410, section 4).
    let spki = [&b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00"[..], &key].concat();
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        elmseal::crypto::encoding::to_base64(&spki)
    );
    fs::write(desk.path("key.pem"), pem).expect("a file");
    let mut command = Command::new(&python);
    let command = command.arg(judges.join("badges.py")).arg(&folder).arg(desk.path("key.pem")).arg(JUDGED);
    let verdicts: BTreeMap<String, Value> = answer(command);
    assert_eq!(verdicts.len(), 16);
    for (name, verdict) in &verdicts {
        assert_eq!(verdict["verified"], !name.starts_with("Tampered"), "{name}: {}", verdict["error"]);
        let (_, document) = carried(&files[name]);
        assert_eq!(verdict["text"].as_str().map(str::as_bytes), Some(document.as_slice()), "{name}: byte for byte");
    }
    assert_eq!(verdicts["Kept.png"]["size"], json!([400, 400]));
    match Command::new("pngcheck").arg("-q").arg(folder.join("Kept.png")).output() {
        Ok(checked) => assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout)),
        Err(_) => support::skip("pngcheck", "run tests/judges/setup.sh first"),
    }
}
