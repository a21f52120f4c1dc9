//! One row: a learner who passed, somebody who did not, or faults.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::descriptor::types::{Assessment, Descriptor};
use crate::limits::LEARNER_VALUE_CHARS_MAX;
use crate::model::fault::{Fault, Place, Severity};
use crate::model::text::{Language, TextError, clean};
use crate::model::time::Timestamp;
use crate::vocabulary::{self, Concept, List};

use super::Learner;
use super::columns::Columns;
use super::names::Column;
use super::read::Row;
use super::seen::Seen;
use super::values::{self, Outcome};
use super::xlsx::RawRow;

/// What rows are judged by.
pub(super) struct Judge<'a> {
    pub file_name: &'a str,
    pub descriptor: &'a Descriptor,
    pub columns: &'a Columns,
    pub zone: &'a jiff::tz::TimeZone,
    pub today: Date,
    /// Keys of learners who passed, with their rows.
    pub seen: &'a mut Seen,
}

impl Judge<'_> {
    /// Judges one row.
    pub fn judge(&mut self, raw: RawRow) -> Row {
        let mut reading = RowReading { judge: self, raw: &raw, faults: Vec::new(), not_passed: None };
        let learner = reading.learner();
        let RowReading { faults, not_passed, .. } = reading;
        match (learner, not_passed) {
            (_, Some(why)) if faults.iter().all(|fault| fault.code == "missing-value") => {
                Row::NotPassed { row: raw.number, why }
            }
            (Some(learner), None) if faults.is_empty() => match self.first_with(&learner) {
                None => Row::Passed { learner: Box::new(learner), cells: raw.cells },
                Some(first) => {
                    let place = self.place(raw.number, &Column::Key);
                    let fault = Fault {
                        severity: Severity::Fault,
                        code: "duplicate-learner",
                        place,
                        what: format!("the key `{}` stands in row {first} already", learner.key),
                        fix: "remove the row, or correct the key if these are two people".to_owned(),
                    };
                    Row::Faulty { row: raw.number, cells: raw.cells, faults: vec![fault] }
                }
            },
            _ => Row::Faulty { row: raw.number, cells: raw.cells, faults },
        }
    }

    fn first_with(&mut self, learner: &Learner) -> Option<u32> {
        self.seen.first(&learner.key, u32::try_from(learner.row).unwrap_or(u32::MAX))
    }

    fn place(&self, row: u64, column: &Column) -> Place {
        let title = self.columns.position(column).and_then(|at| self.columns.title(at));
        Place::Row { file: self.file_name.to_owned(), row, column: title }
    }
}

struct RowReading<'a, 'b> {
    judge: &'a Judge<'b>,
    raw: &'a RawRow,
    faults: Vec<Fault>,
    not_passed: Option<String>,
}

impl RowReading<'_, '_> {
    fn learner(&mut self) -> Option<Learner> {
        self.form();
        let key = self.needed(&Column::Key, "key");
        let given_name = self.needed(&Column::GivenName, "given name");
        let family_name = self.needed(&Column::FamilyName, "family name");
        let full_name = self.text(&Column::FullName);
        let result = self.result();
        let grade = self.overall_grade(result);
        let assessment_grades = self.assessment_grades(result);
        let component_grades = self.component_grades();
        if self.judge.columns.position(&Column::Result).is_some() && self.cell(&Column::Result).is_none() {
            self.not_passed("no result yet".to_owned());
        }
        let learner = Learner {
            row: self.raw.number,
            key: key.unwrap_or_default(),
            given_name: given_name.unwrap_or_default(),
            family_name: family_name.unwrap_or_default(),
            full_name,
            language: self.language(),
            grade,
            assessment_grades,
            component_grades,
            awarded: self.awarded(),
            date_of_birth: self.date_of_birth(),
            national_id: self.national_id(),
            other_identifier: self.text(&Column::OtherIdentifier),
            citizenships: self.citizenships(),
            gender: self.concept(&Column::Gender, List::HumanSex, "unknown-gender"),
            email: self.email(),
            wallet: self.text(&Column::Wallet),
        };
        (self.faults.is_empty() && self.not_passed.is_none()).then_some(learner)
    }

    /// Faults of the row's form: cells beyond the header, cells that the workbook computes.
    fn form(&mut self) {
        let columns = self.judge.columns.header.len();
        if self.raw.cells.iter().skip(columns).any(|cell| !cell.trim().is_empty()) {
            let what = format!("the row has {} values, the header {columns}", self.raw.cells.len());
            self.row_fault("too-many-columns", what, "put values with the delimiter in them in quotation marks");
        }
        for (column, code, what, fix) in &self.raw.problems {
            let title = self.judge.columns.title(*column);
            let place = Place::Row { file: self.judge.file_name.to_owned(), row: self.raw.number, column: title };
            let (what, fix) = (what.clone(), (*fix).to_owned());
            self.faults.push(Fault { severity: Severity::Fault, code, place, what, fix });
        }
    }

    /// The cell as it is, without white space at its ends; `None` when the column is not there or the cell is blank.
    fn cell(&self, column: &Column) -> Option<&str> {
        let at = self.judge.columns.position(column)?;
        let text = self.raw.cells.get(at)?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The text of a cell, if it is one that can be sealed.
    fn text(&mut self, column: &Column) -> Option<String> {
        let text = self.cell(column)?;
        // Nothing of what follows concerns plain letters, digits and signs, which most values are.
        if text.len() <= LEARNER_VALUE_CHARS_MAX && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Some(text.to_owned());
        }
        let text = text.to_owned();
        if text.chars().count() > LEARNER_VALUE_CHARS_MAX {
            let what = format!("the value has {} characters, at most {LEARNER_VALUE_CHARS_MAX}", text.chars().count());
            self.fault("value-too-long", column, what, "shorten it; look for a quotation mark that is not closed");
            return None;
        }
        if values::is_garbled(&text) {
            let what = format!("`{text}` was read in a wrong encoding before it was saved");
            self.fault("garbled-text", column, what, "export the list again as UTF-8, and look at the names");
            return None;
        }
        if text.contains('\n') {
            self.fault("line-break", column, "the value has a line break".to_owned(), "write it on one line");
            return None;
        }
        let invisible =
            |c: &char| matches!(*c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{200b}');
        if let Some(c) = text.chars().find(invisible) {
            let what = format!("the value has the invisible character U+{:04X}", u32::from(c));
            self.fault("control-character", column, what, "type the value anew");
            return None;
        }
        match clean(&text) {
            Ok(text) => Some(text),
            Err(TextError::ControlCharacter { code }) => {
                let what = format!("the value has the control character U+{code:04X}");
                self.fault("control-character", column, what, "type the value anew");
                None
            }
            Err(_) => None,
        }
    }

    fn needed(&mut self, column: &Column, name: &str) -> Option<String> {
        if self.cell(column).is_none() || self.cell(column).is_some_and(values::is_none_mark) {
            let what = format!("the {name} is missing");
            self.fault("missing-value", column, what, "fill it in, or remove the row");
            return None;
        }
        let text = self.text(column)?;
        if matches!(column, Column::GivenName | Column::FamilyName) && values::is_garbled_name(&text) {
            let what = format!("`{text}` has a sign that no name has");
            let fix =
                "look whether the list was read in its encoding (`encoding = \"…\"` in a mapping file), or correct it";
            self.fault("garbled-text", column, what, fix);
            return None;
        }
        Some(text)
    }

    fn result(&mut self) -> Option<Outcome> {
        let text = self.cell(&Column::Result)?.to_owned();
        if values::is_none_mark(&text) {
            self.not_passed("no result yet".to_owned());
            return None;
        }
        let outcome = values::outcome(&text);
        match outcome {
            Some(Outcome::NotPassed) => self.not_passed(format!("result `{text}`")),
            Some(Outcome::Passed) => {}
            None => self.fault(
                "unknown-result",
                &Column::Result,
                format!("`{text}` says neither passed nor not passed"),
                "write `passed` or `failed`",
            ),
        }
        outcome
    }

    fn overall_grade(&mut self, result: Option<Outcome>) -> Option<String> {
        let text = self.text(&Column::Grade).filter(|text| !values::is_none_mark(text));
        let Some(text) = text else {
            if result.is_none() && self.judge.columns.position(&Column::Grade).is_some() {
                self.not_passed("no overall grade".to_owned());
            }
            return None;
        };
        if values::is_failing_grade(&text) {
            match result {
                Some(Outcome::Passed) => {
                    let what = format!("the result says passed, the grade `{text}` says not passed");
                    self.fault("contradicting-grade", &Column::Grade, what, "correct the one that is wrong");
                }
                _ => self.not_passed(format!("overall grade `{text}`")),
            }
            return None;
        }
        // With one assessment and no column for it, the overall grade is that assessment's.
        let assessments = &self.judge.descriptor.assessments;
        if let [only] = assessments.as_slice()
            && self.judge.columns.position(&Column::AssessmentGrade(only.id.clone())).is_none()
        {
            self.threshold(only, &text, &Column::Grade);
        }
        Some(text)
    }

    fn assessment_grades(&mut self, result: Option<Outcome>) -> BTreeMap<String, String> {
        let mut grades = BTreeMap::new();
        for assessment in &self.judge.descriptor.assessments {
            let column = Column::AssessmentGrade(assessment.id.clone());
            if self.judge.columns.position(&column).is_none() {
                continue;
            }
            let grade = self.text(&column);
            match grade.filter(|text| !values::is_none_mark(text)) {
                // Of somebody who passed as a whole it is a grade like the others.
                Some(text) if result.is_none() && values::is_failing_grade(&text) => {
                    self.not_passed(format!("`{}`: `{text}`", assessment.id));
                }
                Some(text) => {
                    let reached = self.threshold(assessment, &text, &column);
                    grades.extend(reached.then(|| (assessment.id.clone(), text)));
                }
                None if result.is_none() && self.faults.is_empty() => {
                    self.not_passed(format!("no result of `{}`", assessment.id));
                }
                None => {}
            }
        }
        grades
    }

    fn component_grades(&mut self) -> BTreeMap<String, Option<String>> {
        let mut grades = BTreeMap::new();
        for component in &self.judge.descriptor.components {
            let column = Column::ComponentGrade(component.id.clone());
            let grade = self.text(&column).filter(|text| !values::is_none_mark(text));
            let Some(text) = grade else {
                if self.judge.columns.position(&column).is_some() {
                    self.not_passed(format!("no result of component `{}`", component.id));
                }
                continue;
            };
            // A bare number is a grade, though `1` and `0` are results elsewhere.
            let outcome = if values::grade_number(&text).is_some() { None } else { values::outcome(&text) };
            match outcome {
                Some(Outcome::NotPassed) => self.not_passed(format!("component `{}`: `{text}`", component.id)),
                Some(Outcome::Passed) => drop(grades.insert(component.id.clone(), None)),
                None => {
                    if self.threshold(&component.assessment, &text, &column) {
                        grades.insert(component.id.clone(), Some(text));
                    }
                }
            }
        }
        grades
    }

    /// Whether `text` reaches the assessment's threshold, if it has one.
    fn threshold(&mut self, assessment: &Assessment, text: &str, column: &Column) -> bool {
        let Some(threshold) = assessment.threshold else { return true };
        match values::grade_number(text) {
            Some(grade) if grade >= threshold => true,
            Some(_) => {
                self.not_passed(format!("`{}`: {text} is below {threshold}", assessment.id));
                false
            }
            None => {
                let what =
                    format!("the grade `{text}` is not a number, but `{}` is passed from {threshold}", assessment.id);
                self.fault("grade-not-a-number", column, what, "write the grade as a number");
                false
            }
        }
    }

    fn language(&mut self) -> Option<Language> {
        let text = self.text(&Column::Language)?;
        match Language::parse(&text) {
            Ok(language) => Some(language),
            Err(_) => {
                let what = format!("`{text}` is not a language tag");
                self.fault("unknown-language", &Column::Language, what, "write a tag such as `en`, `es` or `el`");
                None
            }
        }
    }

    fn awarded(&mut self) -> Option<Timestamp> {
        let text = self.text(&Column::Awarded)?;
        if values::is_none_mark(&text) {
            return None;
        }
        // A time without a zone, as workbooks have it, is the institution's.
        let local = || text.parse::<jiff::civil::DateTime>().ok()?.to_zoned(self.judge.zone.clone()).ok();
        let exact = Timestamp::parse(&text).ok().or_else(|| Some(Timestamp::from_jiff(local()?.timestamp())));
        if let Some(at) = exact
            && text.len() > 10
            && at.to_jiff().to_zoned(self.judge.zone.clone()).date() <= self.judge.today
        {
            return Some(at);
        }
        let day = self.day(&Column::Awarded, &text, 2000)?;
        day.to_zoned(self.judge.zone.clone()).ok().map(|at| Timestamp::from_jiff(at.timestamp()))
    }

    fn date_of_birth(&mut self) -> Option<Date> {
        let text = self.text(&Column::DateOfBirth)?;
        self.day(&Column::DateOfBirth, &text, 1900)
    }

    fn day(&mut self, column: &Column, text: &str, year_min: i16) -> Option<Date> {
        const FIX: &str = "write it as year-month-day, such as 2026-06-30";
        match values::date(text) {
            Ok(day) if day > self.judge.today => {
                self.fault("future-date", column, format!("`{text}` lies in the future"), FIX);
                None
            }
            Ok(day) if day.year() < year_min => {
                self.fault("impossible-date", column, format!("`{text}` lies before {year_min}"), FIX);
                None
            }
            Ok(day) => Some(day),
            Err(why) => {
                self.fault("impossible-date", column, format!("`{text}` {why}"), FIX);
                None
            }
        }
    }

    fn national_id(&mut self) -> Option<(String, &'static Concept)> {
        let country = self.concept(&Column::NationalIdCountry, List::Country, "unknown-country");
        let id = self.text(&Column::NationalId)?;
        match country {
            Some(country) => Some((id, country)),
            None => {
                let seals = crate::descriptor::types::LearnerField::NationalId;
                if self.judge.descriptor.learner_fields.contains(&seals)
                    && self.cell(&Column::NationalIdCountry).is_none()
                {
                    let what = "a national id needs the country that gave it".to_owned();
                    self.fault("missing-country", &Column::NationalId, what, "add a column `national id country`");
                }
                None
            }
        }
    }

    fn citizenships(&mut self) -> Vec<&'static Concept> {
        let Some(text) = self.text(&Column::Citizenship) else { return Vec::new() };
        let mut found = Vec::new();
        for part in text.split([',', ';', '/']).map(str::trim).filter(|part| !part.is_empty()) {
            if let Some(concept) = self.look_up(&Column::Citizenship, List::Country, part, "unknown-country")
                && !found.contains(&concept)
            {
                found.push(concept);
            }
        }
        found
    }

    fn concept(&mut self, column: &Column, list: List, code: &'static str) -> Option<&'static Concept> {
        let text = self.text(column)?;
        if values::is_none_mark(&text) {
            return None;
        }
        self.look_up(column, list, &text, code)
    }

    fn look_up(&mut self, column: &Column, list: List, text: &str, code: &'static str) -> Option<&'static Concept> {
        let letter = match (column, text.to_lowercase().as_str()) {
            (Column::Gender, "m" | "h") => "male",
            (Column::Gender, "f" | "w") => "female",
            _ => text,
        };
        match vocabulary::find(list, letter) {
            Ok(concept) => Some(concept),
            Err(absent) => {
                let what = format!("`{text}` is not on the list {}", list.name());
                self.fault(code, column, what, absent.suggestion());
                None
            }
        }
    }

    fn email(&mut self) -> Option<String> {
        let text = self.text(&Column::Email)?;
        if values::is_email(&text) {
            return Some(text);
        }
        let what = format!("`{text}` is not an e-mail address");
        self.fault("bad-email", &Column::Email, what, "correct it, or leave the cell empty");
        None
    }

    fn not_passed(&mut self, why: String) {
        self.not_passed.get_or_insert(why);
    }

    fn fault(&mut self, code: &'static str, column: &Column, what: String, fix: impl Into<String>) {
        let place = self.judge.place(self.raw.number, column);
        self.faults.push(Fault { severity: Severity::Fault, code, place, what, fix: fix.into() });
    }

    fn row_fault(&mut self, code: &'static str, what: String, fix: &str) {
        let place = Place::Row { file: self.judge.file_name.to_owned(), row: self.raw.number, column: None };
        self.faults.push(Fault { severity: Severity::Fault, code, place, what, fix: fix.to_owned() });
    }
}
