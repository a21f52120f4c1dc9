//! Golden runs of the command line: `tests/cmd`, and what the README says.
#![expect(clippy::disallowed_methods, reason = "tests read and write files and the environment")]

use std::fs;
use std::path::Path;

use elmseal::model::time::Timestamp;

use crate::responder::{Responder, ok as answer};
use crate::support::pki::{Key, Spec, TestPki, pem};
use crate::tsa::{TestTsa, TsaOptions};

/// Runs the `console` blocks of a file in an empty folder, with `files` in it, and compares what is printed.
///
/// With `TRYCMD=overwrite` what was printed is written into the file.
fn check(file: &str, files: &[(&str, &[u8])]) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let place = tempfile::tempdir().expect("a folder");
    let copy = place.path().join("run.md");
    let folder = place.path().join("run.in");
    fs::create_dir(&folder).expect("a folder");
    fs::copy(&source, &copy).expect("a copy");
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("a file");
    }
    let cases = trycmd::TestCases::new();
    cases.env("ELMSEAL_PASSPHRASE", "a passphrase for this test").case(copy.to_str().expect("a name in UTF-8"));
    cases.run();
    if std::env::var("TRYCMD").is_ok_and(|mode| mode == "overwrite") {
        fs::copy(&copy, &source).expect("the result");
    }
}

#[test]
fn bad_usage_is_a_fault_with_a_hint() {
    check("tests/cmd/usage.md", &[]);
}

#[test]
fn a_batch_lives_and_is_revoked() {
    check("tests/cmd/life.md", &[]);
}

#[test]
fn awards_are_bound_to_the_key_of_a_wallet() {
    check("tests/cmd/wallet.md", &[]);
}

#[test]
fn a_learner_is_erased() {
    check("tests/cmd/erase.md", &[]);
}

#[test]
fn seal_keys_are_made_imported_and_replaced() {
    let pki = TestPki::get();
    let party = Spec::seal(Key::Rsa2048).valid("2024-01-01T00:00:00Z", "2045-01-01T00:00:00Z").issue(&pki.ca);
    let chain = party.pem() + &pki.ca.pem();
    let other = pki.seal(Key::P256).pem();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pkcs12/rc2.p12");
    let pkcs12 = fs::read(file).expect("the file");
    let files = [
        ("key.pem", party.key_pem().into_bytes()),
        ("chain.pem", chain.into_bytes()),
        ("other.pem", other.into_bytes()),
        ("rc2.p12", pkcs12),
        ("password", b"from the authority\n".to_vec()),
        ("wrong", b"guessed\n".to_vec()),
    ];
    check("tests/cmd/keys.md", &files.each_ref().map(|(name, bytes)| (*name, bytes.as_slice())));
}

#[test]
fn what_the_readme_says_is_so() {
    check("README.md", &[]);
}

#[test]
fn faults_come_all_at_once() {
    const FAULTY: &str = "Student number,First name,Last name,Result\n\
                          1,Ada,Lovelace,passed\n2,Emmy,,passed\n1,Lise,Meitner,passed\n3,Max,Planck,failed\n";
    const CHANGED: &str = "Student number,First name,Last name,Result\n1,Ada,King,passed\n";
    check("tests/cmd/faults.md", &[("faulty.csv", FAULTY.as_bytes()), ("changed.csv", CHANGED.as_bytes())]);
}

/// Runs the program in `folder` with this passphrase, and gives its exit code and what it said on standard error.
fn run(folder: &Path, passphrase: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let output = output(folder, passphrase, arguments);
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// As [`run`], with what is printed before what is complained of.
fn run_out(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = output(folder, "a passphrase", arguments);
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

fn name_of(path: &str) -> String {
    Path::new(path).file_name().expect("a name").to_string_lossy().into_owned()
}

fn output(folder: &Path, passphrase: &str, arguments: &[&str]) -> std::process::Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_elmseal"))
        .args(arguments)
        .current_dir(folder)
        .env("ELMSEAL_PASSPHRASE", passphrase)
        .output()
        .expect("the program runs")
}

#[test]
fn a_wrong_passphrase_is_a_fault_that_does_not_show_it() {
    let place = tempfile::tempdir().expect("a folder");
    assert_eq!(run(place.path(), "right one", &["init", "."]).0, Some(0));
    let (code, said) = run(place.path(), "wrong one", &["publish"]);
    assert_eq!(code, Some(3));
    assert!(
        said.contains("hint: the passphrase comes from --passphrase-file, ELMSEAL_PASSPHRASE or the prompt"),
        "{said}"
    );
    assert!(!said.contains("wrong one"), "{said}");
    assert_eq!(run(place.path(), "right one", &["publish"]).0, Some(0));
}

#[test]
fn demonstration_keys_are_refused_in_a_workspace_that_is_no_demonstration() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("demo");
    assert_eq!(run(place.path(), "", &["demo", "--once", "demo"]).0, Some(0));
    let file = folder.join("elmseal.toml");
    let settings = fs::read_to_string(&file).expect("a file");
    assert!(settings.contains("demonstration = true"));
    fs::write(&file, settings.replace("demonstration = true", "")).expect("a file");
    let (code, said) = run(&folder, "these keys are public", &["publish"]);
    assert_eq!(code, Some(3));
    assert!(said.contains("demonstration keys are known to everybody"), "{said}");
}

#[test]
fn corrected_rows_are_not_written_over_and_keep_their_letters() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path();
    let said = |arguments: &[&str]| run(folder, "right one", arguments);
    assert_eq!(said(&["init", "w"]).0, Some(0));
    let list =
        "Student number;First name;Last name;Result\n1;Ştefan;Ţepeş;passed\n2;Doru;;passed\n3;Ileana;Şerban;maybe\n";
    let central_european: Vec<u8> = list
        .chars()
        .map(|c| match c {
            'Ş' => 0xaa,
            'ş' => 0xba,
            'Ţ' => 0xde,
            c => u8::try_from(u32::from(c)).expect("ASCII"),
        })
        .collect();
    fs::write(folder.join("l.csv"), central_european).expect("a file");
    fs::write(folder.join("m.toml"), "encoding = \"windows-1250\"\n").expect("a file");
    let issue = |list: &str| {
        let course = "w/descriptors/ingenium-framework.toml";
        run(folder, "right one", &["-w", "w", "issue", course, list, "--mapping", "m.toml", "--skip-faulty"])
    };
    assert_eq!(issue("l.csv").0, Some(0));
    let faulty = folder.join("l.faulty.csv");
    let header = "\u{feff}Student number,First name,Last name,Result\n";
    let rows = fs::read_to_string(&faulty).expect("the faulty rows");
    assert_eq!(rows, format!("{header}2,Doru,,passed\n3,Ileana,Şerban,maybe\n"));

    // The same rows again need no new file; corrected ones stay.
    assert_eq!(issue("l.csv").0, Some(0));
    assert!(!folder.join("l.faulty-2.csv").exists());
    let corrected = format!("{header}2,Doru,Pop,passed\n3,Ileana,Şerban,passed\n");
    fs::write(&faulty, &corrected).expect("a file");
    assert_eq!(issue("l.csv").0, Some(0));
    assert_eq!(fs::read_to_string(&faulty).expect("the rows"), corrected);
    assert_eq!(fs::read_to_string(folder.join("l.faulty-2.csv")).expect("the rows"), rows);

    // They have the mark of UTF-8, which goes before the mapping made for the first list.
    assert_eq!(issue("l.faulty.csv").0, Some(0));
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_elmseal"))
        .args(["-w", "w", "list"])
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        ["Ştefan Ţepeş", "Doru Pop", "Ileana Şerban", "3 awards"].iter().all(|name| listed.contains(name)),
        "{listed}"
    );
}

#[test]
fn work_goes_on_when_nobody_reads_what_is_said() {
    use std::process::{Command, Stdio};
    let place = tempfile::tempdir().expect("a folder");
    assert_eq!(run(place.path(), "right one", &["init", "."]).0, Some(0));
    let list = "Student number,First name,Last name,Result,Shoe\n1,Ada,Lovelace,passed,7\n";
    fs::write(place.path().join("l.csv"), list).expect("a file");
    let mut child = Command::new(env!("CARGO_BIN_EXE_elmseal"))
        .args(["issue", "descriptors/ingenium-framework.toml", "l.csv"])
        .current_dir(place.path())
        .env("ELMSEAL_PASSPHRASE", "right one")
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program runs");
    drop(child.stderr.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

/// Status lists are as long as `elmseal.toml` says.
#[test]
fn the_settings_length_of_lists_is_the_one_that_is_published() {
    let place = tempfile::tempdir().expect("a folder");
    let passphrase = "a passphrase for this test";
    assert_eq!(run(place.path(), passphrase, &["init", "."]), (Some(0), String::new()));
    let settings = place.path().join("elmseal.toml");
    let text = fs::read_to_string(&settings).expect("settings");
    fs::write(&settings, format!("{text}\n[lists]\nentries = 262144\n")).expect("settings");
    let course = "descriptors/ingenium-framework.toml";
    let (code, said) = run(place.path(), passphrase, &["issue", course, "learners/ingenium-framework.csv"]);
    assert_eq!(code, Some(0), "{said}");
    let mut lengths = Vec::new();
    for entry in fs::read_dir(place.path().join("public/status")).expect("a folder") {
        let list = fs::read(entry.expect("an entry").path()).expect("a list");
        let list: serde_json::Value = serde_json::from_slice(&list).expect("JSON");
        let subjects = list["credentialSubject"].as_array().cloned().unwrap_or(vec![list["credentialSubject"].clone()]);
        for subject in subjects {
            let bits = subject["encodedList"].as_str().expect("a text");
            lengths.push(elmseal::status::Bitstring::decode(bits).expect("a list").entries());
        }
    }
    assert_eq!(lengths, [262_144; 4], "one list for each purpose, and both in one");
}

#[test]
fn a_descriptor_is_not_begun_in_a_language_that_is_none() {
    let place = tempfile::tempdir().expect("a folder");
    let (code, said) = run(place.path(), "", &["descriptor", "new", "--language", "xx"]);
    assert_eq!(code, Some(3));
    assert!(said.contains("`xx` is no known language\n\nhint: "), "{said}");
    assert_eq!(run(place.path(), "", &["descriptor", "new", "--language", "pt"]).0, Some(0));
}

#[test]
fn a_missing_passphrase_says_how_to_give_it() {
    let place = tempfile::tempdir().expect("a folder");
    let (code, said) = run(place.path(), "", &["init", "w"]);
    assert_eq!(code, Some(3));
    assert!(said.starts_with("error: the passphrase is empty\n\nhint: "), "{said}");
    let (code, said) = run(place.path(), "x", &["init", "w", "--passphrase-file", "nowhere"]);
    assert_eq!(code, Some(3));
    assert!(said.contains("nowhere") && said.contains("\n\nhint: "), "{said}");
}

#[test]
fn a_time_stamp_authority_on_loopback_is_asked_only_where_that_is_said() {
    let place = tempfile::tempdir().expect("a folder");
    let tsa = TestTsa::new();
    fs::write(place.path().join("tsa.pem"), pem(&tsa.root())).expect("a file");
    let server = Responder::start(move |request| {
        let now = Timestamp::from_jiff(jiff::Timestamp::now());
        answer("application/timestamp-reply", &tsa.response(&request.body, &TsaOptions::at(now)))
    });
    let with = |arguments: &[&str]| run(place.path(), "a passphrase", arguments);
    assert_eq!(with(&["init", "w"]).0, Some(0));
    assert_eq!(with(&["-w", "w", "key", "new", "seal"]).0, Some(0));
    let settings = place.path().join("w/elmseal.toml");
    let text = fs::read_to_string(&settings).expect("settings");
    let seal = format!(
        "[seal]\nlevel = \"t\"\ntime_stamp_authority = \"{}\"\ntime_stamp_authorities = \"../tsa.pem\"\n\n[institution]\n",
        server.url("/tsr")
    );
    fs::write(&settings, text.replacen("[institution]\n", &seal, 1)).expect("settings");
    let course = ["w/descriptors/ingenium-framework.toml", "w/learners/ingenium-framework.csv"];
    let issue = ["-w", "w", "issue", course[0], course[1], "--format", "europass", "--out", "out"];
    let (code, said) = with(&issue);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("is not asked: the host is an address, not a name\n\nhint: "), "{said}");
    assert_eq!(server.connections(), 0);
    let (code, said) = run_out(place.path(), &[&issue[..], &["--danger-allow-loopback"]].concat());
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("sealed 12 credentials at JAdES baseline T"), "{said}");
}

#[test]
fn a_course_is_sealed_for_europass_from_a_pkcs12_file_and_accepted() {
    let place = tempfile::tempdir().expect("a folder");
    let at = |name: &str| place.path().join(name);
    let ok = |arguments: &[&str]| {
        let (code, said) = run(place.path(), "a passphrase", arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {said}");
        said
    };
    ok(&["init", "w"]);
    let course = ["w/descriptors/ingenium-framework.toml", "w/learners/ingenium-framework.csv"];
    let issue = ["-w", "w", "issue", course[0], course[1], "--format", "elm,europass,uploadable", "--out", "out"];
    let (code, said) = run(place.path(), "a passphrase", &issue);
    assert_eq!(code, Some(3));
    assert!(said.contains("there is no key to seal them with"), "{said}");

    // The example institution's identifier is the certificate's. PKCS#12 as a certificate authority hands it over.
    let pki = TestPki::get();
    let party = Spec::seal(Key::Rsa2048).valid("2024-01-01T00:00:00Z", "2045-01-01T00:00:00Z").issue(&pki.ca);
    let certificate = |der: &[u8]| openssl::x509::X509::from_der(der).expect("a certificate");
    let mut chain = openssl::stack::Stack::new().expect("a stack");
    chain.push(certificate(pki.ca.certificate.der())).expect("room");
    let pkcs12 = openssl::pkcs12::Pkcs12::builder()
        .name("seal")
        .pkey(&party.key)
        .cert(&certificate(party.certificate.der()))
        .ca(chain)
        .build2("from the authority")
        .expect("PKCS#12");
    fs::write(at("seal.p12"), pkcs12.to_der().expect("DER")).expect("a file");
    fs::write(at("password"), "from the authority\n").expect("a file");
    ok(&["-w", "w", "key", "import", "seal", "--pkcs12", "seal.p12", "--password-file", "password"]);
    let said = ok(&["-w", "w", "check", course[0], course[1], "--format", "europass"]);
    assert!(!said.contains("fault:"), "{said}");
    ok(&issue);
    let names = |ending: &str| -> Vec<String> {
        let entries = fs::read_dir(at("out")).expect("a folder").map(|entry| entry.expect("an entry").path());
        let files = entries.filter(|path| path.to_string_lossy().ends_with(ending));
        files.map(|path| path.to_string_lossy().into_owned()).collect()
    };
    let sealed = names(".europass.jsonld");
    assert_eq!((sealed.len(), names(".elm.jsonld").len(), names(".uploadable.json").len()), (12, 12, 12));
    // The key is even replaced before the list ever names it.
    let party = Spec::seal(Key::P256).valid("2024-01-01T00:00:00Z", "2045-01-01T00:00:00Z").issue(&pki.ca);
    fs::write(at("key.pem"), party.key_pem()).expect("a file");
    fs::write(at("chain.pem"), party.pem() + &pki.ca.pem()).expect("a file");
    ok(&["-w", "w", "key", "rotate", "seal", "--pkcs8", "key.pem", "--certificates", "chain.pem"]);
    // The list names the certificate only now, and from when the workspace got it: what was sealed since is accepted.
    let (code, _) = run(place.path(), "", &["-w", "w", "verify", &sealed[0]]);
    assert_eq!(code, Some(2));
    ok(&["-w", "w", "trust", "add", "uniovi"]);
    let (_, said) = run_out(place.path(), &["-w", "w", "trust", "add", "uniovi"]);
    assert!(said.contains("uniovi is as it was"), "{said}");
    ok(&["-w", "w", "trust", "sign"]);
    let said = ok(&["-w", "w", "verify", &sealed[0]]);
    assert!(said.is_empty(), "{said}");
    // Changed by one letter, it is rejected.
    let text = fs::read_to_string(&sealed[0]).expect("a file");
    let changed = text.replacen("Towards INGENIUM", "Towards INGENIUN", 1);
    assert_ne!(changed, text);
    fs::write(at("changed.jsonld"), changed).expect("a file");
    assert_eq!(run(place.path(), "", &["-w", "w", "verify", "changed.jsonld"]).0, Some(1));
    // Elsewhere, authorities are named on the command line.
    fs::write(at("authority.pem"), pki.ca.pem()).expect("a file");
    let elsewhere = |authorities: &str| {
        let by = ["--publications", "https://credentials.uniovi.example=w/public", "--authorities", authorities];
        run_out(place.path(), &[&["verify", &sealed[0]], &by[..]].concat())
    };
    let (code, said) = elsewhere("authority.pem");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("(a trusted authority)") && said.contains("(confirmed by the certificate)"), "{said}");
    fs::write(at("another.pem"), pki.tsa.pem()).expect("a file");
    let (code, said) = elsewhere("another.pem");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("(not trusted here)"), "{said}");
    let (code, said) = elsewhere("w/elmseal.toml");
    assert_eq!(code, Some(3));
    assert!(said.contains("w/elmseal.toml has no certificate that can be read\n\nhint: "), "{said}");
    // The form that is named is shared.
    let shared = |arguments: &[&str]| {
        let folder = at("w/public/c");
        let files = || fs::read_dir(&folder).into_iter().flatten().map(|file| file.expect("a file").path());
        let before: Vec<_> = files().collect();
        ok(&[&["-w", "w", "share"], arguments].concat());
        let new = files().find(|path| !before.contains(path)).expect("a shared file");
        fs::read_to_string(new).expect("a file")
    };
    assert_eq!(shared(&[&sealed[0]]), text);
    let elm = sealed[0].replace(".europass.", ".elm.");
    assert_eq!(shared(&[&elm]), fs::read_to_string(&elm).expect("a file"));
    assert_eq!(shared(&[&elm, "--format", "europass"]), text);
    ok(&["-w", "w", "revoke", &sealed[1], "--reason", "awarded by mistake"]);
    assert_eq!(run(place.path(), "", &["-w", "w", "verify", &sealed[1]]).0, Some(1));
    ok(&["-w", "w", "export", "--batch", "1", "--format", "europass", "--out", "again"]);
    let again = at("again").join(Path::new(&sealed[0]).file_name().expect("a name"));
    assert_eq!(fs::read_to_string(again).expect("a file"), text, "byte for byte");
    // A certificate carries the form with the electronic seal; of what was revoked there is none.
    let said = run_out(place.path(), &["-w", "w", "export", "--batch", "1", "--format", "pdf", "--out", "people"]);
    assert!(said.0 == Some(0) && said.1.contains("is revoked: no certificate of it is made"), "{said:?}");
    let certificates: Vec<_> =
        fs::read_dir(at("people")).expect("a folder").map(|it| it.expect("one").path()).collect();
    assert_eq!(certificates.len(), 11);
    let certificate = at("people").join(name_of(&sealed[0]).replace(".europass.jsonld", ".pdf"));
    let carried = crate::certificate::carried(&fs::read(&certificate).expect("a certificate"));
    assert_eq!(carried, (name_of(&sealed[0]), text.clone().into_bytes()));
    assert_eq!(run(place.path(), "", &["-w", "w", "verify", certificate.to_str().expect("a path")]).0, Some(0));
    ok(&["-w", "w", "ledger", "prove", &sealed[0], "--format", "europass", "--out", "proof.json"]);
    ok(&["-w", "w", "verify", &sealed[0], "--inclusion", "proof.json"]);
    ok(&["-w", "w", "ledger", "audit"]);
    // Without the passphrase of the keys, nothing is sealed and the password of the file is nowhere.
    let ledger = fs::read(at("w/ledger.db")).expect("the ledger");
    assert!(!ledger.windows(18).any(|part| part == b"from the authority"));
}

#[test]
fn what_a_batch_takes_is_measured_and_nothing_stays_behind() {
    let place = tempfile::tempdir().expect("a folder");
    let bench = ["bench", "--learners", "50", "--sample", "5", "--out", "deflate,null", "--folder", ".", "--json"];
    let output = output(place.path(), "not asked for", &bench);
    let said = String::from_utf8_lossy(&output.stdout);
    let told: serde_json::Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    assert_eq!(told["learners"], 50);
    let stages = told["stages"].as_array().expect("stages");
    let names: Vec<&str> = stages.iter().filter_map(|stage| stage["stage"].as_str()).collect();
    let alone = format!("seal alone, on {} cores", told["machine"]["cores"]);
    let expected = [
        "check the list",
        "seal alone, on one core",
        &alone,
        "issue, to deflate",
        "verify, one after the other",
        "audit the ledger",
        "revoke the batch and publish",
        "issue, to null",
    ];
    assert_eq!(names, expected);
    let numbers: Vec<u64> = stages.iter().filter_map(|stage| stage["number"].as_u64()).collect();
    assert_eq!(numbers, [50, 50, 50, 50, 5, 50, 50, 50]);
    assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 0, "nothing stays behind");

    let (code, said) = run(place.path(), "not asked for", &["bench", "--learners", "0"]);
    assert_eq!((code, said.contains("0 is not in 1..=9999999")), (Some(3), true), "{said}");
}

/// The allocator is told by the environment, in which the program begins again under its number.
#[test]
#[cfg(target_os = "linux")]
fn a_service_gives_memory_back_soon() {
    let place = tempfile::tempdir().expect("a folder");
    let program = || {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_elmseal"));
        program.current_dir(place.path()).env("ELMSEAL_PASSPHRASE", "a passphrase").env_remove("MIMALLOC_PURGE_DELAY");
        program
    };
    assert!(program().args(["init", "."]).output().expect("it runs").status.success());
    let mut service = program();
    service.args(["serve", "--listen", "127.0.0.1:0"]).stdout(std::process::Stdio::piped());
    let mut service = service.stderr(std::process::Stdio::null()).spawn().expect("it runs");
    let mut said = String::new();
    let out = service.stdout.take().expect("an output");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut said).expect("it says something");
    let environment = std::fs::read(format!("/proc/{}/environ", service.id())).expect("an environment");
    service.kill().expect("it can be stopped");
    service.wait().expect("it ends");
    assert!(said.starts_with("serving on http://127.0.0.1:"), "{said}");
    assert!(environment.split(|byte| *byte == 0).any(|one| one == b"MIMALLOC_PURGE_DELAY=1"));
}
