//! How requests are refused: the codes of the specifications, and for developers a sentence.

use serde_json::{Value, json};
use thiserror::Error;

/// A code of OpenID4VCI 1.0 (sections 6.3, 8.3.1, 9.3, 11.3), RFC 6749, RFC 6750, RFC 9396 or RFC 9449.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// Nothing will come of this request however often it is sent.
    CredentialRequestDenied,
    /// Authorization details name what is not offered.
    InvalidAuthorizationDetails,
    /// A request for a credential that is malformed.
    InvalidCredentialRequest,
    /// A proof of possession of a token's key that does not hold.
    InvalidDpopProof,
    /// An encrypted answer was asked for, and the request was not encrypted.
    InvalidEncryptionParameters,
    /// A code that is wrong, old or used.
    InvalidGrant,
    /// A proof has a nonce that does not hold: get another.
    InvalidNonce,
    /// There is no such notification.
    InvalidNotificationId,
    /// A notification that is malformed.
    InvalidNotificationRequest,
    /// A proof is missing or does not hold.
    InvalidProof,
    /// A request that is malformed.
    InvalidRequest,
    /// A token that is missing, wrong or old.
    InvalidToken,
    /// There is no such transaction.
    InvalidTransactionId,
    /// Something here does not work for now.
    TemporarilyUnavailable,
    /// There is no such configuration.
    UnknownCredentialConfiguration,
    /// There is no such credential identifier.
    UnknownCredentialIdentifier,
    /// A grant that is not served here.
    UnsupportedGrantType,
}

impl Code {
    /// The code as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CredentialRequestDenied => "credential_request_denied",
            Self::InvalidAuthorizationDetails => "invalid_authorization_details",
            Self::InvalidCredentialRequest => "invalid_credential_request",
            Self::InvalidDpopProof => "invalid_dpop_proof",
            Self::InvalidEncryptionParameters => "invalid_encryption_parameters",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidNonce => "invalid_nonce",
            Self::InvalidNotificationId => "invalid_notification_id",
            Self::InvalidNotificationRequest => "invalid_notification_request",
            Self::InvalidProof => "invalid_proof",
            Self::InvalidRequest => "invalid_request",
            Self::InvalidToken => "invalid_token",
            Self::InvalidTransactionId => "invalid_transaction_id",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::UnknownCredentialConfiguration => "unknown_credential_configuration",
            Self::UnknownCredentialIdentifier => "unknown_credential_identifier",
            Self::UnsupportedGrantType => "unsupported_grant_type",
        }
    }
}

/// Why a request is refused. The description repeats nothing of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{}: {description}", code.as_str())]
pub struct Refusal {
    /// The code.
    pub code: Code,
    /// What is wrong, for whoever makes wallets: ASCII without quotation marks and backslashes (section 8.3.1.2).
    pub description: &'static str,
}

impl Refusal {
    /// A refusal with its parts.
    pub(super) fn new(code: Code, description: &'static str) -> Self {
        debug_assert!(description.bytes().all(|byte| matches!(byte, 0x20..=0x7e) && !matches!(byte, b'"' | b'\\')));
        Self { code, description }
    }

    /// The body of the answer.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "error": self.code.as_str(), "error_description": self.description })
    }
}

/// For the refusals of the service itself, which knows what was given out.
impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        let description = match code {
            Code::CredentialRequestDenied => "this credential is not issued (any more) for this offer",
            Code::InvalidGrant => "the code is wrong, old or used: have the offer shown again",
            Code::InvalidNonce => "the nonce is unknown, old or used: get one from the nonce endpoint",
            Code::InvalidNotificationId => "there is no such notification for this token",
            Code::InvalidToken => "the access token is missing, unknown or old",
            Code::InvalidTransactionId => "there is no such transaction for this token, or it is over",
            Code::TemporarilyUnavailable => "something here does not work for now: send the same request again",
            _ => "the request is not served here",
        };
        Self::new(code, description)
    }
}
