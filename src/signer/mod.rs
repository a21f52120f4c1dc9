//! The signer of verification reports: a process of its own, behind a socket of this machine, with one key of one role.
//!
//! It signs only what it has read as a verification report of its own time, of its own host; never bytes that somebody hands
//! it. It keeps nothing. Whoever may connect may have such reports signed, so the socket belongs to its owner, or to
//! one group.

mod socket;

use std::fmt;
use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

pub use self::socket::{Access, Socket, SocketError};

use crate::keys::ReportKey;
use crate::limits;
use crate::model::time::Timestamp;
use crate::record::{Answer, DatedRecord, Refusal, frame, frame_length, host_of};

/// Where the signer reads the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A key with the clock by which it signs.
#[derive(Clone)]
pub struct Signer {
    key: Arc<ReportKey>,
    host: Option<String>,
    clock: Clock,
}

impl Signer {
    /// A signer with `key`; one of a did:web signs reports of its own host alone.
    #[must_use]
    pub fn new(key: ReportKey, clock: Clock) -> Self {
        let did = key.verification_method().split('#').next().unwrap_or_default();
        let host = host_of(did);
        Self { key: Arc::new(key), host, clock }
    }

    /// The answer to a request.
    #[must_use]
    pub fn answer(&self, request: &[u8]) -> Answer {
        match DatedRecord::parse(request, (self.clock)(), self.host.as_deref()) {
            Ok(record) => match self.key.sign_record(&record) {
                Ok(signature) => Answer::Signed(signature),
                Err(fault) => {
                    tracing::error!(%fault, "the key did not sign");
                    Answer::Refused(Refusal::Key)
                }
            },
            Err(error) => {
                // Its text may have words of the document.
                tracing::warn!(refusal = Refusal::from(&error).name(), "a report was not signed");
                Answer::Refused(Refusal::from(&error))
            }
        }
    }

    fn serve(&self, mut stream: UnixStream) -> io::Result<()> {
        let patience = Some(Duration::from_secs(limits::SIGNER_SECONDS_MAX));
        stream.set_read_timeout(patience)?;
        stream.set_write_timeout(patience)?;
        let mut before = [0; 4];
        stream.read_exact(&mut before)?;
        let answer = match frame_length(before, limits::RECORD_BYTES_MAX) {
            None => Answer::Refused(Refusal::TooLong),
            Some(length) => {
                let mut request = Vec::new();
                (&mut stream).take(length as u64).read_to_end(&mut request)?;
                self.answer(&request)
            }
        };
        let answer = frame(&answer.to_bytes()).expect("an answer is short");
        stream.write_all(&answer)
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({:?})", self.key)
    }
}

/// A signer that answers until it is stopped or dropped; its socket goes with it.
#[derive(Debug)]
pub struct Running {
    socket: Arc<Socket>,
    stopping: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Running {
    /// Starts answering on `socket`.
    ///
    /// # Errors
    ///
    /// An IO error when threads cannot be started.
    pub fn start(socket: Socket, signer: &Signer) -> io::Result<Self> {
        let socket = Arc::new(socket);
        let stopping = Arc::new(AtomicBool::new(false));
        let mut running = Self { socket, stopping, threads: Vec::new() };
        for number in 0..limits::SIGNERS {
            let (socket, stopping, signer) =
                (Arc::clone(&running.socket), Arc::clone(&running.stopping), signer.clone());
            let thread = std::thread::Builder::new().name(format!("signer-{number}"));
            running.threads.push(thread.spawn(move || answer_all(&socket, &stopping, &signer))?);
        }
        Ok(running)
    }

    /// Waits until the process is told to stop (SIGINT or SIGTERM), and stops.
    ///
    /// # Errors
    ///
    /// An IO error of the runtime that hears the signals.
    pub fn until_signal(self) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
            tokio::select! {
                heard = tokio::signal::ctrl_c() => heard,
                _ = terminate.recv() => Ok(()),
            }
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // Each thread waits for a connection: that wakes it.
        for _ in &self.threads {
            drop(UnixStream::connect(self.socket.path()));
        }
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of the signer panicked");
            }
        }
    }
}

fn answer_all(socket: &Socket, stopping: &AtomicBool, signer: &Signer) {
    loop {
        let stream = socket.accept();
        if stopping.load(Ordering::SeqCst) {
            return;
        }
        match stream.and_then(|stream| signer.serve(stream)) {
            Ok(()) => tracing::debug!("answered"),
            Err(fault) => {
                tracing::warn!(%fault, "a connection broke off");
                // A descriptor shortage would else turn in circles.
                std::thread::yield_now();
            }
        }
    }
}
