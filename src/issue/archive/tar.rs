//! The tar format in its portable form (POSIX.1-1988, "ustar"), written in one go.

use std::io::{self, Read, Write};

use crate::model::slotted::Content;

const BLOCK: usize = 512;
/// Longest file whose length fits into eleven octal digits.
const LEN_MAX: u64 = 0o77_777_777_777;
/// The first of January 1980: the date that archives of the other form have.
const DATE: u64 = 315_532_800;

/// A tar archive being written.
#[derive(Debug)]
pub struct TarStream<W> {
    to: W,
}

impl<W: Write> TarStream<W> {
    /// An archive without files.
    pub(super) fn new(to: W) -> Self {
        Self { to }
    }

    /// Adds a file.
    pub(super) fn add(&mut self, name: &str, content: &Content) -> io::Result<()> {
        let len = content.len() as u64;
        self.to.write_all(&header(name, len)?)?;
        content.write_to(&mut self.to)?;
        self.fill(len)
    }

    /// Adds the next `len` bytes of `from` as a file.
    pub(super) fn add_long(&mut self, name: &str, len: u64, from: &mut dyn Read) -> io::Result<()> {
        self.to.write_all(&header(name, len)?)?;
        super::copy(len, from, &mut self.to)?;
        self.fill(len)
    }

    /// Writes the two empty blocks that end an archive, and hands back what it was written to.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.to.write_all(&[0; 2 * BLOCK])?;
        self.to.flush()?;
        Ok(self.to)
    }

    /// Fills the last block of a file of `len` bytes.
    fn fill(&mut self, len: u64) -> io::Result<()> {
        let used = usize::try_from(len % BLOCK as u64).expect("less than a block");
        self.to.write_all(&[0; BLOCK][..(BLOCK - used) % BLOCK])
    }
}

fn header(name: &str, len: u64) -> io::Result<[u8; BLOCK]> {
    if name.len() > 100 || len > LEN_MAX {
        return Err(io::Error::other(format!("`{name}` is too long for a tar archive; choose a .zip")));
    }
    let mut block = [0; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| block[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, name.as_bytes());
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{len:011o}\0").as_bytes());
    put(136, format!("{DATE:011o}\0").as_bytes());
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    Ok(block)
}
