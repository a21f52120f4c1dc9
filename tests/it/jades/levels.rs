//! Seals at every level: what is written, what is asked for, and what level is claimed where something lacks.

use std::sync::OnceLock;

use elmseal::crypto::encoding::{from_base64, from_base64url, to_base64, to_base64url};
use elmseal::jose::Algorithm;
use elmseal::jose::jades::{
    Augmented, BestTime, JadesError, Level, Outcome, SEAL_CHECKS, SealExamination, SealOptions, SealTrust, SigningTime,
    augment, seal,
};
use elmseal::model::time::Timestamp;
use elmseal::pki::{Certificate, NoServices, PkiServices, RevocationData, ServiceError};
use serde_json::{Value, json};

use super::draft::{Draft, PAYLOAD, SEALED, at, key_of, open, sealed, signer};
use crate::support::pki::status::{Crl, Ocsp};
use crate::support::pki::{Key, Party, Spec, TestPki};
use crate::support::seeded::Seeded;
use crate::tsa::{Flaw, TestTsa, TsaOptions};

/// The time-stamp authority of these tests.
pub fn tsa() -> &'static TestTsa {
    static MADE: OnceLock<TestTsa> = OnceLock::new();
    MADE.get_or_init(TestTsa::new)
}

/// Whom the tests trust.
pub fn trust() -> SealTrust {
    SealTrust { authorities: vec![TestPki::get().root.certificate.clone()], time_stamp_authorities: vec![tsa().root()] }
}

/// What the responder and the lists say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    Good,
    Revoked,
    Nonsense,
    Nothing,
}

/// Services of the test PKI, at a time.
pub struct Services {
    pub seal: Certificate,
    pub stamp: Option<TsaOptions>,
    pub ocsp: Says,
    pub crl: Says,
    pub at: String,
}

impl Services {
    pub fn good(seal: &Party) -> Self {
        Self {
            seal: seal.certificate.clone(),
            stamp: Some(TsaOptions::at(at(SEALED))),
            ocsp: Says::Good,
            crl: Says::Good,
            at: SEALED.to_owned(),
        }
    }
}

fn unreachable(url: &str) -> ServiceError {
    ServiceError::Unreachable { url: url.to_owned(), reason: "nobody is there".to_owned() }
}

impl PkiServices for Services {
    fn time_stamp(&self, request: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let url = "http://tsa.example";
        self.stamp.as_ref().map(|options| tsa().response(request, options)).ok_or_else(|| unreachable(url))
    }

    fn ocsp(&self, url: &str, _: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let pki = TestPki::get();
        let issuer = &pki.ca.certificate;
        assert_eq!(url, "http://pki.example/ocsp");
        match self.ocsp {
            Says::Good => Ok(Ocsp::good(&self.seal, issuer, &self.at).sign(&pki.responder)),
            Says::Revoked => {
                Ok(Ocsp::revoked(&self.seal, issuer, &self.at, "2026-01-01T00:00:00Z", Some(1)).sign(&pki.responder))
            }
            Says::Nonsense => Ok(b"not today".to_vec()),
            Says::Nothing => Err(unreachable(url)),
        }
    }

    fn crl(&self, url: &str) -> Result<Vec<u8>, ServiceError> {
        let pki = TestPki::get();
        let issuer = if url.ends_with("root.crl") { &pki.root } else { &pki.ca };
        match self.crl {
            Says::Good => Ok(Crl::at(&self.at).issue(issuer)),
            Says::Revoked => {
                let revoked = if url.ends_with("root.crl") { &pki.ca.certificate } else { &self.seal };
                Ok(Crl::at(&self.at).revoke(revoked, "2026-01-01T00:00:00Z", Some(1)).issue(issuer))
            }
            Says::Nonsense => Ok(b"not today".to_vec()),
            Says::Nothing => Err(unreachable(url)),
        }
    }

    fn ca_issuer(&self, url: &str) -> Result<Vec<u8>, ServiceError> {
        assert_eq!(url, "http://pki.example/ca.cer");
        Ok(TestPki::get().ca.certificate.der().to_vec())
    }
}

/// Brings a file to a level when it is sealed.
pub fn bring(file: &[u8], wish: Level, services: &dyn PkiServices) -> Result<Augmented, JadesError> {
    augment(file, wish, services, &mut Seeded::new(7), &trust(), at(SEALED))
}

/// A seal of that level, as it should be.
pub fn at_level(level: Level, algorithm: Algorithm) -> Vec<u8> {
    let party = TestPki::get().seal(key_of(algorithm));
    let made = bring(&sealed(&party, algorithm), level, &Services::good(&party)).expect("augmented");
    assert_eq!((made.level, made.short_of), (level, None));
    made.file
}

pub fn examine(file: &[u8], now: Timestamp) -> SealExamination {
    open(file).expect("a seal").examine(&trust(), &RevocationData::default(), now)
}

/// The items of `etsiU` of a file, decoded.
pub fn items(file: &[u8]) -> Vec<Value> {
    let file: Value = serde_json::from_slice(file).expect("JSON");
    let items = file["signatures"][0]["header"]["etsiU"].as_array().cloned().unwrap_or_default();
    let decode = |item: &Value| from_base64url(item.as_str().expect("a text")).expect("base64url");
    items.iter().map(|item| serde_json::from_slice(&decode(item)).expect("JSON")).collect()
}

/// What came out of each check, in short.
fn outcomes(examination: &SealExamination) -> String {
    let letter = |outcome| match outcome {
        Outcome::Passed => 'P',
        Outcome::Failed => 'F',
        Outcome::Inconclusive => '?',
        Outcome::NotApplicable => '-',
    };
    assert!(examination.rows.iter().map(|row| row.check).eq(SEAL_CHECKS));
    examination.rows.iter().map(|row| letter(row.outcome)).collect()
}

#[test]
fn the_header_is_written_as_the_field_writes_it() {
    let party = TestPki::get().seal(Key::P256);
    for (signing_time, names, critical) in [
        (SigningTime::Iat, "alg cty kid x5t#S256 x5c typ b64 iat crit", json!(["b64"])),
        (SigningTime::SigT, "alg cty kid x5t#S256 x5c typ b64 sigT crit", json!(["b64", "sigT"])),
    ] {
        let options = SealOptions { signing_time, ..SealOptions::new(at("2025-07-14T12:00:00Z")) };
        let file = seal(PAYLOAD, &signer(&party, Algorithm::Es256), &options).expect("a seal");
        assert!(file.starts_with(b"{\"payload\":\"{\\\"id\\\""), "the payload is the first member");
        assert!(!file.contains(&b'\n'));
        let json: Value = serde_json::from_slice(&file).expect("JSON");
        assert_eq!(json["payload"], PAYLOAD);
        assert_eq!(json.to_string().as_bytes(), file, "written as serde_json writes it");
        let one = json["signatures"][0].as_object().expect("an object");
        assert_eq!(one.keys().collect::<Vec<_>>(), ["protected", "signature"]);
        let protected = from_base64url(one["protected"].as_str().expect("a text")).expect("base64url");
        let header: serde_json::Map<String, Value> = serde_json::from_slice(&protected).expect("an object");
        assert_eq!(header.keys().cloned().collect::<Vec<_>>().join(" "), names);
        assert_eq!(header["crit"], critical);
        assert_eq!(header["b64"], false);
        assert_eq!(from_base64(header["kid"].as_str().expect("a text")), Ok(party.certificate.issuer_serial_der()));
        let pki = TestPki::get();
        let chain = [to_base64(party.certificate.der()), to_base64(pki.ca.certificate.der())];
        assert_eq!(header["x5c"], json!(chain), "leaf first, without the root");
        let seal = open(&file).expect("a seal");
        assert_eq!((seal.claimed_time().time, seal.claimed_time().member), (options.at, signing_time));
        assert_eq!(seal.not_baseline(), [""; 0]);
    }
}

#[test]
fn seals_go_through_every_level() {
    let full =
        [(Level::B, "PPPP-----P?"), (Level::T, "PPPP-P---P?"), (Level::Lt, "PPPP-PPP-PP"), (Level::Lta, "PPPP-PPPPPP")];
    for algorithm in Algorithm::ALL {
        for (level, expected) in full {
            let file = at_level(level, algorithm);
            let seal = open(&file).expect("a seal");
            assert_eq!((seal.payload(), seal.algorithm(), seal.level()), (PAYLOAD, algorithm, level));
            let examination = examine(&file, at("2026-07-01T00:00:00Z"));
            assert_eq!(outcomes(&examination), expected, "{algorithm} {level:?}: {:#?}", examination.rows);
            assert_eq!(examination.level, level);
            let proven = if level == Level::B { BestTime::Unproven } else { BestTime::Proven(at(SEALED)) };
            assert_eq!(examination.best_time, proven);
            assert_eq!(examination.time_stamp_authority.is_some(), level > Level::B);
        }
    }
}

#[test]
fn each_level_adds_to_the_one_below() {
    let names = |level| {
        let items = items(&at_level(level, Algorithm::Es256));
        items
            .iter()
            .map(|item| item.as_object().expect("one").keys().next().expect("a name").clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(Level::B), [""; 0]);
    assert_eq!(names(Level::T), ["sigTst"]);
    assert_eq!(names(Level::Lt), ["sigTst", "xVals", "rVals"]);
    assert_eq!(names(Level::Lta), ["sigTst", "xVals", "rVals", "arcTst"]);
    let revocation = &items(&at_level(Level::Lt, Algorithm::Es256))[2]["rVals"];
    assert_eq!(revocation["ocspVals"].as_array().map(Vec::len), Some(1), "the seal's, by OCSP");
    assert_eq!(revocation["crlVals"].as_array().map(Vec::len), Some(1), "the authority's, by its list");
}

#[test]
fn the_same_call_goes_on_where_an_earlier_one_stopped() {
    let party = TestPki::get().seal(Key::P256);
    let good = Services::good(&party);
    let mut file = sealed(&party, Algorithm::Es256);
    for level in [Level::B, Level::T, Level::T, Level::Lt, Level::Lt, Level::Lta, Level::Lta, Level::T] {
        let before = items(&file).len();
        let made = bring(&file, level, &good).expect("augmented");
        assert_eq!(made.level, examine(&made.file, at(SEALED)).level);
        assert!(made.level >= level && items(&made.file).len() >= before);
        file = made.file;
    }
    let again = bring(&file, Level::Lta, &NoServices).expect("nothing is asked");
    assert_eq!((again.file, again.level), (file, Level::Lta));
}

#[test]
fn without_a_usable_time_stamp_nothing_is_released_at_t() {
    let party = TestPki::get().seal(Key::P256);
    let file = sealed(&party, Algorithm::Es256);
    let code = |services: &dyn PkiServices| bring(&file, Level::T, services).expect_err("no time stamp").code();
    assert_eq!(code(&NoServices), "service-not-configured");
    assert_eq!(code(&Services { stamp: None, ..Services::good(&party) }), "service-unreachable");
    for (flaw, expected) in [
        (Flaw::Nonsense, "time-stamp-malformed"),
        (Flaw::NonsenseToken, "time-stamp-malformed"),
        (Flaw::NoToken, "time-stamp-malformed"),
        (Flaw::Rejected, "time-stamp-refused"),
        (Flaw::WrongImprint, "time-stamp-imprint"),
        (Flaw::Sha1Imprint, "time-stamp-imprint-algorithm"),
        (Flaw::WrongNonce, "time-stamp-nonce"),
        (Flaw::NoNonce, "time-stamp-nonce"),
        (Flaw::BrokenSignature, "time-stamp-signature"),
        (Flaw::ChangedContent, "time-stamp-digest"),
        (Flaw::OtherKey, "time-stamp-signature"),
        (Flaw::TwoSigners, "time-stamp-signers"),
        (Flaw::NoSigner, "time-stamp-signers"),
        (Flaw::NoCertificates, "time-stamp-signer-unknown"),
        (Flaw::OwnAuthority, "time-stamp-authority-untrusted"),
        (Flaw::KeyUsageMissing, "certificate-extended-key-usage"),
        (Flaw::KeyUsageNotCritical, "certificate-extended-key-usage"),
        (Flaw::KeyUsageOfOthers, "certificate-extended-key-usage"),
        (Flaw::ExpiredCertificate, "certificate-expired"),
        (Flaw::FutureTime, "time-stamp-clock"),
    ] {
        let services = Services { stamp: Some(TsaOptions::flawed(at(SEALED), flaw)), ..Services::good(&party) };
        assert_eq!(code(&services), expected, "{flaw:?}");
    }
    let late = Services { stamp: Some(TsaOptions::at(at("2026-06-30T12:06:00Z"))), ..Services::good(&party) };
    assert_eq!(code(&late), "time-stamp-clock");
    assert!(bring(&file, Level::T, &Services::good(&party)).is_ok());
}

#[test]
fn a_time_stamp_of_an_authority_outside_the_seals_validity_does_not_help() {
    let expired = Spec::seal(Key::P256).valid("2024-01-01T00:00:00Z", "2026-06-30T11:00:00Z").issue(&TestPki::get().ca);
    let file = sealed(&expired, Algorithm::Es256);
    let error = bring(&file, Level::T, &Services::good(&expired)).expect_err("too late");
    assert_eq!(error.code(), "signature-time-stamp-after-expiry");
}

#[test]
fn the_level_that_is_reached_is_stated() {
    let party = TestPki::get().seal(Key::P256);
    let file = sealed(&party, Algorithm::Es256);
    let good = || Services::good(&party);
    let reached = |services: &dyn PkiServices, trust: &SealTrust| {
        let made = augment(&file, Level::Lta, services, &mut Seeded::new(7), trust, at(SEALED)).expect("at least T");
        assert_eq!(open(&made.file).expect("a seal").level(), made.level);
        (made.level, made.short_of.map(|short| short.code))
    };
    let missing = Some("revocation-data-missing");
    assert_eq!(reached(&good(), &trust()), (Level::Lta, None));
    assert_eq!(reached(&Services { ocsp: Says::Nothing, ..good() }, &trust()), (Level::Lta, None), "the list suffices");
    assert_eq!(reached(&Services { ocsp: Says::Nonsense, ..good() }, &trust()), (Level::Lta, None));
    assert_eq!(reached(&Services { crl: Says::Nothing, ..good() }, &trust()), (Level::T, missing), "of the authority");
    assert_eq!(reached(&Services { crl: Says::Nonsense, ..good() }, &trust()), (Level::T, missing));
    assert_eq!(reached(&Services { ocsp: Says::Revoked, ..good() }, &trust()), (Level::T, Some("certificate-revoked")));
    let stale = Services { at: "2026-01-01T00:00:00Z".to_owned(), ..good() };
    assert_eq!(reached(&stale, &trust()), (Level::T, missing));
    let nobody = SealTrust { authorities: Vec::new(), ..trust() };
    assert_eq!(reached(&good(), &nobody), (Level::T, Some("certificate-untrusted")));
    let no_authority = SealTrust { time_stamp_authorities: Vec::new(), ..trust() };
    assert_eq!(reached(&good(), &no_authority), (Level::T, Some("time-stamp-authority-untrusted")));
}

/// Stamps once, then is gone.
struct Once(Services, std::sync::atomic::AtomicBool);

impl PkiServices for Once {
    fn time_stamp(&self, request: &[u8]) -> Result<Vec<u8>, ServiceError> {
        if self.1.swap(true, std::sync::atomic::Ordering::SeqCst) {
            return Err(ServiceError::TimedOut { url: "http://tsa.example".to_owned() });
        }
        self.0.time_stamp(request)
    }

    fn ocsp(&self, url: &str, request: &[u8]) -> Result<Vec<u8>, ServiceError> {
        self.0.ocsp(url, request)
    }

    fn crl(&self, url: &str) -> Result<Vec<u8>, ServiceError> {
        self.0.crl(url)
    }

    fn ca_issuer(&self, url: &str) -> Result<Vec<u8>, ServiceError> {
        self.0.ca_issuer(url)
    }
}

#[test]
fn an_authority_that_is_gone_before_the_archive_time_stamp_leaves_level_lt() {
    let party = TestPki::get().seal(Key::P256);
    let services = Once(Services::good(&party), false.into());
    let made = bring(&sealed(&party, Algorithm::Es256), Level::Lta, &services).expect("augmented");
    assert_eq!((made.level, made.short_of.map(|short| short.code)), (Level::Lt, Some("service-timed-out")));
    let on = bring(&made.file, Level::Lta, &Services::good(&party)).expect("goes on");
    assert_eq!((on.level, on.short_of), (Level::Lta, None));
}

#[test]
fn the_issuer_is_fetched_where_the_file_lacks_it() {
    let party = TestPki::get().seal(Key::P256);
    let mut draft = Draft::of(&party, Algorithm::Es256);
    draft.set("x5c", json!([to_base64(party.certificate.der())]));
    let made = bring(&draft.build(), Level::Lta, &Services::good(&party)).expect("augmented");
    assert_eq!((made.level, made.short_of), (Level::Lta, None));
    let certificates = open(&made.file).expect("a seal").certificates();
    assert!(certificates.contains(&TestPki::get().ca.certificate));
}

#[test]
fn nothing_is_added_to_what_is_no_seal_or_holds_clear_objects() {
    let party = TestPki::get().seal(Key::P256);
    let services = Services::good(&party);
    let mut changed = sealed(&party, Algorithm::Es256);
    let at = changed.len() / 8;
    changed[at] ^= 1;
    assert!(bring(&changed, Level::T, &services).is_err());
    let mut clear = Draft::of(&party, Algorithm::Es256);
    clear.etsi_u(json!([{"xVals": []}]));
    assert_eq!(bring(&clear.build(), Level::T, &services).expect_err("clear").code(), "etsiu-clear");
    // A time stamp that does not hold is not hidden by another one.
    let mut broken = Draft::of(&party, Algorithm::Es256);
    let stamp = tsa().token(b"something else", &TsaOptions::at(super::draft::at(SEALED)));
    let item = json!({"sigTst": {"tstTokens": [{"val": to_base64(&stamp)}]}});
    broken.etsi_u(json!([to_base64url(item.to_string().as_bytes())]));
    assert_eq!(bring(&broken.build(), Level::T, &services).expect_err("broken").code(), "time-stamp-imprint");
}
