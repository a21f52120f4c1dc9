//! The program itself, on a socket of this machine, killed between one step of a wallet and the next.

use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use elmseal::config::now;
use elmseal::ledger::{Filter, Ledger, TransactionCode};
use elmseal::oid4vci::PRE_AUTHORIZED_CODE;
use elmseal::verify::{Check, Outcome};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::desk::{Naming, Wallet, form, verifier};
use crate::support::pki::{Key, TestPki, pem};
use crate::support::seeded::Seeded;
use crate::wire::{self, Answer};

/// The base of what `elmseal init` makes.
const BASE: &str = "https://credentials.uniovi.example";

/// A workspace with three awards, whose public listener is on this machine.
struct Office {
    dir: TempDir,
    address: SocketAddr,
}

/// The service; it is killed, not told to stop.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

impl Office {
    fn new() -> Self {
        Self::with("")
    }

    /// The same with more in `[claims]`.
    fn with(claims: &str) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        // A port that was free a moment ago.
        let address = TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr()).expect("a port");
        let office = Self { dir, address };
        office.run(&["init", "."]);
        let settings = office.path("elmseal.toml");
        let text = std::fs::read_to_string(&settings).expect("settings");
        std::fs::write(&settings, format!("{text}\n[claims]\nbase = \"{}\"\n{claims}", office.issuer()))
            .expect("a file");
        let pki = TestPki::get();
        let seal = pki.seal(Key::P256);
        std::fs::write(office.path("seal.key"), seal.key_pem()).expect("a file");
        let chain = format!("{}{}", seal.pem(), pem(&pki.ca.certificate));
        std::fs::write(office.path("seal.pem"), chain).expect("a file");
        office.run(&["key", "import", "seal", "--pkcs8", "seal.key", "--certificates", "seal.pem"]);
        office.run(&["issue", "descriptors/ingenium-framework.toml", "learners/ingenium-framework.csv"]);
        office
    }

    fn issuer(&self) -> String {
        format!("http://{}", self.address)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_elmseal"));
        command.current_dir(self.dir.path()).env("ELMSEAL_PASSPHRASE", "correct horse battery").args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> String {
        let done = self.command(arguments).output().expect("it runs");
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).expect("UTF-8")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.run(&[arguments, &["--json"]].concat())).expect("JSON")
    }

    /// What it says that refuses.
    fn refused(&self, arguments: &[&str]) -> String {
        let done = self.command(arguments).output().expect("it runs");
        assert_eq!((done.status.code(), &*done.stdout), (Some(3), &b""[..]), "{arguments:?}");
        String::from_utf8(done.stderr).expect("UTF-8")
    }

    fn serve(&self) -> Running {
        let address = self.address.to_string();
        let mut command = self.command(&["serve", "issuer", "--admin", "127.0.0.1:0", "--public", &address]);
        let mut service = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let mut lines = BufReader::new(service.stdout.take().expect("piped")).lines();
        let known = format!("wallets know the issuer as {}", self.issuer());
        assert!(lines.any(|line| line.is_ok_and(|line| line == known)), "it says how wallets know it");
        let service = Running(service);
        // The sockets are open before it says anything; it answers when it has begun.
        assert_eq!(wire::get(self.address, "/healthz", &[]).status, 200);
        service
    }

    /// The path of a new offer of the first award.
    fn offer(&self) -> String {
        let mut entropy = Seeded::new(now().unix().unsigned_abs());
        let mut ledger = Ledger::open(&ledger(self.dir.path()), &mut entropy).expect("a ledger");
        let mut award = None;
        ledger.list(&Filter::default(), &mut |row| award = award.or(Some(row.award))).expect("listed");
        let times = (now(), now().plus_seconds(86_400));
        let opened = ledger.open_offer((award.expect("an award"), None), TransactionCode::None, times, &mut entropy);
        format!("/offers/{}", opened.expect("an offer").id.as_str())
    }

    fn post(&self, name: &str, kind: &str, token: Option<&str>, body: &str) -> Answer {
        let bearer = format!("Bearer {}", token.unwrap_or_default());
        let mut headers = vec![("Content-Type", kind)];
        headers.extend(token.map(|_| ("Authorization", bearer.as_str())));
        wire::send(self.address, "POST", &format!("/oid4vci/{name}"), &headers, body.as_bytes())
    }

    fn wish(&self, configuration: &str, wallet: &Wallet) -> String {
        let nonce = self.post("nonce", "application/json", None, "").json()["c_nonce"].clone();
        let claims = json!({ "aud": self.issuer(), "iat": now().unix(), "nonce": nonce });
        let proof = wallet.jws(&wallet.header(), &claims);
        json!({ "credential_configuration_id": configuration, "proofs": { "jwt": [proof] } }).to_string()
    }
}

fn ledger(folder: &Path) -> PathBuf {
    folder.join("ledger.db")
}

#[test]
fn the_program_is_killed_between_the_steps_and_nothing_is_lost() {
    let office = Office::new();
    let running = office.serve();
    let offer = office.offer();
    let fetched = wire::get(office.address, &offer, &[]);
    assert_eq!(fetched.status, 200, "{}", fetched.body);
    let fetched = fetched.json();
    assert_eq!(fetched["credential_issuer"], office.issuer());
    let code = fetched["grants"][PRE_AUTHORIZED_CODE]["pre-authorized_code"].as_str().expect("a code").to_owned();
    drop(running);

    let running = office.serve();
    let form = form(&[("grant_type", PRE_AUTHORIZED_CODE), ("pre-authorized_code", &code)]);
    // Many at once, on connections of their own.
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let redeem = || office.post("token", "application/x-www-form-urlencoded", None, &form);
        let all: Vec<_> = (0..8).map(|_| scope.spawn(redeem)).collect();
        all.into_iter().map(|one| one.join().expect("no panic")).collect()
    });
    let mut good = answers.iter().filter(|answer| answer.status == 200);
    let token = good.next().expect("one is good").json()["access_token"].as_str().expect("a token").to_owned();
    assert!(good.next().is_none(), "and no other");
    drop(running);

    let verifier = verifier(BASE, &office.path("public"));
    let wallet = Wallet::p256(7, Naming::Jwk);
    let ids = fetched["credential_configuration_ids"].as_array().expect("an array");
    assert_eq!(ids.len(), 3);
    let mut before: Vec<Value> = Vec::new();
    for _ in 0..2 {
        let running = office.serve();
        let mut got = Vec::new();
        for id in ids.iter().filter_map(Value::as_str) {
            let answer = office.post("credential", "application/json", Some(&token), &office.wish(id, &wallet));
            assert_eq!(answer.status, 200, "{id}: {}", answer.body);
            got.push(answer.json()["credentials"][0]["credential"].clone());
        }
        drop(running);
        assert!(before.is_empty() || before == got, "the same again");
        before = got;
    }
    for credential in before {
        let bytes = credential.as_str().map_or_else(|| credential.to_string(), str::to_owned);
        let report = verifier.verify(bytes.as_bytes(), now());
        for one in [Check::Integrity, Check::Proof, Check::Status] {
            assert_eq!(report.row(one).outcome, Outcome::Passed, "{:?}", report.row(one));
        }
    }
    office.run(&["ledger", "audit"]);
}

#[test]
fn a_registrar_tells_the_code_that_the_page_does_not_show() {
    let office = Office::with("code = \"registrar\"\n");
    let listed = office.json(&["list"]);
    let award = listed[0]["award"].as_str().expect("an id").to_owned();
    let link = office.json(&["claim", "new", &award])[0]["link"].as_str().expect("a link").to_owned();
    let path = link.strip_prefix(&office.issuer()).expect("of this issuer").to_owned();
    let early = office.refused(&["claim", "code", &award]);
    assert!(early.contains("no offer of award") && early.contains("opens one on the page first"), "{early}");

    let _running = office.serve();
    let page = wire::send(office.address, "POST", &format!("{path}/wallet"), &[("Accept", "text/html")], b"");
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(
        page.body.contains("The wallet asks for a code of six digits") && !page.body.contains("class=\"digits\""),
        "{}",
        page.body
    );
    assert!(page.body.contains("<a href=\"mailto:"), "whom to ask: {}", page.body);
    let offer = page.body.split("%2Foffers%2F").nth(1).and_then(|rest| rest.split('"').next()).expect("an offer");
    let fetched = wire::get(office.address, &format!("/offers/{offer}"), &[]).json();
    let grant = &fetched["grants"][PRE_AUTHORIZED_CODE];
    assert_eq!(grant["tx_code"]["length"], 6);
    let code = grant["pre-authorized_code"].as_str().expect("a code");
    let redeem = |told: &str| {
        let pairs = [("grant_type", PRE_AUTHORIZED_CODE), ("pre-authorized_code", code), ("tx_code", told)];
        office.post("token", "application/x-www-form-urlencoded", None, &form(&pairs))
    };

    let told = office.run(&["claim", "code", &award]);
    let first = told.trim_end().strip_prefix(&format!("{award}  ")).expect("the award and its code").to_owned();
    let told = office.json(&["claim", "code", &award, &award]);
    assert_eq!(told.as_array().map(Vec::len), Some(1), "one award, one code: {told}");
    assert_eq!(told[0]["award"], award.as_str());
    let second = told[0]["code"].as_str().expect("a code").to_owned();
    for one in [&first, &second] {
        assert!(one.len() == 6 && one.bytes().all(|digit| digit.is_ascii_digit()), "{one}");
    }
    if first != second {
        assert_eq!(redeem(&first).json()["error"], "invalid_grant");
    }
    let token = redeem(&second);
    assert_eq!(token.status, 200, "{}", token.body);
    let token = token.json()["access_token"].as_str().expect("a token").to_owned();
    let wish = office.wish("open_badge_jwt", &Wallet::ed25519(7, Naming::Jwk));
    let answer = office.post("credential", "application/json", Some(&token), &wish);
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(office.refused(&["claim", "code", &award]).contains("no offer of award"), "it was used");
    let revoked = listed[1]["award"].as_str().expect("an id");
    office.run(&["revoke", revoked, "--reason", "for a test"]);
    let refused = office.refused(&["claim", "code", revoked]);
    assert!(refused.contains("is revoked: no code was drawn"), "{refused}");
}
