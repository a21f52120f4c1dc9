//! Sealing speed on one core, beside a loop over the same OpenSSL that signs the same bytes in the same run.
//!
//! `cargo bench --bench seal` prints, for each algorithm and size of payload, how many signatures OpenSSL makes in a second
//! and what part of that is left when whole files are sealed: without and with reading and verifying each file. The goals
//! are 0.85 and 0.5 of RS256-2048, and 0.35 and 0.12 of ES256.
#![expect(clippy::disallowed_methods, reason = "a measurement needs a clock")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};

use elmseal::jose::jades::{SealOptions, UnverifiedSeal, seal};
use elmseal::jose::{Algorithm, SoftwareSealKey};
use elmseal::model::time::Timestamp;
use openssl::hash::MessageDigest;
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Signer};

use crate::support::pki::{Key, TestPki};

/// How long each loop runs, in each of the rounds.
const ROUND: Duration = Duration::from_millis(400);
const ROUNDS: usize = 5;

fn main() {
    println!(
        "{:<11} {:>8} {:>12} {:>12} {:>12} {:>7} {:>7}",
        "algorithm", "payload", "raw/s", "seal/s", "verified/s", "ratio", "ratio"
    );
    for (algorithm, key) in
        [(Algorithm::Rs256, Key::Rsa2048), (Algorithm::Ps256, Key::Rsa2048), (Algorithm::Es256, Key::P256)]
    {
        for bytes in [24_000, 50_000] {
            measure(algorithm, key, bytes);
        }
    }
}

fn measure(algorithm: Algorithm, key: Key, bytes: usize) {
    let pki = TestPki::get();
    let party = pki.seal(key);
    let chain = vec![party.certificate.clone(), pki.ca.certificate.clone()];
    let signer = SoftwareSealKey::from_pkcs8(&party.key_pkcs8(), chain, algorithm).expect("a signer");
    let options = SealOptions::new(Timestamp::parse("2026-06-30T12:00:00Z").expect("a time"));
    let payload = payload(bytes);
    let file = seal(&payload, &signer, &options).expect("a seal");
    let json: serde_json::Value = serde_json::from_slice(&file).expect("JSON");
    let input = format!("{}.{payload}", json["signatures"][0]["protected"].as_str().expect("a text"));

    let raw = || {
        let mut signer = Signer::new(MessageDigest::sha256(), &party.key).expect("a signer");
        if algorithm == Algorithm::Ps256 {
            signer.set_rsa_padding(Padding::PKCS1_PSS).expect("a padding");
            signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH).expect("a length");
        }
        black_box(signer.sign_oneshot_to_vec(input.as_bytes()).expect("a signature"));
    };
    let sealed = || drop(black_box(seal(&payload, &signer, &options).expect("a seal")));
    let verified = || {
        let file = seal(&payload, &signer, &options).expect("a seal");
        let seal = UnverifiedSeal::parse(&file).and_then(UnverifiedSeal::verify_signature).expect("it verifies");
        assert_eq!(seal.payload(), payload);
        black_box(seal);
    };
    // The best of several interleaved rounds.
    let mut best = [0.0_f64; 3];
    for _ in 0..ROUNDS {
        best[0] = best[0].max(rate(raw));
        best[1] = best[1].max(rate(sealed));
        best[2] = best[2].max(rate(verified));
    }
    let [raw, sealed, verified] = best;
    println!(
        "{:<11} {bytes:>8} {raw:>12.0} {sealed:>12.0} {verified:>12.0} {:>7.2} {:>7.2}",
        algorithm.name(),
        sealed / raw,
        verified / raw
    );
}

/// How often `work` is done in a second of the processor's time, so that other work on the machine does not count.
fn rate(work: impl Fn()) -> f64 {
    let (start, cpu) = (Instant::now(), cpu_time());
    let mut count = 0.0;
    while start.elapsed() < ROUND {
        work();
        count += 1.0;
    }
    let seconds = match (cpu, cpu_time()) {
        (Some(before), Some(after)) if after > before => after - before,
        _ => start.elapsed(),
    };
    count / seconds.as_secs_f64()
}

/// How long this thread has run, where Linux says so.
fn cpu_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// JSON as a credential has it: short members, and an image in base64 that takes a third.
fn payload(bytes: usize) -> String {
    let mut text = String::from("{\"id\":\"urn:credential:1\",\"image\":\"");
    text.push_str(&"iVBORw0KGgoAAAANSUhEUgAA".repeat(bytes / 72));
    text.push_str("\",\"claims\":[");
    while text.len() < bytes - 100 {
        text.push_str(
            "{\"id\":\"urn:epass:learningOutcome:1\",\"title\":{\"en\":\"Can analyse a text\",\"es\":\"Analizar\"}},",
        );
    }
    text.push_str("null]}");
    text
}
