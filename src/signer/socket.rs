//! A socket of this machine that only its owner, or one group, can connect to; it takes no other file's place.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, FileTypeExt as _, MetadataExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Who may connect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Access {
    /// The owner of the process (mode 0600).
    #[default]
    Owner,
    /// The owner and a group, by its number (mode 0660).
    Group(u32),
}

/// Why there is no socket.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SocketError {
    /// Something else has that path.
    #[error("{} is there already and is no socket", path.display())]
    Foreign {
        /// The path.
        path: PathBuf,
    },
    /// Another process answers there.
    #[error("another process answers at {}", path.display())]
    InUse {
        /// The path.
        path: PathBuf,
    },
    /// The system refuses.
    #[error("the socket {} cannot be made: {source}", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A listening socket, whose file is removed with it.
#[derive(Debug)]
pub struct Socket {
    listener: UnixListener,
    path: PathBuf,
    /// Device and number of its file: another one of that name is not removed.
    file: (u64, u64),
}

impl Socket {
    /// Listens at `path`. What is left of a process that has ended is replaced; anything else stays and is an error.
    ///
    /// The file is made in a folder that nobody else can enter, and moved when it has its permissions: at no time can
    /// somebody connect who may not.
    ///
    /// # Errors
    ///
    /// [`SocketError`].
    pub fn bind(path: &Path, access: Access) -> Result<Self, SocketError> {
        let io = |source| SocketError::Io { path: path.to_owned(), source };
        make_way(path)?;
        let name = path.file_name().ok_or_else(|| io(io::ErrorKind::InvalidInput.into()))?.to_string_lossy();
        let apart = path.with_file_name(format!(".{name}.{}", std::process::id()));
        DirBuilder::new().mode(0o700).create(&apart).map_err(io)?;
        let made = Self::made(&apart.join("s"), path, access).map_err(io);
        let removed = fs::remove_dir_all(&apart).map_err(io);
        let socket = made?;
        removed?;
        Ok(socket)
    }

    fn made(apart: &Path, path: &Path, access: Access) -> io::Result<Self> {
        let listener = UnixListener::bind(apart)?;
        let mode = match access {
            Access::Owner => 0o600,
            Access::Group(group) => {
                std::os::unix::fs::chown(apart, None, Some(group))?;
                0o660
            }
        };
        fs::set_permissions(apart, Permissions::from_mode(mode))?;
        let metadata = fs::symlink_metadata(apart)?;
        // Unlike renaming, a link takes no other file's place.
        fs::hard_link(apart, path)?;
        Ok(Self { listener, path: path.to_owned(), file: (metadata.dev(), metadata.ino()) })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The next connection.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn accept(&self) -> io::Result<UnixStream> {
        self.listener.accept().map(|(stream, _)| stream)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let own = fs::symlink_metadata(&self.path).is_ok_and(|found| (found.dev(), found.ino()) == self.file);
        if own && let Err(fault) = fs::remove_file(&self.path) {
            tracing::warn!(%fault, "the socket's file was not removed");
        }
    }
}

/// Removes what a process left that has ended.
fn make_way(path: &Path) -> Result<(), SocketError> {
    let io = |source| SocketError::Io { path: path.to_owned(), source };
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(other) => return Err(io(other)),
    };
    if !metadata.file_type().is_socket() {
        return Err(SocketError::Foreign { path: path.to_owned() });
    }
    match UnixStream::connect(path) {
        Err(fault) if fault.kind() == io::ErrorKind::ConnectionRefused => fs::remove_file(path).map_err(io),
        Err(fault) => Err(io(fault)),
        Ok(_) => Err(SocketError::InUse { path: path.to_owned() }),
    }
}
