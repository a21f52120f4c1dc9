//! Faults of a long list: the first ones in full, all of them counted by kind.

use std::collections::BTreeMap;

use crate::limits::FAULTS_LISTED_MAX;
use crate::model::fault::{Fault, Severity};

/// What was wrong, in memory that does not grow with the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FaultSummary {
    listed: Vec<Fault>,
    counts: BTreeMap<&'static str, u64>,
    faults: u64,
    warnings: u64,
}

impl FaultSummary {
    /// Counts `fault`, and keeps it while there is room ([`FAULTS_LISTED_MAX`]).
    pub fn push(&mut self, fault: Fault) {
        *self.counts.entry(fault.code).or_default() += 1;
        match fault.severity {
            Severity::Fault => self.faults += 1,
            Severity::Warning => self.warnings += 1,
        }
        if self.listed.len() < FAULTS_LISTED_MAX {
            self.listed.push(fault);
        }
    }

    /// Counts all of `faults`.
    pub fn extend(&mut self, faults: impl IntoIterator<Item = Fault>) {
        faults.into_iter().for_each(|fault| self.push(fault));
    }

    /// The first ones, in the order in which they were found.
    #[must_use]
    pub fn listed(&self) -> &[Fault] {
        &self.listed
    }

    /// How many of each code there are.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.counts.iter().map(|(code, count)| (*code, *count))
    }

    /// How many stop the batch.
    #[must_use]
    pub fn faults(&self) -> u64 {
        self.faults
    }

    /// How many are worth knowing only.
    #[must_use]
    pub fn warnings(&self) -> u64 {
        self.warnings
    }

    /// How many are counted but not listed.
    #[must_use]
    pub fn unlisted(&self) -> u64 {
        self.faults + self.warnings - self.listed.len() as u64
    }
}
