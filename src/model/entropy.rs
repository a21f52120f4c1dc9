//! Randomness as something that is handed in, so that only the edges name its source.

/// A source of random bytes.
///
/// The program hands in the operating system's; tests hand in a seeded one where the outcome has to repeat.
pub trait Entropy {
    /// Fills `bytes` with random bytes.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// Draws an array of random bytes.
pub fn draw<const N: usize>(entropy: &mut dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}
