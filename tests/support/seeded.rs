//! Randomness that repeats: SHA-256 over a seed and a counter.

use elmseal::crypto::sha256;
use elmseal::model::entropy::Entropy;

/// A source that gives the same bytes for the same seed.
pub struct Seeded {
    seed: u64,
    counter: u64,
}

impl Seeded {
    /// The source of `seed`.
    pub fn new(seed: u64) -> Self {
        Self { seed, counter: 0 }
    }
}

impl Entropy for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(32) {
            let message = [self.seed.to_be_bytes(), self.counter.to_be_bytes()].concat();
            part.copy_from_slice(&sha256(&message)[..part.len()]);
            self.counter += 1;
        }
    }
}
