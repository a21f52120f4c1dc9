//! TLS of the services: certificate and key from PEM files, read again when the process is told to (SIGHUP).
#![expect(clippy::disallowed_methods, reason = "certificate and key lie in files")]

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use openssl::error::ErrorStack;
use openssl::pkey::PKey;
use openssl::ssl::{AlpnError, Ssl, SslAcceptor, SslContext, SslMethod, SslVersion, select_next_proto};
use thiserror::Error;
use zeroize::Zeroizing;

/// The one protocol within TLS, as ALPN names it.
const HTTP: &[u8] = b"\x08http/1.1";

/// Why there is no TLS with these files.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The certificates cannot be used.
    #[error("{} has no certificate chain in PEM that can be used: {source}", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// Why.
        source: ErrorStack,
    },
    /// The key cannot be used.
    #[error("{} has no private key in PEM without a passphrase: {source}", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// Why.
        source: ErrorStack,
    },
    /// The key is not the certificate's.
    #[error("the key in {} is not the one of the certificate in {}", key.display(), certificate.display())]
    Mismatch {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
    },
    /// OpenSSL could not be set up.
    #[error("TLS cannot be set up: {0}")]
    Setup(#[from] ErrorStack),
    /// The key's file cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A certificate with its key, for new connections. Cheap to clone; all clones are renewed together.
#[derive(Clone)]
pub struct Tls {
    files: Arc<(PathBuf, PathBuf)>,
    context: Arc<RwLock<SslContext>>,
}

impl Tls {
    /// Of two PEM files: the certificate with those that lead to its authority, and its key.
    ///
    /// # Errors
    ///
    /// [`TlsError`].
    pub fn new(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let context = context(certificate, key)?;
        let files = Arc::new((certificate.to_owned(), key.to_owned()));
        Ok(Self { files, context: Arc::new(RwLock::new(context)) })
    }

    /// Reads the files again; connections that are open stay as they are.
    ///
    /// # Errors
    ///
    /// [`TlsError`]; then new connections get the certificate that was there before.
    pub fn reload(&self) -> Result<(), TlsError> {
        let context = context(&self.files.0, &self.files.1)?;
        *self.context.write().unwrap_or_else(PoisonError::into_inner) = context;
        Ok(())
    }

    /// The server's side of a new connection.
    pub(super) fn session(&self) -> Result<Ssl, ErrorStack> {
        let mut session = Ssl::new(&self.context.read().unwrap_or_else(PoisonError::into_inner))?;
        session.set_accept_state();
        Ok(session)
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tls({}, [redacted])", self.files.0.display())
    }
}

fn context(certificate: &Path, key: &Path) -> Result<SslContext, TlsError> {
    // TLS 1.2 and 1.3, with forward secrecy and authenticated encryption alone (Mozilla's intermediate profile, version 5).
    let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
    builder.set_min_proto_version(Some(SslVersion::TLS1_2))?;
    builder.set_alpn_select_callback(|_, offered| select_next_proto(HTTP, offered).ok_or(AlpnError::NOACK));
    builder
        .set_certificate_chain_file(certificate)
        .map_err(|source| TlsError::Certificate { path: certificate.to_owned(), source })?;
    let pem = std::fs::read(key).map_err(|source| TlsError::Unreadable { path: key.to_owned(), source })?;
    let pem = Zeroizing::new(pem);
    // With an empty passphrase OpenSSL asks nobody for one.
    let private = PKey::private_key_from_pem_passphrase(&pem, b"")
        .map_err(|source| TlsError::Key { path: key.to_owned(), source })?;
    let mismatch = || TlsError::Mismatch { certificate: certificate.to_owned(), key: key.to_owned() };
    builder.set_private_key(&private).map_err(|_| mismatch())?;
    builder.check_private_key().map_err(|_| mismatch())?;
    Ok(builder.build().into_context())
}
