//! Progress of long work: a bar on a terminal, a plain line every so often elsewhere, events for machines.
//!
//! Rows dealt with, how many a second, how long it will take, faults so far. What came of it is not told here.
#![expect(clippy::disallowed_methods, reason = "the rate of the work is measured here")]

use std::io::{self, IsTerminal as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::output::{note, say};

/// Between two events for machines: a few a second.
const EVENT_EVERY: Duration = Duration::from_millis(250);
/// Between two lines where there is no terminal, such as in the log of a nightly job.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// Who looks on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// A program that reads one JSON object a line (`--json`).
    Machines,
    /// Nobody: the work is a part of something that tells what it does itself.
    Nobody,
    /// People, in front of a terminal or reading a log.
    People,
}

/// Progress of one stage of work. Dropped, it takes its bar away.
pub struct Progress {
    shown: Shown,
    stage: &'static str,
    of: Option<u64>,
    rows: u64,
    faults: u64,
    begun: Instant,
    told: Instant,
}

enum Shown {
    Bar(ProgressBar),
    Events,
    Lines,
    Nothing,
}

impl Progress {
    /// Begins a stage, such as `issuing`; `of` is how many rows there will be, where that is known.
    pub fn begin(stage: &'static str, of: Option<u64>, audience: Audience) -> Self {
        let shown = match audience {
            Audience::Machines => Shown::Events,
            Audience::Nobody => Shown::Nothing,
            Audience::People if io::stderr().is_terminal() => Shown::Bar(bar(stage, of)),
            Audience::People => Shown::Lines,
        };
        let now = Instant::now();
        Self { shown, stage, of, rows: 0, faults: 0, begun: now, told: now }
    }

    /// Says how many rows are dealt with so far, and how many faults were found.
    pub fn at(&mut self, rows: u64, faults: u64) {
        (self.rows, self.faults) = (rows, faults);
        let every = match &self.shown {
            Shown::Bar(bar) => {
                bar.set_position(rows);
                if faults > 0 {
                    bar.set_message(format!("{faults} faults"));
                }
                return;
            }
            Shown::Events => EVENT_EVERY,
            Shown::Lines => LINE_EVERY,
            Shown::Nothing => return,
        };
        let now = Instant::now();
        if now.duration_since(self.told) < every {
            return;
        }
        self.told = now;
        let facts = self.facts(now.duration_since(self.begun));
        match self.shown {
            Shown::Events => say!("{}", facts.to_json()),
            _ => note!("{}", facts.to_line()),
        }
    }

    fn facts(&self, elapsed: Duration) -> Facts {
        let Self { stage, of, rows, faults, .. } = *self;
        Facts { stage, of, rows, faults, elapsed }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

fn bar(stage: &'static str, of: Option<u64>) -> ProgressBar {
    let right = "the template is a constant that is right";
    let bar = match of {
        Some(of) => ProgressBar::new(of).with_style(
            ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len}  {per_sec}  {eta} left  {msg}").expect(right),
        ),
        None => ProgressBar::no_length()
            .with_style(ProgressStyle::with_template("{prefix} {pos}  {per_sec}  {msg}").expect(right)),
    };
    bar.with_prefix(stage)
}

/// What is told of a stage at one moment.
struct Facts {
    stage: &'static str,
    of: Option<u64>,
    rows: u64,
    faults: u64,
    elapsed: Duration,
}

impl Facts {
    fn rows_per_second(&self) -> f64 {
        let rows = u32::try_from(self.rows).map_or(f64::from(u32::MAX), f64::from);
        rows / self.elapsed.as_secs_f64().max(0.001)
    }

    fn remaining_seconds(&self) -> Option<u64> {
        let left = u128::from(self.of?.saturating_sub(self.rows));
        let millis = left * self.elapsed.as_millis() / u128::from(self.rows.max(1));
        (self.rows > 0).then(|| u64::try_from(millis.div_ceil(1000)).unwrap_or(u64::MAX))
    }

    fn to_json(&self) -> Value {
        json!({
            "event": "progress",
            "stage": self.stage,
            "rows": self.rows,
            "of": self.of,
            "rows_per_second": (self.rows_per_second() * 10.0).round() / 10.0,
            "remaining_seconds": self.remaining_seconds(),
            "faults": self.faults,
        })
    }

    fn to_line(&self) -> String {
        let of = self.of.map(|of| format!(" of {of}")).unwrap_or_default();
        let left = self.remaining_seconds().map(|seconds| format!(", {seconds} s left")).unwrap_or_default();
        let faults = if self.faults > 0 { format!(", {} faults", self.faults) } else { String::new() };
        format!("{}: {}{of}, {:.0} a second{left}{faults}", self.stage, self.rows, self.rows_per_second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(rows: u64, of: Option<u64>, faults: u64) -> Facts {
        Facts { stage: "issuing", of, rows, faults, elapsed: Duration::from_secs(4) }
    }

    #[test]
    fn an_event_tells_rows_rate_remaining_time_and_faults() {
        let said = facts(2000, Some(10_000), 3).to_json().to_string();
        let expected = r#"{"event":"progress","stage":"issuing","rows":2000,"of":10000,"rows_per_second":500.0,"remaining_seconds":16,"faults":3}"#;
        assert_eq!(said, expected);
        let said = facts(2000, None, 0).to_json();
        assert_eq!((&said["of"], &said["remaining_seconds"]), (&Value::Null, &Value::Null));
    }

    #[test]
    fn a_line_tells_the_same() {
        let rows = [
            (facts(2000, Some(10_000), 3), "issuing: 2000 of 10000, 500 a second, 16 s left, 3 faults"),
            (facts(2000, None, 0), "issuing: 2000, 500 a second"),
            (facts(0, Some(10), 0), "issuing: 0 of 10, 0 a second"),
            (facts(10, Some(10), 0), "issuing: 10 of 10, 2 a second, 0 s left"),
        ];
        for (facts, expected) in rows {
            assert_eq!(facts.to_line(), expected);
        }
    }
}
