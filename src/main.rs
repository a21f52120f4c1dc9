//! The program: everything it does is in `elmseal::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    elmseal::cli::run(std::env::args_os())
}
