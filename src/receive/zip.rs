//! ZIP archives (APPNOTE 6.3, with ZIP64): the directory is read and judged as a whole, members are unpacked one at a time.
//!
//! Sizes are checked before anything is unpacked, and again while it is. Names are shown and never used. An archive that two
//! readers could understand differently is refused: two directories, two members of one name, members that share bytes,
//! headers that contradict the directory.

use std::collections::HashSet;
use std::io::Read as _;

use super::ReceiveError;
use super::bytes::{u16_at, u32_at, u64_at};
use crate::limits;

const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
const ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";

/// One member, as the directory describes it.
#[derive(Debug)]
struct Entry {
    name: String,
    raw_name: Vec<u8>,
    encrypted: bool,
    method: u16,
    crc: u32,
    packed: u64,
    size: u64,
    local: u64,
}

/// The members of an archive that are to be looked at.
#[derive(Debug)]
pub(super) struct Members<'a> {
    bytes: &'a [u8],
    left: std::vec::IntoIter<(Entry, usize)>,
}

/// Whether `bytes` begin as an archive does.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(LOCAL) || bytes.starts_with(END)
}

/// Reads the directory.
pub(super) fn open(bytes: &[u8]) -> Result<Members<'_>, ReceiveError> {
    if bytes.len() > limits::ARCHIVE_BYTES_MAX {
        return Err(ReceiveError::ArchiveTooLong);
    }
    let entries = directory(bytes)?;
    let mut names = HashSet::new();
    for entry in &entries {
        if !names.insert(entry.raw_name.as_slice()) {
            return Err(damaged("two of its files have one name"));
        }
    }
    if names.contains(b"[Content_Types].xml".as_slice()) {
        return Err(ReceiveError::OfficeDocument);
    }
    let mut placed = Vec::with_capacity(entries.len());
    for entry in entries {
        let at = data_of(bytes, &entry)?;
        placed.push((entry, at));
    }
    refuse_shared_bytes(&placed)?;
    placed.retain(|(entry, _)| !is_furniture(&entry.name));
    if placed.is_empty() {
        return Err(ReceiveError::NoMembers);
    }
    if placed.len() > limits::SUBJECTS_MAX {
        return Err(ReceiveError::TooManyMembers { count: placed.len() });
    }
    let unpacked = placed.iter().try_fold(0_u64, |sum, (entry, _)| sum.checked_add(entry.size));
    if unpacked.is_none_or(|sum| sum > limits::ARCHIVE_UNPACKED_BYTES_MAX) {
        return Err(ReceiveError::Bomb { what: "archive", bytes_max: limits::ARCHIVE_UNPACKED_BYTES_MAX });
    }
    Ok(Members { bytes, left: placed.into_iter() })
}

impl Members<'_> {
    /// The next member: its name and what is in it.
    pub(super) fn next_member(&mut self) -> Option<(String, Result<Vec<u8>, ReceiveError>)> {
        let (entry, at) = self.left.next()?;
        let content = unpack(self.bytes, &entry, at);
        Some((entry.name, content))
    }
}

/// Folders, and what systems leave beside the files that people put in.
fn is_furniture(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    last.is_empty() || last.starts_with('.') || last == "Thumbs.db" || name.starts_with("__MACOSX/")
}

/// All entries of the directory.
fn directory(bytes: &[u8]) -> Result<Vec<Entry>, ReceiveError> {
    let (start, length, count) = place_of_directory(bytes)?;
    if count > limits::ARCHIVE_ENTRIES_MAX as u64 {
        return Err(ReceiveError::TooManyMembers { count: usize::try_from(count).unwrap_or(usize::MAX) });
    }
    let start = usize::try_from(start).map_err(|_| damaged("its directory lies beyond its end"))?;
    let length = usize::try_from(length).map_err(|_| damaged("its directory lies beyond its end"))?;
    let directory = start.checked_add(length).and_then(|end| bytes.get(start..end));
    let mut rest = directory.ok_or_else(|| damaged("its directory lies beyond its end"))?;
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let (entry, taken) = entry(rest).ok_or_else(|| damaged("its directory is malformed"))?;
        entries.push(entry);
        if entries.len() as u64 > count {
            break;
        }
        rest = &rest[taken..];
    }
    if entries.len() as u64 != count {
        return Err(damaged("its directory has not as many entries as it says"));
    }
    Ok(entries)
}

/// Where the directory begins, how long it is and how many entries it has.
fn place_of_directory(bytes: &[u8]) -> Result<(u64, u64, u64), ReceiveError> {
    let fits = |at: &usize| {
        bytes[*at..].starts_with(END)
            && u16_at(bytes, at + 20).is_some_and(|comment| at + 22 + usize::from(comment) == bytes.len())
    };
    let first = bytes.len().saturating_sub(22 + usize::from(u16::MAX));
    let mut ends = (first..bytes.len().saturating_sub(21)).filter(fits);
    let end = ends.next().ok_or_else(|| damaged("its end is missing: it was not transferred completely"))?;
    if ends.next().is_some() {
        return Err(damaged("it has two directories"));
    }
    let short = (u32_at(bytes, end + 16), u32_at(bytes, end + 12), u16_at(bytes, end + 10));
    let (Some(start), Some(length), Some(count)) = short else { return Err(damaged("its end is malformed")) };
    if start != u32::MAX && length != u32::MAX && count != u16::MAX {
        return whole((u64::from(start), u64::from(length), u64::from(count)), end);
    }
    let locator = end.checked_sub(20).filter(|at| bytes[*at..].starts_with(LOCATOR_64));
    let long = locator.and_then(|at| usize::try_from(u64_at(bytes, at + 8)?).ok());
    let long = long.filter(|at| bytes.get(*at..).is_some_and(|rest| rest.starts_with(END_64)));
    let long = long.ok_or_else(|| damaged("its end is malformed"))?;
    match (u64_at(bytes, long + 48), u64_at(bytes, long + 40), u64_at(bytes, long + 32)) {
        (Some(start), Some(length), Some(count)) => whole((start, length, count), long),
        _ => Err(damaged("its end is malformed")),
    }
}

/// The directory ends where its end begins: nothing may stand before the archive or between the two.
fn whole(place: (u64, u64, u64), end: usize) -> Result<(u64, u64, u64), ReceiveError> {
    match place.0.checked_add(place.1) {
        Some(after) if after == end as u64 => Ok(place),
        _ => Err(damaged("its directory is not where it says")),
    }
}

/// The entry at the front of `rest`, and how long it is.
fn entry(rest: &[u8]) -> Option<(Entry, usize)> {
    if !rest.starts_with(ENTRY) {
        return None;
    }
    let part = |at| u16_at(rest, at).map(usize::from);
    let (name, extra, comment) = (part(28)?, part(30)?, part(32)?);
    let raw_name = rest.get(46..46 + name)?.to_vec();
    let mut large = large_numbers(rest.get(46 + name..46 + name + extra)?);
    let mut number = |short: u32| if short == u32::MAX { large.next() } else { Some(u64::from(short)) };
    // In this order (APPNOTE, 4.5.3).
    let size = number(u32_at(rest, 24)?)?;
    let packed = number(u32_at(rest, 20)?)?;
    let local = number(u32_at(rest, 42)?)?;
    rest.get(46 + name + extra..46 + name + extra + comment)?;
    let entry = Entry {
        name: String::from_utf8_lossy(&raw_name).chars().take(limits::FILE_NAME_CHARS_MAX).collect(),
        encrypted: u16_at(rest, 8)? & 1 != 0,
        method: u16_at(rest, 10)?,
        crc: u32_at(rest, 16)?,
        packed,
        size,
        local,
        raw_name,
    };
    Some((entry, 46 + name + extra + comment))
}

/// The numbers of the ZIP64 field, if there is one.
fn large_numbers(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut numbers = Vec::new();
    while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(field) = extra.get(4..4 + usize::from(length)) else { break };
        if id == 1 {
            numbers = field.chunks_exact(8).filter_map(|eight| u64_at(eight, 0)).collect();
            break;
        }
        extra = &extra[4 + usize::from(length)..];
    }
    numbers.into_iter()
}

/// Where the data of `entry` begin; its own header has to say what the directory says.
fn data_of(bytes: &[u8], entry: &Entry) -> Result<usize, ReceiveError> {
    let at = usize::try_from(entry.local).unwrap_or(usize::MAX);
    let header = bytes.get(at..).filter(|header| header.starts_with(LOCAL));
    let header = header.ok_or_else(|| damaged("a file in it is not where the directory says"))?;
    let part = |at| u16_at(header, at).map(usize::from);
    let (Some(name), Some(extra), Some(method)) = (part(26), part(28), u16_at(header, 8)) else {
        return Err(damaged("a file in it has no whole header"));
    };
    if header.get(30..30 + name) != Some(&entry.raw_name) || method != entry.method {
        return Err(damaged("a file in it contradicts the directory"));
    }
    Ok(at + 30 + name + extra)
}

/// Small archives that unpack to huge ones let their members share bytes.
fn refuse_shared_bytes(placed: &[(Entry, usize)]) -> Result<(), ReceiveError> {
    let mut spans: Vec<(u64, u64)> =
        placed.iter().map(|(entry, at)| (entry.local, (*at as u64).saturating_add(entry.packed))).collect();
    spans.sort_unstable();
    match spans.windows(2).any(|two| two[1].0 < two[0].1) {
        true => Err(damaged("files in it share their bytes")),
        false => Ok(()),
    }
}

/// The content of a member, as long as the directory says and with its checksum.
fn unpack(bytes: &[u8], entry: &Entry, at: usize) -> Result<Vec<u8>, ReceiveError> {
    if entry.encrypted {
        return Err(ReceiveError::Encrypted { what: "archive" });
    }
    let bytes_max = limits::CREDENTIAL_BYTES_MAX;
    if entry.size > bytes_max as u64 {
        return Err(ReceiveError::TooLong { bytes_max });
    }
    if entry.size > limits::UNPACKED_FREELY_BYTES_MAX && entry.size / limits::UNPACKED_RATIO_MAX > entry.packed {
        return Err(ReceiveError::Bomb { what: "archive", bytes_max: limits::UNPACKED_FREELY_BYTES_MAX });
    }
    let end = usize::try_from(entry.packed).ok().and_then(|packed| at.checked_add(packed));
    let packed = end.and_then(|end| bytes.get(at..end)).ok_or_else(|| damaged("a file in it is cut off"))?;
    let content = match entry.method {
        0 => packed.to_vec(),
        8 => {
            let mut content = Vec::new();
            let read = flate2::read::DeflateDecoder::new(packed).take(entry.size + 1).read_to_end(&mut content);
            read.map_err(|_| damaged("a file in it cannot be unpacked"))?;
            content
        }
        _ => return Err(damaged("a file in it is packed in a way that is not read here: make a common ZIP archive")),
    };
    if content.len() as u64 != entry.size || crc32fast::hash(&content) != entry.crc {
        return Err(damaged("a file in it is not what the directory says"));
    }
    Ok(content)
}

fn damaged(reason: &'static str) -> ReceiveError {
    ReceiveError::Damaged { what: "ZIP archive", reason }
}
