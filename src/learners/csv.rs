//! Rows of a CSV file: its delimiter found out, its rows numbered as a spreadsheet numbers them.

use std::io::{self, BufReader, Read, Seek};

use encoding_rs::Encoding;

use super::text::Decoding;
use super::xlsx::RawRow;

/// A CSV file being read.
pub(super) struct CsvRows<S: Read> {
    reader: csv::Reader<Decoding<S>>,
    record: csv::StringRecord,
    /// Line ends inside cells so far: lines minus these are rows.
    inner_lines: u64,
}

impl<S: Read + Seek> CsvRows<S> {
    /// Opens `source`, whose encoding is known.
    pub fn open(mut source: S, encoding: &'static Encoding) -> io::Result<Self> {
        source.seek(io::SeekFrom::Start(0))?;
        let delimiter = delimiter(Decoding::new(&mut source, encoding))?;
        source.seek(io::SeekFrom::Start(0))?;
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .terminator(csv::Terminator::Any(b'\n'))
            .from_reader(Decoding::new(source, encoding));
        Ok(Self { reader, record: csv::StringRecord::new(), inner_lines: 0 })
    }

    /// The next row that is not blank.
    pub fn next_row(&mut self) -> io::Result<Option<RawRow>> {
        if !self.reader.read_record(&mut self.record).map_err(io::Error::other)? {
            return Ok(None);
        }
        let line = self.reader.position().line();
        self.inner_lines += self.record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        let number = line.saturating_sub(1).saturating_sub(self.inner_lines);
        Ok(Some(RawRow { number, cells: self.record.iter().map(str::to_owned).collect(), problems: Vec::new() }))
    }
}

/// Comma, semicolon or tab: what the first row has most of outside quotation marks, or what `sep=` says.
fn delimiter(text: impl Read) -> io::Result<u8> {
    let mut counts = [(b';', 0_u32), (b'\t', 0), (b',', 0)];
    let mut quoted = false;
    let mut line = Vec::new();
    for byte in BufReader::new(text).bytes() {
        let byte = byte?;
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted && line.iter().any(|b: &u8| !b.is_ascii_whitespace()) => break,
            b'\n' if !quoted => line.clear(),
            _ => {}
        }
        if !quoted && let Some((_, count)) = counts.iter_mut().find(|(own, _)| *own == byte) {
            *count += 1;
        }
        line.push(byte);
    }
    if let [b's', b'e', b'p', b'=', separator @ (b';' | b'\t' | b',')] = line.as_slice() {
        return Ok(*separator);
    }
    let most = counts.iter().max_by_key(|(_, count)| *count).filter(|(_, count)| *count > 0);
    Ok(most.map_or(b',', |(delimiter, _)| *delimiter))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn check(text: &str, expected: &[(u64, &[&str])]) {
        let mut rows = CsvRows::open(Cursor::new(text.as_bytes().to_vec()), encoding_rs::UTF_8).expect("memory");
        let mut read = Vec::new();
        while let Some(row) = rows.next_row().expect("text") {
            read.push((row.number, row.cells));
        }
        let expected: Vec<_> =
            expected.iter().map(|(n, cells)| (*n, cells.iter().map(|c| (*c).to_owned()).collect())).collect();
        assert_eq!(read, expected, "{text:?}");
    }

    #[test]
    fn rows_are_numbered_as_in_a_spreadsheet() {
        check("a,b\n1,2", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        check("a;b\r\n\r\n1;2,5\r\n", &[(1, &["a", "b"]), (3, &["1", "2,5"])]);
        check("a\tb\n\"x\ny\"\t2\n3\t4\n", &[(1, &["a", "b"]), (2, &["x\ny", "2"]), (3, &["3", "4"])]);
        check("\"a,b\";c\n1;2\n", &[(1, &["a,b", "c"]), (2, &["1", "2"])]);
        check("sep=;\na,x;b\n", &[(1, &["sep=", ""]), (2, &["a,x", "b"])]);
    }
}
