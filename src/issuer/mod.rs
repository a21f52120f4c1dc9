//! The issuer's HTTP service: an `admin` listener on which credentials are issued and their status is set, and a `public`
//! one with what is published.
//!
//! It decides nothing about credentials: each goes through `issue` and the ledger like any other. One thread has the keys and
//! the ledger, and holds the ledger only while there is work. The public verifier's service reaches nothing of it.

mod admin;
mod claim;
mod clerk;
mod guard;
mod openapi;
mod reading;
mod refusal;
pub mod tokens;
pub mod wallet;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::routing::{get, post};
use url::Url;

use crate::http::limit::Limiter;
use crate::http::problem::Problem;
use crate::http::published::{self, Publications};
use crate::http::{
    Clock, Door, Operations, Patience, health, renew_when_told, runtime, serve_metrics, serve_router, signals,
};
use crate::issue::StatusWish;
use crate::limits;
use crate::oid4vci::CredentialIssuer;

pub use claim::Claims;
pub use clerk::{Clerk, Premises};

/// Who may issue.
#[derive(Debug, Clone)]
pub enum Admission {
    /// Whoever reaches the listener: for test suites on this machine alone.
    Anybody,
    /// Whoever shows a token of this file, which is read for each request, so that what is taken out of it is void at once.
    Tokens(PathBuf),
}

/// What makes two wishes for one id one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Profile {
    /// For test suites, which ask for many documents under one id.
    Conformance,
    /// An id stands for one document, and a change of status has a reason.
    #[default]
    Strict,
}

/// What the issuer's service is made of.
#[derive(Clone)]
pub struct IssuerService {
    /// Who does the work.
    pub clerk: Arc<Clerk>,
    /// Who may issue.
    pub admission: Admission,
    /// What makes two wishes one.
    pub profile: Profile,
    /// Whether a credential gets its status unless the request says otherwise.
    pub status: StatusWish,
    /// The publication folder.
    pub publications: PathBuf,
    /// The publication base.
    pub base: Url,
    /// The pages to which claim links lead; without them, none do.
    pub claims: Option<Arc<Claims>>,
    /// How wallets know the issuer and what they get from it; without it, none do.
    pub wallets: Option<Arc<CredentialIssuer>>,
    /// Where the time comes from.
    pub clock: Clock,
    /// How long it waits, and for what.
    pub patience: Patience,
}

/// The service with what its handlers share.
#[derive(Clone)]
struct Shared {
    service: IssuerService,
    operations: Operations,
    limiter: Arc<Limiter>,
}

impl FromRef<Shared> for Publications {
    fn from_ref(shared: &Shared) -> Self {
        Self(shared.service.publications.clone())
    }
}

impl Shared {
    fn new(service: IssuerService, operations: Operations) -> Self {
        let limiter = Arc::new(Limiter::new(operations.checks_per_minute));
        Self { service, operations, limiter }
    }
}

/// The addresses of the `admin` listener.
pub fn admin_router(service: IssuerService, operations: Operations) -> Router {
    let shared = Shared::new(service, operations);
    let guarded = Router::new()
        .route("/vc-api/{securing}/credentials/issue", post(admin::issue))
        .route("/vc-api/{securing}/credentials/status", post(admin::status))
        .route("/vc-api/{securing}/credentials/status/publish", post(admin::publish))
        .route_layer(axum::middleware::from_fn_with_state(shared.clone(), guard::admit));
    let open = Router::new().route("/openapi.json", get(openapi::document)).route("/healthz", get(health));
    finish(guarded.merge(open), shared)
}

/// The addresses of the `public` listener; claim pages and OpenID4VCI have their place here.
pub fn public_router(service: IssuerService, operations: Operations) -> Router {
    let shared = Shared::new(service, operations);
    let prefix = shared.service.base.path().trim_end_matches('/').to_owned();
    let mut router = published_addresses();
    if prefix.is_empty() {
        router = router.route("/.well-known/did.json", get(published::did_document));
    } else {
        router = router.nest(&prefix, published_addresses().route("/did.json", get(published::did_document)));
    }
    if let Some(issuer) = &shared.service.wallets {
        router = router.merge(wallet::addresses(issuer));
    }
    if let Some(claims) = &shared.service.claims {
        router = router.merge(claim::addresses(claims));
    }
    finish(router.route("/healthz", get(health)), shared)
}

fn published_addresses() -> Router<Shared> {
    Router::new()
        .route("/status/{file}", get(published::status_list))
        .route("/log/checkpoint", get(published::checkpoint))
        .route("/trust/{file}", get(published::trust_list))
        .route("/contexts/{file}", get(published::context))
}

fn finish(router: Router<Shared>, shared: Shared) -> Router {
    router
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(DefaultBodyLimit::max(limits::VC_API_BODY_BYTES_MAX))
        .layer(axum::middleware::from_fn_with_state(shared.clone(), guard::guard))
        .with_state(shared)
}

/// Where the service listens.
#[derive(Debug)]
pub struct Listeners {
    /// For whoever issues.
    pub admin: Door,
    /// For everybody.
    pub public: Door,
    /// For whoever measures the service, if somebody does.
    pub metrics: Option<std::net::TcpListener>,
}

/// Serves until the process is told to stop (SIGINT or SIGTERM). What was begun is finished.
///
/// # Errors
///
/// An IO error of a listener or of the runtime.
pub fn serve_until_signal(listeners: Listeners, service: IssuerService, operations: Operations) -> std::io::Result<()> {
    let clerk = Arc::clone(&service.clerk);
    let ended = runtime()?.block_on(async move {
        if let Some(listener) = listeners.metrics {
            serve_metrics(listener, &operations.measured)?;
        }
        let certificates = [&listeners.admin, &listeners.public].into_iter().filter_map(|door| door.tls.clone());
        renew_when_told(certificates.collect())?;
        let patience = service.patience;
        let admin = admin_router(service.clone(), operations.clone());
        let public = public_router(service, operations);
        let (first, second) = tokio::join!(
            serve_router(listeners.admin, admin, patience, signals()?),
            serve_router(listeners.public, public, patience, signals()?),
        );
        first.and(second)
    });
    clerk.finish();
    ended
}
