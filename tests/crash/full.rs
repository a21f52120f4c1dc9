//! Full disks and folders that may not be written: a clear word, nothing half-written to be seen, and after mending the
//! same command completes.
//!
//! A small disk is a tmpfs, and a folder that root may not write either is mounted for reading alone; both need the right
//! to mount. Without it a file stands in the folder's place, and the rest is skipped, aloud.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Settings;
use super::desk::{Desk, Ended, Form, Sight};
use super::whole::{completed, stopped};

/// Something mounted over a folder; dropped, it is taken away.
struct Mounted(PathBuf);

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn mount(arguments: &[&str], at: &Path) -> bool {
    fs::create_dir_all(at).expect("a folder");
    Command::new("mount").args(arguments).arg(at).output().is_ok_and(|output| output.status.success())
}

/// A disk of so many kilobytes; `None`, aloud, where nothing can be mounted.
fn small_disk(kilobytes: u64, at: &Path) -> Option<Mounted> {
    if mount(&["-t", "tmpfs", "-o", &format!("size={kilobytes}k"), "tmpfs"], at) {
        return Some(Mounted(at.to_owned()));
    }
    eprintln!("skipped: full disks; only who may mount (root) can make a small one");
    None
}

fn enlarge(at: &Path) {
    assert!(mount(&["-o", "remount,size=512m"], at), "the disk is not enlarged");
}

/// A run that has to fail, with `place` in what it says; whatever it left is sound.
fn fails(desk: &Desk, case: &str, place: &str) {
    let Ended { status, stderr, .. } = desk.issue();
    assert_eq!(status.code(), Some(3), "{case}: {stderr}");
    let (error, hint) = stderr.split_once("\n\nhint: ").unwrap_or_else(|| panic!("{case}: no hint: {stderr}"));
    // A slow machine says before how far it is.
    let error = error.lines().skip_while(|line| line.starts_with("issuing: ") || line.starts_with("checking: "));
    let error = error.collect::<Vec<_>>().join("\n");
    assert!(error.starts_with("error: ") && error.contains(place), "{case}: `{place}` is not named: {stderr}");
    assert!(hint.contains("run the same command again") || hint.contains("run it again"), "{case}: {stderr}");
    assert!(!desk.sees(Sight::Released), "{case}: something of the output is to be seen");
    if let Err(fault) = stopped(desk) {
        panic!("{case}: {fault}");
    }
}

fn completes(desk: &Desk, case: &str) {
    let Ended { status, stderr, .. } = desk.issue();
    assert_eq!(status.code(), Some(0), "{case}, mended: {stderr}");
    if let Err(fault) = completed(desk, Settings::read().verified) {
        panic!("{case}, mended: {fault}");
    }
}

/// Kilobytes of a folder's files, each in whole pages.
fn kilobytes(folder: &Path) -> u64 {
    let mut sum = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let own = if path.is_dir() {
            kilobytes(&path)
        } else {
            fs::metadata(&path).expect("a file").len().div_ceil(4096) * 4
        };
        sum += own;
    }
    sum
}

#[test]
fn a_full_disk_under_the_ledger_is_said_and_survived() {
    let settings = Settings::read();
    let used = kilobytes(&Desk::new(&settings, Form::ZIP).root);
    for more in [48, 120, 200, 400] {
        let mut disk = None;
        let desk = Desk::at(&settings, Form::ZIP, |root| disk = small_disk(16 * 1024, root));
        // Taken away before the folder below it.
        let Some(disk) = disk else { return };
        let root = &disk.0;
        // The output is elsewhere: it would be full first.
        let case = format!("{more} kB left for the ledger");
        let elsewhere = desk.beside("issued");
        fs::create_dir(&elsewhere).expect("a folder");
        std::os::unix::fs::symlink(&elsewhere, desk.path("issued")).expect("a link");
        assert!(mount(&["-o", &format!("remount,size={}k", used + more)], root), "{case}");
        fails(&desk, &case, "ledger.db");
        enlarge(root);
        completes(&desk, &case);
    }
}

#[test]
fn a_full_disk_under_the_output_is_said_and_survived() {
    let settings = Settings::read();
    for form in Form::known(&settings).into_iter().filter(|form| *form != Form::BOTH) {
        for size in if form == Form::FOLDER { [60, 240, 600] } else { [4, 64, 400] } {
            let desk = Desk::new(&settings, form);
            let Some(disk) = small_disk(size, &desk.path("issued")) else { return };
            let case = format!("{size} kB for {}", form.out);
            fails(&desk, &case, "issued");
            enlarge(&disk.0);
            completes(&desk, &case);
        }
    }
}

#[test]
fn a_full_disk_under_the_publication_folder_is_said_and_survived() {
    let settings = Settings::read();
    for more in [0, 4, 8, 12, 16, 24] {
        let desk = Desk::new(&settings, Form::ZIP);
        let kept = desk.beside("kept");
        fs::rename(desk.path("public"), &kept).expect("moved");
        let used = kilobytes(&kept);
        let Some(disk) = small_disk(used + more, &desk.path("public")) else { return };
        let copied = Command::new("cp").arg("-r").arg(kept.join(".")).arg(desk.path("public")).status();
        assert!(copied.expect("started").success());
        let case = format!("{more} kB left for what is published");
        fails(&desk, &case, "public");
        enlarge(&disk.0);
        completes(&desk, &case);
    }
}

#[test]
fn a_publication_folder_that_cannot_be_written_is_said_and_survived() {
    let settings = Settings::read();
    // Root may write everywhere, but not into a file.
    for place in ["public/status", "public/log", "public/.well-known"] {
        let desk = Desk::new(&settings, Form::ZIP);
        fs::write(desk.path(place), "in the way").expect("written");
        fails(&desk, place, place);
        fs::remove_file(desk.path(place)).expect("removed");
        completes(&desk, place);
    }
    let desk = Desk::new(&settings, Form::ZIP);
    let public = desk.path("public");
    let text = public.display().to_string();
    if !mount(&["--bind", &text], &public) {
        eprintln!("skipped: a folder for reading alone; only who may mount (root) can make one");
        return;
    }
    let mounted = Mounted(public.clone());
    assert!(mount(&["-o", "remount,ro,bind"], &public), "mounted for reading alone");
    fails(&desk, "read-only publication folder", "public");
    drop(mounted);
    completes(&desk, "read-only publication folder");
}

#[test]
fn an_output_that_cannot_be_written_is_said_and_survived() {
    let desk = Desk::new(&Settings::read(), Form::ZIP);
    fs::write(desk.path("issued"), "in the way").expect("written");
    let Ended { status, stderr, .. } = desk.issue();
    assert_eq!(status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("issued") && stderr.contains("\n\nhint: "), "{stderr}");
    fs::remove_file(desk.path("issued")).expect("removed");
    completes(&desk, "a file in place of the folder");
}
