//! The command line, from the settings to the mail in a learner's box.
#![expect(clippy::disallowed_methods, reason = "the test writes files and runs the program")]

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::smtp::{Manners, SmtpServer};

struct Desk {
    dir: TempDir,
}

impl Desk {
    fn new(server: &SmtpServer) -> Self {
        let desk = Self { dir: tempfile::tempdir().expect("a folder") };
        desk.done(&["init", "."]);
        let settings = desk.dir.path().join("elmseal.toml");
        let before = fs::read_to_string(&settings).expect("the settings");
        let port = server.address.port();
        let added = format!(
            "\n[claims]\nbase = \"https://claim.uni.example\"\n\n[mail]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n\
             from = \"registrar@uni.example\"\nuser = \"elmseal\"\n"
        );
        fs::write(settings, before + &added).expect("written");
        let list = "Student number,First name,Last name,E-mail,Result,Final grade\n\
                    K-1,Ada,Byron,ada@uni.example,passed,9.0\nK-2,Bo,Li,,passed,8.0\n";
        fs::write(desk.dir.path().join("learners/two.csv"), list).expect("written");
        desk
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_elmseal"));
        command.args(arguments).current_dir(self.dir.path()).env("ELMSEAL_PASSPHRASE", "correct horse battery");
        command.output().expect("started")
    }

    /// What a run prints that succeeds.
    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let text = self.done(&[arguments, &["--json"]].concat());
        serde_json::from_str(&text).unwrap_or_else(|fault| panic!("{fault}: {text}"))
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        String::from_utf8(output.stderr).expect("UTF-8")
    }
}

#[test]
fn a_registrar_issues_sends_lists_renews_and_withdraws() {
    // "\0elmseal\0right" as PLAIN says it.
    let server = SmtpServer::start(Manners { password: Some("AGVsbXNlYWwAcmlnaHQ=".into()), ..Manners::default() });
    let desk = Desk::new(&server);
    let issued = desk.done(&["issue", "descriptors/ingenium-framework.toml", "learners/two.csv"]);
    assert!(issued.contains("made 2 links for learners"), "{issued}");

    let asked = desk.refused(&["mail", "send"]);
    assert!(asked.contains("wants a password for `elmseal`") && asked.contains("--password-file"), "{asked}");
    fs::write(desk.dir.path().join("password"), "right\n").expect("written");
    let sent = desk.json(&["mail", "send", "--password-file", "password"]);
    assert_eq!(sent, serde_json::json!({ "sent": 1, "later": 0, "refused": 0, "uncertain": 0 }));
    let mail = server.taken()[0].part("text/plain");
    assert!(mail.contains("https://claim.uni.example/claim/"), "{mail}");
    assert_eq!(desk.json(&["mail", "send", "--password-file", "password"])["sent"], 0);

    let letters = desk.json(&["mail", "list"]);
    assert_eq!((letters[0]["address"].as_str(), letters[0]["state"].as_str()), (Some("ada@uni.example"), Some("sent")));
    let links = desk.json(&["claim", "list", "--batch", "1"]);
    let links = links.as_array().expect("links");
    assert!(links.len() == 2 && links.iter().all(|link| link["state"] == "open"), "{links:?}");
    let award = links[1]["award"].as_str().expect("an id");
    let made = desk.json(&["claim", "new", award, "--mail", "--address", "bo@uni.example", "--language", "fr"]);
    let link = made[0]["link"].as_str().expect("a link").to_owned();
    assert_eq!(desk.json(&["mail", "send", "--password-file", "password"])["sent"], 1);
    let mail = server.taken()[1].part("text/plain");
    assert!(mail.contains(&link) && mail.contains("Bonjour Bo Li"), "{mail}");
    assert_eq!(desk.json(&["claim", "renew", award])["renewed"], 2);
    assert_eq!(desk.json(&["claim", "withdraw", award])["withdrawn"], 2);
    let states = desk.json(&["claim", "list", award]);
    assert!(states.as_array().expect("links").iter().all(|link| link["state"] == "withdrawn"), "{states}");
    assert!(desk.refused(&["claim", "new", award, "--address", "nobody"]).contains("no mail address"));
    assert!(desk.refused(&["claim", "list", "--batch", "9"]).contains("batch 9 has no awards"));
}
