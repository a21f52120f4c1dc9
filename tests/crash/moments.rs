//! Killed by SIGKILL: at what is seen on the disk, and at random times.

use std::collections::BTreeMap;
use std::time::Duration;

use elmseal::crypto::sha256;

use super::desk::{Desk, Ended, Form, Moment, Sight};
use super::whole::{Seen, completed, stopped};
use super::{Outcome, Settings, ensure};

/// Where the killed runs stood, and how many there were.
type Stood = BTreeMap<&'static str, u64>;

/// Kills a batch at each of `moments`, one run after the other, and completes it.
fn run(desk: &Desk, moments: &[Moment], verified: usize, stood: &mut Stood) -> Outcome<Seen> {
    for moment in moments {
        let ended = desk.issue_killed(*moment);
        if !ended.killed {
            ensure!(ended.status.code() == Some(0), "{moment:?}: {} {}", ended.status, ended.stderr);
            *stood.entry("had ended before").or_default() += 1;
            continue;
        }
        let audited = stopped(desk).map_err(|fault| format!("killed at {moment:?}: {fault}"))?;
        let place = audited.map_or("before the ledger", |audited| desk.stood(audited.awards, audited.sealed));
        *stood.entry(place).or_default() += 1;
    }
    let Ended { status, stderr, .. } = desk.issue();
    ensure!(status.code() == Some(0), "the same command ends with {status}: {stderr}");
    completed(desk, verified).map_err(|fault| format!("killed at {moments:?}, then completed: {fault}"))
}

fn seen(desk: &Desk, sights: &[Sight]) {
    let settings = Settings::read();
    let moments: Vec<_> = sights.iter().map(|sight| Moment::Seen(*sight)).collect();
    let mut stood = Stood::new();
    let outcome = run(desk, &moments, settings.verified, &mut stood);
    assert!(outcome.is_ok(), "{}", outcome.err().unwrap_or_default());
    // Between the archive's rename and the end of the program there is little time.
    let late = sights.iter().all(|sight| matches!(sight, Sight::Released));
    assert!(late || !stood.contains_key("had ended before"), "{stood:?}");
}

#[test]
fn killed_while_the_ledger_is_made_recorded_and_written() {
    let desk = Desk::new(&Settings::read(), Form::ZIP);
    seen(&desk, &[Sight::Ledger, Sight::Ledger, Sight::Writing(1)]);
}

#[test]
fn killed_while_publishing() {
    let desk = Desk::new(&Settings::read(), Form::ZIP);
    seen(&desk, &[Sight::List, Sight::Checkpoint]);
}

#[test]
fn killed_when_the_archive_is_in_its_place() {
    seen(&Desk::new(&Settings::read(), Form::BOTH), &[Sight::Released]);
}

#[test]
fn killed_while_a_folder_is_filled() {
    let desk = Desk::new(&Settings::read(), Form::FOLDER);
    seen(&desk, &[Sight::Writing(1), Sight::Writing(7)]);
}

/// `ELMSEAL_CRASH_RUNS` batches at random times; none unless asked for, since times are not the same twice.
#[test]
fn killed_at_random_times() {
    let settings = Settings::read();
    let (mut stood, mut all, mut failed, mut kills) = (Stood::new(), Seen::default(), Vec::new(), 0);
    let mut whole = BTreeMap::new();
    // Most as they leave usually.
    let forms = [vec![Form::ZIP], Form::known(&settings)].concat();
    for at in 0..settings.runs {
        let mut dice = Dice { seed: settings.seed, run: at, drawn: 0 };
        let form = forms[usize::try_from(dice.below(forms.len() as u64)).expect("a place")];
        // How long an undisturbed run takes is measured anew now and then: the machine may have other work.
        if at % 20 == 0 {
            whole.clear();
        }
        let time = *whole.entry((form.formats, form.out)).or_insert_with(|| Desk::new(&settings, form).issue().took);
        let moments = dice.moments(at, settings.runs, time);
        kills += moments.len();
        let desk = Desk::new(&settings, form);
        match run(&desk, &moments, settings.verified, &mut stood) {
            Ok(Seen { left_twice, compared, verified }) => {
                all.left_twice += left_twice;
                all.compared += compared;
                all.verified += verified;
            }
            Err(fault) => {
                eprintln!("run {at}, {form:?}, seed {}: {fault}", settings.seed);
                failed.push(at);
            }
        }
        if (at + 1) % 10 == 0 {
            eprintln!("{} of {} runs, {} failed", at + 1, settings.runs, failed.len());
        }
    }
    if settings.runs > 0 {
        let Settings { runs, seed, learners, .. } = settings;
        eprintln!("{runs} runs of {learners} learners, seed {seed}: {kills} times killed, {} failed", failed.len());
        for (place, number) in &stood {
            eprintln!("{number:>6}  {place}");
        }
        let Seen { left_twice, compared, verified } = all;
        eprintln!("{compared} files compared with their receipts, {verified} verified, {left_twice} in two archives");
    }
    assert_eq!(failed, [0_u64; 0], "runs that failed");
}

/// Numbers that repeat with the seed.
struct Dice {
    seed: u64,
    run: u64,
    drawn: u64,
}

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.drawn += 1;
        let hash = sha256(&[self.seed, self.run, self.drawn].map(u64::to_be_bytes).concat());
        u64::from_be_bytes(hash[..8].try_into().expect("eight bytes")) % bound
    }

    /// One moment for most runs, up to four for some. The first ones of all runs lie evenly over the time that a run takes,
    /// but for every fourth, which is aimed at the last steps: they take little time, and much depends on them.
    fn moments(&mut self, run: u64, runs: u64, time: Duration) -> Vec<Moment> {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX).max(1);
        let stratum = (micros * run / runs, (micros / runs).max(1));
        let first = match run % 4 {
            0 => match self.below(4) {
                0 => Moment::Seen(Sight::List),
                1 => Moment::Seen(Sight::Checkpoint),
                2 => Moment::Seen(Sight::Released),
                _ => Moment::After(Duration::from_micros(micros * (90 + self.below(10)) / 100)),
            },
            _ => Moment::After(Duration::from_micros(stratum.0 + self.below(stratum.1))),
        };
        let more = [0, 0, 0, 1, 3][usize::try_from(self.below(5)).expect("a place")];
        let mut moments = vec![first];
        moments.extend((0..more).map(|_| Moment::After(Duration::from_micros(self.below(micros)))));
        moments
    }
}
