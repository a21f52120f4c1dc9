//! Files for upload: made once, never sealed, never counted as issued.

use super::*;

#[test]
fn files_for_upload_are_made_once_and_never_count_as_issued() {
    let mut desk = desk();
    let mut all = learners(2..5);
    all[0].email = Some("zoe@example.org".into());
    let run = Run::without_key(UPLOAD);
    let report = run.done(&mut desk, &all);
    assert_eq!((report.issued, report.uploads, report.levels.len()), (0, 3, 0));
    let files = unzip(&desk.path("out/out.zip"));
    let uploads = of_kind(&files, ".uploadable.json");
    assert_eq!((uploads.len(), credentials(&files).len(), sealed(&files).len()), (3, 0, 0));
    let rows = by_row(&files);
    let of = |row: u64| -> Value { serde_json::from_slice(&uploads[&rows[&row]]).expect("JSON") };
    assert_eq!(of(2)["deliveryDetails"], json!({ "deliveryAddress": ["zoe@example.org"] }));
    assert_eq!(of(3).get("deliveryDetails"), None);
    assert_eq!(of(3)["credential"].get("issuer"), None);
    let receipt = String::from_utf8(files["receipt.csv"].clone()).expect("UTF-8");
    assert!(!receipt.contains("zoe@"), "a receipt has no learner's data");
    let told: Value = serde_json::from_slice(&files["receipt.json"]).expect("JSON");
    for line in told.as_array().expect("an array") {
        assert_eq!((&line["sealed"], &line["level"]), (&json!(false), &json!(null)));
        assert!(line["note"].as_str().expect("a note").contains("does not count as issued"));
    }
    assert!(stored(&mut desk).iter().all(|(_, renditions)| renditions.is_empty()), "none counts as issued");
    desk.assert_sound();
    assert!(run.done(&mut desk, &all).nothing_done(), "nobody is prepared twice");
    // What was uploaded may have been sealed: other content is a conflict.
    let first = rows[&3];
    all[1].family_name = "Nuñez".into();
    assert_eq!(run.done(&mut desk, &all).conflicts.len(), 1);
    let replaced = Run { existing: Existing::Replace, ..Run::without_key(UPLOAD) }.done(&mut desk, &all);
    assert_eq!((replaced.uploads, replaced.replaced, replaced.issued), (1, 1, 0));
    assert_eq!(desk.state(first), State::Superseded);
    // Later sealed here after all: the same award, now issued.
    let signer = Counting::usual(Key::P256, Algorithm::Es256);
    let report = Run::new(EUROPASS, &signer).done(&mut desk, &all);
    assert_eq!((report.issued, report.added), (0, 3));
    assert_eq!(stored(&mut desk).iter().filter(|(_, renditions)| renditions.len() == 1).count(), 3);
    desk.assert_sound();
}

#[test]
fn an_upload_that_was_stopped_is_the_same_file_again() {
    for step in [Step::Stored, Step::Written, Step::Published] {
        let mut desk = desk();
        let run = Run::without_key(UPLOAD);
        let stopped = run.issue(&mut desk, &learners(2..4), &mut Stop { step, n: 1 });
        assert!(matches!(stopped, Err(IssueError::Interrupted)));
        let kept: Vec<_> = desk.at_work(|office, _| {
            let mut kept = Vec::new();
            office
                .ledger
                .list(&Filter::default(), &mut |row| kept.extend(row.upload.map(|it| it.digest)))
                .expect("read");
            kept
        });
        assert_eq!(kept.len(), 2, "{step:?}");
        run.done(&mut desk, &learners(2..4));
        let files = unzip(&desk.path("out/out.zip"));
        let found: HashSet<_> = of_kind(&files, ".uploadable.json").values().map(|bytes| sha256(bytes)).collect();
        assert_eq!(found, kept.into_iter().collect(), "{step:?}");
    }
}
