//! Files that are there whole or not at all: written beside their place, synced, renamed, and the folder synced.
#![expect(clippy::disallowed_methods, reason = "files are written here")]

use std::fs::{self, File, TryLockError};
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
        Self::begin_as(path, &format!("{}.", std::process::id()))
    }

    /// The same for a file that only one process writes at a time: what a killed one left beside the place, which may
    /// hold learners' data, is removed.
    ///
    /// # Errors
    ///
    /// The operating system's error; [`io::ErrorKind::ResourceBusy`] when another process is writing the file.
    pub fn begin_alone(path: &Path) -> io::Result<Self> {
        let partial = beside(path, "partial")?;
        remove_left(&partial)?;
        let file = File::create_new(&partial)?;
        // A file system without locks does not keep two processes apart, and loses nothing else.
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(busy(&partial)),
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        Ok(Self { path: path.to_owned(), partial, file: Some(BufWriter::new(file)) })
    }

    fn begin_as(path: &Path, mark: &str) -> io::Result<Self> {
        let partial = beside(path, &format!("{mark}partial"))?;
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

/// A file to write to and read from again that nobody else sees, and of which nothing is left, wherever the process is
/// stopped.
#[derive(Debug)]
pub struct Nameless {
    file: BufWriter<File>,
    /// Where it is called something, until it is dropped.
    name: Option<PathBuf>,
}

impl Nameless {
    /// A file on the disk on which `path` is; missing folders are made.
    ///
    /// # Errors
    ///
    /// The operating system's error.
    pub fn beside(path: &Path) -> io::Result<Self> {
        for number in 0_u16.. {
            let name = beside(path, &format!("spool{number}"))?;
            // A killed process may have left it before it was nameless.
            let _ = fs::remove_file(&name);
            match File::options().read(true).write(true).create_new(true).open(&name) {
                Ok(file) => {
                    // Where open files cannot be removed, it goes when it is closed.
                    let name = fs::remove_file(&name).is_err().then_some(name);
                    return Ok(Self { file: BufWriter::new(file), name });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("no name is free for a file in between"))
    }
}

impl Drop for Nameless {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            let _ = fs::remove_file(name);
        }
    }
}

impl io::Write for Nameless {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl io::Read for Nameless {
    /// Reads from where the last [`seek`](io::Seek::seek) led to.
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.file.get_mut().read(bytes)
    }
}

impl io::Seek for Nameless {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Removes what killed writers of a folder left. Only who knows that nobody writes there now may call it.
///
/// # Errors
///
/// The operating system's error.
pub fn sweep(folder: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') && name.ends_with(".partial") {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Writes a whole file durably that only one process writes at a time.
///
/// # Errors
///
/// The error of `fill` or of the operating system; then the place is as it was.
pub fn write_alone(path: &Path, fill: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<()> {
    let mut pending = Pending::begin_alone(path)?;
    fill(pending.writer())?;
    pending.finish()
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

/// A name beside `path` that no one looks at; its folder is made.
fn beside(path: &Path, ending: &str) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| io::Error::other("the path names no file"))?;
    let folder = folder_of(path);
    fs::create_dir_all(folder)?;
    Ok(folder.join(format!(".{}.{ending}", name.to_string_lossy())))
}

/// Removes what a killed process left at `partial`, unless a living one is writing it.
fn remove_left(partial: &Path) -> io::Result<()> {
    let left = match File::options().write(true).open(partial) {
        Ok(left) => left,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if let Err(TryLockError::WouldBlock) = left.try_lock() {
        return Err(busy(partial));
    }
    fs::remove_file(partial)
}

fn busy(partial: &Path) -> io::Error {
    let what = format!("another process is writing {} at this moment", partial.display());
    io::Error::new(io::ErrorKind::ResourceBusy, what)
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
