//! Checking for one request: in turns, through the one way from bytes to reports, for as long as somebody waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, oneshot};
use url::Url;

use crate::fetch::{AskedOnce, AtHand, Fetch, FetchError, Purpose};
use crate::limits;
use crate::model::time::Timestamp;
use crate::receive::{self, ItemContent, Items, ReceiveError};
use crate::verify::{ApVersion, Asked, Check, Finding, Pictures, Report, Verifier, report_without_document};

use super::Shared;
use super::check::{Named, place_among};
use super::intake::{Shape, Subject};
use super::problem::Problem;
use super::published;

/// A request under way: what it asks, and the answers so far.
pub struct Checking {
    asked: Arc<AskedFor>,
    /// The answers so far.
    pub reports: Vec<Named>,
    /// Gone when the answer was given up, or the asker is.
    _asker: oneshot::Receiver<()>,
}

/// What a thread needs that checks for one request.
struct AskedFor {
    shared: Shared,
    fetch: AskedOnce<WhileWanted>,
    wish: Wish,
}

/// What is asked of each document.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// The version of the application profile to compare with.
    pub version: ApVersion,
    /// The language of whoever is to see the pictures of the one document that is asked about, if it is to be seen.
    pub pictures: Option<&'static str>,
}

impl Checking {
    /// Nothing is checked yet.
    pub fn new(shared: &Shared, wish: Wish) -> Self {
        let (wanted, asker) = oneshot::channel();
        let fetch = AskedOnce::new(WhileWanted { verifier: Arc::clone(&shared.service.verifier), wanted });
        let asked = Arc::new(AskedFor { shared: shared.clone(), fetch, wish });
        Self { asked, reports: Vec::new(), _asker: asker }
    }

    /// Checks what is in `subject`, in its turn.
    pub async fn check(&mut self, subject: Subject, shape: Shape) -> Result<(), Problem> {
        let place = place_among(&self.asked.shared, &self.asked.shared.places).await?;
        let room = limits::SUBJECTS_MAX - self.reports.len();
        if !self.reports.is_empty() {
            // One after another, they would keep this thread from hearing anybody else.
            tokio::task::yield_now().await;
        }
        let reports = match at_once(|| self.asked.check_at_once(&subject, room))? {
            Some(report) => vec![report],
            None => {
                let asked = Arc::clone(&self.asked);
                apart(place, move || asked.check(subject, shape, room)).await??
            }
        };
        for (_, report) in &reports {
            self.asked.shared.operations.measured.decided(report.decision);
        }
        self.reports.extend(reports);
        Ok(())
    }
}

/// What is known beforehand of how long work takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Milliseconds, if nothing has to be waited for.
    Light,
    /// Nothing.
    Any,
}

impl Work {
    /// Work on `document`. It is light if the document is short: among those that are, none is known that takes more than
    /// 30 ms, graphs that take for ever to name included.
    pub fn on(document: &[u8]) -> Self {
        let is_object = document.trim_ascii_start().first() == Some(&b'{');
        if is_object && document.len() <= limits::LIGHT_DOCUMENT_BYTES_MAX { Self::Light } else { Self::Any }
    }
}

/// Does in its turn what is to be done with a source of documents, for as long as somebody waits.
///
/// Light work is done here and now, with what is at hand: handing it to another thread would take longer than a part of it. If
/// it turns out to need more it is begun anew on a thread that may wait.
///
/// # Errors
///
/// A [`Problem`] when there is no place, or the work ended early.
pub async fn in_turn<T: Send + 'static>(
    shared: &Shared,
    expected: Work,
    work: impl Fn(&Verifier, &dyn Fetch, Timestamp) -> T + Send + 'static,
) -> Result<T, Problem> {
    let place = place_among(shared, &shared.places).await?;
    let (verifier, now) = (Arc::clone(&shared.service.verifier), (shared.service.clock)());
    if expected == Work::Light {
        let done = at_once(|| {
            let fetch = AskedOnce::new(AtHand::of(verifier.fetch()));
            let done = work(&verifier, &fetch, now);
            (!fetch.source().has_missed()).then_some(done)
        })?;
        if let Some(done) = done {
            return Ok(done);
        }
    }
    let (wanted, _asker) = oneshot::channel();
    let later = move || {
        let fetch = AskedOnce::new(WhileWanted { verifier: Arc::clone(&verifier), wanted });
        work(&verifier, &fetch, now)
    };
    apart(place, later).await
}

/// Does work that may take long on a thread of its own, which holds `place` until it is done.
///
/// No thread is used twice: each keeps what it has freed for itself, and many that have each read something large once would
/// together keep more than is ever in use.
async fn apart<T: Send + 'static>(
    place: OwnedSemaphorePermit,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let (tell, told) = oneshot::channel();
    let body = move || {
        let done = work();
        drop(place);
        // Nobody listens any more when the asker has gone.
        drop(tell.send(done));
    };
    let started = std::thread::Builder::new().name("verify".to_owned()).spawn(body);
    started.map_err(|fault| {
        tracing::error!(%fault, "no thread for a verification");
        Problem::busy()
    })?;
    // It is dropped unused by a panic alone.
    told.await.map_err(|_| ended_early())
}

/// Does light work on this thread, which hears requests; a panic ends no more than it would elsewhere.
fn at_once<T>(work: impl FnOnce() -> T) -> Result<T, Problem> {
    // What is shared is behind locks, and whoever takes one says why what a panic left is good.
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| ended_early())
}

fn ended_early() -> Problem {
    tracing::error!("a verification ended early");
    Problem::internal()
}

/// The verifier's source of documents, for as long as somebody waits for the answer: else strangers whose servers keep
/// silent would hold all places with work that nobody sees.
struct WhileWanted {
    verifier: Arc<Verifier>,
    wanted: oneshot::Sender<()>,
}

impl Fetch for WhileWanted {
    fn get(&self, url: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        if self.wanted.is_closed() {
            return Err(FetchError::TimedOut { url: url.to_owned() });
        }
        self.verifier.fetch().get(url, purpose)
    }
}

impl AskedFor {
    /// The report on a subject that is one light document, if all that it needs is at hand.
    fn check_at_once(&self, subject: &Subject, room: usize) -> Option<Named> {
        let Subject::Document { name, bytes } = subject else { return None };
        // Pictures are drawn anew, which takes its time.
        if self.wish.pictures.is_some() || room == 0 || Work::on(bytes) == Work::Any {
            return None;
        }
        let mut items = receive::items(bytes, name.as_deref());
        let (only, None) = (items.next()?, items.next()) else { return None };
        let ItemContent::Document(document) = only.content else { return None };
        let fetch = AskedOnce::new(AtHand::of(self.shared.service.verifier.fetch()));
        let report = self.verify(&fetch, &document);
        (!fetch.source().has_missed()).then_some((only.name, report))
    }

    fn check(&self, subject: Subject, shape: Shape, room: usize) -> Result<Vec<Named>, Problem> {
        match subject {
            Subject::Document { name, bytes } => self.all(&bytes, || receive::items(&bytes, name.as_deref()), room),
            Subject::Shared(file) => {
                let bytes = published::read_shared(&self.shared, &file)?;
                self.all(&bytes, || receive::items(&bytes, None), room)
            }
            Subject::Link(url) => match (self.behind(None, &url, room), shape) {
                (Err(problem), Shape::Many) if problem.code == "link-not-readable" => {
                    Ok(vec![(Some(shown_link(&url)), self.not_reached(&problem, &url))])
                }
                (reports, _) => reports,
            },
        }
    }

    /// The reports on all that is in `given`, of which there may be `room`.
    fn all<'a>(&self, given: &'a [u8], open: impl FnOnce() -> Items<'a>, room: usize) -> Result<Vec<Named>, Problem> {
        let mut reports = Vec::new();
        let mut items = {
            let _alone = self.alone_with(given);
            open()
        };
        while !self.fetch.source().wanted.is_closed() {
            let item = {
                let _alone = self.alone_with(given);
                items.next()
            };
            let Some(item) = item else { break };
            if reports.len() >= room {
                return Err(Problem::too_many());
            }
            match item.content {
                ItemContent::Document(bytes) => {
                    reports.push((item.name, self.verify(&self.fetch, &bytes)));
                    without_pictures_of_many(&mut reports);
                }
                ItemContent::Nothing(reason) => reports.push((item.name, self.nothing(&reason, given))),
                ItemContent::Link(url) => match self.behind(item.name.as_deref(), &url, room - reports.len()) {
                    Ok(found) => reports.extend(found),
                    Err(problem) => {
                        let name = named_link(item.name.as_deref(), &url);
                        reports.push((Some(name), self.not_reached(&problem, &url)));
                    }
                },
            }
        }
        Ok(reports)
    }

    /// Pictures and archives are read one at a time, since their points and members take much memory.
    fn alone_with(&self, given: &[u8]) -> Option<MutexGuard<'_, ()>> {
        receive::is_heavy(given).then(|| self.shared.heavy.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn verify(&self, fetch: &dyn Fetch, bytes: &[u8]) -> Report {
        let pictures = self.wish.pictures.map_or(Pictures::Left, Pictures::In);
        let asked = Asked { profile_version: self.wish.version, pictures, ..Asked::default() };
        let _alone = self.shared.alone_with_wide(bytes);
        self.shared.service.verifier.verify_through(fetch, bytes, asked, self.now())
    }

    fn nothing(&self, reason: &ReceiveError, given: &[u8]) -> Report {
        report_without_document(Finding::failed(Check::Integrity, reason.code(), reason.to_string()), given, self.now())
    }

    fn not_reached(&self, problem: &Problem, url: &str) -> Report {
        let row = Finding::inconclusive(Check::Integrity, problem.code, problem.detail.clone());
        report_without_document(row, url.as_bytes(), self.now())
    }

    fn now(&self) -> Timestamp {
        (self.shared.service.clock)()
    }

    /// The reports on what a link leads to, which is followed once.
    fn behind(&self, name: Option<&str>, url: &str, room: usize) -> Result<Vec<Named>, Problem> {
        let bytes = self.follow(url)?;
        self.all(&bytes, || receive::items_behind_link(&bytes, Some(&named_link(name, url))), room)
    }

    /// Reads a link. What went wrong is not told apart in the answer: that would map the network behind this service.
    fn follow(&self, url: &str) -> Result<Vec<u8>, Problem> {
        let web = Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
        if !web {
            return Err(Problem::unreadable("This is not a link: a link begins with https://."));
        }
        // A link of this service's own is not asked from the net: behind a proxy, or on loopback, it could not be.
        let base = self.shared.service.base.as_str().trim_end_matches('/');
        if let Some(file) = url.strip_prefix(base).and_then(|rest| rest.strip_prefix("/c/")) {
            return published::read_shared(&self.shared, file).map_err(|_| Problem::link_not_readable());
        }
        self.fetch.get(url, Purpose::Credential).map_err(|_| Problem::link_not_readable())
    }
}

/// Pictures are shown of one document alone: those of hundreds would not stay in memory.
fn without_pictures_of_many(reports: &mut [Named]) {
    if reports.len() > 1 {
        for credential in reports.iter_mut().filter_map(|(_, report)| report.credential.as_mut()) {
            credential.pictures = Vec::new();
        }
    }
}

/// What the document behind a link is called, which may have been found in something with a name.
fn named_link(name: Option<&str>, url: &str) -> String {
    match name {
        Some(name) => format!("{name}: {}", shown_link(url)),
        None => shown_link(url),
    }
}

/// The host alone: the path of a shared credential is a secret of the learner's.
fn shown_link(url: &str) -> String {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    format!("link to {host}")
}
