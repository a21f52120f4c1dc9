//! Time-stamp requests and responses (RFC 3161, sections 2.4.1 and 2.4.2).
//!
//! A response is compared with its request here. Who signed the token, and whether that authority is trusted, is asked
//! afterwards, of the token.

use openssl::hash::MessageDigest;
use thiserror::Error;

use super::der::{self, NotDer, Reader};
use super::time_stamp_token::TimeStampToken;
use super::tst_info::small_number;
use crate::limits;

const UTF8_STRING: u8 = 0x0c;

/// Why a response or a token is not a time stamp over the data in question.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeStampError {
    /// A signed attribute is missing, stands twice or has another value than it must.
    #[error("the time stamp's signed attribute `{name}` is missing, repeated or malformed")]
    Attribute {
        /// The attribute, in its standard's words.
        name: &'static str,
    },
    /// The signed reference does not name the certificate that the signature is verified with.
    #[error("the time stamp was signed in the name of another certificate")]
    CertificateReference,
    /// The signed digest is not that of the token's content.
    #[error("the time stamp's content was changed")]
    Digest,
    /// The stamp is over other data.
    #[error("the time stamp is over other data")]
    Imprint,
    /// The data were hashed with an algorithm that is not accepted.
    #[error("the time stamp's hash algorithm {oid} is not accepted")]
    ImprintAlgorithm {
        /// The algorithm, in dotted form.
        oid: String,
    },
    /// Not the structure that is due.
    #[error("not a well-formed {what}")]
    Malformed {
        /// The structure, in its standard's words.
        what: &'static str,
    },
    /// The answer is to another request.
    #[error("the time stamp does not repeat the request's random number")]
    Nonce,
    /// A CMS message, but not one that holds a time stamp.
    #[error("the time stamp's content is of another type ({oid})")]
    NotATimeStamp {
        /// The type found, in dotted form.
        oid: String,
    },
    /// The authority refused.
    #[error("the time-stamp authority refused with status {status}{}", said(.text))]
    Refused {
        /// PKIStatus: 2 is a rejection.
        status: u32,
        /// What the authority says about it, shortened and without control characters; may be empty.
        text: String,
    },
    /// The signature does not match.
    #[error("the time stamp's signature does not match")]
    Signature,
    /// Signed with an algorithm that is not accepted, or that the certificate's key is not for.
    #[error("the time stamp's signature algorithm {oid} is not accepted")]
    SignatureAlgorithm {
        /// The algorithm, in dotted form.
        oid: String,
    },
    /// The signer's certificate is neither in the token nor among those that were given.
    #[error("the certificate of the time stamp's signer is missing")]
    SignerUnknown,
    /// Not exactly one signer.
    #[error("the time stamp has {count} signers instead of one")]
    Signers {
        /// How many.
        count: usize,
    },
    /// Longer than what is read, or with more certificates.
    #[error("the time stamp is longer than what is read")]
    TooLong,
}

impl TimeStampError {
    /// A stable name of the failure.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Attribute { .. } => "time-stamp-attribute",
            Self::CertificateReference => "time-stamp-certificate-reference",
            Self::Digest => "time-stamp-digest",
            Self::Imprint => "time-stamp-imprint",
            Self::ImprintAlgorithm { .. } => "time-stamp-imprint-algorithm",
            Self::Malformed { .. } => "time-stamp-malformed",
            Self::Nonce => "time-stamp-nonce",
            Self::NotATimeStamp { .. } => "time-stamp-content-type",
            Self::Refused { .. } => "time-stamp-refused",
            Self::Signature => "time-stamp-signature",
            Self::SignatureAlgorithm { .. } => "time-stamp-signature-algorithm",
            Self::SignerUnknown => "time-stamp-signer-unknown",
            Self::Signers { .. } => "time-stamp-signers",
            Self::TooLong => "time-stamp-too-long",
        }
    }
}

impl From<NotDer> for TimeStampError {
    fn from(_: NotDer) -> Self {
        Self::Malformed { what: "time-stamp token" }
    }
}

fn said(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(": {text}") }
}

/// The hash algorithms that time stamps may use. SHA-1 is none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestAlgorithm {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl DigestAlgorithm {
    const fn oid(self) -> &'static str {
        match self {
            Self::Sha256 => "2.16.840.1.101.3.4.2.1",
            Self::Sha384 => "2.16.840.1.101.3.4.2.2",
            Self::Sha512 => "2.16.840.1.101.3.4.2.3",
        }
    }

    pub(super) fn from_oid(oid: &str) -> Option<Self> {
        [Self::Sha256, Self::Sha384, Self::Sha512].into_iter().find(|algorithm| algorithm.oid() == oid)
    }

    pub(super) const fn digest_bytes(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    pub(super) fn message_digest(self) -> MessageDigest {
        match self {
            Self::Sha256 => MessageDigest::sha256(),
            Self::Sha384 => MessageDigest::sha384(),
            Self::Sha512 => MessageDigest::sha512(),
        }
    }

    pub(super) fn digest(self, data: &[u8]) -> Vec<u8> {
        openssl::hash::hash(self.message_digest(), data).expect("SHA-2 is always there").to_vec()
    }
}

/// A request for a time stamp over data with this SHA-256 digest, with the authority's certificate in the answer.
#[must_use]
pub fn time_stamp_request(imprint: &[u8; 32], nonce: &[u8; 16]) -> Vec<u8> {
    let null = der::encode(der::NULL, &[]);
    let algorithm = der::encode(der::SEQUENCE, &[&der::encode_oid(DigestAlgorithm::Sha256.oid()), &null]);
    let message_imprint = der::encode(der::SEQUENCE, &[&algorithm, &der::encode(der::OCTET_STRING, &[imprint])]);
    let version = der::encode(der::INTEGER, &[&[1]]);
    let nonce = der::encode(der::INTEGER, &[&integer_of(nonce)]);
    let certificate_wanted = der::encode(der::BOOLEAN, &[&[0xff]]);
    der::encode(der::SEQUENCE, &[&version, &message_imprint, &nonce, &certificate_wanted])
}

/// The contents of the INTEGER that is this number without sign.
fn integer_of(big_endian: &[u8]) -> Vec<u8> {
    let zeros = big_endian.iter().take_while(|byte| **byte == 0).count();
    let digits = &big_endian[zeros..];
    let lead = digits.first().is_none_or(|byte| *byte >= 0x80);
    lead.then_some(0).into_iter().chain(digits.iter().copied()).collect()
}

/// The token of the response to the request of `imprint` and `nonce`, in DER.
///
/// The token says what was asked for; nobody has verified yet who signed it.
///
/// # Errors
///
/// [`TimeStampError`]: the authority refused, the response is no response, or it is one to another request.
pub fn read_time_stamp_response(
    response: &[u8],
    imprint: &[u8; 32],
    nonce: &[u8; 16],
) -> Result<Vec<u8>, TimeStampError> {
    if response.len() > limits::TIME_STAMP_BYTES_MAX {
        return Err(TimeStampError::TooLong);
    }
    let (status, text, token) =
        read_response(response).map_err(|_| TimeStampError::Malformed { what: "time-stamp response" })?;
    // 0: granted; 1: granted with modifications, which the comparison below bounds.
    let der = match (status, token) {
        (0 | 1, Some(token)) => token,
        (0 | 1, None) => return Err(TimeStampError::Malformed { what: "time-stamp response" }),
        _ => return Err(TimeStampError::Refused { status, text }),
    };
    let token = TimeStampToken::parse(der)?;
    if token.imprint_algorithm()? != DigestAlgorithm::Sha256 || token.imprint() != imprint {
        return Err(TimeStampError::Imprint);
    }
    if token.nonce() != Some(integer_of(nonce).as_slice()) {
        return Err(TimeStampError::Nonce);
    }
    Ok(der.to_vec())
}

/// Status, what is said about it, and the token.
fn read_response(bytes: &[u8]) -> Result<(u32, String, Option<&[u8]>), NotDer> {
    let mut response = Reader::of(bytes, der::SEQUENCE)?;
    let mut status_info = response.expect(der::SEQUENCE)?.reader();
    let status = small_number(status_info.integer()?).ok_or(NotDer)?;
    let text = match status_info.optional(der::SEQUENCE)? {
        Some(texts) => free_text(texts.reader())?,
        None => String::new(),
    };
    status_info.optional(der::BIT_STRING)?;
    status_info.finish()?;
    let token = response.optional(der::SEQUENCE)?.map(|token| token.raw);
    response.finish()?;
    Ok((status, text, token))
}

/// PKIFreeText: what a stranger says, for one line.
fn free_text(mut texts: Reader<'_>) -> Result<String, NotDer> {
    let mut said = Vec::new();
    while !texts.is_empty() {
        said.push(String::from_utf8_lossy(texts.expect(UTF8_STRING)?.body).into_owned());
    }
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    Ok(said.join("; ").chars().map(plain).take(limits::TIME_STAMP_TEXT_CHARS_MAX).collect())
}
