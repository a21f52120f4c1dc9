//! The command line: one file a subcommand.

mod exit;

pub use exit::Ending;

use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the program with its arguments; the first is its own name.
pub fn run(_arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let nothing = exit::hinted("no command is wired yet", "run the tests");
    exit::print_error(&nothing);
    Ending::Fault.code()
}
