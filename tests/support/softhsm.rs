//! Tokens of SoftHSM 2 for tests: a real PKCS#11 module, each test with tokens of its own.
//!
//! Which tokens there are is said by `SOFTHSM2_CONF` when the module is loaded, once a process. So whatever uses a token
//! runs in a process of its own: the program, or this test binary again ([`Tokens::process`]).
#![expect(clippy::disallowed_methods, reason = "tokens lie in files, and the environment says where")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::skip;

/// The user's PIN of every token.
pub const PIN: &str = "471147";
/// The security officer's PIN of every token.
const SO_PIN: &str = "815815";
/// Where distributions put the module.
const MODULES: [&str; 4] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
];

/// A folder of tokens.
pub struct Tokens {
    folder: TempDir,
    module: PathBuf,
}

impl Tokens {
    /// A folder with one token called `HSM`, or `None` after saying that SoftHSM is not installed.
    pub fn new(what: &str) -> Option<Self> {
        let module = MODULES.iter().map(PathBuf::from).find(|module| module.exists());
        let util = Command::new("softhsm2-util").arg("--version").output();
        let (Some(module), Ok(_)) = (module, util) else {
            skip(what, "SoftHSM 2 is not installed (on Debian: apt-get install softhsm2)");
            return None;
        };
        let folder = TempDir::new().expect("a folder");
        let objects = folder.path().join("tokens");
        fs::create_dir(&objects).expect("a folder");
        let settings =
            format!("directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n", objects.display());
        fs::write(folder.path().join("softhsm2.conf"), settings).expect("settings");
        let tokens = Self { folder, module };
        tokens.add_token("HSM");
        Some(tokens)
    }

    /// The module, as an argument.
    pub fn module_text(&self) -> &str {
        self.module.to_str().expect("a name in UTF-8")
    }

    /// A folder for what else a test needs.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The environment variable that says which tokens there are.
    pub fn environment(&self) -> (&'static str, PathBuf) {
        ("SOFTHSM2_CONF", self.folder.path().join("softhsm2.conf"))
    }

    /// One more token.
    pub fn add_token(&self, label: &str) {
        self.util(&["--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", SO_PIN]);
    }

    /// Takes all tokens away, as when a cable is pulled.
    pub fn hide(&self) {
        fs::rename(self.folder.path().join("tokens"), self.folder.path().join("hidden")).expect("renamed");
        fs::create_dir(self.folder.path().join("tokens")).expect("a folder");
    }

    /// Puts them back.
    pub fn show(&self) {
        fs::remove_dir_all(self.folder.path().join("tokens")).expect("removed");
        fs::rename(self.folder.path().join("hidden"), self.folder.path().join("tokens")).expect("renamed");
    }

    /// Brings the key pair of a PKCS#8 PEM into the token `HSM`.
    pub fn add_key(&self, label: &str, id: &str, pem: &str) {
        let file = self.folder.path().join("key.pem");
        fs::write(&file, pem).expect("written");
        let file = file.to_str().expect("a name in UTF-8");
        self.util(&["--import", file, "--token", "HSM", "--label", label, "--id", id, "--pin", PIN]);
    }

    /// As [`add_key`](Self::add_key), without the public half.
    pub fn add_private_key(&self, label: &str, id: &str, pem: &str) {
        let file = self.folder.path().join("key.pem");
        fs::write(&file, pem).expect("written");
        let file = file.to_str().expect("a name in UTF-8");
        self.util(&["--import", file, "--token", "HSM", "--label", label, "--id", id, "--pin", PIN, "--no-public-key"]);
    }

    /// Runs the test `name` of this binary again, in a process that sees these tokens, as `inside` it.
    pub fn process(&self, name: &str) {
        let (variable, settings) = self.environment();
        let output = Command::new(std::env::current_exe().expect("this binary"))
            .args(["--exact", name, "--nocapture", "--test-threads", "1"])
            .env(variable, settings)
            .env(INSIDE, &self.module)
            .env("ELMSEAL_TEST_FOLDER", self.folder.path())
            .output()
            .expect("the test runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
    }

    fn util(&self, arguments: &[&str]) {
        let (variable, settings) = self.environment();
        let output = Command::new("softhsm2-util").args(arguments).env(variable, settings).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Set in a process that sees tokens.
const INSIDE: &str = "ELMSEAL_TEST_MODULE";

/// The module and the folder, in a process that sees tokens.
pub fn inside() -> Option<(PathBuf, PathBuf)> {
    let module = std::env::var_os(INSIDE)?;
    let folder = std::env::var_os("ELMSEAL_TEST_FOLDER")?;
    Some((module.into(), folder.into()))
}
