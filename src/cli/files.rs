//! Files that commands read and write: bounded, and written whole or not at all.
#![expect(clippy::disallowed_methods, reason = "the command line is where files enter")]

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result};

use super::exit::hinted;

/// Reads at most `bytes_max` bytes of a file.
pub fn read(path: &Path, bytes_max: usize) -> Result<Vec<u8>> {
    let file = open(path)?;
    let mut bytes = Vec::new();
    let bound = u64::try_from(bytes_max).expect("bounds are far below 2^64") + 1;
    file.take(bound).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", path.display()))?;
    if bytes.len() > bytes_max {
        return Err(hinted(
            format!("{} has more than {bytes_max} bytes", path.display()),
            "this is not the kind of file that was asked for, or it has to be split",
        ));
    }
    Ok(bytes)
}

/// What was named, with the files of a folder in its place, by name; hidden ones are passed over.
pub fn named(what: &[String]) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for one in what {
        let folder = Path::new(one);
        if !folder.is_dir() {
            all.push(one.clone());
            continue;
        }
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {one}"))? {
            let path = entry.with_context(|| format!("cannot read {one}"))?.path();
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if path.is_file() && !hidden {
                files.push(path.display().to_string());
            }
        }
        if files.is_empty() {
            return Err(hinted(format!("{one} is a folder without files"), "name the folder that they lie in"));
        }
        files.sort();
        all.append(&mut files);
    }
    Ok(all)
}

/// Reads a text in UTF-8.
pub fn read_text(path: &Path, bytes_max: usize) -> Result<String> {
    let bytes = read(path, bytes_max)?;
    String::from_utf8(bytes).map_err(|_| hinted(format!("{} is not UTF-8", path.display()), "save it as UTF-8"))
}

/// Opens a file for reading.
pub fn open(path: &Path) -> Result<File> {
    let file = File::open(path).map_err(|error| {
        hinted(format!("cannot open {}: {error}", path.display()), "check the path; it is taken from where you stand")
    })?;
    let is_file = file.metadata().is_ok_and(|about| !about.is_dir());
    if is_file { Ok(file) } else { Err(hinted(format!("{} is a folder", path.display()), "name a file in it")) }
}

/// Writes a file whole: beside its place first, then moved there.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let told = || format!("cannot write {}", path.display());
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(told)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let mut file = File::create(&beside).with_context(told)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).with_context(told)?;
    std::fs::rename(&beside, path).with_context(told)
}

/// Writes a file that must not be there yet.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    if path.exists() {
        return Err(hinted(
            format!("{} is there already", path.display()),
            "choose another name, or move it away first",
        ));
    }
    write(path, bytes)
}

/// A file that is held while something is done that only one process may do at a time.
pub fn lock_file(path: &Path) -> Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path).with_context(|| format!("cannot write {}", path.display()))
}
