//! The program: everything it does is in `elmseal::cli`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// For the program alone: whoever links the library chooses.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    #[cfg(unix)]
    give_memory_back_soon();
    elmseal::cli::run(std::env::args_os())
}

/// Begins a service again with the allocator told to give memory back to the system after a millisecond, which is sooner than
/// it would by itself: it answers strangers for weeks, and has a third less among hostile clients (BENCHMARKS.md). The allocator
/// reads that from the environment alone, when the program begins; whoever has set it is obeyed.
#[cfg(unix)]
fn give_memory_back_soon() {
    use std::env::{args_os, current_exe, var_os};
    use std::os::unix::process::CommandExt as _;

    const PURGE_DELAY: &str = "MIMALLOC_PURGE_DELAY";
    if !args_os().any(|argument| argument == "serve") || var_os(PURGE_DELAY).is_some() {
        return;
    }
    if let Ok(program) = current_exe() {
        let mut again = std::process::Command::new(program);
        again.arg0(args_os().next().unwrap_or_default()).args(args_os().skip(1)).env(PURGE_DELAY, "1");
        // Comes back only when it failed, and then the service runs as it is.
        let _failed = again.exec();
    }
}
