//! The Excel form: an empty descriptor with drop-down lists, made from the field tables.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatBorder, Formula, Note,
    Workbook, Worksheet, XlsxError,
};

use super::fields::{DESCRIPTOR, Field, Kind, Need};
use super::layout::{COMPONENT, LISTS, MAIN, RECORD_SHEETS, flat, shown};
use crate::vocabulary::List;

/// Rows that are prepared for each list of tables.
const RECORD_ROWS: u32 = 60;
/// Rows that are prepared for each key that takes several values.
const LIST_ROWS: u32 = 4;
const LAST_KEY_ROW: &str = "more rows of the same key may be added";

/// The form as an Excel workbook with drop-down lists.
///
/// # Panics
///
/// Never on any input: it has none. The workbook is written in memory and within the limits of Excel.
#[must_use]
pub fn xlsx_form() -> Vec<u8> {
    write().expect("the form keeps to the limits of Excel")
}

fn write() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title("Micro-credential descriptor").set_creation_datetime(&created));
    let lists = lists();
    write_main(book.add_worksheet(), &lists)?;
    for layout in RECORD_SHEETS {
        let sheet = book.add_worksheet();
        sheet.set_name(layout.name)?;
        let mut columns = flat(layout.fields());
        if layout.inside.is_some() {
            write_head(sheet, 0, COMPONENT, "Id of the component, as in the sheet Components (required)")?;
        }
        let shift = u16::from(layout.inside.is_some());
        for ((path, field), column) in columns.drain(..).zip(shift..) {
            write_head(sheet, column, &path, &explained(&path, field))?;
            sheet.set_column_format(column, &cell_format(field))?;
            validate(sheet, 1, column, RECORD_ROWS, field, &lists)?;
        }
        sheet.set_freeze_panes(1, 0)?;
    }
    write_lists(book.add_worksheet(), &lists)?;
    book.save_to_buffer()
}

/// The lists that fields of the descriptor draw on, in order of their names.
fn lists() -> Vec<List> {
    let mut found = Vec::new();
    let mut open: Vec<&Field> = DESCRIPTOR.iter().collect();
    while let Some(field) = open.pop() {
        open.extend(field.below().into_iter().flatten());
        match field.kind {
            Kind::Concept(list) | Kind::List(&Kind::Concept(list)) => found.push(list),
            _ => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// A row for each key; keys that take several values have several rows.
fn write_main(sheet: &mut Worksheet, lists: &[List]) -> Result<(), XlsxError> {
    sheet.set_name(MAIN)?;
    let notes = [
        ("key", "Do not change this column."),
        ("what it is", "Not read."),
        (
            "value",
            "Texts are in the language of the row `language`. For another language add a column, headed es, fr, …",
        ),
    ];
    for (column, (name, note)) in (0..).zip(notes) {
        write_head(sheet, column, name, note)?;
    }
    sheet.set_column_width(0, 32)?.set_column_width(1, 70)?.set_column_width(2, 60)?;
    let mut row = 1;
    for (path, field) in flat(DESCRIPTOR) {
        let rows = if matches!(field.kind, Kind::List(_)) { LIST_ROWS } else { 1 };
        validate(sheet, row, 2, rows, field, lists)?;
        for at in 0..rows {
            let more = if rows > 1 && at + 1 == rows { format!("; {LAST_KEY_ROW}") } else { String::new() };
            sheet.write_string(row, 0, &path)?;
            sheet.write_string(row, 1, format!("{}{more}", explained(&path, field)))?;
            sheet.write_blank(row, 2, &cell_format(field))?;
            row += 1;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn write_lists(sheet: &mut Worksheet, lists: &[List]) -> Result<(), XlsxError> {
    sheet.set_name(LISTS)?;
    for (column, list) in (0..).zip(lists) {
        write_head(sheet, column, list.name(), "Entries of a controlled list; not read")?;
        for (row, concept) in (1..).zip(list.entries()) {
            sheet.write_string(row, column, shown(*list, concept))?;
        }
    }
    Ok(())
}

fn write_head(sheet: &mut Worksheet, column: u16, name: &str, note: &str) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    sheet.write_string_with_format(0, column, name, &bold)?;
    sheet.insert_note(0, column, &Note::new(note).set_author("elmseal"))?;
    sheet.set_column_width(column, 28)?;
    Ok(())
}

fn explained(path: &str, field: &Field) -> String {
    let required = match field.need {
        Need::Required if !path.contains('.') => " (required)",
        _ => "",
    };
    format!("{}{required}", field.doc)
}

/// Numbers and dates are typed as such; all else is text, so that `0111` keeps its zero.
fn cell_format(field: &Field) -> Format {
    match field.kind {
        Kind::Date => Format::new().set_num_format("yyyy-mm-dd"),
        Kind::Whole(..) | Kind::Decimal => Format::new(),
        _ => Format::new().set_num_format("@").set_text_wrap(),
    }
}

/// A drop-down list for the cells of a field, where its values are of a list.
fn validate(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    rows: u32,
    field: &Field,
    lists: &[List],
) -> Result<(), XlsxError> {
    let validation = match field.kind {
        Kind::Bool => DataValidation::new().allow_list_strings(&["true", "false"])?,
        Kind::Choice(words) | Kind::List(&Kind::Choice(words)) => DataValidation::new().allow_list_strings(words)?,
        Kind::Concept(list) | Kind::List(&Kind::Concept(list)) => {
            let at = lists.iter().position(|other| *other == list).expect("the sheet has every list");
            let letter = char::from(b'A' + u8::try_from(at).expect("fewer than 26 lists"));
            let range = format!("={LISTS}!${letter}$2:${letter}${}", list.entries().len() + 1);
            DataValidation::new().allow_list_formula(Formula::new(range))
        }
        _ => return Ok(()),
    };
    let validation = validation
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title("Not on the list")?
        .set_error_message("The value is not on the list. A code or IRI of the list may be written, too.")?;
    sheet.add_data_validation(row, column, row + rows - 1, column, &validation)?;
    Ok(())
}
