//! The program: everything it does is in `elmseal::cli`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// For the program alone: whoever links the library chooses.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    elmseal::cli::run(std::env::args_os())
}
