//! A PDF file: where its objects are, and what is in its streams (ISO 32000-2, section 7.5).
//!
//! Only the objects that lead to an attachment are read, each when it is asked for. All that is unpacked counts against one
//! bound.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::syntax::{Dictionary, Object, Reader};
use crate::limits;
use crate::receive::ReceiveError;
use crate::receive::png_badge::inflate;

/// Where an object is.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// In the file, at this byte.
    Offset(usize),
    /// In the stream of this number, which holds several.
    Within(u32),
}

/// A stream as it lies in the file.
struct Stream<'a> {
    dictionary: Dictionary,
    packed: &'a [u8],
}

/// What a stream of objects holds: the unpacked bytes, and where in them which object begins.
type Held = Rc<(Vec<u8>, HashMap<u32, usize>)>;

/// A file whose tables were read.
pub(super) struct File<'a> {
    bytes: &'a [u8],
    places: HashMap<u32, Option<Place>>,
    trailer: Dictionary,
    objects: Cell<usize>,
    unpacked: Cell<usize>,
    held: RefCell<HashMap<u32, Held>>,
}

impl<'a> File<'a> {
    /// Reads all tables, the newest first.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReceiveError> {
        let mut file = Self {
            bytes,
            places: HashMap::new(),
            trailer: Dictionary::default(),
            objects: Cell::new(0),
            unpacked: Cell::new(0),
            held: RefCell::default(),
        };
        let tail = bytes.len().saturating_sub(2048);
        let start = bytes[tail..].windows(9).rposition(|nine| nine == b"startxref").ok_or_else(no_table)?;
        let start = file.reader(tail + start + 9).number().ok_or_else(no_table)?;
        let mut open = vec![start];
        let mut seen = HashSet::new();
        while let Some(next) = open.pop() {
            if !seen.insert(next) || seen.len() > limits::PDF_TABLES_MAX {
                return Err(no_table());
            }
            let dictionary = file.table(usize::try_from(next).map_err(|_| no_table())?)?;
            // The one that is popped first is the hybrid one, which belongs to this table.
            for key in [&b"Prev"[..], b"XRefStm"] {
                open.extend(dictionary.integer(key).and_then(|at| u64::try_from(at).ok()));
            }
            if seen.len() == 1 {
                file.trailer = dictionary;
            }
        }
        match file.trailer.get(b"Encrypt") {
            Some(_) => Err(ReceiveError::Encrypted { what: "PDF" }),
            None => Ok(file),
        }
    }

    fn reader(&self, at: usize) -> Reader<'_> {
        Reader::new(self.bytes, at, &self.objects)
    }

    /// Reads the table at `at` and gives its dictionary. What a newer table says of an object stays.
    fn table(&mut self, at: usize) -> Result<Dictionary, ReceiveError> {
        let mut reader = Reader::new(self.bytes, at, &self.objects);
        if !reader.word(b"xref") {
            let (_, stream) = self.stream_at(at)?;
            return self.table_stream(stream);
        }
        while !reader.word(b"trailer") {
            let (Some(first), Some(count)) = (reader.number(), reader.number()) else { return Err(no_table()) };
            for number in first..first.saturating_add(count) {
                let (Some(offset), Some(_)) = (reader.number(), reader.number()) else { return Err(no_table()) };
                let used = reader.word(b"n");
                if !used && !reader.word(b"f") {
                    return Err(no_table());
                }
                let place = usize::try_from(offset).ok().filter(|_| used).map(Place::Offset);
                place_at(&mut self.places, number, place)?;
            }
        }
        match reader.object() {
            Some(Object::Dictionary(dictionary)) => Ok(dictionary),
            _ => Err(no_table()),
        }
    }

    /// A table in a stream (section 7.5.8).
    fn table_stream(&mut self, stream: Stream<'a>) -> Result<Dictionary, ReceiveError> {
        let rows = self.unpack(&stream)?;
        let numbers = |key: &[u8]| match stream.dictionary.get(key) {
            Some(Object::Array(items)) => Some(
                items
                    .iter()
                    .filter_map(|item| match item {
                        Object::Integer(number) => u64::try_from(*number).ok(),
                        _ => None,
                    })
                    .collect::<Vec<_>>(),
            ),
            _ => None,
        };
        let widths: Vec<usize> =
            numbers(b"W").unwrap_or_default().into_iter().filter_map(|width| usize::try_from(width).ok()).collect();
        let &[kind, second, third] = widths.as_slice() else { return Err(no_table()) };
        if [kind, second, third].iter().any(|width| *width > 8) || kind + second + third == 0 {
            return Err(no_table());
        }
        let all = stream.dictionary.integer(b"Size").and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
        let index = numbers(b"Index").unwrap_or_else(|| vec![0, all]);
        let mut rows = rows.chunks_exact(kind + second + third);
        for part in index.chunks_exact(2) {
            for number in part[0]..part[0].saturating_add(part[1]) {
                let Some(row) = rows.next() else { return Err(no_table()) };
                let field = |from: usize, width: usize| {
                    row[from..from + width].iter().fold(0_u64, |n, b| n << 8 | u64::from(*b))
                };
                let kind_of = if kind == 0 { 1 } else { field(0, kind) };
                let value = field(kind, second);
                let place = match kind_of {
                    1 => usize::try_from(value).ok().map(Place::Offset),
                    2 => u32::try_from(value).ok().map(Place::Within),
                    _ => None,
                };
                place_at(&mut self.places, number, place)?;
            }
        }
        Ok(stream.dictionary)
    }

    /// The stream at `at`, and its object's number.
    fn stream_at(&self, at: usize) -> Result<(u32, Stream<'a>), ReceiveError> {
        let broken = || damaged("one of its parts cannot be read");
        let mut reader = Reader::new(self.bytes, at, &self.objects);
        let number = reader.number().and_then(|number| u32::try_from(number).ok()).ok_or_else(broken)?;
        let begins = reader.number().is_some() && reader.word(b"obj");
        let Some(Object::Dictionary(dictionary)) = begins.then(|| reader.object()).flatten() else {
            return Err(broken());
        };
        if !reader.word(b"stream") {
            return Err(broken());
        }
        let mut start = reader.at();
        start += usize::from(self.bytes.get(start) == Some(&b'\r'));
        start += usize::from(self.bytes.get(start) == Some(&b'\n'));
        let length = match dictionary.get(b"Length") {
            Some(Object::Integer(length)) => Some(*length),
            Some(Object::Reference(number)) => match self.object_at(*number)? {
                Object::Integer(length) => Some(length),
                _ => None,
            },
            _ => None,
        };
        let end = length.and_then(|length| start.checked_add(usize::try_from(length).ok()?));
        let (end, packed) = end.and_then(|end| Some((end, self.bytes.get(start..end)?))).ok_or_else(broken)?;
        // A length that is not the true one would let two readers see two contents.
        if !self.reader(end).word(b"endstream") {
            return Err(broken());
        }
        Ok((number, Stream { dictionary, packed }))
    }

    /// What a reference leads to, but for streams; a direct object is itself.
    pub(super) fn resolve(&self, object: &Object) -> Result<Object, ReceiveError> {
        let mut object = object.clone();
        for _ in 0..limits::PDF_DEPTH_MAX {
            let Object::Reference(number) = object else { return Ok(object) };
            object = self.object(number)?;
        }
        Err(damaged("its parts refer to one another without end"))
    }

    pub(super) fn trailer(&self) -> &Dictionary {
        &self.trailer
    }

    fn object(&self, number: u32) -> Result<Object, ReceiveError> {
        match self.places.get(&number) {
            Some(Some(Place::Within(stream))) => self.object_within(*stream, number),
            _ => self.object_at(number),
        }
    }

    /// An object that lies in the file itself.
    fn object_at(&self, number: u32) -> Result<Object, ReceiveError> {
        let Some(Some(Place::Offset(at))) = self.places.get(&number) else { return Ok(Object::Other) };
        let mut reader = self.reader(*at);
        let begins = reader.number() == Some(u64::from(number)) && reader.number().is_some() && reader.word(b"obj");
        let object = begins.then(|| reader.object()).flatten();
        object.ok_or_else(|| damaged("one of its parts cannot be read"))
    }

    /// An object in a stream of objects (section 7.5.7).
    fn object_within(&self, stream: u32, number: u32) -> Result<Object, ReceiveError> {
        let known = self.held.borrow().get(&stream).cloned();
        let held = match known {
            Some(held) => held,
            None => {
                let held = Rc::new(self.held_by(stream)?);
                self.held.borrow_mut().insert(stream, Rc::clone(&held));
                held
            }
        };
        let Some(at) = held.1.get(&number) else { return Ok(Object::Other) };
        let object = Reader::new(&held.0, *at, &self.objects).object();
        object.ok_or_else(|| damaged("one of its parts cannot be read"))
    }

    fn held_by(&self, stream: u32) -> Result<(Vec<u8>, HashMap<u32, usize>), ReceiveError> {
        let broken = || damaged("one of its parts cannot be read");
        let (dictionary, bytes) = self.stream(stream)?;
        let positive = |key: &[u8]| dictionary.integer(key).and_then(|number| usize::try_from(number).ok());
        let (count, first) = positive(b"N").zip(positive(b"First")).ok_or_else(broken)?;
        let mut places = HashMap::new();
        let mut reader = Reader::new(&bytes, 0, &self.objects);
        for _ in 0..count.min(limits::PDF_OBJECTS_MAX) {
            let (number, offset) = reader.number().zip(reader.number()).ok_or_else(broken)?;
            let at = usize::try_from(offset).ok().and_then(|offset| first.checked_add(offset)).ok_or_else(broken)?;
            places.insert(u32::try_from(number).map_err(|_| broken())?, at.min(bytes.len()));
        }
        Ok((bytes, places))
    }

    /// The stream of this number, unpacked, with its dictionary.
    pub(super) fn stream(&self, number: u32) -> Result<(Dictionary, Vec<u8>), ReceiveError> {
        let Some(Some(Place::Offset(at))) = self.places.get(&number) else {
            return Err(damaged("one of its parts is missing"));
        };
        let (found, stream) = self.stream_at(*at)?;
        if found != number {
            return Err(damaged("one of its parts is not where it says"));
        }
        let bytes = self.unpack(&stream)?;
        Ok((stream.dictionary, bytes))
    }

    fn unpack(&self, stream: &Stream<'_>) -> Result<Vec<u8>, ReceiveError> {
        let one = |key: &[u8]| match stream.dictionary.get(key) {
            Some(Object::Array(items)) if items.len() < 2 => items.first().cloned(),
            other => other.cloned(),
        };
        let bytes = match one(b"Filter") {
            None => stream.packed.to_vec(),
            Some(Object::Name(name)) if name == b"FlateDecode" => {
                let bytes = inflate(stream.packed, "PDF")?;
                match one(b"DecodeParms") {
                    Some(Object::Dictionary(how)) => predicted(bytes, &how)?,
                    _ => bytes,
                }
            }
            Some(_) => return Err(damaged("something in it is packed in a way that is not read here")),
        };
        self.unpacked.set(self.unpacked.get() + bytes.len());
        match self.unpacked.get() > limits::PDF_UNPACKED_BYTES_MAX {
            true => Err(ReceiveError::Bomb { what: "PDF", bytes_max: limits::PDF_UNPACKED_BYTES_MAX as u64 }),
            false => Ok(bytes),
        }
    }
}

fn place_at(places: &mut HashMap<u32, Option<Place>>, number: u64, place: Option<Place>) -> Result<(), ReceiveError> {
    let number = u32::try_from(number).map_err(|_| no_table())?;
    if places.len() >= limits::PDF_OBJECTS_MAX {
        return Err(damaged("it has too many parts"));
    }
    places.entry(number).or_insert(place);
    Ok(())
}

/// Undoes a predictor of PNG on rows of bytes (section 7.4.4.4), which tables have.
fn predicted(bytes: Vec<u8>, how: &Dictionary) -> Result<Vec<u8>, ReceiveError> {
    let broken = || damaged("something in it is packed in a way that is not read here");
    let given = |key: &[u8], otherwise: i64| how.integer(key).unwrap_or(otherwise);
    match given(b"Predictor", 1) {
        1 => return Ok(bytes),
        10..=15 if given(b"Colors", 1) == 1 && given(b"BitsPerComponent", 8) == 8 => {}
        _ => return Err(broken()),
    }
    let width =
        usize::try_from(given(b"Columns", 1)).ok().filter(|width| (1..=1024).contains(width)).ok_or_else(broken)?;
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut above = vec![0_u8; width];
    for row in bytes.chunks_exact(width + 1) {
        let mut now = row[1..].to_vec();
        for at in 0..width {
            let left = if at > 0 { now[at - 1] } else { 0 };
            let add = match row[0] {
                0 => 0,
                1 => left,
                2 => above[at],
                3 => u8::midpoint(left, above[at]),
                _ => return Err(broken()),
            };
            now[at] = now[at].wrapping_add(add);
        }
        out.extend(&now);
        above = now;
    }
    Ok(out)
}

fn no_table() -> ReceiveError {
    damaged("its table of contents cannot be read")
}

pub(super) fn damaged(reason: &'static str) -> ReceiveError {
    ReceiveError::Damaged { what: "PDF", reason }
}
