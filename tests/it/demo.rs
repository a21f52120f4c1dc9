//! The demonstration: the whole story, through the program.
#![expect(clippy::disallowed_methods, reason = "tests read and write files and the environment")]

use std::process::Command;

use serde_json::Value;

fn demo(folder: &std::path::Path) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_elmseal"))
        .args(["demo", "--once", "--json"])
        .arg(folder)
        .env_remove("ELMSEAL_PASSPHRASE")
        .output()
        .expect("the program runs")
}

#[test]
fn twelve_are_certified_one_revoked_one_suspended_one_shared() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("demo");
    let output = demo(&folder);
    let said = String::from_utf8(output.stdout).expect("text");
    let started = said.find('{').expect("JSON after the story");
    let answer: Value = serde_json::from_str(&said[started..]).expect("JSON");
    let decisions: Vec<&str> =
        answer["verified"].as_array().expect("a list").iter().filter_map(|one| one["decision"].as_str()).collect();
    let count = |decision: &str| decisions.iter().filter(|one| **one == decision).count();
    assert_eq!((count("accept"), count("undecided"), count("reject")), (20, 2, 2), "{said}");
    let forms = answer["verified"].as_array().expect("a list").iter().filter_map(|one| one["form"].as_str());
    assert_eq!(forms.filter(|form| *form == "europass").count(), 12);
    assert_eq!(answer["served"], "accept");
    assert_eq!(output.status.code(), Some(0));

    let again = demo(&folder);
    assert_eq!(again.status.code(), Some(3), "a folder with anything in it is left alone");
}

#[test]
fn a_changed_credential_of_the_demonstration_is_rejected() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("demo");
    demo(&folder);
    let mut issued: Vec<_> = std::fs::read_dir(folder.join("issued"))
        .expect("the output")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "jsonld"))
        .collect();
    issued.sort();
    let verify = |path: &std::path::Path| {
        let output = Command::new(env!("CARGO_BIN_EXE_elmseal"))
            .args(["verify", "--json", "-w"])
            .arg(&folder)
            .arg(path)
            .output()
            .expect("the program runs");
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        (output.status.code(), report)
    };
    for form in ["elm", "europass"] {
        let of_form = issued.iter().filter(|path| path.to_string_lossy().ends_with(&format!(".{form}.jsonld")));
        let mut answers = of_form.map(|path| (path, verify(path)));
        let (path, (_, report)) = answers.find(|(_, (code, _))| *code == Some(0)).expect("one is accepted");
        assert_eq!(report["decision"], "accept");
        let learner = report["credential"]["learner"].as_str().expect("a name").to_owned();
        let family = learner.split(' ').next_back().expect("a name").to_owned();
        let text = std::fs::read_to_string(path).expect("the file");
        let bad = text.replace(&family, "Somebody");
        assert_ne!(bad, text);
        let changed = place.path().join("changed.jsonld");
        std::fs::write(&changed, bad).expect("a file");
        let (ending, report) = verify(&changed);
        assert_eq!((ending, report["decision"].as_str()), (Some(1), Some("reject")), "{form}");
        assert_eq!(report["reasons"][0]["code"], "content-not-sealed", "{form}");
    }
}

#[test]
fn many_credentials_at_once_get_the_answers_of_each_in_their_order() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("demo");
    demo(&folder);
    let mut files: Vec<String> = std::fs::read_dir(folder.join("issued"))
        .expect("the output")
        .map(|entry| entry.expect("an entry").path().to_string_lossy().into_owned())
        .filter(|path| path.ends_with(".jsonld"))
        .collect();
    files.sort();
    files.insert(3, folder.join("nothing.jsonld").to_string_lossy().into_owned());
    let verify = |files: &[String]| {
        let output = Command::new(env!("CARGO_BIN_EXE_elmseal"))
            .args(["verify", "--json", "-w"])
            .arg(&folder)
            .args(files)
            .output()
            .expect("the program runs");
        let mut answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        without_the_time(&mut answer);
        (output.status.code(), answer)
    };
    let (ending, answers) = verify(&files);
    assert_eq!(ending, Some(3), "a file is missing");
    let answers = answers.as_array().expect("a list").clone();
    let inputs: Vec<&str> = answers.iter().filter_map(|answer| answer["input"].as_str()).collect();
    assert_eq!(inputs, files.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(answers[3]["error"].is_string());
    for (answer, file) in answers.iter().zip(&files).filter(|(answer, _)| answer.get("report").is_some()) {
        assert_eq!(answer["report"], verify(std::slice::from_ref(file)).1, "{file}");
    }
}

/// Takes the time of verifying away, which is another one each time.
fn without_the_time(answer: &mut Value) {
    match answer {
        Value::Object(members) => {
            members.shift_remove("evaluated_at");
            members.values_mut().for_each(without_the_time);
        }
        Value::Array(items) => items.iter_mut().for_each(without_the_time),
        _ => {}
    }
}
