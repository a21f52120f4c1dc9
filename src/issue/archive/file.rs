//! An archive as one file: written beside its place, and moved there when it is whole.

use std::fmt;
use std::io::{self, BufWriter, Read};
use std::mem;
use std::path::{Path, PathBuf};

use super::early::Early;
use super::stream::ZipStream;
use super::tar::TarStream;
use super::{Compression, Output};
use crate::model::slotted::Content;
use crate::publish::durable::{self, Nameless, Pending};

/// Few and long writes.
const BUFFER_BYTES: usize = 1 << 18;

/// How files become one. Not for other rooms.
pub trait Form: Send {
    /// The archive while it is written.
    type Stream: Stream;

    /// Begins an archive in `to`, which will be at `place`.
    ///
    /// # Errors
    ///
    /// The operating system's error.
    fn begin(&self, to: BufWriter<Early>, place: &Path) -> io::Result<Self::Stream>;
}

/// An archive while it is written.
pub trait Stream: Send {
    /// As [`Output::add`].
    ///
    /// # Errors
    ///
    /// The error of what lies under it.
    fn add(&mut self, name: &str, content: &Content) -> io::Result<()>;
    /// As [`Output::add_long`].
    ///
    /// # Errors
    ///
    /// The error of what lies under it, or of `from`.
    fn add_long(&mut self, name: &str, len: u64, from: &mut dyn Read) -> io::Result<()>;
    /// Writes what ends the archive.
    ///
    /// # Errors
    ///
    /// The error of what lies under it.
    fn finish(self) -> io::Result<BufWriter<Early>>;
}

/// An archive. It is written beside its place and moved there when it is whole; an archive that is there already is left
/// alone, and the new one gets a number.
pub struct Archive<F: Form> {
    path: PathBuf,
    form: F,
    state: State<F::Stream>,
}

enum State<S> {
    Empty,
    Open {
        place: PathBuf,
        pending: Pending,
        stream: Box<S>,
    },
    /// Something failed, and nothing is left of what was written.
    Failed,
}

/// One ZIP archive.
pub type ZipArchive = Archive<Zip>;
/// One tar archive.
pub type TarArchive = Archive<Tar>;

/// The form of ZIP archives.
#[derive(Debug)]
pub struct Zip {
    compression: Compression,
}

/// The form of tar archives.
#[derive(Debug)]
pub struct Tar;

impl Archive<Zip> {
    /// An archive at `path`, compressed; nothing is written before the first file is added.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self::with_compression(path, Compression::default())
    }

    /// The same with files that are compressed so.
    #[must_use]
    pub fn with_compression(path: impl Into<PathBuf>, compression: Compression) -> Self {
        Self { path: path.into(), form: Zip { compression }, state: State::Empty }
    }
}

impl Archive<Tar> {
    /// An archive at `path`; nothing is written before the first file is added.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), form: Tar, state: State::Empty }
    }
}

impl<F: Form> Archive<F> {
    /// Hands the open archive to `work`; where that fails, nothing is left of it.
    fn work(&mut self, work: impl FnOnce(&mut F::Stream) -> io::Result<()>) -> io::Result<()> {
        if let State::Empty = self.state {
            let place = durable::free_name(&self.path);
            let mut pending = Pending::begin_alone(&place)?;
            let writer = BufWriter::with_capacity(BUFFER_BYTES, Early::new(pending.file()?));
            let stream = Box::new(self.form.begin(writer, &place)?);
            self.state = State::Open { place, pending, stream };
        }
        let done = match &mut self.state {
            State::Open { stream, .. } => work(stream),
            State::Empty | State::Failed => Err(failed()),
        };
        if done.is_err() {
            self.state = State::Failed;
        }
        done
    }
}

impl<F: Form> Output for Archive<F> {
    fn add(&mut self, name: &str, content: &Content) -> io::Result<()> {
        self.work(|stream| stream.add(name, content))
    }

    fn add_long(&mut self, name: &str, len: u64, from: &mut dyn Read) -> io::Result<()> {
        self.work(|stream| stream.add_long(name, len, from))
    }

    fn finish(&mut self) -> io::Result<Option<PathBuf>> {
        match mem::replace(&mut self.state, State::Failed) {
            State::Empty => {
                self.state = State::Empty;
                Ok(None)
            }
            State::Failed => Err(failed()),
            State::Open { place, pending, stream } => {
                let written = stream.finish()?;
                written.into_inner().map_err(io::IntoInnerError::into_error)?.finish()?;
                pending.finish()?;
                self.state = State::Empty;
                Ok(Some(place))
            }
        }
    }

    fn spool(&self) -> io::Result<Nameless> {
        Nameless::beside(&self.path)
    }
}

fn failed() -> io::Error {
    io::Error::other("the archive could not be written before")
}

impl<F: Form> fmt::Debug for Archive<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Archive({})", self.path.display())
    }
}

impl Form for Zip {
    type Stream = ZipStream<BufWriter<Early>, Nameless>;

    fn begin(&self, to: BufWriter<Early>, place: &Path) -> io::Result<Self::Stream> {
        Ok(ZipStream::new(to, Nameless::beside(place)?, self.compression))
    }
}

impl Stream for ZipStream<BufWriter<Early>, Nameless> {
    fn add(&mut self, name: &str, content: &Content) -> io::Result<()> {
        self.add(name, content)
    }

    fn add_long(&mut self, name: &str, len: u64, from: &mut dyn Read) -> io::Result<()> {
        self.add_long(name, len, from)
    }

    fn finish(self) -> io::Result<BufWriter<Early>> {
        self.finish()
    }
}

impl Form for Tar {
    type Stream = TarStream<BufWriter<Early>>;

    fn begin(&self, to: BufWriter<Early>, _: &Path) -> io::Result<Self::Stream> {
        Ok(TarStream::new(to))
    }
}

impl Stream for TarStream<BufWriter<Early>> {
    fn add(&mut self, name: &str, content: &Content) -> io::Result<()> {
        self.add(name, content)
    }

    fn add_long(&mut self, name: &str, len: u64, from: &mut dyn Read) -> io::Result<()> {
        self.add_long(name, len, from)
    }

    fn finish(self) -> io::Result<BufWriter<Early>> {
        self.finish()
    }
}
