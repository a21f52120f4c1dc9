//! The `openssl` program as time-stamp authority, OCSP responder and judge: what it makes we read, what we make it reads.

use std::sync::{Arc, OnceLock};

use elmseal::crypto::{encoding, sha256};
use elmseal::fetch::{Danger, SealServices};
use elmseal::jose::jades::{Level, Outcome, SealExamination, SealOptions, SealTrust, UnverifiedSeal, augment, seal};
use elmseal::jose::{Algorithm, SoftwareSealKey};
use elmseal::model::time::Timestamp;
use elmseal::pki::{
    Accuracy, Certificate, PathPurpose, PathRequest, PkiServices, RevocationData, TimeStampToken, VerifiedTimeStamp,
    build_path, read_time_stamp_response, time_stamp_request,
};

use crate::openssl::{Known, OpenSsl, TsaSettings};
use crate::responder::{Request, Responder, bare, ok};
use crate::support::pki::status::Crl;
use crate::support::pki::{Key, Party, Spec, TestPki, crl_points, der, ext};
use crate::support::seeded::Seeded;
use crate::tsa::{TestTsa, TsaDigest, TsaKey, TsaOptions, TsaReference};

const DATA: &[u8] = b"what is stamped";
const NONCE: [u8; 16] = *b"\x00\x80 14 more bytes";
/// The program tells the true time: whoever it stamps for must not expire.
const VALID: (&str, &str) = ("2020-01-01T00:00:00Z", "2049-01-01T00:00:00Z");

fn lasting(spec: Spec) -> Spec {
    spec.valid(VALID.0, VALID.1)
}

/// A stamp over [`DATA`], from the authority at `url`.
fn stamp(url: &str) -> Result<VerifiedTimeStamp, &'static str> {
    let services = SealServices::new(Danger::AllowLoopback, Some(url)).expect("services");
    let imprint = sha256(DATA);
    let response = services.time_stamp(&time_stamp_request(&imprint, &NONCE)).map_err(|e| e.code())?;
    let token = read_time_stamp_response(&response, &imprint, &NONCE).map_err(|e| e.code())?;
    let token = TimeStampToken::parse(&token).map_err(|e| e.code())?;
    assert_eq!(token.policy(), "1.3.6.1.4.1.99999.2");
    assert!(token.ordering());
    assert_eq!(token.verify(b"what is not").expect_err("other data").code(), "time-stamp-imprint");
    token.verify(DATA).map_err(|e| e.code())
}

#[test]
fn its_time_stamps_are_read() {
    let Some(openssl) = OpenSsl::find("time stamps of `openssl ts`") else { return };
    let pki = TestPki::get();
    let root = &pki.tsa_root.certificate;
    let usual = TsaSettings::default();
    for (key, settings) in [
        (Key::Tsa, usual),
        (Key::P256, usual),
        (Key::P384, TsaSettings { digest: "sha384", ..usual }),
        (Key::Tsa, TsaSettings { digest: "sha512", fraction_digits: 0, ..usual }),
        (Key::Tsa, TsaSettings { reference_digest: "sha1", ..usual }),
        (Key::Tsa, TsaSettings { reference_digest: "sha512", fraction_digits: 3, ..usual }),
    ] {
        let unit = lasting(Spec::tsa()).key(key).issue(&pki.tsa_root);
        let server = openssl.time_stamp_authority(&unit, root, &settings);
        let verified = stamp(&server.url("/")).unwrap_or_else(|e| panic!("{settings:?}: {e}"));
        assert_eq!(verified.tsa(), &unit.certificate);
        assert_eq!(verified.accuracy(), Some(Accuracy { seconds: 1, millis: 500, micros: 100 }));
        assert!(verified.fraction().len() <= usize::from(settings.fraction_digits));
        let path = |anchor: &Certificate| {
            let request = PathRequest {
                leaf: verified.tsa(),
                candidates: verified.certificates(),
                anchors: std::slice::from_ref(anchor),
                at: verified.time(),
                purpose: PathPurpose::TimeStamp,
            };
            build_path(&request).map(drop).map_err(|e| e.code())
        };
        assert_eq!(path(root), Ok(()));
        assert_eq!(path(&pki.root.certificate), Err("certificate-untrusted"));
    }
    // It refuses what it does not accept, and says so.
    let unit = lasting(Spec::tsa()).issue(&pki.tsa_root);
    let server = openssl.time_stamp_authority(&unit, root, &TsaSettings { digests: "sha512", ..usual });
    assert_eq!(stamp(&server.url("/")).expect_err("a refusal"), "time-stamp-refused");
    // It signs with SHA-1 when it is told to; we do not take that.
    let server = openssl.time_stamp_authority(&unit, root, &TsaSettings { digest: "sha1", ..usual });
    assert_eq!(stamp(&server.url("/")).expect_err("SHA-1"), "time-stamp-signature-algorithm");
}

#[test]
fn it_reads_our_requests() {
    let Some(openssl) = OpenSsl::find("`openssl ts` reads our requests") else { return };
    let imprint = sha256(DATA);
    let query = openssl.file("query.tsq", time_stamp_request(&imprint, &NONCE));
    let output = openssl.run(&["ts", "-query", "-in", query.to_str().expect("a path"), "-text"]);
    let text = String::from_utf8(output.stdout).expect("text");
    for line in ["Version: 1", "Hash Algorithm: sha256", "Certificate required: yes", "Policy OID: unspecified"] {
        assert!(text.contains(line), "{line} in {text}");
    }
    let nonce = format!("Nonce: 0x{}", encoding::to_hex(&NONCE).trim_start_matches('0').to_uppercase());
    assert!(text.contains(&nonce), "{nonce} in {text}");
    // The digest stands as a dump of sixteen bytes a line.
    let dump: String = text
        .lines()
        .filter(|line| line.starts_with("    00"))
        .flat_map(|line| line[11..].chars().take(48))
        .filter(char::is_ascii_hexdigit)
        .collect();
    assert_eq!(dump, encoding::to_hex(&imprint));
}

#[test]
fn it_accepts_the_tokens_of_our_authority() {
    let Some(openssl) = OpenSsl::find("`openssl ts -verify` on our tokens") else { return };
    let time = Timestamp::parse("2026-07-01T12:00:00Z").expect("a time");
    let tsa = TestTsa::new();
    let root = openssl.certificates(&[&tsa.root()]);
    let verify = |data: &[u8], arguments: &[&str], bytes: &[u8]| {
        let (data, answer) = (openssl.file("data", data), openssl.file("answer", bytes));
        let (data, answer) = (data.to_str().expect("a path"), answer.to_str().expect("a path"));
        let at = time.unix().to_string();
        let common = ["ts", "-verify", "-data", data, "-CAfile", root.to_str().expect("a path"), "-attime", &at];
        let output = openssl.run(&[&common, arguments, &["-in", answer]].concat());
        output.status.success()
    };
    for key in [TsaKey::P256, TsaKey::Rsa] {
        for digest in [TsaDigest::Sha256, TsaDigest::Sha384, TsaDigest::Sha512] {
            for reference in [TsaReference::Two, TsaReference::TwoWithIssuer, TsaReference::One, TsaReference::Both] {
                let fraction = "123456".to_owned();
                let options = TsaOptions { key, digest, reference, fraction, ..TsaOptions::at(time) };
                let token = tsa.token(DATA, &options);
                assert!(verify(DATA, &["-token_in"], &token), "{options:?}");
                assert!(!verify(b"what is not", &["-token_in"], &token), "{options:?}");
            }
        }
    }
    let request = time_stamp_request(&sha256(DATA), &NONCE);
    let response = tsa.response(&request, &TsaOptions::at(time));
    assert!(verify(DATA, &[], &response));
    assert!(!verify(b"what is not", &[], &response));
}

#[test]
fn it_refuses_no_token_that_we_accept() {
    use crate::tsa::Flaw;

    let Some(openssl) = OpenSsl::find("`openssl ts -verify` on flawed tokens") else { return };
    let time = Timestamp::parse("2026-07-01T12:00:00Z").expect("a time");
    let tsa = TestTsa::new();
    let root = openssl.certificates(&[&tsa.root()]);
    let mut laxer = Vec::new();
    for flaw in Flaw::ALL {
        let token = tsa.token(DATA, &TsaOptions::flawed(time, flaw));
        let (data, answer) = (openssl.file("data", DATA), openssl.file("token", &token));
        let at = time.unix().to_string();
        let output = openssl.run(&[
            "ts",
            "-verify",
            "-token_in",
            "-data",
            data.to_str().expect("a path"),
            "-CAfile",
            root.to_str().expect("a path"),
            "-attime",
            &at,
            "-in",
            answer.to_str().expect("a path"),
        ]);
        let ours = TimeStampToken::parse(&token).and_then(|token| token.verify(DATA)).is_ok_and(|verified| {
            let request = PathRequest {
                leaf: verified.tsa(),
                candidates: verified.certificates(),
                anchors: &[tsa.root()],
                at: verified.time(),
                purpose: PathPurpose::TimeStamp,
            };
            build_path(&request).is_ok()
        });
        match (output.status.success(), ours) {
            (true, false) => laxer.push(flaw),
            (false, true) => panic!("{flaw:?} is refused by openssl alone"),
            _ => {}
        }
    }
    // It reads BER, looks at neither the content type among the attributes nor at extensions, and takes SHA-1; later
    // versions may refuse more of this.
    let known = [
        Flaw::AttributeTwice,
        Flaw::Ber,
        Flaw::ContentTypeAttribute,
        Flaw::CriticalExtension,
        Flaw::FractionWithZero,
        Flaw::Sha1Imprint,
        Flaw::Sha1Signature,
        Flaw::TrailingBytes,
    ];
    laxer.retain(|flaw| !known.contains(flaw));
    assert_eq!(laxer, []);
}

/// An infrastructure whose certificates name servers on this machine.
struct Peers {
    ca: Party,
    ocsp: Responder,
    files: Responder,
    tsa: Responder,
    trust: SealTrust,
    /// The clock of the servers.
    now: Timestamp,
}

/// A path, and what lies there.
type Served = (&'static str, Vec<u8>);

/// Serial numbers of seal certificates: good ones, and one that was revoked.
const GOOD: [u8; 4] = [0x51, 0, 0, 1];
const REVOKED: [u8; 4] = [0x51, 0, 0, 2];
const UNHEARD: [u8; 4] = [0x51, 0, 0, 3];

impl Peers {
    fn start(openssl: &OpenSsl) -> Self {
        let pki = TestPki::get();
        // What is served names the servers, and so is made after they have started.
        let served: Arc<OnceLock<Vec<Served>>> = Arc::default();
        let later = Arc::clone(&served);
        let files = Responder::start(move |request: &Request| {
            match later.get().into_iter().flatten().find(|(path, _)| *path == request.target) {
                Some((_, bytes)) => ok("application/octet-stream", bytes),
                None => bare("404 No", ""),
            }
        });
        let ca = lasting(Spec::authority("Example Seal CA", Key::Ca))
            .ca(Some(0))
            .with(ext::CRL_POINTS, false, crl_points(&files.url("/root.crl")))
            .issue(&pki.root);
        let responder = lasting(Spec::responder()).issue(&ca);
        let ocsp = openssl.ocsp_responder(&ca.certificate, &responder, &[Known::Good(&GOOD), Known::Revoked(&REVOKED)]);
        let unit = lasting(Spec::tsa())
            .with(ext::CRL_POINTS, false, crl_points(&files.url("/tsa-root.crl")))
            .issue(&pki.tsa_root);
        let tsa = openssl.time_stamp_authority(&unit, &pki.tsa_root.certificate, &TsaSettings::default());
        // The only clock here is the servers'.
        let now = stamp(&tsa.url("/")).expect("a stamp").time();
        let list = |issuer: &Party| Crl::at(&now.to_string()).issue(issuer);
        let lists = vec![
            ("/root.crl", list(&pki.root)),
            ("/tsa-root.crl", list(&pki.tsa_root)),
            ("/ca.cer", ca.certificate.der().to_vec()),
        ];
        served.set(lists).expect("it is set once");
        let trust = SealTrust {
            authorities: vec![pki.root.certificate.clone()],
            time_stamp_authorities: vec![pki.tsa_root.certificate.clone()],
        };
        Self { ca, ocsp, files, tsa, trust, now }
    }

    fn seal_of(&self, key: Key, serial: &[u8]) -> Party {
        let at = |method: &str, url: &str| der::seq(&[&der::oid(method), &der::context_primitive(6, url.as_bytes())]);
        lasting(Spec::seal(key))
            .serial(serial)
            .without(ext::CRL_POINTS)
            .with(
                ext::INFORMATION_ACCESS,
                false,
                der::seq(&[
                    &at("1.3.6.1.5.5.7.48.1", &self.ocsp.url("/")),
                    &at("1.3.6.1.5.5.7.48.2", &self.files.url("/ca.cer")),
                ]),
            )
            .issue(&self.ca)
    }

    /// A file at baseline B with the leaf alone, so that its issuer must be fetched.
    fn file(&self, party: &Party, algorithm: Algorithm) -> Vec<u8> {
        let chain = vec![party.certificate.clone()];
        let signer = SoftwareSealKey::from_pkcs8(&party.key_pkcs8(), chain, algorithm).expect("a key");
        seal("{\"a\":1}", &signer, &SealOptions::new(self.now)).expect("a seal")
    }

    fn services(&self) -> SealServices {
        SealServices::new(Danger::AllowLoopback, Some(&self.tsa.url("/"))).expect("services")
    }

    fn examine(&self, file: &[u8]) -> SealExamination {
        let seal = UnverifiedSeal::parse(file).and_then(UnverifiedSeal::verify_signature).expect("a seal");
        seal.examine(&self.trust, &RevocationData::default(), self.now)
    }
}

#[test]
fn seals_reach_every_level_with_its_servers() {
    let Some(openssl) = OpenSsl::find("seals with `openssl ts` and `openssl ocsp`") else { return };
    let peers = Peers::start(&openssl);
    let services = peers.services();
    for (key, algorithm) in
        [(Key::Rsa2048, Algorithm::Rs256), (Key::Rsa3072, Algorithm::Ps256), (Key::P256, Algorithm::Es256)]
    {
        let party = peers.seal_of(key, &GOOD);
        let plain = peers.file(&party, algorithm);
        for level in [Level::B, Level::T, Level::Lt, Level::Lta] {
            let bring = |wish| augment(&plain, wish, &services, &mut Seeded::new(7), &peers.trust, peers.now);
            let made = bring(level).unwrap_or_else(|e| panic!("{algorithm:?} {level:?}: {e}"));
            assert_eq!((made.level, made.short_of), (level, None), "{algorithm:?}");
            let examination = peers.examine(&made.file);
            assert_eq!(examination.level, level);
            assert_eq!(examination.best_time.proven().is_some(), level > Level::B);
            let failed: Vec<_> =
                examination.rows.iter().filter(|row| row.outcome == Outcome::Failed).map(|row| row.code).collect();
            assert_eq!(failed, [""; 0], "{algorithm:?} {level:?}");
            if level >= Level::Lt {
                assert_eq!(examination.outcome(), Outcome::Passed, "{algorithm:?} {:?}", examination.rows);
            }
        }
    }
    // What was asked about once is not asked about again.
    let asked = |path: &str| peers.files.requests().iter().filter(|request| request.target == path).count();
    assert_eq!((asked("/root.crl"), asked("/ca.cer")), (1, 1));

    // Beside them: a revoked certificate, and one that the responder has never heard of.
    for (serial, expected) in [(REVOKED, "certificate-revoked"), (UNHEARD, "revocation-data-missing")] {
        let party = peers.seal_of(Key::P256, &serial);
        let plain = peers.file(&party, Algorithm::Es256);
        let made = augment(&plain, Level::Lta, &services, &mut Seeded::new(7), &peers.trust, peers.now);
        let made = made.expect("a seal at level T");
        assert_eq!((made.level, made.short_of.map(|short| short.code)), (Level::T, Some(expected)));
    }
}
