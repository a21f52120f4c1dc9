//! Where a batch goes: one archive, a folder, or nowhere. Nothing is seen before it is whole.
//!
//! What is put out is handed over file by file, so that memory does not grow with the batch.

mod deflate;
mod early;
mod file;
mod folder;
mod null;
mod packer;
mod stream;
mod tar;
mod without;

pub use file::{TarArchive, ZipArchive};
pub use folder::Folder;
pub use null::Null;
pub use without::{Taking, files_of, variants};

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::model::slotted::Content;
use crate::publish::durable::Nameless;

/// Receives the files of a batch one after the other. A thread of its own may own it.
pub trait Output: Send {
    /// Adds a file.
    ///
    /// # Errors
    ///
    /// The error of what lies under the output, such as a full disk.
    fn add(&mut self, name: &str, content: &Content) -> io::Result<()>;

    /// Adds a file that is too long for memory: the next `len` bytes of `from`.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add); the error of `from`, which ends early in [`io::ErrorKind::UnexpectedEof`].
    fn add_long(&mut self, name: &str, len: u64, from: &mut dyn Read) -> io::Result<()>;

    /// Makes everything durable and visible, and says where it is; `None` when nothing was added.
    ///
    /// # Errors
    ///
    /// The operating system's error; then nothing is visible that was not before.
    fn finish(&mut self) -> io::Result<Option<PathBuf>>;

    /// A file on the output's disk for what is to be added later; nobody else sees it.
    ///
    /// # Errors
    ///
    /// The operating system's error.
    fn spool(&self) -> io::Result<Nameless>;

    /// The files that the output added by itself since this was asked last, with the SHA-256 digest of each.
    fn added_beside(&mut self) -> Vec<(String, [u8; 32])> {
        Vec::new()
    }

    /// What people have to be told of the output besides its place.
    fn remark(&self) -> Option<String> {
        None
    }
}

/// How the files of a ZIP archive are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Compression {
    /// As they are.
    Store,
    /// Compressed.
    #[default]
    Deflate,
}

/// The output that a path means: a name that ends in `.zip` or `.tar` is an archive, any other a folder.
#[must_use]
pub fn output_for(path: &Path, compression: Compression) -> Box<dyn Output> {
    let is = |wanted: &str| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted));
    if is("zip") {
        Box::new(ZipArchive::with_compression(path, compression))
    } else if is("tar") {
        Box::new(TarArchive::new(path))
    } else {
        Box::new(Folder::new(path))
    }
}

/// Hands the next `len` bytes of `from` to `to`, and says when there are fewer.
fn copy(len: u64, from: &mut dyn Read, to: &mut dyn io::Write) -> io::Result<()> {
    let copied = io::copy(&mut from.take(len), to)?;
    if copied < len {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "a file to be added is shorter than it was"));
    }
    Ok(())
}
