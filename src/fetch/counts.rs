//! How often what came of fetching: numbers for the operator, without any address.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{FetchError, Purpose};

/// What came of one wish for a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A document came.
    Fetched,
    /// It was here already, or somebody else was just fetching it.
    Kept,
    /// The server has no such document.
    NotFound,
    /// The address may not be asked.
    Refused,
    /// The answer was an error, a page, too long or led in circles.
    Unusable,
    /// No connection, or no answer in time.
    Unreachable,
}

impl Event {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Fetched, Self::Kept, Self::NotFound, Self::Refused, Self::Unusable, Self::Unreachable];

    /// Its name, as measurements say it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fetched => "fetched",
            Self::Kept => "kept",
            Self::NotFound => "not_found",
            Self::Refused => "refused",
            Self::Unusable => "unusable",
            Self::Unreachable => "unreachable",
        }
    }

    pub(super) fn of(answer: &Result<Vec<u8>, FetchError>) -> Self {
        match answer {
            Ok(_) => Self::Fetched,
            Err(FetchError::NotFound { .. }) => Self::NotFound,
            Err(FetchError::Refused { .. }) => Self::Refused,
            Err(FetchError::TimedOut { .. } | FetchError::Unreachable { .. }) => Self::Unreachable,
            Err(
                FetchError::Content { .. }
                | FetchError::Status { .. }
                | FetchError::TooLong { .. }
                | FetchError::TooManyRedirects { .. },
            ) => Self::Unusable,
        }
    }
}

/// The counts since the start.
#[derive(Debug, Default)]
pub struct Counts([[AtomicU64; Event::ALL.len()]; Purpose::ALL.len()]);

impl Counts {
    pub(super) fn add(&self, purpose: Purpose, event: Event) {
        self.0[purpose as usize][event as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// How often `event` came of fetching for `purpose`.
    #[must_use]
    pub fn get(&self, purpose: Purpose, event: Event) -> u64 {
        self.0[purpose as usize][event as usize].load(Ordering::Relaxed)
    }
}
