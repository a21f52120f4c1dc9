//! Files that are there whole or not at all: written beside their place, synced, renamed, and the folder synced.
#![expect(clippy::disallowed_methods, reason = "files are written here")]

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// A file that is being written beside its place. Dropped before [`finish`](Self::finish), it leaves nothing.
#[derive(Debug)]
pub struct Pending {
    path: PathBuf,
    partial: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Pending {
    /// Begins a file that will be at `path`; missing folders are made. Other processes may write the same file.
    ///
    /// # Errors
    ///
    /// The operating system's error.
    pub fn begin(path: &Path) -> io::Result<Self> {
        Self::begin_as(path, &format!(".{}", std::process::id()))
    }

    /// The same for a file that only one process writes at a time: what a killed one left beside the place, which may
    /// hold learners' data, is written over.
    ///
    /// # Errors
    ///
    /// The operating system's error.
    pub fn begin_alone(path: &Path) -> io::Result<Self> {
        Self::begin_as(path, "")
    }

    fn begin_as(path: &Path, mark: &str) -> io::Result<Self> {
        let name = path.file_name().ok_or_else(|| io::Error::other("the path names no file"))?;
        let folder = folder_of(path);
        fs::create_dir_all(folder)?;
        let partial = folder.join(format!(".{}{mark}.partial", name.to_string_lossy()));
        let file = File::create(&partial)?;
        Ok(Self { path: path.to_owned(), partial, file: Some(BufWriter::new(file)) })
    }

    /// Where to write.
    ///
    /// # Panics
    ///
    /// Does not: the file is there until it is finished.
    pub fn writer(&mut self) -> &mut BufWriter<File> {
        self.file.as_mut().expect("the file is there until it is finished")
    }

    /// A second handle of the same file, for a writer that has to own it.
    ///
    /// # Errors
    ///
    /// The operating system's error.
    pub fn file(&mut self) -> io::Result<File> {
        self.writer().get_ref().try_clone()
    }

    /// Makes the file durable and puts it in its place.
    ///
    /// # Errors
    ///
    /// The operating system's error; then the place is as it was.
    pub fn finish(mut self) -> io::Result<()> {
        let mut writer = self.file.take().expect("the file is there until it is finished");
        writer.flush()?;
        let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        fs::rename(&self.partial, &self.path)?;
        sync_folder(folder_of(&self.path))
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        // After a rename there is nothing to remove; a failure leaves a file that nobody reads.
        let _ = fs::remove_file(&self.partial);
    }
}

/// Writes a whole file durably.
///
/// # Errors
///
/// The error of `fill` or of the operating system; then the place is as it was.
pub fn write(path: &Path, fill: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<()> {
    let mut pending = Pending::begin(path)?;
    fill(pending.writer())?;
    pending.finish()
}

/// The first of `name.ext`, `name-2.ext`, `name-3.ext`… that is not taken.
#[must_use]
pub fn free_name(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let extension = path.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
    let numbered = (2_u32..).map(|n| path.with_file_name(format!("{stem}-{n}{extension}")));
    std::iter::once(path.to_owned()).chain(numbered).find(|path| !path.exists()).expect("some number is free")
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
