//! Awards as `europass`, sealed with a certificate of the test infrastructure, and as files for upload.

mod building;
mod judged;
mod stamps;
pub(super) mod standing;
mod uploads;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use elmseal::crypto::sha256;
use elmseal::descriptor::types::Mandate;
use elmseal::elm::profile::{self, Profile};
use elmseal::issue::{
    Batch, BatchReport, Existing, Format, IssueError, Observer, OwnSealError, Plan, Quiet, Seal, SealStatus,
    SealingKeys, Selection, Step, Wanted, ZipArchive, export,
};
use elmseal::jose::jades::{JadesError, Level, SealTrust, SigningTime, UnverifiedSeal, VerifiedSeal};
use elmseal::jose::{Algorithm, SealSigner, SignError, SoftwareSealKey};
use elmseal::jsonld::{Contexts, to_dataset};
use elmseal::learners::Learner;
use elmseal::ledger::{Change, Filter, Rendition, State};
use elmseal::model::ids::AwardId;
use elmseal::pki::{Certificate, NoServices, PkiServices, ServiceError};
use serde_json::{Value, json};

use super::desk::{Desk, Keys, at, by_row, credentials, learners, plan, unzip};
use super::stopped::Stop;
use crate::support::course::{BASE, learner};
use crate::support::pki::{Key, Party, Spec, TestPki};
use crate::tsa::{Flaw, TestTsa, TsaOptions};

/// A seal key that counts what it signs.
struct Counting {
    key: SoftwareSealKey,
    signed: AtomicUsize,
}

impl Counting {
    fn new(party: &Party, algorithm: Algorithm) -> Self {
        let chain = vec![party.certificate.clone(), TestPki::get().ca.certificate.clone()];
        let key = SoftwareSealKey::from_pkcs8(&party.key_pkcs8(), chain, algorithm).expect("a key");
        Self { key, signed: AtomicUsize::new(0) }
    }

    fn usual(key: Key, algorithm: Algorithm) -> Self {
        Self::new(&TestPki::get().seal(key), algorithm)
    }

    fn signed(&self) -> usize {
        self.signed.load(Ordering::SeqCst)
    }
}

impl SealSigner for Counting {
    fn certificate_chain(&self) -> &[Certificate] {
        self.key.certificate_chain()
    }

    fn algorithm(&self) -> Algorithm {
        self.key.algorithm()
    }

    fn sign(&self, parts: &[&[u8]]) -> Result<Vec<u8>, SignError> {
        self.signed.fetch_add(1, Ordering::SeqCst);
        self.key.sign(parts)
    }
}

/// What is issued, and how it is sealed.
struct Run<'a> {
    formats: &'a [Format],
    signer: Option<&'a dyn SealSigner>,
    services: &'a dyn PkiServices,
    trust: SealTrust,
    level: Level,
    signing_time: SigningTime,
    status: SealStatus,
    existing: Existing,
    day: i64,
}

impl<'a> Run<'a> {
    fn new(formats: &'a [Format], signer: &'a dyn SealSigner) -> Self {
        Self { signer: Some(signer), ..Self::without_key(formats) }
    }

    fn without_key(formats: &'a [Format]) -> Self {
        let authorities = vec![TestPki::get().root.certificate.clone()];
        Self {
            formats,
            signer: None,
            services: &NoServices,
            trust: SealTrust { authorities, time_stamp_authorities: Vec::new() },
            level: Level::B,
            signing_time: SigningTime::Iat,
            status: SealStatus::Stated,
            existing: Existing::Refuse,
            day: 0,
        }
    }

    fn stamped(self, services: &'a dyn PkiServices, root: Certificate) -> Self {
        let trust = SealTrust { time_stamp_authorities: vec![root], ..self.trust };
        Self { services, level: Level::T, trust, ..self }
    }

    fn issue(
        &self,
        desk: &mut Desk,
        learners: &[Learner],
        observer: &mut dyn Observer,
    ) -> Result<BatchReport, IssueError> {
        let mut output = ZipArchive::new(desk.path("out/out.zip"));
        let seal = self.signer.map(|signer| Seal {
            signer,
            services: self.services,
            trust: &self.trust,
            level: self.level,
            signing_time: self.signing_time,
        });
        desk.at_work(|office, descriptor| {
            let keys = SealingKeys { seal, ..Keys::shared().sealing() };
            let plan =
                Plan { formats: self.formats, seal_status: self.status, ..plan(descriptor, &self.existing, self.day) };
            let mut batch = Batch::begin(office, keys, plan, &mut output, observer)?;
            batch.set_chunk(2);
            batch.issue(learners.to_vec())
        })
    }

    fn done(&self, desk: &mut Desk, learners: &[Learner]) -> BatchReport {
        self.issue(desk, learners, &mut Quiet).unwrap_or_else(|error| panic!("{error}"))
    }
}

const BOTH: &[Format] = &[Format::Elm, Format::Europass];
const EUROPASS: &[Format] = &[Format::Europass];
const UPLOAD: &[Format] = &[Format::Uploadable];

/// The desk of the institution that the seal certificates name.
fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.institutions[0].organization_id = "VATES-EXAMPLE1".into();
    desk
}

fn of_kind(files: &HashMap<String, Vec<u8>>, ending: &str) -> HashMap<AwardId, Vec<u8>> {
    let files = files.iter().filter(|(name, _)| name.ends_with(ending));
    files.map(|(name, bytes)| (AwardId::parse(&name[..36]).expect("an award"), bytes.clone())).collect()
}

fn sealed(files: &HashMap<String, Vec<u8>>) -> HashMap<AwardId, Vec<u8>> {
    of_kind(files, ".europass.jsonld")
}

fn verified(bytes: &[u8]) -> VerifiedSeal {
    UnverifiedSeal::parse(bytes).expect("a seal").verify_signature().expect("verified")
}

fn payload(bytes: &[u8]) -> Value {
    serde_json::from_str(verified(bytes).payload()).expect("JSON")
}

/// What the ledger has of an award: rendition, level, digest.
type Kept = (AwardId, Vec<(Rendition, Option<String>, [u8; 32])>);

fn stored(desk: &mut Desk) -> Vec<Kept> {
    desk.at_work(|office, _| {
        let mut found = Vec::new();
        office
            .ledger
            .list(&Filter::default(), &mut |row| {
                let renditions = row.renditions.into_iter().map(|one| (one.rendition, one.level, one.digest));
                found.push((row.award, renditions.collect()));
            })
            .expect("listed");
        found
    })
}

#[test]
fn one_award_leaves_in_both_forms_with_one_id_and_one_status() {
    for (key, algorithm) in [
        (Key::Rsa2048, Algorithm::Rs256),
        (Key::Rsa3072, Algorithm::Ps256),
        (Key::P256, Algorithm::Es256),
        (Key::P384, Algorithm::Es384),
    ] {
        let mut desk = desk();
        let signer = Counting::usual(key, algorithm);
        let report = Run::new(BOTH, &signer).done(&mut desk, &learners(2..5));
        assert_eq!((report.issued, report.added, report.uploads, signer.signed()), (3, 0, 0, 3));
        assert_eq!(report.levels.iter().collect::<Vec<_>>(), [(&Level::B, &3)]);
        let files = unzip(&desk.path("out/out.zip"));
        assert_eq!(files.len(), 8, "{:?}", files.keys());
        let (elm, europass) = (credentials(&files), sealed(&files));
        assert_eq!(elm.keys().collect::<HashSet<_>>(), europass.keys().collect::<HashSet<_>>());
        for (award, bytes) in &europass {
            assert!(bytes.starts_with(b"{\"payload\":\"{"), "as Europass recognises it");
            let seal = verified(bytes);
            assert_eq!((seal.algorithm(), seal.level(), seal.not_baseline()), (algorithm, Level::B, vec![]));
            assert_eq!(seal.claimed_time().time, at(0));
            let document = payload(bytes);
            assert_eq!(document["id"], award.to_string());
            assert_eq!(document["issuer"]["eIDASIdentifier"]["notation"], "VATES-EXAMPLE1");
            assert_eq!(document["issuer"]["legalName"], json!({ "en": "Example University" }));
            let place = document["credentialStatus"]["id"].as_str().expect("a place");
            let of_elm: Value = serde_json::from_slice(&elm[award]).expect("JSON");
            let index = of_elm["credentialStatus"][0]["statusListIndex"].as_str().expect("an index");
            let (list, found) = place.split_once('#').expect("a list and an index");
            assert!(list.starts_with(&format!("{BASE}/status/standing-")), "{list}");
            assert_eq!(found, index, "one place for both forms");
            let dataset = to_dataset(&document, Contexts::embedded()).expect("every term is in the contexts");
            let id = award.to_string();
            assert_eq!(profile::check(&dataset, &id, Profile::GenericFull, profile::ApVersion::default()), []);
        }
        let receipt = String::from_utf8(files["receipt.csv"].clone()).expect("UTF-8");
        assert_eq!(receipt.lines().count(), 7, "a line for each file");
        assert_eq!(receipt.lines().filter(|line| line.contains(",europass,") && line.contains(",B,")).count(), 3);
        let told: Value = serde_json::from_slice(&files["receipt.json"]).expect("JSON");
        for line in told.as_array().expect("an array") {
            let bytes = &files[line["file"].as_str().expect("a name")];
            assert_eq!(line["sha256"], elmseal::crypto::encoding::to_hex(&sha256(bytes)));
            let level = if line["rendition"] == "europass" { json!("B") } else { json!(null) };
            assert_eq!((&line["level"], &line["sealed"], &line["note"]), (&level, &json!(true), &json!("")));
        }
        desk.assert_sound();
        assert!(Run::new(BOTH, &signer).done(&mut desk, &learners(2..5)).nothing_done());
        assert_eq!(signer.signed(), 3, "nothing is sealed twice");
    }
}

#[test]
fn stopped_anywhere_the_same_command_completes_and_seals_nothing_twice() {
    let all = learners(2..7);
    let rows: [(Step, &[usize]); 10] = [
        (Step::Recorded, &[1, 3]),
        (Step::Signed, &[1, 4]),
        (Step::Sealed, &[1, 5]),
        (Step::Augmented, &[2, 4]),
        (Step::Checked, &[3, 10]),
        (Step::Stored, &[1, 3]),
        (Step::Written, &[2]),
        (Step::Published, &[1]),
        (Step::Released, &[1]),
        (Step::Delivered, &[1]),
    ];
    for (step, times) in rows {
        for n in times {
            let n = *n;
            let mut desk = desk();
            let signer = Counting::usual(Key::P256, Algorithm::Es256);
            let run = Run::new(BOTH, &signer);
            let stopped = run.issue(&mut desk, &all, &mut Stop { step, n });
            assert!(matches!(stopped, Err(IssueError::Interrupted)), "{step:?} {n}");
            let before = stored(&mut desk);
            let kept = before.iter().filter(|(_, renditions)| !renditions.is_empty()).count();
            let signed = signer.signed();
            let report = Run { day: 1, ..Run::new(BOTH, &signer) }.done(&mut desk, &all);
            assert_eq!(signer.signed() - signed, 5 - kept, "{step:?} {n}: only what is not stored is sealed");
            let archive = report.output.unwrap_or_else(|| desk.path("out/out.zip"));
            let files = unzip(&archive);
            assert_eq!((credentials(&files).len(), sealed(&files).len()), (5, 5), "{step:?} {n}");
            for (award, renditions) in before {
                for (rendition, _, digest) in renditions {
                    let bytes = &files[&format!("{}.{}.jsonld", award.uuid(), rendition.as_str())];
                    assert_eq!(sha256(bytes), digest, "{step:?} {n}: what was stored stays as it was");
                }
            }
            for (award, bytes) in sealed(&files) {
                assert_eq!(payload(&bytes)["id"], award.to_string());
            }
            assert_eq!(stored(&mut desk).len(), 5, "{step:?} {n}: one award a learner");
            desk.assert_sound();
            assert!(Run::new(BOTH, &signer).done(&mut desk, &all).nothing_done(), "{step:?} {n}");
        }
    }
}

#[test]
fn another_certificate_seals_only_under_a_mandate() {
    let signer = Counting::usual(Key::P256, Algorithm::Es256);
    let mut desk = Desk::new(); // Its institution has another identifier than the certificate.
    let refused = Run::new(EUROPASS, &signer).issue(&mut desk, &learners(2..3), &mut Quiet);
    let Err(IssueError::Faults { faults }) = refused else { panic!("{refused:?}") };
    assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["no-mandate"]);
    assert_eq!(stored(&mut desk).len(), 0, "refused before anything is recorded");
    desk.mandate = Some(Mandate {
        bodies: vec!["uni".into()],
        document: "Agreement 7".into(),
        from: at(-30),
        until: Some(at(30)),
    });
    Run::new(EUROPASS, &signer).done(&mut desk, &learners(2..3));
    let files = unzip(&desk.path("out/out.zip"));
    let document = payload(sealed(&files).values().next().expect("a credential"));
    let statement = document["evidence"]["evidenceStatement"].as_str().expect("a statement");
    assert!(statement.starts_with("Example University seals this credential on behalf of University of Examples"));
    assert_eq!(document["issuer"]["eIDASIdentifier"]["notation"], "VATES-EXAMPLE1");
    let body = &document["credentialSubject"]["hasClaim"]["awardedBy"]["awardingBody"];
    assert_eq!(body["eIDASIdentifier"]["notation"], "VATES-Q3318001I");
    desk.assert_sound();
}

#[test]
fn certificates_that_cannot_seal_are_refused_before_anything_is_recorded() {
    const ORGANIZATION_IDENTIFIER: &str = "2.5.4.97";
    let ca = &TestPki::get().ca;
    let spec = || Spec::seal(Key::P256);
    let rows: [(Party, Option<&str>); 5] = [
        (spec().attribute(ORGANIZATION_IDENTIFIER, None).issue(ca), Some("certificate-subject")),
        (spec().attribute("2.5.4.6", Some("FR")).issue(ca), Some("certificate-country")),
        (spec().attribute(ORGANIZATION_IDENTIFIER, Some("VATES-OTHER")).issue(ca), Some("no-mandate")),
        (spec().valid("2020-01-01T00:00:00Z", "2026-06-30T00:00:00Z").issue(ca), None),
        (spec().valid("2026-07-02T00:00:00Z", "2030-01-01T00:00:00Z").issue(ca), None),
    ];
    for (party, code) in rows {
        let mut desk = desk();
        let signer = Counting::new(&party, Algorithm::Es256);
        match (Run::new(BOTH, &signer).issue(&mut desk, &learners(2..3), &mut Quiet), code) {
            (Err(IssueError::Faults { faults }), Some(code)) => {
                assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [code]);
            }
            (Err(IssueError::SealCertificate { .. }), None) => {}
            (other, _) => panic!("{code:?}: {other:?}"),
        }
        assert_eq!((stored(&mut desk).len(), signer.signed()), (0, 0));
    }
    let none = Run::without_key(EUROPASS).issue(&mut desk(), &learners(2..3), &mut Quiet);
    assert!(matches!(none, Err(IssueError::NoSealKey)));
}

/// A token that gives the signature of something else.
struct Wrong(Counting);

impl SealSigner for Wrong {
    fn certificate_chain(&self) -> &[Certificate] {
        self.0.certificate_chain()
    }

    fn algorithm(&self) -> Algorithm {
        self.0.algorithm()
    }

    fn sign(&self, parts: &[&[u8]]) -> Result<Vec<u8>, SignError> {
        self.0.sign(&[parts, &[b" "]].concat())
    }
}

#[test]
fn a_seal_that_does_not_verify_does_not_leave() {
    let mut desk = desk();
    let signer = Wrong(Counting::usual(Key::P256, Algorithm::Es256));
    let refused = Run::new(BOTH, &signer).issue(&mut desk, &learners(2..3), &mut Quiet);
    let Err(IssueError::OwnSeal { row: 2, source: OwnSealError::Unreadable(source) }) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(source.code(), "signature-invalid");
    assert!(stored(&mut desk).iter().all(|(_, renditions)| renditions.is_empty()));
    assert!(!desk.path("out").join("out.zip").exists());
}

#[test]
fn a_seal_under_a_revoked_or_foreign_authority_says_so_itself() {
    // The certificate is judged against the configured authorities; an unknown one leaves that open, and is no failure.
    let mut desk = desk();
    let signer = Counting::usual(Key::P256, Algorithm::Es256);
    let foreign = SealTrust { authorities: vec![TestPki::get().tsa_root.certificate.clone()], ..SealTrust::default() };
    let report = Run { trust: foreign, ..Run::new(EUROPASS, &signer) }.done(&mut desk, &learners(2..3));
    assert_eq!(report.issued, 1);
}

#[test]
fn a_form_is_added_later_to_the_same_award() {
    let mut desk = desk();
    let signer = Counting::usual(Key::P256, Algorithm::Es256);
    desk.run(&learners(2..5), &Existing::Refuse, 0);
    let first = credentials(&unzip(&desk.path("out/out.zip")));
    let rows = by_row(&unzip(&desk.path("out/out.zip")));
    desk.change(&Selection::Awards(vec![rows[&3]]), Change::Suspend).expect("suspended");
    desk.change(&Selection::Awards(vec![rows[&4]]), Change::Revoke).expect("revoked");
    let report = Run { day: 2, ..Run::new(EUROPASS, &signer) }.done(&mut desk, &learners(2..5));
    assert_eq!((report.issued, report.added, report.already, report.already_not_valid), (0, 2, 1, 1));
    let files = unzip(&desk.path("out/out-2.zip"));
    let added = sealed(&files);
    assert_eq!(
        added.keys().copied().collect::<HashSet<_>>(),
        HashSet::from([rows[&2], rows[&3]]),
        "not to a revoked one"
    );
    for (award, bytes) in &added {
        let document = payload(bytes);
        let elm: Value = serde_json::from_slice(&first[award]).expect("JSON");
        for member in ["id", "issued", "validFrom", "credentialSubject"] {
            assert_eq!(document[member], elm[member], "{member}");
        }
        assert_eq!(verified(bytes).claimed_time().time, at(2), "sealed when it was sealed");
    }
    assert_eq!(desk.state(rows[&3]), State::Suspended);
    desk.assert_sound();
    // Handed out again: all forms, or the one that is asked for.
    let count = |desk: &mut Desk, formats: &[Format], name: &str| {
        let mut output = ZipArchive::new(desk.path(name));
        let filter = Filter { batch: Some(1), ..Filter::default() };
        desk.at_work(|office, _| export(office.ledger, &filter, Wanted::Only(formats), &mut output)).expect("exported")
    };
    assert_eq!(count(&mut desk, &Format::ALL, "all.zip"), 5);
    assert_eq!(count(&mut desk, EUROPASS, "europass.zip"), 2);
    assert_eq!(sealed(&unzip(&desk.path("europass.zip"))), added, "byte for byte");
}

#[test]
fn a_replacement_supersedes_every_form_of_the_old_one() {
    let mut desk = desk();
    let signer = Counting::usual(Key::P256, Algorithm::Es256);
    let mut all = learners(2..4);
    Run::new(BOTH, &signer).done(&mut desk, &all);
    let files = unzip(&desk.path("out/out.zip"));
    let old = by_row(&files)[&3];
    all[1].family_name = "Nuñez".into();
    let refused = Run::new(EUROPASS, &signer).done(&mut desk, &all);
    assert_eq!((refused.conflicts.len(), refused.already), (1, 1));
    let replaced = Run { existing: Existing::Replace, day: 1, ..Run::new(BOTH, &signer) }.done(&mut desk, &all);
    assert_eq!((replaced.issued, replaced.replaced, replaced.already), (1, 1, 1));
    let new = by_row(&unzip(&replaced.output.expect("an output")))[&3];
    assert_eq!((desk.state(old), desk.state(new)), (State::Superseded, State::Valid));
    assert!(desk.published_bit(&credentials(&files)[&old], "revocation"));
    let events = desk.at_work(|office, _| office.ledger.events(old)).expect("events");
    assert_eq!(events.len(), 1, "superseded once, whatever the number of forms");
    desk.assert_sound();
}

#[test]
fn the_status_can_be_left_out() {
    let mut desk = desk();
    let signer = Counting::usual(Key::P256, Algorithm::Es256);
    Run { status: SealStatus::LeftOut, ..Run::new(EUROPASS, &signer) }.done(&mut desk, &learners(2..3));
    let files = unzip(&desk.path("out/out.zip"));
    let document = payload(sealed(&files).values().next().expect("a credential"));
    assert_eq!(document.get("credentialStatus"), None);
    desk.assert_sound();
}

#[test]
fn an_award_from_before_pairs_of_lists_has_no_place_to_state() {
    let mut desk = desk();
    desk.run(&learners(2..3), &Existing::Refuse, 0);
    // As an award of an earlier ledger is: its places on the two lists have different indices.
    let connection = rusqlite::Connection::open(desk.path("ledger.db")).expect("the ledger");
    let tamper = "DROP TRIGGER awards_keep; DROP TRIGGER awards_keep_sealed; \
                  INSERT INTO lone_places SELECT l.list, (a.position + (l.purpose = 'suspension')) % 131072, a.number, l.purpose \
                  FROM awards a, status_lists l; \
                  UPDATE awards SET pair = NULL, position = NULL";
    connection.execute_batch(tamper).expect("changed");
    drop(connection);
    let signer = Counting::usual(Key::P256, Algorithm::Es256);
    let refused = Run::new(EUROPASS, &signer).issue(&mut desk, &learners(2..3), &mut Quiet);
    assert!(matches!(refused, Err(IssueError::NoStatusPlace { .. })), "{refused:?}");
    assert_eq!(signer.signed(), 0);
    let left_out = Run { status: SealStatus::LeftOut, ..Run::new(EUROPASS, &signer) };
    assert_eq!(left_out.done(&mut desk, &learners(2..3)).added, 1);
}

#[test]
fn the_other_way_to_say_when_is_a_choice() {
    let mut desk = desk();
    let signer = Counting::usual(Key::Rsa2048, Algorithm::Rs256);
    Run { signing_time: SigningTime::SigT, ..Run::new(EUROPASS, &signer) }.done(&mut desk, &learners(2..3));
    let files = unzip(&desk.path("out/out.zip"));
    let seal = verified(sealed(&files).values().next().expect("a credential"));
    assert_eq!((seal.claimed_time().member, seal.claimed_time().time), (SigningTime::SigT, at(0)));
}

/// A token with two sessions: a signature is there when two are under way.
struct Paired {
    key: Counting,
    under_way: Mutex<usize>,
    changed: Condvar,
    together: AtomicUsize,
}

impl SealSigner for Paired {
    fn certificate_chain(&self) -> &[Certificate] {
        self.key.certificate_chain()
    }

    fn algorithm(&self) -> Algorithm {
        self.key.algorithm()
    }

    fn sign(&self, parts: &[&[u8]]) -> Result<Vec<u8>, SignError> {
        let mut under_way = self.under_way.lock().expect("no panic");
        *under_way += 1;
        self.changed.notify_all();
        let (guard, waited) =
            self.changed.wait_timeout_while(under_way, Duration::from_secs(20), |count| *count < 2).expect("no panic");
        drop(guard);
        if !waited.timed_out() {
            self.together.fetch_add(1, Ordering::SeqCst);
        }
        self.key.sign(parts)
    }
}

#[test]
fn several_seals_are_made_at_one_time() {
    let mut desk = desk();
    let signer = Paired {
        key: Counting::usual(Key::P256, Algorithm::Es256),
        under_way: Mutex::new(0),
        changed: Condvar::new(),
        together: AtomicUsize::new(0),
    };
    Run::new(EUROPASS, &signer).done(&mut desk, &[learner(2), learner(3)]);
    assert_eq!(signer.together.load(Ordering::SeqCst), 2, "two sessions of a token are busy together");
    assert!(fs::exists(desk.path("out/out.zip")).expect("readable"));
}
