//! What deleted rows leave in the ledger's file, and how it is overwritten without copying the file.
//!
//! SQLite overwrites what it deletes (`secure_delete`), and keeps copies nevertheless: when it moves rows from one page to
//! another, the page that they came from may hold them still, in bytes that no row uses. `VACUUM` would write the whole
//! ledger anew. Here the pages of the tables in question are read, and the bytes that no row uses are overwritten; of a
//! file of SQLite's third format, sections 1.5 and 1.6 (b-tree pages, freelist).

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{Ledger, LedgerError, damaged, prepare, prepare_writing};
use crate::limits::LEDGER_CLEAN_TRIES;

/// What cleaning a ledger's file took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Pages that were read.
    pub read: u64,
    /// Pages in which something was left, and which were written.
    pub written: u64,
}

/// Folds the write-ahead log in and empties it.
pub(super) fn fold_in(connection: &Connection) -> Result<(), LedgerError> {
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 { Ok(()) } else { Err(LedgerError::BeingRead) }
}

/// Overwrites what no row uses in the pages of `tables` and their indexes, and in free pages.
pub(super) fn clean(ledger: &mut Ledger, tables: &[&str]) -> Result<Cleaned, LedgerError> {
    let path = ledger.connection.path().map(PathBuf::from).ok_or_else(|| damaged("the ledger has no path"))?;
    let failed = |source| LedgerError::File { path: path.clone(), source };
    // Opened before and closed after any connection of this process: closing it lets go of SQLite's locks (fcntl).
    let mut file = OpenOptions::new().read(true).write(true).open(&path).map_err(failed)?;
    let result = exclusively(
        &ledger.connection,
        &path,
        &mut |roots| {
            let mut pages = Pages::open(&mut file).map_err(failed)?;
            for root in roots {
                pages.tree(*root)?;
            }
            pages.free()?;
            let cleaned = pages.cleaned;
            file.sync_all().map_err(failed)?;
            Ok(cleaned)
        },
        tables,
    );
    // Pages that SQLite has in memory still hold what was overwritten, so the connection is opened anew.
    let old = std::mem::replace(&mut ledger.connection, Connection::open_in_memory()?);
    let closed = old.close().map_err(|(_, error)| LedgerError::from(error));
    drop(file);
    let connection = Connection::open(&path)?;
    prepare(&connection)?;
    prepare_writing(&connection)?;
    ledger.connection = connection;
    ledger.durability = super::Durability::AtOnce;
    ledger.known = super::Known::default();
    closed?;
    result
}

/// Calls `work` with the roots of the trees of `tables` while nobody writes, and all that was written is in the file.
fn exclusively(
    connection: &Connection,
    path: &Path,
    work: &mut dyn FnMut(&[u32]) -> Result<Cleaned, LedgerError>,
    tables: &[&str],
) -> Result<Cleaned, LedgerError> {
    let log = super::backup::suffixed(path, "-wal");
    for _ in 0..LEDGER_CLEAN_TRIES {
        fold_in(connection)?;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        // Somebody may have written between the two: then that is folded in first.
        let empty = fs::metadata(&log).map_or(true, |about| about.len() == 0);
        let done = if empty { roots(connection, tables).and_then(|roots| work(&roots)).map(Some) } else { Ok(None) };
        connection.execute_batch("ROLLBACK")?;
        if let Some(cleaned) = done? {
            return Ok(cleaned);
        }
    }
    Err(LedgerError::BeingRead)
}

/// The root pages of tables and their indexes.
fn roots(connection: &Connection, tables: &[&str]) -> Result<Vec<u32>, LedgerError> {
    let sql = "SELECT tbl_name, rootpage FROM sqlite_schema WHERE rootpage > 0 ORDER BY rootpage";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut roots = Vec::new();
    while let Some(row) = rows.next()? {
        if tables.contains(&row.get::<_, String>(0)?.as_str()) {
            roots.push(row.get(1)?);
        }
    }
    Ok(roots)
}

/// A database file, page by page.
struct Pages<'f> {
    file: &'f mut File,
    page_bytes: usize,
    number: u32,
    page: Vec<u8>,
    cleaned: Cleaned,
}

/// What a page of a b-tree is.
struct Head {
    /// Where its header begins.
    at: usize,
    /// Where the pointers to its cells begin.
    pointers: usize,
    cells: usize,
    leaf: bool,
}

impl<'f> Pages<'f> {
    fn open(file: &'f mut File) -> io::Result<Self> {
        let mut header = [0; 100];
        file.seek(SeekFrom::Start(0))?;
        file.read_exact(&mut header)?;
        // The value 1 stands for 65,536.
        let page_bytes = match two(&header, 16) {
            1 => 1 << 16,
            bytes => bytes,
        };
        let number = four(&header, 28);
        // Bytes at the end of each page that an extension would use: this program has none.
        if header[20] != 0 || !page_bytes.is_power_of_two() || page_bytes < 512 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its pages have an unusual form"));
        }
        Ok(Self { file, page_bytes, number, page: vec![0; page_bytes], cleaned: Cleaned::default() })
    }

    /// Cleans the pages of a tree.
    fn tree(&mut self, root: u32) -> Result<(), LedgerError> {
        let mut seen = HashSet::new();
        let mut open = vec![root];
        while let Some(number) = open.pop() {
            if !seen.insert(number) {
                return Err(damaged(format!("page {number} stands twice in a tree")));
            }
            self.load(number)?;
            let head = self.head(number)?;
            if !head.leaf {
                for cell in 0..head.cells {
                    let at = two(&self.page, head.pointers + 2 * cell);
                    open.push(self.checked(number, at..at + 4).map(|range| four(&self.page, range.start))?);
                }
                open.push(four(&self.page, head.at + 8));
            }
            let unused = self.unused(number, &head)?;
            self.overwrite(number, unused)?;
        }
        Ok(())
    }

    fn head(&self, number: u32) -> Result<Head, LedgerError> {
        let at = if number == 1 { 100 } else { 0 };
        let leaf = match self.page[at] {
            2 | 5 => false,
            10 | 13 => true,
            _ => return Err(damaged(format!("page {number} is no page of a tree"))),
        };
        let pointers = at + if leaf { 8 } else { 12 };
        let cells = two(&self.page, at + 3);
        self.checked(number, pointers..pointers + 2 * cells)?;
        Ok(Head { at, pointers, cells, leaf })
    }

    /// The bytes that no cell uses: between the pointers and the first cell, and the blocks that were given back.
    fn unused(&self, number: u32, head: &Head) -> Result<Vec<Range<usize>>, LedgerError> {
        let content = match two(&self.page, head.at + 5) {
            0 => 1 << 16,
            at => at,
        };
        let mut unused = vec![self.checked(number, head.pointers + 2 * head.cells..content)?];
        let mut block = two(&self.page, head.at + 1);
        let mut before = content;
        while block != 0 {
            // They stand in order; the first four bytes of each say where the next one is, and how long it is.
            let length = self.checked(number, block..block + 4).map(|range| two(&self.page, range.start + 2))?;
            if block < before || length < 4 {
                return Err(damaged(format!("the free blocks of page {number} are out of order")));
            }
            unused.push(self.checked(number, block + 4..block + length)?);
            before = block + length;
            block = two(&self.page, block);
        }
        Ok(unused)
    }

    /// Cleans the pages that belong to nothing, and what lists them.
    fn free(&mut self) -> Result<(), LedgerError> {
        self.load(1)?;
        let (mut trunk, count) = (four(&self.page, 32), four(&self.page, 36));
        let mut left = count;
        while trunk != 0 {
            left = left.checked_sub(1).ok_or_else(|| damaged("the list of free pages has no end"))?;
            self.load(trunk)?;
            let (next, leaves) = (four(&self.page, 0), four(&self.page, 4) as usize);
            let listed = self.checked(trunk, 8..8 + 4 * leaves)?;
            let numbers: Vec<u32> = (0..leaves).map(|n| four(&self.page, 8 + 4 * n)).collect();
            let rest = listed.end..self.page_bytes;
            self.overwrite(trunk, vec![rest])?;
            for number in numbers {
                left = left.checked_sub(1).ok_or_else(|| damaged("more pages are free than are counted"))?;
                self.load(number)?;
                let whole = 0..self.page_bytes;
                self.overwrite(number, vec![whole])?;
            }
            trunk = next;
        }
        Ok(())
    }

    fn load(&mut self, number: u32) -> Result<(), LedgerError> {
        if number == 0 || number > self.number {
            return Err(damaged(format!("page {number} is not in the file")));
        }
        self.cleaned.read += 1;
        let read =
            self.file.seek(SeekFrom::Start(self.place(number))).and_then(|_| self.file.read_exact(&mut self.page));
        read.map_err(|error| damaged(format!("page {number} cannot be read: {error}")))
    }

    /// Overwrites parts of the page that is loaded, if there is anything in them.
    fn overwrite(&mut self, number: u32, unused: Vec<Range<usize>>) -> Result<(), LedgerError> {
        let mut written = false;
        for range in unused {
            if self.page[range.clone()].iter().all(|byte| *byte == 0) {
                continue;
            }
            self.page[range.clone()].fill(0);
            let place = self.place(number) + range.start as u64;
            let done = self.file.seek(SeekFrom::Start(place)).and_then(|_| self.file.write_all(&self.page[range]));
            done.map_err(|error| damaged(format!("page {number} cannot be written: {error}")))?;
            written = true;
        }
        self.cleaned.written += u64::from(written);
        Ok(())
    }

    fn place(&self, number: u32) -> u64 {
        u64::from(number - 1) * self.page_bytes as u64
    }

    fn checked(&self, number: u32, range: Range<usize>) -> Result<Range<usize>, LedgerError> {
        if range.start <= range.end && range.end <= self.page_bytes {
            Ok(range)
        } else {
            Err(damaged(format!("page {number} points beyond its end")))
        }
    }
}

fn two(page: &[u8], at: usize) -> usize {
    usize::from(u16::from_be_bytes([page[at], page[at + 1]]))
}

fn four(page: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([page[at], page[at + 1], page[at + 2], page[at + 3]])
}
