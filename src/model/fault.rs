//! What is wrong with input that a person wrote: where, why, and how to mend it.
//!
//! A fault is data, not an `Err`: all faults of a file are reported at once.

use std::fmt;

/// Where in the input a fault lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Place {
    /// A cell of a sheet, such as `Descriptor!B7`.
    Cell {
        /// The file's name as it was given.
        file: String,
        /// The sheet.
        sheet: String,
        /// The cell in A1 notation.
        cell: String,
    },
    /// The file as a whole.
    File {
        /// The file's name as it was given.
        file: String,
    },
    /// A row of a learner list, counted as a spreadsheet does, from 1 with the header.
    Row {
        /// The file's name as it was given.
        file: String,
        /// The row, from 1.
        row: u64,
        /// The column's header, if the fault is in one column.
        column: Option<String>,
    },
    /// A position in a text file.
    Text {
        /// The file's name as it was given.
        file: String,
        /// The line, from 1.
        line: u32,
        /// The column in characters, from 1.
        column: u32,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cell { file, sheet, cell } => write!(f, "{file}, sheet {sheet}, cell {cell}"),
            Self::File { file } => write!(f, "{file}"),
            Self::Row { file, row, column: Some(column) } => {
                write!(f, "{file}, row {row}, column \"{column}\"")
            }
            Self::Row { file, row, column: None } => write!(f, "{file}, row {row}"),
            Self::Text { file, line, column } => write!(f, "{file}:{line}:{column}"),
        }
    }
}

/// Whether a fault stops the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is issued before this is mended.
    Fault,
    /// Worth knowing; does not stop anything.
    Warning,
}

/// One thing that is wrong, with its place and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Whether it stops the batch.
    pub severity: Severity,
    /// A stable code in kebab case, such as `unknown-key`; faults are counted and tested by it.
    pub code: &'static str,
    /// Where it is.
    pub place: Place,
    /// What is wrong, in one sentence without a full stop, naming the field and the value.
    pub what: String,
    /// How to mend it, in one sentence.
    pub fix: String,
}

/// All faults of a piece of input, in the order in which they were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// No faults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a fault that stops the batch.
    pub fn fault(&mut self, code: &'static str, place: Place, what: impl Into<String>, fix: impl Into<String>) {
        self.push(Fault { severity: Severity::Fault, code, place, what: what.into(), fix: fix.into() });
    }

    /// Adds a warning.
    pub fn warning(&mut self, code: &'static str, place: Place, what: impl Into<String>, fix: impl Into<String>) {
        self.push(Fault { severity: Severity::Warning, code, place, what: what.into(), fix: fix.into() });
    }

    /// Adds one.
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Adds all of `others`.
    pub fn extend(&mut self, others: Faults) {
        self.0.extend(others.0);
    }

    /// Whether any of them stops the batch.
    #[must_use]
    pub fn stop(&self) -> bool {
        self.0.iter().any(|fault| fault.severity == Severity::Fault)
    }

    /// Whether there is none, not even a warning.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The faults in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.0.iter()
    }
}

impl IntoIterator for Faults {
    type Item = Fault;
    type IntoIter = std::vec::IntoIter<Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a Fault;
    type IntoIter = std::slice::Iter<'a, Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
