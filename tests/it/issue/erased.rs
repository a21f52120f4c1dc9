//! Learners who are erased: nothing of them is left in any file, whatever was written before, and wherever it was stopped.
#![expect(clippy::disallowed_methods, reason = "tests look into the files that were written")]

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use elmseal::issue::{
    Batch, EraseStep, Erasing, Existing, Folder, Format, IssueError, Output, Plan, Quiet, Selection, TarArchive,
    Wanted, ZipArchive, export, look_for, share,
};
use elmseal::learners::Learner;
use elmseal::ledger::{Change, FileKind, Filter, Ledger, State, WrittenFile, personal_tables};
use elmseal::model::ids::AwardId;
use rusqlite::Connection;
use serde_json::Value;

use super::desk::{Desk, Keys, at, by_row, learners, plan, unzip};

const FORMATS: [Format; 3] = [Format::Elm, Format::Badge, Format::Uploadable];

fn with_address(mut learner: Learner) -> Learner {
    learner.email = Some(format!("zoe.{}@mail.example", learner.row));
    learner
}

fn issue(desk: &mut Desk, rows: std::ops::Range<u64>) {
    let mut output = ZipArchive::new(desk.path("out/out.zip"));
    let mut observer = Quiet;
    let learners: Vec<_> = learners(rows).into_iter().map(with_address).collect();
    desk.at_work(|office, descriptor| {
        let plan = Plan { formats: &FORMATS, ..plan(descriptor, &Existing::Refuse, 0) };
        let mut batch = Batch::begin(office, Keys::shared().sealing(), plan, &mut output, &mut observer)?;
        batch.set_chunk(3);
        batch.issue(learners)
    })
    .expect("issued");
}

/// A desk with six learners, whose credentials lie in a ZIP archive, another with a number, a tar archive and a folder.
fn desk() -> (Desk, AwardId) {
    let mut desk = Desk::new();
    issue(&mut desk, 2..8);
    let award = by_row(&unzip(&desk.path("out/out.zip")))[&4];
    let mut outputs: Vec<(&str, Box<dyn Output>)> = vec![
        ("out/out.zip", Box::new(ZipArchive::new(desk.path("out/out.zip")))),
        ("out/all.tar", Box::new(TarArchive::new(desk.path("out/all.tar")))),
        ("folder", Box::new(Folder::new(desk.path("folder")))),
    ];
    for (name, output) in &mut outputs {
        let path = desk.path(name);
        desk.at_work(|office, _| {
            let file = WrittenFile { kind: FileKind::Output, path, at: at(0), expires: None };
            office.ledger.note_file(&file).expect("noted");
            export(office.ledger, &Filter::default(), Wanted::All, &mut **output).expect("exported");
        });
    }
    assert!(desk.path("out/out-2.zip").is_file());
    desk.change(&Selection::Awards(vec![award]), Change::Suspend).expect("suspended");
    desk.at_work(|office, _| share(office, award, None, at(1))).expect("shared");
    desk.publish(1);
    (desk, award)
}

/// What is in a learner's documents and in nobody else's, beside the award's own id and what counts.
fn needles(desk: &Desk, award: AwardId) -> BTreeSet<String> {
    fn strings(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => drop(into.insert(text.clone())),
            Value::Array(all) => all.iter().for_each(|one| strings(one, into)),
            Value::Object(all) => all.values().for_each(|one| strings(one, into)),
            _ => {}
        }
    }
    let (mut own, mut others) = (BTreeSet::new(), BTreeSet::new());
    let id = award.uuid().hyphenated().to_string();
    for (name, bytes) in unzip(&desk.path("out/out.zip")) {
        let Ok(document) = serde_json::from_slice(&bytes) else { continue };
        if !name.starts_with("receipt") {
            strings(&document, if name.starts_with(&id) { &mut own } else { &mut others });
        }
    }
    let counts = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let mut needles: BTreeSet<_> = own.difference(&others).cloned().collect();
    needles.retain(|text| !text.contains(&id) && !counts(text) && text.len() > 4);
    assert!(needles.len() > 10, "{needles:?}");
    needles.extend(["Zoë 4", "S00004", "zoe.4@mail.example"].map(str::to_owned));
    needles
}

/// The files below a folder in which a needle stands: as it is, as base64 of a text that has it, or in a packed member.
fn found(folder: &Path, needles: &BTreeSet<String>) -> Vec<(PathBuf, String)> {
    let mut forms: Vec<(Vec<u8>, &String)> = Vec::new();
    for needle in needles {
        forms.push((needle.clone().into_bytes(), needle));
        for before in 0..3 {
            let text = [&vec![0; before][..], needle.as_bytes()].concat();
            let encoded = STANDARD_NO_PAD.encode(&text[..text.len() / 3 * 3]);
            // What shares its digits with bytes before is left out.
            forms.push((encoded.as_bytes()[if before == 0 { 0 } else { 4 }..].to_vec(), needle));
        }
    }
    forms.retain(|(form, _)| form.len() >= 5);
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let mut texts = vec![fs::read(&path).expect("a file")];
            if path.extension().is_some_and(|ending| ending == "zip") {
                texts.extend(unzip(&path).into_values());
            }
            let first = texts.iter().find_map(|text| first_in(text, &forms));
            found.extend(first.map(|needle| (path.clone(), needle.to_owned())));
        }
    }
    found.sort();
    found
}

/// The first of `forms` that stands in a text: of most places the first two bytes tell that there is none.
fn first_in<'f>(text: &[u8], forms: &[(Vec<u8>, &'f String)]) -> Option<&'f str> {
    let mut begins = vec![false; 1 << 16];
    let two = |bytes: &[u8]| usize::from(u16::from_be_bytes([bytes[0], bytes[1]]));
    for (form, _) in forms {
        begins[two(form)] = true;
    }
    let places = (0..text.len().saturating_sub(1)).filter(|at| begins[two(&text[*at..])]);
    let mut hits = places.filter_map(|at| forms.iter().find(|(form, _)| text[at..].starts_with(form)));
    hits.next().map(|(_, needle)| needle.as_str())
}

fn names(path: &Path, award: AwardId) -> usize {
    let id = award.uuid().hyphenated().to_string();
    unzip(path).keys().filter(|name| name.starts_with(&id)).count()
}

#[test]
fn nothing_of_an_erased_learner_is_left_in_any_file() {
    let (mut desk, award) = desk();
    let needles = needles(&desk, award);
    let before: Vec<_> = found(desk.dir.path(), &needles).into_iter().map(|(path, _)| path).collect();
    for name in ["ledger.db", "out/out.zip", "out/out-2.zip", "out/all.tar"] {
        assert!(before.contains(&desk.path(name)), "{name} has it before: {before:?}");
    }
    assert!(before.iter().any(|path| path.starts_with(desk.path("public/c"))));
    let other = unzip(&desk.path("out/out.zip"));
    let bit = desk.published_standing(award);
    assert_eq!(bit, (false, true));
    let report = desk.erase(&[award]).expect("erased");
    assert_eq!((report.awards, report.links, report.outputs.len()), (vec![award], 1, 4));
    assert_eq!((report.failed, report.absent, report.untouched), (vec![], vec![], vec![]));
    assert_eq!(found(desk.dir.path(), &needles), []);
    // The others, the log and the status are as they were.
    let id = award.uuid().hyphenated().to_string();
    let mut left = other;
    left.retain(|name, _| !name.starts_with(&id));
    assert_eq!(unzip(&desk.path("out/out.zip")), left);
    assert_eq!((names(&desk.path("out/out.zip"), award), names(&desk.path("out/out-2.zip"), award)), (0, 0));
    assert_eq!(desk.published_standing(award), bit);
    assert_eq!(desk.state(award), State::Suspended);
    desk.publish(2);
    assert_eq!(desk.published_standing(award), bit);
    desk.assert_sound();
    // Erased awards can still be revoked, and erasing again changes nothing.
    desk.change(&Selection::Awards(vec![award]), Change::Revoke).expect("revoked");
    desk.publish(3);
    assert!(desk.published_standing(award).0);
    let again = desk.erase(&[award]).expect("erased");
    assert_eq!((again.links, again.outputs), (0, vec![]));
    desk.assert_sound();
}

#[test]
fn stopped_anywhere_the_same_completes_it() {
    let steps = [EraseStep::Noted, EraseStep::Withdrawn, EraseStep::TakenOut, EraseStep::Deleted, EraseStep::Cleaned];
    for stop in steps {
        let (mut desk, award) = desk();
        let needles = needles(&desk, award);
        let stopped = desk.erase_until(&[award], &mut |step| {
            if step == stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert!(matches!(stopped, Err(IssueError::Interrupted)), "{stop:?}");
        desk.assert_sound();
        // Whoever goes on need not know whom it was for.
        let report = desk.erase(&[]).expect("completed");
        assert_eq!(report.awards, if stop == EraseStep::Cleaned { vec![] } else { vec![award] }, "{stop:?}");
        assert_eq!(found(desk.dir.path(), &needles), [], "{stop:?}");
        let erasures = desk.at_work(|office, _| office.ledger.erasures()).expect("erasures");
        let [one] = &erasures[..] else { panic!("one erasure") };
        assert_eq!((one.award, one.reason.as_str()), (award, "request 17"));
        assert!(one.erased.is_some() && one.cleaned.is_some(), "{stop:?}");
        desk.assert_sound();
    }
}

#[test]
fn what_would_go_is_said_and_nothing_goes() {
    let (mut desk, award) = desk();
    let needles = needles(&desk, award);
    let paths =
        |desk: &Desk| -> Vec<_> { found(desk.dir.path(), &needles).into_iter().map(|(path, _)| path).collect() };
    let before = paths(&desk);
    let report = desk.at_work(|office, _| {
        look_for(office.ledger, &Erasing { awards: &[award], reason: "", outputs: &[], now: at(1) })
    });
    let report = report.expect("looked for");
    // A certificate of three forms: two documents, two pictures, and the file for upload.
    let files: Vec<_> = report.outputs.iter().map(|one| one.files).collect();
    assert_eq!((report.links, files), (1, vec![5, 5, 5, 5]));
    assert_eq!(paths(&desk), before);
    assert!(desk.at_work(|office, _| office.ledger.erasures()).expect("erasures").is_empty());
}

#[test]
fn an_output_that_cannot_be_read_stops_nothing_else_and_is_named() {
    let (mut desk, award) = desk();
    let needles = needles(&desk, award);
    let broken = fs::read(desk.path("out/out.zip")).expect("the archive");
    fs::write(desk.path("out/out.zip"), &broken[..broken.len() / 2]).expect("cut off");
    fs::remove_file(desk.path("out/all.tar")).expect("removed");
    let report = desk.erase(&[award]).expect("erased");
    let failed: Vec<_> = report.failed.iter().map(|(path, _)| path.clone()).collect();
    let absent: Vec<_> = report.absent.iter().map(|file| file.path.clone()).collect();
    assert_eq!((failed, absent), (vec![desk.path("out/out.zip")], vec![desk.path("out/all.tar")]));
    // Once it can be read again, the award's id suffices.
    fs::write(desk.path("out/out.zip"), &broken).expect("whole again");
    let again = desk.erase(&[award]).expect("erased");
    assert_eq!((again.outputs.len(), again.failed), (1, vec![]));
    assert_eq!(found(desk.dir.path(), &needles), []);
}

#[test]
fn an_erased_learner_is_issued_again_only_on_purpose() {
    let mut desk = Desk::new();
    desk.run(&learners(2..4), &Existing::Refuse, 0);
    let award = by_row(&unzip(&desk.path("out/out.zip")))[&2];
    desk.erase(&[award]).expect("erased");
    let again = desk.run(&learners(2..4), &Existing::Refuse, 1);
    assert_eq!((again.already, again.already_erased, again.nothing_done()), (2, 1, true));
    let again = desk.run(&learners(2..4), &Existing::Replace, 1);
    assert_eq!((again.already, again.already_erased, again.nothing_done()), (2, 1, true));
    let named = Existing::ReplaceNamed([award].into_iter().collect());
    let mut changed = learners(2..4);
    changed[0].given_name = "Zoë the second".to_owned();
    let again = desk.run(&changed, &Existing::Refuse, 1);
    assert_eq!((again.already_erased, again.conflicts.len(), again.nothing_done()), (1, 0, true));
    let anew = desk.run(&changed, &named, 1);
    assert_eq!((anew.issued, anew.replaced, anew.already_erased), (1, 1, 0));
    assert_eq!(desk.state(award), State::Superseded);
    // The same content is no reason against it.
    let other = by_row(&unzip(&desk.path("out/out.zip")))[&3];
    desk.erase(&[other]).expect("erased");
    let anew = desk.run(&changed, &Existing::ReplaceNamed([other].into_iter().collect()), 1);
    assert_eq!((anew.issued, anew.replaced, anew.already, anew.already_erased), (1, 1, 1, 0));
    desk.assert_sound();
}

/// Rows of tables that no other test here fills, for one award whose number is 3.
const ROWS: &str = "
INSERT INTO claims VALUES (1, 3, randomblob(32), 0, 0, NULL);
INSERT INTO exchanges VALUES (1, 'did:key:of-zoe-4', 0, NULL);
INSERT INTO contacts VALUES (3, 'zoe.4@mail.example', 'en');
INSERT INTO outbox (letter, number, claim, token, state, queued, due) VALUES (1, 3, 1, 'a-token-of-zoe-4', 'waiting', 0, 0);
INSERT INTO wallet_offers (offer, number, created, expires) VALUES (x'01', 3, 0, 0);
INSERT INTO wallet_codes VALUES (x'01', x'01', 0);
INSERT INTO wallet_tokens VALUES (x'01', x'01', 0, NULL, 'identifiers-of-zoe-4');
INSERT INTO wallet_copies VALUES (x'01', 'configuration', x'01');
INSERT INTO wallet_transactions VALUES (x'01', x'01', 'configuration', 'a-key-of-zoe-4', 0);
INSERT INTO wallet_notifications VALUES (x'01', x'01', NULL, 0);
INSERT INTO copies VALUES (1, 3, 'sd-jwt', randomblob(32), 0, x'01', NULL, NULL);
INSERT INTO copy_secrets VALUES (1, x'02', x'03', CAST('a-copy-of-zoe-4' AS BLOB));
INSERT INTO sealed_before (award, rendition, copy, bytes) SELECT lower(substr(hex(award), 1, 8) || '-' || substr(hex(award), 9, 4)
    || '-' || substr(hex(award), 13, 4) || '-' || substr(hex(award), 17, 4) || '-' || substr(hex(award), 21)), 'elm', 0,
    CAST('Zoë 4' AS BLOB) FROM awards WHERE number = 3;
";

#[test]
fn every_table_with_personal_data_is_emptied_for_the_learner() {
    let (mut desk, award) = desk();
    let path = desk.path("ledger.db");
    let connection = Connection::open(&path).expect("the file");
    connection.pragma_update(None, "foreign_keys", "OFF").expect("set");
    connection.execute_batch(ROWS).expect("rows");
    let number: i64 = desk.at_work(|office, _| office.ledger.award(award)).expect("an award").number.get();
    assert_eq!(number, 3);
    let count = |table: &str| -> i64 {
        connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a count")
    };
    let before: Vec<_> = personal_tables().into_iter().map(|table| (table, count(table))).collect();
    for (table, rows) in &before {
        assert!(*rows > 0, "no row of {table} is tried");
    }
    let mut needles = needles(&desk, award);
    let secrets = ["a-token-of-zoe-4", "identifiers-of-zoe-4", "a-key-of-zoe-4", "a-copy-of-zoe-4", "did:key:of-zoe-4"];
    needles.extend(secrets.map(str::to_owned));
    drop(connection);
    let report = desk.erase(&[award]).expect("erased");
    assert!(report.cleaned.read > 0);
    let connection = Connection::open(&path).expect("the file");
    for (table, rows) in before {
        let after: i64 =
            connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a count");
        // What is constant in the files of a batch stays for the others.
        assert!(after < rows || table == "frames", "{table} had {rows} rows and has {after}");
    }
    drop(connection);
    assert_eq!(found(desk.dir.path(), &needles), []);
    // A table whose rows go with others is cleaned as well.
    let connection = Connection::open(&path).expect("the file");
    let sql = "SELECT m.name FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f \
               WHERE m.type = 'table' AND f.on_delete = 'CASCADE'";
    let mut statement = connection.prepare(sql).expect("sql");
    let along: Vec<String> = statement.query_map([], |row| row.get(0)).expect("rows").map(Result::unwrap).collect();
    for table in along {
        assert!(personal_tables().contains(&table.as_str()), "{table} is missing among the tables that are cleaned");
    }
    let _ = Ledger::open_read(&path).expect("a reader");
}
