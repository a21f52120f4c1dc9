//! X.509: certificates, paths to an anchor, revocation (CRL and OCSP), and RFC 3161 time stamps.
//!
//! Everything here is judged at a time that the caller names, from bytes that the caller has. It does not say whom an
//! anchor is trusted for; that is for `trust` and the operator's settings.

mod certificate;
mod crl;
mod der;
mod extensions;
mod ocsp;
mod path;
mod revocation;
mod services;
mod subject;
mod timestamp;
mod tst_info;

pub use self::certificate::{Certificate, CertificateError, ExtendedKeyUsage, KeyKind, KeyUsage, QcStatements, QcType};
pub use self::path::{CertificatePath, PathError, PathPurpose, PathRequest, build_path};
pub use self::revocation::{RevocationData, RevocationSource, RevocationState, check_revocation, ocsp_request};
pub use self::services::{NoServices, PkiServices, ServiceError};
pub use self::subject::Name;
