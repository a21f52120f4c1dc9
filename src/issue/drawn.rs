//! Randomness of one part of a batch: what is drawn there does not depend on when which thread gets to it.

use crate::crypto::sha256;
use crate::model::entropy::{Entropy, draw};

/// SHA-256 over 32 drawn bytes and a counter.
pub(super) struct Drawn {
    /// The drawn bytes, and room for the counter.
    message: [u8; 40],
    blocks: u64,
}

impl Drawn {
    pub(super) fn new(entropy: &mut dyn Entropy) -> Self {
        Self::of(&draw(entropy))
    }

    /// Of bytes that were drawn before: the same give the same.
    pub(super) fn of(drawn: &[u8; 32]) -> Self {
        let mut message = [0; 40];
        message[..32].copy_from_slice(drawn);
        Self { message, blocks: 0 }
    }
}

impl Entropy for Drawn {
    fn fill(&mut self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(32) {
            self.message[32..].copy_from_slice(&self.blocks.to_be_bytes());
            part.copy_from_slice(&sha256(&self.message)[..part.len()]);
            self.blocks += 1;
        }
    }
}
