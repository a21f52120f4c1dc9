//! Where a learner who is erased still stands: in the institution's own lists, and in ledgers that were kept.
#![expect(clippy::disallowed_methods, reason = "the files of a workspace are looked through")]

use std::fs::{self, File};
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};

use crate::ledger::AwardRow;
use crate::limits::LEARNER_LIST_BYTES_MAX;

/// What a learner is called in lists.
pub struct Whom {
    names: Vec<String>,
    keys: Vec<String>,
}

impl Whom {
    /// The learners of these awards.
    pub fn new(rows: &[AwardRow]) -> Self {
        let names = rows.iter().filter_map(|row| row.learner_name.clone()).collect();
        Self { names, keys: rows.iter().filter_map(|row| row.learner_key.clone()).collect() }
    }

    /// Whether a text has a cell with a learner's key, or a learner's name anywhere.
    fn is_in(&self, text: &str) -> bool {
        let is_end = |c: char| matches!(c, ',' | ';' | '\t' | '"' | '\n' | '\r' | '<' | '>');
        self.names.iter().any(|name| text.contains(name.as_str()))
            || text.split(is_end).any(|cell| self.keys.iter().any(|key| cell.trim() == key))
    }

    fn is_in_file(&self, path: &Path) -> std::io::Result<bool> {
        let is_workbook = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
        let file = File::open(path)?;
        let read = |from: &mut dyn std::io::Read| {
            let mut bytes = Vec::new();
            from.take(LEARNER_LIST_BYTES_MAX).read_to_end(&mut bytes)?;
            Ok::<_, std::io::Error>(self.is_in(&String::from_utf8_lossy(&bytes)))
        };
        if !is_workbook {
            return read(&mut BufReader::new(file));
        }
        let mut workbook = zip::ZipArchive::new(BufReader::new(file)).map_err(std::io::Error::other)?;
        for at in 0..workbook.len() {
            if read(&mut workbook.by_index(at).map_err(std::io::Error::other)?)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The files of `folder`, and those in `beside`, in which somebody is named. What cannot be read is passed over: it is
/// the institution's, and only named for its convenience.
pub fn mentions(folder: &Path, beside: Vec<PathBuf>, whom: &Whom) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|it| it.path()).collect();
    paths.extend(beside);
    paths.sort();
    paths.dedup();
    paths.retain(|path| path.is_file() && whom.is_in_file(path).unwrap_or(false));
    paths
}

/// The ledgers that were kept when a copy was put into their place.
pub fn kept_ledgers(ledger: &Path) -> Vec<PathBuf> {
    let stem = format!("{}.replaced", ledger.file_stem().unwrap_or_default().to_string_lossy());
    let folder = ledger.parent().unwrap_or(Path::new("."));
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_kept = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(&stem) && name.ends_with(".db")
    };
    let mut kept: Vec<_> = entries.filter(is_kept).collect();
    kept.sort();
    kept
}
