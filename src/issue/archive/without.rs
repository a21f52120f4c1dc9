//! Outputs that were written before, without the files of some awards: an archive is written anew beside its place and put
//! there when it is whole, from a folder they are removed. What stays is copied as it is, byte for byte.
#![expect(clippy::disallowed_methods, reason = "outputs are files, and are read here")]

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write as _};
use std::path::{Path, PathBuf};

use crate::model::ids::AwardId;
use crate::publish::durable::Pending;

/// Files of awards in an output are looked for, or taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// Looked for alone.
    Count,
    /// Taken out.
    Out,
}

/// The outputs that a path may stand for: itself, and those that got a number because it was taken.
///
/// # Errors
///
/// The operating system's error.
pub fn variants(path: &Path) -> io::Result<Vec<PathBuf>> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut found = Vec::new();
    for entry in entries {
        let other = entry?.path();
        let other_stem = other.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let numbered = || {
            let number = other_stem.strip_prefix(&stem)?.strip_prefix('-')?;
            number.parse::<u32>().ok().filter(|number| *number >= 2)
        };
        if other.file_name() == path.file_name()
            || (is_archive(path) && other.extension() == path.extension() && numbered().is_some())
        {
            found.push(other);
        }
    }
    found.sort();
    Ok(found)
}

fn is_archive(path: &Path) -> bool {
    is(path, "zip") || is(path, "tar")
}

fn is(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
}

/// How many files of `awards` are in the output at `path`; with [`Taking::Out`] none is afterwards.
///
/// # Errors
///
/// The operating system's error, or [`io::ErrorKind::InvalidData`] when it is not as an output is; it stays as it was then.
pub fn files_of(path: &Path, awards: &[AwardId], taking: Taking) -> io::Result<u64> {
    let names = Names(awards.iter().map(|award| award.uuid().hyphenated().to_string()).collect());
    if path.is_dir() {
        names.in_folder(path, taking)
    } else if is(path, "tar") {
        names.in_tar(path, taking)
    } else if is(path, "zip") {
        names.in_zip(path, taking)
    } else {
        let lone = path.file_name().is_some_and(|name| names.has(&name.to_string_lossy()));
        if !lone {
            return Err(invalid("it is neither a folder, nor a .zip or .tar archive, nor a file of these awards"));
        }
        names.lone(path, taking)
    }
}

/// What the names of files of awards begin with.
struct Names(Vec<String>);

impl Names {
    /// Whether a file is one of an award, also while it is written and when it lies in a folder of the archive.
    fn has(&self, name: &str) -> bool {
        let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let bare = last.strip_prefix('.').unwrap_or(last);
        self.0.iter().any(|award| bare.strip_prefix(award.as_str()).is_some_and(|rest| rest.starts_with('.')))
    }

    fn lone(&self, path: &Path, taking: Taking) -> io::Result<u64> {
        if taking == Taking::Out {
            fs::remove_file(path)?;
        }
        Ok(1)
    }

    fn in_folder(&self, folder: &Path, taking: Taking) -> io::Result<u64> {
        let mut found = 0;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if self.has(&entry.file_name().to_string_lossy()) && entry.path().is_file() {
                found += self.lone(&entry.path(), taking)?;
            }
        }
        if found > 0 && taking == Taking::Out && cfg!(unix) {
            File::open(folder)?.sync_all()?;
        }
        Ok(found)
    }

    fn in_zip(&self, path: &Path, taking: Taking) -> io::Result<u64> {
        let mut archive = zip::ZipArchive::new(BufReader::new(File::open(path)?)).map_err(io::Error::other)?;
        let is_ours = |name: &Result<_, _>| name.as_ref().is_ok_and(|name: &std::borrow::Cow<'_, str>| self.has(name));
        let found = archive.file_names().filter(is_ours).count() as u64;
        if found == 0 || taking == Taking::Count {
            return Ok(found);
        }
        let mut pending = Pending::begin_alone(path)?;
        let mut writer = zip::ZipWriter::new(BufWriter::new(pending.file()?));
        for at in 0..archive.len() {
            let file = archive.by_index_raw(at).map_err(io::Error::other)?;
            if !self.has(&String::from_utf8_lossy(file.name_raw())) {
                writer.raw_copy_file(file).map_err(io::Error::other)?;
            }
        }
        writer.finish().map_err(io::Error::other)?.flush()?;
        pending.finish()?;
        Ok(found)
    }

    fn in_tar(&self, path: &Path, taking: Taking) -> io::Result<u64> {
        let mut found = 0;
        self.each_in_tar(path, &mut |_, _, ours| {
            found += u64::from(ours);
            Ok(())
        })?;
        if found == 0 || taking == Taking::Count {
            return Ok(found);
        }
        let mut pending = Pending::begin_alone(path)?;
        self.each_in_tar(path, &mut |header, from, ours| {
            let to = pending.writer();
            if !ours {
                to.write_all(header)?;
                io::copy(from, to)?;
            }
            Ok(())
        })?;
        pending.writer().write_all(&[0; 2 * BLOCK])?;
        pending.finish()?;
        Ok(found)
    }

    /// Calls `each` with the header and the blocks of every file, and whether it is one of the awards.
    fn each_in_tar(&self, path: &Path, each: &mut EachInTar<'_>) -> io::Result<()> {
        let mut from = BufReader::new(File::open(path)?);
        loop {
            let mut header = [0; BLOCK];
            from.read_exact(&mut header)?;
            if header == [0; BLOCK] {
                return Ok(());
            }
            let text = |range: std::ops::Range<usize>| {
                let bytes = header[range].split(|byte| *byte == 0).next().unwrap_or_default();
                String::from_utf8_lossy(bytes).trim().to_owned()
            };
            // What other programs write, such as longer names in a header of their own, would be torn apart.
            if !matches!(header[156], b'0' | 0) || !text(345..500).is_empty() {
                return Err(invalid("it is not a tar archive as elmseal writes it: unpack it, and name the folder"));
            }
            let length = u64::from_str_radix(&text(124..136), 8).map_err(|_| invalid("a file in it has no length"))?;
            let padded = length.div_ceil(BLOCK as u64) * BLOCK as u64;
            let mut blocks = (&mut from).take(padded);
            each(&header, &mut blocks, self.has(&text(0..100)))?;
            io::copy(&mut blocks, &mut io::sink())?;
            if blocks.limit() > 0 {
                return Err(invalid("it ends in the middle"));
            }
        }
    }
}

type EachInTar<'e> = dyn FnMut(&[u8; BLOCK], &mut dyn Read, bool) -> io::Result<()> + 'e;

const BLOCK: usize = 512;

fn invalid(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
