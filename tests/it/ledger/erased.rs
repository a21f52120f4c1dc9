//! Learners who are erased: nothing is left of them in the file, and log and revocation stay true.

use super::*;

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
