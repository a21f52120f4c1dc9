//! What commands print: faults, and progress of long work.

use std::fmt;
use std::io::{self, IsTerminal as _, Write as _};

use indicatif::{ProgressBar, ProgressStyle};
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
    let mut out = io::stdout().lock();
    if writeln!(out, "{words}").is_err() {
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

/// Prints a value as JSON, in a form that people can read too.
pub fn print_json(value: &Value) {
    say!("{value:#}");
}

/// Progress of long work: a bar on a terminal, a plain line every so often elsewhere.
pub struct Progress {
    bar: Option<ProgressBar>,
    what: &'static str,
    done: u64,
    total: Option<u64>,
}

impl Progress {
    /// Starts; `total` is how many there will be.
    pub fn new(what: &'static str, total: u64) -> Self {
        let bar = io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}")
                .expect("the template is a constant that is right");
            ProgressBar::new(total).with_style(style).with_message(what)
        });
        Self { bar, what, done: 0, total: Some(total) }
    }

    /// Starts without knowing how many there will be, as when a list is read in a stream.
    pub fn counting(what: &'static str) -> Self {
        let bar = io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{msg} {pos}").expect("the template is a constant that is right");
            ProgressBar::no_length().with_style(style).with_message(what)
        });
        Self { bar, what, done: 0, total: None }
    }

    /// Says how many are done so far.
    pub fn at(&mut self, done: u64) {
        const LINE_EVERY: u64 = 10_000;
        match &self.bar {
            Some(bar) => bar.set_position(done),
            None if done / LINE_EVERY == self.done / LINE_EVERY => {}
            None => match self.total {
                Some(total) => note!("{}: {done} of {total}", self.what),
                None => note!("{}: {done}", self.what),
            },
        }
        self.done = done;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// `1 credential`, `2 credentials`.
pub fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
