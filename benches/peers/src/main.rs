//! Runs the workers in turn, round by round, and prints a table with ratios.
//!
//! Every round measures each work once, so that what else the machine does falls on all alike; the median of a work's
//! rounds counts. One core: processor time of the whole process, pinned with `taskset`. Two cores: the clock.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

struct Worker {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    works: Vec<String>,
}

/// Operations a second of a round, by processor time and by the clock.
#[derive(Clone, Copy)]
struct Rate {
    cpu: f64,
    wall: f64,
}

impl Worker {
    fn start(cpus: &str, program: &str, arguments: &[&str]) -> Self {
        let mut process = Command::new("taskset")
            .args(["-c", cpus, program])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        let input = process.stdin.take().expect("it is piped");
        let mut worker =
            Self { output: BufReader::new(process.stdout.take().expect("it is piped")), process, input, works: vec![] };
        worker.works = worker.line().split(' ').map(str::to_owned).collect();
        worker
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("the worker writes text");
        assert!(!line.is_empty(), "the worker ended: {:?}", self.process.wait());
        line.trim_end().to_owned()
    }

    fn round(&mut self, work: &str, threads: usize, milliseconds: u64) -> Rate {
        writeln!(self.input, "{work} {threads} {milliseconds}").expect("the worker reads");
        self.input.flush().expect("the worker reads");
        let line = self.line();
        let numbers: Vec<f64> = line.split(' ').map(|word| word.parse().expect("a number")).collect();
        let [count, cpu, wall] = numbers[..] else { panic!("not understood: {line}") };
        Rate { cpu: count * 1e9 / cpu, wall: count * 1e9 / wall }
    }
}

struct Settings {
    folder: PathBuf,
    rounds: usize,
    milliseconds: u64,
    cpu: String,
}

fn main() {
    let variable = |name: &str, otherwise: &str| std::env::var(name).unwrap_or_else(|_| otherwise.to_owned());
    let settings = Settings {
        folder: std::env::args().nth(1).expect("the folder with the inputs").into(),
        rounds: variable("PEERS_ROUNDS", "5").parse().expect("a number of rounds"),
        milliseconds: variable("PEERS_MILLISECONDS", "600").parse().expect("milliseconds"),
        cpu: variable("PEERS_CPU", "1"),
    };
    let folder = settings.folder.to_str().expect("a path").to_owned();
    let beside = std::env::current_exe().expect("a path");
    let beside = |name: &str| beside.with_file_name(name).to_str().expect("a path").to_owned();
    let node = concat!(env!("CARGO_MANIFEST_DIR"), "/node/worker.mjs");
    let mut workers: BTreeMap<&str, Worker> = BTreeMap::from([
        ("elmseal", Worker::start(&settings.cpu, &beside("elmseal-worker"), &[&folder])),
        ("node", Worker::start(&settings.cpu, "node", &[node, &folder])),
        ("ssi", Worker::start(&settings.cpu, &beside("ssi-worker"), &[&folder])),
    ]);
    machine();
    let rates = measure(&mut workers, &settings);
    table(&rates);
    let mut both = Worker::start("0-1", &beside("elmseal-worker"), &[&folder]);
    scaling(&mut both, &settings);
}

type Rates = BTreeMap<(String, &'static str), Vec<f64>>;

fn measure(workers: &mut BTreeMap<&'static str, Worker>, settings: &Settings) -> Rates {
    let mut rates = Rates::new();
    for round in 0..=settings.rounds {
        for (name, worker) in workers.iter_mut() {
            for work in worker.works.clone() {
                let rate = worker.round(&work, 1, settings.milliseconds).cpu;
                // The first round warms up.
                if round > 0 {
                    rates.entry((work, *name)).or_default().push(rate);
                }
            }
        }
        eprintln!("round {round} of {}", settings.rounds);
    }
    rates
}

/// What stands in the table: a work of elmseal, and the works of peers that it is compared with.
const ROWS: [(&str, &[(&str, &str)]); 3] = [
    ("seal", &[("ssi", "seal"), ("elmseal", "limit"), ("node", "seal")]),
    ("verify", &[("ssi", "verify"), ("node", "verify")]),
    ("report", &[("ssi", "verify"), ("node", "verify")]),
];

fn table(rates: &Rates) {
    println!("operations a second of processor time, one core: median [least-most] of the rounds\n");
    println!("| input | work | elmseal | peer | | ratio |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for input in ["b", "course", "c"] {
        for (work, peers) in ROWS {
            let Some(own) = rates.get(&(format!("{work}-{input}"), "elmseal")) else { continue };
            for (peer, peers_work) in peers {
                let Some(other) = rates.get(&(format!("{peers_work}-{input}"), peer)) else { continue };
                let ratio = median(own) / median(other);
                let name = if *peers_work == "limit" { "naive limit".to_owned() } else { format!("{peer} {peers_work}") };
                println!("| {input} | {work} | {} | {name} | {} | {ratio:.2} |", show(own), show(other));
            }
        }
    }
}

fn scaling(both: &mut Worker, settings: &Settings) {
    println!("\noperations a second by the clock: medians\n");
    println!("| work | one core | two cores | ratio |");
    println!("| --- | --- | --- | --- |");
    let works: Vec<String> = both.works.iter().filter(|work| !work.starts_with("limit")).cloned().collect();
    let mut rates: BTreeMap<&String, [Vec<f64>; 2]> = BTreeMap::new();
    for _ in 0..settings.rounds {
        for work in &works {
            for threads in [1, 2] {
                let rate = both.round(work, threads, settings.milliseconds).wall;
                rates.entry(work).or_default()[threads - 1].push(rate);
            }
        }
    }
    for (work, [one, two]) in &rates {
        println!("| {work} | {} | {} | {:.2} |", show(one), show(two), median(two) / median(one));
    }
}

fn show(rates: &[f64]) -> String {
    let least = rates.iter().copied().fold(f64::INFINITY, f64::min);
    let most = rates.iter().copied().fold(0.0, f64::max);
    format!("{:.0} [{least:.0}-{most:.0}]", median(rates))
}

fn median(rates: &[f64]) -> f64 {
    let mut rates = rates.to_vec();
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

fn machine() {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    println!("processor  {} ({cores} cores)", model.unwrap_or("unknown"));
    println!("kernel     {}", read("/proc/sys/kernel/osrelease").trim());
    println!("load       {}\n", read("/proc/loadavg").trim());
}
