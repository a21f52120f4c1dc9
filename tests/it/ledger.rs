//! The ledger: allocation, changes of status, the log and its proofs, and an audit that finds what was tampered with.
#![expect(clippy::disallowed_methods, reason = "tests look into the ledger's file")]

mod audited;
mod erased;
mod files;
mod published;
mod upgraded;

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

/// The version of ledgers that this program writes.
fn newest() -> i64 {
    version(&Book::new().path())
}

fn version(path: &Path) -> i64 {
    let connection = Connection::open(path).expect("the file");
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version")
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

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_default()
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
