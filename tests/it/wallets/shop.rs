//! A workspace with awards and its running service, as wallets find it, and how the wallets are called.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use elmseal::config::{SystemEntropy, now};
use elmseal::crypto::encoding::to_base64;
use elmseal::ledger::{ClaimTerms, ClaimToken, Filter, Ledger, Letter, TransactionCode};
use elmseal::model::ids::AwardId;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support;
use crate::support::pki::{Digest, Key, Party, Spec};

/// Below it everything is published; the service serves the same.
pub const BASE: &str = "https://credentials.uniovi.example";
const COURSE: [&str; 2] = ["w/descriptors/ingenium-framework.toml", "w/learners/ingenium-framework.csv"];
const PASSPHRASE: &str = "a passphrase";
const PROGRAM: &str = env!("CARGO_BIN_EXE_elmseal");

/// The workspace, and `elmseal serve issuer` for it.
pub struct Shop {
    place: TempDir,
    /// The address of the `public` listener, which is the issuer's identifier.
    pub issuer: String,
    pub awards: Vec<AwardId>,
    root: Party,
    contexts: Value,
    service: Option<Child>,
}

/// An offer, as a wallet is handed it.
pub struct Handed {
    pub deep_link: String,
    pub code: Option<String>,
}

impl Shop {
    /// With twelve awards, and the service running; `contexts` are those that a judge has not itself.
    pub fn open(contexts: Value) -> Self {
        let place = tempfile::tempdir().expect("a folder");
        // Of P-384: Credo reads no certificate with an RSA key, and verifies none that is signed with P-521.
        let root = Spec::authority("Example Root CA", Key::P384).digest(Digest::Sha384).self_signed();
        let seal = Spec::seal(Key::P256).valid("2024-01-01T00:00:00Z", "2045-01-01T00:00:00Z");
        let seal = seal.digest(Digest::Sha384).issue(&root);
        fs::write(place.path().join("key.pem"), seal.key_pem()).expect("a file");
        fs::write(place.path().join("chain.pem"), seal.pem() + &root.pem()).expect("a file");
        // Whoever listens for a moment knows a port that is free.
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let issuer = format!("http://127.0.0.1:{port}");
        let mut shop = Self { place, issuer, awards: Vec::new(), root, contexts, service: None };
        shop.ok(&["init", "w"]);
        let settings = shop.path("w/elmseal.toml");
        let text = fs::read_to_string(&settings).expect("settings");
        fs::write(&settings, format!("{text}\n[claims]\nbase = \"{}\"\n", shop.issuer)).expect("settings");
        shop.ok(&["-w", "w", "key", "import", "seal", "--pkcs8", "key.pem", "--certificates", "chain.pem"]);
        shop.ok(&["-w", "w", "trust", "add", "uniovi"]);
        shop.list_from_the_beginning();
        shop.ok(&["-w", "w", "trust", "sign"]);
        shop.ok(&["-w", "w", "issue", COURSE[0], COURSE[1], "--out", "out"]);
        let ledger = Ledger::open_read(&shop.path("w/ledger.db")).expect("a ledger");
        let mut awards = Vec::new();
        ledger.list(&Filter::default(), &mut |row| awards.push(row.award)).expect("awards");
        shop.awards = awards;
        shop.serve();
        shop
    }

    /// Lets all that the list names hold since long ago: a copy for a wallet says no more than the hour in which it was sealed, and
    /// this key is younger.
    fn list_from_the_beginning(&self) {
        let (file, member) = (self.path("w/trust/ingenium.json"), "\"StatusStartingTime\":\"");
        let text = fs::read_to_string(&file).expect("a list");
        let mut parts = text.split(member);
        let mut changed = parts.next().expect("a beginning").to_owned();
        for part in parts {
            changed.push_str(&format!("{member}2026-01-01T00:00:00Z{}", &part["2026-01-01T00:00:00Z".len()..]));
        }
        fs::write(&file, changed).expect("a list");
    }

    /// Starts the service.
    pub fn serve(&mut self) {
        let public = self.issuer.strip_prefix("http://").expect("http");
        let mut command = self.command(&["-w", "w", "serve", "issuer", "--admin", "127.0.0.1:0", "--public", public]);
        let mut service = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let mut lines = BufReader::new(service.stdout.take().expect("an output")).lines();
        let said: Vec<String> = lines.by_ref().take(3).map(|line| line.expect("text")).collect();
        self.service = Some(service);
        assert_eq!(said.get(2), Some(&format!("wallets know the issuer as {}", self.issuer)), "{said:?}");
    }

    /// Ends it, as a machine that loses power does.
    pub fn kill(&mut self) {
        if let Some(mut service) = self.service.take() {
            service.kill().expect("it can be stopped");
            service.wait().expect("it ends");
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.current_dir(self.place.path()).args(arguments).env("ELMSEAL_PASSPHRASE", PASSPHRASE);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("it runs")
    }

    pub fn ok(&self, arguments: &[&str]) {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Opens an offer for a wallet.
    pub fn offer(&self, award: AwardId, code: TransactionCode) -> Handed {
        let mut entropy = SystemEntropy;
        let mut ledger = Ledger::open(&self.path("w/ledger.db"), &mut entropy).expect("a ledger");
        let until = now().plus_seconds(86_400);
        let opened = ledger.open_offer((award, None), code, (now(), until), &mut entropy).expect("an offer");
        let reference = format!("{}/offers/{}", self.issuer, opened.id.as_str());
        let encoded: String = url::form_urlencoded::byte_serialize(reference.as_bytes()).collect();
        Handed {
            deep_link: format!("openid-credential-offer://?credential_offer_uri={encoded}"),
            code: opened.tx_code.map(|code| code.as_str().to_owned()),
        }
    }

    /// Changes the status of an award, and publishes it.
    pub fn change(&self, command: &str, award: usize) {
        self.ok(&["-w", "w", command, &self.awards[award].to_string(), "--reason", "for a test"]);
    }

    /// Makes a claim link.
    pub fn claim(&self, award: AwardId) -> ClaimToken {
        let mut entropy = SystemEntropy;
        let mut ledger = Ledger::open(&self.path("w/ledger.db"), &mut entropy).expect("a ledger");
        let terms = ClaimTerms { created: now(), expires: now().plus_seconds(86_400), letter: Letter::None };
        ledger.open_claim(award, terms, &mut entropy).expect("a claim")
    }

    /// A task for a wallet: fetch an award in a configuration, from an offer with a transaction code.
    pub fn task(&self, award: usize, configuration: &str, key: (&str, &str)) -> Value {
        let offer = self.offer(self.awards[award], TransactionCode::Asked);
        json!({
            "offer": offer.deep_link, "txCode": offer.code, "configuration": configuration, "alg": key.0, "named": key.1,
        })
    }

    /// A command of this workspace, as a task has it done between two steps.
    pub fn command_between(&self, arguments: &[&str]) -> Value {
        let folder = self.path("w").to_string_lossy().into_owned();
        json!([&[PROGRAM, "-w", &folder], arguments].concat())
    }

    /// Has a wallet do its tasks, or a judge look at credentials: what came of each, by its name.
    pub fn call(&self, driver: &str, tasks: &Value) -> Value {
        let authority = to_base64(self.root.certificate.der());
        let contexts = &self.contexts;
        let given = json!({
            "tasks": tasks, "base": BASE, "issuer": self.issuer, "authorities": [authority], "contexts": contexts,
        });
        let mut command = Command::new("node");
        command
            .arg(format!("wallets/{driver}"))
            .current_dir(support::judges_folder())
            .env("ELMSEAL_PASSPHRASE", PASSPHRASE);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("node runs");
        child.stdin.take().expect("an input").write_all(given.to_string().as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        let wrong = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{driver}: {wrong}");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {wrong}"))
    }

    /// What `elmseal verify` ends with for what wallets got: the worst of all.
    pub fn verify<'v>(&self, credentials: impl IntoIterator<Item = &'v Value>) -> (Option<i32>, String) {
        let mut command = self.command(&["-w", "w", "verify"]);
        for (at, credential) in credentials.into_iter().enumerate() {
            let text = credential.as_str().map_or_else(|| credential.to_string(), str::to_owned);
            let file = format!("got-{at}.json");
            fs::write(self.path(&file), text).expect("a file");
            command.arg(file);
        }
        let output = command.output().expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.kill();
    }
}
