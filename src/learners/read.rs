//! Reading a list from its first byte to its last row.

use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::descriptor::types::Descriptor;
use crate::limits::{LEARNER_COLUMNS_MAX, LEARNER_LIST_BYTES_MAX};
use crate::model::fault::{Fault, Faults, Place};

use super::Learner;
use super::columns::{self, Columns};
use super::csv::CsvRows;
use super::mapping::Mapping;
use super::row::Judge;
use super::seen::Seen;
use super::text::{Detected, detect};
use super::xlsx::{self, RawRow, SheetProblem};

/// What a list is read with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The file's name as it was given; its extension says whether it is a workbook.
    pub file_name: &'a str,
    /// The course whose learners they are.
    pub descriptor: &'a Descriptor,
    /// What columns mean where their names do not say it.
    pub mapping: Option<&'a Mapping>,
    /// The institution's time zone, in which dates of the list are days.
    pub time_zone: &'a str,
    /// The day on which the list is read, in that zone.
    pub today: Date,
}

/// What one row is. `Debug` is not derived: a learner's data must not reach a log.
pub enum Row {
    /// Somebody who gets an award.
    Passed {
        /// What the row says of them.
        learner: Box<Learner>,
        /// The row's cells as they were read.
        cells: Vec<String>,
    },
    /// Somebody who gets none, and why.
    NotPassed {
        /// The row, as a spreadsheet counts.
        row: u64,
        /// Why, in words for the registrar.
        why: String,
    },
    /// A row that has to be corrected first.
    Faulty {
        /// The row, as a spreadsheet counts.
        row: u64,
        /// Its cells as they were read, to be written out again.
        cells: Vec<String>,
        /// What is wrong with it.
        faults: Vec<Fault>,
    },
}

/// How many rows there were of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that are awards.
    pub passed: u64,
    /// Rows of people who did not pass, or have no result.
    pub not_passed: u64,
    /// Rows with faults.
    pub faulty: u64,
}

/// What is known of the list after it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The header row.
    pub header: Vec<String>,
    /// Faults and warnings that concern the list as a whole.
    pub faults: Faults,
    /// How many rows there were.
    pub counts: Counts,
}

/// Reads a learner list and hands its rows to `each`, in order, until it breaks off.
///
/// Faults of the list as a whole (encoding, missing columns) are in the [`Reading`]; then no row is handed out.
pub fn read<S: Read + Seek>(
    mut source: S,
    context: &Context<'_>,
    each: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Reading {
    let mut reading = Reading::default();
    let place = || Place::File { file: context.file_name.to_owned() };
    let zone = match TimeZone::get(context.time_zone) {
        Ok(zone) => zone,
        Err(_) => {
            let what = format!("`{}` is not a time zone", context.time_zone);
            reading.faults.fault("unknown-time-zone", place(), what, "write one such as `Europe/Madrid`");
            return reading;
        }
    };
    let size = source.seek(SeekFrom::End(0)).and_then(|size| source.seek(SeekFrom::Start(0)).map(|_| size));
    match size {
        Ok(size) if size <= LEARNER_LIST_BYTES_MAX => {}
        Ok(size) => {
            let what = format!("the list has {size} bytes, at most {LEARNER_LIST_BYTES_MAX} are read");
            reading.faults.fault("list-too-large", place(), what, "split it");
            return reading;
        }
        Err(error) => {
            reading.faults.fault("unreadable", place(), format!("the list cannot be read: {error}"), "check the file");
            return reading;
        }
    }
    let mut state = State { context, zone, reading, judge_of: None, each };
    let name = context.file_name.to_lowercase();
    if name.ends_with(".xlsx") || name.ends_with(".xlsm") || begins_as_zip(&mut source) {
        state.workbook(source);
    } else if name.ends_with(".xls") || name.ends_with(".ods") {
        let what = "this kind of workbook is not read".to_owned();
        state.reading.faults.fault("old-workbook", place(), what, "save it as .xlsx or as CSV in UTF-8");
    } else {
        state.csv(source);
    }
    state.finish()
}

fn begins_as_zip(source: &mut (impl Read + Seek)) -> bool {
    let mut start = [0; 4];
    let read = source.read_exact(&mut start).is_ok();
    source.seek(SeekFrom::Start(0)).is_ok() && read && start == *b"PK\x03\x04"
}

/// The list so far: before its header, or with its columns known.
struct State<'a, 'b> {
    context: &'a Context<'a>,
    zone: TimeZone,
    reading: Reading,
    judge_of: Option<(Columns, Seen)>,
    each: &'b mut dyn FnMut(Row) -> ControlFlow<()>,
}

impl State<'_, '_> {
    fn place(&self) -> Place {
        Place::File { file: self.context.file_name.to_owned() }
    }

    fn fault(&mut self, code: &'static str, what: String, fix: &str) {
        self.reading.faults.fault(code, self.place(), what, fix);
    }

    fn csv<S: Read + Seek>(&mut self, mut source: S) {
        const FIX: &str = "save the list as \"CSV UTF-8\", or name its encoding in a mapping file (`encoding = \"…\"`)";
        let stated = self.context.mapping.and_then(|mapping| mapping.encoding);
        let encoding = match (stated, detect(&mut source)) {
            // A byte order mark is the file's own word, and goes before the mapping's.
            (Some(_), Ok(Detected::Marked(encoding)))
            | (None, Ok(Detected::Marked(encoding) | Detected::Certain(encoding)))
            | (Some(encoding), _) => encoding,
            (None, Ok(Detected::Likely(encoding))) => {
                let what = format!("the list is not UTF-8 and was read as {}", encoding.name());
                self.reading.faults.warning("assumed-encoding", self.place(), what, "look at names with accents");
                encoding
            }
            (None, Ok(Detected::Mixed { line })) => {
                self.fault("mixed-encoding", format!("the list is UTF-8 at first, but line {line} is not"), FIX);
                return;
            }
            (None, Ok(Detected::Unknown { line })) => {
                self.fault("unknown-encoding", format!("line {line} is in an encoding that cannot be told"), FIX);
                return;
            }
            (None, Err(error)) => {
                self.fault("unreadable", format!("the list cannot be read: {error}"), "check the file");
                return;
            }
        };
        let mut rows = match CsvRows::open(source, encoding) {
            Ok(rows) => rows,
            Err(error) => return self.fault("unreadable", error.to_string(), FIX),
        };
        loop {
            match rows.next_row() {
                Ok(Some(row)) if row.cells.iter().all(|cell| cell.trim().is_empty()) => {}
                Ok(Some(row)) => {
                    if !self.row(row) {
                        return;
                    }
                }
                Ok(None) => return,
                Err(error) => {
                    let fix = "save the list as \"CSV UTF-8\"; look for a quotation mark that is not closed";
                    return self.fault("unreadable", error.to_string(), fix);
                }
            }
        }
    }

    fn workbook<S: Read + Seek>(&mut self, source: S) {
        let sheet = self.context.mapping.and_then(|mapping| mapping.sheet.as_deref());
        match xlsx::rows(source, sheet, &mut |row| self.row(row)) {
            Ok(others) if others.is_empty() || sheet.is_some() => {}
            Ok(others) => {
                let what = format!("only the first sheet was read; there are also `{}`", others.join("`, `"));
                let fix = "name the sheet in a mapping file if it is another one (`sheet = \"…\"`)";
                self.reading.faults.warning("other-sheets", self.place(), what, fix);
            }
            Err(SheetProblem::Broken(error)) => {
                self.fault("not-a-workbook", format!("the workbook cannot be read: {error}"), "save it again as .xlsx");
            }
            Err(SheetProblem::NoSheet(name)) => {
                self.fault("no-sheet", format!("the workbook has no sheet `{name}`"), "check the name of the sheet");
            }
            Err(SheetProblem::TooLarge) => {
                self.fault("list-too-large", "the workbook is too large when unpacked".to_owned(), "split it");
            }
        }
    }

    /// Takes one row; returns whether to go on.
    fn row(&mut self, raw: RawRow) -> bool {
        let Some((columns, seen)) = &mut self.judge_of else {
            return self.header(raw);
        };
        let mut judge = Judge {
            file_name: self.context.file_name,
            descriptor: self.context.descriptor,
            columns,
            zone: &self.zone,
            today: self.context.today,
            seen,
        };
        let row = judge.judge(raw);
        match row {
            Row::Passed { .. } => self.reading.counts.passed += 1,
            Row::NotPassed { .. } => self.reading.counts.not_passed += 1,
            Row::Faulty { .. } => self.reading.counts.faulty += 1,
        }
        (self.each)(row).is_continue()
    }

    fn header(&mut self, raw: RawRow) -> bool {
        if let [only] = raw.cells.iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().as_slice()
            && only.to_lowercase().starts_with("sep=")
        {
            return true;
        }
        if raw.cells.len() > LEARNER_COLUMNS_MAX {
            let what = format!("the list has {} columns, at most {LEARNER_COLUMNS_MAX} are read", raw.cells.len());
            self.fault("too-many-columns", what, "remove the columns that say nothing about an award");
            return false;
        }
        let file = self.context.file_name;
        let place = |column| Place::Row { file: file.to_owned(), row: raw.number, column };
        let mut header: Vec<String> = raw.cells.iter().map(|cell| cell.trim().to_owned()).collect();
        while header.last().is_some_and(String::is_empty) {
            header.pop();
        }
        let mut faults = Faults::new();
        let columns = columns::recognise(header, &place, self.context.descriptor, self.context.mapping, &mut faults);
        self.reading.header.clone_from(&columns.header);
        let stop = faults.stop();
        self.reading.faults.extend(faults);
        self.judge_of = Some((columns, Seen::default()));
        !stop
    }

    fn finish(mut self) -> Reading {
        let rows = self.reading.counts.passed + self.reading.counts.not_passed + self.reading.counts.faulty;
        if !self.reading.faults.stop() && rows == 0 {
            self.fault("empty-list", "the list has no rows".to_owned(), "put one learner in each row below the header");
        }
        self.reading
    }
}
