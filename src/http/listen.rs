//! A listener with a bound on open connections, whose connections end when they are silent for too long.
//!
//! The bound on silence also holds while a request's head arrives, where no other deadline runs yet. Of a connection that is
//! TLS, what is agreed at its beginning has to be over in that time as well.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use openssl::error::ErrorStack;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};
use tokio_openssl::SslStream;

use super::tls::Tls;

/// The listener.
pub struct Guarded {
    listener: TcpListener,
    silence: Duration,
    places: Arc<Semaphore>,
    tls: Option<Tls>,
}

impl Guarded {
    /// At most `connections_max` at a time, each silent for at most `silence`; all of them TLS, or none.
    pub fn new(listener: TcpListener, silence: Duration, connections_max: usize, tls: Option<Tls>) -> Self {
        Self { listener, silence, places: Arc::new(Semaphore::new(connections_max)), tls }
    }

    /// The connection in the form that is spoken on it; nobody waits here for what the other side says.
    fn wire(&self, connection: Connection) -> Result<Wire, ErrorStack> {
        let Some(tls) = &self.tls else { return Ok(Wire::Plain(connection)) };
        let stream = Box::pin(SslStream::new(tls.session()?, connection)?);
        Ok(Wire::Secured { stream, agreed_by: Box::pin(tokio::time::sleep(self.silence)) })
    }
}

impl Listener for Guarded {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let place = self.places.clone().acquire_owned().await.expect("the semaphore is never closed");
            let (stream, address) = Listener::accept(&mut self.listener).await;
            let deadline = Box::pin(tokio::time::sleep(self.silence));
            match self.wire(Connection { stream, silence: self.silence, deadline, _place: place }) {
                Ok(wire) => return (wire, address),
                Err(fault) => tracing::error!(%fault, "a connection cannot be secured"),
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// Where a connection comes from.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, Guarded>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Guarded>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// A connection as its requests see it.
pub enum Wire {
    /// As it is.
    Plain(Connection),
    /// Within TLS, which is agreed on with the first bytes that are read or written.
    Secured {
        /// What is within.
        stream: Pin<Box<SslStream<Connection>>>,
        /// Until when it has to be agreed on.
        agreed_by: Pin<Box<Sleep>>,
    },
}

impl Wire {
    /// Fails when TLS is not agreed on in time.
    fn agreed(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        match self {
            Self::Secured { stream, agreed_by } if !stream.ssl().is_init_finished() => {
                match agreed_by.as_mut().poll(context) {
                    Poll::Ready(()) => Err(io::ErrorKind::TimedOut.into()),
                    Poll::Pending => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.agreed(context)?;
        match &mut *self {
            Self::Plain(connection) => Pin::new(connection).poll_read(context, to),
            Self::Secured { stream, .. } => stream.as_mut().poll_read(context, to),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut *self {
            Self::Plain(connection) => Pin::new(connection).poll_write(context, bytes),
            Self::Secured { stream, .. } => stream.as_mut().poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut *self {
            Self::Plain(connection) => Pin::new(connection).poll_write_vectored(context, slices),
            Self::Secured { stream, .. } => stream.as_mut().poll_write_vectored(context, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(connection) => connection.is_write_vectored(),
            Self::Secured { .. } => false,
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Plain(connection) => Pin::new(connection).poll_flush(context),
            Self::Secured { stream, .. } => stream.as_mut().poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Plain(connection) => Pin::new(connection).poll_shutdown(context),
            Self::Secured { stream, .. } => stream.as_mut().poll_shutdown(context),
        }
    }
}

/// A connection that fails when nothing has come or gone for too long.
pub struct Connection {
    stream: TcpStream,
    silence: Duration,
    deadline: Pin<Box<Sleep>>,
    _place: OwnedSemaphorePermit,
}

impl Connection {
    fn watch<T>(&mut self, context: &mut Context<'_>, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            let deadline = Instant::now() + self.silence;
            self.deadline.as_mut().reset(deadline);
            return polled;
        }
        match self.deadline.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_read(context, to);
        self.watch(context, polled)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.watch(context, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_flush(context);
        self.watch(context, polled)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
