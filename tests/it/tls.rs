//! TLS of the services: what is spoken, what is refused, and that it is bounded like everything else.
#![expect(clippy::disallowed_methods, reason = "certificates lie in files")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use elmseal::http::{Patience, PublicService, Running, Tls, TlsError};
use elmseal::model::time::Timestamp;
use elmseal::verify::Verifier;
use openssl::asn1::Asn1Time;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode, SslVersion};
use openssl::symm::Cipher;
use openssl::x509::{X509, X509NameBuilder};
use tempfile::TempDir;

use crate::wire::{Answer, exchange, parse};
use crate::world::{NOW, Nowhere};

struct Files {
    folder: TempDir,
}

impl Files {
    fn new() -> Self {
        let files = Self { folder: tempfile::tempdir().expect("a folder") };
        files.write("first");
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A new certificate with its key.
    fn write(&self, name: &str) -> PKey<Private> {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).expect("a group");
        let key = PKey::from_ec_key(EcKey::generate(&group).expect("a key")).expect("a key");
        let mut subject = X509NameBuilder::new().expect("a name");
        subject.append_entry_by_text("CN", name).expect("an entry");
        let subject = subject.build();
        let mut builder = X509::builder().expect("a builder");
        builder.set_version(2).expect("a version");
        builder.set_subject_name(&subject).expect("a subject");
        builder.set_issuer_name(&subject).expect("an issuer");
        builder.set_pubkey(&key).expect("a key");
        builder.set_not_before(&Asn1Time::from_unix(1_700_000_000).expect("a time")).expect("a beginning");
        builder.set_not_after(&Asn1Time::from_unix(4_000_000_000).expect("a time")).expect("an end");
        builder.sign(&key, MessageDigest::sha256()).expect("signed");
        fs::write(self.path("cert.pem"), builder.build().to_pem().expect("PEM")).expect("a file");
        fs::write(self.path("key.pem"), key.private_key_to_pem_pkcs8().expect("PEM")).expect("a file");
        key
    }

    fn tls(&self) -> Result<Tls, TlsError> {
        Tls::new(&self.path("cert.pem"), &self.path("key.pem"))
    }
}

fn serve(tls: Tls, patience: Patience) -> (Running, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let service = PublicService {
        verifier: Arc::new(Verifier::new(Arc::new(Nowhere), Vec::new())),
        publications: folder.path().to_owned(),
        base: "https://verify.example".parse().expect("a URL"),
        clock: Arc::new(|| Timestamp::parse(NOW).expect("a time")),
        patience,
    };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    (Running::start_secured(listener, service, tls).expect("a server"), folder)
}

/// Asks within TLS of at most `version`: who answers, in which version, and the answer.
fn ask(address: SocketAddr, version: SslVersion) -> Result<(String, String, Answer), String> {
    let mut builder = SslConnector::builder(SslMethod::tls_client()).expect("a client");
    builder.set_verify(SslVerifyMode::NONE);
    builder.set_min_proto_version(None).expect("any version");
    builder.set_max_proto_version(Some(version)).expect("a version");
    builder.set_cipher_list("ALL:@SECLEVEL=0").expect("ciphers");
    let stream = TcpStream::connect(address).expect("it listens");
    let mut stream = builder.build().connect("verify.example", stream).map_err(|fault| fault.to_string())?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").map_err(|e| e.to_string())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map_err(|fault| fault.to_string())?;
    let certificate = stream.ssl().peer_certificate().expect("a certificate");
    let name =
        certificate.subject_name().entries().next().expect("a name").data().to_string().expect("text").to_string();
    Ok((name, stream.ssl().version_str().to_owned(), parse(&answer)))
}

#[test]
fn tls_of_two_versions_is_spoken_and_nothing_else_is() {
    let files = Files::new();
    let (running, _folder) = serve(files.tls().expect("TLS"), Patience::default());
    for (version, name) in [(SslVersion::TLS1_3, "TLSv1.3"), (SslVersion::TLS1_2, "TLSv1.2")] {
        let (who, spoken, answer) = ask(running.address(), version).expect("an answer");
        assert_eq!((who.as_str(), spoken.as_str(), answer.status, answer.body.as_str()), ("first", name, 200, "ok\n"));
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
    }
    assert!(ask(running.address(), SslVersion::TLS1_1).is_err(), "an old version is refused");
    // In clear there is no answer, and nobody else is disturbed.
    assert!(!exchange(running.address(), b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").contains("HTTP/1.1 200"));
    assert_eq!(ask(running.address(), SslVersion::TLS1_3).expect("an answer").2.status, 200);
}

#[test]
fn a_renewed_certificate_is_for_new_connections_and_a_broken_one_for_none() {
    let files = Files::new();
    let tls = files.tls().expect("TLS");
    let (running, _folder) = serve(tls.clone(), Patience::default());
    let who = || ask(running.address(), SslVersion::TLS1_3).expect("an answer").0;
    assert_eq!(who(), "first");
    files.write("second");
    assert_eq!(who(), "first", "nobody said that there is another");
    tls.reload().expect("renewed");
    assert_eq!(who(), "second");
    fs::write(files.path("cert.pem"), "no certificate").expect("a file");
    assert!(matches!(tls.reload(), Err(TlsError::Certificate { .. })));
    assert_eq!(who(), "second");
}

/// The program itself, as a service manager tells it that the certificate was renewed.
#[test]
#[cfg(unix)]
fn a_running_service_that_is_told_reads_its_renewed_certificate() {
    let files = Files::new();
    let mut service = Command::new(env!("CARGO_BIN_EXE_elmseal"));
    service.args(["serve", "--listen", "127.0.0.1:0", "--tls-cert", "cert.pem", "--tls-key", "key.pem"]);
    service.current_dir(files.folder.path()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut service = service.spawn().expect("it runs");
    let mut said = String::new();
    let out = service.stdout.take().expect("an output");
    BufReader::new(out).read_line(&mut said).expect("it says something");
    let address = said.strip_prefix("serving on https://").and_then(|rest| rest.split('/').next());
    let address: SocketAddr = address.expect("an address").parse().expect("an address");
    let who = || ask(address, SslVersion::TLS1_3).expect("an answer").0;
    assert_eq!(who(), "first");
    files.write("second");
    assert_eq!(who(), "first", "nobody said that there is another");
    let hangup = || Command::new("kill").args(["-HUP", &service.id().to_string()]).status().expect("it runs");
    assert!(hangup().success());
    // It is told beside what it answers: the new one is seen soon, and no answer fails meanwhile.
    let seen = (0..5_000).any(|_| who() == "second");
    fs::write(files.path("key.pem"), "no key").expect("a file");
    assert!(hangup().success());
    let after = who();
    service.kill().expect("it can be stopped");
    service.wait().expect("it ends");
    assert!(seen);
    assert_eq!(after, "second", "what cannot be used changes nothing");
}

#[test]
fn keys_that_cannot_be_used_are_refused_for_their_reason() {
    let files = Files::new();
    assert!(files.tls().is_ok());
    let key = fs::read(files.path("key.pem")).expect("the key");
    files.write("another");
    let other = fs::read(files.path("key.pem")).expect("the other key");
    fs::write(files.path("key.pem"), key).expect("a file");
    assert!(matches!(files.tls(), Err(TlsError::Mismatch { .. })));
    let locked = PKey::private_key_from_pem(&other).expect("a key");
    let locked = locked.private_key_to_pem_pkcs8_passphrase(Cipher::aes_256_cbc(), b"secret").expect("PEM");
    fs::write(files.path("key.pem"), locked).expect("a file");
    assert!(matches!(files.tls(), Err(TlsError::Key { .. })), "nobody is asked for a passphrase");
    fs::remove_file(files.path("key.pem")).expect("removed");
    assert!(matches!(files.tls(), Err(TlsError::Unreadable { .. })));
    fs::write(files.path("key.pem"), other).expect("a file");
    assert!(files.tls().is_ok());
    assert!(!format!("{:?}", files.tls().expect("TLS")).contains("PRIVATE"));
}

#[test]
fn whoever_never_agrees_on_tls_is_let_go() {
    let files = Files::new();
    let patience = Patience { silence: Duration::from_millis(100), ..Patience::default() };
    let (running, _folder) = serve(files.tls().expect("TLS"), patience);
    // Says nothing; and says only the beginning.
    for beginning in [&b""[..], b"\x16\x03\x01\x00\xff"] {
        let mut stream = TcpStream::connect(running.address()).expect("it listens");
        stream.write_all(beginning).expect("written");
        let mut rest = Vec::new();
        // It ends by itself: with a close, or with a reset.
        drop(stream.read_to_end(&mut rest));
        assert!(!rest.starts_with(b"HTTP"), "no answer in clear");
    }
    assert_eq!(ask(running.address(), SslVersion::TLS1_3).expect("an answer").2.status, 200);
}
