//! What verifier and signer say to each other: one request and one answer a connection, each with its length before it.
//!
//! A request is the canonical form of a record. An answer is a JSON object with `signature` or `refused`.

use serde_json::{Value, json};

use super::RecordError;
use crate::limits;
use crate::model::json::parse_strict;

/// Why a signer does not sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The key does not answer: it lies in a device.
    Key,
    /// The report is not of now.
    NotNow,
    /// What was sent is no verification report.
    NotAReport,
    /// It is longer than what is signed.
    TooLong,
    /// It is another verifier's report.
    Verifier,
}

impl Refusal {
    const ALL: [Self; 5] = [Self::Key, Self::NotNow, Self::NotAReport, Self::TooLong, Self::Verifier];

    /// Its name in an answer.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::NotNow => "not-now",
            Self::NotAReport => "not-a-report",
            Self::TooLong => "too-long",
            Self::Verifier => "verifier",
        }
    }
}

impl From<&RecordError> for Refusal {
    fn from(error: &RecordError) -> Self {
        match error {
            RecordError::NotNow { .. } => Self::NotNow,
            RecordError::Verifier { .. } => Self::Verifier,
            _ => Self::NotAReport,
        }
    }
}

/// A signer's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It does not sign.
    Refused(Refusal),
    /// The signature, for the record's member of that name.
    Signed(String),
}

impl Answer {
    /// As it is sent, without its length.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let value = match self {
            Self::Refused(refusal) => json!({ "refused": refusal.name() }),
            Self::Signed(signature) => json!({ "signature": signature }),
        };
        value.to_string().into_bytes()
    }

    /// Reads what was sent; `None` if it is no answer.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let value = parse_strict(bytes, limits::SIGNER_ANSWER_BYTES_MAX).ok()?;
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        match (text("signature"), text("refused")) {
            (Some(signature), None) => Some(Self::Signed(signature.to_owned())),
            (None, Some(name)) => Refusal::ALL.into_iter().find(|one| one.name() == name).map(Self::Refused),
            _ => None,
        }
    }
}

/// `bytes` with their length before them: four bytes, the highest first. `None` if they are longer than that can say.
#[must_use]
pub fn frame(bytes: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(bytes.len()).ok()?;
    Some([&length.to_be_bytes()[..], bytes].concat())
}

/// The length that stands before what is sent, if that is at most `bytes_max`.
#[must_use]
pub fn frame_length(before: [u8; 4], bytes_max: usize) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(before)).ok().filter(|length| *length <= bytes_max)
}
