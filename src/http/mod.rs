//! The public HTTP service: the verifier's pages and answers, and the published documents.
//!
//! It holds no key, no ledger and nothing of what it is asked. Every address answers either with what it is for or with
//! a problem document (RFC 9457).

pub mod accept;
pub mod assets;
mod bulk;
mod check;
mod checking;
mod drawing;
mod guard;
mod intake;
pub mod limit;
mod listen;
mod metrics;
mod openapi;
mod pages;
pub mod problem;
pub mod published;
mod serving;
mod signing;
mod table;
mod tls;
mod vc_api;

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tokio::sync::{Semaphore, oneshot};
use url::Url;

use crate::limits;
use crate::model::network::Network;
use crate::model::time::Timestamp;
use crate::render::html::Site;
use crate::verify::Verifier;

pub use guard::{Begun, as_json, protect};
pub use intake::{json_body, not_json};
use limit::Limiter;
pub use listen::Peer;
pub use metrics::{Measured, router as metrics_router};
pub use openapi::problem_schema;
use problem::Problem;
pub use serving::{Door, renew_when_told, runtime, serve_metrics, serve_router, signals};
pub use tls::{Tls, TlsError};

/// Where the service reads the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What the public service is made of.
#[derive(Clone)]
pub struct PublicService {
    /// Makes the reports; its guarded client also reads the links that people give.
    pub verifier: Arc<Verifier>,
    /// The publication folder.
    pub publications: PathBuf,
    /// The publication base, such as `https://credentials.example.org` or `https://example.org/mc`.
    pub base: Url,
    /// Where the time comes from.
    pub clock: Clock,
    /// Times that tests shorten.
    pub patience: Patience,
}

/// How long the service waits, and for what.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a request's body.
    pub body: Duration,
    /// For a free place to verify.
    pub queue: Duration,
    /// For the whole answer.
    pub answer: Duration,
    /// For a sign of life on a connection.
    pub silence: Duration,
    /// For requests under way when the service stops.
    pub shutdown: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            body: Duration::from_secs(limits::BODY_SECONDS_MAX),
            queue: Duration::from_secs(limits::QUEUE_SECONDS_MAX),
            answer: Duration::from_secs(limits::ANSWER_SECONDS_MAX),
            silence: Duration::from_secs(limits::SILENCE_SECONDS_MAX),
            shutdown: Duration::from_secs(limits::SHUTDOWN_SECONDS_MAX),
        }
    }
}

/// How the service is run, beside what it does.
#[derive(Debug, Clone)]
pub struct Operations {
    /// The proxies whose word counts on where a request comes from.
    pub trusted_proxies: Vec<Network>,
    /// How many checks one address may ask for in a minute.
    pub checks_per_minute: u32,
    /// Where it counts what it does.
    pub measured: Arc<Measured>,
    /// The socket of the signer of reports, if there is one.
    pub report_signer: Option<PathBuf>,
}

impl Default for Operations {
    /// A proxy on this machine is trusted.
    fn default() -> Self {
        Self {
            trusted_proxies: Network::loopback().to_vec(),
            checks_per_minute: limits::CHECKS_PER_MINUTE,
            measured: Arc::default(),
            report_signer: None,
        }
    }
}

/// The service with what its handlers share. Each request is handed it several times.
#[derive(Clone)]
struct Shared(Arc<Parts>);

impl std::ops::Deref for Shared {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

struct Parts {
    service: PublicService,
    operations: Operations,
    limiter: Arc<Limiter>,
    site: Site,
    /// The base's path without the last slash: empty, or such as `/mc`.
    prefix: String,
    places: Arc<Semaphore>,
    archives: Arc<Semaphore>,
    /// Held while a picture or an archive is read.
    heavy: Arc<Mutex<()>>,
    /// Held while a document of very many values is verified.
    wide: Arc<Mutex<()>>,
    bulks: bulk::Bulks,
    /// Room for large bodies, a permit a MiB.
    body_room: Arc<Semaphore>,
}

impl Shared {
    fn new(service: PublicService, operations: Operations) -> Self {
        let host = service.base.host_str().unwrap_or_default();
        let port = service.base.port().map(|port| format!(":{port}")).unwrap_or_default();
        let prefix = service.base.path().trim_end_matches('/').to_owned();
        let site = Site { host: format!("{host}{port}"), root: format!("{prefix}/") };
        let places = |what, count| {
            let places = Arc::new(Semaphore::new(count));
            operations.measured.watch(what, &places, count);
            places
        };
        Self(Arc::new(Parts {
            service,
            site,
            prefix,
            places: places("verifications", limits::VERIFICATIONS_MAX),
            archives: places("large_archives", limits::LARGE_ARCHIVES_MAX),
            heavy: Arc::default(),
            wide: Arc::default(),
            bulks: bulk::Bulks::default(),
            body_room: places("mib_of_large_bodies", limits::LARGE_BODIES_MIB_MAX as usize),
            limiter: Arc::new(Limiter::new(operations.checks_per_minute)),
            operations,
        }))
    }

    /// Documents of very many values are verified one at a time: their trees take ten times their length, and no credential
    /// has so many. All others never wait for it.
    fn alone_with_wide(&self, bytes: &[u8]) -> Option<MutexGuard<'_, ()>> {
        let parts = |bytes: &[u8]| bytes.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
        let is_wide = bytes.len() > limits::SMALL_BODY_BYTES_MAX && parts(bytes) > limits::WIDE_DOCUMENT_VALUES_MIN;
        is_wide.then(|| self.wide.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// All addresses of the service; below the base's path too, if it has one.
pub fn router(service: PublicService) -> Router {
    router_with(service, Operations::default())
}

/// As [`router`], run as `operations` say.
pub fn router_with(service: PublicService, operations: Operations) -> Router {
    let shared = Shared::new(service, operations);
    let mut router = addresses();
    if shared.prefix.is_empty() {
        router = router.route("/.well-known/did.json", get(published::did_document));
    } else {
        let below = addresses().route("/did.json", get(published::did_document));
        router = router.nest(&shared.prefix, below);
        router = router.route(&format!("{}/", shared.prefix), get(pages::first));
    }
    router
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(DefaultBodyLimit::max(limits::BULK_BYTES_MAX))
        .layer(axum::middleware::from_fn_with_state(shared.clone(), guard::guard))
        .with_state(shared)
}

fn addresses() -> Router<Shared> {
    Router::new()
        .route("/", get(pages::first))
        .route("/accessibility", get(pages::statement))
        .route("/verify", get(check::by_query).post(check::by_body))
        .route("/vc-api/credentials/verify", post(vc_api::credential_by_status))
        .route("/vc-api/presentations/verify", post(vc_api::presentation_by_status))
        .route("/vcalm/credentials/verify", post(vc_api::credential_by_body))
        .route("/vcalm/presentations/verify", post(vc_api::presentation_by_body))
        .route("/openapi.json", get(openapi::document))
        .route("/status/{file}", get(published::status_list))
        .route("/log/checkpoint", get(published::checkpoint))
        .route("/trust/{file}", get(published::trust_list))
        .route("/contexts/{file}", get(published::context))
        .route("/c/{file}", get(check::shared))
        .route("/assets/{file}", get(assets::asset))
        .route("/healthz", get(health))
}

/// Says that the service answers; it does not say that anything verifies.
pub async fn health() -> ([(axum::http::HeaderName, &'static str); 1], &'static str) {
    ([(axum::http::header::CACHE_CONTROL, "no-store")], "ok\n")
}

/// Serves until `shutdown` completes; then answers what is under way, for a bounded time.
///
/// # Errors
///
/// An IO error of the listener.
pub async fn serve(
    door: Door,
    service: PublicService,
    operations: Operations,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let patience = service.patience;
    let lists = refresh_lists(Arc::clone(&service.verifier), Arc::clone(&operations.measured));
    let router = router_with(service, operations);
    tokio::select! {
        ended = serve_router(door, router, patience, shutdown) => ended,
        () = lists => unreachable!("lists are refreshed for ever"),
    }
}

/// Fetches the lists that lie at a URL again and again, so that no request waits for one.
async fn refresh_lists(verifier: Arc<Verifier>, measured: Arc<Measured>) {
    if !verifier.has_lists_to_refresh() {
        return std::future::pending().await;
    }
    loop {
        let verifier = Arc::clone(&verifier);
        let round = tokio::task::spawn_blocking(move || verifier.refresh_lists(verifier.fetch()));
        for missed in round.await.unwrap_or_default() {
            measured.list_missed();
            tracing::warn!(list = missed.list, reason = missed.reason, "a list of trusted entities was not refreshed");
        }
        tokio::time::sleep(Duration::from_secs(limits::LIST_REFRESH_SECONDS)).await;
    }
}

/// A service that runs on a thread of its own until it is stopped or dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<std::io::Result<()>>>,
}

impl Running {
    /// Starts serving on `listener`.
    ///
    /// # Errors
    ///
    /// An IO error of the listener or of the runtime.
    pub fn start(listener: std::net::TcpListener, service: PublicService) -> std::io::Result<Self> {
        Self::start_with(listener, service, Operations::default())
    }

    /// As [`start`](Self::start), with connections that are TLS.
    ///
    /// # Errors
    ///
    /// An IO error of the listener or of the runtime.
    pub fn start_secured(listener: std::net::TcpListener, service: PublicService, tls: Tls) -> std::io::Result<Self> {
        Self::start_at(Door { listener, tls: Some(tls) }, service, Operations::default())
    }

    /// As [`start`](Self::start), run as `operations` say.
    ///
    /// # Errors
    ///
    /// An IO error of the listener or of the runtime.
    pub fn start_with(
        listener: std::net::TcpListener,
        service: PublicService,
        operations: Operations,
    ) -> std::io::Result<Self> {
        Self::start_at(Door { listener, tls: None }, service, operations)
    }

    fn start_at(door: Door, service: PublicService, operations: Operations) -> std::io::Result<Self> {
        let address = door.listener.local_addr()?;
        let runtime = runtime()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new().name("http".to_owned()).spawn(move || {
            runtime.block_on(async move {
                // A dropped sender stops the service as well.
                serve(door, service, operations, async move { drop(stopped.await) }).await
            })
        })?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops it and waits until it has.
    ///
    /// # Errors
    ///
    /// The IO error that ended it before.
    pub fn stop(mut self) -> std::io::Result<()> {
        self.end()
    }

    fn end(&mut self) -> std::io::Result<()> {
        drop(self.stop.take());
        match self.thread.take().map(std::thread::JoinHandle::join) {
            Some(Ok(ended)) => ended,
            Some(Err(_)) => Err(std::io::Error::other("the service panicked")),
            None => Ok(()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Err(fault) = self.end() {
            tracing::error!(%fault, "the service ended with a fault");
        }
    }
}

/// Where the program listens.
#[derive(Debug)]
pub struct Listeners {
    /// For everybody.
    pub public: Door,
    /// For whoever measures the service, if somebody does.
    pub metrics: Option<std::net::TcpListener>,
}

/// Serves on `listeners` until the process is told to stop (SIGINT or SIGTERM).
///
/// # Errors
///
/// An IO error of a listener or of the runtime.
pub fn serve_until_signal(listeners: Listeners, service: PublicService, operations: Operations) -> std::io::Result<()> {
    runtime()?.block_on(async move {
        if let Some(listener) = listeners.metrics {
            serve_metrics(listener, &operations.measured)?;
        }
        renew_when_told(listeners.public.tls.iter().cloned().collect())?;
        serve(listeners.public, service, operations, signals()?).await
    })
}
