//! The guarded HTTP client: public hosts over https, and nothing else; over http where what is served is signed itself.
//!
//! A URL may come from a stranger's credential. It is judged before any name is looked up, each address is judged after
//! the look-up and only judged addresses are connected to, and every redirect starts from the beginning. What it does
//! not say: whether what was fetched is true.

use std::error::Error as StdError;
use std::io;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use reqwest::header;
use url::Url;

use super::hosts::{Hosts, Visit};
use super::judge::{Danger, JudgingResolver, Lookup, NoPublicAddress, SystemLookup, UrlRefusal, judge_url};
use super::{Clock, Counts, Event, Fetch, FetchError, Purpose, system_clock};
use crate::limits;

/// The client. It may be called from any thread, also from one that runs an asynchronous runtime (it blocks there).
pub struct GuardedClient {
    client: reqwest::Client,
    danger: Danger,
    budget: Duration,
    hosts: Arc<Hosts>,
    counts: Arc<Counts>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl GuardedClient {
    /// A client that asks the operating system for addresses.
    ///
    /// # Errors
    ///
    /// When TLS or a thread cannot be set up.
    pub fn new(danger: Danger) -> io::Result<Self> {
        Self::with_lookup(danger, Arc::new(SystemLookup), Duration::from_secs(limits::FETCH_SECONDS_MAX))
    }

    /// A client with another resolver and another time limit.
    ///
    /// # Errors
    ///
    /// When TLS or a thread cannot be set up.
    pub fn with_lookup(danger: Danger, lookup: Arc<dyn Lookup>, budget: Duration) -> io::Result<Self> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).thread_name("fetch").enable_all().build()?;
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .dns_resolver(Arc::new(JudgingResolver { lookup, danger }))
            .pool_max_idle_per_host(0)
            .connect_timeout(budget)
            .user_agent(concat!("elmseal/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(io::Error::other)?;
        let hosts = Arc::new(Hosts::new(system_clock()));
        Ok(Self { client, danger, budget, hosts, counts: Arc::default(), runtime: Some(runtime) })
    }

    /// With another clock, by which hosts that fail are left alone for a while.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.hosts = Arc::new(Hosts::new(clock));
        self
    }

    /// Counts what comes of fetching in `counts`.
    #[must_use]
    pub fn counted(mut self, counts: Arc<Counts>) -> Self {
        self.counts = counts;
        self
    }
}

impl Fetch for GuardedClient {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        self.ask(url, purpose, None)
    }
}

/// What is sent along: its media type, and the bytes.
type Body = (&'static str, Vec<u8>);

impl GuardedClient {
    /// Sends `body` and reads the answer, under the same rules as [`Fetch::get`]. Only a redirect that keeps the method is
    /// followed.
    pub(super) fn post(&self, url: &str, purpose: Purpose, body: Body) -> Result<Vec<u8>, FetchError> {
        self.ask(url, purpose, Some(body))
    }

    fn ask(&self, url: &str, purpose: Purpose, body: Option<Body>) -> Result<Vec<u8>, FetchError> {
        let answer = self.answer(url, purpose, body);
        self.counts.add(purpose, Event::of(&answer));
        answer
    }

    fn answer(&self, url: &str, purpose: Purpose, body: Option<Body>) -> Result<Vec<u8>, FetchError> {
        // Judged here once more than needed: what is refused never reaches another thread.
        judge_url(url, purpose, self.danger).map_err(|reason| FetchError::Refused { url: url.to_owned(), reason })?;
        let runtime = self.runtime.as_ref().expect("the runtime lives as long as the client");
        let (sender, receiver) = mpsc::channel();
        let (hosts, client) = (Arc::clone(&self.hosts), self.client.clone());
        let journey = Journey { client, hosts, danger: self.danger, purpose, body };
        let (budget, asked) = (self.budget, url.to_owned());
        runtime.spawn(async move {
            let answer = match tokio::time::timeout(budget, journey.follow(&asked)).await {
                Ok(answer) => answer,
                Err(_) => Err(FetchError::TimedOut { url: asked }),
            };
            // Nobody listens any more only when the caller gave up.
            drop(sender.send(answer));
        });
        receiver.recv().unwrap_or_else(|_| Err(FetchError::TimedOut { url: url.to_owned() }))
    }
}

impl Drop for GuardedClient {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// One wish for a document, over all its redirects.
struct Journey {
    client: reqwest::Client,
    hosts: Arc<Hosts>,
    danger: Danger,
    purpose: Purpose,
    body: Option<Body>,
}

impl Journey {
    async fn follow(&self, first: &str) -> Result<Vec<u8>, FetchError> {
        let mut url = first.to_owned();
        for _ in 0..=limits::FETCH_REDIRECTS_MAX {
            let judged = judge_url(&url, self.purpose, self.danger)
                .map_err(|reason| FetchError::Refused { url: url.clone(), reason })?;
            let visit = self.enter(&judged, &url).await?;
            let answer = self.step(&judged, &url).await;
            // What failed on the way counts against the host when the visit is dropped.
            if !matches!(answer, Err(FetchError::TimedOut { .. } | FetchError::Unreachable { .. })) {
                visit.answered();
            }
            match answer? {
                Step::Done(bytes) => return Ok(bytes),
                Step::To(target) => url = target,
            }
        }
        Err(FetchError::TooManyRedirects { url: first.to_owned(), redirects_max: limits::FETCH_REDIRECTS_MAX })
    }

    async fn enter(&self, judged: &Url, url: &str) -> Result<Visit, FetchError> {
        let host = judged.host_str().unwrap_or_default();
        let port = judged.port_or_known_default().unwrap_or_default();
        self.hosts.enter(&format!("{host}:{port}"), self.purpose).await.map_err(|_| {
            let reason = format!("{host} was not reachable a moment ago");
            FetchError::Unreachable { url: url.to_owned(), reason }
        })
    }

    async fn step(&self, judged: &Url, url: &str) -> Result<Step, FetchError> {
        let request = match &self.body {
            None => self.client.get(judged.clone()),
            Some((kind, bytes)) => {
                self.client.post(judged.clone()).header(header::CONTENT_TYPE, *kind).body(bytes.clone())
            }
        };
        let request =
            request.header(header::ACCEPT, self.purpose.rule().accept()).header(header::ACCEPT_ENCODING, "identity");
        let response = request.send().await.map_err(|e| transport_fault(url, &e))?;
        let status = response.status();
        if status.is_redirection() && (self.body.is_none() || matches!(status.as_u16(), 307 | 308)) {
            let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
            let target = location.and_then(|text| judged.join(text).ok());
            let target = target.ok_or_else(|| FetchError::Status { url: url.to_owned(), status: status.as_u16() })?;
            return Ok(Step::To(target.to_string()));
        }
        match status.as_u16() {
            200 => read(response, url, self.purpose).await.map(Step::Done),
            404 | 410 => Err(FetchError::NotFound { url: url.to_owned() }),
            status => Err(FetchError::Status { url: url.to_owned(), status }),
        }
    }
}

enum Step {
    Done(Vec<u8>),
    To(String),
}

async fn read(mut response: reqwest::Response, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
    let said = |name: header::HeaderName| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_ascii_lowercase()
    };
    let content = |found: String| FetchError::Content { url: url.to_owned(), found };
    let encoding = said(header::CONTENT_ENCODING);
    if !matches!(encoding.as_str(), "" | "identity") {
        return Err(content(encoding));
    }
    let rule = purpose.rule();
    let kind = said(header::CONTENT_TYPE);
    if !rule.takes(kind.split(';').next().unwrap_or_default().trim()) {
        return Err(content(kind));
    }
    let bytes_max = rule.bytes_max;
    let too_long = || FetchError::TooLong { url: url.to_owned(), bytes_max };
    if response.content_length().is_some_and(|length| length > bytes_max as u64) {
        return Err(too_long());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| transport_fault(url, &e))? {
        if bytes.len() + chunk.len() > bytes_max {
            return Err(too_long());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The innermost cause is what a person can act on.
fn transport_fault(url: &str, error: &reqwest::Error) -> FetchError {
    let mut cause: &(dyn StdError + 'static) = error;
    loop {
        if let Some(NoPublicAddress { host }) = cause.downcast_ref::<NoPublicAddress>() {
            let reason = UrlRefusal::NoPublicAddress { host: host.clone() };
            return FetchError::Refused { url: url.to_owned(), reason };
        }
        match cause.source() {
            Some(inner) => cause = inner,
            None => break,
        }
    }
    if error.is_timeout() {
        return FetchError::TimedOut { url: url.to_owned() };
    }
    FetchError::Unreachable { url: url.to_owned(), reason: cause.to_string() }
}
