//! Exit codes and errors, as the command line promises them.

use std::fmt;
use std::process::ExitCode;

use serde_json::json;

use super::output::{note, print_event};
use crate::ledger::is_disk_full;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Done, or accepted.
    Done,
    /// Rejected.
    Rejected,
    /// Undecided: something could not be checked.
    Undecided,
    /// A fault in the input, or bad usage.
    Fault,
}

impl Ending {
    /// The process's exit code.
    #[must_use]
    pub fn code(self) -> ExitCode {
        ExitCode::from(self.number())
    }

    fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Rejected => 1,
            Self::Undecided => 2,
            Self::Fault => 3,
        }
    }

    /// Of two, the worse: fault, rejected, undecided, done.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        let weight = |ending| match ending {
            Self::Fault => 3,
            Self::Rejected => 2,
            Self::Undecided => 1,
            Self::Done => 0,
        };
        if weight(other) > weight(self) { other } else { self }
    }
}

/// An error with advice: what happened, a blank line, `hint:`.
#[derive(Debug)]
pub struct Hinted {
    what: String,
    hint: String,
}

impl fmt::Display for Hinted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n\nhint: {}", self.what, self.hint)
    }
}

impl std::error::Error for Hinted {}

/// An error that tells its reader what to do next.
pub fn hinted(what: impl Into<String>, hint: impl Into<String>) -> anyhow::Error {
    anyhow::Error::new(Hinted { what: what.into(), hint: hint.into() })
}

/// Prints what went wrong and, if it is known, what to do.
pub fn print_error(error: &anyhow::Error) {
    match parts(error) {
        (what, Some(hint)) => note!("error: {what}\n\nhint: {hint}"),
        (what, None) => note!("error: {what}"),
    }
}

/// The same for machines, on standard output: the last event of long work that stopped.
pub fn print_failed(error: &anyhow::Error) {
    let (what, hint) = parts(error);
    print_event("failed", json!({ "error": what, "hint": hint }));
}

/// What went wrong and, if it is known, what to do.
fn parts(error: &anyhow::Error) -> (String, Option<String>) {
    match error.downcast_ref::<Hinted>() {
        Some(Hinted { what, hint }) => (what.clone(), Some(hint.clone())),
        None if error.chain().any(is_disk_full) => {
            let hint =
                "make room, then run the same command again: it goes on where it stopped, and issues nothing twice";
            (causes(error), Some(hint.to_owned()))
        }
        None => (causes(error), None),
    }
}

/// The error and its causes, each said once: some types repeat their cause in their own words.
fn causes(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |said, cause| match said.as_str() {
        "" => cause,
        _ if said.contains(&cause) || said.rsplit(": ").next().is_some_and(|last| cause.contains(last)) => said,
        _ => format!("{said}: {cause}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_said_once() {
        let disk = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let error = anyhow::Error::new(disk).context("the archive: no storage space").context("the batch stopped");
        assert_eq!(causes(&error), "the batch stopped: the archive: no storage space");
        assert!(error.chain().any(is_disk_full));
        assert!(!anyhow::anyhow!("disk").chain().any(is_disk_full));
    }

    #[test]
    fn the_worst_of_several_is_a_fault_then_a_rejection() {
        assert_eq!(Ending::Undecided.worse(Ending::Rejected), Ending::Rejected);
        assert_eq!(Ending::Rejected.worse(Ending::Undecided), Ending::Rejected);
        assert_eq!(Ending::Rejected.worse(Ending::Fault), Ending::Fault);
        assert_eq!(Ending::Done.worse(Ending::Undecided), Ending::Undecided);
        assert_eq!(
            [Ending::Done, Ending::Rejected, Ending::Undecided, Ending::Fault].map(Ending::number),
            [0, 1, 2, 3]
        );
    }
}
