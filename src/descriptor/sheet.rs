//! The filled Excel form to the tree, each value with its cell.
//!
//! Formulas and merged cells are refused: what they show depends on who opens the file. Cells are read as a stream, so
//! that a far cell costs nothing, and parts are unpacked within a bound first.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::sync::Arc;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};

use super::fields::{DESCRIPTOR, Field, Kind};
use super::layout::{CODE_MARK, COMPONENT, LISTS, MAIN, RECORD_SHEETS, RecordSheet, field_of};
use super::tree::{At, Entry, Node, Value};
use super::values::shorten;
use crate::limits;
use crate::model::fault::Faults;
use crate::model::text::Language;

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// A cell that has something: row and column from 0.
struct Cell {
    row: u32,
    column: u32,
    value: Value,
}

struct Sheet {
    name: Arc<str>,
    cells: Vec<Cell>,
}

/// What a form gives: the tree, the empty cells of keys, the faults of the workbook.
type Parsed = (Option<Node>, BTreeMap<String, At>, Faults);

/// Reads the form; what can be read comes even if there are faults, so that all of them are found at once.
pub(super) fn parse(file: &str, bytes: &[u8]) -> Parsed {
    let (mut blanks, none) = (BTreeMap::new(), BTreeMap::new());
    let mut faults = Faults::new();
    let whole = At::File.place(file);
    if bytes.len() > limits::DESCRIPTOR_BYTES_MAX {
        let what = format!("the file has {} bytes, at most {} are read", bytes.len(), limits::DESCRIPTOR_BYTES_MAX);
        faults.fault("too-long", whole, what, "remove pictures and sheets that are not part of the form");
        return (None, none, faults);
    }
    let sheets = match unpack(bytes).and_then(|()| open(file, bytes, &mut faults)) {
        Ok(sheets) => sheets,
        Err(reason) => {
            let fix = "open it in a spreadsheet and save it as an Excel workbook (.xlsx)";
            faults.fault("not-a-workbook", whole, format!("the file cannot be read as a workbook: {reason}"), fix);
            return (None, none, faults);
        }
    };
    let Some(main) = sheets.iter().find(|sheet| sheet.name.eq_ignore_ascii_case(MAIN)) else {
        let fix = "fill in the form that `elmseal descriptor new --xlsx` writes";
        faults.fault("sheet-missing", whole, format!("there is no sheet named {MAIN}"), fix);
        return (None, none, faults);
    };
    let language = main_language(main);
    let mut root = Vec::new();
    read_main(file, main, &language, &mut root, &mut blanks, &mut faults);
    for layout in RECORD_SHEETS {
        if let Some(sheet) = sheets.iter().find(|sheet| sheet.name.eq_ignore_ascii_case(layout.name)) {
            read_records(file, sheet, layout, &language, &mut root, &mut faults);
        }
    }
    (Some(Node { at: At::File, value: Value::Table(root) }), blanks, faults)
}

/// Unpacks every part once, counting, so that a bomb is refused before it is held in memory.
fn unpack(bytes: &[u8]) -> Result<(), String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut left = limits::FORM_UNPACKED_BYTES_MAX;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| error.to_string())?;
        let count = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|error| error.to_string())?;
        left = left.checked_sub(count).ok_or_else(|| "its parts are too large".to_owned())?;
    }
    Ok(())
}

fn open(file: &str, bytes: &[u8], faults: &mut Faults) -> Result<Vec<Sheet>, String> {
    let reason = |error: XlsxError| error.to_string();
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(reason)?;
    let mut sheets = Vec::new();
    let mut budget = limits::DESCRIPTOR_VALUES_MAX;
    for sheet in book.sheets_metadata().to_vec() {
        let known = sheet.name.eq_ignore_ascii_case(MAIN)
            || RECORD_SHEETS.iter().any(|layout| sheet.name.eq_ignore_ascii_case(layout.name));
        let hidden = sheet.visible != SheetVisible::Visible || sheet.typ != SheetType::WorkSheet;
        if !known && (hidden || sheet.name.eq_ignore_ascii_case(LISTS)) {
            continue;
        }
        let name: Arc<str> = sheet.name.as_str().into();
        if !known {
            let place = At::Cell { sheet: name, cell: "A1".into() }.place(file);
            let names: Vec<_> = RECORD_SHEETS.iter().map(|layout| layout.name).collect();
            let what = format!("the sheet {} is not part of the form", shorten(&sheet.name));
            faults.fault("unknown-sheet", place, what, format!("remove it; the form has {MAIN}, {}", names.join(", ")));
            continue;
        }
        for area in book.merge_cells_by_sheet_name(&sheet.name).map_err(reason)? {
            let place = at(&name, area.start.0, area.start.1).place(file);
            faults.fault("merged-cells", place, "cells are merged here", "unmerge them: one cell, one value");
        }
        let cells = cells(&mut book, file, &name, &mut budget, faults).map_err(reason)?;
        sheets.push(Sheet { name, cells });
    }
    match budget {
        0 => Err(format!("it has more than {} cells", limits::DESCRIPTOR_VALUES_MAX)),
        _ => Ok(sheets),
    }
}

fn cells(
    book: &mut Book<'_>,
    file: &str,
    sheet: &Arc<str>,
    budget: &mut usize,
    faults: &mut Faults,
) -> Result<Vec<Cell>, XlsxError> {
    let mut found = Vec::new();
    let mut reader = book.worksheet_cells_reader(sheet)?;
    while let Some(cell) = reader.next_cell_with_formula_metadata()? {
        let (row, column) = cell.pos;
        let place = || at(sheet, row, column).place(file);
        if cell.formula.is_some() {
            let what = "the cell has a formula, whose value depends on who opens the file";
            faults.fault("formula", place(), what, "write the value itself");
        }
        if let DataRef::Error(error) = &cell.value {
            faults.fault("cell-error", place(), format!("the cell shows the error {error}"), "write the value itself");
        }
        if let Some(value) = value(&cell.value) {
            *budget = budget.saturating_sub(1);
            if *budget == 0 {
                break;
            }
            found.push(Cell { row, column, value });
        }
    }
    Ok(found)
}

fn value(cell: &DataRef<'_>) -> Option<Value> {
    let text = |text: &str| (!text.trim().is_empty()).then(|| Value::Text(text.trim().to_owned()));
    match cell {
        DataRef::Empty | DataRef::Error(_) => None,
        DataRef::String(found) | DataRef::DurationIso(found) => text(found),
        DataRef::DateTimeIso(found) => text(found.strip_suffix("T00:00:00").unwrap_or(found)),
        DataRef::SharedString(found) => text(found),
        DataRef::Bool(found) => Some(Value::Bool(*found)),
        DataRef::Int(found) => Some(Value::Scalar(found.to_string())),
        DataRef::Float(found) => Some(Value::Scalar(found.to_string())),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            Some(Value::Scalar(format!("{year:04}-{month:02}-{day:02}")))
        }
        DataRef::DateTime(at) => Some(Value::Scalar(at.as_f64().to_string())),
    }
}

/// A cell with its language and place.
type Tagged<'a> = (String, At, &'a Cell);

/// The cells of one row with their header, which is a key or a language.
struct Headed<'a> {
    header: String,
    cell: &'a Cell,
}

/// The rows below the header, each cell under its header; a cell without header is a fault.
fn rows<'a>(file: &str, sheet: &'a Sheet, faults: &mut Faults) -> Vec<(u32, Vec<Headed<'a>>)> {
    let Some(first) = sheet.cells.iter().map(|cell| cell.row).min() else { return Vec::new() };
    let header = |column: u32| {
        let cell = sheet.cells.iter().find(|cell| cell.row == first && cell.column == column)?;
        match &cell.value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    };
    let mut headers = std::collections::HashMap::new();
    let mut rows: Vec<(u32, Vec<Headed<'a>>)> = Vec::new();
    for cell in sheet.cells.iter().filter(|cell| cell.row > first) {
        let header: &Option<String> = headers.entry(cell.column).or_insert_with(|| header(cell.column));
        let Some(header) = header.clone() else {
            let place = at(&sheet.name, cell.row, cell.column).place(file);
            faults.fault(
                "no-header",
                place,
                "the cell stands in a column without a key",
                "remove it, or name the column",
            );
            continue;
        };
        match rows.last_mut() {
            Some((row, cells)) if *row == cell.row => cells.push(Headed { header, cell }),
            _ => rows.push((cell.row, vec![Headed { header, cell }])),
        }
    }
    rows
}

/// The language that the value column is in.
fn main_language(sheet: &Sheet) -> String {
    let row =
        sheet.cells.iter().find(|cell| cell.column == 0 && matches!(&cell.value, Value::Text(t) if t == "language"));
    let tag = row.and_then(|key| {
        let value =
            sheet.cells.iter().filter(|cell| cell.row == key.row && cell.column > 1).min_by_key(|c| c.column)?;
        match &value.value {
            Value::Text(text) => Language::parse(text).ok(),
            _ => None,
        }
    });
    tag.map_or_else(|| "en".to_owned(), |tag| tag.as_str().to_owned())
}

/// Columns `key`, `what it is`, `value`, and one for each further language.
fn read_main(
    file: &str,
    sheet: &Sheet,
    language: &str,
    root: &mut Vec<Entry>,
    blanks: &mut BTreeMap<String, At>,
    faults: &mut Faults,
) {
    for (row, cells) in rows(file, sheet, faults) {
        let mut key = None;
        let mut texts = Vec::new();
        for Headed { header, cell } in &cells {
            let here = at(&sheet.name, row, cell.column);
            match header.to_ascii_lowercase().as_str() {
                "key" => key = Some((cell, here)),
                "what it is" => {}
                "value" => texts.push((language.to_owned(), here, *cell)),
                tag if Language::parse(tag).is_ok() => texts.push((tag.to_owned(), here, *cell)),
                other => {
                    let what =
                        format!("the column {} is none of key, what it is, value, or a language", shorten(other));
                    faults.fault("unknown-column", here.place(file), what, "name it by its language, such as es");
                }
            }
        }
        if texts.is_empty() {
            if let Some((Cell { value: Value::Text(key), column, .. }, _)) = key {
                // A table that is missing as a whole is reported at its first key.
                let dots = key.match_indices('.').map(|(at, _)| at).chain([key.len()]);
                for end in dots {
                    blanks.entry(key[..end].to_owned()).or_insert_with(|| at(&sheet.name, row, column + 2));
                }
            }
            continue;
        }
        let Some((Cell { value: Value::Text(key), .. }, key_at)) = key else {
            let place = at(&sheet.name, row, 0).place(file);
            faults.fault("no-key", place, "the row has a value but no key", "write the key in the first column");
            continue;
        };
        let field = field_of(DESCRIPTOR, key);
        if insert(root, key, &key_at, field, localised(texts, field, language)).is_err() {
            let what = format!("`{}` has a value already", shorten(key));
            faults.fault("duplicate-key", key_at.place(file), what, "keep one of the rows");
        }
    }
}

/// A row for each table, a column for each key; `title.es` is the title in another language.
fn read_records(
    file: &str,
    sheet: &Sheet,
    layout: &RecordSheet,
    language: &str,
    root: &mut Vec<Entry>,
    faults: &mut Faults,
) {
    let fields = layout.fields();
    for (row, cells) in rows(file, sheet, faults) {
        let mut table = Vec::new();
        let mut component = None;
        let mut keys: Vec<(String, Vec<Tagged<'_>>)> = Vec::new();
        for Headed { header, cell } in cells {
            let here = at(&sheet.name, row, cell.column);
            if layout.inside.is_some() && header == COMPONENT {
                component = Some((cell, here));
                continue;
            }
            let (key, tag) = match header.rsplit_once('.') {
                Some((key, tag)) if field_of(fields, &header).is_none() && Language::parse(tag).is_ok() => (key, tag),
                _ => (header.as_str(), language),
            };
            match keys.iter_mut().find(|(known, _)| known == key) {
                Some((_, texts)) => texts.push((tag.to_owned(), here, cell)),
                None => keys.push((key.to_owned(), vec![(tag.to_owned(), here, cell)])),
            }
        }
        for (key, texts) in keys {
            let field = field_of(fields, &key);
            let key_at = texts[0].1.clone();
            if insert(&mut table, &key, &key_at, field, localised(texts, field, language)).is_err() {
                let what = format!("`{}` has two columns", shorten(&key));
                faults.fault("duplicate-key", key_at.place(file), what, "keep one of them");
            }
        }
        let node = Node { at: at(&sheet.name, row, 0), value: Value::Table(table) };
        let Some(inside) = layout.inside else {
            push(root, layout.key, node);
            continue;
        };
        let id = component.as_ref().and_then(|(cell, _)| match &cell.value {
            Value::Text(text) | Value::Scalar(text) => Some(text.as_str()),
            _ => None,
        });
        let parent = id.and_then(|id| component_of(root, layout.key, id));
        match parent {
            Some(parent) => push(parent, inside, node),
            None => {
                let here = component.map_or(node.at, |(_, here)| here).place(file);
                let what = format!("`{COMPONENT}` names no component");
                faults.fault("unknown-component", here, what, "write the id of a row of the sheet Components");
            }
        }
    }
}

fn component_of<'a>(root: &'a mut [Entry], key: &str, id: &str) -> Option<&'a mut Vec<Entry>> {
    let entry = root.iter_mut().find(|entry| entry.key == key)?;
    let Value::List(items) = &mut entry.node.value else { return None };
    let found = items.iter_mut().find(|node| node.get("id").and_then(Node::scalar) == Some(id))?;
    match &mut found.value {
        Value::Table(entries) => Some(entries),
        _ => None,
    }
}

/// One value, or texts by language if another language than the main one is there.
fn localised(mut texts: Vec<Tagged<'_>>, field: Option<&Field>, language: &str) -> Vec<Node> {
    let alone = texts.len() == 1 && texts[0].0 == language;
    if alone {
        let (_, here, cell) = texts.remove(0);
        return split(cell, &here, field);
    }
    let here = texts[0].1.clone();
    let entries = texts.into_iter().map(|(key, at, cell)| {
        let node = Node { at: at.clone(), value: cell.value.clone() };
        Entry { key, at, node }
    });
    vec![Node { at: here, value: Value::Table(entries.collect()) }]
}

/// A cell of a list holds one item a line, or items with semicolons between; an entry may show its code first.
fn split(cell: &Cell, here: &At, field: Option<&Field>) -> Vec<Node> {
    let (listed, kind) = match field.map(|field| &field.kind) {
        Some(Kind::List(kind)) => (true, Some(*kind)),
        other => (false, other),
    };
    let code = |text: &str| match kind {
        Some(Kind::Concept(_)) => text.split(CODE_MARK).next().unwrap_or(text).trim().to_owned(),
        _ => text.trim().to_owned(),
    };
    let node = |value| Node { at: here.clone(), value };
    match &cell.value {
        Value::Text(text) if listed => {
            let parts = text.split(['\n', ';']).filter(|part| !part.trim().is_empty());
            parts.map(|part| node(Value::Text(code(part)))).collect()
        }
        Value::Text(text) => vec![node(Value::Text(code(text)))],
        other => vec![node(other.clone())],
    }
}

/// Puts values under a dotted key; the keys of lists may come several times.
fn insert(table: &mut Vec<Entry>, key: &str, at: &At, field: Option<&Field>, values: Vec<Node>) -> Result<(), ()> {
    if let Some((first, rest)) = key.split_once('.') {
        let known = table.iter().position(|entry| entry.key == first);
        let position = known.unwrap_or_else(|| {
            let node = Node { at: at.clone(), value: Value::Table(Vec::new()) };
            table.push(Entry { key: first.to_owned(), at: at.clone(), node });
            table.len() - 1
        });
        return match &mut table[position].node.value {
            Value::Table(below) => insert(below, rest, at, field, values),
            _ => Err(()),
        };
    }
    let listed = field.is_some_and(|field| matches!(field.kind, Kind::List(_)));
    match (listed, table.iter().any(|entry| entry.key == key)) {
        (true, _) => values.into_iter().for_each(|value| push(table, key, value)),
        (false, true) => return Err(()),
        (false, false) => {
            let node = values.into_iter().next().ok_or(())?;
            table.push(Entry { key: key.to_owned(), at: at.clone(), node });
        }
    }
    Ok(())
}

/// Adds an item to the list of a key.
fn push(table: &mut Vec<Entry>, key: &str, item: Node) {
    match table.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node) {
        Some(Node { value: Value::List(items), .. }) => items.push(item),
        // A value that somebody wrote for the key of a list: it stays, and is reported as no table.
        Some(other) => {
            let list = Node { at: other.at.clone(), value: Value::List(Vec::new()) };
            let first = std::mem::replace(other, list);
            other.value = Value::List(vec![first, item]);
        }
        None => {
            let at = item.at.clone();
            let node = Node { at: at.clone(), value: Value::List(vec![item]) };
            table.push(Entry { key: key.to_owned(), at, node });
        }
    }
}

fn at(sheet: &Arc<str>, row: u32, column: u32) -> At {
    let mut letters = Vec::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).expect("a remainder of 26");
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    At::Cell { sheet: sheet.clone(), cell: format!("{letters}{}", u64::from(row) + 1) }
}
