//! What must hold of a batch that was stopped, and of one that the same command has completed.
//!
//! Stopped: the ledger's audit finds nothing but what is not published yet; whatever is visible of the output is whole.
//! Completed: each learner of the list has one award and one credential of each form, in the ledger and in what left;
//! each award has one place on the status lists; a credential that left twice, because the program was killed between
//! releasing an archive and noting it, has the same bytes; nothing temporary is left; what verifiers need is published;
//! and running the command once more does nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use elmseal::crypto::encoding::to_hex;
use elmseal::crypto::sha256;
use serde_json::Value;

use super::desk::{Desk, files_in};
use super::{Outcome, ensure};

/// A file that left: digest and learner.
type Files = BTreeMap<String, (String, usize)>;

/// What the ledger says of itself.
pub struct Audited {
    pub awards: u64,
    pub sealed: u64,
    pub unfinished: u64,
}

/// How often something was seen that is allowed.
#[derive(Debug, Default)]
pub struct Seen {
    /// Files that are in two archives, with the same bytes.
    pub left_twice: usize,
    /// Files whose digests were compared with the receipt's.
    pub compared: usize,
    /// Credentials that were verified as a stranger does.
    pub verified: usize,
}

/// What holds of a batch that was stopped at any moment; `None` when there is no ledger yet.
pub fn stopped(desk: &Desk) -> Outcome<Option<Audited>> {
    for archive in visible(desk) {
        whole_archive(desk, &archive)?;
    }
    let list = desk.run(&["list", "--json"]);
    if list.stderr.contains("there is no ledger") {
        return Ok(None);
    }
    let (audited, faults) = audit(desk)?;
    let other: Vec<_> = faults.iter().filter(|fault| !fault.starts_with("published ")).collect();
    ensure!(other.is_empty(), "the audit of what was stopped says {other:?}");
    Ok(Some(audited))
}

/// What holds of a batch that was completed, and that running the command again changes nothing.
pub fn completed(desk: &Desk, verified: usize) -> Outcome<Seen> {
    let (audited, faults) = audit(desk)?;
    ensure!(faults.is_empty(), "the audit says {faults:?}");
    let (learners, forms) = (desk.learners, desk.form.files_per_learner());
    let found = (audited.awards, audited.sealed, audited.unfinished);
    ensure!(found == (learners as u64, (learners * forms) as u64, 0), "awards, sealed, unfinished are {found:?}");
    let mut seen = Seen::default();
    let files = left(desk, &mut seen)?;
    each_learner_once(desk, &files)?;
    seen.verified = verify(desk, &files, verified)?;
    no_strays(desk)?;
    let published = desk.run(&["publish"]);
    let up_to_date = published.stdout.trim() == "everything is up to date";
    ensure!(up_to_date, "after the batch, publishing says {:?} {:?}", published.stdout, published.stderr);
    let before = snapshot(desk);
    let again = desk.issue();
    ensure!(again.status.code() == Some(0), "once more: {} {}", again.status, again.stderr);
    ensure!(snapshot(desk) == before, "once more: files have changed");
    Ok(seen)
}

/// The names of the credentials in an archive, in order.
pub fn credentials(desk: &Desk, archive: &str) -> Vec<String> {
    let mut names = Vec::new();
    let read = each_file(desk, &desk.path(archive), &mut |name, _| {
        names.extend(name.ends_with(".jsonld").then_some(name));
        Ok(())
    });
    assert_eq!(read, Ok(()), "{archive}");
    names.sort();
    names
}

/// Unpacks an archive into a folder.
pub fn unpack(desk: &Desk, archive: &str, folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    let read = each_file(desk, &desk.path(archive), &mut |name, bytes| {
        fs::write(folder.join(name), bytes).map_err(|e| e.to_string())
    });
    assert_eq!(read, Ok(()), "{archive}");
}

fn audit(desk: &Desk) -> Outcome<(Audited, Vec<String>)> {
    let ended = desk.run(&["ledger", "audit", "--json"]);
    let answer: Value =
        serde_json::from_str(&ended.stdout).map_err(|e| format!("the audit failed: {e}: {}", ended.stderr))?;
    let number = |name: &str| answer[name].as_u64().unwrap_or(u64::MAX);
    let faults = answer["faults"].as_array().map(Vec::as_slice).unwrap_or_default();
    let faults = faults.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    Ok((Audited { awards: number("awards"), sealed: number("sealed"), unfinished: number("unfinished") }, faults))
}

/// Archives and folders that anybody can see.
fn visible(desk: &Desk) -> Vec<PathBuf> {
    let names = files_in(&desk.path("issued")).into_iter().filter(|name| !name.starts_with('.'));
    let mut paths: Vec<_> = names.map(|name| desk.path("issued").join(name)).collect();
    paths.sort();
    paths
}

/// Everything that left; a name that left twice has the same bytes.
fn left(desk: &Desk, seen: &mut Seen) -> Outcome<Files> {
    let mut all = Files::new();
    for archive in visible(desk) {
        for (name, one) in whole_archive(desk, &archive)? {
            seen.compared += 1;
            if let Some(other) = all.insert(name.clone(), one.clone()) {
                ensure!(other == one, "{name} left twice, with different bytes");
                seen.left_twice += 1;
            }
        }
    }
    Ok(all)
}

/// The credentials of an archive or folder, each of which stands in its receipt with its digest.
fn whole_archive(desk: &Desk, path: &Path) -> Outcome<Files> {
    let mut files = Files::new();
    let mut receipts = Vec::new();
    each_file(desk, path, &mut |name, bytes| {
        if name.starts_with("receipt") {
            if name.ends_with(".csv") {
                receipts.push(String::from_utf8(bytes.to_vec()).map_err(|e| e.to_string())?);
            } else {
                serde_json::from_slice::<Value>(bytes).map_err(|e| format!("{name}: {e}"))?;
            }
            return Ok(());
        }
        let one = (to_hex(&sha256(bytes)), learner(&name, bytes)?);
        ensure!(files.insert(name.clone(), one).is_none(), "{name} is twice in {}", path.display());
        Ok(())
    })?;
    // A folder is filled file by file, and its receipt comes last.
    ensure!(!receipts.is_empty() || path.is_dir(), "{} has no receipt", path.display());
    let mut told = BTreeSet::new();
    for receipt in &receipts {
        for line in receipt.lines().skip(1) {
            let cells: Vec<_> = line.split(',').collect();
            let [_, _, _, name, digest, ..] = cells[..] else { return Err(format!("the receipt says {line:?}")) };
            let found = files.get(name).map(|(digest, _)| digest.as_str());
            ensure!(found == Some(digest), "{name} is not in {} as its receipt says", path.display());
            told.insert(name);
        }
    }
    ensure!(
        receipts.is_empty() || told.len() == files.len(),
        "{} has {} files, its receipt {}",
        path.display(),
        files.len(),
        told.len()
    );
    Ok(files)
}

/// Calls `each` with every file; archives are read by foreign programs as well.
fn each_file(desk: &Desk, path: &Path, each: &mut dyn FnMut(String, &[u8]) -> Outcome) -> Outcome {
    let told = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    if path.is_dir() {
        return each_in_folder(path, each);
    }
    if path.extension().is_some_and(|ending| ending == "tar") {
        let unpacked = desk.beside("unpacked");
        let _ = fs::remove_dir_all(&unpacked);
        fs::create_dir(&unpacked).map_err(|e| told(&e))?;
        foreign(Command::new("tar").arg("-xf").arg(path).arg("-C").arg(&unpacked))?;
        each_in_folder(&unpacked, each)?;
        return fs::remove_dir_all(&unpacked).map_err(|e| told(&e));
    }
    foreign(Command::new("unzip").arg("-tqq").arg(path))?;
    let mut archive = zip::ZipArchive::new(File::open(path).map_err(|e| told(&e))?).map_err(|e| told(&e))?;
    let mut bytes = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).map_err(|e| told(&e))?;
        let name = file.name().map_err(|e| told(&e))?.into_owned();
        bytes.clear();
        file.read_to_end(&mut bytes).map_err(|e| told(&e))?;
        each(name, &bytes)?;
    }
    Ok(())
}

fn each_in_folder(folder: &Path, each: &mut dyn FnMut(String, &[u8]) -> Outcome) -> Outcome {
    for name in files_in(folder).into_iter().filter(|name| !name.starts_with('.')) {
        let bytes = fs::read(folder.join(&name)).map_err(|e| format!("{name}: {e}"))?;
        each(name, &bytes)?;
    }
    Ok(())
}

/// Runs another program, if this machine has it.
fn foreign(command: &mut Command) -> Outcome {
    match command.output() {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("skipped: this machine has no {}", command.get_program().to_string_lossy());
            Ok(())
        }
        Err(e) => Err(e.to_string()),
        Ok(output) => {
            ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
            Ok(())
        }
    }
}

/// The learner whom a credential names: the number in the family name.
fn learner(name: &str, bytes: &[u8]) -> Outcome<usize> {
    let payload = match name.contains(".europass.") {
        true => {
            let envelope: Value = serde_json::from_slice(bytes).map_err(|e| format!("{name}: {e}"))?;
            let text = envelope["payload"].as_str().ok_or_else(|| format!("{name} has no payload"))?;
            // Europass' envelopes have the payload as it is (RFC 7797), others may have it encoded.
            URL_SAFE_NO_PAD.decode(text).unwrap_or_else(|_| text.as_bytes().to_vec())
        }
        false => bytes.to_vec(),
    };
    let text = String::from_utf8(payload).map_err(|e| format!("{name}: {e}"))?;
    let mut numbers = text.match_indices("Family").filter_map(|(at, word)| text.get(at + word.len()..)?.get(..6));
    let first = numbers.next().ok_or_else(|| format!("{name} names nobody"))?;
    ensure!(numbers.all(|other| other == first), "{name} names two learners");
    first.parse().map_err(|e| format!("{name}: {e}"))
}

/// Each learner of the list has one file of each form, and nobody else has one.
fn each_learner_once(desk: &Desk, files: &Files) -> Outcome {
    for form in desk.form.formats.split(',') {
        let ending = format!(".{form}.jsonld");
        let mut learners: Vec<usize> =
            files.iter().filter(|(name, _)| name.ends_with(&ending)).map(|(_, (_, learner))| *learner).collect();
        learners.sort_unstable();
        let wrong = learners.iter().copied().ne(0..desk.learners);
        ensure!(!wrong, "of {} learners, {} have {form}, or not the same ones", desk.learners, learners.len());
    }
    let expected = desk.learners * desk.form.files_per_learner();
    ensure!(files.len() == expected, "{} files left, expected {expected}", files.len());
    Ok(())
}

/// Verifies some, from the beginning to the end of the list.
fn verify(desk: &Desk, files: &Files, wanted: usize) -> Outcome<usize> {
    let sample = desk.beside("sample");
    let _ = fs::remove_dir_all(&sample);
    fs::create_dir(&sample).map_err(|e| e.to_string())?;
    let every = (files.len() / wanted.max(1)).max(1);
    let chosen: BTreeSet<&String> = files.keys().step_by(every).collect();
    for archive in visible(desk) {
        each_file(desk, &archive, &mut |name, bytes| {
            if chosen.contains(&name) {
                fs::write(sample.join(&name), bytes).map_err(|e| e.to_string())?;
            }
            Ok(())
        })?;
    }
    let names: Vec<String> = chosen.iter().map(|name| sample.join(name).display().to_string()).collect();
    for some in names.chunks(200) {
        let arguments: Vec<&str> = std::iter::once("verify").chain(some.iter().map(String::as_str)).collect();
        let ended = desk.run(&arguments);
        ensure!(ended.status.code() == Some(0), "not accepted: {}{}", ended.stdout, ended.stderr);
    }
    fs::remove_dir_all(&sample).map_err(|e| e.to_string())?;
    Ok(names.len())
}

/// Nothing lies about: no part of a file, in the workspace or where temporary files go.
fn no_strays(desk: &Desk) -> Outcome {
    let temporary = files_in(&desk.temporary());
    ensure!(temporary.is_empty(), "temporary files are left: {temporary:?}");
    let known = [
        "descriptors",
        "elmseal.toml",
        ".gitignore",
        "institutions",
        "issued",
        "keys",
        "learners",
        "ledger.db",
        "ledger.lock",
        "public",
        "trust",
    ];
    let strays: Vec<_> = files_in(&desk.root).into_iter().filter(|name| !known.contains(&name.as_str())).collect();
    ensure!(strays.is_empty(), "in the workspace are left: {strays:?}");
    let hidden: Vec<_> = snapshot(desk).into_keys().filter(|path| is_part(path)).collect();
    ensure!(hidden.is_empty(), "parts of files are left: {hidden:?}");
    Ok(())
}

fn is_part(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let usual = [".gitignore", ".lock"].contains(&&*name);
    name.ends_with(".part") || name.ends_with(".partial") || (name.starts_with('.') && !usual)
}

/// Every file but the ledger's own, with its length and the time of its last change.
fn snapshot(desk: &Desk) -> BTreeMap<PathBuf, (u64, std::time::SystemTime)> {
    let mut files = BTreeMap::new();
    let mut open = vec![desk.root.clone()];
    while let Some(folder) = open.pop() {
        for name in files_in(&folder) {
            let path = folder.join(&name);
            if path.is_dir() {
                open.push(path);
            } else if !name.starts_with("ledger.") && name != "seen.json" {
                let about = fs::metadata(&path).expect("a file");
                files.insert(path, (about.len(), about.modified().expect("a time")));
            }
        }
    }
    files
}
