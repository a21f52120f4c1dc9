//! Batches in stages: what comes of them is the same whichever way and in whatever chunks, and a failure at any stage
//! loses nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use elmseal::crypto::{Ed25519Signer, Signature, SigningError, SigningKey, VerifyingKey};
use elmseal::issue::{Batch, Check, Output, Seal, SealingKeys};
use elmseal::jose::jades::{Level, SealTrust, SigningTime};
use elmseal::jose::{Algorithm, SoftwareSealKey};
use elmseal::keys::DataIntegrityKey;
use elmseal::limits::CHUNKS_IN_FLIGHT;
use elmseal::model::slotted::Content;
use elmseal::model::text::Language;
use elmseal::pki::NoServices;
use elmseal::publish::durable::Nameless;

use super::*;
use crate::support::pki::{Key, TestPki};

/// A run with everything that changes how a batch goes, and nothing of what comes of it.
struct Way {
    template_after: u32,
    chunk: usize,
    check: Check,
}

const GENERIC: Way = Way { template_after: u32::MAX, chunk: 4, check: Check::Sample };
const TEMPLATES: Way = Way { template_after: 1, chunk: 4, check: Check::Sample };

fn issue(
    desk: &mut Desk,
    way: &Way,
    learners: &[Learner],
    key: Option<&DataIntegrityKey>,
    formats: &[Format],
) -> Result<BatchReport, IssueError> {
    let party = TestPki::get().seal(Key::Rsa2048);
    let chain = vec![party.certificate.clone(), TestPki::get().ca.certificate.clone()];
    let signer = SoftwareSealKey::from_pkcs8(&party.key_pkcs8(), chain, Algorithm::Rs256).expect("a key");
    let authorities = vec![TestPki::get().root.certificate.clone()];
    let trust = SealTrust { authorities, time_stamp_authorities: Vec::new() };
    let seal =
        Seal { signer: &signer, services: &NoServices, trust: &trust, level: Level::B, signing_time: SigningTime::Iat };
    let mut output = ZipArchive::new(desk.path("out/out.zip"));
    desk.at_work(|office, descriptor| {
        let own = Keys::shared().sealing();
        let keys = SealingKeys { seal: Some(seal), data_integrity: key.unwrap_or(own.data_integrity), ..own };
        let plan = Plan { formats, check: way.check, ..plan(descriptor, &Existing::Refuse, 0) };
        let mut quiet = Quiet;
        let mut batch = Batch::begin(office, keys, plan, &mut output, &mut quiet)?;
        batch.set_template_after(way.template_after);
        batch.set_chunk(way.chunk);
        batch.issue(learners.to_vec())
    })
}

fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.institutions[0].organization_id = "VATES-EXAMPLE1".into();
    desk
}

/// Learners of several shapes, with values that no template makes among them.
fn all_sorts() -> Vec<Learner> {
    let mut all = learners(2..14);
    let finnish = Language::parse("fi").expect("a language");
    all[3].language = Some(finnish.clone());
    all[8].language = Some(finnish);
    all[4].given_name = "\"Quote\" \\u0022 <b>".into();
    all[5].given_name = "\u{e000}\u{ffff}".into();
    all[6].family_name = "\u{1f600}\u{202e}".into();
    all[7].given_name = "אברהם".into();
    all.push(Learner { row: 90, ..all[1].clone() });
    all
}

#[test]
fn a_template_and_the_generic_path_give_the_same_files() {
    let all = all_sorts();
    let mut seen = Vec::new();
    for way in [GENERIC, TEMPLATES, Way { check: Check::All, ..TEMPLATES }] {
        let mut desk = desk();
        let report = issue(&mut desk, &way, &all, None, &Format::ALL).expect("issued");
        assert_eq!((report.issued, report.uploads, report.repeated.as_slice()), (12, 12, &[90][..]));
        let files = unzip(&desk.path("out/out.zip"));
        assert_eq!(files.len(), 7 * 12 + 2, "a badge leaves in three files");
        for (award, bytes) in credentials(&files) {
            assert_eq!(desk.verify(&bytes).id(), Some(award.to_string().as_str()));
        }
        desk.assert_sound();
        seen.push(files);
    }
    assert!(seen[0] == seen[1], "made one by one, and from templates");
    assert!(seen[0] == seen[2], "checked in part, and in full");
}

/// Signs something else from the `n`th signature on, or fails there.
struct Failing {
    key: SigningKey,
    left: AtomicUsize,
    how: How,
}

#[derive(Clone, Copy, PartialEq)]
enum How {
    Refuses,
    Wrong,
}

impl Ed25519Signer for Failing {
    fn verifying_key(&self) -> VerifyingKey {
        self.key.verifying_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SigningError> {
        let left = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        match (left, self.how) {
            (Ok(_), _) => Ok(self.key.sign(message)),
            (Err(_), How::Wrong) => Ok(self.key.sign(b"something else")),
            (Err(_), How::Refuses) => Err(SigningError { reason: "the token is gone".to_owned() }),
        }
    }
}

#[test]
fn a_self_check_or_a_signature_that_fails_stops_the_batch_and_nothing_leaves() {
    for (how, left) in [(How::Wrong, 0), (How::Wrong, 9), (How::Refuses, 0), (How::Refuses, 9)] {
        let mut desk = desk();
        let method = Keys::shared().data_integrity.verification_method().to_owned();
        let failing = Failing { key: SigningKey::from_seed(&[7; 32]), left: AtomicUsize::new(left), how };
        let key = DataIntegrityKey::new(Box::new(failing), method);
        let stopped = issue(&mut desk, &TEMPLATES, &learners(2..18), Some(&key), &[Format::Elm]);
        match how {
            How::Wrong => assert!(matches!(stopped, Err(IssueError::OwnOutput { .. })), "{stopped:?}"),
            How::Refuses => assert!(matches!(stopped, Err(IssueError::Signing(_))), "{stopped:?}"),
        }
        assert!(!desk.path("out/out.zip").exists(), "nothing leaves");
        let kept = desk.at_work(|office, _| {
            let mut awards = Vec::new();
            office.ledger.list(&Filter::default(), &mut |row| awards.push(row)).expect("listed");
            let sealed = awards.iter().filter(|row| !row.renditions.is_empty());
            sealed.map(|row| office.ledger.sealed_bytes(row.award, Rendition::Elm).expect("bytes")).collect::<Vec<_>>()
        });
        assert!(kept.len() <= left, "what is not authentic, or not whole, is not stored");
        // The key of the test signs in place of the issuer's, so that only what is stored now is his.
        assert!(left > 0 || kept.is_empty());
    }
}

#[test]
fn a_fault_in_a_later_chunk_stops_the_batch_and_the_mended_list_completes_it() {
    let mut desk = desk();
    let mut all = learners(2..18);
    all[13].given_name = "a\u{1}b".into();
    let stopped = issue(&mut desk, &TEMPLATES, &all, None, &[Format::Elm]);
    let Err(IssueError::Faults { faults }) = stopped else { panic!("{stopped:?}") };
    assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["name-characters"]);
    assert!(!desk.path("out/out.zip").exists());
    all[13].given_name = "ab".into();
    let report = issue(&mut desk, &TEMPLATES, &all, None, &[Format::Elm]).expect("issued");
    assert_eq!(report.issued + report.completed, 16);
    assert_eq!(credentials(&unzip(&desk.path("out/out.zip"))).len(), 16);
    desk.assert_sound();
}

#[test]
fn a_ledger_that_fails_stops_the_batch_and_the_same_command_completes_it() {
    // Where awards are allotted, where their digests are recorded, where what was sealed is stored.
    for table in ["awards", "recorded", "renditions"] {
        for rows in [0, 6] {
            let mut desk = desk();
            desk.at_work(|_, _| ());
            let database = || rusqlite::Connection::open(desk.path("ledger.db")).expect("the ledger");
            let trigger = format!(
                "CREATE TRIGGER full BEFORE INSERT ON {table} WHEN (SELECT count(*) FROM {table}) >= {rows} \
                 BEGIN SELECT RAISE(ABORT, 'full'); END"
            );
            database().execute_batch(&trigger).expect("a trigger");
            let stopped = issue(&mut desk, &TEMPLATES, &learners(2..18), None, &[Format::Elm]);
            assert!(matches!(stopped, Err(IssueError::Ledger(_))), "{table} {rows}: {stopped:?}");
            assert!(!desk.path("out/out.zip").exists());
            let database = rusqlite::Connection::open(desk.path("ledger.db")).expect("the ledger");
            database.execute_batch("DROP TRIGGER full").expect("dropped");
            drop(database);
            let report = issue(&mut desk, &TEMPLATES, &learners(2..18), None, &[Format::Elm]).expect("issued");
            assert_eq!(report.issued + report.completed, 16, "{table} {rows}");
            assert_eq!(credentials(&unzip(&desk.path("out/out.zip"))).len(), 16);
            desk.assert_sound();
        }
    }
}

/// Takes files and counts how many learners were read and are not in it yet.
struct Counting {
    read: Arc<AtomicUsize>,
    added: usize,
    most: usize,
}

impl Output for Counting {
    fn add(&mut self, name: &str, _: &Content) -> std::io::Result<()> {
        if name.starts_with("receipt") {
            return Ok(());
        }
        self.most = self.most.max(self.read.load(Ordering::SeqCst) - self.added);
        self.added += 1;
        Ok(())
    }

    fn add_long(&mut self, _: &str, _: u64, _: &mut dyn std::io::Read) -> std::io::Result<()> {
        Ok(())
    }

    fn finish(&mut self) -> std::io::Result<Option<PathBuf>> {
        Ok(None)
    }

    fn spool(&self) -> std::io::Result<Nameless> {
        Nameless::beside(&tempfile::tempdir()?.path().join("spool"))
    }
}

#[test]
fn no_more_learners_are_in_flight_than_a_few_chunks() {
    let mut desk = Desk::new();
    let read = Arc::new(AtomicUsize::new(0));
    let mut output = Counting { read: Arc::clone(&read), added: 0, most: 0 };
    let report = desk.at_work(|office, descriptor| {
        let plan = plan(descriptor, &Existing::Refuse, 0);
        let mut quiet = Quiet;
        let mut batch = Batch::begin(office, Keys::shared().sealing(), plan, &mut output, &mut quiet).expect("begun");
        batch.set_template_after(1);
        batch.set_chunk(3);
        batch.issue((2..62).map(learner).inspect(|_| _ = read.fetch_add(1, Ordering::SeqCst))).expect("issued")
    });
    assert_eq!((report.issued, output.added), (60, 60));
    assert!(output.most <= 3 * CHUNKS_IN_FLIGHT, "{}", output.most);
}
