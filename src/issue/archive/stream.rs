//! The ZIP format (PKWARE's APPNOTE 6.3.10), written in one go.
//!
//! Files of any number and size: where the fields of the old format do not suffice, those of ZIP64 are written (sections
//! 4.3.14, 4.3.15 and 4.5.3). The central directory waits in a file of its own, so that memory does not grow with the
//! archive.

use std::io::{self, Read, Seek, SeekFrom, Write};

use flate2::Compression as Level;
use flate2::write::DeflateEncoder;

use super::Compression;
use super::packer::Packer;
use crate::model::slotted::Content;

/// A field of 32 bits with this value stands in a ZIP64 field instead.
const LARGE: u64 = 0xffff_ffff;
/// A field of 16 bits with this value stands in a ZIP64 field instead.
const MANY: u64 = 0xffff;
/// A file from this length on gets the fields of ZIP64 before its compressed length is known: compressed, it can be
/// a little longer.
const LONG: u64 = LARGE - (1 << 20);
const VERSION: u16 = 20;
const VERSION_64: u16 = 45;
/// The first of January 1980 as MS-DOS writes it, and midnight. A fixed date: the archive tells nothing that the
/// credentials do not, and equal input gives equal bytes.
const DATE: u16 = 1 << 5 | 1;
const TIME: u16 = 0;
/// A regular file that its owner may write and all may read.
const UNIX_MODE: u32 = 0o100_644;
const UNIX: u16 = 3;
/// The name is UTF-8.
const UTF_8: u16 = 1 << 11;
/// Of a local header, before CRC-32 and sizes.
const HEADER_BEFORE_SUMS: u64 = 14;

/// A ZIP archive being written: the files to `W`, the directory to `D` until all files are there.
#[derive(Debug)]
pub struct ZipStream<W, D> {
    to: W,
    directory: D,
    /// How long the archive is so far.
    at: u64,
    entries: u64,
    directory_len: u64,
    compression: Compression,
    packer: Packer,
    packed: Vec<u8>,
    header: Vec<u8>,
}

/// What headers say of a file.
struct Entry<'a> {
    name: &'a str,
    method: u16,
    crc: u32,
    packed: u64,
    len: u64,
}

impl<W: Write + Seek, D: Read + Write + Seek> ZipStream<W, D> {
    /// An archive without files. `to` and `directory` are empty.
    pub(super) fn new(to: W, directory: D, compression: Compression) -> Self {
        Self {
            to,
            directory,
            at: 0,
            entries: 0,
            directory_len: 0,
            compression,
            packer: Packer::default(),
            packed: Vec::new(),
            header: Vec::new(),
        }
    }

    /// Adds a file.
    pub(super) fn add(&mut self, name: &str, content: &Content) -> io::Result<()> {
        let mut sum = crc32fast::Hasher::new();
        let mut len = 0;
        for piece in content.pieces() {
            sum.update(piece);
            len += piece.len() as u64;
        }
        let mut entry = Entry { name, method: method(self.compression), crc: sum.finalize(), packed: len, len };
        let start = self.at;
        match self.compression {
            Compression::Store => {
                self.local(&entry, is_large(&entry))?;
                content.write_to(&mut self.to)?;
            }
            Compression::Deflate => {
                self.packer.pack(content, &mut self.packed)?;
                entry.packed = self.packed.len() as u64;
                self.local(&entry, is_large(&entry))?;
                self.to.write_all(&self.packed)?;
            }
        }
        self.at += entry.packed;
        self.central(&entry, start)
    }

    /// Adds the next `len` bytes of `from` as a file. Its header is written again when its sum is known.
    pub(super) fn add_long(&mut self, name: &str, len: u64, from: &mut dyn Read) -> io::Result<()> {
        let mut entry = Entry { name, method: method(self.compression), crc: 0, packed: 0, len };
        let start = self.at;
        let wide = len >= LONG;
        self.local(&entry, wide)?;
        let mut from = Summing { from, sum: crc32fast::Hasher::new() };
        let mut to = Counting { to: &mut self.to, count: 0 };
        match self.compression {
            Compression::Store => super::copy(len, &mut from, &mut to)?,
            Compression::Deflate => {
                // Receipts come last, when every other core is idle: what packs quickly is done sooner.
                let mut encoder = DeflateEncoder::new(&mut to, Level::fast());
                super::copy(len, &mut from, &mut encoder)?;
                encoder.finish()?;
            }
        }
        (entry.packed, entry.crc) = (to.count, from.sum.finalize());
        self.at += entry.packed;
        self.to.seek(SeekFrom::Start(start + HEADER_BEFORE_SUMS))?;
        self.to.write_all(&sums(&entry, wide))?;
        if wide {
            self.to.seek(SeekFrom::Current(2 + 2 + entry.name.len() as i64 + 2 + 2))?;
            self.to.write_all(&[entry.len.to_le_bytes(), entry.packed.to_le_bytes()].concat())?;
        }
        self.to.seek(SeekFrom::Start(self.at))?;
        self.central(&entry, start)
    }

    /// Writes the directory and what ends the archive, and hands back what it was written to.
    pub(super) fn finish(mut self) -> io::Result<W> {
        let start = self.at;
        self.directory.flush()?;
        self.directory.seek(SeekFrom::Start(0))?;
        super::copy(self.directory_len, &mut self.directory, &mut self.to)?;
        let end = start + self.directory_len;
        let mut last = Vec::new();
        if self.entries >= MANY || self.directory_len >= LARGE || start >= LARGE {
            put(&mut last, b"PK\x06\x06");
            put(&mut last, &44_u64.to_le_bytes());
            put(&mut last, &(UNIX << 8 | VERSION_64).to_le_bytes());
            put(&mut last, &VERSION_64.to_le_bytes());
            put(&mut last, &[0; 8]);
            for number in [self.entries, self.entries, self.directory_len, start] {
                put(&mut last, &number.to_le_bytes());
            }
            put(&mut last, b"PK\x06\x07\0\0\0\0");
            put(&mut last, &end.to_le_bytes());
            put(&mut last, &1_u32.to_le_bytes());
        }
        put(&mut last, b"PK\x05\x06\0\0\0\0");
        put(&mut last, &narrow_16(self.entries));
        put(&mut last, &narrow_16(self.entries));
        put(&mut last, &narrow(self.directory_len));
        put(&mut last, &narrow(start));
        put(&mut last, &[0; 2]);
        self.to.write_all(&last)?;
        self.to.flush()?;
        Ok(self.to)
    }

    /// Writes a local header (section 4.3.7).
    fn local(&mut self, entry: &Entry<'_>, wide: bool) -> io::Result<()> {
        let header = &mut self.header;
        header.clear();
        put(header, b"PK\x03\x04");
        put(header, &(if wide { VERSION_64 } else { VERSION }).to_le_bytes());
        put_common(header, entry);
        put(header, &sums(entry, wide));
        put(header, &name_len(entry.name)?);
        put(header, &(if wide { 20_u16 } else { 0 }).to_le_bytes());
        put(header, entry.name.as_bytes());
        if wide {
            put(header, &[1, 0, 16, 0]);
            put(header, &entry.len.to_le_bytes());
            put(header, &entry.packed.to_le_bytes());
        }
        self.to.write_all(header)?;
        self.at += header.len() as u64;
        Ok(())
    }

    /// Writes the file's entry of the directory (section 4.3.12).
    fn central(&mut self, entry: &Entry<'_>, start: u64) -> io::Result<()> {
        let wide: Vec<u64> = [entry.len, entry.packed, start].into_iter().filter(|number| *number >= LARGE).collect();
        let extra = u16::try_from(wide.len() * 8).expect("three numbers");
        let version = if wide.is_empty() { VERSION } else { VERSION_64 };
        let header = &mut self.header;
        header.clear();
        put(header, b"PK\x01\x02");
        put(header, &(UNIX << 8 | version).to_le_bytes());
        put(header, &version.to_le_bytes());
        put_common(header, entry);
        put(header, &sums(entry, false));
        put(header, &name_len(entry.name)?);
        put(header, &(if wide.is_empty() { 0 } else { extra + 4 }).to_le_bytes());
        put(header, &[0; 6]);
        put(header, &(UNIX_MODE << 16).to_le_bytes());
        put(header, &narrow(start));
        put(header, entry.name.as_bytes());
        if !wide.is_empty() {
            put(header, &[1, 0]);
            put(header, &extra.to_le_bytes());
            wide.iter().for_each(|number| put(header, &number.to_le_bytes()));
        }
        self.directory.write_all(header)?;
        self.directory_len += header.len() as u64;
        self.entries += 1;
        Ok(())
    }
}

fn method(compression: Compression) -> u16 {
    match compression {
        Compression::Store => 0,
        Compression::Deflate => 8,
    }
}

fn is_large(entry: &Entry<'_>) -> bool {
    entry.len >= LARGE || entry.packed >= LARGE
}

fn put(to: &mut Vec<u8>, bytes: &[u8]) {
    to.extend_from_slice(bytes);
}

/// Flags, method, time and date.
fn put_common(to: &mut Vec<u8>, entry: &Entry<'_>) {
    put(to, &(if entry.name.is_ascii() { 0 } else { UTF_8 }).to_le_bytes());
    put(to, &entry.method.to_le_bytes());
    put(to, &TIME.to_le_bytes());
    put(to, &DATE.to_le_bytes());
}

/// CRC-32 and sizes; in a wide header the sizes stand elsewhere, both of them.
fn sums(entry: &Entry<'_>, wide: bool) -> [u8; 12] {
    let mut sums = [0xff; 12];
    sums[..4].copy_from_slice(&entry.crc.to_le_bytes());
    if !wide {
        sums[4..8].copy_from_slice(&narrow(entry.packed));
        sums[8..].copy_from_slice(&narrow(entry.len));
    }
    sums
}

fn narrow(number: u64) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}

fn narrow_16(number: u64) -> [u8; 2] {
    u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes()
}

fn name_len(name: &str) -> io::Result<[u8; 2]> {
    u16::try_from(name.len()).map(u16::to_le_bytes).map_err(|_| io::Error::other("a file's name is too long"))
}

/// Sums up what is read.
struct Summing<'a> {
    from: &'a mut dyn Read,
    sum: crc32fast::Hasher,
}

impl Read for Summing<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(bytes)?;
        self.sum.update(&bytes[..count]);
        Ok(count)
    }
}

/// Counts what is written.
struct Counting<'a, W> {
    to: &'a mut W,
    count: u64,
}

impl<W: Write> Write for Counting<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.to.write(bytes)?;
        self.count += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// A file with holes: of long stretches of zeros only the length is kept.
    #[derive(Default)]
    struct Sparse {
        at: u64,
        len: u64,
        kept: std::collections::BTreeMap<u64, Vec<u8>>,
    }

    impl Write for Sparse {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if bytes.len() < 4096 {
                self.kept.insert(self.at, bytes.to_vec());
            }
            self.at += bytes.len() as u64;
            self.len = self.len.max(self.at);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Sparse {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.at = match to {
                SeekFrom::Start(at) => at,
                SeekFrom::Current(by) => self.at.checked_add_signed(by).expect("inside"),
                SeekFrom::End(by) => self.len.checked_add_signed(by).expect("inside"),
            };
            Ok(self.at)
        }
    }

    impl Read for Sparse {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            let wanted = bytes.len().min(usize::try_from(self.len - self.at).unwrap_or(usize::MAX));
            let bytes = &mut bytes[..wanted];
            bytes.fill(0);
            let end = self.at + wanted as u64;
            for (start, piece) in self.kept.range(self.at.saturating_sub(4096)..end) {
                for (at, byte) in (*start..).zip(piece) {
                    if (self.at..end).contains(&at) {
                        bytes[usize::try_from(at - self.at).expect("inside")] = *byte;
                    }
                }
            }
            self.at = end;
            Ok(wanted)
        }
    }

    /// A disk that is full after so many bytes.
    struct Full(Cursor<Vec<u8>>, usize);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0.get_ref().len() + bytes.len() > self.1 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.0.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Full {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn a_file_of_more_than_four_gibibytes_and_one_behind_it_are_found() {
        const LEN: u64 = (1 << 32) + 5;
        let before = Content::Whole(b"before".to_vec());
        let behind = Content::Whole(b"behind".to_vec());
        let mut stream = ZipStream::new(Sparse::default(), Cursor::new(Vec::new()), Compression::Store);
        stream.add("before", &before).expect("added");
        stream.add_long("long", LEN, &mut io::repeat(0)).expect("added");
        stream.add("behind", &behind).expect("added");
        let mut sparse = stream.finish().expect("finished");
        sparse.seek(SeekFrom::Start(0)).expect("sought");
        let mut archive = zip::ZipArchive::new(sparse).expect("readable");
        let long = archive.by_name("long").expect("there");
        assert_eq!((long.size(), long.compressed_size()), (LEN, LEN));
        drop(long);
        let mut text = String::new();
        let mut file = archive.by_name("behind").expect("there");
        assert!(file.header_start() > LEN);
        file.read_to_string(&mut text).expect("text");
        assert_eq!(text, "behind");
        drop(file);
        let mut sparse = archive.into_inner();
        // The local header has both sizes as well, for readers that go by it.
        let mut header = [0; 4 + 12 + 14 + 4 + 20];
        sparse.seek(SeekFrom::Start(30 + 6 + 6)).expect("sought");
        sparse.read_exact(&mut header).expect("there");
        assert_eq!(&header[18..26], &[0xff; 8]);
        assert_eq!(&header[30..38], b"long\x01\0\x10\0");
        assert_eq!(header[38..54], [LEN.to_le_bytes(), LEN.to_le_bytes()].concat());
    }

    #[test]
    fn a_full_disk_is_told_wherever_it_is_full() {
        let content = Content::Whole(b"content".repeat(100));
        let write = |room: usize| -> io::Result<usize> {
            let full = Full(Cursor::new(Vec::new()), room);
            let spool = Cursor::new(Vec::new());
            let mut stream = ZipStream::new(full, spool, Compression::Store);
            stream.add("a", &content)?;
            stream.add_long("b", 700, &mut &b"content".repeat(100)[..])?;
            Ok(stream.finish()?.0.into_inner().len())
        };
        let whole = write(usize::MAX).expect("room");
        for room in [0, 20, 31, 500, 740, 1_000, 1_462, whole - 30, whole - 1] {
            assert_eq!(write(room).expect_err("full").kind(), io::ErrorKind::StorageFull, "{room}");
        }
        assert_eq!(write(whole).expect("just enough"), whole);
    }
}
