//! Archives: what goes in comes out, for readers that share no code with the writer; and nothing half-written is seen.
#![expect(clippy::disallowed_methods, reason = "archives are files")]

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use elmseal::issue::{Compression, Folder, Null, Output, TarArchive, ZipArchive, output_for};
use elmseal::model::slotted::{Content, Filling, Frame};
use tempfile::TempDir;

use crate::support;

type Files = Vec<(String, Content)>;

/// Texts of two shapes with values that are empty, repeated, long, and longer than the window of DEFLATE; others whole.
fn files() -> Files {
    let phrase = "\"title\":{\"en\":\"Healthy ageing in a digital world\"},\"id\":\"urn:epass:claim:";
    let long = Arc::new(Frame::new(
        &format!("{{\"image\":\"{}\",", noise(40_000)),
        (0..40).map(|n| (n % 7, if n % 3 == 0 { "" } else { phrase })),
    ));
    let short = Arc::new(Frame::new("", [(0, "!"), (1, phrase), (0, phrase), (2, "")]));
    let hostile = ["", "x", "\u{1d4d0}\u{202e}\"\\", &noise(700), &"ab".repeat(20_000), phrase, "Ångström"];
    let mut files = Vec::new();
    for number in 0..24 {
        for (kind, frame) in [("long", &long), ("short", &short)] {
            let mut filling = Filling::default();
            for value in 0..frame.values() {
                filling.push(hostile[(number + value * 5) % hostile.len()]);
            }
            files.push((format!("{number}.{kind}"), Content::Framed { frame: Arc::clone(frame), filling }));
        }
    }
    files.push(("empty".to_owned(), Content::Whole(Vec::new())));
    files.push(("whole \u{e9}".to_owned(), Content::Whole(noise(100_000).into_bytes())));
    files
}

/// Text that has few repetitions, always the same.
fn noise(length: usize) -> String {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[(state >> 26) as usize])
    };
    (0..length).map(|_| next()).collect()
}

fn fill(output: &mut dyn Output, files: &Files) {
    for (name, content) in files {
        output.add(name, content).expect("added");
    }
}

fn unzip(path: &Path) -> Result<Vec<(String, Vec<u8>)>, String> {
    let told = |error: &dyn std::fmt::Display| error.to_string();
    let mut archive = zip::ZipArchive::new(File::open(path).map_err(|e| told(&e))?).map_err(|e| told(&e))?;
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).map_err(|e| told(&e))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|e| told(&e))?;
        files.push((file.name().expect("a name").into_owned(), bytes));
    }
    Ok(files)
}

fn bytes(files: &Files) -> Vec<(String, Vec<u8>)> {
    files.iter().map(|(name, content)| (name.clone(), content.to_vec())).collect()
}

/// Runs a program on an archive: whether it is content; `None` where it is not installed.
fn judge(program: &str, arguments: &[&str], path: &Path) -> Option<bool> {
    let run = Command::new(program).args(arguments).arg(path).stdin(Stdio::null()).output();
    let Ok(run) = run else {
        support::skip("an archive is read by others", &format!("there is no `{program}` program"));
        return None;
    };
    Some(run.status.success())
}

/// Python's word on each archive, which shares no code with ours.
const PYTHON_ZIP: &str = "import sys, zipfile; sys.exit(zipfile.ZipFile(sys.argv[1]).testzip() is not None)";
const PYTHON_TAR: &str = "import sys, tarfile\nfor f in tarfile.open(sys.argv[1]): assert len(tarfile.open(sys.argv[1]).extractfile(f).read()) == f.size";

#[test]
fn a_zip_archive_is_read_by_others_and_a_changed_byte_is_noticed() {
    let dir = TempDir::new().expect("a folder");
    for compression in [Compression::Deflate, Compression::Store] {
        let path = dir.path().join(format!("{compression:?}.zip"));
        let mut output = ZipArchive::with_compression(&path, compression);
        let mut all = files();
        fill(&mut output, &all);
        let receipt = noise(3_000).repeat(100);
        output.add_long("receipt.csv", receipt.len() as u64, &mut receipt.as_bytes()).expect("added");
        all.push(("receipt.csv".to_owned(), Content::Whole(receipt.into_bytes())));
        fill(&mut output, &vec![("last".to_owned(), Content::Whole(b"last".to_vec()))]);
        all.push(("last".to_owned(), Content::Whole(b"last".to_vec())));
        assert_eq!(output.finish().expect("finished"), Some(path.clone()));
        assert!(unzip(&path).expect("readable") == bytes(&all), "{compression:?}");
        let judges: [(&str, &[&str]); 2] = [("unzip", &["-tqq"]), ("python3", &["-c", PYTHON_ZIP])];
        for (program, arguments) in judges {
            assert!(judge(program, arguments, &path).unwrap_or(true), "{program} {compression:?}");
        }
        let whole = fs::read(&path).expect("read");
        for at in [100, whole.len() / 3, whole.len() / 2] {
            let mut changed = whole.clone();
            changed[at] ^= 0x10;
            let path = dir.path().join("changed.zip");
            fs::write(&path, changed).expect("written");
            assert!(unzip(&path).is_err(), "{compression:?} {at}");
            for (program, arguments) in judges {
                assert!(!judge(program, arguments, &path).unwrap_or(false), "{program} {compression:?} {at}");
            }
        }
    }
}

#[test]
fn equal_files_make_equal_archives() {
    let dir = TempDir::new().expect("a folder");
    let made = |name: &str, files: &Files| {
        let mut output = ZipArchive::new(dir.path().join(name));
        fill(&mut output, files);
        fs::read(output.finish().expect("finished").expect("a place")).expect("read")
    };
    assert!(made("a.zip", &files()) == made("b.zip", &files()));
    let mut other = files();
    other[40].1 = Content::Whole(b"other".to_vec());
    assert!(made("a.zip", &files()) != made("c.zip", &other));
}

#[test]
fn framed_texts_become_nearly_as_small_as_whole_ones() {
    let dir = TempDir::new().expect("a folder");
    let frame = Arc::new(Frame::new(
        &noise(20_000),
        (0..30).map(|_| {
            (0, "\",\"type\":\"Claim\",\"title\":{\"en\":[\"Healthy ageing in a digital world\"]},\"id\":\"urn:")
        }),
    ));
    let length = |name: &str, framed: bool| {
        let mut output = ZipArchive::new(dir.path().join(name));
        for number in 0..100 {
            let mut filling = Filling::default();
            filling.push(&format!("9b2d{number:04}-77aa-4a4c-8f5e-0123456789ab"));
            let content = Content::Framed { frame: Arc::clone(&frame), filling };
            let content = if framed { content } else { Content::Whole(content.to_vec()) };
            output.add(&number.to_string(), &content).expect("added");
        }
        fs::metadata(output.finish().expect("finished").expect("a place")).expect("there").len()
    };
    let (framed, whole) = (length("framed.zip", true), length("whole.zip", false));
    assert!(framed < whole + whole / 20, "{framed} {whole}");
}

#[test]
fn seventy_thousand_files_need_zip64() {
    let dir = TempDir::new().expect("a folder");
    for (number, zip64) in [(70_000_u32, true), (65_534, false)] {
        let path = dir.path().join(format!("{number}.zip"));
        let mut output = ZipArchive::new(&path);
        for number in 0..number {
            let content = Content::Whole(number.to_string().into_bytes());
            output.add(&format!("{number}.txt"), &content).expect("added");
        }
        output.finish().expect("finished");
        let mut archive = zip::ZipArchive::new(File::open(&path).expect("there")).expect("readable");
        assert_eq!(archive.len(), number as usize);
        let mut last = String::new();
        archive.by_index(number as usize - 1).expect("there").read_to_string(&mut last).expect("text");
        assert_eq!(last, (number - 1).to_string());
        assert!(judge("unzip", &["-tqq"], &path).unwrap_or(true));
        let tail = fs::read(&path).expect("read");
        assert_eq!(tail[tail.len() - 98..].starts_with(b"PK\x06\x06"), zip64);
    }
}

#[test]
fn a_tar_archive_is_read_by_others_and_a_changed_byte_is_noticed() {
    let dir = TempDir::new().expect("a folder");
    let path = dir.path().join("out.tar");
    let mut output = output_for(&path, Compression::Deflate);
    let all = files();
    fill(&mut *output, &all);
    output.add_long("receipt.csv", 700, &mut noise(700).as_bytes()).expect("added");
    assert_eq!(output.finish().expect("finished"), Some(path.clone()));
    let unpacked = dir.path().join("unpacked");
    fs::create_dir(&unpacked).expect("a folder");
    let into = ["-C", unpacked.to_str().expect("a name"), "-xf"];
    if judge("tar", &into, &path) == Some(true) {
        for (name, bytes) in bytes(&all) {
            assert!(fs::read(unpacked.join(&name)).expect("unpacked") == bytes, "{name}");
        }
        assert_eq!(fs::read_to_string(unpacked.join("receipt.csv")).expect("unpacked"), noise(700));
    }
    assert!(judge("python3", &["-c", PYTHON_TAR], &path).unwrap_or(true));
    let mut whole = fs::read(&path).expect("read");
    assert_eq!(whole.len() % 512, 0);
    whole[100] = b'7';
    fs::write(&path, whole).expect("written");
    assert!(!judge("tar", &["-tf"], &path).unwrap_or(false));
    let long = "n".repeat(101);
    let refused = TarArchive::new(&path).add(&long, &Content::Whole(Vec::new())).expect_err("too long");
    assert_eq!(refused.to_string(), format!("`{long}` is too long for a tar archive; choose a .zip"));
}

#[test]
fn a_folder_has_the_same_files() {
    let dir = TempDir::new().expect("a folder");
    let mut output = Folder::new(dir.path().join("out"));
    fill(&mut output, &files());
    output.add_long("receipt.csv", 3, &mut &b"abcd"[..]).expect("added");
    output.add_long("receipt.csv", 3, &mut &b"efg"[..]).expect("added");
    let short = output.add_long("short", 3, &mut &b"ab"[..]).expect_err("too short");
    assert_eq!(short.kind(), io::ErrorKind::UnexpectedEof);
    let place = output.finish().expect("finished").expect("a place");
    for (name, bytes) in bytes(&files()) {
        assert!(fs::read(place.join(&name)).expect("there") == bytes, "{name}");
    }
    assert_eq!(fs::read(place.join("receipt.csv")).expect("there"), b"abc");
    assert_eq!(fs::read(place.join("receipt-2.csv")).expect("there"), b"efg");
    assert!(!place.join("short").exists());
}

#[test]
fn nothing_is_seen_before_it_is_whole() {
    let dir = TempDir::new().expect("a folder");
    let path = dir.path().join("out/out.zip");
    let seen = || {
        let names = fs::read_dir(dir.path().join("out")).expect("a folder");
        let mut names: Vec<_> = names.map(|one| one.expect("one").file_name().into_string().expect("text")).collect();
        names.sort();
        names
    };
    let content = Content::Whole(b"content".to_vec());
    assert_eq!(ZipArchive::new(&path).finish().expect("nothing to do"), None);
    assert!(!dir.path().join("out").exists(), "an empty archive makes no folder");

    let mut failing = ZipArchive::new(&path);
    failing.add("a", &content).expect("added");
    assert_eq!(seen(), [".out.zip.partial"]);
    let short = failing.add_long("b", 10, &mut &b"short"[..]).expect_err("too short");
    assert_eq!(short.kind(), io::ErrorKind::UnexpectedEof);
    assert!(seen().is_empty(), "nothing is left of what failed");
    for again in [failing.add("c", &content), failing.finish().map(drop)] {
        assert_eq!(again.expect_err("failed before").to_string(), "the archive could not be written before");
    }

    // What a killed run left is no archive, and goes.
    fs::write(dir.path().join("out/.out.zip.partial"), "a learner's data ".repeat(10_000)).expect("written");
    let mut first = ZipArchive::new(&path);
    first.add("a", &content).expect("added");
    let busy = ZipArchive::new(&path).add("a", &content).expect_err("the first is at it");
    assert_eq!(busy.kind(), io::ErrorKind::ResourceBusy);
    assert_eq!(first.finish().expect("finished"), Some(path.clone()));
    assert_eq!(seen(), ["out.zip"]);
    assert_eq!(unzip(&path).expect("readable"), [("a".to_owned(), b"content".to_vec())]);

    let mut second = ZipArchive::new(&path);
    second.add("b", &content).expect("added");
    assert_eq!(second.finish().expect("finished"), Some(dir.path().join("out/out-2.zip")));
    assert_eq!(unzip(&path).expect("as it was"), [("a".to_owned(), b"content".to_vec())]);
}

#[test]
fn the_null_output_keeps_one_in_a_thousand_and_says_so() {
    let dir = TempDir::new().expect("a folder");
    let path = dir.path().join("sample.zip");
    let mut output = Null::new(&path, Compression::Deflate);
    for number in 0..2_001 {
        output.add(&number.to_string(), &Content::Whole(b"12345".to_vec())).expect("added");
    }
    output.add_long("receipt.csv", 2, &mut &b"r\n"[..]).expect("added");
    assert_eq!(output.finish().expect("finished"), Some(path.clone()));
    let names: Vec<_> = unzip(&path).expect("readable").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["0", "1000", "2000", "receipt.csv"]);
    assert_eq!(
        output.remark().expect("something to say"),
        "no file was kept but 3 of 2001 (10005 bytes in all), one in 1000, as a sample; the receipt there has the \
         digests of all, and `elmseal export` writes them out of the ledger"
    );
    assert_eq!(ZipArchive::new(&path).remark(), None);
}
