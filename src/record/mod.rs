//! The verification report to keep: what was checked, when, by whom and with what result; and how it is signed.
//!
//! A record is a JSON document. Its member `signature` is a compact JWS with its payload left out (RFC 7515, appendix F): the
//! payload is the canonical form (RFC 8785) of the record without that member. It is made with EdDSA (RFC 8037), `typ`
//! says what it is of, and `kid` is the verification method of the key. A record that is not signed says why.
//!
//! The room knows no key and no service; whether what a report says is true it cannot say.

mod exchange;
mod shape;
mod signature;

use serde_json::{Map, Value, json};
use thiserror::Error;

pub use self::exchange::{Answer, Refusal, frame, frame_length};
pub use self::signature::{SignedRecord, VerifiedRecord, key_of};

use crate::limits;
use crate::model::json::{JsonError, canonicalize, parse_strict};
use crate::model::time::Timestamp;

/// Version of the form.
pub const RECORD_VERSION: u32 = 1;
/// What the signature is of, as `typ` of its header: a media type without `application/` (RFC 7515, section 4.1.9).
pub const SIGNATURE_TYPE: &str = "vnd.elmseal.verification-report+jws";

/// Why a record is not signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsigned {
    /// The verifier has no signer.
    NoSigner,
    /// The signer did not answer.
    SignerAway,
    /// The signer answered that it does not sign this.
    SignerRefused,
}

impl Unsigned {
    /// All reasons.
    pub const ALL: [Self; 3] = [Self::NoSigner, Self::SignerAway, Self::SignerRefused];

    /// The name that stands in the record.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoSigner => "no-signer",
            Self::SignerAway => "signer-away",
            Self::SignerRefused => "signer-refused",
        }
    }
}

/// Why a text is no record that is or can be signed.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordError {
    /// The algorithm of the signature is not EdDSA.
    #[error("the signature is made with `{found}`, not with EdDSA")]
    Algorithm {
        /// What its header says.
        found: String,
    },
    /// The signature's header makes something binding that is not understood here.
    #[error("`crit` of the signature's header is not understood")]
    Critical,
    /// Its time is not that of the signer's clock.
    #[error("the report is of {made_at}, and the signer's clock says {now}")]
    NotNow {
        /// When it says that it was made.
        made_at: Timestamp,
        /// The signer's clock.
        now: Timestamp,
    },
    /// Not strict JSON.
    #[error(transparent)]
    NotJson(#[from] JsonError),
    /// A member is missing, there is one too many, or it is not what it has to be.
    #[error("this is no verification report: {reason}")]
    Shape {
        /// What is wrong.
        reason: String,
    },
    /// The signature is not one of the key over this report.
    #[error("the signature does not match the report: something in it was changed, or another key made it")]
    Signature,
    /// The signature is not a compact JWS with its payload left out.
    #[error("the signature is malformed: {reason}")]
    SignatureForm {
        /// What is wrong.
        reason: &'static str,
    },
    /// There is no signature.
    #[error("the report is not signed")]
    Unsigned,
    /// The report is another verifier's than the key is for.
    #[error("the report says that it is by the verifier at `{verifier}`, and the key is for `{expected}`")]
    Verifier {
        /// What the report says.
        verifier: String,
        /// The host of the key.
        expected: String,
    },
}

impl RecordError {
    fn shape(reason: impl Into<String>) -> Self {
        Self::Shape { reason: reason.into() }
    }
}

/// A record without a word on its signature.
#[derive(Debug, Clone, PartialEq)]
pub struct Record(Map<String, Value>);

impl Record {
    /// Of a `report` in its JSON form: `verifier` is the host that made it, `name` what the asker called the document,
    /// `document_sha256` the digest of what was checked, in hex.
    #[must_use]
    pub fn new(verifier: &str, name: Option<&str>, made_at: Timestamp, document_sha256: &str, report: Value) -> Self {
        let record = json!({
            "record_version": RECORD_VERSION,
            "type": "VerificationReport",
            "verifier": verifier,
            "made_at": made_at.to_string(),
            "document": { "name": name, "sha256": document_sha256 },
            "report": report,
        });
        let Value::Object(members) = record else { unreachable!("an object was written") };
        Self(members)
    }

    /// What is signed: its canonical form.
    #[must_use]
    pub fn canonical(&self) -> String {
        canonicalize(&Value::Object(self.0.clone()))
    }

    /// The record with its signature.
    #[must_use]
    pub fn signed(mut self, signature: &str) -> Value {
        self.0.insert("signature".to_owned(), Value::String(signature.to_owned()));
        Value::Object(self.0)
    }

    /// The record with the reason why it has no signature.
    #[must_use]
    pub fn unsigned(mut self, reason: Unsigned) -> Value {
        self.0.insert("signature".to_owned(), Value::Null);
        self.0.insert("unsigned".to_owned(), Value::String(reason.name().to_owned()));
        Value::Object(self.0)
    }
}

/// A record that was looked at as a signer looks at it: it is a verification report, of now, and nothing else.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct DatedRecord {
    canonical: String,
}

impl DatedRecord {
    /// Reads what is to be signed at `now`; `verifier` is the host in whose name the key signs, if it is that of a host.
    ///
    /// # Errors
    ///
    /// [`RecordError::NotJson`], [`RecordError::Shape`], [`RecordError::NotNow`] or [`RecordError::Verifier`].
    pub fn parse(bytes: &[u8], now: Timestamp, verifier: Option<&str>) -> Result<Self, RecordError> {
        let value = parse_strict(bytes, limits::RECORD_BYTES_MAX)?;
        let shape = shape::read(&value)?;
        let apart = shape.made_at.unix().abs_diff(now.unix());
        if apart > limits::RECORD_AGE_SECONDS_MAX {
            return Err(RecordError::NotNow { made_at: shape.made_at, now });
        }
        if let Some(expected) = verifier.filter(|expected| *expected != shape.verifier) {
            return Err(RecordError::Verifier { verifier: shape.verifier.to_owned(), expected: expected.to_owned() });
        }
        Ok(Self { canonical: canonicalize(&value) })
    }
}

/// The host in whose name the keys of a did:web sign, as records name it; `None` of another DID.
#[must_use]
pub fn host_of(did: &str) -> Option<String> {
    let rest = did.strip_prefix("did:web:")?;
    let host = rest.split(':').next().unwrap_or_default();
    Some(host.replace("%3A", ":").replace("%3a", ":"))
}
