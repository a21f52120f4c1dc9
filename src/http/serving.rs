//! How a router is served: connections that are bounded and may be TLS, until the process is told to stop.

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::Patience;
use super::listen::{Guarded, Peer};
use super::metrics::{Measured, router as metrics_router};
use super::tls::Tls;
use crate::limits;

/// Where requests come in.
#[derive(Debug)]
pub struct Door {
    /// Where it listens.
    pub listener: std::net::TcpListener,
    /// What makes its connections TLS.
    pub tls: Option<Tls>,
}

/// Serves until `shutdown` completes; then answers what is under way, for a bounded time.
///
/// # Errors
///
/// An IO error of the listener.
pub async fn serve_router(
    door: Door,
    router: Router,
    patience: Patience,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    door.listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(door.listener)?;
    let (told, hears) = oneshot::channel();
    let stop = async move {
        shutdown.await;
        // The receiver is gone only if serving has ended on its own.
        let _ = told.send(());
    };
    let listener = Guarded::new(listener, patience.silence, limits::CONNECTIONS_MAX, door.tls);
    let app = router.into_make_service_with_connect_info::<Peer>();
    let serving = axum::serve(listener, app).with_graceful_shutdown(stop);
    let deadline = async move {
        if hears.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(patience.shutdown).await;
    };
    tokio::select! {
        ended = async { serving.await } => ended,
        () = deadline => {
            tracing::warn!("stopped while requests were under way");
            Ok(())
        }
    }
}

/// Serves measurements for as long as the runtime lives.
///
/// # Errors
///
/// An IO error of the listener.
pub fn serve_metrics(listener: std::net::TcpListener, measured: &Arc<Measured>) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let measured = metrics_router(Arc::clone(measured));
    tokio::spawn(async move { axum::serve(listener, measured).await });
    Ok(())
}

/// Completes when the process is told to stop (SIGINT or SIGTERM).
///
/// # Errors
///
/// An IO error when signals cannot be heard.
pub fn signals() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Reads certificates again whenever the process is told to (SIGHUP), for as long as the runtime lives.
///
/// # Errors
///
/// An IO error when signals cannot be heard.
pub fn renew_when_told(certificates: Vec<Tls>) -> std::io::Result<()> {
    #[cfg(unix)]
    if !certificates.is_empty() {
        let mut told = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup())?;
        tokio::spawn(async move {
            while told.recv().await.is_some() {
                for certificate in &certificates {
                    match certificate.reload() {
                        Ok(()) => tracing::info!("the TLS certificate was read again"),
                        Err(fault) => tracing::error!(%fault, "the TLS certificate stays as it was"),
                    }
                }
            }
        });
    }
    #[cfg(not(unix))]
    drop(certificates);
    Ok(())
}

/// What runs the services.
///
/// # Errors
///
/// An IO error of the operating system.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}
