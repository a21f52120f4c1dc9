//! Exit codes and errors, as the command line promises them.

use std::fmt;
use std::process::ExitCode;

use super::output::note;

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
    if error.downcast_ref::<Hinted>().is_some() {
        note!("error: {error}");
    } else {
        note!("error: {error:#}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
