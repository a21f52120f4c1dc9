//! What the program logs, kept for tests.

use std::io::Write;
use std::sync::{Arc, Mutex};

/// Lines of the log, down to the finest.
#[derive(Clone, Default)]
pub struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    /// Keeps what is logged while `work` runs in this thread.
    pub fn of<T>(&self, work: impl FnOnce() -> T) -> T {
        let writer = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, work)
    }

    /// Forgets what came so far. Whether anybody listens at a place in the source is remembered when a thread first comes
    /// there, and that may have been another test's: so come there once before, and it is asked again.
    pub fn begin_anew(&self) {
        tracing::callsite::rebuild_interest_cache();
        self.0.lock().expect("no panic").clear();
    }

    /// All of it.
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("no panic").clone()).expect("text")
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
