//! The learner list: forms that registrars have, faults that they make, and how a long list behaves.
#![expect(clippy::disallowed_methods, reason = "tests read and write files and the environment")]

use std::io::Cursor;
use std::ops::ControlFlow;

use elmseal::descriptor::types::{Assessment, Component, CredentialType, Descriptor, LearnerField, Workload};
use elmseal::learners::{Context, Learner, Mapping, Reading, Row, read};
use elmseal::model::fault::Severity;
use elmseal::model::text::{Language, LocalisedText};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

const HEADER: &str = "Student number,Given name,Family name";

fn text(words: &str) -> LocalisedText {
    LocalisedText::new(Language::parse("en").expect("a tag"), words).expect("a text")
}

fn assessment(id: &str, title: &str, threshold: Option<f64>) -> Assessment {
    Assessment {
        id: id.into(),
        title: text(title),
        description: None,
        kind: None,
        weight: None,
        pass_label: Some(text("Passed")),
        threshold,
    }
}

fn component(id: &str) -> Component {
    Component {
        id: id.into(),
        title: text(id),
        description: None,
        institution: "uniovi".into(),
        eqf_level: None,
        workload: Workload { ects: Some("1".into()), hours: 25, contact_hours: None },
        mode: None,
        outcomes: Vec::new(),
        assessment: assessment(id, id, Some(5.0)),
    }
}

fn course(assessments: Vec<Assessment>, components: Vec<Component>) -> Descriptor {
    Descriptor {
        credential_type: CredentialType::NoEcts,
        workload: Workload { ects: None, hours: 25, contact_hours: None },
        assessments,
        learner_fields: vec![LearnerField::NationalId],
        components,
        ..crate::support::course::course()
    }
}

/// What a list came to: learners, who did not pass, faults with their rows; a line each.
struct Outcomes {
    learners: Vec<Learner>,
    lines: Vec<String>,
    reading: Reading,
}

fn read_as(file_name: &str, bytes: &[u8], course: &Descriptor, mapping: Option<&Mapping>) -> Outcomes {
    let today = jiff::civil::date(2026, 7, 1);
    let context = Context { file_name, descriptor: course, mapping, time_zone: "Europe/Madrid", today };
    let (mut learners, mut lines) = (Vec::new(), Vec::new());
    let reading = read(Cursor::new(bytes), &context, &mut |row| {
        match row {
            Row::Passed { learner, .. } => {
                lines.push(format!("{} {} {} {}", learner.row, learner.key, learner.given_name, learner.family_name));
                learners.push(*learner);
            }
            Row::NotPassed { row, why } => lines.push(format!("{row} not passed: {why}")),
            Row::Faulty { faults, .. } => {
                lines.extend(faults.iter().map(|fault| format!("{}: {}: {}", fault.place, fault.code, fault.what)));
            }
        }
        ControlFlow::Continue(())
    });
    lines.extend(
        reading.faults.iter().filter(|f| f.severity == Severity::Fault).map(|f| format!("{}: {}", f.place, f.code)),
    );
    Outcomes { learners, lines, reading }
}

fn check(list: impl AsRef<[u8]>, expected: &[&str]) {
    let plain = course(vec![assessment("quiz", "Final quiz", None)], Vec::new());
    assert_eq!(read_as("l.csv", list.as_ref(), &plain, None).lines, expected);
}

#[test]
fn delimiters_encodings_and_blank_rows_are_handled() {
    let expected = ["3 7 José Núñez"];
    check(format!("{HEADER}\n\n7,José,Núñez\n"), &expected);
    check("\u{feff}Matrikelnummer;Vorname;Nachname\r\n\r\n7;José;Núñez\r\n", &expected);
    check("ID number\tPrénom\tNom\n\n7\tJosé\tNúñez", &expected);
    check(b"Key,First name,Surname\n,,\n7,Jos\xe9,N\xfa\xf1ez\n", &expected);
    let wide: Vec<u8> =
        "\u{feff}Key,Nombre,Apellidos\n\n7,José,Núñez\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    check(wide, &expected);
    check("Key,Όνομα,Επώνυμο\n\n7,José,Núñez\n", &expected);
}

#[test]
fn wrong_encodings_are_named_and_never_replaced_in_silence() {
    check(b"Key,First name,Surname\n7,\xc3\xe9\xfe\xf1\xe3\xef\xf2,\xd0\xe1\xf0\n", &["l.csv: unknown-encoding"]);
    check([format!("{HEADER}\n1,Zoë,Ok\n").as_bytes(), b"2,Jos\xe9,X\n"].concat(), &["l.csv: mixed-encoding"]);
    check(
        format!("{HEADER}\n7,JosÃ©,X\n8,Ren\u{fffd},Y\n"),
        &[
            "l.csv, row 2, column \"Given name\": garbled-text: `JosÃ©` was read in a wrong encoding before it was saved",
            "l.csv, row 3, column \"Given name\": garbled-text: `Ren\u{fffd}` was read in a wrong encoding before it was saved",
        ],
    );
    check(
        b"Key,First name,Surname\n7,\xaatefan,Pop\n8,M\xaa Jos\xe9,Ruiz\n",
        &[
            "l.csv, row 2, column \"First name\": garbled-text: `\u{aa}tefan` has a sign that no name has",
            "3 8 M\u{aa} José Ruiz",
        ],
    );
    let (mapping, faults) = Mapping::read("m.toml", "encoding = \"windows-1253\"\n");
    assert!(faults.is_empty());
    let plain = course(Vec::new(), Vec::new());
    let greek =
        read_as("l.csv", b"Key,First name,Surname\n7,\xc3\xe9\xfe\xf1\xe3\xef\xf2,X\n", &plain, mapping.as_ref());
    assert_eq!(greek.lines, ["2 7 Γιώργος X"]);
}

#[test]
fn columns_that_are_missing_or_there_twice_are_named() {
    check(
        "Name,Shoe\nAda,7\n",
        &[
            "l.csv, row 1: missing-key-column",
            "l.csv, row 1: missing-given-name-column",
            "l.csv, row 1: missing-family-name-column",
        ],
    );
    check("Key,Given name,First name,Surname\n1,A,B,C\n", &["l.csv, row 1, column \"First name\": ambiguous-column"]);
    check("", &["l.csv: empty-list"]);
    check(HEADER, &["l.csv: empty-list"]);
}

#[test]
fn every_fault_names_row_column_and_value() {
    let header = "Key,Given name,Family name,Result,Awarded,Date of birth,Citizenship,E-mail,DNI";
    check(
        format!(
            "{header}\n\
             1,Ada,Lovelace,passed,30/02/2026,,,,\n\
             2,,Noether,passed,,,,,\n\
             3,Max,Planck,perhaps,,1858-04-23,,,\n\
             4,Lise,Meitner,passed,2027-01-01,,Atlantis,,\n\
             5,Niels,Bohr,passed,,,,niels@bohr,\n\
             6,Marie,Curie,failed,,,,,\n\
             1,Emmy,Twice,passed,,,,,\n\
             7,Emil,Fischer,passed,,,,,X1\n\
             8,A\u{7}a,Bell,passed,,,,,,,,extra\n\
             9,Rosa,\"Parks\nJr\",passed,,,,,\n\
             10,Jocelyn,Burnell,passed,,,,,\n\
             10,Dorothy,Hodgkin,passed,,,,,\n"
        ),
        &[
            "l.csv, row 2, column \"Awarded\": impossible-date: `30/02/2026` is not a day of the calendar",
            "l.csv, row 3, column \"Given name\": missing-value: the given name is missing",
            "l.csv, row 4, column \"Result\": unknown-result: `perhaps` says neither passed nor not passed",
            "l.csv, row 4, column \"Date of birth\": impossible-date: `1858-04-23` lies before 1900",
            "l.csv, row 5, column \"Awarded\": future-date: `2027-01-01` lies in the future",
            "l.csv, row 5, column \"Citizenship\": unknown-country: `Atlantis` is not on the list country",
            "l.csv, row 6, column \"E-mail\": bad-email: `niels@bohr` is not an e-mail address",
            "7 not passed: result `failed`",
            "8 1 Emmy Twice",
            "l.csv, row 9, column \"DNI\": missing-country: a national id needs the country that gave it",
            "l.csv, row 10: too-many-columns: the row has 12 values, the header 9",
            "l.csv, row 10, column \"Given name\": control-character: the value has the control character U+0007",
            "l.csv, row 11, column \"Family name\": line-break: the value has a line break",
            "12 10 Jocelyn Burnell",
            "l.csv, row 13, column \"Key\": duplicate-learner: the key `10` stands in row 12 already",
        ],
    );
}

#[test]
fn a_result_or_grade_that_is_not_there_yet_or_says_failed_is_no_award() {
    let header = "Key,Given name,Family name,Result,Grade";
    check(
        format!("{header}\n1,A,B,passed,8\n2,A,B,,\n3,A,B,,8\n4,A,B,passed,\n5,A,B,passed,Fail\n"),
        &[
            "2 1 A B",
            "3 not passed: no overall grade",
            "4 not passed: no result yet",
            "5 4 A B",
            "l.csv, row 6, column \"Grade\": contradicting-grade: the result says passed, the grade `Fail` says not passed",
        ],
    );
    check(
        "Key,Given name,Family name,Grade\n1,A,B,8\n2,A,B,\n3,A,B,suspenso\n4,A,B,Sobresaliente\n",
        &["2 1 A B", "3 not passed: no overall grade", "4 not passed: overall grade `suspenso`", "5 4 A B"],
    );
    check(
        "Key,Given name,Family name,quiz\n1,A,B,8\n2,A,B,nicht bestanden\n",
        &["2 1 A B", "3 not passed: `quiz`: `nicht bestanden`"],
    );
    check(
        "Key,Given name,Family name,Result,quiz\n1,A,B,passed,Fail\n2,A,B,,Fail\n",
        &["2 1 A B", "3 not passed: `quiz`: `Fail`"],
    );
}

#[test]
fn a_moodle_gradebook_export_is_taken_as_it_is() {
    let course = course(vec![assessment("quiz", "Final quiz", Some(5.0))], Vec::new());
    let bytes =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/moodle-gradebook.csv")).expect("a fixture");
    let outcomes = read_as("moodle-gradebook.csv", &bytes, &course, None);
    assert_eq!(
        outcomes.lines,
        [
            "2 UO100001 Lucía Fernández Álvarez",
            "3 not passed: no overall grade",
            "4 not passed: `quiz`: 3.50 is below 5",
            "5 UO100004 Ελένη Παπαδάκη",
        ]
    );
    assert_eq!(outcomes.learners[0].assessment_grades["quiz"], "8.25");
    assert_eq!(outcomes.learners[0].grade.as_deref(), Some("82.50"));
    assert_eq!(outcomes.learners[0].email.as_deref(), Some("lucia@learners.example"));
    let unused: Vec<_> = outcomes.reading.faults.iter().map(|fault| fault.what.as_str()).collect();
    assert_eq!(unused, ["the column `Assignment: Proposal (Real)` is not used"]);
}

#[test]
fn components_need_a_result_each() {
    let course = course(Vec::new(), vec![component("coast"), component("sea")]);
    let run = |list: &str| read_as("l.csv", list.as_bytes(), &course, None);
    assert_eq!(run("Key,Given name,Family name,coast\n1,A,B,7\n").lines, ["l.csv, row 1: missing-component-column"]);
    let outcomes =
        run("Key,Given name,Family name,coast,component.sea\n1,A,B,7,passed\n2,C,D,8,-\n3,E,F,4,9\n4,G,H,A,9\n");
    assert_eq!(
        outcomes.lines,
        [
            "2 1 A B",
            "3 not passed: no result of component `sea`",
            "4 not passed: `coast`: 4 is below 5",
            "l.csv, row 5, column \"coast\": grade-not-a-number: the grade `A` is not a number, but `coast` is passed from 5",
        ]
    );
    let grades: Vec<_> = outcomes.learners[0].component_grades.iter().collect();
    assert_eq!(grades, [(&"coast".to_owned(), &Some("7".to_owned())), (&"sea".to_owned(), &None)]);
}

fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["Student number", "First name", "Last name", "Date awarded"]) {
        sheet.write(0, column, name).expect("a cell");
    }
    fill(sheet);
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn workbooks_give_dates_and_numbers_and_refuse_formulas_and_merged_cells() {
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let good = workbook(|sheet| {
        sheet.write(2, 0, 100_245).expect("a cell");
        sheet.write(2, 1, "Ana").expect("a cell");
        sheet.write(2, 2, "Ćosić").expect("a cell");
        let date = ExcelDateTime::from_ymd(2026, 6, 30).expect("a day");
        sheet.write_with_format(2, 3, &date, &day).expect("a cell");
    });
    let plain = course(Vec::new(), Vec::new());
    let outcomes = read_as("l.xlsx", &good, &plain, None);
    assert_eq!(outcomes.lines, ["3 100245 Ana Ćosić"]);
    let awarded = outcomes.learners[0].awarded.expect("a day");
    assert_eq!(awarded.to_string(), "2026-06-29T22:00:00Z");

    let bad = workbook(|sheet| {
        sheet.write(1, 0, "1").expect("a cell");
        sheet.write_formula(1, 1, Formula::new("=\"A\"&\"na\"").set_result("Ana")).expect("a cell");
        sheet.write(1, 2, "B").expect("a cell");
        sheet.merge_range(2, 1, 2, 2, "Both names", &Format::new()).expect("a cell");
        sheet.write(2, 0, "2").expect("a cell");
        for (column, text) in (1..).zip(["Leo", "C"]) {
            sheet.write(3, column, text).expect("a cell");
        }
        sheet.write(3, 0, 1_234_567_890_123_456.0).expect("a cell");
    });
    assert_eq!(
        read_as("l.xlsx", &bad, &plain, None).lines,
        [
            "l.xlsx, row 2, column \"First name\": formula: the cell has a formula, whose value depends on who opens the file",
            "l.xlsx, row 3, column \"First name\": merged-cells: the row has merged cells",
            "l.xlsx, row 3, column \"Last name\": missing-value: the family name is missing",
            "l.xlsx, row 4, column \"Student number\": digits-lost: the number is longer than the 15 digits that a workbook keeps of a number",
        ]
    );
    let hidden = workbook(|sheet| {
        for (column, text) in (0..).zip(["1", "Ana", "B"]) {
            sheet.write(1, column, text).expect("a cell");
        }
        sheet.set_row_hidden(1).expect("a row");
        sheet.set_row_hidden(5).expect("a row");
    });
    let seen = "l.xlsx, row 2, column \"Student number\": hidden-row: the row is hidden, so nobody who looks at the sheet sees it";
    assert_eq!(read_as("l.xlsx", &hidden, &plain, None).lines, [seen]);
    assert_eq!(read_as("l.xlsx", &good[..good.len() / 2], &plain, None).lines, ["l.xlsx: not-a-workbook"]);
    assert_eq!(read_as("l.xls", b"\xd0\xcf\x11\xe0", &plain, None).lines, ["l.xls: old-workbook"]);
}

#[test]
fn a_hundred_thousand_rows_pass_in_a_stream() {
    let mut list = String::from("Student number,Given name,Family name,Result\n");
    for number in 0..100_000 {
        list.push_str(&format!("S{number},Given{number},Family,passed\n"));
    }
    let today = jiff::civil::date(2026, 7, 1);
    let plain = course(Vec::new(), Vec::new());
    let context = Context { file_name: "l.csv", descriptor: &plain, mapping: None, time_zone: "Europe/Madrid", today };
    let mut last = 0;
    let reading = read(Cursor::new(list), &context, &mut |row| {
        if let Row::Passed { learner, .. } = row {
            last = learner.row;
        }
        ControlFlow::Continue(())
    });
    assert_eq!((reading.counts.passed, reading.counts.faulty, last), (100_000, 0, 100_001));
}

#[test]
fn thousands_of_faults_are_counted_and_fifty_are_listed() {
    let mut list = String::from("Student number,Given name,Family name,E-mail\n");
    for number in 0..3_000 {
        list.push_str(&format!("S{number},A,B,nowhere\n"));
    }
    let mut summary = elmseal::learners::FaultSummary::default();
    let today = jiff::civil::date(2026, 7, 1);
    let plain = course(Vec::new(), Vec::new());
    let context = Context { file_name: "l.csv", descriptor: &plain, mapping: None, time_zone: "Europe/Madrid", today };
    read(Cursor::new(list), &context, &mut |row| {
        if let Row::Faulty { faults, .. } = row {
            summary.extend(faults);
        }
        ControlFlow::Continue(())
    });
    assert_eq!(summary.listed().len(), elmseal::limits::FAULTS_LISTED_MAX);
    assert_eq!(summary.counts().collect::<Vec<_>>(), [("bad-email", 3_000)]);
}
