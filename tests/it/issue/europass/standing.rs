//! The status of what was sealed, from the document that the office really publishes: by the verifier and the service.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;

use elmseal::crypto::SigningKey;
use elmseal::fetch::{Layered, LocalPublications};
use elmseal::http::{Patience, PublicService, Running};
use elmseal::issue::{audit_published, share};
use elmseal::jose::jades::{self, SealOptions};
use elmseal::ledger::standing_place;
use elmseal::model::ids::Did;
use elmseal::proof::{Cryptosuite, ProofOptions, prepare};
use elmseal::publish::Document;
use elmseal::status::{Bitstring, Purpose, list_credential};
use elmseal::trust::Member;
use elmseal::verify::{Check, Decision, Outcome, Report, Verifier};

use super::*;
use crate::issue::desk::did;
use crate::jades::levels::Services;
use crate::support::alliance;
use crate::support::course::{ISSUER, institution};
use crate::wire::{get, post};
use crate::world::Nowhere;

const OTHER_DID: &str = "did:web:lapland.example";

fn stranger() -> SigningKey {
    SigningKey::from_seed(&[22; 32])
}

/// An award that was sealed and published, and those who look at it.
struct Scene {
    desk: Desk,
    award: AwardId,
    file: Vec<u8>,
    signer: Counting,
}

/// Decision, and outcome and code of the rows on status and status list.
pub(in crate::issue) type Seen = (Decision, (Outcome, &'static str), (Outcome, &'static str));

const FRESH: (Outcome, &str) = (Outcome::Passed, "status-list-fresh");
pub(in crate::issue) const STANDS: Seen = (Decision::Accept, (Outcome::Passed, "not-revoked"), FRESH);
pub(in crate::issue) const SUSPENDED: Seen = (Decision::Undecided, (Outcome::Inconclusive, "suspended"), FRESH);
pub(in crate::issue) const REVOKED: Seen = (Decision::Reject, (Outcome::Failed, "revoked"), FRESH);

pub(in crate::issue) const fn unknown(code: &'static str) -> Seen {
    (Decision::Undecided, (Outcome::Inconclusive, "status-unknown"), (Outcome::Inconclusive, code))
}

pub(in crate::issue) fn seen(report: &Report) -> Seen {
    let row = |check| {
        let row = report.checks.iter().find(|row| row.check == check).expect("a row");
        (row.outcome, row.code)
    };
    (report.decision, row(Check::Status), row(Check::StatusList))
}

impl Scene {
    fn new() -> Self {
        let mut desk = desk();
        let signer = Counting::usual(Key::P256, Algorithm::Es256);
        Run::new(EUROPASS, &signer).done(&mut desk, &learners(2..3));
        let files = unzip(&desk.path("out/out.zip"));
        let (award, file) = sealed(&files).into_iter().next().expect("one award");
        Self { desk, award, file, signer }
    }

    /// Where the award stands: the slug of the published document, and the index.
    fn place(&mut self) -> (String, u64) {
        let award = self.award;
        let places = self.desk.at_work(|office, _| office.ledger.award(award).expect("an award").status);
        standing_place(&places).expect("a pair")
    }

    fn document(&mut self) -> Document {
        Document::StatusList(self.place().0)
    }

    fn published(&mut self) -> Vec<u8> {
        let document = self.document();
        self.desk.folder.read(&document).expect("readable").expect("published")
    }

    fn put(&mut self, bytes: &[u8]) {
        let document = self.document();
        self.desk.folder.write(&document, bytes).expect("written");
    }

    fn change(&mut self, change: Change) {
        let selection = Selection::Awards(vec![self.award]);
        assert_eq!(self.desk.change(&selection, change).expect("changed"), 1);
    }

    fn verifier(&self) -> Verifier {
        onlooker(&self.desk.path("public"))
    }

    /// What a verifier finds who never looked before.
    fn seen_at(&self, day: i64) -> Seen {
        seen(&self.verifier().verify(&self.file, at(day)))
    }

    /// A document in the place of the one that the office published, by whatever key.
    fn forged(&mut self, issuer: &str, key: &SigningKey, purposes: &[Purpose], day: i64) -> Vec<u8> {
        let method = format!("{issuer}#{}", key.verifying_key().to_multikey());
        let draft = self.draft(issuer, method, purposes, day);
        draft.seal(key).to_vec()
    }

    /// A document by the office's own key, with lists of these purposes alone.
    fn own(&mut self, purposes: &[Purpose], day: i64) -> Vec<u8> {
        let key = &Keys::shared().status;
        let draft = self.draft(ISSUER, key.verification_method().to_owned(), purposes, day);
        draft.seal_with(key.signer()).expect("sealed").to_vec()
    }

    fn draft(&mut self, issuer: &str, method: String, purposes: &[Purpose], day: i64) -> elmseal::proof::Draft {
        let url = format!("{BASE}/status/{}.json", self.place().0);
        let lists: Vec<_> = purposes.iter().map(|purpose| (*purpose, Bitstring::new(131_072))).collect();
        let unsecured = list_credential(&url, issuer, &lists, at(day), at(day + 7));
        let options = ProofOptions { suite: Cryptosuite::EddsaRdfc2022, verification_method: method, created: at(day) };
        prepare(unsecured, &options, Contexts::embedded()).expect("sound")
    }

    /// The same credential with another status, sealed with the same key.
    fn with_status(&self, status: &str) -> Vec<u8> {
        let mut document = payload(&self.file);
        document["credentialStatus"]["id"] = json!(status);
        jades::seal(&document.to_string(), &self.signer, &SealOptions::new(at(0))).expect("a seal")
    }
}

/// Who has the alliance's list, and reads what the office publishes in the folder `public`.
pub(in crate::issue) fn onlooker(public: &Path) -> Verifier {
    let multikey = |role: &str| {
        let record = Keys::shared().records.iter().find(|record| record.name == role).expect("a key");
        record.verifying_key().expect("Ed25519").to_multikey()
    };
    let member = |name: &str, legal_id: &str, did: Did, status_key: String| Member {
        names: vec![("en".into(), name.into())],
        legal_ids: vec![legal_id.into()],
        country: legal_id[3..5].into(),
        dids: vec![did],
        certificates: vec![TestPki::get().ca.certificate.clone()],
        status_keys: vec![status_key],
        ..Member::default()
    };
    let own = member("University of Examples", "VATES-EXAMPLE1", did(), multikey("status"));
    let legal_ids = [own.legal_ids, vec![institution().organization_id]].concat();
    let own = Member { legal_ids, issuing_keys: vec![multikey("data-integrity")], ..own };
    let other = Did::parse(OTHER_DID).expect("a DID");
    let other = member("Lapland", "VATFI-01090445", other, stranger().verifying_key().to_multikey());
    let local = LocalPublications::new(BASE, public);
    let fetch = Layered::new(vec![local], Box::new(Nowhere));
    let party = TestPki::get().seal(Key::P256);
    let services = Services { at: at(0).to_string(), ..Services::good(&party) };
    Verifier::new(Arc::new(fetch), vec![alliance::anchor(&[own, other], at(-1))])
        .with_pki(SealTrust::default(), Arc::new(services))
}

/// The service, on its own publications.
fn service(scene: &Scene, day: i64) -> Running {
    let service = PublicService {
        verifier: Arc::new(scene.verifier()),
        publications: scene.desk.path("public"),
        base: BASE.parse().expect("a URL"),
        clock: Arc::new(move || at(day)),
        patience: Patience::default(),
    };
    Running::start(TcpListener::bind("127.0.0.1:0").expect("a free port"), service).expect("a server")
}

fn in_words((decision, status, list): Seen) -> Value {
    let row = |(outcome, code): (Outcome, &str)| json!([outcome.name(), code]);
    json!([decision.name(), row(status), row(list)])
}

fn of_answer(answer: &Value) -> Value {
    let rows = answer["checks"].as_array().expect("rows");
    let row = |check: &str| {
        let row = rows.iter().find(|row| row["check"] == check).expect("a row");
        json!([row["outcome"], row["code"]])
    };
    json!([answer["decision"], row("status"), row("status_list")])
}

#[test]
fn what_becomes_of_a_sealed_award_shows_once_it_is_published() {
    let mut scene = Scene::new();
    let award = scene.award;
    let link = scene.desk.at_work(|office, _| share(office, award, Some(Rendition::Europass), at(0)).expect("shared"));
    // The same verifier looks each time, and remembers.
    let verifier = scene.verifier();
    let looked = |scene: &Scene, day: i64| {
        let found = seen(&verifier.verify(&scene.file, at(day)));
        let running = service(scene, day);
        let address: SocketAddr = running.address();
        let upload = post(address, "/verify", "application/json", "application/json", &scene.file).json();
        assert_eq!(of_answer(&upload), in_words(found), "by upload");
        let accept = [("Accept", "application/json")];
        let followed = get(address, &format!("/verify?url={link}"), &accept).json();
        assert_eq!(of_answer(&followed), in_words(found), "by URL");
        assert_eq!(followed["seal"]["level"], "B");
        running.stop().expect("a clean end");
        found
    };
    assert_eq!(looked(&scene, 1), STANDS);
    for (day, change, before, after) in [
        (2, Change::Suspend, STANDS, SUSPENDED),
        (3, Change::Reinstate, SUSPENDED, STANDS),
        (4, Change::Suspend, STANDS, SUSPENDED),
        (5, Change::Revoke, SUSPENDED, REVOKED),
    ] {
        scene.change(change);
        assert_eq!(looked(&scene, day), before, "{change:?} is not published");
        assert!(!scene.desk.publish(day).lists.is_empty());
        assert_eq!(looked(&scene, day), after, "{change:?}");
    }
    assert_eq!(scene.desk.published_standing(award), (true, true));
    scene.desk.assert_sound();
}

#[test]
fn an_older_document_is_noticed_by_whoever_saw_the_newer_one() {
    let mut scene = Scene::new();
    let older = scene.published();
    scene.change(Change::Revoke);
    scene.desk.publish(2);
    let verifier = scene.verifier();
    assert_eq!(seen(&verifier.verify(&scene.file, at(2))), REVOKED);
    scene.put(&older);
    assert_eq!(seen(&verifier.verify(&scene.file, at(3))), unknown("status-list-older"));
    // Who never saw the newer one believes the older for as long as it is good, and no longer.
    assert_eq!(scene.seen_at(3), STANDS);
    assert_eq!(scene.seen_at(8), unknown("status-list-expired"));
    // The office sees it, and publishing puts it right.
    let differing = scene.desk.at_work(|office, _| audit_published(office.ledger, office.folder).expect("readable"));
    assert_eq!(differing, [scene.document()]);
    scene.desk.publish(3);
    assert_eq!(seen(&verifier.verify(&scene.file, at(3))), REVOKED);
}

#[test]
fn a_document_that_is_not_the_awards_says_nothing_of_it() {
    let mut scene = Scene::new();
    let good = scene.published();
    let (slug, index) = scene.place();
    let both = [Purpose::Revocation, Purpose::Suspension];

    // The office's own lists of one purpose, which have another address.
    for one in ["revocation", "suspension"] {
        let name = slug.replace("standing", one);
        let list = scene.desk.folder.read(&Document::StatusList(name)).expect("readable").expect("published");
        scene.put(&list);
        assert_eq!(scene.seen_at(1), unknown("status-list-other"), "{one}");
    }
    // Another member's, by its own key, in its own name and in the office's.
    let others = scene.forged(OTHER_DID, &stranger(), &both, 1);
    scene.put(&others);
    assert_eq!(scene.seen_at(1), unknown("status-list-other-issuer"));
    let forged = scene.forged(ISSUER, &stranger(), &both, 1);
    scene.put(&forged);
    assert_eq!(scene.seen_at(1), unknown("status-list-not-authentic"), "the DID document has no such key");
    // A changed bit, and nothing at all.
    let mut changed: Value = serde_json::from_slice(&good).expect("JSON");
    let mut bits = Bitstring::new(131_072);
    bits.set(index).expect("an index");
    changed["credentialSubject"][0]["encodedList"] = json!(bits.encode());
    scene.put(changed.to_string().as_bytes());
    assert_eq!(scene.seen_at(1), unknown("status-list-not-authentic"));
    fs::remove_file(scene.desk.path(&format!("public/status/{slug}.json"))).expect("it was there");
    assert_eq!(scene.seen_at(1), unknown("status-list-unavailable"));

    // The right one in the end, at an index that it does not have and at one that is written in another way.
    scene.put(&good);
    assert_eq!(scene.seen_at(1), STANDS);
    let status = |index: &str| format!("{BASE}/status/{slug}.json#{index}");
    let found = |status: &str| seen(&scene.verifier().verify(&scene.with_status(status), at(1)));
    assert_eq!(found(&status(&index.to_string())), STANDS);
    for index in ["131072", "18446744073709551615"] {
        assert_eq!(found(&status(index)), unknown("status-index-out-of-range"), "{index}");
    }
    let malformed = "status-entry-malformed";
    let malformed = (Decision::Undecided, (Outcome::Inconclusive, malformed), (Outcome::Inconclusive, malformed));
    for index in ["", "-1", "+7", "07", "7.0", "0x7", "18446744073709551616", "7#7"] {
        assert_eq!(found(&status(index)), malformed, "{index}");
    }
    assert_eq!(found(&format!("{BASE}/status/{slug}.json")), malformed);
}

/// A sealed file names one address: which lists are there, only the document says.
#[test]
fn a_document_says_only_what_it_has_a_list_for() {
    let mut scene = Scene::new();
    let none = unknown("status-list-other-purpose");
    let (revocation, suspension) = (Purpose::Revocation, Purpose::Suspension);
    for (purposes, expected, words) in [
        (&[revocation, suspension][..], STANDS, "the award is neither revoked nor suspended"),
        (&[revocation], STANDS, "the award is not revoked; the issuer has no list of suspensions for it"),
        (&[suspension], none, "whether the award was revoked or suspended could not be checked"),
    ] {
        let document = scene.own(purposes, 1);
        scene.put(&document);
        let report = scene.verifier().verify(&scene.file, at(1));
        assert_eq!(seen(&report), expected, "{purposes:?}");
        assert_eq!(report.row(Check::Status).detail, words);
    }
}
