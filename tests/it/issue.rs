//! Issuing: one credential a learner whatever goes wrong, and what becomes of them later.
#![expect(clippy::disallowed_methods, reason = "tests look into the files that were written")]

mod badge;
mod bound;
mod desk;
mod erased;
mod europass;
mod renditions;
mod stages;
mod stopped;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use elmseal::crypto::checkpoint::Checkpoint;
use elmseal::elm::DataModel;
use elmseal::issue::{
    BatchReport, Conflict, Existing, Folder, Format, IssueError, Plan, Quiet, Selection, Wanted, ZipArchive,
    audit_published, change_status, export, issue_batch, log_origin, share, unshare,
};
use elmseal::jsonld::Contexts;
use elmseal::learners::Learner;
use elmseal::ledger::{Change, Filter, LedgerError, Rendition, State};
use elmseal::model::ids::Did;
use elmseal::proof::{Cryptosuite, UnverifiedCredential, verify_proof};
use elmseal::publish::Document;
use elmseal::trust::did::DidDocument;
use serde_json::Value;

use self::desk::{Desk, Keys, at, by_row, credentials, did, learners, plan, unzip};
use crate::support::course::{BASE, ISSUER, institution, learner};

#[test]
fn a_batch_leaves_complete_with_receipt_and_publications() {
    let mut desk = Desk::new();
    let report = desk.run(&learners(2..7), &Existing::Refuse, 0);
    let (issued, lists) = (report.issued, report.published.lists.len());
    assert_eq!((issued, report.completed, report.already, lists, report.batch), (5, 0, 0, 3, Some(1)));
    assert_eq!(report.output.as_deref(), Some(desk.path("out/out.zip").as_path()));
    let files = unzip(&desk.path("out/out.zip"));
    assert_eq!(files.len(), 7, "{:?}", files.keys());
    let rows = by_row(&files);
    assert_eq!(rows.len(), 5);
    for (award, bytes) in credentials(&files) {
        assert!(!bytes.contains(&b'\n'), "compact JSON on one line");
        assert_eq!(desk.verify(&bytes).id(), Some(award.to_string().as_str()));
        assert!(!desk.published_bit(&bytes, "revocation"));
        assert!(!desk.published_bit(&bytes, "suspension"));
        let text = String::from_utf8(bytes).expect("UTF-8");
        let row = rows.iter().find(|(_, of)| **of == award).expect("a row").0;
        assert!(text.contains(&format!("Zoë {row}\"")), "the credential of a row is the learner's");
        assert!(!text.contains("S0000"), "the learner's key is not sealed");
    }
    let receipt = String::from_utf8(files["receipt.csv"].clone()).expect("UTF-8");
    let mut lines = receipt.lines();
    let header =
        "row,award,rendition,file,sha256,level,note,revocation_list,revocation_index,suspension_list,suspension_index";
    assert_eq!(lines.next(), Some(header));
    assert_eq!(lines.count(), 5);
    assert!(!receipt.contains("Zoë"), "a receipt has no learner's data");
    let note = desk.folder.read(&Document::Checkpoint).expect("readable").expect("published");
    let note = String::from_utf8(note).expect("UTF-8");
    let key = *Keys::shared().log.verifying_key().as_bytes();
    assert_eq!(Checkpoint::verify(&note, "mc.uni.example/log", &key).expect("signed").size, 5);
    desk.at_work(|office, _| {
        for (award, bytes) in credentials(&files) {
            let proof = office.ledger.prove(award, Rendition::Elm).expect("a proof");
            assert_eq!(proof.verify(&bytes, &log_origin(BASE), &key).expect("included").size, 5);
        }
    });
    desk.assert_sound();
}

#[test]
fn a_second_run_issues_and_writes_nothing() {
    let mut desk = Desk::new();
    desk.run(&learners(2..5), &Existing::Refuse, 0);
    let before = snapshot(desk.dir.path());
    // Another day and another moment: neither is part of what is certified.
    let again = desk.run(&learners(2..5), &Existing::Refuse, 3);
    assert!(again.nothing_done());
    assert_eq!(again, BatchReport { already: 3, ..BatchReport::default() });
    assert_eq!(snapshot(desk.dir.path()), before, "no file was written");
    // With two more learners, only they are issued, and the first archive is left alone.
    let more = desk.run(&learners(2..7), &Existing::Refuse, 3);
    assert_eq!((more.issued, more.already), (2, 3));
    assert_eq!(more.output.as_deref(), Some(desk.path("out/out-2.zip").as_path()));
    assert_eq!(credentials(&unzip(&desk.path("out/out.zip"))).len(), 3);
    assert_eq!(credentials(&unzip(&desk.path("out/out-2.zip"))).len(), 2);
    desk.assert_sound();
}

/// Every file but the database's own, with its bytes.
fn snapshot(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("ledger.")) {
                files.push((path.clone(), fs::read(&path).expect("a file")));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn other_content_is_a_conflict_or_a_replacement() {
    let mut desk = Desk::new();
    let mut all = learners(2..5);
    desk.run(&all, &Existing::Refuse, 0);
    let first = unzip(&desk.path("out/out.zip"));
    let old = by_row(&first)[&3];
    all[1].family_name = "Nuñez".into();
    let refused = desk.run(&all, &Existing::Refuse, 1);
    assert_eq!(refused.conflicts, [Conflict { row: 3, award: old, state: State::Valid }]);
    assert_eq!((refused.already, refused.nothing_done(), refused.output), (2, true, None));
    let replaced = desk.run(&all, &Existing::Replace, 1);
    assert_eq!((replaced.issued, replaced.replaced, replaced.already), (1, 1, 2));
    let files = unzip(replaced.output.as_deref().expect("an output"));
    let new = by_row(&files)[&3];
    assert_ne!(new, old);
    assert_eq!((desk.state(old), desk.state(new)), (State::Superseded, State::Valid));
    let rows = desk.at_work(|office, _| (office.ledger.award(old).unwrap(), office.ledger.award(new).unwrap()));
    assert_eq!((rows.0.superseded_by, rows.1.supersedes), (Some(new), Some(old)));
    assert!(desk.published_bit(&credentials(&first)[&old], "revocation"), "the old one is revoked at once");
    assert!(!desk.published_bit(&credentials(&files)[&new], "revocation"));
    assert!(desk.run(&all, &Existing::Replace, 2).nothing_done(), "the same again replaces nothing");
    desk.assert_sound();
}

#[test]
fn a_revoked_award_is_replaced_only_by_name() {
    let mut desk = Desk::new();
    let mut all = learners(2..4);
    desk.run(&all, &Existing::Refuse, 0);
    let award = by_row(&unzip(&desk.path("out/out.zip")))[&2];
    desk.change(&Selection::Awards(vec![award]), Change::Revoke).expect("revoked");
    let same = desk.run(&all, &Existing::Replace, 1);
    assert_eq!((same.already, same.already_not_valid, same.nothing_done()), (2, 1, true));
    all[0].given_name = "Zoe".into();
    let conflict = Conflict { row: 2, award, state: State::Revoked };
    for existing in [Existing::Refuse, Existing::Replace, Existing::ReplaceNamed(HashSet::new())] {
        assert_eq!(desk.run(&all, &existing, 1).conflicts, [conflict], "{existing:?}");
    }
    let named = desk.run(&all, &Existing::ReplaceNamed(HashSet::from([award])), 1);
    assert_eq!((named.replaced, named.conflicts), (1, vec![]));
    assert_eq!(desk.state(award), State::Revoked);
    desk.assert_sound();
}

#[test]
fn a_learner_who_stands_twice_in_the_list_is_issued_once() {
    let mut desk = Desk::new();
    let mut all = learners(2..5);
    // Once in the same chunk and once in a later one.
    all.insert(1, Learner { row: 90, ..learner(2) });
    all.push(Learner { row: 91, ..learner(2) });
    let report = desk.run(&all, &Existing::Replace, 0);
    assert_eq!((report.issued, report.repeated), (3, vec![90, 91]));
    assert_eq!(credentials(&unzip(&desk.path("out/out.zip"))).len(), 3);
    desk.assert_sound();
}

#[test]
fn revocation_and_suspension_show_when_published_and_only_then() {
    let mut desk = Desk::new();
    desk.run(&learners(2..5), &Existing::Refuse, 0);
    let files = unzip(&desk.path("out/out.zip"));
    let rows = by_row(&files);
    let sealed = credentials(&files);
    desk.change(&Selection::Awards(vec![rows[&2]]), Change::Revoke).expect("revoked");
    desk.change(&Selection::Awards(vec![rows[&3]]), Change::Suspend).expect("suspended");
    let bits = |desk: &Desk| {
        [2, 3, 4].map(|row| {
            let bytes = &sealed[&rows[&row]];
            let both = desk.published_standing(rows[&row]);
            assert_eq!(both, (desk.published_bit(bytes, "revocation"), desk.published_bit(bytes, "suspension")));
            (desk.published_bit(bytes, "revocation"), desk.published_bit(bytes, "suspension"))
        })
    };
    assert_eq!(bits(&desk), [(false, false); 3]);
    let report = desk.publish(1);
    assert_eq!((report.lists.len(), report.checkpoint, report.did_document), (3, Some(5), None));
    assert_eq!(bits(&desk), [(true, false), (false, true), (false, false)]);
    assert!(desk.publish(1).is_empty(), "nothing is due");
    let final_ = desk.change(&Selection::Batch(1), Change::Reinstate);
    let Err(IssueError::Ledger(LedgerError::Refused { refusals })) = final_ else { panic!("{final_:?}") };
    assert_eq!(refusals.len(), 1);
    assert_eq!(desk.state(rows[&3]), State::Suspended, "all or nothing");
    desk.change(&Selection::Awards(vec![rows[&3], rows[&4]]), Change::Reinstate).expect("reinstated");
    desk.publish(1);
    assert_eq!(bits(&desk), [(true, false), (false, false), (false, false)]);
    assert_eq!(desk.change(&Selection::Batch(1), Change::Revoke).expect("revoked"), 3);
    desk.publish(2);
    assert_eq!(bits(&desk).map(|(revoked, _)| revoked), [true; 3]);
    desk.assert_sound();
}

#[test]
fn a_change_needs_a_reason_and_an_award() {
    let mut desk = Desk::new();
    desk.run(&learners(2..3), &Existing::Refuse, 0);
    let nothing = desk.change(&Selection::Batch(7), Change::Revoke);
    assert!(matches!(nothing, Err(IssueError::NothingSelected)));
    let silent = desk.at_work(|office, _| {
        change_status(office.ledger, &Selection::Batch(1), Change::Revoke, " \n", at(1), office.entropy)
    });
    assert!(matches!(silent, Err(IssueError::NoReason { .. })));
}

#[test]
fn lists_are_sealed_again_before_they_expire_and_after_a_lost_write() {
    let mut desk = Desk::new();
    desk.run(&learners(2..3), &Existing::Refuse, 0);
    assert!(desk.publish(3).lists.is_empty());
    let renewed = desk.publish(4).lists;
    assert_eq!(renewed.len(), 3, "half of seven days is over");
    for name in renewed {
        list_is_sealed_again(&mut desk, &name);
    }
    desk.folder.remove(&Document::Checkpoint).expect("removed");
    assert_eq!(desk.publish(4).checkpoint, Some(1));
    desk.assert_sound();
}

fn list_is_sealed_again(desk: &mut Desk, name: &str) {
    let list = Document::StatusList(name.to_owned());
    let bytes = desk.folder.read(&list).expect("readable").expect("published");
    let document: Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(document["validFrom"], at(4).to_string());
    assert_eq!(document["validUntil"], at(11).to_string());
    // The ledger kept a version that never reached the folder, or somebody put an old file back.
    desk.folder.remove(&list).expect("removed");
    let differing = desk.at_work(|office, _| audit_published(office.ledger, office.folder)).expect("readable");
    assert_eq!(differing, std::slice::from_ref(&list));
    assert_eq!(desk.publish(4).lists, [name]);
    let bytes = desk.folder.read(&list).expect("readable").expect("published");
    let document: Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(document["validFrom"], at(4).plus_seconds(1).to_string(), "a version never goes back");
}

#[test]
fn nothing_is_published_of_a_learner_unless_shared() {
    let mut desk = Desk::new();
    desk.run(&learners(2..4), &Existing::Refuse, 0);
    let files = unzip(&desk.path("out/out.zip"));
    let award = by_row(&files)[&2];
    let holds_name = |desk: &Desk| {
        snapshot(&desk.path("public")).iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("Zoë"))
    };
    assert!(!holds_name(&desk));
    let link = desk.at_work(|office, _| share(office, award, None, at(1))).expect("shared");
    let token = link.strip_prefix("https://mc.uni.example/c/").and_then(|rest| rest.strip_suffix(".jsonld"));
    let token = token.expect("a link").to_owned();
    assert_eq!(token.len(), 32, "128 random bits");
    let shared = Document::Shared(elmseal::crypto::sha256(token.as_bytes()));
    assert_eq!(desk.folder.read(&shared).expect("readable"), Some(credentials(&files)[&award].clone()));
    for (path, bytes) in snapshot(&desk.path("public")) {
        assert!(!path.to_string_lossy().contains(&token) && !String::from_utf8_lossy(&bytes).contains(&token));
    }
    let ledger = ["ledger.db", "ledger.db-wal"].map(|name| fs::read(desk.path(name)).unwrap_or_default()).concat();
    assert!(!ledger.windows(32).any(|part| part == token.as_bytes()), "only the hash of the token is kept");
    let second = desk.at_work(|office, _| share(office, award, None, at(1))).expect("shared");
    assert_ne!(second, link);
    assert_eq!(desk.at_work(|office, _| unshare(office.ledger, office.folder, award)).expect("withdrawn"), 2);
    assert_eq!(desk.folder.read(&shared).expect("readable"), None);
    assert_eq!(desk.at_work(|office, _| unshare(office.ledger, office.folder, award)).expect("nothing"), 0);
    assert!(!holds_name(&desk));
    desk.at_work(|office, _| share(office, award, None, at(1))).expect("shared");
    desk.erase(&[award]).expect("erased");
    assert!(!holds_name(&desk), "erasing withdraws what was shared");
    let again = desk.run(&learners(2..4), &Existing::Refuse, 2);
    let counts = (again.already, again.already_erased, again.nothing_done());
    assert_eq!(counts, (2, 1, true), "an erased award is not made twice");
    desk.assert_sound();
}

#[test]
fn a_folder_and_an_export_have_the_same_bytes() {
    let mut desk = Desk::new();
    let mut output = Folder::new(desk.path("folder"));
    desk.issue(&learners(2..5), &Existing::Refuse, 0, &mut output, &mut Quiet).expect("issued");
    let mut exported = Folder::new(desk.path("again"));
    let filter = Filter { batch: Some(1), ..Filter::default() };
    let count = desk.at_work(|office, _| export(office.ledger, &filter, Wanted::All, &mut exported)).expect("exported");
    assert_eq!(count, 3);
    let names = |dir: &str| {
        let files = snapshot(&desk.path(dir)).into_iter();
        let files = files.map(|(path, bytes)| (path.file_name().expect("a name").to_owned(), bytes));
        files.filter(|(name, _)| name.to_string_lossy().ends_with(".elm.jsonld")).collect::<Vec<_>>()
    };
    assert_eq!(names("folder").len(), 3);
    assert_eq!(names("folder"), names("again"));
}

#[test]
fn keys_and_profiles_that_do_not_fit_are_refused_before_anything_is_recorded() {
    let mut desk = Desk::new();
    desk.institutions[0].did = Some(Did::parse("did:web:else.example").expect("a DID"));
    let mut output = ZipArchive::new(desk.path("out/out.zip"));
    let refused = desk.issue(&learners(2..3), &Existing::Refuse, 0, &mut output, &mut Quiet);
    assert!(matches!(refused, Err(IssueError::KeyOfAnother { .. })));
    desk.institutions[0].did = None;
    let refused = desk.issue(&learners(2..3), &Existing::Refuse, 0, &mut output, &mut Quiet);
    assert!(matches!(refused, Err(IssueError::NoDid { .. })));
    desk.institutions[0] = institution();
    desk.descriptor.assessments[0].pass_label = None;
    let refused = desk.issue(&learners(2..4), &Existing::Refuse, 0, &mut output, &mut Quiet);
    let Err(IssueError::Faults { faults }) = refused else { panic!("{refused:?}") };
    assert_eq!(faults.len(), 2, "every learner's fault is told");
    assert!(!desk.path("out").exists());
    assert!(desk.at_work(|office, _| office.ledger.batches()).expect("batches").is_empty());
}

#[test]
fn both_data_models_and_both_suites_are_sealed() {
    for (model, suite) in [
        (DataModel::V1_1, Cryptosuite::EddsaJcs2022),
        (DataModel::V2_0, Cryptosuite::EddsaRdfc2022),
        (DataModel::V2_0, Cryptosuite::EddsaJcs2022),
    ] {
        let mut desk = Desk::new();
        let mut output = ZipArchive::new(desk.path("out.zip"));
        desk.at_work(|office, descriptor| {
            let plan = Plan { model, suite, ..plan(descriptor, &Existing::Refuse, 0) };
            issue_batch(office, Keys::shared().sealing(), plan, learners(2..3), &mut output, &mut Quiet)
        })
        .expect("issued");
        let files = unzip(&desk.path("out.zip"));
        let bytes = credentials(&files).into_values().next().expect("a credential");
        let authentic = desk.verify(&bytes);
        assert_eq!(authentic.issuer(), ISSUER);
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(text.contains(suite.name()), "{model:?}");
        assert!(!desk.published_bit(text.as_bytes(), "revocation"));
        let tampered = text.replace("Zoë 2", "Zoë 3");
        assert_ne!(tampered, text);
        let received = UnverifiedCredential::parse(tampered.as_bytes()).expect("a credential");
        let document = desk.folder.read(&Document::DidDocument).expect("readable").expect("published");
        let document = DidDocument::parse(&document, &did()).expect("a DID document");
        let method = document.resolve(received.claimed_methods()[0]).expect("a method");
        let refused = verify_proof(&received, &[method], Contexts::embedded()).expect_err("tampered");
        assert_eq!(refused.code(), "PROOF_VERIFICATION_ERROR");
    }
}
