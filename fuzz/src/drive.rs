//! `drive SECONDS [TARGET…]`: changes good input at random and says how many inputs each target took. `drive ROUNDS rounds
//! [TARGET…]` counts inputs instead.
//!
//! It knows nothing of coverage and is no substitute for libFuzzer; it runs where only a stable compiler is. Its changes are
//! the same in each run. An input that makes a target panic is written to `crash-<target>`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use elmseal_fuzz::TARGETS;

/// SplitMix64.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).expect("it is below a length")
    }
}

fn changed(good: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=numbers.below(5) {
        let at = numbers.below(bytes.len() + 1);
        let end = (at + 1 + numbers.below(40)).min(bytes.len());
        match numbers.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
            1 if at < bytes.len() => bytes[at] = [0, 0x7f, 0x80, 0xff, b'0', b'"'][numbers.below(6)],
            2 if numbers.below(4) == 0 => bytes.truncate(at),
            3 if at < bytes.len() => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece.repeat(1 + numbers.below(30)));
            }
            4 if at < bytes.len() => drop(bytes.drain(at..end)),
            _ => {
                let opening: &[u8] = [&b"["[..], b"{\"a\":", b"(", b"<<", b"<a>"][numbers.below(5)];
                bytes.splice(at..at, opening.repeat(1 + numbers.below(100)));
            }
        }
    }
    bytes
}

/// When a target has had enough.
enum Enough {
    Inputs(u64),
    Time(Duration),
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse().expect("a number");
    match arguments.as_slice() {
        [rounds, "rounds", wanted @ ..] => drive(&Enough::Inputs(number(rounds)), wanted),
        [seconds, wanted @ ..] => drive(&Enough::Time(Duration::from_secs(number(seconds))), wanted),
        [] => panic!("drive SECONDS [TARGET…]"),
    }
}

fn drive(enough: &Enough, wanted: &[&str]) {
    let mut crashes = 0;
    for (name, target, good) in TARGETS {
        if !wanted.is_empty() && !wanted.contains(name) {
            continue;
        }
        let (mut numbers, mut count, mut slowest) = (Numbers(1), 0_u64, Duration::ZERO);
        let begun = Instant::now();
        target(good);
        let goes_on = |count| match enough {
            Enough::Inputs(most) => count < *most,
            Enough::Time(longest) => begun.elapsed() < *longest,
        };
        while goes_on(count) {
            let bytes = changed(good, &mut numbers);
            let one = Instant::now();
            if catch_unwind(AssertUnwindSafe(|| target(&bytes))).is_err() {
                std::fs::write(format!("crash-{name}"), &bytes).expect("it can be written here");
                crashes += 1;
                break;
            }
            slowest = slowest.max(one.elapsed());
            count += 1;
        }
        println!("{name}: {count} inputs, slowest {} ms", slowest.as_millis());
    }
    std::process::exit(i32::from(crashes > 0));
}
