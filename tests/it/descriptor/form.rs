//! The Excel form, filled and read back.

use elmseal::descriptor::examples::{DESCRIPTORS, INGENIUM_FRAMEWORK};
use elmseal::descriptor::{tree, xlsx_form};

use super::{good, listed, read_with};

/// The form, filled as a registrar would: key by key, row by row.
mod workbook {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};
    use elmseal::descriptor::tree::{Node, Value};
    use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

    /// The form's sheets as rows of text, which a test then fills and writes again.
    pub struct Form {
        pub sheets: Vec<(String, Vec<Vec<Cell>>)>,
    }

    #[derive(Clone, Debug, PartialEq)]
    pub enum Cell {
        Blank,
        Text(String),
        Number(f64),
        Bool(bool),
        Date(u16, u8, u8),
        Formula(String),
    }

    impl Form {
        pub fn open(bytes: Vec<u8>) -> Self {
            let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
            let names = book.sheet_names();
            let sheets = names.into_iter().map(|name| {
                let range = book.worksheet_range(&name).expect("a sheet");
                let cell = |cell: &Data| match cell {
                    Data::Empty => Cell::Blank,
                    other => Cell::Text(other.to_string()),
                };
                (name, range.rows().map(|row| row.iter().map(cell).collect()).collect())
            });
            Self { sheets: sheets.collect() }
        }

        pub fn sheet(&mut self, name: &str) -> &mut Vec<Vec<Cell>> {
            &mut self.sheets.iter_mut().find(|(sheet, _)| sheet == name).expect(name).1
        }

        /// Writes a value into the first empty row of its key: the column of values, and those of languages.
        pub fn set(&mut self, key: &str, values: &[(usize, Cell)]) {
            let named = |row: &&mut Vec<Cell>| row[0] == Cell::Text(key.to_owned());
            let empty = |row: &&mut Vec<Cell>| row.get(2).is_none_or(|cell| *cell == Cell::Blank);
            let row = self.sheet("Descriptor").iter_mut().filter(named).find(empty);
            let row = row.unwrap_or_else(|| panic!("the form has a row for {key}"));
            for (column, value) in values {
                row.resize(row.len().max(column + 1), Cell::Blank);
                row[*column] = value.clone();
            }
        }

        /// Adds a row of these columns to a sheet.
        pub fn add(&mut self, sheet: &str, cells: &[(String, Cell)]) {
            let rows = self.sheet(sheet);
            let mut row = vec![Cell::Blank; rows[0].len()];
            for (name, value) in cells {
                let at = rows[0].iter().position(|head| *head == Cell::Text(name.clone()));
                let at = at.unwrap_or_else(|| {
                    rows[0].push(Cell::Text(name.clone()));
                    row.push(Cell::Blank);
                    rows[0].len() - 1
                });
                row[at] = value.clone();
            }
            rows.push(row);
        }

        pub fn write(&self, merge: Option<(u32, u16)>) -> Vec<u8> {
            let mut book = Workbook::new();
            for (name, rows) in &self.sheets {
                let sheet = book.add_worksheet();
                sheet.set_name(name).expect("a name");
                for (row, cells) in (0..).zip(rows) {
                    for (column, cell) in (0..).zip(cells) {
                        write_cell(sheet, row, column, cell);
                    }
                }
                if let Some((row, column)) = merge.filter(|_| name == "Descriptor") {
                    let plain = Format::new();
                    sheet.merge_range(row, column, row + 1, column, "merged", &plain).expect("a range");
                }
            }
            book.save_to_buffer().expect("a workbook")
        }
    }

    fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) {
        match cell {
            Cell::Blank => return,
            Cell::Text(text) => sheet.write_string(row, column, text),
            Cell::Number(number) => sheet.write_number(row, column, *number),
            Cell::Bool(value) => sheet.write_boolean(row, column, *value),
            Cell::Date(year, month, day) => {
                let date = rust_xlsxwriter::ExcelDateTime::from_ymd(*year, *month, *day).expect("a day");
                sheet.write_datetime_with_format(row, column, date, &Format::new().set_num_format("dd/mm/yyyy"))
            }
            Cell::Formula(text) => sheet.write_formula(row, column, Formula::new(text).set_result("6")),
        }
        .expect("a cell");
    }

    /// The value as a person would type it.
    pub fn typed(node: &Node) -> Cell {
        match &node.value {
            Value::Bool(value) => Cell::Bool(*value),
            Value::Scalar(text) => match text.parse() {
                Ok(number) => Cell::Number(number),
                Err(_) => {
                    let parts: Vec<u16> = text.split('-').map(|part| part.parse().expect("a date")).collect();
                    Cell::Date(
                        parts[0],
                        u8::try_from(parts[1]).expect("a month"),
                        u8::try_from(parts[2]).expect("a day"),
                    )
                }
            },
            Value::Text(text) => Cell::Text(text.clone()),
            Value::List(items) => Cell::Text(items.iter().map(skill).collect::<Vec<_>>().join("\n")),
            Value::Table(_) => Cell::Text(skill(node)),
        }
    }

    fn skill(node: &Node) -> String {
        let part = |key: &str| node.get(key).and_then(Node::scalar);
        match (part("iri"), part("label"), part("text")) {
            (Some(iri), Some(label), _) => format!("{label} <{iri}>"),
            (_, _, Some(text)) => format!("text: {text}"),
            _ => node.scalar().expect("a text").to_owned(),
        }
    }
}

use workbook::{Cell, Form, typed};

/// The sheet of a key that holds tables.
fn sheet_of(key: &str) -> Option<&'static str> {
    let sheets = [
        ("outcomes", "Outcomes"),
        ("assessments", "Assessments"),
        ("resources", "Resources"),
        ("partners", "Partners"),
        ("components", "Components"),
        ("rights", "Rights"),
        ("linked_learning", "Linked learning"),
    ];
    sheets.iter().find(|(name, _)| *name == key).map(|(_, sheet)| *sheet)
}

fn is_localised(node: &tree::Node) -> bool {
    let entries = node.entries();
    !entries.is_empty() && entries.iter().all(|entry| entry.key.len() == 2)
}

/// Types a table into columns: nested tables with dots, other languages with the language behind a dot.
fn columns(prefix: &str, node: &tree::Node, cells: &mut Vec<(String, Cell)>) {
    for entry in node.entries() {
        let name = format!("{prefix}{}", entry.key);
        if is_localised(&entry.node) {
            for text in entry.node.entries() {
                let name = if text.key == "en" { name.clone() } else { format!("{name}.{}", text.key) };
                cells.push((name, typed(&text.node)));
            }
        } else if matches!(entry.node.value, tree::Value::Table(_)) {
            columns(&format!("{name}."), &entry.node, cells);
        } else if entry.key != "outcomes" {
            cells.push((name, typed(&entry.node)));
        }
    }
}

fn fill(form: &mut Form, prefix: &str, node: &tree::Node) {
    let languages = ["fi", "fr"];
    for entry in node.entries() {
        let key = format!("{prefix}{}", entry.key);
        if let Some(sheet) = sheet_of(&key) {
            for item in entry.node.items() {
                let mut cells = Vec::new();
                columns("", item, &mut cells);
                form.add(sheet, &cells);
                for outcome in item.get("outcomes").map(tree::Node::items).unwrap_or_default() {
                    let mut cells = vec![("component".to_owned(), typed(item.get("id").expect("an id")))];
                    columns("", outcome, &mut cells);
                    form.add("Component outcomes", &cells);
                }
            }
        } else if matches!(entry.node.value, tree::Value::Table(_)) && !is_localised(&entry.node) {
            fill(form, &format!("{key}."), &entry.node);
        } else {
            for item in entry.node.items() {
                let column = |tag: &str| languages.iter().position(|known| *known == tag).map_or(2, |at| at + 3);
                let values: Vec<_> = match is_localised(item) {
                    true => item.entries().iter().map(|text| (column(&text.key), typed(&text.node))).collect(),
                    false => vec![(2, typed(item))],
                };
                form.set(&key, &values);
            }
        }
    }
}

fn filled(text: &str) -> Form {
    let mut form = Form::open(xlsx_form());
    form.sheet("Descriptor")[0].extend([Cell::Text("fi".into()), Cell::Text("fr".into())]);
    fill(&mut form, "", &tree::parse("d.toml", text.as_bytes()).expect("an example"));
    form
}

#[test]
fn the_filled_form_says_the_same_as_the_file() {
    for example in DESCRIPTORS {
        let bytes = filled(example.text).write(None);
        let (descriptor, faults) = read_with("d.xlsx", &bytes, None);
        assert_eq!(listed(&faults), Vec::<String>::new(), "{}", example.file);
        let expected = format!("{:?}", good(example.file, example.text));
        assert_eq!(format!("{:?}", descriptor.expect("no faults")), expected, "{}", example.file);
    }
}

#[test]
fn faults_of_the_form_name_the_cell() {
    let codes = |form: &Form, merge| {
        let (_, faults) = read_with("d.xlsx", &form.write(merge), None);
        faults.iter().map(|fault| format!("{} {}", fault.place, fault.code)).collect::<Vec<_>>()
    };
    let row_of = |form: &mut Form, key: &str| {
        let rows = form.sheet("Descriptor");
        rows.iter().position(|row| row[0] == Cell::Text(key.into())).expect(key)
    };
    let fresh = || filled(INGENIUM_FRAMEWORK.text);

    let mut form = fresh();
    let row = row_of(&mut form, "eqf_level");
    form.sheet("Descriptor")[row][2] = Cell::Text("Bachelor".into());
    assert_eq!(codes(&form, None), [format!("d.xlsx, sheet Descriptor, cell C{} not-listed", row + 1)]);
    form.sheet("Descriptor")[row][2] = Cell::Text("Level 6".into());
    assert_eq!(codes(&form, None), Vec::<String>::new());
    form.sheet("Descriptor")[row][2] = Cell::Formula("=3+3".into());
    assert_eq!(codes(&form, None), [format!("d.xlsx, sheet Descriptor, cell C{} formula", row + 1)]);

    let mut form = fresh();
    let row = row_of(&mut form, "fields");
    form.sheet("Descriptor")[row][2] = Cell::Text("0188 | Inter-disciplinary programmes".into());
    assert_eq!(codes(&form, None), Vec::<String>::new());
    form.sheet("Descriptor")[row][0] = Cell::Text("feilds".into());
    assert_eq!(codes(&form, None), [format!("d.xlsx, sheet Descriptor, cell A{} unknown-key", row + 1)]);
    form.sheet("Descriptor")[row][0] = Cell::Text("title".into());
    assert_eq!(codes(&form, None), [format!("d.xlsx, sheet Descriptor, cell A{} duplicate-key", row + 1)]);
    form.sheet("Descriptor")[row][0] = Cell::Blank;
    assert_eq!(codes(&form, None), [format!("d.xlsx, sheet Descriptor, cell A{} no-key", row + 1)]);
    form.sheet("Descriptor")[row][0] = Cell::Text("outcomes".into());
    assert_eq!(codes(&form, None), [format!("d.xlsx, sheet Descriptor, cell C{} wrong-type", row + 1)]);

    let mut form = fresh();
    form.sheet("Partners")[1][1] = Cell::Text("leader".into());
    assert_eq!(codes(&form, None), ["d.xlsx, sheet Partners, cell B2 bad-choice"]);
    form.sheet("Partners")[1][1] = Cell::Text("lead".into());
    form.sheets.push(("Notes".into(), vec![vec![Cell::Text("x".into())]]));
    assert_eq!(codes(&form, None), ["d.xlsx, sheet Notes, cell A1 unknown-sheet"]);
    form.sheets.pop();
    form.add(
        "Component outcomes",
        &[("component".into(), Cell::Text("none".into())), ("text".into(), Cell::Text("x".into()))],
    );
    assert_eq!(codes(&form, None), ["d.xlsx, sheet Component outcomes, cell A2 unknown-component"]);

    let merged = codes(&fresh(), Some((100, 5)));
    assert!(merged.contains(&"d.xlsx, sheet Descriptor, cell F101 merged-cells".to_owned()), "{merged:?}");
    let mut form = fresh();
    form.sheets.retain(|(name, _)| name != "Descriptor");
    assert_eq!(codes(&form, None), ["d.xlsx sheet-missing"]);
}

#[test]
fn the_empty_form_is_only_incomplete() {
    let (_, faults) = read_with("d.xlsx", &xlsx_form(), None);
    assert!(faults.iter().all(|fault| fault.code == "missing"), "{:#?}", listed(&faults));
    let first = "d.xlsx, sheet Descriptor, cell C2 [missing] `id` is missing; add it: Short name of the course; \
                 part of an award's identity, never change it";
    assert_eq!(listed(&faults)[0], first);
    let places = |fault: &elmseal::model::fault::Fault| fault.place.to_string();
    assert!(faults.iter().map(places).all(|place| place.starts_with("d.xlsx, sheet Descriptor, cell C")));
    assert_eq!(xlsx_form(), xlsx_form());
}
