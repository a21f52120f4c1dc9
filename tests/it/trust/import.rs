//! `elmseal trust`: lists of others are taken in under a pin, and members are bound to certificates.

use std::fs;
use std::path::Path;
use std::process::Command;

use elmseal::crypto::encoding::{from_base64, from_base64url, to_hex};
use elmseal::pki::Certificate;

use super::*;
use crate::support::pki::{Key, Spec, TestPki, pem};

/// Runs the program in `folder`; its exit code, and what it said on both outputs.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_elmseal"))
        .args(arguments)
        .current_dir(folder)
        .env("ELMSEAL_PASSPHRASE", "a passphrase for this test")
        .output()
        .expect("the program runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

/// Runs it, and says what it ended with; every text of `expected` has to be in what it said.
fn check(folder: &Path, arguments: &[&str], code: i32, expected: &[&str]) {
    let (found, said) = run(folder, arguments);
    assert_eq!(found, Some(code), "{arguments:?}: {said}");
    for text in expected {
        assert!(said.contains(text), "{arguments:?} did not say `{text}`: {said}");
    }
}

fn trust<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["-w", "ours", "trust"], arguments].concat()
}

fn signer(list: &Path) -> Certificate {
    let text = fs::read_to_string(list).expect("a list");
    let header = from_base64url(text.split('.').next().expect("a header")).expect("base64url");
    let header: Value = serde_json::from_slice(&header).expect("JSON");
    let leaf = header["x5c"][0].as_str().expect("a certificate");
    Certificate::from_der(&from_base64(leaf).expect("base64")).expect("a certificate")
}

#[test]
fn a_list_of_others_is_taken_in_under_a_pin_only() {
    let place = tempfile::tempdir().expect("a folder");
    let here = place.path();
    check(here, &["init", "theirs"], 0, &[]);
    check(here, &["init", "ours"], 0, &[]);
    let (theirs, ours) = (here.join("theirs/trust"), here.join("ours"));
    fs::copy(theirs.join("ingenium.jwt"), here.join("first.jwt")).expect("a copy");
    let certificate = signer(&here.join("first.jwt"));
    fs::write(here.join("list.pem"), pem(&certificate)).expect("a file");
    let settings = ours.join("elmseal.toml");
    let before = fs::read_to_string(&settings).expect("settings");

    let digest = format!("sha256:{}", to_hex(&certificate.sha256()));
    let unpinned = ["import", "first.jwt", "--name", "neighbours"];
    check(
        here,
        &trust(&unpinned),
        1,
        &[&digest, "is not trusted, since nothing pins its key", "hint: get the certificate"],
    );
    fs::write(here.join("other.pem"), TestPki::get().seal(Key::P256).pem()).expect("a file");
    let wrong = [&unpinned[..], &["--certificate", "other.pem"]].concat();
    check(here, &trust(&wrong), 3, &["not by the key of other.pem", &digest]);
    let foreign_root = ["--root", "ours/trust/ingenium.root.json"];
    check(here, &trust(&[&unpinned[..], &foreign_root].concat()), 1, &["is not one that is pinned"]);
    assert_eq!(fs::read_to_string(&settings).expect("settings"), before, "nothing was written");
    assert!(!ours.join("trust/neighbours.jwt").exists());

    let pinned = [&unpinned[..], &["--certificate", "list.pem"]].concat();
    check(here, &trust(&pinned), 0, &["number 1,", "took in the list neighbours", "microcredential-issuance"]);
    let after = fs::read_to_string(&settings).expect("settings");
    assert!(after.starts_with(before.split("[[trust]]").next().expect("a beginning")), "{after}");
    assert_eq!(after.matches("trust/neighbours.root.json").count(), 1, "{after}");
    check(here, &trust(&pinned), 0, &["took in the list neighbours"]);
    assert_eq!(fs::read_to_string(&settings).expect("settings"), after, "taken in twice, named once");
    check(here, &trust(&["show", "neighbours"]), 0, &["number 1,"]);

    // A newer list replaces it; the older one is not taken in again, and neither is another one of that number.
    check(here, &["-w", "theirs", "trust", "sign"], 0, &["number 2"]);
    fs::copy(theirs.join("ingenium.jwt"), here.join("second.jwt")).expect("a copy");
    fs::copy(theirs.join("ingenium.root.json"), here.join("their.root.json")).expect("a copy");
    let root = |file: &'static str| trust(&["import", file, "--name", "neighbours", "--certificate", "list.pem"]);
    check(here, &root("second.jwt"), 0, &["number 2,"]);
    check(here, &root("first.jwt"), 1, &["is older than number 2", "nothing was taken in"]);
    let draft = theirs.join("ingenium.json");
    let text = fs::read_to_string(&draft).expect("a draft");
    fs::write(&draft, text.replacen("\"LoTESequenceNumber\":2", "\"LoTESequenceNumber\":1", 1)).expect("a draft");
    check(here, &["-w", "theirs", "trust", "sign", "--days", "3"], 0, &["number 2"]);
    fs::copy(theirs.join("ingenium.jwt"), here.join("twin.jwt")).expect("a copy");
    check(here, &root("twin.jwt"), 1, &["differs from another one with the same number"]);
    check(here, &trust(&["show", "neighbours"]), 0, &["number 2,"]);

    // Under the operator's root file, and by another name.
    check(here, &trust(&["import", "second.jwt", "--root", "their.root.json", "--name", "again"]), 0, &["list again"]);
    check(here, &trust(&["import", "list.pem", "--root", "their.root.json"]), 3, &["is not a signed list", "hint: "]);
    check(
        here,
        &trust(&["import", "second.jwt", "--certificate", "list.pem", "--name", "../x"]),
        3,
        &["hint: name the list"],
    );
}

#[test]
fn members_are_bound_to_certificates_from_the_command_line() {
    let pki = TestPki::get();
    let place = tempfile::tempdir().expect("a folder");
    let here = place.path();
    check(here, &["init", "w"], 0, &[]);
    let workspace = here.join("w");
    let profile = fs::read_to_string(workspace.join("elmseal.toml")).expect("settings");
    let id = profile.lines().find_map(|line| line.strip_prefix("organization_id = ")).expect("an identifier");
    let id = id.trim_matches('"');
    let slug = profile.lines().find_map(|line| line.strip_prefix("slug = ")).expect("a slug").trim_matches('"');
    let seal = Spec::seal(Key::P256).attribute("2.5.4.97", Some(id)).issue(&pki.ca);
    for (name, text) in [("ca.pem", pki.ca.pem()), ("seal.pem", seal.pem()), ("none.pem", "nothing".to_owned())] {
        fs::write(workspace.join(name), text).expect("a file");
    }
    let trust = |arguments: &[&str], code, expected: &[&str]| {
        check(&workspace, &[&["trust"], arguments].concat(), code, expected)
    };
    trust(&["add", slug, "--certificate", "none.pem"], 3, &["none.pem is no certificate", "hint: "]);
    trust(&["add", slug, "--certificate", "seal.pem"], 0, &["binds the seal ", "has its new certificates"]);
    let bound = format!("issued to {id} (sha256:");
    trust(&["add", slug, "--certificate", "ca.pem"], 0, &["binds seals that ", &bound, "has its new certificates"]);
    trust(&["sign"], 0, &[]);
    trust(&["show"], 0, &["seals that ", &bound, "earlier: granted", "the seal "]);
    let stolen = ["withdraw", slug, "--compromised-certificate", "seal.pem", "--since", "2026-01-01T00:00:00Z"];
    trust(&stolen, 0, &["compromised certificate"]);
    trust(&["sign"], 0, &[]);
    trust(&["show"], 0, &["earlier: compromised", "in other hands since 2026-01-01T00:00:00Z", "the seal "]);
    trust(
        &["add", slug, "--certificate", "seal.pem"],
        3,
        &["came into other hands; give the member a certificate of a new key"],
    );
    let other = Spec::seal(Key::Rsa2048).attribute("2.5.4.97", Some("VATXX-OTHER")).issue(&pki.ca);
    fs::write(workspace.join("other.pem"), other.pem()).expect("a file");
    trust(&["withdraw", slug, "--compromised-certificate", "other.pem"], 3, &["is not one of this member"]);
    trust(&["add", slug, "--certificate", "other.pem"], 0, &["the certificate says VATXX-OTHER, the member is "]);
}
