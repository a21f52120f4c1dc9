//! Sealed files, files for upload, their constant parts, and what delivers them.

use super::*;

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
