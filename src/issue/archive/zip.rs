//! One ZIP archive.

use std::io::{self, BufWriter, Read, Write};
use std::path::PathBuf;

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::Output;
use crate::model::slotted::Content;
use crate::publish::durable::{self, Pending};

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
    zip: ZipWriter<StreamWriter<BufWriter<std::fs::File>>>,
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

    fn begin(&mut self, name: &str) -> io::Result<&mut dyn Write> {
        let open = self.open()?;
        // A fixed date: the archive tells nothing that the credentials do not, and equal input gives equal bytes.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        open.zip.start_file(name, options)?;
        Ok(&mut open.zip)
    }
}

impl Output for ZipArchive {
    fn add(&mut self, name: &str, content: &Content) -> io::Result<()> {
        content.write_to(self.begin(name)?)
    }

    fn add_long(&mut self, name: &str, len: u64, from: &mut dyn Read) -> io::Result<()> {
        super::copy(len, from, self.begin(name)?)
    }

    fn finish(&mut self) -> io::Result<Option<PathBuf>> {
        let Some(open) = self.open.take() else { return Ok(None) };
        let mut writer = open.zip.finish()?.into_inner();
        writer.flush()?;
        open.pending.finish()?;
        Ok(Some(open.place))
    }
}
