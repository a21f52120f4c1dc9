//! Ledgers of older versions, which are upgraded all the way.

use super::*;

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
