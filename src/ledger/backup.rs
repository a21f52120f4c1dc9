//! Copies of the ledger: made while others write it, and put into the place of one that was lost or damaged.
//!
//! A copy has all that the ledger has: learners' names and keys, what was sealed, and the secret of its HMACs. It has no
//! signing key and nothing of the publication folder. What the world knows beyond a copy is the business of `issue`.
#![expect(clippy::disallowed_methods, reason = "copies are files, and are made here")]

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::{Ledger, LedgerError, damaged, lock, prepare, private, schema, secret};

/// What every SQLite database begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// What a copy has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupReport {
    /// Awards.
    pub awards: u64,
    /// Leaves of the log.
    pub leaves: u64,
    /// The length of its file.
    pub bytes: u64,
}

/// Copies the ledger at `path`, as it is at one moment, to a new file at `to`; a batch may run in another process. The
/// copy can be read by its owner alone, and is there whole or not at all.
///
/// # Errors
///
/// [`LedgerError::Exists`] when there is a file at `to`, which is left alone; [`LedgerError::Missing`];
/// [`LedgerError::File`] or [`LedgerError::Sqlite`], also when the disk is full: then nothing is there.
pub fn backup(path: &Path, to: &Path) -> Result<BackupReport, LedgerError> {
    if !path.is_file() {
        return Err(LedgerError::Missing { path: path.to_owned() });
    }
    if to.exists() {
        return Err(LedgerError::Exists { path: to.to_owned() });
    }
    let file = |source| LedgerError::File { path: to.to_owned(), source };
    let name = to.file_name().ok_or_else(|| file(io::Error::other("the path names no file")))?;
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(".partial");
    let partial = to.with_file_name(hidden);
    let written = private(&partial).map_err(file)?;
    // Two copies of one name at a time would become one that is of neither moment.
    written.try_lock().map_err(|_| LedgerError::InUse { path: to.to_owned() })?;
    let part = Part(partial);
    written.set_len(0).map_err(file)?;
    let report = copy(path, &part.0)?;
    written.sync_all().map_err(file)?;
    place_new(&part.0, to).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => LedgerError::Exists { path: to.to_owned() },
        _ => file(source),
    })?;
    Ok(BackupReport { bytes: written.metadata().map_err(file)?.len(), ..report })
}

/// A file that is not whole yet; dropped, it is removed: it holds learners' data.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // Under its own name it is gone already, or nobody reads it.
        let _ = fs::remove_file(&self.0);
    }
}

/// Copies in one read of the database, which writers in WAL mode do not wait for, and looks over the copy.
fn copy(path: &Path, to: &Path) -> Result<BackupReport, LedgerError> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    prepare(&connection)?;
    if schema::version(&connection)? == 0 || secret(&connection)?.is_none() {
        return Err(LedgerError::Missing { path: path.to_owned() });
    }
    let target = to.to_str().ok_or_else(|| damaged("the path of the copy is not UTF-8"))?;
    connection.execute("VACUUM INTO ?1", [target])?;
    let copy = Connection::open(to)?;
    whole(&copy)?;
    let count = |table: &str| -> Result<u64, LedgerError> {
        let number: i64 = copy.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
        u64::try_from(number).map_err(|_| damaged("a count is negative"))
    };
    Ok(BackupReport { awards: count("awards")?, leaves: count("leaves")?, bytes: 0 })
}

fn whole(connection: &Connection) -> Result<(), LedgerError> {
    let said: Option<String> = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).optional()?;
    match said.as_deref() {
        Some("ok") => Ok(()),
        other => Err(damaged(other.unwrap_or("the check says nothing"))),
    }
}

/// Gives a file its name, never in the place of another.
fn place_new(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => {}
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => return Err(e),
        // Some file systems, such as those of memory sticks, have no links.
        Err(_) if !to.exists() => fs::rename(from, to)?,
        Err(e) => return Err(e),
    }
    sync_folder(to)
}

fn sync_folder(of: &Path) -> io::Result<()> {
    let folder = of.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The file that says that a restored ledger is being put into its place: until it is, nobody opens the old one.
pub(super) fn marker(path: &Path) -> PathBuf {
    path.with_extension("restoring")
}

/// A copy that is to become the ledger: whole, brought to the newest version, and open for writing under another name.
#[derive(Debug)]
pub struct Restoring {
    ledger: Ledger,
    path: PathBuf,
    incoming: PathBuf,
}

impl Restoring {
    /// Takes a copy in hand; neither it nor the ledger at `path` is changed. Nobody else may write the ledger meanwhile.
    ///
    /// # Errors
    ///
    /// [`LedgerError::InUse`] while another process writes; [`LedgerError::NotALedger`], [`LedgerError::TooNew`] or
    /// [`LedgerError::Damaged`] when the copy cannot serve; [`LedgerError::File`] or [`LedgerError::Sqlite`].
    pub fn begin(path: &Path, backup: &Path) -> Result<Self, LedgerError> {
        let lock = lock(path)?;
        let not = |what: &str| LedgerError::NotALedger { path: backup.to_owned(), what: what.to_owned() };
        let unread = |source| LedgerError::File { path: backup.to_owned(), source };
        let mut from = File::open(backup).map_err(unread)?;
        let mut magic = [0; 16];
        if from.read_exact(&mut magic).is_err() || magic != *MAGIC {
            return Err(not("it is no database"));
        }
        // Its own write-ahead log would belong to it: then it is a ledger's file that was copied while it was in use.
        let log = suffixed(backup, "-wal");
        if fs::metadata(&log).is_ok_and(|about| about.len() > 0) {
            return Err(not("changes to it lie in a file beside it: it is a ledger in use, not a copy"));
        }
        let incoming = path.with_extension("incoming");
        clear(&incoming).map_err(|source| LedgerError::File { path: incoming.clone(), source })?;
        let restoring = |source| LedgerError::File { path: incoming.clone(), source };
        let mut to = private(&incoming).map_err(restoring)?;
        let mut from = File::open(backup).map_err(unread)?;
        let copied = io::copy(&mut from, &mut to).and_then(|_| to.sync_all());
        drop(to);
        let opened = copied.map_err(restoring).and_then(|()| open(&incoming, lock, &not));
        match opened {
            Ok(ledger) => Ok(Self { ledger, path: path.to_owned(), incoming }),
            Err(error) => {
                let _ = clear(&incoming);
                Err(error)
            }
        }
    }

    /// The ledger as it will be.
    pub fn ledger(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    /// Gives up: the ledger that is there stays as it is.
    pub fn give_up(self) {
        let Self { ledger, incoming, .. } = self;
        drop(ledger);
        let _ = clear(&incoming);
    }

    /// Puts the copy into its place, and returns under which name the ledger that was there is kept.
    ///
    /// Stopped in between, it leaves a ledger that says so when it is opened, and restoring again completes it.
    ///
    /// # Errors
    ///
    /// [`LedgerError::File`] or [`LedgerError::Sqlite`]; nothing is lost.
    pub fn take_place(self) -> Result<Option<PathBuf>, LedgerError> {
        let Self { ledger, path, incoming } = self;
        let Ledger { connection, _lock: held, .. } = ledger;
        // One file, with nothing beside it.
        connection.pragma_update(None, "journal_mode", "DELETE")?;
        connection.close().map_err(|(_, error)| error)?;
        let file = |source| LedgerError::File { path: path.clone(), source };
        File::open(&incoming).and_then(|whole| whole.sync_all()).map_err(file)?;
        let ready = marker(&path);
        fs::rename(&incoming, &ready).and_then(|()| sync_folder(&path)).map_err(file)?;
        let kept = if path.is_file() { Some(keep(&path).map_err(file)?) } else { None };
        for beside in ["-wal", "-shm"] {
            remove(&suffixed(&path, beside)).map_err(file)?;
        }
        fs::rename(&ready, &path).and_then(|()| sync_folder(&path)).map_err(file)?;
        drop(held);
        Ok(kept)
    }
}

fn open(incoming: &Path, lock: File, not: &dyn Fn(&str) -> LedgerError) -> Result<Ledger, LedgerError> {
    let connection = Connection::open(incoming)?;
    if schema::version(&connection)? == 0 {
        return Err(not("it is a database of something else"));
    }
    whole(&connection)?;
    if secret(&connection)?.is_none() {
        return Err(not("it has no secret, and so would not know any learner again"));
    }
    drop(connection);
    let ledger = Ledger::writable(incoming, lock, None)?;
    // It is made durable as a whole before it takes its place.
    ledger.connection.pragma_update(None, "synchronous", "OFF")?;
    Ok(ledger)
}

/// Keeps the ledger that is there under a free name, with what its last writer had not folded in.
fn keep(path: &Path) -> io::Result<PathBuf> {
    if let Ok(connection) = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE) {
        // A damaged ledger may not let itself be folded: then both files are kept as they are.
        let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
    let numbers = std::iter::once(String::new()).chain((2_u32..).map(|n| format!("-{n}")));
    let names = numbers.map(|number| path.with_extension(format!("replaced{number}.db")));
    let kept = names.into_iter().find(|name| !name.exists()).expect("numbers do not end");
    let keep = |from: &Path, to: &Path| fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(|_| ()));
    let log = suffixed(path, "-wal");
    if fs::metadata(&log).is_ok_and(|about| about.len() > 0) {
        keep(&log, &suffixed(&kept, "-wal"))?;
    }
    keep(path, &kept)?;
    File::open(&kept)?.sync_all()?;
    sync_folder(path)?;
    Ok(kept)
}

pub(super) fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Removes a database and what lies beside it.
fn clear(path: &Path) -> io::Result<()> {
    ["", "-wal", "-shm", "-journal"].into_iter().try_for_each(|suffix| remove(&suffixed(path, suffix)))
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}
