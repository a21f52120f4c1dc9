//! What a check has found.

use serde_json::{Value, json};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grade {
    /// As it should be.
    Ok,
    /// Not looked at, and why stands beside it.
    NotChecked,
    /// It works today; somebody should look at it.
    Warning,
    /// Something does not work, or misleads verifiers.
    Fault,
}

impl Grade {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NotChecked => "not checked",
            Self::Warning => "warning",
            Self::Fault => "fault",
        }
    }

    /// The colour on a terminal, as an ANSI code.
    fn colour(self) -> &'static str {
        match self {
            Self::Ok => "32",
            Self::NotChecked => "2",
            Self::Warning => "33",
            Self::Fault => "31",
        }
    }
}

/// One line of the examination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// A stable name of what was found; `ok` when all is well.
    pub code: &'static str,
    /// How bad it is.
    pub grade: Grade,
    /// What was found, in one sentence without a full stop.
    pub what: String,
    /// What to do about it; empty when there is nothing to do.
    pub advice: String,
}

impl Finding {
    /// For machines.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "check": self.check,
            "code": self.code,
            "outcome": self.grade.name(),
            "what": self.what,
            "to_do": self.advice,
        })
    }

    /// For people: one line.
    #[must_use]
    pub fn to_line(&self, coloured: bool) -> String {
        let name = format!("{:<11}", self.grade.name());
        let name = if coloured { format!("\u{1b}[{}m{name}\u{1b}[0m", self.grade.colour()) } else { name };
        let advice = if self.advice.is_empty() { String::new() } else { format!(" -> {}", self.advice) };
        format!("{name} {:<21} {}{advice}", self.check.replace('_', " "), self.what)
    }
}

/// All findings, in the order of the checks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter()
    }

    /// Whether one of them is of this grade.
    #[must_use]
    pub fn has(&self, grade: Grade) -> bool {
        self.0.iter().any(|finding| finding.grade == grade)
    }

    pub(super) fn ok(&mut self, check: &'static str, what: impl Into<String>) {
        self.add(check, "ok", Grade::Ok, what.into(), "");
    }

    pub(super) fn skip(&mut self, check: &'static str, code: &'static str, what: impl Into<String>, advice: &str) {
        self.add(check, code, Grade::NotChecked, what.into(), advice);
    }

    pub(super) fn warn(&mut self, check: &'static str, code: &'static str, what: impl Into<String>, advice: &str) {
        self.add(check, code, Grade::Warning, what.into(), advice);
    }

    pub(super) fn fault(&mut self, check: &'static str, code: &'static str, what: impl Into<String>, advice: &str) {
        self.add(check, code, Grade::Fault, what.into(), advice);
    }

    fn add(&mut self, check: &'static str, code: &'static str, grade: Grade, what: String, advice: &str) {
        // What strangers' servers say stays on one line.
        let what = what.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        self.0.push(Finding { check, code, grade, what, advice: advice.to_owned() });
    }
}
