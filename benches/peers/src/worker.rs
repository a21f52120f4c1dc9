//! How a worker is asked: a line with the name of a work, a number of threads and milliseconds comes in, a line with how
//! often the work was done, the nanoseconds of processor time of the whole process and those of the clock goes out.

use std::collections::BTreeMap;
use std::io::{BufRead as _, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;

/// One work: called with a number that grows, so that it can take one of several inputs.
pub type Work = Box<dyn Fn(usize) + Send + Sync>;

/// Answers until standard input ends. The first line says which works there are.
pub fn serve(works: &BTreeMap<String, Work>) {
    let mut out = std::io::stdout();
    let names: Vec<&str> = works.keys().map(String::as_str).collect();
    writeln!(out, "{}", names.join(" ")).expect("the driver reads");
    out.flush().expect("the driver reads");
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("the driver writes text");
        let words: Vec<&str> = line.split(' ').collect();
        let [name, threads, milliseconds] = words[..] else { panic!("not understood: {line}") };
        let threads: usize = threads.parse().expect("a number of threads");
        let time = Duration::from_millis(milliseconds.parse().expect("milliseconds"));
        let (count, cpu, wall) = round(&works[name], threads, time);
        writeln!(out, "{count} {} {}", cpu.as_nanos(), wall.as_nanos()).expect("the driver reads");
        out.flush().expect("the driver reads");
    }
}

fn round(work: &Work, threads: usize, time: Duration) -> (u64, Duration, Duration) {
    let count = AtomicU64::new(0);
    let (start, cpu) = (Instant::now(), ProcessTime::now());
    let one = |first: usize| {
        let mut done = 0;
        // One thread is stopped by its processor time, so that other work on the machine shortens no round.
        while if threads == 1 { cpu.elapsed() < time } else { start.elapsed() < time } {
            for _ in 0..4 {
                work(first + done);
                done += 1;
            }
        }
        count.fetch_add(done as u64, Ordering::Relaxed);
    };
    if threads == 1 {
        one(0);
    } else {
        std::thread::scope(|scope| {
            for thread in 0..threads {
                let one = &one;
                scope.spawn(move || one(thread * 7));
            }
        });
    }
    (count.into_inner(), cpu.elapsed(), start.elapsed())
}
