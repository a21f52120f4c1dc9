//! RFC 3161: tokens of real files, tokens of our own authority, and every way in which one can be wrong.
#![expect(clippy::disallowed_methods, reason = "tests read files")]

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use elmseal::crypto::sha256;
use elmseal::model::time::Timestamp;
use elmseal::pki::{
    Accuracy, Certificate, PathPurpose, PathRequest, TimeStampError, TimeStampToken, VerifiedTimeStamp, build_path,
    read_time_stamp_response, time_stamp_request,
};
use serde_json::Value;

use crate::support;
use crate::tsa::{Flaw, TestTsa, TsaDigest, TsaKey, TsaOptions, TsaReference};

/// What a token of a sealed file was made over, and the token.
struct Stamped {
    what: &'static str,
    data: Vec<u8>,
    token: Vec<u8>,
}

fn tokens_of(value: &Value) -> Vec<Vec<u8>> {
    let tokens = value["tstTokens"].as_array().expect("tokens");
    tokens.iter().map(|token| STANDARD.decode(token["val"].as_str().expect("a value")).expect("base64")).collect()
}

/// The time stamps of a sealed file and the exact bytes that they are over (`b64` is false in all samples).
fn stamps(file: &[u8]) -> Vec<Stamped> {
    let file: Value = serde_json::from_slice(file).expect("JSON");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let payload = text(&file["payload"]);
    let signature = &file["signatures"][0];
    let (protected, value) = (text(&signature["protected"]), text(&signature["signature"]));
    let header: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&protected).expect("base64url")).expect("a header");
    assert_eq!(header["b64"], false);
    let mut found = Vec::new();
    if header.get("adoTst").is_some() {
        for token in tokens_of(&header["adoTst"]) {
            found.push(Stamped { what: "adoTst", data: payload.clone().into_bytes(), token });
        }
    }
    let mut before = String::new();
    for element in signature["header"]["etsiU"].as_array().into_iter().flatten() {
        let element = text(element);
        let object: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&element).expect("base64url")).expect("an element");
        for (name, over) in [("sigTst", value.clone()), ("arcTst", format!("{payload}.{protected}.{value}.{before}"))] {
            let Some(stamp) = object.get(name) else { continue };
            for token in tokens_of(stamp) {
                let what = if name == "sigTst" { "sigTst" } else { "arcTst" };
                found.push(Stamped { what, data: over.clone().into_bytes(), token });
            }
        }
        before.push_str(&element);
    }
    found
}

#[test]
fn the_time_stamps_of_real_files_verify() {
    let Some(reference) = support::reference("time stamps of real files") else { return };
    let mut seen = Vec::new();
    for entry in fs::read_dir(reference.join("elm/samples")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if !name.ends_with("-signed.jsonld") {
            continue;
        }
        for Stamped { what, mut data, token } in stamps(&fs::read(&path).expect("a file")) {
            let read = TimeStampToken::parse(&token).unwrap_or_else(|e| panic!("{name} {what}: {e}"));
            let verified = read.verify(&data).unwrap_or_else(|e| panic!("{name} {what}: {e}"));
            assert_eq!(verified.time(), read.gen_time());
            let tsa = verified.tsa().subject().common_name.clone().unwrap_or_default();
            seen.push(format!("{name} {what} {} {tsa}", verified.time()));
            data[0] ^= 1;
            assert_eq!(read.verify(&data).expect_err("other data"), TimeStampError::Imprint);
            // A changed signature.
            let mut broken = token.clone();
            let last = broken.len() - 1;
            broken[last] ^= 1;
            data[0] ^= 1;
            let broken = TimeStampToken::parse(&broken).expect("a token");
            assert_eq!(broken.verify(&data).expect_err("another signature").code(), "time-stamp-signature");
        }
    }
    seen.sort();
    let qualified = "ZetesConfidens EC Qualified TSU17";
    let expected = [
        format!("2024-AA-Annex1-MC-signed.jsonld adoTst 2024-05-28T09:51:19Z {qualified}"),
        format!("2024-AA-Annex1-MC-signed.jsonld sigTst 2024-05-28T09:51:22Z {qualified}"),
        format!("2025-Sample-CertOfPart-signed.jsonld adoTst 2025-02-12T12:09:45Z {qualified}"),
        format!("2025-Sample-CertOfPart-signed.jsonld arcTst 2025-02-12T12:09:48Z {qualified}"),
        format!("2025-Sample-CertOfPart-signed.jsonld sigTst 2025-02-12T12:09:48Z {qualified}"),
        "2026-vendor-mc-signed.jsonld arcTst 2026-01-12T07:12:24Z self-signed-tsa".to_owned(),
        "2026-vendor-mc-signed.jsonld sigTst 2026-01-12T07:12:24Z self-signed-tsa".to_owned(),
        "Sample-CertOfPart-signed.jsonld adoTst 2023-09-27T12:07:01Z good-tsa".to_owned(),
        "Sample-CertOfPart-signed.jsonld arcTst 2023-09-27T12:07:04Z good-tsa".to_owned(),
        "Sample-CertOfPart-signed.jsonld sigTst 2023-09-27T12:07:04Z good-tsa".to_owned(),
        "Sample-MC-Annex1-signed.jsonld adoTst 2023-09-27T11:54:17Z good-tsa".to_owned(),
        "Sample-MC-Annex1-signed.jsonld arcTst 2023-09-27T11:54:20Z good-tsa".to_owned(),
        "Sample-MC-Annex1-signed.jsonld sigTst 2023-09-27T11:54:20Z good-tsa".to_owned(),
    ];
    assert_eq!(seen, expected);
}

const DATA: &[u8] = b"what is stamped";
const NONCE: [u8; 16] = *b"\x00\x80 14 more bytes";

fn time() -> Timestamp {
    Timestamp::parse("2026-07-01T12:00:00Z").expect("a time")
}

/// Asks `tsa` for a stamp of [`DATA`] as sealing does.
fn stamp(tsa: &TestTsa, options: &TsaOptions) -> Result<VerifiedTimeStamp, &'static str> {
    let imprint = sha256(DATA);
    let response = tsa.response(&time_stamp_request(&imprint, &NONCE), options);
    let token = read_time_stamp_response(&response, &imprint, &NONCE).map_err(|e| e.code())?;
    judge(&token)
}

fn judge(token: &[u8]) -> Result<VerifiedTimeStamp, &'static str> {
    let token = TimeStampToken::parse(token).map_err(|e| e.code())?;
    token.verify(DATA).map_err(|e| e.code())
}

#[test]
fn every_right_form_of_a_token_is_accepted() {
    let tsa = TestTsa::new();
    for key in [TsaKey::P256, TsaKey::Rsa, TsaKey::RsaPss] {
        for digest in [TsaDigest::Sha256, TsaDigest::Sha384, TsaDigest::Sha512] {
            for reference in [TsaReference::Two, TsaReference::TwoWithIssuer, TsaReference::One, TsaReference::Both] {
                for (signer_by_key, fraction) in [(false, ""), (true, "000000000000000000001")] {
                    let fraction = fraction.to_owned();
                    let options =
                        TsaOptions { digest, key, reference, signer_by_key, fraction, ..TsaOptions::at(time()) };
                    let token = tsa.token(DATA, &options);
                    let verified = judge(&token).unwrap_or_else(|e| panic!("{options:?}: {e}"));
                    assert_eq!((verified.time(), verified.fraction()), (time(), options.fraction.as_str()));
                    assert_eq!(verified.accuracy(), Some(Accuracy { seconds: 0, millis: 500, micros: 100 }));
                    let read = TimeStampToken::parse(&token).expect("a token");
                    assert_eq!((read.policy(), read.nonce(), read.ordering()), ("1.3.6.1.4.1.99999.1", None, false));
                    assert_eq!(read.verify(b"what is not").expect_err("other data"), TimeStampError::Imprint);
                }
            }
        }
    }
}

#[test]
fn every_flaw_has_its_code() {
    let tsa = TestTsa::new();
    assert_eq!(stamp(&tsa, &TsaOptions::at(time())).expect("a stamp").time(), time());
    let late = |seconds| time().plus_seconds(seconds);
    for flaw in Flaw::ALL {
        let expected = match flaw {
            Flaw::AttributeTwice
            | Flaw::ContentTypeAttribute
            | Flaw::NoMessageDigest
            | Flaw::NoReference
            | Flaw::NoSignedAttributes => "time-stamp-attribute",
            Flaw::Ber
            | Flaw::CriticalExtension
            | Flaw::FractionWithZero
            | Flaw::Nonsense
            | Flaw::NonsenseToken
            | Flaw::NoToken
            | Flaw::TrailingBytes
            | Flaw::Version => "time-stamp-malformed",
            Flaw::BrokenSignature | Flaw::OtherKey => "time-stamp-signature",
            Flaw::ChangedContent => "time-stamp-digest",
            // Whether the authority is one that is trusted is asked of its path, and its time is compared with the clock.
            Flaw::ExpiredCertificate
            | Flaw::FutureTime
            | Flaw::KeyUsageMissing
            | Flaw::KeyUsageNotCritical
            | Flaw::KeyUsageOfOthers
            | Flaw::OwnAuthority => {
                let verified = stamp(&tsa, &TsaOptions::flawed(time(), flaw)).expect("a stamp");
                assert_eq!(verified.time(), late(if flaw == Flaw::FutureTime { 366 * 86_400 } else { 0 }));
                continue;
            }
            Flaw::NoCertificates => "time-stamp-signer-unknown",
            Flaw::NoNonce | Flaw::WrongNonce => "time-stamp-nonce",
            Flaw::NoSigner | Flaw::TwoSigners => "time-stamp-signers",
            Flaw::OtherReference | Flaw::OtherSecondReference | Flaw::SubstitutedCertificate => {
                "time-stamp-certificate-reference"
            }
            Flaw::Rejected => "time-stamp-refused",
            Flaw::Sha1Imprint => "time-stamp-imprint-algorithm",
            Flaw::Sha1Signature => "time-stamp-signature-algorithm",
            Flaw::WrongContentType => "time-stamp-content-type",
            Flaw::WrongImprint => "time-stamp-imprint",
        };
        for key in [TsaKey::P256, TsaKey::RsaPss] {
            if (key, flaw) == (TsaKey::RsaPss, Flaw::OtherKey) {
                continue;
            }
            let options = TsaOptions { key, ..TsaOptions::flawed(time(), flaw) };
            assert_eq!(stamp(&tsa, &options).expect_err("a flaw"), expected, "{flaw:?} {key:?}");
        }
    }
}

#[test]
fn a_token_without_certificates_verifies_with_a_given_one() {
    let tsa = TestTsa::new();
    let options = TsaOptions::flawed(time(), Flaw::NoCertificates);
    let token = TimeStampToken::parse(&tsa.token(DATA, &options)).expect("a token");
    assert_eq!(token.certificates(), []);
    assert_eq!(token.verify(DATA).expect_err("nobody known"), TimeStampError::SignerUnknown);
    let (signer, _) = tsa.signer(&options);
    let verified = token.verify_with(DATA, &[tsa.root(), signer.clone()]).expect("a stamp");
    assert_eq!(verified.tsa(), &signer);
    assert_eq!(token.verify_with(DATA, &[tsa.root()]).expect_err("others"), TimeStampError::SignerUnknown);
}

#[test]
fn a_refusal_is_quoted_in_one_line() {
    let tsa = TestTsa::new();
    let imprint = sha256(DATA);
    let request = time_stamp_request(&imprint, &NONCE);
    let response = tsa.response(&request, &TsaOptions::flawed(time(), Flaw::Rejected));
    let refused = read_time_stamp_response(&response, &imprint, &NONCE).expect_err("a refusal");
    assert_eq!(refused.to_string(), "the time-stamp authority refused with status 2: the policy is not supported");
}

#[test]
fn any_changed_byte_of_a_token_is_noticed() {
    let tsa = TestTsa::new();
    let good = tsa.token(DATA, &TsaOptions::at(time()));
    let first = judge(&good).expect("a stamp");
    for index in 0..good.len() {
        let mut changed = good.clone();
        changed[index] ^= 0x01;
        // What is not signed (versions, lists of algorithms, certificates beside the signer's) may change and says nothing.
        if let Ok(verified) = judge(&changed) {
            assert_eq!(verified.tsa(), first.tsa(), "byte {index}");
            assert_eq!((verified.time(), verified.fraction()), (first.time(), first.fraction()), "byte {index}");
        }
        assert!(TimeStampToken::parse(&good[..index]).is_err(), "cut at {index}");
    }
    let long = vec![0x30; elmseal::limits::TIME_STAMP_BYTES_MAX + 1];
    assert_eq!(TimeStampToken::parse(&long).expect_err("too long"), TimeStampError::TooLong);
}

#[test]
fn an_authority_counts_only_by_its_path() {
    let tsa = TestTsa::new();
    let judge = |options: &TsaOptions, anchor: &Certificate| {
        let verified = stamp(&tsa, options).expect("a stamp");
        let path = build_path(&PathRequest {
            leaf: verified.tsa(),
            candidates: verified.certificates(),
            anchors: std::slice::from_ref(anchor),
            at: verified.time(),
            purpose: PathPurpose::TimeStamp,
        });
        path.map(|path| path.certificates().len()).map_err(|e| e.code())
    };
    let root = tsa.root();
    let right = TsaOptions::at(time());
    assert_eq!(judge(&right, &root), Ok(2));
    assert_eq!(judge(&right, &tsa.signer(&right).0), Ok(1), "the unit itself may be the anchor");
    for (flaw, expected) in [
        (Flaw::ExpiredCertificate, "certificate-expired"),
        (Flaw::KeyUsageMissing, "certificate-extended-key-usage"),
        (Flaw::KeyUsageNotCritical, "certificate-extended-key-usage"),
        (Flaw::KeyUsageOfOthers, "certificate-extended-key-usage"),
        (Flaw::OwnAuthority, "certificate-untrusted"),
    ] {
        let options = TsaOptions::flawed(time(), flaw);
        assert_eq!(judge(&options, &root), Err(expected), "{flaw:?}");
        // Being named as an anchor does not mend a certificate that is for something else, or expired.
        if flaw != Flaw::OwnAuthority {
            assert_eq!(judge(&options, &tsa.signer(&options).0), Err(expected), "{flaw:?} as an anchor");
        }
    }
}
