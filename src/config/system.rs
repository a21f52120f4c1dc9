//! Where time and randomness enter the program.
#![expect(
    clippy::disallowed_methods,
    reason = "this file is where the clock and the operating system's randomness enter"
)]

use crate::model::entropy::Entropy;
use crate::model::time::Timestamp;

/// The operating system's random bytes.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    /// # Panics
    ///
    /// Panics when the operating system has no randomness to give: then nothing here is safe to go on.
    fn fill(&mut self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// The time now.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::from_jiff(jiff::Timestamp::now())
}
