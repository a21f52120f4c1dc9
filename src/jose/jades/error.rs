//! Why a file is not a seal that is accepted, or could not be made one.

use thiserror::Error;

use crate::jose::SignError;
use crate::pki::{ServiceError, TimeStampError};

/// Why something is not sealed, or not read as a seal.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum JadesError {
    /// The file that was just made is not read back as what was sealed; it must not leave.
    #[error("the sealed file does not verify after sealing: {0}")]
    NotReleased(#[source] Box<JadesError>),
    /// The file breaks a rule.
    #[error("{detail}")]
    Refused {
        /// Which rule.
        flaw: Flaw,
        /// What is wrong, in words.
        detail: String,
    },
    /// The time-stamp authority gave no answer.
    #[error("there is no time stamp: {0}")]
    Service(#[from] ServiceError),
    /// The key could not sign.
    #[error(transparent)]
    Signing(#[from] SignError),
    /// The time-stamp authority's answer is not the time stamp that was asked for.
    #[error("the time stamp is not usable: {detail}")]
    TimeStamp {
        /// A stable name of what is wrong.
        code: &'static str,
        /// What is wrong, in words.
        detail: String,
    },
}

impl JadesError {
    /// A stable name of what is wrong.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotReleased(_) => "not-released",
            Self::Refused { flaw, .. } => flaw.code(),
            Self::Service(error) => error.code(),
            Self::Signing(_) => "signing-failed",
            Self::TimeStamp { code, .. } => code,
        }
    }

    pub(super) fn refused(flaw: Flaw, detail: impl Into<String>) -> Self {
        Self::Refused { flaw, detail: detail.into() }
    }
}

impl From<TimeStampError> for JadesError {
    fn from(error: TimeStampError) -> Self {
        Self::TimeStamp { code: error.code(), detail: error.to_string() }
    }
}

/// The rules that a file can break, each with its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Flaw {
    /// `alg` is not one of the four, or is missing.
    Algorithm,
    /// The key of the certificate is not one for `alg`.
    AlgorithmKey,
    /// `alg` is in the unprotected header.
    AlgorithmUnprotected,
    /// `b64` is not a truth value.
    B64,
    /// `b64` is there and not named in `crit`.
    B64NotCritical,
    /// A certificate in `x5c` cannot be read.
    Certificate,
    /// No certificate fits the reference, in `x5c` or among the values.
    CertificateMissing,
    /// The first certificate is not the one that the reference names.
    CertificateReferenceMismatch,
    /// None of the three references, or one that is malformed.
    CertificateReferenceMissing,
    /// `x5t#o` or `sigX5ts` with another digest than SHA-256, SHA-384 or SHA-512.
    CertificateReferenceDigest,
    /// A reference that is not of the form that it should be of.
    CertificateReferenceMalformed,
    /// `etsiU` holds clear objects where a time stamp is to be added.
    ClearEtsiU,
    /// `crit` names what is not there.
    CriticalAbsent,
    /// `crit` names something twice.
    CriticalDuplicate,
    /// `crit` is an empty list.
    CriticalEmpty,
    /// `crit` is not a list of names.
    CriticalMalformed,
    /// `crit` names what RFC 7515 or RFC 7518 defines.
    CriticalRegistered,
    /// `crit` names what is not understood.
    CriticalUnknown,
    /// `crit` is in the unprotected header.
    CriticalUnprotected,
    /// `sigD`: the payload would be somewhere else.
    Detached,
    /// A name stands twice in one object, in the file or in the protected header.
    DuplicateName,
    /// `etsiU` is not a list, or an item of it is neither a text nor an object.
    EtsiU,
    /// `etsiU` holds texts and objects.
    EtsiUMixed,
    /// The protected header is not base64url of a JSON object.
    Header,
    /// A member of the protected header is not of the type that it should be of.
    HeaderMember,
    /// Not JSON.
    Json,
    /// Not a JWS: a member is missing or of another type.
    NotAJws,
    /// No payload.
    PayloadMissing,
    /// The payload is not a text, or not base64url of one where it should be.
    PayloadType,
    /// The signature is not base64url.
    SignatureEncoding,
    /// The signature does not match.
    SignatureInvalid,
    /// No signature, or an empty list of them.
    SignatureMissing,
    /// More than one signature.
    SignatureNotOne,
    /// `iat` and `sigT`.
    SigningTimeBoth,
    /// `iat` or `sigT` is not a time.
    SigningTimeMalformed,
    /// Neither `iat` nor `sigT`.
    SigningTimeMissing,
    /// The file is longer than what is read.
    TooLong,
    /// More certificates than are read.
    TooManyCertificates,
    /// More items of `etsiU` than are read.
    TooManyUnsigned,
    /// The unprotected header holds something else than `etsiU`.
    UnprotectedMember,
}

impl Flaw {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Algorithm,
        Self::AlgorithmKey,
        Self::AlgorithmUnprotected,
        Self::B64,
        Self::B64NotCritical,
        Self::Certificate,
        Self::CertificateMissing,
        Self::CertificateReferenceMismatch,
        Self::CertificateReferenceMissing,
        Self::CertificateReferenceDigest,
        Self::CertificateReferenceMalformed,
        Self::ClearEtsiU,
        Self::CriticalAbsent,
        Self::CriticalDuplicate,
        Self::CriticalEmpty,
        Self::CriticalMalformed,
        Self::CriticalRegistered,
        Self::CriticalUnknown,
        Self::CriticalUnprotected,
        Self::Detached,
        Self::DuplicateName,
        Self::EtsiU,
        Self::EtsiUMixed,
        Self::Header,
        Self::HeaderMember,
        Self::Json,
        Self::NotAJws,
        Self::PayloadMissing,
        Self::PayloadType,
        Self::SignatureEncoding,
        Self::SignatureInvalid,
        Self::SignatureMissing,
        Self::SignatureNotOne,
        Self::SigningTimeBoth,
        Self::SigningTimeMalformed,
        Self::SigningTimeMissing,
        Self::TooLong,
        Self::TooManyCertificates,
        Self::TooManyUnsigned,
        Self::UnprotectedMember,
    ];

    /// A stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Algorithm => "algorithm-not-accepted",
            Self::AlgorithmKey => "algorithm-key-mismatch",
            Self::AlgorithmUnprotected => "algorithm-unprotected",
            Self::B64 => "b64-malformed",
            Self::B64NotCritical => "b64-not-critical",
            Self::Certificate => "certificate-malformed",
            Self::CertificateMissing => "certificate-missing",
            Self::CertificateReferenceMismatch => "certificate-reference-mismatch",
            Self::CertificateReferenceMissing => "certificate-reference-missing",
            Self::CertificateReferenceDigest => "certificate-reference-digest",
            Self::CertificateReferenceMalformed => "certificate-reference-malformed",
            Self::ClearEtsiU => "etsiu-clear",
            Self::CriticalAbsent => "critical-absent",
            Self::CriticalDuplicate => "critical-duplicate",
            Self::CriticalEmpty => "critical-empty",
            Self::CriticalMalformed => "critical-malformed",
            Self::CriticalRegistered => "critical-registered",
            Self::CriticalUnknown => "critical-unknown",
            Self::CriticalUnprotected => "critical-unprotected",
            Self::Detached => "detached",
            Self::DuplicateName => "duplicate-name",
            Self::EtsiU => "etsiu-malformed",
            Self::EtsiUMixed => "etsiu-mixed",
            Self::Header => "header-malformed",
            Self::HeaderMember => "header-member-malformed",
            Self::Json => "json-malformed",
            Self::NotAJws => "not-a-jws",
            Self::PayloadMissing => "payload-missing",
            Self::PayloadType => "payload-malformed",
            Self::SignatureEncoding => "signature-malformed",
            Self::SignatureInvalid => "signature-invalid",
            Self::SignatureMissing => "signature-missing",
            Self::SignatureNotOne => "several-signatures",
            Self::SigningTimeBoth => "signing-time-twice",
            Self::SigningTimeMalformed => "signing-time-malformed",
            Self::SigningTimeMissing => "signing-time-missing",
            Self::TooLong => "too-long",
            Self::TooManyCertificates => "too-many-certificates",
            Self::TooManyUnsigned => "too-many-unsigned",
            Self::UnprotectedMember => "unprotected-member",
        }
    }
}
