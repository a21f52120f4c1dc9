//! Where a batch goes: one ZIP archive, or a folder. Nothing is seen before it is whole.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::publish::durable::{self, Pending};

/// Receives the files of a batch one after the other.
pub trait Output {
    /// Adds a file; `fill` writes its content.
    ///
    /// # Errors
    ///
    /// The error of `fill`, or of what lies under the output, such as a full disk.
    fn add(&mut self, name: &str, fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()>;

    /// Makes everything durable and visible, and says where it is; `None` when nothing was added.
    ///
    /// # Errors
    ///
    /// The operating system's error; then nothing is visible that was not before.
    fn finish(&mut self) -> io::Result<Option<PathBuf>>;
}

/// One ZIP archive. It is written beside its place and moved there when it is whole; an archive that is there already
/// is left alone, and the new one gets a number.
#[derive(Debug)]
pub struct ZipArchive {
    path: PathBuf,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    place: PathBuf,
    pending: Pending,
    zip: ZipWriter<zip::write::StreamWriter<BufWriter<std::fs::File>>>,
}

impl ZipArchive {
    /// An archive at `path`; nothing is written before the first file is added.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), open: None }
    }

    fn open(&mut self) -> io::Result<&mut Open> {
        if self.open.is_none() {
            let place = durable::free_name(&self.path);
            let mut pending = Pending::begin_alone(&place)?;
            let writer = BufWriter::with_capacity(1 << 16, pending.file()?);
            self.open = Some(Open { place, pending, zip: ZipWriter::new_stream(writer) });
        }
        Ok(self.open.as_mut().expect("opened above"))
    }
}

impl Output for ZipArchive {
    fn add(&mut self, name: &str, fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let open = self.open()?;
        // A fixed date: the archive tells nothing that the credentials do not, and equal input gives equal bytes.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        open.zip.start_file(name, options)?;
        fill(&mut open.zip)
    }

    fn finish(&mut self) -> io::Result<Option<PathBuf>> {
        let Some(open) = self.open.take() else { return Ok(None) };
        let mut writer = open.zip.finish()?.into_inner();
        writer.flush()?;
        open.pending.finish()?;
        Ok(Some(open.place))
    }
}

/// A folder with one file each.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
    added: bool,
}

impl Folder {
    /// The folder at `dir`; it is made when the first file is added.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), added: false }
    }
}

impl Output for Folder {
    fn add(&mut self, name: &str, fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let path = self.dir.join(name);
        // A receipt of an earlier batch stays; a credential of this name has the same bytes.
        let path = if name.starts_with("receipt.") { durable::free_name(&path) } else { path };
        durable::write(&path, |to| fill(to))?;
        self.added = true;
        Ok(())
    }

    fn finish(&mut self) -> io::Result<Option<PathBuf>> {
        let added = std::mem::take(&mut self.added);
        Ok(added.then(|| self.dir.clone()))
    }
}

/// The output that a path means: a name that ends in `.zip` is an archive, any other a folder.
#[must_use]
pub fn output_for(path: &Path) -> Box<dyn Output> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip")) {
        Box::new(ZipArchive::new(path))
    } else {
        Box::new(Folder::new(path))
    }
}
