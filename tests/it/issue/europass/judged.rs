//! What independent programs make of the seals: `jose`, jsonld.js, and a judge in Python that shares no code with ours.
//!
//! The files are issued by the real path. Their broken twins are made of the same parts, and each is judged as we judge it.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};

use elmseal::crypto::encoding::{from_base64url, to_base64, to_base64url};
use elmseal::jsonld::{Budget, canonicalize};
use elmseal::model::time::Timestamp;
use elmseal::verify::Verifier;
use tempfile::TempDir;

use super::building::{Building, stamp_item};
use super::*;
use crate::europass::{ONLY_ELM, ONLY_EUROPASS, predicates};
use crate::jades::levels::{Services, tsa};
use crate::judges::{answer, judges};
use crate::support;
use crate::support::pki::status::{Crl, Ocsp, later};
use crate::world::Nowhere;

const ALGORITHMS: [(Key, Algorithm); 4] = [
    (Key::Rsa2048, Algorithm::Rs256),
    (Key::Rsa3072, Algorithm::Ps256),
    (Key::P256, Algorithm::Es256),
    (Key::P384, Algorithm::Es384),
];

fn trust() -> SealTrust {
    SealTrust { authorities: vec![TestPki::get().root.certificate.clone()], time_stamp_authorities: vec![tsa().root()] }
}

fn services(party: &Party) -> Services {
    Services { stamp: Some(TsaOptions::at(at(0))), at: at(0).to_string(), ..Services::good(party) }
}

/// One award as both renditions: `elm`, and `europass` at level LTA. Issued once for all tests of this file.
fn issued(algorithm: Algorithm) -> &'static [Vec<u8>; 2] {
    static ISSUED: [OnceLock<[Vec<u8>; 2]>; 4] = [const { OnceLock::new() }; 4];
    let at = ALGORITHMS.iter().position(|(_, known)| *known == algorithm).expect("one of the four");
    ISSUED[at].get_or_init(|| issue(&TestPki::get().seal(ALGORITHMS[at].0), algorithm, SigningTime::Iat))
}

/// The seal as it was when it had reached `level`: what is there stays when more is added.
fn at_level(whole: &[u8], level: Level) -> Vec<u8> {
    let file = with(whole, |json| {
        let one = json["signatures"][0].as_object_mut().expect("an object");
        let count = [(Level::B, 0), (Level::T, 1), (Level::Lt, 3), (Level::Lta, 4)];
        let count = count.iter().find(|(known, _)| *known == level).expect("a level").1;
        if count == 0 {
            one.shift_remove("header");
        } else {
            one["header"]["etsiU"].as_array_mut().expect("items").truncate(count);
        }
    });
    assert_eq!(verified(&file).level(), level);
    file
}

fn issue(party: &Party, algorithm: Algorithm, signing_time: SigningTime) -> [Vec<u8>; 2] {
    let level = Level::Lta;
    let mut desk = desk();
    let signer = Counting::new(party, algorithm);
    let services = services(party);
    let run = Run { signing_time, ..Run::new(BOTH, &signer).stamped(&services, tsa().root()) };
    let report = Run { level, ..run }.done(&mut desk, &learners(2..3));
    assert_eq!(report.levels.iter().collect::<Vec<_>>(), [(&level, &1)], "{:?}", report.short_of);
    let files = unzip(&desk.path("out/out.zip"));
    [credentials(&files), sealed(&files)].map(|files| files.into_values().next().expect("one award"))
}

/// The judge in Node, over a folder as seals.mjs reads it; its answer.
fn ask_node(what: &str, folder: &TempDir) -> Option<Value> {
    let (judges, reference) = judges(what, "node_modules/jose")?;
    let context = reference.join("elm/contexts/edc-ap-3.2.jsonld");
    Some(answer(Command::new("node").arg("seals.mjs").arg(folder.path()).arg(context).current_dir(judges)))
}

/// A folder with files in `sealed` and `plain`.
fn folder(sealed: &[(String, Vec<u8>)], plain: &[(String, Vec<u8>)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (kind, files) in [("sealed", sealed), ("plain", plain)] {
        fs::create_dir(folder.path().join(kind)).expect("a folder");
        for (name, bytes) in files {
            fs::write(folder.path().join(kind).join(format!("{name}.jsonld")), bytes).expect("a file");
        }
    }
    folder
}

/// A file whose parts are changed by `change`; nothing is signed anew.
fn with(file: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut json = serde_json::from_slice(file).expect("JSON");
    change(&mut json);
    json.to_string().into_bytes()
}

/// A file whose protected header is changed by `change`; nothing is signed anew.
fn with_header(file: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    with(file, |json| {
        let protected = &mut json["signatures"][0]["protected"];
        let mut header: Value =
            serde_json::from_slice(&from_base64url(protected.as_str().expect("a text")).expect("base64url"))
                .expect("JSON");
        change(&mut header);
        *protected = json!(to_base64url(header.to_string().as_bytes()));
    })
}

#[test]
fn jose_verifies_what_was_issued_and_refuses_what_was_changed() {
    let (mut files, mut expected) = (Vec::new(), serde_json::Map::new());
    let mut case = |name: String, file: Vec<u8>, verdict: Value| {
        let ours = UnverifiedSeal::parse(&file).and_then(UnverifiedSeal::verify_signature);
        assert_eq!(ours.is_ok(), verdict["verified"] == true, "{name}: {:?}", ours.err());
        files.push((name.clone(), file));
        expected.insert(name, verdict);
    };
    let refused = |code: &str| json!({ "verified": false, "error": code });
    let broken = refused("ERR_JWS_SIGNATURE_VERIFICATION_FAILED");
    for (key, algorithm) in ALGORITHMS {
        for (level, signing_time) in
            [(Level::B, SigningTime::Iat), (Level::Lta, SigningTime::Iat), (Level::B, SigningTime::SigT)]
        {
            let file = match signing_time {
                SigningTime::Iat => at_level(&issued(algorithm)[1], level),
                SigningTime::SigT if algorithm == Algorithm::Rs256 => {
                    issue(&TestPki::get().seal(key), algorithm, signing_time)[1].clone()
                }
                SigningTime::SigT => continue,
            };
            let name = |what: &str| format!("{algorithm}.{}.{signing_time:?}.{what}", level.name());
            let good = json!({ "verified": true, "alg": algorithm.name() });
            // The outer JSON may be written in another way.
            case(name("pretty"), format!("{:#}", with_value(&file)).into_bytes(), good.clone());
            case(name("payload"), with(&file, |json| replace(json, "/payload", "Example", "Exemple")), broken.clone());
            let header = |header: &mut Value| header["cty"] = json!("json");
            case(name("header"), with_header(&file, header), broken.clone());
            let signature = |json: &mut Value| {
                let text = json["signatures"][0]["signature"].as_str().expect("a text");
                let first = if text.starts_with('A') { 'B' } else { 'A' };
                json["signatures"][0]["signature"] = json!(format!("{first}{}", &text[1..]));
            };
            case(name("signature"), with(&file, signature), broken.clone());
            case(name("good"), file, good);
        }
    }
    // Every list of critical names that one of both knows to refuse, over signatures that hold.
    for (name, change, verdict) in [
        ("unknown", json!({ "crit": ["b64", "zzz"], "zzz": 1 }), refused("ERR_JOSE_NOT_SUPPORTED")),
        ("absent", json!({ "crit": ["b64", "sigT"] }), refused("ERR_JWS_INVALID")),
        ("empty", json!({ "crit": [] }), refused("ERR_JWS_INVALID")),
        ("text", json!({ "crit": "b64" }), refused("ERR_JWS_INVALID")),
        ("encoded", json!({ "b64": true }), refused("ERR_JWS_INVALID")),
    ] {
        let mut draft = crate::jades::draft::Draft::new(Algorithm::Es256);
        for (member, value) in change.as_object().expect("members") {
            draft.set(member, value.clone());
        }
        case(format!("crit.{name}"), draft.build(), verdict);
    }
    let folder = folder(&files, &[]);
    let Some(found) = ask_node("jose over the seals", &folder) else { return };
    for (name, verdict) in expected {
        assert_eq!(found[&name], verdict, "{name}");
    }
}

fn with_value(file: &[u8]) -> Value {
    serde_json::from_slice(file).expect("JSON")
}

fn replace(json: &mut Value, pointer: &str, old: &str, new: &str) {
    let text = json.pointer_mut(pointer).expect("a member");
    let changed = text.as_str().expect("a text").replacen(old, new, 1);
    assert_ne!(*text, changed);
    *text = json!(changed);
}

#[test]
fn jsonld_js_reads_the_graph_that_we_read() {
    let [elm, europass] = issued(Algorithm::Es256);
    let folder = folder(&[("one".to_owned(), europass.clone())], &[("one".to_owned(), elm.clone())]);
    let Some(_) = ask_node("jsonld.js over the seals", &folder) else { return };
    let ours = |document: &Value| {
        let dataset = to_dataset(document, Contexts::embedded()).expect("every term is in the contexts");
        canonicalize(&dataset, Budget::default()).expect("canonical quads").nquads
    };
    let theirs = |name: &str| fs::read_to_string(folder.path().join("quads").join(name)).expect("seals.mjs wrote it");
    let mut bare: Value = serde_json::from_slice(elm).expect("JSON");
    bare.as_object_mut().expect("an object").shift_remove("proof");
    let (plain, sealed) = (theirs("plain.one.nq"), theirs("sealed.one.nq"));
    assert_eq!(plain, ours(&bare));
    assert_eq!(sealed, ours(&payload(europass)));

    // What they say beside each other is what our own reading says.
    let lines = |nquads: &str| nquads.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    let (plain, sealed) = (lines(&plain), lines(&sealed));
    let only = |one: &BTreeSet<String>, other| predicates(one.difference(other)).into_iter().collect::<Vec<_>>();
    assert_eq!(only(&plain, &sealed), ONLY_ELM);
    let mut expected = [&ONLY_EUROPASS[..], &["notation", "spatial"]].concat();
    expected.sort_unstable();
    assert_eq!(only(&sealed, &plain), expected);
}

/// A file that is to be judged, against what, and when.
struct Case {
    name: String,
    file: Vec<u8>,
    trust: SealTrust,
    now: Timestamp,
}

/// The judge in Python; its answers in the order of `cases`.
fn ask_python(what: &str, cases: &[Case]) -> Option<Vec<Value>> {
    let judges = support::judge(what, "venv/bin/python")?;
    let mut command = Command::new(judges.join("venv/bin/python"));
    command.arg(judges.join("seals.py")).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("python runs");
    let mut input = child.stdin.take().expect("a pipe");
    let certificates = |list: &[Certificate]| list.iter().map(|one| to_base64(one.der())).collect::<Vec<_>>();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || {
            for case in cases {
                let line = json!({
                    "name": case.name,
                    "file": std::str::from_utf8(&case.file).expect("UTF-8"),
                    "authorities": certificates(&case.trust.authorities),
                    "time_stamp_authorities": certificates(&case.trust.time_stamp_authorities),
                    "now": case.now.to_string(),
                });
                // A judge that has gone says why on its standard error.
                if writeln!(input, "{line}").is_err() {
                    return;
                }
            }
        });
        child.wait_with_output().expect("the judge ends")
    });
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers.len(), cases.len(), "an answer to each");
    Some(answers)
}

/// The checks that both make.
const SHARED: [&str; 7] = [
    "signature",
    "certificate_reference",
    "content_time_stamp",
    "signature_time_stamp",
    "archive_time_stamp",
    "certificate_path",
    "revocation",
];

/// Case, check, our outcome and theirs.
type Difference = (String, String, String, String);

/// Where the judge says something else than our report does.
fn differences(cases: &[Case], answers: &[Value]) -> Vec<Difference> {
    let mut found = Vec::new();
    for (case, theirs) in cases.iter().zip(answers) {
        let verifier = Verifier::new(Arc::new(Nowhere), Vec::new());
        let verifier = verifier.with_pki(case.trust.clone(), Arc::new(NoServices));
        let report = verifier.verify(&case.file, case.now).to_json();
        let seal = &report["seal"];
        let mut differ = |what: &str, ours: &Value, theirs: &Value| {
            if ours != theirs {
                found.push((case.name.clone(), what.to_owned(), ours.to_string(), theirs.to_string()));
            }
        };
        if seal.is_null() {
            differ("signature", &json!("failed"), &theirs["rows"]["signature"]);
            continue;
        }
        let rows = seal["checks"].as_array().expect("rows");
        for check in SHARED {
            let ours = rows.iter().find(|row| row["check"] == check).expect("a row");
            differ(check, &ours["outcome"], &theirs["rows"][check]);
        }
        differ("level", &seal["level"], &theirs["level"]);
        differ("proven_time", seal["proven_time"].get("time").unwrap_or(&Value::Null), &theirs["proven_time"]);
        let kid = rows.iter().any(|row| row["code"] == "kid-differs");
        differ("kid", &json!(!kid), &theirs["kid"]);
    }
    found
}

#[test]
fn a_judge_that_shares_nothing_with_us_finds_the_same() {
    let pki = TestPki::get();
    let mut cases = Vec::new();
    let mut case = |name: &str, file: Vec<u8>, trust: SealTrust, now: Timestamp| {
        cases.push(Case { name: name.to_owned(), file, trust, now });
    };
    let (now, usual) = (at(1), TsaOptions::at(at(0)));
    for (_, algorithm) in ALGORITHMS {
        for level in [Level::B, Level::T, Level::Lt, Level::Lta] {
            let file = at_level(&issued(algorithm)[1], level);
            let name = |what: &str| format!("{algorithm} {} {what}", level.name());
            let changed = with(&file, |json| replace(json, "/payload", "Example", "Exemple"));
            case(&name("payload"), changed, trust(), now);
            case(&name("without anchors"), file.clone(), SealTrust::default(), now);
            let expired = "2031-01-01T00:00:00Z".parse_time();
            case(&name("when the certificate has expired"), file.clone(), trust(), expired);
            case(&name("good"), file, trust(), now);
        }
    }

    let party = pki.seal(Key::P256);
    let whole = issued(Algorithm::Es256)[1].clone();
    let plain = at_level(&whole, Level::B);
    let base = || Building::new(&plain);
    let time = at(0).to_string();
    let ocsp = |when: &str| Ocsp::good(&party.certificate, &pki.ca.certificate, when);
    let good_ocsp = [ocsp(&time).sign(&pki.responder)];
    let root_crl = [Crl::at(&time).issue(&pki.root)];
    let chain = [&pki.ca.certificate];
    let full = |crls: &[Vec<u8>], responses: &[Vec<u8>]| {
        base().signature_stamp(&usual).values(&chain, crls, responses).archive_stamp(&usual)
    };
    case("hand-made", full(&root_crl, &good_ocsp).build(), trust(), now);

    // Imprints.
    let over = |data: &[u8]| stamp_item("sigTst", &tsa().token(data, &usual));
    let raw = from_base64url(base().signature()).expect("base64url");
    case("stamp over the raw signature", base().item(over(&raw)).build(), trust(), now);
    case("stamp over something else", base().item(over(b"something else")).build(), trust(), now);
    let mut copied = with_value(&plain);
    copied["signatures"][0]["header"] = with_value(&issued(Algorithm::Rs256)[1])["signatures"][0]["header"].clone();
    case("stamps of another file", copied.to_string().into_bytes(), trust(), now);
    for at in 0..4 {
        let items = |json: &mut Value| json["signatures"][0]["header"]["etsiU"].as_array_mut().expect("items").clone();
        let without = with(&whole, |json| {
            let mut kept = items(json);
            kept.remove(at);
            json["signatures"][0]["header"]["etsiU"] = json!(kept);
        });
        case(&format!("without item {at}"), without, trust(), now);
    }
    let early = base().signature_stamp(&usual).archive_stamp(&usual).values(&chain, &root_crl, &good_ocsp);
    case("archive before the values", early.build(), trust(), now);
    let twice = full(&root_crl, &good_ocsp).archive_stamp(&usual).archive_stamp(&usual);
    case("archived three times", twice.build(), trust(), now);

    // Time-stamp tokens with every flaw, over the signature and over the whole.
    for flaw in Flaw::ALL {
        if matches!(flaw, Flaw::Nonsense | Flaw::NoToken | Flaw::Rejected | Flaw::WrongNonce | Flaw::NoNonce) {
            continue; // Of a response, not of a token.
        }
        let flawed = TsaOptions::flawed(at(0), flaw);
        case(&format!("stamp {flaw:?}"), base().signature_stamp(&flawed).build(), trust(), now);
        let archived = base().signature_stamp(&usual).values(&chain, &root_crl, &good_ocsp);
        case(&format!("archive {flaw:?}"), archived.archive_stamp(&flawed).build(), trust(), now);
    }

    // Revocation.
    let (before, after) = ("2026-01-01T00:00:00Z", at(0).plus_seconds(7200).to_string());
    let revoked =
        |since: &str| Ocsp::revoked(&party.certificate, &pki.ca.certificate, &later(&time, 0), since, Some(1));
    let second = |response: Vec<u8>| full(&root_crl, &[response]).build();
    case("revoked before", second(revoked(before).sign(&pki.responder)), trust(), now);
    let sooner = Ocsp::revoked(&party.certificate, &pki.ca.certificate, &later(&time, 1), &after, Some(4));
    case("superseded afterwards", second(sooner.sign(&pki.responder)), trust(), at(2));
    case("another authority's response", second(ocsp(&time).sign(&pki.root)), trust(), now);
    let other = pki.seal(Key::P384);
    let about = Ocsp::good(&other.certificate, &pki.ca.certificate, &time).sign(&pki.responder);
    case("a response about another certificate", second(about), trust(), now);
    case("an old response", second(ocsp(before).sign(&pki.responder)), trust(), now);
    let crl = Crl::at(&time).issue(&pki.ca);
    case("by a list", full(&[root_crl[0].clone(), crl], &[]).build(), trust(), now);
    let listed = Crl::at(&time).revoke(&party.certificate, before, Some(1)).issue(&pki.ca);
    case("revoked by a list", full(&[root_crl[0].clone(), listed], &[]).build(), trust(), now);
    let listed = Crl::at(&later(&time, 1)).revoke(&party.certificate, &after, Some(4)).issue(&pki.ca);
    case("superseded afterwards by a list", full(&[root_crl[0].clone(), listed], &[]).build(), trust(), at(2));
    let forged = Crl::at(&time).signed(pki.ca.certificate.subject_der(), &pki.root);
    case("a forged list", full(&[root_crl[0].clone(), forged], &[]).build(), trust(), now);
    case("nothing about the authority", full(&[], &good_ocsp).build(), trust(), now);
    let authority = Crl::at(&time).revoke(&pki.ca.certificate, before, Some(1)).issue(&pki.root);
    case("the authority was revoked", full(&[authority], &good_ocsp).build(), trust(), now);

    // Certificates.
    let short = Spec::seal(Key::P256).valid("2026-01-01T00:00:00Z", "2026-07-02T00:00:00Z").issue(&pki.ca);
    let brief = at_level(&issue(&short, Algorithm::Es256, SigningTime::Iat)[1], Level::B);
    let brief = || Building::new(&brief);
    case("expired without a stamp", brief().build(), trust(), at(5));
    case("expired, stamped before", brief().signature_stamp(&usual).build(), trust(), at(5));
    case("expired, stamped afterwards", brief().signature_stamp(&TsaOptions::at(at(3))).build(), trust(), at(5));
    let strangers = SealTrust { authorities: vec![tsa().root()], ..trust() };
    case("another authority is trusted", whole.clone(), strangers, now);
    let only_unit = SealTrust { time_stamp_authorities: vec![pki.root.certificate.clone()], ..trust() };
    case("another time-stamp authority is trusted", whole.clone(), only_unit, now);
    let inner = SealTrust { authorities: vec![pki.ca.certificate.clone()], ..trust() };
    case("the intermediate is trusted", whole.clone(), inner, now);
    let leaf = SealTrust { authorities: vec![party.certificate.clone()], ..trust() };
    case("the certificate itself is trusted", whole.clone(), leaf, now);
    // In the authority's name, by another key.
    let forger = Party { certificate: pki.ca.certificate.clone(), key: Key::Other.private() };
    let forged = crate::jades::draft::sealed(&Spec::seal(Key::P256).issue(&forger), Algorithm::Es256);
    case("a forged certificate", forged, trust(), now);
    let impostor = Spec::authority("Impostor", Key::Other).self_signed();
    let foreign = SealTrust { authorities: vec![impostor.certificate], ..trust() };
    case("an impostor is trusted", whole, foreign, now);

    let Some(answers) = ask_python("the independent judge of seals", &cases) else { return };
    println!("judges: {} seals judged", cases.len());
    let found = differences(&cases, &answers);
    let found: Vec<_> = found.iter().map(|(a, b, c, d)| (a.as_str(), b.as_str(), c.as_str(), d.as_str())).collect();
    assert_eq!(found, KNOWN_DIFFERENCES);
}

/// A token is read as DER here and as BER there. Of an OCSP response that says "revoked since" a time after the proven
/// one, pyhanko-certvalidator makes nothing; of a list that says the same, it makes what we do.
const KNOWN_DIFFERENCES: [(&str, &str, &str, &str); 4] = [
    ("stamp Ber", "signature_time_stamp", r#""failed""#, r#""passed""#),
    ("stamp Ber", "proven_time", "null", r#""2026-07-01T10:00:00Z""#),
    ("archive Ber", "archive_time_stamp", r#""failed""#, r#""passed""#),
    ("superseded afterwards", "revocation", r#""passed""#, r#""inconclusive""#),
];

trait ParseTime {
    fn parse_time(&self) -> Timestamp;
}

impl ParseTime for str {
    fn parse_time(&self) -> Timestamp {
        Timestamp::parse(self).expect("a time")
    }
}

#[test]
fn real_seals_are_judged_alike() {
    let what = "the independent judge of real seals";
    let Some(reference) = support::reference(what) else { return };
    let mut cases = Vec::new();
    for file in fs::read_dir(reference.join("elm/samples")).expect("the samples").flatten() {
        let (name, bytes) = (file.file_name().to_string_lossy().into_owned(), fs::read(file.path()).expect("a file"));
        if !name.ends_with("-signed.jsonld") || name.contains("unsigned") {
            continue;
        }
        let seal = verified(&bytes);
        let now = "2026-07-01T00:00:00Z".parse_time();
        let everything =
            SealTrust { authorities: vec![seal.certificate().clone()], time_stamp_authorities: seal.certificates() };
        cases.push(Case { name: name.clone(), file: bytes.clone(), trust: SealTrust::default(), now });
        cases.push(Case { name: format!("{name} trusted"), file: bytes, trust: everything, now });
    }
    assert_eq!(cases.len(), 10);
    let Some(answers) = ask_python(what, &cases) else { return };
    // Of a revocation list by an intermediate authority that nobody named as trusted, pyhanko-certvalidator makes nothing.
    let known = ["2026-vendor-mc-signed.jsonld trusted", "revocation", r#""passed""#, r#""not_applicable""#];
    let [name, check, ours, theirs] = known.map(str::to_owned);
    assert_eq!(differences(&cases, &answers), [(name, check, ours, theirs)]);
    for (case, answer) in cases.iter().zip(&answers) {
        if case.name.ends_with("trusted") {
            assert_eq!(answer["rows"]["signature_time_stamp"], "passed", "{}: {answer:#}", case.name);
            assert_eq!(answer["kid"], true, "{}", case.name);
        }
    }
}
