//! Copies of the ledger: made while a batch runs, put back, and a world that knows more than the copy.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::thread;

use rusqlite::Connection;
use serde_json::Value;

use super::Settings;
use super::desk::{Desk, Ended, Form, Moment, Sight, files_in};
use super::whole::{completed, credentials};

fn ok(ended: Ended) -> String {
    assert_eq!(ended.status.code(), Some(0), "{}{}", ended.stdout, ended.stderr);
    ended.stdout
}

/// A refusal, with its first line; the ledger is as it was.
fn refused(desk: &Desk, arguments: &[&str], error: &str, hint: &str) {
    let before = fs::read(desk.path("ledger.db")).ok();
    let Ended { status, stderr, .. } = desk.run(arguments);
    assert_eq!(status.code(), Some(3), "{arguments:?}: {stderr}");
    let said = stderr.split_once("\n\nhint: ").unwrap_or_else(|| panic!("{arguments:?}: no hint: {stderr}"));
    assert!(said.0.contains(error) && said.1.contains(hint), "{arguments:?}: {stderr}");
    assert!(fs::read(desk.path("ledger.db")).ok() == before, "{arguments:?}: the ledger was changed");
    let left = files_in(&desk.root).into_iter().find(|name| name.contains("incoming") || name.contains("restoring"));
    assert_eq!(left, None, "{arguments:?}");
}

fn copy_ledger(desk: &Desk, name: &str) -> PathBuf {
    let file = desk.beside(name);
    ok(desk.run(&["ledger", "backup", &file.display().to_string()]));
    file
}

fn restore(desk: &Desk, file: &Path, archives: &[&str]) -> Value {
    let file = file.display().to_string();
    let mut arguments = vec!["ledger", "restore", &file, "--json"];
    for archive in archives {
        arguments.extend(["--archive", archive]);
    }
    serde_json::from_str(&ok(desk.run(&arguments))).expect("JSON")
}

/// A list of the first learners alone.
fn shorten(desk: &Desk, learners: usize) -> String {
    let path = desk.path("learners/list.csv");
    let whole = fs::read_to_string(&path).expect("a list");
    let some: Vec<&str> = whole.lines().take(learners + 1).collect();
    fs::write(&path, some.join("\n") + "\n").expect("written");
    whole
}

#[test]
fn a_copy_made_while_a_batch_runs_is_whole_and_goes_on() {
    let desk = Desk::new(&Settings::read(), Form::ZIP);
    let mut copies = Vec::new();
    thread::scope(|scope| {
        let batch = scope.spawn(|| desk.issue());
        for (at, sight) in [Sight::Ledger, Sight::Writing(1), Sight::List].into_iter().enumerate() {
            while !desk.sees(sight) && !batch.is_finished() {
                thread::yield_now();
            }
            let file = desk.beside(&format!("copy-{at}.db"));
            let ended = desk.run(&["ledger", "backup", &file.display().to_string()]);
            // The very first moment may have no tables yet: then it says that there is no ledger, and leaves nothing.
            assert!(ended.status.success() || ended.stderr.contains("there is no ledger"), "{}", ended.stderr);
            assert_eq!(ended.status.success(), file.exists());
            // A copy of a batch that is over already leaves nothing to go on with.
            copies.extend((file.exists() && !is_over(&file)).then_some(file));
        }
        assert!(batch.join().expect("ended").status.success());
    });
    assert!(!copies.is_empty());
    for copy in copies {
        assert_eq!(fs::metadata(&copy).expect("a copy").permissions().mode() & 0o777, 0o600);
        let other = Desk::new(&Settings::read(), Form::ZIP);
        assert_eq!(restore(&other, &copy, &[])["kept"], Value::Null);
        issued(&other);
        let whole = completed(&other, 2);
        assert!(whole.is_ok(), "{}: {}", copy.display(), whole.err().unwrap_or_default());
    }
    let names = files_in(desk.root.parent().expect("a folder"));
    assert!(names.iter().all(|name| !name.starts_with('.')), "parts are left: {names:?}");
}

/// Whether the ledger says that what its batch put out is complete.
fn is_over(copy: &Path) -> bool {
    let copy = Connection::open(copy).expect("a database");
    let sql = "SELECT count(*) FROM runs WHERE delivered IS NOT NULL";
    copy.query_row(sql, [], |row| row.get::<_, u32>(0)).expect("a number") > 0
}

/// The batch, to its end.
fn issued(desk: &Desk) {
    let ended = desk.issue();
    assert!(ended.status.success(), "{}: {}", ended.status, ended.stderr);
}

#[test]
fn what_is_no_copy_is_refused_and_nothing_is_changed() {
    let desk = Desk::new(&Settings::read(), Form::ZIP);
    issued(&desk);
    let copy = copy_ledger(&desk, "copy.db");
    let name = copy.display().to_string();
    refused(&desk, &["ledger", "backup", &name], "is there already", "never takes the place");
    refused(&desk, &["ledger", "restore", "elmseal.toml"], "is no database", "`elmseal ledger backup` made");
    refused(&desk, &["ledger", "restore", "none.db"], "none.db", "nothing was changed");
    let change = |to: &str, sql: &str| {
        let path = desk.beside(to);
        fs::copy(&copy, &path).expect("copied");
        Connection::open(&path).expect("a database").execute_batch(sql).expect("changed");
        path.display().to_string()
    };
    let newer = change("newer.db", "PRAGMA user_version = 1000");
    refused(&desk, &["ledger", "restore", &newer], "has version 1000", "that wrote it");
    let empty = change("other.db", "PRAGMA user_version = 0");
    refused(&desk, &["ledger", "restore", &empty], "of something else", "`elmseal ledger backup` made");
    let secret = change("secret.db", "DELETE FROM settings WHERE name = 'secret'");
    refused(&desk, &["ledger", "restore", &secret], "has no secret", "`elmseal ledger backup` made");
    let tampered =
        change("tampered.db", "DROP TRIGGER leaves_keep; UPDATE leaves SET hash = zeroblob(32) WHERE leaf = 1");
    refused(&desk, &["ledger", "restore", &tampered], "and was not put into the ledger's place", "another copy");
    let damaged = desk.beside("damaged.db");
    let mut bytes = fs::read(&copy).expect("a copy");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0xa5);
    fs::write(&damaged, bytes).expect("written");
    refused(&desk, &["ledger", "restore", &damaged.display().to_string()], "damaged", "another copy");
    // Somebody is at work: the lock is held by a batch that waits for its list.
    let lock = fs::File::open(desk.path("ledger.lock")).expect("a lock");
    lock.lock().expect("locked");
    refused(&desk, &["ledger", "restore", &name], "is in use by another", "has ended");
}

#[test]
fn a_restore_that_was_stopped_is_said_and_completed() {
    let desk = Desk::new(&Settings::read(), Form::ZIP);
    issued(&desk);
    let copy = copy_ledger(&desk, "copy.db");
    // Killed after the copy was ready, before it took its place.
    fs::copy(&copy, desk.path("ledger.restoring")).expect("copied");
    for arguments in [&["publish"][..], &["list"], &["ledger", "audit"]] {
        let Ended { status, stderr, .. } = desk.run(arguments);
        assert_eq!(status.code(), Some(3), "{stderr}");
        assert!(stderr.contains("was not completed\n\nhint: run `elmseal ledger restore`"), "{stderr}");
    }
    let done = restore(&desk, &copy, &[]);
    let kept = desk.path("ledger.replaced.db");
    assert_eq!(done["kept"], kept.display().to_string());
    assert!(kept.exists() && !desk.path("ledger.restoring").exists());
    fs::remove_file(kept).expect("removed");
    let whole = completed(&desk, 2);
    assert!(whole.is_ok(), "{}", whole.err().unwrap_or_default());
}

/// An older copy, and a world in which more was issued, revoked, suspended and published since.
#[test]
fn nothing_of_the_world_beyond_an_older_copy_is_taken_back_or_given_away() {
    let desk = Desk::new(&Settings::read(), Form::BOTH);
    let few = desk.learners / 2;
    let whole_list = shorten(&desk, few);
    issued(&desk);
    let copy = copy_ledger(&desk, "copy.db");
    let first = credentials(&desk, "issued/batch.zip");
    // Beyond the copy: the other learners, one of them revoked; of the first, one revoked and one suspended.
    fs::write(desk.path("learners/list.csv"), whole_list).expect("written");
    issued(&desk);
    let second = credentials(&desk, "issued/batch-2.zip");
    let (revoked, suspended, stray) = (&first[0], &first[2], &second[0]);
    ok(desk.run(&["revoke", revoked, stray, "--reason", "awarded by mistake"]));
    ok(desk.run(&["suspend", suspended, "--reason", "a question"]));
    let verdict =
        |name: &String| desk.run(&["verify", &desk.beside("taken").join(name).display().to_string()]).status.code();
    for archive in ["issued/batch.zip", "issued/batch-2.zip"] {
        super::whole::unpack(&desk, archive, &desk.beside("taken"));
    }
    let verdicts = || [revoked, stray, suspended, &first[4], &second[2]].map(verdict);
    let published = [Some(1), Some(1), Some(2), Some(0), Some(0)];
    assert_eq!(verdicts(), published);

    // Somebody puts the older file back by hand: nothing is published in silence.
    let later = fs::read(desk.path("ledger.db")).expect("the ledger");
    fs::copy(&copy, desk.path("ledger.db")).expect("copied");
    let Ended { status, stderr, .. } = desk.run(&["publish"]);
    assert_eq!(status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("which this ledger with") && stderr.contains("`elmseal key rotate log`"), "{stderr}");
    for beside in ["ledger.db-wal", "ledger.db-shm"] {
        let _ = fs::remove_file(desk.path(beside));
    }
    fs::write(desk.path("ledger.db"), later).expect("written");

    let done = restore(&desk, &copy, &["issued/batch.zip", "issued/batch-2.zip"]);
    let named: Vec<&str> =
        done["strays"].as_array().expect("an array").iter().filter_map(|one| one["file"].as_str()).collect();
    assert_eq!(named.len(), second.len(), "{named:?}");
    assert!(second.iter().all(|file| named.iter().any(|name| name.ends_with(file.as_str()))));
    let changes: Vec<&str> =
        done["changed"].as_array().expect("an array").iter().filter_map(|one| one["change"].as_str()).collect();
    assert_eq!((changes.iter().filter(|c| **c == "revoke").count(), changes.len()), (2, 3), "{changes:?}");
    assert_eq!(done["places"], 0, "both revoked awards are known by their files");
    assert_eq!(done["log"]["copy"], first.len());
    let batch = done["batch"].to_string();
    assert!(desk.path("ledger.replaced.db").exists());
    fs::rename(desk.path("ledger.replaced.db"), desk.beside("kept.db")).expect("moved");

    // The log cannot be gone on with, and nothing is sealed that could not be published.
    let Ended { status, stderr, .. } = desk.issue();
    assert_eq!(status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("which this ledger with") && stderr.contains("hint: "), "{stderr}");
    assert_eq!(files_in(&desk.path("issued")).len(), 2, "nothing left");
    ok(desk.run(&["key", "rotate", "log"]));
    assert_eq!(verdicts(), published, "nothing that was published has changed");
    ok(desk.run(&["publish"]));
    assert_eq!(verdicts(), published, "revocations that the copy did not know are still shown");

    // Each learner gets an award that the ledger knows, on lists of which no place was given out before.
    issued(&desk);
    let third = credentials(&desk, "issued/batch-3.zip");
    assert_eq!(third.len(), second.len());
    ok(desk.run(&["revoke", "--batch", &batch, "--reason", "replaced after a loss of data"]));
    assert_eq!(verdicts(), [Some(1), Some(1), Some(2), Some(0), Some(1)]);
    super::whole::unpack(&desk, "issued/batch-3.zip", &desk.beside("taken"));
    assert!(third.iter().all(|name| verdict(name) == Some(0)), "no new award has the place of a revoked one");
    assert!(ok(desk.run(&["ledger", "audit"])).contains("everything agrees"));
}

/// Revoked places are kept although nobody has the archive any more.
#[test]
fn a_revocation_of_a_credential_that_nobody_has_stays_published() {
    let desk = Desk::new(&Settings::read(), Form::ZIP);
    let few = desk.learners / 2;
    let whole_list = shorten(&desk, few);
    issued(&desk);
    let copy = copy_ledger(&desk, "copy.db");
    fs::write(desk.path("learners/list.csv"), whole_list).expect("written");
    issued(&desk);
    let lost = credentials(&desk, "issued/batch-2.zip");
    super::whole::unpack(&desk, "issued/batch-2.zip", &desk.beside("taken"));
    ok(desk.run(&["revoke", &lost[0], "--reason", "awarded by mistake"]));
    let done = restore(&desk, &copy, &[]);
    assert_eq!((done["strays"].as_array().map(Vec::len), &done["places"]), (Some(0), &Value::from(1)));
    ok(desk.run(&["key", "rotate", "log"]));
    ok(desk.run(&["publish"]));
    let verdict =
        |name: &String| desk.run(&["verify", &desk.beside("taken").join(name).display().to_string()]).status.code();
    assert_eq!([&lost[0], &lost[1]].map(verdict), [Some(1), Some(0)]);
    assert!(ok(desk.run(&["ledger", "audit"])).contains("everything agrees"));
}

#[test]
fn killed_then_restored_the_batch_completes_and_what_left_is_told() {
    let desk = Desk::new(&Settings::read(), Form::ZIP);
    assert!(desk.issue_killed(Moment::Seen(Sight::List)).killed);
    let copy = copy_ledger(&desk, "copy.db");
    issued(&desk);
    let left = credentials(&desk, "issued/batch.zip");
    let done = restore(&desk, &copy, &["issued/batch.zip"]);
    // The copy had them recorded or sealed, and so knows them all.
    assert!(done["strays"].as_array().is_some_and(|strays| strays.iter().all(|one| one["award"] != Value::Null)));
    fs::remove_file(desk.path("ledger.replaced.db")).expect("removed");
    if done["log"] != Value::Null {
        ok(desk.run(&["key", "rotate", "log"]));
    }
    issued(&desk);
    let whole = completed(&desk, 2);
    assert!(whole.is_ok(), "{}", whole.err().unwrap_or_default());
    assert_eq!(credentials(&desk, "issued/batch.zip"), left);
}
