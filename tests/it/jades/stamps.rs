//! What time stamps prove, and what is said of the certificate: right seals and their broken twins, row by row.

use elmseal::crypto::encoding::{from_base64url, to_base64, to_base64url};
use elmseal::jose::Algorithm;
use elmseal::jose::jades::{BestTime, Level, Outcome, SealExamination, SealTrust};
use elmseal::pki::RevocationData;
use serde_json::{Value, json};

use super::draft::{Draft, PAYLOAD, SEALED, at, open};
use super::levels::{at_level, trust, tsa};
use crate::support::pki::status::{Crl, Ocsp};
use crate::support::pki::{Key, Party, Spec, TestPki, usage};
use crate::tsa::{Flaw, TsaKey, TsaOptions};

/// When the tests judge.
const NOW: &str = "2026-07-15T00:00:00Z";

/// A seal with items in `etsiU` that are made one after another.
struct Stamped {
    draft: Draft,
    items: Vec<String>,
}

impl Stamped {
    fn new(party: &Party) -> Self {
        Self { draft: Draft::of(party, Algorithm::Es256), items: Vec::new() }
    }

    /// What the file is without items.
    fn parts(&self) -> (String, String) {
        let file: Value = serde_json::from_slice(&self.draft.build()).expect("JSON");
        let part = |name: &str| file["signatures"][0][name].as_str().expect("a text").to_owned();
        (part("protected"), part("signature"))
    }

    fn signed(mut self) -> Self {
        // ECDSA makes another signature each time; from here on this one stays.
        let (protected, signature) = self.parts();
        SIGNATURE.with(|kept| *kept.borrow_mut() = signature);
        self.draft.signature = |_| SIGNATURE.with(|kept| kept.borrow().clone());
        self.draft.header_text = Some(String::from_utf8(from_base64url(&protected).expect("base64url")).expect("text"));
        self
    }

    fn item(mut self, item: &Value) -> Self {
        self.items.push(to_base64url(item.to_string().as_bytes()));
        self
    }

    fn signature_stamp(self, options: &TsaOptions) -> Self {
        let token = tsa().token(self.parts().1.as_bytes(), options);
        self.item(&stamp("sigTst", &[token]))
    }

    /// What an archive time stamp in the next place covers.
    fn archived(&self) -> String {
        let (protected, signature) = self.parts();
        format!("{PAYLOAD}.{protected}.{signature}.{}", self.items.concat())
    }

    fn archive_stamp(self, options: &TsaOptions) -> Self {
        let token = tsa().token(self.archived().as_bytes(), options);
        self.item(&stamp("arcTst", &[token]))
    }

    fn build(mut self) -> Vec<u8> {
        if !self.items.is_empty() {
            let items = self.items.clone();
            self.draft.etsi_u(json!(items));
        }
        self.draft.build()
    }

    fn examine(self, now: &str) -> SealExamination {
        self.examine_with(&RevocationData::default(), now)
    }

    fn examine_with(self, extra: &RevocationData, now: &str) -> SealExamination {
        open(&self.build()).expect("a seal").examine(&trust(), extra, at(now))
    }
}

thread_local! {
    static SIGNATURE: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
}

fn stamp(name: &str, tokens: &[Vec<u8>]) -> Value {
    let tokens: Vec<Value> = tokens.iter().map(|token| json!({"val": to_base64(token)})).collect();
    json!({name: {"tstTokens": tokens}})
}

fn right() -> TsaOptions {
    TsaOptions::at(at(SEALED))
}

fn usual() -> Stamped {
    Stamped::new(&TestPki::get().seal(Key::P256)).signed()
}

fn row(examination: &SealExamination, check: &str) -> (Outcome, &'static str) {
    let row = examination.row(check);
    (row.outcome, row.code)
}

const PASSED: (Outcome, &str) = (Outcome::Passed, "ok");

#[test]
fn a_time_stamp_over_the_signature_proves_a_time_or_says_why_not() {
    let judged = |stamped: Stamped| {
        let examination = stamped.examine(NOW);
        (row(&examination, "signature_time_stamp"), examination.best_time.proven().is_some(), examination.level)
    };
    let (passed, failed, open) = (PASSED, |code| (Outcome::Failed, code), |code| (Outcome::Inconclusive, code));
    assert_eq!(judged(usual().signature_stamp(&right())), (passed, true, Level::T));
    for options in [
        TsaOptions { fraction: "123456".into(), ..right() },
        TsaOptions { key: TsaKey::Rsa, ..right() },
        TsaOptions { key: TsaKey::RsaPss, signer_by_key: true, ..right() },
    ] {
        assert_eq!(judged(usual().signature_stamp(&options)), (passed, true, Level::T));
    }
    let flawed = [
        (Flaw::BrokenSignature, failed("time-stamp-signature"), Level::B),
        (Flaw::ChangedContent, failed("time-stamp-digest"), Level::B),
        (Flaw::WrongImprint, failed("time-stamp-imprint"), Level::B),
        (Flaw::Sha1Imprint, failed("time-stamp-imprint-algorithm"), Level::B),
        (Flaw::OtherReference, failed("time-stamp-certificate-reference"), Level::B),
        (Flaw::NonsenseToken, failed("time-stamp-malformed"), Level::B),
        (Flaw::TwoSigners, failed("time-stamp-signers"), Level::B),
        (Flaw::NoCertificates, failed("time-stamp-signer-unknown"), Level::B),
        (Flaw::FutureTime, failed("time-stamp-in-future"), Level::B),
        (Flaw::KeyUsageMissing, failed("certificate-extended-key-usage"), Level::B),
        (Flaw::KeyUsageNotCritical, failed("certificate-extended-key-usage"), Level::B),
        (Flaw::KeyUsageOfOthers, failed("certificate-extended-key-usage"), Level::B),
        (Flaw::ExpiredCertificate, failed("certificate-expired"), Level::B),
        (Flaw::OwnAuthority, open("time-stamp-authority-untrusted"), Level::T),
    ];
    for (flaw, expected, level) in flawed {
        let found = judged(usual().signature_stamp(&TsaOptions::flawed(at(SEALED), flaw)));
        assert_eq!(found, (expected, false, level), "{flaw:?}");
    }
}

#[test]
fn a_time_stamp_that_was_made_for_something_else_proves_nothing() {
    let imprint = (Outcome::Failed, "time-stamp-imprint");
    let over = |data: &[u8]| usual().item(&stamp("sigTst", &[tsa().token(data, &right())]));
    assert_eq!(row(&over(PAYLOAD.as_bytes()).examine(NOW), "signature_time_stamp"), imprint, "one over the content");
    let raw = from_base64url(&usual().parts().1).expect("base64url");
    assert_eq!(
        row(&over(&raw).examine(NOW), "signature_time_stamp"),
        imprint,
        "the signature's bytes, as before v1.1.1"
    );
    // The archive time stamp, copied into the place of the other.
    let stamped = usual();
    let archive = tsa().token(stamped.archived().as_bytes(), &right());
    assert_eq!(row(&stamped.item(&stamp("sigTst", &[archive])).examine(NOW), "signature_time_stamp"), imprint);
    let stamped = usual();
    let signature = tsa().token(stamped.parts().1.as_bytes(), &right());
    let examination = stamped.item(&stamp("arcTst", &[signature])).examine(NOW);
    assert_eq!(row(&examination, "archive_time_stamp"), imprint);
    assert_eq!(row(&examination, "signature_time_stamp"), (Outcome::NotApplicable, "absent"));
    assert_eq!((examination.level, examination.best_time), (Level::B, BestTime::Unproven));
}

#[test]
fn a_time_stamp_after_the_certificate_expired_or_before_what_is_claimed_fails() {
    let short = Spec::seal(Key::P256).valid("2024-01-01T00:00:00Z", "2026-06-30T12:00:30Z").issue(&TestPki::get().ca);
    let on_time = Stamped::new(&short).signed().signature_stamp(&right()).examine(NOW);
    assert_eq!(row(&on_time, "signature_time_stamp"), PASSED);
    assert_eq!(row(&on_time, "certificate_path"), PASSED, "judged at the proven time");
    let late = TsaOptions::at(at("2026-06-30T12:00:31Z"));
    let late = Stamped::new(&short).signed().signature_stamp(&late).examine(NOW);
    assert_eq!(row(&late, "signature_time_stamp"), (Outcome::Failed, "signature-time-stamp-after-expiry"));
    assert_eq!(row(&late, "certificate_path"), (Outcome::Inconclusive, "certificate-expired"));
    let never = Stamped::new(&short).signed().examine(NOW);
    assert_eq!(row(&never, "certificate_path"), (Outcome::Inconclusive, "certificate-expired"), "no proof of time");
    let early = TsaOptions::at(at("2026-06-30T11:54:00Z"));
    let early = usual().signature_stamp(&early).examine(NOW);
    assert_eq!(row(&early, "signature_time_stamp"), (Outcome::Failed, "claimed-time-after-time-stamp"));
    assert_eq!(early.best_time, BestTime::Unproven);
}

#[test]
fn several_time_stamps_over_the_signature_count_each() {
    let later = TsaOptions::at(at("2026-06-30T12:10:00Z"));
    let two = usual().signature_stamp(&later).signature_stamp(&right()).examine(NOW);
    assert_eq!((row(&two, "signature_time_stamp"), two.best_time), (PASSED, BestTime::Proven(at(SEALED))));
    let one_untrusted = TsaOptions::flawed(at("2026-06-30T11:58:00Z"), Flaw::OwnAuthority);
    let mixed = usual().signature_stamp(&one_untrusted).signature_stamp(&right()).examine(NOW);
    assert_eq!(row(&mixed, "signature_time_stamp"), (Outcome::Inconclusive, "time-stamp-authority-untrusted"));
    assert_eq!(mixed.best_time, BestTime::Proven(at(SEALED)), "the trusted one proves its time");
    let stamped = usual();
    let token = |options: &TsaOptions| tsa().token(stamped.parts().1.as_bytes(), options);
    let tokens = [token(&right()), token(&later)];
    let both = stamped.item(&stamp("sigTst", &tokens)).examine(NOW);
    assert_eq!(row(&both, "signature_time_stamp"), PASSED);
    assert_eq!(row(&both, "baseline"), (Outcome::Failed, "several-tokens-in-sigTst"));
}

#[test]
fn a_time_stamp_over_the_content_does_not_prove_when_it_was_sealed() {
    let with = |time: &str, flaw: Option<Flaw>| {
        let mut draft = Draft::of(&TestPki::get().seal(Key::P256), Algorithm::Es256);
        let token = tsa().token(PAYLOAD.as_bytes(), &TsaOptions { flaw, ..TsaOptions::at(at(time)) });
        draft.set("adoTst", stamp("adoTst", &[token])["adoTst"].take());
        draft.set("crit", json!(["b64", "adoTst"]));
        Stamped { draft, items: Vec::new() }.signed()
    };
    let alone = with("2026-06-30T11:59:00Z", None).examine(NOW);
    assert_eq!((row(&alone, "content_time_stamp"), alone.best_time), (PASSED, BestTime::Unproven));
    let stamped = with("2026-06-30T11:59:00Z", None).signature_stamp(&right()).examine(NOW);
    assert_eq!((row(&stamped, "content_time_stamp"), stamped.level), (PASSED, Level::T));
    let after = with("2026-06-30T12:00:02Z", None).signature_stamp(&right()).examine(NOW);
    assert_eq!(row(&after, "content_time_stamp"), (Outcome::Failed, "content-time-stamp-after-signature"));
    let wrong = with(SEALED, Some(Flaw::WrongImprint)).examine(NOW);
    assert_eq!(row(&wrong, "content_time_stamp"), (Outcome::Failed, "time-stamp-imprint"));
    let test = with(SEALED, Some(Flaw::OwnAuthority)).examine(NOW);
    assert_eq!(row(&test, "content_time_stamp"), (Outcome::Inconclusive, "time-stamp-authority-untrusted"));
}

#[test]
fn archive_time_stamps_cover_all_before_them() {
    let archived = || usual().signature_stamp(&right()).item(&values()).archive_stamp(&right());
    let good = archived().examine(NOW);
    assert_eq!(row(&good, "archive_time_stamp"), PASSED);
    let mut renewed = archived().item(&json!({"tstVD": values()}));
    for month in ["07", "08", "09"] {
        renewed = renewed.archive_stamp(&TsaOptions::at(at(&format!("2026-{month}-01T00:00:00Z"))));
    }
    assert_eq!(row(&renewed.examine("2026-10-01T00:00:00Z"), "archive_time_stamp"), PASSED, "four in all");
    let two = usual().signature_stamp(&right());
    let tokens = [two.archived(), two.archived()].map(|data| tsa().token(data.as_bytes(), &right()));
    assert_eq!(row(&two.item(&stamp("arcTst", &tokens)).examine(NOW), "archive_time_stamp"), PASSED, "one imprint");

    let failed = (Outcome::Failed, "time-stamp-imprint");
    let mut moved = archived();
    moved.items.swap(0, 1);
    assert_eq!(row(&moved.examine(NOW), "archive_time_stamp"), failed, "another order");
    let mut missing = archived();
    missing.items.remove(1);
    assert_eq!(row(&missing.examine(NOW), "archive_time_stamp"), failed, "an item less");
    let mut more = archived();
    more.items.insert(1, to_base64url(b"{\"cSig\":1}"));
    assert_eq!(row(&more.examine(NOW), "archive_time_stamp"), failed, "an item more");
    let mut rewritten = archived();
    let item = String::from_utf8(from_base64url(&rewritten.items[1]).expect("base64url")).expect("text");
    rewritten.items[1] = to_base64url(item.replacen(':', ": ", 1).as_bytes());
    assert_eq!(row(&rewritten.examine(NOW), "archive_time_stamp"), failed, "the same JSON in other bytes");
    let mut copied = archived();
    copied.items.push(copied.items[2].clone());
    assert_eq!(row(&copied.examine(NOW), "archive_time_stamp"), failed, "the same one again");
    let behind = archived().item(&json!({"tstVD": values()})).examine(NOW);
    assert_eq!(row(&behind, "archive_time_stamp"), PASSED, "what comes after is not covered");
    let partly = usual().signature_stamp(&right());
    let mut item = stamp("arcTst", &[tsa().token(partly.archived().as_bytes(), &right())]);
    item["arcTst"]["timeStamped"] = json!("previousArcTst");
    let partly = partly.item(&item).examine(NOW);
    assert_eq!(row(&partly, "archive_time_stamp"), (Outcome::Inconclusive, "archive-time-stamp-coverage"));
}

/// Values of the test PKI for level LT.
fn values() -> Value {
    let pki = TestPki::get();
    let data = pki.good_revocation(&pki.seal(Key::P256).certificate, SEALED);
    let vals = |all: &[Vec<u8>]| all.iter().map(|der| json!({"val": to_base64(der)})).collect::<Vec<_>>();
    json!({
        "xVals": [{"x509Cert": {"val": to_base64(pki.ca.certificate.der())}}],
        "rVals": {"crlVals": vals(&data.crls), "ocspVals": vals(&data.ocsp_responses)},
    })
}

#[test]
fn values_are_read_wherever_they_stand() {
    for name in ["tstVD", "anyValData"] {
        let examination = usual().signature_stamp(&right()).item(&json!({name: values()})).examine(NOW);
        for check in ["certificate_values", "revocation_values", "revocation"] {
            assert_eq!(row(&examination, check), PASSED, "{name}: {:#?}", examination.rows);
        }
        assert_eq!(examination.level, Level::Lt);
    }
    let none = usual().signature_stamp(&right()).examine(NOW);
    assert_eq!(row(&none, "revocation").0, Outcome::Inconclusive);
    assert_eq!(row(&none, "revocation_values"), (Outcome::NotApplicable, "absent"));
}

#[test]
fn broken_items_fail_their_row_and_lower_the_level() {
    let stamped = || usual().signature_stamp(&right());
    let certificates = |value: Value| stamped().item(&json!({"xVals": value})).examine(NOW);
    let broken = (Outcome::Failed, "certificate-values-malformed");
    assert_eq!(row(&certificates(json!([])), "certificate_values"), PASSED);
    for value in [
        json!({}),
        json!(["x"]),
        json!([{"x509Cert": {"val": "*"}}]),
        json!([{"x509Cert": {}}]),
        json!([{"x509Cert": {"val": to_base64(b"0\x00")}}]),
    ] {
        assert_eq!(row(&certificates(value.clone()), "certificate_values"), broken, "{value}");
    }
    let revocation = |value: Value| stamped().item(&json!({"rVals": value})).examine(NOW);
    let broken = (Outcome::Failed, "revocation-values-malformed");
    for value in [
        json!([]),
        json!({"crlVals": {}}),
        json!({"crlVals": [{"val": "*"}]}),
        json!({"crlVals": [{"val": to_base64(b"0\x00")}]}),
        json!({"ocspVals": ["x"]}),
        json!({"keyVals": []}),
    ] {
        assert_eq!(row(&revocation(value.clone()), "revocation_values"), broken, "{value}");
    }
    let many: Vec<Value> = vec![json!({"x509Cert": {"val": to_base64(TestPki::get().ca.certificate.der())}}); 101];
    let many = certificates(json!(many));
    assert_eq!(row(&many, "certificate_values"), (Outcome::Failed, "too-many-certificates"));

    let unreadable = (Outcome::Failed, "etsiu-item-unreadable");
    for text in ["%", "e30=", "e30", "W10", "eyJhIjoxLCJiIjoyfQ", "eyJ6enoiOjF9", "eyJhIjoxLCJhIjoyfQ"] {
        let mut stamped = stamped();
        stamped.items.push(text.to_owned());
        assert_eq!(row(&stamped.examine(NOW), "baseline"), unreadable, "{text}");
    }
    for value in [json!([]), json!({}), json!({"tstTokens": []}), json!({"tstTokens": [{"val": "%"}]}), json!("x")] {
        let examination = usual().item(&json!({"sigTst": value})).examine(NOW);
        assert_eq!(row(&examination, "signature_time_stamp"), (Outcome::Failed, "time-stamp-malformed"), "{value}");
    }
    let many: Vec<Vec<u8>> = vec![b"x".to_vec(); 9];
    let many = usual().item(&stamp("sigTst", &many)).examine(NOW);
    assert_eq!(row(&many, "signature_time_stamp"), (Outcome::Failed, "time-stamp-malformed"));
    let token = tsa().token(usual().parts().1.as_bytes(), &right());
    let mut flood = stamped();
    for _ in 0..8 {
        flood = flood.item(&stamp("sigTst", &vec![token.clone(); 8]));
    }
    let flood = flood.examine(NOW);
    assert_eq!(row(&flood, "signature_time_stamp").0, Outcome::Failed);
    assert_eq!(flood.row("signature_time_stamp").detail, "the seal has more than 64 time-stamp tokens");
    let list = Crl::at(SEALED).issue(&TestPki::get().ca);
    let lists: Vec<Value> = vec![json!({"val": to_base64(&list)}); 150];
    let many = stamped().item(&json!({"rVals": {"crlVals": lists}})).item(&json!({"rVals": {"crlVals": lists}}));
    let many = many.examine(NOW);
    assert_eq!(row(&many, "revocation_values"), (Outcome::Failed, "too-many-revocation-values"));
    let references = stamped().item(&json!({"xRefs": []})).item(&json!({"tstVD": values()})).examine(NOW);
    assert_eq!(row(&references, "baseline"), (Outcome::Failed, "references-beside-values"));
}

#[test]
fn clear_objects_are_read_up_to_t_and_never_archived() {
    let stamped = usual();
    let token = |data: &[u8]| tsa().token(data, &right());
    let signature = stamp("sigTst", &[token(stamped.parts().1.as_bytes())]);
    let mut clear = usual_signed(stamped);
    clear.draft.etsi_u(json!([signature]));
    let examination = clear.examine(NOW);
    assert_eq!((row(&examination, "signature_time_stamp"), examination.level), (PASSED, Level::T));

    let stamped = usual();
    let signature = stamp("sigTst", &[token(stamped.parts().1.as_bytes())]);
    let archive = stamp("arcTst", &[token(stamped.archived().as_bytes())]);
    let mut clear = usual_signed(stamped);
    clear.draft.etsi_u(json!([signature, {"tstVD": values()}, archive]));
    let examination = clear.examine(NOW);
    assert_eq!(row(&examination, "archive_time_stamp"), (Outcome::Inconclusive, "archive-of-clear-etsiu"));
    assert_eq!(row(&examination, "baseline"), (Outcome::Failed, "archive-of-clear-etsiu"));
    assert!(examination.level < Level::Lta);
}

fn usual_signed(stamped: Stamped) -> Stamped {
    Stamped { draft: stamped.draft, items: Vec::new() }
}

#[test]
fn a_time_stamp_counts_only_while_its_authority_can_be_judged() {
    // The authority's certificates of the tests are valid until 2040.
    let late = "2041-01-01T00:00:00Z";
    let alone = usual().signature_stamp(&right()).examine(late);
    assert_eq!(row(&alone, "signature_time_stamp"), (Outcome::Inconclusive, "time-stamp-authority-expired"));
    assert_eq!(alone.best_time, BestTime::Unproven);
    let renewed = usual().signature_stamp(&right()).archive_stamp(&TsaOptions::at(at("2039-12-01T00:00:00Z")));
    let renewed = renewed.examine(late);
    assert_eq!(row(&renewed, "archive_time_stamp"), (Outcome::Inconclusive, "time-stamp-authority-expired"));
}

#[test]
fn the_certificate_is_judged_at_the_proven_time_or_now() {
    let pki = TestPki::get();
    let path = |party: &Party, now: &str| {
        let plain = Stamped::new(party).signed().examine(now);
        let stamped = Stamped::new(party).signed().signature_stamp(&right()).examine(now);
        (row(&plain, "certificate_path"), row(&stamped, "certificate_path"))
    };
    assert_eq!(path(&pki.seal(Key::P256), NOW), (PASSED, PASSED));
    let expired = (Outcome::Inconclusive, "certificate-expired");
    assert_eq!(path(&pki.seal(Key::P256), "2030-01-01T00:00:00Z"), (expired, PASSED));
    let later = Spec::seal(Key::P256).valid("2026-07-01T00:00:00Z", "2029-01-01T00:00:00Z").issue(&pki.ca);
    let not_yet = (Outcome::Failed, "certificate-not-yet-valid");
    assert_eq!(path(&later, NOW), (PASSED, not_yet), "sealed before the certificate was valid");
    let untrusted = (Outcome::Inconclusive, "certificate-untrusted");
    let own = Spec::authority("Somebody's Root", Key::Other).self_signed();
    let foreign = Spec::seal(Key::P256).issue(&own);
    assert_eq!(path(&foreign, NOW), (untrusted, untrusted));
    let failed = |code| ((Outcome::Failed, code), (Outcome::Failed, code));
    let tls = Spec::seal(Key::P256).usage(&[usage::KEY_ENCIPHERMENT]).issue(&pki.ca);
    assert_eq!(path(&tls, NOW), failed("certificate-key-usage"));
    let ca = Spec::seal(Key::P256).ca(None).issue(&pki.ca);
    assert_eq!(path(&ca, NOW), failed("certificate-ca-as-leaf"));
    let critical = Spec::seal(Key::P256).with("1.2.3.4", true, vec![5, 0]).issue(&pki.ca);
    assert_eq!(path(&critical, NOW), failed("certificate-unknown-critical-extension"));
}

#[test]
fn an_anchor_may_be_the_root_the_authority_or_the_certificate_itself() {
    let pki = TestPki::get();
    let party = pki.seal(Key::P256);
    for anchor in [&pki.root, &pki.ca, &party] {
        let seal = open(&Stamped::new(&party).build()).expect("a seal");
        let trust = SealTrust { authorities: vec![anchor.certificate.clone()], ..SealTrust::default() };
        let examination = seal.examine(&trust, &RevocationData::default(), at(NOW));
        assert_eq!(row(&examination, "certificate_path"), PASSED);
        assert_eq!(examination.path.expect("a path").anchor(), &anchor.certificate);
    }
}

#[test]
fn a_revocation_counts_by_when_the_seal_is_known_to_exist() {
    let pki = TestPki::get();
    let party = pki.seal(Key::P256);
    let leaf = &party.certificate;
    let root = || vec![Crl::at(NOW).issue(&pki.root), Crl::at(SEALED).issue(&pki.root)];
    let judged = |stamp: Option<&str>, revoked: &str, reason: Option<u8>| {
        let crls = [root(), vec![Crl::at(NOW).revoke(leaf, revoked, reason).issue(&pki.ca)]].concat();
        let data = RevocationData { crls, ocsp_responses: Vec::new() };
        let stamped = Stamped::new(&party).signed();
        let stamped = match stamp {
            Some(time) => stamped.signature_stamp(&TsaOptions::at(at(time))),
            None => stamped,
        };
        row(&stamped.examine_with(&data, NOW), "revocation")
    };
    let (before, after) = ("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z");
    let failed = (Outcome::Failed, "certificate-revoked");
    assert_eq!(judged(Some(SEALED), before, Some(1)), failed, "revoked before the proven time");
    assert_eq!(judged(Some(SEALED), before, Some(4)), failed, "for whatever reason");
    assert_eq!(judged(None, before, Some(4)), failed, "claims to be made after the revocation");
    assert_eq!(judged(None, after, Some(1)), failed, "a stolen key, and no proof of time");
    assert_eq!(judged(None, after, None), failed, "for an unknown reason, and no proof of time");
    assert_eq!(judged(None, after, Some(4)), (Outcome::Inconclusive, "certificate-revoked-no-proof-of-time"));
    assert_eq!(judged(None, after, Some(6)), (Outcome::Inconclusive, "certificate-on-hold"));
    assert_eq!(judged(Some(SEALED), after, Some(4)), (Outcome::Passed, "revoked-after-sealing"));
    assert_eq!(judged(Some(SEALED), after, Some(1)), (Outcome::Passed, "revoked-after-sealing"), "stolen later");

    let good = RevocationData {
        crls: root(),
        ocsp_responses: vec![Ocsp::good(leaf, &pki.ca.certificate, NOW).sign(&pki.responder)],
    };
    assert_eq!(row(&Stamped::new(&party).signed().examine_with(&good, NOW), "revocation"), PASSED);
    let other = pki.seal(Key::P384).certificate;
    let of_another = RevocationData {
        crls: root(),
        ocsp_responses: vec![Ocsp::good(&other, &pki.ca.certificate, NOW).sign(&pki.responder)],
    };
    let unknown = Stamped::new(&party).signed().examine_with(&of_another, NOW);
    assert_eq!(row(&unknown, "revocation").0, Outcome::Inconclusive);
}

#[test]
fn what_is_not_baseline_is_said() {
    let remark = |change: fn(&mut Draft)| {
        let mut stamped = Stamped::new(&TestPki::get().seal(Key::P256));
        change(&mut stamped.draft);
        let examination = stamped.examine(NOW);
        (
            row(&examination, "baseline"),
            row(&examination, "critical_headers"),
            row(&examination, "certificate_reference"),
        )
    };
    assert_eq!(remark(|_| {}), (PASSED, PASSED, PASSED));
    let late = remark(|d| {
        d.unset("iat");
        d.set("sigT", json!("2025-07-15T00:00:00Z"));
    });
    assert_eq!(late.0, (Outcome::Passed, "sigT-after-2025-07-15"));
    assert_eq!(remark(|d| d.set("typ", json!("JWT"))).0, (Outcome::Passed, "typ"));
    assert_eq!(remark(|d| d.set("x5t", json!("AA"))).0, (Outcome::Failed, "x5t"));
    let two = remark(|d| {
        let der = TestPki::get().seal(Key::P256).certificate.der().to_vec();
        let digest = openssl::hash::hash(openssl::hash::MessageDigest::sha384(), &der).expect("a digest");
        d.set("x5t#o", json!({"digAlg": "S384", "digVal": to_base64url(&digest)}));
    });
    assert_eq!(two.0, (Outcome::Failed, "several-certificate-references"));
    let ended = remark(|d| d.set("exp", json!(1_780_000_000_u32)));
    assert_eq!(ended.1, (Outcome::Failed, "header-expired"));
    let kid = remark(|d| d.set("kid", json!(to_base64(b"another"))));
    assert_eq!(kid.2, (Outcome::Passed, "kid-differs"));
    let issuer = remark(|d| d.set("x5c", json!([d.header["x5c"][0], to_base64(b"0\x00")])));
    assert_eq!(issuer.2, (Outcome::Failed, "certificate-malformed"));
}

#[test]
fn a_seal_moved_to_other_time_stamps_keeps_its_own_level() {
    let one: Value = serde_json::from_slice(&at_level(Level::Lta, Algorithm::Es256)).expect("JSON");
    let mut other: Value = serde_json::from_slice(&at_level(Level::B, Algorithm::Es256)).expect("JSON");
    other["signatures"][0]["header"] = one["signatures"][0]["header"].clone();
    let seal = open(&other.to_string().into_bytes()).expect("the signature holds");
    assert_eq!(seal.level(), Level::Lta, "by its parts");
    let examination = seal.examine(&trust(), &RevocationData::default(), at(NOW));
    assert_eq!((examination.level, examination.best_time), (Level::B, BestTime::Unproven));
    for check in ["signature_time_stamp", "archive_time_stamp"] {
        assert_eq!(row(&examination, check), (Outcome::Failed, "time-stamp-imprint"));
    }
}
