//! Files with learners' data that lie outside the ledger: outputs of batches, lists of faulty rows, copies of the ledger.
//! The ledger knows where they were written, so that erasing a learner finds them.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, params};

use super::{Ledger, LedgerError, damaged, prepare, schema, time, upgrade};
use crate::model::time::Timestamp;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FileKind {
    /// A copy of the ledger.
    Backup,
    /// Rows of a learner list that had faults.
    FaultyRows,
    /// An archive or a folder with credentials.
    Output,
}

impl FileKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Backup, Self::FaultyRows, Self::Output];

    /// The word that stands in the ledger.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::FaultyRows => "faulty-rows",
            Self::Output => "output",
        }
    }
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// What it is.
    pub kind: FileKind,
    /// Where it was put; it may have been moved since.
    pub path: PathBuf,
    /// When it was last written.
    pub at: Timestamp,
    /// Until when it is to be kept, if that was said.
    pub expires: Option<Timestamp>,
}

/// Notes in the ledger at `ledger` that a file was written. Others may write the ledger meanwhile: this changes nothing
/// that they keep in memory.
///
/// # Errors
///
/// [`LedgerError::Missing`] when there is no ledger; [`LedgerError::Sqlite`].
pub fn note_file(ledger: &Path, file: &WrittenFile) -> Result<(), LedgerError> {
    if !ledger.is_file() {
        return Err(LedgerError::Missing { path: ledger.to_owned() });
    }
    let connection = Connection::open_with_flags(ledger, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    prepare(&connection)?;
    if schema::is_old(&connection)? {
        upgrade(ledger)?;
    }
    note(&connection, file)
}

fn note(connection: &Connection, file: &WrittenFile) -> Result<(), LedgerError> {
    let WrittenFile { kind, path, at, expires } = file;
    let path = path.to_str().ok_or_else(|| damaged(format!("the path {} is not UTF-8", path.display())))?;
    let sql = "INSERT INTO written_files (kind, path, at, expires) VALUES (?1, ?2, ?3, ?4) \
               ON CONFLICT DO UPDATE SET at = excluded.at, expires = excluded.expires";
    connection.execute(sql, params![kind.as_str(), path, at.unix(), expires.map(|expires| expires.unix())])?;
    Ok(())
}

impl Ledger {
    /// Notes that a file is written.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Damaged`] when its path is not UTF-8; [`LedgerError::Sqlite`].
    pub fn note_file(&mut self, file: &WrittenFile) -> Result<(), LedgerError> {
        note(&self.connection, file)
    }

    /// The files that were written, by kind and path.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`] or [`LedgerError::Damaged`].
    pub fn written_files(&self) -> Result<Vec<WrittenFile>, LedgerError> {
        let sql = "SELECT kind, path, at, expires FROM written_files ORDER BY kind, path";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut files = Vec::new();
        while let Some(row) = rows.next()? {
            let kind: String = row.get(0)?;
            let known = FileKind::ALL.into_iter().find(|known| known.as_str() == kind);
            files.push(WrittenFile {
                kind: known.ok_or_else(|| damaged(format!("`{kind}` is no kind of file")))?,
                path: PathBuf::from(row.get::<_, String>(1)?),
                at: time(row.get(2)?)?,
                expires: row.get::<_, Option<i64>>(3)?.map(time).transpose()?,
            });
        }
        Ok(files)
    }

    /// Forgets a file that is not there any more.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Sqlite`].
    pub fn forget_file(&mut self, file: &WrittenFile) -> Result<(), LedgerError> {
        let sql = "DELETE FROM written_files WHERE kind = ?1 AND path = ?2";
        self.connection.execute(sql, params![file.kind.as_str(), file.path.to_str()])?;
        Ok(())
    }
}
