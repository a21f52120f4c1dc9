//! What commands print: lines, faults, JSON.

use std::fmt;
use std::io::{self, Write as _};

use serde_json::{Value, json};

use crate::learners::FaultSummary;
use crate::model::fault::{Fault, Severity};

/// Prints a line to standard output, as `println!` does, but ends quietly when nobody reads any more.
macro_rules! say {
    () => { $crate::cli::output::line(format_args!("")) };
    ($($words:tt)*) => { $crate::cli::output::line(format_args!($($words)*)) };
}
pub(crate) use say;

/// See [`say`].
pub fn line(words: fmt::Arguments<'_>) {
    // In one piece: standard output would write a value of many lines a line at a time.
    if io::stdout().lock().write_all(format!("{words}\n").as_bytes()).is_err() {
        // The reader has gone, as in `elmseal list | head`. It is not known what it has seen: not a success.
        std::process::exit(3);
    }
}

/// Prints a line to standard error, as `eprintln!` does; work does not stop because nobody reads there any more.
macro_rules! note {
    ($($words:tt)*) => { $crate::cli::output::note_line(format_args!($($words)*)) };
}
pub(crate) use note;

/// See [`note`].
pub fn note_line(words: fmt::Arguments<'_>) {
    // There is nowhere left to say that it failed.
    let _ = writeln!(io::stderr().lock(), "{words}");
}

/// Prints faults as a person reads them: what is wrong and where, then how to mend it.
pub fn print_faults(summary: &FaultSummary) {
    for fault in summary.listed() {
        let word = match fault.severity {
            Severity::Fault => "fault",
            Severity::Warning => "warning",
        };
        note!("{word}: {}: {}", fault.place, fault.what);
        note!("       {}", fault.fix);
    }
    if summary.unlisted() > 0 {
        note!("and {} more; in all:", summary.unlisted());
        for (code, count) in summary.counts() {
            note!("{count:>8}  {code}");
        }
    }
}

/// The same as JSON.
pub fn faults_json(summary: &FaultSummary) -> Value {
    json!({
        "faults": summary.faults(),
        "warnings": summary.warnings(),
        "by_code": summary.counts().map(|(code, count)| (code.to_owned(), json!(count)))
            .collect::<serde_json::Map<_, _>>(),
        "listed": summary.listed().iter().map(fault_json).collect::<Vec<_>>(),
    })
}

fn fault_json(fault: &Fault) -> Value {
    json!({
        "severity": if fault.severity == Severity::Fault { "fault" } else { "warning" },
        "code": fault.code,
        "place": fault.place.to_string(),
        "what": fault.what,
        "fix": fault.fix,
    })
}

/// Prints an event of long work: JSON on a line of its own. The last one is `done`, with what came of it, or `failed`.
pub fn print_event(name: &str, facts: Value) {
    let mut event = json!({ "event": name });
    if let (Some(event), Value::Object(facts)) = (event.as_object_mut(), facts) {
        event.extend(facts);
    }
    say!("{event}");
}

/// Prints a value as JSON, in a form that people can read too.
pub fn print_json(value: &Value) {
    say!("{value:#}");
}

/// `1 credential`, `2 credentials`.
pub fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
