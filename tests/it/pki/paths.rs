//! Paths from a certificate to an anchor: each reason why there is none, beside a path that there is.

use elmseal::model::time::Timestamp;
use elmseal::pki::{Certificate, CertificatePath, PathError, PathPurpose, PathRequest, build_path};

use crate::support::pki::{Digest, Key, Party, Spec, TestPki, der, ext, purpose, qc_statements, usage};

/// QcType of seals and of web sites (ETSI EN 319 412-5).
const SEAL: &str = "0.4.0.1862.1.6.2";
const WEB: &str = "0.4.0.1862.1.6.3";

const AT: &str = "2026-06-30T12:00:00Z";

fn certificates(parties: &[&Party]) -> Vec<Certificate> {
    parties.iter().map(|party| party.certificate.clone()).collect()
}

fn build(
    leaf: &Party,
    between: &[&Party],
    anchors: &[&Party],
    at: &str,
    purpose: PathPurpose,
) -> Result<CertificatePath, PathError> {
    let (candidates, anchors) = (certificates(between), certificates(anchors));
    let at = Timestamp::parse(at).expect("a time");
    build_path(&PathRequest { leaf: &leaf.certificate, candidates: &candidates, anchors: &anchors, at, purpose })
}

/// Asserts that the path of a seal to the usual root fails with `code`.
fn check(leaf: &Party, between: &[&Party], code: &str) {
    let result = build(leaf, between, &[&TestPki::get().root], AT, PathPurpose::Seal);
    assert_eq!(result.map(|_| "a path").unwrap_or_else(|e| e.code()), code);
}

#[test]
fn root_intermediate_and_leaf_are_anchors() {
    let pki = TestPki::get();
    for key in [Key::Rsa2048, Key::Rsa3072, Key::P256, Key::P384] {
        let seal = pki.seal(key);
        let path = |between: &[&Party], anchor: &Party| {
            let path = build(&seal, between, &[&pki.tsa_root, anchor], AT, PathPurpose::Seal).expect("a path");
            assert_eq!(path.leaf(), &seal.certificate);
            assert_eq!(path.anchor(), &anchor.certificate);
            path.certificates().to_vec()
        };
        assert_eq!(path(&[&pki.root, &seal, &pki.ca], &pki.root), certificates(&[&seal, &pki.ca, &pki.root]));
        assert_eq!(path(&[], &pki.ca), certificates(&[&seal, &pki.ca]));
        assert_eq!(path(&[&pki.root, &pki.ca], &pki.ca), certificates(&[&seal, &pki.ca]));
        assert_eq!(path(&[&pki.ca, &pki.root], &seal), certificates(&[&seal]));
        check(&seal, &[], "certificate-untrusted");
        let result = build(&seal, &[&pki.ca, &pki.root], &[&pki.tsa_root], AT, PathPurpose::Seal);
        assert_eq!(result.expect_err("nobody is trusted").code(), "certificate-untrusted");
    }
}

#[test]
fn each_certificate_has_its_dates() {
    let pki = TestPki::get();
    let seal = pki.seal(Key::P256);
    let code = |leaf: &Party, between: &[&Party], anchor: &Party, at: &str| {
        build(leaf, between, &[anchor], at, PathPurpose::Seal).map(|_| "a path").unwrap_or_else(|e| e.code())
    };
    let rows = [
        ("2023-12-31T23:59:59Z", "certificate-not-yet-valid"),
        ("2024-01-01T00:00:00Z", "a path"),
        ("2028-12-31T23:59:59Z", "a path"),
        ("2029-01-01T00:00:01Z", "certificate-expired"),
    ];
    for (at, expected) in rows {
        assert_eq!(code(&seal, &[&pki.ca], &pki.root, at), expected, "{at}");
        assert_eq!(code(&seal, &[], &pki.ca, at), expected, "{at}");
        // The leaf is trusted itself, but not for ever.
        assert_eq!(code(&seal, &[], &seal, at), expected, "{at}");
    }
    let authority = Spec::authority("Example Seal CA", Key::Ca);
    let old = authority.clone().valid("2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z").issue(&pki.root);
    check(&seal, &[&old], "certificate-expired");
    check(&seal, &[&old, &pki.ca], "a path");
    let new = authority.valid("2027-01-01T00:00:00Z", "2029-01-01T00:00:00Z").issue(&pki.root);
    check(&seal, &[&new], "certificate-not-yet-valid");
    assert_eq!(code(&seal, &[&old], &pki.root, "2025-06-30T12:00:00Z"), "a path");
    assert_eq!(code(&seal, &[], &old, AT), "certificate-expired");
}

#[test]
fn a_seal_certificate_is_one_for_documents() {
    let pki = TestPki::get();
    let seal = || Spec::seal(Key::P256);
    let row = |spec: Spec, code| check(&spec.issue(&pki.ca), &[&pki.ca], code);
    row(seal(), "a path");
    row(seal().usage(&[usage::DIGITAL_SIGNATURE]), "a path");
    row(seal().usage(&[usage::NON_REPUDIATION]), "a path");
    row(seal().usage(&[usage::KEY_ENCIPHERMENT]), "certificate-key-usage");
    row(seal().usage(&[usage::KEY_CERT_SIGN]), "certificate-key-usage");
    row(seal().without(ext::KEY_USAGE), "certificate-key-usage");
    row(seal().purposes(false, &[purpose::CLIENT, purpose::EMAIL]), "a path");
    row(seal().purposes(true, &[purpose::EMAIL]), "a path");
    row(seal().purposes(false, &[purpose::SERVER, purpose::EMAIL]), "a path");
    // Without the word of a qualified certificate, one for web sites is none for seals, whatever else it is for.
    let plain = || seal().without(ext::QC_STATEMENTS);
    row(plain().purposes(false, &[purpose::CLIENT, purpose::EMAIL]), "a path");
    for also in [purpose::SERVER, purpose::TIME_STAMPING, purpose::OCSP_SIGNING] {
        row(plain().purposes(false, &[also, purpose::CLIENT, purpose::EMAIL]), "certificate-extended-key-usage");
    }
    row(seal().with(ext::QC_STATEMENTS, false, qc_statements(&[WEB])), "certificate-qualified-type");
    row(seal().with(ext::QC_STATEMENTS, false, qc_statements(&[WEB, SEAL])), "a path");
    row(seal().purposes(false, &["1.2.3.4"]), "a path");
    row(seal().purposes(true, &["1.2.3.4"]), "certificate-extended-key-usage");
    row(seal().purposes(false, &[purpose::SERVER]), "certificate-extended-key-usage");
    row(seal().purposes(true, &[purpose::TIME_STAMPING]), "certificate-extended-key-usage");
    row(seal().purposes(false, &[purpose::OCSP_SIGNING]), "certificate-extended-key-usage");
    row(seal().with(ext::OCSP_NOCHECK, false, der::null()), "certificate-ocsp-nocheck");
    row(seal().ca(None), "certificate-ca-as-leaf");
    row(seal().with("1.2.3.4", false, der::null()), "a path");
    row(seal().with("1.2.3.4", true, der::null()), "certificate-unknown-critical-extension");
    // The same rules hold for a leaf that is trusted itself.
    let itself = |spec: Spec| {
        let leaf = spec.issue(&pki.ca);
        build(&leaf, &[], &[&leaf], AT, PathPurpose::Seal).map(|_| "a path").unwrap_or_else(|e| e.code())
    };
    assert_eq!(itself(seal()), "a path");
    assert_eq!(itself(seal().without(ext::KEY_USAGE)), "certificate-key-usage");
    assert_eq!(itself(seal().with("1.2.3.4", true, der::null())), "certificate-unknown-critical-extension");
    assert_eq!(itself(seal().key(Key::Rsa1024)), "certificate-weak-key");
    assert_eq!(itself(Spec::authority("Example CA", Key::Other)), "certificate-ca-as-leaf");
}

/// Authorities of one name, each of which may have signed: what is tried has an end.
#[test]
fn a_crowd_of_authorities_of_one_name_is_not_tried_to_the_end() {
    let pki = TestPki::get();
    let leaf = Spec::seal(Key::P256).without(ext::AUTHORITY_KEY).issue(&pki.ca);
    let crowd = |count: u8| -> Vec<Party> {
        let one = |n: u8| Spec::authority("Example Seal CA", Key::Other).without(ext::SUBJECT_KEY).serial(&[0x40, n]);
        (0..count).map(|n| one(n).self_signed()).collect()
    };
    for (count, code) in [(90, "a path"), (110, "certificate-too-many")] {
        let crowd = crowd(count);
        let between: Vec<&Party> = crowd.iter().chain([&pki.ca]).collect();
        check(&leaf, &between, code);
    }
}

#[test]
fn keys_and_digests_are_strong_enough() {
    let pki = TestPki::get();
    check(&Spec::seal(Key::Rsa1024).issue(&pki.ca), &[&pki.ca], "certificate-weak-key");
    for (digest, code) in [
        (Digest::Md5, "certificate-weak-signature"),
        (Digest::Sha1, "certificate-weak-signature"),
        (Digest::Sha256, "a path"),
        (Digest::Sha384, "a path"),
        (Digest::Sha512, "a path"),
    ] {
        check(&Spec::seal(Key::P256).digest(digest).issue(&pki.ca), &[&pki.ca], code);
    }
    let weak = Spec::authority("Weak CA", Key::Rsa1024).issue(&pki.root);
    check(&Spec::seal(Key::P256).issue(&weak), &[&weak], "certificate-weak-key");
    let result = build(&Spec::seal(Key::P256).issue(&weak), &[], &[&weak], AT, PathPurpose::Seal);
    assert_eq!(result.expect_err("the anchor is weak").code(), "certificate-weak-key");
    // Nobody relies on an anchor's own signature.
    let old = Spec::authority("Example Root CA", Key::Root).digest(Digest::Sha1).self_signed();
    assert!(build(&pki.seal(Key::P256), &[&pki.ca], &[&old], AT, PathPurpose::Seal).is_ok());
}

#[test]
fn only_authorities_issue_and_within_their_limits() {
    let pki = TestPki::get();
    let seal = pki.seal(Key::P256);
    // A seal certificate that issues another.
    let child = Spec::seal(Key::P384).attribute("2.5.4.3", Some("Child")).issue(&seal);
    check(&child, &[&seal, &pki.ca], "certificate-issuer-not-ca");
    let no_sign = Spec::authority("No Sign CA", Key::Other).usage(&[usage::CRL_SIGN]).issue(&pki.root);
    check(&Spec::seal(Key::P256).issue(&no_sign), &[&no_sign], "certificate-issuer-not-ca");
    let sign = Spec::authority("Sign CA", Key::Other).issue(&pki.root);
    check(&Spec::seal(Key::P256).issue(&sign), &[&sign], "a path");
    // The seal CA allows no authority below itself.
    let below = Spec::authority("Below CA", Key::Other).issue(&pki.ca);
    check(&Spec::seal(Key::P256).issue(&below), &[&below, &pki.ca], "certificate-path-length");
    // An authority for time stamps, or for names that the seal has not.
    let time = Spec::authority("Time CA", Key::Other).purposes(false, &[purpose::TIME_STAMPING]).issue(&pki.root);
    check(&Spec::seal(Key::P256).issue(&time), &[&time], "certificate-extended-key-usage");
    let directory = |country: &str| {
        let name = crate::support::pki::name(&[("2.5.4.6".to_owned(), country.to_owned())]);
        der::seq(&[&der::context(0, &[&der::seq(&[&der::context(4, &[&name])])])])
    };
    for (country, code) in [("ES", "a path"), ("FR", "certificate-name-constraints")] {
        let constrained = Spec::authority("Constrained CA", Key::Other)
            .with(ext::NAME_CONSTRAINTS, true, directory(country))
            .issue(&pki.root);
        check(&Spec::seal(Key::P256).issue(&constrained), &[&constrained], code);
    }
    let critical = Spec::authority("Critical CA", Key::Other).with("1.2.3.4", true, der::null()).issue(&pki.root);
    check(&Spec::seal(Key::P256).issue(&critical), &[&critical], "certificate-unknown-critical-extension");
}

#[test]
fn a_forged_issuer_is_no_issuer() {
    let pki = TestPki::get();
    // An authority of the same name with a stranger's key, with and without identifiers of keys.
    let forged = Spec::authority("Example Seal CA", Key::Other).issue(&pki.root);
    let seal = Spec::seal(Key::P256).issue(&forged);
    check(&seal, &[&pki.ca], "certificate-untrusted");
    let seal = Spec::seal(Key::P256).without(ext::AUTHORITY_KEY).issue(&forged);
    check(&seal, &[&pki.ca], "certificate-path-broken");
    check(&pki.seal(Key::P256), &[&forged, &pki.ca], "a path");
    let own = Spec::authority("Example Root CA", Key::Other).self_signed();
    let fake = Spec::authority("Example Seal CA", Key::Ca).issue(&own);
    check(&pki.seal(Key::P256), &[&fake, &own], "certificate-untrusted");
    check(&pki.seal(Key::P256), &[&fake, &own, &pki.ca], "a path");
    let itself = Spec::seal(Key::P256).self_signed();
    check(&itself, &[&itself, &pki.ca], "certificate-untrusted");
    // A changed byte of the signature.
    let mut der = pki.seal(Key::Rsa2048).certificate.der().to_vec();
    *der.last_mut().expect("a byte") ^= 1;
    let changed =
        Party { certificate: Certificate::from_der(&der).expect("a certificate"), key: Key::Rsa2048.private() };
    check(&changed, &[&pki.ca], "certificate-path-broken");
}

#[test]
fn time_stamp_authorities_do_nothing_else() {
    let pki = TestPki::get();
    let row = |spec: Spec, code: &str| {
        let leaf = spec.issue(&pki.tsa_root);
        let result = build(&leaf, &[], &[&pki.tsa_root], AT, PathPurpose::TimeStamp);
        assert_eq!(result.map(|_| "a path").unwrap_or_else(|e| e.code()), code);
    };
    row(Spec::tsa(), "a path");
    row(Spec::tsa().without(ext::KEY_USAGE), "a path");
    row(Spec::tsa().usage(&[usage::KEY_ENCIPHERMENT]), "certificate-key-usage");
    row(Spec::tsa().usage(&[usage::DIGITAL_SIGNATURE, usage::KEY_CERT_SIGN]), "certificate-key-usage");
    row(Spec::tsa().without(ext::EXTENDED_KEY_USAGE), "certificate-extended-key-usage");
    row(Spec::tsa().purposes(false, &[purpose::TIME_STAMPING]), "certificate-extended-key-usage");
    row(Spec::tsa().purposes(true, &[purpose::TIME_STAMPING, purpose::EMAIL]), "certificate-extended-key-usage");
    row(Spec::tsa().purposes(true, &[purpose::OCSP_SIGNING]), "certificate-extended-key-usage");
    row(Spec::tsa().ca(None), "certificate-ca-as-leaf");
    let seal = build(&pki.seal(Key::P256), &[&pki.ca], &[&pki.root], AT, PathPurpose::TimeStamp);
    assert_eq!(seal.expect_err("a seal makes no time stamps").code(), "certificate-extended-key-usage");
    let tsa = build(&pki.tsa, &[], &[&pki.tsa_root], AT, PathPurpose::Seal);
    assert_eq!(tsa.expect_err("an authority seals nothing").code(), "certificate-extended-key-usage");
}

#[test]
fn no_number_of_certificates_takes_long() {
    let pki = TestPki::get();
    let seal = pki.seal(Key::P256);
    let at = Timestamp::parse(AT).expect("a time");
    let anchors = certificates(&[&pki.root]);
    let build = |candidates: &[Certificate]| {
        let request =
            PathRequest { leaf: &seal.certificate, candidates, anchors: &anchors, at, purpose: PathPurpose::Seal };
        build_path(&request).map(|_| "a path").unwrap_or_else(|e| e.code())
    };
    // The same one ten thousand times is one.
    let mut same = vec![pki.ca.certificate.clone(); 10_000];
    assert_eq!(build(&same), "a path");
    same.splice(0..0, (0..201).map(|n: u8| Spec::new("Other", Key::P256).serial(&[1, n]).issue(&pki.ca).certificate));
    assert_eq!(build(&same), "certificate-too-many");
    // Twelve authorities that certify one another: many paths, none to the anchor but through the usual CA.
    let names: Vec<String> = (0..12).map(|n| format!("Loop {n}")).collect();
    let keys = [Key::Other, Key::Tsa, Key::Responder, Key::Rsa2048];
    let loops: Vec<Party> =
        names.iter().zip(keys.iter().cycle()).map(|(name, key)| Spec::authority(name, *key).self_signed()).collect();
    let mut crossed: Vec<Certificate> = Vec::new();
    for (subject, key) in names.iter().zip(keys.iter().cycle()) {
        crossed.extend(loops.iter().map(|issuer| Spec::authority(subject, *key).issue(issuer).certificate));
    }
    let leaf = Spec::seal(Key::P256).issue(&loops[0]);
    let request = PathRequest {
        leaf: &leaf.certificate,
        candidates: &crossed,
        anchors: &anchors,
        at,
        purpose: PathPurpose::Seal,
    };
    assert_eq!(build_path(&request).expect_err("no path").code(), "certificate-too-many");
}
