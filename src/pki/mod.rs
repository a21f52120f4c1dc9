//! X.509: certificates, paths to an anchor, revocation (CRL and OCSP), and RFC 3161 time stamps.
//!
//! Everything here is judged at a time that the caller names, from bytes that the caller has. It does not say whom an
//! anchor is trusted for; that is for `trust` and the operator's settings.

mod certificate;
mod cms_signature;
mod crl;
mod der;
mod extensions;
mod ocsp;
mod path;
mod revocation;
mod services;
mod signature;
mod subject;
mod time_stamp_token;
mod timestamp;
mod tst_info;

pub use self::certificate::{
    Certificate, CertificateError, ExtendedKeyUsage, KeyKind, KeyUsage, QcStatements, QcType, WebNames,
};
pub use self::ocsp::ocsp_request;
pub use self::path::{CertificatePath, PathError, PathPurpose, PathRequest, build_path};
pub use self::revocation::{RevocationData, RevocationReader, RevocationSource, RevocationState, check_revocation};
pub use self::services::{NoServices, PkiServices, ServiceError};
pub use self::subject::Name;
pub use self::time_stamp_token::{TimeStampToken, VerifiedTimeStamp};
pub use self::timestamp::{DigestAlgorithm, TimeStampError, read_time_stamp_response, time_stamp_request};
pub use self::tst_info::Accuracy;
