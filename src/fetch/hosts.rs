//! How often and how many at a time a host is asked: a bound for all, one for each host, and a breaker.
//!
//! A host that fails again and again is left alone for a while: whoever asks meanwhile hears that at once, and does not
//! wait for a silence that is known. After the pause one request tries; the others wait for what comes of it. Hosts are told
//! apart by purpose too, so that a stranger's links to a host do not decide whether its lists can be had.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Clock, Purpose};
use crate::limits;
use crate::model::time::Timestamp;

type Key = (String, Purpose);

/// The hosts that were asked of late.
pub(super) struct Hosts {
    clock: Clock,
    all: Arc<Semaphore>,
    known: Mutex<HashMap<Key, Host>>,
}

struct Host {
    places: Arc<Semaphore>,
    breaker: Breaker,
}

/// Whether a host answers.
#[derive(Debug, Default)]
struct Breaker {
    /// When it did not answer of late.
    failures: Vec<Timestamp>,
    /// Since when it is left alone.
    open_since: Option<Timestamp>,
    /// Since when one request finds out whether it answers again.
    tried_since: Option<Timestamp>,
}

/// The host is left alone for now.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LeftAlone;

impl Breaker {
    fn admit(&mut self, now: Timestamp) -> Result<(), LeftAlone> {
        let Some(since) = self.open_since else { return Ok(()) };
        let over = |since: Timestamp| !within(since, now, limits::HOST_PAUSE_SECONDS);
        if over(since) && self.tried_since.is_none_or(over) {
            self.tried_since = Some(now);
            return Ok(());
        }
        Err(LeftAlone)
    }

    fn answered(&mut self) {
        *self = Self::default();
    }

    fn failed(&mut self, now: Timestamp) {
        self.failures.retain(|at| within(*at, now, limits::HOST_FAILURES_SECONDS));
        self.failures.push(now);
        if self.tried_since.take().is_some() || self.failures.len() >= limits::HOST_FAILURES_MAX {
            self.failures.clear();
            self.open_since = Some(now);
        }
    }
}

/// Whether less than `seconds` have passed since; a clock that was set back counts as more.
fn within(since: Timestamp, now: Timestamp, seconds: i64) -> bool {
    (0..seconds).contains(&(now.unix() - since.unix()))
}

impl Hosts {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, all: Arc::new(Semaphore::new(limits::FETCHES_MAX)), known: Mutex::default() }
    }

    /// Waits for a place at `host` (its name and port).
    pub(super) async fn enter(self: &Arc<Self>, host: &str, purpose: Purpose) -> Result<Visit, LeftAlone> {
        let key = (host.to_owned(), purpose);
        let places = {
            let mut known = self.known();
            make_room(&mut known);
            let host = known.entry(key.clone()).or_insert_with(|| Host {
                places: Arc::new(Semaphore::new(limits::FETCHES_PER_HOST_MAX)),
                breaker: Breaker::default(),
            });
            Arc::clone(&host.places)
        };
        // First the host's own, so that who waits for a slow host takes no place from the others.
        let place = places.acquire_owned().await.expect("the semaphore is never closed");
        let among_all = self.all.clone().acquire_owned().await.expect("the semaphore is never closed");
        if let Some(host) = self.known().get_mut(&key) {
            host.breaker.admit((self.clock)())?;
        }
        Ok(Visit { hosts: Arc::clone(self), key, _places: [place, among_all] })
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Key, Host>> {
        // A panic elsewhere leaves the hosts as they were.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn told(&self, key: &Key, tell: impl FnOnce(&mut Breaker)) {
        if let Some(host) = self.known().get_mut(key) {
            tell(&mut host.breaker);
        }
    }
}

/// Forgets hosts that nobody is asking, those without a fault first.
fn make_room(known: &mut HashMap<Key, Host>) {
    let busy = |host: &Host| host.places.available_permits() < limits::FETCHES_PER_HOST_MAX;
    if known.len() >= limits::HOSTS_KNOWN_MAX {
        known.retain(|_, host| busy(host) || host.breaker.open_since.is_some());
    }
    if known.len() >= limits::HOSTS_KNOWN_MAX {
        known.retain(|_, host| busy(host));
    }
}

/// One request under way. Dropped without [`answered`](Self::answered) it counts as a failure of the host's, also when
/// nobody waits for it any more: that is what a silent host looks like.
pub(super) struct Visit {
    hosts: Arc<Hosts>,
    key: Key,
    _places: [OwnedSemaphorePermit; 2],
}

impl Visit {
    /// The host has answered, whatever it was.
    pub(super) fn answered(mut self) {
        let key = std::mem::take(&mut self.key.0);
        self.hosts.told(&(key, self.key.1), Breaker::answered);
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        // An empty name was taken by `answered`; no host has one.
        if !self.key.0.is_empty() {
            let now = (self.hosts.clock)();
            self.hosts.told(&self.key, |breaker| breaker.failed(now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_unix(1_800_000_000 + second).expect("a time")
    }

    #[test]
    fn a_breaker_opens_after_failures_in_a_row_and_tries_once_after_the_pause() {
        let mut breaker = Breaker::default();
        let (most, pause) = (i64::try_from(limits::HOST_FAILURES_MAX).expect("small"), limits::HOST_PAUSE_SECONDS);
        for second in 0..most {
            assert_eq!(breaker.admit(at(second)), Ok(()));
            breaker.failed(at(second));
        }
        let opened = most - 1;
        assert_eq!(breaker.admit(at(opened)), Err(LeftAlone));
        assert_eq!(breaker.admit(at(opened + pause - 1)), Err(LeftAlone));
        assert_eq!(breaker.admit(at(opened + pause)), Ok(()), "one tries");
        assert_eq!(breaker.admit(at(opened + pause)), Err(LeftAlone), "the others do not");
        breaker.failed(at(opened + pause + 1));
        assert_eq!(breaker.admit(at(opened + pause + 2)), Err(LeftAlone), "it opens again at once");
        assert_eq!(breaker.admit(at(opened + 2 * pause + 1)), Ok(()));
        breaker.answered();
        assert_eq!(breaker.admit(at(opened + 2 * pause + 2)), Ok(()));
        breaker.failed(at(opened + 2 * pause + 3));
        assert_eq!(breaker.admit(at(opened + 2 * pause + 3)), Ok(()), "the count begins anew");
    }

    #[test]
    fn failures_long_ago_and_clocks_set_back_open_nothing() {
        let mut breaker = Breaker::default();
        for turn in 0..20 {
            breaker.failed(at(turn * limits::HOST_FAILURES_SECONDS));
            assert_eq!(breaker.admit(at(turn * limits::HOST_FAILURES_SECONDS)), Ok(()));
        }
        for _ in 0..limits::HOST_FAILURES_MAX {
            breaker.failed(at(100_000));
        }
        assert_eq!(breaker.admit(at(100_000)), Err(LeftAlone));
        assert_eq!(breaker.admit(at(0)), Ok(()), "an hour that was wrong keeps nobody out");
    }

    #[test]
    fn no_more_hosts_are_known_than_the_bound() {
        let hosts = Arc::new(Hosts::new(Arc::new(|| at(0))));
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let held = hosts.enter("held.example:443", Purpose::StatusList).await.expect("a place");
            for number in 0..3 * limits::HOSTS_KNOWN_MAX {
                drop(hosts.enter(&format!("h{number}.example:443"), Purpose::StatusList).await.expect("a place"));
            }
            assert!(hosts.known().len() <= limits::HOSTS_KNOWN_MAX);
            assert!(hosts.known().contains_key(&("held.example:443".to_owned(), Purpose::StatusList)));
            held.answered();
        });
    }

    #[test]
    fn a_host_has_few_places_and_leaves_the_others_theirs() {
        let hosts = Arc::new(Hosts::new(Arc::new(|| at(0))));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        runtime.block_on(async {
            let enter = |host| hosts.enter(host, Purpose::Credential);
            let mut held = Vec::new();
            for _ in 0..limits::FETCHES_PER_HOST_MAX {
                held.push(enter("slow.example:443").await.expect("a place"));
            }
            {
                let waits = std::pin::pin!(enter("slow.example:443"));
                let over = std::future::ready(());
                tokio::select! { biased; _ = waits => panic!("a place too many"), () = over => {} }
            }
            enter("other.example:443").await.expect("a place elsewhere").answered();
            held.pop().expect("one").answered();
            enter("slow.example:443").await.expect("a place is free again").answered();
            held.into_iter().for_each(Visit::answered);
        });
    }
}
