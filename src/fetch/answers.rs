//! Answers that are kept for a while: one asks, the others wait for the same answer.
//!
//! How old an answer may get stands in the table of purposes. What is signed says itself until when it holds: that can only
//! shorten how long it is kept, since nothing of it was verified here. That there was no answer is kept too, for a moment,
//! or each of many would wait for a server that is silent. Which answers are true is not asked here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::counts::Event;
use super::{Clock, Counts, Fetch, FetchError, Purpose};
use crate::limits;
use crate::model::time::Timestamp;

/// For how many seconds an answer is kept: one that came, and that none came.
pub(super) type Ages = fn(Purpose) -> (i64, i64);

/// By what answers are told apart: where was asked, what for, and what was sent along.
type Key = (String, Purpose, Vec<u8>);

/// The answers.
pub(super) struct Answers {
    clock: Clock,
    ages: Ages,
    counts: Option<Arc<Counts>>,
    bytes_max: usize,
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    answers: HashMap<Key, Arc<Answer>>,
    /// How long all that came are together.
    bytes: usize,
}

/// An answer, once it is there.
struct Answer {
    asked: Timestamp,
    held: OnceLock<Held>,
}

struct Held {
    answer: Result<Vec<u8>, FetchError>,
    until: Timestamp,
    bytes: usize,
}

impl Answer {
    /// Somebody is asking for it, or it is good.
    fn serves(&self, now: Timestamp) -> bool {
        self.held.get().is_none_or(|held| self.asked <= now && now < held.until)
    }

    fn bytes(&self) -> usize {
        self.held.get().map_or(0, |held| held.bytes)
    }
}

impl Answers {
    pub(super) fn new(clock: Clock, ages: Ages, bytes_max: usize) -> Self {
        Self { clock, ages, counts: None, bytes_max, shelf: Mutex::default() }
    }

    pub(super) fn counted(mut self, counts: Arc<Counts>) -> Self {
        self.counts = Some(counts);
        self
    }

    /// The answer that is kept or that somebody is waiting for; else what `ask` says.
    pub(super) fn get_or(
        &self,
        url: &str,
        purpose: Purpose,
        request: &[u8],
        ask: impl FnOnce() -> Result<Vec<u8>, FetchError>,
    ) -> Result<Vec<u8>, FetchError> {
        let (age, missed_age) = (self.ages)(purpose);
        if age == 0 {
            return ask();
        }
        let key = (url.to_owned(), purpose, request.to_vec());
        let bytes_of_key = url.len() + request.len();
        let answer = self.on_the_shelf(key);
        let mut asked = false;
        let held = answer.held.get_or_init(|| {
            asked = true;
            let came = ask();
            let now = (self.clock)();
            let until = match &came {
                Ok(bytes) => {
                    let said = unverified_end(purpose, bytes).unwrap_or(now.plus_seconds(age));
                    said.clamp(now.plus_seconds(missed_age), now.plus_seconds(age))
                }
                Err(_) => now.plus_seconds(missed_age),
            };
            let bytes = bytes_of_key + came.as_ref().map_or(0, Vec::len);
            Held { answer: came, until, bytes }
        });
        if asked {
            self.make_room(&answer, held.bytes);
        } else if let Some(counts) = &self.counts {
            counts.add(purpose, Event::Kept);
        }
        held.answer.clone()
    }

    /// The answer that is kept, if it is there and good.
    fn at_hand(&self, url: &str, purpose: Purpose) -> Option<Result<Vec<u8>, FetchError>> {
        let now = (self.clock)();
        let known = self.shelf().answers.get(&(url.to_owned(), purpose, Vec::new())).map(Arc::clone)?;
        let held = known.held.get().filter(|_| known.serves(now))?;
        if let Some(counts) = &self.counts {
            counts.add(purpose, Event::Kept);
        }
        Some(held.answer.clone())
    }

    /// The answer under `key`, or a new one to wait for.
    fn on_the_shelf(&self, key: Key) -> Arc<Answer> {
        let now = (self.clock)();
        let mut shelf = self.shelf();
        if let Some(known) = shelf.answers.get(&key).filter(|known| known.serves(now)) {
            return Arc::clone(known);
        }
        let new = Arc::new(Answer { asked: now, held: OnceLock::new() });
        if let Some(old) = shelf.answers.insert(key, Arc::clone(&new)) {
            shelf.bytes -= old.bytes();
        }
        new
    }

    /// Counts an answer that came, and lets go of the oldest that are too much.
    fn make_room(&self, answer: &Arc<Answer>, bytes: usize) {
        let now = (self.clock)();
        let mut shelf = self.shelf();
        if shelf.answers.values().any(|kept| Arc::ptr_eq(kept, answer)) {
            shelf.bytes += bytes;
        }
        let full = |shelf: &Shelf| shelf.bytes > self.bytes_max || shelf.answers.len() > limits::ANSWERS_KEPT_MAX;
        if full(&shelf) {
            shelf.answers.retain(|_, kept| kept.serves(now));
            shelf.bytes = shelf.answers.values().map(|kept| kept.bytes()).sum();
        }
        while full(&shelf) {
            let there = shelf.answers.iter().filter(|(_, kept)| kept.held.get().is_some());
            let oldest = there.min_by_key(|(_, kept)| kept.asked).map(|(key, _)| key.clone());
            let Some(dropped) = oldest.and_then(|key| shelf.answers.remove(&key)) else { break };
            shelf.bytes -= dropped.bytes();
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        // A panic elsewhere leaves the answers as they were.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Until when a status list says that it holds, by its last `validUntil`.
fn unverified_end(purpose: Purpose, bytes: &[u8]) -> Option<Timestamp> {
    const MEMBER: &str = "\"validUntil\"";
    if purpose != Purpose::StatusList {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let rest = &text[text.rfind(MEMBER)? + MEMBER.len()..];
    let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    Timestamp::parse(&value[..value.find('"')?]).ok()
}

/// The ages of the table of purposes, for a service.
pub(super) fn ages_of_the_table(purpose: Purpose) -> (i64, i64) {
    let kept = purpose.rule().kept_seconds;
    (kept, limits::MISSED_KEPT_SECONDS_MAX.min(kept))
}

/// A source whose answers are kept for as long as the table of purposes says: for a service that runs for long.
pub struct Cached<F> {
    source: F,
    answers: Answers,
}

impl<F: Fetch> Cached<F> {
    /// Asks `source` for what is not kept; `clock` says how old what is kept has become.
    #[must_use]
    pub fn new(source: F, clock: Clock, counts: Arc<Counts>) -> Self {
        let answers = Answers::new(clock, ages_of_the_table, limits::ANSWERS_KEPT_BYTES_MAX).counted(counts);
        Self { source, answers }
    }
}

impl<F: Fetch> Fetch for Cached<F> {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        self.answers.get_or(url, purpose, b"", || self.source.get(url, purpose))
    }
    fn at_hand(&self, url: &str, purpose: Purpose) -> Option<Result<Vec<u8>, FetchError>> {
        self.answers.at_hand(url, purpose)
    }
}
