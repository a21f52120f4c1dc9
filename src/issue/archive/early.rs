//! A file that goes to the disk while it is written, so that little is left to wait for when it is to be durable.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use crate::limits::ARCHIVE_SYNC_EVERY;

/// A file of which a thread of its own makes durable what was written, again and again.
#[derive(Debug)]
pub struct Early {
    file: File,
    /// What was written since the thread was last told.
    unsynced: u64,
    thread: Option<Syncing>,
}

#[derive(Debug)]
struct Syncing {
    orders: SyncSender<()>,
    thread: JoinHandle<io::Result<()>>,
}

impl Early {
    /// Takes over `file`.
    pub(super) fn new(file: File) -> Self {
        Self { file, unsynced: 0, thread: None }
    }

    /// Waits for the thread.
    ///
    /// # Errors
    ///
    /// What the operating system told it. The file may not be durable then, even where it is asked again and says so: an
    /// error is told once.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.join()
    }

    fn join(&mut self) -> io::Result<()> {
        let Some(Syncing { orders, thread }) = self.thread.take() else { return Ok(()) };
        drop(orders);
        thread.join().unwrap_or_else(|_| Err(io::Error::other("the thread that syncs a file has died")))
    }

    fn written(&mut self, bytes: usize) -> io::Result<()> {
        self.unsynced += bytes as u64;
        if self.unsynced < ARCHIVE_SYNC_EVERY {
            return Ok(());
        }
        self.unsynced = 0;
        let syncing = match &self.thread {
            Some(syncing) => syncing,
            None => self.thread.insert(Syncing::begin(self.file.try_clone()?)),
        };
        // Where an order waits already, it will do for this as well; where the thread has ended, `finish` says why.
        let _ = syncing.orders.try_send(());
        Ok(())
    }
}

impl Syncing {
    fn begin(file: File) -> Self {
        let (orders, ordered) = sync_channel(1);
        Self { orders, thread: thread::spawn(move || sync(&file, &ordered)) }
    }
}

fn sync(file: &File, ordered: &Receiver<()>) -> io::Result<()> {
    ordered.iter().try_for_each(|()| file.sync_data())
}

impl Drop for Early {
    fn drop(&mut self) {
        // Whoever does not finish the file does not want it.
        let _ = self.join();
    }
}

impl Write for Early {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.written(written)?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Early {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
