//! An output that keeps nothing but a sample: for rehearsals, and for who keeps credentials in the ledger only.

use std::io::{self, Read};
use std::path::PathBuf;

use super::{Compression, Output, ZipArchive};
use crate::model::slotted::Content;
use crate::publish::durable::Nameless;

/// Of so many files, the first one goes into the sample.
const SAMPLE_EVERY: u64 = 1_000;

/// Counts files and keeps one in a thousand, and the receipts, which hold the digests of all.
#[derive(Debug)]
pub struct Null {
    sample: ZipArchive,
    files: u64,
    bytes: u64,
    sampled: u64,
}

impl Null {
    /// Puts the sample into an archive at `sample`.
    #[must_use]
    pub fn new(sample: impl Into<PathBuf>, compression: Compression) -> Self {
        Self { sample: ZipArchive::with_compression(sample, compression), files: 0, bytes: 0, sampled: 0 }
    }
}

impl Output for Null {
    fn add(&mut self, name: &str, content: &Content) -> io::Result<()> {
        if self.files.is_multiple_of(SAMPLE_EVERY) {
            self.sample.add(name, content)?;
            self.sampled += 1;
        }
        self.files += 1;
        self.bytes += content.len() as u64;
        Ok(())
    }

    fn add_long(&mut self, name: &str, len: u64, from: &mut dyn Read) -> io::Result<()> {
        self.sample.add_long(name, len, from)
    }

    fn finish(&mut self) -> io::Result<Option<PathBuf>> {
        self.sample.finish()
    }

    fn spool(&self) -> io::Result<Nameless> {
        self.sample.spool()
    }

    fn remark(&self) -> Option<String> {
        let Self { files, bytes, sampled, .. } = self;
        Some(format!(
            "no file was kept but {sampled} of {files} ({bytes} bytes in all), one in {SAMPLE_EVERY}, as a sample; the \
             receipt there has the digests of all, and `elmseal export` writes them out of the ledger"
        ))
    }
}
