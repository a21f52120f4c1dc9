//! Certificates say what they hold, and what is no certificate is refused.

use elmseal::jose::Algorithm;
use elmseal::pki::{Certificate, CertificateError, KeyKind, QcType};
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{Asn1Flag, EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Public};
use openssl::rsa::Rsa;
use openssl::x509::X509;

use crate::support::pki::{Digest, Key, Spec, TestPki, der, ext, pem, purpose};

/// Verifying with a stranger's key must not take a stranger's time.
#[test]
fn keys_that_would_be_slow_are_not_used() {
    let number = |bits: i32| {
        let mut number = BigNum::new().expect("a number");
        number.set_bit(bits - 1).expect("a bit");
        number.set_bit(0).expect("a bit");
        number
    };
    let rsa = |exponent: i32| {
        let key = Rsa::from_public_components(number(2048), number(exponent)).expect("a key");
        PKey::from_rsa(key).expect("a key")
    };
    let curve = |nid: Nid, flag: Asn1Flag| {
        let mut group = EcGroup::from_curve_name(nid).expect("a curve");
        group.set_asn1_flag(flag);
        let key = EcKey::generate(&group).expect("a key");
        let key = EcKey::from_public_key(&group, key.public_key()).expect("a key");
        PKey::from_ec_key(key).expect("a key")
    };
    let long = |bits: i32| PKey::from_rsa(Rsa::from_public_components(number(bits), number(17)).expect("a key"));
    for (key, kind) in [
        (rsa(17), KeyKind::Rsa { bits: 2048 }),
        (rsa(64), KeyKind::Rsa { bits: 2048 }),
        (rsa(65), KeyKind::Other),
        (rsa(2000), KeyKind::Other),
        (rsa(1), KeyKind::Other),
        (long(8192).expect("a key"), KeyKind::Rsa { bits: 8192 }),
        (long(8193).expect("a key"), KeyKind::Other),
        (long(16384).expect("a key"), KeyKind::Other),
        (curve(Nid::X9_62_PRIME256V1, Asn1Flag::NAMED_CURVE), KeyKind::P256),
        (curve(Nid::X9_62_PRIME256V1, Asn1Flag::EXPLICIT_CURVE), KeyKind::Other),
    ] {
        let made = certificate_of(&key);
        assert_eq!(made.key(), kind);
        let suits = Algorithm::ALL.into_iter().any(|algorithm| algorithm.suits(&made));
        assert_eq!(suits, kind != KeyKind::Other);
    }
}

/// A certificate of the key, signed by a stranger.
fn certificate_of(key: &PKey<Public>) -> Certificate {
    let mut builder = X509::builder().expect("a certificate");
    builder.set_version(2).expect("a version");
    builder.set_not_before(&Asn1Time::from_unix(1_700_000_000).expect("a time")).expect("a time");
    builder.set_not_after(&Asn1Time::from_unix(1_900_000_000).expect("a time")).expect("a time");
    let serial = BigNum::from_u32(5).and_then(|number| number.to_asn1_integer()).expect("a number");
    builder.set_serial_number(&serial).expect("a number");
    builder.set_pubkey(key).expect("a key");
    builder.sign(&Key::Other.private(), MessageDigest::sha256()).expect("a signature");
    Certificate::from_der(&builder.build().to_der().expect("DER")).expect("a certificate")
}

#[test]
fn a_seal_certificate_says_what_it_holds() {
    let pki = TestPki::get();
    let kinds = [
        (Key::Rsa2048, KeyKind::Rsa { bits: 2048 }),
        (Key::Rsa3072, KeyKind::Rsa { bits: 3072 }),
        (Key::P256, KeyKind::P256),
        (Key::P384, KeyKind::P384),
        (Key::P521, KeyKind::P521),
        (Key::Ed25519, KeyKind::Ed25519),
    ];
    for (key, kind) in kinds {
        let seal = pki.seal(key).certificate;
        assert_eq!(seal.key(), kind);
        let subject = seal.subject();
        assert_eq!(
            subject.text,
            "CN=Example University Seal,organizationIdentifier=VATES-EXAMPLE1,O=Example University,C=ES"
        );
        assert_eq!(subject.organization_identifier.as_deref(), Some("VATES-EXAMPLE1"));
        assert_eq!(seal.issuer(), pki.ca.certificate.subject());
        assert_eq!(seal.qc_statements().types, [QcType::ESeal]);
        assert!(seal.qc_statements().compliance && seal.qc_statements().sscd);
        assert_eq!(seal.policies(), ["0.4.0.194112.1.3"]);
        assert_eq!(seal.ocsp_urls(), ["http://pki.example/ocsp"]);
        assert_eq!(seal.ca_issuer_urls(), ["http://pki.example/ca.cer"]);
        assert_eq!(seal.crl_urls(), ["http://pki.example/ca.crl"]);
        assert_eq!(seal.not_before().to_string(), "2024-01-01T00:00:00Z");
        assert_eq!(seal.not_after().to_string(), "2029-01-01T00:00:00Z");
        let usage = seal.key_usage().expect("key usage");
        assert!(usage.digital_signature() && usage.non_repudiation() && usage.only_signs_data());
        assert!(!seal.is_ca() && !seal.is_self_issued() && seal.extended_key_usage().is_none());
        assert_eq!(seal.signature_algorithm(), "1.2.840.113549.1.1.11");
    }
    let tsa = &pki.tsa.certificate;
    let purposes = tsa.extended_key_usage().expect("purposes");
    assert!(purposes.critical && purposes.has(purpose::TIME_STAMPING) && purposes.oids.len() == 1);
    assert!(pki.responder.certificate.has_ocsp_nocheck());
    assert!(pki.ca.certificate.is_ca() && pki.root.certificate.is_self_issued());
    let usage = pki.ca.certificate.key_usage().expect("key usage");
    assert!(usage.key_cert_sign() && usage.crl_sign() && !usage.only_signs_data());
    let serial = Spec::new("One", Key::P256).serial(&[0x80, 0x01]).issue(&pki.ca).certificate;
    assert_eq!(serial.serial_hex(), "8001");
    assert_eq!(serial.serial(), [0x00, 0x80, 0x01]);
}

#[test]
fn the_usual_parties_are_the_same_in_each_run() {
    let pki = TestPki::get();
    assert_eq!(Spec::seal(Key::P256).issue(&pki.ca).certificate, pki.seal(Key::P256).certificate);
    assert_ne!(pki.seal(Key::P256).certificate, pki.seal(Key::P384).certificate);
}

#[test]
fn bundles_in_pem() {
    let pki = TestPki::get();
    let text = format!("the root\n{}and its CA\r\n{}", pki.root.pem(), pki.ca.pem().replace('\n', "\r\n"));
    let read = Certificate::from_pem_bundle(text.as_bytes()).expect("two certificates");
    assert_eq!(read, [pki.root.certificate.clone(), pki.ca.certificate.clone()]);
    assert_eq!(Certificate::from_pem_bundle(b"nothing"), Err(CertificateError::NoCertificate));
    let cut = &text[..text.len() - 10];
    let malformed = Err(CertificateError::Malformed { reason: "not PEM" });
    assert_eq!(Certificate::from_pem_bundle(cut.as_bytes()), malformed);
    let broken = pem(&pki.ca.certificate).replacen("MI", "M*", 1);
    assert_eq!(Certificate::from_pem_bundle(broken.as_bytes()), malformed);
}

#[test]
fn what_is_no_certificate_is_refused() {
    let pki = TestPki::get();
    let spec = Spec::seal(Key::P256);
    let make = |spec: &Spec| spec.to_der(pki.ca.certificate.subject_der(), &pki.ca.key);
    let good = make(&spec);
    assert!(Certificate::from_der(&good).is_ok());
    let not_der = || CertificateError::Malformed { reason: "not DER" };
    let field = || CertificateError::Malformed { reason: "a field or extension is malformed or there twice" };
    let openssl = || CertificateError::Malformed { reason: "OpenSSL cannot read it" };

    let mut longer = good.clone();
    longer.push(0);
    for bad in [&b""[..], &good[1..], &good[..good.len() - 1], &longer, b"0\x00\x00", b"0\x80\x00\x00"] {
        assert_eq!(Certificate::from_der(bad), Err(not_der()));
    }
    assert_eq!(Certificate::from_der(&der::seq(&[])), Err(openssl()));

    let mut twice = spec.clone();
    twice.extensions.push(twice.extensions[0].clone());
    assert_eq!(Certificate::from_der(&make(&twice)), Err(field()));
    let usage = spec.clone().with(ext::KEY_USAGE, true, der::octets(b"\x80"));
    assert_eq!(Certificate::from_der(&make(&usage)), Err(field()));
    let statements = spec.clone().with(ext::QC_STATEMENTS, false, der::null());
    assert_eq!(Certificate::from_der(&make(&statements)), Err(field()));
    let empty = spec.clone().with(ext::EXTENDED_KEY_USAGE, false, der::seq(&[]));
    assert_eq!(Certificate::from_der(&make(&empty)), Err(field()));

    // The algorithm that is signed along says something else than the one beside the signature.
    let other = make(&spec.clone().digest(Digest::Sha384));
    assert_eq!(good.len(), other.len());
    let mixed: Vec<u8> = good[..600].iter().chain(&other[600..]).copied().collect();
    assert_eq!(Certificate::from_der(&mixed), Err(field()));

    let long = spec.with("1.2.3.4", false, vec![0; 17_000]);
    let bytes = make(&long).len();
    assert_eq!(Certificate::from_der(&make(&long)), Err(CertificateError::TooLong { bytes, bytes_max: 16_384 }));
}
