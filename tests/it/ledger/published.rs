//! What is proved of the log, and which lists are due.

use super::*;

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
