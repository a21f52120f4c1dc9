//! What an audit finds.

use super::*;

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
