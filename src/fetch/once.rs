//! A source that asks another one once for what many credentials name: lists, and the documents of DIDs.
#![expect(clippy::disallowed_methods, reason = "answers are kept for a while")]

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::{Fetch, FetchError, Purpose};
use crate::limits;

/// The answers of another source, each kept for a minute: for one run over many credentials.
///
/// That there was no answer is kept as well, or each credential would wait for a server that is silent. Threads that ask
/// for the same wait for one answer.
pub struct AskedOnce<'a> {
    source: &'a dyn Fetch,
    kept_for: Duration,
    answers: Mutex<HashMap<(String, Purpose), Arc<Answer>>>,
    /// How long all answers are together.
    bytes: AtomicUsize,
}

/// An answer, once it is there.
struct Answer {
    asked: Instant,
    answer: OnceLock<Result<Vec<u8>, FetchError>>,
}

impl<'a> AskedOnce<'a> {
    /// Asks `source`.
    #[must_use]
    pub fn new(source: &'a dyn Fetch) -> Self {
        let kept_for = Duration::from_secs(limits::ANSWER_KEPT_SECONDS_MAX);
        Self { source, kept_for, answers: Mutex::default(), bytes: AtomicUsize::new(0) }
    }

    /// The answer that is kept or that somebody is waiting for; else a new one to wait for.
    fn answer(&self, url: &str, purpose: Purpose) -> Arc<Answer> {
        let now = Instant::now();
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (url.to_owned(), purpose);
        if let Some(known) = answers.get(&key).filter(|known| now.duration_since(known.asked) < self.kept_for) {
            return Arc::clone(known);
        }
        let full = self.bytes.load(Ordering::Relaxed) >= limits::ANSWERS_KEPT_BYTES_MAX;
        if full || answers.len() >= limits::ANSWERS_KEPT_MAX {
            answers.clear();
            self.bytes.store(0, Ordering::Relaxed);
        }
        let new = Arc::new(Answer { asked: now, answer: OnceLock::new() });
        answers.insert(key, Arc::clone(&new));
        new
    }
}

impl Fetch for AskedOnce<'_> {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        match purpose {
            Purpose::DidDocument | Purpose::StatusList | Purpose::TrustList => {
                let ask = || {
                    let answer = self.source.get(url, purpose);
                    self.bytes.fetch_add(answer.as_ref().map_or(0, Vec::len), Ordering::Relaxed);
                    answer
                };
                self.answer(url, purpose).answer.get_or_init(ask).clone()
            }
            _ => self.source.get(url, purpose),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers with how often it was asked, and has nothing at `gone`.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Fetch for Counting {
        fn get(&self, url: &str, _: Purpose) -> Result<Vec<u8>, FetchError> {
            let count = self.0.fetch_add(1, Ordering::SeqCst) + 1;
            match url {
                "gone" => Err(FetchError::NotFound { url: url.to_owned() }),
                _ => Ok(vec![u8::try_from(count).expect("a few")]),
            }
        }
    }

    #[test]
    fn a_source_is_asked_once_for_what_is_shared() {
        let source = Counting::default();
        let once = AskedOnce::new(&source);
        assert_eq!(once.get("a", Purpose::StatusList), Ok(vec![1]));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| assert_eq!(once.get("a", Purpose::StatusList), Ok(vec![1])));
            }
        });
        assert_eq!(once.get("a", Purpose::TrustList), Ok(vec![2]), "for another purpose other bounds hold");
        let gone = Err(FetchError::NotFound { url: "gone".to_owned() });
        assert_eq!(
            (once.get("gone", Purpose::DidDocument), once.get("gone", Purpose::DidDocument)),
            (gone.clone(), gone)
        );
        assert_eq!(once.get("a", Purpose::Credential), Ok(vec![4]));
        assert_eq!(once.get("a", Purpose::Credential), Ok(vec![5]), "credentials are nobody else's");
    }

    #[test]
    fn an_answer_is_not_kept_for_long() {
        let source = Counting::default();
        let once = AskedOnce { kept_for: Duration::ZERO, ..AskedOnce::new(&source) };
        assert_eq!(once.get("a", Purpose::StatusList), Ok(vec![1]));
        assert_eq!(once.get("a", Purpose::StatusList), Ok(vec![2]));
    }
}
