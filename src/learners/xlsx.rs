//! Rows of an Excel sheet, cell by cell; formulas, errors and merged cells are problems of their row.

use std::io::{Read, Seek};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::limits::{self, LEARNER_COLUMNS_MAX, WORKBOOK_PART_BYTES_MAX};

/// A row before anything is known about its columns.
#[derive(Debug)]
pub(super) struct RawRow {
    /// As the spreadsheet numbers it.
    pub number: u64,
    /// The cells as text; dates in ISO form.
    pub cells: Vec<String>,
    /// Cells that cannot be taken as they are: column from 0, code, what, fix.
    pub problems: Vec<(usize, &'static str, String, &'static str)>,
}

/// Why a workbook cannot be read at all.
pub(super) enum SheetProblem {
    /// Not a workbook, or a broken one.
    Broken(String),
    /// No sheet of that name, or none that is visible.
    NoSheet(String),
    /// A part is longer than the bound when it is unpacked.
    TooLarge,
}

/// Hands the rows of the sheet `name`, or of the first visible one, to `each` until it says stop.
///
/// Returns the visible sheets that were not read.
pub(super) fn rows<S: Read + Seek>(
    mut source: S,
    name: Option<&str>,
    each: &mut dyn FnMut(RawRow) -> bool,
) -> Result<Vec<String>, SheetProblem> {
    check_size(&mut source)?;
    let mut book: Xlsx<&mut S> = Xlsx::new(&mut source).map_err(broken)?;
    let visible =
        |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    let mut sheets: Vec<String> =
        book.sheets_metadata().iter().filter(visible).map(|sheet| sheet.name.clone()).collect();
    let position = match name {
        Some(name) => sheets.iter().position(|sheet| sheet == name),
        None => (!sheets.is_empty()).then_some(0),
    };
    let Some(position) = position else {
        return Err(SheetProblem::NoSheet(name.unwrap_or("(any visible)").to_owned()));
    };
    let sheet = sheets.remove(position);
    let merged = book.merge_cells_by_sheet_name(&sheet).map_err(broken)?;
    if merged.len() > limits::MERGED_AREAS_MAX {
        return Err(SheetProblem::TooLarge);
    }

    drop(book);
    let hidden = super::hidden::rows(&mut source, &sheet).ok_or(SheetProblem::TooLarge)?;
    let mut book: Xlsx<&mut S> = Xlsx::new(&mut source).map_err(broken)?;
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(broken)?;
    let mut current: Option<RawRow> = None;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(broken)? {
        let (row, column) = (u64::from(cell.pos.0) + 1, cell.pos.1 as usize);
        if column >= LEARNER_COLUMNS_MAX && matches!(cell.value, DataRef::Empty) {
            continue;
        }
        if column > 2 * LEARNER_COLUMNS_MAX {
            return Err(SheetProblem::TooLarge);
        }
        if current.as_ref().is_some_and(|current| current.number != row) {
            let done = current.take().expect("checked to be some");
            if !is_blank(&done) && !each(done) {
                return Ok(sheets);
            }
        }
        let target = current.get_or_insert_with(|| {
            let mut fresh = RawRow { number: row, cells: Vec::new(), problems: Vec::new() };
            if let Some(area) = merged.iter().find(|area| (area.start.0..=area.end.0).contains(&cell.pos.0)) {
                let what = "the row has merged cells".to_owned();
                fresh.problems.push((area.start.1 as usize, "merged-cells", what, "unmerge them: one cell, one value"));
            }
            if hidden.contains(&row) {
                let what = "the row is hidden, so nobody who looks at the sheet sees it".to_owned();
                fresh.problems.push((0, "hidden-row", what, "show all rows (clear the filter), or delete it"));
            }
            fresh
        });
        while target.cells.len() <= column {
            target.cells.push(String::new());
        }
        if cell.formula.is_some() {
            let what = "the cell has a formula, whose value depends on who opens the file".to_owned();
            target.problems.push((column, "formula", what, "copy the column and paste it as values"));
        }
        target.cells[column] = text(&cell.value, column, &mut target.problems);
    }
    if let Some(last) = current.filter(|row| !is_blank(row)) {
        each(last);
    }
    Ok(sheets)
}

fn is_blank(row: &RawRow) -> bool {
    row.cells.iter().all(|cell| cell.trim().is_empty())
        && row.problems.iter().all(|(_, code, ..)| matches!(*code, "hidden-row" | "merged-cells"))
}

fn text(value: &DataRef<'_>, column: usize, problems: &mut Vec<(usize, &'static str, String, &'static str)>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => {
            if value.abs() > limits::CELL_NUMBER_MAX {
                let what = "the number is longer than the 15 digits that a workbook keeps of a number".to_owned();
                problems.push((column, "digits-lost", what, "format the column as text, and write the number again"));
            }
            number(*value)
        }
        DataRef::DateTime(at) if at.is_datetime() && at.as_f64() >= 1.0 => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
            }
        }
        DataRef::DateTime(at) => number(at.as_f64()),
        DataRef::Error(error) => {
            problems.push((
                column,
                "cell-error",
                format!("the cell shows the error {error}"),
                "write the value itself",
            ));
            String::new()
        }
    }
}

/// A number as a person wrote it: `12345`, not `12345.0`; `7.5`, not `7.5000000001`.
fn number(value: f64) -> String {
    format!("{value}")
}

fn broken(error: XlsxError) -> SheetProblem {
    SheetProblem::Broken(error.to_string())
}

/// Unpacks every part once, counting, so that a bomb is refused before it is held in memory.
fn check_size<S: Read + Seek>(source: &mut S) -> Result<(), SheetProblem> {
    let mut archive = zip::ZipArchive::new(&mut *source).map_err(|error| SheetProblem::Broken(error.to_string()))?;
    let mut left = WORKBOOK_PART_BYTES_MAX;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| SheetProblem::Broken(error.to_string()))?;
        let name = part.name().map_err(|error| SheetProblem::Broken(error.to_string()))?.into_owned();
        let is_text = name.ends_with(".xml") || name.ends_with(".rels");
        let held_in_memory = name.ends_with("sharedStrings.xml") || name.ends_with("styles.xml");
        let bound = if held_in_memory { left.min(WORKBOOK_PART_BYTES_MAX / 8) } else { left };
        if is_text {
            let count = std::io::copy(&mut part.take(bound + 1), &mut std::io::sink())
                .map_err(|error| SheetProblem::Broken(error.to_string()))?;
            if count > bound {
                return Err(SheetProblem::TooLarge);
            }
            left -= count;
        }
    }
    Ok(())
}
