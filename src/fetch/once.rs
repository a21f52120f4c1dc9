//! A source that asks another one once for what many credentials name: lists, and the documents of DIDs.

use super::answers::Answers;
use super::{Fetch, FetchError, Purpose, system_clock};
use crate::limits;

/// The answers of another source, each kept for a minute: for one run over many credentials.
///
/// That there was no answer is kept as well, or each credential would wait for a server that is silent. Threads that ask
/// for the same wait for one answer.
pub struct AskedOnce<F> {
    source: F,
    answers: Answers,
}

impl<F: Fetch> AskedOnce<F> {
    /// Asks `source`.
    #[must_use]
    pub fn new(source: F) -> Self {
        Self { source, answers: Answers::new(system_clock(), ages, limits::ANSWERS_KEPT_BYTES_MAX) }
    }

    /// What it asks.
    pub fn source(&self) -> &F {
        &self.source
    }
}

/// The same of what came and of what did not, so that one run over many credentials says the same of all.
fn ages(purpose: Purpose) -> (i64, i64) {
    let kept = match purpose {
        Purpose::DidDocument | Purpose::StatusList | Purpose::TrustList => limits::ANSWER_KEPT_SECONDS_MAX,
        _ => 0,
    };
    (kept, kept)
}

impl<F: Fetch> Fetch for AskedOnce<F> {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        self.answers.get_or(url, purpose, b"", || self.source.get(url, purpose))
    }

    fn may_wait(&self) -> bool {
        self.source.may_wait()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

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
}
