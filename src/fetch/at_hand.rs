//! What can be had without waiting.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{Fetch, FetchError, Purpose};

/// What another source has at hand. What would have to be waited for is not had, and that it was wanted is remembered: what
/// was made without it is to be thrown away.
pub struct AtHand<'a> {
    source: &'a dyn Fetch,
    missed: AtomicBool,
}

impl<'a> AtHand<'a> {
    /// What `source` has at hand.
    #[must_use]
    pub fn of(source: &'a dyn Fetch) -> Self {
        Self { source, missed: AtomicBool::new(false) }
    }

    /// Whether something was wanted that has to be waited for.
    #[must_use]
    pub fn has_missed(&self) -> bool {
        self.missed.load(Ordering::Relaxed)
    }

    fn miss(&self) {
        self.missed.store(true, Ordering::Relaxed);
    }
}

impl Fetch for AtHand<'_> {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        self.source.at_hand(url, purpose).unwrap_or_else(|| {
            self.miss();
            Err(FetchError::Unreachable { url: url.to_owned(), reason: "it is not at hand".to_owned() })
        })
    }

    /// No; whoever asks wants to.
    fn may_wait(&self) -> bool {
        self.miss();
        false
    }
}
