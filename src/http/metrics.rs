//! What the service measures of itself, in the text format of Prometheus.
//!
//! Numbers alone: routes by their pattern, never an address, a name or anything of a credential. They are served on a listener
//! of their own, and only if one is asked for, so that the public does not see them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::routing::get;
use tokio::sync::Semaphore;

use crate::fetch::{Counts, Event, Purpose};
use crate::verify::Decision;

/// Upper bounds of the durations that are told apart, in seconds.
const BOUNDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0, 45.0];

/// The measurements of one service.
#[derive(Debug, Default)]
pub struct Measured {
    fetched: Arc<Counts>,
    requests: Mutex<BTreeMap<(String, String, u16), u64>>,
    durations: Mutex<BTreeMap<String, Durations>>,
    decisions: [AtomicU64; 3],
    limited: AtomicU64,
    under_way: AtomicI64,
    lists_missed: AtomicU64,
    places: Mutex<Vec<(&'static str, Arc<Semaphore>, usize)>>,
}

#[derive(Debug, Default, Clone)]
struct Durations {
    /// How many fell below each bound and above the one before.
    below: [u64; BOUNDS.len()],
    count: u64,
    seconds: f64,
}

impl Measured {
    /// Measurements, with those of what fetches for the service.
    #[must_use]
    pub fn new(fetched: Arc<Counts>) -> Self {
        Self { fetched, ..Self::default() }
    }

    /// A request that is being answered, until it is or nobody waits for it any more.
    pub fn begun(self: &Arc<Self>) -> UnderWay {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(Arc::clone(self))
    }

    fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        *locked(&self.requests).entry((method.to_owned(), route.to_owned(), status)).or_default() += 1;
        let mut durations = locked(&self.durations);
        let of_route = durations.entry(route.to_owned()).or_default();
        let seconds = took.as_secs_f64();
        of_route.count += 1;
        of_route.seconds += seconds;
        if let Some(bound) = BOUNDS.iter().position(|bound| seconds <= *bound) {
            of_route.below[bound] += 1;
        }
    }

    /// Counts a request that was refused because its address asked too much.
    pub fn limited(&self) {
        self.limited.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn list_missed(&self) {
        self.lists_missed.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts what was decided of one document.
    pub fn decided(&self, decision: Decision) {
        self.decisions[place(decision)].fetch_add(1, Ordering::Relaxed);
    }

    /// Shows how many of `most` places are taken.
    pub fn watch(&self, what: &'static str, places: &Arc<Semaphore>, most: usize) {
        locked(&self.places).push((what, Arc::clone(places), most));
    }

    /// The measurements as text (format 0.0.4).
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let version = env!("CARGO_PKG_VERSION");
        family(&mut text, "elmseal_build_info", "gauge", "The version of the program.");
        line(&mut text, "elmseal_build_info", &[("version", version)], 1);
        family(&mut text, "elmseal_http_requests_total", "counter", "Requests by address pattern and status.");
        for ((method, route, status), count) in &*locked(&self.requests) {
            let labels = [("method", method.as_str()), ("route", route), ("status", &status.to_string())];
            line(&mut text, "elmseal_http_requests_total", &labels, count);
        }
        self.write_durations(&mut text);
        family(&mut text, "elmseal_http_requests_under_way", "gauge", "Requests that are being answered.");
        line(&mut text, "elmseal_http_requests_under_way", &[], self.under_way.load(Ordering::Relaxed));
        family(
            &mut text,
            "elmseal_http_limited_total",
            "counter",
            "Requests refused because their address asked too much.",
        );
        line(&mut text, "elmseal_http_limited_total", &[], self.limited.load(Ordering::Relaxed));
        family(&mut text, "elmseal_decisions_total", "counter", "Documents by what was decided of them.");
        for decision in [Decision::Accept, Decision::Reject, Decision::Undecided] {
            let count = self.decisions[place(decision)].load(Ordering::Relaxed);
            line(&mut text, "elmseal_decisions_total", &[("decision", decision.name())], count);
        }
        family(&mut text, "elmseal_fetches_total", "counter", "Wishes for documents by purpose and what came of them.");
        for purpose in Purpose::ALL {
            for event in Event::ALL {
                let labels = [("purpose", purpose.name()), ("outcome", event.name())];
                line(&mut text, "elmseal_fetches_total", &labels, self.fetched.get(purpose, event));
            }
        }
        family(
            &mut text,
            "elmseal_lists_missed_total",
            "counter",
            "Lists of trusted entities not had in the background.",
        );
        line(&mut text, "elmseal_lists_missed_total", &[], self.lists_missed.load(Ordering::Relaxed));
        family(&mut text, "elmseal_places_taken", "gauge", "Places that are taken, of those that there are.");
        family(&mut text, "elmseal_places", "gauge", "Places that there are.");
        for (what, places, most) in &*locked(&self.places) {
            line(&mut text, "elmseal_places_taken", &[("what", what)], most - places.available_permits().min(*most));
            line(&mut text, "elmseal_places", &[("what", what)], most);
        }
        text
    }

    fn write_durations(&self, text: &mut String) {
        let name = "elmseal_http_request_seconds";
        family(text, name, "histogram", "How long answers took.");
        for (route, durations) in &*locked(&self.durations) {
            let mut below = 0;
            for (bound, count) in BOUNDS.iter().zip(durations.below) {
                below += count;
                let labels = [("route", route.as_str()), ("le", &bound.to_string())];
                line(text, "elmseal_http_request_seconds_bucket", &labels, below);
            }
            let labels = [("route", route.as_str()), ("le", "+Inf")];
            line(text, "elmseal_http_request_seconds_bucket", &labels, durations.count);
            line(text, "elmseal_http_request_seconds_sum", &labels[..1], durations.seconds);
            line(text, "elmseal_http_request_seconds_count", &labels[..1], durations.count);
        }
    }
}

/// Counts itself as long as it lives.
#[derive(Debug)]
pub struct UnderWay(Arc<Measured>);

impl UnderWay {
    /// Counts the answer.
    pub fn answered(self, method: &str, route: &str, status: u16, took: Duration) {
        self.0.answered(method, route, status, took);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere leaves numbers that are a little off.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn place(decision: Decision) -> usize {
    match decision {
        Decision::Accept => 0,
        Decision::Reject => 1,
        Decision::Undecided => 2,
    }
}

fn family(text: &mut String, name: &str, kind: &str, help: &str) {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}").expect("a text takes what is written");
}

/// One sample. Values of labels are patterns and names of the program's own, without quotation marks.
fn line(text: &mut String, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
    let labels: Vec<String> = labels.iter().map(|(label, value)| format!("{label}=\"{value}\"")).collect();
    let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
    writeln!(text, "{name}{labels} {value}").expect("a text takes what is written");
}

/// `GET /metrics`, for a listener that the public does not see.
pub fn router(measured: Arc<Measured>) -> Router {
    let headers = [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    Router::new().route("/metrics", get(move || async move { (headers, measured.to_text()) }))
}
