//! The ledger: allocation, changes of status, the log and its proofs, and an audit that finds what was tampered with.
#![expect(clippy::disallowed_methods, reason = "tests look into the ledger's file")]

use std::collections::HashSet;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use elmseal::crypto::checkpoint::Checkpoint;
use elmseal::crypto::log_proof::LogProofError;
use elmseal::crypto::merkle::verify_consistency;
use elmseal::crypto::{SigningKey, VerifyingKey};
use elmseal::ledger::{
    AuditFault, Change, Filter, Ledger, LedgerError, NewAward, Refusal, Rendition, RunNumber, Sealed, Shown, State,
    StatusPlace, Upload, standing_place,
};
use elmseal::model::ids::AwardId;
use elmseal::model::slotted::{Content, Filling, Frame};
use elmseal::model::time::Timestamp;
use elmseal::status::{Bitstring, Purpose};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::support::seeded::Seeded;

const ORIGIN: &str = "mc.uni.example/log";
const CONSTANT: &str = "what is constant ";

/// What [`Book::issue`] seals for an award.
fn text(award: AwardId) -> String {
    format!("{CONSTANT}{award}")
}

fn at(day: i64) -> Timestamp {
    Timestamp::parse("2026-06-01T00:00:00Z").expect("a time").plus_seconds(day * 86_400)
}

struct Book {
    dir: TempDir,
    ledger: Ledger,
    entropy: Seeded,
    log: SigningKey,
}

impl Book {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let mut entropy = Seeded::new(1);
        let ledger = Ledger::open(&dir.path().join("ledger.db"), &mut entropy).expect("a ledger");
        Self { dir, ledger, entropy, log: SigningKey::from_seed(&[7; 32]) }
    }

    fn reopen(&mut self) {
        let path = self.path();
        // The one before lets go of the file first.
        self.ledger = Ledger::open_read(&path).expect("a reader");
        self.ledger = Ledger::open(&path, &mut self.entropy).expect("a ledger");
    }

    fn path(&self) -> std::path::PathBuf {
        self.dir.path().join("ledger.db")
    }

    /// Records awards for learners `range`, and seals them.
    fn issue(&mut self, range: std::ops::Range<u32>) -> Vec<AwardId> {
        let awards = self.record(range);
        let files = awards.iter().map(|award| self.framed(*award, CONSTANT)).collect();
        let run = self.store(files, Vec::new()).expect("stored");
        self.ledger.mark_delivered(run, at(1)).expect("marked");
        awards
    }

    fn sealed(&self, award: AwardId, rendition: Rendition, bytes: String) -> Sealed {
        let number = self.ledger.award(award).expect("an award").number;
        let level = (rendition == Rendition::Europass).then_some("B-B");
        Sealed::new(number, award, rendition, level, bytes.into_bytes().into())
    }

    /// The same, with what is constant in a frame of its own.
    fn framed(&self, award: AwardId, constant: &str) -> Sealed {
        let number = self.ledger.award(award).expect("an award").number;
        let mut filling = Filling::default();
        filling.push(&award.to_string());
        let content = Content::Framed { frame: Arc::new(Frame::new(constant, [(0, "")])), filling };
        Sealed::new(number, award, Rendition::Elm, None, content)
    }

    fn upload(&self, award: AwardId) -> Vec<Upload> {
        let number = self.ledger.award(award).expect("an award").number;
        vec![Upload::new(number, award, b"for upload".to_vec().into())]
    }

    /// Stores them in a run of their own.
    fn store(&mut self, sealed: Vec<Sealed>, uploads: Vec<Upload>) -> Result<RunNumber, LedgerError> {
        let chunk = self.ledger.chunk().expect("a chunk");
        let run = chunk.begin_run(at(0)).expect("a run");
        chunk.commit().expect("committed");
        self.ledger.store(run, sealed, uploads, at(1), &mut self.entropy)?;
        Ok(run)
    }

    fn record(&mut self, range: std::ops::Range<u32>) -> Vec<AwardId> {
        let keys: Vec<_> = range.map(|n| (n, self.ledger.award_key("uni", "course", "1", &n.to_string()))).collect();
        let content = self.ledger.content_digest(&[3; 32]);
        let chunk = self.ledger.chunk().expect("a chunk");
        let batch = chunk.open_batch("course", "1", "Course", at(0)).expect("a batch");
        let mut awards = Vec::new();
        for (n, key) in keys {
            let new = NewAward {
                key,
                content,
                batch,
                row: u64::from(n) + 2,
                issued: at(0),
                created: at(0),
                supersedes: None,
                learner_key: &n.to_string(),
                learner_name: &format!("Learner {n}"),
            };
            let standing = chunk.allot(&new, &mut self.entropy).expect("allotted");
            let recorded = chunk.record(standing.number, standing.award, Rendition::Elm, &[1; 64]).expect("recorded");
            assert_eq!((recorded.number(), recorded.award()), (standing.number, standing.award));
            assert_eq!(recorded.digest(), [1; 64]);
            awards.push(standing.award);
        }
        chunk.commit().expect("committed");
        awards
    }

    fn change(&mut self, awards: &[AwardId], change: Change) -> Result<Vec<(State, State)>, LedgerError> {
        let changed = self.ledger.change(awards, change, "because", at(1), &mut self.entropy)?;
        Ok(changed.iter().map(|one| (one.before, one.now)).collect())
    }

    fn sign_checkpoint(&mut self) -> Checkpoint {
        let state = self.ledger.log_state(ORIGIN).expect("a state");
        let public = self.log.verifying_key();
        let note = state.sign(public.as_bytes(), |text| self.log.sign(text).to_bytes());
        self.ledger.keep_checkpoint(state.size, &note, at(2)).expect("kept");
        state
    }

    /// Keeps a version of every list that is due, and says which, with how many bits of each purpose are set.
    fn publish_lists(&mut self, day: i64) -> Vec<(Shown, Timestamp, Vec<usize>)> {
        let mut published = Vec::new();
        for due in self.ledger.due_lists(at(day)).expect("due") {
            let (bits, event) = self.ledger.list_bits(&due).expect("bits");
            let until = due.valid_from.plus_seconds(7 * 86_400);
            self.ledger.keep_list_version(&due, until, event, &bits, b"sealed").expect("kept");
            let set =
                |bits: &Bitstring| (0..bits.entries() as u64).filter(|index| bits.get(*index) == Ok(true)).count();
            published.push((due.shows, due.valid_from, bits.iter().map(|(_, bits)| set(bits)).collect()));
        }
        published
    }

    fn audit(&self) -> Vec<AuditFault> {
        let key = *self.log.verifying_key().as_bytes();
        self.ledger.audit(ORIGIN, &[key]).expect("readable").faults
    }

    /// Changes the file behind the ledger's back, with its triggers dropped.
    fn tamper(&self, sql: &str) {
        let connection = Connection::open(self.path()).expect("the file");
        let mut statement = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").expect("sql");
        let names: Vec<String> = statement.query_map([], |row| row.get(0)).expect("rows").map(Result::unwrap).collect();
        for name in names {
            connection.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped");
        }
        // Unique indices would refuse what the audit is to find.
        connection
            .execute_batch(
                "PRAGMA foreign_keys = OFF; DROP INDEX IF EXISTS awards_by_key; DROP INDEX IF EXISTS awards_by_place;",
            )
            .expect("off");
        assert!(connection.execute(sql, []).expect("tampered") > 0, "{sql}");
    }

    fn place(&self, award: AwardId, purpose: Purpose) -> StatusPlace {
        let row = self.ledger.award(award).expect("an award");
        row.status.into_iter().find(|place| place.purpose == purpose).expect("a place")
    }
}

#[test]
fn places_are_distinct_and_drawn_in_pairs() {
    let mut book = Book::new();
    let awards = book.issue(0..600);
    for purpose in Purpose::ALL {
        let places: Vec<u64> = awards.iter().map(|award| book.place(*award, purpose).index).collect();
        assert_eq!(places.iter().collect::<HashSet<_>>().len(), 600, "no place twice");
        assert!(places.iter().all(|index| *index < 131_072));
        assert!(!places.is_sorted(), "places do not follow the order of the list");
        let lists: HashSet<String> = awards.iter().map(|award| book.place(*award, purpose).list).collect();
        assert_eq!(lists.len(), 1);
    }
    for award in awards {
        let [revocation, suspension] = Purpose::ALL.map(|purpose| book.place(award, purpose));
        assert_eq!(revocation.index, suspension.index);
        let (_, drawn) = revocation.list.split_once('-').expect("an id");
        assert_eq!(suspension.list, format!("suspension-{drawn}"));
        let standing = standing_place(&[revocation.clone(), suspension.clone()]);
        assert_eq!(standing, Some((format!("standing-{drawn}"), revocation.index)));
        assert_eq!(standing_place(std::slice::from_ref(&revocation)), None);
        let other = StatusPlace { list: "suspension-0000000000000000".to_owned(), ..suspension.clone() };
        assert_eq!(standing_place(&[revocation.clone(), other]), None, "lists of two pairs");
        let moved = StatusPlace { index: suspension.index + 1, ..suspension };
        assert_eq!(standing_place(&[revocation, moved]), None, "two indices");
    }
}

#[test]
fn a_list_that_fills_rolls_over_to_a_new_one() {
    let mut book = Book::new();
    let first = book.issue(0..1)[0];
    let connection = Connection::open(book.path()).expect("the file");
    // One filler award a place, until two places are left.
    connection
        .execute_batch(
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n)
             INSERT INTO awards (award, key, content, batch, row, issued, created, pair, position)
             SELECT randomblob(16), randomblob(16), zeroblob(32), 1, i, 0, 0, 1, i FROM n
             WHERE i NOT IN (SELECT position FROM awards) LIMIT 131072 / 8 * 7 - 3",
        )
        .expect("filled");
    drop(connection);
    book.reopen();
    let next = book.issue(1..5);
    for purpose in Purpose::ALL {
        let old = book.place(first, purpose).list;
        let lists: Vec<bool> = next.iter().map(|award| book.place(*award, purpose).list == old).collect();
        assert_eq!(lists, [true, true, false, false], "seven eighths of a list are given out");
    }
    assert_eq!(book.ledger.due_lists(at(0)).expect("due").len(), 6);
    assert_eq!(book.audit(), []);
}

#[test]
fn a_crowded_list_still_has_no_collision() {
    let mut book = Book::new();
    book.issue(0..1);
    let connection = Connection::open(book.path()).expect("the file");
    // All places of both lists up to 114,000 are taken by one filler award a place.
    connection
        .execute_batch(
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 114000)
             INSERT OR IGNORE INTO awards (award, key, content, batch, row, issued, created, pair, position)
             SELECT randomblob(16), randomblob(16), zeroblob(32), 1, i, 0, 0, 1, i FROM n",
        )
        .expect("filled");
    drop(connection);
    book.reopen();
    let awards = book.issue(1..40);
    let places: HashSet<u64> = awards.iter().map(|award| book.place(*award, Purpose::Revocation).index).collect();
    assert_eq!(places.len(), 39);
    assert!(places.iter().all(|index| *index > 114_000), "only free places are given out");
}

#[test]
fn changes_of_status_are_all_or_nothing_and_revocation_is_final() {
    let mut book = Book::new();
    let awards = book.issue(0..4);
    use State::{Revoked, Suspended, Valid};
    assert_eq!(book.change(&awards[..2], Change::Suspend).expect("changed"), [(Valid, Suspended); 2]);
    assert_eq!(book.change(&awards[..1], Change::Reinstate).expect("changed"), [(Suspended, Valid)]);
    assert_eq!(book.change(&awards[1..3], Change::Revoke).expect("changed"), [(Suspended, Revoked), (Valid, Revoked)]);
    assert_eq!(book.change(&awards[1..2], Change::Revoke).expect("nothing to do"), [(Revoked, Revoked)]);
    let size = book.ledger.log_size().expect("a size");
    let unknown = AwardId::parse("urn:credential:00000000-0000-4000-8000-000000000000").expect("an id");
    for change in [Change::Suspend, Change::Reinstate] {
        let refused = book.change(&[awards[0], awards[1], unknown], change);
        let Err(LedgerError::Refused { refusals }) = refused else { panic!("{refused:?}") };
        let expected = [Refusal::Final { award: awards[1], state: Revoked }, Refusal::Unknown { award: unknown }];
        assert_eq!(refusals, expected);
    }
    assert_eq!(book.ledger.award(awards[0]).expect("an award").state, Valid, "nothing was changed");
    assert_eq!(book.ledger.log_size().expect("a size"), size, "and nothing was logged");
    assert_eq!(size, 4 + 5, "four credentials, five changes");
    let events = book.ledger.events(awards[1]).expect("events");
    let told: Vec<_> = events.iter().map(|event| (event.change, event.reason.as_deref())).collect();
    assert_eq!(told, [(Change::Suspend, Some("because")), (Change::Revoke, Some("because"))]);
    assert_eq!(book.audit(), []);
}

#[test]
fn events_and_the_log_refuse_to_be_changed() {
    let mut book = Book::new();
    let awards = book.issue(0..2);
    book.change(&awards[..1], Change::Suspend).expect("changed");
    book.publish_lists(0);
    book.sign_checkpoint();
    let connection = Connection::open(book.path()).expect("the file");
    for (sql, reason) in [
        ("UPDATE events SET change = 'reinstate'", "events are append-only"),
        ("DELETE FROM events", "events are append-only"),
        ("UPDATE leaves SET hash = zeroblob(32)", "the log is append-only"),
        ("DELETE FROM leaves", "the log is append-only"),
        ("UPDATE renditions SET digest = zeroblob(32)", "renditions are append-only"),
        ("DELETE FROM awards", "awards are append-only"),
        ("UPDATE awards SET content = zeroblob(32)", "a sealed award does not change"),
        ("UPDATE awards SET position = 0", "a sealed award does not change"),
        ("UPDATE recorded SET digest = zeroblob(32)", "a sealed rendition does not change"),
        ("DELETE FROM recorded", "records are append-only"),
        ("DELETE FROM runs", "runs are append-only"),
        ("UPDATE runs SET began = 0", "a delivered run does not change"),
        ("UPDATE list_versions SET valid_from = 0", "versions of lists are append-only"),
        ("UPDATE list_pairs SET suspension = revocation", "pairs of lists are append-only"),
        ("DELETE FROM list_pairs", "pairs of lists are append-only"),
        ("UPDATE pair_versions SET encoded = ''", "versions of lists are append-only"),
        ("DELETE FROM pair_versions", "versions of lists are append-only"),
        ("DELETE FROM checkpoints", "checkpoints are append-only"),
    ] {
        let refused = connection.execute(sql, []).expect_err(sql).to_string();
        assert!(refused.contains(reason), "{sql}: {refused}");
    }
}

#[test]
fn one_sealed_rendition_an_award() {
    let mut book = Book::new();
    let awards = book.issue(0..2);
    let again = vec![book.sealed(awards[0], Rendition::Elm, "again".into())];
    assert!(matches!(book.store(again, Vec::new()), Err(LedgerError::Sqlite(_))));
    assert_eq!(book.ledger.sealed_bytes(awards[0], Rendition::Elm).expect("bytes"), text(awards[0]).into_bytes());
    assert_eq!(book.ledger.log_size().expect("a size"), 2, "the leaf went with the transaction");
    let key = book.ledger.award_key("uni", "course", "1", "0");
    let standing = book.ledger.find(&key).expect("readable").expect("there");
    let elm = standing.sealed(Rendition::Elm).expect("sealed");
    assert_eq!((standing.award, elm.delivered, elm.level.as_deref()), (awards[0], true, None));
    assert_eq!((standing.sealed(Rendition::Europass), &standing.upload), (None, &None));
    assert!(book.ledger.find(&[0; 32]).expect("readable").is_none());
}

#[test]
fn renditions_are_recorded_sealed_and_delivered_one_by_one() {
    let mut book = Book::new();
    let award = book.issue(0..1)[0];
    let key = book.ledger.award_key("uni", "course", "1", "0");
    let europass = |book: &Book| vec![book.sealed(award, Rendition::Europass, "europass".into())];
    let unrecorded = book.store(europass(&book), Vec::new()).expect_err("not recorded");
    assert!(unrecorded.to_string().contains("FOREIGN KEY constraint failed"), "recorded before sealed: {unrecorded}");
    let number = book.ledger.award(award).expect("an award").number;
    let chunk = book.ledger.chunk().expect("a chunk");
    let again = chunk.record(number, award, Rendition::Elm, &[2; 64]).expect_err("sealed already");
    assert!(again.to_string().contains("a sealed rendition does not change"), "{again}");
    assert_eq!(chunk.record(number, award, Rendition::Europass, &[3; 32]).expect("recorded").digest(), [3; 32]);
    chunk.commit().expect("committed");
    let run = book.store(europass(&book), Vec::new()).expect("stored");
    book.ledger.mark_delivered(run, at(1)).expect("marked");
    let standing = book.ledger.find(&key).expect("readable").expect("there");
    let known: Vec<_> =
        standing.renditions.iter().map(|one| (one.rendition, one.level.as_deref(), one.delivered)).collect();
    assert_eq!(known, [(Rendition::Elm, None, true), (Rendition::Europass, Some("B-B"), true)]);
    assert_eq!(book.ledger.sealed_bytes(award, Rendition::Europass).expect("bytes"), b"europass");
    book.sign_checkpoint();
    let public = *book.log.verifying_key().as_bytes();
    let proof = book.ledger.prove(award, Rendition::Europass).expect("a proof");
    assert_eq!(proof.verify(b"europass", ORIGIN, &public).expect("included").size, 2);
    assert_eq!(proof.verify(text(award).as_bytes(), ORIGIN, &public), Err(LogProofError::OtherDocument));
    assert_eq!(book.audit(), []);
    book.tamper("DELETE FROM recorded WHERE file & 15 = 1");
    let (award, rendition) = (award.uuid().to_string(), "europass".to_owned());
    let missing = AuditFault::Storage { what: "renditions".to_owned() };
    assert_eq!(book.audit(), [missing, AuditFault::NotRecorded { award, rendition }]);
}

#[test]
fn a_file_for_upload_is_never_a_sealed_one() {
    let mut book = Book::new();
    let awards = book.record(0..2);
    let run = book.store(Vec::new(), book.upload(awards[0])).expect("stored");
    let again = book.store(Vec::new(), book.upload(awards[0]));
    assert!(matches!(again, Err(LedgerError::Sqlite(_))), "one file an award");
    book.ledger.mark_delivered(run, at(1)).expect("marked");
    let row = book.ledger.award(awards[0]).expect("an award");
    assert_eq!(row.renditions, [], "it does not count as issued");
    assert!(row.upload.is_some_and(|file| file.delivered && file.at == at(1)));
    for rendition in Rendition::ALL {
        let refused = book.ledger.sealed_bytes(awards[0], rendition);
        assert!(matches!(refused, Err(LedgerError::NotSealed { .. })));
        assert!(matches!(book.ledger.prove(awards[0], rendition), Err(LedgerError::NotSealed { .. })));
    }
    assert_eq!(book.ledger.log_size().expect("a size"), 0, "the log has no leaf for it");
    let chunk = book.ledger.chunk().expect("a chunk");
    let refused = chunk.amend(awards[0], &[9; 32], "Somebody else").expect_err("it may have left");
    assert!(refused.to_string().contains("a sealed award does not change"), "{refused}");
    chunk.amend(awards[1], &[9; 32], "Somebody else").expect("nothing of it has left");
    chunk.commit().expect("committed");
    let key = *book.log.verifying_key().as_bytes();
    let report = book.ledger.audit(ORIGIN, &[key]).expect("readable");
    assert_eq!((report.faults.len(), report.sealed, report.uploads, report.unfinished), (0, 0, 1, 1));
    assert_eq!(book.ledger.upload_bytes(awards[0]).expect("readable").as_deref(), Some(&b"for upload"[..]));
    book.tamper("UPDATE upload_files SET bytes = X'00'");
    assert_eq!(book.audit(), [AuditFault::UploadBytes { award: awards[0].uuid().to_string() }]);
    book.ledger.erase(&[awards[0]], "asked for", at(3)).expect("erased");
    assert_eq!((book.ledger.upload_bytes(awards[0]).expect("readable"), book.audit()), (None, vec![]));
}

/// The log of the ledgers of older versions that are kept here.
const OLD_ORIGIN: &str = "credentials.uniovi.example/log";
/// What makes of a ledger of version 3 what version 2 was.
const BACK_TO_2: &str = "
    ALTER TABLE awards ADD COLUMN digest BLOB;
    DROP TRIGGER awards_keep_sealed;
    UPDATE awards SET digest = (SELECT digest FROM recorded r WHERE r.award = awards.award AND rendition = 'elm');
    CREATE TRIGGER awards_keep_sealed BEFORE UPDATE ON awards
    WHEN EXISTS (SELECT 1 FROM renditions WHERE renditions.award = OLD.award)
    BEGIN SELECT RAISE(ABORT, 'a sealed award does not change'); END;
    DROP TRIGGER renditions_recorded;
    DROP TABLE recorded; DROP TABLE uploads; DROP TABLE upload_files;
    DELETE FROM deliveries WHERE rendition = 'uploadable';
    ALTER TABLE renditions DROP COLUMN level;
    PRAGMA user_version = 2;";

/// A ledger as the program of an older version left it.
fn old_ledger(version: u32, dir: &Path) -> std::path::PathBuf {
    let name = format!("{}/tests/fixtures/ledger-v{version}.sql.gz", env!("CARGO_MANIFEST_DIR"));
    let packed = std::fs::read(name).expect("a file");
    let mut sql = String::new();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_string(&mut sql).expect("unpacked");
    let path = dir.join("ledger.db");
    Connection::open(&path).expect("a file").execute_batch(&sql).expect("an older version");
    path
}

/// The version of ledgers that this program writes.
fn newest() -> i64 {
    version(&Book::new().path())
}

fn version(path: &Path) -> i64 {
    let connection = Connection::open(path).expect("the file");
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version")
}

#[test]
fn a_ledger_of_the_first_version_is_upgraded_whole() {
    // Two awards of the example course, one of them revoked.
    let dir = tempfile::tempdir().expect("a folder");
    let path = old_ledger(1, dir.path());
    let mut entropy = Seeded::new(1);
    let ledger = Ledger::open(&path, &mut entropy).expect("upgraded");
    let key = VerifyingKey::from_multikey("z6MknUKYNr14jFNjhz5cpJSxsfxnXxCdcUWgcvXWc3s8zkGP").expect("a key");
    let report = ledger.audit(OLD_ORIGIN, &[*key.as_bytes()]).expect("readable");
    assert_eq!(report.faults, []);
    let counts = (report.awards, report.sealed, report.unfinished, report.events, report.leaves, report.undelivered);
    assert_eq!(counts, (2, 2, 0, 1, 3, 0));
    let mut awards = Vec::new();
    ledger.list(&Filter::default(), &mut |row| awards.push(row)).expect("listed");
    assert_eq!(awards.iter().map(|row| row.state).collect::<Vec<_>>(), [State::Revoked, State::Valid]);
    for row in awards {
        let renditions: Vec<_> =
            row.renditions.iter().map(|one| (one.rendition, one.level.clone(), one.delivered)).collect();
        assert_eq!((renditions, row.upload), (vec![(Rendition::Elm, None, true)], None));
        let bytes = ledger.sealed_bytes(row.award, Rendition::Elm).expect("bytes");
        let proof = ledger.prove(row.award, Rendition::Elm).expect("a proof");
        proof.verify(&bytes, OLD_ORIGIN, key.as_bytes()).expect("in the log that was signed then");
        assert_eq!(row.status.len(), 2);
        assert_eq!(standing_place(&row.status), None, "its places are no pair");
    }
    drop(ledger);
    assert_eq!(version(&path), newest());
    Connection::open(&path)
        .expect("the file")
        .pragma_update(None, "user_version", newest() + 1)
        .expect("a later program");
    let newer = Ledger::open(&path, &mut entropy);
    assert!(
        matches!(newer, Err(LedgerError::TooNew { found, known }) if (found, known as i64) == (newest() + 1, newest()))
    );
}

/// Four awards of the example course: the first was replaced by the fourth, the second revoked and shared; the first and
/// the third were erased, and the output with the fourth was not completed. All but the fourth were made for upload.
fn assert_upgraded(ledger: &mut Ledger, uploads: bool) {
    let key = VerifyingKey::from_multikey("z6Mkwcenc7ykuw8Z5SzBcDPvvmaGp8WPt6KyegzzzPHaf19k").expect("a key");
    let keys = [*key.as_bytes()];
    let report = ledger.audit(OLD_ORIGIN, &keys).expect("readable");
    assert_eq!(report.faults, []);
    let counts = (report.awards, report.sealed, report.erased, report.uploads, report.undelivered, report.events);
    assert_eq!(counts, (4, 4, 2, if uploads { 3 } else { 0 }, 1, 2));
    let mut rows = Vec::new();
    ledger.list(&Filter::default(), &mut |row| rows.push(row)).expect("listed");
    rows.sort_by_key(|row| row.number);
    assert_eq!(rows.iter().map(|row| row.number.get()).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let states = [State::Superseded, State::Revoked, State::Valid, State::Valid];
    assert_eq!(rows.iter().map(|row| row.state).collect::<Vec<_>>(), states);
    assert_eq!((rows[0].superseded_by, rows[3].supersedes), (Some(rows[3].award), Some(rows[0].award)));
    let names: Vec<_> = rows.iter().map(|row| row.learner_name.as_deref()).collect();
    assert_eq!(names, [None, Some("Matteo D'Ambrosio"), None, Some("Lucía Fernandez Alvarez")]);
    let delivered: Vec<_> = rows.iter().map(|row| row.renditions[0].delivered).collect();
    assert_eq!(delivered, [true, true, true, false]);
    for (row, kept) in rows.iter().zip([false, true, false, true]) {
        assert!(standing_place(&row.status).is_some());
        let bytes = ledger.sealed_bytes(row.award, Rendition::Elm);
        let proof = ledger.prove(row.award, Rendition::Elm);
        assert_eq!(bytes.is_ok(), kept);
        if let Ok(bytes) = bytes {
            proof
                .expect("a proof")
                .verify(&bytes, OLD_ORIGIN, key.as_bytes())
                .expect("in the log that was signed then");
        }
        let upload = ledger.upload_bytes(row.award).expect("readable");
        assert_eq!(upload.is_some(), uploads && row.number.get() == 2);
    }
    assert_eq!(ledger.shares(rows[1].award).expect("shares").len(), 1);
    assert_eq!(ledger.events(rows[1].award).expect("events")[0].reason.as_deref(), Some("a mistake"));
    let found = |learner: &str| {
        let key = ledger.award_key("VATES-EXAMPLE1", "ingenium-framework", "2026-05", learner);
        ledger.find(&key).expect("readable").map(|standing| (standing.number.get(), standing.seed.is_some()))
    };
    assert_eq!(found("EX-2026-001"), Some((4, true)), "the replacement stands for the key");
    assert_eq!(found("EX-2026-002"), Some((2, true)));
    assert_eq!(found("EX-2026-003"), Some((3, false)));
    assert_eq!(found("EX-2026-004"), None);
    ledger.erase(&[rows[1].award], "asked for", at(3)).expect("erased");
    assert!(matches!(ledger.sealed_bytes(rows[1].award, Rendition::Elm), Err(LedgerError::NotSealed { .. })));
    let report = ledger.audit(OLD_ORIGIN, &keys).expect("readable");
    assert_eq!((report.faults, report.erased), (vec![], 3));
}

#[test]
fn ledgers_of_the_second_and_third_version_are_upgraded_whole() {
    for back in [None, Some(BACK_TO_2)] {
        let dir = tempfile::tempdir().expect("a folder");
        let path = old_ledger(3, dir.path());
        if let Some(sql) = back {
            Connection::open(&path).expect("the file").execute_batch(sql).expect("back");
        }
        // A reader upgrades as well; while another writes, it does not.
        let lock = std::fs::File::create(path.with_extension("lock")).expect("a lock");
        lock.lock().expect("locked");
        assert!(matches!(Ledger::open_read(&path), Err(LedgerError::InUse { .. })));
        drop(lock);
        drop(Ledger::open_read(&path).expect("a reader"));
        assert_eq!(version(&path), newest());
        let mut ledger = Ledger::open(&path, &mut Seeded::new(1)).expect("a ledger");
        assert_upgraded(&mut ledger, back.is_none());
        let bytes = read(&path);
        assert!(!bytes.windows(6).any(|part| part == b"Matteo"), "no copy of what was erased is left");
    }
}

#[test]
fn what_was_tampered_with_before_an_upgrade_is_still_found() {
    let audit = |sql: &str| {
        let dir = tempfile::tempdir().expect("a folder");
        let path = old_ledger(3, dir.path());
        let connection = Connection::open(&path).expect("the file");
        connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).expect("tampered");
        drop(connection);
        let ledger = Ledger::open(&path, &mut Seeded::new(1))?;
        let key = VerifyingKey::from_multikey("z6Mkwcenc7ykuw8Z5SzBcDPvvmaGp8WPt6KyegzzzPHaf19k").expect("a key");
        Ok::<_, LedgerError>(ledger.audit(OLD_ORIGIN, &[*key.as_bytes()]).expect("readable").faults)
    };
    let award = "999e1b74-5086-47f8-aee3-adbe082c889d".to_owned();
    let bytes = AuditFault::SealedBytes { award: award.clone(), rendition: "elm".into() };
    assert_eq!(audit("UPDATE sealed SET bytes = X'00' WHERE award LIKE '999e%'").expect("upgraded"), [bytes]);
    let file = AuditFault::UploadBytes { award: award.clone() };
    assert_eq!(audit("UPDATE upload_files SET bytes = X'00'").expect("upgraded"), [file]);
    let moved = "DROP TRIGGER status_entries_keep; \
                 UPDATE status_entries SET position = 7 WHERE purpose = 'suspension' AND award LIKE '999e%'";
    let faults = audit(moved).expect("upgraded");
    assert!(matches!(&faults[..], [AuditFault::PairBroken { .. }]), "{faults:?}");
    let lost = audit("DROP TRIGGER awards_stay; DELETE FROM awards WHERE award LIKE '999e%'").expect_err("refused");
    assert!(lost.to_string().contains("refers to another that is missing"), "{lost}");
}

#[test]
fn lists_are_due_when_new_changed_or_half_over_and_never_go_back() {
    let mut book = Book::new();
    let awards = book.issue(0..3);
    let all = |from: Timestamp, revoked: usize, suspended: usize| {
        [
            (Shown::Purpose(Purpose::Revocation), from, vec![revoked]),
            (Shown::Purpose(Purpose::Suspension), from, vec![suspended]),
            (Shown::Standing, from, vec![revoked, suspended]),
        ]
    };
    assert_eq!(book.publish_lists(0), all(at(0), 0, 0));
    assert_eq!(book.publish_lists(3), []);
    book.change(&awards[..2], Change::Suspend).expect("changed");
    // The clock stands where it stood: the version still becomes later.
    assert_eq!(book.publish_lists(0), all(at(0).plus_seconds(1), 0, 2));
    book.change(&awards[..1], Change::Revoke).expect("changed");
    book.change(&awards[1..2], Change::Reinstate).expect("changed");
    assert_eq!(book.publish_lists(1), all(at(1), 1, 1));
    assert_eq!(book.publish_lists(4), []);
    assert_eq!(book.publish_lists(5), all(at(5), 1, 1));
    assert_eq!(book.audit(), []);
    let names: Vec<String> = book.ledger.list_versions().expect("versions").into_iter().map(|list| list.slug).collect();
    let kinds: Vec<&str> = names.iter().filter_map(|slug| slug.split('-').next()).collect();
    assert_eq!(kinds, ["revocation", "suspension", "standing"]);
}

#[test]
fn a_ledger_from_before_pairs_goes_on_with_pairs_for_new_awards() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = old_ledger(1, dir.path());
    let mut entropy = Seeded::new(1);
    let ledger = Ledger::open(&path, &mut entropy).expect("upgraded");
    let mut book = Book { dir, ledger, entropy, log: SigningKey::from_seed(&[7; 32]) };
    let mut old = Vec::new();
    book.ledger.list(&Filter::default(), &mut |row| old.push(row.award)).expect("listed");
    let drawn = book.place(old[0], Purpose::Suspension).list;
    let new = book.issue(2..4);
    let standing = |book: &Book, award| standing_place(&book.ledger.award(award).expect("an award").status);
    assert_eq!((standing(&book, old[0]), standing(&book, old[1])), (None, None));
    assert!(standing(&book, new[0]).is_some() && standing(&book, new[1]).is_some());
    assert_ne!(book.place(new[0], Purpose::Suspension).list, drawn, "the old lists are closed");
    book.change(&old[1..], Change::Suspend).expect("changed");
    let far = 10_000;
    let mut shown = book.publish_lists(far);
    shown.sort_by_key(|(shows, _, set)| (format!("{shows:?}"), set.clone()));
    let shown: Vec<_> = shown.into_iter().map(|(shows, _, set)| (shows, set)).collect();
    let [revocation, suspension] = Purpose::ALL.map(Shown::Purpose);
    let kept = [(revocation, vec![0]), (revocation, vec![1]), (suspension, vec![0]), (suspension, vec![1])];
    assert_eq!(shown[..4], kept, "the old ones are kept up");
    assert_eq!(shown[4], (Shown::Standing, vec![0, 0]));
    let key = VerifyingKey::from_multikey("z6MknUKYNr14jFNjhz5cpJSxsfxnXxCdcUWgcvXWc3s8zkGP").expect("a key");
    assert_eq!(book.ledger.audit(OLD_ORIGIN, &[*key.as_bytes()]).expect("readable").faults, []);
}

#[test]
fn places_of_a_chunk_that_was_given_up_are_free_again() {
    let mut book = Book::new();
    let key = |book: &Book, n: u32| book.ledger.award_key("uni", "course", "1", &n.to_string());
    let allot = |book: &mut Book, keys: &[[u8; 32]], commit: bool| {
        let chunk = book.ledger.chunk().expect("a chunk");
        let batch = chunk.open_batch("course", "1", "Course", at(0)).expect("a batch");
        let mut standings = Vec::new();
        for key in keys {
            let new = NewAward {
                key: *key,
                content: [0; 32],
                batch,
                row: 2,
                issued: at(0),
                created: at(0),
                supersedes: None,
                learner_key: "key",
                learner_name: "name",
            };
            standings.push(chunk.allot(&new, &mut book.entropy).expect("allotted"));
        }
        if commit {
            chunk.commit().expect("committed");
        }
        standings
    };
    let keys: Vec<_> = (0..9).map(|n| key(&book, n)).collect();
    // The first chunk opens lists that do not stay.
    let lost = allot(&mut book, &keys[..3], false);
    let kept = allot(&mut book, &keys[..3], true);
    assert_ne!(lost[0].status[0].list, kept[0].status[0].list);
    // With the same draws, the same places: those of the chunk that was given up are free, those that were kept are not.
    let path = book.path();
    let drawn = |book: &mut Book, range: std::ops::Range<usize>, commit| {
        book.entropy = Seeded::new(99);
        let standings = allot(book, &keys[range], commit);
        standings.iter().map(|one| one.status[0].index).collect::<Vec<_>>()
    };
    let first = drawn(&mut book, 3..6, false);
    assert_eq!(drawn(&mut book, 3..6, true), first);
    let known: HashSet<u64> = kept.iter().map(|one| one.status[0].index).chain(first).collect();
    assert_eq!(known.len(), 6);
    // The ids are drawn alike, too, and each is taken: only the places can be told.
    let refused = book.ledger.chunk().expect("a chunk");
    let batch = refused.open_batch("course", "1", "Course", at(0)).expect("a batch");
    let again = NewAward {
        key: keys[0],
        content: [0; 32],
        batch,
        row: 2,
        issued: at(0),
        created: at(0),
        supersedes: None,
        learner_key: "key",
        learner_name: "name",
    };
    assert!(matches!(refused.allot(&again, &mut book.entropy), Err(LedgerError::Sqlite(_))), "one award a key");
    drop(refused);
    book.reopen();
    book.entropy = Seeded::new(5);
    let last = allot(&mut book, &keys[6..], true);
    assert!(last.iter().all(|one| !known.contains(&one.status[0].index)));
    assert_eq!(book.audit(), []);
    assert_eq!(path, book.path());
}

#[test]
fn replacements_stand_for_their_keys_and_supersede_once_they_are_stored() {
    let mut book = Book::new();
    let first = book.issue(0..2)[0];
    let key = book.ledger.award_key("uni", "course", "1", "0");
    let replace = |book: &mut Book, old| {
        let chunk = book.ledger.chunk().expect("a chunk");
        let new = NewAward {
            key,
            content: [4; 32],
            batch: 1,
            row: 2,
            issued: at(0),
            created: at(0),
            supersedes: Some(old),
            learner_key: "0",
            learner_name: "Learner 0",
        };
        let standing = chunk.allot(&new, &mut book.entropy)?;
        chunk.record(standing.number, standing.award, Rendition::Elm, &[1; 64])?;
        chunk.commit()?;
        Ok::<_, LedgerError>(standing.award)
    };
    let second = replace(&mut book, first).expect("replaced");
    assert_eq!(book.ledger.award(first).expect("an award").state, State::Valid, "nothing has left");
    let third = replace(&mut book, second).expect("replaced");
    let again = replace(&mut book, first).expect_err("it was replaced already");
    assert!(again.to_string().contains("does not stand for its key"), "{again}");
    assert_eq!(book.ledger.find(&key).expect("readable").map(|one| one.award), Some(third));
    let sealed = vec![book.framed(second, CONSTANT), book.framed(third, CONSTANT)];
    book.store(sealed, Vec::new()).expect("stored");
    let states: Vec<_> = [first, second, third].map(|award| book.ledger.award(award).expect("an award").state).into();
    assert_eq!(states, [State::Superseded, State::Superseded, State::Valid]);
    assert_eq!(book.ledger.standing_of_batch(1).expect("readable").len(), 2);
    assert_eq!(book.audit(), []);
}

#[test]
fn constant_parts_are_stored_once_and_go_with_the_last_that_has_them() {
    let mut book = Book::new();
    let awards = book.issue(0..3);
    let more = book.record(3..5);
    let sealed = vec![book.framed(more[0], "of this one alone "), book.sealed(more[1], Rendition::Elm, "whole".into())];
    book.store(sealed, Vec::new()).expect("stored");
    let frames = |book: &Book| -> Vec<i64> {
        let connection = Connection::open(book.path()).expect("the file");
        let mut statement = connection.prepare("SELECT frame FROM frames ORDER BY frame").expect("sql");
        statement.query_map([], |row| row.get(0)).expect("rows").map(Result::unwrap).collect()
    };
    assert_eq!(frames(&book), [1, 2]);
    let bytes = |book: &Book, award| book.ledger.sealed_bytes(award, Rendition::Elm).expect("bytes");
    assert_eq!(bytes(&book, more[0]), format!("of this one alone {}", more[0]).into_bytes());
    assert_eq!(bytes(&book, more[1]), b"whole");
    let content = book.ledger.sealed_content(awards[0], Rendition::Elm).expect("a content");
    assert!(matches!(&content, Content::Framed { filling, .. } if filling.get(0) == Some(&awards[0].to_string())));
    book.ledger.erase(&[more[0]], "asked for", at(3)).expect("erased");
    assert_eq!(frames(&book), [1], "nobody else has it");
    assert!(!read(&book.path()).windows(17).any(|part| part == b"of this one alone"));
    book.ledger.erase(&[awards[0]], "asked for", at(3)).expect("erased");
    assert_eq!((frames(&book), bytes(&book, awards[1])), (vec![1], text(awards[1]).into_bytes()));
    // What is stored again after that has a number that was never given.
    let last = book.record(5..6)[0];
    let sealed = vec![book.framed(last, "of this one alone ")];
    book.store(sealed, Vec::new()).expect("stored");
    assert_eq!((frames(&book), bytes(&book, last)), (vec![1, 3], format!("of this one alone {last}").into_bytes()));
    assert_eq!(book.audit(), []);
}

#[test]
fn the_constant_parts_of_a_transaction_that_failed_are_stored_with_the_next() {
    let mut book = Book::new();
    let awards = book.record(0..2);
    let frame = Arc::new(Frame::new(CONSTANT, [(0, "")]));
    let sealed = |book: &Book, award: AwardId| {
        let number = book.ledger.award(award).expect("an award").number;
        let mut filling = Filling::default();
        filling.push(&award.to_string());
        Sealed::new(number, award, Rendition::Elm, None, Content::Framed { frame: Arc::clone(&frame), filling })
    };
    let twice = vec![sealed(&book, awards[0]), sealed(&book, awards[0])];
    assert!(matches!(book.store(twice, Vec::new()), Err(LedgerError::Sqlite(_))));
    let once = vec![sealed(&book, awards[0]), sealed(&book, awards[1])];
    book.store(once, Vec::new()).expect("stored");
    assert_eq!(book.ledger.sealed_bytes(awards[1], Rendition::Elm).expect("bytes"), text(awards[1]).into_bytes());
    let wrong = book.record(2..3)[0];
    let number = book.ledger.award(wrong).expect("an award").number;
    let other = Sealed::with_digest(number, wrong, Rendition::Elm, None, b"bytes".to_vec().into(), [0; 32]);
    book.store(vec![other], Vec::new()).expect("stored");
    let refused = book.ledger.sealed_bytes(wrong, Rendition::Elm).expect_err("another digest");
    assert!(matches!(refused, LedgerError::Damaged { .. }), "{refused}");
}

#[test]
fn what_an_earlier_run_stored_is_delivered_by_the_run_that_puts_it_out() {
    let mut book = Book::new();
    let awards = book.record(0..2);
    let sealed = awards.iter().map(|award| book.framed(*award, CONSTANT)).collect();
    let lost = book.store(sealed, Vec::new()).expect("stored");
    let delivered = |book: &Book| {
        awards
            .iter()
            .map(|award| book.ledger.award(*award).expect("an award").renditions[0].delivered)
            .collect::<Vec<_>>()
    };
    let undelivered = |book: &Book| book.ledger.audit(ORIGIN, &[]).expect("readable").undelivered;
    assert_eq!((delivered(&book), undelivered(&book)), (vec![false, false], 2));
    let number = book.ledger.award(awards[0]).expect("an award").number;
    // A second run puts it out and is stopped; a third one delivers it.
    let runs: Vec<RunNumber> = (0..2)
        .map(|_| {
            let chunk = book.ledger.chunk().expect("a chunk");
            let run = chunk.begin_run(at(2)).expect("a run");
            chunk.put_out(run, number, Some(Rendition::Elm)).expect("noted");
            chunk.commit().expect("committed");
            run
        })
        .collect();
    book.ledger.mark_delivered(runs[0], at(3)).expect("marked");
    assert_eq!((delivered(&book), undelivered(&book)), (vec![false, false], 2), "the third has it now");
    book.ledger.mark_delivered(runs[1], at(3)).expect("marked");
    assert_eq!((delivered(&book), undelivered(&book)), (vec![true, false], 1));
    let chunk = book.ledger.chunk().expect("a chunk");
    let run = chunk.begin_run(at(4)).expect("a run");
    let refused = chunk.put_out(run, number, Some(Rendition::Elm)).expect_err("delivered already");
    assert!(refused.to_string().contains("what was delivered does not change"), "{refused}");
    drop(chunk);
    assert_eq!(book.audit(), []);
    book.ledger.mark_delivered(lost, at(5)).expect("marked");
    let award = awards[0].uuid().to_string();
    assert_eq!(book.audit(), [AuditFault::DeliveredTwice { award, form: "elm".into() }]);
}

#[test]
fn proofs_hold_for_every_leaf_and_their_tampered_twins_do_not() {
    let mut book = Book::new();
    let awards = book.issue(0..13);
    assert!(matches!(book.ledger.prove(awards[0], Rendition::Elm), Err(LedgerError::NotPublished { .. })));
    let old = book.sign_checkpoint();
    let late = book.issue(13..20);
    assert!(matches!(book.ledger.prove(late[0], Rendition::Elm), Err(LedgerError::NotPublished { .. })));
    let new = book.sign_checkpoint();
    let public = *book.log.verifying_key().as_bytes();
    let mut indices = HashSet::new();
    for award in awards.iter().chain(&late) {
        let proof = book.ledger.prove(*award, Rendition::Elm).expect("a proof");
        let sealed = text(*award);
        assert_eq!(proof.verify(sealed.as_bytes(), ORIGIN, &public).expect("included"), new);
        let other = proof.verify(b"other", ORIGIN, &public);
        assert_eq!(other, Err(LogProofError::OtherDocument));
        let mut moved = proof.clone();
        moved.index = (moved.index + 1) % 20;
        let index = moved.index;
        assert_eq!(moved.verify(sealed.as_bytes(), ORIGIN, &public), Err(LogProofError::NotIncluded { index }));
        indices.insert(proof.index);
    }
    assert_eq!(indices.len(), 20);
    let path = book.ledger.prove_consistency(13, 20).expect("readable").expect("a beginning");
    assert!(verify_consistency(13, 20, &old.root, &new.root, &path));
    assert!(!verify_consistency(12, 20, &old.root, &new.root, &path));
    assert_eq!(book.ledger.prove_consistency(13, 21).expect("readable"), None);
}

#[test]
fn the_order_of_a_chunk_is_shuffled_in_the_log() {
    let mut book = Book::new();
    let awards = book.issue(0..50);
    book.sign_checkpoint();
    let order: Vec<u64> =
        awards.iter().map(|award| book.ledger.prove(*award, Rendition::Elm).expect("a proof").index).collect();
    assert!(!order.is_sorted());
}

#[test]
fn erasing_a_learner_leaves_log_and_revocation_true() {
    let mut book = Book::new();
    let awards = book.issue(0..3);
    book.change(&awards[..1], Change::Revoke).expect("changed");
    book.sign_checkpoint();
    book.publish_lists(0);
    book.ledger.erase(&[awards[0]], "asked for", at(3)).expect("erased");
    let row = book.ledger.award(awards[0]).expect("still an award");
    assert_eq!((row.learner_key, row.learner_name, row.state), (None, None, State::Revoked));
    assert!(matches!(book.ledger.sealed_bytes(awards[0], Rendition::Elm), Err(LedgerError::NotSealed { .. })));
    assert!(matches!(book.ledger.prove(awards[0], Rendition::Elm), Err(LedgerError::NotSealed { .. })));
    assert_eq!(book.ledger.events(awards[0]).expect("events")[0].reason, None);
    let key = *book.log.verifying_key().as_bytes();
    let report = book.ledger.audit(ORIGIN, &[key]).expect("readable");
    assert_eq!((report.faults, report.erased, report.sealed, report.leaves), (vec![], 1, 3, 4));
    for name in ["ledger.db", "ledger.db-wal"] {
        let bytes = read(&book.dir.path().join(name));
        assert!(!bytes.windows(9).any(|part| part == b"Learner 0"), "{name} still has the name");
    }
    let row = book.ledger.award(awards[1]).expect("an award");
    assert_eq!(row.learner_name.as_deref(), Some("Learner 1"), "the others stay");
}

/// Files that come later push rows from page to page, and a page that a row was moved from may keep it.
#[test]
fn what_moved_rows_left_behind_is_overwritten() {
    const ALL: usize = 150;
    let mut book = Book::new();
    let awards = book.issue(0..150);
    let secret = |n: usize| format!("secret of {} {}", awards[n], "x".repeat(n * n * 37 % 1200));
    for rendition in [Rendition::BadgeJwt, Rendition::Badge, Rendition::Europass] {
        for n in (0..ALL).map(|n| n * 67 % ALL) {
            let number = book.ledger.award(awards[n]).expect("an award").number;
            let chunk = book.ledger.provisional_chunk().expect("a chunk");
            chunk.record(number, awards[n], rendition, &[1; 32]).expect("recorded");
            chunk.commit().expect("committed");
            let file = book.sealed(awards[n], rendition, secret(n));
            book.store(vec![file], Vec::new()).expect("stored");
        }
    }
    let erased: Vec<usize> = (0..ALL).filter(|n| n % 3 > 0).collect();
    let gone: Vec<AwardId> = erased.iter().map(|n| awards[*n]).collect();
    let left = |book: &Book| {
        let bytes = [read(&book.path()), read(&book.dir.path().join("ledger.db-wal"))].concat();
        let begins: Vec<&[u8]> = bytes.windows(46).filter(|part| part.starts_with(b"secret of ")).collect();
        let is_left = |award: &&AwardId| begins.contains(&format!("secret of {award}").as_bytes().split_at(46).0);
        gone.iter().filter(is_left).count()
    };
    book.ledger.begin_erasing(&gone, "asked for", at(3)).expect("noted");
    book.ledger.delete_personal(&gone, at(3)).expect("deleted");
    let connection = Connection::open(book.path()).expect("the file");
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("folded in");
    drop(connection);
    assert!(left(&book) > 0, "where overwriting deleted rows leaves nothing, this test would show nothing");
    let cleaned = book.ledger.clean(at(4)).expect("cleaned");
    assert!(cleaned.written > 0 && cleaned.written < cleaned.read, "{cleaned:?}");
    assert_eq!(left(&book), 0);
    assert_eq!(book.audit(), []);
    let bytes = book.ledger.sealed_bytes(awards[36], Rendition::Badge).expect("bytes");
    assert_eq!(bytes, secret(36).into_bytes());
    // Nothing is left to be overwritten, and what comes next finds its place.
    assert_eq!(book.ledger.clean(at(5)).expect("cleaned").written, 0);
    book.issue(200..220);
    assert_eq!(book.audit(), []);
}

/// Readers do not keep a ledger from being cleaned for longer than they read.
#[test]
fn a_ledger_is_cleaned_while_others_have_it_open() {
    let mut book = Book::new();
    let awards = book.issue(0..5);
    let reader = Ledger::open_read(&book.path()).expect("a reader");
    assert!(reader.sealed_bytes(awards[1], Rendition::Elm).is_ok());
    book.ledger.erase(&awards[1..2], "asked for", at(3)).expect("erased");
    assert!(matches!(reader.sealed_bytes(awards[1], Rendition::Elm), Err(LedgerError::NotSealed { .. })));
    assert_eq!(reader.sealed_bytes(awards[2], Rendition::Elm).expect("bytes"), text(awards[2]).into_bytes());
    let report = reader.audit(ORIGIN, &[]).expect("readable");
    assert_eq!((report.faults, report.erased), (vec![], 1));
    let erasures = reader.erasures().expect("erasures");
    assert_eq!(erasures.len(), 1);
    assert_eq!((erasures[0].award, erasures[0].cleaned), (awards[1], Some(at(3))));
}

#[test]
fn the_awards_of_a_learner_are_found_by_key_until_they_are_erased() {
    let mut book = Book::new();
    let awards = book.issue(0..5);
    assert_eq!(book.ledger.awards_of_learner("3").expect("readable"), awards[3..4]);
    assert_eq!(book.ledger.awards_of_learner("33").expect("readable"), []);
    book.ledger.erase(&awards[3..4], "asked for", at(3)).expect("erased");
    assert_eq!(book.ledger.awards_of_learner("3").expect("readable"), []);
    let nobody = AwardId::parse("urn:credential:00000000-0000-4000-8000-000000000000").expect("an id");
    let refused = book.ledger.erase(&[awards[2], nobody], "asked for", at(3));
    assert!(matches!(refused, Err(LedgerError::UnknownAward { award }) if award == nobody));
    assert_eq!(book.ledger.awards_of_learner("2").expect("readable"), awards[2..3], "all or nothing");
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_default()
}

#[test]
fn the_audit_finds_what_was_tampered_with() {
    type Expected = fn(&[AwardId]) -> Vec<AuditFault>;
    fn name(award: AwardId) -> String {
        award.uuid().to_string()
    }
    /// Of a list, without what was drawn.
    fn version(list: &str, version: i64) -> AuditFault {
        AuditFault::ListBits { list: list.into(), version }
    }
    let rows: &[(&str, Expected)] = &[
        ("UPDATE sealed SET bytes = X'00' WHERE file = {0} << 4", |a| {
            vec![AuditFault::SealedBytes { award: name(a[0]), rendition: "elm".into() }]
        }),
        ("UPDATE sealed SET bytes = CAST(bytes || X'00' AS BLOB) WHERE file = {1} << 4", |a| {
            vec![AuditFault::SealedBytes { award: name(a[1]), rendition: "elm".into() }]
        }),
        ("UPDATE renditions SET digest = zeroblob(32) WHERE file = {1} << 4", |a| {
            let bytes = AuditFault::SealedBytes { award: name(a[1]), rendition: "elm".into() };
            vec![bytes, AuditFault::LeafMismatch { leaf: 9 }]
        }),
        ("UPDATE frames SET bytes = CAST(replace(bytes, 'constant', 'Constant') AS BLOB)", |_| {
            vec![AuditFault::Frame { frame: 1 }]
        }),
        ("UPDATE frames SET digest = zeroblob(32)", |_| vec![AuditFault::Frame { frame: 1 }]),
        ("UPDATE leaves SET hash = zeroblob(32) WHERE leaf = 1", |_| {
            let root = AuditFault::CheckpointRoot { size: 5 };
            vec![AuditFault::CheckpointSubtrees { size: 5 }, root, AuditFault::LeafMismatch { leaf: 1 }]
        }),
        ("UPDATE checkpoints SET subtrees = zeroblob(64)", |_| vec![AuditFault::CheckpointSubtrees { size: 5 }]),
        ("UPDATE checkpoints SET subtrees = X'00'", |_| vec![AuditFault::CheckpointSubtrees { size: 5 }]),
        ("UPDATE salts SET salt = zeroblob(32) WHERE leaf = 2", |_| vec![AuditFault::LeafMismatch { leaf: 2 }]),
        ("INSERT INTO leaves (leaf, hash) VALUES (5, zeroblob(32))", |_| vec![AuditFault::LeafUnknown { leaf: 5 }]),
        ("UPDATE events SET leaf = 3", |_| {
            vec![AuditFault::LeafShared { leaf: 3 }, AuditFault::LeafUnknown { leaf: 4 }]
        }),
        ("UPDATE events SET change = 'suspend'", |_| {
            let lists = ["revocation", "suspension", "standing"].map(|list| version(list, 1));
            [AuditFault::EventChanged { event: 1 }].into_iter().chain(lists).collect()
        }),
        ("UPDATE reasons SET reason = 'another'", |_| vec![AuditFault::EventChanged { event: 1 }]),
        ("UPDATE checkpoints SET size = 4, subtrees = NULL", |_| vec![AuditFault::CheckpointRoot { size: 4 }]),
        ("UPDATE checkpoints SET note = replace(note, 'uni', 'duo')", |_| {
            let reason = elmseal::crypto::checkpoint::CheckpointError::OtherLog {
                expected: ORIGIN.into(),
                found: "mc.duo.example/log".into(),
            };
            vec![AuditFault::CheckpointSignature { size: 5, reason }]
        }),
        ("UPDATE awards SET key = (SELECT key FROM awards WHERE number = {0}) WHERE number = {1}", |a| {
            vec![AuditFault::AwardTwice { award: name(a[0]) }, AuditFault::AwardTwice { award: name(a[1]) }]
        }),
        ("UPDATE awards SET supersedes = {0} WHERE number = {1}", |a| {
            vec![AuditFault::ReplacesOther { award: name(a[1]) }]
        }),
        ("UPDATE awards SET pair = NULL, position = NULL WHERE number = {3}", |a| {
            vec![AuditFault::StatusPlaces { award: name(a[3]), places: 0, expected: 2 }]
        }),
        ("UPDATE awards SET position = (SELECT position FROM awards WHERE number = {0}) WHERE number = {3}", |a| {
            vec![AuditFault::StatusPlaceTaken { award: name(a[3]), list: "standing".into(), position: -1 }]
        }),
        ("UPDATE awards SET position = 131072 WHERE number = {3}", |a| {
            vec![AuditFault::StatusPlaceTaken { award: name(a[3]), list: "standing".into(), position: -1 }]
        }),
        ("INSERT INTO lone_places VALUES (2, 131071, {3}, 'suspension')", |a| {
            let broken = AuditFault::PairBroken { list: "standing".into() };
            vec![broken, AuditFault::StatusPlaces { award: name(a[3]), places: 3, expected: 2 }]
        }),
        ("INSERT INTO deliveries (file, run) SELECT {2} << 4, max(run) FROM runs", |a| {
            vec![AuditFault::DeliveredTwice { award: name(a[2]), form: "elm".into() }]
        }),
        ("INSERT INTO deliveries (file, run) VALUES ({2} << 4 | 1, 1)", |_| {
            vec![AuditFault::DeliveryUnknown { file: 3 << 4 | 1 }]
        }),
        (
            "INSERT INTO list_versions SELECT list, 2, valid_from, valid_until, event, encoded, digest FROM list_versions \
             WHERE list = 1",
            |_| vec![AuditFault::ListOrder { list: "revocation".into(), version: 2 }],
        ),
        ("UPDATE pair_versions SET encoded = replace(encoded, ' ', '  ')", |_| vec![version("standing", 1)]),
    ];
    for (sql, expected) in rows {
        let mut book = Book::new();
        let awards = book.issue(0..4);
        book.change(&awards[2..3], Change::Revoke).expect("changed");
        book.sign_checkpoint();
        book.publish_lists(0);
        let other = book.store(Vec::new(), Vec::new()).expect("a run without files");
        book.ledger.mark_delivered(other, at(1)).expect("marked");
        assert_eq!(book.audit(), [], "before");
        let mut sql = (*sql).to_owned();
        for (at, award) in awards.iter().enumerate() {
            let number = book.ledger.award(*award).expect("an award").number;
            sql = sql.replace(&format!("{{{at}}}"), &number.get().to_string());
        }
        book.tamper(&sql);
        let mut faults = book.audit();
        // List ids, places and the order of leaves are drawn; what counts is their purpose.
        for fault in &mut faults {
            match fault {
                AuditFault::ListBits { list, .. }
                | AuditFault::ListOrder { list, .. }
                | AuditFault::PairBroken { list } => *list = list.split('-').next().unwrap_or_default().to_owned(),
                AuditFault::StatusPlaceTaken { list, position, .. } => {
                    *list = list.split('-').next().unwrap_or_default().to_owned();
                    *position = -1;
                }
                AuditFault::LeafMismatch { leaf } if sql.contains("renditions") => *leaf = 9,
                _ => {}
            }
        }
        assert_eq!(faults, expected(&awards), "{sql}");
    }
}

#[test]
fn a_log_that_was_cut_off_does_not_match_its_checkpoint() {
    let mut book = Book::new();
    book.issue(0..4);
    book.sign_checkpoint();
    book.tamper("DELETE FROM renditions WHERE leaf = 3");
    book.tamper("DELETE FROM leaves WHERE leaf = 3");
    let faults = book.audit();
    assert!(faults.contains(&AuditFault::CheckpointRoot { size: 4 }), "{faults:?}");
}

#[test]
fn one_writer_and_any_number_of_readers() {
    let mut book = Book::new();
    book.issue(0..3);
    let second = Ledger::open(&book.path(), &mut Seeded::new(2));
    assert!(matches!(second, Err(LedgerError::InUse { .. })));
    let reader = Ledger::open_read(&book.path()).expect("a reader");
    let mut count = 0;
    reader.list(&Filter { batch: Some(1), ..Filter::default() }, &mut |_| count += 1).expect("listed");
    assert_eq!(count, 3);
    let batches = reader.batches().expect("batches");
    assert_eq!((batches.len(), batches[0].awards), (1, 3));
    let missing = Ledger::open_read(&book.dir.path().join("none.db"));
    assert!(matches!(missing, Err(LedgerError::Missing { .. })));
    drop(book.ledger);
    Ledger::open(&book.dir.path().join("ledger.db"), &mut Seeded::new(2)).expect("free again");
}

#[test]
fn a_file_of_a_later_program_or_of_none_is_refused() {
    let book = Book::new();
    let path = book.path();
    Connection::open(&path).expect("the file").execute_batch("PRAGMA user_version = 99").expect("set");
    drop(book.ledger);
    assert!(
        matches!(Ledger::open(&path, &mut Seeded::new(1)), Err(LedgerError::TooNew { found: 99, known }) if known as i64 == newest())
    );
    let junk = book.dir.path().join("junk.db");
    std::fs::write(&junk, vec![b'x'; 5000]).expect("written");
    assert!(matches!(Ledger::open(&junk, &mut Seeded::new(1)), Err(LedgerError::Sqlite(_))));
}

#[test]
fn the_keys_of_awards_are_separated_by_every_part() {
    let book = Book::new();
    let keys = [
        book.ledger.award_key("uni", "course", "1", "7"),
        book.ledger.award_key("unic", "ourse", "1", "7"),
        book.ledger.award_key("uni", "course", "17", ""),
        book.ledger.award_key("uni", "course", "", "17"),
        book.ledger.content_digest_of_json(b"unicourse17"),
        book.ledger.content_digest(&[b'-'; 32]),
        book.ledger.content_digest_of_json(&[&b"-2"[..], &[b'-'; 31]].concat()),
    ];
    assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len());
    assert_ne!(
        keys[0],
        Book::with_seed(2).ledger.award_key("uni", "course", "1", "7"),
        "another ledger, another secret"
    );
    assert!(!format!("{:?}", book.ledger).contains("Secret(["));
}

impl Book {
    fn with_seed(seed: u64) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let mut entropy = Seeded::new(seed);
        let ledger = Ledger::open(&dir.path().join("ledger.db"), &mut entropy).expect("a ledger");
        Self { dir, ledger, entropy, log: SigningKey::from_seed(&[7; 32]) }
    }
}
