//! The `openssl` program as a time-stamp authority and an OCSP responder on loopback: peers that share no code with ours.
//!
//! Keys and certificates lie in a folder of the test's own; a server ends with the value that stands for it.
#![expect(clippy::disallowed_methods, reason = "the program reads its settings from files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use elmseal::pki::Certificate;
use tempfile::TempDir;

use crate::responder::{Request, Responder, bare, ok};
use crate::support;
use crate::support::pki::{Party, pem};

/// The program, with a folder to work in.
pub struct OpenSsl {
    folder: TempDir,
    files: AtomicUsize,
}

impl OpenSsl {
    /// The program, or `None` after saying what is skipped.
    pub fn find(what: &str) -> Option<Self> {
        let found = Command::new("openssl").arg("version").stdin(Stdio::null()).output();
        if found.is_ok_and(|output| output.status.success()) {
            return Some(Self { folder: TempDir::new().expect("a folder"), files: AtomicUsize::new(0) });
        }
        support::skip(what, "there is no `openssl` program");
        None
    }

    /// Writes a file of its own.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let number = self.files.fetch_add(1, Ordering::SeqCst);
        let path = self.folder.path().join(format!("{number}-{name}"));
        fs::write(&path, bytes).expect("a file");
        path
    }

    /// Certificates in one file of PEM.
    pub fn certificates(&self, certificates: &[&Certificate]) -> PathBuf {
        self.file("certificates.pem", certificates.iter().map(|one| pem(one)).collect::<String>())
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Output {
        run(arguments)
    }

    /// A time-stamp authority of this party.
    pub fn time_stamp_authority(&self, tsa: &Party, root: &Certificate, settings: &TsaSettings) -> Responder {
        let config = format!(
            "[tsa]\ndefault_tsa = authority\n[authority]\nserial = {}\ncrypto_device = builtin\nsigner_cert = {}\n\
             certs = {}\nsigner_key = {}\nsigner_digest = {}\ndefault_policy = 1.3.6.1.4.1.99999.2\ndigests = {}\n\
             accuracy = secs:1, millisecs:500, microsecs:100\nclock_precision_digits = {}\nordering = yes\n\
             tsa_name = yes\ness_cert_id_chain = no\ness_cert_id_alg = {}\n",
            self.file("serial", "01\n").display(),
            self.certificates(&[&tsa.certificate]).display(),
            self.certificates(&[root]).display(),
            self.file("tsa.key", tsa.key_pem()).display(),
            settings.digest,
            settings.digests,
            settings.fraction_digits,
            settings.reference_digest,
        );
        let config = self.file("tsa.cnf", config);
        let folder = config.parent().expect("a folder").to_owned();
        Responder::start(move |request: &Request| {
            if request.kind != "application/timestamp-query" {
                return bare("400 No", "");
            }
            match reply(&config, &folder, &request.body) {
                Some(response) => ok("application/timestamp-reply", &response),
                None => bare("500 No", ""),
            }
        })
    }

    /// An OCSP responder of the authority `ca`, which knows these certificates by serial number.
    ///
    /// The program's own server listens on all addresses, so it answers one request at a time behind ours.
    pub fn ocsp_responder(&self, ca: &Certificate, responder: &Party, known: &[Known<'_>]) -> Responder {
        let lines: String = known.iter().map(Known::line).collect();
        let files = [
            ("-index", self.file("index.txt", lines)),
            ("-CA", self.certificates(&[ca])),
            ("-rsigner", self.certificates(&[&responder.certificate])),
            ("-rkey", self.file("responder.key", responder.key_pem())),
        ];
        let folder = self.folder.path().to_owned();
        Responder::start(move |request: &Request| {
            if request.kind != "application/ocsp-request" {
                return bare("400 No", "");
            }
            match status(&files, &folder, &request.body) {
                Some(response) => ok("application/ocsp-response", &response),
                None => bare("500 No", ""),
            }
        })
    }
}

/// How the authority stamps.
#[derive(Debug, Clone, Copy)]
pub struct TsaSettings {
    /// The digest of its signatures.
    pub digest: &'static str,
    /// Digests of data that it accepts.
    pub digests: &'static str,
    /// Digits of the fraction of a second.
    pub fraction_digits: u8,
    /// The digest that names its certificate.
    pub reference_digest: &'static str,
}

impl Default for TsaSettings {
    fn default() -> Self {
        Self { digest: "sha256", digests: "sha256, sha384, sha512", fraction_digits: 6, reference_digest: "sha256" }
    }
}

/// What the responder knows of a certificate.
pub enum Known<'a> {
    /// It is good.
    Good(&'a [u8]),
    /// It was revoked in 2025, as its key was stolen.
    Revoked(&'a [u8]),
}

impl Known<'_> {
    /// A line of the program's database; the serial number is a certificate's INTEGER.
    fn line(&self) -> String {
        let (Self::Good(serial) | Self::Revoked(serial)) = self;
        let serial = elmseal::crypto::encoding::to_hex(serial).to_uppercase();
        match self {
            Self::Good(_) => format!("V\t490101000000Z\t\t{serial}\tunknown\t/CN=known\n"),
            Self::Revoked(_) => {
                format!("R\t490101000000Z\t250601000000Z,keyCompromise\t{serial}\tunknown\t/CN=known\n")
            }
        }
    }
}

fn run(arguments: &[&str]) -> Output {
    Command::new("openssl").args(arguments).stdin(Stdio::null()).output().expect("the program runs")
}

fn reply(config: &Path, folder: &Path, request: &[u8]) -> Option<Vec<u8>> {
    let (query, response) = (folder.join("query.tsq"), folder.join("response.tsr"));
    fs::write(&query, request).ok()?;
    let text = |path: &Path| path.to_str().map(str::to_owned);
    let output =
        run(&["ts", "-reply", "-config", &text(config)?, "-queryfile", &text(&query)?, "-out", &text(&response)?]);
    // A request that it rejects is answered as well.
    if !output.status.success() && !response.is_file() {
        return None;
    }
    let bytes = fs::read(&response).ok();
    drop(fs::remove_file(&response));
    bytes
}

fn status(files: &[(&str, PathBuf)], folder: &Path, request: &[u8]) -> Option<Vec<u8>> {
    let (query, response) = (folder.join("request.der"), folder.join("response.der"));
    fs::write(&query, request).ok()?;
    let mut program = Command::new("openssl");
    program.args(["ocsp", "-ndays", "7"]).stdin(Stdio::null());
    for (name, path) in files {
        program.arg(name).arg(path);
    }
    let output = program.arg("-reqin").arg(&query).arg("-respout").arg(&response).output().ok()?;
    let bytes = fs::read(&response).ok().filter(|_| output.status.success());
    drop(fs::remove_file(&response));
    bytes
}
